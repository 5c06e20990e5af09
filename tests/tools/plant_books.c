/* plant_books OUT SEED LIST... - clean lists (demo --faults none) as offices send them: workbooks,
 * one for a township's persons and one for each other list, with faults planted, by hands that
 * know only the documents. The seed chooses each book's shape (book_shape.h). Writes OUT/truth.csv
 * and OUT/shapes.csv (what each book looks like). A household gets one fault at most.
 *
 * Left out, since two readers would take them in two ways: cells below a household number left
 * empty without being merged; totals of 人数, which each member's row repeats; an empty cell for
 * "no" beside ticks. */
#include "book_out.h"
#include "plant.h"
#include "book_shape.h"

/* Where the rows of the list being written came to stand: sheet and row, counted from 1. */
static char *at_sheet[ROWS_MAX];
static int at_row[ROWS_MAX];
static int nsheet;
static struct hash sheets;       /* number of each sheet of the book being written */
static struct hash planted_at;   /* row:column of the list being written -> 1 + index in truth */
static char *header_of[COLS_MAX];
static FILE *truth_out, *shapes_out;

static const struct planted *planting(int row, int col)
{
	char key[32];
	int i;

	snprintf(key, sizeof key, "%d:%d", row, col);
	i = hash_get(&planted_at, key);
	return i ? &truth[i - 1] : NULL;
}

static int sheet_number(const char *sheet) { return hash_get(&sheets, sheet); }

/* ---- rows that are no data ---- */

static int write_titles(struct out *o, const struct shape *s, const struct table *t,
                        const char *place)
{
	char text[256];
	const char *money = s->wan ? "万元" : "元";

	if (s->titles >= 1) {
		snprintf(text, sizeof text, "%s%s", place, title_of(t));
		out_merge(o, 0, 0, 0, s->ncol - 1);
		out_text(o, 0, 0, text);
	}
	if (s->titles >= 2) {
		if (s->unit_above)
			snprintf(text, sizeof text, "填报单位：%s人民政府          单位：%s", place, money);
		else
			snprintf(text, sizeof text, "填报单位：%s人民政府          2026年1月8日", place);
		out_merge(o, 1, 0, 1, s->ncol - 1);
		out_text(o, 1, 0, text);
	}
	if (s->titles >= 3) {
		out_merge(o, 2, 0, 2, s->ncol - 1);
		out_text(o, 2, 0, "说明：本表由各村填写，经村民代表会议评议、公示后报乡镇，如有变动请及时更新。");
	}
	return s->titles ? s->titles + s->gap : 0;
}

static int write_header(struct out *o, const struct shape *s, int r)
{
	for (int c = 0; s->two && c < s->ncol; c++) {
		int last = c;

		if (!s->col[c].group) {
			out_merge(o, r, c, r + 1, c);
			out_text(o, r, c, s->col[c].header);
			continue;
		}
		while (last + 1 < s->ncol && s->col[last + 1].group == s->col[c].group)
			last++;
		out_merge(o, r, c, r, last);
		out_text(o, r, c, s->col[c].group);
		c = last;
	}
	for (int c = 0; c < s->ncol; c++)
		if (!s->two || s->col[c].group)
			out_text(o, r + s->two, c, s->col[c].header);
	r += 1 + s->two;
	for (int c = 0; s->numbered && c < s->ncol; c++)
		out_number(o, r, c, c + 1);
	return r + s->numbered;
}

static void write_notes(struct out *o, const struct shape *s, int r)
{
	if (!s->notes)
		return;
	r += s->notes > 1;
	out_text(o, r++, 0, "注：1.本表一式三份，村、乡镇、县各存一份。2.数据以入户核实为准。");
	if (s->notes == 2) {
		out_text(o, r, 0, "填表人：张 某");
		out_text(o, r, 3, "审核人：李某某");
		out_text(o, r, 6, "填表日期：2026年1月8日");
	} else {
		out_text(o, r, 0, "填表人：张某某        负责人（签字）：            联系电话：");
		out_text(o, r + 1, 0, "（盖章）");
	}
}

/* A line of truth for what is no cell of a list's row. */
static void tell_plain(const char *book, const char *sheet, int row, const char *col,
                       const char *kind)
{
	fprintf(truth_out, "%s,%s,%d,\"%s\",%s,,,1\n", book, sheet, row, col, kind);
}

static void write_total(struct out *o, const struct shape *s, const char *book, const char *sheet,
                        int r, int first, const double *sum, const char *label, bool spoil)
{
	out_text(o, r, 0, label);
	for (int c = 1; c < s->ncol; c++) {
		double v = sum[c];
		char formula[64];

		if (!s->col[c].summed)
			continue;
		if (spoil) {
			v += s->wan && s->col[c].money ? 1.5 : 1500;
			tell_plain(book, sheet, r + 1, s->col[c].header, "total_mismatch");
			spoil = false;
		}
		snprintf(formula, sizeof formula, "=SUM(%c%d:%c%d)", 'A' + c % 26, first + 1,
		         'A' + c % 26, r);
		if (s->formulas && c < 26)
			out_formula(o, r, c, formula, v);
		else
			out_number(o, r, c, v);
	}
}

/* ---- cells ---- */

struct spot { struct out *o; const struct shape *s; const struct table *t; int r, c; };

static void write_date(const struct spot *p, const char *text, int y, int m, int d)
{
	char out[64];
	int way = p->s->dates == DATES_MIXED ? below(DATES_MIXED) : p->s->dates;

	if (way == DATE_SERIAL) {
		out_day(p->o, p->r, p->c, day_number(y, m, d), p->s->dates);
		return;
	}
	if (way == DATE_EIGHT && p->s->numbers) {
		out_number(p->o, p->r, p->c, y * 10000 + m * 100 + d);
		return;
	}
	snprintf(out, sizeof out, way == DATE_DOTS ? "%d.%d.%d" : way == DATE_EIGHT ? "%04d%02d%02d" :
	         way == DATE_WORDS ? "%d年%d月%d日" : way == DATE_SLASHES ? "%d/%d/%d" : "%04d-%02d-%02d",
	         y, m, d);
	(void)text;
	out_text(p->o, p->r, p->c, out);
}

static void write_yes(const struct spot *p, bool yes)
{
	switch (p->s->yes) {
	case YES_TICK: out_text(p->o, p->r, p->c, yes ? "√" : "×"); break;
	case YES_ONE: out_number(p->o, p->r, p->c, yes); break;
	default: out_text(p->o, p->r, p->c, yes ? "是" : "否");
	}
}

static void write_amount(const struct spot *p, const char *text)
{
	const struct shape_col *col = &p->s->col[p->c];
	char scaled[64];

	if (col->money && p->s->wan && scale_down(text, scaled, sizeof scaled))
		text = scaled;
	if (is_plain_number(text) && p->s->formulas && col->computed)
		out_formula(p->o, p->r, p->c, "=ROUND(A1*1,2)", strtod(text, NULL));
	else if (is_plain_number(text) && p->s->numbers)
		out_number(p->o, p->r, p->c, strtod(text, NULL));
	else
		out_text(p->o, p->r, p->c, text);
}

/* Numbers of people as they are typed: with an apostrophe, in pieces, with a small x. */
static void write_code(const struct spot *p, const char *text, bool idno)
{
	char out[128];
	size_t n = strlen(text);

	if (!idno && p->s->code_numbers && n <= 15 && is_plain_number(text) && text[0] != '0') {
		out_number(p->o, p->r, p->c, strtod(text, NULL));
		return;
	}
	snprintf(out, sizeof out, "%s", text);
	if (p->s->untidy && n >= 15)
		switch (below(8)) {
		case 0: snprintf(out, sizeof out, "'%s", text); break;
		case 1: snprintf(out, sizeof out, " %s ", text); break;
		case 2: snprintf(out, sizeof out, "%.6s %.8s %s", text, text + 6, text + 14); break;
		case 3: widen(out, text); break;
		case 4: snprintf(out, sizeof out, "%s　", text); break;
		case 5: out[n - 1] = out[n - 1] == 'X' ? 'x' : out[n - 1]; break;
		default: break;
		}
	out_text(p->o, p->r, p->c, out);
}

static void write_name(const struct spot *p, const char *text)
{
	char out[1024];

	static const char *const dot[] = { "·", "•", "．", "・", "‧", "." };

	snprintf(out, sizeof out, "%s", text);
	if (p->s->untidy && is_persons(p->t) && strlen(text) == 9 && (unsigned char)text[8] % 11 == 5)
		snprintf(out, sizeof out, "%.3s尔%s%s", text, dot[below(6)], text + 3);
	else if (p->s->untidy && strlen(text) == 6)
		snprintf(out, sizeof out, "%.3s%s%s", text, below(2) ? " " : "　", text + 3);
	else if (p->s->untidy && below(4) == 0)
		snprintf(out, sizeof out, " %s", text);
	out_text(p->o, p->r, p->c, out);
}

static void write_planted(const struct spot *p, const struct planted *f, const char *text)
{
	char id[64];
	int y, m, d;

	if (strcmp(f->kind, "digits_lost") == 0) {
		snprintf(id, sizeof id, "%.15s%.*s", text, (int)strlen(text) - 15, "000000000");
		out_number(p->o, p->r, p->c, strtod(id, NULL));
	} else if (strcmp(f->kind, "cell_error") == 0) {
		out_error(p->o, p->r, p->c);
	} else if (p->s->col[p->c].type == 'd' && is_day(text, &y, &m, &d)) {
		write_date(p, text, y, m, d);
	} else if (p->s->col[p->c].type == 'n') {
		write_amount(p, text);
	} else {
		out_text(p->o, p->r, p->c, text);
	}
}

static void write_value(const struct spot *p, const char *text)
{
	int y, m, d;

	switch (p->s->col[p->c].type) {
	case 'd':
		if (is_day(text, &y, &m, &d))
			write_date(p, text, y, m, d);
		else
			out_text(p->o, p->r, p->c, text);
		break;
	case 'b': write_yes(p, strcmp(text, "是") == 0); break;
	case 'n': write_amount(p, text); break;
	case 'i': write_code(p, text, true); break;
	case 'c': write_code(p, text, false); break;
	case 'p': write_name(p, text); break;
	default: out_text(p->o, p->r, p->c, text);
	}
}

/* ---- rows ---- */

static bool same_family(const struct table *t, int a, int b)
{
	return is_persons(t) && strcmp(cell(t, a, "户编号"), cell(t, b, "户编号")) == 0;
}

/* Did a fault come into this column of the family, so that each of its rows has to speak? */
static bool planted_in_family(const struct table *t, int row, int col)
{
	bool found = false;

	for (int i = row; i > 0 && same_family(t, i, row) && !found; i--)
		found = planting(i, col) || planting(i, -1);
	for (int i = row + 1; i < t->n && same_family(t, i, row) && !found; i++)
		found = planting(i, col) || planting(i, -1);
	return found;
}

/* May the cell of row b be joined with, or point to, the same column's cell of row a above it? */
static bool joins(const struct shape *s, const struct table *t, int a, int b, int c)
{
	int col = s->col[c].src;
	const char *text = table_at(t, b, col);

	if (col < 0 || !text[0] || strcmp(table_at(t, a, col), text) != 0)
		return false;
	if (planting(a, col) || planting(b, col) || planting(a, -1) || planting(b, -1))
		return false;
	return s->col[c].of == OF_PLACE || (s->col[c].of == OF_HOUSE && same_family(t, a, b));
}

/* What a cell is to the one above it: 0 nothing, 1 joined, 2 a ditto mark. */
static int above(const struct shape *s, const struct table *t, const int *row, int i, int c)
{
	int join = s->col[c].of == OF_HOUSE ? s->merge : s->merge_place;

	if (i == 0 || row[i] < 0 || row[i - 1] < 0)
		return 0;
	if (join && joins(s, t, row[i - 1], row[i], c) &&
	    (s->col[c].of != OF_HOUSE || !planted_in_family(t, row[i], s->col[c].src)))
		return 1;
	if (s->ditto && joins(s, t, row[i - 1], row[i], c))
		return 2;
	return s->ditto && s->col[c].like_above && !planting(row[i], -1) && !planting(row[i - 1], -1) &&
	       !planting(row[i], s->col[c].src) && !planting(row[i - 1], s->col[c].src) &&
	       table_at(t, row[i], s->col[c].src)[0] &&
	       strcmp(table_at(t, row[i], s->col[c].src), table_at(t, row[i - 1], s->col[c].src)) == 0 ?
	       2 : 0;
}

static void write_row(struct out *o, const struct shape *s, const struct table *t, const int *row,
                      int n, int i, int r)
{
	for (int c = 0; c < s->ncol; c++) {
		struct spot p = { o, s, t, r, c };
		int col = s->col[c].src, k = above(s, t, row, i, c), last = i;
		const struct planted *f = col >= 0 ? planting(row[i], col) : NULL;
		const char *text = table_at(t, row[i], col);

		if (k == 1)
			continue;
		if (k == 2) {
			out_text(o, r, c, s->ditto);
			continue;
		}
		while (last + 1 < n && above(s, t, row, last + 1, c) == 1)
			last++;
		out_merge(o, r, c, r + last - i, c);
		if (s->col[c].what == COL_NUMBER)
			out_number(o, r, c, i + 1);
		else if (s->col[c].what == COL_REMARK && !planting(row[i], -1) && below(6) == 0)
			out_text(o, r, c, "外出务工，电话核实");
		else if (s->col[c].what == COL_AGAIN && row[i] == s->again_row)
			out_text(o, r, c, s->again_text);
		else if (f && strncmp(f->kind, "columns_", 8) != 0)
			write_planted(&p, f, text);
		else if (text[0])
			write_value(&p, text);
	}
}

/* Sums as a spreadsheet makes them: what is a number counts, in the column's unit. */
static void add_row(const struct shape *s, const struct table *t, int row, double *sum)
{
	for (int c = 0; c < s->ncol; c++) {
		const char *text = table_at(t, row, s->col[c].src);

		if (s->col[c].summed && is_plain_number(text))
			sum[c] += strtod(text, NULL) / (s->col[c].money && s->wan ? 10000 : 1);
	}
}

/* The village a row was of before a fault came into its cell. */
static const char *village_of(const struct table *t, int row)
{
	int col = table_col(t, "行政村");
	const struct planted *p = planting(row, col);

	return p ? p->was : table_at(t, row, col);
}

/* What stands between the rows of two villages. */
static int write_between(struct out *o, const struct shape *s, const char *village, int r)
{
	char text[160];

	switch (s->between) {
	case BETWEEN_SUM:
		out_text(o, r, 0, s->titles & 1 ? "小计" : "小 计");
		return r + 1;
	case BETWEEN_NAME:
		snprintf(text, sizeof text, "二、%s", village);
		out_merge(o, r, 0, r, s->ncol - 1);
		out_text(o, r, 0, s->titles & 1 ? text : village);
		return r + 1;
	case BETWEEN_HEADER:
		return write_header(o, s, r);
	default:
		return r + 1;
	}
}

static void write_sheet(struct out *o, const struct shape *s, const struct table *t,
                        const char *book, const char *sheet, const int *row, int n)
{
	double sum[COLS_MAX] = { 0 };
	bool persons = is_persons(t);
	int r, first;

	out_sheet(o, sheet, false);
	o->left = s->left;
	*hash_at(&sheets, sheet) = ++nsheet;
	r = write_header(o, s, write_titles(o, s, t, persons ? place_of(t) : "云溪县"));
	first = r;
	for (int i = 0; i < n; i++) {
		if (row[i] < 0) {
			r = write_between(o, s, i + 1 < n ? village_of(t, row[i + 1]) : "", r);
			continue;
		}
		at_sheet[row[i]] = copy(sheet);
		at_row[row[i]] = r + 1;
		add_row(s, t, row[i], sum);
		write_row(o, s, t, row, n, i, r++);
	}
	if (s->totals && persons)
		out_text(o, r++, 0, "合计");
	else if (s->totals)
		write_total(o, s, book, sheet, r, first, sum, s->titles & 1 ? "合计" : "合  计", s->spoil), r++;
	write_notes(o, s, r);
}

/* ---- books ---- */

static void write_help(struct out *o)
{
	out_sheet(o, "填表说明", false);
	out_text(o, 0, 0, "填表说明");
	out_text(o, 1, 0, "一、户编号、人编号与全国系统一致，不得自行编写。");
	out_text(o, 2, 0, "二、证件号码按身份证填写，单元格设为文本格式。");
	out_text(o, 3, 0, "三、日期填写到日。");
}

/* A copy somebody made and hid: not for import. */
static void write_hidden(struct out *o, const struct shape *s, const struct table *t,
                         const char *book, const int *row, int n)
{
	out_sheet(o, "备份", true);
	for (int c = 0; c < s->ncol; c++)
		out_text(o, 0, c, s->col[c].header);
	for (int i = 0, r = 1; i < n && r < 4; i++) {
		for (int c = 0; row[i] > 0 && c < s->ncol; c++)
			out_text(o, r, c, table_at(t, row[i], s->col[c].src));
		r += row[i] > 0;
	}
	tell_plain(book, "备份", 0, "", "sheet_hidden");
}

/* The rows of a sheet in their order, a village's after those of another's, -1 for a subtotal; a
 * copied row stands below the first, or at the end. */
static int rows_of(const struct shape *s, const struct table *t, const char *village, int *row)
{
	int area = table_col(t, "行政村"), n = 0, late = 0;

	for (int i = 1; i < t->n; i++) {
		if (village && strcmp(village_of(t, i), village) != 0)
			continue;
		if (s->between && n && row[n - 1] > 0 &&
		    strcmp(table_at(t, row[n - 1], area), table_at(t, i, area)) != 0 &&
		    !planting(i, area) && !planting(row[n - 1], area))
			row[n++] = -1;
		row[n++] = i;
	}
	for (int i = n - 1; i > 0 && s->copies_below && late < 20; i--, late++) {
		int from = row[i], to = i;

		if (from < 0 || !planting(from, -1))
			continue;
		for (int k = i - 1; k >= 0; k--)
			if (row[k] > 0 && planting(row[k], -1) && to == i &&
			    strcmp(cell(t, row[k], "人编号"), cell(t, from, "人编号")) == 0)
				to = k + 1;
		memmove(row + to + 1, row + to, (size_t)(i - to) * sizeof *row);
		row[to] = from;
	}
	for (int i = 0; i < n; i++)              /* nothing may be left between two of these */
		if (row[i] < 0 && (i + 1 == n || row[i + 1] < 0))
			memmove(row + i, row + i + 1, (size_t)(--n - i) * sizeof *row), i--;
	return n;
}

/* Of two rows that share a number the one in the sheet read first was right when it was read: a
 * sheet is a list of its own, and what is in is not spoken of again. Only the later is named. */
static bool told_elsewhere(const struct table *t, const struct planted *p)
{
	if (strcmp(p->kind, "id_duplicate") && strcmp(p->kind, "person_no_duplicate") &&
	    strcmp(p->kind, "phone_shared"))
		return false;
	for (int i = 0; i < ntruth; i++) {
		const struct planted *q = &truth[i];

		if (q != p && q->t == t && q->kind && strcmp(q->kind, p->kind) == 0 &&
		    strcmp(q->is, p->is) == 0 && strcmp(at_sheet[q->row], at_sheet[p->row]) != 0)
			return sheet_number(at_sheet[q->row]) > sheet_number(at_sheet[p->row]);
	}
	return false;
}

static void write_truth_of(const struct table *t, const char *book)
{
	for (int i = 0; i < ntruth; i++) {
		const struct planted *p = &truth[i];

		if (p->t != t || !p->kind)
			continue;
		/* one that may be named for it, but need not be, is not counted among the planted */
		fprintf(truth_out, "%s,%s,%d,\"%s\",%s,\"%s\",\"%s\",%d\n", book, at_sheet[p->row],
		        at_row[p->row], p->col >= 0 ? header_of[p->col] : "", p->kind, p->was, p->is,
		        !told_elsewhere(t, p));
	}
}

static void write_book(struct table *t, const char *dir, struct shape *s)
{
	static int row[ROWS_MAX];
	char book[300], path[4600];
	struct out o;
	int n = 0;

	snprintf(book, sizeof book, "%s.%s", book_name(t), s->xls ? "xls" : "xlsx");
	snprintf(path, sizeof path, "%s/%s", dir, book);
	out_open(&o, path, s->xls);
	if (s->help == 1)
		write_help(&o);
	if (s->by_village) {
		struct hash seen = { 0 };

		for (int i = 1; i < t->n; i++)
			if (!(*hash_at(&seen, village_of(t, i)))++) {
				n = rows_of(s, t, village_of(t, i), row);
				write_sheet(&o, s, t, book, village_of(t, i), row, n);
			}
	} else {
		n = rows_of(s, t, NULL, row);
		write_sheet(&o, s, t, book, s->titles ? "花名册" : "Sheet1", row, n);
	}
	if (s->help == 2)
		write_help(&o);
	if (s->hidden)
		write_hidden(&o, s, t, book, row, n);
	out_close(&o);
	write_truth_of(t, book);
	shape_tell(shapes_out, book, s);
}

static void one_list(struct table *t, int number, const char *dir, struct shape *s)
{
	for (size_t i = 0; i < planted_at.room; i++)
		free(planted_at.slot[i].key);
	free(planted_at.slot);
	planted_at = (struct hash){ 0 };
	shape_settle(s, t, number);
	for (int i = 0; i < ntruth; i++) {
		char key[32];

		if (truth[i].t != t || !truth[i].kind)
			continue;
		snprintf(key, sizeof key, "%d:%d", truth[i].row, truth[i].col);
		*hash_at(&planted_at, key) = i + 1;
	}
	for (int c = s->ncol - 1; c >= 0; c--)
		if (s->col[c].src >= 0)
			header_of[s->col[c].src] = s->col[c].header;
	write_book(t, dir, s);
}

int main(int argc, char **argv)
{
	static struct shape shape[FILES_MAX];
	char path[4200];
	uint64_t seed;

	if (argc < 4) {
		fputs("usage: plant_books OUT SEED LIST...\n", stderr);
		return 2;
	}
	seed = strtoull(argv[2], NULL, 10);
	state = seed * 131 + 17;
	read_lists(argc - 3, argv + 3);
	split_townships();
	for (int i = 0; i < nfile; i++)
		shape_choose(&shape[i], file[i], i, seed);
	for (int k = 0; k < 3; k++) {
		plant_all();
		plant_of_books(shape);
	}
	for (int i = 0; i < nfile; i++)
		shape_unplant(&shape[i], file[i]);
	snprintf(path, sizeof path, "%s/truth.csv", argv[1]);
	truth_out = need(fopen(path, "wb"));
	fputs("file,sheet,row,column,kind,original,planted,import_checkable\n", truth_out);
	snprintf(path, sizeof path, "%s/shapes.csv", argv[1]);
	shapes_out = need(fopen(path, "wb"));
	for (int i = 0; i < nfile; i++)
		if (strcmp(file[i]->name, "areas.csv") != 0)
			one_list(file[i], i, argv[1], &shape[i]);
	fclose(truth_out);
	fclose(shapes_out);
	return 0;
}
