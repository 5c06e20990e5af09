#!/bin/sh
# tools/globals.sh must see every kind of variable that can change, and only those.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

library() # TEXT: makes $work/lib.a of it
{
	printf '%s\n' "$1" | cc -O2 -fPIE -x c -c - -o "$work/a.o"
	rm -f "$work/lib.a"
	ar rcs "$work/lib.a" "$work/a.o"
}

try() # WANT TEXT [ALLOWED]: WANT is what the output must have, or nothing for silence
{
	library "$2"
	printf '%s\n' "${3:-# none}" > "$work/allow"
	out=$(sh tools/globals.sh "$work/lib.a" "$work/allow" 2>&1) && code=0 || code=$?
	case "$1:$code:$out" in
	:0:) return ;;
	?*:1:*"$1"*) return ;;
	esac
	echo "with $2 and '${3:-}': exit $code, $out; wanted '$1'"
	wrong=1
}

try '' 'const int a = 1; static const char *const t[] = { "a", "b" };
	const char *const *get(void); const char *const *get(void) { return t; }'
try 'a.o: a (.data)' 'int a = 1;'
try 'a.o: a (.bss)' 'int a;'
try 'a.o: a (.bss)' 'static int a; int f(void); int f(void) { return ++a; }'
try 'a.o: n (.bss)' 'int f(void); int f(void) { static int n; return ++n; }'
try 'a.o: a (.tbss)' '_Thread_local int a;'
try 'a.o: t (.data' 'const char *t[] = { "a", "b" };'
try '' 'int a = 1;' 'a.o a once-only-cache'
try 'no reason given' 'int a = 1;' 'a.o a'
try 'not there any more' 'const int a = 1;' 'a.o a a cache'
exit $wrong
