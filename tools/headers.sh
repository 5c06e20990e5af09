#!/bin/sh
# tools/headers.sh [ROOT]: every header compiles alone, and twice in one file. CC chooses who tries.
set -eu
cd "${1:-$(dirname "$0")/..}"

flags='-std=gnu17 -D_GNU_SOURCE -DJZ_TEST_HOOKS -Wall -Wextra -Wpedantic -Wshadow -Wvla
-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror'
# Libraries whose headers do not lie where compilers look.
flags="$flags $(pkg-config --cflags pangocairo pangofc cairo-pdf)"
bad=0
for header in $(find src -name '*.h' | LC_ALL=C sort); do
	name=${header#src/}
	# shellcheck disable=SC2086
	printf '#include "%s"\n#include "%s"\n' "$name" "$name" |
		"${CC:-cc}" $flags -Isrc -fsyntax-only -x c - ||
		{ echo "$header:1: does not compile alone" >&2; bad=1; }
done
exit $bad
