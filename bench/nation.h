/* nation - typed columns of persons, as a program of one's own would hold them, and the tables that
 * are made of them: eight predicates by county, by a naive loop and by a fused one. */
#ifndef BENCH_NATION_H
#define BENCH_NATION_H

#include "base/os.h"
#include "policy/pack.h"
#include "rule/program.h"

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

#define VILLAGES 638053              /* of 29.5 million households */
#define WANTS    256

struct nation {
	struct ctx cx;
	struct pack *pack;
	struct list_face lists;
	struct model *m;
	struct facts_want want[WANTS];
	int nwant;
	struct facts_schema *s;
	struct facts *f;
	const struct facts_view *v;
	uint64_t households, seed;
	int32_t villages;
	const int32_t *village;              /* their indexes among all areas; NULL: 0, 1, 2 ... */
	const char *dir;
	int64_t line;                        /* fen: what a what-if moves */
};

/* ---- nation_make.c ---- */
void figure(const char *name, double value);         /* a line "name value" */
double since(int64_t began);                         /* seconds; began by os_mono_ns */
void must(struct nation *k, enum err e);             /* or the program ends */
int64_t below(struct nation *k, int64_t n);          /* by chance 0 .. n - 1 */
int by_size(const void *x, const void *y);           /* of doubles, for qsort */
/* The middle of so many runs. */
#define MIDDLE(times, call) __extension__ ({ \
	double took_[times]; \
	for (int i_ = 0; i_ < (times); i_++) { \
		int64_t began_ = os_mono_ns(); \
		call; \
		took_[i_] = since(began_); \
	} \
	qsort(took_, times, sizeof *took_, by_size); \
	took_[(times) / 2]; })
/* All columns that a snapshot of households and persons can have. */
void nation_columns(struct nation *k);
/* Households and what belongs to them, made up, into k->f and k->v. */
void nation_build(struct nation *k);
/* Values of one row, 5 % of them missing. */
void nation_row(struct nation *k, struct facts_family *one, int noun, int row);

/* Figures of a register that becomes columns; 0: all is well. */
int feed_figures(const char *dir);
/* ---- nation_verdicts.c: of the register in dir, which has a nation's areas and no rows ----
 * Makes the snapshot and the verdicts that are stored to begin with. */
int verdict_prepare(const char *dir, uint64_t households);
/* All standards of cn; from a changed line to stored verdicts. */
int verdict_figures(const char *dir);

#endif
