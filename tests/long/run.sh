#!/bin/sh
# ./run in a fresh copy of the tree: it ends well, and what it shows are a summary, findings by
# kind, three households and what to type next. tests/long/count.sh holds the numbers against the
# files.
# proves: run-seconds run-shows
. "$(dirname "$0")/../proof.sh"
mkdir tree
(cd "$JZ_ROOT" && tar cf - --exclude ./.git --exclude './build*' .) | tar xf - -C tree || die copy
took=$(cd tree && seconds env LC_ALL=C.UTF-8 ./run < /dev/null)
[ -s timed.out ] || { tail -5 timed.err >&2; die './run showed nothing'; }
shown=0
for words in 'The register in figures' 'Rows and files refused' 'id_check_digit' 'jingzhun '; do
	grep -qF "$words" timed.out timed.err || { say "lacks: $words"; continue; }
	shown=$((shown + 1))
done
homes=$(grep -c '^Household [0-9A-Z-]*' timed.out)
[ "$homes" -ge 3 ] || say "$homes households shown"
[ "$homes" -lt 3 ] || shown=$((shown + 1))
judge run-seconds "$took" '<=' 300 s
judge run-shows "$shown" '>=' 5 things
proof_end
