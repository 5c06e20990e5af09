#!/bin/sh
# tools/ui.sh OUTDIR LIST: makes the app (ui/) in OUTDIR and copies its assets.list to LIST, which
# is what Meson watches. The registry is asked only when packages are missing or the lock file
# changed. One bundle serves all build folders: it is kept in ui/node_modules/.bundle by the hash
# of its sources. JZ_UI=DIR takes a bundle made elsewhere, as a release carries it.
set -eu
[ $# -eq 2 ] || { echo 'usage: tools/ui.sh OUTDIR LIST' >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
list=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$(dirname "$0")/.."
modules=ui/node_modules

say() # ZH EN
{
	case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
	zh*) printf '%s\n' "$1" >&2 ;;
	*) printf '%s\n' "$2" >&2 ;;
	esac
}

deliver() # DIR
{
	rm -rf "$out"
	mkdir -p "$out"
	cp -R "$1"/. "$out"/
	cp "$out/assets.list" "$list"
}

if [ -n "${JZ_UI:-}" ]; then
	[ -f "$JZ_UI/assets.list" ] || { say "JZ_UI=$JZ_UI 里没有 assets.list" \
		"JZ_UI=$JZ_UI has no assets.list"; exit 1; }
	deliver "$JZ_UI"
	exit 0
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	say '缺少 Node.js 和 npm：请先运行 sh tools/setup' \
		'Node.js and npm are missing: run sh tools/setup first'
	exit 1
fi

# Two builds at a time (build/, build-asan/) take turns.
exec 9< ui/package.json
flock 9

if ! cmp -s ui/package-lock.json "$modules/.installed"; then
	if ! (cd ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
		say '界面所需的软件包没有装上，原因见上；需要能访问 npm 软件源。' \
			'The packages of the app could not be installed (see above); a registry is needed once.'
		exit 1
	fi
	cp ui/package-lock.json "$modules/.installed"
fi

key=$(sh tools/sources.sh ui | while read -r file; do sha256sum "$file"; done | sha256sum)
key=$(printf '%s' "$key" | cut -c 1-32)
if [ ! -f "$modules/.bundle/$key/assets.list" ]; then
	rm -rf "$modules/.bundle"
	mkdir -p "$modules/.bundle"
	node ui/build.mjs "$modules/.bundle/$key" > "$modules/.bundle.log" 2>&1 || {
		cat "$modules/.bundle.log" >&2
		exit 1
	}
fi
deliver "$modules/.bundle/$key"
