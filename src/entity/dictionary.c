/* dictionary - what the descriptors say, for people (Markdown) and for programs (JSON). Both are
 * committed under snapshot/, so a changed name or limit is seen in the diff. */
#include "entity/dictionary.h"

#include "base/money.h"

static const struct type_name { const char *id, *zh, *en, *json; } types[FT__COUNT] = {
	[FT_TEXT] = { "text", "文字", "text", "string" },
	[FT_CODE] = { "code", "编号", "code", "string" },
	[FT_INT] = { "int", "整数", "whole number", "integer" },
	[FT_MONEY] = { "money", "金额", "amount", "string" },
	[FT_DEC] = { "dec", "小数", "decimal", "number" },
	[FT_BOOL] = { "bool", "是/否", "yes/no", "boolean" },
	[FT_DATE] = { "date", "日期", "date", "string" },
	[FT_MONTH] = { "month", "年月", "month", "string" },
	[FT_YEAR] = { "year", "年", "year", "integer" },
	[FT_LIST] = { "list", "单选", "choice", "string" },
	[FT_SET] = { "set", "多选", "choices", "array" },
	[FT_REF] = { "ref", "引用", "reference", "string" },
	[FT_AREA] = { "area", "区划", "area", "string" },
	[FT_IDNO] = { "idno", "证件号码", "citizen number", "string" },
	[FT_DCARD] = { "dcard", "残疾人证号", "disability card", "string" },
	[FT_PHONE] = { "phone", "电话", "telephone", "string" },
	[FT_CARD] = { "card", "银行账号", "bank account", "string" },
	[FT_USCC] = { "uscc", "统一社会信用代码", "unified social credit code", "string" },
	[FT_TIME] = { "time", "时刻", "time", "string" },
	[FT_HASH] = { "hash", "校验值", "hash", "string" },
};

static const struct flag_name { unsigned flag; const char *id, *zh, *en; } flags[] = {
	{ E_KEY, "key", "编号", "key" },
	{ E_REQ, "required", "必填", "required" },
	{ E_PARENT, "parent", "所属", "parent" },
	{ E_ROWKEY, "rowkey", "行标识", "row key" }, { E_SEEK, "seek", "检索", "search key" },
	{ E_RO, "program", "程序填写", "set by the program" },
	{ E_PARTIAL, "partial", "可缺月日", "month or day may be unknown" },
	{ E_SUM, "sum", "可合计", "worth adding up" },
	{ E_LATER, "later", "仅完整模板", "full template only" },
	{ E_NEVER, "never", "从不显示", "never shown" },
};
#define N_FLAGS (sizeof flags / sizeof flags[0])

/* ---- Markdown ---- */

/* Text in a table cell: a '|' would begin the next one. */
static void put_cell(struct buf *out, const char *z)
{
	for (; z && *z; z++)
		if (*z == '|')
			buf_addz(out, " / ");
		else
			buf_addc(out, *z);
}

static void put_number(struct buf *out, const struct field *f, int64_t v)
{
	char t[24];
	int scale = f->type == FT_MONEY ? 2 : f->type == FT_DEC ? f->scale : 0;

	buf_add(out, t, decimal_put(t, v, scale));
}

static void put_limits(struct buf *out, const struct field *f)
{
	if (f->min == 0 && f->max == 0)
		return;
	if (f->max < f->min) {
		buf_addz(out, "≥ ");
		put_number(out, f, f->min);
		return;
	}
	put_number(out, f, f->min);
	buf_addz(out, " … ");
	put_number(out, f, f->max);
	if (f->type == FT_TEXT || f->type == FT_CODE)
		buf_addz(out, " 字 chars");
}

static void put_flags(struct buf *out, const struct field *f)
{
	bool more = false;

	for (size_t i = 0; i < N_FLAGS; i++) {
		if (!(f->flags & flags[i].flag))
			continue;
		if (more)
			buf_addz(out, "; ");
		more = true;
		buf_addf(out, "%s %s", flags[i].zh, flags[i].en);
	}
}

static const char *sensitivity(const struct field *f)
{
	if (field_sealed(f))
		return "加密 sealed";
	if (f->flags & E_NAME)
		return "姓名 name";
	return f->flags & E_PERSONAL ? "个人 personal" : "";
}

static void put_field(struct buf *out, const struct field *f)
{
	buf_addf(out, "| `%s` | ", f->name);
	put_cell(out, f->zh);
	buf_addz(out, " | ");
	put_cell(out, f->en);
	buf_addf(out, " | %s %s", types[f->type].zh, types[f->type].en);
	if (f->type == FT_DEC)
		buf_addf(out, " .%d", f->scale);
	buf_addz(out, " | ");
	put_cell(out, f->unit);
	buf_addz(out, " | ");
	put_limits(out, f);
	buf_addz(out, " | ");
	if (f->list || f->ref)
		buf_addf(out, "`%s`", f->list ? f->list : f->ref);
	buf_addz(out, " | ");
	put_flags(out, f);
	buf_addf(out, " | %s | %s | ", sensitivity(f), f->nat ? f->nat : "");
	put_cell(out, f->help);
	buf_addz(out, " |\n");
}

/* ---- code lists ---- */

/* Was the list of field k of noun i named by an earlier field? */
static bool list_said(const struct model *m, int i, int k, const char *list)
{
	for (int n = 0; n <= i; n++)
		for (int f = 0; f < (n < i ? m->ent[n]->nfield : k); f++)
			if (m->ent[n]->fields[f].list && strcmp(m->ent[n]->fields[f].list, list) == 0)
				return true;
	return false;
}

static void put_list(struct buf *out, const struct list_face *l, const char *list)
{
	struct str zh;
	int64_t code;

	buf_addf(out, "\n### `%s`\n\n| 代码 code | 名称 | label |\n|---|---|---|\n", list);
	for (int i = 0; l->nth(l->state, list, i, &code, &zh); i++) {
		buf_addf(out, "| %lld | ", (long long)code);
		buf_adds(out, zh);
		buf_addz(out, " | ");
		buf_adds(out, l->label(l->state, list, code, LANG_EN));
		buf_addz(out, " |\n");
	}
}

static void put_lists(struct buf *out, const struct model *m)
{
	if (!m->lists.nth || !m->lists.label)
		return;
	buf_addz(out, "\n## 代码表 Code lists\n");
	for (int i = 0; i < m->n; i++)
		for (int k = 0; k < m->ent[i]->nfield; k++) {
			const char *list = m->ent[i]->fields[k].list;

			if (list && !list_said(m, i, k, list))
				put_list(out, &m->lists, list);
		}
}

void dictionary_put(struct buf *out, const struct model *m)
{
	buf_addz(out, "# 数据字典 Data dictionary\n\n"
	              "由程序的描述表生成，请勿手工修改。Made from the descriptors; do not edit.\n");
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];

		buf_addf(out, "\n## %s %s (`%s`)\n\n", e->zh, e->en, e->name);
		buf_addz(out, "| 字段 field | 名称 | label | 类型 type | 单位 unit | 范围 limits |"
		              " 列表 list | 标记 flags | 敏感 sensitivity | 国家系统 national |"
		              " 说明 hint |\n"
		              "|---|---|---|---|---|---|---|---|---|---|---|\n");
		for (int k = 0; k < e->nfield; k++)
			put_field(out, &e->fields[k]);
	}
	put_lists(out, m);
}

/* ---- JSON ---- */

static void json_pair_z(struct json *j, const char *key, const char *z)
{
	if (!z || !*z)
		return;
	json_key(j, key);
	json_z(j, z);
}

static void json_limits(struct json *j, const struct field *f)
{
	bool length = f->type == FT_TEXT || f->type == FT_CODE;
	char t[24];
	int scale = f->type == FT_MONEY ? 2 : f->type == FT_DEC ? f->scale : 0;

	if (f->min == 0 && f->max == 0)
		return;
	json_key(j, length ? "minLength" : "minimum");
	json_raw(j, (struct str){ t, decimal_put(t, f->min, scale) });
	if (f->max < f->min)
		return;
	json_key(j, length ? "maxLength" : "maximum");
	json_raw(j, (struct str){ t, decimal_put(t, f->max, scale) });
}

static void json_field(struct json *j, const struct field *f)
{
	buf_addc(j->out, '\n');
	json_key(j, f->name);
	json_obj(j);
	json_pair_z(j, "type", types[f->type].json);
	json_pair_z(j, "format", types[f->type].id);
	json_pair_z(j, "zh", f->zh);
	json_pair_z(j, "en", f->en);
	json_pair_z(j, "unit", f->unit);
	json_pair_z(j, "list", f->list);
	json_pair_z(j, "ref", f->ref);
	json_limits(j, f);
	if (f->type == FT_DEC) {
		json_key(j, "scale");
		json_int(j, f->scale);
	}
	for (size_t i = 0; i < N_FLAGS; i++)
		if (f->flags & flags[i].flag) {
			json_key(j, flags[i].id);
			json_bool(j, true);
		}
	if (field_sealed(f) || f->flags & (E_PERSONAL | E_NAME))
		json_pair_z(j, "sensitivity",
		            field_sealed(f) ? "sealed" : f->flags & E_NAME ? "name" : "personal");
	json_pair_z(j, "national", f->nat);
	json_pair_z(j, "help", f->help);
	json_key(j, "number");
	json_int(j, f->number);
	json_obj_end(j);
}

/* One field a line, so that a diff shows which one changed. */
void dictionary_json(struct buf *out, const struct model *m)
{
	struct json j;

	json_begin(&j, out);
	json_obj(&j);
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];

		buf_addc(out, '\n');
		json_key(&j, e->name);
		json_obj(&j);
		json_pair_z(&j, "type", "object");
		json_pair_z(&j, "zh", e->zh);
		json_pair_z(&j, "en", e->en);
		json_key(&j, "tag");
		json_int(&j, e->tag);
		json_key(&j, "properties");
		json_obj(&j);
		for (int k = 0; k < e->nfield; k++)
			json_field(&j, &e->fields[k]);
		json_obj_end(&j);
		json_obj_end(&j);
	}
	json_obj_end(&j);
	buf_addc(out, '\n');
}
