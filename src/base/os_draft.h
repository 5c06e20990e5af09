/* os_draft - a file that has no name until it is whole. What is written before cannot be found by
 * anybody else, and is gone when the program dies, whatever kills it. On file systems that know no
 * nameless files it has the name .NAME.part, readable by its owner only; the next draft of the same
 * name removes it. */
#ifndef BASE_OS_DRAFT_H
#define BASE_OS_DRAFT_H

#include <sys/types.h>

#include "base/err.h"

struct os_draft {
	int fd;                      /* open for reading and writing, 0600; -1: nothing is open */
	const char *path;            /* what it will be called; in the context's arena */
	const char *part;            /* .NAME.part beside it */
	bool named;                  /* it stands under that name */
};

/* A draft of path, in path's folder, which is there. A link is followed, not replaced. path is a
 * regular file or nothing yet, else ERR_USAGE os-no-file. */
enum err os_draft_begin(struct ctx *cx, const char *path, struct os_draft *d);
/* Gives the file its name, in place of an older one, when all of it is on the disk. Closes it;
 * after an error nothing has changed. */
enum err os_draft_publish(struct ctx *cx, struct os_draft *d, mode_t mode);
/* Leaves nothing. Fine if it is not open. */
void os_draft_drop(struct os_draft *d);

#endif
