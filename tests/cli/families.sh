# Households that move, merge, leave and divide while they have a case: none is lost.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
i=0
for name in 王建英 李四 赵六 钱七 孙八 周九; do
	i=$((i + 1))
	printf '%s,980121100200,2015-12-31,一般农户,1390000000%s,2000,%s\n' $i $i $name >> h.csv
done
county cn
printf '区划代码,名称,级别,上级\n980121100201,乙村,村级,980121100000\n' > more.csv
printf '980122000000,邻县,县级,980100000000\n980122100000,远山镇,乡级,980122000000\n' >> more.csv
printf '980122100200,丙村,村级,980122100000\n' >> more.csv
ends 0 import area more.csv
opened identify 2016-05-03
for h in 1 2 3 4 5; do
	taken $h 2016-05-03
	eval "c$h=$taken"
done
runs() # DAY WORDS
{
	ends 0 task run --on "$1"
	has out "$2"
}
runs 2016-05-04 '0 tasks are open'

# One moves to the other village: its case goes along, and whoever works there has it.
paper "$c1" 申请书 2016-05-04
ends 0 set household 1 area=980121100201 --reason 搬迁
ends 0 case list --area 乙村
has out "$c1"
act 4 "$c1" accept --on 2016-05-05 --as village
act 0 "$c1" accept --on 2016-05-05 --as township
runs 2016-05-05 '0 tasks are open'
# Even out of the county: it is still there, and nobody here decides about it any more.
ends 0 set household 1 area=980122100200 --reason 迁往邻县
ends 0 case show "$c1"
has out 'Home survey'
act 4 "$c1" withdraw --reason 搬走 --signer self --on 2016-05-06 --as township

# One leaves the register as merged into another, one as closed. Their cases can only be ended.
ends 0 set household 2 state=并户 --reason 并入赵六户
ends 0 set household 4 state=销户 --reason 整户死亡
runs 2016-05-06 '2 tasks are open: 2 new'
ends 0 task list --on 2016-05-06 --as village
has out "$c2"
has out "$c4"
paper "$c2" 申请书 2016-05-06
act 4 "$c2" accept --on 2016-05-06 --as village
has out 'no longer on the register'
ends 5 round close "$round" --as township
# By who opens rounds, with a reason; not one that is there, not into one that is in already.
ends 4 case carry "$c2" --reason 并户 --on 2016-05-06 --as village
ends 5 case carry "$c5" --reason 并户 --on 2016-05-06 --as township
ends 1 case carry "$c2" --on 2016-05-06 --as township
ends 5 case carry "$c2" 3 --reason 并户 --on 2016-05-06 --as township
ends 5 case carry "$c2" 4 --reason 并户 --on 2016-05-06 --as township
ends 0 case carry "$c2" 6 --reason 并入周九户 --on 2016-05-06 --as township
next=$(sed -n 's/.*; \(P[0-9]*\) of household 6.*/\1/p' out)
ends 0 case show "$next"
has out Application
ends 0 case carry "$c4" --reason 整户死亡 --on 2016-05-06 --as township
ends 0 case show "$c4"
has out 整户死亡
ends 5 case carry "$c4" --reason 整户死亡 --on 2016-05-06 --as township
runs 2016-05-06 '0 tasks are open: 0 new, 2 now done'

# Two that are found to be one: the later case is a second one, and is ended.
ends 0 duplicate merge household 3 5 --reason 同一户
runs 2016-05-07 '1 task'
ends 0 task list --on 2016-05-07
has out "$c5"
ends 0 case carry "$c5" --reason 重复 --on 2016-05-07 --as township
runs 2016-05-07 '1 now done'
ends 0 case show "$c3"
has out Open

# One divides: it keeps its case, and the new household wants one of its own.
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > new.csv
printf '7,980121100200,2016-05-08,一般农户,13900000007,2000,赵小六\n' >> new.csv
ends 0 import household new.csv
printf 'household,kind,happened,other_household\n3,拆户,2016-05-08,7\n' > event.csv
ends 0 import member_event event.csv
runs 2016-05-09 '1 new'
ends 0 task list --on 2016-05-09
has out "$c3"
taken 7 2016-05-09
runs 2016-05-09 '1 now done'
paper "$c3" 申请书 2016-05-09
act 0 "$c3" accept --on 2016-05-09 --as village
ends 0 verify --deep
! grep -aq 并入周九户 D/jingzhun.db* || fail 'a reason lies open in the file'
