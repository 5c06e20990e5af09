/* make_bad_books DIR [lists]: a workbook of every kind that must be refused (lists: also those that
 * are sound workbooks, but no lists), and one line on standard
 * output for each: NAME<TAB>WORDS, words that the refusal must hold to have said what and where. */
#include <stdio.h>

#include "zip_box.h"

static const char *folder;

#define GOOD_ROW "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>户编号</v></c>" \
	"<c r=\"B1\" t=\"str\"><v>行政村</v></c></row>"

static void save(const char *name, const void *p, size_t n, const char *words)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.xlsx", folder, name);
	f = fopen(path, "wb");
	if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
	printf("%s.xlsx\t%s\n", name, words);
}

static void end(struct zip_box *z, const char *name, const char *words)
{
	zip_end(z);
	save(name, z->p, z->n, words);
	zip_free(z);
}

static void frame(struct zip_box *z)
{
	zip_frame(z, NULL, NULL);
}

static void stored(struct zip_box *z, const char *name, const char *p, size_t n)
{
	struct zip_part as = zip_describe(name, p, n);

	as.method = 0;
	as.packed = as.size;
	zip_raw(z, &as, p, n);
}

static void sheet(const char *name, const char *xml, const char *words)
{
	static struct zip_box z;

	frame(&z);
	stored(&z, "xl/worksheets/sheet1.xml", xml, strlen(xml));
	end(&z, name, words);
}

/* ---- packages ---- */

/* head, then n blanks, then tail, deflated without being held. */
static unsigned char *puffed(const char *head, size_t n, const char *tail, struct zip_part *p)
{
	static unsigned char blank[65536];
	z_stream s = { 0 };
	size_t cap = n / 900 + 8192;
	unsigned char *out = malloc(cap);

	memset(blank, ' ', sizeof blank);
	if (!out || deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	s.next_out = out;
	s.avail_out = (uInt)cap;
	p->crc = (uint32_t)crc32(0, (const unsigned char *)head, (uInt)strlen(head));
	s.next_in = (unsigned char *)(uintptr_t)head;
	s.avail_in = (uInt)strlen(head);
	deflate(&s, Z_NO_FLUSH);
	for (size_t left = n; left;) {
		s.next_in = blank;
		s.avail_in = (uInt)(left < sizeof blank ? left : sizeof blank);
		left -= s.avail_in;
		p->crc = (uint32_t)crc32(p->crc, blank, s.avail_in);
		deflate(&s, Z_NO_FLUSH);
	}
	p->crc = (uint32_t)crc32(p->crc, (const unsigned char *)tail, (uInt)strlen(tail));
	s.next_in = (unsigned char *)(uintptr_t)tail;
	s.avail_in = (uInt)strlen(tail);
	if (deflate(&s, Z_FINISH) != Z_STREAM_END)
		abort();
	p->packed = (uint32_t)s.total_out;
	p->size = (uint32_t)(strlen(head) + n + strlen(tail));
	p->method = 8;
	deflateEnd(&s);
	return out;
}

static void bombs(void)
{
	static struct zip_box z;
	struct zip_part p = zip_describe("xl/worksheets/sheet1.xml", "", 0);
	unsigned char *bytes = puffed("<worksheet><sheetData>", 30 << 20, "</sheetData></worksheet>",
	                              &p);

	frame(&z);
	zip_raw(&z, &p, bytes, p.packed);
	end(&z, "bomb-honest", "200 times");
	frame(&z);
	p.promise = UINT64_C(5000000000);
	zip_raw(&z, &p, bytes, p.packed);
	end(&z, "bomb-5-gigabytes-in-34-kilobytes", "sheet1.xml");
	p.promise = 0;
	frame(&z);
	p.size = 900;
	zip_raw(&z, &p, bytes, p.packed);
	end(&z, "bomb-that-says-900-bytes", "sheet1.xml");
	frame(&z);
	p.size = p.packed * 190;
	zip_raw(&z, &p, bytes, p.packed);
	end(&z, "bomb-just-below-the-limit", "sheet1.xml");
	frame(&z);
	memcpy(p.name, "xl/sharedStrings.xml", p.name_n = 20);
	zip_raw(&z, &p, bytes, p.packed);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	end(&z, "bomb-in-the-strings", "sharedStrings.xml");
	free(bytes);
	/* Each part is fine; together they are more than anybody's list. */
	frame(&z);
	for (int i = 0; i < 12; i++) {
		struct zip_part as = { .method = 8, .size = 50 << 20, .packed = 300 << 10 };
		static char noise[300 << 10];

		as.name_n = (size_t)snprintf(as.name, sizeof as.name, "xl/media/%d.bin", i);
		zip_raw(&z, &as, noise, sizeof noise);
	}
	end(&z, "bomb-of-many-parts", "512 MiB");
}

static void directories(void)
{
	static struct zip_box z;
	char name[64];

	frame(&z);
	for (int i = 0; i < 1900; i++) {
		snprintf(name, sizeof name, "xl/media/%d.png", i);
		zip_text(&z, name, "x");
	}
	end(&z, "many-entries", "1000 parts");
	frame(&z);
	z.claimed = 65000;
	end(&z, "many-entries-claimed", "1000 parts");
	frame(&z);
	z.claimed = 60;
	end(&z, "entries-that-are-not-there", "damaged");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(""));
	end(&z, "the-same-part-twice", "xl/worksheets/sheet1.xml");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	zip_text(&z, "XL/WORKSHEETS/SHEET1.XML", ZIP_SHEET(""));
	end(&z, "the-same-part-in-capitals", "XL/WORKSHEETS/SHEET1.XML");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	z.part[z.nparts] = z.part[z.nparts - 1];
	memcpy(z.part[z.nparts++].name, "xl/worksheets/sheet2.xml", 24);
	end(&z, "two-names-for-one-header", "xl/worksheets/sheet2.xml");
	frame(&z);
	for (int i = 0; i < 3; i++)
		zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	z.part[z.nparts - 2].packed = z.part[z.nparts - 1].packed * 4;
	end(&z, "parts-that-overlap", "xl/worksheets/sheet1.xml");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	z.part[z.nparts - 1].size -= 7;
	end(&z, "sizes-that-differ", "xl/worksheets/sheet1.xml");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW))->flags = 1;
	end(&z, "encrypted", "encrypted");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW))->method = 14;
	end(&z, "another-compression", "sheet1.xml");
	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW))->disk = 3;
	end(&z, "a-volume", "sheet1.xml");
	save("an-end-alone", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "damaged");
	save("a-beginning-alone", "PK\3\4\24\0\6\0\10\0\0\0!\0", 14, "damaged");
}

static void names(void)
{
	static const struct { const char *file, *part; } bad[] = {
		{ "zip-slip", "../../../../tmp/jz-slipped" }, { "zip-slip-inside", "xl/../../x.xml" },
		{ "zip-slip-backslash", "..\\..\\x" }, { "absolute", "/etc/cron.d/x" },
		{ "drive", "C:/Windows/x" }, { "control-characters", "xl/a\033[31m.xml" },
	};
	static struct zip_box z;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		frame(&z);
		zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
		zip_text(&z, bad[i].part, "x");
		end(&z, bad[i].file, "unsafe name");
	}
}

static void broken(void)
{
	static struct zip_box z;
	unsigned char *p;

	frame(&z);
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	zip_end(&z);
	save("cut-in-the-middle", z.p, z.n / 2, "damaged");
	save("cut-at-the-end", z.p, z.n - 10, "damaged");
	p = memmem(z.p, z.n, "xl/worksheets/sheet1.xml", 24);
	p[40] ^= 0x55;
	save("a-bit-turned", z.p, z.n, "");
	zip_free(&z);
	frame(&z);
	stored(&z, "xl/worksheets/sheet1.xml", "PK\3\4 a workbook in a workbook", 29);
	end(&z, "nested", "sheet1.xml");
}

/* ---- XML ---- */

static char *repeat(const char *head, const char *piece, size_t times, const char *tail)
{
	size_t n = strlen(piece), at = strlen(head);
	char *p = malloc(at + n * times + strlen(tail) + 1);

	if (!p)
		abort();
	memcpy(p, head, at);
	for (size_t i = 0; i < times; i++, at += n)
		memcpy(p + at, piece, n);
	memcpy(p + at, tail, strlen(tail) + 1);
	return p;
}

static void repeated(const char *name, const char *head, const char *piece, size_t times,
                     const char *tail, const char *words)
{
	char *p = repeat(head, piece, times, tail);

	sheet(name, p, words);
	free(p);
}

#define OPEN "<worksheet><sheetData>"
#define CLOSE "</sheetData></worksheet>"

static void xml(void)
{
	static char laughs[4096];
	size_t at = (size_t)snprintf(laughs, sizeof laughs, "<!DOCTYPE l [<!ENTITY l0 \"ha\">");

	for (int i = 1; i < 30; i++)
		at += (size_t)snprintf(laughs + at, sizeof laughs - at,
			"<!ENTITY l%d \"&l%d;&l%d;&l%d;&l%d;\">", i, i - 1, i - 1, i - 1, i - 1);
	snprintf(laughs + at, sizeof laughs - at, "]>" OPEN "<row><c t=\"str\"><v>&l29;</v></c></row>"
		CLOSE);
	sheet("billion-laughs", laughs, "DOCTYPE");
	sheet("external-entity", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" OPEN
		"<row><c t=\"str\"><v>&e;</v></c></row>" CLOSE, "DOCTYPE");
	sheet("external-dtd", "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\"><worksheet/>",
		"DOCTYPE");
	sheet("parameter-entity", "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///dev/zero\"> %p;]>"
		"<worksheet/>", "DOCTYPE");
	repeated("deep", OPEN, "<a>", 100000, "", "64");
	repeated("long-tag", "<worksheet x=\"", "0123456789abcdef", 300000, "\"/>", "too long");
	repeated("long-comment", "<worksheet><!-- ", "0123456789abcdef", 300000, " --></worksheet>",
		"too long");
	sheet("bad-utf8", OPEN "<row r=\"7\"><c r=\"C7\" t=\"str\"><v>\xFF\xFE</v></c></row>" CLOSE,
		"sheet1.xml");
	sheet("overlong-utf8", OPEN "<row><c t=\"str\"><v>\xC1\x81</v></c></row>" CLOSE, "sheet1.xml");
	sheet("half-a-pair", OPEN "<row><c t=\"str\"><v>\xED\xA0\xBD</v></c></row>" CLOSE,
		"sheet1.xml");
	sheet("control-character", OPEN "<row><c t=\"str\"><v>&#1;</v></c></row>" CLOSE, "sheet1.xml");
	sheet("unknown-encoding", "<?xml version=\"1.0\" encoding=\"EBCDIC-CP-US\"?><worksheet/>",
		"encoding");
	sheet("not-closed", OPEN "<row>", "sheet1.xml");
	sheet("two-roots", "<worksheet/><worksheet/>", "sheet1.xml");
	sheet("an-unknown-entity", OPEN "<row><c t=\"str\"><v>&nbsp;</v></c></row>" CLOSE,
		"sheet1.xml");
	sheet("empty-sheet-part", "", "sheet1.xml");
	sheet("a-web-page", "<html><table><tr><td>1</td></tr></table></html>", "名册");
}

static void cells(void)
{
	static struct zip_box z;
	char *p;

	repeated("a-million-columns", OPEN "<row>", "<c/>", 1000000, "</row>" CLOSE, "16384");
	repeated("three-thousand-columns", OPEN "<row>", "<c><v>1</v></c>", 3000, "</row>" CLOSE,
		"2048");
	repeated("a-long-cell", OPEN "<row r=\"9\"><c r=\"B9\" t=\"str\"><v>",
		"0123456789abcdef", 20000, "</v></c></row>" CLOSE, "B9");
	repeated("a-long-row", OPEN "<row r=\"3\">", "<c t=\"str\"><v>0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		"</v></c>", 2048, "</row>" CLOSE, "1048576 bytes");
	sheet("a-row-beyond-the-last", OPEN "<row r=\"1048577\"><c><v>1</v></c></row>" CLOSE,
		"1048576");
	sheet("rows-out-of-order", OPEN "<row r=\"5\"/><row r=\"4\"/>" CLOSE, "out of order");
	sheet("cells-out-of-order", OPEN "<row><c r=\"C1\"/><c r=\"B1\"/></row>" CLOSE, "B1");
	sheet("an-address-that-is-none", OPEN "<row><c r=\"QQ\"/></row>" CLOSE, "QQ");
	sheet("a-string-that-is-not-there", OPEN "<row><c t=\"s\"><v>99</v></c></row>" CLOSE, "A1");
	frame(&z);
	end(&z, "a-sheet-that-is-not-there", "名册");
	zip_text(&z, "xl/workbook.xml", ZIP_WORKBOOK("<sheet name=\"外面\" r:id=\"a\"/>"));
	zip_text(&z, "xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"a\" Type=\"x/worksheet\" "
		"TargetMode=\"External\" Target=\"file:///etc/passwd\"/></R>");
	end(&z, "a-sheet-in-another-file", "外面");
	p = repeat("<workbook xmlns:r=\"r\"><sheets>", "<sheet name=\"s\" r:id=\"a\"/>", 300,
		"</sheets></workbook>");
	zip_text(&z, "xl/workbook.xml", p);
	end(&z, "three-hundred-sheets", "xl/workbook.xml");
	free(p);
	p = repeat("<R>", "<Relationship Id=\"a\" Type=\"b\" Target=\"c\"/>", 100000, "</R>");
	zip_text(&z, "xl/workbook.xml", ZIP_WORKBOOK("<sheet name=\"a\" r:id=\"a\"/>"));
	stored(&z, "xl/_rels/workbook.xml.rels", p, strlen(p));
	end(&z, "many-relations", "rels");
	free(p);
	frame(&z);
	p = repeat("<styleSheet><cellXfs>", "<xf numFmtId=\"1\"/>", 100000, "</cellXfs></styleSheet>");
	stored(&z, "xl/styles.xml", p, strlen(p));
	zip_text(&z, "xl/worksheets/sheet1.xml", ZIP_SHEET(GOOD_ROW));
	end(&z, "many-styles", "65536");
	free(p);
}

static void element_names(void)
{
	char *p = malloc(1 << 20);
	size_t at = (size_t)snprintf(p, 1 << 20, OPEN);

	for (int i = 0; i < 20000; i++)
		at += (size_t)snprintf(p + at, (1 << 20) - at, "<n%d/>", i);
	snprintf(p + at, (1 << 20) - at, CLOSE);
	sheet("many-names", p, "names of elements");
	free(p);
}

static void others(void)
{
	static struct zip_box z;

	zip_text(&z, "word/document.xml", "<x/>");
	end(&z, "a-letter", "text document");
	stored(&z, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", 46);
	zip_text(&z, "content.xml", "<x/>");
	end(&z, "an-open-document", "OpenDocument");
	zip_text(&z, "xl/workbook.bin", "x");
	end(&z, "a-binary-workbook", "XLSB");
	zip_text(&z, "photo.jpg", "x");
	end(&z, "photos", "ZIP archive");
	zip_text(&z, "xl/workbook.xml", ZIP_WORKBOOK(""));
	end(&z, "no-sheets", "no sheet");
}

/* ---- sheets that are sound, but no lists ---- */

/* Rows of 2048 columns, every `step`-th filled, each cell a text of its own; or, behind `head`, one
 * header again and again. */
static size_t wide_rows(char *p, size_t size, int rows, int step, const char *head)
{
	size_t at = (size_t)snprintf(p, size, OPEN);

	for (int row = 1; row <= rows; row++) {
		at += (size_t)snprintf(p + at, size - at, "<row r=\"%d\">%s", row, row == 1 ? head : "");
		for (int col = row == 1 && *head ? 1 : row % step; col < 2048; col += step) {
			char name[4] = { 0 };
			int n = 0;

			if (col >= 702)
				name[n++] = (char)('A' + col / 676 - (col % 676 < 26) - 1);
			if (col >= 26)
				name[n++] = (char)('A' + (col / 26 + 25) % 26);
			name[n] = (char)('A' + col % 26);
			at += (size_t)snprintf(p + at, size - at, "<c r=\"%s%d\" t=\"str\"><v>", name, row);
			if (*head)
				at += (size_t)snprintf(p + at, size - at, "行政村");
			else
				at += (size_t)snprintf(p + at, size - at, "一个谁也不认识的很长很长的列名%d",
				                       col * 40 + row);
			at += (size_t)snprintf(p + at, size - at, "</v></c>");
		}
		at += (size_t)snprintf(p + at, size - at, "</row>");
	}
	return at;
}

static void lists(void)
{
	size_t size = 32u << 20, at;
	char *p = malloc(size);

	if (!p)
		abort();
	at = wide_rows(p, size, 23, 1, "");
	snprintf(p + at, size - at, CLOSE);
	sheet("wide-rows-and-no-header", p, "too wide");
	at = wide_rows(p, size, 23, 3, "");
	at += (size_t)snprintf(p + at, size - at, "</sheetData><mergeCells>");
	for (int i = 0; i < 100000; i++)
		at += (size_t)snprintf(p + at, size - at, "<mergeCell ref=\"A%d:B%d\"/>", 1 + i % 20,
		                       1 + i % 20);
	snprintf(p + at, size - at, "</mergeCells></worksheet>");
	sheet("merged-without-end", p, "too wide");
	/* one header two thousand times, over rows that fill the first and the last column */
	at = wide_rows(p, size, 1, 1, "<c r=\"A1\" t=\"str\"><v>户编号</v></c>");
	for (int row = 2; row < 20000; row++)
		at += (size_t)snprintf(p + at, size - at, "<row r=\"%d\"><c t=\"str\"><v>1</v></c>"
			"<c t=\"str\"><v>x</v></c><c r=\"BZT%d\" t=\"str\"><v>y</v></c></row>", row, row);
	snprintf(p + at, size - at, CLOSE);
	sheet("one-header-two-thousand-times", p, "stands twice");
	free(p);
}

int main(int argc, char **argv)
{
	if (argc != 2 && (argc != 3 || strcmp(argv[2], "lists") != 0)) {
		fprintf(stderr, "usage: make_bad_books DIR [lists]\n");
		return 2;
	}
	folder = argv[1];
	bombs();
	directories();
	names();
	broken();
	xml();
	cells();
	element_names();
	others();
	if (argc == 3)
		lists();
	return 0;
}
