# Shared by the proofs (tests/long, bench): the program, a folder of one's own, a line per figure.
# A proof is run alone from anywhere: sh tests/long/NAME.sh. It talks on stderr and prints on stdout
# one line per figure: id<TAB>value<TAB>limit<TAB>ok|short; it ends with 1 if one is short.
# PROOF_JZ names another program than build/jingzhun. Source this file, with $0 still the script's:
#   . "$(dirname "$0")/../proof.sh"
set -u
JZ_ROOT=$(cd "$(dirname "$0")/.." && pwd)
[ -f "$JZ_ROOT/meson.build" ] || JZ_ROOT=$(cd "$JZ_ROOT/.." && pwd)
JZ=${PROOF_JZ:-$JZ_ROOT/build/jingzhun}
[ -x "$JZ" ] || { echo "$JZ is missing: run make first" >&2; exit 1; }

for name in $(env | sed -n 's/^\(JINGZHUN_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
unset LC_MESSAGES LANGUAGE LANG
export LC_ALL=C.UTF-8 TZ=UTC JINGZHUN_POLICY="$JZ_ROOT/policy"

W=$(mktemp -d "${TMPDIR:-/tmp}/jzproof.XXXXXX") || exit 1
started=
proof_tidy()
{
	for pid in $started; do kill -9 "$pid" 2>/dev/null; done
	chmod -R u+rwX "$W" 2>/dev/null
	rm -rf "$W"
}
trap proof_tidy EXIT
trap 'exit 130' INT TERM HUP
export TMPDIR="$W/tmp"
mkdir "$W/tmp" "$W/bin"
cd "$W" || exit 1

# In a run of the tests the sizes are small; alone they are the issue's.
size() # TESTS ALONE
{
	if [ -n "${JZ_WORK:-}" ]; then echo "$1"; else echo "$2"; fi
}

say() { echo "$*" >&2; }
die() { echo "wrong: $*" >&2; exit 1; }

# A helper of tests/tools, compiled once into a folder of this run.
tool() # NAME [FLAGS]
{
	name=$1
	shift
	[ -x "$W/bin/$name" ] || ${CC:-cc} -std=gnu17 -O2 -Wall -Wextra -D_GNU_SOURCE \
		-o "$W/bin/$name" "$JZ_ROOT/tests/tools/$name.c" "$@" || die "cannot compile $name"
}

short=0
figure() # ID VALUE LIMIT ok|short
{
	printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"
	[ "$4" = ok ] || short=1
}

# Numbers only; a value that is none is short.
judge() # ID VALUE OP LIMIT [UNIT]
{
	verdict=$(awk -v a="$2" -v op="$3" -v b="$4" 'BEGIN {
		ok = 0
		if (a ~ /^-?[0-9.]+$/) {
			if (op == "<=") ok = (a + 0 <= b + 0)
			else if (op == ">=") ok = (a + 0 >= b + 0)
			else ok = (a + 0 == b + 0)
		}
		print ok ? "ok" : "short" }')
	figure "$1" "$2${5:+ $5}" "$3 $4" "$verdict"
}
proof_end() { exit "$short"; }

# The lists of a demo folder, areas first, without the truth, and without insurance.csv: that one
# speaks of everybody once more, also of those whose rows are refused elsewhere.
lists() # DIR
{
	for file in "$1"/areas.csv "$1"/*.csv; do
		case "$file" in
		*/truth.csv | */insurance.csv | */removal.csv) ;;
		*/areas.csv) [ -n "${seen:-}" ] || echo "$file"; seen=1 ;;
		*) echo "$file" ;;
		esac
	done
	seen=
}

# Every noun that lists can state.
nouns='area household person village county attachment income member_event status risk measure
work post helper lead area_event'

# All nouns of a register, as they were written, into a folder.
export_all() # DATA OUT
{
	mkdir -p "$2"
	for noun in $nouns; do
		"$JZ" export --data "$1" "$noun" --mask none --reason proof --lang zh -q \
			> "$2/$noun.csv" 2> "$2.err" || { cat "$2.err" >&2; return 1; }
	done
	rm -f "$2.err"
}

# A new register from a folder of lists; findings to a file; 0 or 1 (rows refused) is right.
import_all() # DATA LISTS-DIR OUT
{
	"$JZ" init --data "$1" -q 2> "$3.err" || { cat "$3.err" >&2; return 1; }
	code=0
	# shellcheck disable=SC2046
	"$JZ" import --data "$1" --json -q $(lists "$2") > "$3" 2> "$3.err" || code=$?
	[ "$code" -le 1 ] || { cat "$3.err" >&2; say "import ended with $code"; return 1; }
}

# The seconds of a command, to the millisecond; its output goes to $W/timed.*
seconds() # COMMAND...
{
	from=$(date +%s%N)
	"$@" > "$W/timed.out" 2> "$W/timed.err"
	timed_code=$?
	to=$(date +%s%N)
	awk -v a="$from" -v b="$to" 'BEGIN { printf "%.3f\n", (b - a) / 1e9 }'
}
