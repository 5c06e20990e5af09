# What a list does to rows that are there already: a household that moves takes along what hangs on
# it; a refused row changes nothing; the same risk stated twice is one risk, this month and the
# next; rows of blanks cost nothing; a finding that a person closed blocks no batch; error lists of
# the national system's workbooks come back.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 12 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/persons-01.csv
house=$(awk -F, 'NR == 2 { print $7 }' lists/persons-01.csv)
person=$(awk -F, 'NR == 2 { print $8 }' lists/persons-01.csv)
old=$(awk -F, 'NR == 2 { print $3 "/" $4 "/" $5 }' lists/persons-01.csv)
# another village, wherever it is
new=$(awk -F, -v old="${old##*/}" 'NR > 1 && $5 != old { print $3 "," $4 "," $5; exit }' \
	lists/persons-01.csv)
village=$(echo "$new" | tr , /)

# A list that only says where the household is now: its members are there, too.
printf '户编号,县,乡,行政村\n%s,%s\n' "$house" "$new" > moved.csv
ends 0 import moved.csv
ends 0 export person --where "area=$village"
has out "$person"
ends 0 export person --where "area=$old"
lacks out "$person"
ends 0 verify --deep
ends 0 import undo B3 --reason 'wrong village'
ends 0 export person --where "area=$old"
has out "$person"

# A person of another household under a number that nobody knows: no household comes of it.
awk -F, -v OFS=, 'NR == 1 { print } NR == 2 { $7 = "980121999999"; print }' lists/persons-01.csv \
	> elsewhere.csv
ends 1 import elsewhere.csv
has err 'refused 1'
ends 3 show household 980121999999

# One risk in two columns.
{
	echo '全国系统导出,,,,,,,,,,,'
	echo '数据时间：2025-12-31,,,,,,,,,,,'
	echo '县,乡,村,户编号,人编号,姓名,证件号码,与户主关系,监测对象类别,识别监测时间,致贫/返贫风险1,致贫/返贫风险2'
	awk -F, 'NR == 2 { printf "%s,%s,%s,%s,%s,%s,%s,户主,脱贫不稳定户,2024-03-05,因病,因病\n", $3, $4, $5,
		$7, $8, $9, $10 }' lists/persons-01.csv
} > risks.csv
ends 0 import risks.csv
ends 0 list risk --json
[ "$(wc -l < out)" -eq 1 ] || fail "$(wc -l < out) risks"
awk -F, -v OFS=, -v new="$new" '
	NR == 4 { split(new, n, ","); $1 = n[1]; $2 = n[2]; $3 = n[3] } { print }' \
	risks.csv > risks-2.csv
ends 0 import risks-2.csv
ends 0 list risk --json
[ "$(wc -l < out)" -eq 1 ] || fail "$(wc -l < out) risks the month after"
ends 0 verify --deep

# Rows of blanks between two that are none. (Their number was a matter of memory once.)
{
	cat lists/persons-01.csv
	awk 'BEGIN { for (i = 0; i < 30000; i++) print " , , , " }'
} > blank.csv
ends 0 import blank.csv --again
has err 'unchanged'

# Closed by hand, then mended after all: the batch is complete.
awk -F, -v OFS=, 'NR == 3 { $31 = "去年" } { print }' lists/persons-01.csv > bad.csv
ends 0 init --data E --areas lists/areas.csv
ends 1 import --data E bad.csv --errors errors.csv
ends 0 finding close F1 --data E --remark 'done by telephone'
ends 1 batch errors B2 bad.csv --data E -o again.csv
[ "$(wc -l < again.csv)" -eq 2 ] || fail 'the row is still outside, and not in its error list'
awk -F, -v OFS=, 'NR == FNR { line[FNR] = $0; next }
	FNR > 1 { row = $2; print $1, $2, "", "", line[row]; next } { sub(/\r$/, ""); print }' \
	lists/persons-01.csv errors.csv | tr -d '\r' > mended.csv
ends 0 import --data E mended.csv
ends 0 batch show --data E B2 --json
has out '"state":"complete"'
has out '"refused":0'
ends 0 import --data E mended.csv --again
ends 0 batch show --data E B2 --json
has out '"refused":0'

# Error lists of workbooks with a shape of their own are known as theirs.
ends 0 demo --format national --out months --households 40 --seed 4
ends 0 init --data N --areas months/areas.csv
ends 1 import --data N months/*.xlsx --errors e.xlsx
ends 1 import --data N e.xlsx
lacks err 'leave its header as it is'

# A list of the national system is named as people name it, and names are broken where they may be.
ends 0 batch list --data N --lang zh
has out '全国系统·'
lacks out national_
ends 0 batch show B2 --data N --lang zh
has out '全国系统·'
no=$(sed -n '2s/,.*//p' lists/household.csv)
printf '户编号,户主姓名\n%s,张三丰\n' "$no" > second_visit_of_the_households_2026.csv
ends 0 import --data E household second_visit_of_the_households_2026.csv
COLUMNS=80 ends 0 batch list --data E
grep -qE '(^|[ _])2026\.csv( |$)|^ +\.csv( |$)|_2026\.csv' out ||
	fail "a name is broken badly: $(cat out)"
