/* The made-up county: a clean one is clean to the last cell, the same options give the same bytes,
 * and every planted fault stands where truth.csv says it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/codes.h"
#include "base/hash.h"
#include "base/money.h"
#include "base/os.h"
#include "fmt/csv.h"
#include "fmt/geo.h"
#include "job/demo_plant.h"
#include "policy/pack.h"

struct fix {
	struct ctx cx;
	struct arena pack;
	struct model *m;
	char dir[64];
};

static int setup(void **state)
{
	struct fix *f = test_calloc(1, sizeof(*f));
	struct pack *p;

	ctx_init(&f->cx, (size_t)512 << 20);
	arena_init(&f->pack, (size_t)256 << 20);
	assert_int_equal(pack_load(&f->cx, &f->pack, "cn", &p), OK);
	assert_int_equal(pack_model(&f->cx, &f->pack, p, &f->m), OK);
	snprintf(f->dir, sizeof(f->dir), "/tmp/test_demo.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	*state = f;
	return 0;
}

static const char *in_dir(struct fix *f, const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s%s%s", f->dir, folder, name[0] ? "/" : "", name);
	return str_z(&f->cx.arena, str_of(path));
}

static void empty_folder(struct fix *f, const char *path)
{
	struct str *name;
	size_t n;

	assert_int_equal(os_list_dir(&f->cx, path, &name, &n), OK);
	for (size_t i = 0; i < n; i++) {
		struct str full = str_join(&f->cx.arena, str_of(path), STR("/"));
		const char *p = str_z(&f->cx.arena, str_join(&f->cx.arena, full, name[i]));
		if (os_is_dir(p))
			empty_folder(f, p);
		else
			assert_int_equal(unlink(p), 0);
	}
	assert_int_equal(rmdir(path), 0);
}

static int teardown(void **state)
{
	struct fix *f = *state;

	empty_folder(f, f->dir);
	arena_free(&f->pack);
	ctx_free(&f->cx);
	test_free(f);
	return 0;
}

static struct demo made(struct fix *f, const char *folder, int64_t households, uint64_t seed,
                        const char *faults)
{
	struct demo d = { .out = in_dir(f, folder, ""), .households = households, .seed = seed,
		.faults = faults, .years = 3 };

	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	return d;
}

/* ---- a list as a table in memory ---- */
struct table {
	struct str name;
	struct str *cell;            /* nrow x ncol; the header is row 0 */
	int ncol;
	int64_t nrow;
	int *width;                  /* cells of each row */
};

static struct table table_read(struct fix *f, const char *folder, struct str name)
{
	struct table t = { .name = name };
	struct csv c;
	struct str *cell;
	int64_t size;
	int fd, n;

	const char *path = in_dir(f, folder, str_z(&f->cx.arena, name));
	assert_int_equal(os_open_read(&f->cx, path, &fd, &size), OK);
	assert_int_equal(csv_open(&f->cx, fd, &c), OK);
	assert_int_equal(c.enc, CSV_UTF8);
	assert_true(c.bom);
	t.nrow = c.nrecord;
	assert_int_equal(csv_record(&f->cx, &c, 1, &cell, &t.ncol), OK);
	t.cell = arena_array(&f->cx.arena, (size_t)t.nrow * (size_t)t.ncol, sizeof(*t.cell));
	t.width = arena_array(&f->cx.arena, (size_t)t.nrow, sizeof(*t.width));
	for (int64_t r = 0; r < t.nrow; r++) {
		assert_int_equal(csv_record(&f->cx, &c, r + 1, &cell, &n), OK);
		t.width[r] = n;
		for (int i = 0; i < t.ncol && i < n; i++)
			t.cell[r * t.ncol + i] = str_dup(&f->cx.arena, cell[i]);
	}
	csv_close(&c);
	close(fd);
	return t;
}

static struct str at(const struct table *t, int64_t row, int col)
{
	return t->cell[row * t->ncol + col];
}

static int column(const struct table *t, const char *header)
{
	for (int i = 0; i < t->ncol; i++)
		if (str_eqz(at(t, 0, i), header))
			return i;
	return -1;
}

/* Column of a noun's field, by the label its template has. */
static int field_column(struct fix *f, const struct table *t, const char *entity, const char *field)
{
	const struct entity *e = entity_find(f->m, str_of(entity));
	struct buf label BUF_AUTO;

	buf_init(&label, 1000);
	sheet_label(&label, &e->fields[entity_field(e, str_of(field))], LANG_ZH);
	for (int i = 0; i < t->ncol; i++)
		if (str_eq(at(t, 0, i), buf_str(&label)))
			return i;
	fail_msg("%s has no column for %s", t->name.p, field);
	return -1;
}

static struct str *lists_of(struct fix *f, const char *folder, size_t *n)
{
	struct str *all;
	size_t k, out = 0;

	assert_int_equal(os_list_dir(&f->cx, in_dir(f, folder, ""), &all, &k), OK);
	for (size_t i = 0; i < k; i++)
		if (str_ends(all[i], STR(".csv")) && !str_eqz(all[i], "truth.csv"))
			all[out++] = all[i];
	*n = out;
	return all;
}

/* How one cell fares when an import reads it by its header. */
static struct cell_result reads(struct fix *f, const struct sheet_map *map, int col,
                                struct str cell)
{
	struct cell_cx c = { f->m, &f->cx.arena, date_of_ms(f->cx.now_ms, 480) };
	struct cell_result out = { .state = CELL_GOOD };
	const struct sheet_col *sc = &map->col[col];

	if (sc->kind == COL_FIELD && cell.n > 0)
		cell_read(&c, &map->part[sc->part]->fields[sc->field], cell, &out);
	return out;
}

static struct sheet_map recognised(struct fix *f, const struct table *t)
{
	struct sheet_map map;

	assert_int_equal(sheet_recognise(&f->cx, f->m, t->cell, t->ncol, NULL, &map), OK);
	assert_int_equal(map.twice.n, 0);
	assert_int_equal(map.missing.n, 0);
	return map;
}

/* ---- the stories ---- */
static void a_shuffle_and_its_inverse(void **state)
{
	(void)state;
	for (uint64_t n = 1; n < 400; n += 7) {
		bool seen[400] = { false };
		uint64_t moved = 0;
		for (uint64_t i = 0; i < n; i++) {
			uint64_t x = rng_shuffle(99, n, i);
			assert_true(x < n && !seen[x]);
			seen[x] = true;
			moved += x != i;
			assert_int_equal(rng_unshuffle(99, n, x), i);
		}
		assert_true(n < 8 || moved > n / 2);
	}
}

static void no_cell_of_a_clean_county_needs_mending(void **state)
{
	struct fix *f = *state;
	size_t n;

	struct demo d = made(f, "clean", 400, 11, "none");
	assert_int_equal(d.planted, 0);
	struct str *name = lists_of(f, "clean", &n);
	assert_int_equal(n, 18);
	for (size_t i = 0; i < n; i++) {
		struct table t = table_read(f, "clean", name[i]);
		struct sheet_map map = recognised(f, &t);
		/* The running number is nobody's fact; all else has its place. */
		assert_true(map.ignored <= 1);
		assert_int_equal(map.npart, str_starts(name[i], STR("persons-")) ? 2 : 1);
		assert_true(t.nrow > 1);
		for (int64_t r = 1; r < t.nrow; r++) {
			assert_int_equal(t.width[r], t.ncol);
			for (int c = 0; c < t.ncol; c++) {
				struct cell_result res = reads(f, &map, c, at(&t, r, c));
				if (res.state != CELL_GOOD)
					fail_msg("%s row %d %s: %.*s (%s)", name[i].p, (int)r + 1,
					         at(&t, 0, c).p, STR_FMT(at(&t, r, c)), res.kind);
			}
		}
	}
}

/* Lists of 2016: words of that time, nobody monitored, no day after it; and families on both sides
 * of every line that one place or another judged by. */
static void a_year_of_the_campaign_has_its_own_words(void **state)
{
	struct fix *f = *state;
	struct demo d = { .out = in_dir(f, "then", ""), .households = 600, .seed = 7,
		.faults = "none", .years = 1, .date = 20161231 };
	int poor = 0, between = 0, danger = 0;
	size_t n;
	struct str *name;

	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	name = lists_of(f, "then", &n);
	for (size_t i = 0; i < n; i++) {
		struct table t = table_read(f, "then", name[i]);
		struct sheet_map map = recognised(f, &t);

		for (int64_t r = 1; r < t.nrow; r++)
			for (int c = 0; c < t.ncol; c++) {
				struct cell_result res = reads(f, &map, c, at(&t, r, c));
				struct str text = at(&t, r, c);

				if (res.state != CELL_GOOD)
					fail_msg("%s row %d %s: %.*s (%s)", name[i].p, (int)r + 1,
					         at(&t, 0, c).p, STR_FMT(text), res.kind);
				if (text.n == 10 && text.p[4] == '-' && text.p[7] == '-')
					assert_true(memcmp(text.p, "2016-12-31", 10) <= 0);
			}
		if (!str_starts(name[i], STR("persons-")))
			continue;
		for (int64_t r = 1; r < t.nrow; r++) {
			int64_t fen;
			bool plain;

			assert_int_equal(at(&t, r, P_MONITOR).n, 0);
			assert_false(str_eqz(at(&t, r, P_TYPE), "脱贫户"));
			poor += str_eqz(at(&t, r, P_TYPE), "建档立卡贫困户");
			danger += str_eqz(at(&t, r, P_DANGER), "是");
			assert_int_equal(money_read(at(&t, r, P_NET), &fen, &plain), MONEY_GOOD);
			between += fen > 310000 && fen <= 314600;
		}
	}
	assert_true(poor > 600 && danger > 50 && between >= 9);
}

/* One family of the persons' list, rows first .. last - 1. */
static void family_is_whole(struct fix *f, const struct table *t, int64_t first, int64_t last)
{
	int relation = P_RELATION, heads = 0;
	bool head_male = false, spouse = false, spouse_male = false;

	(void)f;
	for (int64_t r = first; r < last; r++) {
		struct idno id;
		assert_int_equal(idno_read(at(t, r, P_ID), 0, &id), IDNO_GOOD);
		assert_true(str_starts(at(t, r, P_ID), STR("98")));
		if (str_eqz(at(t, r, relation), "户主")) {
			heads++;
			head_male = id.male;
		}
		if (str_eqz(at(t, r, relation), "配偶")) {
			spouse = true;
			spouse_male = id.male;
		}
		date_t identified;
		enum date_form form;
		assert_true(date_parse(at(t, r, P_IDENTIFIED), &identified, &form));
		assert_true(identified >= id.birth && identified <= DEMO_DATE);
		int64_t members;
		assert_true(str_i64(at(t, r, P_MEMBERS), &members));
		assert_int_equal(members, last - first);
		static const int common[] = { P_COUNTY, P_TOWN, P_VILLAGE, P_GROUP, P_CAUSE,
			P_DANGER, P_WATER, P_NET, P_HPHONE, P_FIRST, P_TYPE, P_MONITOR, P_CLEARED,
			P_FOUND, P_CLEARED_ON };
		for (size_t k = 0; k < sizeof(common) / sizeof(common[0]); k++)
			assert_true(str_eq(at(t, r, common[k]), at(t, first, common[k])));
	}
	assert_int_equal(heads, 1);
	assert_true(!spouse || spouse_male != head_male);
	if (at(t, first, P_CLEARED_ON).n)
		assert_true(str_cmp(at(t, first, P_CLEARED_ON), at(t, first, P_FOUND)) > 0);
	assert_int_equal(at(t, first, P_MONITOR).n == 0, at(t, first, P_FOUND).n == 0);
}

static void families_are_whole_and_numbers_are_their_own(void **state)
{
	struct fix *f = *state;
	struct hmap *seen = hmap_new(&f->cx.arena, 20000);
	int64_t families = 0, persons = 0, x;

	struct demo d = made(f, "whole", 1500, 5, "none");
	for (int part = 1; part <= 3; part++) {
		char name[32];
		snprintf(name, sizeof(name), "persons-%02d.csv", part);
		struct table t = table_read(f, "whole", str_of(name));
		assert_int_equal(t.ncol, P__COUNT);
		for (int c = 0; c < t.ncol; c++)
			assert_true(str_eqz(at(&t, 0, c), list32[c].header));
		for (int64_t r = 1, first = 1; r <= t.nrow; r++) {
			if (r < t.nrow) {
				assert_false(hmap_get(seen, at(&t, r, P_ID), &x));
				assert_false(hmap_get(seen, at(&t, r, P_NO), &x));
				hmap_put(seen, at(&t, r, P_ID), r);
				hmap_put(seen, at(&t, r, P_NO), r);
				persons++;
			}
			if (r < t.nrow && str_eq(at(&t, r, P_HNO), at(&t, first, P_HNO)))
				continue;
			family_is_whole(f, &t, first, r);
			assert_false(hmap_get(seen, at(&t, first, P_HNO), &x));
			assert_false(hmap_get(seen, at(&t, first, P_HPHONE), &x));
			hmap_put(seen, at(&t, first, P_HNO), r);
			hmap_put(seen, at(&t, first, P_HPHONE), r);
			families++;
			first = r;
		}
	}
	assert_int_equal(families, 1500);
	assert_int_equal(persons, d.persons);
	assert_in_range(persons, 1500 * 28 / 10, 1500 * 35 / 10);
}

static int64_t fen(struct fix *f, const struct table *t, int64_t row, const char *field)
{
	int64_t v;
	bool plain;

	assert_int_equal(money_read(at(t, row, field_column(f, t, "income", field)), &v, &plain),
	                 MONEY_GOOD);
	return v;
}

static void incomes_add_up_to_the_fen(void **state)
{
	struct fix *f = *state;
	struct hmap *stated = hmap_new(&f->cx.arena, 2000);
	bool plain;
	int64_t v, members;

	made(f, "sums", 300, 21, "none");
	for (int part = 1; part <= 3; part++) {
		char name[32];
		snprintf(name, sizeof(name), "persons-%02d.csv", part);
		struct table p = table_read(f, "sums", str_of(name));
		for (int64_t r = 1; r < p.nrow; r++) {
			assert_int_equal(money_read(at(&p, r, P_NET), &v, &plain), MONEY_GOOD);
			hmap_put(stated, at(&p, r, P_HNO), v);
		}
	}
	struct table t = table_read(f, "sums", STR("income.csv"));
	assert_int_equal(t.nrow - 1, 300 * 3);
	for (int64_t r = 1; r < t.nrow; r++) {
		int64_t parts = fen(f, &t, r, "family_planning_pay") + fen(f, &t, r, "dibao_pay") +
		                fen(f, &t, r, "extreme_pay") + fen(f, &t, r, "pension_pay") +
		                fen(f, &t, r, "ecology_pay") + fen(f, &t, r, "other_transfer");
		assert_int_equal(parts, fen(f, &t, r, "transfer"));
		int64_t total = fen(f, &t, r, "wage") + fen(f, &t, r, "operating") +
		                fen(f, &t, r, "property") + parts;
		assert_int_equal(total, fen(f, &t, r, "total"));
		assert_int_equal(total - fen(f, &t, r, "operating_cost"), fen(f, &t, r, "net"));
		assert_true(str_i64(at(&t, r, field_column(f, &t, "income", "members")), &members));
		assert_int_equal(fen(f, &t, r, "net"), members * fen(f, &t, r, "per_capita_net"));
		if (r % 3 == 1) {            /* the latest of the three */
			assert_true(hmap_get(stated, at(&t, r, 0), &v));
			assert_int_equal(v, fen(f, &t, r, "per_capita_net"));
		}
	}
}

static struct str bytes(struct fix *f, const char *folder, struct str name)
{
	struct str s;

	assert_int_equal(os_read_file(&f->cx, in_dir(f, folder, str_z(&f->cx.arena, name)),
	                              (size_t)64 << 20, &s), OK);
	return s;
}

static void the_same_options_give_the_same_bytes(void **state)
{
	struct fix *f = *state;
	size_t n, other = 0;

	made(f, "one", 300, 3, "all");
	f->cx.now_ms += INT64_C(40) * 86400000;       /* nothing comes from the clock */
	made(f, "two", 300, 3, "all");
	made(f, "else", 300, 4, "all");
	struct str *name = lists_of(f, "one", &n);
	for (size_t i = 0; i < n; i++) {
		assert_true(str_eq(bytes(f, "one", name[i]), bytes(f, "two", name[i])));
		other += !str_eq(bytes(f, "one", name[i]), bytes(f, "else", name[i]));
	}
	assert_true(str_eq(bytes(f, "one", STR("truth.csv")), bytes(f, "two", STR("truth.csv"))));
	assert_int_equal(other, n);
	assert_true(str_find(bytes(f, "one", STR("README.txt")), STR("演示数据 demo data")) >= 0);
}

/* Kinds a reader finds in one cell by itself. */
static bool of_one_cell(const char *kind)
{
	static const char *const elsewhere[] = { "required_missing", "area_unknown",
		"area_ambiguous", "cells_extra", "key_missing", "household_unknown",
		"person_unknown" };

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strcmp(kind, elsewhere[i]) == 0)
			return false;
	const struct kind *k = kind_find(kind);
	return strcmp(k->severity, "error") == 0 || strstr(kind, "check_digit") != NULL;
}

static void every_fault_stands_where_truth_says(void **state)
{
	struct fix *f = *state;
	struct table file[32];
	struct sheet_map map[32];
	size_t n;

	struct demo d = made(f, "faults", 2500, 7, "all");
	struct table truth = table_read(f, "faults", STR("truth.csv"));
	assert_int_equal(truth.nrow - 1, d.planted);
	struct str *name = lists_of(f, "faults", &n);
	for (size_t i = 0; i < n; i++) {
		file[i] = table_read(f, "faults", name[i]);
		map[i] = recognised(f, &file[i]);
	}
	for (int64_t r = 1; r < truth.nrow; r++) {
		size_t i = 0;
		int64_t row;
		while (!str_eq(name[i], at(&truth, r, 0)))
			assert_true(++i < n);
		assert_true(str_i64(at(&truth, r, 2), &row));
		assert_in_range(row, 2, file[i].nrow);
		const char *kind = str_z(&f->cx.arena, at(&truth, r, 4));
		const struct kind *k = kind_find(kind);
		assert_non_null(k);
		assert_true(str_eqz(at(&truth, r, 7), k->importable ? "1" : "0"));
		if (strcmp(kind, "cells_extra") == 0)
			assert_int_equal(file[i].width[row - 1], file[i].ncol + 1);
		if (at(&truth, r, 3).n == 0)
			continue;
		int col = column(&file[i], str_z(&f->cx.arena, at(&truth, r, 3)));
		assert_true(col >= 0);
		assert_true(str_eq(at(&file[i], row - 1, col), at(&truth, r, 6)));
		struct cell_result res = reads(f, &map[i], col, at(&file[i], row - 1, col));
		if (of_one_cell(kind)) {
			assert_non_null(res.kind);
			assert_string_equal(res.kind, kind);
		} else {
			assert_int_equal(res.state, CELL_GOOD);
		}
		if (at(&truth, r, 5).n)
			assert_int_equal(reads(f, &map[i], col, at(&truth, r, 5)).state, CELL_GOOD);
	}
}

static void every_kind_is_planted_several_times(void **state)
{
	struct fix *f = *state;
	int kinds = 0;

	made(f, "kinds", 3000, 31, "all");
	struct table truth = table_read(f, "kinds", STR("truth.csv"));
	for (const char *const *k = demo_kinds(); *k; k++, kinds++) {
		int found = 0;
		assert_non_null(kind_find(*k));
		for (int64_t r = 1; r < truth.nrow; r++)
			found += str_eqz(at(&truth, r, 4), *k);
		if (found < 2)
			fail_msg("%s is planted %d times", *k, found);
	}
	assert_true(kinds >= 36);
}

static void no_family_has_two_faults(void **state)
{
	struct fix *f = *state;
	struct hmap *of = hmap_new(&f->cx.arena, 4000);
	int64_t kind, nth = 0;

	made(f, "apart", 2000, 13, "all");
	struct table truth = table_read(f, "apart", STR("truth.csv"));
	for (int64_t r = 1; r < truth.nrow; r++) {
		int64_t row;
		if (!str_starts(at(&truth, r, 0), STR("persons-")) ||
		    str_eqz(at(&truth, r, 4), "key_missing"))
			continue;
		struct table t = table_read(f, "apart", at(&truth, r, 0));
		assert_true(str_i64(at(&truth, r, 2), &row));
		struct str no = at(&t, row - 1, P_HNO), k = at(&truth, r, 4);
		int64_t hash = (int64_t)(str_hash(k) >> 1);
		if (hmap_get(of, no, &kind))
			assert_int_equal(kind, hash);
		hmap_put(of, no, hash);
		nth++;
		if (nth > 60)                /* reading each list again is slow; these are enough */
			break;
	}
	assert_true(nth > 20);
}

static void only_the_faults_asked_for(void **state)
{
	struct fix *f = *state;

	made(f, "some", 500, 2, "id_check_digit, row_duplicate");
	struct table truth = table_read(f, "some", STR("truth.csv"));
	assert_true(truth.nrow > 4);
	for (int64_t r = 1; r < truth.nrow; r++)
		assert_true(str_eqz(at(&truth, r, 4), "id_check_digit") ||
		            str_eqz(at(&truth, r, 4), "row_duplicate"));
}

/* What is typed untidily is mended, and mended back to what stood there. */
static void notes_are_mended(void **state)
{
	struct fix *f = *state;

	made(f, "notes", 600, 2, "notes");
	struct table truth = table_read(f, "notes", STR("truth.csv"));
	assert_true(truth.nrow > 14);
	for (int64_t r = 1; r < truth.nrow; r++) {
		struct table t = table_read(f, "notes", at(&truth, r, 0));
		struct sheet_map map = recognised(f, &t);
		int col = column(&t, str_z(&f->cx.arena, at(&truth, r, 3)));
		struct cell_result now = reads(f, &map, col, at(&truth, r, 6)),
			was = reads(f, &map, col, at(&truth, r, 5));
		assert_int_equal(now.state, CELL_MENDED);
		assert_int_equal(was.state, CELL_GOOD);
		assert_string_equal(now.kind, str_z(&f->cx.arena, at(&truth, r, 4)));
		assert_true(val_eq(&now.v, &was.v));
		if (r > 40)
			break;
	}
}

/* Twice the area of a ring; from west to north to east to south it is negative. */
static int64_t twice(const struct geo *g, const struct geo_ring *r)
{
	int64_t sum = 0;

	for (int i = 0; i < r->n; i++) {
		struct geo_point a = g->point[r->first + i], b = g->point[r->first + (i + 1) % r->n];

		sum += (int64_t)a.lon * b.lat - (int64_t)b.lon * a.lat;
	}
	return sum;
}

static int64_t shape_area(const struct geo *g, const struct geo_shape *s)
{
	int64_t sum = 0;

	for (int i = 0; i < s->n; i++)
		sum += twice(g, &g->ring[s->first + i]);
	return sum;
}

/* Every place has a shape of one piece; townships cover the county, villages their township, with
 * nothing between them and nothing twice. */
static void every_place_has_a_shape(void **state)
{
	struct fix *f = *state;
	struct demo d = { .out = in_dir(f, "shapes", ""), .households = 50, .seed = 7,
		.faults = "none", .years = 1 };
	const char *file = in_dir(f, "shapes", "outlines.geojson");
	int64_t county = 0, towns = 0, villages = 0;
	struct str text, again;
	struct table t;
	struct geo g;

	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_int_equal(os_read_file(&f->cx, file, 1 << 22, &text), OK);
	assert_int_equal(geo_read(&f->cx, text, &g), OK);
	t = table_read(f, "shapes", STR("areas.csv"));
	assert_int_equal(g.nshape, t.nrow - 3);          /* header, province, prefecture */
	assert_int_equal(g.passed_over, 0);
	for (int i = 0; i < g.nshape; i++) {
		const struct geo_shape *s = &g.shape[i];
		int64_t size = shape_area(&g, s);

		assert_true(s->n >= 1 && size > 0);  /* against the clock, as the format has it */
		assert_true(twice(&g, &g.ring[s->first]) > 0);
		for (int k = 1; k < s->n; k++)
			assert_true(twice(&g, &g.ring[s->first + k]) < 0);
		if (strcmp(s->code + 6, "000000") == 0) {
			county = size;
		} else if (strcmp(s->code + 9, "000") == 0) {
			towns += size;
		} else {
			villages += size;
		}
	}
	assert_int_equal(towns, county);
	assert_int_equal(villages, county);
	/* nobody takes it for a real place: it lies in the open sea */
	assert_true(g.low.lon > -2000000 && g.high.lon < 2000000 && g.low.lat > -2000000 &&
	            g.high.lat < 2000000);
	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_int_equal(os_read_file(&f->cx, file, 1 << 22, &again), OK);
	assert_true(str_eq(text, again));
}

static void a_bench_fills_every_cell(void **state)
{
	struct fix *f = *state;
	struct demo d = { .out = in_dir(f, "bench", ""), .households = 1200, .seed = 7,
		.faults = "none", .years = 1, .bench = true };
	struct hmap *ids = hmap_new(&f->cx.arena, 6000);
	int64_t x, beside = 0;

	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_int_equal(d.files, 4);
	struct table t = table_read(f, "bench", STR("persons.csv"));
	struct sheet_map map = recognised(f, &t);
	assert_int_equal(t.nrow - 1, d.persons);
	for (int64_t r = 1; r < t.nrow; r++) {
		for (int c = 0; c < t.ncol; c++) {
			assert_true(at(&t, r, c).n > 0);
			assert_int_equal(reads(f, &map, c, at(&t, r, c)).state, CELL_GOOD);
		}
		assert_false(hmap_get(ids, at(&t, r, P_ID), &x));
		hmap_put(ids, at(&t, r, P_ID), r);
		beside += str_eq(at(&t, r, P_HNO), at(&t, r - 1, P_HNO));
	}
	assert_true(beside < d.persons / 100);        /* shuffled */
	d.faults = "all";
	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_true(d.planted > 50);
}

static void a_county_of_a_file(void **state)
{
	struct fix *f = *state;

	made(f, "first", 200, 7, "none");
	const char *areas = in_dir(f, "first", "areas.csv");
	struct demo d = { .out = in_dir(f, "second", ""), .households = 200, .seed = 9,
		.faults = "none", .years = 1, .areas = areas, .county = "980121" };
	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_true(str_eq(bytes(f, "first", STR("areas.csv")),
	                   bytes(f, "second", STR("areas.csv"))));
	d.county = "980122";
	assert_int_equal(demo_run(&f->cx, f->m, &d), ERR_INPUT);
	assert_string_equal(f->cx.err.key, "demo-areas-county");
	err_clear(&f->cx);
	d.county = "98";
	assert_int_equal(demo_run(&f->cx, f->m, &d), ERR_INPUT);
	assert_string_equal(f->cx.err.key, "demo-county-code");
	err_clear(&f->cx);
}

static void refused(struct fix *f, struct demo d, const char *key)
{
	assert_int_equal(demo_run(&f->cx, f->m, &d), ERR_INPUT);
	assert_string_equal(f->cx.err.key, key);
	err_clear(&f->cx);
}

static void what_cannot_be_is_refused(void **state)
{
	struct fix *f = *state;
	struct demo good = { .out = in_dir(f, "no", ""), .households = 10, .seed = 1,
		.faults = "all", .years = 1 }, d;

	d = good, d.faults = "all,id_chek_digit";
	refused(f, d, "demo-fault-unknown");
	d = good, d.households = 0;
	refused(f, d, "demo-households");
	d = good, d.years = 21;
	refused(f, d, "demo-years");
	d = good, d.county = "980121";
	refused(f, d, "demo-areas-both");
	d = good, d.date = 20250230;
	refused(f, d, "demo-date");
	assert_false(os_exists(good.out));            /* nothing was written */
}

static void a_folder_with_other_things_is_left_alone(void **state)
{
	struct fix *f = *state;
	struct demo d = { .out = in_dir(f, "mine", ""), .households = 10, .seed = 1,
		.faults = "none", .years = 1 };
	const char *mine = in_dir(f, "mine", "household.csv");

	assert_int_equal(os_mkdir(&f->cx, d.out, 0755), OK);
	assert_int_equal(os_write_file(&f->cx, mine, STR("mine"), 0644), OK);
	refused(f, d, "demo-folder");                 /* the name is ours, the file is not */
	assert_true(str_eqz(bytes(f, "mine", STR("household.csv")), "mine"));
	assert_int_equal(os_remove(&f->cx, mine), OK);
	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);
	assert_int_equal(demo_run(&f->cx, f->m, &d), OK);       /* a demo's folder is made anew */
	mine = in_dir(f, "mine", "notes.txt");
	assert_int_equal(os_write_file(&f->cx, mine, STR("mine"), 0644), OK);
	refused(f, d, "demo-folder");
	assert_true(os_exists(in_dir(f, "mine", "areas.csv")));
}

static void the_book_of_faults_is_complete(void **state)
{
	struct fix *f = *state;
	struct str book, line, rest;
	int lines = 0, kinds = 0;

	assert_int_equal(os_read_file(&f->cx, "docs/findings.md", 1 << 20, &book), OK);
	for (const struct kind *k; (k = kind_nth(kinds)) != NULL; kinds++) {
		char want[128];
		snprintf(want, sizeof(want), "| `%s` | %s | %s |", k->id, k->severity,
		         k->importable ? "1" : "0");
		if (str_find(book, str_of(want)) < 0)
			fail_msg("docs/findings.md lacks: %s", want);
	}
	for (rest = book; str_next(&rest, '\n', &line);)
		lines += str_starts(line, STR("| `"));
	assert_int_equal(lines, kinds);               /* and names none that is not there */
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shuffle_and_its_inverse),
		STORY(no_cell_of_a_clean_county_needs_mending),
		STORY(a_year_of_the_campaign_has_its_own_words),
		STORY(families_are_whole_and_numbers_are_their_own),
		STORY(incomes_add_up_to_the_fen),
		STORY(the_same_options_give_the_same_bytes),
		STORY(every_fault_stands_where_truth_says),
		STORY(every_kind_is_planted_several_times),
		STORY(no_family_has_two_faults),
		STORY(only_the_faults_asked_for),
		STORY(notes_are_mended),
		STORY(every_place_has_a_shape),
		STORY(a_bench_fills_every_cell),
		STORY(a_county_of_a_file),
		STORY(what_cannot_be_is_refused),
		STORY(a_folder_with_other_things_is_left_alone),
		STORY(the_book_of_faults_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
