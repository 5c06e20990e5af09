#!/bin/sh
# tools/deb.sh [DIR]: the Debian package of the program that is built, as
# DIR/jingzhun_VERSION_ARCH.deb (default build/). The same tree gives the same bytes. JINGZHUN names
# another program than build/jingzhun. Nothing is asked at installation; removing or purging it
# keeps the register.
set -eu
cd "$(dirname "$0")/.."
jingzhun=${JINGZHUN:-build/jingzhun}
out=${1:-build}
[ -x "$jingzhun" ] || { echo "tools/deb.sh: $jingzhun is not built: make" >&2; exit 1; }
for tool in dpkg-deb dpkg-shlibdeps dpkg; do
	command -v $tool > /dev/null || {
		echo "tools/deb.sh: $tool is missing: apt-get install dpkg-dev" >&2
		exit 1
	}
done
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$("$jingzhun" version | sed 's/.* //')
arch=$(dpkg --print-architecture)
# The time in the package is that of the last commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
root=$work/root
share=$root/usr/share
doc=$share/doc/jingzhun

place() # MODE FROM TO
{
	mkdir -p "$(dirname "$3")"
	cp "$2" "$3"
	chmod "$1" "$3"
}

place 755 "$jingzhun" "$root/usr/bin/jingzhun"
place 644 packaging/jingzhun.service "$root/lib/systemd/system/jingzhun.service"
place 644 packaging/jingzhun.conf "$root/etc/jingzhun/jingzhun.conf"
mkdir -p "$share/jingzhun"
cp -R policy "$share/jingzhun/policy"

# What the program prints about itself, in both languages.
mkdir -p "$share/man/man1" "$share/man/zh_CN/man1" "$share/bash-completion/completions" \
	"$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
"$jingzhun" man --lang en | gzip -9n > "$share/man/man1/jingzhun.1.gz"
"$jingzhun" man --lang zh | gzip -9n > "$share/man/zh_CN/man1/jingzhun.1.gz"
"$jingzhun" completion bash > "$share/bash-completion/completions/jingzhun"
"$jingzhun" completion zsh > "$share/zsh/vendor-completions/_jingzhun"
"$jingzhun" completion fish > "$share/fish/vendor_completions.d/jingzhun.fish"

# Documents; pictures and decisions stay with the source.
mkdir -p "$doc"
cp README.md README.zh-CN.md docs/*.md "$doc"
cp -R docs/guide docs/ops "$doc"
[ ! -f docs/openapi.json ] || cp docs/openapi.json "$doc"
gzip -9n < NEWS.md > "$doc/changelog.gz"
{
	echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
	printf '\nFiles: *\nCopyright: the authors of jingzhun\nLicense: Apache-2.0\n'
	echo ' On Debian the text is in /usr/share/common-licenses/Apache-2.0.'
} > "$doc/copyright"

mkdir -p "$root/DEBIAN"
for script in postinst prerm postrm; do
	place 755 packaging/deb.$script "$root/DEBIAN/$script"
done
echo /etc/jingzhun/jingzhun.conf > "$root/DEBIAN/conffiles"

# Which libraries it needs, and of which version at least: dpkg-shlibdeps wants a source tree.
mkdir -p "$work/debian"
printf 'Source: jingzhun\n\nPackage: jingzhun\nArchitecture: any\n' > "$work/debian/control"
depends=$(cd "$work" &&
	dpkg-shlibdeps -O --ignore-missing-info root/usr/bin/jingzhun 2> shlibs.err |
	sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { cat "$work/shlibs.err" >&2; exit 1; }
cat > "$root/DEBIAN/control" << END
Package: jingzhun
Version: $version
Architecture: $arch
Maintainer: jingzhun <maintainers@jingzhun.example>
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: $depends, adduser
Recommends: libpangocairo-1.0-0, fonts-wqy-microhei
Suggests: libreoffice-calc
Section: misc
Priority: optional
Description: register of targeted poverty alleviation (精准扶贫)
 Households, persons, incomes, risks and measures of a county in one program
 with its database inside: takes in the spreadsheets that offices send, names
 every fault in them, keeps each change provable, shows itself in a browser.
 .
 一个县的户、人、收入、风险和帮扶措施：导入各单位的表格，逐格指出差错，每次变更可证，
 在浏览器里使用。
END
(cd "$root" && find etc lib usr -type f | LC_ALL=C sort | xargs md5sum) > "$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
file=$out/jingzhun_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$file" > "$work/built"
echo "$file"
