/* mem - memory that outgrows an arena: large arrays that grow, things with a life of their own.
 * Never NULL: a system without memory ends the program (SQLite is crash-safe). */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* For a large local on a hot path that is filled before it is read: spares it the zeroing which
 * release builds give every local. */
#if __has_attribute(uninitialized)
#define FILLED_LATER __attribute__((uninitialized))
#else
#define FILLED_LATER
#endif

/* n elements of size bytes, zeroed. */
void *mem_new(size_t n, size_t size);
/* Makes room for n elements; what is new is not zeroed. p may be NULL. */
void *mem_grow(void *p, size_t n, size_t size);
void mem_free(void *p);

#endif
