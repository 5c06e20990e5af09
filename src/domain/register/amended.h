/* amended - the versions of its pack that a register was judged by, and what each next one changed:
 * lines, clauses, parameters, standards, checks, names, documents, settings. A version that changes
 * what nobody approved is not taken over (policy/versions.h). */
#ifndef DOMAIN_REGISTER_AMENDED_H
#define DOMAIN_REGISTER_AMENDED_H

#include "domain/register/register.h"
#include "policy/versions.h"

/* What r's pack changes beside a stored one, as it is kept: a line for each change, in cx's arena;
 * empty: nothing, or the stored text is of a program that is too old to compare. ERR_INPUT at the
 * entry: the change is not allowed. */
enum err amended_by(struct ctx *cx, const struct reg *r, struct str stored, struct str *out);

/* A change as it was kept. */
struct amended_change {
	struct str how, kind, id, area, from, state, before, now, review, approval;
};
struct amended_version {
	struct str name, by, changes;
	int64_t loaded;              /* unix ms */
	bool first;
};
/* All versions, the oldest first; in cx's arena. */
enum err amended_list(struct ctx *cx, struct reg *r, struct amended_version **out, int *n);
/* Cuts the next change off; false: there is none. */
bool amended_next(struct str *changes, struct amended_change *out);

extern const struct sql *const amended_sqls[];

#endif
