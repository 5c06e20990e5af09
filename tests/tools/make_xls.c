/* make_xls [-5] [-k] [-n] [-d] [-c] [-s SHEET] LIST.csv BOOK.xls - a CSV list as an XLS workbook.
 *   -5  Excel 5 with Chinese letters in GBK; else Excel 97
 *   -k  sectors of 4096 bytes
 *   -n  numbers as numbers (codes with zeros in front, and what has more than 11 digits, as text)
 *   -d  dates as counted days with a date format
 *   -c  a cover sheet before the list, hidden
 *   -s  the list's sheet; else "Sheet1" */
#include <getopt.h>

#include "ole_box.h"
#include "table.h"

struct how { bool numbers, dates; unsigned plain, day; };

static bool is_number(const char *s)
{
	size_t n = strlen(s), digits = strspn(s, "0123456789");

	if (!digits || digits > 11 || (s[0] == '0' && digits > 1))
		return false;
	return digits == n || (s[digits] == '.' && digits + 1 < n &&
	                       digits + 1 + strspn(s + digits + 1, "0123456789") == n);
}

/* Days since 1899-12-30, as workbooks count them from March 1900 on. */
static bool is_day(const char *s, double *day)
{
	int y, m, d, n = 0;

	if (strlen(s) != 10 || sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || n != 10)
		return false;
	if (y < 1901 || m < 1 || m > 12 || d < 1 || d > 28)
		return false;            /* the last days of a month stay text: both are there */
	y -= m <= 2;
	m += m <= 2 ? 12 : 0;
	*day = 365L * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 1 - 693899;
	return true;
}

static void add_cell(struct book *b, int sheet, const struct how *how, unsigned row, unsigned col,
                     const char *text)
{
	double day;

	if (!*text)
		return;
	if (row && how->dates && is_day(text, &day))
		cell_number(b, sheet, row, col, how->day, day);
	else if (row && how->numbers && is_number(text))
		cell_number(b, sheet, row, col, how->plain, strtod(text, NULL));
	else
		cell_text(b, sheet, row, col, text);
}

int main(int argc, char **argv)
{
	struct book b = { .codepage = 936 };
	struct box x = { .shift = 9 };
	struct how how = { 0 };
	const char *name = "Sheet1";
	struct bytes file;
	struct table *t;
	bool cover = false;
	int c, sheet;
	FILE *f;

	while ((c = getopt(argc, argv, "5kndcs:")) != -1) {
		b.biff5 |= c == '5';
		x.shift = c == 'k' ? 12 : x.shift;
		how.numbers |= c == 'n';
		how.dates |= c == 'd';
		cover |= c == 'c';
		name = c == 's' ? optarg : name;
		if (c == '?')
			return 2;
	}
	if (argc - optind != 2)
		return 2;
	t = table_read(argv[optind], ',');
	how.plain = book_format(&b, 0, NULL);
	how.day = book_format(&b, 14, NULL);
	if (cover) {
		sheet = book_sheet(&b, "说明", 1);
		cell_text(&b, sheet, 0, 0, "填表说明");
	}
	sheet = book_sheet(&b, name, 0);
	for (int row = 0; row < t->n; row++)
		for (int col = 0; col < t->line[row].n; col++)
			add_cell(&b, sheet, &how, (unsigned)row, (unsigned)col, t->line[row].cell[col]);
	file = book_file(&b, &x);
	f = fopen(argv[optind + 1], "wb");
	if (!f || fwrite(file.p, 1, file.n, f) != file.n || fclose(f) != 0) {
		perror(argv[optind + 1]);
		return 1;
	}
	return 0;
}
