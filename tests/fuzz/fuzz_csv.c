/* Any file: refused with a place, or every row can be read, in any order, as valid UTF-8, cell by
 * cell the same, and what is written from it is read back. */
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROWS 50

static int file_of(const void *p, size_t n)
{
	int fd = memfd_create("fuzz", 0);
	ssize_t done = write(fd, p, n);

	assert(fd >= 0 && done == (ssize_t)n);
	return fd;
}

static void rows_are_sound(struct ctx *cx, struct csv *c, struct buf *out)
{
	for (int64_t row = c->nrecord < ROWS ? c->nrecord : ROWS; row > 0; row--) {
		struct str *cell, one;
		int n, again;
		enum err e = csv_record(cx, c, row, &cell, &n);

		assert(e == OK && n <= CSV_MAX_COLUMNS);
		for (int i = 0; i < n; i++) {
			assert(utf8_valid(cell[i]));
			if (i)
				buf_addc(out, ',');
			csv_put(out, cell[i], ',', true);
		}
		buf_addc(out, '\n');
		for (int i = 0; i < n && i < 8; i++) {
			struct str copy = str_dup(&cx->arena, cell[i]);

			e = csv_cell(cx, c, row, i, &one);
			assert(e == OK && str_eq(one, copy));
			e = csv_record(cx, c, row, &cell, &again);
			assert(e == OK && again == n);
		}
	}
}

/* The rows stand in `text` in reverse order, guarded. Asked for with a comma, they are the same. */
static void reads_back(struct ctx *cx, struct csv *c, const struct buf *text)
{
	int64_t rows = c->nrecord < ROWS ? c->nrecord : ROWS;
	int fd = file_of(text->p, text->n);
	struct csv again;
	enum err e = csv_open(cx, fd, &again);

	/* Longer by quotes, apostrophes and conversion; or cut otherwise when few rows decide. */
	if (e == OK && again.sep == ',' && again.nrecord == rows) {
		for (int64_t row = 1; row <= rows; row++) {
			struct str *a, *b;
			int na, nb;

			e = csv_record(cx, c, rows + 1 - row, &a, &na);
			assert(e == OK);
			e = csv_record(cx, &again, row, &b, &nb);
			assert(e == OK && (na == nb || (na == 1 && nb == 0 && !a[0].n)));
			for (int i = 0; i < nb; i++)
				assert(str_eq(a[i], csv_unguard(b[i])));
		}
	}
	if (e == OK)
		csv_close(&again);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = file_of(data, size);
	struct ctx cx;
	struct csv c;
	struct buf out;

	ctx_init(&cx, 0);
	buf_init(&out, 64 << 20);
	if (csv_open(&cx, fd, &c) == OK) {
		assert(c.nrecord > 0);
		rows_are_sound(&cx, &c, &out);
		if (!out.full)
			reads_back(&cx, &c, &out);
		csv_close(&c);
	} else {
		assert(msg_text(LANG_EN, cx.err.key) != cx.err.key);
	}
	buf_free(&out);
	ctx_free(&cx);
	close(fd);
	return 0;
}
