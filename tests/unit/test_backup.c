/* backup and restore: what a copy promises, and that the way back is on record. */
#include "tamper_fix.h"

#include <signal.h>
#include <sys/wait.h>

#include "job/backup.h"

struct fix {
	struct desk *d;
	char copy[128], head[128], keys[128], base[128];
	struct heard h;
};

static struct fix *open_fix(void)
{
	struct fix *f = calloc(1, sizeof *f);

	f->d = desk_open();
	fill_past(f->d, 8);
	snprintf(f->copy, sizeof f->copy, "%s/copy.jzb", f->d->top);
	snprintf(f->head, sizeof f->head, "%s/D.head", f->d->top);
	snprintf(f->keys, sizeof f->keys, "%s/D.keys", f->d->top);
	snprintf(f->base, sizeof f->base, "%s/D/jingzhun.db", f->d->top);
	return f;
}

static void sweep(struct fix *f, const char *dir)
{
	struct str *name;
	char path[300];
	size_t n;

	if (os_list_dir(&f->d->cx, dir, &name, &n) != OK)
		n = 0;
	err_clear(&f->d->cx);
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%.*s", dir, STR_FMT(name[i]));
		remove(path);
	}
	rmdir(dir);
}

static void close_fix(struct fix *f)
{
	char dir[128];

	if (f->d->r)
		register_close(&f->d->cx, f->d->r);
	snprintf(dir, sizeof dir, "%s/E", f->d->top);
	sweep(f, dir);
	sweep(f, f->d->dir);
	sweep(f, f->d->top);
	assert_false(os_exists(f->d->top));
	ctx_free(&f->d->cx);
	free(f->d);
	free(f);
}

static void shut(struct fix *f)
{
	register_close(&f->d->cx, f->d->r);
	f->d->r = NULL;
}

static void reopen(struct fix *f)
{
	GOOD(f->d, register_open(&f->d->cx, f->d->dir, NULL, NULL, REG_WRITE, &f->d->r));
}

static void edit(struct fix *f, int n)
{
	for (int i = 0; i < n; i++) {
		change(f->d, "household", 1, "members", i % 2 ? "3" : "4");
		save(f->d);
	}
}

static void backup(struct fix *f)
{
	struct str head;

	GOOD(f->d, backup_make(&f->d->cx, f->d->r, f->copy, NULL, &head));
	assert_true(str_starts(head, STR("jingzhun/")));
}

static enum err restore(struct fix *f, const char *dir, const char *keys, bool replace)
{
	return backup_restore(&f->d->cx, f->copy, dir, keys, NULL, replace, STR("服务器硬盘损坏"));
}

static void quiet(struct fix *f, const char *db, const char *head)
{
	listen(db, head, &f->h);
	assert_string_equal(f->h.all, "");
}

static struct leaf last_leaf(struct fix *f)
{
	struct leaf l;

	GOOD(f->d, journal_leaf(&f->d->cx, f->d->r->db, journal_next(&f->d->r->st->j) - 1, &l));
	return l;
}

static void test_a_backup_is_a_leaf_and_verifies(void **state)
{
	struct fix *f = open_fix();
	uint64_t before = journal_next(&f->d->r->st->j);
	struct leaf l;
	(void)state;

	backup(f);
	quiet(f, f->copy, NULL);
	l = last_leaf(f);
	assert_int_equal(l.seq, before);
	assert_int_equal(l.action, ACT_BACKUP);
	assert_true(str_starts(l.extra, STR("backup-sha256=")));
	REFUSED(f->d, backup_make(&f->d->cx, f->d->r, f->copy, NULL, &(struct str){ 0 }),
	        ERR_CONFLICT, "backup-there");
	close_fix(f);
}

/* As the command does it: reading with keys, while nobody writes; and while somebody does. */
static void test_a_reader_backs_up(void **state)
{
	struct fix *f = open_fix();
	struct reg *writer = f->d->r, *reader;
	struct str head;
	(void)state;

	GOOD(f->d, register_open(&f->d->cx, f->d->dir, NULL, NULL, REG_READ, &reader));
	GOOD(f->d, backup_make(&f->d->cx, reader, f->copy, NULL, &head));
	quiet(f, f->copy, NULL);
	register_close(&f->d->cx, writer);
	assert_int_equal(remove(f->copy), 0);
	GOOD(f->d, backup_make(&f->d->cx, reader, f->copy, NULL, &head));
	register_close(&f->d->cx, reader);
	reopen(f);
	assert_int_equal(last_leaf(f).action, ACT_BACKUP);
	quiet(f, f->base, f->head);
	close_fix(f);
}

static void test_a_tampered_register_is_not_backed_up(void **state)
{
	struct fix *f = open_fix();
	struct str head;
	sqlite3 *h;
	(void)state;

	assert_int_equal(sqlite3_open(f->base, &h), SQLITE_OK);
	assert_true(tamper_sql(h, "UPDATE household SET members=8 WHERE id=2"));
	sqlite3_close(h);
	REFUSED(f->d, backup_make(&f->d->cx, f->d->r, f->copy, NULL, &head), ERR_TAMPER,
	        "backup-tampered");
	assert_false(os_exists(f->copy));
	close_fix(f);
}

static void test_to_an_empty_place(void **state)
{
	struct fix *f = open_fix();
	char dir[128], db[160], head[160];
	(void)state;

	backup(f);
	snprintf(dir, sizeof dir, "%s/E", f->d->top);
	snprintf(db, sizeof db, "%s/jingzhun.db", dir);
	snprintf(head, sizeof head, "%s.head", dir);
	REFUSED(f->d, restore(f, dir, NULL, false), ERR_NOTFOUND, f->d->cx.err.key);
	GOOD(f->d, restore(f, dir, f->keys, false));
	quiet(f, db, head);
	REFUSED(f->d, restore(f, dir, f->keys, false), ERR_CONFLICT, "restore-there");
	close_fix(f);
}

/* Heads printed between backup and restore are understood afterwards, those of strangers are
 * not. */
static void test_over_a_damaged_register(void **state)
{
	struct fix *f = open_fix();
	char printed[128], aside[160];
	struct leaf l;
	FILE *db;
	(void)state;

	backup(f);
	edit(f, 3);
	GOOD(f->d, register_publish(&f->d->cx, f->d->r));
	snprintf(printed, sizeof printed, "%s/printed", f->d->top);
	copy_file(f->head, printed);
	edit(f, 2);
	shut(f);
	db = fopen(f->base, "r+b");                  /* a page of garbage in the middle */
	assert_non_null(db);
	assert_int_equal(fseek(db, 8192 * 9, SEEK_SET), 0);
	for (int i = 0; i < 8192; i++)
		fputc(i * 7, db);
	assert_int_equal(fclose(db), 0);
	REFUSED(f->d, restore(f, f->d->dir, NULL, false), ERR_CONFLICT, "restore-there");
	GOOD(f->d, restore(f, f->d->dir, NULL, true));
	snprintf(aside, sizeof aside, "%s.replaced-1", f->base);
	assert_true(os_exists(aside));
	quiet(f, f->base, f->head);
	quiet(f, f->base, printed);
	reopen(f);
	l = last_leaf(f);
	assert_int_equal(l.action, ACT_RESTORE);
	assert_true(str_eq(l.note, STR("服务器硬盘损坏")));
	assert_true(str_find(l.extra, STR("\nreplaced-size=")) > 0);
	edit(f, 1);                                  /* life goes on */
	shut(f);
	quiet(f, f->base, f->head);
	quiet(f, f->base, printed);
	close_fix(f);
}

/* The second restore says again what the first had replaced. */
static void test_twice_from_one_backup(void **state)
{
	struct fix *f = open_fix();
	char printed[128];
	(void)state;

	backup(f);
	edit(f, 9);
	GOOD(f->d, register_publish(&f->d->cx, f->d->r));
	snprintf(printed, sizeof printed, "%s/printed", f->d->top);
	copy_file(f->head, printed);
	for (int i = 0; i < 2; i++) {
		shut(f);
		GOOD(f->d, restore(f, f->d->dir, NULL, true));
		reopen(f);
		edit(f, 1);
	}
	shut(f);
	quiet(f, f->base, f->head);
	quiet(f, f->base, printed);
	close_fix(f);
}

static void test_what_is_refused(void **state)
{
	struct fix *f = open_fix();
	char other[128], keys[160], before[200];
	struct register_init init = { .dir = other, .hash = HASH_SHA256 };
	sqlite3 *h;
	(void)state;

	backup(f);
	REFUSED(f->d, restore(f, f->d->dir, NULL, true), ERR_CONFLICT, f->d->cx.err.key);  /* in use */
	shut(f);
	snprintf(other, sizeof other, "%s/E", f->d->top);
	snprintf(keys, sizeof keys, "%s.keys", other);
	GOOD(f->d, register_init(&f->d->cx, &init));
	REFUSED(f->d, restore(f, f->d->dir, keys, true), ERR_DENIED, "journal-other-keyring");
	assert_int_equal(sqlite3_open(f->copy, &h), SQLITE_OK);
	assert_true(tamper_sql(h, "UPDATE household SET members=8 WHERE id=2"));
	sqlite3_close(h);
	REFUSED(f->d, restore(f, f->d->dir, NULL, true), ERR_TAMPER, "backup-tampered");
	quiet(f, f->base, f->head);                  /* untouched */
	snprintf(before, sizeof before, "%s.restoring", f->base);
	assert_false(os_exists(before));
	close_fix(f);
}

/* Killed at 25 moments spread over the whole work: there is a register that verifies, each time. */
static void test_killed_while_restoring(void **state)
{
	struct fix *f = open_fix();
	int64_t start, whole;
	int finished = 0;
	(void)state;

	backup(f);
	edit(f, 3);
	shut(f);
	start = os_mono_ns();
	GOOD(f->d, restore(f, f->d->dir, NULL, true));
	whole = (os_mono_ns() - start) / 1000;
	for (int i = 0; i < 25; i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			_exit(restore(f, f->d->dir, NULL, true) == OK ? 0 : 1);
		usleep((useconds_t)(whole * i / 24));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		finished += WIFEXITED(status);
		quiet(f, f->base, f->head);
	}
	assert_true(finished < 25);
	GOOD(f->d, restore(f, f->d->dir, NULL, true));
	reopen(f);
	edit(f, 1);
	shut(f);
	quiet(f, f->base, f->head);
	close_fix(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_backup_is_a_leaf_and_verifies),
		cmocka_unit_test(test_a_reader_backs_up),
		cmocka_unit_test(test_a_tampered_register_is_not_backed_up),
		cmocka_unit_test(test_to_an_empty_place),
		cmocka_unit_test(test_over_a_damaged_register),
		cmocka_unit_test(test_twice_from_one_backup),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_killed_while_restoring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
