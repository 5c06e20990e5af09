/* picture_part - what the parts of picture share. Private to src/fmt/picture*. */
#ifndef FMT_PICTURE_PART_H
#define FMT_PICTURE_PART_H

#include "fmt/picture.h"

/* Rows come in, from the top; each point of the small picture is the mean of what falls on it. */
struct shrink {
	int sw, sh, dw, dh;          /* before and after */
	int row, out_row;            /* the next one that comes; the one that is gathered */
	uint32_t *sum, *n;           /* of out_row: three a point, and how many points fell on it */
	unsigned char *rgb;          /* the small picture */
};
void shrink_begin(struct shrink *s, struct arena *a, int width, int height);
void shrink_row(struct shrink *s, const unsigned char *rgb);
void shrink_end(struct shrink *s);

enum err picture_broken(struct ctx *cx);
/* Decode into s, which is begun here. */
enum err picture_jpeg(struct ctx *cx, struct str bytes, const struct picture *p, struct shrink *s);
enum err picture_png(struct ctx *cx, struct str bytes, const struct picture *p, struct shrink *s);
/* RGB rows as a JPEG. */
enum err picture_write(struct ctx *cx, const unsigned char *rgb, int width, int height,
                       struct buf *out);

#endif
