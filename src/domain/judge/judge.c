/* judge - see the header. */
#include "domain/judge/judge.h"

#include "policy/lines.h"

/* ---- what the pack says ---- */

struct expr_value judge_value(const struct parameter *p, const struct dated *d)
{
	struct expr_value v = { .state = EXPR_KNOWN, .kind = (uint8_t)param_kind(p) };

	if (v.kind == EXPR_INT)
		v.i = d->v;
	else if (v.kind == EXPR_DATE)
		v.i = date_days((date_t)d->v);
	else
		v.r = ratio_scaled(d->v, d->scale);
	return v;
}

static const struct assumed_line *assumed(const struct judge_law *l, struct str series,
                                          struct str area, date_t on)
{
	const struct assumed_line *best = NULL;

	for (int i = 0; i < l->nline; i++) {
		const struct assumed_line *x = &l->line[i];

		if (!str_eq(x->series, series) || !str_starts(area, x->area) ||
		    (x->year && x->year != date_year(on)))
			continue;
		if (!best || x->area.n > best->area.n ||
		    (x->area.n == best->area.n && (x->year || !best->year)))
			best = x;
	}
	return best;
}

bool judge_line(void *law, struct str series, struct str area, date_t on, struct ratio *fen)
{
	const struct judge_law *l = law;
	const struct assumed_line *other = assumed(l, series, area, on);
	const struct dated *d = lines_at(l->p, series, area, on);

	if (other) {
		*fen = ratio_of(other->fen);
		return true;
	}
	if (d)
		*fen = ratio_of(d->v);
	return d != NULL;
}

bool judge_param(void *law, struct str name, struct str area, date_t on, struct expr_value *v)
{
	const struct judge_law *l = law;
	const struct dated *d = param_at(l->param, l->nparam, name, area, on);

	for (int i = 0; d && i < l->nparam; i++)
		if (str_eq(l->param[i].id, name)) {
			*v = judge_value(&l->param[i], d);
			return true;
		}
	return false;
}

enum err judge_open_by(struct ctx *cx, struct arena *a, struct reg *r, const struct pack *p,
                       struct judge *out)
{
	struct rules *rules;

	TRY(rules_compile(cx, a, p, r->model, &rules));
	*out = (struct judge){ r, rules };
	return OK;
}

enum err judge_open(struct ctx *cx, struct arena *a, struct reg *r, struct judge *out)
{
	return judge_open_by(cx, a, r, r->pack, out);
}

/* ---- one row ---- */

struct judging {
	struct ctx *cx;
	struct judge_case *c;
	struct judge_law *law;
	date_t on;
	struct str area;
};

static enum truth truth_of(const struct expr_value *v)
{
	if (v->state != EXPR_KNOWN)
		return TRUTH_UNKNOWN;
	return v->b ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum err one_clause(struct judging *g, const struct rule_standard *rule, int slot,
                           struct judged_clause *out)
{
	const struct clause *c = standard_clause(rule->s, slot, g->on);

	*out = (struct judged_clause){ .clause = c, .id = rule->s->slot_id[slot],
		.state = TRUTH_ABSENT };
	if (!c)
		return OK;
	out->run = (struct expr_run){ .a = &g->cx->arena, .explain = true };
	TRY(case_eval(g->c, rule->met[c - rule->s->clause], NULL, &out->run, &out->v));
	out->state = truth_of(&out->v);
	return OK;
}

/* What it is short of, up to the next fen: a household that gets it is not short any more. */
static enum err topup(struct judging *g, const struct expr *e, struct judged *out)
{
	struct expr_value v;

	out->topup_run = (struct expr_run){ .a = &g->cx->arena, .explain = true };
	TRY(case_eval(g->c, e, NULL, &out->topup_run, &v));
	if (v.state != EXPR_KNOWN)
		return OK;
	out->has_topup = true;
	out->topup = ratio_whole(v.r);
	out->topup += ratio_cmp(v.r, ratio_of(out->topup)) > 0;
	if (out->topup < 0)
		out->topup = 0;
	return OK;
}

static enum err one_standard(struct judging *g, const struct rule_standard *rule,
                             struct judged *out)
{
	const struct standard *s = rule->s;
	enum truth slot[CLAUSES_MAX];

	*out = (struct judged){ .rule = rule, .on = g->on, .area = g->area,
		.holds = standard_holds(s, g->on), .n = s->nslot };
	out->clause = arena_array(&g->cx->arena, (size_t)s->nslot, sizeof *out->clause);
	g->law->param = s->param;
	g->law->nparam = s->nparam;
	for (int i = 0; i < s->nslot; i++) {
		TRY(one_clause(g, rule, i, &out->clause[i]));
		slot[i] = out->clause[i].state;
	}
	out->state = standard_verdict(s, slot);
	return rule->topup ? topup(g, rule->topup, out) : OK;
}

enum err judge_row(struct ctx *cx, const struct judge *j, const struct entity *noun, int64_t id,
                   struct str standard, date_t on, struct judged **out, int *n)
{
	const struct pack *p = j->rules->p;
	struct judge_law law = { .p = p };
	const struct case_law face = { &law, judge_line, judge_param };
	struct judging g = { .cx = cx, .law = &law };

	*n = 0;
	*out = arena_array(&cx->arena, (size_t)p->nstandard + 1, sizeof **out);
	TRY(case_open(cx, j->r, noun, id, on, &face, &g.c));
	g.on = case_on(g.c);
	g.area = case_area(g.c);
	for (int i = 0; i < p->nstandard; i++) {
		const struct rule_standard *rule = &j->rules->standard[i];

		if (rule->noun != noun || (standard.n ? !str_eq(rule->s->id, standard) :
		                           !standard_holds(rule->s, g.on)))
			continue;
		TRY(one_standard(&g, rule, &(*out)[*n]));
		(*n)++;
	}
	if (standard.n && !*n)
		return err_set(cx, ERR_NOTFOUND, noun->name, "judge-no-standard",
		               str_z(&cx->arena, standard), NULL);
	return OK;
}
