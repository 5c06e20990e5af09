/* nation_make - a made-up nation: columns of households and persons, with 5 % of values missing. */
#include <stdio.h>
#include <stdlib.h>

#include "nation.h"

void figure(const char *name, double value)
{
	printf("%s %.6g\n", name, value);
	fflush(stdout);
}

double since(int64_t began)
{
	return (double)(os_mono_ns() - began) / 1e9;
}

void must(struct nation *k, enum err e)
{
	if (e == OK)
		return;
	fprintf(stderr, "nation: %s %.*s\n", k->cx.err.key, STR_FMT(k->cx.err.where));
	exit(1);
}

int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

static uint64_t roll(struct nation *k)
{
	k->seed ^= k->seed << 13;
	k->seed ^= k->seed >> 7;
	k->seed ^= k->seed << 17;
	return k->seed;
}

int64_t below(struct nation *k, int64_t n)
{
	return (int64_t)((roll(k) >> 32) * (uint64_t)n >> 32);
}

/* ---- the columns: every field of both nouns that a snapshot can hold ---- */

static void want_all(struct nation *k, const char *noun)
{
	const struct entity *e = entity_find(k->m, str_of(noun));

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (field_is_text(f) || field_sealed(f) || f->type == FT_REF || f->type == FT_AREA)
			continue;
		k->want[k->nwant++] = (struct facts_want){ noun, f->name, FACTS_VALUE, NULL };
	}
}

void nation_columns(struct nation *k)
{
	static const char *const coarse[] = { "person.health=ill", "person.health=serious",
		"person.health=disabled", NULL };
	static const char *const tag[] = { "ill", "serious", "disabled" };

	must(k, pack_load(&k->cx, &k->cx.arena, "cn", &k->pack));
	must(k, pack_list_face(&k->cx, &k->cx.arena, k->pack, &k->lists));
	must(k, entity_model(&k->cx, &k->cx.arena, &k->lists, &k->m));
	must(k, entity_setup(&k->cx, &k->cx.arena, k->m));
	want_all(k, "household");
	want_all(k, "person");
	for (int i = 0; i < 3; i++)
		k->want[k->nwant++] = (struct facts_want){ "person", "health", FACTS_TAG, tag[i] };
	must(k, facts_schema_new(&k->cx, &k->cx.arena, k->m, "household", k->want, k->nwant, coarse,
	                         &k->s));
	k->f = facts_new(k->s);
	figure("columns-household", k->s->noun[0]->ncol);
	figure("columns-person", k->s->noun[1]->ncol);
}

/* ---- people ---- */

static int64_t a_date(struct nation *k, int from, int years)
{
	return (from + below(k, years)) * 10000 + (1 + below(k, 12)) * 100 + 1 + below(k, 28);
}

static int64_t a_value(struct nation *k, const struct facts_column *c)
{
	const char *name = c->f ? c->f->name : "";

	if (c->how == FACTS_TAG || c->how == FACTS_ANSWER)
		return below(k, 12) == 0;
	switch (c->f->type) {
	case FT_BOOL: return below(k, 8) != 0;
	case FT_LIST: return 1 + below(k, 12) * (1 + below(k, 3)) / 2;
	case FT_SET: return 1 << below(k, 6);
	case FT_YEAR: return 1975 + below(k, 45);
	case FT_DATE: case FT_MONTH:
		if (strcmp(name, "birth") == 0)
			return a_date(k, 1932, 88);
		return a_date(k, 2013, 8);
	case FT_MONEY: return 150000 + below(k, 1000000);
	case FT_DEC: return strncmp(name, "house_area", 10) == 0 ? 3000 + below(k, 15000) :
		c->f->scale == 1 ? below(k, 121) : below(k, 3000);
	default: return 1 + below(k, 7);
	}
}

void nation_row(struct nation *k, struct facts_family *one, int noun, int row)
{
	const struct facts_noun *n = k->s->noun[noun];

	for (int c = 0; c < n->ncol; c++)
		if (below(k, 20))                /* 5 % are missing */
			facts_family_set(one, noun, row, c, a_value(k, &n->col[c]));
}

/* Persons are three or so; of what else there is every household has one by chance, and so has
 * every third person. */
static void some_rows(struct nation *k, struct facts_family *one, int noun, int64_t *id)
{
	bool person = strcmp(k->s->noun[noun]->e->name, "person") == 0;
	int up = k->s->noun[noun]->up, n = person ? below(k, 200) == 0 ? 9 :
		(int)below(k, 4) + (int)below(k, 4) : 1;

	for (int owner = 0; owner < (up > 0 ? one->kin[up].n : 1); owner++)
		for (int i = 0; i < n; i++)
			if (person || below(k, up > 0 ? 3 : 2) == 0)
				nation_row(k, one, noun, facts_family_row(one, noun, (*id)++, owner));
}

void nation_build(struct nation *k)
{
	struct facts_builder *b = facts_build(k->f);
	struct facts_family one;
	int64_t began = os_mono_ns(), id = 1;
	uint64_t persons = 0;
	int person = facts_noun_of(k->s, entity_find(k->m, STR("person")));

	facts_family_init(&one, k->s);
	for (uint64_t i = 0; i < k->households; i++) {
		int32_t village = (int32_t)(i * (uint64_t)k->villages / k->households);

		facts_family_start(&one, (int64_t)i + 1, k->village ? k->village[village] : village);
		nation_row(k, &one, 0, 0);
		for (int noun = 1; noun < k->s->nnoun; noun++)
			some_rows(k, &one, noun, &id);
		persons += (uint64_t)one.kin[person].n;
		must(k, facts_build_add(&k->cx, b, &one));
	}
	must(k, facts_build_end(&k->cx, b));
	facts_family_free(&one);
	k->v = facts_hold(k->f);
	figure("households", (double)k->households);
	figure("persons", (double)persons);
	figure("made-rows-a-second", (double)(k->households + persons) / since(began));
	figure("bytes-household", (double)facts_bytes(k->v, 0) / (double)k->households);
	figure("bytes-person", (double)facts_bytes(k->v, person) / (double)persons);
}

