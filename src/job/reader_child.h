/* reader_child - what the two files of the reading child share: reader_child.c takes orders, finds
 * the columns and the order of rows; reader_send.c says what was found. Nobody else includes it. */
#ifndef JOB_READER_CHILD_H
#define JOB_READER_CHILD_H

#include "base/hash.h"
#include "base/os.h"
#include "fmt/csv.h"
#include "job/reader.h"
#include "job/reader_ask.h"
#include "job/reader_above.h"
#include "job/reader_sort.h"
#include "job/reader_sums.h"
#include "job/reader_wire.h"

#define OUT_FLUSH    (256 << 10)

#define ASKED_ROWS (-1)          /* all rows, as values */
#define ASKED_HEAD (-2)

struct child {
	struct ctx cx;
	struct arena keep, row;      /* model, layout; one row's texts */
	struct model *m;
	struct table *table;
	struct layout l;
	struct above above;
	struct sums sums;
	struct ask ask;
	struct cell_cx cell;
	struct buf out;
	struct order_item *order;
	int64_t n;
	int *again;                  /* one a column: the next that states the same field, or 0 */
	struct hmap **label;         /* one a column: what a shape's texts mean, or NULL */
	char kind[64];
	char topic[64];              /* of a department's list, as the user named it, or empty */
	struct pack *pack;
	int64_t pack_bytes, said_bytes;
	int64_t skip;
	char mark[64];               /* of an error list: the batch it names */
	int64_t asked;               /* rows whose cells are wanted, or what else is */
	struct order_item *origin;   /* of an error list: rows by the numbers they had */
	bool wait, spool;
	int sheet;                   /* of the workbook; -1: the first list in it */
	int64_t enough;              /* rows that are wanted, 0: all */
};

/* Writes out what is ready. */
enum err send_flush(struct child *c);
/* Which sheets there are, before anything in them can be wrong. */
void send_sheets(struct child *c);
void send_header(struct child *c);
/* Which columns state a field once more, and what a shape's own texts mean: before any row. */
void send_prepare(struct child *c);
/* All rows in their order, but the first `skip`. */
enum err send_rows(struct child *c);
/* Rows as they stand in the file, by the numbers that the parent sends. */
enum err send_asked(struct child *c);
/* What stands above the rows. */
enum err send_head(struct child *c);

#endif
