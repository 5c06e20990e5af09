/* sniff - what a file is that is no list: offices send pictures, archives, documents and web pages
 * under the names of tables. Bytes decide, never names. */
#ifndef FMT_SNIFF_H
#define FMT_SNIFF_H

#include "base/str.h"

#define SNIFF_HEAD 4096          /* bytes of the beginning that are looked at */
#define SNIFF_TAIL (128 * 1024)  /* and of the end of a ZIP, where its names are */

/* The key of the sentence that says what the file is and what to do; NULL: a list, or a workbook of
 * a kind that somebody reads, or something unknown, for the readers to judge. Only preads. */
const char *sniff_foreign(int fd);
/* The same for what was read already: the beginning, and for a ZIP its end. */
const char *sniff_bytes(struct str head, struct str tail);

#endif
