#include "base/mem.h"

#include <stdlib.h>

void *mem_new(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		abort();
	return p;
}

void *mem_grow(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n ? n : 1, size);
	if (!p)
		abort();
	return p;
}

void mem_free(void *p)
{
	free(p);
}
