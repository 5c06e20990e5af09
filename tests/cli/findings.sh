# Problem lists: out to the villages, filled in, back; who said what stands in the journal.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
ends 0 demo --out lists --households 80 --seed 5
ends 0 init --areas lists/areas.csv
"$JZ" import -q lists/*.csv > /dev/null 2>&1
ends 0 finding list --json
cp out all
n=$(wc -l < all)
[ "$n" -gt 20 ] || fail "only $n findings"
ends 0 finding export -o problems.csv
has err "$n findings"
[ "$(wc -l < problems.csv)" -eq $((n + 1)) ] || fail 'not a row for each'
[ "$(stat -c %a problems.csv)" = 600 ] || fail 'the list is open to others'

# It names whom to ask and says the kind in words; no ID number is in it.
has problems.csv 'Head'"'"'s name,Name,File,Where,Kind,'
no=$(awk -F, 'NR > 1 && $5 != "" && $6 != "" { print $1; exit }' problems.csv)
[ -n "$no" ] || fail 'no row has the head and the member'
! grep -q '[0-9]\{17\}[0-9Xx]' problems.csv || fail 'an ID number is in the list'
! grep -q ',id_check_digit,' problems.csv || fail 'the code of a kind is in the list'

# A list of the old layout (no names, the kind as its code) is read still.
finding=$(sed -n '1s/.*"no":"\([^"]*\)".*/\1/p' all)
code=$(sed -n '1s/.*"kind":"\([^"]*\)".*/\1/p' all)
printf 'Finding,Kind,Result\r\n%s,%s,Corrected\r\n' "$finding" "$code" > old.csv
ends 0 finding import old.csv --dry-run
has err 'nothing written: corrected 1'

# Sorted by village; every finding that has a household has its village.
place=$(sed -n 's/.*"place":"\([^"]\{1,\}\)".*/\1/p' all | head -1)
ends 0 finding list --area "$place" --json
grep -q "\"place\":\"$place\"" out || fail "nothing in $place"
! grep -qv "\"place\":\"$place\"" out || fail "--area lists other places"
kind=$(sed -n 's/.*"kind":"\([^"]*\)".*/\1/p' all | head -1)
ends 0 finding list --kind "$kind" --json
! grep -qv "\"kind\":\"$kind\"" out || fail '--kind lists other kinds'
ends 2 finding list --kind nonsense

# ---- a village fills the sheet; it also breaks some rows ----
awk 'NR == 2 { sub(/,,,\r$/, ",Corrected,,王支书\r") }
	NR == 3 { sub(/,,,\r$/, ",Explained,as in the document,\r") }
	NR == 4 { sub(/,,,\r$/, ",Explained,,\r") }
	NR == 5 { sub(/,,,\r$/, ",done,,\r") }
	NR == 6 { sub(/^F[0-9]*/, "F987654"); sub(/,,,\r$/, ",Corrected,,\r") }
	NR == 7 { sub(/,,,\r$/, ",Checked and right,seen,\r"); was = $0 }
	{ print }
	END { print was }' problems.csv > back.csv
# Another row's number in front of this row: the household gives it away.
other=$(sed -n 9p problems.csv | cut -d, -f1)
sed "8s/^F[0-9]*/$other/; 8s/,,,\r\$/,Corrected,,\r/" back.csv > slipped.csv
mv slipped.csv back.csv
ends 1 finding import back.csv --dry-run
has err 'nothing written: corrected 1, explained 1, right as they are 1'
ends 0 finding list --json
[ "$(wc -l < out)" -eq "$n" ] || fail 'a dry run closed something'
ends 1 finding import back.csv
has out 'Row 4: '
has out 'without a remark'
has out 'none of the choices'
has out 'there is no finding F987654'
has out 'another household or kind'
has out 'stands twice'
has err "Left empty $((n - 7)) "
has err 'Corrected 1, explained 1'
ends 0 finding list --json
[ "$(wc -l < out)" -eq $((n - 3)) ] || fail 'not three were closed'
ends 0 finding list --state closed --json
[ "$(wc -l < out)" -eq 3 ] || fail 'not three are closed'
has out '"closed_by":"王支书"'
ends 0 log --last 4 --json
has out 'as in the document'

# The same sheet again changes nothing, and says so.
ends 1 finding import back.csv --json
[ "$(grep -c '"refused":"closed"' out)" -eq 3 ] || fail 'closed ones are not told'
has out '"corrected":0,"explained":0,"right":0'

# ---- a workbook, with drop-downs, comes back empty: nothing happens ----
ends 0 finding export -o problems.xlsx --lang zh
unzip -p problems.xlsx xl/worksheets/sheet1.xml > sheet
has sheet '已更正,已说明,经核实无误'
has sheet '问题编号'
ends 0 finding import problems.xlsx --json
has out "\"empty\":$((n - 3)),\"refused\":0"
ends 1 finding import lists/household.csv
has err 'no problem list'

# ---- a workbook, filled in where the village would: the rest of it stays as it was sent ----
no=$(tr '<' '\n' < sheet | sed -n 's/^t>\(F[0-9]*\)$/\1/p' | head -1)
row=$(tr '>' '\n' < sheet | grep -n -B9 "^$no<" | sed -n 's/.*<c r="A\([0-9]*\)".*/\1/p' | tail -1)
printf 'sheets: {问题清单: {cells: {K%s: text 已更正, M%s: text 王支书}}}\n' "$row" "$row" > village.yaml
ends 0 report fill problems.xlsx --bind village.yaml -o back.xlsx
ends 0 finding import back.xlsx --json
has out '"corrected":1'
ends 0 finding show "$no" --json
has out '"open":false'
has out '"closed_by":"王支书"'
n=$((n - 1))

# ---- a remark stands in the journal whole, or its row is refused: nothing is cut ----
words() { awk -v n="$1" 'BEGIN { while (n--) printf "按" }'; }          # COUNT
ends 0 finding export -o long.csv
awk -v whole="$(words 500)" -v more="$(words 501)" -v name="$(words 101)" '
	NR == 2 { sub(/,,,\r$/, ",Explained," more ",\r") }
	NR == 3 { sub(/,,,\r$/, ",Corrected,," name "\r") }
	NR == 4 { sub(/,,,\r$/, ",Explained," whole ",王支书\r") }
	{ print }' long.csv > back.csv
ends 1 finding import back.csv
has out 'Row 2: the remark of '
has out 'Row 3: the remark of '
has err 'Corrected 0, explained 1'
ends 0 log --last 1 --json
has out "\"$(words 500)\""
n=$((n - 1))

# ---- one by one ----
ends 0 finding list --json
no=$(sed -n 's/^{"no":"\([^"]*\)".*/\1/p' out | sed -n 20p)
ends 0 finding show "$no"
has out "$no"
ends 2 finding explain "$no"
ends 0 finding explain "$no" --reason '公安系统号码如此' --right
ends 0 finding show "$no"
has out '公安系统号码如此'
ends 1 finding close "$no"
has err 'dealt with before'
ends 0 finding reopen "$no" --reason '复核'
ends 0 finding close "$no" --reason '已按户口簿更正'
ends 0 log --last 1 --json
has out '已按户口簿更正'
ends 0 finding reopen "$no" --reason '再看'
ends 0 finding close "$no" F987654 --remark '已按户口簿更正' --by '李会计'
has err 'no finding F987654'
ends 3 finding show F987654
ends 2 finding show what
ends 0 verify --deep
