/* Programs over the snapshot: what packs ask has operations, and what a table or list is made of
 * adds up. */
#include "program_fix.h"

/* ---- what packs ask is computed, not asked ---- */

static const char *const usual[] = {
	"per_capita_net < line(\"poverty\")",
	"per_capita_net / 12 < line(\"dibao\") * 3 / 2",
	"per_capita_net >= line(\"poverty\") * 3 / 2 || !known(per_capita_net)",
	"safe_water && !dangerous_house",
	"person.all(p, age(p) < 6 || age(p) > 15 || tag(p.school, \"student\"))",
	"person.count(p, age(p) >= 60 && p.resident_pension == false) == 0",
	"person.exists(p, p.on_dibao) || type == \"脱贫户\"",
	"person.sum(p, p.work_months) >= 12",
	"income.latest(i, i.period_to).net / members >= line(\"poverty\")",
	"has(income.latest(i, i.period_to)) && months_between(income.latest(i, i.period_to).period_to,"
	" on) <= 12",
	"income.exists(i, i.net < yuan(0)) && year(first_identified) >= 2016",
	"person.filter(p, age(p) >= 16 && age(p) < 60).exists(p, p.work.exists(w, w.started <= on))",
	"\"柴草\" in fuel && land_cultivated < 2",
	"within(\"52\") ? per_capita_net < param(\"limit\") : per_capita_net < line(\"poverty\")",
	"person.max(p, age(p)) >= 80",
	"members == size(person)",
	"person.exists(a, a.resident_pension && person.exists(b, tag(b.sex, \"female\") &&"
	" a.sex == b.sex))",
	"person.exists(p, p.work.exists(a, p.work.exists(b, b.started > a.started &&"
	" b.monthly_pay <= a.monthly_pay && a.insured)))",
	"person.exists(a, person.exists(b, age(a) > age(b) + 60))",
	"person.exists(p, p.work.exists(w, add_months(p.birth, param(\"age\") * 12) > w.started))",
};
#define USUAL (int)(sizeof usual / sizeof *usual)

static void usual_fill(struct bench *t)
{
	struct expr_env env = { .m = t->k->m, .root = entity_find(t->k->m, STR("household")),
		.line = line_name, .param = param_name, .want = EXPR_BOOL };

	t->p = program_new(t->k->s);
	t->n = 0;
	for (int i = 0; i < USUAL; i++, t->n++) {
		struct expr *e;

		FINE(t->k, expr_compile(&t->k->cx, &t->k->cx.arena, &env, str_of(usual[i]), &e, NULL));
		t->e[i] = e;
		FINE(t->k, program_add(&t->k->cx, t->p, e, NULL, &t->out[i]));
	}
}

static void test_what_packs_ask_has_operations(void **state)
{
	struct bench t = { .k = maker_open(columns, COLUMNS, NULL) };
	const struct facts_view *v;
	int asked;

	(void)state;
	maker_build(t.k, 5000, 40, false);
	usual_fill(&t);
	program_ops(t.p, &asked);
	assert_int_equal(asked, 0);
	v = facts_hold(t.k->f);
	same_answers(&t, "v3", v);
	same_answers(&t, "v2", v);
	facts_release(t.k->f, v);
	program_free(t.p);
	maker_close(t.k);
}

/* Tables, lists and single households are the bits again, counted one by one. */
static void test_tables_and_lists_are_the_bits(void **state)
{
	struct bench t = { .k = maker_open(columns, COLUMNS, NULL) };
	struct program_count *count = calloc((size_t)USUAL * 90, sizeof *count);
	struct program_row *row = calloc(9000, sizeof *row);
	struct program_bits bits[64];
	struct program_job j = { .threads = 2 };
	struct program_bound *b;
	char answer[64];

	(void)state;
	maker_build(t.k, 9000, 40, false);
	usual_fill(&t);
	FINE(t.k, program_bind(&t.k->cx, t.p, &a_world, &b));
	j.p = t.p;
	j.b = b;
	j.v = facts_hold(t.k->f);
	program_bits(&j, bits);
	program_counts(&j, 90, count);
	for (int o = 0; o < USUAL; o++) {
		uint64_t listed[4] = { 0 }, at = 0;

		for (int32_t area = 0; area < 90; area++) {
			struct program_count c = { 0 };
			uint64_t begin, end;

			facts_range(j.v, area, area, &begin, &end);
			for (; begin < end; begin++) {
				char is = bits_say(&bits[o], 0, (uint32_t)begin);

				c.yes += is == 'y';
				c.no += is == 'n';
				c.error += is == 'e';
			}
			assert_memory_equal(&c, &count[o * 90 + area], sizeof c);
		}
		for (int a = 0; a < 4; a++) {
			listed[a] = program_list(&j, o, "ynue"[a], row, 9000);
			for (uint64_t i = 0; i < listed[a]; i++) {
				int seg;
				uint32_t r;

				assert_true(facts_find(j.v, row[i].area, row[i].id, &seg, &r));
				assert_int_equal(bits_say(&bits[o], seg, r), "ynue"[a]);
				at++;
			}
		}
		assert_int_equal(at, 9000);          /* met + not met + unknown + error = all */
	}
	for (uint32_t r = 0; r < 9000; r += 61) {
		program_one(&j, 0, r, answer);
		for (int o = 0; o < USUAL; o++)
			assert_int_equal(answer[o], bits_say(&bits[o], 0, r));
	}
	facts_release(t.k->f, j.v);
	program_bits_free(bits, USUAL);
	program_unbind(b);
	program_free(t.p);
	free(count);
	free(row);
	maker_close(t.k);
}

/* A part of the households has the answers of the whole, whatever the range cuts through. */
static void test_ranges(void **state)
{
	struct bench t = { .k = maker_open(columns, COLUMNS, NULL) };
	struct program_bits all[64], part[64];
	struct program_job j = { .threads = 2 };
	struct program_bound *b;

	(void)state;
	maker_build(t.k, 9000, 40, false);
	usual_fill(&t);
	FINE(t.k, program_bind(&t.k->cx, t.p, &a_world, &b));
	j.p = t.p;
	j.b = b;
	j.v = facts_hold(t.k->f);
	program_bits(&j, all);
	for (int i = 0; i < 12; i++) {
		j.begin = (uint64_t)below(t.k, 8999);
		j.end = j.begin + 1 + (uint64_t)below(t.k, 9000 - (int64_t)j.begin);
		program_bits(&j, part);
		for (int o = 0; o < USUAL; o++)
			for (uint32_t r = 0; r < 9000; r++)
				assert_int_equal(bits_say(&part[o], 0, r), r >= j.begin && r < j.end ?
				                 bits_say(&all[o], 0, r) : 'u');
		program_bits_free(part, USUAL);
	}
	facts_release(t.k->f, j.v);
	program_bits_free(all, USUAL);
	program_unbind(b);
	program_free(t.p);
	maker_close(t.k);
}

/* A what-if on one clause takes the others as they stand. */
static void test_earlier_answers_come_in(void **state)
{
	static const char *const text[] = { "safe_water && !dangerous_house", "others && "
		"per_capita_net >= yuan(5000)", "safe_water && !dangerous_house && "
		"per_capita_net >= yuan(5000)" };
	struct maker *k = maker_open(columns, COLUMNS, NULL);
	struct expr_var others = { STR("others"), { .kind = EXPR_BOOL } };
	struct expr_env env = { .m = k->m, .root = entity_find(k->m, STR("household")),
		.want = EXPR_BOOL };
	struct program *p = program_new(k->s), *q = program_new(k->s);
	struct program_bits bits[2], now[2];
	const struct program_bits *in = &bits[0];
	struct program_job j = { .threads = 2 };
	struct program_bound *b;
	struct expr *e[3];
	int out, input;

	(void)state;
	maker_build(k, 5000, 40, false);
	for (int i = 0; i < 3; i++) {
		env.var = &others;
		env.nvar = i == 1;
		FINE(k, expr_compile(&k->cx, &k->cx.arena, &env, str_of(text[i]), &e[i], NULL));
	}
	FINE(k, program_add(&k->cx, p, e[0], NULL, &out));
	FINE(k, program_add(&k->cx, p, e[2], NULL, &out));
	FINE(k, program_bind(&k->cx, p, &a_world, &b));
	j = (struct program_job){ .p = p, .b = b, .v = facts_hold(k->f), .threads = 1 };
	program_bits(&j, bits);
	program_unbind(b);
	input = program_input(q, 0);
	FINE(k, program_add(&k->cx, q, e[1], &input, &out));
	FINE(k, program_bind(&k->cx, q, &a_world, &b));
	j.p = q;
	j.b = b;
	j.input = &in;
	program_bits(&j, now);
	for (uint32_t r = 0; r < 5000; r++)
		assert_int_equal(bits_say(&now[out], 0, r), bits_say(&bits[1], 0, r));
	facts_release(k->f, j.v);
	program_bits_free(bits, 2);
	program_bits_free(now, 2);
	program_unbind(b);
	program_free(p);
	program_free(q);
	maker_close(k);
}

/* What no column holds is refused, and said. */
static void test_text_is_refused(void **state)
{
	static const char *const text[] = { "group_name.startsWith(\"a\")", "person.exists(p,"
		" p.name == \"x\")" };
	struct maker *k = maker_open(columns, COLUMNS, NULL);
	struct expr_env env = { .m = k->m, .root = entity_find(k->m, STR("household")),
		.want = EXPR_BOOL };
	struct facts_want want[16];
	struct program *p = program_new(k->s);
	struct expr *e;
	bool reads_text;
	int out;

	(void)state;
	for (int i = 0; i < 2; i++) {
		FINE(k, expr_compile(&k->cx, &k->cx.arena, &env, str_of(text[i]), &e, NULL));
		program_wants(e, want, 16, &reads_text);
		assert_true(reads_text);
		assert_int_equal(program_add(&k->cx, p, e, NULL, &out), ERR_NOTFOUND);
		assert_string_equal(k->cx.err.key, "program-text");
		err_clear(&k->cx);
	}
	FINE(k, expr_compile(&k->cx, &k->cx.arena, &env, STR("house_area < 20"), &e, NULL));
	assert_int_equal(program_wants(e, want, 16, &reads_text), 2);
	assert_false(reads_text);
	assert_string_equal(want[1].field, "house_area");
	assert_int_equal(program_add(&k->cx, p, e, NULL, &out), ERR_NOTFOUND);
	assert_string_equal(k->cx.err.key, "facts-no-field");
	program_free(p);
	maker_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_packs_ask_has_operations),
		cmocka_unit_test(test_tables_and_lists_are_the_bits),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_earlier_answers_come_in),
		cmocka_unit_test(test_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
