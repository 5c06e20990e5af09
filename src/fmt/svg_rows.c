/* svg_rows - charts whose labels stand one below the other: bars, and the funnel. Every row has its
 * value as text, so there is no axis. */
#include "fmt/svg_part.h"

#define ROW_GAP   PX(8)
#define BAR_HIGH  PX(18)
#define EDGE      PX(16)

struct rows {
	int64_t label, from, to;         /* width of labels; where bars are */
	int64_t low, high;               /* of the values; 0 lies between */
};

static void measure(struct pen *p, struct rows *r)
{
	const struct svg_chart *c = p->c;
	int64_t value = 0, w;

	*r = (struct rows){ 0 };
	for (int i = 0; i < c->n; i++) {
		w = svg_width(c->label[i], 13);
		r->label = w > r->label ? w : r->label;
		for (int s = 0; s < c->nseries; s++) {
			int64_t v = svg_of(c, s, i);

			w = svg_width(svg_value(p, v), 12);
			value = w > value ? w : value;
			if (v == SVG_NO_VALUE)
				continue;
			r->low = v < r->low ? v : r->low;
			r->high = v > r->high ? v : r->high;
		}
	}
	if (r->label > p->w * 2 / 5)
		r->label = p->w * 2 / 5;
	if (r->low == r->high)
		r->high = 1;
	r->from = EDGE + r->label + PX(10) + (r->low < 0 ? value + PX(6) : 0);
	r->to = p->w - EDGE - value - PX(6);
	if (r->to < r->from + PX(20))
		r->to = r->from + PX(20);
}

static int64_t at(const struct rows *r, int64_t v)
{
	return r->from + (v - r->low) * (r->to - r->from) / (r->high - r->low);
}

/* One bar with its value; a value that is not known is said, not drawn. */
static void bar(struct pen *p, const struct rows *r, int i, int s)
{
	int64_t v = svg_of(p->c, s, i), x0 = at(r, 0), x;
	struct str text = svg_value(p, v);

	svg_mark(p, i, s);
	if (v == SVG_NO_VALUE) {
		svg_line_text(p, x0 + PX(6), p->y + PX(13), AT_START, 12, "label", text, p->w);
	} else {
		x = at(r, v);
		svg_rect(p, v < 0 ? x : x0, p->y, v < 0 ? x0 - x : x - x0, BAR_HIGH);
		svg_fill(p, s);
		buf_addz(p->b, "/>");
		svg_line_text(p, v < 0 ? x - PX(6) : x + PX(6), p->y + PX(13),
		              v < 0 ? AT_END : AT_START, 12, "value", text, p->w);
	}
	svg_mark_end(p);
}

void svg_bars(struct pen *p)
{
	const struct svg_chart *c = p->c;
	struct rows r;
	int64_t top = p->y, x0;

	measure(p, &r);
	for (int i = 0; i < c->n; i++) {
		int64_t middle = p->y + c->nseries * (BAR_HIGH + PX(2)) / 2;

		svg_line_text(p, EDGE + r.label, middle + PX(4), AT_END, 13, "text", c->label[i],
		              r.label);
		for (int s = 0; s < c->nseries; s++) {
			bar(p, &r, i, s);
			p->y += BAR_HIGH + PX(2);
		}
		p->y += ROW_GAP;
	}
	x0 = at(&r, 0);
	svg_grid(p, x0, top - PX(2), x0, p->y - ROW_GAP + PX(2), "axis");
}

/* ---- funnel ---- */

/* Tenths of a percent, rounded; -1: there is nothing to divide by. */
static int64_t permille(int64_t v, int64_t of)
{
	if (v == SVG_NO_VALUE || of == SVG_NO_VALUE || of <= 0 || v < 0)
		return -1;
	return (v * 1000 + of / 2) / of;
}

static void percent_text(struct buf *b, int64_t tenths)
{
	if (tenths < 0)
		buf_addz(b, "--");
	else
		buf_addf(b, "%lld.%d%%", (long long)(tenths / 10), (int)(tenths % 10));
}

/* "1,234 (82.3%)": of the first stage. */
static void stage_text(struct pen *p, int i, struct buf *b)
{
	buf_adds(b, svg_value(p, svg_of(p->c, 0, i)));
	if (i) {
		buf_addz(b, " (");
		percent_text(b, permille(svg_of(p->c, 0, i), svg_of(p->c, 0, 0)));
		buf_addc(b, ')');
	}
}

static void stage(struct pen *p, const struct rows *r, int i)
{
	int64_t v = svg_of(p->c, 0, i), middle = (r->from + r->to) / 2;
	int64_t w = v > 0 ? (r->to - r->from) * v / r->high : 0;
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, 256);
	stage_text(p, i, &text);
	svg_line_text(p, EDGE + r->label, p->y + PX(19), AT_END, 13, "text", p->c->label[i],
	              r->label);
	svg_mark(p, i, 0);
	if (v != SVG_NO_VALUE) {
		if (w < PX(2))
			w = PX(2);
		svg_rect(p, middle - w / 2, p->y, w, PX(28));
		svg_fill(p, 0);
		buf_addz(p->b, "/>");
	}
	svg_line_text(p, p->w - EDGE, p->y + PX(19), AT_END, 13, "value", buf_str(&text), p->w);
	svg_mark_end(p);
	p->y += PX(28);
}

/* What got from one stage to the next, between the two. */
static void step(struct pen *p, const struct rows *r, int i)
{
	struct buf text BUF_AUTO = { 0 };
	int64_t share = permille(svg_of(p->c, 0, i + 1), svg_of(p->c, 0, i));

	buf_init(&text, 64);
	buf_addz(&text, "↓ ");
	percent_text(&text, share);
	if (share >= 0)
		svg_line_text(p, (r->from + r->to) / 2, p->y + PX(14), AT_MIDDLE, 12, "label",
		              buf_str(&text), p->w);
	p->y += PX(20);
}

void svg_funnel(struct pen *p)
{
	struct buf text BUF_AUTO = { 0 };
	struct rows r;
	int64_t right = 0, w;

	buf_init(&text, 256);
	measure(p, &r);
	for (int i = 0; i < p->c->n; i++) {
		buf_reset(&text);
		stage_text(p, i, &text);
		w = svg_width(buf_str(&text), 13);
		right = w > right ? w : right;
	}
	r.from = EDGE + r.label + PX(12);
	r.to = p->w - EDGE - right - PX(12);
	if (r.to < r.from + PX(20))
		r.to = r.from + PX(20);
	for (int i = 0; i < p->c->n; i++) {
		stage(p, &r, i);
		if (i + 1 < p->c->n)
			step(p, &r, i);
	}
	p->y += PX(4);
}
