# A clerk's day: a register, areas and lists into it, reading, one mended value, export and back.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 40 --seed 3 --faults none
has out '演示数据 demo data'
rows=$(($(wc -l < lists/household.csv) - 1))
ends 0 init --areas lists/areas.csv
[ -f D/jingzhun.db ] && [ -f D.keys ] && [ -f D.head ] || fail 'init left something out'

ends 0 import --json lists/*.csv
tail -1 out > total
has total '"refused":0,'
has total '"batch":'
grep -q '^{"committed_rows":[0-9]*}$' out || fail 'no acknowledgement'
ends 0 list household --json
[ "$(grep -c '^{"no":"' out)" -eq "$rows" ] || fail "not $rows households"
no=$(sed -n '2s/^{"no":"\([^"]*\)".*/\1/p' out)

# The same files again change nothing, and say so.
ends 0 import lists/household.csv
has err 'in already'

ends 0 show household "$no"
has out "$no"
has out '演示数据 demo data'
ends 0 history household "$no"
has out household.csv
ends 0 summary
has out "Households $rows"
ends 0 summary --json
has out "\"households\":$rows"
ends 0 list household "$no"
has out "$no"
ends 0 list household --where "no=$no" --json
[ "$(wc -l < out)" -eq 1 ] || fail 'not one household'

# A change keeps the old value, who and from where.
printf '户编号,户主姓名,备注\n%s,张三丰,改名\n' "$no" > mend.csv
ends 0 import household mend.csv --mode update
has err 'changed 1'
ends 0 history household "$no" --json
tail -1 out > last
grep -q '"head_name":\["[^"]*","张三丰"\]' last || fail 'old and new are not told'
has last '"file":"mend.csv","row":2'
has last '"actor":"cli:'

# What is shown unmasked is in the journal, with its reason, before it is shown.
ends 0 export person --mask none --reason '报送市局'
cp out persons.csv
ends 0 log --last 1 --json
has out '"action":"export"'
has out '"reason":"报送市局"'
has out "hash=$(sha256sum < persons.csv | cut -d' ' -f1)"
ends 0 export person
! cmp -s out persons.csv || fail 'the staff mask hides nothing'
ends 0 export household --mask none --reason x
cp out households.csv
ends 0 export household --format jsonl --where "no=$no" --columns no,head_name
[ "$(cat out)" = "{\"no\":\"$no\",\"head_name\":\"张三丰\"}" ] || fail "JSONL: $(cat out)"
# JSON is what the dictionary says, and hides what the mask hides, numbers and yes/no, too.
ends 0 export household --format jsonl --where "no=$no" --columns members,dangerous_house,area
grep -q '"members":[1-9][0-9]*,"dangerous_house":\(true\|false\|null\),"area":"98' out ||
	fail "JSONL: $(cat out)"
for way in list show export; do
	case $way in
	list) set -- list household "$no" --columns dangerous_house,safe_water ;;
	show) set -- show household "$no" ;;
	export) set -- export household "$no" --format jsonl ;;
	esac
	[ "$way" = export ] || set -- "$@" --json
	ends 0 "$@" --mask public
	! grep -E '"(dangerous_house|safe_water|power_living)":(true|false)' out ||
		fail "$way: the public mask does not hide yes and no"
	has out '"safe_water":"***"'
done
ends 0 export household --bom --columns no
[ "$(head -c 3 out | od -An -tx1 | tr -d ' ')" = efbbbf ] || fail 'no BOM'

# Export and import are inverse: another register of the same lists exports the same bytes.
ends 0 init --data E --areas lists/areas.csv
ends 0 import --data E households.csv persons.csv
ends 0 export household --data E --mask none --reason x
cmp out households.csv || fail 'households differ after export and import'
ends 0 export person --data E --mask none --reason x
cmp out persons.csv || fail 'persons differ after export and import'
