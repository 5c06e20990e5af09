#!/bin/sh
# A clerk's edits while a large list is being imported through the server: IMPORT_ROWS=5000000 rows
# of the exchange list in files of 60 MB, and 20 edits a second beside it for EDIT_SECONDS=30.
# proves: edit-p99 edit-failed
if [ -n "${P1_DIR:-}" ]; then TMPDIR=$P1_DIR; export TMPDIR; fi
. "$(dirname "$0")/../tests/proof.sh"
IMPORT_ROWS=${IMPORT_ROWS:-5000000}
EDIT_SECONDS=${EDIT_SECONDS:-30}
command -v node > /dev/null || die 'node is missing'

# A register that clerks work in, of the same county; then the large list of other households.
"$JZ" demo --out small --households 3000 --seed 5 --faults none -q > /dev/null || die demo
"$JZ" init --data data --areas small/areas.csv -q > /dev/null || die init
rm -f small/truth.csv small/areas.csv
"$JZ" import --data data -q small/*.csv > /dev/null 2>&1 || die import
"$JZ" demo --out list --households $((IMPORT_ROWS * 100 / 311 + 50)) --seed 3 --bench \
	--faults none -q > demo.out || die demo
"$JZ" import --data data -q area list/areas.csv > area.out 2>&1 || { cat area.out >&2; die areas; }
tail -n +2 list/persons.csv | head -n "$IMPORT_ROWS" | split -C 60m --additional-suffix=.csv - part.
for part in part.*.csv; do
	{ head -1 list/persons.csv; cat "$part"; } > "large-$part" && rm "$part"
done
rm -rf list

"$JZ" serve --data data --demo --listen 127.0.0.1:0 > served 2> serve.err &
server=$!
started="$started $server"
until grep -q 'Ctrl-C ends it' served 2> /dev/null; do
	kill -0 $server 2> /dev/null || { cat serve.err >&2; die serve; }
	sleep 0.05
done
url=$(sed -n 's/^The register is served at \(.*\)\/$/\1/p' served)
password=$(sed -n 's/^Password of the demo accounts: //p' served)
node "$JZ_ROOT/bench/serve_import.mjs" "$url" "$password" large-part.* > importing 2> import.err &
importer=$!
started="$started $importer"
until grep -q started importing; do
	kill -0 $importer 2> /dev/null || { cat import.err >&2; die 'the import'; }
	sleep 0.2
done
sleep 2
node "$JZ_ROOT/bench/serve_clerks.mjs" "$url" "$password" 20 "$EDIT_SECONDS" > clerks || die clerks
grep -q done importing && say "the import had ended: more rows are needed"
wait $importer || { cat import.err >&2; die 'the import'; }
say "$(tail -1 importing); $(cat clerks)"
judge edit-p99 "$(awk '{ print $5 }' clerks)" '<=' 200 ms
judge edit-failed "$(awk '{ print $3 }' clerks)" '<=' 0
kill $server
wait $server
proof_end
