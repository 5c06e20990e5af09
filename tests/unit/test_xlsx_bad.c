/* xlsx: workbooks that must be refused, with the place named. */
#include "xlsx_fix.h"

/* ---- packages that are refused ---- */

static void bad_names(void **state)
{
	static const char *const names[] = { "/etc/passwd", "../x.xml", "xl/../../x", "xl/./x", "C:/x",
		"a\tb", "xl/..\\..\\x" };
	static struct zip_box z;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char shown[64];

		snprintf(shown, sizeof shown, "%s", names[i]);
		for (char *c = shown; *c; c++)
			*c = *c == '\\' ? '/' : *c;
		zip_frame(&z, NULL, NULL);
		zip_text(&z, names[i], "x");
		refused_box(&z, "xlsx-zip-name", shown);
	}
	zip_frame(&z, NULL, NULL);
	memset(zip_text(&z, "0123456789", "x")->name, 0, 3);
	refused_box(&z, "xlsx-zip-name", "");
}

static void bad_packages(void **state)
{
	static struct zip_box z;
	struct zip_part *p;

	(void)state;
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "XL/Workbook.xml", "x");
	refused_box(&z, "xlsx-zip-twice", "XL/Workbook.xml");
	zip_frame(&z, NULL, NULL);
	p = zip_text(&z, "xl/a", "hello");
	z.part[z.nparts] = *p;
	z.part[z.nparts++].name[3] = 'b';
	refused_box(&z, "xlsx-zip-broken", "xl/b");     /* two names for one header */
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/a", "hello");
	zip_text(&z, "xl/a", "hello");
	z.part[z.nparts - 1].offset = z.part[z.nparts - 2].offset;
	refused_box(&z, "xlsx-zip-overlap", "xl/a");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/a", "hello")->flags = 1;
	refused_box(&z, "xlsx-zip-encrypted", "xl/a");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/a", "hello")->method = 12;
	refused_box(&z, "xlsx-zip-method", "xl/a");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/a", "hello")->disk = 1;
	refused_box(&z, "xlsx-zip-volumes", "xl/a");
	zip_frame(&z, NULL, NULL);
	z.claimed = 60000;
	refused_box(&z, "xlsx-zip-entries", "ZIP");
	zip_frame(&z, NULL, NULL);
	z.claimed = 90;
	refused_box(&z, "xlsx-zip-broken", "ZIP");
	zip_bytes(&z, "PK\3\4 and so on", 14);
	refused_box(&z, "xlsx-zip-broken", "ZIP");
	zip_frame(&z, NULL, NULL);
	zip_end(&z);
	z.n -= 30;                                      /* the end is cut off */
	z.nparts = 0;
	{
		struct opened o = open_bytes(z.p, z.n);

		assert_string_equal(o.cx.err.key, "xlsx-zip-broken");
		done(&o);
	}
	zip_free(&z);
}

static void many_parts(void **state)
{
	static struct zip_box z;
	char name[32];

	(void)state;
	zip_frame(&z, NULL, NULL);
	while (z.nparts < XLSX_PARTS + 1) {
		snprintf(name, sizeof name, "xl/media/%d.png", z.nparts);
		zip_text(&z, name, "x");
	}
	refused_box(&z, "xlsx-zip-entries", "ZIP");
}

/* Deflates n blanks without holding them. */
static unsigned char *blanks(size_t n, size_t *packed, uint32_t *crc)
{
	static unsigned char none[65536];
	z_stream s = { 0 };
	unsigned char *out = malloc(n / 900 + 4096);

	*crc = 0;
	memset(none, ' ', sizeof none);
	assert_non_null(out);
	assert_int_equal(deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
	s.next_out = out;
	s.avail_out = (uInt)(n / 900 + 4096);
	for (size_t left = n; left;) {
		s.next_in = none;
		s.avail_in = (uInt)(left < sizeof none ? left : sizeof none);
		*crc = (uint32_t)crc32(*crc, none, s.avail_in);
		left -= s.avail_in;
		deflate(&s, left ? Z_NO_FLUSH : Z_FINISH);
	}
	*packed = s.total_out;
	deflateEnd(&s);
	return out;
}

static void bombs(void **state)
{
	static struct zip_box z;
	struct zip_part as = { .name = "xl/worksheets/sheet1.xml", .name_n = 24, .method = 8 };
	size_t packed;
	uint32_t crc;
	unsigned char *p = blanks(30 << 20, &packed, &crc);

	(void)state;
	as.crc = crc;
	as.packed = (uint32_t)packed;
	zip_frame(&z, NULL, NULL);
	as.size = 30 << 20;                             /* says so */
	zip_raw(&z, &as, p, packed);
	refused_box(&z, "xlsx-zip-ratio", as.name);
	zip_frame(&z, NULL, NULL);
	as.size = 1000;                                 /* says it is small */
	zip_raw(&z, &as, p, packed);
	refused_box(&z, "xlsx-zip-lies", "名册");
	zip_frame(&z, NULL, NULL);
	as.size = 5 << 20;                              /* within the ratio, as it says */
	zip_raw(&z, &as, p, packed);
	refused_box(&z, "xlsx-zip-ratio", "名册");
	zip_frame(&z, NULL, NULL);
	as.size = UINT32_C(4000000000);                 /* a promise of 4 GB in 30 KB */
	zip_raw(&z, &as, p, packed);
	refused_box(&z, "xlsx-zip-sum", as.name);
	free(p);
	for (int i = 0; i < 12; i++) {                  /* each within bounds, together not */
		struct zip_part part = { .method = 0, .size = 50 << 20, .packed = 50 << 20 };

		part.name_n = (size_t)snprintf(part.name, sizeof part.name, "xl/%d", i);
		zip_raw(&z, &part, "x", 1);
	}
	refused_box(&z, "xlsx-zip-lies", "xl/0");       /* more than the file has */
}

static void sizes_that_lie(void **state)
{
	static struct zip_box z;
	const char *sheet = ZIP_SHEET("<row><c><v>5</v></c></row>");
	size_t n = strlen(sheet), packed;
	unsigned char *bytes = zip_deflate(sheet, n, &packed);
	struct zip_part as = zip_describe("xl/worksheets/sheet1.xml", sheet, n), bad;

	(void)state;
	as.packed = (uint32_t)packed;
	for (int i = 0; i < 6; i++) {
		static const char *const key[] = { "xlsx-zip-lies", "xlsx-zip-lies", "xlsx-zip-broken",
			"xlsx-zip-lies", "xlsx-zip-broken", "xlsx-zip-lies" };

		bad = as;
		bad.size += i == 0 ? 1 : i == 1 ? (uint32_t)-1 : 0;
		bad.crc += i == 2;
		bad.packed -= i == 3;                   /* the stream goes on behind its part */
		if (i == 5)
			bad.packed += 3;
		zip_frame(&z, NULL, NULL);
		if (i == 4)                             /* no deflate at all */
			memset(bytes, 0xFF, packed);
		else if (i == 5) {
			free(bytes);
			bytes = zip_deflate(sheet, n, &packed);
		}
		zip_raw(&z, &bad, bytes, packed);
		if (i == 5)
			zip_bytes(&z, "abc", 3);        /* something behind the stream's end */
		refused_box(&z, key[i], "名册");
	}
	free(bytes);
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/worksheets/sheet1.xml", sheet);
	z.part[z.nparts - 1].size++;                    /* the directory against the header */
	refused_box(&z, "xlsx-zip-broken", "xl/worksheets/sheet1.xml");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/worksheets/sheet1.xml", sheet);
	z.part[z.nparts - 1].name[3] = 'W';
	refused_box(&z, "xlsx-zip-broken", "xl/Worksheets/sheet1.xml");
}

static void what_is_no_workbook(void **state)
{
	static struct zip_box z;

	(void)state;
	zip_text(&z, "lists/one.csv", "a,b");
	refused_box(&z, "xlsx-not", "ZIP");
	zip_text(&z, "xl/workbook.xml", "<html/>");
	refused_box(&z, "xlsx-not", "xl/workbook.xml");
	zip_text(&z, "xl/workbook.xml", ZIP_WORKBOOK(""));
	refused_box(&z, "xlsx-none", "xl/workbook.xml");
	zip_frame(&z, NULL, NULL);                      /* without the part of its sheet */
	refused_box(&z, "xlsx-part", "名册");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/worksheets/sheet1.xml", "<chartsheet/>");
	refused_box(&z, "xlsx-part", "名册");
	zip_text(&z, "xl/workbook.xml", ZIP_WORKBOOK("<sheet name=\"外\" r:id=\"a\"/>"));
	zip_text(&z, "xl/_rels/workbook.xml.rels", ZIP_RELS(
		"<Relationship Id=\"a\" Type=\"x/worksheet\" "
		"TargetMode=\"External\" Target=\"file:///etc/passwd\"/>"));
	refused_box(&z, "xlsx-external", "外");
}

/* ---- XML that is refused ---- */

static void bad_xml(void **state)
{
	struct buf b BUF_AUTO = { 0 };

	(void)state;
	refused_sheet("<!DOCTYPE w [<!ENTITY a \"b\">]><worksheet/>", "xlsx-doctype", "名册");
	refused_sheet("<!DOCTYPE w SYSTEM \"http://example.org/x\"><worksheet/>", "xlsx-doctype", "名册");
	refused_sheet(ZIP_SHEET("<row><c t=\"str\"><v>&who;</v></c></row>"), "xlsx-xml", "名册!A1");
	refused_sheet(ZIP_SHEET("<row r=\"7\"><c t=\"str\"><v>\xFF</v></c></row>"),
	              "xlsx-xml", "名册!A7");
	refused_sheet(ZIP_SHEET("<row><c t=\"str\"><v>\xED\xA0\x80</v></c></row>"),
	              "xlsx-xml", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c t=\"str\"><v>\xC0\x80</v></c></row>"), "xlsx-xml", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c r=\"B1\"><v>&#0;</v></c></row>"), "xlsx-xml", "名册!B1");
	refused_sheet("<worksheet><sheetData><row>", "xlsx-xml", "名册!1");
	refused_sheet("", "xlsx-xml", "名册");
	refused_sheet("<?xml version=\"1.0\" encoding=\"GB18030\"?><worksheet/>",
	              "xlsx-encoding", "名册");
	buf_init(&b, 16 << 20);
	buf_addz(&b, "<worksheet><sheetData>");
	for (int i = 0; i < 70; i++)
		buf_addz(&b, "<a>");
	refused_sheet(b.p, "xlsx-depth", "名册");
	buf_reset(&b);
	buf_addz(&b, "<worksheet><x y=\"");
	for (int i = 0; i < 400000; i++)
		buf_addz(&b, "12345678");
	for (int i = 0; i < 100; i++)
		buf_addi(&b, i * 7919);
	buf_addz(&b, "\"/></worksheet>");
	refused_sheet(b.p, "xlsx-long", "名册");
	buf_reset(&b);
	buf_addz(&b, "<worksheet><sheetData>");
	for (int i = 0; i < 3000; i++)
		buf_addf(&b, "<n%d/>", i);
	refused_sheet(b.p, "xlsx-names", "名册");
}

static void bad_cells(void **state)
{
	struct buf b BUF_AUTO = { 0 };

	(void)state;
	refused_sheet(ZIP_SHEET("<row r=\"2\"/><row r=\"2\"/>"), "rows-order", "名册!2");
	refused_sheet(ZIP_SHEET("<row r=\"0\"/>"), "rows-order", "名册");
	refused_sheet(ZIP_SHEET("<row r=\"x\"/>"), "xlsx-ref", "名册");
	refused_sheet(ZIP_SHEET("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), "rows-order", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c r=\"A2\"/></row>"), "xlsx-ref", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c r=\"1A\"/></row>"), "xlsx-ref", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c r=\"XFE1\"><v>1</v></c></row>"), "xlsx-columns", "名册!XFE1");
	refused_sheet(ZIP_SHEET("<row><c r=\"ZZZZZZZZZ1\"/></row>"), "xlsx-ref", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c r=\"XFD1\"><v>1</v></c></row>"), "rows-columns", "名册!XFD1");
	refused_sheet(ZIP_SHEET("<row r=\"1048577\"><c><v>1</v></c></row>"), "rows-many", "名册!1048577");
	refused_sheet(ZIP_SHEET("<row><c t=\"s\"><v>0</v></c></row>"), "xlsx-string", "名册!A1");
	refused_sheet(ZIP_SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), "xlsx-string", "名册!A1");
	refused_sheet("<worksheet><mergeCells><mergeCell ref=\"C1:A1\"/></mergeCells></worksheet>",
	              "xlsx-ref", "名册");
	buf_init(&b, 64 << 20);
	buf_addz(&b, "<worksheet><sheetData><row><c><v>1</v></c><c t=\"str\"><v>");
	for (int i = 0; i < ROWS_CELL_MAX; i++)
		buf_addc(&b, (char)('a' + i * i % 23));
	buf_addz(&b, "b</v></c></row></sheetData></worksheet>");
	refused_sheet(b.p, "rows-cell", "名册!B1");
	buf_reset(&b);
	buf_addz(&b, "<worksheet><sheetData><row>");
	for (int i = 0; i < 1000000; i++)
		buf_addz(&b, i % 7 ? "<c/>" : "<c s=\"1\"/>");
	refused_sheet(b.p, "xlsx-columns", "名册!XFE1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_names),
		cmocka_unit_test(bad_packages),
		cmocka_unit_test(many_parts),
		cmocka_unit_test(bombs),
		cmocka_unit_test(sizes_that_lie),
		cmocka_unit_test(what_is_no_workbook),
		cmocka_unit_test(bad_xml),
		cmocka_unit_test(bad_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
