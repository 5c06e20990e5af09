/* judged_json - see the header. */
#include "domain/judge/judged_json.h"

#include "base/msg.h"
#include "policy/lines.h"

#include <stdio.h>

static struct str in(enum lang lang, struct str zh, struct str en)
{
	return lang == LANG_ZH || !en.n ? zh : en;
}

const char *truth_word(enum truth t)
{
	static const char *const word[] = { [TRUTH_FALSE] = "not_met", [TRUTH_TRUE] = "met",
		[TRUTH_UNKNOWN] = "unknown", [TRUTH_ABSENT] = "absent" };

	return word[t];
}

struct str line_label(const struct pack *p, enum lang lang, struct str series)
{
	const struct line_series *l = pack_line(p, series);

	return l ? in(lang, l->zh, l->en) : series;
}

static const struct pack *pack_of(const struct reasons *s)
{
	return s->pack ? s->pack : s->r->pack;
}

static void text(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

void basis_json(struct json *j, const struct pack *p, enum lang lang, const struct basis *b,
                const struct basis *otherwise)
{
	struct str id = b->document.n ? b->document : otherwise->document;
	struct str clause = b->document.n || b->clause.n ? b->clause : otherwise->clause;
	const struct pack_document *d = id.n ? pack_document(p, id) : NULL;

	if (!d)
		return;
	json_key(j, "document");
	json_obj(j);
	text(j, "id", d->id);
	text(j, "name", in(lang, d->zh, d->en));
	if (d->no.n)
		text(j, "no", d->no);
	if (clause.n)
		text(j, "clause", clause);
	if (d->unconfirmed) {
		json_key(j, "unconfirmed");
		json_bool(j, true);
	}
	json_obj_end(j);
}

const struct basis *line_basis(const struct pack *p, const struct judged *d, struct str series)
{
	const struct dated *at = lines_at(p, series, d->area, d->on);

	return at ? &at->basis : NULL;
}

struct str reason_label(const struct pack *p, const struct judged *d, enum lang lang,
                        const struct reason *v)
{
	const struct standard *s = d ? d->rule->s : NULL;

	if (v->line)
		return line_label(p, lang, v->item);
	for (int i = 0; s && !v->noun && i < s->nparam; i++)
		if (str_eq(s->param[i].id, v->item))
			return in(lang, s->param[i].zh, s->param[i].en);
	return v->item;
}

void grounds_json(struct json *j, const char *key, const struct reasons *s,
                  const struct judged *d, const struct reason *v, int n)
{
	static const struct basis none;

	json_key(j, key);
	json_arr(j);
	for (int i = 0; i < n; i++) {
		json_obj(j);
		if (v[i].noun) {
			json_key(j, "noun");
			json_z(j, v[i].noun->name);
			text(j, "row", v[i].row);
		}
		if (v[i].noun && v[i].field >= 0) {
			json_key(j, "field");
			json_z(j, v[i].noun->fields[v[i].field].name);
		}
		text(j, "item", reason_label(pack_of(s), d, s->cx->lang, &v[i]));
		text(j, "value", v[i].value);
		if (v[i].line && d) {
			const struct basis *by = line_basis(pack_of(s), d, v[i].item);

			basis_json(j, pack_of(s), s->cx->lang, by ? by : &none, &none);
		}
		json_obj_end(j);
	}
	json_arr_end(j);
}

static enum err put_clause(struct json *j, const struct reasons *s, const struct judged *d,
                           const struct judged_clause *c)
{
	struct reasons_told told;

	json_obj(j);
	text(j, "id", c->id);
	json_key(j, "state");
	json_z(j, truth_word(c->state));
	if (c->clause) {
		text(j, "name", in(s->cx->lang, c->clause->zh, c->clause->en));
		text(j, "rule", c->clause->met.text);
		basis_json(j, pack_of(s), s->cx->lang, &c->clause->basis, &d->rule->s->basis);
		if (c->v.state == EXPR_ERROR)
			text(j, "error", str_of(msg_text(s->cx->lang, c->v.error)));
		TRY(reasons_tell(s, &c->run, &c->v, &told));
		grounds_json(j, "used", s, d, told.used, told.nused);
		grounds_json(j, "missing", s, d, told.missing, told.nmissing);
	}
	json_obj_end(j);
	return OK;
}

/* ---- how clauses make the verdict, in words ---- */

struct said {
	struct str text;
	int op;                      /* the last one that joined it; 0: one clause, or none */
	int clauses;
};

/* The place of a clause among those that are shown. */
static struct str number_of(struct arena *a, const struct judged *d, int slot)
{
	char text[12];
	int number = 1;

	for (int k = 0; k < slot; k++)
		number += d->clause[k].clause != NULL;
	snprintf(text, sizeof text, "%d", number);
	return d->clause[slot].clause ? str_dup(a, str_of(text)) : STR("");
}

static struct str joined(struct arena *a, struct str x, const char *key, enum lang lang,
                         struct str y)
{
	return str_join(a, str_join(a, x, str_of(msg_text(lang, key))), y);
}

static struct str aside(struct arena *a, const struct said *s, int op)
{
	if (!s->op || s->op == op)
		return s->text;
	return str_join(a, str_join(a, STR("("), s->text), STR(")"));
}

/* What is not in force counts neither way, so it is left out. */
static void join_said(struct arena *a, enum lang lang, struct said *x, const struct said *y, int op)
{
	if (!y->clauses)
		return;
	if (!x->clauses) {
		*x = *y;
		return;
	}
	x->text = joined(a, aside(a, x, op), op == VERDICT_AND ? "judge-and" : "judge-or", lang,
	                 aside(a, y, op));
	x->op = op;
	x->clauses += y->clauses;
}

struct str judged_combined(struct arena *a, enum lang lang, const struct judged *d)
{
	const struct standard *s = d->rule->s;
	struct said *stack = arena_array(a, (size_t)s->nverdict + 1, sizeof *stack);
	int n = 0, shown = 0;
	bool mixed = false;

	for (int i = 0; i < s->nverdict; i++) {
		int op = s->verdict[i];

		if (op >= 0) {
			bool there = d->clause[op].clause != NULL;

			stack[n++] = (struct said){ number_of(a, d, op), 0, there };
		} else if (op == VERDICT_NOT) {
			stack[n - 1].text = str_join(a, str_of(msg_text(lang, "judge-neither")),
			                             aside(a, &stack[n - 1], op));
			mixed = true;
		} else {
			n--;
			mixed |= stack[n - 1].op && stack[n - 1].op != op;
			mixed |= stack[n].op && stack[n].op != op;
			join_said(a, lang, &stack[n - 1], &stack[n], op);
		}
	}
	for (int i = 0; i < d->n; i++)
		shown += d->clause[i].clause != NULL;
	if (!n || shown < 2)
		return STR("");
	if (!mixed && stack[0].clauses == shown && stack[0].op)
		return str_of(msg_text(lang, stack[0].op == VERDICT_AND ? "judge-all" : "judge-any"));
	return joined(a, STR(""), "judge-combined", lang, stack[0].text);
}

enum err judged_json(struct json *j, const struct reasons *s, const struct judged *d)
{
	const struct standard *t = d->rule->s;
	const struct basis none = { 0 };
	struct str combined;
	struct reason *v;
	char day[11];
	int n;

	date_put(day, d->on);
	json_obj(j);
	text(j, "id", t->id);
	text(j, "name", in(s->cx->lang, t->zh, t->en));
	json_key(j, "on");
	json_z(j, day);
	json_key(j, "holds");
	json_bool(j, d->holds);
	json_key(j, "state");
	json_z(j, truth_word(d->state));
	basis_json(j, pack_of(s), s->cx->lang, &t->basis, &none);
	if (t->verdict_text.n)
		text(j, "verdict", t->verdict_text);
	combined = judged_combined(&s->cx->arena, s->cx->lang, d);
	if (combined.n)
		text(j, "combined", combined);
	if (d->has_topup) {
		json_key(j, "topup");
		json_int(j, d->topup);
		TRY(reasons_used(s, &d->topup_run, &v, &n));
		grounds_json(j, "topup_used", s, d, v, n);
	}
	json_key(j, "clauses");
	json_arr(j);
	for (int i = 0; i < d->n; i++)
		TRY(put_clause(j, s, d, &d->clause[i]));
	json_arr_end(j);
	json_obj_end(j);
	return OK;
}

enum err judge_told(struct ctx *cx, struct reg *r, const struct pack *p, const struct judged *j,
                    struct buf *out)
{
	struct reasons s = { .cx = cx, .r = r, .pack = p, .cells = register_cells(&cx->arena, r),
		.mask = MASK_NONE };
	struct json json;

	json_begin(&json, out);
	return judged_json(&json, &s, j);
}
