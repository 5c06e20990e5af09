/* picture - what a file is and how large: only lengths and numbers are read here, each within what
 * is there. */
#include "fmt/picture.h"

#include "fmt/picture_part.h"

#define TAIL 1024                /* of a PDF, where its end is told */

enum err picture_broken(struct ctx *cx)
{
	return err_set(cx, ERR_INPUT, "file", "picture-broken", NULL);
}

static unsigned be16(const char *p)
{
	return (unsigned)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static uint32_t be32(const char *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

enum picture_kind picture_sniff(struct str b)
{
	struct str tail = str_sub(b, b.n > TAIL ? b.n - TAIL : 0, b.n);

	if (b.n > 4 && !memcmp(b.p, "\xFF\xD8\xFF", 3))
		return PICTURE_JPEG;
	if (b.n > 33 && !memcmp(b.p, "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16))
		return PICTURE_PNG;
	if (str_starts(b, STR("%PDF-")) && str_find(tail, STR("%%EOF")) >= 0 &&
	    str_find(b, STR(" obj")) >= 0)
		return PICTURE_PDF;
	return PICTURE_NONE;
}

/* Frames that are decoded: baseline, extended, progressive; no camera writes the others. */
static bool is_frame(unsigned marker)
{
	return marker >= 0xC0 && marker <= 0xC2;
}

static bool is_other_frame(unsigned marker)
{
	return marker > 0xC2 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Segment by segment up to the first frame. */
static bool look_jpeg(struct str b, struct picture *out)
{
	size_t at = 2;

	while (at + 4 <= b.n) {
		unsigned marker = (unsigned char)b.p[at + 1];
		size_t n;

		if ((unsigned char)b.p[at] != 0xFF)
			return false;
		if (marker == 0xFF || marker == 0x01) {
			at += marker == 0xFF ? 1 : 2;
			continue;
		}
		n = be16(b.p + at + 2);
		if (n < 2 || n > b.n - at - 2 || is_other_frame(marker) || marker == 0xDA ||
		    marker == 0xD9)
			return false;
		if (is_frame(marker)) {
			if (n < 8)
				return false;
			out->height = (int)be16(b.p + at + 5);
			out->width = (int)be16(b.p + at + 7);
			return true;
		}
		if (marker == 0xE1 && n > 14 && !memcmp(b.p + at + 4, "Exif\0", 6))
			picture_exif(str_sub(b, at + 10, at + 2 + n), out);
		at += 2 + n;
	}
	return false;
}

/* Up to the picture itself there is nothing but what decodes it: of the segments for programs those
 * of JFIF and Adobe, which hold numbers, and no comment. */
bool picture_bare(struct str b)
{
	enum picture_kind kind = picture_sniff(b);
	size_t at = 2;

	while (kind == PICTURE_JPEG && at + 4 <= b.n) {
		unsigned marker = (unsigned char)b.p[at + 1];

		if ((unsigned char)b.p[at] != 0xFF)
			return false;
		if (marker == 0xDA)
			return true;
		if (marker == 0xFE || (marker > 0xE0 && marker <= 0xEF && marker != 0xEE))
			return false;
		at += 2 + be16(b.p + at + 2);
	}
	return kind != PICTURE_JPEG && kind != PICTURE_PNG;
}

static bool look_png(struct str b, struct picture *out)
{
	uint32_t w = be32(b.p + 16), h = be32(b.p + 20);

	if (w > INT32_MAX || h > INT32_MAX)
		return false;
	out->width = (int)w;
	out->height = (int)h;
	return true;
}

enum err picture_look(struct ctx *cx, struct str b, struct picture *out)
{
	*out = (struct picture){ .kind = picture_sniff(b), .turn = 1 };
	if (out->kind == PICTURE_NONE)
		return err_set(cx, ERR_INPUT, "file", "picture-unknown", NULL);
	if (b.n > PICTURE_BYTES)
		return err_set(cx, ERR_LIMIT, "file", "picture-large", NULL);
	if (out->kind == PICTURE_PDF)
		return OK;
	if (out->kind == PICTURE_JPEG ? !look_jpeg(b, out) : !look_png(b, out))
		return picture_broken(cx);
	if (out->width < 1 || out->height < 1)
		return picture_broken(cx);
	if (out->width > PICTURE_SIDE || out->height > PICTURE_SIDE ||
	    (int64_t)out->width * out->height > PICTURE_POINTS)
		return err_set(cx, ERR_LIMIT, "file", "picture-large", NULL);
	return OK;
}

/* ---- smaller ---- */

void shrink_begin(struct shrink *s, struct arena *a, int width, int height)
{
	int longer = width > height ? width : height;

	*s = (struct shrink){ .sw = width, .sh = height, .dw = width, .dh = height };
	if (longer > PICTURE_OUT) {
		s->dw = (int)((int64_t)width * PICTURE_OUT / longer);
		s->dh = (int)((int64_t)height * PICTURE_OUT / longer);
		s->dw = s->dw ? s->dw : 1;
		s->dh = s->dh ? s->dh : 1;
	}
	s->sum = arena_array(a, (size_t)s->dw * 3, sizeof *s->sum);
	s->n = arena_array(a, (size_t)s->dw, sizeof *s->n);
	s->rgb = arena_alloc(a, (size_t)s->dw * (size_t)s->dh * 3);
	memset(s->rgb, 255, (size_t)s->dw * (size_t)s->dh * 3);
}

void shrink_end(struct shrink *s)
{
	unsigned char *to = s->rgb + (size_t)s->out_row * (size_t)s->dw * 3;

	for (int x = 0; x < s->dw; x++)
		for (int c = 0; c < 3 && s->n[x]; c++)
			to[x * 3 + c] = (unsigned char)(s->sum[x * 3 + c] / s->n[x]);
	memset(s->sum, 0, (size_t)s->dw * 3 * sizeof *s->sum);
	memset(s->n, 0, (size_t)s->dw * sizeof *s->n);
}

void shrink_row(struct shrink *s, const unsigned char *rgb)
{
	int y = (int)((int64_t)s->row * s->dh / s->sh);

	if (s->row >= s->sh)
		return;
	if (y != s->out_row)
		shrink_end(s);
	s->out_row = y;
	s->row++;
	for (int x = 0; x < s->sw; x++) {
		int at = (int)((int64_t)x * s->dw / s->sw);

		s->sum[at * 3] += rgb[x * 3];
		s->sum[at * 3 + 1] += rgb[x * 3 + 1];
		s->sum[at * 3 + 2] += rgb[x * 3 + 2];
		s->n[at]++;
	}
}

/* ---- upright ---- */

/* Where the point at x, y of the upright picture stands in the one that was stored. */
static size_t stored_at(const struct shrink *s, int turn, int x, int y)
{
	int sx = x, sy = y;

	if (turn > 4) {                  /* lying: rows are columns */
		sx = y;
		sy = x;
	}
	if (turn == 2 || turn == 3 || turn == 7 || turn == 8)
		sx = s->dw - 1 - sx;
	if (turn == 3 || turn == 4 || turn == 6 || turn == 7)
		sy = s->dh - 1 - sy;
	return ((size_t)sy * (size_t)s->dw + (size_t)sx) * 3;
}

static unsigned char *upright(struct arena *a, const struct shrink *s, int turn, int *w, int *h)
{
	unsigned char *out;

	*w = turn > 4 ? s->dh : s->dw;
	*h = turn > 4 ? s->dw : s->dh;
	if (turn == 1)
		return s->rgb;
	out = arena_alloc(a, (size_t)s->dw * (size_t)s->dh * 3);
	for (int y = 0; y < *h; y++)
		for (int x = 0; x < *w; x++)
			memcpy(out + ((size_t)y * (size_t)*w + (size_t)x) * 3,
			       s->rgb + stored_at(s, turn, x, y), 3);
	return out;
}

enum err picture_make(struct ctx *cx, struct str bytes, const struct picture *p, struct buf *out,
                      int *width, int *height)
{
	struct shrink s;
	unsigned char *rgb;

	TRY(p->kind == PICTURE_PNG ? picture_png(cx, bytes, p, &s) : picture_jpeg(cx, bytes, p, &s));
	rgb = upright(&cx->arena, &s, p->turn, width, height);
	return picture_write(cx, rgb, *width, *height, out);
}
