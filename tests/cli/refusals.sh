# What no round takes: papers of another kind or another case, a meeting elsewhere or of another
# level, anything once it is closed; and what no clock makes true that was set back or forth.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for n in 1 2; do
	printf '%s,980121100200,2020-12-31,脱贫户,已脱贫,1390000000%s,6000,王建英\n' $n $n >> h.csv
done
county cn
printf '区划代码,名称,级别,上级\n980121100201,乙村,村级,980121100000\n' > more.csv
ends 0 import area more.csv
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '3,980121100201,2020-12-31,脱贫户,已脱贫,13900000003,6000,王建英\n' >> h.csv
ends 0 import household h.csv

opened monitor-quick 2020-06-01
taken 1 2020-06-01
one=$taken
taken 2 2020-06-01
two=$taken
checked() # CODE CASE
{
	act "$1" "$2" checked --on 2020-06-02 --as village --check enter=已入户 look=一般 reckon=6000 \
		compare=偏低
}

# ---- evidence of another kind, and of another case
paper "$one" 会议记录 2020-06-01
paper "$one" 承诺授权书 2020-06-01
checked 4 "$one"
has out '- A paper is missing: Survey form.'
lacks out 'Authorisation'
paper "$one" 入户调查表 2020-06-02
checked 0 "$one"
ends 1 case paper "$one" paper.pdf --on 2020-06-02 --as village
ends 1 case paper "$one" paper.pdf --kind 没有这一种 --on 2020-06-02 --as village
# The papers of the household's earlier case are not those of this one.
paper "$one" 撤回申请 2020-06-02
act 0 "$one" withdraw --reason 误报 --signer self --on 2020-06-02 --as village
taken 1 2020-06-02
again=$taken
checked 4 "$again"
has out 'belongs to another case'
# What is dated after the step was not there: a photograph of it has the day of the photograph.
paper "$again" 入户调查表 2020-06-03
checked 4 "$again"
has out '"Survey form" is dated 2020-06-03, after the day of the step, 2020-06-02'
paper "$again" 入户调查表 2020-06-02
paper "$again" 承诺授权书 2020-06-02
checked 0 "$again"
paper "$again" 信息比对结果 2020-06-03
act 0 "$again" compared --on 2020-06-03 --as county

# ---- a meeting of another village, of another level, of a case that is not there yet
printf '%s\n' 甲 乙 丙 丁 戊 己 庚 > who.txt
meets() # CODE AREA WHO CASE
{
	ends "$1" meeting hold "$round" --gate appraisal --area "$2" --representatives 9 \
		--attendance who.txt --on 2020-06-04 --as "$3" --vote "$4=7/0/0"
}
ends 0 grant give village village_clerk --area 980121100201
meets 1 980121100201 village "$again"
has err 'does not lie in the place'
meets 1 980121100000 township "$again"
has err 'another level'
meets 1 980121000000 county "$again"
meets 5 980121100200 village "$two"
has err 'is not at this gate'
meets 3 980121100200 village P999
meets 4 980121100200 finance "$again"
meets 0 980121100200 village "$again"
paper "$again" 会议记录 2020-06-03
act 4 "$again" passed --on 2020-06-03 --as village
has out 'The meeting voted on 2020-06-04, after the day of the step, 2020-06-03'
act 0 "$again" passed --on 2020-06-04 --as village

# ---- a clock that was set back by two days, and one that runs ahead
day() { date -u -d "8 hours $1 days" +%F; }
at() { # DAYS CODE ARG...
	JZ_TEST_NOW_MS=$((($(date +%s) + $1 * 86400) * 1000))
	export JZ_TEST_NOW_MS
	shift
	ends "$@"
	unset JZ_TEST_NOW_MS
}
ends 0 round open monitor-quick --area 青山镇 --name 今日 --on "$(day 0)" --as township
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
paper "$two" 撤回申请 "$(day 0)"
act 0 "$two" withdraw --reason 误报 --signer self --on "$(day 0)" --as village
taken 2 "$(day 0)"
paper "$taken" 入户调查表 "$(day 0)"
at -2 1 case act "$taken" no-risk --reason 无风险 --as village --with township
has err "$(day -2)"
at -2 1 case act "$taken" no-risk --reason 无风险 --on "$(day 0)" --as village --with township
at -2 1 round open monitor-quick --area 青山镇 --name 明日 --on "$(day 0)" --as township
at 0 1 case act "$taken" no-risk --reason 无风险 --on "$(day 1)" --as village --with township
at 2 0 task list --late
at 0 0 case act "$taken" no-risk --reason 无风险 --as village --with township
ends 0 case show "$taken"
has out "entered $(day 0)"
ends 0 verify --deep

# ---- a round is not closed while a review can still be asked for that a letter promised, ...
ends 5 round close "$round" --as township
has err "1 refused cases, the last of them $taken, until $(day 60)"
paper "$taken" 复核申请 "$(day 0)"
at 60 5 round close "$round" --as township
at 60 0 case act "$taken" ask-review --as village
at 60 5 round close "$round" --as township
has err '1 open cases'
paper "$taken" 核实意见 "$(day 0)"
at 60 0 case act "$taken" uphold --reason 维持 --as county2
taken 3 "$(day 0)"
paper "$taken" 入户调查表 "$(day 0)"
at 1 0 case act "$taken" no-risk --reason 无风险 --as village --with township
at 61 5 round close "$round" --as township
has err "1 refused cases, the last of them $taken, until $(day 61)"

# ---- ... and one that is closed takes nothing more
at 62 0 round close "$round" --as township
for late in "case add $round 3 --on $(day 0) --as village" "round close $round --as township" \
	"round fill $round --from all --on $(day 0) --as township" \
	"round publish $round notice --on $(day 0) --as village"; do
	ends 5 $late
	has err 'closed'
done
ends 5 meeting hold "$round" --gate appraisal --area 980121100200 --representatives 9 \
	--attendance who.txt --on "$(day 0)" --as village --vote "$taken=7/0/0"
has err 'closed'
at 61 4 case act "$taken" ask-review --as village
has out 'The round is closed'
