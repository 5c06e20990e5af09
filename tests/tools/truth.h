/* truth.h - what was planted, cell by cell, for the tools that put it right again. */
#ifndef TESTS_TOOLS_TRUTH_H
#define TESTS_TOOLS_TRUTH_H

#include "table.h"

/* The same but for the blanks and apostrophes that villages put between. */
static inline bool same_cell(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == ' ' || *a == '\'')
			a++;
		while (*b == ' ' || *b == '\'')
			b++;
		if (*a != *b || !*a)
			return *a == *b;
	}
}

/* What a planted cell said before, NULL: nothing was planted there. */
static inline const char *truth_before(const struct table *truth, const char *file,
                                       const char *sheet, int row, const char *cell)
{
	for (int i = 1; *cell && i < truth->n; i++)
		if (atoi(table_at(truth, i, table_col(truth, "row"))) == row &&
		    !strcmp(table_at(truth, i, table_col(truth, "file")), file) &&
		    !strcmp(table_at(truth, i, table_col(truth, "sheet")), sheet) &&
		    same_cell(table_at(truth, i, table_col(truth, "planted")), cell))
			return table_at(truth, i, table_col(truth, "original"));
	return NULL;
}

#endif
