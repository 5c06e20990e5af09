/* Findings: numbers, what may become of them, and what the journal then says. */
#include "register_fix.h"

#include "domain/register/finding.h"

static int64_t found(struct desk *d, const char *kind)
{
	struct rec *r = add(d, "finding", NULL);

	rec_text(r, FINDING_kind, str_of(kind));
	save(d);
	return r->id;
}

static void numbers(void **state)
{
	char z[24];
	int64_t id;

	(void)state;
	finding_no_put(z, 17);
	assert_string_equal(z, "F17");
	assert_true(finding_no_read(STR(" F17 "), &id) && id == 17);
	assert_true(finding_no_read(STR("f17"), &id) && id == 17);
	assert_true(finding_no_read(STR("F１７"), &id) && id == 17);
	assert_true(finding_no_read(STR("17"), &id) && id == 17);
	assert_false(finding_no_read(STR("F"), &id));
	assert_false(finding_no_read(STR("F0"), &id));
	assert_false(finding_no_read(STR("F17.0"), &id));
	assert_false(finding_no_read(STR("-17"), &id));
	assert_false(finding_no_read(STR("F99999999999999999999999999"), &id));
}

static void labels(void **state)
{
	static const struct { const char *z; enum finding_act act; } good[] = {
		{ "已更正", FINDING_CORRECTED }, { "已整改", FINDING_CORRECTED },
		{ "Corrected", FINDING_CORRECTED }, { "已说明", FINDING_EXPLAINED },
		{ "Explained", FINDING_EXPLAINED }, { "经核实无误", FINDING_RIGHT },
		{ "not a fault", FINDING_RIGHT },
	};
	static const char *const bad[] = { "", "待处理", "已随重新导入消除", "已随批次撤销", "好了" };
	struct desk *d = desk_open();
	enum finding_act act;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_true(finding_act_read(d->r, str_of(good[i].z), &act));
		assert_int_equal(act, good[i].act);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(finding_act_read(d->r, str_of(bad[i]), &act));
	assert_true(str_eqz(finding_act_label(d->r, FINDING_RIGHT, LANG_ZH), "经核实无误"));
	desk_close(d);
}

/* All that can be done is done, the rest says why not; reasons stand in the journal. */
static void some_are_done(void **state)
{
	struct desk *d = desk_open();
	int64_t a = found(d, "id_check_digit"), b = found(d, "date_future");
	struct finding_edit x[] = {
		{ .id = a, .act = FINDING_CORRECTED, .by = STR("村支书") },
		{ .id = 4711, .act = FINDING_CORRECTED },
		{ .id = b, .act = FINDING_RIGHT, .why = STR("按证件") },
		{ .id = a, .act = FINDING_EXPLAINED, .why = STR("再说一次") },
		{ .id = b, .act = FINDING_REOPEN, .why = STR("复核") },
		{ .id = b, .act = FINDING_REOPEN },
	};
	static const enum finding_result expected[] = { FINDING_DONE, FINDING_UNKNOWN, FINDING_DONE,
		FINDING_CLOSED_ALREADY, FINDING_DONE, FINDING_OPEN_ALREADY };
	struct rec *f;
	struct leaf leaf;
	uint64_t first = journal_next(&d->r->st->j);

	(void)state;
	GOOD(d, finding_do(&d->cx, d->r, x, 6));
	for (int i = 0; i < 6; i++)
		assert_int_equal(x[i].result, expected[i]);
	assert_int_equal(journal_next(&d->r->st->j), first + 3);
	GOOD(d, register_load(&d->cx, d->r, noun(d, "finding"), a, &f));
	assert_false(finding_is_open(f));
	assert_true(str_eqz(f->v[FINDING_closed_by].s, "村支书"));
	GOOD(d, register_load(&d->cx, d->r, noun(d, "finding"), b, &f));
	assert_true(finding_is_open(f));
	assert_false(rec_has(f, FINDING_closed_by));
	GOOD(d, journal_leaf(&d->cx, d->r->db, first + 1, &leaf));
	assert_true(str_eqz(leaf.note, "按证件"));
	assert_int_equal(leaf.object_id, b);
	assert_int_equal(leaf.action, ACT_EDIT);
	desk_close(d);
}

static void trying_changes_nothing(void **state)
{
	struct desk *d = desk_open();
	int64_t a = found(d, "id_check_digit");
	struct finding_edit x[] = { { .id = a, .act = FINDING_CORRECTED },
		{ .id = a + 1, .act = FINDING_CORRECTED } };
	uint64_t first = journal_next(&d->r->st->j);

	(void)state;
	GOOD(d, finding_try(&d->cx, d->r, x, 2));
	assert_int_equal(x[0].result, FINDING_DONE);
	assert_int_equal(x[1].result, FINDING_UNKNOWN);
	assert_int_equal(journal_next(&d->r->st->j), first);
	desk_close(d);
}

/* A finding lies where its household lies, unless it says so itself. */
static void places(void **state)
{
	struct desk *d = desk_open();
	struct rec *v, *f;
	int64_t area;

	(void)state;
	v = add(d, "area", "code", "980101100201", "name", "向阳村", "level", "村级", NULL);
	add(d, "household", "no", "H1", "area", ref(d, v), NULL);
	save(d);
	f = rec_new(&d->cx.arena, noun(d, "finding"));
	GOOD(d, finding_area(&d->cx, d->r, f, &area));
	assert_int_equal(area, 0);
	rec_text(f, FINDING_about_entity, STR("household"));
	rec_text(f, FINDING_about_no, STR("H1"));
	GOOD(d, finding_area(&d->cx, d->r, f, &area));
	assert_int_equal(area, v->id);
	rec_text(f, FINDING_about_no, STR("H2"));
	GOOD(d, finding_area(&d->cx, d->r, f, &area));
	assert_int_equal(area, 0);
	f->area = 7;
	GOOD(d, finding_area(&d->cx, d->r, f, &area));
	assert_int_equal(area, 7);
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(labels),
		cmocka_unit_test(some_are_done),
		cmocka_unit_test(trying_changes_nothing),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
