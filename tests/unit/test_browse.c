/* Lists, pages, history and figures, as each mask shows them, with the keys and without. */
#include "register_fix.h"

#include "base/utf8.h"
#include "domain/register/page.h"
#include "domain/register/show.h"
#include "domain/register/cockpit.h"
#include "domain/register/summary.h"

static const char grown[] = "98010119700101123X", child[] = "980101201503035513";

static void fill(struct desk *d)
{
	struct rec *v, *b, *h1, *h2, *p1, *p2;

	add(d, "setting", "key", "demo", "value", "1", NULL);
	add(d, "area", "code", "980101000000", "name", "示例县", "level", "县级", NULL);
	v = add(d, "area", "code", "980101100000", "name", "青山镇", "level", "乡级", NULL);
	v = add(d, "area", "code", "980101100201", "name", "向阳村", "level", "村级", "parent_area",
	        ref(d, v), NULL);
	b = add(d, "batch", "no", "B1", "file", "名册.csv", "rows", "9", "new", "9", NULL);
	h1 = add(d, "household", "no", "H1", "area", ref(d, v), "head_name", "欧阳小明", "type", "监测户",
	         "monitor_type", "脱贫不稳定户", "phone", "13800001234", "data_date", "2024-06-30",
	         "house_structure", "土木", "land_cultivated", "3.50", "account",
	         "6222020000001234567", NULL);
	rec_text(h1, HOUSEHOLD_remark, STR("一\x1b[31m二"));   /* as an older program let it in */
	h1->batch = b->id;
	h1->row = 12;
	h2 = add(d, "household", "no", "H2", "area", ref(d, v), "head_name", "张三", "type", "脱贫户",
	    NULL);
	p1 = add(d, "person", "no", "P1", "household", ref(d, h1), "name", "欧阳小明", "idno", grown,
	         "relation", "户主", "sex", "男", "birth", "1970-01-01", "health", "长期慢性病", "phone",
	         "13800001234", NULL);
	p2 = add(d, "person", "no", "P2", "household", ref(d, h1), "name", "欧阳小宝", "idno", child,
	         "relation", "之子", "sex", "男", "school", "小学", NULL);
	add(d, "person", "no", "P3", "household", ref(d, h2), "name", "张三", NULL);
	add(d, "income", "household", ref(d, h1), "period_from", "2022-10", "period_to", "2023-09",
	    "wage", "30000", "operating", "5000.25", "total", "36000", "rigid_medical", "800",
	    NULL);
	add(d, "income", "household", ref(d, h1), "period_from", "2023-01-01", "period_to",
	    "2023-12-31",
	    "wage", "31000", NULL);
	add(d, "risk", "household", ref(d, h1), "kind", "因病", "person", ref(d, p1), "found",
	    "2023-05",
	    "detail", "住院费用高", NULL);
	add(d, "helper", "household", ref(d, h1), "name", "李帮扶", "unit_name", "县林业局", "phone",
	    "13911112222", NULL);
	add(d, "status", "household", ref(d, h1), "scheme", "脱贫不稳定户", "started", "2021-08", NULL);
	add(d, "status", "household", ref(d, h1), "scheme", "建档立卡贫困户", "started", "2014", NULL);
	add(d, "work", "person", ref(d, p1), "kind", "已外出务工", "place", "外省", NULL);
	add(d, "lead", "no", "L1", "area", ref(d, v), "household", ref(d, h1), "topic", "因病",
	    "received", "2023-04-01", "content", "邻居反映", NULL);
	add(d, "lead", "no", "L2", "area", ref(d, v), "topic", "因学", "received", "2023-04-02",
	    "content", "别家的事", NULL);
	(void)p2;
	save(d);
}

/* One column of all rows that a query gives, joined by '|'. */
static const char *column(struct desk *d, const struct query *q, const char *field, bool sheet)
{
	struct buf out;
	struct browse *b;
	struct rec *row;
	const char *z;

	buf_init(&out, 100000);
	GOOD(d, browse_open(&d->cx, d->r, q, &b));
	for (bool first = true;; first = false) {
		GOOD(d, browse_next(&d->cx, b, &row));
		if (!row)
			break;
		if (!first)
			buf_addc(&out, '|');
		GOOD(d, browse_cell(&d->cx, b, row, entity_field(q->e, str_of(field)), sheet,
		    LANG_ZH,
		                    &out));
	}
	browse_close(b);
	z = str_z(&d->cx.arena, buf_str(&out));
	buf_free(&out);
	return z;
}

static const char *shown(struct desk *d, const char *name, const char *field, enum mask mask)
{
	struct query q = { .e = noun(d, name), .mask = mask };

	return column(d, &q, field, false);
}

static void each_mask_shows_what_it_may(void **state)
{
	struct desk *d = *state;

	assert_string_equal(shown(d, "person", "idno", MASK_NONE),
	                    "98010119700101123X|980101201503035513|");
	assert_string_equal(shown(d, "person", "idno", MASK_STAFF),
	                    "980101************|980101************|");
	assert_string_equal(shown(d, "person", "health", MASK_STAFF), "***||");
	assert_string_equal(shown(d, "person", "name", MASK_STAFF), "欧阳小明|欧阳小宝|张三");
	/* a minor, and somebody whose age nobody knows, are published in no form */
	assert_string_equal(shown(d, "person", "name", MASK_PUBLIC), "欧阳**");
	assert_string_equal(shown(d, "person", "idno", MASK_PUBLIC), "***");
	assert_string_equal(shown(d, "household", "head_name", MASK_PUBLIC), "欧阳**|张**");
	assert_string_equal(shown(d, "household", "account", MASK_STAFF), "6222************|");
}

static void references_and_areas_have_two_forms(void **state)
{
	struct desk *d = *state;
	struct query q = { .e = noun(d, "household"), .mask = MASK_STAFF };

	assert_string_equal(column(d, &q, "area", true), "980101100201|980101100201");
	assert_string_equal(column(d, &q, "area", false), "青山镇向阳村|青山镇向阳村");
	q.e = noun(d, "person");
	assert_string_equal(column(d, &q, "household", true), "H1|H1|H2");
	q.limit = 2;
	assert_string_equal(column(d, &q, "no", true), "P1|P2");
	q.limit = 0;
	q.where = "name~欧阳小";
	assert_string_equal(column(d, &q, "no", true), "P1|P2");
}

static void columns_are_the_useful_the_named_or_all(void **state)
{
	struct desk *d = *state;
	struct query q = { .e = noun(d, "household"), .mask = MASK_STAFF };
	struct browse *b;
	const int *field;
	int n;

	GOOD(d, browse_open(&d->cx, d->r, &q, &b));
	n = browse_columns(b, &field);
	assert_true(n >= 5 && n <= 10);
	assert_int_equal(field[0], HOUSEHOLD_no);
	for (int i = 0; i < n; i++)
		assert_false(field_sealed(&q.e->fields[field[i]]));
	browse_close(b);
	q.columns = "人数(人), no ,户联系电话";       /* a header with its unit, too */
	GOOD(d, browse_open(&d->cx, d->r, &q, &b));
	assert_int_equal(browse_columns(b, &field), 3);
	assert_int_equal(field[0], HOUSEHOLD_members);
	assert_int_equal(field[1], HOUSEHOLD_no);
	assert_int_equal(field[2], HOUSEHOLD_phone);
	browse_close(b);
	q.columns = NULL;
	q.all_columns = true;
	GOOD(d, browse_open(&d->cx, d->r, &q, &b));
	n = browse_columns(b, &field);
	for (int i = 0, k = 0; i < q.e->nfield; i++)
		if (!(q.e->fields[i].flags & E_RO))
			assert_int_equal(field[k++], i);
	browse_close(b);
	q.all_columns = false;
	q.columns = "no,没有的栏";
	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_INPUT, "browse-field-unknown");
	q.columns = ",";
	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_INPUT, "browse-columns-none");
}

static void a_public_list_is_not_chosen_by_illness(void **state)
{
	struct desk *d = *state;
	struct query q = { .e = noun(d, "person"), .where = "health=长期慢性病", .mask = MASK_PUBLIC };
	struct browse *b;

	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_DENIED, "browse-where-public");
	q.where = "name=欧阳小明";               /* shown as 欧阳** */
	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_DENIED, "browse-where-public");
	q.where = "birth<1990-01-01";            /* shown as *** */
	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_DENIED, "browse-where-public");
	q.where = "health=长期慢性病";
	q.mask = MASK_STAFF;
	assert_string_equal(column(d, &q, "no", true), "P1");
}

static int64_t key(struct desk *d, const char *name, const char *no)
{
	int64_t id = -1;

	GOOD(d, register_by_key(&d->cx, d->r, noun(d, name), str_of(no), &id));
	return id;
}

static void rows_are_called_by_their_numbers(void **state)
{
	struct desk *d = *state;
	struct rec **rows;
	struct str text;
	int64_t id;
	int n;

	assert_int_equal(key(d, "household", " h1 "), key(d, "household", "H1"));
	assert_int_equal(key(d, "person", "P1"), key(d, "person", grown));
	assert_int_equal(key(d, "person", "98010119700101123x"), key(d, "person", "p1"));
	assert_int_equal(key(d, "area", "980101100201"), key(d, "area", "示例县/青山镇/向阳村"));
	assert_int_equal(key(d, "area", "980101"), key(d, "area", "示例县"));
	REFUSED(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H9"), &id),
	    ERR_NOTFOUND,
	        "row-not-found");
	REFUSED(d, register_by_key(&d->cx, d->r, noun(d, "person"), STR(""), &id), ERR_NOTFOUND,
	        "row-not-found");
	GOOD(d, register_children(&d->cx, d->r, noun(d, "person"), key(d, "household", "H1"),
	    &rows, &n));
	assert_int_equal(n, 2);
	assert_true(rows[1]->opened);
	assert_string_equal(str_z(&d->cx.arena, rows[1]->v[PERSON_idno].s), child);
	GOOD(d, register_ref_text(&d->cx, d->r, &noun(d, "person")->fields[PERSON_household],
	                          key(d, "household", "H2"), &text));
	assert_string_equal(str_z(&d->cx.arena, text), "H2");
	add(d, "household", "no", "H7", NULL);
	add(d, "household", "no", "H7", NULL);
	save(d);
	REFUSED(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H7"), &id),
	    ERR_CONFLICT,
	        "browse-key-several");
}

/* ---- pages ---- */

static const char *page(struct desk *d, const char *name, const char *no, struct show o)
{
	struct buf out;
	const char *z;

	buf_init(&out, 1 << 20);
	GOOD(d, show_row(&d->cx, d->r, noun(d, name), key(d, name, no), &o, &out));
	z = str_z(&d->cx.arena, buf_str(&out));
	buf_free(&out);
	return z;
}

#define HAS(text, part) do { \
	if (!strstr((text), (part))) \
		fail_msg("\"%s\" is missing in:\n%s", (part), (text)); \
} while (0)
#define LACKS(text, part) do { \
	if (strstr((text), (part))) \
		fail_msg("\"%s\" should not be in:\n%s", (part), (text)); \
} while (0)

static void fits(const char *text, int columns)
{
	struct str rest = str_of(text), line;

	while (str_next(&rest, '\n', &line))
		if (utf8_width(line) > columns)
			fail_msg("%d columns: %.*s", utf8_width(line), STR_FMT(line));
}

static void a_household_is_one_page(void **state)
{
	struct desk *d = *state;
	const char *p = page(d, "household", "H1", (struct show){ .mask = MASK_STAFF });
	const char *old, *later;

	HAS(p, "演示数据 demo data");
	HAS(p, "欧阳小明");
	HAS(p, "示例县青山镇向阳村");
	HAS(p, "138********");
	HAS(p, "54");                           /* years of age on the day of the data */
	HAS(p, "小学");
	HAS(p, "3.5 亩");
	HAS(p, "2022-10~2023-09");
	HAS(p, "35,000.25");                    /* the items that are stated, added */
	HAS(p, "36,000.00");                    /* the total that was stated */
	HAS(p, "因病");
	HAS(p, "县林业局");
	HAS(p, "2023-04-01");
	HAS(p, "名册.csv");
	HAS(p, "12");
	LACKS(p, "2023-04-02");                 /* another household's lead */
	LACKS(p, "住院费用高");
	LACKS(p, "123X");
	LACKS(p, "\x1b");
	old = strstr(p, "建档立卡贫困户");
	later = strstr(p, "2021-08");
	assert_true(old && later && old < later);
	fits(p, 80);
	fits(page(d, "household", "H1", (struct show){ .mask = MASK_STAFF, .columns = 50 }), 50);
	fits(page(d, "household", "H1", (struct show){ .mask = MASK_STAFF, .lang = LANG_EN }), 80);
	HAS(page(d, "household", "H1", (struct show){ .mask = MASK_NONE }), "住院费用高");
	HAS(page(d, "household", "H1", (struct show){ .mask = MASK_STAFF, .colour = true }),
	    "\x1b[1m");
}

static void a_public_page_has_no_child_on_it(void **state)
{
	struct desk *d = *state;
	const char *p = page(d, "household", "H1", (struct show){ .mask = MASK_PUBLIC });
	struct show o = { .mask = MASK_PUBLIC };
	struct buf out BUF_AUTO;

	HAS(p, "欧阳**");
	LACKS(p, "小宝");
	LACKS(p, "小学");
	LACKS(p, "1380");
	LACKS(p, "30000");
	LACKS(p, "35000");
	buf_init(&out, 100000);
	REFUSED(d, show_row(&d->cx, d->r, noun(d, "person"), key(d, "person", "P2"), &o, &out),
	        ERR_DENIED, "show-minor");
}

static void persons_and_other_nouns_have_pages(void **state)
{
	struct desk *d = *state;
	const char *p = page(d, "person", "P1", (struct show){ .mask = MASK_STAFF });

	HAS(p, "欧阳小明");
	HAS(p, "980101************");
	HAS(p, "1970-01-01");
	HAS(p, "外省");
	HAS(p, "因病");
	fits(p, 80);
	p = page(d, "area", "980101100201", (struct show){ .mask = MASK_STAFF, .lang = LANG_EN });
	HAS(p, "向阳村");
	HAS(p, "980101100201");
	fits(p, 80);
	HAS(page(d, "batch", "B1", (struct show){ .mask = MASK_STAFF }), "名册.csv");
}

static void tables_line_up_under_wide_characters(void **state)
{
	struct buf out BUF_AUTO;
	struct page_table t;
	struct arena a;
	struct page p;
	struct str *c;

	(void)state;
	buf_init(&out, 10000);
	arena_init(&a, 1 << 20);
	page_begin(&p, &out, &a, 40, false);
	page_table(&t, &p, 3);
	t.right[1] = true;
	c = page_table_row(&t);
	c[0] = STR("姓名"), c[1] = STR("n"), c[2] = STR("x");
	c = page_table_row(&t);
	c[0] = STR("王"), c[1] = STR("12");
	c = page_table_row(&t);
	c[0] = STR("Wang Xiao"), c[1] = STR("7");
	page_table_end(&t);
	assert_string_equal(out.p, "  姓名        n\n  王         12\n  Wang Xiao   7\n");
	buf_reset(&out);
	page_fit(&out, STR("很长的名字"), 6, false);
	assert_string_equal(out.p, "很长… ");
	arena_free(&a);
}

/* ---- history ---- */

static void history_tells_who_when_and_from_where(void **state)
{
	struct desk *d = *state;
	int64_t id = key(d, "person", "P1");
	struct version *v;
	int n;

	change(d, "person", id, "phone", "13911110000");
	save(d);
	change(d, "person", id, "name", "欧阳小名");
	save(d);
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "person"), id, &v, &n));
	assert_int_equal(n, 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(v[i].rec->version, i + 1);
		assert_true(v[i].rec->opened);
		assert_true(str_eq(v[i].leaf.actor, STR("cli:7")));
	}
	assert_true(str_eq(v[0].rec->v[PERSON_phone].s, STR("13800001234")));
	assert_true(str_eq(v[1].rec->v[PERSON_phone].s, STR("13911110000")));
	assert_true(str_eq(v[1].rec->v[PERSON_name].s, STR("欧阳小明")));
	assert_true(str_eq(v[2].rec->v[PERSON_name].s, STR("欧阳小名")));
	assert_true(v[0].leaf.seq < v[1].leaf.seq);
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "household"), key(d, "household", "H1"), &v,
	    &n));
	assert_int_equal(n, 1);
	assert_true(str_eq(v[0].file, STR("名册.csv")));
	assert_int_equal(v[0].row, 12);
	REFUSED(d, browse_history(&d->cx, d->r, noun(d, "person"), 999, &v, &n), ERR_NOTFOUND,
	        "row-not-found");
}

/* ---- figures ---- */

static void figures_are_counted_from_the_rows(void **state)
{
	struct desk *d = *state;
	struct summary s;
	struct buf out BUF_AUTO;
	struct json j;

	GOOD(d, summary_make(&d->cx, d->r, LANG_ZH, &s));
	assert_int_equal(s.persons, 3);
	assert_int_equal(s.monitored, 1);
	assert_int_equal(s.areas[5], 1);
	assert_int_equal(s.areas[0], 3);
	assert_true(s.demo);
	assert_string_equal(str_z(&d->cx.arena, s.place), "示例县");
	assert_string_equal(str_z(&d->cx.arena, s.township[0].name), "青山镇");
	assert_int_equal(s.township[0].households, 2);
	assert_int_equal(s.township[0].persons, 3);
	assert_int_equal(s.nbatch, 1);
	buf_init(&out, 100000);
	summary_text(&out, &d->cx.arena, &s, LANG_ZH, false, 0);
	HAS(out.p, "监测户");
	HAS(out.p, "青山镇");
	fits(out.p, 80);
	buf_reset(&out);
	summary_text(&out, &d->cx.arena, &s, LANG_EN, false, 0);
	fits(out.p, 80);
	buf_reset(&out);
	json_begin(&j, &out);
	summary_json(&j, &s);
	HAS(out.p, "\"persons\":3");
	HAS(out.p, "\"village\":1");
}

/* ---- plans ---- */

static void no_statement_scans_unless_it_says_so(void **state)
{
	const struct sql *const *lists[] = { area_sqls, browse_sqls, register_find_sqls,
	    summary_sqls,
	    cockpit_sqls };
	struct desk *d = *state;
	struct buf plan BUF_AUTO;

	buf_init(&plan, 10000);
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
		for (int i = 0; lists[l][i]; i++) {
			buf_reset(&plan);
			GOOD(d, db_plan(&d->cx, d->r->db, lists[l][i], &plan));
			if (strstr(plan.p, "SCAN") && !(lists[l][i]->flags & SQL_SCAN_OK) &&
			    !strstr(lists[l][i]->text, "LIMIT"))
				fail_msg("%s: %s", lists[l][i]->name, plan.p);
		}
}

/* ---- without the keys ---- */

static void without_keys_everything_is_masked_and_nothing_fails(void **state)
{
	struct desk *d = *state;
	struct query q = { .e = noun(d, "person"), .mask = MASK_NONE };
	struct browse *b;
	const char *p;

	desk_without_keys(d);
	q.e = noun(d, "person");
	REFUSED(d, browse_open(&d->cx, d->r, &q, &b), ERR_DENIED, "browse-mask-keys");
	q.mask = MASK_STAFF;
	assert_string_equal(column(d, &q, "idno", true), "***|***|");
	p = page(d, "household", "H1", (struct show){ .mask = MASK_STAFF });
	HAS(p, "欧阳小");
	HAS(p, "***");
	LACKS(p, "138");
}

static int begin(void **state)
{
	struct desk *d = desk_open();

	fill(d);
	*state = d;
	return 0;
}

static int end(void **state)
{
	desk_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mask_shows_what_it_may),
		cmocka_unit_test(references_and_areas_have_two_forms),
		cmocka_unit_test(columns_are_the_useful_the_named_or_all),
		cmocka_unit_test(a_public_list_is_not_chosen_by_illness),
		cmocka_unit_test(a_household_is_one_page),
		cmocka_unit_test(a_public_page_has_no_child_on_it),
		cmocka_unit_test(persons_and_other_nouns_have_pages),
		cmocka_unit_test(tables_line_up_under_wide_characters),
		cmocka_unit_test(figures_are_counted_from_the_rows),
		cmocka_unit_test(rows_are_called_by_their_numbers),
		cmocka_unit_test(history_tells_who_when_and_from_where),
		cmocka_unit_test(no_statement_scans_unless_it_says_so),
		cmocka_unit_test(without_keys_everything_is_masked_and_nothing_fails),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
