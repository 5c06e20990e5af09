/* Pictures of numbers. Those in tests/golden were looked at; a change shows itself there as a
 * difference: look at it, then write them anew with JZ_GOLDEN=write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>

#include "base/os.h"
#include "fmt/svg.h"
#include "fmt/svg_chart.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define NO SVG_NO_VALUE
#define Z(lit) { "" lit, sizeof(lit) - 1 }

struct desk {
	struct ctx cx;
	struct buf out;
};

static void open_desk(struct desk *d)
{
	ctx_init(&d->cx, 64 << 20);
	buf_init(&d->out, 32 << 20);
}

static void close_desk(struct desk *d)
{
	buf_free(&d->out);
	ctx_free(&d->cx);
}

/* ---- what every picture has to be ---- */

struct seen { int texts, marks; bool bad; char first[64]; };

static void XMLCALL on_start(void *arg, const char *name, const char **attr)
{
	struct seen *s = arg;

	if (!strcmp(name, "text"))
		s->texts++;
	if (!strcmp(name, "script") || !strcmp(name, "style") || !strcmp(name, "image") ||
	    !strcmp(name, "a") || !strcmp(name, "foreignObject"))
		s->bad = true;
	for (int i = 0; attr[i]; i += 2) {
		s->marks += !strcmp(attr[i], "data-tip");
		if (!strncmp(attr[i], "on", 2) || !strcmp(attr[i], "style") ||
		    strstr(attr[i], "href") == attr[i])
			s->bad = true;
		if (strstr(attr[i + 1], "url(") && strncmp(attr[i + 1], "url(#", 5))
			s->bad = true;
	}
}

/* Well-formed, without scripts, styles or links of its own. */
static struct seen look(const struct buf *b)
{
	struct seen s = { 0 };
	XML_Parser p = XML_ParserCreate("UTF-8");

	XML_SetUserData(p, &s);
	XML_SetElementHandler(p, on_start, NULL);
	if (XML_Parse(p, b->p, (int)b->n, 1) != XML_STATUS_OK) {
		print_error("line %lu: %s\n", XML_GetCurrentLineNumber(p),
		            XML_ErrorString(XML_GetErrorCode(p)));
		s.bad = true;
	}
	XML_ParserFree(p);
	return s;
}

static struct seen drawn(struct desk *d, const struct svg_chart *c)
{
	struct seen s;

	buf_reset(&d->out);
	assert_int_equal(svg_chart_put(&d->cx, &d->out, c), OK);
	s = look(&d->out);
	assert_false(s.bad);
	return s;
}

static void golden(struct desk *d, const char *name, const struct svg_chart *c)
{
	const char *how = os_env("JZ_GOLDEN");
	struct str kept;
	char path[128];

	drawn(d, c);
	snprintf(path, sizeof path, "tests/golden/%s.svg", name);
	if (how && !strcmp(how, "write")) {
		assert_int_equal(os_write_file(&d->cx, path, buf_str(&d->out), 0644), OK);
		return;
	}
	assert_int_equal(os_read_file(&d->cx, path, 1 << 20, &kept), OK);
	if (!str_eq(kept, buf_str(&d->out)))
		fail_msg("%s looks different now: see the head of this file", path);
}

/* ---- a made-up county ---- */

static const struct str towns[] = { Z("青山镇"), Z("石桥镇"), Z("柳河乡"), Z("白云乡"),
	Z("龙潭镇"), Z("五里铺街道办事处及经济开发区"), Z("沙坪乡") };
static const struct str codes[] = { Z("980101100000"), Z("980101101000"),
	Z("980101102000"), Z("980101103000"), Z("980101104000"), Z("980101105000"),
	Z("980101106000") };
static const struct str years[] = { Z("2021"), Z("2022"), Z("2023"), Z("2024"),
	Z("2025") };
static const int64_t households[] = { 1234, 986, 512, NO, 760, 2048, 0 };
static const int64_t series_a[] = { 1045000, 1120050, NO, 1268000, 1390125 };
static const int64_t series_b[] = { 812000, 890000, 920000, 1010000, 1090500 };
static const int64_t series_c[] = { 230000, 245000, 251000, 262000, 300000 };
static const int64_t changes[] = { 120, -45, 0, NO, 88, -130, 12 };

static struct svg_chart bars(void)
{
	static const struct svg_series one[] = { { Z("户数"), households } };
	static const struct str href[] = { Z("/households?area=980101100000"), Z(""), Z(""),
		Z(""), Z(""), Z(""), Z("") };

	return (struct svg_chart){ .kind = SVG_BARS, .title = STR("各乡镇户数"), .unit = STR("户"),
		.note = STR("截至 2025-12-31"), .label = towns, .n = COUNT(towns), .series = one,
		.nseries = 1, .href = href };
}

static struct svg_chart incomes(enum svg_kind kind)
{
	static const struct svg_series all[] = { { Z("工资性收入"), series_a },
		{ Z("生产经营性收入"), series_b }, { Z("转移性收入"), series_c } };

	return (struct svg_chart){ .kind = kind, .title = STR("户均收入"), .unit = STR("元"),
		.scale = 2, .label = years, .n = COUNT(years), .series = all, .nseries = 3 };
}

static struct svg_chart changed(enum svg_kind kind)
{
	static const struct svg_series one[] = { { Z("增减"), changes } };

	return (struct svg_chart){ .kind = kind, .title = STR("本月增减"), .unit = STR("户"),
		.label = towns, .n = COUNT(towns), .series = one, .nseries = 1 };
}

static struct svg_chart funnel(void)
{
	static const struct str stage[] = { Z("发现线索"), Z("入户核查"), Z("村级评议"),
		Z("乡镇审核"), Z("纳入监测") };
	static const int64_t n[] = { 1280, 1043, 412, 398, 371 };
	static const struct svg_series one[] = { { Z("户"), n } };

	return (struct svg_chart){ .kind = SVG_FUNNEL, .title = STR("从线索到纳入监测"),
		.unit = STR("户"), .label = stage, .n = COUNT(stage), .series = one, .nseries = 1 };
}

static struct svg_chart histogram(void)
{
	static const struct str range[] = { Z("<5"), Z("5–7"), Z("7–9"), Z("9–11"),
		Z("11–13"), Z("13–15"), Z("15–17"), Z("17–19"), Z(">19") };
	static const int64_t n[] = { 12, 88, 340, 912, 1210, 870, 402, 130, 44 };
	static const struct svg_series one[] = { { Z("households"), n } };

	return (struct svg_chart){ .kind = SVG_HISTOGRAM, .lang = LANG_EN,
		.title = STR("Income per head, 2025 (1,000 yuan)"), .unit = STR("households"),
		.label = range, .n = COUNT(range), .series = one, .nseries = 1 };
}

static struct svg_chart tiles(void)
{
	struct svg_chart c = bars();

	c.kind = SVG_TILES;
	return c;
}

/* Six townships around a lake, one of which the numbers do not know, and an island. */
static const char map_text[] =
	"{\"type\":\"FeatureCollection\",\"features\":["
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"980101100\",\"name\":\"x\"},\"geometry\":"
	"{\"type\":\"Polygon\",\"coordinates\":[[[110,30],[110.4,30],[110.4,30.3],[110.2,30.35],"
	"[110,30.3],[110,30]]]}},"
	"{\"type\":\"Feature\",\"properties\":{\"code\":980101101},\"geometry\":{\"type\":\"Polygon\","
	"\"coordinates\":[[[110.4,30],[110.9,30.05],[110.8,30.3],[110.4,30.3],[110.4,30]]]}},"
	"{\"type\":\"Feature\",\"id\":\"980101102000\",\"properties\":null,\"geometry\":{\"type\":"
	"\"MultiPolygon\",\"coordinates\":[[[[110,30.3],[110.2,30.35],[110.4,30.3],[110.4,30.6],"
	"[110.1,30.65],[110,30.3]],[[110.2,30.45],[110.3,30.45],[110.3,30.55],[110.2,30.55],"
	"[110.2,30.45]]],[[[110.95,30.3],[110.97,30.3],[110.97,30.33],[110.95,30.3]]]]}},"
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"980101103\"},\"geometry\":{\"type\":"
	"\"Polygon\",\"coordinates\":[[[110.4,30.3],[110.8,30.3],[110.75,30.62],[110.4,30.6],"
	"[110.4,30.3]]]}},"
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"980101199\",\"name\":\"<飞地>\"},"
	"\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[110.2,30.45],[110.3,30.45],"
	"[110.3,30.55],[110.2,30.55],[110.2,30.45]]]}},"
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"980101105\"},\"geometry\":{\"type\":"
	"\"Polygon\",\"coordinates\":[[[110.8,30.3],[110.9,30.05],[111.1,30.2],[111.1,30.5],"
	"[110.9,30.6],[110.75,30.62],[110.8,30.3]]]}},"
	"{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
	"[110.5,30.2]}}]}\n";

static struct svg_chart map(struct desk *d, struct geo *g)
{
	struct svg_chart c = bars();

	assert_int_equal(geo_read(&d->cx, str_of(map_text), g), OK);
	c.kind = SVG_MAP;
	c.geo = g;
	c.key = codes;
	return c;
}

/* ---- the tests ---- */

static void they_look_as_they_did(void **state)
{
	static const char *const theme[] = { "light", "dark", "mono" };
	struct svg_chart all[9];
	static const char *const name[] = { "bars", "columns", "lines", "stacked", "funnel",
		"histogram", "tiles", "map", "grouped" };
	struct desk d;
	struct geo g;

	open_desk(&d);
	all[0] = bars();
	all[1] = changed(SVG_COLUMNS);
	all[2] = incomes(SVG_LINES);
	all[3] = incomes(SVG_STACKED);
	all[4] = funnel();
	all[5] = histogram();
	all[6] = tiles();
	all[7] = map(&d, &g);
	all[8] = incomes(SVG_BARS);
	for (int i = 0; i < COUNT(all); i++)
		for (int t = 0; t < 3; t++) {
			char file[64];

			/* all kinds in the light, one of each sort of filling in the others */
			if (t && i != 3 && i != 2 && i != 7)
				continue;
			all[i].theme = (enum svg_theme)t;
			snprintf(file, sizeof file, "%s-%s", name[i], theme[t]);
			golden(&d, file, &all[i]);
		}
	close_desk(&d);
	(void)state;
}

static int times(const struct buf *b, const char *what)
{
	int n = 0;

	for (const char *p = b->p; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void every_value_stands_as_text(void **state)
{
	struct svg_chart c = bars();
	struct desk d;

	open_desk(&d);
	assert_int_equal(drawn(&d, &c).marks, COUNT(towns));
	assert_int_equal(times(&d.out, ">1,234</text>"), 1);
	assert_int_equal(times(&d.out, ">--</text>"), 1);
	assert_int_equal(times(&d.out, ">0</text>"), 1);
	assert_non_null(strstr(d.out.p, "data-tip=\"青山镇：1,234 户\""));
	assert_non_null(strstr(d.out.p, "data-href=\"/households?area=980101100000\""));
	assert_int_equal(times(&d.out, "data-href"), 1);
	assert_non_null(strstr(d.out.p, "青山镇 1,234；石桥镇 986"));
	c = incomes(SVG_LINES);
	drawn(&d, &c);
	assert_non_null(strstr(d.out.p, "data-tip=\"2021 · 工资性收入：10,450.00 元\""));
	close_desk(&d);
	(void)state;
}

/* A map without numbers: the shapes, each with its key, and room for a figure. */
static void a_bare_map_waits_for_colours(void **state)
{
	struct svg_chart c;
	struct desk d;
	struct geo g;
	int n;

	open_desk(&d);
	c = map(&d, &g);
	c.nseries = 0;
	drawn(&d, &c);
	n = times(&d.out, "class=\"jz-bare\"");
	assert_true(n >= 2);
	assert_int_equal(times(&d.out, "class=\"jz-mark jz-s0\" data-key="), n);
	assert_int_equal(times(&d.out, "class=\"jz-figure\""), n);
	assert_int_equal(times(&d.out, "jz-k1"), 0);
	assert_int_equal(times(&d.out, "1,234"), 0);
	assert_non_null(strstr(d.out.p, "<title"));
	close_desk(&d);
	(void)state;
}

static void nothing_is_said_not_drawn(void **state)
{
	static const int64_t none[] = { NO, NO, NO, NO, NO, NO, NO };
	static const struct svg_series empty[] = { { Z(""), none } };
	struct svg_chart c = bars();
	struct desk d;

	open_desk(&d);
	for (int kind = 0; kind <= SVG_MAP; kind++) {
		c.kind = (enum svg_kind)kind;
		c.n = 0;
		drawn(&d, &c);
		c.n = 7;
		c.nseries = 0;
		if (kind != SVG_MAP && kind != SVG_TILES)
			drawn(&d, &c);
		c.nseries = 1;
		c.series = empty;
		drawn(&d, &c);
		assert_non_null(strstr(d.out.p, "--"));
	}
	close_desk(&d);
	(void)state;
}

static void no_text_becomes_markup(void **state)
{
	static const struct str bad[] = { Z("\"><script>alert(1)</script>"),
		Z("' onload='alert(1)"), Z("</text></svg><svg onload=alert(1)>"),
		Z("a\x01\x1b[31m\x7f"), Z("\xff\xfe\xc3("), Z("\xe2\x80\xae" "txt.exe"),
		Z("]]>&lt;!--") };
	static const int64_t v[] = { 1, 2, 3, 4, 5, 6, 7 };
	static const struct svg_series s[] = { { Z("<b>"), v }, { Z("\"'&"), v } };
	struct svg_chart c = { .title = bad[0], .unit = bad[1], .note = bad[2], .label = bad,
		.n = COUNT(bad), .series = s, .nseries = 2, .href = bad, .id = bad[0], .key = codes };
	struct desk d;
	struct geo g;

	open_desk(&d);
	map(&d, &g);
	c.geo = &g;
	for (int kind = 0; kind <= SVG_MAP; kind++) {
		c.kind = (enum svg_kind)kind;
		drawn(&d, &c);
		assert_null(strstr(d.out.p, "<script"));
		assert_null(strstr(d.out.p, "\xe2\x80\xae"));
	}
	close_desk(&d);
	(void)state;
}

static void long_labels_are_cut_and_whole_in_the_tip(void **state)
{
	struct svg_chart c = bars();
	struct desk d;

	open_desk(&d);
	c.width = 320;
	drawn(&d, &c);
	assert_null(strstr(d.out.p, ">五里铺街道办事处及经济开发区</text>"));
	assert_non_null(strstr(d.out.p, "…</text>"));
	assert_non_null(strstr(d.out.p, "data-tip=\"五里铺街道办事处及经济开发区：2,048 户\""));
	close_desk(&d);
	(void)state;
}

/* Attribute values that are numbers must lie in the picture: nothing overflows at the limits. */
static void limits_hold(void **state)
{
	static int64_t v[SVG_LABELS_MAX + 1];
	static struct str label[SVG_LABELS_MAX + 1];
	struct svg_series s[SVG_SERIES_MAX];
	struct svg_chart c = { .label = label, .n = SVG_LABELS_MAX, .series = s, .nseries = 1,
		.width = 4000 };
	struct desk d;

	open_desk(&d);
	for (int i = 0; i <= SVG_LABELS_MAX; i++) {
		label[i] = STR("村");
		v[i] = i % 2 ? SVG_VALUE_MAX : -SVG_VALUE_MAX;
	}
	for (int i = 0; i < SVG_SERIES_MAX; i++)
		s[i] = (struct svg_series){ STR("s"), v };
	for (int kind = 0; kind < SVG_MAP; kind++) {
		c.kind = (enum svg_kind)kind;
		drawn(&d, &c);
		assert_null(strstr(d.out.p, "x=\"-9"));
		assert_int_equal(times(&d.out, "width=\"-"), 0);
		assert_int_equal(times(&d.out, "height=\"-"), 0);
	}
	c.kind = SVG_STACKED;
	c.nseries = 2;                           /* the sum is too large */
	assert_int_equal(svg_chart_put(&d.cx, &d.out, &c), ERR_LIMIT);
	assert_string_equal(d.cx.err.key, "svg-limit");
	err_clear(&d.cx);
	c.nseries = 1;
	c.n++;
	assert_int_equal(svg_chart_put(&d.cx, &d.out, &c), ERR_LIMIT);
	err_clear(&d.cx);
	c.n = 2;
	v[1]++;
	assert_int_equal(svg_chart_put(&d.cx, &d.out, &c), ERR_LIMIT);
	err_clear(&d.cx);
	close_desk(&d);
	(void)state;
}

static void equal_values_share_a_class(void **state)
{
	static const int64_t same[] = { 5, 5, 5, 5, 5, 5, 5 }, two[] = { 1, 1, 1, 1, 1, 1, 9 };
	struct svg_series s[] = { { STR(""), same } };
	struct svg_chart c = tiles();
	struct desk d;

	open_desk(&d);
	c.series = s;
	drawn(&d, &c);
	assert_int_equal(times(&d.out, "class=\"jz-k1\""), 7);
	s[0].value = two;
	drawn(&d, &c);
	assert_int_equal(times(&d.out, "class=\"jz-k1\""), 6);
	assert_int_equal(times(&d.out, "class=\"jz-k2\""), 1);
	close_desk(&d);
	(void)state;
}

static void the_map_tells_what_does_not_match(void **state)
{
	struct svg_chart c;
	struct desk d;
	struct geo g;

	open_desk(&d);
	c = map(&d, &g);
	assert_int_equal(g.nshape, 6);
	assert_int_equal(g.passed_over, 1);
	drawn(&d, &c);
	/* in the numbers, not on the map */
	assert_non_null(strstr(d.out.p, "边界文件里没有：龙潭镇 760、沙坪乡 0"));
	/* on the map, not in the numbers */
	assert_non_null(strstr(d.out.p, "data-tip=\"&lt;飞地&gt;：--\""));
	assert_int_equal(times(&d.out, "url(#c-none)"), 3);      /* that, 白云乡, the legend */
	c.geo = NULL;                            /* no map was uploaded */
	drawn(&d, &c);
	assert_non_null(strstr(d.out.p, "边界文件里没有：青山镇 1,234"));
	close_desk(&d);
	(void)state;
}

static void numbers_are_written_short(void **state)
{
	static const struct { int64_t v; const char *text; } n[] = { { 0, "0" }, { 1200, "12" },
		{ 1234, "12.34" }, { 1230, "12.3" }, { -50, "-.5" }, { 5, ".05" }, { -1200, "-12" } };
	struct buf b;

	buf_init(&b, 64);
	for (int i = 0; i < COUNT(n); i++) {
		buf_reset(&b);
		svg_num(&b, n[i].v);
		assert_string_equal(b.p, n[i].text);
	}
	buf_free(&b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_look_as_they_did),
		cmocka_unit_test(every_value_stands_as_text),
		cmocka_unit_test(a_bare_map_waits_for_colours),
	cmocka_unit_test(nothing_is_said_not_drawn),
		cmocka_unit_test(no_text_becomes_markup),
		cmocka_unit_test(long_labels_are_cut_and_whole_in_the_tip),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(equal_values_share_a_class),
		cmocka_unit_test(the_map_tells_what_does_not_match),
		cmocka_unit_test(numbers_are_written_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
