# Shared by the stories: running the program and saying what is wrong. Source it:
#   . "$JZ_ROOT/tests/story.sh"
set -u
cd "$TMPDIR" || exit 1
export JINGZHUN_POLICY="$JZ_ROOT/policy"
export TZ=UTC-8             # the office's clock: what a story calls today is its day

fail() # WORDS
{
	echo "wrong: $*" >&2
	exit 1
}

# Runs the program, keeping out and err; fails unless it ends with this code.
ends() # CODE ARG...
{
	want=$1
	shift
	code=0
	"$JZ" "$@" > out 2> err || code=$?
	[ "$code" -eq "$want" ] || {
		cat out err >&2
		fail "jingzhun $* ended with $code, not $want"
	}
}

has() # FILE TEXT
{
	grep -qF -e "$2" "$1" || { head -40 "$1" >&2; fail "$1 lacks: $2"; }
}

lacks() # FILE TEXT
{
	! grep -qF -e "$2" "$1" || fail "$1 has: $2"
}
