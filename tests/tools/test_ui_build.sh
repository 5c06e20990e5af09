#!/bin/sh
# ui/build.mjs: the same source gives the same bytes wherever it lies, so its budgets hold
# everywhere or nowhere (a shell of 40,957 bytes here was one of 40,994 in another folder).
set -eu
cd "$(dirname "$0")/../.."
tree=$(mktemp -d "${TMPDIR:-/tmp}/ui_build.XXXXXX")
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/another/folder/ui"
for one in ui/*; do
	[ "$one" = ui/node_modules ] || cp -r "$one" "$tree/another/folder/ui"
done
ln -s "$(pwd)/ui/node_modules" "$tree/another/folder/ui/node_modules"
node "$tree/another/folder/ui/build.mjs" "$tree/out" > "$tree/said"
diff -r "$tree/out" build/ui
