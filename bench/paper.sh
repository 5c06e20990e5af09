#!/bin/sh
# A paper of a hundred pages: a public notice with a list of households, from the command to the
# file on disk, median of three.
# proves: paper-100-pages-seconds
. "$(dirname "$0")/../tests/proof.sh"
"$JZ" init --data data --pack cn -q || die init
awk 'BEGIN {
	print "户主,村组,人数,结果"
	split("赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱 秦 尤 许", name, " ")
	for (i = 1; i <= 3600; i++)
		printf "%s**,第%d组,%d,拟纳入\n", name[i % 20 + 1], i % 37 + 1, i % 7 + 1
}' > lines.csv
for round in 1 2 3; do
	seconds "$JZ" paper notice --data data --rows lines.csv --lang zh --out notice.pdf \
		--force -q >> took
done
pages=$(pdfinfo notice.pdf | sed -n 's/^Pages: *//p')
say "$pages pages, $(wc -c < notice.pdf) bytes: $(tr '\n' ' ' < took)s"
[ "$pages" -ge 100 ] || die "only $pages pages"
judge paper-100-pages-seconds "$(sort -n took | sed -n 2p)" '<=' 1 s
proof_end
