/* arena - memory of one lifetime: a request, a job, or a row in a scan; freed whole.
 * A ceiling is soft: passing it sets `full`, which loops over input test (arena_full -> ERR_LIMIT);
 * twice the ceiling, or the system out of memory, aborts. In sanitizer builds every allocation
 * is its own malloc, so that overruns are seen. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *top;
	size_t used, ceiling;
	bool full;
};

void arena_init(struct arena *a, size_t ceiling_bytes);
/* Zeroed, aligned to 16. Never NULL. */
void *arena_alloc(struct arena *a, size_t n);
/* n * size with overflow check. */
void *arena_array(struct arena *a, size_t n, size_t size);
/* Room for one more behind n: `old` as it is, or a copy of it with twice the room. */
void *arena_grown(struct arena *a, void *old, int n, int *cap, size_t size);
/* Empties the arena but keeps its first block for reuse. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);
/* All that `from` holds lives on in `to`; `from` is empty then. */
void arena_join(struct arena *to, struct arena *from);
static inline bool arena_full(const struct arena *a) { return a->full; }

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
