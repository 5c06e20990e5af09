/* sheets.yaml and sources.yaml: every way in which they go wrong is told with file, line and
 * column; what a county adds stands beside what its parent says, and what it replaces is replaced
 * whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/msg.h"
#include "base/os.h"
#include "entity/sheet.h"
#include "policy/pack.h"

struct desk {
	struct ctx cx;
	struct arena a;
	char dir[64];
	struct pack *p;
};

static const char *const files[] = { "pack.yaml", "lists.yaml", "sheets.yaml", "sources.yaml" };

static void put(struct desk *d, const char *file, struct str text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/a/%s", d->dir, file);
	assert_int_equal(os_write_file(&d->cx, path, text, 0600), OK);
}

static struct desk *desk_new(const char *head)
{
	struct desk *d = calloc(1, sizeof *d);
	char path[512], from[300];

	ctx_init(&d->cx, (size_t)256 << 20);
	arena_init(&d->a, (size_t)256 << 20);
	snprintf(d->dir, sizeof d->dir, "/tmp/jz_sheets_XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_non_null(getcwd(from, sizeof from));
	snprintf(path, sizeof path, "%s/policy/cn", getenv("JZ_ROOT") ? getenv("JZ_ROOT") : from);
	snprintf(from, sizeof from, "%s/cn", d->dir);
	assert_int_equal(symlink(path, from), 0);
	assert_int_equal(setenv("JINGZHUN_POLICY", d->dir, 1), 0);
	snprintf(path, sizeof path, "%s/a", d->dir);
	assert_int_equal(os_mkdir(&d->cx, path, 0700), OK);
	put(d, "pack.yaml", str_of(head));
	return d;
}

static void desk_free(struct desk *d)
{
	char path[128];

	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		snprintf(path, sizeof path, "%s/a/%s", d->dir, files[k]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/a", d->dir);
	rmdir(path);
	snprintf(path, sizeof path, "%s/cn", d->dir);
	unlink(path);
	rmdir(d->dir);
	arena_free(&d->a);
	ctx_free(&d->cx);
	free(d);
}

#define ALONE "name: a\nzh: 试\nen: Trial\n"
#define CHILD "name: a\nparent: cn\nzh: 试\nen: Trial\n"

/* ---- refusals ---- */

static void refused(const char *file, const char *text, const char *place, const char *key)
{
	struct desk *d = desk_new(CHILD);
	BUF_AUTO struct buf said = { 0 };
	char where[80];

	put(d, file, str_of(text));
	snprintf(where, sizeof where, "a/%s%s", file, place);
	if (pack_load(&d->cx, &d->a, "a", &d->p) == OK)
		fail_msg("taken: %s", text);
	buf_init(&said, 4096);
	msg_add(&said, LANG_EN, d->cx.err.key, d->cx.err.arg, d->cx.err.narg);
	if (strcmp(d->cx.err.key, key) || !str_ends(d->cx.err.where, str_of(where)))
		fail_msg("wanted %s %s, got %s %.*s: %s", where, key, d->cx.err.key,
		         STR_FMT(d->cx.err.where), said.p);
	if (str_find(buf_str(&said), STR("{")) >= 0)
		fail_msg("an argument without its value: %s", said.p);
	desk_free(d);
}

#define SHEETS(text, place, key) refused("sheets.yaml", text, place, key)
#define SOURCES(text, place, key) refused("sources.yaml", text, place, key)
#define SHAPE(body) "shapes:\n  s:\n    zh: 表\n    en: Sheet\n" body
#define NOUNS "    nouns: [household, person, risk, risk]\n    match: [户编号, 风险]\n"

static void headers_that_mean_nothing_are_refused(void **state)
{
	(void)state;
	SHEETS("header: {}\n", ":1:1", "pack-unknown-key");
	SHEETS("headers:\n  house:\n    no: [户号]\n", ":2:3", "pack-sheet-field");
	SHEETS("headers:\n  household:\n    nom: [户号]\n", ":3:5", "pack-sheet-field");
	SHEETS("headers:\n  household:\n    no: 户号\n", ":3:9", "pack-want-list");
	SHEETS("headers:\n  household: [no]\n", ":2:14", "pack-want-map");
	SHEETS("headers:\n  household:\n    no: [\"\"]\n", ":3:10", "pack-want-text");
	SHEETS("headers:\n  household:\n    no: [\" * \"]\n", ":3:10", "pack-want-text");
	SHEETS("headers:\n  household:\n    no: [[甲]]\n", ":3:10", "pack-want-text");
	/* one header, one field: of the program, of the parent's file, of this one; blanks and brackets
	 * make no difference */
	SHEETS("headers:\n  household:\n    no: [户主姓名]\n", ":3:10", "pack-header-clash");
	SHEETS("headers:\n  household:\n    no: [所在 行政村]\n", ":3:10", "pack-header-clash");
	SHEETS("headers:\n  household:\n    no: [甲（乙）]\n    area: [甲(乙)]\n", ":4:12",
	       "pack-header-clash");
}

static void shapes_that_cannot_be_are_refused(void **state)
{
	(void)state;
	SHEETS("shapes:\n  S-1:\n    zh: 表\n", ":2:3", "pack-bad-name");
	SHEETS(SHAPE("    nouns: [risk]\n    match: [甲, 乙]\n    colums: {}\n"), ":7:5",
	       "pack-unknown-key");
	SHEETS(SHAPE("    nouns: []\n    match: [甲, 乙]\n"), ":5:12", "pack-shape-nouns");
	SHEETS(SHAPE("    nouns: [house]\n    match: [甲, 乙]\n"), ":5:12", "pack-shape-nouns");
	SHEETS(SHAPE("    nouns: [household, risk]\n    match: [甲, 乙]\n"), ":5:12",
	       "pack-shape-nouns");
	SHEETS(SHAPE("    nouns: [household, person, village]\n    match: [甲, 乙]\n"), ":5:12",
	       "pack-shape-nouns");
	SHEETS(SHAPE("    nouns: [risk]\n    match: [甲]\n"), ":6:12", "pack-shape-match");
	SHEETS(SHAPE(NOUNS "    header_row: 0\n"), ":7:17", "pack-want-number");
	SHEETS(SHAPE(NOUNS "    columns: {甲: risk#3.kind}\n"), ":7:18", "pack-sheet-noun");
	SHEETS(SHAPE(NOUNS "    columns: {甲: risk#0.kind}\n"), ":7:18", "pack-sheet-field");
	SHEETS(SHAPE(NOUNS "    columns: {甲: risk#x.kind}\n"), ":7:18", "pack-sheet-field");
	SHEETS(SHAPE(NOUNS "    columns: {甲: risk.kinds}\n"), ":7:18", "pack-sheet-field");
	SHEETS(SHAPE(NOUNS "    columns: {甲: village.year}\n"), ":7:18", "pack-sheet-noun");
	SHEETS(SHAPE(NOUNS "    columns: {甲: prefecture}\n"), ":7:18", "pack-sheet-field");
	SHEETS(SHAPE(NOUNS "    columns: {甲: [a]}\n"), ":7:18", "pack-want-text");
}

static void copies_and_values_must_fit_their_fields(void **state)
{
	(void)state;
	SHEETS(SHAPE(NOUNS "    copies: {risk.found: household.no}\n"), ":7:26", "pack-shape-copy");
	SHEETS(SHAPE(NOUNS "    copies: {risk.kind: title}\n"), ":7:25", "pack-shape-copy");
	SHEETS(SHAPE(NOUNS "    copies: {risk.found: year_start household.no}\n"), ":7:26",
	       "pack-shape-copy");
	SHEETS(SHAPE(NOUNS "    copies: {risk#3.found: title}\n"), ":7:14", "pack-sheet-noun");
	SHEETS(SHAPE(NOUNS "    copies: {risk.found: [title, income.wage]}\n"), ":7:34",
	       "pack-sheet-noun");
	SHEETS(SHAPE(NOUNS "    fixed: {risk.kind: 因为}\n"), ":7:24", "pack-shape-value");
	SHEETS(SHAPE(NOUNS "    fixed: {risk.found: 2020}\n"), ":7:25", "pack-shape-value");
	SHEETS(SHAPE(NOUNS "    values: {risk.kind: {\"1\": 因为}}\n"), ":7:31", "pack-shape-value");
	SHEETS(SHAPE(NOUNS "    values: {household.risk_cleared: {是: 不}}\n"), ":7:42",
	       "pack-shape-value");
	SHEETS(SHAPE(NOUNS "    values: {risk.kind: 因病}\n"), ":7:25", "pack-want-map");
	SHEETS("unit_jump: {ratio: 500}\n", ":1:12", "pack-missing-key");
	SHEETS("unit_jump: {ratio: -1, least: 1}\n", ":1:20", "pack-want-number");
}

static void sources_that_cannot_be_are_refused(void **state)
{
	(void)state;
	SOURCES("source: {}\n", ":1:1", "pack-unknown-key");
	SOURCES("sources:\n  Bank: {zh: 行, en: Bank}\n", ":2:3", "pack-bad-name");
	SOURCES("sources:\n  bank: {zh: 行}\n", ":2:9", "pack-missing-key");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, conflict: both}\n", ":2:37", "pack-source-way");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, missing_most: 101}\n", ":2:41",
	        "pack-want-number");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, full: [[a]]}\n", ":2:34", "pack-want-text");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, fields: {phone: ours}}\n", ":2:36",
	        "pack-source-field");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, stamps: [household]}\n", ":2:36",
	        "pack-source-field");
	SOURCES("sources:\n  bank: {zh: 行, en: Bank, fields: {person.phone: {last: ours}}}\n", ":2:51",
	        "pack-unknown-key");
}

/* ---- what a county adds ---- */

static const struct sheet_shape *shape(const struct desk *d, const char *id)
{
	for (int i = 0; i < d->p->book->nshape; i++)
		if (str_eqz(d->p->book->shape[i].id, id))
			return &d->p->book->shape[i];
	return NULL;
}

static void a_county_adds_and_replaces(void **state)
{
	struct desk *cn = desk_new(CHILD), *d;
	const struct sheet_shape *s;

	(void)state;
	if (pack_load(&cn->cx, &cn->a, "cn", &cn->p) != OK)
		fail_msg("%s", cn->cx.err.key);
	d = desk_new(CHILD);
	put(d, "sheets.yaml", STR("unit_jump: {ratio: 90, least: 20}\n"
	    "headers:\n  household:\n    no: [门牌号]\n"
	    "shapes:\n"
	    "  county_roll:\n    zh: 花名册\n    en: Roll\n    source: national\n"
	    "    nouns: [household, person, risk, risk]\n    match: [门牌号, 称谓]\n"
	    "    columns: {称谓: person.relation, 称谓#2: \"-\", 风险二: risk#2.kind, 镇: township}\n"
	    "    values: {risk.kind: {\"1\": 因病}}\n"
	    "  national_village:\n    zh: 村\n    en: Villages\n"
	    "    nouns: [village]\n    match: [村名, 户数]\n"));
	if (pack_load(&d->cx, &d->a, "a", &d->p) != OK)
		fail_msg("%s %.*s", d->cx.err.key, STR_FMT(d->cx.err.where));
	assert_int_equal(d->p->book->jump_ratio, 90);
	assert_int_equal(d->p->book->jump_least, 2000);
	assert_int_equal(d->p->book->nsyn, cn->p->book->nsyn + 1);
	assert_int_equal(d->p->book->nshape, cn->p->book->nshape + 1);

	s = shape(d, "county_roll");
	assert_non_null(s);
	assert_true(str_eqz(s->source, "national"));
	assert_int_equal(s->npart, 4);
	assert_int_equal(s->nchoice, 4);
	assert_int_equal(s->choice[1].kind, COL_NOTHING);
	assert_int_equal(s->choice[1].nth, 2);
	assert_true(str_eqz(s->choice[1].header, "称谓"));
	assert_int_equal(s->choice[2].instance, 1);
	assert_int_equal(s->choice[3].kind, COL_TOWNSHIP);
	assert_true(str_eqz(s->value[0].to, "因病"));

	/* the whole shape: nothing of the parent's columns is left */
	assert_true(shape(cn, "national_village")->nchoice > 0);
	s = shape(d, "national_village");
	assert_int_equal(s->nchoice, 0);
	assert_int_equal(s->ncopy, 0);
	assert_int_equal(s->source.n, 0);
	desk_free(d);
	desk_free(cn);
}

/* A pack without the file has no shapes; one that says nothing of jumps doubts none. */
static void nothing_is_said_without_a_file(void **state)
{
	struct desk *d = desk_new(ALONE);

	(void)state;
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), OK);
	assert_null(d->p->book);
	put(d, "sheets.yaml", STR("headers: {household: {no: [门牌号]}}\n"));
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), OK);
	assert_int_equal(d->p->book->jump_ratio, 0);
	assert_int_equal(d->p->book->nshape, 0);
	desk_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_that_mean_nothing_are_refused),
		cmocka_unit_test(shapes_that_cannot_be_are_refused),
		cmocka_unit_test(copies_and_values_must_fit_their_fields),
		cmocka_unit_test(sources_that_cannot_be_are_refused),
		cmocka_unit_test(a_county_adds_and_replaces),
		cmocka_unit_test(nothing_is_said_without_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
