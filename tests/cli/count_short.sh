# What is shown equals a count made from the files by other means.
HOUSEHOLDS=400 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/count.sh"
