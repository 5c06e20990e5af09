/* edit - single changes by hand: values typed by a person, by the same rules as a cell of a sheet,
 * written with a reason as one transaction. Several rows may change together: all or none. */
#ifndef DOMAIN_REGISTER_EDIT_H
#define DOMAIN_REGISTER_EDIT_H

#include "domain/register/register.h"

struct closing_at;

struct edit_row {
	struct rec *old, *now;       /* old NULL: a new row; now NULL: it leaves the register */
	bool always;                 /* written also if it says the same: a version more */
};

struct edits {
	struct reg *r;
	struct edit_row *row;        /* in cx's arena */
	int n, cap;
	struct closing_at *year;     /* that have to be open still when it is written */
	int nyear, yearcap;
	const char *reason;          /* goes into the journal */
	struct str extra;
	uint8_t object;              /* what the leaf is about; 0 and 0: the first row */
	int64_t object_id;
	/* Asked on the writer's thread, before anything is written and while nobody else writes: does
	 * what was looked at before still hold? NULL: nothing but the rows themselves decides. */
	enum err (*still)(struct ctx *cx, struct db *db, struct edits *e);
	void *still_of;
};
void edits_begin(struct edits *e, struct reg *r, const char *reason);
/* What is written is of that day there. ERR_CONFLICT closing-closed: the year is closed; asked now,
 * and once more on the writer's thread. day: as closing_open takes it. */
enum err edits_in_year(struct ctx *cx, struct edits *e, int64_t area, date_t day);
/* The row as it will be, to be changed: the same one when it is asked for again. In cx's arena. */
enum err edits_row(struct ctx *cx, struct edits *e, const struct entity *noun, int64_t id,
                   struct rec **now);
/* The same of a row that was looked at before. ERR_CONFLICT: somebody else changed it since, so
 * what was seen of it decides nothing any more. */
enum err edits_seen(struct ctx *cx, struct edits *e, const struct rec *seen, struct rec **now);
/* A new row under a household (or on its own: NULL): its id, area and shard are set. */
enum err edits_new(struct ctx *cx, struct edits *e, const struct entity *noun,
                   const struct rec *household, struct rec **now);
/* The row leaves the register with this edit; nothing may refer to it any more. Not one that is to
 * be changed. */
void edits_remove(struct ctx *cx, struct edits *e, struct rec *old);
/* Adds a changed copy of an opened row. */
void edits_put(struct ctx *cx, struct edits *e, struct rec *old, struct rec *now);

/* "field" by name, label or synonym; the cell as on a sheet, empty: unknown from now on. What the
 * program sets itself and what identifies the row cannot be changed. ERR_INPUT says what is wrong
 * with the cell (a fault kind) or the field. *kind: a doubt or mending, or NULL. */
enum err edit_assign(struct ctx *cx, struct reg *r, struct rec *now, struct str field,
                     struct str cell, int *index, const struct kind **kind);

/* Is every text at most as long as its field says, but those that were longer before (old: NULL for
 * a new row)? ERR_INPUT edit-too-long names the field. */
enum err edit_fits(struct ctx *cx, const struct rec *now, const struct rec *old);

/* Writes what differs, in one leaf; *changed rows (may be NULL). Nothing differs: no leaf. A
 * household that moves takes its rows with it. ERR_CONFLICT: somebody was faster. ERR_INPUT
 * edit-too-long: a text is longer than its field. */
enum err edits_write(struct ctx *cx, struct edits *e, int *changed);
/* The same within a transaction that is open, on the writer's thread. */
enum err edits_write_in(struct ctx *cx, struct db *db, struct edits *e);

#endif
