/* sheet_back - see the header. */
#include "job/sheet_back.h"

#include <assert.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "job/raw_rows.h"

#define HEADER_ROWS 20
#define ROOM        ((size_t)256 << 20)

struct str sheet_back_cell(const struct sheet_back *b, int column)
{
	int at = b->at[column];

	return at >= 0 && at < b->ncell ? str_trim(b->cell[at]) : STR("");
}

static bool read_header(struct sheet_back *b)
{
	for (int c = 0; c < b->ncolumn; c++)
		b->at[c] = -1;
	for (int i = 0; i < b->ncell; i++)
		for (int c = 0; c < b->ncolumn; c++)
			if (str_eqz(str_trim(b->cell[i]), b->column[c].zh) ||
			    str_eqz(str_trim(b->cell[i]), b->column[c].en))
				b->at[c] = i;
	return b->at[b->key] >= 0 && b->at[b->filled] >= 0;
}

static enum err on_row(void *arg, struct str sheet, int64_t row, const struct str *cell, int n)
{
	struct sheet_back *b = arg;

	b->cell = cell;
	b->ncell = n;
	if (!str_eq(sheet, b->sheet) || row == 1) {
		b->sheet = str_dup(&b->a, sheet);
		b->header = false;
	}
	if (!b->header) {
		b->header = row <= HEADER_ROWS && read_header(b);
		b->any_header |= b->header;
		return OK;
	}
	TRY(b->row(b->arg, row));
	return arena_full(&b->a) ? err_set(b->cx, ERR_LIMIT, "", "finding-many", NULL) : OK;
}

enum err sheet_back_read(struct ctx *cx, struct sheet_back *b, const char *file)
{
	struct raw_rows to = { on_row, b };
	int64_t size;
	enum err e;
	int fd;

	assert(b->ncolumn <= SHEET_BACK_COLUMNS);
	b->cx = cx;
	arena_init(&b->a, ROOM);
	b->seen = hmap_new(&b->a, 1024);
	TRY(os_open_read(cx, file, &fd, &size));
	e = raw_rows_read(cx, fd, &to);
	close(fd);
	TRY(e);
	if (!b->any_header)
		return err_set(cx, ERR_INPUT, file, "finding-sheet-header", b->column[b->key].zh,
		               b->column[b->filled].zh, NULL);
	return OK;
}

void sheet_back_end(struct sheet_back *b)
{
	arena_free(&b->a);
}

bool sheet_back_twice(struct sheet_back *b, struct str key)
{
	int64_t at;

	if (hmap_get(b->seen, key, &at))
		return true;
	hmap_put(b->seen, str_dup(&b->a, key), 1);
	return false;
}

void *sheet_back_room(void *old, int n, int *cap, size_t size)
{
	if (n < *cap)
		return old;
	*cap = *cap ? *cap * 2 : 256;
	return mem_grow(old, (size_t)*cap, size);
}
