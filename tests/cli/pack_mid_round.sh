# A pack is changed while a round goes on: its cases end under the version they began with, new ones
# begin under the new one, and each decision says which it was.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
pack() # ISSUED NEEDS
{
	trial_pack county "$1"
	cat > policy/county/procedures.yaml <<-Y
		procedures:
		  relief:
		    for: household
		    zh: 救助
		    en: Relief
		    document: trial
		    from: 2015
		    start: apply
		    gates:
		      - id: apply
		        zh: 申请
		        en: Application
		        acts:
		          - {id: accept, zh: 受理, en: Accept, to: decide, who: [village_clerk], needs: [$2]}
		      - id: decide
		        zh: 审定
		        en: Decision
		        acts:
		          - {id: approve, zh: 同意, en: Approve, to: granted, who: [$3], decide: true}
		      - {id: granted, zh: 已救助, en: Granted, end: confirmed}
		      - {id: withdrawn, zh: 已撤回, en: Withdrawn, end: withdrawn}
		    common:
		      - {id: withdraw, zh: 撤回, en: Withdraw, to: withdrawn, who: [village_clerk]}
	Y
}
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2015-12-31,一般农户,13900000001,2000,王建英\n' >> h.csv
printf '2,980121100200,2015-12-31,一般农户,13900000002,2000,李四\n' >> h.csv
pack 2020-01-01 application township_approver
county county
opened relief 2020-05-03
old=$round
taken 1 2020-05-03
one=$taken
paper "$one" 申请书 2020-05-04

# From now on it takes a survey, too, and the county decides.
pack 2020-06-01 'application, survey' county_approver
ends 0 policy load
ends 0 procedure show relief
has out 'County approver'
act 0 "$one" accept --on 2020-06-05 --as village
ends 0 case show "$one"
has out 'Township approver'
act 4 "$one" approve --on 2020-06-06 --as county2
act 0 "$one" approve --on 2020-06-06 --as township2
# A case that comes into the old round goes by the round; a new round by the new pack.
taken 2 2020-06-07
paper "$taken" 申请书 2020-06-07
ends 0 case withdraw "$taken" --on 2020-06-07 --as village
opened relief 2020-06-08
[ "$round" != "$old" ] || fail 'the same round'
taken 2 2020-06-08
paper "$taken" 申请书 2020-06-08
act 4 "$taken" accept --on 2020-06-08 --as village
has out 'Survey form'
paper "$taken" 入户调查表 2020-06-08
act 0 "$taken" accept --on 2020-06-08 --as village
act 4 "$taken" approve --on 2020-06-09 --as township2
act 0 "$taken" approve --on 2020-06-09 --as county2
ends 0 verify --deep
