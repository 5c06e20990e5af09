# A round filled at once: by what was judged, with all of an area, or with a share that anybody can
# draw again; how far it has come, by county, township, village, group, person and household.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
awk 'BEGIN {
	print "no,area,data_date,type,exit_mark,phone,per_capita_net,group_name,head_name"
	for (i = 1; i <= 40; i++)
		printf "%d,%s,2015-12-31,建档立卡贫困户,未脱贫,139%08d,%d,%d组,王建英\n", i,
			i % 4 ? "980121100200" : "980121100201", i, i % 2 ? 2000 : 9000, i % 3 + 1
}' > all.csv
awk 'NR == 1 || /980121100200,/' all.csv > h.csv
county cn-tonghua
printf '区划代码,名称,级别,上级\n980121100201,乙村,村级,980121100000\n' > more.csv
ends 0 import area more.csv
awk 'NR == 1 || /980121100201,/' all.csv > h.csv
ends 0 import household h.csv

# Verdicts are there first, or they cannot be asked for.
ends 5 round open look-back --area 青山镇 --name 回头看 --on 2016-06-01 --as township \
	--from household-poor=met
has err 'On the command line: jingzhun judge'
ends 0 judge --standard household-poor --on 2015-12-31
ends 0 round open look-back --area 青山镇 --name 回头看 --on 2016-06-01 --as township \
	--from household-poor=unknown
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
has out '20 households'
has out '20 taken in'
ends 0 case list --round "$round"
has err '20 rows'
ends 2 round fill "$round" --from household-poor --as township
ends 2 round fill "$round" --from all --share 0/5 --as township
ends 1 round fill "$round" --from nothing=met --as township
ends 4 round fill "$round" --from all --as finance

# The others, half of the odd ones by chance: the same seed draws the same.
ends 0 round open look-back --area 青山镇 --name 抽查 --on 2016-06-01 --as township
drawn=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
ends 0 round fill "$drawn" --from household-poor=not_met --as township
has out '0 households'
ends 0 round fill "$drawn" --from all --where 'per_capita_net<5000' --share 1/2 --seed 7 \
	--on 2016-06-02 --as township
has out 'Drawn 10 of 20 households (seed 7)'
# Lists tell it in words, too, and those that programs read as it is kept.
ends 0 list round --columns no,drawn
has out ', a share of 1/2 (seed 7): 10 of 20'
ends 0 list round --columns no,drawn --lang zh
has out '，抽取 1/2（种子 7）：20 户中取 10 户'
lacks out 'seed 7'
ends 0 list round --columns no,drawn --json
has out ' 1/2 seed 7: 10 of 20"'
ends 0 case list --round "$drawn"
awk '$1 ~ /^P/ { print $3 }' out | sort -n > got
# As a stranger would draw: no program of ours.
for i in $(seq 1 2 39); do
	printf '%s %s\n' "$(printf '7:%s' "$i" | sha256sum | cut -d' ' -f1)" "$i"
done | sort | head -10 | cut -d' ' -f2 | sort -n > want
cmp want got || { paste want got >&2; fail 'the draw cannot be repeated'; }
ends 0 round fill "$drawn" --from all --where 'per_capita_net<5000' --share 50% --seed 7 \
	--on 2016-06-02 --as township
has out '0 taken in, 10 were in the procedure already'
ends 0 round fill "$drawn" --from all --where 'per_capita_net<5000' --share 10% --as township
has out 'seed'

# Of very many fillings the newest are told, and one that goes on is told once.
many=0
while [ $many -lt 30 ]; do
	many=$((many + 1))
	ends 0 round fill "$drawn" --from household-poor=not_met --share 1/2 --seed $((1000 + many)) \
		--as township
done
ends 0 round fill "$drawn" --from household-poor=not_met --share 1/2 --seed 1030 --as township
ends 0 round progress "$drawn"
has out 'Filled with: … households with "Registration as poor (income)": '
[ "$(grep -o 'seed 1030' out | wc -l)" -eq 1 ] || { cat out >&2; fail 'one filling told twice'; }
[ "$(grep -o '(seed 10[0-9]*): 0 of 0' out | wc -l)" -gt 15 ] || fail 'the newest are told'

# Its progress.
case=$(awk '$3 == 2 { print $1 }' out)
ends 0 case list --round "$round"
case=$(awk '$3 == 2 { print $1 }' out)
printf '%%PDF-1.4\n' > paper.pdf
ends 1 case paper "$case" paper.pdf --kind 入户调查表 --on 2016-06-02 --as village
has err 'paper.pdf: This is neither a photograph'
a_paper x > paper.pdf
ends 0 case paper "$case" paper.pdf --kind 入户调查表 --on 2016-06-02 --as village
ends 0 case act "$case" wrong --reason 收入高于标准 --on 2016-06-02 --as township \
	--check enter=是 look=是 reckon=9000 compare=高
ends 0 case act "$case" agree --reason 属实 --on 2016-06-03 --as township2
line() { awk -v n="$1" '$1 == n { $1 = ""; print }' out | tr -s ' '; }
for by in county:演示县 township:青山镇; do
	ends 0 round progress "$round" --by "${by%%:*}" --on 2016-06-10
	has out "Filled with: households with \"Registration as poor (income)\": Not known: 20 of 20"
	line "${by#*:}" | grep -q '20 1 5% 0 1 0 0' || { cat out >&2; fail "$by"; }
done
ends 0 round progress "$round" --by village
[ "$(grep -c 青山镇 out)" -eq 2 ] || fail 'two villages'
ends 0 round progress "$round" --by group
[ "$(grep -c 组 out)" -eq 6 ] || { cat out >&2; fail 'six groups'; }
ends 0 round progress "$round" --by person
has out 何静
has out 'nobody yet'
ends 0 round progress "$round" --by household
[ "$(grep -c '%' out)" -eq 20 ] || fail 'twenty households'
ends 2 round progress "$round" --by moon
ends 0 verify --deep
