/* Rows written and read back: every noun, every kind of value, sealed and of packs; what is
 * committed, kept, refused; and a folder that is older than the program. */
#include "register_fix.h"

#include "entity/model_check.h"

static uint64_t seed = 20260101;

static uint64_t roll(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* ---- a shelf: a database with all tables, keys and a log ---- */

struct shelf {
	struct ctx cx;
	struct db *db;
	struct model *m;
	struct pack *pack;
	struct keyring keys;
	struct store st;
	char dir[64], path[96];
};

static void add_pack_fields(struct shelf *f)
{
	static const struct field text = {
		.name = "x_text", .type = FT_TEXT, .zh = "附加文字", .en = "Text"
	};
	static const struct field num = {
		.name = "x_num", .type = FT_INT, .zh = "附加数字", .en = "Number"
	};
	static const struct field sealed = {
		.name = "x_seal", .type = FT_TEXT, .flags = E_SEAL, .zh = "附加密封", .en = "Sealed"
	};

	for (int i = 0; i < f->m->n; i++) {
		const char *e = f->m->ent[i]->name;

		assert_int_equal(entity_add_field(&f->cx, &f->cx.arena, f->m, e, &text), OK);
		assert_int_equal(entity_add_field(&f->cx, &f->cx.arena, f->m, e, &num), OK);
		assert_int_equal(entity_add_field(&f->cx, &f->cx.arena, f->m, e, &sealed), OK);
	}
}

static struct shelf *shelf_open(enum hash_alg alg, bool packs)
{
	struct shelf *f = calloc(1, sizeof *f);
	struct list_face lists;
	char path[96];
	bool changed;

	ctx_init(&f->cx, (size_t)512 << 20);
	setenv("JINGZHUN_POLICY", "policy", 0);
	snprintf(f->dir, sizeof f->dir, "/tmp/jz-test-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/x.db", f->dir);
	snprintf(path, sizeof path, "%s/x.keys", f->dir);
	GOOD(f, pack_load(&f->cx, &f->cx.arena, "cn", &f->pack));
	GOOD(f, pack_list_face(&f->cx, &f->cx.arena, f->pack, &lists));
	GOOD(f, entity_model(&f->cx, &f->cx.arena, &lists, &f->m));
	if (packs)
		add_pack_fields(f);
	GOOD(f, entity_setup(&f->cx, &f->cx.arena, f->m));
	GOOD(f, keyring_create(&f->cx, path, alg, NULL, &f->keys));
	GOOD(f, db_open(&f->cx, f->path, DB_CREATE, &f->db));
	GOOD(f, migrate_up(&f->cx, f->db, journal_migrations, journal_migrations_n));
	GOOD(f, migrate_up(&f->cx, f->db, store_migrations, store_migrations_n));
	GOOD(f, db_begin(&f->cx, f->db));
	f->st = (struct store){ .m = f->m, .keys = &f->keys, .node = 3 };
	GOOD(f, journal_create(&f->cx, f->db, &f->keys, STR("node=3\n"), &f->st.j));
	GOOD(f, store_schema(&f->cx, f->db, f->m, &changed));
	assert_true(changed);
	GOOD(f, store_schema(&f->cx, f->db, f->m, &changed));
	assert_false(changed);
	GOOD(f, store_load(&f->cx, f->db, &f->st));
	GOOD(f, db_commit(&f->cx, f->db));
	return f;
}

static void shelf_close(struct shelf *f)
{
	static const char *const name[] = { "x.db", "x.db-wal", "x.db-shm", "x.keys" };
	char path[128];

	db_close(f->db);
	store_end(&f->st);
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		snprintf(path, sizeof path, "%s/%s", f->dir, name[i]);
		remove(path);
	}
	assert_int_equal(rmdir(f->dir), 0);
	keyring_wipe(&f->keys);
	ctx_free(&f->cx);
	free(f);
}

static const struct entity *noun_of(struct shelf *f, const char *name)
{
	const struct entity *e = entity_find(f->m, str_of(name));

	assert_non_null(e);
	return e;
}

/* A value that fits the type, as storage sees it; form is for cell to judge. */
static void fill(struct shelf *f, struct rec *r, unsigned full)
{
	for (int i = 0; i < r->e->nfield; i++) {
		const struct field *fd = &r->e->fields[i];
		char t[48];
		int n;

		if (roll() % 100 >= full)
			continue;
		n = snprintf(t, sizeof t, "%s%llu", roll() % 2 ? "文字" : "", (unsigned long long)roll());
		if (fd->column == SYS_AREA)
			rec_int(r, i, r->area = (int64_t)(roll() % 1000 + 1));
		else if (field_is_text(fd))
			rec_text(r, i, str_dup(&f->cx.arena, (struct str){ t, (size_t)n }));
		else
			rec_int(r, i, (int64_t)roll() >> roll() % 64);
	}
}

static void write_rec(struct shelf *f, const struct rec *r, const struct rec *old,
					  const struct family *fam)
{
	struct txn t;

	GOOD(f, db_begin(&f->cx, f->db));
	txn_begin(&t, &f->st, ACT_EDIT);
	GOOD(f, txn_rec(&f->cx, f->db, &t, r, old, fam));
	GOOD(f, txn_end(&f->cx, f->db, &t));
	GOOD(f, db_commit(&f->cx, f->db));
}

static void same_values(const struct rec *a, const struct rec *b)
{
	for (int i = 0; i < a->e->nfield; i++)
		if (!val_eq(&a->v[i], &b->v[i]))
			fail_msg("%s.%s differs", a->e->name, a->e->fields[i].name);
}

/* The commitment in the log is that of the row as the database holds it. */
static void committed(struct shelf *f, const struct entity *e, int64_t id, const struct sql *q)
{
	struct rowkey key;
	struct hash want, have;
	const char *names[512];
	struct stmt *s;
	bool row;
	int n;

	GOOD(f, db_stmt(&f->cx, f->db, q, &s));
	stmt_int(s, 1, id);
	GOOD(f, stmt_step(&f->cx, s, &row));
	assert_true(row);
	n = stmt_cols(s);
	for (int i = 0; i < n; i++)
		names[i] = stmt_col_name(s, i);
	store_commit(f->st.j.alg, e->tag, names, s, n, &have);
	GOOD(f, journal_row(&f->cx, f->db, (uint64_t)stmt_col_int(s, SYS_LEAF),
	                    (uint32_t)stmt_col_int(s, SYS_IX), &key, &want));
	assert_memory_equal(have.b, want.b, sizeof have.b);
	assert_int_equal(key.id, id);
	assert_int_equal(key.entity, e->tag);
	assert_int_equal(key.version, stmt_col_int(s, SYS_VERSION));
	stmt_done(s);
}

/* ---- stories ---- */

static void round_trip(enum hash_alg alg, bool packs)
{
	struct shelf *f = shelf_open(alg, packs);

	for (int k = 0; k < f->m->n; k++)
		for (int turn = 0; turn < 6; turn++) {
			const struct entity *e = f->m->ent[k];
			struct rec *r = rec_new(&f->cx.arena, e), *back, *next, *shut;
			struct family fam, again;

			r->id = store_new_id(&f->st, e);
			r->shard = 5;
			fill(f, r, turn == 0 ? 0 : turn == 1 ? 100 : 40);
			if (e->parent >= 0)             /* hangs on nothing: its seed is its own */
				r->v[e->parent] = (struct val){ VAL_NULL, 0, { 0 } };
			family_new(&f->st, r->id, &fam);
			write_rec(f, r, NULL, &fam);
			committed(f, e, r->id, &e->sql->load);
			GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &back));
			assert_int_equal(back->version, 1);
			assert_int_equal(ID_NODE(back->id), 3);
			GOOD(f, family_load(&f->cx, f->db, &f->st, e, r->id, &again));
			assert_int_equal(again.known, e->has_sealed || e->flags & ENT_SEED);
			GOOD(f, store_open(&f->cx, &f->cx.arena, &f->st, &again, back));
			assert_true(back->opened);
			same_values(r, back);
			/* a second version */
			next = rec_new(&f->cx.arena, e);
			next->id = r->id;
			next->shard = 5;
			fill(f, next, 50);
			if (e->parent >= 0)
				next->v[e->parent] = (struct val){ VAL_NULL, 0, { 0 } };
			write_rec(f, next, back, &again);
			committed(f, e, r->id, &e->sql->load);
			committed(f, e, r->id, &e->sql->history);
			GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &shut));
			assert_int_equal(shut->version, 2);
			GOOD(f, store_open(&f->cx, &f->cx.arena, &f->st, &again, shut));
			same_values(next, shut);
		}
	shelf_close(f);
}

static void every_noun_comes_back_as_it_went(void **state)
{
	(void)state;
	round_trip(HASH_SHA256, false);
}

static void fields_of_packs_and_the_other_profile_too(void **state)
{
	(void)state;
	round_trip(HASH_SM3, true);
}

static void without_keys_sealed_values_stay_shut(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "household");
	struct rec *r = rec_new(&f->cx.arena, e), *back;
	struct store blind = f->st;
	struct family fam;
	struct prow p;

	(void)state;
	r->id = store_new_id(&f->st, e);
	rec_text(r, HOUSEHOLD_no, STR("1"));
	rec_text(r, HOUSEHOLD_phone, STR("13800001234"));
	family_new(&f->st, r->id, &fam);
	write_rec(f, r, NULL, &fam);
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &back));
	blind.keys = NULL;
	GOOD(f, family_load(&f->cx, f->db, &blind, e, r->id, &fam));
	GOOD(f, store_open(&f->cx, &f->cx.arena, &blind, &fam, back));
	assert_false(back->opened);
	assert_false(rec_has(back, HOUSEHOLD_phone));
	assert_true(str_eqz(back->v[HOUSEHOLD_no].s, "1"));
	/* nothing may be written over what cannot be read: it would be lost */
	GOOD(f, family_load(&f->cx, f->db, &f->st, e, r->id, &fam));
	REFUSED(f, store_prepare(&f->cx, &f->cx.arena, &f->st, back, back, &fam, &p), ERR_DENIED,
			"keys-needed");
	/* nor anything sealed without a key, or with that of a family that was erased */
	REFUSED(f, store_prepare(&f->cx, &f->cx.arena, &blind, r, NULL, &fam, &p), ERR_DENIED,
			"keys-needed");
	REFUSED(f, store_prepare(&f->cx, &f->cx.arena, &f->st, r, NULL, NULL, &p), ERR_DENIED,
			"keys-needed");
	GOOD(f, family_load(&f->cx, f->db, &f->st, e, 999, &fam));
	assert_false(fam.known);
	REFUSED(f, store_prepare(&f->cx, &f->cx.arena, &f->st, r, NULL, &fam, &p), ERR_DENIED,
			"keys-needed");
	shelf_close(f);
}

static void sealed_bytes_open_in_their_place_only(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "household");
	struct rec *r[2], *back;
	struct family fam[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		r[i] = rec_new(&f->cx.arena, e);
		r[i]->id = store_new_id(&f->st, e);
		rec_text(r[i], HOUSEHOLD_phone, i ? STR("13900001234") : STR("13800001234"));
		family_new(&f->st, r[i]->id, &fam[i]);
		write_rec(f, r[i], NULL, &fam[i]);
	}
	GOOD(f, db_exec_schema(&f->cx, f->db,
						   "UPDATE household SET sealed=(SELECT sealed FROM household h"
						   " WHERE h.id<>household.id LIMIT 1)"));
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r[0]->id, &back));
	REFUSED(f, store_open(&f->cx, &f->cx.arena, &f->st, &fam[0], back), ERR_TAMPER,
			"sealed-unreadable");
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r[0]->id, &back));
	REFUSED(f, store_open(&f->cx, &f->cx.arena, &f->st, &fam[1], back), ERR_TAMPER,
			"sealed-unreadable");
	shelf_close(f);
}

/* Each noun counts its own ids: person 1 lives in household 1, and has no seed for that. */
static void a_member_with_its_households_number_has_no_seed(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *hh = noun_of(f, "household"), *pe = noun_of(f, "person");
	struct rec *h = rec_new(&f->cx.arena, hh), *p = rec_new(&f->cx.arena, pe), *back;
	struct family fam, own;

	(void)state;
	h->id = store_new_id(&f->st, hh);
	p->id = store_new_id(&f->st, pe);
	assert_int_equal(h->id, p->id);
	family_new(&f->st, h->id, &fam);
	write_rec(f, h, NULL, &fam);
	rec_int(p, PERSON_household, h->id);
	rec_text(p, PERSON_idno, STR("11010519491231002X"));
	write_rec(f, p, NULL, &fam);
	GOOD(f, family_load(&f->cx, f->db, &f->st, pe, p->id, &own));
	assert_false(own.known);
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, pe, p->id, &back));
	GOOD(f, store_open(&f->cx, &f->cx.arena, &f->st, &fam, back));
	same_values(p, back);
	shelf_close(f);
}

static int64_t number(struct shelf *f, const char *text)
{
	struct sql *q = ARENA_NEW(&f->cx.arena, struct sql);
	struct stmt *s;
	bool row;
	int64_t n;

	*q = (struct sql){ "test.number", text, SQL_SCAN_OK };
	GOOD(f, db_stmt(&f->cx, f->db, q, &s));
	GOOD(f, stmt_step(&f->cx, s, &row));
	n = stmt_col_int(s, 0);
	stmt_done(s);
	return n;
}

static void what_was_stays_with_the_leaf_that_ended_it(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "setting");
	struct rec *r = rec_new(&f->cx.arena, e), *one, *two;
	struct txn t;
	int64_t leaf;

	(void)state;
	r->id = store_new_id(&f->st, e);
	rec_text(r, SETTING_key, STR("k"));
	rec_text(r, SETTING_value, STR("1"));
	write_rec(f, r, NULL, NULL);
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &one));
	leaf = (int64_t)journal_next(&f->st.j);
	rec_text(r, SETTING_value, STR("2"));
	write_rec(f, r, one, NULL);
	assert_int_equal(number(f, "SELECT until FROM setting_h"), leaf);
	assert_int_equal(number(f, "SELECT value FROM setting_h"), 1);
	assert_int_equal(number(f, "SELECT leaf FROM setting"), leaf);
	/* somebody who still holds version 1 comes too late */
	GOOD(f, db_begin(&f->cx, f->db));
	txn_begin(&t, &f->st, ACT_EDIT);
	REFUSED(f, txn_rec(&f->cx, f->db, &t, r, one, NULL), ERR_CONFLICT, "row-changed-meanwhile");
	txn_drop(&t);
	db_rollback(f->db);
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &two));
	assert_int_equal(two->version, 2);
	assert_int_equal(number(f, "SELECT count(*) FROM setting_h"), 1);
	/* nothing to say: no leaf */
	leaf = (int64_t)journal_next(&f->st.j);
	txn_begin(&t, &f->st, (enum action)0);
	GOOD(f, txn_end(&f->cx, f->db, &t));
	assert_int_equal(journal_next(&f->st.j), leaf);
	shelf_close(f);
}

static void an_old_folder_learns_columns_and_indexes(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "household");
	struct rec *r = rec_new(&f->cx.arena, e), *back;
	struct family fam;
	bool changed;

	(void)state;
	/* as a program made it that knew neither the field, nor its index, nor a whole noun */
	GOOD(f, db_exec_schema(
				&f->cx, f->db,
				"DROP INDEX household_no; ALTER TABLE household DROP COLUMN no;"
				" ALTER TABLE household_h DROP COLUMN no; ALTER TABLE household DROP COLUMN remark;"
				" DROP TABLE post; DROP TABLE post_h;"));
	GOOD(f, store_schema(&f->cx, f->db, f->m, &changed));
	assert_true(changed);
	assert_int_equal(number(f, "SELECT count(*) FROM sqlite_schema WHERE name IN"
	                        " ('household_no', 'post', 'post_h', 'post_person')"), 4);
	r->id = store_new_id(&f->st, e);
	family_new(&f->st, r->id, &fam);
	fill(f, r, 100);
	write_rec(f, r, NULL, &fam);
	GOOD(f, store_get(&f->cx, f->db, &f->cx.arena, e, r->id, &back));
	GOOD(f, store_open(&f->cx, &f->cx.arena, &f->st, &fam, back));
	same_values(r, back);
	committed(f, e, r->id, &e->sql->load);
	GOOD(f, store_schema(&f->cx, f->db, f->m, &changed));
	assert_false(changed);
	shelf_close(f);
}

static void a_new_column_changes_no_commitment(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "village");
	struct rec *r = rec_new(&f->cx.arena, e);
	struct family fam;
	struct sql all = { "test.village", "SELECT * FROM village WHERE id=$1", 0 };

	(void)state;
	r->id = store_new_id(&f->st, e);
	family_new(&f->st, r->id, &fam);
	fill(f, r, 60);
	write_rec(f, r, NULL, &fam);
	GOOD(f, db_exec_schema(&f->cx, f->db, "ALTER TABLE village ADD COLUMN later TEXT"));
	committed(f, e, r->id, &all);
	shelf_close(f);
}

static void ids_go_on_after_the_largest_of_this_node(void **state)
{
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *e = noun_of(f, "setting");
	struct store again = f->st;
	struct rec *r = rec_new(&f->cx.arena, e);

	(void)state;
	for (int i = 0; i < 5; i++) {
		r->id = store_new_id(&f->st, e);
		write_rec(f, r, NULL, NULL);
	}
	r->id = INT64_C(9) << ID_SEQ_BITS | 77;         /* a row of another node */
	write_rec(f, r, NULL, NULL);
	GOOD(f, store_load(&f->cx, f->db, &again));
	assert_int_equal(store_new_id(&again, e), (INT64_C(3) << ID_SEQ_BITS) + 6);
	again.node = 9;
	GOOD(f, store_load(&f->cx, f->db, &again));
	assert_int_equal(store_new_id(&again, e), (INT64_C(9) << ID_SEQ_BITS) + 78);
	again.node = 0;
	GOOD(f, store_load(&f->cx, f->db, &again));
	assert_int_equal(store_new_id(&again, e), 1);
	shelf_close(f);
}

/* What comes of a number that was taken: free again, or gone. */
static void numbers_that_people_count_have_no_gaps(void **state)
{
	static const struct { enum err e; bool dry, kept; } end[] = {
		{ ERR_CONFLICT, false, false }, { ERR_INPUT, true, false }, { OK, true, false },
		{ OK, false, true }, { ERR_UNKNOWN, false, true }, { ERR_UNKNOWN, true, true },
	};
	struct shelf *f = shelf_open(HASH_SHA256, false);
	const struct entity *one = noun_of(f, "meeting"), *other = noun_of(f, "vote");

	(void)state;
	for (size_t i = 0; i < sizeof end / sizeof *end; i++)
		for (int both = 0; both < 2; both++) {
			struct numbers n;
			int64_t a, b;

			store_numbers(&f->st, one->tag, both ? other->tag : 0, &n);
			a = store_new_id(&f->st, one);
			b = store_new_id(&f->st, other);
			assert_int_equal(store_new_id(&f->st, other), b + 1);
			assert_int_equal(store_numbers_end(&n, end[i].e, end[i].dry), end[i].e);
			assert_int_equal(store_new_id(&f->st, one), end[i].kept ? a + 1 : a);
			assert_int_equal(store_new_id(&f->st, other), both && !end[i].kept ? b : b + 2);
		}
	shelf_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_noun_comes_back_as_it_went),
		cmocka_unit_test(fields_of_packs_and_the_other_profile_too),
		cmocka_unit_test(without_keys_sealed_values_stay_shut),
		cmocka_unit_test(sealed_bytes_open_in_their_place_only),
		cmocka_unit_test(a_member_with_its_households_number_has_no_seed),
		cmocka_unit_test(what_was_stays_with_the_leaf_that_ended_it),
		cmocka_unit_test(an_old_folder_learns_columns_and_indexes),
		cmocka_unit_test(a_new_column_changes_no_commitment),
		cmocka_unit_test(ids_go_on_after_the_largest_of_this_node),
		cmocka_unit_test(numbers_that_people_count_have_no_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
