# A pack whose meetings need proof of who came: minutes alone do not do, the sign-in sheet or a
# picture of the meeting does, handed in once for all that it voted on.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '%s,980121100200,2020-12-31,脱贫户,已脱贫,1390000000%s,6000,%s\n' 1 1 王建英 2 2 李四 >> h.csv
trial_pack trial
cat > policy/trial/procedures.yaml <<'Y'
procedures:
  relief:
    for: household
    zh: 试验救助
    en: Trial relief
    document: trial
    from: 2015-01-01
    start: meet
    gates:
      - id: meet
        zh: 评议
        en: Meeting
        meeting:
          {quorum: 1/2, pass: 1/2, level: 5, proof: [signatures, meeting_photo], proof_needed: true}
        acts:
          - {id: passed, zh: 通过, en: Passed, to: granted, who: [village_clerk],
             when: [passed], needs: [minutes]}
          - {id: not-passed, zh: 未通过, en: Not passed, to: refused,
             who: [village_clerk], when: [failed], needs: [minutes]}
      - {id: granted, zh: 已救助, en: Granted, end: confirmed}
      - {id: refused, zh: 未通过, en: Refused, end: refused}
Y
county trial
opened relief 2020-06-01
for n in 1 2; do
	taken "$n" 2020-06-01
	eval "case$n=\$taken"
done
printf '甲\n乙\n丙\n' > who.txt
ends 0 meeting hold "$round" --gate meet --area 甲村 --representatives 3 --attendance who.txt \
	--on 2020-06-04 --as village --vote "$case1=3/0/0" "$case2=0/3/0"
a_paper minutes > minutes.pdf
ends 0 meeting paper M1 minutes.pdf --kind 会议记录 --on 2020-06-04 --as village
act 4 "$case1" passed --on 2020-06-05 --as village
has out 'Sign-in sheet / Picture of a meeting'
act 4 "$case2" not-passed --on 2020-06-05 --as village
has out 'Nothing shows yet who came'
# What is handed in for one household shows nothing of who came.
paper "$case1" 会议照片 2020-06-04
act 4 "$case1" passed --on 2020-06-05 --as village
has out 'Nothing shows yet who came'

# By those who hold such meetings, and of no other kind.
a_paper picture > picture.pdf
for other in department leader county2 township2; do
	ends 4 meeting paper M1 picture.pdf --kind 会议照片 --as "$other"
done
ends 4 meeting paper M1 picture.pdf --kind 走访照片 --as village
ends 0 meeting paper M1 picture.pdf --kind 会议照片 --on 2020-06-04 --as village
act 0 "$case1" passed --on 2020-06-05 --as village
act 0 "$case2" not-passed --on 2020-06-05 --as village

# The step rests on both papers.
ends 0 list decision --columns papers
[ "$(grep -c '3,1' out)" -eq 2 ] || { cat out; fail 'not both papers'; }
ends 0 verify --deep
