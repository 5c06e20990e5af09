#!/bin/sh
# Departments' lists for every topic of the pack (tests/tools/plant_leads.c) against a demo county:
# who is meant is found, nobody else is, one fact counts once whoever tells it and however often,
# and nothing but leads changes. Then one large list, for its speed, and killed in the middle.
# HOUSEHOLDS=10000 ROWS=2000 SEED=N; BIG=200000 rows against BIG_HOUSEHOLDS=30000; KILLS=6.
# proves: leads-recall leads-false leads-reason leads-once leads-times leads-else leads-seconds
# proves: leads-kill
. "$(dirname "$0")/../proof.sh"
HOUSEHOLDS=${HOUSEHOLDS:-$(size 1500 10000)}
ROWS=${ROWS:-$(size 300 2000)}
SEED=${SEED:-$(($(date +%s) % 100000))}
BIG=${BIG:-$(size 20000 200000)}
BIG_HOUSEHOLDS=${BIG_HOUSEHOLDS:-$(size 3000 30000)}
tool plant_leads
say "seed $SEED"

# ---- every topic ----
demo() # HOUSEHOLDS
{
	"$JZ" demo --out demo --households "$1" --seed "$SEED" --faults none -q > demo.out || die demo
}
demo "$HOUSEHOLDS"
import_all data demo found || die import
"$JZ" lead topics --data data --json -q | sed 's/.*"topic":"\([^"]*\)".*/\1/' > topics
[ "$(wc -l < topics)" -ge 14 ] || die "$(wc -l < topics) topics"
"$W/bin/plant_leads" lists "$SEED" "$ROWS" topics demo/persons-*.csv || die plant
export_all data before || die export
code=0
# in the order in which they were made: what is told again was told before
# shellcheck disable=SC2046
"$JZ" import --data data --json -q \
	$(awk -F, 'NR > 1 && $1 != last { print "lists/" $1; last = $1 }' lists/truth.csv) \
	> found 2> err || code=$?
[ "$code" -le 1 ] || { cat err >&2; die "import ended with $code"; }
export_all data after || die export
else=0
for noun in $nouns; do
	[ "$noun" = lead ] || cmp -s "before/$noun.csv" "after/$noun.csv" || else=$((else + 1))
done
"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; die verify; }

# A lead's number is L, the beginning of its file's hash, and the row: file,row is known by it.
(cd lists && sha256sum ./*-[ab].csv) | sed 's|^\(........\)[^/]*/\(.*\)|\1 \2|' |
	awk '{ print toupper($1), $2 }' > hashes
"$JZ" lead list --data data --json -q --mask none --reason proof --lang zh \
	--columns no,household,person,matched,times > leads.jsonl || die list

# Every row of the truth against the lead that has its number.
awk '
FILENAME == "hashes" { file[$2] = $1; next }
FILENAME == "leads.jsonl" {
	n = split($0, p, /[{,}]/)
	for (i = 1; i <= n; i++) {
		k = p[i]; sub(/:.*/, "", k); gsub(/"/, "", k)
		v = p[i]; sub(/^[^:]*:/, "", v); gsub(/"/, "", v)
		if (k == "no") no = v
		else if (k != "") val[no, k] = v
	}
	lead[no] = 1
	leads++
	next
}
FNR > 1 {
	split($0, t, ",")
	no = "L" file[t[1]] "-" t[2]
	if (t[6] == 0) {                        # told before, too little, or refused
		once++
		if (no in lead) { wrong_once++; delete lead[no]; show("counted again", $0) }
		next
	}
	if (!(no in lead)) {
		show("no lead", $0)
		missing++
		if (t[4] != "") people++
		next
	}
	delete lead[no]
	h = val[no, "household"]; q = val[no, "person"]
	if (val[no, "times"] != t[6]) { times++; show("told " val[no, "times"] " times", $0) }
	if (t[4] != "") {
		people++
		if (h == t[4] && q == t[5]) right++
		else if (h != "null") { false_++; show("on " h " " q, $0) }
		else show("unmatched: " val[no, "matched"], $0)
	} else {
		nobody++
		if (h != "null") { false_++; show("on " h, $0) }
		if (val[no, "matched"] != reason[t[3]]) { reasons++; show(val[no, "matched"], $0) }
	}
}
function show(what, line) { if (shown++ < 20) print what ": " line > "/dev/stderr" }
BEGIN {
	FS = " "
	reason["no_number"] = "号码不在库中"; reason["no_person"] = "查无此人"
	reason["name_differs"] = "姓名与号码不符"; reason["too_little"] = "信息不足"
}
END {
	for (no in lead) { extra++; show("extra lead", no) }
	printf "people=%d\nright=%d\nfalse=%d\nnobody=%d\nreasons=%d\n", people, right, false_,
		nobody, reasons
	printf "once=%d\nwrong_once=%d\nmissing=%d\ntimes=%d\nleads=%d\n", once, wrong_once + extra,
		missing, times, leads
}' hashes leads.jsonl lists/truth.csv > sums || die judge
while IFS='=' read -r name value; do eval "n_$name=$value"; done < sums
say "$n_leads leads; $n_right of $n_people about registered people found, $n_nobody about nobody," \
	"$n_once rows that make none"
[ "$n_people" -gt 1000 ] && [ "$n_nobody" -gt 100 ] && [ "$n_once" -gt 100 ] ||
	die 'too few planted'
recall=$(awk -v a="$n_right" -v b="$n_people" 'BEGIN { printf "%.3f", 100 * a / b }')
judge leads-recall "$recall" '>=' 99 %
judge leads-false "$n_false" '<=' 0 leads
judge leads-reason "$((n_reasons + n_missing))" '<=' 0 rows
judge leads-once "$n_wrong_once" '<=' 0 leads
judge leads-times "$n_times" '<=' 0 leads
judge leads-else "$else" '<=' 0 nouns

# ---- one large list ----
rm -rf data data.* demo before after
demo "$BIG_HOUSEHOLDS"
import_all data demo found || die import
awk -F, -v rows="$BIG" '
FNR == 1 { for (i = 1; i <= NF; i++) { if ($i == "姓名") n = i; if ($i == "证件号码") c = i }; next }
$c != "" { name[++k] = $n; id[k] = $c }
END {
	print "姓名,身份证号,个人自付金额,结算日期,病种"
	for (i = 1; i <= rows; i++) {
		p = i % (2 * k) + 1         # half of them are not registered
		if (p <= k) printf "%s,%s", name[p], id[p]
		else printf "路人%s,%s", "甲乙丙丁", stranger(p)
		printf ",%d.%02d,2025-%02d-%02d,肺炎\n", 10001 + i, i % 100, i % 12 + 1, i % 28 + 1
	}
}
function stranger(p,    s) {
	s = sprintf("989901%04d%02d%02d%03d", 1950 + p % 50, p % 12 + 1, p % 28 + 1, int(p / 7) % 1000)
	return s check(s)
}
function check(s,    w, j, sum) {
	split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", w, " ")
	for (j = 1; j <= 17; j++) sum += substr(s, j, 1) * w[j]
	return substr("10X98765432", sum % 11 + 1, 1)
}' demo/persons-*.csv > big.csv
took=$(seconds "$JZ" import --data data --json -q big.csv)
new=$(sed -n '$s/.*"new":\([0-9]*\).*/\1/p' timed.out)
[ "$new" -eq "$BIG" ] || { tail -3 timed.err timed.out >&2; die "$new leads of $BIG rows"; }
say "$(sed -n '$s/.*"leads":{\([^}]*\)}.*/\1/p' timed.out) in $took s"
judge leads-seconds "$took" '<=' 8 s

# ---- killed, and the same command again ----
all_leads() # OUT
{
	"$JZ" export lead --data data --mask none --reason proof -q > "$1" 2> err ||
		{ cat err >&2; die export; }
}
rm -rf data data.*
import_all data demo found || die import
cp -r data fresh && cp data.keys fresh.keys && cp data.head fresh.head
head -$((BIG / 4 + 1)) big.csv > quarter.csv
took=$(seconds "$JZ" import --data data -q quarter.csv)
all_leads whole.csv
differs=0
for i in $(seq "$(size 3 6)"); do
	rm -rf data data.* && cp -r fresh data && cp fresh.keys data.keys && cp fresh.head data.head
	"$JZ" import --data data -q quarter.csv > killed.out 2>&1 &
	started=$!
	sleep "$(awk -v t="$took" -v i="$i" \
		'BEGIN { printf "%.2f", t * (0.2 + 0.7 * (i * 37 % 10) / 10) }')"
	kill -9 "$started" 2> /dev/null && killed=$((${killed:-0} + 1))
	wait "$started" 2> /dev/null
	started=
	"$JZ" import --data data -q quarter.csv > again.out 2>&1 || { cat again.out >&2; die again; }
	all_leads again.csv
	cmp -s whole.csv again.csv || { say "differs after kill $i"; differs=$((differs + 1)); }
	"$JZ" verify --data data --deep > verified 2>&1 || { cat verified >&2; die verify; }
done
say "killed ${killed:-0} times"
judge leads-kill "$differs" '<=' 0 registers
proof_end
