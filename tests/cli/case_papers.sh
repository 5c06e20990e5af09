# Papers of a case: whoever may do an act that needs a kind of paper hands that kind in, while the
# case stands there; nobody else, and no other kind. A meeting's are handed in once, for all that it
# voted on.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '%s,980121100200,2020-12-31,脱贫户,已脱贫,1390000000%s,6000,%s\n' 1 1 王建英 2 2 李四 3 3 赵六 >> h.csv
county cn
given() # CODE WHO CASE KIND
{
	printf '%%PDF-1.4\n1 0 obj<</K(%s %s %s)>>endobj\n%%%%EOF\n' "$2" "$3" "$4" > given.pdf
	ends "$1" case paper "$3" given.pdf --kind "$4" --on 2020-06-02 --as "$2"
}
papers() { # HOW MANY
	ends 0 list attachment --columns kind,household,meeting --json
	[ "$(wc -l < out)" -eq "$1" ] || { cat out; fail "not $1 papers"; }
}
opened monitor-quick 2020-06-01
for n in 1 2 3; do
	taken "$n" 2020-06-01
	eval "case$n=\$taken"
done

# Surveyed by the village. A department compares lists, but adds nothing to households otherwise.
given 4 department "$case1" 信息比对结果
has err 'You cannot hand in'
given 4 leader "$case1" 入户调查表
papers 0
for c in "$case1" "$case2"; do
	given 0 village "$c" 入户调查表
	given 0 village "$c" 承诺授权书
	act 0 "$c" checked --on 2020-06-02 --check enter=a look=b reckon=c compare=d --as village
done
for other in 入户调查表 会议记录 身份证件; do given 4 department "$case1" "$other"; done
given 1 department "$case1" 无此类型
for other in leader finance inspector upper; do given 4 "$other" "$case1" 信息比对结果; done
papers 4
given 0 department "$case1" 信息比对结果
given 0 department "$case2" comparison
papers 6
ends 0 log --json
has out "$case2"
for c in "$case1" "$case2"; do act 0 "$c" compared --on 2020-06-03 --as department; done
# it has moved on
given 4 department "$case1" 信息比对结果
# the third still stands at its first gate
given 4 department "$case3" 信息比对结果

# One meeting, two households, one paper.
printf '甲\n乙\n丙\n丁\n戊\n己\n庚\n' > who.txt
act 4 "$case1" passed --on 2020-06-05 --as village
# What people write is read by people: as long as its field, and without signs that nobody sees.
long=$(printf '%0101d' 0)
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2020-06-04 --as village --place "$long" --vote "$case1=7/0/0"
has err 'Place'
has err '100'
has err '101'
hidden=$(printf 'ha\342\200\213ll') turned=$(printf 'a\342\200\256b')
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2020-06-04 --as village --place "$hidden" --vote "$case1=7/0/0"
ends 1 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2020-06-04 --as village --note "$turned" --vote "$case1=7/0/0"
ends 1 set household 1 "remark=$turned" --reason why
ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 --attendance who.txt \
	--on 2020-06-04 --as village --vote "$case1=7/0/0" "$case2=7/0/0"
meeting=$(sed -n 's/.*\(M[0-9]\{1,\}\).*/\1/p' out | head -1)
act 4 "$case1" passed --on 2020-06-05 --as village
has out Minutes
printf '%%PDF-1.4\n1 0 obj<</K(minutes and signatures)>>endobj\n%%%%EOF\n' > minutes.pdf
for other in department leader county2 township2; do
	ends 4 meeting paper "$meeting" minutes.pdf --kind 会议记录 --as "$other"
done
ends 4 meeting paper "$meeting" minutes.pdf --kind 入户调查表 --as village
ends 3 meeting paper M99 minutes.pdf --kind 会议记录 --as village
papers 6
ends 0 meeting paper "$meeting" minutes.pdf --kind 会议记录 --on 2020-06-05 --as village
papers 7
for c in "$case1" "$case2"; do act 0 "$c" passed --on 2020-06-05 --as village; done
! grep -ra 'minutes and signatures' D || fail 'the minutes lie open'

# It counts for what that meeting voted on and nothing else.
given 0 village "$case3" 入户调查表
given 0 village "$case3" 承诺授权书
act 0 "$case3" checked --on 2020-06-02 --check enter=a look=b reckon=c compare=d --as village
given 0 department "$case3" 信息比对结果
act 0 "$case3" compared --on 2020-06-03 --as county
act 4 "$case3" passed --on 2020-06-05 --as village
has out Minutes

ends 0 verify --deep
file=$(find D/attachments -type f | head -1)
ends 0 backup --out B --data D
mv "$file" gone
ends 2 verify --deep
mv gone "$file"
