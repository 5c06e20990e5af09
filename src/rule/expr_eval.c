/* expr_eval - walks a checked tree for one row. What a value is unknown for, and what was looked at
 * on the way, is kept in the run. Macros stand in expr_over.c. */
#include "rule/expr_int.h"

/* ---- what a run keeps ---- */
static bool gap_same(const struct expr_gap *x, const struct expr_gap *y)
{
	return x->kind == y->kind && x->row == y->row && x->noun == y->noun &&
	       x->field == y->field && str_eq(x->name, y->name);
}

void expr_gap_set(struct expr_frame *f, struct expr_gaps *set, const struct expr_gap *gap)
{
	struct expr_run *run = f->run;
	int i = 0;

	while (i < run->ngap && !gap_same(&run->gap[i], gap))
		i++;
	if (i == EXPR_MAX_GAPS) {
		run->more_gaps = true;
		return;
	}
	if (i == run->ngap) {
		if (!run->gap)
			run->gap = arena_array(run->a, EXPR_MAX_GAPS, sizeof *run->gap);
		run->gap[run->ngap++] = *gap;
	}
	set->w[i / 64] |= UINT64_C(1) << (i % 64);
}

void expr_gap(struct expr_frame *f, struct expr_value *out, const struct expr_gap *gap)
{
	*out = (struct expr_value){ .state = EXPR_UNKNOWN };
	expr_gap_set(f, &out->gaps, gap);
}

static void see(struct expr_frame *f, const struct expr_seen *it)
{
	struct expr_run *run = f->run;

	if (!run->explain)
		return;
	for (int i = 0; i < run->nseen; i++) {
		const struct expr_seen *s = &run->seen[i];

		if (s->kind == it->kind && s->row == it->row && s->noun == it->noun &&
		    s->field == it->field && str_eq(s->name, it->name))
			return;
	}
	if (run->nseen == EXPR_MAX_SEEN) {
		run->more_seen = true;
		return;
	}
	if (!run->seen)
		run->seen = arena_array(run->a, EXPR_MAX_SEEN, sizeof *run->seen);
	run->seen[run->nseen++] = *it;
}

bool expr_room(struct expr_frame *f, const struct expr_node *n, size_t bytes,
               struct expr_value *out)
{
	f->run->steps += (int64_t)(bytes / 16);
	if (bytes <= EXPR_MAX_VALUE_TEXT && !arena_full(f->run->a))
		return true;
	expr_error(out, n, "expr-eval-memory");
	return false;
}

struct expr_value *expr_list_room(struct expr_frame *f, const struct expr_node *node, int64_t n,
                                  struct expr_value *out)
{
	f->run->steps += n;
	if (n <= EXPR_MAX_LIST && !arena_full(f->run->a))
		return arena_array(f->run->a, (size_t)n + 1, sizeof *out);
	expr_error(out, node, "expr-eval-memory");
	return NULL;
}

/* ---- leaves ---- */
static int64_t place(const struct expr_frame *f)
{
	const struct rec *row = f->slot[0].rec;

	return row ? row->area : 0;
}

static void eval_line(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	bool line = n->op == EXPR_LINE, good;

	*out = (struct expr_value){ .kind = (uint8_t)n->type.kind };
	if (line)
		good = f->w->line && f->w->line(f->w->state, n->name, place(f), &out->r);
	else
		good = f->w->param && f->w->param(f->w->state, n->name, place(f), out);
	if (!good || out->state == EXPR_UNKNOWN)
		expr_gap(f, out, &(struct expr_gap){ .kind = line ? GAP_LINE : GAP_PARAM,
			.field = -1, .name = n->name });
	see(f, &(struct expr_seen){ .kind = line ? SEEN_LINE : SEEN_PARAM, .field = -1,
		.name = n->name, .v = *out });
}

static void eval_var(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	static const struct expr_gaps none;

	*out = f->w->var[n->index];
	if (out->state == EXPR_UNKNOWN && memcmp(&out->gaps, &none, sizeof none) == 0)
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_VAR, .field = -1,
			.name = n->name });
}

/* A date of which parts are unknown lies between its first and its last possible day. */
void expr_date_value(struct expr_value *out, date_t d)
{
	*out = (struct expr_value){ .kind = EXPR_DATE, .i = date_days(d) };
	out->hi = out->i;
	if (date_month(d) == 0)
		out->hi = date_days(date_year(d) * 10000 + 1231);
	else if (date_day(d) == 0)
		out->hi = date_days(date_add_months(d + 31, 0));
	out->vague = out->hi != out->i;
}

static void int_field(struct expr_frame *f, const struct expr_node *n, const struct rec *row,
                      int64_t i, struct expr_value *out)
{
	const struct field *field = &row->e->fields[n->field];

	switch (n->type.kind) {
	case EXPR_BOOL: out->b = i != 0; break;
	case EXPR_MONEY: out->r = ratio_of(i); break;
	case EXPR_DEC: out->r = ratio_scaled(i, field->scale); break;
	case EXPR_DATE:
		if (i < INT32_MIN || i > INT32_MAX || !date_valid((date_t)i)) {
			expr_error(out, n, "expr-eval-date");
		} else if (field->type == FT_MONTH) {
			out->i = date_days((date_t)i);
		} else {
			expr_date_value(out, (date_t)i);
			if (out->vague)
				expr_gap_set(f, &out->gaps, &(struct expr_gap){ .kind = GAP_PART,
					.row = row, .noun = row->e, .field = n->field });
		}
		break;
	default: out->i = i;
	}
}

static void eval_field(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;
	const struct rec *row;
	const struct val *v;
	const struct entity *e = n->kid[0]->type.noun;

	expr_eval_node(f, n->kid[0], &x);
	if (expr_strict(&x, NULL, out))
		return;
	row = x.rec;
	if (!row) {
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_ROWS, .noun = e, .field = -1 });
		return;
	}
	see(f, &(struct expr_seen){ .kind = SEEN_FIELD, .row = row, .noun = e, .field = n->field });
	v = &row->v[n->field];
	*out = (struct expr_value){ .kind = (uint8_t)n->type.kind };
	if (v->kind == VAL_NULL)
		expr_gap(f, out, &(struct expr_gap){ .row = row, .noun = e, .field = n->field,
			.kind = field_sealed(&e->fields[n->field]) && !row->opened &&
			        row->sealed.n > 0 ? GAP_CLOSED : GAP_FIELD });
	else if (n->type.kind == EXPR_TEXT)
		out->s = v->s;
	else
		int_field(f, n, row, v->i, out);
}

static void eval_up(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;
	const struct rec *row = NULL;

	expr_eval_node(f, n->kid[0], &x);
	if (expr_strict(&x, NULL, out))
		return;
	*out = (struct expr_value){ .kind = EXPR_RECORD };
	if (!x.rec)                              /* of nobody: nobody */
		return;
	if (n->field >= 0 && x.rec->v[n->field].kind == VAL_NULL)
		return;
	if (f->w->up && f->w->up(f->w->state, x.rec, n->noun, n->field, &row))
		out->rec = row;
	else
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_CLOSED, .row = x.rec,
			.noun = n->noun, .field = -1 });
}

static void eval_down(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;

	expr_eval_node(f, n->kid[0], &x);
	if (expr_strict(&x, NULL, out))
		return;
	*out = (struct expr_value){ .kind = EXPR_ROWS };
	if (!x.rec)
		return;
	if (!f->w->down || !f->w->down(f->w->state, x.rec, n->noun, n->field, &out->rows.row,
	                               &out->rows.n))
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_CLOSED, .row = x.rec,
			.noun = n->noun, .field = -1 });
}

static void eval_within(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;
	int64_t area;
	int lies;

	expr_eval_node(f, n->kid[0], &x);
	if (expr_strict(&x, NULL, out))
		return;
	if (x.kind == EXPR_RECORD && !x.rec) {
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_ROWS,
			.noun = n->kid[0]->type.noun, .field = -1 });
		return;
	}
	area = x.kind == EXPR_RECORD ? x.rec->area : x.i;
	lies = f->w->within ? f->w->within(f->w->state, area, n->name) : -1;
	if (lies < 0)
		expr_gap(f, out, &(struct expr_gap){ .kind = GAP_AREA, .field = -1,
			.name = n->name });
	else
		expr_bool(out, lies);
}

/* ---- logic, lists, the rest ---- */
static void eval_fold(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_fold d = { .stop = n->op == EXPR_OR };
	struct expr_value v;

	for (int i = 0; i < n->nkid && !d.decided; i++) {
		expr_eval_node(f, n->kid[i], &v);
		expr_fold_add(&d, &v, n->kid[i]);
	}
	expr_fold_end(&d, out);
}

static void eval_cond(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value c;

	expr_eval_node(f, n->kid[0], &c);
	if (expr_strict(&c, NULL, out))
		return;
	if (c.kind != EXPR_BOOL)
		expr_error(out, n->kid[0], "expr-eval-type");
	else
		expr_eval_node(f, n->kid[c.b ? 1 : 2], out);
}

static void met_line(void *state, const struct expr_node *n)
{
	*(bool *)state |= n->op == EXPR_LINE;
}

static bool only_looked_at(const struct expr_node *n)
{
	return n->op == EXPR_FIELD || n->op == EXPR_LINE;
}

/* Amounts that were made of what was looked at: the reader has not seen them yet. */
static void weigh(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                  const struct expr_value *y)
{
	struct expr_run *run = f->run;
	bool line = false;

	if (!run->explain || run->nweighed == EXPR_MAX_WEIGHED || x->kind != EXPR_MONEY ||
	    y->kind != EXPR_MONEY || (only_looked_at(n->kid[0]) && only_looked_at(n->kid[1])))
		return;
	expr_each(n, met_line, &line);
	for (int i = 0; i < run->nweighed; i++)
		line &= run->weighed[i].at != n;
	if (line)
		run->weighed[run->nweighed++] = (struct expr_weighed){ n, x->r, y->r };
}

static void eval_pair(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	bool compares = n->op >= EXPR_EQ && n->op <= EXPR_GE;
	struct expr_value x, y;

	expr_eval_node(f, n->kid[0], &x);
	expr_eval_node(f, n->kid[1], &y);
	if (!compares) {
		expr_settle(&x);
		expr_settle(&y);
	}
	if (expr_strict(&x, &y, out))
		return;
	if (compares) {
		weigh(f, n, &x, &y);
		expr_compare(n, n->op, &x, &y, out);
	} else {
		expr_arith(f, n, n->op, &x, &y, out);
	}
}

static void eval_listof(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value *v, all = { .kind = EXPR_NULL };

	if (n->val.kind == EXPR_LIST) {
		*out = n->val;
		return;
	}
	v = expr_list_room(f, n, n->nkid, out);
	if (!v)
		return;
	for (int i = 0; i < n->nkid; i++) {
		struct expr_value before = all;

		expr_eval_node(f, n->kid[i], &v[i]);
		expr_settle(&v[i]);
		expr_strict(&before, &v[i], &all);
	}
	if (!expr_strict(&all, NULL, out))
		*out = (struct expr_value){ .kind = EXPR_LIST, .list = { v, n->nkid } };
}

static void eval_in(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x, y;

	expr_eval_node(f, n->kid[0], &x);
	expr_eval_node(f, n->kid[1], &y);
	expr_settle(&x);
	if (expr_strict(&x, &y, out))
		return;
	if (y.kind == EXPR_SET) {
		expr_bool(out, x.i >= 0 && x.i < 63 && (y.i >> x.i & 1));
		return;
	}
	if (y.kind != EXPR_LIST) {
		expr_error(out, n, "expr-eval-type");
		return;
	}
	f->run->steps += y.list.n;
	expr_bool(out, false);
	for (int i = 0; i < y.list.n && !out->b; i++)
		out->b = expr_equal(&x, &y.list.v[i]);
}

static void eval_tag(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;

	expr_eval_node(f, n->kid[0], &x);
	if (expr_strict(&x, NULL, out))
		return;
	expr_bool(out, false);
	for (int i = 0; i < n->ncode && !out->b; i++)
		out->b = x.kind == EXPR_CODE ? x.i == n->code[i] :
		         n->code[i] >= 0 && n->code[i] < 63 && (x.i >> n->code[i] & 1);
}

static void eval_index(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x, y;

	expr_eval_node(f, n->kid[0], &x);
	expr_eval_node(f, n->kid[1], &y);
	expr_settle(&y);
	if (expr_strict(&x, &y, out))
		return;
	if (x.kind != EXPR_LIST || y.kind != EXPR_INT)
		expr_error(out, n, "expr-eval-type");
	else if (y.i < 0 || y.i >= x.list.n)
		expr_error(out, n, "expr-eval-index");
	else
		*out = x.list.v[y.i];
}

static void eval_asked(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x;

	expr_eval_node(f, n->kid[0], &x);
	if (n->op == EXPR_IS_KNOWN) {
		if (x.vague && x.kind != EXPR_DATE)
			expr_settle(&x);
		if (x.state == EXPR_ERROR)
			*out = x;
		else
			expr_bool(out, x.state == EXPR_KNOWN);
	} else if (n->op == EXPR_HAS) {
		if (!expr_strict(&x, NULL, out))
			expr_bool(out, x.rec != NULL);
	} else if (n->op == EXPR_NOT) {
		if (expr_strict(&x, NULL, out))
			return;
		if (x.kind == EXPR_BOOL)
			expr_bool(out, !x.b);
		else
			expr_error(out, n, "expr-eval-type");
	} else {
		expr_settle(&x);
		if (!expr_strict(&x, NULL, out))
			expr_negate(n, &x, out);
	}
}

/* Functions are strict in all they take. */
static void eval_call(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	struct expr_value x[4], all = { .kind = EXPR_NULL };

	for (int i = 0; i < n->nkid && i < 4; i++) {
		struct expr_value before = all;

		expr_eval_node(f, n->kid[i], &x[i]);
		expr_strict(&before, &x[i], &all);
	}
	if (!expr_strict(&all, NULL, out))
		expr_apply(f, n, x, out);
}

void expr_eval_node(struct expr_frame *f, const struct expr_node *n, struct expr_value *out)
{
	if (++f->run->steps > EXPR_MAX_STEPS) {
		expr_error(out, n, "expr-eval-long");
		return;
	}
	switch (n->op) {
	case EXPR_CONST: *out = n->val; break;
	case EXPR_VAR: eval_var(f, n, out); break;
	case EXPR_LOCAL: *out = f->slot[n->slot]; break;
	case EXPR_ON: expr_date_value(out, f->w->on); break;
	case EXPR_LINE: case EXPR_PARAM: eval_line(f, n, out); break;
	case EXPR_FIELD: eval_field(f, n, out); break;
	case EXPR_UP: eval_up(f, n, out); break;
	case EXPR_DOWN: eval_down(f, n, out); break;
	case EXPR_NOT: case EXPR_NEG: case EXPR_IS_KNOWN: case EXPR_HAS: eval_asked(f, n, out); break;
	case EXPR_AND: case EXPR_OR: eval_fold(f, n, out); break;
	case EXPR_COND: eval_cond(f, n, out); break;
	case EXPR_IN: eval_in(f, n, out); break;
	case EXPR_TAG: eval_tag(f, n, out); break;
	case EXPR_LISTOF: eval_listof(f, n, out); break;
	case EXPR_INDEX: eval_index(f, n, out); break;
	case EXPR_WITHIN: eval_within(f, n, out); break;
	case EXPR_CALL: eval_call(f, n, out); break;
	case EXPR_REFUSED: expr_error(out, n, "expr-eval-refused"); break;
	case EXPR_ALL: case EXPR_EXISTS: case EXPR_ONE: case EXPR_FILTER: case EXPR_MAP:
	case EXPR_COUNT: case EXPR_SUM: case EXPR_MIN: case EXPR_MAX: case EXPR_LATEST:
		expr_over(f, n, out);
		break;
	default: eval_pair(f, n, out); break;
	}
}

void expr_eval(const struct expr *e, const struct expr_world *w, const struct rec *row,
               struct expr_run *run, struct expr_value *out)
{
	struct expr_frame f = { .e = e, .w = w, .run = run };

	run->steps = 0;
	f.slot[0] = (struct expr_value){ .kind = EXPR_RECORD, .rec = row };
	expr_eval_node(&f, e->top, out);
	expr_settle(out);
}
