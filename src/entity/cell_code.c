/* cell_code - numbers kept as text: household numbers, citizen numbers, cards, telephones,
 * organisations, hashes. What base/codes knows about check digits becomes a kind here. */
#include "entity/cell_part.h"

#include "base/codes.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* 5110.0: what a program that reads numbers leaves of a number kept as text. */
static void cut_tail(struct reading *r)
{
	struct str s = r->s;
	size_t n = s.n;

	while (n && s.p[n - 1] == '0')
		n--;
	if (n < 2 || n == s.n || s.p[n - 1] != '.' || !all_digits(str_sub(s, 0, n - 1)))
		return;
	r->s.n = n - 1;
	mended(r, "number_tail");
}

/* Bytes of a character at i that nobody sees: zero-width spaces and marks of direction. */
static size_t unseen(struct str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + i;

	if (s.n - i < 3)
		return 0;
	if (p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0x8B && p[2] <= 0x8F) ||
	                     (p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAF) ||
	                     (p[1] == 0x81 && p[2] == 0xA0)))
		return 3;
	return p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF ? 3 : 0;
}

/* Blanks and dashes inside dropped (`drop` says which characters), letters made capital; a copy
 * only if something changes. */
static struct str compact(struct reading *r, const char *drop, bool *dropped, bool *raised)
{
	struct str s = r->s;
	char *to = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool out = (strchr(drop, c) && c), low = c >= 'a' && c <= 'z';
		size_t hidden = (unsigned char)c < 0x80 ? 0 : unseen(s, i);

		if (hidden) {
			if (!to) {
				to = arena_alloc(r->c->a, s.n + 1);
				n = i;
				memcpy(to, s.p, n);
			}
			*dropped = true;
			i += hidden - 1;
			continue;
		}

		if ((out || low) && !to) {
			to = arena_alloc(r->c->a, s.n + 1);
			n = i;
			memcpy(to, s.p, n);
		}
		*dropped = *dropped || out;
		*raised = *raised || low;
		if (to && !out)
			to[n++] = (char)(low ? c - 'a' + 'A' : c);
	}
	return to ? (struct str){ to, n } : s;
}

/* ---- numbers of the register ---- */

static bool code_is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && !(s.p[i] >= 'A' && s.p[i] <= 'Z') && s.p[i] != '-')
			return false;
	return s.n > 0;
}

void cell_code(struct reading *r)
{
	const struct field *f = r->f;
	bool dropped = false, raised = false;

	if (!code_is_plain(r->s)) {
		if (!cell_plain(r)) {
			took_nothing(r);
			return;
		}
		if (cell_scientific(r->s)) {
			refused(r, "id_scientific");
			return;
		}
		r->s = compact(r, " \t\r\n", &dropped, &raised);
		if (dropped || raised)
			mended(r, "code_form");
		cut_tail(r);
		if (!code_is_plain(r->s)) {
			refused(r, "code_invalid");
			return;
		}
	}
	if (f->max > 0 && r->s.n > (uint64_t)f->max) {
		refused(r, "text_too_long");
		r->out->hint = cell_hint_int(r->c->a, f->max);
	} else if (f->min > 0 && r->s.n < (uint64_t)f->min) {
		refused(r, "text_too_short");
		r->out->hint = cell_hint_int(r->c->a, f->min);
	} else {
		took_text(r, r->s);
	}
}

/* ---- citizen number ---- */

static const char *const idno_kind[] = {
	[IDNO_EMPTY] = "id_length",
	[IDNO_LENGTH] = "id_length",
	[IDNO_CHARS] = "id_chars",
	[IDNO_BIRTH] = "id_birth",
	[IDNO_CHECK] = "id_check_digit",
	[IDNO_SCIENTIFIC] = "id_scientific",
	[IDNO_TRUNCATED] = "id_truncated",
	[IDNO_PLACEHOLDER] = "id_placeholder",
};

static void idno_refused(struct reading *r, enum idno_bad bad, const struct idno *id,
                         struct str rest)
{
	char no[19];

	refused(r, idno_kind[bad]);
	if ((bad == IDNO_CHECK || bad == IDNO_BIRTH) && id->no[0] &&
	    idno_repair(id->no, 0, -1, r->c->today, no))
		r->out->hint = str_join(r->c->a, (struct str){ no, 18 }, rest);
}

/* Blanks inside and a small x, each told by its kind. */
static bool idno_tidy(struct reading *r)
{
	bool dropped = false, raised = false;

	if (!cell_plain(r))
		return false;
	r->s = compact(r, " \t\r\n", &dropped, &raised);
	if (dropped)
		mended(r, "spaces");
	if (raised)
		mended(r, "id_lower_x");
	cut_tail(r);
	return true;
}

static bool digits_and_x(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && !(s.p[i] == 'X' && i == 17))
			return false;
	return true;
}

/* The kind of a disability card's suffix that does not fit. */
static void card_took(struct reading *r, const char *bad_kind)
{
	struct str core = str_sub(r->s, 0, 18), rest = str_sub(r->s, 18, r->s.n);
	enum idno_bad bad;
	struct dcard card;
	struct idno id;

	if (r->s.n < 18) {
		refused(r, cell_scientific(r->s) ? "id_scientific" : bad_kind);
		return;
	}
	bad = idno_read(core, r->c->today, &id);
	if (bad != IDNO_GOOD)
		idno_refused(r, bad, &id, rest);
	else if (dcard_read(r->s, r->c->today, &card) != CODE_GOOD)
		refused(r, bad_kind);
	else
		took_text(r, r->s);
}

void cell_idno(struct reading *r)
{
	struct idno id;
	enum idno_bad bad;

	if (!digits_and_x(r->s) && !idno_tidy(r)) {
		took_nothing(r);
		return;
	}
	/* The national lists write a disability card where a citizen number is asked for. */
	if (r->s.n == 20 || r->s.n == 22) {
		card_took(r, "id_length");
		return;
	}
	bad = idno_read(r->s, r->c->today, &id);
	if (bad != IDNO_GOOD) {
		idno_refused(r, bad, &id, (struct str){ "", 0 });
	} else if (id.from15) {
		mended(r, "id_from_15");
		took_text(r, str_dup(r->c->a, (struct str){ id.no, 18 }));
	} else {
		took_text(r, r->s);
	}
}

void cell_dcard(struct reading *r)
{
	if (!digits_and_x(r->s) && !idno_tidy(r)) {
		took_nothing(r);
		return;
	}
	card_took(r, "dcard_invalid");
}

/* ---- telephone, card, organisation, hash ---- */

static bool is_mobile(struct str s)
{
	return s.n == 11 && s.p[0] == '1' && s.p[1] >= '3' && all_digits(s);
}

void cell_phone(struct reading *r)
{
	bool normalised = false;
	struct str plain;
	char no[16];

	if (is_mobile(r->s)) {
		took_text(r, r->s);
		return;
	}
	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	cut_tail(r);
	if (phone_read(r->s, no, &normalised) != CODE_GOOD) {
		refused(r, "phone_invalid");
		return;
	}
	plain = str_of(no);
	if (str_eq(plain, r->s)) {
		took_text(r, r->s);
		return;
	}
	mended(r, "phone_form");
	took_text(r, str_dup(r->c->a, plain));
}

/* The number in its plain form; a wrong check digit is a doubt. */
static void took_code(struct reading *r, struct str plain, enum code_bad bad, const char *kind)
{
	if (!str_eq(plain, r->s)) {
		mended(r, "code_form");
		r->s = str_dup(r->c->a, plain);
	}
	if (bad == CODE_CHECK)
		doubted(r, kind, r->s);
	else
		took_text(r, r->s);
}

/* A number that a spreadsheet cut to 15 digits ends in zeroes from there on. */
static bool cut_short(struct str s)
{
	if (s.n < 18)
		return false;
	for (size_t i = 15; i < s.n; i++)
		if (s.p[i] != '0')
			return false;
	return true;
}

void cell_card(struct reading *r)
{
	enum code_bad bad;
	struct str plain;
	char no[24];

	if (!all_digits(r->s)) {
		if (!cell_plain(r)) {
			took_nothing(r);
			return;
		}
		if (cell_scientific(r->s)) {
			refused(r, "id_scientific");
			return;
		}
		cut_tail(r);
	}
	bad = card_read(r->s, no);
	if (bad != CODE_GOOD && bad != CODE_CHECK) {
		refused(r, "card_invalid");
		return;
	}
	plain = str_of(no);
	if (bad == CODE_CHECK && cut_short(plain)) {
		refused(r, "id_truncated");
		return;
	}
	took_code(r, plain, bad, "card_check_digit");
}

void cell_uscc(struct reading *r)
{
	enum code_bad bad;
	char no[19];

	if (!code_is_plain(r->s) && !cell_plain(r)) {
		took_nothing(r);
		return;
	}
	if (cell_scientific(r->s)) {
		refused(r, "id_scientific");
		return;
	}
	bad = uscc_read(r->s, no);
	if (bad != CODE_GOOD && bad != CODE_CHECK) {
		refused(r, "uscc_invalid");
		return;
	}
	took_code(r, str_of(no), bad, "uscc_check_digit");
}

void cell_hash(struct reading *r)
{
	char *low = NULL;

	for (size_t i = 0; i < r->s.n; i++) {
		char c = r->s.p[i];
		bool high = c >= 'A' && c <= 'F';

		if (r->s.n != 64 || !(is_digit(c) || (c >= 'a' && c <= 'f') || high)) {
			refused(r, "hash_invalid");
			return;
		}
		if (high && !low) {
			low = str_z(r->c->a, r->s);
			mended(r, "code_form");
		}
		if (high)
			low[i] = (char)(c - 'A' + 'a');
	}
	took_text(r, low ? (struct str){ low, r->s.n } : r->s);
}
