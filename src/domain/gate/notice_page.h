/* notice_page - a notice as HTML without script: for the public site, for published folders, for
 * the sheet that is hung up. Says nothing but the frozen list, its state, and how to object. */
#ifndef DOMAIN_GATE_NOTICE_PAGE_H
#define DOMAIN_GATE_NOTICE_PAGE_H

#include "domain/gate/notice_mend.h"

struct notice_page {
	const struct rec *row;
	struct notice_text text;
	const char *state;           /* notice_is */
	bool shown;                  /* notice_shown */
	int64_t day;                 /* notice_day */
	date_t made;                 /* when its list was frozen */
	struct notice_mending mending;
	enum notice_gone gone;       /* of one that is not shown */
	bool live;                   /* made for this very day: no paper, no file */
	struct basis basis;          /* what says that it hangs; document empty: nothing stated */
	enum lang lang;
	int from, most;              /* lines from..from+most; most 0: all */
	struct str frozen;           /* the head at freezing; empty: not shown */
	struct str url;              /* of the notice, for the QR; empty: none */
};
/* Reads what the page needs; ERR_TAMPER: the frozen bytes are not those that were hashed. */
enum err notice_page_of(struct ctx *cx, struct reg *r, const struct rec *row, bool board,
                        struct notice_page *out);
/* The part that is always there: title, days, table, legal basis, phones. */
void notice_page_put(struct buf *out, const struct reg *r, const struct notice_page *p);
/* A document of the pack as people cite it, with the clause; nothing if there is none. */
void notice_basis_put(struct buf *out, const struct pack *p, enum lang lang,
                      const struct basis *b);
/* Small print: number, hash of the list, size and root of the log when it was frozen; with a QR if
 * there is an address. */
enum err notice_page_proof(struct ctx *cx, struct buf *out, const struct notice_page *p);
/* "NO SIZE ROOT LIST": what verify-notice.mjs takes as --sheet. */
enum err notice_sheet_text(struct ctx *cx, const struct notice_page *p, struct buf *out);
/* The same with so many digits of each hash, 16 at least: for print. */
enum err notice_sheet_digits(struct ctx *cx, const struct notice_page *p, size_t digits,
                             struct buf *out);
/* What a QR code of it says: the address if there is one, "#", and the four joined by dots (what
 * stands behind "#" no browser sends). */
enum err notice_code_text(struct ctx *cx, const struct notice_page *p, struct buf *out);
/* The notice is over: what is left to say, without any line of it. */
void notice_page_gone(struct buf *out, const struct notice_page *p);

#endif
