/* reader_title - see reader_title.h. */
#include "job/reader_title.h"

/* Bytes up to the next separator of a list of units. */
static size_t unit_end(struct str s)
{
	size_t n = 0;

	while (n < s.n && !strchr(",/;)", s.p[n]) && !str_starts(str_sub(s, n, s.n), STR("、")))
		n++;
	return n;
}

void title_units(struct str text, const struct unit *title[UNIT_DIMS])
{
	ptrdiff_t at;

	while ((at = str_find(text, STR("单位"))) >= 0) {
		struct str rest;

		text = str_sub(text, (size_t)at + 6, text.n);
		rest = text;
		while (str_starts(rest, STR(":")))
			rest = str_sub(rest, 1, rest.n);
		while (rest.n && rest.p[0] != ')' && rest.p[0] != ';') {
			size_t n = unit_end(rest);
			const struct unit *u = unit_find(str_sub(rest, 0, n));

			if (!u)
				break;
			title[u->dim] = u;
			if (n < rest.n && rest.p[n] != ')' && rest.p[n] != ';')
				n += (unsigned char)rest.p[n] < 0x80 ? 1 : 3;
			rest = str_sub(rest, n, rest.n);
		}
	}
}

date_t title_date(struct str text)
{
	for (size_t i = 0; i + 4 <= text.n; i++) {
		enum date_form form;
		date_t d;

		if (text.p[i] != '1' && text.p[i] != '2')
			continue;
		if (i && text.p[i - 1] >= '0' && text.p[i - 1] <= '9')
			continue;
		for (size_t n = 17; n >= 7; n--)
			if (i + n <= text.n && date_parse(str_sub(text, i, n), &d, &form) &&
			    date_year(d) >= 1990 && date_year(d) < 2100)
				return d;
	}
	return 0;
}
