# What procedures decide: a list from elsewhere that says otherwise is taken and looked at, and
# whoever corrects a value on the machine itself is told. (Nobody proposes it: test_actors.mjs.)
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,一般农户,贫困,13900000001,6000,王建英\n' >> h.csv
printf '2,980121100200,2020-12-31,一般农户,,13900000002,6000,李四\n' >> h.csv
county cn
ends 0 finding list
lacks out decided_changed

# A row that is there already: what its list says otherwise is a doubt, known before or not.
printf "no,exit_mark,phone\n1,已脱贫,13900000009\n2,贫困,13900000008\n" > later.csv
ends 0 import household later.csv --mode update
doubts()
{
	ends 0 finding list
	[ "$(grep -c decided_changed out)" -eq "$1" ] || { cat out; fail "not $1 doubts: $2"; }
}
doubts 2 'a value that changed, and one of a field that was empty'
ends 0 show household 1
has out "Out of poverty"
# The same list again says nothing new; nor does one of other fields.
printf 'no,exit_mark,address\n1,已脱贫,村东\n' > again.csv
ends 0 import household again.csv --mode update
doubts 2 'nothing was said'
# The attack: one row, one word. And by the list of households with their members.
printf 'no,monitor_type\n2,边缘易致贫户\n' > one.csv
ends 0 import household one.csv --mode update
doubts 3 'a household became a monitored one by a list'

# Files of one import are one takeover: what a later one says of rows that an earlier one made is
# the start of the register. What they say of a row of before is not.
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > first.csv
printf '3,980121100200,2020-12-31,一般农户,13900000003,6000,赵六\n' >> first.csv
printf 'no,monitor_type\n1,边缘易致贫户\n3,边缘易致贫户\n' > second.csv
ends 0 import household first.csv second.csv
doubts 4 'of one that was there, not of one that came'

# Files of villages and counties.
printf 'area,year,head_name,exit_year\n980121100200,2019,张三,\n' > v.csv
ends 0 import village v.csv
doubts 4 'a new row'
printf 'area,year,exit_year\n980121100200,2019,2018\n' > v.csv
ends 0 import village v.csv
doubts 5 'a village was delisted by a list'
printf 'area,year,exit_year\n980121000000,2019,2018\n' > c.csv
ends 0 import county c.csv
doubts 5 'a new row'
printf 'area,year,exit_year\n980121000000,2019,2019\n' > c.csv
ends 0 import county c.csv
doubts 6 'a county was delisted by a list'

# Two say otherwise, and somebody takes the word of the source: looked at like what a list changed.
printf 'no,exit_mark\n2,未脱贫\n' > n1.csv
printf 'no,exit_mark\n2,清退\n' > n2.csv
ends 0 import household n1.csv --mode update --source national
ends 0 set household 2 exit_mark=已脱贫 --reason 核对
ends 0 import household n2.csv --mode update --source national
before=$(ends 0 finding list; grep -c decided_changed out)
ends 0 difference settle --source national --field household.exit_mark --take theirs \
	--reason 以国家系统为准
doubts $((before + 1)) 'the word of a source was taken'

ends 0 set household 2 exit_mark=已脱贫 --reason 录错
has err 'is decided by procedures'
ends 0 set household 2 address=村西 --reason 搬家
lacks err 'is decided by procedures'
ends 0 verify --deep

# A file that nobody can read: noughts would say that it had been looked at.
printf 'nothing,that,is known\n1,2,3\n' > strange.csv
ends 1 import strange.csv
has out 'No file could be read; the reasons stand above.'
has err 'Mend the refused files and import them again.'
lacks out 'Total: new'
