/* picture_child - a file that somebody sent as a photograph or paper of a household: what it is,
 * and a picture of it that is safe to keep and to show. Only a locked-down child, which sees this
 * one file, two pipes, no key and no register, decodes it; the parent believes no length and no
 * number.
 *
 * Messages child -> parent (reader_wire.h): 'P' what it is, 'Z' bytes of the new picture, 'E' that
 * was all; 'X' failure. Nothing goes the other way. */
#ifndef JOB_PICTURE_CHILD_H
#define JOB_PICTURE_CHILD_H

#include "fmt/picture.h"

/* Entry of the child role "picture"; returns the exit code. */
int picture_main(void);

/* Looks at the file fd. A photograph: out gets the new one, p->width and p->height are its own. A
 * PDF: out stays empty, the file is kept as it is. ERR_INPUT, ERR_LIMIT: it is refused. */
enum err picture_clean(struct ctx *cx, int fd, struct picture *p, struct buf *out);
/* The same of a file by its path, as it is to be kept: a PDF, too, stands in `out` then. */
enum err picture_of_file(struct ctx *cx, const char *path, struct picture *p, struct buf *out);

#endif
