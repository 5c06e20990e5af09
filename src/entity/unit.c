#include "entity/unit.h"

static const struct unit units[] = {
	{ "元|yuan|人民币元|圆|块|rmb|cny", 0, 1, 1 },
	{ "角", 0, 1, 10 },
	{ "百元", 0, 100, 1 },
	{ "千元", 0, 1000, 1 },
	{ "万元|万|人民币万元", 0, 10000, 1 },
	{ "百万元", 0, 1000000, 1 },
	{ "亿元|亿", 0, 100000000, 1 },
	{ "亩|mu|市亩", 1, 1, 1 },
	{ "万亩", 1, 10000, 1 },
	{ "公顷|ha|hm2|hm²", 1, 15, 1 },
	{ "平方米|m2|㎡|平米|m²|平方", 1, 3, 2000 },
	{ "平方公里|平方千米|km2|km²", 1, 1500, 1 },
	{ "千米|km|公里", 2, 1, 1 },
	{ "米|m", 2, 1, 1000 },
	{ "里|华里", 2, 1, 2 },
	{ "人|persons|人数|口", 3, 1, 1 },
	{ "万人", 3, 10000, 1 },
	{ "户|households|户数", 4, 1, 1 },
	{ "万户", 4, 10000, 1 },
	{ "月|months|个月|月数", 5, 1, 1 },
};
#define NUNITS (sizeof units / sizeof *units)

static bool named(const struct unit *u, struct str s)
{
	struct str rest = str_of(u->names), one;

	while (str_next(&rest, '|', &one))
		if (str_eq(one, s))
			return true;
	return false;
}

/* "单位:万元", "万元/年", "万元/人": what stands around the unit. A month's amount is another thing
 * than a year's, so "/月" stays. */
static struct str core(struct str s)
{
	static const char *const before[] = { "计量单位", "金额单位", "单位", "以", "按" };
	static const char *const after[] = { "/年", "/人", "/户", "每年", "每人", "每户", "计", "为单位" };

	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (str_starts(s, str_of(before[i]))) {
			s = str_sub(s, strlen(before[i]), s.n);
			break;
		}
	while (s.n && s.p[0] == ':')
		s = str_sub(s, 1, s.n);
	for (size_t i = 0; i < sizeof after / sizeof *after; i++)
		if (str_ends(s, str_of(after[i]))) {
			s.n -= strlen(after[i]);
			i = (size_t)-1;         /* 元/人/年 */
		}
	return s;
}

const struct unit *unit_find(struct str plain)
{
	struct str s = core(plain);

	for (size_t i = 0; i < NUNITS; i++)
		if (named(&units[i], s))
			return &units[i];
	return NULL;
}

const struct unit *unit_at_end(struct str plain, struct str *bare)
{
	const struct unit *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < NUNITS; i++) {
		struct str rest = str_of(units[i].names), one;

		while (str_next(&rest, '|', &one))
			if (one.n > longest && one.n < plain.n && str_ends(plain, one)) {
				best = &units[i];
				longest = one.n;
			}
	}
	if (!best)
		return NULL;
	*bare = str_sub(plain, 0, plain.n - longest);
	while (bare->n && strchr(":/-,", bare->p[bare->n - 1]))
		bare->n--;
	return bare->n ? best : NULL;
}

static int64_t gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t t = a % b;

		a = b;
		b = t;
	}
	return a;
}

bool unit_factor(const struct unit *from, const struct unit *to, struct factor *out)
{
	int64_t g;

	if (!from || !to || from->dim != to->dim)
		return false;
	*out = (struct factor){ from->num * to->den, from->den * to->num };
	g = gcd(out->num, out->den);
	out->num /= g;
	out->den /= g;
	return true;
}

const struct unit *unit_of_pair(const char *pair)
{
	struct str rest = str_of(pair ? pair : ""), one;

	while (str_next(&rest, '|', &one))
		for (size_t i = 0; i < NUNITS; i++)
			if (named(&units[i], one))
				return &units[i];
	return NULL;
}

struct str unit_name(const struct unit *u)
{
	struct str rest = str_of(u->names), one = { 0 };

	str_next(&rest, '|', &one);
	return one;
}
