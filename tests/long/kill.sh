#!/bin/sh
# kill -9 of an import at times uniform over its measured length, each in a fresh folder: no row that
# was acknowledged is lost, no half row is left, and after the same command again everything equals
# an uninterrupted import byte for byte. Every tenth time Ctrl-C instead, every fifth in the middle
# of one long list with several transactions.
# KILLS=1000; HOUSEHOLDS=250, LONG=6000 (of the long list).
# proves: kills kill-lost kill-different kill-unverified kill-orphans
. "$(dirname "$0")/../proof.sh"
KILLS=${KILLS:-$(size 20 1000)}
HOUSEHOLDS=${HOUSEHOLDS:-250}
LONG=${LONG:-$(size 3000 6000)}
tool run_watched

# The nouns in the order of import, with the lists that state them.
demo() # DIR HOUSEHOLDS
{
	"$JZ" demo --out "$1" --households "$2" --seed 41 --faults all -q > demo.out || die demo
}
demo small "$HOUSEHOLDS"
demo long "$LONG"
# One list of all persons; the other lists stay away.
for file in long/persons-0*.csv; do
	if [ -f long.csv ]; then sed 1d "$file" >> long.csv; else cat "$file" > long.csv; fi
done
mv long/areas.csv areas.csv && rm -rf long && mkdir long && mv areas.csv long.csv long/

# A clean register to copy, and what an uninterrupted import makes of it.
"$JZ" init --data fresh -q || die init
copy_fresh() { rm -rf data data.* && cp -r fresh data && cp fresh.keys data.keys; }

run() # HOW... : imports $set into data
{
	# shellcheck disable=SC2046
	"$W/bin/run_watched" "$@" "$JZ" import --data data --json -q $(lists "$set") \
		3> watched > acks 2> import.err
	read -r took code peak left < watched
}

for set in small long; do
	copy_fresh
	run
	[ "$code" -le 1 ] || { cat import.err >&2; die "import ended with $code"; }
	export_all data "want-$set" || die export
	for i in 1 2 3; do
		copy_fresh
		run
		[ -s "took-$set" ] && [ "$took" -ge "$(cat "took-$set")" ] || echo "$took" > "took-$set"
	done
	say "$set: $(cat "took-$set") us, $(grep -c committed_rows acks) acknowledgements"
	# Rows of each noun (or list) once an acknowledgement more has come.
	grep -o '"committed_rows":[0-9]*' acks > "acks-$set"
done

chance() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print int($1 / 4294967296 * n) }'; }

done_kills=0 lost=0 different=0 unverified=0 orphans=0 acked_any=0 finished=0
while [ "$done_kills" -lt "$KILLS" ]; do
	done_kills=$((done_kills + 1))
	set=small how=-k
	[ $((done_kills % 5)) -ne 0 ] || set=long
	[ $((done_kills % 10)) -ne 7 ] || how=-i
	at=$(chance "$(cat "took-$set")")
	copy_fresh
	run "$how" "$at"
	[ "$left" -eq 0 ] || orphans=$((orphans + 1))
	case "$code" in 0|1) finished=$((finished + 1)) ;; esac
	grep -o '"committed_rows":[0-9]*' acks > got || :
	acks=$(wc -l < got)
	[ "$acks" -eq 0 ] || acked_any=$((acked_any + 1))
	# What was acknowledged is durable: the batches in the register have at least these rows. The
	# last acknowledgement of each list is the highest before the next begins.
	promised=$(awk -F: '{ if ($2 + 0 < last) sum += last; last = $2 + 0 } END { print sum + last }' got)
	kept=$("$JZ" list --data data batch --json -q --columns done_rows 2> list.err |
		sed 's/[^0-9]//g' | awk '{ n += $1 } END { print n + 0 }')
	if [ "$kept" -lt "$promised" ]; then
		say "lost: killed at $at us ($set): $promised rows acknowledged, $kept there"
		lost=$((lost + 1))
	fi
	if ! "$JZ" verify --data data --deep > verified 2>&1; then
		say "after a kill at $at us ($set): $(tail -3 verified)"
		unverified=$((unverified + 1))
	fi
	run
	[ "$code" -le 1 ] || { say "again after $at us ($set): code $code $(cat import.err)"; }
	rm -rf out
	if ! export_all data out || ! diff -r -q out "want-$set" > differs 2>&1; then
		say "different: killed at $at us ($set): $(head -3 differs)"
		diff -r out "want-$set" | cut -c 1-300 | head -6 >&2
		say "acknowledged: $(tail -1 got), $acks in all"
		different=$((different + 1))
	fi
	if ! "$JZ" verify --data data --deep > verified 2>&1; then
		say "after the rerun, kill at $at us ($set): $(tail -3 verified)"
		unverified=$((unverified + 1))
	fi
done
say "$acked_any of $done_kills had acknowledged rows; $finished had ended before the signal"
judge kills "$done_kills" '>=' "$KILLS"
judge kill-lost "$lost" '<=' 0
judge kill-different "$different" '<=' 0
judge kill-unverified "$unverified" '<=' 0
judge kill-orphans "$orphans" '<=' 0
proof_end
