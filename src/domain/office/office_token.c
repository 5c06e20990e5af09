/* office_token - keys for programs. A token is less than its account in every way: some of what the
 * account may, never deciding or administering; where the account may, or a part of it; until a
 * day. What the account loses, the token loses with it. */
#include "domain/office/office_int.h"

#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"

#define LIVE_MOST 20             /* tokens of one account */

uint64_t office_token_perms(void)
{
	uint64_t perms = 0;

	for (int i = 0; i < PERM__COUNT; i++)
		if (!office_perms[i].second && i != PERM_reveal &&
		    (office_perms[i].class == CLASS_READ || office_perms[i].class == CLASS_WRITE))
			perms |= PERM_BIT(i);
	return perms;
}

static void hash_of(struct str token, struct buf *hex)
{
	unsigned char out[32];
	struct digest d;

	digest_init(&d, HASH_SHA256);
	digest_add(&d, "jingzhun token v1", 17);
	digest_add(&d, token.p, token.n);
	digest_end(&d, out);
	hex_put(hex, out, sizeof out);
}

static bool in_force(const struct token_row *t, int64_t now_ms)
{
	return !t->ended && now_ms < t->expires;
}

bool office_token(struct office *o, struct str token, int64_t now_ms, struct who *who)
{
	struct buf hex BUF_AUTO = { 0 };
	const struct account_row *a;
	const struct people *p;

	*who = (struct who){ 0 };
	if (token.n != OFFICE_TOKEN_TEXT - 1)
		return false;
	buf_init(&hex, 200);
	hash_of(token, &hex);
	lock_read(o->lock);
	p = o->people;
	for (int i = 0; i < p->ntoken; i++) {
		const struct token_row *t = &p->token[i];

		if (!str_eq(t->hash, buf_str(&hex)) || !in_force(t, now_ms))
			continue;
		a = people_account(p, t->account);
		if (!a || !a->active)
			break;
		who_fill(o, p, a, false, now_ms, who);
		who->token = t->id;
		who->only = t->perms & office_token_perms();
		who->within = t->area;
		who->perms &= who->only;
		who->emergency_until = 0;
	}
	lock_end(o->lock);
	return who->account != 0;
}

/* ---- making ---- */

/* Does some grant of the account reach the area? Under lock. */
static bool reaches(const struct office *o, const struct who *who, int64_t area, int64_t now_ms)
{
	const struct people *p = o->people;

	for (int i = people_grant(p, who->account);
	     i < p->ngrant && p->grant[i].account == who->account; i++) {
		const struct grant_row *g = &p->grant[i];
		struct scope s = { 0 };

		if (!grant_in_force(g, office_day(o, now_ms), now_ms) || g->only_assigned)
			continue;
		if (g->set)
			s = (struct scope){ .area = g->set->id, .narea = g->set->n };
		if (!g->area || scope_area(&s, area))
			return true;
	}
	return false;
}

static enum err allowed(struct ctx *cx, struct office *o, const struct who *who,
                        const struct token_new *t)
{
	date_t today = office_day(o, cx->now_ms);
	bool there = true;
	int live = 0;

	if (who->token || !who->account || who->must_change)
		return err_set(cx, ERR_DENIED, "", "office-token-session", NULL);
	if (!t->perms)
		return err_set(cx, ERR_INPUT, "perms", "office-token-perms", NULL);
	for (int i = 0; i < PERM__COUNT; i++) {
		const char *name = cx->lang == LANG_ZH ? office_perms[i].zh : office_perms[i].en;

		if (t->perms & PERM_BIT(i) && !(who->perms & office_token_perms() & PERM_BIT(i)))
			return err_set(cx, ERR_DENIED, "perms", "office-token-more", name, NULL);
	}
	if (!date_valid(t->expires) || !date_day(t->expires) || t->expires <= today ||
	    t->expires > date_add_months(today, GRANT_MAX_MONTHS))
		return err_set(cx, ERR_INPUT, "expires", "office-token-expires", NULL);
	lock_read(o->lock);
	if (t->area)
		there = reaches(o, who, t->area, cx->now_ms);
	for (int i = 0; i < o->people->ntoken; i++)
		live += o->people->token[i].account == who->account &&
		        in_force(&o->people->token[i], cx->now_ms);
	lock_end(o->lock);
	if (!there)
		return err_set(cx, ERR_NOTFOUND, "area", "office-grant-no-area", NULL);
	return live < LIVE_MOST ? OK : err_set(cx, ERR_LIMIT, "", "office-token-many", NULL);
}

static enum err make(struct ctx *cx, struct office *o, const struct who *who,
                     const struct token_new *t, char text[OFFICE_TOKEN_TEXT], int64_t *id)
{
	struct rec *old = NULL, *r = rec_new(&cx->arena, register_entity(o->view, TAG_token));
	struct office_rows w = { .o = o, .act = ACT_ACCOUNT, .actor = who->actor,
		.extra = STR("what=token\n"), .object = TAG_account, .object_id = who->account,
		.old = &old, .now = &r, .n = 1 };
	struct buf hex BUF_AUTO = { 0 }, perms BUF_AUTO = { 0 };
	unsigned char raw[16];

	os_random(raw, sizeof raw);
	buf_init(&hex, 200);
	buf_addz(&hex, "jz_");
	hex_put(&hex, raw, sizeof raw);
	snprintf(text, OFFICE_TOKEN_TEXT, "%.*s", STR_FMT(buf_str(&hex)));
	buf_reset(&hex);
	hash_of(str_of(text), &hex);
	buf_init(&perms, 1000);
	for (int i = 0; i < PERM__COUNT; i++)
		if (t->perms & PERM_BIT(i))
			buf_addf(&perms, "%s%s", perms.n ? " " : "", office_perms[i].id);
	r->id = store_new_id(o->main->st, r->e);
	rec_int(r, TOKEN_account, who->account);
	TRY(text_read(cx, "name", t->name, 60, true, r, TOKEN_name));
	rec_text(r, TOKEN_hash, str_dup(&cx->arena, buf_str(&hex)));
	rec_text(r, TOKEN_perms, str_dup(&cx->arena, buf_str(&perms)));
	r->area = t->area;
	if (t->area)
		rec_int(r, TOKEN_area, t->area);
	rec_int(r, TOKEN_made, cx->now_ms);
	rec_int(r, TOKEN_expires, office_day_ms(o, t->expires));
	TRY(office_rows_write(cx, &w));
	*id = r->id;
	return office_reload(cx, o);
}

enum err office_token_make(struct ctx *cx, struct office *o, const struct who *who,
                           const struct token_new *t, char text[OFFICE_TOKEN_TEXT], int64_t *id)
{
	enum err e;

	text[0] = 0;
	TRY(allowed(cx, o, who, t));
	lock_write(o->desk);
	e = make(cx, o, who, t, text, id);
	lock_end(o->desk);
	if (e != OK)
		text[0] = 0;
	return e;
}

/* ---- ending, listing ---- */

static enum err end_row(struct ctx *cx, struct office *o, const struct who *who, int64_t id,
                        const char *reason)
{
	struct rec *old, *now;
	struct office_rows w = { .o = o, .act = ACT_ACCOUNT, .actor = who->actor, .reason = reason,
		.extra = STR("what=token-end\n"), .object = TAG_account, .old = &old, .now = &now, .n = 1 };

	TRY(office_row(cx, o, TAG_token, id, &old));
	w.object_id = old->v[TOKEN_account].i;
	if (w.object_id != who->account && !(who->perms & PERM_BIT(PERM_users)))
		return err_set(cx, ERR_NOTFOUND, "token", "row-not-found", old->e->zh, old->e->en, NULL);
	if (rec_has(old, TOKEN_ended))
		return err_set(cx, ERR_CONFLICT, "token", "office-token-ended", NULL);
	now = rec_copy(&cx->arena, old);
	rec_int(now, TOKEN_ended, cx->now_ms);
	rec_text(now, TOKEN_ended_by, str_of(who->actor));
	TRY(text_read(cx, "reason", str_of(reason ? reason : ""), 200, false, now, TOKEN_end_reason));
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, o);
}

enum err office_token_end(struct ctx *cx, struct office *o, const struct who *who, int64_t id,
                          const char *reason)
{
	enum err e;

	if (who->token)
		return err_set(cx, ERR_DENIED, "", "office-token-session", NULL);
	lock_write(o->desk);
	e = end_row(cx, o, who, id, reason);
	lock_end(o->desk);
	return e;
}

enum err office_token_list(struct ctx *cx, struct office *o, int64_t account,
                           struct token_view **out, int *n)
{
	const struct people *p;

	*n = 0;
	lock_read(o->lock);
	p = o->people;
	*out = arena_array(&cx->arena, (size_t)p->ntoken + 1, sizeof **out);
	for (int i = 0; i < p->ntoken; i++) {
		const struct token_row *t = &p->token[i];

		if (t->account != account)
			continue;
		(*out)[(*n)++] = (struct token_view){ .id = t->id, .account = t->account,
			.name = str_dup(&cx->arena, t->name), .perms = t->perms, .made = t->made,
			.expires = t->expires, .ended = t->ended, .in_force = in_force(t, cx->now_ms),
			.area_code = t->set ? t->set->code : 0,
			.area_name = t->set ? str_dup(&cx->arena, t->set->name) : STR("") };
	}
	lock_end(o->lock);
	return OK;
}
