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
	if [ -n "$2" ]; then has out "\"$1\":\"$2\""; else has out "\"$1\":null"; fi
}
refused() # PACK UNTIL: of the letter that nobody handed over yet
{
	rm -rf D D.*
	county "$1"
	opened monitor 2020-04-01
	taken 1 2020-04-02
	act 0 "$taken" no-risk --reason 收入稳定 --on 2020-04-03 --as township --with village
	told review_until "$2"
	paper "$taken" 复核申请 2020-07-01
}

# Sixty days from the decision, whenever it came to the family.
refused cn 2020-06-02
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
ends 0 round close "$round" --as township

# Taken in anew, it is in the procedure once: the review of the case before waits, or is not asked.
refused cn 2020-06-02
before=$taken
paper "$before" 复核申请 2020-05-01
taken 1 2020-05-02
act 5 "$before" ask-review --on 2020-05-03 --as village
has err "in this procedure already, as case $taken"
ends 0 case show "$before"
act 0 "$taken" no-risk --reason 收入稳定 --on 2020-05-04 --as township --with village
act 0 "$before" ask-review --on 2020-05-05 --as village

# A flag that counts from a letter wants a letter.
own 'letter: false, served: true'
ends 1 init --areas areas.csv --pack yunmeng --data E
own 'served: true'

# From the letter: it does not run before it came, and runs out sixty days after.
refused yunmeng ""
ends 5 round close "$round" --as township
has err "the letter of case $taken was not yet handed over"
ends 0 case served "$taken" --signer self --on 2020-06-10 --as village
told review_until 2020-08-09
act 4 "$taken" ask-review --on 2020-08-10 --as village
act 0 "$taken" ask-review --on 2020-08-09 --as village

# The letter says sixty days from when it came, however late it came; the answer of the review tells
# that none can be asked for any more.
printed() # PAPER LANG ARG...
{
	paper=$1 lang=$2
	shift 2
	ends 0 paper "$paper" --case "$taken" --lang "$lang" --force --out letter.pdf "$@"
	pdftotext -layout letter.pdf text && tr -d ' \n\f' < text > joined
}
readable=$(command -v pdftotext || :)
if [ -n "$readable" ]; then
	printed refusal-letter zh
	has joined '自收到本告知书之日（2020年6月10日）起60天内，向甲村（村信息员）或青山镇（乡镇经办）申请复核'
	has joined '截止日（含）2020年8月9日'
	has joined '青山镇（盖章）'
	printed refusal-letter en
	has joined 'ask甲村(Villageclerk)or青山镇(Townshipclerk)forareviewwithin60days'
	has joined '60daysofthedayonwhichyoureceivethisletter(2020-06-10)'
	has joined '2020-08-09'
fi
ends 5 paper review-letter --case "$taken" --out answer.pdf
paper "$taken" 核实意见 2020-08-12
act 0 "$taken" uphold --reason 核实后收入仍高于标准 --on 2020-08-13 --as county2
has out 'was written; serve it'
ends 0 list letter --columns no,review_until,served_on,proxy --json
[ "$(wc -l < out)" -eq 2 ] || fail 'the review was not answered in a letter'
answer=$(sed -n 's/.*"no":"\([^"]*\)","review_until":null.*/\1/p' out)
[ -n "$answer" ] || answer=$(grep -v review_until out | sed -n 's/.*"no":"\([^"]*\)".*/\1/p')
[ -n "$answer" ] || fail 'the answer says that a review can be asked for'
act 4 "$taken" ask-review --on 2020-08-14 --as village
if [ -n "$readable" ]; then
	printed review-letter zh
	has joined "$answer"
	has joined '于2020年8月9日就'
	has joined '维持原决定'
	has joined '演示县（盖章）'
	has joined '核实后收入仍高于标准'
	has joined '复核以一次为限。家庭情况有变化的，可以随时重新申报；认为办理不公的，可以拨打监督电话反映。监督电话：12317'
	lacks joined '申请复核至'
	printed review-letter en
	has joined 'Arefusalisreviewedonce'
	printed refusal-letter zh
	has joined '收入稳定'
	ends 5 paper refusal-letter --case "$taken" --letter L99 --out none.pdf
fi

# A proxy who receives it says who he is; his name lies sealed.
for wrong in "" "--proxy 钱秀英" "--relation 儿媳"; do
	ends 1 case served "$taken" --signer proxy $wrong --on 2020-08-15 --as village
	has err 'what he is to the head'
done
ends 0 case served "$taken" --signer proxy --proxy 钱秀英 --relation 儿媳 --on 2020-08-15 --as village
! grep -a 钱秀英 D/jingzhun.db* || fail 'the name of the proxy lies open in the file'
ends 0 list letter --columns no,proxy,relation --mask none --reason look --json
cp out letters.csv
has letters.csv '钱秀英'
has letters.csv '儿媳'

# Counted from the decision, it says so, with its day.
if [ -n "$readable" ]; then
	refused cn 2020-06-02
	printed refusal-letter zh
	has joined '自作出决定之日（2020年4月3日）起60天内'
	has joined '截止日（含）2020年6月2日'
	refused yunmeng ""
	printed refusal-letter zh
	has joined '自收到本告知书之日起60天内'
	lacks joined '2020年6月2日'
fi

# Nobody signs for a letter that is left where they live, before witnesses, or that goes by post;
# and neither of these is a signature.
refused cn 2020-06-02
ends 1 case served "$taken" --signer left --on 2020-04-10 --as village
ends 1 case served "$taken" --signer left --witness 赵干事,赵干事 --on 2020-04-10 \
	--as village
has err 'name at least 2'
ends 1 case served "$taken" --signer left --witness '赵干事；赵 干事.' --on 2020-04-10 --as village
has err 'name at least 2'
ends 1 case served "$taken" --signer left --witness 赵干事,village --on 2020-04-10 --as village
has err 'name at least 2'
ends 1 case served "$taken" --signer left --witness "$(printf '赵干事,赵\342\200\213干事')" \
	--on 2020-04-10 --as village
has err 'nobody sees'
# a compatibility ideograph (U+F9E1) that everybody reads as 李, and a Cyrillic letter
ends 1 case served "$taken" --signer left --witness "$(printf '李四,\357\247\241四')" \
	--on 2020-04-10 --as village
has err 'U+F9E1'
has err 'type it again'
ends 1 case served "$taken" --signer left --witness "$(printf 'Wang,W\320\260ng')" \
	--on 2020-04-10 --as village
has err 'U+0430'
ends 1 case served "$taken" --signer refused --witness 赵干事,钱二 --on 2020-04-10 --as village
has err 'is left there, before witnesses'
ends 1 case served "$taken" --signer post --on 2020-04-10 --as village
has err 'number of the mail'
ends 0 case served "$taken" --signer left --witness 赵干事,钱二 --on 2020-04-10 --as village
told served_to 留置送达
ends 0 show letter L1 --mask none --reason 核对
has out 赵干事,钱二
if [ -n "$readable" ]; then
	printed refusal-letter zh
	has joined '送达日期2020年4月10日送达方式留置送达'
	has joined '赵干事,钱二'
fi
ends 1 case act "$taken" ask-review --signer left --on 2020-04-11 --as village
has err 'not to sign'
refused cn 2020-06-02
ends 0 case served "$taken" --signer post --post-no XA12345678944 --on 2020-04-12 --as village
told served_to 邮寄送达
ends 0 show letter L1
has out XA12345678944
if [ -n "$readable" ]; then
	printed refusal-letter en
	has joined 'XA12345678944'
fi
ends 0 verify --deep -q

# What the office says of its being late is kept with the step and stands in no letter.
rm -rf D D.*
cat > policy/yunmeng/procedures.yaml <<X
procedures:
  monitor:
    gates:
      - {id: lead, clock: {days: 3}, escalate: township_clerk}
X
county yunmeng
opened monitor 2020-04-01
taken 1 2020-04-02
act 4 "$taken" no-risk --reason 收入稳定 --on 2020-06-03 --as township --with village
has out 'apart from the reason'
act 0 "$taken" no-risk --reason 收入稳定 --excuse 人手不足 --on 2020-06-03 --as township --with village
ends 0 show letter L1 --mask none --reason 核对
has out 收入稳定
lacks out 人手不足
ends 0 list decision --columns no,late,excuse --mask none --reason 核对 --json
has out 人手不足
