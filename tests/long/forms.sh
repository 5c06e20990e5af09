#!/bin/sh
# Three forms as an upper level sends them (merged headers, a row for each village, ratios, totals
# by formula, print areas, a chart), filled for two months with changes to the register between:
# every part that is not a filled sheet keeps its bytes, every number equals its list and a count by
# awk over the exported lists, and LibreOffice, where it is there, opens them with the same values.
# HOUSEHOLDS=3000.
# Hostile workbooks in a form's place are refused in a second and little memory.
# proves: forms-layout forms-numbers forms-lists forms-office forms-hostile
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 400 3000)}
tool make_forms -lxlsxwriter
tool make_bad_books -lz
tool run_watched
checks=0 good=0
check() # WHAT CONDITION...
{
	what=$1
	shift
	checks=$((checks + 1))
	if "$@"; then good=$((good + 1)); else say "wrong: $what"; fi
}
same() { [ "$1" = "$2" ] && [ -n "$2" ]; }
book=xl/worksheets/sheet1.xml

"$JZ" demo --out demo --households "$HOUSEHOLDS" --seed 11 --faults none -q > made || die demo
import_all data demo found || die import
"$W/bin/make_forms" . demo/areas.csv > rows || die make_forms
last=$(sed -n 's/^monthly [0-9]* //p' rows)

cat > monthly.yaml <<F
sheets:
  附表1:
    names: B,C
    from: 6
    to: $last
    cells: {A2: "text {area} {period}"}
    columns:
      D: count household
      E: sum household.members
      F: count household where type=脱贫户
      G: count household where monitor_type is known
      H: sum income.total in 万元 decimals 2
      I: ratio G / D percent 1
F
cat > townships.yaml <<'F'
sheets:
  分乡镇:
    names: A
    from: 5
    each: township
    columns: {B: count household, C: sum household.members, E: ratio some / B percent 1}
numbers: {some: count household where monitor_type is known}
F

# A cell of a filled sheet: its number or text.
value() # SHEET-XML PLACE
{
	tr '>' '\n' < "$1" | awk -v want="<c r=\"$2\"" '
		index($0, "<c r=\"") {
			here = index($0, want) == 1 && substr($0, length(want) + 1, 1) ~ /[ \/]/
		}
		here && /<\/(v|t)$/ { sub(/<\/.*/, ""); print; exit }'
}

# What the register says by other means: households by village and income, from its own lists.
count_by_awk() # MONTH
{
	export_all data "out$1" || die export
	tr -d '\r' < "out$1/income.csv" | awk -F, 'FNR == 1 {
			for (i = 1; i <= NF; i++) { if ($i ~ /户编号/) h = i; if ($i ~ /^年收入/) t = i } next }
		$t != "" { gsub(/[^0-9.-]/, "", $t); sum[$h] += $t * 100 }
		END { for (k in sum) printf "%s,%.0f\n", k, sum[k] }' > income
	tr -d '\r' < "out$1/household.csv" | awk -F, '
		function put(code,   i) {
			for (i = code; i != ""; i = up[i]) {
				d[i]++; e[i] += $m; f[i] += $y == "脱贫户"; g[i] += $w != ""; h[i] += money[$n]
			}
		}
		FILENAME == "income" { money[$1] = $2; next }
		FILENAME ~ /areas/ { sub(/\r/, ""); name[$1] = $2; up[$1] = $4; next }
		FNR == 1 {
			for (i = 1; i <= NF; i++) {
				if ($i ~ /户编号/) n = i
				if ($i ~ /^行政村/) a = i
				if ($i ~ /^户类型/) y = i
				if ($i ~ /^监测对象类型/) w = i
				if ($i ~ /^人数/) m = i
			}
			next
		}
		{ put($a) }
		END { for (i in name) printf "%s,%d,%d,%d,%d,%.2f,%s\n", i, d[i], e[i], f[i], g[i],
			int(h[i] / 10000 + 0.5) / 100, name[i] }' income demo/areas.csv - > counts
}
counted() { awk -F, -v c="$1" -v k="$2" '$1 == c { print $k; exit }' counts; }

# Rows of the monthly form in its order: villages under their townships.
awk -F, '{ sub(/\r/, "") } $3 == "乡级" { t[++n] = $1 } $3 == "村级" { v[$4] = v[$4] " " $1 }
	END { for (i = 1; i <= n; i++) {
		m = split(v[t[i]], c, " ")
		for (k = 1; k <= m; k++) print c[k]
	} }' \
	demo/areas.csv > villages
awk -F, '{ sub(/\r/, "") } $3 == "乡级" { print $1 }' demo/areas.csv > towns
county=$(awk -F, '$3 == "县级" { print $1; exit }' demo/areas.csv)

numbers=0 equal=0
number() # WHAT IN-FORM COUNTED
{
	numbers=$((numbers + 1))
	if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a != "" && b != "" && a + 0 == b + 0) }'; then
		equal=$((equal + 1))
	else
		say "wrong: $1: form $2, files $3"
	fi
}

# All cells of a column of a sheet at once: "row value" lines.
column() # SHEET-XML LETTER
{
	tr '>' '\n' < "$1" | awk -v c="$2" '
		match($0, "<c r=\"" c "[0-9]+\"") {
			row = substr($0, RSTART + 6 + length(c), RLENGTH - 7 - length(c)) + 0
			here = !/\/$/
			next
		}
		/<c r="/ { here = 0 }
		here && /<\/(v|t)$/ { sub(/<\/.*/, ""); print row, $0; here = 0 }'
}

# The share of the form is that of its own numbers, to the tenth of a percent.
shares() # XML A B SHARE
{
	column "$1" "$2" > a.col
	column "$1" "$3" > b.col
	column "$1" "$4" | awk '
		FILENAME == "a.col" { a[$1] = $2; next }
		FILENAME == "b.col" { b[$1] = $2; next }
		($1 in a) && ($1 in b) {
			want = "--"
			if (b[$1]) want = sprintf("%.3f", int(a[$1] * 1000 / b[$1] + 0.5) / 1000)
			if ($2 != want) { print "row " $1 ": " $2 " is not " want; bad = 1 }
			n++
		}
		END { exit bad || !n }' a.col b.col -
}

month() # MONTH
{
	count_by_awk "$1"
	for form in monthly card townships; do
		"$JZ" report fill "$form.xlsx" --data data --period "$1" -o "$form-$1.xlsx" \
			--lists "lists-$form-$1" -q 2> err || { cat err >&2; die "fill $form"; }
		rm -rf was is
		mkdir was is
		(cd was && unzip -q "../$form.xlsx") || die unzip
		(cd is && unzip -q "../$form-$1.xlsx") || die unzip
		layout "$form" "$1"
		lists_agree "$form" "$1"
		[ "$form" != monthly ] || { monthly_numbers; cp "is/$book" monthly.xml; }
		[ "$form" != card ] || card_numbers "is/$book"
		[ "$form" != townships ] || township_numbers "is/$book"
		[ -z "$office" ] || open_office "$form" "$1"
	done
}

# Every part but those that hold what was filled, or were told to work it out, is the same to the
# byte; in the sheets all styles and formulas and everything around the cells.
layout() # FORM MONTH
{
	case "$1" in
	monthly) may="$book" ;;
	card) may="$book xl/worksheets/sheet2.xml" ;;
	townships) may="$book xl/worksheets/sheet2.xml xl/workbook.xml" ;;
	esac
	(cd was && find . -type f | sed 's,^\./,,' | sort) > parts
	check "$1 $2: parts" same "$(cat parts)" "$(cd is && find . -type f | sed 's,^\./,,' | sort)"
	while read -r part; do
		case " $may " in *" $part "*) continue ;; esac
		check "$1 $2: $part" cmp -s "was/$part" "is/$part"
	done < parts
	for part in $may; do
		check "$1 $2: $part is sound" xmlish "is/$part"
		case "$1 $part" in
		townships*) continue ;;                 # its rows are more: told apart below
		esac
		sed 's/<sheetData>.*<\/sheetData>//' "was/$part" > a
		sed 's/<sheetData>.*<\/sheetData>//' "is/$part" > b
		check "$1 $2: around the cells of $part" cmp -s a b
		grep -o '<c r="[A-Z]*[0-9]*" s="[0-9]*"' "was/$part" > a
		grep -o '<c r="[A-Z]*[0-9]*" s="[0-9]*"' "is/$part" > b
		check "$1 $2: styles of $part" cmp -s a b
		grep -o '<f>[^<]*' "was/$part" > a
		grep -o '<f>[^<]*' "is/$part" > b
		check "$1 $2: formulas of $part" cmp -s a b
	done
	[ "$1" = townships ] || return 0
	n=$(wc -l < towns)
	check "townships $2: merged foot" \
		grep -q "<mergeCell ref=\"A$((7 + n)):F$((7 + n))\"/>" "is/$book"
	check "townships $2: print area" grep -q "\$A\$1:\$F\$$((7 + n))<" is/xl/workbook.xml
	check "townships $2: titles" grep -q "\$1:\$4<" is/xl/workbook.xml
	check "townships $2: total" grep -q "<f>SUM(B5:B$((4 + n)))</f>" "is/$book"
	check "townships $2: other sheet" \
		grep -q "<f>分乡镇!B$((5 + n))</f>" is/xl/worksheets/sheet2.xml
	check "townships $2: rule" grep -q "sqref=\"B5:C$((5 + n))\"" "is/$book"
	grep -o '<cols>.*</cols>' "was/$book" > a
	grep -o '<cols>.*</cols>' "is/$book" > b
	check "townships $2: widths" cmp -s a b
}
# Opening and closing tags balance: enough for a file that we cut into.
xmlish()
{
	awk 'BEGIN { RS = "<" } NR == 1 || /^[?!]/ { next } /^\// { d--; next } !/\/>/ { d++ }
		END { exit d != 0 }' "$1"
}

# The index says how many rows each number has: as many stand in the list, and they add up.
lists_agree() # FORM MONTH
{
	dir="lists-$1-$2"
	sed 1d "$dir/index.csv" | tr -d '\r' > index
	while IFS=, read -r _ cell _ num rows _ list first _; do
		[ -n "$cell" ] || continue
		echo "$cell $num $rows $list"
	done < index > wanted
	for file in "$dir"/[0-9]*.csv; do
		name=${file##*/}
		tr -d '\r' < "$file" | awk -F, -v f="$name" 'FNR == 1 { next }
			$1 != "" { n[$1]++; s[$1] += $NF }
			END { for (c in n) print c, f, n[c], s[c] }'
	done > listed
	awk 'FILENAME == "listed" { n[$1 " " $2] = $3; s[$1 " " $2] = $4; next }
		{ k = $1 " " $4; total++; ok += (n[k] + 0 == $3) }
		END { print total, ok }' listed wanted > agreed
	all=$(cut -d' ' -f1 agreed)
	lists_all=$((lists_all + all))
	lists_ok=$((lists_ok + $(cut -d' ' -f2 agreed)))
}

monthly_numbers()
{
	for k in D:2 E:3 F:4 G:5 H:6; do
		column "is/$book" "${k%:*}" | awk '$1 >= 6 { print $2 }' > form.col
		row=5
		while read -r code; do
			row=$((row + 1))
			echo "$row,$(counted "$code" "${k#*:}")"
		done < villages | cut -d, -f2 > files.col
		paste -d' ' form.col files.col > both
		numbers=$((numbers + $(wc -l < both)))
		equal=$((equal + $(awk '$1 + 0 == $2 + 0 && NF == 2' both | wc -l)))
		awk '$1 + 0 != $2 + 0 || NF != 2' both | head -3 | sed "s/^/wrong: column ${k%:*}: /" >&2
	done
	check "shares of the monthly form" shares "is/$book" G D I
}

card_numbers() # XML
{
	number 'households' "$(value "$1" C4)" "$(counted "$county" 2)"
	number 'persons' "$(value "$1" C5)" "$(counted "$county" 3)"
	number 'monitored' "$(value "$1" C6)" "$(counted "$county" 5)"
	# members of monitored households, and those households with somebody at school
	tr -d '\r' < "out$now/household.csv" | awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) {
		if ($i ~ /户编号/) n = i
		if ($i ~ /^监测对象类型/) w = i } next }
		$w != "" { print $n }' > watched
	tr -d '\r' < "out$now/person.csv" | awk -F, 'FILENAME == "watched" { is[$1] = 1; next }
		FNR == 1 { for (i = 1; i <= NF; i++) {
			if ($i ~ /户编号/) h = i
			if ($i ~ /^在校生状况/) c = i } next }
		is[$h] { n++; if ($c != "" && $c != "非在校生") s[$h] = 1 }
		END { for (k in s) m++; print n + 0, m + 0 }' watched - > members
	number 'members of monitored households' "$(value "$1" C10)" "$(cut -d' ' -f1 members)"
	number 'monitored with somebody at school' "$(value "$1" C9)" "$(cut -d' ' -f2 members)"
	number 'income' "$(value "$1" C11)" \
		"$(awk -F, '{ s += $2 } END { printf "%.2f", s / 100 }' income)"
}

township_numbers() # XML
{
	for k in B:2 C:3; do
		column "$1" "${k%:*}" | awk '$1 >= 5 { print $2 }' > form.col
		while read -r code; do counted "$code" "${k#*:}"; done < towns > files.col
		numbers=$((numbers + $(wc -l < files.col)))
		equal=$((equal + $(paste -d' ' form.col files.col | awk '$1 == $2 && NF == 2' | wc -l)))
	done
}

# LibreOffice works the formulas out: totals and shares as counted here.
open_office() # FORM MONTH
{
	rm -rf office && mkdir office
	timeout 120 soffice -env:UserInstallation="file://$W/office-home" --headless --convert-to \
		'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,1' \
		--outdir office "$1-$2.xlsx" > office.log 2>&1
	csv=$(ls office/*.csv 2>/dev/null | head -1)
	opened=$((opened + 1))
	[ -n "$csv" ] || { cat office.log >&2; say "LibreOffice did not open $1-$2.xlsx"; return 0; }
	case "$1" in
	monthly) want=$(counted "$county" 2)
		got=$(awk -F, -v r="$last" 'NR == r { print $4 }' "$csv") ;;
	card) want=$(counted "$county" 2) got=$(awk -F, 'NR == 4 { print $3 }' "$csv") ;;
	townships) want=$(counted "$county" 2)
		got=$(awk -F, -v r="$((5 + $(wc -l < towns)))" 'NR == r { print $2 }' "$csv") ;;
	esac
	got=$(echo "$got" | tr -d '"')
	if [ "$got" = "$want" ]; then same_office=$((same_office + 1))
	else say "wrong: LibreOffice shows $got in $1-$2.xlsx, not $want"; fi
}

office=$(command -v soffice || true)
lists_all=0 lists_ok=0 opened=0 same_office=0
now=2026-09
month 2026-09

# A month goes by: some households change, one moves, some come.
tr -d '\r' < out2026-09/household.csv | awk -F, -v OFS=, 'NR == 1 {
		for (i = 1; i <= NF; i++) {
			if ($i ~ /户编号/) n = i
			if ($i ~ /^行政村/) a = i
			if ($i ~ /^人数/) m = i
		}
		print "户编号,行政村,人数,监测对象类型"; next }
	NR % 17 == 2 { print $n, $a, $m % 9 + 1, "边缘易致贫户" }
	NR % 41 == 3 { print $n, last, $m, "" }
	NR % 53 == 4 { print "N" NR, $a, 4, "突发严重困难户" }
	{ last = $a }' > changes.csv
"$JZ" import --data data household changes.csv -q > /dev/null 2> err ||
	{ cat err >&2; die changes; }
now=2026-10
month 2026-10
check 'the months differ' \
	test "$(cksum < monthly-2026-09.xlsx)" != "$(cksum < monthly-2026-10.xlsx)"
# ---- hostile workbooks: what is only odd may be taken, everything else is refused ----
mkdir bad
"$W/bin/make_bad_books" bad > cases || die make_bad_books
opens() # FORM
{
	"$W/bin/run_watched" -m timeout -k 5 60 "$JZ" report bind "$1" --data data -o - -q \
		3> watched > out 2> err
	read -r took code kb left < watched
}
opens card.xlsx
base=$kb hostile=0 held=0
while IFS='	' read -r name _; do
	hostile=$((hostile + 1)) fine=1
	opens "bad/$name"
	for again in 1 2; do
		[ "$took" -gt 1000000 ] || break
		opens "bad/$name"
	done
	case "$name" in
	three-thousand-columns* | a-long-cell* | a-long-row* | a-string-that* | many-*) ;;
	three-hundred-sheets* | photos* | an-open-document* | a-letter*) ;;
	*) [ "$code" -eq 1 ] || fine=0 ;;
	esac
	[ "$code" -le 1 ] && [ "$left" -eq 0 ] && [ "$took" -le 1000000 ] || fine=0
	[ $((kb - base)) -le 32768 ] || fine=0
	[ "$fine" -eq 1 ] || say "wrong: $name: code $code, $((took / 1000)) ms, $((kb - base)) kB"
	held=$((held + fine))
done < cases
judge forms-hostile "$held" '>=' "$hostile" "of $hostile"

say "$checks checks of layout, $numbers numbers, $lists_all lists"
judge forms-layout "$good" '>=' "$checks" "of $checks"
judge forms-numbers "$equal" '>=' "$numbers" "of $numbers"
judge forms-lists "$lists_ok" '>=' "$lists_all" "of $lists_all"
if [ -n "$office" ]; then
	judge forms-office "$same_office" '>=' "$opened" "of $opened"
else
	figure forms-office 'LibreOffice is not installed' '-' ok
fi
proof_end
