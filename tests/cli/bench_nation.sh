# The bench of a nation's verdicts goes on working, at a ten-thousandth of its size: its pack is
# taken, its register is made, what moves is stored and found right. How long it takes is not asked.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA
PARTS=verdicts HOUSEHOLDS=3000 sh "$JZ_ROOT/bench/nation.sh" > figures 2> told || [ $? -eq 1 ] ||
	{ cat told; exit 1; }
grep -q '^change-seconds	[0-9]' figures || { cat figures told; exit 1; }
grep -q '^standards-seconds	[0-9]' figures
