/* reader_sort - the order in which a sheet's rows are sent: rows of one household together,
 * households by their number, what has no number by its row. */
#ifndef JOB_READER_SORT_H
#define JOB_READER_SORT_H

#include <stdbool.h>

#include "base/str.h"

struct order_item { uint64_t key; uint32_t row; } __attribute__((packed, aligned(4)));

/* Key of a row whose number nobody states: behind all others, by row. */
#define ORDER_NO_NUMBER (UINT64_C(3) << 62)

/* Digits only, up to 18: sorts as a number. */
static inline bool order_number(struct str s, uint64_t *v)
{
	uint64_t x = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		x = x * 10 + (uint64_t)(s.p[i] - '0');
	}
	*v = x;
	return s.n > 0 && s.n <= 18;
}
/* In place: the array is the child's largest piece of memory. */
void order_sort(struct order_item *v, int64_t n);

#endif
