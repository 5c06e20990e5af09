/* settle - what people decide about differences: whose value stands, and what became of those whom
 * a source lists no more. The decision, and what it changes in the row itself, are one transaction.
 */
#ifndef DOMAIN_REGISTER_SETTLE_H
#define DOMAIN_REGISTER_SETTLE_H

#include "domain/register/difference.h"
#include "domain/register/edit.h"

struct settle {
	enum { SETTLE_OURS, SETTLE_THEIRS, SETTLE_ANSWER } take;
	int64_t answer;              /* of list gone_answer */
	date_t on;                   /* when it happened, 0 unknown */
	const char *reason;
};

/* Adds to the edits what settles one opened difference: its own row and, where the source's value
 * is taken or somebody died or left, the rows concerned. A decision may be changed as long as the
 * value is the one it left. ERR_INPUT: that cannot be said of this difference. */
enum err settle_add(struct ctx *cx, struct edits *e, const struct difference_codes *k,
                    const struct settle *how, int64_t id);

#endif
