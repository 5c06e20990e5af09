/* errors_out - an error list on its way into a workbook or a CSV file. Private to errors.c. */
#ifndef JOB_ERRORS_OUT_H
#define JOB_ERRORS_OUT_H

#include "base/buf.h"
#include "base/os_draft.h"
#include "crypto/digest.h"
#include "fmt/xlsx_write.h"

struct errors_out {
	bool book;                   /* a workbook; else CSV */
	struct xw *w;
	struct xw_sheet *s;
	struct os_draft d;
	struct buf b;                /* CSV not yet in the file */
	int64_t rows;                /* without headers */
	int64_t first;               /* row of the sheet that the list's rows begin at */
	const char *path, *list;     /* list: what it was made from, of a CSV file */
};

/* A cell of an error list. */
struct error_cell { struct str text, note; enum { CELL_AS_IS, CELL_DOUBTFUL, CELL_WRONG } state; };

/* path tells the format; false: it does not. */
bool errors_out_format(const char *path, bool *book);
enum err errors_out_begin(struct ctx *cx, const char *path, bool book, struct errors_out *o);
/* The next list. Then its titles and header rows, of which the last names the columns, nown of them
 * ours and the rest its own. */
void errors_out_list(struct errors_out *o, struct str name);
enum err errors_out_head(struct ctx *cx, struct errors_out *o, const struct str *cell, int n,
                         int nown, bool last);
/* One of its columns takes these labels. */
void errors_out_choice(struct errors_out *o, int col, const struct str *label, int n);
enum err errors_out_row(struct ctx *cx, struct errors_out *o, const struct error_cell *cell, int n,
                        int nown);
/* All of it is on the disk, without a name; its hash. */
enum err errors_out_end(struct ctx *cx, struct errors_out *o, enum hash_alg alg,
                        unsigned char hash[HASH_LEN]);
enum err errors_out_publish(struct ctx *cx, struct errors_out *o);
void errors_out_drop(struct errors_out *o);

#endif
