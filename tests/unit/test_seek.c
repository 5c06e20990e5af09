/* Search keys: whatever was put in, in whatever portions, is found, and nothing else; compared with
 * a plain list of everything. */
#include "register_fix.h"

#include "crypto/gram.h"
#include "entity/seek.h"

struct all { struct seek_entry *e; size_t n; };

struct shelf {
	struct ctx cx;
	struct db *db;
	char dir[64], path[96];
	struct all all;
	uint64_t s;
};

static struct shelf *shelf_open(void)
{
	struct shelf *f = calloc(1, sizeof *f);

	ctx_init(&f->cx, (size_t)512 << 20);
	snprintf(f->dir, sizeof f->dir, "/tmp/jz-test-seek-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/x.db", f->dir);
	assert_int_equal(db_open(&f->cx, f->path, DB_CREATE, &f->db), OK);
	assert_int_equal(migrate_up(&f->cx, f->db, store_migrations, store_migrations_n), OK);
	f->all.e = malloc(400000 * sizeof *f->all.e);
	f->s = 88172645463325252ull;
	return f;
}

static void shelf_close(struct shelf *f)
{
	char t[128];

	db_close(f->db);
	remove(f->path);
	snprintf(t, sizeof t, "%s-wal", f->path);
	remove(t);
	snprintf(t, sizeof t, "%s-shm", f->path);
	remove(t);
	assert_int_equal(rmdir(f->dir), 0);
	free(f->all.e);
	ctx_free(&f->cx);
	free(f);
}

static uint64_t roll(struct shelf *f)
{
	f->s ^= f->s << 13;
	f->s ^= f->s >> 7;
	f->s ^= f->s << 17;
	return f->s;
}

/* One portion; the model keeps a copy. */
static void put(struct shelf *f, struct seek_entry *e, size_t n)
{
	assert_true(f->all.n + n <= 400000);
	memcpy(f->all.e + f->all.n, e, n * sizeof *e);
	f->all.n += n;
	assert_int_equal(db_begin(&f->cx, f->db), OK);
	assert_int_equal(seek_add(&f->cx, f->db, e, n), OK);
	assert_int_equal(db_commit(&f->cx, f->db), OK);
}

static int cmp(const void *x, const void *y)
{
	const struct seek_entry *a = x, *b = y;

	return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->id > b->id) - (a->id < b->id);
}

static int64_t count(struct shelf *f, const char *text)
{
	struct sql *q = ARENA_NEW(&f->cx.arena, struct sql);
	struct stmt *s;
	bool row;
	int64_t n;

	*q = (struct sql){ "test.count", text, SQL_SCAN_OK };
	assert_int_equal(db_stmt(&f->cx, f->db, q, &s), OK);
	assert_int_equal(stmt_step(&f->cx, s, &row), OK);
	n = stmt_col_int(s, 0);
	stmt_done(s);
	return n;
}

static enum err keep(void *arg, int64_t id)
{
	struct all *a = arg;

	a->e[a->n++] = (struct seek_entry){ 0, id };
	return OK;
}

/* Everything under a key, as the model has it: equal as multisets. */
static void same_under(struct shelf *f, uint64_t key)
{
	struct all got = { calloc(f->all.n + 1, sizeof *got.e), 0 };
	struct all want = { calloc(f->all.n + 1, sizeof *want.e), 0 };

	assert_int_equal(seek_find(&f->cx, f->db, key, 1000000, keep, &got), OK);
	for (size_t i = 0; i < f->all.n; i++)
		if (f->all.e[i].key == key)
			want.e[want.n++] = (struct seek_entry){ 0, f->all.e[i].id };
	assert_int_equal(got.n, want.n);
	qsort(got.e, got.n, sizeof *got.e, cmp);
	qsort(want.e, want.n, sizeof *want.e, cmp);
	if (got.n)
		assert_memory_equal(got.e, want.e, got.n * sizeof *got.e);
	free(got.e);
	free(want.e);
}

static enum err walked(void *arg, const struct seek_entry *e, size_t n)
{
	struct all *a = arg;

	memcpy(a->e + a->n, e, n * sizeof *e);
	a->n += n;
	return OK;
}

static void same_between(struct shelf *f, uint64_t lo, uint64_t hi)
{
	struct all got = { calloc(f->all.n + 1, sizeof *got.e), 0 };
	struct all want = { calloc(f->all.n + 1, sizeof *want.e), 0 };

	assert_int_equal(seek_walk(&f->cx, f->db, lo, hi, walked, &got), OK);
	for (size_t i = 0; i < f->all.n; i++)
		if (f->all.e[i].key >= lo && f->all.e[i].key <= hi)
			want.e[want.n++] = f->all.e[i];
	assert_int_equal(got.n, want.n);
	qsort(got.e, got.n, sizeof *got.e, cmp);
	qsort(want.e, want.n, sizeof *want.e, cmp);
	if (got.n)
		assert_memory_equal(got.e, want.e, got.n * sizeof *got.e);
	free(got.e);
	free(want.e);
}

/* ---- stories ---- */

static void what_was_put_in_portions_is_found_whole(void **state)
{
	struct shelf *f = shelf_open();
	struct seek_entry e[3000];

	(void)state;
	for (int turn = 0; turn < 300; turn++) {
		size_t n = turn % 50 == 49 ? 3000 : roll(f) % 40;

		for (size_t i = 0; i < n; i++)
			e[i] =
				(struct seek_entry){ seek_key((uint8_t)(2 + roll(f) % 2), SEEK_NAME, roll(f) % 500),
									 (int64_t)(roll(f) % 2000 + 1) };
		put(f, e, n);
		if (turn % 60 == 5)
			for (uint64_t k = 0; k < 500; k += 17)
				same_under(f, seek_key(2, SEEK_NAME, k));
	}
	for (uint64_t k = 0; k < 502; k += 5) {
		same_under(f, seek_key(2, SEEK_NAME, k));
		same_under(f, seek_key(3, SEEK_NAME, k));
	}
	same_under(f, seek_key(2, SEEK_PAIR, 3));               /* none */
	same_between(f, 0, ~UINT64_C(0) >> 1);
	same_between(f, seek_key(2, SEEK_NAME, 100), seek_key(2, SEEK_NAME, 133));
	same_between(f, seek_key(2, SEEK_NAME, 499), seek_key(3, SEEK_NAME, 0));
	/* three hundred transactions left few segments: sixteen become one */
	assert_in_range(count(f, "SELECT count(DISTINCT segment) FROM seek_block"), 2, 32);
	assert_int_equal(count(f, "SELECT sum(n) FROM seek_block"), (int64_t)f->all.n);
	shelf_close(f);
}

static void keys_may_be_anything(void **state)
{
	struct shelf *f = shelf_open();
	static struct seek_entry e[20000];

	(void)state;
	for (int turn = 0; turn < 3; turn++) {                  /* the radix sort, and full key range */
		for (size_t i = 0; i < 20000; i++)
			e[i] = (struct seek_entry){ roll(f) >> (11 + roll(f) % 50),
										(int64_t)(roll(f) >> (11 + roll(f) % 40)) };
		e[0] = (struct seek_entry){ 0, 1 };
		e[1] = (struct seek_entry){ (UINT64_C(1) << 53) - 1, (INT64_C(1) << 53) - 1 };
		put(f, e, 20000);
	}
	same_between(f, 0, ~UINT64_C(0) >> 1);
	for (size_t i = 0; i < f->all.n; i += 2500)
		same_under(f, f->all.e[i].key);
	same_under(f, 0);
	same_under(f, (UINT64_C(1) << 53) - 1);
	shelf_close(f);
}

static void a_name_that_everybody_has_fills_many_blocks(void **state)
{
	struct shelf *f = shelf_open();
	static struct seek_entry e[60000];
	uint64_t k = seek_key(3, SEEK_NAME, 77);
	struct all few = { calloc(10, sizeof *few.e), 0 };

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < 60000; i++)
			e[i] = (struct seek_entry){ i % 100 == 0   ? k - 1
										: i % 100 == 1 ? k + 1
													   : k,
										(int64_t)roll(f) >> 12 & 0xFFFFFFF };
		put(f, e, 60000);
	}
	assert_true(count(f, "SELECT count(*) FROM seek_block") > 64);
	same_under(f, k);
	same_under(f, k - 1);
	same_under(f, k + 1);
	assert_int_equal(seek_find(&f->cx, f->db, k, 7, keep, &few), OK);
	assert_int_equal(few.n, 7);
	free(few.e);
	shelf_close(f);
}

static void all_keys_must_agree(void **state)
{
	struct shelf *f = shelf_open();
	struct seek_entry e[3000];
	uint64_t key[3] = { seek_key(3, SEEK_PAIR, 1), seek_key(3, SEEK_PAIR, 2),
						seek_key(3, SEEK_PAIR, 3) };
	int64_t *id;
	int n, want = 0;

	(void)state;
	for (int turn = 0; turn < 20; turn++) {
		size_t k = 0;

		for (int64_t i = turn * 50; i < turn * 50 + 50; i++)
			for (int j = 0; j < 3; j++)
				if (i % (j + 2) == 0)
					e[k++] = (struct seek_entry){ key[j], i + 1 };
		e[k] = e[0];                                    /* an id that changed there and back */
		put(f, e, k + 1);
	}
	for (int i = 0; i < 1000; i++)
		want += i % 2 == 0 && i % 3 == 0 && i % 4 == 0;
	assert_int_equal(seek_all(&f->cx, f->db, key, 3, 100000, &id, &n), OK);
	assert_int_equal(n, want);
	for (int i = 0; i < n; i++)
		assert_int_equal(id[i], i * 12 + 1);
	assert_int_equal(seek_all(&f->cx, f->db, key, 3, 5, &id, &n), OK);
	assert_int_equal(n, 5);
	key[1] = seek_key(3, SEEK_PAIR, 99);
	assert_int_equal(seek_all(&f->cx, f->db, key, 3, 5, &id, &n), OK);
	assert_int_equal(n, 0);
	shelf_close(f);
}

struct twins { int groups, ids, largest; uint64_t last; };

static enum err twin(void *arg, uint64_t key, const int64_t *ids, int n)
{
	struct twins *t = arg;

	assert_true(n > 1 && key > t->last);
	for (int i = 1; i < n; i++)
		assert_true(ids[i] > ids[i - 1]);
	t->last = key;
	t->groups++;
	t->ids += n;
	t->largest = n > t->largest ? n : t->largest;
	return OK;
}

static void rows_that_share_a_key_are_twins(void **state)
{
	struct shelf *f = shelf_open();
	static struct seek_entry e[20000];
	struct twins t = { 0 };

	(void)state;
	/* numbers 0..9999 once; every hundredth again for another row, every tenth for the same row */
	for (size_t i = 0; i < 10000; i++)
		e[i] = (struct seek_entry){ seek_key(3, SEEK_ID, i * 7919), (int64_t)i + 1 };
	put(f, e, 10000);
	for (size_t i = 0; i < 1000; i++)
		e[i] = (struct seek_entry){ seek_key(3, SEEK_ID, i * 10 * 7919), (int64_t)(i * 10 + 1) };
	put(f, e, 1000);
	for (size_t i = 0; i < 100; i++)
		e[i] = (struct seek_entry){ seek_key(3, SEEK_ID, i * 100 * 7919), (int64_t)(20000 + i) };
	put(f, e, 100);
	for (size_t i = 0; i < 1000; i++) /* one telephone in a thousand households */
		e[i] = (struct seek_entry){ seek_key(3, SEEK_PHONE, 5), (int64_t)i + 1 };
	put(f, e, 1000);
	assert_int_equal(seek_twins(&f->cx, f->db, seek_key(3, SEEK_ID, 0),
								seek_key(3, SEEK_ID, ~UINT64_C(0)), twin, &t),
					 OK);
	assert_int_equal(t.groups, 100);
	assert_int_equal(t.ids, 200);
	t = (struct twins){ 0 };
	assert_int_equal(seek_twins(&f->cx, f->db, seek_key(3, SEEK_PHONE, 0),
	                            seek_key(3, SEEK_PHONE, ~UINT64_C(0)), twin, &t), OK);
	assert_int_equal(t.groups, 1);
	assert_int_equal(t.largest, 1000);
	shelf_close(f);
}

static void a_broken_block_is_said_to_be_broken(void **state)
{
	static const char *const harm[] = {
		"UPDATE seek_block SET data=zeroblob(3)",
		"UPDATE seek_block SET data=x'FFFFFFFFFFFFFFFFFFFFFFFF'",
		"UPDATE seek_block SET data=zeroblob(9000000)",
		"UPDATE seek_block SET n=-1",
		"UPDATE seek_block SET n=2000000000",
		"UPDATE seek_block SET data=''",
	};

	(void)state;
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		struct shelf *f = shelf_open();
		struct seek_entry e[100];
		struct all got = { calloc(1000, sizeof *got.e), 0 };

		for (int k = 0; k < 100; k++)
			e[k] = (struct seek_entry){ seek_key(2, SEEK_NO, (uint64_t)k), k + 1 };
		put(f, e, 100);
		assert_int_equal(db_exec_schema(&f->cx, f->db, harm[i]), OK);
		assert_int_equal(seek_find(&f->cx, f->db, seek_key(2, SEEK_NO, 99), 10, keep, &got),
						 ERR_TAMPER);
		free(got.e);
		shelf_close(f);
	}
}

static void a_row_has_the_keys_of_its_numbers_and_names(void **state)
{
	struct desk *d = desk_open();
	const struct entity *e = noun(d, "person");
	struct val *col = arena_array(&d->cx.arena, (size_t)e->sql->ncol, sizeof *col);
	struct gram g[GRAM_MAX];
	uint64_t key[SEEK_MAX];
	int n, grams = gram_of_name(STR("王小明"), g);
	bool found = false;

	(void)state;
	assert_int_equal(seek_of_row(e, col, key), 0);
	col[e->fields[PERSON_no].column] = (struct val){ VAL_TEXT, 0, STR("P1") };
	col[e->fields[PERSON_name].column] = (struct val){ VAL_TEXT, 0, STR("王小明") };
	n = seek_of_row(e, col, key);
	assert_int_equal(n, 1 + grams);
	for (int i = 0; i < n; i++)
		found |= key[i] == seek_key(e->tag, SEEK_NO, seek_hash_text(STR("P1")));
	assert_true(found);
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_in_portions_is_found_whole),
		cmocka_unit_test(keys_may_be_anything),
		cmocka_unit_test(a_name_that_everybody_has_fills_many_blocks),
		cmocka_unit_test(all_keys_must_agree),
		cmocka_unit_test(rows_that_share_a_key_are_twins),
		cmocka_unit_test(a_broken_block_is_said_to_be_broken),
		cmocka_unit_test(a_row_has_the_keys_of_its_numbers_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
