/* program_make - the pieces that a compilation puts together: operations, each once; values for a
 * whole unit; rows of one noun spread to another's; fields as bits or numbers. */
#include "base/mem.h"
#include "rule/program_make.h"

/* ---- operations, each once ---- */

struct op op_blank(enum op_code code, int axis)
{
	return (struct op){ .code = (uint8_t)code, .axis = (int16_t)axis, .noun = NONE, .col = NONE,
		.a = NONE, .b = NONE, .c = NONE, .scalar = NONE, .table = NONE, .index = NONE };
}

static bool op_same(const struct op *x, const struct op *y)
{
	return x->code == y->code && x->cmp == y->cmp && x->axis == y->axis && x->from == y->from &&
	       x->noun == y->noun && x->col == y->col && x->a == y->a && x->b == y->b &&
	       x->c == y->c && x->scalar == y->scalar && x->table == y->table && x->index == y->index;
}

int op_emit(struct maker *k, struct op o)
{
	struct program *p = k->p;

	for (int i = 0; i < p->nop; i++)
		if (op_same(&p->op[i], &o))
			return i;
	if (p->nop == p->op_room) {
		p->op_room = p->op_room ? p->op_room * 2 : 64;
		p->op = mem_grow(p->op, (size_t)p->op_room, sizeof *p->op);
	}
	p->op[p->nop] = o;
	p->used[o.axis] = true;
	if (o.noun >= 0)
		p->used[o.noun] = true;
	return p->nop++;
}

struct it it_bits(struct maker *k, struct op o)
{
	return (struct it){ .kind = IT_BITS, .axis = o.axis, .op = op_emit(k, o) };
}

struct it it_num(struct maker *k, struct op o)
{
	return (struct it){ .kind = IT_NUM, .axis = o.axis, .op = op_emit(k, o) };
}

bool it_wide(const struct maker *k, const struct it *x) { return k->p->op[x->op].wide; }
bool it_ratio(const struct maker *k, const struct it *x) { return k->p->op[x->op].ratio; }

int maker_constant(struct maker *k, enum expr_kind kind, int64_t i)
{
	struct expr_node *n = ARENA_NEW(&k->p->a, struct expr_node);

	n->op = EXPR_CONST;
	n->type.kind = kind;
	n->val = (struct expr_value){ .kind = (uint8_t)kind };
	if (kind == EXPR_BOOL)
		n->val.b = i != 0;
	else
		n->val.i = i;
	return maker_scalar(k, n, NULL);
}

/* ---- nouns: which lies under which ---- */

bool noun_under(const struct maker *k, int noun, int above)
{
	while (noun > 0 && noun != above)
		noun = k->p->s->noun[noun]->up;
	return noun == above;
}

/* The axis along which both can lie, or NONE. */
int noun_join(const struct maker *k, int a, int b)
{
	return noun_under(k, a, b) ? a : noun_under(k, b, a) ? b : NONE;
}

void maker_need_parents(struct maker *k, int noun)
{
	for (; noun > 0; noun = k->p->s->noun[noun]->up)
		k->p->parent[noun] = k->p->used[noun] = true;
}

/* Down to the rows of another noun, a step at a time. */
struct it it_spread(struct maker *k, struct it x, int axis)
{
	int path[FACTS_NOUNS], n = 0;

	for (int at = axis; at != x.axis; at = k->p->s->noun[at]->up)
		path[n++] = at;
	if (x.axis != axis && (k->p->op[x.op].code == OP_CONST || k->p->op[x.op].code == OP_ASK ||
	    k->p->op[x.op].code == OP_NUM_CONST || k->p->op[x.op].code == OP_NUM_ASK)) {
		struct op o = k->p->op[x.op];        /* the same for all rows: no need to look above */

		o.axis = (int16_t)axis;
		return (struct it){ .kind = x.kind, .axis = axis, .op = op_emit(k, o) };
	}
	maker_need_parents(k, axis);
	while (n) {
		struct op o = op_blank(x.kind == IT_BITS ? OP_SPREAD : OP_NUM_SPREAD, path[--n]);

		o.a = x.op;
		o.from = (int16_t)x.axis;
		o.wide = it_wide(k, &x);
		o.ratio = it_ratio(k, &x);
		x = (struct it){ .kind = x.kind, .axis = o.axis, .op = op_emit(k, o) };
	}
	return x;
}

/* ---- one value for a whole unit ---- */

/* Is it the judged household, or something of it that has the same area? */
static bool of_place(const struct expr_node *n)
{
	if (n->op == EXPR_FIELD)
		return strcmp(n->kid[0]->type.noun->name, "household") == 0 &&
		       strcmp(n->kid[0]->type.noun->fields[n->field].name, "area") == 0 &&
		       of_place(n->kid[0]);
	if (n->op == EXPR_UP)
		return n->field >= 0 && n->field == n->kid[0]->type.noun->parent && of_place(n->kid[0]);
	return n->op == EXPR_LOCAL && n->type.kind == EXPR_RECORD;
}

/* own: slots of lists' elements around n. */
bool expr_is_scalar(const struct expr_node *n, uint32_t own)
{
	switch (n->op) {
	case EXPR_CONST: case EXPR_ON: case EXPR_LINE: case EXPR_PARAM: return true;
	case EXPR_LOCAL: return own >> n->slot & 1;
	case EXPR_WITHIN: return of_place(n->kid[0]);
	case EXPR_FIELD: case EXPR_UP: case EXPR_DOWN: case EXPR_VAR: case EXPR_REFUSED: return false;
	case EXPR_ALL: case EXPR_EXISTS: case EXPR_ONE: case EXPR_FILTER: case EXPR_MAP:
	case EXPR_COUNT: case EXPR_SUM: case EXPR_MIN: case EXPR_MAX:
		return expr_is_scalar(n->kid[0], own) &&
		       (n->nkid == 1 || expr_is_scalar(n->kid[1], own | (uint32_t)1 << n->slot));
	default:
		for (int i = 0; i < n->nkid; i++)
			if (!expr_is_scalar(n->kid[i], own))
				return false;
		return true;
	}
}

static bool asks_place(const struct expr_node *n)
{
	if (n->op == EXPR_LINE || n->op == EXPR_PARAM || n->op == EXPR_WITHIN)
		return true;
	for (int i = 0; i < n->nkid; i++)
		if (asks_place(n->kid[i]))
			return true;
	return false;
}

static bool asks_param(const struct expr_node *n)
{
	if (n->op == EXPR_PARAM)
		return true;
	for (int i = 0; i < n->nkid; i++)
		if (asks_param(n->kid[i]))
			return true;
	return false;
}

int maker_scalar(struct maker *k, const struct expr_node *n, const struct expr_node *date)
{
	struct program *p = k->p;

	for (int i = 0; i < p->nscalar; i++)
		if (p->scalar[i].dates == (date != NULL) && expr_same(p->scalar[i].n, n) &&
		    (p->scalar[i].e == k->e || !asks_param(n)))
			return i;
	if (p->nscalar == p->scalar_room) {
		p->scalar_room = p->scalar_room ? p->scalar_room * 2 : 32;
		p->scalar = mem_grow(p->scalar, (size_t)p->scalar_room, sizeof *p->scalar);
	}
	p->scalar[p->nscalar] = (struct scalar){ .e = k->e, .n = n, .dates = date != NULL,
		.date = date, .by_place = asks_place(n) };
	return p->nscalar++;
}

int maker_table(struct maker *k, const int64_t *code, int n)
{
	struct program *p = k->p;
	int64_t *own = arena_array(&p->a, (size_t)n + 1, sizeof *own);
	struct table *t;

	if (n)
		memcpy(own, code, (size_t)n * sizeof *own);
	for (int i = 0; i < p->ntable; i++)
		if (p->table[i].n == n && (n == 0 ||
		    memcmp(p->table[i].code, own, (size_t)n * sizeof *own) == 0))
			return i;
	if (p->ntable == p->table_room) {
		p->table_room = p->table_room ? p->table_room * 2 : 16;
		p->table = mem_grow(p->table, (size_t)p->table_room, sizeof *p->table);
	}
	t = &p->table[p->ntable];
	*t = (struct table){ .code = own, .n = n };
	for (int i = 0; i < n; i++) {
		if (own[i] >= 0 && own[i] < 63)
			t->mask |= (uint64_t)1 << own[i];
		if (own[i] >= 0 && own[i] < 256)
			t->below256[own[i] >> 6] |= (uint64_t)1 << (own[i] & 63);
	}
	return p->ntable++;
}

/* ---- kinds ---- */

bool kind_is_number(enum expr_kind kind)
{
	switch (kind) {
	case EXPR_INT: case EXPR_DATE: case EXPR_SPAN: case EXPR_MONEY: case EXPR_DEC: case EXPR_CODE:
	case EXPR_SET:
		return true;
	default:
		return false;
	}
}

/* Numbers of these kinds are compared as what they are, dates and codes with their like only. */
bool kind_may_compare(enum expr_kind x, enum expr_kind y)
{
	bool xr = x == EXPR_INT || x == EXPR_DEC, yr = y == EXPR_INT || y == EXPR_DEC;

	return kind_is_number(x) && x != EXPR_SET && (x == y || (xr && yr));
}

bool it_is_date(const struct it *x)
{
	return x->kind == IT_FIELD && x->n->type.kind == EXPR_DATE;
}

int it_column(struct maker *k, const struct it *x, enum facts_how how, const char *tag)
{
	return facts_column_of(k->p->s, x->noun, x->n->field, how, tag);
}

/* ---- fields ---- */

static const struct field *field_of(const struct it *x)
{
	return &x->n->kid[0]->type.noun->fields[x->n->field];
}

struct it it_miss(struct maker *k, const struct it *x)
{
	k->missing = field_of(x);
	k->missing_of = x->n->kid[0]->type.noun;
	return it_bad;
}

/* Where a field was picked from one row, what was computed along its rows is taken there. */
static struct it picked(struct maker *k, const struct it *field, struct it x)
{
	struct op o;

	if (field->op == NONE || x.kind == IT_BAD)
		return x;
	o = op_blank(x.kind == IT_BITS ? OP_PICK_BITS : OP_PICK, field->axis);
	o.a = field->op;
	o.b = x.op;
	o.from = (int16_t)field->noun;
	o.wide = it_wide(k, &x);
	o.ratio = it_ratio(k, &x);
	return (struct it){ .kind = x.kind, .axis = o.axis, .op = op_emit(k, o) };
}

static struct it load(struct maker *k, const struct it *x)
{
	int col = it_column(k, x, FACTS_VALUE, NULL);
	struct op o = op_blank(OP_LOAD, x->noun);

	if (!kind_is_number(x->n->type.kind))
		return it_bad;
	if (col < 0)
		return it_miss(k, x);
	o.noun = (int16_t)x->noun;
	o.col = (int16_t)col;
	o.wide = x->n->type.kind == EXPR_DATE;
	return picked(k, x, it_num(k, o));
}

struct it it_col_op(struct maker *k, const struct it *x, enum op_code code, int col, int cmp,
                        int scalar, int table)
{
	struct op o = op_blank(code, x->noun);

	o.noun = (int16_t)x->noun;
	o.col = (int16_t)col;
	o.cmp = (uint8_t)cmp;
	o.scalar = scalar;
	o.table = table;
	return picked(k, x, it_bits(k, o));
}

struct it it_to_bits(struct maker *k, struct it x)
{
	struct op o;
	int col;

	switch (x.kind) {
	case IT_BITS: return x;
	case IT_SCALAR:
		o = op_blank(OP_CONST, 0);
		o.scalar = maker_scalar(k, x.n, NULL);
		return it_bits(k, o);
	case IT_FIELD:
		if (x.n->type.kind != EXPR_BOOL)
			return it_bad;
		col = it_column(k, &x, FACTS_VALUE, NULL);
		if (col < 0)
			return it_miss(k, &x);
		return it_col_op(k, &x, OP_RANGE, col, EXPR_NE, maker_constant(k, EXPR_INT, 0), NONE);
	default: return it_bad;
	}
}

struct it it_to_num(struct maker *k, struct it x)
{
	struct op o;

	switch (x.kind) {
	case IT_NUM: return x;
	case IT_FIELD: return load(k, &x);
	case IT_SCALAR:
		if (!kind_is_number(x.n->type.kind))
			return it_bad;
		o = op_blank(OP_NUM_CONST, 0);
		o.scalar = maker_scalar(k, x.n, NULL);
		return it_num(k, o);
	default: return it_bad;
	}
}

/* A scalar lies along whatever is beside it; the rest is spread. */
bool it_together(struct maker *k, struct it *x, struct it *y)
{
	int axis;

	if (x->kind == IT_BAD || y->kind == IT_BAD)
		return false;
	axis = noun_join(k, x->axis, y->axis);
	if (axis == NONE)
		return false;
	if (x->axis != axis)
		*x = it_spread(k, *x, axis);
	if (y->axis != axis)
		*y = it_spread(k, *y, axis);
	return true;
}

struct it it_settled(struct maker *k, struct it x)
{
	struct op o;

	if (x.kind != IT_NUM || !it_wide(k, &x))
		return x;
	o = op_blank(OP_SETTLE, x.axis);
	o.a = x.op;
	o.ratio = it_ratio(k, &x);
	return it_num(k, o);
}

struct it it_two(struct maker *k, enum op_code code, int cmp, struct it x, struct it y)
{
	struct op o;

	if (!it_together(k, &x, &y))
		return it_bad;
	o = op_blank(code, x.axis);
	o.cmp = (uint8_t)cmp;
	o.a = x.op;
	o.b = y.op;
	return op_is_bits(code) ? it_bits(k, o) : it_num(k, o);
}

struct it it_not(struct maker *k, struct it x)
{
	struct op o;

	if (x.kind != IT_BITS)
		return it_bad;
	o = op_blank(OP_NOT, x.axis);
	o.a = x.op;
	return it_bits(k, o);
}

int cmp_turned(int cmp)
{
	switch (cmp) {
	case EXPR_LT: return EXPR_GT;
	case EXPR_LE: return EXPR_GE;
	case EXPR_GT: return EXPR_LT;
	case EXPR_GE: return EXPR_LE;
	default: return cmp;
	}
}
