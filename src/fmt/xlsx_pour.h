/* xlsx_pour - the rows of large sheets, packed on a thread of their own while they are written.
 *
 * libxlsxwriter keeps the rows of a sheet in a scratch file until the workbook is closed, copies
 * them into a second one, and packs that. Here it gets a stream in place of the scratch file: of a
 * small sheet the stream gives back what was written; of a large one nothing, since its rows have
 * gone, packed, into a scratch file of ours. The library then makes a workbook whose large sheets
 * are empty, and pour_join puts their rows into it. Packed in pieces that know nothing of each
 * other, some hundredths larger than in one piece, and the same bytes whenever. */
#ifndef FMT_XLSX_POUR_H
#define FMT_XLSX_POUR_H

#include <stdio.h>

#include "base/err.h"

struct pour;

/* scratch: an empty file that is nobody else's; closed by pour_free. */
struct pour *pour_new(int scratch);
/* Frees what is left, streams too; fine if p is NULL. */
void pour_free(struct pour *p);
/* The stream for the rows of the next sheet, in the order of the workbook. Who has it closes it.
 * NULL: no memory for it. From now on the sheets before keep little in memory. */
FILE *pour_sheet(struct pour *p);
/* When the library has closed the workbook that fd is: waits for the thread and puts the rows in.
 * other: an empty file for it. ERR_IO when the disk did not take the rows, or when the workbook is
 * not as the library made it. */
enum err pour_join(struct ctx *cx, struct pour *p, int fd, int other, const char *path);
/* Whether a sheet was large, so that pour_join has something to do. */
bool pour_used(const struct pour *p);

#endif
