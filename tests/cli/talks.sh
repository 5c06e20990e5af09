# Conversations about a case: who spoke with whom, on which day, how, what was said. Entered by who
# works there, sealed, told like a reason, and on the printed dossier.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2020-12-31,脱贫户,已脱贫,13900000001,6000,王建英\n' >> h.csv
county cn
opened monitor-quick 2020-06-01
taken 1 2020-06-01
command -v pdftotext > /dev/null || { echo 'no pdftotext: apt-get install poppler-utils'; exit 77; }
read_pdf() { pdftotext -layout "$1" text && tr -d ' \n\f' < text > joined; }
note() # CODE ARG...
{
	code=$1
	shift
	ends "$code" case note "$taken" "$@"
}
said=女儿在外务工每月寄回一千元
note 0 --with 王建英 --manner visit --text "$said" --on 2020-06-02 --as village
has out 'Conversation T1 is recorded'
note 0 --with 王建英、李大伯 --by 赵干事、钱二 --text 邻居也这样说 --on 2020-06-03 --as township
for other in leader finance inspector upper county2; do
	note 4 --with 王建英 --text 没有这回事 --as "$other"
done
note 1 --with 王建英 --text 明天再说 --on 2030-01-01 --as village
has err 'has not come yet'
note 1 --text 没有对象 --as village
note 1 --with 王建英 --as village
note 1 --with 王建英 --text x --manner telepathy --as village
has err 'visit, phone'
ends 3 case note P99 --with 王建英 --text x --as village
! grep -raq "$said" D || fail 'what was said lies open'

# On the dossier, with who entered it.
ends 0 paper dossier --household 1 --lang zh --out d.pdf
read_pdf d.pdf
for word in '谈话（入户）' "$said" 谈话对象：王建英 赵干事、钱二 邻居也这样说; do has joined "$word"; done
ends 0 verify --deep
