/* Error lists: what was refused comes out as it stood, with row, reason and suggestion; corrected
 * and taken in again it completes its batch, as if the list had been right at once. All people are
 * invented. */
#include "import_fix.h"

#include <sys/stat.h>

#include "crypto/digest.h"
#include "domain/register/batch.h"
#include "job/errors.h"
#include "job/files.h"
#include "job/undo.h"

#define A "11010119700101"
#define HEADER "户编号,行政村,人编号,姓名,证件号码,与户主关系,人均纯收入"
#define MARKED "差错表批次,原行号,差错原因,修改建议," HEADER "\n"


static struct desk *english_desk(void)
{
	struct desk *d = county_desk();

	d->cx.lang = LANG_EN;
	return d;
}

static char *text_of(struct desk *d, const char *name)
{
	char path[160];
	struct str text;

	snprintf(path, sizeof path, "%s/%s", d->top, name);
	if (!os_exists(path))
		return NULL;
	GOOD(d, os_read_file(&d->cx, path, 1 << 20, &text));
	assert_int_equal(remove(path), 0);
	return str_z(&d->cx.arena, text);
}

/* Takes a list and gives its error list, NULL if there is none. */
static char *take_errors_as(struct desk *d, struct heard *h, const char *text, const char *name,
                            bool doubts)
{
	char path[160];
	struct errors_ask ask = { .path = path, .doubts = doubts, .log = d->r };

	snprintf(path, sizeof path, "%s/%s", d->top, name);
	heard_begin(h);
	GOOD(d, errors_begin(&d->cx, &ask, &h->im.errors));
	take_bytes(d, h, text, strlen(text));
	if (h->e != OK)
		fail_msg("import: %s, %s", d->cx.err.key, h->refused);
	GOOD(d, errors_end(&d->cx, h->im.errors));
	errors_free(h->im.errors);
	h->im.errors = NULL;
	return str_ends(str_of(name), STR(".csv")) ? text_of(d, name) : NULL;
}

static char *take_errors(struct desk *d, struct heard *h, const char *text)
{
	return take_errors_as(d, h, text, "errors.csv", false);
}

static char *replaced(struct desk *d, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	struct buf b BUF_AUTO = { 0 };

	if (!at)
		fail_msg("%s lacks %s", text, from);
	buf_init(&b, 1 << 20);
	buf_add(&b, text, (size_t)(at - text));
	buf_addz(&b, to);
	buf_addz(&b, at + strlen(from));
	return str_z(&d->cx.arena, buf_str(&b));
}

static struct rec *batch(struct desk *d, const char *no)
{
	struct rec *b;

	GOOD(d, batch_by_name(&d->cx, d->r, no, &b));
	return b;
}

static void batch_is(struct desk *d, const char *no, const char *state, int64_t fresh,
                     int64_t refused)
{
	struct rec *b = batch(d, no);

	assert_string_equal(batch_state(d->r, b), state);
	assert_int_equal(batch_n(b, BATCH_new), fresh);
	assert_int_equal(batch_n(b, BATCH_refused), refused);
}

static int64_t open_findings(struct desk *d, int64_t of)
{
	struct batch_kind *k;
	int64_t open = 0;
	int n;

	GOOD(d, batch_kinds(&d->cx, d->r, of, &k, &n));
	for (int i = 0; i < n; i++)
		open += k[i].open;
	return open;
}

static char *two_rows(struct desk *d, const char *second)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_addf(&b, HEADER "\nH1,980101100201,P1,张三,%s,户主,5000\nH1,980101100201,,李四,%s,配偶,5000\n",
	         idno(A "001"), second);
	return str_z(&d->cx.arena, buf_str(&b));
}

#define WRONG "110101197001010002"

static void a_refused_row_comes_out_and_back(void **state)
{
	struct desk *d = english_desk();
	char *list, want[2000], no[64];
	struct heard h;
	struct stat st;

	(void)state;
	list = take_errors(d, &h, two_rows(d, WRONG));
	COUNTS(&h, 1, 0, 0, 1);
	batch_is(d, "B2", "open", 1, 1);
	/* its own columns in their order, the cell as it stood, what is wrong, what might be meant */
	snprintf(want, sizeof want, "\xEF\xBB\xBF" "Error list of batch,Original row,What is wrong,"
	         "Suggestion," HEADER "\r\nB2-");
	assert_true(str_starts(str_of(list), str_of(want)));
	assert_non_null(strstr(list, ",3,\"the check digit of \"\"证件号码\"\" does not fit"));
	assert_non_null(strstr(list, ",H1,980101100201,,李四," WRONG ",配偶,5000\r\n"));
	assert_null(strstr(list, "张三"));                      /* nobody else is shown */
	/* corrected */
	take(d, &h, replaced(d, list, WRONG, idno(A "002")));
	COUNTS(&h, 1, 0, 0, 0);
	batch_is(d, "B2", "complete", 2, 0);
	assert_int_equal(open_findings(d, 2), 0);
	assert_int_equal(batch_n(batch(d, "B3"), BATCH_corrects), 2);
	assert_string_equal(batch_state(d->r, batch(d, "B3")), "complete");
	/* the number that was missing is the one the list itself would have given: its hash, row 3 */
	snprintf(no, sizeof no, "P%.8s-3", batch(d, "B2")->v[BATCH_file_hash].s.p);
	for (char *p = no; *p; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 32);
	VALUE(d, "person", idno(A "002"), "no", no);
	VALUE(d, "person", no, "name", "李四");
	/* the same again says nothing new */
	take(d, &h, replaced(d, list, WRONG, idno(A "002")));
	assert_true(h.im.total.again);
	(void)st;
	desk_close(d);
}

static void what_is_still_wrong_stays_refused(void **state)
{
	struct desk *d = english_desk();
	char *list, *rest, *mended;
	struct heard h;

	(void)state;
	list = take_errors(d, &h, HEADER "\nH1,980101100201,P1,张三,,户主,五千\n"
	                   "H2,980101100201,P2,李四,,户主,六千\n"
	                   "H3,980101100201,P3,王五,,户主,七千\n");
	COUNTS(&h, 0, 0, 0, 3);
	/* the first is right now, the second wrong in another way, the third is not handed in */
	mended = replaced(d, list, "五千", "5000");
	mended = replaced(d, mended, "李四,,户主,六千", "李4四,,户主,6000");
	*strstr(mended, ",H3,") = 0;
	*strrchr(mended, '\n') = 0;
	rest = take_errors(d, &h, mended);
	COUNTS(&h, 1, 0, 0, 1);
	batch_is(d, "B2", "open", 1, 2);
	assert_int_equal(open_findings(d, 2), 2);
	assert_non_null(strstr(rest, ",3,\"\"\"姓名\"\" is not a name"));
	assert_null(strstr(rest, "should be a number"));
	assert_null(strstr(rest, "王五"));                      /* it was not in this list */
	take(d, &h, replaced(d, rest, "李4四", "李四"));
	batch_is(d, "B2", "open", 2, 1);
	/* the third comes late, from the first list */
	mended = replaced(d, list, "七千", "7000");
	memmove(strstr(mended, "B2-"), strstr(strstr(mended, ",H2,"), "B2-"),
	        strlen(strstr(strstr(mended, ",H2,"), "B2-")) + 1);
	take(d, &h, mended);
	COUNTS(&h, 1, 0, 0, 0);
	batch_is(d, "B2", "complete", 3, 0);
	VALUE(d, "household", "H3", "per_capita_net", "7000.00");
	desk_close(d);
}

static char *marked(struct desk *d, const char *rows)
{
	struct buf b BUF_AUTO = { 0 };
	struct rec *r = batch(d, "B2");
	char mark[32];

	snprintf(mark, sizeof mark, "B2-%.8s", r->v[BATCH_file_hash].s.p);
	for (char *p = mark + 3; *p; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 32);
	buf_init(&b, 1 << 16);
	buf_addz(&b, MARKED);
	for (; *rows; rows++)
		if (*rows == '@')
			buf_addz(&b, mark);
		else
			buf_addc(&b, *rows);
	return str_z(&d->cx.arena, buf_str(&b));
}

static void rows_must_be_the_batchs(void **state)
{
	struct desk *d = english_desk();
	struct heard h;

	(void)state;
	take(d, &h, two_rows(d, WRONG));
	/* no number, one twice, another mark, none; the columns may stand anywhere */
	take(d, &h, marked(d, "@,,,,H1,980101100201,P2,李四,,配偶,\n@,3,,,H1,980101100201,P2,李四,,配偶,\n"
	                   "@,3,,,H1,980101100201,P7,赵六,,之子,\n"
	                   "B9-00000000,3,,,H1,980101100201,P8,钱七,,之女,\n"
	                   ",4,,,H1,980101100201,P9,孙八,,之女,\n@,-2,,,H1,980101100201,P10,周九,,之女,\n"));
	COUNTS(&h, 1, 0, 0, 5);
	batch_is(d, "B2", "complete", 2, 0);
	VALUE(d, "person", "P2", "name", "李四");
	VALUE(d, "person", "P7", "name", "-");
	desk_close(d);
}

static void refused(struct desk *d, const char *text, const char *key)
{
	struct heard h;

	heard_begin(&h);
	take_bytes(d, &h, text, strlen(text));
	assert_int_equal(h.e, ERR_INPUT);
	if (!strstr(h.refused, key))
		fail_msg("%s instead of %s", h.refused, key);
	err_clear(&d->cx);
}

static void an_error_list_of_elsewhere_is_refused(void **state)
{
	struct desk *d = english_desk();
	struct undo u = { .batch = "B2" };
	struct heard h;
	char *good;

	(void)state;
	take(d, &h, two_rows(d, WRONG));
	good = marked(d, "@,3,,,H1,980101100201,P2,李四,,配偶,\n");
	refused(d, replaced(d, good, "B2-", "B7-"), "amend-other");
	refused(d, MARKED "B2-00000000,3,,,H1,980101100201,P2,李四,,配偶,\n", "amend-other");
	refused(d, MARKED "-,3,,,H1,980101100201,P2,李四,,配偶,\n", "amend-no-batch");
	refused(d, MARKED ",3,,,H1,980101100201,P2,李四,,配偶,\n", "amend-no-batch");
	refused(d, MARKED "二,3,,,H1,980101100201,P2,李四,,配偶,\n", "amend-no-batch");
	/* another kind of list under the same mark */
	good = replaced(d, good, HEADER, "户编号,户主姓名");
	refused(d, replaced(d, good, "H1,980101100201,P2,李四,,配偶,", "H1,李四"), "amend-kind");
	GOOD(d, undo_run(&d->cx, d->r, &u));
	refused(d, marked(d, "@,3,,,H1,980101100201,P2,李四,,配偶,\n"), "amend-undone");
	assert_int_equal(rows_of(d, "person"), 0);
	desk_close(d);
}

static void an_undo_takes_the_corrected_rows_too(void **state)
{
	struct desk *d = english_desk();
	struct undo u = { .batch = "B3" };
	struct heard h;

	(void)state;
	take(d, &h, two_rows(d, WRONG));
	take(d, &h, marked(d, "@,3,,,H1,980101100201,P2,李四,,配偶,\n"));
	assert_int_equal(rows_of(d, "person"), 2);
	REFUSED(d, undo_run(&d->cx, d->r, &u), ERR_CONFLICT, "undo-correction");
	u = (struct undo){ .batch = "B2" };
	GOOD(d, undo_run(&d->cx, d->r, &u));
	assert_int_equal(u.removed, 3);
	assert_int_equal(rows_of(d, "person"), 0);
	assert_string_equal(batch_state(d->r, batch(d, "B3")), "undone");
	take(d, &h, two_rows(d, WRONG));
	COUNTS(&h, 1, 0, 0, 1);
	assert_false(h.im.total.again);
	desk_close(d);
}

static void doubts_come_out_when_asked_for(void **state)
{
	static const char *const text = HEADER "\nH1,980101100201,P1,张三,,之子,5000\n"
	                                       "H2,980101100201,P2,李四,,户主,6\n";
	struct desk *d = english_desk();
	struct heard h;
	char *list;

	(void)state;
	list = take_errors(d, &h, text);
	assert_null(list);                              /* nothing was refused: no file */
	list = take_errors_as(d, &h, text, "doubts.csv", true);
	assert_true(h.im.total.again);                  /* in already; its list is made all the same */
	assert_non_null(strstr(list, "the household has no head"));
	assert_null(strstr(list, "李四"));
	take(d, &h, replaced(d, list, "之子", "户主"));
	COUNTS(&h, 0, 1, 0, 0);
	batch_is(d, "B2", "complete", 2, 0);
	assert_int_equal(open_findings(d, 2), 0);
	VALUE(d, "person", "P1", "relation", "户主");
	desk_close(d);
}

/* What a spreadsheet would run stays harmless, what cannot be a name stays as it was written. */
static void cells_come_back_as_they_were(void **state)
{
	struct desk *d = english_desk();
	struct heard h;
	char *list;

	(void)state;
	list = take_errors(d, &h, HEADER ",备注\nH1,980101100201,P1,=1+1,,户主,5000,\"两,\"\"\n行\"\n"
	                   "H1,980101100201,P2,'@x,,配偶,,,多\n");
	COUNTS(&h, 0, 0, 0, 2);
	assert_non_null(strstr(list, ",\"'=1+1\",,户主,5000,\"两,\"\"\n行\"\r\n"));
	assert_non_null(strstr(list, ",多\r\n"));               /* a cell too many is shown */
	take(d, &h, replaced(d, replaced(d, list, "\"'=1+1\"", "张三"), ",多\r\n", "\r\n"));
	COUNTS(&h, 1, 0, 0, 1);
	VALUE(d, "person", "P1", "name", "张三");
	desk_close(d);
}

static void a_file_is_for_its_owner_and_on_record(void **state)
{
	struct desk *d = english_desk();
	struct purge p = { .older_ms = INT64_MAX };
	struct clear_file *f;
	char path[160];
	struct heard h;
	struct stat st;
	int n;

	(void)state;
	take_errors_as(d, &h, two_rows(d, WRONG), "errors.xlsx", false);
	snprintf(path, sizeof path, "%s/errors.xlsx", d->top);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	GOOD(d, files_list(&d->cx, d->r, &f, &n));
	assert_int_equal(n, 1);
	assert_int_equal(f[0].rows, 1);
	assert_int_equal(f[0].state, FILE_SAME);
	/* somebody has worked in it: it is not thrown away */
	GOOD(d, os_append_file(&d->cx, path, STR("x"), 0600));
	GOOD(d, files_purge(&d->cx, d->r, &p));
	assert_int_equal(p.n, 0);
	assert_int_equal(p.left, 1);
	assert_true(os_exists(path));
	p = (struct purge){ .older_ms = 1, .changed = true };           /* too young */
	GOOD(d, files_purge(&d->cx, d->r, &p));
	assert_int_equal(p.n, 0);
	p = (struct purge){ .older_ms = INT64_MAX, .changed = true };
	GOOD(d, files_purge(&d->cx, d->r, &p));
	assert_int_equal(p.n, 1);
	assert_false(os_exists(path));
	GOOD(d, files_list(&d->cx, d->r, &f, &n));
	assert_int_equal(f[0].state, FILE_GONE);
	desk_close(d);
}

static void a_workbook_comes_back_as_it_is(void **state)
{
	struct desk *d = english_desk();
	char path[160];
	struct heard h;
	const char *file[1] = { path };

	(void)state;
	take_errors_as(d, &h, two_rows(d, WRONG), "errors.xlsx", false);
	snprintf(path, sizeof path, "%s/errors.xlsx", d->top);
	heard_begin(&h);
	h.im.file = file;
	h.im.nfile = 1;
	GOOD(d, import_run(&d->cx, d->r, &h.im));       /* nothing corrected: refused again */
	COUNTS(&h, 0, 0, 0, 1);
	assert_string_equal(h.found, "0 sheet_help \n2 id_check_digit 证件号码\n");
	batch_is(d, "B2", "open", 1, 1);
	assert_int_equal(open_findings(d, 2), 1);
	assert_int_equal(remove(path), 0);
	desk_close(d);
}

static void the_list_can_be_made_later(void **state)
{
	struct desk *d = english_desk();
	struct errors_ask ask = { .log = d->r };
	char path[160], *file;
	struct heard h;

	(void)state;
	snprintf(path, sizeof path, "%s/later.csv", d->top);
	ask.path = path;
	take(d, &h, two_rows(d, WRONG));
	file = put_file(d, "again.csv", two_rows(d, WRONG), strlen(two_rows(d, WRONG)));
	struct errors *x;
	GOOD(d, errors_begin(&d->cx, &ask, &x));
	GOOD(d, errors_of_file(&d->cx, x, d->r, batch(d, "B2"), file));
	GOOD(d, errors_end(&d->cx, x));
	errors_free(x);
	assert_non_null(strstr(text_of(d, "later.csv"), "B2-"));
	/* of a file that is not the one */
	GOOD(d, os_append_file(&d->cx, file, STR("\n"), 0600));
	GOOD(d, errors_begin(&d->cx, &ask, &x));
	REFUSED(d, errors_of_file(&d->cx, x, d->r, batch(d, "B2"), file), ERR_INPUT, "errors-hash");
	errors_free(x);
	assert_false(os_exists(path));
	remove(file);
	ask.path = "errors.txt";
	REFUSED(d, errors_begin(&d->cx, &ask, &x), ERR_USAGE, "errors-format");
	desk_close(d);
}

static void a_trials_list_names_no_batch(void **state)
{
	struct desk *d = english_desk();
	char path[160];
	struct errors_ask ask = { .path = path, .log = d->r };
	struct heard h;
	char *list;

	(void)state;
	snprintf(path, sizeof path, "%s/trial.csv", d->top);
	heard_begin(&h);
	h.im.dry_run = true;
	GOOD(d, errors_begin(&d->cx, &ask, &h.im.errors));
	take_bytes(d, &h, two_rows(d, WRONG), strlen(two_rows(d, WRONG)));
	GOOD(d, h.e);
	GOOD(d, errors_end(&d->cx, h.im.errors));
	errors_free(h.im.errors);
	list = text_of(d, "trial.csv");
	assert_non_null(strstr(list, "\nTRIAL,3,"));
	refused(d, list, "amend-no-batch");
	assert_int_equal(rows_of(d, "batch"), 1);
	desk_close(d);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_row_comes_out_and_back),
		cmocka_unit_test(what_is_still_wrong_stays_refused),
		cmocka_unit_test(rows_must_be_the_batchs),
		cmocka_unit_test(an_error_list_of_elsewhere_is_refused),
		cmocka_unit_test(an_undo_takes_the_corrected_rows_too),
		cmocka_unit_test(doubts_come_out_when_asked_for),
		cmocka_unit_test(cells_come_back_as_they_were),
		cmocka_unit_test(a_file_is_for_its_owner_and_on_record),
		cmocka_unit_test(a_workbook_comes_back_as_it_is),
		cmocka_unit_test(the_list_can_be_made_later),
		cmocka_unit_test(a_trials_list_names_no_batch),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
