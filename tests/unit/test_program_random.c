/* Programs over the snapshot say what the tree evaluator says: thousands of random expressions over
 * random households, on every kernel. */
#include "program_fix.h"

/* ---- random texts ---- */

struct gen {
	struct maker *k;
	struct buf b;
	int names, size;
	char person[8], work[8], income[8];  /* the variable at hand, or "" */
	char other[8];                       /* a member met further out, or "" */
	bool of_person;                      /* the judged row is a person */
};

static void g_bool(struct gen *g, int depth);
static void g_money(struct gen *g, int depth);
static void g_int(struct gen *g, int depth);
static void g_date(struct gen *g, int depth);

static int64_t pick(struct gen *g, int64_t n) { return below(g->k, n); }
static void say(struct gen *g, const char *z) { buf_addz(&g->b, z); }

/* Enters a macro over rows; gives back the name that the variable had. */
static void into(struct gen *g, const char *rows, const char *macro, char var[8], char was[8])
{
	memcpy(was, var, 8);
	snprintf(var, 8, "v%d", g->names++);
	buf_addf(&g->b, "%s.%s(%s, ", rows, macro, var);
}

static void out_of(struct gen *g, char var[8], const char was[8])
{
	memcpy(var, was, 8);
	say(g, ")");
}

static const char *persons(struct gen *g) { return g->of_person ? "household.person" : "person"; }
static const char *incomes(struct gen *g) { return g->of_person ? "household.income" : "income"; }
static void field(struct gen *g, const char *name)
{
	if (g->of_person)
		say(g, "household.");
	say(g, name);
}

static void g_dec(struct gen *g, int depth)
{
	switch (pick(g, depth > 0 ? 6 : 3)) {
	case 0:
		if (g->person[0]) {
			buf_addf(&g->b, "%s.work_months", g->person);
			return;
		}
		/* fall through */
	case 1: field(g, "land_cultivated"); return;
	case 2: buf_addf(&g->b, "dec(\"%d.%d\")", (int)pick(g, 20), (int)pick(g, 99)); return;
	case 3:
		say(g, "("); g_dec(g, depth - 1); say(g, pick(g, 2) ? " + " : " * ");
		g_int(g, depth - 1); say(g, ")");
		return;
	case 4: say(g, "("); g_money(g, depth - 1); say(g, " / "); g_money(g, depth - 1);
		say(g, ")");
		return;
	default: {
		char was[8];

		into(g, persons(g), pick(g, 2) ? "sum" : "max", g->person, was);
		buf_addf(&g->b, "%s.work_months", g->person);
		out_of(g, g->person, was);
	}
	}
}

static void g_money(struct gen *g, int depth)
{
	char was[8];

	switch (pick(g, depth > 0 ? 12 : 5)) {
	case 0: buf_addf(&g->b, "yuan(%d)", (int)pick(g, 2) ? 4000 : (int)pick(g, 9000)); break;
	case 1:
		buf_addf(&g->b, "line(\"%s\")", pick(g, 8) ? "poverty" : pick(g, 2) ? "dibao" : "none");
		break;
	case 2:
		if (g->work[0]) {
			buf_addf(&g->b, "%s.monthly_pay", g->work);
			break;
		}
		/* fall through */
	case 3:
		if (g->income[0]) {
			buf_addf(&g->b, "%s.net", g->income);
			break;
		}
		/* fall through */
	case 4: field(g, "per_capita_net"); break;
	case 5: say(g, "("); g_money(g, depth - 1); say(g, pick(g, 2) ? " + " : " - ");
		g_money(g, depth - 1); say(g, ")");
		break;
	case 6: say(g, "("); g_money(g, depth - 1); say(g, pick(g, 2) ? " * " : " / ");
		g_int(g, depth - 1); say(g, ")");
		break;
	case 7: say(g, "("); g_bool(g, depth - 1); say(g, " ? "); g_money(g, depth - 1); say(g, " : ");
		g_money(g, depth - 1); say(g, ")");
		break;
	case 8: {
		static const char *const how[] = { "sum", "max", "min" };

		into(g, incomes(g), how[pick(g, 3)], g->income, was);
		g_money(g, depth - 2);
		out_of(g, g->income, was);
		break;
	}
	case 9:
		into(g, incomes(g), "latest", g->income, was);
		buf_addf(&g->b, "%s.%s", g->income, pick(g, 3) ? "period_to" : "net");
		out_of(g, g->income, was);
		say(g, ".net");
		break;
	case 10:
		if (g->person[0]) {
			char rows[24];

			snprintf(rows, sizeof rows, "%s.work", g->person);
			into(g, rows, "sum", g->work, was);
			g_money(g, depth - 2);
			out_of(g, g->work, was);
			break;
		}
		/* fall through */
	default: say(g, "param(\"limit\")"); break;
	}
}

static void g_int(struct gen *g, int depth)
{
	char was[8];

	switch (pick(g, depth > 0 ? 12 : 4)) {
	case 0: buf_addf(&g->b, "%d", (int)pick(g, 70) - 2); break;
	case 1:
		if (g->person[0]) {
			buf_addf(&g->b, "age(%s)", g->person);
			break;
		}
		/* fall through */
	case 2: field(g, pick(g, 2) ? "members" : "house_built"); break;
	case 3:
		if (pick(g, 40) == 0)
			say(g, "9223372036854775807");
		else
			say(g, "param(\"age\")");
		break;
	case 4: case 5:
		into(g, persons(g), "count", g->person, was);
		g_bool(g, depth - 2);
		out_of(g, g->person, was);
		break;
	case 6: buf_addf(&g->b, "size(%s)", incomes(g)); break;
	case 7: {
		static const char *const op[] = { " + ", " - ", " * ", " / ", " % " };

		say(g, "("); g_int(g, depth - 1); say(g, op[pick(g, 5)]); g_int(g, depth - 1);
		say(g, ")");
		break;
	}
	case 8: {
		static const char *const fn[] = { "year", "month", "day", "age" };

		buf_addf(&g->b, "%s(", fn[pick(g, 4)]); g_date(g, depth - 1); say(g, ")");
		break;
	}
	case 9: say(g, pick(g, 2) ? "months_between(" : "days_between("); g_date(g, depth - 1);
		say(g, ", "); g_date(g, depth - 1); say(g, ")");
		break;
	case 10: say(g, "-("); g_int(g, depth - 1); say(g, ")"); break;
	default: {
		static const char *const how[] = { "sum", "max", "min" };

		into(g, persons(g), how[pick(g, 3)], g->person, was);
		g_int(g, depth - 2);
		out_of(g, g->person, was);
	}
	}
}

static void g_date(struct gen *g, int depth)
{
	char was[8];

	switch (pick(g, depth > 0 ? 9 : 6)) {
	case 0: buf_addf(&g->b, "date(\"%d-%02d-%02d\")", 1950 + (int)pick(g, 80),
	                 1 + (int)pick(g, 12), 1 + (int)pick(g, 28));
		break;
	case 1:
		if (g->person[0]) {
			buf_addf(&g->b, "%s.birth", g->person);
			break;
		}
		/* fall through */
	case 2:
		if (g->work[0]) {
			buf_addf(&g->b, "%s.started", g->work);
			break;
		}
		/* fall through */
	case 3:
		if (g->income[0]) {
			buf_addf(&g->b, "%s.period_to", g->income);
			break;
		}
		/* fall through */
	case 4: field(g, pick(g, 2) ? "first_identified" : "data_date"); break;
	case 5: say(g, "on"); break;
	case 6:
		into(g, persons(g), pick(g, 2) ? "min" : "max", g->person, was);
		g_date(g, depth - 2);
		out_of(g, g->person, was);
		break;
	case 7: say(g, "("); g_bool(g, depth - 1); say(g, " ? "); g_date(g, depth - 1); say(g, " : ");
		g_date(g, depth - 1); say(g, ")");
		break;
	default: say(g, "add_months("); g_date(g, depth - 1);
		buf_addf(&g->b, ", %d)", (int)pick(g, 300) - 100);
	}
}

static void g_compare(struct gen *g, int depth)
{
	static const char *const op[] = { " < ", " <= ", " > ", " >= ", " == ", " != " };
	int kind = (int)pick(g, 5);
	void (*of)(struct gen *, int) = kind == 0 ? g_int : kind == 1 ? g_date : kind == 2 ? g_dec :
		g_money;

	of(g, depth - 1);
	say(g, op[pick(g, 6)]);
	if (kind == 2 && pick(g, 2))
		g_int(g, depth - 1);
	else
		of(g, depth - 1);
}

static void g_over(struct gen *g, int depth)
{
	static const char *const fold[] = { "exists", "all", "exists_one" };
	const char *macro = fold[pick(g, 8) ? pick(g, 2) : 2];
	char was[8], rows[40], other[8];

	switch (pick(g, 4)) {
	case 0:
		if (g->person[0]) {
			snprintf(rows, sizeof rows, "%s.work", g->person);
			into(g, rows, macro, g->work, was);
			g_bool(g, depth - 1);
			out_of(g, g->work, was);
			return;
		}
		/* fall through */
	case 1:
		into(g, incomes(g), macro, g->income, was);
		g_bool(g, depth - 1);
		out_of(g, g->income, was);
		return;
	case 2: {
		int size = (int)pick(g, 3);

		into(g, persons(g), "filter", g->person, was);
		g_bool(g, depth - 1);
		out_of(g, g->person, was);
		if (size == 0) {
			say(g, ".size() > 1");
			return;
		}
		into(g, "", macro, g->person, was);
		g_bool(g, depth - 1);
		out_of(g, g->person, was);
		return;
	}
	default:
		into(g, persons(g), macro, g->person, was);
		memcpy(other, g->other, sizeof other);
		memcpy(g->other, was, sizeof was);
		g_bool(g, depth - 1);
		memcpy(g->other, other, sizeof other);
		out_of(g, g->person, was);
	}
}

static void g_person(struct gen *g)
{
	static const char *const what[] = { "%s.resident_pension", "%s.on_dibao == false",
		"%s.sex == \"男\"", "known(%s.birth)", "known(%s.school)", "tag(%s.sex, \"female\")",
		"%s.household.safe_water", "age(%s) >= 60", "age(%s) < param(\"age\")",
		"%s.school in [\"小学\", \"高中\"]" };

	if (g->other[0] && pick(g, 3) == 0)
		buf_addf(&g->b, pick(g, 2) ? "%s.sex == %s.sex" : "age(%s) > age(%s)", g->person, g->other);
	else
		buf_addf(&g->b, what[pick(g, 9)], g->person, g->person);
}

static void g_leaf(struct gen *g)
{
	static const char *const what[] = { "safe_water", "dangerous_house", "known(per_capita_net)",
		"known(address)", "type == \"脱贫户\"", "tag(type, \"registered\")", "\"柴草\" in fuel",
		"type in [\"脱贫户\", \"监测户\"]", "known(first_identified)", "safe_water != dangerous_house",
		"type != \"一般农户\"" };
	static const char *const of_house[] = { "household.safe_water", "household.dangerous_house",
		"known(household.per_capita_net)", "known(household.address)",
		"household.type == \"脱贫户\"", "tag(household.type, \"registered\")" };

	if (g->work[0] && pick(g, 3) == 0)
		buf_addf(&g->b, pick(g, 2) ? "%s.insured" : "known(%s.started)", g->work);
	else if (g->person[0] && pick(g, 3))
		g_person(g);
	else if (pick(g, 10) == 0)
		say(g, pick(g, 2) ? "within(\"52\")" : "within(\"99\")");
	else if (g->of_person)
		say(g, of_house[pick(g, 6)]);
	else
		say(g, what[pick(g, 11)]);
}

static void g_bool(struct gen *g, int depth)
{
	char was[8];

	if (depth <= 0 || ++g->size > 60) {
		g_leaf(g);
		return;
	}
	switch (pick(g, 11)) {
	case 0: g_leaf(g); break;
	case 1: say(g, "!("); g_bool(g, depth - 1); say(g, ")"); break;
	case 2: say(g, "("); g_bool(g, depth - 1); say(g, " ? "); g_bool(g, depth - 1); say(g, " : ");
		g_bool(g, depth - 1); say(g, ")");
		break;
	case 3: case 4: say(g, "("); g_bool(g, depth - 1); say(g, pick(g, 2) ? " && " : " || ");
		g_bool(g, depth - 1); say(g, ")");
		break;
	case 5: case 6: g_over(g, depth); break;
	case 7:
		say(g, "known(");
		(pick(g, 2) ? g_money : pick(g, 2) ? g_date : g_bool)(g, depth - 1);
		say(g, ")");
		break;
	case 8:
		if (pick(g, 3) == 0) {
			say(g, "has(");
			into(g, incomes(g), "latest", g->income, was);
			g_date(g, 0);
			out_of(g, g->income, was);
			say(g, ")");
			break;
		}
		/* fall through */
	default: g_compare(g, depth);
	}
}

/* A text that compiles; *refused counts those that do not. */
static struct expr *some_expr(struct maker *k, const char *root, const struct expr_var *var,
                              int nvar, int *refused)
{
	struct expr_env env = { .m = k->m, .root = entity_find(k->m, str_of(root)), .var = var,
		.nvar = nvar, .line = line_name, .param = param_name, .want = EXPR_BOOL };
	struct expr *e;

	for (;;) {
		struct gen g = { .k = k, .names = 0, .of_person = strcmp(root, "person") == 0 };
		enum err rc;

		buf_init(&g.b, 60000);
		if (g.of_person)
			snprintf(g.person, sizeof g.person, "person");
		for (int i = 0; i < nvar && pick(&g, 2); i++)
			buf_addf(&g.b, "%.*s %s ", STR_FMT(var[i].name), pick(&g, 2) ? "&&" : "||");
		g_bool(&g, 1 + (int)pick(&g, 5));
		rc = expr_compile(&k->cx, &k->cx.arena, &env, str_dup(&k->cx.arena, buf_str(&g.b)), &e,
		                  NULL);
		buf_free(&g.b);
		if (rc == OK)
			return e;
		err_clear(&k->cx);
		++*refused;
	}
}

/* Clauses, and texts over the clauses before them. */
static void bench_fill(struct bench *t, int n, bool persons, int *refused)
{
	struct expr_var var[64];
	int which[64];

	t->p = program_new(t->k->s);
	t->n = 0;
	for (int i = 0; i < n; i++) {
		int nvar = !persons && i > 2 && i % 4 == 0 ? i : 0;

		for (int c = 0; c < nvar; c++) {
			char *name = arena_alloc(&t->k->cx.arena, 16);

			snprintf(name, 16, "c%d", c);
			var[c] = (struct expr_var){ str_of(name), { .kind = EXPR_BOOL } };
			which[c] = t->out[c];
		}
		t->e[i] = some_expr(t->k, persons && i % 2 ? "person" : "household", var, nvar, refused);
		FINE(t->k, program_add(&t->k->cx, t->p, t->e[i], which, &t->out[i]));
		t->n++;
	}
}

static void random_programs(const char *kernel, uint64_t seed, int rounds, int households,
                            bool tight)
{
	struct bench t = { .k = maker_open(columns, COLUMNS, NULL) };
	const struct facts_view *v;
	int refused = 0, asked = 0, ops = 0, some;

	t.k->seed ^= seed * 977;
	maker_build(t.k, households, 40, tight);
	v = facts_hold(t.k->f);
	for (int round = 0; round < rounds; round++) {
		bench_fill(&t, 16, round % 3 == 2, &refused);
		same_answers(&t, kernel, v);
		ops += program_ops(t.p, &some);
		asked += some;
		program_free(t.p);
	}
	facts_release(t.k->f, v);
	if (rounds > 8) {
		/* The texts are worth something: all four answers come, most have operations. */
		assert_true(t.said['y'] > 1000 && t.said['n'] > 1000 && t.said['u'] > 1000);
		assert_true(t.said['e'] > 0);
		assert_true(asked * 5 < ops);
		assert_true(refused < rounds * 16);
	}
	maker_close(t.k);
}

static void test_random_programs_v3(void **state)
{
	(void)state;
	random_programs("v3", 1, 30, 700, false);
}

static void test_random_programs_v2(void **state)
{
	(void)state;
	random_programs("v2", 2, 12, 700, false);
}

static void test_random_programs_plain(void **state)
{
	(void)state;
	random_programs("plain", 3, 12, 400, true);
}

static void test_edges_of_blocks(void **state)
{
	static const int sizes[] = { 0, 1, 64, 65, 4096, 4097 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		random_programs(i % 2 ? "v2" : "v3", 10 + i, 1, sizes[i], i % 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_programs_v3),
		cmocka_unit_test(test_random_programs_v2),
		cmocka_unit_test(test_random_programs_plain),
		cmocka_unit_test(test_edges_of_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
