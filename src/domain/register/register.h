/* register - one county's (or nation's) register, open: database, journal, keys, policy, nouns.
 *
 * A register is a data folder D with jingzhun.db; beside it stand D.keys (secrets, 0600) and D.head
 * (verifier key and last signed head). One process writes at a time (D/jingzhun.lock); any number
 * read. Opening for writing brings an old folder up to date: new fields, changed lists. */
#ifndef DOMAIN_REGISTER_REGISTER_H
#define DOMAIN_REGISTER_REGISTER_H

#include "db/writer.h"
#include "entity/cell.h"
#include "entity/fields.h"
#include "entity/scope.h"
#include "entity/store.h"
#include "policy/pack.h"

struct receipt;

struct register_paths {
	char *dir, *db, *lock, *keys, *head; /* D, D/jingzhun.db, D/jingzhun.lock, D.keys, D.head */
	char *columns;                       /* D/columns: a snapshot that may be thrown away */
};

struct reg {
	struct register_paths path;
	struct arena arena;          /* model, pack, texts: as long as the register is open */
	struct db *db;               /* this thread's reading connection */
	struct pack *pack;
	struct model *model;
	struct keyring keys;
	bool have_keys;
	struct store *st;            /* of the register, not of a view; st->keys is NULL without keys */
	const struct scope *scope;   /* rows outside are not there; NULL: everything */
	struct writer *writer;       /* NULL when open for reading */
	int lock_fd;
	int64_t published_ms;
	bool unpublished;
	bool scratch;                /* a copy to try things on: removed when closed */
	bool adopted;                /* opening brought the folder up to date */
	bool new_schema, new_pack;   /* what was new: fields and tables; the version of the pack */
	struct receipt *receipt;     /* of the request that writes through this view, or NULL */
	struct reg *main;            /* what this is a view of; itself when it is none */
	struct reg_watch *watch;     /* who is told of commits (register_watch) */
	struct packs_then *packs;    /* the pack in former versions (pack_then); NULL: none is kept */
	struct store own;
};

struct register_init {
	const char *dir, *keys, *pack;            /* keys NULL: D.keys; pack NULL: "cn" */
	enum hash_alg hash;
	const char *passphrase;                   /* NULL: none */
	int node;                                 /* 0 .. 65535 */
};

/* Makes the folder, the keys, the schema, leaf 0, and stores pack and lists. ERR_CONFLICT if there
 * is a register already. */
enum err register_init(struct ctx *cx, const struct register_init *o);

enum reg_mode { REG_READ, REG_WRITE };
/* keys_path NULL: D.keys. REG_READ without a key file opens masked and read-only; REG_WRITE then is
 * ERR_DENIED. ERR_NOTFOUND: no register there; ERR_CONFLICT: somebody else writes. */
enum err register_open(struct ctx *cx, const char *dir, const char *keys_path,
                       const char *passphrase, enum reg_mode mode, struct reg **out);
void register_close(struct ctx *cx, struct reg *r);
/* The same register once more, for another thread: with a reading connection of its own, writing
 * through the one writer. It sees nothing until it is given a scope. Close it before the register;
 * what a view wrote is published by whoever holds that (register_publish_due). */
enum err register_view(struct ctx *cx, struct reg *main, struct reg **out);
/* After much was read through r, or worked out from it: memory that is free now is given back. */
void register_rest(struct reg *r);
/* A view that stands open beside many others keeps less in memory (db_share). */
void register_share(struct reg *view);
/* A copy of an open register beside it, open for writing with the same keys, to try an import on:
 * closing removes it. Needs the keys. */
enum err register_scratch(struct ctx *cx, struct reg *r, struct reg **out);

/* Runs fn on the writer thread as one business transaction; D.head follows (at most each second
 * while work goes on, and at close). */
enum err register_write(struct ctx *cx, struct reg *r, writer_fn *fn, void *arg);
/* Tells of each commit, on the writer's thread and before those who wrote get their answers: whose
 * rows changed. Short and without errors. w stays in the list until it is taken out; the register
 * is open for writing. */
struct reg_watch {
	void (*told)(void *state, const struct touched *t);
	void *state;
	struct reg_watch *next;
};
enum err register_watch(struct ctx *cx, struct reg *main, struct reg_watch *w);
enum err register_unwatch(struct ctx *cx, struct reg *main, struct reg_watch *w);
/* One leaf that says what was shown or done, and why; no rows. e may be NULL. */
enum err register_note(struct ctx *cx, struct reg *r, enum action act, const struct entity *e,
                       int64_t id, const char *reason, struct str extra);
/* Writes D.head if something was written through views, and not within the last second. */
enum err register_publish_due(struct ctx *cx, struct reg *main);
/* Writes D.head now. */
enum err register_publish(struct ctx *cx, struct reg *r);

/* A stored time as the office's clock showed it: "2026-01-31 14:05"; r NULL or without its pack:
 * UTC, "2026-01-31 06:05Z". */
void register_clock(const struct reg *r, int64_t unix_ms, char out[24]);
/* The day on that clock. */
date_t register_today(const struct ctx *cx, const struct reg *r);
const struct entity *register_entity(const struct reg *r, uint8_t tag);
/* Paths for a data folder (keys NULL: beside it). Memory from a. */
void register_paths(struct arena *a, const char *dir, const char *keys, struct register_paths *out);

/* ---- finding rows (register_find.c) ---- */
/* Household by its number, person by number or ID number, area by code or name path, others by key.
 * Fills *id; ERR_NOTFOUND (expected), ERR_CONFLICT if several rows have the number. */
enum err register_by_key(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                         int64_t *id);
/* The same among rows that have left the register, the last that had the number; reads the whole
 * history of the noun. Its versions are those that browse_history shows. ERR_NOTFOUND. */
enum err register_gone(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                       int64_t *id);
/* Whether r's scope has the row: by its place, its household, or the batch it came with, if that is
 * one's own. */
enum err register_sees(struct ctx *cx, struct reg *r, const struct rec *row, bool *yes);
/* Who took a batch in, and where all of it lies (0: in no one place): who sees its name. */
struct batch_of { struct str actor; int64_t area; };
enum err register_batch_of(struct ctx *cx, struct reg *r, int64_t batch, struct batch_of *out);
bool register_batch_seen(const struct scope *sc, const struct batch_of *b);
/* Loads a row with its sealed values (where keys are there). In cx's arena. */
enum err register_load(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                       struct rec **out);
/* Whether rows of a noun are entered by hand, one by one: they belong to a household, have no
 * number of their own and no file, and are not made by the program. (addition.c) */
bool register_by_hand(const struct entity *e);
/* Rows of a child noun under a parent row, opened. */
enum err register_children(struct ctx *cx, struct reg *r, const struct entity *e, int64_t parent,
                           struct rec ***out, int *n);
/* Rows of a noun that name a row by their field `via`; via -1: that lie in its area or under it, of
 * a noun with a parent those of the parents there. Opened, in a steady order, in cx's arena;
 * ERR_LIMIT when that is full. (related.c) */
enum err register_related(struct ctx *cx, struct reg *r, const struct entity *e, int via,
                          const struct rec *of, struct rec ***out, int *n);
/* The file of an area (noun village or county) for a year: its newest that is not after it (0: its
 * newest), else that of the nearest area above; NULL if there is none. (related.c) */
enum err register_file(struct ctx *cx, struct reg *r, const struct entity *e, int64_t area,
                       int year, struct rec **out);
/* Judging goes by the date of birth as stated, else by that in a valid ID number: fills it in where
 * the person's is not stated. (related.c) */
void register_birth(struct rec *person);
/* Known to be of age on that day: what is published tells of nobody else. (related.c) */
bool register_of_age(const struct rec *person, date_t on);
/* The name of the account that an actor of the journal ("account:3") is; empty: none. */
struct str register_actor(struct ctx *cx, struct reg *r, struct arena *a, struct str actor);
/* With whom a round was filled, the oldest first: whom, the share and its seed, how many of how
 * many. Empty: it was not filled. In cx's arena. (named.c) */
struct str register_drawn(struct ctx *cx, struct reg *r, const struct rec *round, enum lang lang);
/* What a REF or AREA value is shown as: the row's number, the area's code. Cached per call
 * chain. */
enum err register_ref_text(struct ctx *cx, struct reg *r, const struct field *f, int64_t id,
                           struct str *out);
extern const struct sql *const register_find_sqls[];

/* ---- what the wings above ask ---- */
/* Does the person or household still live here? No state says that it is gone. (difference.c) */
bool register_alive(const struct reg *r, const struct rec *row);
/* Is a lead explained or closed, so that nothing is to be done with it? (lead.c) */
bool register_lead_over(const struct reg *r, const struct rec *lead);
/* Does it wait to be looked at? Then a work item asks for it, with this subject. (lead.c) */
bool register_lead_waits(const struct reg *r, const struct rec *lead);
#define LEAD_TASK "lead:%lld"    /* of the lead with this id */
/* Cells as people read them, with the numbers of what they refer to kept; in the arena.
 * (browse.c) */
struct cells;
struct cells *register_cells(struct arena *a, struct reg *r);
enum err register_cell(struct ctx *cx, struct cells *c, const struct rec *row, int field,
                       enum mask mask, struct buf *out);
/* The name of a household's head as people read it: as its own row states it, else that of the
 * member who is the head; nothing if neither is known. (related.c) */
enum err register_head_name(struct ctx *cx, struct reg *r, struct cells *c,
                            const struct rec *household, enum mask mask, struct buf *out);
/* How people call a row: a household by its head, a person by the name, an income statement by its
 * period, another row by what tells it from its siblings. Nothing: by its number alone. out is
 * empty before. (called.c) */
enum err register_called(struct ctx *cx, struct reg *r, struct cells *c, const struct rec *row,
                         enum mask mask, struct buf *out);
/* A setting of the register, empty when it is not there. In cx's arena. (show.c) */
enum err register_setting(struct ctx *cx, struct reg *r, const char *key, struct str *value);
/* Is this register made from demo lists (setting demo=1, or places in province 98)? Whatever is
 * printed from it says so. (show.c) */
enum err register_is_demo(struct ctx *cx, struct reg *r, bool *demo);

struct area_node {
	int64_t id, code;            /* 12 digits */
	int parent;                  /* index or -1 */
	int level;                   /* 1 province .. 5 village, 6 group */
	struct str name;
	int lo, hi;                  /* depth-first interval of indexes: descendants are [lo, hi) */
	date_t to;                   /* 0: valid */
};
/* All areas, depth-first: children follow their parent, by code. In the arena a. (area.c) */
enum err register_areas(struct ctx *cx, struct arena *a, struct reg *r,
                        const struct area_node **out, int *n);

/* What the wings above use besides: rows changed together, files that rows name, the tree of
 * areas. */
#include "domain/register/area.h"
#include "domain/register/attachment.h"
#include "domain/register/closing.h"
#include "domain/register/edit.h"
#include "domain/register/pack_then.h"

#endif
