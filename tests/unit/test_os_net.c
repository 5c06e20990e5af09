/* Addresses, and the word to systemd: a socket of ours stands in for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/os_net.h"

static int listen_at(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	memcpy(at.sun_path, name, n);
	if (name[0] == '@')
		at.sun_path[0] = 0;
	assert_int_equal(bind(fd, (const void *)&at,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)), 0);
	return fd;
}

static void heard(const char *name)
{
	int fd = listen_at(name);
	char text[64];

	setenv("NOTIFY_SOCKET", name, 1);
	assert_true(os_notify("READY=1\nSTATUS=serving"));
	assert_int_equal(recv(fd, text, sizeof text, 0), 22);
	assert_memory_equal(text, "READY=1\nSTATUS=serving", 22);
	close(fd);
}

static void systemd_hears_it(void **state)
{
	char dir[] = "/tmp/jz_net_XXXXXX", path[64], name[64];

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/notify", dir);
	heard(path);
	assert_false(os_notify("READY=1"));      /* nobody there any more */
	remove(path);
	rmdir(dir);
	snprintf(name, sizeof name, "@jz_net_%d", (int)getpid());
	heard(name);
	(void)state;
}

static void without_systemd_it_says_nothing(void **state)
{
	char long_name[200];

	unsetenv("NOTIFY_SOCKET");
	assert_false(os_notify("READY=1"));
	setenv("NOTIFY_SOCKET", "relative", 1);
	assert_false(os_notify("READY=1"));
	memset(long_name, 'a', sizeof long_name - 1);
	long_name[0] = '/';
	long_name[sizeof long_name - 1] = 0;
	setenv("NOTIFY_SOCKET", long_name, 1);
	assert_false(os_notify("READY=1"));
	unsetenv("NOTIFY_SOCKET");
	(void)state;
}

static void the_watchdog_is_fed_twice_as_often(void **state)
{
	char pid[24];

	unsetenv("WATCHDOG_USEC");
	assert_int_equal(os_watchdog_ms(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(os_watchdog_ms(), 15000);
	setenv("WATCHDOG_PID", "1", 1);          /* meant for another process */
	assert_int_equal(os_watchdog_ms(), 0);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(os_watchdog_ms(), 15000);
	setenv("WATCHDOG_USEC", "soon", 1);
	assert_int_equal(os_watchdog_ms(), 0);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	(void)state;
}

static void addresses_are_told_from_names(void **state)
{
	unsigned char ip[16];
	struct str *all;
	struct ctx cx;
	size_t n;

	assert_int_equal(os_address_bytes(STR("10.0.0.1"), ip), 4);
	assert_memory_equal(ip, "\x0a\0\0\x01", 4);
	assert_int_equal(os_address_bytes(STR("fd00::1"), ip), 16);
	assert_int_equal(os_address_bytes(STR("10.0.0.256"), ip), 0);
	assert_int_equal(os_address_bytes(STR("10.0.0.1 "), ip), 0);
	assert_int_equal(os_address_bytes(STR("10.0.0.1\0x"), ip), 0);
	assert_int_equal(os_address_bytes(STR(""), ip), 0);
	ctx_init(&cx, 1 << 20);
	assert_int_equal(os_addresses(&cx, &all, &n), OK);
	for (size_t i = 0; i < n; i++) {
		assert_true(os_address_bytes(all[i], ip) > 0);
		assert_false(str_starts(all[i], STR("127.")));
		assert_false(str_starts(all[i], STR("fe80")));
	}
	assert_true(os_hostname(&cx.arena).n > 0);
	ctx_free(&cx);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_hears_it),
		cmocka_unit_test(without_systemd_it_says_nothing),
		cmocka_unit_test(the_watchdog_is_fed_twice_as_often),
		cmocka_unit_test(addresses_are_told_from_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
