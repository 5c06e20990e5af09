/* spool - what a reader lays aside while it reads: bytes in the order they came, any of them again
 * by their place. The first ones stay in memory; what is more goes to a descriptor, encrypted under
 * a key that exists only here (crypto/stream). Without a descriptor the memory is all there is. */
#ifndef FMT_SPOOL_H
#define FMT_SPOOL_H

#include "base/err.h"

#define SPOOL_MEMORY ((int64_t)20 << 20)     /* kept in memory when there is a descriptor */
#define SPOOL_ALONE  ((int64_t)48 << 20)     /* all there is without one */
#define SPOOL_FILE   ((int64_t)4 << 30)      /* the longest a descriptor's file may get */
#define SPOOL_ONCE   ((size_t)4 << 20)       /* the most that is asked for at once */

struct spool;

/* One reader's place in a spool: who reads in order has its own. Starts zeroed. */
struct spool_window {
	char *p;
	size_t n, cap;
	int64_t off, next;
};

/* fd: an empty file of this process alone, or -1. It stays the caller's. */
struct spool *spool_new(int fd);
void spool_free(struct spool *s);
int64_t spool_size(const struct spool *s);
/* Appends at spool_size. ERR_LIMIT spool-full, spool-memory; ERR_IO spool-write. */
enum err spool_add(struct ctx *cx, struct spool *s, const void *p, size_t n);
/* n <= SPOOL_ONCE bytes at off, valid until the next call with this window or the next spool_add.
 * ERR_IO spool-read. */
enum err spool_read(struct ctx *cx, struct spool *s, struct spool_window *w, int64_t off, size_t n,
                    const char **out);
void spool_window_free(struct spool_window *w);

#endif
