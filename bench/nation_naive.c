/* nation_naive - the table as one would write it first: a loop over persons, a question after the
 * other, a counter of the county for each. */
#include "nation.h"

void table_naive(const struct persons *p, const struct asked *q, uint32_t out[][PREDICATES],
                 size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		uint32_t *c = out[p->county[i]];
		int known = p->birth[i] != -1, old, child, adult;

		old = known && p->birth[i] <= q->age60;
		child = known && p->birth[i] > q->age16;
		adult = known && !old && !child;
		if (old)
			c[0]++;
		if (child)
			c[1]++;
		if (p->sex[i] == q->female)
			c[2]++;
		if (p->school[i] != 255 && q->student[p->school[i]])
			c[3]++;
		if (p->medical[i] == 1)
			c[4]++;
		if (old && p->pension[i] == 0)
			c[5]++;
		if (adult && p->months[i] != 65535 && p->months[i] >= 60)
			c[6]++;
		if (p->dibao[i] == 1 && p->aid[i] == 0)
			c[7]++;
	}
}
