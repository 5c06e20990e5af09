/* correct_errors CLEAN TRUTH ERRORS [PART OF] - an error list as somebody would hand it in again:
 * each row's cells as the clean list has them. CLEAN is the list without faults, TRUTH what was
 * planted (a planted copy of a row shifts the rows after it, and is dropped). PART OF: only every
 * OF-th row, beginning with number PART, is corrected, the others stay as they are. To standard
 * output. */
#include "truth.h"

static void put(const char *s, bool first)
{
	if (!first)
		putchar(',');
	putchar('"');
	for (; *s; s++) {
		if (*s == '"')
			putchar('"');
		putchar(*s);
	}
	putchar('"');
}

/* Rows of this list that are copies: of each two that truth names, the later one. */
static int copies_of(const struct table *truth, const char *list, int *copy, int most)
{
	int file = table_col(truth, "file"), row = table_col(truth, "row"),
	    kind = table_col(truth, "kind"), n = 0, half = 0;

	for (int i = 1; i < truth->n && n < most; i++) {
		int at = atoi(table_at(truth, i, row));

		if (strcmp(table_at(truth, i, file), list) ||
		    strcmp(table_at(truth, i, kind), "row_duplicate"))
			continue;
		if (!half) {
			half = at;
			continue;
		}
		copy[n++] = at > half ? at : half;
		half = 0;
	}
	return n;
}

/* Where the row numbers stand, and the last row of the header; titles may stand above it. */
static int row_col(const struct table *errors, int *header)
{
	for (*header = 0; *header < errors->n; ++*header)
		for (int c = 0; c < errors->line[*header].n; c++)
			if (!strcmp(errors->line[*header].cell[c], "原行号") ||
			    !strcmp(errors->line[*header].cell[c], "Original row"))
				return c;
	return -1;
}

/* -t TRUTH FILE SHEET ERRORS: by what truth says of the cells. */
static int by_truth(char **argv)
{
	const struct table *truth = table_read(argv[0], ','), *errors = table_read(argv[3], ',');
	int header, at = row_col(errors, &header);

	if (at < 0)
		return 2;
	for (int i = 0; i < errors->n; i++) {
		const struct line *l = &errors->line[i];
		int row = atoi(table_at(errors, i, at));

		for (int c = 0; c < l->n; c++) {
			const char *was = i > header ? truth_before(truth, argv[1], argv[2], row, l->cell[c])
			                             : NULL;

			put(was ? was : l->cell[c], c == 0);
		}
		fputs("\r\n", stdout);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int copy[4096], ncopy, part, of, at, header;
	struct table *clean, *truth, *errors;

	if (argc == 6 && !strcmp(argv[1], "-t"))
		return by_truth(argv + 2);
	if (argc < 4)
		return 2;
	clean = table_read(argv[1], ',');
	truth = table_read(argv[2], ',');
	errors = table_read(argv[3], ',');
	part = argc > 5 ? atoi(argv[4]) : 0;
	of = argc > 5 ? atoi(argv[5]) : 1;
	ncopy = copies_of(truth, clean->name, copy, 4096);
	at = row_col(errors, &header);
	if (at < 0 || errors->n < 2) {
		fprintf(stderr, "%s is no error list\n", argv[3]);
		return 2;
	}
	for (int i = 0; i < errors->n; i++) {
		const struct line *l = &errors->line[i];
		int row = atoi(table_at(errors, i, at)), shift = 0;
		bool drop = false, mend = i > 0 && (i - 1) % of == part;

		for (int k = 0; k < ncopy; k++) {
			shift += copy[k] < row;
			drop |= copy[k] == row;
		}
		if (i && drop)
			continue;
		for (int c = 0; c < l->n; c++) {
			int from = i && c < errors->line[0].n ? table_col(clean, errors->line[0].cell[c]) : -1;

			if (mend && c >= errors->line[0].n)
				break;                  /* cells too many */
			put(mend && from >= 0 ? table_at(clean, row - 1 - shift, from) : l->cell[c], c == 0);
		}
		fputs("\r\n", stdout);
	}
	return 0;
}
