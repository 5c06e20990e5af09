/* page_cache - household pages as they were last written out: one that is looked at again, by
 * whoever may see it, costs no reading of rows. The pages lie sealed, under a key of this process,
 * in a file without a name in the data folder; memory holds only where they lie. A commit that
 * touches a household makes its page unknown before the one who wrote gets an answer. */
#ifndef WEB_PAGE_CACHE_H
#define WEB_PAGE_CACHE_H

#include "domain/register/register.h"

#define PAGE_ACTOR_MOST 64

/* What decides who may be shown a kept page; kept with it. */
struct page_about {
	int64_t household, area;
	int32_t version, day;        /* day: ages are of that day (date_t) */
	bool batch_shown;            /* the page names the file that the household came with */
	uint8_t batch_actor_n;       /* 0: it came with none */
	int64_t batch_area;
	char batch_actor[PAGE_ACTOR_MOST];
};

struct page_cache;
/* Watches r, which is open for writing, until it is freed. */
enum err page_cache_new(struct ctx *cx, struct reg *r, struct page_cache **out);
void page_cache_free(struct ctx *cx, struct page_cache *c);      /* NULL is fine */
/* How many commits were told of: to be asked before the reading begins that a page is made from. */
uint64_t page_cache_now(const struct page_cache *c);
/* Appends the page of the household with this number; false: it is not there, or no longer true.
 * a: for a while. */
bool page_cache_get(struct page_cache *c, struct arena *a, struct str no, enum lang lang,
                    struct page_about *about, struct buf *page);
void page_cache_put(struct page_cache *c, struct str no, enum lang lang, uint64_t then,
                    const struct page_about *about, struct str page);

#endif
