/* qr - a text as a QR code, for a terminal, for print and for pages. Error correction M, byte mode,
 * as small as the text allows; a quiet zone of four modules around it, as scanners want. */
#ifndef FMT_QR_H
#define FMT_QR_H

#include "base/buf.h"
#include "base/err.h"

#define QR_MAX_BYTES  2331           /* version 40-M */
#define QR_SIDE_MAX   177

struct qr {
	int side;                        /* modules, without the quiet zone */
	unsigned char dark[QR_SIDE_MAX * QR_SIDE_MAX];
};

/* ERR_INPUT: empty; ERR_LIMIT: over QR_MAX_BYTES. */
enum err qr_make(struct ctx *cx, struct str text, struct qr *out);
/* Two modules a character, in half blocks. colour: black on white whatever the terminal's colours
 * are; without it light modules are drawn, which is right on a dark terminal. */
void qr_terminal(struct buf *out, const struct qr *q, bool colour);
/* An SVG picture, black on white in every theme. title is read out by screen readers. */
void qr_svg(struct buf *out, const struct qr *q, struct str title);

#endif
