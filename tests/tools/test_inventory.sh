#!/bin/sh
# tools/inventory.sh: a row about policy without its line in its pack is told and fails.
set -eu
cd "$(dirname "$0")/../.."
tree=$(mktemp -d "${TMPDIR:-/tmp}/inventory.XXXXXX")
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/tools"
cp tools/inventory.sh "$tree/tools"
cp -r policy "$tree"

# As it stands: every row of the articles is answered, and what they leave open is named.
sh "$tree/tools/inventory.sh" > "$tree/out"
grep -q '^3.5 .*cn-daan.*looks_checks' "$tree/out"
grep -q 'cn-daan provisions:looks_checks *13 slots' "$tree/out"
[ "$(grep -c '^[0-4]\.[0-9]' "$tree/out")" -eq 168 ]

# Da'an drops its line: its row fails, and the row of no other place.
sed 's/^  poverty:/  poverty_other:/' policy/cn-daan/lines.yaml > "$tree/policy/cn-daan/lines.yaml"
if sh "$tree/tools/inventory.sh" -q 2> "$tree/err"; then
	echo 'a row without its line passed'
	exit 1
fi
[ "$(wc -l < "$tree/err")" -eq 1 ]
grep -q 'row 3.20 .*cn-daan has no lines:poverty$' "$tree/err"
cp policy/cn-daan/lines.yaml "$tree/policy/cn-daan"

# A row that is taken away is missed.
sed '/^4.12\t/d' policy/inventory.tsv > "$tree/policy/inventory.tsv"
if sh "$tree/tools/inventory.sh" -q 2> "$tree/err"; then
	echo 'a missing row passed'
	exit 1
fi
grep -q '167 rows of 168' "$tree/err"
