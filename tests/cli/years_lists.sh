# A year is closed, and lists come that state something of it: alone, beside a household, from a
# known source; a batch of it is taken back; households are merged. What stands stays; what was
# refused is named and comes in when the year was opened again.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
unset LC_ALL
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
for n in 1 2 3 4; do
	printf '%s,980121100200,2015-12-31,一般农户,1390000000%s,2000,王建英\n' $n $n >> h.csv
done
county cn
income() # FILE ROWS...
{
	to=$1
	shift
	printf 'household,period_from,period_to,per_capita_net,members\n' > "$to"
	printf '%s\n' "$@" >> "$to"
}
net() # HOUSEHOLD YEAR VALUE
{
	ends 0 export income --columns household,period_to,per_capita_net
	is=$(tr -d '\r' < out | awk -F, -v h="$1" -v y="$2-12-31" '$1 == h && $2 == y { print $3 }')
	[ "$is" = "$3" ] || { cat out >&2; fail "household $1 in $2: not $3"; }
}
year=2016-01-01,2016-12-31
income first.csv 1,$year,2500,3 2,$year,2600,2
ends 0 import income first.csv
ends 0 batch list --json
first=$(tail -1 out | sed 's/.*"no":"\(B[0-9]*\)".*/\1/')
[ -n "$first" ] || fail 'no batch was named'
income later.csv 1,2017-01-01,2017-12-31,3500,3
ends 0 import income later.csv
ends 0 year close 2016 --area 演示县 --as county

# ---- what says the same is taken; what would change or add is refused and named, all else is taken
income again.csv 1,$year,2500,3 2,$year,9999,2 3,$year,2700,1 1,2017-01-01,2017-12-31,3600,3
ends 1 import income again.csv --errors errors.csv
has out 'is of a year that is closed'
has out 'who may open it: 2016; 林晓; County approver'
has err 'refused 2'
[ "$(wc -l < errors.csv)" -eq 3 ] || fail "$(wc -l < errors.csv) lines in the error list"
has errors.csv 9999
net 1 2016 2500.00
net 2 2016 2600.00
net 3 2016 ''
net 1 2017 3600.00
ends 0 finding show F1
has out '2016; 林晓'

# ---- an undo leaves it, and says why; the same again once it may
ends 1 import undo "$first" --reason 错批
has out 'is of a year that is closed'
net 1 2016 2500.00
net 2 2016 2600.00

# ---- beside a household: the row is refused as a whole, nothing of the household changes
head='县,乡,村,户编号,人编号,姓名,证件号码,与户主关系,监测对象类别,识别监测时间,致贫/返贫风险1,工资性收入,人均纯收入(元)'
beside() # FILE DAY ROWS...
{
	to=$1
	printf '全国系统导出,,,,,,,,,,,,\n数据时间：%s,,,,,,,,,,,,\n%s\n' "$2" "$head" > "$to"
	shift 2
	printf '%s\n' "$@" >> "$to"
}
who='演示县,青山镇,甲村,4,P4,王建英,980121197804120136,户主,脱贫不稳定户,2016-03-05,因病'
beside wide.csv 2016-12-31 "$who,15000,8000"
ends 1 import wide.csv
has out 'is of a year that is closed'
ends 0 show household 4
lacks out 'Unstable exited household'
lacks out P4
beside wide7.csv 2017-12-31 "$who,15000,8000"
ends 0 import wide7.csv
ends 0 show household 4
has out 'Unstable exited household'
has out 15,000.00

# ---- the next list of a source that is known: compared, and what it would change is refused
ends 0 year reopen 2016 --area 演示县 --reason 补录 --as county2
income m1.csv 3,$year,2700,1
ends 0 import income m1.csv --source national
ends 0 year close 2016 --area 演示县 --as county
income m2.csv 3,$year,2701,1
ends 1 import income m2.csv --source national
has out 'is of a year that is closed'
net 3 2016 2700.00

# ---- two households turn out to be one, and both state something of the year
ends 5 duplicate merge household 1 2 --reason 同一户
has err '2016 was closed by 林晓'

# ---- opened again: the error list completes its batch, the undo takes back what it may
ends 0 year reopen 2016 --area 演示县 --reason 更正 --as county2
ends 0 import errors.csv
net 2 2016 9999.00
net 3 2016 2700.00
ends 1 import undo "$first" --reason 错批
net 1 2016 ''
net 2 2016 9999.00
ends 0 verify --deep
