#!/bin/sh
# tools/tidy.sh [ROOT]: fails, naming file and line, where a file breaks the habits that keep the
# tree readable: lengths, blanks, comments, names, a README in every room.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/..}"
export LC_ALL=C

# Everything written by hand: not what is built, generated, or kept as it came.
tree=$(find . \( -name .git -o -name node_modules -o -path './build*' -o -path ./snapshot \
	-o -path ./tests/data -o -path ./tests/fuzz/corpus \) -prune -o -type f -print |
	sed 's,^\./,,' | sort)
pick() { printf '%s\n' "$tree" | grep -E "$1" || true; }
code=$(pick '^(src|tests|tools|bench)/.*\.[ch]$')
scripts=$(pick '(\.(sh|awk)|^(run|test|Makefile|meson\.build|\.ci/run|tools/setup))$')
prose=$(pick '\.(def|md|yaml|txt|json|ts)$')

lengths()
{
	awk '
	FNR == 1 { start = 0; before = ";" }
	{
		# Columns are characters: drop the later bytes of UTF-8; a tab goes to the next 4.
		text = $0
		gsub(/[\200-\277]/, "", text)
		width = 0
		while ((at = index(text, "\t")) > 0) {
			width += at - 1
			width += 4 - width % 4
			text = substr(text, at + 1)
		}
		width += length(text)
		if (width > 100)
			print FILENAME ":" FNR ": " width " columns, at most 100"
	}
	FILENAME !~ /\.[ch]$/ { next }
	/^ +[^ *]/ && before ~ /[;{}]$/ { print FILENAME ":" FNR ": indent with tabs" }
	!/^$/ { before = $0 }
	FNR == 801 { print FILENAME ":801: at most 800 lines: split the module" }
	/^[A-Za-z_].*\)[ \t]*\{$/ {
		print FILENAME ":" FNR ": the brace of a function has a line of its own"
	}
	/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start + 1 > 70)
			print FILENAME ":" start ": " FNR - start + 1 " lines, at most 70"
		start = 0
	}' $code $scripts /dev/null
}

habits()
{
	awk -f "$here/code.awk" $code /dev/null | awk '
	{
		i = index($0, ":"); j = index(substr($0, i + 1), ":")
		at = substr($0, 1, i + j - 1); text = substr($0, i + j + 1)
	}
	text ~ /\/\// { print at ": comments are /* like this */" }
	text ~ /typedef[ \t]+(struct|union|enum)[^(]*$/ { print at ": structs are not typedefed" }
	# What measures, or reads doubles of CEL, is no money: src/rule, and what shows measures; nor
	# are places on a page, which the library that draws wants so.
	at ~ /^src\// && at !~ /^src\/rule\// &&
	at !~ /^src\/[a-z\/]+\/([a-z]+_)?measure[a-z_]*\.[ch]:/ &&
	at !~ /^src\/fmt\/pdf[a-z_]*\.[ch]:/ &&
	text ~ /(^|[^A-Za-z0-9_])(float|double)([^A-Za-z0-9_]|$)/ {
		print at ": no floating point: money is int64 fen, shares are whole numbers"
	}
	at ~ /^src\// && text ~ /__DATE__|__TIME__/ { print at ": builds repeat" }'
}

words()
{
	grep -nE '[ 	]+$' $prose $code $scripts /dev/null |
		sed -E 's/^([^:]*:[0-9]+):.*/\1: blanks at the end of the line/'
	# The marks are spelt in two halves so that this file passes its own check.
	grep -nwE 'TO''DO|FIX''ME|X''XX' $prose $code $scripts /dev/null |
		sed -E 's/^([^:]*:[0-9]+):/\1: do it, or write it where open points are kept:/'
	grep -nE '(^|[^A-Za-z0-9_.])/(work|root|home/[a-z]+|mnt|Users)/' \
		$prose $code $scripts /dev/null |
		sed -E 's/^([^:]*:[0-9]+):/\1: path of one machine:/'
}

names()
{
	[ -d src ] || return 0
	find src -mindepth 1 -type d | sort | while read -r dir; do
		[ -z "$(find "$dir" -maxdepth 1 -name '*.[ch]')" ] || [ -f "$dir/README.md" ] ||
			echo "$dir/README.md:1: is missing: a page on what this room is for"
	done
	# File = module = prefix: a name says one thing in the whole tree.
	find src -name '*.[ch]' -o -name '*.def' | sort | awk '{
		name = $0; sub(/.*\//, "", name)
		if (name in seen)
			print $0 ":1: " seen[name] " has the same name"
		seen[name] = $0
	}'
}

{ lengths; habits; words; names; } | { ! grep . ; }
