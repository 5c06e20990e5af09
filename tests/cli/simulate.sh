# All households judged at once, what is kept of it; and what would come of another line.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
cat > areas.csv <<X
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201100000,青山镇,乡
981201100001,向阳村,村
981201100002,河口村,村
X
cat > households.csv <<X
户编号,行政村,户主姓名,户类型,人均纯收入,数据日期,致贫原因1
1,981201100001,张甲,一般农户,2500,2016-12-31,因病
2,981201100001,李乙,一般农户,3200,2016-12-31,
3,981201100002,王丙,一般农户,3500.01,2016-12-31,
4,981201100002,赵丁,一般农户,,2016-12-31,
X
cat > persons.csv <<X
户编号,人编号,姓名,与户主关系,出生日期,民族
1,1-01,张甲,户主,1960-12-15,汉族
1,1-02,张子,之子,1990-12-15,汉族
2,2-01,李乙,户主,1970-01-01,回族
3,3-01,王丙,户主,1970-01-01,汉族
4,4-01,赵丁,户主,1970-01-01,汉族
X
ends 0 init --areas areas.csv
ends 0 import households.csv persons.csv

# ---- all of them, kept ----
ends 0 judge --standard household-poor --json
has out '"on":"2016-12-31","judged":4,"met":1,"not_met":2,"unknown":1'
has out '"kept":true,"changed":0,"first":4'
ends 0 judge --standard household-poor --json
has out '"changed":0,"first":0'
ends 0 set household 2 人均纯收入=3145.99 --reason 核实
ends 0 judge --standard household-poor --json
has out '"met":2,"not_met":1,"unknown":1,"kept":true,"changed":1'
ends 0 judge
has out 'Registration as poor (income)'
ends 3 judge --standard nothing
ends 2 judge --for village
has err 'households are judged'
ends 0 verify --deep

# ---- another line ----
poor='simulate --standard household-poor'
ends 0 $poor --json
has out '"all":{"now":{"met":2,"not_met":1,"unknown":1,"people":3'
has out '"in":0,"out":0}'
ends 0 $poor --line poverty=3500.02 --json
has out '"then":{"met":3,"not_met":0,"unknown":1,"people":4,"cost":235408,"gap":58852}'
has out '"in":1,"out":0'
ends 0 $poor --line poverty=1000,poverty@981201100002=4000 --json
has out '"then":{"met":1,"not_met":2,"unknown":1'
has out '"in":1,"out":2}'
ends 0 $poor --line poverty=3500.02
has out 'Newly in'
has out '河口村'
# a change is that of the figures beside it
awk '/^  Yuan / { gsub(",", ""); if ($(NF - 1) - $(NF - 2) != $NF) bad = 1; n++ }
	END { exit bad || n != 2 }' out ||
	fail 'changes of yuan are not those of the figures'
ends 0 $poor --line poverty=3500.02 --list in
has out '王'
lacks out '张'
ends 0 $poor --line poverty=3500.02 --area 981201100001 --json
has out '"met":2,"not_met":0,"unknown":0'
ends 0 $poor --clause 'income=per_capita_net < yuan(1)' --clause 'more=true' --json
has out '"then":{"met":0'
ends 0 $poor --clause 'income=' --clause 'old=person.exists(p, age(p) >= 56)' --json
has out '"then":{"met":1,"not_met":3,"unknown":0'
ends 1 $poor --clause 'income=per_capita_ned < yuan(1)'
has err 'income 1:1'
has err 'per_capita_net'
ends 1 $poor --line povert=1
has err 'no line'
ends 1 $poor --line poverty
has err 'poverty=4500'
ends 2 simulate
has err 'which standard'
ends 3 $poor --area 110000000000
ends 3 simulate --standard village-exit
JZ_LANG=zh LC_ALL=zh_CN.UTF-8 "$JZ" $poor --line poverty=3500.02 > out 2>&1
has out '新纳入'
has out '按户主民族'
