#!/bin/sh
# Error lists: a county's lists with planted faults are taken in, the error lists that come out are
# corrected and taken in, and the register is, byte for byte in its exports, that of the clean lists
# taken in one go; every batch is complete, no refusal is open, and verify --deep passes. Three
# ways: all corrected at once; in two rounds, the second from an error list of the error list; and
# with the rows of doubts among them.
# HOUSEHOLDS=1500; SEEDS="1 2".
# BOOKS="xlsx national messy", the forms of workbooks; of the first seed.
# proves: errors-cells errors-lists errors-different errors-open errors-incomplete errors-unverified
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 250 1500)}
now=$(date +%s)
SEEDS=${SEEDS:-$(for i in $(seq "$(size 1 3)"); do printf '%s ' $((now % 100000 * 10 + i)); done)}
BOOKS=${BOOKS-xlsx national messy}
tool correct_errors
tool correct_book -lminizip

refusals=$(echo required_missing list_unknown number_invalid number_decimals value_range \
	money_negative yes_no_invalid date_invalid date_impossible date_future text_too_long \
	text_garbled name_invalid code_invalid id_length id_chars id_birth id_check_digit \
	id_scientific id_truncated id_placeholder phone_invalid card_invalid dcard_invalid \
	uscc_invalid area_unknown area_ambiguous cells_extra key_missing household_unknown \
	person_unknown | tr ' ' ,)
# Doubts that name the cell that was changed, and what an import alone finds.
doubts=$(echo card_check_digit uscc_check_digit row_duplicate id_birth_mismatch id_sex_mismatch \
	relation_sex date_order birth_after id_duplicate person_no_duplicate head_double \
	spouse_same_sex household_differs phone_shared members_mismatch | tr ' ' ,)

lists_made=0 cells_mended=0 different=0 open=0 incomplete=0 unverified=0

planted() # DIR FAULTS OPTIONS...
{
	dir=$1 faults=$2
	shift 2
	"$JZ" demo --out "$dir" --households "$HOUSEHOLDS" --seed "$seed" --faults "$faults" "$@" -q \
		> demo.out || die demo
}

# The list that an error list was made from.
list_of() # DATA ERRORS
{
	no=$(sed -n '2s/^\(B[0-9]*\)-.*/\1/p' "$2")
	"$JZ" batch show --data "$1" "$no" --json | sed 's/.*"file":"\([^"]*\)".*/\1/'
}

take() # DATA OPTIONS... : rows refused are no failure
{
	code=0
	"$JZ" import --data "$@" -q < /dev/null > taken 2> taken.err || code=$?
	[ "$code" -le 1 ] || { cat taken.err >&2; die "import ended with $code"; }
}

correct_all() # DATA LISTS TRUTH FROM INTO [PART OF]
{
	rm -rf "$5" && mkdir "$5"
	for file in "$4"/*.csv; do
		[ -f "$file" ] || continue
		list=$(list_of "$1" "$file")
		"$W/bin/correct_errors" "$2/$list" "$3" "$file" ${6:-} ${7:-} > "$5/$(basename "$file")" ||
			die "correct $file"
		lists_made=$((lists_made + 1))
	done
}

hold() # WANT DATA NAME
{
	rm -rf out
	export_all "$2" out || die export
	if ! diff -r -q "$1" out > differs 2>&1; then
		different=$((different + 1))
		say "$3: $(head -3 differs)"
		diff -r "$1" out | head -4 | cut -c 1-300 >&2
	fi
	n=$(sqlite3 "$2/jingzhun.db" "SELECT count(*) FROM finding WHERE closed IS NULL AND kind IN
		('$(echo "$refusals" | sed "s/,/','/g")')")
	[ "$n" -eq 0 ] || { say "$3: $n refusals open"; open=$((open + n)); }
	n=$("$JZ" batch list --data "$2" --json | grep -vc '"state":"complete"')
	[ "$n" -eq 0 ] || { say "$3: $n batches are not complete"; incomplete=$((incomplete + n)); }
	"$JZ" verify --data "$2" --deep > verified 2>&1 ||
		{ tail -3 verified >&2; unverified=$((unverified + 1)); }
}

for seed in $SEEDS; do
	say "seed $seed"
	rm -rf clean faulty both want want.* data data.* && mkdir -p errors
	planted clean none
	planted faulty "$refusals"
	planted both "$refusals,$doubts"
	import_all data clean found || die 'clean import'
	export_all data want || die export

	# at once
	rm -rf data data.* errors && mkdir errors
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2046
	take data $(lists faulty) --errors errors/e.csv
	correct_all data clean faulty/truth.csv errors again
	take data again/*.csv
	hold want data "seed $seed, at once"

	# in two rounds: a third is corrected, the rest comes back in an error list of its own
	rm -rf data data.* errors rest && mkdir errors rest
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2046
	take data $(lists faulty) --errors errors/e.csv
	correct_all data clean faulty/truth.csv errors again 0 3
	take data again/*.csv --errors rest/r.csv
	correct_all data clean faulty/truth.csv rest again
	take data again/*.csv
	hold want data "seed $seed, two rounds"

	# made later from the lists themselves; taken in from the middle of a broken-off import
	rm -rf data data.* errors && mkdir errors
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2046
	take data $(lists faulty)
	"$JZ" batch list --data data --json | grep '"state":"open"' |
		sed 's/.*"no":"\([^"]*\)","file":"\([^"]*\)".*/\1 \2/' > open.batches
	while read -r no file; do
		"$JZ" batch errors "$no" "faulty/$file" -o "errors/$no.csv" --data data -q > /dev/null 2>&1
		[ $? -le 1 ] || die "batch errors $no"
	done < open.batches
	correct_all data clean faulty/truth.csv errors again
	take data again/*.csv
	hold want data "seed $seed, later"

	# with doubts
	rm -rf data data.* errors && mkdir errors
	"$JZ" init --data data -q || die init
	# shellcheck disable=SC2046
	take data $(lists both) --errors errors/e.csv --doubts
	correct_all data clean both/truth.csv errors again
	take data again/*.csv
	hold want data "seed $seed, doubts"
done

# Workbooks: their error lists are corrected as CSV lists, as the one workbook that --errors made,
# and as that workbook after an office program has opened and saved it.
texts=id_check_digit,id_length,date_invalid,date_future,name_invalid,number_invalid,phone_invalid

# Number, file and sheet of each batch.
batches() # DATA
{
	"$JZ" batch list --data "$1" --json | sed -n \
		's/.*"no":"\([^"]*\)","file":"\([^"]*\)",.*"sheet":"\([^"]*\)".*/\1\t\2\t\3/p' > batches
	"$JZ" batch list --data "$1" --json | grep -v '"sheet":' | sed -n \
		's/.*"no":"\([^"]*\)","file":"\([^"]*\)".*/\1\t\2\t/p' >> batches
}

books_csv()
{
	take faulty.reg faulty/*.xlsx --errors errors/e.csv
	batches faulty.reg
	for file in errors/*.csv; do
		no=$(sed -n 's/^\(B[0-9]*\)-.*/\1/p' "$file" | head -1)
		awk -F '\t' -v no="$no" '$1 == no { print $2; print $3 }' batches > named
		"$W/bin/correct_errors" -t faulty/truth.csv "$(sed -n 1p named)" "$(sed -n 2p named)" \
			"$file" > "again/$(basename "$file")" || die "correct $file"
		lists_made=$((lists_made + 1))
	done
	take faulty.reg again/*.csv
}

books_xlsx() # SAVED-BY-AN-OFFICE
{
	take faulty.reg faulty/*.xlsx --errors errors/e.xlsx
	batches faulty.reg
	mended=$("$W/bin/correct_book" faulty/truth.csv batches errors/e.xlsx again/e.xlsx) &&
		[ "$mended" -gt 0 ] || die 'correct the workbook'
	lists_made=$((lists_made + 1)) cells_mended=$((cells_mended + mended))
	if [ -n "$1" ]; then
		soffice "-env:UserInstallation=file://$W/office" --headless --convert-to xlsx \
			--outdir saved again/e.xlsx > soffice.out 2>&1 < /dev/null && mv saved/e.xlsx again/ ||
			die "soffice: $(cat soffice.out)"
	fi
	take faulty.reg again/e.xlsx
}

ways='csv xlsx'
if [ "$(size 0 1)" = 1 ] && command -v soffice > /dev/null 2>&1; then
	ways='csv xlsx office'
fi
for format in $BOOKS; do
	seed=${SEEDS%% *}
	rm -rf clean faulty want want.* clean.reg clean.reg.*
	planted clean none --format "$format"
	planted faulty "$texts" --format "$format"
	"$JZ" init --data clean.reg -q && take clean.reg clean/areas.csv && take clean.reg clean/*.xlsx
	export_all clean.reg want || die export
	for way in $ways; do
		[ "$way" != office ] || [ "$format" != national ] || continue
		say "seed $seed, $format, $way"
		rm -rf errors again faulty.reg faulty.reg.* && mkdir errors again
		"$JZ" init --data faulty.reg -q && take faulty.reg faulty/areas.csv
		case "$way" in
		csv) books_csv ;;
		xlsx) books_xlsx '' ;;
		office) books_xlsx saved ;;
		esac
		hold want faulty.reg "seed $seed, $format, $way"
	done
done
judge errors-cells "$cells_mended" '>=' 20 cells
judge errors-lists "$lists_made" '>=' 10 lists
judge errors-different "$different" '<=' 0
judge errors-open "$open" '<=' 0
judge errors-incomplete "$incomplete" '<=' 0 batches
judge errors-unverified "$unverified" '<=' 0
proof_end
