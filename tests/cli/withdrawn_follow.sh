# What a procedure asks for when a case ends as withdrawn is asked for also where no act of that
# case ended it: another case withdrew it, or its household has a second one. For a household that
# is no more nothing is to be done.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
trial_pack p
cat > policy/p/procedures.yaml <<-Y
	procedures:
	  relief:
	    for: household
	    zh: 救助
	    en: Relief
	    document: trial
	    from: 2015
	    start: look
	    gates:
	      - id: look
	        zh: 核查
	        en: Look
	        acts:
	          - {id: grant, zh: 同意, en: Grant, to: granted, who: [village_clerk]}
	          - {id: leave, zh: 撤回, en: Leave, to: withdrawn, who: [village_clerk], reason: true}
	      - {id: granted, zh: 已救助, en: Granted, end: confirmed}
	      - {id: withdrawn, zh: 已撤回, en: Withdrawn, end: withdrawn}
	    after:
	      - {id: return, of: withdrawn, opens: identify, zh: 退回材料, en: Give the papers back,
	         who: [village_clerk]}
	  other:
	    for: household
	    zh: 另办
	    en: Other
	    document: trial
	    from: 2015
	    start: look
	    gates:
	      - id: look
	        zh: 核查
	        en: Look
	        acts:
	          - {id: grant, zh: 同意, en: Grant, to: granted, who: [village_clerk],
	             withdraws: [relief]}
	          - {id: leave, zh: 撤回, en: Leave, to: withdrawn, who: [village_clerk], reason: true}
	      - {id: granted, zh: 已办, en: Granted, end: confirmed}
	      - {id: withdrawn, zh: 已撤回, en: Withdrawn, end: withdrawn}
Y
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
i=0
for name in 王建英 李四 赵六 钱七; do
	i=$((i + 1))
	printf '%s,980121100200,2019-12-31,一般农户,1390000000%s,2000,%s\n' $i $i $name >> h.csv
done
county p
asked() # HOW MANY
{
	ends 0 task list --as village
	[ "$(grep -c 'Give the papers back' out)" -eq "$1" ] || fail "not $1 tasks"
}
opened relief 2020-06-01
for h in 1 2 3 4; do
	taken $h 2020-06-01
	eval "r$h=$taken"
done
asked 0
opened other 2020-06-02
taken 1 2020-06-02
act 0 "$taken" grant --on 2020-06-03 --as village
ends 0 case show "$r1"
has out Withdrawn
asked 1
has out "$r1"

# A second case of one household, when two were found to be one.
ends 0 duplicate merge household 2 3 --reason 同一户
ends 0 case carry "$r3" --reason 重复 --on 2020-06-04 --as township
asked 2
has out "$r3"
ends 0 set household 4 state=销户 --reason 整户死亡
ends 0 case carry "$r4" --reason 整户死亡 --on 2020-06-05 --as township
asked 2
ends 0 verify --deep -q
