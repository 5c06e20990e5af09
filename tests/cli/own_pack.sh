# A province nobody has heard of writes its own pack - a line, a clause over the members, a check -
# into a folder, and judges by it. Only files: the program is the one that everybody has.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA

cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/yunmeng
cat > policy/yunmeng/pack.yaml <<'X'
name: yunmeng
parent: cn
zh: 云梦省(虚构)
en: Yunmeng province (made up)
zone_minutes: 480
documents:
  - id: ym-7
    zh: 云梦省脱贫攻坚办法（虚构）
    en: Yunmeng's rules (made up)
    no: 云政发〔2016〕7号
    date: 2016-02-01
    from: 2014
    to: 2020
X
cat > policy/yunmeng/lines.yaml <<'X'
lines:
  poverty:
    amounts:
      - {year: 2016, amount: 3600, document: ym-7}
      - {area: "981201102", year: 2016, amount: 3300, document: ym-7, note: 山区乡}
  old_age:
    zh: 养老线
    en: Old-age line
    per: person-month
    amounts:
      - {year: 2016, amount: 90, document: ym-7}
X
cat > policy/yunmeng/standards.yaml <<'X'
standards:
  household-poor:
    clauses:
      - id: old
        zh: 有六十岁以上成员没有养老保险，且人均月收入低于养老线的三倍
        en: A member of sixty or more without a pension, and below three times the old-age line
        met: >-
          person.exists(p, age(p) >= 60 && !p.resident_pension) &&
          per_capita_net / 12 < line("old_age") * 3
        document: ym-7
        clause: 第三条
    verdict: income || old
    topup: line("poverty") - per_capita_net - yuan(0)
X
cat > policy/yunmeng/checks.yaml <<'X'
checks:
  elder_alone_with_wages:
    for: household
    zh: 独居老人登记了务工收入
    en: An old person living alone is registered with wages
    severity: doubt
    among: members == 1
    fires: 'person.exists(p, age(p) > param("age")) && income.exists(i, i.wage > yuan(0))'
    parameters: {age: {zh: 年龄, en: Age, values: [{number: 75}]}}
    show: [members]
  two_alike:
    for: household
    zh: 两户的电话或户主姓名相同
    en: Two households with one phone or one head's name
    severity: doubt
    cross: {kind: duplicate, fields: [phone, head_name]}
X

cat > areas.csv <<'X'
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201101000,河口乡,乡
981201101001,河口村,村
981201102000,高山乡,乡
981201102001,高山村,村
X
cat > households.csv <<'X'
户编号,行政村,人数,人均纯收入,数据日期
9812010010010001,981201101001,2,3500,2016-12-31
9812010010010002,981201102001,2,3500,2016-12-31
9812010010010003,981201102001,2,3200,2016-12-31
9812010010010004,981201102001,1,,2016-12-31
9812010010010005,981201101001,1,3700,2016-12-31
X
cat > persons.csv <<'X'
户编号,人编号,姓名,与户主关系,出生日期,是否参加城乡居民基本养老保险
9812010010010001,9812010010010001-01,张甲,户主,1980-03-01,是
9812010010010001,9812010010010001-02,张乙,之子,2008-01-01,否
9812010010010002,9812010010010002-01,李甲,户主,1956-12-31,是
9812010010010002,9812010010010002-02,李乙,配偶,1957-01-01,否
9812010010010003,9812010010010003-01,王甲,户主,1956-12-31,否
9812010010010003,9812010010010003-02,王乙,配偶,1960-01-01,是
9812010010010004,9812010010010004-01,赵甲,户主,1990-05-05,是
9812010010010005,9812010010010005-01,钱甲,户主,1938-05-05,是
X
printf '户编号,起始时间,截止时间,工资性收入\n9812010010010005,2016-01-01,2016-12-31,3000\n' > incomes.csv

ends 0 init --data D --areas areas.csv --pack yunmeng
ends 0 import --data D households.csv persons.csv incomes.csv
export JINGZHUN_DATA=D
says() # NO VERDICT
{
	ends 0 judge "981201001001000$1" --standard household-poor --json
	has out "\"holds\":true,\"state\":\"$2\""
}
# Its own line: 3,600 in the plain, 3,300 in the mountain township; 3,146 is the nation's.
says 1 met
has out '"value":"3,600.00 yuan a person a year"'
says 2 not_met     # above 3,300; who is sixty has a pension, who has none is not sixty for a day
says 3 met
says 4 unknown     # income not known: no guess
says 5 not_met
ends 0 judge 9812010010010001 --standard household-poor --pack cn --json
has out '"state":"not_met"'
has out '"value":"3,146.00 yuan a person a year"'
# All of them at once say the same.
ends 0 judge --standard household-poor --json
has out '"judged":5,"met":2,"not_met":2,"unknown":1'
# Its own clause over the members: whoever turns sixty on the last day counts.
ends 0 judge 9812010010010003 --standard household-poor
has out '✓  2  A member of sixty or more without a pension'
has out "Yunmeng's rules (made up), 第三条"
has out 'Old-age line 90.00 yuan'
ends 0 judge 9812010010010002 --standard household-poor
has out '✗  2  A member of sixty or more without a pension'
ends 0 compare yunmeng cn --standard household-poor
has out '9812010010010001'
lacks out '9812010010010002'
lacks out '9812010010010005'
# Its own check: an old person alone with wages; and the nation's beside it.
ends 0 check --check elder_alone_with_wages
ends 0 doubt list --check elder_alone_with_wages --json
[ "$(wc -l < out)" -eq 1 ] || fail 'not one doubt'
has out '9812010010010005'
has out 'An old person living alone is registered with wages'
ends 0 check
ends 0 doubt list --json
has out '"check":"idno_missing"'
# Its own words for what a household is short of, which no column holds ready.
ends 0 judge 9812010010010001 --standard household-poor
has out 'Income per person is below the line by 100.00 yuan'
ends 0 simulate --standard household-poor --json
has out '"cost":40000'
# What if its line were lower, or its clause not there, or another: one household at a time.
ends 0 simulate --standard household-poor --line poverty=3400 --json
has out '"lines":'
ends 0 simulate --standard household-poor --line poverty@981201101=3400 --list out
has out '9812010010010001'
lacks out '9812010010010003'
ends 0 simulate --standard household-poor --clause 'income=per_capita_net < yuan(3000)' \
	--clause 'old=' --list then_met
lacks out '98120100100100'
ends 0 simulate --standard household-poor --line old_age=1000 --clause 'income=false' \
	--list then_met
has out '9812010010010003'
lacks out '9812010010010001'
ends 0 simulate --standard household-poor --clause 'old=members >= 2' --list in
has out '9812010010010002'
lacks out '9812010010010005'
# A household without a data date is judged on the newest of the register, as by judge.
printf '户编号,行政村,人数,人均纯收入\n9812010010010006,981201101001,1,3500\n' > more.csv
ends 0 import more.csv
ends 0 compare yunmeng cn --standard household-poor
has out '9812010010010006'
has err '6 judged; 3 come out differently'
ends 0 compare yunmeng cn --standard household-poor --on 2016-12-31
has err '6 judged; 3 come out differently'

# Two fields that agree on the same two households are one doubt about each, and stay it.
cat > twins.csv <<'X'
户编号,行政村,人数,户主姓名,户联系电话,数据日期
9812010010010008,981201101001,1,孙甲,13900000008,2016-12-31
9812010010010009,981201101001,1,孙甲,13900000008,2016-12-31
X
ends 0 import twins.csv
ends 0 check --check two_alike --json
has out '"found":2,"new":2,'
ends 0 doubt list --check two_alike --json
[ "$(wc -l < out)" -eq 2 ] || fail 'not two doubts'
ends 0 check --check two_alike --json
has out '"found":2,"new":0,"again":0,"still":2,"exempt":0,"gone":0'

# The pack lives in the register: gone from the folder, it still judges.
mv policy/yunmeng away
says 1 met
ends 3 judge 9812010010010001 --pack yunmeng
mv away policy/yunmeng

# ---- what a province may get wrong is told with its place ----
wrong() # FILE FROM TO MESSAGE
{
	cp -r policy/yunmeng kept
	sed -i "s/$2/$3/" "policy/yunmeng/$1"
	! cmp -s "policy/yunmeng/$1" "kept/$1" || fail "nothing changed in $1"
	ends 1 init --data broken --pack yunmeng
	has err "yunmeng/$1:"
	has err "$4"
	rm -rf policy/yunmeng broken broken.*
	mv kept policy/yunmeng
}
wrong standards.yaml 'line("old_age")' 'line("oldage")' 'oldage'
wrong standards.yaml 'p.resident_pension' 'p.resident_pensoin' 'resident_pension'
wrong checks.yaml 'among: members == 1' 'among: members == 1 \&\& members > 1' \
	'elder_alone_with_wages'
wrong checks.yaml 'show: \[members\]' 'show: [memburs]' 'memburs'
wrong lines.yaml 'amount: 90' 'amount: -90' '-90'
wrong lines.yaml 'document: ym-7}' 'document: ym-8}' 'ym-8'
