/* feed_read - the rows of one household after another, as the columns want them, with the answers
 * of texts that no program can run. Nobody but feed includes it. */
#ifndef DOMAIN_JUDGE_FEED_READ_H
#define DOMAIN_JUDGE_FEED_READ_H

#include "domain/register/register.h"
#include "rule/facts.h"

/* How the rows of a noun are read. */
struct source {
	int noun;
	bool whole;                          /* all columns: a pack's are wanted */
	bool kept;                           /* rows stay until the household's answers are made */
	bool opens;                          /* answers look at sealed values */
	int birth;                           /* column of a date of birth, or -1 */
	struct sql of_area, of_one;
	int n;                               /* not whole: columns of facts, in their order */
	int *coded, ncoded;                  /* those of them that do not hold the value itself */
	int *sealed, nsealed;                /* those of sealed fields, but for answers */
	int *extra, nextra;                  /* clear fields that answers look at */
	int *answer, nanswer;                /* columns that are answers */
};

struct feed_sources {
	const struct facts_schema *s;
	const struct reg *main;
	struct arena *a;
	struct source of[FACTS_NOUNS];
	int dated;                           /* column of the household's data date, or -1 */
};
void feed_sources_make(struct feed_sources *q, struct arena *a, const struct reg *main,
                  const struct facts_schema *s);

/* Rows of the household at hand, as many as facts_family has. */
struct kept {
	const struct rec **row;
	int n, room;
};

/* What reads: a connection with its memory. */
struct feed_read {
	struct ctx *cx;
	const struct feed_sources *q;
	struct reg *r;
	struct arena a;                      /* of one household: the caller resets it */
	struct family fam;
	struct facts_family one;
	struct stmt *s[FACTS_NOUNS];
	bool there[FACTS_NOUNS];             /* the statement stands on a row */
	struct kept kept[FACTS_NOUNS];
	bool open;                           /* an answer asked for what is not at hand */
	uint64_t rows;
};
void feed_read_open(struct feed_read *k, struct ctx *cx, const struct feed_sources *q,
                    struct reg *r);
void feed_read_close(struct feed_read *k);
/* Every noun's statement on its first row: of an area's households, or of one household. The
 * household's columns are its id, its area, its id. */
enum err feed_read_begin(struct feed_read *k, bool one, int64_t id);
void feed_read_end(struct feed_read *k);
/* Rows of k->one, which was started, from every statement that stands on one of them. */
enum err feed_read_take(struct feed_read *k);

/* ---- answers (feed_answer.c) ---- */

/* Can rows of the household alone answer w->e, wherever it lies? Fills in w what it looks at. */
bool feed_answer_closed(const struct model *m, struct facts_answer *w);
/* Every noun that a text looks at rows of, some of them twice. */
void feed_answer_nouns(const struct expr *e, void (*each)(void *state, const struct entity *e),
                  void *state);
/* Which fields of which nouns the answers look at. */
void feed_answer_sources(struct feed_sources *q);
/* Makes the answers of the household's rows, which were read. */
void feed_answer_family(struct feed_read *k);

#endif
