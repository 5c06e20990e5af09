/* filler - the child process that opens somebody else's workbook and fills it. It sees the workbook
 * and two pipes, no key, no register and no other file; it is told what to put where, and hands the
 * new workbook back through its pipe. The parent trusts nothing it says.
 *
 * Messages child -> parent (reader_wire.h): 'S' a sheet, 'C' some of its cells, 'M' merged cells,
 * 'N' comments, 'K' that was all; after the orders 'Z' bytes of the new workbook, 'E' that was all;
 * 'X' failure. Parent -> child: one message 'J', what to fill. */
#ifndef JOB_FILLER_H
#define JOB_FILLER_H

#include "base/proc.h"
#include "fmt/xlsx_fill.h"

/* Entry of the child role "filler"; returns the exit code. */
int filler_main(void);

struct filler {
	struct proc proc;
	struct fill_book book;       /* sheets, as the child told them; nothing private */
	struct arena arena;
};

/* Starts the child on an open workbook and waits for what stands in it. ERR_INPUT fill-*: it is
 * refused. */
enum err filler_start(struct ctx *cx, int fd, struct filler **out);
/* The filled workbook, appended to out. Once. */
enum err filler_write(struct ctx *cx, struct filler *f, const struct fill_job *job,
                      struct buf *out);
void filler_end(struct filler *f);

#endif
