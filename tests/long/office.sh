# What we write opens in LibreOffice with the same values: a list exported as a workbook and turned
# into CSV there is the list exported as CSV. Part of make check.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/book.sh"
export JINGZHUN_DATA=D
command -v soffice > /dev/null 2>&1 || { echo 'LibreOffice is not installed'; exit 77; }

office() # FILE.xlsx: FILE.csv of its first sheet
{
	soffice "-env:UserInstallation=file://$TMPDIR/profile" --headless --convert-to \
		'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1' \
		"$1" > office.log 2>&1 || { cat office.log >&2; fail "LibreOffice cannot open $1"; }
	sheet=$(ls "${1%.xlsx}"-*.csv 2> /dev/null | head -1)
	[ -z "$sheet" ] || mv "$sheet" "${1%.xlsx}.csv"
	[ -s "${1%.xlsx}.csv" ] || fail "LibreOffice made nothing of $1"
}

ends 0 demo --out lists --households 300 --seed 11 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import --quiet lists/*.csv
# 12.50 is 12.5: the value counts, not how many zeros are shown
same_numbers()
{
	awk -F, -v OFS=, '{ for (i = 1; i <= NF; i++) if ($i ~ /^-?[0-9]+\.[0-9]*0$/) {
		sub(/0+$/, "", $i); sub(/\.$/, "", $i) } } 1' "$1"
}
for noun in household person income risk helper; do
	ends 0 export $noun --mask none --reason x --format jsonl
	columns=$(head -1 out | tr ',{}' '\n\n\n' | sed -n 's/^"\([a-z_0-9]*\)":.*/\1/p' |
		grep -v '^area$' | paste -sd, -)
	ends 0 export $noun --mask none --reason x --columns "$columns"
	# a guard before what a spreadsheet would run is not needed in a workbook
	sed "s/\"'\([=+@-]\)/\"\1/g; s/\r$//" out > ours.csv
	ends 0 export $noun --mask none --reason x --columns "$columns" --format xlsx -o $noun.xlsx
	office $noun.xlsx
	same_numbers $noun.csv > theirs.csv
	same_numbers ours.csv > wanted.csv
	cmp theirs.csv wanted.csv > diff || { diff theirs.csv wanted.csv | head -20 >&2
		fail "$noun: LibreOffice reads other values"; }
done

# Templates open, too, with both sheets.
ends 0 template household --format xlsx -o template.xlsx --lang zh
office template.xlsx
has template.csv '户编号'
