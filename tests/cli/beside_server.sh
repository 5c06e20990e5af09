# Whoever only looks is not held up by a server that has the register: every list and page of
# procedures is there beside it. What is empty says so, what cannot be done is said once, and
# whoever forgot to say who acts is told how.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,脱贫户,已脱贫,13900000001,6000,王建英\n' >> h.csv
county cn

# ---- nothing is there yet
ends 0 year list
has err 'No year has been closed yet'
ends 0 --lang zh year list
has err '还没有关过账的年度'
ends 0 round list
has err 'Nothing meets'
for list in task case objection declaration; do
	ends 0 $list list
	[ ! -s out ] || { cat out >&2; fail "$list list: an empty table"; }
	has err 'Nothing meets'
done

# ---- who acts must be said, and how is told
ends 2 round open monitor-quick --area 青山镇 --name 一
has err '--as LOGIN'
has err 'user list'
ends 2 --lang zh round open monitor-quick --area 青山镇 --name 一
has err '请用 --as 写明由谁办理'
lacks err '“”'
opened monitor-quick 2020-06-01
ends 2 case add "$round" 1
taken 1 2020-06-01

# ---- what is missing is said once: each thing by its line, and that it is not done
ends 4 case act "$taken" checked --on 2020-06-01 --as village
has out '- A paper is missing: Survey form.'
lacks err 'Survey form'
has err 'things that are missing stand above'
cat out err > both
[ "$(grep -c 'Survey form' both)" -eq 1 ] || { cat both >&2; fail 'said twice'; }
ends 4 case act "$taken" checked --on 2020-06-01 --as finance
paper "$taken" 入户调查表 2020-06-01
ends 0 case act "$taken" no-risk --reason 无风险 --on 2020-06-01 --as village --with township

# ---- verdicts stand in words, not in codes
ends 0 case show "$taken"
lacks out '??'
lacks out ' unknown 0'
! grep -qE '\[[a-z-]+ (met|not_met|unknown) [01?-]+\]' out || { cat out >&2; fail 'a code'; }

# ---- beside a server
"$JZ" serve --listen 127.0.0.1:0 > served 2>&1 &
server=$!
trap 'kill $server 2> /dev/null; wait $server' EXIT
tries=0
until grep -q 'http' served || [ $tries -gt 300 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
ends 5 round open monitor-quick --area 青山镇 --name 二 --as township     # it has the register
for look in 'task list' 'task list --as village' 'year list' 'round list' 'case list' \
	"case show $taken" "round show $round" "round progress $round --by person" 'objection list' \
	'declaration list' 'procedure list' 'procedure show monitor-quick' 'user list' 'grant list'; do
	ends 0 $look
done
ends 0 case show "$taken"
has out 谢小芳
ends 3 task show T999
kill $server
wait $server || fail 'the server did not end'
trap - EXIT
