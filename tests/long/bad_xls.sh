#!/bin/sh
# Broken XLS workbooks through the real import: what cannot be trusted is refused in words that say
# what to do, what only looks different is read as the original, and whatever bits are turned, no
# process crashes, hangs or takes much memory. COUNT broken copies of lists of a made-up county, and
# small files that promise much.
# proves: xls-refused xls-same xls-any xls-bombs xls-seconds xls-memory
. "$(dirname "$0")/../proof.sh"
COUNT=${COUNT:-$(size 240 4000)}
ONE_BY_ONE=${ONE_BY_ONE:-$(size 20 200)}
tool make_xls
tool spoil_xls
tool run_watched

"$JZ" demo --out lists --households 60 --seed 5 --faults none -q > /dev/null 2>&1 || die demo
"$JZ" init --data data --areas lists/areas.csv -q > init.out 2>&1 || die init
bin/make_xls -n -d lists/persons-01.csv new.xls || die make_xls
bin/make_xls -5 -d lists/persons-02.csv five.xls || die make_xls
bin/make_xls -k -n lists/household.csv big.xls || die make_xls
rows() { echo $(($(wc -l < "$1") - 1)); }
for book in new five big; do
	"$JZ" import --data data --json -q $book.xls > good.out 2>&1 || { cat good.out; die import; }
done

slowest=0 wrong=0
watch() # FILE... : the import as a trial; its findings in out
{
	bin/run_watched -m timeout -k 5 120 "$JZ" import --data data --dry-run --json -q "$@" \
		3> watched > out 2> err
	read -r took code kb left < watched
	[ "$code" -le 1 ] && [ "$left" -eq 0 ] && return 0
	say "wrong: ended with $code, $left left behind: $*"
	wrong=$((wrong + 1))
	return 1
}
refused() { grep '"kind":"file_unreadable"' out | grep -v 'reading process' | grep -c .; }
total() { sed -n "\$s/.*\"$1\":\\([0-9]*\\).*/\\1/p" out; }

must=0 must_ok=0 same=0 same_ok=0 any=0 any_ok=0
# Broken copies of one workbook, together by class.
copies() # BOOK LIST SEED COUNT
{
	bin/spoil_xls "$3" "$4" "$1.xls" "$1" > "$1.list" || die spoil_xls
	for class in must same any; do
		awk -F '\t' -v c=$class -v dir="$1" '$2 == c { print dir "/" $1 ".xls" }' "$1.list" |
			xargs -n 16 > "$1.$class"
		while read -r files; do
			[ -n "$files" ] || continue
			set -- "$1" "$2" $files
			n=$(($# - 2))
			# shellcheck disable=SC2086
			watch $files
			ended=$?
			case $class in
			must)
				must=$((must + n))
				must_ok=$((must_ok + $(refused)))
				[ "$(refused)" -eq "$n" ] || say "taken: $files"
				;;
			same)
				same=$((same + n))
				[ "$(total unchanged)" -ne $((n * $(rows "$2"))) ] || same_ok=$((same_ok + n))
				;;
			any)
				any=$((any + n))
				[ $ended -ne 0 ] || any_ok=$((any_ok + n))
				! grep -q 'reading process' out || { any_ok=$((any_ok - 1)); say "died: $files"; }
				;;
			esac
			set -- "$1" "$2"
		done < "$1.$class"
	done
}
copies new lists/persons-01.csv 1 $((COUNT / 2))
copies five lists/persons-02.csv 2 $((COUNT / 4))
copies big lists/household.csv 3 $((COUNT / 4))

# Each alone: what a single one takes. The machine may be busy: the best of three tries.
alone() # FILE
{
	best=
	for again in 1 2 3; do
		watch "$1"
		[ -n "$best" ] && [ "$best" -le "$took" ] || best=$took
		[ "$best" -gt 500000 ] || break
	done
	[ "$best" -le "$slowest" ] || slowest=$best
	[ "$kb" -le "$peak" ] || peak=$kb
}
i=0 peak=0
while [ "$i" -lt "$ONE_BY_ONE" ]; do
	alone "new/$i.xls"
	i=$((i + 1))
done

bin/spoil_xls 1 0 - bombs > bombs.list || die spoil_xls
bombs=0 bombs_ok=0
while IFS="$(printf '\t')" read -r n class what; do
	bombs=$((bombs + 1))
	alone "bombs/$n.xls"
	# Some are no table at all, some only large: none may be taken for the list it is not.
	if [ "$(total new)" = 0 ] && grep -q '"severity":"file"' out; then
		bombs_ok=$((bombs_ok + 1))
	else
		say "wrong: $what"
	fi
	say "$class: $what: $((best / 1000)) ms, $((kb / 1024)) MiB"
done < bombs.list

"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; wrong=$((wrong + 1)); }
[ "$wrong" -eq 0 ] || any_ok=$((any_ok - wrong))
judge xls-refused "$must_ok" '>=' "$must" "of $must"
judge xls-same "$same_ok" '>=' "$same" "of $same"
judge xls-any "$any_ok" '>=' "$any" "of $any"
judge xls-bombs "$bombs_ok" '>=' "$bombs" "of $bombs"
judge xls-seconds "$(awk -v us="$slowest" 'BEGIN { printf "%.2f", us / 1e6 }')" '<=' "$(size 5 1)" s
judge xls-memory "$((peak / 1024))" '<=' 256 MiB
proof_end
