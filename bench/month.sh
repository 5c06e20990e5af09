#!/bin/sh
# The next month of a county: the national system's lists with some 2 % of the rows changed, beside
# what the office has edited in between (1 row in 50), compared three ways. Three deliveries: the
# lists as CSV, the same as workbooks, and the five national workbooks; each into a copy of the
# register as the first month and the edits left it. Medians of three; of the workbooks the slower
# delivery counts. Memory: the highest sum over program and children, of all of them.
# HOUSEHOLDS=30000 ROUNDS=3.
# proves: month-csv-seconds month-xlsx-seconds month-memory
. "$(dirname "$0")/../tests/proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
ROUNDS=${ROUNDS:-3}
tool run_watched
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for format in csv xlsx national; do
	for month in 2025-12 2026-01; do
		"$JZ" demo --out $format-$month --format $format --month $month --faults none \
			--households "$HOUSEHOLDS" -q > demo.out || die "demo $format $month"
	done
	rm -f $format-*/truth.csv
done

# Rows of the person list that differ, without number and date of the list.
for month in 2025-12 2026-01; do
	cat csv-$month/persons-*.csv | sed 's/^[0-9]*,[^,]*,//' | sort -u > $month.rows
done
rows=$(($(wc -l < 2026-01.rows) - 1))
news=$(comm -13 2025-12.rows 2026-01.rows | wc -l)
cat csv-2025-12/persons-*.csv | awk -F, 'NR == 1 { print "户编号,姓名,证件号码,文化程度,人联系电话" }
	$1 ~ /^[0-9]+$/ && NR % 50 == 7 { printf "%s,%s,%s,%s,139%08d\r\n", $7, $9, $10,
		$14 == "初中" ? "高中" : "初中", NR }' > edits.csv
edits=$(($(wc -l < edits.csv) - 1))
say "$rows persons; $news of them with news, $edits edited here"

delivery() # FORMAT MONTH: its files, areas first
{
	ls "$1-$2/areas.csv" "$1-$2"/*.csv "$1-$2"/*.xlsx 2> /dev/null | awk '!seen[$0]++'
}

highest=0
for format in csv xlsx national; do
	rm -rf K K.*
	"$JZ" init --data K -q || die init
	# shellcheck disable=SC2046
	"$JZ" import --data K --source national -q $(delivery $format 2025-12) > first.out ||
		{ cat first.out >&2; die 'the first month'; }
	"$JZ" import --data K -q person edits.csv > edits.out || { cat edits.out >&2; die edits; }
	for round in $(seq "$ROUNDS"); do
		rm -rf D D.*
		cp -r K D && cp K.keys D.keys && cp K.head D.head
		sync
		# shellcheck disable=SC2046
		"$W/bin/run_watched" -m "$JZ" import --data D --source national --json -q \
			$(delivery $format 2026-01) 3> watched > found 2> err
		read -r took code kb left < watched
		[ "$code" -eq 0 ] || { cat err found >&2; die "$format ended with $code"; }
		awk -v us="$took" 'BEGIN { printf "%.3f\n", us / 1e6 }' >> $format.took
		[ "$kb" -le "$highest" ] || highest=$kb
		say "$format: $(tail -1 $format.took) s, $kb kB"
	done
	# What makes the figure one of the comparison: the news came, and the edits stand.
	say "$format: $(grep -o '"source":{[^}]*}' found | tail -1)"
	tail -1 found | grep -q '"took":[1-9][0-9]*,"kept":[1-9]' || die "$format compared nothing"
done
judge month-csv-seconds "$(median csv.took)" '<=' 6 s
judge month-xlsx-seconds "$({ median xlsx.took; median national.took; } | sort -n | tail -1)" \
	'<=' 6 s
judge month-memory "$((highest / 1024))" '<=' 256 MiB
proof_end
