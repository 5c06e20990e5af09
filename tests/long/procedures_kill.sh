#!/bin/sh
# kill -9 of decisions, and of the making of a notice, at times uniform over their measured
# length: the step is there whole, with the gate it leads to and its status, its tasks or its
# letter, or it is not there at all; a notice is there with all its lines and its frozen bytes, or
# not at all; then the same command again goes through, once. Only what was still running when it
# was killed counts, so each of the four is killed as often as it is said: KILLS=100
# proves: procedure-kills procedure-kill-half procedure-kill-lost
. "$(dirname "$0")/../proof.sh"
KILLS=${KILLS:-$(size 12 100)}
. "$JZ_ROOT/tests/story.sh"
cd "$W" || exit 1
. "$JZ_ROOT/tests/procedures_story.sh"
export LANG=C.UTF-8
# A pack with one procedure more, whose first decision confirms, with tasks, or refuses, by letter.
cp -r "$JZ_ROOT/policy" policy
mkdir policy/killed
export JINGZHUN_POLICY="$W/policy"
cat > policy/killed/pack.yaml <<'END'
name: killed
parent: cn
zh: 断电
en: Killed
zone_minutes: 480
documents:
  - {id: killed, zh: 测断电用, en: Made up, date: 2014-01-01, from: 2014, to: 2099}
END
cat > policy/killed/procedures.yaml <<'END'
procedures:
  short:
    for: household
    zh: 一步
    en: One step
    document: killed
    from: 2014
    start: lead
    gates:
      - id: lead
        zh: 线索
        en: Lead
        acts:
          - {id: accept, zh: 受理, en: Accept, to: apply, who: [village_clerk]}
      - id: apply
        zh: 申请
        en: Application
        acts:
          - {id: confirm, zh: 同意, en: Confirm, to: granted, who: [county_approver], decide: true}
          - id: refuse
            zh: 不予通过
            en: Refuse
            to: refused
            who: [county_approver]
            decide: true
            reason: true
            letter: true
            review: {days: 60}
      - {id: granted, zh: 已确认, en: Confirmed, end: confirmed}
      - id: refused
        zh: 未通过
        en: Refused
        end: refused
        acts:
          - id: ask-review
            zh: 申请复核
            en: Ask for a review
            to: apply
            who: [village_clerk]
            within: {days: 60}
    after:
      - id: helper
        zh: 落实帮扶责任人
        en: A helper
        met: 'helper.exists(h, known(h.started))'
        within: {months: 1}
        who: [village_clerk]
        tell: [{role: township_clerk}]
      - id: measure
        zh: 落实帮扶措施
        en: A measure
        met: 'measure.exists(m, known(m.started))'
        within: {months: 1}
        who: [village_clerk]
        tell: [{role: township_clerk}]
END
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for i in 1 2 3; do
	printf '%s,980121100200,2017-12-31,建档立卡贫困户,未脱贫,1390000000%s,6000,王建英\n' $i $i >> h.csv
done
county killed >&2
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
	act 0 "$taken" verified --reason 已核 --on 2018-03-06 --as helper --with village
	paper "$taken" 退出认可书 2018-03-07
	act 0 "$taken" agree --signer self --on 2018-03-07 --as village
done
keep() { rm -rf "$1" "$1".*; cp -r D "$1" && cp D.keys "$1.keys" && cp D.head "$1.head"; }
back() { rm -rf D D.*; cp -r "$1" D && cp "$1.keys" D.keys && cp "$1.head" D.head; }
exit_round=$round
keep at-notice
hang notice 2018-03-08 2018-03-14 village
for i in 1 2 3; do
	eval "one=\$case$i"
	act 0 "$one" unopposed --on 2018-03-15 --as village
done
hang announce 2018-03-15 '' township
act 0 "$case1" announced --on 2018-03-15 --as township
keep at-decision
opened short 2018-03-01 >&2
taken 1 2018-03-01
step=$taken
act 0 "$step" accept --on 2018-03-02 --as village
keep at-confirm
keep at-refuse

asked() { sqlite3 D/jingzhun.db "$1"; }
chance() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print int($1 / 4294967296 * n) }'; }
half=0 lost=0 done=0 there=0

# The program itself, in place of the shell that runs it: what is killed is the program.
decision() { exec "$JZ" case act "$case1" strike-off --reason 符合 --on 2018-03-18 --as county2; }
confirm() { exec "$JZ" case act "$step" confirm --on 2018-03-18 --as county2; }
refuse() { exec "$JZ" case act "$step" refuse --reason 不符合 --on 2018-03-18 --as county2; }
notice() { exec "$JZ" round publish "$exit_round" notice --on 2018-03-08 --as village; }
alone() { ("$1"); }

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

# The case at its last gate, the step, what follows from it: two tasks and no letter, or the other
# way round.
of_confirm()
{
	asked "SELECT (SELECT count(*) FROM decision WHERE act='confirm')
		|| (SELECT count(*) FROM matter WHERE no='$step' AND gate='granted' AND ended=20180318)
		|| (SELECT count(*) FROM task t JOIN matter m ON m.id=t.matter WHERE m.no='$step')
		|| (SELECT count(*) FROM letter)"
}
of_refuse()
{
	asked "SELECT (SELECT count(*) FROM decision WHERE act='refuse')
		|| (SELECT count(*) FROM matter WHERE no='$step' AND gate='refused' AND ended=20180318)
		|| (SELECT count(*) FROM task t JOIN matter m ON m.id=t.matter WHERE m.no='$step')
		|| (SELECT count(*) FROM letter l JOIN decision d ON d.id=l.decision WHERE d.act='refuse')"
}

# How long it takes, the middle of five, in microseconds: the first one reads files that no later
# one has to wait for.
length_of()
{
	for i in 1 2 3 4 5; do
		back "at-$1"
		seconds alone "$1"
	done | sort -n | sed -n 3p | awk '{ print int($1 * 1000000) }'
}

for what in decision confirm refuse notice; do
	case $what in
	decision) whole=1111 none=0000 ;;
	confirm) whole=1120 none=0000 ;;
	refuse) whole=1101 none=0000 ;;
	notice) whole=131 none=000 ;;
	esac
	us=$(length_of "$what")
	[ "$("of_$what")" = "$whole" ] || die "$what: $("of_$what"), not $whole"
	killed=0 tried=0 stood=0
	while [ "$killed" -lt "$KILLS" ]; do
		tried=$((tried + 1))
		[ "$tried" -le $((20 * KILLS)) ] || die "$what: it is over before it can be killed"
		back "at-$what"
		"$what" > run.out 2>&1 &
		pid=$!
		sleep "$(awk -v us="$(chance "$us")" 'BEGIN { printf "%.6f", us / 1000000 }')"
		kill -9 "$pid" 2> /dev/null
		code=0
		wait "$pid" 2> /dev/null || code=$?
		[ "$code" -eq 137 ] || { [ "$code" -eq 0 ] || die "$what ended with $code"; continue; }
		killed=$((killed + 1))
		"$JZ" verify --deep -q > verify.out 2>&1 || { half=$((half + 1)); cat verify.out >&2; }
		is=$("of_$what")
		case $is in
		"$whole") stood=$((stood + 1)) ;;
		"$none") ;;
		*) half=$((half + 1)); say "$what: half: $is" ;;
		esac
		alone "$what" > again.out 2>&1
		[ "$("of_$what")" = "$whole" ] || { lost=$((lost + 1)); say "$what again: $("of_$what")"; }
	done
	say "$what: $us us, $tried runs, $killed killed, of these $stood with the step there already"
	done=$((done + killed))
	there=$((there + stood))
done
say "$there of $done were there before the kill"
judge procedure-kills "$done" '>=' "$((4 * KILLS))"
judge procedure-kill-half "$half" '=' 0
judge procedure-kill-lost "$lost" '=' 0
proof_end
