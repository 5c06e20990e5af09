/* make_forms DIR AREAS.csv - three forms as an upper level sends them, for the county of a list of
 * areas: monthly.xlsx (two-level merged header, a row for each village, ratios, totals by formula),
 * card.xlsx (single cells, bound by comments, a sheet that only computes, a chart), and
 * townships.xlsx (one model row). And sly.xlsx, whose comments ask for more than numbers where
 * nobody looks. Needs libxlsxwriter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define PLACES 2000

static struct place { char code[16], name[64], level[16], up[16]; } place[PLACES];
static int places;

static int starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void read_places(const char *file)
{
	FILE *f = fopen(file, "r");
	char line[512];

	if (!f)
		exit(1);
	while (fgets(line, sizeof line, f) && places < PLACES) {
		struct place *p = &place[places];       /* the header, with its BOM, is no place */

		*p = (struct place){ 0 };
		if (sscanf(line, "%15[0-9],%63[^,],%15[^,],%15[0-9]", p->code, p->name, p->level,
		           p->up) >= 3)
			places++;
	}
	fclose(f);
}

static const struct place *by_code(const char *code)
{
	for (int i = 0; i < places; i++)
		if (strcmp(place[i].code, code) == 0)
			return &place[i];
	return NULL;
}

struct styles {
	lxw_format *title, *unit, *head, *name, *number, *share, *money, *total, *note;
};

static lxw_format *bordered(lxw_workbook *w, const char *font, double size)
{
	lxw_format *f = workbook_add_format(w);

	format_set_font_name(f, font);
	format_set_font_size(f, size);
	format_set_border(f, LXW_BORDER_THIN);
	format_set_align(f, LXW_ALIGN_CENTER);
	format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
	return f;
}

static struct styles styles(lxw_workbook *w)
{
	struct styles s;

	s.title = workbook_add_format(w);
	format_set_font_name(s.title, "方正小标宋简体");
	format_set_font_size(s.title, 20);
	format_set_bold(s.title);
	format_set_align(s.title, LXW_ALIGN_CENTER);
	s.unit = workbook_add_format(w);
	format_set_align(s.unit, LXW_ALIGN_RIGHT);
	s.head = bordered(w, "黑体", 11);
	format_set_text_wrap(s.head);
	format_set_bg_color(s.head, 0xDDEBF7);
	s.name = bordered(w, "仿宋", 11);
	s.number = bordered(w, "仿宋", 11);
	format_set_num_format(s.number, "#,##0");
	s.share = bordered(w, "仿宋", 11);
	format_set_num_format(s.share, "0.0%");
	s.money = bordered(w, "仿宋", 11);
	format_set_num_format(s.money, "#,##0.00");
	s.total = bordered(w, "黑体", 11);
	format_set_bold(s.total);
	format_set_num_format(s.total, "#,##0");
	s.note = workbook_add_format(w);
	format_set_italic(s.note);
	return s;
}

static void print_settings(lxw_worksheet *s, lxw_row_t rows)
{
	worksheet_set_landscape(s);
	worksheet_set_paper(s, 9);
	worksheet_repeat_rows(s, 0, rows - 1);
	worksheet_fit_to_pages(s, 1, 0);
	worksheet_set_header(s, "&C&\"黑体\"示例报表");
	worksheet_set_footer(s, "&L填表人：        审核人：&R第 &P 页 共 &N 页");
	worksheet_freeze_panes(s, rows, 2);
}

/* 附表1: rows for villages under their townships. */
static void monthly_rows(lxw_worksheet *s, const struct styles *f)
{
	lxw_row_t row = 5, first = 5;
	int no = 1;
	char formula[64];

	for (int t = 0; t < places; t++) {
		lxw_row_t begin = row;

		if (strcmp(place[t].level, "乡级") != 0)
			continue;
		for (int v = 0; v < places; v++) {
			if (strcmp(place[v].up, place[t].code) != 0)
				continue;
			worksheet_write_number(s, row, 0, no++, f->name);
			worksheet_write_blank(s, row, 1, f->name);
			worksheet_write_string(s, row, 2, place[v].name, f->name);
			for (int c = 3; c < 8; c++)
				worksheet_write_blank(s, row, (lxw_col_t)c, c == 7 ? f->money : f->number);
			worksheet_write_blank(s, row, 8, f->share);
			snprintf(formula, sizeof formula, "=F%u+G%u", row + 1, row + 1);
			worksheet_write_formula_num(s, row, 9, formula, f->number, 12345);
			row++;
		}
		if (row > begin + 1)
			worksheet_merge_range(s, begin, 1, row - 1, 1, place[t].name, f->name);
		else if (row == begin + 1)
			worksheet_write_string(s, begin, 1, place[t].name, f->name);
	}
	worksheet_merge_range(s, row, 0, row, 2, "合　计", f->total);
	for (int c = 3; c < 10; c++) {
		snprintf(formula, sizeof formula, "=SUM(%c%u:%c%u)", 'A' + c, first + 1, 'A' + c, row);
		if (c == 8)
			worksheet_write_blank(s, row, 8, f->share);
		else
			worksheet_write_formula_num(s, row, (lxw_col_t)c, formula, f->total, 999);
	}
	worksheet_write_string(s, row + 1, 0, "注：监测对象按当月在册口径；户均收入不含未填报户。", f->note);
	worksheet_print_area(s, 0, 0, row + 1, 9);
	printf("monthly %u %u\n", first + 1, row + 1);
}

static void monthly(const char *path)
{
	lxw_workbook *w = workbook_new(path);
	struct styles f = styles(w);
	lxw_worksheet *s = workbook_add_worksheet(w, "附表1"), *other;
	const char *sub[] = { "户数", "人数", "脱贫户", "监测户", "收入(万元)" };

	worksheet_set_column(s, 0, 0, 6, NULL);
	worksheet_set_column(s, 1, 2, 14, NULL);
	worksheet_set_column(s, 3, 9, 11, NULL);
	worksheet_set_row(s, 0, 32, NULL);
	worksheet_merge_range(s, 0, 0, 0, 9, "防止返贫监测对象情况统计表", f.title);
	worksheet_merge_range(s, 1, 0, 1, 4, "", NULL);
	worksheet_write_string(s, 1, 9, "单位：户、人、万元", f.unit);
	worksheet_merge_range(s, 2, 0, 4, 0, "序号", f.head);
	worksheet_merge_range(s, 2, 1, 4, 1, "乡镇", f.head);
	worksheet_merge_range(s, 2, 2, 4, 2, "行政村", f.head);
	worksheet_merge_range(s, 2, 3, 2, 7, "农户情况", f.head);
	worksheet_merge_range(s, 3, 3, 3, 4, "总体", f.head);
	worksheet_merge_range(s, 3, 5, 3, 6, "其中", f.head);
	worksheet_merge_range(s, 3, 7, 4, 7, sub[4], f.head);
	for (int c = 3; c < 7; c++)
		worksheet_write_string(s, 4, (lxw_col_t)c, sub[c - 3], f.head);
	worksheet_merge_range(s, 2, 8, 4, 8, "监测户占比", f.head);
	worksheet_merge_range(s, 2, 9, 4, 9, "重点户合计", f.head);
	print_settings(s, 5);
	monthly_rows(s, &f);
	other = workbook_add_worksheet(w, "填表说明");
	worksheet_write_string(other, 0, 0, "一、本表由县级汇总上报。", NULL);
	worksheet_write_formula_num(other, 1, 0, "=1+1", NULL, 2);
	workbook_set_properties(w, &(lxw_doc_properties){ .title = "附表1", .company = "示例单位" });
	if (workbook_close(w) != LXW_NO_ERROR)
		exit(1);
}

/* 情况表: single cells, each bound by a comment. */
static void card_cells(lxw_worksheet *s, const struct styles *f)
{
	static const struct { const char *label, *bind; int kind; } row[] = {
		{ "农户总数（户）", "jz: count household", 0 },
		{ "总人口（人）", "填表人:\njz: sum household.members", 0 },
		{ "监测对象（户）", "jz: count household where monitor_type is known", 0 },
		{ "其中：风险已消除（户）",
		  "jz: count household where monitor_type is known and risk_cleared=是", 0 },
		{ "监测对象占比", "jz: ratio C6 / C4 percent 2", 1 },
		{ "有在校生的监测户（户）",
		  "jz: count household where monitor_type is known with person where school is known "
		  "and school!=非在校生", 0 },
		{ "监测户人口（人）",
		  "jz: count person with household where monitor_type is known", 0 },
		{ "年收入合计（元）", "jz: sum income.total", 2 },
	};

	for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
		lxw_format *x = row[i].kind == 1 ? f->share : row[i].kind == 2 ? f->money : f->number;

		worksheet_merge_range(s, 3 + i, 0, 3 + i, 1, row[i].label, f->name);
		worksheet_write_blank(s, 3 + i, 2, x);
		worksheet_write_comment(s, 3 + i, 2, row[i].bind);
	}
	worksheet_write_string(s, 12, 0, "人均（元）", f->name);
	worksheet_write_formula_num(s, 12, 2, "=C11/C5", f->money, 1.5);
}

static void card(const char *path)
{
	lxw_workbook *w = workbook_new(path);
	struct styles f = styles(w);
	lxw_worksheet *s = workbook_add_worksheet(w, "情况表"), *sum;
	lxw_chart *chart;

	worksheet_set_column(s, 0, 1, 16, NULL);
	worksheet_set_column(s, 2, 2, 18, NULL);
	worksheet_merge_range(s, 0, 0, 0, 2, "", f.title);
	worksheet_write_comment(s, 0, 0, "jz: text “{area}防返贫监测情况表（{period}）”");
	worksheet_write_string(s, 1, 0, "截至", NULL);
	worksheet_write_comment(s, 1, 1, "jz: text {period-end}");
	worksheet_write_string(s, 2, 0, "项目", f.head);
	worksheet_write_string(s, 2, 2, "数量", f.head);
	card_cells(s, &f);
	worksheet_set_portrait(s);
	worksheet_print_area(s, 0, 0, 12, 2);
	sum = workbook_add_worksheet(w, "汇总");
	worksheet_write_formula_num(sum, 0, 0, "=情况表!C4*2", f.number, 7);
	worksheet_write_formula_num(sum, 1, 0, "=A1+1", f.number, 8);
	chart = workbook_add_chart(w, LXW_CHART_COLUMN);
	chart_add_series(chart, "=情况表!$A$4:$A$6", "=情况表!$C$4:$C$6");
	worksheet_insert_chart(sum, 3, 0, chart);
	workbook_define_name(w, "总户数", "=情况表!$C$4");
	if (workbook_close(w) != LXW_NO_ERROR)
		exit(1);
}

/* 分乡镇: row 5 is the model; formulas in it, under it and beside it. */
static void townships(const char *path)
{
	lxw_workbook *w = workbook_new(path);
	struct styles f = styles(w);
	lxw_worksheet *s = workbook_add_worksheet(w, "分乡镇"), *t;
	lxw_conditional_format cf = { .type = LXW_CONDITIONAL_TYPE_CELL,
		.criteria = LXW_CONDITIONAL_CRITERIA_LESS_THAN, .value = 0 };
	lxw_format *red = workbook_add_format(w);

	format_set_font_color(red, LXW_COLOR_RED);
	cf.format = red;
	worksheet_set_column(s, 0, 5, 13, NULL);
	worksheet_merge_range(s, 0, 0, 0, 5, "分乡镇情况表", f.title);
	worksheet_merge_range(s, 2, 0, 3, 0, "乡镇", f.head);
	worksheet_merge_range(s, 2, 1, 2, 2, "规模", f.head);
	worksheet_write_string(s, 3, 1, "户数", f.head);
	worksheet_write_string(s, 3, 2, "人数", f.head);
	worksheet_merge_range(s, 2, 3, 3, 3, "户均人口", f.head);
	worksheet_merge_range(s, 2, 4, 3, 4, "监测户占比", f.head);
	worksheet_merge_range(s, 2, 5, 3, 5, "占全县", f.head);
	worksheet_write_blank(s, 4, 0, f.name);
	worksheet_write_blank(s, 4, 1, f.number);
	worksheet_write_blank(s, 4, 2, f.number);
	worksheet_write_formula_num(s, 4, 3, "=C5/B5", f.money, 0);
	worksheet_write_blank(s, 4, 4, f.share);
	worksheet_write_formula_num(s, 4, 5, "=B5/B$6", f.share, 0);
	worksheet_write_string(s, 5, 0, "合计", f.total);
	worksheet_write_formula_num(s, 5, 1, "=SUM(B5:B5)", f.total, 0);
	worksheet_write_formula_num(s, 5, 2, "=SUM(C5:C5)", f.total, 0);
	worksheet_write_formula_num(s, 5, 3, "=C6/B6", f.money, 0);
	worksheet_merge_range(s, 7, 0, 7, 5, "填表人：　　　　审核人：　　　　单位负责人：", f.note);
	worksheet_conditional_format_range(s, 4, 1, 5, 2, &cf);
	worksheet_print_area(s, 0, 0, 7, 5);
	print_settings(s, 4);
	t = workbook_add_worksheet(w, "取数");
	worksheet_write_formula_num(t, 0, 0, "=分乡镇!B6", f.number, 0);
	if (workbook_close(w) != LXW_NO_ERROR)
		exit(1);
}

static void sly(const char *path)
{
	lxw_workbook *w = workbook_new(path);
	lxw_worksheet *s = workbook_add_worksheet(w, "表"), *t = workbook_add_worksheet(w, "附");

	worksheet_write_comment(s, 1, 1, "jz: list person.name");
	worksheet_write_comment(t, 1, 1, "jz: list person.name");
	worksheet_hide(t);
	if (workbook_close(w) != LXW_NO_ERROR)
		exit(1);
}

int main(int argc, char **argv)
{
	char path[600];

	if (argc != 3)
		return 2;
	read_places(argv[2]);
	if (!places || !by_code(place[0].code) || !starts(place[0].name, ""))
		return 1;
	snprintf(path, sizeof path, "%s/monthly.xlsx", argv[1]);
	monthly(path);
	snprintf(path, sizeof path, "%s/card.xlsx", argv[1]);
	card(path);
	snprintf(path, sizeof path, "%s/townships.xlsx", argv[1]);
	townships(path);
	snprintf(path, sizeof path, "%s/sly.xlsx", argv[1]);
	sly(path);
	return 0;
}
