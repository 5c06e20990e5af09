# A household leaves poverty. It refuses, and nobody can go on without its word; a year later it
# agrees by a proxy, with authority and two witnesses. Nobody does a thing twice, two at once are
# one, yesterday's papers are not today's.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2017-12-31,建档立卡贫困户,未脱贫,13900000001,6000,王建英\n' >> h.csv
printf '2,980121100200,2017-12-31,一般农户,,13900000002,9500,李四\n' >> h.csv
county cn
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
opened household-exit 2018-03-01

# Who is not registered cannot leave, and is told so before he is in the round; who is, once.
ends 1 case add "$round" 2 --on 2018-03-01 --as village
has err 'must be registered and not yet out of poverty'
taken 1 2018-03-01
one=$taken

meets() # CASE DAY: proposed, and the village agrees
{
	act 0 "$1" propose --on "$2" --as village
	ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance who.txt --on "$2" --as village --vote "$1=6/0/0"
	paper "$1" 会议记录 "$2"
	act 0 "$1" passed --on "$2" --as village
}
# Somebody is to deal with it: who has a role here, until it moves on.
ends 3 case assign "$one" nobody --as village
ends 4 case assign "$one" audit --as village
has err 'no role here'
ends 0 case assign "$one" helper --as village
ends 0 case show "$one"
has out 'Assigned to'
meets "$one" 2018-03-05
ends 0 case show "$one"
lacks out 'Assigned to'
ends 1 case return "$one" --reason 重来 --on 2018-03-05 --as village
has err 'cannot be sent back'

# A picture of the house is no verification. The committees and the stationed team verify together:
# neither does it alone, nor with somebody else.
paper "$one" 住房照片 2018-03-06
act 4 "$one" verified --reason 已核 --on 2018-03-06 --as helper
has out 'A paper is missing: Result of a verification'
paper "$one" 核实意见 2018-03-06
for alone in village helper; do
	act 4 "$one" verified --reason 已核 --on 2018-03-06 --as $alone
	has out 'One person of each does this together: Helper, Village clerk'
	act 4 "$one" verified --reason 已核 --on 2018-03-06 --as $alone --with $alone
done
act 4 "$one" verified --reason 已核 --on 2018-03-06 --as township --with helper
act 4 "$one" verified --reason 已核 --on 2018-03-06 --as helper --with township
act 4 "$one" not-yet --reason 未达标 --on 2018-03-06 --as helper
# What the register cannot judge yet goes on only with a reason.
act 4 "$one" verified --on 2018-03-06 --as helper --with village
act 0 "$one" verified --reason 已入户逐项核实 --on 2018-03-06 --as village --with helper

# It says no: the reason is its own, and there is no way around.
act 4 "$one" agree --signer self --on 2018-03-07 --as village
has out 'Acceptance'
act 4 "$one" decline --reason 担心医疗费 --on 2018-03-07 --as village
act 0 "$one" decline --reason 担心医疗费 --signer fingerprint --on 2018-03-07 --as village
has out 'Stays registered'
act 4 "$one" agree --signer self --on 2018-03-08 --as village
ends 0 show household 1 --lang zh
has out 6,000.00
has out 未脱贫

# Another time it will not sign its no, either: two who saw it say so, none of whom takes the step.
taken 1 2018-06-01
mute=$taken
meets "$mute" 2018-06-04
paper "$mute" 核实意见 2018-06-05
act 0 "$mute" verified --reason 已核实 --on 2018-06-05 --as village --with helper
refuses() # CODE ACT WITNESSES ARG...
{
	code=$1 what=$2 seen=$3
	shift 3
	act "$code" "$mute" "$what" --reason 不愿说明 --signer refused --witness "$seen" \
		--on 2018-06-06 --as village "$@"
}
clerk=$("$JZ" user list --json | sed -n 's/.*"login":"village".*"name":"\([^"]*\)".*/\1/p')
for seen in '' 见证甲 见证甲,见证甲 "见证甲,$clerk" 见证甲,village 见证甲,Ｖillage '见证甲；见 证甲' \
	'见证甲,见·证甲.' ABC,ａｂｃ 见证甲,. '.,-' "见证甲,$clerk-"; do
	refuses 4 decline "$seen"
	has out 'takes 2 witnesses'
done
# A number or a bracket makes no second name, and is none.
for seen in 1,2 见证甲,见证甲1 '见证甲,见证甲（邻居）'; do
	refuses 1 decline "$seen"
	has err 'belongs to no name'
done
# What nobody sees makes no second name: U+200B, U+200C, U+00AD, U+2003, U+2009, U+E0101.
for sign in '\342\200\213' '\342\200\214' '\302\255' '\342\200\203' '\342\200\211' \
	'\363\240\204\201'; do
	# shellcheck disable=SC2059 # the sign
	hidden=$(printf "$sign")
	for seen in "见证${hidden}甲" "$clerk$hidden"; do
		refuses 1 decline "见证甲,$seen"
		has err 'nobody sees'
	done
done
# Nobody agrees in silence, and no letter is handed over so.
paper "$mute" 退出认可书 2018-06-06
refuses 4 agree 见证甲,见证乙
has out 'cannot be done on a refusal to sign'
ends 0 case show "$mute"
lacks out 见证甲
refuses 0 decline 见证甲,见证乙
has out 'Stays registered'
! grep -aq 见证甲 D/jingzhun.db* || fail 'the witnesses lie open in the file'
# The sheet says so, with who saw it, who had verified it and when; the whole story does, too.
said() # FILE ARG... WORDS on stdin: each line stands in the paper
{
	file=$1
	shift
	ends 0 paper "$@" --lang zh --out "$file"
	command -v pdftotext > /dev/null || { cat > /dev/null; return; }
	pdftotext -layout "$file" text && tr -d ' \n\f' < text > joined
	while read -r words; do
		grep -q "$words" joined || { cat text >&2; fail "$file does not say $words"; }
	done
}
said mute.pdf exit-acceptance --case "$mute" <<'WORDS'
拒绝签字（见证人：见证甲,见证乙）
不愿说明
2018年6月5日
□同意脱贫■不同意脱贫
■户主拒绝签字
WORDS
said story.pdf dossier --household 1 <<'WORDS'
签字：拒绝签字
见证人：见证甲,见证乙
WORDS
ends 0 list decision --where 'signer is known' --columns signer,signed_for,proxy_key --mask none \
	--reason look --json
has out '"signer":"拒绝签字","signed_for":"\n\n见证甲,见证乙","proxy_key":null'

# A year on, another case: the papers of the first do not do.
taken 1 2019-03-01
two=$taken
[ "$two" != "$one" ] || fail 'the same case'
act 0 "$two" propose --on 2019-03-04 --as village
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2019-03-04 --as village --vote "$two=6/0/0"
act 4 "$two" passed --on 2019-03-04 --as village
has out 'Minutes'
paper "$two" 会议记录 2019-03-04
act 0 "$two" passed --on 2019-03-04 --as village
act 4 "$two" passed --on 2019-03-04 --as village
has out 'no such act'
paper "$two" 核实意见 2019-03-05
act 0 "$two" verified --reason 已核实 --on 2019-03-05 --as helper --with village

# The head is away and his brother signs: with authority, and before two others.
paper "$two" 退出认可书 2019-03-06
sign() # CODE WITNESSES ARG...
{
	code=$1 seen=$2
	shift 2
	act "$code" "$two" agree --signer proxy --proxy 王建国 --witness "$seen" --on 2019-03-06 \
		--as village "$@"
}
sign 4 赵一、钱二 --relation 兄弟
has out 'uthority'
paper "$two" 代签委托书 2019-03-06
sign 4 赵一、钱二
has out 'uthority'
sign 4 赵一 --relation 兄弟
has out '2 witnesses'
sign 4 赵一、赵一 --relation 兄弟
sign 4 赵一,王建国 --relation 兄弟
has out '2 witnesses'
sign 4 赵一、王•建国 --relation 兄弟
sign 1 "$(printf '赵一、赵\342\200\213一')" --relation 兄弟
has err 'nobody sees'
for who in village VILLAGE "$clerk." .; do      # the last --proxy counts: who acts, and nobody
	sign 4 赵一、钱二 --relation 兄弟 --proxy "$who"
done
sign 1 赵一、钱二 --relation 兄弟 --proxy "$clerk$(printf '\342\200\213')"
has err 'nobody sees'
sign 0 赵一；钱二 --relation 兄弟
! grep -aq 王建国 D/jingzhun.db* || fail 'the proxy lies open in the file'

# The boxes of the sheet are ticked as it was entered: of who signed its no, and who agreed.
said no.pdf exit-acceptance --case "$one" <<'WORDS'
□同意脱贫■不同意脱贫
□户主拒绝签字
WORDS
said yes.pdf exit-acceptance --case "$two" <<'WORDS'
■同意脱贫□不同意脱贫
□户主拒绝签字
委托他人代签（王建国，兄弟；见证人：赵一；钱二）
WORDS
said form.pdf exit-acceptance --household 1 <<'WORDS'
□同意脱贫□不同意脱贫
□户主拒绝签字
WORDS

hang notice 2019-03-07 2019-03-13 village
act 0 "$two" unopposed --on 2019-03-14 --as village
hang announce 2019-03-15 '' township
# Whose announcement it is stands above the place of the seal: the township's, which announces.
for paper in announcement announcement-poster; do
	# Nobody objected, and the county has not approved it yet.
	printf '青山镇（盖章）2019年3月15日\n公示期满，没有收到异议。现将\n' |
		said "$paper.pdf" "$paper" --notice "$notice"
done
act 0 "$two" announced --on 2019-03-15 --as township

# It was out of poverty once before, and nobody ended that: the history will tell the two apart.
printf 'household,scheme,started,ended\n1,脱贫户,2015-12-01,\n1,建档立卡贫困户,2017-01-01,\n' > s.csv
ends 0 import status s.csv

# Two approvers at once, and a third time after: struck off once.
act 4 "$two" strike-off --on 2019-03-18 --reason 符合 --as county
ends 4 case return "$two" --on 2019-03-18 --as county2
"$JZ" case act "$two" strike-off --reason 符合 --on 2019-03-18 --as county2 > a.out 2>&1 &
first=$!
"$JZ" case act "$two" strike-off --reason 符合 --on 2019-03-18 --as county2 > b.out 2>&1 &
second=$!
good=0
wait "$first" && good=$((good + 1))
wait "$second" && good=$((good + 1))
[ "$good" -eq 1 ] || { cat a.out b.out >&2; fail "$good of two approvers struck it off"; }
act 4 "$two" strike-off --reason 符合 --on 2019-03-18 --as county2
ends 0 case show "$two"
[ "$(grep -c 'Struck off: Strike off' out)" -eq 1 ] || fail 'struck off more than once'
# Done on a day in 2019, entered today: both are told.
has out 2019-03-18
has out "entered $(date +%Y)"
ends 0 show household 1 --lang zh
has out 已脱贫
lacks out 未脱贫
ends 0 list status --where 'household=1' --columns scheme,started,ended,end_reason --json --lang zh
has out '"scheme":"脱贫户","started":"2015-12-01","ended":"2019-03-18","end_reason":"重新认定"'
has out '"scheme":"脱贫户","started":"2019-03-18"'
has out '"scheme":"建档立卡贫困户","started":"2017-01-01","ended":"2019-03-18"'
[ "$(wc -l < out)" -eq 3 ] || { cat out >&2; fail 'not three times'; }
# Out of poverty is not out of the policies: a helper and a measure go on, or somebody is asked why.
ends 0 task list --as village
has out 'Policies go on after the exit: a helper stays'
has out 'Policies go on after the exit: a measure'
printf 'household,name,started\n1,罗志强,2018-01-01\n' > helpers.csv
ends 0 import helper helpers.csv
printf 'household,kind,started,planned\n1,产业帮扶,2018-01-01,否\n' > measures.csv
ends 0 import measure measures.csv
ends 0 task run --on 2019-03-19
ends 0 task list --as village
lacks out 'Policies go on'
ends 0 verify --deep
# The certificate comes with the decision.
ends 0 paper certificate --case "$two" --out certificate.pdf
[ "$(head -c 5 certificate.pdf)" = '%PDF-' ] || fail 'no certificate'
# Its foot says who made the case and who decided on it; what nobody decided on is left to be
# written.
echo '制表：谢小芳审核：周明远' | said foot.pdf certificate --case "$two"
echo '审核：____' | said undecided.pdf exit-acceptance --case "$one"
