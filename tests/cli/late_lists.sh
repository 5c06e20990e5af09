# What comes late does not beat what is newer: an error list that lay about while the next list and
# a clerk changed its rows, a month after the month that follows it, an undo of a month that the
# next one repeats, and our own list of what is to be entered taken for the source's.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

head=序号,数据日期,县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系,人均纯收入,文化程度,人联系电话
cat > areas.csv <<'END'
代码,名称,级别,上级代码
980121000000,云溪县,县,
980121100000,石塘镇,乡镇,980121000000
980121100201,水山村,村,980121100000
END
row() # NUMBER DATE HOUSEHOLD PERSON NAME ID RELATION INCOME EDUCATION PHONE
{
	echo "$1,$2,云溪县,石塘镇,水山村,$3,$4,$5,$6,$7,$8,$9,${10}"
}
of() # PERSON FIELD
{
	"$JZ" export person --mask none --reason x --columns "no,$2" -q | tr -d '\r' |
		sed -n "s/^$1,//p"
}

# ---- an error list that lay about ----
ends 0 init --areas areas.csv
{
	echo "$head"
	row 1 2026-04-30 H1 P1 王强 980121197804120136 户主 5000 小学 13900000001
	row 2 2026-04-30 H1 P2 李梅 980121198005060020 配偶 5000 小学 13900000002
} > good.csv
sed 's/980121198005060020/980121198005060021/' good.csv > april.csv
ends 1 import april.csv --errors april-errors.csv
{
	echo "$head"
	row 1 2026-05-31 H1 P1 王强 980121197804120136 户主 5100 小学 13900000001
	row 2 2026-05-31 H1 P2 李梅 980121198005060020 配偶 5100 高中 13900000099
} > may.csv
ends 0 import may.csv
ends 0 set person P2 education=大专 --reason 毕业证
sed 's/980121198005060021/980121198005060020/' april-errors.csv > mended.csv
ends 0 import mended.csv
has out 'was changed since that list'
[ "$(of P2 education)" = 大专 ] || fail "education: $(of P2 education)"
[ "$(of P2 phone)" = 13900000099 ] || fail "phone: $(of P2 phone)"
ends 0 export household --columns no,per_capita_net
has out 5100
ends 0 batch show B2 --json
has out '"refused":0'
ends 0 verify --deep

# ---- months out of order ----
ends 0 init --data M --areas areas.csv
export JINGZHUN_DATA=M
month() # MONTH INCOME PHONE [MORE]
{
	echo "$head"
	row 1 "$1" H1 P1 王强 980121197804120136 户主 "$2" 小学 "$3"
	row 2 "$1" H1 P2 李梅 980121198005060020 配偶 "$2" 小学 13900000002
	[ -z "${4:-}" ] || row 3 "$1" H3 P4 "$4" 980121199001010039 户主 4000 初中 13900000004
}
month 2026-01-31 5000 13900000001 > m1.csv
month 2026-02-28 5200 13900000022 赵亮 > m2.csv
month 2026-03-31 5300 13900000022 赵亮 > m3.csv
ends 0 import --source national --complete m1.csv
ends 0 import --source national --complete m3.csv
ends 1 import --source national --complete m2.csv
has out 'older'
ends 0 export household --columns no,per_capita_net
has out 5300
ends 0 difference list
lacks out H1

# ---- an undo of a month that the next one repeats ----
ends 0 init --data U --areas areas.csv
export JINGZHUN_DATA=U
for m in 1 2 3; do ends 0 import --source national --complete m$m.csv; done
ends 1 import undo B3 --reason mistake
has out 'a later list of its source'
ends 0 export person
has out P4
[ "$(of P1 phone)" = 13900000022 ] || fail "phone: $(of P1 phone)"
ends 0 import undo B4 --reason mistake
ends 0 verify --deep

# ---- our own list ----
ends 0 set person P1 education=大专 --reason 毕业证
ends 0 to-enter --source national -o te.csv
ends 1 import --source national te.csv
has err 'to be entered at the source'
ends 0 to-enter --source national -o te.xlsx
ends 1 import --source national te.xlsx
has err 'to be entered at the source'
[ "$(of P1 education)" = 大专 ] || fail 'a local value is lost'
