#!/bin/sh
# The national system's five workbooks, month after month, while an office edits in between: its own
# lists, single cells, new members, decisions, deaths; some of it is entered in the system by the
# next month, some otherwise, most not at all. After each step values, differences and the to-enter
# list are compared with an independent model (tests/tools/books_model.awk), which reads the same
# workbooks. HOUSEHOLDS=1500 SEED=7 MONTHS=6 (at most 9).
# proves: books-values books-differences books-to-enter books-verify
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 150 1500)}
SEED=${SEED:-7}
MONTHS=${MONTHS:-$(size 4 6)}
# a month that is not over cannot be imported
over=$((($(date +%Y) - 2026) * 12 + $(date +%-m)))
[ "$over" -ge "$MONTHS" ] || MONTHS=$over
[ "$MONTHS" -ge 2 ] || die 'the clock is before the data date of the demo'
tool book_text -lminizip
tool csv_book -lxlsxwriter

mkdir months
for m in $(seq "$MONTHS"); do
	# the demo's data date is a December; the months after it follow
	date=$([ "$m" -eq 1 ] && echo 2025-12 || printf '2026-%02d' $((m - 1)))
	"$JZ" demo --format national --month "$date" --out "demo$m" --households "$HOUSEHOLDS" \
		--seed "$SEED" --faults none -q > demo.out || die "demo $date"
	"$W/bin/book_text" "demo$m/户信息_$date.xlsx" > "months/0$m-H.txt" || die '户信息'
	"$W/bin/book_text" "demo$m/监测对象信息_$date.xlsx" > "months/0$m-M.txt" || die '监测对象信息'
done
awk -f "$JZ_ROOT/tests/tools/books_model.awk" -v seed="$SEED" -v months="$MONTHS" -v dir=months \
	> model.out || die 'the model failed'
"$JZ" init --data D --areas demo1/areas.csv -q > init.out || die init

person=idno,name,relation,education,school,labour,work_months,phone
house=no,members,type,per_capita_net,dangerous_house,phone,monitor_type,risk_found,risk_cleared
house=$house,risk_cleared_on,cause1
wrong_values=0 wrong_diffs=0 wrong_enter=0 listed=0 to_enter=0 values=0 conflicts=0

unlike() # WANT GOT: the number of lines that one has and the other has not
{
	sort "$1" > want.sorted
	sort "$2" > got.sorted
	diff want.sorted got.sorted > unlike.out || head -20 unlike.out | sed "s|^|$1: |" >&2
	unlike=$(grep -c '^[<>]' unlike.out)
}

# A number that this office made up itself is only P.
plain_number() { sed 's/|P[0-9A-F]\{8\}-[0-9]*|/|P|/'; }

same_values() # STEP
{
	for noun in person household; do
		case $noun in person) columns=$person ;; *) columns=$house ;; esac
		"$JZ" export "$noun" --data D --columns "$columns" --mask none --reason test --lang zh -q \
			2> export.err | tr -d '\r' | sed 1d > got.csv || die export
		values=$((values + $(wc -l < got.csv) * $(echo "$columns" | tr , '\n' | wc -l)))
		unlike "months/$1-$noun.want" got.csv
		wrong_values=$((wrong_values + unlike))
	done
}

differences()
{
	for state in open enter gone; do
		"$JZ" difference list --data D --source national --state "$state" --json --lang zh \
			--mask none --reason test -q 2> difference.err > diff.json || die 'difference list'
		awk -v state="$state" 'function of(key,    v) {
				v = $0
				if (!match(v, "\"" key "\":\"")) return ""
				v = substr(v, RSTART + RLENGTH)
				return substr(v, 1, index(v, "\"") - 1)
			}
			{ print of("noun") "|" of("about") "|" of("field") "|" of("ours") "|" \
				of("theirs") "|" state }' diff.json
	done | plain_number
}

to_enter()
{
	"$JZ" to-enter --data D --source national --json --lang zh --mask none --reason test -q \
		2> enter.err > enter.json || { cat enter.err >&2; die to-enter; }
	awk 'function of(s, key) {
			if (!match(s, "\"" key "\":\"")) return ""
			s = substr(s, RSTART + RLENGTH)
			return substr(s, 1, index(s, "\"") - 1)
		}
		{ no = of($0, "no")
			# risks and measures have no number: they go with their household
			head = of($0, "action") "|" of($0, "noun") "|" (no ? no : of($0, "household"))
			n = split($0, part, "{\"field\"")
			if (n == 1) print head "|||"
			for (i = 2; i <= n; i++) {
				s = "\"field\"" part[i]
				print head "|" of(s, "field") "|" of(s, "was") "|" of(s, "now")
			} }' enter.json | plain_number
}

import() # FILE...
{
	"$JZ" import --data D --json -q "$@" > import.json 2> import.err
	[ $? -le 1 ] || { cat import.err >&2; die "import $*"; }
	grep -q '"refused":0,' import.json || { cat import.json >&2; die "refused rows: $*"; }
}

each() # FILE WORDS...
{
	script=$1
	shift
	while read -r line; do
		# shellcheck disable=SC2086
		"$JZ" "$@" $line --data D --reason 核对 -q > step.out 2>&1 ||
			{ cat step.out >&2; die "$* $line"; }
	done < "$script"
}

month=0
while [ "$month" -lt "$MONTHS" ]; do
	month=$((month + 1))
	m=0$month
	for kind in H M; do
		"$W/bin/csv_book" "months/$m-$kind.csv" "$m-$kind.xlsx" || die csv_book
	done
	# the other three as they are: what they state is not edited here
	import --source national "$m-H.xlsx" "$m-M.xlsx" "demo$month"/行政村* "demo$month"/已* \
		"demo$month"/计划*
	same_values "$m-import"
	differences > differences.got
	listed=$((listed + $(wc -l < differences.got)))
	conflicts=$((conflicts + $(grep -c '|open$' differences.got)))
	unlike "months/$m-differences.want" differences.got
	wrong_diffs=$((wrong_diffs + unlike))
	each "months/$m-settle" difference settle
	import person "months/$m-edit-person.csv"
	import household "months/$m-edit-household.csv"
	each "months/$m-set" set
	import person "months/$m-edit-new.csv"
	same_values "$m-edit"
	to_enter > enter.got
	to_enter=$((to_enter + $(wc -l < enter.got)))
	# what a household had that is to be added again is to be added with it
	grep '^add|household|' "months/$m-enter.want" | cut -d'|' -f3 > added
	awk -F'|' 'FILENAME == "added" { added[$1] = 1; next }
		!($1 == "add" && $2 != "household" && $2 != "person" && $3 in added)' added enter.got \
		> enter.known
	unlike "months/$m-enter.want" enter.known
	wrong_enter=$((wrong_enter + unlike))
	say "month $month: $(wc -l < differences.got) differences, $(wc -l < enter.got) to enter"
done
[ "$conflicts" -gt 0 ] && [ "$to_enter" -gt 0 ] || die 'nothing was in dispute: this proves nothing'
judge books-values "$wrong_values" == 0 "of $values values other than the model's"
judge books-differences "$wrong_diffs" == 0 \
	"of $listed lines ($conflicts conflicts) other than the model's"
judge books-to-enter "$wrong_enter" == 0 "of $to_enter lines other than the model's"
"$JZ" verify --data D --deep -q > verify.out 2>&1
judge books-verify $? == 0
proof_end
