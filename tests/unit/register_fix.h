/* register_fix - a small register in a folder of its own, filled row by row as somebody would type
 * the cells. All people in it are invented. For the tests of domain/register. */
#ifndef UNIT_REGISTER_FIX_H
#define UNIT_REGISTER_FIX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/register/browse.h"

struct desk {
	struct ctx cx;
	struct reg *r;
	char top[64], dir[96];
	struct rec *row[64], *old[64];       /* waiting to be written */
	int n;
};

#define GOOD(d, call) do { \
	enum err good_ = (call); \
	if (good_ != OK) \
		fail_msg("%s: error %d, %s at %.*s", #call, good_, (d)->cx.err.key, \
		         STR_FMT((d)->cx.err.where)); \
} while (0)
#define REFUSED(d, call, kind, message) do { \
	assert_int_equal((call), (kind)); \
	assert_string_equal((d)->cx.err.key, (message)); \
	err_clear(&(d)->cx); \
} while (0)

static inline struct desk *desk_of(const char *pack)
{
	struct desk *d = calloc(1, sizeof *d);
	struct register_init init = { .hash = HASH_SHA256, .pack = pack };

	ctx_init(&d->cx, (size_t)256 << 20);
	setenv("JINGZHUN_POLICY", "policy", 0);
	snprintf(d->top, sizeof d->top, "/tmp/jz-test-register-XXXXXX");
	assert_non_null(mkdtemp(d->top));
	snprintf(d->dir, sizeof d->dir, "%s/D", d->top);
	init.dir = d->dir;
	GOOD(d, register_init(&d->cx, &init));
	GOOD(d, register_open(&d->cx, d->dir, NULL, NULL, REG_WRITE, &d->r));
	return d;
}

static inline struct desk *desk_open(void)
{
	return desk_of(NULL);
}

static inline void desk_close(struct desk *d)
{
	static const char *const files[] = { "D/jingzhun.db", "D/jingzhun.db-wal",
	    "D/jingzhun.db-shm",
		"D/jingzhun.lock", "D.keys", "D.away", "D.head", "D" };
	char path[128];

	register_close(&d->cx, d->r);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", d->top, files[i]);
		remove(path);
	}
	assert_int_equal(rmdir(d->top), 0);
	ctx_free(&d->cx);
	free(d);
}

/* Opens the same register for reading as somebody without the key file. */
static inline void desk_without_keys(struct desk *d)
{
	char keys[128], away[128];

	register_close(&d->cx, d->r);
	snprintf(keys, sizeof keys, "%s/D.keys", d->top);
	snprintf(away, sizeof away, "%s/D.away", d->top);
	assert_int_equal(rename(keys, away), 0);
	GOOD(d, register_open(&d->cx, d->dir, NULL, NULL, REG_READ, &d->r));
}

static inline const struct entity *noun(const struct desk *d, const char *name)
{
	const struct entity *e = entity_find(d->r->model, str_of(name));

	assert_non_null(e);
	return e;
}

/* A cell as on a sheet; "" leaves it unknown. References and areas: an id in decimal. */
static inline void cell(struct desk *d, struct rec *r, const char *field, const char *text)
{
	struct cell_cx c = { d->r->model, &d->cx.arena, 0 };
	int f = entity_field(r->e, str_of(field));
	struct cell_result res;
	int64_t id;

	if (f < 0)
		fail_msg("no field %s in %s", field, r->e->name);
	if (r->e->fields[f].type == FT_REF || r->e->fields[f].type == FT_AREA) {
		assert_true(str_i64(str_of(text), &id));
		rec_int(r, f, id);
		if (!strcmp(field, "area"))
			r->area = id;
		return;
	}
	cell_read(&c, &r->e->fields[f], str_of(text), &res);
	if (res.state == CELL_BAD)
		fail_msg("%s: \"%s\" is refused: %s", field, text, res.kind);
	r->v[f] = res.v;
}

/* Adds a row to be written by `save`: pairs of field and cell, ended by NULL. */
static inline struct rec *add(struct desk *d, const char *name, ...)
{
	struct rec *r = rec_new(&d->cx.arena, noun(d, name));
	const char *field;
	va_list ap;

	assert_true(d->n < 64);
	r->id = store_new_id(d->r->st, r->e);
	va_start(ap, name);
	while ((field = va_arg(ap, const char *)))
		cell(d, r, field, va_arg(ap, const char *));
	va_end(ap);
	d->old[d->n] = NULL;
	d->row[d->n++] = r;
	return r;
}

/* A new version of a stored row with one cell changed. */
static inline struct rec *change(struct desk *d, const char *name, int64_t id, const char *field,
                                 const char *text)
{
	struct rec *old, *now;

	GOOD(d, register_load(&d->cx, d->r, noun(d, name), id, &old));
	now = rec_new(&d->cx.arena, old->e);
	now->id = id;
	now->area = old->area;
	now->shard = old->shard;
	memcpy(now->v, old->v, (size_t)old->e->nfield * sizeof *old->v);
	cell(d, now, field, text);
	d->old[d->n] = old;
	d->row[d->n++] = now;
	return now;
}

static inline struct rec *waiting(const struct desk *d, int64_t id, const char *name)
{
	for (int i = 0; i < d->n; i++)
		if (d->row[i]->id == id && !strcmp(d->row[i]->e->name, name))
			return d->row[i];
	return NULL;
}

static inline enum err write_one(struct ctx *cx, struct db *db, struct desk *d, struct txn *t,
                                 int i, struct family *last)
{
	struct rec *r = d->row[i], *up = NULL;
	const struct entity *seed = r->e;
	int64_t id = r->id;
	bool fresh = !d->old[i];

	if (r->e->parent >= 0) {
		const char *ref = r->e->fields[r->e->parent].ref;

		id = r->v[r->e->parent].i;
		up = waiting(d, id, ref);
		if (!up)
			TRY(store_get(cx, db, &cx->arena, noun(d, ref), id, &up));
		r->area = up->area;
		if (!strcmp(ref, "person"))
			id = up->v[PERSON_household].i;
		seed = noun(d, "household");
		fresh = false;
	}
	r->shard = 1;
	if (r->e->flags & ENT_SEED || (r->e->parent < 0 && r->e->has_sealed)) {
		if (fresh)
			family_new(d->r->st, r->id, last);
		else
			TRY(family_load(cx, db, d->r->st, r->e, r->id, last));
	} else if (last->id != id || !last->known) {
		TRY(family_load(cx, db, d->r->st, seed, id, last));
	}
	return txn_rec(cx, db, t, r, d->old[i], r->e->has_sealed ? last : NULL);
}

static inline enum err write_rows(struct ctx *cx, struct db *db, void *arg)
{
	struct desk *d = arg;
	struct family last = { 0 };
	struct txn t;

	txn_begin(&t, d->r->st, ACT_EDIT);
	t.leaf.actor = STR("cli:7");
	for (int i = 0; i < d->n; i++)
		TRY(write_one(cx, db, d, &t, i, &last));
	return txn_end(cx, db, &t);
}

static inline void save(struct desk *d)
{
	GOOD(d, register_write(&d->cx, d->r, write_rows, d));
	d->n = 0;
}

/* An id as a cell. */
static inline const char *ref(struct desk *d, const struct rec *r)
{
	char t[24];

	snprintf(t, sizeof t, "%lld", (long long)r->id);
	return str_z(&d->cx.arena, str_of(t));
}

#endif
