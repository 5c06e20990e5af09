/* feed_answer - what texts say that no program can run: parts of ID and phone numbers, words,
 * another member's field. It is asked once when a household is read, by the tree evaluator over its
 * rows, and kept as a column: yes, no, unknown, on the household's data date. A text whose answer
 * hangs on the place, or on rows elsewhere, has none. */
#include "base/mem.h"
#include "domain/judge/feed_read.h"
#include "entity/fields.h"
#include "rule/expr.h"

/* ---- which texts ---- */

struct look {
	const struct model *m;
	bool closed, sealed, dated;
	struct feed_sources *q;                   /* NULL: only asked whether it can be answered */
};

static bool of_household(const struct model *m, const struct entity *e)
{
	for (int depth = 0; e && depth < 4; depth++) {
		if (e->tag == TAG_household)
			return true;
		e = e->parent < 0 ? NULL : entity_find(m, str_of(e->fields[e->parent].ref));
	}
	return false;
}

static struct source *source_of(struct look *k, const struct entity *e)
{
	int noun = k->q ? facts_noun_of(k->q->s, e) : -1;

	return noun < 0 ? NULL : &k->q->of[noun];
}

static void look_at(struct look *k, const struct entity *e, int field)
{
	struct source *src = source_of(k, e);
	const struct field *f = field < 0 ? NULL : &e->fields[field];

	k->closed &= of_household(k->m, e);
	k->sealed |= f && field_sealed(f);
	if (!src)
		return;
	src->kept = true;
	src->opens |= f && field_sealed(f);
	if (!f || f->column < 0)
		return;
	for (int i = 0; i < src->nextra; i++)
		if (src->extra[i] == field)
			return;
	src->extra[src->nextra++] = field;
}

/* A birth that is not stated is made of the ID number, a pack's field lies packed: left alone. */
static void look_field(struct look *k, const struct expr_node *n)
{
	const struct entity *e = n->kid[0]->type.noun;
	const struct field *f = &e->fields[n->field];

	k->closed &= (f->column >= 0 || field_sealed(f)) &&
	             !(e->tag == TAG_person && n->field == PERSON_birth);
	look_at(k, e, n->field);
}

static void met(void *state, const struct expr_node *n)
{
	struct look *k = state;

	switch (n->op) {
	case EXPR_VAR: case EXPR_LINE: case EXPR_PARAM: case EXPR_WITHIN: case EXPR_REFUSED:
		k->closed = false;
		break;
	case EXPR_ON:
		k->dated = true;
		break;
	case EXPR_CALL:                          /* an ID number is of somebody born by that day */
		k->dated |= n->fn == FN_AGE || n->fn == FN_IDNO_GOOD || n->fn == FN_IDNO_BIRTH ||
		            n->fn == FN_IDNO_MALE;
		break;
	case EXPR_FIELD:
		look_field(k, n);
		break;
	case EXPR_UP:
		k->closed &= n->field >= 0;
		if (k->closed) {
			look_at(k, n->kid[0]->type.noun, n->field);
			look_at(k, n->noun, -1);
		}
		break;
	case EXPR_DOWN:
		k->closed &= n->field >= 0 && n->field == n->noun->parent;
		look_at(k, n->noun, -1);
		break;
	default:
		break;
	}
}

bool feed_answer_closed(const struct model *m, struct facts_answer *w)
{
	struct look k = { .m = m, .closed = w->e->root && of_household(m, w->e->root) };

	expr_each(w->e->top, met, &k);
	w->sealed = k.sealed;
	w->dated = k.dated;
	return k.closed;
}

struct nouns {
	void (*each)(void *state, const struct entity *e);
	void *state;
};

static void met_noun(void *state, const struct expr_node *n)
{
	struct nouns *k = state;

	if (n->op == EXPR_UP || n->op == EXPR_DOWN)
		k->each(k->state, n->noun);
	else if (n->op == EXPR_FIELD)
		k->each(k->state, n->kid[0]->type.noun);
}

void feed_answer_nouns(const struct expr *e, void (*each)(void *state, const struct entity *e),
                  void *state)
{
	struct nouns k = { each, state };

	expr_each(e->top, met_noun, &k);
}

void feed_answer_sources(struct feed_sources *q)
{
	for (int i = 0; i < q->s->nnoun; i++) {
		const struct facts_noun *n = q->s->noun[i];

		for (int c = 0; c < n->ncol; c++) {
			struct look k = { .m = q->main->model, .closed = true, .q = q };

			if (n->col[c].how != FACTS_ANSWER)
				continue;
			q->of[i].answer[q->of[i].nanswer++] = c;
			look_at(&k, n->e, -1);
			expr_each(n->col[c].e->top, met, &k);
		}
	}
}

/* ---- the household's rows, as an expression sees them ---- */

/* Number of a row among those of its noun. */
static int place_of(const struct feed_read *k, int noun, const struct rec *row)
{
	for (int i = 0; i < k->kept[noun].n; i++)
		if (k->kept[noun].row[i] == row)
			return i;
	return 0;
}

static bool rows_below(void *state, const struct rec *of, const struct entity *noun, int via,
                       const struct rec *const **rows, int *n)
{
	struct feed_read *k = state;
	int at = facts_noun_of(k->q->s, noun), up = facts_noun_of(k->q->s, of->e), place;
	const struct rec **list;

	if (at < 0 || up < 0 || via != noun->parent || k->q->s->noun[at]->up != up)
		return false;
	*rows = k->kept[at].row;
	*n = k->kept[at].n;
	if (up == 0)
		return true;
	place = place_of(k, up, of);
	list = arena_array(&k->a, (size_t)*n + 1, sizeof *list);
	*rows = list;
	*n = 0;
	for (int i = 0; i < k->kept[at].n; i++)
		if (k->one.kin[at].owner[i] == place)
			list[(*n)++] = k->kept[at].row[i];
	return true;
}

static bool row_above(void *state, const struct rec *of, const struct entity *noun, int via,
                      const struct rec **row)
{
	struct feed_read *k = state;
	int at = facts_noun_of(k->q->s, of->e), up = facts_noun_of(k->q->s, noun);

	if (via == of->e->parent && at > 0 && k->q->s->noun[at]->up == up) {
		*row = k->kept[up].row[k->one.kin[at].owner[place_of(k, at, of)]];
		return true;
	}
	for (int i = 0; up >= 0 && via >= 0 && i < k->kept[up].n; i++)
		if (k->kept[up].row[i]->id == of->v[via].i) {
			*row = k->kept[up].row[i];
			return true;
		}
	k->open = true;                          /* of another household, or who died or left */
	return false;
}

static void answer(struct feed_read *k, int noun, int row, int col, date_t on)
{
	const struct facts_column *c = &k->q->s->noun[noun]->col[col];
	struct expr_world w = { .state = k, .on = on, .down = rows_below, .up = row_above };
	struct expr_run run = { .a = &k->a };
	struct expr_value v = { .state = EXPR_UNKNOWN };

	k->open = c->dated && !on;
	if (!k->open)
		expr_eval(c->e, &w, k->kept[noun].row[row], &run, &v);
	if (v.state == EXPR_KNOWN)
		facts_family_set(&k->one, noun, row, col, v.b);
	else if (k->open || v.state == EXPR_ERROR)
		facts_family_set(&k->one, noun, row, col, FACTS_OPEN);
}

void feed_answer_family(struct feed_read *k)
{
	int64_t day = 0;
	date_t on;

	if (k->q->dated >= 0)
		facts_family_get(&k->one, 0, 0, k->q->dated, &day);
	on = date_day((date_t)day) ? (date_t)day : 0;
	for (int i = 0; i < k->q->s->nnoun; i++) {
		const struct source *src = &k->q->of[i];

		for (int r = 0; src->nanswer && r < k->kept[i].n; r++)
			for (int c = 0; c < src->nanswer; c++)
				answer(k, i, r, src->answer[c], on);
	}
}
