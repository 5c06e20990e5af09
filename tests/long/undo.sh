#!/bin/sh
# kill -9 of imports, of their undo and of corrected error lists, at random moments: whatever is
# left, verify --deep passes and nothing is half done without being seen and taken up again. A
# register that took a list in (killed, gone on or not) and undid it (killed, gone on) exports what
# it exported before, and takes the list in again to the same bytes as ever.
# Every fifth round is of a register with SM3 and SM4. Corrected error lists come as CSV and as the
# workbook itself, in turns.
# ROUNDS=100; HOUSEHOLDS=2500 of the list that comes and goes.
# proves: undo-rounds undo-sm-rounds undo-different undo-again-different undo-unverified
# proves: undo-hidden undo-kept
. "$(dirname "$0")/../proof.sh"
ROUNDS=${ROUNDS:-$(size 30 100)}
HOUSEHOLDS=${HOUSEHOLDS:-$(size 1200 2500)}
tool run_watched
tool correct_errors
tool correct_book -lminizip

# The base: a county with all its lists. What comes and goes: changes of all its households and
# persons, new ones among them, and an exchange list of other families, with refusals.
demo() # DIR HOUSEHOLDS FAULTS
{
	"$JZ" demo --out "$1" --households "$2" --seed 51 --faults "$3" -q > demo.out || die demo
}
demo base "$HOUSEHOLDS" none
demo clean $((HOUSEHOLDS * 2)) none
demo faulty $((HOUSEHOLDS * 2)) \
	id_check_digit,date_invalid,name_invalid,phone_invalid,area_unknown
one_list() # DIR
{
	for file in "$1"/persons-0*.csv; do
		[ -f "$1/all.csv" ] || sed -n 1p "$file" > "$1/all.csv"
		sed 1d "$file" >> "$1/all.csv"
	done
}
one_list clean
one_list faulty

# What was planted, by the rows of the one list.
sed 1q faulty/truth.csv > planted.csv
before=0
for file in faulty/persons-0*.csv; do
	sed 1d faulty/truth.csv | awk -F, -v OFS=, -v of="$(basename "$file")" -v more="$before" \
		'$1 == of { $1 = "persons.csv"; $3 += more; print }' >> planted.csv
	before=$((before + $(sed 1d "$file" | wc -l)))
done

for reg in fresh fresh-sm; do
	hash=sha256
	[ "$reg" = fresh ] || hash=sm3
	"$JZ" init --data "$reg" --hash "$hash" -q || die init
	# shellcheck disable=SC2046
	"$JZ" import --data "$reg" -q $(lists base) > base.out 2> base.err || die 'base import'
	export_all "$reg" "want-$reg" || die export
done
mv want-fresh want-base
diff -r -q want-base want-fresh-sm >&2 || die 'the profile shows in the exports'
copy() # REGISTER
{
	rm -rf data data.* && cp -r "$1" data && cp "$1.keys" data.keys && cp "$1.head" data.head
}

# The list that comes and goes, by kind: its file, and what it leaves.
cp clean/household.csv household.csv
cp faulty/all.csv persons.csv
batch=B$(($("$JZ" batch list --data fresh --json | wc -l) + 1))

verified()
{
	"$JZ" verify --data data --deep > verify.out 2>&1 && return 0
	say "$1: $(tail -3 verify.out)"
	unverified=$((unverified + 1))
}
state()
{
	"$JZ" batch show --data data "$batch" --json 2> /dev/null |
		sed -n 's/.*"state":"\([a-z]*\)".*/\1/p'
}

# HOW COMMAND... into $code, $took
watched()
{
	# shellcheck disable=SC2086
	"$W/bin/run_watched" $1 "$JZ" "$2" ${3:+"$3"} ${4:+"$4"} ${5:+"$5"} ${6:+"$6"} ${7:+"$7"} \
		3> watched > run.out 2> run.err
	read -r took code peak left < watched
}
chance() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print int($1 / 4294967296 * n) }'; }

for list in household persons; do
	copy fresh
	watched '' import --data data "$list.csv" -q
	[ "$code" -le 1 ] || { cat run.err >&2; die "import of $list"; }
	eval "import_$list=$took"
	export_all data "want-$list" || die export
	if [ "$list" = persons ]; then
		"$JZ" batch errors "$batch" persons.csv -o errors.csv --force --data data -q \
			> /dev/null 2> run.err
		[ -f errors.csv ] || { cat run.err >&2; die 'no error list'; }
		cp clean/all.csv persons-clean.csv
		sed 1q faulty/truth.csv > truth.csv
		"$W/bin/correct_errors" persons-clean.csv truth.csv errors.csv > corrected.csv ||
			die correct
		"$JZ" batch errors "$batch" persons.csv -o errors.xlsx --force --data data -q \
			> /dev/null 2> run.err
		printf '%s\tpersons.csv\t\n' "$batch" > batches
		"$W/bin/correct_book" planted.csv batches errors.xlsx corrected.xlsx > mended ||
			die 'correct the workbook'
		cp -r data taken && cp data.keys taken.keys && cp data.head taken.head
		for file in corrected.xlsx corrected.csv; do
			copy taken
			watched '' import --data data "$file" -q
			[ "$code" -eq 0 ] || { cat run.err >&2; die "$file is refused"; }
			import_corrected=$took
			rm -rf want-corrected.old
			[ ! -d want-corrected ] || mv want-corrected want-corrected.old
			export_all data want-corrected || die export
		done
		diff -r -q want-corrected want-corrected.old || die 'the workbook says something else'
		copy fresh-sm
		"$JZ" import --data data persons.csv -q > /dev/null 2> run.err
		cp -r data taken-sm && cp data.keys taken-sm.keys && cp data.head taken-sm.head
		copy taken
		watched '' import --data data corrected.csv -q
	fi
	watched '' import undo "$batch" --data data -q
	[ "$code" -eq 0 ] || { cat run.err run.out >&2; die "undo of $list: $code"; }
	eval "undo_$list=$took"
	export_all data out || die export
	diff -r -q want-base out >&2 || die "undo of $list without a kill differs"
	say "$list: import $(eval echo "\$import_$list") us, undo $took us"
done
! diff -r -q want-base want-persons > /dev/null || die 'the list changes nothing'
! diff -r -q want-persons want-corrected > /dev/null || die 'the correction changes nothing'

rounds=0 sm_rounds=0 different=0 again=0 unverified=0 hidden=0 kept=0 half=0 broken_undo=0
while [ "$rounds" -lt "$ROUNDS" ]; do
	rounds=$((rounds + 1))
	list=household way=whole sm=
	[ $((rounds % 2)) -eq 0 ] || list=persons
	[ $((rounds % 5)) -ne 0 ] || sm=-sm sm_rounds=$((sm_rounds + 1))
	copy "fresh$sm"
	if [ "$list" = persons ] && [ $((rounds % 4)) -eq 1 ]; then
		# taken in already; its corrected error list is what breaks off
		copy "taken$sm"
		way=corrected.csv
		[ $((rounds % 8)) -eq 1 ] || way=corrected.xlsx
		watched "-k $(chance "$import_corrected")" import --data data "$way" -q
	else
		watched "-k $(chance "$(eval echo "\$import_$list")")" import --data data "$list.csv" -q
	fi
	verified "round $rounds, import of $list killed"
	if [ $((rounds % 3)) -ne 0 ]; then      # else the half import is undone as it stands
		file=$list
		[ "$way" = whole ] || file=corrected
		[ "$way" != whole ] || way=$list.csv
		watched '' import --data data "$way" -q
		[ "$code" -le 1 ] || { cat run.err >&2; die "going on with $way"; }
		rm -rf out
		export_all data out
		diff -r -q out "want-$file" > differs 2>&1 || {
			say "round $rounds: $(head -2 differs)"
			again=$((again + 1))
		}
	else
		half=$((half + 1))
	fi
	if [ -z "$(state)" ]; then              # killed before there was a batch
		continue
	fi
	for try in 1 2 3; do
		watched "-k $(chance "$(eval echo "\$undo_$list")")" import undo "$batch" --data data -q
		verified "round $rounds, undo $try killed"
		case "$(state)" in
		undone) break ;;
		undoing)
			broken_undo=$((broken_undo + 1))
			# seen, and in the way of the same list
			"$JZ" import --data data "$list.csv" -q > /dev/null 2> run.err
			grep -q "import undo $batch" run.err || {
				say "round $rounds: a half undo is hidden: $(cat run.err)"
				hidden=$((hidden + 1))
			} ;;
		esac
	done
	if [ "$(state)" != undone ]; then
		watched '' import undo "$batch" --data data -q
		[ "$code" -eq 0 ] || {
			say "round $rounds: undo ends with $code: $(cat run.err run.out)"
			kept=$((kept + 1))
		}
	fi
	verified "round $rounds, undone"
	[ "$(state)" = undone ] || { say "round $rounds: $(state)"; hidden=$((hidden + 1)); }
	rm -rf out
	export_all data out
	diff -r -q out want-base > differs 2>&1 || {
		say "round $rounds ($list, $way): $(head -2 differs)"
		diff -r out want-base | head -4 | cut -c 1-200 >&2
		different=$((different + 1))
	}
	watched '' import --data data "$list.csv" -q
	[ "$code" -le 1 ] || { cat run.err >&2; die "import again of $list"; }
	rm -rf out
	export_all data out
	diff -r -q out "want-$list" > differs 2>&1 || {
		say "round $rounds, again: $(head -2 differs)"
		again=$((again + 1))
	}
	verified "round $rounds, in again"
done
say "$half imports were undone half done, $broken_undo undos broken off in the middle"
judge undo-rounds "$rounds" '>=' "$ROUNDS"
judge undo-sm-rounds "$sm_rounds" '>=' $((ROUNDS / 5))
judge undo-different "$different" '<=' 0
judge undo-again-different "$again" '<=' 0
judge undo-unverified "$unverified" '<=' 0
judge undo-hidden "$hidden" '<=' 0
judge undo-kept "$kept" '<=' 0
proof_end
