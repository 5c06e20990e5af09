#!/bin/sh
# A round over a county of HOUSEHOLDS=30000, everybody in it: how long opening it takes, and the
# board and lists of random places while clerks act beside it. SECONDS_EACH=10.
# proves: rounds-open rounds-p99 rounds-tasks-p99 rounds-failed
. "$(dirname "$0")/../tests/proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
SECONDS_EACH=${SECONDS_EACH:-10}
. "$JZ_ROOT/bench/served.sh"
need_all wrk node

register county "$HOUSEHOLDS"
"$JZ" list --data county area --limit 1000 --json -q |
	sed 's/.*"code":"\([0-9]*\)".*/\1/' > areas

serve county --demo
export JZ_URL="$url" JZ_PASSWORD="$password"

# The round, the seconds that opening it took, how many are in it.
node "$JZ_ROOT/bench/rounds_clerks.mjs" open "$HOUSEHOLDS" > opened || die open
say "$(cat opened)"
[ "$(awk '{ print $3 }' opened)" -ge $((HOUSEHOLDS * 9 / 10)) ] || die "not everybody is in"
round=$(awk '{ print $1 }' opened)
judge rounds-open "$(awk '{ print $2 }' opened)" '<=' 10 s
node "$JZ_ROOT/bench/rounds_clerks.mjs" cookie county > cookie || die "sign in"
node "$JZ_ROOT/bench/rounds_clerks.mjs" cookie township > cookie.township || die "sign in"

# One request after the other on two connections, random places, pages and views.
load() # NAME COOKIE PATHS
{
	{
		printf 'local p = {'
		sed 's/.*/"&",/' "$3" | tr -d '\n'
		printf '}\nmath.randomseed(7)\nrequest = function() return wrk.format("GET", '
		printf 'p[math.random(1, #p)], { Cookie = "%s" }) end\n' "$(cat "$2")"
	} > "$1.lua"
	wrk -t1 -c2 -d2 -s "$1.lua" "$url" > load.out 2>&1 || die wrk                # warm
	node "$JZ_ROOT/bench/rounds_clerks.mjs" act "$round" "$SECONDS_EACH" > clerks &
	clerks=$!
	started="$started $clerks"
	wrk -t1 -c2 -d"$SECONDS_EACH" --latency -s "$1.lua" "$url" > load.out 2>&1 || die wrk
	wait $clerks || die clerks
	p99=$(awk '$1 == "99%" { v = $2; u = v; sub(/[0-9.]+/, "", u); sub(/[a-z]+/, "", v)
		printf "%.2f", v * (u == "s" ? 1000 : u == "us" ? 0.001 : 1) }' load.out)
	bad=$((${bad:-0} + $(awk '/Non-2xx/ { n = $NF } END { print n + 0 }' load.out)))
	bad=$((bad + $(awk '{ print $4 }' clerks)))
	say "$1: $(awk '/^Requests\/sec/ { print $2 }' load.out)/s, p99 $p99 ms; $(cat clerks)"
}
{
	echo "/api/v1/rounds/$round"
	sed "s|.*|/api/v1/rounds/$round?area=&|" areas
	sed "s|.*|/api/v1/rounds/$round/cases?gate=lead\&limit=50\&area=&|" areas
	for n in 1 500 5000 20000; do
		echo "/api/v1/rounds/$round/cases?gate=lead&limit=50&cursor=0.$n"
		echo "/api/v1/rounds/$round/cases?gate=check&limit=50&cursor=0.$n"
	done
} > paths
load board cookie paths
judge rounds-p99 "$p99" '<=' 20 ms
printf '/api/v1/%s\n' tasks 'tasks?late=1' 'tasks?assigned=me' tasks/late rounds > paths
load tasks cookie.township paths
judge rounds-tasks-p99 "$p99" '<=' 20 ms
judge rounds-failed "$bad" '<=' 0
kill $server
wait $server
proof_end
