/* report_names - the names of places that are printed on a form, and which places they are. */
#include "job/report_fill_int.h"

#include "base/utf8.h"
#include "entity/sheet.h"
#include "job/total_word.h"

#define NAME_ROWS 20000

/* The report's place; of a whole register the lowest one that all others lie in, down to a county.
 */
static int top_of(const struct filling *f)
{
	int count = area_count(f->tree), i = 0;

	if (f->area >= 0)
		return f->area;
	if (!count || area_nth(f->tree, 0)->hi != count)
		return -1;
	while (i + 1 < count && area_nth(f->tree, i + 1)->parent == i &&
	       area_nth(f->tree, i + 1)->hi == count && area_nth(f->tree, i + 1)->level <= 3)
		i++;
	return i;
}

struct str place_name(const struct filling *f, int place)
{
	struct buf b BUF_AUTO = { 0 };
	int top = place < 0 ? top_of(f) : place;

	if (top < 0)
		return STR("");
	buf_init(&b, 4096);
	if (area_nth(f->tree, top)->level > 4)      /* villages of one name stand in many towns */
		area_path(&b, f->tree, top, 4);
	else
		buf_adds(&b, area_nth(f->tree, top)->name);
	return str_dup(&f->cx->arena, buf_str(&b));
}

/* ---- binding ---- */

static bool column_of(struct str s, int32_t *col)
{
	char z[12];
	int32_t row;

	if (!s.n || s.n > 3)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '1';
	return fill_place((struct str){ z, s.n + 1 }, &row, col);
}

static bool line_of(struct str s, int32_t *row)
{
	int64_t v;

	if (!str_i64(s, &v) || v < 1 || v > FILL_ROWS)
		return false;
	*row = (int32_t)v;
	return true;
}

static enum err bad(struct filling *f, const char *at, const char *key, struct str what)
{
	return err_set(f->cx, ERR_INPUT, at, key, str_z(&f->cx->arena, what), NULL);
}

/* The end of names that nobody told: the last one before the first empty cell. */
static int32_t names_end(const struct filling *f, int sheet, const struct named *n)
{
	const struct fill_sheet *s = &f->book->sheet[sheet];
	int32_t i = n->from;

	for (;; i++) {
		const struct fill_cell *c = n->by_line ? cell_at(s, n->at, i) :
		                            cell_at(s, i, n->at);
		const struct fill_cell *up = n->above < 0 ? NULL :
		                             n->by_line ? cell_at(s, n->above, i) :
		                             cell_at(s, i, n->above);

		if (!(c && str_trim(c->text).n) && !(up && str_trim(up->text).n))
			return i - 1;
	}
}

static enum err set_ends(struct filling *f, int sheet, struct named *n, struct str from,
                         struct str to)
{
	bool (*read)(struct str, int32_t *) = n->by_line ? column_of : line_of;

	if (from.n && !read(from, &n->from))
		return bad(f, n->said, "report-names-end", from);
	if (to.n && !read(to, &n->to))
		return bad(f, n->said, "report-names-end", to);
	if (!to.n && !n->each)
		n->to = names_end(f, sheet, n);
	if (n->each)
		n->to = n->from;
	if (n->to < n->from || n->to - n->from > NAME_ROWS)
		return bad(f, n->said, "report-names-none", f->book->sheet[sheet].name);
	return OK;
}

enum err names_bind(struct filling *f, int sheet, const struct form_sheet *s)
{
	struct named *n = &f->named[sheet];
	struct str rest = s->names, last = s->names, first;

	if (!s->names.n)
		return OK;
	*n = (struct named){ .any = true, .above = -1, .said = s->at };
	if (memchr(rest.p, ',', rest.n)) {
		str_next(&rest, ',', &first);
		last = str_trim(rest);
		first = str_trim(first);
		n->by_line = line_of(last, &n->at);
		if (!(n->by_line ? line_of(first, &n->above) : column_of(first, &n->above)))
			return bad(f, s->at, "report-names-where", s->names);
	} else {
		n->by_line = line_of(last, &n->at);
	}
	if (!n->by_line && !column_of(last, &n->at))
		return bad(f, s->at, "report-names-where", s->names);
	if (s->each.n) {
		n->each = area_level_read(f->r, s->each);
		if (!n->each || n->by_line)
			return bad(f, s->at, "report-names-each", s->each);
	}
	if (!s->from.n)
		return bad(f, s->at, "report-names-from", s->name);
	return set_ends(f, sheet, n, s->from, s->to);
}

enum err names_note(struct filling *f, int sheet, const struct fill_note *note, struct str words)
{
	struct named *n = &f->named[sheet];
	struct str word, to = { 0 };

	if (n->any)                     /* the file has the last word */
		return OK;
	*n = (struct named){ .any = true, .above = -1, .at = note->col, .from = note->row,
		.said = cell_name(f, sheet, note->row, note->col) };
	str_next(&words, ' ', &word);   /* names */
	while (str_next(&words, ' ', &word)) {
		if (str_eqz(word, "across")) {
			n->by_line = true;
			n->at = note->row;
			n->from = note->col;
		} else if (str_eqz(word, "to")) {
			str_next(&words, ' ', &to);
		} else if (str_eqz(word, "each")) {
			str_next(&words, ' ', &word);
			n->each = area_level_read(f->r, word);
			if (!n->each || n->by_line)
				return bad(f, n->said, "report-names-each", word);
		} else if (word.n) {
			return bad(f, n->said, "report-word", word);
		}
	}
	return set_ends(f, sheet, n, STR(""), to);
}

/* ---- finding ---- */

/* Without blanks that only spread the characters: 向　阳　村. */
static struct str plain_name(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	while (s.n) {
		struct str before = s;
		int32_t cp = utf8_next(&s);
		size_t k = before.n - s.n;

		if (cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x3000 ||
		    cp == 0xA0)
			continue;
		memcpy(p + n, before.p, k);
		n += k;
	}
	return (struct str){ p, n };
}

/* "1.向阳村", "（二）青山镇": the name behind its number. */
static struct str without_number(struct str s)
{
	static const char *const mark[] = { ".", "、", "．", ")", "）" };
	size_t best = s.n;
	struct str out = s;

	for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++) {
		ptrdiff_t at = str_find(s, str_of(mark[i]));

		if (at > 0 && at < 16 && (size_t)at < best) {
			best = (size_t)at;
			out = str_sub(s, best + strlen(mark[i]), s.n);
		}
	}
	return out;
}

struct looking {
	struct filling *f;
	const struct fill_sheet *s;
	int sheet;
	int32_t row, col;            /* the name's cell */
	struct str above;            /* the township's name that holds here, or empty */
	int township;                /* the last one that was found, or -1 */
};

static enum err cannot(struct looking *k, const char *key, struct str name)
{
	return err_set(k->f->cx, ERR_INPUT, cell_name(k->f, k->sheet, k->row, k->col), key,
	               cell_name(k->f, k->sheet, k->row, k->col),
	               str_z(&k->f->cx->arena, name), place_name(k->f, k->f->area).p, NULL);
}

/* The one place of that name under a place, by its plain name; -1 none, -2 several. */
static int under(const struct filling *f, int top, struct str name)
{
	const struct area_node *n = area_nth(f->tree, top);
	int found = -1;

	for (int i = n->lo; i < n->hi; i++)
		if (!area_nth(f->tree, i)->to && str_eq(area_nth(f->tree, i)->name, name)) {
			if (found >= 0)
				return -2;
			found = i;
		}
	return found;
}

static int lookup(struct looking *k, struct str name)
{
	struct str none = { 0 };
	int i;

	if (k->above.n) {
		i = area_by_name(k->f->tree, none, k->above, name);
		if (i != -1)
			return i;
	}
	if (k->township >= 0) {         /* villages stand under their township */
		i = under(k->f, k->township, name);
		if (i >= 0)
			return i;
	}
	if (k->f->area >= 0) {
		i = under(k->f, k->f->area, name);
		if (i >= 0)
			return i;
	}
	return area_by_name(k->f->tree, none, none, name);
}

static enum err find_place(struct looking *k, struct str text, int *place)
{
	struct filling *f = k->f;
	struct str name = plain_name(&f->a, text);
	int i;

	switch (total_word(sheet_plain(&f->a, name))) {
	case TOTAL_ALL:
	case TOTAL_PLACE:
		*place = f->area;
		return OK;
	case TOTAL_PART:                /* in a township's own form it is the township */
		*place = k->township >= 0 || f->area < 0 || area_nth(f->tree, f->area)->level != 4 ?
		         k->township : f->area;
		return *place < 0 ? cannot(k, "report-subtotal", name) : OK;
	case TOTAL_NONE:
		break;
	}
	i = lookup(k, name);
	if (i == -1 && without_number(name).n != name.n)
		i = lookup(k, without_number(name));
	if (i < 0)
		return cannot(k, i == -2 ? "report-name-several" : "report-name-unknown", name);
	if (f->area >= 0 && !area_within(area_nth(f->tree, f->area), i))
		return cannot(k, "report-name-outside", name);
	*place = i;
	return OK;
}

/* The text of a name's cell, or of the cell that it is merged with in the same line of the form: 合计
 * often takes the columns of township and village together. */
static struct str name_at(const struct fill_sheet *s, bool by_line, int32_t row, int32_t col)
{
	const struct fill_cell *c = cell_at(s, row, col);

	if (c && str_trim(c->text).n)
		return str_trim(c->text);
	for (int i = 0; i < s->nmerge; i++) {
		const struct fill_merge *m = &s->merge[i];

		if (row < m->row || row > m->row_end || col < m->col || col > m->col_end ||
		    (by_line ? m->col != m->col_end : m->row != m->row_end))
			continue;
		c = cell_at(s, m->row, m->col);
		return c ? str_trim(c->text) : (struct str){ 0 };
	}
	return (struct str){ 0 };
}

bool name_is_total(struct arena *a, struct str s)
{
	enum total_word is = total_word(sheet_plain(a, s));

	return is == TOTAL_ALL || is == TOTAL_PLACE;
}

/* What stands in the column of townships: it holds for the rows below, too. */
static enum err find_township(struct looking *k, const struct named *n, struct str text, int *place)
{
	struct looking town = *k;

	*(n->by_line ? &town.row : &town.col) = n->above;
	town.above = (struct str){ 0 };
	town.township = -1;
	TRY(find_place(&town, text, place));
	k->above = (struct str){ 0 };
	k->township = *place == k->f->area ? -1 : *place;
	if (k->township >= 0)
		k->above = plain_name(&k->f->a, text);
	return OK;
}

static enum err find_printed(struct filling *f, int sheet)
{
	struct named *n = &f->named[sheet];
	struct looking k = { .f = f, .s = &f->book->sheet[sheet], .sheet = sheet, .township = -1 };

	n->n = n->to - n->from + 1;
	n->place = arena_array(&f->a, (size_t)n->n, sizeof *n->place);
	for (int i = 0; i < n->n; i++) {
		struct str name, up = { 0 };

		k.row = n->by_line ? n->at : n->from + i;
		k.col = n->by_line ? n->from + i : n->at;
		name = name_at(k.s, n->by_line, k.row, k.col);
		if (n->above >= 0)
			up = n->by_line ? name_at(k.s, true, n->above, k.col) :
			     name_at(k.s, false, k.row, n->above);
		n->place[i] = NO_PLACE;
		if (up.n)
			TRY(find_township(&k, n, up, &n->place[i]));
		if (name.n)
			TRY(find_place(&k, name, &n->place[i]));
		if (n->place[i] >= 0 && n->place[i] != f->area &&
		    area_nth(f->tree, n->place[i])->level == 4)
			k.township = n->place[i];
	}
	return OK;
}

/* Places that a row is made for: valid ones of the level, in order of codes. */
static enum err find_each(struct filling *f, int sheet)
{
	struct named *n = &f->named[sheet];
	const struct area_node *top = f->area >= 0 ? area_nth(f->tree, f->area) : NULL;
	int lo = top ? top->lo : 0, hi = top ? top->hi : area_count(f->tree);

	if (f->book->sheet[sheet].fixed)
		return bad(f, n->said, "report-each-fixed", f->book->sheet[sheet].name);
	n->place = arena_array(&f->a, (size_t)(hi - lo) + 1, sizeof *n->place);
	for (int i = lo; i < hi; i++) {
		const struct area_node *x = area_nth(f->tree, i);

		if (x->level == n->each && !x->to)
			n->place[n->n++] = i;
	}
	if (!n->n || n->n > NAME_ROWS)
		return bad(f, n->said, "report-each-none", place_name(f, f->area));
	return OK;
}

enum err names_find(struct filling *f, int sheet)
{
	if (!f->named[sheet].any)
		return OK;
	return f->named[sheet].each ? find_each(f, sheet) : find_printed(f, sheet);
}
