/* cell_text - free text and names. Free text is never changed inside; a name is brought to one
 * form, so that the same person is found by it. */
#include "entity/cell_part.h"

#include "base/utf8.h"

static bool length_fits(struct reading *r, size_t n, int64_t min, int64_t max)
{
	if (max > 0 && n > (uint64_t)max) {
		refused(r, "text_too_long");
		r->out->hint = cell_hint_int(r->c->a, max);
		return false;
	}
	if (min > 0 && n < (uint64_t)min) {
		refused(r, "text_too_short");
		r->out->hint = cell_hint_int(r->c->a, min);
		return false;
	}
	return true;
}

/* ---- names ---- */

static bool is_space(int32_t cp)
{
	return cp == ' ' || cp == 0x3000 || cp == 0xA0 || (cp >= '\t' && cp <= '\r');
}

static bool is_unseen(int32_t cp)
{
	return cp == 0xFEFF || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060;
}

/* Signs people type for the middle dot U+00B7 of names such as 买买提·艾力. */
static bool is_dot(int32_t cp)
{
	switch (cp) {
	case 0xB7: case '.': case 0xFF0E: case 0x2022: case 0x2027: case 0x2219: case 0x22C5:
	case 0x30FB: case 0xFF65: case 0x25CF: case 0x2024:
		return true;
	default:
		return false;
	}
}

/* Private-use characters are Han too: older fonts keep rare names there. */
static bool is_name_han(int32_t cp)
{
	return utf8_is_han(cp) || (cp >= 0xE000 && cp <= 0xF8FF);
}

static bool is_latin(int32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7);
}

struct name {
	char *to;
	size_t n, points;
	int32_t before;          /* last character put; 0: none */
	bool gap;                /* white space seen since */
	bool form;               /* something was unified */
};

static void name_put(struct name *m, int32_t cp)
{
	m->n += (size_t)utf8_put(m->to + m->n, cp);
	m->points++;
	m->before = cp;
}

/* Takes one character in; false: no name has it. */
static bool name_take(struct name *m, int32_t cp)
{
	if (is_unseen(cp)) {
		m->form = true;
		return true;
	}
	if (is_space(cp)) {
		m->form = m->form || cp != ' ' || m->gap;
		m->gap = true;
		return true;
	}
	if (is_dot(cp)) {
		m->form = m->form || cp != 0xB7 || m->gap || m->before == 0xB7;
		m->gap = false;
		if (m->before == 0xB7)
			return true;
		if (!m->before)
			return false;
		name_put(m, 0xB7);
		return true;
	}
	if (!is_latin(cp) && !is_name_han(cp))
		return false;
	/* A blank stays only between Latin words: Wang Qiang, but 王 强 is 王强. */
	if (m->gap && is_latin(m->before) && is_latin(cp))
		name_put(m, ' ');
	else if (m->gap)
		m->form = true;
	m->gap = false;
	name_put(m, cp);
	return true;
}

static void name_slow(struct reading *r)
{
	struct name m = { 0 };
	struct str rest;
	int32_t cp;

	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	rest = r->s;
	m.to = arena_alloc(r->c->a, r->s.n * 2 + 4);
	while ((cp = utf8_next(&rest)) >= 0)
		if (!name_take(&m, cp)) {
			refused(r, "name_invalid");
			return;
		}
	if (m.before == 0xB7 || m.points == 0) {
		refused(r, "name_invalid");
		return;
	}
	if (m.form)
		mended(r, "name_form");
	if (length_fits(r, m.points, r->f->min ? r->f->min : 2, r->f->max ? r->f->max : 30))
		took_text(r, (struct str){ m.to, m.n });
}

static void read_name(struct reading *r, size_t points, bool han)
{
	if (!han)
		name_slow(r);
	else if (length_fits(r, points, r->f->min ? r->f->min : 2, r->f->max ? r->f->max : 30))
		took_text(r, r->s);
}

/* ---- text ---- */

/* '123 and ''123, but not '98年: only what a spreadsheet would have taken for a number. */
static bool quoted_number(struct str s, struct str *number)
{
	size_t i = 0, from;

	while (i < s.n && s.p[i] == '\'')
		i++;
	from = i;
	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == '-'))
		i++;
	*number = str_sub(s, from, s.n);
	return i == s.n && from < s.n;
}

void cell_text(struct reading *r)
{
	const struct field *f = r->f;
	size_t points = 0;
	struct str number;
	bool han = false;

	if (r->s.p[0] == '\'' && quoted_number(r->s, &number)) {
		r->s = number;
		mended(r, "apostrophe");
	}
	if (cell_garbled(r->s, &points, &han)) {
		refused(r, "text_garbled");
		return;
	}
	/* What a mask left on an export must not come back as data. */
	if ((field_sealed(f) || f->flags & (E_PERSONAL | E_NAME)) && str_eq(r->s, STR("***"))) {
		refused(r, f->flags & E_NAME ? "name_invalid" : "text_garbled");
		return;
	}
	if (f->flags & E_NAME)
		read_name(r, points, han);
	else if (length_fits(r, points, f->min, f->max))
		took_text(r, r->s);
}

/* What a number of a household, a person or an area may be typed as. */
static bool like_code(struct str s, bool typed)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' ||
		      (typed && (c == ' ' || (c >= 'a' && c <= 'z')))))
			return false;
	}
	return true;
}

/* 5110.0, 5110 with something unseen in it: a number, although not plain. */
static bool like_number(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= '0' && c <= '9')
			digits++;
		else if (c != '.' && c != ' ' && c != 0xE2 && c != 0x80 && !(c >= 0x8B && c <= 0x8F))
			return false;
	}
	return digits > 0;
}

/* REF and AREA: the caller resolves the text; a number among them is brought to its plain form. */
void cell_ref(struct reading *r)
{
	size_t points;
	bool han;

	if (like_code(r->s, false) ||
	    ((unsigned char)r->s.p[0] >= 0x80 && !cell_garbled(r->s, &points, &han) && han)) {
		took_text(r, r->s);             /* 980101100201, 河边村 */
		return;
	}
	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	if (cell_scientific(r->s))
		refused(r, "id_scientific");
	else if (like_number(r->s) || (like_code(r->s, true) &&
	         (r->f->type == FT_REF || (r->s.p[0] >= '0' && r->s.p[0] <= '9'))))
		cell_code(r);
	else if (cell_garbled(r->s, &points, &han))
		refused(r, "text_garbled");
	else
		took_text(r, r->s);
}
