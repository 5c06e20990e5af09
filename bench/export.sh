#!/bin/sh
# Export to XLSX: households of a county, up to 32 columns, unmasked with reason (read,
# opened, hashed, journaled), beside a bare loop over libxlsxwriter that has the very same cells in
# memory. Alternating, medians of ROUNDS=3. EXPORT_HOUSEHOLDS=100000.
# proves: export-rate export-bare
. "$(dirname "$0")/../tests/proof.sh"
HOUSEHOLDS=${EXPORT_HOUSEHOLDS:-100000}
ROUNDS=${ROUNDS:-3}
tool xlsx_bare -lxlsxwriter

"$JZ" demo --out lists --households "$HOUSEHOLDS" --faults none --seed 5 -q > /dev/null || die demo
"$JZ" init --data data --areas lists/areas.csv -q > /dev/null || die init
rm -f lists/truth.csv lists/areas.csv
"$JZ" import --data data -q lists/*.csv > /dev/null 2>&1 || die import
"$JZ" export --data data household --mask none --reason bench -q > list.csv || die export
rows=$(($(wc -l < list.csv) - 1))
# Only columns that hold something, so that a row is as full as the promise says.
columns=$(awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; n = NF; next }
	{ for (i = 1; i <= n; i++) if ($i != "") has[i]++ }
	END { for (i = 1; i <= n; i++) if (has[i] > NR / 20 && k++ < 32)
	printf "%s%s", (k > 1 ? "," : ""), name[i] }' list.csv)
"$JZ" export --data data household --columns "$columns" --mask none --reason bench -q > list.csv ||
	die export
cells=$(awk -F, 'NR > 1 { for (i = 1; i <= NF; i++) n += $i != "" }
	END { print int(n / (NR - 1)) }' list.csv)
say "$rows rows of $(head -1 list.csv | tr ',' '\n' | wc -l) columns, $cells filled"

round=0
: > ours
: > bare
while [ "$round" -lt "$ROUNDS" ]; do
	sync
	from=$(date +%s%N)
	"$JZ" export --data data household --columns "$columns" --mask none --reason bench \
		--format xlsx -o ours.xlsx -q 2> err || { cat err >&2; die 'export to xlsx'; }
	echo $((($(date +%s%N) - from) / 1000000)) >> ours
	sync
	read -r ms n <<-END
	$("$W/bin/xlsx_bare" list.csv bare.xlsx . || die xlsx_bare)
	END
	[ "$n" -eq "$rows" ] || die "the bare loop wrote $n rows of $rows"
	echo "$ms" >> bare
	round=$((round + 1))
done
median() { sort -n "$1" | sed -n "$(((ROUNDS + 1) / 2))p"; }
ours=$(median ours)
bare=$(median bare)
say "ours $ours ms, bare $bare ms"
judge export-rate $((rows * 1000 / ours)) '>=' 40000 rows/s
judge export-bare "$(awk -v a="$bare" -v b="$ours" 'BEGIN { printf "%.2f", a / b }')" '>=' 0.8
exit "$short"
