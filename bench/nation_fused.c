/* nation_fused - the table as one would write it for speed, by hand and for these eight questions
 * only: persons lie in the order of counties, so each county is a stretch without any counter per
 * row; a block of rows is compared as bytes, which the compiler makes vectors of. */
#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
#include "nation.h"

#define BLOCK 192                            /* a sum of bytes stays below 256 */

static void block(const struct persons *p, const struct asked *q, size_t at, int n,
                  uint32_t out[PREDICATES])
{
	uint8_t sum[PREDICATES] = { 0 };

	for (int i = 0; i < n; i++) {
		size_t r = at + (size_t)i;
		uint8_t known = p->birth[r] != -1, old = known & (p->birth[r] <= q->age60);
		uint8_t child = known & (p->birth[r] > q->age16);

		sum[0] += old;
		sum[1] += child;
		sum[2] += p->sex[r] == q->female;
		sum[4] += p->medical[r] == 1;
		sum[5] += old & (p->pension[r] == 0);
		sum[6] += known & (old ^ 1) & (child ^ 1) & (p->months[r] != 65535) &
		          (p->months[r] >= 60);
		sum[7] += (p->dibao[r] == 1) & (p->aid[r] == 0);
	}
	for (int i = 0; i < n; i++)
		sum[3] += q->student[p->school[at + (size_t)i]];
	for (int k = 0; k < PREDICATES; k++)
		out[k] += sum[k];
}

void table_fused(const struct persons *p, const struct asked *q, uint32_t out[][PREDICATES],
                 size_t from, size_t to)
{
	for (size_t at = from; at < to;) {
		uint16_t county = p->county[at];
		size_t end = p->from[county + 1] < to ? p->from[county + 1] : to;

		for (; at + BLOCK <= end; at += BLOCK)
			block(p, q, at, BLOCK, out[county]);
		if (at < end)
			block(p, q, at, (int)(end - at), out[county]);
		at = end;
	}
}
