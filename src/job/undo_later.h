/* undo_later - what later lists of a source have on their rolls. A list that repeats what another
 * said leaves no version of a row, only its roll: to take back the other alone would take what this
 * one still says. */
#ifndef JOB_UNDO_LATER_H
#define JOB_UNDO_LATER_H

#include "domain/register/roll.h"

struct undo_later;
/* Of all batches of sources after `batch` that stand. */
enum err undo_later_load(struct ctx *cx, struct reg *r, int64_t batch, struct undo_later **out);
bool undo_later_has(const struct undo_later *l, uint8_t tag, int64_t id);
void undo_later_free(struct undo_later *l);

/* ERR_CONFLICT when a later batch of the very same file stands: it says what this one says, without
 * a version of its own, so to take back this one alone would take what stands there. */
enum err undo_taken_again(struct ctx *cx, struct reg *r, const struct rec *batch);

#endif
