/* import_again - a run that broke off, and the same files once more: what the first run made is
 * not taken for what stood there before. Each leaf of an import says which files its run was of,
 * and the first numbers that it could give; a run of the same files goes on from them. Files are
 * the same by their names, sizes and times: what somebody has corrected since is another run. */
#ifndef JOB_IMPORT_AGAIN_H
#define JOB_IMPORT_AGAIN_H

#include "job/import_int.h"
#include "job/import_open.h"

/* Fills first[], began[] and files_hash. */
void again_begin(struct import *im, const struct store *st, const struct import_list *l);
/* Lines for a leaf's extra: "files=..", and began[] as "first.TAG=.." of nouns with decided
 * fields. */
void again_extra(struct buf *out, const struct imp *im);
/* Of a leaf that this file's batch has left before: began[] goes back to what that run began at,
 * when it was one of the same files. */
void again_read(struct imp *im, struct str extra);
/* Was the row made by this run, or by one of the same files that broke off and nobody has changed
 * it since? */
enum err again_made(struct imp *im, const struct rec *old, bool *yes);

#endif
