/* conversation - notes of talks about a matter (谈话记录): who spoke with whom, on which day, how, and
 * what was said. Sealed under the household's key; told like the reason of a decision. */
#ifndef DOMAIN_GATE_CONVERSATION_H
#define DOMAIN_GATE_CONVERSATION_H

#include "domain/gate/matter.h"

#define CONVERSATIONS_MOST 200   /* of one matter */

struct conversation_new {
	struct str held_by;          /* names, by commas of any kind; empty: who enters it */
	struct str with, said;       /* names; what was said, in lines */
	struct str manner;           /* tag or label of the list talk_manner; empty: not told */
	date_t on;                   /* 0: today */
};
/* Writes a note, in one leaf; *no is its number, in cx's arena. For who works where the matter is,
 * whether it has ended or not. ERR_INPUT: nobody or nothing said, no name, a day to come or of a
 * closed year, an unknown manner; ERR_LIMIT; ERR_DENIED. */
enum err conversation_add(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct matter *m, const struct conversation_new *n,
                          struct str *no);

#endif
