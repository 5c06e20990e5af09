/* api_notice - what the API of notices, of objections and of declarations share. Inside src/web
 * only. */
#ifndef WEB_API_NOTICE_H
#define WEB_API_NOTICE_H

#include "domain/gate/objection.h"
#include "domain/office/office.h"
#include "web/api.h"

/* A row where it lies, as what somebody wants to do something to. */
struct office_object placed(const struct rec *row, enum object_state state);
/* May the caller work on cases where it lies? */
bool may_work(struct web_req *q, const struct rec *row);

struct listing_of {
	uint8_t tag;                 /* of the noun */
	const char *(*is)(struct web_req *q, const struct rec *row);     /* its state, as a word */
	enum err (*put)(struct web_req *q, const struct rec *row);       /* a row, opened */
};
/* {"items":[...],"all":n}: rows that the caller may see, the newest first, of ?area= and ?state=
 * ("open": not answered yet); all: how many there are, though only the newest are given. */
enum err put_listed(struct web_req *q, struct listing_of of);
/* The word of a state that has one of these meanings. */
const char *state_word(struct web_req *q, const struct rec *row, int field,
                       const char *const *words);
void put_day(struct web_req *q, const char *key, const struct rec *row, int field);
/* "due", and "left": how many days are left until then, by the day of the office. */
void put_due(struct web_req *q, const struct rec *row, int field);
/* {"place","taken"} of a photograph; nothing where there is none. */
void put_photo(struct web_req *q, const char *key, const struct rec *row, int place, int taken);
/* "state", "kind", and "unproven": its days are over, without the photo of the last; nothing if it
 * is not so. */
void put_notice_is(struct web_req *q, const struct rec *row);
void put_number(struct web_req *q, const char *key, int64_t n);
struct cell_of { const char *key; int field; };
/* "id", "is", "place" of a row, and of these cells those that there are, as words. */
enum err put_row_head(struct web_req *q, const struct rec *row, const char *is,
                      const struct cell_of *cell, size_t n);
/* "place": names from the township down. */
enum err put_place(struct web_req *q, const struct rec *row);

/* A day of the body; 0: not stated. ERR_INPUT with its name. */
enum err ask_day(struct web_req *q, const struct web_body *b, const char *name, date_t *out);
/* The place of the body's "area", if the caller sees it; 0: not stated. */
enum err ask_area(struct web_req *q, const struct web_body *b, int64_t *out);
/* The same of ?area=. */
enum err area_asked(struct web_req *q, int64_t *out);
/* Does what is asked, once for each Idempotency-Key, and answers {"done":true}. */
enum err done_once(struct web_req *q, enum err (*act)(struct web_req *q));

#endif
