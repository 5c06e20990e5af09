# A province that does it otherwise, by its pack alone: three notices and an announcement, working
# days by its own holidays, half for a quorum and two thirds to pass, a gate and a field more; who
# leaves a list does not take the others down.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name,demo_card\n' > h.csv
printf '1,98012110020001,2023-12-31,脱贫户,已脱贫,13900000001,6000,王建英,否\n' >> h.csv
printf '2,98012110020001,2023-12-31,脱贫户,已脱贫,13900000002,9500,李四,是\n' >> h.csv
printf '98012110020001,一组,组级,980121100200\n98012110020002,二组,组级,980121100200\n' > groups.csv
county demo-province
opened monitor 2024-04-01
taken 1 2024-04-22
one=$taken
taken 2 2024-04-22
two=$taken

looks='enter=已入户 look=房屋良好 reckon=6000 compare=合理'
for c in "$one" "$two"; do
	act 0 "$c" accept --on 2024-04-23 --as village
	paper "$c" 入户调查表 2024-04-24
	paper "$c" 承诺授权书 2024-04-24
	# shellcheck disable=SC2086 # items
	act 0 "$c" checked --on 2024-04-24 --check $looks --as village
	has out 'Appraisal in the group'
done

# The group appraises first: its own meeting, of its own people, neither the village's nor the next
# group's; half of those there is a tie, which fails, and more than half passes.
group() # CODE AREA VOTE ARG...
{
	code=$1 at=$2 vote=$3
	shift 3
	printf '%s\n' 子 丑 寅 卯 > who.txt
	ends "$code" meeting hold "$round" --gate group-appraisal --area "$at" --representatives 6 \
		--attendance who.txt --on 2024-04-25 --as village --vote "$one=$vote" "$two=3/1/0" "$@"
}
group 1 甲村 3/1/0
has err 'another level'
group 1 二组 3/1/0
has err 'does not lie in the place that meets'
group 0 一组 2/2/0
has out "$one did not pass"
group 0 一组 3/1/0 --note 补充情况后重新评议
for c in "$one" "$two"; do
	paper "$c" 会议记录 2024-04-25
	act 0 "$c" passed --on 2024-04-25 --as village
	has out 'Notice in the group'
done

# Three working days: the first of May is none.
hang group 2024-04-29 '' village
ends 1 notice last "$notice" --photo last.png --place 公开栏 --taken 2024-05-01
act 4 "$one" unopposed --on 2024-05-02 --as village
ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken 2024-05-02

# One gives up while it hangs: here the other's list stands (nationally all would hang anew).
paper "$two" 撤回申请 2024-05-02
act 4 "$two" withdraw --reason 本人放弃 --on 2024-05-02 --as village
act 0 "$two" withdraw --reason 本人放弃 --signer self --on 2024-05-02 --as village
act 0 "$one" unopposed --on 2024-05-06 --as village
has out Comparison
paper "$one" 信息比对结果 2024-05-07
act 0 "$one" compared --on 2024-05-07 --as county

# Ten representatives: four are too few, five will do, and one of them carries a vote. Of six votes
# three are half and not enough, four are two thirds.
meet() # VOTE NAME...
{
	vote=$1
	shift
	printf '%s\n' "$@" > who.txt
	ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 10 \
		--attendance who.txt --on 2024-05-08 --as village --vote "$one=$vote"
}
meet 4/0/0 甲 乙 丙 丁
has out 'no quorum'
meet 3/3/0 '甲 代 己' 乙 丙 丁 戊
has out "$one did not pass"
act 4 "$one" passed --on 2024-05-08 --as village
has out '"Minutes" served an earlier step'
paper "$one" 会议记录 2024-05-08
act 4 "$one" passed --on 2024-05-08 --as village
lacks out 'served an earlier step'
printf '甲 代 己、庚\n乙\n丙\n丁\n戊\n' > who.txt
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 10 --attendance who.txt \
	--on 2024-05-08 --as village --vote "$one=4/0/0"
# Everybody counts once: there himself, or carried by one other.
no_meeting() # WORD NAME...
{
	word=$1
	shift
	printf '%s\n' "$@" > who.txt
	ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 10 \
		--attendance who.txt --on 2024-05-08 --as village --vote "$one=4/0/0" --note 再议
	has err "$word"
}
no_meeting '"甲" stands twice' '甲 代 甲' 乙 丙 丁 戊
no_meeting '"甲" stands twice' '乙 代 甲' 甲 丙 丁 戊
no_meeting '"乙" stands twice' '甲 代 乙' 乙 丙 丁 戊
no_meeting '"己" stands twice' '甲 代 己' '乙 代 己' 丙 丁 戊
# What was voted with a quorum stands, until a meeting says why it votes again, and not before it.
printf '%s\n' '甲 代 己' 乙 丙 丁 戊 > who.txt
again() # CODE DAY VOTE ARG...
{
	code=$1 day=$2 vote=$3
	shift 3
	ends "$code" meeting hold "$round" --gate appraisal --area 甲村 --representatives 10 \
		--attendance who.txt --on "$day" --as village --vote "$one=$vote" "$@"
}
again 1 2024-05-08 4/2/0
has err 'that stands'
again 1 2024-05-07 4/2/0 --note 补充材料后重新评议
# A relative has no vote, nor has who carries the relative's. The meeting is where the case is, of
# the level that meets.
printf '%s\n' '甲 代 王建英' 乙 丙 丁 戊 > who.txt
again 1 2024-05-08 6/0/0 --note 再议
has err '(members or relatives) have none'
printf '%s\n' '甲 代 己' 乙 丙 丁 戊 > who.txt
ends 4 meeting hold "$round" --gate appraisal --area 青山镇 --representatives 10 \
	--attendance who.txt --on 2024-05-08 --as village --vote "$one=4/2/0" --note 再议
again 0 2024-05-08 4/2/0 --note 补充材料后重新评议
has out "$one passed"
act 0 "$one" passed --on 2024-05-08 --as village

hang notice 2024-05-09 2024-05-15 village
act 0 "$one" unopposed --on 2024-05-16 --as village
act 0 "$one" approve --on 2024-05-17 --as township2
has out 'Notice of the review'
act 4 "$one" unstable --reason 不稳定 --on 2024-05-20 --as county2
hang notice-2 2024-05-20 2024-05-24 township
act 0 "$one" unopposed --on 2024-05-27 --as township

# The field that only this province has: without its card the household is not asked.
act 4 "$one" agree --signer self --on 2024-05-28 --as village
has out 'given its card'
ends 0 set household 1 demo_card=是 --reason 已发放
act 4 "$one" agree --on 2024-05-28 --as village
act 0 "$one" agree --signer self --on 2024-05-28 --as village
act 4 "$one" unstable --reason 不稳定 --on 2024-05-29 --as township2
act 0 "$one" unstable --reason 住院支出大 --on 2024-05-29 --as county2
hang announce 2024-05-30 '' township
act 0 "$one" enter --on 2024-05-30 --as township
ends 0 show household 1 --lang zh
has out 脱贫不稳定户

# A term that runs into a year of which nobody said the holidays is not guessed.
ends 1 case add "$round" 2 --on 2025-12-30 --as village
has err 'for 2026'
ends 0 case add "$round" 2 --on 2025-12-01 --as village
ends 0 verify --deep
