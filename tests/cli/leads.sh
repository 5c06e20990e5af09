# Two departments' lists in a county office: what they say becomes leads, one fact once; the clerk
# checks, explains, opens again; the list that was sent by mistake goes out again; the register
# itself stays as it was.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 60 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/*.csv
ends 0 export person --mask none --reason x
cp out before.csv

# Three people of the county: name, number, birth, township, village, household.
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$at["证件号码"] != "" && length($at["证件号码"]) == 18 {
		print $at["姓名"] "," $at["证件号码"] "," $at["乡"] "," $at["行政村"] "," $at["户编号"] }' \
	lists/persons-01.csv | sort -t, -k5,5 -u | head -3 > people
who() { sed -n "$1p" people | cut -d, -f"$2"; }
birth() { who "$1" 2 | sed 's/^......\(....\)\(..\)\(..\).*/\1-\2-\3/'; }

# What the pack knows.
ends 0 lead topics
has out medical
has out '10,000'
ends 0 lead summary
has err 'No leads yet'

# The medical insurance bureau sends a list with a title and amounts below and above the line.
cat > 医保.csv <<EOF
2026年3月医疗费用个人自付情况,,,,,
序号,姓名,身份证号,个人自付金额（元）,结算日期,病种
1,$(who 1 1),$(who 1 2),"12,345.60",2026-03-08,肺炎
2,$(who 2 1),$(who 2 2),10000,2026-03-09,骨折
3,张冠李,$(who 2 2),35000,2026-03-10,骨折
4,$(who 3 1),$(who 3 2),35000,2026-03-11,骨折
5,$(who 1 1),$(who 1 2 | cut -c1-6)$(who 1 2 | cut -c9-17),12345.6,2026.3.8,肺炎
EOF
ends 0 import 医保.csv --dry-run
has err 'High medical self-payment'
ends 0 lead summary
has err 'No leads yet'
ends 0 import 医保.csv
has err 'new 3, changed 0, unchanged 2, refused 0'
has out 'lead_name_differs'
has out 'lead_twice'
has out 'not above the threshold: no lead'
has err 'lead list'
lacks out '张冠李'

# The health bureau tells one of them again, by name, birth and village, and somebody nobody knows.
cat > hospital.csv <<EOF
姓名,出生日期,乡镇,行政村,自付费用(万元),结算日期
$(who 1 1),$(birth 1),$(who 1 3),$(who 1 4),1.23456,2026/3/8
路人甲,1950-01-01,$(who 1 3),$(who 1 4),9.9,2026/3/9
EOF
ends 0 lead import medical hospital.csv --department 县卫健局
has err 'new 1, changed 1'
has out 'known from another list'
cp hospital.csv again.csv
ends 0 import again.csv --lead medical
has err 'in already'
# And the housing bureau: another kind of fact, of the same household.
printf '户主姓名,身份证号,鉴定等级\n%s,%s,D级\n' "$(who 1 1)" "$(who 1 2)" > house.csv
ends 0 import house.csv --json
tail -1 out > total
has total '"leads":{"lead_by_number":1}'

ends 0 lead list --json
[ "$(wc -l < out)" -eq 5 ] || fail "$(wc -l < out) leads"
sed -n 1p out > first
no=$(sed 's/^{"no":"\([^"]*\)".*/\1/' first)
has first "\"household\":\"$(who 1 5)\""
has first '"times":2'
wrong=$(sed -n '2s/^{"no":"\([^"]*\)".*/\1/p' out)
ends 0 lead list --unmatched --json
[ "$(wc -l < out)" -eq 2 ] || fail "$(wc -l < out) unmatched"
has out '姓名与号码不符'
has out '查无此人'
ends 0 lead list --topic house
has err '1 row'
ends 0 lead list --topic 大额医疗支出 --area "$(who 1 3)" --json
has out "$no"
ends 2 lead list --topic medcal
has err 'medical'
ends 0 lead summary --json
has out '"households":2,"households_several_departments":1'
ends 0 lead summary
has out 'Large medical bill'
has out "$(who 1 3)"
ends 0 show household "$(who 1 5)"
has out 'House not safe'

# One lead: sealed is hidden, the check is told, both lists are named, the wrong name too.
ends 0 lead show "$no"
lacks out '12345'
lacks out 肺炎
has out 'What to check'
has out '医保.csv'
has out 'hospital.csv'
has out '县卫健局'
ends 0 lead show "$no" --mask none --reason 核查
has out '12,345.60'
has out '病种：肺炎'
ends 0 lead show "$wrong"
has out 'Whose number it is'
lacks out "$(who 2 1)"
ends 0 lead list --mask public
lacks out 张冠李
lacks out "$(who 1 1)"

# Checked, explained, opened again; who and when stand in the history.
ends 2 lead check "$no"
has err '--outcome'
ends 5 lead close "$no"
has err 'never checked'
ends 0 lead assign "$no" --handler 赵干事 --due 2020-01-01
has err 'handled by 赵干事, due 2020-01-01'
ends 0 lead list --state open
cp out open
ends 0 lead list --state New
cmp out open || fail 'the word that the list shows is another state'
ends 0 lead list --state 待受理
cmp out open || fail 'the Chinese word is another state'
ends 0 lead list --state 核查中
lacks out "$no"
ends 2 lead list --state Opened
has err 'open New'
ends 0 lead summary
has out 'New  Checked  Explained  Settled'
ends 0 lead list --overdue
has out "$no"
ends 0 lead check "$no" --outcome '报销后自付 3000 元，可承受'
has err Checked
ends 0 lead list --state checked
has out "$no"
ends 0 lead explain "$no" --reason '已享受医疗救助'
ends 5 lead check "$no" --outcome x
has err 'lead reopen'
ends 2 lead reopen "$no"
has err '--reason'
ends 0 lead reopen "$no" --reason '救助未到账'
ends 0 history lead "$no" --json
[ "$(wc -l < out)" -eq 6 ] || fail "$(wc -l < out) versions"
has out '"reason":"救助未到账"'
lacks out 可承受
ends 0 log --last 1 --json
has out '"action":"edit"'

# What could be two things is asked.
printf '姓名,身份证号,住院总费用,自付金额\n%s,%s,50000,20000\n' "$(who 3 1)" "$(who 3 2)" > both.csv
ends 1 import both.csv
has err '--lead'
has err 'medical, hospital'
ends 0 import both.csv --lead hospital
has err 'new 1'
ends 2 import household both.csv --lead hospital
has err 'Leave one of them out'
ends 2 import both.csv --lead hospitel
has err hospital
ends 0 verify --deep

# A household's own list or the housing bureau's? Nothing is guessed: no household is made of it.
printf '户主姓名,户主身份证号,危房级别\n%s,%s,D级\n' "$(who 3 1)" "$(who 3 2)" > maybe.csv
ends 1 import maybe.csv
has err 'household'
has err 'house'
ends 0 import maybe.csv --lead house
has err 'new 1'

# The list sent by mistake is taken back: its leads go, the rest stays, and it can come again.
batch=$(sed -n 's/.*"batches":\[\([0-9]*\)\].*/B\1/p' total)
ends 0 import undo "$batch" --reason 发错了
ends 0 lead list --topic house
lacks out "$(who 1 5)"
ends 0 import house.csv
has err 'new 1'
ends 0 lead list --topic house
has err '2 rows'

# Nothing but leads changed, and all of it is in the journal.
ends 0 export person --mask none --reason x
cmp out before.csv || fail 'persons changed'
ends 0 verify --deep
has out 'All is well'

# Leads go out and come in again like any list; without the keys nothing sealed is shown.
ends 0 export lead --mask none --reason x
cp out leads.csv
ends 0 import leads.csv
has err 'new 0, changed 0'
mv D.keys keys
ends 0 lead show "$no"
lacks out "$(who 1 2)"
lacks out 肺炎
ends 0 lead list --columns no,amount
has out '***'
ends 4 lead check "$no" --outcome x
