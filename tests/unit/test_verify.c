/* verify: what it shows of people who had the database file, and what it accepts. */
#include "journal_fix.h"

static const struct sql q_leaf_data = { "j.data", "UPDATE leaf SET data=$2 WHERE seq=$1",
	SQL_WRITE };
static const struct sql q_leaf_keys = { "j.keys", "UPDATE leaf SET keys=$2 WHERE seq=$1",
	SQL_WRITE };
static const struct sql q_leaf_hash = { "j.hashes", "UPDATE leaf SET hashes=$2 WHERE seq=$1",
	SQL_WRITE };
static const struct sql q_leaf_note = { "j.note", "UPDATE leaf SET note=$2 WHERE seq=$1",
	SQL_WRITE };
static const struct sql q_leaf_seq = { "j.seq", "UPDATE leaf SET seq=$2 WHERE seq=$1", SQL_WRITE };
static const struct sql q_leaf_del = { "j.del", "DELETE FROM leaf WHERE seq>=$1 AND seq<$2",
	SQL_WRITE };
static const struct sql q_leaf_copy = { "j.copy",
	"INSERT INTO leaf SELECT $2, data, note, keys, hashes FROM leaf WHERE seq=$1", SQL_WRITE };
static const struct sql q_leaf_text = { "j.text",
	"UPDATE leaf SET data=CAST(data AS TEXT) WHERE seq=$1", SQL_WRITE };
static const struct sql q_head_note = { "j.head", "UPDATE head SET note=$2 WHERE size=$1",
	SQL_WRITE };
static const struct sql q_head_del = { "j.head-del", "DELETE FROM head WHERE size>=$1 AND size<$2",
	SQL_WRITE };
static const struct sql q_head_copy = { "j.head-copy",
	"INSERT INTO head SELECT $2, note FROM head WHERE size=$1", SQL_WRITE };
static const struct sql q_head_get = { "j.head-get", "SELECT note FROM head WHERE size=$1", 0 };

/* ---- dishonest use ---- */

static uint32_t roll(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % n;
}

static void run2(struct fix *f, const struct sql *q, int64_t a, int64_t b)
{
	struct stmt *s;

	assert_int_equal(db_stmt(&f->cx, f->db, q, &s), OK);
	stmt_int(s, 1, a);
	if (strstr(q->text, "$2"))
		stmt_int(s, 2, b);
	int64_t changed = 0;
	assert_int_equal(stmt_run(&f->cx, s, &changed), OK);
	assert_true(changed > 0);
}

static void set_blob(struct fix *f, const struct sql *q, int64_t seq, struct str v)
{
	struct stmt *s;

	assert_int_equal(db_stmt(&f->cx, f->db, q, &s), OK);
	stmt_int(s, 1, seq);
	stmt_blob(s, 2, v.p, v.n);
	assert_int_equal(stmt_run(&f->cx, s, NULL), OK);
}

static void set_text(struct fix *f, const struct sql *q, int64_t seq, const char *v)
{
	struct stmt *s;

	assert_int_equal(db_stmt(&f->cx, f->db, q, &s), OK);
	stmt_int(s, 1, seq);
	if (v)
		stmt_text(s, 2, str_of(v));
	assert_int_equal(stmt_run(&f->cx, s, NULL), OK);
}

/* Columns of a leaf, copied. */
struct raw { struct str col[4]; bool has_note; };

static struct raw raw_leaf(struct fix *f, int64_t seq)
{
	struct stmt *s;
	struct raw r;
	bool row;

	assert_int_equal(db_stmt(&f->cx, f->db, &journal_sql_leaf, &s), OK);
	stmt_int(s, 1, seq);
	assert_int_equal(stmt_step(&f->cx, s, &row), OK);
	assert_true(row);
	r.has_note = !stmt_col_is_null(s, 1);
	for (int i = 0; i < 4; i++)
		r.col[i] = str_dup(&f->cx.arena, stmt_col_blob(s, i));
	stmt_done(s);
	return r;
}

static const char *raw_head(struct fix *f, int64_t size)
{
	struct stmt *s;
	bool row;

	assert_int_equal(db_stmt(&f->cx, f->db, &q_head_get, &s), OK);
	stmt_int(s, 1, size);
	assert_int_equal(stmt_step(&f->cx, s, &row), OK);
	const char *z = str_z(&f->cx.arena, stmt_col_text(s, 0));
	stmt_done(s);
	return z;
}

static struct str flipped(struct fix *f, uint64_t *seed, struct str s)
{
	struct str c = str_dup(&f->cx.arena, s);

	((char *)(uintptr_t)c.p)[roll(seed, (uint32_t)c.n)] ^= (char)(1 << roll(seed, 8));
	return c;
}

#define TAMPER_KINDS 25

/* One deed of somebody with the file and a SQL shell; false if it does not fit the leaf. */
static bool tamper(struct fix *f, uint64_t *seed, int kind, int64_t n)
{
	int64_t seq = roll(seed, (uint32_t)n), other = roll(seed, (uint32_t)n);
	struct raw r = raw_leaf(f, seq), o = raw_leaf(f, other);
	bool rows = r.col[3].n > 0;
	struct str z;

	if (other == seq)
		return false;
	switch (kind) {
	case 0: set_blob(f, &q_leaf_data, seq, flipped(f, seed, r.col[0])); return true;
	case 1: set_blob(f, &q_leaf_data, seq, str_sub(r.col[0], 0, roll(seed,
		(uint32_t)r.col[0].n))); return true;
	case 2: set_blob(f, &q_leaf_data, seq, str_join(&f->cx.arena, r.col[0], STR("\0")));
		return true;
	case 3: set_blob(f, &q_leaf_data, seq, o.col[0]); return true;
	case 4: run2(f, &q_leaf_text, seq, 0); return true;
	case 5: if (rows) set_blob(f, &q_leaf_keys, seq, flipped(f, seed, r.col[2])); return rows;
	case 6: if (rows) set_text(f, &q_leaf_keys, seq, NULL); return rows;
	case 7: set_blob(f, &q_leaf_keys, seq, str_join(&f->cx.arena, r.col[2],
		STR("\x01\x02\x01\x01"))); return true;
	case 8: if (rows) set_blob(f, &q_leaf_hash, seq, flipped(f, seed, r.col[3])); return rows;
	case 9: if (rows) set_blob(f, &q_leaf_hash, seq, str_sub(r.col[3], 0, r.col[3].n - 32));
		return rows;
	case 10:
		if (r.col[3].n < 64)
			return false;
		set_blob(f, &q_leaf_hash, seq, str_join(&f->cx.arena, str_sub(r.col[3], 32,
			r.col[3].n),
		                                        str_sub(r.col[3], 0, 32)));
		return true;
	case 11: if (r.has_note) set_text(f, &q_leaf_note, seq, "另有原因"); return r.has_note;
	case 12: if (r.has_note) set_text(f, &q_leaf_note, seq, NULL); return r.has_note;
	case 13: if (!r.has_note) set_text(f, &q_leaf_note, seq, "后补的理由"); return !r.has_note;
	case 14: if (!r.has_note) set_text(f, &q_leaf_note, seq, ""); return !r.has_note;
	case 15: run2(f, &q_leaf_del, seq, seq + 1); return true;
	case 16: run2(f, &q_leaf_copy, seq, n); return true;
	case 17:
		run2(f, &q_leaf_seq, seq, n + 5);
		run2(f, &q_leaf_seq, other, seq);
		run2(f, &q_leaf_seq, n + 5, other);
		return true;
	case 18: run2(f, &q_leaf_seq, seq, -1); return true;
	case 19: set_text(f, &q_head_note, seq + 1, str_z(&f->cx.arena, flipped(f, seed,
		str_of(raw_head(f, seq + 1))))); return true;
	case 20: run2(f, &q_head_del, seq + 1, seq + 2); return true;
	case 21: set_text(f, &q_head_note, seq + 1, raw_head(f, other + 1)); return true;
	case 23:                                 /* a second signature, of nobody we know */
		z = str_join(&f->cx.arena, str_of(raw_head(f, seq + 1)),
		             STR("\xe2\x80\x94 witness AAAAAAAAAAAAAAAAAAAA\n"));
		set_text(f, &q_head_note, seq + 1, str_z(&f->cx.arena, z));
		return true;
	case 22: run2(f, &q_head_copy, seq + 1, n + 1 + roll(seed, 3)); return true;
	/* the tail goes, with its heads: only D.head knows */
	default:
		run2(f, &q_leaf_del, seq, n);
		run2(f, &q_head_del, seq + 1, n + 1);
		return true;
	}
}

static void test_every_tampering_is_found(void **state)
{
	struct fix f;
	uint64_t seed = 20;
	int done[TAMPER_KINDS] = { 0 };

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 40);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	assert_int_equal(verify_with(&f, f.head_path, NULL).n, 0);
	for (int i = 0; i < 500;) {
		int kind = i % TAMPER_KINDS;
		assert_int_equal(db_begin(&f.cx, f.db), OK);
		if (tamper(&f, &seed, kind, 40)) {
			struct told t = verify_with(&f, f.head_path, NULL);
			if (t.n == 0)
				fail_msg("tampering of kind %d was not found", kind);
			if (kind == TAMPER_KINDS - 1)
				assert_int_equal(t.worst, VERIFY_ROLLED_BACK);
			done[kind]++;
			i++;
		}
		db_rollback(f.db);
	}
	for (int i = 0; i < TAMPER_KINDS; i++)
		assert_int_equal(done[i], 20);
	assert_int_equal(verify_with(&f, f.head_path, NULL).n, 0);
	close_fix(&f);
}

static void test_the_changed_leaf_is_named(void **state)
{
	struct fix f;
	struct told t;

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 30);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	struct raw r = raw_leaf(&f, 17);
	struct str c = str_dup(&f.cx.arena, r.col[0]);
	((char *)(uintptr_t)c.p)[4 + 16 + 8 + 8 + 2 + 2] = 'x';      /* the actor */
	set_blob(&f, &q_leaf_data, 17, c);
	t = verify_with(&f, f.head_path, NULL);
	assert_int_equal(t.n, 1);                /* said once, not at each head that follows */
	assert_string_equal(t.first_key, "verify-leaf-changed");
	assert_string_equal(t.first_object, "leaf 17");
	db_rollback(f.db);

	assert_int_equal(db_begin(&f.cx, f.db), OK);
	run2(&f, &q_leaf_del, 5, 9);
	run2(&f, &q_head_del, 21, 24);
	t = verify_with(&f, NULL, NULL);
	assert_string_equal(t.all,
		"verify-leaf-missing leaf 5-8; verify-head-missing head 21-23; ");
	db_rollback(f.db);

	assert_int_equal(db_begin(&f.cx, f.db), OK);
	run2(&f, &q_leaf_del, 25, 30);           /* the heads were forgotten */
	t = verify_with(&f, NULL, NULL);
	assert_string_equal(t.all, "verify-leaf-missing leaf 25-29; ");
	db_rollback(f.db);

	assert_int_equal(db_begin(&f.cx, f.db), OK);
	run2(&f, &q_leaf_del, 0, 30);
	assert_true(verify_with(&f, NULL, NULL).n > 0);
	assert_true(verify_with(&f, f.head_path, NULL).n > 0);
	db_rollback(f.db);
	assert_int_equal(db_exec_schema(&f.cx, f.db, "DROP TABLE leaf"), OK);
	assert_string_equal(verify_with(&f, NULL, NULL).first_key, "verify-no-log");
	close_fix(&f);
}

/* Somebody with the database but without the keyring signs the changed log anew, with a key of his
 * own, which he also writes into the first leaf. The log then agrees with itself. */
static void resign(struct fix *f, const struct keyring *k, uint64_t n)
{
	struct frontier fr;
	unsigned char id[16], salt[16];
	struct hash commit, h;
	struct leaf l;

	frontier_init(&fr, HASH_SHA256);
	for (uint64_t i = 0; i < n; i++) {
		struct raw r = raw_leaf(f, (int64_t)i);
		struct buf data BUF_AUTO, extra BUF_AUTO, body BUF_AUTO, note BUF_AUTO;
		buf_init(&data, 16384), buf_init(&extra, 4096), buf_init(&body, 1000),
			buf_init(&note, 2000);
		assert_true(leaf_decode(r.col[0], &l, id, salt, &commit));
		if (i == 0) {
			buf_addz(&extra, "hash=sha256\nvkey=");
			sign_vkey_put(&extra, f->j.origin, k->sign_public);
			buf_addc(&extra, '\n');
			l.extra = buf_str(&extra);
		}
		if (i == 10)
			l.actor = STR("somebody else");
		leaf_encode(&data, &l, id, salt, &commit);
		set_blob(f, &q_leaf_data, (int64_t)i, buf_str(&data));
		merkle_leaf(HASH_SHA256, data.p, data.n, &h);
		frontier_add(&fr, &h);
		struct checkpoint c = { .origin = f->j.origin, .size = i + 1 };
		frontier_root(&fr, &c.root);
		checkpoint_put(&body, &c);
		sign_note(&note, buf_str(&body), f->j.origin, k);
		set_text(f, &q_head_note, (int64_t)i + 1, str_z(&f->cx.arena, buf_str(&note)));
	}
}

static void test_resigning_needs_the_trusted_key(void **state)
{
	struct fix f;
	struct keyring other;
	char path[128];
	struct told t;

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 20);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	snprintf(path, sizeof(path), "%s/other.keys", f.dir);
	assert_int_equal(keyring_create(&f.cx, path, HASH_SHA256, NULL, &other), OK);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	resign(&f, &other, 20);
	/* this is why D.head lies elsewhere */
	assert_int_equal(verify_with(&f, NULL, NULL).n, 0);
	t = verify_with(&f, f.head_path, NULL);
	assert_true(t.n > 20);
	assert_string_equal(t.first_key, "verify-key-differs");
	/* A printed head without the key line shows it as well. */
	struct str text;
	assert_int_equal(os_read_file(&f.cx, f.head_path, 65536, &text), OK);
	snprintf(path, sizeof(path), "%s/old.head", f.dir);
	ptrdiff_t at = str_find(text, STR("\n\n"));
	assert_int_equal(os_write_file(&f.cx, path, str_sub(text, (size_t)at + 2, text.n), 0644),
		OK);
	t = verify_with(&f, path, NULL);
	assert_int_equal(t.n, 1);
	assert_string_equal(t.first_key, "verify-headfile-signature");
	db_rollback(f.db);
	assert_int_equal(verify_with(&f, path, f.head_path).n, 0);
	close_fix(&f);
}

static void test_head_files_that_do_not_fit(void **state)
{
	struct fix f, g;
	char text[65536];

	(void)state;
	open_fix(&f, HASH_SHA256);
	open_fix(&g, HASH_SHA256);
	assert_int_equal(journal_publish(&g.cx, g.db, &g.j, g.head_path), OK);
	assert_true(strstr(verify_with(&f, g.head_path, NULL).all, "verify-other-log") != NULL);
	snprintf(text, sizeof(text), "nothing of the kind\n");
	assert_int_equal(os_write_file(&f.cx, f.head_path, str_of(text), 0644), OK);
	assert_string_equal(verify_with(&f, f.head_path, NULL).first_key, "verify-headfile-bad");
	/* nor is it overwritten */
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), ERR_TAMPER);
	err_clear(&f.cx);
	assert_int_equal(remove(f.head_path), 0);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	assert_int_equal(verify_with(&f, f.head_path, NULL).n, 0);
	struct verify v = { 0 };
	const char *none[1] = { "/nonexistent/D.head" };
	assert_int_equal(verify_log(&f.cx, f.db, none, 1, &v), ERR_NOTFOUND);
	close_fix(&g);
	close_fix(&f);
}

/* ---- restore ---- */

/* A copy of the log at 12 takes the place of one that had grown to 30. */
static void swap_in_old_copy(struct fix *f)
{
	char old[128];
	struct journal j;

	snprintf(old, sizeof(old), "%s/old.db", f->dir);
	grow_to(f, 12);
	assert_int_equal(db_backup(&f->cx, f->db, old, NULL, NULL), OK);
	grow_to(f, 30);
	assert_int_equal(journal_publish(&f->cx, f->db, &f->j, f->head_path), OK);
	db_close(f->db);
	assert_int_equal(os_rename_synced(&f->cx, old, f->db_path), OK);
	assert_int_equal(db_open(&f->cx, f->db_path, DB_WRITE, &f->db), OK);
	assert_int_equal(journal_open(&f->cx, f->db, &f->keys, &j), OK);
	f->j = j;
}

static void restore_leaf(struct fix *f, uint64_t size, const struct hash *root)
{
	struct buf extra BUF_AUTO = { 0 };

	buf_init(&extra, 1000);
	buf_addf(&extra, "restore-from=old.db\nreplaced-size=%d\nreplaced-root=", (int)size);
	base64_put(&extra, root->b, HASH_LEN);
	buf_addc(&extra, '\n');
	struct leaf l = { .action = ACT_RESTORE, .extra = buf_str(&extra) };
	assert_int_equal(db_begin(&f->cx, f->db), OK);
	assert_int_equal(journal_append(&f->cx, f->db, &f->j, &l, NULL, NULL, 0), OK);
	assert_int_equal(db_commit(&f->cx, f->db), OK);
}

static void test_old_copy_is_a_rollback_unless_the_log_says_so(void **state)
{
	struct fix f;
	struct told t;
	struct hash root, zero = { { 0 } };
	char saved[128];
	struct str text;

	(void)state;
	open_fix(&f, HASH_SHA256);
	swap_in_old_copy(&f);
	t = verify_with(&f, f.head_path, NULL);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.worst, VERIFY_ROLLED_BACK);
	assert_string_equal(t.first_key, "verify-rolled-back");
	/* The evidence cannot be overwritten by going on as if nothing had happened. */
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), ERR_TAMPER);
	assert_string_equal(f.cx.err.key, "journal-rolled-back");
	err_clear(&f.cx);

	assert_int_equal(os_read_file(&f.cx, f.head_path, 65536, &text), OK);
	snprintf(saved, sizeof(saved), "%s/old.head", f.dir);
	assert_int_equal(os_write_file(&f.cx, saved, text, 0644), OK);
	struct checkpoint c;
	struct str note = str_sub(text, (size_t)str_find(text, STR("\n\n")) + 2, text.n), body;
	assert_true(note_body(note, &body) && checkpoint_read(body, &c) && c.size == 30);
	root = c.root;

	/* a restore leaf with a wrong root does not help */
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	struct journal before = f.j;
	db_rollback(f.db);
	restore_leaf(&f, 30, &zero);
	assert_int_equal(verify_with(&f, saved, NULL).worst, VERIFY_ROLLED_BACK);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	run2(&f, &q_leaf_del, 12, 13);
	run2(&f, &q_head_del, 13, 14);
	assert_int_equal(db_commit(&f.cx, f.db), OK);
	f.j = before;

	restore_leaf(&f, 30, &root);
	assert_int_equal(verify_with(&f, saved, NULL).n, 0);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	assert_int_equal(verify_with(&f, f.head_path, saved).n, 0);
	/* beyond the old size: still no reproach */
	grow_to(&f, 45);
	assert_int_equal(journal_publish(&f.cx, f.db, &f.j, f.head_path), OK);
	assert_int_equal(verify_with(&f, f.head_path, saved).n, 0);
	close_fix(&f);
}

/* ---- size ---- */

static void test_sixty_thousand_rows_in_one_leaf(void **state)
{
	enum { N = 60000 };
	struct fix f;
	struct rowkey *key = malloc(N * sizeof(*key));
	struct hash *hash = malloc(N * sizeof(*hash));
	struct leaf l = { .action = ACT_IMPORT_CHUNK, .batch = 1 };
	struct buf proof BUF_AUTO = { 0 };

	(void)state;
	assert_true(key && hash);
	make_rows(key, hash, N, 5000);
	open_fix(&f, HASH_SHA256);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(journal_append(&f.cx, f.db, &f.j, &l, key, hash, N), OK);
	assert_int_equal(db_commit(&f.cx, f.db), OK);
	assert_int_equal(verify_with(&f, NULL, NULL).n, 0);
	buf_init(&proof, 1 << 16);
	assert_int_equal(journal_proof(&f.cx, f.db, &f.j, 1, N - 1, &proof), OK);
	assert_int_equal(journal_proof_check(&f.cx, buf_str(&proof), vkey_of(&f)), OK);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	struct raw r = raw_leaf(&f, 1);
	((char *)(uintptr_t)r.col[3].p)[32 * 31234] ^= 1;
	set_blob(&f, &q_leaf_hash, 1, r.col[3]);
	assert_string_equal(verify_with(&f, NULL, NULL).all, "verify-leaf-rows leaf 1; ");
	db_rollback(f.db);
	free(key);
	free(hash);
	close_fix(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_tampering_is_found),
		cmocka_unit_test(test_the_changed_leaf_is_named),
		cmocka_unit_test(test_resigning_needs_the_trusted_key),
		cmocka_unit_test(test_head_files_that_do_not_fit),
		cmocka_unit_test(test_old_copy_is_a_rollback_unless_the_log_says_so),
		cmocka_unit_test(test_sixty_thousand_rows_in_one_leaf),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
