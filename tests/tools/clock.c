/* clock - loaded before the C library (LD_PRELOAD), moves the time of day of a program by
 * $JZ_CLOCK_AHEAD seconds, backwards if that is negative: for stories that take years. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int clock_fn(clockid_t, struct timespec *);

int clock_gettime(clockid_t id, struct timespec *t)
{
	static clock_fn *real;
	const char *ahead = getenv("JZ_CLOCK_AHEAD");
	int e;

	if (!real)
		real = (clock_fn *)dlsym(RTLD_NEXT, "clock_gettime");
	e = real(id, t);
	if (!e && ahead && id == CLOCK_REALTIME)
		t->tv_sec += atoll(ahead);
	return e;
}
