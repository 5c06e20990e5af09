/* hash - open addressing with linear probing, in an arena; grows at three quarters full. */
#include "base/hash.h"

#include "base/arena.h"

struct slot {
	struct str key;
	uint64_t hash;          /* 0: free */
	int64_t value;
};

struct hmap {
	struct arena *arena;
	struct slot *slot;
	size_t count, mask;
};

struct hmap *hmap_new(struct arena *a, size_t expected)
{
	struct hmap *m = ARENA_NEW(a, struct hmap);
	size_t size = 16;

	while (size / 4 * 3 < expected)
		size *= 2;
	m->arena = a;
	m->slot = arena_array(a, size, sizeof *m->slot);
	m->mask = size - 1;
	return m;
}

static uint64_t hash_of(struct str key)
{
	uint64_t h = str_hash(key);

	return h ? h : 1;
}

/* The slot of the key, or the free one where it belongs. */
static struct slot *find(const struct hmap *m, struct str key, uint64_t hash)
{
	size_t i = hash & m->mask;

	while (m->slot[i].hash &&
	       (m->slot[i].hash != hash || !str_eq(m->slot[i].key, key)))
		i = (i + 1) & m->mask;
	return &m->slot[i];
}

/* The old table stays in the arena until that is freed: all old ones together are no larger
 * than the new one. */
static void grow(struct hmap *m)
{
	struct slot *old = m->slot;
	size_t n = m->mask + 1;

	m->slot = arena_array(m->arena, n * 2, sizeof *m->slot);
	m->mask = n * 2 - 1;
	for (size_t i = 0; i < n; i++)
		if (old[i].hash)
			*find(m, old[i].key, old[i].hash) = old[i];
}

void hmap_put(struct hmap *m, struct str key, int64_t value)
{
	uint64_t hash = hash_of(key);
	struct slot *s = find(m, key, hash);

	if (s->hash) {
		s->value = value;
		return;
	}
	if (m->count >= (m->mask + 1) / 4 * 3) {
		grow(m);
		s = find(m, key, hash);
	}
	*s = (struct slot){ key, hash, value };
	m->count++;
}

bool hmap_get(const struct hmap *m, struct str key, int64_t *value)
{
	const struct slot *s = find(m, key, hash_of(key));

	if (!s->hash)
		return false;
	*value = s->value;
	return true;
}

size_t hmap_count(const struct hmap *m)
{
	return m->count;
}
