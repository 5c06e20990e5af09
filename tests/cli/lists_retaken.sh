# A list that was wrong is taken down: it proves nothing any more, a new one is made, and what was
# said against the old one stays said. A case that was sent back and comes again hangs again.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
trial_pack trial
cat > policy/trial/procedures.yaml <<'Y'
procedures:
  relief:
    for: household
    zh: 救助
    en: Relief
    document: trial
    from: 2015
    start: survey
    gates:
      - id: survey
        zh: 入户
        en: Survey
        acts:
          - {id: surveyed, zh: 已核, en: Surveyed, to: notice, who: [village_clerk]}
      - id: notice
        zh: 公示
        en: Notice
        publish: {kind: 公示, objections: true, medium: board, zh: 村, en: Village, level: 5,
                  length: {days: 7}, on_change: restart_changed, photos: 2}
        acts:
          - {id: unopposed, zh: 无异议, en: Unopposed, to: granted, who: [village_clerk],
             when: [published, unopposed]}
          - {id: struck, zh: 异议成立, en: Upheld, to: survey, who: [township_approver], decide: true,
             when: [upheld], reason: true, back: true}
      - {id: granted, zh: 已救助, en: Granted, end: confirmed}
Y
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
for i in 1 2; do
	printf '%s,980121100200,2020-12-31,一般农户,1390000000%s,6000,王建英\n' $i $i >> h.csv
done
county trial
opened relief 2020-06-01
taken 1 2020-06-01; one=$taken
taken 2 2020-06-01; two=$taken
act 0 "$one" surveyed --on 2020-06-02 --as village
act 0 "$two" surveyed --on 2020-06-02 --as village

# It cannot begin before the households came there.
ends 1 round publish "$round" notice --on 2020-06-01 --as village
has err 'came to this gate on 2020-06-02'

# Hung its whole time by its photos; then it shows that they were of other days.
hang notice 2020-06-02 2020-06-08 village
ends 0 objection add --notice "$notice" --line 1 --topic wrong --text 有房 --json
receipt=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
wrong=$notice
ends 0 notice down "$wrong" --reason 照片日期有误，重新公示
act 4 "$two" unopposed --on 2020-06-09 --as village
has out "the list $wrong was taken down on "

# A new one is made at once, not "no list". The objection to the old one is not gone with it.
hang notice 2020-06-09 2020-06-15 village
[ "$notice" != "$wrong" ] || fail 'the old list again'
act 0 "$two" unopposed --on 2020-06-15 --as village
act 4 "$one" unopposed --on 2020-06-15 --as village
has out objection
ends 0 objection verify "$receipt" --text 确有一套 --by 钱五 --with 孙六
ends 0 objection answer "$receipt" --outcome upheld --text 属实 --by 王主任
act 0 "$one" struck --reason 属实 --on 2020-06-16 --as township2

# Surveyed anew it comes again: what hung before is of another time, and so is what was said.
act 0 "$one" surveyed --on 2020-06-17 --as village
act 4 "$one" unopposed --on 2020-06-18 --as village
hang notice 2020-06-18 2020-06-24 village
act 0 "$one" unopposed --on 2020-06-24 --as village
ends 0 verify --deep
