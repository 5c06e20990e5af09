#!/bin/sh
# A year of twelve monthly lists of the national system, with edits, new people and decisions here
# in between, some lists in two files, some rows refused. After each step everything is compared
# with an independent model (tests/tools/year_model.c): every value, every difference, the counts,
# and the to-enter list. The sixth month's import is also killed (kill -9) at times uniform over its
# length, KILLS times in copies, and goes on: nothing differs from the model either; every other
# time it was undone before, and is imported once more.
# HOUSEHOLDS=2500 (more than one transaction a list) SEED=7 MONTHS=12 KILLS=40.
# proves: year-values year-differences year-counts year-to-enter year-killed year-verify
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 150 2500)}
KILLS=${KILLS:-$(size 4 40)}
SEED=${SEED:-7}
MONTHS=${MONTHS:-12}
tool year_model
tool run_watched

"$JZ" demo --out lists --households "$HOUSEHOLDS" --seed "$SEED" --faults none -q \
	> demo.out || die demo
for file in lists/persons-0*.csv; do
	if [ -f base.csv ]; then sed 1d "$file" >> base.csv; else cat "$file" > base.csv; fi
done
mkdir months
"$W/bin/year_model" "$SEED" "$MONTHS" months < base.csv || die 'the model failed'
"$JZ" init --data D --areas lists/areas.csv -q > init.out || die init

person=idno,name,relation,nation,education,school,health,labour,work_months,critical_insurance
person=$person,phone,identified
house=no,group_name,members,cause1,dangerous_house,safe_water,per_capita_net,phone
house=$house,first_identified,type,monitor_type,risk_cleared,risk_found,risk_cleared_on
wrong_values=0 wrong_diffs=0 wrong_counts=0 wrong_enter=0 listed=0 to_enter=0 values=0

# Lines that one has and the other has not.
unlike() # WANT GOT
{
	sort "$1" > want.sorted
	sort "$2" > got.sorted
	diff want.sorted got.sorted > unlike.out && return 0
	head -20 unlike.out | sed "s|^|$1: |" >&2
	grep -c '^[<>]' unlike.out > unlike.n
	return 1
}

# A number that this office made up itself is only P.
plain_number() { sed 's/|P[0-9A-F]\{8\}-[0-9]*|/|P|/'; }

same_values() # DATA STEP
{
	for noun in person household; do
		case $noun in person) columns=$person ;; *) columns=$house ;; esac
		"$JZ" export "$noun" --data "$1" --columns "$columns" --mask none --reason test -q \
			2> export.err | tr -d '\r' | sed 1d > got.csv || die export
		values=$((values + $(wc -l < got.csv) * $(echo "$columns" | tr , '\n' | wc -l)))
		unlike "months/$2-$noun.want" got.csv || wrong_values=$((wrong_values + $(cat unlike.n)))
	done
}

field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"; }

# noun|number|field|ours|theirs|state of what is not settled.
differences() # DATA
{
	for state in open enter gone; do
		"$JZ" difference list --data "$1" --source national --state "$state" --json --lang zh \
			--mask none --reason test -q 2> difference.err > diff.json || die 'difference list'
		awk -v state="$state" 'function of(key,    v) {
				v = $0
				if (!match(v, "\"" key "\":")) return ""
				v = substr(v, RSTART + RLENGTH)
				if (substr(v, 1, 1) != "\"") return ""
				v = substr(v, 2)
				return substr(v, 1, index(v, "\"") - 1)
			}
			{ print of("noun") "|" of("about") "|" of("field") "|" of("ours") "|" \
				of("theirs") "|" state }' diff.json
	done | plain_number
}

to_enter() # DATA
{
	"$JZ" to-enter --data "$1" --source national --json --lang zh --mask none --reason test -q \
		2> enter.err > enter.json || { cat enter.err >&2; die to-enter; }
	awk 'function of(s, key) {
			if (!match(s, "\"" key "\":\"")) return ""
			s = substr(s, RSTART + RLENGTH)
			return substr(s, 1, index(s, "\"") - 1)
		}
		{ head = of($0, "action") "|" of($0, "noun") "|" of($0, "no")
			n = split($0, part, "{\"field\"")
			if (n == 1) print head "|||"
			for (i = 2; i <= n; i++) {
				s = "\"field\"" part[i]
				print head "|" of(s, "field") "|" of(s, "was") "|" of(s, "now")
			} }' enter.json | plain_number
}

import() # DATA FILE...
{
	data=$1
	shift
	"$JZ" import --data "$data" --json -q "$@" > import.json 2> import.err
	[ $? -le 1 ] || { cat import.err >&2; die "import $*"; }
}

# Words of a line of the model, with the reason.
each() # DATA FILE WORDS...
{
	data=$1
	script=$2
	shift 2
	while read -r line; do
		# shellcheck disable=SC2086
		"$JZ" "$@" $line --data "$data" --reason 核对 -q > step.out 2>&1 ||
			{ cat step.out >&2; die "$* $line"; }
	done < "$script"
}

# What the batches of a month say they came to, together.
batch_counts() # DATA MONTH
{
	"$JZ" list batch --data "$1" --json -q --where source=national --columns \
		file,state,took,kept,asked,waiting,entered,met,gone,back 2> list.err | awk -v m="$2-" '
		index($0, "\"" m) && !/已撤销/ {
			n = split($0, part, ",")
			for (i = 1; i <= n; i++)
				if (match(part[i], /"[a-z]+":[0-9]+/)) {
					split(part[i], kv, "[\":}]+")
					sum[kv[2]] += kv[3]
				}
		}
		END { printf "\"source\":{\"took\":%d,\"kept\":%d,\"asked\":%d,\"waiting\":%d,",
				sum["took"], sum["kept"], sum["asked"], sum["waiting"]
			printf "\"entered\":%d,\"met\":%d,\"gone\":%d,\"back\":%d}\n", sum["entered"],
				sum["met"], sum["gone"], sum["back"] }'
}

# Undoes what a killed import left: its batches, the newest first.
take_back() # DATA
{
	import "$1" --source national --complete $files
	"$JZ" list batch --data "$1" --json -q --where source=national --columns no,file \
		2> list.err | sed -n "s/.*\"no\":\"\(B[0-9]*\)\".*\"file\":\"$m-.*/\1/p" |
		sort -t B -k 2 -nr |
		while read -r batch; do
			"$JZ" import undo "$batch" --data "$1" --reason 重来 -q > undo.out 2>&1 ||
				{ cat undo.out >&2; die "undo $batch"; }
		done
	same_before "$1"
}

# After the undo everything stands as it stood before: values, and what is open.
same_before() # DATA
{
	for noun in person household difference; do
		for data in "$1" K; do
			"$JZ" export "$noun" --data "$data" --mask none --reason test -q 2> export.err |
				sort > "undone-$data" || die export
		done
		cmp -s "undone-$1" undone-K || {
			say "$noun: not as it was before"
			diff "undone-$1" undone-K | head -5 >&2
			killed_unlike=$((killed_unlike + 1))
		}
	done
}

# The month's list into copies of the register as it was, killed and begun again.
killed=0 unfinished=0 killed_unlike=0
kill_it() # MONTH FILE...
{
	m=$1
	shift
	at=
	while [ "$killed" -lt "$KILLS" ]; do
		rm -rf C C.keys C.head
		cp -r K C && cp K.keys C.keys && cp K.head C.head
		if [ -z "$at" ]; then
			"$W/bin/run_watched" "$JZ" import --data C -q --source national --complete "$@" \
				3> watched > kill.out 2>&1
			read -r took code peak left < watched
			at=0
			continue
		fi
		killed=$((killed + 1))
		at=$(od -An -N4 -tu4 /dev/urandom | awk -v n="$took" '{ print int($1 / 4294967296 * n) }')
		"$W/bin/run_watched" -k "$at" "$JZ" import --data C -q --source national --complete "$@" \
			3> watched > kill.out 2>&1
		read -r x code peak left < watched
		[ "$code" -le 1 ] || unfinished=$((unfinished + 1))
		if [ $((killed % 2)) -eq 0 ]; then
			take_back C
			again=--again
		else
			again=
		fi
		# shellcheck disable=SC2086
		import C --source national --complete $again "$@"
		before=$wrong_values
		same_values C "$m-import"
		[ "$wrong_values" -eq "$before" ] || killed_unlike=$((killed_unlike + 1))
		wrong_values=$before
		differences C > differences.got
		unlike "months/$m-differences.want" differences.got || killed_unlike=$((killed_unlike + 1))
		batch_counts C "$m" > counts.got
		head -1 "months/$m-counts.want" | cmp -s - counts.got || {
			say "killed at $at of $took us: $(cat counts.got)"
			killed_unlike=$((killed_unlike + 1))
		}
		"$JZ" verify --data C --deep -q > verify.out 2>&1 || killed_unlike=$((killed_unlike + 1))
	done
	say "$unfinished of $killed imports were killed before their end"
}

month=0
while [ "$month" -lt "$MONTHS" ]; do
	month=$((month + 1))
	m=$(printf '%02d' "$month")
	files=months/$m-a.csv
	[ ! -f "months/$m-b.csv" ] || files="$files months/$m-b.csv"
	if [ "$month" -eq 6 ]; then
		cp -r D K && cp D.keys K.keys && cp D.head K.head
		# shellcheck disable=SC2086
		kill_it "$m" $files
	fi
	# shellcheck disable=SC2086
	import D --source national --complete $files
	tail -1 import.json > counts.got
	while read -r line; do
		grep -qF "$line" counts.got || {
			wrong_counts=$((wrong_counts + 1))
			say "month $month: wants $line"; sed 's/,"normalised".*source/ source/' counts.got >&2
		}
	done < "months/$m-counts.want"
	same_values D "$m-import"
	differences D > differences.got
	listed=$((listed + $(wc -l < differences.got)))
	unlike "months/$m-differences.want" differences.got ||
		wrong_diffs=$((wrong_diffs + $(cat unlike.n)))
	sed 's/^settle //' "months/$m-settle.sh" > settle.lines
	each D settle.lines difference settle
	import D person "months/$m-edit-person.csv"
	import D household "months/$m-edit-household.csv"
	sed 's/^set //' "months/$m-edit.sh" > set.lines
	each D set.lines set
	import D "months/$m-edit-new.csv"
	import D person "months/$m-edit-newperson.csv"
	same_values D "$m-edit"
	to_enter D > enter.got
	to_enter=$((to_enter + $(wc -l < enter.got)))
	unlike "months/$m-enter.want" enter.got || wrong_enter=$((wrong_enter + $(cat unlike.n)))
	say "month $month: $(wc -l < differences.got) differences, $(wc -l < enter.got) to enter"
done
judge year-values "$wrong_values" == 0 "of $values values other than the model's"
judge year-differences "$wrong_diffs" == 0 "of $listed lines other than the model's"
judge year-counts "$wrong_counts" == 0 'counts other than the model says'
judge year-to-enter "$wrong_enter" == 0 "of $to_enter lines other than the model's"
judge year-killed "$killed_unlike" == 0 "of $unfinished killed imports unlike the model"
"$JZ" verify --data D --deep -q > verify.out 2>&1
judge year-verify $? == 0
proof_end
