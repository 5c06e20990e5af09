/* The column snapshot: what went in comes out, whatever was changed since and in whatever portions;
 * whoever holds a view sees the old state; a file gives the same back and notices any damage. */
#include "facts_fix.h"

static const struct facts_want some_fields[] = {
	{ "household", "per_capita_net", FACTS_VALUE, NULL },
	{ "household", "data_date", FACTS_VALUE, NULL },
	{ "household", "first_identified", FACTS_VALUE, NULL },
	{ "household", "safe_water", FACTS_VALUE, NULL },
	{ "household", "type", FACTS_VALUE, NULL },
	{ "household", "fuel", FACTS_VALUE, NULL },
	{ "household", "address", FACTS_KNOWN, NULL },
	{ "person", "birth", FACTS_VALUE, NULL },
	{ "person", "school", FACTS_VALUE, NULL },
	{ "person", "work_months", FACTS_VALUE, NULL },
	{ "work", "monthly_pay", FACTS_VALUE, NULL },
	{ "work", "started", FACTS_VALUE, NULL },
	{ "income", "net", FACTS_VALUE, NULL },
	{ "income", "period_to", FACTS_VALUE, NULL },
	{ "risk", "remark", FACTS_KNOWN, NULL },
};
#define FIELDS (int)(sizeof some_fields / sizeof *some_fields)

static void test_what_goes_in_comes_out(void **state)
{
	static const int sizes[] = { 0, 1, 63, 64, 65, 4095, 4096, 4097, 16384, 16385, 33000 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct maker *k = maker_open(some_fields, FIELDS, NULL);
		const struct facts_view *v;

		maker_build(k, sizes[i], sizes[i] / 7 + 1, i % 2);
		v = facts_hold(k->f);
		assert_int_equal(v->nseg, (sizes[i] + FACTS_SEGMENT - 1) / FACTS_SEGMENT);
		maker_same(k, v);
		facts_release(k->f, v);
		maker_close(k);
	}
}

static void test_areas_are_ranges(void **state)
{
	struct maker *k = maker_open(some_fields, FIELDS, NULL);
	const struct facts_view *v;

	(void)state;
	maker_build(k, 20000, 700, true);
	v = facts_hold(k->f);
	for (int32_t from = -3; from < 1410; from += 13)
		for (int32_t to = from - 1; to < 1410; to += 101) {
			uint64_t begin, end;

			facts_range(v, from, to, &begin, &end);
			assert_int_equal(begin, maker_place(k, from, 0));
			assert_int_equal(end, to < from ? (int)begin : maker_place(k, to + 1, 0));
		}
	for (int i = 0; i < k->n; i += 7) {
		int seg;
		uint32_t row;

		assert_true(facts_find(v, k->one[i]->area, k->one[i]->id, &seg, &row));
		assert_int_equal(v->first[seg] + row, i);
		assert_int_equal(facts_area(v->seg[seg], row), k->one[i]->area);
		assert_false(facts_find(v, k->one[i]->area, k->one[i]->id + 1, &seg, &row));
		assert_false(facts_find(v, k->one[i]->area + 1, k->one[i]->id, &seg, &row));
	}
	facts_release(k->f, v);
	maker_close(k);
}

/* Puts, drops and moves of the list and of the columns. */
static void one_change(struct maker *k, struct facts_change *c, int64_t *next)
{
	int what = (int)below(k, 10), i = k->n ? (int)below(k, k->n) : 0;
	struct facts_family *one;

	if (k->n && what < 5) {                  /* other values, the same rows or others */
		one = calloc(1, sizeof *one);
		facts_family_init(one, k->s);
		facts_family_start(one, k->one[i]->id, k->one[i]->area);
		some_row(k, one, 0, 0, below(k, 2));
		for (int noun = 1; noun < k->s->nnoun; noun++)
			for (int r = 0; r < k->one[i]->kin[noun].n; r++)
				some_row(k, one, noun, facts_family_row(one, noun,
				         k->one[i]->kin[noun].id[r], k->one[i]->kin[noun].owner[r]), true);
		if (what < 2)
			some_rows(k, one, next, true);
		*next += 1000;
		family_gone(k->one[i]);
		k->one[i] = one;
		FINE(k, facts_put(&k->cx, c, one));
	} else if (k->n && what < 7) {
		one = k->one[i];
		facts_drop(c, one->area, one->id);
		memmove(k->one + i, k->one + i + 1, (size_t)(--k->n - i) * sizeof *k->one);
		if (what == 6) {                     /* to another area */
			one->area = (int32_t)below(k, 100);
			i = maker_place(k, one->area, one->id);
			memmove(k->one + i + 1, k->one + i, (size_t)(k->n++ - i) * sizeof *k->one);
			k->one[i] = one;
			FINE(k, facts_put(&k->cx, c, one));
		} else {
			family_gone(one);
		}
	} else if (k->n < MAKE_MAX - 1) {
		one = some_family(k, (*next)++, (int32_t)below(k, 100), below(k, 2));
		i = maker_place(k, one->area, one->id);
		memmove(k->one + i + 1, k->one + i, (size_t)(k->n++ - i) * sizeof *k->one);
		k->one[i] = one;
		FINE(k, facts_put(&k->cx, c, one));
	}
	facts_drop(c, 200, 5);                   /* somebody who is not there */
}

static void test_changes(void **state)
{
	static const int start[] = { 0, 3, 300, 20000 };

	(void)state;
	for (size_t s = 0; s < sizeof start / sizeof *start; s++) {
		struct maker *k = maker_open(some_fields, FIELDS, NULL);
		int64_t next = 1000000;
		int rounds = start[s] > 1000 ? 12 : 60;

		maker_build(k, start[s], 49, true);
		for (int round = 0; round < rounds; round++) {
			struct facts_change *c = facts_change_begin(k->f);
			const struct facts_view *v;
			int n = round % 3 ? 1 + (int)below(k, 40) : 1;

			for (int i = 0; i < n; i++)
				one_change(k, c, &next);
			facts_change_end(c);
			v = facts_hold(k->f);
			maker_same(k, v);
			facts_release(k->f, v);
		}
		maker_close(k);
	}
}

/* An import into one village: its segment grows, and is split when it is too large. */
static void test_a_village_grows(void **state)
{
	struct maker *k = maker_open(some_fields, 8, NULL);
	struct facts_change *c;
	const struct facts_view *v;

	(void)state;
	maker_build(k, 17000, 40, true);
	c = facts_change_begin(k->f);
	for (int i = 0; i < 22000; i++) {
		struct facts_family *one = some_family(k, 1000000 + i, 21, true);
		int at = maker_place(k, 21, one->id);

		memmove(k->one + at + 1, k->one + at, (size_t)(k->n++ - at) * sizeof *k->one);
		k->one[at] = one;
		FINE(k, facts_put(&k->cx, c, one));
	}
	facts_change_end(c);
	v = facts_hold(k->f);
	assert_int_equal(v->nseg, 3);
	for (int i = 0; i < v->nseg; i++)
		assert_true(v->seg[i]->rows[0].n <= 2 * FACTS_SEGMENT);
	maker_same(k, v);
	facts_release(k->f, v);
	c = facts_change_begin(k->f);            /* and all of them leave */
	for (int i = 0; i < k->n; i++) {
		facts_drop(c, k->one[i]->area, k->one[i]->id);
		family_gone(k->one[i]);
	}
	k->n = 0;
	facts_change_end(c);
	v = facts_hold(k->f);
	assert_int_equal(v->nseg, 0);
	maker_same(k, v);
	facts_release(k->f, v);
	maker_close(k);
}

static void test_who_holds_a_view_sees_it_unchanged(void **state)
{
	struct maker *k = maker_open(some_fields, FIELDS, NULL);
	const struct facts_view *old, *mid = NULL, *now;
	struct facts_change *c;
	struct facts_family was, is;
	int64_t next = 500000;

	(void)state;
	maker_build(k, 300, 20, true);
	old = facts_hold(k->f);
	facts_family_init(&was, k->s);
	facts_family_init(&is, k->s);
	facts_get(old, 0, 150, &was);
	for (int round = 0; round < 30; round++) {
		c = facts_change_begin(k->f);
		for (int i = 0; i < 20; i++)
			one_change(k, c, &next);
		facts_change_end(c);
		if (round == 10)
			mid = facts_hold(k->f);
		if (round == 20)
			facts_release(k->f, mid);
	}
	c = facts_change_begin(k->f);            /* one that is given up */
	facts_drop(c, k->one[0]->area, k->one[0]->id);
	facts_change_cancel(c);
	facts_get(old, 0, 150, &is);
	assert_true(family_same(&was, &is));
	assert_int_equal(old->first[old->nseg], 300);
	now = facts_hold(k->f);
	maker_same(k, now);
	facts_release(k->f, now);
	facts_release(k->f, old);
	facts_family_free(&was);
	facts_family_free(&is);
	maker_close(k);
}

static void test_changes_equal_a_rebuild(void **state)
{
	struct maker *k = maker_open(some_fields, FIELDS, NULL);
	struct facts *again = facts_new(k->s);
	struct facts_builder *b;
	struct facts_change *c;
	const struct facts_view *x, *y;
	int64_t next = 500000;

	(void)state;
	maker_build(k, 2000, 30, true);
	c = facts_change_begin(k->f);
	for (int i = 0; i < 500; i++)
		one_change(k, c, &next);
	facts_change_end(c);
	b = facts_build(again);
	for (int i = 0; i < k->n; i++)
		FINE(k, facts_build_add(&k->cx, b, k->one[i]));
	FINE(k, facts_build_end(&k->cx, b));
	x = facts_hold(k->f);
	y = facts_hold(again);
	maker_same(k, x);
	maker_same(k, y);
	for (int i = 1; i < k->s->nnoun; i++) {      /* the same ends, not only the same answers */
		const struct facts_rows *p = &x->seg[0]->rows[i], *q = &y->seg[0]->rows[i];

		assert_int_equal(p->n, q->n);
		assert_memory_equal(p->end, q->end, (p->n + 63) / 64 * 8);
	}
	assert_int_equal(x->seg[0]->nrun, y->seg[0]->nrun);
	facts_release(k->f, x);
	facts_release(again, y);
	facts_free(again);
	maker_close(k);
}

static void test_areas_get_other_numbers(void **state)
{
	struct maker *k = maker_open(some_fields, 9, NULL);
	const struct facts_view *v;
	int32_t map[300];

	(void)state;
	maker_build(k, 20000, 100, true);
	for (int i = 0; i < 300; i++)
		map[i] = i % 2 ? -1 : i * 3 + 7;     /* every other area has no household and is gone */
	assert_true(facts_renumber(k->f, map, 300));
	for (int i = 0; i < k->n; i++)
		k->one[i]->area = map[k->one[i]->area];
	v = facts_hold(k->f);
	maker_same(k, v);
	facts_release(k->f, v);
	map[14] = 3;
	assert_false(facts_renumber(k->f, map, 300));
	maker_close(k);
}

static void test_a_file_gives_the_same_back(void **state)
{
	struct maker *k = maker_open(some_fields, FIELDS, NULL);
	struct facts *again = facts_new(k->s);
	struct facts_change *c;
	const struct facts_view *v;
	int64_t next = 900000;

	(void)state;
	maker_build(k, 18000, 500, false);
	v = facts_hold(k->f);
	FINE(k, facts_save(&k->cx, v, k->path, NULL, 77));
	facts_release(k->f, v);
	FINE(k, facts_file_check(&k->cx, k->s, k->path));
	assert_int_equal(facts_open(&k->cx, again, k->path, NULL, 78), ERR_CONFLICT);
	err_clear(&k->cx);
	FINE(k, facts_open(&k->cx, again, k->path, NULL, 77));
	v = facts_hold(again);
	maker_same(k, v);
	facts_release(again, v);
	facts_free(k->f);
	k->f = again;
	for (int round = 0; round < 10; round++) {       /* a mapped one changes like any other */
		c = facts_change_begin(k->f);
		for (int i = 0; i < 10; i++)
			one_change(k, c, &next);
		facts_change_end(c);
	}
	v = facts_hold(k->f);
	maker_same(k, v);
	FINE(k, facts_save(&k->cx, v, k->path, NULL, 79));
	facts_release(k->f, v);
	again = facts_new(k->s);
	FINE(k, facts_open(&k->cx, again, k->path, NULL, 79));
	v = facts_hold(again);
	maker_same(k, v);
	facts_release(again, v);
	facts_free(again);
	maker_close(k);
}

static void flip(const char *path, long at)
{
	FILE *f = fopen(path, "r+b");
	int c;

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	c = fgetc(f);
	fseek(f, at, SEEK_SET);
	fputc(c ^ 0x10, f);
	fclose(f);
}

static void test_damage_is_noticed(void **state)
{
	struct maker *k = maker_open(some_fields, FIELDS, NULL);
	const struct facts_view *v;
	struct facts *again;
	struct str text;
	long size;
	int opened = 0;

	(void)state;
	maker_build(k, 700, 50, false);
	v = facts_hold(k->f);
	FINE(k, facts_save(&k->cx, v, k->path, NULL, 1));
	facts_release(k->f, v);
	FINE(k, os_read_file(&k->cx, k->path, 1 << 28, &text));
	size = (long)text.n;
	for (int i = 0; i < 600; i++) {
		long at = (long)below(k, size);
		enum err rc;

		if (i < 100)
			at = (long)below(k, 128);        /* the head */
		else if (i < 300)
			at = size - 1 - (long)below(k, 20000);
		flip(k->path, at);
		again = facts_new(k->s);
		rc = facts_file_check(&k->cx, k->s, k->path);
		if (rc == OK)                        /* what lies between columns says nothing */
			assert_true(at >= 128);
		err_clear(&k->cx);
		opened += facts_open(&k->cx, again, k->path, NULL, 1) == OK;
		err_clear(&k->cx);
		facts_free(again);
		flip(k->path, at);
	}
	assert_in_range(opened, 1, 500);         /* columns are not read when a file is opened */
	assert_int_equal(truncate(k->path, size - 64), 0);
	again = facts_new(k->s);
	assert_int_equal(facts_open(&k->cx, again, k->path, NULL, 1), ERR_TAMPER);
	err_clear(&k->cx);
	assert_int_equal(truncate(k->path, 10), 0);
	assert_int_equal(facts_open(&k->cx, again, k->path, NULL, 1), ERR_TAMPER);
	facts_free(again);
	maker_close(k);
}

static void test_sealed_classes(void **state)
{
	static const char *const coarse[] = { "person.health=severe", NULL };
	static const struct facts_want want[] = {
		{ "household", "per_capita_net", FACTS_VALUE, NULL },
		{ "person", "health", FACTS_TAG, "severe" },
		{ "person", "illness", FACTS_KNOWN, NULL },
	}, bad[] = { { "person", "health", FACTS_VALUE, NULL } },
	   worse[] = { { "person", "health", FACTS_TAG, "chronic" } };
	struct maker *k = maker_open(want, 3, coarse);
	struct keyring ring = { .alg = HASH_SHA256, .id = "ringring" }, other = ring;
	const struct facts_view *v;
	struct facts_schema *s;
	struct facts *again;
	struct str text;

	(void)state;
	assert_int_equal(facts_schema_new(&k->cx, &k->cx.arena, k->m, "household", bad, 1, coarse, &s),
	                 ERR_DENIED);
	err_clear(&k->cx);
	assert_int_equal(facts_schema_new(&k->cx, &k->cx.arena, k->m, "household", worse, 1, coarse,
	                                  &s), ERR_DENIED);
	err_clear(&k->cx);
	hmac_key_init(&ring.extract, ring.alg, "a", 1);
	hmac_key_init(&other.extract, ring.alg, "b", 1);
	other.id[0] = 'x';
	maker_build(k, 500, 9, true);
	v = facts_hold(k->f);
	assert_int_equal(facts_save(&k->cx, v, k->path, NULL, 1), ERR_DENIED);
	err_clear(&k->cx);
	FINE(k, facts_save(&k->cx, v, k->path, &ring, 1));
	FINE(k, os_read_file(&k->cx, k->path, 1 << 28, &text));
	/* The classes of the first 64 persons stand nowhere in the file. */
	assert_int_equal(str_find(text, (struct str){ v->seg[0]->rows[1].col[0].data, 8 }), -1);
	assert_true(str_find(text, (struct str){ v->seg[0]->rows[0].col[0].data, 8 }) > 0);
	facts_release(k->f, v);
	again = facts_new(k->s);
	assert_int_equal(facts_open(&k->cx, again, k->path, &other, 1), ERR_DENIED);
	err_clear(&k->cx);
	memcpy(other.id, ring.id, sizeof ring.id);       /* says it is that ring, but is not */
	assert_int_equal(facts_open(&k->cx, again, k->path, &other, 1), ERR_TAMPER);
	err_clear(&k->cx);
	FINE(k, facts_file_check(&k->cx, k->s, k->path));
	FINE(k, facts_open(&k->cx, again, k->path, &ring, 1));
	v = facts_hold(again);
	maker_same(k, v);
	facts_release(again, v);
	facts_free(again);
	maker_close(k);
}

static void test_widths(void **state)
{
	static const struct facts_want want[] = {
		{ "household", "per_capita_net", FACTS_VALUE, NULL },
		{ "household", "first_identified", FACTS_VALUE, NULL },
		{ "household", "members", FACTS_VALUE, NULL },
	};
	static const struct { int col; int64_t v; enum facts_width width; } step[] = {
		{ 0, 0, FW_HERE }, { 0, 1, FW_BIT }, { 0, 255, FW_U8 }, { 0, 256, FW_U16 },
		{ 0, 65536, FW_I32 }, { 0, -1, FW_I32 }, { 0, INT64_MIN, FW_I64 }, { 0, 3, FW_I64 },
		{ 1, 20000229, FW_DAYS }, { 1, 19000101, FW_DAYS }, { 1, 20790606, FW_DAYS },
		{ 1, 20150000, FW_I32 }, { 2, 7, FW_U8 }, { 2, -7, FW_I32 }, { 2, INT64_MAX, FW_I64 },
	};
	struct maker *k = maker_open(want, 3, NULL);
	struct facts_family *one;

	(void)state;
	one = k->one[k->n++] = calloc(1, sizeof *one);
	facts_family_init(one, k->s);
	facts_family_start(one, 5, 3);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
		struct facts_change *c = facts_change_begin(k->f);
		const struct facts_view *v;

		facts_family_set(one, 0, 0, step[i].col, step[i].v);
		FINE(k, facts_put(&k->cx, c, one));
		facts_change_end(c);
		v = facts_hold(k->f);
		assert_int_equal(v->seg[0]->rows[0].col[step[i].col].width, step[i].width);
		maker_same(k, v);
		facts_release(k->f, v);
	}
	maker_close(k);
}

/* A list that put everybody whose household it did not know under one number: borne; more of them
 * than can be is told with the household, and is no half of it. */
static void test_a_household_of_thousands(void **state)
{
	static const struct facts_want want[] = { { "person", "birth", FACTS_VALUE, NULL } };
	struct maker *k = maker_open(want, 1, NULL);
	const struct facts_view *v;
	struct facts_builder *b;
	struct facts_family one;
	uint32_t from, to;

	(void)state;
	facts_family_init(&one, k->s);
	facts_family_start(&one, 7, 0);
	for (int i = 0; i < 20000; i++)
		facts_family_set(&one, 1, facts_family_row(&one, 1, 100 + i, 0), 0, 19800101 + i % 28);
	assert_false(one.full);
	b = facts_build(k->f);
	FINE(k, facts_build_add(&k->cx, b, &one));
	FINE(k, facts_build_end(&k->cx, b));
	v = facts_hold(k->f);
	facts_children(v->seg[0], 1, 0, &from, &to);
	assert_int_equal(to - from, 20000);
	facts_release(k->f, v);
	facts_family_start(&one, 8, 0);
	for (int i = 0; i <= FACTS_CHILDREN; i++)
		facts_family_row(&one, 1, 100 + i, 0);
	assert_true(one.full);
	b = facts_build(k->f);
	assert_int_equal(facts_build_add(&k->cx, b, &one), ERR_LIMIT);
	assert_string_equal(k->cx.err.key, "facts-children");
	assert_string_equal(k->cx.err.arg[0].p, "#8");
	facts_build_drop(b);
	facts_family_free(&one);
	maker_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_goes_in_comes_out),
		cmocka_unit_test(test_areas_are_ranges),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_a_village_grows),
		cmocka_unit_test(test_who_holds_a_view_sees_it_unchanged),
		cmocka_unit_test(test_changes_equal_a_rebuild),
		cmocka_unit_test(test_areas_get_other_numbers),
		cmocka_unit_test(test_a_file_gives_the_same_back),
		cmocka_unit_test(test_damage_is_noticed),
		cmocka_unit_test(test_sealed_classes),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_a_household_of_thousands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
