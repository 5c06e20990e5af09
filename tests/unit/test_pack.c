/* Policy packs: the national pack as it stands, a county's pack over it, and every way in which a
 * hand-written file goes wrong, each told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/msg.h"
#include "base/os.h"
#include "entity/fields.h"
#include "policy/pack.h"

/* ---- a folder of packs of our own ---- */

struct desk {
	struct ctx cx;
	struct arena a;
	char dir[64];
	struct pack *p;
};

static struct desk *desk_new(void)
{
	struct desk *d = calloc(1, sizeof *d);

	ctx_init(&d->cx, (size_t)256 << 20);
	arena_init(&d->a, (size_t)256 << 20);
	snprintf(d->dir, sizeof d->dir, "/tmp/jz_pack_XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_int_equal(setenv("JINGZHUN_POLICY", d->dir, 1), 0);
	return d;
}

static void put(struct desk *d, const char *pack, const char *file, struct str text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", d->dir, pack);
	assert_int_equal(os_mkdir(&d->cx, path, 0700), OK);
	snprintf(path, sizeof path, "%s/%s/%s", d->dir, pack, file);
	assert_int_equal(os_write_file(&d->cx, path, text, 0600), OK);
}

static void desk_free(struct desk *d)
{
	char path[128];
	static const char *const packs[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i",
		"county" };
	static const char *const files[] = { "pack.yaml", "lists.yaml", "fields.yaml",
		"list.yaml" };

	for (size_t i = 0; i < sizeof packs / sizeof *packs; i++) {
		for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
			snprintf(path, sizeof path, "%s/%s/%s", d->dir, packs[i], files[k]);
			unlink(path);
		}
		snprintf(path, sizeof path, "%s/%s", d->dir, packs[i]);
		rmdir(path);
	}
	rmdir(d->dir);
	arena_free(&d->a);
	ctx_free(&d->cx);
	free(d);
}

#define FIELD_OF(body) "fields:\n  household:\n    x: {" body "}\n"
#define HEAD(name) "name: " name "\nzh: 试\nen: Trial\n"

/* The whole sentence a person sees: place, then message. */
static void explain(struct desk *d, struct buf *out)
{
	buf_init(out, 4096);
	buf_adds(out, d->cx.err.where);
	buf_addz(out, ": ");
	msg_add(out, LANG_EN, d->cx.err.key, d->cx.err.arg, d->cx.err.narg);
}

static void fine(struct desk *d, const char *pack)
{
	BUF_AUTO struct buf said;

	if (pack_load(&d->cx, &d->a, pack, &d->p) == OK) {
		buf_init(&said, 1);
		return;
	}
	explain(d, &said);
	fail_msg("%s", said.p);
}

/* Pack "a" with this lists.yaml (or fields.yaml) is refused at `place` for `key`. */
static void refused(const char *file, struct str text, enum err kind, const char *place,
                    const char *key)
{
	struct desk *d = desk_new();
	BUF_AUTO struct buf said;

	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", file, text);
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), kind);
	explain(d, &said);
	if (strcmp(d->cx.err.key, key) || !str_ends(d->cx.err.where, str_of(place)))
		fail_msg("wanted %s %s, got %s %s", place, key, d->cx.err.key, said.p);
	if (str_find(buf_str(&said), STR("{")) >= 0)      /* an argument without its value */
		fail_msg("%s", said.p);
	if (strcmp(msg_text(LANG_ZH, key), key) == 0)
		fail_msg("no sentence for %s", key);
	desk_free(d);
}

#define LISTS(text, place, key) \
	refused("lists.yaml", STR(text), ERR_INPUT, "a/lists.yaml" place, key)
#define FIELDS(text, place, key) \
	refused("fields.yaml", STR(text), ERR_INPUT, "a/fields.yaml" place, key)
#define ONE(values) "lists:\n  l:\n    zh: 表\n    en: List\n    values:\n" values

/* ---- the national pack ---- */

static struct desk *national(void)
{
	struct desk *d = desk_new();
	const char *root = getenv("JZ_ROOT");
	char path[512];

	snprintf(path, sizeof path, "%s/policy", root ? root : ".");
	assert_int_equal(setenv("JINGZHUN_POLICY", path, 1), 0);
	fine(d, "cn");
	return d;
}

static void the_national_pack_loads_and_every_value_speaks_both_languages(void **state)
{
	struct desk *d = national();
	int values = 0;

	(void)state;
	assert_true(str_eqz(d->p->name, "cn"));
	assert_int_equal(d->p->parent.n, 0);
	for (int i = 0; i < d->p->nlist; i++) {
		const struct code_list *l = &d->p->lists[i];

		assert_true(l->zh.n && l->en.n && l->source.n && l->n > 0);
		for (int k = 0; k < l->n; k++, values++)
			if (!l->v[k].zh.n || !l->v[k].en.n || l->v[k].code < 0)
				fail_msg("%s %d", l->name.p, k);
	}
	assert_true(d->p->nlist >= 60);
	assert_true(values >= 850);
	desk_free(d);
}

/* The built-in tables as they are written, before any program has looked at them. */
#define FIELD(id, t, f, ...) { .name = #id, .type = FT_##t, .flags = (f), __VA_ARGS__ },
#include "entity/defs/tables.inc"
#undef FIELD

static const struct noun { const char *name; const struct field *f; int n; } nouns[] = {
#define ENTITY(n, t, fl, z, e) { #n, n##_fields, sizeof n##_fields / sizeof n##_fields[0] },
#include "entity/defs/entities.def"
#undef ENTITY
};
#define NOUNS (sizeof nouns / sizeof nouns[0])

static void every_list_a_field_uses_is_in_the_national_pack(void **state)
{
	struct desk *d = national();

	(void)state;
	for (size_t e = 0; e < NOUNS; e++)
		for (int i = 0; i < nouns[e].n; i++) {
			const struct field *f = &nouns[e].f[i];
			const struct code_list *l = pack_list(d->p, str_of(f->list ? f->list : ""));

			if ((f->type == FT_LIST || f->type == FT_SET) && !l)
				fail_msg("%s.%s: no list %s", nouns[e].name, f->name, f->list);
			for (int k = 0; f->type == FT_SET && k < l->n; k++)
				if (l->v[k].code > 62 || str_find(l->v[k].zh, STR("、")) >= 0)
					fail_msg("%s: %s", f->list, l->v[k].zh.p);
		}
	desk_free(d);
}

/* Headers are matched by label or synonym: within a noun, none may mean two columns. */
static void no_header_means_two_columns_of_a_noun(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, (size_t)16 << 20);
	for (size_t e = 0; e < NOUNS; e++) {
		struct hmap *zh = hmap_new(&a, 512), *en = hmap_new(&a, 512);
		int64_t other;

		for (int i = 0; i < nouns[e].n; i++) {
			const struct field *f = &nouns[e].f[i];
			struct str rest = str_of(f->syn), one = str_of(f->zh);

			do {
				if (hmap_get(zh, one, &other))
					fail_msg("%s: \"%.*s\" is %s and %s", nouns[e].name,
					         STR_FMT(one), nouns[e].f[other].name, f->name);
				hmap_put(zh, one, i);
			} while (rest.n && str_next(&rest, '|', &one));
			if (hmap_get(en, str_of(f->en), &other))
				fail_msg("%s: \"%s\" twice", nouns[e].name, f->en);
			hmap_put(en, str_of(f->en), i);
		}
	}
	arena_free(&a);
}

static int columns_of(const struct field *f, int n, const char *header)
{
	int found = 0;

	for (int i = 0; i < n; i++) {
		struct str rest = str_of(f[i].syn), one = str_of(f[i].zh);

		do
			found += str_eqz(one, header);
		while (rest.n && str_next(&rest, '|', &one));
	}
	return found;
}

static void the_exchange_list_of_32_columns_finds_its_fields(void **state)
{
	static const char *const headers[] = {
		"数据日期", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
		"民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间(月)", "是否参加大病保险",
		"致贫原因1", "危房户", "是否解决安全饮用水", "人均纯收入", "户联系电话", "人联系电话",
		"首次识别时间", "人员识别时间", "户类型", "监测对象类型", "风险是否消除", "风险识别时间",
		"风险消除时间",
	};

	(void)state;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (columns_of(household_fields, HOUSEHOLD__COUNT, headers[i]) +
		    columns_of(person_fields, PERSON__COUNT, headers[i]) == 0)
			fail_msg("%s", headers[i]);
}

static void every_tag_is_explained_in_the_docs(void **state)
{
	struct desk *d = national();
	const char *root = getenv("JZ_ROOT");
	char path[512];
	struct str doc;

	(void)state;
	snprintf(path, sizeof path, "%s/docs/tags.md", root ? root : ".");
	assert_int_equal(os_read_file(&d->cx, path, 1 << 20, &doc), OK);
	for (int i = 0; i < d->p->nlist; i++)
		for (int k = 0; k < d->p->lists[i].n; k++) {
			struct str rest = d->p->lists[i].v[k].sem, tag;

			while (str_next(&rest, ' ', &tag)) {
				char quoted[64];

				snprintf(quoted, sizeof quoted, "`%.*s`", STR_FMT(tag));
				if (tag.n && str_find(doc, str_of(quoted)) < 0)
					fail_msg("%s of list %s is not in docs/tags.md", quoted,
					         d->p->lists[i].name.p);
			}
		}
	desk_free(d);
}

/* ---- lookups ---- */

static void code_is(const struct list_face *f, const char *list, const char *cell, int64_t want,
                    bool want_exact)
{
	int64_t code = -1;
	bool exact = false, known = f->code(f->state, list, str_of(cell), &code, &exact);

	if (!known || code != want || exact != want_exact)
		fail_msg("%s \"%s\": %d %d exact %d", list, cell, known, (int)code, exact);
}

static bool unknown(const struct list_face *f, const char *list, const char *cell)
{
	int64_t code;
	bool exact;

	return !f->code(f->state, list, str_of(cell), &code, &exact);
}

static void cells_find_their_codes_and_nothing_is_guessed(void **state)
{
	struct desk *d = national();
	struct list_face f;

	(void)state;
	assert_int_equal(pack_list_face(&d->cx, &d->a, d->p, &f), OK);
	code_is(&f, "relation", "户主", 2, true);
	code_is(&f, "relation", "本人", 2, false);
	code_is(&f, "relation", "女儿", 30, false);
	code_is(&f, "relation", "　之 女 ", 30, false);
	code_is(&f, "work_area", "乡（镇）内", 1, false);
	code_is(&f, "danger_grade", "ｄ级", 4, false);
	code_is(&f, "relation", "Head", 2, false);
	code_is(&f, "sex", "1", 1, false);
	code_is(&f, "nation", "56", 56, false);
	code_is(&f, "nation", "汉", 1, false);
	code_is(&f, "relation", "02", 2, false);
	/* a number that systems use differently means nothing until the system is known */
	assert_true(unknown(&f, "cause", "8"));
	code_is(&f, "cause", "cn-2014:8", 8, false);
	assert_true(unknown(&f, "relation", "3"));
	code_is(&f, "relation", "GB:28", 28, false);
	assert_true(unknown(&f, "relation", "户"));
	assert_true(unknown(&f, "relation", ""));
	assert_true(unknown(&f, "relation", " 　"));
	assert_true(unknown(&f, "relation", "\xff\xfe"));
	assert_true(unknown(&f, "no_such_list", "户主"));
	desk_free(d);
}

static void a_cell_of_a_whole_page_is_no_label(void **state)
{
	struct desk *d = national();
	struct list_face f;
	char *page = malloc(100001);

	(void)state;
	assert_int_equal(pack_list_face(&d->cx, &d->a, d->p, &f), OK);
	memset(page, ' ', 100000);
	page[100000] = 0;
	assert_true(unknown(&f, "relation", page));
	free(page);
	desk_free(d);
}

static void codes_have_labels_tags_and_an_order(void **state)
{
	struct desk *d = national();
	struct list_face f;
	struct str label;
	int64_t code;
	int n = 0;

	(void)state;
	assert_int_equal(pack_list_face(&d->cx, &d->a, d->p, &f), OK);
	assert_true(str_eqz(f.label(f.state, "relation", 28, LANG_ZH), "之女婿"));
	assert_true(str_eqz(f.label(f.state, "relation", 28, LANG_EN), "Son-in-law"));
	assert_int_equal(f.label(f.state, "relation", 12345, LANG_ZH).n, 0);
	assert_true(f.has_tag(f.state, "relation", 2, "head"));
	assert_true(f.has_tag(f.state, "relation", 28, "male"));
	assert_false(f.has_tag(f.state, "relation", 28, "mal"));
	assert_false(f.has_tag(f.state, "relation", 28, ""));
	assert_false(f.has_tag(f.state, "relation", 777, "male"));
	assert_false(f.has_tag(f.state, "road_type", 1, "hardened"));
	while (f.nth(f.state, "sex", n, &code, &label))
		n++;
	assert_int_equal(n, 4);
	assert_true(f.nth(f.state, "sex", 0, &code, &label) && code == 1 && str_eqz(label, "男"));
	assert_false(f.nth(f.state, "sex", -1, &code, &label));
	for (int i = 0; i < d->p->nlist; i++)           /* each code finds its own label */
		for (int k = 0; k < d->p->lists[i].n; k++)
			assert_ptr_equal(f.label(f.state, d->p->lists[i].name.p,
			                         d->p->lists[i].v[k].code, LANG_ZH).p,
			                 d->p->lists[i].v[k].zh.p);
	desk_free(d);
}

/* Somebody who is one sex by kinship is not the other, and one head is enough. */
static void kinship_tags_do_not_contradict_each_other(void **state)
{
	struct desk *d = national();
	const struct code_list *l = pack_list(d->p, STR("relation"));
	int heads = 0, sexed = 0;

	(void)state;
	for (int k = 0; k < l->n; k++) {
		bool male = str_find(l->v[k].sem, STR(" male ")) >= 0;
		bool female = str_find(l->v[k].sem, STR(" female ")) >= 0;

		assert_false(male && female);
		assert_true(l->v[k].sem.n > 2);
		sexed += male || female;
		heads += str_find(l->v[k].sem, STR(" head ")) >= 0;
	}
	assert_int_equal(heads, 1);
	assert_true(sexed >= 60);
	desk_free(d);
}

/* ---- a pack over another ---- */

#define PARENT_LISTS \
	"lists:\n  kind:\n    zh: 类别\n    en: Kind\n    source: 国家\n    values:\n" \
	"      - {code: 1, zh: 甲, en: One, sem: a b, syn: [第一], from: 2014, to: 2020}\n" \
	"      - {code: 2, zh: 乙, en: Two, gb: \"02\"}\n" \
	"  other:\n    zh: 别的\n    en: Other\n    values: [{code: 0, zh: 零, en: Zero}]\n"

static void a_county_states_only_what_differs(void **state)
{
	struct desk *d = desk_new();
	const struct code_list *l;

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "lists.yaml", STR(PARENT_LISTS));
	put(d, "a", "fields.yaml", STR(FIELD_OF("type: bool, zh: 本地, en: Local")));
	put(d, "county", "pack.yaml", STR(HEAD("county") "parent: a\n"));
	put(d, "county", "lists.yaml", STR("lists:\n  kind:\n    values:\n"
		"      - {code: 2, zh: 乙乙, en: Two two}\n      - {code: 5, zh: 戊, en: Five}\n"
		"  ours:\n    zh: 我们的\n    en: Ours\n    values: [{code: 1, zh: 有, en: Some}]\n"));
	put(d, "county", "fields.yaml", STR(FIELD_OF("type: bool, zh: 改名, en: Renamed")));
	fine(d, "county");
	assert_true(str_eqz(d->p->parent, "a"));
	assert_int_equal(d->p->nlist, 3);
	l = pack_list(d->p, STR("kind"));
	assert_int_equal(l->n, 3);
	assert_true(str_eqz(l->zh, "类别") && str_eqz(l->source, "国家"));
	assert_true(str_eqz(l->v[0].zh, "甲") && str_eqz(l->v[0].sem, " a b "));
	assert_int_equal(l->v[0].from, 2014);
	assert_int_equal(l->v[0].to, 2020);
	assert_true(str_eqz(l->v[1].zh, "乙乙"));
	assert_int_equal(l->v[1].nsyn, 0);              /* replaced whole, its old synonyms too */
	assert_int_equal(l->v[2].code, 5);
	assert_int_equal(d->p->nfield, 1);
	assert_string_equal(d->p->fields[0].zh, "改名");
	desk_free(d);
}

static void what_was_stored_loads_again_the_same(void **state)
{
	struct desk *d = desk_new();
	struct pack *again;
	struct str cut;
	int whole = 0;

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "lists.yaml", STR(PARENT_LISTS));
	put(d, "county", "pack.yaml", STR(HEAD("county") "parent: a\n"));
	fine(d, "county");
	assert_int_equal(pack_from_text(&d->cx, &d->a, d->p->text, &again), OK);
	assert_memory_equal(d->p->hash, again->hash, 32);
	assert_true(str_eq(d->p->text, again->text) && str_eqz(again->name, "county"));
	assert_int_equal(again->nlist, 2);
	for (size_t n = 0; n < d->p->text.n; n++) {
		cut = str_sub(d->p->text, 0, n);
		err_clear(&d->cx);
		whole += pack_from_text(&d->cx, &d->a, cut, &again) == OK;
	}
	/* the parent alone, without and with its lists; the journal's hash tells them apart */
	assert_int_equal(whole, 2);
	desk_free(d);
}

static void another_file_content_is_another_hash(void **state)
{
	struct desk *d = desk_new();
	unsigned char before[32];

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "lists.yaml", STR(PARENT_LISTS));
	fine(d, "a");
	memcpy(before, d->p->hash, 32);
	fine(d, "a");
	assert_memory_equal(before, d->p->hash, 32);
	put(d, "a", "lists.yaml", STR(PARENT_LISTS "# reviewed\n"));
	fine(d, "a");
	assert_memory_not_equal(before, d->p->hash, 32);
	desk_free(d);
}

static void chains_of_parents_end(void **state)
{
	struct desk *d = desk_new();
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a") "parent: b\n"));
	put(d, "b", "pack.yaml", STR(HEAD("b") "parent: a\n"));
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-circle");
	assert_true(str_ends(d->cx.err.where, STR("b/pack.yaml:4:9")));
	err_clear(&d->cx);
	for (int i = 0; i < 9; i++) {
		char text[100];

		snprintf(text, sizeof text, "name: %s\nzh: 试\nen: Trial\n%s%s\n", names[i],
		         i < 8 ? "parent: " : "", i < 8 ? names[i + 1] : "");
		put(d, names[i], "pack.yaml", str_of(text));
	}
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-too-many-parents");
	err_clear(&d->cx);
	fine(d, "b");
	desk_free(d);
}

static void packs_are_found_by_name_only(void **state)
{
	struct desk *d = desk_new();
	static const char *const bad[] = { "../a", "a/b", "", "A", ".", "a b", "1a",
		"abcdefghijklmnopqrstuvwxyzabcdefgh" };

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("b")));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err_clear(&d->cx);
		assert_int_equal(pack_load(&d->cx, &d->a, bad[i], &d->p), ERR_INPUT);
		assert_string_equal(d->cx.err.key, "pack-bad-name");
	}
	err_clear(&d->cx);
	assert_int_equal(pack_load(&d->cx, &d->a, "nowhere", &d->p), ERR_NOTFOUND);
	assert_true(str_starts(d->cx.err.arg[1], str_of(d->dir)));
	err_clear(&d->cx);
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-name-differs");
	err_clear(&d->cx);
	put(d, "a", "pack.yaml", STR(HEAD("a") "parent: gone\n"));
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_NOTFOUND);
	assert_true(str_ends(d->cx.err.where, STR("a/pack.yaml:4:9")));
	desk_free(d);
}

/* ---- bad files ---- */

static void broken_yaml_is_refused_with_its_place(void **state)
{
	(void)state;
	LISTS("lists: [\n", ":2:1", "pack-yaml-syntax");
	LISTS("lists:\n\tx: 1\n", ":2:1", "pack-yaml-syntax");
	LISTS("lists: {a: *b}\n", ":1:12", "pack-yaml-alias");
	LISTS("lists: &a {}\n", ":1:8", "pack-yaml-tag");
	LISTS("lists: !!map {}\n", ":1:8", "pack-yaml-tag");
	LISTS("lists: {}\n---\nlists: {}\n", ":2:1", "pack-two-documents");
	LISTS("- a\n", ":1:1", "pack-root-not-map");
	LISTS("", ":1:1", "pack-root-not-map");
	LISTS("? [a]\n: b\n", ":1:3", "pack-key-not-text");
	LISTS("lists: {}\nlists: {}\n", ":2:1", "pack-key-twice");
	LISTS("lists: \"a\\0b\"\n", ":1:8", "pack-text-nul");
	LISTS("# 甲乙\nl\xff\n", ":2:2", "pack-not-utf8");
	refused("lists.yaml", STR("l: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]\n"), ERR_LIMIT,
	        "a/lists.yaml:1:15", "pack-too-deep");
}

static void a_file_of_endless_lists_is_refused(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, (size_t)8 << 20);
	buf_addz(&b, "lists: [");
	for (int i = 0; i < 250000; i++)
		buf_addz(&b, "1,");
	buf_addz(&b, "1]\n");
	refused("lists.yaml", buf_str(&b), ERR_LIMIT, "", "pack-too-many-nodes");
	while (b.n <= (size_t)4 << 20)
		buf_addz(&b, "# and on and on and on and on and on and on and on and on and on\n");
	refused("lists.yaml", buf_str(&b), ERR_LIMIT, "lists.yaml", "os-too-large");
	buf_free(&b);
}

static void misspelt_and_mistyped_lists_are_refused(void **state)
{
	(void)state;
	LISTS("list: {}\n", ":1:1", "pack-unknown-key");
	LISTS("lists: 3\n", ":1:8", "pack-want-map");
	LISTS("lists: {Kind: {}}\n", ":1:9", "pack-bad-name");
	LISTS("lists:\n  l: {zh: 表, en: List}\n", ":2:6", "pack-missing-key");
	LISTS("lists:\n  l: {zh: 表, en: List, values: []}\n", ":2:3", "pack-list-empty");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, form: 2014}\n"), ":6:35", "pack-unknown-key");
	LISTS(ONE("      - {code: 1, zh: 甲}\n"), ":6:9", "pack-missing-key");
	LISTS(ONE("      - {zh: 甲, en: One}\n"), ":6:9", "pack-missing-key");
	LISTS(ONE("      - {code: one, zh: 甲, en: One}\n"), ":6:16", "pack-want-number");
	LISTS(ONE("      - {code: \"1\", zh: 甲, en: One}\n"), ":6:16", "pack-want-number");
	LISTS(ONE("      - {code: -1, zh: 甲, en: One}\n"), ":6:16", "pack-want-number");
	LISTS(ONE("      - {code: 1, zh: \"甲 \", en: One}\n"), ":6:23", "pack-want-text");
	LISTS(ONE("      - {code: 1, zh: , en: One}\n"), ":6:23", "pack-want-text");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, sem: Head}\n"), ":6:40", "pack-bad-tag");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, from: 2020, to: 2014}\n"), ":6:51",
	      "pack-years-reversed");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, to: 20}\n"), ":6:39", "pack-want-number");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, syn: x}\n"), ":6:40", "pack-want-list");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, syn: [{sys: x}]}\n"), ":6:41",
	      "pack-missing-key");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, syn: [[x]]}\n"), ":6:41", "pack-want-map");
}

static void one_wording_means_one_value(void **state)
{
	(void)state;
	LISTS(ONE("      - {code: 1, zh: 甲, en: One}\n      - {code: 1, zh: 乙, en: Two}\n"), ":7:9",
	      "pack-code-twice");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One}\n      - {code: 2, zh: 甲, en: Two}\n"), ":7:9",
	      "pack-label-clash");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One}\n"
	          "      - {code: 2, zh: 乙, en: Two, syn: [丙, 甲]}\n"),
	      ":7:44", "pack-label-clash");
	LISTS(ONE("      - {code: 1, zh: 甲A, en: One}\n"
	          "      - {code: 2, zh: 乙, en: Two, syn: [甲 ａ]}\n"),
	      ":7:41", "pack-label-clash");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, syn: [ONE]}\n"), ":6:41", "pack-label-again");
	LISTS(ONE("      - {code: 1, zh: 甲, en: One, gb: \"1\", syn: [{sys: GB, v: \"1\"}]}\n"),
	      ":6:39", "pack-label-again");
}

static void a_clash_with_the_parent_is_told_at_the_child(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "lists.yaml", STR(PARENT_LISTS));
	put(d, "county", "pack.yaml", STR(HEAD("county") "parent: a\n"));
	put(d, "county", "lists.yaml",
	    STR("lists:\n  kind:\n    values:\n      - {code: 9, zh: 第 一, en: Nine}\n"));
	assert_int_equal(pack_load(&d->cx, &d->a, "county", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-label-clash");
	assert_true(str_ends(d->cx.err.where, STR("county/lists.yaml:4:9")));
	assert_true(str_ends(d->cx.err.arg[3], STR("a/lists.yaml:7:9")));
	desk_free(d);
}

static void bad_fields_are_refused_with_their_place(void **state)
{
	(void)state;
	FIELDS("fields: []\n", ":1:9", "pack-want-map");
	FIELDS("fields: {household: 1}\n", ":1:21", "pack-want-map");
	FIELDS("fields: {household: {X: {}}}\n", ":1:22", "pack-bad-name");
	FIELDS(FIELD_OF("type: bol, zh: 甲, en: X"), ":3:15", "pack-bad-type");
	FIELDS(FIELD_OF("type: bool, zh: 甲, en: X, flags: [key]"), ":3:43", "pack-bad-flag");
	FIELDS(FIELD_OF("type: bool, zh: 甲, en: X, flags: [partial]"), ":3:43",
	       "pack-not-for-type");
	FIELDS(FIELD_OF("type: bool, zh: 甲, en: X, max: 3"), ":3:40", "pack-not-for-type");
	FIELDS(FIELD_OF("type: bool, zh: 甲, en: X, list: sex"), ":3:41", "pack-not-for-type");
	FIELDS(FIELD_OF("type: list, zh: 甲, en: X"), ":3:8", "pack-missing-key");
	FIELDS(FIELD_OF("type: list, zh: 甲, en: X, list: gone"), ":3:5", "pack-no-such-list");
	FIELDS(FIELD_OF("type: money, zh: 甲, en: X, max: 1.234"), ":3:41", "pack-bad-limit");
	FIELDS(FIELD_OF("type: int, zh: 甲, en: X, min: 5, max: 3"), ":3:8", "pack-limits-reversed");
	FIELDS(FIELD_OF("type: dec, zh: 甲, en: X"), ":3:8", "pack-missing-key");
	FIELDS(FIELD_OF("type: int, scale: 2, zh: 甲, en: X"), ":3:27", "pack-not-for-type");
	FIELDS(FIELD_OF("type: int, zh: 甲, en: X, unit: {zh: 亩|, en: mu}"), ":3:40",
	       "pack-bar-in-text");
	FIELDS(FIELD_OF("type: int, zh: 甲, en: X, syn: [甲|乙]"), ":3:40", "pack-bar-in-text");
}

static void a_set_needs_small_codes(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "lists.yaml", STR(ONE("      - {code: 63, zh: 甲, en: One}\n")));
	put(d, "a", "fields.yaml", STR(FIELD_OF("type: set, list: l, zh: 甲, en: X")));
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-set-code");
	err_clear(&d->cx);
	put(d, "a", "lists.yaml", STR(ONE("      - {code: 62, zh: 甲, en: One}\n")));
	fine(d, "a");
	desk_free(d);
}

static void a_field_keeps_its_type_under_a_child(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "fields.yaml", STR(FIELD_OF("type: int, zh: 甲, en: X")));
	put(d, "county", "pack.yaml", STR(HEAD("county") "parent: a\n"));
	put(d, "county", "fields.yaml", STR(FIELD_OF("type: text, zh: 甲, en: X")));
	assert_int_equal(pack_load(&d->cx, &d->a, "county", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-type-changed");
	desk_free(d);
}

static void a_field_comes_out_as_it_was_written(void **state)
{
	struct desk *d = desk_new();
	const struct field *f;

	(void)state;
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "fields.yaml", STR("fields:\n  household:\n"
		"    tea:\n      type: dec\n      scale: 2\n      zh: 茶园面积\n      en: Tea garden\n"
		"      unit: {zh: 亩, en: mu}\n      max: 500.5\n"
		"      flags: [personal, sum]\n      syn: [茶园, 茶地]\n"
		"      help: {zh: 实际面积, en: As measured}\n"
		"    fee:\n      type: money\n      zh: 费\n      en: Fee\n"
		"      min: -5\n      max: 1000.50\n"));
	fine(d, "a");
	assert_int_equal(d->p->nfield, 2);
	f = &d->p->fields[0];
	assert_string_equal(d->p->field_entity[0], "household");
	assert_string_equal(f->unit, "亩|mu");
	assert_string_equal(f->syn, "茶园|茶地");
	assert_string_equal(f->help, "实际面积|As measured");
	assert_int_equal(f->max, 50050);
	assert_int_equal(f->flags, E_PERSONAL | E_SUM);
	assert_true(f->pack && f->type == FT_DEC && f->scale == 2);
	assert_int_equal(d->p->fields[1].min, -500);
	assert_int_equal(d->p->fields[1].max, 100050);
	desk_free(d);
}

static void bad_heads_and_strange_files_are_refused(void **state)
{
	struct desk *d = desk_new();
	static const struct { const char *text, *place, *key; } bad[] = {
		{ "name: a\nzh: 试\n", "a/pack.yaml:1:1", "pack-missing-key" },
		{ HEAD("a") "version: 3\n", "a/pack.yaml:4:1", "pack-unknown-key" },
		{ HEAD("a") "parent: ../a\n", "a/pack.yaml:4:9", "pack-bad-name" },
		{ HEAD("a") "documents: [{id: x, zh: 甲, en: X, date: 2016-8-6}]\n",
		  "a/pack.yaml:4:41", "pack-bad-date" },
		{ HEAD("a") "documents: [{id: x, zh: 甲, en: X}, {id: x, zh: 乙, en: Y}]\n",
		  "a/pack.yaml:4:41", "pack-document-twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put(d, "a", "pack.yaml", str_of(bad[i].text));
		err_clear(&d->cx);
		assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
		assert_string_equal(d->cx.err.key, bad[i].key);
		if (!str_ends(d->cx.err.where, str_of(bad[i].place)))
			fail_msg("%.*s", STR_FMT(d->cx.err.where));
	}
	put(d, "a", "pack.yaml", STR(HEAD("a")));
	put(d, "a", "list.yaml", STR("lists: {}\n"));
	err_clear(&d->cx);
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "pack-unknown-file");
	desk_free(d);
}

/* ---- the model of a running program ---- */

static void the_national_pack_makes_a_model_with_the_packs_fields(void **state)
{
	struct desk *d = national();
	struct model *m;
	const struct entity *e;
	BUF_AUTO struct buf said;

	(void)state;
	buf_init(&said, 1);
	if (pack_model(&d->cx, &d->a, d->p, &m) != OK) {
		buf_free(&said);
		explain(d, &said);
		fail_msg("%s", said.p);
	}
	assert_int_equal(m->n, NOUNS);
	e = entity_find(m, STR("household"));
	assert_int_equal(e->key, HOUSEHOLD_no);
	assert_int_equal(e->fields[HOUSEHOLD_phone].type, FT_PHONE);
	assert_int_equal(entity_by_tag(m, 3)->parent, PERSON_household);
	desk_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_national_pack_loads_and_every_value_speaks_both_languages),
		cmocka_unit_test(every_list_a_field_uses_is_in_the_national_pack),
		cmocka_unit_test(no_header_means_two_columns_of_a_noun),
		cmocka_unit_test(the_exchange_list_of_32_columns_finds_its_fields),
		cmocka_unit_test(every_tag_is_explained_in_the_docs),
		cmocka_unit_test(cells_find_their_codes_and_nothing_is_guessed),
		cmocka_unit_test(a_cell_of_a_whole_page_is_no_label),
		cmocka_unit_test(codes_have_labels_tags_and_an_order),
		cmocka_unit_test(kinship_tags_do_not_contradict_each_other),
		cmocka_unit_test(a_county_states_only_what_differs),
		cmocka_unit_test(what_was_stored_loads_again_the_same),
		cmocka_unit_test(another_file_content_is_another_hash),
		cmocka_unit_test(chains_of_parents_end),
		cmocka_unit_test(packs_are_found_by_name_only),
		cmocka_unit_test(broken_yaml_is_refused_with_its_place),
		cmocka_unit_test(a_file_of_endless_lists_is_refused),
		cmocka_unit_test(misspelt_and_mistyped_lists_are_refused),
		cmocka_unit_test(one_wording_means_one_value),
		cmocka_unit_test(a_clash_with_the_parent_is_told_at_the_child),
		cmocka_unit_test(bad_fields_are_refused_with_their_place),
		cmocka_unit_test(a_set_needs_small_codes),
		cmocka_unit_test(a_field_keeps_its_type_under_a_child),
		cmocka_unit_test(a_field_comes_out_as_it_was_written),
		cmocka_unit_test(bad_heads_and_strange_files_are_refused),
		cmocka_unit_test(the_national_pack_makes_a_model_with_the_packs_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
