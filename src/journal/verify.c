/* verify - one pass over leaves and heads together. Every leaf is decoded, its rows and its note
 * compared with what it commits to, and the tree rebuilt; every head must carry the trusted
 * signature over the root rebuilt at its size. Two heads on one rebuilt tree are consistent with
 * each other, so no consistency proofs are needed. Heads kept elsewhere are compared at the end.
 *
 * The first head that disagrees names the leaf before it as changed; from there on roots say
 * nothing more (`diverged`), while all the other checks go on. */
#include "journal/verify.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"
#include "journal/journal_private.h"

#define HEAD_FILE_MAX 65536
#define SCRATCH_MAX   (2 * LEAF_ROWS_MAX * sizeof(struct rowkey))

static const struct sql sql_leaves = { "verify.leaves",
	"SELECT seq, data, note, keys, hashes FROM leaf ORDER BY seq", SQL_SCAN_OK };
static const struct sql sql_heads = { "verify.heads",
	"SELECT size, note FROM head ORDER BY size", SQL_SCAN_OK };

/* A head kept outside the data folder. */
struct outside {
	const char *path;
	bool has_key, has_note, readable;
	struct str name, note;
	unsigned char pub[SIGN_PUB];
	struct checkpoint c;
	bool known;                          /* our tree had this size before it diverged ... */
	struct hash ours;                    /* ... and this root */
};

struct restored {
	struct replaced r;
	struct restored *next;
};

struct pass {
	struct ctx *cx;
	struct db *db;
	struct verify *v;
	struct outside *out;
	int outs;
	struct restored *restored;
	struct frontier f;
	struct arena scratch;                /* emptied for each leaf */
	struct str origin;
	bool has_key, has_id, no_key_said, diverged, unreadable;
	uint64_t total;                      /* number of the last leaf + 1 */
	unsigned char pub[SIGN_PUB];
	int64_t last_ms;
	struct stmt *heads;                  /* standing on the head not looked at yet */
	bool head_there;
	int64_t head_size;
	uint64_t miss_from, miss_to;         /* run of sizes without a head, [from, to) */
};

static void found(struct verify *v, enum verify_class cls, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void found(struct verify *v, enum verify_class cls, const char *key, const char *fmt, ...)
{
	char object[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(object, sizeof(object), fmt, ap);
	va_end(ap);
	v->found++;
	if (v->report)
		v->report(v->arg, cls, key, object);
}

static void found_range(struct verify *v, const char *key, const char *noun, uint64_t from,
                        uint64_t to)
{
	if (to - from == 1)
		found(v, VERIFY_TAMPERED, key, "%s %llu", noun, (unsigned long long)from);
	else
		found(v, VERIFY_TAMPERED, key, "%s %llu-%llu", noun, (unsigned long long)from,
		      (unsigned long long)to - 1);
}

/* What cannot be read is a finding; what fails for other reasons is an error. */
static enum err soften(struct pass *p, enum err e, const char *what)
{
	if (e != ERR_BUG && !(e == ERR_IO && p->cx->err.key
		&& !strcmp(p->cx->err.key, "db-corrupt")))
		return e;
	err_clear(p->cx);
	p->unreadable = true;
	found(p->v, VERIFY_UNREADABLE, "verify-unreadable", "%s", what);
	return OK;
}

static enum err step(struct pass *p, struct stmt *s, const char *what, bool *row)
{
	enum err e = stmt_step(p->cx, s, row);

	if (e == OK)
		return OK;
	*row = false;
	return soften(p, e, what);
}

/* ---- heads kept elsewhere ---- */

/* [vkey line, blank line,] note */
static enum err read_outside(struct pass *p, const char *path, struct outside *o)
{
	struct str text, line, body;

	o->path = path;
	TRY(os_read_file(p->cx, path, HEAD_FILE_MAX, &text));
	struct str rest = text;
	if (str_next(&rest, '\n', &line) && sign_vkey_read(line, &o->name, o->pub)) {
		o->has_key = true;
		if (rest.n > 0 && rest.p[0] != '\n') {
			found(p->v, VERIFY_TAMPERED, "verify-headfile-bad", "%s", path);
			return OK;
		}
		text = str_sub(rest, 1, rest.n);
	}
	o->has_note = text.n > 0;
	o->readable = note_body(text, &body) && checkpoint_read(body, &o->c);
	o->note = text;
	if ((o->has_note && !o->readable) || (!o->has_note && !o->has_key))
		found(p->v, VERIFY_TAMPERED, "verify-headfile-bad", "%s", path);
	return OK;
}

static enum err read_outsides(struct pass *p, const char *const *files, int n)
{
	p->out = arena_array(&p->cx->arena, (size_t)n + 1, sizeof(*p->out));
	for (int i = 0; i < n; i++) {
		struct outside *o = &p->out[p->outs];
		if (!files[i])
			continue;
		TRY(read_outside(p, files[i], o));
		p->outs++;
		if (o->has_key && p->has_key && memcmp(o->pub, p->pub, SIGN_PUB) != 0)
			found(p->v, VERIFY_TAMPERED, "verify-key-differs", "%s", o->path);
		if (o->has_key && !p->has_key) {
			p->has_key = p->v->anchored = true;
			memcpy(p->pub, o->pub, SIGN_PUB);
			p->origin = o->name;
		}
	}
	return OK;
}

/* A head of a time that a later restore gave up: between the restore and the size it replaced. */
static bool before_a_restore(const struct pass *p, const struct checkpoint *c)
{
	for (const struct restored *r = p->restored; r; r = r->next)
		if (c->size > r->r.restore_seq && c->size <= r->r.size
		    && (c->size != r->r.size || memcmp(&c->root, &r->r.root, HASH_LEN) == 0))
			return true;
	return false;
}

static void compare_outside(struct pass *p, const struct outside *o)
{
	struct str body;

	if ((o->has_key && !str_eq(o->name, p->origin))
	    || (o->readable && !str_eq(o->c.origin, p->origin))) {
		found(p->v, VERIFY_TAMPERED, "verify-other-log", "%s", o->path);
		return;
	}
	if (!o->readable)
		return;
	if (!p->has_key || !sign_note_open(o->note, p->origin, p->pub, &body)) {
		found(p->v, VERIFY_TAMPERED, "verify-headfile-signature", "%s", o->path);
		return;
	}
	if (o->known && memcmp(&o->ours, &o->c.root, HASH_LEN) == 0)
		return;
	if (before_a_restore(p, &o->c))
		return;
	if (o->c.size > p->total)
		found(p->v, VERIFY_ROLLED_BACK, "verify-rolled-back", "%s", o->path);
	else if (!p->diverged)               /* else the changed leaf is named already */
		found(p->v, VERIFY_TAMPERED, "verify-headfile-differs", "%s", o->path);
}

/* ---- heads of the log ---- */

static enum err next_head(struct pass *p)
{
	TRY(step(p, p->heads, "head", &p->head_there));
	if (p->head_there)
		p->head_size = stmt_col_int(p->heads, 0);
	return OK;
}

/* Exactly the note we write: one signature line, the trusted one, nothing after it. */
static bool head_signed(const struct pass *p, struct str note, struct checkpoint *c)
{
	struct str body;

	if (!sign_note_open(note, p->origin, p->pub, &body) || !checkpoint_read(body, c))
		return false;
	struct str line = str_sub(note, body.n + 1, note.n);
	return line.n > 0 && memchr(line.p, '\n', line.n) == line.p + line.n - 1;
}

/* True if the head is a good one for its row; compares the root when asked to. */
static bool check_head(struct pass *p, bool compare)
{
	unsigned long long size = (unsigned long long)p->head_size;
	struct checkpoint c;
	struct hash root;

	if (!p->has_key) {
		if (!p->no_key_said)
			found(p->v, VERIFY_TAMPERED, "verify-no-key", "journal");
		p->no_key_said = true;
		return false;
	}
	if (stmt_col_type(p->heads, 1) != DB_TEXT || !head_signed(p, stmt_col_text(p->heads, 1),
		&c)) {
		found(p->v, VERIFY_TAMPERED, "verify-head-signature", "head %llu", size);
		return false;
	}
	if (c.size != size || !str_eq(c.origin, p->origin)) {
		found(p->v, VERIFY_TAMPERED, "verify-head-misplaced", "head %llu", size);
		return false;
	}
	frontier_root(&p->f, &root);
	if (compare && !p->diverged && memcmp(&root, &c.root, HASH_LEN) != 0) {
		found(p->v, VERIFY_TAMPERED, "verify-leaf-changed", "leaf %llu", size - 1);
		p->diverged = true;
	}
	return true;
}

static void flush_missing_heads(struct pass *p)
{
	if (p->miss_to > p->miss_from)
		found_range(p->v, "verify-head-missing", "head", p->miss_from, p->miss_to);
	p->miss_from = p->miss_to = 0;
}

/* Heads up to the size the tree has now. */
static enum err heads_upto(struct pass *p, int64_t size)
{
	while (p->head_there && p->head_size < size) {
		if (p->head_size < 1)
			found(p->v, VERIFY_TAMPERED, "verify-head-misplaced", "head %lld",
			      (long long)p->head_size);
		else
			/* its leaf is missing, which is said already */
			check_head(p, false);
		TRY(next_head(p));
	}
	if (p->head_there && p->head_size == size) {
		flush_missing_heads(p);
		check_head(p, true);
		return next_head(p);
	}
	if (p->miss_to == p->miss_from)
		p->miss_from = (uint64_t)size;
	p->miss_to = (uint64_t)size + 1;
	return OK;
}

static enum err heads_left(struct pass *p, uint64_t leaves)
{
	uint64_t last = 0;

	for (; p->head_there;) {
		if (p->head_size < 1)
			found(p->v, VERIFY_TAMPERED, "verify-head-misplaced", "head %lld",
			      (long long)p->head_size);
		else if (check_head(p, false))
			last = (uint64_t)p->head_size;
		TRY(next_head(p));
	}
	flush_missing_heads(p);
	if (last > leaves)
		found_range(p->v, "verify-leaf-missing", "leaf", leaves, last);
	return OK;
}

/* ---- leaves ---- */

struct leaf_parts {
	struct leaf leaf;
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct hash note_commit;
};

/* Keys and hashes of the rows against the sub-root. The keys must also be packed as we pack them,
 * so that every byte of the column counts. */
static bool rows_fit(struct pass *p, const struct leaf *l, struct str keys, struct str hashes)
{
	static const struct hash zero;
	struct buf again BUF_AUTO = { 0 };
	struct rowkeys_iter it;
	struct frontier f;
	struct hash row, h;
	uint32_t n = 0;

	if (hashes.n != (size_t)l->rows * HASH_LEN)
		return false;
	if (l->rows == 0)
		return keys.n == 0 && memcmp(&l->subroot, &zero, HASH_LEN) == 0;
	arena_reset(&p->scratch);
	struct rowkey *key = arena_array(&p->scratch, l->rows, sizeof(*key));
	frontier_init(&f, p->v->alg);
	for (rowkeys_begin(&it, keys); n < l->rows && rowkeys_next(&it, &key[n]); n++) {
		memcpy(row.b, hashes.p + (size_t)n * HASH_LEN, HASH_LEN);
		leaf_row_hash(p->v->alg, &key[n], &row, &h);
		frontier_add(&f, &h);
	}
	frontier_root(&f, &h);
	buf_init(&again, keys.n + 64);
	rowkeys_pack(&again, key, n);
	return n == l->rows && str_eq(buf_str(&again), keys)
	       && memcmp(&h, &l->subroot, HASH_LEN) == 0;
}

static bool note_fits(const struct pass *p, const struct leaf_parts *l, struct stmt *s)
{
	static const struct hash zero;
	struct hash h;

	if (stmt_col_is_null(s, 2))
		return memcmp(&l->note_commit, &zero, HASH_LEN) == 0
		       && memcmp(l->salt, &zero, NOTE_SALT_LEN) == 0;
	if (stmt_col_type(s, 2) != DB_TEXT)
		return false;
	leaf_note_commit(p->v->alg, l->salt, stmt_col_text(s, 2), &h);
	return memcmp(&h, &l->note_commit, HASH_LEN) == 0;
}

static bool column_types_fit(struct stmt *s, bool rows)
{
	enum db_type want = rows ? DB_BLOB : DB_NULL;

	return stmt_col_type(s, 3) == want && stmt_col_type(s, 4) == want;
}

static void remember_restore(void *arg, const struct replaced *r)
{
	struct pass *p = arg;
	struct restored *one = ARENA_NEW(&p->cx->arena, struct restored);

	one->r = *r;
	one->next = p->restored;
	p->restored = one;
}

/* The first leaf names the log, its hash and its key; a key from outside outranks this one. */
static void take_first(struct pass *p, const struct leaf_parts *l)
{
	struct verify *v = p->v;
	unsigned char pub[SIGN_PUB];
	struct str s, name;

	p->origin = origin_of(&p->cx->arena, l->log_id);
	if (!leaf_extra(l->leaf.extra, "hash", &s) || !hash_alg_from(s, &v->alg)
	    || l->leaf.action != ACT_INIT)
		found(v, VERIFY_TAMPERED, "verify-leaf-malformed", "leaf 0");
	frontier_init(&p->f, v->alg);
	if (!leaf_extra(l->leaf.extra, "vkey", &s) || !sign_vkey_read(s, &name, pub)) {
		found(v, VERIFY_TAMPERED, "verify-leaf-malformed", "leaf 0");
	} else if (!p->has_key) {
		p->has_key = true;
		memcpy(p->pub, pub, SIGN_PUB);
	} else if (memcmp(p->pub, pub, SIGN_PUB) != 0 || !str_eq(name, p->origin)) {
		found(v, VERIFY_TAMPERED, "verify-key-differs", "leaf 0");
	}
}

static void check_leaf(struct pass *p, uint64_t seq, struct stmt *s)
{
	unsigned long long n = (unsigned long long)seq;
	struct verify *v = p->v;
	struct leaf_parts l;

	if (stmt_col_type(s, 1) != DB_BLOB
	    || !leaf_decode(stmt_col_blob(s, 1), &l.leaf, l.log_id, l.salt, &l.note_commit)) {
		found(v, VERIFY_TAMPERED, "verify-leaf-malformed", "leaf %llu", n);
		return;
	}
	if (!p->has_id)
		memcpy(v->log_id, l.log_id, LOG_ID_LEN);
	p->has_id = true;
	if (seq == 0)
		take_first(p, &l);
	if (l.leaf.seq != seq)
		found(v, VERIFY_TAMPERED, "verify-leaf-number", "leaf %llu", n);
	if (memcmp(l.log_id, v->log_id, LOG_ID_LEN) != 0)
		found(v, VERIFY_TAMPERED, "verify-leaf-foreign", "leaf %llu", n);
	if (l.leaf.time_ms < p->last_ms)
		found(v, VERIFY_TAMPERED, "verify-time-back", "leaf %llu", n);
	else
		p->last_ms = l.leaf.time_ms;
	if (!column_types_fit(s, l.leaf.rows > 0)
	    || !rows_fit(p, &l.leaf, stmt_col_blob(s, 3), stmt_col_blob(s, 4)))
		found(v, VERIFY_TAMPERED, "verify-leaf-rows", "leaf %llu", n);
	if (!note_fits(p, &l, s))
		found(v, VERIFY_TAMPERED, "verify-note", "leaf %llu", n);
	leaf_replaced(&l.leaf, remember_restore, p);
}

static void note_root_for_outside(struct pass *p)
{
	for (int i = 0; i < p->outs; i++)
		if (p->out[i].readable && p->out[i].c.size == p->f.size) {
			frontier_root(&p->f, &p->out[i].ours);
			p->out[i].known = true;
		}
}

static void grow(struct pass *p, struct str data)
{
	struct hash h;

	merkle_leaf(p->v->alg, data.p, data.n, &h);
	frontier_add(&p->f, &h);
	note_root_for_outside(p);
}

static enum err one_leaf(struct pass *p, struct stmt *s, uint64_t *expect)
{
	int64_t seq = stmt_col_int(s, 0);

	if (seq < 0) {
		found(p->v, VERIFY_TAMPERED, "verify-leaf-number", "leaf %lld", (long long)seq);
		return OK;
	}
	if ((uint64_t)seq != *expect) {
		found_range(p->v, "verify-leaf-missing", "leaf", *expect, (uint64_t)seq);
		p->diverged = true;
	}
	check_leaf(p, (uint64_t)seq, s);
	if (!p->diverged)
		grow(p, stmt_col_blob(s, 1));
	p->v->leaves++;
	*expect = (uint64_t)seq + 1;
	return heads_upto(p, seq + 1);
}

static enum err walk(struct pass *p)
{
	uint64_t expect = 0;
	struct stmt *s;
	enum err e = db_stmt(p->cx, p->db, &sql_leaves, &s);

	if (e == OK)
		e = db_stmt(p->cx, p->db, &sql_heads, &p->heads);
	if (e != OK)
		return soften(p, e, "journal");
	TRY(next_head(p));
	for (bool row = false;;) {
		char what[48];
		snprintf(what, sizeof(what), "leaf %llu", (unsigned long long)expect);
		TRY(step(p, s, what, &row));
		if (!row)
			break;
		TRY(one_leaf(p, s, &expect));
	}
	p->total = expect;
	if (!p->unreadable)
		TRY(heads_left(p, expect));
	stmt_done(s);
	stmt_done(p->heads);
	if (p->v->leaves == 0 && !p->unreadable)
		found(p->v, VERIFY_TAMPERED, "verify-no-log", "journal");
	return OK;
}

static enum err verify_in_snapshot(struct pass *p, const char *const *files, int n)
{
	bool leaf = false, head = false;

	TRY(read_outsides(p, files, n));
	TRY(db_has_table(p->cx, p->db, "leaf", &leaf));
	TRY(db_has_table(p->cx, p->db, "head", &head));
	if (!leaf || !head) {
		found(p->v, VERIFY_TAMPERED, "verify-no-log", "journal");
		return OK;
	}
	TRY(walk(p));
	frontier_root(&p->f, &p->v->root);
	for (int i = 0; i < p->outs; i++)
		if (!p->unreadable)
			compare_outside(p, &p->out[i]);
	uint64_t size;
	enum err e = journal_head(p->cx, p->db, &p->v->last_head, &size);
	if (e == ERR_NOTFOUND) {
		err_clear(p->cx);
		return OK;
	}
	return e == OK ? OK : soften(p, e, "head");
}

enum err verify_log(struct ctx *cx, struct db *db, const char *const *head_files, int n,
                    struct verify *v)
{
	struct pass *p = ARENA_NEW(&cx->arena, struct pass);
	bool own = !db_in_transaction(db);

	v->found = 0;
	v->leaves = 0;
	v->anchored = false;
	v->alg = HASH_SHA256;
	*p = (struct pass){ .cx = cx, .db = db, .v = v, .last_ms = INT64_MIN };
	frontier_init(&p->f, v->alg);
	if (own)
		TRY(db_begin_read(cx, db));
	arena_init(&p->scratch, SCRATCH_MAX);
	enum err e = verify_in_snapshot(p, head_files, n);
	arena_free(&p->scratch);
	if (own)
		db_end_read(db);
	return e;
}
