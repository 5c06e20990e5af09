/* publish - what hangs, as files that any web site can hold: for each notice a page in both
 * languages, the bytes of its list, the proof that they stand in the log, the head that was signed
 * when they were frozen, and the proof that the log only grew since; one checkpoint for all. A
 * stranger checks them with tools/verify-notice.mjs, we with publish_check. docs/notices.md */
#ifndef DOMAIN_GATE_PUBLISH_H
#define DOMAIN_GATE_PUBLISH_H

#include "domain/gate/notice_page.h"

struct publish_order {
	const char *dir;             /* made if it is not there; earlier files are replaced */
	const char *url;             /* where the public site stands, for QR codes; NULL: none */
	const char *css;             /* how pages look */
};
/* *n: notices written. Only those that are shown today; files of others are removed. */
enum err publish(struct ctx *cx, struct reg *r, const struct publish_order *o, int *n);

/* The head of a page, where styles may follow (css_href NULL: only those); its body; its end. */
void publish_page_begin(struct buf *out, enum lang lang, struct str title, const char *css_href);
void publish_page_body(struct buf *out);
void publish_page_end(struct buf *out);

#endif
