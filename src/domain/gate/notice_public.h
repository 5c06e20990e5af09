/* notice_public - what the public may read of notices: whoever asks, without scope. Only what is
 * notice_shown is there, and of it only the frozen, masked list. */
#ifndef DOMAIN_GATE_NOTICE_PUBLIC_H
#define DOMAIN_GATE_NOTICE_PUBLIC_H

#include "domain/gate/notice_page.h"

/* ERR_NOTFOUND: there is none, or it was never posted. Of one that is not shown any more only what
 * a notice_page_gone says. */
enum err notice_public(struct ctx *cx, struct reg *r, struct str no, struct notice_page *out);

struct notice_brief {
	struct str no, title, title_en;
	int64_t area;
	const char *state;
	date_t posted, until;        /* until 0: its clock stands still */
	bool result;                 /* it states a result: nothing runs */
	bool mending;                /* notice_mending */
};
/* Those that are shown, newest first: from the n-th, at most `most`. *all: how many
 * there are. */
enum err notice_public_list(struct ctx *cx, struct reg *r, int from, int most,
                            struct notice_brief **out, int *n, int *all);

extern const struct sql *const notice_public_sqls[];

#endif
