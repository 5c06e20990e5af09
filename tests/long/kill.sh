#!/bin/sh
# kill -9 of an import at times uniform over its measured length, each in a fresh folder: no row
# that was acknowledged is lost, no half row is left, and after the same command again everything
# equals an uninterrupted import byte for byte. Every tenth time Ctrl-C instead, every fifth in
# the middle of one long list with several transactions.
# KILLS=1000; HOUSEHOLDS=250, LONG=6000 (of the long list).
# proves: kills kill-lost kill-different kill-unverified kill-orphans
. "$(dirname "$0")/../proof.sh"
KILLS=${KILLS:-$(size 100 1000)}
HOUSEHOLDS=${HOUSEHOLDS:-250}
LONG=${LONG:-$(size 3000 6000)}
tool run_watched

demo() # DIR HOUSEHOLDS FAULTS
{
	"$JZ" demo --out "$1" --households "$2" --seed 41 --faults "$3" -q > demo.out || die demo
}
demo small "$HOUSEHOLDS" none
demo long "$LONG" all
# One list of all persons; the other lists stay away.
for file in long/persons-0*.csv; do
	if [ -f long.csv ]; then sed 1d "$file" >> long.csv; else cat "$file" > long.csv; fi
done
refused=$(tr -d '\r' < long/truth.csv | grep -c '^persons.*,1$')
mv long/areas.csv areas.csv && rm -rf long && mkdir long && mv areas.csv long.csv long/
for file in areas persons-01 persons-02 persons-03 household person village county income \
	member_event status risk measure work post helper; do
	echo "$file $(($(wc -l < small/$file.csv) - 1))"
done > sizes-small
for file in areas long; do echo "$file $(($(wc -l < long/$file.csv) - 1))"; done > sizes-long

# A clean register to copy, and what an uninterrupted import makes of it.
"$JZ" init --data fresh -q || die init
copy_fresh() { rm -rf data data.* && cp -r fresh data && cp fresh.keys data.keys; }

findings() # DATA
{
	sqlite3 "$1/jingzhun.db" 'SELECT file, file_row, col, kind FROM finding ORDER BY 1, 2, 3, 4'
}

run() # HOW... : imports $set into data
{
	# shellcheck disable=SC2046
	"$W/bin/run_watched" "$@" "$JZ" import --data data --json -q $(lists "$set") \
		3> watched > acks 2> import.err
	read -r took code peak left < watched
}

# How long an import takes now; again every 20 kills, for other work on the machine comes and goes.
measure()
{
	for i in 1 2 3; do
		copy_fresh
		run
		echo "$took"
	done | sort -n | sed -n 2p > "took-$set"
}

for set in small long; do
	copy_fresh
	run
	[ "$code" -le 1 ] || { cat import.err >&2; die "import ended with $code"; }
	export_all data "want-$set" || die export
	findings data > "want-$set/findings"
	measure
	say "$set: $(cat "took-$set") us, $(grep -c committed_rows acks) acknowledgements"
done

chance() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print int($1 / 4294967296 * n) }'; }

# Rows acknowledged of each list: acknowledgements come list by list in the order of import.
acked()
{
	awk -F'[ :]' 'NR == FNR { name[++n] = $1; size[n] = $2; next }
		{ got[k + 1] = $2; if ($2 + 0 >= size[k + 1]) k++ }
		END { for (i = 1; i <= n; i++) print name[i], got[i] + 0 }' "sizes-$set" got
}

# Rows that are there, by sqlite3 from a copy, so that the register stays as the kill left it.
there()
{
	rm -rf seen && cp -r data seen
	for noun in area person village county income member_event status risk measure work \
		post helper; do
		echo "SELECT '$noun', count(*) FROM $noun;"
	done > counts.sql
	echo "SELECT 'household2', count(*) FROM household WHERE version > 1;
		SELECT 'person2', count(*) FROM person WHERE version > 1;" >> counts.sql
	sqlite3 -separator ' ' seen/jingzhun.db < counts.sql
}

# Lists whose rows are fewer than was acknowledged. A list of changes is counted by versions; of the
# long list, which has faults, refused rows may be missing.
missing()
{
	{ there; echo acks; acked; } | awk -v set="$set" -v refused="$refused" '
		$1 == "acks" { acks = 1; next }
		!acks { rows[$1] = $2; next }
		$1 ~ /^persons/ { persons += $2; next }
		$1 == "areas" { need["area"] = $2; next }
		$1 == "long" { need["person"] = $2 - refused; next }
		$1 == "household" || $1 == "person" { need[$1 "2"] = $2; next }
		{ need[$1] = $2 }
		END { if (set == "small") need["person"] = persons
			for (k in need) if (rows[k] + 0 < need[k])
				print k ": " need[k] " acknowledged, " rows[k] + 0 " there" }'
}
done_kills=0 lost=0 different=0 unverified=0 orphans=0 acked_any=0 finished=0
while [ "$done_kills" -lt "$KILLS" ]; do
	done_kills=$((done_kills + 1))
	set=small how=-k
	[ $((done_kills % 20)) -ne 1 ] || for set in long small; do measure; done
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
	missing > short.rows
	if [ -s short.rows ]; then
		say "lost: killed ($how) at $at us ($set): $(cat short.rows)"
		lost=$((lost + 1))
	fi
	if ! "$JZ" verify --data data --deep > verified 2>&1; then
		say "after a kill at $at us ($set): $(tail -3 verified)"
		unverified=$((unverified + 1))
	fi
	run
	[ "$code" -le 1 ] || { say "again after $at us ($set): code $code $(cat import.err)"; }
	rm -rf out
	export_all data out && findings data > out/findings
	if ! diff -r -q out "want-$set" > differs 2>&1; then
		say "different: killed ($how) at $at us ($set): $(head -3 differs)"
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
