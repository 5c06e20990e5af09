/* finding - what was found wrong, and what became of it. A finding is open until somebody says that
 * it was corrected, explained, or checked and right, or until its file is imported anew or undone.
 * Who said so and when stands in the row, why in the journal: one leaf each. */
#ifndef DOMAIN_REGISTER_FINDING_H
#define DOMAIN_REGISTER_FINDING_H

#include "domain/register/area.h"

enum finding_act { FINDING_CORRECTED, FINDING_EXPLAINED, FINDING_RIGHT, FINDING_REOPEN };

/* What became of an edit. Only FINDING_DONE changed anything. */
enum finding_result { FINDING_DONE, FINDING_UNKNOWN, FINDING_CLOSED_ALREADY, FINDING_OPEN_ALREADY };

struct finding_edit {
	int64_t id;
	enum finding_act act;
	struct str why;              /* for the journal; may be empty */
	struct str by;               /* who dealt with it, as told; empty: the actor */
	enum finding_result result;
};

/* Makes all edits that can be made, in one transaction. An act that the pack's list finding_state
 * has no value for: ERR_INPUT finding-no-state. */
enum err finding_do(struct ctx *cx, struct reg *r, struct finding_edit *edit, int n);
/* What finding_do would say, without doing it. */
enum err finding_try(struct ctx *cx, struct reg *r, struct finding_edit *edit, int n);

bool finding_is_open(const struct rec *f);
/* The village that a finding is about: its own, else that of the household; 0 unknown. */
enum err finding_area(struct ctx *cx, struct reg *r, const struct rec *f, int64_t *area);
/* Number of the household that a finding is about, or of that of its person; empty: none is known,
 * or the person is gone. */
enum err finding_household(struct ctx *cx, struct reg *r, const struct rec *f, struct str *no);
/* F17 and back: F17, f17, 17, with blanks around; full-width digits, too. */
size_t finding_no_put(char out[24], int64_t id);
bool finding_no_read(struct str s, int64_t *id);
/* The act that a cell names: a label of finding_state or corrected, explained, right. */
bool finding_act_read(const struct reg *r, struct str s, enum finding_act *act);
/* Label of the state that an act leads to. */
struct str finding_act_label(const struct reg *r, enum finding_act act, enum lang lang);

#endif
