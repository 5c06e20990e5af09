#include "job/reader_sheets.h"

/* Names that templates give to what is no list. Compared without blanks at the ends and without
 * regard to the case of Latin letters. */
static const char *const help[] = {
	"填写说明", "填表说明", "填报说明", "使用说明", "说明", "填写要求", "示例", "样例", "下拉选项",
	"选项", "代码表", "字典", "数据字典", "help", "lists", "_lists", "readme", "dictionary", "codes",
	"instructions", "example",
};

static bool same(struct str a, const char *b)
{
	size_t n = strlen(b);

	if (a.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = a.p[i];

		if ((c >= 'A' && c <= 'Z' ? c | 32 : c) != b[i])
			return false;
	}
	return true;
}

enum sheet_role sheet_role(const struct table *t, int sheet)
{
	struct str name = str_trim(table_sheet_name(t, sheet));

	for (size_t i = 0; i < sizeof help / sizeof *help; i++)
		if (same(name, help[i]))
			return SHEET_HELP;
	return table_sheet_hidden(t, sheet) ? SHEET_HIDDEN : SHEET_LIST;
}

int sheet_first(const struct table *t)
{
	for (int i = 0; i < table_sheets(t); i++)
		if (sheet_role(t, i) == SHEET_LIST)
			return i;
	return 0;
}
