/* book_shape.h - how a list looks as a workbook: which rows stand above it, its columns, their
 * order and names, how dates, yes and amounts are written. For plant_books.c, after plant.h. */
#ifndef TESTS_TOOLS_BOOK_SHAPE_H
#define TESTS_TOOLS_BOOK_SHAPE_H

#include "plant.h"

#define ROWS_MAX 20000
#define COLS_MAX 80

enum { COL_LIST, COL_NUMBER, COL_REMARK, COL_AGAIN };
enum { OF_ROW, OF_HOUSE, OF_PLACE };
enum { DATE_SERIAL, DATE_DOTS, DATE_EIGHT, DATE_WORDS, DATE_SLASHES, DATE_ISO, DATES_MIXED };
enum { YES_PLAIN, YES_TICK, YES_ONE };
enum { BETWEEN_NOTHING, BETWEEN_SUM, BETWEEN_NAME, BETWEEN_HEADER, BETWEEN_BLANK };

struct shape_col {
	char *header;
	const char *group;           /* the header's upper cell; NULL: none, the header has both rows */
	int src;                     /* column of the list; -1: none */
	int what, of;
	char type;                   /* date, b yes/no, number, id, code, person's name, text */
	bool money, summed, computed, like_above;
	int order;
};

struct shape {
	bool xls, two, numbered, merge, merge_place, by_village, hidden, unit_above, wan, numbers;
	bool code_numbers, formulas, totals, untidy, english, shuffle, spoil, copies_below;
	bool number_col, remark, spaced, gap;
	int between;                 /* what stands between villages: BETWEEN_... */
	int left;
	int titles, notes, help, dates, yes;
	const char *ditto;           /* NULL: none */
	const char *again;           /* header that stands twice; NULL: none */
	int again_row;               /* where the second says something else: again_text */
	char again_text[64];
	char type[COLS_MAX];
	struct shape_col col[COLS_MAX];
	int ncol;
};

/* ---- small things ---- */

static bool has(const char *s, const char *part) { return strstr(s, part) != NULL; }

static bool is_plain_number(const char *s)
{
	size_t n, digits;

	s += *s == '-';
	n = strlen(s);
	digits = strspn(s, "0123456789");
	if (!digits || n > 15 || (digits > 1 && s[0] == '0'))
		return false;
	return digits == n || (s[digits] == '.' && digits + 1 < n &&
	                       digits + 1 + strspn(s + digits + 1, "0123456789") == n);
}

static bool is_day(const char *s, int *y, int *m, int *d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int n = 0;

	if (strlen(s) != 10 || sscanf(s, "%4d-%2d-%2d%n", y, m, d, &n) != 3 || n != 10)
		return false;
	return *m >= 1 && *m <= 12 && *d >= 1 && *d <= days[*m - 1] + (*m == 2 && *y % 4 == 0);
}

/* Days since 1899-12-30, as workbooks count them from March 1900 on. */
static double day_number(int y, int m, int d)
{
	y -= m <= 2;
	m += m <= 2 ? 12 : 0;
	return (double)(365L * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 693900);
}

/* Yuan as 10,000 yuan, without losing a digit. */
static bool scale_down(const char *text, char *out, size_t max)
{
	const char *minus = *text == '-' ? "-" : "", *dot;
	char whole[32], all[64];
	size_t n;

	if (!is_plain_number(text))
		return false;
	text += *minus != 0;
	dot = strchr(text, '.');
	snprintf(whole, sizeof whole, "%.*s", dot ? (int)(dot - text) : (int)strlen(text), text);
	snprintf(all, sizeof all, "0000%s", whole);
	n = strlen(all) - 4;
	snprintf(out, max, "%s%ld.%s%s", minus, strtol(all, NULL, 10) / 10000, all + n,
	         dot ? dot + 1 : "");
	for (n = strlen(out); out[n - 1] == '0'; n--)
		out[n - 1] = 0;
	if (out[n - 1] == '.')
		out[n - 1] = 0;
	return true;
}

static const char *place_of(const struct table *t)
{
	static char text[128];

	snprintf(text, sizeof text, "%s", t->name + 8);
	*strrchr(text, '.') = 0;
	return text;
}

static const char *const lists_named[][3] = {
	{ "household.csv", "户信息登记表", "农户基本情况登记表" },
	{ "income.csv", "农户收入台账", "农户家庭收入核算台账" },
	{ "person.csv", "残疾和患病人员", "残疾和患病人员名单" },
	{ "risk.csv", "风险台账", "防止返贫监测风险台账" },
	{ "status.csv", "身份变动台账", "农户身份变动台账" },
	{ "work.csv", "务工台账", "脱贫人口务工台账" },
	{ "post.csv", "公益性岗位", "公益性岗位人员名册" },
	{ "helper.csv", "帮扶责任人", "帮扶责任人名册" },
	{ "measure.csv", "帮扶措施", "帮扶措施落实台账" },
	{ "member_event.csv", "成员变动", "家庭成员自然变更登记表" },
	{ "village.csv", "行政村信息", "行政村基本情况表" },
	{ "county.csv", "县情", "县基本情况表" },
	{ NULL, NULL, NULL }
};

static const char *named(const struct table *t, int way)
{
	for (int i = 0; lists_named[i][0]; i++)
		if (strcmp(lists_named[i][0], t->name) == 0)
			return lists_named[i][way];
	return "脱贫人口和监测对象花名册";
}

static const char *title_of(const struct table *t) { return named(t, 2); }

static const char *book_name(const struct table *t)
{
	static char text[256];

	snprintf(text, sizeof text, "%s%s", is_persons(t) ? place_of(t) : "云溪县", named(t, 1));
	return text;
}

/* The persons' lists, a table for each township. */
static void split_townships(void)
{
	struct table *old[FILES_MAX];
	int nold = nfile;

	memcpy(old, file, sizeof old);
	nfile = 0;
	for (int i = 0; i < nold; i++) {
		if (!is_persons(old[i])) {
			file[nfile++] = old[i];
			continue;
		}
		for (int r = 1; r < old[i]->n; r++) {
			char name[256];
			struct table *t;

			snprintf(name, sizeof name, "persons-%.200s.csv", cell(old[i], r, "乡"));
			t = list_of(name);
			if (!t) {
				t = file[nfile++] = need(calloc(1, sizeof *t));
				snprintf(t->name, sizeof t->name, "%s", name);
				*table_line(t) = old[i]->line[0];
			}
			*table_line(t) = old[i]->line[r];
		}
	}
}

/* ---- a book's shape ---- */

/* What a column holds, told by its header and by every cell of it, while they are still clean. */
static char type_of(const struct table *t, int col)
{
	const char *h = t->line[0].cell[col];
	bool day = true, yes = true, number = true, empty = true;
	int y, m, d;

	if (has(h, "证件号码") || has(h, "残疾证号") || has(h, "银行账号"))
		return 'i';
	if (has(h, "姓名"))
		return 'p';
	if (has(h, "编号") || has(h, "电话") || has(h, "代码") || strcmp(h, "行政村") == 0 ||
	    strcmp(h, "县") == 0)
		return 'c';
	for (int r = 1; r < t->n; r++) {
		const char *s = table_at(t, r, col);

		if (!*s)
			continue;
		empty = false;
		day &= is_day(s, &y, &m, &d);
		yes &= strcmp(s, "是") == 0 || strcmp(s, "否") == 0;
		number &= is_plain_number(s);
	}
	return empty ? 't' : day ? 'd' : yes ? 'b' : number ? 'n' : 't';
}

static void shape_of_persons(struct shape *s)
{
	static const char *const ditto[] = { "同上", "″", "〃", "\"" };
	static const char *const again[] = { "户类型", "民族", "姓名" };

	s->by_village = below(2);
	s->between = s->by_village ? BETWEEN_NOTHING : below(BETWEEN_BLANK + 1);
	s->merge = below(3) == 0;
	s->merge_place = below(4) == 0;
	s->ditto = !s->merge && below(2) ? ditto[below(4)] : NULL;
	s->english = !s->two && below(8) == 0;
	s->again = !s->english && below(3) == 0 ? again[below(3)] : NULL;
	s->hidden = below(4) == 0;
	s->help = below(3);
	s->wan = !s->english && below(4) == 0;
}

static void shape_choose(struct shape *s, const struct table *t, int number, uint64_t seed)
{
	*s = (struct shape){ .xls = (seed + (uint64_t)number) % 4 == 0, .titles = below(4),
		.two = below(3) == 0, .numbered = below(6) == 0, .numbers = below(3) != 0,
		.code_numbers = below(4) == 0, .formulas = below(3) == 0, .untidy = below(3) == 0,
		.shuffle = below(2), .copies_below = below(2), .number_col = below(2),
		.remark = below(2), .spaced = below(3) == 0, .gap = below(4) == 0, .left = below(5) == 0,
		.notes = below(3), .dates = below(DATES_MIXED + 1),
		.yes = below(3) };
	if (is_persons(t))
		shape_of_persons(s);
	if (strcmp(t->name, "income.csv") == 0) {
		s->wan = below(2);
		s->unit_above = s->titles >= 2 && below(2);
	}
	s->totals = below(2) && (is_persons(t) || strcmp(t->name, "income.csv") == 0 ||
	                         strcmp(t->name, "household.csv") == 0);
	s->spoil = s->totals && below(2);
	for (int i = 0; i < t->line[0].n && i < COLS_MAX; i++)
		s->type[i] = type_of(t, i);
}

static const char *group_of(const struct table *t, const char *h)
{
	static const char *const house[] = { "户编号", "人数", "致贫原因1", "危房户", "是否解决安全饮用水",
		"人均纯收入", "户联系电话", "首次识别时间", "户类型", "监测对象类型", "风险是否消除", "风险识别时间",
		"风险消除时间", NULL };

	if (strcmp(t->name, "income.csv") == 0)
		return has(h, "性收入(") && !has(h, "其他") ? "家庭收入" : NULL;
	if (strcmp(t->name, "household.csv") == 0)
		return has(h, "(亩)") ? "土地情况" : has(h, "住房") || has(h, "危房") ? "住房情况" : NULL;
	if (!is_persons(t) || strcmp(h, "序号") == 0 || strcmp(h, "数据日期") == 0)
		return NULL;
	for (int i = 0; house[i]; i++)
		if (strcmp(house[i], h) == 0)
			return "家庭基本情况";
	if (strcmp(h, "县") == 0 || strcmp(h, "乡") == 0 || has(h, "村"))
		return "地址";
	return "家庭成员情况";
}

static int of_what(const struct table *t, const char *h)
{
	if (!is_persons(t))
		return OF_ROW;
	if (strcmp(h, "县") == 0 || strcmp(h, "乡") == 0 || strcmp(h, "行政村") == 0)
		return OF_PLACE;
	if (strcmp(h, "自然村") == 0 || strcmp(h, "数据日期") == 0 ||
	    strcmp(group_of(t, h) ? group_of(t, h) : "", "家庭基本情况") == 0)
		return OF_HOUSE;
	return OF_ROW;
}

/* A header's name in this book, its unit among it. */
static char *name_in(const struct shape *s, const struct table *t, const char *h)
{
	char text[256];
	const char *bracket = strrchr(h, '(');
	bool money = has(h, "(元)");

	if (is_persons(t)) {
		if (s->wan && strcmp(h, "人均纯收入") == 0)
			return copy("人均纯收入(万元)");
		for (const struct alias *a = alias; a->zh; a++) {
			int n = 0;

			if (strcmp(a->zh, h) != 0)
				continue;
			while (n < 3 && a->other[n])
				n++;
			n = below(n + 1);
			return copy(s->english ? a->en : n && (!s->again || strcmp(s->again, h)) ?
			            a->other[n - 1] : h);
		}
		return copy(h);
	}
	snprintf(text, sizeof text, "%.*s", bracket ? (int)(bracket - h) : (int)strlen(h), h);
	if (!bracket || (money && s->unit_above))
		return copy(text);
	if (money && s->wan)
		return strcat(memcpy(need(calloc(1, 300)), text, strlen(text)), "（万元）");
	return copy(h);
}

/* A header made to fit its cell: blanks between two letters, a line break in a long one. */
static char *spread(char *h)
{
	size_t n = strlen(h), letters = 0;
	char *out = need(calloc(1, n + 8));

	while (letters < n && (unsigned char)h[letters] >= 0x80)
		letters += 3;
	if (n == 6 && letters == 6)
		snprintf(out, n + 8, "%.3s%s%s", h, below(2) ? "  " : "　", h + 3);
	else if (letters >= 12 && below(2))
		snprintf(out, n + 8, "%.*s\n%s", (int)(letters / 6 * 3), h, h + letters / 6 * 3);
	else if (letters < n && h[letters] == '(' && letters >= 6)
		snprintf(out, n + 8, "%.*s\n%s", (int)letters, h, h + letters);
	else
		snprintf(out, n + 8, "%s", h);
	return out;
}

static struct shape_col *add_col(struct shape *s, int what, int src, const char *header)
{
	struct shape_col *c = &s->col[s->ncol++];

	*c = (struct shape_col){ .what = what, .src = src, .header = copy(header), .type = 't' };
	c->order = s->ncol + 1000;
	return c;
}

static void add_list_col(struct shape *s, const struct table *t, int i, const int *order)
{
	static const char *const computed[] = { "人数", "人均纯收入", "年收入(元)", "纯收入(元)", NULL };
	const char *h = t->line[0].cell[i];
	struct shape_col *c;
	int group = 0;

	if (strcmp(h, "序号") == 0)
		return;
	c = add_col(s, COL_LIST, i, "");
	c->header = name_in(s, t, h);
	if (s->spaced)
		c->header = spread(c->header);
	c->type = s->type[i];
	c->of = of_what(t, h);
	c->group = s->two ? group_of(t, h) : NULL;
	c->money = has(h, "(元)") || strcmp(h, "人均纯收入") == 0;
	c->summed = c->type == 'n' && (has(h, "(元)") || has(h, "(亩)")) && !is_persons(t) &&
	            !has(h, "人均");
	c->like_above = is_persons(t) && strcmp(h, "民族") == 0;
	for (int k = 0; computed[k]; k++)
		c->computed |= strcmp(computed[k], h) == 0;
	for (const char *p = c->group; p && *p; p++)
		group = (group * 31 + (unsigned char)*p) % 997;
	c->order = c->group ? order[group % 7] * 100 + (s->shuffle ? below(99) : i) :
	                      s->shuffle ? 100 * below(8) : i < 6 ? 0 : 900;
	if (c->group == NULL && s->two)
		c->order = below(2) ? 1 : 2000;
	else if (!s->two)
		c->order = s->shuffle ? below(500) : i;
}

/* Its columns in their order, with their names. */
static void shape_settle(struct shape *s, const struct table *t, int number)
{
	int order[7];

	(void)number;
	for (int i = 0; i < 7; i++)
		order[i] = i + 1;
	for (int i = 6; s->shuffle && i > 0; i--) {
		int k = below(i + 1), was = order[i];

		order[i] = order[k];
		order[k] = was;
	}
	if (s->number_col)
		add_col(s, COL_NUMBER, -1, s->english ? "No." : "序号")->order = -1;
	for (int i = 0; i < t->line[0].n; i++)
		add_list_col(s, t, i, order);
	if (s->again) {
		int src = table_col(t, s->again);
		struct shape_col *c = add_col(s, COL_AGAIN, src, s->again);

		c->type = s->type[src];
		c->of = of_what(t, s->again);
		c->order = 3000;
		for (int i = 0; i < s->ncol - 1; i++)    /* beside the first, under the same group */
			if (s->col[i].src == src) {
				c->group = s->col[i].group;
				c->order = c->group ? s->col[i].order / 100 * 100 + 99 : 3000;
			}
	}
	if (s->remark)
		add_col(s, COL_REMARK, -1, "备注")->order = 4000;
	for (int i = 1; i < s->ncol; i++)    /* few, and in the order of equals */
		for (int k = i; k > 0 && s->col[k].order < s->col[k - 1].order; k--) {
			struct shape_col c = s->col[k];

			s->col[k] = s->col[k - 1];
			s->col[k - 1] = c;
		}
	if (s->between == BETWEEN_NAME && s->col[0].type == 'p')
		s->between = BETWEEN_BLANK;      /* 王村 may be a name */
}

static void shape_tell(FILE *out, const char *book, const struct shape *s)
{
	fprintf(out, "%s titles=%d two=%d numbered=%d village=%d merge=%d/%d ditto=%s again=%s ", book,
	        s->titles, s->two, s->numbered, s->by_village, s->merge, s->merge_place,
	        s->ditto ? s->ditto : "-", s->again ? s->again : "-");
	fprintf(out, "wan=%d/%d dates=%d yes=%d numbers=%d/%d formulas=%d totals=%d/%d untidy=%d ",
	        s->wan, s->unit_above, s->dates, s->yes, s->numbers, s->code_numbers, s->formulas,
	        s->totals, s->between, s->untidy);
	fprintf(out, "english=%d help=%d hidden=%d notes=%d spaced=%d gap=%d left=%d\n", s->english,
	        s->help, s->hidden, s->notes, s->spaced, s->gap, s->left);
}

/* ---- faults that only workbooks have ---- */

static bool all_digits(const struct table *t, int row)
{
	return other(t, row) && strspn(cell(t, row, "证件号码"), "0123456789") == 18;
}

static void plant_as(const char *list, const char *header, fits_fn *fits, const char *kind,
                     const char *text)
{
	struct table *t = some_list(list);
	int row = some_row(t, fits);

	if (row && take(t, row))
		plant_put(t, row, header, kind, text ? text : cell(t, row, header));
}

/* A ditto mark at the head of a sheet. */
static void plant_ditto(const struct shape *s, struct table *t)
{
	for (int r = 1; r < t->n; r++) {
		bool head = r == 1 || (s->by_village && strcmp(cell(t, r, "行政村"), cell(t, r - 1, "行政村")));

		for (int k = 1; head && k < r; k++)
			head = strcmp(cell(t, k, "行政村"), cell(t, r, "行政村")) != 0;
		if (head && lone(t, r) && !hash_get(&used, family_of(t, r)) && take(t, r)) {
			plant_put(t, r, "民族", "ditto_empty", below(2) ? "同上" : "″");
			return;
		}
	}
}

/* The second of two columns says something else. */
static void plant_again(struct shape *s, struct table *t)
{
	bool name = strcmp(s->again, "姓名") == 0;
	int row = some_row(t, name || strcmp(s->again, "民族") == 0 ? other : single);
	const char *was = row ? cell(t, row, s->again) : "";
	int rows = 0;

	for (int i = 1; row && s->by_village && i < t->n; i++)
		rows += strcmp(cell(t, i, "行政村"), cell(t, row, "行政村")) == 0;
	if (s->by_village && rows < 5)
		return;                  /* of two columns that mostly differ nobody knows which is right */
	if (!row || s->again_row || !take(t, row))
		return;
	s->again_row = row;
	snprintf(s->again_text, sizeof s->again_text, "%s", name ? "赵某" :
	         strcmp(s->again, "民族") == 0 ? strcmp(was, "汉族") ? "汉族" : "苗族" :
	         strcmp(was, "脱贫户") ? "脱贫户" : "一般农户");
	tell(t, row, table_col(t, s->again), name ? "columns_clash" : "columns_differ", was);
}

static void plant_of_books(struct shape *shape)
{
	plant_as("persons", "证件号码", all_digits, "digits_lost", NULL);
	plant_as("household", "银行账号", any, "digits_lost", NULL);
	plant_as("persons", below(2) ? "姓名" : "务工时间(月)", other, "cell_error", "#N/A");
	for (int i = 0; i < nfile; i++) {
		if (is_persons(file[i]) && below(3) == 0)
			plant_ditto(&shape[i], file[i]);
		if (is_persons(file[i]) && shape[i].again)
			plant_again(&shape[i], file[i]);
	}
}

/* What is no fault in this book is taken back: more places of an amount in 10,000 yuan; a cell
 * more than the header has, which is a matter of commas. */
static void shape_unplant(const struct shape *s, struct table *t)
{
	for (int i = 0; i < ntruth; i++) {
		struct planted *p = &truth[i];

		if (p->t != t || !p->kind)
			continue;
		if (strcmp(p->kind, "cells_extra") == 0)
			p->kind = NULL;
		else if (s->wan && strcmp(p->kind, "number_decimals") == 0) {
			t->line[p->row].cell[p->col] = p->was;
			p->kind = NULL;
		}
	}
}

#endif
