/* uploads - files that wait to be imported and lists that jobs have made hold clear values, so none
 * stays longer than it is needed: an upload goes with the import that took it in, everything else
 * after a day, the error list of a batch after thirty. */
#ifndef WEB_UPLOADS_H
#define WEB_UPLOADS_H

#include "base/err.h"

/* Removes an uploaded file with its folder. What cannot be removed now, the sweep tries again. */
void uploads_drop(struct ctx *cx, const char *file);
/* Removes what is too old: at the start, and every few minutes. */
enum err uploads_sweep(struct ctx *cx, const char *folder);

#endif
