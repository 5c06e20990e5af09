/* office_login - name, password and code to a session; and how often somebody may try. */
#include "domain/office/office_int.h"

#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"
#include "crypto/totp.h"

/* ---- tries ----
 * Three counters: one account from one address, one account from anywhere, one address for any
 * account (an office of hundreds may share one). A try counts before it is known to fail, so that
 * many at once gain nothing; success takes it back. After `free` tries each one more doubles the
 * wait. */
struct limit { int free; int64_t first_ms, longest_ms; };
static const struct limit limits[3] = {
	{ 5, 5000, 15 * 60000 },         /* account and address */
	{ 10, 5000, 5 * 60000 },         /* account: strangers must not lock somebody out for long */
	{ 50, 1000, 15 * 60000 },        /* address */
};
#define FORGOTTEN_MS (INT64_C(30) * 60000)

static void try_keys(struct str login, struct str peer, uint64_t key[3])
{
	key[0] = str_hash(login) * UINT64_C(0x9e3779b97f4a7c15) ^ str_hash(peer) ^ 1;
	key[1] = str_hash(login) ^ UINT64_C(0xa5a5a5a5a5a5a5a5);
	key[2] = str_hash(peer) ^ UINT64_C(0x5a5a5a5a5a5a5a5a);
}

#define AROUND 8                 /* places where a key may lie */

static struct tries *known(struct office *o, uint64_t key, int64_t now_ms)
{
	for (uint64_t i = 0; i < AROUND; i++) {
		struct tries *t = &o->tries[(key + i) % TRIES];

		if (t->last_ms > now_ms)                /* the clock was put back: nobody waits for days */
			t->last_ms = now_ms;
		if (t->key == key && t->count && now_ms - t->last_ms <= FORGOTTEN_MS)
			return t;
	}
	return NULL;
}

/* A place for a new key: a free one, else that of the fewest tries: flooding the table with names
 * does not push out who is made to wait. */
static struct tries *place(struct office *o, uint64_t key, int64_t now_ms)
{
	struct tries *best = NULL;

	for (uint64_t i = 0; i < AROUND; i++) {
		struct tries *t = &o->tries[(key + i) % TRIES];

		if (t->count && now_ms - t->last_ms > FORGOTTEN_MS)
			t->count = 0;
		if (!best || t->count < best->count ||
		    (t->count == best->count && t->last_ms < best->last_ms))
			best = t;
	}
	*best = (struct tries){ .key = key };
	return best;
}

static int64_t wait_of(const struct limit *l, const struct tries *t, int64_t now_ms)
{
	int64_t wait = l->first_ms;

	if (t->count < l->free)
		return 0;
	for (int i = l->free; i < t->count && wait < l->longest_ms; i++)
		wait *= 2;
	if (wait > l->longest_ms)
		wait = l->longest_ms;
	return t->last_ms + wait > now_ms ? t->last_ms + wait - now_ms : 0;
}

/* Counts a try, or says how long to wait. */
static int64_t try_take(struct office *o, const uint64_t *key, int n, int64_t now_ms)
{
	int64_t wait = 0;

	lock_write(o->door);
	for (int i = 0; i < n; i++) {
		struct tries *t = known(o, key[i], now_ms);

		if (t && wait_of(&limits[i], t, now_ms) > wait)
			wait = wait_of(&limits[i], t, now_ms);
	}
	for (int i = 0; i < n && !wait; i++) {
		struct tries *t = known(o, key[i], now_ms);

		if (!t)
			t = place(o, key[i], now_ms);
		t->count++;
		t->last_ms = now_ms;
	}
	lock_end(o->door);
	return wait;
}

/* It was no failure: all is well again for this account from here; the others lose this try. */
static void try_back(struct office *o, const uint64_t *key, int n, int64_t now_ms, bool all)
{
	lock_write(o->door);
	for (int i = 0; i < n; i++) {
		struct tries *t = known(o, key[i], now_ms);

		if (t)
			t->count = i == 0 && all ? 0 : t->count - 1;
	}
	lock_end(o->door);
}

static enum err wait_told(struct ctx *cx, const char *where, int64_t wait)
{
	char seconds[24];

	snprintf(seconds, sizeof seconds, "%lld", (long long)((wait + 999) / 1000));
	return err_set(cx, ERR_LIMIT, where, "office-login-wait", seconds, NULL);
}

/* Whoever sits at somebody's open session guesses no more often than one who signs in. */
static uint64_t own_key(int64_t account)
{
	return (uint64_t)account * UINT64_C(0x9e3779b97f4a7c15) ^ UINT64_C(0x3c3c3c3c3c3c3c3c);
}

enum err own_try(struct ctx *cx, struct office *o, int64_t account, const char *where)
{
	uint64_t key = own_key(account);
	int64_t wait = try_take(o, &key, 1, cx->now_ms);

	return wait ? wait_told(cx, where, wait) : OK;
}

void own_good(struct office *o, int64_t account, int64_t now_ms)
{
	uint64_t key = own_key(account);

	try_back(o, &key, 1, now_ms, true);
}

/* ---- one log-in ---- */

struct entry {
	struct office *o;
	struct str login, peer;
	struct account_row a;        /* id 0: nobody of this name */
	struct str hash;
	unsigned char secret[TOTP_SECRET];
	bool has_secret;
	int64_t step;                /* of the code that was given */
	struct session session;
};

static const struct sql sql_step = { "account_use.step",
	"INSERT INTO account_use(account, totp_step, day, reveals, tails) VALUES($1, $2, 0, 0, 0)"
	" ON CONFLICT(account) DO UPDATE SET totp_step=$2 WHERE totp_step<$2", SQL_WRITE };

struct str login_form(struct arena *a, struct str login)
{
	char *z = str_z(a, str_trim(login));
	size_t n = strlen(z);

	for (size_t i = 0; i < n; i++)
		if (z[i] >= 'A' && z[i] <= 'Z')
			z[i] = (char)(z[i] + 32);
	return (struct str){ z, n };
}

/* An address as text, fit to stand in the journal. */
static struct str peer_form(struct arena *a, struct str peer)
{
	char text[64];
	size_t n = 0;

	for (size_t i = 0; i < peer.n && n < sizeof text - 1; i++)
		if ((peer.p[i] >= '0' && peer.p[i] <= '9') || (peer.p[i] >= 'a' && peer.p[i] <= 'f') ||
		    strchr(".:[]", peer.p[i] ? peer.p[i] : 'x'))
			text[n++] = peer.p[i];
	return str_dup(a, (struct str){ text, n });
}

static enum err read_secrets(struct ctx *cx, struct entry *t)
{
	struct office *o = t->o;
	struct rec *r = NULL;
	enum err e;

	lock_write(o->desk);
	e = office_row(cx, o, TAG_account, t->a.id, &r);
	lock_end(o->desk);
	TRY(e);
	if (rec_has(r, ACCOUNT_password))
		t->hash = r->v[ACCOUNT_password].s;
	t->has_secret = rec_has(r, ACCOUNT_totp) && rec_has(r, ACCOUNT_totp_set) &&
	                totp_secret_read(r->v[ACCOUNT_totp].s, t->secret);
	return OK;
}

#define FAILED_A_MINUTE 60       /* leaves: names tried by the thousand do not fill the disk */

/* Whether a failure gets a leaf of its own; *more: how many before it got none. */
static bool failed_told(struct office *o, int64_t now_ms, int *more)
{
	bool tell;

	lock_write(o->door);
	if (now_ms - o->failed_since >= 60000 || now_ms < o->failed_since) {
		o->failed_since = now_ms;
		o->failed_told = 0;
	}
	tell = o->failed_told < FAILED_A_MINUTE;
	*more = o->failed_more;
	o->failed_told += tell;
	o->failed_more = tell ? 0 : o->failed_more + 1;
	lock_end(o->door);
	return tell;
}

static enum err failed(struct ctx *cx, const struct entry *t, const char *why)
{
	struct buf extra BUF_AUTO = { 0 };
	char actor[80];
	int more;

	if (!failed_told(t->o, cx->now_ms, &more))
		return OK;
	buf_init(&extra, 400);
	buf_addf(&extra, "why=%s\npeer=%.*s\n", why, STR_FMT(t->peer));
	if (more)
		buf_addf(&extra, "more=%d\n", more);
	snprintf(actor, sizeof actor, "peer:%.*s", STR_FMT(t->peer));
	return office_leaf(cx, t->o, ACT_LOGIN_FAILED, actor, t->a.id ? TAG_account : 0, t->a.id, NULL,
	                   buf_str(&extra));
}

enum err own_failed(struct ctx *cx, struct office *o, const struct who *who, const char *why)
{
	struct buf extra BUF_AUTO = { 0 };
	int more;

	if (!failed_told(o, cx->now_ms, &more))
		return OK;
	buf_init(&extra, 400);
	buf_addf(&extra, "why=%s\n", why);
	if (more)
		buf_addf(&extra, "more=%d\n", more);
	return office_leaf(cx, o, ACT_LOGIN_FAILED, who->actor, TAG_account, who->account, NULL,
	                   buf_str(&extra));
}

enum err step_use(struct ctx *cx, struct db *db, int64_t account, int64_t step)
{
	int64_t changed;
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_step, &s));
	stmt_int(s, 1, account);
	stmt_int(s, 2, step);
	TRY(stmt_run(cx, s, &changed));
	return changed ? OK : err_set(cx, ERR_DENIED, "code", "office-login-code", NULL);
}

static enum err enter(struct ctx *cx, struct db *db, void *arg)
{
	struct entry *t = arg;

	if (t->has_secret)
		TRY(step_use(cx, db, t->a.id, t->step));
	return session_insert(cx, db, &t->session);
}

static enum err open_session(struct ctx *cx, struct entry *t, char token[TOKEN_TEXT],
                             struct who *who)
{
	struct office *o = t->o;
	struct buf extra BUF_AUTO = { 0 }, hex BUF_AUTO = { 0 };
	unsigned char raw[TOKEN_LEN];
	char actor[40];
	struct office_rows w = { .o = o, .act = ACT_LOGIN, .object = TAG_account,
		.object_id = t->a.id, .also = enter, .arg = t };

	os_random(raw, sizeof raw);
	buf_init(&hex, 100);
	hex_put(&hex, raw, sizeof raw);
	memcpy(token, hex.p, TOKEN_TEXT);
	memset(raw, 0, sizeof raw);
	t->session = (struct session){ .account = t->a.id, .made = cx->now_ms, .seen = cx->now_ms,
		.written = cx->now_ms, .second = t->has_secret };
	session_hash(str_of(token), t->session.id);
	buf_init(&extra, 400);
	buf_addf(&extra, "peer=%.*s\nsecond=%d\n", STR_FMT(t->peer), t->has_secret);
	w.extra = buf_str(&extra);
	snprintf(actor, sizeof actor, "account:%lld", (long long)t->a.id);
	w.actor = actor;
	TRY(office_rows_write(cx, &w));
	session_add(o, &t->session);
	return office_session(o, str_of(token), cx->now_ms, who) ? OK :
	       err_set(cx, ERR_DENIED, "login", "office-login-wrong", NULL);
}

static bool find_account(struct entry *t)
{
	const struct account_row *a;
	bool active;

	lock_read(t->o->lock);
	a = people_login(t->o->people, t->login);
	if (a)
		t->a = *a;
	lock_end(t->o->lock);
	t->a.login = t->a.name = t->a.unit_name = (struct str){ 0 };    /* the copy may go */
	active = t->a.active;
	return active;
}

static enum err check(struct ctx *cx, struct entry *t, const struct login *l, const uint64_t key[3])
{
	bool active = find_account(t), good;

	if (t->a.id)
		TRY(read_secrets(cx, t));
	lock_write(t->o->hashing);
	good = password_check(t->hash, l->password, &t->o->cost);
	lock_end(t->o->hashing);
	if (!good || !active) {
		TRY(failed(cx, t, !t->a.id ? "unknown" : !good ? "password" : "disabled"));
		return err_set(cx, ERR_DENIED, "login", "office-login-wrong", NULL);
	}
	if (!t->has_secret)
		return OK;
	if (!str_trim(l->code).n) {                 /* asked for: no try is lost */
		try_back(t->o, key, 3, cx->now_ms, false);
		return err_set(cx, ERR_DENIED, "code", "office-login-code", NULL);
	}
	if (!totp_check(t->secret, l->code, cx->now_ms, 0, &t->step)) {
		TRY(failed(cx, t, "code"));
		return err_set(cx, ERR_DENIED, "code", "office-login-code", NULL);
	}
	return OK;
}

enum err office_login(struct ctx *cx, struct office *o, const struct login *l,
                      char token[TOKEN_TEXT], struct who *who)
{
	struct entry t = { .o = o, .login = login_form(&cx->arena, l->login),
		.peer = peer_form(&cx->arena, l->peer) };
	uint64_t key[3];
	int64_t wait;
	enum err e;

	*who = (struct who){ 0 };
	token[0] = 0;
	try_keys(t.login, t.peer, key);
	wait = try_take(o, key, 3, cx->now_ms);
	if (wait)
		return wait_told(cx, "login", wait);
	e = check(cx, &t, l, key);
	if (e == OK)
		e = open_session(cx, &t, token, who);
	if (e == OK)
		try_back(o, key, 3, cx->now_ms, true);
	else
		token[0] = 0;
	memset(t.secret, 0, sizeof t.secret);
	return e;
}
