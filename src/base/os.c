/* os - system calls with EINTR, short transfers and errno turned into the program's errors. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

/* ---- test hooks: state of the whole process, absent from releases ---- */

#ifdef JZ_TEST_HOOKS
static _Atomic int64_t test_now_ms;
static _Atomic uint64_t test_seed;
static _Atomic int test_syncs_left;

void os_test_clock(int64_t now_ms)
{
	test_now_ms = now_ms;
}

void os_test_random(uint64_t seed)
{
	test_seed = seed;
}

void os_test_fail_fsync(int nth)
{
	test_syncs_left = nth;
}

/* splitmix64: one step a call of 8 bytes, so that a run with one thread replays. */
static void test_random(unsigned char *p, size_t n)
{
	while (n) {
		uint64_t z = atomic_fetch_add(&test_seed, UINT64_C(0x9E3779B97F4A7C15));
		size_t k = n < 8 ? n : 8;

		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		z ^= z >> 31;
		memcpy(p, &z, k);
		p += k;
		n -= k;
	}
}
#endif

/* ---- time, randomness, environment ---- */

int64_t os_now_ms(void)
{
	struct timespec t;

#ifdef JZ_TEST_HOOKS
	const char *said = getenv("JZ_TEST_NOW_MS");     /* for stories of the whole program */
	int64_t ms;

	if (test_now_ms)
		return test_now_ms;
	if (said && str_i64(str_of(said), &ms))
		return ms;
#endif
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t os_mono_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void kernel_random(void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t k = getrandom(at, n, 0);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			fputs("jingzhun: the kernel gives no randomness\n", stderr);
			abort();
		}
		at += k;
		n -= (size_t)k;
	}
}

/* Bytes asked of the kernel in advance, per thread; those handed out are wiped. A fork must not
 * hand out the same bytes twice: the child counts up `forks` and so empties its pools. */
struct pool {
	unsigned char byte[4096];
	size_t left;
	unsigned forks;
};

static _Thread_local struct pool pool;
static unsigned forks;
static pthread_once_t forks_once = PTHREAD_ONCE_INIT;

static void forked(void)
{
	forks++;
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forked);
}

void os_random(void *p, size_t n)
{
	struct pool *q = &pool;
	unsigned char *from;

#ifdef JZ_TEST_HOOKS
	if (test_seed) {
		test_random(p, n);
		return;
	}
#endif
	if (n > sizeof q->byte / 4) {
		kernel_random(p, n);
		return;
	}
	if (q->left < n || q->forks != forks) {
		pthread_once(&forks_once, watch_forks);
		kernel_random(q->byte, sizeof q->byte);
		q->left = sizeof q->byte;
		q->forks = forks;
	}
	from = q->byte + sizeof q->byte - q->left;
	memcpy(p, from, n);
	explicit_bzero(from, n);
	q->left -= n;
}

struct str os_user(struct arena *a)
{
	char text[32];
	int n = snprintf(text, sizeof text, "cli:%lu", (unsigned long)getuid());

	return str_dup(a, (struct str){ text, (size_t)n });
}

const char *os_env(const char *name)
{
	return getenv(name);
}

bool os_is_tty(int fd)
{
	return isatty(fd) == 1;
}

int os_tty_columns(int fd)
{
	struct winsize w = { 0 };

	return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

int os_cpu_count(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
		return CPU_COUNT(&set);
	return 1;
}

/* ---- files ---- */

enum err os_fail(struct ctx *cx, const char *path)
{
	int why = errno;

	switch (why) {
	case ENOENT:
		return err_set(cx, ERR_NOTFOUND, path, "os-not-found", path, NULL);
	case EACCES:
	case EPERM:
	case EROFS:
		return err_set(cx, ERR_IO, path, "os-no-permission", path, NULL);
	case ENOSPC:
	case EDQUOT:
		return err_set(cx, ERR_IO, path, "os-disk-full", path, NULL);
	case EISDIR:
		return err_set(cx, ERR_IO, path, "os-is-folder", path, NULL);
	case ENOTDIR:
		return err_set(cx, ERR_IO, path, "os-not-folder", path, NULL);
	default:
		return err_set(cx, ERR_IO, path, "os-io", path, strerrordesc_np(why), NULL);
	}
}

static int open_again(const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* Closes without losing the errno of what went wrong before. */
static void close_quietly(int fd)
{
	int before = errno;

	close(fd);
	errno = before;
}

static int sync_fd(int fd)
{
	int rc;

#ifdef JZ_TEST_HOOKS
	if (test_syncs_left > 0 && --test_syncs_left == 0) {
		errno = EIO;
		return -1;
	}
#endif
	do
		rc = fsync(fd);
	while (rc < 0 && errno == EINTR);
	/* Pipes, terminals and some folders cannot be synced, and need not. */
	return rc < 0 && (errno == EINVAL || errno == ENOTSUP) ? 0 : rc;
}

static int write_whole(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

enum err os_write_named(struct ctx *cx, int fd, const char *path, const void *p, size_t n)
{
	return write_whole(fd, p, n) == 0 ? OK : os_fail(cx, path);
}

enum err os_write_all(struct ctx *cx, int fd, const void *p, size_t n)
{
	char name[32];

	snprintf(name, sizeof name, "fd %d", fd);
	return os_write_named(cx, fd, name, p, n);
}

ssize_t os_read_full(int fd, void *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = read(fd, (char *)p + got, n - got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

/* *size is -1 when the file is no regular file (a pipe, a terminal). */
enum err os_open_read(struct ctx *cx, const char *path, int *fd, int64_t *size)
{
	struct stat st;
	int f = open_again(path, O_RDONLY | O_NONBLOCK, 0);  /* a pipe without a writer: at once */

	if (f < 0)
		return os_fail(cx, path);
	if (fstat(f, &st) < 0 || S_ISDIR(st.st_mode)) {
		if (S_ISDIR(st.st_mode))
			errno = EISDIR;
		close_quietly(f);
		return os_fail(cx, path);
	}
	if (fcntl(f, F_SETFL, O_RDONLY) < 0) {
		close_quietly(f);
		return os_fail(cx, path);
	}
	*fd = f;
	*size = S_ISREG(st.st_mode) ? st.st_size : -1;
	return OK;
}

enum err os_map(struct ctx *cx, const char *path, struct str *out)
{
	int64_t size;
	int fd;
	void *p;

	*out = (struct str){ "", 0 };
	TRY(os_open_read(cx, path, &fd, &size));
	if (size <= 0) {
		close(fd);
		return OK;
	}
	p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	close_quietly(fd);
	if (p == MAP_FAILED)
		return os_fail(cx, path);
	*out = (struct str){ p, (size_t)size };
	return OK;
}

void os_unmap(struct str map)
{
	if (map.n)
		munmap((void *)(uintptr_t)map.p, map.n);
}

static enum err too_large(struct ctx *cx, const char *path, size_t max)
{
	char limit[24];

	snprintf(limit, sizeof limit, "%zu", max);
	return err_set(cx, ERR_LIMIT, path, "os-too-large", path, limit, NULL);
}

enum err os_read_file(struct ctx *cx, const char *path, size_t max, struct str *out)
{
	struct buf b BUF_AUTO = { .p = NULL };
	size_t room = cx->arena.ceiling > cx->arena.used ? cx->arena.ceiling - cx->arena.used : 0;
	size_t step;
	int64_t size;
	ssize_t k;
	int fd;

	TRY(os_open_read(cx, path, &fd, &size));
	if (max > room)
		max = room;
	buf_init(&b, max < SIZE_MAX ? max + 1 : max);
	step = size > 0 && size < (64 << 20) ? (size_t)size + 1 : 65536;
	for (;;) {
		char *p;

		if (step > b.max - b.n)         /* b.max is one past what is allowed */
			step = b.max - b.n;
		p = step ? buf_room(&b, step) : NULL;
		if (!p) {
			close(fd);
			return too_large(cx, path, max);
		}
		k = os_read_full(fd, p, step);
		if (k < 0) {
			close_quietly(fd);
			return os_fail(cx, path);
		}
		b.n += (size_t)k;
		if ((size_t)k < step)
			break;
	}
	close(fd);
	if (b.n > max)
		return too_large(cx, path, max);
	*out = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

const char *os_folder_of(struct ctx *cx, const char *path)
{
	struct str s = str_of(path);

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	while (s.n && s.p[s.n - 1] != '/')
		s.n--;
	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return s.n ? str_z(&cx->arena, s) : ".";
}

void os_write_soon(const char *path)
{
#ifdef SYNC_FILE_RANGE_WRITE
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	close(fd);
#else
	(void)path;
#endif
}

enum err os_fsync_path(struct ctx *cx, const char *path)
{
	int fd = open_again(path, O_RDONLY, 0);

	if (fd < 0)
		return os_fail(cx, path);
	if (sync_fd(fd) < 0) {
		close_quietly(fd);
		return os_fail(cx, path);
	}
	close(fd);
	return OK;
}

/* Writes data to fd, syncs and closes it; the first failure is told about path. */
static enum err finish_file(struct ctx *cx, int fd, const char *path, struct str data)
{
	if (write_whole(fd, data.p, data.n) < 0 || sync_fd(fd) < 0) {
		close_quietly(fd);
		return os_fail(cx, path);
	}
	if (close(fd) < 0)
		return os_fail(cx, path);
	return OK;
}

/* The nameless file fd becomes temp at once and path in the end: there is next to no time in which
 * something that kills the program would leave temp behind. */
static enum err name_file(struct ctx *cx, int fd, const char *temp, const char *path)
{
	char self[32];
	enum err e = OK;

	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
		return OK;
	if (errno != EEXIST || linkat(AT_FDCWD, self, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) < 0)
		return os_fail(cx, path);
	if (rename(temp, path) < 0) {
		e = os_fail(cx, path);
		unlink(temp);
	}
	return e;
}

/* *done: this file system knows files without a name. */
static enum err write_nameless(struct ctx *cx, const char *path, const char *temp, struct str data,
                               mode_t mode, bool *done)
{
	int fd = open_again(os_folder_of(cx, path), O_TMPFILE | O_WRONLY, mode);
	enum err e = OK;

	*done = fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT &&
	                    errno != EINVAL);
	if (!*done)
		return OK;
	if (fd < 0 || write_whole(fd, data.p, data.n) < 0 || sync_fd(fd) < 0)
		e = os_fail(cx, path);
	else
		e = name_file(cx, fd, temp, path);
	if (fd >= 0)
		close(fd);
	return e;
}

/* Devices and pipes are written in place; a link is followed, not replaced. */
enum err os_write_file(struct ctx *cx, const char *path, struct str data, mode_t mode)
{
	char real[PATH_MAX], tail[24];
	unsigned char r[8];
	struct stat st;
	const char *temp;
	bool done;
	enum err e;
	int fd;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		fd = open_again(path, O_WRONLY, 0);
		return fd < 0 ? os_fail(cx, path) : finish_file(cx, fd, path, data);
	}
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && realpath(path, real))
		path = real;
	os_random(r, sizeof r);
	snprintf(tail, sizeof tail, ".tmp%02x%02x%02x%02x%02x%02x",
	         r[0], r[1], r[2], r[3], r[4], r[5]);
	temp = str_join(&cx->arena, str_of(path), str_of(tail)).p;
	TRY(write_nameless(cx, path, temp, data, mode, &done));
	if (done)
		return os_fsync_path(cx, os_folder_of(cx, path));
	fd = open_again(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
	if (fd < 0)
		return os_fail(cx, path);
	e = finish_file(cx, fd, path, data);
	if (e == OK && rename(temp, path) < 0)
		e = os_fail(cx, path);
	if (e != OK) {
		unlink(temp);
		return e;
	}
	return os_fsync_path(cx, os_folder_of(cx, path));
}

enum err os_full_path(struct ctx *cx, const char *path, struct str *out)
{
	struct str s = str_of(path), folder;
	char real[PATH_MAX];
	size_t cut = s.n;

	while (cut && s.p[cut - 1] != '/')
		cut--;
	if (realpath(path, real)) {             /* a link stands for what it leads to */
		*out = str_dup(&cx->arena, str_of(real));
		return OK;
	}
	if (!realpath(os_folder_of(cx, path), real))
		return os_fail(cx, path);
	folder = strcmp(real, "/") ? str_join(&cx->arena, str_of(real), STR("/")) : STR("/");
	*out = str_join(&cx->arena, folder, str_sub(s, cut, s.n));
	return OK;
}

enum err os_append_file(struct ctx *cx, const char *path, struct str data, mode_t mode)
{
	bool made = !os_exists(path);
	int fd = open_again(path, O_WRONLY | O_CREAT | O_APPEND, mode);

	if (fd < 0)
		return os_fail(cx, path);
	TRY(finish_file(cx, fd, path, data));
	return made ? os_fsync_path(cx, os_folder_of(cx, path)) : OK;
}

enum err os_mkdir(struct ctx *cx, const char *path, mode_t mode)
{
	char *z = str_z(&cx->arena, str_of(path));

	if (!*z) {
		errno = ENOENT;
		return os_fail(cx, path);
	}
	for (char *p = z + 1;; p++) {
		char c = *p;
		mode_t m = c ? mode | S_IWUSR | S_IXUSR : mode;

		if (c && c != '/')
			continue;
		*p = 0;
		if (mkdir(z, m) == 0) {
			TRY(os_fsync_path(cx, os_folder_of(cx, z)));
		} else if (!os_is_dir(z)) {
			if (errno == EEXIST)
				errno = ENOTDIR;
			return os_fail(cx, z);
		}
		if (!c)
			break;
		*p = c;
	}
	return OK;
}

enum err os_remove(struct ctx *cx, const char *path)
{
	return remove(path) < 0 && errno != ENOENT ? os_fail(cx, path) : OK;
}

enum err os_rename(struct ctx *cx, const char *from, const char *to)
{
	return rename(from, to) < 0 ? os_fail(cx, from) : OK;
}

enum err os_rename_synced(struct ctx *cx, const char *from, const char *to)
{
	const char *a = os_folder_of(cx, from), *b = os_folder_of(cx, to);

	TRY(os_rename(cx, from, to));
	TRY(os_fsync_path(cx, b));
	return strcmp(a, b) ? os_fsync_path(cx, a) : OK;
}

bool os_exists(const char *path)
{
	struct stat st;
	int before = errno;
	bool yes = stat(path, &st) == 0;

	errno = before;
	return yes;
}

bool os_is_dir(const char *path)
{
	struct stat st;
	int before = errno;
	bool yes = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	errno = before;
	return yes;
}

bool os_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool os_changed_ms(const char *path, int64_t *ms)
{
	struct stat st;
	int before = errno;
	bool there = stat(path, &st) == 0;

	errno = before;
	if (there)
		*ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	return there;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err os_list_dir(struct ctx *cx, const char *path, struct str **names, size_t *n)
{
	size_t room = 16, count = 0;
	struct str *list = arena_array(&cx->arena, room, sizeof *list);
	struct dirent *d;
	DIR *dir = opendir(path);

	if (!dir)
		return os_fail(cx, path);
	while ((errno = 0, d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (count == room) {
			struct str *more = arena_array(&cx->arena, room * 2, sizeof *more);

			memcpy(more, list, room * sizeof *list);
			list = more;
			room *= 2;
		}
		list[count++] = str_dup(&cx->arena, str_of(d->d_name));
	}
	if (errno) {
		int why = errno;

		closedir(dir);
		errno = why;
		return os_fail(cx, path);
	}
	closedir(dir);
	qsort(list, count, sizeof *list, by_name);
	*names = list;
	*n = count;
	return OK;
}

/* The lock lives as long as the descriptor is open, and dies with the process. */
enum err os_lock(struct ctx *cx, const char *path, int *fd)
{
	int f = open_again(path, O_RDWR | O_CREAT, 0600), rc;

	if (f < 0)
		return os_fail(cx, path);
	do
		rc = flock(f, LOCK_EX | LOCK_NB);
	while (rc < 0 && errno == EINTR);
	if (rc < 0) {
		close_quietly(f);
		if (errno == EWOULDBLOCK)
			return err_set(cx, ERR_CONFLICT, path, "os-locked", path, NULL);
		return os_fail(cx, path);
	}
	*fd = f;
	return OK;
}

enum err os_self_path(struct ctx *cx, struct str *path)
{
	char p[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", p, sizeof p);

	if (n < 0)
		return os_fail(cx, "/proc/self/exe");
	*path = str_dup(&cx->arena, (struct str){ p, (size_t)n });
	return OK;
}

ssize_t os_pread_full(int fd, void *p, size_t n, int64_t off)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = pread(fd, (char *)p + got, n - got, off + (int64_t)got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

/* Where the file system knows no nameless files, one with a name that goes at once. */
enum err os_spool(struct ctx *cx, const char *dir, int *fd)
{
	char *path = str_z(&cx->arena, str_join(&cx->arena, str_of(dir), STR("/.spool-XXXXXX")));

	*fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd >= 0)
		return OK;
	*fd = mkostemp(path, O_CLOEXEC);
	if (*fd < 0)
		return os_fail(cx, dir);
	unlink(path);
	return OK;
}

enum err os_head_copy(struct ctx *cx, int fd, size_t n, int *out)
{
	char *p = malloc(n + 1);
	ssize_t got;
	enum err e;
	int mem;

	if (!p)
		abort();
	got = os_pread_full(fd, p, n, 0);
	if (got == (ssize_t)n)
		while (got > 0 && p[got - 1] != '\n')
			got--;
	mem = memfd_create("head", MFD_CLOEXEC);
	if (got < 0 || mem < 0) {
		free(p);
		return err_set(cx, ERR_IO, "", "os-io", "memory", strerrordesc_np(errno), NULL);
	}
	e = os_write_all(cx, mem, p, (size_t)got);
	free(p);
	if (e != OK) {
		close(mem);
		return e;
	}
	*out = mem;
	return OK;
}

void os_give_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 256 << 10);
	mallopt(M_TRIM_THRESHOLD, 1 << 20);
	malloc_trim(0);
}

void os_keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
