/* buf - builds bytes up to a compulsory maximum. Past it, `full` sticks and further adds do
 * nothing; test it once at the end. p[n] is always NUL (for debuggers and C libraries). */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	bool full;
};

void buf_init(struct buf *b, size_t max_bytes);
void buf_free(struct buf *b);
void buf_reset(struct buf *b);            /* empties, keeps memory, clears full */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_addi(struct buf *b, int64_t v);  /* decimal, no printf */
/* Room for n more bytes at the end, or NULL when full; the caller then adds to b->n. */
char *buf_room(struct buf *b, size_t n);
/* Big-endian and varint (LEB128) encoders for canonical bytes. */
void buf_be32(struct buf *b, uint32_t v);
void buf_be64(struct buf *b, uint64_t v);
void buf_varint(struct buf *b, uint64_t v);
static inline struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

#define BUF_AUTO __attribute__((cleanup(buf_free)))

#endif
