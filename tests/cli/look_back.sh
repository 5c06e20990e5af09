# A look-back finds a household wrongly registered: it removes nobody, but asks with a work item
# for a case of the yearly adjustment, and is content when there is one. Who was found right is
# asked for nothing.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2016-12-31,建档立卡贫困户,未脱贫,13900000001,9000,王建英\n' >> h.csv
printf '2,980121100200,2016-12-31,建档立卡贫困户,未脱贫,13900000002,1500,李四\n' >> h.csv
county cn-tonghua
look='enter=已入户 look=新建楼房 reckon=9000 compare=偏高'
opened look-back 2017-03-01
ends 0 case add "$round" 1 2 --on 2017-03-01 --as township
one=P1 two=P2
for k in "$one wrong" "$two right"; do
	paper "${k% *}" 入户调查表 2017-03-02
	# shellcheck disable=SC2086 # items
	act 0 "${k% *}" "${k#* }" --reason 已核 --check $look --on 2017-03-02 --as township
done
ends 0 task list
lacks out adjustment
act 0 "$one" agree --reason 核实无误 --on 2017-03-03 --as township2
act 0 "$two" agree --on 2017-03-03 --as township2
ends 0 task list --as village
has out 'Take it into the yearly adjustment'
[ "$(grep -c 'yearly adjustment' out)" -eq 1 ] || fail 'not one task'
ends 0 history household 1 --json
[ "$(wc -l < out)" -eq 1 ] || fail 'the look-back changed the household'

# It waits for the case, whatever the day, and for no other household's; the case ends it at once.
ends 0 task run --on 2017-04-01
has out '0 now done'
opened adjustment 2017-04-01
taken 2 2017-04-01
ends 0 task run --on 2017-04-01
has out '0 now done'
ends 0 task list --as village
has out 'yearly adjustment'
taken 1 2017-04-02
ends 0 task list --as village
lacks out 'yearly adjustment'
[ "$(sqlite3 D/jingzhun.db "SELECT done_on FROM task WHERE rule='adjust'")" = 20170402 ] ||
	fail 'not done with the case'
ends 0 task run --on 2017-04-02
has out '0 now done'
ends 0 verify --deep -q
