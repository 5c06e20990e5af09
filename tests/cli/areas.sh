# Areas that change: renamed, merged, with groups below the villages; and what was before is told.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

cat > areas.csv <<'X'
区划代码,名称
98,示例省
9801,示例市
980101,示例县
980101100,青山镇
980101100201,向阳村
980101100202,合一村
98010110020201,一组
X
cat > events.csv <<'X'
区划,变更类型,变更日期,承接区划,新名称
980101,更名,2020-01-01,,示例区
980101100201,合并,2021-01-01,980101100202,
X
ends 0 init --areas areas.csv
ends 0 import area_event events.csv --json
has out '"new":2'
ends 0 area show 98010110020201 --json
has out '"level":6,"path":"示例省示例市示例区青山镇合一村一组"'
has out '"code":"98010110020201"'
ends 0 area show 980101
has out 'known as: 980101  示例县'
[ "$(grep -c 'known as' out)" -eq 1 ] || fail 'what was before is told twice'
ends 0 area show 向阳村
has out '980101100202  合一村'
has out 'merged into it: 980101100201  向阳村'
ends 0 area list --level 5
has out '向阳村 (no longer valid)'
ends 0 history area 980101
has out 示例县
ends 0 verify --deep

# Villages before their townships and counties: what comes later slots in between.
printf '区划代码,名称\n981201100201,甲村\n981201100202,乙村\n980000000000,丙省\n' > a1.csv
printf '区划代码,名称\n981201100000,丁镇\n981201000000,戊县\n981200000000,己市\n' > a2.csv
ends 0 init --data late
ends 0 area import --data late a1.csv a2.csv
ends 0 area show --data late 981201100201
for up in 丁镇 戊县 己市 丙省; do has out "$up"; done
