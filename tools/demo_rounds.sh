#!/bin/sh
# tools/demo_rounds.sh REGISTER: rounds under way in a demo register, so that boards, inboxes and
# the public page show something on the day it is made: made-up households at different gates, by
# the commands that people type. Where the village of the clerk has too few households the clerk is
# given another of the same county; where none has enough, that is said and nothing is done.
set -eu
cd "$(dirname "$0")/.."
jingzhun=${JINGZHUN:-build/jingzhun}
export JINGZHUN_DATA="${1:?REGISTER}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

jz() # COMMAND ARG...
{
	"$jingzhun" "$@" --quiet > "$work/out" 2> "$work/err" || {
		cat "$work/out" "$work/err" >&2
		exit 1
	}
}
# Days are those of the office's clock, not of the machine it runs on. GNU date, as Debian has it.
ago() { TZ=Asia/Shanghai date -d "$1 days ago" +%F; }
first() { grep -oE "$1" "$work/out" | head -1; }    # the number that was given

jz user demo
jz grant list --json
place() { sed -n "s/.*\"login\":\"$1\".*\"area\":\([0-9]*\).*/\1/p" "$work/out" | head -1; }
township=$(place township)
village=$(place village)
enough=11                                          # households that the rounds below take in
houses_of() # VILLAGE
{
	jz list household --where "area=$1" --columns no --limit 100000 --json
	sed -n 's/.*"no":"\([^"]*\)".*/\1/p' "$work/out" > "$work/no"
	[ "$(wc -l < "$work/no")" -ge $enough ]
}
houses_of "$village" || {
	jz list household --columns area --limit 1000000 --json
	village=$(sed -n 's/.*"area":"\{0,1\}\([0-9]*\).*/\1/p' "$work/out" | sort | uniq -c |
		awk -v county="$(echo "$village" | cut -c1-6)" -v least=$enough \
			'$1 >= least && index($2, county) == 1 { print $2; exit }')
	[ -n "$village" ] || { echo "no village has $enough households: no rounds" >&2; exit 0; }
	jz grant give village village_clerk --area "$village"
	[ "$(echo "$village" | cut -c1-9)000" = "$township" ] || {
		township=$(echo "$village" | cut -c1-9)000
		jz grant give township township_clerk --area "$township"
		jz grant give township2 township_approver --area "$township"
	}
	houses_of "$village"
}
house() { sed -n "$1p" "$work/no"; }

# Three had left poverty and fell back; the wells of the others gave no safe water this summer.
{
	echo 户编号,户类型,脱贫标志,是否解决安全饮用水
	for n in 8 9 10; do echo "$(house $n),一般农户,返贫,"; done
	for n in 1 2 3 5 6 7 11; do echo "$(house $n),,,否"; done
} > "$work/户情变化.csv"
jz import household "$work/户情变化.csv" --mode update --reason 年中入户了解

paper() # CASE KIND DAY
{
	printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
4 0 obj(%s %s %s)endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' "$1" "$2" "$3" > "$work/$2.pdf"
	jz case paper "$1" "$work/$2.pdf" --kind "$2" --on "$3" --as "${4:-village}"
}

act() # CASE ACT DAYS-AGO LOGIN ARG...
{
	what="$1 $2"
	day=$(ago "$3")
	who=$4
	shift 4
	# shellcheck disable=SC2086 # two words
	jz case act $what --on "$day" --as "$who" "$@"
}

add() # ROUND HOUSE DAYS-AGO
{
	jz case add "$1" "$(house "$2")" --on "$(ago "$3")" --as village
	added=$(first 'P[0-9]+')
}

# A meeting of 11 representatives on one case; those that come are no relatives of anybody.
meet() # ROUND CASE DAYS-AGO
{
	printf '%s\n' 孟清 秦朗 顾平 卫东升 史进步 姜和 汤敏 白露 > "$work/who"
	jz meeting hold "$1" --gate appraisal --area "$village" --representatives 11 \
		--attendance "$work/who" --on "$(ago "$3")" --as village --vote "$2=7/0/1"
	paper "$2" 会议记录 "$(ago "$3")"
}

checked() # CASE DAYS-AGO
{
	act "$1" accept "$2" village
	paper "$1" 入户调查表 "$(ago "$2")"
	paper "$1" 承诺授权书 "$(ago "$2")"
	act "$1" checked "$2" village --check enter=已入户 'look=住房安全，水井枯水' reckon=已核算 \
		compare=次序合理
}

compared() # CASE DAYS-AGO
{
	paper "$1" 信息比对结果 "$(ago "$2")" county
	act "$1" compared "$2" county
}

hang() # ROUND GATE DAYS-AGO
{
	jz round publish "$1" "$2" --area "$village" --on "$(ago "$3")" --as village
	notice=$(first '[0-9]{4}-[0-9]{4}')
	jz notice post "$notice" --photo tools/demo_board.png --place 村务公开栏 --taken "$(ago "$3")"
}

jz round open monitor --area "$township" --name 防返贫监测 --on "$(ago 25)" --as township
round=$(first 'R[0-9]+')

# Ten days hold five worked ones, and ten worked ones are not over in them: ended, and not late.
add "$round" 6 19                # hung its time: the village can say that nobody objected
checked "$added" 17
compared "$added" 14
meet "$round" "$added" 10
act "$added" passed 10 village
hang "$round" notice 10
jz notice last "$notice" --photo tools/demo_board_last.png --place 村务公开栏 --taken "$(ago 1)"

add "$round" 7 12                # hangs since yesterday
checked "$added" 11
compared "$added" 9
meet "$round" "$added" 4
act "$added" passed 4 village
hang "$round" notice 1

add "$round" 5 8                 # waits for a meeting
checked "$added" 7
compared "$added" 4
add "$round" 3 6                 # waits for the department's comparison
checked "$added" 5
add "$round" 2 3                 # is to be visited
act "$added" accept 2 village
add "$round" 1 0                 # has just come in

jz round open household-exit --area "$township" --name 脱贫退出 --on "$(ago 10)" --as township
round=$(first 'R[0-9]+')
add "$round" 8 9
act "$added" propose 9 village
add "$round" 9 2

# A look-back found one wrongly registered: a work item asks to take it into the yearly adjustment,
# whose round is open. Another, which had left poverty, is to come back.
jz round open look-back --area "$township" --name 精准识别回头看 --on "$(ago 8)" --as township
round=$(first 'R[0-9]+')
add "$round" 10 8
paper "$added" 入户调查表 "$(ago 6)"
act "$added" wrong 6 village --check enter=已入户 look=新建楼房 reckon=已核算 compare=次序不合理 \
	--reason 家中有人在县城经商，收入稳定
act "$added" agree 3 township2 --reason 核实无误
jz round open adjustment --area "$township" --name 年度动态调整 --on "$(ago 3)" --as township
jz round open re-entry --area "$township" --name 返贫户重新纳入 --on "$(ago 3)" --as township
round=$(first 'R[0-9]+')
add "$round" 11 1

jz declaration add --area "$village" --name 李建明 --phone 15400000011 --group 三组 --topic work \
	--channel phone --text 今年一直没有找到活干
