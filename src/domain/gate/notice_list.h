/* notice_list - the bytes of a list that is posted: made once, hashed into the journal, never made
 * again. A text of lines, each "name value", an empty line, then a line for each household or
 * place, cells separated by tabs; every line ends with LF. docs/notices.md is the contract with
 * strangers. */
#ifndef DOMAIN_GATE_NOTICE_LIST_H
#define DOMAIN_GATE_NOTICE_LIST_H

#include "base/err.h"
#include "policy/pack.h"

#define NOTICE_LINES_MOST 50000
#define NOTICE_BYTES_MOST ((size_t)8 << 20)

/* What is known of a household here: as typed, not yet masked. */
struct notice_entry {
	struct str name;             /* empty: nobody of age is known to represent it */
	struct str group;            /* empty: not one that several households share */
	int64_t members;             /* 0 unknown */
	struct str place;            /* on a list of places: which; nothing else is told of it */
};

struct notice_head {
	struct str no, title, title_en, place, area;
	bool result, working;
	date_t from, until;
	int64_t days;
	enum hash_alg alg;
};

/* Appends the list for a medium; cells[i] are the cells of entry i, in a. A list of places has the
 * columns position and place on every medium. */
void notice_list_put(struct buf *out, struct arena *a, const struct notice_policy *p,
                     const struct notice_medium *m, const struct notice_head *h,
                     const struct notice_entry *entry, int n, struct str *cells);

/* A list read back: texts point into it. */
struct notice_text {
	struct notice_head head;     /* alg is not read */
	enum notice_column column[NOTICE__COLUMNS];
	int ncolumn, lines;
	struct str rows;             /* the lines behind the empty one */
};
/* False: these are not bytes that notice_list_put made. */
bool notice_list_read(struct str bytes, struct notice_text *out);
/* Cuts the next line into its cells; false at the end. */
bool notice_list_row(const struct notice_text *t, struct str *rest,
                     struct str cell[NOTICE__COLUMNS]);

#endif
