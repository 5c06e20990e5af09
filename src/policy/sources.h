/* sources - who states the values of a list, and who is right when that source and the register
 * both have a new value. sources.yaml of a pack:
 *   sources:
 *     national:
 *       zh: 国家系统
 *       en: National system
 *       conflict: ask            # both have a new value: ask, ours or theirs (ask)
 *       first: ask               # it lists a row that stood here with another value already (ask)
 *       full: [list32, person]   # lists that hold all that the source has
 *       missing_most: 20         # percent; a list that lacks more is taken as a part (20)
 *       stamps: [household.data_date]      # always taken and not counted: they date the list
 *       fields:
 *         person.phone: ours     # or {conflict: ours, first: theirs}
 * A child pack overrides what it states, source by source and field by field. */
#ifndef POLICY_SOURCES_H
#define POLICY_SOURCES_H

#include "entity/entity.h"

enum way { WAY_ASK, WAY_OURS, WAY_THEIRS };

struct source_rule {
	struct str entity, field;
	enum way conflict, first;
	bool stamp;
	struct str at;               /* file:line:column, for people */
};

struct data_source {
	struct str name, zh, en;
	enum way conflict, first;
	struct str *full;            /* kinds of lists, as a batch names them */
	int nfull;
	int64_t missing_most;        /* percent */
	struct source_rule *rule;
	int nrule;
};

struct pack;
const struct data_source *pack_source(const struct pack *p, struct str name);
/* Names of the sources, separated by commas, for messages. */
struct str pack_source_names(struct arena *a, const struct pack *p);
/* The rule that holds for a field: the source's own default where it has none. */
struct source_rule source_rule_of(const struct data_source *s, struct str entity, struct str field);
bool source_full(const struct data_source *s, struct str kind);
/* Every rule must name a field of the model: ERR_INPUT at the rule's place. */
enum err sources_fit(struct ctx *cx, const struct pack *p, const struct model *m);

#endif
