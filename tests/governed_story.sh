# For stories about changes of a county's pack that must be reviewed and approved: a copy of the
# shipped packs, a county's own below `cn` (documents since SINCE), its places, and how a review and
# an approval are written.
[ -n "${SINCE-}" ] || { echo 'SINCE: the first year of the county'"'"'s document' >&2; exit 1; }
unset JINGZHUN_DATA
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/county
cat > policy/county/pack.yaml <<Y
name: county
parent: cn
zh: 某县
en: A county
zone_minutes: 480
documents:
  - {id: c-9, zh: 县办法, en: Rules of the county, date: 2017-06-01, from: $SINCE}
Y
review='review: {outcome: lawful, opinion: 合法, by: 县司法局, on: 2017-06-20}'
approval='approval: {by: 县政府, on: 2017-06-28}'
cat > areas.csv <<'Y'
区划代码,名称,级别
981200000000,示例市,市
981201000000,示例县,县
981201101000,河口乡,乡
981201101001,河口村,村
Y
