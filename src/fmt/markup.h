/* markup - text into HTML or XML, so that nothing of it is taken for a tag. */
#ifndef FMT_MARKUP_H
#define FMT_MARKUP_H

#include "base/buf.h"

/* Good between tags and in quoted values. */
void markup_text(struct buf *out, struct str s);

#endif
