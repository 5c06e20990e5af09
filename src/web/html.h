/* html - pages made here, without script. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "web/web_req.h"

/* Begins a page: head, title and header; then what the caller writes; then html_finish. */
void html_start(struct web_req *q, int status, const char *title_key);
void html_finish(struct web_req *q);
/* Text, escaped; a sentence by its key, escaped. */
void html_text(struct web_req *q, struct str s);
void html_say(struct web_req *q, const char *key);
/* The same with {0} and {1} put in; b may be NULL. */
void html_say_with(struct web_req *q, const char *key, const char *a, const char *b);
/* The error in cx as a sentence over the form; nothing if there is none. */
void html_error(struct web_req *q);
/* Markup of ours. */
void html_raw(struct web_req *q, const char *html);

#endif
