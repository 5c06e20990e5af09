/* reader_layout - where a sheet's header is, what its columns mean, and which rows are no data:
 * titles above; a header of one to three rows, groups over columns, merged or simulated by empty
 * cells; help, examples and column numbers right under it; totals, repeated headers and notes
 * among and after the rows. A row that looks like data is data.
 *
 * Part of the reading child: knows the table it reads and the model, nothing else. */
#ifndef JOB_READER_LAYOUT_H
#define JOB_READER_LAYOUT_H

#include "base/date.h"
#include "entity/sheet.h"
#include "entity/sheet_errors.h"
#include "fmt/table.h"
#include "job/reader_lead.h"

#define LAYOUT_WITHIN 20         /* the header begins within so many rows */
#define LAYOUT_LEVELS 3

enum row_class {
	ROW_DATA, ROW_BLANK, ROW_TOTAL, ROW_HEADER_AGAIN, ROW_NOTE, ROW_HELP, ROW_NUMBERING,
	ROW_CLASSES
};

/* One thing said of one header, before the model is known: "noun.field", "-", "county" ... */
struct layout_said {
	struct str hash;             /* of the header it was said of; empty: of any */
	struct str header, target;
};

/* A row of header or title, plain, to know it again further down. */
struct layout_line {
	struct str *cell;
	int n, filled;
	bool title;
};

struct layout {
	struct table *t;
	const struct model *m;
	const struct sheet_index *ix;
	struct arena *a;             /* as long as the file is read */
	const struct pack *pack;
	const char *kind, *topic;    /* that the user named, or NULL */
	const struct layout_said *said;
	int nsaid;
	/* found */
	struct sheet_map map;
	struct reader_lead lead;     /* of a department's list */
	int error_col[ERROR_COLS];   /* of an error list; -1 */
	int32_t header_row, levels;
	int32_t first;               /* row: the first that may be data */
	struct layout_line line[LAYOUT_WITHIN + LAYOUT_LEVELS];
	int nline;
	const struct unit *title[UNIT_DIMS];
	date_t date;                 /* of the title: what the figures are of; 0: not said */
	char hash[17];               /* of the header's plain cells */
	bool *by_memory, *by_user;   /* one a column: its meaning was remembered, or given now */
	int key_col;                 /* column that tells which rows belong together, or -1 */
	struct { int32_t row; enum row_class class; } skipped[8];    /* right under the header */
	int nskipped;
};

/* Finds header and columns. ERR_INPUT: no header is known; ERR_USAGE: the kind is not. */
enum err layout_find(struct ctx *cx, struct layout *l);
/* What a row is. Cells that a plain look cannot tell apart are folded in `scratch`. */
enum row_class layout_class(const struct layout *l, struct arena *scratch, const struct str *cells,
                            int n);
/* The word that makes a row one of totals: a part's, as against all; false: none. */
bool layout_subtotal(struct arena *scratch, const struct str *cells, int n);
/* Help, examples, column numbers: only right under the header. ROW_DATA: neither. */
enum row_class layout_under_header(const struct layout *l, struct arena *scratch,
                                   const struct str *cells, int n);
/* The kind (kinds.def) that tells of rows of a class. */
const char *layout_kind(enum row_class c);

/* May a cell be a word of totals? They end with 计 (or Total), blanks and a colon aside. */
static inline bool layout_may_total(struct str s)
{
	const char *end = s.p + s.n;

	if (s.n < 3)
		return false;
	if (!memcmp(end - 3, "计", 3) || !memcmp(end - 3, "：", 3) || !memcmp(end - 3, "　", 3))
		return true;
	return end[-1] == 'l' || end[-1] == 'L' || end[-1] == ' ' || end[-1] == ':';
}

/* Nearly every row: a number in the key column, no total. Then no further look is needed. A number
 * of one or two digits may be that of a column. */
static inline bool layout_plainly(const struct layout *l, const struct str *cells, int n)
{
	struct str key;

	if (l->key_col < 0 || l->key_col >= n)
		return false;
	key = cells[l->key_col];
	if (key.n < 3 || (unsigned char)key.p[0] - (unsigned)'0' > 9 ||
	    (unsigned char)key.p[key.n - 1] - (unsigned)'0' > 9)
		return false;
	for (int i = 0; i < n && i < 6; i++)
		if (layout_may_total(cells[i]))
			return false;
	return true;
}

#endif
