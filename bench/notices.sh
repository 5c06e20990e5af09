#!/bin/sh
# A county's notices: the lists of all of its villages made at once, published with their proofs and
# verified, and the public site under load with its limits off. HOUSEHOLDS=30000 SECONDS_EACH=5.
# proves: notices-made notices-publish notices-verify public-rate public-bytes public-failed
. "$(dirname "$0")/../tests/proof.sh"
. "$JZ_ROOT/bench/served.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
SECONDS_EACH=${SECONDS_EACH:-5}
need_all wrk curl
cp -r "$JZ_ROOT"/policy policy
cp -r "$JZ_ROOT"/bench/pack_hung policy/hung
export JINGZHUN_POLICY="$W/policy"
register county "$HOUSEHOLDS" --pack hung
export JINGZHUN_DATA=county
serve county --demo                  # makes the accounts
serve_end
cp "$JZ_ROOT/tools/demo_board.png" board.png
day=$(TZ=UTC-8 date +%Y-%m-%d)
code=$("$JZ" list area --where 'level="县级"' --columns code --json -q |
	sed 's/[^0-9]*\([0-9]*\).*/\1/')
"$JZ" round open hung --name everybody --from all --area "$code" --as county -q > /dev/null ||
	die open
took=$(seconds "$JZ" round publish R1 notice --as county -q)
"$JZ" list notice --columns no --limit 1000 --json -q | sed 's/.*"no":"\([^"]*\)".*/\1/' > numbers
VILLAGES=$(wc -l < numbers)
# Limits are for a county of 300.
limit() { awk -v n="$VILLAGES" -v of="$1" 'BEGIN { print of * n / 300 }'; }
judge notices-made "$took" '<=' "$(limit 10)" s
from=$(date +%s)
while read -r no; do
	"$JZ" notice post "$no" --photo board.png --place 村委会 --taken "$day" -q || die post
done < numbers > /dev/null 2>&1
say "$VILLAGES notices posted in $(($(date +%s) - from)) s"

judge notices-publish "$(seconds "$JZ" publish --out pub --url https://fp.example.cn)" '<=' \
	"$(limit 10)" s
[ "$(ls pub/n/*.proof | wc -l)" -eq "$VILLAGES" ] || die 'not all are published'
"$JZ" notice verify pub --key county.head > verified || { cat verified >&2; die verify; }
judge notices-verify "$(seconds "$JZ" notice verify pub --key county.head)" '<=' \
	"$(limit 10)" s
if command -v node > /dev/null; then
	node "$JZ_ROOT/tools/verify-notice.mjs" pub --key "$(head -1 county.head)" > verified ||
		{ cat verified >&2; die verify; }
fi

serve county --public-rate 0
least=
most=0
failed=0
for page in /p/ /p/n "/p/n/$(head -1 numbers)" "/p/n/$(tail -1 numbers)?lang=en" /p/standards \
	/p/procedures /p/procedures/monitor /p/powers /p/powers/township_clerk /p/how /p/object; do
	bytes=$(curl -fsS -o /dev/null -w '%{size_download}' "$url$page") || die "$page"
	[ "$bytes" -le "$most" ] || most=$bytes
	loaded -t1 -c8 -d"$SECONDS_EACH" "$url$page"
	failed=$((failed + bad))
	say "$page: $rate/s, $bytes bytes"
	[ -n "$least" ] && [ "$least" -le "$rate" ] || least=$rate
done
judge public-rate "$least" '>=' 5000 '/s'
judge public-bytes "$most" '<=' 15360 bytes
judge public-failed "$failed" '<=' 0
proof_end
