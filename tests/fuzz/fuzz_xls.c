/* Any file that begins like an XLS workbook: refused in words, or every row of every sheet can be
 * read, in any order, as valid UTF-8 within the limits, and the same each time. */
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SHEETS 4
#define ROWS   200

/* A number for what a row holds. */
static uint64_t row_is_sound(struct ctx *cx, struct table *t, int64_t row)
{
	uint64_t sum = 14695981039346656037u;
	const uint8_t *marks;
	struct str *cell, one;
	int n;
	enum err e = table_record(cx, t, row, &cell, &marks, &n);

	assert(e == OK && n <= 256);
	for (int i = 0; i < n; i++) {
		assert(utf8_valid(cell[i]) && cell[i].n <= 32768);
		assert(!marks || marks[i] < 64);
		sum = (sum ^ str_hash(cell[i]) ^ (marks ? marks[i] : 0)) * 1099511628211u;
	}
	if (n) {
		struct str last = str_dup(&cx->arena, cell[n - 1]);

		e = table_cell(cx, t, row, n - 1, &one);
		assert(e == OK && str_eq(one, last));
	}
	return sum;
}

static void sheet_is_sound(struct ctx *cx, struct table *t, int sheet)
{
	uint64_t sum[ROWS + 1];
	int64_t rows;
	int n;
	const struct table_merge *m;

	assert(utf8_valid(table_sheet_name(t, sheet)));
	if (table_choose(cx, t, sheet) != OK) {
		assert(msg_text(LANG_EN, cx->err.key) != cx->err.key && utf8_valid(cx->err.where));
		err_clear(cx);
		return;
	}
	rows = table_rows(t) < ROWS ? table_rows(t) : ROWS;
	for (int64_t row = rows; row > 0; row--)
		sum[row] = row_is_sound(cx, t, row);
	for (int64_t row = 1; row <= rows; row++)
		assert(sum[row] == row_is_sound(cx, t, row));
	m = table_merges(t, &n);
	for (int i = 0; i < n; i++)
		assert(m[i].row >= 1 && m[i].row <= m[i].row_end && m[i].col <= m[i].col_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", 0);
	ssize_t done = write(fd, data, size);
	struct table *t;
	struct ctx cx;

	assert(fd >= 0 && done == (ssize_t)size);
	ctx_init(&cx, 0);
	if (table_open(&cx, fd, -1, &t) == OK) {
		for (int i = 0; i < table_sheets(t) && i < SHEETS; i++)
			sheet_is_sound(&cx, t, i);
		table_close(t);
	} else {
		assert(msg_text(LANG_EN, cx.err.key) != cx.err.key);
	}
	ctx_free(&cx);
	close(fd);
	return 0;
}
