# A line is raised and a clause reworded: a draft is not used, nor what has only been looked at for
# its legality; what is approved is used from its day, and an old year keeps the old words.
. "$JZ_ROOT/tests/story.sh"
SINCE=2015
. "$JZ_ROOT/tests/governed_story.sh"
lines() # STATUS
{
	cat > policy/county/lines.yaml <<Y
lines:
  poverty:
    amounts:
      - {from: 2015, to: 2017-06-30, amount: 3000, document: c-9}
      - {from: 2017-07-01, amount: 3400, document: c-9$1}
Y
}
clause() # STATUS
{
	cat > policy/county/standards.yaml <<Y
standards:
  household-poor:
    clauses:
      - id: income
        zh: 人均纯收入不高于扶贫标准
        en: Net income per person not above the poverty standard
        met: per_capita_net <= line("poverty")
        document: c-9
        from: 2017-07-01$1
Y
}
cat > households.csv <<'Y'
户编号,行政村,人数,人均纯收入,数据日期
9812010010010001,981201101001,2,3200,2017-12-31
9812010010010002,981201101001,2,3400,2017-12-31
9812010010010003,981201101001,2,2900,2017-12-31
Y
export JINGZHUN_DATA=D
ends 0 init --areas areas.csv
ends 0 import households.csv
judged() # NO ON VERDICT LINE
{
	ends 0 judge "981201001001000$1" --pack county --standard household-poor --on "$2" --json
	has out "\"holds\":true,\"state\":\"$3\""
	[ -z "${4-}" ] || has out "\"value\":\"$4 "
}

# ---- the line ----
for status in ', status: draft' ", status: reviewed, $review"; do
	lines "$status"
	judged 2 2017-12-31 not_met 3,335.00    # the county's old amount has ended: the nation's holds
	judged 3 2017-06-30 met 3,000.00
	judged 1 2017-06-30 not_met 3,000.00
done
lines ", status: approved, $review, $approval"
judged 1 2017-12-31 met 3,400.00
judged 1 2017-07-01 met 3,400.00        # from its day
judged 1 2017-06-30 not_met 3,000.00    # the day before keeps the old one
judged 1 2015-12-31 not_met 3,000.00
# Raising it, nobody was lost.
judged 3 2017-12-31 met 3,400.00
# Approved without a word about its legality, or a review without its reviewer: not a change.
lines ', status: reviewed'
ends 1 judge 9812010010010001 --pack county
has err 'county/lines.yaml:5'
lines ', status: approved, review: {outcome: lawful, opinion: 合法}'
ends 1 judge 9812010010010001 --pack county
has err 'county/lines.yaml:5'
# Nor reviewed and approved by nobody, or by the reviewer, or for days before it was approved.
lines ", status: approved, $review"
ends 1 judge 9812010010010001 --pack county
has err 'who approved it'
lines ", status: approved, $review, approval: {by: 县司法局, on: 2017-06-28}"
ends 1 judge 9812010010010001 --pack county
has err 'county/lines.yaml:5'
has err 'cannot approve it, too'
lines ", status: approved, $review, approval: {by: 县政府, on: 2017-07-02}"
ends 1 judge 9812010010010001 --pack county
has err 'in force before it was approved'
lines ", status: aproved, $review"
ends 1 judge 9812010010010001 --pack county
has err 'approved'
lines ", status: approved, $review, $approval"

# ---- the clause ----
for status in 'draft' 'reviewed
        review: {outcome: lawful, opinion: 合法, by: 县司法局, on: 2017-06-20}'; do
	clause "
        status: $status"
	judged 2 2017-12-31 not_met 3,400.00
	has out '"name":"Net income per person below the poverty standard"'
done
clause "
        status: approved
        $review
        $approval"
judged 2 2017-12-31 met 3,400.00
has out '"name":"Net income per person not above the poverty standard"'
has out '"name":"Rules of the county"'
judged 2 2017-06-30 not_met 3,000.00
has out '"name":"Net income per person below the poverty standard"'
# Who comes in by the new word, and by which clause.
rm policy/county/lines.yaml
printf 'lines:\n  poverty:\n    amounts:\n      - {year: 2017, amount: 3400, document: c-9}\n' \
	> policy/county/lines.yaml
cp -r policy/county policy/before
sed -i 's/^name: county/name: before/' policy/before/pack.yaml
rm policy/before/standards.yaml
ends 0 compare county before --json
[ "$(wc -l < out)" -eq 1 ] || fail 'not one household comes in'
has out '{"no":"9812010010010002","standard":"household-poor"'
has out '"verdict":"met","other":"before","other_verdict":"not_met","clauses":["income"]'
