#!/bin/sh
# tools/globals.sh LIBRARY [ALLOW]: fails on every variable of the library that can change, unless
# the list (tools/globals.txt: "object variable reason") allows it. Shared data is const; state is
# an argument. Constant tables of pointers live in .data.rel.ro and pass.
set -eu
library=$1
allow=${2:-$(dirname "$0")/globals.txt}
[ -f "$library" ] || { echo "$library: not built" >&2; exit 1; }

nm -f sysv "$library" | awk -F '|' -v allow="$allow" '
BEGIN {
	while ((getline entry < allow) > 0) {
		n = split(entry, word, /[ \t]+/)
		if (n == 0 || word[1] ~ /^#/)
			continue
		if (n < 3) { print allow ": no reason given: " entry; continue }
		ok[word[1], word[2]] = 1
	}
}
# "Symbols from libjz.a[src_base_os.c.o]:", or the path of the object itself in a thin archive.
/^Symbols from / { object = $0; sub(/.*[[\/]/, "", object); sub(/\]?:$/, "", object) }
NF >= 7 {
	name = $1; sub(/ +$/, "", name); sub(/\.[0-9]+$/, "", name)
	section = $7; sub(/^ +/, "", section); sub(/ +$/, "", section)
	if (section !~ /^(\.(data|bss|tdata|tbss)|\*COM\*)/ || section ~ /^\.data\.rel\.ro/)
		next
	if (name ~ /^\./ || name == "")         # the section itself
		next
	found[object, name] = 1
	if (!((object, name) in ok))
		print object ": " name " (" section ") can change: make it an argument, or const"
}
END {
	for (k in ok) if (!(k in found)) {
		split(k, word, SUBSEP)
		print allow ": " word[1] " " word[2] " is allowed but not there any more"
	}
}' | { ! grep . ; }
