/* journal_fix - a small log in a folder of its own, and what verify says of it. For test_journal.c
 * and test_verify.c. */
#ifndef UNIT_JOURNAL_FIX_H
#define UNIT_JOURNAL_FIX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "crypto/sign.h"
#include "journal/journal_private.h"
#include "journal/verify.h"

struct fix {
	char dir[64], db_path[96], key_path[96], head_path[96];
	struct ctx cx;
	struct db *db;
	struct keyring keys;
	struct journal j;
};

static inline void open_fix(struct fix *f, enum hash_alg alg)
{
	snprintf(f->dir, sizeof(f->dir), "/tmp/jz-test-journal-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->db_path, sizeof(f->db_path), "%s/jingzhun.db", f->dir);
	snprintf(f->key_path, sizeof(f->key_path), "%s/D.keys", f->dir);
	snprintf(f->head_path, sizeof(f->head_path), "%s/D.head", f->dir);
	ctx_init(&f->cx, 512 << 20);
	f->cx.actor = "cli:0";
	assert_int_equal(keyring_create(&f->cx, f->key_path, alg, NULL, &f->keys), OK);
	assert_int_equal(db_open(&f->cx, f->db_path, DB_CREATE, &f->db), OK);
	assert_int_equal(migrate_up(&f->cx, f->db, journal_migrations, journal_migrations_n), OK);
	assert_int_equal(db_begin(&f->cx, f->db), OK);
	assert_int_equal(journal_create(&f->cx, f->db, &f->keys, STR("hash=wrong\nnode=1\n"),
		&f->j), OK);
	assert_int_equal(db_commit(&f->cx, f->db), OK);
}

static inline void close_fix(struct fix *f)
{
	static const char *const files[] = { "jingzhun.db", "jingzhun.db-wal", "jingzhun.db-shm",
		"D.keys",
		"D.head", "old.db", "other.keys", "old.head" };

	db_close(f->db);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s/%s", f->dir, files[i]);
		unlink(name);
	}
	assert_int_equal(rmdir(f->dir), 0);
	keyring_wipe(&f->keys);
	ctx_free(&f->cx);
}

static inline void make_rows(struct rowkey *key, struct hash *hash, uint32_t n, int64_t id)
{
	for (uint32_t i = 0; i < n; i++) {
		key[i] = (struct rowkey){ (uint8_t)(i % 5 ? 2 : 1), id + i, 1 };
		digest_of(HASH_SHA256, &key[i].id, sizeof(key[i].id), hash[i].b);
	}
}

static inline enum err append(struct fix *f, uint32_t rows, const char *note)
{
	struct rowkey key[64];
	struct hash hash[64];
	struct leaf leaf = { .action = ACT_EDIT, .object = 1, .object_id = 77, .note =
		str_of(note) };

	make_rows(key, hash, rows, (int64_t)(1000 + f->j.front.size * 100));
	return journal_append(&f->cx, f->db, &f->j, &leaf, key, hash, rows);
}

/* A log of n leaves: rows 0..6 each, a reason on every third. */
static inline void grow_to(struct fix *f, uint64_t n)
{
	assert_int_equal(db_begin(&f->cx, f->db), OK);
	while (f->j.front.size < n)
		assert_int_equal(append(f, (uint32_t)(f->j.front.size % 7),
		                        f->j.front.size % 3 ? "" : "入户核实后更正"), OK);
	assert_int_equal(db_commit(&f->cx, f->db), OK);
}

/* ---- what verify says ---- */

struct told {
	int n;
	enum verify_class worst;
	char first_key[64], first_object[128], all[4096];
};

static inline void remember(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct told *t = arg;
	size_t n = strlen(t->all);

	if (t->n++ == 0) {
		snprintf(t->first_key, sizeof(t->first_key), "%s", key);
		snprintf(t->first_object, sizeof(t->first_object), "%s", object);
	}
	if (cls > t->worst)
		t->worst = cls;
	snprintf(t->all + n, sizeof(t->all) - n, "%s %s; ", key, object);
}

static inline struct told verify_with(struct fix *f, const char *head, const char *head2)
{
	struct told t = { 0 };
	struct verify v = { .report = remember, .arg = &t };
	const char *files[2] = { head, head2 };

	assert_int_equal(verify_log(&f->cx, f->db, files, 2, &v), OK);
	assert_int_equal(v.found, t.n);
	return t;
}

static inline struct str vkey_of(struct fix *f)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	sign_vkey_put(&b, f->j.origin, f->keys.sign_public);
	return str_dup(&f->cx.arena, buf_str(&b));
}

#endif
