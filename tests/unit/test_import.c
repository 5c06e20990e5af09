/* Lists into the register: what is new, changed or said before, what is doubted and what refused.
 */
#include "import_fix.h"

#include <string.h>

#include "domain/register/edit.h"

#define HEAD "户编号,行政村,人编号,姓名,证件号码,与户主关系,人数,户联系电话\n"

static void an_exchange_list_makes_households_and_persons(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[2000];

	(void)state;
	snprintf(list, sizeof list, "序号,县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系,人数\n"
	         "1,示例县,青山镇,向阳村委会,9801,P1,王小明,%s,户主,2\n"
	         "2,示例县,青山镇,向阳村委会,9801,P2,李春花,%s,配偶,2\n"
	         "3,示例县,白水乡,新村,9802,P3,赵大宝,%s,户主,1\n",
	         idno("98010119700101123"), idno("98010119720202122"), idno("98010119800303121"));
	take(d, &h, list);
	COUNTS(&h, 3, 0, 0, 0);
	FOUND(&h, "");                          /* 序号 is no column that was ignored */
	assert_int_equal(h.saved, 3);
	VALUE(d, "household", "9801", "area", "980101100201");
	VALUE(d, "household", "9802", "area", "980101101201");
	VALUE(d, "person", "P2", "household", "9801");
	VALUE(d, "person", "P3", "idno", idno("98010119800303121"));
	VALUE(d, "person", idno("98010119720202122"), "name", "李春花");
	desk_close(d);
}

static void what_is_said_again_changes_nothing(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	uint64_t leaves;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,2,\n1,980101100201,P2,李春花,,配偶,2,\n");
	COUNTS(&h, 2, 0, 0, 0);
	leaves = journal_next(&d->r->st->j);
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,2,\n1,980101100201,P2,李春花,,配偶,2,\n");
	assert_true(h.im.total.again);          /* the very same file */
	COUNTS(&h, 0, 0, 2, 0);
	assert_int_equal(journal_next(&d->r->st->j), leaves);
	take(d, &h, "姓名,户编号,人编号,行政村,民族\n王小明,1,P1,980101100201,汉族\n李春花,1,P2,980101100201,\n");
	assert_false(h.im.total.again);
	COUNTS(&h, 0, 1, 1, 0);                 /* other columns in another order */
	VALUE(d, "person", "P1", "relation", "户主");    /* what is not stated stays */
	VALUE(d, "person", "P1", "nation", "汉族");
	assert_int_equal(rows_of(d, "person_h"), 1);
	assert_int_equal(rows_of(d, "household_h"), 0);
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,3,13800001234\n");
	COUNTS(&h, 0, 1, 0, 0);
	VALUE(d, "household", "1", "phone", "13800001234");
	assert_int_equal(rows_of(d, "household_h"), 1);
	desk_close(d);
}

static void only_new_or_only_known_rows_can_be_asked_for(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	const char *text = HEAD "1,980101100201,P1,王小明,,户主,1,\n";

	(void)state;
	heard_begin(&h);
	h.im.mode = IMPORT_UPDATE;
	take_bytes(d, &h, text, strlen(text));
	COUNTS(&h, 0, 0, 0, 1);
	FOUND(&h, "2 not_there 户编号\n");
	heard_begin(&h);
	h.im.mode = IMPORT_INSERT;
	h.im.again = true;
	take_bytes(d, &h, text, strlen(text));
	COUNTS(&h, 1, 0, 0, 0);
	heard_begin(&h);
	h.im.mode = IMPORT_INSERT;
	h.im.again = true;
	take_bytes(d, &h, text, strlen(text));
	COUNTS(&h, 0, 0, 0, 1);
	FOUND(&h, "2 exists_already 人编号\n");
	desk_close(d);
}

static void a_dry_run_tells_all_and_leaves_nothing(void **state)
{
	struct desk *d = county_desk();
	uint64_t leaves = journal_next(&d->r->st->j);
	const char *text = HEAD "1,980101100201,P1,王小明,123,户主,1,\n2,980101100201,P2,李春花,,户主,1,\n";
	struct heard h;

	(void)state;
	heard_begin(&h);
	h.im.dry_run = true;
	take_bytes(d, &h, text, strlen(text));
	assert_int_equal(h.e, OK);
	COUNTS(&h, 1, 0, 0, 1);
	FOUND(&h, "2 id_length 证件号码\n");
	assert_int_equal(journal_next(&d->r->st->j), leaves);
	assert_int_equal(rows_of(d, "household"), 0);
	take(d, &h, text);                      /* and does not count as having been imported */
	COUNTS(&h, 1, 0, 0, 1);
	desk_close(d);
}

/* What a trial shows: each column as it was understood, and rows in the order of the sheet; of
 * sealed values as much as staff see, of long numbers never the whole, however they are written. */
static void put_columns(void *arg, const char *file, const struct import_column *c, int n)
{
	char *out = arg;

	(void)file;
	for (int i = 0; i < n; i++)
		snprintf(out + strlen(out), 4096 - strlen(out), "%s %.*s\n", c[i].how,
		         STR_FMT(c[i].target));
}

static void put_row(void *arg, const char *file, const struct import_preview *p)
{
	char *out = arg;

	(void)file;
	snprintf(out + strlen(out), 4096 - strlen(out), "%d %s", (int)p->row, p->what);
	for (int i = 0; i < p->n; i++)
		snprintf(out + strlen(out), 4096 - strlen(out), "|%.*s", STR_FMT(p->cell[i]));
	snprintf(out + strlen(out), 4096 - strlen(out), "\n");
}

static void a_trial_shows_columns_and_rows_but_no_whole_number(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	char text[2048], told[4096] = "";

	(void)state;
	snprintf(text, sizeof text, "户编号,行政村,姓名,证件号码,与户主关系,自然村,备用\n"
	         "2,新村,张三,%s,户主,一组,%s\n"
	         "1,向阳村,４４０１０１１９９００１０１１２３４,12,户主,4401 0119 9001 0112 34x,李四光\n",
	         idno("98010119900101001"), idno("98010119900101002"));
	heard_begin(&h);
	h.im.dry_run = true;
	h.im.face.arg = told;
	h.im.face.found = NULL;
	h.im.face.saved = NULL;
	h.im.face.refused = NULL;
	h.im.face.columns = put_columns;
	h.im.face.preview = put_row;
	take_bytes(d, &h, text, strlen(text));
	assert_int_equal(h.e, OK);
	assert_string_equal(told,
		"exact household.no\nexact household.area\nexact person.name\nexact person.idno\n"
		"exact person.relation\nexact household.group_name\nignored \n"
		"2 refused|2|新村|张三|980101************|户主|一组|9********\n"
		"3 refused|1|向阳村|４４０１０１************|***|户主|4401 01************|李**\n");
	desk_close(d);
}

static void rows_that_differ_on_their_household_are_named(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,3,13800001234\n"
	     "1,980101100201,P2,李春花,,配偶,3,13900001234\n"
	     "1,980101100201,P3,王大宝,,之子,3,13800001234\n");
	FOUND(&h, "3 household_differs 户联系电话\n");
	VALUE(d, "household", "1", "phone", "13800001234");
	take(d, &h, HEAD "2,980101100201,P4,赵大宝,,户主,2,13700001234\n"
	     "2,980101100201,P5,钱小红,,配偶,2,13600001234\n");
	FOUND(&h, "2 household_differs 户联系电话\n3 household_differs 户联系电话\n");
	VALUE(d, "household", "2", "phone", "13700001234");      /* a tie: the first, and both named */
	COUNTS(&h, 2, 0, 0, 0);
	desk_close(d);
}

static void the_same_row_twice_is_taken_once(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,1,\n1,980101100201,P1,王小明,,户主,1,\n");
	FOUND(&h, "2 row_duplicate \n3 row_duplicate \n");
	assert_int_equal(rows_of(d, "person"), 1);
	assert_int_equal(rows_of(d, "household"), 1);
	desk_close(d);
}

static void numbers_that_two_people_share_are_named_on_both(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[8000], want[4000];
	const char *id = idno("98010119700101123");
	size_t n;

	(void)state;
	snprintf(list, sizeof list, HEAD "1,980101100201,P1,王小明,%s,户主,1,\n"
	         "2,980101100201,P2,李春花,%s,户主,1,\n3,980101100201,P2,赵大宝,,户主,1,\n", id, id);
	take(d, &h, list);
	FOUND(&h, "2 id_duplicate 证件号码\n3 id_duplicate 证件号码\n"
	      "3 person_no_duplicate 人编号\n4 person_no_duplicate 人编号\n");
	COUNTS(&h, 3, 0, 0, 0);
	/* the village's telephone stands with forty households */
	n = (size_t)snprintf(list, sizeof list, "户编号,户主姓名,行政村,户联系电话\n");
	want[0] = 0;
	for (int i = 0; i < 40; i++) {
		n += (size_t)snprintf(list + n, sizeof list - n, "%d,户主,980101100201,13800001234\n",
							  100 + i);
		snprintf(want + strlen(want), sizeof want - strlen(want), "%d phone_shared 户联系电话\n", i + 2);
	}
	take(d, &h, list);
	FOUND(&h, want);
	COUNTS(&h, 40, 0, 0, 0);
	desk_close(d);
}

static void one_number_twice_in_a_known_household_stops_nothing(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,1,\n");
	take(d, &h, "户编号,行政村,人编号,姓名,民族,人数\n1,980101100201,P1,王小明,汉族,2\n"
	     "1,980101100201,P1,王小明,回族,2\n");
	COUNTS(&h, 1, 1, 0, 0);
	FOUND(&h, "2 person_no_duplicate 人编号\n3 person_no_duplicate 人编号\n");
	desk_close(d);
}

static void a_household_has_one_head_and_its_spouse_is_of_the_other_sex(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[2000];

	(void)state;
	snprintf(list, sizeof list, HEAD "1,980101100201,P1,王小明,,之子,1,\n"
	         "2,980101100201,P2,李春花,,户主,2,\n2,980101100201,P3,赵大宝,,户主,2,\n"
	         "3,980101100201,P4,钱一,%s,户主,2,\n3,980101100201,P5,钱二,%s,配偶,2,\n"
	         "4,980101100201,P6,孙三,,户主,3,\n",
	         idno("98010119700101123"), idno("98010119720202125"));
	take(d, &h, list);
	FOUND(&h, "2 head_missing 与户主关系\n3 head_double 与户主关系\n4 head_double 与户主关系\n"
	      "6 spouse_same_sex 与户主关系\n7 members_mismatch 人数\n");
	COUNTS(&h, 6, 0, 0, 0);
	desk_close(d);
}

static void a_person_of_another_household_is_not_moved_by_a_list(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,1,\n");
	take(d, &h, HEAD "2,980101100201,P1,王小明,,户主,1,\n");
	FOUND(&h, "2 person_elsewhere 人编号\n");
	VALUE(d, "person", "P1", "household", "1");
	assert_int_equal(rows_of(d, "person"), 1);
	desk_close(d);
}

static void an_area_is_known_by_code_name_and_path(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, "户编号,县,乡,行政村\n1,,,980101100201\n2,示例县,青山镇,新村\n3,,,青山镇/新村\n"
	     "4,,,新村\n5,,,没有的村\n6,,,向阳村\n7,示例县,白水乡,\n8,示例县,没有的乡,河口村\n");
	FOUND(&h, "5 area_ambiguous 行政村\n6 area_unknown 行政村\n9 area_unknown 行政村\n");
	VALUE(d, "household", "1", "area", "980101100201");
	VALUE(d, "household", "2", "area", "980101100202");
	VALUE(d, "household", "3", "area", "980101100202");
	VALUE(d, "household", "6", "area", "980101100201");
	VALUE(d, "household", "7", "area", "980101101000");
	COUNTS(&h, 5, 0, 0, 3);
	desk_close(d);
}

static void levels_may_be_missing(void **state)
{
	struct desk *d = desk_open();
	struct heard h;

	(void)state;
	take(d, &h, "代码,名称,是否功能区\n44,广东省,\n4419,东莞市,\n441900003,东城街道,\n441900003001,岗贝社区,\n"
	     "46,海南省,\n4604,儋州市,\n460400100,那大镇,\n42,湖北省,\n429004,仙桃市,\n429004001,沙嘴街道,\n"
	     "441900401,松山湖,是\n");
	COUNTS(&h, 11, 0, 0, 0);
	FOUND(&h, "");
	VALUE(d, "area", "441900003000", "parent_area", "441900000000");
	VALUE(d, "area", "441900003001", "parent_area", "441900003000");
	VALUE(d, "area", "460400100000", "parent_area", "460400000000");
	/* not kept: a level between may come later, and is found by the digits */
	VALUE(d, "area", "429004000000", "parent_area", "");
	VALUE(d, "area", "429004001000", "parent_area", "429004000000");
	VALUE(d, "area", "441900401000", "zone", "是");
	take(d, &h, "户编号,县,乡,行政村\n1,东莞市,东城街道,岗贝社区\n2,仙桃市,沙嘴街道,\n3,,松山湖,\n");
	COUNTS(&h, 3, 0, 0, 0);
	VALUE(d, "household", "1", "area", "441900003001");
	VALUE(d, "household", "2", "area", "429004001000");
	VALUE(d, "household", "3", "area", "441900401000");
	desk_close(d);
}

static void changing_a_code_changes_no_row_of_anything_else(void **state)
{
	static const char *const others[] = { "household", "person", "village", "risk", "status" };
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "1,980101100201,P1,王小明,,户主,1,\n2,980101100202,P2,李春花,,户主,1,\n");
	take(d, &h, "区划,变更类型,变更日期,新代码,新名称\n980101100201,改代码,2024-05-01,980101100299,\n"
	     "980101100202,改名,2024-05,,新月村\n980101100201,改名,2024-06-01,,朝阳村\n"
	     "980101000000,撤县设区,2025,980109,示例区\n");
	COUNTS(&h, 4, 0, 0, 0);
	FOUND(&h, "");
	VALUE(d, "area", "980101100299", "name", "朝阳村");
	VALUE(d, "area", "980101100202", "name", "新月村");
	VALUE(d, "area", "980109000000", "name", "示例区");
	VALUE(d, "household", "1", "area", "980101100299");
	assert_int_equal(rows_of(d, "area"), 9);
	assert_int_equal(rows_of(d, "area_h"), 4);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char table[40];

		snprintf(table, sizeof table, "%s_h", others[i]);
		assert_int_equal(rows_of(d, table), 0);
	}
	/* what is listed under the old code or name is found; old lists of areas undo nothing */
	take(d, &h, HEAD "3,980101100201,P3,赵大宝,,户主,1,\n4,青山镇/新月村,P4,钱一,,户主,1,\n");
	VALUE(d, "household", "3", "area", "980101100299");
	VALUE(d, "household", "4", "area", "980101100202");
	take(d, &h, "代码,名称\n980101100201,向阳村委会\n");
	COUNTS(&h, 0, 0, 1, 0);
	VALUE(d, "area", "980101100299", "name", "朝阳村");
	desk_close(d);
}

static void a_merged_area_leads_to_its_successor(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	const char *events = "区划,变更类型,变更日期,承接区划\n980101100202,合并,2024-05-01,980101100201\n";

	(void)state;
	take(d, &h, events);
	COUNTS(&h, 1, 0, 0, 0);
	VALUE(d, "area", "980101100202", "valid_to", "2024-05-01");
	take(d, &h, HEAD "1,980101100202,P1,王小明,,户主,1,\n");
	VALUE(d, "household", "1", "area", "980101100201");
	heard_begin(&h);
	h.im.again = true;
	take_bytes(d, &h, events, strlen(events));
	COUNTS(&h, 0, 0, 1, 0);                 /* the event is still that of the area that ended */
	take(d, &h, "区划,变更类型,变更日期,新代码\n980101101201,改代码,2024-05-01,98010\n"
	     "980101101202,改代码,2024-05-01,980101100201\n");
	FOUND(&h, "2 code_invalid 新代码\n3 area_ambiguous 新代码\n");
	COUNTS(&h, 0, 0, 0, 2);
	assert_int_equal(rows_of(d, "area_event"), 1);
	desk_close(d);
}

static void rows_hang_on_households_and_persons(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, HEAD "1,980101100201,P1,王小明,%s,户主,1,\n",
	         idno("98010119700101123"));
	take(d, &h, list);
	take(d, &h, "户编号,风险类型,识别时间\n1,因病,2024-01-01\n9,因病,2024-01-01\n");
	FOUND(&h, "3 household_unknown 户编号\n");
	COUNTS(&h, 1, 0, 0, 1);
	snprintf(list, sizeof list, "人编号,务工类别,务工开始时间,企业名称\nP1,已外出,2024-01,甲厂\n%s,已外出,2024-02,乙厂\n"
	         "P9,已外出,2024-02,丙厂\n",
	         idno("98010119700101123"));
	heard_begin(&h);
	h.im.kind = "work";
	take_bytes(d, &h, list, strlen(list));
	assert_int_equal(h.e, OK);
	FOUND(&h, "4 person_unknown 人编号\n");
	COUNTS(&h, 2, 0, 0, 1);
	desk_close(d);
}

static void rows_with_keys_of_their_own_stay_readable(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, "行政村,年度,村负责人姓名,村联系电话,总户数\n向阳村,2024,王小明,13800001234,100\n"
	     "980101100202,2024,李春花,13900001234,200\n");
	COUNTS(&h, 2, 0, 0, 0);
	take(d, &h, "行政村,年度,村联系电话,总户数\n向阳村,2024,13800001234,100\n980101100202,2024,,201\n");
	COUNTS(&h, 0, 1, 1, 0);                 /* the sealed telephone is compared, and kept */
	take(d, &h, "年度,行政村,村联系电话\n2024,980101100202,13900001234\n2024,980101100201,13800001234\n");
	COUNTS(&h, 0, 0, 2, 0);
	assert_int_equal(rows_of(d, "village"), 2);
	take(d, &h, "年度,行政村,总户数\n2024,980101100202,210\n2024,新村,1\n2024,青山镇/新村,211\n");
	COUNTS(&h, 0, 1, 1, 1);                 /* one village under two names: the first is taken */
	FOUND(&h, "4 row_duplicate \n3 area_ambiguous 行政村\n");
	VALUE(d, "area", "980101100202", "name", "新村");
	desk_close(d);
}

static void a_lead_without_a_number_gets_one(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, "线索编号,行政村,对象姓名,线索主题,收到日期,线索内容\n,980101100201,王小明,其他,2024-05-01,家中有人住院\n"
	     "L7,980101100201,李春花,其他,2024-05-02,房屋漏雨\n");
	if (h.im.total.fresh != 2)
		fail_msg("%s", h.found);
	take(d, &h, "对象姓名,行政村,线索主题,收到日期,线索内容\n王小明,980101100201,其他,2024-05-01,家中有人住院\n");
	COUNTS(&h, 0, 0, 1, 0);                 /* the same lead, known by all it says */
	take(d, &h, "线索编号,行政村,对象姓名,线索主题,收到日期\nL7,980101100202,李春花,其他,2024-05-03\n");
	COUNTS(&h, 0, 1, 0, 0);                 /* by its number, wherever it lies */
	VALUE(d, "lead", "L7", "content", "房屋漏雨");
	assert_int_equal(rows_of(d, "lead"), 2);
	desk_close(d);
}

static void missing_numbers_are_given_out(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, "户编号,户主姓名,行政村\n,王小明,980101100201\n");
	COUNTS(&h, 1, 0, 0, 0);
	assert_int_equal(h.im.total.mended[kind_index("household_no_added")], 1);
	take(d, &h, HEAD "1,980101100201,,王小明,,户主,1,\n,980101100201,P2,李春花,,户主,1,\n");
	COUNTS(&h, 1, 0, 0, 1);
	FOUND(&h, "3 key_missing 户编号\n");
	assert_int_equal(h.im.total.mended[kind_index("person_no_added")], 1);
	assert_int_equal(rows_of(d, "person WHERE provisional=1 AND no LIKE 'P%-2'"), 1);
	desk_close(d);
}

/* A sheet of full-width digits: every cell that is changed in writing is counted. */
static void every_mended_cell_of_a_wide_row_is_counted(void **state)
{
	struct desk *d = county_desk();
	const struct entity *e = noun(d, "village");
	struct buf head BUF_AUTO, row BUF_AUTO;
	struct heard h;
	int64_t mended = 0;
	int cells = 0;

	(void)state;
	buf_init(&head, 65536);
	buf_init(&row, 65536);
	buf_addz(&head, "行政村,年度");
	buf_addz(&row, "\n980101100201,2020");
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->flags & E_RO || (f->type != FT_INT && f->type != FT_DEC && f->type != FT_MONEY))
			continue;
		buf_addf(&head, ",%s", f->zh);
		buf_addz(&row, ",１");
		cells++;
	}
	buf_addc(&row, '\n');
	buf_adds(&head, buf_str(&row));
	take(d, &h, head.p);
	COUNTS(&h, 1, 0, 0, 0);
	for (int i = 0; kind_nth(i); i++)
		mended += h.im.total.mended[i];
	assert_true(cells > 64);
	assert_int_equal(mended, cells);
	desk_close(d);
}

static void a_number_in_other_clothes_is_the_same_household(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, HEAD "ab12,980101100201,P1,王小明,,户主,4,\n77,980101100201,P5,孙三,,户主,2,\n"
	     "AB12,980101100201,P2,李春花,,配偶,4,\nAB 12,980101100201,P3,王大宝,,之子,4,\n"
	     "ＡＢ12,980101100201,P4,王小宝,,之子,4,\n７７,980101100201,P6,孙四,,配偶,2,\n");
	COUNTS(&h, 6, 0, 0, 0);
	FOUND(&h, "");
	assert_int_equal(rows_of(d, "household"), 2);
	VALUE(d, "person", "P4", "household", "AB12");
	VALUE(d, "person", "P6", "household", "77");
	desk_close(d);
}

static void the_form_of_the_file_does_not_matter(void **state)
{
	/* 户编号,户主姓名,行政村 / 1,王小明,980101100201 in GB18030 */
	static const char gb[] =
		"\xBB\xA7\xB1\xE0\xBA\xC5,\xBB\xA7\xD6\xF7\xD0\xD5\xC3\xFB,\xD0\xD0\xD5\xFE"
		"\xB4\xE5\n1,\xCD\xF5\xD0\xA1\xC3\xF7,980101100201\n";
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	take(d, &h, gb);
	COUNTS(&h, 1, 0, 0, 0);
	VALUE(d, "household", "1", "head_name", "王小明");
	take(d, &h, "户编号;户主姓名;行政村\n2;王小明;980101100201\n");
	COUNTS(&h, 1, 0, 0, 0);
	take(d, &h, "行政村\t户主姓名\t户编号\n980101100201\t王小明\t3\n");
	COUNTS(&h, 1, 0, 0, 0);
	take(d, &h, "\xEF\xBB\xBF户编号,户主姓名,行政村,没有的列\r\n4,\"王,小明\",980101100201,x\r\n\r\n");
	FOUND(&h, "1 column_ignored 没有的列\n2 name_invalid 户主姓名\n3 rows_blank \n");
	take(d, &h, "户编号,人编号,证件号码\n4,P4,980101197001011230\n");
	FOUND(&h, "2 id_check_digit 证件号码\n2 household_unknown 户编号\n2 required_missing 姓名\n");
	take(d, &h, "名单\n\n户编号,户主姓名,行政村\n5,王小明,980101100201\n");
	desk_close(d);
}

struct stopping { struct heard h; volatile int stop; };

static void begin_and_stop(void *arg, const char *file, const struct entity *e, bool exchange,
                           int64_t rows)
{
	(void)file;
	(void)e;
	(void)exchange;
	(void)rows;
	((struct stopping *)arg)->stop = 1;
}

static void what_was_stopped_goes_on_where_it_was(void **state)
{
	struct desk *d = county_desk();
	struct stopping s = { .stop = 0 };
	struct heard h;
	char list[4000];
	size_t n = (size_t)snprintf(list, sizeof list, HEAD);

	(void)state;
	for (int i = 1; i <= 30; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%d,980101100201,P%d,王小明,%s,户主,1,\n", i, i,
		                      idno("98010119700101123"));
	heard_begin(&s.h);
	s.h.im.face.begin = begin_and_stop;
	s.h.im.face.arg = &s;
	d->cx.stop = &s.stop;
	take_bytes(d, &s.h, list, n);
	assert_int_equal(s.h.e, ERR_CONFLICT);
	assert_string_equal(d->cx.err.key, "import-stopped");
	err_clear(&d->cx);
	d->cx.stop = NULL;
	assert_int_equal(rows_of(d, "person"), s.h.saved);
	assert_true(s.h.saved >= 1 && s.h.saved < 30);
	for (int way = 0; way < 3; way++) {     /* half one way, half another: never */
		heard_begin(&h);
		h.im.mode = way == 0 ? IMPORT_UPDATE : IMPORT_UPSERT;
		h.im.kind = way == 1 ? "household" : NULL;
		h.im.source = way == 2 ? "national" : NULL;
		take_bytes(d, &h, list, n);
		assert_int_equal(h.e, ERR_INPUT);
		assert_int_equal(h.im.files_refused, 1);
		assert_int_equal(rows_of(d, "person"), s.h.saved);
		err_clear(&d->cx);
	}
	heard_begin(&h);
	take_bytes(d, &h, list, n);
	assert_int_equal(h.e, OK);
	assert_true(h.im.total.resumed);
	COUNTS(&h, 30, 0, 0, 0);                /* with what was done before */
	assert_int_equal(rows_of(d, "person"), 30);
	assert_int_equal(rows_of(d, "finding"), 30);
	assert_int_equal(rows_of(d, "batch"), 2);
	desk_close(d);
}

static void stop_after_a_file(void *arg, const char *file, const struct import_counts *n)
{
	(void)file;
	(void)n;
	((struct stopping *)arg)->stop = 1;
}

static void take_two(struct desk *d, struct heard *h, char *first, char *second)
{
	const char *file[2] = { first, second };

	h->im.file = file;
	h->im.nfile = 2;
	h->im.kind = "household";
	h->e = import_run(&d->cx, d->r, &h->im);
}

static void somebody_corrects(struct desk *d, const char *no, const char *address)
{
	const struct entity *noun = register_entity(d->r, TAG_household);
	struct edits e;
	struct rec *h;
	int64_t id;

	edits_begin(&e, d->r, "");
	GOOD(d, register_by_key(&d->cx, d->r, noun, str_of(no), &id));
	GOOD(d, edits_row(&d->cx, &e, noun, id, &h));
	rec_text(h, HOUSEHOLD_address, str_of(address));
	GOOD(d, edits_write(&d->cx, &e, NULL));
}

/* What the second file says of rows that the first one made is no doubt, also when the run breaks
 * off between them. What somebody has corrected since, in the register or in the file, is one. */
static void files_of_a_run_that_broke_off_are_one_takeover(void **state)
{
	struct desk *d = county_desk();
	struct stopping s = { .stop = 0 };
	struct heard h;
	const char *first = "户编号,行政村,户主姓名\n1,980101100201,王小明\n2,980101100201,李春花\n";
	const char *said = "户编号,监测对象类型\n1,边缘易致贫户\n2,边缘易致贫户\n";
	const char *says = "户编号,监测对象类型\n1,脱贫不稳定户\n2,边缘易致贫户\n";
	char *one = put_file(d, "one.csv", first, strlen(first));
	char *two = put_file(d, "two.csv", said, strlen(said));

	(void)state;
	assert_int_equal(strlen(said), strlen(says));
	heard_begin(&s.h);
	s.h.im.face.end = stop_after_a_file;
	s.h.im.face.arg = &s;
	d->cx.stop = &s.stop;
	take_two(d, &s.h, one, two);
	assert_int_not_equal(s.h.e, OK);
	assert_int_equal(rows_of(d, "household"), 2);
	err_clear(&d->cx);
	d->cx.stop = NULL;
	somebody_corrects(d, "2", "村东头");
	heard_begin(&h);
	take_two(d, &h, one, two);
	assert_int_equal(h.e, OK);
	FOUND(&h, "3 decided_changed 监测对象类型\n");
	two = put_file(d, "two.csv", says, strlen(says));
	heard_begin(&h);
	take_two(d, &h, one, two);
	assert_int_equal(h.e, OK);
	FOUND(&h, "2 decided_changed 监测对象类型\n");
	remove(one);
	remove(two);
	desk_close(d);
}

static void a_refused_file_leaves_nothing(void **state)
{
	static const char *const bad[][2] = {
		{ "户编号,姓名,姓名,行政村\n1,王小明,李春花,980101100201\n", "import-header-twice" },
		{ "甲,乙,丙\n1,2,3\n", "sheet-header-unknown" },
		{ "", "csv-empty" },
		{ "户编号,户主姓名,行政村\n1,\"王小明,980101100201\n", "csv-unclosed-quote" },
	};
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char want[64];

		heard_begin(&h);
		take_bytes(d, &h, bad[i][0], strlen(bad[i][0]));
		assert_int_equal(h.e, ERR_INPUT);
		err_clear(&d->cx);
		snprintf(want, sizeof want, "list.csv %s", bad[i][1]);
		assert_string_equal(h.refused, want);
	}
	assert_int_equal(rows_of(d, "household"), 0);
	desk_close(d);
}

/* Formatted but empty rows to the end of the sheet, as spreadsheets save them. */
static void blank_rows_by_the_ten_thousand(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	struct buf b BUF_AUTO;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_addz(&b, "户编号,户主姓名,行政村\nH1,王小明,980101100201\n");
	for (int i = 0; i < 80000; i++)
		buf_addz(&b, ",,\n");
	buf_addz(&b, "H2,李小红,980101100201\n");
	take(d, &h, b.p);
	COUNTS(&h, 2, 0, 0, 0);
	VALUE(d, "household", "H2", "head_name", "李小红");
	desk_close(d);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exchange_list_makes_households_and_persons),
		cmocka_unit_test(what_is_said_again_changes_nothing),
		cmocka_unit_test(only_new_or_only_known_rows_can_be_asked_for),
		cmocka_unit_test(a_dry_run_tells_all_and_leaves_nothing),
		cmocka_unit_test(a_trial_shows_columns_and_rows_but_no_whole_number),
		cmocka_unit_test(rows_that_differ_on_their_household_are_named),
		cmocka_unit_test(the_same_row_twice_is_taken_once),
		cmocka_unit_test(numbers_that_two_people_share_are_named_on_both),
		cmocka_unit_test(one_number_twice_in_a_known_household_stops_nothing),
		cmocka_unit_test(a_household_has_one_head_and_its_spouse_is_of_the_other_sex),
		cmocka_unit_test(a_person_of_another_household_is_not_moved_by_a_list),
		cmocka_unit_test(an_area_is_known_by_code_name_and_path),
		cmocka_unit_test(levels_may_be_missing),
		cmocka_unit_test(changing_a_code_changes_no_row_of_anything_else),
		cmocka_unit_test(a_merged_area_leads_to_its_successor),
		cmocka_unit_test(rows_hang_on_households_and_persons),
		cmocka_unit_test(rows_with_keys_of_their_own_stay_readable),
		cmocka_unit_test(a_lead_without_a_number_gets_one),
		cmocka_unit_test(missing_numbers_are_given_out),
		cmocka_unit_test(every_mended_cell_of_a_wide_row_is_counted),
		cmocka_unit_test(a_number_in_other_clothes_is_the_same_household),
		cmocka_unit_test(the_form_of_the_file_does_not_matter),
		cmocka_unit_test(what_was_stopped_goes_on_where_it_was),
		cmocka_unit_test(files_of_a_run_that_broke_off_are_one_takeover),
		cmocka_unit_test(a_refused_file_leaves_nothing),
		cmocka_unit_test(blank_rows_by_the_ten_thousand),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
