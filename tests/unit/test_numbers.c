/* Numbers without gaps, taken by two processes of one folder: whoever has its lock takes them, the
 * other waits, and what was taken and not written is free again. */
#include "register_fix.h"

#include <sys/wait.h>

#define ROUNDS 6

/* Opens the folder as soon as it is free; false: never. */
static bool opened(struct desk *d)
{
	for (int i = 0; i < 2000; i++) {
		if (register_open(&d->cx, d->dir, NULL, NULL, REG_WRITE, &d->r) == OK)
			return true;
		err_clear(&d->cx);
		usleep(10000);
	}
	return false;
}

/* One is taken and left, the next is written: both are the same. */
static bool take(struct desk *d)
{
	const struct entity *e = noun(d, "meeting");
	struct numbers n;
	int64_t left, id;

	store_numbers(d->r->st, e->tag, 0, &n);
	left = store_new_id(d->r->st, e);
	if (store_numbers_end(&n, ERR_INPUT, false) != ERR_INPUT)
		return false;
	store_numbers(d->r->st, e->tag, 0, &n);
	id = add(d, "meeting", NULL)->id;
	save(d);
	return store_numbers_end(&n, OK, false) == OK && id == left;
}

static int other_process(struct desk *d)
{
	for (int i = 0; i < ROUNDS; i++) {
		if (!opened(d) || !take(d))
			return 1;
		register_close(&d->cx, d->r);
		usleep(3000);
	}
	return 0;
}

static void two_processes_leave_no_gap_and_take_none_twice(void **state)
{
	struct desk *d = desk_open();
	const struct entity *e = noun(d, "meeting");
	int64_t first = store_new_id(d->r->st, e);
	struct rec *row;
	int status;
	pid_t pid;

	(void)state;
	register_close(&d->cx, d->r);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(other_process(d));
	assert_int_equal(other_process(d), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(opened(d));
	e = noun(d, "meeting");
	for (int i = 0; i < 2 * ROUNDS; i++)
		GOOD(d, store_get(&d->cx, d->r->db, &d->cx.arena, e, first + i, &row));
	assert_int_equal(store_new_id(d->r->st, e), first + 2 * ROUNDS);
	desk_close(d);
}

static void who_does_not_have_the_folder_takes_none(void **state)
{
	struct desk *d = desk_open();
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct ctx cx;
		struct reg *r;

		ctx_init(&cx, (size_t)64 << 20);
		_exit(register_open(&cx, d->dir, NULL, NULL, REG_WRITE, &r) == OK ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(take(d));
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_processes_leave_no_gap_and_take_none_twice),
		cmocka_unit_test(who_does_not_have_the_folder_takes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
