/* outline - see the header. Points are moved to a grid, and those that fall on one another become
 * one: a border that two areas share stays one border. */
#include "domain/register/outline.h"

#include "domain/register/area.h"
#include "domain/register/attachment.h"

#define KEY       "outlines"
#define TEXT_MOST (4u << 20)
#define GRID      4096               /* steps across the whole, at first */

/* ---- cutting down ---- */

static struct geo_point snapped(struct geo_point p, int32_t step)
{
	p.lon = p.lon / step * step;
	p.lat = p.lat / step * step;
	return p;
}

static bool same(struct geo_point a, struct geo_point b)
{
	return a.lon == b.lon && a.lat == b.lat;
}

/* The points of a ring that are left on the grid, into out (room for all); below three: none. */
static int thinned(const struct geo *g, const struct geo_ring *ring, int32_t step,
                   struct geo_point *out)
{
	int n = 0;

	for (int i = 0; i < ring->n; i++) {
		struct geo_point p = snapped(g->point[ring->first + i], step);

		if (!n || !same(out[n - 1], p))
			out[n++] = p;
	}
	while (n > 1 && same(out[0], out[n - 1]))
		n--;
	return n < 3 ? 0 : n;
}

static int64_t points_of(const struct geo *g, const bool *keep, int32_t step,
                         struct geo_point *room)
{
	int64_t n = 0;

	for (int i = 0; i < g->nshape; i++)
		for (int k = 0; keep[i] && k < g->shape[i].n; k++)
			n += thinned(g, &g->ring[g->shape[i].first + k], step, room);
	return n;
}

static int32_t step_of(const struct geo *g, const bool *keep, struct geo_point *room)
{
	int32_t wide = g->high.lon - g->low.lon, high = g->high.lat - g->low.lat;
	int32_t step = (wide > high ? wide : high) / GRID;

	if (step < 1)
		step = 1;
	while (points_of(g, keep, step, room) > OUTLINE_POINTS && step < 1 << 24)
		step *= 2;
	return step;
}

/* ---- writing ---- */

static void put_degrees(struct buf *b, int32_t millionths)
{
	int64_t v = millionths;

	buf_addf(b, "%s%lld.%06lld", v < 0 ? "-" : "", (long long)((v < 0 ? -v : v) / 1000000),
	         (long long)((v < 0 ? -v : v) % 1000000));
}

static void put_point(struct buf *b, struct geo_point p, const char *before)
{
	buf_addf(b, "%s[", before);
	put_degrees(b, p.lon);
	buf_addc(b, ',');
	put_degrees(b, p.lat);
	buf_addc(b, ']');
}

/* Its rings as they are: outlines and holes are told apart when they are filled. */
static bool put_shape(struct buf *b, const struct geo *g, const struct geo_shape *s, int32_t step,
                      struct geo_point *room, bool first)
{
	bool any = false;

	for (int k = 0; k < s->n; k++) {
		int n = thinned(g, &g->ring[s->first + k], step, room);

		if (!n)
			continue;
		if (!any)
			buf_addf(b, "%s\n{\"type\":\"Feature\",\"properties\":{\"code\":\"%s\"},\"geometry\":"
			         "{\"type\":\"Polygon\",\"coordinates\":[", first ? "" : ",", s->code);
		buf_addz(b, any ? ",[" : "[");
		for (int i = 0; i < n; i++)
			put_point(b, room[i], i ? "," : "");
		put_point(b, room[0], ",");
		buf_addc(b, ']');
		any = true;
	}
	if (any)
		buf_addz(b, "]}}");
	return any;
}

static int put_all(struct buf *b, const struct geo *g, const bool *keep, struct geo_point *room)
{
	int32_t step = step_of(g, keep, room);
	int n = 0;

	buf_addz(b, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (int i = 0; i < g->nshape; i++)
		if (keep[i] && put_shape(b, g, &g->shape[i], step, room, !n))
			n++;
	buf_addz(b, "\n]}\n");
	return n;
}

/* ---- keeping ---- */

struct naming { struct reg *r; struct str value; };

static enum err name_it(struct ctx *cx, struct db *db, void *arg)
{
	struct naming *m = arg;
	const struct entity *e = register_entity(m->r, TAG_setting);
	struct rec *old = NULL, *now = rec_new(&cx->arena, e);
	struct txn t;
	int64_t id;
	enum err err = register_by_key(cx, m->r, e, STR(KEY), &id);

	if (err == ERR_NOTFOUND) {
		err_clear(cx);
		id = 0;
	} else {
		TRY(err);
	}
	txn_begin(&t, m->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.object = TAG_setting;
	err = id ? store_get(cx, db, &cx->arena, e, id, &old) : OK;
	now->id = id ? id : store_new_id(m->r->st, e);
	rec_text(now, SETTING_key, STR(KEY));
	rec_text(now, SETTING_value, m->value);
	if (err == OK)
		err = txn_rec(cx, db, &t, now, old, NULL);
	if (err != OK) {
		txn_drop(&t);
		return err;
	}
	return txn_end(cx, db, &t);
}

static bool is_ours(const struct area_tree *t, const struct geo_shape *s)
{
	int64_t code;

	return *s->code && str_i64(str_of(s->code), &code) && area_by_code(t, code) >= 0;
}

enum err outline_put(struct ctx *cx, struct reg *r, struct str name, struct str text,
                     struct outline *out)
{
	struct buf b BUF_AUTO = { 0 }, value BUF_AUTO = { 0 };
	struct naming m = { .r = r };
	struct geo_point *room;
	struct area_tree *t;
	struct str hash;
	struct geo g;
	bool *keep;

	*out = (struct outline){ .name = name };
	TRY(geo_read(cx, text, &g));
	TRY(area_load(cx, &cx->arena, r, &t));
	keep = arena_array(&cx->arena, (size_t)g.nshape + 1, sizeof *keep);
	for (int i = 0; i < g.nshape; i++)
		keep[i] = is_ours(t, &g.shape[i]);
	room = arena_array(&cx->arena, (size_t)g.npoint + 1, sizeof *room);
	buf_init(&b, TEXT_MOST);
	out->shapes = put_all(&b, &g, keep, room);
	out->left_out = g.nshape - out->shapes + g.passed_over;
	if (!out->shapes)
		return err_set(cx, ERR_INPUT, "", "outline-no-area", NULL);
	if (b.full)
		return err_set(cx, ERR_LIMIT, "", "outline-large", NULL);
	TRY(attachment_keep(cx, r, buf_str(&b), &hash));
	buf_init(&value, 2000);
	buf_addf(&value, "%.*s %d %d ", STR_FMT(hash), out->shapes, out->left_out);
	buf_adds(&value, name);
	m.value = buf_str(&value);
	return register_write(cx, r, name_it, &m);
}

/* ---- reading ---- */

static enum err stored(struct ctx *cx, struct reg *r, struct str part[3], struct str *name)
{
	const struct scope *seen = r->scope;
	struct str rest;
	enum err e;

	r->scope = NULL;             /* a setting lies nowhere */
	e = register_setting(cx, r, KEY, &rest);
	r->scope = seen;
	TRY(e);
	for (int i = 0; i < 3; i++) {
		ptrdiff_t at = str_find(rest, STR(" "));

		part[i] = at < 0 ? rest : str_sub(rest, 0, (size_t)at);
		rest = at < 0 ? STR("") : str_sub(rest, (size_t)at + 1, rest.n);
	}
	*name = rest;
	return OK;
}

enum err outline_there(struct ctx *cx, struct reg *r, bool *there)
{
	struct str part[3], name;

	TRY(stored(cx, r, part, &name));
	*there = part[0].n > 0;
	return OK;
}

enum err outline_about(struct ctx *cx, struct reg *r, struct outline *out)
{
	struct str part[3];
	int64_t n;

	*out = (struct outline){ 0 };
	TRY(stored(cx, r, part, &out->name));
	out->shapes = str_i64(part[1], &n) ? (int)n : 0;
	out->left_out = str_i64(part[2], &n) ? (int)n : 0;
	return OK;
}

enum err outline_get(struct ctx *cx, struct reg *r, struct geo *out)
{
	struct str part[3], name, text;

	TRY(stored(cx, r, part, &name));
	if (!part[0].n)
		return err_set(cx, ERR_NOTFOUND, "", "outline-none", NULL);
	TRY(attachment_kept(cx, r, part[0], &text));
	return geo_read(cx, text, out);
}
