# From a department's lead to a case: it stands on the desk of who must look at it, goes into a
# round by its number, names the case from then on and is no longer waiting; a second lead of the
# same household joins the case; what is over goes nowhere.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,脱贫户,已脱贫,13900000001,6000,王建英\n' >> h.csv
printf '2,980121100200,2020-12-31,一般农户,,13900000002,5500,李四\n' >> h.csv
county cn
cat > leads.csv <<'END2'
线索编号,行政村,户编号,对象姓名,线索主题,线索来源,收到日期,推送部门,办理状态,办结期限
X1,980121100200,1,王建英,大额医疗支出,部门筛查预警,2021-03-02,县医保局,待受理,2021-03-05
X2,980121100200,1,王建英,新增残疾,部门筛查预警,2021-03-03,县残联,待受理,2021-03-10
X3,980121100000,,赵某,大额医疗支出,部门筛查预警,2021-03-03,县医保局,待受理,2021-03-10
X4,980121100200,2,李四,名下有车,部门筛查预警,2021-03-03,县交警,待受理,2021-03-10
END2
ends 0 import lead leads.csv
state()
{
	sqlite3 D/jingzhun.db "SELECT state || ':' || coalesce(closed,'') || ':'
		|| coalesce(gate_case,'') FROM lead WHERE no='$1'"
}

# Four wait: three in the village; the township hears of what is late, and at once of the one that
# no village has at home.
ends 0 task run --on 2021-03-04
has out '4 tasks are open: 4 new'
ends 0 task list --on 2021-03-04 --as village
has out X1
has out X4
lacks out X3
ends 0 task list --on 2021-03-04 --as township
has out X3
lacks out X1
ends 0 task list --on 2021-03-06 --as township
has out X1
lacks out X4

opened monitor-quick 2021-03-04
ends 2 case add "$round" --on 2021-03-04 --as village
has err '--lead'
ends 2 case add "$round" 1 2 --lead X1 --on 2021-03-04 --as village
ends 1 case add "$round" --lead X3 --on 2021-03-04 --as township
ends 1 case add "$round" 2 --lead X1 --on 2021-03-04 --as village
ends 4 case add "$round" --lead X1 --on 2021-03-04 --as leader
ends 0 case add "$round" --lead X1 --on 2021-03-04 --as village
has out 'Case P1: 1'
today=$(date +%Y%m%d)
[ "$(state X1)" = "6:$today:1" ] || fail "X1 is $(state X1)"
ends 0 show lead X1
has out P1
ends 0 case show P1
# The same again is the same case; another lead of the household joins it.
ends 0 case add "$round" --lead X1 --on 2021-03-04 --as village
has out 'Case P1: 1'
ends 0 case add "$round" --lead X2 --on 2021-03-04 --as village
has out 'Case P1: 1'
[ "$(state X2)" = "6:$today:1" ] || fail "X2 is $(state X2)"
[ "$(sqlite3 D/jingzhun.db "SELECT count(*) FROM matter")" = 1 ] || fail 'a second case'
[ "$(sqlite3 D/jingzhun.db "SELECT channel FROM matter")" = 3 ] || fail 'not by a department'

# The work items of both are done with that, at once.
ends 0 task list --on 2021-03-06 --as township
lacks out X1
lacks out X2
has out X3
items()
{
	sqlite3 D/jingzhun.db "SELECT state || ':' || count(*) FROM task
		WHERE about='$1' GROUP BY state"
}
[ "$(items X1)$(items X2)" = 2:12:1 ] || fail "the work items are $(items X1), $(items X2)"

# Nor into a round that takes in what nobody asks for.
opened risk-removal 2021-03-04
ends 1 case add "$round" --lead X4 --on 2021-03-04 --as village
has err 'takes in no declarations and leads'
none=$(sqlite3 D/jingzhun.db "SELECT count(*) FROM matter")
[ "$none" = 1 ] || fail "a case in a removal of risk"

# What was explained goes nowhere, and its work item is done with it; taken up again it is asked for
# again, and is done with an edit of the lead, too.
ends 0 lead explain X4 --reason 车已转让
ends 5 case add "$round" --lead X4 --on 2021-03-04 --as village
[ "$(items X4)" = 2:1 ] || fail "explained: $(items X4)"
ends 0 lead reopen X4 --reason 又有反映
ends 0 task run
[ "$(items X4)" = "1:1
2:1" ] || fail "taken up again: $(items X4)"
ends 0 set lead X4 办理状态=已办结 --reason 核对
[ "$(items X4)" = 2:2 ] || fail "edited: $(items X4)"
ends 0 lead close X3 --reason 不属实
[ "$(items X3)" = 2:1 ] || fail "closed: $(items X3)"
ends 0 task run
has out '0 new, 0 now done'
ends 0 verify --deep -q
