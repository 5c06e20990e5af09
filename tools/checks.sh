#!/bin/sh
# tools/checks.sh [-c]: writes docs/checks.md from the checks of the national pack and the rules
# they answer for (policy/rules.tsv). -c: compares instead. Fails for a rule without an answer, an
# answer to no rule, more than 20 rules that have no check, a check that does not say what is to be
# done, and a check without its pair of cases in tests/cli/checks.tsv: one in which it fires, one in
# which it does not.
set -eu
cd "$(dirname "$0")/.."
yaml=policy/cn/checks.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One line a check: C id noun severity zh en parameters rules; one a rule without: N rule en.
awk '
	function value(line) { sub(/^[^:]*: */, "", line); gsub(/^"|"$/, "", line); return line }
	function tell() {
		if (id != "" && todo < 2) printf "T\t%s\n", id
		if (id != "") printf "C\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", id, noun, sev, zh, en, par, covers
		id = ""
	}
	/^none:/ { tell(); none = 1 }
	none && /^  - \{rule:/ {
		rule = $0; sub(/.*rule: "/, "", rule); sub(/".*/, "", rule)
		why = $0; sub(/.*en: "/, "", why); sub(/"}$/, "", why)
		printf "N\t%s\t%s\n", rule, why
	}
	none { next }
	/^  [a-z][a-z0-9_]*:$/ {
		tell(); id = $1; sub(/:/, "", id); par = covers = ""; inside = todo = 0
	}
	/^    [a-z]+:/ { inside = /^    parameters:/ }
	/^      (zh|en): ./ { todo++ }
	/^    for:/ { noun = value($0) }
	/^    zh:/ { zh = value($0) }
	/^    en:/ { en = value($0) }
	/^    severity:/ { sev = value($0) }
	/^    covers:/ { covers = value($0); gsub(/[][",]/, "", covers) }
	inside && /^        en:/ { what = value($0) }
	inside && /^        values: \[/ {
		v = $0; sub(/.*(number|amount|day): /, "", v); sub(/\}.*/, "", v)
		par = par (par == "" ? "" : ", ") tolower(what) " " v
	}
	inside && /^        values:$/ { par = par (par == "" ? "" : ", ") tolower(what) " by year" }
	END { tell() }' "$yaml" > "$work/have"

if ! awk -F'\t' '
	FNR == NR {
		if ($1 == "C") {
			nr++
			checks[nr] = $2; line[$2] = $0
			n = split($8, rule, " ")
			for (i = 1; i <= n; i++) answer(rule[i], "`" $2 "`")
		} else if ($1 == "T") {
			bad("check " $2 " does not say what is to be done (todo: zh, en)")
		} else {
			none++
			answer($2, "none: " $3)
		}
		next
	}
	/^#/ { next }
	{
		rules++
		if (!($1 in by)) bad("rule " $1 " (" $3 ") has no answer")
		known[$1] = 1
		row[rules] = "| " $1 " | " $2 " | " $3 " | " by[$1] " |"
	}
	function answer(rule, what) {
		if (rule in by) bad("rule " rule " is answered twice")
		by[rule] = what
	}
	function text(line) { print line }
	function bad(why) { print "policy/cn/checks.yaml: " why > "/dev/stderr"; failed = 1 }
	END {
		for (r in by) if (!(r in known)) bad("there is no rule " r)
		if (none > 20) bad(none " rules without a check, at most 20")
		if (rules != 263) bad(rules " rules, 263 are known")
		text("# Checks")
		text("")
		text("Written by `tools/checks.sh` from `policy/cn/checks.yaml`; a test compares. What a")
		text("check looks at and when it finds something stands there; parameters differ by area")
		text("and year. It finds what is known to be wrong: a missing value is another check.")
		text("")
		text("`jingzhun check` runs them; what fires is a doubt, to be explained, exempted or put")
		text("right (`jingzhun doubt`). `import --check` looks at what a list brought. A number of")
		text("a wrong length or check character never gets into the register: the import refuses")
		text("its row, and `idno_length`, `idno_check` and `card_check` find only what came")
		text("another way. For each check tests/cli/checks.tsv has a case in which it fires and")
		text("one, as near as can be, in which it does not. What is to be done about it stands in")
		text("the file, too, in the sheets for villages and on the page of the doubt.")
		text("")
		text("| check | about | what is wrong | 问题 | severity | parameters |")
		text("|---|---|---|---|---|---|")
		for (i = 1; i <= nr; i++) {
			split(line[checks[i]], f, "\t")
			text("| `" f[2] "` | " f[3] " | " f[6] " | " f[5] " | " f[4] " | " f[7] " |")
		}
		text("")
		text("## A real rule set")
		text("")
		text(rules " rules that were run over exports of the national system, and the check")
		text("that answers each. Several share one: duplicates, and twins for another")
		text("population. " none + 0 " have none.")
		text("")
		text("| rule | about | what is wrong | check |")
		text("|---|---|---|---|")
		for (i = 1; i <= rules; i++) text(row[i])
		exit failed
	}' "$work/have" policy/rules.tsv > "$work/checks.md"; then
	exit 1
fi

awk -F'\t' '
	FNR == NR { if ($1 == "C") check[$2] = 1; next }
	/^#/ || /^@/ || /^$/ || $1 == "none" { next }
	NF != 3 || $2 == $3 { bad("tests/cli/checks.tsv:" FNR ": not two cases") }
	!($1 in check) { bad("tests/cli/checks.tsv:" FNR ": there is no check " $1) }
	$1 in pair { bad("tests/cli/checks.tsv:" FNR ": " $1 " stands twice") }
	{ pair[$1] = 1 }
	function bad(why) { print why > "/dev/stderr"; failed = 1 }
	END {
		for (c in check) if (!(c in pair)) bad("no case in tests/cli/checks.tsv for " c)
		exit failed
	}' "$work/have" tests/cli/checks.tsv

if [ "${1:-}" = -c ]; then
	cmp -s "$work/checks.md" docs/checks.md && exit 0
	echo 'docs/checks.md is stale: sh tools/checks.sh' >&2
	exit 1
fi
cp "$work/checks.md" docs/checks.md
