/* year - the closing of a year: by whom and at which level the pack says (alerts.yaml, years).
 * While it is closed no round opens, nobody is taken in and no step is taken on a day of it, and
 * statements of it are not changed by hand. */
#ifndef DOMAIN_GATE_YEAR_H
#define DOMAIN_GATE_YEAR_H

#include "domain/gate/gate.h"

/* A year that is over, or the current one. ERR_DENIED; ERR_CONFLICT: it is closed; ERR_INPUT: an
 * area of another level, a year to come, the pack lets nobody close years. */
enum err year_close(struct ctx *cx, struct gate *g, const struct who *who, int64_t area, int year,
                    struct str note);
/* ERR_CONFLICT: it is not closed; ERR_INPUT: no reason. */
enum err year_reopen(struct ctx *cx, struct gate *g, const struct who *who, int64_t area, int year,
                     struct str why);
/* May who asks close years of that area; open that closing again (not one's own)? ERR_DENIED. */
enum err year_lets_close(struct ctx *cx, struct gate *g, const struct who *who, int64_t area);
enum err year_lets_reopen(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct rec *row);
/* All closings that the scope shows, and those of the areas above it, the newest first. */
enum err year_list(struct ctx *cx, struct gate *g, struct rec ***out, int *n);

extern const struct sql *const year_sqls[];

#endif
