/* backup - the copy is verified before it gets its name, and the restored register before it takes
 * the old one's place; a kill at any moment leaves what was there, and files ending in .part, .new
 * or .restoring that the next run removes. */
#include "job/backup.h"

#include <stdio.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "crypto/parcel.h"
#include "crypto/sign.h"
#include "domain/register/register.h"
#include "entity/verify_rows.h"

#define HEAD_MAX 65536

static char *with(struct ctx *cx, const char *path, const char *suffix)
{
	return str_z(&cx->arena, str_join(&cx->arena, str_of(path), str_of(suffix)));
}

/* A database file with what SQLite may have left beside it. */
static enum err remove_db(struct ctx *cx, const char *path)
{
	TRY(os_remove(cx, path));
	TRY(os_remove(cx, with(cx, path, "-wal")));
	TRY(os_remove(cx, with(cx, path, "-shm")));
	TRY(os_remove(cx, with(cx, path, ".part")));
	return os_remove(cx, with(cx, path, ".head"));
}

/* After a failure: the first error stays the one that is told. */
static void clean_up(const char *path)
{
	struct ctx quiet;

	ctx_init(&quiet, 1 << 20);
	remove_db(&quiet, path);
	ctx_free(&quiet);
}

/* ---- verifying a copy ---- */

struct first {
	char key[64], object[512];
};

static void keep_first(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct first *f = arg;

	(void)cls;
	if (f->key[0])
		return;
	snprintf(f->key, sizeof f->key, "%s", key);
	snprintf(f->object, sizeof f->object, "%s", object);
}

static enum err verify_open(struct ctx *cx, struct db *db, const char *head_file,
                            struct verify *v)
{
	const char *const files[] = { head_file };

	TRY(db_begin_read(cx, db));
	enum err e = verify_log(cx, db, files, 1, v);
	if (e == OK)
		e = verify_rows(cx, db, NULL, v, NULL, NULL);
	db_end_read(db);
	return e;
}

/* All of verify, on a file nobody else has open. The head is copied into cx's arena. */
static enum err verify_file(struct ctx *cx, const char *path, const char *name,
                            const char *head_file, struct str *head)
{
	struct first first = { { 0 }, { 0 } };
	struct verify v = { .report = keep_first, .arg = &first };
	struct str object = { first.object, 0 };
	struct buf said BUF_AUTO = { 0 };
	char count[24];
	struct db *db;
	enum err e;

	TRY(db_open(cx, path, DB_READ, &db));
	e = verify_open(cx, db, head_file, &v);
	db_close(db);
	TRY(e);
	if (head)
		*head = str_dup(&cx->arena, v.last_head);
	if (!v.found)
		return OK;
	object.n = strlen(first.object);
	buf_init(&said, 4096);
	msg_add(&said, cx->lang, first.key, &object, 1);
	snprintf(count, sizeof count, "%lld", (long long)v.found);
	return err_set(cx, ERR_TAMPER, name, "backup-tampered", name,
	               str_z(&cx->arena, buf_str(&said)), count, NULL);
}

/* Hash of a file as hexadecimal text, in cx's arena. */
static enum err file_hash(struct ctx *cx, const char *path, struct str *hex, int64_t *size)
{
	unsigned char h[HASH_LEN], block[65536];
	struct buf b BUF_AUTO = { 0 };
	struct digest d;
	ssize_t n;
	int fd;

	TRY(os_open_read(cx, path, &fd, size));
	digest_init(&d, HASH_SHA256);
	while ((n = os_read_full(fd, block, sizeof block)) > 0)
		digest_add(&d, block, (size_t)n);
	close(fd);
	if (n < 0)
		return err_set(cx, ERR_IO, path, "backup-read", path, NULL);
	digest_end(&d, h);
	buf_init(&b, 100);
	hex_put(&b, h, sizeof h);
	*hex = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

/* ---- backup ---- */

struct note {
	struct reg *r;
	struct str extra;
};

static enum err write_note(struct ctx *cx, struct db *db, void *arg)
{
	struct note *n = arg;
	struct txn t;

	txn_begin(&t, n->r->st, ACT_BACKUP);
	t.leaf.extra = n->extra;
	return txn_end(cx, db, &t);
}

/* With the keys but without a writer of our own: the leaf is added here, if nobody writes. */
static enum err note_locked(struct ctx *cx, struct reg *r, struct str extra)
{
	struct leaf leaf = { .action = ACT_BACKUP, .extra = extra };
	struct journal j;
	struct db *db;
	enum err e;

	TRY(db_open(cx, r->path.db, DB_WRITE, &db));
	e = db_begin(cx, db);
	if (e == OK)
		e = journal_open(cx, db, &r->keys, &j);
	if (e == OK)
		e = journal_append(cx, db, &j, &leaf, NULL, NULL, 0);
	if (e == OK)
		e = db_commit(cx, db);
	else
		db_rollback(db);
	if (e == OK)
		e = journal_publish(cx, db, &j, r->path.head);
	db_close(db);
	return e;
}

static enum err note_backup(struct ctx *cx, struct reg *r, struct str extra)
{
	struct note n = { r, extra };
	enum err e;
	int fd;

	if (r->writer)
		return register_write(cx, r, write_note, &n);
	if (!r->have_keys)
		return OK;
	e = os_lock(cx, r->path.lock, &fd);
	if (e == ERR_CONFLICT || e == ERR_IO) {         /* somebody writes, or a read-only folder */
		err_clear(cx);
		return OK;
	}
	TRY(e);
	e = note_locked(cx, r, extra);
	close(fd);
	return e;
}

/* D.head as it was before the copy began: a later one may already be ahead of the copy. */
static enum err keep_head(struct ctx *cx, const struct reg *r, const char *to, const char **kept)
{
	struct str text;

	*kept = NULL;
	if (!os_exists(r->path.head))
		return OK;
	TRY(os_read_file(cx, r->path.head, HEAD_MAX, &text));
	*kept = to;
	return os_write_file(cx, to, text, 0600);
}

/* The verified copy as file `to`; told: what it is called in messages. */
static enum err make_verified(struct ctx *cx, struct reg *r, const char *to, const char *told,
                              const struct backup_face *f, struct str *head)
{
	char *temp = with(cx, to, ".new");
	const char *kept;
	enum err e;

	TRY(remove_db(cx, temp));
	e = keep_head(cx, r, with(cx, temp, ".head"), &kept);
	if (e == OK)
		e = db_backup(cx, r->db, temp, f ? f->progress : NULL, f ? f->arg : NULL);
	if (e == OK)
		e = verify_file(cx, temp, told, kept, head);
	if (e == OK && kept)
		e = os_remove(cx, kept);
	if (e == OK)
		e = os_rename_synced(cx, temp, to);
	if (e != OK)
		clean_up(temp);
	return e;
}

/* What the leaf says: the hash of the database that was copied, and whom it was sealed to. */
static void extra_put(struct buf *extra, struct str hex, int64_t size, const struct backup_way *w)
{
	buf_init(extra, 8000);
	buf_addz(extra, "backup-sha256=");
	buf_adds(extra, hex);
	buf_addz(extra, "\nbackup-bytes=");
	buf_addi(extra, size);
	buf_addc(extra, '\n');
	for (int i = 0; i < w->n; i++) {
		buf_addz(extra, i ? "," : "backup-to=");
		parcel_public_put(extra, &w->pub[i]);
	}
	if (w->n)
		buf_addc(extra, '\n');
}

static enum err try_and_seal(struct ctx *cx, struct reg *r, const struct backup_way *w,
                             const char *plain)
{
	if (w->trial)
		TRY(backup_trial(cx, plain, r->path.dir, &r->keys));
	return w->n ? parcel_seal(cx, plain, w->to, w->pub, w->n) : OK;
}

enum err backup_send(struct ctx *cx, struct reg *r, const struct backup_way *w,
                     const struct backup_face *f, struct str *head)
{
	/* what is to be sealed never lies open on the other disk */
	const char *plain = w->n ? with(cx, r->path.db, ".sealing") : w->to;
	struct buf extra BUF_AUTO = { 0 };
	struct str hex;
	int64_t size;
	enum err e;

	if (os_exists(w->to))
		return err_set(cx, ERR_CONFLICT, w->to, "backup-there", w->to, NULL);
	if (w->n)
		TRY(remove_db(cx, plain));
	TRY(make_verified(cx, r, plain, w->to, f, head));
	e = file_hash(cx, plain, &hex, &size);
	if (e == OK)
		e = try_and_seal(cx, r, w, plain);
	if (w->n || e != OK)
		clean_up(plain);
	TRY(e);
	extra_put(&extra, hex, size, w);
	return note_backup(cx, r, buf_str(&extra));
}

enum err backup_make(struct ctx *cx, struct reg *r, const char *to, const struct backup_face *f,
                     struct str *head)
{
	return backup_send(cx, r, &(struct backup_way){ .to = to }, f, head);
}

/* ---- restore ---- */

struct restore {
	const char *from;
	struct register_paths path;
	struct keyring keys;
	struct str reason;
	char *temp;                  /* D/jingzhun.db.restoring */
	struct journal j;
};

/* The verifier key of our keyring, as a head file that verify trusts. */
static enum err key_file(struct ctx *cx, struct restore *r, const char *to)
{
	struct buf b BUF_AUTO = { 0 };
	struct db *db;
	enum err e;

	TRY(db_open(cx, r->temp, DB_READ, &db));
	e = journal_open(cx, db, &r->keys, &r->j);
	db_close(db);
	TRY(e);
	buf_init(&b, 4096);
	sign_vkey_put(&b, r->j.origin, r->keys.sign_public);
	buf_addc(&b, '\n');
	return os_write_file(cx, to, buf_str(&b), 0600);
}

/* The copy is verified, not the file it was made from: nobody can change it in between. */
static enum err copy_verified(struct ctx *cx, struct restore *r)
{
	char *head = with(cx, r->temp, ".head");
	struct db *db;
	enum err e;

	TRY(db_open(cx, r->from, DB_READ, &db));
	e = db_backup(cx, db, r->temp, NULL, NULL);
	db_close(db);
	TRY(e);
	TRY(key_file(cx, r, head));
	TRY(verify_file(cx, r->temp, r->from, head, NULL));
	return os_remove(cx, head);
}

static enum err append_leaf(struct ctx *cx, struct restore *r, struct db *db, struct str extra)
{
	struct leaf leaf = { .action = ACT_RESTORE, .note = r->reason, .extra = extra };
	enum err e;

	TRY(db_begin(cx, db));
	e = journal_open(cx, db, &r->keys, &r->j);
	if (e == OK)
		e = journal_append(cx, db, &r->j, &leaf, NULL, NULL, 0);
	if (e == OK)
		e = db_commit(cx, db);
	else
		db_rollback(db);
	TRY(e);
	return db_checkpoint(cx, db);
}

/* The leaf that says so, in the copy, before it takes the old one's place. */
static enum err say_restored(struct ctx *cx, struct restore *r)
{
	struct buf from BUF_AUTO = { 0 }, extra BUF_AUTO = { 0 };
	struct db *old = NULL, *db;
	struct str hex;
	int64_t size;
	enum err e;

	TRY(file_hash(cx, r->from, &hex, &size));
	buf_init(&from, 200);
	buf_addz(&from, "sha256:");
	buf_adds(&from, hex);
	if (os_exists(r->path.db) && db_open(cx, r->path.db, DB_READ, &old) != OK)
		err_clear(cx);
	buf_init(&extra, 1 << 16);
	e = journal_restore_extra(cx, &r->j, buf_str(&from), old, r->path.head, &extra);
	db_close(old);
	TRY(e);
	TRY(db_open(cx, r->temp, DB_WRITE, &db));
	e = append_leaf(cx, r, db, buf_str(&extra));
	db_close(db);
	TRY(e);
	return os_fsync_path(cx, r->temp);
}

/* The old database stays beside under a name of its own. Its WAL must not be there when the new one
 * takes the place: it is moved into the file, or, if that file is too broken, kept with it. */
static enum err set_aside(struct ctx *cx, const struct restore *r)
{
	char *wal = with(cx, r->path.db, "-wal"), *kept = NULL;
	char suffix[32];
	struct db *old;

	if (!os_exists(r->path.db))
		return OK;
	for (int n = 1; !kept || os_exists(kept); n++) {
		snprintf(suffix, sizeof suffix, ".replaced-%d", n);
		kept = with(cx, r->path.db, suffix);
	}
	if (db_open(cx, r->path.db, DB_WRITE, &old) == OK) {
		db_checkpoint(cx, old);
		db_close(old);
	}
	err_clear(cx);
	if (os_exists(wal))
		TRY(os_rename_synced(cx, wal, with(cx, kept, "-wal")));
	TRY(os_remove(cx, with(cx, r->path.db, "-shm")));
	if (link(r->path.db, kept) == 0)             /* so that there is a register at every moment */
		return os_fsync_path(cx, r->path.dir);
	return os_rename_synced(cx, r->path.db, kept);
}

static enum err publish(struct ctx *cx, const struct restore *r)
{
	struct db *db;
	enum err e;

	TRY(db_open(cx, r->path.db, DB_READ, &db));
	e = journal_publish(cx, db, &r->j, r->path.head);
	db_close(db);
	return e;
}

static enum err restore_locked(struct ctx *cx, struct restore *r)
{
	enum err e;

	TRY(remove_db(cx, r->temp));
	e = copy_verified(cx, r);
	if (e == OK)
		e = say_restored(cx, r);
	if (e == OK)
		e = set_aside(cx, r);
	if (e == OK)
		e = os_rename_synced(cx, r->temp, r->path.db);
	if (e != OK) {
		clean_up(r->temp);
		return e;
	}
	clean_up(r->temp);                       /* the -shm of the copy */
	return publish(cx, r);
}

static enum err restore_into(struct ctx *cx, struct restore *r)
{
	enum err e;
	int fd;

	TRY(os_mkdir(cx, r->path.dir, 0700));
	TRY(os_lock(cx, r->path.lock, &fd));
	e = restore_locked(cx, r);
	close(fd);
	return e;
}

enum err backup_restore(struct ctx *cx, const char *from, const char *dir, const char *keys_path,
                        const char *passphrase, bool replace, struct str reason)
{
	struct restore r = { .from = from, .reason = reason };
	enum err e;

	register_paths(&cx->arena, dir, keys_path, &r.path);
	r.temp = with(cx, r.path.db, ".restoring");
	if (!os_exists(from))
		return err_set(cx, ERR_NOTFOUND, from, "db-missing", from, NULL);
	if (os_exists(r.path.db) && !replace)
		return err_set(cx, ERR_CONFLICT, dir, "restore-there", dir, NULL);
	TRY(keyring_open(cx, r.path.keys, passphrase, &r.keys));
	e = restore_into(cx, &r);
	keyring_wipe(&r.keys);
	return e;
}

/* ---- sealed backups, and trying whether one can be restored ---- */

enum err backup_open(struct ctx *cx, const char *from, const struct parcel_identity *id,
                     const char *dir, const char **plain)
{
	struct register_paths path;

	register_paths(&cx->arena, dir, NULL, &path);
	*plain = with(cx, path.dir, ".opened");
	TRY(os_remove(cx, *plain));
	return parcel_open(cx, from, id, *plain);
}

/* All of a trial's folder; what a killed one left, too. */
static void trial_remove(const struct register_paths *t)
{
	struct ctx quiet;

	ctx_init(&quiet, 1 << 20);
	remove_db(&quiet, t->db);
	remove_db(&quiet, with(&quiet, t->db, ".restoring"));
	os_remove(&quiet, t->lock);
	os_remove(&quiet, t->head);
	os_remove(&quiet, t->dir);
	ctx_free(&quiet);
}

enum err backup_trial(struct ctx *cx, const char *from, const char *dir,
                      const struct keyring *keys)
{
	struct restore r = { .from = from, .reason = STR("trial") };
	struct register_paths own;
	enum err e;

	register_paths(&cx->arena, dir, NULL, &own);
	register_paths(&cx->arena, with(cx, own.dir, ".trial"), NULL, &r.path);
	r.temp = with(cx, r.path.db, ".restoring");
	if (!os_exists(from))
		return err_set(cx, ERR_NOTFOUND, from, "db-missing", from, NULL);
	trial_remove(&r.path);
	r.keys = *keys;
	e = restore_into(cx, &r);
	keyring_wipe(&r.keys);
	trial_remove(&r.path);
	return e;
}
