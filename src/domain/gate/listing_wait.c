/* listing_wait - see listing.h: which lists are to be made. */
#include "domain/gate/listing.h"

static const struct sql sql_waits = { "listing.waits",
	"SELECT m.round, m.gate, m.area, min(m.id), count(*), sum(NOT EXISTS(SELECT 1"
	" FROM notice_line l JOIN notice n ON n.id=l.notice WHERE l.gate_case=m.id AND n.gate=m.gate"
	" AND n.down IS NULL AND n.made>=coalesce((SELECT max(d.entered)"
	" FROM decision d WHERE d.matter=m.id AND d.to_gate=m.gate), 0))) FROM matter m"
	" WHERE m.ended IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
	SQL_SCAN_OK };
const struct sql *const listing_wait_sqls[] = { &sql_waits, NULL };

struct waits {
	struct ctx *cx;
	struct gate *g;
	struct area_tree *tree;
	struct round_view round;     /* of the row before */
	struct listing_wait *w;
	int64_t *first;              /* of each: one of its matters */
	int n;
};

/* The place whose list holds matters of another, which lies below it or is it; 0: there is none. */
static int64_t place_of(const struct waits *k, const struct procedure_gate *gate, int64_t area)
{
	int at = area_by_id(k->tree, area);

	if (at < 0 || !scope_area(k->g->r->scope, area))
		return 0;
	if (area_nth(k->tree, at)->level > gate->publish.level)
		at = area_up(k->tree, at, gate->publish.level);
	return at < 0 ? 0 : area_nth(k->tree, at)->id;
}

struct row { int64_t round, area, first, n, unlisted; struct str gate; };

static void add(struct waits *k, int gate, int64_t place, const struct row *x)
{
	int i;

	for (i = k->n - 1; i >= 0; i--) {
		if (k->w[i].round.row->id != k->round.row->id || k->w[i].gate != gate)
			i = 0;               /* rows come sorted: no further back */
		else if (k->w[i].area == place)
			break;
	}
	if (i < 0) {
		i = k->n++;
		k->w[i] = (struct listing_wait){ .round = k->round, .gate = gate, .area = place };
		k->first[i] = x->first;
	}
	k->w[i].waiting += x->n;
	k->w[i].unlisted += x->unlisted;
}

static enum err take(struct waits *k, const struct row *x)
{
	const struct procedure_gate *gate;
	int64_t place;
	int at;

	if (!k->round.row || k->round.row->id != x->round)
		TRY(round_by_id(k->cx, k->g, x->round, &k->round));
	at = procedure_gate_at(k->round.rule->p, x->gate);
	gate = at < 0 ? NULL : &k->round.rule->p->gate[at];
	if (!k->round.open || !gate || !gate->publish.kind.n)
		return OK;
	place = place_of(k, gate, x->area);
	if (place)
		add(k, at, place, x);
	return OK;
}

/* Somebody left a list otherwise than by its having hung: it holds for nobody, and all of them go
 * on a new one. */
static enum err again(struct waits *k, struct listing_wait *w, int64_t first)
{
	struct posting now;
	struct matter m;
	struct ctx turn;
	enum err e;

	if (w->unlisted || w->round.rule->p->gate[w->gate].publish.on_change != CHANGE_RESTART_ALL)
		return OK;
	turn_begin(k->cx, &turn);
	e = matter_bare(&turn, k->g, &w->round, first, &m);
	if (e == OK)
		e = matter_posted(&turn, &m, register_today(&turn, k->g->r), &now);
	if (e == OK && now.posted == POSTED_CHANGED)
		w->unlisted = w->waiting;
	return turn_end(k->cx, &turn, e);
}

enum err listing_waits(struct ctx *cx, struct gate *g, struct listing_wait **out, int *n)
{
	struct waits k = { .cx = cx, .g = g };
	int all = 0, cap = 0;
	struct row *x = NULL;
	struct stmt *q;
	bool row;

	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	TRY(db_stmt(cx, g->r->db, &sql_waits, &q));
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		x = arena_grown(&cx->arena, x, all, &cap, sizeof *x);
		x[all++] = (struct row){ stmt_col_int(q, 0), stmt_col_int(q, 2), stmt_col_int(q, 3),
			stmt_col_int(q, 4), stmt_col_int(q, 5), str_dup(&cx->arena, stmt_col_text(q, 1)) };
	}
	stmt_done(q);
	k.w = arena_array(&cx->arena, (size_t)all + 1, sizeof *k.w);
	k.first = arena_array(&cx->arena, (size_t)all + 1, sizeof *k.first);
	for (int i = 0; i < all; i++)
		TRY(take(&k, &x[i]));
	for (int i = 0; i < k.n; i++)
		TRY(again(&k, &k.w[i], k.first[i]));
	*out = k.w;
	*n = k.n;
	return OK;
}
