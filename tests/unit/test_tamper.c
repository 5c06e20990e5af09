/* Somebody can write every table of a register but has no keys. He tries this and that, each time
 * on a fresh copy; every try must be found, and what he touched must be named. JZ_TAMPER is how
 * many tries (150); try number n is always the same. The last line is "tamper FOUND/TRIES". */
#include "tamper_fix.h"

#include "entity/model_check.h"

#define NOUNS_MAX 32

struct fix {
	struct desk *d;
	char base[128], old[128], work[128], head[128];
	struct model *m;
	struct heard heard;
	int tries, found;
};

/* One try: what to do next, on which file, and what verify must name (any of these). */
struct attempt {
	struct fix *f;
	sqlite3 *h;
	uint64_t random;
	char did[400];
	char name[4][96];
	int nname;
	int worst;                           /* class that must be reached; 0: any */
};

static uint32_t roll(struct attempt *a, uint32_t n)
{
	uint64_t z = a->random += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ z >> 31) >> 16) % n;
}

static void expect(struct attempt *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void expect(struct attempt *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->name[a->nname++], sizeof a->name[0], fmt, ap);
	va_end(ap);
}

static void say(struct attempt *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct attempt *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->did, sizeof a->did, fmt, ap);
	va_end(ap);
}

/* ---- small SQL ---- */

/* False if a constraint forbids it, or nothing was there to change. */
static bool run(struct attempt *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool run(struct attempt *a, const char *fmt, ...)
{
	char text[4000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return tamper_sql(a->h, text);
}

static int64_t ask(struct attempt *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int64_t ask(struct attempt *a, const char *fmt, ...)
{
	char text[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return tamper_int(a->h, text);
}

static bool column_nth(struct attempt *a, const char *table, int n, char out[64])
{
	char text[200];
	sqlite3_stmt *s;
	bool there;

	snprintf(text, sizeof text, "SELECT name FROM pragma_table_info('%s') WHERE cid=%d", table, n);
	assert_int_equal(sqlite3_prepare_v2(a->h, text, -1, &s, NULL), SQLITE_OK);
	there = sqlite3_step(s) == SQLITE_ROW;
	if (there)
		snprintf(out, 64, "%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return there;
}

static void column_any(struct attempt *a, const char *table, char out[64])
{
	int n = (int)ask(a, "SELECT count(*) FROM pragma_table_info('%s')", table);

	assert_true(column_nth(a, table, (int)roll(a, (uint32_t)n), out));
}

/* A row's place in its table; 0 if the table is empty. */
static int64_t row_any(struct attempt *a, const char *table)
{
	int64_t n = ask(a, "SELECT count(*) FROM %s", table);

	if (n == 0)
		return 0;
	return ask(a, "SELECT rowid FROM %s LIMIT 1 OFFSET %u", table, roll(a, (uint32_t)n));
}

/* A noun with rows; history too, if asked for. */
static const struct entity *noun_any(struct attempt *a, bool history, char table[64])
{
	for (;;) {
		const struct entity *e = a->f->m->ent[roll(a, (uint32_t)a->f->m->n)];

		snprintf(table, 64, "%s%s", e->name, history ? "_h" : "");
		if (ask(a, "SELECT count(*) FROM %s", table) > 0)
			return e;
	}
}

static void expect_row(struct attempt *a, const char *table, int64_t row)
{
	int64_t id = ask(a, "SELECT id FROM %s WHERE rowid=%lld", table, (long long)row);

	expect(a, "(#%lld), version %lld\n", (long long)id,
	       (long long)ask(a, "SELECT version FROM %s WHERE rowid=%lld", table, (long long)row));
}

/* ---- single columns ---- */

/* What an attacker might write instead, as an SQL expression over the old value. */
static const char *other_value(struct attempt *a, const char *col, char out[300])
{
	static const char *const way[] = {
		"%s+1", "%s-1", "NULL", "'x'", "x'00'", "''", "CAST(%s AS TEXT)", "CAST(%s AS BLOB)",
		"%s||'0'", "substr(%s, 2)", "substr(%s, 1, length(%s)-1)", "0", "1", "-%s",
		"x'01'||%s", "randomblob(length(%s))", "4294967296+%s", "%s||x'00'", "%s||' '", "1.5",
	};
	const char *w = way[roll(a, sizeof way / sizeof *way)];
	char *to = out;

	for (; *w; w++)
		if (w[0] == '%' && w[1] == 's') {
			to += sprintf(to, "\"%s\"", col);
			w++;
		} else {
			*to++ = *w;
		}
	*to = 0;
	return out;
}

/* Changes one column of one row; false if that changed nothing. */
static bool change_column(struct attempt *a, const char *table, const char *col, int64_t row)
{
	char to[300];

	other_value(a, col, to);
	say(a, "UPDATE %s SET %s=%s, row %lld", table, col, to, (long long)row);
	if (!run(a, "UPDATE %s SET \"%s\"=%s WHERE rowid=%lld AND (typeof(%s)<>typeof(\"%s\") OR"
	            " (%s) IS NOT \"%s\")", table, col, to, (long long)row, to, col, to, col))
		return false;
	return sqlite3_changes(a->h) == 1;
}

/* The change must be there once the column's affinity had its say: compared with the base. */
static bool truly_differs(struct attempt *a, const char *table)
{
	char path[200];
	int64_t n;

	snprintf(path, sizeof path, "ATTACH '%s' AS base", a->f->base);
	assert_true(tamper_sql(a->h, path));
	n = ask(a, "SELECT (SELECT count(*) FROM (SELECT rowid, * FROM main.%s EXCEPT SELECT rowid, *"
	           " FROM base.%s))", table, table);
	for (int i = 0; n == 0; i++) {               /* EXCEPT holds 1 and 1.0 equal, typeof does not */
		char col[64];

		if (!column_nth(a, table, i, col))
			break;
		n = ask(a, "SELECT count(*) FROM main.%s x JOIN base.%s y ON x.rowid=y.rowid WHERE"
		           " typeof(x.\"%s\")<>typeof(y.\"%s\")", table, table, col, col);
	}
	assert_true(tamper_sql(a->h, "DETACH base"));
	return n > 0;
}

static bool update_noun(struct attempt *a)
{
	char table[64], col[64];
	int64_t row;

	noun_any(a, roll(a, 3) == 0, table);
	column_any(a, table, col);
	row = row_any(a, table);
	expect_row(a, table, row);
	return change_column(a, table, col, row) && truly_differs(a, table);
}

/* Columns that say where a row belongs, not what it says; some are in no commitment. */
static bool update_pointer(struct attempt *a)
{
	static const char *const cols[] = { "until", "until", "leaf", "ix", "version", "area", "shard",
		"batch", "row" };
	const char *col = cols[roll(a, 9)];
	char table[64];
	int64_t row;

	noun_any(a, !strcmp(col, "until") || roll(a, 2), table);
	row = row_any(a, table);
	expect_row(a, table, row);
	return change_column(a, table, col, row) && truly_differs(a, table);
}

static bool update_system(struct attempt *a)
{
	static const char *const tables[] = { "leaf", "head", "seed", "seek_block", "schema_version" };
	const char *table = tables[roll(a, 5)];
	char col[64];
	int64_t row;

	column_any(a, table, col);
	row = row_any(a, table);
	if (!strcmp(table, "leaf")) {
		expect(a, " leaf %lld\n", (long long)row);
		expect(a, " head %lld\n", (long long)row + 1);
	} else if (!strcmp(table, "head")) {
		expect(a, " head %lld\n", (long long)row);
	} else if (!strcmp(table, "seed")) {
		expect(a, "(#%lld)",
			   (long long)ask(a, "SELECT id FROM seed WHERE rowid=%lld", (long long)row));
	} else if (!strcmp(table, "seek_block")) {
		expect(a, " seek_block ");
		expect(a, "verify-seek ");
	} else {
		expect(a, " schema_version\n");
		expect(a, " seek_block\n");
	}
	return change_column(a, table, col, row) && truly_differs(a, table);
}

/* ---- rows ---- */

static bool delete_noun(struct attempt *a)
{
	char table[64];
	int64_t row;

	noun_any(a, roll(a, 3) == 0, table);
	row = row_any(a, table);
	expect_row(a, table, row);
	say(a, "DELETE FROM %s, row %lld", table, (long long)row);
	return run(a, "DELETE FROM %s WHERE rowid=%lld", table, (long long)row);
}

static bool delete_system(struct attempt *a)
{
	static const char *const tables[] = { "leaf", "head", "seed", "seek_block", "schema_version" };
	const char *table = tables[roll(a, 5)];
	int64_t row = row_any(a, table);

	expect(a, " %s %lld\n", table, (long long)row);
	if (!strcmp(table, "seed"))
		expect(a, "(#%lld)",
			   (long long)ask(a, "SELECT id FROM seed WHERE rowid=%lld", (long long)row));
	if (!strcmp(table, "seek_block"))
		expect(a, "verify-seek");
	if (!strcmp(table, "schema_version"))
		expect(a, " schema_version\n");
	if (!strcmp(table, "leaf") || !strcmp(table, "head"))   /* the last one is what D.head shows */
		expect(a, "verify-rolled-back");
	say(a, "DELETE FROM %s, row %lld", table, (long long)row);
	return run(a, "DELETE FROM %s WHERE rowid=%lld", table, (long long)row);
}

static bool delete_with_history(struct attempt *a)
{
	char table[64];
	const struct entity *e = noun_any(a, true, table);
	int64_t id = ask(a, "SELECT id FROM %s WHERE rowid=%lld", table, (long long)row_any(a, table));

	expect(a, "(#%lld), version 1\n", (long long)id);
	say(a, "DELETE %s %lld with its history%s", e->name, (long long)id,
		roll(a, 2) ? " and seed" : "");
	if (strstr(a->did, "seed"))
		run(a, "DELETE FROM seed WHERE entity=%d AND id=%lld", e->tag, (long long)id);
	return run(a, "DELETE FROM %s WHERE id=%lld; DELETE FROM %s_h WHERE id=%lld", e->name,
	           (long long)id, e->name, (long long)id);
}

static bool insert_copy(struct attempt *a)
{
	char table[64];
	const struct entity *e = noun_any(a, roll(a, 3) == 0, table);
	int64_t row = row_any(a, table), id = 5000 + roll(a, 100000);

	expect(a, "(#%lld)", (long long)id);
	say(a, "INSERT INTO %s a copy of row %lld as %lld", table, (long long)row, (long long)id);
	if (roll(a, 2))
		run(a, "INSERT INTO seed(entity, id, seed) SELECT entity, %lld, seed FROM seed WHERE"
		       " entity=%d AND id=%lld", (long long)id, e->tag, (long long)row);
	return run(a, "CREATE TEMP TABLE t AS SELECT * FROM %s WHERE rowid=%lld; UPDATE t SET id=%lld;"
	              "INSERT INTO %s SELECT * FROM t", table, (long long)row, (long long)id, table);
}

static bool insert_system(struct attempt *a)
{
	int64_t n = ask(a, "SELECT count(*) FROM leaf");

	switch (roll(a, 5)) {
	case 0:
		expect(a, " leaf %lld\n", (long long)n);
		expect(a, " head %lld\n", (long long)n + 1);
		say(a, "INSERT INTO leaf a copy");
		return run(a,
				   "INSERT INTO leaf SELECT %lld, data, note, keys, hashes FROM leaf WHERE seq=%u",
				   (long long)n, roll(a, (uint32_t)n));
	case 1:
		expect(a, " head %lld\n", (long long)n + 1);
		say(a, "INSERT INTO head a copy");
		return run(a, "INSERT INTO head SELECT %lld, note FROM head WHERE size=%u",
				   (long long)n + 1, 1 + roll(a, (uint32_t)n));
	case 2:
		n = (int64_t)roll(a, 60) - 20;
		expect(a, "(#%lld)", (long long)n);
		say(a, "INSERT INTO seed %lld", (long long)n);
		return run(a, "INSERT INTO seed(entity, id, seed) VALUES(%u, %lld, randomblob(16))",
		           1 + roll(a, 3), (long long)n);
	case 3:
		expect(a, " seek_block ");
		expect(a, "verify-seek ");
		say(a, "INSERT INTO seek_block a copy");
		return run(a,
				   "INSERT INTO seek_block SELECT segment+%u, first, block, n, data FROM seek_block"
				   " WHERE rowid=%lld",
				   1 + roll(a, 3), (long long)row_any(a, "seek_block"));
	default:
		expect(a, " schema_version\n");
		say(a, "INSERT INTO schema_version");
		return run(a, "INSERT INTO schema_version VALUES(%u)", roll(a, 200));
	}
}

/* ---- two rows ---- */

static bool two_rows(struct attempt *a, char table[64], int64_t id[2])
{
	noun_any(a, false, table);
	id[0] = row_any(a, table);
	id[1] = row_any(a, table);
	expect(a, "(#%lld)", (long long)id[0]);
	return id[0] != id[1];
}

static bool swap_column(struct attempt *a, const char *table, const char *col, const int64_t id[2])
{
	say(a, "swap %s.%s of %lld and %lld", table, col, (long long)id[0], (long long)id[1]);
	return run(a, "CREATE TEMP TABLE t AS SELECT id, \"%s\" AS v FROM %s WHERE id IN (%lld, %lld);"
	              "UPDATE %s SET \"%s\"=(SELECT v FROM t WHERE t.id=%lld-%s.id)"
	              " WHERE id IN (%lld, %lld)", col, table, (long long)id[0], (long long)id[1],
	           table, col, (long long)(id[0] + id[1]), table, (long long)id[0], (long long)id[1]) &&
	       truly_differs(a, table);
}

static bool swap_sealed(struct attempt *a)
{
	const char *table = roll(a, 2) ? "person" : "household";
	int64_t id[2] = { row_any(a, table), row_any(a, table) };

	expect(a, "(#%lld)", (long long)id[0]);
	return id[0] != id[1] && swap_column(a, table, "sealed", id);
}

static bool swap_any_column(struct attempt *a)
{
	char table[64], col[64];
	int64_t id[2];

	if (!two_rows(a, table, id))
		return false;
	do
		column_any(a, table, col);
	while (!strcmp(col, "id"));
	return swap_column(a, table, col, id);
}

static bool swap_ids(struct attempt *a)
{
	char table[64];
	int64_t id[2];

	if (!two_rows(a, table, id))
		return false;
	say(a, "swap ids of %s %lld and %lld", table, (long long)id[0], (long long)id[1]);
	return run(a, "UPDATE %s SET id=-1 WHERE id=%lld; UPDATE %s SET id=%lld WHERE id=%lld;"
	              "UPDATE %s SET id=%lld WHERE id=-1", table, (long long)id[0], table,
	           (long long)id[0], (long long)id[1], table, (long long)id[1]);
}

/* ---- versions ---- */

/* A row's own older version back in its place: with the newer one left out, or moved to history. */
static bool older_version(struct attempt *a)
{
	char table[64];
	const struct entity *e = noun_any(a, true, table);
	int64_t row = row_any(a, table);
	int64_t id = ask(a, "SELECT id FROM %s WHERE rowid=%lld", table, (long long)row);
	int64_t version = ask(a, "SELECT version FROM %s WHERE rowid=%lld", table, (long long)row);
	bool exchange = roll(a, 2);

	expect(a, "(#%lld)", (long long)id);
	say(a, "%s %lld back to version %lld%s", e->name, (long long)id, (long long)version,
	    exchange ? ", the newer one into history" : " without what came after");
	if (!run(
			a,
			"CREATE TEMP TABLE o AS SELECT * FROM %s WHERE rowid=%lld;"
			"CREATE TEMP TABLE n AS SELECT *, (SELECT until FROM o) AS until FROM %s WHERE id=%lld;"
			"DELETE FROM %s WHERE id=%lld; ALTER TABLE o DROP COLUMN until;"
			"INSERT INTO %s SELECT * FROM o;",
			table, (long long)row, e->name, (long long)id, e->name, (long long)id, e->name))
		return false;
	if (exchange)
		return run(a, "DELETE FROM %s WHERE rowid=%lld; INSERT INTO %s SELECT * FROM n", table,
		           (long long)row, table);
	return run(a, "DELETE FROM %s WHERE id=%lld AND version>=%lld", table, (long long)id,
	           (long long)version);
}

static bool list_value(struct attempt *a)
{
	int64_t id = row_any(a, "list_value");

	expect(a, "list_value ");
	say(a, "list_value %lld", (long long)id);
	return run(a, "UPDATE list_value SET zh=zh||'甲', en=en||' A' WHERE id=%lld", (long long)id);
}

/* ---- the log ---- */

static void expect_cut(struct attempt *a)
{
	expect(a, "verify-rolled-back");
	a->worst = VERIFY_ROLLED_BACK;
}

/* The last leaves and heads gone; half of the time their rows are undone with them, so that nothing
 * inside the folder contradicts it. */
static bool cut_the_end(struct attempt *a)
{
	int64_t n = ask(a, "SELECT count(*) FROM leaf"), cut = n - 1 - roll(a, 15);
	bool undo = roll(a, 2);

	expect_cut(a);
	say(a, "cut leaves from %lld%s", (long long)cut, undo ? ", rows undone" : "");
	for (int i = 0; undo && i < a->f->m->n; i++) {
		const char *t = a->f->m->ent[i]->name;

		if (!run(
				a,
				"CREATE TEMP TABLE o AS SELECT h.* FROM %s_h h WHERE h.until>=%lld AND"
				" h.leaf<%lld; DELETE FROM %s WHERE leaf>=%lld; DELETE FROM %s_h WHERE until>=%lld;"
				"ALTER TABLE o DROP COLUMN until; INSERT INTO %s SELECT * FROM o; DROP TABLE o",
				t, (long long)cut, (long long)cut, t, (long long)cut, t, (long long)cut, t))
			return false;
	}
	return run(a, "DELETE FROM leaf WHERE seq>=%lld; DELETE FROM head WHERE size>%lld",
	           (long long)cut, (long long)cut);
}

static bool yesterdays_folder(struct attempt *a)
{
	expect_cut(a);
	say(a, "yesterday's folder");
	sqlite3_close(a->h);
	copy_file(a->f->old, a->f->work);
	assert_int_equal(sqlite3_open(a->f->work, &a->h), SQLITE_OK);
	return true;
}

static void be(unsigned char *p, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> (8 * (n - 1 - i)));
}

/* Commitment of the row as it is now, as the program makes it. */
static void commit_now(struct attempt *a, const struct entity *e, int64_t id, struct hash *out)
{
	const char *name[400];
	struct sql *q = ARENA_NEW(&a->f->d->cx.arena, struct sql);
	char text[160];
	struct stmt *s;
	struct db *db;
	bool row;

	snprintf(text, sizeof text, "SELECT * FROM %s WHERE id=%lld", e->name, (long long)id);
	*q = (struct sql){ "t.row", str_z(&a->f->d->cx.arena, str_of(text)), 0 };
	GOOD(a->f->d, db_open(&a->f->d->cx, a->f->work, DB_READ, &db));
	GOOD(a->f->d, db_stmt(&a->f->d->cx, db, q, &s));
	GOOD(a->f->d, stmt_step(&a->f->d->cx, s, &row));
	for (int i = 0; i < stmt_cols(s); i++)
		name[i] = stmt_col_name(s, i);
	store_commit(HASH_SHA256, e->tag, name, s, stmt_cols(s), out);
	stmt_done(s);
	db_close(db);
}

static void put_blob(struct attempt *a, const char *col, int64_t seq, const void *p, size_t n)
{
	char text[100];
	sqlite3_stmt *s;

	snprintf(text, sizeof text, "UPDATE leaf SET %s=?1 WHERE seq=%lld", col, (long long)seq);
	assert_int_equal(sqlite3_prepare_v2(a->h, text, -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_blob64(s, 1, p, n, SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	sqlite3_finalize(s);
}

static size_t get_blob(struct attempt *a, const char *col, int64_t seq, unsigned char *p,
					   size_t max)
{
	char text[100];
	sqlite3_stmt *s;
	size_t n;

	snprintf(text, sizeof text, "SELECT %s FROM leaf WHERE seq=%lld", col, (long long)seq);
	assert_int_equal(sqlite3_prepare_v2(a->h, text, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = (size_t)sqlite3_column_bytes(s, 0);
	assert_true(n <= max);
	memcpy(p, sqlite3_column_blob(s, 0), n);
	sqlite3_finalize(s);
	return n;
}

/* Somebody who knows the formats: changes a row, its commitment, and the sub-root above it, so that
 * only the signed heads can tell. */
static bool clever(struct attempt *a)
{
	static unsigned char keys[1 << 16], hashes[1 << 18], data[8192];
	const struct entity *e = entity_find(a->f->m, STR("household"));
	int64_t id = row_any(a, "household");
	int64_t leaf = ask(a, "SELECT leaf FROM household WHERE id=%lld", (long long)id);
	int64_t ix = ask(a, "SELECT ix FROM household WHERE id=%lld", (long long)id);
	struct rowkeys_iter it;
	struct frontier f;
	struct rowkey k;
	struct hash h;
	size_t nkeys, ndata, nhashes;
	uint32_t actor;

	if (!run(a, "UPDATE household SET members=members+1 WHERE id=%lld", (long long)id))
		return false;
	say(a, "household %lld, its commitment and sub-root", (long long)id);
	expect(a, " leaf %lld\n", (long long)leaf);
	commit_now(a, e, id, &h);
	nkeys = get_blob(a, "keys", leaf, keys, sizeof keys);
	nhashes = get_blob(a, "hashes", leaf, hashes, sizeof hashes);
	memcpy(hashes + ix * HASH_LEN, h.b, HASH_LEN);
	frontier_init(&f, HASH_SHA256);
	rowkeys_begin(&it, (struct str){ (char *)keys, nkeys });
	for (size_t i = 0; i < nhashes / HASH_LEN && rowkeys_next(&it, &k); i++) {
		unsigned char b[14 + HASH_LEN] = { 0, k.entity };

		be(b + 2, (uint64_t)k.id, 8);
		be(b + 10, (uint32_t)k.version, 4);
		memcpy(b + 14, hashes + i * HASH_LEN, HASH_LEN);
		digest_of(HASH_SHA256, b, sizeof b, h.b);
		frontier_add(&f, &h);
	}
	frontier_root(&f, &h);
	ndata = get_blob(a, "data", leaf, data, sizeof data);
	actor = (uint32_t)data[38] << 8 | data[39];
	memcpy(data + 40 + actor + 1 + 8 + 8 + 4, h.b, HASH_LEN);
	put_blob(a, "hashes", leaf, hashes, nhashes);
	put_blob(a, "data", leaf, data, ndata);
	return true;
}

/* ---- structure ---- */

static bool add_object(struct attempt *a)
{
	static const char *const texts[] = {
		"CREATE TABLE added(x)", "CREATE VIEW added AS SELECT * FROM household",
		"CREATE TRIGGER added AFTER UPDATE ON household BEGIN DELETE FROM seed; END",
		"CREATE INDEX added ON person(name)", "CREATE UNIQUE INDEX added ON work(id)",
		"CREATE VIRTUAL TABLE added USING fts5(x)",
	};

	expect(a, " added\n");
	say(a, "%s", texts[roll(a, 6)]);
	return run(a, "%s", a->did);
}

static bool drop_object(struct attempt *a)
{
	const char *type = roll(a, 2) ? "index" : "table";
	char text[200], name[64];
	sqlite3_stmt *s;

	snprintf(text, sizeof text, "SELECT name FROM sqlite_schema WHERE type='%s' AND sql IS NOT NULL"
	         " ORDER BY name", type);
	assert_int_equal(sqlite3_prepare_v2(a->h, text, -1, &s, NULL), SQLITE_OK);
	for (uint32_t i = roll(a, 20); sqlite3_step(s) == SQLITE_ROW; i--) {
		snprintf(name, sizeof name, "%s", (const char *)sqlite3_column_text(s, 0));
		if (i == 0)
			break;
	}
	sqlite3_finalize(s);
	expect(a, "verify-object-missing %s %s\n", type, name);
	if (!strcmp(name, "leaf") || !strcmp(name, "head"))
		expect(a, "verify-no-log");
	say(a, "DROP %s %s", type, name);
	return run(a, "DROP %s %s", type, name);
}

static bool edit_structure(struct attempt *a)
{
	char table[64];

	noun_any(a, false, table);
	switch (roll(a, 5)) {
	case 0:
		say(a, "PRAGMA user_version");
		expect(a, "verify-stamp");
		return run(a, "PRAGMA user_version=%u", 1 + roll(a, 1000));
	case 1:
		say(a, "PRAGMA application_id");
		expect(a, "verify-stamp");
		return run(a, "PRAGMA application_id=%u", 1 + roll(a, 1000));
	case 2:
		say(a, "a column more in %s", table);
		expect(a, "verify-object-changed %s: ", table);
		return run(a, "ALTER TABLE %s ADD COLUMN more BIGINT", table);
	case 3:
		say(a, "NOT NULL taken from %s", table);
		expect(a, "verify-object-changed %s: ", table);
		return run(a,
				   "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET"
				   " sql=replace(sql, 'leaf BIGINT NOT NULL', 'leaf BIGINT') WHERE name='%s'",
				   table);
	default:
		say(a, "a column of %s renamed", table);
		expect(a, "verify-object-changed %s: ", table);
		return run(a, "ALTER TABLE %s RENAME COLUMN batch TO batch2", table);
	}
}

/* ---- all tries ---- */

typedef bool attempt_fn(struct attempt *a);

static attempt_fn *const kinds[] = {
	update_noun, update_noun, update_noun, update_pointer, update_system, update_system,
	delete_noun,
	delete_system, delete_with_history, insert_copy, insert_system, swap_sealed, swap_any_column,
	swap_ids, older_version, older_version, list_value, cut_the_end, yesterdays_folder, clever,
	add_object, drop_object, edit_structure,
};

static void remove_work(const struct fix *f)
{
	static const char *const more[] = { "", "-wal", "-shm", "-journal" };
	char path[160];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", f->work, more[i]);
		remove(path);
	}
}

/* A try that changed nothing (a constraint forbade it, or it wrote what was there) is made again
 * with the next numbers. */
static void make_attempt(struct fix *f, struct attempt *a, uint64_t seed)
{
	for (uint64_t again = 0;; again++) {
		bool done;

		*a = (struct attempt){ .f = f,
							   .random = seed * 1000003 + again * UINT64_C(0xD1B54A32D192ED03) };
		remove_work(f);
		copy_file(f->base, f->work);
		assert_int_equal(sqlite3_open(f->work, &a->h), SQLITE_OK);
		sqlite3_exec(a->h, "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY", NULL, NULL, NULL);
		done = kinds[seed % (sizeof kinds / sizeof *kinds)](a);
		sqlite3_close(a->h);
		if (done)
			return;
	}
}

static bool named(const struct attempt *a, const struct heard *h)
{
	for (int i = 0; i < a->nname; i++)
		if (strstr(h->all, a->name[i]))
			return true;
	return false;
}

static void one_try(struct fix *f, int n)
{
	struct attempt a;

	make_attempt(f, &a, (uint64_t)n);
	listen(f->work, f->head, &f->heard);
	f->tries++;
	if (f->heard.n && named(&a, &f->heard) && f->heard.worst >= a.worst) {
		f->found++;
		return;
	}
	printf("try %d: %s\nshould name \"%s\", but verify says:\n%.2000s\n", n, a.did, a.name[0],
	       f->heard.n ? f->heard.all : "nothing");
}

static void test_every_tampering_is_found(void **state)
{
	struct fix *f = *state;
	const char *text = getenv("JZ_TAMPER");
	int n = text ? (int)strtol(text, NULL, 10) : 150;

	assert_true(n > 0);
	for (int i = 0; i < n; i++)
		one_try(f, i);
	assert_int_equal(f->found, f->tries);
}

static void test_untouched(void **state)
{
	struct fix *f = *state;

	listen(f->base, f->head, &f->heard);
	assert_string_equal(f->heard.all, "");
}

static struct fix fix;           /* main prints its counts after cmocka has printed its own */

static int setup(void **state)
{
	struct fix *f = *state = &fix;
	struct list_face none = { 0 };

	os_test_random(1);                       /* the same register, and the same tries, each time */
	os_test_clock(INT64_C(1767225600000));
	f->d = desk_open();
	snprintf(f->base, sizeof f->base, "%s.base", f->d->top);
	snprintf(f->old, sizeof f->old, "%s.old", f->d->top);
	snprintf(f->work, sizeof f->work, "%s.work", f->d->top);
	snprintf(f->head, sizeof f->head, "%s/D.head", f->d->top);
	fill_past(f->d, 24);
	GOOD(f->d, db_backup(&f->d->cx, f->d->r->db, f->old, NULL, NULL));
	change(f->d, "household", 2, "members", "7");
	change(f->d, "person", 2, "name", "张三丰");
	save(f->d);
	GOOD(f->d, register_publish(&f->d->cx, f->d->r));
	GOOD(f->d, db_backup(&f->d->cx, f->d->r->db, f->base, NULL, NULL));
	GOOD(f->d, entity_model(&f->d->cx, &f->d->cx.arena, &none, &f->m));
	GOOD(f->d, entity_setup(&f->d->cx, &f->d->cx.arena, f->m));
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	remove_work(f);
	remove(f->base);
	remove(f->old);
	desk_close(f->d);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_untouched), cmocka_unit_test(test_every_tampering_is_found),
	};
	int failed = cmocka_run_group_tests(tests, setup, teardown);

	printf("tamper %d/%d\n", fix.found, fix.tries);
	return failed;
}
