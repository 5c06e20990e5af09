# Imports, corrections and undos killed at random moments, a few times (tests/long/undo.sh: 300).
ROUNDS=5 HOUSEHOLDS=400 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/undo.sh"
