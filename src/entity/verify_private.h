/* verify_private - shared by the parts of verify_rows; nobody else includes it. */
#ifndef ENTITY_VERIFY_PRIVATE_H
#define ENTITY_VERIFY_PRIVATE_H

#include "entity/verify_rows.h"

#define TELL_MAX 50              /* findings of one kind told for one noun; then only counted */

struct commits;                  /* verify_commit.c */
struct seek_sums;                /* verify_seek.c */

/* How often a kind of finding was met for a noun. */
struct told { const char *key, *noun; int64_t n; };

struct rows_pass {
	struct ctx *cx;
	struct db *db;
	const struct model *m;
	struct verify *v;
	void (*progress)(void *arg, int64_t rows);
	void *arg;
	struct arena a;              /* as long as the pass */
	int64_t done;
	struct commits *commits;
	struct seek_sums *seek;
	struct told told[256];
	int ntold;
};

/* A finding. noun groups those of one kind for TELL_MAX; the object is what fmt makes. */
void rows_tell(struct rows_pass *p, enum verify_class cls, const char *key, const char *noun,
               const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* What cannot be read is a finding, then OK; what fails for other reasons stays an error. */
enum err rows_soften(struct rows_pass *p, enum err e, const char *what);

/* "household 9800… (#17), version 2": the row the statement stands on. */
#define ROW_NAME_MAX 256
void row_name(const struct entity *e, struct stmt *s, int32_t version, char out[ROW_NAME_MAX]);
/* The same for a row that may be gone: its number is taken from what is left of it. */
void row_name_of(struct rows_pass *p, const struct rowkey *k, char out[ROW_NAME_MAX]);

/* ---- verify_schema.c: tables, indexes and stamps are those that this program makes ---- */
enum err schema_check(struct rows_pass *p);

/* ---- verify_commit.c: what the leaves commit to ---- */
enum commit_state {
	COMMIT_OK,
	COMMIT_NONE,                 /* no such leaf, or no such place in it */
	COMMIT_OTHER,                /* the place is another row's */
	COMMIT_CHANGED,              /* the place is this row's, its content differs */
	COMMIT_TWICE,                /* the place was taken by another copy of the row */
};
/* *there false: the log cannot be used, which verify_log has said. */
enum err commits_load(struct rows_pass *p, bool *there);
enum err commits_take(struct rows_pass *p, const struct rowkey *k, int64_t leaf, int64_t ix,
                      const struct hash *h, enum commit_state *state);
/* Reports every commitment that no row has taken. */
enum err commits_left(struct rows_pass *p);
void commits_free(struct rows_pass *p);
/* Was the seed of this row erased by a leaf ACT_ERASE? */
bool commits_erased(const struct rows_pass *p, uint8_t tag, int64_t id);

/* ---- verify_seek.c: the search index follows from the rows ---- */
void seek_sums_begin(struct rows_pass *p);
void seek_sums_want(struct rows_pass *p, uint64_t key, int64_t id);
enum err seek_sums_check(struct rows_pass *p);

#endif
