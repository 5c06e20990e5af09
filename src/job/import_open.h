/* import_open - what there is to take in, and in which order: the files of the command line, and of
 * workbooks each sheet that is a list, as a file of its own. What is referred to comes first. */
#ifndef JOB_IMPORT_OPEN_H
#define JOB_IMPORT_OPEN_H

#include "job/import.h"
#include "job/reader.h"

/* One list on its way in. */
struct import_file {
	const char *path, *name;     /* name: of the file, without folders */
	const char *sheet;           /* its name in the workbook; "": there are no sheets */
	const char *label;           /* for people: the name, and the sheet when there are several */
	int fd;
	int64_t size;
	struct reader *rd;           /* started already: all of a small import, or ahead of its turn */
	bool headed;                 /* and its header was taken */
	struct import_file *next;    /* its turn comes after this one; NULL: the last */
	int at_sheet;                /* -1: the first that is a list */
	int rank;                    /* place of its noun: what is referred to comes first */
	struct str list;             /* kind of list; empty: not known yet */
	int at;                      /* order given */
	bool last;
	bool more;                   /* a list of the same kind, or of an unknown one, comes later */
};

struct import_list {
	struct import_file *f;
	int n, cap;
};

/* The kind of list that a header told: its shape's id, "list32", or the noun it states. */
struct str import_list_kind(const struct reader *rd);
/* Opens and sorts. Files that are refused have been told, and fd is -1. ERR_CONFLICT: stopped. */
enum err import_open(struct ctx *cx, struct reg *r, struct import *im, struct import_list *out);
void import_open_free(struct import_list *l);
/* Starts the child that reads it; it sends no row before reader_go. */
enum err import_open_spawn(struct ctx *cx, struct reg *r, struct import *im, struct import_file *f);
/* The same for what comes after f, when what f leaves cannot change how that is read: it is read
 * while f is worked on. Two large files, and small ones between. What fails is told when its turn
 * comes. */
void import_open_ahead(struct ctx *cx, struct reg *r, struct import *im, struct import_file *f);
/* Tells why a file does not get in; the error is forgotten. ERR_CONFLICT when it was Ctrl-C. */
enum err import_open_refuse(struct ctx *cx, struct import *im, struct import_file *f);
void import_open_end(struct import_file *f);

#endif
