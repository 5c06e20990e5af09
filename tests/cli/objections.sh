# What people say to the office: taken in with a random number, looked into by others than those who
# surveyed, answered by others still; who has the number may ask, nobody else finds it.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
printf '区划代码,名称,级别,上级\n980000000000,演示省,省级,\n' > areas.csv
printf '980100000000,演示市,地级,980000000000\n' >> areas.csv
printf '980121000000,演示县,县级,980100000000\n980121100000,青山镇,乡级,980121000000\n' >> areas.csv
printf '980121100200,甲村,村级,980121100000\n980121100201,乙村,村级,980121100000\n' >> areas.csv
ends 0 init --areas areas.csv
cat > h.csv << 'END'
no,area,head_name,phone,members
1,980121100200,王建英,13900000001,4
2,980121100200,李大山,13900000002,2
END
printf 'no,household,name,relation,birth\n11,1,王建英,户主,1970-05-01\n21,2,李大山,户主,1960-05-01\n' > p.csv
ends 0 import household h.csv
ends 0 import person p.csv
ends 0 notice make 1 2 --subject monitor-1 --area 甲村 --surveyors 张三,李四 --json
no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)

# Nobody objects to what does not hang yet, or finds out by trying what will.
ends 1 objection add --notice "$no" --text 有意见
has err 'There is no notice'
. "$JZ_ROOT/tests/board_story.sh"
ends 0 notice post "$no" --photo board.png --place 村委会 --taken "$(date +%Y-%m-%d)"

# What is not enough, or not true, is said.
ends 1 objection add --notice "$no"
has err 'fill this in'
ends 1 objection add --text 有意见
has err 'choose the village'
ends 1 objection add --notice 2026-9999 --text 有意见
ends 1 objection add --notice "$no" --line 9 --text 有意见
has err 'no such line'
ends 1 objection add --notice "$no" --text 有意见 --phone 123
has err 'no phone number'
ends 1 objection add --notice "$no" --text 有意见 --received 2099-01-01

# Anonymous, and with a name; numbers tell nothing of each other, and not how many there are.
ends 0 objection add --notice "$no" --line 2 --topic wrong --text 这户在城里有房 --channel phone --json
one=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 objection add --notice "$no" --line 1 --text 请复查这户的收入 --name 赵某某 --phone 13911112222 --json
two=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
[ "$one" != "$two" ] || fail 'one number twice'
echo "$one" | grep -qE '^YJ-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$' || fail "a number like $one"
! grep -aqE '城里有房|赵某某|13911112222' D/jingzhun.db* || fail 'what was told lies open in the file'
ends 0 objection list --json
lacks out 城里有房
lacks out 赵某某
[ "$(wc -l < out)" -eq 2 ] || fail 'two wait'
ends 0 objection list --area 乙村 --json
[ ! -s out ] || fail 'those of another village'
ends 0 objection show "$two" --json
has out 13911112222
ends 0 log --last 1 --json
has out '"action":"read"'
small=$(echo "$one" | tr 'A-Z' 'a-z' | tr -d -)
ends 0 objection show "$small"
has out 城里有房
ends 3 objection show YJ-0000-0000-0000

# Not by who surveyed or made the notice; not answered before, not by who looked into it.
ends 5 objection answer "$one" --outcome upheld --text 属实 --by 王主任
has err 'verified first'
ends 4 objection verify "$one" --text 查过 --by 张三
has err 'Somebody else must'
ends 4 objection verify "$one" --text 查过 --by 钱五 --with 李四
ends 4 objection verify "$one" --text 查过
for who in '张 三' '张·三' 钱五，张三 钱五、李四 '钱五；李 四' '钱五 李四'; do
	ends 4 objection verify "$one" --text 查过 --by "$who"
	ends 4 objection verify "$one" --text 查过 --by 周七 --with "$who"
done
for who in 钱五1 钱五（村干部） "$(printf '\357\247\241四')"; do
	ends 1 objection verify "$one" --text 查过 --by "$who"
	has err 'In the name'
done
ends 0 objection verify "$one" --text 房产登记确有一套 --by '钱 五' --with 孙六
for who in 孙六 '孙 六' 钱五 '钱 五' 王主任、钱五 '王主任；孙·六' '王主任 孙六'; do
	ends 4 objection answer "$one" --outcome upheld --text 属实 --by "$who"
	has err 'Who verified it'
done
ends 1 objection answer "$one" --text 属实 --by 王主任
ends 0 objection answer "$one" --outcome upheld --text 经核实属实，已移出名单 --by 王主任
ends 5 objection answer "$one" --outcome refused --text 又改 --by 王主任
ends 5 objection verify "$one" --text 再查 --by 钱五
ends 0 objection list --json
[ "$(wc -l < out)" -eq 1 ] || fail 'one waits'
ends 0 objection list --all --json
[ "$(wc -l < out)" -eq 2 ] || fail 'two there are'

# A declaration: four things typed, two chosen.
ends 1 declaration add --area 乙村 --name 周八 --phone 13922223333 --text 失业了
has err 'fill this in'
ends 0 declaration add --area 乙村 --name 周八 --phone 13922223333 --group 3组 --text 失业了 \
	--topic work --json
sb=$(sed -n 's/.*"no":"\(SB[^"]*\)".*/\1/p' out)
! grep -aqE '周八|失业了' D/jingzhun.db* || fail 'a declaration lies open'
ends 0 declaration list --json
lacks out 周八
ends 0 declaration show "$sb" --json
# While it waits within its term nobody is told; beyond it the village has it on its desk, by its
# row and not by the number that is the declarant's own, until it is answered.
ends 0 task list --lang zh
lacks out 申报超过答复期限
later=$(date -u -d '90 days' +%F)
ends 0 task run --on "$later"
ends 0 task list --on "$later" --lang zh
has out 申报超过答复期限
lacks out "$sb"
ends 0 declaration take "$sb"
ends 0 declaration answer "$sb" --text 已纳入监测
ends 0 task run --on "$later"
ends 0 task list --on "$later" --lang zh
lacks out 申报超过答复期限
ends 5 declaration answer "$sb" --text 又一次
ends 0 verify --deep
