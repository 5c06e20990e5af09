/* Every way in which a procedures.yaml goes wrong: one that is right, with one thing made wrong. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/msg.h"
#include "base/os.h"
#include "policy/pack.h"

#define HEAD "name: a\nzh: 试\nen: Trial\ndocuments:\n  - {id: doc, zh: 文件, en: Document}\n"
#define RIGHT \
	"procedures:\n  p:\n    for: household\n    zh: 试\n    en: Trial\n    document: doc\n" \
	"    from: 2016\n    start: one\n    gates:\n" \
	"      - id: one\n        zh: 一\n        en: One\n        acts:\n" \
	"          - {id: go, zh: 去, en: Go, to: two, who: [clerk]}\n" \
	"      - id: two\n        zh: 二\n        en: Two\n" \
	"        publish: {kind: 公示, objections: true, medium: board, zh: 栏, en: Board, level: 5," \
	" length: {days: 7}}\n        acts:\n" \
	"          - {id: on, zh: 无, en: On, to: three, who: [clerk], when: [published, unopposed]}\n" \
	"          - {id: no, zh: 否, en: No, to: off, who: [clerk], letter: true," \
	" review: {days: 60}}\n" \
	"      - id: three\n        zh: 三\n        en: Three\n" \
	"        meeting: {quorum: 1/2, pass: 1/2, level: 5}\n        acts:\n" \
	"          - {id: yes, zh: 是, en: Yes, to: done, who: [clerk], when: [passed]}\n" \
	"          - {id: nay, zh: 否, en: Nay, to: off, who: [clerk], when: [failed]}\n" \
	"      - {id: done, zh: 成, en: Done, end: confirmed}\n" \
	"      - id: off\n        zh: 否\n        en: Off\n        end: refused\n        acts:\n" \
	"          - {id: again, zh: 再, en: Again, to: one, who: [clerk], within: {days: 60}}\n"
#define PIT \
	"within: {days: 60}}\n      - {id: pit, zh: 坑, en: Pit, acts: [{id: round, zh: 绕, en: Round," \
	" to: pit, who: [clerk]}]}\n    common: [{id: fall, zh: 落, en: Fall, to: pit, who: [clerk]}]\n"

#define LOST \
	"within: {days: 60}}\n      - {id: lost, zh: 失, en: Lost, acts: [{id: out, zh: 出, en: Out," \
	" to: done, who: [clerk]}]}\n"

/* What is written, what stands there instead, what is said; NULL: it is taken. */
static const struct { const char *was, *is, *key; } wrong[] = {
	{ "start: one", "start: one", NULL },
	{ "start: one", "start: zero", "pack-word-none" },
	{ "to: three,", "to: nowhere,", "pack-word-none" },
	{ "en: Go,", "en: Go, other_than: [zero],", "pack-word-none" },
	{ "en: Go, to: two", "en: Go, to: one", "pack-gate-dead" },
	{ "within: {days: 60}}\n", LOST, "pack-gate-unreached" },
	{ "within: {days: 60}}\n", PIT, "pack-gate-dead" },
	{ "end: confirmed", "end: withdrawn", "pack-no-end" },
	{ "end: confirmed", "end: confirmed, clock: {days: 3}", "pack-gate-end" },
	{ "when: [published, unopposed]", "when: [unopposed]", "pack-gate-unused" },
	{ "when: [published, unopposed]", "when: [published]", "pack-gate-unused" },
	{ ", when: [failed]", "", "pack-gate-unused" },
	{ "en: Go,", "en: Go, when: [published],", "pack-act-no-notice" },
	{ "objections: true, ", "", "pack-act-no-notice" },
	{ "en: Go,", "en: Go, when: [passed],", "pack-act-no-meeting" },
	{ "en: Go,", "en: Go, each: true,", "pack-act-each" },
	{ "pass: 1/2, level: 5", "pass: 1/2, level: 5, proof: [nothing_known]", "pack-word-none" },
	{ "pass: 1/2, level: 5", "pass: 1/2, level: 5, proof_needed: true", "pack-missing-key" },
	{ "who: [clerk]}", "who: [clerk, other], each: true}", NULL },
	{ "for: household", "for: village", NULL },
	{ "for: household", "for: village\n    common: [{id: drop, zh: 落, en: Drop, to: off,"
	  " who: [clerk], withdraws: [p]}]", "pack-act-withdraws" },
	{ "en: Go,", "en: Go, withdraws: [p],", NULL },
	{ ", length: {days: 7}", "", "pack-publish-length" },
	{ "within: {days: 60}", "within: {days: 30}", "pack-letter-review" },
	{ "within: {days: 60}", "within: {months: 2}", "pack-letter-review" },
	{ ", within: {days: 60}", "", "pack-letter-review" },
	{ ", review: {days: 60}", "", "pack-missing-key" },
	{ ", review: {days: 60}", ", further_zh: 可再申请, further_en: Apply again", NULL },
	{ ", review: {days: 60}", ", further_zh: 可再申请", "pack-missing-key" },
	{ ", review: {days: 60}", ", served: true, further_zh: 可再申请, further_en: Apply again",
	  "pack-missing-key" },
	{ "review: {days: 60}", "review: {days: 60}, further_zh: 可再申请, further_en: Apply again",
	  "pack-letter-further" },
	{ "letter: true, review: {days: 60}", "further_zh: 可再申请, further_en: Apply again",
	  "pack-missing-key" },
	{ "to: two, who: [clerk]", "to: two", "pack-missing-key" },
	{ "en: Go,", "en: Go, refusal: true,", "pack-missing-key" },
	{ "en: Go,", "en: Go, sign: true, refusal: true,", "pack-missing-key" },
	{ "start: one", "witnesses: 2\n    start: one", NULL },
	{ "start: one\n    gates:\n      - id: one\n        zh: 一\n        en: One\n        acts:\n"
	  "          - {id: go, zh: 去, en: Go,", "witnesses: 2\n    start: one\n    gates:\n"
	  "      - id: one\n        zh: 一\n        en: One\n        acts:\n"
	  "          - {id: go, zh: 去, en: Go, sign: true, refusal: true,", "pack-act-refusal" },
	{ "en: Go,", "en: Go, needs: [nothing],", "pack-word-none" },
	{ "en: Go,", "en: Go, checks: [nothing],", "pack-word-none" },
	{ "en: Go,", "en: Go, standard: nothing,", "pack-word-none" },
	{ "en: Go,", "en: Go, verdict: met,", "pack-act-no-standard" },
	{ "en: Go,", "en: Go, verdict: maybe,", "pack-word-none" },
	{ "en: Go,", "en: Go, when: [sometimes],", "pack-word-none" },
	{ "en: Go,", "en: Go, begin: {nobody: nothing},", "pack-word-none" },
	{ "en: Go,", "en: Go, wait: {days: 5, months: 1},", "pack-period" },
	{ "en: Go,", "en: Go, wait: {days: 5, count: sunny},", "pack-period" },
	{ "en: Go,", "en: Go, wait: {days: 5, count: working},", "pack-missing-key" },
	{ "start: one", "start: one\n    calendar: none", "pack-word-none" },
	{ "quorum: 1/2", "quorum: 3/2", "pack-share" },
	{ "quorum: 1/2", "quorum: half", "pack-share" },
};

/* Reads a pack with these procedures; with model, over the national pack, and holds its words
 * against what there is. */
static enum err read_pack(struct ctx *cx, struct arena *a, const char *text, bool model)
{
	const char *root = getenv("JZ_ROOT") ? getenv("JZ_ROOT") : ".";
	char dir[] = "/tmp/jz_bad_XXXXXX", path[300], parent[PATH_MAX];
	struct model *m;
	struct pack *p;
	enum err e;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(setenv("JINGZHUN_POLICY", dir, 1), 0);
	snprintf(path, sizeof path, "%s/a", dir);
	assert_int_equal(os_mkdir(cx, path, 0700), OK);
	snprintf(path, sizeof path, "%s/a/pack.yaml", dir);
	assert_int_equal(os_write_file(cx, path, str_of(model ? HEAD "parent: cn\n" : HEAD), 0600), OK);
	snprintf(path, sizeof path, "%s/policy/cn", root);
	assert_non_null(realpath(path, parent));
	snprintf(path, sizeof path, "%s/cn", dir);
	assert_int_equal(symlink(parent, path), 0);
	snprintf(path, sizeof path, "%s/a/procedures.yaml", dir);
	assert_int_equal(os_write_file(cx, path, str_of(text), 0600), OK);
	e = pack_load(cx, a, "a", &p);
	if (e == OK && model)
		e = pack_model(cx, a, p, &m);
	unlink(path);
	snprintf(path, sizeof path, "%s/cn", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/a/pack.yaml", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/a", dir);
	rmdir(path);
	rmdir(dir);
	return e;
}

static enum err load(struct ctx *cx, struct arena *a, const char *was, const char *is)
{
	char text[8000];
	const char *at = strstr(RIGHT, was);

	assert_non_null(at);
	snprintf(text, sizeof text, "%.*s%s%s", (int)(at - RIGHT), RIGHT, is, at + strlen(was));
	return read_pack(cx, a, text, false);
}

static void what_does_not_fit_is_refused_and_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct arena a;
		struct ctx cx;
		enum err e;

		ctx_init(&cx, (size_t)64 << 20);
		arena_init(&a, (size_t)64 << 20);
		e = load(&cx, &a, wrong[i].was, wrong[i].is);
		if (wrong[i].key ? e != ERR_INPUT || strcmp(cx.err.key, wrong[i].key) : e != OK)
			fail_msg("%s: %s, wanted %s", wrong[i].is, e ? cx.err.key : "taken",
			         wrong[i].key ? wrong[i].key : "that it is taken");
		if (e != OK && (!strstr(cx.err.where.p, "yaml:") ||
		                strcmp(msg_text(LANG_ZH, cx.err.key), cx.err.key) == 0))
			fail_msg("%s: no place or no sentence", cx.err.key);
		arena_free(&a);
		ctx_free(&cx);
	}
}

/* A case ends as withdrawn only where its procedure has such an end. */
static void what_is_withdrawn_has_an_end_for_it(void **state)
{
	static const char *const leave = ", {id: leave, zh: 撤, en: Leave, to: left,"
		" who: [village_clerk]}", *const left = "      - {id: left, zh: 已撤, en: Left,"
		" end: withdrawn}\n";

	(void)state;
	for (int has = 0; has < 2; has++) {
		struct arena a;
		struct ctx cx;
		char text[2000];
		enum err e;

		ctx_init(&cx, (size_t)64 << 20);
		arena_init(&a, (size_t)64 << 20);
		snprintf(text, sizeof text, "procedures:\n  p:\n    for: household\n    zh: 试\n"
		         "    en: Trial\n    document: doc\n    from: 2016\n    start: one\n    gates:\n"
		         "      - id: one\n        zh: 一\n        en: One\n        acts: [{id: go, zh: 去,"
		         " en: Go, to: done, who: [village_clerk], withdraws: [p]}%s]\n"
		         "      - {id: done, zh: 成, en: Done, end: confirmed}\n%s",
		         has ? leave : "", has ? left : "");
		e = read_pack(&cx, &a, text, true);
		if (has ? e != OK : e != ERR_INPUT || strcmp(cx.err.key, "pack-withdraws-end"))
			fail_msg("%s: %s", has ? "with" : "without", e ? cx.err.key : "taken");
		arena_free(&a);
		ctx_free(&cx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_fit_is_refused_and_told),
		cmocka_unit_test(what_is_withdrawn_has_an_end_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
