/* office_may - the one function that decides, and what a permission reaches. */
#include "domain/office/office_int.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- who ---- */

static bool second_ok(const struct people *p, enum perm perm, bool second)
{
	return second || p->rules.demo || !office_perms[perm].second;
}

void who_fill(const struct office *o, const struct people *p, const struct account_row *a,
              bool second, int64_t now_ms, struct who *who)
{
	date_t today = office_day(o, now_ms);

	*who = (struct who){ .account = a->id, .lang = a->lang, .has_person = a->has_person,
		.second = second, .has_totp = a->has_totp };
	snprintf(who->login, sizeof who->login, "%.*s", STR_FMT(a->login));
	snprintf(who->name, sizeof who->name, "%.*s", STR_FMT(a->name));
	snprintf(who->actor, sizeof who->actor, "account:%lld", (long long)a->id);
	memcpy(who->person, a->person, sizeof who->person);
	who->must_change =
		a->must_change || password_expired(&p->rules, a->password_set, now_ms);
	for (int i = people_grant(p, a->id); i < p->ngrant && p->grant[i].account == a->id; i++) {
		const struct grant_row *g = &p->grant[i];

		if (!grant_in_force(g, today, now_ms))
			continue;
		who->roles |= UINT64_C(1) << g->role;
		if (g->expires > who->emergency_until)
			who->emergency_until = g->expires;
		for (int k = 0; k < PERM__COUNT && !who->must_change; k++)
			if (office_roles[g->role].perms & PERM_BIT(k) && second_ok(p, (enum perm)k, second))
				who->perms |= PERM_BIT(k);
	}
}

/* ---- where ---- */

static bool among(const int64_t *id, int n, int64_t x)
{
	struct scope s = { .area = id, .narea = n };

	return x && scope_area(&s, x);
}

static bool covers(const struct grant_row *g, const struct office_object *x)
{
	if (!x || !x->placed)
		return true;
	if (g->only_assigned)
		return among(g->household, g->nhousehold, x->household);
	if (!g->area)
		return true;
	return g->set && among(g->set->id, g->set->n, x->area);
}

/* ---- duties ---- */

static bool same_person(const struct people *p, const struct who *who, int64_t account)
{
	const struct account_row *a = people_account(p, account);

	if (account == who->account)
		return true;
	return a && a->has_person && who->has_person && !memcmp(a->person, who->person, BLIND_LEN);
}

static int64_t account_of(const char *actor)
{
	int64_t id = 0;

	if (!actor || strncmp(actor, "account:", 8) || !str_i64(str_of(actor + 8), &id))
		return 0;
	return id;
}

static bool duty_on_object(const struct people *p, const struct who *who, enum perm perm,
                           const struct office_object *x)
{
	int64_t maker = x ? account_of(x->maker) : 0;

	if (!maker || !same_person(p, who, maker))
		return false;
	for (int i = 0; i < office_duties_n; i++) {
		const struct duty_row *d = &office_duties[i];

		if (d->where == DUTY_OBJECT && PERM_BIT(x->made_by) & office_duty_perms(&d->one) &&
		    PERM_BIT(perm) & office_duty_perms(&d->other))
			return true;
	}
	return false;
}

/* Every permission that one natural person holds by all accounts, active or not: who may sign in
 * as another tomorrow holds it today. */
static uint64_t perms_of_person(const struct people *p, const struct who *who, date_t today,
                                int64_t now_ms)
{
	uint64_t all = 0;

	for (int i = 0; i < p->ngrant; i++)
		if (grant_in_force(&p->grant[i], today, now_ms) &&
		    same_person(p, who, p->grant[i].account))
			all |= office_roles[p->grant[i].role].perms;
	return all;
}

static bool duty_in_person(const struct people *p, const struct who *who, enum perm perm,
                           date_t today, int64_t now_ms)
{
	uint64_t all = 0;

	for (int i = 0; i < office_duties_n; i++) {
		const struct duty_row *d = &office_duties[i];
		uint64_t one = office_duty_perms(&d->one), other = office_duty_perms(&d->other);

		if (d->where != DUTY_PERSON || !(PERM_BIT(perm) & (one | other)))
			continue;
		if (!all)
			all = perms_of_person(p, who, today, now_ms);
		if (all & one && all & other)
			return true;
	}
	return false;
}

/* ---- kinship ---- */

struct kin_asked {
	struct office *o;
	const struct who *who;
	struct kin_row *kin;
	int n;
	bool found;
	const struct kin_row *hit;   /* which of kin; NULL while found: oneself */
};

static bool kin_is(struct kin_asked *k, struct str name, struct str idno)
{
	unsigned char b[BLIND_LEN];
	bool has = idno.n > 0;

	if (has)
		keyring_blind(&k->o->main->keys, BLIND_ID, idno, b);
	if (has && k->who->has_person && !memcmp(b, k->who->person, BLIND_LEN))
		return true;                            /* the household is one's own */
	for (int i = 0; i < k->n; i++) {
		const struct kin_row *x = &k->kin[i];

		if (has && x->has_id ? !memcmp(b, x->blind, BLIND_LEN) : name.n && str_eq(name, x->name)) {
			k->hit = x;
			return true;
		}
	}
	return false;
}

static struct str text_at(const struct rec *r, int f)
{
	return rec_has(r, f) ? r->v[f].s : (struct str){ 0 };
}

/* Members of the household against oneself and the relatives declared: by number where both are
 * known, else by name. Under asking. */
static enum err kin_look(struct ctx *cx, struct kin_asked *k, int64_t household)
{
	struct reg *r = k->o->family;
	struct rec **member, *h;
	int n;

	TRY(register_load(cx, r, register_entity(r, TAG_household), household, &h));
	k->found = kin_is(k, text_at(h, HOUSEHOLD_head_name), text_at(h, HOUSEHOLD_head_id));
	TRY(register_children(cx, r, register_entity(r, TAG_person), household, &member, &n));
	for (int i = 0; i < n && !k->found; i++)
		k->found = kin_is(k, text_at(member[i], PERSON_name), text_at(member[i], PERSON_idno));
	return OK;
}

static struct kin_row *kin_copy(struct ctx *cx, const struct people *p, const struct who *who,
                                int *n)
{
	struct kin_row *out = arena_array(&cx->arena, (size_t)p->nkin + 1, sizeof *out);

	*n = 0;
	for (int i = 0; i < p->nkin; i++) {
		if (!same_person(p, who, p->kin[i].account))
			continue;
		out[*n] = p->kin[i];
		out[*n].relation = str_dup(&cx->arena, p->kin[i].relation);
		out[(*n)++].name = str_dup(&cx->arena, p->kin[i].name);
	}
	return out;
}

/* ---- tokens ---- */

static const struct area_set *token_place(const struct people *p, const struct who *who)
{
	for (int i = 0; i < p->nset; i++)
		if (p->set[i]->area == who->within)
			return p->set[i];
	return NULL;                            /* the area is no more: nowhere */
}

/* Is a grant or a permission one that the token, if it is one, lets through? */
static bool token_lets(const struct who *who, enum perm perm, const struct grant_row *g)
{
	return !who->token || (who->only & PERM_BIT(perm) && g->role != ROLE_emergency);
}

static bool token_holds(const struct people *p, const struct who *who,
                        const struct office_object *x)
{
	const struct area_set *set;

	if (!who->within || !x || !x->placed)
		return true;
	set = token_place(p, who);
	return set && among(set->id, set->n, x->area);
}

/* A scope cut down to where the token holds. Batches go by who took them in, and not by place. */
static void token_narrows(struct ctx *cx, const struct people *p, const struct who *who,
                          struct scope *s)
{
	const struct area_set *set = token_place(p, who);
	int64_t *id = arena_array(&cx->arena, (size_t)(set ? set->n : 0) + 1, sizeof *id);
	int n = 0;

	for (int i = 0; set && i < set->n; i++)
		if (s->all || among(s->area, s->narea, set->id[i]))
			id[n++] = set->id[i];
	*s = (struct scope){ .area = id, .narea = n, .actor = "" };
}

/* ---- the decision ---- */

static struct decision refuse(const char *why)
{
	return (struct decision){ .why = why };
}

/* Grants that carry the permission: over or not begun, anywhere, here, here not by the glass. */
struct reach { bool past, somewhere, here, plain; };

static struct reach reach_of(const struct people *p, const struct who *who, enum perm perm,
                             const struct office_object *x, date_t today, int64_t now_ms)
{
	struct reach r = { 0 };

	for (int i = people_grant(p, who->account); i < p->ngrant &&
	     p->grant[i].account == who->account; i++) {
		const struct grant_row *g = &p->grant[i];

		if (!(office_roles[g->role].perms & PERM_BIT(perm)) || !token_lets(who, perm, g))
			continue;
		if (!grant_in_force(g, today, now_ms)) {
			r.past = true;
			continue;
		}
		r.somewhere = true;
		if (!covers(g, x))
			continue;
		r.here = true;
		r.plain |= g->role != ROLE_emergency;
	}
	return r;
}

static struct decision decide(const struct office *o, const struct people *p, const struct who *who,
                              enum perm perm, const struct office_object *x, int64_t now_ms)
{
	const struct account_row *a = people_account(p, who->account);
	date_t today = office_day(o, now_ms);
	struct reach r;

	if (!a || !a->active)
		return refuse("office-no-account");
	if (a->must_change || password_expired(&p->rules, a->password_set, now_ms))
		return refuse("office-no-password");
	r = reach_of(p, who, perm, x, today, now_ms);
	if (!r.somewhere)
		return refuse(r.past ? "office-no-time" : "office-no-perm");
	if (!r.here || !token_holds(p, who, x))
		return refuse("office-no-area");
	if (!second_ok(p, perm, who->second))
		return refuse("office-no-code");
	if (x && !(office_perms[perm].states & 1u << x->state) && x->placed)
		return refuse("office-no-state");
	if (office_perms[perm].class == CLASS_APPROVE && !a->has_person)
		return refuse("office-no-person");
	if (duty_on_object(p, who, perm, x))
		return refuse("office-no-duty");
	if (duty_in_person(p, who, perm, today, now_ms))
		return refuse("office-no-duties");
	return (struct decision){ .may = true, .emergency = !r.plain };
}

struct decision office_may(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                           const struct office_object *x)
{
	struct kin_asked k = { .o = o, .who = who };
	struct decision d;
	bool kin;
	enum err e;

	if (!who || !who->account || (int)perm < 0 || perm >= PERM__COUNT)
		return refuse("office-no-account");
	lock_read(o->lock);
	d = decide(o, o->people, who, perm, x, cx->now_ms);
	kin = d.may && office_perms[perm].class == CLASS_APPROVE && x && x->household;
	if (kin)
		k.kin = kin_copy(cx, o->people, who, &k.n);
	lock_end(o->lock);
	if (!kin)
		return d;
	lock_write(o->asking);
	e = kin_look(cx, &k, x->household);
	lock_end(o->asking);
	if (e != OK) {
		err_clear(cx);
		return refuse("office-no-reading");
	}
	return k.found ? refuse("office-no-kin") : d;
}

enum err office_need(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                     const struct office_object *x)
{
	struct decision d = office_may(cx, o, who, perm, x);

	return d.may ? OK : err_set(cx, ERR_DENIED, office_perms[perm].id, d.why,
	                            cx->lang == LANG_ZH ? office_perms[perm].zh : office_perms[perm].en,
	                            NULL);
}

enum err by_may(struct ctx *cx, struct office *o, const struct who *by, enum perm perm)
{
	return by ? office_need(cx, o, by, perm, NULL) : OK;
}

/* ---- for procedures ---- */

enum err office_as(struct ctx *cx, struct office *o, struct str login, struct who *who)
{
	const struct account_row *a;

	*who = (struct who){ 0 };
	lock_read(o->lock);
	a = people_login(o->people, str_trim(login));
	if (a && a->active)
		who_fill(o, o->people, a, true, cx->now_ms, who);
	lock_end(o->lock);
	return who->account ? OK : err_set(cx, ERR_NOTFOUND, "--as", "office-as-nobody",
	                                   str_z(&cx->arena, login), NULL);
}

int office_held(struct office *o, const struct who *who, const struct office_object *x,
                int64_t now_ms, struct office_held *out, int most)
{
	const struct people *p;
	date_t today = office_day(o, now_ms);
	int n = 0;

	if (who->token)
		return 0;                        /* a program decides nothing */
	lock_read(o->lock);
	p = o->people;
	for (int i = people_grant(p, who->account); i < p->ngrant &&
	     p->grant[i].account == who->account && n < most; i++) {
		const struct grant_row *g = &p->grant[i];

		if (grant_in_force(g, today, now_ms) && covers(g, x))
			out[n++] = (struct office_held){ g->role,
				g->set && !g->only_assigned ? g->set->level : 0 };
	}
	lock_end(o->lock);
	return n;
}

bool office_same(struct office *o, const struct who *who, struct str actor)
{
	bool same;
	char text[40];
	int64_t id;

	snprintf(text, sizeof text, "%.*s", STR_FMT(actor));
	id = account_of(text);
	lock_read(o->lock);
	same = id && same_person(o->people, who, id);
	lock_end(o->lock);
	return same;
}

static struct str kin_said(struct ctx *cx, const struct kin_asked *k)
{
	bool en = cx->lang == LANG_EN;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	if (!k->hit)
		buf_addz(&b, en ? "it is one's own household" : "是本人的户");
	else if (k->hit->relation.n)
		buf_addf(&b, en ? "%.*s (%.*s)" : "%.*s（%.*s）", STR_FMT(k->hit->name),
		         STR_FMT(k->hit->relation));
	else
		buf_adds(&b, k->hit->name);
	return str_dup(&cx->arena, buf_str(&b));
}

enum err office_kin_of(struct ctx *cx, struct office *o, const struct who *who, int64_t household,
                       bool *kin, struct str *as)
{
	struct kin_asked k = { .o = o, .who = who };
	enum err e;

	lock_read(o->lock);
	k.kin = kin_copy(cx, o->people, who, &k.n);
	lock_end(o->lock);
	lock_write(o->asking);
	e = kin_look(cx, &k, household);
	lock_end(o->asking);
	*kin = k.found;
	if (as && e == OK && k.found)
		*as = kin_said(cx, &k);
	return e;
}

/* ---- scope ---- */

static int by_int(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Sorted, each once. From one grant they are so already. */
static int unite(int64_t *id, int n, int sources)
{
	int kept = 0;

	if (sources < 2)
		return n;
	qsort(id, (size_t)n, sizeof *id, by_int);
	for (int i = 0; i < n; i++)
		if (!kept || id[kept - 1] != id[i])
			id[kept++] = id[i];
	return kept;
}

static bool carries(const struct office *o, const struct people *p, const struct grant_row *g,
                    const struct who *who, enum perm perm, int64_t now_ms)
{
	return office_roles[g->role].perms & PERM_BIT(perm) && second_ok(p, perm, who->second) &&
	       token_lets(who, perm, g) && grant_in_force(g, office_day(o, now_ms), now_ms);
}

static void scope_of(struct ctx *cx, const struct office *o, const struct people *p,
                     const struct who *who, enum perm perm, struct scope *out)
{
	int first = people_grant(p, who->account), n = 0, nh = 0, sources = 0, hsources = 0;
	int64_t *area, *household;

	for (int i = first; i < p->ngrant && p->grant[i].account == who->account; i++) {
		n += p->grant[i].set ? p->grant[i].set->n : 0;
		nh += p->grant[i].nhousehold;
	}
	area = arena_array(&cx->arena, (size_t)n + 1, sizeof *area);
	household = arena_array(&cx->arena, (size_t)nh + 1, sizeof *household);
	n = nh = 0;
	for (int i = first; i < p->ngrant && p->grant[i].account == who->account; i++) {
		const struct grant_row *g = &p->grant[i];

		if (!carries(o, p, g, who, perm, cx->now_ms))
			continue;
		if (g->only_assigned) {
			if (g->nhousehold)
				memcpy(household + nh, g->household, (size_t)g->nhousehold * sizeof *household);
			nh += g->nhousehold;
			hsources++;
		} else if (!g->area) {
			out->all = true;
		} else if (g->set) {
			memcpy(area + n, g->set->id, (size_t)g->set->n * sizeof *area);
			n += g->set->n;
			sources++;
			out->all |= g->set->whole;      /* the county of a register of one county */
		}
	}
	out->area = area;
	out->narea = unite(area, n, sources);
	out->household = household;
	out->nhousehold = unite(household, nh, hsources);
}

enum err office_scope(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                      struct scope *out)
{
	const struct account_row *a;

	*out = scope_nothing;
	out->actor = str_z(&cx->arena, str_of(who->actor));
	lock_read(o->lock);
	a = people_account(o->people, who->account);
	if (a && a->active && !a->must_change &&
	    !password_expired(&o->people->rules, a->password_set, cx->now_ms))
		scope_of(cx, o, o->people, who, perm, out);
	if (who->within)
		token_narrows(cx, o->people, who, out);
	lock_end(o->lock);
	if (arena_full(&cx->arena))
		return err_set(cx, ERR_LIMIT, "scope", "office-scope-large", NULL);
	return OK;
}

enum err office_tops(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                     int64_t **areas, int *n, bool *all)
{
	const struct people *p;

	*n = 0;
	*all = false;
	lock_read(o->lock);
	p = o->people;
	*areas = arena_array(&cx->arena, (size_t)p->nset + 1, sizeof **areas);
	for (int i = people_grant(p, who->account); i < p->ngrant &&
	     p->grant[i].account == who->account; i++) {
		const struct grant_row *g = &p->grant[i];

		if (!carries(o, p, g, who, perm, cx->now_ms) || g->only_assigned)
			continue;
		if (!g->area)
			*all = true;
		else if (g->set && !among(*areas, *n, g->area))
			(*areas)[(*n)++] = g->area;
		*n = unite(*areas, *n, 2);
	}
	if (who->within) {                      /* a token's area lies within one of them, or did */
		*all = false;
		(*areas)[0] = who->within;
		*n = 1;
	}
	lock_end(o->lock);
	return OK;
}
