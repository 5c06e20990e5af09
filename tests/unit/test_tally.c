/* A place at one look is the same whether it is added up from what is kept or counted row by row,
 * as the lists behind it show it: for any place, whoever asks, whatever was written. */
#include "demo_fix.h"

#include "domain/register/browse.h"
#include "domain/register/cockpit.h"
#include "job/undo.h"

struct ids { int64_t id[4096]; int n; };

static const struct sql households = { "test.households", "SELECT id FROM household", SQL_SCAN_OK };
static const struct sql risks = { "test.risks", "SELECT id FROM risk", SQL_SCAN_OK };
static const struct sql findings = { "test.findings", "SELECT id FROM finding", SQL_SCAN_OK };
static const struct sql batches = { "test.batches", "SELECT id FROM batch ORDER BY id",
	SQL_SCAN_OK };

static void ids_of(struct county *k, const struct sql *q, struct ids *out)
{
	struct stmt *s;
	bool row;

	out->n = 0;
	GOOD(k->d, db_stmt(&k->d->cx, k->d->r->db, q, &s));
	while (stmt_step(&k->d->cx, s, &row) == OK && row && out->n < 4096)
		out->id[out->n++] = stmt_col_int(s, 0);
	stmt_done(s);
	assert_true(out->n > 0);
}

static void lines_same(const struct summary_line *a, int na, const struct summary_line *b, int nb)
{
	assert_int_equal(na, nb);
	for (int i = 0; i < na; i++) {
		assert_int_equal(a[i].code, b[i].code);
		assert_int_equal(a[i].n, b[i].n);
		assert_true(str_eq(a[i].label, b[i].label));
	}
}

static void looks_same(const struct cockpit *a, const struct cockpit *b)
{
	assert_int_equal(a->as_of, b->as_of);
	assert_int_equal(a->households, b->households);
	assert_int_equal(a->persons, b->persons);
	assert_int_equal(a->monitored, b->monitored);
	assert_int_equal(a->ever, b->ever);
	assert_int_equal(a->cleared, b->cleared);
	assert_int_equal(a->risks_open, b->risks_open);
	assert_int_equal(a->leads, b->leads);
	assert_int_equal(a->leads_checked, b->leads_checked);
	assert_int_equal(a->leads_closed, b->leads_closed);
	assert_int_equal(a->leads_open, b->leads_open);
	assert_int_equal(a->leads_late, b->leads_late);
	assert_int_equal(a->findings_open, b->findings_open);
	assert_int_equal(a->differences_open, b->differences_open);
	lines_same(a->cause, a->ncause, b->cause, b->ncause);
	lines_same(a->risk, a->nrisk, b->risk, b->nrisk);
	for (int i = 0; i < COCKPIT_MONTHS; i++)
		assert_memory_equal(&a->month[i], &b->month[i], sizeof a->month[i]);
}

struct asker { struct county *k; struct tally *t; const struct area_node *area; int narea; };

/* What somebody sees (areas lo .. hi, or everything) of a place (-1: all). */
static struct cockpit look(struct asker *a, int lo, int hi, int place, const char *actor)
{
	struct desk *d = a->k->d;
	struct scope sees = { .all = lo < 0, .actor = actor }, whole = { 0 }, narrow;
	struct cockpit_ask ask = { .lang = LANG_ZH, .today = 20260101, .narrow = &narrow };
	struct cockpit kept, rows;
	char code[24];
	int64_t *id = arena_array(&d->cx.arena, 3 * (size_t)a->narea + 1, sizeof *id);

	sees.area = id;
	for (int i = lo; lo >= 0 && i < hi; i++)
		id[sees.narea++] = a->area[i].id;
	sees.narea = scope_sort(id, sees.narea);
	narrow = sees;
	if (place >= 0) {
		int64_t *both = id + a->narea, *here = id + 2 * a->narea;

		for (int i = a->area[place].lo; i < a->area[place].hi; i++)
			here[whole.narea++] = a->area[i].id;
		whole.area = here;
		whole.narea = scope_sort(here, whole.narea);
		narrow = (struct scope){ .area = both, .actor = actor };
		for (int i = 0; i < whole.narea; i++)
			if (scope_area(&sees, here[i]))
				both[narrow.narea++] = here[i];
		snprintf(code, sizeof code, "%lld", (long long)a->area[place].code);
		ask.area = str_of(code);
		ask.place = &whole;
	}
	d->r->scope = &sees;
	GOOD(d, cockpit_make(&d->cx, d->r, &ask, &rows));
	ask.kept = a->t;
	GOOD(d, cockpit_make(&d->cx, d->r, &ask, &kept));
	d->r->scope = NULL;
	looks_same(&kept, &rows);
	return kept;
}

static uint64_t chance(uint64_t *seed, uint64_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed % n;
}

static void look_around(struct asker *a, uint64_t *seed)
{
	look(a, -1, 0, -1, "x");
	for (int i = 0; i < 6; i++) {
		int place = (int)chance(seed, (uint64_t)a->narea + 1) - 1;
		int of = (int)chance(seed, (uint64_t)a->narea);

		look(a, -1, 0, place, "x");
		look(a, a->area[of].lo, a->area[of].hi, place, chance(seed, 2) ? "x" : a->k->d->cx.actor);
	}
}

static void edit(struct asker *a, uint64_t *seed)
{
	static const char *const state[] = { "在册", "整户迁出" };
	static const char *const kind[] = { "", "脱贫不稳定户", "边缘易致贫户" };
	static const char *const day[] = { "", "2025-03-01", "2024-12-11" };
	struct desk *d = a->k->d;
	static struct ids house, risk, finding;
	int64_t one;
	char text[24];

	ids_of(a->k, &households, &house);
	ids_of(a->k, &risks, &risk);
	ids_of(a->k, &findings, &finding);
	one = house.id[chance(seed, (uint64_t)house.n)];
	switch (chance(seed, 7)) {
	case 0: change(d, "household", one, "monitor_type", kind[chance(seed, 3)]); break;
	case 1: change(d, "household", one, "risk_found", day[chance(seed, 3)]); break;
	case 2: change(d, "household", one, "state", state[chance(seed, 2)]); break;
	case 3:          /* moves, and its members stay behind, as rows may */
		snprintf(text, sizeof text, "%lld",
		         (long long)a->area[chance(seed, (uint64_t)a->narea)].id);
		change(d, "household", one, "area", text);
		break;
	case 4: change(d, "risk", risk.id[chance(seed, (uint64_t)risk.n)], "cleared", "是"); break;
	case 5:
		snprintf(text, sizeof text, "%lld",
		         (long long)a->area[chance(seed, (uint64_t)a->narea)].id);
		add(d, "lead", "area", text, "topic", "因病", "received", "2025-11-01", "content", "x",
		    "due", chance(seed, 2) ? "2025-12-01" : "2026-12-01", "checked",
		    day[chance(seed, 3)], NULL);
		break;
	default:
		change(d, "finding", finding.id[chance(seed, (uint64_t)finding.n)], "about_no", "none");
	}
	save(d);
}

static void any_place_after_any_edit(void **state)
{
	struct county k = county("cn", 120, 9, 0);
	struct asker a = { .k = &k };
	struct cockpit c;
	uint64_t seed = 20251231;

	(void)state;
	GOOD(k.d, tally_open(&k.d->cx, k.d->r, &a.t));
	GOOD(k.d, register_areas(&k.d->cx, &k.d->r->arena, k.d->r, &a.area, &a.narea));
	c = look(&a, -1, 0, -1, "x");
	assert_true(c.households > 100 && c.persons > 300 && c.findings_open > 5 && c.ncause > 2);
	look_around(&a, &seed);
	for (int i = 0; i < 60; i++) {
		edit(&a, &seed);
		if (i % 3 == 0)
			look_around(&a, &seed);
	}
	assert_true(look(&a, -1, 0, -1, "x").leads > 2);
	tally_close(&k.d->cx, a.t);
	county_end(&k);
}

/* An import and its undo touch everybody. */
static void lists_come_and_go(void **state)
{
	struct county k = county("cn", 60, 4, 0);
	struct asker a = { .k = &k };
	struct undo undo = { .reason = "test" };
	struct heard h;
	uint64_t seed = 7;
	struct ids batch;
	struct cockpit before, after;
	char no[24], text[300];

	(void)state;
	GOOD(k.d, tally_open(&k.d->cx, k.d->r, &a.t));
	GOOD(k.d, register_areas(&k.d->cx, &k.d->r->arena, k.d->r, &a.area, &a.narea));
	before = look(&a, -1, 0, -1, "x");
	snprintf(text, sizeof text, "户编号,行政村代码,人编号,姓名,与户主关系\n"
	         "NEW1,%lld,N1,张三,户主\nNEW2,%lld,N2,李四,户主\n",
	         (long long)a.area[a.narea - 1].code, (long long)a.area[a.narea - 2].code);
	take(k.d, &h, text);
	after = look(&a, -1, 0, -1, "x");
	assert_int_equal(after.households, before.households + 2);
	look_around(&a, &seed);
	ids_of(&k, &batches, &batch);
	snprintf(no, sizeof no, "%lld", (long long)batch.id[batch.n - 1]);
	undo.batch = no;
	GOOD(k.d, undo_run(&k.d->cx, k.d->r, &undo));
	after = look(&a, -1, 0, -1, "x");
	assert_int_equal(after.households, before.households);
	look_around(&a, &seed);
	tally_close(&k.d->cx, a.t);
	county_end(&k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_place_after_any_edit),
		cmocka_unit_test(lists_come_and_go),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
