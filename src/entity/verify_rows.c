/* verify_rows - one pass over each noun, its history and its seeds together, all by rising id.
 * Rows and commitments must match one to one: a row takes the place in the leaf it points to, and
 * what nobody takes is gone. Which of a row's versions stands where (table or history) and until
 * when is not committed to, but follows: see version_fits. */
#include "entity/verify_private.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "entity/model_check.h"
#include "entity/seek.h"

#define COLS_MAX   512
#define ROW_MAX    ((size_t)16 << 20)        /* canonical bytes of a row; ours are a few KiB */
#define DAMAGE_MAX 20

static const struct sql sql_seeds = { "verify.seeds",
	"SELECT id, seed FROM seed WHERE entity=$1 ORDER BY id", 0 };
static const struct sql sql_seed_count = { "verify.seed-count",
	"SELECT count(*) FROM seed", SQL_SCAN_OK };

/* A table while it is read. Columns are found by name; -1: not there. */
struct table {
	const struct entity *e;
	struct sql q;
	struct stmt *s;
	bool row;                    /* standing on one */
	int ncol;
	int *order;                  /* columns of the canonical row, by rising number */
	uint32_t *number;
	int norder;
	int id, version, leaf, ix, until, seed_h, removed;
	int *seek_col, *seek_at;     /* model's column and ours, of those that make search keys */
	int nseek;
	struct rowkey k;             /* of the row it stands on */
	bool typed;                  /* id, version, leaf and ix are numbers */
};

/* Everything of the noun under way. */
struct noun {
	const struct entity *e;
	struct table now, old;
	struct stmt *seed;
	bool seed_row;
	int64_t seeds;               /* read so far, over all nouns */
	struct val *col;             /* model's columns, for seek_of_row */
	struct buf canon;
	/* the version before, of the same id */
	int64_t id, until, leaf;
	int32_t version;
	bool removed;                /* it says that the row has left the register */
	uint64_t keys[SEEK_MAX];
	int nkeys;
};

/* ---- telling ---- */

void rows_tell(struct rows_pass *p, enum verify_class cls, const char *key, const char *noun,
               const char *fmt, ...)
{
	char object[512];
	va_list ap;
	int i = 0;

	p->v->found++;
	while (i < p->ntold && (strcmp(p->told[i].key, key) || strcmp(p->told[i].noun, noun)))
		i++;
	if (i == p->ntold && p->ntold < 256)
		p->told[p->ntold++] = (struct told){ key, str_z(&p->a, str_of(noun)), 0 };
	if (i < p->ntold && ++p->told[i].n > TELL_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(object, sizeof object, fmt, ap);
	va_end(ap);
	if (p->v->report)
		p->v->report(p->v->arg, cls, key, object);
}

static void tell_rest(struct rows_pass *p)
{
	char object[512];

	for (int i = 0; i < p->ntold; i++)
		if (p->told[i].n > TELL_MAX && p->v->report) {
			snprintf(object, sizeof object, "%s%s%lld x %s", p->told[i].noun,
			         *p->told[i].noun ? ": " : "", (long long)p->told[i].n - TELL_MAX,
			         p->told[i].key);
			p->v->report(p->v->arg, VERIFY_TAMPERED, "verify-rows-more", object);
		}
}

enum err rows_soften(struct rows_pass *p, enum err e, const char *what)
{
	const char *key = p->cx->err.key ? p->cx->err.key : "";

	if (e != ERR_BUG && e != ERR_INPUT && !(e == ERR_IO && !strcmp(key, "db-corrupt")))
		return e;
	err_clear(p->cx);
	rows_tell(p, VERIFY_UNREADABLE, "verify-unreadable", "", "%s", what);
	return OK;
}

/* ---- naming a row ---- */

static int column_named(struct stmt *s, const char *name)
{
	for (int i = 0; i < stmt_cols(s); i++)
		if (!strcmp(stmt_col_name(s, i), name))
			return i;
	return -1;
}

/* Up to 60 bytes of whole characters, nothing that a terminal would act on. */
static void add_word(struct buf *b, struct stmt *s, int col)
{
	struct str t;
	size_t n = 0;

	if (stmt_col_is_null(s, col) || stmt_col_type(s, col) == DB_BLOB)
		return;
	t = stmt_col_text(s, col);
	while (n < t.n && n < 60 && (unsigned char)t.p[n] >= 0x20 && t.p[n] != 0x7f)
		n++;
	while (n && n < t.n && ((unsigned char)t.p[n] & 0xc0) == 0x80)
		n--;
	if (n) {
		buf_addc(b, ' ');
		buf_add(b, t.p, n);
	}
}

static void add_keys(struct buf *b, const struct entity *e, struct stmt *s)
{
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		int col = f->column < 0 ? -1 : column_named(s, e->sql->col[f->column]);
		bool names = e->key >= 0 ? i == e->key : (f->flags & E_ROWKEY) && f->type != FT_REF &&
		                                         f->type != FT_AREA;

		if (names && col >= 0)
			add_word(b, s, col);
	}
}

static void name_end(struct buf *b, int64_t id, int32_t version, char out[ROW_NAME_MAX])
{
	buf_addf(b, " (#%lld), version %d", (long long)id, (int)version);
	snprintf(out, ROW_NAME_MAX, "%.*s", (int)b->n, b->p);
}

void row_name(const struct entity *e, struct stmt *s, int32_t version, char out[ROW_NAME_MAX])
{
	struct buf b BUF_AUTO = { 0 };
	int id = column_named(s, "id");

	buf_init(&b, 4096);
	buf_addz(&b, e->name);
	add_keys(&b, e, s);
	name_end(&b, id >= 0 ? stmt_col_int(s, id) : 0, version, out);
}

/* Any version of the row that is left gives its number. */
static bool add_keys_of(struct rows_pass *p, const struct entity *e, int64_t id, bool history,
                        struct buf *b)
{
	struct buf text BUF_AUTO = { 0 };
	struct sql *q = ARENA_NEW(&p->a, struct sql);
	struct stmt *s;
	bool row = false;

	buf_init(&text, 1000);
	buf_addf(&text, "SELECT * FROM %s%s WHERE id=$1 LIMIT 1", e->name, history ? "_h" : "");
	*q = (struct sql){ "verify.row", str_z(&p->a, buf_str(&text)), 0 };
	if (db_stmt(p->cx, p->db, q, &s) == OK) {
		stmt_int(s, 1, id);
		if (stmt_step(p->cx, s, &row) == OK && row) {
			add_keys(b, e, s);
			stmt_done(s);
		}
	}
	err_clear(p->cx);                           /* a name that cannot be found is not an error */
	return row;
}

void row_name_of(struct rows_pass *p, const struct rowkey *k, char out[ROW_NAME_MAX])
{
	const struct entity *e = entity_by_tag(p->m, k->entity);
	struct buf b BUF_AUTO = { 0 };
	bool many = false;

	buf_init(&b, 4096);
	if (e)
		buf_addz(&b, e->name);
	else
		buf_addf(&b, "noun %d", k->entity);
	for (int i = 0; e && i < p->ntold; i++)         /* those past the limit are not told */
		many |= !strcmp(p->told[i].noun, e->name) && p->told[i].n > TELL_MAX;
	if (e && !many && !add_keys_of(p, e, k->id, false, &b))
		add_keys_of(p, e, k->id, true, &b);
	name_end(&b, k->id, k->version, out);
}

/* ---- one table ---- */

/* As store_commit sorts them, once for the whole table. */
static void table_order(struct rows_pass *p, struct table *t)
{
	t->order = arena_array(&p->a, (size_t)t->ncol, sizeof *t->order);
	t->number = arena_array(&p->a, (size_t)t->ncol, sizeof *t->number);
	for (int i = 0; i < t->ncol; i++) {
		const char *name = stmt_col_name(t->s, i);
		int at = t->norder;

		t->number[i] = entity_number(name);
		if (!strcmp(name, "leaf") || !strcmp(name, "ix") || !strcmp(name, "until"))
			continue;
		for (; at > 0 && t->number[t->order[at - 1]] > t->number[i]; at--)
			t->order[at] = t->order[at - 1];
		t->order[at] = i;
		t->norder++;
	}
}

static void table_seek(struct rows_pass *p, struct table *t)
{
	const struct entity *e = t->e;

	t->seek_col = arena_array(&p->a, (size_t)t->ncol, sizeof *t->seek_col);
	t->seek_at = arena_array(&p->a, (size_t)t->ncol, sizeof *t->seek_at);
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		bool clear = f->flags & (E_NAME | E_SEEK) || (f->flags & E_KEY && e->parent >= 0);
		int from[3] = { clear ? f->column : -1, e->sql->blind[i], e->sql->tail[i] };

		for (int k = 0; k < 3; k++) {
			int at = from[k] < 0 ? -1 : column_named(t->s, e->sql->col[from[k]]);

			if (at < 0 || t->nseek == t->ncol)
				continue;
			t->seek_col[t->nseek] = from[k];
			t->seek_at[t->nseek++] = at;
		}
	}
}

/* *there false: not there, or not readable; either has been told, or is by its rows missing. */
static enum err table_open(struct rows_pass *p, const struct entity *e, bool history,
                           struct table *t)
{
	struct buf b BUF_AUTO = { 0 };
	bool there;

	*t = (struct table){ .e = e };
	buf_init(&b, 1000);
	buf_addf(&b, "%s%s", e->name, history ? "_h" : "");
	TRY(db_has_table(p->cx, p->db, b.p, &there));
	if (!there)
		return OK;
	buf_reset(&b);
	buf_addf(&b, "SELECT * FROM %s%s ORDER BY id%s", e->name, history ? "_h" : "",
	         history ? ", version" : "");
	t->q = (struct sql){ "verify.table", str_z(&p->a, buf_str(&b)), SQL_SCAN_OK };
	TRY(db_stmt(p->cx, p->db, &t->q, &t->s));
	t->ncol = stmt_cols(t->s);
	t->id = column_named(t->s, "id");
	t->version = column_named(t->s, "version");
	t->leaf = column_named(t->s, "leaf");
	t->ix = column_named(t->s, "ix");
	t->until = column_named(t->s, "until");
	t->seed_h = column_named(t->s, "seed_h");
	t->removed = column_named(t->s, "removed");
	if (t->id < 0 || t->version < 0 || t->leaf < 0 || t->ix < 0) {
		t->s = NULL;                            /* schema_check has named the table */
		return OK;
	}
	table_order(p, t);
	table_seek(p, t);
	return OK;
}

static enum err table_next(struct rows_pass *p, struct table *t)
{
	t->row = false;
	if (!t->s)
		return OK;
	TRY(stmt_step(p->cx, t->s, &t->row));
	if (!t->row)
		return OK;
	t->typed = stmt_col_type(t->s, t->id) == DB_INT && stmt_col_type(t->s, t->version) == DB_INT &&
	           stmt_col_type(t->s, t->leaf) == DB_INT && stmt_col_type(t->s, t->ix) == DB_INT;
	int64_t version = stmt_col_int(t->s, t->version);
	t->typed &= version > 0 && version <= INT32_MAX;
	t->k = (struct rowkey){ t->e->tag, stmt_col_int(t->s, t->id), t->typed ? (int32_t)version : 0 };
	if (++p->done % 1024 == 0 && p->progress)
		p->progress(p->arg, p->done);
	return OK;
}

/* The canonical row of store.h, hashed in one go. False: larger than any row of ours. */
static bool table_hash(const struct rows_pass *p, struct table *t, struct buf *b, struct hash *out)
{
	buf_reset(b);
	buf_addz(b, "JZR1");
	buf_addc(b, (char)t->e->tag);
	for (int i = 0; i < t->norder; i++) {
		int c = t->order[i];
		enum db_type type = stmt_col_type(t->s, c);
		struct str v;

		if (type == DB_NULL)
			continue;
		buf_be32(b, t->number[c]);
		buf_addc(b, (char)(type == DB_INT ? 1 : type == DB_TEXT ? 2 : type == DB_BLOB ? 3 : 4));
		if (type == DB_INT) {
			buf_be64(b, (uint64_t)stmt_col_int(t->s, c));
			continue;
		}
		v = type == DB_BLOB ? stmt_col_blob(t->s, c) : stmt_col_text(t->s, c);
		buf_be32(b, (uint32_t)v.n);
		buf_adds(b, v);
	}
	digest_of(p->v->alg, b->p, b->n, out->b);
	return !b->full;
}

/* ---- one row ---- */

static void tell_row(struct rows_pass *p, const struct table *t, const char *key)
{
	char name[ROW_NAME_MAX];

	row_name(t->e, t->s, (int32_t)stmt_col_int(t->s, t->version), name);
	rows_tell(p, VERIFY_TAMPERED, key, t->e->name, "%s", name);
}

static enum err check_commitment(struct rows_pass *p, struct noun *n, struct table *t)
{
	static const char *const keys[] = { [COMMIT_NONE] = "verify-row-unplaced",
		[COMMIT_OTHER] = "verify-row-added", [COMMIT_CHANGED] = "verify-row-changed",
		[COMMIT_TWICE] = "verify-row-twice" };
	enum commit_state state;
	struct hash h;

	if (!table_hash(p, t, &n->canon, &h))
		memset(&h, 0, sizeof h);
	TRY(commits_take(p, &t->k, stmt_col_int(t->s, t->leaf), stmt_col_int(t->s, t->ix), &h, &state));
	if (state != COMMIT_OK)
		tell_row(p, t, keys[state]);
	return OK;
}

/* Search keys that this version brought: those the version before does not have. */
static void count_keys(struct rows_pass *p, struct noun *n, struct table *t, bool follows)
{
	uint64_t key[SEEK_MAX];
	int nkey;

	for (int i = 0; i < t->nseek; i++) {
		enum db_type type = stmt_col_type(t->s, t->seek_at[i]);
		struct val *v = &n->col[t->seek_col[i]];

		*v = (struct val){ VAL_NULL, 0, { 0 } };
		if (type == DB_INT)
			*v = (struct val){ VAL_INT, stmt_col_int(t->s, t->seek_at[i]), { 0 } };
		else if (type == DB_TEXT)
			*v = (struct val){ VAL_TEXT, 0, stmt_col_text(t->s, t->seek_at[i]) };
		else if (type == DB_BLOB)
			*v = (struct val){ VAL_TEXT, 0, stmt_col_blob(t->s, t->seek_at[i]) };
	}
	nkey = seek_of_row(t->e, n->col, key);
	for (int i = 0; i < nkey; i++) {
		bool had = false;

		for (int k = 0; follows && k < n->nkeys; k++)
			had |= n->keys[k] == key[i];
		if (!had)
			seek_sums_want(p, key[i], t->k.id);
	}
	memcpy(n->keys, key, (size_t)nkey * sizeof key[0]);
	n->nkeys = nkey;
}

static bool removed_here(const struct table *t)
{
	return t->removed >= 0 && !stmt_col_is_null(t->s, t->removed);
}

/* Versions of an id run 1, 2, 3 ...; each but the last stands in history with the leaf that ended
 * it, the last in the table. */
static void check_version(struct rows_pass *p, struct noun *n, struct table *t, bool follows)
{
	int64_t leaf = stmt_col_int(t->s, t->leaf);
	int32_t before = follows ? n->version : 0;

	if (t->k.version != before + 1)
		tell_row(p, t, "verify-row-version");
	else if (follows && n->until != leaf) {
		char name[ROW_NAME_MAX];

		row_name(t->e, t->s, before, name);
		rows_tell(p, VERIFY_TAMPERED, "verify-row-until", t->e->name, "%s", name);
	}
	n->id = t->k.id;
	n->version = t->k.version;
	n->until = -1;
	n->leaf = leaf;
	n->removed = removed_here(t);
	if (t->until >= 0 && stmt_col_type(t->s, t->until) == DB_INT)
		n->until = stmt_col_int(t->s, t->until);
	if (n->removed && t->until < 0)                 /* what has left cannot be in force */
		tell_row(p, t, "verify-row-removed");
}

static enum err check_row(struct rows_pass *p, struct noun *n, struct table *t)
{
	bool follows = n->version > 0 && n->id == t->k.id;

	if (!t->typed) {
		tell_row(p, t, "verify-row-changed");
		return table_next(p, t);
	}
	TRY(check_commitment(p, n, t));
	count_keys(p, n, t, follows && n->version + 1 == t->k.version);
	check_version(p, n, t, follows);
	return table_next(p, t);
}

/* ---- seeds ---- */

static enum err seed_next(struct rows_pass *p, struct noun *n)
{
	n->seed_row = false;
	if (!n->seed)
		return OK;
	TRY(stmt_step(p->cx, n->seed, &n->seed_row));
	n->seeds += n->seed_row;
	return OK;
}

/* Seeds before this id belong to nobody. */
static enum err seeds_upto(struct rows_pass *p, struct noun *n, int64_t id, bool all)
{
	while (n->seed_row && (all || stmt_col_type(n->seed, 0) != DB_INT ||
	                       stmt_col_int(n->seed, 0) < id)) {
		rows_tell(p, VERIFY_TAMPERED, "verify-seed-extra", n->e->name, "%s (#%lld)", n->e->name,
		          (long long)stmt_col_int(n->seed, 0));
		TRY(seed_next(p, n));
	}
	return OK;
}

/* The seed of the row the table stands on: the newest version of its id. */
static enum err check_seed(struct rows_pass *p, struct noun *n, struct table *t)
{
	unsigned char h[HASH_LEN];
	struct str want = { 0 }, seed;

	TRY(seeds_upto(p, n, t->k.id, false));
	if (t->seed_h >= 0)
		want = stmt_col_blob(t->s, t->seed_h);
	if (!n->seed_row || stmt_col_int(n->seed, 0) != t->k.id) {
		if (want.n && !commits_erased(p, n->e->tag, t->k.id))
			tell_row(p, t, "verify-seed-missing");
		return OK;
	}
	seed = stmt_col_blob(n->seed, 1);
	digest_of(HASH_SHA256, seed.p, seed.n, h);
	if (!want.n)
		tell_row(p, t, "verify-seed-extra");
	else if (stmt_col_type(n->seed, 1) != DB_BLOB || seed.n != SEED_LEN || want.n != 16 ||
	         memcmp(want.p, h, 16) != 0)
		tell_row(p, t, "verify-seed-changed");
	return seed_next(p, n);
}

static enum err seeds_open(struct rows_pass *p, struct noun *n)
{
	bool there;

	n->seed = NULL;
	TRY(db_has_table(p->cx, p->db, "seed", &there));
	if (!there)
		return OK;
	TRY(db_stmt(p->cx, p->db, &sql_seeds, &n->seed));
	stmt_int(n->seed, 1, n->e->tag);
	return OK;
}

/* Seeds of nouns that there are not. */
static enum err seeds_left(struct rows_pass *p, const struct noun *n)
{
	struct stmt *s;
	bool there, row = false;

	TRY(db_has_table(p->cx, p->db, "seed", &there));
	if (!there)
		return OK;
	TRY(db_stmt(p->cx, p->db, &sql_seed_count, &s));
	TRY(stmt_step(p->cx, s, &row));
	if (row && stmt_col_int(s, 0) != n->seeds)
		rows_tell(p, VERIFY_TAMPERED, "verify-seed-extra", "seed", "seed: %lld",
		          (long long)(stmt_col_int(s, 0) - n->seeds));
	stmt_done(s);
	return OK;
}

/* ---- a noun ---- */

/* The last version of an id stands in history: right only if it commits to the row's having left,
 * and was ended by the leaf that made it. */
static void check_gone(struct rows_pass *p, const struct noun *n)
{
	struct rowkey k = { n->e->tag, n->id, n->version };
	char name[ROW_NAME_MAX];

	if (n->removed && n->until == n->leaf)
		return;
	row_name_of(p, &k, name);
	rows_tell(p, VERIFY_TAMPERED, "verify-row-ended", n->e->name, "%s", name);
}

/* The version in history that the table stands on. */
static enum err check_old(struct rows_pass *p, struct noun *n)
{
	int64_t id = n->old.k.id;
	bool typed = n->old.typed;

	/* the seed of a row that has left is that of its last version */
	if (typed && removed_here(&n->old) && (!n->now.row || n->now.k.id != id))
		TRY(check_seed(p, n, &n->old));
	TRY(check_row(p, n, &n->old));
	if (typed && (!n->now.row || n->now.k.id != id) &&
	    !(n->old.row && n->old.typed && n->old.k.id == id))
		check_gone(p, n);
	return OK;
}

static enum err merge(struct rows_pass *p, struct noun *n)
{
	TRY(table_next(p, &n->now));
	TRY(table_next(p, &n->old));
	TRY(seed_next(p, n));
	while (n->now.row || n->old.row) {
		bool old_first = n->old.row && (!n->now.row || !n->old.typed || n->old.k.id <= n->now.k.id);

		if (old_first) {
			TRY(check_old(p, n));
			continue;
		}
		TRY(check_seed(p, n, &n->now));
		TRY(check_row(p, n, &n->now));
	}
	return seeds_upto(p, n, 0, true);
}

static enum err check_noun_rows(struct rows_pass *p, struct noun *n, const struct entity *e)
{
	enum err er;

	n->e = e;
	n->version = 0;
	n->nkeys = 0;
	memset(n->col, 0, COLS_MAX * sizeof *n->col);
	er = table_open(p, e, false, &n->now);
	if (er == OK)
		er = table_open(p, e, true, &n->old);
	if (er == OK)
		er = seeds_open(p, n);
	if (er == OK)
		er = merge(p, n);
	if (n->now.s)
		stmt_done(n->now.s);
	if (n->old.s)
		stmt_done(n->old.s);
	return er == OK ? OK : rows_soften(p, er, e->name);
}

static enum err check_nouns(struct rows_pass *p)
{
	struct noun *n = ARENA_NEW(&p->a, struct noun);
	enum err e = OK;

	n->col = arena_array(&p->a, COLS_MAX, sizeof *n->col);
	buf_init(&n->canon, ROW_MAX);
	for (int i = 0; i < p->m->n && e == OK; i++)
		e = check_noun_rows(p, n, p->m->ent[i]);
	buf_free(&n->canon);
	return e == OK ? seeds_left(p, n) : e;
}

/* ---- all ---- */

/* The file's own consistency: pages, and indexes against their tables. A register that answers from
 * an index that lacks a row hides that row. */
static enum err check_file(struct rows_pass *p)
{
	struct buf faults BUF_AUTO = { 0 };
	struct str rest, line;

	buf_init(&faults, 1 << 16);
	TRY(db_check(p->cx, p->db, &faults));
	rest = buf_str(&faults);
	for (int n = 0; n < DAMAGE_MAX && str_next(&rest, '\n', &line); n++)
		if (line.n)
			rows_tell(p, VERIFY_UNREADABLE, "verify-file-damaged", "", "%.*s",
			          (int)(line.n < 200 ? line.n : 200), line.p);
	return OK;
}

static enum err check_all(struct rows_pass *p)
{
	bool there = false;
	enum err e = check_file(p);

	if (e == OK)
		e = schema_check(p);
	TRY(e == OK ? OK : rows_soften(p, e, "schema"));
	TRY(commits_load(p, &there));
	if (!there)
		return OK;
	seek_sums_begin(p);
	TRY(check_nouns(p));
	e = commits_left(p);
	TRY(e == OK ? OK : rows_soften(p, e, "leaf"));
	return seek_sums_check(p);
}

/* The nouns of this program; what a pack adds has no columns of its own. */
static enum err own_nouns(struct rows_pass *p)
{
	struct list_face none = { 0 };
	struct model *m;

	TRY(entity_model(p->cx, &p->a, &none, &m));
	TRY(entity_setup(p->cx, &p->a, m));
	p->m = m;
	return OK;
}

enum err verify_rows(struct ctx *cx, struct db *db, const struct model *m, struct verify *v,
                     void (*progress)(void *arg, int64_t rows), void *arg)
{
	struct rows_pass p = { .cx = cx, .db = db, .m = m, .v = v, .progress = progress, .arg = arg };
	bool own = !db_in_transaction(db);
	enum err e;

	if (own)
		TRY(db_begin_read(cx, db));
	arena_init(&p.a, (size_t)1 << 30);
	e = m ? OK : own_nouns(&p);
	if (e == OK)
		e = check_all(&p);
	tell_rest(&p);
	if (progress)
		progress(arg, p.done);
	commits_free(&p);
	if (own)
		db_end_read(db);
	arena_free(&p.a);
	return e;
}
