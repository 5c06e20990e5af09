/* A reader of hostile files is locked into its process: what it can still do, and how it dies
 * when it tries more. The program under test starts itself, so this test has child roles too. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/os.h"
#include "base/proc.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* ---- locked down in a fork: one deed, and how the process ended ---- */

static int with_spool(void (*deed)(void), size_t memory, int seconds, int64_t spool_bytes)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct ctx cx;

		ctx_init(&cx, 0);
		if (proc_lock_down(&cx, &(struct proc_limits){ memory, seconds, spool_bytes }) != OK)
			_exit(99);
		deed();
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int after_lock_down(void (*deed)(void), size_t memory, int seconds)
{
	return with_spool(deed, memory, seconds, 0);
}

static void does_open(void) { (void)!open("/etc/hostname", O_RDONLY); }
static void does_create(void) { (void)!open("/tmp/x", O_WRONLY | O_CREAT, 0600); }
static void does_socket(void) { (void)!socket(AF_INET, SOCK_STREAM, 0); }
static void does_unix_socket(void) { (void)!socket(AF_UNIX, SOCK_STREAM, 0); }
static void does_fork(void) { (void)!fork(); }
static void does_kill(void) { kill(getppid(), 0); }
static void does_unlink(void) { unlink("/tmp/no-such-file"); }
static void does_abort(void) { abort(); }

static int longs_cmp(const void *x, const void *y)
{
	long a = *(const long *)x, b = *(const long *)y;

	return a < b ? -1 : a > b;
}

/* The C library wants to know how much memory there is before it sorts much at once. */
static void sorts_much(void)
{
	static long v[20000];

	for (long i = 0; i < 20000; i++)
		v[i] = i * 7919 % 20000;
	qsort(v, 20000, sizeof *v, longs_cmp);
	for (long i = 0; i < 20000; i++)
		if (v[i] != i)
			_exit(8);
}

static void does_exec(void)
{
	char *argv[] = { (char *)"true", NULL };

	execve("/bin/true", argv, NULL);
}

static void does_executable_memory(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void makes_memory_executable(void)
{
	static char page[8192];
	uintptr_t at = ((uintptr_t)page + 4095) & ~(uintptr_t)4095;

	mprotect((void *)at, 4096, PROT_READ | PROT_EXEC);
}

static void spins(void)
{
	for (volatile int i = 0;; i++)
		if (i > 1000000)
			i = 0;
}

/* 64 MiB in pieces, each written; ends well only when all of it was given. */
static void eats_memory(void)
{
	for (int i = 0; i < 64; i++) {
		char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
		               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			_exit(errno == ENOMEM ? 55 : 56);
		memset(p, 1, 1 << 20);
	}
}

static void what_reaches_outside_kills(void **state)
{
	static void (*const deeds[])(void) = {
		does_open, does_create, does_socket, does_unix_socket, does_fork, does_exec,
		does_kill, does_unlink, does_executable_memory, makes_memory_executable,
	};

	(void)state;
	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
		int end = after_lock_down(deeds[i], 0, 10);

		if (end != 128 + SIGSYS)
			print_error("deed %zu ended with %d\n", i, end);
		assert_int_equal(end, 128 + SIGSYS);
	}
}

static void much_can_be_sorted(void **state)
{
	(void)state;
	assert_int_equal(after_lock_down(sorts_much, 0, 10), 7);
}

static void an_abort_is_seen_as_an_abort(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();         /* the sanitizer has its own handler there */
	assert_int_equal(after_lock_down(does_abort, 0, 10), 128 + SIGABRT);
}

static void cpu_time_ends(void **state)
{
	(void)state;
	assert_int_equal(after_lock_down(spins, 0, 1), 128 + SIGXCPU);
}

static void memory_ends(void **state)
{
	(void)state;
	assert_int_equal(after_lock_down(eats_memory, 0, 10), 7);
	if (!SANITIZED)
		assert_int_equal(after_lock_down(eats_memory, 48 << 20, 10), 55);
}

/* ---- a file to lay bytes aside ---- */

static int spool_fd = -1;

static void writes_its_spool(void)
{
	char got[3];

	if (pwrite(PROC_FD_SPOOL, "abc", 3, 5) != 3 || pread(PROC_FD_SPOOL, got, 3, 5) != 3)
		_exit(60);
	_exit(memcmp(got, "abc", 3) == 0 ? 7 : 61);
}

static void writes_too_far(void) { (void)!pwrite(PROC_FD_SPOOL, "abc", 3, 1 << 20); }
static void writes_elsewhere(void) { (void)!pwrite(PROC_FD_SPOOL + 1, "abc", 3, 0); }

static void a_spool_can_be_written_and_nothing_else(void **state)
{
	char dir[] = "/tmp/jz-spool-XXXXXX";
	struct stat st;
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 0);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(os_spool(&cx, dir, &spool_fd), OK);
	assert_int_equal(rmdir(dir), 0);                /* it has no name */
	assert_int_equal(fstat(spool_fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(dup2(spool_fd, PROC_FD_SPOOL), PROC_FD_SPOOL);
	assert_int_equal(with_spool(writes_its_spool, 0, 10, 1 << 20), 7);
	assert_int_equal(with_spool(writes_elsewhere, 0, 10, 1 << 20), 128 + SIGSYS);
	assert_int_equal(with_spool(writes_its_spool, 0, 10, 0), 128 + SIGSYS);
	if (!SANITIZED)
		assert_int_equal(with_spool(writes_too_far, 0, 10, 1 << 20), 128 + SIGXFSZ);
	close(PROC_FD_SPOOL);
	if (spool_fd != PROC_FD_SPOOL)
		close(spool_fd);
	assert_int_equal(os_spool(&cx, "/no/such/folder", &spool_fd), ERR_NOTFOUND);
	ctx_free(&cx);
}

/* ---- a child that works ---- */

/* Reads the file whole by read and by pread, looks at it, uses memory, and answers by the pipe. */
static int child_reader(struct ctx *cx)
{
	char all[64] = { 0 }, part[4] = { 0 }, *heap;
	struct stat st;
	struct buf b BUF_AUTO;
	char order;
	ssize_t n;

	if (proc_lock_down(cx, &(struct proc_limits){ SANITIZED ? 0 : 256 << 20, 10, 0 }) != OK)
		return 99;
	if (os_read_full(PROC_FD_CTL, &order, 1) != 1 || order != 'g')
		return 98;
	if (fstat(PROC_FD_IN, &st) < 0 || lseek(PROC_FD_IN, 0, SEEK_SET) != 0)
		return 97;
	n = os_read_full(PROC_FD_IN, all, sizeof all);
	if (n < 0 || n != st.st_size || pread(PROC_FD_IN, part, 3, 1) != 3)
		return 96;
	heap = malloc(8 << 20);
	if (!heap)
		return 95;
	memset(heap, 1, 8 << 20);
	free(heap);
	buf_init(&b, 1000);
	buf_addf(&b, "%zd bytes, %s, %s", n, all, part);
	return os_write_all(cx, PROC_FD_OUT, b.p, b.n) == OK ? 0 : 94;
}

/* Tells which descriptors came along, and what of the environment. */
static int child_inventory(struct ctx *cx)
{
	char text[128] = "";

	for (int fd = 0; fd < 64; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%d ", fd);
	if (os_env("JZ_SECRET"))
		strncat(text, "secret ", sizeof text - strlen(text) - 1);
	if (read(0, text + strlen(text), 1) != 0)
		strncat(text, "input ", sizeof text - strlen(text) - 1);
	return os_write_all(cx, PROC_FD_OUT, text, strlen(text)) == OK ? 0 : 94;
}

static int child_main(const char *role)
{
	struct ctx cx;
	int rc = 90;

	ctx_init(&cx, 0);
	if (strcmp(role, "reader") == 0)
		rc = child_reader(&cx);
	else if (strcmp(role, "inventory") == 0)
		rc = child_inventory(&cx);
	else if (strcmp(role, "leaves") == 0)
		rc = 3;
	else if (strcmp(role, "stuck") == 0)
		for (;;)
			pause();
	ctx_free(&cx);
	return rc;
}

static int open_text(const char *text)
{
	char name[] = "/tmp/jz-test-proc-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void answer_of(const struct proc *p, char *answer, size_t n)
{
	ssize_t k = os_read_full(p->out, answer, n - 1);

	assert_true(k >= 0);
	answer[k] = 0;
}

static void a_reader_reads_and_answers(void **state)
{
	char answer[200];
	struct proc p;
	struct ctx cx;
	int fd = open_text("hello");

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(proc_start(&cx, "reader", fd, -1, &p), OK);
	assert_int_equal(os_write_all(&cx, p.ctl, "g", 1), OK);
	answer_of(&p, answer, sizeof answer);
	assert_string_equal(answer, "5 bytes, hello, ell");
	assert_int_equal(proc_end(&p, 10000), 0);
	assert_int_equal(proc_end(&p, 10000), 0);       /* a second time is nothing */
	close(fd);
	ctx_free(&cx);
}

/* The parent's open files, standard input and secrets stay at home, wherever they are numbered. */
static void a_child_inherits_nothing_else(void **state)
{
	char answer[200];
	struct proc p;
	struct ctx cx;
	int fd = open_text("x"), low[3], extra = dup(fd);

	(void)state;
	ctx_init(&cx, 0);
	setenv("JZ_SECRET", "passphrase", 1);
	for (int i = 0; i < 3; i++)             /* so that 3, 4, 5 are surely in use */
		low[i] = dup(fd);
	assert_int_equal(proc_start(&cx, "inventory", fd, -1, &p), OK);
	answer_of(&p, answer, sizeof answer);
	assert_string_equal(answer, "0 1 2 3 4 5 ");
	assert_int_equal(proc_end(&p, 10000), 0);
	unsetenv("JZ_SECRET");
	for (int i = 0; i < 3; i++)
		close(low[i]);
	close(extra);
	close(fd);
	ctx_free(&cx);
}

/* Also when the pipes themselves land on the numbers the child will use. */
static void low_numbers_do_not_collide(void **state)
{
	int fd = open_text("hello"), high[3], child = -1, status;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char answer[200] = "";
		struct proc p;
		struct ctx cx;

		ctx_init(&cx, 0);
		high[0] = fcntl(fd, F_DUPFD, 20);
		for (int i = 3; i < 20; i++)
			close(i);
		if (proc_start(&cx, "reader", high[0], -1, &p) != OK || p.out > 5)
			_exit(1);
		if (os_write_all(&cx, p.ctl, "g", 1) != OK)
			_exit(2);
		if (os_read_full(p.out, answer, sizeof answer - 1) <= 0)
			_exit(3);
		if (strcmp(answer, "5 bytes, hello, ell") != 0)
			_exit(4);
		_exit(proc_end(&p, 10000) == 0 ? 0 : 5);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(fd);
}

static void a_dead_child_does_not_kill_its_writer(void **state)
{
	static char much[1 << 20];
	struct proc p;
	struct ctx cx;
	int fd = open_text("x");
	char c;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(proc_start(&cx, "leaves", fd, -1, &p), OK);
	assert_int_equal(os_read_full(p.out, &c, 1), 0);        /* it is gone */
	assert_int_equal(os_write_all(&cx, p.ctl, much, sizeof much), ERR_IO);
	assert_string_equal(cx.err.key, "os-io");
	assert_int_equal(proc_end(&p, 10000), 3);
	close(fd);
	ctx_free(&cx);
}

static void a_stuck_child_is_killed_in_time(void **state)
{
	int64_t start = os_mono_ns();
	struct proc p;
	struct ctx cx;
	int fd = open_text("x");

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(proc_start(&cx, "stuck", fd, -1, &p), OK);
	assert_int_equal(proc_end(&p, 200), 128 + SIGKILL);
	assert_true(os_mono_ns() - start < INT64_C(5000000000));
	close(fd);
	ctx_free(&cx);
}

static void a_bad_descriptor_is_told(void **state)
{
	struct proc p;
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(proc_start(&cx, "reader", -1, -1, &p), ERR_IO);
	assert_string_equal(cx.err.key, "proc-start");
	ctx_free(&cx);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reaches_outside_kills),
		cmocka_unit_test(much_can_be_sorted),
		cmocka_unit_test(an_abort_is_seen_as_an_abort),
		cmocka_unit_test(cpu_time_ends),
		cmocka_unit_test(memory_ends),
		cmocka_unit_test(a_spool_can_be_written_and_nothing_else),
		cmocka_unit_test(a_reader_reads_and_answers),
		cmocka_unit_test(a_child_inherits_nothing_else),
		cmocka_unit_test(low_numbers_do_not_collide),
		cmocka_unit_test(a_dead_child_does_not_kill_its_writer),
		cmocka_unit_test(a_stuck_child_is_killed_in_time),
		cmocka_unit_test(a_bad_descriptor_is_told),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return child_main(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
