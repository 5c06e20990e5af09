# kill -9 and Ctrl-C in the middle of imports, a few times (tests/long/kill.sh does it 1,000 times).
KILLS=7 HOUSEHOLDS=120 LONG=2200 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/kill.sh"
