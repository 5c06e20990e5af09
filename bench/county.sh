#!/bin/sh
# A county: all lists of 30,000 households, all checks on, medians of three; and how long the first
# answer takes afterwards. HOUSEHOLDS=30000 ROUNDS=3.
# proves: county-seconds first-answer-seconds
. "$(dirname "$0")/../tests/proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
ROUNDS=${ROUNDS:-3}
"$JZ" demo --out demo --households "$HOUSEHOLDS" --faults all -q > demo.out || die demo
files=$(lists demo)
# shellcheck disable=SC2086
say "$(cat $files | wc -l) rows in $(echo "$files" | wc -l) lists, $(cat $files | wc -c) bytes"
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for round in $(seq "$ROUNDS"); do
	rm -rf data data.*
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2086
	seconds "$JZ" import --data data --json -q $files >> took
	tail -1 "$W/timed.out" | grep -q '"batch"' || { cat "$W/timed.err" >&2; die import; }
	say "import: $(tail -1 took) s"
	for answer in 1 2 3; do
		seconds "$JZ" list --data data household --limit 1 >> first
		[ -s "$W/timed.out" ] || die list
	done
done
judge county-seconds "$(median took)" '<=' 3 s
judge first-answer-seconds "$(median first)" '<=' 0.2 s
proof_end
