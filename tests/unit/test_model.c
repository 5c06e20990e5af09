/* The descriptors as a whole: names that never change, labels in both languages, lists that exist,
 * and what a pack may not add. snapshot/names.txt holds every name that was ever released. */
#include "register_fix.h"

#include "base/utf8.h"
#include "entity/model_check.h"
#include "entity/sheet.h"

static const char *const type_name[FT__COUNT] = {
	[FT_TEXT] = "text", [FT_CODE] = "code", [FT_INT] = "int",     [FT_MONEY] = "money",
	[FT_DEC] = "dec",   [FT_BOOL] = "bool", [FT_DATE] = "date",   [FT_MONTH] = "month",
	[FT_YEAR] = "year", [FT_LIST] = "list", [FT_SET] = "set",     [FT_REF] = "ref",
	[FT_AREA] = "area", [FT_IDNO] = "idno", [FT_DCARD] = "dcard", [FT_PHONE] = "phone",
	[FT_CARD] = "card", [FT_USCC] = "uscc", [FT_TIME] = "time",   [FT_HASH] = "hash",
};

struct plan {
	struct ctx cx;
	struct pack *pack;
	struct list_face lists;
	struct model *m;
};

static struct plan *plan_open(void)
{
	struct plan *p = calloc(1, sizeof *p);

	ctx_init(&p->cx, (size_t)256 << 20);
	setenv("JINGZHUN_POLICY", "policy", 0);
	GOOD(p, pack_load(&p->cx, &p->cx.arena, "cn", &p->pack));
	GOOD(p, pack_list_face(&p->cx, &p->cx.arena, p->pack, &p->lists));
	GOOD(p, entity_model(&p->cx, &p->cx.arena, &p->lists, &p->m));
	return p;
}

static void plan_close(struct plan *p)
{
	ctx_free(&p->cx);
	free(p);
}

/* What is frozen of a field: type, whether it is sealed, list, scale, what it refers to. */
static struct str frozen(struct plan *p, const struct entity *e, const struct field *f)
{
	struct buf b BUF_AUTO;

	buf_init(&b, 1000);
	buf_addf(&b, "%d %s.%s %s%s", e->tag, e->name, f->name, type_name[f->type],
			 field_sealed(f) ? " sealed" : "");
	if (f->list)
		buf_addf(&b, " list=%s", f->list);
	if (f->ref)
		buf_addf(&b, " ref=%s", f->ref);
	if (f->scale)
		buf_addf(&b, " scale=%d", f->scale);
	return str_dup(&p->cx.arena, buf_str(&b));
}

static bool has_line(struct str text, struct str line)
{
	struct str one;

	while (str_next(&text, '\n', &one))
		if (str_eq(one, line))
			return true;
	return false;
}

/* A released name is for ever: old rows, journals and other people's lists know it. */
static void released_names_stay_and_new_ones_are_written_down(void **state)
{
	struct plan *p = plan_open();
	struct str text, rest, line;
	struct buf now BUF_AUTO, lack BUF_AUTO;

	(void)state;
	buf_init(&now, 1 << 20);
	buf_init(&lack, 1 << 20);
	for (int i = 0; i < p->m->n; i++)
		for (int k = 0; k < p->m->ent[i]->nfield; k++) {
			buf_adds(&now, frozen(p, p->m->ent[i], &p->m->ent[i]->fields[k]));
			buf_addc(&now, '\n');
		}
	GOOD(p, os_read_file(&p->cx, "snapshot/names.txt", 1 << 20, &text));
	for (rest = text; str_next(&rest, '\n', &line);)
		if (line.n && !has_line(buf_str(&now), line))
			fail_msg("released, but gone or changed: %.*s", STR_FMT(line));
	for (rest = buf_str(&now); str_next(&rest, '\n', &line);)
		if (!has_line(text, line))
			buf_addf(&lack, "%.*s\n", STR_FMT(line));
	if (lack.n) {
		fwrite(lack.p, 1, lack.n, stderr);
		fail_msg("%s", "new names: add the lines above to snapshot/names.txt");
	}
	plan_close(p);
}

static bool both(const char *pair)
{
	struct str rest = str_of(pair), zh, en;

	return !pair ||
		   (str_next(&rest, '|', &zh) && zh.n && str_next(&rest, '|', &en) && en.n && !rest.n);
}

static void every_label_is_there_in_both_languages(void **state)
{
	struct plan *p = plan_open();

	(void)state;
	for (int i = 0; i < p->m->n; i++) {
		const struct entity *e = p->m->ent[i];

		assert_true(e->zh && *e->zh && e->en && *e->en);
		for (int k = 0; k < i; k++)
			if (!strcmp(e->zh, p->m->ent[k]->zh) || !strcmp(e->en, p->m->ent[k]->en))
				fail_msg("%s and %s share a label", e->name, p->m->ent[k]->name);
		for (int k = 0; k < e->nfield; k++) {
			const struct field *f = &e->fields[k];

			if (!f->zh || !*f->zh || !f->en || !*f->en || !both(f->unit) || !both(f->help))
				fail_msg("%s.%s: a label, unit or hint lacks a language", e->name, f->name);
			if (!utf8_valid(str_of(f->zh)) || strlen(f->en) != (size_t)utf8_len(str_of(f->en)))
				fail_msg("%s.%s: the languages are mixed up", e->name, f->name);
			for (int j = 0; j < k; j++)
				if (!strcmp(f->zh, e->fields[j].zh) || !strcmp(f->en, e->fields[j].en))
					fail_msg("%s: %s and %s share a label", e->name, f->name, e->fields[j].name);
		}
	}
	plan_close(p);
}

/* A header that means two fields of one noun would be read by chance. */
static void no_synonym_stands_for_two_fields(void **state)
{
	struct plan *p = plan_open();

	(void)state;
	for (int i = 0; i < p->m->n; i++) {
		const struct entity *e = p->m->ent[i];

		for (int k = 0; k < e->nfield; k++) {
			struct str rest = str_of(e->fields[k].syn ? e->fields[k].syn : ""), word;

			while (str_next(&rest, '|', &word))
				for (int j = 0; j < e->nfield; j++) {
					struct str other = str_of(e->fields[j].syn ? e->fields[j].syn : ""), w;

					if (j != k &&
						(str_eqz(word, e->fields[j].zh) || str_eqz(word, e->fields[j].en)))
						fail_msg("%s: %.*s is %s and a synonym of %s", e->name, STR_FMT(word),
						         e->fields[j].name, e->fields[k].name);
					while (j < k && str_next(&other, '|', &w))
						if (str_eq(w, word))
							fail_msg("%s: %.*s means %s and %s", e->name, STR_FMT(word),
									 e->fields[k].name, e->fields[j].name);
				}
		}
	}
	plan_close(p);
}

static void lists_and_references_exist(void **state)
{
	struct plan *p = plan_open();

	(void)state;
	GOOD(p, entity_setup(&p->cx, &p->cx.arena, p->m));
	for (int i = 0; i < p->m->n; i++)
		for (int k = 0; k < p->m->ent[i]->nfield; k++) {
			const struct field *f = &p->m->ent[i]->fields[k];
			const struct code_list *l = f->list ? pack_list(p->pack, str_of(f->list)) : NULL;

			assert_int_equal(f->type == FT_LIST || f->type == FT_SET, f->list != NULL);
			assert_int_equal(f->type == FT_REF, f->ref != NULL);
			if (f->list && (!l || !l->n))
				fail_msg("%s.%s: no list %s", p->m->ent[i]->name, f->name, f->list);
			for (int v = 0; f->type == FT_SET && v < l->n; v++)
				assert_in_range(l->v[v].code, 0, 62);
			assert_true(!f->min || !f->max || f->min <= f->max);
		}
	for (int i = 0; i < list32_n; i++)
		if (list32[i].part >= 0)
			assert_true(
				entity_field(entity_find(p->m, list32[i].part ? STR("person") : STR("household")),
							 str_of(list32[i].field)) >= 0);
	assert_int_equal(list32_n, 32);
	plan_close(p);
}

/* What identifies a person is sealed or personal, whichever noun holds it. */
static void sensitive_values_are_marked(void **state)
{
	static const char *const word[] = { "illness", "health", "disability", "疾病", "健康", "残疾" };
	struct plan *p = plan_open();

	(void)state;
	for (int i = 0; i < p->m->n; i++)
		for (int k = 0; k < p->m->ent[i]->nfield; k++) {
			const struct field *f = &p->m->ent[i]->fields[k];

			for (size_t w = 0; w < sizeof word / sizeof *word; w++)
				if (p->m->ent[i]->tag == TAG_person &&
					(strstr(f->name, word[w]) || strstr(f->zh, word[w])) && !field_sealed(f))
					fail_msg("person.%s is not sealed", f->name);
		}
	plan_close(p);
}

static void a_pack_cannot_break_the_model(void **state)
{
	static const struct { struct field f; const char *why;
	} bad[] = {
		{ { .name = "Bad", .type = FT_INT, .zh = "甲", .en = "A" }, "name" },
		{ { .name = "version", .type = FT_INT, .zh = "甲", .en = "A" }, "reserved" },
		{ { .name = "x", .type = FT_INT, .zh = "甲" }, "label" },
		{ { .name = "x", .type = FT_INT, .zh = "备注", .en = "A" }, "same label" },
		{ { .name = "x", .type = FT_LIST, .zh = "甲", .en = "A", .list = "no_such_list" }, "list" },
		{ { .name = "x", .type = FT_SET, .zh = "甲", .en = "A" }, "no list" },
		{ { .name = "x", .type = FT_REF, .zh = "甲", .en = "A", .ref = "no_such_noun" }, "ref" },
		{ { .name = "x", .type = FT_CODE, .flags = E_KEY, .zh = "甲", .en = "A" }, "key" },
		{ { .name = "x",
			.type = FT_REF,
			.flags = E_PARENT,
			.zh = "甲",
			.en = "A",
			.ref = "household" },
		  "parent" },
		{ { .name = "x", .type = FT_INT, .flags = E_INDEX, .zh = "甲", .en = "A" }, "index" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct plan *p = plan_open();

		GOOD(p, entity_add_field(&p->cx, &p->cx.arena, p->m, "household", &bad[i].f));
		if (entity_setup(&p->cx, &p->cx.arena, p->m) != ERR_INPUT)
			fail_msg("a pack's field was taken: %s", bad[i].why);
		plan_close(p);
	}
	struct plan *p = plan_open();
	const struct field twice = { .name = "no", .type = FT_INT, .zh = "甲", .en = "A" };

	REFUSED(p, entity_add_field(&p->cx, &p->cx.arena, p->m, "household", &twice), ERR_INPUT,
			"entity-field-twice");
	REFUSED(p, entity_add_field(&p->cx, &p->cx.arena, p->m, "nobody", &twice), ERR_INPUT,
			"entity-unknown");
	plan_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(released_names_stay_and_new_ones_are_written_down),
		cmocka_unit_test(every_label_is_there_in_both_languages),
		cmocka_unit_test(no_synonym_stands_for_two_fields),
		cmocka_unit_test(lists_and_references_exist),
		cmocka_unit_test(sensitive_values_are_marked),
		cmocka_unit_test(a_pack_cannot_break_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
