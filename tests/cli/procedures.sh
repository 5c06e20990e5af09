# One household from its application to the register, in public; another is refused, and told why.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
printf '区划代码,名称,级别,上级\n980000000000,演示省,省级,\n' > areas.csv
printf '980100000000,演示市,地级,980000000000\n980121000000,演示县,县级,980100000000\n' >> areas.csv
printf '980121100000,青山镇,乡级,980121000000\n980121100200,甲村,村级,980121100000\n' >> areas.csv
printf '980121100201,乙村,村级,980121100000\n' >> areas.csv
ends 0 init --areas areas.csv
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2015-12-31,一般农户,13900000001,2000,王建英\n' >> h.csv
printf '2,980121100200,2015-12-31,一般农户,13900000002,9500,李四\n' >> h.csv
printf '3,980121100201,2015-12-31,一般农户,13900000003,2500,赵六\n' >> h.csv
ends 0 import household h.csv
ends 0 user demo
printf '%%PDF-1.4\n%%%%EOF\n' > paper.pdf

act() { code=$1; shift; ends "$code" case act "$@"; }
paper() # CASE KIND DAY
{
	printf '%%PDF-1.4\n1 0 obj<</K(%s %s %s)>>endobj\n%%%%EOF\n' "$1" "$2" "$3" > paper.pdf
	ends 0 case paper "$1" paper.pdf --kind "$2" --on "$3" --as village
}
# The list of a gate hangs from a day to a day, with a photograph of each. No second day: one does.
cp "$JZ_ROOT/tools/demo_board.png" photo.png
cp "$JZ_ROOT/tools/demo_board_last.png" last.png
hang() # GATE FIRST [LAST]
{
	ends 0 round publish "$round" "$1" --on "$2" --as "${4:-village}"
	notice=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	[ -n "$notice" ] || fail "no list was made at $1"
	ends 0 notice post "$notice" --photo photo.png --place 公开栏 --taken "$2"
	[ -z "${3:-}" ] || ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken "$3"
}
case_of() { sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1; }

# What there is, and as a picture.
ends 0 procedure list
has out 'Identification of poor households'
ends 0 procedure show identify
has out 'Democratic appraisal'
ends 0 procedure chart identify -o identify.svg
has identify.svg '<svg'
has identify.svg 'Home survey'
has identify.svg 'pass: more than half'
ends 3 procedure show nonsense

# A round wants somebody who may, a day on which the procedure was in force, and a name.
ends 3 round open identify --area 青山镇 --name 2016年识别 --on 2016-05-03 --as nobody
ends 4 round open identify --area 青山镇 --name 2016年识别 --on 2016-05-03 --as village
ends 1 round open identify --area 青山镇 --name 2016年识别 --as township
has err '"Identification of poor households" is not in force on'
has err 'it holds from 2014-04-01 to 2020-12-31'
ends 1 round open identify --area 青山镇 --name ' ' --on 2016-05-03 --as township
ends 0 round open identify --area 青山镇 --name 2016年识别 --on 2016-05-03 --as township
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)

# Taken in once; a village's clerk only in his village.
ends 0 case add "$round" 1 --on 2016-05-03 --as village
one=$(case_of)
ends 1 case add "$round" 1 --on 2016-05-03 --as village
has err 'in this procedure already'
ends 0 case add "$round" 2 --on 2016-05-03 --as village
two=$(case_of)
ends 4 case add "$round" 3 --on 2016-05-03 --as village

# The application is missing; a paper of another kind does not help; nobody else may; not tomorrow.
act 4 "$one" accept --on 2016-05-04 --as village
has out 'A paper is missing: Application'
paper "$one" 户照片 2016-05-03
act 4 "$one" accept --on 2016-05-04 --as village
paper "$one" 申请书 2016-05-03
act 4 "$one" accept --on 2016-05-04 --as finance
has out 'This is for: Village clerk'
act 1 "$one" accept --on 2099-01-01 --as village
act 1 "$one" accept --on 2016-05-02 --as village
act 4 "$one" nonsense --on 2016-05-04 --as village
act 0 "$one" accept --on 2016-05-04 --as village
has out 'Home survey'
act 4 "$one" accept --on 2016-05-04 --as village
has out 'no such act'

# The survey: its form, the authorisation, and each item of the method.
act 4 "$one" surveyed --on 2016-05-06 --as village
has out 'Survey form'
has out 'Authorisation'
has out 'Enter, look, reckon, compare'
paper "$one" 入户调查表 2016-05-06
paper "$one" 承诺授权书 2016-05-06
act 4 "$one" surveyed --on 2016-05-06 --check enter=已入户 look=土坯房 reckon=2000 --as village
act 1 "$one" surveyed --on 2016-05-06 --check nothing=x --as village
# Two do it: not oneself again, not who may not.
alone() { act 4 "$one" surveyed --on 2016-05-06 --check enter=已入户 look=土坯房 reckon=2000 \
	compare=合理 --as village "$@"; has out '2 people do this together'; }
alone
alone --with village
alone --with finance
ends 3 case act "$one" surveyed --with nobody --as village
act 0 "$one" surveyed --on 2016-05-06 --check enter=已入户 look=土坯房 reckon=2000 compare=合理 \
	--with helper --as village

# Departments compare before anybody appraises.
act 4 "$one" passed --on 2016-05-07 --as village
act 4 "$one" compared --on 2016-05-09 --as county
paper "$one" 信息比对结果 2016-05-09
act 4 "$one" compared --on 2016-05-09 --as village
act 0 "$one" compared --on 2016-05-09 --as county

# The second household comes as far.
paper "$two" 申请书 2016-05-03
act 0 "$two" accept --on 2016-05-09 --as village
paper "$two" 入户调查表 2016-05-09
paper "$two" 承诺授权书 2016-05-09
act 0 "$two" surveyed --on 2016-05-09 --check enter=已入户 look=楼房 reckon=9500 compare=偏高 \
	--with township --as village
paper "$two" 信息比对结果 2016-05-10
act 0 "$two" compared --on 2016-05-10 --as county

# The meeting. Too few: nothing counts. Relatives have no vote.
printf '甲\n乙\n丙\n' > few.txt
meet() # ATTENDANCE VOTE..
{
	who=$1; shift
	ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance "$who" --on 2016-05-12 --as village --vote "$@"
}
meet few.txt "$one=3/0/0"
has out 'no quorum'
act 4 "$one" passed --on 2016-05-12 --check true-reports=无 split=无 empty=无 members=属实 --as village
has out 'Too few were present'
printf '甲\n乙\n丙\n丁\n戊\n己\n王建英\n' > who.txt
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2016-05-12 --as village --vote "$one=7/0/0"
has err '(members or relatives) have none'
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2016-05-12 --as village --vote "$one=6/0/0:甲"
meet who.txt "$one=5/1/0" "$two=3/3/1"
has out "$one passed (1 stood back)"
has out "$two did not pass"
act 4 "$one" passed --on 2016-05-12 --check true-reports=无 split=无 empty=无 members=属实 --as village
has out 'A paper is missing: Minutes'
paper "$one" 会议记录 2016-05-12
paper "$two" 会议记录 2016-05-12
act 4 "$one" not-passed --reason 收入高 --on 2016-05-12 --as village
act 0 "$one" passed --on 2016-05-12 --check true-reports=无 split=无 empty=无 members=属实 --as village
act 4 "$two" not-passed --on 2016-05-12 --as village
has out 'A reason is needed'
act 0 "$two" not-passed --reason 评议未过半数，收入高于标准 --on 2016-05-12 --as village
has out 'Letter L'

# Seven days on the board, proven at both ends.
act 4 "$one" unopposed --on 2016-05-20 --as village
has out 'there is no list yet'
ends 4 round publish "$round" notice-1 --on 2016-05-13 --as finance
ends 1 round publish "$round" survey --on 2016-05-13 --as village
hang notice-1 2016-05-13
ends 1 notice last "$notice" --photo last.png --place 公开栏 --taken 2016-05-18
act 4 "$one" unopposed --on 2016-05-20 --as village
ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken 2016-05-19
act 4 "$one" unopposed --on 2016-05-18 --as village
ends 0 round publish "$round" notice-1 --on 2016-05-13 --as village
lacks out Notice
act 0 "$one" unopposed --on 2016-05-20 --as village

# The township decides, the county confirms; nobody the work of another.
act 4 "$one" approve --on 2016-05-23 --as township
act 0 "$one" approve --on 2016-05-23 --as township2
hang notice-2 2016-05-23 2016-05-29 township
act 0 "$one" unopposed --on 2016-05-30 --as township
act 4 "$one" approve --on 2016-06-01 --as township2
act 0 "$one" approve --on 2016-06-01 --as county2
act 4 "$one" register --on 2016-06-03 --as county
hang announce 2016-06-02 '' township
act 0 "$one" register --on 2016-06-03 --as county
has out 'Registered'

# It is on the household and in its statuses, with the reason in the journal.
ends 0 show household 1 --lang zh
has out 新识别
has out 建档立卡贫困户
ends 0 case show "$one"
has out 'poor (income): Met; met: Net income per person'
has out 周明远
# Lists tell what the pack's names and accounts are; what programs read keeps them.
ends 0 list matter --lang en
has out 'Identification of poor households'
lacks out identify
ends 0 list decision --lang zh
for word in 群众申请 受理 入户调查 谢小芳; do has out "$word"; done
lacks out account:
ends 0 list matter --json
has out '"procedure":"identify"'
ends 0 procedure list --lang zh
grep -q 'identify .* 户 ' out || fail 'what a procedure is about, not in words'
ends 0 round show "$round"

# The refused asks for a review in time, and is heard by others than before.
act 4 "$two" ask-review --on 2016-05-20 --as village
has out 'Request for a review'
paper "$two" 复核申请 2016-05-20
act 4 "$two" ask-review --on 2016-07-12 --as village
has out 'too late'
act 0 "$two" ask-review --on 2016-05-20 --as village
paper "$two" 核实意见 2016-05-25
act 4 "$two" uphold --reason 收入属实 --on 2016-05-25 --as township2
ends 5 round close "$round" --as township
act 0 "$two" uphold --reason 收入属实 --on 2016-05-25 --as county2
ends 0 show household 2 --lang zh
lacks out 新识别
ends 0 round close "$round" --reason 全部办结 --as township
ends 0 verify --deep
! grep -a 收入高于标准 D/jingzhun.db* || fail 'a reason lies open in the file'
