#include "domain/gate/gate.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/thread.h"
#include "base/typed.h"
#include "base/utf8.h"

#define LAWS_ROOM ((size_t)256 << 20)

void gate_open(struct arena *a, struct reg *r, struct office *o, struct gate *out)
{
	*out = (struct gate){ .r = r, .o = o, .a = a };
}

/* ---- versions of the pack ---- */

struct gate_laws {
	struct lock *lock;
	struct arena a;
	struct gate_law *first;
};

struct gate_laws *gate_laws_new(void)
{
	struct gate_laws *l = mem_new(1, sizeof *l);

	l->lock = lock_new();
	arena_init(&l->a, LAWS_ROOM);
	return l;
}

void gate_laws_free(struct gate_laws *l)
{
	if (!l)
		return;
	lock_free(l->lock);
	arena_free(&l->a);
	mem_free(l);
}

void gate_share(struct gate_laws *l, struct reg *r, struct office *o, struct gate *out)
{
	*out = (struct gate){ .r = r, .o = o, .laws = l };
}

struct naming { struct ctx *cx; struct str at; };

static enum err role_known(const struct naming *k, struct str at, struct str role)
{
	return office_role(role) >= 0 ? OK : err_set(k->cx, ERR_INPUT, at.p, "gate-unknown-role",
	       k->at.p, role.p, NULL);
}

static enum err words_known(const struct naming *k, struct str at, const struct str *role, int n)
{
	for (int i = 0; i < n; i++)
		TRY(role_known(k, at, role[i]));
	return OK;
}

static enum err told_known(const struct naming *k, struct str at, const struct hearers *t)
{
	for (int i = 0; i < t->n; i++)
		TRY(role_known(k, at, t->to[i].role));
	return OK;
}

static enum err roles_known(struct ctx *cx, const struct pack *p)
{
	struct naming k = { cx, STR("alerts") };

	for (int i = 0; i < ALERT__COUNT; i++) {
		TRY(words_known(&k, k.at, p->alerts.kind[i].who, p->alerts.kind[i].nwho));
		TRY(told_known(&k, k.at, &p->alerts.kind[i].tell));
	}
	TRY(words_known(&k, k.at, p->alerts.years.close, p->alerts.years.nclose));
	TRY(words_known(&k, k.at, p->alerts.years.reopen, p->alerts.years.nreopen));
	for (int i = 0; i < p->nprocedure; i++) {
		const struct procedure *d = &p->procedure[i];

		k.at = d->id;
		for (int n = 0; n < d->nact; n++)
			TRY(words_known(&k, d->act[n].id, d->act[n].who, d->act[n].nwho));
		for (int n = 0; n < d->ngate; n++)
			TRY(told_known(&k, d->gate[n].id, &d->gate[n].tell));
		for (int n = 0; n < d->nafter; n++) {
			TRY(words_known(&k, d->after[n].id, d->after[n].who, d->after[n].nwho));
			TRY(told_known(&k, d->after[n].id, &d->after[n].tell));
		}
	}
	return OK;
}

static enum err compile(struct ctx *cx, const struct gate *g, struct arena *a, int64_t version,
                        struct gate_law **out)
{
	struct gate_law *law = ARENA_NEW(a, struct gate_law);

	*law = (struct gate_law){ .version = version };
	TRY(pack_then(cx, g->r, version, &law->p));
	TRY(rules_compile(cx, a, law->p, g->r->model, &law->rules));
	TRY(rules_procedures(cx, a, law->rules));
	TRY(roles_known(cx, law->p));
	*out = law;
	return OK;
}

/* From the list, else made, put first and kept in a; what fails leaves nothing there. */
static enum err law_of(struct ctx *cx, const struct gate *g, struct arena *a,
                       struct gate_law **first, int64_t version,
                       const struct gate_law **out)
{
	struct gate_law *law;
	struct arena own;
	enum err err;

	for (law = *first; law; law = law->next)
		if (law->version == version) {
			*out = law;
			return OK;
		}
	arena_init(&own, LAWS_ROOM);
	err = compile(cx, g, &own, version, &law);
	if (err != OK) {
		arena_free(&own);
		return err;
	}
	arena_join(a, &own);
	law->next = *first;
	*first = law;
	*out = law;
	return OK;
}

enum err gate_law(struct ctx *cx, struct gate *g, int64_t version, const struct gate_law **out)
{
	struct gate_laws *l = g->laws;
	enum err err;

	if (!version)
		TRY(pack_newest(cx, g->r, &version));
	if (!l)
		return law_of(cx, g, g->a, &g->law, version, out);
	lock_write(l->lock);
	err = law_of(cx, g, &l->a, &l->first, version, out);
	lock_end(l->lock);
	return err;
}

enum err gate_procedure(struct ctx *cx, const struct gate_law *law, struct str id,
                        const struct rule_procedure **out)
{
	for (int i = 0; i < law->p->nprocedure; i++)
		if (str_eq(law->p->procedure[i].id, id)) {
			*out = &law->rules->procedure[i];
			return OK;
		}
	return err_set(cx, ERR_NOTFOUND, "procedure", "gate-no-procedure", str_z(&cx->arena, id),
	               NULL);
}

/* ---- whose a gate is ---- */

#define HELD_MOST 64

static void name_role(struct ctx *cx, struct buf *b, struct str id)
{
	int r = office_role(id);
	const char *word = r < 0 ? id.p : cx->lang == LANG_ZH ? office_roles[r].zh : office_roles[r].en;

	if (!strstr(b->n ? b->p : "", word))
		buf_addf(b, "%s%s", b->n ? msg_between(cx->lang) : "", word);
}

enum err gate_role(struct ctx *cx, struct gate *g, const struct who *who,
                   const struct office_object *x, const struct procedure *p, int gate,
                   unsigned when)
{
	struct office_held held[HELD_MOST];
	int n = office_held(g->o, who, x, cx->now_ms, held, HELD_MOST);
	const struct procedure_act *a;
	struct buf names BUF_AUTO = { 0 };

	buf_init(&names, 4000);
	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++) {
		if (a->gate < 0 || (when && !(a->when & when)))
			continue;
		for (int w = 0; w < a->nwho; w++) {
			for (int k = 0; k < n; k++)
				if (str_eqz(a->who[w], office_roles[held[k].role].id))
					return OK;
			name_role(cx, &names, a->who[w]);
		}
	}
	return err_set(cx, ERR_DENIED, str_z(&cx->arena, gate_words(cx,
	               p->gate[gate].zh, p->gate[gate].en)), "gate-no-role", names.n ? names.p : "",
	               NULL);
}

struct str gate_office_at(const struct area_tree *t, int at, int role)
{
	for (int level = 6; level > 0; level--)
		if (office_roles[role].levels >> level & 1 && area_up(t, at, level) >= 0)
			return area_nth(t, area_up(t, at, level))->name;
	return STR("");
}

enum err gate_local(struct ctx *cx, struct reg *r, struct office *o, const struct who *who,
                    enum perm perm, const struct office_object *x)
{
	enum perm beside = perm == PERM_decide ? PERM_approve : PERM_attach;
	struct office_held held[HELD_MOST];
	struct area_tree *tree;
	int n, at;

	TRY(office_need(cx, o, who, perm, x));
	if (office_may(cx, o, who, beside, x).may)
		return OK;
	TRY(area_load(cx, &cx->arena, r, &tree));
	at = area_by_id(tree, x->area);
	n = office_held(o, who, x, cx->now_ms, held, HELD_MOST);
	for (int i = 0; at >= 0 && area_nth(tree, at)->level <= 3 && i < n; i++)
		if (held[i].level == 1 || held[i].level == 2)
			return OK;
	return office_need(cx, o, who, beside, x);
}

/* ---- rows ---- */

enum err gate_row(struct ctx *cx, struct gate *g, uint8_t noun, struct str no, const char *none,
                  struct rec **out)
{
	const struct entity *e = register_entity(g->r, noun);
	enum err err;
	int64_t id;

	no = str_trim(no);
	err = register_by_key(cx, g->r, e, no, &id);
	if (err == OK)
		err = register_load(cx, g->r, e, id, out);
	if (err != ERR_NOTFOUND)
		return err;
	err_clear(cx);
	return err_set(cx, ERR_NOTFOUND, e->name, none, str_z(&cx->arena, no), NULL);
}

void gate_number(struct ctx *cx, struct rec *row, int field, char letter)
{
	char text[32];

	snprintf(text, sizeof text, "%c%lld", letter, (long long)row->id);
	rec_text(row, field, str_dup(&cx->arena, str_of(text)));
}

enum err gate_tag(struct ctx *cx, const struct gate *g, struct rec *row, int field,
                  const char *list, const char *tag)
{
	int64_t code;

	if (!list_tagged(g->r->model, list, tag, &code))
		return err_set(cx, ERR_INPUT, list, "gate-no-tag", tag, NULL);
	rec_int(row, field, code);
	return OK;
}

bool gate_is(const struct gate *g, const struct rec *row, int field, const char *list,
             const char *tag)
{
	const struct list_face *l = &g->r->model->lists;

	return rec_has(row, field) && l->has_tag(l->state, list, row->v[field].i, tag);
}

enum err gate_typed(struct ctx *cx, const char *where, struct str text, int most, bool lines)
{
	struct str kept = text;
	char number[12];

	TRY(typed_text(cx, where, lines, &kept));
	/* it looks like a reason to a program, and is none */
	if (!kept.n && str_trim(text).n)
		return err_set(cx, ERR_INPUT, where, "gate-typed-signs", NULL);
	snprintf(number, sizeof number, "%d", most);
	return utf8_len(text) > (size_t)most ?
	       err_set(cx, ERR_INPUT, where, "gate-typed-long", number, NULL) : OK;
}

bool gate_name_next(struct str *rest, struct str *name)
{
	static const struct str sign[] = { { ",", 1 }, { "，", 3 }, { "、", 3 }, { ";", 1 },
		{ "；", 3 } };

	while (rest->n) {
		size_t i = 0, skip = 0;

		for (; i < rest->n && !skip; i += !skip)
			for (size_t k = 0; k < sizeof sign / sizeof *sign && !skip; k++)
				if (str_starts(str_sub(*rest, i, rest->n), sign[k]))
					skip = sign[k].n;
		*name = str_trim(str_sub(*rest, 0, i));
		*rest = str_sub(*rest, i + skip, rest->n);
		if (name->n)
			return true;
	}
	return false;
}

bool gate_name_is(struct str name)
{
	int32_t c;

	while ((c = utf8_next(&name)) >= 0)
		if (utf8_is_letter(c))
			return true;
	return false;
}

/* The first sign that no name has; 0: there is none. */
static int32_t no_name(struct str name)
{
	int32_t c;

	while ((c = utf8_next(&name)) >= 0)
		if (!utf8_in_name(c))
			return c;
	return 0;
}

enum err gate_typed_names(struct ctx *cx, struct office *o, const char *where, struct str text,
                          int most)
{
	struct str rest = text, name;

	TRY(gate_typed(cx, where, text, most, false));
	while (gate_name_next(&rest, &name)) {
		const char *key = "gate-typed-alike";
		int32_t c = utf8_alike(name);
		char sign[24] = "";

		if (!c && !office_account(o, name)) {    /* a log-in name has digits */
			key = "gate-typed-name";
			c = no_name(name);
		}
		if (!c)
			continue;
		snprintf(sign + utf8_put(sign, c), 16, " (U+%04X)", (unsigned)c);
		return err_set(cx, ERR_INPUT, where, key, str_z(&cx->arena, name),
		               str_z(&cx->arena, str_of(sign)), NULL);
	}
	return OK;
}

static int32_t next_of_name(struct str *rest)
{
	int32_t c;

	do
		c = utf8_next(rest);
	while (c >= 0 && !utf8_names(c));
	return c < 0 ? c : utf8_fold(c);
}

bool gate_name_same(struct str a, struct str b)
{
	int32_t x, y;

	if (!gate_name_is(a) || !gate_name_is(b))
		return str_eq(a, b);
	do {
		x = next_of_name(&a);
		y = next_of_name(&b);
	} while (x == y && x >= 0);
	return x == y;
}

struct str gate_name_plain(struct ctx *cx, struct str name)
{
	struct buf b BUF_AUTO = { 0 };
	char one[4];
	int32_t c;

	buf_init(&b, 2 * name.n + 16);
	while ((c = next_of_name(&name)) >= 0)
		buf_add(&b, one, (size_t)utf8_put(one, c));
	return str_dup(&cx->arena, buf_str(&b));
}
