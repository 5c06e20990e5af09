#!/bin/sh
# A nation: 29.5 million made-up households with 89.6 million persons, 5 % of values missing, in
# columns; one standard, 200 checks, what-ifs, one household, and the county table of eight
# predicates beside a naive loop, a loop written for it, and DuckDB; verdicts stored after a line
# moved, all standards of cn. HOUSEHOLDS=29500000; DUCKDB=0 leaves that out; PARTS="columns duckdb
# feed verdicts" chooses; FIGURES=FILE keeps every figure as it comes. Needs about 16 GiB of memory,
# 25 GB of disk and a quarter of an hour at full size; PREPARED=D takes the register D, as
# `PREPARE=D sh bench/nation.sh` made it, and uses it up.
# Limits of time are for the full size and go down with it, but for one household or county.
# proves: standard-seconds-v3 standard-seconds-v2 checks-seconds what-if-line-ms
# proves: what-if-line-province-ms what-if-clause-ms what-if-clause-province-ms
# proves: one-household-us one-members-ms bytes-household bytes-person open-ms
# proves: county-standard-ms county-checks-ms county-slider-ms table-naive table-fused table-duckdb
# proves: feed-rows-a-second change-seconds standards-seconds any-area-us
. "$(dirname "$0")/../tests/proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 300000 29500000)}
PARTS=${PARTS:-columns duckdb feed verdicts}
[ "${DUCKDB:-1}" = 1 ] || PARTS=$(echo "$PARTS" | sed 's/duckdb//')
ninja -C "$JZ_ROOT/build" nation >&2 || die "cannot build nation"
NATION=$JZ_ROOT/build/nation
F=${FIGURES:-$W/figures}
part() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }
get() { awk -v f="$1" '$1 == f { v = $2 } END { print v }' "$F"; }
ms() { get "$1" | awk '{ print $1 * 1000 }'; }
scaled() { awk -v n="$HOUSEHOLDS" -v limit="$1" 'BEGIN { print limit * n / 29500000 }'; }
least() { scaled "$2" | awk -v l="$1" '{ print ($1 < l ? l : $1) }'; }
ratio() { awk -v a="$(get "$1")" -v b="$(get "$2")" 'BEGIN { print (b > 0 ? a / b : 0) }'; }

# A province has two million households, or all that there are.
province()
{
	awk -v n="$HOUSEHOLDS" -v limit="$1" \
		'BEGIN { print (n < 2000000 ? limit * n / 2000000 : limit) }'
}

# ---- columns ----

columns()
{
	csv=
	! part duckdb || csv=$W/persons.csv
	# shellcheck disable=SC2086
	"$NATION" "$HOUSEHOLDS" "$W" $csv >> "$F" || die nation
	say "$(get persons) persons, kernel $(get kernel)," \
		"$(get columns-household) + $(get columns-person) columns"
	[ "$(get standard-asked)" = 0 ] || die "the standard is not computed over columns alone"
	[ "$(get standard-differ)" = 0 ] || die "the kernels differ"
	[ "$(get table-wrong)" = 0 ] || die "the tables differ"
	case $(get kernel) in
	v3)
		judge standard-seconds-v3 "$(get standard-v3)" '<=' "$(scaled 0.6)" s
		say "one thread: v3 $(get standard-v3-one) s, v2 $(get standard-v2-one) s"
		;;
	esac
	judge standard-seconds-v2 "$(get standard-v2)" '<=' "$(scaled 1.2)" s
	judge checks-seconds "$(get checks-200)" '<=' "$(scaled 10)" s
	judge what-if-line-ms "$(ms what-if-line-nation)" '<=' "$(scaled 100)" ms
	judge what-if-line-province-ms "$(ms what-if-line-province)" '<=' "$(province 10)" ms
	judge what-if-clause-ms "$(ms what-if-clause-nation)" '<=' "$(scaled 1000)" ms
	judge what-if-clause-province-ms "$(ms what-if-clause-province)" '<=' "$(province 60)" ms
	one=$(awk -v a="$(get one-change)" -v b="$(get one-judged)" 'BEGIN { print a + b }')
	judge one-household-us "$one" '<=' 50 us
	judge one-members-ms "$(get one-members-change)" '<=' 5 ms
	judge bytes-household "$(get bytes-household)" '<=' 115
	judge bytes-person "$(get bytes-person)" '<=' 42
	judge open-ms "$(get file-open)" '<=' "$(scaled 10)" ms
	judge county-standard-ms "$(ms county-standard)" '<=' 2 ms
	judge county-checks-ms "$(ms county-checks)" '<=' 10 ms
	judge county-slider-ms "$(ms what-if-line-county)" '<=' 1 ms
	judge table-naive "$(ratio table table-naive)" '<=' 1 times
	judge table-fused "$(ratio table table-fused)" '<=' 2.5 times
}

duckdb()
{
	mkdir duckdb
	cp "$JZ_ROOT"/bench/duckdb/* duckdb/
	(cd duckdb && npm install --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
		die "DuckDB cannot be installed; DUCKDB=0 leaves it out"
	students=$(sed -n 's/^table-students //p' "$F" | tail -1 | tr ' ' ',')
	(cd duckdb && node table.mjs "$W/persons.csv" "$(get table-female)" "$students") >> "$F" ||
		die duckdb
	rm -f "$W/persons.csv"
	say "DuckDB: $(get duckdb-filter) s by FILTER, $(get duckdb-case) s by CASE"
	for form in filter case; do
		awk -v a="$(get table-sum)" -v b="$(get duckdb-$form-sum)" 'BEGIN { exit a != b }' ||
			die "DuckDB counts otherwise: $(get duckdb-$form-sum)"
	done
	awk -v a="$(get duckdb-filter)" -v b="$(get duckdb-case)" \
		'BEGIN { print "duckdb", (a < b ? a : b) }' >> "$F"
	judge table-duckdb "$(ratio duckdb table)" '>=' 20 times
}

# The demo's rows, read as columns: 90,000 households unless it is a test.
feed()
{
	"$JZ" demo --out demo --households "$(size 2000 90000)" --faults none -q > demo.out || die demo
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2046
	"$JZ" import --data data --json -q $(lists demo) > import.out 2>&1 || die import
	rm -rf demo
	for round in 1 2 3; do
		"$NATION" --register data >> "$F" || die feed
	done
	say "$(get feed-rows) rows of a register; one household again in $(get feed-one-us) us"
	rate=$(awk '$1 == "feed-rows-a-second" { print $2 }' "$F" | tail -3 | sort -n | sed -n 2p)
	judge feed-rows-a-second "$rate" '>=' 1000000
}

# ---- verdicts ----

# A register with the areas of a nation, and one verdict of each household.
prepare() # DIR
{
	mkdir -p "$W/policy"
	cp -r "$JZ_ROOT"/policy/* "$W/policy/"
	cp -r "$JZ_ROOT/bench/pack" "$W/policy/nation"
	JINGZHUN_POLICY=$W/policy "$JZ" init --data "$1" --pack nation -q || die init
	awk -v n="$(scaled 638053)" -f "$JZ_ROOT/bench/nation_areas.awk" > areas.csv
	JINGZHUN_POLICY=$W/policy "$JZ" import --data "$1" --json -q areas.csv > import.out 2>&1 ||
		die areas
	JINGZHUN_POLICY=$W/policy "$NATION" --prepare "$1" "$HOUSEHOLDS" >> "$F" || die prepare
}

verdicts()
{
	data=${PREPARED:-}
	[ -n "$data" ] || { data=$W/nation; prepare "$data"; }
	sync                         # the disk is not to be busy with what was prepared
	mkdir -p "$W/policy"
	cp -r "$JZ_ROOT"/policy/* "$W/policy/"
	cp -r "$JZ_ROOT/bench/pack" "$W/policy/nation"
	JINGZHUN_POLICY=$W/policy "$NATION" --verdicts "$data" >> "$F" || die verdicts
	[ "$(get change-wrong) $(get change-back-wrong) $(get unchanged-changed)" = "0 0 0" ] &&
		[ "$(get unchanged-cold-changed)" = 0 ] ||
		die "other verdicts changed than those between the lines"
	say "$(get change-changed) verdicts of $(get change-clauses) clauses changed:" \
		"$(get change) s, back $(get change-back) s; looked through $(get unchanged) s;" \
		"$(get cn-standards-count) standards of cn"
	[ "$(get cn-standards-by-row)" = 0 ] || die "some clause of cn is asked row by row"
	slower=$(awk -v a="$(get change)" -v b="$(get change-back)" 'BEGIN { print (a > b ? a : b) }')
	judge change-seconds "$slower" '<=' "$(least 3 30)" s
	judge standards-seconds "$(get cn-standards)" '<=' "$(least 1 4)" s
	judge any-area-us "$(get any-area-us)" '<=' 50 us
}

if [ -n "${PREPARE:-}" ]; then
	prepare "$PREPARE"
	exit 0
fi
! part columns || columns
! part duckdb || duckdb
! part feed || feed
! part verdicts || verdicts
proof_end
