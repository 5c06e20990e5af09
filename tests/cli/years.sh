# A year is closed: by whom the pack says, and opened by somebody else, with a reason. While it is
# closed nothing is done on a day of it.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2015-12-31,一般农户,13900000001,2000,王建英\n' >> h.csv
printf '2,980121100200,2015-12-31,一般农户,13900000002,2000,李四\n' >> h.csv
county cn
printf 'household,period_from,period_to,per_capita_net\n1,2016-01-01,2016-12-31,2500\n' > i.csv
printf '1,2017-01-01,2017-12-31,3500\n' >> i.csv
ends 0 import income i.csv
opened identify 2016-05-03
taken 1 2016-05-03
paper "$taken" 申请书 2016-05-04
printf '甲\n乙\n丙\n丁\n戊\n己\n' > who.txt
listed() # CODE DAY: a list from that day on
{
	ends "$1" notice make 1 --subject identify-1 --area 甲村 --from "$2" --json
	notice=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
}
listed 0 2016-05-05
hung=$notice

for who in village township township2 county2 upper leader inspector audit; do
	ends 4 year close 2016 --area 演示县 --as $who
done
ends 1 year close 2016 --area 青山镇 --as county
ends 1 year close 2099 --area 演示县 --as county
ends 2 year close 公元 --area 演示县 --as county
ends 0 year close 2016 --area 演示县 --reason 年度动态管理结束 --as county
ends 5 year close 2016 --area 演示县 --as county
ends 0 year list
has out 演示县
has out Closed

# Nothing on a day of that year; the next year goes on.
ends 5 round open identify --area 青山镇 --name 补录 --on 2016-12-01 --as township
has err '2016 was closed by'
has err 'jingzhun year reopen 2016'
ends 5 case add "$round" 2 --on 2016-12-01 --as village
act 5 "$taken" accept --on 2016-12-30 --as village
# No meeting lies in it and no list hangs in it, by whatever way it is entered.
met() # CODE DAY
{
	ends "$1" meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance who.txt --on "$2" --as village --vote "$taken=6/0/0"
}
met 5 2016-06-01
has err '2016 was closed by'
listed 5 2016-06-01
has err '2016 was closed by'
ends 5 notice post "$hung" --photo photo.png --place 公开栏 --taken 2016-05-05
has err '2016 was closed by'
listed 0 2017-01-04
# Statements of the year stay as they are, others do not.
ends 5 set income 1 members=9 --reason 改
has err '2016 was closed by'
ends 0 set income 2 members=3 --reason 改
act 0 "$taken" accept --on 2017-01-05 --as village

# Opened by somebody else than who closed it, with a reason; then it goes.
ends 4 year reopen 2016 --area 演示县 --reason 更正 --as county
ends 4 year reopen 2016 --area 演示县 --reason 更正 --as township2
ends 1 year reopen 2016 --area 演示县 --as county2
ends 0 year reopen 2016 --area 演示县 --reason 更正一户收入 --as county2
ends 5 year reopen 2016 --area 演示县 --reason 再来 --as county2
taken 2 2016-12-01
listed 0 2016-06-01
ends 0 notice post "$hung" --photo photo.png --place 公开栏 --taken 2016-05-05
ends 0 set income 1 members=3 --reason 更正
ends 0 year list
has out 更正一户收入
ends 0 year close 2016 --area 演示县 --as county
ends 0 verify --deep
