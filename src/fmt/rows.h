/* rows - the rows of one sheet, laid aside in a spool as they are met and read again in any order.
 * 8 bytes of memory a row. Who fills: rows_cell for the cells of a row from left to right, rows_end
 * with its number; numbers rise; rows and cells that are left out are blank. */
#ifndef FMT_ROWS_H
#define FMT_ROWS_H

#include "base/buf.h"
#include "fmt/spool.h"
#include "fmt/table.h"

#define ROWS_MAX        1048576          /* rows of a sheet, as spreadsheets have them */
#define ROWS_COLUMNS    2048
#define ROWS_CELL_MAX   (32 * 1024)      /* bytes of a cell */
#define ROWS_RECORD_MAX (1024 * 1024)    /* bytes of a row */
#define ROWS_MERGES_MAX 500000

struct rows {
	struct spool *s;
	struct spool_window win;
	int64_t *at;                 /* start in the spool, n + 1 of them; equal: a blank row */
	int64_t n, cap;
	struct buf rec;              /* the row being filled */
	int col;                     /* cells of it */
	bool marked;                 /* a cell of this sheet has marks */
	struct table_merge *merge;
	int nmerge, merge_cap;
	struct str *cell;            /* the row read last */
	uint8_t *mark;
	int cell_cap;
};

void rows_init(struct rows *r, struct spool *s);
void rows_free(struct rows *r);

/* A cell of the row being filled, right of the ones before. An empty text is no cell. ERR_INPUT,
 * without a place (who fills knows it): rows-columns, rows-cell, rows-record. */
enum err rows_cell(struct ctx *cx, struct rows *r, int col, struct str text, uint8_t marks);
/* Ends it as row number `row`, above all before. ERR_INPUT rows-many; errors of the spool. */
enum err rows_end(struct ctx *cx, struct rows *r, int64_t row);
/* Drops the cells of the row being filled. */
void rows_forget(struct rows *r);
/* ERR_INPUT rows-merges. */
enum err rows_merge(struct ctx *cx, struct rows *r, struct table_merge m);

/* As table_record and table_cell of table.h. */
enum err rows_record(struct ctx *cx, struct rows *r, int64_t row, struct str **cells,
                     const uint8_t **marks, int *n);
/* Is there no such row, or no cell in it? Costs nothing. */
static inline bool rows_gap(const struct rows *r, int64_t row)
{
	return row < 1 || row > r->n || r->at[row] == r->at[row - 1];
}
enum err rows_one(struct ctx *cx, struct rows *r, int64_t row, int column, struct str *cell);

#endif
