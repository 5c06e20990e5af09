/* office_account - accounts: made, disabled, their passwords and second factors. */
#include "domain/office/office_int.h"

#include <stdio.h>

#include "base/codes.h"
#include "base/os.h"
#include "base/utf8.h"
#include "crypto/totp.h"

#define ACCOUNTS_MAX 100000

/* ---- what was typed ---- */

static enum err wrong(struct ctx *cx, const char *where, const char *key, struct str what)
{
	return err_set(cx, ERR_INPUT, where, key, str_z(&cx->arena, str_sub(what, 0, 80)), NULL);
}

/* 2 to 32 of a-z 0-9 . _ -, a letter first. */
static bool login_good(struct str s)
{
	if (s.n < 2 || s.n > 32 || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') &&
		    !strchr("._-", s.p[i]))
			return false;
	return true;
}

enum err text_read(struct ctx *cx, const char *where, struct str s, size_t most, bool need,
                   struct rec *r, int f)
{
	s = str_trim(s);
	if (!s.n && need)
		return wrong(cx, where, "office-needed", str_of(where));
	if (s.n > most * 3 || !utf8_valid(s))
		return wrong(cx, where, "office-text", s);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 32 || s.p[i] == 127)
			return wrong(cx, where, "office-text", s);
	if (s.n)
		rec_text(r, f, str_dup(&cx->arena, s));
	return OK;
}

enum err office_idno_read(struct ctx *cx, const struct office *o, struct str s, struct rec *r,
                          int f)
{
	struct idno id;

	s = str_trim(s);
	if (!s.n)
		return OK;
	if (idno_read(s, office_day(o, cx->now_ms), &id) != IDNO_GOOD)
		return err_set(cx, ERR_INPUT, "idno", "office-idno", NULL);
	rec_text(r, f, str_dup(&cx->arena, str_of(id.no)));
	return OK;
}

static enum err phone_put(struct ctx *cx, struct str s, struct rec *r)
{
	char out[16];
	bool normalised;

	if (!str_trim(s).n)
		return OK;
	if (phone_read(str_trim(s), out, &normalised) != CODE_GOOD)
		return err_set(cx, ERR_INPUT, "phone", "office-phone", NULL);
	rec_text(r, ACCOUNT_phone, str_dup(&cx->arena, str_of(out)));
	return OK;
}

/* ---- passwords ---- */

/* Does the account administer anything, now or later? Then its password is longer. */
static bool administers(struct office *o, int64_t account)
{
	bool yes = false;

	lock_read(o->lock);
	for (int i = people_grant(o->people, account); i < o->people->ngrant &&
	     o->people->grant[i].account == account; i++)
		yes |= !o->people->grant[i].ended &&
		       office_roles[o->people->grant[i].role].admin != ADMIN_NONE;
	lock_end(o->lock);
	return yes;
}

/* Checks, hashes (not under desk), and remembers the one before. */
struct password_new {
	struct str password, login, name, former;
	bool admin;
	char hash[PASSWORD_HASH_MAX];
};

static enum err password_make(struct ctx *cx, struct office *o, struct password_new *p)
{
	struct office_rules rules = office_rules_now(o);
	enum err e;

	lock_write(o->hashing);
	e = password_allowed(cx, &rules, p->password, p->login, p->name, p->admin, p->former);
	if (e == OK)
		e = password_hash(cx, p->password, &o->cost, p->hash);
	lock_end(o->hashing);
	return e;
}

static struct str former_of(struct ctx *cx, const struct rec *r)
{
	struct buf b BUF_AUTO = { 0 };
	struct str rest = rec_has(r, ACCOUNT_password_old) ? r->v[ACCOUNT_password_old].s :
	                  (struct str){ 0 }, line;

	buf_init(&b, 1200);
	if (rec_has(r, ACCOUNT_password))
		buf_adds(&b, r->v[ACCOUNT_password].s);
	for (int n = 1; n < PASSWORDS_KEPT && str_next(&rest, '\n', &line); n++) {
		buf_addc(&b, '\n');
		buf_adds(&b, line);
	}
	return str_dup(&cx->arena, buf_str(&b));
}

static void password_put(struct ctx *cx, struct rec *now, const char *hash, struct str former,
                         bool must_change)
{
	if (former.n)
		rec_text(now, ACCOUNT_password_old, former);
	rec_text(now, ACCOUNT_password, str_dup(&cx->arena, str_of(hash)));
	rec_int(now, ACCOUNT_password_set, cx->now_ms);
	rec_int(now, ACCOUNT_must_change, must_change);
}

/* ---- one row changed ---- */

struct account_change {
	struct office *o;
	const struct who *by;
	int64_t id;
	const char *what;            /* for the leaf: "what=disable" */
	const char *reason;
	bool end_sessions;
	const unsigned char *keep;
	const void *arg;
	enum err (*also)(struct ctx *cx, struct db *db, void *arg);      /* in the transaction */
	void *also_arg;
};

static enum err write_change(struct ctx *cx, struct account_change *c,
                             enum err (*set)(struct ctx *cx, struct rec *now, const void *arg))
{
	struct buf extra BUF_AUTO = { 0 };
	struct rec *old, *now;
	struct office_rows w = { .o = c->o, .act = ACT_ACCOUNT, .reason = c->reason,
		.actor = c->by ? c->by->actor : NULL, .object = TAG_account, .object_id = c->id,
		.old = &old, .now = &now, .n = 1, .keep = c->keep, .also = c->also, .arg = c->also_arg };

	buf_init(&extra, 200);
	buf_addf(&extra, "what=%s\n", c->what);
	w.extra = buf_str(&extra);
	w.end_sessions = c->end_sessions ? c->id : 0;
	TRY(office_row(cx, c->o, TAG_account, c->id, &old));
	now = rec_copy(&cx->arena, old);
	TRY(set(cx, now, c->arg));
	rec_int(now, ACCOUNT_changed, cx->now_ms);
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, c->o);
}

static enum err change(struct ctx *cx, struct account_change *c,
                       enum err (*set)(struct ctx *cx, struct rec *now, const void *arg))
{
	enum err e;

	lock_write(c->o->desk);
	e = write_change(cx, c, set);
	lock_end(c->o->desk);
	return e;
}

/* ---- making ---- */

static enum err new_row(struct ctx *cx, struct office *o, const struct who *by,
                        const struct account_new *a, struct str login, struct rec **out)
{
	struct rec *r = rec_new(&cx->arena, register_entity(o->view, TAG_account));

	r->id = store_new_id(o->main->st, r->e);
	rec_text(r, ACCOUNT_login, login);
	TRY(text_read(cx, "name", a->name, 60, true, r, ACCOUNT_name));
	TRY(text_read(cx, "unit_name", a->unit_name, 100, false, r, ACCOUNT_unit_name));
	TRY(office_idno_read(cx, o, a->idno, r, ACCOUNT_idno));
	TRY(phone_put(cx, a->phone, r));
	rec_text(r, ACCOUNT_state, STR("active"));
	rec_text(r, ACCOUNT_lang, a->lang == LANG_EN ? STR("en") : STR("zh"));
	rec_int(r, ACCOUNT_made, cx->now_ms);
	rec_text(r, ACCOUNT_made_by, str_of(by ? by->actor : cx->actor));
	rec_int(r, ACCOUNT_changed, cx->now_ms);
	*out = r;
	return OK;
}

static enum err make_row(struct ctx *cx, struct office *o, const struct who *by, struct rec *r)
{
	struct rec *old = NULL;
	struct office_rows w = { .o = o, .act = ACT_ACCOUNT, .actor = by ? by->actor : NULL,
		.extra = STR("what=make\n"), .object = TAG_account, .object_id = r->id,
		.old = &old, .now = &r, .n = 1 };

	if (office_account(o, r->v[ACCOUNT_login].s))
		return err_set(cx, ERR_CONFLICT, "login", "office-login-taken",
		               str_z(&cx->arena, r->v[ACCOUNT_login].s), NULL);
	if (office_accounts(o) >= ACCOUNTS_MAX)
		return err_set(cx, ERR_LIMIT, "login", "office-accounts-many", NULL);
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, o);
}

enum err office_account_make(struct ctx *cx, struct office *o, const struct who *by,
                             const struct account_new *a, int64_t *id)
{
	struct str login = login_form(&cx->arena, a->login);
	struct password_new p = { .password = a->password, .login = login, .name = a->name };
	struct rec *r;
	enum err e;

	TRY(by_may(cx, o, by, PERM_users));
	if (!login_good(login))
		return wrong(cx, "login", "office-login-form", login);
	if (office_account(o, login))
		return err_set(cx, ERR_CONFLICT, "login", "office-login-taken", str_z(&cx->arena, login),
		               NULL);
	TRY(new_row(cx, o, by, a, login, &r));
	TRY(password_make(cx, o, &p));
	password_put(cx, r, p.hash, (struct str){ 0 }, a->must_change);
	lock_write(o->desk);
	e = make_row(cx, o, by, r);
	lock_end(o->desk);
	*id = e == OK ? r->id : 0;
	return e;
}

/* ---- in and out of use ---- */

static enum err set_disabled(struct ctx *cx, struct rec *now, const void *arg)
{
	(void)cx;
	rec_text(now, ACCOUNT_state, STR("disabled"));
	rec_text(now, ACCOUNT_state_reason, str_of(arg));
	return OK;
}

static enum err set_enabled(struct ctx *cx, struct rec *now, const void *arg)
{
	(void)cx;
	(void)arg;
	rec_text(now, ACCOUNT_state, STR("active"));
	now->v[ACCOUNT_state_reason] = (struct val){ 0 };
	return OK;
}

enum err reason_needed(struct ctx *cx, const char *reason)
{
	if (!reason || !str_trim(str_of(reason)).n)
		return err_set(cx, ERR_INPUT, "reason", "office-reason", NULL);
	return strlen(reason) > 600 ? err_set(cx, ERR_INPUT, "reason", "office-text", "", NULL) : OK;
}

enum err office_account_disable(struct ctx *cx, struct office *o, const struct who *by,
                                int64_t account, const char *reason)
{
	struct account_change c = { .o = o, .by = by, .id = account, .what = "disable",
		.reason = reason, .end_sessions = true, .arg = reason };

	TRY(by_may(cx, o, by, PERM_users));
	TRY(reason_needed(cx, reason));
	return change(cx, &c, set_disabled);
}

enum err office_account_enable(struct ctx *cx, struct office *o, const struct who *by,
                               int64_t account, const char *reason)
{
	struct account_change c = { .o = o, .by = by, .id = account, .what = "enable",
		.reason = reason };

	TRY(by_may(cx, o, by, PERM_users));
	TRY(reason_needed(cx, reason));
	return change(cx, &c, set_enabled);
}

/* ---- passwords ---- */

struct password_set { const char *hash; struct str former; bool must_change; };

static enum err set_password(struct ctx *cx, struct rec *now, const void *arg)
{
	const struct password_set *p = arg;

	password_put(cx, now, p->hash, p->former, p->must_change);
	return OK;
}

static enum err account_load(struct ctx *cx, struct office *o, int64_t id, struct rec **out)
{
	enum err e;

	lock_write(o->desk);
	e = office_row(cx, o, TAG_account, id, out);
	lock_end(o->desk);
	return e;
}

static enum err password_write(struct ctx *cx, struct account_change *c, const struct rec *r,
                               struct str password, bool must_change)
{
	struct password_new p = { .password = password, .login = r->v[ACCOUNT_login].s,
		.name = r->v[ACCOUNT_name].s, .former = former_of(cx, r),
		.admin = administers(c->o, c->id) };
	struct password_set set;

	TRY(password_make(cx, c->o, &p));
	set = (struct password_set){ p.hash, p.former, must_change };
	c->arg = &set;
	c->end_sessions = true;
	return change(cx, c, set_password);
}

enum err office_password_change(struct ctx *cx, struct office *o, const struct who *who,
                                struct str old_password, struct str new_password)
{
	struct account_change c = { .o = o, .by = who, .id = who->account, .what = "password",
		.keep = who->session };
	struct rec *r;
	bool good;

	TRY(own_try(cx, o, who->account, "old_password"));
	TRY(account_load(cx, o, who->account, &r));
	lock_write(o->hashing);
	good = rec_has(r, ACCOUNT_password) &&
	       password_check(r->v[ACCOUNT_password].s, old_password, &o->cost);
	lock_end(o->hashing);
	if (!good) {
		TRY(own_failed(cx, o, who, "own-password"));
		return err_set(cx, ERR_DENIED, "old_password", "office-old-password", NULL);
	}
	own_good(o, who->account, cx->now_ms);
	if (str_eq(old_password, new_password))
		return err_set(cx, ERR_INPUT, "password", "password-same", NULL);
	return password_write(cx, &c, r, new_password, false);
}

enum err office_password_reset(struct ctx *cx, struct office *o, const struct who *by,
                               int64_t account, struct str password)
{
	struct account_change c = { .o = o, .by = by, .id = account, .what = "password-reset" };
	struct rec *r;

	TRY(by_may(cx, o, by, PERM_users));
	TRY(account_load(cx, o, account, &r));
	return password_write(cx, &c, r, password, true);
}

/* ---- the second factor ---- */

enum err office_totp_new(struct ctx *cx, struct office *o, int64_t account, struct str *text,
                         struct str *uri)
{
	unsigned char secret[TOTP_SECRET];
	struct buf b BUF_AUTO = { 0 };
	char shown[TOTP_TEXT];
	struct rec *r;

	TRY(account_load(cx, o, account, &r));
	os_random(secret, sizeof secret);
	totp_secret_text(secret, shown);
	*text = str_dup(&cx->arena, str_of(shown));
	buf_init(&b, 1000);
	totp_uri(&b, STR("jingzhun"), r->v[ACCOUNT_login].s, secret);
	*uri = str_dup(&cx->arena, buf_str(&b));
	memset(secret, 0, sizeof secret);
	return OK;
}

static enum err set_totp(struct ctx *cx, struct rec *now, const void *arg)
{
	const struct str *text = arg;

	rec_text(now, ACCOUNT_totp, *text);
	rec_int(now, ACCOUNT_totp_set, cx->now_ms);
	return OK;
}

static bool code_good(struct ctx *cx, struct str secret, struct str code, int64_t *step)
{
	unsigned char raw[TOTP_SECRET];
	bool good = totp_secret_read(secret, raw) && totp_check(raw, code, cx->now_ms, 0, step);

	memset(raw, 0, sizeof raw);
	return good;
}

struct step_used { int64_t account, step; };

static enum err use_step(struct ctx *cx, struct db *db, void *arg)
{
	const struct step_used *u = arg;

	return step_use(cx, db, u->account, u->step);
}

/* The second factor that is in force, if there is one, has to agree to its successor. */
static enum err former_agrees(struct ctx *cx, struct office *o, const struct who *who,
                              struct str former, struct step_used *used)
{
	struct rec *r;

	TRY(account_load(cx, o, who->account, &r));
	if (!rec_has(r, ACCOUNT_totp) || !rec_has(r, ACCOUNT_totp_set))
		return OK;
	if (!str_trim(former).n)
		return err_set(cx, ERR_INPUT, "former", "office-code-former", NULL);
	TRY(own_try(cx, o, who->account, "former"));
	if (!code_good(cx, r->v[ACCOUNT_totp].s, former, &used->step)) {
		TRY(own_failed(cx, o, who, "own-code"));
		return err_set(cx, ERR_INPUT, "former", "office-code-former", NULL);
	}
	used->account = who->account;
	return OK;
}

enum err office_totp_confirm(struct ctx *cx, struct office *o, const struct who *who,
                             int64_t account, const struct totp_proof *p)
{
	struct step_used used = { 0 };
	struct account_change c = { .o = o, .id = account, .what = "second-factor", .arg = &p->secret,
		.by = who, .also_arg = &used };
	int64_t step;

	if (!code_good(cx, p->secret, p->code, &step))
		return err_set(cx, ERR_INPUT, "code", "office-code-wrong", NULL);
	if (who)
		TRY(former_agrees(cx, o, who, p->former, &used));
	if (used.account)
		c.also = use_step;
	TRY(change(cx, &c, set_totp));
	if (used.account)
		own_good(o, used.account, cx->now_ms);
	return OK;
}

static enum err unset_totp(struct ctx *cx, struct rec *now, const void *arg)
{
	(void)cx;
	(void)arg;
	now->v[ACCOUNT_totp] = now->v[ACCOUNT_totp_set] = (struct val){ 0 };
	return OK;
}

enum err office_totp_remove(struct ctx *cx, struct office *o, const struct who *by, int64_t account,
                            const char *reason)
{
	struct account_change c = { .o = o, .by = by, .id = account, .what = "second-factor-removed",
		.reason = reason, .end_sessions = true };

	/* who resets passwords must not be able to take the second factor away, too: nobody takes over
	 * an account alone */
	TRY(by_may(cx, o, by, PERM_roles_security));
	TRY(reason_needed(cx, reason));
	return change(cx, &c, unset_totp);
}

/* ---- listing ---- */

static void view_of(struct ctx *cx, const struct office *o, const struct account_row *a,
                    struct account_view *v)
{
	struct who who;

	who_fill(o, o->people, a, false, cx->now_ms, &who);
	*v = (struct account_view){ .id = a->id, .login = str_dup(&cx->arena, a->login),
		.name = str_dup(&cx->arena, a->name), .unit_name = str_dup(&cx->arena, a->unit_name),
		.active = a->active, .has_totp = a->has_totp, .has_person = a->has_person,
		.must_change = who.must_change, .lang = a->lang, .roles = who.roles, .made = a->made,
		.changed = a->changed };
}

enum err office_account_list(struct ctx *cx, struct office *o, struct account_view **out, int *n)
{
	lock_read(o->lock);
	*n = o->people->naccount;
	*out = arena_array(&cx->arena, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++)
		view_of(cx, o, &o->people->account[i], &(*out)[i]);
	lock_end(o->lock);
	for (int i = 0; i < *n; i++)
		(*out)[i].last_seen = sessions_seen(o, (*out)[i].id);
	return OK;
}
