/* xls_fix - workbooks made in memory (tests/tools/xls_book.h), opened by the program's reader. */
#ifndef UNIT_XLS_FIX_H
#define UNIT_XLS_FIX_H

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

static inline int file_of(const void *p, size_t n)
{
	int fd = memfd_create("book", MFD_CLOEXEC);

	assert_true(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	return fd;
}

/* Opens the file and reads its first sheet. */
static inline void open_bytes(struct open_file *o, const void *p, size_t n)
{
	*o = (struct open_file){ .fd = file_of(p, n) };
	ctx_init(&o->cx, 0);
	o->e = table_open(&o->cx, o->fd, -1, &o->t);
	if (o->e == OK)
		o->e = table_choose(&o->cx, o->t, 0);
}

static inline void open_book(struct open_file *o, struct book *b)
{
	struct box x = { .shift = 9 };
	struct bytes file = book_file(b, &x);

	open_bytes(o, file.p, file.n);
	free(file.p);
	book_free(b);
	if (o->e != OK)
		fail_msg("%s at %.*s", o->cx.err.key, STR_FMT(o->cx.err.where));
}

static inline void done(struct open_file *o)
{
	table_close(o->t);
	ctx_free(&o->cx);
	close(o->fd);
}

static inline void cell_is(struct open_file *o, int64_t row, int col, const char *text, int marks)
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

static inline void fill_sheet(struct book *b, unsigned rows)
{
	int s = book_sheet(b, "名单", 0);
	char text[64];

	for (unsigned i = 0; i < rows; i++) {
		snprintf(text, sizeof text, "第%u户", i);
		cell_text(b, s, i, 0, text);
		cell_number(b, s, i, 1, 0, i);
	}
}

#endif
