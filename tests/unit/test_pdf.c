/* Pages: what stands on them is read back with pdftotext by tests/cli/paper.sh. Here: that they
 * break and are counted, that bytes follow from the blocks, that hostile texts stay bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/os.h"
#include "fmt/pdf.h"

static const char font[] = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";

/* What the libraries keep for themselves ends with the child. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango\nleak:libcairo\nleak:libglib\nleak:libgobject\n";
}

struct made {
	struct ctx cx;
	struct buf pdf;
	struct pdf *p;
};

static enum err begin(struct made *m)
{
	const char *const fonts[] = { font, NULL };
	struct pdf_sheet s = { .title = STR("表"), .head = STR("青山县"), .foot = STR("制表"),
		.qr = STR("jingzhun:paper/x") };

	ctx_init(&m->cx, (size_t)64 << 20);
	buf_init(&m->pdf, PDF_BYTES);
	TRY(pdf_begin(&m->cx, fonts, 1, &m->pdf, &m->p));
	return pdf_sheet(&m->cx, m->p, &s);
}

static void end(struct made *m)
{
	pdf_free(m->p);
	buf_free(&m->pdf);
	ctx_free(&m->cx);
}

static enum err text(struct made *m, enum pdf_kind kind, struct str s)
{
	struct pdf_cell c = { s, PDF_INDENT, 1 };

	return pdf_block(&m->cx, m->p, &(struct pdf_block){ .kind = kind,
	                   .style = PDF_INDENT, .ncol = 1, .cell = &c, .ncell = 1 });
}

static enum err table(struct made *m, int rows, struct str s)
{
	struct pdf_cell *c = calloc((size_t)(rows + 1) * 3, sizeof *c);
	struct pdf_block b = { .kind = PDF_TABLE, .ncol = 3, .width = { 1, 2, 3 }, .head = 1,
		.cell = c, .ncell = (rows + 1) * 3 };
	enum err e;

	for (int i = 0; i < b.ncell; i++)
		c[i] = (struct pdf_cell){ i < 3 ? STR("列") : s, i < 3 ? PDF_LABEL : PDF_LEFT, 1 };
	e = pdf_block(&m->cx, m->p, &b);
	free(c);
	return e;
}

static int pages(int rows, struct str s)
{
	struct made m;
	int n;

	assert_int_equal(begin(&m), OK);
	assert_int_equal(table(&m, rows, s), OK);
	assert_int_equal(pdf_end(&m.cx, m.p), OK);
	assert_memory_equal(m.pdf.p, "%PDF-", 5);
	n = pdf_pages(m.p);
	end(&m);
	return n;
}

static void tables_go_on_on_the_next_page(void **state)
{
	(void)state;
	assert_int_equal(pages(1, STR("王")), 1);
	assert_int_equal(pages(20, STR("王")), 1);
	assert_int_equal(pages(100, STR("王")), 3);
}

static void a_paragraph_goes_on_on_the_next_page(void **state)
{
	struct buf b = { 0 };
	struct made m;

	(void)state;
	buf_init(&b, 1 << 16);
	for (int i = 0; i < 3500; i++)
		buf_addz(&b, "如");
	assert_int_equal(begin(&m), OK);
	assert_int_equal(text(&m, PDF_TEXT, buf_str(&b)), OK);
	assert_int_equal(pdf_end(&m.cx, m.p), OK);
	assert_int_equal(pdf_pages(m.p), 3);
	end(&m);
	buf_free(&b);
}

static void a_row_higher_than_a_page_is_cut(void **state)
{
	char *lines = calloc(1, 20001);

	(void)state;
	for (int i = 0; i < 20000; i++)
		lines[i] = i % 2 ? '\n' : 'x';
	assert_int_equal(pages(1, str_of(lines)), 1);
	memset(lines, 'x', 20000);
	assert_in_range(pages(1, str_of(lines)), 1, 2);
	free(lines);
}

/* Nothing in a text turns directions, drives a reader or ends a page's instructions. */
static void hostile_texts_are_texts(void **state)
{
	static const char *const bad[] = { "\xE2\x80\xAE" "evil", "\x1B[31m\x07\x01",
		"\xFF\xFE\xC3\x28",
		") Tj ET Q << >> endstream", "%s%n\\", "\xEF\xB8\x8F\xF3\xA0\x84\x80", "" };
	struct made m;
	int n;

	(void)state;
	assert_int_equal(begin(&m), OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		for (int k = PDF_TITLE; k <= PDF_NOTE; k++)
			assert_int_equal(text(&m, (enum pdf_kind)k, str_of(bad[i])), OK);
	assert_int_equal(pdf_end(&m.cx, m.p), OK);
	pdf_missing(m.p, &n);
	assert_int_equal(n, 0);
	end(&m);
}

static void what_no_font_has_is_named(void **state)
{
	const int32_t *missing;
	struct made m;
	int n;

	(void)state;
	assert_int_equal(begin(&m), OK);
	assert_int_equal(text(&m, PDF_TEXT, STR("王\xF0\xAA\x9A\xA5\xF0\xAA\x9A\xA5")), OK);
	assert_int_equal(pdf_end(&m.cx, m.p), OK);
	missing = pdf_missing(m.p, &n);
	assert_int_equal(n, 1);
	assert_int_equal(missing[0], 0x2A6A5);
	end(&m);
}

static void the_same_blocks_give_the_same_bytes(void **state)
{
	struct made m[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(begin(&m[i]), OK);
		assert_int_equal(text(&m[i], PDF_TITLE, STR("申请书")), OK);
		assert_int_equal(table(&m[i], 50, STR("如实填写")), OK);
		assert_int_equal(pdf_end(&m[i].cx, m[i].p), OK);
		os_test_clock(1700000000000 + i * 86400000);
	}
	assert_int_equal(m[0].pdf.n, m[1].pdf.n);
	assert_memory_equal(m[0].pdf.p, m[1].pdf.p, m[0].pdf.n);
	os_test_clock(0);
	end(&m[0]);
	end(&m[1]);
}

static void too_many_pages_are_refused(void **state)
{
	struct made m;
	enum err e = OK;

	(void)state;
	assert_int_equal(begin(&m), OK);
	for (int i = 0; i <= PDF_PAGES && e == OK; i++) {
		e = text(&m, PDF_TEXT, STR("x"));
		if (e == OK)
			e = pdf_block(&m.cx, m.p, &(struct pdf_block){ .kind = PDF_PAGE });
	}
	assert_int_equal(e, ERR_LIMIT);
	assert_string_equal(m.cx.err.key, "paper-large");
	end(&m);
}

static void fonts_that_would_lose_characters_are_refused(void **state)
{
	const char *const none[] = { NULL }, *const odd[] = { "/dev/null", font, NULL };
	struct ctx cx;
	struct buf pdf;
	struct pdf *p;

	(void)state;
	ctx_init(&cx, 1 << 20);
	buf_init(&pdf, 1 << 20);
	assert_int_equal(pdf_begin(&cx, none, 0, &pdf, &p), ERR_NOTFOUND);
	assert_string_equal(cx.err.key, "paper-no-font");
	err_clear(&cx);
	pdf_free(p);
	assert_int_equal(pdf_begin(&cx, odd, 1, &pdf, &p), ERR_NOTFOUND);
	assert_string_equal(cx.err.key, "paper-font");
	pdf_free(p);
	buf_free(&pdf);
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_go_on_on_the_next_page),
		cmocka_unit_test(a_paragraph_goes_on_on_the_next_page),
		cmocka_unit_test(a_row_higher_than_a_page_is_cut),
		cmocka_unit_test(hostile_texts_are_texts),
		cmocka_unit_test(what_no_font_has_is_named),
		cmocka_unit_test(the_same_blocks_give_the_same_bytes),
		cmocka_unit_test(too_many_pages_are_refused),
		cmocka_unit_test(fonts_that_would_lose_characters_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
