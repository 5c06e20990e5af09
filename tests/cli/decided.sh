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

# What was not known before is the register's start; what was and is said otherwise is a doubt.
printf "no,exit_mark,phone\n1,已脱贫,13900000009\n2,贫困,13900000008\n" > later.csv
ends 0 import household later.csv --mode update
ends 0 finding list
has out decided_changed
[ "$(grep -c decided_changed out)" -eq 1 ] || { cat out; fail 'not one doubt'; }
ends 0 show household 1
has out "Out of poverty"
# The same list again says nothing new.
printf 'no,exit_mark,address\n1,已脱贫,村东\n' > again.csv
ends 0 import household again.csv --mode update
ends 0 finding list
[ "$(grep -c decided_changed out)" -eq 1 ] || { cat out; fail 'a doubt about nothing'; }

ends 0 set household 2 exit_mark=已脱贫 --reason 录错
has err 'is decided by procedures'
ends 0 set household 2 address=村西 --reason 搬家
lacks err 'is decided by procedures'
ends 0 verify --deep
