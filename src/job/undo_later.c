#include "job/undo_later.h"

#include "base/mem.h"

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
