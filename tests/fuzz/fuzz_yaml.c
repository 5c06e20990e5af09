/* The pack loader on any bytes: the first byte chooses how they come in: as a stored pack text, as
 * lists.yaml, fields.yaml or pack.yaml of a small pack. What loads must load again the same from
 * its own text, and every label must find its code. */
#include <stdio.h>
#include <stdlib.h>

#include "policy/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static void add_file(struct buf *b, const char *name, struct str bytes)
{
	buf_addf(b, "file a/%s %zu\n", name, bytes.n);
	buf_adds(b, bytes);
	buf_addc(b, '\n');
}

static void as_text(struct buf *b, int way, struct str in)
{
	const struct str head = STR("name: a\nzh: 试\nen: Trial\n");

	if (way == 0) {
		buf_adds(b, in);
		return;
	}
	buf_addz(b, "jingzhun-pack 1\n");
	add_file(b, "pack.yaml", way == 1 ? in : head);
	if (way == 2)
		add_file(b, "lists.yaml", in);
	if (way == 3)
		add_file(b, "fields.yaml", in);
}

static void check(struct ctx *cx, struct arena *a, const struct pack *p)
{
	struct pack *again;
	struct list_face f;

	promise(pack_from_text(cx, a, p->text, &again) == OK);
	promise(str_eq(p->text, again->text) && memcmp(p->hash, again->hash, 32) == 0);
	promise(pack_list_face(cx, a, p, &f) == OK);
	for (int i = 0; i < p->nlist; i++)
		for (int k = 0; k < p->lists[i].n; k++) {
			const struct list_value *v = &p->lists[i].v[k];
			int64_t code;
			bool exact;

			promise(f.code(f.state, p->lists[i].name.p, v->zh, &code, &exact));
			promise(exact && code == v->code);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx cx;
	struct arena a;
	struct pack *p;
	BUF_AUTO struct buf text;

	buf_init(&text, (size_t)1 << 20);
	if (size == 0)
		return 0;
	ctx_init(&cx, (size_t)64 << 20);
	arena_init(&a, (size_t)64 << 20);
	as_text(&text, data[0] & 3, (struct str){ (const char *)data + 1, size - 1 });
	if (!text.full && pack_from_text(&cx, &a, buf_str(&text), &p) == OK)
		check(&cx, &a, p);
	arena_free(&a);
	ctx_free(&cx);
	return 0;
}
