/* run_watched [-k MICROSECONDS | -i MICROSECONDS] [-m] COMMAND [ARG...] - runs a command and prints
 * on file descriptor 3: "MICROSECONDS CODE PEAK_KB ORPHANS".
 *   -k  kills it (SIGKILL, it alone, not its children) that long after its start; -i interrupts it
 *   -m  adds up what it and its children hold in memory every 20 ms; PEAK_KB is the highest sum.
 *       Pages of files that are mapped count only as far as they are the processes' own (PSS).
 * ORPHANS: processes it left behind that were still there 2 s later. CODE: 128 + N after
 * signal N. */
#include <errno.h>
#include <linux/kcmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void pause_us(int64_t us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	if (us > 0)
		nanosleep(&t, NULL);
}

static long field_kb(const char *path, const char *name)
{
	FILE *f = fopen(path, "r");
	char line[256];
	long kb = 0;

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			kb = atol(line + strlen(name));
	if (f)
		fclose(f);
	return kb;
}

/* Between vfork and exec a child runs in its parent's memory: that is there once. */
static bool same_memory(pid_t a, pid_t b)
{
	return syscall(SYS_kcmp, a, b, KCMP_VM, 0L, 0L) == 0;
}

/* What a process and its children hold; n counts them. */
static long tree_kb(pid_t pid, int *n)
{
	char path[64];
	FILE *f;
	int child;
	long kb;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
	kb = field_kb(path, "Pss:");
	(*n)++;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(path, "r");
	while (f && fscanf(f, "%d", &child) == 1) {
		bool twice = same_memory(pid, child);
		long more = tree_kb(child, n);

		kb += twice ? 0 : more;
	}
	if (f)
		fclose(f);
	return kb;
}

/* Processes left to us by the one that ended: given 2 s to see it and go. */
static int orphans(void)
{
	int64_t from = now_us();
	int n = 0;

	do {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		n = -1;
		tree_kb(getpid(), &n);
		if (n <= 0)
			return 0;
		pause_us(2000);
	} while (now_us() - from < 2000000);
	return n;
}

int main(int argc, char **argv)
{
	int64_t after = -1, from, took;
	int sig = 0, at = 1, status = 0, n;
	bool memory = false, done = false;
	long peak = 0;
	pid_t pid;

	for (; at < argc && argv[at][0] == '-'; at++) {
		if (strcmp(argv[at], "-m") == 0) {
			memory = true;
		} else {
			sig = argv[at][1] == 'k' ? SIGKILL : SIGINT;
			after = atoll(argv[++at]);
		}
	}
	if (at >= argc)
		return 2;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	from = now_us();
	pid = fork();
	if (pid == 0) {
		close(3);
		execvp(argv[at], argv + at);
		_exit(127);
	}
	if (after >= 0 && !memory) {
		pause_us(after - (now_us() - from));
		kill(pid, sig);
	}
	while (!done) {
		long kb;

		done = waitpid(pid, &status, memory ? WNOHANG : 0) == pid;
		n = 0;
		kb = memory && !done ? tree_kb(pid, &n) : 0;
		peak = kb > peak ? kb : peak;
		if (!done)
			pause_us(20000);
	}
	took = now_us() - from;
	dprintf(3, "%lld %d %ld %d\n", (long long)took,
	        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), peak, orphans());
	return 0;
}
