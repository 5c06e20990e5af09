# A clerk gets the rows that were refused in a file of their own, mends them there, and takes that
# file in: the batch is complete, and the file is not left lying about.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 30 --seed 8 --faults none
ends 0 init --areas lists/areas.csv
# one ID number with a wrong digit, one date that is none
awk -F, -v OFS=, 'NR == 3 { $10 = substr($10, 1, 16) (substr($10, 17, 1) + 1) % 10 substr($10, 18) }
	NR == 4 { $31 = "去年" } { print }' lists/persons-01.csv > bad.csv
# A place for it that is none is told before anything is taken in.
ends 3 import bad.csv --errors sub/errors.csv
ends 0 export person
[ "$(wc -l < out)" -eq 1 ] || fail 'taken in although the error list has no place'
ends 1 import bad.csv --errors errors.csv
has err 'Error list errors.csv: rows 2'
has err 'import the error list itself'
[ "$(stat -c %a errors.csv)" = 600 ] || fail "mode $(stat -c %a errors.csv)"
has errors.csv '户编号,人编号,姓名,证件号码'
rows=$(($(wc -l < errors.csv) - 1))
[ "$rows" -ge 1 ] || fail 'no rows'
ends 0 batch show B2 --json
has out '"state":"open"'
ends 0 batch list
has out 'Rows refused'

# A list that somebody may be working in is not written over.
cp errors.csv kept.csv
ends 5 import bad.csv --again --errors errors.csv
has err 'errors.csv is there already'
cmp errors.csv kept.csv || fail 'the list was written over'
ends 5 batch errors B2 bad.csv -o errors.csv
ends 5 finding export -o errors.csv
ends 1 batch errors B2 bad.csv -o errors.csv --force

# The list once more: nothing new, and what was refused is still said to be.
ends 1 import bad.csv
has err "in already (batch B2) and was left out; rows of it still refused: $rows"
has err "refused $rows"
lacks err "refused 0"

# As it is, it is refused as before, at its own rows; the batch stays open.
ends 0 finding list --state all --json
cp out findings
no=$(sed -n '1s/.*"no":"\(F[0-9]*\)".*/\1/p' findings)
ends 0 finding explain "$no" --reason '村里正在核实'
ends 0 finding list --state all --json
cp out findings
ends 1 import errors.csv --json
has out '"file":"errors.csv"'
ends 0 batch show B2 --json
has out "\"refused\":$rows"
# What is wrong as before keeps its number and what was said of it.
ends 0 finding list --state all --json
cmp out findings || fail 'findings have changed, though nothing was mended'

# A row that the list never had is none of the batch.
sed '2s/^\([^,]*\),[0-9]*,/\1,9999,/' errors.csv > moved.csv
ends 1 import moved.csv --json
has out '"kind":"origin_unknown"'
has out '"new":0'

# Mended: here, from the list as it should have been.
awk -F, -v OFS=, 'NR == FNR { line[FNR] = $0; next }
	FNR > 1 { row = $2; print $1, $2, "", "", line[row]; next } { sub(/\r$/, ""); print }' \
	lists/persons-01.csv errors.csv | tr -d '\r' > mended.csv
ends 0 import mended.csv
ends 0 batch show B2 --json
has out '"state":"complete"'
has out '"refused":0'
ends 0 batch list --json
has out '"corrects":"B2"'

# As if the list had been right at once.
ends 0 export person --mask none --reason x
cp out mended
ends 0 init --data E --areas lists/areas.csv
ends 0 import --data E lists/persons-01.csv
ends 0 export --data E person --mask none --reason x
cmp out mended || fail 'the registers differ'
ends 0 verify --deep

# A workbook; and what was written is listed and removed.
ends 1 import --data D bad.csv --again --errors errors.xlsx
ends 0 files list
has out errors.xlsx
has out errors.csv
rm errors.csv
ends 0 files purge --days 1
[ -f errors.xlsx ] || fail 'too young to be removed'
ends 0 files purge --days 0
has out '  removed  '
lacks out '  there  '
[ ! -f errors.xlsx ] || fail 'it is still there'
ends 0 log --last 1 --json
has out '"action":"erase"'
ends 0 files list --json
lacks out '"state":"there"'

# Of several lists each says which it belongs to, and what is there is stepped over.
cp bad.csv bad2.csv
echo >> bad2.csv
echo x > q-2.csv
ends 1 import bad.csv bad2.csv --again --errors q.csv
has err 'Error list q.csv (bad.csv): rows 2'
has err 'Error list q-3.csv (bad2.csv): rows 2'
[ "$(cat q-2.csv)" = x ] || fail 'q-2.csv was written over'

# What cannot be.
ends 2 import bad.csv --errors errors.txt
has err '.xlsx or .csv'
ends 2 import bad.csv --doubts
ends 1 import bad.csv --again --dry-run --errors trial.csv
has trial.csv TRIAL
ends 1 import trial.csv
has err 'made by --dry-run'
ends 1 batch errors B2 mended.csv -o later.csv
has err 'is not the file that batch B2 was imported from'
[ ! -f later.csv ] || fail 'a file was left'
ends 0 batch errors B2 bad.csv -o later.csv
has err 'no error list'

# The names of lists are whole: long ones go on in the next line.
cp bad.csv "花冲镇丰坝村第二次入户核对名单最终版.csv"
ends 1 import "花冲镇丰坝村第二次入户核对名单最终版.csv" --again
ends 0 batch list --lang zh
lacks out '…'
tr -d ' \n' < out > joined
grep -q '花冲镇丰坝村.*最终版.csv' joined || fail 'a name is cut'

# What is too long says how long it may be, in words.
name=$(awk 'BEGIN { while (n++ < 300) printf "长" }')
awk -F, -v OFS=, -v name="$name" 'NR == 3 { $9 = name } { print }' lists/persons-01.csv > long.csv
ends 1 import long.csv --errors toolong.csv
has toolong.csv ': at most '
