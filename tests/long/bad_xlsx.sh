#!/bin/sh
# Hostile workbooks (tests/tools/make_bad_books.c), each imported together with a good one: the bad
# one is refused in words that say what and where, in a second and little memory more than two good
# ones take; the good one gets in; nothing is written outside, and verify --deep passes after.
# A workbook with a macro is read, and its macro is not.
# proves: bad-books bad-books-time bad-books-memory
. "$(dirname "$0")/../proof.sh"
tool run_watched
tool make_book -lz
tool make_bad_books -lz
cases=0 failed=0 slowest=0 extra=0

cat > areas.csv <<'F'
区划代码,名称,级别,上级
980000000000,演示省,省级,
980100000000,演示市,地级,980000000000
980121000000,云溪县,县级,980100000000
980121100000,青山镇,乡级,980121000000
980121100200,丰坝村,村级,980121100000
F
"$JZ" init --data data --areas areas.csv -q > init.out || die init
mkdir bad
"$W/bin/make_bad_books" bad lists > cases || die make_bad_books

good() # NO FILE
{
	printf '@sheet 户\n户编号|行政村|户主姓名\nG%s|980121100200|王大山\n' "$1" |
		"$W/bin/make_book" "$2" || die make_book
}

# Imports two files; leaves took (ms), code and kb.
both()
{
	"$W/bin/run_watched" -m timeout -k 5 60 "$JZ" import --data data --json -q "$1" "$2" \
		3> watched > out 2> err
	read -r took code kb left < watched
	took=$((took / 1000))
}

# The least of three: what two good workbooks take.
base=
for n in 1 2 3; do
	good "a$n" a.xlsx
	good "b$n" b.xlsx
	both a.xlsx b.xlsx
	[ "$code" -eq 0 ] || die "two good workbooks: $(cat out err)"
	[ -n "$base" ] && [ "$base" -le "$kb" ] || base=$kb
done

wrong() { bad=1; say "wrong: $name: $*"; head -c 500 out err >&2; say; }

while IFS='	' read -r name words; do
	cases=$((cases + 1)) bad=0
	good "$cases" good.xlsx
	both "bad/$name" good.xlsx
	[ "$code" -eq 1 ] || wrong "ended with $code"
	[ "$left" -eq 0 ] || wrong "$left processes left behind"
	grep '"file":"'"$name"'"' out | grep '"severity":"file"' > line || wrong 'not refused'
	grep -qF -e "$words" line || wrong "no word of $words"
	grep -q '"reason":""' line && wrong 'no reason'
	grep -q '"new":1,' out || wrong 'the good workbook did not get in'
	# A loaded machine is given a second and a third try before it is called slow.
	for again in 1 2; do
		[ "$took" -gt 1000 ] || break
		both "bad/$name" good.xlsx
	done
	[ "$took" -le "$slowest" ] || slowest=$took
	[ $((kb - base)) -le "$extra" ] || extra=$((kb - base))
	[ "$took" -le 1000 ] || say "$name: $took ms"
	[ $((kb - base)) -le 32768 ] || say "$name: $((kb - base)) kB more"
	failed=$((failed + bad))
done < cases

if ls /tmp/jz-slipped /etc/cron.d/x > slipped 2> /dev/null; then
	failed=$((failed + 1))
	say "written outside: $(cat slipped)"
fi
if [ "$(find data -name '*spool*' | wc -l)" -ne 0 ]; then
	failed=$((failed + 1))
	say 'a spool stayed'
fi
"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; failed=$((failed + 1)); }
if grep -l "$(printf '\033')" out err >&2; then
	failed=$((failed + 1))
	say 'control characters came out'
fi
judge bad-books "$((cases - failed))" '>=' "$cases" "of $cases"
judge bad-books-time "$slowest" '<=' 1000 ms
judge bad-books-memory "$(((extra + 1023) / 1024))" '<=' 32 'MiB more than two good ones'
proof_end
