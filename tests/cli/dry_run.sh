# A trial is done on a copy of the register. Killed in its middle it leaves that copy, which holds
# what the register holds: the next trial or writer removes it.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 3000 --seed 4 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/persons-01.csv --dry-run
has err 'new'
ends 0 list household --json
[ ! -s out ] || fail 'a trial wrote'
ls -d D.dry-* > left 2> /dev/null && fail "a trial left its copy: $(cat left)"

"$JZ" import lists/persons-*.csv --dry-run > /dev/null 2>&1 &
trial=$!
for wait in $(seq 200); do
	ls D.dry-*/jingzhun.db > left 2> /dev/null && break
	sleep 0.01
done
kill -STOP "$trial"
[ -s left ] || fail 'no copy was made'
ends 0 import lists/areas.csv --again
ls -d D.dry-* > /dev/null || fail 'the copy of a running trial was taken away'
kill -9 "$trial"
wait "$trial" 2> /dev/null
mkdir D.dry-notours && echo kept > D.dry-notours/mine
# One that was killed while SQLite was just copying has a journal beside its database.
mkdir D.dry-0123abcd && touch D.dry-0123abcd/jingzhun.lock D.dry-0123abcd/jingzhun.db \
	D.dry-0123abcd/jingzhun.db-journal
# A reader it was just starting may hold the lock a moment longer.
for wait in 1 2 3 4 5; do
	ends 0 import lists/areas.csv --again
	ls -d D.dry-???????? > left 2> /dev/null || break
	sleep 0.2
done
ls -d D.dry-???????? > left 2> /dev/null && fail "a killed trial's copy stays: $(cat left)"
[ -f D.dry-notours/mine ] || fail 'a folder that is not ours was removed'
