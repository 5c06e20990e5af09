#!/bin/sh
# How long somebody waits on a bad line and an old machine: slow 3G (400 kbit/s, 2 s there and
# back), a processor four times slower; first visit and second, to the first content. And on a good
# line, how quick the list stays with many households. Wants Chromium.
# HOUSEHOLDS=100000.
# proves: first-content-ms repeat-content-ms list-first-ms list-next-ms
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 300 100000)}
JZ_RELEASE=$JZ JZ=$JZ node "$JZ_ROOT/tests/long/slow_net.mjs" "$HOUSEHOLDS" > times 2> times.err
code=$?
[ "$code" -ne 77 ] || { cat times; exit 77; }
[ "$code" -eq 0 ] || cat times.err >&2
time_of() { sed -n "s/^$1 //p" times; }
judge first-content-ms "$(time_of first)" '<=' 4500
judge repeat-content-ms "$(time_of repeat)" '<=' 2000
judge list-first-ms "$(time_of list)" '<=' 1500
judge list-next-ms "$(time_of next)" '<=' 1000
proof_end
