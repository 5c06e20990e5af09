/* xlsx_row - rows in the one shape that nearly every program writes: no prefixes, no comments,
 * plain attributes in double quotes, UTF-8. Several times as fast as expat. It promises little: a
 * row that is anything else, or has anything wrong with it, is left to expat, and with it all that
 * follows. */
#include "fmt/xlsx_part.h"

#include "base/utf8.h"

struct scan {
	const char *p, *end;         /* *end is 0, which fits nowhere */
};

#define ATTRIBUTES 12                    /* with names of several letters */

enum { PLAIN, OPENS, ODD, HIGH };        /* of bytes in a text */

static inline int byte_class(unsigned char b)
{
	if (b >= 0x80)
		return HIGH;
	if (b == '<')
		return OPENS;
	return b == '&' || b == '>' || (b < ' ' && b != '\n' && b != '\t') ? ODD : PLAIN;
}

static inline bool word(struct scan *s, const char *w, size_t n)
{
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, w, n) != 0)
		return false;
	s->p += n;
	return true;
}
#define WORD(s, lit) word(s, lit, sizeof(lit) - 1)

static void blanks(struct scan *s)
{
	while (*s->p == ' ' || *s->p == '\n' || *s->p == '\t')
		s->p++;
}

/* A tag's attributes so far: none may come twice. */
struct seen {
	uint64_t letters;            /* names of one letter */
	struct str name[ATTRIBUTES];
	int n;
};

static bool seen_before(struct seen *seen, struct str name)
{
	uint64_t bit = UINT64_C(1) << (name.p[0] & 63);

	if (name.n == 1) {
		bool before = seen->letters & bit;

		seen->letters |= bit;
		return before;
	}
	for (int i = 0; i < seen->n; i++)
		if (str_eq(seen->name[i], name))
			return true;
	if (seen->n == ATTRIBUTES)
		return true;
	seen->name[seen->n++] = name;
	return false;
}

/* ' name="value"'; false when the tag ends here, or when it is written in another way. */
static bool attribute(struct scan *s, struct seen *seen, struct str *name, struct str *value)
{
	const char *p = s->p;

	if (*p != ' ')
		return false;
	name->p = ++p;
	while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == ':')
		p++;
	name->n = (size_t)(p - name->p);
	if (!name->n || p[0] != '=' || p[1] != '"' || seen_before(seen, *name))
		return false;
	value->p = p += 2;
	while (*p != '"' && (byte_class((unsigned char)*p) == PLAIN || *p == '>'))
		p++;
	value->n = (size_t)(p - value->p);
	if (*p != '"')
		return false;
	s->p = p + 1;
	return true;
}

/* A text up to the next tag. Those of a few entities are made in c->plain. */
static bool text_with_entities(struct scan *s, struct xlsx_cells *c, struct str *text)
{
	static const struct { const char *name; char is; } known[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
	};
	const char *p = text->p;

	buf_reset(&c->plain);
	while (*p != '<') {
		size_t i = 0, n = 0;

		if (*p == '>' || (byte_class((unsigned char)*p) == ODD && *p != '&'))
			return false;
		if (*p != '&') {
			buf_addc(&c->plain, *p++);
			continue;
		}
		for (; i < sizeof known / sizeof *known; i++) {
			n = strlen(known[i].name);
			if ((size_t)(s->end - p) >= n && !memcmp(p, known[i].name, n))
				break;
		}
		if (i == sizeof known / sizeof *known)
			return false;
		buf_addc(&c->plain, known[i].is);
		p += n;
	}
	s->p = p;
	*text = buf_str(&c->plain);
	return !c->plain.full;
}

/* Two code points are well-formed, and yet none of XML. */
static bool no_character(struct str s)
{
	const char *p = s.p, *end = s.p + s.n;

	while ((p = memchr(p, 0xEF, (size_t)(end - p)))) {
		if (end - p >= 3 && (unsigned char)p[1] == 0xBF && (unsigned char)p[2] >= 0xBE)
			return true;
		p++;
	}
	return false;
}

static bool text_until_tag(struct scan *s, struct xlsx_cells *c, struct str *text)
{
	const char *p = s->p;
	bool high = false;
	int k;

	text->p = p;
	while ((k = byte_class((unsigned char)*p)) == PLAIN || k == HIGH) {
		high |= k == HIGH;
		p++;
	}
	if (k != OPENS) {
		if (*p != '&' || !text_with_entities(s, c, text))
			return false;
		high = true;
	} else {
		text->n = (size_t)(p - text->p);
		s->p = p;
	}
	return !high || (utf8_valid(*text) && !no_character(*text));
}

/* "/>" or ">"; *empty: the element has no content. */
static bool tag_end(struct scan *s, bool *empty)
{
	*empty = *s->p == '/';
	s->p += *empty;
	return *s->p++ == '>';
}

static void skip_attributes(struct scan *s)
{
	struct seen seen;
	struct str name, value;

	seen.letters = 0;
	seen.n = 0;
	while (attribute(s, &seen, &name, &value))
		;
}

static bool cell_attributes(struct ctx *cx, struct scan *s, struct xlsx_cells *c)
{
	struct seen seen;
	struct str name, value;
	bool placed = false;

	seen.letters = 0;
	seen.n = 0;
	while (attribute(s, &seen, &name, &value)) {
		const char *p = value.p;
		int64_t row, style;
		int col;

		if (name.n != 1)
			continue;
		if (*name.p == 'r') {
			if (!xlsx_ref(&p, &col, &row) || *p != '"' || row != c->row ||
			    xlsx_cell_at(cx, c, col) != OK)
				return false;
			placed = true;
		} else if (*name.p == 't') {
			c->type = xlsx_cell_type(value);
		} else if (*name.p == 's') {
			c->style = str_i64(value, &style) && style >= 0 && style < c->b->nstyle
			         ? (int)style : 0;
		}
	}
	return placed || xlsx_cell_at(cx, c, c->col) == OK;
}

/* What stands between <c ...> and </c>. */
static bool content(struct scan *s, struct xlsx_cells *c, struct str *text)
{
	struct str formula;
	bool empty;

	while (!WORD(s, "</c>")) {
		if (WORD(s, "<v>")) {
			if (text->n || !text_until_tag(s, c, text) || !WORD(s, "</v>"))
				return false;
		} else if (WORD(s, "<f")) {
			c->formula = true;
			skip_attributes(s);
			if (text->n || !tag_end(s, &empty))
				return false;
			if (!empty && (!text_until_tag(s, c, &formula) || !WORD(s, "</f>")))
				return false;
		} else if (WORD(s, "<is><t")) {
			skip_attributes(s);
			if (text->n || c->type != XLSX_INLINE || !tag_end(s, &empty))
				return false;
			if (!empty && (!text_until_tag(s, c, text) || !WORD(s, "</t>")))
				return false;
			if (!WORD(s, "</is>"))
				return false;
		} else {
			return false;
		}
	}
	return true;
}

static bool cell(struct ctx *cx, struct scan *s, struct xlsx_cells *c)
{
	struct str text = { "", 0 };
	bool empty;

	xlsx_cell_begin(c);
	if (!cell_attributes(cx, s, c) || !tag_end(s, &empty))
		return false;
	if (empty) {
		c->in_cell = false;
		return true;
	}
	return content(s, c, &text) && xlsx_cell_end(cx, c, text) == OK;
}

/* One whole row; false: it is cut off, odd, or cx->err says what failed. */
static bool row(struct ctx *cx, struct scan *s, struct xlsx_cells *c)
{
	struct seen seen;
	struct str name, value;
	int64_t number = c->row + 1;
	bool empty;

	if (!WORD(s, "<row"))
		return false;
	seen.letters = 0;
	seen.n = 0;
	while (attribute(s, &seen, &name, &value))
		if (name.n == 1 && *name.p == 'r' && !str_i64(value, &number))
			return false;
	if (!tag_end(s, &empty) || xlsx_cell_row(cx, c, number) != OK)
		return false;
	while (!empty) {
		blanks(s);
		if (WORD(s, "</row>"))
			break;
		if (!WORD(s, "<c") || !cell(cx, s, c))
			return false;
	}
	return rows_end(cx, c->rows, c->row) == OK;
}

enum err xlsx_row_take(struct ctx *cx, struct xlsx_cells *c, const char *p, size_t n, size_t *taken,
                       bool *more)
{
	struct scan s = { p, p + n };

	*taken = 0;
	*more = false;
	for (;;) {
		int64_t before = c->row;

		blanks(&s);
		if (c->enough && c->rows->n >= c->enough)
			return OK;
		if (!row(cx, &s, c)) {
			enum err e = cx->err.kind;

			c->row = before;                 /* expat begins this row anew */
			c->in_cell = false;
			rows_forget(c->rows);
			if (e != OK && e != ERR_INPUT)
				return e;
			err_clear(cx);
			*more = e == OK && !memmem(p + *taken, n - *taken, "</row>", 6) &&
			        !memmem(p + *taken, n - *taken, "</sheetData>", 12);
			return OK;
		}
		*taken = (size_t)(s.p - p);
	}
}
