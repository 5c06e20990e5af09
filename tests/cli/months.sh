# Three months of the national system's list, what an office changes in between, and what is to be
# entered there.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

cat > areas.csv <<'X'
区划代码,名称
98,示例省
9801,示例市
980101,示例县
980101100,青山镇
980101100201,向阳村
980101100202,河口村
X
list() # FILE ROWS...
{
	to=$1
	shift
	echo '序号,县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系,人均纯收入,文化程度,人联系电话' > "$to"
	printf '%s\n' "$@" >> "$to"
}
a='1,示例县,青山镇,向阳村,H1,P1,王小明,980101197804120130,户主'
b='2,示例县,青山镇,向阳村,H1,P2,李小红,980101198009230247,配偶'
c='3,示例县,青山镇,河口村,H2,P3,张大山,980101196507180175,户主'
ends 0 init --areas areas.csv

# The first month. A source that nobody knows, and options that ask for one.
list m1.csv "$a,5000,初中,13900000001" "$b,5000,小学," "$c,7000,高中,13900000003"
ends 1 import --source nation m1.csv
has err 'There is no source "nation". There are: national, '
ends 2 import --complete m1.csv
has err -- '--source is needed'
ends 0 import --source national --complete m1.csv
has out 'National system: compared with its last list and with what is here'
has out 'new 3, changed 0'
ends 0 difference list
has err 'Nothing meets the conditions'
ends 0 to-enter --source national
has out 'To be entered now: 0 rows changed (0 cells), 0 to add, 0 to remove'

# What the office does: an edit by hand, one that is refused, a new child, a list of its own.
ends 0 set person P1 文化程度=大专 --reason 入户核对
has out 'Education: Junior middle school → Junior college'
ends 0 history person P1
has out '入户核对'
ends 1 set person P1 文化程度=博士后 --reason 入户核对
has err 'Person: "Education" has no value "博士后"'
has err 'Junior middle school, Senior middle school'
ends 1 set person P1 文化程度=高 --reason 入户核对 --lang zh
has err '人员: “文化程度”没有“高”这一项。'
has err '小学、初中、高中'
# What goes in but does not agree with the rest is told, as of a sheet.
ends 0 set household H1 人数=2 --reason 入户核对
lacks err 'Note:'
ends 0 set household H1 人数=9 --reason 入户核对
has err 'the number of members is not the 2 that are listed'
ends 0 set household H1 人数= --reason 入户核对
ends 0 set person P1 性别=女 --reason 入户核对
has err 'the sex does not agree with the ID number'
ends 0 set person P1 性别= --reason 入户核对
ends 1 list person -w '文化程=高中'
has err 'jingzhun template person'
ends 1 set person P1 文化程=高中 --reason 入户核对
has err 'jingzhun dictionary person'
ends 2 set person P1 文化程度 --reason 入户核对
has err 'FIELD=VALUE'
ends 2 set person P1 文化程度=大专 < /dev/null
has err 'wants a reason'
ends 3 set person P9 文化程度=大专 --reason 入户核对
ends 1 set person P1 人编号=P7 --reason 入户核对
has err 'cannot be changed this way'
ends 0 set person P2 人联系电话=13900000002 --reason 本人来电
printf '户编号,姓名,与户主关系,文化程度\nH2,张小树,之子,小学\n' > child.csv
ends 0 import child.csv
ends 0 set person P3 文化程度=初中 --reason 毕业证

ends 0 to-enter --source national
has out 'To be entered now: 3 rows changed (3 cells), 1 to add, 0 to remove'
has out '139********'
ends 0 to-enter --source national -o enter.csv
head -1 enter.csv | grep -q '办理,改动,序号,县,乡,行政村,户编号,人编号,姓名,' || fail "$(head -1 enter.csv)"
has enter.csv '修改,文化程度：初中 → 大专,,示例县,青山镇,向阳村,H1,P1,王小明,980101************'
has enter.csv '新增,,,示例县,青山镇,河口村,H2,,张小树'
ends 0 to-enter --source national -o - --mask none --reason 录入国家系统
has out '980101197804120130'
ends 0 log --last 1 --json
has out '"reason":"录入国家系统"'
ends 0 to-enter --source national -o te.csv --mask none --reason 录入国家系统
ends 0 to-enter --source national -o te.xlsx --mask none --reason 录入国家系统
ends 0 files list --json
grep -F '/te.csv"' out | grep -q '"state":"there"' || fail 'files list does not know te.csv'
grep -F '/te.xlsx"' out | grep -q '"state":"there"' || fail 'files list does not know te.xlsx'
[ "$(wc -l < out)" -eq 2 ] || fail 'files list has what is no file'
ends 0 files purge --days 0
[ ! -e te.csv ] && [ ! -e te.xlsx ] || fail 'files purge left them'
ends 4 to-enter --source national --mask public
ends 4 difference list --mask public

# The second month: one entry was made there, one changed otherwise, the wife is missing.
list m2.csv "$a,5100,大专,13900000001" "$c,7000,本科及以上,13900000003"
ends 0 import --data D --source national --complete m2.csv --dry-run
has out 'See them: jingzhun difference list --data D --source national'
has out 'Decide: jingzhun difference settle --data D NO --take ours|theirs'
ends 0 import --source national --complete m2.csv --json
has out '"source":{"took":1,"kept":0,"asked":1,"waiting":0,"entered":1,"met":0,"gone":1,"back":0}'
ends 0 to-enter --source national --check
has out 'cells: entered 1, still missing 0, different 1'
has out 'Not decided yet, and left out: 2 (jingzhun difference list --source national)'
ends 0 list household H1 --columns per_capita_net
has out '5100.00'
ends 0 difference list --state open
has out '张大山'
# On a terminal of 80 columns nothing of what is to be decided is cut.
script -qc "stty cols 80; '$JZ' difference list --state open" script.out < /dev/null > narrow.out
has narrow.out 'University or above; Here: Junior middle school'
lacks narrow.out '…'
has out 'University or above'
ends 0 difference list --state gone --lang zh
has out '李小红'
has out '来源不再列出'
ends 0 show person P2
has out '李小红'

# Decisions: one by number, one by rule, an answer. What cannot be said is refused.
ends 1 difference settle D2 --take theirs --reason x
has err 'Say it with --answer'
ends 2 difference settle --take theirs --reason x
has err '--source, --field, --where'
ends 2 difference settle D1 --take theirs --answer dead --reason x
ends 2 difference settle D2 --answer 出家 --reason x
has err 'Died'
ends 1 difference settle D2 --answer 销户 --date 2025-03 --reason x
has err 'fits households'
ends 1 difference settle D2 --answer 死亡 --reason x
has err '--date'
ends 2 difference settle D2 --answer 死亡 --date 2999-01-01 --reason x
ends 0 difference settle D2 --answer 嫁出 --date 2025-03 --reason 村上报
ends 0 history person P2 --json
tail -1 out > last
has last '"state":["","Married out"]'
has last '"reason":"村上报"'
ends 0 list member_event
has out 'Married out'
ends 0 difference settle --source national --field person.education --take ours --reason 毕业证在档
has err '1 difference was settled'
ends 0 difference list --state closed --json --lang zh
has out '"answer":"嫁出"'
ends 0 to-enter --source national
has out 'To be entered now: 1 rows changed (1 cells), 1 to add, 0 to remove'

# The third month: entered, the child listed under its real number, the wife listed again.
list m3.csv "$a,5100,大专,13900000001" "$b,5100,小学,13900000002" "$c,7000,初中,13900000003" \
	'4,示例县,青山镇,河口村,H2,P4,张小树,,之子,7000,小学,'
ends 0 import --source national --complete m3.csv --json
has out '"new":1'
ends 0 import --source national --complete m3.csv
has err 'in already'
ends 0 to-enter --source national --lang zh
has out '移除'
has out '李小红'

# Undone, the third month leaves nothing behind, and can be imported again.
ends 0 difference list --state all --json
cp out before
ends 0 import undo B5 --reason 导早了
ends 0 difference list --state enter --json
[ "$(wc -l < out)" -eq 1 ] || fail "after the undo: $(cat out)"
ends 0 import --source national --complete m3.csv
ends 0 difference list --state all --json
cmp -s out before || fail 'another outcome after the undo'
ends 0 verify --deep

# A refused row is not missing; corrected on the error list it is compared like the others, without
# saying again whose list it was.
ends 0 set person P1 文化程度=本科及以上 --reason 毕业证
list m4.csv "$a,5200,大专,1390000000" "$b,5200,小学,13900000002" "$c,7000,初中,13900000003" \
	'4,示例县,青山镇,河口村,H2,P4,张小树,,之子,7000,小学,'
ends 1 import --source national --complete m4.csv --errors errors.csv --json
has out '"gone":0'
ends 0 list household H1 --columns per_capita_net
has out '5200.00'
sed 's/,1390000000\r*$/,13900000009/' errors.csv > mended.csv
! cmp -s errors.csv mended.csv || fail "nothing to mend: $(cat errors.csv)"
ends 0 import mended.csv --json
has out '"source":{"took":1,"kept":1,'
ends 0 list person P1 --columns education
has out 'University or above'
ends 0 batch show B7
has out 'Values kept here 1'
# The month after that, and only then the list before: what is newer stands.
list m5.csv "$a,5300,大专,13900000001" "$b,5300,小学,13900000002" "$c,7000,初中,1390000" \
	'4,示例县,青山镇,河口村,H2,P4,张小树,,之子,7000,小学,'
ends 1 import --source national --complete m5.csv --errors errors5.csv
list m6.csv "$a,5300,大专,13900000001" "$b,5300,小学,13900000002" "$c,7000,初中,13900000006" \
	'4,示例县,青山镇,河口村,H2,P4,张小树,,之子,7000,小学,'
ends 0 import --source national --complete m6.csv
sed 's/,1390000\r*$/,13900000005/' errors5.csv > mended5.csv
! cmp -s errors5.csv mended5.csv || fail "nothing to mend: $(cat errors5.csv)"
ends 0 import mended5.csv
ends 0 list person P3 --columns phone --mask none --reason x
has out '13900000006'
ends 0 verify --deep

# Without the keys the values are ***, and nothing can be decided.
mv D.keys away
ends 0 difference list --state all
lacks out 'Junior'
has out '***'
ends 4 difference settle D1 --take theirs --reason x
ends 4 to-enter --source national

# Ctrl-C between two groups of decisions: what is said to be settled is, the rest is open, and
# the same command goes on.
"${CC:-cc}" -std=gnu17 -O1 -o run_watched "$JZ_ROOT/tests/tools/run_watched.c" || exit 1
export JINGZHUN_DATA=S
many() # LEVEL
{
	echo '县,乡,行政村,户编号,人编号,姓名,与户主关系,文化程度'
	awk -v level="$1" 'BEGIN { while (i++ < 3000)
		printf "示例县,青山镇,向阳村,H%d,P%d,王小明,户主,%s\n", i, i, level }'
}
ends 0 init --areas areas.csv
many 小学 > said.csv
many 初中 > here.csv
many 高中 > says.csv
ends 0 import --source national said.csv
ends 0 import here.csv
ends 0 import --source national says.csv
open=3000
halves=0
after=50000
while [ "$open" -gt 0 ]; do
	./run_watched -i "$after" "$JZ" difference settle --source national --take ours --reason 核实 \
		--json 3> watched > out 2> err
	read -r took ended rest < watched
	[ "$ended" -eq 130 ] || [ "$ended" -eq 0 ] || fail "Ctrl-C: ended with $ended: $(cat err)"
	settled=$(sed -n 's/^{"settled":\([0-9]*\)}$/\1/p' out)
	was=$open
	ends 0 difference list --state open --json
	open=$(wc -l < out)
	[ "$((was - open))" -eq "${settled:-0}" ] ||
		fail "Ctrl-C after $after us: $settled are said to be settled, $((was - open)) are"
	[ "$ended" -eq 0 ] || [ "${settled:-0}" -eq 0 ] || halves=$((halves + 1))
	after=$((after + 50000))
done
[ "$halves" -gt 0 ] || fail 'no run was stopped between groups'
