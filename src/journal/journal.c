/* journal - the log in the database: creating, opening, appending, reading, publishing its head. */
#include "journal/journal_private.h"

#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"

const struct migration journal_migrations[] = {
	{ 1, "CREATE TABLE leaf(seq INTEGER PRIMARY KEY, data BLOB NOT NULL, note TEXT, keys BLOB,"
	     " hashes BLOB);"
	     "CREATE TABLE head(size INTEGER PRIMARY KEY, note TEXT NOT NULL);" },
};
const int journal_migrations_n = 1;

const struct sql journal_sql_leaf = { "journal.leaf",
	"SELECT data, note, keys, hashes FROM leaf WHERE seq=$1", 0 };
static const struct sql sql_told = { "journal.told",
	"SELECT data, note FROM leaf WHERE seq=$1", 0 };
const struct sql journal_sql_scan = { "journal.scan",
	"SELECT seq, data FROM leaf ORDER BY seq", SQL_SCAN_OK };
static const struct sql sql_add_leaf = { "journal.add-leaf",
	"INSERT INTO leaf(seq, data, note, keys, hashes) VALUES($1,$2,$3,$4,$5)", SQL_WRITE };
static const struct sql sql_add_head = { "journal.add-head",
	"INSERT INTO head(size, note) VALUES($1,$2)", SQL_WRITE };
static const struct sql sql_head = { "journal.head",
	"SELECT size, note FROM head ORDER BY size DESC LIMIT 1", SQL_SCAN_OK };   /* one step */
static const struct sql sql_head_at = { "journal.head_at",
	"SELECT note FROM head WHERE size=$1", 0 };

static const char *leaf_name(char out[32], uint64_t seq)
{
	snprintf(out, 32, "leaf %llu", (unsigned long long)seq);
	return out;
}

static enum err tampered(struct ctx *cx, uint64_t seq, const char *key)
{
	char name[32];

	leaf_name(name, seq);
	return err_set(cx, ERR_TAMPER, name, key, name, NULL);
}

/* ---- appending ---- */

static enum err check_limits(struct ctx *cx, const struct journal *j, const struct leaf *l,
                             uint32_t n)
{
	if (!j->keys)
		return err_set(cx, ERR_DENIED, "journal", "journal-no-keys", NULL);
	if (l->actor.n > LEAF_ACTOR_MAX || l->extra.n > LEAF_EXTRA_MAX || n > LEAF_ROWS_MAX)
		return err_set(cx, ERR_LIMIT, action_name(l->action), "journal-leaf-too-big", NULL);
	if (l->note.n > LEAF_NOTE_MAX)
		return err_set(cx, ERR_INPUT, "reason", "journal-note-too-long", NULL);
	return OK;
}

static void subroot_of(enum hash_alg alg, const struct rowkey *keys, const struct hash *hashes,
                       uint32_t n, struct hash *out)
{
	struct frontier f;
	struct hash h;

	memset(out, 0, sizeof(*out));
	if (n == 0)
		return;
	frontier_init(&f, alg);
	for (uint32_t i = 0; i < n; i++) {
		leaf_row_hash(alg, &keys[i], &hashes[i], &h);
		frontier_add(&f, &h);
	}
	frontier_root(&f, out);
}

static void encode(struct buf *out, const struct journal *j, const struct leaf *l)
{
	unsigned char salt[NOTE_SALT_LEN] = { 0 };
	struct hash commit = { { 0 } };

	if (l->note.n) {
		os_random(salt, sizeof(salt));
		leaf_note_commit(j->alg, salt, l->note, &commit);
	}
	leaf_encode(out, l, j->log_id, salt, &commit);
}

static enum err insert_leaf(struct ctx *cx, struct db *db, const struct leaf *l, struct str data,
                            struct str keys, struct str hashes)
{
	struct stmt *s;

	TRY(db_stmt(cx, db, &sql_add_leaf, &s));
	stmt_int(s, 1, (int64_t)l->seq);
	stmt_blob(s, 2, data.p, data.n);
	if (l->note.n)
		stmt_text(s, 3, l->note);
	if (l->rows) {
		stmt_blob(s, 4, keys.p, keys.n);
		stmt_blob(s, 5, hashes.p, hashes.n);
	}
	TRY(stmt_run(cx, s, NULL));
	stmt_done(s);
	return OK;
}

/* A head that is signed cannot be taken back, so the leaf is hashed as the database gives it
 * back, not as we believe to have written it. */
static enum err read_back(struct ctx *cx, struct db *db, const struct journal *j,
                          const struct leaf *l, struct str data, struct str keys,
                          struct str hashes, struct hash *out)
{
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(cx, db, &journal_sql_leaf, &s));
	stmt_int(s, 1, (int64_t)l->seq);
	TRY(stmt_step(cx, s, &row));
	bool same = row && str_eq(stmt_col_blob(s, 0), data) && str_eq(stmt_col_text(s, 1), l->note)
		&& str_eq(stmt_col_blob(s, 2), keys) && str_eq(stmt_col_blob(s, 3), hashes);
	if (same) {
		struct str stored = stmt_col_blob(s, 0);
		merkle_leaf(j->alg, stored.p, stored.n, out);
	}
	stmt_done(s);
	return same ? OK : tampered(cx, l->seq, "journal-read-back");
}

static enum err insert_head(struct ctx *cx, struct db *db, const struct journal *j,
                            const struct frontier *f)
{
	struct checkpoint c = { .origin = j->origin, .size = f->size };
	struct buf body BUF_AUTO = { 0 }, note BUF_AUTO = { 0 };
	struct stmt *s;

	buf_init(&body, 1024);
	buf_init(&note, 2048);
	frontier_root(f, &c.root);
	checkpoint_put(&body, &c);
	sign_note(&note, buf_str(&body), j->origin, j->keys);
	TRY(db_stmt(cx, db, &sql_add_head, &s));
	stmt_int(s, 1, (int64_t)f->size);
	stmt_text(s, 2, buf_str(&note));
	TRY(stmt_run(cx, s, NULL));
	stmt_done(s);
	return OK;
}

static enum err append_packed(struct ctx *cx, struct db *db, struct journal *j,
                              const struct leaf *l, struct str keys, struct str hashes)
{
	struct buf data BUF_AUTO = { 0 };
	struct frontier f = j->front;
	struct hash h;

	buf_init(&data, 16384);
	encode(&data, j, l);
	TRY(insert_leaf(cx, db, l, buf_str(&data), keys, hashes));
	TRY(read_back(cx, db, j, l, buf_str(&data), keys, hashes, &h));
	frontier_add(&f, &h);
	TRY(insert_head(cx, db, j, &f));
	j->front = f;
	j->last_ms = l->time_ms;
	return OK;
}

enum err journal_append(struct ctx *cx, struct db *db, struct journal *j, struct leaf *leaf,
                        const struct rowkey *keys, const struct hash *hashes, uint32_t n)
{
	struct buf packed BUF_AUTO = { 0 };

	if (leaf->actor.n == 0)
		leaf->actor = str_of(cx->actor ? cx->actor : "");
	TRY(check_limits(cx, j, leaf, n));
	leaf->seq = j->front.size;
	if (leaf->time_ms == 0)
		leaf->time_ms = cx->now_ms;
	if (leaf->time_ms < j->last_ms)
		leaf->time_ms = j->last_ms;
	leaf->rows = n;
	subroot_of(j->alg, keys, hashes, n, &leaf->subroot);
	buf_init(&packed, (size_t)n * 32 + 64);
	rowkeys_pack(&packed, keys, n);
	struct str bytes = { n ? (const char *)hashes : "", (size_t)n * HASH_LEN };
	return append_packed(cx, db, j, leaf, buf_str(&packed), bytes);
}

void journal_mark(struct journal *j)
{
	j->mark = j->front;
}

void journal_undo(struct journal *j)
{
	j->front = j->mark;
}

/* ---- creating and opening ---- */

enum err journal_create(struct ctx *cx, struct db *db, const struct keyring *keys,
                        struct str extra, struct journal *out)
{
	struct journal j = { .alg = keys->alg, .keys = keys };
	struct buf all BUF_AUTO = { 0 };

	os_random(j.log_id, sizeof(j.log_id));
	j.origin = origin_of(&cx->arena, j.log_id);
	frontier_init(&j.front, j.alg);
	j.mark = j.front;
	buf_init(&all, 2 * LEAF_EXTRA_MAX);
	buf_addz(&all, "hash=");
	buf_addz(&all, hash_alg_name(j.alg));
	buf_addz(&all, "\nvkey=");
	sign_vkey_put(&all, j.origin, keys->sign_public);
	buf_addc(&all, '\n');
	for (struct str line; str_next(&extra, '\n', &line);) {
		if (str_starts(line, STR("hash=")) || str_starts(line, STR("vkey=")))
			continue;                        /* said above, from the keyring itself */
		buf_adds(&all, line);
		buf_addc(&all, '\n');
	}
	struct leaf first = { .action = ACT_INIT, .extra = buf_str(&all) };
	TRY(journal_append(cx, db, &j, &first, NULL, NULL, 0));
	j.mark = j.front;
	*out = j;
	return OK;
}

/* The first leaf names the log and its hash. */
static enum err take_first(struct ctx *cx, struct journal *j, struct str data)
{
	unsigned char salt[NOTE_SALT_LEN];
	struct hash commit;
	struct leaf l;
	struct str name;

	if (!leaf_decode(data, &l, j->log_id, salt, &commit) || !leaf_extra(l.extra, "hash", &name)
	    || !hash_alg_from(name, &j->alg))
		return tampered(cx, 0, "journal-leaf-malformed");
	frontier_init(&j->front, j->alg);
	j->origin = origin_of(&cx->arena, j->log_id);
	return OK;
}

static enum err load_leaves(struct ctx *cx, struct db *db, struct journal *j)
{
	unsigned char salt[NOTE_SALT_LEN], log_id[LOG_ID_LEN];
	struct hash h;
	struct leaf l = { 0 };
	struct stmt *s;

	TRY(db_stmt(cx, db, &journal_sql_scan, &s));
	for (bool row = false;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			return OK;
		struct str data = stmt_col_blob(s, 1);
		if ((uint64_t)stmt_col_int(s, 0) != j->front.size)
			return tampered(cx, j->front.size, "journal-leaf-missing");
		if (j->front.size == 0)
			TRY(take_first(cx, j, data));
		if (!leaf_decode(data, &l, log_id, salt, &h))
			return tampered(cx, j->front.size, "journal-leaf-malformed");
		j->last_ms = l.time_ms;
		merkle_leaf(j->alg, data.p, data.n, &h);
		frontier_add(&j->front, &h);
	}
}

/* Does the note carry a signature line of this name made with another key than ours? */
static bool signed_by_another(struct str note, struct str name, const struct keyring *k)
{
	struct str line;
	uint32_t id = sign_key_id(name, k->sign_public);

	while (str_next(&note, '\n', &line)) {
		struct buf b BUF_AUTO = { 0 };
		struct str head = str_of("\xe2\x80\x94 ");
		if (!str_starts(line, head) || !str_starts(str_sub(line, head.n, line.n), name))
			continue;
		buf_init(&b, 256);
		const unsigned char *p;
		if (!base64_read(&b, str_sub(line, head.n + name.n + 1, line.n)) || b.n < 4)
			return false;
		p = (const unsigned char *)b.p;
		uint32_t top = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16;
		return id != (top | (uint32_t)p[2] << 8 | p[3]);
	}
	return false;
}

/* The leaves must be those the last head was signed over, and the keyring the one that signed. */
static enum err check_last_head(struct ctx *cx, struct db *db, const struct journal *j)
{
	struct str note, body;
	struct checkpoint c;
	struct hash root;
	uint64_t size;

	TRY(journal_head(cx, db, &note, &size));
	frontier_root(&j->front, &root);
	if (!note_body(note, &body) || !checkpoint_read(body, &c) || c.size != j->front.size
	    || size != c.size || !str_eq(c.origin, j->origin)
	    || memcmp(c.root.b, root.b, HASH_LEN) != 0)
		return tampered(cx, j->front.size - 1, "journal-head-mismatch");
	if (!j->keys || sign_note_open(note, j->origin, j->keys->sign_public, &body))
		return OK;
	if (signed_by_another(note, j->origin, j->keys))
		return err_set(cx, ERR_DENIED, "journal", "journal-other-keyring", NULL);
	return tampered(cx, j->front.size - 1, "journal-head-mismatch");
}

enum err journal_open(struct ctx *cx, struct db *db, const struct keyring *keys,
                      struct journal *out)
{
	struct journal j = { .keys = keys };
	bool there = false;

	TRY(db_has_table(cx, db, "leaf", &there));
	if (there)
		TRY(load_leaves(cx, db, &j));
	if (j.front.size == 0)
		return err_set(cx, ERR_NOTFOUND, "journal", "journal-none", db_path(db), NULL);
	if (keys && keys->alg != j.alg)
		return err_set(cx, ERR_DENIED, "journal", "journal-other-keyring", NULL);
	TRY(check_last_head(cx, db, &j));
	j.mark = j.front;
	*out = j;
	return OK;
}

/* ---- reading ---- */

enum err journal_leaf(struct ctx *cx, struct db *db, uint64_t seq, struct leaf *out)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct hash commit;
	struct leaf l;
	struct stmt *s;
	bool row = false;
	char name[32];

	TRY(db_stmt(cx, db, &sql_told, &s));    /* without the hashes: a large leaf has many */
	stmt_int(s, 1, (int64_t)seq);
	TRY(stmt_step(cx, s, &row));
	if (!row)
		return err_set(cx, ERR_NOTFOUND, leaf_name(name, seq), "journal-no-leaf",
		               leaf_name(name, seq), NULL);
	struct str data = str_dup(&cx->arena, stmt_col_blob(s, 0));
	struct str note = str_dup(&cx->arena, stmt_col_text(s, 1));
	stmt_done(s);
	if (!leaf_decode(data, &l, log_id, salt, &commit))
		return tampered(cx, seq, "journal-leaf-malformed");
	l.note = note;
	*out = l;
	return OK;
}

enum err journal_keys(struct ctx *cx, struct db *db, struct arena *a, uint64_t seq,
                      struct leaf *out, struct rowkey **keys)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct rowkeys_iter it;
	struct hash commit;
	struct stmt *s;
	bool row = false;
	uint32_t n = 0;
	char name[32];

	*keys = NULL;
	TRY(db_stmt(cx, db, &journal_sql_leaf, &s));
	stmt_int(s, 1, (int64_t)seq);
	TRY(stmt_step(cx, s, &row));
	if (!row)
		return err_set(cx, ERR_NOTFOUND, leaf_name(name, seq), "journal-no-leaf",
		               leaf_name(name, seq), NULL);
	if (!leaf_decode(str_dup(a, stmt_col_blob(s, 0)), out, log_id, salt, &commit)) {
		stmt_done(s);
		return tampered(cx, seq, "journal-leaf-malformed");
	}
	*keys = arena_array(a, (size_t)out->rows + 1, sizeof **keys);
	rowkeys_begin(&it, stmt_col_blob(s, 2));
	while (n < out->rows && rowkeys_next(&it, &(*keys)[n]))
		n++;
	stmt_done(s);
	return n == out->rows ? OK : tampered(cx, seq, "journal-leaf-malformed");
}

enum err journal_row(struct ctx *cx, struct db *db, uint64_t seq, uint32_t ix,
                     struct rowkey *key, struct hash *hash)
{
	struct rowkeys_iter it;
	struct rowkey k;
	struct stmt *s;
	bool row = false, found = false;
	char name[32];

	TRY(db_stmt(cx, db, &journal_sql_leaf, &s));
	stmt_int(s, 1, (int64_t)seq);
	TRY(stmt_step(cx, s, &row));
	if (row) {
		struct str hashes = stmt_col_blob(s, 3);
		rowkeys_begin(&it, stmt_col_blob(s, 2));
		for (uint32_t i = 0; i <= ix && (found = rowkeys_next(&it, &k)); i++)
			;
		found = found && hashes.n >= ((size_t)ix + 1) * HASH_LEN;
		if (found) {
			*key = k;
			memcpy(hash->b, hashes.p + (size_t)ix * HASH_LEN, HASH_LEN);
		}
	}
	stmt_done(s);
	leaf_name(name, seq);
	return found ? OK : err_set(cx, ERR_NOTFOUND, name, "journal-no-row", name, NULL);
}

enum err journal_head(struct ctx *cx, struct db *db, struct str *note, uint64_t *size)
{
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(cx, db, &sql_head, &s));
	TRY(stmt_step(cx, s, &row));
	if (!row)
		return err_set(cx, ERR_NOTFOUND, "journal", "journal-none", db_path(db), NULL);
	*size = (uint64_t)stmt_col_int(s, 0);
	*note = str_dup(&cx->arena, stmt_col_text(s, 1));
	stmt_done(s);
	return OK;
}

enum err journal_head_at(struct ctx *cx, struct db *db, uint64_t size, struct str *note)
{
	struct stmt *s;
	bool row = false;

	TRY(db_stmt(cx, db, &sql_head_at, &s));
	stmt_int(s, 1, (int64_t)size);
	TRY(stmt_step(cx, s, &row));
	if (!row)
		return err_set(cx, ERR_NOTFOUND, "journal", "journal-none", db_path(db), NULL);
	*note = str_dup(&cx->arena, stmt_col_text(s, 0));
	stmt_done(s);
	return OK;
}

/* ---- publishing ---- */

struct restored_search { uint64_t size; bool yes; };

static void match_restored(void *arg, const struct replaced *r)
{
	struct restored_search *f = arg;

	if (f->size > r->restore_seq && f->size <= r->size)
		f->yes = true;
}

enum err journal_restored(struct ctx *cx, struct db *db, uint64_t size, bool *yes)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct restored_search f = { .size = size };
	struct hash commit;
	struct leaf l;
	struct stmt *s;

	TRY(db_stmt(cx, db, &journal_sql_scan, &s));
	for (bool row = false;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (leaf_decode(stmt_col_blob(s, 1), &l, log_id, salt, &commit))
			leaf_replaced(&l, match_restored, &f);
	}
	*yes = f.yes;
	return OK;
}

/* The published head is what shows a rollback, so it is never replaced by an older one, unless the
 * log says itself that it was restored. */
static enum err may_replace(struct ctx *cx, struct db *db, const struct journal *j,
                            const char *path, struct str note)
{
	struct checkpoint old, now;
	struct str text, body, mine;
	bool restored = false;
	ptrdiff_t at;

	if (!os_exists(path))
		return OK;
	if (!os_is_file(path))          /* a pipe would wait for ever */
		return err_set(cx, ERR_INPUT, path, "journal-head-foreign", path, NULL);
	TRY(os_read_file(cx, path, 1 << 16, &text));
	at = str_find(text, STR("\n\n"));
	if (at < 0 || !sign_note_open(str_sub(text, (size_t)at + 2, text.n), j->origin,
	                              j->keys->sign_public, &body)
	    || !checkpoint_read(body, &old) || !note_body(note, &mine)
		|| !checkpoint_read(mine, &now))
		/* not one of ours: somebody's only copy of something, or what hides a rollback */
		return err_set(cx, ERR_TAMPER, path, "journal-head-foreign", path, NULL);
	if (old.size < now.size || (old.size == now.size
		&& memcmp(&old.root, &now.root, HASH_LEN) == 0))
		return OK;
	TRY(journal_restored(cx, db, old.size, &restored));
	return restored ? OK : err_set(cx, ERR_TAMPER, path, "journal-rolled-back", path, NULL);
}

enum err journal_publish(struct ctx *cx, struct db *db, const struct journal *j, const char *path)
{
	struct buf out BUF_AUTO = { 0 };
	struct str note;
	uint64_t size;

	if (!j->keys)
		return err_set(cx, ERR_DENIED, path, "journal-no-keys", NULL);
	TRY(journal_head(cx, db, &note, &size));
	TRY(may_replace(cx, db, j, path, note));
	buf_init(&out, 8192);
	sign_vkey_put(&out, j->origin, j->keys->sign_public);
	buf_addz(&out, "\n\n");
	buf_adds(&out, note);
	return os_write_file(cx, path, buf_str(&out), 0644);
}
