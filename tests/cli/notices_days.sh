# The days of a notice: working days by the calendar of the pack, a year without a table refused;
# down by itself on the day after its last, kept for as long as the pack says, no longer.
. "$JZ_ROOT/tests/story.sh"
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy" JINGZHUN_DATA=D
mkdir policy/days
cat > policy/days/pack.yaml <<'X'
name: days
parent: cn
zh: 日子县（虚构）
en: County of days (made up)
zone_minutes: 480
X
cat > policy/days/calendar.yaml <<'X'
calendars:
  days:
    zh: 日子县放假安排（虚构）
    en: Holidays (made up)
    years:
      2025: {off: [10-01, 10-02, 10-03, 10-06, 10-07, 10-08], on: [09-28, 10-11]}
X
cat > policy/days/notices.yaml <<'X'
notices:
  calendar: days
  keep: {result: 3}
  subjects:
    worked:
      {zh: 按工作日公示, en: Worked days, kind: objections, days: 5, count: working, level: 5,
       document: exit-2016}
X
. "$JZ_ROOT/tests/board_story.sh"
ends 0 init --areas areas.csv --pack days
printf 'no,area,head_name,members\n1,980121100200,王建英,4\n' > h.csv
printf 'no,household,name,relation,birth\n11,1,王建英,户主,1970-05-01\n' > p.csv
ends 0 import household h.csv
ends 0 import person p.csv
today=$(date +%Y-%m-%d)
day() { date -u -d "$today $1 days" +%Y-%m-%d; }
# $1 subject, then options of make: a notice; its number is `no`.
make() { subject=$1; shift; ends 0 notice make 1 --subject "$subject" --area 甲村 --json "$@"
	no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out); }
post() { ends 0 notice post "$no" --photo board.png --place 村委会 --taken "$1"; }
# Which of its seven days is today. Paper and files do not say: they outlive the day.
day_is() { ends 0 notice show "$no"
	if [ "$1" = none ]; then lacks out /7; else has out "$1/7"; fi; }
shown() { ends 0 publish --out pub; [ -e "pub/n/$no.txt" ]; }

# Worked days: 29 and 30 September, 9 and 10 October, the Saturday of the 11th.
make worked --from 2025-09-29
ends 0 notice show "$no" --list
has out 'until 2025-10-11'
has out 'count working'
post 2025-09-30
ends 0 notice list --json
has out '"until":"2025-10-13"'

# Nobody has said which days are worked in the next year: refused, not guessed, nothing written.
ends 0 notice list --json
before=$(wc -l < out)
ends 1 notice make 1 --subject worked --area 甲村 --from 2025-12-29
has err 2026
has err calendar.yaml
ends 0 notice list --json
[ "$(wc -l < out)" -eq "$before" ] || fail 'a notice of days that nobody knows'
make worked --from 2025-12-22
ends 1 notice post "$no" --photo board.png --place 村委会 --taken 2025-12-29
has err 2026
ends 0 notice list --json
has out '"state":"made"'

# A sheet is printed before it hangs: with the days as planned.
make exit-1
ends 0 notice sheet "$no" --lang zh
has out "$(day 0)</time> 至 <time>$(day 6)"
lacks out '共 7 天'

# It hangs on its last day and is gone on the next, without anybody's doing.
make exit-1 --from "$(day -6)"
post "$(day -6)"
shown || fail 'down on its last day'
day_is 7
make exit-1 --from "$(day -7)"
post "$(day -7)"
ends 0 notice list --json
has out "\"no\":\"$no\",\"state\":\"done\""
! shown || fail 'still shown on the day after its last'
ends 0 notice last "$no" --photo last.png --place 村委会 --taken "$(day -1)"

# What states a result is kept for three days more.
make exit-result --from "$(day -9)"
post "$(day -9)"
shown || fail 'not kept as the pack says'
day_is none
make exit-result --from "$(day -10)"
post "$(day -10)"
! shown || fail 'kept longer than the pack says'

# Found missing, it stays until it is hung again, whatever the day.
make exit-1 --from "$(day -6)"
post "$(day -6)"
ends 0 notice missing "$no" --since "$(day -4)"
shown || fail 'gone with the board'
day_is none
ends 0 notice post "$no" --photo last.png --place 村委会 --taken "$(day -1)"
shown
day_is 4

# A pack that keeps for a time that is none is refused where it says so.
sed -i 's/keep: .*/keep: {result: -1}/' policy/days/notices.yaml
ends 1 notice list
has err 'notices.yaml:3'
