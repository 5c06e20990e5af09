/* Any package, or any part in a good package: refused with words, or every sheet can be read, in
 * any order of rows, as valid UTF-8 within the limits.
 *
 * What begins with "PK" is a file. Anything else: the first byte chooses the part that the rest is
 * put in for (s: sheet, t: shared strings, y: styles, w: workbook, r: its relations), stored, so
 * that no checksum keeps the fuzzer out. A sheet is read twice, the second time with a comment in
 * front of its rows, which takes the fast way from it: both must say the same. */
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/rows.h"
#include "fmt/table.h"
#include "fmt/xlsx.h"

#include "../tools/zip_box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void stored(struct zip_box *z, const char *name, const void *p, size_t n)
{
	struct zip_part as = zip_describe(name, p, n);

	as.method = 0;
	as.packed = as.size;
	as.crc = (uint32_t)crc32(0, p, (uInt)n);
	zip_raw(z, &as, p, n);
}

static void package(struct zip_box *z, uint8_t which, const void *p, size_t n)
{
	static const char *const part[][2] = {
		{ "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c>"
		  "<c t=\"s\"><v>1</v></c><c s=\"1\"><v>1</v></c><c s=\"2\"><v>42588.5</v></c></row>"
		  "</sheetData></worksheet>" },
		{ "xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>b</t></si></sst>" },
		{ "xl/styles.xml", "<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
		  "</cellXfs></styleSheet>" },
		{ "xl/workbook.xml", ZIP_WORKBOOK("<sheet name=\"a\" r:id=\"r1\"/>") },
		{ "xl/_rels/workbook.xml.rels", ZIP_RELS(ZIP_REL("r1", "worksheet", "worksheets/sheet1.xml")
		  ZIP_REL("r2", "styles", "styles.xml") ZIP_REL("r3", "sharedStrings",
		                                                "sharedStrings.xml")) },
	};
	static const char letters[] = "stywr";

	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		if (which == letters[i])
			stored(z, part[i][0], p, n);
		else
			stored(z, part[i][0], part[i][1], strlen(part[i][1]));
	zip_end(z);
}

static void rows_are_sound(struct ctx *cx, struct table *t)
{
	int64_t rows = table_rows(t);
	const struct table_merge *m;
	int n;

	assert(rows >= 0 && rows <= ROWS_MAX);
	for (int64_t i = 0; i < rows && i < 60; i++) {
		int64_t row = i < 40 ? rows - i : i - 39;
		const uint8_t *mark;
		struct str *cell, one;
		enum err e;

		if (row < 1)
			continue;
		e = table_record(cx, t, row, &cell, &mark, &n);
		assert(e == OK && n <= ROWS_COLUMNS);
		for (int k = 0; k < n; k++)
			assert(utf8_valid(cell[k]) && cell[k].n <= ROWS_CELL_MAX);
		for (int k = 0; k < n && k < 4; k++) {
			struct str copy = str_dup(&cx->arena, cell[k]);

			e = table_cell(cx, t, row, k, &one);
			assert(e == OK && str_eq(one, copy));
			e = table_record(cx, t, row, &cell, &mark, &n);
			assert(e == OK);
		}
	}
	m = table_merges(t, &n);
	for (int i = 0; i < n; i++)
		assert(m[i].row >= 1 && m[i].row_end >= m[i].row && m[i].col >= 0 &&
		       m[i].col_end >= m[i].col && m[i].col_end < XLSX_COLUMNS);
}

static struct table *opened(struct ctx *cx, struct zip_box *z, int *fd)
{
	struct table *t = NULL;
	enum err e;

	*fd = memfd_create("fuzz", 0);
	assert(*fd >= 0 && write(*fd, z->p ? z->p : (const void *)"", z->n) == (ssize_t)z->n);
	zip_free(z);
	ctx_init(cx, 0);
	e = table_open(cx, *fd, -1, &t);
	assert(e == OK || e == ERR_INPUT || e == ERR_LIMIT);
	return t;
}

static void told(struct ctx *cx, enum err e)
{
	assert(e == ERR_INPUT || e == ERR_LIMIT);
	assert(msg_text(LANG_EN, cx->err.key) != cx->err.key && utf8_valid(cx->err.where));
	err_clear(cx);
}

static void same_rows(struct ctx *cx, struct table *a, struct table *b)
{
	int64_t rows = table_rows(a);

	assert(rows == table_rows(b));
	for (int64_t row = 1; row <= rows && row <= 60; row++) {
		const uint8_t *ma, *mb;
		struct str *ca, *cb;
		int na, nb;
		enum err e = table_record(cx, a, row, &ca, &ma, &na);

		assert(e == OK);
		e = table_record(cx, b, row, &cb, &mb, &nb);
		assert(e == OK && na == nb && !ma == !mb);
		for (int i = 0; i < na; i++)
			assert(str_eq(ca[i], cb[i]) && (!ma || ma[i] == mb[i]));
	}
}

/* The sheet with and without a comment before its first row. */
static void both_ways(const uint8_t *data, size_t size)
{
	static const char tag[] = "<sheetData>";
	static struct zip_box z;
	const uint8_t *at = memmem(data, size, tag, sizeof tag - 1);
	size_t head = at ? (size_t)(at - data) + sizeof tag - 1 : 0;
	struct buf slow = { 0 };
	struct ctx ca, cb;
	struct table *a, *b;
	enum err ea, eb;
	int fa, fb;

	if (!at)
		return;
	buf_init(&slow, size + 100);
	buf_add(&slow, data, head);
	buf_addz(&slow, "<!---->");
	buf_add(&slow, data + head, size - head);
	package(&z, 's', data, size);
	a = opened(&ca, &z, &fa);
	package(&z, 's', slow.p, slow.n);
	b = opened(&cb, &z, &fb);
	assert(a && b);
	ea = table_choose(&ca, a, 0);
	eb = table_choose(&cb, b, 0);
	assert(ea == eb);
	if (ea == OK)
		same_rows(&ca, a, b);
	else
		assert(!strcmp(ca.err.key, cb.err.key) && str_eq(ca.err.where, cb.err.where));
	table_close(a);
	table_close(b);
	close(fa);
	close(fb);
	ctx_free(&ca);
	ctx_free(&cb);
	buf_free(&slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct zip_box z;
	struct table *t;
	struct ctx cx;
	enum err e;
	int fd;

	if (size >= 2 && data[0] == 'P' && data[1] == 'K')
		zip_bytes(&z, data, size);
	else if (size && data[0] == 's')
		both_ways(data + 1, size - 1);
	if (size && data[0] != 'P')
		package(&z, data[0], data + 1, size - 1);
	t = opened(&cx, &z, &fd);
	if (!t)
		told(&cx, cx.err.kind);
	for (int i = 0; t && i < table_sheets(t) && i < 3; i++) {
		assert(utf8_valid(table_sheet_name(t, i)));
		e = table_choose(&cx, t, i);
		if (e == OK)
			rows_are_sound(&cx, t);
		else
			told(&cx, e);
	}
	table_close(t);
	ctx_free(&cx);
	close(fd);
	return 0;
}
