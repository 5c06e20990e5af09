# Villages and counties that leave poverty: their indicators, one by one and as a table; a county by
# the formulas of its assessment.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

cat > areas.csv <<'E'
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201101000,河口乡,乡
981201101001,河口村,村
981201101002,河湾村,村
981202000000,邻县,县
E
cat > villages.csv <<'E'
行政村,年度,总人口数,是否通沥青(水泥)路,未实现饮水安全户数,危房户数,卫生室个数,执业医师人数,图书室(文化站)个数,通宽带户数,村级集体经济收入(万元)
981201101001,2018,300,否,0,0,1,1,1,60,1.5
981201101001,2019,300,是,0,0,1,1,1,60,1.5
981201101002,2019,100,是,0,0,1,1,,60,1.5
E
cat > households.csv <<'E'
户编号,行政村,人数,脱贫标志,数据日期
9812010010010001,981201101001,5,未脱贫,2019-12-31
9812010010010002,981201101001,4,已脱贫,2019-12-31
9812010010010003,981201101002,2,未脱贫,2019-12-31
E
county() # WRONG APPROVING
{
	cat > county.csv <<E
县,年度,乡村人口,剩余贫困人口数,脱贫人口数,未建档立卡农村人口数,抽样脱贫人数,错退人数,抽样未建档立卡人数,漏评人数,问卷户数,认可户数
981201000000,2019,100000,500,20000,79500,1000,$1,1000,5,1000,$2
E
}
county 10 900
ends 0 init --areas areas.csv
ends 0 import villages.csv households.csv county.csv

# ---- a village: by the code of its area, on the last day of its newest file's year ----
ends 0 judge 981201101001 --for village
has out 'as of 2019-12-31'
has out '✓  2  Paved road'
has out 'Highest incidence (%) 2'     # a parameter is called by its name
ends 0 judge 981201101001 --for village --json
has out '"id":"village-exit"'
has out '"state":"met"'            # 5 of 300 are poor: below 2 %
ends 0 judge 981201101001 --for village --on 2018-12-31 --json
has out '{"id":"road","state":"not_met"'
ends 0 judge 981201101002 --for village --json
has out '{"id":"culture","state":"unknown"'
has out '{"id":"incidence","state":"not_met"'      # 2 of 100 is not below 2 %
ends 3 judge 981201101001 --for village --on 2017-12-31

# ---- a township and a county: the table of their villages ----
ends 0 judge 981201101000 --for village
has out '1 of 2 met'
has out '河口村'
has out '1  Incidence below the limit  1 of 2 met'
ends 0 judge 981201000000 --for village --json
[ "$(wc -l < out)" -eq 2 ] || fail 'not two villages'
has out '"code":981201101001,"name":"河口村","standard":"village-exit","on":"2019-12-31"'
has out '"year":2019,"state":"met"'
has out '"incidence":"not_met"'
has out '"culture":"unknown"'
ends 0 judge 981201101000 --for village --on 2018-12-31 --json
[ "$(wc -l < out)" -eq 1 ] || fail 'a village is judged before its first file'
ends 0 judge 981201101000 --for village --on 2021-12-31
has out 'No standard is in force'
ends 3 judge 981202000000 --for village
ends 3 judge 9899 --for village
has err 'Area: none has the number "9899"'

# ---- a county: wrong and missed ones found in the sample stand for all ----
# (500 + 5/1000 x 79,500 + 10/1000 x 20,000) / 100,000 = 1.0975 %; 1 % wrong, 0.5 % missed, 90 %.
ends 0 judge 981201000000 --for county --json
has out '"state":"met","document"'
lacks out '"state":"not_met"'
# 20 of 1,000 wrong is not below 2 %, and 899 of 1,000 is not 90 %.
county 20 899
ends 0 import county.csv --mode update
ends 0 judge 981201000000 --for county --json
has out '{"id":"wrong","state":"not_met"'
has out '{"id":"approval","state":"not_met"'
has out '{"id":"incidence","state":"met"'
has out '{"id":"missed","state":"met"'
# In the west the limit of incidence is 3 %: of a region by its own code, not of this one.
ends 0 judge 981200000000 --for county
has out 'Exit of a county'
has out '0 of 1 met'
