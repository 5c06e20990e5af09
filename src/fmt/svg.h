/* svg - what every picture is written with: text that cannot become markup, numbers that are the
 * same on every machine. Lengths are int32, in hundredths of a pixel: no floating point. */
#ifndef FMT_SVG_H
#define FMT_SVG_H

#include "base/buf.h"

/* Text for content and attribute values: & < > " ' escaped; bad bytes, control characters and marks
 * that turn the direction become U+FFFD. */
void svg_text(struct buf *out, struct str s);
/* 1234 as "12.34", 1200 as "12", -50 as "-.5". */
void svg_num(struct buf *out, int64_t hundredths);

#endif
