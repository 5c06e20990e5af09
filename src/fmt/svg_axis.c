/* svg_axis - charts with an axis of values at the left: columns, histogram, stacked columns, lines.
 * Columns begin at zero always; lines only if nothing is lost by it. */
#include "fmt/svg_part.h"

#define PLOT_HIGH PX(220)
#define EDGE      PX(16)

struct plot {
	int64_t left, right, top, bottom;
	int64_t low, high, step;         /* the axis: from low to high in steps */
	int64_t slot;                    /* width of a label's place */
};

/* ---- the axis ---- */

/* 1, 2 or 5 times a power of ten, so that about five steps make up the span. */
static int64_t nice_step(int64_t span)
{
	int64_t ten = 1, want = span / 5 > 0 ? span / 5 : 1;

	while (ten * 10 <= want)
		ten *= 10;
	return want <= ten ? ten : want <= ten * 2 ? ten * 2 : want <= ten * 5 ? ten * 5 : ten * 10;
}

static int64_t down_to(int64_t v, int64_t step)
{
	int64_t q = v / step;

	return (q - (v % step < 0)) * step;
}

static void set_axis(struct plot *a, int64_t low, int64_t high)
{
	if (high == low)
		high = low + 1;
	a->step = nice_step(high - low);
	a->low = down_to(low, a->step);
	a->high = down_to(high + a->step - 1, a->step);
}

static int64_t up(const struct plot *a, int64_t v)
{
	return a->bottom - (v - a->low) * (a->bottom - a->top) / (a->high - a->low);
}

static void range(const struct svg_chart *c, int64_t *low, int64_t *high)
{
	bool any = false;

	*low = *high = 0;
	for (int i = 0; i < c->n; i++) {
		int64_t sum = 0;

		for (int s = 0; s < c->nseries; s++) {
			int64_t v = svg_of(c, s, i);

			if (v == SVG_NO_VALUE)
				continue;
			sum += v > 0 ? v : 0;
			if (c->kind == SVG_STACKED)
				v = sum;
			*low = !any || v < *low ? v : *low;
			*high = !any || v > *high ? v : *high;
			any = true;
		}
	}
	/* a line far above zero would be flat if the axis began there */
	if (c->kind != SVG_LINES || *low < *high / 2 + *high % 2 || *low == *high)
		*low = *low > 0 ? 0 : *low;
	if (*high < 0)
		*high = 0;
}

static void draw_axis(struct pen *p, struct plot *a)
{
	int64_t low, high, w = 0;

	range(p->c, &low, &high);
	set_axis(a, low, high);
	for (int64_t v = a->low; v <= a->high; v += a->step) {
		int64_t one = svg_width(svg_tick(p, v), 12);

		w = one > w ? one : w;
	}
	a->left = EDGE + w + PX(8);
	a->right = p->w - EDGE;
	a->top = p->y + PX(14);                  /* room for a value above the highest column */
	a->bottom = a->top + PLOT_HIGH;
	a->slot = (a->right - a->left) / p->c->n;
	for (int64_t v = a->low; v <= a->high; v += a->step) {
		int64_t y = up(a, v);

		svg_grid(p, a->left, y, a->right, y, v == 0 ? "axis" : "grid");
		svg_line_text(p, a->left - PX(8), y + PX(4), AT_END, 12, "label", svg_tick(p, v),
		              p->w);
		buf_addc(p->b, '\n');
	}
	p->y = a->bottom;
}

static int64_t middle(const struct plot *a, int i)
{
	return a->left + a->slot * i + a->slot / 2;
}

/* Labels below the plot. Where they are too long each is cut to its place; where even that is too
 * narrow, only every second, third ... is written. */
static void draw_labels(struct pen *p, const struct plot *a)
{
	const struct svg_chart *c = p->c;
	int64_t longest = 0;
	int every = 1;

	for (int i = 0; i < c->n; i++) {
		int64_t w = svg_width(c->label[i], 12);

		longest = w > longest ? w : longest;
	}
	if (longest > PX(80))
		longest = PX(80);
	while (a->slot * every < longest + PX(4) && a->slot * every < PX(56))
		every++;
	for (int i = 0; i < c->n; i += every)
		svg_line_text(p, middle(a, i), a->bottom + PX(17), AT_MIDDLE, 12, "text",
		              c->label[i], a->slot * every - PX(4));
	buf_addc(p->b, '\n');
	p->y = a->bottom + PX(30);
}

/* A value above (or below) its column, if it has room beside its neighbours. */
static void value_above(struct pen *p, int64_t x, int64_t y, struct str text, int64_t room)
{
	if (svg_width(text, 11) <= room)
		svg_line_text(p, x, y, AT_MIDDLE, 11, "value", text, room + PX(1));
}

/* ---- columns ---- */

static void column(struct pen *p, const struct plot *a, int i, int s, int64_t x, int64_t w)
{
	int64_t v = svg_of(p->c, s, i), y0 = up(a, 0), y;

	svg_mark(p, i, s);
	if (v == SVG_NO_VALUE) {
		svg_line_text(p, x + w / 2, y0 - PX(5), AT_MIDDLE, 11, "label", STR("--"), w);
	} else {
		y = up(a, v);
		svg_rect(p, x, v < 0 ? y0 : y, w, v < 0 ? y - y0 : y0 - y);
		svg_fill(p, s);
		if (p->c->kind == SVG_HISTOGRAM)
			buf_addf(p->b, " stroke=\"%s\"", p->k->panel);
		buf_addz(p->b, "/>");
		value_above(p, x + w / 2, v < 0 ? y + PX(12) : y - PX(4),
		            svg_value(p, v),
		            p->c->nseries == 1 ? a->slot - PX(2) : w + PX(2));
	}
	svg_mark_end(p);
}

void svg_columns(struct pen *p)
{
	const struct svg_chart *c = p->c;
	bool tight = c->kind == SVG_HISTOGRAM;
	struct plot a;
	int64_t w;

	draw_axis(p, &a);
	w = tight ? a.slot : a.slot * 7 / 10 / c->nseries;
	if (!tight && w > PX(56))
		w = PX(56);
	if (w < PX(1))
		w = PX(1);
	for (int i = 0; i < c->n; i++)
		for (int s = 0; s < c->nseries; s++)
			column(p, &a, i, s, middle(&a, i) - w * c->nseries / 2 + w * s, w);
	draw_labels(p, &a);
}

/* ---- stacked ---- */

static void segment(struct pen *p, const struct plot *a, int i, int s, int64_t from, int64_t w)
{
	int64_t v = svg_of(p->c, s, i), x = middle(a, i) - w / 2;
	int64_t y0 = up(a, from), y = up(a, from + v);
	struct str text = svg_value(p, v);

	svg_mark(p, i, s);
	svg_rect(p, x, y, w, y0 - y);
	svg_fill(p, s);
	if (s == 0)
		buf_addf(p->b, " stroke=\"%s\"", p->k->series[0]);
	buf_addz(p->b, "/>");
	if (y0 - y >= PX(18) && svg_width(text, 11) <= w - PX(6)) {
		if (s == 0)
			svg_on_text(p, x + w / 2, (y + y0) / 2 + PX(4), 11, p->k->panel, text, w);
		else
			svg_boxed_text(p, x + w / 2, (y + y0) / 2 + PX(4), 11, text, w);
	}
	svg_mark_end(p);
}

/* The total above it; where a part is not known, at least so much. */
static void stack(struct pen *p, const struct plot *a, int i, int64_t w)
{
	struct str total;
	int64_t sum = 0;
	int known = 0;

	for (int s = 0; s < p->c->nseries; s++) {
		int64_t v = svg_of(p->c, s, i);

		known += v != SVG_NO_VALUE;
		if (v == SVG_NO_VALUE || v <= 0)
			continue;
		segment(p, a, i, s, sum, w);
		sum += v;
	}
	total = known ? svg_value(p, sum) : STR("--");
	if (known && known < p->c->nseries)
		total = str_join(&p->cx->arena, STR("≥ "), total);
	value_above(p, middle(a, i), up(a, sum) - PX(4), total, a->slot - PX(2));
}

void svg_stacked(struct pen *p)
{
	const struct svg_chart *c = p->c;
	struct plot a;
	int64_t w;

	draw_axis(p, &a);
	w = a.slot * 7 / 10;
	w = w > PX(64) ? PX(64) : w < PX(1) ? PX(1) : w;
	for (int i = 0; i < c->n; i++)
		stack(p, &a, i, w);
	draw_labels(p, &a);
}

/* ---- lines ---- */

/* Its own mark for each series: circle, square, triangle, diamond, cross, ring. */
static void point(struct pen *p, int s, int64_t x, int64_t y)
{
	static const char *const shape[SVG_SERIES_MAX] = {
		"m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z", "m-3.5-3.5h7v7h-7z",
		"m0-4.5l4.5 8h-9z", "m0-5l4.5 5l-4.5 5l-4.5-5z",
		"m-4-2.5l1.5-1.5 2.5 2.5 2.5-2.5 1.5 1.5-2.5 2.5 2.5 2.5-1.5 1.5-2.5-2.5-2.5 2.5"
		"-1.5-1.5 2.5-2.5z",
		"m-4-1.5h8v3h-8z" };

	buf_addz(p->b, "<path d=\"M");
	svg_num(p->b, x);
	buf_addc(p->b, ' ');
	svg_num(p->b, y);
	buf_addf(p->b, "%s\" fill=\"%s\" stroke=\"%s\"/>", shape[s], p->k->series[s], p->k->panel);
}

static void stroke_of(struct pen *p, int s)
{
	static const char *const dash[SVG_SERIES_MAX] = { "", "8 4", "2 3", "10 3 2 3", "5 5",
		"12 3 2 3 2 3" };

	buf_addf(p->b, "<path class=\"jz-line jz-s%d\" fill=\"none\" stroke=\"%s\" "
	         "stroke-width=\"2\"", s, p->k->series[s]);
	if (*dash[s])
		buf_addf(p->b, " stroke-dasharray=\"%s\"", dash[s]);
}

/* For the legend. */
void svg_line_sample(struct pen *p, int64_t x, int64_t y, int s)
{
	stroke_of(p, s);
	buf_addz(p->b, " d=\"M");
	svg_num(p->b, x);
	buf_addc(p->b, ' ');
	svg_num(p->b, y);
	buf_addz(p->b, "h20\"/>");
	point(p, s, x + PX(10), y);
}

/* The line of a series, broken where a value is not known. */
static void one_line(struct pen *p, const struct plot *a, int s)
{
	bool on = false;

	stroke_of(p, s);
	buf_addz(p->b, " d=\"");
	for (int i = 0; i < p->c->n; i++) {
		int64_t v = svg_of(p->c, s, i);

		if (v != SVG_NO_VALUE) {
			buf_addc(p->b, on ? 'L' : 'M');
			svg_num(p->b, middle(a, i));
			buf_addc(p->b, ' ');
			svg_num(p->b, up(a, v));
		}
		on = v != SVG_NO_VALUE;
	}
	buf_addz(p->b, "\"/>\n");
}

void svg_lines(struct pen *p)
{
	const struct svg_chart *c = p->c;
	struct plot a;

	draw_axis(p, &a);
	for (int s = 0; s < c->nseries; s++)
		one_line(p, &a, s);
	for (int s = 0; s < c->nseries; s++)
		for (int i = 0; i < c->n; i++) {
			int64_t v = svg_of(c, s, i);

			if (v == SVG_NO_VALUE)
				continue;
			svg_mark(p, i, s);
			point(p, s, middle(&a, i), up(&a, v));
			if (c->nseries == 1)
				value_above(p, middle(&a, i), up(&a, v) - PX(8),
				            svg_value(p, v), a.slot);
			svg_mark_end(p);
		}
	draw_labels(p, &a);
}
