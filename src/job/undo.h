/* undo - takes a batch back: each row that it wrote and that nobody has changed since gets a new
 * version with what stood before, or, if the batch had made it, leaves the register. Nothing is
 * taken out of the journal or of history. Rows that were changed since stay as they are, and so do
 * rows that others refer to; each is listed, as a finding of the batch.
 *
 * Newest rows first, in chunks of one transaction each. The batch is "undoing" from the first to
 * the last: after a break the same call goes on where the last chunk's leaf says, and nothing else
 * is done with its file meanwhile. Undone, its file is one that was never taken in.
 *
 * A batch of which rows stayed can be undone again: what nothing rests on any more goes then, and
 * its findings are closed. */
#ifndef JOB_UNDO_H
#define JOB_UNDO_H

#include "domain/register/batch.h"

struct undo {
	const char *batch;           /* "B12" or "12" */
	const char *reason;          /* may be NULL */
	bool dry_run;                /* on a copy of the register */
	/* called on the caller's thread; may be NULL */
	void *arg;
	void (*progress)(void *arg, int64_t done, int64_t rows);
	enum err (*kept)(void *arg, const struct batch_kept *k);
	/* filled in */
	struct str no, file;
	int64_t removed, restored, kept_rows, closed;
	bool resumed;
};

/* ERR_NOTFOUND: no such batch. ERR_CONFLICT: it is undone and nothing of it is left, or it corrects
 * another. When cx->stop is set it ends between chunks, ERR_CONFLICT "undo-stopped". */
enum err undo_run(struct ctx *cx, struct reg *r, struct undo *u);

#endif
