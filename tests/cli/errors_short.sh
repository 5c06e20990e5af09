# Error lists and back, once, small (tests/long/errors.sh does it with more counties).
export SEEDS=5 HOUSEHOLDS=40 BOOKS="national messy" PROOF_JZ="$JZ_RELEASE"
exec sh "$JZ_ROOT/tests/long/errors.sh"
