/* import_batch - see import_batch.c; only import.c includes it. */
#ifndef JOB_IMPORT_BATCH_H
#define JOB_IMPORT_BATCH_H

#include "job/import_int.h"

/* From the file's hash and a sheet's name: what provisional numbers begin with. */
void batch_number_hash(struct imp *im, struct str sheet);
enum err batch_hash(struct ctx *cx, int fd, unsigned char out[32]);
enum err batch_find(struct imp *im, struct rec **out);
/* Is all of its file taken in? */
bool batch_in(const struct imp *im, const struct rec *r);
enum err batch_resume(struct imp *im, const struct rec *old);
enum err batch_begin(struct imp *im);
enum err batch_end(struct imp *im);
/* Counts so far, for a chunk's leaf. */
void batch_extra(struct buf *out, struct imp *im);

#endif
