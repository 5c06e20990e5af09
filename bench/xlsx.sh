#!/bin/sh
# Workbooks in: the 32-column list with all columns filled as XLSX (libxlsxwriter, shared strings)
# to typed rows, beside minizip and expat alone on the same file, alternating, medians of five; the
# memory of program and child while it is imported; and a county's sixteen lists as workbooks, all
# checks on. XLSX_ROWS=150000 HOUSEHOLDS=30000 ROUNDS=5.
# proves: xlsx-rate xlsx-ratio xlsx-memory xlsx-county
. "$(dirname "$0")/../tests/proof.sh"
XLSX_ROWS=${XLSX_ROWS:-150000}
HOUSEHOLDS=${HOUSEHOLDS:-30000}
ROUNDS=${ROUNDS:-5}
libraries=$(pkg-config --libs sqlite3 libsodium libcrypto yaml-0.1 jansson libseccomp minizip \
	expat xlsxwriter zlib) || die pkg-config
tool run_watched
tool csv_book -lxlsxwriter
tool bare_book -lminizip -lexpat
# shellcheck disable=SC2086
tool read_rows -I"$JZ_ROOT/src" "$JZ_ROOT/build/libjz.a" $libraries -lm -lpthread
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

"$JZ" demo --out list --households $((XLSX_ROWS * 100 / 311 + 50)) --seed 3 --bench --faults all \
	-q > demo.out || die demo
head -n $((XLSX_ROWS + 1)) list/persons.csv > persons.csv
"$W/bin/csv_book" persons.csv persons.xlsx || die csv_book
"$JZ" init --data data --areas list/areas.csv -q > init.out || die init
say "$XLSX_ROWS rows, $(wc -c < persons.xlsx) bytes packed"
for round in $(seq "$ROUNDS"); do
	seconds "$W/bin/bare_book" persons.xlsx >> bare
	"$W/bin/read_rows" data persons.xlsx > read || die read_rows
	read -r rows header took cells < read
	[ "$rows" -eq "$XLSX_ROWS" ] || die "$rows rows were read"
	echo "$took" >> ours
	say "ours: $took ms ($header to the header), bare: $(tail -1 bare) s, $cells cells"
done
"$W/bin/run_watched" -m "$JZ" import --data data --json -q persons.xlsx 3> watched > found 2> err
read -r took code kb left < watched
[ "$code" -le 1 ] || { cat err >&2; die "import ended with $code"; }
say "import: $((took / 1000)) ms, $kb kB, $left left"
rm -rf list persons.*

"$JZ" demo --out demo --format xlsx --households "$HOUSEHOLDS" --faults all -q > demo.out ||
	die 'demo --format xlsx'
for round in 1 2 3; do
	rm -rf data data.*
	"$JZ" init --data data -q || die init
	seconds "$JZ" import --data data --json -q demo/areas.csv demo/*.xlsx >> county
	tail -1 "$W/timed.out" | grep -q '"batch"' || { cat "$W/timed.err" >&2; die import; }
	say "county: $(tail -1 county) s"
done

ours=$(median ours)
judge xlsx-rate "$(awk -v n="$XLSX_ROWS" -v a="$ours" 'BEGIN { printf "%d", n * 1000 / a }')" '>=' \
	60000 rows/s
ratio=$(awk -v a="$ours" -v b="$(median bare)" 'BEGIN { printf "%.2f", b * 1000 / a }')
judge xlsx-ratio "$ratio" \
	'>=' 0.5 "x minizip and expat alone ($ours ms, $(median bare) s)"
judge xlsx-memory "$((kb / 1024))" '<=' 256 MiB
judge xlsx-county "$(median county)" '<=' 6 s
proof_end
