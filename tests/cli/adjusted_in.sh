# The yearly adjustment lets in as well as out: who was missed is asked into the identification, who
# was wrongly exited into the re-entry, by work items that their cases there settle. Two find it
# after a home visit; nobody's file changes by that.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2016-12-31,一般农户,,13900000001,1500,王建英\n' >> h.csv
printf '2,980121100200,2016-12-31,脱贫户,已脱贫,13900000002,1500,李四\n' >> h.csv
printf '3,980121100200,2016-12-31,建档立卡贫困户,未脱贫,13900000003,1500,赵六\n' >> h.csv
county cn
opened adjustment 2017-03-01
ends 0 case add "$round" 1 2 3 --on 2017-03-01 --as township
found() # CODE CASE ACT ARG...
{
	# shellcheck disable=SC2086 # items
	act "$@" --reason 收入低于标准 --on 2017-03-02 --as village \
		--check enter=已入户 look=土坯房 reckon=1500 compare=偏低
}
for c in P1 P2 P3; do paper $c 入户调查表 2017-03-02; done
found 4 P1 missed
has out '2 people do this together'
found 4 P2 missed --with township
has out 'neither registered as poor nor exited'
found 4 P3 missed --with township
found 4 P1 wrongly-exited --with township
found 4 P3 wrongly-exited --with township
has out 'must have left poverty'
found 0 P1 missed --with township
found 0 P2 wrongly-exited --with township
ends 0 history household 1 --json
[ "$(wc -l < out)" -eq 1 ] || fail 'the adjustment changed the household'

asked() # WORDS...
{
	ends 0 task list --as village
	for word in 'into the identification' 'into the re-entry'; do
		case "$*" in *"$word"*) has out "$word" ;; *) lacks out "$word" ;; esac
	done
}
asked 'into the identification' 'into the re-entry'
opened identify 2017-03-05
taken 1 2017-03-05
asked 'into the re-entry'
opened re-entry 2017-03-05
taken 2 2017-03-06
asked
ends 0 verify --deep
