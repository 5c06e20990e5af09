/* Where a sheet's header is, what its columns mean, which rows are no data: small sheets in memory,
 * read with the national pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "job/reader_layout.h"
#include "policy/pack.h"

static struct office {
	struct ctx cx;
	struct arena a;
	struct pack *p;
	struct model *m;
	struct sheet_index *ix;
} *office;

static int office_open(void **state)
{
	(void)state;
	office = calloc(1, sizeof *office);
	setenv("JINGZHUN_POLICY", "policy", 0);
	ctx_init(&office->cx, (size_t)256 << 20);
	arena_init(&office->a, (size_t)256 << 20);
	if (pack_load(&office->cx, &office->a, "cn", &office->p) != OK ||
	    pack_model(&office->cx, &office->a, office->p, &office->m) != OK)
		return -1;
	office->ix = sheet_index_new(&office->a, office->m);
	return 0;
}

static int office_close(void **state)
{
	(void)state;
	arena_free(&office->a);
	ctx_free(&office->cx);
	free(office);
	return 0;
}

/* ---- one sheet ---- */

struct sheet {
	struct ctx cx;
	struct arena a;
	struct layout l;
	int fd;
	enum err e;
};

static void look(struct sheet *s, const char *text, const struct layout_said *said, int nsaid)
{
	*s = (struct sheet){ .fd = memfd_create("list.csv", MFD_CLOEXEC) };
	ctx_init(&s->cx, 0);
	arena_init(&s->a, (size_t)64 << 20);
	assert_int_equal(write(s->fd, text, strlen(text)), strlen(text));
	assert_int_equal(table_open(&s->cx, s->fd, -1, &s->l.t), OK);
	assert_int_equal(table_choose(&s->cx, s->l.t, 0), OK);
	s->l.m = office->m;
	s->l.ix = office->ix;
	s->l.a = &s->a;
	s->l.pack = office->p;
	s->l.said = said;
	s->l.nsaid = nsaid;
	s->e = layout_find(&s->cx, &s->l);
}

static void done(struct sheet *s)
{
	table_close(s->l.t);
	close(s->fd);
	arena_free(&s->a);
	ctx_free(&s->cx);
}

/* "household.no", "-" of no use, "?" not known, "=0" column 0 once more, "county" ... */
static void meaning(const struct sheet *s, int col, char out[80])
{
	const struct sheet_col *c = &s->l.map.col[col];
	const struct entity *e = s->l.map.part[c->part];

	switch (c->kind) {
	case COL_FIELD:
		snprintf(out, 80, "%s.%s", e->name, e->fields[c->field].name);
		break;
	case COL_AGAIN:
		snprintf(out, 80, "=%d", c->same);
		break;
	case COL_COUNTY:
		snprintf(out, 80, "county");
		break;
	case COL_TOWNSHIP:
		snprintf(out, 80, "township");
		break;
	case COL_IGNORED:
		snprintf(out, 80, "?");
		break;
	default:
		snprintf(out, 80, "-");
	}
}

static void means(const struct sheet *s, const char *all)
{
	char got[2048] = "", one[80];

	if (s->e != OK)
		fail_msg("refused with %s", s->cx.err.key);
	for (int i = 0; i < s->l.map.ncol; i++) {
		size_t n = strlen(got);

		meaning(s, i, one);
		snprintf(got + n, sizeof got - n, "%s%s", i ? " " : "", one);
	}
	assert_string_equal(got, all);
}

static void header_at(const struct sheet *s, int row, int levels)
{
	assert_int_equal(s->l.header_row, row);
	assert_int_equal(s->l.levels, levels);
}

static enum row_class class_of(struct sheet *s, int row)
{
	struct str *cells;
	int n;

	assert_int_equal(table_record(&s->cx, s->l.t, row, &cells, NULL, &n), OK);
	return layout_class(&s->l, &s->a, cells, n);
}

/* ---- headers ---- */

static void a_header_stands_below_titles(void **state)
{
	struct sheet s;

	(void)state;
	look(&s, "花冲镇花名册,,,\n填报单位：花冲镇,,,2025年12月31日\n序号,户编号,行政村,户主姓名\n1,H1,丰坝村,李明\n",
	     NULL, 0);
	header_at(&s, 3, 1);
	means(&s, "- household.no household.area household.head_name");
	assert_int_equal(s.l.first, 4);
	assert_int_equal(s.l.date, 20251231);
	assert_int_equal(s.l.key_col, 1);
	done(&s);

	/* the twentieth row is still looked at, the twenty-first is not */
	look(&s, "一\n二\n三\n四\n五\n六\n七\n八\n九\n十\n一\n二\n三\n四\n五\n六\n七\n八\n九\n户编号,行政村\nH1,丰坝村\n",
	     NULL, 0);
	header_at(&s, 20, 1);
	done(&s);
	look(&s, "一\n二\n三\n四\n五\n六\n七\n八\n九\n十\n一\n二\n三\n四\n五\n六\n七\n八\n九\n十\n户编号,行政村\nH1,丰坝村\n",
	     NULL, 0);
	assert_int_equal(s.e, ERR_INPUT);
	assert_string_equal(s.cx.err.key, "sheet-header-unknown");
	done(&s);
}

static void groups_name_the_columns_below_them(void **state)
{
	struct sheet s;

	(void)state;
	look(&s, "户编号,起始时间,截止时间,家庭收入,,,支出\n,,,工资性,经营性,小计,生产经营性支出\n"
	     "H1,2025-01,2025-12,1,2,3,4\n", NULL, 0);
	header_at(&s, 1, 2);
	means(&s, "income.household income.period_from income.period_to income.wage income.operating "
	      "income.total income.operating_cost");
	assert_true(str_eqz(s.l.map.col[5].header, "家庭收入/小计"));
	assert_int_equal(s.l.first, 3);
	done(&s);

	/* 小计 stands under two groups: alone it means neither */
	look(&s, "户编号,起始时间,截止时间,家庭收入,,别的收入,\n,,,工资性,小计,零工,小计\n"
	     "H1,2025-01,2025-12,1,2,3,4\n", NULL, 0);
	means(&s, "income.household income.period_from income.period_to income.wage income.total ? ?");
	done(&s);

	/* a row of the household's member is no second row of a header */
	look(&s, "户编号,行政村,姓名,与户主关系\nH1,丰坝村,李明,户主\n,,张秀英,配偶\n", NULL, 0);
	header_at(&s, 1, 1);
	done(&s);
}

/* What lacks a necessary column is no list of another noun that needs less. */
static void groups_are_not_given_up_for_a_missing_column(void **state)
{
	struct sheet s;

	(void)state;
	look(&s, "户编号,户主姓名,家庭收入,,,备注\n,,工资性,经营性,小计,\nH1,李明,1,2,3,\n", NULL, 0);
	header_at(&s, 1, 2);
	assert_string_equal(s.l.map.part[0]->name, "income");
	assert_true(str_eqz(s.l.map.missing, "起始时间"));
	done(&s);
}

static void a_header_twice_is_the_same_again(void **state)
{
	struct sheet s;

	(void)state;
	look(&s, "户编号,行政村,户联系电话,户联系电话,奇怪,奇怪\nH1,丰坝村,1,1,2,2\n", NULL, 0);
	means(&s, "household.no household.area household.phone =2 ? ?");
	assert_int_equal(s.l.map.ignored, 2);
	done(&s);
}

/* ---- units ---- */

static void factor_is(const struct sheet *s, int col, int num, int den)
{
	assert_int_equal(s->l.map.col[col].factor.num, num);
	assert_int_equal(s->l.map.col[col].factor.den, den);
}

static void the_nearest_unit_counts(void **state)
{
	struct sheet s;

	(void)state;
	look(&s, "收入表（金额单位：万元，面积单位：公顷）\n户编号,起始时间,截止时间,家庭收入(千元),,支出,\n"
	     ",,,工资性,经营性(元),生产经营性支出,住房支出(万元)\nH1,2025,2025,1,2,3,4\n", NULL, 0);
	header_at(&s, 2, 2);
	means(&s, "income.household income.period_from income.period_to income.wage income.operating "
	      "income.operating_cost income.rigid_house");
	factor_is(&s, 3, 1000, 1);           /* its group's */
	factor_is(&s, 4, 0, 0);              /* its own: as the field has it */
	factor_is(&s, 5, 10000, 1);          /* the title's */
	factor_is(&s, 6, 10000, 1);
	done(&s);

	/* a group's yuan are not turned into 10,000 by the title; nor are persons */
	look(&s, "单位：万元\n户编号,起始时间,截止时间,家庭收入(元),,\n,,,工资性,经营性,核算人数\n"
	     "H1,2025,2025,1,2,3\n", NULL, 0);
	factor_is(&s, 3, 0, 0);
	factor_is(&s, 5, 0, 0);
	done(&s);
	look(&s, "户编号,行政村,耕地面积(公顷),人均纯收入(万元),人数(万元)\nH1,丰坝村,1,2,3\n", NULL, 0);
	factor_is(&s, 2, 15, 1);
	factor_is(&s, 3, 10000, 1);
	assert_int_equal(s.l.map.col[4].kind, COL_IGNORED);      /* a number of persons in yuan */
	done(&s);
}

/* ---- rows ---- */

static void rows_that_are_no_data(void **state)
{
	static const enum row_class want[] = { ROW_DATA, ROW_TOTAL, ROW_HEADER_AGAIN, ROW_DATA,
		ROW_TOTAL, ROW_NOTE, ROW_NOTE, ROW_NOTE, ROW_DATA, ROW_DATA };
	struct sheet s;

	(void)state;
	look(&s, "户编号,起始时间,截止时间,工资性收入,备注\n"
	     "H1,2025,2025,100,\n"
	     "小计,,,100,\n"
	     "户编号,起始时间,截止时间,工资性收入,备注\n"
	     "H2,2025,2025,200,合计\n"
	     "总计,,,300元,\n"
	     "注：按年度填写,,,,\n"
	     "填表人：赵干事,,审核人：,,\n"
	     "第1页共2页,,,,\n"
	     "980121197804120136,合计,,1,\n"
	     ",,,5,\n", NULL, 0);
	for (int i = 0; i < (int)(sizeof want / sizeof *want); i++)
		if (class_of(&s, 2 + i) != want[i])
			fail_msg("row %d is %d", 2 + i, class_of(&s, 2 + i));
	done(&s);
}

/* ---- what was said ---- */

static void what_was_said_comes_first(void **state)
{
	const struct layout_said said[] = {
		{ { "", 0 }, STR("称呼"), STR("household.head_name") },
		{ { "", 0 }, STR("户联系电话#2"), STR("-") },
		{ { "", 0 }, STR("@3"), STR("household.members") },
		{ { "", 0 }, STR("人数"), STR("nothing.at_all") },
	};
	struct sheet s, t;
	struct layout_said kept;

	(void)state;
	look(&s, "户编号,行政村,,称呼,户联系电话,户联系电话\nH1,丰坝村,3,李明,1,2\n", said, 4);
	means(&s, "household.no household.area household.members household.head_name "
	      "household.phone -");
	assert_true(s.l.by_user[2] && s.l.by_user[3] && s.l.by_user[5]);
	assert_false(s.l.by_user[4]);

	/* remembered for this header, and for no other */
	kept = (struct layout_said){ str_of(s.l.hash), STR("称呼"), STR("household.head_name") };
	look(&t, "户编号,行政村,,称呼,户联系电话,户联系电话\nH2,丰坝村,3,李明,1,2\n", &kept, 1);
	assert_int_equal(t.l.map.col[3].kind, COL_FIELD);
	assert_true(t.l.by_memory[3] && !t.l.by_user[3]);
	done(&t);
	look(&t, "户编号,行政村,称呼\nH2,丰坝村,李明\n", &kept, 1);
	assert_int_equal(t.l.map.col[2].kind, COL_IGNORED);
	done(&t);
	done(&s);
}

/* ---- sheets that are none ---- */

static void too_much_before_a_header_is_refused(void **state)
{
	size_t size = 8u << 20, n = 0;
	char *text = malloc(size);
	struct sheet s;

	(void)state;
	for (int row = 0; row < 20; row++) {
		for (int col = 0; col < 2048; col++)
			n += (size_t)snprintf(text + n, size - n, "%s一个谁也不认识的列名%d", col ? "," : "",
			                      row * 3000 + col);
		n += (size_t)snprintf(text + n, size - n, "\n");
	}
	look(&s, text, NULL, 0);
	assert_int_equal(s.e, ERR_INPUT);
	assert_string_equal(s.cx.err.key, "header-too-much");
	done(&s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_stands_below_titles),
		cmocka_unit_test(groups_name_the_columns_below_them),
		cmocka_unit_test(groups_are_not_given_up_for_a_missing_column),
		cmocka_unit_test(a_header_twice_is_the_same_again),
		cmocka_unit_test(the_nearest_unit_counts),
		cmocka_unit_test(rows_that_are_no_data),
		cmocka_unit_test(what_was_said_comes_first),
		cmocka_unit_test(too_much_before_a_header_is_refused),
	};

	return cmocka_run_group_tests(tests, office_open, office_close);
}
