/* page - pages made here, without script: sign in, first visit, what is public. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/request.h"

/* Begins a page: head, title and header; then what the caller writes; then page_end. */
void page_start(struct web_req *q, int status, const char *title_key);
void page_finish(struct web_req *q);
/* Text, escaped; a sentence by its key, escaped. */
void page_text(struct web_req *q, struct str s);
void page_say(struct web_req *q, const char *key);
/* Markup of ours. */
void page_raw(struct web_req *q, const char *html);

#endif
