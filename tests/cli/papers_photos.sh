# Photographs in papers: the household's own in its file, those of the board in the proof that a
# list hung. They are in the file as they were kept; what is for the public cannot hold any.
. "$JZ_ROOT/tests/story.sh"
command -v pdfimages > /dev/null || { echo 'no pdfimages: apt-get install poppler-utils'; exit 77; }
export JINGZHUN_DATA=D
. "$JZ_ROOT/tests/board_story.sh"
ends 0 init --areas areas.csv
printf 'no,area,head_name,members,group_name\n1,980121100200,王建英,4,3组\n' > h.csv
printf 'no,household,name,relation,birth\n11,1,王建英,户主,1970-05-01\n' > p.csv
ends 0 import household h.csv
ends 0 import person p.csv
today=$(date +%Y-%m-%d)
pictures() { pdfimages -list "$1" | awk 'NR > 2 && $3 == "image" && $9 == "jpeg"' | wc -l; }

# A notice hangs: its first day, then its last.
first=$(date -u -d "$today -6 days" +%Y-%m-%d)
ends 0 notice make 1 --subject monitor-1 --area 甲村 --from "$first" --json
no=$(sed -n 's/.*"no":"\([^"]*\)".*/\1/p' out)
ends 0 paper posting-proof --notice "$no" --lang zh --out before.pdf
[ "$(pictures before.pdf)" = 0 ] || fail 'a photograph that nobody took'
ends 0 notice post "$no" --photo board.png --place 村委会公开栏 --taken "$first"
ends 0 paper posting-proof --notice "$no" --lang zh --out first.pdf
[ "$(pictures first.pdf)" = 1 ] || fail 'no photograph of the first day'
pdftotext -layout first.pdf text
has text 村委会公开栏
ends 0 notice last "$no" --photo last.png --place 村口 --taken "$today"
ends 0 paper posting-proof --notice "$no" --lang en --out both.pdf
[ "$(pictures both.pdf)" = 2 ] || fail 'not both photographs'
pdftotext -layout both.pdf text
has text Photographs
has text 村口
ends 0 paper posting-proof --notice "$no" --lang en --out again.pdf
cmp -s both.pdf again.pdf || fail 'the same paper has other bytes'
# The list itself, which hangs in public, has none.
ends 0 paper notice --notice "$no" --lang zh --out notice.pdf
[ "$(pictures notice.pdf)" = 0 ] || fail 'a photograph in public'

# A household's file: blank, it has none.
ends 0 paper dossier --household 1 --lang zh --out dossier.pdf
[ "$(pictures dossier.pdf)" = 0 ] || fail 'a photograph of nothing'
ends 0 user demo
ends 0 round open monitor --area 青山镇 --name 识别 --on 2020-04-01 --as township
round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
ends 0 case add "$round" 1 --on 2020-04-22 --as village
case=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1)
ends 0 case act "$case" accept --on 2020-04-23 --as village
pdfimages -j first.pdf house
ends 0 case paper "$case" house-000.jpg --kind 入户调查表 --on 2020-04-24 --as village
ends 0 paper dossier --household 1 --lang zh --out dossier.pdf --force
[ "$(pictures dossier.pdf)" = 1 ] || fail 'the photograph of the household is missing'
ends 0 paper dossier --blank --lang zh --out blank.pdf
[ "$(pictures blank.pdf)" = 0 ] || fail 'a photograph on a blank paper'

# A pack cannot put them on a paper for the public, nor a household's on one about a place.
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
sed -i '/^  posting-proof:/,/^  announcement:/s/about: area/&\n    mask: public/' \
	policy/cn/papers.yaml
rm -rf E E.*
ends 1 init --data E --areas areas.csv
has err papers.yaml
cp "$JZ_ROOT/policy/cn/papers.yaml" policy/cn/
sed -i 's/photos: notice/photos: household/' policy/cn/papers.yaml
rm -rf E E.*
ends 1 init --data E --areas areas.csv
has err papers.yaml
