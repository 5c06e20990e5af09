# Two look at the tasks at once, and one looks while a server has the register: nothing is listed
# twice, and nobody is told of a fault.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for n in $(seq 40); do
	printf '%s,980121100200,2020-12-31,脱贫户,已脱贫,139000000%02d,6000,王建英\n' "$n" "$n" >> h.csv
done
county cn
opened monitor-quick 2020-06-01
# shellcheck disable=SC2046 # numbers
ends 0 round fill "$round" --share 100% --on 2020-06-01 --as township

at_once() # DAY
{
	pids=
	for n in 1 2 3; do
		"$JZ" task run --on "$1" > "out$n" 2> "err$n" &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid" || { cat err1 err2 err3 >&2; fail 'a run ended badly'; }
	done
	for n in 1 2 3; do
		[ ! -s "err$n" ] || { cat "err$n" >&2; fail 'a run told of a fault'; }
		has "out$n" '40 tasks are open'
	done
	[ "$(cat out1 out2 out3 | grep -c ' 40 new')" -eq "$2" ] || fail 'not found by one alone'
}
at_once 2020-06-05 1
at_once 2020-06-05 0
ends 0 list task --json
[ "$(grep -c '"no":"T' out)" -eq 40 ] || fail "$(grep -c '"no":"T' out) tasks"

# A server has the register: it looks by itself.
"$JZ" serve --listen 127.0.0.1:0 > served 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || :' EXIT
for turn in $(seq 600); do
	grep -q 'http' served && break
	kill -0 "$server" 2> /dev/null || break
	sleep 0.1
done
ends 0 task run --on 2020-06-05
has out 'A running server does so daily by itself'
[ ! -s err ] || { cat err >&2; fail 'a fault was told'; }
kill "$server"
wait "$server" || :
trap - EXIT
at_once 2020-06-05 0
ends 0 verify --deep
