/* paper - a paper of the pack put together: its texts with their values filled in, its tables from
 * the rows of the household, masked as the paper's purpose needs; or blank, to be written on. What
 * is not in the register (reasons, days of a notice, lines of a list) whoever prints it states. */
#ifndef JOB_PAPER_H
#define JOB_PAPER_H

#include "domain/register/browse.h"
#include "job/paper_child.h"
#include "policy/papers.h"

struct paper_value { struct str name, text; };

/* Rows for a part `table: rows`: the cells of a row in the order of its columns but "#", which
 * counts them. name empty: for the first such part. */
struct paper_rows {
	struct str name;
	struct str title;            /* a heading over them; empty: none. Several of the same name with
	                                headings are as many tables */
	int ncol, n;
	const struct str *cell;      /* n * ncol */
	bool whole;                  /* these and no others: no blank rows to write into */
};

/* A photograph, as JPEG, and what stands under it. */
struct paper_photo { struct str jpeg, under; };

struct paper_order {
	const struct paper_template *t;
	enum lang lang;
	int64_t household;           /* 0: none, or blank */
	int64_t area;                /* of a paper about a place; 0: not told */
	const struct paper_value *value;
	int nvalue;
	const struct paper_rows *rows;
	int nrows;
	const struct paper_photo *photo;     /* of a notice */
	int nphoto;
	bool rests;                  /* on a case that came as far as the paper's `after`; else the
	                                sheet says that it is a blank form */
	struct str maker;            /* who made what it is about, else who prints it; empty: left to
	                                be written */
	struct str checker;          /* who decided on it; empty: left to be written */
	bool demo;                   /* made-up data: each page says so */
	struct str code;             /* what the code says; empty: which paper of which row */
};

/* Puts it together within r's scope. ERR_INPUT paper-value: a value that the paper has not. */
enum err paper_compose(struct ctx *cx, struct reg *r, const struct paper_order *o,
                       struct paper_doc *d);
/* Composes and prints. */
enum err paper_make(struct ctx *cx, struct reg *r, const struct paper_order *o,
                    const char *const *font, struct buf *out, struct paper_told *told);
/* A paper of the register's pack; ERR_NOTFOUND paper-none names those that there are. */
enum err paper_find(struct ctx *cx, const struct reg *r, struct str id,
                    const struct paper_template **out);

#endif
