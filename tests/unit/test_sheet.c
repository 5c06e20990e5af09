/* Header rows as offices write them: templates of this program, the exchange list in any order and
 * with any subset, other offices' names for the same columns; and rows as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "entity/dictionary.h"
#include "entity/sheet.h"
#include "fmt/csv.h"

/* Lists of this test: any list knows the labels 值0 .. 值62. */
static bool list_code(void *state, const char *list, struct str label, int64_t *code, bool *exact)
{
	(void)state, (void)list;
	*exact = true;
	return str_starts(label, STR("值")) && str_i64(str_sub(label, 3, label.n), code) &&
	       *code >= 0 && *code <= 62;
}

static struct str list_label(void *state, const char *list, int64_t code, enum lang lang)
{
	static const char *const label[] = { "值0", "值1", "值2", "值3", "值4" };

	(void)state, (void)list, (void)lang;
	return code >= 0 && code < 5 ? str_of(label[code]) : (struct str){ "", 0 };
}

static bool list_nth(void *state, const char *list, int i, int64_t *code, struct str *label)
{
	if (i > 4)
		return false;
	*code = i;
	*label = list_label(state, list, i, LANG_ZH);
	return true;
}

struct fix {
	struct ctx cx;
	struct model *m;
	struct sheet_map map;
};

static int setup(void **state)
{
	static const struct list_face lists = { NULL, list_code, list_label, NULL, list_nth };
	static struct fix f;

	ctx_init(&f.cx, 64u << 20);
	assert_int_equal(entity_model(&f.cx, &f.cx.arena, &lists, &f.m), OK);
	assert_int_equal(entity_setup(&f.cx, &f.cx.arena, f.m), OK);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	ctx_free(&((struct fix *)*state)->cx);
	return 0;
}

/* Recognises a header written with '|' between its cells. */
static enum err recognise_kind(void **state, const char *header, const char *kind)
{
	struct fix *f = *state;
	struct str cell[80], rest = str_of(header), one;
	int n = 0;

	while (n < 80 && str_next(&rest, '|', &one))
		cell[n++] = one;
	err_clear(&f->cx);
	return sheet_recognise(&f->cx, f->m, cell, n, kind, &f->map);
}

static struct sheet_map *recognise(void **state, const char *header)
{
	if (recognise_kind(state, header, NULL) != OK)
		fail_msg("not recognised: %s", header);
	return &((struct fix *)*state)->map;
}

/* "person.no", "household.area", "county", "township", "-" for a column's meaning. */
static const char *meaning(const struct sheet_map *m, int i)
{
	static char t[8][80];
	static int turn;
	char *out = t[turn++ % 8];
	const struct sheet_col *c = &m->col[i];

	if (c->kind == COL_FIELD)
		snprintf(out, 80, "%s.%s", m->part[c->part]->name,
		         m->part[c->part]->fields[c->field].name);
	else
		snprintf(out, 80, "%s", c->kind == COL_COUNTY ? "county" :
		         c->kind == COL_TOWNSHIP ? "township" : c->kind == COL_GROUP_PATH ? "group" : "-");
	return out;
}

static void means(const struct sheet_map *m, int i, const char *want)
{
	const char *got = meaning(m, i);

	if (strcmp(got, want) != 0)
		fail_msg("column %d '%.*s' is %s, not %s", i, STR_FMT(m->col[i].header), got, want);
}

/* ---- the exchange list ---- */

static void wants_of_list32(int i, char want[80])
{
	if (list32[i].part >= 0)
		snprintf(want, 80, "%s.%s", list32[i].part ? "person" : "household", list32[i].field);
	else if (strcmp(list32[i].header, "县") == 0)
		snprintf(want, 80, "county");
	else
		snprintf(want, 80, "%s", strcmp(list32[i].header, "乡") == 0 ? "township" : "-");
}

static void the_32_columns(void **state)
{
	struct fix *f = *state;
	struct str cell[32];
	char want[80];

	assert_int_equal(list32_n, 32);
	for (int i = 0; i < 32; i++)
		cell[i] = str_of(list32[i].header);
	assert_int_equal(sheet_recognise(&f->cx, f->m, cell, 32, NULL, &f->map), OK);
	assert_int_equal(f->map.npart, 2);
	assert_string_equal(f->map.part[0]->name, "household");
	assert_string_equal(f->map.part[1]->name, "person");
	assert_int_equal(f->map.ignored, 0);
	assert_int_equal(f->map.twice.n, 0);
	assert_int_equal(f->map.missing.n, 0);
	for (int i = 0; i < 32; i++) {
		wants_of_list32(i, want);
		means(&f->map, i, want);
	}
}

/* Sixty shuffles with columns left out: each column that is there keeps its meaning. */
static void any_order_and_any_subset(void **state)
{
	struct fix *f = *state;
	uint32_t dice = 7;
	char want[80];

	for (int round = 0; round < 60; round++) {
		int col[32], n = 0;
		struct str cell[32];
		bool number = false, person = false, house = false;

		for (int i = 0; i < 32; i++) {
			dice = dice * 1664525u + 1013904223u;
			if (dice >> 28 > 4 || i == 6 || i == 7 || i == 10)
				col[n++] = i;
		}
		for (int i = n - 1; i > 0; i--) {
			int k, t = col[i];

			dice = dice * 1664525u + 1013904223u;
			k = (int)((dice >> 16) % (uint32_t)(i + 1));
			col[i] = col[k];
			col[k] = t;
		}
		for (int i = 0; i < n; i++) {
			cell[i] = str_of(list32[col[i]].header);
			number |= col[i] == 6;
			person |= col[i] == 7;
			house |= col[i] == 10;
		}
		assert_true(number && person && house);
		assert_int_equal(sheet_recognise(&f->cx, f->m, cell, n, NULL, &f->map), OK);
		assert_int_equal(f->map.npart, 2);
		for (int i = 0; i < n; i++) {
			wants_of_list32(col[i], want);
			means(&f->map, i, want);
		}
	}
}

static void other_names_of_the_same_columns(void **state)
{
	struct sheet_map *m = recognise(state, "\xEF\xBB\xBF序号|县（市、区）|乡(镇)|村|村民小组|户号|人员编号|"
	                                       "* 姓名|身份证号码|家庭人口|户主关系|务工时间（月）|"
	                                       "人均纯收入（元）|大病\n保险|联系电话|风险是否已消除");

	assert_int_equal(m->npart, 2);
	means(m, 0, "-");
	means(m, 1, "county");
	means(m, 2, "township");
	means(m, 3, "household.area");
	means(m, 4, "household.group_name");
	means(m, 5, "household.no");
	means(m, 6, "person.no");
	means(m, 7, "person.name");
	means(m, 8, "person.idno");
	means(m, 9, "household.members");
	means(m, 10, "person.relation");
	means(m, 11, "person.work_months");
	means(m, 12, "household.per_capita_net");
	means(m, 13, "person.critical_insurance");
	means(m, 14, "person.phone");
	means(m, 15, "household.risk_cleared");
	assert_int_equal(m->ignored, 0);
}

/* 联系电话 is the person's, unless the person's has a column of its own. */
static void a_shared_name_takes_what_is_left(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|人编号|姓名|人数|人联系电话|联系电话");

	means(m, 4, "person.phone");
	means(m, 5, "household.phone");
	m = recognise(state, "户编号|人编号|姓名|人数|户联系电话|联系电话");
	means(m, 4, "household.phone");
	means(m, 5, "person.phone");
}

/* ---- one noun ---- */

static void persons_alone(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|人编号|姓名|证件号码|性别|民族|与户主关系");

	assert_int_equal(m->npart, 1);
	assert_string_equal(m->part[0]->name, "person");
	means(m, 0, "person.household");
	means(m, 1, "person.no");
	/* The user's word restricts: household columns are then not read. */
	assert_int_equal(recognise_kind(state, "户编号|人编号|姓名|人数", "person"), OK);
	assert_int_equal(m->npart, 1);
	assert_int_equal(m->ignored, 1);
}

static void a_lead_says_what_it_is_about(void **state)
{
	struct sheet_map *m = recognise(state, "Person number|Household number|Name|Remark");

	assert_string_equal(m->part[0]->name, "person");
	m = recognise(state, "户编号|人编号|对象姓名|线索主题|收到日期");
	assert_string_equal(m->part[0]->name, "lead");
}

static void households_alone(void **state)
{
	struct sheet_map *m = recognise(state, "县|乡|行政村|自然村|户编号|户主姓名|人数|耕地面积(亩)");

	assert_int_equal(m->npart, 1);
	assert_string_equal(m->part[0]->name, "household");
	means(m, 0, "county");
	means(m, 2, "household.area");
	means(m, 7, "household.land_cultivated");
}

static void unit_is(const struct sheet_map *m, int i, const char *unit, int64_t num, int64_t den)
{
	const struct sheet_col *c = &m->col[i];

	if (!str_eqz(c->unit, unit) || c->factor.num != num || c->factor.den != den)
		fail_msg("column %d is in '%.*s' %d/%d", i, STR_FMT(c->unit), (int)c->factor.num,
		         (int)c->factor.den);
}

/* 万元 into 元, 公顷 into 亩, with brackets and without. */
static void units_are_turned_into_the_field_s(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|户主姓名|人均纯收入（万元）|耕地面积（公顷）|人数（必填）|"
	                                       "与村主干路距离（公里）|林地面积平方米|住房面积（单位：亩）");

	means(m, 2, "household.per_capita_net");
	unit_is(m, 2, "万元", 10000, 1);
	means(m, 3, "household.land_cultivated");
	unit_is(m, 3, "公顷", 15, 1);
	means(m, 4, "household.members");
	unit_is(m, 4, "", 0, 0);
	means(m, 5, "household.road_distance");
	unit_is(m, 5, "", 0, 0);
	means(m, 6, "household.land_forest");
	unit_is(m, 6, "平方米", 3, 2000);
	means(m, 7, "household.house_area");
	unit_is(m, 7, "亩", 2000, 3);
	assert_int_equal(m->ignored, 0);
}

/* What cannot be the field's unit makes the column unknown: it is asked, with the field in mind. */
static void a_strange_unit_is_asked(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|户主姓名|人均纯收入（美元）|耕地面积（垧）|"
	                                       "人均纯收入（元/月）");

	means(m, 2, "-");
	means(m, 3, "-");
	means(m, 4, "-");
	assert_int_equal(m->ignored, 3);
	assert_string_equal(m->part[0]->fields[m->col[2].field].name, "per_capita_net");
	assert_string_equal(m->part[0]->fields[m->col[3].field].name, "land_cultivated");
}

static void english_headers(void **state)
{
	struct sheet_map *m = recognise(state, "Household number|Person number|NAME|ID number|"
	                                       "relation to head");

	assert_string_equal(m->part[0]->name, "person");
	means(m, 2, "person.name");
	means(m, 4, "person.relation");
}

/* Every noun's own template comes back as that noun, column by column, in both languages. */
static void templates_are_recognised(void **state)
{
	struct fix *f = *state;

	for (int i = 0; i < f->m->n * 4; i++) {
		const struct entity *e = f->m->ent[i / 4];
		enum lang lang = i & 1 ? LANG_EN : LANG_ZH;
		struct buf b BUF_AUTO;
		struct str cell[400], text, one;
		int n = 0;

		if (e->flags & ENT_CODED)
			continue;
		buf_init(&b, 1 << 20);
		sheet_template(&b, f->m, e, lang, i & 2);
		text = buf_str(&b);
		assert_true(str_starts(text, STR("\xEF\xBB\xBF")) && str_ends(text, STR("\r\n")));
		text.n -= 2;
		while (n < 400 && str_next(&text, ',', &one)) {
			if (one.p[0] == '"')            /* quoted: no label of ours has a quote in it */
				while (one.p[one.n - 1] != '"' && str_next(&text, ',', &cell[n]))
					one.n += cell[n].n + 1;
			cell[n++] = one.p[0] == '"' ? str_sub(one, 1, one.n - 2) : one;
		}
		if (sheet_recognise(&f->cx, f->m, cell, n, NULL, &f->map) != OK)
			fail_msg("template of %s is not recognised", e->name);
		if (f->map.npart != 1 || f->map.part[0] != e)
			fail_msg("template of %s (%d) is taken for %s", e->name, i & 3,
			         f->map.part[0]->name);
		for (int k = 0; k < n; k++)
			if (f->map.col[k].kind != COL_FIELD)
				print_error("%.*s\n", STR_FMT(cell[k]));
		if (f->map.twice.n || f->map.missing.n || f->map.ignored)
			fail_msg("template of %s: twice '%.*s', missing '%.*s', %d ignored", e->name,
			         STR_FMT(f->map.twice), STR_FMT(f->map.missing), f->map.ignored);
		n = 0;
		for (int k = 0; k < e->nfield; k++) {
			if (e->fields[k].flags & E_RO || (e->fields[k].flags & E_LATER && !(i & 2)))
				continue;
			assert_int_equal(f->map.col[n].kind, COL_FIELD);
			assert_int_equal(f->map.col[n++].field, k);
		}
		assert_int_equal(n, f->map.ncol);
	}
}

static void faults_of_headers(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|户主姓名|人数|户编号");

	assert_int_equal(m->col[3].kind, COL_AGAIN);      /* whether it is, its rows will tell */
	assert_int_equal(m->col[3].same, 0);
	m = recognise(state, "户编号|户主姓名|人数|人 数*");
	assert_int_equal(m->col[3].same, 2);
	m = recognise(state, "户编号|户号|户主姓名|人数");     /* a better name wins */
	assert_int_equal(m->twice.n, 0);
	assert_int_equal(m->ignored, 1);
	m = recognise(state, "户编号|家庭人口数|家庭人数|户主姓名");
	assert_int_equal(m->col[2].kind, COL_AGAIN);
	m = recognise(state, "户编号|户主姓名|联系电话|联系电话|鞋码|鞋码");
	assert_int_equal(m->col[3].kind, COL_AGAIN);      /* not somebody else's telephone */
	assert_int_equal(m->ignored, 2);
	m = recognise(state, "人编号|姓名|性别|民族");
	assert_true(str_eq(m->missing, STR("户编号")));
	m = recognise(state, "户编号|姓名|性别|民族|鞋码|");
	assert_int_equal(m->missing.n, 0);
	assert_int_equal(m->ignored, 1);
	means(m, 4, "-");
	assert_int_equal(recognise_kind(state, "甲|乙|丙", NULL), ERR_INPUT);
	assert_int_equal(recognise_kind(state, "", NULL), ERR_INPUT);
	assert_int_equal(recognise_kind(state, "户编号|人数", "nonsense"), ERR_USAGE);
	assert_int_equal(recognise_kind(state, "户编号|人数", "batch"), ERR_USAGE);
	assert_int_equal(recognise_kind(state, "户编号|人数", "list"), ERR_INPUT);
}

/* The program's own columns on an export are known, and not read back. */
static void columns_of_the_program(void **state)
{
	struct sheet_map *m = recognise(state, "户编号|临时编号|户主姓名|人数");

	means(m, 1, "-");
	assert_int_equal(m->ignored, 0);
}

static void a_very_wide_header(void **state)
{
	struct fix *f = *state;
	static struct str cell[2048];

	for (int i = 0; i < 2048; i++) {
		char t[32];

		snprintf(t, sizeof t, "列%d（说明）", i);
		cell[i] = str_dup(&f->cx.arena, str_of(t));
	}
	cell[100] = STR("户编号");
	cell[2000] = STR("人数");
	assert_int_equal(sheet_recognise(&f->cx, f->m, cell, 2048, NULL, &f->map), OK);
	means(&f->map, 2000, "household.members");
	assert_int_equal(f->map.ignored, 2046);
}

/* ---- JSON ---- */

static void rows_as_json(void **state)
{
	struct fix *f = *state;
	struct cell_cx c = { f->m, &f->cx.arena, 20260315 };
	const struct entity *e = entity_find(f->m, STR("person"));
	struct buf b BUF_AUTO, again BUF_AUTO;
	struct rec *r;
	struct json j;

	buf_init(&b, 4096);
	buf_init(&again, 4096);
	assert_int_equal(rec_from_json(&f->cx, &c, e, STR(
		"{\"no\":\"P1\",\"household\":\"H1\",\"name\":\"王\\u5f3a\",\"idno\":\"110101200001011232\","
		"\"health\":[\"值1\",\"值3\"],\"critical_insurance\":true,\"work_months\":6.5,\"birth\":"
		"\"2000-01\",\"relation\":\"值2\",\"phone\":13812345678,\"remark\":null}"), &r), OK);
	json_begin(&j, &b);
	rec_json(&j, f->m, r, MASK_NONE, LANG_ZH);
	assert_string_equal(b.p,
		"{\"no\":\"P1\",\"household\":\"H1\",\"name\":\"王强\",\"idno\":\"110101200001011232\","
		"\"birth\":\"2000-01\",\"relation\":\"值2\",\"health\":[\"值1\",\"值3\"],"
		"\"work_months\":6.5,\"critical_insurance\":true,\"phone\":\"13812345678\"}");
	/* and what was written is read to the same row */
	assert_int_equal(rec_from_json(&f->cx, &c, e, buf_str(&b), &r), OK);
	json_begin(&j, &again);
	rec_json(&j, f->m, r, MASK_NONE, LANG_ZH);
	assert_string_equal(again.p, b.p);
	buf_reset(&b);
	json_begin(&j, &b);
	rec_json(&j, f->m, r, MASK_PUBLIC, LANG_ZH);
	assert_string_equal(b.p,
		"{\"no\":\"P1\",\"household\":\"H1\",\"name\":\"王**\",\"idno\":\"***\",\"birth\":\"***\","
		"\"relation\":\"***\",\"health\":\"***\",\"work_months\":\"***\","
		"\"critical_insurance\":\"***\",\"phone\":\"***\"}");
}

static void json_refused(void **state, const char *entity, const char *text, const char *key)
{
	struct fix *f = *state;
	struct cell_cx c = { f->m, &f->cx.arena, 20260315 };
	struct rec *r;

	err_clear(&f->cx);
	assert_int_equal(rec_from_json(&f->cx, &c, entity_find(f->m, str_of(entity)), str_of(text),
	                               &r), ERR_INPUT);
	assert_string_equal(f->cx.err.key, key);
}

static void wrong_json(void **state)
{
	struct fix *f = *state;

	json_refused(state, "person", "{\"shoe\":42}", "json-field-unknown");
	json_refused(state, "person", "{\"provisional\":true}", "json-field-read-only");
	json_refused(state, "person", "{\"name\":\"王强1\"}", "json-value-refused");
	assert_true(str_eq(f->cx.err.where, STR("name")));
	assert_true(str_find(f->cx.err.arg[0], STR("王强")) < 0);
	json_refused(state, "person", "{\"critical_insurance\":{}}", "json-value-refused");
	/* A masked value sent back is refused, never stored. */
	json_refused(state, "person", "{\"idno\":\"110101************\"}", "json-value-refused");
	json_refused(state, "person", "{\"name\":\"王**\"}", "json-value-refused");
	json_refused(state, "person", "{\"illness\":\"***\"}", "json-value-refused");
	json_refused(state, "person", "{\"work_months\":\"***\"}", "json-value-refused");
}

/* ---- the dictionary ---- */

static void the_dictionary_has_every_field(void **state)
{
	struct fix *f = *state;
	struct buf md BUF_AUTO, js BUF_AUTO;
	struct str rest, line;
	int rows = 0, fields = 0;

	buf_init(&md, 1 << 22);
	buf_init(&js, 1 << 22);
	dictionary_put(&md, f->m);
	dictionary_json(&js, f->m);
	assert_false(md.full || js.full);
	rest = buf_str(&md);
	while (str_next(&rest, '\n', &line)) {
		int bars = 0;

		if (!str_starts(line, STR("| `")))
			continue;
		for (size_t i = 0; i < line.n; i++)
			bars += line.p[i] == '|';
		if (bars != 12)
			fail_msg("%d bars in: %.*s", bars, STR_FMT(line));
		rows++;
	}
	for (int i = 0; i < f->m->n; i++)
		fields += f->m->ent[i]->nfield;
	assert_int_equal(rows, fields);
	/* The JSON is one object; its top keys are the nouns. */
	struct json_pair *pair;
	int n;

	assert_int_equal(json_flat(&f->cx, buf_str(&js), &pair, &n), OK);
	assert_int_equal(n, f->m->n);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_32_columns), TEST(any_order_and_any_subset),
		TEST(other_names_of_the_same_columns), TEST(a_shared_name_takes_what_is_left),
		TEST(persons_alone), TEST(households_alone), TEST(a_lead_says_what_it_is_about),
		TEST(units_are_turned_into_the_field_s),
		TEST(a_strange_unit_is_asked),
		TEST(english_headers), TEST(templates_are_recognised), TEST(faults_of_headers),
		TEST(columns_of_the_program), TEST(a_very_wide_header), TEST(rows_as_json),
		TEST(wrong_json), TEST(the_dictionary_has_every_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
