# Risk removal: observed long enough, and never where nobody can work; who falls back is monitored
# again, and all that the household ever was stands side by side.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name,' > h.csv
printf 'monitor_type,risk_found,risk_cleared,no_labour\n' >> h.csv
h='980121100200,2023-12-31,脱贫户,已脱贫'
printf '1,%s,13900000001,6000,王建英,脱贫不稳定户,2023-11-05,否,否\n' $h >> h.csv
printf '2,%s,13900000002,6000,李四,脱贫不稳定户,2022-01-05,否,是\n' $h >> h.csv
printf '3,%s,13900000003,6000,赵六,脱贫不稳定户,2022-01-05,否,\n' $h >> h.csv
county cn-2021
printf 'household,scheme,started,ended\n1,建档立卡贫困户,2014-06-01,2018-12-01\n' > s.csv
printf '1,脱贫户,2018-12-01,\n1,脱贫不稳定户,2023-11-05,\n' >> s.csv
ends 0 import status s.csv
printf 'household,kind,found\n1,因病,2023-11-05\n1,因灾,2024-06-01\n2,因病,2022-01-05\n' > r.csv
ends 0 import risk r.csv
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
looks='enter=已入户 look=一般 reckon=9000 compare=正常'
opened risk-removal 2024-02-01
for h in 1 2 3; do
	taken $h 2024-02-01
	eval "c$h=$taken"
	paper "$taken" 入户调查表 2024-02-02
	# Who first says that the risk is gone says why, if the judge does not see it.
	# shellcheck disable=SC2086 # items
	act 4 "$taken" checked --on 2024-02-02 --check $looks --as village
	has out 'erdict of "The risk may be removed"'
	# shellcheck disable=SC2086 # items
	act 0 "$taken" checked --on 2024-02-02 --check $looks --as village --reason 已稳定
done
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
	--attendance who.txt --on 2024-02-03 --as village --vote "$c1=6/0/0" "$c2=6/0/0" "$c3=6/0/0"
for c in "$c1" "$c2" "$c3"; do
	paper "$c" 会议记录 2024-02-03
	act 0 "$c" passed --on 2024-02-03 --as village
done
hang notice 2024-02-04 2024-02-08 village
for c in "$c1" "$c2" "$c3"; do act 0 "$c" unopposed --on 2024-02-09 --as village; done

# Through help takes help: a measure that began since the risk was found, and not one only planned.
act 4 "$c1" helped --reason 收入稳定 --on 2024-05-20 --as county2
has out 'helped by a measure'
measured() # STARTED PLANNED
{
	printf 'household,kind,started,planned\n1,产业帮扶,%s,%s\n' "$1" "$2" > m.csv
	ends 0 import measure m.csv
}
measured 2023-05-01 否
measured 2024-01-05 是
act 4 "$c1" helped --reason 收入稳定 --on 2024-05-20 --as county2
measured 2023-12-01 否

# Three months are too short; half a year is not. Nobody able to work: not even then.
for how in helped natural; do
	act 4 "$c1" $how --reason 收入稳定 --on 2024-02-10 --as county2
	has out 'Observed for 6 months'
done
act 4 "$c2" helped --reason 收入稳定 --on 2024-05-20 --as county2
has out 'wholly without labour'
act 4 "$c2" natural --reason 收入稳定 --on 2024-05-20 --as county2
# Nobody ticked the box of the third: its members decide. As long as it is not known whether any of
# them can work, that is told; if none can, it stays monitored; one who can is enough.
natural() # CODE WHAT
{
	act "$1" "$c3" natural --reason 收入稳定 --on 2024-05-20 --as county2
	has out "$2"
}
members() # LABOUR LABOUR
{
	printf '户编号,姓名,与户主关系,性别,出生日期,劳动技能\n' > p.csv
	printf '3,赵六,户主,男,1960-01-02,%s\n3,孙八,配偶,女,1962-03-04,%s\n' "$1" "$2" >> p.csv
	ends 0 import person p.csv
}
natural 4 'facts are missing'
members 无劳动力 ''
natural 4 'facts are missing'
members 无劳动力 丧失劳动力
natural 4 'wholly without labour'
lacks out 'facts are missing'
members 无劳动力 弱劳动力或半劳动力
natural 0 ''
act 0 "$c1" helped --reason 收入稳定 --on 2024-05-20 --as county2
hang announce 2024-05-21 '' township
act 0 "$c1" announced --on 2024-05-21 --as township
ends 0 show household 1 --lang zh
has out 帮扶消除
ends 0 show household 2 --lang zh
lacks out 帮扶消除

# The row of the risk says so, too; not that of one found after the day, nor another household's.
ends 0 list risk --columns household,found,cleared,cleared_on,clear_mode --lang zh
grep 2023-11-05 out | grep 2024-05-20 | grep -q 帮扶消除 || { cat out >&2; fail 'the row stands open'; }
[ "$(grep -c 2024-05-20 out)" -eq 1 ] || { cat out >&2; fail 'another row was closed'; }

# It falls back: the same procedure takes it in again, and helper and measure are asked for anew.
opened monitor 2024-09-01
taken 1 2024-09-01
one=$taken
act 0 "$one" accept --on 2024-09-02 --as village
paper "$one" 入户调查表 2024-09-03
paper "$one" 承诺授权书 2024-09-03
# shellcheck disable=SC2086
act 0 "$one" checked --on 2024-09-03 --check $looks --as village
paper "$one" 信息比对结果 2024-09-04
act 0 "$one" compared --on 2024-09-04 --as county
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
	--attendance who.txt --on 2024-09-05 --as village --vote "$one=6/0/0"
paper "$one" 会议记录 2024-09-05
act 0 "$one" passed --on 2024-09-05 --as village
hang notice 2024-09-06 2024-09-10 village
act 0 "$one" unopposed --on 2024-09-11 --as village
act 0 "$one" approve --on 2024-09-12 --as township2
# A list had told of it before; nobody ended that row: it ends with what begins now.
printf 'household,scheme,started,ended\n1,脱贫不稳定户,2024-08-20,\n' > early.csv
ends 0 import status early.csv --mode insert
act 0 "$one" unstable --reason 再次住院 --on 2024-09-13 --as county2
# The county has decided, and the register says so: the case is not taken off any more.
paper "$one" 撤回申请 2024-09-14
act 4 "$one" withdraw --reason 外出 --signer self --on 2024-09-14 --as village
hang announce 2024-09-14 '' township
act 0 "$one" enter --on 2024-09-14 --as township
ends 0 list household --where 'no=1' --columns no,monitor_type,risk_found,risk_cleared --lang zh
has out 2024-09-13
ends 0 list status --where 'household=1' --lang zh
has out 建档立卡贫困户
has out 脱贫户
[ "$(grep -c 脱贫不稳定户 out)" -eq 3 ] || { cat out >&2; fail 'monitored twice'; }
ends 0 list status --where household=1 --columns scheme,started,ended --lang zh
grep 2024-08-20 out | grep -q 2024-09-13 || { cat out >&2; fail 'two rows stand open'; }
ends 0 task list --on 2024-09-20
has out 'A helper'
ends 0 verify --deep
