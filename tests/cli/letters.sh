# Who is refused is told so in a letter, and can ask for a review for so many days: from the
# decision, or, where the pack says so, from the day the letter was handed over.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/yunmeng
cat > policy/yunmeng/pack.yaml <<X
name: yunmeng
parent: cn
zh: 云梦省(虚构)
en: Yunmeng province (made up)
zone_minutes: 480
X
own() # FLAG
{
	cat > policy/yunmeng/procedures.yaml <<X
procedures:
  monitor:
    gates:
      - id: lead
        acts: [{id: no-risk, $1}]
X
}
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,一般农户,,13900000001,6000,王建英\n' >> h.csv
told() # FIELD VALUE
{
	ends 0 list letter --columns no,review_until,served_on,served_to --json
	has out "\"$1\":\"$2\""
}
refused() # PACK
{
	rm -rf D D.*
	county "$1"
	opened monitor 2020-04-01
	taken 1 2020-04-02
	act 0 "$taken" no-risk --reason 收入稳定 --on 2020-04-03 --as township
	told review_until 2020-06-02
	paper "$taken" 复核申请 2020-07-01
}

# Sixty days from the decision, whenever it came to the family.
refused cn
ends 4 case served "$taken" --signer self --as audit
ends 1 case served "$taken" --as township
ends 1 case served "$taken" --signer dog --as township
ends 1 case served "$taken" --signer self --on 2020-04-02 --as township
has err 'between the decision and today'
ends 1 case served "$taken" --signer self --on 2030-01-01 --as township
ends 3 case served "$taken" --letter L99 --signer self --as township
ends 0 case served "$taken" --signer fingerprint --on 2020-06-10 --as village
told served_on 2020-06-10
told served_to 本人按手印
told review_until 2020-06-02
ends 5 case served "$taken" --signer self --on 2020-06-11 --as village
has err 'handed over already'
act 4 "$taken" ask-review --on 2020-07-01 --as village

# A flag that counts from a letter wants a letter.
own 'letter: false, served: true'
ends 1 init --areas areas.csv --pack yunmeng --data E
own 'served: true'

# From the letter: it does not run before it came, and runs out sixty days after.
refused yunmeng
ends 0 case served "$taken" --signer self --on 2020-06-10 --as village
told review_until 2020-08-09
act 4 "$taken" ask-review --on 2020-08-10 --as village
act 0 "$taken" ask-review --on 2020-08-09 --as village

# The letter says sixty days from when it came, however late it came.
command -v pdftotext > /dev/null || exit 0
ends 0 paper refusal-letter --case "$taken" --lang zh --out letter.pdf
pdftotext -layout letter.pdf text && tr -d ' \n\f' < text > joined
has joined 60天
