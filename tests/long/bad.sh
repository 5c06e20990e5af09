#!/bin/sh
# Hostile lists: each is refused, or its bad rows are, with an error that names the file and, where
# there is one, row and column; nothing of a refused file gets in, the good rows of a partly bad one
# do; the program neither crashes nor hangs nor takes much memory, and verify --deep passes after.
# WIDE=1000000 columns, HUGE=200 MB of one line.
# proves: bad-inputs bad-memory
. "$(dirname "$0")/../proof.sh"
WIDE=${WIDE:-1000000}
HUGE=${HUGE:-$(size 30 200)}
tool run_watched
cases=0 failed=0 peak=0

cat > areas.csv <<'F'
区划代码,名称,级别,上级
980000000000,演示省,省级,
980100000000,演示市,地级,980000000000
980121000000,云溪县,县级,980100000000
980121100000,青山镇,乡级,980121000000
980121100200,丰坝村,村级,980121100000
F
"$JZ" init --data data --areas areas.csv -q > init.out || die init
count() { "$JZ" list --data data "$1" --columns no --json -q 2>/dev/null | wc -l; }

wrong() { failed=$((failed + 1)); say "wrong: $what: $*"; head -c 600 out err >&2; say; }

# Imports a file; wants a finding (kind, row, column; "-" for any) and so many households more.
try() # WHAT FILE KIND ROW COLUMN MORE [NOUN]
{
	what=$1 file=$2 kind=$3 row=$4 column=$5 more=$6
	cases=$((cases + 1))
	before=$(count household)
	"$W/bin/run_watched" -m timeout -k 5 120 "$JZ" import --data data --json -q ${7:+"$7"} "$file" \
		3> watched > out 2> err
	read -r took code kb left < watched
	[ "$kb" -le "$peak" ] || peak=$kb
	more=$((before + more))
	[ "$code" -le 3 ] || { wrong "ended with $code"; return; }
	[ "$code" -ge 1 ] || { wrong 'nothing was refused'; return; }
	[ "$left" -eq 0 ] || wrong "$left processes left behind"
	# Refused before it is read: said in words, else as a finding.
	[ "$kind" != - ] || kind='[a-z_]*'
	line=$(grep "\"kind\":\"$kind\"" out | head -1)
	if [ -z "$line" ]; then
		wrong "no finding $kind"
	else
		case "$line" in *'"file":"'"$(basename "$file")"'"'*) ;; *) wrong "file: $line" ;; esac
		[ "$row" = - ] || case "$line" in *"\"row\":$row,"*) ;; *) wrong "row: $line" ;; esac
		[ "$column" = - ] || case "$line" in *"\"column\":\"$column\""*) ;;
			*) wrong "column: $line" ;; esac
		case "$line" in *'"reason":""'*) wrong "no reason: $line" ;; esac
	fi
	[ "$(count household)" -eq "$more" ] || wrong "$(count household) households, not $more"
}

# Makes a file of printf's text.
make() { name=$1; shift; printf "$@" > "$name"; }
head='户编号,行政村,户主姓名,人数,首次识别时间,人均纯收入(元)\n'
good=980121100200

# ---- whole files ----
make empty.csv ''
try 'an empty file' empty.csv file_unreadable - - 0
make blank.csv '\n\n\n'
try 'only blank lines' blank.csv file_unreadable - - 0
make nul.csv "${head}N1,$good,\\000王五,1,2020-01-01,1\n"
try 'a NUL' nul.csv file_unreadable - - 0
make zip.csv 'PK\003\004\024\000\006\000\010\000\000\000!\000'
try 'a ZIP (XLSX)' zip.csv file_unreadable - - 0
make old.xls '\320\317\021\340\241\261\032\341\000\000\000\000'
try 'an old XLS' old.xls file_unreadable - - 0
make page.csv '<html><head><title>名单</title></head><body><table><tr><td>户编号</td></tr>'
try 'a web page' page.csv file_unreadable - - 0
make quote.csv "${head}Q1,$good,\"王五,1,2020-01-01,1\nQ2,$good,李四,1,2020-01-01,1\n"
try 'an unclosed quote' quote.csv file_unreadable - - 0
make tail.csv "${head}T1,$good,\"王\"五,1,2020-01-01,1\n"
try 'text after a quote' tail.csv file_unreadable - - 0
make twice.csv "户编号,行政村,人数,人数\nD1,$good,1,2\n"
try 'a header twice' twice.csv header_duplicate 1 人数 0
make none.csv '甲,乙,丙\n1,2,3\n'
try 'an unknown header' none.csv header_unknown 1 - 0
make lacks.csv '户编号,起始时间,工资性收入(元)\nX1,2020-01-01,5\n'
try 'a column missing' lacks.csv header_missing 1 截止时间 0
head -c 3000 /dev/urandom > noise.csv
try 'noise' noise.csv file_unreadable - - 0
printf "$head" | iconv -t UTF-16LE > wide16.csv
{ printf '\377\376'; cat wide16.csv; } > mark16.csv
make latin.csv '户编号,行政村,户主姓名\nL1,980121100200,\303\050\240\241\n'
try 'neither UTF-8 nor GB18030' latin.csv file_unreadable - - 0
awk -v n="$WIDE" 'BEGIN { printf "户编号"; for (i = 1; i < n; i++) printf ",列%d", i; print "" }' \
	> wide.csv
try "a header of $WIDE columns" wide.csv file_unreadable - - 0
{
	printf "$head"
	awk -v n="$WIDE" 'BEGIN { for (i = 1; i < n; i++) printf "1,"; print 1 }'
} > row.csv
try "a row of $WIDE columns" row.csv file_unreadable 2 - 0
head -c "$((HUGE << 20))" /dev/zero | tr '\0' x > line.csv
try "a line of $HUGE MB" line.csv file_unreadable - - 0
{
	printf "$head"
	printf 'H1,%s,"' "$good"
	head -c "$((HUGE << 20))" /dev/zero | tr '\0' y
} > cell.csv
try "a cell of $HUGE MB" cell.csv file_unreadable - - 0
rm -f line.csv cell.csv wide.csv row.csv

# ---- what is no file ----
mkdir folder.csv
try 'a folder' folder.csv file_unreadable - - 0
try 'a file that is not there' nowhere.csv file_unreadable - - 0
try '/dev/zero' /dev/zero file_unreadable - - 0
mkfifo pipe.csv
try 'a pipe nobody writes to' pipe.csv file_unreadable - - 0
if [ "$(id -u)" -ne 0 ]; then
	make locked.csv "${head}"
	chmod 000 locked.csv
	try 'a file that may not be read' locked.csv file_unreadable - - 0
fi
ln -s loop.csv loop.csv
try 'a link to itself' loop.csv file_unreadable - - 0

# ---- bad rows among good ones ----
one() # WHAT KIND COLUMN ROW-TEXT : a bad row between two good ones, which get in
{
	n=$cases
	printf "${head}A$n,$good,王大山,1,2020-01-01,1000.00\n$4\nB$n,$good,李秀英,2,2020-01-01,1\n" \
		> "row$n.csv"
	try "$1" "row$n.csv" "$2" 3 "$3" 2
}
one 'negative money' money_negative '人均纯收入(元)' "R1,$good,赵六,1,2020-01-01,-5"
one 'a day that does not exist' date_impossible 首次识别时间 "R2,$good,赵六,1,2021-02-30,5"
one 'a day to come' date_future 首次识别时间 "R3,$good,赵六,1,2098-01-01,5"
one 'no day' date_invalid 首次识别时间 "R4,$good,赵六,1,昨天,5"
one 'an unknown area' area_unknown 行政村 "R5,999999999999,赵六,1,2020-01-01,5"
one 'an unknown area by name' area_unknown 行政村 "R6,乌有村,赵六,1,2020-01-01,5"
one 'no area' required_missing 行政村 "R7,,赵六,1,2020-01-01,5"
one 'words for a number' number_invalid 人数 "R8,$good,赵六,三口,2020-01-01,5"
one 'a number too large' value_range 人数 "R9,$good,赵六,4000,2020-01-01,5"
one 'a number beyond all' - 人数 "R10,$good,赵六,99999999999999999999999999,2020-01-01,5"
one 'too many decimals' number_decimals '人均纯收入(元)' "R11,$good,赵六,1,2020-01-01,5.555"
one 'cells too many' cells_extra '' "R12,$good,赵六,1,2020-01-01,5,6,7"
one 'a garbled name' text_garbled 户主姓名 "R13,$good,锟斤拷锟斤拷,1,2020-01-01,5"
one 'a name too long' text_too_long 户主姓名 \
	"R14,$good,$(printf '长%.0s' $(seq 200)),1,2020-01-01,5"
one 'a name of digits' name_invalid 户主姓名 "R15,$good,赵6,1,2020-01-01,5"
one 'a number with signs' code_invalid 户编号 "R;16,$good,赵六,1,2020-01-01,5"
one 'control characters' - 户主姓名 "R17,$good,赵\\033[31m六,1,2020-01-01,5"

"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; failed=$((failed + 1)); }
if grep -l "$(printf '\033')" out err >&2; then
	failed=$((failed + 1))
	say 'control characters came out'
fi
judge bad-inputs "$((cases - failed))" '>=' "$cases" "of $cases"
judge bad-memory "$((peak / 1024))" '<=' 256 MiB
proof_end
