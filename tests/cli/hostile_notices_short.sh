# What was typed where it does not belong comes out on no notice (tests/long/hostile_notices.sh: ten
# thousand of them).
command -v node > /dev/null || { echo 'no node'; exit 77; }
command -v pdftotext > /dev/null || { echo 'no pdftotext: apt-get install poppler-utils'; exit 77; }
NOTICES=60 BYHAND=10 PAPERS=20 SHEETS=3 OBJECTIONS=4 SEED=7 PROOF_JZ="$JZ_RELEASE" \
	exec sh "$JZ_ROOT/tests/long/hostile_notices.sh"
