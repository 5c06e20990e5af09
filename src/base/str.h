/* str - a piece of text seen from outside: pointer and length, never owned, never changed.
 * NUL-termination is not promised; use str_z() where a C library wants it. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_FMT(s) (int)(s).n, (s).p        /* for "%.*s" */

static inline struct str str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Byte order; a shorter prefix comes first. */
int str_cmp(struct str a, struct str b);
bool str_eqz(struct str a, const char *z);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of needle in s, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
struct str str_sub(struct str s, size_t from, size_t n);   /* clipped to s */
/* Without ASCII white space, U+3000 and U+00A0 at both ends. */
struct str str_trim(struct str s);
/* Cuts the next piece off *rest at sep; false when nothing is left. "a,,b" gives "a","","b". */
bool str_next(struct str *rest, char sep, struct str *piece);
/* Copies into the arena; the copy ends with NUL (not counted). */
struct str str_dup(struct arena *a, struct str s);
char *str_z(struct arena *a, struct str s);
struct str str_join(struct arena *a, struct str x, struct str y);
/* Whole text is a decimal integer that fits: true and *out. Optional leading '-'. */
bool str_i64(struct str s, int64_t *out);
/* 64-bit hash (not keyed: for tables whose keys are our own). */
uint64_t str_hash(struct str s);

#endif
