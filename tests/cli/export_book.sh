# Lists as workbooks: types, masks, sheets and blocks, files that nobody else may read.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/book.sh"
export JINGZHUN_DATA=D
umask 022

ends 0 demo --out lists --households 60 --seed 3 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import --quiet lists/*.csv

# The same cells as the list in CSV; codes and numbers are what they should be.
ends 0 export person --mask none --reason 核对
cp out persons.csv
rows=$(($(wc -l < persons.csv) - 1))
ends 0 export person --mask none --reason 核对 --format xlsx -o persons.xlsx
has err "Exported to persons.xlsx"
[ "$(stat -c %a persons.xlsx)" = 600 ] || fail 'a file with clear values is for others to read'
book persons.xlsx > text
has text '= 人员'
[ "$(wc -l < text)" -eq $((rows + 2)) ] || fail 'not every row is there'
id=$(grep -o '98[0-9]\{15\}[0-9X]' persons.csv | head -1)
grep -q "|$id|" text || fail 'the ID number is no text'
grep -q '|#4[0-9]\{4\}|' text || grep -q '|#[123][0-9]\{4\}|' text || fail 'no date is a date'

# The journal knows the file before it has its name.
ends 0 log --last 1 --json
has out "hash=$(sha256sum < persons.xlsx | cut -d' ' -f1)"
has out 'format=xlsx'
# The same rows give the same bytes.
ends 0 export person --mask none --reason 核对 --format xlsx -o again.xlsx
cmp persons.xlsx again.xlsx || fail 'the same list twice, two files'

# What a mask hides is in no cell, and is not grouped by.
ends 0 export person --format xlsx -o staff.xlsx
[ "$(stat -c %a staff.xlsx)" = 600 ] || fail 'names and numbers are for others to read'
book staff.xlsx > text
lacks text "$id"
has text '************'
ends 0 export person --mask public --format xlsx -o public.xlsx
[ "$(stat -c %a public.xlsx)" = 644 ] || fail 'a list for everybody has an odd mode'
ends 0 export person -o staff.csv
# The name says the format; a format that the name denies is refused.
ends 0 export household -o Named.XLSX --sheets type
book Named.XLSX > text
has text '= '
ends 0 export household -o named.jsonl
has named.jsonl '{"'
ends 2 export household --format csv -o not.xlsx
has err 'the ending decides'
[ ! -e not.xlsx ] || fail 'CSV under the name of a workbook'
[ "$(stat -c %a staff.csv)" = 600 ] || fail 'names and numbers are for others to read'
book public.xlsx > text
! grep -q "$(sed -n 2p persons.csv | cut -d, -f3)" text || fail 'a name under the public mask'
ends 4 export person --format xlsx -o x.xlsx --group-by health
has err 'hidden by this mask'
ends 4 export person --mask public --format xlsx -o x.xlsx --sheets birth
[ ! -e x.xlsx ] || fail 'a refused export left a file'

# A sheet a township, a block a village: headings count, sums add up.
ends 0 area list --level 4
towns=$(grep -c '镇\|乡' out || true)
columns=no,area,head_name,members,land_cultivated,per_capita_net
for level in 镇 乡镇 township; do
	ends 0 export household --format xlsx -o level.xlsx --sheets "$level" --lang zh
	book level.xlsx > "level.$level"
	cmp -s level.镇 "level.$level" || fail "--sheets $level is another split than 镇"
done
ends 0 export household --format xlsx -o level.xlsx --group-by 市
ends 0 export household --format xlsx -o towns.xlsx --sheets township --group-by village \
	--columns $columns --title 脱贫户名单
book towns.xlsx > text
sheets=$(grep -c '^= ' text)
[ "$sheets" -gt 1 ] && [ "$sheets" -le "$towns" ] || fail "$sheets sheets for $towns townships"
[ "$(grep -c '^脱贫户名单' text)" -eq "$sheets" ] || fail 'a sheet has no title'
[ "$(grep -c '^户编号|' text)" -eq "$sheets" ] || fail 'a sheet has no header'
heads=$(sed -n 's/^[^|]*（\([0-9]*\)）.*/\1/p' text | awk '{ n += $1 } END { print n }')
[ "$heads" -eq 60 ] || fail "the headings count $heads households"
awk -F '|' '
	/^= / { land = block = 0; next }
	/^98/ { v = substr($5, 2) * 100; land += v; block += v }
	function differ(a, b) { return a - b > .01 || b - a > .01 }
	/^小计/ { bad += differ(substr($5, 2) * 100, block); block = 0 }
	/^合计/ { bad += differ(substr($5, 2) * 100, land); n++ }
	END { exit bad || !n }' text || fail 'sums do not add up'

# Few columns: the total still says how many rows and how many people.
ends 0 export household --format xlsx -o people.xlsx --group-by village --lang zh \
	--columns no,head_name,area,members
book people.xlsx > text
people=$(awk -F '|' '/^98/ { n += substr($4, 2) } END { print n }' text)
[ "$people" -gt 60 ] || fail "$people people"
grep '^合计' text | grep -q "^合计|60 行|.*$people" || fail "no total: $(grep '^合计' text)"

# By a field, in the order of its list; what nobody stated comes last.
ends 0 export household --format xlsx -o types.xlsx --sheets type --columns no,type --lang en
book types.xlsx > text
has text 'Household number|Household type'
ends 0 export household --format xlsx -o none.xlsx --where 'members>90'
book none.xlsx > text
has text '户编号|'
[ "$(wc -l < text)" -eq 2 ] || fail 'rows out of nothing'

# Labels in English come back to the same values.
ends 0 export household --mask none --reason x
cp out households.csv
ends 0 export household --mask none --reason x --lang en -o en.csv
has en.csv 'Household number,'
[ "$(stat -c %a en.csv)" = 600 ] || fail 'a list with clear values is for others to read'
ends 0 import en.csv
has err 'changed 0, unchanged 60'

# What is exported unmasked comes back unchanged: every noun, as a workbook.
for noun in household person income risk measure status work post helper member_event village \
	county; do
	ends 0 export $noun --mask none --reason x --format xlsx -o back.xlsx
	ends 0 import $noun back.xlsx --again
	has err 'new 0, changed 0, unchanged'
	has err 'refused 0'
done

# So does a list with titles, headings, subtotals and totals.
ends 0 export household --mask none --reason x --format xlsx -o back.xlsx --sheets township \
	--group-by village --title 脱贫户名单
ends 0 import household back.xlsx --again
! grep 'refused [1-9]\|, changed [1-9]\|new [1-9]' err || fail 'a heading or a total became a row'

# Standard output, and what cannot be.
ends 0 export household --format xlsx
book out > text
has text '= 户'
ends 2 export household --sheets township
has err 'add --format xlsx'
ends 1 export household --format xlsx -o x.xlsx --sheets 不存在
has err 'neither a field nor a level'
ends 3 export household --format xlsx -o nowhere/x.xlsx
ends 2 export household --format xlsx -o lists
has err 'no regular file'

# An older file stays until the new one is whole; nothing else is left in the folder.
mkdir place
echo old > place/list.xlsx
ends 1 export household --format xlsx -o place/list.xlsx --where 'nonsense=1'
has place/list.xlsx old
ends 0 export household --format xlsx -o place/list.xlsx
book place/list.xlsx > text
[ "$(ls -A place)" = list.xlsx ] || fail "left behind: $(ls -A place)"
ends 0 verify --deep
