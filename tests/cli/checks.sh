# Each check of the national pack, on rows that came in by lists: where it fires and where, by a
# hair, it does not. The cases stand in tests/cli/checks.tsv.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
mkdir lists
awk -v out=lists -f "$JZ_ROOT/tests/tools/check_cases.awk" "$JZ_ROOT/tests/cli/checks.tsv" ||
	fail 'the cases cannot be read'
ends 0 init --areas lists/areas.csv
for noun in village household person work post risk measure income; do
	"$JZ" import --json "$noun" "lists/$noun.csv" > out 2> err
	tail -1 out | grep -qF '"refused":0,' || { cat out >&2; fail "rows of $noun were refused"; }
done

# What cannot be true of a number at all does not get in: the import's own finding says so.
"$JZ" import --json person lists/refused.csv > out 2> err
while read -r row kind; do
	grep -q "\"row\":$row,.*\"kind\":\"$kind\"" out || { cat out >&2; fail "row $row: no $kind"; }
done < lists/kinds

ends 0 check --json
lacks out '"kept":false'
! grep -v '"errors":0}$' out || fail 'a check failed on a row'
ends 0 doubt list --state all --json
sed -n 's/.*"check":"\([^"]*\)".*"place":"演示镇\([^"]*\)".*/\1\t\2/p' out | sort -u > found
[ -s found ] || { head -3 out >&2; fail 'no doubt has a place'; }
awk -F'\t' 'FNR == NR { found[$1, $2] = 1; at[$2] = at[$2] " " $1; next }
	$3 == "fires" && !(($1, $2) in found) { print $1 " is silent in " $2; bad = 1 }
	$3 == "silent" && ($1, $2) in found { print $1 " fires in " $2; bad = 1 }
	$3 == "none" && $2 in at { print "in " $2 ":" at[$2]; bad = 1 }
	END { exit bad }' found lists/expected >&2 || fail 'see above'
n=$(grep -c 'fires$' lists/expected)
[ "$n" -ge 170 ] || fail "only $n checks were tried"

# Asked again, nothing is new; all of it is in the journal.
ends 0 check
has err ' 0 new, 0 gone'
ends 0 verify --deep
