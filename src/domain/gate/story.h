/* story - all that happened with one matter, in the order of its days, in words of the reader's
 * language: the declaration that it came of, papers, meetings and their votes, each step with who
 * took it and why, lists with their days and photos, objections, letters. The dossier prints it and
 * the household's page shows it; neither needs to know of what rows it is made. */
#ifndef DOMAIN_GATE_STORY_H
#define DOMAIN_GATE_STORY_H

#include "domain/gate/matter.h"

struct story_line {
	date_t on;
	struct str what, who, told;  /* who and told may be empty; told: parts, one a line */
};
/* The lines of a matter that was loaded whole, the oldest first, in cx's arena. clear: with what
 * was said of the family; else a sealed text is told as "***". What the scope does not show is left
 * out. */
enum err story_of(struct ctx *cx, struct gate *g, const struct matter *m, bool clear,
                  struct story_line **out, int *n);

/* A verdict as a decision keeps it ("STANDARD STATE SIGNS") in words: the standard, whether it is
 * met, and which clauses are and are not. What p does not know stays as it is. In cx's arena. */
struct str verdict_says(struct ctx *cx, const struct gate *g, const struct pack *p,
                        struct str kept, date_t on);
/* The label of a verdict's state as records keep it: "met", "not_met", "unknown". */
struct str verdict_state_says(const struct gate *g, struct str word, enum lang lang);

#endif
