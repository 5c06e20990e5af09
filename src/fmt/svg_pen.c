/* svg_pen - text that is measured and cut, marks, legends: what all kinds of charts draw with. */
#include "fmt/svg_part.h"

#include <stdio.h>

#include "base/utf8.h"

/* Without the font at hand: a Chinese character is as wide as high, others a bit over half. */
static int64_t char_width(int32_t cp, int size)
{
	char bytes[4];
	int n = utf8_put(bytes, cp), columns;

	columns = utf8_width((struct str){ bytes, (size_t)n });
	if (columns >= 2)
		return PX(size);
	if (columns == 0)
		return 0;
	if (cp == 'm' || cp == 'w' || cp == 'M' || cp == 'W' || cp == '%')
		return size * 88;
	if (cp == 'i' || cp == 'l' || cp == '.' || cp == ',' || cp == ' ' || cp == 'j' || cp == '1')
		return size * 40;
	return size * (cp >= 'A' && cp <= 'Z' ? 68 : 58);
}

int64_t svg_width(struct str s, int size)
{
	int64_t w = 0;
	int32_t cp;

	while ((cp = utf8_next(&s)) >= 0)
		w += char_width(cp, size);
	return w;
}

/* The longest beginning that leaves room for the …; *cut: something is missing. */
static struct str fitting(struct str s, int size, int64_t room, bool *cut)
{
	struct str rest = s;
	int64_t w = 0;
	size_t keep = 0;
	int32_t cp;

	*cut = svg_width(s, size) > room;
	if (!*cut)
		return s;
	while ((cp = utf8_next(&rest)) >= 0) {
		w += char_width(cp, size);
		if (w > room - PX(size))
			break;
		keep = (size_t)(rest.p - s.p);
	}
	return (struct str){ s.p, keep };
}

static void cut_text(struct pen *p, struct str s, int size, int64_t room)
{
	bool cut;

	svg_text(p->b, fitting(s, size, room, &cut));
	if (cut)
		buf_addz(p->b, "…");
	buf_addz(p->b, "</text>");
}

void svg_attr(struct pen *p, const char *key, int64_t v)
{
	buf_addf(p->b, " %s=\"", key);
	svg_num(p->b, v);
	buf_addc(p->b, '"');
}

static void text_begin(struct pen *p, int64_t x, int64_t y, enum anchor at, int size)
{
	static const char *const anchor[] = { "", " text-anchor=\"middle\"",
		" text-anchor=\"end\"" };

	buf_addz(p->b, "<text");
	svg_attr(p, "x", x);
	svg_attr(p, "y", y);
	buf_addf(p->b, " font-size=\"%d\"%s", size, anchor[at]);
}

void svg_line_text(struct pen *p, int64_t x, int64_t y, enum anchor at, int size,
                   const char *class, struct str s, int64_t room)
{
	bool soft = strcmp(class, "label") == 0 || strcmp(class, "note") == 0;

	if (s.n == 0 || room < PX(size))
		return;
	text_begin(p, x, y, at, size);
	buf_addf(p->b, " class=\"jz-%s\" fill=\"%s\"%s>", class, soft ? p->k->ink2 : p->k->ink,
	         strcmp(class, "title") == 0 ? " font-weight=\"600\"" : "");
	cut_text(p, s, size, room);
}

void svg_on_text(struct pen *p, int64_t x, int64_t y, int size, const char *fill, struct str s,
                 int64_t room)
{
	if (s.n == 0 || room < PX(size))
		return;
	text_begin(p, x, y, AT_MIDDLE, size);
	buf_addf(p->b, " class=\"jz-on\" fill=\"%s\">", fill);
	cut_text(p, s, size, room);
}

void svg_boxed_text(struct pen *p, int64_t x, int64_t y, int size, struct str s, int64_t room)
{
	int64_t w = svg_width(s, size) + PX(6);

	if (s.n == 0 || room < PX(size))
		return;
	if (w > room)
		w = room;
	svg_rect(p, x - w / 2, y - PX(size) + PX(1), w, PX(size) + PX(2));
	buf_addf(p->b, " class=\"jz-bg\" fill=\"%s\"/>", p->k->panel);
	svg_on_text(p, x, y, size, p->k->ink, s, room);
}

/* ---- numbers ---- */

static struct str number(const struct pen *p, int64_t v, bool trim)
{
	char digits[32], out[64];
	int scale = p->c->scale, n, k = 0, whole, end;
	uint64_t abs = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;

	if (v == SVG_NO_VALUE)
		return STR("--");
	n = snprintf(digits, sizeof digits, "%0*llu", scale + 1, (unsigned long long)abs);
	whole = n - scale;
	end = n;
	while (trim && end > whole && digits[end - 1] == '0')
		end--;
	if (v < 0)
		out[k++] = '-';
	for (int i = 0; i < end; i++) {
		if (i == whole)
			out[k++] = '.';
		out[k++] = digits[i];
		if (i + 1 < whole && (whole - i - 1) % 3 == 0)
			out[k++] = ',';
	}
	return str_dup(&p->cx->arena, (struct str){ out, (size_t)k });
}

struct str svg_value(const struct pen *p, int64_t v)
{
	return number(p, v, false);
}

struct str svg_tick(const struct pen *p, int64_t v)
{
	return number(p, v, true);
}

/* ---- marks ---- */

void svg_rect(struct pen *p, int64_t x, int64_t y, int64_t w, int64_t h)
{
	buf_addz(p->b, "<rect");
	svg_attr(p, "x", x);
	svg_attr(p, "y", y);
	svg_attr(p, "width", w);
	svg_attr(p, "height", h);
}

void svg_fill(struct pen *p, int s)
{
	if (s == 0)
		buf_addf(p->b, " fill=\"%s\"", p->k->series[0]);
	else
		buf_addf(p->b, " fill=\"url(#%s-s%d)\" stroke=\"%s\"", p->id, s, p->k->series[s]);
}

void svg_mark(struct pen *p, int i, int s)
{
	const struct svg_chart *c = p->c;

	buf_addf(p->b, "<g class=\"jz-mark jz-s%d\"", s);
	if (c->key && !c->nseries) {
		buf_addz(p->b, " data-key=\"");
		svg_text(p->b, c->key[i]);
		buf_addc(p->b, '"');
	}
	buf_addz(p->b, " data-tip=\"");
	svg_text(p->b, c->label[i]);
	if (c->nseries > 1) {
		buf_addz(p->b, " · ");
		svg_text(p->b, c->series[s].name);
	}
	if (c->nseries) {
		buf_addz(p->b, c->lang == LANG_ZH ? "：" : ": ");
		buf_adds(p->b, svg_value(p, svg_of(c, s, i)));
	}
	if (c->nseries && c->unit.n && svg_of(c, s, i) != SVG_NO_VALUE) {
		buf_addc(p->b, ' ');
		svg_text(p->b, c->unit);
	}
	if (c->href && c->href[i].n) {
		buf_addz(p->b, "\" data-href=\"");
		svg_text(p->b, c->href[i]);
	}
	buf_addz(p->b, "\">");
}

void svg_mark_end(struct pen *p)
{
	buf_addz(p->b, "</g>\n");
}

void svg_grid(struct pen *p, int64_t x1, int64_t y1, int64_t x2, int64_t y2, const char *class)
{
	buf_addf(p->b, "<line class=\"jz-%s\" stroke=\"%s\"", class,
	         strcmp(class, "axis") == 0 ? p->k->ink2 : p->k->line);
	svg_attr(p, "x1", x1);
	svg_attr(p, "y1", y1);
	svg_attr(p, "x2", x2);
	svg_attr(p, "y2", y2);
	buf_addz(p->b, "/>");
}

/* ---- the legend ---- */

static void swatch(struct pen *p, int64_t x, int64_t y, int s)
{
	svg_rect(p, x, y, PX(20), PX(12));
	svg_fill(p, s);
	buf_addz(p->b, "/>");
}

void svg_legend(struct pen *p)
{
	const struct svg_chart *c = p->c;
	int64_t x = PX(16), room = p->w - PX(32);

	if (c->nseries < 2)
		return;
	for (int s = 0; s < c->nseries; s++) {
		int64_t w = PX(26) + svg_width(c->series[s].name, 12);

		if (w > room)
			w = room;
		if (x > PX(16) && x + w > p->w - PX(16)) {
			x = PX(16);
			p->y += PX(20);
		}
		if (c->kind == SVG_LINES)
			svg_line_sample(p, x, p->y + PX(8), s);
		else
			swatch(p, x, p->y + PX(2), s);
		svg_line_text(p, x + PX(26), p->y + PX(12), AT_START, 12, "text",
		              c->series[s].name, w - PX(26));
		x += w + PX(18);
	}
	buf_addc(p->b, '\n');
	p->y += PX(26);
}
