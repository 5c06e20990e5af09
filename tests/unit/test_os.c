/* The door to time, randomness and files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"

static void assert_str(struct str s, const char *want)
{
	if (!str_eqz(s, want))
		fail_msg("\"%.*s\", not \"%s\"", STR_FMT(s), want);
}

struct place {
	struct ctx cx;
	char dir[64];
};

static int place_made(void **state)
{
	struct place *pl = calloc(1, sizeof *pl);

	ctx_init(&pl->cx, 1 << 20);
	snprintf(pl->dir, sizeof pl->dir, "/tmp/jz-test-base-XXXXXX");
	if (!mkdtemp(pl->dir))
		return -1;
	*state = pl;
	return 0;
}

static void empty_folder(struct ctx *cx, const char *dir)
{
	struct str *names;
	size_t n;

	if (os_list_dir(cx, dir, &names, &n) != OK)
		return;
	for (size_t i = 0; i < n; i++) {
		struct str folder = str_join(&cx->arena, str_of(dir), STR("/"));
		struct str p = str_join(&cx->arena, folder, names[i]);

		if (os_is_dir(p.p))
			empty_folder(cx, p.p);
		os_remove(cx, p.p);
	}
}

static int place_gone(void **state)
{
	struct place *pl = *state;

	empty_folder(&pl->cx, pl->dir);
	rmdir(pl->dir);
	ctx_free(&pl->cx);
	free(pl);
	return 0;
}

static const char *in(struct place *pl, const char *name)
{
	struct str folder = str_join(&pl->cx.arena, str_of(pl->dir), STR("/"));

	return str_join(&pl->cx.arena, folder, str_of(name)).p;
}

static void a_file_is_written_whole_or_not_at_all(void **state)
{
	struct place *pl = *state;
	const char *path = in(pl, "a");
	struct str *names, s;
	struct stat st;
	size_t n;

	assert_int_equal(os_write_file(&pl->cx, path, STR("first"), 0600), OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	os_test_fail_fsync(1);          /* the file's sync fails: the old one stays */
	assert_int_equal(os_write_file(&pl->cx, path, STR("second"), 0600), ERR_IO);
	assert_string_equal(pl->cx.err.key, "os-io");
	err_clear(&pl->cx);
	assert_int_equal(os_read_file(&pl->cx, path, 100, &s), OK);
	assert_str(s, "first");
	os_test_fail_fsync(2);          /* the folder's */
	assert_int_equal(os_write_file(&pl->cx, path, STR("third"), 0600), ERR_IO);
	err_clear(&pl->cx);
	assert_int_equal(os_write_file(&pl->cx, path, STR(""), 0600), OK);
	assert_int_equal(os_read_file(&pl->cx, path, 100, &s), OK);
	assert_int_equal(s.n, 0);
	assert_int_equal(os_list_dir(&pl->cx, pl->dir, &names, &n), OK);
	assert_int_equal(n, 1);                         /* no temporary file is left */
	assert_int_equal(os_write_file(&pl->cx, in(pl, "no/b"), STR(""), 0600), ERR_NOTFOUND);
	err_clear(&pl->cx);
}

static void a_link_is_followed_and_a_device_written(void **state)
{
	struct place *pl = *state;
	struct stat st;
	struct str s;

	assert_int_equal(os_write_file(&pl->cx, in(pl, "file"), STR("1"), 0600), OK);
	assert_int_equal(symlink("file", in(pl, "link")), 0);
	assert_int_equal(os_write_file(&pl->cx, in(pl, "link"), STR("2"), 0600), OK);
	assert_int_equal(os_read_file(&pl->cx, in(pl, "file"), 100, &s), OK);
	assert_str(s, "2");
	assert_int_equal(lstat(in(pl, "link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(symlink("/dev/null", in(pl, "null")), 0);
	assert_int_equal(os_write_file(&pl->cx, in(pl, "null"), STR("2"), 0600), OK);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void reading_has_a_limit(void **state)
{
	struct place *pl = *state;
	static char much[100000];
	struct str s;

	memset(much, 'a', sizeof much);
	s = (struct str){ much, sizeof much };
	assert_int_equal(os_write_file(&pl->cx, in(pl, "a"), s, 0600), OK);
	assert_int_equal(os_read_file(&pl->cx, in(pl, "a"), sizeof much, &s), OK);
	assert_int_equal(s.n, sizeof much);
	assert_int_equal(s.p[s.n], 0);
	assert_int_equal(os_read_file(&pl->cx, in(pl, "a"), sizeof much - 1, &s), ERR_LIMIT);
	assert_string_equal(pl->cx.err.key, "os-too-large");
	err_clear(&pl->cx);
	/* an endless file ends at the limit, or at the arena's ceiling */
	assert_int_equal(os_read_file(&pl->cx, "/dev/zero", 1000, &s), ERR_LIMIT);
	err_clear(&pl->cx);
	assert_int_equal(os_read_file(&pl->cx, "/dev/zero", SIZE_MAX, &s), ERR_LIMIT);
	err_clear(&pl->cx);
	assert_int_equal(os_read_file(&pl->cx, "/proc/self/status", 100000, &s), OK);   /* size 0 */
	assert_true(s.n > 100);
	assert_int_equal(os_read_file(&pl->cx, in(pl, "none"), 100, &s), ERR_NOTFOUND);
	err_clear(&pl->cx);
	assert_int_equal(os_read_file(&pl->cx, pl->dir, 100, &s), ERR_IO);
	assert_string_equal(pl->cx.err.key, "os-is-folder");
	err_clear(&pl->cx);
}

static void files_and_folders(void **state)
{
	struct place *pl = *state;
	struct str *names, s;
	size_t n;

	assert_int_equal(os_mkdir(&pl->cx, in(pl, "x//y/z/"), 0700), OK);
	assert_int_equal(os_mkdir(&pl->cx, in(pl, "x/y/z"), 0700), OK);
	assert_true(os_is_dir(in(pl, "x/y/z")));
	assert_int_equal(os_append_file(&pl->cx, in(pl, "x/log"), STR("1\n"), 0600), OK);
	assert_int_equal(os_append_file(&pl->cx, in(pl, "x/log"), STR("2\n"), 0600), OK);
	assert_int_equal(os_read_file(&pl->cx, in(pl, "x/log"), 100, &s), OK);
	assert_str(s, "1\n2\n");
	assert_int_equal(os_mkdir(&pl->cx, in(pl, "x/log/deep"), 0700), ERR_IO);
	assert_string_equal(pl->cx.err.key, "os-not-folder");
	err_clear(&pl->cx);
	assert_int_equal(os_write_file(&pl->cx, in(pl, "x/a"), STR(""), 0600), OK);
	assert_int_equal(os_list_dir(&pl->cx, in(pl, "x"), &names, &n), OK);
	assert_int_equal(n, 3);
	assert_str(names[0], "a");
	assert_str(names[1], "log");
	assert_str(names[2], "y");
	assert_int_equal(os_mkdir(&pl->cx, "", 0700), ERR_NOTFOUND);
	err_clear(&pl->cx);
	assert_int_equal(os_rename_synced(&pl->cx, in(pl, "x/a"), in(pl, "x/y/b")), OK);
	assert_false(os_exists(in(pl, "x/a")));
	assert_true(os_exists(in(pl, "x/y/b")));
	assert_int_equal(os_remove(&pl->cx, in(pl, "x/y/b")), OK);
	assert_int_equal(os_remove(&pl->cx, in(pl, "x/y/b")), OK);
	assert_int_equal(os_remove(&pl->cx, in(pl, "x")), ERR_IO);      /* not empty */
	err_clear(&pl->cx);
	assert_int_equal(os_list_dir(&pl->cx, in(pl, "none"), &names, &n), ERR_NOTFOUND);
	err_clear(&pl->cx);
	assert_int_equal(os_self_path(&pl->cx, &s), OK);
	assert_true(os_exists(s.p));
	assert_true(os_cpu_count() >= 1);
}

static void a_lock_is_held_once(void **state)
{
	struct place *pl = *state;
	int one, two;

	assert_int_equal(os_lock(&pl->cx, in(pl, "lock"), &one), OK);
	assert_int_equal(os_lock(&pl->cx, in(pl, "lock"), &two), ERR_CONFLICT);
	assert_string_equal(pl->cx.err.key, "os-locked");
	err_clear(&pl->cx);
	assert_true(fcntl(one, F_GETFD) & FD_CLOEXEC);
	close(one);
	assert_int_equal(os_lock(&pl->cx, in(pl, "lock"), &two), OK);
	close(two);
}

static void randomness_differs_also_after_a_fork(void **state)
{
	unsigned char a[5000], b[5000], child[16], parent[16];
	int ends[2], status;
	pid_t pid;

	(void)state;
	memset(a, 0, sizeof a);
	memset(b, 0, sizeof b);
	for (size_t i = 0; i + 16 <= sizeof a; i += 16)
		os_random(a + i, 16);
	os_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	for (size_t i = 16; i + 16 <= sizeof a; i += 16)
		assert_memory_not_equal(a, a + i, 16);
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		os_random(child, sizeof child);
		_exit(write(ends[1], child, sizeof child) != sizeof child);
	}
	os_random(parent, sizeof parent);
	assert_int_equal(os_read_full(ends[0], child, sizeof child), sizeof child);
	assert_memory_not_equal(child, parent, sizeof child);
	waitpid(pid, &status, 0);
	close(ends[0]);
	close(ends[1]);
}

static void a_test_replays_time_and_chance(void **state)
{
	unsigned char a[37], b[37];

	(void)state;
	os_test_random(7);
	os_random(a, sizeof a);
	os_test_random(7);
	os_random(b, sizeof b);
	assert_memory_equal(a, b, sizeof a);
	os_test_random(8);
	os_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	os_test_random(0);
	os_test_clock(5);
	assert_true(os_now_ms() == 5);
	os_test_clock(0);
	assert_true(os_now_ms() > INT64_C(1500000000000));
}

#define AT_PLACE(test) cmocka_unit_test_setup_teardown(test, place_made, place_gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_PLACE(a_file_is_written_whole_or_not_at_all),
		AT_PLACE(a_link_is_followed_and_a_device_written),
		AT_PLACE(reading_has_a_limit),
		AT_PLACE(files_and_folders),
		AT_PLACE(a_lock_is_held_once),
		cmocka_unit_test(randomness_differs_also_after_a_fork),
		cmocka_unit_test(a_test_replays_time_and_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
