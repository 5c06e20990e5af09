/* svg_chart - the frame of every picture: checks, colours, patterns, title, description, note. The
 * body is drawn first, since only then the height is known. */
#include "fmt/svg_chart.h"

#include <stdio.h>

#include "fmt/svg_part.h"

#define BODY_MAX (24u << 20)
#define TOLD_MAX 60              /* values told in words; a map of a county has that many */

/* The tokens of the design guide. More stands out more on either ground: on a dark page the ramp
 * goes from dark to bright. */
static const struct svg_colours colours[] = {
	[SVG_LIGHT] = { "#ffffff", "#1f2328", "#57606a", "#d8dee4",
		{ "#0b5cad", "#8a5a00", "#1a7f37", "#6f42c1", "#57606a", "#b3261e" },
		{ "#fdd0a2", "#fdae6b", "#f16913", "#d94801", "#8c2d04" }, "#57606a", "#fff5eb" },
	[SVG_DARK] = { "#161b22", "#e6edf3", "#9aa4ae", "#30363d",
		{ "#6cb6ff", "#d4a72c", "#4ac26b", "#c297ff", "#9aa4ae", "#ff7b72" },
		{ "#4a2c14", "#8a4a18", "#d0762c", "#f3a55f", "#fdd9b4" }, "#0d1117", "#21262d" },
	[SVG_MONO] = { "#ffffff", "#000000", "#333333", "#bbbbbb",
		{ "#444444", "#000000", "#000000", "#000000", "#000000", "#000000" },
		{ "#f0f0f0", "#cfcfcf", "#a6a6a6", "#757575", "#444444" }, "#000000", "#ffffff" },
};

static bool value_ok(int64_t v)
{
	return v == SVG_NO_VALUE || (v <= SVG_VALUE_MAX && v >= -SVG_VALUE_MAX);
}

static bool chart_ok(const struct svg_chart *c)
{
	if (c->n < 0 || c->n > SVG_LABELS_MAX || c->nseries < 0 || c->nseries > SVG_SERIES_MAX ||
	    c->scale < 0 || c->scale > 6)
		return false;
	for (int i = 0; i < c->n; i++) {
		int64_t sum = 0;

		for (int s = 0; s < c->nseries; s++) {
			int64_t v = svg_of(c, s, i);

			if (!value_ok(v))
				return false;
			sum += v > 0 ? v : 0;
		}
		if (sum > SVG_VALUE_MAX)
			return false;
	}
	return true;
}

static bool has_values(const struct svg_chart *c)
{
	for (int s = 0; s < c->nseries; s++)
		for (int i = 0; i < c->n; i++)
			if (svg_of(c, s, i) != SVG_NO_VALUE)
				return true;
	return false;
}

/* Only what can stand in an id; two pictures in one page are to have different ones. */
static void take_id(struct pen *p, struct str id)
{
	size_t n = 0;

	for (size_t i = 0; i < id.n && n < sizeof p->id - 1; i++) {
		char low = (char)(id.p[i] | 0x20);

		if ((low >= 'a' && low <= 'z') || (n && id.p[i] >= '0' && id.p[i] <= '9'))
			p->id[n++] = id.p[i];
	}
	if (n == 0)
		p->id[n++] = 'c';
	p->id[n] = 0;
}

/* ---- patterns: how series differ without colour ---- */

static void pattern(struct pen *p, int s)
{
	static const char *const shape[SVG_SERIES_MAX] = { NULL,
		"<path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" stroke-width=\"2.5\"",
		"<path d=\"M2 2h.1M6 6h.1\" stroke-width=\"3\" stroke-linecap=\"round\"",
		"<path d=\"M0 0l8 8M8 0l-8 8\" stroke-width=\"1.5\"",
		"<path d=\"M0 2h8M0 6h8\" stroke-width=\"1.5\"",
		"<path d=\"M-2 6l4 4M0 0l8 8M6-2l4 4\" stroke-width=\"1.2\"" };

	buf_addf(p->b, "<pattern id=\"%s-s%d\" width=\"8\" height=\"8\" "
	         "patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"%s\"/>"
	         "%s stroke=\"%s\"/></pattern>", p->id, s, p->k->panel, shape[s],
	         p->k->series[s]);
}

static void defs(struct pen *p)
{
	bool area = p->c->kind == SVG_TILES || p->c->kind == SVG_MAP;

	if (!area && p->c->nseries < 2)
		return;
	buf_addz(p->b, "<defs>");
	if (area)
		buf_addf(p->b, "<pattern id=\"%s-none\" width=\"6\" height=\"6\" "
		         "patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"%s\"/>"
		         "<path d=\"M-1 1l2-2M0 6l6-6M5 7l2-2\" stroke=\"%s\" "
		         "stroke-width=\".8\"/></pattern>", p->id, p->k->none, p->k->ink2);
	for (int s = 1; !area && s < p->c->nseries; s++)
		pattern(p, s);
	buf_addz(p->b, "</defs>\n");
}

/* ---- words ---- */

static void describe(struct pen *p, struct buf *out)
{
	const struct svg_chart *c = p->c;
	bool zh = c->lang == LANG_ZH;
	int told = 0;

	for (int s = 0; s < c->nseries; s++) {
		if (c->nseries > 1) {
			buf_addz(out, s ? (zh ? "。" : ". ") : "");
			svg_text(out, c->series[s].name);
			buf_addz(out, zh ? "：" : ": ");
		}
		for (int i = 0; i < c->n && told < TOLD_MAX; i++, told++) {
			buf_addz(out, i ? (zh ? "；" : "; ") : "");
			svg_text(out, c->label[i]);
			buf_addc(out, ' ');
			buf_adds(out, svg_value(p, svg_of(c, s, i)));
		}
	}
	if (told < c->n * c->nseries)
		buf_addz(out, "…");
}

/* The unit at the right of the title, or below it where both have no room. */
static void heading(struct pen *p)
{
	const struct svg_chart *c = p->c;
	int64_t room = p->w - PX(32), title = svg_width(c->title, 16), unit;
	struct buf text BUF_AUTO = { 0 };
	bool below;

	buf_init(&text, 4096);
	if (c->unit.n) {
		buf_addz(&text, c->lang == LANG_ZH ? "单位：" : "in ");
		buf_adds(&text, c->unit);
	}
	unit = svg_width(buf_str(&text), 12);
	below = c->title.n && title + unit + PX(12) > room;
	p->y = PX(16);
	if ((!c->title.n && !c->unit.n) || (c->kind == SVG_MAP && !c->nseries))
		return;
	svg_line_text(p, PX(16), p->y + PX(13), AT_START, 16, "title", c->title, room);
	if (below)
		p->y += PX(18);
	svg_line_text(p, below ? PX(16) : p->w - PX(16), p->y + PX(13),
	              below ? AT_START : AT_END, 12, "note", buf_str(&text), room);
	buf_addc(p->b, '\n');
	p->y += PX(30);
}

static void nothing(struct pen *p)
{
	svg_line_text(p, p->w / 2, p->y + PX(32), AT_MIDDLE, 14, "label",
	              p->c->lang == LANG_ZH ? STR("--　暂无数据") : STR("-- no data"), p->w);
	p->y += PX(56);
}

static void footing(struct pen *p)
{
	if (p->c->note.n) {
		svg_line_text(p, PX(16), p->y + PX(12), AT_START, 12, "note", p->c->note,
		              p->w - PX(32));
		p->y += PX(18);
	}
	p->y += PX(8);
}

static void draw(struct pen *p)
{
	static void (*const kind[])(struct pen *) = { svg_bars, svg_columns, svg_lines, svg_stacked,
		svg_funnel, svg_columns, svg_tiles, svg_map };

	heading(p);
	if (!has_values(p->c) && p->c->kind != SVG_MAP) {
		nothing(p);
	} else {
		svg_legend(p);
		kind[p->c->kind](p);
	}
	footing(p);
}

static void frame(struct pen *p, struct buf *out, const struct buf *body)
{
	static const char *const theme[] = { "light", "dark", "mono" };
	const struct svg_chart *c = p->c;

	p->b = out;
	buf_addz(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ");
	svg_num(out, p->w);
	buf_addc(out, ' ');
	svg_num(out, p->y);
	buf_addc(out, '"');
	svg_attr(p, "width", p->w);
	svg_attr(p, "height", p->y);
	buf_addf(out, " class=\"jz-chart jz-%s\" aria-labelledby=\"%s-t %s-d\" "
	         "font-family=\"Microsoft YaHei,PingFang SC,Noto Sans CJK SC,Source Han Sans SC,"
	         "WenQuanYi Micro Hei,system-ui,sans-serif\">\n<title id=\"%s-t\">", theme[c->theme],
	         p->id, p->id, p->id);
	svg_text(out, c->title);
	buf_addf(out, "</title><desc id=\"%s-d\">", p->id);
	describe(p, out);
	buf_addz(out, "</desc>\n");
	defs(p);
	buf_addf(out, "<rect class=\"jz-bg\" width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n",
	         p->k->panel);
	buf_adds(out, buf_str(body));
	buf_addz(out, "</svg>\n");
}

enum err svg_chart_put(struct ctx *cx, struct buf *out, const struct svg_chart *c)
{
	struct buf body BUF_AUTO = { 0 };
	struct svg_chart one = *c;               /* some kinds know the first series only */
	struct pen p = { .b = &body, .c = &one, .k = &colours[c->theme], .cx = cx };
	char labels[16], series[16];

	if (c->kind >= SVG_FUNNEL && c->nseries > 1)
		one.nseries = 1;
	p.w = PX(c->width == 0 ? 640 : c->width < 240 ? 240 : c->width > 4000 ? 4000 : c->width);
	take_id(&p, c->id);
	buf_init(&body, BODY_MAX);
	if (chart_ok(&one)) {
		draw(&p);
		frame(&p, out, &body);
		if (!out->full && !body.full)
			return OK;
	}
	snprintf(labels, sizeof labels, "%d", SVG_LABELS_MAX);
	snprintf(series, sizeof series, "%d", SVG_SERIES_MAX);
	return err_set(cx, ERR_LIMIT, "", "svg-limit", labels, series, NULL);
}
