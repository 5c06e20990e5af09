/* errors - error lists: of each list that was taken in, the rows that were refused, as they stood
 * there, in its own columns, with row number, reason and suggestion. Corrected and imported again
 * such a list completes its batch (import_amend.c).
 *
 * One file holds the error lists of one or more batches: NAME.xlsx a sheet for each, NAME.csv is
 * one list; further ones are NAME-2.csv and so on,
 * the next that is free. Values are clear, as they were in the list:
 * files are 0600 and named in the journal (files.h finds them again). The original is read by the
 * locked-down child, never by this process. */
#ifndef JOB_ERRORS_H
#define JOB_ERRORS_H

#include "domain/register/batch.h"
#include "job/reader.h"

struct errors;
struct errors_ask {
	const char *path;            /* ends with .xlsx or .csv */
	bool doubts;                 /* rows that were taken in spite of a doubt, too */
	bool force;                  /* NAME-2.csv ... may be written over; NAME is the caller's care */
	struct reg *log;             /* whose journal tells of the files; open for writing */
};

/* ERR_USAGE errors-format: the name does not say which format. */
enum err errors_begin(struct ctx *cx, const struct errors_ask *ask, struct errors **out);
/* Appends the error list of a batch. r: where its findings stand; rd: its file, or a corrected
 * error list of it, whose child waits and has given its rows or was not asked for them. trial: r is
 * a copy that will be thrown away, so that the list cannot name its batch. A failure waits for
 * errors_end: what was imported is imported. */
enum err errors_add(struct ctx *cx, struct errors *x, struct reg *r, const struct rec *batch,
                    struct reader *rd, bool trial);
/* Journals, then gives the files their names. No rows: no file. */
enum err errors_end(struct ctx *cx, struct errors *x);
int64_t errors_rows(const struct errors *x);
/* i-th file and its rows, NULL past the end. */
const char *errors_file(const struct errors *x, int i, int64_t *rows);
/* The list that the i-th file was made from, NULL: there is one file only. */
const char *errors_list(const struct errors *x, int i);
void errors_free(struct errors *x);          /* at any time; what was not ended is gone */

/* The error list of one batch, made later from the file it was imported from: ERR_INPUT errors-hash
 * if it is another file. */
enum err errors_of_file(struct ctx *cx, struct errors *x, struct reg *r, const struct rec *batch,
                        const char *file);

#endif
