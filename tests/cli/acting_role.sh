# A step says in which role it was taken: one that whoever took it holds at the level that the act
# takes, and not another that he holds elsewhere.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
trial_pack lent
cat > policy/lent/procedures.yaml <<'Y'
procedures:
  lent:
    for: county
    zh: 试办
    en: Trial
    document: trial
    from: 2015-01-01
    start: ask
    gates:
      - id: ask
        zh: 申请
        en: Asked
        acts:
          - {id: go, zh: 办理, en: Go, to: done, who: [upper_office, upper_approver], level: 1}
      - {id: done, zh: 办结, en: Done, end: confirmed}
      - {id: off, zh: 已撤回, en: Off, end: withdrawn}
    common:
      - {id: off, zh: 撤回, en: Take off, to: off, who: [county_office], reason: true}
Y
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,一般农户,,13900000001,6000,王建英\n' >> h.csv
county lent
printf 'area,year\n980121000000,2016\n' > c.csv
ends 0 import county c.csv
# The prefecture's clerk decides in the province.
ends 0 grant give upper upper_approver --area 980000000000
ends 0 round open lent --area 980121000000 --name 试办 --on 2017-02-01 --as county
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
ends 0 case add "$round" 980121000000 --on 2017-02-01 --as county
taken=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1)
ends 0 grant give upper2 upper_office --area 980100000000
act 4 "$taken" go --on 2017-02-03 --as upper2
act 0 "$taken" go --on 2017-02-04 --as upper
ends 0 list decision --columns act,role --json
has out '"act":"go","role":"upper_approver"'
