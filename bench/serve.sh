#!/bin/sh
# The server under load, client on the same machine. A register of HOUSEHOLDS=30000, its figures for
# lists with LIST_HOUSEHOLDS=100000. Household pages at random for four people, read-logged, while a
# clerk proposes 50 edits a second; beside nginx's bare `return 200`, in one run. Then lists,
# memory, start, and the sizes of the app. SECONDS_EACH=10.
# proves: page-rate page-p99 page-ratio page-failed write-seen list-p99 serve-memory serve-start
# proves: shell-kb room-kb
. "$(dirname "$0")/../tests/proof.sh"
. "$JZ_ROOT/bench/served.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
LIST_HOUSEHOLDS=${LIST_HOUSEHOLDS:-100000}
SECONDS_EACH=${SECONDS_EACH:-10}
need_all wrk nginx node

cookie() # LOGIN
{
	node -e 'fetch(process.argv[1] + "/login", { method: "POST", redirect: "manual", headers: {
		"content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({
		login: process.argv[2], password: process.argv[3], code: "", next: "/" }) })
		.then((a) => console.log(a.headers.get("set-cookie").split(";")[0]))' \
		"$url" "$1" "$password"
}

load() # SCRIPT
{
	loaded -t1 -c16 -d"$SECONDS_EACH" --latency -s "$1" "$url"
}

# ---- nginx, saying 200 and nothing else ----
mkdir ngx
cat > ngx.conf <<-CONF
	worker_processes 2; daemon off; pid $W/ngx/pid; error_log $W/ngx/error;
	events { worker_connections 512; }
	http { access_log off; client_body_temp_path $W/ngx; proxy_temp_path $W/ngx;
	fastcgi_temp_path $W/ngx; uwsgi_temp_path $W/ngx; scgi_temp_path $W/ngx;
	server { listen 127.0.0.1:18099 reuseport; location / { return 200 "ok"; } } }
CONF
nginx -c "$W/ngx.conf" -p "$W/ngx" 2> ngx.err &
started="$started $!"
nginx_pid=$!
sleep 0.5
printf 'request = function() return wrk.format("GET", "/") end\n' > bare.lua
url=http://127.0.0.1:18099
load bare.lua
bare=$rate
kill $nginx_pid

# ---- household pages ----
register county "$HOUSEHOLDS"
serve county --demo
first=$("$JZ" list --data county household --limit 1 --json -q | sed 's/.*"no":"\([0-9]*\)".*/\1/')
{
	printf 'local who = {'
	for login in county county2 inspector leader; do printf '"%s",' "$(cookie $login)"; done
	printf '}\nmath.randomseed(7)\nrequest = function() return wrk.format("GET", string.format('
	printf '"/api/v1/household/%%.0f/page", %s + math.random(0, %d)), ' "$first" \
		"$((HOUSEHOLDS - 1))"
	printf '{ Cookie = who[math.random(1, #who)] }) end\n'
} > page.lua
load page.lua                    # warm
node "$JZ_ROOT/bench/serve_clerks.mjs" "$url" "$password" 50 "$SECONDS_EACH" > clerks &
clerks=$!
started="$started $clerks"
load page.lua
wait $clerks || die clerks
say "pages: $rate/s, p99 $p99 ms, $bad not 2xx; nginx $bare/s; $(cat clerks)"
judge page-rate "$rate" '>=' 10000 pages/s
judge page-p99 "$p99" '<=' 10 ms
judge page-ratio "$(awk -v a="$rate" -v b="$bare" 'BEGIN { printf "%.2f", a / b }')" '>=' 0.3
judge page-failed "$((bad + $(awk '{ print $3 }' clerks)))" '<=' 0
judge write-seen "$(awk '{ print $9 }' clerks)" '<=' 1000 ms
judge serve-memory "$(memory)" '<=' 64 MiB
serve_end
serve county --demo
judge serve-start "$start_ms" '<=' 200 ms
serve_end

# ---- lists ----
register many "$LIST_HOUSEHOLDS"
serve many --demo
mine=$(cookie county)
{
	printf 'local mine = "%s"\nlocal at = 0\nlocal ask = {' "$mine"
	for q in 'limit=50' 'limit=50&cursor=60000' 'limit=50&f.members.ge=6' 'limit=50&f.type=脱贫户' \
		'limit=50&where=head_name~%%E7%%8E%%8B' \
		'limit=50&fields=no,head_name,members,per_capita_net'; do
		printf '"%s",' "$(printf '%s' "$q" | sed 's/脱贫户/%E8%84%B1%E8%B4%AB%E6%88%B7/; s/%%/%/g')"
	done
	printf '}\nrequest = function() at = at + 1; return wrk.format("GET", "/api/v1/household?" .. '
	printf 'ask[at %% #ask + 1], { Cookie = mine }) end\n'
} > list.lua
loaded -t1 -c2 -d"$SECONDS_EACH" --latency -s list.lua "$url"
say "lists: $rate/s, p99 $p99 ms"
judge list-p99 "$p99" '<=' 20 ms
serve_end

# ---- the app ----
ui=$JZ_ROOT/build/ui
judge shell-kb "$(wc -c < "$ui/shell.html.br" | awk '{ printf "%.1f", $1 / 1024 }')" '<=' 40 KiB
judge room-kb "$(wc -c "$ui"/a/*.js.br | awk '$2 != "total" && $1 > m { m = $1 }
	END { printf "%.1f", m / 1024 }')" '<=' 15 KiB
proof_end
