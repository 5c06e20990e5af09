# Two months of the national system's five workbooks: who is missing, incomes of a year that the
# title does not tell, and what is to be entered, each thing in its own list and column.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/book.sh"
export JINGZHUN_DATA=D

for month in 2025-12 2026-01; do
	ends 0 demo --format national --month $month --households 2000 --faults none --out $month -q
done
h=$(echo 2025-12/户信息*) w=$(echo 2025-12/监测*)
ends 0 init --areas 2025-12/areas.csv
ends 0 import --source national 2025-12/*.xlsx --json
has out '"gone":0'
ends 0 to-enter --source national
has out 'To be entered now: 0 rows changed (0 cells), 0 to add, 0 to remove'

# A watched household, its first risk, its industry and health measures.
book "$w" > w.txt
column() # FILE HEADER: its number
{
	sed -n 4p "$1" | tr '|' '\n' | grep -nxF "$2" | head -1 | cut -d: -f1
}
industry=$(column w.txt 产业帮扶) health=$(column w.txt 健康帮扶)
line=$(awk -F'|' -v i="$industry" -v k="$health" 'NR > 4 && $i != "" && $k != ""' w.txt | head -1)
no=$(echo "$line" | cut -d'|' -f6)
person=$(echo "$line" | cut -d'|' -f7)
[ -n "$no" ] || fail 'nobody has both measures'

# What the office does: a value that two of the lists have, a measure, a second risk, what the
# source has no column for, work planned.
ends 0 set person "$person" 人联系电话=13900000001 --reason 本人来电
printf '户编号,帮扶措施类型,措施内容\n%s,健康帮扶,签约医生每月上门\n%s,其他帮扶,过冬衣物\n' "$no" "$no" > measure.csv
ends 0 import measure.csv
printf '户编号,风险类型,风险识别时间\n%s,因学,2025-11-03\n' "$no" > risk.csv
ends 0 import risk.csv
printf '户编号,统计起始时间,统计截止时间,工资性收入\n%s,2019-01-01,2019-12-31,100\n' "$no" > income.csv
ends 0 import income.csv
ends 0 to-enter --source national --lang zh
has out '全国系统·监测对象信息：'
[ "$(grep -c '139\*' out)" -eq 1 ] || fail "told twice: $(cat out)"
has out '签约医生每月上门'
has out '因学'
lacks out '过冬衣物'
lacks out '收支表'
has out '现在待录入：修改 2 行（2 格），新增 1 行，移除 0 行'

# A CSV file holds one list; a workbook has a sheet for each.
ends 2 to-enter --source national -o enter.csv
has err '--kind'
ends 0 to-enter --source national --kind national_monitor -o enter.csv --mask none --reason 录入
head -1 enter.csv | tr -d '\r' | cut -d, -f3- | tr , '|' > head.got
sed -n 4p w.txt > head.want
cmp -s head.got head.want || fail "not the columns of the source: $(cat head.got)"
cell() # ACTION TEXT HEADER: the line's cell below it
{
	at=$(head -1 enter.csv | tr -d '\r' | tr , '\n' | grep -nxF "$3" | head -1 | cut -d: -f1)
	grep "^$1," enter.csv | grep -F "$2" | cut -d, -f"$at"
}
[ "$(cell 修改 签约医生 健康帮扶)" = 签约医生每月上门 ] || fail "$(cat enter.csv)"
[ -z "$(cell 修改 签约医生 产业帮扶)" ] || fail 'in the wrong column'
[ "$(cell 新增 因学 致贫/返贫风险2)" = 因学 ] || fail "$(cat enter.csv)"
[ -z "$(cell 新增 因学 致贫/返贫风险1)" ] || fail 'in the column of the other risk'
ends 0 to-enter --source national -o enter.xlsx --mask none --reason 录入
book enter.xlsx > enter.txt
has enter.txt '= 全国系统·监测对象信息'
has enter.txt '签约医生每月上门'
[ "$(grep -c '13900000001' enter.txt)" -ge 1 ] || fail 'the phone is not there'

# The next month: who is on neither list is asked about, who only left one is not. The incomes of
# the year before: the title says January, so they wait for --as-of, and then the file is taken.
ends 0 import --source national 2026-01/*.xlsx --json
gone=$(grep -o '"gone":[0-9]*' out | tail -1 | cut -d: -f2)
for month in 2025-12 2026-01; do
	for file in "$month"/户* "$month"/监测*; do
		book "$file" | sed 1,4d | awk -F'|' -v at="$(book "$file" | sed -n 4p | tr '|' '\n' |
			grep -nxF 人编号 | cut -d: -f1)" '{ print $at }'
	done | sort -u > $month.people
done
comm -23 2025-12.people 2026-01.people > left
[ -s left ] && [ "$gone" -gt 0 ] || fail "$gone asked, $(wc -l < left) left"
ends 0 difference list --state gone --json
[ "$(wc -l < out)" -eq "$gone" ] || fail "$gone asked, $(wc -l < out) listed"
# A household that is missing as a whole is one question; its number begins those of its members.
while read -r number; do
	grep -qF "\"about\":\"$number\"" out || grep -qF "\"about\":\"${number%??}\"" out ||
		fail "$number is not asked about: $(cat out)"
done < left
ends 0 import --source national 2026-01/户*.xlsx
has err 'is in already'
ends 0 import --source national --as-of 2025 2026-01/户*.xlsx
lacks out 'was not taken'
has out 'values taken from the source'
ends 0 to-enter --source national --lang zh
has out '现在待录入：修改 2 行（2 格），新增 1 行，移除 0 行'
ends 0 to-enter --source national --check --json
has out '"now_rows_added":1'
ends 0 verify --deep

# What the source stated once and states otherwise now (a spell of work with another beginning) is
# its own news: with nothing changed here there is nothing to enter.
for month in 2025-12 2026-06; do
	ends 0 demo --format national --month $month --households 100 --faults none --out few/$month -q
done
ends 0 init --data few/D --areas few/2025-12/areas.csv -q
for month in 2025-12 2026-06; do
	ends 0 import --data few/D --source national --complete --as-of 2025 few/$month/*.xlsx --json
	has out '"refused":0'
	lacks out 'column_ignored'
done
has out '"new":302'                     # 298 village files of the year, 4 spells of work
ends 0 to-enter --data few/D --source national
has out 'To be entered now: 0 rows changed (0 cells), 0 to add, 0 to remove'

# A spell of work that is added: its line tells whose it is and where, though the list of work takes
# nothing of that in.
ends 0 export person --data few/D --columns no,name,household -o few/who.csv
who=$(sed -n 2p few/who.csv | tr -d '\r') no=${who%%,*} name=$(echo "$who" | cut -d, -f2)
printf '人编号,务工类别,务工开始时间,企业名称\n%s,已外出务工,2026-01-01,某某厂\n' "$no" > few/work.csv
ends 0 import --data few/D few/work.csv
ends 0 to-enter --data few/D --source national --lang zh
has out "$no"
has out "$name"
rm enter.csv
ends 0 to-enter --data few/D --source national -o enter.csv
for header in 县 乡 行政村 户编号 姓名 证件号码; do
	[ -n "$(cell 新增 某某厂 $header)" ] || fail "no $header: $(cat enter.csv)"
done
[ "$(cell 新增 某某厂 户编号)" = "${who##*,}" ] || fail "of another household: $(cat enter.csv)"
