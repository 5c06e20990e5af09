/* Texts that do not compile, with the place and what to write instead; limits; texts made to do
 * harm; trees as text and what they read. */
#include <time.h>

#include "base/os.h"
#include "expr_fix.h"

static int setup(void **state)
{
	struct world *w = world_new();

	w->root = put_row(w, "household", 10);
	set_int(put_row(w, "person", 20), "household", 10);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static void words_and_signs(void **state)
{
	struct world *w = *state;

	refused(w, "", "expr-ends", "1:1", "ends too early");
	refused(w, "  // only a remark", "expr-ends", "1:19", "ends");
	refused(w, "1 +", "expr-ends", "1:4", "ends");
	refused(w, "(1 + 2", "expr-ends", "1:7", "ends");
	refused(w, "1 2", "expr-unexpected", "1:3", "\"2\"");
	refused(w, "safe_water and toilet", "expr-unexpected", "1:12", "\"and\"");
	refused(w, "safe_water ＆＆ toilet", "expr-sign-meant", "1:12", "\"&&\"");
	refused(w, "safe_water = true", "expr-sign-meant", "1:12", "\"==\"");
	refused(w, "person.exists（p, true)", "expr-sign-meant", "1:14", "\"(\"");
	refused(w, "type == “脱贫户”", "expr-sign-meant", "1:9", "\"\"\"");
	refused(w, "members ≥ 3", "expr-sign-meant", "1:9", "\">=\"");
	refused(w, "1 # 2", "expr-sign", "1:3", "\"#\"");
	refused(w, "\"abc", "expr-text-open", "1:1", "quotes");
	refused(w, "'ab\ncd'", "expr-text-open", "1:1", "quotes");
	refused(w, "'a\\qb'", "expr-escape", "1:3", "\\q");
	refused(w, "'\\ud800'", "expr-escape", "1:2", "escape");
	refused(w, "b'abc'", "expr-bytes", "1:1", "Leave out the b");
	refused(w, "12abc", "expr-number", "1:1", "12a");
	refused(w, "0x", "expr-number", "1:1", "0x");
	refused(w, "1e999", "expr-number-large", "1:1", "too large");
	refused(w, "if + 1", "expr-reserved", "1:1", "reserved");
	refused(w, "true ? 1", "expr-ends", "1:9", "ends");
	refused(w, "[1, 2", "expr-ends", "1:6", "ends");
	refused(w, "person.exists(p, true,)", "expr-unexpected", "1:23", "\")\"");
	gives(w, "[1, 2,]", "1, 2");
	/* Lines and characters count, not bytes. */
	refused(w, "safe_water &&\n\t\"危房\" == 危房户", "expr-name-near", "2:10", "dangerous_house");
}

static void names(void **state)
{
	struct world *w = *state;

	refused(w, "safe_watr", "expr-name-near", "1:1", "\"safe_water\"");
	refused(w, "人均纯收入 < yuan(1)", "expr-name-near", "1:1", "\"per_capita_net\"");
	refused(w, "persons.size() > 0", "expr-name-near", "1:1", "\"person\"");
	refused(w, "nothing_like_it_at_all", "expr-name", "1:1", "no field");
	refused(w, "token.size() == 0", "expr-name", "1:1", "no field");
	refused(w, "finding.size() == 0", "expr-name", "1:1", "no field");
	refused(w, "work.exists(k, true)", "expr-name-lower", "1:1", "person.exists(x, x.work");
	refused(w, "person.exists(p, p.brith < on)", "expr-member-near", "1:20", "\"birth\"");
	refused(w, "person.exists(p, p.village_head)", "expr-member", "1:20", "village_head");
	refused(w, "person.birth < on", "expr-rows-field", "1:1", "person.exists(x, x.birth");
	refused(w, "members.size", "expr-no-fields", "1:1", "size");
	refused(w, "known", "expr-function-bare", "1:1", "brackets");
	refused(w, "agee(person)", "expr-function-near", "1:1", "\"age\"");
	refused(w, "person.exist(p, true)", "expr-function-near", "1:8", "\"exists\"");
	refused(w, "frobnicate(1)", "expr-function", "1:1", "frobnicate");
	refused(w, "p.birth < on", "expr-name", "1:1", "\"p\"");
	refused(w, "person.all(p, true) && p.birth < on", "expr-name", "1:24", "\"p\"");
	refused(w, "person.all(type, true)", "expr-variable-hides", "1:12", "\"type\"");
	refused(w, "person.all(person, true)", "expr-variable-hides", "1:12", "\"person\"");
	refused(w, "person.all(1, true)", "expr-variable", "1:12", "variable");
}

static void types(void **state)
{
	struct world *w = *state;

	refused(w, "1 && true", "expr-want-bool", "1:1", "a whole number");
	refused(w, "true || person", "expr-want-bool-rows", "1:9", ".exists(x");
	refused(w, "person.all(p, p.birth)", "expr-want-bool", "1:15", "a date");
	refused(w, "members == \"3\"", "expr-compare", "1:1", "a text");
	refused(w, "safe_water == 1", "expr-compare", "1:1", "true or false");
	refused(w, "members == null", "expr-null", "1:1", "known(field)");
	refused(w, "area == 3", "expr-area", "1:1", "within");
	refused(w, "person == 3", "expr-rows", "1:1", ".exists");
	refused(w, "1 in person", "expr-rows", "1:1", ".exists");
	refused(w, "\"a\" in head_name", "expr-in-text", "1:1", ".contains");
	refused(w, "1 in 2", "expr-in", "1:1", "cannot be asked");
	refused(w, "\"a\" in [1, 2]", "expr-in", "1:1", "cannot be asked");
	refused(w, "[1, \"a\"]", "expr-list-mixed", "1:1", "one type");
	refused(w, "true ? 1 : \"a\"", "expr-choice", "1:1", "a text");
	refused(w, "-head_name", "expr-negate", "1:1", "a text");
	refused(w, "head_name * 2", "expr-arith", "1:1", "a text * a whole number");
	refused(w, "1.5 % 0.5", "expr-arith", "1:1", "a double");
	refused(w, "on + on", "expr-arith", "1:1", "a date");
	refused(w, "[1][\"a\"]", "expr-index-type", "1:1", "a text");
	refused(w, "head_name[0]", "expr-index-type", "1:1", "a text");
	refused(w, "[person]", "expr-rows-in-list", "1:2", "list");
	refused(w, "has(members)", "expr-has", "1:1", "known()");
	refused(w, "has(person)", "expr-has-rows", "1:1", ".exists");
	refused(w, "age(members)", "expr-argument", "1:5", "a whole number");
	refused(w, "age(income.latest(i, i.wage))", "expr-argument", "1:1", "a row of income");
	refused(w, "year(head_name)", "expr-argument", "1:6", "a text");
	refused(w, "startsWith(head_name, \"a\")", "expr-method", "1:1", "behind a value");
	refused(w, "head_name.known()", "expr-not-method", "1:1", "known(x)");
	refused(w, "exists(person, p, true)", "expr-macro-bare", "1:1", "person.exists");
	refused(w, "person.exists(true)", "expr-macro-arguments", "1:1", "variable");
	refused(w, "members.sum()", "expr-over", "1:1", "a whole number");
	refused(w, "person.sum(p, p.name)", "expr-body", "1:1", "a text");
	refused(w, "person.sum()", "expr-body", "1:1", "a row of person");
	refused(w, "person.max(p, p.sex)", "expr-body", "1:1", "list sex");
	refused(w, "months_between(on)", "expr-arguments", "1:1", "number of arguments");
	refused(w, "head_name.trim(1)", "expr-arguments", "1:1", "number of arguments");
	refused(w, "head_name.matches(\"a\")", "expr-matches", "1:1", "contains");
	refused(w, "int(per_capita_net)", "expr-argument", "1:5", "money");
}

static void in_chinese(void **state)
{
	struct world *w = *state;
	struct expr *e;
	struct buf b BUF_AUTO = { 0 };

	w->cx.lang = LANG_ZH;
	buf_init(&b, 4096);
	assert_int_equal(compile_str(w, STR("per_capita_net < 4000"), &e), ERR_INPUT);
	msg_add(&b, LANG_ZH, w->cx.err.key, w->cx.err.arg, w->cx.err.narg);
	assert_string_equal(b.p, "金额 < 整数：金额要写成 yuan(...)，如 yuan(4000)。");
	assert_int_equal(w->place.line, 1);
	assert_int_equal(w->place.column, 1);
	assert_int_equal(w->place.to, 21);
}

static void what_is_wanted(void **state)
{
	struct world *w = *state;
	struct expr_env env = { .m = w->m, .root = w->root->e, .want = EXPR_BOOL };
	struct expr *e;

	assert_int_equal(expr_compile(&w->cx, &w->a, &env, STR("members + 1"), &e, NULL), ERR_INPUT);
	assert_string_equal(w->cx.err.key, "expr-want");
	err_clear(&w->cx);
	assert_int_equal(expr_compile(&w->cx, &w->a, &env, STR("members > 1"), &e, NULL), OK);
	err_clear(&w->cx);
	env.want = EXPR_MONEY;
	assert_int_equal(expr_compile(&w->cx, &w->a, &env, STR("per_capita_net * 2"), &e, NULL), OK);
}

/* ---- limits and harm ---- */
static struct str repeated(struct world *w, const char *before, const char *piece, int n,
                           const char *middle, const char *after, const char *end)
{
	struct buf b;
	struct str out;

	buf_init(&b, 1 << 20);
	buf_addz(&b, before);
	for (int i = 0; i < n; i++)
		buf_addz(&b, piece);
	buf_addz(&b, middle);
	for (int i = 0; i < n; i++)
		buf_addz(&b, after);
	buf_addz(&b, end);
	out = str_dup(&w->a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void fails(struct world *w, struct str text, enum err kind, const char *key)
{
	struct expr *e;

	if (compile_str(w, text, &e) != kind || strcmp(w->cx.err.key, key) != 0)
		fail_msg("%.60s...: %s", text.p, w->cx.err.key ? w->cx.err.key : "compiled");
}

static struct expr_value passes(struct world *w, struct str text)
{
	struct expr *e = compiled(w, str_z(&w->a, text));
	struct expr_value v;

	arena_reset(&w->scratch);
	w->run = (struct expr_run){ .a = &w->scratch };
	expr_eval(e, &w->w, w->root, &w->run, &v);
	return v;
}

static void limits(void **state)
{
	struct world *w = *state;
	struct str s;

	passes(w, repeated(w, "", "(", 32, "1", ")", ""));
	fails(w, repeated(w, "", "(", 33, "1", ")", ""), ERR_LIMIT, "expr-depth");
	passes(w, repeated(w, "", "[", 32, "1", "]", ""));
	fails(w, repeated(w, "", "[", 33, "1", "]", ""), ERR_LIMIT, "expr-depth");
	fails(w, repeated(w, "", "known(", 33, "true", ")", ""), ERR_LIMIT, "expr-depth");
	passes(w, repeated(w, "", "true ? 1 : ", 32, "1", "", ""));
	fails(w, repeated(w, "", "true ? 1 : ", 33, "1", "", ""), ERR_LIMIT, "expr-depth");
	/* A chain is not deep: 1,000 nodes of it, not one more. */
	assert_int_equal(passes(w, repeated(w, "1", " + 1", 499, "", "", "")).i, 500);
	fails(w, repeated(w, "1", " + 1", 500, "", "", ""), ERR_LIMIT, "expr-nodes");
	assert_true(passes(w, repeated(w, "true", " && true", 998, "", "", "")).b);
	fails(w, repeated(w, "true", " && true", 999, "", "", ""), ERR_LIMIT, "expr-nodes");
	assert_true(passes(w, repeated(w, "", "!", 998, "true", "", "")).b);
	fails(w, repeated(w, "", "!", 1000, "true", "", ""), ERR_LIMIT, "expr-nodes");
	assert_int_equal(passes(w, repeated(w, "[[1]]", "", 0, "", "", "[0][0]")).i, 1);
	/* 64 KiB, spaces and remarks included. */
	s = repeated(w, "1 // ", "x", 65531, "", "", "");
	assert_int_equal(s.n, EXPR_MAX_TEXT);
	passes(w, s);
	fails(w, repeated(w, "1 // ", "x", 65532, "", "", ""), ERR_LIMIT, "expr-long");
	fails(w, repeated(w, "", "(", 60000, "", "", ""), ERR_LIMIT, "expr-depth");
	fails(w, repeated(w, "", "-", 60000, "1", "", ""), ERR_LIMIT, "expr-nodes");
	fails(w, repeated(w, "\"", "a", 60000, "", "", ""), ERR_INPUT, "expr-text-open");
	fails(w, (struct str){ "1 + \xff", 5 }, ERR_INPUT, "expr-utf8");
	fails(w, (struct str){ "1 + \0 2", 7 }, ERR_INPUT, "expr-sign");
}

static void macros_inside_macros(void **state)
{
	struct world *w = *state;

	assert_true(passes(w, repeated(w, "", "[1].all(x, ", 15, "true", ")", "")).b);
	fails(w, repeated(w, "", "[1].all(x, ", 16, "true", ")", ""), ERR_LIMIT, "expr-slots");
	/* Each has its own variable, the inner hides the outer. */
	gives(w, "[1, 2].map(x, [10, 20].map(y, x + y)) == [[11, 21], [12, 22]]", "yes");
	gives(w, "[1, 2].map(x, [x * 10].map(x, x + 1)[0])", "11, 21");
}

/* What would take hours or gigabytes ends with an error in moments. */
static void nothing_runs_for_ever(void **state)
{
	static const char ten[] = "[1,2,3,4,5,6,7,8,9,10]";
	struct world *w = *state;
	struct buf b BUF_AUTO = { 0 };
	clock_t start = clock();

	buf_init(&b, 1 << 16);
	for (int i = 0; i < 9; i++)
		buf_addf(&b, "%s.all(x%d, ", ten, i);
	buf_addz(&b, "x0 > 0)))))))))");
	gives(w, b.p, "expr-eval-long");
	buf_reset(&b);
	for (int i = 0; i < 9; i++)
		buf_addf(&b, "%s.all(x%d, ", ten, i);
	buf_addz(&b, "[x0, 1].size() > 0)))))))))");
	gives(w, b.p, "expr-eval-memory");
	buf_reset(&b);
	for (int i = 0; i < 12; i++)
		buf_addf(&b, "%s.map(x%d, ", ten, i);
	buf_addz(&b, "1))))))))))))");
	gives(w, b.p, "expr-eval-memory");
	/* Twice as long sixteen times over. */
	buf_reset(&b);
	buf_addz(&b, "\"0123456789abcdef\"");
	for (int i = 0; i < 16; i++)
		buf_addz(&b, ".replace(\"\", \"0123456789abcdef\")");
	gives(w, b.p, "expr-eval-memory");
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
}

/* ---- trees as text, and what they read ---- */
static void a_tree_as_text_is_the_same_tree(void **state)
{
	static const char *const texts[] = {
		"1 + 2 * 3", "(1 + 2) * 3", "1 - (2 - 3)", "-(-(members))", "--5", "-5 - -5",
		"-9223372036854775808", "1.0 + 2e300", "-0.0", "\"a\\\"\\n\\x01\\u4e2d\"",
		"!(safe_water && toilet) || (known(type) ? safe_water : toilet)",
		"a_ && b_", "(safe_water || toilet) && toilet", "safe_water == (toilet == toilet)",
		"type == \"脱贫户\" || type in [1, 3] || type in [\"监测户\"]", "\"因病\" in other_causes",
		"tag(type, \"exited\") && within(\"11\") && within(area, \"11\")",
		"per_capita_net * 0.02 < line(\"poverty\") * 3 / 2 + yuan(\"0.10\")",
		"household.type == type && on > date(\"2020-01-31\") - duration(\"1h\")",
		"person.filter(p, age(p) > 60).map(q, q.name + head_name).size() > 0",
		"person.exists(p, p.work.exists(k, p.birth < on && k.months > param(\"limit\")))",
		"has(income.latest(i, i.period_to).household) && has(village)",
		"[1, 2].sum() + [[1], []][0][0] + person.count() + person.count(p, true)",
		"[true ? 1 : 2, (true ? 3 : 4) + 5, dec(1)].max() > land_cultivated",
		"head_name.substring(1).startsWith(\"a\") && head_name.split(\",\", 2).join() == \"\"",
		"members * dec(\"0.5\") + [members, 0.5][0]", "safe_water ? 1 : toilet ? 2 : 3",
		"(safe_water ? toilet : toilet) ? 2 : 3",
	};
	static const struct expr_var var[] = {
		{ { "a_", 2 }, { .kind = EXPR_BOOL } }, { { "b_", 2 }, { .kind = EXPR_BOOL } },
	};
	struct world *w = *state;
	struct buf b BUF_AUTO = { 0 };

	w->var = var;
	w->nvar = 2;
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct expr *x = compiled(w, texts[i]), *y;
		struct str once;

		buf_reset(&b);
		expr_text(&b, x, x->top);
		y = compiled(w, str_z(&w->a, buf_str(&b)));
		if (!expr_same(x->top, y->top))
			fail_msg("%s is written %s", texts[i], b.p);
		once = str_dup(&w->a, buf_str(&b));
		buf_reset(&b);
		expr_text(&b, y, y->top);
		assert_true(str_eq(once, buf_str(&b)));
	}
	assert_false(expr_same(compiled(w, "1 + 2")->top, compiled(w, "2 + 1")->top));
	assert_false(expr_same(compiled(w, "safe_water")->top, compiled(w, "toilet")->top));
	assert_true(expr_same(compiled(w, "type==1")->top, compiled(w, "type == \"脱贫户\"")->top));
}

static void what_a_text_reads(void **state)
{
	static const char *const want[] = { "household.toilet", "household.safe_water",
		"person.", "person.household", "person.birth", "village.", "work.", "work.person",
		"work.months" };
	struct world *w = *state;
	const struct expr *e = compiled(w, "safe_water && toilet && safe_water && has(village) && "
		"person.exists(p, age(p) > 6 && p.work.exists(k, k.months > 1 && p.birth < on))");

	assert_int_equal(e->nuse, sizeof want / sizeof *want);
	for (int i = 0; i < e->nuse; i++) {
		char text[128];
		bool found = false;

		snprintf(text, sizeof text, "%s.%s", e->use[i].noun->name, e->use[i].field < 0 ? "" :
		         e->use[i].noun->fields[e->use[i].field].name);
		for (size_t k = 0; k < sizeof want / sizeof *want; k++)
			found = found || strcmp(text, want[k]) == 0;
		if (!found)
			fail_msg("reads %s", text);
		if (i > 0)
			assert_true(e->use[i - 1].noun->tag <= e->use[i].noun->tag);
	}
	assert_int_equal(e->nslot, 3);
}

/* Every line of the ```cel blocks of docs/expressions.md; the word behind says for which noun. */
static void the_examples_of_the_documentation(void **state)
{
	struct world *w = *state;
	struct str all, line, noun = { 0 };
	bool inside = false;
	int n = 0;

	assert_int_equal(os_read_file(&w->cx, "docs/expressions.md", 1 << 20, &all), OK);
	while (str_next(&all, '\n', &line)) {
		if (str_starts(line, STR("```"))) {
			inside = str_starts(line, STR("```cel"));
			noun = str_trim(str_sub(line, 6, line.n));
			if (inside && noun.n)
				w->root = put_row(w, str_z(&w->a, noun), 1);
			else
				w->root = w->row[0];
		} else if (inside) {
			compiled(w, str_z(&w->a, line));
			n++;
		}
	}
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_and_signs, setup, teardown),
		cmocka_unit_test_setup_teardown(names, setup, teardown),
		cmocka_unit_test_setup_teardown(types, setup, teardown),
		cmocka_unit_test_setup_teardown(in_chinese, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_wanted, setup, teardown),
		cmocka_unit_test_setup_teardown(limits, setup, teardown),
		cmocka_unit_test_setup_teardown(macros_inside_macros, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_runs_for_ever, setup, teardown),
		cmocka_unit_test_setup_teardown(a_tree_as_text_is_the_same_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(what_a_text_reads, setup, teardown),
		cmocka_unit_test_setup_teardown(the_examples_of_the_documentation, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
