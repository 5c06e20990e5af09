/* Two rows that are one household or person: which pairs are suspected, which are told apart, and
 * that merging loses nothing and leaves nothing hanging. All people are invented. */
#include "import_fix.h"

#include <string.h>

#include "domain/register/change.h"
#include "domain/register/duplicate.h"
#include "domain/register/finding.h"
#include "domain/register/lead.h"
#include "entity/verify_rows.h"
#include "journal/verify.h"

#define WANG idno("98010119700101123")
#define LI   idno("98010119720202122")
#define ZHAO idno("98010119800303121")
#define QIAN idno("98010119660606123")
#define SUN  idno("98010119660606141")

/* ---- what the register says of itself ---- */

static void complain(void *arg, enum verify_class cls, const char *key, const char *object)
{
	(void)arg;
	(void)cls;
	fail_msg("verify: %s %s", key, object);
}

static void all_is_well(struct desk *d)
{
	char head[128];
	const char *heads[] = { head };
	struct verify v = { .report = complain };
	struct ctx cx;
	struct db *db;

	ctx_init(&cx, (size_t)256 << 20);
	snprintf(head, sizeof head, "%s/D.head", d->top);
	GOOD(d, register_publish(&d->cx, d->r));
	assert_int_equal(db_open(&cx, d->r->path.db, DB_READ, &db), OK);
	assert_int_equal(db_begin_read(&cx, db), OK);
	assert_int_equal(verify_log(&cx, db, heads, 1, &v), OK);
	assert_int_equal(verify_rows(&cx, db, NULL, &v, NULL, NULL), OK);
	db_end_read(db);
	db_close(db);
	ctx_free(&cx);
}

/* Every row in force, opened; nothing in it refers to a row that is not there. */
static int everything(struct desk *d, struct rec **out, int max)
{
	int n = 0;

	for (int i = 0; i < d->r->model->n; i++) {
		const struct entity *e = d->r->model->ent[i];

		for (int64_t id = 1; id < d->r->st->next[e->tag]; id++) {
			struct rec *r, *to;

			if (register_load(&d->cx, d->r, e, id, &r) != OK) {
				assert_string_equal(d->cx.err.key, "row-not-found");
				err_clear(&d->cx);
				continue;
			}
			assert_true(r->opened);
			assert_true(n < max);
			out[n++] = r;
			for (int f = 0; f < e->nfield; f++)
				if (e->fields[f].type == FT_REF && rec_has(r, f))
					GOOD(d, register_load(&d->cx, d->r,
					                      noun(d, e->fields[f].ref), r->v[f].i, &to));
		}
	}
	return n;
}

static int pairs(struct desk *d, struct duplicates *out)
{
	struct duplicate_query q = { 0 };

	GOOD(d, duplicate_list(&d->cx, d->r, &q, out));
	assert_int_equal(out->total, out->n);
	return out->n;
}

static int64_t by_no(struct desk *d, const char *name, const char *no)
{
	int64_t id;

	GOOD(d, register_by_key(&d->cx, d->r, noun(d, name), str_of(no), &id));
	return id;
}

static struct duplicate_merged merged(struct desk *d, const char *name, const char *keep,
                                      const char *drop)
{
	struct duplicate_merged n;

	GOOD(d, duplicate_merge(&d->cx, d->r, noun(d, name), by_no(d, name, keep), by_no(d, name, drop),
	                        "入户核实", &n));
	all_is_well(d);
	return n;
}

static enum err try_merge(struct desk *d, const char *name, const char *keep, const char *drop)
{
	struct duplicate_merged n;

	return duplicate_merge(&d->cx, d->r, noun(d, name), by_no(d, name, keep), by_no(d, name, drop),
	                       "入户核实", &n);
}

#define HEADS "县,乡,行政村,户编号,户主姓名,户主证件号码,人编号,姓名,证件号码,出生日期," \
	"与户主关系,文化程度,成员状态\n"

/* 王小明's family was written down twice, in two villages; two of one name and day in one village,
 * one known by his birthday, one by his number; somebody who married from one household into
 * another. */
static struct desk *people(void)
{
	struct desk *d = county_desk();
	struct heard h;
	char list[3000];

	snprintf(list, sizeof list, HEADS
	         "示例县,青山镇,向阳村委会,9801,王小明,%s,P1,王小明,%s,1970-01-01,户主,,\n"
	         "示例县,青山镇,向阳村委会,9801,王小明,%s,P2,李春花,%s,1972-02-02,配偶,,\n"
	         "示例县,白水乡,新村,9802,王小明,%s,P3,王小明,%s,1970-01-01,户主,小学,\n"
	         "示例县,白水乡,新村,9802,王小明,%s,P4,赵大宝,%s,1980-03-03,之子,,\n"
	         "示例县,青山镇,新村,9803,钱有方,,P5,钱有方,,1966-06-06,户主,,\n"
	         "示例县,青山镇,新村,9804,钱有方,,P6,钱有方,%s,,户主,,\n"
	         "示例县,青山镇,新村,9804,钱有方,,P7,赵小丽,%s,1966-06-06,之女,,嫁出\n"
	         "示例县,白水乡,河口村,9805,孙大,,P8,赵小丽,%s,1966-06-06,配偶,,\n",
	         WANG, WANG, WANG, LI, WANG, WANG, WANG, ZHAO, QIAN, SUN, SUN);
	take(d, &h, list);
	COUNTS(&h, 8, 0, 0, 0);
	return d;
}

/* ---- pairs ---- */

static void each_pair_is_listed_once_with_its_reasons(void **state)
{
	struct desk *d = people();
	struct duplicates p;

	(void)state;
	assert_int_equal(pairs(d, &p), 3);
	assert_string_equal(p.v[0].e->name, "household");
	assert_int_equal(p.v[0].a, by_no(d, "household", "9801"));
	assert_int_equal(p.v[0].b, by_no(d, "household", "9802"));
	assert_int_equal(p.v[0].why, DUPLICATE_HEAD);
	assert_int_equal(p.v[1].a, by_no(d, "person", "P1"));
	assert_int_equal(p.v[1].b, by_no(d, "person", "P3"));
	assert_int_equal(p.v[1].why, DUPLICATE_ID | DUPLICATE_BORN);
	assert_int_equal(p.v[2].a, by_no(d, "person", "P5"));
	assert_int_equal(p.v[2].b, by_no(d, "person", "P6"));
	assert_int_equal(p.v[2].why, DUPLICATE_BORN | DUPLICATE_VILLAGE | DUPLICATE_HEAD);
	desk_close(d);
}

static void pages_follow_each_other(void **state)
{
	struct desk *d = people();
	struct duplicate_query q = { .limit = 2 };
	struct duplicates p;

	(void)state;
	GOOD(d, duplicate_list(&d->cx, d->r, &q, &p));
	assert_int_equal(p.n, 2);
	assert_true(p.more);
	assert_int_equal(p.total, 3);
	q.after = p.v[1];
	GOOD(d, duplicate_list(&d->cx, d->r, &q, &p));
	assert_int_equal(p.n, 1);
	assert_false(p.more);
	assert_int_equal(p.v[0].a, by_no(d, "person", "P5"));
	desk_close(d);
}

static void who_does_not_see_both_sees_no_pair_and_merges_nothing(void **state)
{
	struct desk *d = people();
	int64_t one[1], two = by_no(d, "household", "9802"), keep = by_no(d, "household", "9801");
	struct scope village = { .area = one, .narea = 1, .actor = "account:1" };
	struct duplicate_merged n;
	struct duplicates p;
	struct rec *r;

	(void)state;
	GOOD(d, register_load(&d->cx, d->r, noun(d, "household"), keep, &r));
	one[0] = r->area;
	d->r->scope = &village;
	assert_int_equal(pairs(d, &p), 0);
	REFUSED(d, duplicate_merge(&d->cx, d->r, noun(d, "household"), keep, two, "x", &n),
	        ERR_NOTFOUND, "row-not-found");
	REFUSED(d, duplicate_merge(&d->cx, d->r, noun(d, "household"), two, keep, "x", &n),
	        ERR_NOTFOUND, "row-not-found");
	REFUSED(d, duplicate_distinct(&d->cx, d->r, noun(d, "household"), keep, two, "x"), ERR_NOTFOUND,
	        "row-not-found");
	d->r->scope = NULL;
	/* asked for that village only, who sees all still sees the pair */
	GOOD(d, duplicate_list(&d->cx, d->r, &(struct duplicate_query){ .about = &village }, &p));
	assert_int_equal(p.n, 2);
	desk_close(d);
}

static void what_is_told_apart_stays_apart_until_it_is_opened_again(void **state)
{
	struct desk *d = people();
	int64_t a = by_no(d, "person", "P5"), b = by_no(d, "person", "P6");
	struct finding_edit again = { .id = 1, .act = FINDING_REOPEN, .why = STR("又有人反映") };
	struct duplicates p;

	(void)state;
	again.id = d->r->st->next[TAG_finding];
	GOOD(d, duplicate_distinct(&d->cx, d->r, noun(d, "person"), b, a, "同名同日，是两个人"));
	assert_int_equal(pairs(d, &p), 2);
	REFUSED(d, duplicate_distinct(&d->cx, d->r, noun(d, "person"), a, b, "x"), ERR_CONFLICT,
	        "duplicate-said");
	REFUSED(d, duplicate_distinct(&d->cx, d->r, noun(d, "person"), a, a, "x"), ERR_INPUT,
	        "duplicate-itself");
	GOOD(d, finding_do(&d->cx, d->r, &again, 1));
	assert_int_equal(again.result, FINDING_DONE);
	assert_int_equal(pairs(d, &p), 3);
	all_is_well(d);
	desk_close(d);
}

/* ---- merging ---- */

static void a_person_written_down_twice_becomes_one(void **state)
{
	struct desk *d = people();
	struct version *v;
	int64_t keep, drop;
	struct duplicates p;
	int n;

	(void)state;
	keep = by_no(d, "person", "P1");
	drop = by_no(d, "person", "P3");
	add(d, "measure", "household", "2", "person", "3", "kind", "产业帮扶", "started", "2020-01-01",
	    "hospital_total", "100", NULL);
	add(d, "work", "person", "3", "kind", "已外出务工", "started", "2021-02-01", "place", "外省", NULL);
	add(d, "member_event", "household", "2", "person", "3", "kind", "出生", "happened", "2019-01-01",
	    NULL);
	assert_int_equal(drop, 3);
	save(d);
	merged(d, "person", "P1", "P3");
	assert_string_equal(value(d, "person", "P1", "education"), "小学");
	assert_string_equal(value(d, "person", "P3", "education"), "-");
	/* the measure is the person's, and lies sealed where the person is; what happened in the other
	 * household happened there */
	assert_string_equal(value(d, "measure", "1", "household"), "9801");
	assert_string_equal(value(d, "measure", "1", "person"), "P1");
	assert_string_equal(value(d, "measure", "1", "hospital_total"), "100.00");
	assert_string_equal(value(d, "work", "1", "person"), "P1");
	assert_string_equal(value(d, "member_event", "1", "household"), "9802");
	assert_string_equal(value(d, "member_event", "1", "person"), "P1");
	/* both histories tell of the other */
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "person"), drop, &v, &n));
	assert_true(v[n - 1].rec->removed);
	assert_true(str_find(v[n - 1].leaf.note, STR("P1")) >= 0);
	assert_true(v[n - 2].rec->opened);
	assert_string_equal(str_z(&d->cx.arena, v[n - 2].rec->v[PERSON_idno].s), WANG);
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "person"), keep, &v, &n));
	assert_true(str_find(v[n - 1].leaf.note, STR("P3")) >= 0);
	assert_true(str_find(v[n - 1].leaf.note, STR("入户核实")) >= 0);
	/* the measure's past is read with the key of the household where it lay */
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "measure"), 1, &v, &n));
	assert_int_equal(n, 2);
	assert_true(v[0].rec->opened);
	assert_int_equal(pairs(d, &p), 2);
	desk_close(d);
}

static void a_household_brings_its_members_and_all_it_has(void **state)
{
	struct desk *d = people();
	struct duplicate_merged n;
	struct duplicates p;
	struct rec *r;

	(void)state;
	add(d, "measure", "household", "1", "kind", "产业帮扶", "started", "2020-01-01", "amount",
	    "50", NULL);
	add(d, "measure", "household", "2", "kind", "产业帮扶", "started", "2020-01-01", "amount", "50",
	    "remark", "两边都记了", NULL);
	add(d, "measure", "household", "2", "kind", "产业帮扶", "started", "2022",
	    "hospital_total", "7", NULL);
	add(d, "risk", "household", "2", "person", "3", "kind", "因病", "found", "2023-01-01", "detail",
	    "因病", NULL);
	add(d, "work", "person", "4", "kind", "已外出务工", "started", "2021-02-01", NULL);
	add(d, "member_event", "household", "5", "kind", "出生", "happened", "2018",
	    "other_household", "2", NULL);
	add(d, "assigned", "household", "2", NULL);
	save(d);
	n = merged(d, "household", "9801", "9802");
	assert_int_equal(n.left, 3);            /* the household, 王小明, the measure told twice */
	assert_string_equal(value(d, "household", "9802", "head_name"), "-");
	assert_string_equal(value(d, "person", "P1", "education"), "小学");
	assert_string_equal(value(d, "person", "P3", "name"), "-");
	assert_string_equal(value(d, "person", "P4", "household"), "9801");
	assert_string_equal(value(d, "person", "P4", "idno"), ZHAO);
	assert_string_equal(value(d, "measure", "1", "remark"), "两边都记了");
	assert_string_equal(value(d, "measure", "2", "kind"), "-");
	assert_string_equal(value(d, "measure", "3", "household"), "9801");
	assert_string_equal(value(d, "measure", "3", "hospital_total"), "7.00");
	assert_string_equal(value(d, "risk", "1", "person"), "P1");
	assert_string_equal(value(d, "risk", "1", "detail"), "因病");
	assert_string_equal(value(d, "member_event", "1", "other_household"), "9801");
	assert_string_equal(value(d, "assigned", "1", "household"), "9801");
	/* what moved stands where the household stands */
	GOOD(d, register_load(&d->cx, d->r, noun(d, "household"), 1, &r));
	{
		int64_t area = r->area;

		GOOD(d, register_load(&d->cx, d->r, noun(d, "work"), 1, &r));
		assert_int_equal(r->area, area);
	}
	assert_int_equal(pairs(d, &p), 1);
	/* found by number, by ID number, by the blind index of who came along */
	assert_int_equal(by_no(d, "person", ZHAO), by_no(d, "person", "P4"));
	desk_close(d);
}

static void what_contradicts_is_not_mixed(void **state)
{
	struct desk *d = people();
	struct duplicate_merged n;

	(void)state;
	add(d, "income", "household", "1", "period_from", "2024", "period_to", "2024", "net", "100",
	    NULL);
	add(d, "income", "household", "2", "period_from", "2024", "period_to", "2024", "net", "90",
	    "members", "4", NULL);
	change(d, "person", 1, "education", "初中");
	change(d, "household", 1, "phone", "13900000001");
	change(d, "household", 2, "phone", "13900000002");
	save(d);
	n = merged(d, "household", "9801", "9802");
	assert_string_equal(value(d, "income", "1", "net"), "100.00");
	assert_string_equal(value(d, "income", "1", "members"), "");
	assert_string_equal(value(d, "income", "2", "net"), "-");
	assert_string_equal(value(d, "person", "P1", "education"), "初中");
	assert_string_equal(value(d, "household", "9801", "phone"), "13900000001");
	assert_true(n.conflicts >= 3);
	desk_close(d);
}

static void a_lead_goes_with_the_person_it_is_about(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[500];
	struct rec *r;

	(void)state;
	heard_begin(&h);
	h.im.topic = "medical";
	snprintf(list, sizeof list, "姓名,身份证号,个人自付金额,结算日期,病种\n赵大宝,%s,20000,2026-03-01,肺炎\n", ZHAO);
	take_bytes(d, &h, list, strlen(list));
	COUNTS(&h, 1, 0, 0, 0);
	GOOD(d, register_load(&d->cx, d->r, noun(d, "lead"), 1, &r));
	assert_int_equal(r->v[LEAD_household].i, 2);
	merged(d, "household", "9801", "9802");
	GOOD(d, register_load(&d->cx, d->r, noun(d, "lead"), 1, &r));
	assert_int_equal(r->v[LEAD_household].i, 1);
	assert_true(r->opened);
	assert_string_equal(str_z(&d->cx.arena, r->v[LEAD_idno].s), ZHAO);
	desk_close(d);
}

static void nothing_is_merged_while_something_waits(void **state)
{
	struct desk *d = people();
	struct change_cell set = { STR("education"), STR("初中"), { 0 } };
	int64_t id, waiting;
	struct rec *r;
	int bad;

	(void)state;
	id = by_no(d, "person", "P3");
	GOOD(d, register_load(&d->cx, d->r, noun(d, "person"), id, &r));
	d->cx.actor = "account:5";
	GOOD(d, change_propose(&d->cx, d->r, r->e, id, r->version, &set, 1, "更正", &waiting, &bad));
	d->cx.actor = "account:6";
	/* about the person itself, and about a member who would leave with the household */
	REFUSED(d, try_merge(d, "person", "P1", "P3"), ERR_CONFLICT, "duplicate-change");
	REFUSED(d, try_merge(d, "household", "9801", "9802"), ERR_CONFLICT, "duplicate-change");
	REFUSED(d, try_merge(d, "person", "P1", "P1"), ERR_INPUT, "duplicate-itself");
	{
		struct duplicate_merged n;

		REFUSED(d, duplicate_merge(&d->cx, d->r, noun(d, "measure"), 1, 2, "x", &n), ERR_INPUT,
		        "duplicate-noun");
	}
	/* the other way round it is the row that stays: the proposal stays, too, and can be approved */
	merged(d, "household", "9802", "9801");
	GOOD(d, change_decide(&d->cx, d->r, waiting, CHANGE_APPROVE, ""));
	assert_string_equal(value(d, "person", "P3", "education"), "初中");
	all_is_well(d);
	desk_close(d);
}

/* A change that was proposed about a member who moves is decided where the member is now. */
static void a_proposal_moves_with_its_member(void **state)
{
	struct desk *d = people();
	struct change_cell set = { STR("education"), STR("初中"), { 0 } };
	int64_t id = by_no(d, "person", "P4"), waiting;
	struct rec *r;
	int bad;

	(void)state;
	GOOD(d, register_load(&d->cx, d->r, noun(d, "person"), id, &r));
	d->cx.actor = "account:5";
	GOOD(d, change_propose(&d->cx, d->r, r->e, id, r->version, &set, 1, "更正", &waiting, &bad));
	d->cx.actor = "account:6";
	merged(d, "household", "9801", "9802");
	GOOD(d, change_decide(&d->cx, d->r, waiting, CHANGE_APPROVE, ""));
	assert_string_equal(value(d, "person", "P4", "education"), "初中");
	all_is_well(d);
	desk_close(d);
}

/* A list that is undone afterwards takes back nothing of what was merged. */
static void rows_that_were_merged_are_not_taken_back(void **state)
{
	struct desk *d = people();
	struct heard h;
	char list[600];

	(void)state;
	merged(d, "household", "9801", "9802");
	/* the list of the next month still has both: the number that left is a new household's */
	snprintf(list, sizeof list, "县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系\n"
	         "示例县,白水乡,新村,9802,P4,赵大宝,%s,之子\n", ZHAO);
	take(d, &h, list);
	assert_string_equal(value(d, "person", "P4", "household"), "9801");
	all_is_well(d);
	desk_close(d);
}

/* ---- any families ---- */

static uint32_t seed = 2463534242;

static int roll_die(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return (int)(seed % (uint32_t)n);
}

static const char *maybe(struct desk *d, const char *text)
{
	(void)d;
	return roll_die(3) ? text : "";
}

static const char *number(struct desk *d, const char *fmt, int n)
{
	char t[64];

	snprintf(t, sizeof t, fmt, n);
	return str_z(&d->cx.arena, str_of(t));
}

static void a_family(struct desk *d, int at, int64_t village)
{
	struct rec *h = add(d, "household", "no", number(d, "H%d", at), "area",
	                    number(d, "%d", (int)village), "phone",
	                    maybe(d, number(d, "1390000%04d", roll_die(4))), "address",
	                    maybe(d, number(d, "%d号", roll_die(3))), "account",
	                    maybe(d, "6222021234567890128"), NULL);
	int n = 1 + roll_die(4);

	for (int i = 0; i < n; i++) {
		struct rec *p = add(d, "person", "no", number(d, "Q%d", at * 10 + i), "household",
		                    ref(d, h), "name", roll_die(2) ? "王某" : "李某", "idno",
		                    maybe(d, idno(number(d, "980101197001011%02d", roll_die(5)))),
		                    "health", maybe(d, "长期慢性病"), "remark", maybe(d, "备注"), NULL);

		if (roll_die(2))
			add(d, "work", "person", ref(d, p), "kind", "已外出务工", "started",
			    roll_die(2) ? "2020" : "2021", "place", maybe(d, "外省"), NULL);
		if (roll_die(2))
			add(d, "measure", "household", ref(d, h), "person", ref(d, p), "kind", "产业帮扶",
			    "started", roll_die(2) ? "2020" : "2021",
			    "hospital_total", maybe(d, "12"), "amount",
			    maybe(d, number(d, "%d", roll_die(2))), NULL);
	}
	for (int i = roll_die(3); i-- > 0;)
		add(d, "helper", "household", ref(d, h), "name", "高帮扶", "started",
		    roll_die(2) ? "2020" : "2021", "phone", maybe(d, "13800000000"), NULL);
	save(d);
}

static const struct rec *live(struct rec *const *all, int n, const struct rec *like)
{
	for (int i = 0; i < n; i++)
		if (all[i]->e == like->e && all[i]->id == like->id)
			return all[i];
	return NULL;
}

/* What a row said it says still, or its history does. */
static void nothing_lost(struct desk *d, const struct rec *was, const struct rec *is)
{
	struct version *v;
	int n;

	if (!is) {
		GOOD(d, browse_history(&d->cx, d->r, was->e, was->id, &v, &n));
		assert_true(n >= 2 && v[n - 1].rec->removed);
		is = v[n - 2].rec;
		assert_true(is->opened);
	}
	for (int f = 0; f < was->e->nfield; f++)
		if (rec_has(was, f) && was->e->fields[f].type != FT_REF && !val_eq(&was->v[f], &is->v[f]))
			fail_msg("%s %d lost its %s", was->e->name, (int)was->id, was->e->fields[f].name);
}

/* No two members of a household have one number, no two rows under one parent one row key. */
static void nothing_doubled(struct rec *const *all, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++) {
			const struct rec *x = all[i], *y = all[j];

			if (x->e != y->e)
				continue;
			if (x->e->tag == TAG_measure)
				assert_false(val_eq(&x->v[MEASURE_household], &y->v[MEASURE_household]) &&
				             val_eq(&x->v[MEASURE_person], &y->v[MEASURE_person]) &&
				             val_eq(&x->v[MEASURE_started], &y->v[MEASURE_started]) &&
				             (rec_has(x, MEASURE_person)));
			if (x->e->tag == TAG_work)
				assert_false(val_eq(&x->v[WORK_person], &y->v[WORK_person]) &&
				             val_eq(&x->v[WORK_started], &y->v[WORK_started]));
		}
}

static void any_two_families_merge_without_loss(void **state)
{
	(void)state;
	for (int turn = 0; turn < 12; turn++) {
		struct desk *d = county_desk();
		struct rec **before = calloc(2000, sizeof *before), **after = calloc(2000, sizeof *after);
		struct duplicate_merged m;
		int n, k, unlike = 0;
		uint64_t leaves;

		for (int i = 1; i <= 4; i++)
			a_family(d, i, 6 + roll_die(4));
		n = everything(d, before, 2000);
		leaves = journal_next(&d->r->st->j);
		m = merged(d, "household", "H1", number(d, "H%d", 2 + roll_die(3)));
		assert_int_equal(journal_next(&d->r->st->j), leaves + 1);
		k = everything(d, after, 2000);
		assert_int_equal(k, n - m.left);
		for (int i = 0; i < n; i++) {
			const struct rec *is = live(after, k, before[i]);

			nothing_lost(d, before[i], is);
			unlike += is && is->version != before[i]->version;
		}
		assert_true(unlike >= m.moved);
		nothing_doubled(after, k);
		/* and once more, persons this time */
		{
			struct duplicates p;

			pairs(d, &p);
			for (int i = 0; i < p.n; i++)
				if (p.v[i].e->tag == TAG_person) {
					n = everything(d, before, 2000);
					GOOD(d, duplicate_merge(&d->cx, d->r, p.v[i].e, p.v[i].b, p.v[i].a, "同一人", &m));
					all_is_well(d);
					k = everything(d, after, 2000);
					assert_int_equal(k, n - m.left);
					for (int x = 0; x < n; x++)
						nothing_lost(d, before[x], live(after, k, before[x]));
					break;
				}
		}
		free(before);
		free(after);
		desk_close(d);
	}
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_is_listed_once_with_its_reasons),
		cmocka_unit_test(pages_follow_each_other),
		cmocka_unit_test(who_does_not_see_both_sees_no_pair_and_merges_nothing),
		cmocka_unit_test(what_is_told_apart_stays_apart_until_it_is_opened_again),
		cmocka_unit_test(a_person_written_down_twice_becomes_one),
		cmocka_unit_test(a_household_brings_its_members_and_all_it_has),
		cmocka_unit_test(what_contradicts_is_not_mixed),
		cmocka_unit_test(a_lead_goes_with_the_person_it_is_about),
		cmocka_unit_test(nothing_is_merged_while_something_waits),
		cmocka_unit_test(a_proposal_moves_with_its_member),
		cmocka_unit_test(rows_that_were_merged_are_not_taken_back),
		cmocka_unit_test(any_two_families_merge_without_loss),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
