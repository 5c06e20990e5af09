#!/bin/sh
# tools/test.sh [-v] [-l] [SUBSTRING]: builds, then runs every test, two at a time.
#   -v  (or V=1) shows the output of tests that pass, too
#   -l  adds the long ones: tests/long/*.sh and the build with clang
#   SUBSTRING (or T=...) runs only the tests whose name has it, e.g. unit/test_csv or cli/
# A unit program and a web test count each of their cases; anything else counts as one. A story
# that ends with 77 was skipped and says why. The last line is "N passed, N failed"; exit 1 if any
# failed.
set -u
cd "$(dirname "$0")/.."

# ---- one test, as a child of the run below: prints its line, leaves its counts ---------------
command_of() # NAME
{
	base=${1#*/}
	case "$1" in
	static/globals) set -- sh tools/globals.sh build/libjz.a ;;
	static/hardened) set -- sh tools/hardened.sh build/jingzhun ;;
	static/checks)  set -- sh tools/checks.sh -c ;;
	static/clang)   set -- sh tools/clang.sh ;;
	static/*)       set -- sh "tools/$base.sh" ;;
	tools/*)        set -- sh "tests/tools/$base.sh" ;;
	unit/*)         set -- "build-asan/$base" ;;
	web/*)          set -- node --test-reporter=tap "tests/web/$base.mjs" ;;
	ui/*)           set -- node --test-reporter=tap "ui/test/$base.test.mjs" ;;
	fuzz/*)         set -- "build-asan/replay_$base" "tests/fuzz/corpus/$base" ;;
	*)              set -- sh "tests/$1.sh" ;;
	esac
	# a browser beside other tests, on a slow machine
	case "$1" in node) limit=900 ;; *) limit=300 ;; esac
	exec timeout -k 10 "${TEST_SECONDS:-$limit}" "$@"
}

one() # NAME
{
	file=$JZ_WORK/$(printf '%s' "$1" | tr / _)
	mkdir "$file.tmp"
	(TMPDIR=$file.tmp HOME=$file.tmp command_of "$1") > "$file.out" 2>&1 < /dev/null
	code=$?
	passed=0 failed=0 word=ok note=
	case "$1" in unit/*)
		passed=$(grep -c '^\[       OK \]' "$file.out")
		failed=$(sed -n 's/^\[  FAILED  \] \([A-Za-z0-9_]*\)$/\1/p' "$file.out" |
			sort -u | wc -l)
		note=" ($passed)"
		# A program that ran no case proves nothing.
		[ $code -ne 0 ] || [ "$passed" -gt 0 ] || code=1
		[ $code -eq 0 ] || [ "$failed" -gt 0 ] || failed=1 ;;
	web/*|ui/*)
		passed=$(grep -v '# SKIP' "$file.out" | grep -c '^ok ')
		failed=$(grep -c '^not ok ' "$file.out")
		note=" ($passed)"
		if [ $code -eq 77 ] || { [ $code -eq 0 ] && [ "$passed" -eq 0 ] &&
			grep -q '# SKIP' "$file.out"; }; then
			word=skipped note= failed=0
		else
			[ $code -ne 0 ] || [ "$passed" -gt 0 ] || code=1
			[ $code -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
		fi ;;
	*)
		case $code in
		0) passed=1 ;;
		77) word=skipped ;;
		*) failed=1 ;;
		esac ;;
	esac
	[ "$failed" -eq 0 ] || word='not ok'
	[ $code -ne 124 ] || note=" (stopped after ${TEST_SECONDS:-300} s)"
	echo "$passed $failed" > "$file.count"
	{
		printf '%s %s%s\n' "$word" "$1" "$note"
		if [ "$word" != ok ] || [ -n "${V:-}" ]; then
			sed 's/^/    /' "$file.out"
		fi
	} > "$file.show"
	cat "$file.show"
	chmod -R u+rwX "$file.tmp" 2>/dev/null
	rm -rf "$file.tmp" "$file.out" "$file.show"
}

if [ "${1:-}" = --one ]; then
	one "$2"
	exit 0
fi

# ---- the whole run ---------------------------------------------------------------------------
long=
part=${T:-}
for arg in "$@"; do
	case "$arg" in
	-v) V=1 ;;
	-l) long=1 ;;
	-*) echo 'usage: tools/test.sh [-v] [-l] [SUBSTRING]' >&2; exit 2 ;;
	*) part=$arg ;;
	esac
done

JZ_WORK=$(mktemp -d "${TMPDIR:-/tmp}/jztest.XXXXXX") || exit 1
trap 'chmod -R u+rwX "$JZ_WORK"; rm -rf "$JZ_WORK"' EXIT
trap 'exit 130' INT TERM HUP

if ! make -s release debug > "$JZ_WORK/build" 2>&1; then
	echo 'not ok build'
	sed 's/^/    /' "$JZ_WORK/build"
	echo '0 passed, 1 failed'
	exit 1
fi
grep -v '^ninja: ' "$JZ_WORK/build"     # warnings

names()
{
	for name in layers tidy headers globals hardened inventory checks; do echo "static/$name"; done
	[ -z "$long" ] || echo static/clang
	for file in tests/tools/test_*.sh; do echo "tools/$(basename "$file" .sh)"; done
	for file in $(sh tools/sources.sh unit); do echo "unit/$(basename "$file" .c)"; done
	for file in $(sh tools/sources.sh fuzz); do
		echo "fuzz/$(basename "$file" .c | sed 's/^fuzz_//')"
	done
	for file in tests/web/test_*.mjs; do echo "web/$(basename "$file" .mjs)"; done
	for file in ui/test/*.test.mjs; do echo "ui/$(basename "$file" .test.mjs)"; done
	for file in tests/cli/*.sh ${long:+tests/long/*.sh}; do
		[ ! -f "$file" ] || { file=${file#tests/}; echo "${file%.sh}"; }
	done
}

# Tests see the same world everywhere: UTF-8, English, no settings of the caller.
root=$(pwd)
export JZ="$root/build-asan/jingzhun" JZ_RELEASE="$root/build/jingzhun" JZ_ROOT="$root" JZ_WORK
export V="${V:-}" LANG=C.UTF-8 TZ=UTC
unset LC_ALL LC_MESSAGES LANGUAGE T MAKEFLAGS MAKELEVEL MFLAGS
for name in $(env | sed -n 's/^\(JINGZHUN_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1

names | grep -F -e "$part" > "$JZ_WORK/names"
xargs -r -n 1 -P "${JOBS:-2}" sh tools/test.sh --one < "$JZ_WORK/names"

# A test that left no count died with its runner; nothing that ran may go uncounted.
while read -r name; do
	cat "$JZ_WORK/$(printf '%s' "$name" | tr / _).count" 2>/dev/null || echo '0 1'
done < "$JZ_WORK/names" |
	awk -v part="$part" '
	{ passed += $1; failed += $2 }
	END {
		if (NR == 0) {
			print "no test has \"" part "\" in its name"
			failed++
		}
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}'
