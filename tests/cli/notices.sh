# A list is made, masked and frozen, hung up, found missing, published; a stranger checks it with
# Node alone; whatever is changed afterwards shows.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
. "$JZ_ROOT/tests/board_story.sh"
ends 0 init --areas areas.csv
h=no,area,group_name,head_name,phone,members
printf "$h
1,980121100200,3组,王建英,13900000001,4
2,980121100200,3组,王晓英,13900000002,2
3,980121100200,第十二村民小组,欧阳小明,13900000003,3
4,980121100200,三组 肝癌,李四,13900000004,1
5,980121100200,3组,赵小宝,13900000005,2
6,980121100201,1组,外村人,13900000006,2
7,980121100200,一三九零零零零零零零一,孙小明,13900000007,2
8,980121100200,3组,周残疾,13900000008,1
" > h.csv
p=no,household,name,relation,birth
printf "$p
11,1,王建英,户主,1970-05-01
21,2,王晓英,户主,1980-05-01
31,3,欧阳小明,户主,1960-05-01
41,4,李四,户主,1961-05-01
51,5,赵小宝,户主,2015-05-01
52,5,赵大山,祖父,1950-05-01
61,6,外村人,户主,1950-05-01
71,7,孙小明,户主,1950-05-01
81,8,周残疾,户主,1950-05-01
" > p.csv
ends 0 import household h.csv
ends 0 import person p.csv

today=$(date +%Y-%m-%d)
day() { date -u -d "$today $1 days" +%Y-%m-%d; }
# What cannot be a notice is refused, with words.
ends 2 notice make --subject monitor-1 --area 甲村
has err '--where'
ends 3 notice make 1 --subject no-such --area 甲村
ends 1 notice make 1 6 --subject monitor-1 --area 甲村
has err 'does not live where'
ends 1 notice make 1 1 --subject monitor-1 --area 甲村
has err 'twice'
ends 1 notice make 1 --subject monitor-1 --area 青山镇
has err 'another level'

# Masked: two that look the same in a group are told apart; a child is represented by the eldest;
# what was typed into names and groups by mistake does not come out.
ends 0 notice make 1 2 3 4 5 7 8 --subject monitor-1 --area 甲村 --surveyors 张三,李四 \
	--from "$(day -3)" --json
has out '"no":"2'
no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 notice show "$no" --list
has out '王*英①	3组	4'
has out '王*英②	3组	2'
has out '欧*明	第十二村民小组	3'
has out '李*	—	1'
has out '赵*山	3组	2'
has out '孙*明	—	2'
has out '周**	3组	1'
for word in 13900 51010 残 癌 肝 宝 一三九; do lacks out "$word"; done
cp out first.txt

# It hangs only with a photo that says where and when; nothing is public before.
ends 0 publish --out pub
[ -z "$(ls pub/n)" ] || fail 'published before it was posted'
ends 2 notice post "$no" --photo board.png
ends 1 notice post "$no" --photo board.png --place 村委会
has err 'which day'
ends 1 notice post "$no" --photo board.png --place 村委会 --taken 2099-01-01
ends 1 notice post "$no" --photo board.png --place 村委会 --taken "$(day -4)"
has err 'older than the day'
ends 1 notice post "$no" --photo h.csv --place 村委会 --taken "$(day -3)"
ends 5 notice last "$no" --photo last.png --place 村委会 --taken "$(day -3)"
ends 0 notice post "$no" --photo board.png --place 村委会 --taken "$(day -3)"
! grep -rqa IHDR D/attachments || fail 'a photo of the board lies open'
ends 5 notice post "$no" --photo board.png --place 村委会 --taken "$(day -3)"
ends 1 notice last "$no" --photo last.png --place 村委会 --taken "$(day 0)"
has err 'last day'
ends 0 notice list --json
has out "\"until\":\"$(day 3)\""
has out '"state":"hanging"'
ends 0 notice list --area 甲村 --json
has out "$no"
ends 0 notice list --area 乙村 --json
lacks out "$no"

# It began in the past and was entered today: said where it is looked at. What was made today cannot
# have hung yesterday, however the photo is dated.
ends 0 notice show "$no"
has out "$(day -3) entered later, on $today"
ends 0 notice make 1 --subject exit-1 --area 甲村 --json
fresh=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 1 notice post "$fresh" --photo board.png --place 村委会 --taken "$(day -1)"
has err 'older than the day'
ends 0 notice show "$fresh"
lacks out 'entered later'
ends 0 notice down "$fresh" --reason 试验

# A notice of these days: found missing after two days, its clock stands; hung again, five are left.
ends 0 notice make 1 2 --subject exit-1 --area 甲村 --from "$(day -4)" --json
two=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 notice post "$two" --photo board.png --place 村委会 --taken "$(day -4)"
ends 1 notice missing "$two" --since "$(day -5)"
ends 0 notice missing "$two" --since "$(day -2)" --reason 被雨淋坏
ends 5 notice missing "$two"
ends 0 notice list --json
has out '"state":"stopped"'
# Nobody knows its last day until it hangs again: it is told nowhere.
grep "\"no\":\"$two\"" out > row || grep -o "{[^{}]*$two[^{}]*}" out > row
grep -q '"until":""' row || fail 'a list whose clock stands still tells a last day'
ends 0 publish --out stands
grep -A2 "n/$two" stands/index.en.html | grep -q 'days do not count' || fail 'hidden on the index'
! grep -q "$(day 2)" "stands/n/$two.html" || fail 'its page tells the last day of before'
ends 1 notice post "$two" --photo board.png --place 村委会 --taken "$(day -3)"
# The photo of its first day does not prove that it hangs again.
ends 1 notice post "$two" --photo board.png --place 村委会 --taken "$(day -1)"
has err 'sent before'
ends 0 notice post "$two" --photo last.png --place 村委会 --taken "$(day -1)"
ends 0 notice list --json
has out "\"until\":\"$(day 3)\""
lacks out '"state":"stopped"'

# Published: pages in two languages, no number of anybody.
ends 0 publish --out pub --url https://fp.example.cn
for file in checkpoint index.html index.en.html page.css n/$no.html n/$no.en.html n/$no.txt \
	n/$no.proof n/$no.head n/$no.growth n/$two.html; do
	[ -s "pub/$file" ] || fail "no pub/$file"
done
cmp first.txt "pub/n/$no.txt" || fail 'the list was made anew'
! grep -rqE '1390000000|510101|残|癌|小宝' pub || fail 'something personal is published'
! grep -qi '<script' -r pub || fail 'a script'
ends 0 notice sheet "$no" --url https://fp.example.cn --out sheet.html
has sheet.html '<svg'
lacks sheet.html 13900

# Links in the folder lead nowhere else: nothing is written or removed through them. What one that
# was killed has left is no hindrance.
mkdir -p elsewhere/n
printf 'mine' > elsewhere/n/2020-0009.txt
for at in .next n; do
	cp -r pub linked
	rm -rf "linked/$at"
	ln -s ../elsewhere "linked/$at"
	ends 1 publish --out linked --url https://fp.example.cn
	has err 'is a link'
	[ "$(find elsewhere | wc -l)" -eq 3 ] || fail "publishing went through $at"
	rm -rf linked
done
cp -r pub linked
mkdir -p linked/.next/n
ln -s ../../elsewhere/stolen linked/.next/checkpoint
ln -s ../../../elsewhere/stolen "linked/.next/n/$no.txt"
ends 0 publish --out linked --url https://fp.example.cn
[ ! -e elsewhere/stolen ] || fail 'written through a link'
diff -r pub linked > /dev/null || fail 'not the same is published'
[ ! -e linked/.next ] || fail 'something is left'

# A full disk changes nothing of what is published, and says so. Where nobody may mount, a limit of
# files stands for it.
mkdir full
if unshare -rm mount -t tmpfs -o size=400k none full 2> /dev/null; then
	cat > filled.sh <<-'END'
		mount -t tmpfs -o size=400k none full && cp -r pub/. full && cp -r full held &&
			head -c 1m /dev/zero > full/filler 2> /dev/null
		"$JZ" publish --out full --url https://fp.example.cn -q 2> err
		echo $? > code
		rm full/filler && diff -r held full > err.diff || echo changed >> code
	END
	unshare -rm sh filled.sh
else
	cp -r pub full/pub && cp -r full/pub held
	(ulimit -f 1 && "$JZ" publish --out full/pub --url https://fp.example.cn -q 2> err)
	echo $? > code
	diff -r held full/pub > err.diff || echo changed >> code
fi
[ "$(cat code)" = 7 ] || { cat code err err.diff >&2; fail 'a full disk'; }
[ -s err ] || fail 'a full disk says nothing'
rm -r held

# A stranger: the key and a photo of the sheet, Node and the files.
command -v node > /dev/null || exit 0
# The program finds what the script finds.
check()
{
	strange=0
	ours=0
	"$JZ" notice verify "$@" > ours 2> err || ours=$?
	node "$JZ_ROOT/tools/verify-notice.mjs" "$@" > out 2> err || strange=$?
	[ "$ours" -eq "$strange" ] || {
		cat out ours >&2
		fail "two verifiers, $strange and $ours: $*"
	}
	[ "$(grep -c '^WRONG' out)" -eq "$(grep -c '^WRONG' ours)" ] || {
		cat out ours >&2
		fail "two verifiers find other things: $*"
	}
	return "$strange"
}
good() { check "$@" || { cat out err >&2; fail "the verifier refuses: $*"; }; }
bad() { what=$1; shift; ! check "$@" || fail "the verifier believes: $*"; has out "$what"; }
key=$(head -1 D.head)
photo=$(sed -n 's/.*<code>\(.*\)<\/code>.*/\1/p' sheet.html)
good pub --key "$key" --sheet "$photo"
has out 'was posted'
ends 0 proof check "pub/n/$no.proof" --key "$key"

# More is written, published again: the sheet that hangs still fits, both folders agree.
ends 0 objection add --area 甲村 --text 补登
ends 0 publish --out later
good pub later --key "$key" --sheet "$photo"

# One letter of the list; another list with its own hash; a line more.
spoil() { rm -rf bent; cp -r pub bent; }
spoil; sed -i 's/赵\*山/赵*川/' "bent/n/$no.txt"
bad 'not the list that was frozen' bent --key "$key"
has ours 'This is not the list that was frozen'
spoil; cp "bent/n/$two.txt" "bent/n/$no.txt"
bad 'says that it is' bent --key "$key"
has ours "The file says that it is $two"
spoil; for end in txt proof head growth; do cp "bent/n/$two.$end" "bent/n/$no.$end"; done
bad 'says that it is' bent --key "$key"
spoil; printf '8\t钱*\t1组\t3\n' >> "bent/n/$no.txt"
bad 'as many lines' bent --key "$key"
# The proof of another one; a head that is not signed; another log's key.
spoil; cp "bent/n/$two.proof" "bent/n/$no.proof"
bad 'not the list that was frozen' bent --key "$key"
spoil; sed -i '4s/$/0/' bent/checkpoint
bad 'WRONG' bent --key "$key"
spoil; sed -i 's/^path A/path B/;t;s/^path ./path A/' "bent/n/$no.growth"
bad 'WRONG' bent --key "$key"
export JINGZHUN_DATA=E
ends 0 init --areas areas.csv
bad 'WRONG' pub --key "$(head -1 E.head)"
# What cannot be read, and what is more than it should be: told, and the rest is checked.
spoil; rm "bent/n/$no.head"; mkdir "bent/n/$no.head"
bad 'WRONG' bent --key "$key"
good_ones=$(grep -c '^good' out)
[ "$good_ones" -ge 1 ] || fail 'one list that cannot be read hides the others'
spoil; sed -i '3a\path AAAA' "bent/n/$no.growth"
bad 'WRONG' bent --key "$key"
spoil; printf 'x\n' >> "bent/n/$no.growth"
bad 'WRONG' bent --key "$key"
spoil; sed -i 's/^commitment ./commitment A/' "bent/n/$no.proof"
bad 'WRONG' bent --key "$key"
# A register that was put back to before the notice and made another under its number: two lists
# under one number, or a log that does not extend the printed one.
bad 'no such notice' pub --key "$key" --sheet "2026-9999 ${photo#* }"
bad 'does not extend' pub --key "$key" --sheet "$no 3 $(echo "$photo" | cut -d' ' -f3-)"
bad 'another list' pub --key "$key" \
	--sheet "$(echo "$photo" | cut -d' ' -f1-3) 00112233445566778899"
bad 'does not extend' pub --key "$key" \
	--sheet "$(echo "$photo" |
		awk '{ print $1, $2, "00112233445566778899", $4 }')"

# An old copy of the register goes on elsewhere: the same key, the same number, another list.
export JINGZHUN_DATA=F
cp -r "$TMPDIR/D" F; cp D.keys F.keys
export JINGZHUN_DATA=D
ends 0 notice make 3 --subject exit-1 --area 甲村 --json
three=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 notice post "$three" --photo board.png --place 村委会 --taken "$today"
ends 0 publish --out one
export JINGZHUN_DATA=F
ends 0 notice make 5 --subject exit-1 --area 甲村 --json
has out "$three"
ends 0 notice post "$three" --photo board.png --place 村委会 --taken "$today"
ends 0 publish --out other
good one --key "$key"
good other --key "$key"
bad 'two lists under the number' one other --key "$key"
has ours 'two different lists'
# As somebody types it off the sheet, without quotes; told as lines; without the key.
# shellcheck disable=SC2086
ends 0 notice verify pub --key D.head --sheet $photo
# What was frozen after its first day is said to be: on the page, and by both who check.
has out "frozen after the day from which it hangs"
has pub/n/"$no".html '晚于公示开始的日期'
node "$JZ_ROOT/tools/verify-notice.mjs" pub --key "$key" > told
has told 'AFTER it was to hang'
has out 'is the one that was posted'
ends 0 notice verify pub --key "$key" --json
has out "\"no\":\"$no\""
ends 2 notice verify pub
has err '--key'
ends 1 notice verify nowhere --key "$key"
ends 1 notice verify pub --key "$key" --sheet "$no"
has out 'as on the sheet'

# Published anew only when all of it is written; what was killed once leaves nothing.
export JINGZHUN_DATA=D
ends 0 publish --out again
cp -r again before
mkdir -p again/.next/checkpoint/x
code=0
"$JZ" publish --out again > out 2> err || code=$?
[ "$code" -ne 0 ] || fail 'published over a folder'
rm -r again/.next
diff -r before again || fail 'a publishing that failed changed what was there'
mkdir -p again/.next/n
echo left > again/.next/n/2026-9999.txt
echo left > again/n/2026-9998.txt
ends 0 publish --out again
[ ! -e again/.next ] || fail 'something is left'
[ ! -e again/n/2026-9999.txt ] && [ ! -e again/n/2026-9998.txt ] ||
	fail 'what is no notice is published'

# The frozen list, the board's sheet and the photographs are verified: changed, exchanged, gone.
ends 0 verify --deep --data D
told() # WORD FILE..: each is bent in turn, and found
{
	word=$1
	shift
	for file; do
		mv "$file" kept && cat "$first_file" > "$file"
		[ "$word" != missing ] || rm "$file"
		code=0
		"$JZ" verify --deep --data D > out 2>&1 || code=$?
		[ "$code" != 0 ] || fail "nobody saw that $file was bent"
		has out "$word"
		mv kept "$file"
	done
}
kept_of() # COLUMN..: a file of each
{
	for column; do
		sqlite3 D/jingzhun.db "SELECT 'D/attachments/' || substr($column, 1, 2) || '/' || $column
			FROM notice WHERE $column IS NOT NULL LIMIT 1"
	done
}
echo another > other_file
first_file=other_file
# shellcheck disable=SC2046 # names without blanks
told 'a file of notice 2' $(kept_of list_hash board_hash first_photo)
# shellcheck disable=SC2046
told missing $(kept_of board_hash first_photo)
ends 0 verify --deep --data D

# Taken down: gone from the folder.
export JINGZHUN_DATA=D
# Another list takes its place only if it is about the same.
ends 1 notice down "$no" --by "$three" --reason 名单有更正
has err "cannot take the place of $no"
ends 0 notice make 1 --subject monitor-1 --area 甲村 --json
other=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 notice down "$no" --by "$other" --reason 名单有更正
ends 5 notice down "$no"
# What was taken down takes no other's place.
ends 1 notice down "$other" --by "$no" --reason 换
has err 'not taken down'
ends 0 publish --out pub
[ ! -e "pub/n/$no.txt" ] || fail 'still published'
ends 0 verify --deep
