/* The journal: frozen bytes, honest use, and proofs a stranger can check. */
#include "journal_fix.h"

static const struct sql q_leaf_del = { "j.del", "DELETE FROM leaf WHERE seq>=$1 AND seq<$2",
	SQL_WRITE };

/* ---- bytes that are frozen ---- */

static void test_golden_bytes_of_a_leaf(void **state)
{
	static const char want[] =
		"4a5a4c31" "000102030405060708090a0b0c0d0e0f" "0000000000000102" "0000018bcfe56800"
		"0008"
		"0005" "636c693a30" "07" "001fffffffffffff" "0000000000000003" "00000002"
		"1111111111111111111111111111111111111111111111111111111111111111"
		"22222222222222222222222222222222"
		"3333333333333333333333333333333333333333333333333333333333333333"
		"00000003" "613d62";
	unsigned char id[16], salt[16], id2[16], salt2[16];
	struct hash commit, commit2;
	struct leaf l = { .seq = 258, .time_ms = 1700000000000, .action = ACT_EDIT, .actor =
		STR("cli:0"),
		.object = 7, .object_id = 9007199254740991, .batch = 3, .rows = 2, .extra =
			STR("a=b") }, back;
	struct buf data BUF_AUTO = { 0 }, hex BUF_AUTO = { 0 };

	(void)state;
	for (int i = 0; i < 16; i++)
		id[i] = (unsigned char)i;
	memset(l.subroot.b, 0x11, HASH_LEN);
	memset(salt, 0x22, sizeof(salt));
	memset(commit.b, 0x33, HASH_LEN);
	buf_init(&data, 1000);
	buf_init(&hex, 2000);
	leaf_encode(&data, &l, id, salt, &commit);
	hex_put(&hex, data.p, data.n);
	assert_string_equal(hex.p, want);
	assert_true(leaf_decode(buf_str(&data), &back, id2, salt2, &commit2));
	assert_memory_equal(id, id2, 16);
	assert_memory_equal(salt, salt2, 16);
	assert_memory_equal(commit.b, commit2.b, HASH_LEN);
	assert_true(back.seq == l.seq && back.time_ms == l.time_ms && back.action == l.action);
	assert_true(back.object == 7 && back.object_id == l.object_id && back.batch == 3);
	assert_true(back.rows == 2 && str_eq(back.actor, l.actor) && str_eq(back.extra, l.extra));
	for (size_t n = 0; n < data.n; n++)              /* every cut is refused */
		assert_false(leaf_decode(str_sub(buf_str(&data), 0, n), &back, id2, salt2,
			&commit2));
	buf_addc(&data, 'x');
	assert_false(leaf_decode(buf_str(&data), &back, id2, salt2, &commit2));
}

static void test_golden_row_hash_and_note(void **state)
{
	struct rowkey key = { 2, 9007199254740991, 5 };
	struct hash row, h;
	unsigned char bytes[46] = { 0, 2, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 5 };
	unsigned char want[HASH_LEN], salt[16] = { 9 };
	unsigned char note[1 + 16 + 2] = { 2, 9, [17] = 'o', [18] = 'k' };

	(void)state;
	memset(row.b, 0xab, HASH_LEN);
	memcpy(bytes + 14, row.b, HASH_LEN);
	digest_of(HASH_SM3, bytes, sizeof(bytes), want);
	leaf_row_hash(HASH_SM3, &key, &row, &h);
	assert_memory_equal(h.b, want, HASH_LEN);
	digest_of(HASH_SHA256, note, sizeof(note), want);
	leaf_note_commit(HASH_SHA256, salt, STR("ok"), &h);
	assert_memory_equal(h.b, want, HASH_LEN);
}

static void test_row_keys_pack_and_unpack(void **state)
{
	static const struct rowkey few[] = { { 1, 100, 1 }, { 1, 101, 1 }, { 1, 102, 1 }, { 2, 103,
		1 },
		{ 2, 50, 300 } };
	static const char want[] = "01c8010301" "02000101" "02" "6b" "01" "ac02";
	struct rowkey key[1000], got;
	struct rowkeys_iter it;
	struct buf b BUF_AUTO = { 0 }, hex BUF_AUTO = { 0 };

	(void)state;
	buf_init(&b, 100000);
	buf_init(&hex, 200);
	rowkeys_pack(&b, few, 5);
	hex_put(&hex, b.p, b.n);
	assert_string_equal(hex.p, want);
	srand(7);
	for (int round = 0; round < 50; round++) {
		int64_t id = 0;
		for (int i = 0; i < 1000; i++) {
			int r = rand() % 8;
			id = r == 0 ? (rand() % 2 ? INT64_MAX : INT64_MIN) : r == 1 ? rand()
				: (int64_t)((uint64_t)id + 1);
			key[i] = (struct rowkey){ (uint8_t)(r == 2 ? rand() : 1), id, r == 3
				? rand() : 1 };
		}
		buf_reset(&b);
		rowkeys_pack(&b, key, 1000);
		rowkeys_begin(&it, buf_str(&b));
		for (int i = 0; i < 1000; i++) {
			assert_true(rowkeys_next(&it, &got));
			assert_true(got.entity == key[i].entity && got.id == key[i].id
				&& got.version == key[i].version);
		}
		assert_false(rowkeys_next(&it, &got) || it.bad);
		rowkeys_begin(&it, str_sub(buf_str(&b), 0, b.n - 1));
		while (rowkeys_next(&it, &got))
			;
		assert_true(it.bad);
	}
	rowkeys_begin(&it, STR("\x81\x00\x02\x01\x01"));     /* 1 written in two bytes */
	assert_false(rowkeys_next(&it, &got));
	assert_true(it.bad);
	/* 4 billion rows in eight bytes */
	rowkeys_begin(&it, STR("\x01\x02\xff\xff\xff\xff\x0f\x01"));
	assert_false(rowkeys_next(&it, &got));
	assert_true(it.bad);
}

static void test_checkpoint_text(void **state)
{
	struct checkpoint c = { .origin = STR("jingzhun/00"), .size = 42 }, back;
	struct buf b BUF_AUTO = { 0 };

	(void)state;
	buf_init(&b, 1000);
	checkpoint_put(&b, &c);
	assert_string_equal(b.p, "jingzhun/00\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	assert_true(checkpoint_read(buf_str(&b), &back));
	assert_int_equal(back.size, 42);
	assert_false(checkpoint_read(STR("o\n042\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
		&back));
	assert_false(checkpoint_read(STR("o\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
		&back));
	assert_false(checkpoint_read(STR("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nx\n"),
		&back));
	assert_false(checkpoint_read(STR("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"),
		&back));
	assert_false(checkpoint_read(STR("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
		&back));
	assert_false(checkpoint_read(STR("o\n1\nAAAA\n"), &back));
}

/* ---- honest use ---- */

static void test_log_grows_and_opens_again(void **state)
{
	struct fix f;
	struct journal again;
	struct leaf l;
	struct str note;
	uint64_t size;
	struct hash a, b;
	struct rowkey key;

	(void)state;
	open_fix(&f, HASH_SM3);
	grow_to(&f, 20);
	assert_int_equal(journal_open(&f.cx, f.db, &f.keys, &again), OK);
	assert_int_equal(journal_next(&again), 20);
	assert_int_equal(again.alg, HASH_SM3);
	frontier_root(&f.j.front, &a);
	frontier_root(&again.front, &b);
	assert_memory_equal(a.b, b.b, HASH_LEN);
	assert_true(str_eq(f.j.origin, again.origin));
	assert_int_equal(journal_leaf(&f.cx, f.db, 0, &l), OK);
	assert_int_equal(l.action, ACT_INIT);
	assert_true(str_starts(l.extra, STR("hash=sm3\nvkey=jingzhun/")));
	assert_true(str_ends(l.extra, STR("\nnode=1\n")));
	assert_int_equal(journal_leaf(&f.cx, f.db, 6, &l), OK);
	assert_true(str_eqz(l.note, "入户核实后更正") && str_eqz(l.actor, "cli:0") && l.rows == 6);
	assert_int_equal(journal_leaf(&f.cx, f.db, 20, &l), ERR_NOTFOUND);
	err_clear(&f.cx);
	assert_int_equal(journal_row(&f.cx, f.db, 6, 5, &key, &a), OK);
	assert_true(key.entity == 1 && key.id == 1605 && key.version == 1);
	assert_int_equal(journal_row(&f.cx, f.db, 6, 6, &key, &a), ERR_NOTFOUND);
	err_clear(&f.cx);
	assert_int_equal(journal_head(&f.cx, f.db, &note, &size), OK);
	assert_int_equal(size, 20);
	close_fix(&f);
}

static void test_rolled_back_savepoint_leaves_no_trace(void **state)
{
	struct fix f;
	struct hash a, b;

	(void)state;
	open_fix(&f, HASH_SHA256);
	frontier_root(&f.j.front, &a);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(db_savepoint(&f.cx, f.db), OK);
	journal_mark(&f.j);
	assert_int_equal(append(&f, 3, "to be undone"), OK);
	db_rollback_to(f.db);
	journal_undo(&f.j);
	frontier_root(&f.j.front, &b);
	assert_memory_equal(a.b, b.b, HASH_LEN);
	assert_int_equal(append(&f, 2, ""), OK);
	assert_int_equal(db_commit(&f.cx, f.db), OK);
	assert_int_equal(verify_with(&f, NULL, NULL).n, 0);
	close_fix(&f);
}

static void test_time_never_runs_back(void **state)
{
	struct fix f;
	struct leaf a = { .action = ACT_READ, .time_ms = 5000000000000 }, b = { .action = ACT_READ,
		.time_ms = 1 };

	(void)state;
	open_fix(&f, HASH_SHA256);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(journal_append(&f.cx, f.db, &f.j, &a, NULL, NULL, 0), OK);
	assert_int_equal(journal_append(&f.cx, f.db, &f.j, &b, NULL, NULL, 0), OK);
	assert_int_equal(db_commit(&f.cx, f.db), OK);
	assert_true(b.time_ms == 5000000000000);
	assert_int_equal(verify_with(&f, NULL, NULL).n, 0);
	close_fix(&f);
}

static void test_without_the_right_keys_nothing_is_added(void **state)
{
	struct fix f;
	struct keyring other;
	struct journal j;
	struct leaf l = { .action = ACT_READ };
	char path[128], big[5000];

	(void)state;
	open_fix(&f, HASH_SHA256);
	assert_int_equal(journal_open(&f.cx, f.db, NULL, &j), OK);
	assert_int_equal(journal_append(&f.cx, f.db, &j, &l, NULL, NULL, 0), ERR_DENIED);
	err_clear(&f.cx);
	snprintf(path, sizeof(path), "%s/other.keys", f.dir);
	assert_int_equal(keyring_create(&f.cx, path, HASH_SHA256, NULL, &other), OK);
	assert_int_equal(journal_open(&f.cx, f.db, &other, &j), ERR_DENIED);
	assert_string_equal(f.cx.err.key, "journal-other-keyring");
	err_clear(&f.cx);
	memset(big, 'x', sizeof(big));
	l.extra = (struct str){ big, sizeof(big) };
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(journal_append(&f.cx, f.db, &f.j, &l, NULL, NULL, 0), ERR_LIMIT);
	err_clear(&f.cx);
	db_rollback(f.db);
	assert_int_equal(f.j.front.size, 1);
	close_fix(&f);
}

static void test_open_notices_what_was_changed(void **state)
{
	struct fix f;
	struct journal j;
	struct stmt *s;

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 9);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(db_stmt(&f.cx, f.db, &q_leaf_del, &s), OK);
	stmt_int(s, 1, 4);
	stmt_int(s, 2, 5);
	assert_int_equal(stmt_run(&f.cx, s, NULL), OK);
	assert_int_equal(journal_open(&f.cx, f.db, &f.keys, &j), ERR_TAMPER);
	err_clear(&f.cx);
	db_rollback(f.db);
	assert_int_equal(db_begin(&f.cx, f.db), OK);
	assert_int_equal(db_stmt(&f.cx, f.db, &q_leaf_del, &s), OK);
	stmt_int(s, 1, 8);
	stmt_int(s, 2, 9);
	assert_int_equal(stmt_run(&f.cx, s, NULL), OK);
	assert_int_equal(journal_open(&f.cx, f.db, &f.keys, &j), ERR_TAMPER);
	assert_string_equal(f.cx.err.key, "journal-head-mismatch");
	err_clear(&f.cx);
	db_rollback(f.db);
	assert_int_equal(journal_open(&f.cx, f.db, &f.keys, &j), OK);
	close_fix(&f);
}

/* ---- proofs ---- */

static void test_every_row_can_be_proven(void **state)
{
	struct fix f;
	struct buf proof BUF_AUTO = { 0 };

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 23);
	buf_init(&proof, 1 << 16);
	for (uint64_t seq = 0; seq < 23; seq++)
		for (uint32_t ix = 0; ix <= seq % 7; ix++) {
			buf_reset(&proof);
			enum err e = journal_proof(&f.cx, f.db, &f.j, seq, ix, &proof);
			assert_int_equal(e, ix < seq % 7 ? OK : ERR_NOTFOUND);
			err_clear(&f.cx);
			if (e == OK)
				assert_int_equal(journal_proof_check(&f.cx, buf_str(&proof),
					vkey_of(&f)), OK);
		}
	close_fix(&f);
}

static void test_no_byte_of_a_proof_can_be_changed(void **state)
{
	struct fix f;
	struct buf proof BUF_AUTO = { 0 };
	struct str vkey;

	(void)state;
	open_fix(&f, HASH_SM3);
	grow_to(&f, 12);
	buf_init(&proof, 1 << 16);
	assert_int_equal(journal_proof(&f.cx, f.db, &f.j, 5, 3, &proof), OK);
	vkey = vkey_of(&f);
	for (size_t i = 0; i < proof.n; i++)
		for (int bit = 0; bit < 8; bit += 3) {
			proof.p[i] = (char)(proof.p[i] ^ 1 << bit);
			enum err e = journal_proof_check(&f.cx, buf_str(&proof), vkey);
			assert_true(e == ERR_INPUT || e == ERR_TAMPER);
			err_clear(&f.cx);
			proof.p[i] = (char)(proof.p[i] ^ 1 << bit);
		}
	for (size_t n = 0; n < proof.n; n++) {
		assert_int_not_equal(journal_proof_check(&f.cx, str_sub(buf_str(&proof), 0, n),
			vkey), OK);
		err_clear(&f.cx);
	}
	assert_int_equal(journal_proof_check(&f.cx, buf_str(&proof), vkey), OK);
	assert_int_equal(journal_proof_check(&f.cx, buf_str(&proof), STR("nonsense")), ERR_INPUT);
	close_fix(&f);
}

/* At every size, of every leaf: the very bytes that a pass makes. */
static void test_many_proofs_from_one_pass(void **state)
{
	struct buf one BUF_AUTO = { 0 }, many BUF_AUTO = { 0 };
	struct journal_tree *t;
	struct fix f;

	(void)state;
	open_fix(&f, HASH_SHA256);
	buf_init(&one, 1 << 16);
	buf_init(&many, 1 << 16);
	for (uint64_t size = 2; size <= 33; size++) {
		grow_to(&f, size);
		assert_int_equal(journal_tree(&f.cx, f.db, &f.j, &t), OK);
		for (uint64_t seq = 0; seq < size; seq++) {
			buf_reset(&one);
			buf_reset(&many);
			if (seq % 7) {
				assert_int_equal(journal_proof(&f.cx, f.db, &f.j, seq, 0, &one), OK);
				assert_int_equal(journal_tree_proof(&f.cx, f.db, t, seq, 0, &many), OK);
			}
			assert_int_equal(journal_consistency(&f.cx, f.db, &f.j, seq + 1, &one), OK);
			assert_int_equal(journal_tree_consistency(&f.cx, f.db, t, seq + 1, &many), OK);
			assert_true(str_eq(buf_str(&one), buf_str(&many)));
		}
	}
	/* The log has grown since: said, not proven wrongly. */
	grow_to(&f, 34);
	assert_int_equal(journal_tree_consistency(&f.cx, f.db, t, 3, &many), ERR_CONFLICT);
	err_clear(&f.cx);
	close_fix(&f);
}

static void test_growth_can_be_proven(void **state)
{
	struct fix f;
	struct hash old, path[64];
	struct checkpoint head;

	(void)state;
	open_fix(&f, HASH_SHA256);
	grow_to(&f, 11);
	frontier_root(&f.j.front, &old);
	grow_to(&f, 37);
	struct buf text BUF_AUTO = { 0 };
	buf_init(&text, 1 << 16);
	assert_int_equal(journal_consistency(&f.cx, f.db, &f.j, 11, &text), OK);
	struct str rest = buf_str(&text), line, body;
	int n = 0;
	assert_true(str_next(&rest, '\n', &line) && str_eqz(line, "jingzhun-consistency-proof@v1"));
	assert_true(str_next(&rest, '\n', &line) && str_eqz(line, "hash sha256"));
	assert_true(str_next(&rest, '\n', &line) && str_eqz(line, "old 11"));
	while (str_next(&rest, '\n', &line) && line.n > 0)
		assert_true(base64_hash(str_sub(line, 5, line.n), &path[n++]));
	assert_true(sign_note_open(rest, f.j.origin, f.keys.sign_public, &body));
	assert_true(checkpoint_read(body, &head));
	assert_int_equal(head.size, 37);
	assert_true(merkle_check_consistency(HASH_SHA256, 11, 37, &old, &head.root, path, n));
	assert_int_equal(journal_consistency(&f.cx, f.db, &f.j, 38, &text), ERR_NOTFOUND);
	close_fix(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_bytes_of_a_leaf),
		cmocka_unit_test(test_golden_row_hash_and_note),
		cmocka_unit_test(test_row_keys_pack_and_unpack),
		cmocka_unit_test(test_checkpoint_text),
		cmocka_unit_test(test_log_grows_and_opens_again),
		cmocka_unit_test(test_rolled_back_savepoint_leaves_no_trace),
		cmocka_unit_test(test_time_never_runs_back),
		cmocka_unit_test(test_without_the_right_keys_nothing_is_added),
		cmocka_unit_test(test_open_notices_what_was_changed),
		cmocka_unit_test(test_every_row_can_be_proven),
		cmocka_unit_test(test_no_byte_of_a_proof_can_be_changed),
		cmocka_unit_test(test_many_proofs_from_one_pass),
		cmocka_unit_test(test_growth_can_be_proven),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
