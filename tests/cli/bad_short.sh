# Hostile lists, the largest ones smaller than in tests/long/bad.sh.
WIDE=300000 HUGE=8 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/bad.sh"
