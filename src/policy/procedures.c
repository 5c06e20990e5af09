/* procedures - reading procedures.yaml and merging it over the parent's. What fits together is
 * checked in procedures_check.c. */
#include "policy/pack_int.h"

#include <stdio.h>

#define PROCEDURES_MAX 200
#define ACTS_MAX 400
#define LISTS_MAX 100
#define AFTER_MAX 20

const struct procedure *pack_procedure(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->nprocedure; i++)
		if (str_eq(p->procedure[i].id, id))
			return &p->procedure[i];
	return NULL;
}

bool procedure_holds(const struct procedure *p, date_t on)
{
	return p->gov.state == APPROVAL_APPROVED && p->from <= on && (!p->to || on <= p->to);
}

int procedure_gate_at(const struct procedure *p, struct str id)
{
	for (int i = 0; i < p->ngate; i++)
		if (str_eq(p->gate[i].id, id))
			return i;
	return -1;
}

static bool act_here(const struct procedure *p, const struct procedure_act *a, int gate)
{
	return a->gate == gate ||
	       (a->gate < 0 && !p->gate[gate].end && !(p->settled >> gate & 1));
}

const struct procedure_act *procedure_act_at(const struct procedure *p, int gate, struct str id)
{
	const struct procedure_act *common = NULL;

	for (int i = 0; i < p->nact; i++) {
		if (!str_eq(p->act[i].id, id) || !act_here(p, &p->act[i], gate))
			continue;
		if (p->act[i].gate == gate)
			return &p->act[i];
		common = &p->act[i];
	}
	return common;
}

const struct procedure_act *procedure_act_nth(const struct procedure *p, int gate, int i)
{
	for (int k = 0; k < p->nact; k++) {
		const struct procedure_act *a = &p->act[k];

		if (act_here(p, a, gate) && procedure_act_at(p, gate, a->id) == a && !i--)
			return a;
	}
	return NULL;
}

static bool same_period(const struct period *a, const struct period *b)
{
	return a->days == b->days && a->months == b->months && a->working == b->working;
}

const struct procedure_act *procedure_review(const struct procedure *p,
                                             const struct procedure_act *a)
{
	const struct procedure_act *x;

	for (int i = 0; period_is(&a->review) && (x = procedure_act_nth(p, a->to, i)); i++)
		if (same_period(&x->within, &a->review))
			return x;
	return NULL;
}

const struct checklist *pack_checklist(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->nchecklist; i++)
		if (str_eq(p->checklist[i].id, id))
			return &p->checklist[i];
	return NULL;
}

/* ---- small pieces ---- */

static enum err read_name(struct loading *ld, const struct node *n, const char *key,
                          struct str *out)
{
	TRY(node_text(ld->cx, n, key, true, out));
	if (!name_good(*out, '-', 40))
		return PACK_BAD(ld->cx, node_get(n, key)->at, "pack-bad-name", out->p);
	return OK;
}

enum err node_share(struct loading *ld, const struct node *map, const char *key, int *num,
                    int *den)
{
	struct str s = { 0 };
	int end = 0;

	TRY(node_text(ld->cx, map, key, !*den, &s));
	if (!s.n)
		return OK;
	if (sscanf(s.p, "%4d/%4d%n", num, den, &end) != 2 || (size_t)end != s.n || *num < 1 ||
	    *den < *num)
		return PACK_BAD(ld->cx, node_get(map, key)->at, "pack-share", s.p);
	return OK;
}

/* One of some words; the index of what is said. */
static enum err read_choice(struct loading *ld, const struct node *map, const char *key,
                            const char *const *word, int n, int *out)
{
	struct sought k = { .key = key };
	struct str s = { 0 };

	TRY(node_text(ld->cx, map, key, false, &s));
	if (!s.n)
		return OK;
	k.word = s;
	for (int i = 0; i < n; i++) {
		word_try(&k, str_of(word[i]));
		if (k.found) {
			*out = i;
			return OK;
		}
	}
	return word_known(ld->cx, &k, pack_place_of(ld, node_get(map, key)->at));
}

enum err gate_word(struct loading *ld, const struct procedure *p, const char *key, struct str gate,
                   struct pack_place at)
{
	struct sought s = { .key = key, .word = gate };

	for (int i = 0; i < p->ngate; i++)
		word_try(&s, p->gate[i].id);
	return word_known(ld->cx, &s, at);
}

/* Words become bits of a table of the procedure, which grows. */
static enum err read_bits(struct loading *ld, const struct node *n, const char *key,
                          struct str *table, int *count, uint32_t *out)
{
	struct str *word = NULL;
	int many = 0;

	if (!node_get(n, key))
		return OK;
	TRY(node_words(ld, n, key, strcmp(key, "checks") ? '_' : '-', &word, &many));
	*out = 0;
	for (int i = 0; i < many; i++) {
		int at = 0;

		while (at < *count && !str_eq(table[at], word[i]))
			at++;
		if (at == PROCEDURE_PAPERS)
			return PACK_FULL(ld->cx, node_get(n, key)->at);
		if (at == *count)
			table[(*count)++] = word[i];
		*out |= UINT32_C(1) << at;
	}
	return OK;
}

/* ---- checklists ---- */

static enum err add_item(struct loading *ld, struct checklist *c, const struct check_item *it,
                         struct mark at)
{
	for (int i = 0; i < c->nitem; i++)
		if (str_eq(c->item[i].id, it->id))
			return PACK_BAD(ld->cx, at, "pack-word-twice", it->id.p, c->id.p);
	if (c->nitem == LISTS_MAX)
		return PACK_FULL(ld->cx, at);
	c->item = pack_grow(ld->a, c->item, c->nitem, sizeof *c->item);
	c->item[c->nitem++] = *it;
	return OK;
}

static struct str numbered(struct loading *ld, struct str s, const char *between, int64_t i)
{
	char text[24];

	snprintf(text, sizeof text, "%s%lld", between, (long long)i);
	return str_join(ld->a, s, str_of(text));
}

static enum err read_item(struct loading *ld, const struct node *n, struct checklist *c)
{
	struct check_item it = { 0 }, one;
	int64_t count = 0;

	TRY(node_known(ld->cx, n, "id zh en count"));
	TRY(read_name(ld, n, "id", &it.id));
	TRY(node_text(ld->cx, n, "zh", true, &it.zh));
	TRY(node_text(ld->cx, n, "en", true, &it.en));
	TRY(node_int(ld->cx, n, "count", false, 1, 20, &count));
	if (!count)
		return add_item(ld, c, &it, n->at);
	for (int64_t i = 1; i <= count; i++) {
		one = (struct check_item){ numbered(ld, it.id, "-", i), numbered(ld, it.zh, "", i),
			numbered(ld, it.en, " ", i) };
		TRY(add_item(ld, c, &one, n->at));
	}
	return OK;
}

static enum err read_items(struct loading *ld, const struct node *n, const char *key,
                           struct checklist *c)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, key, NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++)
		TRY(read_item(ld, seq->kid[i], c));
	return OK;
}

static enum err read_checklist(struct loading *ld, const struct node *key, const struct node *n)
{
	struct pack *p = ld->p;
	struct checklist c = { .id = key->text, .at = pack_place_of(ld, key->at) };
	int at = 0;

	if (!name_good(key->text, '-', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en note document clause items slots"));
	TRY(node_text(ld->cx, n, "zh", true, &c.zh));
	TRY(node_text(ld->cx, n, "en", true, &c.en));
	TRY(node_text(ld->cx, n, "note", false, &c.note));
	TRY(node_basis(ld, n, &c.basis));
	TRY(read_items(ld, n, "items", &c));
	TRY(read_items(ld, n, "slots", &c));
	if (!c.nitem)
		return PACK_BAD(ld->cx, key->at, "pack-missing-key", "items");
	while (at < p->nchecklist && !str_eq(p->checklist[at].id, c.id))
		at++;
	if (at == LISTS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->nchecklist)
		p->checklist = pack_grow(ld->a, p->checklist, p->nchecklist++, sizeof *p->checklist);
	p->checklist[at] = c;
	return OK;
}

/* ---- gates ---- */

static enum err read_publish(struct loading *ld, const struct node *map, struct publication *b)
{
	static const char *const change[] = { "restart_all", "restart_changed", "amend" };
	const struct node *n;
	int64_t level = b->level, photos = b->photos;
	int how = (int)b->on_change;

	TRY(node_kind_of(ld->cx, map, "publish", NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "kind objections medium zh en title title_en level length on_change "
	               "photos"));
	TRY(node_text(ld->cx, n, "kind", !b->kind.n, &b->kind));
	TRY(node_bool(ld->cx, n, "objections", &b->objections));
	TRY(node_text(ld->cx, n, "medium", !b->medium.n, &b->medium));
	TRY(node_text(ld->cx, n, "zh", !b->zh.n, &b->zh));
	TRY(node_text(ld->cx, n, "en", !b->en.n, &b->en));
	TRY(node_text(ld->cx, n, "title", false, &b->title));
	TRY(node_text(ld->cx, n, "title_en", false, &b->title_en));
	TRY(node_int(ld->cx, n, "level", !b->level, 1, 6, &level));
	TRY(node_int(ld->cx, n, "photos", false, 0, 2, &photos));
	TRY(node_period(ld, n, "length", &b->length));
	TRY(read_choice(ld, n, "on_change", change, 3, &how));
	b->level = (int)level;
	b->photos = (int)photos;
	b->on_change = (enum on_change)how;
	if (b->objections && !period_is(&b->length))
		return PACK_BAD(ld->cx, n->at, "pack-publish-length", b->kind.p);
	return OK;
}

static enum err read_meeting(struct loading *ld, const struct node *map, struct procedure *p,
                             struct assembly *m)
{
	static const char *const of[] = { "present", "all" }, *const tie[] = { "fails", "passes" };
	const struct node *n;
	int64_t proxies = m->proxies, level = m->level;
	int all = m->of_all, passes = m->tie_passes;

	TRY(node_kind_of(ld->cx, map, "meeting", NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "quorum pass of proxies tie level proof proof_needed"));
	TRY(node_share(ld, n, "quorum", &m->quorum.num, &m->quorum.den));
	TRY(node_share(ld, n, "pass", &m->pass.num, &m->pass.den));
	TRY(read_choice(ld, n, "of", of, 2, &all));
	TRY(read_choice(ld, n, "tie", tie, 2, &passes));
	TRY(node_int(ld->cx, n, "proxies", false, 0, 10, &proxies));
	TRY(node_int(ld->cx, n, "level", !m->level, 1, 6, &level));
	TRY(read_bits(ld, n, "proof", p->paper, &p->npaper, &m->proof));
	TRY(node_bool(ld->cx, n, "proof_needed", &m->proof_needed));
	if (m->proof_needed && !m->proof)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "proof");
	m->of_all = all;
	m->tie_passes = passes;
	m->proxies = (int)proxies;
	m->level = (int)level;
	return OK;
}

static enum err read_escalate(struct loading *ld, const struct node *map, struct procedure_gate *g)
{
	TRY(node_hearers(ld, map, "escalate", &g->tell));
	return node_period(ld, map, "clock", &g->clock);
}

static int gate_place(struct loading *ld, struct procedure *p, const struct procedure_gate *g,
                      struct str after)
{
	int at = after.n ? procedure_gate_at(p, after) + 1 : p->ngate;

	p->gate = pack_grow(ld->a, p->gate, p->ngate, sizeof *p->gate);
	memmove(&p->gate[at + 1], &p->gate[at], (size_t)(p->ngate - at) * sizeof *p->gate);
	p->gate[at] = *g;
	p->ngate++;
	return at;
}

static enum err read_acts(struct loading *ld, const struct node *n, const char *key,
                          struct procedure *p, struct str gate);

static enum err read_gate(struct loading *ld, const struct node *n, struct procedure *p)
{
	static const char *const end[] = { "open", "confirmed", "refused", "withdrawn" };
	struct procedure_gate g = { 0 };
	struct str after = { 0 }, id;
	int at, how;

	TRY(node_known(ld->cx, n, "id zh en note document clause end clock escalate publish meeting "
	               "acts after without decided_zh decided_en phase"));
	TRY(read_name(ld, n, "id", &id));
	at = procedure_gate_at(p, id);
	if (at >= 0)
		g = p->gate[at];
	g.id = id;
	g.at = pack_place_of(ld, n->at);
	how = (int)g.end;
	TRY(node_text(ld->cx, n, "zh", at < 0, &g.zh));
	TRY(node_text(ld->cx, n, "en", at < 0, &g.en));
	TRY(node_text(ld->cx, n, "note", false, &g.note));
	TRY(node_text(ld->cx, n, "decided_zh", false, &g.decided_zh));
	TRY(node_text(ld->cx, n, "decided_en", false, &g.decided_en));
	TRY(node_text(ld->cx, n, "phase", false, &g.phase));
	TRY(node_text(ld->cx, n, "after", false, &after));
	if (after.n)
		TRY(gate_word(ld, p, "after", after, pack_place_of(ld, node_get(n, "after")->at)));
	TRY(node_basis(ld, n, &g.basis));
	TRY(read_choice(ld, n, "end", end, 4, &how));
	g.end = (enum gate_end)how;
	TRY(read_escalate(ld, n, &g));
	TRY(read_publish(ld, n, &g.publish));
	TRY(read_meeting(ld, n, p, &g.meeting));
	if (at < 0 && p->ngate == PROCEDURE_GATES)
		return PACK_FULL(ld->cx, n->at);
	if (at < 0)
		at = gate_place(ld, p, &g, after);
	p->gate[at] = g;
	return read_acts(ld, n, "acts", p, g.id);
}

/* ---- acts ---- */

static enum err read_sets(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	static const char *const word[] = { "tag", "day", "year", "yes", "no", "unknown" };
	const struct node *map;

	TRY(node_kind_of(ld->cx, n, "set", NODE_MAP, false, &map));
	if (!map)
		return OK;
	a->set = arena_array(ld->a, (size_t)map->nkid, sizeof *a->set);
	a->nset = 0;
	for (int i = 0; i < map->nkid; i += 2) {
		const struct node *v = map->kid[i + 1];
		struct act_set *s = &a->set[a->nset++];

		*s = (struct act_set){ .field = map->kid[i]->text, .at = pack_place_of(ld, v->at) };
		if (v->kind != NODE_SCALAR || !v->text.n)
			return PACK_BAD(ld->cx, v->at, "pack-want-text", s->field.p);
		for (int k = SET_DAY; k <= SET_UNKNOWN; k++)
			if (str_eqz(v->text, word[k]))
				s->kind = (enum set_kind)k;
		if (s->kind == SET_TAG)
			s->tag = v->text;
	}
	return OK;
}

/* begin: {SCHEME: BASIS}, end_status: {SCHEME: REASON}. */
static enum err read_statuses(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	const struct node *map[2];
	int old = a->nstatus;
	struct act_status *was = a->status;

	TRY(node_kind_of(ld->cx, n, "begin", NODE_MAP, false, &map[0]));
	TRY(node_kind_of(ld->cx, n, "end_status", NODE_MAP, false, &map[1]));
	if (!map[0] && !map[1])
		return OK;
	a->status = arena_array(ld->a, (size_t)(old + (map[0] ? map[0]->nkid : 0) +
	                                        (map[1] ? map[1]->nkid : 0)), sizeof *a->status);
	a->nstatus = 0;
	for (int i = 0; i < old; i++)
		if (!map[was[i].ends])
			a->status[a->nstatus++] = was[i];
	for (int e = 0; e < 2; e++)
		for (int i = 0; map[e] && i < map[e]->nkid; i += 2) {
			const struct node *v = map[e]->kid[i + 1];

			if (v->kind != NODE_SCALAR)
				return PACK_BAD(ld->cx, v->at, "pack-want-text", "begin");
			a->status[a->nstatus++] = (struct act_status){ map[e]->kid[i]->text, v->text,
				e == 1, pack_place_of(ld, v->at) };
		}
	return OK;
}

static enum err read_when(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	static const char *const word[] = { "published", "unopposed", "upheld", "passed", "failed" };
	struct str *said = NULL;
	int many = 0;

	if (!node_get(n, "when"))
		return OK;
	TRY(node_words(ld, n, "when", '_', &said, &many));
	a->when = 0;
	for (int i = 0; i < many; i++) {
		struct sought s = { .key = "when", .word = said[i] };
		int k = 0;

		while (k < 5 && !str_eqz(said[i], word[k]))
			word_try(&s, str_of(word[k++]));
		if (k == 5)
			return word_known(ld->cx, &s, pack_place_of(ld, node_get(n, "when")->at));
		a->when |= 1u << k;
	}
	return OK;
}

static enum err read_guard(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	TRY(node_expr(ld, n, "guard", false, &a->guard));
	TRY(node_text(ld->cx, n, "guard_zh", a->guard.text.n && !a->guard_zh.n, &a->guard_zh));
	return node_text(ld->cx, n, "guard_en", a->guard.text.n && !a->guard_en.n, &a->guard_en);
}

/* What can be done still when no review can be asked for any more. */
static enum err read_further(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	bool last = a->letter && !period_is(&a->review);

	TRY(node_text(ld->cx, n, "further_zh", last && !a->further_zh.n, &a->further_zh));
	return node_text(ld->cx, n, "further_en", last && !a->further_en.n, &a->further_en);
}

static enum err read_flags(struct loading *ld, const struct node *n, struct procedure_act *a)
{
	struct { const char *key; bool *to; } flag[] = { { "decide", &a->decide }, { "kin", &a->kin },
		{ "reason", &a->reason }, { "sign", &a->sign }, { "letter", &a->letter },
		{ "back", &a->back }, { "served", &a->served }, { "each", &a->each },
		{ "refusal", &a->refusal } };

	for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
		TRY(node_bool(ld->cx, n, flag[i].key, flag[i].to));
	return OK;
}

static enum err read_takes(struct loading *ld, const struct node *n, struct procedure *p,
                           struct procedure_act *a)
{
	static const char *const verdict[] = { "any", "met", "not_met" };
	int64_t level = a->level, people = a->people;

	if (node_get(n, "who"))
		TRY(node_words(ld, n, "who", '_', &a->who, &a->nwho));
	TRY(node_int(ld->cx, n, "level", false, 1, 6, &level));
	a->level = (int)level;
	TRY(node_int(ld->cx, n, "people", false, 1, 5, &people));
	a->people = (int)people;
	TRY(read_flags(ld, n, a));
	if (a->each && a->people < a->nwho)
		a->people = a->nwho;
	TRY(read_bits(ld, n, "needs", p->paper, &p->npaper, &a->needs));
	TRY(read_bits(ld, n, "shared", p->paper, &p->npaper, &a->shared));
	TRY(read_bits(ld, n, "checks", p->check, &p->ncheck, &a->checks));
	if (node_get(n, "other_than"))
		TRY(node_words(ld, n, "other_than", '-', &a->other, &a->nother));
	TRY(node_text(ld->cx, n, "standard", false, &a->standard));
	TRY(read_choice(ld, n, "verdict", verdict, 3, &a->verdict));
	TRY(node_period(ld, n, "wait", &a->wait));
	TRY(node_period(ld, n, "within", &a->within));
	TRY(node_period(ld, n, "review", &a->review));
	TRY(node_period(ld, n, "older", &a->older));
	TRY(read_further(ld, n, a));
	TRY(read_when(ld, n, a));
	return read_guard(ld, n, a);
}

static enum err read_act(struct loading *ld, const struct node *n, struct procedure *p,
                         struct str gate)
{
	struct procedure_act a = { .gate_id = gate };
	struct str id;
	int at = 0;

	TRY(node_known(ld->cx, n, "id zh en to who level people each decide kin needs shared older "
	               "checks when guard guard_zh guard_en other_than verdict standard reason sign "
	               "refusal wait within letter review further_zh further_en served back set begin "
	               "end_status withdraws"));
	TRY(read_name(ld, n, "id", &id));
	while (at < p->nact && !(str_eq(p->act[at].id, id) && str_eq(p->act[at].gate_id, gate)))
		at++;
	if (at < p->nact)
		a = p->act[at];
	else if (at == ACTS_MAX)
		return PACK_FULL(ld->cx, n->at);
	a.id = id;
	a.at = pack_place_of(ld, n->at);
	TRY(node_text(ld->cx, n, "zh", at == p->nact, &a.zh));
	TRY(node_text(ld->cx, n, "en", at == p->nact, &a.en));
	TRY(node_text(ld->cx, n, "to", at == p->nact, &a.to_id));
	TRY(read_takes(ld, n, p, &a));
	TRY(read_sets(ld, n, &a));
	TRY(read_statuses(ld, n, &a));
	if (node_get(n, "withdraws"))
		TRY(node_words(ld, n, "withdraws", '-', &a.withdraws, &a.nwithdraws));
	if (at == p->nact)
		p->act = pack_grow(ld->a, p->act, p->nact++, sizeof *p->act);
	p->act[at] = a;
	return OK;
}

static enum err drop_act(struct loading *ld, struct procedure *p, struct str gate, struct str id,
                         struct mark at)
{
	int kept = 0, had = p->nact;

	for (int i = 0; i < had; i++)
		if (!str_eq(p->act[i].gate_id, gate) || !str_eq(p->act[i].id, id))
			p->act[kept++] = p->act[i];
	p->nact = kept;
	return kept < had ? OK : PACK_BAD(ld->cx, at, "pack-no-act", id.p, p->id.p);
}

static enum err read_acts(struct loading *ld, const struct node *n, const char *key,
                          struct procedure *p, struct str gate)
{
	const struct node *seq;
	struct str *gone = NULL;
	int ngone = 0;

	if (!strcmp(key, "acts")) {
		TRY(node_words(ld, n, "without", '-', &gone, &ngone));
		for (int i = 0; i < ngone; i++)
			TRY(drop_act(ld, p, gate, gone[i], node_get(n, "without")->at));
	}
	TRY(node_kind_of(ld->cx, n, key, NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++)
		TRY(read_act(ld, seq->kid[i], p, gate));
	return OK;
}

/* ---- procedures ---- */

static enum err drop_gates(struct loading *ld, const struct node *n, struct procedure *p)
{
	struct str *gone = NULL;
	int ngone = 0, at;

	TRY(node_words(ld, n, "without", '-', &gone, &ngone));
	for (int i = 0; i < ngone; i++) {
		int kept = 0;

		TRY(gate_word(ld, p, "without", gone[i], pack_place_of(ld, node_get(n, "without")->at)));
		at = procedure_gate_at(p, gone[i]);
		p->ngate--;
		memmove(&p->gate[at], &p->gate[at + 1], (size_t)(p->ngate - at) * sizeof *p->gate);
		for (int k = 0; k < p->nact; k++)
			if (!str_eq(p->act[k].gate_id, gone[i]))
				p->act[kept++] = p->act[k];
		p->nact = kept;
	}
	return OK;
}

static enum err read_after(struct loading *ld, const struct node *n, struct procedure *p)
{
	struct procedure_after x = { .at = pack_place_of(ld, n->at) };
	int at = 0;

	TRY(node_known(ld->cx, n, "id zh en of opens met within who tell"));
	TRY(read_name(ld, n, "id", &x.id));
	TRY(node_text(ld->cx, n, "zh", true, &x.zh));
	TRY(node_text(ld->cx, n, "en", true, &x.en));
	TRY(node_text(ld->cx, n, "of", false, &x.of));
	TRY(node_text(ld->cx, n, "opens", false, &x.opens));
	TRY(node_expr(ld, n, "met", !x.opens.n, &x.met));
	if (x.of.n)
		TRY(gate_word(ld, p, "of", x.of, pack_place_of(ld, node_get(n, "of")->at)));
	TRY(node_period(ld, n, "within", &x.within));
	TRY(node_words(ld, n, "who", '_', &x.who, &x.nwho));
	TRY(node_hearers(ld, n, "tell", &x.tell));
	while (at < p->nafter && !str_eq(p->after[at].id, x.id))
		at++;
	if (at == AFTER_MAX)
		return PACK_FULL(ld->cx, n->at);
	if (at == p->nafter)
		p->after = pack_grow(ld->a, p->after, p->nafter++, sizeof *p->after);
	p->after[at] = x;
	return OK;
}

static enum err read_rules(struct loading *ld, const struct node *n, struct procedure *p)
{
	int64_t proxies = p->proxies, witnesses = p->witnesses;

	TRY(node_text(ld->cx, n, "standard", false, &p->standard));
	if (str_eqz(p->standard, "none"))
		p->standard = STR("");
	TRY(node_text(ld->cx, n, "calendar", false, &p->calendar_id));
	TRY(node_text(ld->cx, n, "start", !p->start_id.n, &p->start_id));
	TRY(node_text(ld->cx, n, "track", false, &p->track));
	TRY(node_text(ld->cx, n, "phase", false, &p->phase));
	TRY(node_int(ld->cx, n, "proxies", false, 0, 100, &proxies));
	TRY(node_int(ld->cx, n, "witnesses", false, 0, 10, &witnesses));
	p->proxies = (int)proxies;
	p->witnesses = (int)witnesses;
	TRY(node_bool(ld->cx, n, "campaign", &p->campaign));
	TRY(node_bool(ld->cx, n, "unconfirmed", &p->unconfirmed));
	return node_bool(ld->cx, n, "off", &p->off);
}

static enum err read_procedure(struct loading *ld, const struct node *n, struct procedure *p)
{
	const struct node *seq;
	struct str noun = { 0 };

	TRY(node_known(ld->cx, n, "for zh en note document clause from to status review unconfirmed "
	               "campaign off standard calendar start proxies witnesses gates common after "
	               "without track phase"));
	TRY(node_text(ld->cx, n, "for", !p->noun.n, &noun));
	if (noun.n && p->noun.n && !str_eq(noun, p->noun))
		return PACK_BAD(ld->cx, node_get(n, "for")->at, "pack-noun-changed", p->noun.p);
	if (noun.n)
		p->noun = noun;
	TRY(node_text(ld->cx, n, "zh", !p->zh.n, &p->zh));
	TRY(node_text(ld->cx, n, "en", !p->en.n, &p->en));
	TRY(node_text(ld->cx, n, "note", false, &p->note));
	TRY(node_basis(ld, n, &p->basis));
	TRY(node_span(ld->cx, n, &p->from, &p->to));
	if (node_get(n, "status"))
		TRY(node_governed(ld, n, &p->gov));
	TRY(read_rules(ld, n, p));
	TRY(drop_gates(ld, n, p));
	TRY(node_kind_of(ld->cx, n, "gates", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++)
		TRY(read_gate(ld, seq->kid[i], p));
	TRY(read_acts(ld, n, "common", p, STR("")));
	TRY(node_kind_of(ld->cx, n, "after", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++)
		TRY(read_after(ld, seq->kid[i], p));
	return OK;
}

static enum err merge_procedures(struct loading *ld, const struct node *map)
{
	struct pack *p = ld->p;

	for (int i = 0; i < map->nkid; i += 2) {
		const struct node *key = map->kid[i];
		int at = 0;

		if (!name_good(key->text, '-', 40))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		while (at < p->nprocedure && !str_eq(p->procedure[at].id, key->text))
			at++;
		if (at == PROCEDURES_MAX)
			return PACK_FULL(ld->cx, key->at);
		if (at == p->nprocedure) {
			p->procedure = pack_grow(ld->a, p->procedure, at, sizeof *p->procedure);
			p->procedure[p->nprocedure++] = (struct procedure){ .id = key->text };
		}
		p->procedure[at].at = pack_place_of(ld, key->at);
		TRY(read_procedure(ld, map->kid[i + 1], &p->procedure[at]));
	}
	return OK;
}

enum err procedures_merge(struct loading *ld, const struct node *root)
{
	const struct node *map, *lists;

	TRY(node_known(ld->cx, root, "checklists procedures phases"));
	TRY(node_kind_of(ld->cx, root, "checklists", NODE_MAP, false, &lists));
	for (int i = 0; lists && i < lists->nkid; i += 2)
		TRY(read_checklist(ld, lists->kid[i], lists->kid[i + 1]));
	TRY(phases_merge(ld, root));
	TRY(node_kind_of(ld->cx, root, "procedures", NODE_MAP, false, &map));
	return map ? merge_procedures(ld, map) : OK;
}
