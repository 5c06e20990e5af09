#!/bin/sh
# ./run in a fresh copy of the tree, until its server answers: what it shows are a summary, findings
# by kind, three households, what to type next, the address and the demo accounts; and the address
# answers with a page. tests/long/count.sh holds the numbers against the files.
# proves: run-seconds run-shows
. "$(dirname "$0")/../proof.sh"
mkdir tree
(cd "$JZ_ROOT" && tar cf - --exclude ./.git --exclude './build*' --exclude ./ui/node_modules .) |
	tar xf - -C tree || die copy
from=$(date +%s%N)
(cd tree && LC_ALL=C.UTF-8 exec ./run --listen 127.0.0.1:0) > timed.out 2> timed.err < /dev/null &
server=$!
trap 'kill $server 2> /dev/null || :' EXIT
for turn in $(seq 3000); do
	grep -q 'Ctrl-C ends it' timed.out && break
	kill -0 $server 2> /dev/null || break
	sleep 0.1
done
took=$(awk -v a="$from" -v b="$(date +%s%N)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }')
[ -s timed.out ] || { tail -5 timed.err >&2; die './run showed nothing'; }
shown=0
for words in 'The register in figures' 'Rows and files refused' 'id_check_digit' 'jingzhun ' \
	'Password of the demo accounts'; do
	grep -qF "$words" timed.out timed.err || { say "lacks: $words"; continue; }
	shown=$((shown + 1))
done
url=$(sed -n 's/^The register is served at //p' timed.out)
node -e 'fetch(process.argv[1]).then((r) => r.text()).then(console.log)' "$url" |
	grep -q '<form method="post" action="/login">' && shown=$((shown + 1)) ||
	say 'the address shows no page to sign in'
kill $server
wait $server || say "the server ended with $?"
homes=$(grep -c '^Household [0-9A-Z-]*' timed.out)
[ "$homes" -ge 3 ] || say "$homes households shown"
[ "$homes" -lt 3 ] || shown=$((shown + 1))
judge run-seconds "$took" '<=' 300 s
judge run-shows "$shown" '>=' 7 things
proof_end
