# What the office is told of without asking, where a pack asks for it: more than the quota, many
# changes shortly before an inspection, too many gates within a day. Each says what and why, is told
# once, and goes as it should: by itself, or with a word of somebody who had no part in it.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
day() { date -u -d "8 hours $1 days" +%F; }     # by the office's clock
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/yunmeng
cat > policy/yunmeng/pack.yaml <<X
name: yunmeng
parent: cn
zh: 云梦省(虚构)
en: Yunmeng province (made up)
zone_minutes: 480
X
cat > policy/yunmeng/alerts.yaml <<X
alerts:
  quota: {off: false, procedure: monitor-quick, share: 1/3, level: 4}
  bulk: {days: 2, many: 2, inspections: [$(day +1)]}
  fast: {days: 1, many: 2}
X
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for n in 1 2 3; do
	printf '%s,980121100200,2020-12-31,脱贫户,已脱贫,1390000000%s,6000,王建英\n' $n $n >> h.csv
done
county yunmeng
runs() # OPEN NEW DONE ARG...
{
	said="$1 tasks are open: $2 new, $3 now done"
	shift 3
	ends 0 task run "$@"
	has out "$said"
}
number() # WHAT
{
	ends 0 task list
	no=$(sed -n "s/^ *\\(T[0-9]*\\) *$1.*/\\1/p" out | tail -1)
	[ -n "$no" ] || fail "no task: $1"
}

# ---- the quota: two of three are more than a third
opened monitor-quick 2020-06-01
taken 1 2020-06-01
one=$taken
runs 0 0 0 --on 2020-06-02
taken 2 2020-06-02
two=$taken
runs 1 1 0 --on 2020-06-02
runs 1 0 0 --on 2020-06-02
number 'More than the quota'
ends 0 task show "$no"
has out '2 of 3 households are in the procedure or confirmed; at most 1 in 3 may be'
has out 青山镇
has out 'County office'
ends 0 task list --as county
has out "$no"
ends 0 task list --as township
lacks out "$no"
# One withdraws: it goes by itself. The next is told anew, and once.
paper "$two" 撤回申请 2020-06-03
act 0 "$two" withdraw --on 2020-06-03 --signer self --reason 外出 --as village
runs 0 0 1 --on 2020-06-03
taken 3 2020-06-04
runs 1 1 0 --on 2020-06-04
runs 1 0 0 --on 2020-06-04
first=$no
number 'More than the quota'
[ "$no" != "$first" ] || fail 'the quota was not told anew'
# Explained by hand it stays explained.
ends 4 task done "$no" --reason 省里已同意 --on 2020-06-04 --as leader
ends 0 task done "$no" --reason 省里已同意 --on 2020-06-04 --as county
runs 0 0 0 --on 2020-06-04

# ---- two gates in one day
paper "$one" 入户调查表 2020-06-03
paper "$one" 承诺授权书 2020-06-03
paper "$one" 信息比对结果 2020-06-03
act 0 "$one" checked --on 2020-06-03 --as village \
	--check enter=已入户 --check look=一般 --check reckon=6000 --check compare=偏低
ends 0 task run --on 2020-06-04
lacks out ' 1 new'
act 0 "$one" compared --on 2020-06-03 --as county
ends 0 task run --on 2020-06-04
has out '1 new'
ends 0 task run --on 2020-06-04
has out '0 new'
number 'Many gates passed'
ends 0 task show "$no"
has out '2 steps from 2020-06-03 to 2020-06-03'
has out "$one"
# Not explained by those who took the steps.
ends 4 task done "$no" --reason 材料齐全 --on 2020-06-04 --as county
has err 'cannot explain it away'
ends 0 task done "$no" --reason 材料齐全，已核对 --on 2020-06-05 --as county2
ends 0 task run --on 2020-06-25
ends 0 task list
lacks out 'Many gates passed'

# ---- changes shortly before an inspection
ends 0 task list
lacks out 'before an inspection'
ends 0 set household 1 head_name=张三 --reason 改名
ends 0 task run
lacks out ' 1 new'
ends 0 set household 2 head_name=李四 --reason 改名
ends 0 task run
has out '1 new'
ends 0 task run
has out '0 new'
number 'Many households changed'
ends 0 task show "$no"
has out "2 households were changed within 2 days of the inspection of $(day +1)"
ends 0 task done "$no" --reason 核实改名 --as county
ends 0 task run
has out '0 new'
# Long before and long after nobody looks.
ends 0 task run --on "$(day -10)"
has out '0 new'

ends 0 task show "$no" --lang zh
has out '检查前后 2 天内改动 2 户'
ends 0 verify --deep
