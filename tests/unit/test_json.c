/* json: what is written is JSON whatever the values, and what is read is a flat object or refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/msg.h"
#include "fmt/json.h"

/* ---- writing ---- */

static void commas_stand_where_they_should(void **state)
{
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 1000);
	json_begin(&j, &b);
	json_obj(&j);
	json_key(&j, "no");
	json_z(&j, "98001");
	json_key(&j, "members");
	json_arr(&j);
	json_obj(&j);
	json_obj_end(&j);
	json_int(&j, -4);
	json_arr(&j);
	json_arr_end(&j);
	json_none(&j);
	json_arr_end(&j);
	json_key(&j, "ok");
	json_bool(&j, true);
	json_keys(&j, STR("sum"));
	json_raw(&j, STR("1234.50"));
	json_obj_end(&j);
	assert_string_equal(b.p,
		"{\"no\":\"98001\",\"members\":[{},-4,[],null],\"ok\":true,\"sum\":1234.50}");
	assert_false(b.full);
	buf_free(&b);
}

static void texts_are_escaped_and_mended(void **state)
{
	static const struct { struct str in; const char *out; } list[] = {
		{ { "a\"b\\c\n\r\t\x01\x7F", 10 }, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\"" },
		{ { "a\0b", 3 }, "\"a\\u0000b\"" },
		{ { "张三𠮷", 10 }, "\"张三𠮷\"" },
		{ { "x\xFFy\n", 4 }, "\"x\xEF\xBF\xBDy\\n\"" },
		{ { "", 0 }, "\"\"" },
	};
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		buf_reset(&b);
		json_begin(&j, &b);
		json_str(&j, list[i].in);
		assert_string_equal(b.p, list[i].out);
	}
	buf_free(&b);
}

static void too_deep_or_unbalanced_writing_is_marked(void **state)
{
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 1000);
	json_begin(&j, &b);
	for (int i = 0; i < 31; i++)
		json_arr(&j);
	json_int(&j, 1);
	assert_false(b.full);
	json_arr(&j);
	json_arr(&j);
	assert_true(b.full);
	buf_reset(&b);
	json_begin(&j, &b);
	json_arr_end(&j);
	assert_true(b.full);
	buf_free(&b);
}

/* ---- reading ---- */

static void a_line_of_an_export(void **state)
{
	struct ctx cx;
	struct json_pair *p;
	int n;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(json_flat(&cx, STR(" { \"no\" : \"98\\u5f20\\n\\\"\" ,\"n\":-42,"
		"\"income\": 1234567890123456.10 ,\"dead\":false,\"x\":null,"
		"\"list\" : [1, {\"a\":\"}\\\"]\"}] , \"\":1 }\n"), &p, &n), OK);
	assert_int_equal(n, 7);
	assert_true(str_eqz(p[0].key, "no"));
	assert_int_equal(p[0].type, JSON_TEXT);
	assert_true(str_eqz(p[0].text, "98张\n\""));
	assert_int_equal(p[1].type, JSON_INT);
	assert_int_equal(p[1].i, -42);
	assert_true(str_eqz(p[1].text, "-42"));
	assert_int_equal(p[2].type, JSON_OTHER);
	assert_true(str_eqz(p[2].text, "1234567890123456.10"));         /* not one fen lost */
	assert_int_equal(p[3].type, JSON_BOOL);
	assert_int_equal(p[3].i, 0);
	assert_int_equal(p[4].type, JSON_NULL);
	assert_int_equal(p[5].type, JSON_OTHER);
	assert_true(str_eqz(p[5].text, "[1, {\"a\":\"}\\\"]\"}]"));
	assert_true(str_eqz(p[6].key, ""));
	assert_int_equal(json_flat(&cx, STR("{}"), &p, &n), OK);
	assert_int_equal(n, 0);
	ctx_free(&cx);
}

/* jansson's own objects keep the order of the text however many keys there are. */
static void many_keys_keep_their_order_and_values(void **state)
{
	struct ctx cx;
	struct buf b;
	struct json j;
	struct json_pair *p;
	int n;

	(void)state;
	ctx_init(&cx, 0);
	buf_init(&b, 100000);
	json_begin(&j, &b);
	json_obj(&j);
	for (int i = 0; i < 2000; i++) {
		char key[16] = { 'k', (char)('a' + i % 26), (char)('a' + i / 26 % 26),
			(char)('a' + i / 676) };

		json_key(&j, key);
		json_int(&j, i);
	}
	json_obj_end(&j);
	assert_int_equal(json_flat(&cx, buf_str(&b), &p, &n), OK);
	assert_int_equal(n, 2000);
	for (int i = 0; i < n; i++) {
		int64_t written;

		assert_int_equal(p[i].i, i);
		assert_true(str_i64(p[i].text, &written));
		assert_int_equal(written, i);
	}
	buf_free(&b);
	ctx_free(&cx);
}

static void faults_are_named_with_their_place(void **state)
{
	static const struct { struct str in; const char *key, *where; } list[] = {
		{ { "", 0 }, "json-cut-off", "line 1, column 1" },
		{ { "{\"a\":1", 6 }, "json-cut-off", "line 1, column 7" },
		{ { "{\"a\":1}\n{}", 10 }, "json-trailing", "line 2, column 1" },
		{ { "{\"a\":1,\n \"b\":2, \"a\":3}", 22 }, "json-duplicate-key", "line 2, column 9" },
		{ { "{\"\xE5\xBC\xA0\":x}", 9 }, "json-syntax", "line 1, column 6" },
		{ { "{\"a\":99999999999999999999}", 26 }, "json-number", NULL },
		{ { "{\"a\":\"\xFF\"}", 9 }, "json-encoding", NULL },
		{ { "[1]", 3 }, "json-not-object", "line 1, column 1" },
		{ { "{\"a\":\"\\u0000\"}", 14 }, "json-syntax", NULL },
		{ { "{\"a\":\0}", 7 }, "json-syntax", "line 1, column 6" },
		{ { "{\"a\":true\0}", 11 }, "json-syntax", "line 1, column 10" },
		{ { "{\"a\":[[[[[[[[[[[[[[[[[1", 23 }, "json-too-deep", "line 1, column 21" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		struct ctx cx;
		struct json_pair *p;
		int n;

		ctx_init(&cx, 0);
		assert_int_equal(json_flat(&cx, list[i].in, &p, &n), ERR_INPUT);
		assert_string_equal(cx.err.key, list[i].key);
		if (list[i].where && !str_eqz(cx.err.where, list[i].where))
			fail_msg("%zu %s: %.*s", i, list[i].key, STR_FMT(cx.err.where));
		assert_string_not_equal(msg_text(LANG_ZH, list[i].key), list[i].key);
		assert_int_equal(n, 0);
		ctx_free(&cx);
	}
}

static void a_repeated_key_is_shown(void **state)
{
	struct ctx cx;
	struct json_pair *p;
	int n;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(json_flat(&cx, STR("{\"姓名\":1,\"姓名\":2}"), &p, &n), ERR_INPUT);
	assert_true(str_eqz(cx.err.arg[2], "姓名"));
	ctx_free(&cx);
}

static void a_text_over_the_limit_is_refused(void **state)
{
	struct ctx cx;
	struct json_pair *p;
	struct buf b;
	int n;

	(void)state;
	ctx_init(&cx, 0);
	buf_init(&b, 2 * JSON_MAX_TEXT);
	buf_addz(&b, "{\"a\":\"");
	while (b.n < JSON_MAX_TEXT - 2)
		buf_addc(&b, 'x');
	buf_addz(&b, "\"}");
	assert_int_equal(json_flat(&cx, buf_str(&b), &p, &n), OK);
	assert_int_equal(p[0].text.n, JSON_MAX_TEXT - 8);
	buf_addc(&b, ' ');
	assert_int_equal(json_flat(&cx, buf_str(&b), &p, &n), ERR_INPUT);
	assert_string_equal(cx.err.key, "json-too-long");
	buf_free(&b);
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_stand_where_they_should),
		cmocka_unit_test(texts_are_escaped_and_mended),
		cmocka_unit_test(too_deep_or_unbalanced_writing_is_marked),
		cmocka_unit_test(a_line_of_an_export),
		cmocka_unit_test(many_keys_keep_their_order_and_values),
		cmocka_unit_test(faults_are_named_with_their_place),
		cmocka_unit_test(a_repeated_key_is_shown),
		cmocka_unit_test(a_text_over_the_limit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
