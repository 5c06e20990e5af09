/* csv_book IN.csv OUT.xlsx: a list as a workbook, written by libxlsxwriter as most programs write
 * one: shared strings, short numbers as numbers. For measuring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

static int is_number(const char *s)
{
	size_t n = strlen(s);

	return n && n < 10 && strspn(s, "0123456789.") == n && (s[0] != '0' || n == 1);
}

/* One cell off the line, unquoted in place. */
static char *cell(char **rest)
{
	char *p = *rest, *to = p, *start = p;

	if (*p == '"') {
		p++;
		while (*p && !(*p == '"' && p[1] != '"')) {
			p += *p == '"';
			*to++ = *p++;
		}
		p += *p == '"';
	} else {
		while (*p && *p != ',')
			*to++ = *p++;
	}
	*rest = *p == ',' ? p + 1 : NULL;
	*to = 0;
	return start;
}

int main(int argc, char **argv)
{
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_row_t row = 0;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!in)
		return 2;
	book = workbook_new(argv[2]);
	sheet = workbook_add_worksheet(book, NULL);
	for (; (n = getline(&line, &cap, in)) > 0; row++) {
		char *rest = line;
		lxw_col_t col = 0;

		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = 0;
		if (row == 0 && !strncmp(rest, "\xEF\xBB\xBF", 3))
			rest += 3;
		for (; rest; col++) {
			char *s = cell(&rest);

			if (is_number(s))
				worksheet_write_number(sheet, row, col, strtod(s, NULL), NULL);
			else if (*s)
				worksheet_write_string(sheet, row, col, s, NULL);
		}
	}
	return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
