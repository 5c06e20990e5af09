#include "crypto/gram.h"

#include "base/utf8.h"
#include "pinyin_table.h"                /* made by tools/gen_pinyin at build time */

#define KEY_BITS     44
#define CHARS_MAX    64                  /* of a name; more are not looked at */
#define PAIR_CHARS   16
#define PAIRS_MAX    (PAIR_CHARS - 1)
#define INITIALS_MAX 8
#define HAN_MIN      0x3007

_Static_assert(1 + PAIRS_MAX + INITIALS_MAX <= GRAM_MAX, "keys of one name");

/* A name without what people write in different ways. */
struct folded {
	int32_t cp[CHARS_MAX];
	size_t end[CHARS_MAX + 1];           /* cp[i] is utf8[end[i]] .. utf8[end[i + 1] - 1] */
	char utf8[4 * CHARS_MAX];
	int n;
	bool latin;                          /* nothing but ASCII letters */
};

/* ---- readings ---- */

/* Folded by the compiler: its argument is a literal each time. */
static inline uint32_t letters(const char *z)
{
	uint32_t mask = 0;

	for (; *z; z++)
		mask |= UINT32_C(1) << (*z - 'a');
	return mask;
}

static uint32_t further_readings(int32_t cp)
{
	switch (cp) {
#define READING(character, initials) case character: return letters(initials);
#include "crypto/readings.def"
#undef READING
	default:
		return 0;
	}
}

uint32_t gram_initials(int32_t cp)
{
	uint32_t mask;

	if (cp < HAN_MIN)
		return 0;
	mask = further_readings(cp);
	if (cp >= PINYIN_FIRST && cp <= PINYIN_LAST && pinyin_initial[cp - PINYIN_FIRST])
		mask |= UINT32_C(1) << (pinyin_initial[cp - PINYIN_FIRST] - 1);
	return mask;
}

/* ---- folding ---- */

static bool is_latin(int32_t cp)
{
	return cp >= 'a' && cp <= 'z';
}

/* What stands between the parts of a name, or is not seen at all. The full stops are there because
 * the middle dot of names such as 阿依古丽·买买提 is typed in many ways. */
static bool is_gap(int32_t cp)
{
	switch (cp) {
	case '.': case 0xFF0E: case 0xB7: case 0x387: case 0x2022: case 0x2027: case 0x2219:
	case 0x22C5: case 0x30FB: case 0xFF65: case 0xA0: case 0x202F: case 0x3000: case 0xFEFF:
		return true;
	default:
		return cp <= ' ' || (cp >= 0x2000 && cp <= 0x200F);
	}
}

static int32_t fold_letter(int32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)        /* full-width forms of ASCII */
		cp -= 0xFF01 - 0x21;
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	return cp;
}

static void fold(struct str s, struct folded *f)
{
	int32_t cp;

	f->n = 0;
	f->end[0] = 0;
	f->latin = true;
	while (f->n < CHARS_MAX && (cp = utf8_next(&s)) >= 0) {
		if (is_gap(cp))
			continue;
		cp = fold_letter(cp);
		f->latin = f->latin && is_latin(cp);
		f->cp[f->n] = cp;
		f->end[f->n + 1] = f->end[f->n] + (size_t)utf8_put(f->utf8 + f->end[f->n], cp);
		f->n++;
	}
}

/* ---- keys ---- */

uint64_t gram_key(unsigned salt, struct str s)
{
	const uint64_t prime = UINT64_C(0x100000001b3);
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	h = (h ^ (salt & 0xff)) * prime;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * prime;
	return (h >> KEY_BITS ^ h) & ((UINT64_C(1) << KEY_BITS) - 1);
}

/* Adds the key of s unless it is there. */
static int add(struct gram *out, int n, enum gram_kind kind, struct str s)
{
	const struct gram g = { (uint8_t)kind, gram_key(kind, s) };

	for (int i = 0; i < n; i++)
		if (out[i].kind == g.kind && out[i].key == g.key)
			return n;
	out[n] = g;
	return n + 1;
}

static struct str piece(const struct folded *f, int from, int count)
{
	return (struct str){ f->utf8 + f->end[from], f->end[from + count] - f->end[from] };
}

/* The pair that begins at i, unless it is two Latin letters: those are looked up as initials. */
static int add_pair(struct gram *out, int n, const struct folded *f, int i)
{
	if (is_latin(f->cp[i]) && is_latin(f->cp[i + 1]))
		return n;
	return add(out, n, GRAM_PAIR, piece(f, i, 2));
}

/* Every combination of the characters' initials, in alphabetical order, up to INITIALS_MAX. */
static int add_initials(struct gram *out, int n, const struct folded *f)
{
	uint32_t mask[CHARS_MAX], left[CHARS_MAX];
	char word[CHARS_MAX];
	const int most = n + INITIALS_MAX;
	int i;

	for (i = 0; i < f->n; i++) {
		mask[i] = gram_initials(f->cp[i]);
		if (is_latin(f->cp[i]))
			mask[i] = UINT32_C(1) << (f->cp[i] - 'a');
		if (!mask[i])
			return n;
		left[i] = mask[i];
		word[i] = (char)('a' + __builtin_ctz(mask[i]));
	}
	while (n < most) {
		n = add(out, n, GRAM_INITIALS, (struct str){ word, (size_t)f->n });
		/* like an odometer: the last character that has another reading takes it */
		for (i = f->n - 1; i >= 0; i--) {
			left[i] &= left[i] - 1;
			if (left[i])
				break;
			left[i] = mask[i];
			word[i] = (char)('a' + __builtin_ctz(mask[i]));
		}
		if (i < 0)
			break;
		word[i] = (char)('a' + __builtin_ctz(left[i]));
	}
	return n;
}

int gram_of_name(struct str name, struct gram out[GRAM_MAX])
{
	struct folded f;
	int n = 0;

	fold(name, &f);
	if (f.n == 0)
		return 0;
	n = add(out, n, GRAM_NAME, piece(&f, 0, f.n));
	for (int i = 0; i + 1 < f.n && i < PAIRS_MAX; i++)
		n = add_pair(out, n, &f, i);
	return add_initials(out, n, &f);
}

/* Pairs from the last to the first. Those beyond a stored name's pairs would match nothing, so of
 * a query that long the first ones alone are asked. */
static int query_pairs(const struct folded *f, struct gram out[GRAM_MAX])
{
	int n = 0, last = f->n - 2;

	if (last > PAIRS_MAX - 1)
		last = PAIRS_MAX - 1;
	for (int i = last; i >= 0; i--)
		n = add_pair(out, n, f, i);
	return n;
}

int gram_of_part(struct str query, struct gram out[GRAM_MAX])
{
	struct folded f;

	fold(query, &f);
	return query_pairs(&f, out);
}

int gram_of_query(struct str query, struct gram out[GRAM_MAX])
{
	struct folded f;

	fold(query, &f);
	if (f.n < 2)
		return 0;
	if (f.latin)
		return add(out, 0, GRAM_INITIALS, (struct str){ f.utf8, f.end[f.n] });
	if (f.n == 3)
		return add(out, 0, GRAM_NAME, piece(&f, 0, f.n));
	return query_pairs(&f, out);
}
