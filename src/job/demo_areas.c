/* demo_areas - the places: a fictional province with prefecture, counties, townships and villages
 * by the rules of the statistical codes, or a county of a file the user names. */
#include "job/demo_int.h"

#include "base/codes.h"
#include "base/os.h"
#include "fmt/csv.h"

#include <stdio.h>
#include <unistd.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define GROUP(s)
#define TAIL(s)
#define HEAD(s)
#define COUNTY(s)
#define CITY(s)
#define TOP(s) s
static const char province[] =
#include "job/demo_areas.def"
;
#undef TOP
#define TOP(s)
#undef CITY
#define CITY(s) s,
static const char *const cities[] = {
#include "job/demo_areas.def"
};
#undef CITY
#define CITY(s)
#undef COUNTY
#define COUNTY(s) s,
static const char *const counties[] = {
#include "job/demo_areas.def"
};
#undef COUNTY
#define COUNTY(s)
#undef HEAD
#define HEAD(s) s,
static const char *const heads[] = {
#include "job/demo_areas.def"
};
#undef HEAD
#define HEAD(s)
#undef TAIL
#define TAIL(s) s,
static const char *const tails[] = {
#include "job/demo_areas.def"
};
#undef TAIL
#define TAIL(s)
#undef GROUP
#define GROUP(s) s,
static const char *const groups[] = {
#include "job/demo_areas.def"
};

#define FICTION INT64_C(980000000000)
#define PER_CITY 20              /* counties of one prefecture */

const char *demo_group(int i) { return groups[i % COUNT(groups)]; }

/* The i-th two-syllable name, shuffled; different for different i below all. */
static struct str place(struct gen *g, uint64_t key, int i, const char *kind)
{
	uint64_t all = (uint64_t)COUNT(heads) * (uint64_t)COUNT(tails);
	uint64_t x = rng_shuffle(rng_mix(g->seed + key), all, (uint64_t)i % all);
	char name[40];

	snprintf(name, sizeof(name), "%s%s%s", heads[x % (uint64_t)COUNT(heads)],
	         tails[x / (uint64_t)COUNT(heads)], kind);
	return str_dup(g->a, str_of(name));
}

/* The i-th three-syllable name: no two counties of the province are called the same. */
static struct str county_name(struct gen *g, int i)
{
	uint64_t n = (uint64_t)COUNT(tails);
	char name[40];

	struct str two = place(g, 191, i / COUNT(tails), "");
	snprintf(name, sizeof(name), "%.*s%s县", STR_FMT(two), tails[(uint64_t)i % n]);
	return str_dup(g->a, str_of(name));
}

/* Villages of the same name in several townships of a county: a reader must not guess. */
static void mark_twins(struct demo_county *c)
{
	for (int i = 0; i < c->nvillage; i++)
		for (int k = 0; k < c->nvillage; k++)
			if (i != k && str_eq(c->village[i].name, c->village[k].name))
				c->village[i].twin = true;
}

static void fiction_county(struct gen *g, int i, struct demo_county *c)
{
	struct rng r = rng_of(g->seed, 100, (uint64_t)i);
	int city = i / PER_CITY;

	c->above[0] = (struct demo_area){ FICTION, str_of(province) };
	c->above[1] = (struct demo_area){ FICTION + (city + 1) * INT64_C(100000000),
		                              city < COUNT(cities) ? str_of(cities[city])
		                                                   : place(g, 190, city, "市") };
	c->code = c->above[1].code + (21 + i % PER_CITY) * INT64_C(1000000);
	c->name = i < COUNT(counties) ? str_of(counties[i]) : county_name(g, i);
	c->ntown = rng_range(&r, 16, 20);
	c->town = arena_array(g->a, (size_t)c->ntown, sizeof(*c->town));
	c->village = arena_array(g->a, (size_t)c->ntown * 18, sizeof(*c->village));
	for (int t = 0; t < c->ntown; t++) {
		struct demo_town *town = &c->town[t];
		bool is_town = t < c->ntown / 2;
		town->code = c->code + (is_town ? 100 + t : 200 + t - c->ntown / 2) * INT64_C(1000);
		town->name = place(g, 200 + (uint64_t)i, t, is_town ? "镇" : "乡");
		town->first = c->nvillage;
		town->n = rng_range(&r, 12, 18);
		for (int v = 0; v < town->n; v++) {
			struct demo_village *village = &c->village[c->nvillage++];
			village->code = town->code + 200 + v;
			village->town = (int16_t)t;
			village->groups = (int16_t)rng_range(&r, 4, COUNT(groups));
			village->name = place(g, 1000 + (uint64_t)(i * 100 + t), v, "村");
		}
	}
	mark_twins(c);
}

/* One county holds at most DEMO_COUNTY_MAX families; the rest goes to its neighbours. */
enum err demo_areas_make(struct gen *g)
{
	int64_t n = g->d->households;

	g->ncounty = (int)((n + DEMO_COUNTY_MAX - 1) / DEMO_COUNTY_MAX);
	if (g->ncounty < 1)
		g->ncounty = 1;
	g->county = arena_array(g->a, (size_t)g->ncounty, sizeof(*g->county));
	for (int i = 0; i < g->ncounty; i++) {
		fiction_county(g, i, &g->county[i]);
		g->county[i].first = n * i / g->ncounty;
		g->county[i].n = n * (i + 1) / g->ncounty - g->county[i].first;
	}
	return OK;
}

/* ---- a file of areas ---- */
struct reader {
	struct gen *g;
	struct csv csv;
	int code, name;              /* columns */
	int64_t county;
};

static bool is_header(const struct reader *rd, struct str cell, const char *field)
{
	const struct entity *e = entity_find(rd->g->m, STR("area"));
	int i = e ? entity_field(e, str_of(field)) : -1;

	cell = str_trim(cell);
	return str_eqz(cell, field) || (i >= 0 && (str_eqz(cell, e->fields[i].zh) ||
	                                           str_eqz(cell, e->fields[i].en)));
}

static enum err read_header(struct reader *rd)
{
	struct gen *g = rd->g;
	struct str *cell;
	int n;

	TRY(csv_record(g->cx, &rd->csv, 1, &cell, &n));
	rd->code = rd->name = -1;
	for (int i = 0; i < n; i++) {
		if (rd->code < 0 && is_header(rd, cell[i], "code"))
			rd->code = i;
		if (rd->name < 0 && is_header(rd, cell[i], "name"))
			rd->name = i;
	}
	if (rd->code < 0 || rd->name < 0)
		return err_set(g->cx, ERR_INPUT, g->d->areas, "demo-areas-header", NULL);
	return OK;
}

/* What a row of the file is to the county: 0 nothing, else its level as area_code_level says. */
static int level_in(const struct reader *rd, int64_t code)
{
	int64_t six = INT64_C(1000000);

	if (code / six == rd->county / six)
		return code % six == 0 ? 3 : code % 1000 == 0 ? 4 : 5;
	if (code == rd->county / INT64_C(10000000000) * INT64_C(10000000000))
		return 1;
	return code == rd->county / INT64_C(100000000) * INT64_C(100000000) ? 2 : 0;
}

static enum err read_rows(struct reader *rd, int level, struct demo_county *c)
{
	struct gen *g = rd->g;
	struct str *cell;
	int n;
	int64_t code;

	for (int64_t row = 2; row <= rd->csv.nrecord; row++) {
		TRY(csv_record(g->cx, &rd->csv, row, &cell, &n));
		if (n <= rd->code || n <= rd->name ||
		    area_code_read(str_trim(cell[rd->code]), &code) != CODE_GOOD)
			continue;
		int found = level_in(rd, code);
		struct str name = str_trim(cell[rd->name]);
		if (level == 0 && found > 0 && found < 3)
			c->above[found - 1] = (struct demo_area){ code, str_dup(g->a, name) };
		else if (level == 0 && found == 3)
			c->name = str_dup(g->a, name);
		else if (level == 0)
			c->ntown += found == 4, c->nvillage += found == 5;
		else if (level == 4 && found == 4)
			c->town[c->ntown++] = (struct demo_town){ code, str_dup(g->a, name), 0, 0 };
		else if (level == 5 && found == 5)
			c->village[c->nvillage++] = (struct demo_village){ .code = code,
				.name = str_dup(g->a, name), .groups = 6 };
	}
	return OK;
}

/* Villages in the order of their townships. */
static void sort_villages(struct gen *g, struct demo_county *c)
{
	struct demo_village *all = c->village;
	int n = 0;

	c->village = arena_array(g->a, (size_t)c->nvillage, sizeof(*all));
	for (int t = 0; t < c->ntown; t++) {
		c->town[t].first = n;
		for (int v = 0; v < c->nvillage; v++) {
			if (all[v].code / 1000 != c->town[t].code / 1000)
				continue;
			c->village[n] = all[v];
			c->village[n++].town = (int16_t)t;
		}
		c->town[t].n = n - c->town[t].first;
	}
	c->nvillage = n;
	mark_twins(c);
}

static enum err no_county(struct gen *g)
{
	return err_set(g->cx, ERR_INPUT, g->d->areas, "demo-areas-county", g->d->county, NULL);
}

static enum err read_county(struct reader *rd)
{
	struct gen *g = rd->g;
	struct demo_county *c = arena_alloc(g->a, sizeof(*c));

	TRY(read_header(rd));
	TRY(read_rows(rd, 0, c));
	if (c->name.n == 0 || c->ntown == 0 || c->nvillage == 0)
		return no_county(g);
	c->code = rd->county;
	c->town = arena_array(g->a, (size_t)c->ntown, sizeof(*c->town));
	c->village = arena_array(g->a, (size_t)c->nvillage, sizeof(*c->village));
	c->ntown = c->nvillage = 0;
	TRY(read_rows(rd, 4, c));
	TRY(read_rows(rd, 5, c));
	sort_villages(g, c);
	if (c->nvillage == 0)
		return no_county(g);
	c->n = g->d->households;
	g->county = c;
	g->ncounty = 1;
	return OK;
}

enum err demo_areas_read(struct gen *g)
{
	struct reader rd = { .g = g };
	int64_t size;
	int fd;

	/* A prefecture without counties (441900) stands for its own county. */
	if (area_code_read(str_of(g->d->county), &rd.county) != CODE_GOOD ||
	    area_code_level(rd.county) < 2 || area_code_level(rd.county) > 3)
		return err_set(g->cx, ERR_INPUT, "--county", "demo-county-code", g->d->county,
		               NULL);
	if (g->d->households > DEMO_COUNTY_MAX)
		return err_set(g->cx, ERR_INPUT, "--households", "demo-county-large", NULL);
	TRY(os_open_read(g->cx, g->d->areas, &fd, &size));
	enum err e = csv_open(g->cx, fd, &rd.csv);
	if (e == OK) {
		e = read_county(&rd);
		csv_close(&rd.csv);
	}
	close(fd);
	return e;
}
