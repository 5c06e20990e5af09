# Hostile names and words never drive the terminal, and a public list tells nothing of a minor.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
esc=$(printf '\033') bidi=$(printf '\342\200\256')

tame() # ARG... : ends somehow, and what it says has nothing that a terminal obeys
{
	"$JZ" "$@" > out 2> err < /dev/null && :
	code=$?
	[ "$code" -le 7 ] || fail "jingzhun $* ended with $code"
	lacks out "$esc"
	lacks err "$esc"
	lacks out "$bidi"
	lacks err "$bidi"
}

ends 0 demo --out lists --households 60 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/*.csv

# ---- names and words that are no letters ----
name="a${esc}[31m${bidi}b.csv"
printf '户编号,行政村,人数,人数\n' > "$name"
tame import "$name"
tame import "$name" --dry-run
printf '户编号,人数,备%s注,备%s注\n' "$esc" "$esc" > twice.csv
tame import twice.csv
tame import "${esc}[2J.csv"
tame "${esc}[2J"
tame list "${esc}[2J"
tame list household "--${esc}"
tame list household --where "${esc}=1$bidi"
tame list household --where "no=$esc"
tame list household --columns "$esc"
tame show household "$esc"
tame history household "$bidi"
tame area show "$esc"
tame explain "$esc"
tame verify --head "$esc"
tame list household --data "${esc}[2J"

# ---- minors under the public mask ----
ends 0 list member_event --where 'kind=出生' --columns person --json
child=$(sed -n '1s/.*"person":"\([^"]*\)".*/\1/p' out)
[ -n "$child" ] || fail 'no child in the demo'
ends 0 show person "$child" --json
for what in 'show person' 'history person'; do
	for way in '' --json; do
		# shellcheck disable=SC2086
		tame $what "$child" --mask public $way
		[ "$code" -ne 0 ] || fail "$what $way published a minor"
		lacks out "$child"
	done
done
for noun in person member_event work post measure status risk; do
	ends 0 export "$noun" --mask public
	lacks out "$child"
done
tame list person --where 'birth<1990-01-01' --mask public
[ "$code" -ne 0 ] || fail 'a public list was chosen by birth date'

# ---- what is no database; limits that the user set ----
cp -r D E && cp D.keys E.keys && cp D.head E.head
rm -f E/jingzhun.db*
: > E/jingzhun.db
ends 9 list household --data E
has err 'lacks the table'
rm E/jingzhun.db && mkfifo E/jingzhun.db
tame list household --data E
has err 'not a file'
if ! grep -q __asan_init "$JZ"; then
	(ulimit -v 900000 && ends 1 import twice.csv && lacks err 'lock itself') || exit 1
fi
(ulimit -t 600 && tame import lists/household.csv --again && lacks err 'lock itself') || exit 1
