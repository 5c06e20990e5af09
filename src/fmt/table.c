#include "fmt/table.h"

#include "base/mem.h"
#include "fmt/csv.h"

struct table {
	enum table_kind kind;
	int fd;
	struct csv csv;
	bool chosen;
};

enum err table_preload(struct ctx *cx)
{
	return csv_preload(cx);
}

enum err table_open(struct ctx *cx, int fd, int spool, struct table **out)
{
	struct table *t = mem_new(1, sizeof *t);
	enum err e;

	(void)spool;
	t->kind = TABLE_CSV;
	t->fd = fd;
	e = csv_open(cx, fd, &t->csv);
	if (e != OK) {
		mem_free(t);
		return e;
	}
	*out = t;
	return OK;
}

void table_close(struct table *t)
{
	if (!t)
		return;
	csv_close(&t->csv);
	mem_free(t);
}

enum table_kind table_kind(const struct table *t)
{
	return t->kind;
}

struct str table_encoding(const struct table *t)
{
	return t->csv.enc == CSV_GB18030 ? STR("GB18030") : STR("UTF-8");
}

int table_sheets(const struct table *t)
{
	(void)t;
	return 1;
}

struct str table_sheet_name(const struct table *t, int sheet)
{
	(void)t;
	(void)sheet;
	return (struct str){ 0 };
}

bool table_sheet_hidden(const struct table *t, int sheet)
{
	(void)t;
	(void)sheet;
	return false;
}

enum err table_choose(struct ctx *cx, struct table *t, int sheet)
{
	(void)cx;
	(void)sheet;
	t->chosen = true;
	return OK;
}

int64_t table_rows(const struct table *t)
{
	return t->csv.nrecord;
}

const struct table_merge *table_merges(const struct table *t, int *n)
{
	(void)t;
	*n = 0;
	return NULL;
}

enum err table_record(struct ctx *cx, struct table *t, int64_t row, struct str **cells,
                      const uint8_t **marks, int *n)
{
	if (marks)
		*marks = NULL;
	return csv_record(cx, &t->csv, row, cells, n);
}

enum err table_cell(struct ctx *cx, struct table *t, int64_t row, int column, struct str *cell)
{
	return csv_cell(cx, &t->csv, row, column, cell);
}
