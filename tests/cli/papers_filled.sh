# Papers out of the register: the minutes of a meeting with its votes, the survey as it was done,
# the refusal with its reason and term, the list as it hangs. A stranger photographs the sheet: what
# its code says is held against the published files.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
command -v pdftotext > /dev/null || { echo 'no pdftotext: apt-get install poppler-utils'; exit 77; }
printf 'no,area,data_date,type,phone,head_name,group_name,members\n' > h.csv
printf '1,980121100200,2020-12-31,一般农户,13900000001,王建英,3组,4\n' >> h.csv
printf '2,980121100200,2020-12-31,一般农户,13900000002,李四,3组,2\n' >> h.csv
county cn
printf 'no,household,name,relation,birth,idno\n11,1,王建英,户主,1970-05-01,\n' > p.csv
printf '21,2,李四,户主,1960-05-01,\n' >> p.csv
ends 0 import person p.csv
read_pdf() { pdftotext -layout "$1" text && tr -d ' \n\f' < text > joined; }     # FILE

opened monitor 2020-04-01
for h in 1 2; do
	taken $h 2020-04-22
	[ $h = 1 ] && one=$taken || two=$taken
	act 4 "$taken" accept --on 2020-04-23 --as village --with village       # nobody is two
	has err 'cannot take this step with you'
	act 0 "$taken" accept --on 2020-04-23 --as village
	paper "$taken" 入户调查表 2020-04-24
	paper "$taken" 承诺授权书 2020-04-24
	act 0 "$taken" checked --on 2020-04-24 --as village \
		--with township --check enter=土坯房两间 look=存粮够吃 reckon=人均六千 compare=低于邻居
	paper "$taken" 信息比对结果 2020-04-25
	act 0 "$taken" compared --on 2020-04-25 --as county
done
printf '张建国\n李秀英\n赵大山\n周明\n吴桂兰\n郑海\n孙丽\n' > who.txt
printf '1. 周明：这户确有困难。\n2. 吴桂兰：要核实务工收入。\n' > minutes.txt
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2020-04-26 --place 村委会会议室 --chair 张建国 --minutes minutes.txt --as village \
	--proof 签到表两页，原件在村委会 \
	--manner ballot --vote "$one=6/1/0" "$two=1/5/1"
sed '$d' who.txt > six.txt
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance six.txt \
	--on 2020-04-26 --as village --vote "$two=3/3/0" --note 一人中途离会，重新表决
for c in "$one" "$two"; do paper "$c" 会议记录 2020-04-26; done
act 0 "$one" passed --on 2020-04-26 --as village
act 0 "$two" not-passed --on 2020-04-26 --as village --reason 有稳定务工收入

for kind in 签到表 会议照片 会议照片; do
	a_paper "$kind $((n = ${n:-0} + 1))" > proof.pdf
	ends 0 meeting paper M1 proof.pdf --kind "$kind" --on 2020-04-26 --as village
done
# The meeting: who came, each vote, what was said; signatures are room to write in.
ends 0 paper minutes --meeting M1 --lang zh --out minutes.pdf
read_pdf minutes.pdf
for word in M1 2020年4月26日 村委会会议室 张建国 全体代表的2/3 王建英3组4610 李四3组2151 \
	1.周明：这户确有困难。 孙丽 表决方式无记名投票 \
	'签到和照片签到表1件、会议照片2件；签到表两页，原件在村委会'; do
	has joined "$word"
done
# A half is more than a half; that a vote was a tie stands beside what came of it.
has joined 到会代表的过半数
lacks joined 票数相等
ends 0 paper minutes --meeting M2 --lang zh --out tie.pdf
read_pdf tie.pdf
has text 票数
# How they voted was not noted: there is room to write it.
has joined 表决方式
for word in 举手 投票; do lacks joined "$word"; done
ends 0 paper minutes --meeting M2 --lang en --force --out tie.pdf
read_pdf tie.pdf
has joined '(tie)'
ends 3 paper minutes --meeting M9 --out no.pdf
ends 2 paper minutes --meeting M1 --notice 2026-0001 --out no.pdf
ends 2 paper survey --meeting M1 --out no.pdf
has err 'about a household'

# The case: the survey item by item, the refusal with reason and term, the way it went.
ends 0 paper survey --case "$one" --lang zh --out survey.pdf
read_pdf survey.pdf
for word in 2020年4月24日 土坯房两间 存粮够吃 人均六千 低于邻居 谢小芳、何静; do has joined "$word"; done
lacks joined 13900000001
ends 0 paper refusal-letter --case "$two" --lang zh --out letter.pdf
read_pdf letter.pdf
has joined 在“民主评议”这一环节作出决定：不予纳入监测对象
has joined 评议未通过：有稳定务工收入
# Whoever took the decision made it, whoever had opened the case.
ends 0 user list --json
clerk=$(sed -n 's/.*"login":"village".*"name":"\([^"]*\)".*/\1/p' out)
has joined "制表：${clerk}审核："
for word in L1 李四 防止返贫监测对象识别 民主评议 有稳定务工收入 60天 2020年6月25日 12317; do
	has joined "$word"
done
# Who hands it over signs for it: nobody yet,
has joined 送达人（签字）：__________、__________
# No letter where nothing was refused, no certificate where nothing was confirmed; of a household
# alone they are forms, and say so.
ends 5 paper refusal-letter --case "$one" --out no.pdf
has err 'No letter of this kind was made'
ends 5 paper certificate --case "$two" --out no.pdf
ends 0 paper certificate --household 1 --lang zh --out form.pdf
read_pdf form.pdf
has joined 空白表，不是决定
ends 0 paper case-sheet --case "$two" --lang zh --out sheet.pdf
read_pdf sheet.pdf
has joined 现在的环节未纳入
ends 0 paper case-sheet --case "$two" --lang en --out case.pdf
read_pdf case.pdf
for word in 2020-04-24 Notpassed 有稳定务工收入; do has joined "$word"; done
ends 2 paper approval-sheet --case "$two" --out no.pdf
has err 'something else'
# All of it on the household's own paper, in the order of its days, in words.
ends 0 paper dossier --household 2 --lang zh --out dossier.pdf
read_pdf dossier.pdf
for word in "防止返贫监测对象识别$two" 材料谢小芳 承诺授权书 转谢小芳、 一进 土坯房两间 评议会M1 应到代表9人，实到7人 \
	赞成1，反对5，弃权1 未通过 有稳定务工收入 告知书L1 还没有送达; do
	has joined "$word"
done
ends 0 paper dossier --household 2 --lang en --out dossier-en.pdf
read_pdf dossier-en.pdf
for word in MeetingM1 '7of9representativescame' LetterofrefusalL1; do has joined "$word"; done
lacks joined 评议会
ends 3 paper survey --case P99 --out no.pdf
ends 5 paper exit-acceptance --case "$two" --out no.pdf
has err 'is no paper of'
# then the one who was entered, and room for another.
ends 0 case served "$two" --signer self --on 2020-04-28 --as village
ends 0 paper refusal-letter --case "$two" --lang zh --force --out letter.pdf
read_pdf letter.pdf
has joined 送达人（签字）：谢小芳、__________
lacks joined 送达人两人
# Whether everybody is insured is told by its members' rows, where its own says nothing: that one
# is not settles it, that it is not known of one leaves it open.
insured() # RESIDENT EMPLOYEE SOLDIER BOXES
{
	printf 'no,household,name,relation,birth,resident_medical,employee_medical,soldier\n' > i.csv
	printf '11,1,王建英,户主,1970-05-01,是,,\n12,1,王小明,之子,1995-05-01,%s,%s,%s\n' "$1" "$2" \
		"$3" >> i.csv
	ends 0 import person i.csv
	ends 0 paper exit-acceptance --household 1 --lang zh --force --out insured.pdf
	read_pdf insured.pdf
	case $4 in
	open) for box in □是■否 ■是□否; do lacks joined "$box"; done ;;
	*) has joined "$4" ;;
	esac
}
insured '' '' '' open
insured 否 '' '' open
insured 否 否 '' ■是□否
insured 否 否 是 □是■否
insured 否 是 否 □是■否
printf '13,1,王小红,之女,1998-05-01,,,\n' >> i.csv
ends 0 import person i.csv
ends 0 paper exit-acceptance --household 1 --lang zh --force --out insured.pdf
read_pdf insured.pdf
for box in □是■否 ■是□否; do lacks joined "$box"; done
# The card at home: whom to call, with the whole number, and what it gets; not who helped before,
# not what is only planned or over.
printf 'household,name,phone,started,ended\n1,赵帮,13900000008,2019-01-01,\n' > helper.csv
printf '1,钱前,13900000009,2018-01-01,2018-12-31\n' >> helper.csv
ends 0 import helper helper.csv
printf 'household,kind,content,started,ended,planned\n1,产业帮扶,养羊,2019-05-01,,否\n' > measure.csv
printf '1,产业帮扶,养鸡,2019-06-01,,否\n1,就业帮扶,岗位,2019-05-01,2019-12-31,否\n' >> measure.csv
printf '1,教育帮扶,助学,2019-05-01,,是\n' >> measure.csv
ends 0 import measure measure.csv
ends 0 paper clear-card --household 1 --lang zh --out card.pdf
read_pdf card.pdf
has joined 帮扶人电话赵帮13900000008
has joined 享受的政策产业帮扶帮扶人
lacks joined 13900000009
lacks joined 13900000001
# What whoever prints it states goes before what the register says.
ends 0 paper refusal-letter --case "$two" --lang zh --value reason=另见附件 --out said.pdf
read_pdf said.pdf
has joined 另见附件
lacks joined 有稳定务工收入

# The list on the board: masked, with nothing after its last line; the code says what it is checked
# by.
ends 0 round publish "$round" notice --on 2020-04-27 --as village
notice=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
today=$(date +%Y-%m-%d)
ends 0 notice post "$notice" --photo photo.png --place 公开栏 --taken "$today"
ends 0 paper notice --notice "$notice" --lang zh --url https://fp.example.cn --out notice.pdf
read_pdf notice.pdf
for word in "$notice" 王\*英3组4 公示期5天 12317; do has joined "$word"; done
for word in 王建英 李四 13900000001; do lacks joined "$word"; done
grep -qE '^ *2 *$' text && fail 'a blank row on a frozen list'
ends 2 paper survey --notice "$notice" --out no.pdf
ends 3 paper notice --notice 2020-9999 --out no.pdf
# What still invites objections is not printed as a result, and a result invites none.
for paper in announcement announcement-poster; do
	ends 2 paper $paper --notice "$notice" --lang en --out no.pdf
	has err 'still invites objections'
done
ends 0 notice make 1 --subject exit-result --area 甲村 --json
result=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 2 paper notice --notice "$result" --out no.pdf
has err 'states a result'
for paper in announcement announcement-poster; do
	ends 0 paper $paper --notice "$result" --lang en --out $paper.pdf
	read_pdf $paper.pdf
	has joined 王\*英3组4
	lacks joined 王建英
	ends 0 paper $paper --notice "$result" --lang zh --force --out $paper.pdf
	read_pdf $paper.pdf
	has joined 甲村（盖章）
done
# A poster is read from two metres away: its names are larger than the sheet alone makes them, three
# and a half times those of the A4.
tall() # FILE: height of the line with the masked name
{
	pdftotext -bbox "$1" box
	sed -n 's/.*yMin="\([0-9.]*\)".*yMax="\([0-9.]*\)">王\*英.*/\1 \2/p' box | head -1 |
		awk '{print $2 - $1}'
}
awk -v a="$(tall announcement.pdf)" -v b="$(tall announcement-poster.pdf)" \
	'BEGIN {exit !(a > 5 && b > 3.4 * a)}' || fail 'a poster is no larger than its paper'

# A stranger: the photographed sheet, the published files, Node.
command -v node > /dev/null || exit 0
command -v pdftoppm > /dev/null || exit 0
ends 0 publish --out pub --url https://fp.example.cn
pdftoppm -r 150 -gray -singlefile notice.pdf sheet
node "$JZ_ROOT/tests/tools/read_qr.mjs" sheet.pgm > code || fail 'the code cannot be read'
has code "https://fp.example.cn/p/n/$notice#$notice."
key=$(head -1 D.head)
check() { node "$JZ_ROOT/tools/verify-notice.mjs" "$@" > out 2> err; }
check pub --key "$key" --sheet "$(cat code)" || { cat out err >&2; fail 'the sheet is refused'; }
has out 'was posted'
# So is what stands in small print, for who has no scanner.
read_pdf notice.pdf
printed=$(tr '\n' ' ' < text |
	sed -n "s/.*核对码： *\($notice *[0-9]* *[0-9a-f]* *[0-9a-f]*\).*/\1/p")
[ -n "$printed" ] || fail 'no check code in print'
check pub --key "$key" --sheet "$printed" || { cat out err >&2; fail 'the print is refused'; }
# The office prints another list under the number, after it was posted: the files do not fit it.
rm -rf bent
cp -r pub bent
sed -i 's/王\*英/王*芳/' "bent/n/$notice.txt"
! check bent --key "$key" --sheet "$(cat code)" || fail 'another list passes'
other=$(sed 's/\.[0-9a-f]*$/.00112233445566778899aabbccddeeff/' code)
! check pub --key "$key" --sheet "$other" || fail 'another sheet passes'
has out 'another list was published'
other=$(sed "s/\(#$notice\.[0-9]*\.\)[0-9a-f]*/\100112233445566778899aabbccddeeff/" code)
! check pub --key "$key" --sheet "$other" || fail 'another log passes'
has out 'does not extend'
