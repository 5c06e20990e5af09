/* sheet_write - templates, header labels, and the exchange list that banks and offices pass on. */
#include "entity/sheet_part.h"

#include "fmt/csv.h"

/* The half of "亩|mu" that is in lang; the whole when there is only one. */
static struct str half(const char *pair, enum lang lang)
{
	struct str rest = str_of(pair), zh = { "", 0 };

	if (!str_next(&rest, '|', &zh) || rest.n == 0)
		return zh;
	return lang == LANG_ZH ? zh : rest;
}

void sheet_label(struct buf *out, const struct field *f, enum lang lang)
{
	struct str label = str_of(lang == LANG_ZH ? f->zh : f->en);

	buf_adds(out, label);
	/* Some labels have their unit already: 务工时间(月). */
	if (!f->unit || str_ends(label, STR(")")))
		return;
	buf_addz(out, lang == LANG_ZH ? "(" : " (");
	buf_adds(out, half(f->unit, lang));
	buf_addc(out, ')');
}

void sheet_template(struct buf *out, const struct model *m, const struct entity *e,
                    enum lang lang, bool full)
{
	struct buf label BUF_AUTO = { 0 };
	bool more = false;

	(void)m;
	buf_init(&label, 1024);
	buf_addz(out, "\xEF\xBB\xBF");
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->flags & E_RO || (f->flags & E_LATER && !full))
			continue;
		if (more)
			buf_addc(out, ',');
		more = true;
		buf_reset(&label);
		sheet_label(&label, f, lang);
		csv_put(out, buf_str(&label), ',', false);
	}
	buf_addz(out, "\r\n");
}

/* part 0: the household, 1: the person, -1: no field of its own. */
const struct list32_col list32[] = {
	{ "序号", -1, NULL },
	{ "数据日期", 0, "data_date" },
	{ "县", -1, NULL },
	{ "乡", -1, NULL },
	{ "行政村", 0, "area" },
	{ "自然村", 0, "group_name" },
	{ "户编号", 0, "no" },
	{ "人编号", 1, "no" },
	{ "姓名", 1, "name" },
	{ "证件号码", 1, "idno" },
	{ "人数", 0, "members" },
	{ "与户主关系", 1, "relation" },
	{ "民族", 1, "nation" },
	{ "文化程度", 1, "education" },
	{ "在校生状况", 1, "school" },
	{ "健康状况", 1, "health" },
	{ "劳动技能", 1, "labour" },
	{ "务工时间(月)", 1, "work_months" },
	{ "是否参加大病保险", 1, "critical_insurance" },
	{ "致贫原因1", 0, "cause1" },
	{ "危房户", 0, "dangerous_house" },
	{ "是否解决安全饮用水", 0, "safe_water" },
	{ "人均纯收入", 0, "per_capita_net" },
	{ "户联系电话", 0, "phone" },
	{ "人联系电话", 1, "phone" },
	{ "首次识别时间", 0, "first_identified" },
	{ "人员识别时间", 1, "identified" },
	{ "户类型", 0, "type" },
	{ "监测对象类型", 0, "monitor_type" },
	{ "风险是否消除", 0, "risk_cleared" },
	{ "风险识别时间", 0, "risk_found" },
	{ "风险消除时间", 0, "risk_cleared_on" },
};
const int list32_n = (int)(sizeof list32 / sizeof list32[0]);
