/* arena - bump allocation in a chain of blocks.
 * A block remembers how far it was ever handed out (`dirty`): memory above that is still the
 * zeroes of calloc, so only reused memory is cleared again. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define EACH_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EACH_ITS_OWN 1
#endif
#endif
#ifndef EACH_ITS_OWN
#define EACH_ITS_OWN 0
#endif

#define FIRST_BLOCK ((size_t)32 << 10)
#define BIGGEST_BLOCK ((size_t)1 << 20)

struct arena_block {
	struct arena_block *below;
	size_t size, at, dirty;
	alignas(16) char data[];
};

static _Noreturn void die(const char *why, const struct arena *a, size_t n)
{
	fprintf(stderr, "jingzhun: %s (%zu bytes wanted, %zu in use, ceiling %zu)\n",
	        why, n, a->used, a->ceiling);
	abort();
}

void arena_init(struct arena *a, size_t ceiling_bytes)
{
	*a = (struct arena){ .ceiling = ceiling_bytes };
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
	struct arena_block *b = calloc(1, sizeof *b + size);

	if (!b)
		die("out of memory", a, size);
	b->size = size;
	return b;
}

static void *block_take(struct arena_block *b, size_t n)
{
	char *p = b->data + b->at;

	if (b->at < b->dirty)
		memset(p, 0, n < b->dirty - b->at ? n : b->dirty - b->at);
	b->at += n;
	if (b->at > b->dirty)
		b->dirty = b->at;
	return p;
}

/* A block for n bytes when the top one has no room. One that serves a single large piece goes
 * under the top, so that the rest of the top stays in use. */
static void *take_new_block(struct arena *a, size_t n)
{
	size_t size = a->top ? a->top->size * 2 : FIRST_BLOCK;
	struct arena_block *b;

	if (EACH_ITS_OWN)
		size = n;
	else if (size > BIGGEST_BLOCK)
		size = BIGGEST_BLOCK;
	if (n > size / 2 && a->top && !EACH_ITS_OWN) {
		b = block_new(a, n);
		b->below = a->top->below;
		a->top->below = b;
		return block_take(b, n);
	}
	b = block_new(a, n > size ? n : size);
	b->below = a->top;
	a->top = b;
	return block_take(b, n);
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t room = EACH_ITS_OWN ? n : (n + 15) & ~(size_t)15;

	if (room < n || room > SIZE_MAX / 4)
		die("impossible allocation", a, n);
	a->used += room;
	if (a->used > a->ceiling) {
		a->full = true;
		if (a->used / 2 > a->ceiling)
			die("memory ceiling passed twice over", a, n);
	}
	if (!EACH_ITS_OWN && a->top && room <= a->top->size - a->top->at)
		return block_take(a->top, room);
	return take_new_block(a, room);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		die("impossible allocation", a, n);
	return arena_alloc(a, bytes);
}

void *arena_grown(struct arena *a, void *old, int n, int *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return old;
	*cap = *cap ? *cap * 2 : 64;
	more = arena_array(a, (size_t)*cap, size);
	if (n)
		memcpy(more, old, (size_t)n * size);
	return more;
}

/* Frees all blocks down to the lowest one, which is returned (NULL when there is none). */
static struct arena_block *free_to_lowest(struct arena *a)
{
	struct arena_block *b = a->top;

	while (b && b->below) {
		struct arena_block *below = b->below;

		free(b);
		b = below;
	}
	return b;
}

void arena_reset(struct arena *a)
{
	struct arena_block *first = free_to_lowest(a);

	if (first && EACH_ITS_OWN) {
		free(first);
		first = NULL;
	}
	if (first)
		first->at = 0;
	a->top = first;
	a->used = 0;
	a->full = false;
}

void arena_free(struct arena *a)
{
	free(free_to_lowest(a));
	a->top = NULL;
	a->used = 0;
	a->full = false;
}

void arena_join(struct arena *to, struct arena *from)
{
	struct arena_block *last = from->top;

	if (!last)
		return;
	while (last->below)
		last = last->below;
	if (to->top) {                   /* under the top, so that its rest stays in use */
		last->below = to->top->below;
		to->top->below = from->top;
	} else {
		to->top = from->top;
	}
	to->used += from->used;
	to->full |= to->used > to->ceiling;
	from->top = NULL;
	from->used = 0;
}
