#!/bin/sh
# Notices over names, groups, minutes, objections and names of files into which ID numbers, phones,
# cards, house numbers and illnesses were typed, with minors as heads and names that look the same:
# nothing of it stands in lists, published files, pages of the site, sheets, their codes or papers.
# As a county makes them: rounds over all villages, by the API of a served program; BYHAND of them
# one by one, with surveyors and photos whose files are named so. A third of the rounds have a
# meeting in each village, with minutes. Of all notices: the frozen lists of both media, the
# published files, the page in both languages. Of PAPERS, spread over all of them, a PDF in one of
# the languages: its streams with all that it says of itself, its text, its drawn code. Of SHEETS of
# these: the sheet as HTML, and the PDF in both languages as pdfinfo tells of it and as a camera
# sees its code. Papers are a sample since each takes a process, a tenth of a second; they are made
# of the frozen list and the words of a template, and the lists are all looked at. PAPERS=10000
# prints all of them.
# NOTICES=10000 SEED=1 BYHAND=100 PAPERS=2500 SHEETS=60 OBJECTIONS=100
# proves: hostile-notices hostile-notices-found hostile-notices-alike hostile-notices-minutes
# proves: hostile-notices-pages hostile-notices-papers
. "$(dirname "$0")/../proof.sh"
. "$JZ_ROOT/bench/served.sh"
NOTICES=${NOTICES:-$(size 60 10000)}
SEED=${SEED:-1}
BYHAND=${BYHAND:-$(size 10 100)}
PAPERS=${PAPERS:-$(size 20 2500)}
SHEETS=${SHEETS:-$(size 4 60)}
OBJECTIONS=${OBJECTIONS:-$(size 4 100)}
need_all node curl pdftotext pdfinfo pdftoppm
total=0
begun=$(date +%s)
step() { say "$(($(date +%s) - begun)) s: $*"; }

look() { node "$JZ_ROOT/tests/tools/hostile_notices.mjs" "$@" > seen 2> told ||
	{ cat told >&2; die "the looking fails: $1"; }; found=$(sed -n 's/^found=//p' seen); }
add() # WHAT: what was found now is counted
{
	[ "$found" = 0 ] || { say "$1: $found found"; head -20 told >&2; }
	total=$((total + found))
}
# Sheets as HTML, with their codes.
sheets() # FOLDER NO...
{
	to=$1
	shift
	mkdir -p "$to"
	for no in "$@"; do
		"$JZ" notice sheet "$no" --url https://fp.example.cn --out "$to/$no.html" -q || die sheet
	done
}
serving() # REGISTER
{
	serve "$1" --demo --public-rate 0 --site https://fp.example.cn
	export JZ_URL="$url" JZ_PASSWORD="$password"
}
cp "$JZ_ROOT/tools/demo_board.png" board.png
day=$(TZ=UTC-8 date +%Y-%m-%d)

# ---- many notices ----
export JINGZHUN_DATA=county
look make planted "$NOTICES" "$BYHAND" "$SEED"
cp -r "$JZ_ROOT/policy" policy
cp -r planted/hostile policy/hostile
JINGZHUN_POLICY="$W/policy" "$JZ" init --areas planted/areas.csv --pack hostile -q || die init
"$JZ" import household planted/h.csv -q > taken 2>&1
"$JZ" import person planted/p.csv -q >> taken 2>&1
"$JZ" list household --limit 0 --columns no --json -q | sed 's/[^0-9]*\([0-9]*\).*/\1/' > there
in=$(wc -l < there)
rows=$(($(wc -l < planted/h.csv) - 1))
say "$in of $rows households were taken in"
[ "$in" -gt $((rows / 2)) ] || { cat taken >&2; die 'most of what was planted is refused'; }
while IFS="$(printf '\t')" read -r area subject surveyors photo chosen; do
	# Only those that came in; files are named as people name them.
	# shellcheck disable=SC2086
	chosen=$(printf '%s\n' $chosen | grep -Fx -f there)
	[ -n "$chosen" ] || chosen=$(sed -n "s/^\([0-9]*\),$area,.*/\1/p" planted/h.csv |
		grep -Fx -f there | head -1)
	# Of a village whose households were all refused there is no notice: a round makes up for it.
	[ -n "$chosen" ] || continue
	# shellcheck disable=SC2086
	"$JZ" notice make $chosen --subject "$subject" --area "$area" --surveyors "$surveyors" \
		--json -q < /dev/null > made 2> err || { cat err >&2; die "make: $chosen"; }
	no=$(sed 's/.*"no":"\([^"]*\)".*/\1/' made)
	cp board.png "$photo.png"
	"$JZ" notice post "$no" --photo "$photo.png" --place "$surveyors $photo" --taken "$day" -q \
		< /dev/null > err 2>&1 || { cat err >&2; die post; }
	rm "$photo.png"
	echo "$no"
done < planted/orders > numbers
step "$(wc -l < numbers) notices made and posted one by one"
serving county
node "$JZ_ROOT/tests/tools/hostile_county.mjs" planted there $((NOTICES - $(wc -l < numbers))) \
	board.png >> numbers || die rounds
serve_end
[ "$(sort -u numbers | wc -l)" -eq "$NOTICES" ] || die "$(wc -l < numbers) notices"
step "$NOTICES notices made and posted"

# What people object, who objects and what they are answered.
i=0
head -"$OBJECTIONS" numbers | while read -r no; do
	i=$((i + 1))
	said=$(sed -n "${i}p" planted/secrets)
	"$JZ" objection add --notice "$no" --line 1 --topic wrong --text "麤$said 肝癌 王骉英 17号院" \
		--name 骉麤骉 --phone 13900000001 --json -q < /dev/null > made || die objection
	[ "$i" -gt 3 ] && continue
	yj=$(sed 's/.*"no":"\(YJ[^"]*\)".*/\1/' made)
	"$JZ" objection verify "$yj" --text "麤$said" --by 钱五 --with 孙六 -q < /dev/null &&
		"$JZ" objection answer "$yj" --outcome refused --text "麤$said" --by 王主任 -q < /dev/null ||
		die answer
done || exit 1

"$JZ" publish --out pub --url https://fp.example.cn -q || die publish
[ "$(ls pub/n/*.proof | wc -l)" -eq "$NOTICES" ] || die 'not all are published'
step published
look scan planted pub county/attachments
add 'published files, lists of both media, names of files'
look marks pub/n
alike=$found
[ "$found" = 0 ] || head -20 told >&2
step 'published files looked at'
serving county
look fetch planted "$url" numbers
pages=$(sed -n 's/^pages=//p' seen)
add 'pages of the site'
step "$pages pages looked at"
awk -v n="$NOTICES" -v k="$PAPERS" 'NR % int(n / k > 1 ? n / k : 1) == 0' numbers > printed
look papers planted pub "$SHEETS" printed
papers=$(sed -n 's/^papers=//p' seen)
looked=$(sed -n 's/^looked=//p' seen)
add 'papers'
serve_end
step "$papers papers looked at, $looked of them as they look"
look scan planted served serve.err
add 'what the server said'
# shellcheck disable=SC2046
sheets sheet $(awk -v n="$NOTICES" -v k="$SHEETS" 'NR % int(n / k > 1 ? n / k : 1) == 0' numbers)
look codes planted sheet
add 'sheets, codes'

# ---- a round, its meeting and its papers ----
secret=$(sed -n 5p planted/secrets)
(
	. "$JZ_ROOT/tests/story.sh"
	cd "$W" || exit 1
	. "$JZ_ROOT/tests/procedures_story.sh"
	file="麤$secret 肝癌"
	printf 'no,area,data_date,type,phone,head_name,group_name,members\n' > h.csv
	printf '1,980121100200,2020-12-31,一般农户,13900000001,王骉英,3组,4\n' >> h.csv
	county cn
	printf 'no,household,name,relation,birth\n11,1,王骉英,户主,1970-05-01\n' > p.csv
	ends 0 import person p.csv
	ends 0 round open monitor --area 青山镇 --name "$file" --on 2020-04-01 --as township
	round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
	taken 1 2020-04-22
	act 0 "$taken" accept --on 2020-04-23 --as village --reason "$file"
	for kind in 入户调查表 承诺授权书; do
		a_paper "$kind $secret" > "$file.pdf"
		ends 0 case paper "$taken" "$file.pdf" --kind $kind --on 2020-04-24 --as village
	done
	act 0 "$taken" checked --on 2020-04-24 --as village \
		--check enter="$file" look="$file" reckon="$file" compare="$file"
	paper "$taken" 信息比对结果 2020-04-25
	act 0 "$taken" compared --on 2020-04-25 --as county
	printf '麤国\n李骉英\n赵麤\n周骉\n吴骉兰\n郑麤\n孙骉\n' > who.txt
	printf '1. 麤：王骉英得了肝癌，证件%s，住17号院。\n' "$secret" > minutes.txt
	ends 0 meeting hold "$round" --gate appraisal --area 甲村 --representatives 9 \
		--attendance who.txt --on 2020-04-26 --place "$file" --chair 麤国 \
		--minutes minutes.txt --as village --vote "$taken=6/1/0"
	paper "$taken" 会议记录 2020-04-26
	act 0 "$taken" passed --on 2020-04-26 --as village --reason "$file"
	ends 0 round publish "$round" notice --on 2020-04-27 --as village
	no=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	cp board.png "$file.png"
	ends 0 notice post "$no" --photo "$file.png" --place "$file" --taken "$day"
	ends 0 publish --out round.pub --url https://fp.example.cn
	has "round.pub/n/$no.txt" '王*英'
	echo "$no" > round.no
) > round.out 2>&1 || { cat round.out >&2; die 'the round'; }
export JINGZHUN_DATA=D
sheets round.sheet "$(cat round.no)"
serving D
look fetch planted "$url" round.no
minutes=$found
add 'pages of the round'
look papers planted round.pub 1 round.no
minutes=$((minutes + found))
add 'papers of the round'
serve_end
look codes planted round.pub round.sheet
minutes=$((minutes + found))
add 'files and sheets of the round'

# ---- the looking itself must find ----
finds() # WHAT HOW PATH
{
	look "$2" planted "$3"
	[ "$found" -ge 1 ] || die "the looking finds nothing in: $1"
}
export JINGZHUN_DATA=county
no=$(head -1 numbers)
first=pub/n/$no.txt
mkdir bad "bad/n$secret"
spoil() { { cat "$first"; printf '%s\n' "$1"; } > bad/list.txt; finds "$1" scan bad/list.txt; }
: > "bad/n$secret/x"
finds 'the name of a folder' scan bad
rm -r "bad/n$secret"
spoil "1	王*英	$secret	3"
spoil "1	王*英	$(printf '%s' "$secret" | sed 'y/0123456789/〇一二三四五六七八九/')	3"
spoil "1	王*英	$(printf '%s' "$secret" | sed 'y/0123456789/０１２３４５６７８９/')	3"
spoil "1	王*英	$(printf '%s' "$secret" | sed 's/\(...\)/\1 /g')	3"
spoil '1	王骉英	3组	3'
spoil '1	王*犇	3组	3'
spoil '1	王*英	8栋302室	3'
spoil '1	王*英	糖尿病	3'
"$JZ" notice sheet "$no" --url "https://fp.example.cn/$secret" --out bad/sheet.html -q || die sheet
finds 'a code' codes bad/sheet.html
look scan planted bad/sheet.html
[ "$found" = 0 ] || die 'the code is to be read, not its text'
hex=$(printf '%s' "王骉英" | iconv -t UTF-16BE | od -An -tx1 | tr -d ' \n')
printf '%%PDF-1.7\n1 0 obj << /Alt <FEFF%s> >> endobj\n' "$hex" > bad/alt.pdf
finds 'an alternative text' scan bad/alt.pdf
printf '%%PDF-1.7\n1 0 obj << /Title (%s) >> endobj\n' "$secret" > bad/title.pdf
finds 'a title' scan bad/title.pdf
{ sed '/^$/q' "$first"; printf '1\t王*英\t3组\t4\n2\t王*英\t3组\t2\n'; } > bad/alike.txt
look marks bad/alike.txt
[ "$found" = 1 ] || die 'the looking does not see names that are alike'

judge hostile-notices "$(sort -u numbers | wc -l)" '>=' "$NOTICES"
judge hostile-notices-found "$total" '<=' 0
judge hostile-notices-alike "$alike" '<=' 0
judge hostile-notices-minutes "$minutes" '<=' 0
judge hostile-notices-pages "$pages" '>=' "$((2 * NOTICES))"
judge hostile-notices-papers "$papers" '>=' "$((PAPERS + SHEETS))"
proof_end
