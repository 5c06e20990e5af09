/* sound_words - words of a pack that name something else: each must name what is there. Whoever
 * wrote another one is told where, what there is, and what he may have meant. */
#include "policy/pack_int.h"

#include <stdio.h>

#include "base/msg.h"

/* ---- one word ---- */

void word_try(struct sought *s, struct str name)
{
	if (s->found || str_eq(name, s->word)) {
		s->found = true;
		return;
	}
	s->near.what = s->word;
	expr_near_try(&s->near, name);
	if (s->n++ < WORD_CHOICES)
		s->name[s->n - 1] = name;
}

enum err word_known(struct ctx *cx, const struct sought *s, struct pack_place at)
{
	const char *between = msg_between(cx->lang);
	struct str near = expr_near_best(&s->near);
	struct buf all BUF_AUTO = { 0 };

	if (s->found)
		return OK;
	buf_init(&all, 16384);
	for (int i = 0; i < s->n && i < WORD_CHOICES; i++)
		buf_addf(&all, "%s%.*s", i ? between : "", STR_FMT(s->name[i]));
	buf_addz(&all, s->n > WORD_CHOICES ? " …" : s->n ? "" : "—");
	return PACK_BAD(cx, mark_at(at), near.n ? "pack-word-near" : "pack-word-none", s->key,
	                str_z(&cx->arena, s->word), str_z(&cx->arena, buf_str(&all)),
	                near.n ? str_z(&cx->arena, near) : NULL);
}

enum err word_tag(struct ctx *cx, const struct pack *p, struct pack_place at, const char *key,
                  const char *list, struct str tags)
{
	const struct code_list *l = pack_list(p, str_of(list));
	struct sought s = { .key = key, .word = tags };

	if (list_meant(l, tags))
		return OK;
	for (int i = 0; l && i < l->n; i++) {
		struct str rest = l->v[i].sem, tag;

		while (rest.n) {
			if (!str_next(&rest, ' ', &tag)) {
				tag = rest;
				rest = STR("");
			}
			if (tag.n && !str_eq(tag, tags))
				word_try(&s, tag);
		}
	}
	return word_known(cx, &s, at);
}

/* ---- roles ---- */

#define L(n)        (1u << (n))
#define L_ALL       0u
#define L_ASSIGNED  0u
#define L_EMERGENCY (1u << 31)   /* given by nobody: no pack names it */

static const struct { const char *id; unsigned levels; } role[] = {
#define ROLE(id, zh, en, levels, admin, perms) { #id, levels },
#include "policy/roles.def"
#undef ROLE
};
#define ROLES (sizeof role / sizeof *role)

static enum err role_known(struct ctx *cx, const char *key, struct str word, struct pack_place at)
{
	struct sought s = { .key = key, .word = word };

	for (size_t i = 0; i < ROLES; i++)
		if (role[i].levels != L_EMERGENCY)
			word_try(&s, str_of(role[i].id));
	return word_known(cx, &s, at);
}

static enum err roles_known(struct ctx *cx, const char *key, const struct str *word, int n,
                            struct pack_place at)
{
	for (int i = 0; i < n; i++)
		TRY(role_known(cx, key, word[i], at));
	return OK;
}

static enum err hearers_known(struct ctx *cx, const char *key, const struct hearers *h)
{
	for (int i = 0; i < h->n; i++)
		TRY(role_known(cx, key, h->to[i].role, h->to[i].at));
	return OK;
}

/* Can one of these roles be given for an area of the level that the act asks for? */
static enum err level_held(struct ctx *cx, const struct procedure_act *a)
{
	char level[12];

	for (int i = 0; i < a->nwho; i++)
		for (size_t k = 0; k < ROLES; k++)
			if (str_eqz(a->who[i], role[k].id) && role[k].levels & L(a->level))
				return OK;
	snprintf(level, sizeof level, "%d", a->level);
	return PACK_BAD(cx, mark_at(a->at), "pack-act-level", str_z(&cx->arena, a->id), level);
}

/* ---- what names them ---- */

static enum err medium_known(struct ctx *cx, const struct pack *p, const struct procedure_gate *g)
{
	struct sought s = { .key = "medium", .word = g->publish.medium };

	for (int i = 0; i < p->notices.nmedium; i++)
		word_try(&s, p->notices.medium[i].id);
	return word_known(cx, &s, g->at);
}

static enum err procedure_known(struct ctx *cx, const struct pack *p, struct str id,
                                struct pack_place at)
{
	struct sought s = { .key = "procedure", .word = id };

	/* What a child does without is no fault of its parent. */
	for (int i = 0; i < p->noff; i++)
		s.found |= str_eq(p->off[i], id);
	for (int i = 0; i < p->nprocedure; i++)
		word_try(&s, p->procedure[i].id);
	return id.n ? word_known(cx, &s, at) : OK;
}

/* A case of such a procedure can end as withdrawn. */
static enum err withdraws_known(struct ctx *cx, const struct pack *p, const struct procedure_act *a)
{
	for (int i = 0; i < a->nwithdraws; i++) {
		const struct procedure *x = pack_procedure(p, a->withdraws[i]);
		bool ends = !x;

		TRY(procedure_known(cx, p, a->withdraws[i], a->at));
		for (int g = 0; x && g < x->ngate; g++)
			ends |= x->gate[g].end == GATE_WITHDRAWN;
		if (!ends)
			return PACK_BAD(cx, mark_at(a->at), "pack-withdraws-end", a->withdraws[i].p);
	}
	return OK;
}

static enum err procedure(struct ctx *cx, const struct pack *p, const struct procedure *x)
{
	for (int i = 0; i < x->ngate; i++) {
		if (x->gate[i].publish.medium.n)
			TRY(medium_known(cx, p, &x->gate[i]));
		TRY(hearers_known(cx, "escalate", &x->gate[i].tell));
	}
	for (int i = 0; i < x->nact; i++) {
		TRY(roles_known(cx, "who", x->act[i].who, x->act[i].nwho, x->act[i].at));
		if (x->act[i].level)
			TRY(level_held(cx, &x->act[i]));
		TRY(withdraws_known(cx, p, &x->act[i]));
	}
	for (int i = 0; i < x->nafter; i++) {
		TRY(roles_known(cx, "who", x->after[i].who, x->after[i].nwho, x->after[i].at));
		TRY(hearers_known(cx, "tell", &x->after[i].tell));
		TRY(procedure_known(cx, p, x->after[i].opens, x->after[i].at));
	}
	return OK;
}

static enum err alerts(struct ctx *cx, const struct pack *p)
{
	const struct pack_years *y = &p->alerts.years;

	for (int i = 0; i < ALERT__COUNT; i++) {
		const struct pack_alert *a = &p->alerts.kind[i];

		TRY(roles_known(cx, "who", a->who, a->nwho, a->at));
		TRY(hearers_known(cx, "tell", &a->tell));
		TRY(procedure_known(cx, p, a->procedure, a->at));
	}
	TRY(roles_known(cx, "close", y->close, y->nclose, y->at));
	return roles_known(cx, "reopen", y->reopen, y->nreopen, y->at);
}

enum err pack_words_sound(struct ctx *cx, const struct pack *p)
{
	for (int i = 0; i < p->nprocedure; i++)
		TRY(procedure(cx, p, &p->procedure[i]));
	for (int i = 0; i < p->npaper; i++) {
		struct str rest = p->paper[i].procedure, one;

		while (str_next(&rest, ' ', &one))
			TRY(procedure_known(cx, p, one, p->paper[i].at));
	}
	return alerts(cx, p);
}
