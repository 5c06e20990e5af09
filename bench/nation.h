/* nation - typed columns of persons, as a program of one's own would hold them, and the tables that
 * are made of them: eight predicates by county, by a naive loop and by a fused one. */
#ifndef BENCH_NATION_H
#define BENCH_NATION_H

#include <stddef.h>
#include <stdint.h>

#define PREDICATES 8
#define COUNTIES   2805

/* A value of 255 in a byte column is a missing one; of birth -1, of months 65535. */
struct persons {
	size_t n;
	int32_t *birth;              /* days since 1970 */
	uint16_t *months;            /* tenths of months of work */
	uint8_t *sex, *school, *medical, *pension, *dibao, *aid;
	uint16_t *county;            /* rising */
	size_t *from;                /* first person of each county, and of all */
};
/* What is asked: the same numbers in every form. */
struct asked {
	int32_t age16, age60;        /* born after: younger than 16; born up to: 60 and older */
	uint8_t female;
	uint8_t student[256];
};

void table_naive(const struct persons *p, const struct asked *q, uint32_t out[][PREDICATES],
                 size_t from, size_t to);
void table_fused(const struct persons *p, const struct asked *q, uint32_t out[][PREDICATES],
                 size_t from, size_t to);

/* Figures of a register that becomes columns; 0: all is well. */
int feed_figures(const char *dir);

#endif
