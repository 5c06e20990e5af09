/* proc - starting the locked-down children, and the lock itself.
 * A child sees: 0 /dev/null, 1 and 2 of the parent, 3 the file, 4 and 5 the pipes, and 6 its spool
 * if it has one. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"

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

/* ---- the parent's side ---- */

#define ENV_MAX 8

/* A reader of hostile files gets none of the user's environment but these. */
static void child_env(char *env[ENV_MAX + 1], struct arena *a)
{
	static const char *const keep[] = { "LANG", "LC_ALL", "TZ", "LLVM_PROFILE_FILE" };
	int n = 0;

	for (size_t i = 0; i < sizeof keep / sizeof keep[0]; i++) {
		const char *v = os_env(keep[i]);
		struct str name;

		if (!v)
			continue;
		name = str_join(a, str_of(keep[i]), STR("="));
		env[n++] = str_z(a, str_join(a, name, str_of(v)));
	}
	/* A locked-down child cannot start a symboliser, nor look for leaks by ptrace. */
	if (SANITIZED)
		env[n++] = str_z(a, STR("ASAN_OPTIONS=symbolize=0:detect_leaks=0"));
	env[n] = NULL;
}

/* The child's ends, all numbered above what the child will use, so that no dup2 overwrites a
 * descriptor that a later one still needs. Close-on-exec. */
struct ends {
	int in, out, ctl, spool;
};

static void ends_close(struct ends *e)
{
	if (e->in >= 0)
		close(e->in);
	if (e->out >= 0)
		close(e->out);
	if (e->ctl >= 0)
		close(e->ctl);
	if (e->spool >= 0)
		close(e->spool);
	*e = (struct ends){ -1, -1, -1, -1 };
}

static int lift(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, PROC_FD_SPOOL + 1);
}

/* Makes both pipes. 0, or -1 with errno. */
static int make_pipes(int in_fd, int spool_fd, struct ends *e, struct proc *p)
{
	int out[2], ctl[2];

	if (pipe2(out, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(ctl, O_CLOEXEC) < 0) {
		close(out[0]);
		close(out[1]);
		return -1;
	}
	*e = (struct ends){ in_fd == PROC_NOTHING ? -1 : lift(in_fd), lift(out[1]), lift(ctl[0]),
		spool_fd < 0 ? -1 : lift(spool_fd) };
	close(out[1]);
	close(ctl[0]);
	p->out = out[0];
	p->ctl = ctl[1];
	if ((in_fd == PROC_NOTHING || e->in >= 0) && e->out >= 0 && e->ctl >= 0 &&
	    (spool_fd < 0 || e->spool >= 0))
		return 0;
	ends_close(e);
	close(p->out);
	close(p->ctl);
	return -1;
}

/* Its own process group: Ctrl-C is the parent's to handle. SIGPIPE kills the child, so that it
 * never outlives the parent for long. */
static int spawn(const char *role, const struct ends *e, char *const env[], pid_t *pid)
{
	char *argv[] = { (char *)"jingzhun", (char *)"--child", (char *)role, NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t none, dfl;
	int rc;

	sigemptyset(&none);
	sigemptyset(&dfl);
	sigaddset(&dfl, SIGPIPE);
	sigaddset(&dfl, SIGINT);
	sigaddset(&dfl, SIGTERM);
	posix_spawn_file_actions_init(&fa);
	posix_spawnattr_init(&at);
	rc = posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	if (e->in >= 0)
		rc = rc ? rc : posix_spawn_file_actions_adddup2(&fa, e->in, PROC_FD_IN);
	else
		rc = rc ? rc : posix_spawn_file_actions_addopen(&fa, PROC_FD_IN, "/dev/null", O_RDONLY, 0);
	rc = rc ? rc : posix_spawn_file_actions_adddup2(&fa, e->out, PROC_FD_OUT);
	rc = rc ? rc : posix_spawn_file_actions_adddup2(&fa, e->ctl, PROC_FD_CTL);
	if (e->spool >= 0)
		rc = rc ? rc : posix_spawn_file_actions_adddup2(&fa, e->spool, PROC_FD_SPOOL);
	rc = rc ? rc : posix_spawn_file_actions_addclosefrom_np(&fa, PROC_FD_CTL + 1 +
	                                                        (e->spool >= 0));
	rc = rc ? rc : posix_spawnattr_setflags(&at, POSIX_SPAWN_SETPGROUP |
	                                        POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	rc = rc ? rc : posix_spawnattr_setpgroup(&at, 0);
	rc = rc ? rc : posix_spawnattr_setsigmask(&at, &none);
	rc = rc ? rc : posix_spawnattr_setsigdefault(&at, &dfl);
	rc = rc ? rc : posix_spawn(pid, "/proc/self/exe", &fa, &at, argv, env);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&at);
	return rc;
}

/* From the first child on the whole process ignores SIGPIPE: a child that dies while it is being
 * written to is an ERR_IO of that write, not the parent's death. */
enum err proc_start(struct ctx *cx, const char *role, int in_fd, int spool_fd, struct proc *out)
{
	struct ends e = { -1, -1, -1, -1 };
	struct proc p = { .pid = 0 };
	char *env[ENV_MAX + 1];
	pid_t pid = 0;
	int rc;

	signal(SIGPIPE, SIG_IGN);
	child_env(env, &cx->arena);
	if (make_pipes(in_fd, spool_fd, &e, &p) < 0)
		return err_set(cx, ERR_IO, role, "proc-start", strerrordesc_np(errno), NULL);
	rc = spawn(role, &e, env, &pid);
	ends_close(&e);
	if (rc) {
		close(p.out);
		close(p.ctl);
		return err_set(cx, ERR_IO, role, "proc-start", strerrordesc_np(rc), NULL);
	}
	p.pid = (int)pid;
	*out = p;
	return OK;
}

static void nap(int64_t ns)
{
	struct timespec t = { .tv_nsec = ns };

	nanosleep(&t, NULL);
}

int proc_end(struct proc *p, int timeout_ms)
{
	int64_t until = os_mono_ns() + (int64_t)timeout_ms * 1000000, pause = 100000;
	int status = 0;
	pid_t got;

	if (p->pid <= 0)
		return 0;
	close(p->ctl);
	close(p->out);
	while ((got = waitpid(p->pid, &status, WNOHANG)) == 0 || (got < 0 && errno == EINTR)) {
		if (os_mono_ns() >= until) {
			kill(p->pid, SIGKILL);
			while ((got = waitpid(p->pid, &status, 0)) < 0 && errno == EINTR)
				;
			break;
		}
		nap(pause);
		if (pause < 10000000)
			pause *= 2;
	}
	*p = (struct proc){ .pid = 0, .out = -1, .ctl = -1 };
	if (got < 0)
		return 128 + SIGKILL;   /* somebody else took the status: assume the worst */
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- the child's side ---- */

/* Allowed whatever the arguments: nothing here reaches a file, a process or a network that is
 * not open already. */
static const int harmless[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(pread64), SCMP_SYS(writev), SCMP_SYS(lseek),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(sysinfo),           /* qsort() of glibc asks how much memory there is */
	SCMP_SYS(exit), SCMP_SYS(exit_group),
#if SANITIZED
	SCMP_SYS(rt_sigaction), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(prctl),
#endif
};

/* 0, or a negative errno of libseccomp. */
static int add_rules(scmp_filter_ctx f, bool spool)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0] && rc == 0; i++) {
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, harmless[i], 0);
		if (rc == -EDOM)                /* this architecture has no such call */
			rc = 0;
	}
	/* New memory, but never memory that runs. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		                      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		                      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* The C library asks fstat() this way. A path could be named too, but only looked at. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 2,
		                      SCMP_A0(SCMP_CMP_LE, 1024, 0),
		                      SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
	if (rc == 0 && spool)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(pwrite64), 1,
		                      SCMP_A0(SCMP_CMP_EQ, PROC_FD_SPOOL, 0));
	/* abort() must end as SIGABRT, not look like an attack. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
		                      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
		                      SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0));
	return rc == -EDOM ? 0 : rc;
}

/* A limit that is lower already stays: raising it would be refused, or undo what the user set. */
static int limit(int what, rlim_t soft, rlim_t hard)
{
	struct rlimit r, now;

	if (getrlimit(what, &now) < 0)
		return -1;
	r.rlim_max = hard < now.rlim_max ? hard : now.rlim_max;
	r.rlim_cur = soft < now.rlim_cur ? soft : now.rlim_cur;
	return setrlimit(what, &r);
}

static int set_limits(const struct proc_limits *l)
{
	rlim_t cpu = (rlim_t)(l->cpu_seconds > 0 ? l->cpu_seconds : 1);
	rlim_t file = (rlim_t)(l->spool > 0 ? l->spool : 0);

	if (limit(RLIMIT_CORE, 0, 0) < 0)
		return -1;
	if (limit(RLIMIT_CPU, cpu, cpu + 1) < 0)
		return -1;
	if (SANITIZED)                          /* shadow memory, and reports into a log file */
		return 0;
	if (limit(RLIMIT_FSIZE, file, file) < 0)
		return -1;
	return l->memory ? limit(RLIMIT_AS, l->memory, l->memory) : 0;
}

static enum err cannot(struct ctx *cx, int why)
{
	return err_set(cx, ERR_IO, "seccomp", "proc-lock-down", strerrordesc_np(why), NULL);
}

#if SANITIZED
/* The leak check at exit needs calls that are shut off: go without it. */
static void leave(int status, void *unused)
{
	(void)unused;
	fflush(NULL);
	_exit(status);
}
#endif

enum err proc_lock_down(struct ctx *cx, const struct proc_limits *l)
{
	scmp_filter_ctx f;
	int rc;

#if SANITIZED
	on_exit(leave, NULL);
#endif
	if (set_limits(l) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return cannot(cx, errno);
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!f)
		return cannot(cx, ENOMEM);
	rc = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (rc == 0)
		rc = add_rules(f, l->spool > 0);
	if (rc == 0)
		rc = seccomp_load(f);
	seccomp_release(f);
	return rc < 0 ? cannot(cx, -rc) : OK;
}
