#!/bin/sh
# A stranger with the photograph of a sheet and the published files, offline: whatever is changed in
# them after the list was hung, one bit at a time, is seen by tools/verify-notice.mjs and by the
# program; so is an office that goes back to an older copy of its register and, with its own keys,
# makes another list under the number. TAMPERS=1000 FORKS=10 SEED=1.
# proves: stranger-tampers stranger-believed stranger-forks stranger-forks-believed
. "$(dirname "$0")/../proof.sh"
TAMPERS=${TAMPERS:-$(size 60 1000)}
FORKS=${FORKS:-$(size 2 10)}
SEED=${SEED:-1}
command -v node > /dev/null || { echo 'needs node'; exit 77; }
. "$JZ_ROOT/tests/board_story.sh"
export JINGZHUN_DATA=D
today=$(TZ=UTC-8 date +%Y-%m-%d)
run() { "$JZ" "$@" -q > out 2> err || { cat out err >&2; die "$*"; }; }
run init --areas areas.csv
printf 'no,area,group_name,head_name,members\n' > h.csv
i=0
while [ $((i += 1)) -le 40 ]; do printf '%s,980121100200,3组,王建英,3\n' "$i"; done >> h.csv
run import household h.csv
made() # FIRST HOUSEHOLD: a list, hung, its number in $no
{
	run notice make "$1" $(($1 + 1)) $(($1 + 2)) --subject exit-1 --area 甲村 --json
	no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
	run notice post "$no" --photo board.png --place 村委会 --taken "$today"
}
made 1
made 4
run publish --out pub
key=$(head -1 D.head)
run notice sheet "$no" --out sheet.html --force
photo=$(sed -n 's/.*<code>\(.*\)<\/code>.*/\1/p' sheet.html)
[ -n "$photo" ] || die 'the sheet shows nothing to check it by'

believed() # FOLDER..: 1 if one of the two believes it
{
	set -- "$@" --key "$key" --sheet "$photo"
	node "$JZ_ROOT/tools/verify-notice.mjs" "$@" > told 2>&1 && return 0
	"$JZ" notice verify "$@" > told 2>&1
}
believed pub || { cat told >&2; die 'what was published is not believed'; }
(cd pub && ls checkpoint n/*.txt n/*.proof n/*.head n/*.growth) > files

# The file, the byte and the bit of each change, drawn from the seed.
while read -r f; do echo "$f $(wc -c < "pub/$f")"; done < files |
	awk -v n="$TAMPERS" -v seed="$SEED" '{ f[NR] = $1; len[NR] = $2 }
		END { srand(seed)
			for (; n > 0; n--) {
				k = 1 + int(rand() * NR)
				print f[k], int(rand() * len[k]), int(rand() * 8)
			} }' > plan
found=0
wrong=0
while read -r file at bit; do
	cp "pub/$file" kept
	node -e 'const fs = require("fs"), [f, at, bit] = process.argv.slice(1), b = fs.readFileSync(f);
		b[at] ^= 1 << bit; fs.writeFileSync(f, b);' "pub/$file" "$at" "$bit"
	if believed pub; then
		wrong=$((wrong + 1))
		say "believed: bit $bit of byte $at of $file"
	else
		found=$((found + 1))
	fi
	cp kept "pub/$file"
done < plan
believed pub || die 'the untouched files are not believed any more'
judge stranger-tampers "$found" '>=' "$TAMPERS" 'changes seen'
judge stranger-believed "$wrong" = 0

# The office itself, with its keys: an older copy, another list under the same number.
seen=0
wrong=0
i=0
while [ $((i += 1)) -le "$FORKS" ]; do
	rm -rf E E.* older newer
	cp -r D E
	for f in D.*; do cp "$f" "E.${f#D.}"; done
	made $((6 + i))
	here=$no
	run publish --out newer
	run notice sheet "$no" --out sheet.html --force
	photo=$(sed -n 's/.*<code>\(.*\)<\/code>.*/\1/p' sheet.html)
	export JINGZHUN_DATA=E
	made $((20 + i))
	run publish --out older
	export JINGZHUN_DATA=D
	[ "$no" = "$here" ] || die "the copy made $no, not $here"
	believed newer || { cat told >&2; die 'the office that went on is not believed'; }
	if believed older || believed newer older; then
		wrong=$((wrong + 1))
	else
		seen=$((seen + 1))
	fi
done
judge stranger-forks "$seen" '>=' "$FORKS" 'offices seen'
judge stranger-forks-believed "$wrong" = 0
proof_end
