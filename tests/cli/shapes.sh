# Sheets as offices write them: titles, headers of several rows, ditto marks, merged families,
# totals right and wrong, notes, units in headers and titles, several sheets, the five workbooks
# of the national system, columns nobody knows. What they mean is checked by what is exported.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D LC_ALL=C.UTF-8

cc -std=gnu17 -D_GNU_SOURCE -o make_book "$JZ_ROOT/tests/tools/make_book.c" -lz || fail 'make_book'
cat > areas.csv <<'F'
区划代码,名称
98,演示省
9801,演示市
980121,云溪县
980121100,花冲镇
980121100200,丰坝村
980121100201,北沟村
F

# What the register holds now, without the header.
holds() # KIND COLUMNS WHERE LINES...
{
	ends 0 export "$1" --columns "$2" --where "$3" --mask none --reason 核对
	sed -i '1d; $ { /^$/d }; s/\r$//' out
	shift 3
	: > want
	[ $# -eq 0 ] || printf '%s\n' "$@" > want
	cmp -s out want || { diff want out >&2; fail "the register does not hold what the sheet says"; }
}
ends 0 init --areas areas.csv

# ---- titles, the header on row 3, amounts in 10,000 yuan, a total, notes and signatures
./make_book list.xlsx <<'F'
@sheet 花名册
花冲镇脱贫户花名册
@merge A1:J1
填报单位：花冲镇人民政府||||||2025年12月31日
序号|户编号|行政村|姓名|证件号码|与户主关系|人数|人均纯收入(万元)|是否参加大病保险|人员识别时间
1|H1|丰坝村|李明|980121197804120136|户主|n:2|n:1.2345|√|2016.8.6
2|H1|丰坝村|张秀英|980121198009230242|配偶|n:2|n:1.2345|是|20160806
3|H2|北沟村|王 建国|'980121 19650718 0170|户主|n:1|n:0.9|1|d:42588
4|H2|北沟村|刘桂花||之母|n:1|n:0.9|×|2016年
合计||||||n:3|||
说明：本表一式三份，村、镇、县各留一份。
填表人：赵干事|||审核人：|||填报日期：2026年1月5日
F
ends 0 import list.xlsx
has err 'list.xlsx: 32-column exchange list, 7 rows'
has err 'new 4, changed 0, unchanged 0, refused 0, left out 3'
has out 'list.xlsx [花名册]: "人均纯收入(万元)" is in 万元 and was turned into the field'
has out 'list.xlsx [花名册]: rows of totals were left out: 8'
has out 'list.xlsx [花名册]: notes and signatures were left out: 9-10'
holds household no,area,members,per_capita_net no=H1 H1,980121100200,2,12345.00
holds household no,area,members,per_capita_net no=H2 H2,980121100201,1,9000.00
holds person name,idno,relation,critical_insurance,identified household=H1 \
	李明,980121197804120136,户主,是,2016-08-06 张秀英,980121198009230242,配偶,是,2016-08-06
holds person name,idno,relation,critical_insurance,identified household=H2 \
	王建国,980121196507180170,户主,是,2016-08-06 刘桂花,,之母,否,2016

# ---- a header of two rows, its groups and single columns merged; 万元 in the title, 元 in one header;
# a wrong total beside right ones
./make_book income.xlsx <<'F'
@sheet 收入
花冲镇农户收入汇总表
@merge A1:J1
（金额单位：万元）
户编号|起始时间|截止时间|家庭收入||||支出||低保金（元）
|||工资性|经营性|财产性|小计|生产经营性支出|住房支出|
@merge A3:A4
@merge B3:B4
@merge C3:C4
@merge D3:G3
@merge H3:I3
@merge J3:J4
H1|2024-01|2024-12|n:2|n:0.5|n:0|n:2.5|n:0.1|n:0.001|n:600
H2|2024-01|2024-12|n:0.8|n:0.12005|n:0|n:0.92005|n:0.02|n:0|n:0
合计|||n:2.8|n:0.62005|n:0|n:3.42|n:0.12|n:0.001|n:600
F
ends 0 import income.xlsx --json
has out '"row":3,"column":"家庭收入/工资性","kind":"column_unit"'
lacks out '"column":"低保金（元）","kind":"column_unit"'
has out '"row":7,"column":"家庭收入/小计","kind":"total_mismatch"'
has out 'is not the sum of the rows (34200.5)'
[ "$(grep -c '"kind":"total_mismatch"' out)" -eq 1 ] || fail 'right totals are doubted'
income=household,period_from,wage,operating,property,total,operating_cost,rigid_house,dibao_pay
holds income $income household=H1 \
	H1,2024-01,20000.00,5000.00,0.00,25000.00,1000.00,10.00,600.00
holds income $income household=H2 H2,2024-01,8000.00,1200.50,0.00,9200.50,200.00,0.00,0.00

# The same groups without one merged cell, as other programs leave them; 工资性 under two groups. And
# what yuan taken for 10,000 yuan looks like, beside last year: doubted, not refused.
./make_book next.xlsx <<'F'
@sheet 收入
户编号|起始时间|截止时间|家庭收入(万元)||
|||工资性|经营性|小计
H1|2025-01|2025-12|n:2.1|n:0.4|n:2.5
H2|2025-01|2025-12|n:8100|n:0.12|n:0.93
小计|||n:8102.1|n:0.52|n:3.43
F
ends 0 import next.xlsx --json
has out '"row":4,"column":"家庭收入(万元)/工资性","kind":"unit_jump"'
has out 'is about 10125 times another'
[ "$(grep -c '"kind":"unit_jump"' out)" -eq 1 ] || fail 'an ordinary year is doubted'
lacks out '"kind":"total_mismatch"'
holds income household,wage,total 'household=H1 and period_from=2025-01' H1,21000.00,25000.00

# ---- merged families, ditto marks, a hidden draft, help, a header once more on each page
./make_book family.xlsx <<'F'
@sheet 填表说明
不得改动表头。
@sheet 丰坝村
户编号|行政村|户主姓名|姓名|与户主关系|出生日期|是否参加大病保险|人数
H3|丰坝村|周一|周一|户主|1970.5.2|√|n:3
|||郑秀|配偶|1972年3月4日|有|
|||周小一|之子|20010304|否|
@merge A2:A4
@merge B2:B4
@merge C2:C4
户编号|行政村|户主姓名|姓名|与户主关系|出生日期|是否参加大病保险|人数
H4|〃|吴二|吴二|户主|1965/07|1|n:2
H4|同上|〃|冯莲|配偶|1966年|0|〃
第1页共2页
@sheet 北沟村
户编号|行政村|户主姓名|姓名|与户主关系|出生日期|是否参加大病保险|人数
H5|同上|陈三|陈三|户主|1970|×|n:1
H6|北沟村|褚四|褚四|户主|1971|×|n:1
@sheet 底稿 hidden
户编号|行政村
X1|丰坝村
F
ends 1 import family.xlsx --json
has out '"sheet":"填表说明","row":0,"column":"","kind":"sheet_help"'
has out '"sheet":"底稿","row":0,"column":"","kind":"sheet_hidden"'
has out '"sheet":"北沟村","row":2,"column":"行政村","kind":"ditto_empty"'
has out '"sheet":"丰坝村","row":5,"column":"","kind":"rows_header_again"'
has out '"sheet":"丰坝村","row":8,"column":"","kind":"rows_note"'
holds person name,relation,birth,critical_insurance household=H3 \
	周一,户主,1970-05-02,是 郑秀,配偶,1972-03-04,是 周小一,之子,2001-03-04,否
holds person name,relation,birth,critical_insurance household=H4 \
	吴二,户主,1965-07,是 冯莲,配偶,1966,否
holds household no,area,head_name,members no=H3 H3,980121100200,周一,3
holds household no,area,head_name,members no=H4 H4,980121100200,吴二,2
holds household no no=H5
holds household no,area no=H6 H6,980121100201

# As many merged families as a village has.
{
	printf '@sheet 名册\n户编号|行政村|姓名|与户主关系\n'
	for n in $(seq 101 250); do
		printf 'M%s|北沟村|卫大|户主\n||沈小|之子\n' "$n"
		printf '@merge A%s:A%s\n' $((2 * n - 200)) $((2 * n - 199))
		printf '@merge B%s:B%s\n' $((2 * n - 200)) $((2 * n - 199))
	done
} | ./make_book village.xlsx
ends 0 import village.xlsx
has err 'new 300, changed 0, unchanged 0, refused 0'
holds person name household=M101 卫大 沈小
holds person name household=M250 卫大 沈小

# Groups over columns are no list of households because the period is not there: it is asked for.
./make_book year.xlsx <<'F'
@sheet 收入
户编号|户主姓名|家庭收入|||备注
||工资性|经营性|小计|
H1|李明|n:20000|n:5000|n:25000|
F
ends 1 import year.xlsx
has err '"起始时间" is missing'

# ---- columns that nobody knows are asked, with what is to be typed; one header twice
./make_book odd.xlsx <<'F'
@sheet 表一
户编号|行政村||鞋码|家里几口人|称呼|户联系电话|户联系电话
H7|丰坝村|乱|n:42|n:3|郑一|15400000001|15400000001
H8|丰坝村||n:38|n:4|冯二|15400000002|15400000003
F
ends 0 import odd.xlsx
has out 'odd.xlsx [表一]: "鞋码", such as 4*, 3*'
has out "jingzhun import --data D --map '鞋码=KIND.FIELD' odd.xlsx"
has out 'odd.xlsx [表一]: "称呼", such as 郑*, 冯*'
has out "jingzhun import --data D --map '@3=KIND.FIELD' odd.xlsx"
has out 'jingzhun dictionary KIND'
ends 0 dictionary household
has out '`head_name`'
lacks out '(`person`)'
ends 0 import --again odd.xlsx
lacks out 郑一
has out 'columns_differ                1   e.g. odd.xlsx [表一]:3'
holds household no,members,head_name,phone no=H7 H7,,,15400000001
holds household no,members,head_name,phone no=H8 H8,,,

# What was asked for with the file is asked for again; what a shell would take apart is quoted.
cp odd.xlsx 'odd list.xlsx'
ends 0 import --dry-run --source national --complete --as-of 2025 household 'odd list.xlsx'
has out 'import household --data D --source national --complete --as-of 2025 --map'
has out "--map '鞋码=KIND.FIELD' 'odd list.xlsx'"

# Sheets that are alike are asked about once, and told in one line; a column without a header that
# only counts the rows is no question.
./make_book alike.xlsx <<'F'
@sheet 甲村
|户编号|行政村|鞋码|
n:1|H7|丰坝村|n:42|
n:2|H8|丰坝村|n:38|
|合计||n:80|
@sheet 乙村
|户编号|行政村|鞋码|
n:1|H7|丰坝村|n:42|
n:2|H8|丰坝村|n:38|
n:3|H8|丰坝村|n:38|
|合计||n:118|
F
ends 0 import --dry-run alike.xlsx
has out 'alike.xlsx [甲村] and 1 more sheet: "鞋码", such as 4*, 3*'
has out 'alike.xlsx [甲村] and 1 more sheet: rows of totals were left out: in each sheet others'
[ "$(grep -c "such as" out)" -eq 1 ] || fail 'one header is asked twice'
lacks out '@1'

# What is no field is no answer; what it may be called is.
ends 2 import --map '称呼=household.alias' odd.xlsx
has err 'household.alias'
ends 2 import --map '称呼=household.version' odd.xlsx
ends 2 import --map '称呼=姓名' odd.xlsx
has err 'several kinds'
has err 'person.name'
ends 0 import --map '家里几口人=户.人数,称呼=户主姓名,鞋码=-,@3=-' odd.xlsx
has out '"称呼" was taken as --map says: household.head_name'
has out '"@3" was taken as --map says: -'
lacks out 'please answer'
has err 'changed 2'
holds household no,members,head_name,phone no=H7 H7,3,郑一,15400000001

# Said once, it holds for every sheet of this header, and is told; of the second column of a name,
# too; and no longer than it is wanted.
printf '%s\n' '# what they write' '户联系电话#2 = -' > said.txt
ends 0 import --map said.txt odd.xlsx
holds household phone no=H8 15400000002
sed 's/|/,/g' > odd2.csv <<'F'
户编号|行政村||鞋码|家里几口人|称呼|户联系电话|户联系电话
H9|丰坝村||40|5|蒋五|15400000009|15400000010
F
ends 0 import odd2.csv
has out '"家里几口人" was taken as it was said before: household.members'
lacks out 'please answer'
holds household members,head_name,phone no=H9 5,蒋五,15400000009
ends 0 mapping list --json
[ "$(grep -c '"kind":"household"' out)" -eq 5 ] || fail 'not five mappings'
has out '"header":"户联系电话#2","field":"-"'
shape=$(sed -n 's/.*"sheet":"\([0-9a-f]*\)".*/\1/p' out | head -1)
ends 3 mapping forget ffffffff
ends 0 mapping forget "$(printf '%.6s' "$shape")"
ends 0 mapping list --json
lacks out household.members
ends 1 import --again odd2.csv
has out "--map '称呼=KIND.FIELD' odd2.csv"
has err "Say with --map '户联系电话#2=-'"

# ---- the five workbooks of the national system, all at once and in the wrong order
head='云溪县（2025年12月31日）'
{
	printf '@sheet 行政村信息\n%s\n\n' "$head"
	cat <<'F'
省|市|县|乡镇|行政村|总户数|总人口数|耕地面积(亩)|村集体经济收入(万元)|到乡镇是否通沥青(水泥)路|未实现饮水安全户数|危房户数|是否出列
演示省|演示市|云溪县|花冲镇|丰坝村|n:300|n:1020|n:2400.5|n:12.5|是|n:0|n:1|是
F
} | ./make_book villages.xlsx
{
	printf '@sheet 计划外出务工\n%s\n\n' "$head"
	cat <<'F'
县|乡|村|户编号|人编号|姓名|证件号码|是否计划外出务工|计划务工所在地|就业服务需求
云溪县|花冲镇|丰坝村|980121900001|98012190000102|张秀英|980121198009230242|是|演示市|
F
} | ./make_book plans.xlsx
{
	printf '@sheet 已外出务工\n%s\n\n' "$head"
	cat <<'F'
县|乡|行政村|户编号|人编号|姓名|证件号码|是否已务工|开始时间|结束时间|务工所在地|企业名称|务工月收入(元)|就业渠道
云溪县|花冲镇|丰坝村|980121900001|98012190000101|李明|980121197804120136|是|2025-02||演示市|演示厂|n:4500|
F
} | ./make_book works.xlsx
{
	printf '@sheet 监测对象信息\n%s\n\n' "$head"
	cat <<F
省|市|县|乡|行政村|户编号|人编号|姓名|证件号码|与户主关系|家庭人口数|户类型|监测对象类别|\
识别监测时间|致贫/返贫风险1|致贫/返贫风险2|风险是否已消除|人均纯收入(元)|工资性收入|\
生产经营性收入|产业帮扶|健康帮扶|风险是否已消除|风险消除时间|\
风险消除后是否义务教育阶段适龄儿童少年失学辍学
演示省|演示市|云溪县|花冲镇|北沟村|980121900002|98012190000201|王建国|980121196507180170|户主|\
2|普通农户|边缘易致贫户|2024-05|因病|因残|是|n:9000|n:15000|n:3000|养鸡50只|医疗救助|是|\
2025-06|否
演示省|演示市|云溪县|花冲镇|北沟村|980121900002|98012190000202|刘桂花|980121194201300281|之母|\
2|普通农户|边缘易致贫户|2024-05|因病|因残|是|n:9000|n:15000|n:3000|养鸡50只|医疗救助|是|\
2025-06|否
F
} | ./make_book watched.xlsx
{
	printf '@sheet 户信息\n%s\n\n' "$head"
	cat <<'F'
县(市、区)|乡镇|村|户编号|人编号|姓名|证件号码|与户主关系|家庭人口数|户类型|致贫原因1|人均纯收入(元)|工资性收入|耕地面积(亩)|入户路类型
云溪县|花冲镇|丰坝村|980121900001|98012190000101|李明|980121197804120136|户主|2|脱贫户|8|n:12000|n:24000|n:3.5|水泥路
云溪县|花冲镇|丰坝村|980121900001|98012190000102|张秀英|980121198009230242|配偶|2|脱贫户|8|n:12000|n:24000|n:3.5|水泥路
F
} | ./make_book exited.xlsx
export JINGZHUN_DATA=N
ends 0 init --areas areas.csv
ends 0 import villages.xlsx plans.xlsx works.xlsx watched.xlsx exited.xlsx
for known in 监测对象信息 户信息 已外出务工 计划外出务工 行政村信息; do
	has out "recognised as \"全国系统·$known\""
done
holds household no,area,members,type,cause1,per_capita_net,land_cultivated,road_type \
	no=980121900001 980121900001,980121100200,2,脱贫户,缺劳力,12000.00,3.5,水泥路
holds household type,monitor_type,risk_found,risk_cleared,risk_cleared_on no=980121900002 \
	一般农户,边缘易致贫户,2024-05,是,2025-06
holds person no,household,name,relation household=980121900002 \
	98012190000201,980121900002,王建国,户主 98012190000202,980121900002,刘桂花,之母
# The year comes from the title; the question that is asked the other way round there is turned.
holds income period_from,period_to,wage,operating household=980121900002 \
	2025-01-01,2025-12-31,15000.00,3000.00
holds risk kind,found,cleared,cleared_on,after_school household=980121900002 \
	因病,2024-05,是,2025-06,是 因残,2024-05,,,
holds measure kind,content household=980121900002 产业帮扶,养鸡50只 健康帮扶,医疗救助
holds work kind,started,place,employer,monthly_pay,planning person=98012190000101 \
	已外出务工,2025-02,演示市,演示厂,4500.00,
holds work kind,started,place,employer,monthly_pay,planning person=98012190000102 \
	计划外出务工,,演示市,,,是
holds village year,households,population,land_cultivated,collective_income,paved_road \
	area=980121100200 2025,300,1020,2400.5,12.5,是

# ---- what this program writes itself: a template filled in, and a list it exported, come back
export JINGZHUN_DATA=T
ends 0 init --areas areas.csv
ends 0 template person --format csv --lang zh -o own.csv
printf '%s\n' ',H1,李明,980121197804120136,,,户主' >> own.csv
printf '户编号,行政村\nH1,丰坝村\n' > house.csv
ends 0 import own.csv house.csv
lacks out 'please answer'
holds person name,idno,relation household=H1 李明,980121197804120136,户主

export JINGZHUN_DATA=E
ends 0 init --areas areas.csv
JINGZHUN_DATA=N ends 0 export household --mask none --reason 核对 --format xlsx -o own.xlsx
JINGZHUN_DATA=N ends 0 export person --mask none --reason 核对 --format xlsx -o people.xlsx
ends 0 import people.xlsx own.xlsx
lacks out 'please answer'
has err 'new 4, changed 0, unchanged 0, refused 0'
for noun in household person; do
	JINGZHUN_DATA=N ends 0 export $noun --mask none --reason 核对
	mv out before
	ends 0 export $noun --mask none --reason 核对
	cmp -s out before || fail "$noun is not what was exported"
done
for JINGZHUN_DATA in D N T E; do
	ends 0 verify --deep
done
