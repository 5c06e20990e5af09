# Workbooks by other hands, one seed, small (tests/long/faults_hands.sh takes several).
SEEDS=${SEEDS:-8} HOUSEHOLDS=120 PROOF_JZ="$JZ_RELEASE" \
	exec sh "$JZ_ROOT/tests/long/faults_hands.sh"
