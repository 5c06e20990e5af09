/* csv_write - one cell as text. What a spreadsheet would run as a formula is made harmless in a way
 * that reading takes back exactly. */
#include "fmt/csv.h"

/* An optional sign, digits, at most one point between digits: a spreadsheet keeps it a number. */
static bool plain_number(struct str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
	bool point = false;

	for (; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			digits++;
		} else if (s.p[i] == '.' && !point && digits && i + 1 < s.n) {
			point = true;
		} else {
			return false;
		}
	}
	return digits > 0;
}

/* Would be run, apart from any apostrophes in front: those count too, so that a text which already
 * looks guarded gets one more and comes back as it was. */
static bool runs(struct str s)
{
	static const char wide[][4] = {         /* full-width = + - @ */
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0",
	};
	size_t i = 0;

	while (i < s.n && s.p[i] == '\'')
		i++;
	s = str_sub(s, i, s.n);
	if (!s.n)
		return false;
	if (memchr("=+-@\t\r", s.p[0], 6))
		return !plain_number(s);
	for (size_t k = 0; k < sizeof wide / sizeof wide[0]; k++)
		if (str_starts(s, str_of(wide[k])))
			return true;
	return false;
}

void csv_put(struct buf *out, struct str cell, char sep, bool guard)
{
	bool quote = false;

	guard = guard && runs(cell);
	for (size_t i = 0; i < cell.n && !quote; i++) {
		char c = cell.p[i];

		/* Every separator a reader might guess, not only ours. */
		quote = c == '"' || c == sep || c == ',' || c == ';' || c == '\t' || c == '\n' ||
			c == '\r';
	}
	if (cell.n)             /* blanks at the ends, and a byte order mark, are kept by quotes */
		quote = quote || guard || cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ' ||
			str_starts(cell, STR("\xEF\xBB\xBF"));
	if (!quote) {
		buf_adds(out, cell);
		return;
	}
	buf_addc(out, '"');
	if (guard)
		buf_addc(out, '\'');
	while (cell.n) {
		const char *q = memchr(cell.p, '"', cell.n);
		size_t n = q ? (size_t)(q - cell.p) + 1 : cell.n;

		buf_add(out, cell.p, n);
		if (q)
			buf_addc(out, '"');
		cell = str_sub(cell, n, cell.n);
	}
	buf_addc(out, '"');
}

struct str csv_unguard(struct str cell)
{
	if (cell.n > 1 && cell.p[0] == '\'' && runs(cell))
		return str_sub(cell, 1, cell.n);
	return cell;
}
