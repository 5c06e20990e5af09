#!/bin/sh
# Planted faults are found, clean rows taken, clean cells unchanged: by the demo's own planting with
# seeds nobody has seen, and by other hands (tests/tools/plant_faults.c) in other encodings,
# separators, orders of columns and headers.
# SEEDS="1 2 3": these seeds instead of six from the clock; HOUSEHOLDS=3000.
# proves: faults-recall faults-clean-refused faults-clean-changed
# proves: others-recall others-clean-refused others-clean-changed mended-miscounted
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 700 3000)}
now=$(date +%s)
SEEDS=${SEEDS:-$(for i in $(seq "$(size 1 6)"); do echo $((now % 100000 * 10 + i)); done)}
tool judge_findings
tool same_cells
tool plant_faults

# Adds a tool's name=value lines to sums called PREFIX_name.
add_up() # PREFIX FILE
{
	while IFS='=' read -r name value; do
		eval "$1_$name=\$((\${$1_$name:-0} + value))"
	done < "$2"
}

# Imports a folder, holds findings and cells against truth and source.
hold() # PREFIX LISTS TOUCHED SOURCE
{
	rm -rf data data.* out
	import_all data "$2" found || die "import of $2"
	export_all data out || die export
	"$W/bin/judge_findings" "$2/truth.csv" found > sums || die judge
	add_up "$1" sums
	# shellcheck disable=SC2046
	"$W/bin/same_cells" out "$3" $(lists "$4") > sums || die compare
	add_up "$1" sums
	"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; die verify; }
}

for seed in $SEEDS; do
	say "seed $seed"
	rm -rf demo clean other
	"$JZ" demo --out demo --households "$HOUSEHOLDS" --seed "$seed" --faults all -q > demo.out ||
		die demo
	# shellcheck disable=SC2046
	"$W/bin/judge_findings" demo/truth.csv /dev/null touched $(lists demo) > /dev/null 2>&1
	hold own demo touched demo

	"$JZ" demo --out clean --households "$HOUSEHOLDS" --seed $((seed + 1)) --faults none -q \
		> demo.out || die demo
	for way in "$seed" $((seed + 1)) $((seed + 2)); do
		rm -rf other && mkdir other
		# shellcheck disable=SC2046
		"$W/bin/plant_faults" other "$way" faults $(lists clean) || die plant
		hold others other other/touched clean
	done
	rm -rf other && mkdir other
	# shellcheck disable=SC2046
	"$W/bin/plant_faults" other "$seed" notes $(lists clean) || die plant
	: > none
	hold notes other none clean
done

share() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", b ? 100 * a / b : 0 }'; }
say "own: $own_named of $own_planted planted; others: $others_named of $others_planted"
say "other findings at clean rows: own $own_unplanted, others $others_unplanted"
[ "$own_total" -eq "$own_refused" ] || die "refused rows: $own_refused named, $own_total counted"
judge faults-recall "$(share "$own_named" "$own_planted")" '>=' 99 %
judge faults-clean-refused "$((own_clean + notes_clean))" '<=' 0 rows
judge faults-clean-changed "$((own_changed + own_lost))" '<=' 0 "cells of $own_cells"
judge others-recall "$(share "$others_named" "$others_planted")" '>=' 99 %
judge others-clean-refused "$others_clean" '<=' 0 rows
judge others-clean-changed \
	"$((others_changed + others_lost + notes_changed + notes_lost))" '<=' 0 \
	"cells of $((others_cells + notes_cells))"
judge mended-miscounted "$notes_mended_off" '<=' 0 kinds
proof_end
