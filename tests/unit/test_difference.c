/* What a source said last, what stands here, what it says now: every combination under every rule.
 * Rolls, columns and sets of ids there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "domain/register/difference.h"
#include "register_fix.h"

/* ---- the rule ---- */

/* Values as letters; '-' nothing. Base '!': the source never listed the row. */
static struct val letter(char c)
{
	return c == '-' ? (struct val){ VAL_NULL, 0, { 0 } } : (struct val){ VAL_INT, c, { 0 } };
}

static enum verdict judge(char base, char ours, char theirs, enum way conflict, enum way first)
{
	struct source_rule rule = { .conflict = conflict, .first = first };
	struct val b = letter(base), o = letter(ours), t = letter(theirs);

	return difference_verdict(base == '!' ? NULL : &b, &o, &t, &rule);
}

/* All combinations of nothing, A, B, C: which verdict, with every rule. '?': as the rule says. */
static const struct { char base, ours, theirs; const char *verdict; } table[] = {
	/* never listed */
	{ '!', '-', '-', "nothing" }, { '!', 'A', '-', "keep" }, { '!', '-', 'A', "take" },
	{ '!', 'A', 'A', "agree" }, { '!', 'A', 'B', "first" },
	/* listed with an empty cell */
	{ '-', '-', '-', "nothing" }, { '-', 'A', '-', "keep" }, { '-', '-', 'A', "take" },
	{ '-', 'A', 'A', "agree" }, { '-', 'A', 'B', "conflict" },
	/* its last word was A */
	{ 'A', 'A', '-', "nothing" }, { 'A', '-', '-', "keep" }, { 'A', 'B', '-', "keep" },
	{ 'A', 'A', 'A', "agree" }, { 'A', 'B', 'B', "agree" }, { 'A', '-', 'A', "keep" },
	{ 'A', 'B', 'A', "keep" }, { 'A', 'A', 'B', "take" }, { 'A', '-', 'B', "conflict" },
	{ 'A', 'B', 'C', "conflict" },
};

static enum verdict expected(const char *word, enum way conflict, enum way first)
{
	enum way w = strcmp(word, "first") ? conflict : first;

	if (!strcmp(word, "nothing"))
		return VERDICT_NOTHING;
	if (!strcmp(word, "agree"))
		return VERDICT_AGREE;
	if (!strcmp(word, "take"))
		return VERDICT_TAKE;
	if (!strcmp(word, "keep"))
		return VERDICT_KEEP;
	return w == WAY_ASK ? VERDICT_ASK : w == WAY_OURS ? VERDICT_YIELD : VERDICT_OVERRULE;
}

static void every_combination_under_every_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		for (int conflict = WAY_ASK; conflict <= WAY_THEIRS; conflict++)
			for (int first = WAY_ASK; first <= WAY_THEIRS; first++) {
				enum verdict got = judge(table[i].base, table[i].ours, table[i].theirs,
				                         (enum way)conflict, (enum way)first);

				if (got != expected(table[i].verdict, (enum way)conflict, (enum way)first))
					fail_msg("base %c ours %c theirs %c, rules %d %d: %d", table[i].base,
					         table[i].ours, table[i].theirs, conflict, first, got);
			}
}

/* Whatever the rule: a value that was changed here and not there is never lost, one that was
 * changed there and not here is never missed. */
static void nothing_is_lost_and_nothing_missed(void **state)
{
	static const char values[] = "-ABC";

	(void)state;
	for (const char *b = "!-A"; *b; b++)
		for (const char *o = values; *o; o++)
			for (const char *t = values; *t; t++)
				for (int w = WAY_ASK; w <= WAY_THEIRS; w++) {
					enum verdict v = judge(*b, *o, *t, (enum way)w, (enum way)w);
					bool ours_changed = *b == '!' ? *o != '-' : *o != *b;
					bool theirs_new = *t != '-' && *t != *b;

					if (v == VERDICT_TAKE)      /* taken without a note: only over nothing new */
						assert_true(!ours_changed && theirs_new);
					if (ours_changed && *t != *o && !theirs_new)
						assert_int_equal(v, VERDICT_KEEP);
					if (!ours_changed && theirs_new && *o != *t)
						assert_int_equal(v, VERDICT_TAKE);
				}
}

static void a_stamp_is_always_taken(void **state)
{
	struct source_rule rule = { .stamp = true };
	struct val a = letter('A'), b = letter('B'), none = letter('-');

	(void)state;
	assert_int_equal(difference_verdict(&a, &b, &a, &rule), VERDICT_TAKE);
	assert_int_equal(difference_verdict(NULL, &b, &a, &rule), VERDICT_TAKE);
	assert_int_equal(difference_verdict(&a, &b, &none, &rule), VERDICT_NOTHING);
	assert_int_equal(difference_verdict(&a, &b, &b, &rule), VERDICT_AGREE);
}

/* ---- values as text ---- */

static void a_value_comes_back_from_its_text(void **state)
{
	static const struct field money = { .type = FT_MONEY }, name = { .type = FT_TEXT };
	const struct val values[] = { { VAL_INT, 0, { 0 } }, { VAL_INT, -1, { 0 } },
		{ VAL_INT, INT64_MAX, { 0 } }, { VAL_INT, INT64_MIN, { 0 } } };
	struct val text = { VAL_TEXT, 0, STR("12 号") }, none = { VAL_NULL, 0, { 0 } }, got;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		got = difference_text(&a, &values[i]);
		assert_int_equal(got.kind, VAL_TEXT);
		got = difference_value(&a, &money, &got);
		assert_true(val_eq(&got, &values[i]));
	}
	got = difference_text(&a, &text);
	got = difference_value(&a, &name, &got);
	assert_true(val_eq(&got, &text));
	got = difference_text(&a, &none);
	assert_int_equal(got.kind, VAL_NULL);
	got = difference_value(&a, &money, &got);
	assert_int_equal(got.kind, VAL_NULL);
	arena_free(&a);
}

/* ---- rolls ---- */

static void check_roll(const int64_t *id, int n)
{
	int64_t *copy = mem_new((size_t)n + 1, sizeof *copy), *back = NULL;
	struct buf text BUF_AUTO;
	int k = 0;

	memcpy(copy, id, (size_t)n * sizeof *copy);
	buf_init(&text, 1 << 20);
	roll_pack(&text, copy, n);
	assert_true(roll_unpack(buf_str(&text), &back, &k));
	assert_int_equal(k, n);
	for (int i = 0; i < n; i++) {
		bool there = false;

		for (int j = 0; j < n; j++)
			there |= back[i] == id[j];
		assert_true(there);
		assert_true(i == 0 || back[i] >= back[i - 1]);
	}
	mem_free(copy);
	mem_free(back);
}

static void a_roll_comes_back_in_order(void **state)
{
	const int64_t ids[] = { 900, 3, 127, 128, 1, ((int64_t)7 << ID_SEQ_BITS) + 5,
		((int64_t)65535 << ID_SEQ_BITS) + 1 };
	struct str bad[] = { STR("!"), STR("AQ"), STR("gA=="), STR("////////////////////") };

	(void)state;
	check_roll(ids, 7);
	check_roll(ids, 1);
	check_roll(ids, 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		int64_t *id = NULL;
		int n = 0;

		if (roll_unpack(bad[i], &id, &n))
			fail_msg("taken: %.*s", STR_FMT(bad[i]));
		mem_free(id);
	}
}

static void a_set_of_ids_holds_what_was_added(void **state)
{
	struct store st = { .node = 2 };
	struct reg r = { .st = &st };
	int64_t own = (int64_t)2 << ID_SEQ_BITS, foreign = (int64_t)3 << ID_SEQ_BITS, at = 0, id;
	int64_t got[8];
	struct idset s;
	int n = 0;

	(void)state;
	idset_begin(&s, &r);
	assert_false(idset_has(&s, own + 1));
	assert_true(idset_add(&s, own + 1));
	assert_false(idset_add(&s, own + 1));
	assert_true(idset_add(&s, own + 100000));
	assert_true(idset_add(&s, foreign + 1));
	assert_true(idset_add(&s, own + 63));
	assert_true(idset_add(&s, own + 64));
	assert_false(idset_has(&s, own + 2));
	assert_false(idset_has(&s, 1));
	assert_int_equal(s.n, 5);
	while (idset_next(&s, &at, &id))
		got[n++] = id;
	assert_int_equal(n, 5);
	assert_true(got[0] == own + 1 && got[1] == own + 63 && got[2] == own + 64);
	assert_true(got[3] == own + 100000 && got[4] == foreign + 1);
	idset_free(&s);
}

static void columns_survive_what_the_model_lost(void **state)
{
	struct desk *d = desk_open();
	const struct entity *person = noun(d, "person"), *house = noun(d, "household");
	struct column *col;
	int n;

	(void)state;
	columns_read(&d->cx.arena, d->r->model, STR("-\t序号\n@county\t县\nhousehold.no\t户号\n"
	             "person.name\t姓 名\nperson.nothing\t旧列\nnoun.x\t列\nrisk#2.kind\t风险2\n"
	             "+risk#2.cleared\t\nrisk#0.kind\tx\nrisk#99.kind\tx\n"), &col, &n);
	assert_int_equal(n, 10);
	assert_true(col[6].e && col[6].nth == 2 && !col[6].copied);
	assert_true(col[7].e && col[7].nth == 2 && col[7].copied && col[7].field == RISK_cleared);
	assert_true(!col[8].e && !col[9].e);
	assert_false(columns_have(col, n, col[6].e, 1, RISK_kind));
	assert_true(!col[0].e && col[0].other == COLUMN_OTHER);
	assert_int_equal(col[1].other, COLUMN_COUNTY);
	assert_true(col[2].e == house && col[2].field == HOUSEHOLD_no);
	assert_true(col[3].e == person && str_eqz(col[3].header, "姓 名"));
	assert_true(!col[4].e && !col[5].e);
	assert_true(columns_have(col, n, person, 0, PERSON_name));
	assert_false(columns_have(col, n, person, 1, PERSON_idno));
	desk_close(d);
}

/* The newest whole list of a kind, from its first file on. */
static void a_whole_list_may_be_several_files(void **state)
{
	static const struct roll_batch b[] = {
		{ 1, 1, { "list32", 6 }, { 0 }, true, true }, { 2, 2, { "person", 6 }, { 0 }, true, true },
		{ 3, 3, { "list32", 6 }, { 0 }, false, true },
		{ 4, 4, { "list32", 6 }, { 0 }, false, true },
		{ 5, 4, { "list32", 6 }, { 0 }, true, true }, { 6, 6, { "list32", 6 }, { 0 }, true, false },
	};

	(void)state;
	assert_int_equal(roll_whole(b, 6, STR("list32"), INT64_MAX), 3);
	assert_int_equal(roll_whole(b, 6, STR("list32"), 4), 0);
	assert_int_equal(roll_whole(b, 6, STR("person"), INT64_MAX), 1);
	assert_int_equal(roll_whole(b, 6, STR("risk"), INT64_MAX), -1);
	assert_int_equal(roll_whole(b, 0, STR("risk"), INT64_MAX), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination_under_every_rule),
		cmocka_unit_test(nothing_is_lost_and_nothing_missed),
		cmocka_unit_test(a_stamp_is_always_taken),
		cmocka_unit_test(a_value_comes_back_from_its_text),
		cmocka_unit_test(a_roll_comes_back_in_order),
		cmocka_unit_test(a_set_of_ids_holds_what_was_added),
		cmocka_unit_test(columns_survive_what_the_model_lost),
		cmocka_unit_test(a_whole_list_may_be_several_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
