/* public - the site under /p/ that everybody reads: made here, without script, for old phones, for
 * large print, for paper. Inside src/web only. */
#ifndef WEB_PUBLIC_H
#define WEB_PUBLIC_H

#include "policy/valid.h"
#include "web/html.h"

struct public_site;

/* What a web keeps of it: pages as they were last written, how often who asked. */
enum err public_new(struct ctx *cx, struct reg *r, int64_t rate, struct public_site **out);
void public_free(struct ctx *cx, struct public_site *s);

/* Before a public route runs: answered (from what is kept, or because who asks, asks too often)? */
bool public_answered(struct web_req *q);
/* What a route has written is kept as long as nothing public changes and the day is the same. */
void public_keep(struct web_req *q);
uint64_t public_epoch(const struct public_site *s);
/* May who asks send this now? False: the answer is written, and says for how long not. Kinds are
 * counted apart: who asks about a number keeps nobody from declaring. */
enum public_send { SEND_OBJECTION, SEND_DECLARATION, SEND_QUESTION, SEND_PROOF,
	SEND__COUNT };
bool public_may_send(struct web_req *q, enum public_send kind);
/* What was sent is asked for again, since it was not filled in right: it hardly counts. */
void public_sent_wrong(struct web_req *q, enum public_send kind);

/* The document of a rule, in small print: nothing if none is stated. */
void public_basis(struct web_req *q, const struct basis *b);
/* Nothing while it holds; else from when to when it did, and that what is under way goes by it. */
void public_over(struct web_req *q, date_t from, date_t to);
/* Begins a page (title: text, not a key), and ends it. */
void public_start(struct web_req *q, int status, struct str title);
void public_finish(struct web_req *q);
/* The error in cx as such a page, instead of what was written so far. */
void public_problem(struct web_req *q);
/* " href=..." of a page of this site, in the language and size that were chosen. Behind `path` come
 * a segment and a query, either may be empty. */
void public_href(struct web_req *q, const char *path, struct str segment, const char *query);
/* A whole link, its text by a key. */
void public_link(struct web_req *q, const char *path, const char *key);
/* Appends the address alone, as a form's action has it. */
void public_action(struct web_req *q, const char *path);

/* A sum to be done by who sends something: asked in words on the form, and checked. */
void public_sum_put(struct web_req *q);
/* True: right, and sent for the first time; *again: the receipt that it was given before, or
 * empty. */
bool public_sum_right(struct web_req *q, struct str *again);
/* What the form came to, for who sends it twice. */
void public_sum_done(struct web_req *q, const char *receipt);
/* Runs what takes a form. The same one sent twice at once, as by a double click, is taken one after
 * the other, so that the second hears what the first came to. */
enum err public_once(struct web_req *q, enum err (*form)(struct web_req *q));

#endif
