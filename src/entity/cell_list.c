/* cell_list - values of code lists. The label as it stands comes first; then the forms the same
 * label is typed in; then the nearest label is named, and the cell is refused. */
#include "entity/cell_part.h"

#include "base/utf8.h"

/* A label as code points, cut where comparing it stops being useful. */
#define LABEL_MAX 24
struct label {
	int32_t cp[LABEL_MAX];
	int n;
};

static struct label label_of(struct str s)
{
	struct label l = { .n = 0 };
	int32_t cp;

	while (l.n < LABEL_MAX && (cp = utf8_next(&s)) >= 0)
		l.cp[l.n++] = cp;
	return l;
}

static int least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits from a to b, one row of the table at a time. */
static int distance(const struct label *a, const struct label *b)
{
	int row[LABEL_MAX + 1];

	for (int k = 0; k <= b->n; k++)
		row[k] = k;
	for (int i = 1; i <= a->n; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int k = 1; k <= b->n; k++) {
			int above = row[k];

			row[k] = least(above + 1, row[k - 1] + 1,
			               diagonal + (a->cp[i - 1] != b->cp[k - 1]));
			diagonal = above;
		}
	}
	return row[b->n];
}

/* One label that holds the other counts for more than letters that happen to agree. */
int cell_nearness(struct str a, struct str b)
{
	struct label x = label_of(a), y = label_of(b);
	int longer = x.n > y.n ? x.n : y.n, same = 0, d;

	if (longer == 0)
		return 0;
	while (same < x.n && same < y.n && x.cp[same] == y.cp[same])
		same++;
	d = distance(&x, &y);
	if (d >= longer)
		return 0;
	d = (longer - d) * 100 / longer + same * 5;
	if (str_find(a, b) >= 0 || str_find(b, a) >= 0)
		d += 50;
	return d;
}

static struct str nearest(const struct reading *r, struct str s)
{
	const struct list_face *l = &r->c->m->lists;
	struct str best = { "", 0 }, label;
	int64_t code;
	int most = 20;

	for (int i = 0; i < 1000 && l->nth(l->state, r->f->list, i, &code, &label); i++) {
		int near = cell_nearness(s, label);

		if (near > most) {
			most = near;
			best = label;
		}
	}
	return best;
}

/* Brackets and slashes of one width, blanks dropped. to_wide: （）, else (). */
static struct str reshaped(const struct reading *r, struct str s, bool to_wide)
{
	char *to = arena_alloc(r->c->a, s.n * 3 + 1);
	size_t n = 0;
	int32_t cp;

	while ((cp = utf8_next(&s)) >= 0) {
		if (cp == ' ' || cp == '\n' || cp == '\r' || cp == '\t' || cp == 0x200B)
			continue;
		if (to_wide && (cp == '(' || cp == ')'))
			cp = cp == '(' ? 0xFF08 : 0xFF09;
		n += (size_t)utf8_put(to + n, cp);
	}
	return (struct str){ to, n };
}

/* "1.因病", "03-因学": the label behind a number, by which other systems sort their choices. */
static struct str behind_number(struct str s)
{
	struct str rest = s;
	size_t i = 0;
	int32_t cp;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i == 0 || i > 3 || i == s.n)
		return (struct str){ "", 0 };
	rest = str_sub(s, i, s.n);
	s = rest;
	cp = utf8_next(&rest);
	return cp == 0x3001 || (cp < 0x80 && strchr(".-:)_", (char)cp)) ? rest : s;
}

/* The code of a piece of a cell; *plain false when it was not the label itself. */
static bool look_up(const struct reading *r, struct str s, int64_t *code, bool *plain)
{
	const struct list_face *l = &r->c->m->lists;
	const char *list = r->f->list;
	struct str narrow, tail;
	bool exact = true, wide = false;

	if (l->code(l->state, list, s, code, &exact)) {
		*plain = *plain && exact;
		return true;
	}
	*plain = false;
	if (s.n > 600)
		return false;
	narrow = reshaped(r, cell_fold(r->c->a, s, &wide), false);
	if (narrow.n == 0)
		return false;
	if (l->code(l->state, list, narrow, code, &exact) ||
	    l->code(l->state, list, reshaped(r, narrow, true), code, &exact))
		return true;
	tail = behind_number(narrow);
	return tail.n && l->code(l->state, list, tail, code, &exact);
}

void cell_list(struct reading *r)
{
	bool plain = true;
	int64_t code;

	if (look_up(r, r->s, &code, &plain)) {
		if (!plain)
			mended(r, "list_synonym");
		took_int(r, code);
		return;
	}
	if (!cell_plain(r)) {
		took_nothing(r);
		return;
	}
	if (r->mend && look_up(r, r->s, &code, &plain)) {
		took_int(r, code);
		return;
	}
	refused(r, "list_unknown");
	r->out->hint = nearest(r, r->s);
}

/* Bytes of a separator at the start of s: 、，,;；/|+ ／＋｜ or white space. */
static size_t separator(struct str s)
{
	static const struct str wide[] = {
		{ "、", 3 }, { "，", 3 }, { "；", 3 }, { "／", 3 }, { "＋", 3 }, { "｜", 3 },
		{ "\xE3\x80\x80", 3 },
	};

	if (s.n && strchr(",;/|+ \t\r\n", s.p[0]) && s.p[0])
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (str_starts(s, wide[i]))
			return 3;
	return 0;
}

/* Bytes up to the next separator at or after from. */
static size_t piece_end(struct str s, size_t from)
{
	while (from < s.n && separator(str_sub(s, from, s.n)) == 0)
		from++;
	return from;
}

/* Is the cell just as cell_write would put the set? */
static bool as_written(const struct reading *r, int64_t set)
{
	struct val v = { VAL_INT, set, { 0 } };
	struct buf b BUF_AUTO = { 0 };
	bool same;

	buf_init(&b, r->s.n + 4096);
	cell_write(&b, r->c->m, r->f, &v, MASK_NONE, LANG_ZH);
	same = str_eq(buf_str(&b), r->s);
	return same;
}

/* Takes one value off *rest. A label may have a separator in it: what is not known up to the
 * first one is tried up to the next. */
static bool set_take(struct reading *r, struct str *rest, int64_t *set, bool *plain)
{
	struct str piece = str_sub(*rest, 0, piece_end(*rest, 0)), longer = piece;
	int64_t code = -1;
	bool known, same = true;

	for (;;) {
		known = look_up(r, longer, &code, &same);
		if (known || longer.n == rest->n || longer.n >= 200)
			break;
		longer.n += separator(str_sub(*rest, longer.n, rest->n));
		longer.n = piece_end(*rest, longer.n);
		same = true;
	}
	*plain = *plain && same;
	if (!known || code < 0 || code > 62) {
		refused(r, "list_unknown");
		r->out->hint = nearest(r, piece);
		return false;
	}
	*set |= INT64_C(1) << code;
	*rest = str_sub(*rest, longer.n, rest->n);
	return true;
}

void cell_set(struct reading *r)
{
	bool plain = true, exact = true;
	int64_t set = 0, code;
	struct str rest;
	size_t k;

	/* Most sets have one value; and a label may have a separator in it. */
	if (r->c->m->lists.code(r->c->m->lists.state, r->f->list, r->s, &code, &exact) &&
	    code >= 0 && code <= 62) {
		if (!exact)
			mended(r, "list_synonym");
		took_int(r, INT64_C(1) << code);
		return;
	}
	if (r->s.p[0] == '\'' && !cell_plain(r)) {
		took_nothing(r);
		return;
	}
	rest = r->s;
	for (;;) {
		while ((k = separator(rest)) > 0)
			rest = str_sub(rest, k, rest.n);
		if (rest.n == 0)
			break;
		if (!set_take(r, &rest, &set, &plain))
			return;
	}
	if (set == 0) {
		refused(r, "list_unknown");
		return;
	}
	if (!plain || !as_written(r, set))
		mended(r, "list_synonym");
	took_int(r, set);
}
