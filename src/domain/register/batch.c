/* batch - see the header. */
#include "domain/register/batch.h"

#include "domain/register/browse_int.h"

static const struct sql sql_newest = { "batch.newest",
	"SELECT id FROM batch ORDER BY id DESC LIMIT $1", SQL_SCAN_OK };
static const struct sql sql_kinds = { "batch.kinds",
	"SELECT kind, count(*), count(closed) FROM finding WHERE file_batch=$1 GROUP BY kind", 0 };
static const struct sql sql_kept = { "batch.kept",
	"SELECT about_entity, about_no, file_row, kind, detail, id FROM finding WHERE file_batch=$1"
	" AND kind IN ('undo_closed', 'undo_edited', 'undo_gone', 'undo_listed', 'undo_used')"
	" AND coalesce(state, 0)<>$2 ORDER BY id", 0 };
static const struct sql sql_open = { "batch.open",
	"SELECT id, file_row, kind, closed, leaf, col, detail FROM finding WHERE file_batch=$1"
	" AND file_row>0 AND leaf<$2 ORDER BY file_row, id", 0 };
static const struct sql sql_found_rows = { "batch.found_rows",
	"SELECT DISTINCT file_row FROM finding WHERE file_batch=$1 AND file_row>0 ORDER BY file_row",
	0 };
static const struct sql sql_each_open = { "batch.each_open",
	"SELECT file_row, kind, col, detail, closed, leaf FROM finding WHERE file_batch=$1 AND"
	" file_row>0 ORDER BY file_row, id", 0 };
static const struct sql sql_corrections = { "batch.corrections",
	"SELECT id FROM batch WHERE corrects=$1 ORDER BY id", SQL_SCAN_OK };

const struct sql *const batch_sqls[] = { &sql_newest, &sql_kinds, &sql_kept, &sql_open,
	&sql_found_rows, &sql_each_open, &sql_corrections, NULL };

static const char *const states[] = { "running", "open", "complete", "undoing", "undone",
	"interrupted", "refused" };

enum err batch_by_name(struct ctx *cx, struct reg *r, const char *name, struct rec **out)
{
	const struct entity *e = register_entity(r, TAG_batch);
	struct str text = str_trim(str_of(name));
	int64_t id = 0;
	enum err err;

	if (text.n && (*text.p == 'B' || *text.p == 'b'))
		text = str_sub(text, 1, text.n);
	if (!str_i64(text, &id))
		id = 0;
	err = register_load(cx, r, e, id, out);
	if (err == ERR_NOTFOUND) {
		err_clear(cx);
		return err_set(cx, ERR_NOTFOUND, name, "batch-none", name, NULL);
	}
	return err;
}

enum err batch_newest(struct ctx *cx, struct reg *r, int64_t limit, struct rec ***out, int *n)
{
	const struct entity *e = register_entity(r, TAG_batch);
	struct rec **v = NULL;
	struct stmt *s;
	int cap = 0;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_newest, &s));
	stmt_int(s, 1, limit ? limit : -1);
	for (;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (*n == cap) {
			struct rec **more = arena_array(&cx->arena, (size_t)cap * 2 + 64, sizeof *more);

			if (*n)
				memcpy(more, v, (size_t)*n * sizeof *more);
			v = more;
			cap = cap * 2 + 64;
		}
		TRY(find_row(cx, r, &cx->arena, e, stmt_col_int(s, 0), &v[*n]));
		if (v[*n])
			++*n;
	}
	stmt_done(s);
	*out = v;
	return OK;
}

const char *batch_state(const struct reg *r, const struct rec *batch)
{
	const struct list_face *l = &r->model->lists;

	for (size_t i = 0; rec_has(batch, BATCH_state) && i < sizeof states / sizeof states[0]; i++)
		if (l->has_tag(l->state, "batch_state", batch->v[BATCH_state].i, states[i]))
			return states[i];
	return "";
}

void batch_state_set(const struct reg *r, struct rec *batch, const char *tag)
{
	int64_t code;

	if (list_tagged(r->model, "batch_state", tag, &code) ||
	    (!strcmp(tag, "open") && list_tagged(r->model, "batch_state", "complete", &code)))
		rec_int(batch, BATCH_state, code);
}

static const struct kind *kind_of(struct str id)
{
	const struct kind *k;

	for (int i = 0; (k = kind_nth(i)) != NULL; i++)
		if (str_eqz(id, k->id))
			return k;
	return NULL;
}

enum err batch_kinds(struct ctx *cx, struct reg *r, int64_t batch, struct batch_kind **out, int *n)
{
	struct stmt *s;
	int known = 0;
	enum err e;
	bool row;

	while (kind_nth(known))
		known++;
	*out = arena_array(&cx->arena, (size_t)known + 1, sizeof **out);
	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_kinds, &s));
	stmt_int(s, 1, batch);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		const struct kind *k = kind_of(stmt_col_text(s, 0));
		int64_t closed = stmt_col_int(s, 2);

		if (k && *n < known)
			(*out)[(*n)++] = (struct batch_kind){ k, stmt_col_int(s, 1) - closed, closed };
	}
	stmt_done(s);
	return e;
}

/* Closed by a person, and not by a corrected row: the row may still be outside. */
static enum err closed_by_hand(struct ctx *cx, struct reg *r, uint64_t leaf, bool *by_hand)
{
	struct leaf l;

	TRY(journal_leaf(cx, r->db, leaf, &l));
	*by_hand = l.action == ACT_EDIT;
	return OK;
}

enum err batch_open_findings(struct ctx *cx, struct reg *r, struct arena *a, int64_t batch,
                             uint64_t before, struct batch_finding **out, int *n)
{
	struct batch_finding *f = NULL;
	struct stmt *s;
	int cap = 0;
	enum err e;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_open, &s));
	stmt_int(s, 1, batch);
	stmt_int(s, 2, (int64_t)before);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		const struct kind *k = kind_of(stmt_col_text(s, 2));
		bool by_hand = false;

		if (k && !stmt_col_is_null(s, 3))
			e = closed_by_hand(cx, r, (uint64_t)stmt_col_int(s, 4), &by_hand);
		if (e != OK)
			break;
		if (!k || (!stmt_col_is_null(s, 3) && !by_hand))
			continue;
		if (*n == cap) {
			struct batch_finding *more = arena_array(a, (size_t)cap * 2 + 256, sizeof *more);

			if (*n)
				memcpy(more, f, (size_t)*n * sizeof *more);
			f = more;
			cap = cap * 2 + 256;
		}
		f[(*n)++] = (struct batch_finding){ (int32_t)stmt_col_int(s, 1), stmt_col_int(s, 0), k,
			str_dup(a, stmt_col_text(s, 5)), str_dup(a, stmt_col_text(s, 6)) };
	}
	stmt_done(s);
	*out = f;
	return e;
}

enum err batch_found_rows(struct ctx *cx, struct reg *r, struct arena *a, int64_t batch,
                          int32_t **out, int *n)
{
	struct stmt *s;
	int cap = 0;
	enum err e;
	bool row;

	*out = NULL;
	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_found_rows, &s));
	stmt_int(s, 1, batch);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		if (*n == cap) {
			int32_t *more = arena_array(a, (size_t)cap * 2 + 256, sizeof *more);

			if (*n)
				memcpy(more, *out, (size_t)*n * sizeof *more);
			*out = more;
			cap = cap * 2 + 256;
		}
		(*out)[(*n)++] = (int32_t)stmt_col_int(s, 0);
	}
	stmt_done(s);
	return e;
}

enum err batch_each_open(struct ctx *cx, struct reg *r, int64_t batch,
                         enum err (*fn)(void *arg, const struct batch_open *f), void *arg)
{
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_each_open, &s));
	stmt_int(s, 1, batch);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		struct batch_open f = { .row = (int32_t)stmt_col_int(s, 0),
			.kind = kind_of(stmt_col_text(s, 1)), .col = stmt_col_text(s, 2),
			.detail = stmt_col_text(s, 3) };
		bool wanted = f.kind && stmt_col_is_null(s, 4);

		if (f.kind && !wanted && !strcmp(f.kind->severity, "error"))
			e = closed_by_hand(cx, r, (uint64_t)stmt_col_int(s, 5), &wanted);
		if (e == OK && wanted)
			e = fn(arg, &f);
		if (e != OK)
			break;
	}
	stmt_done(s);
	return e;
}

enum err batch_each_kept(struct ctx *cx, struct reg *r, int64_t batch,
                         enum err (*fn)(void *arg, const struct batch_kept *k), void *arg)
{
	struct stmt *s;
	enum err e;
	int64_t undone;
	bool row;

	if (!list_tagged(r->model, "finding_state", "undone", &undone))
		undone = -1;
	TRY(db_stmt(cx, r->db, &sql_kept, &s));
	stmt_int(s, 1, batch);
	stmt_int(s, 2, undone);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		struct batch_kept k = { .e = entity_find(r->model, stmt_col_text(s, 0)),
			.no = stmt_col_text(s, 1), .detail = stmt_col_text(s, 4),
			.row = (int32_t)stmt_col_int(s, 2), .id = stmt_col_int(s, 5),
			.why = kind_of(stmt_col_text(s, 3)) };

		if (k.e && k.why)
			e = fn(arg, &k);
		if (e != OK)
			break;
	}
	stmt_done(s);
	return e;
}

enum err batch_corrections(struct ctx *cx, struct db *db, int64_t batch, int64_t **id, int *n)
{
	struct stmt *s;
	int cap = 0;
	enum err e;
	bool row;

	*n = 0;
	*id = NULL;
	TRY(db_stmt(cx, db, &sql_corrections, &s));
	stmt_int(s, 1, batch);
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		if (*n == cap) {
			int64_t *more = arena_array(&cx->arena, (size_t)cap * 2 + 16, sizeof *more);

			if (*n)
				memcpy(more, *id, (size_t)*n * sizeof *more);
			*id = more;
			cap = cap * 2 + 16;
		}
		(*id)[(*n)++] = stmt_col_int(s, 0);
	}
	stmt_done(s);
	return e;
}
