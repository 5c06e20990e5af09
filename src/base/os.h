/* os - the only door to time, randomness, files and the environment. Tests put their own clock
 * and randomness behind it (os_test_*), so that runs replay; those hooks exist in no release. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <sys/types.h>

#include "base/err.h"

int64_t os_now_ms(void);                 /* UTC, Unix milliseconds */
int64_t os_mono_ns(void);                /* for progress and rates, never stored */
void os_random(void *p, size_t n);       /* from the kernel, buffered; aborts if there is none */
struct str os_user(struct arena *a);     /* "cli:1000" */
const char *os_env(const char *name);    /* or NULL */
bool os_is_tty(int fd);
int os_tty_columns(int fd);              /* 80 when unknown */

/* Reads a whole file of at most max bytes. ERR_NOTFOUND, ERR_LIMIT, ERR_IO. */
enum err os_read_file(struct ctx *cx, const char *path, size_t max, struct str *out);
/* Writes to a temporary name beside it, fsyncs, renames, fsyncs the folder. */
enum err os_write_file(struct ctx *cx, const char *path, struct str data, mode_t mode);
enum err os_append_file(struct ctx *cx, const char *path, struct str data, mode_t mode);
enum err os_mkdir(struct ctx *cx, const char *path, mode_t mode);   /* parents too; fine if there */
enum err os_remove(struct ctx *cx, const char *path);               /* fine if not there */
enum err os_rename(struct ctx *cx, const char *from, const char *to);
enum err os_rename_synced(struct ctx *cx, const char *from, const char *to);
enum err os_fsync_path(struct ctx *cx, const char *path);           /* a file or folder */
/* Asks for a file's data to be on its way to the disk, without waiting. Only a hint. */
void os_write_soon(const char *path);
bool os_exists(const char *path);
bool os_is_dir(const char *path);
/* The path from the root, of a file that need not be there yet; its folder is. */
enum err os_full_path(struct ctx *cx, const char *path, struct str *out);
bool os_is_file(const char *path);                        /* a regular one, or a link to it */
/* When a file or folder was last changed; false: it is not there. */
bool os_changed_ms(const char *path, int64_t *ms);
/* Sorted names of a folder, without . and .. */
enum err os_list_dir(struct ctx *cx, const char *path, struct str **names, size_t *n);
/* The folder that holds path; "." when it has none. */
const char *os_folder_of(struct ctx *cx, const char *path);
/* What errno says, told about path. */
enum err os_fail(struct ctx *cx, const char *path);
enum err os_open_read(struct ctx *cx, const char *path, int *fd, int64_t *size);
/* Maps a file to be read, whole; an empty one gives an empty text. It must not be cut short
 * meanwhile: files that are replaced by a rename are safe. Give it back with os_unmap. */
enum err os_map(struct ctx *cx, const char *path, struct str *out);
void os_unmap(struct str map);
/* Takes an exclusive advisory lock on path (made if absent, 0600); ERR_CONFLICT if held. */
enum err os_lock(struct ctx *cx, const char *path, int *fd);
/* Folder of the running program, and the path of the program itself. */
enum err os_self_path(struct ctx *cx, struct str *path);
/* Whole write / read loops: EINTR and short writes handled. os_read_full returns bytes read. */
enum err os_write_all(struct ctx *cx, int fd, const void *p, size_t n);
/* The same; path is what a person calls it, for the error. */
enum err os_write_named(struct ctx *cx, int fd, const char *path, const void *p, size_t n);
ssize_t os_read_full(int fd, void *p, size_t n);
ssize_t os_pread_full(int fd, void *p, size_t n, int64_t off);   /* -1 on error */
/* The first n bytes of a file, cut after the last whole line, as a file in memory. */
enum err os_head_copy(struct ctx *cx, int fd, size_t n, int *out);
/* An empty file without a name in folder dir, readable and writable by who holds it only, gone when
 * it is closed. */
enum err os_spool(struct ctx *cx, const char *dir, int *fd);
int os_cpu_count(void);
/* Keeps freed memory for reuse instead of giving it back piece by piece: for long jobs whose arenas
 * grow and empty again and again. */
void os_keep_memory(void);
/* Gives back what is free now, and from now on every large piece when it is freed: for a process
 * that goes on, at its start and after work that took much. */
void os_give_memory(void);

#ifdef JZ_TEST_HOOKS
void os_test_clock(int64_t now_ms);      /* 0: the real clock again */
void os_test_random(uint64_t seed);      /* 0: the kernel again */
void os_test_fail_fsync(int nth);        /* the nth sync from now on fails with EIO; 0: none */
#endif

#endif
