/* office_grant - roles given and taken back. What one natural person may not hold together is
 * refused here, and once more at each use. */
#include "domain/office/office_int.h"

#include <stdio.h>

/* ---- may it be given? ---- */

static unsigned level_bit(const struct office *o, const struct grant_new *g, int *level)
{
	*level = 0;
	if (g->nhousehold)
		return 1u << LEVEL_ASSIGNED;
	if (!g->area)
		return 1u << LEVEL_EVERYWHERE;
	for (int i = 0; i < o->place->n; i++)
		if (o->place->node[i].id == g->area)
			*level = o->place->node[i].level;
	return *level ? 1u << *level : 0;
}

static const char *named(const struct ctx *cx, const char *zh, const char *en)
{
	return cx->lang == LANG_ZH ? zh : en;
}

/* What the natural person of an account holds already, and will hold. */
static uint64_t held_by(const struct people *p, const struct account_row *a, date_t today,
                        int64_t now_ms)
{
	uint64_t perms = 0;

	for (int i = 0; i < p->ngrant; i++) {
		const struct grant_row *g = &p->grant[i];
		const struct account_row *b = people_account(p, g->account);

		if (g->ended || g->to < today || (g->expires && now_ms >= g->expires) || !b)
			continue;                           /* one that begins later counts */
		if (b->id == a->id ||
		    (b->has_person && a->has_person && !memcmp(b->person, a->person, BLIND_LEN)))
			perms |= office_roles[g->role].perms;
	}
	return perms;
}

/* A role of which some permission stands in a duty needs to know whose it is. */
static bool needs_person(enum role r)
{
	for (int i = 0; i < office_duties_n; i++)
		if (office_roles[r].perms &
		    (office_duty_perms(&office_duties[i].one) | office_duty_perms(&office_duties[i].other)))
			return true;
	return false;
}

static enum err person_may(struct ctx *cx, struct office *o, const struct who *by,
                           const struct grant_new *g)
{
	const struct role_row *role = &office_roles[g->role];
	const struct people *p = o->people;
	const struct account_row *a = people_account(p, g->account);
	const struct duty_row *clash;

	if (!a)
		return err_set(cx, ERR_NOTFOUND, "account", "office-account-none", NULL);
	if (!a->active)
		return err_set(cx, ERR_INPUT, "account", "office-account-off", NULL);
	if (by && (by->account == a->id ||
	           (by->has_person && a->has_person && !memcmp(by->person, a->person, BLIND_LEN))))
		return err_set(cx, ERR_DENIED, "account", "office-grant-self", NULL);
	if (needs_person(g->role) && !a->has_person)
		return err_set(cx, ERR_INPUT, "account", "office-grant-person",
		               named(cx, role->zh, role->en), NULL);
	clash = office_duty_clash(role->perms | held_by(p, a, office_day(o, cx->now_ms), cx->now_ms));
	if (clash)
		return err_set(cx, ERR_DENIED, "role", "office-grant-duty",
		               named(cx, role->zh, role->en), named(cx, clash->zh, clash->en), NULL);
	return OK;
}

static enum err place_may(struct ctx *cx, const struct office *o, const struct grant_new *g)
{
	const struct role_row *role = &office_roles[g->role];
	int level;
	unsigned bit = level_bit(o, g, &level);

	if (!bit)
		return err_set(cx, ERR_NOTFOUND, "area", "office-grant-no-area", NULL);
	if (!(role->levels & bit))
		return err_set(cx, ERR_INPUT, "area",
		               bit == 1u << LEVEL_EVERYWHERE ? "office-grant-needs-area" :
		               "office-grant-level", named(cx, role->zh, role->en), NULL);
	return OK;
}

static enum err dates_may(struct ctx *cx, const struct office *o, struct grant_new *g)
{
	date_t today = office_day(o, cx->now_ms), last;

	if (!g->from)
		g->from = today;
	last = date_from_days(date_days(date_add_months(g->from, GRANT_MAX_MONTHS)) - 1);
	if (!g->to)
		g->to = last;
	if (!date_valid(g->from) || !date_valid(g->to) || !date_day(g->from) || !date_day(g->to) ||
	    g->to < g->from || g->to < today)
		return err_set(cx, ERR_INPUT, "to", "office-grant-dates", NULL);
	if (g->to > last)
		return err_set(cx, ERR_INPUT, "to", "office-grant-long", NULL);
	return OK;
}

/* ---- giving ---- */

#define ASSIGNED_MOST 5000

enum err grant_rows(struct ctx *cx, struct office *o, const struct who *by,
                    const struct grant_new *g, struct office_rows *w)
{
	struct rec *r = rec_new(&cx->arena, register_entity(o->view, TAG_role_grant));

	r->id = store_new_id(o->main->st, r->e);
	rec_int(r, ROLE_GRANT_account, g->account);
	rec_text(r, ROLE_GRANT_role, str_of(office_roles[g->role].id));
	r->area = g->area;
	if (g->area)
		rec_int(r, ROLE_GRANT_area, g->area);
	rec_int(r, ROLE_GRANT_only_assigned, g->nhousehold > 0);
	rec_int(r, ROLE_GRANT_valid_from, g->from);
	rec_int(r, ROLE_GRANT_valid_to, g->to);
	TRY(text_read(cx, "purpose", g->purpose, 200, false, r, ROLE_GRANT_purpose));
	rec_int(r, ROLE_GRANT_granted, cx->now_ms);
	rec_text(r, ROLE_GRANT_granted_by, str_of(by ? by->actor : cx->actor));
	w->now[w->n++] = r;
	for (int i = 0; i < g->nhousehold; i++) {
		struct rec *x = rec_new(&cx->arena, register_entity(o->view, TAG_assigned));
		struct rec *h;

		TRY(store_get(cx, o->view->db, &cx->arena, register_entity(o->view, TAG_household),
		              g->household[i], &h));
		x->id = store_new_id(o->main->st, x->e);
		rec_int(x, ASSIGNED_role_grant, r->id);
		rec_int(x, ASSIGNED_household, g->household[i]);
		rec_int(x, ASSIGNED_assigned_at, cx->now_ms);
		w->now[w->n++] = x;
	}
	w->object_id = r->id;
	return OK;
}

static enum err give(struct ctx *cx, struct office *o, const struct who *by,
                     const struct grant_new *g, int64_t *id)
{
	struct office_rows w = { .o = o, .act = ACT_GRANT, .actor = by ? by->actor : NULL,
		.object = TAG_role_grant };
	struct buf extra BUF_AUTO = { 0 };
	enum err e;

	TRY(person_may(cx, o, by, g));
	TRY(place_may(cx, o, g));
	w.old = arena_array(&cx->arena, (size_t)g->nhousehold + 1, sizeof(*w.old));
	w.now = arena_array(&cx->arena, (size_t)g->nhousehold + 1, sizeof(*w.now));
	TRY(grant_rows(cx, o, by, g, &w));
	buf_init(&extra, 400);
	buf_addf(&extra, "what=give\nrole=%s\naccount=%lld\n", office_roles[g->role].id,
	         (long long)g->account);
	w.extra = buf_str(&extra);
	w.reason = str_z(&cx->arena, g->purpose);
	*id = w.object_id;                      /* the receipt's answer names it */
	o->view->receipt = g->receipt;
	e = office_rows_write(cx, &w);
	o->view->receipt = NULL;
	TRY(e);
	return office_reload(cx, o);
}

enum err office_grant_give(struct ctx *cx, struct office *o, const struct who *by,
                           const struct grant_new *given, int64_t *id)
{
	struct grant_new g = *given;
	enum err e;

	TRY(by_may(cx, o, by, PERM_grants));
	if ((int)g.role < 0 || g.role >= ROLE__COUNT ||
	    office_roles[g.role].levels & 1u << LEVEL_EMERGENCY)
		return err_set(cx, ERR_INPUT, "role", "office-role-unknown", NULL);
	if (g.nhousehold > ASSIGNED_MOST)
		return err_set(cx, ERR_LIMIT, "households", "office-grant-many", NULL);
	TRY(dates_may(cx, o, &g));
	lock_write(o->desk);
	e = give(cx, o, by, &g, id);
	lock_end(o->desk);
	return e;
}

static enum err end_row(struct ctx *cx, struct office *o, const struct who *by, int64_t id,
                        const char *reason)
{
	struct rec *old, *now;
	struct office_rows w = { .o = o, .act = ACT_GRANT, .actor = by ? by->actor : NULL,
		.reason = reason, .extra = STR("what=end\n"), .object = TAG_role_grant, .object_id = id,
		.old = &old, .now = &now, .n = 1 };

	TRY(office_row(cx, o, TAG_role_grant, id, &old));
	if (rec_has(old, ROLE_GRANT_ended))
		return err_set(cx, ERR_CONFLICT, "grant", "office-grant-ended", NULL);
	now = rec_copy(&cx->arena, old);
	rec_int(now, ROLE_GRANT_ended, cx->now_ms);
	rec_text(now, ROLE_GRANT_ended_by, str_of(by ? by->actor : cx->actor));
	TRY(text_read(cx, "reason", str_of(reason), 200, true, now, ROLE_GRANT_end_reason));
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, o);
}

enum err office_grant_end(struct ctx *cx, struct office *o, const struct who *by, int64_t grant,
                          const char *reason)
{
	enum err e;

	TRY(by_may(cx, o, by, PERM_grants));
	TRY(reason_needed(cx, reason));
	lock_write(o->desk);
	e = end_row(cx, o, by, grant, reason);
	lock_end(o->desk);
	return e;
}

/* ---- listing ---- */

bool office_role_given(struct office *o, enum role r)
{
	bool given = false;

	lock_read(o->lock);
	for (int i = 0; i < o->people->ngrant && !given; i++)
		given = o->people->grant[i].role == r;
	lock_end(o->lock);
	return given;
}

enum err office_grant_list(struct ctx *cx, struct office *o, int64_t account,
                           struct grant_view **out, int *n)
{
	date_t today = office_day(o, cx->now_ms);
	const struct people *p;

	*n = 0;
	lock_read(o->lock);
	p = o->people;
	*out = arena_array(&cx->arena, (size_t)p->ngrant + 1, sizeof **out);
	for (int i = account ? people_grant(p, account) : 0;
	     i < p->ngrant && (!account || p->grant[i].account == account); i++) {
		const struct grant_row *g = &p->grant[i];
		const struct account_row *a = people_account(p, g->account);

		(*out)[(*n)++] = (struct grant_view){ .id = g->id, .account = g->account,
			.area = g->area, .role = g->role, .only_assigned = g->only_assigned,
			.in_force = a && a->active && grant_in_force(g, today, cx->now_ms),
			.nhousehold = g->nhousehold, .from = g->from, .to = g->to, .expires = g->expires,
			.ended = g->ended, .login = a ? str_dup(&cx->arena, a->login) : STR(""),
			.purpose = str_dup(&cx->arena, g->purpose),
			.granted_by = str_dup(&cx->arena, g->granted_by),
			.area_name = g->set ? str_dup(&cx->arena, g->set->name) : STR(""),
			.area_code = g->set ? g->set->code : 0 };
	}
	lock_end(o->lock);
	return OK;
}
