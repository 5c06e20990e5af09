#!/bin/sh
# P1: the 32-column list with all columns filled, shuffled within the county, 0.5 % faulty,
# against sqlite3's .import of the same file into a bare table (WAL, synchronous=FULL),
# alternating, medians of three. The clock runs from the start of the process until list, show, a
# search by ID number and history have answered; then kill -9 of a reader at once, and verify
# --deep. Memory is the sum over the program and its child, every 20 ms. Bytes per person by table
# come from dbstat.
# P1_ROWS=5000000 persons, ROUNDS=3. Needs some 12 GB of disk at full size; P1_DIR says where.
# proves: p1-ratio p1-rate p1-memory p1-verify p1-bytes
if [ -n "${P1_DIR:-}" ]; then TMPDIR=$P1_DIR; export TMPDIR; fi
. "$(dirname "$0")/../tests/proof.sh"
P1_ROWS=${P1_ROWS:-5000000}
ROUNDS=${ROUNDS:-3}
tool run_watched

# 3.12 persons a household: ask for enough and cut at the row wanted.
"$JZ" demo --out list --households $((P1_ROWS * 100 / 311 + 50)) --seed 3 --bench --faults all -q \
	> demo.out || die demo
if [ "$(wc -l < list/persons.csv)" -gt $((P1_ROWS + 1)) ]; then
	head -n $((P1_ROWS + 1)) list/persons.csv > list/cut && mv list/cut list/persons.csv
fi
rows=$(($(wc -l < list/persons.csv) - 1))
faulty=$(cut -d, -f1,3 list/truth.csv | sort -u | awk -F, -v n="$rows" '$2 <= n + 1' | wc -l)
say "$rows rows, $(wc -c < list/persons.csv) bytes, $faulty rows named in the truth"
same=$(sed -n 2p list/persons.csv)
id=$(echo "$same" | cut -d, -f10)
no=$(echo "$same" | cut -d, -f7)
sync
cat list/persons.csv > /dev/null

ours()
{
	rm -rf data data.*
	"$JZ" init --data data --areas list/areas.csv -q > init.out || die init
	sync
	from=$(date +%s%N)
	"$W/bin/run_watched" -m "$JZ" import --data data --json -q list/persons.csv \
		3> watched > found 2> err
	read -r took code kb left < watched
	to=$(date +%s%N)
	[ "$code" -le 1 ] || { cat err >&2; die "import ended with $code"; }
	"$JZ" list --data data person --limit 1 --json -q > a1 2> err || die list
	"$JZ" show --data data household "$no" > a2 2> err || die show
	"$JZ" list --data data person --where "idno=$id" --json -q > a3 2> err || die search
	"$JZ" history --data data household "$no" > a4 2> err || die history
	end=$(date +%s%N)
	for answer in a1 a2 a3 a4; do [ -s $answer ] || die "$answer: no answer"; done
	grep -q "$no" a3 || die 'the search by ID did not find the household'
	"$JZ" export --data data person --mask none --reason proof > /dev/null 2>&1 &
	reader=$!
	started=$reader
	sleep 0.2
	kill -9 "$reader" 2>/dev/null
	wait "$reader" 2>/dev/null
	started=
	peak=$kb
	echo $(((end - from) / 1000000)) >> ours
	say "ours: $(((to - from) / 1000000)) ms import, $(((end - to) / 1000000)) ms answers, $kb kB"
}

theirs()
{
	rm -f bare.db*
	sync
	from=$(date +%s%N)
	sqlite3 bare.db 'PRAGMA journal_mode=WAL' 'PRAGMA synchronous=FULL' '.mode csv' \
		'.import list/persons.csv persons' > /dev/null 2> err || die sqlite3
	end=$(date +%s%N)
	echo $(((end - from) / 1000000)) >> theirs
	say "sqlite3: $(((end - from) / 1000000)) ms"
	rm -f bare.db*
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
highest=0
for round in $(seq "$ROUNDS"); do
	theirs
	ours
	[ "$peak" -le "$highest" ] || highest=$peak
done
a=$(median ours) b=$(median theirs)
verify_s=$(seconds "$JZ" verify --data data --deep)
"$JZ" verify --data data --deep > verified 2>&1 && verified=0 || verified=$?
refused=$(grep -o '"refused":[0-9]*' found | tail -1 | cut -d: -f2)
persons=$("$JZ" summary --data data --json -q | grep -o '"persons":[0-9]*' | head -1 |
	cut -d: -f2)
say "verify --deep: $verify_s s; $persons persons, $refused rows refused"

judge p1-ratio "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')" '>=' 0.5 \
	"x sqlite3 .import ($a ms, $b ms; goal 1.0)"
judge p1-rate "$(awk -v n="$rows" -v a="$a" 'BEGIN { printf "%d", n * 1000 / a }')" '>=' 1 rows/s
judge p1-memory "$((highest / 1024))" '<=' 256 MiB
judge p1-verify "$verified" '<=' 0 "exit code ($verify_s s)"
sqlite3 'file:data/jingzhun.db?mode=ro' "SELECT name, sum(pgsize) FROM dbstat GROUP BY name
	ORDER BY 2 DESC" 2> err | awk -F'|' -v n="$persons" '$2 >= n / 2 {
		printf "  %-32s %8.1f bytes a person\n", $1, $2 / n }' >&2
size=$(cat data/jingzhun.db* | wc -c)
judge p1-bytes "$(awk -v s="$size" -v n="$persons" 'BEGIN { printf "%d", s / n }')" '<=' 1200 \
	'bytes a person'
proof_end
