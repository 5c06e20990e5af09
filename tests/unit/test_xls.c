/* XLS workbooks: what offices have in them is read as it was meant, and what is broken is refused
 * before a row of it is used. The workbooks are made here (tests/tools/xls_book.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "../tools/ole_box.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/ole.h"
#include "fmt/table.h"

struct open_file {
	struct ctx cx;
	struct table *t;
	enum err e;
	int fd;
};

static int file_of(const void *p, size_t n)
{
	int fd = memfd_create("book", MFD_CLOEXEC);

	assert_true(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	return fd;
}

/* Opens the file and reads its first sheet. */
static void open_bytes(struct open_file *o, const void *p, size_t n)
{
	*o = (struct open_file){ .fd = file_of(p, n) };
	ctx_init(&o->cx, 0);
	o->e = table_open(&o->cx, o->fd, -1, &o->t);
	if (o->e == OK)
		o->e = table_choose(&o->cx, o->t, 0);
}

static void open_book(struct open_file *o, struct book *b)
{
	struct box x = { .shift = 9 };
	struct bytes file = book_file(b, &x);

	open_bytes(o, file.p, file.n);
	free(file.p);
	book_free(b);
	if (o->e != OK)
		fail_msg("%s at %.*s", o->cx.err.key, STR_FMT(o->cx.err.where));
}

static void done(struct open_file *o)
{
	table_close(o->t);
	ctx_free(&o->cx);
	close(o->fd);
}

static void cell_is(struct open_file *o, int64_t row, int col, const char *text, int marks)
{
	struct str *cells;
	const uint8_t *m;
	int n;

	assert_int_equal(table_record(&o->cx, o->t, row, &cells, &m, &n), OK);
	if (!*text) {
		assert_true(col >= n || !cells[col].n);
		return;
	}
	if (col >= n || !str_eqz(cells[col], text) || (m ? m[col] : 0) != marks)
		fail_msg("row %d column %d: \"%.*s\" marks %d, not \"%s\" marks %d", (int)row, col,
		         col < n ? (int)cells[col].n : 0, col < n ? cells[col].p : "",
		         m && col < n ? m[col] : 0, text, marks);
}

#define REFUSED(o, name, place) do { \
	assert_int_equal((o)->e, ERR_INPUT); \
	assert_string_equal((o)->cx.err.key, name); \
	if (!str_eqz((o)->cx.err.where, place)) \
		fail_msg("at \"%.*s\", not \"%s\"", STR_FMT((o)->cx.err.where), place); \
} while (0)

/* ---- what is read ---- */

static void a_list_of_persons(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "名单", 0);

	(void)state;
	book_format(&b, 0, NULL);
	cell_text(&b, s, 0, 0, "姓名");
	cell_text(&b, s, 0, 1, "证件号码");
	cell_text(&b, s, 1, 0, "王·小 明");
	cell_text(&b, s, 1, 1, "110101199003071234");
	cell_label(&b, s, 1, 3, "Ünïcode 𠀀");
	cell_text(&b, s, 4, 2, "后面");
	open_book(&o, &b);
	assert_int_equal(table_kind(o.t), TABLE_XLS);
	assert_true(str_eqz(table_encoding(o.t), "XLS"));
	assert_int_equal(table_rows(o.t), 5);
	cell_is(&o, 1, 0, "姓名", 0);
	cell_is(&o, 2, 0, "王·小 明", 0);
	cell_is(&o, 2, 1, "110101199003071234", 0);
	cell_is(&o, 2, 2, "", 0);
	cell_is(&o, 2, 3, "Ünïcode 𠀀", 0);
	cell_is(&o, 3, 0, "", 0);
	cell_is(&o, 5, 2, "后面", 0);
	done(&o);
}

static void numbers_days_yes_and_errors(void **state)
{
	static const uint32_t many[] = { 3u << 2 | 2, 280050u << 2 | 3, 42588u << 2 | 2 };
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned plain = book_format(&b, 0, NULL), day = book_format(&b, 14, NULL);
	unsigned zh = book_format(&b, 31, NULL), own = book_format(&b, 176, "yyyy\\.m\\.d");
	unsigned money = book_format(&b, 177, "#,##0.00\"元\""), hour = book_format(&b, 20, NULL);
	unsigned both = book_format(&b, 22, NULL), code = book_format(&b, 178, "000000");

	(void)state;
	cell_number(&b, s, 0, 0, plain, 2800.5);
	cell_number(&b, s, 0, 1, day, 42588);
	cell_number(&b, s, 0, 2, zh, 42588.5);
	cell_rk(&b, s, 0, 3, own, rk_int(42588, false));
	cell_number(&b, s, 0, 4, money, 1234.5);
	cell_number(&b, s, 0, 5, plain, 110101199003071234.0);
	cell_number(&b, s, 0, 6, hour, 0.5);
	cell_number(&b, s, 0, 7, day, -3);
	cell_many(&b, s, 1, 2, plain, many, 3);
	cell_boolerr(&b, s, 2, 0, 1, false);
	cell_boolerr(&b, s, 2, 1, 0, false);
	cell_boolerr(&b, s, 2, 2, 0x2A, true);
	cell_boolerr(&b, s, 2, 3, 0x17, true);
	cell_number(&b, s, 2, 4, 999, 7);       /* an XF that is not there */
	cell_rk(&b, s, 2, 5, day, rk_real(42588, false));
	cell_number(&b, s, 2, 6, plain, 1e200);
	cell_number(&b, s, 2, 7, both, 42588.5);
	cell_number(&b, s, 2, 8, code, 421);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "2800.5", TABLE_NUMBER);
	cell_is(&o, 1, 1, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 2, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 3, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 4, "1234.5", TABLE_NUMBER);
	cell_is(&o, 1, 5, "110101199003071230", TABLE_NUMBER | TABLE_LOST);
	cell_is(&o, 1, 6, "12:00:00", TABLE_DATE);
	cell_is(&o, 1, 7, "-3", TABLE_NUMBER);
	cell_is(&o, 2, 1, "", 0);
	cell_is(&o, 2, 2, "3", TABLE_NUMBER);
	cell_is(&o, 2, 3, "2800.5", TABLE_NUMBER);
	cell_is(&o, 2, 4, "42588", TABLE_NUMBER);
	cell_is(&o, 3, 0, "TRUE", TABLE_BOOL);
	cell_is(&o, 3, 1, "FALSE", TABLE_BOOL);
	cell_is(&o, 3, 2, "#N/A", TABLE_ERROR);
	cell_is(&o, 3, 3, "#REF!", TABLE_ERROR);
	cell_is(&o, 3, 4, "7", TABLE_NUMBER);
	cell_is(&o, 3, 5, "2016-08-06", TABLE_DATE);
	cell_is(&o, 3, 6, "#NUM!", TABLE_ERROR);
	cell_is(&o, 3, 7, "2016-08-06 12:00:00", TABLE_DATE);
	cell_is(&o, 3, 8, "000421", TABLE_NUMBER);
	done(&o);
}

static void days_since_1904(void **state)
{
	struct book b = { .since1904 = true };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned day = book_format(&b, 14, NULL);

	(void)state;
	cell_number(&b, s, 0, 0, day, 41126);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "2016-08-06", TABLE_DATE);
	done(&o);
}

static void formulas_give_their_last_result(void **state)
{
	static const unsigned char shared_formula[10] = { 0 };
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned plain = book_format(&b, 0, NULL), day = book_format(&b, 14, NULL);
	unsigned char text_result[8] = { 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
	struct bytes r = { 0 };

	(void)state;
	cell_formula_number(&b, s, 0, 0, plain, 46.5);
	cell_formula_number(&b, s, 0, 1, day, 42588);
	cell_formula_other(&b, s, 0, 2, 0, 0, "贫困户");
	cell_formula_other(&b, s, 0, 3, 1, 1, NULL);
	cell_formula_other(&b, s, 0, 4, 2, 0x07, NULL);
	cell_formula_other(&b, s, 0, 5, 3, 0, NULL);
	/* What a range of formulas shares stands between the formula and its text. */
	cell_formula(&b, s, 1, 0, 0, text_result);
	record(&b.sheet[s].cells, 0x04BC, shared_formula, sizeof shared_formula);
	put_chars(&r, "甲", 2);
	record(&b.sheet[s].cells, 0x0207, r.p, r.n);
	free(r.p);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "46.5", TABLE_NUMBER | TABLE_FORMULA);
	cell_is(&o, 1, 1, "2016-08-06", TABLE_DATE | TABLE_FORMULA);
	cell_is(&o, 1, 2, "贫困户", TABLE_FORMULA);
	cell_is(&o, 1, 3, "TRUE", TABLE_BOOL | TABLE_FORMULA);
	cell_is(&o, 1, 4, "#DIV/0!", TABLE_ERROR | TABLE_FORMULA);
	cell_is(&o, 1, 5, "", 0);
	cell_is(&o, 2, 0, "甲", TABLE_FORMULA);
	done(&o);
}

/* Texts that fill many records: every place where one can be cut comes up. */
static void texts_cut_by_records(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	char text[800];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "%u%.*s%s", i, (int)(i % 97) * 3,
		         "云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇"
		         "丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县"
		         "青山镇丰坝村云溪县青山镇丰坝村",
		         i % 5 ? "" : "😀");
		cell_shared(&b, s, i, i % 7, book_shared(&b, text, i % 3 ? 0 : i % 11, i % 13));
	}
	for (unsigned i = 0; i < 300; i++) {
		snprintf(text, sizeof text, "%0*u", 400 + (int)i, i);
		cell_shared(&b, s, 3000 + i, 0, book_shared(&b, text, 0, 0));
	}
	open_book(&o, &b);
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "%u%.*s%s", i, (int)(i % 97) * 3,
		         "云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇"
		         "丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县"
		         "青山镇丰坝村云溪县青山镇丰坝村",
		         i % 5 ? "" : "😀");
		cell_is(&o, i + 1, (int)(i % 7), text, 0);
	}
	for (unsigned i = 0; i < 300; i++) {
		snprintf(text, sizeof text, "%0*u", 400 + (int)i, i);
		cell_is(&o, 3001 + i, 0, text, 0);
	}
	done(&o);
}

static void sheets_have_names_and_may_hide(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s, chart, n;
	static const unsigned char bof[16] = { 0, 6, 0x20, 0 };

	(void)state;
	s = book_sheet(&b, "说明", 0);
	cell_text(&b, s, 0, 0, "填表说明");
	chart = book_sheet(&b, "图表", 0);
	b.sheet[chart].type = 2;
	s = book_sheet(&b, "Sheet 2", 1);
	/* A chart inside a sheet has cells of its own, which are not the sheet's. */
	record(&b.sheet[s].cells, 0x0809, bof, sizeof bof);
	cell_text(&b, s, 7, 7, "图中");
	record(&b.sheet[s].cells, 0x000A, NULL, 0);
	cell_text(&b, s, 0, 0, "藏");
	s = book_sheet(&b, "更深", 2);
	cell_text(&b, s, 0, 0, "更");
	sheet_merge(&b, s, 0, 1, 2, 5);
	sheet_merge(&b, s, 3, 3, 0, 255);
	open_book(&o, &b);
	assert_int_equal(table_sheets(o.t), 3);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "说明"));
	assert_true(str_eqz(table_sheet_name(o.t, 1), "Sheet 2"));
	assert_false(table_sheet_hidden(o.t, 0));
	assert_true(table_sheet_hidden(o.t, 1) && table_sheet_hidden(o.t, 2));
	cell_is(&o, 1, 0, "填表说明", 0);
	assert_int_equal(table_choose(&o.cx, o.t, 1), OK);
	assert_int_equal(table_rows(o.t), 1);
	cell_is(&o, 1, 0, "藏", 0);
	table_merges(o.t, &n);
	assert_int_equal(n, 0);
	assert_int_equal(table_choose(&o.cx, o.t, 2), OK);
	cell_is(&o, 1, 0, "更", 0);
	{
		const struct table_merge *m = table_merges(o.t, &n);

		assert_int_equal(n, 2);
		assert_true(m[0].row == 1 && m[0].row_end == 2 && m[0].col == 2 && m[0].col_end == 5);
		assert_true(m[1].row == 4 && m[1].row_end == 4 && m[1].col == 0 && m[1].col_end == 255);
	}
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);      /* and back */
	cell_is(&o, 1, 0, "填表说明", 0);
	assert_int_equal(table_choose(&o.cx, o.t, 3), ERR_NOTFOUND);
	done(&o);
}

static void excel_5_in_gbk(void **state)
{
	struct book b = { .biff5 = true, .codepage = 936 };
	struct open_file o;
	int s = book_sheet(&b, "贫困户名单", 0);
	unsigned day;

	(void)state;
	book_format(&b, 0, NULL);
	day = book_format(&b, 200, "yyyy\"年\"m\"月\"");
	cell_text(&b, s, 0, 0, "户主姓名");
	cell_text(&b, s, 1, 0, "王大山");
	cell_number(&b, s, 1, 1, day, 42588);
	cell_formula_other(&b, s, 1, 2, 0, 0, "脱贫");
	open_book(&o, &b);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "贫困户名单"));
	cell_is(&o, 1, 0, "户主姓名", 0);
	cell_is(&o, 2, 0, "王大山", 0);
	cell_is(&o, 2, 1, "2016-08-06", TABLE_DATE);
	cell_is(&o, 2, 2, "脱贫", TABLE_FORMULA);
	done(&o);
}

static void other_code_pages_are_not_guessed(void **state)
{
	struct book b = { .biff5 = true, .codepage = 950 };
	struct open_file o;
	struct box x = { 0 };
	struct bytes file;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	cell_text(&b, s, 0, 0, "plain");
	cell_text(&b, s, 2, 3, "姓名");
	file = book_file(&b, &x);
	open_bytes(&o, file.p, file.n);
	REFUSED(&o, "xls-codepage", "S, row 3, column 4");
	assert_true(str_eqz(o.cx.err.arg[0], "950"));
	done(&o);
	free(file.p);
	book_free(&b);
}

/* A stream of one sheet and nothing around it: old web programs write these as .xls. */
static void a_bare_stream(void **state)
{
	struct book b = { .biff5 = true, .codepage = 936 };
	struct bytes all = { 0 };
	static const unsigned char bof[8] = { 0, 0, 0x10, 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	cell_label(&b, s, 0, 0, "姓名");
	cell_number(&b, s, 0, 1, 0, 5);
	record(&all, 0x0809, bof, sizeof bof);
	put(&all, b.sheet[s].cells.p, b.sheet[s].cells.n);
	record(&all, 0x000A, NULL, 0);
	open_bytes(&o, all.p, all.n);
	assert_int_equal(o.e, OK);
	assert_int_equal(table_sheets(o.t), 1);
	cell_is(&o, 1, 0, "姓名", 0);
	cell_is(&o, 1, 1, "5", TABLE_NUMBER);
	done(&o);
	open_bytes(&o, all.p, all.n - 4);
	REFUSED(&o, "xls-cut-off", "");
	done(&o);
	free(all.p);
	book_free(&b);
}

/* ---- the box around it ---- */

static void fill_sheet(struct book *b, unsigned rows)
{
	int s = book_sheet(b, "名单", 0);
	char text[64];

	for (unsigned i = 0; i < rows; i++) {
		snprintf(text, sizeof text, "第%u户", i);
		cell_text(b, s, i, 0, text);
		cell_number(b, s, i, 1, 0, i);
	}
}

static void any_kind_of_box(void **state)
{
	static const struct { unsigned shift, rows; bool small; } kind[] = {
		{ 9, 3, true }, { 9, 3, false }, { 12, 3, true }, { 12, 200, false }, { 9, 200, false },
		{ 9, 60000, false },
	};

	(void)state;
	for (size_t k = 0; k < sizeof kind / sizeof *kind; k++) {
		struct book b = { 0 };
		struct box x = { .shift = kind[k].shift, .small = kind[k].small };
		struct bytes file, note = { 0 };
		struct open_file o;
		char text[64];

		put(&note, "decoy", 5);
		/* More entries before it than one sector of the directory has. */
		for (int i = 0; i < 5; i++)
			box_add(&x, "\005SummaryInformation", &note);
		/* A document inside has a stream of the same name. */
		box_add(&x, "Workbook", &note);
		x.stream[x.nstream - 1].inside = 1;
		fill_sheet(&b, kind[k].rows);
		file = book_file(&b, &x);
		open_bytes(&o, file.p, file.n);
		if (o.e != OK)
			fail_msg("box %d: %s %.*s", (int)k, o.cx.err.key, STR_FMT(o.cx.err.arg[0]));
		assert_int_equal(table_rows(o.t), kind[k].rows);
		snprintf(text, sizeof text, "第%u户", kind[k].rows - 1);
		cell_is(&o, kind[k].rows, 0, text, 0);
		done(&o);
		free(file.p);
		free(note.p);
		book_free(&b);
	}
}

static void a_table_of_tables(void **state)
{
	struct book b = { 0 };
	struct box x = { 0 };
	struct bytes file;
	struct open_file o;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	for (unsigned row = 0; row < 2000; row++)
		for (unsigned col = 0; col < 256; col++)
			cell_number(&b, s, row, col, 0, row + col * 0.25);
	file = book_file(&b, &x);
	assert_true(file.n > (size_t)8 << 20);          /* more tables than the header can name */
	open_bytes(&o, file.p, file.n);
	assert_int_equal(o.e, OK);
	cell_is(&o, 2000, 255, "2062.75", TABLE_NUMBER);
	done(&o);
	free(file.p);
	book_free(&b);
}

/* ---- what is refused ---- */

static struct bytes ordinary(struct box *x, unsigned rows)
{
	struct book b = { 0 };
	struct bytes file;

	fill_sheet(&b, rows);
	file = book_file(&b, x);
	book_free(&b);
	return file;
}

/* Cut anywhere, a workbook is refused: no row of it is taken. (Behind the beginning of the table of
 * sectors there is padding, which nobody misses.) */
static void cut_anywhere(void **state)
{
	struct box x = { 0 };
	struct bytes file = ordinary(&x, 40);
	struct open_file o;

	(void)state;
	for (size_t n = 8; n <= x.fat_at; n += n < 600 ? 13 : 97) {
		open_bytes(&o, file.p, n);
		if (o.e != ERR_INPUT)
			fail_msg("%zu of %zu bytes were taken", n, file.n);
		assert_true(!strcmp(o.cx.err.key, "ole-cut-off") ||
		            !strcmp(o.cx.err.key, "ole-damaged"));
		done(&o);
	}
	free(file.p);
}

static void spoiled(const struct bytes *file, size_t at, uint32_t value, const char *key,
                    const char *what)
{
	struct bytes copy = { 0 };
	struct open_file o;

	put(&copy, file->p, file->n);
	set32(copy.p + at, value);
	open_bytes(&o, copy.p, copy.n);
	if (o.e != ERR_INPUT)
		fail_msg("%s (%zu): taken", what, at);
	if (strcmp(o.cx.err.key, key))
		fail_msg("%s: %s, not %s", what, o.cx.err.key, key);
	done(&o);
	free(copy.p);
}

static void lies_of_the_box(void **state)
{
	struct box x = { 0 };
	struct bytes file = ordinary(&x, 200);
	size_t entry = x.dir_at + 128;

	(void)state;
	spoiled(&file, x.fat_at, 0, "ole-damaged", "a chain of one sector that is its own next");
	spoiled(&file, x.fat_at + 4 * 5, 2, "ole-damaged", "a chain that turns back");
	spoiled(&file, x.fat_at + 4 * 3, BOX_END, "ole-damaged", "a chain too short");
	spoiled(&file, x.fat_at + 4 * 3, BOX_FREE, "ole-damaged", "a chain into nothing");
	spoiled(&file, x.fat_at + 4 * 3, 70000, "ole-cut-off", "a chain out of the file");
	spoiled(&file, entry + 120, 0x7FFFFFFF, "ole-cut-off", "a stream of two gigabytes");
	spoiled(&file, entry + 120, 0xFFFFFFFF, "ole-cut-off", "a stream of four gigabytes");
	spoiled(&file, entry + 120, (uint32_t)file.n - 100, "ole-damaged", "a stream a bit too long");
	spoiled(&file, entry + 120, 100, "ole-cut-off", "a stream said to be small");
	spoiled(&file, entry + 116, 0xFFFFFFF0, "ole-cut-off", "a stream that begins nowhere");
	spoiled(&file, 48, 5000, "ole-cut-off", "a directory out of the file");
	spoiled(&file, 48, 0, "ole-damaged", "a directory that is none");
	spoiled(&file, 48, BOX_END, "ole-damaged", "no directory");
	spoiled(&file, 76, 123456, "ole-cut-off", "a table out of the file");
	spoiled(&file, 30, 0x0006001F, "ole-damaged", "sectors of two gigabytes");
	spoiled(&file, 30, 0x00060000, "ole-damaged", "sectors of one byte");
	spoiled(&file, x.dir_at + 64, 0x01010016, "ole-damaged", "a top folder that is none");
	spoiled(&file, entry + 64, 0x00020000, "xls-no-book", "a stream without a name");
	free(file.p);
}

/* A workbook whose stream is what the test says. */
static void open_stream(struct open_file *o, const struct bytes *stream)
{
	struct box x = { 0 };
	struct bytes file;

	box_add(&x, "Workbook", stream);
	file = box_write(&x);
	open_bytes(o, file.p, file.n);
	free(file.p);
}

static size_t find_record(const struct bytes *s, unsigned type, int nth)
{
	for (size_t at = 0; at + 4 <= s->n; at += 4 + (size_t)(s->p[at + 2] | s->p[at + 3] << 8))
		if ((s->p[at] | s->p[at + 1] << 8) == (int)type && !nth--)
			return at;
	fail_msg("no record %x", type);
	return 0;
}

static void lie(unsigned type, int nth, size_t at, uint32_t value, const char *key,
                const char *place)
{
	struct book b = { 0 };
	struct bytes s;
	struct open_file o;
	int sheet;

	fill_sheet(&b, 300);
	sheet = 0;
	cell_label(&b, sheet, 300, 5, "标");
	cell_many(&b, sheet, 301, 250, 0, (uint32_t[]){ 6, 6, 6 }, 3);
	cell_formula_other(&b, sheet, 302, 0, 0, 0, "x");
	sheet_merge(&b, sheet, 5, 6, 0, 1);
	s = book_stream(&b);
	set32(s.p + find_record(&s, type, nth) + at, value);
	open_stream(&o, &s);
	if (o.e == OK)
		fail_msg("record %x+%zu = %x was taken", type, at, value);
	if (strcmp(o.cx.err.key, key))
		fail_msg("record %x+%zu = %x: %s", type, at, value, o.cx.err.key);
	REFUSED(&o, key, place);
	done(&o);
	free(s.p);
	book_free(&b);
}

static void lies_of_the_records(void **state)
{
	(void)state;
	lie(0x0809, 0, 4, 0x00050200, "xls-too-old", "");
	lie(0x0809, 0, 4, 0x00100600, "xls-damaged", "");
	lie(0x00FC, 0, 8, 0x7FFFFFFF, "xls-damaged", "");            /* two thousand million texts */
	lie(0x00FC, 0, 8, 301, "xls-damaged", "");
	lie(0x00FC, 0, 12, 0x0001FFFF, "xls-damaged", "");           /* a text of 65535 letters */
	lie(0x00FC, 0, 12, 0xFFFD0001, "xls-damaged", "");           /* ... with two gigabytes more */
	lie(0x0085, 0, 4, 0x00FFFFFF, "xls-cut-off", "名单");
	lie(0x0085, 0, 4, 8, "xls-damaged", "名单");
	lie(0x00FD, 9, 10, 300, "xls-damaged", "名单, row 10, column 1");
	lie(0x00FD, 9, 10, 0xFFFFFFFF, "xls-damaged", "名单, row 10, column 1");
	lie(0x00FD, 9, 6, 0x00000100, "xls-damaged", "名单, row 10, column 257");
	lie(0x00FD, 9, 0, 0x000500FD, "xls-damaged", "名单, row 10");
	lie(0x0204, 0, 10, 0x000000FF, "xls-damaged", "名单, row 301, column 6");
	lie(0x00BD, 0, 4, 0x00FE012D, "xls-damaged", "名单, row 302, column 255");
	lie(0x0207, 0, 0, 0x00040208, "xls-damaged", "名单, row 303, column 1");
	lie(0x00E5, 0, 4, 0xFFFFFFFF, "xls-damaged", "名单");
	lie(0x00E5, 0, 6, 0x00000009, "xls-damaged", "名单");
	lie(0x000A, 1, 0, 0, "xls-cut-off", "名单");
}

static void what_is_no_table(void **state)
{
	static const struct { const char *stream, *key; } kind[] = {
		{ "EncryptedPackage", "xls-encrypted" }, { "WordDocument", "xls-word" },
		{ "PowerPoint Document", "xls-slides" }, { "__properties_version1.0", "xls-mail" },
		{ "Contents", "xls-no-book" },
	};
	struct book b = { 0 };
	struct bytes s, text = { 0 };
	struct open_file o;

	(void)state;
	put(&text, "something", 9);
	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		struct box x = { .small = true };
		struct bytes file;

		box_add(&x, kind[i].stream, &text);
		file = box_write(&x);
		open_bytes(&o, file.p, file.n);
		REFUSED(&o, kind[i].key, "");
		done(&o);
		free(file.p);
	}
	free(text.p);
	fill_sheet(&b, 3);
	book_extra(&b, 0x002F, "\1\0\1\0\1\0", 6);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-password", "");
	done(&o);
	free(s.p);
	b.sheet[0].type = 2;
	b.extra.n = 0;
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-no-sheet", "");
	done(&o);
	free(s.p);
	book_free(&b);
}

static void cells_and_rows_have_limits(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	struct bytes s;
	int sheet = book_sheet(&b, "S", 0);
	char *text = malloc(33000);
	uint32_t most, more;

	(void)state;
	memset(text, 'x', 32769);
	text[32768] = 0;
	most = book_shared(&b, text, 0, 0);
	cell_shared(&b, sheet, 0, 0, most);
	open_book(&o, &b);
	cell_is(&o, 1, 0, text, 0);
	done(&o);
	sheet = book_sheet(&b, "S", 0);
	most = book_shared(&b, text, 0, 0);
	text[32768] = 'x';
	text[32769] = 0;
	more = book_shared(&b, text, 0, 0);
	cell_shared(&b, sheet, 3, 1, more);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-cell-long", "S, row 4, column 2");
	done(&o);
	free(s.p);
	b.sheet[0].cells.n = 0;
	for (unsigned i = 0; i < 33; i++)
		cell_shared(&b, sheet, 8, i, most);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-row-long", "S, row 9");
	done(&o);
	free(s.p);
	book_free(&b);
	free(text);
}

/* ---- whatever comes ---- */

static uint64_t roll(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static struct bytes rich_file(bool biff5, bool small)
{
	struct book b = { .biff5 = biff5, .codepage = 936 };
	struct box x = { .small = small };
	struct bytes file;
	int s;
	unsigned day;

	fill_sheet(&b, 12);
	day = book_format(&b, 14, NULL);
	book_format(&b, 180, "yyyy-m-d");
	cell_label(&b, 0, 20, 3, "标签");
	cell_number(&b, 0, 21, 3, day, 42588);
	cell_many(&b, 0, 22, 2, day, (uint32_t[]){ 6, 1000, 40000u << 2 | 2 }, 3);
	cell_boolerr(&b, 0, 23, 0, 1, false);
	cell_formula_other(&b, 0, 24, 0, 0, 0, "果");
	sheet_merge(&b, 0, 0, 0, 0, 3);
	if (!biff5)
		cell_shared(&b, 0, 25, 0, book_shared(&b, "rich 文", 3, 9));
	s = book_sheet(&b, "二", 1);
	cell_text(&b, s, 0, 0, "第二");
	file = book_file(&b, &x);
	book_free(&b);
	return file;
}

/* Every refusal has a sentence; every row that is given is sound. */
static void sound_or_refused(struct open_file *o, int *taken)
{
	if (o->e != OK) {
		assert_true(o->e == ERR_INPUT || o->e == ERR_LIMIT);
		assert_true(msg_text(LANG_ZH, o->cx.err.key) != o->cx.err.key);
		assert_true(utf8_valid(o->cx.err.where));
		return;
	}
	(*taken)++;
	for (int64_t row = 1; row <= table_rows(o->t); row++) {
		struct str *cells;
		const uint8_t *marks;
		int n;

		assert_int_equal(table_record(&o->cx, o->t, row, &cells, &marks, &n), OK);
		assert_true(n <= 256);
		for (int i = 0; i < n; i++)
			assert_true(utf8_valid(cells[i]) && cells[i].n <= 32768);
	}
}

static void thousands_of_damages(void **state)
{
	uint64_t s = 0x9E3779B97F4A7C15u;
	int taken = 0, refused = 0;

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct bytes good = rich_file(kind & 1, kind & 2);

		for (int i = 0; i < 1500; i++) {
			struct bytes bad = { 0 };
			struct open_file o;
			int before = taken;

			put(&bad, good.p, good.n);
			for (uint64_t flips = 1 + roll(&s) % 4; flips; flips--) {
				size_t at = roll(&s) % bad.n;

				if (roll(&s) % 4 == 0)
					bad.p[at] = roll(&s) % 2 ? 0xFF : 0;
				else
					bad.p[at] ^= (unsigned char)(1u << roll(&s) % 8);
			}
			if (roll(&s) % 8 == 0)
				bad.n = roll(&s) % bad.n;
			/* Not all in the padding: the first records and tables more often. */
			if (roll(&s) % 3 == 0 && bad.n > 1200)
				bad.p[512 + roll(&s) % 600] = (unsigned char)roll(&s);
			open_bytes(&o, bad.p, bad.n);
			sound_or_refused(&o, &taken);
			refused += taken == before;
			done(&o);
			free(bad.p);
		}
		free(good.p);
	}
	if (taken < 500 || refused < 500)
		fail_msg("taken %d, refused %d", taken, refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_persons),
		cmocka_unit_test(numbers_days_yes_and_errors),
		cmocka_unit_test(days_since_1904),
		cmocka_unit_test(formulas_give_their_last_result),
		cmocka_unit_test(texts_cut_by_records),
		cmocka_unit_test(sheets_have_names_and_may_hide),
		cmocka_unit_test(excel_5_in_gbk),
		cmocka_unit_test(other_code_pages_are_not_guessed),
		cmocka_unit_test(a_bare_stream),
		cmocka_unit_test(any_kind_of_box),
		cmocka_unit_test(a_table_of_tables),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(lies_of_the_box),
		cmocka_unit_test(lies_of_the_records),
		cmocka_unit_test(what_is_no_table),
		cmocka_unit_test(cells_and_rows_have_limits),
		cmocka_unit_test(thousands_of_damages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
