/* round_fill - many households taken in at once. */
#include "domain/gate/round_fill.h"

#include <stdio.h>
#include <stdlib.h>

#include "crypto/digest.h"

#define CHUNK 1000               /* households of a leaf */
#define DRAWN_MOST 800           /* bytes of earlier fillings that are kept beside the newest */

static const struct sql sql_houses = { "round_fill.houses",
	"SELECT id, no, area, state FROM household", SQL_SCAN_OK };
static const struct sql sql_verdicts = { "round_fill.verdicts",
	"SELECT household, state FROM verdict WHERE standard=$1 ORDER BY household", SQL_SCAN_OK };
const struct sql *const round_fill_sqls[] = { &sql_houses, &sql_verdicts, NULL };

struct lot { unsigned char hash[HASH_LEN]; int64_t id; };
struct filling {
	struct ctx *cx;
	struct gate *g;
	const struct round_from *from;
	int64_t *judged;             /* whose verdict is as asked for, rising */
	int njudged;
	struct lot *lot;
	int n, cap;
};

/* ---- whom ---- */

bool round_share(const char *text, int *num, int *den)
{
	char sign = 0, more = 0;

	if (sscanf(text, "%3d%c%c", num, &sign, &more) == 2 && sign == '%')
		*den = 100;
	else if (sscanf(text, "%6d/%6d%c", num, den, &more) != 2)
		return false;
	return *num > 0 && *den > 0 && *num <= *den;
}

static enum err judged(struct filling *k)
{
	static const char *const tag[] = { "not_met", "met", "unknown" };
	const struct list_face *l = &k->g->r->model->lists;
	bool row, any = false;
	struct stmt *q;
	int cap = 0;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_verdicts, &q));
	stmt_text(q, 1, k->from->standard);
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		any = true;
		if (!l->has_tag(l->state, "verdict_state", stmt_col_int(q, 1), tag[k->from->state]))
			continue;
		k->judged = arena_grown(&k->cx->arena, k->judged, k->njudged, &cap, sizeof *k->judged);
		k->judged[k->njudged++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	return any ? OK : err_set(k->cx, ERR_CONFLICT, "--from", "gate-fill-verdicts",
	       str_z(&k->cx->arena, k->from->standard), NULL);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool held(const int64_t *list, int n, int64_t id)
{
	return n && bsearch(&id, list, (size_t)n, sizeof *list, by_id);
}

static void draw_hash(const struct filling *k, struct str no, int64_t id, struct lot *out)
{
	char text[160];
	int n;

	if (no.n)
		n = snprintf(text, sizeof text, "%llu:%.*s", (unsigned long long)k->from->seed,
		             STR_FMT(no));
	else
		n = snprintf(text, sizeof text, "%llu:%lld", (unsigned long long)k->from->seed,
		             (long long)id);
	digest_of(HASH_SHA256, text, (size_t)n, out->hash);
	out->id = id;
}

static int by_lot(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	int c = memcmp(x->hash, y->hash, HASH_LEN);

	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static enum err gather(struct filling *k, const struct area_tree *tree, int top)
{
	const struct list_face *l = &k->g->r->model->lists;
	const struct round_from *f = k->from;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_houses, &q));
	for (;;) {
		int64_t id;
		int at;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		id = stmt_col_int(q, 0);
		at = area_by_id(tree, stmt_col_int(q, 2));
		if (at < 0 || !area_within(area_nth(tree, top), at))
			continue;
		if (!stmt_col_is_null(q, 3) &&
		    l->has_tag(l->state, "household_state", stmt_col_int(q, 3), "gone"))
			continue;
		if ((f->among && !held(f->among, f->namong, id)) ||
		    (f->standard.n && !held(k->judged, k->njudged, id)))
			continue;
		k->lot = arena_grown(&k->cx->arena, k->lot, k->n, &k->cap, sizeof *k->lot);
		draw_hash(k, stmt_col_text(q, 1), id, &k->lot[k->n++]);
	}
	stmt_done(q);
	return OK;
}

enum err round_draw(struct ctx *cx, struct gate *g, const struct round_view *round,
                    const struct round_from *from, int64_t **id, int *n, int64_t *of)
{
	struct filling k = { .cx = cx, .g = g, .from = from };
	struct area_tree *tree;
	int top;

	if (!str_eqz(round->rule->p->noun, "household"))
		return err_set(cx, ERR_INPUT, "round", "gate-fill-noun", round->rule->p->id.p, NULL);
	if (from->standard.n && !pack_standard(round->law->p, from->standard))
		return err_set(cx, ERR_INPUT, "--from", "gate-fill-standard",
		               str_z(&cx->arena, from->standard), NULL);
	TRY(area_load(cx, &cx->arena, g->r, &tree));
	top = area_by_id(tree, from->area ? from->area : round->row->area);
	if (top < 0 || !area_within(area_nth(tree, area_by_id(tree, round->row->area)), top))
		return err_set(cx, ERR_INPUT, "--area", "gate-fill-outside", NULL);
	if (from->standard.n)
		TRY(judged(&k));
	TRY(gather(&k, tree, top));
	if (k.n)
		qsort(k.lot, (size_t)k.n, sizeof *k.lot, by_lot);
	*of = k.n;
	*n = from->den ? (int)(((int64_t)k.n * from->num + from->den - 1) / from->den) : k.n;
	*id = arena_array(&cx->arena, (size_t)*n + 1, sizeof **id);
	for (int i = 0; i < *n; i++)
		(*id)[i] = k.lot[i].id;
	return OK;
}

/* ---- taking them in ---- */

/* What is stored is a record that no language changes; register_drawn says it in words. */
static void put_draw(struct buf *b, const struct round_from *f, const struct round_filled *n)
{
	static const char *const state[] = { "not_met", "met", "unknown" };

	if (f->standard.n)
		buf_addf(b, "%.*s=%s", STR_FMT(f->standard), state[f->state]);
	else
		buf_addz(b, f->among ? "list" : "all");
	if (f->den)
		buf_addf(b, " %d/%d seed %llu", f->num, f->den, (unsigned long long)f->seed);
	buf_addf(b, ": %lld of %lld", (long long)n->drawn, (long long)n->of);
}

/* What was drawn from what stands with the round, so that anybody can draw again. Of very many
 * fillings the newest; the others stand in the row's history. */
static enum err note_draw(struct ctx *cx, struct gate *g, struct round_view *v,
                          const struct round_from *f, const struct round_filled *n)
{
	struct str was = rec_has(v->row, ROUND_drawn) ? v->row->v[ROUND_drawn].s : STR("");
	struct buf now BUF_AUTO = { 0 }, all BUF_AUTO = { 0 };
	struct edits e;
	struct rec *row;
	ptrdiff_t at;

	buf_init(&now, 1000);
	put_draw(&now, f, n);
	if (str_ends(was, buf_str(&now)))
		return OK;                       /* it was broken off and goes on */
	for (bool cut = false; was.n; cut = true) {
		if (was.n + now.n <= DRAWN_MOST) {
			buf_init(&all, 2 * DRAWN_MOST);
			buf_addf(&all, "%s%.*s; ", cut ? "… " : "", STR_FMT(was));
			break;
		}
		at = str_find(was, STR("; "));
		was = at < 0 ? STR("") : str_sub(was, (size_t)at + 2, was.n);
	}
	edits_begin(&e, g->r, "");
	TRY(edits_seen(cx, &e, v->row, &row));
	rec_text(row, ROUND_drawn, str_join(&cx->arena, buf_str(&all), buf_str(&now)));
	TRY(edits_write(cx, &e, NULL));
	return round_by_id(cx, g, v->row->id, v);
}

/* A chunk, which is one leaf. */
static enum err take_in(struct ctx *cx, struct gate *g, const struct who *who,
                        const struct matter_new *m, struct round_filled *out)
{
	struct matter_made *made = arena_array(&cx->arena, (size_t)m->n, sizeof *made);

	TRY(matter_add(cx, g, who, m, made));
	for (int k = 0; k < m->n; k++) {
		out->made += !made[k].refused;
		out->there += made[k].refused && made[k].matter;
		out->refused += made[k].refused && !made[k].matter;
	}
	return OK;
}

enum err round_fill(struct ctx *cx, struct gate *g, const struct who *who, struct round_view *v,
                    const struct round_from *from, struct round_filled *out)
{
	struct office_object object = { .area = v->row->area, .placed = true };
	struct matter_new m = { .round = v, .channel = from->channel, .on = from->on };
	int64_t *id;
	int n;

	*out = (struct round_filled){ 0 };
	TRY(office_need(cx, g->o, who, PERM_round, &object));
	TRY(round_draw(cx, g, v, from, &id, &n, &out->of));
	out->drawn = n;
	qsort(id, (size_t)n, sizeof *id, by_id);
	TRY(note_draw(cx, g, v, from, out));
	for (int i = 0; i < n; i += m.n) {
		struct ctx turn;

		m.about = &id[i];
		m.n = n - i < CHUNK ? n - i : CHUNK;
		turn_begin(cx, &turn);
		TRY(turn_end(cx, &turn, take_in(&turn, g, who, &m, out)));
	}
	return OK;
}
