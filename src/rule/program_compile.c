/* program_compile - from the typed tree to operations. What has no operation becomes a question to
 * the tree evaluator, as far down as possible: rows that other operands decide are not asked. */
#include "base/mem.h"
#include "rule/program_make.h"

static struct it compile(struct maker *k, const struct expr_node *n);

/* ---- records and rows ---- */

static struct it record(const struct expr_node *n, int noun)
{
	return (struct it){ .kind = IT_RECORD, .axis = noun, .noun = noun, .op = NONE, .n = n };
}

static struct it compile_field(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);

	if (x.kind != IT_RECORD)
		return it_bad;
	x.kind = IT_FIELD;
	x.n = n;
	return x;
}

static struct it compile_up(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);
	int up;

	if (x.kind != IT_RECORD || x.op != NONE || n->field < 0 ||
	    n->field != n->kid[0]->type.noun->parent)
		return it_bad;
	up = k->p->s->noun[x.noun]->up;
	if (up < 0 || k->p->s->noun[up]->e != n->noun)
		return it_bad;
	return record(n, up);
}

static struct it compile_down(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);
	int noun = facts_noun_of(k->p->s, n->noun);

	if (x.kind != IT_RECORD || x.op != NONE)
		return it_bad;
	if (noun < 0) {
		k->missing_of = n->noun;
		return it_bad;
	}
	if (k->p->s->noun[noun]->up != x.noun || n->field != n->noun->parent)
		return it_bad;
	k->p->used[noun] = true;
	return (struct it){ .kind = IT_ROWS, .axis = x.noun, .noun = noun, .sel = NONE, .n = n };
}

/* ---- logic ---- */

static struct it compile_bits(struct maker *k, const struct expr_node *n)
{
	return it_to_bits(k, compile(k, n));
}

static struct it compile_fold(struct maker *k, const struct expr_node *n)
{
	struct it x = compile_bits(k, n->kid[0]);

	for (int i = 1; i < n->nkid; i++)
		x = it_two(k, n->op == EXPR_AND ? OP_AND : OP_OR, 0, x, compile_bits(k, n->kid[i]));
	return x;
}

static struct it three(struct maker *k, enum op_code code, struct it c, struct it x, struct it y)
{
	struct op o;

	if (!it_together(k, &c, &x) || !it_together(k, &c, &y) || !it_together(k, &c, &x))
		return it_bad;
	o = op_blank(code, c.axis);
	o.a = c.op;
	o.b = x.op;
	o.c = y.op;
	o.wide = code == OP_NUM_COND && (it_wide(k, &x) || it_wide(k, &y));
	o.ratio = code == OP_NUM_COND && (it_ratio(k, &x) || it_ratio(k, &y));
	if (o.wide && o.ratio)
		return it_bad;
	return op_is_bits(code) ? it_bits(k, o) : it_num(k, o);
}

static struct it compile_cond(struct maker *k, const struct expr_node *n)
{
	struct it c = compile_bits(k, n->kid[0]), x = compile(k, n->kid[1]), y = compile(k, n->kid[2]);

	if (n->type.kind == EXPR_BOOL)
		return three(k, OP_COND, c, it_to_bits(k, x), it_to_bits(k, y));
	/* A range keeps its ends only where both branches are of that kind. */
	if (!kind_is_number(n->type.kind) || n->kid[1]->type.kind != n->kid[2]->type.kind)
		return it_bad;
	return three(k, OP_NUM_COND, c, it_to_num(k, x), it_to_num(k, y));
}

/* ---- comparisons ---- */

/* A date of a row of which n is a function that rises or falls throughout; the others of its
 * arguments are scalars. NULL: it is not so. */
static const struct expr_node *rising(const struct expr_node *n)
{
	if (n->op == EXPR_FIELD)
		return n->type.kind == EXPR_DATE ? n : NULL;
	if (n->op != EXPR_CALL)
		return NULL;
	switch (n->fn) {
	case FN_AGE: case FN_YEAR: return rising(n->kid[0]);
	case FN_MONTHS_BETWEEN: case FN_DAYS_BETWEEN:
		return expr_is_scalar(n->kid[1], 0) ? rising(n->kid[0]) :
			expr_is_scalar(n->kid[0], 0) ? rising(n->kid[1]) : NULL;
	default: return NULL;
	}
}

/* A comparison that comes to a range of days; BAD: it does not. */
static struct it compare_dates(struct maker *k, const struct expr_node *n, bool flip)
{
	const struct expr_node *f = n->kid[flip], *s = n->kid[!flip], *date = rising(f);
	struct it x;
	int col;

	if (!date || !expr_is_scalar(s, 0) || f->type.kind != s->type.kind)
		return it_bad;
	x = compile(k, date);
	if (!it_is_date(&x))
		return it_bad;
	col = it_column(k, &x, FACTS_VALUE, NULL);
	if (col < 0)
		return it_miss(k, &x);
	return it_col_op(k, &x, OP_DATE, col, 0, maker_scalar(k, n, date), NONE);
}

static struct it compare_numbers(struct maker *k, const struct expr_node *n, struct it x,
                                 struct it y)
{
	bool like = n->kid[0]->type.kind == n->kid[1]->type.kind;
	struct op o;
	int cmp = n->op;

	if (x.kind == IT_SCALAR) {
		struct it z = x;

		x = y;
		y = z;
		cmp = cmp_turned(cmp);
	}
	if (y.kind == IT_SCALAR && x.kind == IT_FIELD && x.n->type.kind != EXPR_DATE) {
		int col = it_column(k, &x, FACTS_VALUE, NULL);

		if (col < 0)
			return it_miss(k, &x);
		return it_col_op(k, &x, OP_RANGE, col, cmp, maker_scalar(k, y.n, NULL), NONE);
	}
	x = it_to_num(k, x);
	if (x.kind == IT_BAD)
		return it_bad;
	if (y.kind == IT_SCALAR) {
		o = op_blank(OP_NUM_RANGE, x.axis);
		o.a = x.op;
		o.cmp = (uint8_t)cmp;
		o.scalar = maker_scalar(k, y.n, NULL);
		o.index = !like;
		return it_bits(k, o);
	}
	y = it_to_num(k, y);
	if (!it_together(k, &x, &y))
		return it_bad;
	o = op_blank(OP_NUM_CMP, x.axis);
	o.cmp = (uint8_t)cmp;
	o.a = x.op;
	o.b = y.op;
	o.index = !like;
	return it_bits(k, o);
}

static struct it compile_compare(struct maker *k, const struct expr_node *n)
{
	enum expr_kind kx = n->kid[0]->type.kind, ky = n->kid[1]->type.kind;
	struct it x, y;

	if (kx == EXPR_BOOL && ky == EXPR_BOOL && (n->op == EXPR_EQ || n->op == EXPR_NE)) {
		x = it_two(k, OP_SAME, 0, compile_bits(k, n->kid[0]), compile_bits(k, n->kid[1]));
		return n->op == EXPR_NE ? it_not(k, x) : x;
	}
	if (!kind_may_compare(kx, ky))
		return it_bad;
	x = compare_dates(k, n, false);
	if (x.kind == IT_BAD)
		x = compare_dates(k, n, true);
	if (x.kind != IT_BAD)
		return x;
	x = compile(k, n->kid[0]);
	y = compile(k, n->kid[1]);
	return x.kind == IT_BAD || y.kind == IT_BAD ? it_bad : compare_numbers(k, n, x, y);
}

/* Codes, or a set's bits, among given ones. */
static struct it among(struct maker *k, struct it x, const int64_t *code, int n, bool set)
{
	int table = maker_table(k, code, n), col;
	struct op o;

	if (x.kind == IT_FIELD) {
		col = it_column(k, &x, FACTS_VALUE, NULL);
		if (col < 0)
			return it_miss(k, &x);
		return it_col_op(k, &x, set ? OP_MASK : OP_CODES, col, 0, NONE, table);
	}
	x = it_settled(k, it_to_num(k, x));
	if (x.kind == IT_BAD)
		return it_bad;
	o = op_blank(set ? OP_NUM_MASK : OP_NUM_CODES, x.axis);
	o.a = x.op;
	o.table = table;
	return it_bits(k, o);
}

static struct it compile_in(struct maker *k, const struct expr_node *n)
{
	const struct expr_node *list = n->kid[1];
	enum expr_kind kind = n->kid[0]->type.kind;
	int64_t code[256];
	int count = 0;

	if (list->type.kind == EXPR_SET && n->kid[0]->op == EXPR_CONST)
		return among(k, compile(k, list), &n->kid[0]->val.i, 1, true);
	if (list->op != EXPR_LISTOF || (kind != EXPR_CODE && kind != EXPR_INT) || list->nkid > 256)
		return it_bad;
	for (int i = 0; i < list->nkid; i++) {
		const struct expr_node *c = list->kid[i];
		int at = count++;

		if (c->op != EXPR_CONST || c->type.kind != kind)
			return it_bad;
		for (; at > 0 && code[at - 1] > c->val.i; at--)
			code[at] = code[at - 1];
		code[at] = c->val.i;
	}
	return among(k, compile(k, n->kid[0]), code, count, false);
}

static struct it compile_tag(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);
	int col = x.kind == IT_FIELD ? it_column(k, &x, FACTS_TAG, n->name.p) : NONE;

	if (col >= 0)
		return it_col_op(k, &x, OP_RANGE, col, EXPR_NE, maker_constant(k, EXPR_INT, 0), NONE);
	return among(k, x, n->code, n->ncode, n->kid[0]->type.kind == EXPR_SET);
}

static struct it compile_known(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);
	struct op o;

	if (x.kind == IT_FIELD && x.op == NONE) {
		int col = it_column(k, &x, FACTS_VALUE, NULL);

		if (col < 0)
			col = it_column(k, &x, FACTS_KNOWN, NULL);
		if (col < 0)
			return it_miss(k, &x);
		return it_col_op(k, &x, OP_KNOWN, col, 0, NONE, NONE);
	}
	if (n->kid[0]->type.kind == EXPR_BOOL)
		x = it_to_bits(k, x);
	else
		x = it_to_num(k, x);
	if (x.kind == IT_NUM && n->kid[0]->type.kind != EXPR_DATE)
		x = it_settled(k, x);
	if (x.kind == IT_BAD)
		return it_bad;
	o = op_blank(x.kind == IT_BITS ? OP_BIT_KNOWN : OP_NUM_KNOWN, x.axis);
	o.a = x.op;
	return it_bits(k, o);
}

static struct it compile_has(struct maker *k, const struct expr_node *n)
{
	struct it x = compile(k, n->kid[0]);
	struct op o;

	if (x.kind != IT_RECORD || x.op == NONE)
		return it_bad;
	o = op_blank(OP_HAS, x.axis);
	o.a = x.op;
	return it_bits(k, o);
}

/* ---- arithmetic ---- */

static struct it span_of_days(struct maker *k, struct it days)
{
	struct op o = op_blank(OP_NUM_CONST, days.axis);

	o.scalar = maker_constant(k, EXPR_INT, 86400);
	return it_two(k, OP_MUL, 0, days, it_num(k, o));
}

static struct it divide(struct maker *k, const struct expr_node *n, struct it x, struct it y)
{
	struct op o;

	if (y.kind == IT_SCALAR) {
		o = op_blank(OP_DIV_BY, x.axis);
		o.scalar = maker_scalar(k, n->kid[1], NULL);
		o.a = x.op;
		return it_num(k, o);
	}
	if (!it_together(k, &x, &y))
		return it_bad;
	o = op_blank(OP_DIV, x.axis);
	o.a = x.op;
	o.b = y.op;
	o.ratio = true;
	return it_num(k, o);
}

static struct it compile_arith(struct maker *k, const struct expr_node *n)
{
	enum expr_kind kx = n->kid[0]->type.kind, ky = n->kid[1]->type.kind;
	bool whole = kx == EXPR_INT && ky == EXPR_INT, dates = kx == EXPR_DATE && ky == EXPR_DATE;
	struct it x = it_settled(k, it_to_num(k, compile(k, n->kid[0]))), y = compile(k, n->kid[1]);

	if (x.kind == IT_BAD || kx == EXPR_SPAN || ky == EXPR_SPAN || kx == EXPR_CODE ||
	    ((kx == EXPR_DATE || ky == EXPR_DATE) && (!dates || n->op != EXPR_SUB)))
		return it_bad;
	if (!(y.kind == IT_SCALAR && n->op == EXPR_DIV && !whole))
		y = it_settled(k, it_to_num(k, y));
	if (y.kind == IT_BAD || it_ratio(k, &x) || (y.kind == IT_NUM && it_ratio(k, &y)))
		return it_bad;
	switch (n->op) {
	case EXPR_ADD: return it_two(k, OP_ADD, 0, x, y);
	case EXPR_SUB:
		x = it_two(k, OP_SUB, 0, x, y);
		return dates && x.kind == IT_NUM ? span_of_days(k, x) : x;
	case EXPR_MUL: return it_two(k, OP_MUL, 0, x, y);
	case EXPR_MOD: return whole ? it_two(k, OP_INT_MOD, 0, x, y) : it_bad;
	default: return whole ? it_two(k, OP_INT_DIV, 0, x, y) : divide(k, n, x, y);
	}
}

static struct it compile_neg(struct maker *k, const struct expr_node *n)
{
	struct it x = it_settled(k, it_to_num(k, compile(k, n->kid[0])));
	struct op o;

	if (x.kind == IT_BAD || it_ratio(k, &x))
		return it_bad;
	o = op_blank(OP_NEG, x.axis);
	o.a = x.op;
	return it_num(k, o);
}

/* Functions of dates, where the answer is wanted as a number. */
static struct it compile_call(struct maker *k, const struct expr_node *n)
{
	struct op o = op_blank(OP_DATE_FN, 0);
	struct it x, y;

	switch (n->fn) {
	case FN_AGE: case FN_YEAR: case FN_MONTH: case FN_DAY:
		x = it_to_num(k, compile(k, n->kid[0]));
		if (x.kind == IT_BAD)
			return it_bad;
		if (n->fn == FN_AGE) {
			struct expr_node *on = ARENA_NEW(&k->p->a, struct expr_node);

			on->op = EXPR_ON;
			on->type.kind = EXPR_DATE;
			o.scalar = maker_scalar(k, on, NULL);
		}
		break;
	case FN_MONTHS_BETWEEN: case FN_DAYS_BETWEEN: case FN_ADD_MONTHS:
		x = compile(k, n->kid[0]);
		y = compile(k, n->kid[1]);
		o.c = 0;
		if (x.kind == IT_SCALAR && n->fn == FN_ADD_MONTHS)
			return it_bad;
		if (x.kind == IT_SCALAR) {           /* the other one stands first */
			struct it z = x;

			x = y;
			y = z;
			o.c = 1;
		}
		x = it_to_num(k, x);
		if (y.kind == IT_SCALAR) {
			o.scalar = maker_scalar(k, y.n, NULL);
		} else {
			y = it_to_num(k, y);
			if (!it_together(k, &x, &y))
				return it_bad;
			o.b = y.op;
		}
		if (x.kind == IT_BAD)
			return it_bad;
		break;
	default: return it_bad;
	}
	o.axis = (int16_t)x.axis;
	o.a = x.op;
	o.index = (int)n->fn;
	return it_num(k, o);
}

/* ---- macros ---- */

static struct it compile_rows(struct maker *k, const struct expr_node *n);

/* The body along the rows' noun. A row that was met further out and does not stand above these rows
 * - another member, say - is not to be had along them: what speaks of both is asked where that row
 * is at hand. */
static struct it body(struct maker *k, const struct expr_node *n, const struct it *rows,
                      bool number)
{
	struct it x, kept[EXPR_MAX_SLOTS];

	memcpy(kept, k->slot, sizeof kept);
	for (int i = 0; i < EXPR_MAX_SLOTS; i++)
		if (k->slot[i].kind == IT_RECORD && !noun_under(k, rows->axis, k->slot[i].axis))
			k->slot[i] = it_bad;
	k->slot[n->slot] = record(n, rows->noun);
	x = compile(k, n->kid[1]);
	memcpy(k->slot, kept, sizeof kept);
	x = number ? it_to_num(k, x) : it_to_bits(k, x);
	if (x.kind == IT_BAD || !noun_under(k, rows->noun, x.axis))
		return it_bad;
	return x.axis == rows->noun ? x : it_spread(k, x, rows->noun);
}

static struct it filtered(struct maker *k, const struct expr_node *n)
{
	struct it rows = compile_rows(k, n->kid[0]), b;
	struct op o;

	if (rows.kind != IT_ROWS)
		return it_bad;
	b = body(k, n, &rows, false);
	if (b.kind == IT_BAD)
		return it_bad;
	if (rows.sel != NONE) {                  /* rows that are out already are not asked */
		o = op_blank(OP_COND, rows.noun);
		o.a = o.c = rows.sel;
		o.b = b.op;
		b = it_bits(k, o);
	}
	rows.sel = b.op;
	return rows;
}

static struct it compile_rows(struct maker *k, const struct expr_node *n)
{
	return n->op == EXPR_DOWN ? compile_down(k, n) :
		n->op == EXPR_FILTER ? filtered(k, n) : it_bad;
}

static enum op_code fold_code(enum expr_op op)
{
	switch (op) {
	case EXPR_ALL: return OP_ALL;
	case EXPR_EXISTS: return OP_ANY;
	case EXPR_ONE: return OP_ONE;
	case EXPR_COUNT: return OP_COUNT;
	case EXPR_SUM: return OP_SUM;
	case EXPR_MIN: return OP_MIN;
	case EXPR_MAX: return OP_MAX;
	default: return OP_LATEST;
	}
}

static struct it compile_macro(struct maker *k, const struct expr_node *n)
{
	bool number = n->op == EXPR_SUM || n->op == EXPR_MIN || n->op == EXPR_MAX ||
	              n->op == EXPR_LATEST;
	bool mapped = number && n->nkid == 1 && n->kid[0]->op == EXPR_MAP && n->op != EXPR_LATEST;
	const struct expr_node *of = mapped ? n->kid[0] : n;
	struct it rows = compile_rows(k, of->kid[0]), b = it_bad;
	struct op o = op_blank(fold_code(n->op), 0);

	if (rows.kind != IT_ROWS)
		return it_bad;
	if (of->nkid == 2) {
		b = body(k, of, &rows, number);
		if (mapped || n->op == EXPR_SUM)
			b = it_settled(k, b);
		if (b.kind == IT_BAD)
			return n->op == EXPR_EXISTS ? it_pair(k, n, &rows) : it_bad;
		if (number && it_ratio(k, &b))
			return it_bad;
		o.a = b.op;
	} else if (n->op != EXPR_COUNT) {
		return it_bad;
	}
	o.axis = (int16_t)rows.axis;
	o.from = (int16_t)rows.noun;
	o.b = rows.sel;
	o.wide = (n->op == EXPR_COUNT && of->nkid == 2) ||
	         ((n->op == EXPR_MIN || n->op == EXPR_MAX) && it_wide(k, &b));
	if (rows.axis > 0 || (number && o.code != OP_SUM))
		maker_need_parents(k, rows.noun);
	if (n->op == EXPR_LATEST) {
		int at = op_emit(k, o);

		return (struct it){ .kind = IT_RECORD, .axis = rows.axis, .noun = rows.noun, .op = at,
			.n = n };
	}
	return op_is_bits(o.code) ? it_bits(k, o) : it_num(k, o);
}

/* ---- the whole ---- */

/* The lowest noun of the rows that n speaks of, or NONE if two of them do not lie in a line or one
 * is not at hand. */
static int deepest(struct maker *k, const struct expr_node *n, uint32_t own, int axis)
{
	if (n->op == EXPR_LOCAL && !(own >> n->slot & 1))
		return k->slot[n->slot].kind == IT_RECORD ?
			noun_join(k, axis, k->slot[n->slot].axis) : NONE;
	if (n->op == EXPR_VAR)
		return noun_join(k, axis, k->p->out[k->var[n->index]].noun);
	if (n->slot && n->op != EXPR_LOCAL)
		own |= (uint32_t)1 << n->slot;
	for (int i = 0; i < n->nkid && axis != NONE; i++)
		axis = deepest(k, n->kid[i], own, axis);
	return axis;
}

/* No operation does it: rows are left to the tree evaluator. Two such questions are never one: what
 * is made of them is answered for one text at a time. */
static struct it ask(struct maker *k, const struct expr_node *n)
{
	bool number = kind_is_number(n->type.kind);
	int axis = deepest(k, n, 0, 0);
	struct op o;

	if (axis == NONE || (!number && n->type.kind != EXPR_BOOL))
		return it_bad;
	o = op_blank(number ? OP_NUM_ASK : OP_ASK, axis);
	o.index = k->p->nop;
	return number ? it_num(k, o) : it_bits(k, o);
}

static struct it compile_var(struct maker *k, const struct expr_node *n)
{
	const struct output *x = &k->p->out[k->var[n->index]];
	struct op o;

	if (x->input == NONE)
		return (struct it){ .kind = IT_BITS, .axis = x->noun, .op = x->op };
	o = op_blank(OP_INPUT, x->noun);
	o.index = x->input;
	return it_bits(k, o);
}

static struct it compile_node(struct maker *k, const struct expr_node *n)
{
	switch (n->op) {
	case EXPR_VAR: return compile_var(k, n);
	case EXPR_LOCAL: return k->slot[n->slot];
	case EXPR_FIELD: return compile_field(k, n);
	case EXPR_UP: return compile_up(k, n);
	case EXPR_DOWN: case EXPR_FILTER: return compile_rows(k, n);
	case EXPR_NOT: return it_not(k, compile_bits(k, n->kid[0]));
	case EXPR_AND: case EXPR_OR: return compile_fold(k, n);
	case EXPR_COND: return compile_cond(k, n);
	case EXPR_NEG: return compile_neg(k, n);
	case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_MOD:
		return compile_arith(k, n);
	case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
		return compile_compare(k, n);
	case EXPR_IN: return compile_in(k, n);
	case EXPR_TAG: return compile_tag(k, n);
	case EXPR_IS_KNOWN: return compile_known(k, n);
	case EXPR_HAS: return compile_has(k, n);
	case EXPR_ALL: case EXPR_EXISTS: case EXPR_ONE: case EXPR_COUNT: case EXPR_SUM: case EXPR_MIN:
	case EXPR_MAX: case EXPR_LATEST:
		return compile_macro(k, n);
	case EXPR_CALL: return compile_call(k, n);
	default: return it_bad;
	}
}

static struct it compile(struct maker *k, const struct expr_node *n)
{
	struct it x;

	if (expr_is_scalar(n, 0))
		return (struct it){ .kind = IT_SCALAR, .n = n };
	x = compile_node(k, n);
	return x.kind == IT_BAD ? ask(k, n) : x;
}

struct it it_compile(struct maker *k, const struct expr_node *n)
{
	return compile(k, n);
}

static struct output *output_new(struct program *p)
{
	if (p->nout == p->out_room) {
		p->out_room = p->out_room ? p->out_room * 2 : 32;
		p->out = mem_grow(p->out, (size_t)p->out_room, sizeof *p->out);
	}
	p->ready = false;
	return &p->out[p->nout++];
}

int program_input(struct program *p, int noun)
{
	*output_new(p) = (struct output){ .op = NONE, .noun = noun, .input = p->ninput++ };
	return p->nout - 1;
}

enum err program_add(struct ctx *cx, struct program *p, const struct expr *e, const int *var,
                     int *out)
{
	struct maker k = { .p = p, .e = e, .var = var };
	int noun = e->root ? facts_noun_of(p->s, e->root) : NONE;
	struct facts_want *want;
	bool text;
	struct it x;
	struct output *o;

	if (noun < 0)
		return err_set(cx, ERR_NOTFOUND, "program", "facts-no-field",
		               e->root ? e->root->name : "", "", NULL);
	want = arena_array(&p->a, (size_t)e->nnode + 2, sizeof *want);
	program_wants(e, want, e->nnode + 2, &text);
	if (text)
		return err_set(cx, ERR_NOTFOUND, "program", "program-text", NULL);
	k.slot[0] = record(e->top, noun);
	x = it_to_bits(&k, compile(&k, e->top));
	if (x.kind == IT_BAD && !k.missing_of)
		x = ask(&k, e->top);
	if (x.kind != IT_BAD && x.axis != noun && noun_under(&k, noun, x.axis))
		x = it_spread(&k, x, noun);
	if (k.missing_of || x.kind == IT_BAD || x.axis != noun)
		return err_set(cx, ERR_NOTFOUND, "program", "facts-no-field",
		               k.missing_of ? k.missing_of->name : "",
		               k.missing ? k.missing->name : "", NULL);
	p->used[noun] = true;
	o = output_new(p);
	*o = (struct output){ .e = e, .op = x.op, .noun = noun, .input = NONE };
	o->var = arena_array(&p->a, (size_t)e->nvar + 1, sizeof *o->var);
	if (e->nvar)
		memcpy(o->var, var, (size_t)e->nvar * sizeof *var);
	*out = p->nout - 1;
	return OK;
}

int program_column(struct program *p, int noun, int col, int64_t value)
{
	struct maker k = { .p = p };
	struct it field = { .kind = IT_FIELD, .axis = noun, .noun = noun, .op = NONE };
	struct it x = it_col_op(&k, &field, OP_RANGE, col, EXPR_EQ,
	                        maker_constant(&k, EXPR_INT, value), NONE);

	p->used[noun] = true;
	*output_new(p) = (struct output){ .op = x.op, .noun = noun, .input = NONE };
	return p->nout - 1;
}
