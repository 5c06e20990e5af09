/* A register is made whole or not at all, opened by whom it concerns, and brought up to date when
 * the program or its policy knows more than the folder does. */
#include "register_fix.h"

#include <sys/stat.h>

#include "domain/register/adopt.h"

struct place {
	struct ctx cx;
	char top[64], dir[96], path[128];
};

static struct place *place_open(void)
{
	struct place *p = calloc(1, sizeof *p);

	ctx_init(&p->cx, (size_t)256 << 20);
	setenv("JINGZHUN_POLICY", "policy", 1);
	snprintf(p->top, sizeof p->top, "/tmp/jz-test-init-XXXXXX");
	assert_non_null(mkdtemp(p->top));
	snprintf(p->dir, sizeof p->dir, "%s/D", p->top);
	return p;
}

static const char *in(struct place *p, const char *name)
{
	snprintf(p->path, sizeof p->path, "%s/%s", p->top, name);
	return p->path;
}

static void wipe(struct place *p, const char *path)
{
	struct str *names;
	size_t n;

	GOOD(p, os_list_dir(&p->cx, path, &names, &n));
	for (size_t i = 0; i < n; i++) {
		char *one = str_z(&p->cx.arena, str_join(&p->cx.arena, str_of(path),
		                  str_join(&p->cx.arena, STR("/"), names[i])));

		if (os_is_dir(one))
			wipe(p, one);
		else
			assert_int_equal(remove(one), 0);
	}
	assert_int_equal(rmdir(path), 0);
}

static void place_close(struct place *p)
{
	wipe(p, p->top);
	ctx_free(&p->cx);
	free(p);
}

static enum err make(struct place *p, const char *keys, const char *pass)
{
	struct register_init o = {
		.dir = p->dir, .keys = keys, .hash = HASH_SHA256, .passphrase = pass, .node = 4
	};

	return register_init(&p->cx, &o);
}

static enum err open_it(struct place *p, const char *keys, enum reg_mode mode, struct reg **r)
{
	*r = NULL;
	return register_open(&p->cx, p->dir, keys, NULL, mode, r);
}

static int64_t number(struct place *p, struct reg *r, const char *text)
{
	struct sql *q = ARENA_NEW(&r->arena, struct sql);
	struct stmt *s;
	bool row;
	int64_t n;

	*q = (struct sql){ "test.number", text, SQL_SCAN_OK };
	GOOD(p, db_stmt(&p->cx, r->db, q, &s));
	GOOD(p, stmt_step(&p->cx, s, &row));
	n = stmt_col_int(s, 0);
	stmt_done(s);
	return n;
}

/* What another program, older or not ours, would have left in the folder. */
static void by_hand(struct place *p, const char *text)
{
	struct db *db;

	GOOD(p, db_open(&p->cx, in(p, "D/jingzhun.db"), DB_WRITE, &db));
	GOOD(p, db_exec_schema(&p->cx, db, text));
	db_close(db);
}

/* ---- making ---- */

static void a_register_is_made_once(void **state)
{
	struct place *p = place_open();
	struct stat st;
	struct reg *r;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	assert_int_equal(stat(in(p, "D.keys"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(p->dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_true(os_exists(in(p, "D.head")));
	assert_false(os_exists(in(p, "D/jingzhun.db.new")));
	REFUSED(p, make(p, NULL, NULL), ERR_CONFLICT, "register-there");
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_int_equal(r->st->node, 4);
	assert_false(r->adopted);
	assert_int_equal(number(p, r, "SELECT count(*) FROM pack_version"), 1);
	assert_true(number(p, r, "SELECT count(*) FROM list_value") > 100);
	register_close(&p->cx, r);
	place_close(p);
}

static void keys_that_are_there_are_never_replaced(void **state)
{
	struct place *p = place_open();
	struct str before, after;

	(void)state;
	GOOD(p, os_write_file(&p->cx, in(p, "D.keys"), STR("precious"), 0600));
	assert_int_not_equal(make(p, NULL, NULL), OK);
	err_clear(&p->cx);
	GOOD(p, os_read_file(&p->cx, in(p, "D.keys"), 100, &after));
	before = STR("precious");
	assert_true(str_eq(before, after));
	assert_false(os_exists(in(p, "D/jingzhun.db")));
	assert_false(os_exists(in(p, "D/jingzhun.db.new")));
	place_close(p);
}

static void an_init_that_was_broken_off_is_begun_again(void **state)
{
	struct place *p = place_open();
	struct str keys, again;
	struct reg *r;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, os_read_file(&p->cx, in(p, "D.keys"), 10000, &keys));
	/* as a power cut leaves it: keys, and a database under its first name, half written */
	assert_int_equal(remove(in(p, "D/jingzhun.db")), 0);
	GOOD(p, os_write_file(&p->cx, in(p, "D/jingzhun.db.new"), STR("SQLite format 3"), 0600));
	REFUSED(p, open_it(p, NULL, REG_WRITE, &r), ERR_NOTFOUND, "register-none");
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, os_read_file(&p->cx, in(p, "D.keys"), 10000, &again));
	assert_true(str_eq(keys, again));
	assert_false(os_exists(in(p, "D/jingzhun.db.new")));
	GOOD(p, open_it(p, NULL, REG_WRITE, &r));
	register_close(&p->cx, r);
	place_close(p);
}

static void bad_wishes_make_nothing(void **state)
{
	struct place *p = place_open();
	struct register_init o = { .dir = p->dir, .pack = "no-such-pack" };

	(void)state;
	assert_int_equal(register_init(&p->cx, &o), ERR_NOTFOUND);
	err_clear(&p->cx);
	o = (struct register_init){ .dir = p->dir, .node = 65536 };
	REFUSED(p, register_init(&p->cx, &o), ERR_USAGE, "register-node");
	assert_false(os_exists(in(p, "D.keys")));
	assert_false(os_exists(in(p, "D/jingzhun.db")));
	place_close(p);
}

/* ---- opening ---- */

static enum err nothing(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx;
	(void)db;
	(void)arg;
	return OK;
}

static void one_writes_and_any_number_read(void **state)
{
	struct place *p = place_open();
	struct reg *w, *r1, *r2, *no;

	(void)state;
	REFUSED(p, open_it(p, NULL, REG_READ, &no), ERR_NOTFOUND, "register-none");
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, open_it(p, NULL, REG_WRITE, &w));
	GOOD(p, open_it(p, NULL, REG_READ, &r1));
	GOOD(p, open_it(p, NULL, REG_READ, &r2));
	assert_int_equal(open_it(p, NULL, REG_WRITE, &no), ERR_CONFLICT);
	err_clear(&p->cx);
	GOOD(p, register_write(&p->cx, w, nothing, NULL));
	REFUSED(p, register_write(&p->cx, r1, nothing, NULL), ERR_DENIED, "register-read-only");
	register_close(&p->cx, r1);
	register_close(&p->cx, w);
	GOOD(p, open_it(p, NULL, REG_WRITE, &w));
	register_close(&p->cx, w);
	register_close(&p->cx, r2);
	place_close(p);
}

static void without_keys_it_can_only_be_read(void **state)
{
	struct place *p = place_open();
	struct reg *r;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	assert_int_equal(remove(in(p, "D.keys")), 0);
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_false(r->have_keys);
	assert_null(r->st->keys);
	register_close(&p->cx, r);
	REFUSED(p, open_it(p, NULL, REG_WRITE, &r), ERR_DENIED, "register-keys-missing");
	place_close(p);
}

static void the_keys_of_another_register_do_not_fit(void **state)
{
	struct place *p = place_open();
	char keys[128];
	struct reg *r = NULL;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	snprintf(keys, sizeof keys, "%s", in(p, "other.keys"));
	snprintf(p->dir, sizeof p->dir, "%s/E", p->top);
	GOOD(p, make(p, keys, NULL));
	snprintf(p->dir, sizeof p->dir, "%s/D", p->top);
	assert_int_equal(open_it(p, keys, REG_WRITE, &r), ERR_DENIED);
	assert_null(r);
	err_clear(&p->cx);
	place_close(p);
}

static void a_passphrase_is_asked_for(void **state)
{
	struct place *p = place_open();
	struct reg *r;

	(void)state;
	GOOD(p, make(p, NULL, "开门"));
	assert_int_equal(open_it(p, NULL, REG_WRITE, &r), ERR_DENIED);
	err_clear(&p->cx);
	assert_int_equal(register_open(&p->cx, p->dir, NULL, "关门", REG_WRITE, &r), ERR_DENIED);
	err_clear(&p->cx);
	GOOD(p, register_open(&p->cx, p->dir, NULL, "开门", REG_WRITE, &r));
	register_close(&p->cx, r);
	place_close(p);
}

/* ---- what the folder does not know yet ---- */

static void an_old_folder_is_brought_up_to_date(void **state)
{
	struct place *p = place_open();
	struct reg *r;
	int64_t leaves;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	leaves = (int64_t)journal_next(&r->st->j);
	register_close(&p->cx, r);
	/* as an older program made it: without a field, an index, a noun; and with its own schema hash
	 */
	by_hand(p, "DROP INDEX household_no; ALTER TABLE household DROP COLUMN no; ALTER TABLE "
			   "household_h DROP"
			   " COLUMN no; DROP TABLE post; DROP TABLE post_h; UPDATE setting SET value='older';");
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_true(r->adopted);
	assert_int_equal(journal_next(&r->st->j), leaves + 1); /* the schema; the pack is the same */
	assert_int_equal(number(p, r, "SELECT count(*) FROM setting"), 1);
	assert_int_equal(number(p, r, "SELECT count(*) FROM setting_h"), 1);
	assert_int_equal(number(p, r, "SELECT count(*) FROM household WHERE no='1'"), 0);
	assert_int_equal(number(p, r, "SELECT count(*) FROM post"), 0);
	register_close(&p->cx, r);
	GOOD(p, open_it(p, NULL, REG_WRITE, &r));
	assert_false(r->adopted);
	assert_int_equal(journal_next(&r->st->j), leaves + 1);
	register_close(&p->cx, r);
	place_close(p);
}

static void only_a_holder_of_the_keys_brings_it_up_to_date(void **state)
{
	struct place *p = place_open();
	struct reg *r, *w;

	(void)state;
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, open_it(p, NULL, REG_WRITE, &w));
	by_hand(p, "UPDATE setting SET value='older';");
	assert_int_equal(open_it(p, NULL, REG_READ, &r), ERR_CONFLICT);      /* while somebody writes */
	err_clear(&p->cx);
	register_close(&p->cx, w);
	assert_int_equal(rename(in(p, "D.keys"), str_z(&p->cx.arena, str_join(&p->cx.arena,
	                 str_of(p->top), STR("/away")))), 0);
	REFUSED(p, open_it(p, NULL, REG_READ, &r), ERR_DENIED, "register-old");
	place_close(p);
}

static void copy_policy(struct place *p)
{
	static const char *const files[] = { "pack.yaml", "lists.yaml", "fields.yaml" };
	char to[160];

	snprintf(to, sizeof to, "%s/policy/cn", p->top);
	GOOD(p, os_mkdir(&p->cx, to, 0700));
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct str text;
		char from[64];

		snprintf(from, sizeof from, "policy/cn/%s", files[i]);
		GOOD(p, os_read_file(&p->cx, from, 1 << 22, &text));
		snprintf(to, sizeof to, "%s/policy/cn/%s", p->top, files[i]);
		GOOD(p, os_write_file(&p->cx, to, text, 0600));
	}
	setenv("JINGZHUN_POLICY", str_z(&p->cx.arena, str_of(in(p, "policy"))), 1);
}

/* "A new list value, a new label, a new field of the pack." */
static void a_changed_pack_is_taken_over(void **state)
{
	struct place *p = place_open();
	struct str text, cut = STR("{code: 3, zh: 改名, en: Renamed");
	struct reg *r;
	struct buf b BUF_AUTO;
	int64_t values;
	ptrdiff_t at;

	(void)state;
	buf_init(&b, 1 << 22);
	copy_policy(p);
	GOOD(p, make(p, NULL, NULL));
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	values = number(p, r, "SELECT count(*) FROM list_value");
	register_close(&p->cx, r);
	GOOD(p, os_read_file(&p->cx, in(p, "policy/cn/lists.yaml"), 1 << 22, &text));
	at = str_find(text, cut);
	assert_true(at > 0);
	buf_add(&b, text.p, (size_t)at);
	buf_addz(&b, "{code: 55, zh: 新的变更, en: Brand new}\n      - {code: 3, zh: 改了名, en: Renamed");
	buf_adds(&b, str_sub(text, (size_t)at + cut.n, text.n));
	GOOD(p, os_write_file(&p->cx, in(p, "policy/cn/lists.yaml"), buf_str(&b), 0600));
	GOOD(p, os_write_file(&p->cx, in(p, "policy/cn/fields.yaml"), STR("fields:\n  household:\n"
	        "    x_tea: {type: money, zh: 茶园收入, en: Tea income}\n"), 0600));
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_true(r->adopted);
	assert_int_equal(number(p, r, "SELECT count(*) FROM list_value"), values + 1);
	assert_int_equal(number(p, r, "SELECT count(*) FROM list_value_h"), 1);
	assert_int_equal(number(p, r, "SELECT count(*) FROM pack_version"), 2);
	assert_true(entity_field(register_entity(r, TAG_household), STR("x_tea")) > 0);
	register_close(&p->cx, r);
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_false(r->adopted);
	register_close(&p->cx, r);
	setenv("JINGZHUN_POLICY", "policy", 1);
	place_close(p);
}

/* A machine without the pack reads by what the register has stored; one whose pack of that name
 * says other things of lines is not believed. */
static void a_machine_without_the_pack_reads_what_is_stored(void **state)
{
	struct place *p = place_open();
	struct register_init o = { .dir = p->dir, .hash = HASH_SHA256, .pack = "mine" };
	struct str line = STR("lines:\n  poverty:\n    zh: 线\n    en: Line\n    amounts:\n"
	                      "      - {from: 2014, amount: 3000, unconfirmed: true}\n");
	struct reg *r;

	(void)state;
	copy_policy(p);
	GOOD(p, os_mkdir(&p->cx, in(p, "policy/mine"), 0700));
	GOOD(p, os_write_file(&p->cx, in(p, "policy/mine/pack.yaml"),
	        STR("name: mine\nparent: cn\nzh: 县\nen: County\n"), 0600));
	GOOD(p, register_init(&p->cx, &o));
	setenv("JINGZHUN_POLICY", "/nowhere", 1);
	GOOD(p, open_it(p, NULL, REG_READ, &r));
	assert_true(str_eqz(r->pack->name, "mine"));
	register_close(&p->cx, r);
	setenv("JINGZHUN_POLICY", in(p, "policy"), 1);
	GOOD(p, os_write_file(&p->cx, in(p, "policy/mine/lines.yaml"), line, 0600));
	assert_int_equal(open_it(p, NULL, REG_READ, &r), ERR_INPUT);
	assert_string_equal(p->cx.err.key, "pack-change-unapproved");
	assert_string_equal(p->cx.err.arg[1].p, "—");          /* it never said when it was issued */
	err_clear(&p->cx);
	setenv("JINGZHUN_POLICY", "policy", 1);
	place_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_register_is_made_once),
		cmocka_unit_test(keys_that_are_there_are_never_replaced),
		cmocka_unit_test(an_init_that_was_broken_off_is_begun_again),
		cmocka_unit_test(bad_wishes_make_nothing),
		cmocka_unit_test(one_writes_and_any_number_read),
		cmocka_unit_test(without_keys_it_can_only_be_read),
		cmocka_unit_test(the_keys_of_another_register_do_not_fit),
		cmocka_unit_test(a_passphrase_is_asked_for),
		cmocka_unit_test(an_old_folder_is_brought_up_to_date),
		cmocka_unit_test(only_a_holder_of_the_keys_brings_it_up_to_date),
		cmocka_unit_test(a_changed_pack_is_taken_over),
		cmocka_unit_test(a_machine_without_the_pack_reads_what_is_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
