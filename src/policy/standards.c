#include "policy/pack_int.h"

#define STANDARDS_MAX 200
#define PARAMS_MAX 50

const struct standard *pack_standard(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->nstandard; i++)
		if (str_eq(p->standard[i].id, id))
			return &p->standard[i];
	return NULL;
}

static bool holds(date_t from, date_t to, date_t on)
{
	return from <= on && (!to || on <= to);
}

bool standard_holds(const struct standard *s, date_t on)
{
	return holds(s->from, s->to, on);
}

const struct clause *standard_clause(const struct standard *s, int slot, date_t on)
{
	const struct clause *best = NULL;

	for (int i = 0; i < s->nclause; i++) {
		const struct clause *c = &s->clause[i];

		if (c->slot != slot || c->gov.state != APPROVAL_APPROVED ||
		    !holds(c->from, c->to, on))
			continue;
		if (!best || c->depth > best->depth ||
		    (c->depth == best->depth && c->from > best->from))
			best = c;
	}
	return best;
}

static bool names_line(struct str text, struct str series)
{
	ptrdiff_t at;

	for (; (at = str_find(text, series)) >= 0; text = str_sub(text, (size_t)at + 1, text.n)) {
		char before = at ? text.p[at - 1] : ' ';
		size_t end = (size_t)at + series.n;

		if ((before == '"' || before == '\'') && end < text.n && text.p[end] == before)
			return true;
	}
	return false;
}

bool standard_uses_line(const struct standard *t, struct str series)
{
	for (int i = 0; i < t->nclause; i++)
		if (names_line(t->clause[i].met.text, series))
			return true;
	return names_line(t->topup.text, series);
}

const struct dated *param_at(const struct parameter *param, int n, struct str id, struct str area,
                             date_t on)
{
	for (int i = 0; i < n; i++)
		if (str_eq(param[i].id, id))
			return dated_at(param[i].value, param[i].nvalue, area, on);
	return NULL;
}

/* --- parameters ------------------------------------------------------------------------------ */

static enum err read_parameter(struct loading *ld, const struct node *key, const struct node *n,
                               struct parameter **list, int *count)
{
	struct parameter *q = NULL;
	const struct node *values;
	int kinds = 1 << VALUE_MONEY | 1 << VALUE_NUMBER | 1 << VALUE_DATE;

	if (!name_good(key->text, '_', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en values"));
	for (int i = 0; i < *count; i++)
		if (str_eq((*list)[i].id, key->text))
			q = &(*list)[i];
	if (!q) {
		if (*count == PARAMS_MAX)
			return PACK_FULL(ld->cx, key->at);
		*list = pack_grow(ld->a, *list, *count, sizeof **list);
		q = &(*list)[(*count)++];
		*q = (struct parameter){ .id = key->text };
	}
	q->at = pack_place_of(ld, key->at);
	TRY(node_text(ld->cx, n, "zh", !q->zh.n, &q->zh));
	TRY(node_text(ld->cx, n, "en", !q->en.n, &q->en));
	TRY(node_kind_of(ld->cx, n, "values", NODE_SEQ, true, &values));
	TRY(dated_read(ld, values, kinds, &q->value, &q->nvalue));
	return q->nvalue ? OK : PACK_BAD(ld->cx, values->at, "pack-param-empty", q->id.p);
}

enum err params_read(struct loading *ld, const struct node *n, struct parameter **list, int *count)
{
	const struct node *map;

	TRY(node_kind_of(ld->cx, n, "parameters", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2)
		TRY(read_parameter(ld, map->kid[i], map->kid[i + 1], list, count));
	return OK;
}

/* --- clauses ---------------------------------------------------------------------------------- */

static enum err drop_clause(struct loading *ld, struct standard *s, struct str id, struct mark at)
{
	int kept = 0, had = s->nclause;

	for (int i = 0; i < had; i++)
		if (!str_eq(s->clause[i].id, id))
			s->clause[kept++] = s->clause[i];
	s->nclause = kept;
	return kept < had ? OK : PACK_BAD(ld->cx, at, "pack-verdict-no-clause", id.p, s->id.p);
}

/* Two wordings that would both be in force on some day. */
static bool both_hold(const struct clause *x, const struct clause *y)
{
	if (!str_eq(x->id, y->id) || x->depth != y->depth || x->gov.state || y->gov.state)
		return false;
	if (x->from > y->from)
		return both_hold(y, x);
	return x->from == y->from || (x->to && x->to >= y->from);
}

static enum err add_clause(struct loading *ld, struct standard *s, struct clause *c)
{
	int at = s->nclause, kept = 0;

	for (int i = 0; i < s->nclause; i++)
		if (both_hold(&s->clause[i], c))
			return PACK_BAD(ld->cx, mark_at(c->at), "pack-clause-twice", c->id.p, s->id.p);
	for (int i = 0; i < s->nclause; i++) {       /* a child's wording without a day replaces */
		bool gone = !c->from && !c->gov.state && s->clause[i].depth < c->depth &&
		            str_eq(s->clause[i].id, c->id);

		if (gone && at == s->nclause)
			at = kept++;
		else if (!gone)
			s->clause[kept++] = s->clause[i];
	}
	if (at == s->nclause) {
		s->clause = pack_grow(ld->a, s->clause, s->nclause, sizeof *s->clause);
		at = kept++;
	}
	s->clause[at] = *c;
	s->nclause = kept;
	return OK;
}

static enum err read_clause(struct loading *ld, const struct node *n, struct standard *s)
{
	struct clause c = { .at = pack_place_of(ld, n->at), .depth = ld->depth };
	const struct clause *old = NULL;

	TRY(node_known(ld->cx, n,
	               "id zh en met note document clause from to unconfirmed status review "
	               "approval"));
	TRY(node_text(ld->cx, n, "id", true, &c.id));
	if (!name_good(c.id, '_', 40))
		return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-bad-name", c.id.p);
	for (int i = 0; i < s->nclause; i++)
		if (str_eq(s->clause[i].id, c.id))
			old = &s->clause[i];
	if (old) {                           /* what a new wording does not say again stays */
		c.zh = old->zh;
		c.en = old->en;
		c.met = old->met;
		c.basis = old->basis;
	}
	TRY(node_text(ld->cx, n, "zh", !old, &c.zh));
	TRY(node_text(ld->cx, n, "en", !old, &c.en));
	TRY(node_expr(ld, n, "met", !old, &c.met));
	TRY(node_text(ld->cx, n, "note", false, &c.note));
	TRY(node_basis(ld, n, &c.basis));
	TRY(node_span(ld->cx, n, &c.from, &c.to));
	TRY(basis_holds(ld, &c.basis, c.from, c.to, c.at));
	TRY(node_bool(ld->cx, n, "unconfirmed", &c.unconfirmed));
	TRY(node_governed(ld, n, &c.gov));
	return add_clause(ld, s, &c);
}

static enum err read_clauses(struct loading *ld, const struct node *n, struct standard *s)
{
	const struct node *seq, *without;

	TRY(node_kind_of(ld->cx, n, "without", NODE_SEQ, false, &without));
	for (int i = 0; without && i < without->nkid; i++) {
		if (without->kid[i]->kind != NODE_SCALAR)
			return PACK_BAD(ld->cx, without->kid[i]->at, "pack-want-text", "without");
		TRY(drop_clause(ld, s, without->kid[i]->text, without->kid[i]->at));
	}
	TRY(node_kind_of(ld->cx, n, "clauses", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++)
		TRY(read_clause(ld, seq->kid[i], s));
	return OK;
}

/* --- standards -------------------------------------------------------------------------------- */

static enum err read_direction(struct loading *ld, const struct node *n,
                               enum standard_direction *out)
{
	static const char *const names[] = { "none", "up", "down" };

	for (int i = 0; n && n->kind == NODE_SCALAR && i < 3; i++)
		if (str_eqz(n->text, names[i])) {
			*out = (enum standard_direction)i;
			return OK;
		}
	return n ? PACK_BAD(ld->cx, n->at, "pack-bad-direction") : OK;
}

static enum err read_standard(struct loading *ld, const struct node *n, struct standard *s)
{
	const struct node *verdict = node_get(n, "verdict");
	struct str noun = { 0 };

	TRY(node_known(ld->cx, n,
	               "for zh en note document clause from to direction clauses without verdict "
	               "topup parameters unconfirmed off"));
	TRY(node_text(ld->cx, n, "for", !s->noun.n, &noun));
	if (noun.n && s->noun.n && !str_eq(noun, s->noun))
		return PACK_BAD(ld->cx, node_get(n, "for")->at, "pack-noun-changed", s->noun.p);
	if (noun.n)
		s->noun = noun;
	TRY(node_text(ld->cx, n, "zh", !s->zh.n, &s->zh));
	TRY(node_text(ld->cx, n, "en", !s->en.n, &s->en));
	TRY(node_text(ld->cx, n, "note", false, &s->note));
	TRY(node_basis(ld, n, &s->basis));
	TRY(node_span(ld->cx, n, &s->from, &s->to));
	TRY(read_direction(ld, node_get(n, "direction"), &s->direction));
	TRY(node_expr(ld, n, "topup", false, &s->topup));
	TRY(node_bool(ld->cx, n, "unconfirmed", &s->unconfirmed));
	TRY(node_bool(ld->cx, n, "off", &s->off));
	TRY(node_text(ld->cx, n, "verdict", false, &s->verdict_text));
	s->verdict_at = verdict ? pack_place_of(ld, verdict->at) : s->at;
	TRY(params_read(ld, n, &s->param, &s->nparam));
	return read_clauses(ld, n, s);
}

enum err standards_merge(struct loading *ld, const struct node *root)
{
	struct pack *p = ld->p;
	const struct node *map;

	TRY(node_known(ld->cx, root, "standards"));
	TRY(node_kind_of(ld->cx, root, "standards", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2) {
		const struct node *key = map->kid[i];
		int at = 0;

		if (!name_good(key->text, '-', 40))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		while (at < p->nstandard && !str_eq(p->standard[at].id, key->text))
			at++;
		if (at == STANDARDS_MAX)
			return PACK_FULL(ld->cx, key->at);
		if (at == p->nstandard) {
			p->standard = pack_grow(ld->a, p->standard, at, sizeof *p->standard);
			p->standard[p->nstandard++] = (struct standard){ .id = key->text };
		}
		p->standard[at].at = pack_place_of(ld, key->at);
		TRY(read_standard(ld, map->kid[i + 1], &p->standard[at]));
	}
	return OK;
}

/* Wordings of one id get one slot, in the order in which the ids first stand there. */
static enum err number_slots(struct loading *ld, struct standard *s)
{
	s->slot_id = arena_array(ld->a, CLAUSES_MAX, sizeof *s->slot_id);
	s->nslot = 0;
	for (int i = 0; i < s->nclause; i++) {
		int k = 0;

		while (k < s->nslot && !str_eq(s->slot_id[k], s->clause[i].id))
			k++;
		if (k == CLAUSES_MAX)
			return PACK_FULL(ld->cx, mark_at(s->clause[i].at));
		if (k == s->nslot)
			s->slot_id[s->nslot++] = s->clause[i].id;
		s->clause[i].slot = k;
	}
	if (!s->nslot)
		return PACK_BAD(ld->cx, mark_at(s->at), "pack-no-clauses", s->id.p);
	return OK;
}

/* Something must decide, and nothing may stand there without ever being in force. */
static enum err check_reach(struct loading *ld, const struct standard *s)
{
	int approved = 0;

	for (int i = 0; i < s->nclause; i++) {
		const struct clause *c = &s->clause[i];

		if ((s->to && c->from > s->to) || (c->to && c->to < s->from))
			return PACK_BAD(ld->cx, mark_at(c->at), "pack-clause-never", c->id.p, s->id.p);
		approved += c->gov.state == APPROVAL_APPROVED;
	}
	return approved ? OK : PACK_BAD(ld->cx, mark_at(s->at), "pack-no-clauses", s->id.p);
}

enum err standards_check(struct loading *ld)
{
	int kept = 0;

	for (int i = 0; i < ld->p->nstandard; i++)
		if (!ld->p->standard[i].off)
			ld->p->standard[kept++] = ld->p->standard[i];
	ld->p->nstandard = kept;
	for (int i = 0; i < ld->p->nstandard; i++) {
		struct standard *s = &ld->p->standard[i];

		TRY(basis_holds(ld, &s->basis, s->from, s->to, s->at));
		TRY(number_slots(ld, s));
		TRY(verdict_read(ld, s));
		TRY(check_reach(ld, s));
	}
	return OK;
}
