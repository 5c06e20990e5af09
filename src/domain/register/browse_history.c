/* browse_history - the versions of a row, each with the transaction and the file it came from. */
#include "domain/register/browse_int.h"

static const struct sql sql_batch_file = { "browse.batch_file",
	"SELECT file FROM batch WHERE id=$1", 0 };

const struct sql *const browse_sqls[] = { &sql_batch_file, NULL };

static enum err old_versions(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                             struct version **out, int *n)
{
	struct version *v = NULL;
	int cap = 0;
	struct stmt *s;
	enum err err;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &e->sql->history, &s));
	stmt_int(s, 1, id);
	while ((err = stmt_step(cx, s, &row)) == OK && row) {
		v = arena_grown(&cx->arena, v, *n, &cap, sizeof *v);
		v[(*n)++] = (struct version){ .rec = store_row(&cx->arena, e, s) };
	}
	stmt_done(s);
	*out = arena_grown(&cx->arena, v, *n, &cap, sizeof *v);      /* and the version in force */
	return err;
}

static enum err file_of(struct ctx *cx, struct reg *r, int64_t batch, struct str *file)
{
	struct stmt *s;
	bool row;

	if (!batch)
		return OK;
	TRY(db_stmt(cx, r->db, &sql_batch_file, &s));
	stmt_int(s, 1, batch);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*file = str_dup(&cx->arena, stmt_col_text(s, 0));
	stmt_done(s);
	return OK;
}

static enum err provenance(struct ctx *cx, struct reg *r, struct opener *o, struct version *v)
{
	struct rec *rec = v->rec;

	TRY(opener_row(cx, o, &cx->arena, rec));
	TRY(journal_leaf(cx, r->db, (uint64_t)rec->leaf, &v->leaf));
	v->row = rec->row;
	return file_of(cx, r, rec->batch, &v->file);
}

/* A row that lives elsewhere now, or nowhere, shows what it was while it was here. */
static enum err only_seen(struct ctx *cx, struct reg *r, struct version *v, int *n)
{
	int kept = 0;

	for (int i = 0; i < *n; i++) {
		bool yes;

		TRY(register_sees(cx, r, v[i].rec, &yes));
		if (yes)
			v[kept++] = v[i];
	}
	*n = kept;
	return OK;
}

enum err browse_history(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                        struct version **out, int *n)
{
	struct opener o;
	enum err err = OK;
	struct rec *now;

	TRY(find_row(cx, r, &cx->arena, e, id, &now));
	TRY(old_versions(cx, r, e, id, out, n));
	if (now)
		(*out)[(*n)++] = (struct version){ .rec = now };
	if (!*n)
		return err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	if (r->scope && !now)
		TRY(only_seen(cx, r, *out, n));
	if (!*n)
		return err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	opener_begin(&o, r);
	for (int i = 0; i < *n && err == OK; i++)
		err = provenance(cx, r, &o, &(*out)[i]);
	opener_end(&o);
	return err;
}
