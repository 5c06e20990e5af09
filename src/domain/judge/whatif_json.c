/* whatif_json - see the header. */
#include "domain/judge/whatif_json.h"

#include <stdio.h>

#include "base/msg.h"
#include "policy/lines.h"
#include "rule/small_counts.h"

const char *const whatif_by_name[WHATIF__BY] = { "all", "areas", "types", "causes", "nations" };

/* ---- what is not shown ---- */

bool *whatif_hidden(struct arena *a, const struct whatif *w, enum whatif_by by, int64_t few)
{
	/* The first that is there goes with a hidden one: who does not meet is asked for least. */
	static const struct small_sum sum[] = {
		{ { LIST_NOW_NOT_MET, LIST_NOW_MET, LIST_NOW_UNKNOWN }, 3, true },
		{ { LIST_THEN_NOT_MET, LIST_THEN_MET, LIST_THEN_UNKNOWN }, 3, true },
		{ { LIST_THEN_MET, LIST_NOW_MET, LIST_IN, LIST_OUT }, 4, false },
	};
	int n = w->now->n[by];
	int64_t *number = arena_array(a, (size_t)n * LIST__COUNT + 1, sizeof *number);
	int64_t *least = arena_array(a, LIST__COUNT, sizeof *least);
	struct small_table t = { .nrow = n, .ncol = LIST__COUNT, .number = number, .few = least,
		.sum = sum, .nsum = 3, .totals = by != WHATIF_ALL };

	for (int k = 0; k < LIST__COUNT; k++)
		least[k] = few;
	for (int i = 0; i < n * LIST__COUNT; i++)
		number[i] = whatif_number(whatif_at(w, by, i / LIST__COUNT),
		                          (enum whatif_list)(i % LIST__COUNT));
	return small_hidden(a, &t);
}

bool whatif_stands(const struct whatif_figures *f)
{
	return f->now.state[0] || f->now.state[1] || f->now.state[2];
}

/* ---- names ---- */

struct str whatif_group(struct ctx *cx, const struct whatif *w, enum whatif_by by, int i,
                        int64_t *code)
{
	const struct model *m = w->now->rules->m;
	const struct area_node *area = w->now->run->area;
	const struct field *f;

	*code = 0;
	if (by == WHATIF_ALL)
		return STR("");
	if (by == WHATIF_AREA) {
		*code = area[w->now->place[i]].code;
		return area[w->now->place[i]].name;
	}
	if (i == WHATIF_CODES - 1)
		return str_of(msg_text(cx->lang, "whatif-not-stated"));
	f = by == WHATIF_TYPE ? &entity_by_tag(m, TAG_household)->fields[HOUSEHOLD_type] :
	    by == WHATIF_CAUSE ? &entity_by_tag(m, TAG_household)->fields[HOUSEHOLD_cause1] :
	    &entity_by_tag(m, TAG_person)->fields[PERSON_nation];
	return m->lists.label(m->lists.state, f->list, i, cx->lang);
}

/* ---- lines ---- */

struct named {
	struct str name[SCENARIO_LINES * 2];
	int n;
};

static void name_line(void *state, const struct expr_node *n)
{
	struct named *k = state;

	if (n->op != EXPR_LINE || k->n == SCENARIO_LINES * 2)
		return;
	for (int i = 0; i < k->n; i++)
		if (str_eq(k->name[i], n->name))
			return;
	k->name[k->n++] = n->name;
}

static int64_t amount(const struct whatif *w, const struct run *x, struct str series)
{
	const struct area_node *area = x->area;
	char code[24] = "";
	struct ratio fen;

	if (w->now->area >= 0)
		snprintf(code, sizeof code, "%012lld", (long long)area[w->now->area].code);
	return judge_line((void *)(uintptr_t)&x->law, series, str_of(code), x->on, &fen) ?
	       ratio_whole(fen) : -1;
}

bool whatif_line(const struct whatif *w, int i, struct str *series, int64_t *now, int64_t *then)
{
	const struct rule_standard *rule = &w->rule;
	struct named k = { .n = 0 };

	for (int s = 0; s < rule->s->nslot; s++) {
		const struct clause *c = standard_clause(rule->s, s, w->then->on);

		if (c)
			expr_each(rule->met[c - rule->s->clause]->top, name_line, &k);
	}
	if (rule->topup)
		expr_each(rule->topup->top, name_line, &k);
	if (i >= k.n)
		return false;
	*series = k.name[i];
	*now = amount(w, w->now->run, k.name[i]);
	*then = amount(w, w->then, k.name[i]);
	return true;
}

/* ---- JSON ---- */

static void put(struct json *j, const char *key, int64_t v, bool hide)
{
	json_key(j, key);
	if (hide)
		json_none(j);
	else
		json_int(j, v);
}

static void text(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

static void put_sum(struct json *j, const char *key, const struct whatif_sum *s, const bool *hide,
                    bool money)
{
	json_key(j, key);
	json_obj(j);
	put(j, "met", s->state[TRUTH_TRUE], hide[0]);
	put(j, "not_met", s->state[TRUTH_FALSE], hide[1]);
	put(j, "unknown", s->state[TRUTH_UNKNOWN], hide[2]);
	put(j, "people", s->people, hide[0]);
	if (money) {
		put(j, "cost", s->cost, hide[0]);
		put(j, "gap", s->priced ? s->cost / s->priced : 0, hide[0] || !s->priced);
	}
	json_obj_end(j);
}

static void put_figures(struct json *j, const struct whatif *w, const struct whatif_figures *f,
                        const bool *hide)
{
	bool money = w->rule.topup != NULL;

	put_sum(j, "now", &f->now, hide + LIST_NOW_MET, money);
	put_sum(j, "then", &f->then, hide + LIST_THEN_MET, money);
	put(j, "in", f->in, hide[LIST_IN]);
	put(j, "out", f->out, hide[LIST_OUT]);
}

void whatif_figures_json(struct ctx *cx, struct json *j, const struct whatif *w, int64_t few)
{
	json_obj(j);
	put_figures(j, w, whatif_at(w, WHATIF_ALL, 0),
	            whatif_hidden(&cx->arena, w, WHATIF_ALL, few));
	json_obj_end(j);
}

static void put_by(struct ctx *cx, struct json *j, const struct whatif *w, enum whatif_by by,
                   int64_t few)
{
	const bool *hide = whatif_hidden(&cx->arena, w, by, few);

	json_key(j, whatif_by_name[by]);
	json_arr(j);
	for (int i = 0; i < w->now->n[by]; i++) {
		const struct whatif_figures *f = whatif_at(w, by, i);
		char digits[24];
		int64_t code;

		if (!whatif_stands(f))
			continue;
		json_obj(j);
		put(j, "group", i, false);
		text(j, "name", whatif_group(cx, w, by, i, &code));
		snprintf(digits, sizeof digits, "%012lld", (long long)code);
		if (code)
			text(j, "code", str_of(digits));
		put_figures(j, w, f, hide + (size_t)i * LIST__COUNT);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void put_lines(struct json *j, const struct whatif *w)
{
	struct str series;
	int64_t now, then;

	json_key(j, "lines");
	json_arr(j);
	for (int i = 0; whatif_line(w, i, &series, &now, &then); i++) {
		const struct line_series *l = pack_line(w->now->rules->p, series);

		json_obj(j);
		text(j, "id", series);
		text(j, "zh", l ? l->zh : series);
		text(j, "en", l ? l->en : series);
		put(j, "now", now, now < 0);
		put(j, "then", then, then < 0);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void put_clauses(struct json *j, const struct whatif *w)
{
	const struct standard *was = w->now->run->rule->s, *s = w->rule.s;

	json_key(j, "clauses");
	json_arr(j);
	for (int i = 0; i < s->nslot; i++) {
		const struct clause *now = i < was->nslot ? standard_clause(was, i, w->now->run->on) : NULL;
		const struct clause *then = standard_clause(s, i, w->then->on);
		const struct clause *c = now ? now : then;

		if (!c)
			continue;
		json_obj(j);
		text(j, "id", s->slot_id[i]);
		text(j, "zh", c->zh);
		text(j, "en", c->en);
		if (now)
			text(j, "now", now->met.text);
		if (then)
			text(j, "then", then->met.text);
		json_obj_end(j);
	}
	json_arr_end(j);
}

void whatif_json(struct ctx *cx, struct json *j, const struct whatif *w, int64_t few)
{
	const struct standard *s = w->rule.s;
	char text_of[24];

	json_obj(j);
	text(j, "standard", s->id);
	text(j, "zh", s->zh);
	text(j, "en", s->en);
	json_key(j, "holds");
	json_bool(j, standard_holds(s, w->then->on));
	date_put(text_of, w->then->on);
	text(j, "on", str_of(text_of));
	if (w->now->area >= 0) {
		const struct area_node *a = &w->now->run->area[w->now->area];

		snprintf(text_of, sizeof text_of, "%012lld", (long long)a->code);
		text(j, "place", a->name);
		text(j, "code", str_of(text_of));
	}
	put(j, "few_under", few, false);
	put_lines(j, w);
	put_clauses(j, w);
	json_key(j, "all");
	whatif_figures_json(cx, j, w, few);
	for (int by = WHATIF_AREA; by < WHATIF__BY; by++)
		put_by(cx, j, w, (enum whatif_by)by, few);
	json_obj_end(j);
}
