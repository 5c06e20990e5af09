/* Dates and sums as people type them: what is understood is written so that it reads as the same.
 */
#include <assert.h>

#include "base/date.h"
#include "base/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void date(struct str s)
{
	enum date_form form;
	date_t d, again;
	char text[11];
	size_t n;
	enum date_bad bad = date_read(s, &d, &form);
	bool parsed = date_parse(s, &again, &form);

	assert(parsed == (bad == DATE_GOOD));
	if (bad != DATE_GOOD)
		return;
	assert(again == d && date_valid(d));
	n = date_put(text, d);
	bad = date_read((struct str){ text, n }, &again, &form);
	assert(bad == DATE_GOOD && again == d && form == DATE_ISO);
	again = date_from_days(date_days(d));
	assert(again / 10000 == date_year(d) && (date_day(d) == 0 || again == d));
}

static void money(struct str s)
{
	int64_t fen, again;
	char text[24];
	bool plain;
	size_t n;
	enum money_bad bad = money_read(s, &fen, &plain);

	if (bad == MONEY_GOOD) {
		assert(fen >= -MONEY_MAX && fen <= MONEY_MAX);
		n = money_put(text, fen);
		bad = money_read((struct str){ text, n }, &again, &plain);
		assert(bad == MONEY_GOOD && again == fen && plain);
	}
	for (int scale = 0; scale <= 6; scale++) {
		bad = decimal_read(s, scale, &fen, &plain);
		if (bad != MONEY_GOOD)
			continue;
		n = decimal_put(text, fen, scale);
		bad = decimal_read((struct str){ text, n }, scale, &again, &plain);
		assert(bad == MONEY_GOOD && again == fen && plain);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };

	date(s);
	money(s);
	return 0;
}
