/* qr - see the header; libqrencode finds the modules. */
#include "fmt/qr.h"

#include <assert.h>
#include <qrencode.h>
#include <stdio.h>

#include "fmt/svg.h"

#define QUIET 4

static enum err refuse(struct ctx *cx, size_t n)
{
	char have[24], most[24];

	if (n == 0)
		return err_set(cx, ERR_INPUT, "", "qr-empty", NULL);
	snprintf(have, sizeof have, "%zu", n);
	snprintf(most, sizeof most, "%d", QR_MAX_BYTES);
	return err_set(cx, ERR_LIMIT, "", "qr-too-long", have, most, NULL);
}

enum err qr_make(struct ctx *cx, struct str text, struct qr *out)
{
	QRcode *code;

	if (text.n == 0 || text.n > QR_MAX_BYTES)
		return refuse(cx, text.n);
	code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (!code)
		return refuse(cx, text.n);
	assert(code->width <= QR_SIDE_MAX);
	out->side = code->width;
	for (int i = 0; i < code->width * code->width; i++)
		out->dark[i] = code->data[i] & 1;
	QRcode_free(code);
	return OK;
}

/* Dark? Outside, in the quiet zone, nothing is. */
static bool dark(const struct qr *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->side && y < q->side && q->dark[y * q->side + x];
}

void qr_terminal(struct buf *out, const struct qr *q, bool colour)
{
	static const char *const block[2][2] = { { " ", "▄" }, { "▀", "█" } };

	for (int y = -QUIET; y < q->side + QUIET; y += 2) {
		if (colour)
			buf_addz(out, "\033[30;107m");
		for (int x = -QUIET; x < q->side + QUIET; x++) {
			/* what is below the last row of the quiet zone is not drawn as light */
			bool below = y + 1 < q->side + QUIET;
			bool upper = dark(q, x, y), lower = dark(q, x, y + 1);

			if (colour)
				buf_addz(out, block[upper][lower]);
			else
				buf_addz(out, block[!upper][below && !lower]);
		}
		buf_addz(out, colour ? "\033[0m\n" : "\n");
	}
}

/* Modules that stand side by side in a row are one stroke. */
void qr_svg(struct buf *out, const struct qr *q, struct str title)
{
	int side = q->side + 2 * QUIET;

	buf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
	         "height=\"%d\" role=\"img\" shape-rendering=\"crispEdges\"><title>", side, side,
	         side * 4, side * 4);
	svg_text(out, title);
	buf_addf(out, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
	         "<path fill=\"#000\" d=\"", side, side);
	for (int y = 0; y < q->side; y++)
		for (int x = 0, end; x < q->side; x = end + 1) {
			for (end = x; dark(q, end, y); end++)
				;
			if (end > x)
				buf_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x,
				         end - x);
		}
	buf_addz(out, "\"/></svg>\n");
}
