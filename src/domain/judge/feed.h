/* feed - keeps the column snapshot (rule/facts) the same as the register's rows: built from a scan,
 * then fed with whose rows each commit touched - by hand, by an import, taken back, merged.
 *
 * Households that are gone, and members who died or left (register_alive), are not in it.
 *
 * A commit only notes the households; they are read again when somebody next asks for a view. What
 * cannot be followed one by one (a large import, a restored file) is scanned again. */
#ifndef DOMAIN_JUDGE_FEED_H
#define DOMAIN_JUDGE_FEED_H

#include "domain/register/register.h"
#include "rule/facts.h"

struct feed;

struct feed_ask {
	const struct facts_want *want;   /* of root "household"; copied */
	int n;
	const struct facts_answer *answer;       /* texts to be answered of each row, in columns of
	                                    their own; they outlive the feed */
	int nanswer;
	const char *const *coarse;       /* see facts_schema_new; ended by NULL, or NULL */
	const char *path;                /* file to be opened, and saved when closed by who writes;
	                                    NULL: none */
	int threads;                     /* of a scan; 0: as many as there are processors */
};

/* From the file if it is of this register as it is now, else by a scan. `main` is open for reading
 * or writing; when it writes, its commits are followed until feed_close. The feed reads everything,
 * whatever scopes there are: whoever shows something of it limits it to areas. */
enum err feed_open(struct ctx *cx, struct reg *main, const struct feed_ask *ask,
                   struct feed **out);
/* Before the register is closed, and after all views were released. */
enum err feed_close(struct ctx *cx, struct feed *f);

/* All commits that were answered before are in it. Release it with feed_release; any thread. */
enum err feed_hold(struct ctx *cx, struct feed *f, const struct facts_view **out);
void feed_release(struct feed *f, const struct facts_view *v);

const struct facts_schema *feed_schema(const struct feed *f);
/* Area indexes of a view are indexes here (register_areas): an area and all below it are
 * node[i].lo .. node[i].hi - 1. Valid until the view is released. */
const struct area_node *feed_areas(struct feed *f, const struct facts_view *v, int *n);
/* Index of an area in a view, or -1. */
int32_t feed_area(struct feed *f, const struct facts_view *v, int64_t id);

/* Which register, as it is now, a file would be a snapshot of: facts_save's stamp. */
enum err feed_stamp(struct ctx *cx, struct feed *f, uint64_t *stamp);

/* What has happened since it was opened: for figures. */
struct feed_told {
	uint64_t scans, rows, updates, ns;       /* rows and time of the last scan */
	bool from_file;
};
struct feed_told feed_told(const struct feed *f);

#endif
