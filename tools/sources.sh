#!/bin/sh
# tools/sources.sh KIND: the source files of the program, one a line, so that a file is added by
# writing it. Meson reads the lists; tools/configure.sh notices when they change.
set -eu
cd "$(dirname "$0")/.."

list() # PATTERN... : those that exist, sorted
{
	for file in "$@"; do
		[ ! -f "$file" ] || printf '%s\n' "$file"
	done | LC_ALL=C sort
}

case "${1:-}" in
lib)  list src/*/*.c src/domain/*/*.c | grep -v '^src/cmd/main\.c$' || true ;;
main) list src/cmd/main.c ;;
unit) list tests/unit/test_*.c ;;
# What several unit programs share: every other C file beside them.
unit-help) list tests/unit/*.c | grep -v '^tests/unit/test_' || true ;;
fuzz) list tests/fuzz/fuzz_*.c ;;
gen)  list tools/gen_pinyin.c ;;
bench) list bench/*.c ;;
# What the app is made of, tests left out.
ui)   find ui -name node_modules -prune -o -path ui/test -prune -o -type f -print |
		LC_ALL=C sort ;;
all)  for kind in lib main unit unit-help fuzz gen bench ui; do sh tools/sources.sh "$kind"; done ;;
*)    echo 'usage: tools/sources.sh lib|main|unit|unit-help|fuzz|gen|bench|ui|all' >&2; exit 2 ;;
esac
