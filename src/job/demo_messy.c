/* demo_messy - what villages fill in and townships gather: a workbook for each township, a sheet
 * for each village, and no two townships alike: titles, headers of two rows with merged groups,
 * cells merged over a family's rows, ditto marks, a row of help, dates written this way and that,
 * amounts in 10,000 yuan, blanks and apostrophes in numbers, totals, notes and signatures
 * underneath. None of that is a fault; the faults are those of the persons' list, and truth.csv
 * names them. */
#include "job/demo_view.h"

#include "base/money.h"
#include "base/utf8.h"

#include <stdio.h>

/* What a column holds; of the first kinds one cell stands for the family. */
enum holds { H_HOUSE, H_HOUSE_YES, H_HOUSE_MONEY, H_HOUSE_PHONE, H_TEXT, H_CODE, H_NAME, H_ID,
	H_YES, H_PHONE, H_DATE, H_NUMBER };

#define HOUSE "家庭基本情况"
#define MEMBER "家庭成员情况"
struct filled { struct vcol c; enum holds holds; const char *help; };
static const struct filled filled[] = {
	{ { NULL, "序号", X_SEQ, 0, NULL }, H_NUMBER, "填写说明：顺序号" },
	{ { HOUSE, "乡镇", X_PLACE, 3, NULL }, H_TEXT, "乡镇名称" },
	{ { HOUSE, "行政村", PERSONS, P_VILLAGE, NULL }, H_TEXT, "村名" },
	{ { HOUSE, "村民小组", PERSONS, P_GROUP, NULL }, H_HOUSE, "小组" },
	{ { HOUSE, "户编号", PERSONS, P_HNO, NULL }, H_CODE, "系统中的户编号" },
	{ { HOUSE, "户类型", PERSONS, P_TYPE, NULL }, H_HOUSE, "从系统中抄" },
	{ { HOUSE, "家庭人口数", PERSONS, P_MEMBERS, NULL }, H_HOUSE, "填数字" },
	{ { HOUSE, "致贫原因1", PERSONS, P_CAUSE, NULL }, H_HOUSE, "主要原因" },
	{ { HOUSE, "监测对象类型", PERSONS, P_MONITOR, NULL }, H_HOUSE, "不是监测对象不填" },
	{ { HOUSE, "人均纯收入(元)", PERSONS, P_NET, NULL }, H_HOUSE_MONEY, "上年度" },
	{ { HOUSE, "危房户", PERSONS, P_DANGER, NULL }, H_HOUSE_YES, "是或否" },
	{ { HOUSE, "是否解决安全饮用水", PERSONS, P_WATER, NULL }, H_HOUSE_YES, "是或否" },
	{ { HOUSE, "户联系电话", PERSONS, P_HPHONE, NULL }, H_HOUSE_PHONE, "11位手机号" },
	{ { MEMBER, "人编号", PERSONS, P_NO, NULL }, H_CODE, "系统中的人编号" },
	{ { MEMBER, "姓名", PERSONS, P_NAME, NULL }, H_NAME, "与身份证一致" },
	{ { MEMBER, "证件号码", PERSONS, P_ID, NULL }, H_ID, "18位" },
	{ { MEMBER, "与户主关系", PERSONS, P_RELATION, NULL }, H_TEXT, "按户口簿" },
	{ { MEMBER, "民族", PERSONS, P_NATION, NULL }, H_TEXT, "如汉族" },
	{ { MEMBER, "文化程度", PERSONS, P_EDUCATION, NULL }, H_TEXT, "在校生不填" },
	{ { MEMBER, "在校生状况", PERSONS, P_SCHOOL, NULL }, H_TEXT, "非在校生不填" },
	{ { MEMBER, "健康状况", PERSONS, P_HEALTH, NULL }, H_TEXT, "可多选" },
	{ { MEMBER, "劳动技能", PERSONS, P_LABOUR, NULL }, H_TEXT, "从系统中抄" },
	{ { MEMBER, "务工时间(月)", PERSONS, P_MONTHS, NULL }, H_NUMBER, "填数字" },
	{ { MEMBER, "是否参加大病保险", PERSONS, P_INSURED, NULL }, H_YES, "是或否" },
	{ { MEMBER, "人联系电话", PERSONS, P_PHONE, NULL }, H_PHONE, "11位手机号" },
	{ { MEMBER, "人员识别时间", PERSONS, P_IDENTIFIED, NULL }, H_DATE, "年月日" },
};
#define NFILLED (int)(sizeof(filled) / sizeof(filled[0]))

/* How a township fills in. */
enum dates { DATES_DOTTED, DATES_DIGITS, DATES_SERIAL, DATES_REAL };
struct style {
	bool title, two_rows, merged, ditto, help, wan, spaced_names, cover;
	enum dates dates;
	const char *yes, *no;
	char id;                     /* ' apostrophe, blank in groups, 0 plain */
};
static const struct style styles[] = {
	{ .title = true, .two_rows = true, .merged = true, .dates = DATES_DOTTED, .yes = "是",
	  .no = "否" },
	{ .ditto = true, .help = true, .dates = DATES_DIGITS, .yes = "√", .no = "×", .id = '\'' },
	{ .title = true, .wan = true, .spaced_names = true, .dates = DATES_SERIAL, .yes = "1",
	  .no = "0", .id = ' ' },
	{ .title = true, .two_rows = true, .cover = true, .dates = DATES_REAL, .yes = "是",
	  .no = "否" },
};
#define NSTYLES (int)(sizeof(styles) / sizeof(styles[0]))

#define PEOPLE_BOOK 0
#define WAN "人均纯收入(万元)"

static const struct style *style_of(const struct gen *g)
{
	return &styles[g->messy.town % NSTYLES];
}

static const char *head_of(const struct style *s, const struct filled *c)
{
	return s->wan && c->holds == H_HOUSE_MONEY ? WAN : c->c.head;
}

/* ---- one cell in the township's manner ---- */

static struct str yes_text(struct str cell, const struct style *s)
{
	return str_eqz(cell, "是") ? str_of(s->yes) : str_eqz(cell, "否") ? str_of(s->no) : cell;
}

static void put_date(struct xw_sheet *s, int col, struct str cell, enum dates how)
{
	enum date_form form;
	char text[24];
	date_t d;

	if (!date_parse(cell, &d, &form) || !date_day(d)) {
		xw_text(s, col, cell, XW_PLAIN);
		return;
	}
	switch (how) {
	case DATES_DOTTED:
		snprintf(text, sizeof(text), "%d.%d.%d", d / 10000, d / 100 % 100, d % 100);
		xw_text(s, col, str_of(text), XW_PLAIN);
		break;
	case DATES_DIGITS:
		xw_number(s, col, d, 0, false, XW_PLAIN);
		break;
	case DATES_SERIAL:
		xw_number(s, col, date_days(d) + 25569, 0, false, XW_PLAIN);
		break;
	default:
		xw_date(s, col, d, XW_PLAIN);
		break;
	}
}

/* 980121 19900101 1234, '980121199001011234 */
static struct str id_text(struct str cell, char how, char *to, size_t max)
{
	if (how == ' ' && cell.n == 18)
		snprintf(to, max, "%.6s %.8s %.4s", cell.p, cell.p + 6, cell.p + 14);
	else if (how == '\'')
		snprintf(to, max, "'%.*s", STR_FMT(cell));
	else
		return cell;
	return str_of(to);
}

/* Names of two characters are often set apart to line up with those of three. */
static struct str name_text(struct str cell, char *to, size_t max)
{
	if (utf8_len(cell) != 2 || cell.n != 6)
		return cell;
	snprintf(to, max, "%.3s %.3s", cell.p, cell.p + 3);
	return str_of(to);
}

/* Yuan as ten thousands: four places to the left; what is no amount stays as it is. */
static void put_amount(struct xw_sheet *s, int col, struct str cell, bool wan)
{
	bool plain;
	int64_t v;

	if (decimal_read(cell, 4, &v, &plain) != MONEY_GOOD || !plain)
		xw_text(s, col, cell, XW_PLAIN);
	else
		xw_number(s, col, v, wan ? 8 : 4, false, XW_PLAIN);
}

static void put_number(struct xw_sheet *s, int col, struct str cell)
{
	bool plain;
	int64_t v;

	if (decimal_read(cell, 2, &v, &plain) == MONEY_GOOD && plain)
		xw_number(s, col, v, 2, false, XW_PLAIN);
	else
		xw_text(s, col, cell, XW_PLAIN);
}

static void put_cell(struct xw_sheet *s, int col, const struct filled *c, struct str cell,
                     const struct style *style, bool fault)
{
	char text[600];

	if (!cell.n)
		return;
	switch (fault && c->holds != H_HOUSE_MONEY ? H_TEXT : c->holds) {
	case H_HOUSE_YES: case H_YES:
		xw_text(s, col, yes_text(cell, style), XW_PLAIN);
		break;
	case H_HOUSE_MONEY:
		put_amount(s, col, cell, style->wan);
		break;
	case H_NUMBER:
		put_number(s, col, cell);
		break;
	case H_NAME:
		xw_text(s, col, style->spaced_names ? name_text(cell, text, sizeof(text)) : cell,
		        XW_PLAIN);
		break;
	case H_ID:
		xw_code(s, col, id_text(cell, style->id, text, sizeof(text)), XW_PLAIN);
		break;
	case H_DATE:
		put_date(s, col, cell, style->dates);
		break;
	case H_CODE:
		xw_code(s, col, cell, XW_PLAIN);
		break;
	default:
		xw_text(s, col, cell, XW_PLAIN);
		break;
	}
}

/* ---- around the rows ---- */

static void put_line(struct demo_file *f, int width, const char *text, enum xw_look look)
{
	if (width)
		xw_merge(f->sheet, 0, width - 1, 1, look);
	xw_text(f->sheet, 0, str_of(text), look);
	xw_next(f->sheet);
	f->row++;
}

/* Groups over their columns; what belongs to no group reaches over both rows. */
static void put_groups(struct demo_file *f, const struct style *s)
{
	for (int i = 0; i < NFILLED; i++) {
		const char *group = filled[i].c.group;
		int end = i;

		while (group && end + 1 < NFILLED && filled[end + 1].c.group == group)
			end++;
		xw_merge(f->sheet, i, end, group ? 1 : 2, XW_HEAD);
		xw_text(f->sheet, i, str_of(group ? group : head_of(s, &filled[i])), XW_HEAD);
		i = end;
	}
	xw_next(f->sheet);
	f->row++;
}

static void put_header(struct demo_file *f, const struct style *s)
{
	if (s->two_rows)
		put_groups(f, s);
	for (int i = 0; i < NFILLED; i++)
		if (!s->two_rows || filled[i].c.group)
			xw_text(f->sheet, i, str_of(head_of(s, &filled[i])), XW_HEAD);
	xw_next(f->sheet);
	f->row++;
	for (int i = 0; s->help && i < NFILLED; i++)
		xw_text(f->sheet, i, str_of(filled[i].help), XW_HELP);
	if (s->help) {
		xw_next(f->sheet);
		f->row++;
	}
	xw_freeze(f->sheet, f->row, 0);
}

static void begin_village(struct gen *g, const struct demo_village *v)
{
	struct demo_file *f = &g->view[PEOPLE_BOOK];
	const struct style *s = style_of(g);
	date_t d = g->shown;
	char text[300];

	snprintf(f->sheet_name, sizeof(f->sheet_name), "%.*s", STR_FMT(v->name));
	f->sheet = xw_add_sheet(f->book, v->name);
	f->row = 0;
	g->messy.n = 0;
	if (s->title) {
		snprintf(text, sizeof(text), "%.*s%.*s脱贫户和监测对象信息表",
		         STR_FMT(g->here->town[v->town].name), STR_FMT(v->name));
		put_line(f, NFILLED, text, XW_TITLE);
		snprintf(text, sizeof(text), "填报单位：%.*s村民委员会    填报日期：%d年%d月%d日",
		         STR_FMT(v->name), d / 10000, d / 100 % 100, d % 100);
		put_line(f, NFILLED, text, XW_PLAIN);
	}
	put_header(f, s);
}

static void end_village(struct gen *g)
{
	struct demo_file *f = &g->view[PEOPLE_BOOK];
	const struct style *s;

	if (!g->messy.open)
		return;
	s = style_of(g);
	if (s->two_rows) {
		xw_text(f->sheet, 0, STR("合计"), XW_SUM);
		xw_number(f->sheet, 6, g->messy.n, 0, false, XW_SUM);
		xw_next(f->sheet);
		f->row++;
	}
	if (s->title) {
		put_line(f, 0, "注：本表数据截至填报日期，一户一组，不漏一人。", XW_PLAIN);
		put_line(f, 0, "填表人：                审核人：                （盖章）", XW_PLAIN);
	}
	g->messy.open = false;
}

/* ---- files ---- */

static enum err end_town(struct gen *g)
{
	end_village(g);
	return g->view[PEOPLE_BOOK].open ? demo_book_close(g, &g->view[PEOPLE_BOOK]) : OK;
}

static enum err begin_town(struct gen *g, int town)
{
	struct demo_file *f = &g->view[PEOPLE_BOOK];
	struct str name = g->here->town[town].name;

	g->messy.town = town;
	snprintf(f->name, sizeof(f->name), "%.*s人员信息.xlsx", STR_FMT(name));
	if (g->ncounty > 1)
		snprintf(f->name, sizeof(f->name), "%.*s%.*s人员信息.xlsx", STR_FMT(g->here->name),
		         STR_FMT(name));
	f->open = true;
	TRY(demo_file_made(g, f->name));
	TRY(demo_book_begin(g, f));
	if (!style_of(g)->cover)
		return OK;
	f->sheet = xw_add_sheet(f->book, STR("说明"));
	put_line(f, 0, "各村按户填报，每村一张表，表头不要改动。", XW_PLAIN);
	put_line(f, 0, "演示数据 demo data", XW_PLAIN);
	return OK;
}

enum err demo_messy_open(struct gen *g)
{
	g->messy.town = g->messy.village = -1;
	g->messy.open = false;
	return demo_messy_income_open(g);
}

enum err demo_messy_close(struct gen *g)
{
	TRY(end_town(g));
	return demo_messy_income_close(g);
}

/* ---- a family's rows ---- */

/* A fault in what stands once for the family needs each row to say it; so does a copied row. */
static bool plainly(const struct gen *g, const struct demo_family *f)
{
	for (int m = 0; m < f->n; m++) {
		const struct kept *k = &g->rows->person[m];

		if (k->there && k->twice)
			return true;
		for (int i = 0; k->there && k->kind >= 0 && i < NFILLED; i++)
			if (filled[i].c.sheet == PERSONS && filled[i].c.col == k->col &&
			    filled[i].holds <= H_HOUSE_PHONE)
				return true;
	}
	return false;
}

static enum err truth(struct gen *g, int member)
{
	const struct kept *k = &g->rows->person[member];
	const struct demo_file *file = &g->view[PEOPLE_BOOK];
	const struct style *s = style_of(g);
	char label[120];

	if (!k->there || k->kind < 0)
		return OK;
	if (k->col < 0)
		return demo_truth_put(g, file, k->kind, STR(""), STR(""), STR(""));
	for (int i = 0; i < NFILLED; i++) {
		const struct vcol *c = &filled[i].c;

		if (c->sheet != PERSONS || c->col != k->col)
			continue;
		snprintf(label, sizeof(label), "%s%s%s", s->two_rows && c->group ? c->group : "",
		         s->two_rows && c->group ? "/" : "", head_of(s, &filled[i]));
		return demo_truth_put(g, file, k->kind, str_of(label), str_of(k->was),
		                      k->row.cell[k->col]);
	}
	return OK;
}

static enum err put_row(struct gen *g, const struct demo_family *f, int member, int nth, int rows,
                        bool once)
{
	struct demo_file *file = &g->view[PEOPLE_BOOK];
	const struct style *s = style_of(g);
	const struct kept *from;

	for (int i = 0; nth == 0 && once && s->merged && i < NFILLED; i++)
		if (filled[i].holds <= H_HOUSE_PHONE)
			xw_merge(file->sheet, i, i, rows, XW_PLAIN);
	g->messy.n++;
	file->row++;
	for (int i = 0; i < NFILLED; i++) {
		const struct filled *c = &filled[i];
		struct str cell = view_cell(g, &c->c, g->rows, f, member, g->messy.n, &from);
		bool fault = from && from->kind >= 0 && from->col == c->c.col;

		if (nth > 0 && once && c->holds <= H_HOUSE_PHONE && (s->merged || s->ditto)) {
			if (s->ditto && cell.n)
				xw_text(file->sheet, i, STR("〃"), XW_PLAIN);
			continue;
		}
		put_cell(file->sheet, i, c, cell, s, fault);
	}
	xw_next(file->sheet);
	return truth(g, member);
}

static int rows_of(const struct gen *g, const struct demo_family *f)
{
	int n = 0;

	for (int m = 0; m < f->n; m++)
		n += g->rows->person[m].there ? 1 + g->rows->person[m].twice : 0;
	return n;
}

enum err demo_messy_family(struct gen *g, const struct demo_family *f)
{
	const struct demo_village *v = &g->here->village[f->village];
	bool once = !plainly(g, f);
	int nth = 0, rows = rows_of(g, f);

	if (v->town != g->messy.town) {
		TRY(end_town(g));
		TRY(begin_town(g, v->town));
		g->messy.village = -1;
	}
	if (f->village != g->messy.village) {
		end_village(g);
		begin_village(g, v);
		g->messy.village = f->village;
		g->messy.open = true;
	}
	for (int m = 0; m < f->n; m++)
		for (int k = 0; g->rows->person[m].there && k <= g->rows->person[m].twice; k++)
			TRY(put_row(g, f, m, nth++, rows, once));
	return demo_messy_income(g, f);
}

/* ---- faults ---- */

bool demo_messy_shows(int sheet, int col)
{
	/* the one row that names a family in no list at all would drag its income along */
	if (sheet == PERSONS && col == P_HNO)
		return false;
	for (int i = 0; i < NFILLED; i++)
		if (filled[i].c.sheet == sheet && filled[i].c.col == col)
			return true;
	return demo_messy_income_shows(sheet, col);
}
