/* os_net - see the header. The word to systemd is one datagram to the socket it names
 * (sd_notify(3)); no library is needed for that. */
#include "base/os_net.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/os.h"

struct str os_hostname(struct arena *a)
{
	char name[256];

	if (gethostname(name, sizeof name) < 0 || !*name)
		return STR("localhost");
	name[sizeof name - 1] = 0;
	return str_dup(a, str_of(name));
}

/* The text of an interface's address; false for those that others do not reach us by. */
static bool address_text(const struct ifaddrs *i, char text[INET6_ADDRSTRLEN])
{
	if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) || i->ifa_flags & IFF_LOOPBACK)
		return false;
	if (i->ifa_addr->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)i->ifa_addr;

		/* 169.254: nobody gave it one */
		if (ntohl(v4->sin_addr.s_addr) >> 16 == 0xa9fe)
			return false;
		return inet_ntop(AF_INET, &v4->sin_addr, text, INET6_ADDRSTRLEN) != NULL;
	}
	if (i->ifa_addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)i->ifa_addr;

		if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
			return false;
		return inet_ntop(AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN) != NULL;
	}
	return false;
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err os_addresses(struct ctx *cx, struct str **out, size_t *n)
{
	struct ifaddrs *all;
	size_t room = 0;

	*n = 0;
	if (getifaddrs(&all) < 0)
		return os_fail(cx, "network");
	for (struct ifaddrs *i = all; i; i = i->ifa_next)
		room++;
	*out = arena_array(&cx->arena, room + 1, sizeof **out);
	for (struct ifaddrs *i = all; i; i = i->ifa_next) {
		char text[INET6_ADDRSTRLEN];

		if (address_text(i, text))
			(*out)[(*n)++] = str_dup(&cx->arena, str_of(text));
	}
	freeifaddrs(all);
	qsort(*out, *n, sizeof **out, by_text);
	return OK;
}

int os_address_bytes(struct str text, unsigned char out[16])
{
	char z[INET6_ADDRSTRLEN];

	if (text.n >= sizeof z)
		return 0;
	memcpy(z, text.p, text.n);
	z[text.n] = 0;
	if (strlen(z) != text.n)
		return 0;
	return inet_pton(AF_INET, z, out) == 1 ? 4 : inet_pton(AF_INET6, z, out) == 1 ? 16 : 0;
}

bool os_notify(const char *state)
{
	const char *to = os_env("NOTIFY_SOCKET");
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t n = to ? strlen(to) : 0, len = strlen(state);
	bool heard;
	int fd;

	if (n < 2 || n >= sizeof at.sun_path || (*to != '/' && *to != '@'))
		return false;
	memcpy(at.sun_path, to, n);
	if (*to == '@')                          /* a name without a file */
		at.sun_path[0] = 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	heard = sendto(fd, state, len, MSG_NOSIGNAL, (const struct sockaddr *)&at,
	               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) == (ssize_t)len;
	close(fd);
	return heard;
}

int64_t os_watchdog_ms(void)
{
	const char *us = os_env("WATCHDOG_USEC"), *whose = os_env("WATCHDOG_PID");
	int64_t n, pid;

	if (!us || !str_i64(str_of(us), &n) || n <= 0)
		return 0;
	if (whose && (!str_i64(str_of(whose), &pid) || pid != (int64_t)getpid()))
		return 0;
	return n / 2000 > 0 ? n / 2000 : 1;
}
