#include "job/total_word.h"

static const struct { const char *word; enum total_word is; } words[] = {
	{ "合计", TOTAL_ALL }, { "总计", TOTAL_ALL }, { "共计", TOTAL_ALL }, { "总合计", TOTAL_ALL },
	{ "累计", TOTAL_ALL }, { "县合计", TOTAL_ALL }, { "全省合计", TOTAL_ALL },
	{ "全市合计", TOTAL_ALL }, { "全县合计", TOTAL_ALL }, { "全区合计", TOTAL_ALL },
	{ "grandtotal", TOTAL_ALL }, { "total", TOTAL_ALL },
	{ "小计", TOTAL_PART }, { "乡小计", TOTAL_PART }, { "镇小计", TOTAL_PART },
	{ "乡合计", TOTAL_PART }, { "镇合计", TOTAL_PART }, { "本页合计", TOTAL_PART },
	{ "本页小计", TOTAL_PART }, { "本页累计", TOTAL_PART }, { "subtotal", TOTAL_PART },
	{ "全省", TOTAL_PLACE }, { "全市", TOTAL_PLACE }, { "全县", TOTAL_PLACE },
	{ "全区", TOTAL_PLACE }, { "全旗", TOTAL_PLACE }, { "全乡", TOTAL_PLACE },
	{ "全镇", TOTAL_PLACE }, { "全村", TOTAL_PLACE },
};

enum total_word total_word(struct str plain)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eqz(plain, words[i].word))
			return words[i].is;
	return TOTAL_NONE;
}

bool total_word_ends(struct str plain)
{
	static const char *const ends[] = { "合计", "小计", "总计", "共计", "累计" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (str_ends(plain, str_of(ends[i])))
			return true;
	return false;
}
