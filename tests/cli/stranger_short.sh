# A stranger sees each change of what was published, and a register that went two ways (more:
# tests/long/stranger.sh).
TAMPERS=40 FORKS=2 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/stranger.sh"
