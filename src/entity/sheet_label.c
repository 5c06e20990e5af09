/* sheet_label - a header as it is compared: one width, one kind of bracket, no blanks; and what its
 * brackets say. */
#include "entity/sheet_part.h"

static bool dropped(int32_t cp)
{
	return cp == '*' || cp == '_' || cp == 0xFEFF || cp == 0x200B || cp <= ' ' || cp == 0xA0;
}

static int32_t bracket(int32_t cp)
{
	switch (cp) {
	case '[': case 0x3010: case 0x3014: case 0x300A:
		return '(';
	case ']': case 0x3011: case 0x3015: case 0x300B:
		return ')';
	default:
		return cp;
	}
}

struct str sheet_plain(struct arena *a, struct str s)
{
	bool changed = false;
	char *to;
	size_t n = 0;
	int32_t cp;

	s = cell_fold(a, s, &changed);
	to = arena_alloc(a, s.n + 1);
	while ((cp = utf8_next(&s)) >= 0) {
		if (dropped(cp))
			continue;
		cp = bracket(cp);
		if (cp >= 'A' && cp <= 'Z')
			cp += 'a' - 'A';
		if (cp == 0xFFFD)               /* shorter inputs may not grow */
			cp = '?';
		n += (size_t)utf8_put(to + n, cp);
	}
	while (n && to[n - 1] == ':')
		n--;
	return (struct str){ to, n };
}

bool sheet_unbracket(struct str s, struct str *bare, struct str *inside)
{
	size_t at = s.n;

	if (s.n == 0 || s.p[s.n - 1] != ')')
		return false;
	while (at > 0 && s.p[at - 1] != '(')
		at--;
	if (at < 2)
		return false;
	*bare = str_sub(s, 0, at - 1);
	*inside = str_sub(s, at, s.n - at - 1);
	return true;
}

bool sheet_same_word(struct str word, struct str s)
{
	size_t k = 0;

	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (c == ' ')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (k == s.n || s.p[k++] != c)
			return false;
	}
	return k == s.n;
}

bool sheet_one_of(const char *words, struct str s)
{
	struct str rest = str_of(words), word;

	while (str_next(&rest, '|', &word))
		if (sheet_same_word(word, s))
			return true;
	return false;
}

enum bracket sheet_bracket(const struct field *f, struct str inside, const struct unit **unit,
                           struct factor *factor)
{
	const struct unit *own, *said;

	if (sheet_one_of("必填|必填项|选填|可选|单选|多选|可多选|是/否|是否|有/无|required|optional|"
	                 "yyyy-mm-dd|yyyymmdd|年月日|年-月-日|年/月/日|yyyy-mm|yyyy", inside))
		return BRACKET_SAME;
	if (!f->unit)
		return BRACKET_NO;
	if (sheet_one_of(f->unit, inside))
		return BRACKET_SAME;
	own = unit_of_pair(f->unit);
	said = unit_find(inside);
	if (!unit_factor(said, own, factor))
		return BRACKET_NO;
	*unit = said;
	return factor->num == factor->den ? BRACKET_SAME : BRACKET_UNIT;
}
