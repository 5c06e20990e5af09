# Villages and a county leave the list: what is hung up are places, by name. One village is objected
# to and goes back; nobody goes on before the list has hung its time with both photographs; a county
# goes all the way up to the province. Every step that others try is refused.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,members,exit_mark,data_date\n1,980121100200,5,未脱贫,2018-12-31\n' > h.csv
county cn
printf '区划代码,名称,级别,上级\n980121100201,乙村,村级,980121100000\n' > more.csv
ends 0 import area more.csv
cat > villages.csv <<'E'
行政村,年度,总人口数,是否通沥青(水泥)路,未实现饮水安全户数,危房户数,卫生室个数,执业医师人数,图书室(文化站)个数,通宽带户数,村级集体经济收入(万元)
980121100200,2018,300,是,0,0,1,1,1,60,1.5
980121100201,2018,300,是,0,0,1,1,1,60,1.5
E
cat > county.csv <<'E'
县,年度,乡村人口,剩余贫困人口数,脱贫人口数,未建档立卡农村人口数,抽样脱贫人数,错退人数,抽样未建档立卡人数,漏评人数,问卷户数,认可户数
980121000000,2018,100000,500,20000,79500,1000,10,1000,5,1000,950
E
ends 0 import villages.csv county.csv
# Nobody of the demo is of the province: three of other offices are lent to it.
ends 0 grant give upper2 upper_office --area 980000000000
ends 0 grant give township2 upper_approver --area 980000000000
ends 0 grant give county2 upper_office --area 980000000000

# The list of a gate is made by whom it is, and not by another.
listed() # GATE DAY WHO ANOTHER HOW-MANY
{
	ends 4 round publish "$round" "$1" --on "$2" --as "$4"
	ends 0 round publish "$round" "$1" --on "$2" --as "$3"
	has out ": $5 on the list"
	notice=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	ends 0 notice show "$notice"
	lacks out 'Head'
}

hung() # PLACE FIRST [LAST]
{
	ends 0 notice post "$notice" --photo photo.png --place "$1" --taken "$2"
	[ -z "${3:-}" ] || ends 0 notice last "$notice" --photo last.png --place "$1" --taken "$3"
}

# ---- two villages ----
opened village-exit 2019-03-01
ends 0 case add "$round" 甲村 乙村 --on 2019-03-01 --as township
for one in P1 P2; do
	act 4 $one propose --on 2019-03-02 --as village
	act 0 $one propose --on 2019-03-02 --as township
	act 4 $one checked --on 2019-03-03 --as township
	act 0 $one checked --on 2019-03-03 --as county
done
act 4 P1 unopposed --on 2019-03-04 --as township
listed notice 2019-03-04 township village 2
has out '1    甲村'
has out '2    乙村'
act 4 P1 unopposed --on 2019-03-11 --as township
hung 镇公开栏 2019-03-04
act 4 P1 unopposed --on 2019-03-08 --as township
ends 0 paper notice --notice "$notice" --out n.pdf
if command -v pdftotext > /dev/null; then
	pdftotext -layout n.pdf n.txt
	grep -q ' Place$' n.txt && grep -q ' 乙村$' n.txt || fail 'the sheet does not name the places'
	! grep -q 'Head' n.txt || fail 'the sheet of a list of places has a column for heads'
fi

# What is said against a line is of that village alone.
ends 0 objection add --notice "$notice" --line 2 --topic wrong --channel phone --text 路没有通到组 \
	--received 2019-03-05 --json
no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
act 4 P2 unopposed --on 2019-03-11 --as township
ends 0 objection verify "$no" --text 查实 --by 钱五 --with 孙六
ends 0 objection answer "$no" --outcome upheld --text 属实 --by 王主任
act 4 P1 objection --on 2019-03-08 --reason 路未通 --as township2
act 4 P2 objection --on 2019-03-08 --reason 路未通 --as township
act 0 P2 objection --on 2019-03-08 --reason 路未通 --as township2
ends 0 case show P2
has out 'Checked in the village'
ends 0 notice last "$notice" --photo last.png --place 镇公开栏 --taken 2019-03-10
act 0 P1 unopposed --on 2019-03-11 --as township

# The county decides and announces; the list of the result is of the county.
act 4 P1 approve --on 2019-03-12 --as county
act 0 P1 approve --on 2019-03-12 --as county2
act 4 P1 announced --on 2019-03-12 --as county
listed announce 2019-03-12 county township 1
has out '青山镇甲村'
hung 县公告栏 2019-03-12
act 4 P1 announced --on 2019-03-12 --as township
act 0 P1 announced --on 2019-03-12 --as county
ends 0 list village --where 'area="980121100200"' --columns year,exit_year --json
has out '"exit_year":2019'
ends 0 case show P1
has out 'Place'
has out '青山镇甲村'
lacks out 'Household'

# ---- the county ----
ends 0 round open county-exit --area 演示县 --name 县退出 --on 2019-04-01 --as county
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
ends 0 case add "$round" 演示县 --on 2019-04-01 --as county
one=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out)
act 4 "$one" apply --on 2019-04-01 --as township
act 0 "$one" apply --on 2019-04-01 --as county
act 4 "$one" checked --on 2019-04-02 --as county
act 0 "$one" checked --on 2019-04-02 --as upper
act 4 "$one" verified --on 2019-04-03 --as upper
act 0 "$one" verified --on 2019-04-03 --as upper2
listed notice 2019-04-04 upper2 upper 1
has out '演示市演示县'
hung 省公告栏 2019-04-04 2019-04-10
act 4 "$one" unopposed --on 2019-04-11 --as upper
act 0 "$one" unopposed --on 2019-04-11 --as upper2
act 0 "$one" report --on 2019-04-12 --as upper2
act 4 "$one" good --on 2019-04-13 --as upper2
act 4 "$one" good --on 2019-04-13 --as inspector
act 0 "$one" good --on 2019-04-13 --as county2
act 4 "$one" approve --on 2019-04-14 --as upper2
act 0 "$one" approve --on 2019-04-14 --as township2
act 4 "$one" announced --on 2019-04-14 --as upper2
listed announce 2019-04-14 upper2 upper 1
hung 省公告栏 2019-04-14
act 0 "$one" announced --on 2019-04-14 --as upper2
ends 0 case show "$one"
has out 'Delisted'
ends 0 verify --deep
