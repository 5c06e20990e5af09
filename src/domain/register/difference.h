/* difference - where a source of lists and the register do not say the same. Three values meet in a
 * cell: what the source said last (base), what stands here (ours), what the source says now
 * (theirs). Nothing that was decided here is overwritten without a word, nothing new of the source
 * is missed:
 *
 *   theirs says nothing    ours stays; it is a difference if it is not what the source said last
 *   theirs = ours          they agree
 *   theirs = base          the source has nothing new: ours stays, and is to be entered there
 *   ours = base            nothing was changed here: theirs is taken
 *   all three differ       the pack's rule: ask (ours stays meanwhile), ours, or theirs
 *
 * A source that never listed the row has no base: what differs goes by the rule for a first
 * meeting.
 * The base needs no copy of its own: where no difference is open, the source's last word is what
 * stood here when its list was compared (roll.h), in the row or its history. */
#ifndef DOMAIN_REGISTER_DIFFERENCE_H
#define DOMAIN_REGISTER_DIFFERENCE_H

#include "domain/register/roll.h"

enum verdict {
	VERDICT_NOTHING,     /* nothing stated, nothing to tell */
	VERDICT_AGREE,       /* the source says what stands here */
	VERDICT_TAKE,        /* theirs is taken */
	VERDICT_KEEP,        /* ours stays, to be entered at the source */
	VERDICT_ASK,         /* two new values: ours stays until somebody decides */
	VERDICT_YIELD,       /* two new values, ours by rule: to be entered */
	VERDICT_OVERRULE,    /* two new values, theirs by rule: noted */
};
/* base NULL: the source never listed the row with this column. */
enum verdict difference_verdict(const struct val *base, const struct val *ours,
                                const struct val *theirs, const struct source_rule *rule);

/* ---- rows ---- */
/* Codes of the lists' values by meaning, asked once. */
struct difference_codes {
	int64_t value, unentered, gone;                              /* kind */
	int64_t open, kept, theirs_taken, settled_ours, settled_theirs, entered, answered, back,
		repeated;
};
/* ERR_INPUT if the pack's lists lack one. */
enum err difference_codes(struct ctx *cx, const struct reg *r, struct difference_codes *out);
static inline bool difference_live(const struct difference_codes *k, int64_t state)
{
	return state == k->open || state == k->kept || state == k->settled_ours;
}

/* A value as a difference keeps it, and back; empty text is no value. */
struct val difference_text(struct arena *a, const struct val *v);
struct val difference_value(struct arena *a, const struct field *f, const struct val *text);

/* A difference that the source's next list will be held against, as far as it is not sealed. One
 * that was settled as the source says is among them: it still knows the source's last word, which
 * did not stand here when its list was compared. */
struct difference_ref {
	uint8_t tag;                 /* noun that it is about */
	int64_t about, id;
	int field;                   /* -1: the row is gone */
	int64_t state;
};
/* All of a source, sorted by noun, row, field; in cx's arena. source empty: of all. */
enum err difference_refs(struct ctx *cx, struct reg *r, const struct difference_codes *k,
                         struct str source, struct difference_ref **out, int *n);
/* Those of one row: first of them and how many. */
int difference_of_row(const struct difference_ref *ref, int n, uint8_t tag, int64_t about,
                      int *count);

/* Rows of a noun about which a batch has closed the question where they are: listed again. Added to
 * out. */
enum err difference_back(struct ctx *cx, struct reg *r, const struct difference_codes *k,
                         int64_t batch, const struct entity *e, struct idset *out);

/* A new difference about a row (of household, 0 none), not yet stored; field -1: the row is
 * gone. */
struct rec *difference_new(struct arena *a, struct reg *r, const struct difference_codes *k,
                           struct str source, const struct rec *about, int64_t household,
                           int field);

extern const struct sql *const difference_sqls[];

#endif
