# Planted faults found and clean rows taken, one seed (tests/long/faults.sh takes several).
SEEDS=${SEEDS:-6011} HOUSEHOLDS=400 PROOF_JZ="$JZ_RELEASE" exec sh "$JZ_ROOT/tests/long/faults.sh"
