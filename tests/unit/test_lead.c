/* Rows of departments' lists: who is meant, which rows tell one fact, what a clerk does with a
 * lead, and that nothing else in the register changes. All people are invented. */
#include "import_fix.h"

#include <string.h>

#include "domain/register/lead.h"

#define WANG idno("98010119700101123")
#define LI   idno("98010119720202122")
#define ZHAO idno("98010119800303121")
#define AYI  idno("98010119850505124")

/* Four people of two villages; 李春花 has no birth date stated, 钱无号 no number. */
static struct desk *people(void)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[2000];

	snprintf(list, sizeof list,
	         "县,乡,行政村,户编号,人编号,姓名,证件号码,出生日期,与户主关系\n"
	         "示例县,青山镇,向阳村委会,9801,P1,王小明,%s,1970-01-01,户主\n"
	         "示例县,青山镇,向阳村委会,9801,P2,李春花,%s,,配偶\n"
	         "示例县,白水乡,新村,9802,P3,赵大宝,%s,1980-03-03,户主\n"
	         "示例县,白水乡,新村,9802,P4,阿依·古丽,%s,1985-05-05,配偶\n"
	         "示例县,青山镇,新村,9803,P5,钱无号,,1966-06-06,户主\n", WANG, LI, ZHAO, AYI);
	take(d, &h, list);
	COUNTS(&h, 5, 0, 0, 0);
	return d;
}

/* Takes a list of the topic, whose file name is its own. */
static void tell_as(struct desk *d, struct heard *h, const char *topic, const char *department,
                    const char *text)
{
	heard_begin(h);
	h->im.topic = topic;
	h->im.lead_department = department;
	take_bytes(d, h, text, strlen(text));
	if (h->e != OK)
		fail_msg("import: %s, %s", d->cx.err.key, h->refused);
}

static void tell(struct desk *d, struct heard *h, const char *text)
{
	tell_as(d, h, NULL, NULL, text);
}

static struct rec *nth_lead(struct desk *d, int nth)
{
	struct rec *r;

	GOOD(d, register_load(&d->cx, d->r, noun(d, "lead"), nth, &r));
	return r;
}

/* Field of the nth lead as a sheet shows it. */
static const char *lead(struct desk *d, int nth, const char *field)
{
	char no[64];

	snprintf(no, sizeof no, "%.*s", STR_FMT(nth_lead(d, nth)->v[LEAD_no].s));
	return value(d, "lead", no, field);
}
#define LEAD(d, nth, field, want) assert_string_equal(lead(d, nth, field), want)

#define ILL "姓名,身份证号,个人自付金额,结算日期,病种\n"

static void a_number_finds_its_person_however_it_is_written(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000], old[20];

	(void)state;
	snprintf(old, sizeof old, "%.6s%.9s", WANG, WANG + 8);
	snprintf(list, sizeof list, ILL "王 小明,%.6s %.12s,20000,2026-03-01,肺炎\n"
	         "王小明,%s,30000,2026-03-02,\n,'%s,12345.67,2026.3.3,骨折\n"
	         "阿依古丽,%s,10000.01,2026-03-04,\n", WANG, WANG + 6, old, ZHAO, AYI);
	tell(d, &h, list);
	COUNTS(&h, 4, 0, 0, 0);
	FOUND(&h, "");
	assert_int_equal(h.im.total.mended[kind_index("lead_by_number")], 4);
	LEAD(d, 1, "person", "P1");
	LEAD(d, 1, "household", "9801");
	LEAD(d, 1, "area", "980101100201");
	LEAD(d, 1, "amount", "20000.00");
	LEAD(d, 1, "content", "病种：肺炎");
	LEAD(d, 1, "fact_date", "2026-03-01");
	LEAD(d, 1, "topic", "大额医疗支出");
	LEAD(d, 1, "list_topic", "medical");
	LEAD(d, 1, "department", "医疗保障局");
	LEAD(d, 1, "matched", "证件号码一致");
	LEAD(d, 1, "times", "1");
	LEAD(d, 1, "state", "待受理");
	LEAD(d, 2, "person", "P1");             /* the old number of 15 digits */
	LEAD(d, 3, "person", "P3");
	LEAD(d, 4, "person", "P4");             /* a middle dot is no other name */
	desk_close(d);
}

static void nobody_else_is_taken_for_them(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, ILL "王大明,%s,20000,2026-03-01,\n路人甲,%s,20000,2026-03-01,\n"
	         "王小明,,20000,2026-03-01,\n", WANG, idno("98990119700101123"));
	tell(d, &h, list);
	COUNTS(&h, 3, 0, 0, 0);
	FOUND(&h, "2 lead_name_differs 姓名\n");
	LEAD(d, 1, "matched", "姓名与号码不符");
	LEAD(d, 2, "matched", "号码不在库中");
	LEAD(d, 3, "matched", "信息不足");
	for (int i = 1; i <= 3; i++) {
		LEAD(d, i, "household", "");
		LEAD(d, i, "person", "");
		assert_true(nth_lead(d, i)->seed_h.n);    /* a key of its own */
	}
	LEAD(d, 2, "name", "路人甲");
	LEAD(d, 2, "amount", "20000.00");
	desk_close(d);
}

static void detail_of_a_wrong_name(void *arg, const struct import_finding *f)
{
	if (strcmp(f->kind->id, "lead_name_differs") == 0)
		snprintf(arg, 100, "%.*s", STR_FMT(f->detail));
}

static void a_wrong_name_is_told_with_both_masked(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[400], detail[100] = "";

	(void)state;
	snprintf(list, sizeof list, ILL "欧阳明,%s,20000,2026-03-01,\n", WANG);
	heard_begin(&h);
	h.im.face.found = detail_of_a_wrong_name;
	h.im.face.arg = detail;
	h.im.face.saved = NULL;
	take_bytes(d, &h, list, strlen(list));
	assert_int_equal(h.e, OK);
	assert_string_equal(detail, "王** / 欧阳**");
	desk_close(d);
}

#define HOME "姓名,出生日期,乡镇,行政村,鉴定等级,鉴定日期\n"

static void without_a_number_name_birth_and_village_together_tell(void **state)
{
	struct desk *d = people();
	struct heard h;

	(void)state;
	tell(d, &h, HOME "王小明,1970-01-01,,向阳村,D级,2026-01-05\n"      /* known */
	     "王小明,1970-01-02,,向阳村,D级,2026-01-05\n"                  /* another birthday */
	     "王小明,1970-01-01,白水乡,新村,D级,2026-01-05\n"              /* another village */
	     "王小刚,1970-01-01,,向阳村,D级,2026-01-05\n"                  /* another name */
	     "李春花,1972.2.2,青山镇,向阳村委会,C级,2026-01-05\n"          /* birth only in her number */
	     "赵大宝,1980年3月,,新村,C级,2026-01-05\n"                     /* 新村 of two townships */
	     "赵大宝,1980,,新村,C级,2026-01-06\n"                          /* a year is too little */
	     "赵大宝,1980-03-03,白水乡,,C级,2026-01-07\n"                  /* so is a township */
	     "赵大宝,1980-03-03,,桃花村,C级,2026-01-08\n");                /* not on the register */
	COUNTS(&h, 9, 0, 0, 0);
	LEAD(d, 1, "person", "P1");
	LEAD(d, 1, "matched", "姓名生日村一致");
	for (int i = 2; i <= 4; i++)
		LEAD(d, i, "matched", "查无此人");
	LEAD(d, 3, "area", "980101101201");
	LEAD(d, 5, "person", "P2");
	LEAD(d, 6, "person", "P3");
	for (int i = 7; i <= 9; i++) {
		LEAD(d, i, "matched", "信息不足");
		LEAD(d, i, "person", "");
	}
	LEAD(d, 9, "address", "桃花村");        /* what the register does not know is kept as told */
	desk_close(d);
}

static void a_strange_number_is_not_overruled_by_a_name(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, "姓名,身份证号,行政村,鉴定等级,乡镇\n"
	         "王小明,%s,向阳村,D级,\n"                 /* another number than his */
	         "钱无号,%s,新村,D级,青山镇\n",            /* he has none on the register */
	         idno("98990119700101125"), idno("98990119660606123"));
	tell(d, &h, list);
	COUNTS(&h, 2, 0, 0, 0);
	LEAD(d, 1, "matched", "号码不在库中");
	LEAD(d, 2, "person", "P5");
	LEAD(d, 2, "matched", "姓名生日村一致");
	desk_close(d);
}

static void one_number_of_two_persons_needs_the_name(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, "户编号,行政村,人编号,姓名,证件号码,与户主关系,成员状态\n"
	         "9804,980101100201,P6,王晓鸣,%s,户主,\n9805,980101100201,P7,李春化,%s,户主,迁出\n",
	         WANG, LI);
	take(d, &h, list);
	COUNTS(&h, 2, 0, 0, 0);
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,\n,%s,20000,2026-03-02,\n"
	         "王大,%s,20000,2026-03-03,\n,%s,20000,2026-03-01,\n", WANG, WANG, WANG, LI);
	tell(d, &h, list);
	COUNTS(&h, 4, 0, 0, 0);
	FOUND(&h, "3 lead_several 身份证号\n4 lead_name_differs 姓名\n");
	LEAD(d, 1, "person", "P1");
	LEAD(d, 2, "matched", "对应多人");
	LEAD(d, 3, "matched", "姓名与号码不符");
	LEAD(d, 4, "person", "P2");             /* the other moved away */
	desk_close(d);
}

static void a_household_may_be_known_by_its_heads_number_alone(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[600];

	(void)state;
	snprintf(list, sizeof list, "户编号,行政村,户主姓名,户主证件号码\n9809,980101100201,孙老五,%s\n",
	         idno("98010119500505123"));
	take(d, &h, list);
	snprintf(list, sizeof list, "户主姓名,户主身份证号,危房等级,鉴定日期\n孙老五,%s,D级,2026-01-05\n",
	         idno("98010119500505123"));
	tell(d, &h, list);
	COUNTS(&h, 1, 0, 0, 0);
	LEAD(d, 1, "household", "9809");
	LEAD(d, 1, "person", "");
	desk_close(d);
}

static void what_is_not_above_the_threshold_is_no_lead(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,9999.99,2026-03-01,\n王小明,%s,10000,2026-03-02,\n"
	         "王小明,%s,10000.01,2026-03-03,\n王小明,%s,,2026-03-04,\n王小明,%s,一万,2026-03-05,\n",
	         WANG, WANG, WANG, WANG, WANG);
	tell(d, &h, list);
	COUNTS(&h, 1, 0, 2, 2);
	FOUND(&h, "5 required_missing 个人自付金额\n6 number_invalid 个人自付金额\n");
	assert_int_equal(h.im.total.mended[kind_index("lead_below")], 2);
	LEAD(d, 1, "amount", "10000.01");
	snprintf(list, sizeof list, "姓名,身份证号,个人自付金额(万元),结算日期\n王小明,%s,1.000002,2026-03-08\n"
	         "王小明,%s,1,2026-03-09\n", WANG, WANG);
	tell(d, &h, list);
	COUNTS(&h, 1, 0, 1, 0);
	LEAD(d, 2, "amount", "10000.02");
	desk_close(d);
}

static void a_fact_counts_once_however_often_it_is_told(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1500];

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,肺炎\n,%s,20000.00,2026.3.1,\n"
	         "王小明,%s,20000,2026-03-02,肺炎\n李春花,%s,20000,2026-03-01,肺炎\n", WANG, WANG, WANG, LI);
	tell(d, &h, list);
	COUNTS(&h, 3, 0, 1, 0);
	FOUND(&h, "3 lead_twice \n");
	assert_int_equal(rows_of(d, "lead_h"), 0);
	tell(d, &h, list);
	assert_true(h.im.total.again);          /* the very same file says nothing new */
	LEAD(d, 1, "times", "1");
	/* another department, another form of the list, the same facts */
	snprintf(list, sizeof list, "序号,患者姓名,出生年月日,村,乡镇,自付费用(万元),报销日期,诊断\n"
	         "1,王小明,1970-01-01,向阳村,青山镇,2.0,2026/3/1,肺炎\n"
	         "2,王小明,1970-01-01,向阳村,青山镇,2,2026/3/1,肺炎\n");
	tell_as(d, &h, NULL, "县卫健局", list);
	COUNTS(&h, 0, 1, 1, 0);
	FOUND(&h, "3 lead_twice \n");
	assert_int_equal(rows_of(d, "lead"), 3);
	assert_int_equal(rows_of(d, "lead_h"), 1);      /* the first list stays in the history */
	LEAD(d, 1, "times", "2");
	LEAD(d, 1, "department", "医疗保障局");
	LEAD(d, 1, "also_by", "县卫健局");
	LEAD(d, 1, "birth", "1970-01-01");      /* what the first list did not say */
	assert_int_equal(nth_lead(d, 1)->row, 2);
	snprintf(list, sizeof list, ILL ",%s,20000,2026-03-01,x\n", WANG);
	tell_as(d, &h, NULL, "县卫健局", list);
	LEAD(d, 1, "times", "3");
	LEAD(d, 1, "also_by", "县卫健局");
	desk_close(d);
}

static void the_pack_says_what_makes_a_fact(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1500];

	(void)state;
	snprintf(list, sizeof list, "姓名,身份证号,号牌号码,注册登记日期\n王小明,%s,示A1,2020-01-01\n"
	         "王小明,%s,示A2,2020-01-01\n王小明,%s,示A1,2021-05-05\n", WANG, WANG, WANG);
	tell(d, &h, list);
	COUNTS(&h, 2, 0, 1, 0);                 /* two cars, one of them twice */
	FOUND(&h, "4 lead_twice \n");
	snprintf(list, sizeof list, "死者姓名,身份证号,死亡日期\n王小明,%s,2026-01-01\n", WANG);
	tell(d, &h, list);
	COUNTS(&h, 1, 0, 0, 0);
	snprintf(list, sizeof list, "逝者姓名,身份证号,火化日期,火化证号\n王小明,%s,2026-01-04,H1\n", WANG);
	tell(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);                 /* somebody dies once, whoever tells it */
	LEAD(d, 3, "also_by", "殡葬管理所");
	LEAD(d, 3, "fact_date", "2026-01-01");
	desk_close(d);
}

static void a_lead_finds_its_person_when_the_person_is_registered_later(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000], no[40];

	(void)state;
	snprintf(no, sizeof no, "%s", idno("98010119900909129"));
	snprintf(list, sizeof list, ILL "周新来,%s,20000,2026-03-01,肺炎\n", no);
	tell(d, &h, list);
	LEAD(d, 1, "matched", "号码不在库中");
	snprintf(list, sizeof list, "户编号,行政村,人编号,姓名,证件号码\n9810,980101100202,P9,周新来,%s\n", no);
	take(d, &h, list);
	snprintf(list, sizeof list, ILL "周新来,%s,20000,2026-03-01,肺炎 \n", no);
	tell(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);
	LEAD(d, 1, "matched", "证件号码一致");
	LEAD(d, 1, "person", "P9");
	LEAD(d, 1, "area", "980101100202");
	LEAD(d, 1, "times", "2");
	assert_true(nth_lead(d, 1)->seed_h.n);    /* its history stays readable with one key */
	LEAD(d, 1, "amount", "20000.00");
	snprintf(list, sizeof list, ILL "周新来,%s,20000,2026-03-01,\n", no);
	tell(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);                 /* known by the person now */
	desk_close(d);
}

static void a_lead_on_a_household_is_sealed_with_the_household(void **state)
{
	struct desk *d = people();
	struct heard h;
	struct family fam;
	struct rec *r;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,肺炎\n", WANG);
	tell(d, &h, list);
	r = nth_lead(d, 1);
	assert_false(r->seed_h.n);
	GOOD(d, family_load(&d->cx, d->r->db, d->r->st, noun(d, "lead"), r->id, &fam));
	assert_false(fam.known);
	GOOD(d, lead_seal(&d->cx, d->r->db, d->r->st, r, &fam));
	assert_true(fam.known);
	assert_int_equal(fam.id, r->v[LEAD_household].i);
	assert_int_equal(fam.tag, TAG_household);
	desk_close(d);
}

static void nothing_but_leads_changes(void **state)
{
	static const char *const nouns[] = { "household", "person", "village", "income", "status",
		"risk", "area", "member_event" };
	struct desk *d = people();
	struct heard h;
	int64_t before[8];
	char list[1000];

	(void)state;
	for (int i = 0; i < 8; i++)
		before[i] = rows_of(d, nouns[i]);
	snprintf(list, sizeof list, "死者姓名,身份证号,死亡日期\n王小明,%s,2026-01-01\n赵大,%s,2026-01-01\n",
	         WANG, ZHAO);
	tell(d, &h, list);
	COUNTS(&h, 2, 0, 0, 0);
	for (int i = 0; i < 8; i++) {
		char history[32];

		snprintf(history, sizeof history, "%s_h", nouns[i]);
		assert_int_equal(rows_of(d, nouns[i]), before[i]);
		assert_int_equal(rows_of(d, history), 0);
	}
	VALUE(d, "person", "P1", "state", "");
	desk_close(d);
}

/* ---- what a clerk does ---- */

static void do_it(struct desk *d, enum lead_act act, const char *text, enum err want,
                  const char *why)
{
	struct lead_edit edit = { .act = act, .text = str_of(text) };
	enum err e = lead_do(&d->cx, d->r, 1, &edit);

	assert_int_equal(e, want);
	if (e != OK)
		assert_string_equal(d->cx.err.key, why);
	err_clear(&d->cx);
}

static void a_lead_is_checked_explained_closed_and_opened_again(void **state)
{
	struct desk *d = people();
	struct lead_edit give = { .act = LEAD_ASSIGN, .handler = STR("赵干事"), .due = 20260401 };
	struct version *v;
	struct heard h;
	char list[1000];
	int n;

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,肺炎\n", WANG);
	tell(d, &h, list);
	do_it(d, LEAD_REOPEN, "", ERR_CONFLICT, "lead-open-already");
	GOOD(d, lead_do(&d->cx, d->r, 1, &give));
	do_it(d, LEAD_CHECK, "报销后自付不多", OK, NULL);
	LEAD(d, 1, "state", "已核查");
	LEAD(d, 1, "outcome", "报销后自付不多");
	LEAD(d, 1, "handler", "赵干事");
	LEAD(d, 1, "due", "2026-04-01");
	do_it(d, LEAD_CHECK, "再看一次", OK, NULL);
	do_it(d, LEAD_EXPLAIN, "已获救助", OK, NULL);
	LEAD(d, 1, "state", "已说明");
	do_it(d, LEAD_CHECK, "晚了", ERR_CONFLICT, "lead-over");
	do_it(d, LEAD_ASSIGN, "", ERR_CONFLICT, "lead-over");
	do_it(d, LEAD_REOPEN, "说明不实", OK, NULL);
	LEAD(d, 1, "state", "待受理");
	LEAD(d, 1, "outcome", "");
	LEAD(d, 1, "closed", "");
	do_it(d, LEAD_CLOSE, "", ERR_CONFLICT, "lead-close-why");
	do_it(d, LEAD_CLOSE, "已纳入监测", OK, NULL);
	LEAD(d, 1, "state", "已办结");
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "lead"), 1, &v, &n));
	assert_int_equal(n, 7);
	assert_true(str_eqz(v[3].rec->v[LEAD_outcome].s, "再看一次"));
	assert_true(str_eqz(v[5].leaf.note, "说明不实"));
	assert_true(v[0].file.n && !v[6].file.n);       /* a list told it; a person closed it */
	assert_int_equal(v[6].leaf.action, ACT_EDIT);
	/* told again, it stays closed */
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,\n", WANG);
	tell(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);
	LEAD(d, 1, "state", "已办结");
	desk_close(d);
}

static void a_list_of_leads_still_mends_them(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[1000];

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,肺炎\n", WANG);
	tell(d, &h, list);
	snprintf(list, sizeof list, "线索编号,行政村,线索主题,收到日期,承办人,核查结果\n"
	         "%s,980101100201,大额医疗支出,2026-03-02,孙干事,属实\n", lead(d, 1, "no"));
	take(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);
	LEAD(d, 1, "handler", "孙干事");
	LEAD(d, 1, "amount", "20000.00");       /* sealed with the household, and still readable */
	/* to another household: the key goes along */
	snprintf(list, sizeof list, "线索编号,户编号,行政村,线索主题,收到日期\n"
	         "%s,9802,980101101201,大额医疗支出,2026-03-02\n", lead(d, 1, "no"));
	take(d, &h, list);
	COUNTS(&h, 0, 1, 0, 0);
	LEAD(d, 1, "household", "9802");
	LEAD(d, 1, "amount", "20000.00");
	desk_close(d);
}

static void leads_are_counted(void **state)
{
	struct desk *d = people();
	struct lead_counts n;
	struct heard h;
	char list[1000];
	int64_t all = 0;

	(void)state;
	snprintf(list, sizeof list, ILL "王小明,%s,20000,2026-03-01,\n赵大宝,%s,20000,2026-03-01,\n"
	         "路人甲,%s,20000,2026-03-01,\n", WANG, ZHAO, idno("98990119700101123"));
	tell(d, &h, list);
	snprintf(list, sizeof list, "姓名,身份证号,鉴定等级\n李春花,%s,D级\n", LI);
	tell(d, &h, list);
	GOOD(d, lead_summary(&d->cx, d->r, &d->cx.arena, &n));
	assert_int_equal(n.leads, 4);
	assert_int_equal(n.households, 2);
	assert_int_equal(n.shared, 1);          /* 9801: a bill of hers, a house of theirs */
	for (int i = 0; i < n.n; i++)
		all += n.v[i].n;
	assert_int_equal(all, 4);
	desk_close(d);
}

/* ---- which list it is ---- */

static void a_registers_own_list_is_not_taken_for_a_departments(void **state)
{
	struct desk *d = people();
	struct heard h;
	const char *asked = "姓名,身份证号,住院总费用,自付金额\n王小明,1,1,1\n";

	(void)state;
	take(d, &h, "户编号,户主姓名,行政村,危房户\n9801,王小明,980101100201,是\n");
	assert_int_equal(rows_of(d, "lead"), 0);
	take(d, &h, "线索编号,对象姓名,行政村,线索主题,收到日期\nX1,王小明,980101100201,饮水安全,2026-01-01\n");
	LEAD(d, 1, "list_topic", "");
	heard_begin(&h);
	take_bytes(d, &h, asked, strlen(asked));
	assert_int_equal(h.e, ERR_INPUT);
	assert_non_null(strstr(h.refused, "lead-topic-several"));
	err_clear(&d->cx);
	tell_as(d, &h, "hospital", NULL, asked);        /* named, it is read: and the number is wrong */
	COUNTS(&h, 0, 0, 0, 1);
	desk_close(d);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_finds_its_person_however_it_is_written),
		cmocka_unit_test(nobody_else_is_taken_for_them),
		cmocka_unit_test(a_wrong_name_is_told_with_both_masked),
		cmocka_unit_test(without_a_number_name_birth_and_village_together_tell),
		cmocka_unit_test(a_strange_number_is_not_overruled_by_a_name),
		cmocka_unit_test(one_number_of_two_persons_needs_the_name),
		cmocka_unit_test(a_household_may_be_known_by_its_heads_number_alone),
		cmocka_unit_test(what_is_not_above_the_threshold_is_no_lead),
		cmocka_unit_test(a_fact_counts_once_however_often_it_is_told),
		cmocka_unit_test(the_pack_says_what_makes_a_fact),
		cmocka_unit_test(a_lead_finds_its_person_when_the_person_is_registered_later),
		cmocka_unit_test(a_lead_on_a_household_is_sealed_with_the_household),
		cmocka_unit_test(nothing_but_leads_changes),
		cmocka_unit_test(a_lead_is_checked_explained_closed_and_opened_again),
		cmocka_unit_test(a_list_of_leads_still_mends_them),
		cmocka_unit_test(leads_are_counted),
		cmocka_unit_test(a_registers_own_list_is_not_taken_for_a_departments),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
