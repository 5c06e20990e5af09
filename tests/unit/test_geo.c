/* Boundary files as they come: what is taken, what is passed over, what is refused and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "fmt/geo.h"

#define SQUARE "[[[110,30],[111,30],[111,31],[110,31],[110,30]]]"
#define FEATURE(properties, type, coordinates) "{\"type\":\"Feature\",\"properties\":" properties \
	",\"geometry\":{\"type\":\"" type "\",\"coordinates\":" coordinates "}}"
#define FILE_OF(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

struct desk {
	struct ctx cx;
	struct geo g;
};

static enum err reads(struct desk *d, const char *text)
{
	ctx_init(&d->cx, 64 << 20);
	return geo_read(&d->cx, str_of(text), &d->g);
}

static void refused(const char *text, const char *key)
{
	struct desk d;

	assert_int_not_equal(reads(&d, text), OK);
	assert_string_equal(d.cx.err.key, key);
	ctx_free(&d.cx);
}

static void a_square_is_a_square(void **state)
{
	struct desk d;

	assert_int_equal(reads(&d, FILE_OF(FEATURE("{\"code\":\"980101\",\"name\":\"青山\"}",
		"Polygon", SQUARE))), OK);
	assert_int_equal(d.g.nshape, 1);
	assert_int_equal(d.g.nring, 1);
	assert_int_equal(d.g.npoint, 4);         /* the last of the file is the first again */
	assert_string_equal(d.g.shape[0].code, "980101000000");
	assert_true(str_eqz(d.g.shape[0].name, "青山"));
	assert_int_equal(d.g.point[2].lon, 111000000);
	assert_int_equal(d.g.low.lat, 30000000);
	assert_int_equal(d.g.high.lon, 111000000);
	ctx_free(&d.cx);
	(void)state;
}

/* Members in any order, codes as numbers, as the feature's id, under Chinese names. */
static void codes_are_found_where_people_put_them(void **state)
{
	static const char *const text[] = {
		FILE_OF(FEATURE("{\"adcode\":980101}", "Polygon", SQUARE)),
		FILE_OF(FEATURE("{\"id\":7,\"区划代码\":\"980101\",\"层级\":{\"code\":\"1\"}}", "Polygon",
		                SQUARE)),
		FILE_OF("{\"geometry\":{\"coordinates\":" SQUARE ",\"type\":\"Polygon\"},"
		        "\"id\":\"980101000000\",\"properties\":null}"),
		FILE_OF(FEATURE("{\"co\\u0064e\":\" 980101 \"}", "Polygon", SQUARE)),
		"\xef\xbb\xbf" FILE_OF(FEATURE("{\"code\":\"980101\",\"pac\":\"12\"}", "Polygon", SQUARE)),
	};

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
		struct desk d;

		assert_int_equal(reads(&d, text[i]), OK);
		assert_string_equal(d.g.shape[0].code, "980101000000");
		ctx_free(&d.cx);
	}
	(void)state;
}

static void numbers_are_read_exactly(void **state)
{
	struct desk d;

	assert_int_equal(reads(&d, FILE_OF(FEATURE("{}", "Polygon",
		"[[[1.10123456789e2,-3.05E+1,812.5],[1101234567.9e-7,-0.0000019],[0,0]]]"))), OK);
	assert_int_equal(d.g.point[0].lon, 110123456);
	assert_int_equal(d.g.point[0].lat, -30500000);
	assert_int_equal(d.g.point[1].lon, 110123456);
	assert_int_equal(d.g.point[1].lat, -1);
	ctx_free(&d.cx);
	(void)state;
}

static void other_shapes_are_passed_over(void **state)
{
	struct desk d;

	assert_int_equal(reads(&d, FILE_OF(
		FEATURE("{}", "Point", "[110,30]") ","
		FEATURE("{}", "LineString", "[[110,30],[111,31]]") ","
		FEATURE("{}", "MultiPolygon", "[" SQUARE "," SQUARE "]") ","
		"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}},"
		"{\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"a\":1}]}}")), OK);
	assert_int_equal(d.g.nshape, 1);
	assert_int_equal(d.g.nring, 2);
	assert_int_equal(d.g.npoint, 8);         /* those of what was passed over are gone */
	assert_int_equal(d.g.passed_over, 4);
	ctx_free(&d.cx);
	(void)state;
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
	struct desk d;

	refused("", "geo-not-json");
	refused("<kml/>", "geo-not-json");
	refused("[]", "geo-not-json");
	refused("{\"features\":[{\"a\":tru e}]}", "geo-not-json");
	refused("{\"features\":[{}]} x", "geo-not-json");
	refused("{\"features\":[{}", "geo-not-json");
	refused("{\"features\":[{\"a\":\"\n\"}]}", "geo-not-json");
	refused("{\"features\":[{\"a\":\"\\q\"}]}", "geo-not-json");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[01,2]]]")), "geo-not-json");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[1.,2]]]")), "geo-not-json");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[1]]]")), "geo-not-json");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[\"1\",2]]]")), "geo-not-json");
	refused("{\"type\":\"Topology\",\"objects\":{}}", "geo-nothing");
	refused(FILE_OF(""), "geo-nothing");
	refused(FILE_OF(FEATURE("{}", "Point", "[1,2]")), "geo-nothing");
	refused(FILE_OF(FEATURE("{}", "MultiPolygon", SQUARE)), "geo-shape");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[1,2],[[3,4]]]]")), "geo-shape");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[[[[[1,2]]]]]]]")), "geo-shape");
	/* projected metres, and more than any number */
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[500000,3300000]]]")), "geo-not-degrees");
	refused(FILE_OF(FEATURE("{}", "Polygon", "[[[1e9999,2]]]")), "geo-not-degrees");
	assert_int_equal(reads(&d, "{\n\"features\":\n[{]}"), ERR_INPUT);
	assert_true(str_eqz(d.cx.err.arg[0], "3"));
	ctx_free(&d.cx);
	(void)state;
}

static void limits_are_refused_not_reached_for(void **state)
{
	struct buf b;
	struct desk d;

	buf_init(&b, 64 << 20);
	buf_addz(&b, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, '[');
	refused(b.p, "geo-deep");
	buf_reset(&b);
	buf_addz(&b, "{\"features\":[");
	for (int i = 0; i <= GEO_SHAPES_MAX; i++) {
		buf_addz(&b, i ? "," : "");
		buf_addz(&b, FEATURE("{}", "Polygon", "[[[1,2],[3,4],[5,6]]]"));
	}
	buf_addz(&b, "]}");
	refused(b.p, "geo-shapes-many");
	buf_reset(&b);
	buf_addz(&b, "{\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0]");
	for (int i = 0; i < GEO_POINTS_MAX; i++)
		buf_addf(&b, ",[%d,%d]", i % 180, i % 90);
	buf_addz(&b, "]]}}]}");
	refused(b.p, "geo-points-many");
	buf_free(&b);
	ctx_init(&d.cx, 1 << 20);
	assert_int_equal(geo_read(&d.cx, (struct str){ "", GEO_TEXT_MAX + 1u }, &d.g), ERR_LIMIT);
	ctx_free(&d.cx);
	(void)state;
}

static void a_code_is_digits(void **state)
{
	char code[13];

	assert_true(geo_code(STR(" 98 "), code));
	assert_string_equal(code, "980000000000");
	assert_false(geo_code(STR("9"), code));
	assert_false(geo_code(STR("98010x"), code));
	assert_false(geo_code(STR("9801011000000"), code));
	assert_false(geo_code(STR(""), code));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_square_is_a_square),
		cmocka_unit_test(codes_are_found_where_people_put_them),
		cmocka_unit_test(numbers_are_read_exactly),
		cmocka_unit_test(other_shapes_are_passed_over),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(limits_are_refused_not_reached_for),
		cmocka_unit_test(a_code_is_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
