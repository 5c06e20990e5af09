/* serve_files - the files that a server hands out: what web asks for and job makes. */
#ifndef CMD_SERVE_FILES_H
#define CMD_SERVE_FILES_H

#include "web/web.h"

extern const struct web_maker serve_files[];     /* ended by a row without a name */

#endif
