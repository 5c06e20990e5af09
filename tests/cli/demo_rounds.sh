# The rounds of the demo (tools/demo_rounds.sh), where the clerk's village has too few households:
# another village of the county is taken, in another township if need be; where none has enough,
# that is said, and nothing is made.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
houses() # FROM TO VILLAGE
{
	echo 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name'
	for n in $(seq "$1" "$2"); do
		printf '%s,%s,2025-12-31,脱贫户,已脱贫,139000000%02d,6000,王建英\n' "$n" "$3" "$n"
	done
}
houses 1 5 980121100200 > h.csv
county demo-county
printf '区划代码,名称,级别,上级\n980121200000,白水镇,乡级,980121000000\n' > more.csv
printf '980121200200,乙村,村级,980121200000\n' >> more.csv
ends 0 import area more.csv
mkdir -p build tools && cp "$JZ_ROOT"/tools/demo_rounds.sh "$JZ_ROOT"/tools/demo_board*.png tools/
rounds()
{
	JINGZHUN=$JZ JINGZHUN_DATA=D sh tools/demo_rounds.sh "$PWD/D" > told 2>&1 || {
		cat told >&2
		fail 'the rounds of the demo'
	}
}
rounds
grep -q 'no village has 11 households' told || { cat told >&2; fail 'nothing was said'; }
ends 0 round list
has err 'Nothing meets'
houses 21 34 980121200200 > h.csv
ends 0 import household h.csv
rounds
ends 0 round list
[ "$(grep -c '^ *R[0-9]' out)" -eq 5 ] || { cat out >&2; fail 'five rounds'; }
has out 白水镇
ends 0 case list
[ "$(grep -c '^ *P[0-9]' out)" -ge 8 ] || { cat out >&2; fail 'cases at their gates'; }
ends 0 notice list
has out Hangs
