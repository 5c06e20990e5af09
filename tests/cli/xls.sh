# Old workbooks: a county's lists as XLS, of Excel 97 and Excel 5, with numbers and dates as such,
# make the same register as the lists as CSV. What only has the name of a workbook is named.
. "$JZ_ROOT/tests/story.sh"

${CC:-cc} -std=gnu17 -O1 -D_GNU_SOURCE -o make_xls "$JZ_ROOT/tests/tools/make_xls.c" ||
	fail 'make_xls does not compile'
ends 0 demo --out lists --households 40 --seed 5 --faults none
rm lists/truth.csv lists/README.txt

n=0
mkdir books
for list in lists/*.csv; do
	n=$((n + 1))
	case $((n % 4)) in
	0) set -- -n -d ;;
	1) set -- -5 -d ;;
	2) set -- -k -n -s '名单 (2)' ;;
	3) set -- -5 -n -d ;;
	esac
	./make_xls "$@" "$list" "books/$(basename "$list" .csv).xls" || fail "no workbook of $list"
done

ends 0 init --data A --areas lists/areas.csv
ends 0 import --data A lists/*.csv --json
tail -1 out > from_csv
ends 0 init --data B
ends 0 import --data B books/*.xls --json
has out '"refused":0'
for noun in area household person county village income status risk measure work helper post \
	member_event; do
	ends 0 export --data A "$noun" --mask none --reason x
	mv out a.csv
	ends 0 export --data B "$noun" --mask none --reason x
	[ "$(wc -l < out)" -gt 1 ] || fail "no $noun"
	cmp -s out a.csv || { diff a.csv out | head -5 >&2; fail "$noun differs between CSV and XLS"; }
done
ends 0 verify --data B --deep

# The same workbook again is known, whatever its name; cut short it is refused whole.
cp books/persons-01.xls again.xls
ends 0 import --data B again.xls
has err 'in already'
head -c 9000 books/persons-01.xls > cut.xls
ends 1 import --data B cut.xls
has err 'not complete'
ends 1 import --data B cut.xls --lang zh
has err '文件不完整'

# A text that is longer than its cell: the row is named.
printf '户编号,户主姓名\nH1,王小明\n' > two.csv
./make_xls -5 two.csv two.xls
LC_ALL=C sed 's/\(\x04\x02\x0e\x00\x01\x00\x01\x00\x00\x00\x06\)\x00/\1\x30/' two.xls > bad.xls
! cmp -s two.xls bad.xls || fail 'nothing was spoilt'
ends 1 import --data B bad.xls --json
has out '"kind":"file_unreadable"'
has out '"row":2'

# ---- what has only the name of a workbook ----
named() # WORDS
{
	ends 1 import --data B list.xls
	has err "$1"
	lacks err 'internal'
}
printf '<html><body><table><tr><td>户编号</td></tr></table></body></html>' > list.xls
named 'web page'
printf '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>' \
	> list.xls
named 'XML Spreadsheet 2003'
printf '\211PNG\r\n\032\n' > list.xls
named 'picture'
printf 'Rar!\032\007\001\000' > list.xls
named 'Unpack'
printf '%%PDF-1.5\n' > list.xls
named 'PDF'
# A list is a list, whatever it is called.
no=$(sed -n '2s/,.*//p' lists/household.csv)
printf '户编号,备注\n%s,改\n' "$no" > list.xls
ends 0 import household --data B list.xls --mode update
has err 'changed 1'
