#!/bin/sh
# tools/tarball.sh [DIR]: the program for machines without its libraries, as
# DIR/jingzhun-VERSION-linux-ARCH.tar.gz (default build/): unpack anywhere, a USB stick too, and run
# ./jingzhun; needs no root and a C library as new as this machine's. The libraries lie beside it.
# BUILD names another build folder than build-portable.
set -eu
cd "$(dirname "$0")/.."
out=${1:-build}
build=${BUILD:-build-portable}
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The program looks for libraries beside itself. Old-style rpath: it holds for theirs, too.
# shellcheck disable=SC2016
LDFLAGS="${LDFLAGS:-} -Wl,-rpath,\$ORIGIN/lib -Wl,--disable-new-dtags" \
	sh tools/configure.sh "$build"
ninja -C "$build" --quiet jingzhun
program=$build/jingzhun
version=$("$program" version | sed 's/.* //')
name=jingzhun-$version-linux-$(uname -m)
root=$work/$name
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}

mkdir -p "$root/lib" "$root/licenses" "$root/docs"
cp "$program" "$root/jingzhun"
cp -R policy "$root/policy"
cp LICENSE NEWS.md README.md README.zh-CN.md "$root"
cp docs/*.md "$root/docs"
cp -R docs/guide docs/ops "$root/docs"

# Those that the child that prints opens by name (src/fmt/paint_lib.def), and a font to print with.
opened=$(sed -n 's/^IN("\(.*\)")/\1/p' src/fmt/paint_lib.def | while read -r name; do
	ldconfig -p | sed -n "s|^[[:space:]]*$name (.*=> ||p" | head -1
done)
for font in /usr/share/fonts/truetype/wqy/wqy-microhei.ttc; do
	[ ! -f "$font" ] || {
		mkdir -p "$root/fonts"
		cp -L "$font" "$root/fonts/${font##*/}"
		cp /usr/share/doc/fonts-wqy-microhei/copyright "$root/licenses/fonts-wqy-microhei"
	}
done

# Its libraries, but for the C library's own parts, which have to be the machine's. Each with its
# licence.
# shellcheck disable=SC2086
{ printf '%s\n' $opened; ldd "$program" $opened | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p'; } |
	sort -u | while read -r lib; do
	case "${lib##*/}" in
	libc.so.*|libm.so.*|libpthread.so.*|libdl.so.*|librt.so.*|ld-linux*) continue ;;
	esac
	cp -L "$lib" "$root/lib/${lib##*/}"
	real=$(readlink -f "$lib")               # dpkg may know it by its place before /usr
	package=$({ dpkg-query -S "$real" || dpkg-query -S "${real#/usr}"; } 2>/dev/null |
		sed -n '1s/[:,].*//p')
	cp "/usr/share/doc/$package/copyright" "$root/licenses/$package" || {
		echo "tools/tarball.sh: no licence of $lib" >&2
		exit 1
	}
done

mkdir -p "$out"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
	-cf - "$name" | gzip -9n > "$out/$name.tar.gz"
echo "$out/$name.tar.gz"
