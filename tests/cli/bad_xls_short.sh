# Broken XLS workbooks, fewer than in tests/long/bad_xls.sh.
PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/bad_xls.sh"
