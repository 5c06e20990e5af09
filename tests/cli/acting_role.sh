# A step says in which role it was taken: one that whoever took it holds at the level that the act
# takes, and not another that he holds elsewhere.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,一般农户,,13900000001,6000,王建英\n' >> h.csv
county cn
printf 'area,year\n980121000000,2016\n' > c.csv
ends 0 import county c.csv
# The prefecture's clerk decides in the province.
ends 0 grant give upper upper_approver --area 980000000000
ends 0 round open county-exit --area 980121000000 --name 县退出 --on 2017-02-01 --as county
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
ends 0 case add "$round" 980121000000 --on 2017-02-01 --as county
taken=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1)
act 0 "$taken" apply --reason 数据未齐 --on 2017-02-02 --as county
ends 0 grant give upper2 upper_office --area 980100000000
act 0 "$taken" checked --on 2017-02-03 --as upper2
act 0 "$taken" not-yet --reason 未达标 --on 2017-02-04 --as upper
ends 0 list decision --columns act,role --json
has out '"act":"not-yet","role":"upper_approver"'
