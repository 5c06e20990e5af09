/* place_told - the villages or counties of an area under the standards of their kind, on a terminal
 * and as JSON. */
#ifndef CMD_PLACE_TOLD_H
#define CMD_PLACE_TOLD_H

#include "cmd/command.h"
#include "domain/judge/place.h"

/* A table for each standard; ERR_NOTFOUND: no place of that noun in the area has a file. */
enum err places_told(struct cmd *c, const struct judge *j, const struct entity *noun,
                     const struct rec *area, date_t on);

#endif
