/* sheet_names - every name that a field is known by, looked up by one hash: labels, names and
 * synonyms of the descriptors, and what the pack adds. Made once for many header rows. */
#include "entity/sheet_part.h"

struct alias {
	struct str full, bare;       /* bare: without brackets, empty if there are none */
	int16_t noun, field;
	uint8_t rank;
	int next_full, next_bare;    /* of the same text, in the order they were added; -1: none */
};

struct sheet_index {
	const struct model *m;
	struct arena *a;
	struct alias *v;
	int n, cap;
	struct hmap *full, *bare;    /* plain text -> first alias with it */
};

static void chain(struct sheet_index *ix, struct hmap *map, struct str key, int at, bool full)
{
	int64_t first;

	if (!hmap_get(map, key, &first)) {
		hmap_put(map, key, at);
		return;
	}
	for (;;) {
		int *next = full ? &ix->v[first].next_full : &ix->v[first].next_bare;

		if (*next < 0) {
			*next = at;
			return;
		}
		first = *next;
	}
}

static void add(struct sheet_index *ix, int noun, int field, struct str label, int rank)
{
	const struct field *f = &ix->m->ent[noun]->fields[field];
	const struct unit *unit = NULL;
	struct factor factor;
	struct alias *x;
	struct str inside;

	if (label.n == 0)
		return;
	if (ix->n == ix->cap) {
		int cap = ix->cap ? ix->cap * 2 : 4096;
		struct alias *v = arena_array(ix->a, (size_t)cap, sizeof *v);

		if (ix->n)
			memcpy(v, ix->v, (size_t)ix->n * sizeof *v);
		ix->v = v;
		ix->cap = cap;
	}
	x = &ix->v[ix->n];
	*x = (struct alias){ .full = sheet_plain(ix->a, label), .noun = (int16_t)noun,
		.field = (int16_t)field, .rank = (uint8_t)rank, .next_full = -1, .next_bare = -1 };
	if (!sheet_unbracket(x->full, &x->bare, &inside) ||
	    sheet_bracket(f, inside, &unit, &factor) != BRACKET_SAME)
		x->bare = (struct str){ "", 0 };
	chain(ix, ix->full, x->full, ix->n, true);
	if (x->bare.n)
		chain(ix, ix->bare, x->bare, ix->n, false);
	ix->n++;
}

static void add_noun(struct sheet_index *ix, int noun)
{
	const struct entity *e = ix->m->ent[noun];

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		struct str rest = str_of(f->syn ? f->syn : ""), syn;

		add(ix, noun, i, str_of(f->zh ? f->zh : ""), 0);
		add(ix, noun, i, str_of(f->en ? f->en : ""), 1);
		add(ix, noun, i, str_of(f->name), 0);
		while (str_next(&rest, '|', &syn))
			add(ix, noun, i, syn, 2);
	}
}

struct sheet_index *sheet_index_new(struct arena *a, const struct model *m)
{
	struct sheet_index *ix = ARENA_NEW(a, struct sheet_index);
	size_t fields = 8;

	/* a model of one noun is indexed for each header that might be its: room as it needs it */
	for (int i = 0; i < m->n; i++)
		fields += (size_t)m->ent[i]->nfield;
	*ix = (struct sheet_index){ .m = m, .a = a, .full = hmap_new(a, fields * 6),
		.bare = hmap_new(a, fields) };
	for (int i = 0; i < m->n; i++)
		if (!(m->ent[i]->flags & ENT_CODED))
			add_noun(ix, i);
	for (int i = 0; m->book && i < m->book->nsyn; i++) {
		const struct sheet_synonym *s = &m->book->syn[i];

		add(ix, s->noun, s->field, s->header, 2);
	}
	return ix;
}

const struct model *sheet_index_model(const struct sheet_index *ix)
{
	return ix->m;
}

static void better(struct hit *best, const struct hit *one)
{
	if (one->rank < best->rank)
		*best = *one;
}

/* Aliases that the header, without its brackets, may be; *near: a field whose unit it is not. */
static void bracketed(const struct sheet_index *ix, int noun, const struct hmap *map,
                      struct str bare, struct str inside, struct hit *best)
{
	bool full = map == ix->full;
	int64_t at;

	if (!hmap_get(map, bare, &at))
		return;
	for (; at >= 0; at = full ? ix->v[at].next_full : ix->v[at].next_bare) {
		const struct alias *x = &ix->v[at];
		struct hit one = { x->field, RANK_BARE, NULL, { 0, 0 }, true, -1 };
		enum bracket b;

		if (x->noun != noun || (full && x->bare.n))
			continue;
		b = sheet_bracket(&ix->m->ent[noun]->fields[x->field], inside, &one.unit, &one.factor);
		if (b == BRACKET_SAME)
			one.unit = NULL;
		else
			one.rank = RANK_UNIT;
		if (b != BRACKET_NO)
			better(best, &one);
		else if (best->near < 0)
			best->near = x->field;
	}
}

/* 人均纯收入万元: a field's label and its unit without brackets. */
static void with_suffix(const struct sheet_index *ix, int noun, struct str plain, struct hit *best)
{
	struct str bare;
	const struct unit *u = unit_at_end(plain, &bare);
	int64_t at;

	if (!u || best->rank <= RANK_SUFFIX)
		return;
	for (int k = 0; k < 2; k++) {
		if (!hmap_get(k ? ix->bare : ix->full, bare, &at))
			continue;
		for (; at >= 0; at = k ? ix->v[at].next_bare : ix->v[at].next_full) {
			const struct alias *x = &ix->v[at];
			const struct field *f = &ix->m->ent[noun]->fields[x->field];
			struct hit one = { x->field, RANK_SUFFIX, u, { 0, 0 }, true, -1 };

			if (x->noun != noun || !unit_factor(u, unit_of_pair(f->unit), &one.factor))
				continue;
			if (one.factor.num == one.factor.den)
				one.unit = NULL;
			else
				one.rank = RANK_UNIT;
			better(best, &one);
		}
	}
}

struct hit sheet_names_find(const struct sheet_index *ix, int noun, struct str plain)
{
	struct hit best = { -1, RANKS, NULL, { 0, 0 }, false, -1 };
	struct str bare, inside;
	int64_t at;

	if (hmap_get(ix->full, plain, &at))
		for (; at >= 0; at = ix->v[at].next_full)
			if (ix->v[at].noun == noun && ix->v[at].rank < best.rank)
				best = (struct hit){ ix->v[at].field, ix->v[at].rank, NULL, { 0, 0 },
					ix->v[at].bare.n > 0, -1 };
	if (best.rank > RANK_BARE && hmap_get(ix->bare, plain, &at))
		for (; at >= 0; at = ix->v[at].next_bare)
			if (ix->v[at].noun == noun && best.rank > RANK_BARE)
				best = (struct hit){ ix->v[at].field, RANK_BARE, NULL, { 0, 0 }, false, -1 };
	if (best.rank > RANK_BARE && sheet_unbracket(plain, &bare, &inside)) {
		bracketed(ix, noun, ix->bare, bare, inside, &best);
		bracketed(ix, noun, ix->full, bare, inside, &best);
	}
	with_suffix(ix, noun, plain, &best);
	if (best.field >= 0)
		best.near = -1;
	return best;
}

/* ---- what a header may have meant ---- */

static bool in_map(const struct sheet_map *map, const struct entity *e)
{
	for (int k = 0; k < map->npart; k++)
		if (map->part[k] == e)
			return true;
	return false;
}

/* Keeps the nearest of each field, in order. */
static int near_put(struct sheet_near *v, int n, int max, struct sheet_near one)
{
	int at = 0;

	for (int i = 0; i < n; i++)
		if (v[i].noun == one.noun && v[i].field == one.field) {
			if (v[i].nearness >= one.nearness)
				return n;
			memmove(&v[i], &v[i + 1], (size_t)(--n - i) * sizeof *v);
		}
	while (at < n && v[at].nearness >= one.nearness)
		at++;
	if (at == max)
		return n;
	if (n == max)
		n--;
	memmove(&v[at + 1], &v[at], (size_t)(n - at) * sizeof *v);
	v[at] = one;
	return n + 1;
}

int sheet_nearest(const struct sheet_index *ix, const struct sheet_map *map, struct str header,
                  struct sheet_near *out, int max)
{
	struct str bare = header, inside;
	int n = 0;

	sheet_unbracket(header, &bare, &inside);
	for (int i = 0; i < ix->n; i++) {
		const struct alias *x = &ix->v[i];
		struct sheet_near one = { x->noun, x->field, 0 };

		if (!in_map(map, ix->m->ent[x->noun]) ||
		    ix->m->ent[x->noun]->fields[x->field].flags & E_RO)
			continue;
		one.nearness = cell_nearness(bare, x->bare.n ? x->bare : x->full);
		if (one.nearness > 50)
			n = near_put(out, n, max, one);
	}
	return n;
}
