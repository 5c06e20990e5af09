/* round_fill - a round filled with many households at once: all of an area, those of a list, those
 * whose stored verdict says so, or a share of them drawn by chance. The draw can be repeated by
 * anybody: in order of SHA-256("SEED:NUMBER") of the household's number, the first so many. And how
 * far a round has come, by place, group, person or household. */
#ifndef DOMAIN_GATE_ROUND_FILL_H
#define DOMAIN_GATE_ROUND_FILL_H

#include "domain/gate/matter.h"

struct round_from {
	struct str standard;         /* empty: whatever was judged */
	enum truth state;            /* of its stored verdict */
	const int64_t *among;        /* n households by rising id; NULL: all */
	int namong;
	int64_t area;                /* 0: the round's */
	int num, den;                /* share that is drawn; den 0: everybody */
	uint64_t seed;
	date_t on;                   /* 0: today */
	struct str channel;
};
/* "1/10" or "10%"; false: it is none, or more than everybody. */
bool round_share(const char *text, int *num, int *den);
struct round_filled { int64_t of, drawn, made, there, refused; };
/* Several leaves, each whole; asked again after it was broken off it goes on with the same draw.
 * ERR_CONFLICT gate-fill-verdicts: the standard was never judged. ERR_INPUT: not of households. */
enum err round_fill(struct ctx *cx, struct gate *g, const struct who *who, struct round_view *round,
                    const struct round_from *from, struct round_filled *out);
/* The households that round_fill would draw: ids in the order of the draw. */
enum err round_draw(struct ctx *cx, struct gate *g, const struct round_view *round,
                    const struct round_from *from, int64_t **id, int *n, int64_t *of);

enum progress_by { BY_COUNTY, BY_TOWNSHIP, BY_VILLAGE, BY_GROUP, BY_PERSON, BY_HOUSEHOLD,
	BY__COUNT };
extern const char *const progress_names[BY__COUNT];
struct round_part {
	struct str name;             /* of the place or group; an actor; a household's number */
	int64_t area;                /* of places and groups, else 0 */
	int64_t all, ended, confirmed, refused, withdrawn, late;
};
/* In the order of places; persons and households by name. Cases that the scope does not show are
 * left out. */
enum err round_progress(struct ctx *cx, struct gate *g, const struct round_view *round,
                        enum progress_by by, date_t on, struct round_part **out, int *n);

extern const struct sql *const round_fill_sqls[], *const round_progress_sqls[];

#endif
