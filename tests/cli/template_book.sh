# Empty sheets as workbooks: what a village sees when it opens one.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/book.sh"

ends 0 template person --format xlsx -o person.xlsx --lang zh
has err '模板已写到 person.xlsx'
book person.xlsx > text
has text '= 人员'
has text '人编号|*户编号|*姓名|证件号码|'
has text '填写说明：选填|必填；与对应名单中的编号一致|必填|18 位'
has text '= 填写说明'
has text '- 选项'
has text '民族||从下拉列表选||汉族、蒙古族'
# Header and help stay in sight; lists, short and long, stand at a thousand rows; numbers are text.
book person.xlsx xl/worksheets/sheet1.xml > sheet
has sheet 'ySplit="2"'
has sheet 'state="frozen"'
has sheet 'sqref="E3:E1002"'
has sheet '<formula1>"男,女,未说明,未知"</formula1>'
has sheet "<formula1>'选项'!\$A\$1:"
has sheet '<col min="4" max="4" width="22.7109375" style="'
[ "$(grep -o '<row ' sheet | wc -l)" -eq 2 ] || fail 'the sheet is not empty'

# The same columns as the template in CSV, and with --full all of them.
for full in '' --full; do
	# shellcheck disable=SC2086
	ends 0 template household --lang zh $full
	sed '1s/^\xEF\xBB\xBF//; s/\r$//; s/,/|/g' out > csv
	# shellcheck disable=SC2086
	ends 0 template household --format xlsx --lang zh $full
	book out > text
	sed -n '2s/\*//gp' text > xlsx
	cmp csv xlsx || fail "other columns in the workbook $full"
done

# In English.
ends 0 template person --format xlsx --lang en
book out > text
has text '= Person'
has text 'Person number|*Household number|*Name|'
has text 'Help: optional|required; '
has text '= Instructions'

# The exchange list; the villages of the register to choose from.
ends 0 demo --out lists --households 3 --seed 3 --faults none
ends 0 init --data D --areas lists/areas.csv
ends 0 template list32 --format xlsx --lang zh --data D
book out > text
has text '序号|数据日期|县|乡|*行政村|'
grep -q '镇.*村' text || fail 'no villages to choose from'
ends 0 template list32 --lang zh
head -1 out | sed 's/^\xEF\xBB\xBF//; s/\r$//; s/,/|/g' > csv
sed -n '2s/\*//gp' text > xlsx
cmp csv xlsx || fail 'the exchange list has other columns'

# Import leaves out the help and the lists: nothing is in an empty template.
for lang in zh en; do
	for noun in person household income village; do
		ends 0 template $noun --format xlsx --full --lang $lang -o empty.xlsx
		ends 0 import $noun empty.xlsx --data D
		has err 'new 0, changed 0, unchanged 0, refused 0'
	done
done

# Words that are no list, row after row, are told as that: every row is tried as a header, of
# every kind of list there is, and that may not cost the reader its memory.
awk 'BEGIN { for (i = 0; i < 60; i++) print "第" i "条,说明,甲乙丙丁,戊己庚辛,一段文字,备考" }' > words.csv
ends 1 import words.csv --data D
has err 'words.csv'
lacks err 'reading process died'

# What the template says is what import takes: its header, over one row.
ends 2 template batch --format xlsx
