/* demo_names - names of people: surnames by their real shares, given names by sex and time. */
#include "job/demo_int.h"

#include <stdio.h>

struct surname { const char *s; uint16_t share; };
static const struct surname surnames[] = {
#define SURNAME(s, share) { s, share },
#define GIVEN(until, male, chars)
#define GENERATION(c)
#include "job/demo_names.def"
#undef SURNAME
#undef GIVEN
#undef GENERATION
};

struct given { int until; int male; const char *chars; };
static const struct given givens[] = {
#define SURNAME(s, share)
#define GIVEN(until, male, chars) { until, male, chars },
#define GENERATION(c)
#include "job/demo_names.def"
#undef SURNAME
#undef GIVEN
#undef GENERATION
};

static const char *const generations[] = {
#define SURNAME(s, share)
#define GIVEN(until, male, chars)
#define GENERATION(c) c,
#include "job/demo_names.def"
#undef SURNAME
#undef GIVEN
#undef GENERATION
};

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

const char *demo_surname(struct rng *r)
{
	int sum = 0;

	for (int i = 0; i < COUNT(surnames); i++)
		sum += surnames[i].share;
	int x = rng_below(r, sum);
	for (int i = 0; i < COUNT(surnames); i++) {
		x -= surnames[i].share;
		if (x < 0)
			return surnames[i].s;
	}
	return surnames[0].s;
}

const char *demo_generation(struct rng *r)
{
	return rng_chance(r, 450) ? generations[rng_below(r, COUNT(generations))] : NULL;
}

/* Every character of the tables is three bytes of UTF-8. */
static const char *one(struct rng *r, const char *chars)
{
	return chars + 3 * rng_below(r, (int)(strlen(chars) / 3));
}

void demo_person_name(struct rng *r, char out[28], const char *surname, bool male, int born,
                      const char *generation)
{
	const struct given *g = givens;

	while (g->male != (male ? 1 : 0) || born > g->until)
		g++;
	const char *last = one(r, g->chars), *first = one(r, g->chars);
	if (rng_chance(r, 140)) {
		snprintf(out, 28, "%s%.3s", surname, last);
		return;
	}
	if (male && generation)
		first = generation;
	snprintf(out, 28, "%s%.3s%.3s", surname, first, last);
}
