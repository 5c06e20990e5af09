/* os_net - what the machine is called and where it is reached, and word to systemd. */
#ifndef BASE_OS_NET_H
#define BASE_OS_NET_H

#include "base/err.h"

struct str os_hostname(struct arena *a);                     /* "localhost" when it has none */
/* Addresses that other machines reach this one by, as text, sorted; neither loopback nor those that
 * are good on one link only. None is fine. */
enum err os_addresses(struct ctx *cx, struct str **out, size_t *n);
/* Is it an IPv4 or IPv6 address? Its 4 or 16 bytes and how many; 0: no. */
int os_address_bytes(struct str text, unsigned char out[16]);
/* Tells systemd, if it started us with Type=notify: "READY=1", "WATCHDOG=1", "STOPPING=1",
 * "STATUS=words". False when nobody asked or nobody heard. */
bool os_notify(const char *state);
/* How often WATCHDOG=1 is wanted, in ms: half of what systemd allows. 0: not at all. */
int64_t os_watchdog_ms(void);

#endif
