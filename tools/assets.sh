#!/bin/sh
# tools/assets.sh DIR PAGE_CSS OUT.c: writes the C table of the app's files (DIR/assets.list: URL,
# file, content type, cache class) and of the style of the pages made by the server. The bytes are
# taken in by .incbin, with their .br and .gz twins where these are there.
set -eu
dir=$(cd "$1" && pwd)
css=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
out=$3
tab=$(printf '\t')

bytes() # SYMBOL FILE
{
	printf '__asm__(".section .rodata\\n.globl %s\\n%s: .incbin \\"%s\\"\\n"\n' "$1" "$1" "$2"
	printf '\t".globl %s_end\\n%s_end: .byte 0\\n.previous\\n");\n' "$1" "$1"
	printf 'extern const char %s[], %s_end[];\n' "$1" "$1"
}

twin() # SYMBOL FILE: "sym, sym_end" or NULLs
{
	if [ -f "$2" ]; then echo "$1, $1_end"; else echo 'NULL, NULL'; fi
}

rows=$out.rows
: > "$rows"
{
	echo '/* Made by tools/assets.sh. */'
	echo '#include "web/asset.h"'
	n=0
	{
		cat "$dir/assets.list"
		printf '/a/page.css\t%s\ttext/css\trevalidate\n' "$css"
		printf '/a/public.css\t%s\ttext/css\trevalidate\n' "$(dirname "$css")/public.css"
	} |
	while IFS="$tab" read -r url file type cache; do
		case $file in /*) ;; *) file=$dir/$file ;; esac
		n=$((n + 1))
		bytes "jz_asset_$n" "$file"
		for ending in br gz; do
			[ ! -f "$file.$ending" ] || bytes "jz_asset_${n}_$ending" "$file.$ending"
		done
		printf '\t{ "%s", "%s", "%s", jz_asset_%s, jz_asset_%s_end, %s, %s },\n' "$url" "$type" \
			"$cache" "$n" "$n" "$(twin "jz_asset_${n}_br" "$file.br")" \
			"$(twin "jz_asset_${n}_gz" "$file.gz")" >> "$rows"
	done
	echo 'const struct asset asset_table[] = {'
	cat "$rows"
	printf '\t{ 0 },\n};\n'
	for kind in script style; do
		printf 'const char *const asset_%s_hash = "%s";\n' $kind \
			"$(sed -n "s/^$kind-src //p" "$dir/csp.txt" | tr -d '"')"
	done
} > "$out.new"
rm -f "$rows"
mv "$out.new" "$out"
