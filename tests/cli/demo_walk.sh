# The demo on the day it is run: its rounds are under way, a case that hung its time goes to its
# end, another is taken in today, and every procedure of the county opens a round.
. "$JZ_ROOT/tests/story.sh"
JZ=${JZ_RELEASE:-$JZ}
export JINGZHUN_DATA="$PWD/demo/register"
JINGZHUN=$JZ DEMO_DIR=$PWD/demo sh "$JZ_ROOT/tools/demo.sh" --no-serve > demo.out 2>&1 ||
	{ tail -20 demo.out >&2; fail 'the demo ends badly'; }
ends 0 case list --lang en
for gate in 'Notice in the village' 'Democratic appraisal' Comparison 'Home check' Lead Proposed; do
	has out "$gate"
done
ends 0 notice list --lang en
has out 'Hung as long as it must'
has out 'Hangs'
has out 'Households proposed for monitoring'
ends 0 declaration list
has out 'SB-'

# To the end: each as their own account, all of it today. The verdict goes with it, so no reason.
step() { ends 0 case act P1 "$@"; }
step unopposed --as village
step approve --as township2
step unstable --as county2
ends 0 round publish R1 announce --as township
no=$(grep -oE '[0-9]{4}-[0-9]{4}' out | head -1)
ends 0 notice post "$no" --photo "$JZ_ROOT/tools/demo_board.png" --place 村务公开栏 --taken "$(date +%F)"
step enter --as township
has out Monitored
ends 0 task list
has out 'A measure'

# The eleventh household is free, one that fell back can be proposed for exit, one that left cannot.
ends 0 list household --where 'no~0000000' --columns no --json
ends 0 case add R1 980121000011 --as village
ends 0 case act "$(grep -oE 'P[0-9]+' out | head -1)" accept --as village
ends 0 case act P8 propose --as helper
ends 1 case add R2 980121000004 --as village
has err 'must be registered and not yet out of poverty'

for procedure in identify household-exit monitor monitor-quick risk-removal; do
	ends 0 round open "$procedure" --area 花冲镇 --name "$procedure" --as township
done
ends 1 round open village-exit --area 花冲镇 --name 村退出 --as township --lang zh
has err '程序“贫困村退出”在'
has err '它只在 2016-04-23 至 2020-12-31 有效'

# Working days are counted this year.
ends 0 objection add --notice 2026-0002 --line 1 --topic wrong --channel phone --text 他家有车
