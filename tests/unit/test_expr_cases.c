/* The scalar cases of the CEL specification, when the folder with them is there ($JZ_SHARED, else
 * ../shared): each gives what is expected, or is skipped for a reason that is named. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/os.h"
#include "base/utf8.h"
#include "rule/expr.h"

#define VARS_MOST 8

/* ---- as much JSON as the file holds ---- */
static int hex4(const char *p)
{
	char z[5] = { p[0], p[1], p[2], p[3], 0 };

	return (int)strtol(z, NULL, 16);
}

/* The next quoted text, decoded; false when there is none. */
static bool next_text(struct arena *a, struct str *s, struct str *out)
{
	const char *p = memchr(s->p, '"', s->n), *end = s->p + s->n;
	char *w;

	if (s->n == 0 || !p)
		return false;
	w = arena_alloc(a, s->n);
	out->p = w;
	for (p++; p < end && *p != '"'; p++) {
		int cp;

		if (*p != '\\') {
			*w++ = *p;
			continue;
		}
		switch (*++p) {
		case 'n': *w++ = '\n'; break;
		case 't': *w++ = '\t'; break;
		case 'r': *w++ = '\r'; break;
		case 'b': *w++ = '\b'; break;
		case 'f': *w++ = '\f'; break;
		case 'u':
			cp = hex4(p + 1);
			p += 4;
			if (cp >= 0xD800 && cp < 0xDC00) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + hex4(p + 3) - 0xDC00;
				p += 6;
			}
			w += utf8_put(w, cp);
			break;
		default: *w++ = *p;
		}
	}
	out->n = (size_t)(w - out->p);
	s->n = (size_t)(end - p) - 1;
	s->p = p + 1;
	return true;
}

/* {"int": "3"}, {"bool": true}, {"null": null} */
static void next_value(struct arena *a, struct str *s, struct str *kind, struct expr_value *v)
{
	struct str text = { 0 };
	bool word;

	assert_true(next_text(a, s, kind));
	word = str_eqz(*kind, "bool") || str_eqz(*kind, "null");
	if (word)
		text = str_sub(*s, 0, 8);
	else
		assert_true(next_text(a, s, &text));
	*v = (struct expr_value){ 0 };
	if (str_eqz(*kind, "bool")) {
		v->kind = EXPR_BOOL;
		v->b = str_find(text, STR("true")) >= 0;
	} else if (str_eqz(*kind, "null")) {
		v->kind = EXPR_NULL;
	} else if (str_eqz(*kind, "int")) {
		v->kind = EXPR_INT;
		assert_true(str_i64(text, &v->i));
	} else if (str_eqz(*kind, "double")) {
		v->kind = EXPR_REAL;
		v->d = strtod(str_z(a, text), NULL);
	} else if (str_eqz(*kind, "string")) {
		v->kind = EXPR_TEXT;
		v->s = text;
	} else {
		assert_string_equal(str_z(a, *kind), "error");
		v->state = EXPR_ERROR;
	}
}

static bool as_expected(const struct expr_value *v, const struct expr_value *want)
{
	if (want->state == EXPR_ERROR)
		return v->state == EXPR_ERROR;
	if (v->state != EXPR_KNOWN || v->kind != want->kind)
		return false;
	switch ((enum expr_kind)v->kind) {
	case EXPR_BOOL: return v->b == want->b;
	case EXPR_INT: return v->i == want->i;
	case EXPR_REAL:
		return (isnan(v->d) && isnan(want->d)) ||
		       (v->d == want->d && signbit(v->d) == signbit(want->d));
	case EXPR_TEXT: return str_eq(v->s, want->s);
	default: return true;
	}
}

/* Why a case is not for this subset; NULL: it is. */
static const char *not_ours(struct str section)
{
	if (str_eqz(section, "matches"))
		return "regular expressions are left out on purpose";
	return NULL;
}

static bool run_case(struct ctx *cx, struct str text, struct str bindings,
                     const struct expr_value *want)
{
	struct expr_var var[VARS_MOST];
	struct expr_value value[VARS_MOST], v = { 0 };
	struct expr_env env = { .var = var, .unchecked = true };
	struct expr_world w = { .on = 20200101, .var = value };
	struct expr_run run = { .a = &cx->arena };
	struct expr *e;
	struct str name, kind;

	while (next_text(&cx->arena, &bindings, &name)) {
		assert_true(env.nvar < VARS_MOST);
		next_value(&cx->arena, &bindings, &kind, &value[env.nvar]);
		var[env.nvar].name = name;
		var[env.nvar].type = (struct expr_type){ .kind = value[env.nvar].kind };
		env.nvar++;
	}
	if (expr_compile(cx, &cx->arena, &env, text, &e, NULL) != OK)
		return want->state == EXPR_ERROR;
	expr_eval(e, &w, NULL, &run, &v);
	return as_expected(&v, want);
}

struct count {
	int passed, skipped, failed;
};

static void one_line(struct count *n, struct str line)
{
	struct str file, section, name, expr_json, bindings, expected, text, kind;
	struct expr_value want;
	const char *why;
	struct ctx cx;

	ctx_init(&cx, 0);
	assert_true(str_next(&line, '\t', &file) && str_next(&line, '\t', &section) &&
	            str_next(&line, '\t', &name) && str_next(&line, '\t', &expr_json) &&
	            str_next(&line, '\t', &bindings));
	expected = line;
	assert_true(next_text(&cx.arena, &expr_json, &text));
	next_value(&cx.arena, &expected, &kind, &want);
	why = not_ours(section);
	if (why) {
		n->skipped++;
		/* Nothing of these may be left out. */
		assert_false(str_eqz(file, "integer_math") || str_eqz(file, "fp_math") ||
		             str_eqz(file, "logic") || str_eqz(file, "comparisons") ||
		             str_eqz(file, "macros"));
	} else if (run_case(&cx, text, bindings, &want)) {
		n->passed++;
	} else {
		n->failed++;
		print_message("%.*s/%.*s/%.*s: %.*s\n", STR_FMT(file), STR_FMT(section),
		              STR_FMT(name), STR_FMT(text));
	}
	ctx_free(&cx);
}

static void cases_of_the_specification(void **state)
{
	const char *shared = getenv("JZ_SHARED");
	struct count n = { 0 };
	char path[1024];
	struct str all, line;
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 0);
	snprintf(path, sizeof path, "%s/testdata/cel/cel_scalar_subset.tsv",
	         shared ? shared : "../shared");
	if (os_read_file(&cx, path, 1 << 24, &all) != OK) {
		print_message("%s is not there\n", path);
		ctx_free(&cx);
		skip();
	}
	assert_true(str_next(&all, '\n', &line));        /* the heading */
	while (str_next(&all, '\n', &line))
		if (line.n)
			one_line(&n, line);
	print_message("CEL cases: %d passed, %d skipped (matches: regular expressions), "
	              "%d failed\n", n.passed, n.skipped, n.failed);
	assert_int_equal(n.failed, 0);
	assert_true(n.passed > 0 && n.skipped * 10 <= n.passed + n.skipped);
	ctx_free(&cx);
}

static void a_wrong_answer_is_noticed(void **state)
{
	struct expr_value three = { .kind = EXPR_INT, .i = 3 }, error = { .state = EXPR_ERROR };
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 0);
	assert_true(run_case(&cx, STR("1 + x"), STR("[[\"x\", {\"int\": \"2\"}]]"), &three));
	assert_false(run_case(&cx, STR("1 + 1"), STR("[]"), &three));
	assert_false(run_case(&cx, STR("1 + 2.0"), STR("[]"), &three));
	assert_false(run_case(&cx, STR("1 + 2"), STR("[]"), &error));
	assert_true(run_case(&cx, STR("1 + "), STR("[]"), &error));
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_answer_is_noticed),
		cmocka_unit_test(cases_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
