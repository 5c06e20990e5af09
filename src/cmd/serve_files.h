/* serve_files - the files that a server hands out: what web asks for and job makes. */
#ifndef CMD_SERVE_FILES_H
#define CMD_SERVE_FILES_H

#include "web/web.h"

/* Prints a paper; host: a struct serve_host. */
enum err serve_paper(struct ctx *cx, void *host, struct reg *r, const struct web_paper *o,
                     struct buf *out);

extern const struct web_maker serve_files[];     /* ended by a row without a name */
/* A sheet of doubts comes back; whoever sends it answers for what it says. */
enum err serve_doubts_back(struct ctx *cx, struct reg *r, const char *path, bool dry,
                           struct json *j);

#endif
