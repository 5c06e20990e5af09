/* report_fill - a form filled: the workbook told by the filler child, its bindings from a small
 * file and from comments on its cells, the numbers from the register, each with the list of rows
 * that stand behind it, and every number checked against its list before anything is written. */
#ifndef JOB_REPORT_FILL_H
#define JOB_REPORT_FILL_H

#include "domain/register/report.h"
#include "job/files.h"

struct report_order {
	const char *form;            /* the workbook */
	const char *bind;            /* binding file; NULL: FORM.yaml beside it, if it is there */
	const char *area;            /* NULL: the whole register */
	struct report_period period;
	date_t known;                /* as the register stood at the end of that day; 0: now */
	enum mask mask;
	const char *lists;           /* folder, or a file ending in .xlsx; NULL: none are kept */
	const char *out;
	bool strip;                  /* comments that bind go out of the filled form */
};

struct report_result {
	int cells;                   /* filled */
	int numbers;                 /* of them numbers with a list */
	int unbound;                 /* bindings that ask for nothing yet */
	int64_t list_rows;
};

struct report_face {
	void *arg;
	/* Something the reader of the form should know: a key of msg.def with up to four texts. */
	void (*note)(void *arg, const char *key, const char *a, const char *b, const char *c,
	             const char *d);
	/* Called when all is worked out and checked, before each file is written (lists, the form
	 * last): the place to tell the journal. May be NULL. */
	enum err (*file)(void *arg, const struct clear_note *n);
};

/* ERR_INPUT names the cell or the line of the binding file; ERR_BUG report-mismatch: a number is
 * not what its list adds up to, and nothing is written. */
enum err report_fill(struct ctx *cx, struct reg *r, const struct report_order *o,
                     const struct report_face *face, struct report_result *out);

/* The binding file to begin with: sheets, columns under headers, places found; appended to out. To
 * odd, a line each, the cells among the places that name none: "Sheet!B8", a tab, what it says. */
enum err report_starter(struct ctx *cx, struct reg *r, const char *form, struct buf *out,
                        struct buf *odd);
/* "a/b.xlsx" to "a/b" + end, in cx's arena. */
const char *report_beside(struct ctx *cx, const char *form, const char *end);

#endif
