/* Every statement that the program declares: it prepares, and reads no whole table unless it says
 * so. They are read out of the sources by their form, so that none can be left out. */
#include "register_fix.h"

#include "domain/register/tally.h"

/* ---- statements as the sources declare them: struct sql NAME = { "name", "text" "text", flags };
 * ---- */

/* The next quoted piece of *rest before `end`; escapes other than \\" do not occur in SQL. */
static bool next_quoted(struct str *rest, struct buf *out)
{
	bool in = false;

	while (rest->n) {
		char c = rest->p[0];

		*rest = str_sub(*rest, 1, rest->n);
		if (c == '"' && in)
			return true;
		if (in)
			buf_addc(out, c);
		in |= c == '"';
	}
	return false;
}

static struct sql *declared(struct arena *a, struct str body)
{
	struct sql *q = ARENA_NEW(a, struct sql);
	struct buf b BUF_AUTO;

	buf_init(&b, 10000);
	q->flags = str_find(body, STR("SQL_SCAN_OK")) >= 0 ? SQL_SCAN_OK : 0;
	if (!next_quoted(&body, &b))
		return NULL;
	q->name = str_z(a, buf_str(&b));
	buf_reset(&b);
	while (next_quoted(&body, &b))
		;
	q->text = str_z(a, buf_str(&b));
	return q;
}

struct found { const struct sql *q[256]; int n; };

/* Made with the help of macros, or an array: the module names them itself (tally_sqls). */
static bool composed(struct str name, struct str body)
{
	bool in = false;
	int capitals = 0, flag = str_find(body, STR("SQL_SCAN_OK")) >= 0 ? 9 : 0;

	for (size_t i = 0; i < body.n; i++) {
		in ^= body.p[i] == '"';
		capitals += !in && body.p[i] >= 'A' && body.p[i] <= 'Z';
	}
	return capitals != flag || memchr(name.p, '[', name.n);
}

static bool is_found(const struct found *f, const char *name)
{
	for (int i = 0; i < f->n; i++)
		if (!strcmp(f->q[i]->name, name))
			return true;
	return false;
}

static void of_file(struct arena *a, struct str text, struct found *f)
{
	for (;;) {
		ptrdiff_t at = str_find(text, STR("const struct sql "));
		ptrdiff_t open, end;

		if (at < 0)
			return;
		text = str_sub(text, (size_t)at + 17, text.n);
		open = str_find(text, STR(" = {"));
		end = str_find(text, STR("};"));
		/* a definition: a name and nothing else stands before the brace */
		if (open < 0 || open > 40 || end < open || memchr(text.p, ';', (size_t)open) ||
		    memchr(text.p, '*', (size_t)open) || memchr(text.p, '(', (size_t)open))
			continue;
		if (!composed(str_sub(text, 0, (size_t)open),
		              str_sub(text, (size_t)open, (size_t)(end - open)))) {
			assert_true(f->n < 256);
			f->q[f->n] = declared(a, str_sub(text, (size_t)open, (size_t)(end - open)));
			assert_non_null(f->q[f->n++]);
		}
		text = str_sub(text, (size_t)end, text.n);
	}
}

static void of_folder(struct ctx *cx, const char *dir, struct found *f)
{
	struct str *names, text;
	size_t n;

	assert_int_equal(os_list_dir(cx, dir, &names, &n), OK);
	for (size_t i = 0; i < n; i++) {
		char path[512];

		snprintf(path, sizeof path, "%s/%.*s", dir, STR_FMT(names[i]));
		if (os_is_dir(path)) {
			of_folder(cx, path, f);
		} else if (str_ends(names[i], STR(".c"))) {
			assert_int_equal(os_read_file(cx, path, 1 << 20, &text), OK);
			of_file(&cx->arena, text, f);
		}
	}
}

/* "SCAN household" and "SCAN household USING INDEX ..." read all of it; a subquery's result and a
 * constant row may be scanned, and the catalogue. */
static bool scans(struct str plan)
{
	struct str line;

	while (str_next(&plan, '\n', &line)) {
		ptrdiff_t at = str_find(line, STR("SCAN "));

		if (at >= 0 && str_find(line, STR("SCAN CONSTANT ROW")) < 0 &&
			str_find(line, STR("SCAN (")) < 0 && str_find(line, STR("SCAN sqlite_schema")) < 0)
			return true;
	}
	return false;
}

static void plan_of(struct desk *d, struct db *db, const struct sql *q)
{
	struct buf plan BUF_AUTO = { 0 };

	if (!q->text)
		return;
	buf_init(&plan, 100000);
	if (db_plan(&d->cx, db, q, &plan) != OK)
		fail_msg("%s does not prepare: %s", q->name, q->text);
	if (scans(buf_str(&plan)) && !(q->flags & SQL_SCAN_OK))
		fail_msg("%s reads a whole table: %.*s", q->name, (int)plan.n, plan.p);
}

static void declared_statements_have_a_plan(void **state)
{
	struct desk *d = desk_open();
	struct found f = { .n = 0 };
	struct db *db;

	(void)state;
	of_folder(&d->cx, "src", &f);
	for (int i = 0; tally_sqls[i]; i++)
		if (!is_found(&f, tally_sqls[i]->name))
			f.q[f.n++] = tally_sqls[i];
	if (f.n < 40)
		fail_msg("only %d statements found in the sources", f.n);
	GOOD(d, db_open(&d->cx, d->r->path.db, DB_WRITE, &db));
	for (int i = 0; i < f.n; i++) {
		plan_of(d, db, f.q[i]);
		for (int k = 0; k < i; k++)
			if (!strcmp(f.q[i]->name, f.q[k]->name))
				fail_msg("two statements are called %s", f.q[i]->name);
	}
	db_close(db);
	desk_close(d);
}

static void statements_of_every_noun_have_a_plan(void **state)
{
	struct desk *d = desk_open();
	struct db *db;

	(void)state;
	GOOD(d, db_open(&d->cx, d->r->path.db, DB_WRITE, &db));
	for (int i = 0; i < d->r->model->n; i++) {
		const struct entity_sql *q = d->r->model->ent[i]->sql;
		const struct sql *all[] = { &q->insert, &q->update, &q->update_beside,
			&q->keep, &q->load, &q->by_parent, &q->alone,
			&q->by_area, &q->by_key, &q->scan, &q->scan_after, &q->history, &q->as_of,
			&q->max_id };

		for (size_t k = 0; k < sizeof all / sizeof *all; k++)
			plan_of(d, db, all[k]);
	}
	db_close(db);
	desk_close(d);
}

/* The test itself: a statement that scans is caught. */
static void a_scan_is_seen(void **state)
{
	static const struct sql bad = { "test.scan", "SELECT id FROM person WHERE name=$1", 0 };
	static const struct sql good = { "test.key", "SELECT id FROM person WHERE id=$1", 0 };
	struct desk *d = desk_open();
	struct buf plan BUF_AUTO;

	(void)state;
	buf_init(&plan, 10000);
	GOOD(d, db_plan(&d->cx, d->r->db, &bad, &plan));
	assert_true(scans(buf_str(&plan)));
	buf_reset(&plan);
	GOOD(d, db_plan(&d->cx, d->r->db, &good, &plan));
	assert_false(scans(buf_str(&plan)));
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_statements_have_a_plan),
		cmocka_unit_test(statements_of_every_noun_have_a_plan),
		cmocka_unit_test(a_scan_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
