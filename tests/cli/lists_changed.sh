# A list that changes while it hangs, by three packs that differ in one word: all anew, only who is
# new, or the list amended for what is left of its time.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
for how in restart_all restart_changed amend; do
	pack=p-$(echo $how | tr _ -)
	trial_pack "$pack"
	cat > "policy/$pack/procedures.yaml" <<-Y
		procedures:
		  relief:
		    for: household
		    zh: 救助
		    en: Relief
		    document: trial
		    from: 2015
		    start: notice
		    gates:
		      - id: notice
		        zh: 公示
		        en: Notice
		        publish: {kind: 公示, objections: true, medium: board, zh: 村, en: Village,
		                  level: 5, length: {days: 7}, on_change: $how, photos: 2}
		        acts:
		          - {id: unopposed, zh: 无异议, en: Unopposed, to: granted, who: [village_clerk],
		             when: [published, unopposed]}
		          - {id: leave, zh: 撤回, en: Leave, to: withdrawn, who: [village_clerk],
		             reason: true}
		      - {id: granted, zh: 已救助, en: Granted, end: confirmed}
		      - {id: withdrawn, zh: 已撤回, en: Withdrawn, end: withdrawn}
	Y
done
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
for i in 1 2 3; do
	printf '%s,980121100200,2020-12-31,一般农户,1390000000%s,6000,王建英\n' $i $i >> h.csv
done

# Two hang from the 1st to the 7th. On the 3rd one leaves; on the 4th a third one comes.
begun() # PACK
{
	rm -rf D D.keys D.head
	county "$1"
	opened relief 2020-06-01
	taken 1 2020-06-01; one=$taken
	taken 2 2020-06-01; two=$taken
	hang notice 2020-06-01 '' village
	old=$notice
	act 0 "$two" leave --reason 不要了 --on 2020-06-03 --as village
	taken 3 2020-06-04; three=$taken
}
last() # NOTICE DAY
{
	ends 0 notice last "$1" --photo last.png --place 公开栏 --taken "$2"
}

begun p-restart-all
act 4 "$one" unopposed --on 2020-06-08 --as village
has out "the list $old changed"
hang notice 2020-06-04 '' village
act 4 "$one" unopposed --on 2020-06-09 --as village
has out "the list $notice has not hung its time, which ends on 2020-06-10"
act 4 "$one" unopposed --on 2020-06-10 --as village --lang zh
has out "的名单 $notice 缺张贴照片：2020-06-10 是末日"
lacks out "$old"
ends 0 notice list
has out 'photo of the last day missing'
lacks out 'Hung as long'
ends 0 notice show "$notice"
ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken 2020-06-10
act 4 "$one" unopposed --on 2020-06-09 --as village
act 0 "$one" unopposed --on 2020-06-10 --as village
act 0 "$three" unopposed --on 2020-06-10 --as village

begun p-restart-changed
hang notice 2020-06-04 2020-06-10 village
last "$old" 2020-06-07
act 0 "$one" unopposed --on 2020-06-08 --as village
act 4 "$three" unopposed --on 2020-06-08 --as village
act 0 "$three" unopposed --on 2020-06-10 --as village

begun p-amend
ends 0 round publish "$round" notice --on 2020-06-04 --as village
amended=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
has out ': 2 on the list'
ends 0 notice post "$amended" --photo photo.png --place 公开栏 --taken 2020-06-04
ends 0 round publish "$round" notice --on 2020-06-05 --as village
lacks out Notice
ends 1 notice last "$amended" --photo last.png --place 公开栏 --taken 2020-06-06
last "$amended" 2020-06-07
act 4 "$one" unopposed --on 2020-06-06 --as village
act 0 "$one" unopposed --on 2020-06-07 --as village
act 0 "$three" unopposed --on 2020-06-07 --as village
ends 0 verify --deep

# What was said against a list holds when the list is made anew, until it is answered; said of the
# whole list it holds everybody on it.
object() # NOTICE ARG...
{
	of=$1
	shift
	ends 0 objection add --notice "$of" --topic wrong --text 有车 --json "$@"
	yj=$(sed -n 's/.*"no":"\(YJ[^"]*\)".*/\1/p' out)
}
answered() # OUTCOME
{
	ends 0 objection verify "$yj" --text 已核 --by 钱五
	ends 0 objection answer "$yj" --outcome "$1" --text 已答 --by 王主任
}
begun p-restart-all
object "$old" --line 1
hang notice 2020-06-04 2020-06-10 village
act 4 "$one" unopposed --on 2020-06-10 --as village
has out 'objection'
answered refused
act 0 "$one" unopposed --on 2020-06-10 --as village
object "$notice"
act 4 "$three" unopposed --on 2020-06-10 --as village
answered upheld
act 0 "$three" unopposed --on 2020-06-10 --as village
begun p-restart-all
object "$old" --line 1
answered upheld
hang notice 2020-06-04 2020-06-10 village
act 4 "$one" unopposed --on 2020-06-10 --as village
act 0 "$three" unopposed --on 2020-06-10 --as village

# From the day an objection is upheld the list that hangs says that it is being corrected, and
# how, wherever it is published; when the new one hangs it is replaced, and its photograph of the
# last day is not asked for any more. One that was not on the new list stays as it is.
today=$(date +%Y-%m-%d)
on_paper() # NOTICE WORDS: the sheet says it, too; without words it says neither
{
	rm -f sheet.pdf
	ends 0 paper notice --notice "$1" --lang zh --out sheet.pdf
	command -v pdftotext > /dev/null || return 0
	pdftotext -layout sheet.pdf text && tr -d ' \n\f' < text > joined
	if [ -n "$2" ]; then
		has joined "$(printf %s "$2" | tr -d ' ')"
		lacks joined 不再显示       # above the very list
	else
		lacks joined '【'
	fi
}
mended() # PACK WORDS
{
	rm -rf D D.keys D.head pub
	county "$1"
	opened relief "$today"
	taken 1 "$today"; one=$taken
	taken 2 "$today"; two=$taken
	hang notice "$today" '' village
	old=$notice
	ends 0 publish --out pub
	lacks "pub/n/$old.html" 更正中
	lacks pub/index.html 更正中
	on_paper "$old" ''
	object "$old" --line 1
	ends 0 publish --out pub
	lacks "pub/n/$old.html" 更正中
	answered upheld
	ends 0 publish --out pub
	has "pub/n/$old.html" "$2"
	has "pub/n/$old.html" "$today"
	has "pub/n/$old.en.html" 'Under correction since'
	has pub/index.html 更正中
	on_paper "$old" "$2"
	act 0 "$one" leave --reason 异议成立 --on "$today" --as village
}
for how in restart-all amend; do
	case $how in
	restart-all) mended p-restart-all 重新公示满规定天数 ;;
	amend) mended p-amend 接着公示剩下的天数 ;;
	esac
	ends 0 round publish "$round" notice --on "$today" --as village
	new=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	ends 0 publish --out pub
	has "pub/n/$old.html" "将由第 $new 期代替"
	ends 0 notice post "$new" --photo photo.png --place 公开栏 --taken "$today"
	ends 0 publish --out pub
	[ ! -e "pub/n/$old.html" ] || fail "$how: $old is still published"
	lacks "pub/n/$new.html" 更正中
	lacks pub/index.html 更正中
	ends 0 notice show "$old"
	has out Replaced
	ends 5 notice last "$old" --photo last.png --place 公开栏 --taken "$today"
	later=$(date -d "$today 30 days" +%F)
	ends 0 task run --on "$later"
	ends 0 task list --on "$later" --as village
	lacks out "$old"
	ends 0 verify --deep -q
done
mended p-restart-changed 如有其他条，照常公示
ends 0 round publish "$round" notice --on "$today" --as village
lacks out 'Notice 2'
ends 0 publish --out pub
has "pub/n/$old.html" 如有其他条，照常公示

# The pack is changed while the list hangs: how it goes on is said by the version that the round
# began with.
mended p-amend 接着公示剩下的天数
sed -i 's/on_change: amend/on_change: restart_all/; s/zh: 公示$/zh: 张榜/' \
	policy/p-amend/procedures.yaml
sed -i 's/on: 2020-01-01/on: 2020-06-01/' policy/p-amend/pack.yaml
ends 0 policy load
ends 0 publish --out pub
has "pub/n/$old.html" 接着公示剩下的天数
# So are the names that rows keep.
ends 0 list matter --columns no,gate --lang zh
has out 公示
lacks out 张榜

# A list that is taken down before its last day did not hang: it hangs anew, for its whole time.
today=$(date +%Y-%m-%d)
rm -rf D D.keys D.head
county p-restart-changed
opened relief "$today"
taken 1 "$today"; one=$taken
hang notice "$today" '' village
ends 0 notice down "$notice" --reason 撤下
on_paper "$notice" "已于 $today 由制作单位提前撤下"
ends 5 notice post "$notice" --photo photo.png --place 公开栏 --taken "$today"
act 4 "$one" unopposed --on "$today" --as village
ends 0 round publish "$round" notice --on "$today" --as village
has out ': 1 on the list'

# Which list stands in the way, and why, is told by its number and its day. One that had hung its
# whole time before a newer one was made counts, and so does one whose successor was taken down.
rm -rf D D.keys D.head
county p-restart-all
opened relief 2020-06-01
for n in 1 2 3; do taken $n 2020-06-01; eval "case$n=$taken"; done
act 4 "$case1" unopposed --on 2020-06-07 --as village
has out 'there is no list yet'
ends 0 round publish "$round" notice --on 2020-06-01 --as village
old=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
act 4 "$case1" unopposed --on 2020-06-07 --as village
has out "the list $old does not hang yet"
ends 0 notice post "$old" --photo photo.png --place 公开栏 --taken 2020-06-01
last "$old" 2020-06-07
head -1 h.csv > more.csv
printf '4,980121100200,2020-12-31,一般农户,13900000004,6000,王建英\n' >> more.csv
ends 0 import household more.csv
taken 4 2020-06-08
ends 0 round publish "$round" notice --on 2020-06-09 --as village
has out ': 1 on the list'
new=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
act 0 "$case1" unopposed --on 2020-06-09 --as village
act 4 "$taken" unopposed --on 2020-06-16 --as village
has out "the list $new does not hang yet"
ends 0 notice down "$new" --reason 有误
act 4 "$taken" unopposed --on 2020-06-16 --as village
has out "the list $new was taken down on "
act 0 "$case2" unopposed --on 2020-06-16 --as village

# That a list hung its time is a matter of days, not of what was entered first: who leaves it when
# its days are over takes nobody along; who left while it hung does, entered however late.
stayed() # DAY THE SECOND LEFT, EXIT CODE OF THE FIRST
{
	rm -rf D D.keys D.head
	county p-restart-all
	opened relief 2020-06-01
	taken 1 2020-06-01; one=$taken
	taken 2 2020-06-01; two=$taken
	hang notice 2020-06-01 2020-06-07 village
	act 0 "$two" leave --reason 不要了 --on "$1" --as village
	act "$2" "$one" unopposed --on 2020-06-08 --as village
}
stayed 2020-06-08 0
stayed 2020-06-07 4
has out "the list $notice changed"
