/* duplicate - two rows that may be one and the same household or person: found, told apart for
 * good, or merged into one.
 *
 * A pair is suspected when two persons have one ID number, or one name and one full birth date in
 * one village or under one head; two households, when their heads have one ID number. Numbers are
 * compared by their blind indexes; opened are only persons of one name in one village whose birth
 * date nobody stated, for the day in their ID number. Who left one household for another (married
 * out, moved, split off) stands in both by right, as do rows entered by mistake: they are no pair.
 * Nor is one that somebody declared not to be the same; that stands as a finding that is "right",
 * and opening it again brings the pair back. */
#ifndef DOMAIN_REGISTER_DUPLICATE_H
#define DOMAIN_REGISTER_DUPLICATE_H

#include "domain/register/register.h"

/* Why a pair is suspected. */
#define DUPLICATE_ID       1u    /* persons with one ID number */
#define DUPLICATE_BORN     2u    /* one name and one birth date ... */
#define DUPLICATE_VILLAGE  4u    /* ... in one village */
#define DUPLICATE_HEAD     8u    /* ... under one head; households: of one head */
#define DUPLICATE_OTHER_ID 16u   /* though their ID numbers differ: look twice */
#define DUPLICATE_OTHER_NAME 32u /* though their names differ: a number may be wrong */
#define DUPLICATE_REASONS  6

struct duplicate {
	const struct entity *e;      /* household or person */
	int64_t a, b;                /* a < b */
	unsigned why;
};

struct duplicate_query {
	const struct scope *about;   /* one of the two lies in it; NULL: anywhere */
	struct duplicate after;      /* e NULL: from the first */
	int limit;                   /* at most DUPLICATES_MOST */
};
#define DUPLICATES_MOST 200

struct duplicates {
	struct duplicate *v;         /* in cx's arena: households first, each pair once */
	int n;
	bool more;
	int64_t total;               /* pairs in all */
};
/* Pairs of which both rows are seen in r's scope. ERR_LIMIT: there are more than can be listed.
 * 94,000 persons of 30,000 households take 0.3 to 0.5 s. */
enum err duplicate_list(struct ctx *cx, struct reg *r, const struct duplicate_query *q,
                        struct duplicates *out);
/* Message key of the i-th reason. */
const char *duplicate_why(int i);
/* Number of a household or person, "#17" if it has none. In cx's arena. */
struct str duplicate_label(struct ctx *cx, const struct rec *row);

/* From now on these two are no pair. ERR_CONFLICT: that was said already. */
enum err duplicate_distinct(struct ctx *cx, struct reg *r, const struct entity *e, int64_t a,
                            int64_t b, const char *reason);

struct duplicate_merged {
	int filled;                  /* cells of the row that stays, and of what belongs to it */
	int moved;                   /* rows that belong to it now */
	int left;                    /* rows that left the register, with the one merged */
	int conflicts;               /* cells that said something else: in the history now */
};
/* Merges `drop` into `keep`, as one transaction and leaf. What keep does not say it takes from
 * drop; where both say something, keep's stays. What belonged or referred to drop belongs or refers
 * to keep from now on, sealed under its family's key. Members of a household that are there on both
 * sides (one ID number) are merged likewise. What says the same as a row that keep has (equal
 * by what identifies such rows) is not doubled: it fills that row where the two do not contradict
 * each other, and leaves. Whatever leaves stays in the history, and the reason there names the
 * other number. ERR_NOTFOUND: not seen; ERR_INPUT: a row with itself, no such noun; ERR_CONFLICT: a
 * proposed change or an open difference is about a row that would leave (duplicate-change,
 * duplicate-difference name it). */
enum err duplicate_merge(struct ctx *cx, struct reg *r, const struct entity *e, int64_t keep,
                         int64_t drop, const char *reason, struct duplicate_merged *out);

#endif
