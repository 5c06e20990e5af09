/* api_gate - what the routes of procedures share: rounds, cases (matters), meetings. Inside src/web
 * only. */
#ifndef WEB_API_GATE_H
#define WEB_API_GATE_H

#include "domain/gate/board.h"
#include "web/api_notice.h"
#include "web/row.h"
#include "web/web_int.h"

#define CASES_AT_ONCE 200

/* What procedures are asked with, for this request; packs are compiled once for all. */
struct gate *gate_of(struct web_req *q);
/* In the reader's language. */
struct str gate_says(const struct web_req *q, struct str zh, struct str en);
void put_date(struct web_req *q, const char *key, date_t d);
void put_flag(struct web_req *q, const char *key, bool yes);
enum err put_place_of(struct web_req *q, const char *key, int64_t area);
/* A value of a list as its label. */
void put_label(struct web_req *q, const char *key, const struct rec *row, int field,
               const char *list);
/* {"id","name"} of a gate. */
void put_gate(struct web_req *q, const char *key, const struct procedure *p, int gate);
/* "end" of a gate: confirmed, refused, withdrawn; nothing of one from which it goes on. */
void put_gate_end(struct web_req *q, const struct procedure_gate *gate);
/* "kind", "title", "taken" and "type" of an attachment. */
void put_paper(struct web_req *q, const struct rec *attachment);
/* "id" and "name" of a kind of paper, by its tag. */
void put_kind(struct web_req *q, const struct pack *p, struct str tag);
/* An array out of a body, each element decoded if it is a text and as written otherwise. ERR_INPUT:
 * more than `most`. */
enum err body_array(struct web_req *q, const struct web_body *b, const char *name, int most,
                    struct str **out, int *n);
/* ?area= as a scope; NULL: none is asked for. */
enum err place_asked(struct web_req *q, const struct scope **out);
/* One card: who asks, the case, what it still needs. */
struct board_card;
enum err card_put(struct web_req *q, struct cells *cells, const struct matter *m,
                  const struct board_card *card, bool whose);
/* "notices", "objections" and "declaration" of a case; what was told in clear, or not. */
enum err case_filed_put(struct web_req *q, struct gate *g, const struct matter *m, bool clear);
/* "objections": those that wait for who asks to look into them or to answer, the oldest first. */
enum err objections_mine_put(struct web_req *q);
/* "rounds": open ones of procedures for households whose area holds this one; area 0: all.
 * household: without those that are not for it, 0: not known. procedure: of that one; empty: of any
 * that answers declarations. */
enum err open_rounds_put(struct web_req *q, int64_t area, int64_t household, struct str procedure);
/* A round by its number. ERR_NOTFOUND. */
struct round_view;
enum err open_round(struct web_req *q, struct gate *g, struct str no, struct round_view *out);
/* "hands": role by role, who may take this step of a case now, by name; logins: and as he signs
 * in, for who may name him. */
enum err case_hands_put(struct web_req *q, const struct matter *m, struct str act, bool logins);
/* "stories": each case with all that happened, in the order of its days. */
enum err case_stories_put(struct web_req *q, struct gate *g, const int64_t *matter, int n,
                          bool clear);
/* Whether who asks works on cases there, decides or inspects them: reasons and verdicts may tell of
 * an illness. The case's page, the household's story, papers of both, and the declaration that a
 * case came of ask this alone, so that none tells what another masks: who decides needs what was
 * declared, but only once it is a case. Of a household, not who sees no sealed value at all (upper
 * levels). household 0: of the area alone. */
bool case_deals(struct web_req *q, int64_t area, int64_t household);
/* The same of a meeting: who came, what was said, what is noted of a vote. */
bool meeting_deals(struct web_req *q, const struct rec *meeting);
/* The same of a case by its row's number; of one that is not there, *deals is false. */
enum err case_deals_with(struct web_req *q, int64_t matter, bool *deals);
/* "no":"P12" of a row's number. */
struct str matter_no(struct web_req *q, int64_t id);

/* What somebody says when he acts, out of a body. */
enum err order_of(struct web_req *q, const struct web_body *b, struct matter_order *o);

#endif
