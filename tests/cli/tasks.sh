# What is to be done after a confirmation, with a clock, and what the office is told of without
# asking: on a day it is the same however often it is asked.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,脱贫户,已脱贫,13900000001,6000,王建英\n' >> h.csv
printf '2,980121100200,2020-12-31,一般农户,,13900000002,5500,李四\n' >> h.csv
printf '3,980121100200,2020-12-31,一般农户,,13900000003,5500,赵六\n' >> h.csv
county cn
opened monitor-quick 2020-06-01

# Three days for the check: on the fourth the township's clerk hears of it.
taken 1 2020-06-01
one=$taken
runs() # DAY OPEN NEW DONE
{
	ends 0 task run --on "$1"
	has out "$2 tasks are open: $3 new, $4 now done"
}
runs 2020-06-04 0 0 0
runs 2020-06-05 1 1 0
runs 2020-06-05 1 0 0
ends 0 task list --on 2020-06-05
has out 'beyond the term'
has out "$one"
has out 'Township clerk'
ends 0 task list --on 2020-06-05 --as township
has out T1
ends 0 task list --on 2020-06-05 --as county
lacks out T1

# Late steps want a reason; when it has moved on, nobody needs to be told any more.
paper "$one" 入户调查表 2020-06-06
paper "$one" 承诺授权书 2020-06-06
looks='enter=已入户 look=一般 reckon=6000 compare=偏低'
# shellcheck disable=SC2086 # items
act 4 "$one" checked --on 2020-06-06 --check $looks --as village
# shellcheck disable=SC2086
act 0 "$one" checked --on 2020-06-06 --reason 户主外出 --check $looks --as village
runs 2020-06-06 0 0 1
ends 0 task show T1
has out 'found done'

# It goes its way; the notice ends on a day, and wants its photograph.
paper "$one" 信息比对结果 2020-06-08
act 0 "$one" compared --on 2020-06-08 --as county
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
	--attendance who.txt --on 2020-06-09 --as village --vote "$one=6/0/0"
paper "$one" 会议记录 2020-06-09
act 0 "$one" passed --on 2020-06-09 --as village
hang notice 2020-06-09 '' village
runs 2020-06-12 0 0 0
runs 2020-06-13 1 1 0
ends 0 task list --on 2020-06-13 --as village
has out 'photograph of the last day'
ends 0 task list --on 2020-06-13 --as township
lacks out 'photograph'
ends 0 task list --on 2020-06-15 --as township
has out 'photograph'
ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken 2020-06-13
# handed in, it is not asked for any more: at once
ends 0 task list --on 2020-06-15 --as township
lacks out 'photograph'
runs 2020-06-13 0 0 0
act 0 "$one" unopposed --on 2020-06-14 --as village
act 0 "$one" approve --on 2020-06-15 --as township2
# Whether it meets the standard is not known: to go on wants a reason, and somebody looks at it.
act 4 "$one" unstable --on 2020-06-16 --as county2
act 0 "$one" unstable --reason 住院支出大 --on 2020-06-16 --as county2
has out 'against the verdict'

# With the decision come a helper and a measure, within a month.
ends 0 task list --on 2020-06-16
has out 'A helper'
has out 2020-07-16
has out 'A measure'
ends 0 task list --late --on 2020-07-16
lacks out 'A helper'
ends 0 task list --late --on 2020-07-17
has out 'A helper'
ends 0 task list --late --on 2020-07-17 --as township
has out 'A helper'
ends 0 task list --late --on 2020-07-17 --as county
lacks out 'A helper'
ends 0 task list --late --on 2020-08-01 --as county
has out 'A helper'
helper=$(sed -n 's/^ *\(T[0-9]*\) *A helper.*/\1/p' out)
measure=$(sed -n 's/^ *\(T[0-9]*\) *A measure.*/\1/p' out)
ends 0 task show "$helper" --on 2020-06-20
has out 'Who hears of it next'
has out 2020-07-17

# Ended by hand without what it asks for, it says so, in a register of its own.
cp -r D E && cp -r D.keys E.keys
ends 1 task done "$helper" --on 2020-06-20 --as village --data E
ends 0 task done "$helper" --reason 由亲属照料 --on 2020-06-20 --as village --data E
ends 0 task show "$helper" --data E
has out 'Done without a record'
has out 由亲属照料

# A helper of before counts; a measure of before does not.
printf 'household,name,started\n1,罗志强,2019-01-01\n' > helper.csv
ends 0 import helper helper.csv
printf 'household,kind,started\n1,产业帮扶,2019-03-01\n' > measure.csv
ends 0 import measure measure.csv
ends 0 task run --on 2020-06-20
has out '1 now done'
ends 0 task show "$measure" --on 2020-06-20
has out Open
printf 'household,kind,started\n1,产业帮扶,2020-06-25\n' > measure.csv
ends 0 import measure measure.csv
# What it asks for is there: nobody has to say anything, and nothing was left out.
cp -r D F && cp -r D.keys F.keys
ends 0 task done "$measure" --on 2020-06-26 --as village --data F
ends 0 task show "$measure" --data F
has out Done
lacks out 'without a record'
ends 0 task run --on 2020-06-26
has out '1 now done'

# The decision against the verdict waits for a word of somebody who had no part in it.
ends 0 task list --on 2020-06-26
has out 'A decision against the verdict'
told=$(sed -n 's/^ *\(T[0-9]*\) *A decision against.*/\1/p' out | head -1)
ends 4 task done "$told" --reason 已核对 --on 2020-06-26 --as village
ends 4 task done "$told" --reason 已核对 --on 2020-06-26 --as county2
ends 4 task done "$told" --reason 已核对 --on 2020-06-26 --as leader
ends 1 task done "$told" --on 2020-06-26 --as county
ends 0 task done "$told" --reason 已核对，住院票据属实 --on 2020-06-26 --as county
ends 5 task done "$told" --reason 已核对 --on 2020-06-26 --as county
ends 0 task run --on 2020-06-26
has out '0 new, 0 now done'
ends 0 verify --deep
! grep -aq -e 住院支出大 -e 住院票据 D/jingzhun.db* || fail 'a reason lies open in the file'
