/* os_many - many files that are worth something only together: written without waiting for the disk
 * at each of them, then all at once. */
#ifndef BASE_OS_MANY_H
#define BASE_OS_MANY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* A new file, which may not be on the disk yet. What stands there already, a link too, is an error
 * and stays as it is: ERR_IO. */
enum err os_write_new(struct ctx *cx, const char *path, struct str data, mode_t mode);
/* All that was written to the disk on which this folder lies is there now. */
enum err os_sync_disk(struct ctx *cx, const char *dir);
/* A symbolic link, wherever it leads. */
bool os_is_link(const char *path);

#endif
