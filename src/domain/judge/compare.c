/* compare - see the header. */
#include "domain/judge/compare.h"

/* A standard without this clause goes as if it were not in force. */
static enum truth there(const struct judged *b, struct str id)
{
	for (int i = 0; b && i < b->n; i++)
		if (str_eq(b->clause[i].id, id))
			return b->clause[i].state;
	return TRUTH_ABSENT;
}

static void reasons(struct ctx *cx, struct compared *d)
{
	const struct judged *a = d->a;
	enum truth slot[CLAUSES_MAX];

	d->slot = arena_array(&cx->arena, (size_t)a->n + 1, sizeof *d->slot);
	d->n = 0;
	for (int i = 0; i < a->n; i++)
		slot[i] = a->clause[i].state;
	for (int i = 0; i < a->n; i++) {
		slot[i] = there(d->b, a->clause[i].id);
		if (standard_verdict(a->rule->s, slot) != a->state)
			d->slot[d->n++] = i;
		slot[i] = a->clause[i].state;
	}
	for (int i = 0; i < a->n && !d->n; i++)      /* none alone: all that differ, together */
		if (there(d->b, a->clause[i].id) != a->clause[i].state) {
			for (int k = i; k < a->n; k++)
				if (there(d->b, a->clause[k].id) != a->clause[k].state)
					d->slot[d->n++] = k;
			break;
		}
}

/* Nothing of a's makes it so: then what b has beside it. */
static void own_clauses(struct ctx *cx, struct compared *d)
{
	const struct judged *b = d->b;

	for (int i = 0; b && i < b->n; i++) {
		if (b->clause[i].state == TRUTH_ABSENT || there(d->a, b->clause[i].id) != TRUTH_ABSENT)
			continue;
		if (!d->own)
			d->own = arena_array(&cx->arena, (size_t)b->n, sizeof *d->own);
		d->own[d->nown++] = i;
	}
}

static struct str line_gap(const struct judged_clause *c)
{
	for (int i = 0; i < c->run.ngap; i++)
		if (c->run.gap[i].kind == GAP_LINE && expr_gap_in(&c->v, i))
			return c->run.gap[i].name;
	return STR("");
}

static struct str unknown_by_line(const struct judged *of, struct str id)
{
	for (int i = 0; i < of->n; i++)
		if (str_eq(of->clause[i].id, id) && of->clause[i].state == TRUTH_UNKNOWN)
			return line_gap(&of->clause[i]);
	return STR("");
}

struct str compared_line(const struct compared *d, const struct judged **in)
{
	const struct judged *side[2] = { d->a, d->b };
	struct str line;

	for (int k = 0; k < 2 && d->b && d->n; k++) {
		line = STR("");
		if (side[k]->state != TRUTH_UNKNOWN)
			continue;
		for (int i = 0; i < d->n; i++) {
			line = unknown_by_line(side[k], d->a->clause[d->slot[i]].id);
			if (!line.n)
				break;
		}
		*in = side[k];
		if (line.n)
			return line;
	}
	return STR("");
}

static const struct judged *same(const struct judged *v, int n, struct str id)
{
	for (int i = 0; i < n; i++)
		if (str_eq(v[i].rule->s->id, id))
			return &v[i];
	return NULL;
}

enum err compare_row(struct ctx *cx, const struct judge *a, const struct judge *b,
                     const struct entity *noun, int64_t id, struct str standard, date_t on,
                     bool own, struct compared **out, int *n)
{
	struct judged *x, *y;
	int nx, ny;

	*n = 0;
	TRY(judge_row(cx, a, noun, id, standard, on, &x, &nx));
	TRY(judge_row(cx, b, noun, id, STR(""), on, &y, &ny));
	*out = arena_array(&cx->arena, (size_t)nx + 1, sizeof **out);
	for (int i = 0; i < nx; i++) {
		struct compared *d = &(*out)[*n];

		*d = (struct compared){ .a = &x[i], .b = same(y, ny, x[i].rule->s->id) };
		if (!d->b && (!own || x[i].state != TRUTH_TRUE))
			continue;
		d->differs = !d->b || d->b->state != x[i].state;
		if (d->differs)
			reasons(cx, d);
		if (d->differs && !d->n)
			own_clauses(cx, d);
		(*n)++;
	}
	return OK;
}
