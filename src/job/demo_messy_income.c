/* demo_messy_income - the incomes of the families as townships add them up: a sheet for each
 * township, amounts in 10,000 yuan as the line above the header says, a header of two rows, sums
 * under each village and under all. */
#include "job/demo_view.h"

#include "base/money.h"

#include <stdio.h>

#define GROUP "家庭收入"
static const struct vcol columns[] = {
	{ NULL, "序号", X_SEQ, 0, NULL },
	{ NULL, "村", X_PLACE, 4, NULL },
	{ NULL, "户编号", INCOME, INCOME_household, NULL },
	{ NULL, "户主姓名", X_HEAD, 0, NULL },
	{ NULL, "统计起始时间", INCOME, INCOME_period_from, NULL },
	{ NULL, "统计截止时间", INCOME, INCOME_period_to, NULL },
	{ GROUP, "工资性", INCOME, INCOME_wage, NULL },
	{ GROUP, "经营性", INCOME, INCOME_operating, NULL },
	{ GROUP, "财产性", INCOME, INCOME_property, NULL },
	{ GROUP, "转移性", INCOME, INCOME_transfer, NULL },
	{ NULL, "生产经营性支出", INCOME, INCOME_operating_cost, NULL },
	{ NULL, "纯收入", INCOME, INCOME_net, NULL },
};
#define NCOLUMNS (int)(sizeof(columns) / sizeof(columns[0]))
#define FIRST_SUM 6
#define INCOME_BOOK 1

static struct demo_file *book_of(struct gen *g)
{
	return &g->view[INCOME_BOOK];
}

/* ---- around the rows ---- */

static void next(struct demo_file *f)
{
	xw_next(f->sheet);
	f->row++;
}

static void put_header(struct demo_file *f)
{
	for (int i = 0; i < NCOLUMNS; i++) {
		const char *group = columns[i].group;
		int end = i;

		while (group && end + 1 < NCOLUMNS && columns[end + 1].group)
			end++;
		xw_merge(f->sheet, i, end, group ? 1 : 2, XW_HEAD);
		xw_text(f->sheet, i, str_of(group ? group : columns[i].head), XW_HEAD);
		i = end;
	}
	next(f);
	for (int i = 0; i < NCOLUMNS; i++)
		if (columns[i].group)
			xw_text(f->sheet, i, str_of(columns[i].head), XW_HEAD);
	next(f);
	xw_freeze(f->sheet, f->row, 0);
}

static void begin_town(struct gen *g, int town)
{
	struct demo_file *f = book_of(g);
	struct str name = g->here->town[town].name;
	char text[200];

	snprintf(f->sheet_name, sizeof(f->sheet_name), "%.*s", STR_FMT(name));
	f->sheet = xw_add_sheet(f->book, name);
	f->row = 0;
	snprintf(text, sizeof(text), "%.*s农户收入情况统计表", STR_FMT(name));
	xw_merge(f->sheet, 0, NCOLUMNS - 1, 1, XW_TITLE);
	xw_text(f->sheet, 0, str_of(text), XW_TITLE);
	next(f);
	xw_text(f->sheet, NCOLUMNS - 2, STR("单位：万元"), XW_PLAIN);
	next(f);
	put_header(f);
	memset(&g->income, 0, sizeof(g->income));
	g->income.town = town;
	g->income.village = -1;
	g->income.open = true;
}

static void put_sums(struct demo_file *f, const char *word, const int64_t *sum)
{
	xw_text(f->sheet, 0, str_of(word), XW_SUM);
	for (int i = FIRST_SUM; i < NCOLUMNS; i++)
		xw_number(f->sheet, i, sum[i - FIRST_SUM], 6, false, XW_SUM);
	next(f);
}

static void end_village(struct gen *g)
{
	if (g->income.village >= 0)
		put_sums(book_of(g), "小计", g->income.village_sum);
	memset(g->income.village_sum, 0, sizeof(g->income.village_sum));
}

static void end_town(struct gen *g)
{
	struct demo_file *f = book_of(g);

	if (!g->income.open)
		return;
	end_village(g);
	put_sums(f, "合计", g->income.town_sum);
	xw_text(f->sheet, 0, STR("说明：收入按上年度统计。"), XW_PLAIN);
	next(f);
	g->income.open = false;
}

/* ---- files ---- */

enum err demo_messy_income_open(struct gen *g)
{
	struct demo_file *f = book_of(g);

	snprintf(f->name, sizeof(f->name), "%.*s农户收入统计.xlsx", STR_FMT(g->here->name));
	f->open = true;
	g->income.open = false;
	TRY(demo_file_made(g, f->name));
	return demo_book_begin(g, f);
}

enum err demo_messy_income_close(struct gen *g)
{
	end_town(g);
	return demo_book_close(g, book_of(g));
}

/* ---- rows ---- */

/* Yuan to ten thousands: 13350.00 is 1.335; a fault's odd decimals stay. */
static void put_amount(struct gen *g, int col, struct str cell)
{
	struct demo_file *f = book_of(g);
	bool plain;
	int64_t v;

	if (decimal_read(cell, 4, &v, &plain) != MONEY_GOOD || !plain) {
		xw_text(f->sheet, col, cell, XW_PLAIN);
		return;
	}
	xw_number(f->sheet, col, v, 8, false, XW_PLAIN);
	if (v % 100)                     /* a fault: nobody can tell what is meant */
		return;
	g->income.village_sum[col - FIRST_SUM] += v / 100;
	g->income.town_sum[col - FIRST_SUM] += v / 100;
}

static enum err truth(struct gen *g)
{
	const struct kept *k = &g->rows->income;
	int first = g->file[INCOME].first;
	char label[100];

	for (int i = 0; k->kind >= 0 && i < NCOLUMNS; i++) {
		const struct vcol *c = &columns[i];

		if (c->sheet != INCOME || c->col - first != k->col)
			continue;
		snprintf(label, sizeof(label), "%s%s%s", c->group ? c->group : "",
		         c->group ? "/" : "", c->head);
		return demo_truth_put(g, book_of(g), k->kind, str_of(label), str_of(k->was),
		                      k->row.cell[k->col]);
	}
	return OK;
}

enum err demo_messy_income(struct gen *g, const struct demo_family *f)
{
	const struct demo_village *v = &g->here->village[f->village];
	struct demo_file *file = book_of(g);
	const struct kept *from;

	if (!g->income.open || g->income.town != v->town) {
		end_town(g);
		begin_town(g, v->town);
	}
	if (g->income.village != f->village)
		end_village(g);
	g->income.village = f->village;
	g->income.n++;
	for (int i = 0; i < NCOLUMNS; i++) {
		struct str cell = view_cell(g, &columns[i], g->rows, f, 0, g->income.n, &from);

		if (i >= FIRST_SUM)
			put_amount(g, i, cell);
		else
			xw_text(file->sheet, i, cell, XW_PLAIN);
	}
	next(file);
	return truth(g);
}

bool demo_messy_income_shows(int sheet, int col)
{
	for (int i = 0; i < NCOLUMNS; i++)
		if (columns[i].sheet == sheet && columns[i].col == col)
			return true;
	return false;
}
