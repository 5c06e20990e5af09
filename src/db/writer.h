/* writer - the one thread that changes data. Domain write functions run whole on it, each in a
 * savepoint (a failure rolls back alone); several that wait together share one commit (group
 * commit), and each caller gets its answer only after that commit is on disk. After ERR_UNKNOWN
 * the writer answers ERR_UNKNOWN to all that were in flight and reopens the database. */
#ifndef DB_WRITER_H
#define DB_WRITER_H

#include "db/db.h"

struct writer;

/* fn runs on the writer thread inside a savepoint. It reports errors through cx. */
typedef enum err writer_fn(struct ctx *cx, struct db *db, void *arg);

/* hooks keep in-memory state in step with the database (the journal's frontier): called on the
 * writer thread; any may be NULL. `reopened` is also called when a whole group was rolled back;
 * its cx lives until the next successful call, so what it loads may stay in cx's arena. */
struct writer_hooks {
	enum err (*begin)(struct ctx *cx, struct db *db, void *state);      /* after BEGIN */
	void (*mark)(void *state);                  /* a savepoint was made: remember */
	void (*undo)(void *state);                  /* it failed: back to the mark */
	enum err (*before_commit)(struct ctx *cx, struct db *db, void *state);
	void (*committed)(void *state);             /* durable: tell subscribers */
	enum err (*reopened)(struct ctx *cx, struct db *db, void *state);   /* reload */
	void *state;
};

enum err writer_start(struct ctx *cx, const char *db_path, const struct writer_hooks *h,
                      struct writer **out);
/* Waits for the outcome. cx carries the error's details. At most 256 wait; more get ERR_LIMIT. */
enum err writer_run(struct ctx *cx, struct writer *w, writer_fn *fn, void *arg);
void writer_stop(struct writer *w);        /* finishes what is queued, closes the database */

#endif
