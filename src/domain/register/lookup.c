#include "domain/register/lookup.h"

static const struct sql sql_household = { "lookup.household",
	"SELECT id, area, shard FROM household WHERE no=$1 ORDER BY id", 0 };
static const struct sql sql_batch = { "lookup.batch",
	"SELECT id FROM batch WHERE file_hash=$1 AND id<$2 AND coalesce(sheet,'')=$3 "
	"ORDER BY id DESC", 0 };

const struct sql *const lookup_sqls[] = { &sql_household, &sql_batch, NULL };

enum err lookup_household(struct ctx *cx, struct db *db, struct str no, bool *found,
                          struct place *out)
{
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_household, &s));
	stmt_text(s, 1, no);
	TRY(stmt_step(cx, s, found));
	if (*found)
		*out = (struct place){ stmt_col_int(s, 0), stmt_col_int(s, 1), stmt_col_int(s, 2) };
	stmt_done(s);
	return OK;
}

enum err lookup_batch(struct ctx *cx, struct db *db, struct str file_hash, struct str sheet,
                      int64_t before, int64_t *id)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, db, &sql_batch, &s));
	stmt_text(s, 1, file_hash);
	stmt_int(s, 2, before);
	stmt_text(s, 3, sheet.n ? sheet : STR(""));
	TRY(stmt_step(cx, s, &row));
	*id = row ? stmt_col_int(s, 0) : 0;
	stmt_done(s);
	return OK;
}
