/* Numbers as people type them: what is read as good is good again, and never more than 18 long. */
#include <assert.h>

#include "base/codes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TODAY 20260101

static void citizen(struct str s)
{
	struct idno a, b;
	enum idno_bad bad = idno_read(s, TODAY, &a);
	char other[19];

	if (bad == IDNO_GOOD) {
		assert(strlen(a.no) == 18 && a.no[17] == idno_check_char(a.no));
		assert(date_valid(a.birth) && a.birth <= TODAY);
		bad = idno_read(str_of(a.no), TODAY, &b);
		assert(bad == IDNO_GOOD && strcmp(a.no, b.no) == 0);
		assert(a.birth == b.birth && a.male == b.male && !b.from15 && !b.normalised);
	} else if (bad == IDNO_CHECK && idno_repair(a.no, 0, -1, TODAY, other)) {
		bad = idno_read(str_of(other), TODAY, &b);
		assert(bad == IDNO_GOOD);
	}
}

static void others(struct str s)
{
	struct dcard card;
	int64_t area;
	char out[32];
	bool normalised;

	if (dcard_read(s, TODAY, &card) == CODE_GOOD)
		assert(card.category >= 1 && card.category <= 7 && card.grade >= 1 && card.grade <= 4);
	if (area_code_read(s, &area) == CODE_GOOD)
		assert(area > 0 && area < INT64_C(1000000000000) &&
			area_code_parent(area) < area && area_code_level(area) >= 1);
	if (uscc_read(s, out) == CODE_GOOD)
		assert(strlen(out) == 18 && out[17] == uscc_check_char(out));
	if (card_read(s, out) == CODE_GOOD)
		assert(strlen(out) >= 12 && strlen(out) <= 19);
	if (phone_read(s, out, &normalised) == CODE_GOOD) {
		char again[16];
		enum code_bad bad = phone_read(str_of(out), again, &normalised);

		assert(bad == CODE_GOOD && strcmp(out, again) == 0 && !normalised);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };

	citizen(s);
	others(s);
	return 0;
}
