#!/bin/sh
# kill -9 of a decision, and of the making of a notice, at times uniform over their measured length:
# the step is there whole, with the gate it leads to, its letter, status and tasks, or it is not
# there at all; a notice is there with all its lines and its frozen bytes, or not at all; then the
# same command again goes through, once.
# KILLS=100
# proves: procedure-kills procedure-kill-half procedure-kill-lost
. "$(dirname "$0")/../proof.sh"
KILLS=${KILLS:-$(size 12 100)}
. "$JZ_ROOT/tests/story.sh"
cd "$W" || exit 1
. "$JZ_ROOT/tests/procedures_story.sh"
export LANG=C.UTF-8
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for i in 1 2 3; do
	printf '%s,980121100200,2017-12-31,建档立卡贫困户,未脱贫,1390000000%s,6000,王建英\n' $i $i >> h.csv
done
county cn >&2
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
opened household-exit 2018-03-01 >&2
for i in 1 2 3; do
	taken $i 2018-03-01
	eval "case$i=$taken"
	act 0 "$taken" propose --on 2018-03-05 --as village
	ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance who.txt --on 2018-03-05 --as village --vote "$taken=6/0/0"
	paper "$taken" 会议记录 2018-03-05
	act 0 "$taken" passed --on 2018-03-05 --as village
	paper "$taken" 核实意见 2018-03-06
	act 0 "$taken" verified --reason 已核 --on 2018-03-06 --as helper
	paper "$taken" 退出认可书 2018-03-07
	act 0 "$taken" agree --signer self --on 2018-03-07 --as village
done
keep() { rm -rf "$1" "$1".*; cp -r D "$1" && cp D.keys "$1.keys" && cp D.head "$1.head"; }
back() { rm -rf D D.*; cp -r "$1" D && cp "$1.keys" D.keys && cp "$1.head" D.head; }
keep at-notice
hang notice 2018-03-08 2018-03-14 village
for i in 1 2 3; do
	eval "one=\$case$i"
	act 0 "$one" unopposed --on 2018-03-15 --as village
done
hang announce 2018-03-15 '' township
act 0 "$case1" announced --on 2018-03-15 --as township
keep at-decision

asked() { sqlite3 D/jingzhun.db "$1"; }
chance() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print int($1 / 4294967296 * n) }'; }
half=0 lost=0 done=0 there=0

decide() { "$JZ" case act "$case1" strike-off --reason 符合 --on 2018-03-18 --as county2; }
publish() { "$JZ" round publish "$round" notice --on 2018-03-08 --as village; }

# What there is of the decision: steps, gate, status begun, status field, as one word.
of_decision()
{
	asked "SELECT (SELECT count(*) FROM decision WHERE act='strike-off')
		|| (SELECT count(*) FROM matter WHERE no='$case1' AND gate='exited' AND ended=20180318)
		|| (SELECT count(*) FROM status WHERE started=20180318)
		|| (SELECT count(*) FROM household WHERE no='1' AND exited_on=20180318)"
}
of_notice()
{
	asked "SELECT (SELECT count(*) FROM notice WHERE gate='notice')
		|| (SELECT count(*) FROM notice_line l JOIN notice n ON n.id=l.notice
			WHERE n.gate='notice')
		|| (SELECT count(*) FROM notice WHERE gate='notice' AND list_hash IS NOT NULL)"
}

for what in decision notice; do
	case $what in
	decision) run=decide whole=1111 none=0000 ;;
	notice) run=publish whole=131 none=000 ;;
	esac
	back "at-$what"
	took=$(seconds "$run")
	us=$(awk -v s="$took" 'BEGIN { print int(s * 1000000) }')
	say "$what: $us us"
	[ "$("of_$what")" = "$whole" ] || die "$what: $("of_$what"), not $whole"
	for i in $(seq "$KILLS"); do
		back "at-$what"
		"$run" > run.out 2>&1 &
		pid=$!
		sleep "$(awk -v us="$(chance "$us")" 'BEGIN { printf "%.6f", us / 1000000 }')"
		child=$(pgrep -P "$pid" || true)
		kill -9 $child "$pid" 2> /dev/null
		wait "$pid" 2> /dev/null
		done=$((done + 1))
		"$JZ" verify --deep -q > verify.out 2>&1 || { half=$((half + 1)); cat verify.out >&2; }
		is=$("of_$what")
		case $is in
		"$whole") there=$((there + 1)) ;;
		"$none") ;;
		*) half=$((half + 1)); say "$what: half: $is" ;;
		esac
		"$run" > again.out 2>&1
		[ "$("of_$what")" = "$whole" ] || { lost=$((lost + 1)); say "$what again: $("of_$what")"; }
	done
done
say "$there of $done were there before the kill"
judge procedure-kills "$done" '>=' "$((2 * KILLS))"
judge procedure-kill-half "$half" '=' 0
judge procedure-kill-lost "$lost" '=' 0
proof_end
