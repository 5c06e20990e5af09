/* program_pair - what speaks of two rows that belong to the same one: a spouse of the head's sex, a
 * spell that begins within another. An exists over the other rows whose parts each speak of one of
 * the two, or compare a number of the one with a number of the other, becomes one operation. */
#include "base/mem.h"
#include "rule/program_make.h"

/* Which rows a text speaks of. */
enum { OF_OUTER = 1, OF_INNER = 2, OF_VAR = 4 };

struct pairing {
	struct maker *k;
	const struct expr_node *n;           /* the exists */
	const struct it *rows;
	uint32_t outer;                      /* slots of rows that were met further out */
	struct pair p;
	struct it own, other;                /* bits of the row itself, and of the other one */
};

static int speaks(const struct pairing *g, const struct expr_node *n)
{
	int of = n->op == EXPR_VAR ? OF_VAR : 0;

	if (n->op == EXPR_LOCAL)
		of = n->slot == g->n->slot ? OF_INNER : g->outer >> n->slot & 1 ? OF_OUTER : 0;
	for (int i = 0; i < n->nkid; i++)
		of |= speaks(g, n->kid[i]);
	return of;
}

/* A piece that speaks of one of the two, along the rows of their noun. */
static struct it side(const struct pairing *g, const struct expr_node *n, bool inner, bool number)
{
	struct maker *k = g->k;
	struct it x, kept[EXPR_MAX_SLOTS];

	memcpy(kept, k->slot, sizeof kept);
	for (int i = 0; i < EXPR_MAX_SLOTS && inner; i++)
		if (g->outer >> i & 1)
			k->slot[i] = it_bad;
	k->slot[g->n->slot] = inner ? (struct it){ .kind = IT_RECORD, .axis = g->rows->noun,
		.noun = g->rows->noun, .op = NONE, .n = n } : it_bad;
	x = it_compile(k, n);
	memcpy(k->slot, kept, sizeof kept);
	x = number ? it_to_num(k, x) : it_to_bits(k, x);
	if (x.kind == IT_BAD || !noun_under(k, g->rows->noun, x.axis))
		return it_bad;
	return x.axis == g->rows->noun ? x : it_spread(k, x, g->rows->noun);
}

/* One of the row's numbers beside one of the other's. */
static bool relation(struct pairing *g, const struct expr_node *n)
{
	bool flip;
	struct it x, y;

	if (n->op < EXPR_EQ || n->op > EXPR_GE || g->p.n == PAIR_MOST)
		return false;
	flip = speaks(g, n->kid[0]) == OF_INNER;
	if (speaks(g, n->kid[flip]) != OF_OUTER || speaks(g, n->kid[!flip]) != OF_INNER ||
	    n->kid[0]->type.kind != n->kid[1]->type.kind ||
	    !kind_may_compare(n->kid[0]->type.kind, n->kid[1]->type.kind))
		return false;
	x = side(g, n->kid[flip], false, true);
	y = side(g, n->kid[!flip], true, true);
	if (x.kind == IT_BAD || y.kind == IT_BAD || it_ratio(g->k, &x) || it_ratio(g->k, &y))
		return false;
	g->p.rel[g->p.n++] = (struct pair_rel){ flip ? cmp_turned((int)n->op) : (int)n->op, x.op,
		y.op };
	return true;
}

static bool part(struct pairing *g, const struct expr_node *n)
{
	int of = speaks(g, n);
	struct it *all = of == OF_OUTER ? &g->own : &g->other, x;

	if (of == (OF_OUTER | OF_INNER))
		return relation(g, n);
	if (of & OF_VAR)
		return false;
	x = side(g, n, of != OF_OUTER, false);
	if (x.kind != IT_BAD)
		*all = all->kind == IT_BAD ? x : it_two(g->k, OP_AND, 0, *all, x);
	return x.kind != IT_BAD;
}

static int pair_add(struct program *p, const struct pair *x)
{
	for (int i = 0; i < p->npair; i++)
		if (memcmp(&p->pair[i], x, sizeof *x) == 0)
			return i;
	p->pair = mem_grow(p->pair, (size_t)p->npair + 1, sizeof *p->pair);
	p->pair[p->npair] = *x;
	return p->npair++;
}

struct it it_pair(struct maker *k, const struct expr_node *n, const struct it *rows)
{
	const struct expr_node *body = n->kid[1];
	bool many = body->op == EXPR_AND;
	struct pairing g = { k, n, rows, 0, { .up = rows->axis }, it_bad, it_bad };
	struct op o = op_blank(OP_PAIR, rows->noun);

	for (int i = 0; i < EXPR_MAX_SLOTS; i++)
		if (i != n->slot && k->slot[i].kind == IT_RECORD &&
		    !noun_under(k, rows->axis, k->slot[i].axis))
			g.outer |= (uint32_t)1 << i;
	if (rows->sel != NONE)
		return it_bad;
	for (int i = 0; i < (many ? body->nkid : 1); i++)
		if (!part(&g, many ? body->kid[i] : body))
			return it_bad;
	if (g.p.n == 0)
		return it_bad;
	if (rows->axis > 0)
		maker_need_parents(k, rows->noun);
	o.a = g.own.kind == IT_BAD ? NONE : g.own.op;
	o.b = g.other.kind == IT_BAD ? NONE : g.other.op;
	o.index = pair_add(k->p, &g.p);
	return it_bits(k, o);
}
