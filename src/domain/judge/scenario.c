/* scenario - see the header. */
#include "domain/judge/scenario.h"

#include "policy/lines.h"

#define YUAN_MOST 10000000               /* of an assumed line: a nation's cost stays a number */
#define OPS_MOST  512                    /* of a verdict */

/* ---- texts ---- */

static enum err bad(struct ctx *cx, const char *where, const char *key, struct str what)
{
	return err_set(cx, ERR_INPUT, where, key, str_z(&cx->arena, what), NULL);
}

/* Cuts off what follows the last sign; *after empty if there is none. */
static struct str cut(struct str s, char sign, struct str *after)
{
	size_t at = s.n;

	*after = (struct str){ 0 };
	while (at && s.p[at - 1] != sign)
		at--;
	if (!at)
		return s;
	*after = str_sub(s, at, s.n - at);
	return str_sub(s, 0, at - 1);
}

static bool digits(struct str s, size_t least, size_t most)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= least && s.n <= most;
}

enum err scenario_line(struct ctx *cx, struct scenario *s, const struct pack *p, struct str text)
{
	struct assumed_line *l = &s->line[s->nline];
	struct str rest = str_trim(text), name, year, area;
	struct ratio fen;
	int64_t y = 0;

	if (s->nline == SCENARIO_LINES)
		return bad(cx, "--line", "whatif-many-lines", text);
	if (!str_next(&rest, '=', &name) || !ratio_read(str_trim(rest), 2, &fen) || fen.num < 0 ||
	    ratio_cmp(fen, ratio_of(YUAN_MOST)) > 0)
		return bad(cx, "--line", "whatif-line", text);
	name = cut(str_trim(name), '/', &year);
	name = cut(name, '@', &area);
	if ((year.n && (!digits(year, 4, 4) || !str_i64(year, &y))) ||
	    (area.n && !digits(area, 2, 12)))
		return bad(cx, "--line", "whatif-line", text);
	if (!pack_line(p, name))
		return bad(cx, "--line", "whatif-no-line", name);
	*l = (struct assumed_line){ .series = str_dup(&cx->arena, name),
		.area = str_dup(&cx->arena, area), .year = (int)y };
	ratio_mul(fen, ratio_of(100), &fen);
	l->fen = ratio_whole(fen);
	s->nline++;
	return OK;
}

static bool id_good(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || id.p[i] == '_' ||
		      (i && id.p[i] >= '0' && id.p[i] <= '9')))
			return false;
	return id.n > 0 && id.n <= 60;
}

enum err scenario_clause(struct ctx *cx, struct scenario *s, struct str text)
{
	struct str rest = str_trim(text), id;
	bool equal = memchr(text.p, '=', text.n) != NULL;

	if (s->nclause == SCENARIO_CLAUSES)
		return bad(cx, "--clause", "whatif-many-clauses", text);
	str_next(&rest, '=', &id);
	id = str_trim(id);
	if (!equal || !id_good(id))
		return bad(cx, "--clause", "whatif-clause", text);
	for (int i = 0; i < s->nclause; i++)
		if (str_eq(s->clause[i].id, id))
			return bad(cx, "--clause", "whatif-clause-twice", id);
	s->clause[s->nclause++] = (struct scenario_clause){ str_dup(&cx->arena, id),
		str_dup(&cx->arena, str_trim(rest)) };
	return OK;
}

enum err scenario_lines(struct ctx *cx, struct scenario *s, const struct pack *p,
                        struct str texts)
{
	struct str one;

	while (str_next(&texts, ',', &one))
		if (str_trim(one).n)
			TRY(scenario_line(cx, s, p, one));
	return OK;
}

enum err scenario_clauses(struct ctx *cx, struct scenario *s, struct str texts)
{
	struct str one;

	while (str_next(&texts, '\n', &one))
		if (str_trim(one).n)
			TRY(scenario_clause(cx, s, one));
	return OK;
}

/* ---- drafts ---- */

static enum err draft_line(struct ctx *cx, struct scenario *s, struct str series,
                           const struct dated *d)
{
	int at = 0;

	while (at < s->nline && !(str_eq(s->line[at].series, series) &&
	                          str_eq(s->line[at].area, d->area)))
		at++;
	if (at == SCENARIO_LINES)
		return bad(cx, "--drafts", "whatif-many-lines", series);
	s->line[at] = (struct assumed_line){ .series = series, .area = d->area, .fen = d->v };
	s->nline += at == s->nline;
	return OK;
}

static enum err draft_clause(struct ctx *cx, struct scenario *s, const struct clause *c)
{
	int at = 0;

	while (at < s->nclause && !str_eq(s->clause[at].id, c->id))
		at++;
	if (at == SCENARIO_CLAUSES)
		return bad(cx, "--drafts", "whatif-many-clauses", c->id);
	s->clause[at] = (struct scenario_clause){ c->id, c->met.text };
	s->nclause += at == s->nclause;
	return OK;
}

enum err scenario_drafts(struct ctx *cx, struct scenario *s, const struct pack *p,
                         struct str standard)
{
	const struct standard *t = pack_standard(p, standard);
	int had = s->nline + s->nclause;

	if (!t)
		return OK;                           /* the desk says which there are */
	for (int i = 0; i < t->nclause; i++)
		if (t->clause[i].gov.state != APPROVAL_APPROVED)
			TRY(draft_clause(cx, s, &t->clause[i]));
	for (int i = 0; i < p->nline; i++)
		for (int k = 0; k < p->line[i].namount && standard_uses_line(t, p->line[i].id); k++)
			if (p->line[i].amount[k].gov.state != APPROVAL_APPROVED)
				TRY(draft_line(cx, s, p->line[i].id, &p->line[i].amount[k]));
	if (s->nline + s->nclause == had)
		return err_set(cx, ERR_NOTFOUND, "--drafts", "whatif-no-drafts", NULL);
	return OK;
}

/* ---- the standard as assumed ---- */

static int slot_of(const struct standard *s, struct str id)
{
	for (int i = 0; i < s->nslot; i++)
		if (str_eq(s->slot_id[i], id))
			return i;
	return -1;
}

/* One more clause, which must be met besides all that must be met. */
static enum err slot_add(struct ctx *cx, struct standard *s, struct str id)
{
	if (s->nslot == CLAUSES_MAX || s->nverdict + 2 > OPS_MOST)
		return bad(cx, "--clause", "whatif-many-clauses", id);
	s->slot_id[s->nslot] = id;
	s->verdict[s->nverdict++] = (int16_t)s->nslot;
	if (s->nverdict > 1)
		s->verdict[s->nverdict++] = VERDICT_AND;
	s->clause[s->nclause++] = (struct clause){ .id = id, .zh = id, .en = id,
		.slot = s->nslot++ };
	return OK;
}

/* No wording of it is in force. */
static void slot_off(struct standard *s, int slot)
{
	for (int i = 0; i < s->nclause; i++)
		if (s->clause[i].slot == slot)
			s->clause[i].gov.state = APPROVAL_DRAFT;
}

static enum err say(struct ctx *cx, struct arena *a, const struct rules *rules, date_t on,
                    const struct scenario_clause *c, struct rule_standard *out)
{
	struct standard *s = (struct standard *)(uintptr_t)out->s;
	int slot = slot_of(s, c->id);
	const struct clause *in_force;
	struct expr *e;

	if (slot < 0) {
		TRY(slot_add(cx, s, c->id));
		slot = s->nslot - 1;
	}
	in_force = standard_clause(s, slot, on);
	slot_off(s, slot);
	if (!c->text.n)
		return OK;
	TRY(rules_clause(cx, a, rules, out, c->id, c->text, &e));
	for (int i = 0; i < s->nclause; i++)
		if (s->clause[i].slot == slot && (!in_force || in_force == &s->clause[i])) {
			s->clause[i].met.text = c->text;
			s->clause[i].gov.state = APPROVAL_APPROVED;
			s->clause[i].from = s->clause[i].to = 0;
			out->met[i] = e;
			break;
		}
	return OK;
}

enum err scenario_standard(struct ctx *cx, struct arena *a, const struct rules *rules,
                           const struct rule_standard *rule, date_t on, const struct scenario *s,
                           struct rule_standard *out)
{
	struct standard *to = ARENA_NEW(a, struct standard);
	size_t room = (size_t)rule->s->nclause + SCENARIO_CLAUSES;

	*out = *rule;
	if (!s->nclause)
		return OK;
	*to = *rule->s;
	out->s = to;
	to->clause = arena_array(a, room, sizeof *to->clause);
	out->met = arena_array(a, room, sizeof(struct expr *));
	to->slot_id = arena_array(a, CLAUSES_MAX, sizeof *to->slot_id);
	to->verdict = arena_array(a, OPS_MOST, sizeof *to->verdict);
	memcpy(to->clause, rule->s->clause, (size_t)rule->s->nclause * sizeof *to->clause);
	memcpy(out->met, rule->met, (size_t)rule->s->nclause * sizeof(struct expr *));
	memcpy(to->slot_id, rule->s->slot_id, (size_t)rule->s->nslot * sizeof *to->slot_id);
	memcpy(to->verdict, rule->s->verdict, (size_t)rule->s->nverdict * sizeof *to->verdict);
	for (int i = 0; i < s->nclause; i++)
		TRY(say(cx, a, rules, on, &s->clause[i], out));
	return OK;
}
