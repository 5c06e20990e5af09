#include "domain/register/roll.h"

#include <stdlib.h>

#include "base/mem.h"
#include "crypto/sign.h"

#define IDS_MAX ((size_t)1 << 20)

static const struct sql sql_batches = { "roll.batches",
	"SELECT id, kind, mapping, whole, state, source, delivery FROM batch WHERE source IS NOT NULL"
	" AND corrects IS NULL ORDER BY id", SQL_SCAN_OK };
static const struct sql sql_rolls = { "roll.rolls",
	"SELECT about_entity, taken, ids, leaf, part FROM roll WHERE file_batch=$1 ORDER BY id", 0 };

const struct sql *const roll_sqls[] = { &sql_batches, &sql_rolls, NULL };

/* ---- batches ---- */

static bool state_is(const struct reg *r, int64_t code, const char *sem)
{
	const struct list_face *l = &r->model->lists;

	return l->has_tag(l->state, "batch_state", code, sem);
}

enum err roll_batches(struct ctx *cx, struct reg *r, struct str source, struct roll_batch **out,
                      int *n)
{
	struct arena *a = &cx->arena;
	struct stmt *s;
	int cap = 0;
	bool row;

	*n = 0;
	*out = NULL;
	TRY(db_stmt(cx, r->db, &sql_batches, &s));
	for (;;) {
		struct roll_batch b;
		int64_t state;

		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		state = stmt_col_int(s, 4);
		if (state_is(r, state, "undone") || state_is(r, state, "undoing") ||
			(source.n && !str_eq(stmt_col_text(s, 5), source)))
			continue;
		b = (struct roll_batch){ stmt_col_int(s, 0), stmt_col_int(s, 6),
			str_dup(a, stmt_col_text(s, 1)),
			str_dup(a, stmt_col_text(s, 2)), stmt_col_int(s, 3) == 1,
			state_is(r, state, "complete") || state_is(r, state, "open") };
		if (*n == cap) {
			struct roll_batch *more = arena_array(a, (size_t)cap * 2 + 16, sizeof *more);

			if (*n)
				memcpy(more, *out, (size_t)*n * sizeof *more);
			*out = more;
			cap = cap * 2 + 16;
		}
		(*out)[(*n)++] = b;
	}
	stmt_done(s);
	return OK;
}

int roll_whole(const struct roll_batch *b, int n, struct str kind, int64_t before)
{
	int last = -1;

	for (int i = 0; i < n; i++)
		if (b[i].id < before && b[i].whole && b[i].complete && str_eq(b[i].kind, kind))
			last = i;
	for (int i = 0; i < last; i++)
		if (b[i].delivery == b[last].delivery && str_eq(b[i].kind, kind))
			return i;
	return last;
}

/* ---- ids as text ---- */

static int id_cmp(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

void roll_pack(struct buf *out, int64_t *id, int n)
{
	struct buf raw BUF_AUTO = { 0 };
	int64_t last = 0;

	if (n)
		qsort(id, (size_t)n, sizeof *id, id_cmp);
	buf_init(&raw, (size_t)n * 10 + 16);
	for (int i = 0; i < n; i++) {
		buf_varint(&raw, (uint64_t)(id[i] - last));
		last = id[i];
	}
	base64_put(out, raw.p ? raw.p : "", raw.n);
}

bool roll_unpack(struct str text, int64_t **id, int *n)
{
	struct buf raw BUF_AUTO = { 0 };
	uint64_t v = 0, last = 0;
	int shift = 0, cap = *n;

	buf_init(&raw, IDS_MAX);
	if (text.n && !base64_read(&raw, text))
		return false;
	*id = mem_grow(*id, (size_t)(cap += (int)raw.n) + 1, sizeof **id);
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.p[i];

		if (shift > 56)
			return false;
		v |= (uint64_t)(c & 127) << shift;
		shift += 7;
		if (c & 128)
			continue;
		last += v;
		if (last > (uint64_t)1 << 53)
			return false;
		(*id)[(*n)++] = (int64_t)last;
		v = 0;
		shift = 0;
	}
	return !shift && !raw.full;
}

static enum err one_roll(struct ctx *cx, struct stmt *s, int64_t **id, roll_fn *fn, void *arg)
{
	struct roll r = { .entity = stmt_col_text(s, 0), .taken = stmt_col_int(s, 1) == 1,
		.leaf = stmt_col_int(s, 3), .nth = stmt_col_is_null(s, 4) ? 1 : (int)stmt_col_int(s, 4) };

	if (!roll_unpack(stmt_col_text(s, 2), id, &r.n))
		return err_set(cx, ERR_TAMPER, "roll", "roll-unreadable", NULL);
	r.id = *id;
	return fn(arg, &r);
}

enum err roll_read(struct ctx *cx, struct reg *r, int64_t batch, roll_fn *fn, void *arg)
{
	int64_t *id = NULL;
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_rolls, &s));
	stmt_int(s, 1, batch);
	while ((e = stmt_step(cx, s, &row)) == OK && row)
		if ((e = one_roll(cx, s, &id, fn, arg)) != OK)
			break;
	stmt_done(s);
	mem_free(id);
	return e;
}

/* ---- columns ---- */

/* "risk#2.": which of the nouns a line states. */
static void put_noun(struct buf *out, const struct sheet_map *map, int part)
{
	int nth = 1;

	for (int i = 0; i < part; i++)
		nth += map->part[i] == map->part[part];
	buf_addz(out, map->part[part]->name);
	if (nth > 1)
		buf_addf(out, "#%d", nth);
	buf_addc(out, '.');
}

void columns_write(struct buf *out, const struct sheet_map *map)
{
	for (int i = 0; i < map->ncol; i++) {
		const struct sheet_col *c = &map->col[i];
		struct str header = str_trim(c->header);

		if (c->kind == COL_FIELD || c->kind == COL_AGAIN) {     /* typed twice there, too */
			put_noun(out, map, c->part);
			buf_addf(out, "%s\t", map->part[c->part]->fields[c->field].name);
		} else
			buf_addf(out, "%s\t", c->kind == COL_COUNTY ? "@county" :
			                      c->kind == COL_TOWNSHIP ? "@township" : "-");
		for (size_t k = 0; k < header.n; k++)
			buf_addc(out, header.p[k] == '\t' || header.p[k] == '\n' ? ' ' : header.p[k]);
		buf_addc(out, '\n');
	}
	for (int i = 0; map->shape && i < map->shape->ncopy; i++) {
		const struct sheet_copy *c = &map->shape->copy[i];

		buf_addc(out, '+');
		put_noun(out, map, c->part);
		buf_addf(out, "%s\t\n", map->part[c->part]->fields[c->field].name);
	}
}

/* "risk#2.kind" */
static void read_field(const struct model *m, struct str where, struct column *c)
{
	struct str noun, nth;
	int64_t n = 1;

	c->copied = str_starts(where, STR("+"));
	if (c->copied)
		where = str_sub(where, 1, where.n);
	if (!str_next(&where, '.', &nth) || !str_next(&nth, '#', &noun))
		return;
	if (nth.n && (!str_i64(nth, &n) || n < 1 || n > SHEET_PARTS))
		return;
	c->nth = (int)n;
	c->e = entity_find(m, noun);
	c->field = c->e ? entity_field(c->e, where) : -1;
}

void columns_read(struct arena *a, const struct model *m, struct str text, struct column **out,
                  int *n)
{
	struct str rest = text, line;
	int cap = 1;

	for (size_t i = 0; i < text.n; i++)
		cap += text.p[i] == '\n';
	*out = arena_array(a, (size_t)cap, sizeof **out);
	*n = 0;
	while (str_next(&rest, '\n', &line)) {
		struct str where;
		struct column c = { .field = -1 };

		if (!str_next(&line, '\t', &where))
			continue;
		c.header = line;
		c.other = str_eqz(where, "@county") ? COLUMN_COUNTY :
		          str_eqz(where, "@township") ? COLUMN_TOWNSHIP : COLUMN_OTHER;
		read_field(m, where, &c);
		if (c.field < 0)
			c.e = NULL;
		(*out)[(*n)++] = c;
	}
}

bool columns_have(const struct column *col, int n, const struct entity *e, int nth, int field)
{
	for (int i = 0; i < n; i++)
		if (col[i].e == e && col[i].field == field && (!nth || col[i].nth == nth))
			return true;
	return false;
}

/* ---- sets of ids ---- */

#define SEQ(id) ((id) & ((INT64_C(1) << ID_SEQ_BITS) - 1))

void idset_begin(struct idset *s, const struct reg *r)
{
	*s = (struct idset){ .node = r->st->node };
}

static bool own(const struct idset *s, int64_t id)
{
	return ID_NODE(id) == s->node;
}

bool idset_has(const struct idset *s, int64_t id)
{
	if (own(s, id)) {
		int64_t at = SEQ(id);

		return at / 64 < s->cap && (uint64_t)s->seq[at / 64] >> (at % 64) & 1;
	}
	for (int i = 0; i < s->nother; i++)
		if (s->other[i] == id)
			return true;
	return false;
}

bool idset_add(struct idset *s, int64_t id)
{
	if (idset_has(s, id))
		return false;
	s->n++;
	if (own(s, id)) {
		int64_t at = SEQ(id);

		if (at / 64 >= s->cap) {
			int64_t cap = at / 64 * 2 + 64;

			s->seq = mem_grow(s->seq, (size_t)cap, sizeof *s->seq);
			memset(s->seq + s->cap, 0, (size_t)(cap - s->cap) * sizeof *s->seq);
			s->cap = cap;
		}
		s->seq[at / 64] = (int64_t)((uint64_t)s->seq[at / 64] | UINT64_C(1) << (at % 64));
		return true;
	}
	if (s->nother == s->cap_other) {
		s->cap_other = s->cap_other * 2 + 64;
		s->other = mem_grow(s->other, (size_t)s->cap_other, sizeof *s->other);
	}
	s->other[s->nother++] = id;
	return true;
}

void idset_free(struct idset *s)
{
	mem_free(s->seq);
	mem_free(s->other);
	*s = (struct idset){ 0 };
}

/* *at counts bits, then the others after them. */
bool idset_next(const struct idset *s, int64_t *at, int64_t *id)
{
	for (; *at < s->cap * 64; ++*at)
		if ((uint64_t)s->seq[*at / 64] >> (*at % 64) & 1) {
			*id = (int64_t)s->node << ID_SEQ_BITS | (*at)++;
			return true;
		}
	if (*at - s->cap * 64 >= s->nother)
		return false;
	*id = s->other[(*at)++ - s->cap * 64];
	return true;
}

/* ---- what a source has today ---- */

struct of_noun { const struct entity *e; roll_fn *fn; void *arg; int64_t n; };

static enum err one_of_noun(void *arg, const struct roll *roll)
{
	struct of_noun *x = arg;

	if (!str_eqz(roll->entity, x->e->name))
		return OK;
	x->n += roll->n;
	return x->fn(x->arg, roll);
}

enum err roll_read_kind(struct ctx *cx, struct reg *r, const struct roll_batch *b, int n,
                        struct str kind, const struct entity *e, roll_fn *fn, void *arg)
{
	struct of_noun x = { e, fn, arg, 0 };
	int end = n, from;

	do {                             /* a list that left the noun out says nothing of it */
		from = end == n ? roll_whole(b, n, kind, INT64_MAX) : roll_whole(b, n, kind, b[end].id);
		for (int i = from < 0 ? 0 : from; i < end; i++)
			if (str_eq(b[i].kind, kind))
				TRY(roll_read(cx, r, b[i].id, one_of_noun, &x));
		end = from;
	} while (from > 0 && !x.n);
	return OK;
}

static enum err add_roll(void *arg, const struct roll *roll)
{
	for (int i = 0; i < roll->n; i++)
		idset_add(arg, roll->id[i]);
	return OK;
}

bool roll_newer(const struct roll_batch *b, int n, int at)
{
	for (int i = at + 1; i < n; i++)
		if (str_eq(b[i].kind, b[at].kind))
			return true;
	return false;
}

/* The newest whole list that states the noun: it holds all that the source has. */
static int64_t newest_whole(struct arena *a, const struct reg *r, const struct roll_batch *b, int n,
                            const struct entity *e)
{
	for (int i = n - 1; i >= 0; i--) {
		struct column *col;
		int ncol;

		if (!b[i].whole || !b[i].complete)
			continue;
		columns_read(a, r->model, b[i].columns, &col, &ncol);
		for (int k = 0; k < ncol; k++)
			if (col[k].e == e)
				return b[i].delivery;
	}
	return 0;
}

enum err roll_present(struct ctx *cx, struct reg *r, struct str source, const struct entity *e,
                      struct idset *out)
{
	struct of_noun x = { e, add_roll, out, 0 };
	struct roll_batch *b;
	int64_t whole;
	int n;

	idset_begin(out, r);
	TRY(roll_batches(cx, r, source, &b, &n));
	whole = newest_whole(&cx->arena, r, b, n, e);
	for (int i = 0; i < n; i++) {
		bool part = roll_whole(b, n, b[i].kind, INT64_MAX) < 0;

		if (part && b[i].id > whole)
			TRY(roll_read(cx, r, b[i].id, one_of_noun, &x));
		else if (!part && !roll_newer(b, n, i))
			TRY(roll_read_kind(cx, r, b, n, b[i].kind, e, add_roll, out));
	}
	return OK;
}
