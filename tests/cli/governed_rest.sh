# What is not a line or a clause changes, too: names, documents, when a pack was issued, how few
# households are shown, files of other kinds. Each is told with its before and its now; what
# protects
# people, and what was issued, does not change on the sly; nothing is done on a day that is to come.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/county
pack() # NUMBER SMALL ISSUED
{
	cat > policy/county/pack.yaml <<Y
name: county
parent: cn
zh: 某县
en: A county
zone_minutes: 480
small_cell: $2
issued: {by: 县政府, on: $3}
documents:
  - {id: c-9, zh: 县办法, en: Rules of the county, no: $1, date: 2017-06-01, from: 2014}
Y
}
standard() # ZH EN
{
	cat > policy/county/standards.yaml <<Y
standards:
  county-help:
    for: household
    zh: $1
    en: $2
    document: c-9
    from: 2017
    clauses: [{id: water, zh: 饮水, en: Water, met: safe_water}]
Y
}
line() # REST
{
	printf 'lines:\n  poverty:\n    amounts:\n' > policy/county/lines.yaml
	printf '      - {from: 2014, amount: 3000, document: c-9}\n' >> policy/county/lines.yaml
	[ -z "$1" ] || printf '      - {from: 2099, amount: 9000, document: c-9, %s}\n' \
		"status: approved, $1" >> policy/county/lines.yaml
}
by() # REVIEW DAY APPROVER DAY: reviewed, and approved by whom
{
	line "review: {$1, by: 张三, on: $2}, approval: {by: $3, on: $4}"
}
lawful='outcome: lawful, opinion: 合法'
pack 1号 8 2026-01-05
standard 县帮扶 'Help of the county'
line ''
export JINGZHUN_DATA=D
ends 0 init --pack county

loads() # WORDS ...
{
	ends 0 policy load
	lacks err 'older version'
	for words; do has out "$words"; done
	ends 0 policy load
	has err 'no new version'
}
refused() # WORDS
{
	ends 1 policy load
	has err "$1"
	ends 1 summary
	has err "$1"
}
# ---- told, with before and now ----
standard 县里帮扶 'Help of the county'
loads 'changed  Name county-help' '县帮扶 / Help of the county' ' -> 县里帮扶 / Help of the county'
pack 2号 8 2026-01-05
loads 'changed  Document c-9' '1号; date 2017-06-01; from 2014-01-01' \
	' -> 县办法 / Rules of the county; 2号'
sed -i 's/en: Water/en: Safe water/' policy/county/standards.yaml
loads 'changed  Name county-help/water' '饮水 / Water' '饮水 / Safe water'
cat > policy/county/provisions.yaml <<'Y'
provisions:
  six: {zh: 六个一, en: Six ones, items: [{zh: 驻村工作组, en: Work group}]}
Y
loads 'new  Pack county/provisions.yaml'
sed -i 's/驻村工作组/工作组/' policy/county/provisions.yaml
loads 'changed  Pack county/provisions.yaml'
# The program says at any command that it took a version over, and that it is not about its own age.
pack 3号 8 2026-01-05
ends 0 summary
has err 'new version'
lacks err 'older version'
# ---- fewer households are shown only by a pack issued anew ----
pack 3号 9 2026-01-05
loads 'changed  Pack small_cell' '9'
pack 3号 0 2026-01-05
refused 'small_cell goes down from 9 to 0'
sed -i '/small_cell/d' policy/county/pack.yaml
refused 'small_cell goes down from 9 to 5'
pack 3号 6 2026-02-05
loads 'changed  Pack small_cell' 'changed  Pack county/issued' '县政府 2026-01-05' ' -> 县政府 2026-02-05'
# ---- an issue neither goes back nor stands in the future ----
pack 3号 6 2026-01-31
refused 'issued earlier than the version in use'
sed -i '/issued/d' policy/county/pack.yaml
refused 'issued earlier than the version in use'
pack 3号 6 2199-01-01
refused 'a day that is still to come'
pack 3号 6 2026-02-05
ends 0 summary
# ---- reviews and approvals ----
by "$lawful" 2098-06-20 '李四' 2098-06-28
refused 'dated on a day that is still to come'
by 'outcome: unlawful, opinion: 越权' 2026-01-20 '李四' 2026-01-28
refused 'found it unlawful'
by 'opinion: 不合法' 2026-01-20 '李四' 2026-01-28
refused 'outcome: lawful or unlawful'
by "$lawful" 2026-01-20 '张　三' 2026-01-28
refused 'cannot approve it, too'
sed -i 's/status: approved/status: reviewed/; s/, approval: {[^}]*}//
	s/outcome: lawful/outcome: unlawful/' policy/county/lines.yaml
loads 'new  reviewed  Line poverty' '(unlawful) 合法'
ends 0 policy
has out 'found unlawful: 张三 2026-01-20 合法'
ends 0 policy --json
has out '"outcome":"unlawful"'
by "$lawful" 2026-01-20 '李四' 2026-01-28
loads 'changed  approved  Line poverty'
ends 0 verify
