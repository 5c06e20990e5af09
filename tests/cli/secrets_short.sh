# No ID number, phone, card or illness in any byte that is written (tests/long/secrets.sh: more).
HOUSEHOLDS=700 SECRETS=500 STOPS=2 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/secrets.sh"
