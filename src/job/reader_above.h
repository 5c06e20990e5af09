/* reader_above - what a row takes from the rows above it: ditto marks, and cells that were merged
 * over several rows. Always in the order of the file, never over a row that is no data. Part of the
 * reading child. */
#ifndef JOB_READER_ABOVE_H
#define JOB_READER_ABOVE_H

#include "job/reader_layout.h"

struct above_from { uint32_t row, from; };
struct above_span { int32_t col, row, row_end; };

struct above {
	struct ctx *cx;
	const struct layout *l;
	struct arena scratch;
	int64_t nrow;
	struct above_from *key;       /* rows without a number of their own, and whose they have */
	int64_t nkey, cap;
	struct above_span *span;      /* vertical merges of key and place columns, by column and row */
	int nspan;
	struct above_ditto **ditto;   /* one a column, once it has such a mark */
};

enum err above_open(struct above *f, struct ctx *cx, const struct layout *l);
/* 〃 " 同上 ″ 々 and their like, alone in a cell. */
static inline bool above_is_ditto(struct str s);
/* A row whose key cell says nothing, met in rising order; `from` a data row with a number. */
enum err above_key(struct above *f, int64_t row, int64_t from);
/* Is what was collected by above_key the shape of a sheet whose numbers stand only on a household's
 * first row? keyed: rows with a number; equal: of them those that repeat the number above. Rows
 * that do not fit the shape are dropped from the list; so are all when it is not. */
enum err above_settle(struct above *f, int64_t keyed, int64_t equal);
/* The row whose cell this row shows in a column, 0: its own. Only key and place columns. */
int64_t above_source(const struct above *f, int64_t row, int col);
/* The row that a ditto mark takes its text from, 0: nothing stands above. */
enum err above_ditto(struct above *f, int64_t row, int col, int64_t *from);
/* May a ditto mark stand in this column? Not where every row has its own. */
bool above_may_repeat(const struct layout *l, int col);

bool above_ditto_slow(struct str s);
static inline bool above_is_ditto(struct str s)
{
	unsigned char c;

	if (s.n == 0 || s.n > 12)
		return false;
	c = (unsigned char)s.p[0];
	if (c != '"' && c != ' ' && c != '\'' && c != 0xE2 && c != 0xE3 && c != 0xEF &&
	    !(c == 0xE5 && s.n >= 6 && (unsigned char)s.p[1] == 0x90 && (unsigned char)s.p[2] == 0x8C))
		return false;
	return above_ditto_slow(s);
}

#endif
