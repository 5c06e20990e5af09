/* web_int - what the parts of src/web share. Nobody else includes it. */
#ifndef WEB_WEB_INT_H
#define WEB_WEB_INT_H

#include "domain/judge/judge.h"
#include "web/page_cache.h"
#include "web/readings.h"
#include "web/web_req.h"

struct whatif_desk;
struct tally;
struct public_site;
struct gate_laws;

struct route_head { uint16_t n, slashes; };      /* literal bytes it begins with; all its slashes */

#define WEB_TOOK 12              /* bounds of web_took_us, and what took longer */
extern const int64_t web_took_us[WEB_TOOK - 1];

struct web {
	struct web_settings set;
	struct http_server *server;
	struct reg **view;           /* one a thread of the server, then one a worker */
	int nview, threads;
	struct route_head *head;     /* one a route */
	struct jobs *jobs;
	struct readings *readings;
	struct page_cache *pages;
	struct public_site *public;
	struct arena rules;          /* what judge holds */
	struct judge judge;          /* of no view: see judge_of */
	struct whatif_desk *whatif;
	struct gate_laws *laws;      /* packs compiled, when first asked for */
	struct tally *tally;         /* figures of any place, kept */
	bool demo, outlines;         /* outlines: maps can be drawn */
	int64_t began_ms, swept_ns;
	uint64_t asked, refused;     /* requests and those answered with an error, for /metrics */
	uint64_t took[WEB_TOOK], took_us;    /* how long answers took, by web_took_us; all together */
};

/* The page of a household as it was written before, if it is still true and for who asks; without
 * the database (api_row.c). */
bool household_page_kept(struct web_req *q);

/* The queue (jobs.c). */
enum err jobs_start(struct ctx *cx, struct web *w, struct jobs **out);
void jobs_stop(struct ctx *cx, struct jobs *j);
int jobs_running(const struct jobs *j);

#endif
