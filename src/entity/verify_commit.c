/* verify_commit - commitments in leaves, looked up by (leaf, place). Leaves are decoded on demand
 * and kept while there is room: rows of a bulk import come in the order of their leaves. One bit a
 * commitment remembers which were met, so that those left over are the rows that are gone. */
#include "entity/verify_private.h"

#define SLOTS       64
#define CACHE_BYTES ((size_t)40 << 20)
#define LEAF_BYTES ((size_t)256 << 20) /* ceiling of one decoded leaf; a million rows take 56 MB   \
										*/

static const struct sql sql_count = { "verify.leaf-count", "SELECT count(*) FROM leaf",
									  SQL_SCAN_OK };
static const struct sql sql_index = { "verify.leaf-index",
	"SELECT seq, data FROM leaf ORDER BY seq", SQL_SCAN_OK };
static const struct sql sql_leaf = { "verify.leaf-rows",
	"SELECT keys, hashes FROM leaf WHERE seq=$1", 0 };

struct leaf_at {
	int64_t seq;
	uint64_t bit;                /* of its first commitment */
};

/* Rows with rising ids next to each other: what a leaf's keys are made of. */
struct run {
	int64_t id;
	uint32_t ix, n;
	int32_t version;
	uint8_t entity;
};

struct slot {
	int64_t seq;                 /* -1: empty */
	uint64_t used;
	struct arena a;
	struct run *run;
	uint32_t nrun, n;
	const char *hashes;
};

struct erased { int64_t id; uint8_t tag; };

struct commits {
	struct leaf_at *leaf;        /* nleaf + 1: the last one ends the bits */
	uint64_t nleaf;
	unsigned char *met;
	struct erased *erased;
	size_t nerased, erased_cap;
	struct slot slot[SLOTS];
	size_t bytes;
	uint64_t clock;
};

/* ---- which leaves there are ---- */

static void note_erased(struct rows_pass *p, const struct leaf *l)
{
	struct commits *c = p->commits;

	if (l->action != ACT_ERASE)
		return;
	if (c->nerased == c->erased_cap) {
		size_t cap = c->erased_cap * 2 + 64;
		struct erased *more = arena_array(&p->a, cap, sizeof *more);

		if (c->nerased)
			memcpy(more, c->erased, c->nerased * sizeof *more);
		c->erased = more;
		c->erased_cap = cap;
	}
	c->erased[c->nerased++] = (struct erased){ l->object_id, l->object };
}

bool commits_erased(const struct rows_pass *p, uint8_t tag, int64_t id)
{
	const struct commits *c = p->commits;

	for (size_t i = 0; i < c->nerased; i++)
		if (c->erased[i].id == id && c->erased[i].tag == tag)
			return true;
	return false;
}

static uint32_t rows_of(struct rows_pass *p, struct str data)
{
	unsigned char log_id[LOG_ID_LEN], salt[16];
	struct hash note;
	struct leaf l;

	if (!leaf_decode(data, &l, log_id, salt, &note))
		return 0;                               /* verify_log has named it */
	note_erased(p, &l);
	return l.rows;
}

static enum err load_index(struct rows_pass *p)
{
	struct commits *c = p->commits;
	uint64_t room, bits = 0;
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(p->cx, p->db, &sql_count, &s));
	TRY(stmt_step(p->cx, s, &row));
	room = row ? (uint64_t)stmt_col_int(s, 0) : 0;
	stmt_done(s);
	c->leaf = arena_array(&p->a, room + 1, sizeof *c->leaf);
	TRY(db_stmt(p->cx, p->db, &sql_index, &s));
	while (c->nleaf < room) {
		TRY(stmt_step(p->cx, s, &row));
		if (!row)
			break;
		c->leaf[c->nleaf++] = (struct leaf_at){ stmt_col_int(s, 0), bits };
		bits += rows_of(p, stmt_col_blob(s, 1));
	}
	stmt_done(s);
	c->leaf[c->nleaf] = (struct leaf_at){ INT64_MAX, bits };
	c->met = arena_alloc(&p->a, (size_t)(bits / 8 + 1));
	return OK;
}

enum err commits_load(struct rows_pass *p, bool *there)
{
	p->commits = ARENA_NEW(&p->a, struct commits);
	for (int i = 0; i < SLOTS; i++)
		p->commits->slot[i].seq = -1;
	TRY(db_has_table(p->cx, p->db, "leaf", there));
	if (!*there)
		return OK;
	enum err e = load_index(p);
	if (e != OK)
		*there = false;
	return e == OK ? OK : rows_soften(p, e, "leaf");
}

static const struct leaf_at *leaf_at(const struct commits *c, int64_t seq)
{
	uint64_t lo = 0, hi = c->nleaf;

	if (seq >= 0 && (uint64_t)seq < c->nleaf && c->leaf[seq].seq == seq)
		return &c->leaf[seq];
	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;

		if (c->leaf[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->nleaf && c->leaf[lo].seq == seq ? &c->leaf[lo] : NULL;
}

/* ---- decoded leaves ---- */

static void slot_empty(struct commits *c, struct slot *s)
{
	c->bytes -= s->a.used;
	arena_free(&s->a);
	s->seq = -1;
}

static struct slot *slot_oldest(struct commits *c, bool full)
{
	struct slot *old = NULL;

	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &c->slot[i];

		if (!full && s->seq < 0)
			return s;
		if (s->seq >= 0 && (!old || s->used < old->used))
			old = s;
	}
	return old;
}

static void slot_fill(struct slot *s, struct str keys, struct str hashes)
{
	struct rowkeys_iter it;
	struct rowkey k;
	uint32_t ix = 0;

	s->n = (uint32_t)(hashes.n / HASH_LEN < UINT32_MAX ? hashes.n / HASH_LEN : 0);
	s->nrun = 0;
	s->hashes = str_dup(&s->a, hashes).p;
	s->run = arena_array(&s->a, keys.n / 4 + 1, sizeof *s->run);     /* a run is 4 bytes or more */
	for (rowkeys_begin(&it, keys); ix < s->n && rowkeys_next(&it, &k);) {
		s->run[s->nrun++] = (struct run){ k.id, ix, it.left + 1, k.version, k.entity };
		ix += it.left + 1;
		it.next.id = (int64_t)((uint64_t)it.next.id + it.left);
		it.left = 0;
	}
	if (ix < s->n)
		s->n = ix;
}

static enum err slot_load(struct rows_pass *p, int64_t seq, struct slot **out)
{
	struct commits *c = p->commits;
	struct slot *s = slot_oldest(c, false);
	struct stmt *q;
	bool row = false;

	if (s->seq >= 0)
		slot_empty(c, s);
	TRY(db_stmt(p->cx, p->db, &sql_leaf, &q));
	stmt_int(q, 1, seq);
	TRY(stmt_step(p->cx, q, &row));
	arena_init(&s->a, LEAF_BYTES);
	if (row)
		slot_fill(s, stmt_col_blob(q, 0), stmt_col_blob(q, 1));
	else
		s->n = s->nrun = 0;
	stmt_done(q);
	s->seq = seq;
	c->bytes += s->a.used;
	s->used = ++c->clock;
	while (c->bytes > CACHE_BYTES && slot_oldest(c, true) != s)
		slot_empty(c, slot_oldest(c, true));
	*out = s;
	return OK;
}

static enum err slot_of(struct rows_pass *p, int64_t seq, struct slot **out)
{
	struct commits *c = p->commits;

	for (int i = 0; i < SLOTS; i++)
		if (c->slot[i].seq == seq) {
			c->slot[i].used = ++c->clock;
			*out = &c->slot[i];
			return OK;
		}
	return slot_load(p, seq, out);
}

static bool key_at(const struct slot *s, uint32_t ix, struct rowkey *k)
{
	uint32_t lo = 0, hi = s->nrun;

	while (lo < hi) {                           /* the last run that begins at ix or before */
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->run[mid].ix <= ix)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || ix >= s->n || ix - s->run[lo - 1].ix >= s->run[lo - 1].n)
		return false;
	const struct run *r = &s->run[lo - 1];
	*k = (struct rowkey){ r->entity, (int64_t)((uint64_t)r->id + (ix - r->ix)), r->version };
	return true;
}

/* ---- taking and what is left ---- */

enum err commits_take(struct rows_pass *p, const struct rowkey *k, int64_t leaf, int64_t ix,
                      const struct hash *h, enum commit_state *state)
{
	struct commits *c = p->commits;
	const struct leaf_at *at = leaf_at(c, leaf);
	struct rowkey have;
	struct slot *s;

	*state = COMMIT_NONE;
	if (!at || ix < 0 || (uint64_t)ix >= at[1].bit - at->bit)
		return OK;
	TRY(slot_of(p, leaf, &s));
	if (!key_at(s, (uint32_t)ix, &have))
		return OK;
	*state = COMMIT_OTHER;
	if (have.entity != k->entity || have.id != k->id || have.version != k->version)
		return OK;
	uint64_t bit = at->bit + (uint64_t)ix;
	if (c->met[bit / 8] >> (bit % 8) & 1)
		*state = COMMIT_TWICE;
	else if (memcmp(s->hashes + (size_t)ix * HASH_LEN, h->b, HASH_LEN) != 0)
		*state = COMMIT_CHANGED;
	else
		*state = COMMIT_OK;
	c->met[bit / 8] |= (unsigned char)(1 << bit % 8);
	return OK;
}

static bool all_met(const struct commits *c, uint64_t from, uint64_t to)
{
	for (uint64_t b = from; b < to;) {
		if (b % 8 == 0 && to - b >= 8) {
			if (c->met[b / 8] != 0xff)
				return false;
			b += 8;
		} else if (!(c->met[b / 8] >> (b % 8) & 1)) {
			return false;
		} else {
			b++;
		}
	}
	return true;
}

static enum err left_of(struct rows_pass *p, const struct leaf_at *at)
{
	struct commits *c = p->commits;
	struct slot *s;

	TRY(slot_of(p, at->seq, &s));
	for (uint32_t ix = 0; at->bit + ix < at[1].bit; ix++) {
		uint64_t bit = at->bit + ix;
		const struct entity *e;
		struct rowkey k;
		char name[ROW_NAME_MAX];

		if (c->met[bit / 8] >> (bit % 8) & 1 || !key_at(s, ix, &k))
			continue; /* keys that cannot be read: verify_log named the leaf */
		e = entity_by_tag(p->m, k.entity);
		row_name_of(p, &k, name);
		rows_tell(p, VERIFY_TAMPERED, "verify-row-missing", e ? e->name : "", "%s", name);
	}
	return OK;
}

enum err commits_left(struct rows_pass *p)
{
	struct commits *c = p->commits;
	enum err e = OK;

	for (uint64_t i = 0; i < c->nleaf && e == OK; i++)
		if (!all_met(c, c->leaf[i].bit, c->leaf[i + 1].bit))
			e = left_of(p, &c->leaf[i]);
	return e;
}

void commits_free(struct rows_pass *p)
{
	for (int i = 0; p->commits && i < SLOTS; i++)
		if (p->commits->slot[i].seq >= 0)
			slot_empty(p->commits, &p->commits->slot[i]);
}
