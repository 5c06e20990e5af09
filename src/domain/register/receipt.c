/* receipt - see the header. */
#include "domain/register/receipt.h"

#define ANSWER_MAX (1 << 20)

static const struct sql sql_get = { "receipt.get",
	"SELECT hash, status, answer FROM receipt WHERE account=$1 AND key=$2", 0 };
static const struct sql sql_put = { "receipt.put",
	"INSERT INTO receipt(account, key, hash, status, answer, made) VALUES($1, $2, $3, $4, $5, $6)",
	SQL_WRITE };

enum err receipt_find(struct ctx *cx, struct db *db, struct receipt *p)
{
	struct stmt *s;
	bool row, same = true;

	p->known = false;
	TRY(db_stmt(cx, db, &sql_get, &s));
	stmt_int(s, 1, p->account);
	stmt_text(s, 2, p->key);
	TRY(stmt_step(cx, s, &row));
	if (row) {
		same = str_eq(stmt_col_blob(s, 0), (struct str){ (char *)p->hash, sizeof p->hash });
		p->known = same;
		p->status = same ? (int)stmt_col_int(s, 1) : p->status;
		p->text = str_dup(&cx->arena, stmt_col_text(s, 2));
	}
	stmt_done(s);
	return same ? OK : err_set(cx, ERR_INPUT, "Idempotency-Key", "receipt-other", NULL);
}

enum err receipt_write(struct ctx *cx, struct db *db, struct receipt *p)
{
	struct buf text BUF_AUTO = { 0 };
	struct stmt *s;

	buf_init(&text, ANSWER_MAX);
	p->answer(p->arg, &text);
	p->text = str_dup(&cx->arena, buf_str(&text));
	TRY(db_stmt(cx, db, &sql_put, &s));
	stmt_int(s, 1, p->account);
	stmt_text(s, 2, p->key);
	stmt_blob(s, 3, p->hash, sizeof p->hash);
	stmt_int(s, 4, p->status);
	stmt_text(s, 5, p->text);
	stmt_int(s, 6, cx->now_ms);
	return stmt_run(cx, s, NULL);
}
