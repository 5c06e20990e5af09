/* xlsx_fill: somebody else's workbook, filled in without touching anything else; and workbooks that
 * must be refused. The workbooks are made part by part, so that every byte of them is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <minizip/zip.h>

#include "base/msg.h"
#include "fmt/xlsx_fill_part.h"

/* ---- a workbook of parts ---- */

struct part { const char *name, *text; };

#define NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS "<Relationships " \
	"xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define SHEET(body) "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet " \
	"xmlns=\"" NS "\">" body "</worksheet>"
#define DATA(rows) SHEET("<sheetData>" rows "</sheetData>")

static const struct part common[] = {
	{ "[Content_Types].xml", "<Types><Override PartName=\"/xl/calcChain.xml\"/></Types>" },
	{ "_rels/.rels", RELS "<Relationship Id=\"r1\" Type=\"" REL "/officeDocument\""
	  " Target=\"xl/workbook.xml\"/></Relationships>" },
	{ "xl/_rels/workbook.xml.rels", RELS
	  "<Relationship Id=\"r1\" Type=\"" REL "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	  "<Relationship Id=\"r2\" Type=\"" REL "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
	  "<Relationship Id=\"r3\" Type=\"" REL "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
	  "<Relationship Id=\"r4\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
	  "<Relationship Id=\"r5\" Type=\"" REL "/calcChain\" Target=\"calcChain.xml\"/>"
	  "</Relationships>" },
	{ "xl/workbook.xml", "<workbook xmlns=\"" NS "\" xmlns:r=\"" REL "\"><sheets>"
	  "<sheet name=\"表一\" sheetId=\"1\" r:id=\"r1\"/>"
	  "<sheet name=\"It's two\" sheetId=\"2\" r:id=\"r2\" state=\"hidden\"/></sheets>"
	  "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">表一!$A$1:$C$9"
	  "</definedName></definedNames></workbook>" },
	{ "xl/sharedStrings.xml", "<sst><si><t>村</t></si><si><r><t>甲</t></r><r><t>乙</t></r>"
	  "<rPh><t>x</t></rPh></si></sst>" },
	{ "xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0.0%\"/>"
	  "</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
	  "<xf numFmtId=\"170\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>" },
	{ "xl/calcChain.xml", "<calcChain><c r=\"B6\"/></calcChain>" },
	{ "xl/media/picture.bin", "\x01\x02 no xml at all" },
};

struct made {
	struct ctx cx;
	struct arena a;
	int fd;
	struct fill_book b;
	struct buf out;
};

static void zip_put(zipFile z, const char *name, const char *text)
{
	zip_fileinfo info = { .dosDate = 0x58210000 };

	assert_int_equal(zipOpenNewFileInZip64(z, name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6,
	                                       0), ZIP_OK);
	assert_int_equal(zipWriteInFileInZip(z, text, (unsigned)strlen(text)), ZIP_OK);
	assert_int_equal(zipCloseFileInZip(z), ZIP_OK);
}

/* `more` ends with a part without name; a part of a common name takes its place. */
static int book_of(const char *sheet1, const char *sheet2, const struct part *more)
{
	char path[] = "/tmp/jz-test-fill-XXXXXX", copy[65536];
	int at = mkstemp(path), fd = memfd_create("form", 0);
	zipFile z;
	ssize_t n;

	assert_true(at >= 0 && fd >= 0);
	close(at);
	z = zipOpen64(path, APPEND_STATUS_CREATE);
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		bool taken = false;

		for (const struct part *p = more; p && p->name; p++)
			taken |= strcmp(p->name, common[i].name) == 0;
		if (!taken)
			zip_put(z, common[i].name, common[i].text);
	}
	zip_put(z, "xl/worksheets/sheet1.xml", sheet1);
	zip_put(z, "xl/worksheets/sheet2.xml", sheet2 ? sheet2 : DATA(""));
	for (const struct part *p = more; p && p->name; p++)
		zip_put(z, p->name, p->text);
	assert_int_equal(zipClose(z, NULL), ZIP_OK);
	at = open(path, 0);
	while ((n = read(at, copy, sizeof copy)) > 0)
		assert_int_equal(write(fd, copy, (size_t)n), n);
	close(at);
	unlink(path);
	return fd;
}

static enum err opened(struct made *m, int fd)
{
	ctx_init(&m->cx, 0);
	arena_init(&m->a, (size_t)64 << 20);
	buf_init(&m->out, (size_t)64 << 20);
	m->fd = fd;
	return fill_open(&m->cx, &m->a, fd, &m->b);
}

static void done(struct made *m)
{
	buf_free(&m->out);
	arena_free(&m->a);
	ctx_free(&m->cx);
	close(m->fd);
	free(m);
}

static struct made *made(const char *sheet1, const char *sheet2, const struct part *more)
{
	struct made *m = calloc(1, sizeof *m);

	if (opened(m, book_of(sheet1, sheet2, more)) != OK)
		fail_msg("refused with %s at %.*s", m->cx.err.key, STR_FMT(m->cx.err.where));
	return m;
}

/* A part of the workbook as it is now; of the filled one after filled(). */
static const char *part_of(struct made *m, const char *name)
{
	struct str s;
	int i = package_find(m->b.pack, str_of(name));

	if (i < 0)
		return NULL;
	assert_int_equal(package_read(&m->cx, m->b.pack, i, &s), OK);
	return str_z(&m->a, s);
}

/* Fills, and opens what came of it. */
static void filled(struct made *m, const struct fill_edit *e, int n, const struct fill_repeat *rep,
                   bool strip)
{
	struct fill_job job = { .edit = e, .nedit = n, .repeat = rep, .nrepeat = rep ? 1 : 0,
		.strip = strip };
	int fd = memfd_create("filled", 0);

	if (fill_write(&m->cx, &m->b, &job, &m->out) != OK)
		fail_msg("not filled: %s at %.*s", m->cx.err.key, STR_FMT(m->cx.err.where));
	assert_int_equal(write(fd, m->out.p, m->out.n), m->out.n);
	close(m->fd);
	m->fd = fd;
	assert_int_equal(fill_open(&m->cx, &m->a, fd, &m->b), OK);
}

static const struct fill_cell *cell(const struct made *m, int sheet, const char *place)
{
	int32_t row, col;

	assert_true(fill_place(str_of(place), &row, &col));
	for (int i = 0; i < m->b.sheet[sheet].ncell; i++)
		if (m->b.sheet[sheet].cell[i].row == row && m->b.sheet[sheet].cell[i].col == col)
			return &m->b.sheet[sheet].cell[i];
	return NULL;
}

static void cell_is(const struct made *m, const char *place, int kind, const char *text)
{
	const struct fill_cell *c = cell(m, 0, place);

	if (!c)
		fail_msg("%s is not there", place);
	assert_int_equal(c->kind, kind);
	if (!str_eqz(c->text, text))
		fail_msg("%s is \"%.*s\", not \"%s\"", place, STR_FMT(c->text), text);
}

#define EDIT(row, col, kind, z) { 0, (row), (col), (kind), { (z), sizeof(z) - 1 } }

/* ---- what stands in a workbook ---- */

static void cells_are_told(void **state)
{
	struct made *m = made(SHEET("<sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c>"
		"<c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" s=\"1\"/><c r=\"D2\"><v>3.50</v></c></row>"
		"<row><c t=\"inlineStr\"><is><r><t>行</t></r><t> 内</t></is></c><c t=\"str\"><f>A2&amp;1</f>"
		"<v>村1</v></c></row></sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/>"
		"</mergeCells>"), NULL, NULL);

	(void)state;
	assert_int_equal(m->b.nsheet, 2);
	assert_true(str_eqz(m->b.sheet[0].name, "表一") && !m->b.sheet[0].hidden);
	assert_true(str_eqz(m->b.sheet[1].name, "It's two") && m->b.sheet[1].hidden);
	cell_is(m, "A2", FILL_TEXT_CELL, "村");
	cell_is(m, "B2", FILL_TEXT_CELL, "甲乙");
	cell_is(m, "C2", FILL_EMPTY, "");
	assert_true(cell(m, 0, "C2")->percent);
	assert_false(cell(m, 0, "A2")->percent);
	cell_is(m, "D2", FILL_NUMBER, "3.50");
	cell_is(m, "A3", FILL_TEXT_CELL, "行 内");
	cell_is(m, "B3", FILL_FORMULA, "A2&1");
	assert_int_equal(m->b.sheet[0].nmerge, 1);
	done(m);
}

/* ---- filling ---- */

static void nothing_filled_changes_nothing(void **state)
{
	struct made *m = made(DATA("<row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c>"
		"</row>"), NULL, NULL);
	const char *before[16];
	int n = m->b.pack->n;

	(void)state;
	for (int i = 0; i < n; i++)
		before[i] = part_of(m, m->b.pack->part[i].name.p);
	filled(m, NULL, 0, NULL, false);
	assert_int_equal(m->b.pack->n, n);
	for (int i = 0; i < n; i++)
		assert_string_equal(part_of(m, m->b.pack->part[i].name.p), before[i]);
	done(m);
}

/* Style, blanks, unknown attributes and elements, comments: all stay, byte for byte. */
static void only_the_cell_changes(void **state)
{
	static const struct fill_edit e[] = {
		EDIT(1, 0, FILL_NUMBER, "12"), EDIT(1, 1, FILL_TEXT_CELL, "<甲> & \"乙\""),
		EDIT(1, 2, FILL_EMPTY, ""), EDIT(1, 3, FILL_NUMBER, "-0.5"),
	};
	struct made *m = made(SHEET("<cols><col min=\"1\" max=\"2\" width=\"9\"/></cols>\n<sheetData>"
		"<!-- c --><row r=\"1\" ht=\"30\" x:odd=\"1\" xmlns:x=\"u\" >\n <c r=\"A1\" s=\"1\" />"
		"<c s='2'  t=\"s\" r='B1'><v>0</v><extLst><ext/></extLst></c><c r=\"C1\"><v>5</v></c>"
		"<c r=\"D1\" t=\"b\"><v>1</v></c>\n</row></sheetData><printOptions/>"), NULL, NULL);

	(void)state;
	filled(m, e, 4, NULL, false);
	assert_string_equal(part_of(m, "xl/worksheets/sheet1.xml"),
		SHEET("<cols><col min=\"1\" max=\"2\" width=\"9\"/></cols>\n<sheetData>"
		"<!-- c --><row r=\"1\" ht=\"30\" x:odd=\"1\" xmlns:x=\"u\" >\n <c r=\"A1\" s=\"1\" >"
		"<v>12</v></c><c s='2' r='B1' t=\"inlineStr\"><is><t xml:space=\"preserve\">"
		"&lt;甲&gt; &amp; &quot;乙&quot;</t></is><extLst><ext/></extLst></c><c r=\"C1\"/>"
		"<c r=\"D1\"><v>-0.5</v></c>\n</row></sheetData><printOptions/>"));
	cell_is(m, "B1", FILL_TEXT_CELL, "<甲> & \"乙\"");
	done(m);
}

static void cells_and_rows_that_were_not_there(void **state)
{
	static const struct fill_edit e[] = {
		EDIT(1, 1, FILL_NUMBER, "1"), EDIT(2, 0, FILL_NUMBER, "2"), EDIT(2, 2, FILL_NUMBER, "3"),
		EDIT(3, 1, FILL_NUMBER, "4"), EDIT(9, 30, FILL_TEXT_CELL, "末"),
	};
	struct made *m = made(SHEET("<cols><col min=\"2\" max=\"2\" style=\"2\"/></cols><sheetData>"
		"<row r=\"2\" spans=\"2:2\" s=\"1\" customFormat=\"1\"><c r=\"B2\"><v>7</v></c></row>"
		"<row r=\"3\" ht=\"9\"/></sheetData>"), NULL, NULL);

	(void)state;
	filled(m, e, 5, NULL, false);
	assert_string_equal(part_of(m, "xl/worksheets/sheet1.xml"),
		SHEET("<cols><col min=\"2\" max=\"2\" style=\"2\"/></cols><sheetData>"
		"<row r=\"1\"><c r=\"B1\" s=\"2\"><v>1</v></c></row>"
		"<row r=\"2\" s=\"1\" customFormat=\"1\"><c r=\"A2\" s=\"1\"><v>2</v></c><c r=\"B2\"><v>"
		"7</v>"
		"</c><c r=\"C2\" s=\"1\"><v>3</v></c></row><row r=\"3\" ht=\"9\"><c r=\"B3\" s=\"2\"><v>"
		"4</v></c>"
		"</row><row r=\"9\"><c r=\"AE9\" t=\"inlineStr\"><is><t xml:space=\"preserve\">末</t></is>"
		"</c>"
		"</row></sheetData>"));
	done(m);
}

static void an_empty_sheet_with_a_prefix(void **state)
{
	static const struct fill_edit e[] = { EDIT(2, 0, FILL_TEXT_CELL, "新") };
	struct made *m = made("<x:worksheet xmlns:x=\"" NS "\"><x:sheetData/>"
		"</x:worksheet>", NULL, NULL);

	(void)state;
	filled(m, e, 1, NULL, false);
	assert_string_equal(part_of(m, "xl/worksheets/sheet1.xml"),
		"<x:worksheet xmlns:x=\"" NS "\"><x:sheetData><x:row r=\"2\"><x:c r=\"A2\" t=\"inlineStr\">"
		"<x:is><x:t xml:space=\"preserve\">新</x:t></x:is></x:c></x:row></x:sheetData>"
		"</x:worksheet>");
	done(m);
}

/* What a formula came to before is dropped where it may be another number now, and nowhere else. */
static void formulas_forget_old_results(void **state)
{
	static const struct fill_edit e[] = { EDIT(1, 0, FILL_NUMBER, "5") };
	struct made *m = made(DATA("<row r=\"1\"><c r=\"A1\"/><c r=\"B1\" t=\"str\"><f>A1*2</f><v>"
		"9</v></c>"
		"</row>"), DATA("<row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c></row>"), NULL);
	const char *book;

	(void)state;
	filled(m, e, 1, NULL, false);
	assert_non_null(strstr(part_of(m, "xl/worksheets/sheet1.xml"),
		"<c r=\"B1\"><f>A1*2</f></c>"));
	assert_non_null(strstr(part_of(m, "xl/worksheets/sheet2.xml"), "<v>2</v>"));
	book = part_of(m, "xl/workbook.xml");
	assert_non_null(strstr(book, "</definedNames><calcPr fullCalcOnLoad=\"1\"/></workbook>"));
	done(m);
	m = made(DATA("<row r=\"1\"><c r=\"A1\"/></row>"),
		DATA("<row r=\"1\"><c r=\"A1\"><f>SUM(表一!A1)</f><v>2</v></c></row>"), NULL);
	filled(m, e, 1, NULL, false);
	assert_null(strstr(part_of(m, "xl/worksheets/sheet2.xml"), "<v>2</v>"));
	done(m);
}

static void a_formula_is_not_overwritten(void **state)
{
	static const struct fill_edit e[] = { EDIT(1, 0, FILL_NUMBER, "5") };
	struct fill_job job = { .edit = e, .nedit = 1 };
	struct made *m = made(DATA("<row r=\"1\"><c r=\"A1\"><f>1</f></c></row>"), NULL, NULL);

	(void)state;
	assert_int_equal(fill_write(&m->cx, &m->b, &job, &m->out), ERR_CONFLICT);
	assert_string_equal(m->cx.err.key, "fill-formula");
	assert_true(str_eqz(m->cx.err.arg[0], "A1"));
	done(m);
}

static void calc_settings_are_kept(void **state)
{
	static const struct part more[] = { { "xl/workbook.xml", "<workbook xmlns:r=\"" REL "\">"
		"<sheets>"
		"<sheet name=\"a\" r:id=\"r1\"/></sheets><calcPr calcId=\"9\" fullCalcOnLoad=\"0\" "
		"calcMode=\"manual\"/><extLst/></workbook>" }, { NULL, NULL } };
	static const struct fill_edit e[] = { EDIT(1, 0, FILL_NUMBER, "5") };
	struct made *m = made(DATA("<row r=\"1\"><c r=\"A1\"/><c r=\"B1\"><f>A1</f></c>"
		"</row>"), NULL, more);

	(void)state;
	filled(m, e, 1, NULL, false);
	assert_non_null(strstr(part_of(m, "xl/workbook.xml"),
		"<calcPr calcId=\"9\" calcMode=\"manual\" fullCalcOnLoad=\"1\"/><extLst/>"));
	done(m);
}

/* ---- rows put in ---- */

static void formulas_follow_rows(void **state)
{
	static const struct { const char *f, *here, *copy, *there; } rows[] = {
		/* row 5 stands four times: in the sheet, in the third copy, in another sheet */
		{ "A4+A5+A6", "A4+A5+A9", "A4+A7+A9", "A4+A5+A6" },
		{ "SUM(B5:B5)", "SUM(B5:B8)", "SUM(B7:B7)", "SUM(B5:B5)" },
		{ "SUM(B$5:B5)", "SUM(B$5:B8)", "SUM(B$5:B7)", "SUM(B$5:B5)" },
		{ "SUM($B$2:$B$5)/C$6", "SUM($B$2:$B$8)/C$9", "SUM($B$2:$B$5)/C$9", "SUM($B$2:$B$5)/C$6" },
		{ "SUM(B:B,3:6)", "SUM(B:B,3:9)", "SUM(B:B,3:9)", "SUM(B:B,3:6)" },
		{ "\"A6\"&A6", "\"A6\"&A9", "\"A6\"&A9", "\"A6\"&A6" },
		{ "LOG10(6)+A6B+_A6+A6.x", "LOG10(6)+A6B+_A6+A6.x", "LOG10(6)+A6B+_A6+A6.x",
		  "LOG10(6)+A6B+_A6+A6.x" },
		{ "表一!A6+其他!A6+'表一'!B6:B7", "表一!A9+其他!A6+'表一'!B9:B10",
		  "表一!A9+其他!A6+'表一'!B9:B10", "表一!A9+其他!A6+'表一'!B9:B10" },
		{ "表[列6]*[1]S!A6", "表[列6]*[1]S!A6", "表[列6]*[1]S!A6", "表[列6]*[1]S!A6" },
		{ "IF(A1=\"\"\"A6\",A6,1.5E6)", "IF(A1=\"\"\"A6\",A9,1.5E6)", "IF(A1=\"\"\"A6\",A9,1.5E6)",
		  "IF(A1=\"\"\"A6\",A6,1.5E6)" },
	};
	struct row_change c = { STR("表一"), 5, 4 };
	struct buf b = { 0 };

	(void)state;
	buf_init(&b, 4096);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		buf_reset(&b);
		formula_shift(&b, str_of(rows[i].f), &c, STR("表一"), -1);
		assert_string_equal(b.p, rows[i].here);
		buf_reset(&b);
		formula_shift(&b, str_of(rows[i].f), &c, STR("表一"), 2);
		assert_string_equal(b.p, rows[i].copy);
		buf_reset(&b);
		formula_shift(&b, str_of(rows[i].f), &c, STR("别的"), -1);
		assert_string_equal(b.p, rows[i].there);
	}
	buf_reset(&b);
	places_shift(&b, STR("A1:B2 C5 D4:D9"), &c);
	assert_string_equal(b.p, "A1:B2 C5 D4:D12");
	buf_reset(&b);
	formula_move(&b, STR("A1+$A1+A$1+'x'!B2"), 2, 1);
	assert_string_equal(b.p, "B3+$A3+B$1+'x'!C4");
	buf_free(&b);
}

static void a_row_stands_several_times(void **state)
{
	static const struct fill_repeat rep = { 0, 2, 3 };
	static const struct fill_edit e[] = {
		EDIT(2, 0, FILL_NUMBER, "1"), EDIT(3, 0, FILL_NUMBER, "2"),
		EDIT(4, 0, FILL_NUMBER, "3") };
	struct made *m = made(SHEET("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
		"<row r=\"2\" ht=\"20\"><c r=\"A2\" s=\"1\"/><c r=\"B2\" s=\"2\"><f>A2*2</f><v>0</v></c>"
		"</row>"
		"<row r=\"3\"><c r=\"A3\"><f t=\"shared\" ref=\"A3:B3\" si=\"0\">SUM(A2:A2)</f><v>1</v></c>"
		"<c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row></sheetData>"
		"<mergeCells count=\"2\"><mergeCell ref=\"C2:D2\"/><mergeCell ref=\"A5:D5\"/></mergeCells>"
		"<conditionalFormatting sqref=\"A2:A3\"><cfRule><formula>A3&gt;1</formula></cfRule>"
		"</conditionalFormatting><rowBreaks count=\"1\"><brk id=\"3\"/></rowBreaks>"),
		DATA("<row r=\"1\"><c r=\"A1\"><f>表一!B3</f><v>4</v></c></row>"), NULL);

	(void)state;
	filled(m, e, 3, &rep, false);
	assert_string_equal(part_of(m, "xl/worksheets/sheet1.xml"),
		SHEET("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
		"<row r=\"2\" ht=\"20\"><c r=\"A2\" s=\"1\"><v>1</v></c><c r=\"B2\" s=\"2\"><f>A2*2</f>"
		"</c></row>"
		"<row r=\"3\" ht=\"20\"><c r=\"A3\" s=\"1\"><v>2</v></c><c r=\"B3\" s=\"2\"><f>A3*2</f>"
		"</c></row>"
		"<row r=\"4\" ht=\"20\"><c r=\"A4\" s=\"1\"><v>3</v></c><c r=\"B4\" s=\"2\"><f>A4*2</f>"
		"</c></row>"
		"<row r=\"5\"><c r=\"A5\"><f>SUM(A2:A4)</f></c><c r=\"B5\"><f>SUM(B2:B4)</f></c></row>"
		"</sheetData><mergeCells count=\"4\"><mergeCell ref=\"C2:D2\"/><mergeCell ref=\"C3:D3\"/>"
		"<mergeCell ref=\"C4:D4\"/><mergeCell ref=\"A7:D7\"/></mergeCells>"
		"<conditionalFormatting sqref=\"A2:A5\"><cfRule><formula>A5&gt;1</formula></cfRule>"
		"</conditionalFormatting><rowBreaks count=\"1\"><brk id=\"5\"/></rowBreaks>"));
	assert_non_null(strstr(part_of(m, "xl/worksheets/sheet2.xml"), "<f>表一!B5</f></c>"));
	assert_non_null(strstr(part_of(m, "xl/workbook.xml"), "表一!$A$1:$C$11<"));
	assert_null(part_of(m, "xl/calcChain.xml"));
	assert_null(strstr(part_of(m, "[Content_Types].xml"), "calcChain"));
	assert_null(strstr(part_of(m, "xl/_rels/workbook.xml.rels"), "calcChain"));
	done(m);
}

/* ---- comments ---- */

static const struct part noted[] = {
	{ "xl/worksheets/_rels/sheet1.xml.rels", RELS
	  "<Relationship Id=\"c\" Type=\"" REL "/comments\" Target=\"../comments1.xml\"/>"
	  "<Relationship Id=\"v\" Type=\"" REL "/vmlDrawing\" Target=\"../drawings/vml1.vml\"/>"
	  "</Relationships>" },
	{ "xl/comments1.xml", "<comments><commentList><comment ref=\"B2\"><text><r><t>张三:\n</t></r><r>"
	  "<t>jz: count household\nwhere x=1</t></r></text></comment><comment ref=\"C4\"><text><t>请核对"
	  "</t></text></comment></commentList></comments>" },
	{ "xl/drawings/vml1.vml", "<xml xmlns:v=\"v\" xmlns:x=\"x\"><v:shape id=\"1\"><x:ClientData>"
	  "<x:Anchor>1, 2, 1, 2, 3, 4, 5, 6</x:Anchor><x:Row>1</x:Row><x:Column>1</x:Column>"
	  "</x:ClientData>"
	  "</v:shape><v:shape id=\"2\"><x:ClientData><x:Anchor>1,2,3,4,5,6,7,8</x:Anchor><x:Row>"
	  "3</x:Row>"
	  "<x:Column>2</x:Column></x:ClientData></v:shape></xml>" },
	{ NULL, NULL },
};

static void comments_are_told_and_taken_out(void **state)
{
	struct made *m = made(DATA("<row r=\"2\"><c r=\"B2\"/></row>"), NULL, noted);

	(void)state;
	assert_int_equal(m->b.sheet[0].nnote, 2);
	assert_int_equal(m->b.sheet[0].note[0].row, 2);
	assert_int_equal(m->b.sheet[0].note[0].col, 1);
	assert_true(str_eqz(m->b.sheet[0].note[0].text, "张三:\njz: count household\nwhere x=1"));
	assert_true(note_binds(m->b.sheet[0].note[0].text));
	assert_false(note_binds(m->b.sheet[0].note[1].text));
	filled(m, NULL, 0, NULL, true);
	assert_int_equal(m->b.sheet[0].nnote, 1);
	assert_true(str_eqz(m->b.sheet[0].note[0].text, "请核对"));
	assert_null(strstr(part_of(m, "xl/drawings/vml1.vml"), "id=\"1\""));
	assert_non_null(strstr(part_of(m, "xl/drawings/vml1.vml"), "id=\"2\""));
	done(m);
}

static void comments_move_with_their_cells(void **state)
{
	static const struct fill_repeat rep = { 0, 2, 3 };
	struct made *m = made(DATA("<row r=\"2\"><c r=\"B2\"/></row>"), NULL, noted);

	(void)state;
	filled(m, NULL, 0, &rep, false);
	assert_int_equal(m->b.sheet[0].note[0].row, 2);
	assert_int_equal(m->b.sheet[0].note[1].row, 6);
	assert_non_null(strstr(part_of(m, "xl/drawings/vml1.vml"),
		"<x:Anchor>1, 2, 5, 4, 5, 6, 9, 8</x:Anchor><x:Row>5</x:Row>"));
	done(m);
}

/* ---- what is refused ---- */

static void refused(int fd, const char *key)
{
	struct made *m = calloc(1, sizeof *m);
	enum err e = opened(m, fd);

	if (e != ERR_INPUT || strcmp(m->cx.err.key, key) != 0)
		fail_msg("%d %s, expected %s", e, e ? m->cx.err.key : "taken", key);
	done(m);
}

static void hostile_workbooks_are_refused(void **state)
{
	static const struct part macros[] = { { "xl/vbaProject.bin", "x" }, { NULL, NULL } };
	static const struct part links[] = { { "xl/externalLinks/externalLink1.xml", "<a/>" },
		{ NULL, NULL } };
	static const struct part ole[] = { { "xl/embeddings/oleObject1.bin", "x" }, { NULL, NULL } };
	static const struct part slip[] = { { "xl/../../etc/passwd", "x" }, { NULL, NULL } };
	static const struct part twice[] = { { "XL/Media/Picture.bin", "x" }, { NULL, NULL } };
	char deep[4096] = "<worksheet>";

	(void)state;
	refused(book_of(DATA(""), NULL, macros), "fill-macros");
	refused(book_of(DATA(""), NULL, links), "fill-links");
	refused(book_of(DATA(""), NULL, ole), "fill-embedded");
	refused(book_of(DATA(""), NULL, slip), "xlsx-zip-name");
	refused(book_of(DATA(""), NULL, twice), "xlsx-zip-twice");
	refused(book_of("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet>&b;</worksheet>", NULL, NULL),
		"fill-xml-doctype");
	refused(book_of("<?xml version=\"1.0\" encoding=\"GBK\"?><worksheet/>", NULL, NULL),
		"fill-xml-encoding");
	refused(book_of("<worksheet><sheetData><row>", NULL, NULL), "fill-xml-bad");
	refused(book_of("<worksheet/>", NULL, NULL), "fill-no-cells");
	for (int i = 0; i < 100; i++)
		strncat(deep, "<a>", sizeof deep - strlen(deep) - 1);
	refused(book_of(deep, NULL, NULL), "fill-xml-deep");
	refused(book_of(DATA("<row r=\"2\"/><row r=\"1\"/>"), NULL, NULL), "fill-rows-order");
	refused(book_of(DATA("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"), NULL, NULL),
		"fill-cells-order");
	refused(book_of(DATA("<row r=\"1\"><c r=\"A2\"/></row>"), NULL, NULL), "fill-cells-order");
	refused(book_of(DATA("<row r=\"1\"><c r=\"ZZZZ1\"/></row>"), NULL, NULL), "fill-cells-order");
}

/* One relationship more of the first sheet, or one content type. */
static void refused_by_type(const char *rels, const char *types, const char *key)
{
	const struct part more[] = {
		{ "xl/worksheets/_rels/sheet1.xml.RELS", rels ? rels : RELS "</Relationships>" },
		{ "[Content_Types].xml", types ? types : "<Types/>" }, { "xl/m/e.xml", "<a/>" },
		{ NULL, NULL } };

	if (key)
		refused(book_of(DATA(""), NULL, more), key);
	else
		done(made(DATA(""), NULL, more));
}

/* A macro is one wherever it lies and whatever its name: what leads to it and its type say so. */
static void what_is_active_is_known_by_its_type(void **state)
{
#define LEADS(type, more) \
	RELS "<Relationship Id=\"r1\" Type=\"" type "\" " more "/></Relationships>"
#define MS "http://schemas.microsoft.com/office/2006/relationships"
#define HERE "Target=\"../m/e.xml\""
#define TYPE(t) "<Types><Override PartName=\"/xl/m/e.xml\" ContentType=\"" t "\"/></Types>"
	static const struct { const char *rels, *key; } by_rels[] = {
		{ LEADS(MS "/vbaProject", HERE), "fill-macros" },
		{ LEADS(MS "/VBAPROJECT", HERE), "fill-macros" },
		{ LEADS(MS "/xlMacrosheet", HERE), "fill-macros" },
		{ LEADS(REL "/dialogsheet", HERE), "fill-macros" },
		{ LEADS(REL "/externalLink", HERE), "fill-links" },
		{ LEADS(REL "/connections", HERE), "fill-links" },
		{ LEADS(REL "/image", "Target=\"http://a/b.png\" TargetMode=\"External\""), "fill-links" },
		{ LEADS("http://purl.oclc.org/ooxml/officeDocument/relationships/oleObject", HERE),
		  "fill-embedded" },
		{ LEADS(REL "/package", HERE), "fill-embedded" },
		{ LEADS(REL "/control", HERE), "fill-embedded" },
		{ LEADS(REL "/hyperlink", "Target=\"http://a/b\" TargetMode=\"External\""), NULL },
		{ LEADS(REL "/image", HERE), NULL },
		{ LEADS(REL "/printerSettings", HERE), NULL },
	};
	static const struct { const char *types, *key; } by_types[] = {
		{ TYPE("application/vnd.ms-office.vbaProject"), "fill-macros" },
		{ TYPE("application/vnd.ms-excel.sheet.MacroEnabled.main+xml"), "fill-macros" },
		{ "<Types><Default Extension=\"xml\" ContentType=\"application/vnd.openxmlformats-"
		  "officedocument.spreadsheetml.externalLink+xml\"/></Types>", "fill-links" },
		{ TYPE("application/vnd.openxmlformats-officedocument.oleObject"), "fill-embedded" },
		{ TYPE("application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"),
		  NULL },
	};
	static const struct part named[] = { { "xl/VBAproject.bin", "x" }, { NULL, NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof by_rels / sizeof by_rels[0]; i++)
		refused_by_type(by_rels[i].rels, NULL, by_rels[i].key);
	for (size_t i = 0; i < sizeof by_types / sizeof by_types[0]; i++)
		refused_by_type(NULL, by_types[i].types, by_types[i].key);
	refused(book_of(DATA(""), NULL, named), "fill-macros");
}

static void what_is_no_workbook_is_refused(void **state)
{
	static const struct part none[] = {
		{ "_rels/.rels", RELS "</Relationships>" }, { NULL, NULL } };
	static const struct part empty[] = { { "xl/workbook.xml", "<workbook/>" }, { NULL, NULL } };
	int fd = memfd_create("text", 0);

	(void)state;
	refused(fd, "fill-not-xlsx");
	fd = memfd_create("text", 0);
	assert_int_equal(write(fd, "a,b\n1,2\n", 8), 8);
	refused(fd, "fill-not-xlsx");
	done(made(DATA(""), NULL, none));       /* says nothing of its workbook, but has one */
	refused(book_of(DATA(""), NULL, empty), "fill-no-sheet");
}

/* 30 MB of blanks in 30 KB: more than the part may say, before anything of it is kept. */
static void a_bomb_is_refused(void **state)
{
	char *big = calloc(1, (30 << 20) + 1);

	(void)state;
	memset(big, ' ', 30 << 20);
	refused(book_of(big, NULL, NULL), "xlsx-zip-ratio");
	free(big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_told),
		cmocka_unit_test(nothing_filled_changes_nothing),
		cmocka_unit_test(only_the_cell_changes),
		cmocka_unit_test(cells_and_rows_that_were_not_there),
		cmocka_unit_test(an_empty_sheet_with_a_prefix),
		cmocka_unit_test(formulas_forget_old_results),
		cmocka_unit_test(a_formula_is_not_overwritten),
		cmocka_unit_test(calc_settings_are_kept),
		cmocka_unit_test(formulas_follow_rows),
		cmocka_unit_test(a_row_stands_several_times),
		cmocka_unit_test(comments_are_told_and_taken_out),
		cmocka_unit_test(comments_move_with_their_cells),
		cmocka_unit_test(hostile_workbooks_are_refused),
		cmocka_unit_test(what_is_active_is_known_by_its_type),
		cmocka_unit_test(what_is_no_workbook_is_refused),
		cmocka_unit_test(a_bomb_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
