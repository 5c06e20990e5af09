#!/bin/sh
# What ./run shows is true: every number of the summary, of the import's totals and of its table of
# findings equals a count made from the files, by awk from the lists and the truth and by sqlite3
# from nothing but rows. HOUSEHOLDS=3000, SEED=7.
# proves: counts-equal
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 600 3000)}
SEED=${SEED:-7}
counts=0 wrong=0
same() # WHAT OURS THEIRS
{
	counts=$((counts + 1))
	[ "$2" != "$3" ] || [ -z "$2" ] || return 0
	wrong=$((wrong + 1))
	say "wrong: $1: program $2, files $3"
}
# A number behind a name in a line of JSON.
number() { grep -o "\"$2\":-\{0,1\}[0-9]*" "$1" | head -1 | sed 's/.*://'; }

"$JZ" demo --out demo --households "$HOUSEHOLDS" --seed "$SEED" --faults all --json -q \
	> made || die demo
same 'planted faults' "$(number made planted)" "$(sed 1d demo/truth.csv | wc -l)"
import_all data demo found || die import

# Rows by place in a list, for awk: the cells of the demo have no quotes but in the truth.
cat > rows.awk <<'F'
BEGIN { FS = "," }
{ sub(/\r$/, "") }
FNR == 1 { sub(/^\357\273\277/, ""); file = FILENAME; sub(/.*\//, "", file); next }
{ print file "," FNR "," $0 }
F
# Errors by truth: rows that must be refused. Doubts and judgements leave a row in.
doubts='card_check_digit|uscc_check_digit|row_duplicate|id_birth_mismatch|id_sex_mismatch'
doubts="$doubts|relation_sex|date_order|birth_after|id_duplicate|person_no_duplicate"
doubts="$doubts|head_missing|head_double"
doubts="$doubts|spouse_same_sex|members_mismatch|household_differs|phone_shared"
tr -d '\r' < demo/truth.csv | sed 1d | grep ',1$' | awk -F, -v doubts="^($doubts)$" '
	# the kind is the first cell that looks like one, behind file, sheet, row and column
	{ for (i = 4; i <= NF; i++) if ($i ~ /^[a-z]+_[a-z0-9_]+$/) break
	  if ($i !~ doubts) print $1 "," $3 }' | sort -u > refused
same 'rows refused' "$(number found refused)" "$(wc -l < refused)"

# ---- the table of findings: each kind as often as planted ----
"$JZ" init --data people -q || die init
code=0
# shellcheck disable=SC2046
"$JZ" import --data people --lang en $(lists demo) > table 2> table.err || code=$?
[ "$code" -le 1 ] || { cat table.err >&2; die import; }
tr -d '\r' < demo/truth.csv | sed 1d | grep ',1$' | awk -F, '
	{ for (i = 4; i <= NF; i++) if ($i ~ /^[a-z]+_[a-z0-9_]+$/) break; n[$i]++ }
	END { for (k in n) print k, n[k] }' | sort > planted
while read -r kind n; do
	same "findings of $kind" \
		"$(awk -v k="$kind" '$1 == k { gsub(",", "", $2); print $2 }' table)" "$n"
done < planted
# Those kinds and no others.
awk '$1 ~ /^[a-z]+_[a-z0-9_]+$/ && $2 ~ /^[0-9,]+$/ { print $1 }' table | sort > shown
same 'kinds in the table' "$(wc -l < shown)" "$(wc -l < planted)"

# ---- the summary ----
"$JZ" summary --data data --json -q > summary || die summary
awk -f rows.awk demo/persons-0*.csv > persons.rows
awk -F, 'NR == FNR { gone[$1 "," $2] = 1; next } !(($1 "," $2) in gone)' refused persons.rows \
	> in.rows
# A copy of a row is the same person.
cut -d, -f9,10,11,12 in.rows > ids
awk -f rows.awk demo/household.csv > household.rows
awk -F, 'NR == FNR { gone[$1 "," $2] = 1; next } !(($1 "," $2) in gone)' refused household.rows |
	cut -d, -f3 > numbers
{ cut -d, -f9 in.rows; cat numbers; } | grep . | sort -u > households
same households "$(number summary households)" "$(wc -l < households)"
same persons "$(number summary persons)" "$(sort -u ids | wc -l)"
same 'findings in the summary' "$(number summary findings)" \
	"$(awk '{ n += $2 } END { print n }' planted)"

# Areas by level, as the list of areas has them.
for level in 省级:province 地级:prefecture 县级:county 乡级:township 村级:village; do
	same "${level#*:}" "$(number summary "${level#*:}")" \
		"$(tr -d '\r' < demo/areas.csv | grep -c ",${level%:*},")"
done

# By household type and kind of monitoring: the first row of each household that states it.
sort -t, -k9,9 -k1,1 -k2,2n in.rows > by_household
"$JZ" summary --data data --lang zh -q > summary.zh || die summary
for type in 脱贫户 一般农户; do
	want=$(awk -F, -v t="$type" '$9 != last && $30 != "" { n += $30 == t; last = $9 }
		END { print n + 0 }' by_household)
	same "type $type" \
		"$(awk -v t="$type" '$1 == t { gsub(",", "", $2); print $2; exit }' summary.zh)" "$want"
done

# By other means again: rows of the tables as sqlite3 sees them.
rows() { sqlite3 "file:data/jingzhun.db?mode=ro" "$1" 2>/dev/null; }
same 'households in the table' "$(number summary households)" \
	"$(rows 'SELECT count(*) FROM household')"
same 'persons in the table' "$(number summary persons)" "$(rows 'SELECT count(*) FROM person')"
same 'findings in the table' "$(number summary findings)" "$(rows "SELECT count(*) FROM finding
	WHERE kind NOT IN ('column_ignored')")"
for noun in income member_event status risk measure work post helper village county; do
	want=$(awk -f rows.awk "demo/$noun.csv" |
		awk -F, 'NR == FNR { gone[$1 "," $2] = 1; next } !(($1 "," $2) in gone)' refused - | wc -l)
	same "rows of $noun" "$(rows "SELECT count(*) FROM $noun")" "$want"
done
say "$counts counts"
judge counts-equal "$((counts - wrong))" '>=' "$counts" "of $counts"
proof_end
