#!/bin/sh
# tools/checks.sh: no rule without an answer, none answered twice or that does not exist, at most
# 20 without a check, no check without its cases, and a page that says what the pack says.
set -eu
cd "$(dirname "$0")/../.."
tree=$(mktemp -d "${TMPDIR:-/tmp}/checks.XXXXXX")
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/tools" "$tree/docs" "$tree/tests/cli"
cp tests/cli/checks.tsv "$tree/tests/cli"
cp tools/checks.sh "$tree/tools"
cp docs/checks.md "$tree/docs"
cp -r policy "$tree"
yaml=$tree/policy/cn/checks.yaml

sh "$tree/tools/checks.sh" -c
[ "$(grep -c '^| [1-5][0-9_]*[0-9-]* | ' docs/checks.md)" -eq 263 ]

refuses() # WORDS
{
	if sh "$tree/tools/checks.sh" -c 2> "$tree/err"; then
		echo "passed, though: $1"
		exit 1
	fi
	grep -q "$1" "$tree/err" || { cat "$tree/err"; exit 1; }
	cp policy/cn/checks.yaml "$yaml"
}

sed -i 's/"1_12_001"/"1_12_999"/' "$yaml"
refuses 'rule 1_12_001 .* has no answer'
sed -i 's/"1_12_001"/"1_12_999"/' "$yaml"
refuses 'there is no rule 1_12_999'
sed -i 's/"1_01_001", "1_12_001"/"1_01_001", "1_12_001", "1_03_003"/' "$yaml"
refuses 'rule 1_03_003 is answered twice'
sed -i 's/zh: 证件号码重复/zh: 证件号码相同/' "$yaml"
refuses 'docs/checks.md is stale'
# A check without its pair of cases, a pair for no check, a pair that is one case.
grep -v '^idno_missing	' tests/cli/checks.tsv > "$tree/tests/cli/checks.tsv"
refuses 'no case in tests/cli/checks.tsv for idno_missing'
sed 's/^idno_missing	/idno_mising	/' tests/cli/checks.tsv > "$tree/tests/cli/checks.tsv"
refuses 'there is no check idno_mising'
same='idno_missing	@base	@base'
sed "s/^idno_missing	.*/$same/" tests/cli/checks.tsv > "$tree/tests/cli/checks.tsv"
refuses 'not two cases'
cp tests/cli/checks.tsv "$tree/tests/cli"
# The 21st rule without a check is one too many.
awk '/^    covers: / && n < 19 { rules = $0; gsub(/.*\[|\]|"|,/, "", rules)
	k = split(rules, r, " "); for (i = 1; i <= k; i++) none[++n] = r[i]; next }
	{ print }
	END { for (i = 1; i <= n; i++) printf "  - {rule: \"%s\", zh: 无, en: \"none\"}\n", none[i] }' \
	policy/cn/checks.yaml > "$yaml"
refuses 'rules without a check, at most 20'
