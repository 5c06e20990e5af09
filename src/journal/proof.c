/* proof - texts with which a stranger convinces himself: that a row was recorded, and that the log
 * only grew. Formats: docs/journal.md. Made in one pass over the leaves, in constant memory. */
#include "journal/journal_private.h"

#include "crypto/sign.h"

#define ROW_PROOF  "jingzhun-row-proof@v1"
#define CONSISTENT "jingzhun-consistency-proof@v1"
#define PATH_MAX_N 64

static void put_hash(struct buf *out, const char *label, const struct hash *h)
{
	buf_addz(out, label);
	base64_put(out, h->b, HASH_LEN);
	buf_addc(out, '\n');
}

static void put_line(struct buf *out, const char *a, const char *b)
{
	buf_addz(out, a);
	buf_addz(out, b);
	buf_addc(out, '\n');
}

/* ---- making ---- */

/* The root of each span, from one pass over the leaves below n. */
static enum err roots_by_pass(struct ctx *cx, struct db *db, enum hash_alg alg, uint64_t n,
                           const struct merkle_span *span, int k, struct hash *path)
{
	struct frontier f;
	struct hash h;
	struct stmt *s;
	uint64_t i = 0;
	int in = -1;

	TRY(db_stmt(cx, db, &journal_sql_scan, &s));
	for (bool row = false; i < n; i++) {
		TRY(stmt_step(cx, s, &row));
		if (!row || (uint64_t)stmt_col_int(s, 0) != i)
			return err_set(cx, ERR_TAMPER, "journal", "journal-leaf-missing", "leaf",
				NULL);
		for (int c = 0; c < k && in < 0; c++)
			if (span[c].from == i) {
				in = c;
				frontier_init(&f, alg);
			}
		if (in < 0)
			continue;
		struct str data = stmt_col_blob(s, 1);
		merkle_leaf(alg, data.p, data.n, &h);
		frontier_add(&f, &h);
		if (i + 1 == span[in].to) {
			frontier_root(&f, &path[in]);
			in = -1;
		}
	}
	stmt_done(s);
	return OK;
}

/* ---- for many: the roots of all whole subtrees ---- */

struct journal_tree {
	enum hash_alg alg;
	uint64_t size;
	struct hash *level[PATH_MAX_N];  /* level k, i: of the leaves from i << k to (i + 1) << k */
};

static enum err leaf_hashes(struct ctx *cx, struct db *db, const struct journal_tree *t)
{
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(cx, db, &journal_sql_scan, &s));
	for (uint64_t i = 0; i < t->size; i++) {
		TRY(stmt_step(cx, s, &row));
		if (!row || (uint64_t)stmt_col_int(s, 0) != i)
			return err_set(cx, ERR_TAMPER, "journal", "journal-leaf-missing", "leaf",
				NULL);
		struct str data = stmt_col_blob(s, 1);
		merkle_leaf(t->alg, data.p, data.n, &t->level[0][i]);
	}
	stmt_done(s);
	return OK;
}

enum err journal_tree(struct ctx *cx, struct db *db, const struct journal *j,
                      struct journal_tree **out)
{
	struct journal_tree *t = ARENA_NEW(&cx->arena, struct journal_tree);
	struct str head;

	t->alg = j->alg;
	TRY(journal_head(cx, db, &head, &t->size));
	t->level[0] = arena_array(&cx->arena, (size_t)t->size, sizeof(struct hash));
	TRY(leaf_hashes(cx, db, t));
	for (int k = 1; t->size >> k; k++) {
		const struct hash *below = t->level[k - 1];

		t->level[k] = arena_array(&cx->arena, (size_t)(t->size >> k), sizeof(struct hash));
		for (uint64_t i = 0; i < t->size >> k; i++)
			merkle_node(t->alg, &below[2 * i], &below[2 * i + 1], &t->level[k][i]);
	}
	*out = t;
	return OK;
}

/* A span of a proof begins at a multiple of the largest power of two in its length. */
static void tree_root(const struct journal_tree *t, uint64_t from, uint64_t to, struct hash *out)
{
	struct hash left, right;
	int k = 0;

	while ((to - from) >> (k + 1))
		k++;
	left = t->level[k][from >> k];
	if (to - from == UINT64_C(1) << k) {
		*out = left;
		return;
	}
	tree_root(t, from + (UINT64_C(1) << k), to, &right);
	merkle_node(t->alg, &left, &right, out);
}

/* From the tree if there is one (NULL: there is none). */
static enum err span_roots(struct ctx *cx, struct db *db, const struct journal_tree *t,
                           enum hash_alg alg, uint64_t n, const struct merkle_span *span, int k,
                           struct hash *path)
{
	if (!t)
		return roots_by_pass(cx, db, alg, n, span, k, path);
	if (t->size != n)
		return err_set(cx, ERR_CONFLICT, "journal", "journal-smaller", NULL);
	for (int i = 0; i < k; i++)
		tree_root(t, span[i].from, span[i].to, &path[i]);
	return OK;
}

struct row_parts {
	struct leaf leaf;
	struct str data;
	struct rowkey key;
	struct hash hash, path[PATH_MAX_N];
	int path_n;
};

static enum err load_row(struct ctx *cx, struct db *db, enum hash_alg alg, uint64_t seq,
                         uint32_t ix, struct row_parts *out)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct rowkeys_iter it;
	struct rowkey key;
	struct hash commit, one;
	struct stmt *s;
	bool row = false;
	uint32_t n = 0;

	TRY(journal_row(cx, db, seq, ix, &out->key, &out->hash));
	TRY(db_stmt(cx, db, &journal_sql_leaf, &s));
	stmt_int(s, 1, (int64_t)seq);
	TRY(stmt_step(cx, s, &row));
	out->data = str_dup(&cx->arena, stmt_col_blob(s, 0));
	if (!leaf_decode(out->data, &out->leaf, log_id, salt, &commit))
		return err_set(cx, ERR_TAMPER, "journal", "journal-leaf-malformed", "leaf", NULL);
	struct str hashes = stmt_col_blob(s, 3);
	struct hash *leaves = arena_array(&cx->arena, hashes.n / HASH_LEN + 1, sizeof(*leaves));
	rowkeys_begin(&it, stmt_col_blob(s, 2));
	for (; n < hashes.n / HASH_LEN && rowkeys_next(&it, &key); n++) {
		memcpy(one.b, hashes.p + (size_t)n * HASH_LEN, HASH_LEN);
		leaf_row_hash(alg, &key, &one, &leaves[n]);
	}
	stmt_done(s);
	if (n != out->leaf.rows)
		return err_set(cx, ERR_TAMPER, "journal", "journal-leaf-malformed", "leaf", NULL);
	out->path_n = merkle_inclusion(alg, leaves, n, ix, out->path);
	return OK;
}

static void put_row(struct buf *out, enum hash_alg alg, uint32_t ix, const struct row_parts *r)
{
	put_line(out, ROW_PROOF, "");
	put_line(out, "hash ", hash_alg_name(alg));
	buf_addf(out, "row %u %u %lld %d\n", ix, r->key.entity, (long long)r->key.id,
		r->key.version);
	put_hash(out, "commitment ", &r->hash);
	for (int i = 0; i < r->path_n; i++)
		put_hash(out, "row-path ", &r->path[i]);
	buf_addz(out, "leaf ");
	base64_put(out, r->data.p, r->data.n);
	buf_addc(out, '\n');
}

static enum err finish(struct ctx *cx, struct buf *out, const char *label,
                       const struct hash *path, int n, struct str head)
{
	for (int i = 0; i < n; i++)
		put_hash(out, label, &path[i]);
	buf_addc(out, '\n');
	buf_adds(out, head);
	return out->full ? err_set(cx, ERR_LIMIT, "proof", "journal-proof-too-long", NULL) : OK;
}

static enum err make_row_proof(struct ctx *cx, struct db *db, const struct journal_tree *t,
                               enum hash_alg alg, uint64_t seq, uint32_t ix, struct buf *out)
{
	struct row_parts *r = ARENA_NEW(&cx->arena, struct row_parts);
	struct merkle_span span[PATH_MAX_N];
	struct hash path[PATH_MAX_N];
	struct str head;
	uint64_t size;

	TRY(load_row(cx, db, alg, seq, ix, r));
	TRY(journal_head(cx, db, &head, &size));
	int k = merkle_inclusion_spans(size, seq, span);
	TRY(span_roots(cx, db, t, alg, size, span, k, path));
	put_row(out, alg, ix, r);
	return finish(cx, out, "leaf-path ", path, k, head);
}

static enum err make_consistency(struct ctx *cx, struct db *db, const struct journal_tree *t,
                                 enum hash_alg alg, uint64_t old_size, struct buf *out)
{
	struct merkle_span span[PATH_MAX_N];
	struct hash path[PATH_MAX_N];
	struct str head;
	uint64_t size;

	TRY(journal_head(cx, db, &head, &size));
	if (old_size > size)
		return err_set(cx, ERR_NOTFOUND, "consistency", "journal-smaller", NULL);
	int k = merkle_consistency_spans(old_size, size, span);
	TRY(span_roots(cx, db, t, alg, size, span, k, path));
	put_line(out, CONSISTENT, "");
	put_line(out, "hash ", hash_alg_name(alg));
	buf_addf(out, "old %llu\n", (unsigned long long)old_size);
	return finish(cx, out, "path ", path, k, head);
}

/* Leaf and head must come from one snapshot. */
enum err journal_proof(struct ctx *cx, struct db *db, const struct journal *j, uint64_t seq,
                       uint32_t ix, struct buf *out)
{
	bool own = !db_in_transaction(db);

	if (own)
		TRY(db_begin_read(cx, db));
	enum err e = make_row_proof(cx, db, NULL, j->alg, seq, ix, out);
	if (own)
		db_end_read(db);
	return e;
}

enum err journal_consistency(struct ctx *cx, struct db *db, const struct journal *j,
                             uint64_t old_size, struct buf *out)
{
	bool own = !db_in_transaction(db);

	if (own)
		TRY(db_begin_read(cx, db));
	enum err e = make_consistency(cx, db, NULL, j->alg, old_size, out);
	if (own)
		db_end_read(db);
	return e;
}

enum err journal_tree_proof(struct ctx *cx, struct db *db, const struct journal_tree *t,
                            uint64_t seq, uint32_t ix, struct buf *out)
{
	return make_row_proof(cx, db, t, t->alg, seq, ix, out);
}

enum err journal_tree_consistency(struct ctx *cx, struct db *db, const struct journal_tree *t,
                                  uint64_t old_size, struct buf *out)
{
	return make_consistency(cx, db, t, t->alg, old_size, out);
}

/* ---- checking ---- */

struct parsed {
	enum hash_alg alg;
	uint64_t ix;
	struct rowkey key;
	struct hash commitment, row_path[PATH_MAX_N], leaf_path[PATH_MAX_N];
	int row_n, leaf_n;
	struct str leaf64, head;
};

/* The next line if it starts with the label; nothing is taken otherwise. */
static bool labelled(struct str *rest, const char *label, struct str *value)
{
	struct str at = *rest, line, l = str_of(label);

	if (!str_next(&at, '\n', &line) || !str_starts(line, l))
		return false;
	*value = str_sub(line, l.n, line.n);
	*rest = at;
	return true;
}

static bool parse_path(struct str *rest, const char *label, struct hash *path, int *n)
{
	struct str v;

	for (*n = 0; labelled(rest, label, &v); ++*n)
		if (*n == PATH_MAX_N || !base64_hash(v, &path[*n]))
			return false;
	return true;
}

static bool parse_row(struct str v, struct parsed *p)
{
	struct str ix, entity, id, version;
	uint64_t e;
	int64_t ver;

	bool ok = str_next(&v, ' ', &ix) && str_next(&v, ' ', &entity) && str_next(&v, ' ', &id)
		&& str_next(&v, ' ', &version) && v.n == 0
		&& read_u64(ix, &p->ix) && read_u64(entity, &e) && e <= UINT8_MAX
		&& str_i64(id, &p->key.id) && str_i64(version, &ver)
		&& ver >= INT32_MIN && ver <= INT32_MAX;
	if (!ok)
		return false;
	p->key.entity = (uint8_t)e;
	p->key.version = (int32_t)ver;
	return true;
}

static bool parse(struct str s, struct parsed *p)
{
	struct str v;

	if (!labelled(&s, ROW_PROOF, &v) || v.n != 0 || !labelled(&s, "hash ", &v)
	    || !hash_alg_from(v, &p->alg) || !labelled(&s, "row ", &v) || !parse_row(v, p)
	    || !labelled(&s, "commitment ", &v) || !base64_hash(v, &p->commitment)
	    || !parse_path(&s, "row-path ", p->row_path, &p->row_n)
	    || !labelled(&s, "leaf ", &p->leaf64)
	    || !parse_path(&s, "leaf-path ", p->leaf_path, &p->leaf_n))
		return false;
	if (s.n == 0 || s.p[0] != '\n')
		return false;
	p->head = str_sub(s, 1, s.n);
	return true;
}

static enum err check_parsed(struct ctx *cx, const struct parsed *p, const struct checkpoint *head)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct buf data BUF_AUTO = { 0 };
	struct hash h, commit;
	struct leaf leaf;

	buf_init(&data, 16384);
	if (!base64_read(&data, p->leaf64) || data.full
	    || !leaf_decode(buf_str(&data), &leaf, log_id, salt, &commit)
	    || !str_eq(origin_of(&cx->arena, log_id), head->origin))
		return err_set(cx, ERR_TAMPER, "leaf", "journal-proof-leaf", NULL);
	leaf_row_hash(p->alg, &p->key, &p->commitment, &h);
	if (!merkle_check_inclusion(p->alg, p->ix, leaf.rows, &h, p->row_path, p->row_n,
		&leaf.subroot))
		return err_set(cx, ERR_TAMPER, "row", "journal-proof-row", NULL);
	merkle_leaf(p->alg, data.p, data.n, &h);
	if (!merkle_check_inclusion(p->alg, leaf.seq, head->size, &h, p->leaf_path, p->leaf_n,
	                            &head->root))
		return err_set(cx, ERR_TAMPER, "leaf", "journal-proof-leaf", NULL);
	return OK;
}

enum err journal_proof_check(struct ctx *cx, struct str proof, struct str vkey)
{
	struct parsed *p = ARENA_NEW(&cx->arena, struct parsed);
	unsigned char pub[SIGN_PUB];
	struct checkpoint head;
	struct str name, body;

	if (!sign_vkey_read(str_trim(vkey), &name, pub))
		return err_set(cx, ERR_INPUT, "vkey", "journal-vkey", NULL);
	if (!parse(proof, p))
		return err_set(cx, ERR_INPUT, "proof", "journal-proof-malformed", NULL);
	if (!sign_note_open(p->head, name, pub, &body) || !checkpoint_read(body, &head)
	    || !str_eq(head.origin, name))
		return err_set(cx, ERR_TAMPER, "head", "journal-proof-head", NULL);
	return check_parsed(cx, p, &head);
}

/* ---- growth ---- */

/* The note in what `head` prints: behind the verifier key and an empty line, if they are there. */
static struct str note_in(struct str text)
{
	unsigned char pub[SIGN_PUB];
	struct str rest = text, line, name;

	if (str_next(&rest, '\n', &line) && sign_vkey_read(line, &name, pub) && rest.n > 0
	    && rest.p[0] == '\n')
		return str_sub(rest, 1, rest.n);
	return text;
}

enum err journal_growth(struct ctx *cx, struct db *db, const struct journal *j, struct str old_head,
                        struct buf *out)
{
	struct checkpoint old;
	struct str body;

	if (!note_body(note_in(old_head), &body) || !checkpoint_read(body, &old))
		return err_set(cx, ERR_INPUT, "head", "journal-head-malformed", NULL);
	if (!str_eq(old.origin, j->origin))
		return err_set(cx, ERR_INPUT, "head", "journal-head-other", NULL);
	return journal_consistency(cx, db, j, old.size, out);
}

bool journal_is_growth(struct str proof)
{
	return str_starts(proof, STR(CONSISTENT "\n"));
}

struct growth {
	enum hash_alg alg;
	uint64_t old_size;
	struct hash path[PATH_MAX_N];
	int n;
	struct str head;
};

static bool parse_growth(struct str s, struct growth *g)
{
	struct str v;

	if (!labelled(&s, CONSISTENT, &v) || v.n != 0 || !labelled(&s, "hash ", &v)
	    || !hash_alg_from(v, &g->alg) || !labelled(&s, "old ", &v)
	    || !read_u64(v, &g->old_size) || !parse_path(&s, "path ", g->path, &g->n)
	    || s.n == 0 || s.p[0] != '\n')
		return false;
	g->head = str_sub(s, 1, s.n);
	return true;
}

enum err journal_growth_check(struct ctx *cx, struct str proof, struct str old_head,
                              struct str vkey)
{
	struct growth *g = ARENA_NEW(&cx->arena, struct growth);
	struct checkpoint old, now;
	unsigned char pub[SIGN_PUB];
	struct str name, body;

	if (!sign_vkey_read(str_trim(vkey), &name, pub))
		return err_set(cx, ERR_INPUT, "vkey", "journal-vkey", NULL);
	if (!parse_growth(proof, g))
		return err_set(cx, ERR_INPUT, "proof", "journal-proof-malformed", NULL);
	if (!sign_note_open(note_in(old_head), name, pub, &body) || !checkpoint_read(body, &old)
	    || !str_eq(old.origin, name))
		return err_set(cx, ERR_TAMPER, "head", "journal-growth-head", NULL);
	if (!sign_note_open(g->head, name, pub, &body) || !checkpoint_read(body, &now)
	    || !str_eq(now.origin, name))
		return err_set(cx, ERR_TAMPER, "head", "journal-proof-head", NULL);
	if (g->old_size != old.size || !merkle_check_consistency(g->alg, old.size, now.size,
	                                                         &old.root, &now.root, g->path, g->n))
		return err_set(cx, ERR_TAMPER, "log", "journal-growth-changed", NULL);
	return OK;
}
