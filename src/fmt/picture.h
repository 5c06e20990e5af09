/* picture - photographs and scans as people send them: what a file is by its own bytes, how large
 * it says to be, and a new JPEG of it that holds the picture and nothing else. For files that
 * nobody trusts: all behind picture_look runs in a child that may do nothing but compute. */
#ifndef FMT_PICTURE_H
#define FMT_PICTURE_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

#define PICTURE_BYTES  ((size_t)20 << 20)        /* of a file, at most */
#define PICTURE_SIDE   20000
#define PICTURE_POINTS ((int64_t)50000000)
#define PICTURE_OUT    2000                      /* the longer side of what is kept */

enum picture_kind { PICTURE_NONE, PICTURE_JPEG, PICTURE_PNG, PICTURE_PDF };

struct picture {
	enum picture_kind kind;
	int width, height;           /* as stored; before turning */
	int turn;                    /* how it is to be held: orientation 1..8 of EXIF */
	bool placed;                 /* it says where it was taken: millionths of a degree */
	int64_t lat, lon;
	date_t taken;                /* 0: it does not say */
};

/* By the first bytes, whatever the file is called. A PDF must hold something
 * and say where it ends, too. */
enum picture_kind picture_sniff(struct str bytes);
/* Does it tell nothing but what is seen on it? false: a photograph as a camera wrote it, which may
 * tell where it was, when, and with what; only picture_make makes one that does not. Anything that
 * is no photograph: true. */
bool picture_bare(struct str bytes);
/* Kind, size and what EXIF tells, without decoding anything. ERR_INPUT picture-unknown,
 * picture-broken; ERR_LIMIT picture-large: too many points. A PDF has no size. */
enum err picture_look(struct ctx *cx, struct str bytes, struct picture *out);
/* Where and when, out of a TIFF block as EXIF has it; what is wrong in it is left out. */
void picture_exif(struct str tiff, struct picture *out);

/* Decodes a picture that was looked at, shrinks it to PICTURE_OUT, turns it upright, and appends it
 * as a JPEG. Memory is cx's arena. ERR_INPUT picture-broken. */
enum err picture_make(struct ctx *cx, struct str bytes, const struct picture *p, struct buf *out,
                      int *width, int *height);

#endif
