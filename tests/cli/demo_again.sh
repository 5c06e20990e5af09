# The demo county a second time: what somebody did in it stays, until a fresh one is asked for.
. "$JZ_ROOT/tests/story.sh"
export LC_ALL=C.UTF-8 JINGZHUN="$JZ" DEMO_DIR="$PWD/demo"
again() # STATUS [ARGUMENT]...
{
	want=$1
	shift
	code=0
	sh "$JZ_ROOT/tools/demo.sh" --no-serve "$@" > out 2> err || code=$?
	[ "$code" -eq "$want" ] || { cat err >&2; fail "demo.sh $* ended with $code, not $want"; }
}
again 0 --households 60
lacks out 'is kept'
no=$("$JZ" list --quiet --data demo/register household --json --limit 1 |
	sed 's/.*"no":"\([^"]*\)".*/\1/')
ends 0 set --data demo/register household "$no" 住房面积=123.45 --reason 试一试
again 0
has out 'is kept'
has out './run --fresh'
ends 0 show --data demo/register household "$no"
has out '123.45'
# another one is made only when that is said
again 2 --households 70
has err './run --fresh --households 70'
ends 0 show --data demo/register household "$no"
has out '123.45'
again 0 --fresh --households 60
ends 0 show --data demo/register household "$no"
lacks out '123.45'
# one that was not finished is no county to keep
rm demo/made
again 0 --households 60
lacks out 'is kept'
LC_ALL=zh_CN.UTF-8 again 0
has out '做过的都在'
