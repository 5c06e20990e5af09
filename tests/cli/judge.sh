# A household under the standards of the pack: which clause holds, by which document and values, and
# what is missing; at the line, below it, with a member who left, on days of other lines.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D LC_ALL=C.UTF-8

cat > areas.csv <<X
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201100000,青山镇,乡
981201100001,向阳村,村
X
cat > households.csv <<X
户编号,行政村,户主姓名,人数,户类型,人均纯收入,危房户,是否解决安全饮用水,是否不愁吃,是否不愁穿,数据日期
9812010010010001,981201100001,张甲,3,脱贫户,4000.01,否,是,是,是,2020-12-15
9812010010010002,981201100001,李甲,1,脱贫户,4000,否,是,是,是,2020-12-15
9812010010010003,981201100001,王甲,1,脱贫户,,否,是,,是,2020-12-15
X
cat > persons.csv <<X
户编号,人编号,姓名,与户主关系,出生日期,是否参加城乡居民基本医疗保险,人员状态
9812010010010001,9812010010010001-01,张甲,户主,1970-12-15,是,
9812010010010001,9812010010010001-02,张乙,配偶,1972-01-01,是,
9812010010010001,9812010010010001-03,张丙,之子,1999-05-05,否,死亡
9812010010010002,9812010010010002-01,李甲,户主,1950-01-01,是,
9812010010010003,9812010010010003-01,王甲,户主,1950-01-01,是,
X
ends 0 init --areas areas.csv -q
# nobody is there yet: what to do, and not that a day is missing
for command in judge 'simulate --standard dibao'; do
	ends 1 $command
	has err 'There are no households yet. Import a list first'
	has err 'jingzhun template household'
	lacks err '--on'
done
ends 0 import household households.csv -q
ends 0 import person persons.csv -q

state() # NO STANDARD [OPTION...]: the verdict, then clause=state ...
{
	no=$1 standard=$2
	shift 2
	"$JZ" judge "$no" --standard "$standard" --json "$@" > out 2> err || { cat err >&2; return 1; }
	node -e 'const s = JSON.parse(require("fs").readFileSync("out", "utf8")).standards[0]
	console.log([s.state, ...s.clauses.map(c => `${c.id}=${c.state}`)].join(" "))'
}
is() # WANT GOT
{
	[ "$1" = "$2" ] || fail "$2, not $1"
}

# above the line by a fen; the son who died is asked about no insurance
is 'met income=met food=met clothing=met school=met medical=met housing=met water=met' \
	"$(state 9812010010010001 household-exit)"
# at the line is not above it
is 'not_met income=not_met food=met clothing=met school=met medical=met housing=met water=met' \
	"$(state 9812010010010002 household-exit)"
# what nobody wrote down is unknown, and named
is 'unknown income=unknown food=unknown clothing=met school=met medical=met housing=met water=met' \
	"$(state 9812010010010003 household-exit)"
ends 0 judge 9812010010010003 --standard household-exit
has out 'Missing: Net income per person not stated'
has out 'Missing: No worry about food not stated'
has out 'Opinion on the exit from poverty'
LC_ALL=zh_CN.UTF-8 ends 0 judge 9812010010010003 --standard household-exit
has out '缺少：人均纯收入 没有填'
has out '信息不全'

# another year, another line
ends 0 judge 9812010010010002 --standard household-exit --on 2019-12-31
has out 'met'
is 'met income=met' "$(state 9812010010010002 household-exit --on 2019-12-31 | cut -d' ' -f1,2)"
# all that was in force on the day, and nothing else
ends 0 judge 9812010010010001 --on 2013-01-01
has out 'No standard is in force'
ends 0 judge 9812010010010001 --standard household-exit --on 2025-12-31
has out 'for comparison only'

# refused in words
ends 3 judge 9812010010019999
has err '9812010010019999'
ends 3 judge 9812010010010001 --standard nothing
has err 'There is no standard "nothing"'
ends 2 judge 9812010010010001 --on 2020
has err 'no whole date'

# A line that the nation leaves to counties: nobody is judged by a guess, and it is named.
is 'unknown income=unknown' "$(state 9812010010010001 dibao)"
ends 0 judge 9812010010010001 --standard dibao
has out 'Missing: Rural dibao standard no line in force'
ends 0 judge --on 2025-12-31
has out 'No amount of the line "Rural dibao standard" is in force on 2025-12-31'
has out 'No amount of the line "Monitoring threshold" is in force on 2025-12-31'
lacks out 'No amount of the line "Poverty standard'     # nothing in force then asks for it
ends 0 judge --on 2020-12-31
has out 'No amount of the line "Rural dibao standard"'
lacks out 'No amount of the line "Monitoring threshold"'
# The made-up province has written its own.
ends 0 judge 9812010010010001 --pack demo-province --standard dibao --on 2025-12-31 --json
has out '"value":"480.00 yuan a person a month"'
lacks out '"state":"unknown"'
# A year's income and a month's line are shown as they were held against each other.
has out '"value":"333.33 with 480.00 yuan a person a month"'
LC_ALL=zh_CN.UTF-8 ends 0 judge 9812010010010001 --pack demo-province --standard dibao \
	--on 2025-12-31
has out '每人每月480.00元'
has out '人均收入比标准线低 1,759.99 元'
# What a clause goes on without is named, too.
ends 0 judge 9812010010010001 --pack demo-province --standard extreme-hardship --on 2025-12-31
has out 'Missing: Person 张甲: Disability grade not stated'
lacks out 'Disability grade unknown'
ends 0 judge 9812010010010001 --pack demo-province --standard monitor-unstable --on 2025-12-31
has out '  ?  2  Net income per person of the last 12 months'
lacks out 'below the line by'
# The shortfall is of the income that the clause reads, not of another that stands elsewhere.
cat > incomes.csv <<X
户编号,起始时间,截止时间,核算人数,人均纯收入
9812010010010001,2025-01-01,2025-12-31,3,29272
9812010010010002,2025-01-01,2025-12-31,1,8000
X
ends 0 import income incomes.csv -q
ends 0 judge 9812010010010001 --pack demo-province --standard monitor-unstable --on 2025-12-31
has out '  ✗  2  Net income per person of the last 12 months'
lacks out 'below the line by'
ends 0 judge 9812010010010002 --pack demo-province --standard monitor-unstable --on 2025-12-31
has out 'Income per person is below the line by 700.00 yuan'
has out 'Reckoned from: Monitoring threshold 8,700.00 yuan a person a year'
# Three months are no twelve: such a statement decides nothing, and does not hide the one that does.
cat > incomes.csv <<X
户编号,起始时间,截止时间,核算人数,人均纯收入
9812010010010002,2025-10-01,2025-12-31,1,1500
9812010010010003,2025-10-01,2025-12-31,1,1500
X
ends 0 import income incomes.csv -q
ends 0 judge 9812010010010002 --pack demo-province --standard monitor-unstable --on 2025-12-31
has out 'Income per person is below the line by 700.00 yuan'
ends 0 judge 9812010010010003 --pack demo-province --standard monitor-unstable --on 2025-12-31
has out '  ?  2  Net income per person of the last 12 months'
lacks out 'below the line by'
# Of months and of days in the middle of them: both are twelve.
cat > incomes.csv <<X
户编号,起始时间,截止时间,核算人数,人均纯收入
9812010010010002,2024-11,2025-10,1,7000
9812010010010003,2024-10-16,2025-10-15,1,7200
X
ends 0 import income incomes.csv -q
ends 0 judge 9812010010010002 --pack demo-province --standard monitor-unstable --on 2025-11-30
has out 'below the line by 1,700.00 yuan'
ends 0 judge 9812010010010003 --pack demo-province --standard monitor-unstable --on 2025-11-30
has out 'below the line by 1,500.00 yuan'
# A run of an older day does not take the place of the verdicts kept, nor does one of a day to come.
ends 0 judge --on 2019-12-31 --standard household-exit
has out 'Told only, not kept as of 2019-12-31'
ends 0 judge --on 2019-12-31 --standard household-exit --json
has out '"kept":false'
ends 0 judge --standard household-exit --json
has out '"kept":true'
has out '"changed":0'
ends 1 judge --on 2199-12-31
has err 'after today cannot be kept'
