/* verify, the rows: what an honest register says, and what is said of each kind of dishonest one.
 */
#include "tamper_fix.h"

struct fix {
	struct desk *d;
	char base[128], copy[128], head[128];
	struct heard h;
};

static void close_paths(struct fix *f)
{
	static const char *const more[] = { "-wal", "-shm", "-journal", "" };
	char path[160];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", f->copy, more[i]);
		remove(path);
	}
}

static int setup(void **state)
{
	struct fix *f = calloc(1, sizeof *f);

	f->d = desk_open();
	fill_past(f->d, 12);
	GOOD(f->d, register_publish(&f->d->cx, f->d->r));
	snprintf(f->base, sizeof f->base, "%s/D/jingzhun.db", f->d->top);
	snprintf(f->copy, sizeof f->copy, "%s.copy.db", f->d->top);
	snprintf(f->head, sizeof f->head, "%s/D.head", f->d->top);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	close_paths(f);
	desk_close(f->d);
	free(f);
	return 0;
}

/* A fresh copy on which somebody ran these statements. */
static const struct heard *after(struct fix *f, const char *sql)
{
	sqlite3 *h;

	close_paths(f);
	GOOD(f->d, db_backup(&f->d->cx, f->d->r->db, f->copy, NULL, NULL));
	assert_int_equal(sqlite3_open(f->copy, &h), SQLITE_OK);
	if (!tamper_sql(h, sql))
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	sqlite3_close(h);
	listen(f->copy, f->head, &f->h);
	return &f->h;
}

static void names(struct fix *f, const char *sql, const char *line)
{
	const struct heard *h = after(f, sql);

	if (!strstr(h->all, line))
		fail_msg("%s\nshould say \"%s\", but says:\n%s", sql, line, h->n ? h->all : "nothing");
}

/* Exactly these lines. */
static void says(struct fix *f, const char *sql, const char *lines)
{
	assert_string_equal(after(f, sql)->all, lines);
}

static void test_honest(void **state)
{
	struct fix *f = *state;

	says(f, "SELECT 1", "");
}

static void test_the_live_folder(void **state)
{
	struct fix *f = *state;

	listen(f->base, f->head, &f->h);
	assert_string_equal(f->h.all, "");
}

static void test_a_changed_row_is_named(void **state)
{
	struct fix *f = *state;

	says(f, "UPDATE household SET members=9 WHERE id=9",
	     "verify-row-changed household 98000008 (#9), version 1\n");
	names(f, "UPDATE household_h SET members=9 WHERE id=3 AND version=2",
	      "verify-row-changed household 98000002 (#3), version 2\n");
	names(f, "UPDATE person SET name='张某' WHERE id=20",
		  "verify-row-changed person 980000092 (#20)");
	says(f, "UPDATE income SET wage=wage+1 WHERE id=2",
	     "verify-row-changed income 20200101 20201231 (#2), version 1\n");
	says(f, "UPDATE household SET row='7' WHERE id=9",
	     "verify-row-changed household 98000008 (#9), version 1\n");
	says(f, "UPDATE household SET leaf=CAST(leaf AS BLOB) WHERE id=9",
	     "verify-row-changed household 98000008 (#9), version 1\n"
	     "verify-row-missing household 98000008 (#9), version 1\n"
	     "verify-seek household, phone\nverify-seek household, phone tail\n"
	     "verify-seek household, name\nverify-seek household, name pairs\n"
	     "verify-seek household, initials\n");
}

static void test_a_list_value_is_a_row(void **state)
{
	struct fix *f = *state;

	names(f, "UPDATE list_value SET zh='别的' WHERE list='relation' AND code=(SELECT min(code) FROM"
	         " list_value WHERE list='relation')", "verify-row-changed list_value relation ");
}

static void test_removed_and_added(void **state)
{
	struct fix *f = *state;

	names(f, "DELETE FROM work WHERE id=4", "verify-row-missing work (#4), version 1\n");
	names(f, "DELETE FROM household_h WHERE id=3 AND version=1",
	      "verify-row-missing household 98000002 (#3), version 1\n");
	names(f, "CREATE TEMP TABLE t AS SELECT * FROM income WHERE id=3; UPDATE t SET id=99;"
	         "INSERT INTO income SELECT * FROM t",
	      "verify-row-added income 20200101 20201231 (#99), version 1\n");
	names(f, "CREATE TEMP TABLE t AS SELECT * FROM household_h WHERE id=3 AND version=1;"
	         "UPDATE t SET version=9; INSERT INTO household_h SELECT * FROM t",
	      "verify-row-added household 98000002 (#3), version 9\n");
}

static void test_the_same_row_twice(void **state)
{
	names(*state, "CREATE TEMP TABLE t AS SELECT *, 99 AS until FROM income WHERE id=3;"
	              "INSERT INTO income_h SELECT * FROM t",
	      "verify-row-twice income 20200101 20201231 (#3), version 1\n");
}

static void test_versions_exchanged(void **state)
{
	struct fix *f = *state;

	/* the row's own older version back in its place, the newer one into history */
	const struct heard *h = after(f,
		"CREATE TEMP TABLE o AS SELECT * FROM person_h WHERE id=2 AND version=1;"
		"CREATE TEMP TABLE n AS SELECT *, 0 AS until FROM person WHERE id=2;"
		"UPDATE n SET until=(SELECT until FROM o);"
		"DELETE FROM person_h WHERE id=2 AND version=1; DELETE FROM person WHERE id=2;"
		"ALTER TABLE o DROP COLUMN until;"
		"INSERT INTO person SELECT * FROM o; INSERT INTO person_h SELECT * FROM n");

	assert_non_null(strstr(h->all, "verify-row-version person 980000002 (#2), version 2\n"));
	assert_null(strstr(h->all, "missing"));
	names(f, "UPDATE person_h SET until=until+1 WHERE id=2 AND version=1",
	      "verify-row-until person 980000002 (#2), version 1\n");
	names(f, "DELETE FROM person WHERE id=2", "verify-row-ended person 980000002 (#2), version ");
}

static void test_ids_and_blobs_swapped(void **state)
{
	struct fix *f = *state;
	const struct heard *h = after(f, "UPDATE person SET id=-7 WHERE id=8;"
		"UPDATE person SET id=8 WHERE id=9; UPDATE person SET id=9 WHERE id=-7");

	assert_non_null(strstr(h->all, "(#8), version 1\n"));
	assert_non_null(strstr(h->all, "(#9), version 1\n"));
	h = after(f, "CREATE TEMP TABLE t AS SELECT id, sealed FROM person WHERE id IN (8, 9);"
		"UPDATE person SET sealed=(SELECT sealed FROM t WHERE t.id=17-person.id)"
		" WHERE id IN (8, 9)");
	assert_int_equal(h->n, 2);
	assert_non_null(strstr(h->all, "verify-row-changed person 980000032 (#8), version 1\n"));
	assert_non_null(strstr(h->all, "verify-row-changed person 980000041 (#9), version 1\n"));
}

static void test_seeds(void **state)
{
	struct fix *f = *state;

	says(f, "DELETE FROM seed WHERE entity=2 AND id=9",
	     "verify-seed-missing household 98000008 (#9), version 1\n");
	says(f, "UPDATE seed SET seed=(SELECT seed FROM seed WHERE id=10 AND entity=2)"
	        " WHERE entity=2 AND id=9",
	     "verify-seed-changed household 98000008 (#9), version 1\n");
	names(f,
		  "INSERT INTO seed(entity, id, seed) VALUES(2, 900, x'00112233445566778899aabbccddeeff')",
		  "verify-seed-extra household (#900)");
	says(f, "INSERT INTO seed(entity, id, seed) VALUES(2, -5, x'00112233445566778899aabbccddeeff')",
	     "verify-seed-extra household (#-5)\n");
	says(f, "INSERT INTO seed(entity, id, seed) VALUES(3, 20, x'00112233445566778899aabbccddeeff')",
	     "verify-seed-extra person 980000092 (#20), version 1\n");
	names(f, "INSERT INTO seed(entity, id, seed) VALUES(77, 9, x'00')",
		  "verify-seed-extra seed: 1");
}

static void test_search_index(void **state)
{
	struct fix *f = *state;

	names(f, "DELETE FROM seek_block WHERE segment=(SELECT max(segment) FROM seek_block)",
	      "verify-seek person, name");
	names(f, "UPDATE seek_block SET n=n-1 WHERE segment=(SELECT min(segment) FROM seek_block)",
	      "verify-seek-block seek_block ");
	names(f, "UPDATE seek_block SET segment=segment+1 WHERE"
	         " segment=(SELECT max(segment) FROM seek_block)", "verify-seek-block seek_block ");
	names(f, "DELETE FROM seek_block", "verify-seek household, name\n");
	names(f, "UPDATE seek_block SET data=CAST(x'8000'||substr(data, 2) AS BLOB) WHERE"
	         " segment=(SELECT max(segment) FROM seek_block)",    /* 0 in two bytes */
	      "verify-seek-block seek_block ");
}

static void test_structure(void **state)
{
	struct fix *f = *state;

	says(f, "CREATE TABLE notes(x)", "verify-object-unknown table notes\n");
	says(f, "CREATE VIEW v AS SELECT 1", "verify-object-unknown view v\n");
	says(f, "CREATE TRIGGER t AFTER INSERT ON household BEGIN DELETE FROM seed; END",
	     "verify-object-unknown trigger t\n");
	says(f, "CREATE INDEX i ON person(name)", "verify-object-unknown index i\n");
	says(f, "DROP INDEX person_household", "verify-object-missing index person_household\n");
	says(f, "DROP INDEX person_household; CREATE INDEX person_household ON person(household) WHERE"
	        " household<>3", "verify-object-changed index person_household\n");
	says(f, "DROP TABLE lead", "verify-object-missing table lead\n");
	says(f, "ALTER TABLE lead ADD COLUMN more TEXT", "verify-object-changed lead: more TEXT\n");
	says(f, "PRAGMA user_version=3", "verify-stamp user_version 3, application_id 0\n");
	says(f, "PRAGMA application_id=4", "verify-stamp user_version 0, application_id 4\n");
	names(f, "UPDATE schema_version SET version=100", "verify-object-unknown table seek_block\n");
	says(f, "UPDATE schema_version SET version=7", "verify-schema-version schema_version\n");
	says(f, "INSERT INTO schema_version VALUES(101)", "verify-schema-version schema_version\n");
	says(f, "ANALYZE; DELETE FROM sqlite_stat1", "verify-object-unknown table sqlite_stat1\n");
}

/* The right text of a table, hidden in a comment beside another table that SQLite makes. */
static void test_a_table_in_a_comment(void **state)
{
	struct fix *f = *state;
	static const char *const more[] = {
		"'CREATE TABLE household/*' || substr(sql, instr(sql, '(')) || '*/' ||"
		" replace(substr(sql, instr(sql, '(')), 'no TEXT', 'no TEXT COLLATE NOCASE')",
		"sql || ' -- )'",
		"replace(sql, 'CREATE TABLE household(', 'CREATE TABLE \"household\" (')",
	};

	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		char text[600];

		snprintf(text, sizeof text, "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=%s"
		         " WHERE name='household'; PRAGMA writable_schema=RESET", more[i]);
		names(f, text, "verify-object-changed household\n");
	}
}

/* An older program made the register: a column nobody has filled yet is not there. */
static void test_older_register(void **state)
{
	struct fix *f = *state;

	says(f,
		 "ALTER TABLE household DROP COLUMN address; ALTER TABLE household_h DROP COLUMN address",
		 "");
	names(f, "ALTER TABLE household DROP COLUMN members", "verify-row-changed household 98000008");
}

/* An index that lacks an entry hides a row from every question that uses it. */
static void test_damaged_file(void **state)
{
	struct fix *f = *state;
	const struct heard *h = after(f, "PRAGMA writable_schema=ON;"
		"UPDATE sqlite_schema SET sql='CREATE INDEX person_household ON person(household) WHERE"
		" household=5' WHERE name='person_household';"
		"PRAGMA writable_schema=RESET; REINDEX person_household; PRAGMA writable_schema=ON;"
		"UPDATE sqlite_schema SET sql='CREATE INDEX person_household ON person(household)' WHERE"
		" name='person_household'");

	assert_non_null(strstr(h->all, "verify-file-damaged"));
	assert_int_equal(h->worst, VERIFY_UNREADABLE);
}

static void test_a_flood_is_cut_short(void **state)
{
	struct fix *f = *state;
	const struct heard *h = after(f, "DELETE FROM list_value");

	assert_non_null(strstr(h->all, "verify-rows-more list_value: "));
	assert_true(h->n < 60);
}

/* Without a log there is nothing to compare with, and that is said. */
static void test_no_log(void **state)
{
	struct fix *f = *state;

	names(f, "DROP TABLE leaf", "verify-no-log journal\n");
	names(f, "DELETE FROM leaf WHERE seq=6", "verify-leaf-missing leaf 6\n");
	assert_non_null(strstr(f->h.all, "verify-row-unplaced household "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_honest), cmocka_unit_test(test_the_live_folder),
		cmocka_unit_test(test_a_changed_row_is_named),
		cmocka_unit_test(test_a_list_value_is_a_row), cmocka_unit_test(test_removed_and_added),
		cmocka_unit_test(test_the_same_row_twice),
		cmocka_unit_test(test_versions_exchanged),
		cmocka_unit_test(test_ids_and_blobs_swapped),
		cmocka_unit_test(test_seeds), cmocka_unit_test(test_search_index),
		cmocka_unit_test(test_structure), cmocka_unit_test(test_a_table_in_a_comment),
		cmocka_unit_test(test_older_register),
		cmocka_unit_test(test_damaged_file), cmocka_unit_test(test_a_flood_is_cut_short),
		cmocka_unit_test(test_no_log),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
