# Shapes of a village's workbook that were once read wrongly: 人数 under a group is a column's name,
# not a unit; a village's name stands between the blocks; the header comes again with its numbered
# columns; #N/A was pasted as text; more cells are merged than a small sort holds.
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
980121100201,新坡村,村级,980121100000
F
header_rows()
{
	echo '家庭情况|||成员情况|||||数据日期'
	echo '行政村|户编号|人数|人编号|姓名|与户主关系|民族|务工时间(月)'
	echo 'n:1|n:2|n:3|n:4|n:5|n:6|n:7|n:8|n:9'
}
{
	echo '@sheet 花名册'
	echo '@merge A1:C1'; echo '@merge D1:H1'; echo '@merge I1:I2'
	for i in $(seq 60); do
		echo "@merge A$((2 + 2 * i)):A$((3 + 2 * i))"
		echo "@merge B$((2 + 2 * i)):B$((3 + 2 * i))"
	done
	header_rows
	for i in $(seq 100 159); do
		echo "丰坝村|H$i|n:2|P${i}1|王大山|户主|汉族|n:3|2025-12-31"
		echo "||n:2|P${i}2|李秀英|配偶|汉族||2025-12-31"
	done
	echo '二、新坡村'
	echo '新坡村|H201|n:1|P2011|赵六|户主|汉族|#N/A|2025-12-31'
	header_rows
	echo '新坡村|H202|n:1|P2021|#REF!|户主|汉族||2025-12-31'
	echo '新坡村|H203|n:1|P2031|孙八|户主|汉族|n:4|2025-12-31'
} | ./make_book list.xlsx
ends 0 init --areas areas.csv
ends 1 import --json list.xlsx
found() # ROW COLUMN KIND
{
	has out "\"sheet\":\"花名册\",\"row\":$1,\"column\":\"$2\",\"kind\":\"$3\""
}
found 125 '成员情况/务工时间(月)' cell_error
found 129 '成员情况/姓名' cell_error
found 124 '' rows_note
found 126 '' rows_header_again
found 3 '' rows_numbering
has out 'left out: 3, 128'
has out '"refused":2'
lacks out members_mismatch
lacks out cells_extra
ends 0 list household --columns no,members --where no=H100 --json
has out '"members":'

# A phone that another list had before: the later row says in which.
printf '户编号,行政村,户主姓名,户联系电话\nH901,980121100200,周一,14257483512\n' > first.csv
printf '户编号,行政村,户主姓名,户联系电话\nH902,980121100201,周二,14257483512\n' > second.csv
ends 0 import --lang en first.csv
ends 0 import --lang en --json second.csv
has out '"kind":"phone_shared"'
has out '(row 2 (first.csv))'
