/* sheet_back - a list that was given out to be filled in, and comes back: its header is found by
 * the columns' labels in either language, on each sheet of its own, and rows are told below it. */
#ifndef JOB_SHEET_BACK_H
#define JOB_SHEET_BACK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

#define SHEET_BACK_COLUMNS 16

/* A column of such a list; those to be filled in are marked, and numbers that are no amounts. */
struct sheet_column { const char *zh, *en; int width; bool fill, code; };

struct sheet_back {
	/* set by the caller */
	const struct sheet_column *column;
	int ncolumn;                 /* at most SHEET_BACK_COLUMNS */
	int key, filled;             /* without these columns it is no such list */
	enum err (*row)(void *arg, int64_t row);     /* each row below a header */
	void *arg;
	/* what row may read */
	struct ctx *cx;
	struct arena a;              /* texts that stay; freed with sheet_back_end */
	struct str sheet;            /* name of the sheet it stands on; stays */
	/* private */
	int at[SHEET_BACK_COLUMNS];  /* of the sheet, -1: not there */
	bool header, any_header;
	const struct str *cell;
	int ncell;
	struct hmap *seen;
};

/* Reads a file of any kind that lists come in. ERR_INPUT finding-sheet-header: it is no such list;
 * ERR_LIMIT: too much to keep. End it in any case. */
enum err sheet_back_read(struct ctx *cx, struct sheet_back *b, const char *file);
void sheet_back_end(struct sheet_back *b);
/* Of the row that is told: a cell, trimmed; empty where the column is not there. */
struct str sheet_back_cell(const struct sheet_back *b, int column);
/* Was this key asked for before? It is from now on. */
bool sheet_back_twice(struct sheet_back *b, struct str key);
/* Room for one more in an array that grows (mem.h). */
void *sheet_back_room(void *old, int n, int *cap, size_t size);

#endif
