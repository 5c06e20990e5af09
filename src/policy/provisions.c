#include "policy/pack_int.h"

#define PROVISIONS_MAX 1000

const struct provision *pack_provision(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->nprovision; i++)
		if (str_eq(p->provision[i].id, id))
			return &p->provision[i];
	return NULL;
}

static enum err read_item(struct loading *ld, const struct node *n, struct provision_item *out)
{
	TRY(node_known(ld->cx, n, "zh en figure area from to"));
	TRY(node_text(ld->cx, n, "zh", true, &out->zh));
	TRY(node_text(ld->cx, n, "en", true, &out->en));
	TRY(node_text(ld->cx, n, "figure", false, &out->figure));
	TRY(node_text(ld->cx, n, "area", false, &out->area));
	return node_span(ld->cx, n, &out->from, &out->to);
}

static enum err read_slots(struct loading *ld, const struct node *n, struct provision *v)
{
	const struct node *slots;

	TRY(node_kind_of(ld->cx, n, "slots", NODE_SEQ, false, &slots));
	if (!slots)
		return OK;
	v->slot = arena_array(ld->a, (size_t)slots->nkid + 1, sizeof *v->slot);
	for (int i = 0; i < slots->nkid; i++) {
		struct provision_slot *s = &v->slot[v->nslot++];
		int64_t count = 0;

		TRY(node_known(ld->cx, slots->kid[i], "zh en count"));
		TRY(node_text(ld->cx, slots->kid[i], "zh", true, &s->zh));
		TRY(node_text(ld->cx, slots->kid[i], "en", true, &s->en));
		TRY(node_int(ld->cx, slots->kid[i], "count", true, 1, 1000, &count));
		s->count = (int)count;
	}
	if (!v->note.n)                      /* why they are empty, and who is to fill them */
		return PACK_BAD(ld->cx, slots->at, "pack-slots-note");
	return OK;
}

/* A provision of the parent with the same id is replaced as a whole: half of a method is none. */
static enum err read_provision(struct loading *ld, const struct node *key, const struct node *n)
{
	struct pack *p = ld->p;
	struct provision v = { .id = key->text, .at = pack_place_of(ld, key->at) };
	const struct node *items;
	int at = 0;

	if (!name_good(key->text, '_', 60))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en note document clause items slots unconfirmed"));
	TRY(node_text(ld->cx, n, "zh", true, &v.zh));
	TRY(node_text(ld->cx, n, "en", true, &v.en));
	TRY(node_text(ld->cx, n, "note", false, &v.note));
	TRY(node_basis(ld, n, &v.basis));
	TRY(node_bool(ld->cx, n, "unconfirmed", &v.unconfirmed));
	TRY(read_slots(ld, n, &v));
	TRY(node_kind_of(ld->cx, n, "items", NODE_SEQ, false, &items));
	v.item = items ? arena_array(ld->a, (size_t)items->nkid + 1, sizeof *v.item) : NULL;
	for (int i = 0; items && i < items->nkid; i++)
		TRY(read_item(ld, items->kid[i], &v.item[v.nitem++]));
	while (at < p->nprovision && !str_eq(p->provision[at].id, v.id))
		at++;
	if (at == PROVISIONS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->nprovision)
		p->provision = pack_grow(ld->a, p->provision, p->nprovision++, sizeof v);
	p->provision[at] = v;
	return OK;
}

enum err provisions_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_known(ld->cx, root, "provisions"));
	TRY(node_kind_of(ld->cx, root, "provisions", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2)
		TRY(read_provision(ld, map->kid[i], map->kid[i + 1]));
	return OK;
}
