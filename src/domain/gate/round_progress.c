/* round_progress - how far a round has come, counted finely or coarsely. */
#include "domain/gate/round_fill.h"

#include <stdio.h>
#include <stdlib.h>

const char *const progress_names[BY__COUNT] = { "county", "township", "village", "group", "person",
	"household" };

/* Whose a case is: to whom it is assigned, else who took the first step. */
static const struct sql sql_cases = { "round_progress.cases",
	"SELECT m.household, m.area, m.state, m.ended IS NOT NULL, m.ended IS NULL AND m.due<$2,"
	" h.no, h.group_name, coalesce(m.assigned_to, (SELECT actor FROM decision d"
	" WHERE d.matter=m.id ORDER BY d.id LIMIT 1))"
	" FROM matter m LEFT JOIN household h ON h.id=m.household WHERE m.round=$1", 0 };
const struct sql *const round_progress_sqls[] = { &sql_cases, NULL };

struct tallied { struct str key; int place; struct round_part p; };
struct telling_on {
	struct ctx *cx;
	struct gate *g;
	enum progress_by by;
	struct area_tree *tree;
	struct tallied *t;
	int n, cap;
};

static int by_key(const void *a, const void *b)
{
	const struct tallied *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) :
	       str_cmp(x->key, y->key);
}

/* The place of its level; a group is a place of its own or a name within its village. */
static void where(const struct telling_on *k, struct stmt *q, struct tallied *t)
{
	static const int level[] = { 3, 4, 5, 6 };
	int at = area_by_id(k->tree, stmt_col_int(q, 1)), up;

	if (k->by == BY_PERSON || k->by == BY_HOUSEHOLD) {
		t->key = stmt_col_text(q, k->by == BY_PERSON ? 7 : 5);
		return;
	}
	if (at >= 0 && area_nth(k->tree, at)->level > level[k->by]) {
		up = area_up(k->tree, at, level[k->by]);
		at = up >= 0 ? up : at;
	}
	t->place = at;
	if (k->by == BY_GROUP && at >= 0 && area_nth(k->tree, at)->level < 6)
		t->key = stmt_col_text(q, 6);
}

static void counted(struct telling_on *k, struct stmt *q)
{
	const struct list_face *l = &k->g->r->model->lists;
	struct tallied *t;

	k->t = arena_grown(&k->cx->arena, k->t, k->n, &k->cap, sizeof *k->t);
	t = &k->t[k->n++];
	*t = (struct tallied){ .place = -1 };
	where(k, q, t);
	t->key = str_dup(&k->cx->arena, t->key);
	t->p.all = 1;
	t->p.ended = stmt_col_int(q, 3) != 0;
	t->p.late = !stmt_col_is_null(q, 4) && stmt_col_int(q, 4) != 0;
	t->p.confirmed = l->has_tag(l->state, "matter_state", stmt_col_int(q, 2), "confirmed");
	t->p.refused = l->has_tag(l->state, "matter_state", stmt_col_int(q, 2), "refused");
	t->p.withdrawn = l->has_tag(l->state, "matter_state", stmt_col_int(q, 2), "withdrawn");
}

static void add(struct round_part *to, const struct round_part *p)
{
	to->all += p->all;
	to->ended += p->ended;
	to->confirmed += p->confirmed;
	to->refused += p->refused;
	to->withdrawn += p->withdrawn;
	to->late += p->late;
}

static struct str name_of(const struct telling_on *k, const struct tallied *t)
{
	struct buf b BUF_AUTO = { 0 };

	if (t->place < 0)
		return t->key;
	buf_init(&b, 1000);
	area_path(&b, k->tree, t->place, k->by == BY_COUNTY ? 3 : 4);
	if (t->key.n)
		buf_addf(&b, " %.*s", STR_FMT(t->key));
	return str_dup(&k->cx->arena, buf_str(&b));
}

enum err round_progress(struct ctx *cx, struct gate *g, const struct round_view *round,
                        enum progress_by by, date_t on, struct round_part **out, int *n)
{
	struct telling_on k = { .cx = cx, .g = g, .by = by };
	struct stmt *q;
	bool row;

	*n = 0;
	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	TRY(db_stmt(cx, g->r->db, &sql_cases, &q));
	stmt_int(q, 1, round->row->id);
	stmt_int(q, 2, on ? on : register_today(cx, g->r));
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (gate_shows(g, stmt_col_int(q, 1), stmt_col_int(q, 0)))
			counted(&k, q);
	}
	stmt_done(q);
	if (k.n)
		qsort(k.t, (size_t)k.n, sizeof *k.t, by_key);
	*out = arena_array(&cx->arena, (size_t)k.n + 1, sizeof **out);
	for (int i = 0; i < k.n; i++) {
		bool same = i && !by_key(&k.t[i - 1], &k.t[i]);

		if (!same) {
			(*out)[*n] = (struct round_part){ .name = name_of(&k, &k.t[i]),
				.area = k.t[i].place >= 0 ? area_nth(k.tree, k.t[i].place)->id : 0 };
			++*n;
		}
		add(&(*out)[*n - 1], &k.t[i].p);
	}
	return OK;
}
