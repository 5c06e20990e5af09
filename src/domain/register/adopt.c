#include "domain/register/adopt.h"

#include "domain/register/amended.h"
#include "domain/register/register_int.h"

#include "crypto/sign.h"

static const struct sql sql_setting = { "adopt.setting",
	"SELECT id, value FROM setting WHERE key=$1 ORDER BY id", 0 };
static const struct sql sql_pack = { "adopt.pack",
	"SELECT id, name, pack_hash, content FROM pack_version ORDER BY id DESC LIMIT 1", SQL_SCAN_OK };
static const struct sql sql_lists = { "adopt.lists", "SELECT id FROM list_value ORDER BY id",
									  SQL_SCAN_OK };

const struct sql *const adopt_sqls[] = { &sql_setting, &sql_pack, &sql_lists, NULL };

static struct str hex32(struct arena *a, const unsigned char h[32])
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 100);
	hex_put(&b, h, 32);
	return str_dup(a, buf_str(&b));
}

/* One digest over every noun's table text: differs when a field was added. */
static struct str schema_hash(struct arena *a, const struct model *m)
{
	unsigned char h[HASH_LEN];
	struct digest d;

	digest_init(&d, HASH_SHA256);
	for (int i = 0; i < m->n; i++)
		digest_add(&d, m->ent[i]->sql->ddl, strlen(m->ent[i]->sql->ddl));
	digest_end(&d, h);
	return hex32(a, h);
}

/* ---- settings ---- */

/* Asks for these columns only: an old folder may lack others that the model knows. *id 0: none. */
static enum err setting_get(struct ctx *cx, struct reg *r, const char *key, int64_t *id,
                            struct str *value)
{
	struct stmt *s;
	bool row;

	*id = 0;
	*value = (struct str){ 0 };
	TRY(db_stmt(cx, r->db, &sql_setting, &s));
	stmt_text(s, 1, str_of(key));
	TRY(stmt_step(cx, s, &row));
	if (row) {
		*id = stmt_col_int(s, 0);
		*value = str_dup(&r->arena, stmt_col_text(s, 1));
	}
	stmt_done(s);
	return OK;
}

static enum err setting_put(struct ctx *cx, struct reg *r, struct txn *t, const char *key,
                            struct str value)
{
	const struct entity *e = register_entity(r, TAG_setting);
	struct rec *old = NULL, *now = rec_new(&r->arena, e);
	struct str before;
	int64_t id;

	TRY(setting_get(cx, r, key, &id, &before));
	if (id && str_eq(before, value))
		return OK;
	if (id)
		TRY(store_get(cx, r->db, &r->arena, e, id, &old));
	now->id = id ? id : store_new_id(r->st, e);
	rec_text(now, SETTING_key, str_of(key));
	rec_text(now, SETTING_value, value);
	return txn_rec(cx, r->db, t, now, old, NULL);
}

/* ---- loading ---- */

struct stored { int64_t id; struct str name, hash, text; };

static enum err stored_pack(struct ctx *cx, struct reg *r, struct stored *out)
{
	struct stmt *s;
	bool row;

	*out = (struct stored){ 0 };
	TRY(db_stmt(cx, r->db, &sql_pack, &s));
	TRY(stmt_step(cx, s, &row));
	if (row) {
		out->id = stmt_col_int(s, 0);
		out->name = str_dup(&r->arena, stmt_col_text(s, 1));
		out->hash = str_dup(&r->arena, stmt_col_text(s, 2));
		out->text = str_dup(&r->arena, stmt_col_text(s, 3));
	}
	stmt_done(s);
	return row ? OK : err_set(cx, ERR_TAMPER, "pack_version", "register-no-pack", NULL);
}

/* An emptied file, or one that lost a table, is told as what it is, not as an error of ours. */
static enum err tables_there(struct ctx *cx, struct reg *r)
{
	static const char *const needed[] = { "leaf", "head", "seed", "seek_block", "setting",
		"pack_version", "list_value" };

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		bool there;

		TRY(db_has_table(cx, r->db, needed[i], &there));
		if (!there)
			return err_set(cx, ERR_TAMPER, r->path.db, "register-table-missing", needed[i], NULL);
	}
	return OK;
}

enum err adopt_load(struct ctx *cx, struct reg *r, bool *old)
{
	struct stored st;
	struct str schema, changes;
	int64_t id;
	enum err e;

	TRY(tables_there(cx, r));
	TRY(stored_pack(cx, r, &st));
	e = pack_load(cx, &r->arena, str_z(&r->arena, st.name), &r->pack);
	if (e == ERR_NOTFOUND) {                /* this machine does not hold the pack: as stored */
		err_clear(cx);
		e = pack_from_text(cx, &r->arena, st.text, &r->pack);
	}
	TRY(e);
	TRY(pack_model(cx, &r->arena, r->pack, &r->model));
	r->st->m = r->model;
	*old = !str_eq(hex32(&r->arena, r->pack->hash), st.hash);
	if (*old)                               /* refused before anybody is judged by it */
		return amended_by(cx, r, st.text, &changes);
	TRY(setting_get(cx, r, "schema", &id, &schema));
	*old = !id || !str_eq(schema, schema_hash(&r->arena, r->model));
	return OK;
}

struct reg *adopt_peek(struct ctx *cx, struct db *db, const struct register_paths *path)
{
	struct reg *r = ARENA_NEW(&cx->arena, struct reg);
	bool old;

	register_begin(r);
	r->path = *path;
	r->db = db;
	arena_init(&r->arena, (size_t)256 << 20);
	if (adopt_load(cx, r, &old) != OK)
		err_clear(cx);
	return r;
}

/* ---- adopting ---- */

static enum err adopt_schema(struct ctx *cx, struct reg *r)
{
	struct txn t;
	bool changed;
	enum err e;

	TRY(store_schema(cx, r->db, r->model, &changed));
	TRY(store_load(cx, r->db, r->st));
	txn_begin(&t, r->st, ACT_SCHEMA);
	t.leaf.actor = str_of(cx->actor);
	e = setting_put(cx, r, &t, "schema", schema_hash(&r->arena, r->model));
	r->new_schema = t.n || changed;
	if (e == OK && !t.n && !changed)        /* only the pack is new */
		t.leaf.action = 0;
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, r->db, &t);
}

static struct rec *list_rec(struct reg *r, const struct code_list *l, const struct list_value *v)
{
	struct rec *x = rec_new(&r->arena, register_entity(r, TAG_list_value));

	rec_text(x, LIST_VALUE_list, l->name);
	rec_int(x, LIST_VALUE_code, v->code);
	rec_text(x, LIST_VALUE_zh, v->zh);
	rec_text(x, LIST_VALUE_en, v->en);
	if (str_trim(v->sem).n)
		rec_text(x, LIST_VALUE_sem, str_trim(v->sem));
	if (v->from)
		rec_int(x, LIST_VALUE_from_year, v->from);
	if (v->to)
		rec_int(x, LIST_VALUE_to_year, v->to);
	return x;
}

static enum err stored_lists(struct ctx *cx, struct reg *r, struct rec ***out, int *n)
{
	const struct entity *e = register_entity(r, TAG_list_value);
	struct rec **v = NULL;
	struct stmt *s;
	int cap = 0;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &e->sql->scan, &s));
	for (;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (*n == cap) {
			struct rec **more = arena_array(&r->arena, (size_t)cap * 2 + 64, sizeof *more);

			if (*n)
				memcpy(more, v, (size_t)*n * sizeof *more);
			v = more;
			cap = cap * 2 + 64;
		}
		v[(*n)++] = store_row(&r->arena, e, s);
	}
	stmt_done(s);
	*out = v;
	return OK;
}

static enum err put_value(struct ctx *cx, struct reg *r, struct txn *t, struct rec *now,
                          struct rec *const *old, int n)
{
	for (int i = 0; i < n; i++) {
		bool same = true;

		if (!val_eq(&old[i]->v[LIST_VALUE_list], &now->v[LIST_VALUE_list]) ||
		    !val_eq(&old[i]->v[LIST_VALUE_code], &now->v[LIST_VALUE_code]))
			continue;
		for (int f = 0; f < LIST_VALUE__COUNT; f++)
			same &= val_eq(&old[i]->v[f], &now->v[f]);
		if (same)
			return OK;
		now->id = old[i]->id;
		return txn_rec(cx, r->db, t, now, old[i], NULL);
	}
	now->id = store_new_id(r->st, now->e);
	return txn_rec(cx, r->db, t, now, NULL, NULL);
}

static enum err put_pack(struct ctx *cx, struct reg *r, struct txn *t, struct str before)
{
	const struct entity *e = register_entity(r, TAG_pack_version);
	struct rec *x = rec_new(&r->arena, e), **old;
	struct str changes = { 0 };
	int n;

	if (before.n)
		TRY(amended_by(cx, r, before, &changes));

	x->id = store_new_id(r->st, e);
	rec_text(x, PACK_VERSION_name, r->pack->name);
	rec_text(x, PACK_VERSION_pack_hash, hex32(&r->arena, r->pack->hash));
	if (r->pack->parent.n)
		rec_text(x, PACK_VERSION_parents, r->pack->parent);
	rec_text(x, PACK_VERSION_content, r->pack->text);
	rec_int(x, PACK_VERSION_loaded, cx->now_ms);
	rec_text(x, PACK_VERSION_loaded_by, str_of(cx->actor));
	if (changes.n)
		rec_text(x, PACK_VERSION_changes, changes);
	TRY(txn_rec(cx, r->db, t, x, NULL, NULL));
	TRY(stored_lists(cx, r, &old, &n));
	for (int i = 0; i < r->pack->nlist; i++)
		for (int k = 0; k < r->pack->lists[i].n; k++)
			TRY(put_value(cx, r, t, list_rec(r, &r->pack->lists[i], &r->pack->lists[i].v[k]), old,
						  n));
	return OK;
}

static enum err adopt_pack(struct ctx *cx, struct reg *r, bool fresh)
{
	struct stored st = { 0 };
	struct txn t;
	enum err e;

	if (!fresh) {
		TRY(stored_pack(cx, r, &st));
		if (str_eq(st.hash, hex32(&r->arena, r->pack->hash)))
			return OK;
		r->new_pack = true;
	}
	txn_begin(&t, r->st, ACT_PACK);
	t.leaf.actor = str_of(cx->actor);
	e = put_pack(cx, r, &t, st.text);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, r->db, &t);
}

enum err adopt_all(struct ctx *cx, struct reg *r, bool fresh)
{
	TRY(adopt_schema(cx, r));
	return adopt_pack(cx, r, fresh);
}
