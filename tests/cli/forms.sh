# The upper level's own workbooks: bound once, filled each month, a list behind every number.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
"${CC:-cc}" -std=gnu17 -O1 -o make_forms "$JZ_ROOT/tests/tools/make_forms.c" -lxlsxwriter || exit 1
ends 0 demo --out lists --households 60 --seed 4 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/*.csv
./make_forms . lists/areas.csv > /dev/null || fail 'no forms'
total=$(($(wc -l < lists/household.csv) - 1))
county=$(sed -n 's/^[0-9]*,\([^,]*\),县级,.*/\1/p' lists/areas.csv | head -1)
part() { unzip -p "$1" "$2"; }                  # FILE PART
sheet1=xl/worksheets/sheet1.xml

# ---- the file to begin with names places and headers, binds nothing ----
ends 0 report bind monthly.xlsx
has monthly.yaml 'names: B,C'
has monthly.yaml 'from: 6'
has monthly.yaml '# 农户情况 / 其中 / 监测户'
ends 5 report bind monthly.xlsx
has err 'is there already'
ends 1 report fill monthly.xlsx
has err 'monthly.yaml has no cells yet'

# A name that no place has does not end the list: the total below is bound, and the row is named.
"${CC:-cc}" -std=gnu17 -O1 -D_GNU_SOURCE -o make_book "$JZ_ROOT/tests/tools/make_book.c" \
	-lz || exit 1
sed -n 's/^[0-9]*,\([^,]*\),乡级,.*/\1|/p' lists/areas.csv | head -3 > towns
[ "$(wc -l < towns)" -eq 3 ] || fail 'no townships'
{
	printf '%s\n' '@sheet 附表1' '乡镇|户数'
	head -2 towns
	echo '不存在镇|'
	tail -1 towns
	echo '合计|'
} | ./make_book odd.xlsx || fail 'no form'
ends 0 report bind odd.xlsx -o odd.yaml
has odd.yaml 'from: 2'
has odd.yaml 'to: 6'
has err '附表1!A4: "不存在镇" is no place'

# Townships that the form leaves out are named.
{ echo '@sheet 附表1'; echo '乡镇|户数'; head -2 towns; } | ./make_book few.xlsx || fail 'no form'
printf 'sheets: {附表1: {names: A, from: 2, to: 3, columns: {B: count household}}}\n' > few.yaml
code=0
"$JZ" report fill few.xlsx -o few-filled.xlsx > out 2> err || code=$?
cat out err > told
has told "Not printed: $(tail -1 towns | tr -d '|')"

# ---- by a binding file ----
last=$(sed -n 's/^ *to: //p' monthly.yaml)
cat > monthly.yaml <<F
sheets:
  附表1:
    names: B,C
    from: 6
    to: $last
    cells:
      A2: text 填报单位：{area}　{period}
    columns:
      D: count household
      E: sum household.members
      F: count household where type=脱贫户
      G: count household where monitor_type is known
      H: sum income.total in 万元 decimals 2
      I: ratio G / D percent 1
      J:
F
ends 1 report fill monthly.xlsx
has err 'needs a period'
ends 0 report fill monthly.xlsx --period 2026-10 --lists ml --json
has out '"form":"monthly-2026-10.xlsx"'
has out '"unbound":1'
has err 'stands now'
# Nothing but the sheet's cells is another; layout, styles and settings stay.
mkdir was is
(cd was && unzip -q ../monthly.xlsx) && (cd is && unzip -q ../monthly-2026-10.xlsx)
[ "$(diff -rq was is | wc -l)" -eq 1 ] || fail "changed: $(diff -rq was is)"
shape() { sed 's/<sheetData>.*<\/sheetData>//' "$1/$sheet1"; }
[ "$(shape was)" = "$(shape is)" ] || fail 'the sheet around its cells is another'
cells() { grep -o '<c r="[A-Z]*[0-9]*" s="[0-9]*"' "$1/$sheet1"; }
[ "$(cells was)" = "$(cells is)" ] || fail 'cells lost their style'
grep -o '<f>[^<]*' "was/$sheet1" > f.was
grep -o '<f>[^<]*' "is/$sheet1" > f.is
cmp f.was f.is || fail 'formulas changed'
! grep -q '</f><v>' "is/$sheet1" || fail 'a formula still shows an old number'
has is/xl/workbook.xml 'fullCalcOnLoad="1"'
grep -q "填报单位：$county　2026年10月" "is/$sheet1" || fail 'the heading is not filled'
grep -q "<c r=\"I$last\" s=\"[0-9]*\"><v>0\." "is/$sheet1" || fail 'no share of the whole'
# The column adds up, each cell is as long as its list, and the list is all there is.
sum()
{
	sed 1d ml/index.csv | tr -d '\r' |
		awk -F, -v c="$1" '$2 ~ "^" c "[0-9]" { n += $4 } END { print n }'
}
[ "$(sum D)" = "$total" ] || fail "households: $(sum D), not $total"
[ "$(grep -c '^D[0-9]' ml/01-*.csv)" = "$total" ] || fail 'the list is not all households'
has ml/index.csv '附表1,D6,'
[ "$(stat -c %a ml/index.csv)" = 600 ] || fail 'lists are open to others'
# The same again is the same to the byte; a workbook of lists, too.
ends 0 report fill monthly.xlsx --period 2026-10 -o again.xlsx --lists again-lists.xlsx
cmp again.xlsx monthly-2026-10.xlsx || fail 'the same form twice differs'
part again-lists.xlsx xl/workbook.xml > names
has names '01-附表1-D'

# ---- by comments; single cells, texts, other nouns' rows ----
ends 0 report fill card.xlsx --period 2026-10 --strip
part card-2026-10.xlsx "$sheet1" > card
has card '<c r="C4"'
grep -q "<c r=\"C4\" s=\"[0-9]*\"><v>$total</v>" card || fail 'the households are not in C4'
part card-2026-10.xlsx xl/worksheets/sheet2.xml > other
! grep -q '</f><v>' other || fail 'another sheet shows an old number'
part card-2026-10.xlsx xl/comments1.xml > notes
lacks notes 'jz:'
ends 0 report fill card.xlsx --period 2026-10 -o kept.xlsx
part kept.xlsx xl/comments1.xml > notes
has notes 'jz: count household'

# ---- a row for each township ----
cat > townships.yaml <<'F'
sheets:
  分乡镇:
    names: A
    from: 5
    each: township
    columns: {B: count household, C: sum household.members, E: ratio some / B percent 1}
numbers: {some: count household where monitor_type is known}
F
ends 0 report fill townships.xlsx
part townships-filled.xlsx "$sheet1" > t
n=$(grep -c ',乡级,' lists/areas.csv)
has t "<f>SUM(B5:B$((4 + n)))</f>"
has t "<mergeCell ref=\"A$((7 + n)):F$((7 + n))\"/>"
part townships-filled.xlsx xl/workbook.xml > names
has names "\$A\$1:\$F\$$((7 + n))<"
part townships-filled.xlsx xl/worksheets/sheet2.xml > other
has other "<f>分乡镇!B$((5 + n))</f>"

# ---- what goes wrong names the cell ----
sed 's/^    from: 6/    from: 3/' monthly.yaml > bad.yaml
ends 1 report fill monthly.xlsx --period 2026-10 --bind bad.yaml -o x.xlsx
has err '附表1!B3'
sed 's/^      J:/      J: {/' monthly.yaml > bad.yaml
ends 1 report fill monthly.xlsx --period 2026-10 --bind bad.yaml -o x.xlsx
has err 'bad.yaml:1'
sed 's/count household where type=脱贫户/count house/' monthly.yaml > bad.yaml
ends 1 report fill monthly.xlsx --period 2026-10 --bind bad.yaml -o x.xlsx
has err 'bad.yaml:11'
has err '"house"'
sed 's/^      A2:/      J6: today\n      B7:/' monthly.yaml > bad.yaml
ends 1 report fill monthly.xlsx --period 2026-10 --bind bad.yaml -o x.xlsx
has err 'bad.yaml:7'
town=$(sed -n 's/^[0-9]*,\([^,]*\),乡级,.*/\1/p' lists/areas.csv | head -1)
ends 1 report fill monthly.xlsx --period 2026-10 --area "$town" -o x.xlsx
has err 'does not lie in'
ends 2 report fill monthly.xlsx --period 十月
ends 2 report fill monthly.xlsx -o monthly.xlsx
ends 3 report fill nothing.xlsx
ends 1 report fill lists/household.csv
has err 'no XLSX'
[ ! -e x.xlsx ] || fail 'a form was written although something was wrong'
# An area's own form: what lies outside of the places printed is told.
head -c 200 monthly.xlsx > torn.xlsx
ends 1 report fill torn.xlsx --bind monthly.yaml --period 2026-10

ends 1 report fill sly.xlsx -o x.xlsx
has err '附!B2'
has err 'hidden'
mkdir mine && touch mine/diary.txt
ends 5 report fill monthly.xlsx --period 2026-10 -o x.xlsx --lists mine
has err 'diary.txt'
[ ! -e x.xlsx ] && [ -e mine/diary.txt ] || fail 'a folder of somebody was used'
# The next form into the same folder leaves none of the last one's lists.
ends 0 report fill card.xlsx --period 2026-10 -o x.xlsx --lists ml
[ -z "$(ls ml | grep 附表1)" ] || fail 'old lists stayed'

# 镇合计 under the villages of a township is that township's, not the county's; in the township's own
# form it is the whole.
printf 'sheets: {附表1: {cells: {C7: text 镇合计}}}\n' > total.yaml
ends 0 report fill monthly.xlsx --bind total.yaml -o total.xlsx
ends 0 report fill total.xlsx --bind monthly.yaml --period 2026-10 -o x.xlsx --lists totals
has totals/index.csv "附表1,D7,$town,"

# Lists of somebody, whatever they are called, are neither removed nor written over: not in a folder
# of their own, not beside ours, not as another index.
mkdir own && echo mine > own/2026-03.csv && echo mine > own/12-own.csv
ends 5 report fill card.xlsx --period 2026-10 -o y.xlsx --lists own
has err '12-own.csv'
[ "$(cat own/2026-03.csv own/12-own.csv)" = "$(printf 'mine\nmine')" ] ||
	fail 'lists of somebody went'
ls ml > ours && echo mine > ml/12-own.csv
ends 5 report fill card.xlsx --period 2026-10 -o y.xlsx --lists ml
has err '12-own.csv'
ls ml | sort > is.now
{ cat ours && echo 12-own.csv; } | sort | cmp -s - is.now || fail "a list went: $(cat is.now)"
rm ml/12-own.csv
# What a killed run left of one of ours is swept away, too.
left=ml/$(ls ml | grep -v index | head -1).tmp0123456789ab
echo half > "$left"
ends 0 report fill card.xlsx --period 2026-10 -o x.xlsx --lists ml
[ ! -e "$left" ] || fail 'half a list stayed'
rm own/12-own.csv
mv own/2026-03.csv own/index.csv
ends 5 report fill card.xlsx --period 2026-10 -o y.xlsx --lists own
has err 'index.csv'
# An index that was made to name other files has them removed no more than any other.
mkdir sly && echo mine > kept.csv
sed '2s/,[0-9]*-[^,]*\.csv,/,..\/kept.csv,/' ml/index.csv > sly/index.csv
has sly/index.csv '../kept.csv'
ends 5 report fill card.xlsx --period 2026-10 -o y.xlsx --lists sly
[ -e kept.csv ] && [ ! -e y.xlsx ] || fail 'an index led out of its folder'
ends 2 report fill card.xlsx --period 2026-10 --lists card.xlsx
ends 2 report fill card.xlsx --period 2026-10 -o y.xlsx --lists y.xlsx

# ---- many merged cells and comments: more than one message holds ----
"${CC:-cc}" -std=gnu17 -O1 -o big_form "$JZ_ROOT/tests/tools/big_form.c" -lz &&
	./big_form big.xlsx || fail 'no big form'
ends 0 report fill big.xlsx -o x.xlsx
part x.xlsx "$sheet1" | head -c 500 > t
has t "<v>$total</v>"

# ---- unmasked: reason and hash are in the journal before anything is written ----
ends 0 report fill monthly.xlsx --period 2026-10 -o m.xlsx --lists clear --mask none --reason '报市局'
ends 0 log --last 1 --json
has out '"reason":"报市局"'
has out "hash=$(sha256sum < m.xlsx | cut -d' ' -f1)"
# All of them are known as files to be removed after use: form, index, each list, workbooks, too.
ends 0 report fill card.xlsx --period 2026-10 -o n.xlsx --lists clear.xlsx --mask none \
	--reason '报市局'
ends 0 files list --json
for file in m.xlsx n.xlsx clear.xlsx clear/*; do
	grep -F "/$file\"" out | grep -q '"state":"there"' || fail "files list does not know $file"
done
[ "$(wc -l < out)" -eq $(($(ls clear | wc -l) + 3)) ] || fail 'files list names others'
# A file that was written through a link goes, not the link alone.
: > linked.csv && ln -s linked.csv link.csv
ends 0 export person --mask none --reason r -o link.csv
[ -s linked.csv ] || fail 'the link was not followed'
ends 0 files purge --days 0
[ ! -s linked.csv ] || fail 'files purge left the data behind a link'
[ ! -e m.xlsx ] && [ ! -e clear.xlsx ] && [ -z "$(ls clear)" ] || fail 'files purge left some'
ends 0 verify --deep
