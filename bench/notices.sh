#!/bin/sh
# A county's notices: all of its villages' published with their proofs and verified, and the
# public site under load with its limits off. HOUSEHOLDS=30000 VILLAGES=300 SECONDS_EACH=5.
# proves: notices-publish notices-verify public-rate public-bytes public-failed
. "$(dirname "$0")/../tests/proof.sh"
. "$JZ_ROOT/bench/served.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
VILLAGES=${VILLAGES:-300}
SECONDS_EACH=${SECONDS_EACH:-5}
need_all wrk curl
register county "$HOUSEHOLDS"
export JINGZHUN_DATA=county
"$JZ" list area --where 'level="行政村"' --columns code --limit "$VILLAGES" --json -q |
	sed 's/[^0-9]*\([0-9]*\).*/\1/' > villages
[ "$(wc -l < villages)" -eq "$VILLAGES" ] || die "$(wc -l < villages) villages"
# A grey picture of 8 by 8 points.
printf "$(tr -d '\n' <<'PNG'
\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000\000\000\010\000\000\000
\010\010\002\000\000\000\113\155\051\334\000\000\000\017\111\104\101\124\170\332\143\070\201
\003\060\014\055\011\000\234\056\226\001\030\222\216\244\000\000\000\000\111\105\116\104\256
\102\140\202
PNG
)" > board.png
day=$(TZ=UTC-8 date +%Y-%m-%d)
make_all()
{
	while read -r code; do
		"$JZ" notice make --subject monitor-1 --area "$code" --where 'members>=1' --json -q ||
			return 1
	done < villages > made
}
# Each by a program of its own, which opens the register anew.
say "made in $(seconds make_all) s"
[ "$(wc -l < made)" -eq "$VILLAGES" ] || { cat timed.err >&2; die make; }
from=$(date +%s)
sed 's/.*"no":"\([^"]*\)".*/\1/' made > numbers
while read -r no; do
	"$JZ" notice post "$no" --photo board.png --place 村委会 --taken "$day" -q || die post
done < numbers > /dev/null 2>&1
say "$VILLAGES notices of $(sed 's/.*"lines":\([0-9]*\).*/\1/' made |
	awk '{ n += $1 } END { print n }') households posted in $(($(date +%s) - from)) s"

judge notices-publish "$(seconds "$JZ" publish --out pub --url https://fp.example.cn)" '<=' 10 s
[ "$(ls pub/n/*.proof | wc -l)" -eq "$VILLAGES" ] || die 'not all are published'
"$JZ" notice verify pub --key county.head > verified || { cat verified >&2; die verify; }
judge notices-verify "$(seconds "$JZ" notice verify pub --key county.head)" '<=' 10 s
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
