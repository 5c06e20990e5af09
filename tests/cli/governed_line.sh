# A county's register is judged by its pack. Somebody changes the line in the file: not taken over.
# A draft is, and judges nobody; it is tried. Reviewed by one, approved by another, it holds from
# its day, the days before keep the old line, and the journal says who let it in.
. "$JZ_ROOT/tests/story.sh"
SINCE=2014
. "$JZ_ROOT/tests/governed_story.sh"
lines() # ENTRY...
{
	printf 'lines:\n  poverty:\n    amounts:\n' > policy/county/lines.yaml
	printf '      - {document: c-9, %s}\n' "$@" >> policy/county/lines.yaml
}
old='from: 2014, amount: 3000'
new='from: 2017-07-01, amount: 3400'
late='from: 2099, amount: 9000'
approved="status: approved, $review, $approval"

cat > households.csv <<'Y'
户编号,行政村,人数,人均纯收入,数据日期
9812010010010001,981201101001,2,3200,2017-12-31
9812010010010002,981201101001,2,2900,2017-12-31
Y
lines "$old"
export JINGZHUN_DATA=D
ends 0 init --areas areas.csv --pack county
ends 0 import households.csv
state() # ON VERDICT LINE
{
	ends 0 judge 9812010010010001 --standard household-poor --on "$1" --json
	has out "\"holds\":true,\"state\":\"$2\""
	has out "\"value\":\"$3 "
}
refused() # WORDS
{
	for how in 'summary' 'policy load' 'judge 9812010010010001'; do
		ends 1 $how
		has err "$1"
	done
}
state 2017-12-31 not_met 3,000.00

# ---- what nobody approved is not taken over ----
lines 'from: 2014, amount: 3600'
refused 'is in force and cannot be changed'
has err 'county/lines.yaml:4'
lines "$old" "$new"
refused 'nobody approved it'
has err 'county/lines.yaml:5'
rm policy/county/lines.yaml
refused 'cannot be dropped'
lines "$old, status: draft"
refused 'cannot be dropped or made a draft again'
# Nor by way of a clause, a standard as a whole, or the pack above.
lines "$old"
cat > policy/county/standards.yaml <<'Y'
standards:
  household-poor:
    without: [housing]
Y
refused 'household-poor'
rm policy/county/standards.yaml
sed 's/amount: 2968/amount: 2969/' policy/cn/lines.yaml > changed.yaml
! cmp -s changed.yaml policy/cn/lines.yaml || fail 'the national line of 2015 is another'
cp policy/cn/lines.yaml kept.yaml
cp changed.yaml policy/cn/lines.yaml
refused 'cn/lines.yaml:'
cp kept.yaml policy/cn/lines.yaml
state 2017-12-31 not_met 3,000.00

# ---- a draft: taken over, tried, judging nobody ----
lines "$old" "$new, status: draft, note: 二〇一七年提标"
ends 0 policy load
has out 'new  draft  Line poverty  from 2017-07-01'
has out '3400.00'
ends 0 policy load
has err 'no new version'
state 2017-12-31 not_met 3,000.00
ends 0 policy
has out 'draft  Line poverty  from 2017-07-01'
has out 'note: 二〇一七年提标'
has out 'county/lines.yaml:5'
ends 0 simulate --standard household-poor --drafts
has out '3,000.00 -> 3,400.00'
ends 0 simulate --standard household-poor --drafts --list in
has out '9812010010010001'
lacks out '9812010010010002'
ends 3 simulate --standard dibao --drafts
ends 0 policy --json
has out '{"state":"draft","kind":"line","id":"poverty"'
# Looked at, and still a draft to judge by.
lines "$old" "$new, status: reviewed, $review"
ends 0 policy load
has out 'changed  reviewed  Line poverty'
has out 'legality: 县司法局 2017-06-20 合法'
state 2017-12-31 not_met 3,000.00

# ---- approved: from its day ----
lines "$old" "$new, $approved"
ends 0 policy load
has out 'changed  approved  Line poverty'
has out 'approved by 县政府 2017-06-28'
state 2017-12-31 met 3,400.00
state 2017-07-01 met 3,400.00
state 2017-06-30 not_met 3,000.00
state 2016-12-31 not_met 3,000.00
# In force, it stays.
lines "$old" "from: 2017-07-01, amount: 3500, $approved"
refused 'is in force and cannot be changed'
lines "$old"
refused 'cannot be dropped'
# What is to come may be taken back, but another amount is another approval.
lines "$old" "$new, $approved" "$late, $approved"
ends 0 policy load
lines "$old" "$new, $approved" "from: 2099, amount: 9100, $approved"
refused 'changed under the approval that it had before'
lines "$old" "$new, $approved" "from: 2098, amount: 9100, $approved"
refused 'changed under the approval that it had before'
lines "$old" "$new, $approved"
ends 0 policy load
has out 'gone  approved  Line poverty  from 2099-01-01'
# An old entry may end where an approved one begins, nowhere else.
lines "$old, to: 2016" "$new, $approved"
refused 'is in force and cannot be changed'
again="status: approved, $review, approval: {by: 县政府, on: 2026-01-02}"
lines "$old, to: 2098" "$new, $approved" "from: 2099, amount: 9200, $again"
refused 'in one area at one time'
lines "$old" "$new, $approved"

# ---- issued anew as a whole ----
echo 'issued: {by: 县政府, on: 2026-02-01}' >> policy/county/pack.yaml
lines 'from: 2014, amount: 3050' "$new, $approved"
ends 0 policy load
has out '3000.00'
has out '   -> 3050.00'
ends 0 policy
has out 'county  issued by 县政府 2026-02-01'
lines 'from: 2014, amount: 3060' "$new, $approved"
refused 'is in force and cannot be changed'
lines 'from: 2014, amount: 3050' "$new, $approved"

# ---- who let what in ----
ends 0 policy history --json
[ "$(wc -l < out)" -eq 7 ] || fail "$(wc -l < out) versions"
sed -n 4p out > fourth
has fourth '"how":"changed","kind":"line","id":"poverty","from":"2017-07-01","state":"approved"'
has fourth '"review":"县司法局 2017-06-20 合法","approval":"县政府 2017-06-28"'
has fourth '"by":"'
ends 0 policy history
has out 'first loaded by'
ends 0 log --json
grep -c '"pack' out | grep -q . || fail 'no leaf of a pack'
ends 0 verify
# A pack by name needs no register.
unset JINGZHUN_DATA
ends 0 policy cn-2026
has out 'draft  Clause'
ends 0 policy cn-kalaqin
has err 'No drafts'
ends 3 policy no-such
