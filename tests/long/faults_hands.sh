#!/bin/sh
# Workbooks by other hands (tests/tools/plant_books.c, which knows only the documents): lists of a
# county as offices send them, XLSX and XLS, each in a shape of its own, with faults planted in
# them. Each fault is named at file, sheet, row, column and kind, no clean row is refused, nothing
# is found where nobody planted anything. SEEDS="1 2 3", HOUSEHOLDS=1500.
# proves: others-books-recall others-books-clean-refused others-books-unplanted
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 400 1500)}
now=$(date +%s)
SEEDS=${SEEDS:-$(for i in $(seq "$(size 1 4)"); do echo $((now % 100000 * 10 + i)); done)}
tool judge_findings
tool plant_books -lxlsxwriter

planted=0 named=0 clean=0 unplanted=0
for seed in $SEEDS; do
	rm -rf lists books data data.*
	mkdir books
	"$JZ" demo --out lists --households "$HOUSEHOLDS" --seed "$seed" --faults none -q \
		> demo.out || die demo
	# shellcheck disable=SC2046
	"$W/bin/plant_books" books "$seed" $(lists lists) || die plant
	"$JZ" init --data data --areas lists/areas.csv -q > init.out 2>&1 || die init
	code=0
	"$JZ" import --data data --json -q books/*.xls* > found 2> err || code=$?
	[ "$code" -le 1 ] || { cat err >&2; die "import ended with $code"; }
	"$W/bin/judge_findings" books/truth.csv found > sums 2> missed || die judge
	while IFS='=' read -r name value; do
		case "$name" in
		planted) planted=$((planted + value)) here=$value ;;
		named) named=$((named + value)) there=$value ;;
		clean) clean=$((clean + value)) ;;
		unplanted) unplanted=$((unplanted + value)) ;;
		esac
	done < sums
	say "seed $seed: $there of $here"
	for book in $(sed -n 's/^\(missed\|clean row refused\|unplanted\): \([^:#]*\).*/\2/p' missed |
			sort -u); do
		grep "^$book " books/shapes.csv >&2 || :
	done
	grep -E '^(missed|clean|unplanted)' missed >&2 || :
done
judge others-books-recall "$(awk -v a="$named" -v b="$planted" \
	'BEGIN { printf "%.3f\n", b ? 100 * a / b : 0 }')" '>=' 99 %
judge others-books-clean-refused "$clean" '<=' 0 rows
judge others-books-unplanted "$unplanted" '<=' 0 rows
proof_end
