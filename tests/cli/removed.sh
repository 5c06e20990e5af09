# A household that was wrongly identified is removed: all its statuses of the poor list end with the
# decision, the one of an earlier exit, too, and its open exit ends with it, naming the case that
# decided.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
for no in 1 2; do
	printf '%s,980121100200,2017-12-31,建档立卡贫困户,未脱贫,13900000001,9000,王建英\n' $no
done >> h.csv
printf '户编号,身份类别,开始时间\n1,建档立卡贫困户,2014-04-01\n1,脱贫户,2016-12-01\n' > s.csv
county cn
ends 0 import status s.csv
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
opened household-exit 2018-01-10
taken 1 2018-01-10
exit=$taken
opened adjustment 2018-01-10
taken 1 2018-01-10
this=$taken
ends 0 procedure show adjustment
has out "ends the household's open case of: Exit of poor households"

paper "$this" 入户调查表 2018-01-11
look='enter=已入户 look=新建楼房 reckon=9000 compare=偏高'
# shellcheck disable=SC2086 # items
act 0 "$this" wrong --reason 已核 --check $look --on 2018-01-11 --as township
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
	--attendance who.txt --on 2018-01-12 --as village --vote "$this=6/0/0"
paper "$this" 会议记录 2018-01-12
act 0 "$this" passed --on 2018-01-12 --as village
hang notice 2018-01-13 2018-01-19 village
act 0 "$this" unopposed --on 2018-01-20 --as village
act 0 "$this" approve --on 2018-01-21 --as township2
ends 0 case show "$exit"
lacks out 'Ended with another case'
# The exit went on meanwhile, or another status began: a decision of before that contradicts it.
later() { sqlite3 D/jingzhun.db "UPDATE $1"; }      # put back before the proof
later "matter SET since=20180125 WHERE no='$exit'"
act 5 "$this" remove --reason 识别不准 --on 2018-01-22 --as county2
has err "Case $exit of the household ends with this"
later "matter SET since=20180110 WHERE no='$exit'"
later 'status SET started=20180125 WHERE scheme=2'
act 5 "$this" remove --reason 识别不准 --on 2018-01-22 --as county2
has err '2018-01-25 only and cannot end before'
later 'status SET started=20161201 WHERE scheme=2'
# Two households became one: two exits of it are open, and both end.
opened household-exit 2018-01-10
taken 2 2018-01-10
twin=$taken
ends 0 duplicate merge household 1 2 --reason 同一户
act 0 "$this" remove --reason 识别不准 --on 2018-01-22 --as county2

statuses() { sqlite3 -separator : D/jingzhun.db "SELECT scheme, ended, end_reason FROM status
	ORDER BY id" | tr '\n' ' '; }
[ "$(statuses)" = '1:20180122:6 2:20180122:6 ' ] || fail "the statuses are $(statuses)"
for one in "$exit" "$twin"; do
	ends 0 case show "$one"
	has out 'Withdrawn'
	has out "Case $this of the household was decided"
	has out 'Ended with another case'
done
ends 0 verify --deep -q
