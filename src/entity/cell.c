/* cell - the table of readers by field type; numbers, yes/no, dates and times are read here.
 * The usual cell needs no mending: every reader tries it as it stands first, and folds, trims and
 * explains only what did not fit. */
#include "entity/cell_part.h"

#include "base/money.h"
#include "base/utf8.h"

/* ---- mendings that every type shares ---- */

/* Bytes of an invisible character at the start of s: BOM and zero-width spaces. */
static size_t unseen_at_start(struct str s)
{
	if (s.n < 3)
		return 0;
	if (memcmp(s.p, "\xEF\xBB\xBF", 3) == 0 || memcmp(s.p, "\xE2\x80\x8B", 3) == 0)
		return 3;
	return 0;
}

static size_t unseen_at_end(struct str s)
{
	return s.n < 3 ? 0 : unseen_at_start((struct str){ s.p + s.n - 3, 3 });
}

struct str cell_trim(struct str s)
{
	size_t k;

	for (;;) {
		s = str_trim(s);
		if ((k = unseen_at_start(s)) > 0) {
			s.p += k;
			s.n -= k;
		} else if ((k = unseen_at_end(s)) > 0) {
			s.n -= k;
		} else {
			return s;
		}
	}
}

/* May the cell begin or end with white space? Most first and last bytes say no at once. */
static inline bool may_trim(struct str s)
{
	unsigned char a = (unsigned char)s.p[0], z = (unsigned char)s.p[s.n - 1];

	return a <= ' ' || z <= ' ' || a == 0xC2 || a == 0xE2 || a == 0xE3 || a == 0xEF ||
	       z == 0xA0 || z == 0x80 || z == 0x8B || z == 0xBF;
}

static int32_t folded(int32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return cp - 0xFF01 + '!';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212)
		return '-';
	if (cp == 0x3000 || cp == 0xA0)
		return ' ';
	return cp;
}

struct str cell_fold(struct arena *a, struct str s, bool *changed)
{
	struct str rest = s;
	char *to = NULL;
	size_t n = 0;

	for (;;) {
		const char *at = rest.p;
		int32_t cp = utf8_next(&rest), plain = folded(cp);

		if (cp < 0)
			break;
		if (plain != cp && !to) {
			to = arena_alloc(a, s.n + 1);
			n = (size_t)(at - s.p);
			memcpy(to, s.p, n);
		}
		if (!to)
			continue;
		if (plain != cp) {
			to[n++] = (char)plain;
		} else {                        /* bytes as they are, bad ones too */
			memcpy(to + n, at, (size_t)(rest.p - at));
			n += (size_t)(rest.p - at);
		}
	}
	if (!to)
		return s;
	*changed = true;
	return (struct str){ to, n };
}

bool cell_plain(struct reading *r)
{
	static const struct str quote[] = {
		{ "'", 1 }, { "`", 1 }, { "\xE2\x80\x98", 3 }, { "\xE2\x80\x99", 3 },
		{ "\xEF\xBC\x87", 3 },
	};
	bool wide = false;
	struct str t;

	for (size_t i = 0; i < sizeof quote / sizeof quote[0]; i++) {
		while (str_starts(r->s, quote[i])) {
			r->s = cell_trim(str_sub(r->s, quote[i].n, r->s.n));
			mended(r, "apostrophe");
			i = 0;
		}
	}
	r->s = cell_fold(r->c->a, r->s, &wide);
	if (wide)
		mended(r, "full_width");
	t = cell_trim(r->s);
	if (t.n != r->s.n)
		mended(r, "spaces");
	r->s = t;
	return t.n > 0;
}

bool cell_scientific(struct str s)
{
	size_t i = 0, e;

	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.'))
		i++;
	if (i == 0 || i + 2 >= s.n || (s.p[i] != 'E' && s.p[i] != 'e') || s.p[i + 1] != '+')
		return false;
	for (e = i + 2; e < s.n && s.p[e] >= '0' && s.p[e] <= '9'; e++)
		;
	return e == s.n;
}

struct str cell_hint_int(struct arena *a, int64_t v)
{
	char t[24];

	return str_dup(a, (struct str){ t, decimal_put(t, v, 0) });
}

/* ---- numbers ---- */

static struct str put_number(struct arena *a, int scale, int64_t v)
{
	char t[24];

	return str_dup(a, (struct str){ t, decimal_put(t, v, scale) });
}

/* "0～100", "≥ 0" or "≤ 100" as a person reads a range. */
static struct str range_text(const struct reading *r, int scale, bool has_max)
{
	struct str low = put_number(r->c->a, scale, r->f->min);

	if (!has_max)
		return str_join(r->c->a, STR("≥ "), low);
	low = str_join(r->c->a, low, STR("～"));
	return str_join(r->c->a, low, put_number(r->c->a, scale, r->f->max));
}

static void number_took(struct reading *r, int scale, int64_t v)
{
	const struct field *f = r->f;
	bool limits = f->min || f->max, has_max = limits && f->max >= f->min;

	if (!limits || (v >= f->min && (!has_max || v <= f->max))) {
		took_int(r, v);
		return;
	}
	if (f->type == FT_MONEY && v < 0 && f->min >= 0) {
		refused(r, "money_negative");
		return;
	}
	refused(r, "value_range");
	r->out->hint = range_text(r, scale, has_max);
}

/* "12人", "约300元": the number in it, as a suggestion only. */
static struct str number_inside(const struct reading *r, int scale)
{
	size_t from = 0, to;
	bool plain;
	int64_t v;
	struct str s = r->s;

	while (from < s.n && (s.p[from] < '0' || s.p[from] > '9'))
		from++;
	for (to = from; to < s.n && ((s.p[to] >= '0' && s.p[to] <= '9') ||
	                             s.p[to] == '.' || s.p[to] == ','); to++)
		;
	for (size_t i = to; i < s.n; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == 'E' || s.p[i] == 'e')
			return (struct str){ 0 };       /* several numbers: which one is unknown */
	s = str_sub(s, from, to - from);
	if (s.n == 0 || decimal_read(s, scale, &v, &plain) != MONEY_GOOD)
		return (struct str){ 0 };
	return put_number(r->c->a, scale, v);
}

static void number_slow(struct reading *r, int scale)
{
	bool plain = true;
	int64_t v;

	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	switch (decimal_read(r->s, scale, &v, &plain)) {
	case MONEY_GOOD:
		if (!plain || (r->f->type == FT_INT && memchr(r->s.p, '.', r->s.n)))
			mended(r, "number_form");
		number_took(r, scale, v);
		break;
	case MONEY_TOO_MANY_DECIMALS:
		refused(r, "number_decimals");
		break;
	case MONEY_TOO_LARGE:
		refused(r, "value_range");
		if (r->f->min || r->f->max)
			r->out->hint = range_text(r, scale, r->f->max >= r->f->min);
		break;
	case MONEY_NOT_A_NUMBER:
		refused(r, "number_invalid");
		r->out->hint = number_inside(r, scale);
		break;
	}
}

static const int64_t power10[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

/* -123.45 with at most `scale` decimals and 15 digits: the plain form. */
static bool number_fast(struct str s, int scale, int64_t *out)
{
	const char *p = s.p, *end = s.p + s.n;
	int64_t v = 0;
	bool minus = *p == '-';

	if (s.n > 15)
		return false;
	p += minus;
	if (p == end || *p < '0' || *p > '9')
		return false;
	for (; p < end && *p >= '0' && *p <= '9'; p++)
		v = v * 10 + (*p - '0');
	if (p < end) {
		int places = (int)(end - p) - 1;

		if (*p++ != '.' || places < 1 || places > scale)
			return false;
		for (; p < end; p++) {
			if (*p < '0' || *p > '9')
				return false;
			v = v * 10 + (*p - '0');
		}
		scale -= places;
	}
	if ((size_t)scale >= sizeof power10 / sizeof power10[0])
		return false;
	v *= power10[scale];
	if (v > MONEY_MAX)
		return false;
	*out = minus ? -v : v;
	return true;
}

#define UNIT_DECIMALS 6          /* more than the field has, in a column of another unit */

/* A number in another unit than the field's, exactly. Money that is no whole fen has too many
 * decimals; an area that was measured in another unit is rounded to the field's last place. */
static void number_in_unit(struct reading *r, int scale)
{
	int64_t num = r->factor.num, den = r->factor.den, v, rest;
	bool plain = true, whole;

	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	for (int i = 0; i < UNIT_DECIMALS; i++) {
		if (num % 10 == 0)
			num /= 10;
		else
			den *= 10;
	}
	switch (decimal_read(r->s, scale + UNIT_DECIMALS, &v, &plain)) {
	case MONEY_GOOD:
		break;
	case MONEY_TOO_MANY_DECIMALS:
		refused(r, "number_decimals");
		return;
	case MONEY_TOO_LARGE:
		refused(r, "value_range");
		return;
	case MONEY_NOT_A_NUMBER:
		refused(r, "number_invalid");
		r->out->hint = number_inside(r, scale);
		return;
	}
	if (__builtin_mul_overflow(v, num, &v)) {
		refused(r, "value_range");
		return;
	}
	rest = v % den;
	v /= den;
	whole = rest == 0;
	if (!whole && r->f->type != FT_DEC) {
		refused(r, "number_decimals");
		return;
	}
	if (rest * 2 >= den)
		v++;
	else if (rest * 2 <= -den)
		v--;
	r->mend = whole ? "unit_scaled" : "unit_rounded";
	number_took(r, scale, v);
}

static void read_number(struct reading *r)
{
	int scale = r->f->type == FT_MONEY ? 2 : r->f->type == FT_DEC ? r->f->scale : 0;
	int64_t v;

	if (r->factor.num)
		number_in_unit(r, scale);
	else if (number_fast(r->s, scale, &v))
		number_took(r, scale, v);
	else
		number_slow(r, scale);
}

/* ---- yes and no ---- */

static void read_bool(struct reading *r)
{
	/* 否 and 是 are what the sheet says; the others are counted as mended. */
	static const char *const word[2][16] = {
		{ "否", "无", "没有", "不是", "×", "✗", "✘", "0", "n", "no", "false", "f", "x", "未", "没",
		  NULL },
		{ "是", "有", "对", "已", "√", "✓", "✔", "1", "y", "yes", "true", "t", "☑", NULL },
	};
	char low[8];
	struct str t;

	for (int i = 0; i < 2; i++)
		if (str_eqz(r->s, word[i][0])) {
			took_int(r, i);
			return;
		}
	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	t = r->s;
	if (t.n <= sizeof low) {
		for (size_t k = 0; k < t.n; k++)
			low[k] = (char)(t.p[k] >= 'A' && t.p[k] <= 'Z' ? t.p[k] + 32 : t.p[k]);
		t.p = low;
	}
	for (int i = 0; i < 2; i++)
		for (int k = 0; word[i][k]; k++)
			if (str_eqz(t, word[i][k])) {
				mended(r, "yes_no_form");
				took_int(r, i);
				return;
			}
	refused(r, "yes_no_invalid");
	r->out->hint = STR("是／否");
}

/* ---- dates ---- */

/* Parts the field needs, parts it drops; what it is kept as. False: not a date of this field. */
static bool date_fits(struct reading *r, date_t d, int64_t *v)
{
	switch (r->f->type) {
	case FT_YEAR:
		/* A spreadsheet may have made 2020 into 2020-01-01; anything later says more. */
		if (d % 10000 != 0 && d % 10000 != 101)
			return false;
		if (d % 10000)
			mended(r, "date_form");
		*v = date_year(d);
		return true;
	case FT_MONTH:
		if (date_month(d) == 0 || date_day(d) > 1)
			return false;
		if (date_day(d))
			mended(r, "date_form");
		*v = d / 100 * 100;
		return true;
	default:
		*v = d;
		return r->f->flags & E_PARTIAL || date_day(d) != 0;
	}
}

static void date_range(struct reading *r, int64_t v)
{
	const struct field *f = r->f;
	bool limits = f->min || f->max, has_max = limits && f->max >= f->min;
	int64_t today = f->type == FT_YEAR ? date_year(r->c->today) : r->c->today;

	if (limits && (v < f->min || (has_max && v > f->max))) {
		refused(r, "value_range");
		if (f->type == FT_YEAR)
			r->out->hint = range_text(r, 0, has_max);
	} else if (today && v > today && !(has_max && f->max > today)) {
		refused(r, "date_future");
	} else {
		took_int(r, v);
	}
}

#define SERIAL_FIRST 20000       /* 1954-10-03 */
#define SERIAL_LAST  80000       /* 2119-01-10 */
#define SERIAL_1970  25569

/* 42588 or 42588.5: the day as a spreadsheet counts it, shown as a number by mistake. No date is
 * written with five digits. */
static bool date_serial(struct str s, date_t *out)
{
	int32_t v = 0;

	if (s.n < 5 || (s.n > 5 && s.p[5] != '.'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (i == 5)
			continue;
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (i < 5)
			v = v * 10 + (s.p[i] - '0');
	}
	if (v < SERIAL_FIRST || v > SERIAL_LAST)
		return false;
	*out = date_from_days(v - SERIAL_1970);
	return true;
}

static void read_date(struct reading *r)
{
	enum date_form form = DATE_ISO;
	enum date_bad bad;
	date_t d = 0;
	int64_t v;

	bad = date_read(r->s, &d, &form);
	if (bad == DATE_NOT_A_DATE || (bad == DATE_GOOD && form == DATE_OTHER)) {
		if (!cell_plain(r)) {
			took_nothing(r);
			return;
		}
		bad = date_read(r->s, &d, &form);
	}
	if (bad == DATE_NOT_A_DATE && r->f->type == FT_DATE && date_serial(r->s, &d)) {
		mended(r, "date_serial");
		bad = DATE_GOOD;
		form = DATE_ISO;
	}
	if (bad == DATE_GOOD && form == DATE_OTHER)
		mended(r, "date_form");
	if (bad == DATE_IMPOSSIBLE)
		refused(r, "date_impossible");
	else if (bad != DATE_GOOD || !date_fits(r, d, &v))
		refused(r, "date_invalid");
	else
		date_range(r, v);
}

/* 2024-05-01T12:34:56.789Z, as cell_write puts it. */
static void read_time(struct reading *r)
{
	static const char shape[] = "0000-00-00T00:00:00.000Z";
	int64_t part[7] = { 0 };
	struct str s = r->s;
	date_t d;
	int k = 0;

	if (s.n != sizeof shape - 1) {
		refused(r, "date_invalid");
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';

		if (shape[i] == '0' ? !digit : s.p[i] != shape[i]) {
			refused(r, "date_invalid");
			return;
		}
		if (digit)
			part[k] = part[k] * 10 + (s.p[i] - '0');
		else
			k++;
	}
	d = (date_t)(part[0] * 10000 + part[1] * 100 + part[2]);
	if (!date_valid(d) || date_day(d) == 0 || part[3] > 23 || part[4] > 59 || part[5] > 59)
		refused(r, "date_impossible");
	else
		took_int(r, date_days(d) * INT64_C(86400000) + part[3] * 3600000 + part[4] * 60000 +
		            part[5] * 1000 + part[6]);
}

/* ---- the switch over types ---- */

static void (*const readers[FT__COUNT])(struct reading *r) = {
	[FT_TEXT] = cell_text,   [FT_CODE] = cell_code,   [FT_INT] = read_number,
	[FT_MONEY] = read_number, [FT_DEC] = read_number, [FT_BOOL] = read_bool,
	[FT_DATE] = read_date,   [FT_MONTH] = read_date,  [FT_YEAR] = read_date,
	[FT_LIST] = cell_list,   [FT_SET] = cell_set,     [FT_REF] = cell_ref,
	[FT_AREA] = cell_ref,    [FT_IDNO] = cell_idno,   [FT_DCARD] = cell_dcard,
	[FT_PHONE] = cell_phone, [FT_CARD] = cell_card,   [FT_USCC] = cell_uscc,
	[FT_TIME] = read_time,   [FT_HASH] = cell_hash,
};

static inline void read_cell(struct reading *r, struct str cell)
{
	struct cell_result *out = r->out;

	out->kind = NULL;
	out->v = (struct val){ VAL_NULL, 0, { 0 } };
	out->hint = (struct str){ "", 0 };
	if (cell.n && may_trim(cell)) {
		r->s = cell_trim(cell);
		if (r->s.n != cell.n)
			r->mend = "spaces";
	}
	if (r->s.n == 0)
		out->state = CELL_EMPTY;
	else
		readers[r->f->type](r);
}

void cell_read(const struct cell_cx *c, const struct field *f, struct str cell,
               struct cell_result *out)
{
	struct reading r = { .c = c, .f = f, .s = cell, .out = out };

	read_cell(&r, cell);
}

void cell_read_in(const struct cell_cx *c, const struct field *f, struct factor factor,
                  struct str cell, struct cell_result *out)
{
	struct reading r = { .c = c, .f = f, .s = cell, .out = out, .factor = factor };

	read_cell(&r, cell);
}
