/* store - schema, ids, transactions and reading; preparing rows is store_prepare.c. */
#include "entity/store.h"

#include "base/mem.h"
#include "base/thread.h"
#include "entity/model_check.h"
#include "entity/seek.h"
#include "entity/store_private.h"

/* The seed of a family (or of a row sealed by itself). Apart from its row, so that erasing the
 * seed erases what it sealed without touching any commitment; the row keeps the seed's hash. */
const struct migration store_migrations[] = {
	{ 100, "CREATE TABLE seed(entity BIGINT NOT NULL, id BIGINT NOT NULL, seed BLOB NOT NULL,"
	       " PRIMARY KEY(entity, id));" },
	{ 101, "CREATE TABLE seek_block(segment BIGINT NOT NULL, first BIGINT NOT NULL,"
	       " block BIGINT NOT NULL, n BIGINT NOT NULL, data BLOB NOT NULL,"
	       " PRIMARY KEY(segment, first, block));" },
	/* Who is signed in, and what was used up today: not committed to, since nothing follows from it
	 * that the journal does not tell. Sessions by the hash of their id. */
	{ 102, "CREATE TABLE session(id BLOB NOT NULL, account BIGINT NOT NULL, made BIGINT NOT NULL,"
	       " seen BIGINT NOT NULL, second BIGINT NOT NULL, PRIMARY KEY(id));"
	       "CREATE TABLE account_use(account BIGINT NOT NULL, totp_step BIGINT NOT NULL,"
	       " day BIGINT NOT NULL, reveals BIGINT NOT NULL, tails BIGINT NOT NULL,"
	       " PRIMARY KEY(account));" },
	/* What became of requests that may be sent again: domain/register/receipt. */
	{ 110, "CREATE TABLE receipt(account BIGINT NOT NULL, key TEXT NOT NULL, hash BLOB NOT NULL,"
	       " status BIGINT NOT NULL, answer TEXT NOT NULL, made BIGINT NOT NULL,"
	       " PRIMARY KEY(account, key));" },
};
const int store_migrations_n = sizeof store_migrations / sizeof store_migrations[0];

static const struct sql sql_seed_put = { "seed.put",
	"INSERT INTO seed(entity, id, seed) VALUES($1, $2, $3)", SQL_WRITE };
static const struct sql sql_seed_get = { "seed.get",
	"SELECT seed FROM seed WHERE entity=$1 AND id=$2", 0 };

static const struct sql sql_person_in = { "person.household",
	"SELECT household FROM person WHERE id=$1", 0 };

const struct sql *const store_sqls[] = { &sql_seed_put, &sql_seed_get, &sql_person_in, NULL };

/* ---- schema ---- */

static enum err add_missing(struct ctx *cx, struct db *db, const struct entity *e, bool history,
                            bool *changed)
{
	struct str *have;
	int n;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_addf(&b, "%s%s", e->name, history ? "_h" : "");
	TRY(db_columns(cx, db, b.p, &have, &n));
	for (int c = 0; c < e->sql->ncol; c++) {
		bool there = false;

		for (int i = 0; i < n; i++)
			there |= str_eqz(have[i], e->sql->col[c]);
		if (there)
			continue;
		buf_reset(&b);
		buf_addf(&b, "ALTER TABLE %s%s ADD COLUMN %s %s;", e->name, history ? "_h" : "",
		         e->sql->col[c], entity_column_type(e, c));
		if (!history)
			entity_index_ddl(&b, e, e->sql->col[c]);
		TRY(db_exec_schema(cx, db, b.p));
		*changed = true;
	}
	return OK;
}

/* Indexes of the noun's text that the database lacks: of a column that was just added, mostly. */
static enum err add_indexes(struct ctx *cx, struct db *db, const struct entity *e, bool *changed)
{
	struct str rest = str_of(e->sql->ddl), line;
	struct db_object *have;
	int n;

	TRY(db_objects(cx, db, &have, &n));
	while (str_next(&rest, '\n', &line)) {
		bool there = !str_starts(line, STR("CREATE INDEX "));
		struct str name = str_sub(line, 13, line.n);

		name.n = (size_t)(there ? 0 : str_find(name, STR(" ")));
		for (int i = 0; i < n && !there; i++)
			there = str_eqz(have[i].type, "index") && str_eq(have[i].name, name);
		if (there)
			continue;
		TRY(db_exec_schema(cx, db, str_z(&cx->arena, line)));
		*changed = true;
	}
	return OK;
}

enum err store_schema(struct ctx *cx, struct db *db, const struct model *m, bool *changed)
{
	*changed = false;
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];
		bool there;

		TRY(db_has_table(cx, db, e->name, &there));
		if (!there) {
			TRY(db_exec_schema(cx, db, e->sql->ddl));
			*changed = true;
			continue;
		}
		TRY(add_missing(cx, db, e, false, changed));
		TRY(add_missing(cx, db, e, true, changed));
		TRY(add_indexes(cx, db, e, changed));
	}
	return OK;
}

enum err store_load(struct ctx *cx, struct db *db, struct store *st)
{
	if (!st->numbers)
		st->numbers = lock_new();
	for (int i = 0; i < st->m->n; i++) {
		const struct entity *e = st->m->ent[i];
		struct stmt *s;
		bool row;

		TRY(db_stmt(cx, db, &e->sql->max_id, &s));
		stmt_int(s, 1, (int64_t)(st->node + 1) << ID_SEQ_BITS);
		TRY(stmt_step(cx, s, &row));
		st->next[e->tag] = 1;
		if (row && !stmt_col_is_null(s, 0) && ID_NODE(stmt_col_int(s, 0)) == st->node)
			st->next[e->tag] = (stmt_col_int(s, 0) & ((INT64_C(1) << ID_SEQ_BITS) - 1)) + 1;
		stmt_done(s);
	}
	return OK;
}

/* ---- numbers without gaps ---- */

void store_numbers(struct store *st, uint8_t one, uint8_t other, struct numbers *out)
{
	*out = (struct numbers){ .st = st, .tag = { one, other } };
	lock_write(st->numbers);
	for (int i = 0; i < STORE_NUMBERS; i++)
		out->next[i] = __atomic_load_n(&st->next[out->tag[i]], __ATOMIC_ACQUIRE);
}

/* Whether it was written is unknown: the number may stand in the register, so it is gone. */
enum err store_numbers_end(struct numbers *n, enum err e, bool dry)
{
	bool written = e == ERR_UNKNOWN || (e == OK && !dry);

	for (int i = 0; i < STORE_NUMBERS; i++)
		if (n->tag[i] && !written)
			__atomic_store_n(&n->st->next[n->tag[i]], n->next[i], __ATOMIC_RELEASE);
	lock_end(n->st->numbers);
	return e;
}

/* ---- transactions ---- */

void txn_begin(struct txn *t, struct store *st, enum action act)
{
	*t = (struct txn){ .st = st, .leaf = { .action = (uint16_t)act } };
}

void txn_drop(struct txn *t)
{
	mem_free(t->keys);
	mem_free(t->hashes);
	mem_free(t->seek);
	t->keys = NULL;
	t->hashes = NULL;
	t->seek = NULL;
	t->n = t->cap = 0;
	t->nseek = t->seek_cap = 0;
}

#define TOUCHED_MOST (1u << 20)

static void touch(struct touched *t, const struct entity *e, int64_t family)
{
	*(family == FAMILY_NONE ? &t->nouns : &t->inside) |= UINT64_C(1) << e->tag;
	if (family == FAMILY_NONE)
		return;
	if (t->n == TOUCHED_MOST)
		t->all = true;
	if (t->all || (t->n && t->id[t->n - 1] == family))
		return;
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->id = mem_grow(t->id, t->cap, sizeof *t->id);
	}
	t->id[t->n++] = family;
}

void store_end(struct store *st)
{
	if (st->numbers)
		lock_free(st->numbers);
	st->numbers = NULL;
	mem_free(st->touched.id);
	st->touched = (struct touched){ 0 };
}

/* The household that a row is in. A person who is gone left his with a row of his own. */
static enum err family_find(struct ctx *cx, struct db *db, int64_t family, int64_t *out)
{
	struct stmt *s;
	bool row;

	*out = family;
	if (family >= 0)
		return OK;
	TRY(db_stmt(cx, db, &sql_person_in, &s));
	stmt_int(s, 1, -family);
	TRY(stmt_step(cx, s, &row));
	*out = row ? stmt_col_int(s, 0) : FAMILY_NONE;
	stmt_done(s);
	return OK;
}

static enum err collect(struct ctx *cx, struct db *db, struct txn *t, const struct prow *p)
{
	int64_t in, was;

	TRY(family_find(cx, db, p->family[0], &in));
	touch(&t->st->touched, p->e, in);
	if (p->family[1] != p->family[0]) {
		TRY(family_find(cx, db, p->family[1], &was));
		touch(&t->st->touched, p->e, was);
	}
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->keys = mem_grow(t->keys, t->cap, sizeof *t->keys);
		t->hashes = mem_grow(t->hashes, t->cap, sizeof *t->hashes);
	}
	t->keys[t->n] = (struct rowkey){ p->e->tag, p->id, p->version };
	t->hashes[t->n++] = p->commit;
	if (t->nseek + (size_t)p->nseek > t->seek_cap) {
		t->seek_cap = (t->nseek + (size_t)p->nseek) * 2;
		t->seek = mem_grow(t->seek, t->seek_cap, sizeof *t->seek);
	}
	for (int i = 0; i < p->nseek; i++)
		t->seek[t->nseek++] = (struct seek_entry){ (uint64_t)p->seek[i], p->id };
	return OK;
}

static void bind_columns(struct stmt *s, const struct prow *p)
{
	for (int i = 0; i < p->nval; i++) {
		const struct pval *v = &p->val[i];

		if (v->v.kind == VAL_INT)
			stmt_int(s, v->col + 1, v->v.i);
		else if (v->blob)
			stmt_blob(s, v->col + 1, v->v.s.p, v->v.s.n);
		else
			stmt_text(s, v->col + 1, v->v.s);
	}
}

static enum err keep_old(struct ctx *cx, struct db *db, const struct txn *t, const struct prow *p)
{
	int64_t changed = 0;
	struct stmt *s;

	TRY(db_stmt(cx, db, &p->e->sql->keep, &s));
	stmt_int(s, 1, p->id);
	stmt_int(s, 2, p->version - 1);
	stmt_int(s, 3, (int64_t)journal_next(&t->st->j));
	TRY(stmt_run(cx, s, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, p->e->name, "row-changed-meanwhile", p->e->zh, p->e->en,
					   NULL);
	return OK;
}

/* The version in force goes to history, and after it the one that says the row has left: ended by
 * the very leaf that made it, for it was never in force. */
static enum err put_removal(struct ctx *cx, struct db *db, struct txn *t, const struct prow *p)
{
	struct stmt *s;

	TRY(keep_old(cx, db, t, p));
	TRY(db_stmt(cx, db, &p->e->sql->leave, &s));
	stmt_int(s, 1, p->id);
	stmt_int(s, 2, p->version - 1);
	TRY(stmt_run(cx, s, NULL));
	TRY(db_stmt(cx, db, &p->e->sql->bury, &s));
	bind_columns(s, p);
	stmt_int(s, SYS_LEAF + 1, (int64_t)journal_next(&t->st->j));
	stmt_int(s, SYS_IX + 1, t->n);
	stmt_int(s, p->e->sql->ncol + 1, (int64_t)journal_next(&t->st->j));
	TRY(stmt_run(cx, s, NULL));
	return collect(cx, db, t, p);
}

enum err txn_put(struct ctx *cx, struct db *db, struct txn *t, const struct prow *p)
{
	struct stmt *s;

	if (p->remove)
		return put_removal(cx, db, t, p);
	if (p->update)
		TRY(keep_old(cx, db, t, p));
	TRY(db_stmt(cx, db, p->beside ? &p->e->sql->update_beside :
	                    p->update ? &p->e->sql->update : store_insert_sql(t, p), &s));
	bind_columns(s, p);
	stmt_int(s, SYS_LEAF + 1, (int64_t)journal_next(&t->st->j));
	stmt_int(s, SYS_IX + 1, t->n);
	if (p->update)
		stmt_int(s, p->e->sql->ncol + 1, p->version - 1);
	TRY(stmt_run(cx, s, NULL));
	if (p->own_seed) {
		TRY(db_stmt(cx, db, &sql_seed_put, &s));
		stmt_int(s, 1, p->e->tag);
		stmt_int(s, 2, p->id);
		stmt_blob(s, 3, p->seed, SEED_LEN);
		TRY(stmt_run(cx, s, NULL));
	}
	return collect(cx, db, t, p);
}

enum err txn_end(struct ctx *cx, struct db *db, struct txn *t)
{
	enum err e = OK;

	if (t->n || t->leaf.action) {
		e = seek_add(cx, db, t->seek, t->nseek);
		if (e == OK)
			e = journal_append(cx, db, &t->st->j, &t->leaf, t->keys, t->hashes, t->n);
	}
	txn_drop(t);
	return e;
}

enum err txn_rec(struct ctx *cx, struct db *db, struct txn *t, const struct rec *r,
                 const struct rec *old, const struct family *fam)
{
	struct prow p;

	TRY(store_prepare(cx, &cx->arena, t->st, r, old, fam, &p));
	return txn_put(cx, db, t, &p);
}

/* ---- reading ---- */

struct val store_cell(struct arena *a, struct stmt *s, int c)
{
	struct str text;
	int64_t i;

	switch (stmt_col(s, c, &i, &text)) {
	case DB_INT:
		return (struct val){ VAL_INT, i, { 0 } };
	case DB_TEXT:
	case DB_BLOB:
		return (struct val){ VAL_TEXT, 0, str_dup(a, text) };
	default:
		return (struct val){ VAL_NULL, 0, { 0 } };
	}
}

struct rec *store_row(struct arena *a, const struct entity *e, struct stmt *s)
{
	return store_row_at(a, e, s, 0);
}

struct rec *store_row_at(struct arena *a, const struct entity *e, struct stmt *s, int at)
{
	struct rec *r = rec_new(a, e);

	r->id = stmt_col_int(s, at + SYS_ID);
	r->version = (int32_t)stmt_col_int(s, at + SYS_VERSION);
	r->area = stmt_col_int(s, at + SYS_AREA);
	r->shard = stmt_col_int(s, at + SYS_SHARD);
	r->leaf = stmt_col_int(s, at + SYS_LEAF);
	r->ix = (int32_t)stmt_col_int(s, at + SYS_IX);
	r->batch = stmt_col_int(s, at + SYS_BATCH);
	r->row = (int32_t)stmt_col_int(s, at + SYS_ROW);
	r->undo = stmt_col_int(s, at + SYS_UNDO);
	r->removed = stmt_col_int(s, at + SYS_REMOVED) != 0;
	r->sealed = str_dup(a, stmt_col_blob(s, at + SYS_SEALED));
	r->ext = str_dup(a, stmt_col_blob(s, at + SYS_EXT));
	r->opened = r->sealed.n == 0;
	if (e->sql->seed_h >= 0)
		r->seed_h = str_dup(a, stmt_col_blob(s, at + e->sql->seed_h));
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].column >= 0)
			r->v[i] = store_cell(a, s, at + e->fields[i].column);
	if (r->ext.n)
		store_unpack(a, r, r->ext);
	return r;
}

enum err store_open(struct ctx *cx, struct arena *a, const struct store *st,
                    const struct family *fam, struct rec *r)
{
	struct seal_place at = { r->e->tag, r->id, r->version };
	struct buf plain BUF_AUTO = { 0 };

	if (r->opened || !st->keys || !fam || !fam->known)
		return OK;
	buf_init(&plain, 1 << 20);
	if (!seal_open(&fam->key, at, r->sealed, &plain) || !store_unpack(a, r, buf_str(&plain)))
		return err_set(cx, ERR_TAMPER, r->e->name, "sealed-unreadable", r->e->zh, r->e->en, NULL);
	r->opened = true;
	return OK;
}

enum err store_get(struct ctx *cx, struct db *db, struct arena *a, const struct entity *e,
                   int64_t id, struct rec **out)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*out = store_row(a, e, s);
	stmt_done(s);
	return row ? OK : err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
}

enum err store_as_of(struct ctx *cx, struct db *db, struct arena *a, const struct entity *e,
                     int64_t id, int64_t leaf, struct rec **out)
{
	struct stmt *s;
	bool row;

	*out = NULL;
	TRY(db_stmt(cx, db, &e->sql->as_of, &s));
	stmt_int(s, 1, id);
	stmt_int(s, 2, leaf);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*out = store_row(a, e, s);
	stmt_done(s);
	return OK;
}

enum err store_household(struct ctx *cx, struct db *db, const struct model *m, const struct rec *r,
                         int64_t *household)
{
	const struct entity *e = r->e;
	const struct rec *at = r;

	*household = 0;
	for (int depth = 0; depth < 4; depth++) {
		const struct field *f;
		struct rec *up;

		if (!strcmp(e->name, "household")) {
			*household = at->id;
			return OK;
		}
		if (e->parent < 0 || !rec_has(at, e->parent))
			return OK;
		f = &e->fields[e->parent];
		e = entity_find(m, str_of(f->ref));
		if (!strcmp(f->ref, "household")) {
			*household = at->v[at->e->parent].i;
			return OK;
		}
		TRY(store_get(cx, db, &cx->arena, e, at->v[at->e->parent].i, &up));
		at = up;
	}
	return OK;
}

enum err family_load(struct ctx *cx, struct db *db, const struct store *st,
                     const struct entity *e, int64_t id, struct family *f)
{
	struct stmt *s;
	bool row;

	*f = (struct family){ .id = id, .tag = e->tag };
	TRY(db_stmt(cx, db, &sql_seed_get, &s));
	stmt_int(s, 1, e->tag);
	stmt_int(s, 2, id);
	TRY(stmt_step(cx, s, &row));
	if (row && stmt_col_blob(s, 0).n == SEED_LEN) {
		memcpy(f->seed, stmt_col_blob(s, 0).p, SEED_LEN);
		f->known = true;
		if (st->keys)
			seal_key_derive(st->keys, f->seed, &f->key);
	}
	stmt_done(s);
	return OK;
}
