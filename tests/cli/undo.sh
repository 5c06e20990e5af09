# The wrong file was taken in: what it did is looked at, tried, taken back, and taken in again; what
# others have put on top of it stays and is named.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 30 --seed 8 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/persons-0*.csv --reason '一月名单'
ends 0 export household --mask none --reason x
cp out before.csv
no=$(sed -n '2s/,.*//p' lists/household.csv)
printf '户编号,户主姓名,备注\n%s,张三丰,发错的\n' "$no" > wrong.csv
ends 0 import household wrong.csv --reason '发错的文件'

ends 0 batch list --json
tail -1 out > last
has last '"no":"B'
has last '"file":"wrong.csv"'
has last '"reason":"发错的文件"'
has last '"state":"complete","rows":1,"new":0,"changed":1'
batch=$(sed 's/.*"no":"\(B[0-9]*\)".*/\1/' last)
ends 0 batch list
has out wrong.csv
ends 0 batch show "$batch"
has out 发错的文件
has out "$(sha256sum < wrong.csv | cut -c 1-40)"

# Tried first: nothing is written.
ends 0 import undo "$batch" --dry-run
has out "would take out 0 records, put back 1 and leave 0"
ends 0 show household "$no" --json
has out 发错的
ends 0 log --last 1 --json
lacks out '"action":"undo"'

ends 0 import undo "$batch" --reason '是另一个乡的' --json
want="{\"kept\":[],\"batch\":\"$batch\",\"file\":\"wrong.csv\",\"removed\":0,\"restored\":1,"
[ "$(cat out)" = "$want\"findings_closed\":0,\"dry_run\":false}" ] ||
	fail "undo says $(cat out)"
ends 0 export household --mask none --reason x
cmp out before.csv || fail 'not as before'
ends 0 history household "$no" --json
tail -1 out > last
has last '"action":"undo"'
has last "\"undo\":\"$batch\""
ends 0 log --last 5 --json
has out '"reason":"是另一个乡的"'
ends 0 batch show "$batch" --json
has out '"state":"undone"'
has out '"undo_reason":"是另一个乡的"'
has out '"undo_restored":1'
ends 0 verify --deep

# Once is enough; the same file may come again.
ends 5 import undo "$batch"
has err 'undone already'
ends 3 import undo B999
has err 'no batch "B999"'
ends 3 batch show 十二
ends 0 import household wrong.csv
has err 'changed 1'
has out 'changed 1'

# The list that made the households goes; the one changed since stays, with those who live in it.
ends 1 import undo B2
has out 'Batch B2 is undone'
has out "$no"
has out 'changed since it was imported'
ends 0 list household --json
[ "$(grep -c '^{"no":"' out)" -lt 30 ] || fail 'nobody has left'
has out "$no"
ends 0 batch show B2 --json
has out '"kind":"undo_edited"'
ends 0 verify --deep

# What stayed is found by its household, and is the office's matter, not the villages'.
ends 0 finding list --kind undo_used --json
while read -r line; do
	case $line in
	*"\"household\":\"$no\""*) ;;
	*) fail "another household: $line" ;;
	esac
done < out
ends 0 finding export
lacks out 'the undo left it'
ends 0 finding export --kind undo_edited
has out 'changed since it was imported'

# Who has left is on record: the past is shown and proven, not mixed up with what is in force.
gone=$(sed -n '3s/,.*//p' lists/household.csv)
ends 3 show household "$gone"
has err 'left the register with an undo or a merge'
ends 0 history household "$gone"
has out 'Left the register when batch B2 was undone'
ends 3 history household "$gone" --mask public
ends 0 proof household "$gone"
cp out proof.txt
ends 0 proof check proof.txt --key D.head

# All of it in again.
ends 0 import lists/persons-0*.csv
ends 0 list household --json
[ "$(grep -c '^{"no":"' out)" -eq 30 ] || fail 'not all households are back'
ends 0 verify --deep

# Taken in twice, both say the same: the older is not taken back from under the newer.
ends 0 import lists/persons-01.csv --again
ends 0 batch list --json
older=$(grep '"file":"persons-01.csv"' out | grep '"state":"complete"' |
	sed 's/.*"no":"\(B[0-9]*\)".*/\1/' | sort -V | head -1)
ends 5 import undo "$older" --reason twice
has err 'was imported again'
ends 0 list household --json
[ "$(grep -c '^{"no":"' out)" -eq 30 ] || fail 'an undo took what another list says'
