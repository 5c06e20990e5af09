/* api_office - accounts and grants, for the administrators; one's own password. */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#include "domain/register/area.h"

static void put_number(struct web_req *q, const char *key, int64_t v)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)v);
	json_key(&q->j, key);
	json_z(&q->j, text);
}

static void done(struct web_req *q)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "done");
	json_bool(&q->j, true);
	json_obj_end(&q->j);
}

static void put_roles(struct web_req *q, uint64_t roles)
{
	json_key(&q->j, "roles");
	json_arr(&q->j);
	for (int i = 0; i < ROLE__COUNT; i++)
		if (roles >> i & 1)
			json_z(&q->j, office_roles[i].id);
	json_arr_end(&q->j);
}

static void put_account(struct web_req *q, const struct account_view *a)
{
	json_obj(&q->j);
	put_number(q, "id", a->id);
	web_put(q, "login", a->login);
	web_put(q, "name", a->name);
	web_put(q, "unit", a->unit_name);
	json_key(&q->j, "active");
	json_bool(&q->j, a->active);
	json_key(&q->j, "totp");
	json_bool(&q->j, a->has_totp);
	json_key(&q->j, "must_change");
	json_bool(&q->j, a->must_change);
	put_roles(q, a->roles);
	web_put_time(q, "made", a->made);
	web_put_time(q, "seen", a->last_seen);
	json_obj_end(&q->j);
}

enum err api_accounts(struct web_req *q)
{
	struct account_view *a;
	int n;

	TRY(office_account_list(q->cx, q->office, &a, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		put_account(q, &a[i]);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_account_make(struct web_req *q)
{
	struct account_new a = { .must_change = true };
	struct web_body b;
	int64_t id;

	TRY(web_body(q, &b));
	a.login = web_text(&b, "login");
	a.name = web_text(&b, "name");
	a.idno = web_text(&b, "idno");
	a.unit_name = web_text(&b, "unit");
	a.phone = web_text(&b, "phone");
	a.password = web_text(&b, "password");
	a.lang = str_eqz(web_text(&b, "lang"), "en") ? LANG_EN : LANG_ZH;
	TRY(office_account_make(q->cx, q->office, &q->who, &a, &id));
	web_json(q, 201);
	json_obj(&q->j);
	put_number(q, "id", id);
	json_obj_end(&q->j);
	return OK;
}

enum err api_account_edit(struct web_req *q)
{
	struct web_body b;
	struct str what, reason;
	int64_t id;
	char *why;

	TRY(web_body(q, &b));
	what = web_text(&b, "do");
	reason = str_trim(web_text(&b, "reason"));
	if (!str_i64(q->param[0], &id))
		id = 0;
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	why = str_z(&q->cx->arena, reason);
	if (str_eqz(what, "disable"))
		TRY(office_account_disable(q->cx, q->office, &q->who, id, why));
	else if (str_eqz(what, "enable"))
		TRY(office_account_enable(q->cx, q->office, &q->who, id, why));
	else if (str_eqz(what, "password"))
		TRY(office_password_reset(q->cx, q->office, &q->who, id, web_text(&b, "password")));
	else if (str_eqz(what, "totp-remove"))
		TRY(office_totp_remove(q->cx, q->office, &q->who, id, why));
	else
		return err_set(q->cx, ERR_USAGE, "do", "web-do", NULL);
	done(q);
	return OK;
}

enum err api_password(struct web_req *q)
{
	struct web_body b;

	TRY(web_body(q, &b));
	TRY(office_password_change(q->cx, q->office, &q->who, web_text(&b, "old"),
	                           web_text(&b, "new")));
	done(q);
	return OK;
}

/* ---- grants ---- */

static void put_date(struct web_req *q, const char *key, date_t d)
{
	char text[11];

	if (!d)
		return;
	date_put(text, d);
	web_put(q, key, str_of(text));
}

static void put_grant(struct web_req *q, const struct grant_view *g)
{
	json_obj(&q->j);
	put_number(q, "id", g->id);
	put_number(q, "account", g->account);
	web_put(q, "login", g->login);
	web_put(q, "role", str_of(office_roles[g->role].id));
	if (g->area_code)
		put_number(q, "area", g->area_code);
	web_put(q, "area_name", g->area_name);
	json_key(&q->j, "households");
	json_int(&q->j, g->nhousehold);
	put_date(q, "from", g->from);
	put_date(q, "to", g->to);
	json_key(&q->j, "in_force");
	json_bool(&q->j, g->in_force);
	web_put_time(q, "ended", g->ended);
	web_put(q, "purpose", g->purpose);
	web_put(q, "by", row_who(q, g->granted_by));
	json_obj_end(&q->j);
}

enum err api_grants(struct web_req *q)
{
	struct grant_view *g;
	int n;

	TRY(office_grant_list(q->cx, q->office, web_query_int(q, "account", 0, INT64_MAX), &g, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		put_grant(q, &g[i]);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static enum err area_sent(struct web_req *q, struct str area, int64_t *id)
{
	struct area_tree *t;
	int64_t code;
	int at;

	*id = 0;
	if (!area.n)
		return OK;
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	at = str_i64(area, &code) ? area_by_code(t, code) : -1;
	if (at < 0)
		return err_set(q->cx, ERR_INPUT, "area", "row-not-found", "行政区划", "Area", NULL);
	*id = area_nth(t, at)->id;
	return OK;
}

static enum err date_of(struct web_req *q, struct str text, const char *key, date_t *out)
{
	enum date_form form;

	*out = 0;
	if (!text.n || date_parse(text, out, &form))
		return OK;
	return err_set(q->cx, ERR_INPUT, key, "web-date", NULL);
}

static void given(void *arg, struct buf *out)
{
	buf_addf(out, "{\"id\":\"%lld\"}", (long long)*(int64_t *)arg);
}

enum err api_grant_give(struct web_req *q)
{
	int64_t id = 0;
	struct receipt p = { .status = 201, .answer = given, .arg = &id };
	struct grant_new g = { 0 };
	struct web_body b;
	int role;
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(web_body(q, &b));
	role = office_role(web_text(&b, "role"));
	if (role < 0)
		return err_set(q->cx, ERR_INPUT, "role", "web-role", NULL);
	g.role = (enum role)role;
	if (!str_i64(web_text(&b, "account"), &g.account))
		g.account = 0;
	TRY(area_sent(q, web_text(&b, "area"), &g.area));
	TRY(date_of(q, web_text(&b, "from"), "from", &g.from));
	TRY(date_of(q, web_text(&b, "to"), "to", &g.to));
	g.purpose = str_trim(web_text(&b, "purpose"));
	g.receipt = p.key.n ? &p : NULL;
	e = office_grant_give(q->cx, q->office, &q->who, &g, &id);
	return again_end(q, &p, e);
}

enum err api_grant_end(struct web_req *q)
{
	struct web_body b;
	struct str reason;
	int64_t id;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	if (!str_i64(q->param[0], &id))
		id = 0;
	TRY(office_grant_end(q->cx, q->office, &q->who, id, str_z(&q->cx->arena, reason)));
	done(q);
	return OK;
}

/* ---- tokens ---- */

static void put_token(struct web_req *q, const struct token_view *t)
{
	json_obj(&q->j);
	put_number(q, "id", t->id);
	web_put(q, "name", t->name);
	json_key(&q->j, "perms");
	json_arr(&q->j);
	for (int i = 0; i < PERM__COUNT; i++)
		if (t->perms & PERM_BIT(i))
			json_z(&q->j, office_perms[i].id);
	json_arr_end(&q->j);
	if (t->area_code)
		put_number(q, "area", t->area_code);
	web_put(q, "area_name", t->area_name);
	web_put_time(q, "made", t->made);
	web_put_time(q, "expires", t->expires);
	web_put_time(q, "ended", t->ended);
	json_key(&q->j, "in_force");
	json_bool(&q->j, t->in_force);
	json_obj_end(&q->j);
}

enum err api_tokens(struct web_req *q)
{
	struct token_view *t;
	int n;

	TRY(office_token_list(q->cx, q->office, q->who.account, &t, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = n - 1; i >= 0; i--)
		put_token(q, &t[i]);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_token_make(struct web_req *q)
{
	char text[OFFICE_TOKEN_TEXT];
	struct token_new t = { 0 };
	struct web_body b;
	struct str rest, one;
	int64_t id;

	TRY(web_body(q, &b));
	t.name = web_text(&b, "name");
	rest = web_text(&b, "perms");           /* ["read","export"]: each second piece is a name */
	for (bool inside = false; str_next(&rest, '"', &one); inside = !inside) {
		int i = 0;

		while (inside && i < PERM__COUNT && !str_eqz(one, office_perms[i].id))
			i++;
		if (i == PERM__COUNT)
			return err_set(q->cx, ERR_INPUT, "perms", "office-token-perms", NULL);
		if (inside)
			t.perms |= PERM_BIT(i);
	}
	q->r->scope = NULL;                     /* places only: which may be named, the office says */
	TRY(area_sent(q, web_text(&b, "area"), &t.area));
	TRY(date_of(q, web_text(&b, "expires"), "expires", &t.expires));
	TRY(office_token_make(q->cx, q->office, &q->who, &t, text, &id));
	web_json(q, 201);
	json_obj(&q->j);
	put_number(q, "id", id);
	json_key(&q->j, "token");
	json_z(&q->j, text);
	json_obj_end(&q->j);
	return OK;
}

enum err api_token_end(struct web_req *q)
{
	struct web_body b;
	int64_t id;

	TRY(web_body(q, &b));
	if (!str_i64(q->param[0], &id))
		id = 0;
	TRY(office_token_end(q->cx, q->office, &q->who, id,
	                     str_z(&q->cx->arena, str_trim(web_text(&b, "reason")))));
	done(q);
	return OK;
}
