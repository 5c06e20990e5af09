#!/bin/sh
# tools/configure.sh DIR [MESON OPTION]...: makes the build folder DIR, or refreshes it when the
# options, the compiler or the list of source files changed, which ninja alone does not notice.
set -eu
cd "$(dirname "$0")/.."
dir=$1
shift

mkdir -p "$dir"
{ printf '%s\n' "${CC:-cc} ${CFLAGS:-} ${LDFLAGS:-}" "$@"; sh tools/sources.sh all; } \
	> "$dir/.inputs.new"
if [ -f "$dir/build.ninja" ] && cmp -s "$dir/.inputs.new" "$dir/.inputs"; then
	rm "$dir/.inputs.new"
	exit 0
fi

# Meson keeps the compiler and flags of the first time for ever: another one means a new folder.
mode=
if [ -f "$dir/build.ninja" ]; then
	mode=--reconfigure
	new=$(head -n 1 "$dir/.inputs.new")
	old=$(head -n 1 "$dir/.inputs" 2>/dev/null || true)
	[ "$new" = "$old" ] || mode=--wipe
fi
cp "$dir/.inputs.new" "$dir.inputs.tmp"         # --wipe empties the folder
if ! meson setup $mode "$dir" "$@" > "$dir.log.tmp" 2>&1; then
	cat "$dir.log.tmp" >&2
	rm -f "$dir.log.tmp" "$dir.inputs.tmp"
	exit 1
fi
rm -f "$dir.log.tmp" "$dir/.inputs.new"
mv "$dir.inputs.tmp" "$dir/.inputs"
