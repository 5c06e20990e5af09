/* xlsx_bare LIST.csv OUT.xlsx DIR: the cells of a list, already in memory, written by a bare loop
 * over libxlsxwriter in constant memory (its scratch files in DIR): what a workbook of these cells
 * costs at least. Prints milliseconds and rows. Dates and numbers with a decimal point are written
 * as numbers, everything else as text. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

struct cell { char *text; double number; char kind; };     /* kind: t, n, d; 0: empty */

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One cell off *p, in place; *end tells what it ended with. */
static char *take(char **p, char *end)
{
	char *from = *p, *to = *p, *s = *p;
	bool quoted = *s == '"';

	for (s += quoted; *s && (quoted || (*s != ',' && *s != '\r' && *s != '\n')); s++) {
		if (quoted && *s == '"' && *++s != '"')
			quoted = false;
		if (!quoted && (*s == ',' || *s == '\r' || *s == '\n' || !*s))
			break;
		*to++ = *s;
	}
	*end = *s;
	*p = s + (*s != 0);
	if (*end == '\r' && **p == '\n')
		++*p;
	*to = 0;
	return from;
}

static struct cell cell_of(char *z)
{
	int y, m, d, n = 0;
	char *end;
	struct cell c = { z, 0, *z ? 't' : 0 };

	if (sscanf(z, "%4d-%2d-%2d%n", &y, &m, &d, &n) == 3 && n == 10 && !z[10]) {
		c.kind = 'd';
		c.number = (y - 1900) * 365.25 + m * 30.4 + d;
	} else if (strchr(z, '.')) {
		c.number = strtod(z, &end);
		if (!*end)
			c.kind = 'n';
	}
	return c;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 4 ? fopen(argv[1], "rb") : NULL;
	static struct cell *cell;
	size_t n = 0, cap = 0, size;
	int cols = 0, col = 0, row = 0;
	char *text, *p, end;
	lxw_workbook_options o = { .constant_memory = 1 };
	lxw_workbook *w;
	lxw_worksheet *s;
	lxw_format *date;
	double from;

	if (!f)
		return 2;
	fseek(f, 0, SEEK_END);
	size = (size_t)ftell(f);
	rewind(f);
	text = calloc(1, size + 1);
	if (!text || fread(text, 1, size, f) != size)
		return 2;
	for (p = text; *p;) {
		if (n == cap)
			cell = realloc(cell, (cap = cap ? 2 * cap : 1 << 20) * sizeof *cell);
		cell[n++] = cell_of(take(&p, &end));
		if (!cols && end != ',')
			cols = (int)n;
	}
	o.tmpdir = argv[3];
	from = now_ms();
	w = workbook_new_opt(argv[2], &o);
	s = workbook_add_worksheet(w, NULL);
	date = workbook_add_format(w);
	format_set_num_format(date, "yyyy-mm-dd");
	for (size_t i = 0; i < n; i++) {
		if (cell[i].kind == 't')
			worksheet_write_string(s, (lxw_row_t)row, (lxw_col_t)col, cell[i].text, NULL);
		else if (cell[i].kind)
			worksheet_write_number(s, (lxw_row_t)row, (lxw_col_t)col, cell[i].number,
			                       cell[i].kind == 'd' ? date : NULL);
		if (++col == cols) {
			col = 0;
			row++;
		}
	}
	if (workbook_close(w))
		return 1;
	printf("%.0f %d\n", now_ms() - from, row - 1);
	return 0;
}
