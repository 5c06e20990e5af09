# Poverty measured: a survey as CSV, its lines, indicators, refusals; and the register itself.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA

first() # KEY: the first number of the first list or value of that name
{
	grep -o "\"$1\":\[\{0,1\}[-0-9.e+nul]*" out | head -1 | sed 's/.*[:[]//'
}
is() # KEY NUMBER
{
	got=$(first "$1")
	awk -v a="$got" -v b="$2" 'BEGIN {
		exit !(a != "" && a != "null" && a - b < 1e-9 && b - a < 1e-9) }' ||
		fail "$1 is $got, not $2"
}

# ---- a survey of six households ----
cat > homes.csv <<'X'
village,income,persons,weight,aid,school,water,power
上湾,1000,4,2,500,3,none,no
上湾,2999.99,2,1,0,6,tap,yes
上湾,3000,1,1,0,9,tap,yes
下坡,5000,3,1,0,5,unsafe,yes
下坡,不详,3,1,0,9,tap,yes
下坡,9000,2,,0,9,tap,yes
X
ends 0 measure homes.csv --income income --size persons --weight weight --line 3000 --group village
has out '4 of 6 rows are counted; they stand for 14.'
has out 'Left out: 1 without an income.'
has out 'Left out: 1 without a weight.'
has out 'Headcount ratio (FGT0)'
has out '71.43%'
has out 'By village'
ends 0 measure homes.csv --income income --size persons --weight weight --line 3000 --json
is fgt 0.714285714285714           # 10 of 14: who has exactly 3000 is not poor
is poor_n 2
ends 0 measure homes.csv --income income --line 3000 --json
is fgt 0.4                          # without weights every row counts once
JZ_LANG=zh LC_ALL=zh_CN.UTF-8 "$JZ" measure homes.csv --income income --line 3000 > out 2>&1
has out '贫困发生率'

# Split over files, in another order: the same to the last digit.
survey='--income income --size persons --weight weight --line 60%median --group village --json'
ends 0 measure homes.csv $survey
cp out whole
(head -1 homes.csv; sed -n '5,7p' homes.csv) > a.csv
(head -1 homes.csv; sed -n '4p;2p;3p' homes.csv) > b.csv
ends 0 measure a.csv b.csv $survey
sed 's/"file":"[^"]*"//' whole > w; sed 's/"file":"[^"]*"//' out > o
cmp w o || fail 'split files give other figures'

# A line of its own for each village; one without a line is told.
printf 'village,line\n上湾,2000\n下坡,6000\n' > lines.csv
ends 0 measure homes.csv --income income --lines lines.csv --json
is poor_n 2
is gap 2000                         # 1000 to 2000, 5000 to 6000
printf 'village,line\n上湾,2000\n' > lines.csv
ends 0 measure homes.csv --income income --lines lines.csv
has out 'Left out: 2 whose line is not known.'
printf 'village,line\n上湾,2000\n上湾,3\n' > twice.csv
ends 1 measure homes.csv --income income --lines twice.csv
has err 'has a line already'
ends 2 measure homes.csv --income income --lines lines.csv --line 5

# Many dimensions, by options and by a file; the same.
ends 0 measure homes.csv --indicators 'school<6,water=none|unsafe,power=no' \
	--weights 1/3,1/3,1/3 --k 2/3 --json
is h 0.333333333333333
is a 0.833333333333333
is m0 0.277777777777778
cp out by_option
cat > s.yaml <<'X'
measure:
  k: 2/3
  indicators:
    - {column: school, deprived: "< 6", weight: 1/3, zh: 受教育年限, en: Years of schooling}
    - {column: water, deprived: "= none | unsafe", weight: 1/3}
    - {column: power, deprived: "= no", weight: 1/3}
X
ends 0 measure homes.csv --settings s.yaml --json
is m0 0.277777777777778
ends 0 measure homes.csv --settings s.yaml
has out 'Years of schooling'
has out 'Intensity A'
sed -i 's/deprived: "< 6"/deprived: "under 6"/' s.yaml
ends 1 measure homes.csv --settings s.yaml
has err 's.yaml:4:'
printf 'measure:\n  incme: x\n' > s.yaml
ends 1 measure homes.csv --settings s.yaml
has err 'incme'

# ---- what is refused, with its place ----
ends 1 measure homes.csv --income incom
has err 'There is no column "incom". The header has: village, income'
sed '3s/2999.99/2999。99元/' homes.csv > bad.csv
ends 1 measure bad.csv --income income --line 3000
has err 'Row 3, column income'
ends 1 measure homes.csv --indicators power,village
has err 'Row 2, column village'
ends 2 measure homes.csv
has err 'which column has the income'
ends 2 measure homes.csv --income income --line 60%mean
ends 2 measure homes.csv --income income --line 0
ends 2 measure homes.csv --income income --line-column x --line 5
ends 2 measure homes.csv --indicators school --k 0
ends 2 measure homes.csv --indicators school --k 4/3
ends 2 measure homes.csv --indicators school,water --weights 1/2
ends 2 measure homes.csv --income income --year 2020
ends 3 measure nowhere.csv --income income
printf 'a\n' > empty.csv
ends 1 measure empty.csv --income a
printf 'a\n0\n0\n-5\n' > low.csv
ends 0 measure low.csv --income a --line 60%median
has err 'no line to be had from it'

# Groups too small to be shown are not, nor is the one that would give them away.
ends 0 measure homes.csv --income income --group village --few 3 --line 3000 --json
[ "$(grep -o '"few":true' out | wc -l)" -eq 2 ] || fail 'a small group is shown'

# ---- the register ----
ends 0 demo --out lists --households 300 --seed 5 --faults none
ends 0 init --data D --areas lists/areas.csv --pack demo-province
"$JZ" import --data D -q lists/*.csv > /dev/null 2>&1
ends 0 measure --data D --line 8000
has out 'Poverty and inequality, 2025'
has out '300 of 300 households are counted'
has out 'By area'
ends 0 measure --data D --line 8000 --json
all=$(first poor_n)
n=0
for part in $(grep -o '"code":"[0-9]*"' out | cut -d'"' -f4); do
	ends 0 measure --data D --line 8000 --area "$part" --json
	n=$((n + $(first poor_n)))
done
[ "$n" -eq "$all" ] || fail "townships have $n poor households, the county $all"
# The same by hand: households below the line by their statement of the year.
"$JZ" export --data D income --mask none --reason test \
	--columns household,period_to,per_capita_net |
	awk -F, 'NR > 1 && $2 ~ /^2025/ && $3 + 0 < 8000 { n++ } END { print n + 0 }' > poor
[ "$(cat poor)" -eq "$all" ] || fail "the statements have $(cat poor) below the line, measured $all"
ends 0 measure --data D --year 2023 --line 8000 --json
has out '"year":2023'
ends 0 measure --data D --income wage --line 8000
ends 1 measure --data D --income period_from
ends 3 measure --data D --area 没有镇
ends 2 measure --data D --weight w
printf 'area,line\n9801,100000\n' > lines.csv
ends 0 measure --data D --lines lines.csv --json
is fgt 1                            # everybody's area lies in that prefecture
# Lines of the pack by name: of the year and place; none for a year without one.
ends 0 measure --data D --line monitoring --year 2024 --json
is line 8000
ends 0 measure --data D --line dibao --year 2024 --json
is line 5400                        # 450 a month
ends 0 measure --data D --line poverty --year 2025
has out 'Left out: 300 whose line is not known.'
ends 2 measure --data D --line povert
ends 2 measure homes.csv --income income --line poverty

# ---- an index of the pack over the register: each deprivation is an expression ----
mkdir multi && cd multi || exit 1
cp -r "$JZ_ROOT/policy" policy
mkdir policy/poor
printf 'name: poor\nparent: cn\nzh: 县\nen: County\n' > policy/poor/pack.yaml
index() # THIRD-WEIGHT K
{
	cat > policy/poor/measures.yaml <<X
measures:
  usual: {line: 3000, near: 20}
  multi:
    ours:
      zh: 三项
      en: Three things
      k: $2
      indicators:
        - {id: water, zh: 饮水, en: Water, weight: 1/10, deprived: '!safe_water'}
        - {id: house, zh: 住房, en: House, weight: 2/10, deprived: dangerous_house}
        - id: alone
          zh: 孤老
          en: An old member
          weight: $1
          deprived: 'person.exists(p, age(p) >= param("age"))'
      parameters: {age: {zh: 年龄, en: Age, values: [{number: 80}]}}
X
}
index 7/10 3/10
export JINGZHUN_POLICY="$PWD/policy" JINGZHUN_DATA="$PWD/D"
cat > areas.csv <<X
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201101000,河口乡,乡
981201101001,河口村,村
981201102000,高山乡,乡
981201102001,高山村,村
X
cat > households.csv <<X
户编号,行政村,人数,是否解决安全饮用水,是否危房户,人均纯收入,数据日期
1,981201101001,2,否,是,2000,2020-12-31
2,981201101001,1,是,是,3100,2020-12-31
3,981201102001,1,是,否,3500,2020-12-31
4,981201102001,1,否,,2500,2020-12-31
X
cat > persons.csv <<X
户编号,人编号,姓名,与户主关系,出生日期
1,1-01,张甲,户主,1980-03-01
1,1-02,张乙,之子,2008-01-01
2,2-01,李甲,户主,1980-03-01
3,3-01,王甲,户主,1940-12-31
4,4-01,赵甲,户主,1980-03-01
X
ends 0 init --areas areas.csv --pack poor
ends 0 import households.csv persons.csv
ends 0 measure --multi list
[ "$(wc -l < out)" -eq 2 ] || fail 'not two indexes'
# By hand: 1 (2 persons) lacks 1/10 + 2/10, which is 3/10 to the last digit: poor. 2 lacks 2/10.
# 3 has a member who is 80 on the day: 7/10. 4: the house is unknown, left out. H 3/4, A (2 x 0.3 +
# 0.7) / 3, M0 = (2 x 0.3 + 0.7) / 4.
ends 0 measure --multi ours --json
node -e '
const m = JSON.parse(require("fs").readFileSync("out", "utf8")).multi;
const near = (x, y) => Math.abs(x - y) < 1e-12;
const sure = (ok, what) => { if (!ok) throw new Error(what + " " + JSON.stringify(m)); };
sure(m.indicators.map((x) => x.weight).join() === "1,2,7", "weights");
sure(m.all.n === 3 && m.unknown === 1 && m.indicators[1].unknown === 1, "counted");
sure(near(m.all.h, 3 / 4) && near(m.all.a, 1.3 / 3) && near(m.all.m0, 1.3 / 4), "H A M0");
sure(near(m.all.raw[1], 3 / 4) && near(m.all.censored[1], 2 / 4), "censored");
sure(near(m.all.contribution.reduce((a, b) => a + b), 1), "contributions");
const g = m.groups.filter((x) => x.n);
sure(g.length === 2 && near(g[0].of_m0 + g[1].of_m0, 1), "by area");
sure(near(g[0].h, 2 / 3) && g[1].h === 1, "H by area");
' || fail "$(cat out)"
# The day before, nobody is 80.
ends 0 measure --multi ours --on 2020-12-30 --json
has out '"poor_n":1,'
ends 0 measure --multi ours --area 高山乡
has out '1 rows are counted'
ends 0 measure --multi ours --few 2 --json
[ "$(grep -o '"few":true' out | wc -l)" -eq 2 ] || fail 'one place alone would be told by the rest'
ends 3 measure --multi no-such
has err '--multi list'
ends 2 measure --multi ours households.csv
# What nobody states is as the pack has it: a fifth beside the line.
ends 0 measure --line 3000 --json
has out '"width":600'
ends 0 measure --line 3000 --near 10 --json
has out '"width":300'
# What is wrong is told with its place, and nothing is loaded.
index 0 3/10
ends 1 measure --multi ours
has err 'poor/measures.yaml:14'
index 1/10 4/3
ends 1 measure --multi ours
has err 'poor/measures.yaml:7'
index 7/10 3/10
sed -i 's/!safe_water/!save_water/' policy/poor/measures.yaml
ends 1 measure --multi ours
has err 'poor/measures.yaml:9'
has err 'safe_water'
