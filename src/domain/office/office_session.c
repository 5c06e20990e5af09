/* office_session - who is signed in: a table in memory, kept in the table `session` so that a
 * restarted server still knows them. Only the hash of a token is stored anywhere. */
#include "domain/office/office_int.h"

#include "base/mem.h"
#include "base/os.h"
#include "crypto/sign.h"

static const struct sql sql_all = { "session.all",
	"SELECT id, account, made, seen, second FROM session", SQL_SCAN_OK };
static const struct sql sql_put = { "session.put",
	"INSERT INTO session(id, account, made, seen, second) VALUES($1, $2, $3, $4, $5)", SQL_WRITE };
static const struct sql sql_seen = { "session.seen", "UPDATE session SET seen=$2 WHERE id=$1",
	SQL_WRITE };
static const struct sql sql_over = { "session.over",
	"DELETE FROM session WHERE seen<$1 OR made<$2", SQL_WRITE | SQL_SCAN_OK };
static const struct sql sql_one = { "session.one", "DELETE FROM session WHERE id=$1",
	SQL_WRITE };
static const struct sql sql_of = { "session.of", "DELETE FROM session WHERE account=$1 AND id<>$2",
	SQL_WRITE | SQL_SCAN_OK };

#define FREE 0
#define USED (-1)                /* was a session: searches go on behind it */

void session_hash(struct str token, unsigned char out[32])
{
	struct digest d;

	digest_init(&d, HASH_SHA256);
	digest_add(&d, "jingzhun session v1", 19);
	digest_add(&d, token.p, token.n);
	digest_end(&d, out);
}

/* ---- the table; under door ---- */

static size_t slot_of(const struct office *o, const unsigned char id[32])
{
	uint64_t h;

	memcpy(&h, id, sizeof h);
	return (size_t)h & (o->room - 1);
}

static struct session *find(const struct office *o, const unsigned char id[32])
{
	if (!o->room)
		return NULL;
	for (size_t i = slot_of(o, id); o->session[i].account != FREE; i = (i + 1) & (o->room - 1))
		if (o->session[i].account > 0 && !memcmp(o->session[i].id, id, 32))
			return &o->session[i];
	return NULL;
}

static void put(struct office *o, const struct session *s)
{
	size_t i = slot_of(o, s->id);

	while (o->session[i].account != FREE)
		i = (i + 1) & (o->room - 1);
	o->session[i] = *s;
	o->nsession++;
}

/* Room for one more: those that are over are left behind. */
static void grow(struct office *o, int64_t now_ms)
{
	struct session *old = o->session;
	size_t n = o->room, live = 0;

	if ((o->nsession + 1) * 4 <= o->room * 3)
		return;
	for (size_t i = 0; i < n; i++)
		live += old[i].account > 0;
	o->room = 64;
	while (o->room < live * 2 + 2)
		o->room *= 2;
	o->session = mem_new(o->room, sizeof *o->session);
	o->nsession = 0;
	for (size_t i = 0; i < n; i++)
		if (old[i].account > 0 && now_ms - old[i].made < SESSION_MAX_MS)
			put(o, &old[i]);
	mem_free(old);
}

void session_add(struct office *o, const struct session *s)
{
	lock_write(o->door);
	grow(o, s->seen);
	put(o, s);
	lock_end(o->door);
}

static void forget(struct session *s)
{
	memset(s, 0, sizeof *s);
	s->account = USED;
}

void sessions_end(struct office *o, int64_t account, const unsigned char *keep)
{
	lock_write(o->door);
	for (size_t i = 0; i < o->room; i++)
		if (o->session[i].account == account && (!keep || memcmp(o->session[i].id, keep, 32)))
			forget(&o->session[i]);
	lock_end(o->door);
}

int64_t sessions_seen(struct office *o, int64_t account)
{
	int64_t seen = 0;

	lock_read(o->door);
	for (size_t i = 0; i < o->room; i++) {
		int64_t t = __atomic_load_n(&o->session[i].seen, __ATOMIC_RELAXED);

		if (o->session[i].account == account && t > seen)
			seen = t;
	}
	lock_end(o->door);
	return seen;
}

/* One that begins in the future was opened under a clock that was put back since: nobody knows how
 * old it is. A clock that is set right by a little ends none. */
static bool over(const struct session *s, int64_t seen, int64_t now_ms)
{
	return now_ms - seen >= SESSION_IDLE_MS || now_ms - s->made >= SESSION_MAX_MS ||
	       s->made - now_ms >= CLOCK_BACK_MS || seen - now_ms >= CLOCK_BACK_MS;
}

bool office_session(struct office *o, struct str token, int64_t now_ms, struct who *who)
{
	const struct account_row *a;
	struct session s = { 0 }, *at;
	unsigned char id[32];

	*who = (struct who){ 0 };
	if (token.n != TOKEN_TEXT - 1)
		return false;
	session_hash(token, id);
	lock_read(o->door);
	at = find(o, id);
	if (at) {
		int64_t seen = __atomic_load_n(&at->seen, __ATOMIC_RELAXED);

		if (!over(at, seen, now_ms)) {
			s = *at;
			if (now_ms > seen)
				__atomic_store_n(&at->seen, now_ms, __ATOMIC_RELAXED);
		}
	}
	lock_end(o->door);
	if (!s.account)
		return false;
	lock_read(o->lock);
	a = people_account(o->people, s.account);
	if (a && a->active)
		who_fill(o, o->people, a, s.second, now_ms, who);
	lock_end(o->lock);
	memcpy(who->session, id, sizeof who->session);
	return who->account != 0;
}

bool office_lives(struct office *o, const struct who *who, int64_t now_ms)
{
	const struct account_row *a;
	bool lives = false;

	if (!who->token) {
		const struct session *at;

		lock_read(o->door);
		at = find(o, who->session);
		lives = at && at->account == who->account &&
		        !over(at, __atomic_load_n(&at->seen, __ATOMIC_RELAXED), now_ms);
		lock_end(o->door);
	}
	lock_read(o->lock);
	for (int i = 0; who->token && i < o->people->ntoken; i++) {
		const struct token_row *t = &o->people->token[i];

		lives = lives || (t->id == who->token && !t->ended && now_ms < t->expires);
	}
	a = people_account(o->people, who->account);
	lives = lives && a && a->active;
	lock_end(o->lock);
	return lives;
}

/* ---- the stored table ---- */

enum err sessions_load(struct ctx *cx, struct office *o)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, o->view->db, &sql_all, &s));
	for (;;) {
		struct session x = { 0 };

		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		x = (struct session){ .account = stmt_col_int(s, 1), .made = stmt_col_int(s, 2),
			.seen = stmt_col_int(s, 3), .second = stmt_col_int(s, 4) != 0 };
		x.written = x.seen;
		if (stmt_col_blob(s, 0).n != sizeof x.id || x.account <= 0 || over(&x, x.seen, cx->now_ms))
			continue;
		memcpy(x.id, stmt_col_blob(s, 0).p, sizeof x.id);
		session_add(o, &x);
	}
	stmt_done(s);
	return OK;
}

enum err session_insert(struct ctx *cx, struct db *db, const struct session *x)
{
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_put, &s));
	stmt_blob(s, 1, x->id, sizeof x->id);
	stmt_int(s, 2, x->account);
	stmt_int(s, 3, x->made);
	stmt_int(s, 4, x->seen);
	stmt_int(s, 5, x->second);
	return stmt_run(cx, s, NULL);
}

enum err sessions_delete(struct ctx *cx, struct db *db, int64_t account, const unsigned char *keep)
{
	static const unsigned char none[32];
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_of, &s));
	stmt_int(s, 1, account);
	stmt_blob(s, 2, keep ? keep : none, 32);
	return stmt_run(cx, s, NULL);
}

struct seen { int64_t now_ms; struct session *v; size_t n; };

static enum err write_seen(struct ctx *cx, struct db *db, void *arg)
{
	struct seen *w = arg;
	struct stmt *s;

	for (size_t i = 0; i < w->n; i++) {
		TRY(db_stmt(cx, db, &sql_seen, &s));
		stmt_blob(s, 1, w->v[i].id, sizeof w->v[i].id);
		stmt_int(s, 2, w->v[i].seen);
		TRY(stmt_run(cx, s, NULL));
	}
	TRY(db_stmt(cx, db, &sql_over, &s));
	stmt_int(s, 1, w->now_ms - SESSION_IDLE_MS);
	stmt_int(s, 2, w->now_ms - SESSION_MAX_MS);
	return stmt_run(cx, s, NULL);
}

enum err office_tick(struct ctx *cx, struct office *o)
{
	struct seen w = { .now_ms = cx->now_ms };
	bool gone = false;

	if (!o->view || !o->room)
		return OK;
	lock_write(o->door);
	w.v = arena_array(&cx->arena, o->room, sizeof *w.v);
	for (size_t i = 0; i < o->room; i++) {
		struct session *s = &o->session[i];

		if (s->account <= 0)
			continue;
		if (over(s, s->seen, cx->now_ms)) {
			forget(s);
			gone = true;
		} else if (s->seen != s->written) {
			s->written = s->seen;
			w.v[w.n++] = *s;
		}
	}
	lock_end(o->door);
	return w.n || gone ? register_write(cx, o->view, write_seen, &w) : OK;
}

/* ---- leaving ---- */

static enum err delete_one(struct ctx *cx, struct db *db, void *arg)
{
	const struct who *who = arg;
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_one, &s));
	stmt_blob(s, 1, who->session, sizeof who->session);
	return stmt_run(cx, s, NULL);
}

enum err office_logout(struct ctx *cx, struct office *o, const struct who *who)
{
	struct who gone = *who;
	struct office_rows w = { .o = o, .act = ACT_LOGOUT, .object = TAG_account,
		.object_id = who->account, .actor = who->actor, .also = delete_one, .arg = &gone };
	struct session *s;
	bool was;

	lock_write(o->door);
	s = find(o, who->session);
	was = s != NULL;
	if (s)
		forget(s);
	lock_end(o->door);
	return was ? office_rows_write(cx, &w) : OK;
}
