#!/bin/sh
# tools/demo.sh [--fresh] [--no-serve | --listen ADDRESS] [OPTION OF jingzhun demo]...: a made-up
# county from its lists to its register, in build/demo, and then in the browser, until Ctrl-C. A
# county that is there already is kept with all that was done in it, unless --fresh is said.
# JINGZHUN names another program than build/jingzhun.
set -eu
cd "$(dirname "$0")/.."
jingzhun=${JINGZHUN:-build/jingzhun}
demo=${DEMO_DIR:-build/demo}
[ -x "$jingzhun" ] || { echo "tools/demo.sh: $jingzhun is not built: make" >&2; exit 1; }

say() # ZH EN
{
	case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
	zh*) printf '%s\n' "$1" ;;
	*) printf '%s\n' "$2" ;;
	esac
}

fresh=
serve=1
listen=127.0.0.1:8080
while [ $# -gt 0 ]; do
	case "$1" in
	-h|--help)
		say '用法：./run [--fresh] [--no-serve | --listen 地址] [jingzhun demo 的选项]...
在 build/demo 里虚构一个县，并在浏览器里打开。已有的演示县保留；--fresh 删掉重造' \
			'Usage: ./run [--fresh] [--no-serve | --listen ADDRESS] [OPTION OF jingzhun demo]...
A made-up county in build/demo, served to the browser. One that is there is kept; --fresh removes
it and makes another'
		exec "$jingzhun" demo --help ;;
	--fresh) fresh=1; shift ;;
	--no-serve) serve=; shift ;;
	--listen) listen=${2:?--listen ADDRESS}; shift 2 ;;
	*) break ;;
	esac
done

# Only what an earlier run made is removed.
if [ -e "$demo" ] && [ ! -f "$demo/made-by-demo" ]; then
	echo "tools/demo.sh: $demo was not made by this script; move it away" >&2
	exit 1
fi

# What somebody tried in it is not lost by looking at it once more.
if [ -z "$fresh" ] && [ -f "$demo/made" ]; then
	if [ $# -gt 0 ]; then
		say "$demo 里已有一个演示县，$* 不起作用。重造（删掉原来的）：./run --fresh $*" \
			"A demo county is in $demo already, so $* has no effect. To remove it and make another:
./run --fresh $*" >&2
		exit 2
	fi
	say "用 $demo 里已有的演示县，做过的都在。重新开始：./run --fresh" \
		"The demo county in $demo is kept, with all that was done in it. Anew: ./run --fresh"
	"$jingzhun" policy load --quiet --data "$demo/register" > "$demo/policy.txt" || {
		say '这个演示县是旧版本造的，打不开了：./run --fresh 重造' \
			'Another version made that county: ./run --fresh makes one that can be used' >&2
		exit 1
	}
	[ -n "$serve" ] || exit 0
	echo
	exec "$jingzhun" serve --data "$demo/register" --demo --listen "$listen"
fi
rm -rf "$demo"
mkdir -p "$demo"
: > "$demo/made-by-demo"

say '== 1. 虚构一个县收到的名单' '== 1. The lists a made-up county receives'
"$jingzhun" demo --quiet --out "$demo/lists" --households 3000 "$@"
echo
say '== 2. 建库，导入名单：差错逐格指出' '== 2. A register of them: every fault is named'
"$jingzhun" init --quiet --pack demo-county --data "$demo/register"
lists=
for list in "$demo"/lists/*.csv; do
	[ "$list" = "$demo/lists/truth.csv" ] || lists="$lists $list"
done
code=0
# shellcheck disable=SC2086
"$jingzhun" import --data "$demo/register" $lists || code=$?
# 1: the planted faults were refused, as they should be
[ "$code" -le 1 ] || exit "$code"
[ ! -f "$demo/lists/outlines.geojson" ] ||
	"$jingzhun" area outline --quiet --data "$demo/register" "$demo/lists/outlines.geojson"
# What does not go together becomes doubts that people look into.
"$jingzhun" check --quiet --data "$demo/register" > "$demo/checks.txt"
echo
say '== 3. 登记库概况' '== 3. The register in figures'
"$jingzhun" summary --data "$demo/register"
echo
say '== 4. 三户' '== 4. Three households'
three=$("$jingzhun" list --quiet --data "$demo/register" household --json \
	--where 'type is known and members >= 3' --limit 3 | sed 's/.*"no":"\([^"]*\)".*/\1/')
for no in $three; do
	"$jingzhun" show --data "$demo/register" household "$no"
	echo
done
say '== 5. 正在办理的事项：监测、退出、回头看、返贫重新纳入' '== 5. Cases under way: monitoring, exits, look-back, re-entry'
JINGZHUN=$jingzhun sh tools/demo_rounds.sh "$demo/register"
"$jingzhun" case list --data "$demo/register"
echo
say '== 6. 核对：没有人绕过程序改动数据' '== 6. Nobody changed it behind the program'"'"'s back'
"$jingzhun" verify --data "$demo/register" --deep
echo
: > "$demo/made"
say '命令行里接下来可以试试：' 'What to type next on a command line:'
cat <<END
  export JINGZHUN_DATA=$demo/register
  $jingzhun list household --where 'members >= 6'
  $jingzhun list person --where 'name~王' --limit 10
  $jingzhun history household $no
  $jingzhun judge $no --standard monitor-unstable
  $jingzhun simulate --standard monitor-unstable --line monitoring=10000
  $jingzhun doubt list --limit 10
  $jingzhun export person --mask public > persons.csv
  $jingzhun help
END
[ -n "$serve" ] || exit 0
echo
say '== 7. 在浏览器里' '== 7. In the browser'
exec "$jingzhun" serve --data "$demo/register" --demo --listen "$listen"
