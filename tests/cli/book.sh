# A workbook as offices send them: a page of help, two lists, notes, a hidden draft, an empty sheet;
# numbers, dates and formulas where a list should have text. Each list is a batch of its own, and
# each fault is told by file, sheet, row and column.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D LC_ALL=C.UTF-8

cc -std=gnu17 -D_GNU_SOURCE -o make_book "$JZ_ROOT/tests/tools/make_book.c" -lz || fail 'make_book'
cat > areas.csv <<'F'
区划代码,名称,级别,上级
980000000000,演示省,省级,
980100000000,演示市,地级,980000000000
980121000000,云溪县,县级,980100000000
980121100000,青山镇,乡级,980121000000
980121100200,丰坝村,村级,980121100000
F
./make_book lists.xlsx <<'F'
@sheet 填写说明
请按要求填写。户编号|不能为空
@sheet 户
户编号|行政村|户主姓名|人数|首次识别时间|人均纯收入(元)|联系电话
H1|980121100200|王大山|n:3|d:42588|f:1234.5
H2|980121100200|李秀英|n:2|n:42588|n:1.1000000000000001
H3|980121100200|赵六|n:1|2016.8.6|e:#REF!
n:980121100200123456|980121100200|钱七|n:1|2016-08-06|n:5
n:98012110020|980121100200|孙八|n:1.0|i:2016-08-06 00:00:00|n:3E3
@sheet 人
户编号|人编号|姓名|证件号码|与户主关系
H1|P1|王大山|n:3.70102199001011E+17|户主
H1|P2|王小山|980121201201011570|之子
@sheet 备注页
随便写的东西|什么都不是
@sheet 空
@sheet 底稿 hidden
户编号|行政村
X1|980121100200
F
ends 0 init --areas areas.csv

ends 1 import --json lists.xlsx
found() # SHEET ROW COLUMN KIND
{
	has out "\"file\":\"lists.xlsx\",\"sheet\":\"$1\",\"row\":$2,\"column\":\"$3\",\"kind\":\"$4\""
}
found 填写说明 0 '' sheet_help
found 底稿 0 '' sheet_hidden
found 备注页 1 '' header_unknown
found 户 4 '人均纯收入(元)' cell_error
found 户 5 户编号 digits_lost
found 人 2 证件号码 digits_lost
lacks out '"sheet":"空"'
has out '"new":4'
has out '"date_serial":1'
has out '"formula_value":1'
has out '"batches":[2,3]'
has out '"files_refused":1'

ends 0 list household --columns no,first_identified,per_capita_net,members --json
has out '"no":"H1"'
has out '"per_capita_net":"1234.50"'
has out '"first_identified":"2016-08-06"'
has out '"per_capita_net":"1.10"'
has out '"no":"98012110020"'
has out '"per_capita_net":"3000.00"'

# The same workbook again: each sheet is known, and nothing is taken twice.
ends 1 import lists.xlsx
has err 'lists.xlsx [户]'
has err 'lists.xlsx [人]'
has err '备注页'
ends 0 list household --json
[ "$(grep -c '"no":' out)" -eq 3 ] || fail 'households twice'

# One list: no name of a sheet is needed to speak of it. A file that only looks like a workbook
# beside it spoils nothing.
printf '@sheet Sheet1\n户编号|行政村|户主姓名\nH9|980121100200|周九\n' | ./make_book one.xlsx
head -c 300 lists.xlsx > cut.xlsx
ends 1 import cut.xlsx one.xlsx
has err 'cut.xlsx: '
has err 'damaged or incomplete'
has err 'one.xlsx: Household'
lacks err 'one.xlsx ['
ends 0 list household --where no=H9 --json
has out '"no":"H9"'

# More workbooks than are opened at once: each is looked into first, its sheets sorted with all the
# others (households before persons), an empty sheet passed over.
mkdir many
for n in $(seq 12 46); do
	./make_book "many/m$n.xlsx" <<F
@sheet 人
户编号|人编号|姓名|与户主关系
M$n|MP$n|王大山|户主
@sheet 空
@sheet 户
户编号|行政村|户主姓名
M$n|980121100200|王大山
F
done
ends 0 import --json many/*.xlsx
has out '"new":70'
has out '"files_refused":0'

# Rows that a sheet leaves out are none: no time, no count. One of blanks alone is a blank row.
printf '@sheet 一\n户编号|行政村|户主姓名\nG1|980121100200|钱一\n@row 1048576\nG2|980121100200|钱二\n' |
	./make_book gap.xlsx
ends 0 import gap.xlsx
has err 'gap.xlsx: Household, 2 rows'
lacks err 'blank rows'
ends 0 list household --where no=G2 --json
has out '"no":"G2"'

# A remark alone is no list of anything.
printf '@sheet 一\n户编号|行政村\nR1|980121100200\n@sheet 二\n说明\nx\n' | ./make_book remark.xlsx
ends 1 import remark.xlsx
lacks err 'Area event'
has err 'remark.xlsx [一]: Household, 1 row'

# Two sheets of one name cannot be told apart: none of the workbook is taken.
printf '@sheet Lists\n户编号|行政村\nS1|980121100200\n@sheet LISTS\n户编号|行政村\nS2|980121100200\n' |
	./make_book same.xlsx
ends 1 import same.xlsx
has err 'Two sheets of this workbook have one name, "LISTS"'
ends 0 list household --where no=S1 --json
lacks out '"no"'

# A trial of a workbook leaves nothing behind, neither rows nor files.
printf '@sheet 一\n户编号|行政村\nT1|980121100200\n' | ./make_book trial.xlsx
ends 0 import --dry-run trial.xlsx
ends 0 list household --where no=T1 --json
lacks out '"no"'
[ "$(ls -A D | grep -c spool)" -eq 0 ] || fail 'a spool stayed in the data folder'
ends 0 verify --deep
