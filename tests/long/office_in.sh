#!/bin/sh
# Workbooks as another spreadsheet program saves them: the demo's workbooks opened by LibreOffice
# and saved as XLS, and from there as XLSX, import to the very same register, findings included.
# HOUSEHOLDS=300 SEEDS="1 2".
# proves: office-nouns office-different
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 60 300)}
now=$(date +%s)
SEEDS=${SEEDS:-$((now % 10000))}
command -v soffice > /dev/null || die 'LibreOffice is not installed'

office() # FORMAT FOLDER OUT
{
	mkdir -p "$3"
	timeout 300 soffice "-env:UserInstallation=file://$W/profile" --headless --convert-to "$1" \
		--outdir "$3" "$2"/* > office.log 2>&1 || { cat office.log >&2; die "LibreOffice: $1"; }
}

# All that there is, and what was found, without the names of files.
taken() # DATA FOLDER
{
	rm -rf "$1" "$1".*
	"$JZ" init --data "$1" --areas lists/areas.csv -q > init.out || die init
	code=0
	"$JZ" import --data "$1" --json -q "$2"/* > "$1.found" 2> err < /dev/null || code=$?
	[ "$code" -le 1 ] || { cat err >&2; die "import of $2 ended with $code"; }
	grep '"kind"' "$1.found" | sed 's/\.xlsx\{0,1\}"/"/g' | LC_ALL=C sort > "$1.findings"
	for noun in household person income risk measure work village; do
		"$JZ" export "$noun" --data "$1" --mask none --reason proof -q > "$1.$noun" || die export
	done
}

nouns=0 different=0
for seed in $SEEDS; do
	for shape in xlsx national messy; do
		rm -rf lists books xls again
		"$JZ" demo --out lists --households "$HOUSEHOLDS" --seed "$seed" --format $shape -q \
			> demo.out || die demo
		mkdir books
		cp lists/*.xlsx books/
		office xls books xls
		office xlsx xls again
		taken A books
		for way in xls again; do
			taken B $way
			for what in findings household person income risk measure work village; do
				nouns=$((nouns + 1))
				cmp -s "A.$what" "B.$what" && continue
				different=$((different + 1))
				say "seed $seed, $shape, $way: $what differs"
				diff "A.$what" "B.$what" | head -10 >&2
			done
		done
	done
done
judge office-nouns "$nouns" '>=' 48
judge office-different "$different" '<=' 0
proof_end
