#!/bin/sh
# tools/demo.sh [--no-serve | --listen ADDRESS] [OPTION OF jingzhun demo]...: a made-up county from
# its lists to its register, in build/demo, and then in the browser, until Ctrl-C; the second run
# starts afresh. JINGZHUN names another program than build/jingzhun.
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

serve=1
listen=127.0.0.1:8080
while [ $# -gt 0 ]; do
	case "$1" in
	-h|--help)
		say '用法：./run [--no-serve | --listen 地址] [jingzhun demo 的选项]...
在 build/demo 里虚构一个县，并在浏览器里打开' \
			'Usage: ./run [--no-serve | --listen ADDRESS] [OPTION OF jingzhun demo]...
A made-up county in build/demo, served to the browser'
		exec "$jingzhun" demo --help ;;
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
rm -rf "$demo"
mkdir -p "$demo"
: > "$demo/made-by-demo"

say '== 1. 虚构一个县收到的名单' '== 1. The lists a made-up county receives'
"$jingzhun" demo --quiet --out "$demo/lists" --households 3000 "$@"
echo
say '== 2. 建库，导入名单：差错逐格指出' '== 2. A register of them: every fault is named'
"$jingzhun" init --quiet --pack demo-province --data "$demo/register"
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
say '== 5. 核对：没有人绕过程序改动数据' '== 5. Nobody changed it behind the program'"'"'s back'
"$jingzhun" verify --data "$demo/register" --deep
echo
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
say '== 6. 在浏览器里' '== 6. In the browser'
exec "$jingzhun" serve --data "$demo/register" --demo --listen "$listen"
