/* proc - child processes that read what we do not trust. The child is this program itself,
 * started with "--child ROLE"; it gets its files as descriptors, opens everything that loads late,
 * then locks itself down (seccomp allow-list, no network, no new files, memory and CPU
 * ceilings). */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "base/err.h"

#define PROC_FD_IN   3      /* the untrusted file, read-only */
#define PROC_FD_OUT  4      /* pipe to the parent: messages */
#define PROC_FD_CTL  5      /* pipe from the parent: what to do */
#define PROC_FD_SPOOL 6     /* if given: an empty file without a name, to lay bytes aside */

#define PROC_NOTHING (-2)    /* instead of a descriptor of a file to read */

struct proc {
	int pid;
	int out;            /* parent's end: read messages */
	int ctl;            /* parent's end: write orders */
};

/* Starts "SELF --child ROLE" with in_fd as PROC_FD_IN (PROC_NOTHING: there is nothing to read) and,
 * unless it is -1, spool_fd as PROC_FD_SPOOL. ERR_IO. */
enum err proc_start(struct ctx *cx, const char *role, int in_fd, int spool_fd, struct proc *out);
/* Closes the pipes, waits (kills after timeout_ms), tells how it ended: exit code, or
 * 128+signal. */
int proc_end(struct proc *p, int timeout_ms);
struct proc_limits {
	size_t memory;              /* bytes; 0: no ceiling (sanitizer builds) */
	int cpu_seconds;
	int64_t spool;              /* bytes that PROC_FD_SPOOL may take; 0: there is none */
};
/* In the child: gives up everything but read/write/pread on open descriptors, pwrite on the spool,
 * and memory. */
enum err proc_lock_down(struct ctx *cx, const struct proc_limits *limits);

#endif
