/* import_known - numbers of the persons in the register, in memory while an import runs, so that
 * a row that is new needs no look-up. Registers too large for that are asked row by row. */
#include "job/import_int.h"
#include "base/mem.h"

#include "entity/seek.h"

#define KNOWN_MAX 1500000        /* persons; two keys of 16 bytes each, half full */

struct known {
	struct seek_entry *slot;
	size_t cap, n;
};

static size_t place(const struct known *k, uint64_t key)
{
	return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (k->cap - 1);
}

/* A key that two rows have is kept with id 0: the register must be asked. */
static enum err add(void *arg, const struct seek_entry *e, size_t n)
{
	struct known *k = arg;

	(void)n;
	for (size_t i = place(k, e->key);; i = (i + 1) & (k->cap - 1)) {
		if (!k->slot[i].key) {
			k->slot[i] = *e;
			k->n++;
			return OK;
		}
		if (k->slot[i].key == e->key) {
			if (k->slot[i].id != e->id)
				k->slot[i].id = 0;
			return OK;
		}
	}
}

enum err known_load(struct ctx *cx, struct reg *r, const struct entity *person, struct known **out)
{
	int64_t persons = r->st->next[person->tag];
	struct known *k;

	*out = NULL;
	k = mem_new(1, sizeof *k);
	*out = k;
	if (persons > KNOWN_MAX)
		return OK;
	for (k->cap = 1024; k->cap < (size_t)persons * 4; k->cap *= 2)
		;
	k->slot = mem_new(k->cap, sizeof *k->slot);
	for (int c = SEEK_NO; c <= SEEK_ID; c++)
		TRY(seek_walk(cx, r->db, seek_key(person->tag, (enum seek_class)c, 0),
		              seek_key(person->tag, (enum seek_class)c, ~UINT64_C(0)), add, k));
	return OK;
}

enum known_answer known_get(const struct known *k, uint64_t key, int64_t *id)
{
	if (!k || !k->slot)
		return KNOWN_ASK;
	for (size_t i = place(k, key); k->slot[i].key; i = (i + 1) & (k->cap - 1))
		if (k->slot[i].key == key) {
			*id = k->slot[i].id;
			return *id ? KNOWN_ONE : KNOWN_ASK;
		}
	return KNOWN_NO;
}

void known_free(struct known *k)
{
	if (k)
		mem_free(k->slot);
	mem_free(k);
}
