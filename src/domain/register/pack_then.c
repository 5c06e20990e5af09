/* pack_then - see the header. */
#include "domain/register/pack_then.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/thread.h"

#define ROOM ((size_t)256 << 20)

static const struct sql sql_newest = { "pack_then.newest", "SELECT max(id) FROM pack_version", 0 };
const struct sql *const pack_then_sqls[] = { &sql_newest, NULL };

struct one {
	int64_t version;
	const struct pack *p;
	struct one *next;
};

struct packs_then {
	struct lock *lock;
	struct arena a;
	struct one *first;
};

struct packs_then *packs_then_new(void)
{
	struct packs_then *p = mem_new(1, sizeof *p);

	p->lock = lock_new();
	arena_init(&p->a, ROOM);
	return p;
}

void packs_then_free(struct packs_then *p)
{
	if (!p)
		return;
	lock_free(p->lock);
	arena_free(&p->a);
	mem_free(p);
}

enum err pack_newest(struct ctx *cx, struct reg *r, int64_t *version)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_newest, &q));
	TRY(stmt_step(cx, q, &row));
	*version = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	return OK;
}

static enum err load(struct ctx *cx, struct reg *r, struct arena *a, int64_t version,
                     const struct pack **out)
{
	struct rec *row;
	struct pack *p;
	char no[24];

	snprintf(no, sizeof no, "%lld", (long long)version);
	if (store_get(cx, r->db, &cx->arena, register_entity(r, TAG_pack_version), version,
	              &row) != OK || !row || !rec_has(row, PACK_VERSION_content))
		return err_set(cx, ERR_NOTFOUND, "pack_version", "gate-no-version", no, NULL);
	TRY(pack_from_text(cx, a, row->v[PACK_VERSION_content].s, &p));
	*out = p;
	return OK;
}

/* Read into an arena of its own first: what fails leaves nothing. */
static enum err kept(struct ctx *cx, struct reg *r, struct packs_then *l, int64_t version,
                     const struct pack **out)
{
	struct arena own;
	struct one *one;
	enum err e;

	for (one = l->first; one; one = one->next)
		if (one->version == version) {
			*out = one->p;
			return OK;
		}
	arena_init(&own, ROOM);
	e = load(cx, r, &own, version, out);
	if (e != OK) {
		arena_free(&own);
		return e;
	}
	arena_join(&l->a, &own);
	one = ARENA_NEW(&l->a, struct one);
	*one = (struct one){ version, *out, l->first };
	l->first = one;
	return OK;
}

enum err pack_then(struct ctx *cx, struct reg *r, int64_t version, const struct pack **out)
{
	struct packs_then *l = r->main->packs;
	int64_t now = 0;
	enum err e;

	TRY(pack_newest(cx, r, &now));
	*out = r->pack;
	if (!version || version == now)
		return OK;
	if (!l)
		return load(cx, r, &cx->arena, version, out);
	lock_write(l->lock);
	e = kept(cx, r, l, version, out);
	lock_end(l->lock);
	return e;
}

const struct pack *pack_then_of(struct ctx *cx, struct reg *r, const struct rec *row, int field)
{
	const struct pack *p;

	if (!rec_has(row, field) || pack_then(cx, r, row->v[field].i, &p) != OK) {
		err_clear(cx);
		return r->pack;
	}
	return p;
}
