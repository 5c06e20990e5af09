/* office_count - what is counted a day and account: looks at sealed values, searches by the last
 * four digits. Each is a leaf; the count stands beside it, in the same transaction. And the rules
 * that say how many. */
#include "domain/office/office_int.h"

#include <stdio.h>

static const struct sql sql_take = { "account_use.take",
	"INSERT INTO account_use(account, totp_step, day, reveals, tails) VALUES($1, 0, $2, $3, $4)"
	" ON CONFLICT(account) DO UPDATE SET"
	" reveals=CASE WHEN day=$2 THEN reveals ELSE 0 END + $3,"
	" tails=CASE WHEN day=$2 THEN tails ELSE 0 END + $4, day=$2", SQL_WRITE };
static const struct sql sql_used = { "account_use.used",
	"SELECT day, reveals, tails FROM account_use WHERE account=$1", 0 };

struct taking {
	int64_t account;
	date_t day;
	bool tail;
	int most, left;
};

static enum err used(struct ctx *cx, struct db *db, int64_t account, date_t day, int out[2])
{
	struct stmt *s;
	bool row;

	out[0] = out[1] = 0;
	TRY(db_stmt(cx, db, &sql_used, &s));
	stmt_int(s, 1, account);
	TRY(stmt_step(cx, s, &row));
	if (row && stmt_col_int(s, 0) == day) {
		out[0] = (int)stmt_col_int(s, 1);
		out[1] = (int)stmt_col_int(s, 2);
	}
	stmt_done(s);
	return OK;
}

static enum err take(struct ctx *cx, struct db *db, void *arg)
{
	struct taking *t = arg;
	char most[16];
	int n[2];
	struct stmt *s;

	TRY(used(cx, db, t->account, t->day, n));
	snprintf(most, sizeof most, "%d", t->most);
	if (n[t->tail] >= t->most)
		return err_set(cx, ERR_LIMIT, "budget",
		               t->tail ? "office-tails-used" : "office-reveals-used", most, NULL);
	TRY(db_stmt(cx, db, &sql_take, &s));
	stmt_int(s, 1, t->account);
	stmt_int(s, 2, t->day);
	stmt_int(s, 3, !t->tail);
	stmt_int(s, 4, t->tail);
	t->left = t->most - n[t->tail] - 1;
	return stmt_run(cx, s, NULL);
}

enum err office_reveal_take(struct ctx *cx, struct office *o, const struct who *who, uint8_t noun,
                            int64_t id, const char *field, const char *reason, int *left)
{
	struct taking t = { .account = who->account, .day = office_day(o, cx->now_ms),
		.most = office_rules_now(o).reveals };
	struct buf extra BUF_AUTO = { 0 };
	struct office_rows w = { .o = o, .act = ACT_READ, .actor = who->actor, .reason = reason,
		.object = noun, .object_id = id, .also = take, .arg = &t };

	TRY(office_need(cx, o, who, PERM_reveal, NULL));
	TRY(reason_needed(cx, reason));
	buf_init(&extra, 200);
	buf_addf(&extra, "what=reveal\nfield=%.60s\n", field);
	w.extra = buf_str(&extra);
	TRY(office_rows_write(cx, &w));
	*left = t.left;
	return OK;
}

enum err office_tail_take(struct ctx *cx, struct office *o, const struct who *who, int *left)
{
	struct taking t = { .account = who->account, .day = office_day(o, cx->now_ms), .tail = true,
		.most = office_rules_now(o).tails };
	struct office_rows w = { .o = o, .act = ACT_READ, .actor = who->actor,
		.extra = STR("what=search-tail\n"), .also = take, .arg = &t };

	TRY(office_need(cx, o, who, PERM_search_tail, NULL));
	TRY(office_rows_write(cx, &w));
	*left = t.left;
	return OK;
}

enum err office_left(struct ctx *cx, struct office *o, const struct who *who, int *reveals,
                     int *tails)
{
	struct office_rules r = office_rules_now(o);
	int n[2];
	enum err e;

	lock_write(o->desk);
	e = used(cx, o->view->db, who->account, office_day(o, cx->now_ms), n);
	lock_end(o->desk);
	*reveals = r.reveals > n[0] ? r.reveals - n[0] : 0;
	*tails = r.tails > n[1] ? r.tails - n[1] : 0;
	return e;
}

/* ---- rules ---- */

static const struct sql sql_setting = { "office.setting",
	"SELECT id FROM setting WHERE key=$1 ORDER BY id", 0 };

enum err office_setting_put(struct ctx *cx, struct office *o, const struct who *by, const char *key,
                            struct str value)
{
	const struct entity *e = register_entity(o->view, TAG_setting);
	struct rec *old = NULL, *now = rec_new(&cx->arena, e);
	struct office_rows w = { .o = o, .act = ACT_EDIT, .actor = by ? by->actor : NULL,
		.object = TAG_setting, .old = &old, .now = &now, .n = 1 };
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, o->view->db, &sql_setting, &s));
	stmt_text(s, 1, str_of(key));
	TRY(stmt_step(cx, s, &row));
	w.object_id = row ? stmt_col_int(s, 0) : store_new_id(o->main->st, e);
	stmt_done(s);
	if (row)
		TRY(store_get(cx, o->view->db, &cx->arena, e, w.object_id, &old));
	now->id = w.object_id;
	rec_text(now, SETTING_key, str_of(key));
	rec_text(now, SETTING_value, value);
	return office_rows_write(cx, &w);
}

enum err office_rule_set(struct ctx *cx, struct office *o, const struct who *by, struct str name,
                         struct str value)
{
	bool words = str_eqz(name, "passwords"), known = words || str_eqz(name, "reveals") ||
	             str_eqz(name, "tails");
	char key[40];
	int64_t n;
	enum err e;

	TRY(by_may(cx, o, by, PERM_roles_security));
	value = str_dup(&cx->arena, str_trim(value));
	if (!known)
		return err_set(cx, ERR_USAGE, "rule", "office-rule", str_z(&cx->arena, name), NULL);
	if (words ? !str_eqz(value, "asvs") && !str_eqz(value, "dengbao3") :
	    !str_i64(value, &n) || n < 0 || n > 100000)
		return err_set(cx, ERR_USAGE, str_z(&cx->arena, name), "office-rule-value",
		               str_z(&cx->arena, value), NULL);
	snprintf(key, sizeof key, "office.%.*s", STR_FMT(name));
	lock_write(o->desk);
	e = office_setting_put(cx, o, by, key, value);
	if (e == OK)
		e = office_reload(cx, o);
	lock_end(o->desk);
	return e;
}

void office_rule_get(const struct office *o, const char **passwords, int *reveals, int *tails)
{
	struct office_rules r = office_rules_now(o);

	*passwords = r.passwords == PASSWORDS_DENGBAO3 ? "dengbao3" : "asvs";
	*reveals = r.reveals;
	*tails = r.tails;
}
