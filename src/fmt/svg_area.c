/* svg_area - values of areas by class: a tile for each, or the areas themselves. Up to five classes
 * of about as many areas each; equal values are in one class. The colours get stronger, so that the
 * order is seen without colour, too; hatched: not known. */
#include "fmt/svg_part.h"

#include <stdlib.h>

#include "base/msg.h"

#define EDGE      PX(16)
#define SNAP      50                 /* outlines are drawn to half a pixel */

struct classes {
	int n;
	int64_t low[SVG_CLASSES], high[SVG_CLASSES];
	bool hatch;                      /* something is not known */
};

/* ---- classes ---- */

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void classify(struct pen *p, struct classes *k)
{
	const struct svg_chart *c = p->c;
	int64_t *v = arena_array(&p->cx->arena, (size_t)c->n + 1, sizeof *v);
	int m = 0, from = 0;

	*k = (struct classes){ 0 };
	for (int i = 0; i < c->n; i++) {
		if (svg_of(c, 0, i) == SVG_NO_VALUE)
			k->hatch = true;
		else
			v[m++] = svg_of(c, 0, i);
	}
	qsort(v, (size_t)m, sizeof *v, by_value);
	for (int i = 0; i < SVG_CLASSES; i++) {
		int to = m * (i + 1) / SVG_CLASSES;

		while (to > 0 && to < m && v[to] == v[to - 1])
			to++;
		if (to <= from)
			continue;
		k->low[k->n] = v[from];
		k->high[k->n++] = v[to - 1];
		from = to;
	}
}

/* A single class has the middle colour. */
static const char *class_colour(const struct pen *p, const struct classes *k, int i)
{
	return p->k->ramp[k->n < 2 ? SVG_CLASSES / 2 : i * (SVG_CLASSES - 1) / (k->n - 1)];
}

/* SVG_CLASSES: not known. */
static int class_of(const struct classes *k, int64_t v)
{
	int i = 0;

	if (v == SVG_NO_VALUE)
		return SVG_CLASSES;
	while (i + 1 < k->n && v > k->high[i])
		i++;
	return i;
}

static void area_fill(struct pen *p, const struct classes *k, int64_t v)
{
	int i = class_of(k, v);

	if (i == SVG_CLASSES) {
		buf_addf(p->b, " class=\"jz-none\" fill=\"url(#%s-none)\" stroke=\"%s\"", p->id,
		         p->k->outline);
	} else {
		buf_addf(p->b, " class=\"jz-k%d\" fill=\"%s\" stroke=\"%s\"", i + 1,
		         class_colour(p, k, i), p->k->outline);
	}
	buf_addz(p->b, " stroke-width=\".5\"/>");
}

/* Black reads on all colours but the darkest: the last on light, the first two on dark. */
static const char *on_colour(const struct pen *p, const char *fill)
{
	bool dark = p->c->theme == SVG_DARK;
	bool white = dark ? fill == p->k->ramp[0] || fill == p->k->ramp[1] :
	             fill == p->k->ramp[SVG_CLASSES - 1];

	return white ? "#ffffff" : "#000000";
}

/* Text on an area of value v. */
static void area_text(struct pen *p, const struct classes *k, int64_t v, int64_t x, int64_t y,
                      int size, struct str s, int64_t room)
{
	int i = class_of(k, v);

	if (i == SVG_CLASSES)
		svg_boxed_text(p, x, y, size, s, room);
	else
		svg_on_text(p, x, y, size,
		            on_colour(p, class_colour(p, k, i)), s, room);
}

static void legend_entry(struct pen *p, int64_t *x, struct str text, const char *fill)
{
	int64_t w = PX(24) + svg_width(text, 12);

	if (*x > EDGE && *x + w > p->w - EDGE) {
		*x = EDGE;
		p->y += PX(20);
	}
	svg_rect(p, *x, p->y + PX(2), PX(18), PX(12));
	buf_addf(p->b, " fill=\"%s\" stroke=\"%s\" stroke-width=\".5\"/>", fill, p->k->outline);
	svg_line_text(p, *x + PX(24), p->y + PX(12), AT_START, 12, "text", text, p->w);
	*x += w + PX(16);
}

static void class_legend(struct pen *p, const struct classes *k)
{
	struct buf text BUF_AUTO = { 0 };
	int64_t x = EDGE;

	buf_init(&text, 256);
	for (int i = 0; i < k->n; i++) {
		buf_reset(&text);
		buf_adds(&text, svg_value(p, k->low[i]));
		if (k->high[i] != k->low[i]) {
			buf_addz(&text, " – ");
			buf_adds(&text, svg_value(p, k->high[i]));
		}
		legend_entry(p, &x, buf_str(&text), class_colour(p, k, i));
	}
	if (k->hatch || k->n == 0) {
		buf_reset(&text);
		buf_addf(&text, "url(#%s-none)", p->id);
		legend_entry(p, &x, p->c->lang == LANG_ZH ? STR("-- 无数据") : STR("-- no data"),
		             text.p);
	}
	buf_addc(p->b, '\n');
	p->y += PX(28);
}

/* ---- tiles ---- */

void svg_tiles(struct pen *p)
{
	const struct svg_chart *c = p->c;
	bool small = c->n > 300;
	int64_t w = small ? PX(60) : PX(92), h = small ? PX(34) : PX(50), gap = PX(4);
	int64_t across = (p->w - 2 * EDGE + gap) / (w + gap), left;
	int size = small ? 11 : 13;
	struct classes k;

	classify(p, &k);
	class_legend(p, &k);
	if (across > c->n)
		across = c->n;
	left = EDGE;
	for (int i = 0; i < c->n; i++) {
		int64_t x = left + i % across * (w + gap), y = p->y + i / across * (h + gap);

		svg_mark(p, i, 0);
		svg_rect(p, x, y, w, h);
		buf_addz(p->b, " rx=\"3\"");
		area_fill(p, &k, svg_of(c, 0, i));
		area_text(p, &k, svg_of(c, 0, i), x + w / 2, y + h / 2 - PX(3), size, c->label[i],
		          w - PX(8));
		area_text(p, &k, svg_of(c, 0, i), x + w / 2, y + h / 2 + PX(size), size - 1,
		          svg_value(p, svg_of(c, 0, i)), w - PX(8));
		svg_mark_end(p);
	}
	p->y += (c->n + across - 1) / across * (h + gap) + PX(8);
}

/* ---- the map ---- */

struct at { int64_t x, y; };

/* Without a series only the shapes are drawn: who shows the picture gives them colours and figures,
 * as these come. */
struct map {
	struct pen *p;
	const struct geo *g;
	struct classes k;
	int64_t cosine;                  /* of the middle latitude, in millionths */
	int64_t span_x, span_y;          /* of everything, in millionths of a degree of latitude */
	int64_t left, top, wide, high;   /* where it is drawn */
	struct at *at;                   /* the ring being drawn; room for the longest */
	int64_t *code, *cross;           /* of the labels; where a ring crosses a height */
	bool *drawn;                     /* the label has a shape */
};

static const int32_t cosines[] = {       /* of 0, 5, ... 90 degrees, in millionths */
	1000000, 996195, 984808, 965926, 939693, 906308, 866025, 819152, 766044, 707107, 642788,
	573576, 500000, 422618, 342020, 258819, 173648, 87156, 0
};

static int64_t cosine_of(int64_t lat)
{
	int64_t a = lat < 0 ? -lat : lat, i = a / 5000000, part = a % 5000000;
	int64_t c = i >= 18 ? 0 :
		cosines[i] + (cosines[i + 1] - cosines[i]) * part / 5000000;

	return c < 10000 ? 10000 : c;
}

static void place_map(struct map *m)
{
	const struct geo *g = m->g;
	struct pen *p = m->p;
	int64_t high_most = p->w > PX(1200) ? p->w * 2 / 3 : p->w;

	m->cosine = cosine_of(((int64_t)g->low.lat + g->high.lat) / 2);
	m->span_x = ((int64_t)g->high.lon - g->low.lon) * m->cosine / 1000000;
	m->span_y = (int64_t)g->high.lat - g->low.lat;
	m->span_x += m->span_x == 0;
	m->span_y += m->span_y == 0;
	m->wide = p->w - 2 * EDGE;
	m->high = m->wide * m->span_y / m->span_x;
	if (m->high > high_most) {
		m->high = high_most;
		m->wide = m->high * m->span_x / m->span_y;
	}
	m->left = (p->w - m->wide) / 2;
	m->top = p->y;
}

/* To half a pixel: neighbours share their border's points, which fall on the same places. */
static struct at project(const struct map *m, struct geo_point q)
{
	int64_t x = ((int64_t)q.lon - m->g->low.lon) * m->cosine / 1000000 * m->wide / m->span_x;
	int64_t y = ((int64_t)m->g->high.lat - q.lat) * m->high / m->span_y;

	return (struct at){ m->left + (x + SNAP / 2) / SNAP * SNAP,
		m->top + (y + SNAP / 2) / SNAP * SNAP };
}

/* Does b lie on the way from a to c? */
static bool between(struct at a, struct at b, struct at c)
{
	int64_t x1 = b.x - a.x, y1 = b.y - a.y, x2 = c.x - b.x, y2 = c.y - b.y;

	return x1 * y2 == x2 * y1 && x1 * x2 + y1 * y2 >= 0;
}

/* The ring as it is drawn into m->at: points that fall together and those on a straight way are
 * left out. Returns how many there are. */
static int draw_ring(struct map *m, struct geo_ring r)
{
	struct at *at = m->at;
	int n = 0;

	for (int i = 0; i < r.n; i++) {
		struct at q = project(m, m->g->point[r.first + i]);

		if (n && at[n - 1].x == q.x && at[n - 1].y == q.y)
			continue;
		if (n > 1 && between(at[n - 2], at[n - 1], q))
			n--;
		at[n++] = q;
	}
	while (n > 1 && at[n - 1].x == at[0].x && at[n - 1].y == at[0].y)
		n--;
	return n;
}

static void ring_path(struct map *m, int n)
{
	struct buf *b = m->p->b;

	buf_addc(b, 'M');
	svg_num(b, m->at[0].x);
	buf_addc(b, ' ');
	svg_num(b, m->at[0].y);
	buf_addc(b, 'l');
	for (int i = 1; i < n; i++) {
		if (i > 1)
			buf_addc(b, ' ');
		svg_num(b, m->at[i].x - m->at[i - 1].x);
		buf_addc(b, ' ');
		svg_num(b, m->at[i].y - m->at[i - 1].y);
	}
	buf_addc(b, 'z');
}

/* Where a label has room: from left to right at the middle height of an area's highest part, and
 * what of that is also free `lines` lines of text high. Holes are no room. */
struct span { int64_t left, right; };
struct room {
	int64_t y, high;                 /* the middle; of the highest part */
	struct span line[2];             /* for one line, for two */
};

static void find_height(const struct map *m, int n, struct room *out)
{
	int64_t low = m->at[0].y, high = low;

	for (int i = 1; i < n; i++) {
		low = m->at[i].y < low ? m->at[i].y : low;
		high = m->at[i].y > high ? m->at[i].y : high;
	}
	if (high - low <= out->high)
		return;
	out->high = high - low;
	out->y = (low + high) / 2 / SNAP * SNAP + 1;     /* on no point */
}

/* The widest way across the area at height y that lies within `in`. */
static struct span across(struct map *m, const struct geo_shape *s, int64_t y, struct span in)
{
	struct span best = { 0, 0 };
	int crossed = 0;

	for (int r = 0; r < s->n; r++) {
		int n = draw_ring(m, m->g->ring[s->first + r]);

		for (int i = 0; n > 2 && i < n; i++) {
			struct at a = m->at[i], b = m->at[(i + 1) % n];

			if ((a.y < y) != (b.y < y))
				m->cross[crossed++] = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
		}
	}
	qsort(m->cross, (size_t)crossed, sizeof *m->cross, by_value);
	for (int i = 0; i + 1 < crossed; i += 2) {
		struct span now = { m->cross[i], m->cross[i + 1] };

		now.left = now.left < in.left ? in.left : now.left;
		now.right = now.right > in.right ? in.right : now.right;
		if (now.right - now.left > best.right - best.left)
			best = now;
	}
	return best;
}

static void find_room(struct map *m, const struct geo_shape *s, struct room *out)
{
	static const int64_t half[] = { PX(7), PX(14) };
	struct span all = across(m, s, out->y, (struct span){ 0, m->p->w });

	for (int i = 0; i < 2; i++) {
		out->line[i] = across(m, s, out->y - half[i], all);
		out->line[i] = across(m, s, out->y + half[i], out->line[i]);
	}
}

/* Too small to have a shape at this size: a dot, so that it is not lost. */
static void dot(struct map *m)
{
	struct buf *b = m->p->b;

	buf_addc(b, 'M');
	svg_num(b, m->at[0].x - PX(1));
	buf_addc(b, ' ');
	svg_num(b, m->at[0].y - PX(1));
	buf_addz(b, "h2v2h-2z");
}

static void shape_path(struct map *m, const struct geo_shape *s, struct room *room)
{
	bool any = false;

	buf_addz(m->p->b, "<path fill-rule=\"evenodd\" d=\"");
	for (int i = 0; i < s->n; i++) {
		int n = draw_ring(m, m->g->ring[s->first + i]);

		if (n > 2) {
			ring_path(m, n);
			find_height(m, n, room);
			any = true;
		} else if (!any && i == s->n - 1) {
			dot(m);
		}
	}
	buf_addc(m->p->b, '"');
	if (any)
		find_room(m, s, room);
}

static int label_of(const struct map *m, const struct geo_shape *s)
{
	int64_t code;

	if (!s->code[0] || !str_i64(str_of(s->code), &code))
		return -1;
	for (int i = 0; i < m->p->c->n; i++)
		if (m->code[i] == code)
			return i;
	return -1;
}

/* An area the numbers do not know: drawn, hatched, with the name that the file gives. */
static void strange(struct map *m, const struct geo_shape *s, struct room *room)
{
	struct pen *p = m->p;

	buf_addz(p->b, "<g class=\"jz-mark\" data-tip=\"");
	svg_text(p->b, s->name.n ? s->name : str_of(s->code));
	buf_addz(p->b, p->c->lang == LANG_ZH ? "：--\">" : ": --\">");
	shape_path(m, s, room);
	area_fill(p, &m->k, SVG_NO_VALUE);
	svg_mark_end(p);
}

static void area_label(struct map *m, int i, const struct room *room)
{
	struct pen *p = m->p;
	struct str name = p->c->label[i], value = svg_value(p, svg_of(p->c, 0, i));
	struct span one = room->line[0], two = room->line[1];
	int64_t wide = two.right - two.left - PX(4), x = (two.left + two.right) / 2;
	int64_t v = svg_of(p->c, 0, i);

	if ((svg_width(name, 12) <= wide || wide >= PX(72)) && svg_width(value, 11) <= wide) {
		area_text(p, &m->k, v, x, room->y - PX(2), 12, name, wide);
		area_text(p, &m->k, v, x, room->y + PX(12), 11, value, wide);
		return;
	}
	wide = one.right - one.left - PX(2);
	if (svg_width(value, 11) <= wide)
		area_text(p, &m->k, v, (one.left + one.right) / 2, room->y + PX(4), 11, value,
		          wide);
}

/* Of a map without numbers: the name, and a line that its reader fills. */
static void bare_label(struct map *m, int i, const struct room *room)
{
	struct pen *p = m->p;
	struct span two = room->line[1];
	int64_t x = (two.left + two.right) / 2, wide = two.right - two.left - PX(2);

	buf_addz(p->b, "<g data-key=\"");
	svg_text(p->b, p->c->key[i]);
	buf_addz(p->b, "\">");
	svg_line_text(p, x, room->y - PX(2), AT_MIDDLE, 12, "name", p->c->label[i], wide);
	svg_line_text(p, x, room->y + PX(12), AT_MIDDLE, 11, "figure", STR("\u00a0"), wide);
	buf_addz(p->b, "</g>\n");
}

/* Labels last, so that no neighbour covers them. */
static void draw_shapes(struct map *m)
{
	struct pen *p = m->p;
	struct room *room = arena_array(&p->cx->arena, (size_t)m->g->nshape, sizeof *room);
	int *label = arena_array(&p->cx->arena, (size_t)m->g->nshape, sizeof *label);

	for (int i = 0; i < m->g->nshape; i++) {
		const struct geo_shape *s = &m->g->shape[i];

		label[i] = label_of(m, s);
		if (label[i] < 0) {
			strange(m, s, &room[i]);
			continue;
		}
		m->drawn[label[i]] = true;
		svg_mark(p, label[i], 0);
		shape_path(m, s, &room[i]);
		if (p->c->nseries)
			area_fill(p, &m->k, svg_of(p->c, 0, label[i]));
		else
			buf_addf(p->b, " class=\"jz-bare\" fill=\"%s\" stroke=\"%s\" stroke-width=\".5\"/>",
			         p->k->panel, p->k->outline);
		svg_mark_end(p);
	}
	buf_addz(p->b, "<g class=\"jz-labels\" pointer-events=\"none\">\n");
	for (int i = 0; i < m->g->nshape; i++) {
		if (label[i] >= 0 && p->c->nseries)
			area_label(m, label[i], &room[i]);
		else if (label[i] >= 0)
			bare_label(m, label[i], &room[i]);
	}
	buf_addz(p->b, "</g>\n");
	p->y = m->top + m->high + PX(12);
}

/* Numbers that have no place on the map are not passed over in silence. */
static void tell_missing(struct map *m)
{
	struct pen *p = m->p;
	struct buf text BUF_AUTO = { 0 };
	bool zh = p->c->lang == LANG_ZH, any = false;

	buf_init(&text, 4096);
	for (int i = 0; p->c->nseries && i < p->c->n; i++) {
		if (m->drawn[i])
			continue;
		buf_addz(&text, any ? msg_between(p->c->lang) :
		         zh ? "边界文件里没有：" : "Not in the boundary file: ");
		buf_adds(&text, p->c->label[i]);
		buf_addc(&text, ' ');
		buf_adds(&text, svg_value(p, svg_of(p->c, 0, i)));
		any = true;
	}
	if (!any)
		return;
	svg_line_text(p, EDGE, p->y + PX(12), AT_START, 12, "text", buf_str(&text),
	              p->w - 2 * EDGE);
	p->y += PX(20);
}

void svg_map(struct pen *p)
{
	struct map m = { .p = p, .g = p->c->geo };
	int longest = 1;
	char code[13];

	if (p->c->nseries)
		classify(p, &m.k);
	m.code = arena_array(&p->cx->arena, (size_t)p->c->n + 1, sizeof *m.code);
	m.drawn = arena_array(&p->cx->arena, (size_t)p->c->n + 1, sizeof *m.drawn);
	for (int i = 0; i < p->c->n; i++)
		if (!p->c->key || !geo_code(p->c->key[i], code) || !str_i64(str_of(code), &m.code[i]))
			m.code[i] = -1;
	for (int i = 0; m.g && i < m.g->nring; i++)
		longest = m.g->ring[i].n > longest ? m.g->ring[i].n : longest;
	for (int i = 0; m.g && i < m.g->nshape; i++)
		m.k.hatch |= p->c->nseries && label_of(&m, &m.g->shape[i]) < 0;
	m.at = arena_array(&p->cx->arena, (size_t)longest, sizeof *m.at);
	m.cross = arena_array(&p->cx->arena, (size_t)(m.g ? m.g->npoint : 0) + 1, sizeof *m.cross);
	if (p->c->nseries)
		class_legend(p, &m.k);
	if (m.g) {
		place_map(&m);
		draw_shapes(&m);
	}
	tell_missing(&m);
}
