# Many small files in one go: readers and descriptors of files that are done do not add up.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 40 --seed 3 --faults none
ends 0 init --areas lists/areas.csv
mkdir many
sed 1d lists/household.csv | while IFS= read -r line; do
	n=$(printf '%s' "$line" | cksum | cut -d' ' -f1)
	{ sed 1q lists/household.csv; printf '%s\n' "$line"; } > "many/$n.csv"
done
files=$(ls many | wc -l)
[ "$files" -gt 35 ] || fail "only $files files"
(ulimit -n 72 && exec "$JZ" import --json many/*.csv) > out 2> err || fail "$(cat err; tail -3 out)"
has out "\"new\":$files,"

# One of them is broken where its beginning does not show it, and is read before its turn: it alone
# is refused, in its turn, and those around it are taken.
cp lists/household.csv many/5broken.csv
for i in $(seq 20); do sed 1d lists/household.csv >> many/5broken.csv; done
printf '"98,\n' >> many/5broken.csv
[ "$(wc -c < many/5broken.csv)" -gt 70000 ] || fail "its beginning is all of it"
ends 0 init --data D2 --areas lists/areas.csv
ends 1 import --data D2 --json many/*.csv
has out "\"new\":$files,"
has out '"files_refused":1,'
