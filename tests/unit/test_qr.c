/* QR codes. The modules are libqrencode's; tests/cli/tls.sh has a picture of one read back. Here:
 * that they reach terminal and picture in place, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fmt/qr.h"

static struct qr *made(const char *text)
{
	struct qr *q = calloc(1, sizeof *q);
	struct ctx cx;

	ctx_init(&cx, 1 << 20);
	assert_int_equal(qr_make(&cx, str_of(text), q), OK);
	ctx_free(&cx);
	return q;
}

static bool dark(const struct qr *q, int x, int y)
{
	return q->dark[y * q->side + x];
}

/* The three corners by which a scanner finds the code. */
static void corner(const struct qr *q, int x, int y)
{
	for (int i = 0; i < 7; i++) {
		assert_true(dark(q, x + i, y) && dark(q, x + i, y + 6));
		assert_true(dark(q, x, y + i) && dark(q, x + 6, y + i));
	}
	assert_false(dark(q, x + 1, y + 1));
	assert_true(dark(q, x + 3, y + 3));
}

static void it_has_three_corners(void **state)
{
	struct qr *q = made("https://192.168.1.10:8080/p/trust");

	assert_true(q->side >= 21 && (q->side - 17) % 4 == 0);
	corner(q, 0, 0);
	corner(q, q->side - 7, 0);
	corner(q, 0, q->side - 7);
	free(q);
	(void)state;
}

/* Reads the half blocks back. */
static void the_terminal_shows_every_module(void **state)
{
	struct qr *q = made("精准");
	struct buf b;
	struct str rest, line;
	int y = -4;

	buf_init(&b, 1 << 20);
	qr_terminal(&b, q, false);
	rest = buf_str(&b);
	while (str_next(&rest, '\n', &line) && line.n) {
		int x = -4;

		for (size_t i = 0; i < line.n; x++) {
			bool upper = false, lower = false;

			if (line.p[i] == ' ') {
				i++;
			} else {
				upper = memcmp(line.p + i, "▄", 3) != 0;
				lower = memcmp(line.p + i, "▀", 3) != 0;
				i += 3;
			}
			/* drawn is light, and all around the code is */
			for (int k = 0; k < 2; k++) {
				bool in = x >= 0 && x < q->side && y + k >= 0 && y + k < q->side;
				bool lit = k ? lower : upper;

				if (y + k < q->side + 4)
					assert_int_equal(lit, !(in && dark(q, x, y + k)));
			}
		}
		assert_int_equal(x, q->side + 4);
		y += 2;
	}
	assert_true(y >= q->side + 4);
	buf_free(&b);
	free(q);
	(void)state;
}

static void the_picture_is_escaped_and_whole(void **state)
{
	struct qr *q = made("x");
	struct buf b;

	buf_init(&b, 1 << 20);
	qr_svg(&b, q, STR("<script>&\"'\x01"));
	assert_false(b.full);
	assert_non_null(strstr(b.p, "<title>&lt;script&gt;&amp;&quot;&#39;\xef\xbf\xbd</title>"));
	assert_non_null(strstr(b.p, "viewBox=\"0 0 29 29\""));
	assert_non_null(strstr(b.p, "M4 4h7v1h-7z"));
	buf_free(&b);
	free(q);
	(void)state;
}

static void too_much_or_nothing_is_refused(void **state)
{
	struct qr *q = calloc(1, sizeof *q);
	char *text = malloc(QR_MAX_BYTES + 1);
	struct ctx cx;

	ctx_init(&cx, 1 << 20);
	memset(text, 0xe5, QR_MAX_BYTES + 1);
	assert_int_equal(qr_make(&cx, (struct str){ text, QR_MAX_BYTES }, q), OK);
	assert_int_equal(q->side, QR_SIDE_MAX);
	assert_int_equal(qr_make(&cx, (struct str){ text, QR_MAX_BYTES + 1 }, q), ERR_LIMIT);
	assert_string_equal(cx.err.key, "qr-too-long");
	err_clear(&cx);
	assert_int_equal(qr_make(&cx, STR(""), q), ERR_INPUT);
	ctx_free(&cx);
	free(text);
	free(q);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_three_corners),
		cmocka_unit_test(the_terminal_shows_every_module),
		cmocka_unit_test(the_picture_is_escaped_and_whole),
		cmocka_unit_test(too_much_or_nothing_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
