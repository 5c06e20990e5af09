/* import - lists into the register: any number of files of any kinds, sorted by what refers to
 * what; each file is a batch, in chunks of whole households, each chunk one transaction and one
 * leaf. Ctrl-C and a killed process lose nothing acknowledged and leave no half row: the same
 * command again goes on where the last chunk ended. The same file again is recognised by its
 * hash. Each sheet of a workbook that is a list counts as a file. */
#ifndef JOB_IMPORT_H
#define JOB_IMPORT_H

#include "domain/register/register.h"

enum import_mode { IMPORT_UPSERT, IMPORT_INSERT, IMPORT_UPDATE };

struct import_finding {
	const char *file;
	struct str sheet;            /* of a workbook; empty: the file is none */
	int32_t row;                 /* 0: the file as a whole */
	struct str column;           /* header as written; empty: the whole row */
	const struct kind *kind;
	struct str detail;           /* {1} of the kind's sentence */
	struct str hint;             /* suggestion; may hold personal data: never stored */
	bool secret;                 /* hint and detail speak of a value that is kept sealed */
};

/* Counts of one batch; a resumed batch counts what was done before, too. */
struct import_counts {
	int64_t batch, rows, fresh, changed, unchanged, refused;
	int64_t left_out;            /* rows of the sheet that are no data: blank, totals, notes */
	int64_t *mended;             /* by kind index */
	int64_t *found;              /* findings by kind index */
	bool again;                  /* this very file is in already: counts are as it left them */
	bool resumed;
	/* of a list of a source, beside what it said last: cells, and rows */
	bool source;                 /* it is one */
	bool part;                   /* it lacks so much that it was taken as a part of a list */
	bool unasked;                /* a refused file may be its rest: nobody is asked about */
	int64_t met;                 /* rows here that the source lists for the first time */
	int64_t took, kept;          /* theirs taken; ours kept, to be entered at the source */
	int64_t asked, waiting;      /* new conflicts; those still open from before */
	int64_t entered;             /* changed here, and the source now says the same */
	int64_t gone, back;          /* rows listed no more; listed again */
};

/* A column that is not known: what it may be, and two masked examples. */
struct import_question {
	struct str sheet;            /* of a workbook; empty: the file is none */
	struct str header, example[2];
	struct { struct str target, label; } near[3];        /* "noun.field" and its label */
	int nnear;
};

/* What one column of a sheet was taken for. */
struct import_column {
	struct str header;           /* as written */
	struct str target;           /* "noun.field", "county", "township"; empty: it is not read */
	struct str label;            /* of it, for people */
	/* "exact" by its own name, "synonym", "remembered" or "given": somebody said so; "again": the
	 * field stands twice; "nothing": of no use, a row's number; "ignored": not known */
	const char *how;
};

/* A row as it stands in the sheet, and what became of it. */
struct import_preview {
	int32_t row;                 /* as a spreadsheet shows it */
	const char *what;            /* "new" "changed" "unchanged" "refused" */
	struct str *cell;            /* one a column, shortened; of sealed fields as staff see them */
	int n;                       /* may be fewer than columns */
};

/* "This header is that": given with the import, remembered for sheets of the same header. */
struct import_said {
	struct str header;           /* "表头", "表头#2" the second of that name, "@5" the fifth column */
	struct str target;           /* "noun.field", "-" not to be read, "county", "township" */
	bool used;                   /* filled in: some file had the header */
};

/* What the caller hears while it runs; any may be NULL. Called on the caller's thread. */
struct import_face {
	void *arg;
	void (*begin)(void *arg, const char *file, const struct entity *e, bool list32, int64_t rows);
	void (*found)(void *arg, const struct import_finding *f);
	/* The columns of a sheet in their order, before its rows; of one that lacks a column, too. */
	void (*columns)(void *arg, const char *file, const struct import_column *c, int n);
	void (*asked)(void *arg, const char *file, const struct import_question *q);
	/* The first rows of a sheet, and the first ones with a fault, each once, in its order; after
	 * the last row was judged. */
	void (*preview)(void *arg, const char *file, const struct import_preview *p);
	void (*saved)(void *arg, int64_t rows);          /* so many rows of this file are durable */
	void (*progress)(void *arg, int64_t done, int64_t rows);
	void (*end)(void *arg, const char *file, const struct import_counts *n);
	/* The file was refused, or one sheet of several ("": it has no others): why tells the reason;
	 * the import goes on with the next. */
	void (*refused)(void *arg, const char *file, const char *sheet, const struct err_info *why);
};

struct errors;                   /* errors.h */

struct import {
	const char *const *file;
	int nfile;
	const char *kind;            /* noun for all files, or NULL */
	const char *topic;           /* files are departments' lists of this topic; NULL: recognise */
	const char *lead_department; /* who sent them; NULL: as the pack says */
	date_t lead_month;           /* of rows that state none; 0 unknown */
	enum import_mode mode;
	bool dry_run;
	bool again;                  /* import a file although it is in already */
	const char *reason;          /* why, or NULL: kept with the batch */
	struct errors *errors;       /* error lists of what is refused, or NULL; the caller ends it */
	const char *source;          /* who states these values (policy/sources.h), or NULL */
	bool complete, part;         /* the list is all that the source has; it is not */
	struct import_said *said;    /* of headers of these files; with them, `again` is meant */
	int nsaid;
	date_t as_of;                /* what the figures are of, where a sheet does not say; 0 */
	bool beside_others;          /* who write meanwhile: short transactions */
	const struct scope *may;     /* rows that lie elsewhere are refused; NULL: none are */
	struct import_face face;
	/* filled in */
	struct import_counts total;
	int files_refused;
	/* batches of this run: several files of one kind are one list (import_gone.c) */
	struct delivered { struct str kind; int64_t batch; } *delivered;
	int ndelivered;
	int64_t first[ENT_MOST];     /* by noun: the first number of a row that this run could make */
	int64_t began[ENT_MOST];     /* the same of the first run of these files that broke off */
	int64_t files_hash;          /* which files they are: import_again.h */
	int64_t asked_leaf;          /* looked at last, and whether a run of these files wrote it */
	bool leaf_ours;
};

/* Checks what was said against the nouns; ERR_USAGE names what is wrong. */
enum err import_check_said(struct ctx *cx, const struct reg *r, const char *kind,
                           struct import_said *said, int n);
/* OK also when rows or files were refused: see counts. ERR_INPUT: nothing could be imported. */
enum err import_run(struct ctx *cx, struct reg *r, struct import *im);

#endif
