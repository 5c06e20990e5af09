# A server backs itself up: at once if there never was one, sealed, on record, and it tells when it
# cannot.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 20 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/household.csv
ends 0 backup keygen --out safe.identity
key=$(cat out)
ends 2 serve --listen 127.0.0.1:0 --backup-to second --backup-key "x$key"
has err 'jzpub-'
ends 2 serve --listen 127.0.0.1:0 --backup-to second --backup-hour 24

# Serves until D.backup has a line that begins so.
serves_until() # WORD ARG...
{
	word=$1
	shift
	"$JZ" serve --listen 127.0.0.1:0 "$@" > served 2>&1 &
	server=$!
	tries=0
	until grep -q "^$word " D.backup 2> /dev/null &&
		{ [ "$word" != failed ] || grep -q failed served; }; do
		tries=$((tries + 1))
		[ $tries -lt 150 ] || { cat served; kill $server; fail "no $word"; }
		sleep 0.2
	done
	kill -TERM $server
	wait $server || { cat served; fail 'the server'; }
}

serves_until tried --backup-to second --backup-key "$key"
ends 0 backup state
has out 'in order'
ends 0 backup check second/D-*.jzb --identity safe.identity
ends 0 log --last 3 --json
has out "backup-to=$key"
has out '"actor":"server"'
ends 0 verify --deep

# Not again on the same day.
"$JZ" serve --listen 127.0.0.1:0 --backup-to second --backup-key "$key" > served 2>&1 &
server=$!
sleep 3
kill -TERM $server
wait $server || fail 'the server'
[ "$(ls second | wc -l)" = 1 ] || fail 'a second backup'

# A place that is none: told by the server and by the state.
rm D.backup
touch file
serves_until failed --backup-to file/second --backup-key "$key"
has served 'is no folder'
ends 1 backup state
has out 'failed'
