#!/bin/sh
# The server as a whole, at length: 10,000 slow clients beside one who works, hoarders, kill -9
# under load with clients that ask again by key, and the sweep of who sees what on the build with
# sanitizers. KILLS=300; SLOW=10000; SECONDS=60.
# proves: web-leaks web-routes web-kills web-kill-lost web-kill-twice web-slow-clients
# proves: web-slow-ratio web-slow-mib web-hoard-served
. "$(dirname "$0")/../proof.sh"
KILLS=${KILLS:-$(size 30 300)}
SLOW=${SLOW:-10000}
SECONDS=${SECONDS:-$(size 15 60)}
command -v node > /dev/null || die 'node is missing: sh tools/setup'
export KILLS SLOW SECONDS JZ_RELEASE="$JZ" JZ_SWEEP="$JZ_ROOT/build-asan/jingzhun"
[ -x "$JZ_SWEEP" ] || JZ_SWEEP=$JZ
export JZ="$JZ_SWEEP"

web() # NAME: its cases, and its figures in figures.NAME
{
	node --test-reporter=tap "$JZ_ROOT/tests/web/test_$1.mjs" > "$1.out" 2>&1 ||
		sed -n '/^not ok/,/^  \.\.\./p' "$1.out" >&2
	sed -n 's/^# figure //p' "$1.out" > "figures.$1"
}
shown() # NAME ID
{
	sed -n "s/^$2 //p" "figures.$1" | tail -1
}

web leaks
judge web-leaks "$(shown leaks web-leaks)" = 0
web rights
judge web-routes "$(shown rights web-routes)" '>=' 500 pairs
web kill
judge web-kills "$(shown kill web-kills)" '>=' "$KILLS"
judge web-kill-lost "$(shown kill web-kill-lost)" = 0
judge web-kill-twice "$(shown kill web-kill-twice)" = 0
web slow
judge web-slow-clients "$(shown slow web-slow-clients)" '>=' "$SLOW"
judge web-slow-ratio "$(shown slow web-slow-ratio)" '<=' 2 x
judge web-slow-mib "$(shown slow web-slow-mib)" '<=' 256 MiB
judge web-hoard-served "$(shown slow web-hoard-served)" '>=' 36 of_40
for name in leaks rights kill slow; do
	grep -q '^not ok' "$name.out" && short=1
done
proof_end
