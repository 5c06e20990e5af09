#!/bin/sh
# ID numbers, phones, bank and disability cards and words for illnesses of the demo stand in no byte
# of the data folder, temporary files and logs: while an import is stopped in its middle (files
# opened and deleted included), after it, after a kill, and after masked and journaled exports.
# SECRETS=1000 of each kind; HOUSEHOLDS=4000; STOPS=8 looks during the import.
# proves: secrets-looked-for secrets-found
. "$(dirname "$0")/../proof.sh"
SECRETS=${SECRETS:-1000}
HOUSEHOLDS=${HOUSEHOLDS:-$(size 1200 4000)}
STOPS=${STOPS:-$(size 3 8)}
tool find_bytes
"$JZ" demo --out demo --households "$HOUSEHOLDS" --seed 19 --faults all -q > demo.out || die demo
all=$(lists demo)
total=0 secrets=0 looks=0 scanned=0

look() # WHAT PATH...
{
	what=$1
	shift
	# shellcheck disable=SC2086
	"$W/bin/find_bytes" "$SECRETS" "$@" -- $all > seen || die find_bytes
	found=$(sed -n 's/^found=//p' seen)
	secrets=$(sed -n 's/^secrets=//p' seen)
	scanned=$((scanned + $(sed -n 's/^bytes=//p' seen)))
	[ "$found" -eq 0 ] || say "$what: $found found"
	total=$((total + found))
	looks=$((looks + 1))
}

# The looking itself must find: in a list, in another encoding, as a database's integer.
"$W/bin/find_bytes" "$SECRETS" demo -- $all 2>/dev/null > seen
[ "$(sed -n 's/^found=//p' seen)" -ge "$SECRETS" ] || die 'the looking finds nothing in the lists'
mkdir other
iconv -f UTF-8 -t UTF-16LE demo/person.csv > other/a
sqlite3 other/b 'CREATE TABLE t(x INTEGER)' "INSERT INTO t VALUES ($(sed -n 2p demo/household.csv |
	cut -d, -f4))"
for file in a b; do
	"$W/bin/find_bytes" "$SECRETS" other/$file -- $all 2>/dev/null > seen
	[ "$(sed -n 's/^found=//p' seen)" -ge 1 ] || die "the looking finds nothing in other/$file"
done
rm -rf other

open_files() # PID... : what they hold open and could write to, the lists left out
{
	for pid in "$@"; do
		for fd in /proc/"$pid"/fd/*; do
			case "$(readlink "$fd" 2>/dev/null)" in
			"$W"/demo/*|/proc/*|/dev/*|pipe:*|socket:*|anon_inode*|*/out|*/err|'') ;;
			*memfd*) ;;
			*) [ -d "$fd" ] || echo "$fd" ;;        # what a folder holds is looked at by name
			esac
		done
	done
}

"$JZ" init --data data -q || die init
# shellcheck disable=SC2086
"$JZ" import --data data --json -q $all > "$W/out" 2> "$W/err" &
import=$!
started=$import
stops=0
while [ "$stops" -lt "$STOPS" ]; do
	sleep 0.15
	kill -STOP "$import" 2>/dev/null || break
	case "$(cut -d' ' -f3 /proc/"$import"/stat 2>/dev/null)" in T|t|S|D|R) ;; *) break ;; esac
	stops=$((stops + 1))
	children=$(cat /proc/"$import"/task/*/children 2>/dev/null)
	# shellcheck disable=SC2046,SC2086
	look "stop $stops" data tmp err $(open_files "$import" $children)
	kill -CONT "$import" 2>/dev/null
done
kill -CONT "$import" 2>/dev/null
wait "$import"
code=$?
started=
[ "$code" -le 1 ] || { cat err >&2; die "import ended with $code"; }
say "$stops looks while it ran"
look 'after the import' data data.head tmp err

for noun in person household; do
	for mask in public staff; do
		"$JZ" export --data data "$noun" --mask "$mask" > "masked-$noun-$mask" 2>> err || die export
		look "export $noun --mask $mask" "masked-$noun-$mask"
	done
	"$JZ" export --data data "$noun" --mask none --reason proof > /dev/null 2>> err || die export
done
"$JZ" list --data data person --limit 0 > listed 2>> err || die list
"$JZ" history --data data household "$(sed -n '2s/,.*//p' demo/household.csv)" > history 2>> err ||
	die history
"$JZ" log --data data --last 0 > log 2>> err || die log
"$JZ" verify --data data --deep > verified 2>> err || die verify
"$JZ" list --data data finding --json > findings 2>> err || die list
look 'listed, history, log, verify, findings' listed history log verified findings
look 'after exports' data data.head tmp err
"$JZ" backup --data data --out copy.backup > /dev/null 2>> err && look backup copy.backup data tmp

# Killed in the middle.
cp data.keys killed.keys
"$JZ" init --data killed --keys new.keys -q || die init
# shellcheck disable=SC2086
"$JZ" import --data killed --keys new.keys --json -q $all > "$W/out" 2>> err &
import=$!
started=$import
sleep 0.6
kill -9 "$import" 2>/dev/null
wait "$import" 2>/dev/null
started=
look killed killed tmp err

say "$secrets secrets, $looks looks, $scanned bytes"
judge secrets-looked-for "$secrets" '>=' "$((3 * SECRETS))"
judge secrets-found "$total" '<=' 0
proof_end
