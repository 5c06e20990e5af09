/* serve_files - the files that a server hands out: what web asks for and job makes. */
#ifndef CMD_SERVE_FILES_H
#define CMD_SERVE_FILES_H

#include "web/web.h"

extern const struct web_maker serve_files[];     /* ended by a row without a name */
/* A sheet of doubts comes back; whoever sends it answers for what it says. */
enum err serve_doubts_back(struct ctx *cx, struct reg *r, const char *path, bool dry,
                           struct json *j);

#endif
