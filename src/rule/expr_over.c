/* expr_over - macros: over related rows, or the elements of a list. all and exists may be decided
 * by one row; count gives a range while some rows are not known; the others need every row. */
#include "rule/expr_int.h"

struct over {
	struct expr_frame *f;
	const struct expr_node *n;
	struct expr_value what;          /* ROWS or LIST */
	int count;
};

static void element(const struct over *o, int i, struct expr_value *out)
{
	if (o->what.kind == EXPR_LIST)
		*out = o->what.list.v[i];
	else
		*out = (struct expr_value){ .kind = EXPR_RECORD, .rec = o->what.rows.row[i] };
}

/* The body for element i; the element itself where there is no body. */
static void body(struct over *o, int i, struct expr_value *out)
{
	if (o->n->nkid == 1) {
		o->f->run->steps++;
		element(o, i, out);
		return;
	}
	element(o, i, &o->f->slot[o->n->slot]);
	expr_eval_node(o->f, o->n->kid[1], out);
}

static void over_fold(struct over *o, struct expr_value *out)
{
	struct expr_fold d = { .stop = o->n->op == EXPR_EXISTS };
	struct expr_value v;

	for (int i = 0; i < o->count && !d.decided; i++) {
		body(o, i, &v);
		expr_fold_add(&d, &v, o->n->kid[1]);
	}
	expr_fold_end(&d, out);
}

/* What a condition comes to over all elements; trues[i] tells where it holds, if asked for. */
struct tally {
	int yes, open;
	struct expr_value all;           /* unknown or error of the whole, else known */
	struct expr_gaps gaps;
	bool failed;
};

static void tally(struct over *o, struct tally *t, bool *trues)
{
	struct expr_value v, before;

	*t = (struct tally){ .all = { .kind = EXPR_NULL } };
	for (int i = 0; i < o->count; i++) {
		int seen = o->f->run->nseen;

		body(o, i, &v);
		if (trues && v.state == EXPR_KNOWN && v.kind == EXPR_BOOL && !v.b)
			o->f->run->nseen = seen;     /* a row that is left out is no reason */
		if (v.state == EXPR_KNOWN && v.kind != EXPR_BOOL)
			expr_error(&v, o->n->kid[1], "expr-eval-type");
		before = t->all;
		expr_strict(&before, &v, &t->all);
		if (v.state == EXPR_UNKNOWN) {
			t->open++;
			expr_gaps_join(&t->gaps, &v.gaps);
		}
		t->failed = t->failed || v.state == EXPR_ERROR;
		if (v.state == EXPR_KNOWN && v.b) {
			t->yes++;
			if (trues)
				trues[i] = true;
		}
	}
}

static void over_one(struct over *o, struct expr_value *out)
{
	struct tally t;

	tally(o, &t, NULL);
	if (!expr_strict(&t.all, NULL, out))
		expr_bool(out, t.yes == 1);
}

static void over_count(struct over *o, struct expr_value *out)
{
	struct tally t;

	if (o->n->nkid == 1) {
		expr_number(out, EXPR_INT, o->count);
		return;
	}
	tally(o, &t, NULL);
	if (t.failed) {
		expr_strict(&t.all, NULL, out);
		return;
	}
	expr_number(out, EXPR_INT, t.yes);
	out->hi = t.yes + t.open;
	out->vague = t.open > 0;
	out->gaps = t.gaps;
}

static void over_filter(struct over *o, struct expr_value *out)
{
	bool list = o->what.kind == EXPR_LIST;
	bool *trues = arena_array(o->f->run->a, (size_t)o->count + 1, sizeof *trues);
	struct tally t;
	int n = 0;

	tally(o, &t, trues);
	if (expr_strict(&t.all, NULL, out))
		return;
	*out = (struct expr_value){ .kind = o->what.kind };
	if (list) {
		struct expr_value *v = expr_list_room(o->f, o->n, t.yes, out);

		if (!v)
			return;
		for (int i = 0; i < o->count; i++)
			if (trues[i])
				v[n++] = o->what.list.v[i];
		out->list.v = v;
		out->list.n = n;
	} else {
		const struct rec **row = arena_array(o->f->run->a, (size_t)t.yes + 1, sizeof *row);

		for (int i = 0; i < o->count; i++)
			if (trues[i])
				row[n++] = o->what.rows.row[i];
		out->rows.row = row;
		out->rows.n = n;
	}
}

static void over_map(struct over *o, struct expr_value *out)
{
	struct expr_value *v = expr_list_room(o->f, o->n, o->count, out);
	struct expr_value all = { .kind = EXPR_NULL }, before;

	if (!v)
		return;
	for (int i = 0; i < o->count; i++) {
		body(o, i, &v[i]);
		expr_settle(&v[i]);
		before = all;
		expr_strict(&before, &v[i], &all);
	}
	if (!expr_strict(&all, NULL, out))
		*out = (struct expr_value){ .kind = EXPR_LIST, .list = { v, o->count } };
}

static void zero_of(enum expr_kind kind, struct expr_value *out)
{
	*out = (struct expr_value){ .kind = (uint8_t)(kind == EXPR_ANY ? EXPR_INT : kind) };
	if (kind == EXPR_MONEY || kind == EXPR_DEC)
		out->r = ratio_of(0);
}

static void over_sum(struct over *o, struct expr_value *out)
{
	struct expr_value sum, v, before, all = { .kind = EXPR_NULL };

	zero_of(o->n->type.kind, &sum);
	for (int i = 0; i < o->count; i++) {
		body(o, i, &v);
		expr_settle(&v);
		before = all;
		if (expr_strict(&before, &v, &all))
			continue;                /* go on: every gap is told */
		before = sum;
		if (i == 0 && o->n->type.kind == EXPR_ANY)
			sum = v;
		else
			expr_arith(o->f, o->n, EXPR_ADD, &before, &v, &sum);
		if (sum.state == EXPR_ERROR)
			all = sum;
	}
	if (!expr_strict(&all, NULL, out))
		*out = sum;
}

/* Nothing to choose from: which rows are missing. */
static void nothing(struct over *o, struct expr_value *out)
{
	bool rows = o->what.kind == EXPR_ROWS;

	expr_gap(o->f, out, &(struct expr_gap){ .kind = GAP_ROWS, .field = -1,
		.noun = rows ? o->n->kid[0]->type.noun : NULL,
		.row = rows && o->n->kid[0]->op == EXPR_DOWN &&
		       o->n->kid[0]->kid[0]->op == EXPR_LOCAL
		       ? o->f->slot[o->n->kid[0]->kid[0]->slot].rec : NULL });
}

/* Of ranges, the ends are compared each for itself. */
static void keep_end(bool least, struct expr_value *best, const struct expr_value *v)
{
	int64_t hi = best->vague ? best->hi : best->i, vhi = v->vague ? v->hi : v->i;

	if (least ? v->i < best->i : v->i > best->i)
		best->i = v->i;
	best->hi = least ? (vhi < hi ? vhi : hi) : (vhi > hi ? vhi : hi);
	best->vague = best->hi != best->i;
	expr_gaps_join(&best->gaps, &v->gaps);
}

static void over_ends(struct over *o, struct expr_value *out)
{
	bool least = o->n->op == EXPR_MIN, any = false;
	struct expr_value best = { 0 }, v, before, all = { .kind = EXPR_NULL };
	int order;

	if (o->count == 0) {
		nothing(o, out);
		return;
	}
	for (int i = 0; i < o->count; i++) {
		body(o, i, &v);
		before = all;
		if (expr_strict(&before, &v, &all))
			continue;
		if (!any)
			best = v;
		else if ((v.vague || best.vague) && v.kind == best.kind)
			keep_end(least, &best, &v);
		else if (v.vague || best.vague || !expr_order(&v, &best, &order))
			expr_error(&all, o->n, "expr-eval-type");
		else if (order == (least ? -1 : 1))
			best = v;
		any = true;
	}
	if (!expr_strict(&all, NULL, out))
		*out = best;
}

static void over_latest(struct over *o, struct expr_value *out)
{
	struct expr_value best = { 0 }, v, before, all = { .kind = EXPR_NULL };
	const bool explain = o->f->run->explain;
	int at = -1, order;

	for (int i = 0; i < o->count; i++) {
		o->f->run->explain = false;      /* which row is the latest is no reason of anything */
		body(o, i, &v);
		o->f->run->explain = explain;
		if (v.state != EXPR_KNOWN) {
			before = all;
			expr_strict(&before, &v, &all);
			continue;
		}
		v.vague = false;                 /* by its first day */
		if (at < 0 || (expr_order(&v, &best, &order) && (order == 1 || order == 0))) {
			best = v;
			at = i;
		}
	}
	if (all.state == EXPR_ERROR || (at < 0 && all.state == EXPR_UNKNOWN)) {
		*out = all;
		return;
	}
	*out = (struct expr_value){ .kind = EXPR_RECORD,
		.rec = at < 0 ? NULL : o->what.rows.row[at] };
}

void expr_over(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct over o = { .f = f, .n = n };

	expr_eval_node(f, n->kid[0], &o.what);
	if (expr_strict(&o.what, NULL, out))
		return;
	if (o.what.kind != EXPR_LIST && o.what.kind != EXPR_ROWS) {
		expr_error(out, n, "expr-eval-type");
		return;
	}
	if (arena_full(f->run->a)) {
		expr_error(out, n, "expr-eval-memory");
		return;
	}
	o.count = o.what.kind == EXPR_LIST ? o.what.list.n : o.what.rows.n;
	switch (n->op) {
	case EXPR_ALL: case EXPR_EXISTS: over_fold(&o, out); break;
	case EXPR_ONE: over_one(&o, out); break;
	case EXPR_COUNT: over_count(&o, out); break;
	case EXPR_FILTER: over_filter(&o, out); break;
	case EXPR_MAP: over_map(&o, out); break;
	case EXPR_SUM: over_sum(&o, out); break;
	case EXPR_MIN: case EXPR_MAX: over_ends(&o, out); break;
	default: over_latest(&o, out); break;
	}
}
