#include "policy/form.h"

#include "policy/pack_int.h"

static const char *place_of(struct arena *a, struct ctx *cx, struct mark at)
{
	return str_z(a, str_of(mark_text(cx, at)));
}

/* Text or nothing at all: "C:" is a binding that waits to be written. */
static enum err ask_of(struct ctx *cx, const struct node *n, struct str *out)
{
	if (n->kind != NODE_SCALAR)
		return PACK_BAD(cx, n->at, "form-want-words");
	*out = str_trim(n->text);
	if (n->plain && (str_eqz(*out, "~") || str_eqz(*out, "null") || str_eqz(*out, "?")))
		*out = STR("");
	return OK;
}

static enum err bindings(struct ctx *cx, struct arena *a, const struct node *map,
                         enum form_kind kind, struct form_sheet *s)
{
	for (int i = 0; map && i + 1 < map->nkid; i += 2) {
		struct form_binding *b = &s->b[s->n++];

		*b = (struct form_binding){ .kind = kind, .place = map->kid[i]->text,
			.at = place_of(a, cx, map->kid[i]->at) };
		TRY(ask_of(cx, map->kid[i + 1], &b->ask));
	}
	return OK;
}

/* A map; nothing under its name is an empty one, that waits to be written. */
static enum err map_of(struct ctx *cx, const struct node *root, const char *key,
                       const struct node **out)
{
	*out = node_get(root, key);
	if (*out && (*out)->kind == NODE_SCALAR && !(*out)->text.n)
		*out = NULL;
	if (*out && (*out)->kind != NODE_MAP)
		return PACK_BAD(cx, (*out)->at, "pack-want-map", key);
	return OK;
}

static enum err one_sheet(struct ctx *cx, struct arena *a, const struct node *name,
                          const struct node *map, struct form_sheet *s)
{
	static const char *const key[] = { "cells", "columns", "lines" };
	const struct node *part[3];
	int n = 0;

	*s = (struct form_sheet){ .name = name->text, .at = place_of(a, cx, name->at) };
	if (map->kind == NODE_SCALAR && !map->text.n)
		return OK;
	TRY(node_known(cx, map, "names from to each cells columns lines"));
	TRY(node_text(cx, map, "names", false, &s->names));
	TRY(node_text(cx, map, "from", false, &s->from));
	TRY(node_text(cx, map, "to", false, &s->to));
	TRY(node_text(cx, map, "each", false, &s->each));
	for (int i = 0; i < 3; i++) {
		TRY(map_of(cx, map, key[i], &part[i]));
		n += part[i] ? part[i]->nkid / 2 : 0;
	}
	if (n > FORM_BINDINGS)
		return PACK_FULL(cx, map->at);
	if ((part[1] || part[2]) && !s->names.n)
		return PACK_BAD(cx, map->at, "form-names-missing");
	s->b = arena_array(a, (size_t)n + 1, sizeof *s->b);
	for (int i = 0; i < 3; i++)
		TRY(bindings(cx, a, part[i], (enum form_kind)i, s));
	return OK;
}

enum err form_read(struct ctx *cx, struct arena *a, const char *file, struct str text,
                   struct form *out)
{
	const struct node *sheets, *numbers;
	struct node *root;

	*out = (struct form){ 0 };
	TRY(yaml_read(cx, a, file, text, &root));
	TRY(node_known(cx, root, "sheets numbers"));
	TRY(map_of(cx, root, "sheets", &sheets));
	TRY(map_of(cx, root, "numbers", &numbers));
	out->sheet = arena_array(a, (size_t)(sheets ? sheets->nkid : 0) + 1, sizeof *out->sheet);
	for (int i = 0; sheets && i + 1 < sheets->nkid; i += 2)
		TRY(one_sheet(cx, a, sheets->kid[i], sheets->kid[i + 1],
		              &out->sheet[out->nsheet++]));
	out->number = arena_array(a, (size_t)(numbers ? numbers->nkid : 0) + 1,
	                          sizeof *out->number);
	for (int i = 0; numbers && i + 1 < numbers->nkid; i += 2) {
		out->number[out->nnumber].name = numbers->kid[i]->text;
		out->number[out->nnumber].at = place_of(a, cx, numbers->kid[i]->at);
		TRY(ask_of(cx, numbers->kid[i + 1], &out->number[out->nnumber].ask));
		out->nnumber++;
	}
	return OK;
}
