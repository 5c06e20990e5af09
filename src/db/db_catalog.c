/* db_catalog - everything the file holds that is no row, for verify: objects and stamps. */
#include "db/db.h"

static const struct sql sql_objects = { "db.objects",
	"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name", SQL_SCAN_OK };
static const struct sql sql_user_version = { "db.user-version",
	"SELECT user_version FROM pragma_user_version", SQL_SCAN_OK };
static const struct sql sql_application = { "db.application-id",
	"SELECT application_id FROM pragma_application_id", SQL_SCAN_OK };

enum err db_objects(struct ctx *cx, struct db *db, struct db_object **objects, int *n)
{
	int have = 0, room = 128;
	struct db_object *o = arena_array(&cx->arena, (size_t)room, sizeof(*o));
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_objects, &s));
	for (bool row = false;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (have == room) {
			struct db_object *more = arena_array(&cx->arena, (size_t)room * 2, sizeof(*o));

			memcpy(more, o, (size_t)room * sizeof(*o));
			o = more;
			room *= 2;
		}
		o[have++] = (struct db_object){
			str_dup(&cx->arena, stmt_col_text(s, 0)), str_dup(&cx->arena, stmt_col_text(s, 1)),
			str_dup(&cx->arena, stmt_col_text(s, 2)), str_dup(&cx->arena, stmt_col_text(s, 3)),
		};
	}
	stmt_done(s);
	*objects = o;
	*n = have;
	return OK;
}

static enum err one_number(struct ctx *cx, struct db *db, const struct sql *q, int64_t *out)
{
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(cx, db, q, &s));
	TRY(stmt_step(cx, s, &row));
	*out = row ? stmt_col_int(s, 0) : 0;
	stmt_done(s);
	return OK;
}

enum err db_stamps(struct ctx *cx, struct db *db, int64_t *user_version, int64_t *application)
{
	TRY(one_number(cx, db, &sql_user_version, user_version));
	return one_number(cx, db, &sql_application, application);
}
