/* listing_wait - see listing.h: which lists are to be made. */
#include "domain/gate/listing.h"

#define WAITS_MOST 20000

static const struct sql sql_waits = { "listing.waits",
	"SELECT m.round, m.gate, m.area, count(*), sum(NOT EXISTS(SELECT 1 FROM notice_line l"
	" JOIN notice n ON n.id=l.notice WHERE l.household=m.household AND l.gate_case=m.id"
	" AND n.gate=m.gate AND n.down IS NULL)) FROM matter m WHERE m.household IS NOT NULL"
	" AND m.ended IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", SQL_SCAN_OK };
const struct sql *const listing_wait_sqls[] = { &sql_waits, NULL };

struct waits {
	struct ctx *cx;
	struct gate *g;
	struct area_tree *tree;
	struct round_view round;     /* of the row before */
	struct listing_wait *w;
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

static void add(struct waits *k, int gate, int64_t place, int64_t n, int64_t unlisted)
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
	}
	k->w[i].waiting += n;
	k->w[i].unlisted += unlisted;
}

struct row { int64_t round, area, n, unlisted; struct str gate; };

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
		add(k, at, place, x->n, x->unlisted);
	return OK;
}

enum err listing_waits(struct ctx *cx, struct gate *g, struct listing_wait **out, int *n)
{
	struct waits k = { .cx = cx, .g = g };
	struct row *x = arena_array(&cx->arena, WAITS_MOST, sizeof *x);
	struct stmt *q;
	bool row = true;
	int all = 0;

	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	TRY(db_stmt(cx, g->r->db, &sql_waits, &q));
	while (all < WAITS_MOST) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		x[all++] = (struct row){ stmt_col_int(q, 0), stmt_col_int(q, 2), stmt_col_int(q, 3),
			stmt_col_int(q, 4), str_dup(&cx->arena, stmt_col_text(q, 1)) };
	}
	stmt_done(q);
	k.w = arena_array(&cx->arena, (size_t)all + 1, sizeof *k.w);
	for (int i = 0; i < all; i++)
		TRY(take(&k, &x[i]));
	*out = k.w;
	*n = k.n;
	return OK;
}
