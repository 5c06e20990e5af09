/* never - conditions that no row can meet: a check made of them looks at everything and finds
 * nothing, for years. Seen is what stands in the text: an area below 0 and above 100, a person both
 * male and female, a value that is missing and yet compared. What needs more than that passes. */
#ifndef RULE_NEVER_H
#define RULE_NEVER_H

#include "rule/expr.h"

/* Can both never be true of one row? among may be NULL. *at: the piece that shows it. What reads
 * nothing is worked out: an error is neither true nor false. */
bool expr_never(const struct model *m, const struct expr_node *among,
                const struct expr_node *fires, const struct expr_node **at);
/* Can it never be false? It may still be unknown. */
bool expr_always(const struct model *m, const struct expr_node *n);

#endif
