/* xlsx: workbooks as spreadsheet programs of all kinds write them. */
#include "xlsx_fix.h"

/* ---- what programs write ---- */

static void cells_of_every_type(void **state)
{
	struct opened o = read_parts(ZIP_SHEET(
		"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
		"<c r=\"C1\" t=\"inlineStr\"><is><t>  内 联 </t></is></c></row>"
		"<row r=\"2\"><c r=\"A2\"><v>1234.5</v></c><c r=\"B2\" t=\"n\"><v>3</v></c>"
		"<c r=\"C2\" t=\"b\"><v>1</v></c><c r=\"D2\" t=\"b\"><v>0</v></c>"
		"<c r=\"E2\" t=\"e\"><v>#REF!</v></c><c r=\"F2\" t=\"str\"><f>A1</f><v>公式字</v></c>"
		"<c r=\"G2\"><f>SUM(A2)</f><v>0.30000000000000004</v></c>"
		"<c r=\"H2\"><f>SUM(A2)</f></c><c r=\"I2\" t=\"str\"><f>\"\"</f><v></v></c>"
		"<c r=\"J2\" t=\"d\"><v>2016-08-06T00:00:00.000</v></c>"
		"<c r=\"K2\" t=\"d\"><v>2016-08-06T12:30:05Z</v></c><c r=\"L2\"/></row>"),
		NULL, ZIP_STRINGS("<si><t>户编号</t></si><si><t xml:space=\"preserve\"> 王 强 </t></si>"));

	(void)state;
	assert_int_equal(table_kind(o.t), TABLE_XLSX);
	assert_true(str_eqz(table_encoding(o.t), "XLSX"));
	assert_int_equal(table_sheets(o.t), 1);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "名册"));
	assert_false(table_sheet_hidden(o.t, 0));
	assert_int_equal(table_rows(o.t), 2);
	row_is(&o, 1, "户编号| 王 强 |  内 联 ");
	row_is(&o, 2, "1234.5~1|3~1|TRUE~4|FALSE~4|#REF!~8|公式字~16|0.3~17|#N/A~24||"
	              "2016-08-06~2|2016-08-06 12:30:05~2");
	assert_int_equal(table_choose(&o.cx, o.t, 1), ERR_NOTFOUND);
	done(&o);
}

static void shares_below_a_tenth_stay_what_they_are(void **state)
{
	struct opened o = READ("<row r=\"1\"><c r=\"A1\"><v>6.5875000000000003E-2</v></c>"
		"<c r=\"B1\"><v>-0.035</v></c><c r=\"C1\"><v>0.2326</v></c></row>");

	(void)state;
	row_is(&o, 1, "0.065875~1|-0.035~1|0.2326~1");
	done(&o);
}

static void places_may_be_left_out(void **state)
{
	struct opened o = READ("<row><c t=\"inlineStr\"><is><t>a</t></is></c><c><v>2</v></c></row>"
		"<row r=\"4\" spans=\"1:9\"><c><v>1</v></c><c r=\"d4\"><v>4</v></c><c><v>5</v></c></row>"
		"<row><c/><c><v>7</v></c></row>");

	(void)state;
	assert_int_equal(table_rows(o.t), 5);
	row_is(&o, 1, "a|2~1");
	row_is(&o, 2, "");
	row_is(&o, 3, "");
	row_is(&o, 4, "1~1|||4~1|5~1");
	row_is(&o, 5, "|7~1");
	done(&o);
}

/* Formatted but empty cells to the last column, a size that is not true, rows after the last. */
static void empty_cells_are_none(void **state)
{
	struct opened o = read_parts(
		"<worksheet xmlns=\"" ZIP_MAIN "\"><dimension ref=\"A1:XFD1048576\"/>"
		"<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\"/></sheetView></sheetViews>"
		"<cols><col min=\"1\" max=\"16384\" width=\"9\"/></cols>"
		"<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"3\"/></row>"
		"<row r=\"2\" hidden=\"1\"><c r=\"B2\"><v>2</v></c><c r=\"C2\" t=\"inlineStr\"><is/></c>"
		"</row>"
		"<row r=\"1048576\" ht=\"15\"><c r=\"A1048576\" s=\"1\"/></row></sheetData>"
		"<autoFilter ref=\"A1:C2\"/></worksheet>", NULL, NULL);

	(void)state;
	assert_int_equal(table_rows(o.t), 2);
	row_is(&o, 1, "1~1");
	row_is(&o, 2, "|2~1");
	done(&o);
}

static void strings_in_runs_and_with_reading_aids(void **state)
{
	struct opened o = read_parts(ZIP_SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>"
		"<c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c><c t=\"s\"><v> 4 </v></c>"
		"<c t=\"inlineStr\"><is><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r>"
		"<rPh sb=\"0\" eb=\"1\"><t>cu</t></rPh></is></c>"
		"<c t=\"inlineStr\"></c><c t=\"inlineStr\"><v>旧写法</v></c></row>"),
		NULL, ZIP_STRINGS(
		"<si><r><rPr><sz val=\"11\"/><color theme=\"1\"/></rPr><t>户主</t></r>"
		"<r><t xml:space=\"preserve\"> 姓名</t></r></si>"
		"<si><t>课きょ</t><rPh sb=\"0\" eb=\"1\"><t>カ</t></rPh><phoneticPr fontId=\"1\"/></si>"
		"<si><t>a_x000D_\nb_x005F_x000A_ _xZZZZ_ _xD83D__xDE00_ _xD83D_ _x0000_</t></si>"
		"<si/><si><t>五 &amp;lt; &#x4E94;</t></si>"));

	(void)state;
	row_is(&o, 1, "户主 姓名|课きょ|a\r\nb_x000A_ _xZZZZ_ \xF0\x9F\x98\x80 _xD83D_ _x0000_||"
	              "五 &lt; 五|粗细||旧写法");
	done(&o);
}

static void prefixes_strict_names_and_alternatives(void **state)
{
	static struct zip_box z;
	struct opened o;

	(void)state;
	zip_text(&z, "_rels/.rels", "\xEF\xBB\xBF<p:Relationships xmlns:p=\"" ZIP_PKGREL "\">\r\n"
		"<p:Relationship Id=\"R1\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
		"officeDocument\" Target=\"/XL/Workbook.XML\"/></p:Relationships>");
	zip_text(&z, "xl/workbook.xml", "<?xml version=\"1.0\"?>\r\n"
		"<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:r=\"r\" "
		"xmlns:mc=\"mc\"><mc:AlternateContent><mc:Choice Requires=\"x15\"><x:sheets>"
		"<x:sheet name=\"假\" sheetId=\"9\" r:id=\"S9\"/></x:sheets></mc:Choice>"
		"</mc:AlternateContent>"
		"<x:bookViews><x:workbookView/></x:bookViews><x:sheets>"
		"<x:sheet name=\"图\" sheetId=\"1\" r:id=\"S0\"/>"
		"<x:sheet name=\"甲\" sheetId=\"2\" r:id=\"S1\" state=\"visible\"/>"
		"<x:sheet name=\"乙\" sheetId=\"3\" state=\"hidden\" r:id=\"S2\"/>"
		"<x:sheet name=\"丙\" sheetId=\"4\" state=\"veryHidden\" r:id=\"S3\"/>"
		"</x:sheets></x:workbook>");
	zip_text(&z, "xl/_rels/workbook.xml.rels", ZIP_RELS(ZIP_REL("S0", "chartsheet", "c.xml")
		ZIP_REL("S1", "worksheet", "/xl/worksheets/./sheet1.xml")
		ZIP_REL("S2", "worksheet", "../xl/worksheets/Sheet2.xml")
		ZIP_REL("S3", "worksheet", "worksheets\\\\sheet3.xml")));
	zip_text(&z, "xl/worksheets/sheet1.xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
		"<x:worksheet xmlns:x=\"x\" xmlns:mc=\"mc\"><x:sheetData>\r\n<x:row r=\"1\">"
		"<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>甲一</x:t></x:is></x:c>"
		"<mc:AlternateContent><mc:Choice><x:c r=\"B1\"><x:v>99</x:v></x:c></mc:Choice>"
		"<mc:Fallback><x:c r=\"B1\"><x:v>2</x:v></x:c></mc:Fallback></mc:AlternateContent></x:row>"
		"<!-- a comment --><?pi x?>"
		"<x:row r=\"2\"><x:c r=\"A2\" t=\"str\"><x:v><![CDATA[甲<二>]]></x:v></x:c></x:row>"
		"</x:sheetData></x:worksheet>");
	zip_text(&z, "xl\\worksheets\\sheet2.xml", ZIP_SHEET("<row><c><v>2</v></c></row>"));
	zip_text(&z, "xl/worksheets/sheet3.xml", ZIP_SHEET(""));
	o = read_box(&z);
	good(&o);
	assert_int_equal(table_sheets(o.t), 3);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "甲"));
	assert_true(table_sheet_hidden(o.t, 1));
	assert_true(table_sheet_hidden(o.t, 2));
	row_is(&o, 1, "甲一|2~1");
	row_is(&o, 2, "甲<二>");
	assert_int_equal(table_choose(&o.cx, o.t, 1), OK);
	row_is(&o, 1, "2~1");
	assert_int_equal(table_choose(&o.cx, o.t, 2), OK);
	assert_int_equal(table_rows(o.t), 0);
	done(&o);
}

static void dates_are_told_by_their_formats(void **state)
{
	struct opened o = read_parts(ZIP_SHEET(
		"<row><c s=\"1\"><v>42588</v></c><c s=\"2\"><v>42588.5</v></c>"
		"<c s=\"3\"><v>42588</v></c><c s=\"4\"><v>42583</v></c><c s=\"4\"><v>42588</v></c>"
		"<c s=\"5\"><v>0.75</v></c><c s=\"6\"><v>42588</v></c><c s=\"7\"><v>12</v></c>"
		"<c s=\"8\"><v>42588</v></c><c s=\"1\"><v>0</v></c><c s=\"1\"><v>-5</v></c>"
		"<c s=\"1\"><v>60</v></c><c s=\"1\"><v>1</v></c><c s=\"1\"><v>9999999</v></c>"
		"<c s=\"99\"><v>42588</v></c><c s=\"1\" t=\"s\"><v>0</v></c></row>"),
		ZIP_STYLES("<numFmts count=\"3\">"
		"<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>"
		"<numFmt numFmtId=\"177\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
		"<numFmt numFmtId=\"178\" formatCode=\"000000\"/>"
		"<numFmt numFmtId=\"179\" formatCode=\"#,##0.00_);[Red]\\(#,##0.00\\)\"/></numFmts>"
		"<cellStyleXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellStyleXfs>"
		"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
		"<xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"20\"/><xf numFmtId=\"31\"/>"
		"<xf numFmtId=\"178\"/><xf numFmtId=\"179\"/></cellXfs>"),
		ZIP_STRINGS("<si><t>文字</t></si>"));

	(void)state;
	row_is(&o, 1, "2016-08-06~2|2016-08-06 12:00:00~2|2016-08-06~2|2016-08~2|2016-08-06~2|"
	              "18:00:00~2|2016-08-06~2|000012~1|42588~1|0~1|-5~1|60~1|1900-01-01~2|9999999~1|"
	              "42588~1|文字");
	assert_false(table_from_1904(o.t));
	done(&o);
}

static void a_workbook_may_count_from_1904(void **state)
{
	static struct zip_box z;
	struct opened o;

	(void)state;
	zip_text(&z, "xl/workbook.xml", "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>"
		"<sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>");   /* no relations above */
	zip_text(&z, "xl/_rels/workbook.xml.rels", ZIP_RELS(ZIP_REL("r1", "worksheet", "s.xml")
		ZIP_REL("r2", "styles", "t.xml")));
	zip_text(&z, "xl/t.xml", ZIP_STYLES("<cellXfs><xf numFmtId=\"14\"/></cellXfs>"));
	zip_text(&z, "xl/s.xml", ZIP_SHEET("<row><c><v>41126</v></c><c><v>0</v></c></row>"));
	o = read_box(&z);
	good(&o);
	assert_true(table_from_1904(o.t));
	row_is(&o, 1, "2016-08-06~2|1904-01-01~2");
	done(&o);
}

static void long_numbers_are_marked(void **state)
{
	struct opened o = READ("<row><c><v>3.70102199001011E+17</v></c><c><v>370102199001011264</v></c>"
		"<c><v>999999999999999</v></c><c><v>6222021234567890123</v></c><c><v>1E+300</v></c></row>");

	(void)state;
	row_is(&o, 1, "370102199001011000~33|370102199001011260~33|999999999999999~1|"
	              "6222021234567890100~33|1E+300~33");
	done(&o);
}

static void joined_cells_are_told(void **state)
{
	struct opened o = read_parts("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>"
		"<mergeCells count=\"9\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"B2\"/>"
		"<mergeCell ref=\"AA10:AB12\"/></mergeCells></worksheet>", NULL, NULL);
	const struct table_merge *m;
	int n;

	(void)state;
	m = table_merges(o.t, &n);
	assert_int_equal(n, 2);
	assert_memory_equal(&m[0], (&(struct table_merge){ 1, 0, 1, 2 }), sizeof *m);
	assert_memory_equal(&m[1], (&(struct table_merge){ 10, 26, 12, 27 }), sizeof *m);
	done(&o);
}

static void other_encodings_of_xml(void **state)
{
	static const char latin[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
		"<worksheet><sheetData>"
		"<row><c t=\"str\"><v>caf\xE9</v></c></row></sheetData></worksheet>";
	static const char16_t wide[] = u"\xFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet>"
		u"<sheetData><row><c t=\"str\"><v>户编号</v></c></row></sheetData></worksheet>";
	static struct zip_box z;
	struct opened o = read_parts(latin, NULL, NULL);

	(void)state;
	row_is(&o, 1, "café");
	done(&o);
	zip_frame(&z, NULL, NULL);
	zip_add(&z, "xl/worksheets/sheet1.xml", wide, sizeof wide - 2);
	o = read_box(&z);
	good(&o);
	row_is(&o, 1, "户编号");
	done(&o);
}

/* Sizes after the data instead of before, a stored part, a macro that nobody opens, folders. */
static void packages_of_other_writers(void **state)
{
	static struct zip_box z;
	const char *sheet = ZIP_SHEET("<row><c><v>5</v></c></row>");
	struct zip_part as = zip_describe("xl/worksheets/sheet1.xml", sheet, strlen(sheet));
	struct zip_part macro = zip_describe("xl/vbaProject.bin", "not what it says", 16);
	size_t packed;
	unsigned char *bytes = zip_deflate(sheet, strlen(sheet), &packed);
	struct opened o;

	(void)state;
	zip_frame(&z, NULL, NULL);
	as.packed = (uint32_t)packed;
	as.flags = 8;
	zip_raw(&z, &as, bytes, packed);
	free(bytes);
	macro.crc ^= 1;
	macro.packed = 16;
	macro.method = 0;
	zip_raw(&z, &macro, "not what it says", 16);
	zip_text(&z, "xl/externalLinks/externalLink1.xml", "<!DOCTYPE x><x/>");
	zip_text(&z, "docProps/", "");
	o = read_box(&z);
	good(&o);
	row_is(&o, 1, "5~1");
	done(&o);
}

/* Strings and rows beyond memory, in a file; reading here and there. */
static void large_ones_wait_in_the_spool(void **state)
{
	enum { ROWS = 30000 };
	static struct zip_box z;
	struct buf strings BUF_AUTO = { 0 }, sheet BUF_AUTO = { 0 };
	char text[1200];
	struct opened o = { .spool = memfd_create("spool", 0) };
	struct str cell;

	(void)state;
	buf_init(&strings, 64 << 20);
	buf_init(&sheet, 64 << 20);
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = 0;
	buf_addz(&strings, "<sst>");
	buf_addz(&sheet, "<worksheet><sheetData>");
	for (int i = 0; i < ROWS; i++) {
		buf_addf(&strings, "<si><t>%d%s</t></si>", i, text);
		buf_addf(&sheet, "<row><c t=\"s\"><v>%d</v></c><c t=\"s\"><v>%d</v></c>"
		         "<c><v>%d</v></c></row>", i, ROWS - 1 - i, i);
	}
	buf_addz(&strings, "</sst>");
	buf_addz(&sheet, "</sheetData></worksheet>");
	zip_frame(&z, NULL, NULL);
	zip_raw(&z, &(struct zip_part){ .name = "xl/sharedStrings.xml", .name_n = 20,
		.crc = (uint32_t)crc32(0, (unsigned char *)strings.p, (uInt)strings.n),
		.packed = (uint32_t)strings.n, .size = (uint32_t)strings.n }, strings.p, strings.n);
	zip_add(&z, "xl/worksheets/sheet1.xml", sheet.p, sheet.n);
	zip_end(&z);
	ctx_init(&o.cx, 0);
	o.fd = memfd_create("book.xlsx", 0);
	assert_int_equal(write(o.fd, z.p, z.n), z.n);
	zip_free(&z);
	assert_int_equal(table_open(&o.cx, o.fd, -1, &o.t), OK);
	assert_int_equal(table_choose(&o.cx, o.t, 0), ERR_LIMIT);
	assert_string_equal(o.cx.err.key, "spool-memory");
	table_close(o.t);
	err_clear(&o.cx);
	assert_int_equal(table_open(&o.cx, o.fd, o.spool, &o.t), OK);
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);
	assert_int_equal(table_rows(o.t), ROWS);
	for (int64_t i = 1; i < ROWS * 7; i += 1000) {
		char first[16];
		int64_t row = i * 7919 % ROWS + 1;
		int n = snprintf(first, sizeof first, "%dx", (int)(ROWS - row));

		assert_int_equal(table_cell(&o.cx, o.t, row, 1, &cell), OK);
		assert_int_equal(memcmp(cell.p, first, (size_t)n), 0);
		assert_int_equal(cell.n, sizeof text - 1 + (size_t)n - 1);
	}
	close(o.spool);
	done(&o);
}

static void the_beginning_alone(void **state)
{
	static struct zip_box z;
	struct opened o;

	(void)state;
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v></c></row>"
		"<row><c><v>2</v></c></row><row><c><v>3</v></c></row><oops");
	o = open_box(&z);
	good(&o);
	table_enough(o.t, 2);
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);
	assert_int_equal(table_rows(o.t), 2);
	table_enough(o.t, 0);
	assert_int_equal(table_choose(&o.cx, o.t, 0), ERR_INPUT);
	done(&o);
}

/* What joins the first rows stands behind the last. */
static void the_beginning_and_what_joins_it(void **state)
{
	static struct zip_box z;
	struct buf b BUF_AUTO = { 0 };
	const struct table_merge *m;
	struct opened o;
	int n;

	(void)state;
	buf_init(&b, 4 << 20);
	buf_addz(&b, "<worksheet><sheetData>");
	for (int i = 1; i <= 20000; i++)
		buf_addf(&b, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i, i * 7919 % 10007);
	buf_addz(&b, "</sheetData><mergeCells>");
	for (int i = 1; i <= 20000; i += 2)
		buf_addf(&b, "<mergeCell ref=\"A%d:B%d\"/>", i, i + 1);
	buf_addz(&b, "</mergeCells></worksheet>");
	zip_frame(&z, NULL, NULL);
	zip_text(&z, "xl/worksheets/sheet1.xml", b.p);
	o = open_box(&z);
	good(&o);
	table_enough(o.t, 9);
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);
	assert_int_equal(table_rows(o.t), 9);
	m = table_merges(o.t, &n);
	assert_int_equal(n, 5);
	for (int i = 0; i < n; i++)
		assert_int_equal(m[i].row, 2 * i + 1);
	table_enough(o.t, 0);
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);
	assert_int_equal(table_rows(o.t), 20000);
	table_merges(o.t, &n);
	assert_int_equal(n, 10000);
	row_is(&o, 20000, "9218~1");
	done(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_of_every_type),
		cmocka_unit_test(shares_below_a_tenth_stay_what_they_are),
		cmocka_unit_test(places_may_be_left_out),
		cmocka_unit_test(empty_cells_are_none),
		cmocka_unit_test(strings_in_runs_and_with_reading_aids),
		cmocka_unit_test(prefixes_strict_names_and_alternatives),
		cmocka_unit_test(dates_are_told_by_their_formats),
		cmocka_unit_test(a_workbook_may_count_from_1904),
		cmocka_unit_test(long_numbers_are_marked),
		cmocka_unit_test(joined_cells_are_told),
		cmocka_unit_test(other_encodings_of_xml),
		cmocka_unit_test(packages_of_other_writers),
		cmocka_unit_test(large_ones_wait_in_the_spool),
		cmocka_unit_test(the_beginning_alone),
		cmocka_unit_test(the_beginning_and_what_joins_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
