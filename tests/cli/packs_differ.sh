# The same county under the national pack and under each local one: who is judged differently, and
# by which clause of whose document. Nobody's word but the packs' makes the difference.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --year 2016 --households 600 --years 1 --faults none --seed 7
ends 0 init --areas lists/areas.csv --pack cn
"$JZ" import -q lists/*.csv > import.out 2>&1 || fail "$(cat import.out)"

# Families of the demo whose house is unsafe and who got a low-rent home meanwhile, and lack nothing
# else: only Guangyuan takes that as a house assured.
: > table
for pack in cn-daan cn-tonghua cn-guangyuan cn-zhongwei cn-kalaqin; do
	ends 0 compare "$pack" cn --json
	# Both sure of themselves: met here and not there, or the other way round.
	grep -e '"verdict":"met","other":"cn","other_verdict":"not_met"' \
		-e '"verdict":"not_met","other":"cn","other_verdict":"met"' out > sure || :
	# PACK NO STANDARD VERDICT OTHER:VERDICT "CLAUSE",...
	sed 's/,"other_clauses":.*//; s/"clauses":\[\(.*\)\]$/\1/
		s/"\(no\|standard\|pack\|verdict\)"://g
		s/"other":"\([a-z]*\)","other_verdict":"\([a-z_]*\)"/\1:\2/; s/^{//' sure |
		awk -F, '{ gsub(/"/, "", $1); gsub(/"/, "", $2); gsub(/"/, "", $3); gsub(/"/, "", $4)
			why = $6; for (i = 7; i <= NF; i++) why = why "," $i
			print $3, $1, $2, $4, $5, why }' > rows
	cut -d' ' -f2 rows | sort -u > who
	[ "$(wc -l < who)" -ge 3 ] || fail "$pack judges $(wc -l < who) households differently"
	! grep -q ' $' rows || fail "$pack: a difference without a clause: $(grep -m1 ' $' rows)"
	cat rows >> table
	# One by one the same: a household judged by the pack gives what the list says.
	no=$(sed -n 1p rows | cut -d' ' -f2); standard=$(sed -n 1p rows | cut -d' ' -f3)
	verdict=$(sed -n 1p rows | cut -d' ' -f4)
	ends 0 judge "$no" --pack "$pack" --standard "$standard" --json
	has out "\"holds\":true,\"state\":\"$verdict\""
	ends 0 judge "$no" --standard "$standard" --json
	lacks out "\"holds\":true,\"state\":\"$verdict\""
	# Nobody differs from a pack that is the same.
	ends 0 compare "$pack" "$pack" --json
	[ ! -s out ] || fail "$pack differs from itself"
done
cat table
found() # PACK STANDARD CLAUSE
{
	grep -q "^$1 [^ ]* $2 .*\"$3\"" table || fail "$1: nobody differs in $2 by $3"
}
found cn-daan household-exit water        # Da'an asks for water, power and television in 2016
found cn-daan household-exit broadcast
found cn-daan household-poor income       # 3,100 against 3,146
found cn-tonghua household-poor housing   # looked at again: house, school, medicine
found cn-guangyuan household-exit housing # a low-rent home assures a house
found cn-zhongwei household-exit skill
found cn-kalaqin household-exit stable
[ "$(grep -c '^cn-guangyuan [^ ]* household-exit met cn:not_met "housing"$' table)" -ge 3 ] ||
	fail 'fewer than three families of the demo are out by a low-rent home'

# For people: the document and the values that decided.
ends 0 compare cn-daan cn --standard household-poor
has out 'cn-daan not met, cn met'
has out "3,100.00 yuan a person a year [Da'an district's decision on winning"
has err '600 judged'
# Added up by standard and clause; rows without an amount of the line are counted, not listed.
has out 'Registration as poor (income)'
grep -Eq '^  Registration as poor .* 600 +[0-9]+ +[1-9]' out || fail "no table: $(tail -5 out)"
ends 0 compare cn-2021 cn --on 2025-12-31
lacks out 'Monitoring threshold unknown'
# What only the local pack knows is asked for by name.
ends 0 compare cn-kalaqin cn --own
has out 'Emergency relief: cn-kalaqin met, cn has no such standard'
ends 0 compare cn-kalaqin cn
lacks out 'Emergency relief'
# Nothing was written by all this.
ends 3 compare cn-nowhere cn
ends 3 compare cn-daan cn --standard no-such
ends 2 compare cn-daan cn --on 2016
