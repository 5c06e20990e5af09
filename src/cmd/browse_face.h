/* browse_face - what list, show, history and export share: the noun and mask asked for, the reason
 * where one is wanted, rows as JSON. */
#ifndef CMD_BROWSE_FACE_H
#define CMD_BROWSE_FACE_H

#include "cmd/command.h"
#include "domain/register/browse.h"

struct viewed {
	const struct entity *e;
	struct query q;
	const char *reason;          /* NULL unless the mask is MASK_NONE */
	struct browse *b;
	const int *col;              /* fields shown */
	int ncol;
};

/* Opens the register and reads noun, mask, conditions and reason from the command line. A mask of
 * none opens for writing: what is shown will be journaled. */
enum err view_open(struct cmd *c, struct viewed *v);
/* Journals what is about to be shown, if the mask is none. */
enum err view_told(struct cmd *c, const struct viewed *v, enum action act, int64_t id,
                   struct str extra);
/* The row of a number. */
enum err view_row(struct cmd *c, const struct viewed *v, const char *no, int64_t *id);
/* The id of the area with this code. */
enum err view_area(struct cmd *c, const char *no, int64_t *id);
/* The same as view_row; of a village or county by the code of its area: its file of the day's
 * year, on 0: the newest. */
enum err view_place_row(struct cmd *c, const struct viewed *v, const char *no, date_t on,
                        int64_t *id);
/* The same as view_row, or a row that has left the register (*gone); not under the public mask,
 * since nobody can tell any more whether it may be shown. */
enum err view_row_ever(struct cmd *c, const struct viewed *v, const char *no, int64_t *id,
                       bool *gone);
/* Starts the query; close v->b. */
enum err view_begin(struct cmd *c, struct viewed *v);

/* The whole list to standard output, as a table or as JSON; how many, to standard error. */
enum err view_list(struct cmd *c, struct viewed *v);

/* A shown value outside of a query; text in the context's arena. */
enum err cell_shown(struct cmd *c, const struct viewed *v, const struct rec *r, int field,
                    struct str *out);
/* One row of the query as a line of JSON: its number first, then the fields shown. */
enum err row_json(struct cmd *c, const struct viewed *v, const struct rec *row);
/* A row by id, all its fields. */
enum err row_json_of(struct cmd *c, const struct viewed *v, int64_t id);

#endif
