/* notice_mask - see the header. */
#include "domain/gate/notice_mask.h"

#include "base/utf8.h"
#include "entity/cell.h"

#define HIDDEN "**"
#define NAME_MOST 4              /* characters of a name without a dot */
#define GROUP_MOST 10
#define DIGITS_MOST 3

static bool has_word(const struct notice_policy *p, struct str s)
{
	for (int i = 0; i < p->nnever; i++)
		if (str_find(s, p->never[i]) >= 0)
			return true;
	return false;
}

/* The characters by which Chinese writes numbers: 三八〇 is a number, too. */
static bool numeral(int32_t c)
{
	static const int32_t all[] = { 0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
		0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x5E7A, 0x4E24, 0x58F9, 0x8D30, 0x53C1,
		0x8086, 0x4F0D, 0x9646, 0x67D2, 0x634C, 0x7396, 0x62FE };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] == c)
			return true;
	return false;
}

static bool dot(int32_t c)
{
	return c == 0x00B7 || c == 0x2022 || c == 0x30FB;
}

/* What a name begins with that can be one: Han characters, with dots between. */
struct plain {
	size_t bytes, last;          /* of it; where its last character begins */
	int n;                       /* characters without dots */
	bool dots, whole;            /* whole: nothing else follows */
};

static struct plain plain_of(struct str name)
{
	struct plain p = { 0 };
	struct str rest = name;

	for (;;) {
		size_t at = name.n - rest.n;
		int32_t c = utf8_next(&rest);

		p.whole = c < 0;
		if (c < 0 || (!utf8_is_han(c) && !(p.n && dot(c))))
			return p;
		p.dots |= dot(c);
		if (!dot(c)) {
			p.last = at;
			p.n++;
			p.bytes = name.n - rest.n;
		}
	}
}

void notice_name(struct buf *out, const struct notice_policy *p, enum name_left left,
                 struct str name)
{
	static const struct field f = { .name = "name", .type = FT_TEXT, .flags = E_NAME };
	struct plain k;
	struct val v;
	bool good;

	name = str_trim(name);
	k = plain_of(name);
	good = k.whole && k.n >= 2 && (k.n <= NAME_MOST || k.dots) && k.n <= 20 && !has_word(p, name);
	if (left == NAME_WHOLE && good) {
		buf_adds(out, name);
		return;
	}
	if (left == NAME_ENDS && good && !k.dots) {
		struct str rest = name;
		size_t first;

		utf8_next(&rest);
		first = name.n - rest.n;
		buf_add(out, name.p, first);
		buf_addc(out, '*');
		if (k.n > 2)
			buf_add(out, name.p + k.last, k.bytes - k.last);
		return;
	}
	if (!k.n || has_word(p, (struct str){ name.p, k.bytes > 3 ? 3 : k.bytes })) {
		buf_addz(out, HIDDEN);
		return;
	}
	v = (struct val){ VAL_TEXT, 0, good ? name : (struct str){ name.p, k.bytes } };
	cell_write(out, NULL, &f, &v, MASK_PUBLIC, LANG_ZH);
}

/* Behind a number these make an address of it: 号, 栋, 幢, 室, 单元. */
static bool houses(int32_t c)
{
	return c == 0x53F7 || c == 0x680B || c == 0x5E62 || c == 0x5BA4 || c == 0x5355;
}

void notice_group(struct buf *out, const struct notice_policy *p, struct str group)
{
	bool address = false, before = false;
	struct str rest;
	int n = 0, digits = 0;
	int32_t c;

	group = str_trim(group);
	rest = group;
	while ((c = utf8_next(&rest)) >= 0) {
		bool digit = (c >= '0' && c <= '9') || numeral(c);

		n++;
		digits += digit;
		address |= before && houses(c);
		before = digit;
		if (!digit && !utf8_is_han(c))
			n = GROUP_MOST + 1;
		if (n > GROUP_MOST || digits > DIGITS_MOST)
			break;
	}
	if (!n || n > GROUP_MOST || digits > DIGITS_MOST || address || has_word(p, group))
		buf_addz(out, "—");
	else
		buf_adds(out, group);
}

/* One of these at the end of what is left is cut off. */
static bool cut_end(struct str *s, const char *const *word)
{
	for (; *word; word++)
		if (str_ends(*s, str_of(*word))) {
			s->n -= strlen(*word);
			return true;
		}
	return false;
}

bool notice_group_plain(struct str group)
{
	static const char *const kind[] = { "组", "队", "社", "屯", NULL };
	static const char *const what[] = { "村民小", "小", "村民", "生产", NULL };
	struct str s = str_trim(group), rest;
	int n = 0;
	int32_t c;

	if (!cut_end(&s, kind))
		return false;
	cut_end(&s, what);
	if (str_starts(s, STR("第")))
		s = str_sub(s, 3, s.n);
	rest = s;
	while ((c = utf8_next(&rest)) >= 0 && ((c >= '0' && c <= '9') || numeral(c)))
		n++;
	return c < 0 && n >= 1 && n <= DIGITS_MOST;
}

void notice_mark(struct buf *out, int n)
{
	char c[4];

	if (n <= 20)
		buf_add(out, c, (size_t)utf8_put(c, 0x2460 + n - 1));
	else
		buf_addf(out, "(%d)", n);
}
