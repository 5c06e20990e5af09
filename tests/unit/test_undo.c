/* Taking a batch back: what it made leaves, what it changed is as before, what others rest on
 * stays. Each story ends with verify --deep. All people are invented. */
#include "import_fix.h"

#include <sqlite3.h>

#include "domain/register/area.h"
#include "domain/register/batch.h"
#include "entity/verify_rows.h"
#include "job/undo.h"

#define A "11010119700101"
#define LIST "户编号,行政村,人编号,姓名,证件号码,与户主关系,户联系电话,人均纯收入\n"
#define ONE LIST "H1,980101100201,P1,张三,%s,户主,13900000001,5000\n" \
	"H1,980101100201,P2,李四,%s,配偶,13900000001,5000\n" \
	"H2,980101101202,P3,王五,%s,户主,13900000002,6000\n"

/* ---- what verify --deep says ---- */

static void whole(void *arg, enum verify_class cls, const char *key, const char *object)
{
	(void)arg, (void)cls;
	fail_msg("verify: %s %s", key, object);
}

struct worst { int n; char first[256]; };

static void note(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct worst *w = arg;

	(void)cls;
	if (!w->n++)
		snprintf(w->first, sizeof w->first, "%s %s", key, object);
}

static void verify_as(struct desk *d, void (*report)(void *, enum verify_class, const char *,
                      const char *), void *arg)
{
	char head[128];
	const char *heads[] = { head };
	struct verify v = { .report = report, .arg = arg };
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

static void all_is_well(struct desk *d)
{
	verify_as(d, whole, NULL);
}

/* ---- steps ---- */

static char *filled(struct desk *d, const char *fmt)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_addf(&b, fmt, idno(A "001"), idno(A "002"), idno(A "003"));
	return str_z(&d->cx.arena, buf_str(&b));
}

struct outcome { struct undo u; char kept[2048]; };

static enum err one_kept(void *arg, const struct batch_kept *k)
{
	struct outcome *o = arg;
	size_t n = strlen(o->kept);

	snprintf(o->kept + n, sizeof o->kept - n, "%s %.*s %s\n", k->e->name, STR_FMT(k->no),
	         k->why->id);
	return OK;
}

static enum err undo(struct desk *d, const char *batch, struct outcome *o)
{
	memset(o, 0, sizeof *o);
	o->u = (struct undo){ .batch = batch, .reason = "发错了文件", .arg = o, .kept = one_kept };
	return undo_run(&d->cx, d->r, &o->u);
}

#define TAKEN(o, out, back, stay) do { \
	const struct undo *u_ = &(o)->u; \
	if (u_->removed != (out) || u_->restored != (back) || u_->kept_rows != (stay)) \
		fail_msg("removed %d restored %d kept %d\n%s", (int)u_->removed, (int)u_->restored, \
		         (int)u_->kept_rows, (o)->kept); \
} while (0)

static void state_is(struct desk *d, const char *batch, const char *want)
{
	struct rec *b;

	GOOD(d, batch_by_name(&d->cx, d->r, batch, &b));
	assert_string_equal(batch_state(d->r, b), want);
}

/* ---- the stories ---- */

static void what_a_batch_made_leaves(void **state)
{
	struct desk *d = county_desk();
	struct outcome o;
	struct heard h;

	(void)state;
	take(d, &h, filled(d, ONE));
	COUNTS(&h, 3, 0, 0, 0);
	state_is(d, "B2", "complete");
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 5, 0, 0);
	state_is(d, "B2", "undone");
	assert_int_equal(rows_of(d, "household"), 0);
	assert_int_equal(rows_of(d, "person"), 0);
	VALUE(d, "household", "H1", "no", "-");
	VALUE(d, "person", idno(A "001"), "name", "-");         /* nor by what is sealed */
	assert_int_equal(rows_of(d, "household_h"), 4);         /* as it was, and that it left */
	all_is_well(d);
	REFUSED(d, undo(d, "2", &o), ERR_CONFLICT, "undo-done");
	REFUSED(d, undo(d, "B9", &o), ERR_NOTFOUND, "batch-none");
	/* the very same list is new again, and brings new rows */
	take(d, &h, filled(d, ONE));
	COUNTS(&h, 3, 0, 0, 0);
	assert_false(h.im.total.again);
	VALUE(d, "household", "H1", "phone", "13900000001");
	VALUE(d, "person", "P3", "name", "王五");
	all_is_well(d);
	desk_close(d);
}

static void what_a_batch_changed_is_as_before(void **state)
{
	struct desk *d = county_desk();
	struct version *v;
	struct outcome o;
	struct heard h;
	int64_t id;
	int n;

	(void)state;
	take(d, &h, filled(d, ONE));
	take(d, &h, "户编号,户联系电话,人均纯收入,户主姓名\nH1,13911111111,100,张三\nH2,,200,\n");
	COUNTS(&h, 0, 2, 0, 0);
	GOOD(d, undo(d, "B3", &o));
	TAKEN(&o, 0, 2, 0);
	VALUE(d, "household", "H1", "phone", "13900000001");            /* sealed anew */
	VALUE(d, "household", "H1", "per_capita_net", "5000.00");
	VALUE(d, "household", "H1", "head_name", "");
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H1"), &id));
	GOOD(d, browse_history(&d->cx, d->r, noun(d, "household"), id, &v, &n));
	assert_int_equal(n, 3);
	assert_int_equal(v[2].rec->batch, v[0].rec->batch);             /* whose values they are */
	assert_int_equal(v[2].rec->row, 2);
	assert_int_equal(v[2].leaf.action, ACT_UNDO);
	assert_int_equal(v[1].rec->undo, 0);
	all_is_well(d);
	/* and from there the first batch can be taken back, too */
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 5, 0, 0);
	all_is_well(d);
	desk_close(d);
}

static void undone_in_any_order(void **state)
{
	struct desk *d = county_desk();
	struct outcome o;
	struct heard h;

	(void)state;
	take(d, &h, filled(d, ONE));
	take(d, &h, "户编号,人均纯收入\nH1,100\n");
	take(d, &h, "户编号,人均纯收入\nH1,200\n");
	GOOD(d, undo(d, "B3", &o));                     /* changed since: it stays */
	TAKEN(&o, 0, 0, 1);
	assert_string_equal(o.kept, "household H1 undo_edited\n");
	VALUE(d, "household", "H1", "per_capita_net", "200.00");
	GOOD(d, undo(d, "B4", &o));
	TAKEN(&o, 0, 1, 0);
	VALUE(d, "household", "H1", "per_capita_net", "100.00");        /* what B3 left, B3 kept */
	GOOD(d, undo(d, "B2", &o));                     /* its first version is not in force */
	TAKEN(&o, 4, 0, 1);
	assert_string_equal(o.kept, "household H1 undo_edited\n");
	VALUE(d, "household", "H2", "no", "-");
	all_is_well(d);
	/* a batch that came between two undone ones */
	take(d, &h, "户编号,人均纯收入\nH1,300\n");
	take(d, &h, "户编号,人均纯收入\nH1,400\n");
	GOOD(d, undo(d, "B6", &o));
	TAKEN(&o, 0, 1, 0);
	GOOD(d, undo(d, "B5", &o));                     /* B6 is undone: B5's values are in force */
	TAKEN(&o, 0, 1, 0);
	VALUE(d, "household", "H1", "per_capita_net", "100.00");
	all_is_well(d);
	desk_close(d);
}

static void what_others_rest_on_stays(void **state)
{
	struct desk *d = county_desk();
	struct batch_kind *k;
	struct outcome o;
	struct heard h;
	int n;

	(void)state;
	take(d, &h, filled(d, ONE));
	take(d, &h, "户编号,人编号,姓名\nH1,P9,赵六\n");         /* a member from another list */
	take(d, &h, "户编号,起始时间,截止时间,工资性收入\nH2,2020-01-01,2020-12-31,100\n");
	COUNTS(&h, 1, 0, 0, 0);
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 3, 0, 2);
	assert_string_equal(o.kept, "household H1 undo_used\nhousehold H2 undo_used\n");
	VALUE(d, "person", "P9", "household", "H1");
	VALUE(d, "person", "P1", "name", "-");
	GOOD(d, batch_kinds(&d->cx, d->r, 2, &k, &n));
	assert_int_equal(n, 1);
	assert_int_equal(k[0].open, 2);
	all_is_well(d);
	/* the list again finds the households that stayed */
	take(d, &h, filled(d, ONE));
	COUNTS(&h, 3, 0, 0, 0);
	assert_int_equal(rows_of(d, "household"), 2);
	all_is_well(d);
	desk_close(d);
}

static void goes_once_nothing_rests_on_it(void **state)
{
	struct desk *d = county_desk();
	struct batch_kind *k;
	struct outcome o;
	struct heard h;
	int n;

	(void)state;
	take(d, &h, filled(d, ONE));
	take(d, &h, "户编号,人编号,姓名\nH1,P9,赵六\n");
	take(d, &h, "户编号,起始时间,截止时间,工资性收入\nH2,2020-01-01,2020-12-31,100\n");
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 3, 0, 2);
	GOOD(d, undo(d, "B2", &o));                     /* still in use: nothing is said twice */
	TAKEN(&o, 0, 0, 2);
	assert_string_equal(o.kept, "household H1 undo_used\nhousehold H2 undo_used\n");
	GOOD(d, batch_kinds(&d->cx, d->r, 2, &k, &n));
	assert_int_equal(k[0].open, 2);
	assert_int_equal(k[0].closed, 0);
	GOOD(d, undo(d, "B3", &o));
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 1, 0, 1);
	assert_string_equal(o.kept, "household H2 undo_used\n");
	VALUE(d, "household", "H1", "no", "-");
	GOOD(d, undo(d, "B4", &o));
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 1, 0, 0);
	assert_int_equal(rows_of(d, "household"), 0);
	GOOD(d, batch_kinds(&d->cx, d->r, 2, &k, &n));
	assert_int_equal(k[0].open, 0);
	assert_int_equal(k[0].closed, 2);
	REFUSED(d, undo(d, "B2", &o), ERR_CONFLICT, "undo-done");
	all_is_well(d);
	desk_close(d);
}

static void findings_are_closed_with_their_batch(void **state)
{
	struct desk *d = county_desk();
	struct batch_kind *k;
	struct outcome o;
	struct heard h;
	int n;

	(void)state;
	take(d, &h, LIST "H1,980101100201,P1,张三,110101197001010001,户主,,5000\n");
	COUNTS(&h, 0, 0, 0, 1);
	state_is(d, "B2", "open");
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 0, 0, 0);
	assert_int_equal(o.u.closed, 1);
	GOOD(d, batch_kinds(&d->cx, d->r, 2, &k, &n));
	assert_int_equal(k[0].open, 0);
	assert_int_equal(k[0].closed, 1);
	all_is_well(d);
	desk_close(d);
}

static void a_trial_changes_nothing(void **state)
{
	struct desk *d = county_desk();
	struct outcome o = { 0 };
	struct heard h;

	(void)state;
	take(d, &h, filled(d, ONE));
	o.u = (struct undo){ .batch = "B2", .dry_run = true, .arg = &o, .kept = one_kept };
	GOOD(d, undo_run(&d->cx, d->r, &o.u));
	TAKEN(&o, 5, 0, 0);
	state_is(d, "B2", "complete");
	assert_int_equal(rows_of(d, "person"), 3);
	all_is_well(d);
	desk_close(d);
}

/* ---- broken off ---- */

static char *many(struct desk *d, int households)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 16 << 20);
	buf_addz(&b, LIST);
	for (int i = 0; i < households; i++) {
		char tail[48];

		snprintf(tail, sizeof tail, "110101%04d0101%03d", 1930 + i / 900, 100 + i % 900);
		buf_addf(&b, "K%d,980101100201,Q%d,张三,%s,户主,,5000\n", i, i, idno(tail));
	}
	return str_z(&d->cx.arena, buf_str(&b));
}

static void stop_soon(void *arg, int64_t done, int64_t rows)
{
	(void)done, (void)rows;
	*(volatile int *)arg = 1;
}

static void a_broken_off_undo_goes_on(void **state)
{
	struct desk *d = county_desk();
	volatile int stop = 0;
	struct undo u = { .batch = "B2", .arg = (void *)&stop, .progress = stop_soon };
	struct outcome o;
	struct heard h;

	(void)state;
	take(d, &h, many(d, 3000));                     /* 6,000 rows: more than one chunk */
	d->cx.stop = &stop;
	REFUSED(d, undo_run(&d->cx, d->r, &u), ERR_CONFLICT, "undo-stopped");
	d->cx.stop = NULL;
	state_is(d, "B2", "undoing");
	assert_true(rows_of(d, "household") > 0 && rows_of(d, "household") < 3000);
	all_is_well(d);
	/* seen by whoever takes the same list in */
	heard_begin(&h);
	take_bytes(d, &h, many(d, 3000), strlen(many(d, 3000)));
	assert_int_equal(h.e, ERR_INPUT);
	assert_non_null(strstr(h.refused, "batch-undoing"));
	err_clear(&d->cx);
	GOOD(d, undo(d, "B2", &o));
	assert_true(o.u.resumed);
	TAKEN(&o, 6000, 0, 0);
	state_is(d, "B2", "undone");
	assert_int_equal(rows_of(d, "household"), 0);
	all_is_well(d);
	desk_close(d);
}

static void a_broken_off_import_can_be_undone(void **state)
{
	struct desk *d = county_desk();
	volatile int stop = 1;
	struct outcome o;
	struct heard h;

	(void)state;
	heard_begin(&h);
	d->cx.stop = &stop;
	take_bytes(d, &h, many(d, 200), strlen(many(d, 200)));
	d->cx.stop = NULL;
	err_clear(&d->cx);
	if (rows_of(d, "batch") == 2) {                 /* it had begun */
		GOOD(d, undo(d, "B2", &o));
		state_is(d, "B2", "undone");
	}
	assert_int_equal(rows_of(d, "household"), 0);
	take(d, &h, many(d, 200));
	COUNTS(&h, 200, 0, 0, 0);
	assert_false(h.im.total.resumed);
	all_is_well(d);
	desk_close(d);
}

/* Search entries of rows that have left pile up; whoever is in force is still found. */
static void in_and_out_many_times(void **state)
{
	struct desk *d = county_desk();
	char name[16];
	struct outcome o;
	struct heard h;

	(void)state;
	for (int i = 0; i < 20; i++) {
		take(d, &h, filled(d, ONE));
		snprintf(name, sizeof name, "B%d", 2 + i);
		GOOD(d, undo(d, name, &o));
	}
	take(d, &h, filled(d, ONE));
	take(d, &h, "人编号,户编号,姓名,民族\nP1,H1,张三,苗族\n");
	COUNTS(&h, 0, 1, 0, 0);
	assert_int_equal(rows_of(d, "person"), 3);
	all_is_well(d);
	desk_close(d);
}

/* ---- areas ---- */

static int64_t area_found(struct desk *d, const char *name)
{
	struct area_tree *t;
	struct str none = { 0 };
	int i;

	GOOD(d, area_load(&d->cx, &d->cx.arena, d->r, &t));
	i = area_by_name(t, none, none, str_of(name));
	return i < 0 ? i : area_nth(t, i)->code;
}

static void a_renamed_village_has_its_name_back(void **state)
{
	struct desk *d = county_desk();
	struct outcome o;
	struct heard h;

	(void)state;
	take(d, &h, "区划代码,变更类型,变更日期,新名称,新代码\n980101100201,更名,2021-03-01,朝阳村,\n"
	            "980101101202,代码变更,2021-03-01,,980101101299\n");
	COUNTS(&h, 2, 0, 0, 0);
	assert_int_equal(area_found(d, "朝阳村"), INT64_C(980101100201));
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 2, 2, 0);
	assert_int_equal(area_found(d, "向阳村"), INT64_C(980101100201));
	assert_int_equal(area_found(d, "朝阳村"), -1);          /* it was never its name */
	VALUE(d, "area", "980101101202", "code", "980101101202");
	VALUE(d, "area", "980101101299", "code", "-");
	all_is_well(d);
	desk_close(d);
}

static void areas_that_are_lived_in_stay(void **state)
{
	struct desk *d = county_desk();
	struct outcome o;
	struct heard h;

	(void)state;
	take(d, &h, filled(d, ONE));
	GOOD(d, undo(d, "B1", &o));
	/* two villages with households, and what they lie in: town, town, county, city, province */
	TAKEN(&o, 2, 0, 7);
	assert_int_equal(rows_of(d, "area"), 7);
	VALUE(d, "household", "H1", "area", "980101100201");
	all_is_well(d);
	GOOD(d, undo(d, "B2", &o));
	TAKEN(&o, 5, 0, 0);
	all_is_well(d);
	desk_close(d);
}

/* ---- somebody with the file and without the keys ---- */

static void tamper(struct desk *d, const char *text)
{
	sqlite3 *h;
	char *why = NULL;

	assert_int_equal(sqlite3_open(d->r->path.db, &h), SQLITE_OK);
	sqlite3_busy_timeout(h, 5000);
	if (sqlite3_exec(h, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
	sqlite3_close(h);
}

static void found_out(const char *text, const char *want)
{
	struct desk *d = county_desk();
	struct worst w = { 0 };
	struct outcome o;
	struct heard h;

	take(d, &h, filled(d, ONE));
	take(d, &h, LIST "H5,980101100201,P5,孙七,,户主,,100\n");
	GOOD(d, undo(d, "B3", &o));
	all_is_well(d);
	tamper(d, text);
	verify_as(d, note, &w);
	if (!strstr(w.first, want))
		fail_msg("%s: %d found, first %s", text, w.n, w.first);
	desk_close(d);
}

static void a_removal_cannot_be_forged(void **state)
{
	static const char *const columns = "id,version,area,shard,leaf,ix,batch,row,sealed,ext,"
	                                   "undo,removed";
	char text[2000];

	(void)state;
	/* that it left is taken away */
	found_out("DELETE FROM household_h WHERE removed=1", "verify-row-ended");
	/* a row is hidden the same way, without anything that says so */
	found_out("INSERT INTO person_h SELECT *, leaf FROM person WHERE no='P1';"
	          "DELETE FROM person WHERE no='P1'", "verify-row-ended");
	/* or with words of one's own */
	found_out("INSERT INTO person_h SELECT *, leaf FROM person WHERE no='P1';"
	          "DELETE FROM person WHERE no='P1';UPDATE person_h SET removed=1 WHERE no='P1'",
	          "verify-row-changed");
	/* what has left is put among the rows in force */
	snprintf(text, sizeof text, "INSERT INTO household(%s,seed_h) SELECT %s,seed_h FROM household_h"
	         " WHERE removed=1;DELETE FROM household_h WHERE removed=1", columns, columns);
	found_out(text, "verify-row-removed");
	/* its seed is taken: history could not be read any more */
	found_out("DELETE FROM seed WHERE entity=2 AND id=(SELECT id FROM household_h WHERE removed=1)",
	          "verify-seed-missing");
	found_out("UPDATE household_h SET until=until+1 WHERE removed=1", "verify-row-ended");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_batch_made_leaves),
		cmocka_unit_test(what_a_batch_changed_is_as_before),
		cmocka_unit_test(undone_in_any_order),
		cmocka_unit_test(what_others_rest_on_stays),
		cmocka_unit_test(goes_once_nothing_rests_on_it),
		cmocka_unit_test(findings_are_closed_with_their_batch),
		cmocka_unit_test(a_trial_changes_nothing),
		cmocka_unit_test(a_broken_off_undo_goes_on),
		cmocka_unit_test(a_broken_off_import_can_be_undone),
		cmocka_unit_test(in_and_out_many_times),
		cmocka_unit_test(a_renamed_village_has_its_name_back),
		cmocka_unit_test(areas_that_are_lived_in_stay),
		cmocka_unit_test(a_removal_cannot_be_forged),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
