#include "job/reader_marks.h"

#include "fmt/numeral.h"

#define SERIAL_MIN 20000         /* 1954 */
#define SERIAL_MAX 80000         /* 2119 */

const char *marks_fault(const struct field *f, uint8_t mark)
{
	bool text = field_is_text(f) || f->type == FT_REF || f->type == FT_AREA;

	if (mark & TABLE_ERROR)
		return "cell_error";
	return mark & TABLE_LOST && text ? "digits_lost" : NULL;
}

bool marks_error_text(struct str cell)
{
	static const char *const error[] = { "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!",
		"#NULL!" };

	cell = str_trim(cell);
	if (!cell.n || cell.p[0] != '#')
		return false;
	for (size_t i = 0; i < sizeof error / sizeof *error; i++)
		if (str_eqz(cell, error[i]))
			return true;
	return false;
}

bool marks_serial(struct arena *a, const struct field *f, uint8_t mark, struct str *cell,
                  bool from_1904)
{
	char day[NUMERAL_TEXT];
	int64_t v;
	size_t n;

	if (f->type != FT_DATE || !(mark & TABLE_NUMBER) || !str_i64(*cell, &v) || v < SERIAL_MIN ||
	    v > SERIAL_MAX)
		return false;
	n = numeral_day(day, *cell, NUMERAL_YEAR | NUMERAL_MONTH | NUMERAL_DAY, from_1904);
	if (n)
		*cell = str_dup(a, (struct str){ day, n });
	return n > 0;
}
