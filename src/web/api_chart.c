/* api_chart - pictures of figures: what the summary of a place says, drawn. */
#include "web/api.h"
#include "web/few.h"
#include "web/row.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/register/area.h"
#include "domain/register/cockpit.h"
#include "domain/register/outline.h"
#include "domain/register/summary.h"
#include "fmt/qr.h"
#include "fmt/svg_chart.h"

#define PICTURE_MOST (4 << 20)
#define TOWNSHIP     4           /* level of area */

struct drawing {
	struct web_req *q;
	struct svg_chart c;
	struct svg_series series[2];
};

static void lines(struct drawing *d, const struct summary_line *l, int n)
{
	struct str *label = arena_array(&d->q->cx->arena, (size_t)n + 1, sizeof *label);
	int64_t *value = arena_array(&d->q->cx->arena, (size_t)n + 1, sizeof *value);

	for (int i = 0; i < n; i++) {
		label[i] = l[i].label;
		value[i] = l[i].n;
	}
	d->c.label = label;
	d->c.n = n;
	d->series[0].value = value;
}

static enum err draw_types(struct drawing *d)
{
	struct summary s;

	TRY(summary_for(d->q, &s));
	lines(d, s.type, s.ntype);
	return OK;
}

static enum err draw_monitor(struct drawing *d)
{
	struct summary s;

	TRY(summary_for(d->q, &s));
	lines(d, s.monitor, s.nmonitor);
	return OK;
}

/* Townships: households monitored of a thousand. */
static enum err draw_townships(struct drawing *d)
{
	struct summary s;
	struct str *label;
	int64_t *value;

	TRY(summary_for(d->q, &s));
	label = arena_array(&d->q->cx->arena, (size_t)s.ntownship + 1, sizeof *label);
	value = arena_array(&d->q->cx->arena, (size_t)s.ntownship + 1, sizeof *value);
	for (int i = 0; i < s.ntownship; i++) {
		const struct summary_place *p = &s.township[i];

		label[i] = p->name;
		value[i] = p->households > 0 && p->monitored != FEW_HIDDEN ?
			p->monitored * 10000 / p->households : SVG_NO_VALUE;
	}
	d->c.label = label;
	d->c.n = s.ntownship;
	d->c.scale = 2;
	d->series[0].value = value;
	return OK;
}

static int64_t shown(int64_t n)
{
	return n == FEW_HIDDEN ? SVG_NO_VALUE : n;
}

/* The last months: households found to be at risk, and whose risk went. */
static enum err draw_trend(struct drawing *d)
{
	struct arena *a = &d->q->cx->arena;
	struct str *label = arena_array(a, COCKPIT_MONTHS, sizeof *label);
	int64_t *value[2] = { arena_array(a, COCKPIT_MONTHS, sizeof **value),
		arena_array(a, COCKPIT_MONTHS, sizeof **value) };
	struct cockpit c;
	char text[16];
	int n = 0;

	d->q->r->scope = &d->q->scope;       /* cut down again there */
	TRY(cockpit_for(d->q, &c));
	for (int i = 0; i < COCKPIT_MONTHS; i++) {
		if (!c.month[i].month)
			continue;
		snprintf(text, sizeof text, "%04d-%02d", c.month[i].month / 100, c.month[i].month % 100);
		label[n] = str_dup(a, str_of(text));
		value[0][n] = shown(c.month[i].found);
		value[1][n++] = shown(c.month[i].cleared);
	}
	d->c.label = label;
	d->c.n = n;
	d->c.nseries = 2;
	for (int i = 0; i < 2; i++)
		d->series[i] = (struct svg_series){
			str_of(msg_text(d->q->cx->lang, i ? "chart-cleared" : "chart-found")), value[i] };
	return OK;
}

static enum err draw_size(struct drawing *d)
{
	static const char *const sizes[] = { "1", "2", "3", "4", "5", "6", "7+" };
	struct query ask = { .e = register_entity(d->q->r, TAG_household), .mask = MASK_STAFF,
		.closed = true };
	struct str *label = arena_array(&d->q->cx->arena, 7, sizeof *label);
	int64_t *value = arena_array(&d->q->cx->arena, 7, sizeof *value);
	struct browse *b;
	struct rec *row;
	struct few_page few;
	enum err e;

	for (int i = 0; i < 7; i++)
		label[i] = str_of(sizes[i]);
	TRY(browse_open(d->q->cx, d->q->r, &ask, &b));
	while ((e = browse_next(d->q->cx, b, &row)) == OK && row) {
		int64_t n = rec_has(row, HOUSEHOLD_members) ? row->v[HOUSEHOLD_members].i : 0;

		if (n > 0)
			value[n > 7 ? 6 : n - 1]++;
	}
	browse_close(b);
	TRY(few_here(d->q, &few));
	few_parts(&d->q->cx->arena, value, 7, few.few);
	for (int i = 0; i < 7; i++)
		value[i] = shown(value[i]);
	d->c.label = label;
	d->c.n = 7;
	d->series[0].value = value;
	return e;
}

/* ---- a map ---- */

static bool among(const struct str *key, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (str_eqz(key[i], code))
			return true;
	return false;
}

/* Only the outlines of what is shown: a file may hold half the province. */
static enum err outlines_of(struct drawing *d, const struct str *key, int n)
{
	struct geo *g = ARENA_NEW(&d->q->cx->arena, struct geo);
	int kept = 0;

	TRY(outline_get(d->q->cx, d->q->r, g));
	g->low = (struct geo_point){ INT32_MAX, INT32_MAX };
	g->high = (struct geo_point){ INT32_MIN, INT32_MIN };
	for (int i = 0; i < g->nshape; i++) {
		const struct geo_shape s = g->shape[i];

		if (!among(key, n, s.code))
			continue;
		for (int k = 0; k < s.n; k++)
			for (int m = 0; m < g->ring[s.first + k].n; m++) {
				const struct geo_point p = g->point[g->ring[s.first + k].first + m];

				g->low.lon = p.lon < g->low.lon ? p.lon : g->low.lon;
				g->low.lat = p.lat < g->low.lat ? p.lat : g->low.lat;
				g->high.lon = p.lon > g->high.lon ? p.lon : g->high.lon;
				g->high.lat = p.lat > g->high.lat ? p.lat : g->high.lat;
			}
		g->shape[kept++] = s;
	}
	g->nshape = kept;
	d->c.geo = g;
	return kept ? OK : err_set(d->q->cx, ERR_NOTFOUND, "", "outline-none", NULL);
}

/* Is the node shown on the map of `at`: its own parts, or, of everything, the townships? */
static bool on_map(const struct area_tree *t, int at, int i)
{
	const struct area_node *n = area_nth(t, i);

	return !n->to && (at >= 0 ? n->parent == at : n->level == TOWNSHIP);
}

/* The shapes of the places within, without figures: what the app colours by figures of its own. */
static enum err draw_outline(struct drawing *d)
{
	struct arena *a = &d->q->cx->arena;
	struct str v, *label, *key, *href;
	struct area_tree *t;
	int64_t code;
	int at = -1, n = 0;

	TRY(area_load(d->q->cx, a, d->q->r, &t));
	if (web_query(d->q, "area", &v) && v.n && str_i64(v, &code))
		at = area_by_code(t, code);
	label = arena_array(a, (size_t)area_count(t) + 1, sizeof *label);
	key = arena_array(a, (size_t)area_count(t) + 1, sizeof *key);
	href = arena_array(a, (size_t)area_count(t) + 1, sizeof *href);
	for (int i = 0; i < area_count(t); i++) {
		const struct area_node *node = area_nth(t, i);
		char text[24];

		if (!on_map(t, at, i) || !scope_area(d->q->r->scope, node->id) || n == SVG_LABELS_MAX)
			continue;
		snprintf(text, sizeof text, "%lld", (long long)node->code);
		label[n] = node->name;
		key[n] = str_dup(a, str_of(text));
		href[n] = str_join(a, STR("/area/"), key[n]);
		n++;
	}
	TRY(outlines_of(d, key, n));
	d->c.label = label;
	d->c.key = key;
	d->c.href = href;
	d->c.n = n;
	d->c.nseries = 0;
	return OK;
}

/* The same with households monitored of a hundred. */
static enum err draw_map(struct drawing *d)
{
	struct summary_count *c;
	struct area_tree *t;
	int64_t *value, code;

	TRY(draw_outline(d));
	TRY(area_load(d->q->cx, &d->q->cx->arena, d->q->r, &t));
	TRY(areas_counted(d->q, t, &c));
	value = arena_array(&d->q->cx->arena, (size_t)d->c.n + 1, sizeof *value);
	for (int i = 0; i < d->c.n; i++) {
		int at = str_i64(d->c.key[i], &code) ? area_by_code(t, code) : -1;

		value[i] = at >= 0 && c[at].households > 0 && c[at].monitored != FEW_HIDDEN ?
			c[at].monitored * 10000 / c[at].households : SVG_NO_VALUE;
	}
	d->c.scale = 2;
	d->c.nseries = 1;
	d->series[0].value = value;
	return OK;
}

static const struct {
	const char *name, *title, *unit;
	enum svg_kind kind;
	enum err (*draw)(struct drawing *d);
} charts[] = {
	{ "overview", "chart-types", "chart-households", SVG_BARS, draw_types },
	{ "types", "chart-types", "chart-households", SVG_BARS, draw_types },
	{ "monitor", "chart-monitor", "chart-households", SVG_BARS, draw_monitor },
	{ "townships", "chart-townships", "chart-percent", SVG_TILES, draw_townships },
	{ "map", "chart-map", "chart-percent", SVG_MAP, draw_map },
	{ "outline", "chart-outline", NULL, SVG_MAP, draw_outline },
	{ "trend", "chart-trend", "chart-households", SVG_COLUMNS, draw_trend },
	{ "sizes", "chart-sizes", "chart-households", SVG_HISTOGRAM, draw_size },
};

static void send(struct web_req *q, struct buf *b)
{
	http_answer_field(&q->x->a, "Content-Type", STR("image/svg+xml"));
	buf_adds(&q->x->a.body, buf_str(b));
}

static enum svg_theme theme_of(struct web_req *q)
{
	struct str v;

	web_query(q, "theme", &v);
	return str_eqz(v, "dark") ? SVG_DARK : str_eqz(v, "mono") ? SVG_MONO : SVG_LIGHT;
}

enum err api_chart(struct web_req *q)
{
	struct drawing d = { .q = q };
	struct buf b BUF_AUTO = { 0 };
	struct scope narrow;
	bool measured = str_eqz(q->param[0], "lorenz") || str_eqz(q->param[0], "at-line");
	size_t i = 0;

	while (!measured && i < sizeof charts / sizeof charts[0] &&
	       !str_eqz(q->param[0], charts[i].name))
		i++;
	if (i == sizeof charts / sizeof charts[0])
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	d.c = (struct svg_chart){ .kind = charts[i].kind, .theme = theme_of(q), .lang = q->cx->lang,
		.width = (int)web_query_int(q, "width", 640, 4000), .id = q->param[0],
		.title = str_of(msg_text(q->cx->lang, charts[i].title)),
		.series = d.series, .nseries = 1 };
	if (charts[i].unit)
		d.c.unit = str_of(msg_text(q->cx->lang, charts[i].unit));
	if (d.c.width < 240)
		d.c.width = 240;
	buf_init(&b, PICTURE_MOST);
	if (measured) {
		d.c.id = STR("m");
		TRY(api_measure_chart(q, &d.c, &b));
		send(q, &b);
		return OK;
	}
	TRY(scope_narrowed(q, &narrow));
	q->r->scope = &narrow;
	TRY(charts[i].draw(&d));
	TRY(svg_chart_put(q->cx, &b, &d.c));
	send(q, &b);
	return OK;
}

enum err api_head_picture(struct web_req *q)
{
	struct buf b BUF_AUTO = { 0 };
	struct str note;
	struct qr code;
	uint64_t size;

	TRY(journal_head(q->cx, q->r->db, &note, &size));
	buf_init(&b, PICTURE_MOST);
	TRY(qr_make(q->cx, note, &code));
	qr_svg(&b, &code, str_of(msg_text(q->cx->lang, "page-head")));
	send(q, &b);
	return OK;
}
