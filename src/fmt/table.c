#include "fmt/table.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/os.h"
#include "fmt/csv.h"
#include "fmt/sniff.h"
#include "fmt/table_part.h"
#include "fmt/xls.h"
#include "fmt/xlsx.h"

struct table {
	const struct table_source *from;     /* NULL: CSV, which reads itself */
	struct csv csv;
	void *src;
	struct spool *spool;
	struct rows rows;
	int64_t enough;
	bool chosen;
};

/* Every kind of workbook there is, by what its first bytes say. */
static const struct table_source *const sources[] = {
	&xlsx_source, &xls_source, NULL,
};

static const struct table_source *source_of(const unsigned char *head, size_t n)
{
	for (size_t i = 0; sources[i]; i++)
		if (sources[i]->is(head, n))
			return sources[i];
	return NULL;
}

enum err table_preload(struct ctx *cx)
{
	for (size_t i = 0; sources[i]; i++)
		if (sources[i]->preload)
			TRY(sources[i]->preload(cx));
	return csv_preload(cx);
}

bool table_wants_spool(int fd)
{
	unsigned char head[8] = { 0 };
	ssize_t n = os_pread_full(fd, head, sizeof head, 0);

	return n > 0 && source_of(head, (size_t)n) != NULL;
}

static enum err open_source(struct ctx *cx, int fd, int spool, struct table *t)
{
	unsigned char head[8] = { 0 };
	ssize_t n = os_pread_full(fd, head, sizeof head, 0);
	const char *foreign = sniff_foreign(fd);

	if (foreign)
		return err_set(cx, ERR_INPUT, "", foreign, NULL);
	t->from = n > 0 ? source_of(head, (size_t)n) : NULL;
	if (!t->from)
		return csv_open(cx, fd, &t->csv);
	t->spool = spool_new(spool);
	return t->from->open(cx, fd, t->spool, &t->src);
}

/* Sheets are told apart by their names: of two alike the second would pass for the first. */
static enum err names_differ(struct ctx *cx, const struct table *t)
{
	int n = table_sheets(t);
	struct hmap *seen;
	struct arena a;
	enum err e = OK;

	if (n < 2)
		return OK;
	arena_init(&a, 16 << 20);
	seen = hmap_new(&a, (size_t)n);
	for (int i = 0; e == OK && i < n; i++) {
		struct str name = str_dup(&a, str_trim(table_sheet_name(t, i)));
		int64_t before;

		for (size_t k = 0; k < name.n; k++)
			if (name.p[k] >= 'A' && name.p[k] <= 'Z')
				((char *)name.p)[k] += 'a' - 'A';
		if (hmap_get(seen, name, &before))
			e = err_set(cx, ERR_INPUT, "", "table-sheet-twice",
			            str_z(&cx->arena, table_sheet_name(t, i)), NULL);
		hmap_put(seen, name, i);
	}
	arena_free(&a);
	return e;
}

enum err table_open(struct ctx *cx, int fd, int spool, struct table **out)
{
	struct table *t = mem_new(1, sizeof *t);
	enum err e = open_source(cx, fd, spool, t);

	*out = NULL;
	if (e == OK) {
		e = names_differ(cx, t);
		if (e == OK)
			*out = t;
		else
			table_close(t);
		return e;
	}
	spool_free(t->spool);
	mem_free(t);
	return e;
}

void table_close(struct table *t)
{
	if (!t)
		return;
	if (t->from) {
		t->from->close(t->src);
		if (t->chosen)
			rows_free(&t->rows);
		spool_free(t->spool);
	} else {
		csv_close(&t->csv);
	}
	mem_free(t);
}

enum table_kind table_kind(const struct table *t)
{
	return t->from ? t->from->kind : TABLE_CSV;
}

struct str table_encoding(const struct table *t)
{
	if (t->from)
		return str_of(t->from->encoding);
	return t->csv.enc == CSV_GB18030 ? STR("GB18030") : STR("UTF-8");
}

int table_sheets(const struct table *t)
{
	return t->from ? t->from->sheets(t->src) : 1;
}

struct str table_sheet_name(const struct table *t, int sheet)
{
	return t->from ? t->from->sheet_name(t->src, sheet) : (struct str){ 0 };
}

bool table_sheet_hidden(const struct table *t, int sheet)
{
	return t->from && t->from->sheet_hidden(t->src, sheet);
}

bool table_from_1904(const struct table *t)
{
	return t->from && t->from->from_1904 && t->from->from_1904(t->src);
}

void table_enough(struct table *t, int64_t rows)
{
	t->enough = rows;
}

enum err table_choose(struct ctx *cx, struct table *t, int sheet)
{
	if (sheet < 0 || sheet >= table_sheets(t))
		return err_set(cx, ERR_NOTFOUND, "", "table-no-sheet", NULL);
	if (!t->from)
		return OK;
	if (t->chosen)
		rows_free(&t->rows);
	rows_init(&t->rows, t->spool);
	t->chosen = true;
	return t->from->read(cx, t->src, sheet, t->enough, &t->rows);
}

int64_t table_rows(const struct table *t)
{
	return t->from ? t->rows.n : t->csv.nrecord;
}

bool table_gap(const struct table *t, int64_t row)
{
	return t->from && rows_gap(&t->rows, row);
}

const struct table_merge *table_merges(const struct table *t, int *n)
{
	*n = t->from ? t->rows.nmerge : 0;
	return t->rows.merge;
}

enum err table_record(struct ctx *cx, struct table *t, int64_t row, struct str **cells,
                      const uint8_t **marks, int *n)
{
	if (t->from)
		return rows_record(cx, &t->rows, row, cells, marks, n);
	if (marks)
		*marks = NULL;
	return csv_record(cx, &t->csv, row, cells, n);
}

enum err table_cell(struct ctx *cx, struct table *t, int64_t row, int column, struct str *cell)
{
	return t->from ? rows_one(cx, &t->rows, row, column, cell)
	               : csv_cell(cx, &t->csv, row, column, cell);
}
