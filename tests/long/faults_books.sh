#!/bin/sh
# Planted faults are named at file, sheet, row, column and kind in every shape of workbook, and no
# clean row is refused: the demo's lists as workbooks, as the national system exports them, as
# villages fill them in; seeds nobody has seen. SEEDS="1 2 3", HOUSEHOLDS=3000.
# proves: books-recall books-clean-refused books-unplanted
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 700 3000)}
now=$(date +%s)
SEEDS=${SEEDS:-$(for i in $(seq "$(size 1 4)"); do echo $((now % 100000 * 10 + i)); done)}
tool judge_findings

planted=0 named=0 clean=0 unplanted=0
for seed in $SEEDS; do
	for shape in xlsx national messy; do
		rm -rf lists data data.*
		"$JZ" demo --out lists --households "$HOUSEHOLDS" --seed "$seed" --format $shape -q \
			> demo.out || die demo
		"$JZ" init --data data --areas lists/areas.csv -q > init.out 2>&1 || die init
		code=0
		"$JZ" import --data data --json -q lists/*.xlsx > found 2> err || code=$?
		[ "$code" -le 1 ] || { cat err >&2; die "import of $shape ended with $code"; }
		"$W/bin/judge_findings" lists/truth.csv found > sums 2> missed || die judge
		while IFS='=' read -r name value; do
			case "$name" in
			planted) planted=$((planted + value)) here=$value ;;
			named) named=$((named + value)) there=$value ;;
			clean) clean=$((clean + value)) ;;
			unplanted) unplanted=$((unplanted + value)) ;;
			esac
		done < sums
		say "seed $seed, $shape: $there of $here"
		grep -E '^(missed|clean|unplanted)' missed >&2 || :
	done
done
judge books-recall "$(awk -v a="$named" -v b="$planted" \
	'BEGIN { printf "%.3f\n", b ? 100 * a / b : 0 }')" '>=' 99 %
judge books-clean-refused "$clean" '<=' 0 rows
judge books-unplanted "$unplanted" '<=' 0 rows
proof_end
