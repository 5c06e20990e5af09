/* Another reader agrees: what xls_book.h writes is what libfreexl reads, so that a mistake made
 * twice here, in writing and in reading, would show. Only what libfreexl can read: text, numbers
 * and days (docs/decisions/0011 tells what it cannot). */
#include <freexl.h>

#include "xls_fix.h"

#define ROWS 300
#define COLS 9

static void make_cell(struct book *b, int s, unsigned row, unsigned col, const unsigned *xf)
{
	char text[200];

	switch ((row + col) % 6) {
	case 0:
		snprintf(text, sizeof text, "户%u 第%u列 %.*s", row, col, (int)(row % 20) * 6,
		         "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长");
		cell_text(b, s, row, col, text);
		return;
	case 1:
		snprintf(text, sizeof text, "plain %u", row);
		cell_text(b, s, row, col, text);
		return;
	case 2:
		cell_number(b, s, row, col, xf[0], row * 1.25 - 100);
		return;
	case 3:
		cell_rk(b, s, row, col, xf[0], rk_int((int32_t)row * 7 - 900, row & 1));
		return;
	case 4:
		cell_number(b, s, row, col, xf[1], 30000 + row * 40);
		return;
	default:
		cell_label(b, s, row, col, row % 2 ? "标签" : "label");
	}
}

static void same_number(const struct str cell, double v)
{
	char text[64];

	snprintf(text, sizeof text, "%.*s", STR_FMT(cell));
	if (strtod(text, NULL) != v)
		fail_msg("%s is not %.17g", text, v);
}

static void same_cell(struct open_file *o, const void *other, unsigned row, unsigned col)
{
	FreeXL_CellValue v;
	struct str *cells;
	int n;

	assert_int_equal(table_record(&o->cx, o->t, row + 1, &cells, NULL, &n), OK);
	assert_true((int)col < n);
	assert_int_equal(freexl_get_cell_value(other, row, (unsigned short)col, &v), FREEXL_OK);
	switch (v.type) {
	case FREEXL_CELL_INT:
		same_number(cells[col], v.value.int_value);
		return;
	case FREEXL_CELL_DOUBLE:
		same_number(cells[col], v.value.double_value);
		return;
	case FREEXL_CELL_NULL:
		fail_msg("row %u column %u: nothing", row, col);
		return;
	default:
		if (!str_eqz(cells[col], v.value.text_value))
			fail_msg("row %u column %u: \"%.*s\" and \"%s\"", row, col, STR_FMT(cells[col]),
			         v.value.text_value);
	}
}

static void agree(bool biff5, unsigned shift)
{
	struct book b = { .biff5 = biff5, .codepage = 936 };
	struct box x = { .shift = shift };
	struct open_file o;
	const void *other;
	const char *name;
	struct bytes file;
	char path[64];
	unsigned xf[2];
	int s = book_sheet(&b, "名单", 0);

	xf[0] = book_format(&b, 0, NULL);
	xf[1] = book_format(&b, 14, NULL);
	for (unsigned row = 0; row < ROWS; row++)
		for (unsigned col = 0; col < COLS; col++)
			make_cell(&b, s, row, col, xf);
	file = book_file(&b, &x);
	open_bytes(&o, file.p, file.n);
	assert_int_equal(o.e, OK);
	snprintf(path, sizeof path, "/proc/self/fd/%d", o.fd);
	assert_int_equal(freexl_open(path, &other), FREEXL_OK);
	assert_int_equal(freexl_get_worksheet_name(other, 0, &name), FREEXL_OK);
	assert_true(str_eqz(table_sheet_name(o.t, 0), name));
	assert_int_equal(freexl_select_active_worksheet(other, 0), FREEXL_OK);
	for (unsigned row = 0; row < ROWS; row++)
		for (unsigned col = 0; col < COLS; col++)
			same_cell(&o, other, row, col);
	freexl_close(other);
	done(&o);
	free(file.p);
	book_free(&b);
}

static void excel_97(void **state)
{
	(void)state;
	agree(false, 9);
	agree(false, 12);
}

static void excel_5(void **state)
{
	(void)state;
	agree(true, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(excel_97),
		cmocka_unit_test(excel_5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
