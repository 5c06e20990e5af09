# Papers: every one of the pack, blank and filled, in both languages; what stands in them is read
# back as text. Nothing unmasked, nothing from the clock, nothing that a name could break.
. "$JZ_ROOT/tests/story.sh"
command -v pdftotext > /dev/null || { echo 'no pdftotext: apt-get install poppler-utils'; exit 77; }
export JINGZHUN_DATA=D
ends 0 demo --out lists --households 60 --seed 4 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/*.csv
no=$(sed -n '2s/,.*//p' lists/household.csv)
area=$(sed -n 's/^\([0-9]*\),[^,]*,村级,.*/\1/p' lists/areas.csv | head -1)
read_pdf() { pdftotext -layout "$1" text && tr -d ' \n\f' < text > joined; }     # FILE

# ---- all that there are ----
ends 0 paper list --json
sed 's/.*"paper":"\([^"]*\)".*"about":"\([^"]*\)".*/\1 \2/' out > papers
[ "$(wc -l < papers)" -eq 17 ] || fail "$(wc -l < papers) papers"
# Whatever could tell who somebody is: whole numbers of persons, phones, cards.
cut -d, -f4- lists/person.csv lists/household.csv | tr ',' '\n' |
	grep -E '^[0-9]{11}$|^[0-9]{15,19}[0-9X]?$' | sort -u > secrets
[ "$(wc -l < secrets)" -gt 100 ] || fail 'no numbers to look for'
while read -r paper about; do
	for lang in zh en; do
		ends 0 paper "$paper" --blank --lang $lang --out blank-$paper.pdf --force
		read_pdf blank-$paper.pdf
		case $lang in zh) has text '共' ;; *) has text 'Page 1 of' ;; esac
		[ "$about" = household ] || continue
		ends 0 paper "$paper" --household "$no" --lang $lang --out $paper-$lang.pdf
		lacks err '〓'
		read_pdf $paper-$lang.pdf
		# The card goes to the family that is to call its helper: his number alone is whole.
		if [ "$paper" = clear-card ]; then
			sed -E 's/(帮扶人电话|Helper.sphone)([^0-9]*1[0-9]{10})+//' joined > less
			mv less joined
		fi
		grep -qE '[1-9][0-9]{16}[0-9X]|1[3-9][0-9]{9}' joined && fail "$paper: a number"
		grep -qFf secrets joined && fail "$paper: a number of the lists"
	done
done < papers
read_pdf blank-survey.pdf
has text 'yes'
read_pdf dossier-zh.pdf
has text "$no"
has text '演示数据'
# Who asks the departments is called as it is in this generation.
read_pdf blank-authorisation.pdf
has joined 'Officeofpovertyalleviation'
read_pdf authorisation-zh.pdf
has joined '县扶贫开发办公室、民政部门'
for pack in cn-2021=乡村振兴局 cn-2026=农业农村局; do
	ends 0 init --data "D-${pack%=*}" --pack "${pack%=*}"
	ends 0 paper authorisation --blank --lang zh --out later.pdf --force --data "D-${pack%=*}"
	read_pdf later.pdf
	has joined "本户授权${pack#*=}、民政部门"
done
grep -q '第1页.*共[0-9]*页' joined || fail 'pages are not counted'

# ---- the same register gives the same bytes; no time of the clock but the office's day ----
sleep 1
ends 0 paper dossier --household "$no" --lang zh --out again.pdf
cmp -s again.pdf dossier-zh.pdf || fail 'the same paper has other bytes'
TZ=UTC pdfinfo again.pdf > info         # the office's day, written as midnight in UTC
grep -q '^CreationDate:.* 00:00:00' info || fail 'a time of the day'
lacks info "$(hostname)"

# ---- values that the register does not have ----
ends 0 paper refusal-letter --household "$no" --lang zh --out letter.pdf \
	--value reason=人均纯收入高于标准 term=15天 review_to=县扶贫办
read_pdf letter.pdf
has joined '人均纯收入高于标准'
has joined '15天内，向县扶贫办申请复核'
ends 1 paper refusal-letter --household "$no" --value rason=x
has err 'those it takes: number, matter, decided, decided_on, reason'
ends 2 paper refusal-letter --household "$no" --value reason
has err 'NAME=TEXT'
ends 2 paper refusal-letter
has err '--blank'
ends 3 paper refusal-letter --household 999
ends 3 paper letter --blank
has err 'application, authorisation'
ends 2 paper notice --household "$no"
ends 5 paper refusal-letter --household "$no" --out letter.pdf
ends 0 paper minutes --area "$area" --lang zh --value chair=张三 --out minutes.pdf
read_pdf minutes.pdf
has joined '张三'

# ---- a poster whose code leads to the public form, of the place; nothing of a person ----
ends 2 paper declare-poster --area "$area" --out poster.pdf
has err 'leads to the public site'
ends 0 paper declare-poster --area "$area" --url https://fp.example.cn --lang zh --out poster.pdf
read_pdf poster.pdf
has joined 'https://fp.example.cn/p/declare'
has joined 扫一扫
ends 0 paper declare-poster --url https://fp.example.cn --lang en --out poster-en.pdf
read_pdf poster-en.pdf
has text 'Scan and tell us'
pdftoppm -r 100 -gray poster.pdf poster
node "$JZ_ROOT/tests/tools/read_qr.mjs" poster-1.pgm > code || fail 'the code cannot be read'
has code "https://fp.example.cn/p/declare?at=$area&by=qr"

# ---- rows that whoever prints it states ----
{
	echo '户主,村组,人数,结果'
	i=0
	while [ $i -lt 200 ]; do
		i=$((i + 1))
		echo "王**,第${i}组,3,纳入"
	done
} > lines.csv
ends 0 paper notice --area "$area" --rows lines.csv --lang zh --out notice.pdf
read_pdf notice.pdf
has joined '第200组'
[ "$(grep -c '户主 ' text)" -gt 3 ] || fail 'the head of the table is not repeated'

# ---- hostile texts, on the program as delivered ----
JZ=$JZ_RELEASE
long=$(head -c 10000 /dev/zero | tr '\0' A)
bad=$(printf '\342\200\256evil\033[31m\007\377\376 \360\252\232\245')
for reason in "$long" "$bad" "$(yes x | head -3000)" ') Tj ET endstream endobj %%EOF'; do
	ends 0 paper application --household "$no" --value "reason=$reason" --out bad.pdf --force
	read_pdf bad.pdf
	[ "$(pdfinfo bad.pdf | sed -n 's/^Pages: *//p')" -le 4 ] || fail 'too many pages'
	! grep -qP '\x1b|\x07|\x{202e}' text || fail 'a control character'
done
ends 0 paper application --household "$no" --value "reason=𪚥" --out bad.pdf --force
has err 'U+2A6A5'

# ---- fonts ----
ends 3 paper application --blank --font /etc/passwd --out bad.pdf --force
has err 'no font file'
ends 2 paper application --blank --out bad.pdf --force --font a b c d e f
