# The demo's lists in other shapes: the same county, the same faults, named where they now stand.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/book.sh"

# Every planted text of truth.csv stands on the sheet and row that it names.
told() # DIR
{
	for file in "$1"/*.xlsx; do
		echo "@ $(basename "$file")"
		book "$file"
	done > "$1.text"
	sed '1s/^\xEF\xBB\xBF//; s/\r$//' "$1/truth.csv" > "$1.truth"
	awk -v from="$1.text" '
	BEGIN {
		while ((getline line < from) > 0) {
			if (line ~ /^@ /) file = substr(line, 3)
			else if (line ~ /^= /) { sheet = substr(line, 3); row = 0 }
			else text[file, sheet, ++row] = line
		}
		FS = ","
	}
	NR > 1 {
		key = $1 SUBSEP $2 SUBSEP $3
		n++
		if (!(key in text)) { print "no such row: " $0; bad = 1 }
		# amounts in 10,000 yuan are written otherwise
		else if ($4 !~ /收入|性$/ && $7 != "" && !index(text[key], $7) &&
			!($7 ~ /^[-0-9.]+$/ && index(text[key], $7 + 0)) &&
			!($7 ~ /^[0-9]*-[0-9]*-[0-9]*$/ && text[key] ~ /#[0-9]/)) {
			print "not there: " $0; bad = 1
		}
	}
	END { if (n < 20) print "only " n " faults"; exit bad || n < 20 }' "$1.truth" ||
		fail "$1: truth.csv does not tell the truth"
}

# ---- workbooks instead of CSV: the same register comes out
ends 0 demo --out c --households 200 --seed 4
ends 0 demo --out x --households 200 --seed 4 --format xlsx
[ "$(ls x | sed 's/xlsx/csv/' | sort)" = "$(ls c | sort)" ] || fail 'other lists as workbooks'
told x
cut -d, -f3-5 c/truth.csv > a
cut -d, -f3-5 x/truth.csv > b
cmp a b || fail 'other faults, or at other rows, in workbooks'
for way in c x; do
	ends 0 init --data $way.d --areas $way/areas.csv
	rm $way/truth.csv $way/areas.csv
	ends 1 import --data $way.d $way/*.*s[vx]*
	for noun in household person income work; do
		ends 0 export --data $way.d $noun --mask none --reason x
		mv out $way.$noun
	done
done
for noun in household person income work; do
	cmp c.$noun x.$noun || fail "$noun: another register from workbooks"
done

# ---- the national system's exports
ends 0 demo --out n --households 200 --seed 4 --format national --month 2026-03
for name in 监测对象信息 户信息 已外出务工 计划外出务工 行政村信息; do
	[ -f "n/${name}_2026-03.xlsx" ] || fail "no $name"
	book "n/${name}_2026-03.xlsx" > text
	grep -n '^[^=@]*|' text | grep -q "^2:云溪县$name（2026年3月31日）" || fail "$name has no title"
	! grep -q '|#[0-9]' text || fail "$name: a cell is no text"
done
book n/监测对象信息_2026-03.xlsx > text
[ "$(sed -n 4p text | tr '|' '\n' | grep -c '^风险是否已消除$')" -eq 2 ] ||
	fail 'no header stands twice on row 3'
told n

# ---- what villages fill in
ends 0 demo --out m --households 500 --seed 4 --format messy
told m
cat m.text > text
for thing in '单位：万元' '家庭基本情况|' '〃' '合计|' '小计|' '填表人：' '填写说明：' "|'9801" '|√|' '(万元)'; do
	has text "$thing"
done
grep -q '|980121 [0-9]\{8\} [0-9X]\{4\}|' text || fail 'no ID number with blanks'
grep -q '|[^|]\{1\} [^|]\{1\}|' text || fail 'no name set apart'
grep -q '|20[0-9][0-9]\.[0-9]*\.[0-9]*' text || fail 'no date with dots'
grep -q '|#20[0-9]\{6\}$' text || fail 'no date of eight digits'
grep -q '|#4[0-9]\{4\}$' text || fail 'no date as a serial number'

# ---- again into the same folder: only what it made goes
ends 0 demo --out m --households 30 --seed 5
[ ! -f m/云溪县农户收入统计.xlsx ] || fail 'an old workbook stays'
ends 0 demo --out m --households 500 --seed 4 --format messy
echo mine > m/mine.xlsx
ends 1 demo --out m --households 30
has err mine.xlsx

# ---- months: little changes, what has happened stays, each month can be made alone
for month in 2025-12 2026-01 2026-02 2026-06; do
	ends 0 demo --out "$month" --households 1500 --seed 9 --faults none --month $month
	tail -n +2 "$month"/persons-01.csv | cut -d, -f3- | sort > "$month.rows"
done
rows=$(wc -l < 2025-12.rows)
for pair in '2025-12 2026-01' '2026-01 2026-02' '2025-12 2026-06'; do
	# shellcheck disable=SC2086
	set -- $pair
	changed=$(comm -13 "$1.rows" "$2.rows" | wc -l)
	[ "$changed" -gt 0 ] || fail "nothing happens from $1 to $2"
	[ "$changed" -lt $((rows / 5)) ] || fail "$changed of $rows rows change from $1 to $2"
done
# who has gone does not come back
for month in 2026-01 2026-02; do
	cut -d, -f6 "$month.rows" | sort > "$month.who"
done
cut -d, -f6 2026-06.rows | sort > late.who
cut -d, -f6 2025-12.rows | sort > first.who
comm -23 first.who 2026-01.who > gone
[ -z "$(comm -12 gone late.who)" ] || fail 'somebody came back'
[ -s gone ] || [ -n "$(comm -23 first.who late.who)" ] || fail 'nobody goes in half a year'
[ -n "$(comm -13 first.who late.who)" ] || fail 'nobody comes in half a year'
ends 0 demo --out again --households 1500 --seed 9 --faults none --month 2026-02
cmp again/persons-01.csv 2026-02/persons-01.csv || fail 'the same month twice, two lists'
lacks err 'not over yet'
# Nobody's list is of a time to come: it can be made, but what an import will say is said now.
soon=$(($(date +%Y) + 1))-02
ends 0 demo --out soon --households 30 --faults none --month "$soon" -q
has err "$soon is not over yet"
ends 0 init --data soon.register --areas soon/areas.csv
ends 1 import --data soon.register soon/persons-01.csv
has out 'date_future'
ends 2 demo --out y --month 2026
ends 1 demo --out y --month 2025-11
has err 'from 2025-12'
