#include "domain/register/mapping.h"

#include <stdio.h>

#define PREFIX "map."
#define MOST   4000              /* mappings that are remembered */

static const struct sql sql_all = { "mapping.all",
	"SELECT id, key, value FROM setting WHERE key>='map.' AND key<'map/' ORDER BY key", 0 };

const struct sql *const mapping_sqls[] = { &sql_all, NULL };

struct kept { int64_t id; struct str key; struct mapping m; };

/* "noun TAB header TAB target"; nothing: forgotten. */
static bool parse(struct str key, struct str value, struct mapping *m)
{
	struct str rest = value;

	*m = (struct mapping){ .shape = str_sub(key, sizeof PREFIX - 1, 16) };
	if (m->shape.n != 16 || !str_next(&rest, '\t', &m->noun) ||
	    !str_next(&rest, '\t', &m->header))
		return false;
	m->target = rest;
	return m->target.n > 0;
}

static enum err load(struct ctx *cx, struct db *db, struct kept **out, int *n)
{
	struct kept *v = arena_array(&cx->arena, MOST, sizeof *v);
	struct stmt *s;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, db, &sql_all, &s));
	for (;;) {
		struct kept *k = &v[*n];

		TRY(stmt_step(cx, s, &row));
		if (!row || *n == MOST)
			break;
		k->id = stmt_col_int(s, 0);
		k->key = str_dup(&cx->arena, stmt_col_text(s, 1));
		if (!parse(k->key, str_dup(&cx->arena, stmt_col_text(s, 2)), &k->m))
			k->m = (struct mapping){ 0 };
		(*n)++;
	}
	stmt_done(s);
	*out = v;
	return OK;
}

enum err mapping_list(struct ctx *cx, struct reg *r, struct mapping **out, int *n)
{
	struct kept *v;
	int all;

	*n = 0;
	TRY(load(cx, r->db, &v, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	for (int i = 0; i < all; i++)
		if (v[i].m.target.n)
			(*out)[(*n)++] = v[i].m;
	return OK;
}

/* ---- writing ---- */

struct change {
	struct reg *r;
	struct db *db;               /* the writer's */
	const struct mapping *v;     /* to remember; NULL: to forget those of `forget` */
	int n;
	struct str forget;
	int done;
};

static enum err put_one(struct ctx *cx, struct change *c, struct txn *t, struct str key,
                        struct str value, int64_t id)
{
	struct reg *r = c->r;
	const struct entity *e = register_entity(r, TAG_setting);
	struct rec *old = NULL, *now = rec_new(&cx->arena, e);

	if (id)
		TRY(store_get(cx, c->db, &cx->arena, e, id, &old));
	now->id = id ? id : store_new_id(r->st, e);
	rec_text(now, SETTING_key, key);
	if (value.n)
		rec_text(now, SETTING_value, value);
	return txn_rec(cx, c->db, t, now, old, NULL);
}

static struct str key_of(struct arena *a, const struct mapping *m)
{
	char text[64];
	int n = snprintf(text, sizeof text, PREFIX "%.16s.%016llx", m->shape.p,
	                 (unsigned long long)str_hash(m->header));

	return str_dup(a, (struct str){ text, (size_t)n });
}

static struct str value_of(struct arena *a, const struct mapping *m)
{
	struct str s = str_join(a, m->noun, STR("\t"));

	s = str_join(a, s, m->header);
	s = str_join(a, s, STR("\t"));
	return str_join(a, s, m->target);
}

/* A row that was forgotten is used again. */
static struct kept *free_row(struct kept *kept, int n)
{
	for (int k = 0; k < n; k++)
		if (!kept[k].m.target.n)
			return &kept[k];
	return NULL;
}

enum err mapping_room(struct ctx *cx, struct reg *r, int more)
{
	struct kept *kept;
	int n, used = 0;

	TRY(load(cx, r->db, &kept, &n));
	for (int k = 0; k < n; k++)
		used += kept[k].m.target.n > 0;
	return used + more <= MOST ? OK : err_set(cx, ERR_LIMIT, "", "mapping-too-many", NULL);
}

static enum err put_all(struct ctx *cx, struct change *c, struct txn *t)
{
	struct kept *kept;
	int n;

	TRY(load(cx, c->db, &kept, &n));
	for (int i = 0; i < c->n; i++) {
		struct str key = key_of(&cx->arena, &c->v[i]), value = value_of(&cx->arena, &c->v[i]);
		int64_t id = 0;
		bool same = false;

		for (int k = 0; k < n; k++)
			if (str_eq(kept[k].key, key)) {
				id = kept[k].id;
				same = str_eq(kept[k].m.target, c->v[i].target);
			}
		if (same)
			continue;
		if (!id) {
			struct kept *empty = free_row(kept, n);

			if (!empty && n + c->done >= MOST)
				return err_set(cx, ERR_LIMIT, "", "mapping-too-many", NULL);
			if (empty) {
				id = empty->id;
				empty->m.target = c->v[i].target;
			}
		}
		TRY(put_one(cx, c, t, key, value, id));
		c->done++;
	}
	return OK;
}

static enum err forget_all(struct ctx *cx, struct change *c, struct txn *t)
{
	struct kept *kept;
	int n;

	TRY(load(cx, c->db, &kept, &n));
	for (int k = 0; k < n; k++) {
		if (!kept[k].m.target.n || !str_starts(kept[k].m.shape, c->forget))
			continue;
		TRY(put_one(cx, c, t, kept[k].key, (struct str){ 0 }, kept[k].id));
		c->done++;
	}
	return OK;
}

static enum err change(struct ctx *cx, struct db *db, void *arg)
{
	struct change *c = arg;
	struct txn t;
	enum err e;

	c->db = db;
	txn_begin(&t, c->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.object = TAG_setting;
	e = c->v ? put_all(cx, c, &t) : forget_all(cx, c, &t);
	if (e != OK || !c->done) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

enum err mapping_put(struct ctx *cx, struct reg *r, const struct mapping *v, int n)
{
	struct change c = { .r = r, .v = v, .n = n };

	return n ? register_write(cx, r, change, &c) : OK;
}

enum err mapping_forget(struct ctx *cx, struct reg *r, struct str shape, int *n)
{
	struct change c = { .r = r, .forget = shape };
	enum err e = register_write(cx, r, change, &c);

	*n = c.done;
	return e;
}
