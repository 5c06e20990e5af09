#!/bin/sh
# The whole story of a household, pack by pack: it declares itself, is surveyed, compared and
# appraised, and hangs; one objection is upheld, one is not; another household is refused and asks
# for a review; township and county confirm; a year later it leaves with its signature; a department
# raises a risk, it is monitored, and the risk is removed. And at each step everybody whose it is
# not tries first, with all papers there, and is refused.
# PACKS="cn ..."
# proves: procedure-stories procedure-steps procedure-wrong-actors procedure-wrong-actors-let-in
. "$(dirname "$0")/../proof.sh"
PACKS=${PACKS:-$(size 'cn demo-province' 'cn cn-daan cn-tonghua cn-2021 cn-2026 demo-province')}
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
export LANG=C.UTF-8
logins='county county2 township township2 village helper upper upper2 department finance inspector
leader audit sysadmin security'
steps=0 refused=0 letin=0

# The first of those who may does it, after everybody who may not was refused.
by() # "LOGIN.." COMMAND...
{
	may=$1
	shift
	steps=$((steps + 1))
	for login in $logins; do
		case " $may " in *" $login "*) continue ;; esac
		code=0
		"$JZ" "$@" --as "$login" > out 2> err || code=$?
		if [ "$code" -eq 4 ]; then
			refused=$((refused + 1))
		else
			letin=$((letin + 1))
			say "$pack: $login was not refused ($code): $*"
			cat out err >&2
			return 1
		fi
	done
	ends 0 "$@" --as "${may%% *}"
}
does() # "LOGIN.." CASE ACT DAY ARG...
{
	may=$1 case=$2 act=$3 day=$4
	shift 4
	by "$may" case act "$case" "$act" --on "$day" "$@"
}
brings() # CASE KIND DAY [LOGIN: whose step at this gate needs the paper]
{
	printf '%%PDF-1.4\n1 0 obj<</K(%s %s %s)>>endobj\n%%%%EOF\n' "$1" "$2" "$3" > paper.pdf
	by "village helper township county${4:+ $4}" case paper "$1" paper.pdf --kind "$2" --on "$3"
}
opens() # PROCEDURE DAY
{
	by 'township county' round open "$1" --area 青山镇 --name "$1" --on "$2"
	round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
}
takes() # "LOGIN.." HOUSEHOLD DAY [ARG...]
{
	may=$1 house=$2 day=$3
	shift 3
	by "$may" case add "$round" "$house" --on "$day" "$@"
	taken=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1)
}
hangs() # "LOGIN.." GATE FIRST [LAST]
{
	may=$1 gate=$2 first=$3 last=${4:-}
	by "$may" round publish "$round" "$gate" --on "$first"
	notice=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	[ -n "$notice" ] || fail "$pack: no list at $gate"
	ends 0 notice post "$notice" --photo photo.png --place 公开栏 --taken "$first"
	[ -z "$last" ] || ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken "$last"
}
meets() # DAY VOTE...
{
	day=$1
	shift
	by village meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance who.txt --on "$day" --vote "$@"
}
receipt() { sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out; }
line_of() # SURNAME: its number on the list
{
	ends 0 notice show "$notice"
	awk -v n="$1" 'index($0, n) && $1 ~ /^[0-9]+$/ { print $1; exit }' out
}

home='enter=已入户 look=土坯房 reckon=2000 compare=合理'
appraised='true-reports=无 split=无 empty=无 members=属实'

identified()
{
	survey=$home compare='' judge=''
	[ "$pack" != cn-daan ] || {
		survey=$(for i in 1 2 3 4 5 6 7 8; do printf 'look-%s=看过 ' $i; done)
		compare='--check check-1=无 check-2=无 check-3=无 check-4=无'
		judge='--check judgement-1=符合'
	}
	ends 0 declaration add --area 甲村 --name 王建英 --phone 13900000001 --text 生活困难 --group 1组 \
		--channel phone --json
	opens identify 2016-05-03
	for i in 1 2 3; do
		takes 'village township county' $i 2016-05-03
		eval "c$i=$taken"
		brings "$taken" 申请书 2016-05-03
		does 'village township' "$taken" accept 2016-05-04
		brings "$taken" 入户调查表 2016-05-05
		brings "$taken" 承诺授权书 2016-05-05
		# shellcheck disable=SC2086 # items
		does 'village township helper' "$taken" surveyed 2016-05-06 --with helper --check $survey
		brings "$taken" 信息比对结果 2016-05-09 department
		# shellcheck disable=SC2086
		does 'county department' "$taken" compared 2016-05-09 $compare
	done
	meets 2016-05-12 "$c1=5/1/0" "$c2=5/1/0" "$c3=1/5/0"
	for c in "$c1" "$c2"; do
		brings "$c" 会议记录 2016-05-12
		# shellcheck disable=SC2086
		does village "$c" passed 2016-05-12 --reason 符合 --check $appraised
	done
	brings "$c3" 会议记录 2016-05-12
	does village "$c3" not-passed 2016-05-12 --reason 评议未过半数

	# One objection is upheld, one is not; the list changed, and hangs anew.
	hangs village notice-1 2016-05-13
	poor=$(line_of 王) rich=$(line_of 李)
	ends 0 objection add --notice "$notice" --line "$rich" --topic wrong --text 在城里有房 --json
	upheld=$(receipt)
	ends 0 objection add --notice "$notice" --line "$poor" --topic wrong --text 收入不低 --json
	not=$(receipt)
	for o in "$upheld" "$not"; do
		ends 0 objection verify "$o" --text 已核实 --by 钱核实 --with 孙核实
	done
	ends 4 case act "$c1" unopposed --on 2016-05-20 --as village
	ends 0 objection answer "$upheld" --outcome upheld --text 属实 --by 王主任
	ends 0 objection answer "$not" --outcome refused --text 经核实符合 --by 王主任
	brings "$c2" 核实意见 2016-05-15 township2
	does township2 "$c2" struck 2016-05-15 --reason 城里有房属实
	hangs village notice-1 2016-05-16 2016-05-22
	does village "$c1" unopposed 2016-05-23
	does township2 "$c1" approve 2016-05-24 --reason 符合
	hangs township notice-2 2016-05-25 2016-05-31
	does township "$c1" unopposed 2016-06-01
	# shellcheck disable=SC2086
	does county2 "$c1" approve 2016-06-02 --reason 符合 $judge
	hangs 'township county' announce 2016-06-03
	does 'township county' "$c1" register 2016-06-03

	# Who was refused asks for a review, and others than before look at it.
	brings "$c3" 复核申请 2016-05-20
	does 'village township' "$c3" ask-review 2016-05-20
	brings "$c3" 核实意见 2016-05-25 county2
	does county2 "$c3" uphold 2016-05-25 --reason 收入属实
	by 'township county' round close "$round"
	ends 0 task list --on 2016-06-10
	has out 'A helper'
}

left()
{
	opens household-exit 2017-06-05
	takes 'village helper township county' 1 2017-06-05
	brings "$taken" 会议记录 2017-06-06
	does 'village helper' "$taken" propose 2017-06-06
	meets 2017-06-06 "$taken=6/0/0"
	does village "$taken" passed 2017-06-06
	brings "$taken" 核实意见 2017-06-07
	# Neither body does it without the other.
	for alone in helper village; do
		ends 4 case act "$taken" verified --on 2017-06-07 --reason 已核 --as $alone
		refused=$((refused + 1))
	done
	does 'helper village' "$taken" verified 2017-06-07 --reason 已核 --with village
	brings "$taken" 退出认可书 2017-06-08
	does 'village helper' "$taken" agree 2017-06-08 --signer self
	hangs village notice 2017-06-09 2017-06-15
	does village "$taken" unopposed 2017-06-16
	hangs township announce 2017-06-17
	does township "$taken" announced 2017-06-17
	does county2 "$taken" strike-off 2017-06-19 --reason 符合
	by 'township county' round close "$round"
}

# A day of the pack's year; so many days earlier, that half a year of observation is over by now.
on() { date -d "$y-$1 -$back days" +%F; }       # MM-DD
monitored()
{
	back=0
	case $pack in
	cn-2026) y=2026 way=recognise back=60 ;;
	cn-2021 | demo-province) y=2024 way=unstable ;;
	*) y=2020 way=unstable ;;
	esac
	# The made-up province appraises in the group first.
	[ "$pack" != demo-province ] || ends 0 set household 1 area=98012110020001 --reason 登记到组
	opens monitor "$(on 04-20)"
	takes 'village township county' 1 "$(on 04-22)" --channel department
	does 'village township' "$taken" accept "$(on 04-23)"
	brings "$taken" 入户调查表 "$(on 04-24)"
	brings "$taken" 承诺授权书 "$(on 04-24)"
	# shellcheck disable=SC2086
	does 'village township helper' "$taken" checked "$(on 04-24)" --check $home
	[ "$pack" != demo-province ] || {
		by village meeting hold "$round" --gate group-appraisal --area 一组 --representatives 6 \
			--attendance who.txt --on "$(on 04-25)" --vote "$taken=6/0/0"
		brings "$taken" 会议记录 "$(on 04-25)"
		does village "$taken" passed "$(on 04-25)"
		hangs village group "$(on 04-29)" "$(on 05-02)"
		does village "$taken" unopposed "$(on 05-06)"
	}
	brings "$taken" 信息比对结果 "$(on 05-07)" department
	does 'county department' "$taken" compared "$(on 05-07)"
	meets "$(on 05-08)" "$taken=6/0/0"
	brings "$taken" 会议记录 "$(on 05-08)"
	does village "$taken" passed "$(on 05-08)"
	hangs village notice "$(on 05-09)" "$(on 05-15)"
	does village "$taken" unopposed "$(on 05-16)"
	does township2 "$taken" approve "$(on 05-17)"
	[ "$pack" != demo-province ] || {
		hangs township notice-2 "$(on 05-20)" "$(on 05-24)"
		does township "$taken" unopposed "$(on 05-27)"
		ends 0 set household 1 demo_card=是 --reason 已发放
		does 'village helper' "$taken" agree "$(on 05-28)" --signer self
	}
	does county2 "$taken" "$way" "$(on 05-29)" --reason 住院支出大
	hangs township announce "$(on 05-30)"
	does township "$taken" enter "$(on 05-30)"
	by 'township county' round close "$round"
}

removed()
{
	opens risk-removal "$(on 10-08)"
	takes 'village township helper county' 1 "$(on 10-08)"
	brings "$taken" 入户调查表 "$(on 10-08)"
	# shellcheck disable=SC2086
	does 'village township helper' "$taken" checked "$(on 10-08)" --check $home --reason 已稳定
	meets "$(on 10-09)" "$taken=6/0/0"
	brings "$taken" 会议记录 "$(on 10-09)"
	does village "$taken" passed "$(on 10-09)"
	hangs village notice "$(on 10-10)" "$(on 10-14)"
	does village "$taken" unopposed "$(on 10-15)"
	# Not observed for six months yet, however it went.
	for how in helped natural; do
		ends 4 case act "$taken" $how --reason 收入稳定 --on "$(on 10-16)" --as county2
	done
	# Observed long enough, but nobody has said who of it can work.
	ends 4 case act "$taken" natural --reason 风险自然消除 --on "$(on 12-01)" --as county2
	ends 0 set household 1 no_labour=否 --reason 户主能劳动
	does county2 "$taken" natural "$(on 12-01)" --reason 风险自然消除
	hangs township announce "$(on 12-02)"
	does township "$taken" announced "$(on 12-02)"
}

stories=0
for pack in $PACKS; do
	rm -rf D D.*
	printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
	printf '1,980121100200,2015-12-31,一般农户,13900000001,2000,王建英\n' >> h.csv
	printf '98012110020001,一组,组级,980121100200\n' > groups.csv
	printf '2,980121100200,2015-12-31,一般农户,13900000002,9500,李四\n' >> h.csv
	printf '3,980121100200,2015-12-31,一般农户,13900000003,9500,赵六\n' >> h.csv
	county "$pack" >&2
	printf 'no,household,name,relation,birth\n11,1,王建英,户主,1970-05-01\n' > p.csv
	printf '21,2,李四,户主,1960-05-01\n31,3,赵六,户主,1965-05-01\n' >> p.csv
	ends 0 import person p.csv
	printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
	cp "$JZ_ROOT/tools/demo_board.png" photo.png
	identified
	ends 0 show household 1 --lang zh
	has out 新识别
	left
	ends 0 show household 1 --lang zh
	has out 已脱贫
	monitored
	removed
	ends 0 show household 1 --lang zh
	has out 自然消除
	# What it was under which generation of the policy stands side by side.
	ends 0 list status --where 'household=1' --lang zh
	has out 建档立卡贫困户
	has out 脱贫户
	case $pack in cn-2026) has out 防止返贫致贫对象 ;; *) has out 脱贫不稳定户 ;; esac
	ends 0 verify --deep
	stories=$((stories + 1))
	say "$pack: told; $steps steps, $refused refused so far"
done
judge procedure-stories "$stories" '=' "$(echo "$PACKS" | wc -w)" packs
judge procedure-steps "$steps" '>=' "$((stories * 60))"
judge procedure-wrong-actors "$refused" '>=' "$((stories * 700))" refused
judge procedure-wrong-actors-let-in "$letin" '=' 0
proof_end
