/* Columns and rows never differ: after imports, edits, moves, merges, what is taken back and new
 * areas, the snapshot is the one that a scan makes, and row by row what the register shows. */
#include "import_fix.h"
#include "facts_same.h"

#include "domain/judge/feed.h"
#include "domain/register/duplicate.h"
#include "job/undo.h"

static const struct facts_want wants[] = {
	{ "household", "per_capita_net", FACTS_VALUE, NULL },
	{ "household", "type", FACTS_VALUE, NULL },
	{ "household", "head_name", FACTS_KNOWN, NULL },
	{ "household", "safe_water", FACTS_VALUE, NULL },
	{ "person", "birth", FACTS_VALUE, NULL },
	{ "person", "relation", FACTS_VALUE, NULL },
	{ "person", "school", FACTS_TAG, "student" },
	{ "work", "started", FACTS_VALUE, NULL },
	{ "income", "net", FACTS_VALUE, NULL },
	{ "risk", NULL, FACTS_KNOWN, NULL },
};
static const struct facts_want sealed[] = {
	{ "household", "per_capita_net", FACTS_VALUE, NULL },
	{ "person", "health", FACTS_TAG, "serious" },
	{ "person", "birth", FACTS_VALUE, NULL },
	{ "person", "illness", FACTS_KNOWN, NULL },
};
static const char *const coarse[] = { "person.health=serious", NULL };

static struct feed *fed(struct desk *d, int threads)
{
	struct feed_ask ask = { .want = wants, .n = (int)(sizeof wants / sizeof *wants),
		.threads = threads };
	struct feed *f;

	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));
	return f;
}

static int32_t area_in(struct desk *d, struct feed *f, int64_t id)
{
	const struct facts_view *v;
	int32_t at;

	GOOD(d, feed_hold(&d->cx, f, &v));
	at = feed_area(f, v, id);
	feed_release(f, v);
	return at;
}

/* The register's own reading of a household, as columns. */
static void by_rows(struct desk *d, struct feed *f, const struct rec *house,
                    struct facts_family *out)
{
	const struct facts_schema *s = feed_schema(f);

	facts_family_start(out, house->id, area_in(d, f, house->area));
	facts_family_rec(out, house);
	for (int i = 1; i < s->nnoun; i++) {
		int up = s->noun[i]->up;

		for (int o = 0; o < out->kin[up].n; o++) {
			struct rec **row;
			int n;

			GOOD(d, register_children(&d->cx, d->r, s->noun[i]->e,
			                          up ? out->kin[up].id[o] : house->id, &row, &n));
			for (int k = 0; k < n; k++) {
				if (!register_alive(d->r, row[k]))
					continue;
				if (row[k]->e->tag == TAG_person)
					register_birth(row[k]);
				assert_true(facts_family_rec(out, row[k]));
			}
		}
	}
}

/* Households in the columns, each of them as the rows say and as a scan says. */
static int agree(struct desk *d, struct feed *f)
{
	struct feed *again = fed(d, 3);
	const struct facts_view *x, *y;
	struct facts_family a, b;
	int n = 0;

	GOOD(d, feed_hold(&d->cx, f, &x));
	GOOD(d, feed_hold(&d->cx, again, &y));
	facts_family_init(&a, feed_schema(f));
	facts_family_init(&b, feed_schema(f));
	assert_int_equal(x->first[x->nseg], y->first[y->nseg]);
	for (uint64_t i = 0; i < x->first[x->nseg]; i++, n++) {
		int seg;
		uint32_t row;
		struct rec *house;

		facts_place(x, i, &seg, &row);
		facts_get(x, seg, row, &a);
		facts_place(y, i, &seg, &row);
		facts_get(y, seg, row, &b);
		b.s = a.s;
		if (!family_same(&a, &b))
			fail_msg("household %lld: not as scanned", (long long)a.id);
		GOOD(d, register_load(&d->cx, d->r, noun(d, "household"), a.id, &house));
		by_rows(d, f, house, &b);
		if (!family_same(&a, &b))
			fail_msg("household %lld: not as its rows", (long long)a.id);
	}
	facts_family_free(&a);
	facts_family_free(&b);
	feed_release(f, x);
	feed_release(again, y);
	GOOD(d, feed_close(&d->cx, again));
	return n;
}

/* ---- lists ---- */

#define LIST "户编号,行政村代码,人编号,姓名,证件号码,与户主关系,在校生状况,人均纯收入\n"

static char *people(struct desk *d, int from, int to, const char *village, int income)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 16 << 20);
	buf_addz(&b, LIST);
	for (int i = from; i < to; i++) {
		char tail[48];

		for (int p = 0; p < 1 + i % 4; p++) {
			snprintf(tail, sizeof tail, "980101%04d0%d01%03d", 1930 + (i * 7 + p * 20) % 90,
			         1 + p, 100 + i % 900);
			buf_addf(&b, "K%d,%s,Q%d-%d,张三,%s,%s,%s,%d\n", i, village, i, p, idno(tail),
			         p ? "之子" : "户主", p % 3 == 2 ? "小学" : p ? "非在校生" : "",
			         income + i);
		}
	}
	return str_z(&d->cx.arena, buf_str(&b));
}

static void undo(struct desk *d, const char *batch)
{
	struct undo u = { .batch = batch, .reason = "发错了文件" };

	GOOD(d, undo_run(&d->cx, d->r, &u));
}

static int64_t by_no(struct desk *d, const char *name, const char *no)
{
	int64_t id;

	GOOD(d, register_by_key(&d->cx, d->r, noun(d, name), str_of(no), &id));
	return id;
}

static const char *area_id(struct desk *d, const char *code)
{
	struct rec *r;

	GOOD(d, register_load(&d->cx, d->r, noun(d, "area"), by_no(d, "area", code), &r));
	return ref(d, r);
}

/* ---- the stories ---- */

static void test_imports_and_undo(void **state)
{
	struct desk *d = county_desk();
	struct feed *f = fed(d, 2);
	struct heard h;

	(void)state;
	assert_int_equal(agree(d, f), 0);
	take(d, &h, people(d, 0, 60, "980101100201", 3000));
	assert_int_equal(h.im.total.fresh > 60, 1);
	assert_int_equal(agree(d, f), 60);
	take(d, &h, people(d, 40, 90, "980101101202", 5000));       /* some changed and moved */
	assert_int_equal(agree(d, f), 90);
	undo(d, "B3");
	assert_int_equal(agree(d, f), 60);
	undo(d, "B2");
	assert_int_equal(agree(d, f), 0);
	take(d, &h, people(d, 0, 30, "980101100202", 100));
	assert_int_equal(agree(d, f), 30);
	assert_true(feed_told(f).updates > 100);         /* followed, not scanned */
	assert_int_equal(feed_told(f).scans, 1);
	GOOD(d, feed_close(&d->cx, f));
	desk_close(d);
}

static void test_edits(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	struct feed *f;
	int64_t house, person;
	uint64_t before;

	(void)state;
	take(d, &h, people(d, 0, 40, "980101100201", 3000));
	f = fed(d, 2);
	agree(d, f);
	house = by_no(d, "household", "K7");
	person = by_no(d, "person", "Q7-1");
	before = feed_told(f).updates;
	change(d, "household", house, "per_capita_net", "12345.67");
	save(d);
	assert_int_equal(agree(d, f), 40);
	assert_int_equal(feed_told(f).updates, before + 1);
	change(d, "person", person, "birth", "2001-02");
	change(d, "household", house, "safe_water", "是");
	save(d);
	agree(d, f);
	change(d, "person", person, "birth", "");
	save(d);
	agree(d, f);
	{
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)person);
		add(d, "work", "person", id, "kind", "已外出务工", "started", "2021-02-01", NULL);
		add(d, "work", "person", id, "kind", "已外出务工", "started", "2022-02-01", NULL);
		snprintf(id, sizeof id, "%lld", (long long)house);
		add(d, "income", "household", id, "period_from", "2024", "period_to", "2024", "net",
		    "100", NULL);
		add(d, "risk", "household", id, "kind", "因病", "found", "2023-01-01", NULL);
		save(d);
	}
	agree(d, f);
	change(d, "household", house, "area", area_id(d, "980101101201"));      /* moves away */
	save(d);
	assert_int_equal(agree(d, f), 40);
	change(d, "household", house, "area", area_id(d, "980101100202"));
	save(d);
	change(d, "household", house, "area", area_id(d, "980101100201"));      /* and back */
	save(d);
	assert_int_equal(agree(d, f), 40);
	assert_int_equal(feed_told(f).scans, 1);
	GOOD(d, feed_close(&d->cx, f));
	desk_close(d);
}

static void test_merges(void **state)
{
	struct desk *d = county_desk();
	struct duplicate_merged m;
	struct heard h;
	struct feed *f;

	(void)state;
	take(d, &h, people(d, 0, 20, "980101100201", 3000));
	take(d, &h, people(d, 100, 110, "980101101202", 3000));
	f = fed(d, 2);
	assert_int_equal(agree(d, f), 30);
	GOOD(d, duplicate_merge(&d->cx, d->r, noun(d, "household"), by_no(d, "household", "K3"),
	                        by_no(d, "household", "K105"), "入户核实", &m));
	assert_int_equal(agree(d, f), 29);
	GOOD(d, duplicate_merge(&d->cx, d->r, noun(d, "person"), by_no(d, "person", "Q7-1"),
	                        by_no(d, "person", "Q7-2"), "入户核实", &m));
	assert_int_equal(agree(d, f), 29);
	assert_int_equal(feed_told(f).scans, 1);
	GOOD(d, feed_close(&d->cx, f));
	desk_close(d);
}

/* A village that comes shifts the indexes of those behind it. */
static void test_areas(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	struct feed *f;
	const struct facts_view *v;
	uint64_t begin, end;
	int n, at;

	(void)state;
	take(d, &h, people(d, 0, 20, "980101100202", 3000));
	take(d, &h, people(d, 20, 50, "980101101202", 3000));
	f = fed(d, 2);
	agree(d, f);
	take(d, &h, "代码,名称\n980101100100,前村\n980101101105,中村\n");
	take(d, &h, people(d, 60, 65, "980101101105", 3000));
	assert_int_equal(agree(d, f), 55);
	assert_int_equal(feed_told(f).scans, 1);         /* the lists of areas changed, and no column */
	GOOD(d, feed_hold(&d->cx, f, &v));
	at = feed_area(f, v, by_no(d, "area", "980101101000"));
	facts_range(v, feed_areas(f, v, &n)[at].lo, feed_areas(f, v, &n)[at].hi - 1, &begin, &end);
	assert_int_equal(end - begin, 35);
	feed_release(f, v);
	GOOD(d, feed_close(&d->cx, f));
	desk_close(d);
}

static void test_more_than_can_be_followed(void **state)
{
	struct desk *d = county_desk();
	struct touched many = { .all = true, .inside = UINT64_MAX };
	struct heard h;
	struct feed *f = fed(d, 2);

	(void)state;
	take(d, &h, people(d, 0, 50, "980101100201", 3000));
	for (struct reg_watch *w = d->r->watch; w; w = w->next)
		w->told(w->state, &many);
	assert_int_equal(agree(d, f), 50);
	assert_int_equal(feed_told(f).scans, 2);
	GOOD(d, feed_close(&d->cx, f));
	desk_close(d);
}

static void test_a_file_spares_the_scan(void **state)
{
	struct desk *d = county_desk();
	char path[128];
	struct feed_ask ask = { .want = wants, .n = (int)(sizeof wants / sizeof *wants),
		.path = path };
	struct heard h;
	struct feed *f;

	(void)state;
	snprintf(path, sizeof path, "%s/facts", d->top);
	take(d, &h, people(d, 0, 50, "980101100201", 3000));
	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));
	assert_false(feed_told(f).from_file);
	change(d, "household", by_no(d, "household", "K1"), "per_capita_net", "1");
	save(d);
	GOOD(d, feed_close(&d->cx, f));
	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));
	assert_true(feed_told(f).from_file);
	assert_int_equal(feed_told(f).scans, 0);
	assert_int_equal(agree(d, f), 50);
	GOOD(d, register_note(&d->cx, d->r, ACT_EXPORT, NULL, 0, "looked at", STR("")));
	assert_int_equal(agree(d, f), 50);
	GOOD(d, feed_close(&d->cx, f));
	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));      /* a leaf that is none of its business */
	assert_true(feed_told(f).from_file);
	assert_int_equal(feed_told(f).updates, 0);
	GOOD(d, feed_close(&d->cx, f));
	change(d, "household", by_no(d, "household", "K1"), "per_capita_net", "2");     /* behind it */
	save(d);
	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));
	assert_false(feed_told(f).from_file);
	assert_int_equal(agree(d, f), 50);
	GOOD(d, feed_close(&d->cx, f));
	remove(path);
	desk_close(d);
}

/* Classes of what is sealed are read with the keys, and only then. */
static void test_sealed_classes(void **state)
{
	struct desk *d = county_desk();
	struct feed_ask ask = { .want = sealed, .n = 4, .coarse = coarse, .threads = 2 };
	struct facts_family one;
	const struct facts_view *v;
	struct heard h;
	struct feed *f;
	int64_t tag, ill;
	int seg, severe = 0;
	uint32_t row;

	(void)state;
	take(d, &h, people(d, 0, 12, "980101100201", 3000));
	GOOD(d, feed_open(&d->cx, d->r, &ask, &f));
	change(d, "person", by_no(d, "person", "Q7-1"), "health", "患有大病、残疾");
	save(d);
	change(d, "person", by_no(d, "person", "Q7-1"), "illness", "尿毒症");
	save(d);
	change(d, "person", by_no(d, "person", "Q7-2"), "health", "健康");
	save(d);
	GOOD(d, feed_hold(&d->cx, f, &v));
	facts_family_init(&one, feed_schema(f));
	assert_true(facts_find(v, feed_area(f, v, by_no(d, "area", "980101100201")),
	                       by_no(d, "household", "K7"), &seg, &row));
	facts_get(v, seg, row, &one);
	for (int p = 0; p < one.kin[1].n; p++) {
		severe += facts_family_get(&one, 1, p, 0, &tag) ? 1 + (int)tag * 10 : 0;
		assert_true(facts_family_get(&one, 1, p, 1, &tag));     /* birth: from the ID number */
		assert_int_equal(facts_family_get(&one, 1, p, 2, &ill),
		                 one.kin[1].id[p] == by_no(d, "person", "Q7-1"));
	}
	assert_int_equal(severe, 12);            /* one ill, one not, two of whom nobody knows */
	facts_family_free(&one);
	feed_release(f, v);
	GOOD(d, feed_close(&d->cx, f));
	desk_without_keys(d);
	REFUSED(d, feed_open(&d->cx, d->r, &ask, &f), ERR_DENIED, "facts-no-ring");
	desk_close(d);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imports_and_undo),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_merges),
		cmocka_unit_test(test_areas),
		cmocka_unit_test(test_more_than_can_be_followed),
		cmocka_unit_test(test_a_file_spares_the_scan),
		cmocka_unit_test(test_sealed_classes),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
