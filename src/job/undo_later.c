#include "job/undo_later.h"

#include "base/mem.h"
#include "domain/register/batch.h"
#include "domain/register/lookup.h"

#define TAGS 64

struct undo_later {
	struct reg *r;
	struct idset listed[TAGS];   /* by tag of the noun */
	bool begun[TAGS];
};

static enum err add(void *arg, const struct roll *roll)
{
	struct undo_later *l = arg;
	const struct entity *e = entity_find(l->r->model, roll->entity);

	if (!e || e->tag >= TAGS)
		return OK;
	if (!l->begun[e->tag])
		idset_begin(&l->listed[e->tag], l->r);
	l->begun[e->tag] = true;
	for (int i = 0; i < roll->n; i++)
		idset_add(&l->listed[e->tag], roll->id[i]);
	return OK;
}

enum err undo_later_load(struct ctx *cx, struct reg *r, int64_t batch, struct undo_later **out)
{
	struct roll_batch *b;
	enum err e;
	int n;

	*out = mem_new(1, sizeof **out);
	(*out)->r = r;
	e = roll_batches(cx, r, (struct str){ 0 }, &b, &n);
	for (int i = 0; e == OK && i < n; i++)
		if (b[i].id > batch)
			e = roll_read(cx, r, b[i].id, add, *out);
	return e;
}

bool undo_later_has(const struct undo_later *l, uint8_t tag, int64_t id)
{
	return tag < TAGS && l->begun[tag] && idset_has(&l->listed[tag], id);
}

void undo_later_free(struct undo_later *l)
{
	for (int i = 0; l && i < TAGS; i++)
		if (l->begun[i])
			idset_free(&l->listed[i]);
	mem_free(l);
}

enum err undo_taken_again(struct ctx *cx, struct reg *r, const struct rec *batch)
{
	struct str sheet = rec_has(batch, BATCH_sheet) ? batch->v[BATCH_sheet].s : STR("");
	const char *no = str_z(&cx->arena, batch->v[BATCH_no].s);
	int64_t id = INT64_MAX;
	struct rec *later;

	if (!rec_has(batch, BATCH_file_hash))
		return OK;
	for (;;) {
		TRY(lookup_batch(cx, r->db, batch->v[BATCH_file_hash].s, sheet, id, &id));
		if (id <= batch->id)
			return OK;
		TRY(store_get(cx, r->db, &cx->arena, batch->e, id, &later));
		if (strcmp(batch_state(r, later), "undone") != 0)
			return err_set(cx, ERR_CONFLICT, no, "undo-taken-again", no,
			               str_z(&cx->arena, later->v[BATCH_no].s), NULL);
	}
}
