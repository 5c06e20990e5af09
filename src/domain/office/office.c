/* office - open, close, and the copy in memory that decisions are made from. */
#include "domain/office/office_int.h"

#include <stdlib.h>

#include "base/mem.h"

#define REVEALS_A_DAY 50
#define TAILS_A_DAY   200

/* ---- reading ---- */

struct reading {
	struct office *o;
	struct people *p;
	int caccount, cgrant, ckin, ctoken, nassigned, cassigned;
	struct { int64_t grant, household; } *assigned;
};

static struct str text_of(struct arena *a, const struct rec *r, int f)
{
	return rec_has(r, f) ? str_dup(a, r->v[f].s) : (struct str){ "", 0 };
}

static int64_t int_of(const struct rec *r, int f)
{
	return rec_has(r, f) ? r->v[f].i : 0;
}

static bool blind_of(struct stmt *s, const struct entity *e, int f, unsigned char out[BLIND_LEN])
{
	struct str b = stmt_col_blob(s, e->sql->blind[f]);

	if (b.n != BLIND_LEN)
		return false;
	memcpy(out, b.p, BLIND_LEN);
	return true;
}

static void take_account(struct reading *g, const struct rec *r, struct stmt *s)
{
	struct arena *a = &g->p->arena;
	struct account_row *x;

	if (g->p->naccount == g->caccount) {
		g->caccount = g->caccount * 2 + 64;
		g->p->account = mem_grow(g->p->account, (size_t)g->caccount, sizeof *x);
	}
	x = &g->p->account[g->p->naccount++];
	*x = (struct account_row){ .id = r->id, .login = text_of(a, r, ACCOUNT_login),
		.name = text_of(a, r, ACCOUNT_name), .unit_name = text_of(a, r, ACCOUNT_unit_name),
		.active = rec_has(r, ACCOUNT_state) && str_eqz(r->v[ACCOUNT_state].s, "active"),
		.has_totp = rec_has(r, ACCOUNT_totp_set), .must_change = int_of(r, ACCOUNT_must_change),
		.lang = rec_has(r, ACCOUNT_lang) && str_eqz(r->v[ACCOUNT_lang].s, "en") ? LANG_EN : LANG_ZH,
		.password_set = int_of(r, ACCOUNT_password_set), .made = int_of(r, ACCOUNT_made),
		.changed = int_of(r, ACCOUNT_changed) };
	x->has_person = blind_of(s, r->e, ACCOUNT_idno, x->person);
}

static void take_grant(struct reading *g, const struct rec *r, struct stmt *s)
{
	struct arena *a = &g->p->arena;
	int role = rec_has(r, ROLE_GRANT_role) ? office_role(r->v[ROLE_GRANT_role].s) : -1;

	(void)s;
	if (role < 0)                               /* a role that this program has no more: nothing */
		return;
	if (g->p->ngrant == g->cgrant) {
		g->cgrant = g->cgrant * 2 + 64;
		g->p->grant = mem_grow(g->p->grant, (size_t)g->cgrant, sizeof *g->p->grant);
	}
	g->p->grant[g->p->ngrant++] = (struct grant_row){ .id = r->id,
		.account = int_of(r, ROLE_GRANT_account), .role = (enum role)role, .area = r->area,
		.only_assigned = int_of(r, ROLE_GRANT_only_assigned),
		.from = (date_t)int_of(r, ROLE_GRANT_valid_from),
		.to = (date_t)int_of(r, ROLE_GRANT_valid_to), .expires = int_of(r, ROLE_GRANT_expires),
		.ended = int_of(r, ROLE_GRANT_ended), .purpose = text_of(a, r, ROLE_GRANT_purpose),
		.granted_by = text_of(a, r, ROLE_GRANT_granted_by) };
}

static void take_kin(struct reading *g, const struct rec *r, struct stmt *s)
{
	struct kin_row *x;

	if (rec_has(r, KIN_ended))
		return;
	if (g->p->nkin == g->ckin) {
		g->ckin = g->ckin * 2 + 64;
		g->p->kin = mem_grow(g->p->kin, (size_t)g->ckin, sizeof *x);
	}
	x = &g->p->kin[g->p->nkin++];
	*x = (struct kin_row){ .id = r->id, .account = int_of(r, KIN_account),
		.name = text_of(&g->p->arena, r, KIN_name),
		.relation = text_of(&g->p->arena, r, KIN_relation), .declared = int_of(r, KIN_declared),
		.declared_by = text_of(&g->p->arena, r, KIN_declared_by) };
	x->has_id = blind_of(s, r->e, KIN_idno, x->blind);
}

static void take_assigned(struct reading *g, const struct rec *r, struct stmt *s)
{
	(void)s;
	if (rec_has(r, ASSIGNED_ended))
		return;
	if (g->nassigned == g->cassigned) {
		g->cassigned = g->cassigned * 2 + 64;
		g->assigned = mem_grow(g->assigned, (size_t)g->cassigned, sizeof *g->assigned);
	}
	g->assigned[g->nassigned].grant = int_of(r, ASSIGNED_role_grant);
	g->assigned[g->nassigned++].household = int_of(r, ASSIGNED_household);
}

static uint64_t perms_of(struct str names)
{
	uint64_t perms = 0;
	struct str one;

	while (str_next(&names, ' ', &one))
		for (int i = 0; i < PERM__COUNT; i++)
			if (str_eqz(one, office_perms[i].id))
				perms |= PERM_BIT(i);
	return perms;
}

static void take_token(struct reading *g, const struct rec *r, struct stmt *s)
{
	struct arena *a = &g->p->arena;

	(void)s;
	if (g->p->ntoken == g->ctoken) {
		g->ctoken = g->ctoken * 2 + 64;
		g->p->token = mem_grow(g->p->token, (size_t)g->ctoken, sizeof *g->p->token);
	}
	g->p->token[g->p->ntoken++] = (struct token_row){ .id = r->id,
		.account = int_of(r, TOKEN_account), .area = r->area,
		.made = int_of(r, TOKEN_made), .expires = int_of(r, TOKEN_expires),
		.ended = int_of(r, TOKEN_ended), .name = text_of(a, r, TOKEN_name),
		.hash = text_of(a, r, TOKEN_hash), .perms = perms_of(text_of(a, r, TOKEN_perms)) };
}

static enum err each(struct ctx *cx, struct reading *g, uint8_t tag,
                     void (*take)(struct reading *g, const struct rec *r, struct stmt *s))
{
	const struct entity *e = register_entity(g->o->view, tag);
	struct arena row;
	struct stmt *s;
	enum err err;
	bool there = false;

	TRY(db_stmt(cx, g->o->view->db, &e->sql->scan, &s));
	arena_init(&row, (size_t)1 << 20);
	while ((err = stmt_step(cx, s, &there)) == OK && there) {
		take(g, store_row(&row, e, s), s);
		arena_reset(&row);
	}
	stmt_done(s);
	arena_free(&row);
	return err;
}

/* ---- what follows from it ---- */

static int by_int(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_account(const void *a, const void *b)
{
	const struct grant_row *x = a, *y = b;

	if (x->account != y->account)
		return x->account < y->account ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int kin_by_account(const void *a, const void *b)
{
	const struct kin_row *x = a, *y = b;

	return (x->account > y->account) - (x->account < y->account);
}

static int place_of(const struct place_list *l, int64_t id)
{
	int lo = 0, hi = l->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (l->node[l->by_id[mid]].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->n && l->node[l->by_id[lo]].id == id ? l->by_id[lo] : -1;
}

static const struct area_set *set_of(struct reading *g, int64_t area)
{
	struct people *p = g->p;
	const struct place_list *l = g->o->place;
	int at = place_of(l, area);
	const struct area_node *node;
	struct area_set *set;
	int64_t *id;

	for (int i = 0; i < p->nset; i++)
		if (p->set[i]->area == area)
			return p->set[i];
	if (at < 0)
		return NULL;
	node = &l->node[at];
	set = ARENA_NEW(&p->arena, struct area_set);
	*set = (struct area_set){ .area = area, .code = node->code, .level = node->level,
		.name = str_dup(&p->arena, node->name), .n = node->hi - node->lo };
	id = arena_array(&p->arena, (size_t)set->n + 1, sizeof *id);
	for (int i = 0; i < set->n; i++)
		id[i] = l->node[node->lo + i].id;
	qsort(id, (size_t)set->n, sizeof *id, by_int);
	set->id = id;
	set->whole = true;
	for (int i = 0; i < l->n && set->whole; i++)
		set->whole = l->node[i].level < node->level || l->node[i].to ||
		             (i >= node->lo && i < node->hi);
	p->set = mem_grow(p->set, (size_t)p->nset + 1, sizeof(*p->set));
	p->set[p->nset++] = set;
	return set;
}

/* Where the households of a grant begin. */
static int assigned_from(const struct reading *g, int64_t grant)
{
	int lo = 0, hi = g->nassigned;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (g->assigned[mid].grant < grant)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void join(struct reading *g)
{
	struct people *p = g->p;

	if (p->ngrant)
		qsort(p->grant, (size_t)p->ngrant, sizeof *p->grant, by_account);
	if (p->nkin)
		qsort(p->kin, (size_t)p->nkin, sizeof *p->kin, kin_by_account);
	if (g->nassigned)                           /* grant first: a pair of int64 in order */
		qsort(g->assigned, (size_t)g->nassigned, sizeof *g->assigned, by_int);
	for (int i = 0; i < p->ntoken; i++)
		if (p->token[i].area)
			p->token[i].set = set_of(g, p->token[i].area);
	for (int i = 0; i < p->ngrant; i++) {
		struct grant_row *x = &p->grant[i];
		int lo = assigned_from(g, x->id), n = 0;
		int64_t *id;

		if (x->area)
			x->set = set_of(g, x->area);
		while (lo + n < g->nassigned && g->assigned[lo + n].grant == x->id)
			n++;
		if (!n)
			continue;
		id = arena_array(&p->arena, (size_t)n, sizeof *id);
		for (int k = 0; k < n; k++)
			id[k] = g->assigned[lo + k].household;
		qsort(id, (size_t)n, sizeof *id, by_int);
		x->household = id;
		x->nhousehold = n;
	}
}

static enum err rules_read(struct ctx *cx, struct office *o, struct office_rules *rules)
{
	struct str v;
	int64_t n;

	*rules = (struct office_rules){ .reveals = REVEALS_A_DAY, .tails = TAILS_A_DAY };
	TRY(register_setting(cx, o->view, "office.passwords", &v));
	if (str_eq(v, STR("dengbao3")))
		rules->passwords = PASSWORDS_DENGBAO3;
	TRY(register_setting(cx, o->view, "office.reveals", &v));
	if (str_i64(v, &n) && n >= 0 && n <= 100000)
		rules->reveals = (int)n;
	TRY(register_setting(cx, o->view, "office.tails", &v));
	if (str_i64(v, &n) && n >= 0 && n <= 100000)
		rules->tails = (int)n;
	return register_is_demo(cx, o->view, &rules->demo);
}

static void people_free(struct people *p)
{
	struct arena a;

	if (!p)
		return;
	mem_free(p->account);
	mem_free(p->grant);
	mem_free(p->kin);
	mem_free(p->token);
	mem_free(p->set);
	a = p->arena;
	arena_free(&a);
	mem_free(p);
}

enum err office_reload(struct ctx *cx, struct office *o)
{
	struct people *p = mem_new(1, sizeof *p), *was;
	struct reading g = { .o = o, .p = p };
	enum err e;

	arena_init(&p->arena, (size_t)1 << 30);
	e = each(cx, &g, TAG_account, take_account);
	if (e == OK)
		e = each(cx, &g, TAG_role_grant, take_grant);
	if (e == OK)
		e = each(cx, &g, TAG_kin, take_kin);
	if (e == OK)
		e = each(cx, &g, TAG_assigned, take_assigned);
	if (e == OK)
		e = each(cx, &g, TAG_token, take_token);
	if (e == OK)
		e = rules_read(cx, o, &p->rules);
	if (e == OK)
		join(&g);
	mem_free(g.assigned);
	if (e != OK) {
		people_free(p);
		return e;
	}
	lock_write(o->lock);
	was = o->people;
	p->generation = ++o->generation;
	o->people = p;
	lock_end(o->lock);
	people_free(was);
	return OK;
}

static int place_by_id(const void *a, const void *b, void *list)
{
	const struct area_node *node = list;

	return by_int(&node[*(const int *)a].id, &node[*(const int *)b].id);
}

static enum err places_load(struct ctx *cx, struct office *o)
{
	struct place_list *l = mem_new(1, sizeof *l);
	enum err e;

	arena_init(&l->arena, (size_t)1 << 30);
	e = register_areas(cx, &l->arena, o->view, &l->node, &l->n);
	if (e == OK) {
		l->by_id = arena_array(&l->arena, (size_t)l->n + 1, sizeof *l->by_id);
		for (int i = 0; i < l->n; i++)
			l->by_id[i] = i;
		qsort_r(l->by_id, (size_t)l->n, sizeof *l->by_id, place_by_id, (void *)l->node);
	}
	if (o->place && e == OK) {
		arena_free(&o->place->arena);
		mem_free(o->place);
	}
	if (e == OK) {
		o->place = l;
	} else {
		arena_free(&l->arena);
		mem_free(l);
	}
	return e;
}

/* ---- open ---- */

static enum err open_all(struct ctx *cx, struct office *o)
{
	if (!o->main->have_keys)
		return err_set(cx, ERR_DENIED, o->main->path.keys, "register-keys-missing",
					   o->main->path.keys, NULL);
	TRY(register_view(cx, o->main, &o->view));
	TRY(register_view(cx, o->main, &o->family));
	o->view->scope = o->family->scope = NULL;
	register_share(o->view);
	register_share(o->family);
	TRY(places_load(cx, o));
	TRY(office_reload(cx, o));
	return sessions_load(cx, o);
}

enum err office_open(struct ctx *cx, struct reg *r, const struct office_options *options,
                     struct office **out)
{
	struct office *o = mem_new(1, sizeof *o);
	enum err e;

	o->main = r;
	o->cost = options && options->cost ? *options->cost : password_interactive;
	o->desk = lock_new();
	o->asking = lock_new();
	o->lock = lock_new();
	o->hashing = lock_new();
	o->door = lock_new();
	e = open_all(cx, o);
	if (e == OK)
		*out = o;
	else
		office_close(NULL, o);
	return e;
}

void office_close(struct ctx *cx, struct office *o)
{
	if (cx && office_tick(cx, o) != OK)
		err_clear(cx);                          /* when somebody was last seen is lost, no more */
	people_free(o->people);
	if (o->place) {
		arena_free(&o->place->arena);
		mem_free(o->place);
	}
	if (o->view)
		register_close(cx, o->view);
	if (o->family)
		register_close(cx, o->family);
	lock_free(o->desk);
	lock_free(o->asking);
	lock_free(o->lock);
	lock_free(o->hashing);
	lock_free(o->door);
	mem_free(o->session);
	mem_free(o);
}

enum err office_refresh(struct ctx *cx, struct office *o)
{
	enum err e;

	lock_write(o->desk);
	e = places_load(cx, o);
	if (e == OK)
		e = office_reload(cx, o);
	lock_end(o->desk);
	return e;
}

/* ---- asking the copy ---- */

const struct account_row *people_account(const struct people *p, int64_t id)
{
	int lo = 0, hi = p->naccount;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (p->account[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->naccount && p->account[lo].id == id ? &p->account[lo] : NULL;
}

const struct account_row *people_login(const struct people *p, struct str login)
{
	for (int i = 0; i < p->naccount; i++)
		if (str_eq(p->account[i].login, login))
			return &p->account[i];
	return NULL;
}

int people_grant(const struct people *p, int64_t account)
{
	int lo = 0, hi = p->ngrant;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (p->grant[mid].account < account)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool grant_in_force(const struct grant_row *g, date_t today, int64_t now_ms)
{
	return !g->ended && g->from <= today && today <= g->to && (!g->expires || now_ms < g->expires);
}

int64_t office_day_ms(const struct office *o, date_t day)
{
	return (date_days(day) - date_days(date_of_ms(0, 0))) * INT64_C(86400000) -
	       o->main->pack->zone_minutes * INT64_C(60000);
}

date_t office_day(const struct office *o, int64_t now_ms)
{
	return date_of_ms(now_ms, (int)o->main->pack->zone_minutes);
}

int office_accounts(const struct office *o)
{
	int n;

	lock_read(o->lock);
	n = o->people->naccount;
	lock_end(o->lock);
	return n;
}

struct office_rules office_rules_now(const struct office *o)
{
	struct office_rules rules;

	lock_read(o->lock);
	rules = o->people->rules;
	lock_end(o->lock);
	return rules;
}

bool office_demo_register(const struct office *o)
{
	return office_rules_now(o).demo;
}

uint64_t office_generation(const struct office *o)
{
	uint64_t n;

	lock_read(o->lock);
	n = o->generation;
	lock_end(o->lock);
	return n;
}

int64_t office_account(const struct office *o, struct str login)
{
	const struct account_row *a;
	int64_t id;

	lock_read(o->lock);
	a = people_login(o->people, login);
	id = a ? a->id : 0;
	lock_end(o->lock);
	return id;
}
