#!/bin/sh
# Judging: each of the 263 rules has a check or a reason, each check fires and stays silent; every
# local pack judges households of the demo otherwise than the nation; a made-up province needs only
# files; a change is governed; what-ifs and measures keep their laws on a county and numbers that a
# seed chooses; published figures agree; cases of CEL that are skipped.
# SEED=N; TRIES=24 what-ifs; HOUSEHOLDS=400.
# proves: judge-rules judge-no-check judge-checks judge-packs judge-own-pack judge-governed
# proves: judge-laws judge-laws-tried judge-published judge-cel-passed judge-cel-skipped
. "$(dirname "$0")/../proof.sh"
SEED=${SEED:-$(($(date +%s) % 100000))}
TRIES=${TRIES:-$(size 2 24)}
HOUSEHOLDS=${HOUSEHOLDS:-$(size 150 400)}
say "seed $SEED"

# A story of tests/cli with this program: 0, or 77 when data are not there.
story() # NAME
{
	mkdir "$W/$1"
	code=0
	JZ="$JZ" TMPDIR="$W/$1" sh "$JZ_ROOT/tests/cli/$1.sh" > "$W/$1.out" 2> "$W/$1.err" || code=$?
	[ "$code" -eq 0 ] || cat "$W/$1.err" >&2
}
export JZ JZ_ROOT

# ---- rules and checks ----
code=0
sh "$JZ_ROOT/tools/checks.sh" -c >&2 || code=$?
rules=$(sed -n 's/^\([0-9]*\) rules that were run.*/\1/p' "$JZ_ROOT/docs/checks.md")
none=$(sed -n 's/.* \([0-9]*\) have none\.$/\1/p' "$JZ_ROOT/docs/checks.md")
[ "$code" -eq 0 ] || rules=failed
judge judge-rules "$rules" = 263
judge judge-no-check "$none" '<=' 20
story checks
pairs=$(grep -vc '^[#@]\|^none\|^$' "$JZ_ROOT/tests/cli/checks.tsv")
[ "$code" -eq 0 ] || pairs=failed
judge judge-checks "$pairs" '>=' "$(grep -c '^| `[a-z_]*` |' "$JZ_ROOT/docs/checks.md")"

# ---- packs ----
story packs_differ
packs=$(cut -d' ' -f1,2 "$W/packs_differ.out" | sort -u | cut -d' ' -f1 | uniq -c |
	awk '$1 >= 3' | wc -l)
[ "$code" -eq 0 ] || packs=failed
judge judge-packs "$packs" = 5
for name in own_pack governed_line; do
	story "$name"
	case "$name" in own_pack) id=judge-own-pack ;; *) id=judge-governed ;; esac
	judge "$id" "$code" = 0
done

# ---- laws ----
"$JZ" demo --out demo --households "$HOUSEHOLDS" --seed "$SEED" --faults none -q > demo.out ||
	die demo
"$JZ" init --data county --areas demo/areas.csv --pack demo-province -q > init.out ||
	die init
"$JZ" import --data county -q demo/*.csv > import.out 2>&1 || { cat import.out >&2; die import; }
node "$JZ_ROOT/tests/tools/judge_laws.mjs" "$JZ" county "$SEED" "$TRIES" > laws || echo - - > laws
judge judge-laws "$(cut -d' ' -f2 laws)" = 0
judge judge-laws-tried "$(cut -d' ' -f1 laws)" '>=' $((TRIES * 20))

# ---- what others published ----
story measure_published
n=$(grep -c "^same '" "$JZ_ROOT/tests/cli/measure_published.sh")
case "$code" in
0) judge judge-published "$n" '>=' 10 ;;
77) figure judge-published 'no data' '>= 10' ok ;;
*) figure judge-published failed '>= 10' short ;;
esac
[ -x "$JZ_ROOT/build-asan/test_expr_cases" ] || make -s -C "$JZ_ROOT" asan >&2 || die 'no tests'
(cd "$JZ_ROOT" && build-asan/test_expr_cases) > cases 2>&1
cel=$(sed -n 's/^CEL cases: //p' cases | sed 's/[^0-9 ]//g')
if [ -n "$cel" ]; then
	# shellcheck disable=SC2086
	set -- $cel
	judge judge-cel-passed "$1" '>=' $((($1 + $2 + $3) * 9 / 10))
	skipped=$(awk -v s="$2" -v p="$1" 'BEGIN { printf "%.1f", 100 * s / (s + p) }')
	judge judge-cel-skipped "$skipped" '<=' 10 %
else
	figure judge-cel-passed 'no data' '>= 90 %' ok
	figure judge-cel-skipped 'no data' '<= 10 %' ok
fi
proof_end
