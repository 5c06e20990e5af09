/* notice_list - see the header. */
#include "domain/gate/notice_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/gate/notice_mask.h"

#define MAGIC "jingzhun-notice@v1"

/* ---- what looks the same ---- */

/* One household as printed; those that look the same in a group stand side by side when sorted. */
struct printed {
	struct str name, group;
	int at, mark;                /* its place; 0: no other looks so */
};

static int by_look(const void *pa, const void *pb)
{
	const struct printed *a = pa, *b = pb;
	int c = str_cmp(a->group, b->group);

	if (!c)
		c = str_cmp(a->name, b->name);
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static int by_place(const void *pa, const void *pb)
{
	const struct printed *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

static struct str masked(struct arena *a, const struct notice_policy *p,
                         const struct notice_medium *m, struct str s, bool name)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (name)
		notice_name(&b, p, m->names, s);
	else
		notice_group(&b, p, s);
	return str_dup(a, buf_str(&b));
}

/* Names as printed, with a mark where two of a group look the same. */
static struct printed *print(struct arena *a, const struct notice_policy *p,
                             const struct notice_medium *m, const struct notice_entry *entry, int n)
{
	struct printed *x = arena_array(a, (size_t)n + 1, sizeof *x);

	for (int i = 0; i < n; i++)
		x[i] = (struct printed){ masked(a, p, m, entry[i].name, true),
			masked(a, p, m, entry[i].group, false), i, 0 };
	qsort(x, (size_t)n, sizeof *x, by_look);
	for (int i = 1; i < n; i++)
		if (str_eq(x[i].name, x[i - 1].name) && str_eq(x[i].group, x[i - 1].group)) {
			if (!x[i - 1].mark)
				x[i - 1].mark = 1;
			x[i].mark = x[i - 1].mark + 1;
		}
	qsort(x, (size_t)n, sizeof *x, by_place);
	return x;
}

/* The columns of a list: of the medium, or of places. */
static struct notice_medium shape_of(const struct notice_medium *m, bool places)
{
	struct notice_medium out = *m;

	if (places) {
		out.column[0] = NOTICE_POSITION;
		out.column[1] = NOTICE_PLACE;
		out.ncolumn = 2;
		out.names = NAME_WHOLE;
	}
	return out;
}

/* ---- the bytes ---- */

/* Nothing of a text ends a line or a cell. */
static void put_plain(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		buf_addc(out, (unsigned char)value.p[i] < ' ' ? ' ' : value.p[i]);
}

static void line(struct buf *out, const char *name, struct str value)
{
	buf_addz(out, name);
	buf_addc(out, ' ');
	put_plain(out, value);
	buf_addc(out, '\n');
}

static void line_int(struct buf *out, const char *name, int64_t v)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)v);
	line(out, name, str_of(text));
}

static void line_day(struct buf *out, const char *name, date_t day)
{
	char text[11];

	date_put(text, day);
	line(out, name, str_of(text));
}

static void put_head(struct buf *out, const struct notice_medium *m, const struct notice_head *h,
                     int n)
{
	static const char *const left[] = { "surname", "ends", "whole" };

	buf_addz(out, MAGIC "\n");
	line(out, "no", h->no);
	line(out, "kind", h->result ? STR("result") : STR("objections"));
	line(out, "title", h->title);
	line(out, "title-en", h->title_en);
	line(out, "place", h->place);
	line(out, "area", h->area);
	line_day(out, "from", h->from);
	line_day(out, "until", h->until);
	line_int(out, "days", h->days);
	line(out, "count", h->working ? STR("working") : STR("calendar"));
	line(out, "medium", m->id);
	line(out, "names", str_of(left[m->names]));
	line(out, "hash", str_of(hash_alg_name(h->alg)));
	buf_addz(out, "columns");
	for (int i = 0; i < m->ncolumn; i++)
		buf_addf(out, " %s", notice_column_name[m->column[i]]);
	buf_addc(out, '\n');
	line_int(out, "lines", n);
	buf_addc(out, '\n');
}

static void put_cell(struct buf *out, enum notice_column c, const struct notice_entry *entry,
                     const struct printed *x)
{
	switch (c) {
	case NOTICE_POSITION:
		buf_addi(out, x->at + 1);
		break;
	case NOTICE_NAME:
		buf_adds(out, x->name);
		if (x->mark)
			notice_mark(out, x->mark);
		break;
	case NOTICE_GROUP:
		buf_adds(out, x->group);
		break;
	case NOTICE_MEMBERS:
		if (entry->members > 0 && entry->members < 100)
			buf_addi(out, entry->members);
		else
			buf_addz(out, "—");
		break;
	case NOTICE_PLACE:
		put_plain(out, entry->place);
		break;
	case NOTICE__COLUMNS:
		break;
	}
}

void notice_list_put(struct buf *out, struct arena *a, const struct notice_policy *p,
                     const struct notice_medium *m, const struct notice_head *h,
                     const struct notice_entry *entry, int n, struct str *cells)
{
	struct notice_medium shape = shape_of(m, n > 0 && entry[0].place.n);
	struct printed *x = print(a, p, m, entry, n);

	m = &shape;
	put_head(out, m, h, n);
	for (int i = 0; i < n; i++) {
		size_t at = out->n;

		for (int c = 0; c < m->ncolumn; c++) {
			if (c)
				buf_addc(out, '\t');
			put_cell(out, m->column[c], &entry[i], &x[i]);
		}
		if (!out->full)
			cells[i] = str_dup(a, (struct str){ out->p + at, out->n - at });
		buf_addc(out, '\n');
	}
}

/* ---- read back ---- */

static bool labelled(struct str *rest, const char *name, struct str *value)
{
	struct str one, label = str_of(name);

	if (!str_next(rest, '\n', &one) || !str_starts(one, label) || one.n <= label.n ||
	    one.p[label.n] != ' ')
		return false;
	*value = str_sub(one, label.n + 1, one.n);
	return true;
}

static bool labelled_day(struct str *rest, const char *name, date_t *day)
{
	enum date_form form;
	struct str v;

	return labelled(rest, name, &v) && date_parse(v, day, &form) && form == DATE_ISO;
}

static bool columns_of(struct str v, struct notice_text *out)
{
	struct str one;

	while (str_next(&v, ' ', &one)) {
		int c = 0;

		while (c < NOTICE__COLUMNS && !str_eqz(one, notice_column_name[c]))
			c++;
		if (c == NOTICE__COLUMNS || out->ncolumn == NOTICE__COLUMNS)
			return false;
		out->column[out->ncolumn++] = (enum notice_column)c;
	}
	return out->ncolumn > 0;
}

bool notice_list_read(struct str bytes, struct notice_text *out)
{
	struct notice_head *h = &out->head;
	struct str rest = bytes, v, kind, count;
	int64_t lines;

	*out = (struct notice_text){ 0 };
	if (!str_next(&rest, '\n', &v) || !str_eqz(v, MAGIC) || !labelled(&rest, "no", &h->no) ||
	    !labelled(&rest, "kind", &kind) || !labelled(&rest, "title", &h->title) ||
	    !labelled(&rest, "title-en", &h->title_en) || !labelled(&rest, "place", &h->place) ||
	    !labelled(&rest, "area", &h->area) || !labelled_day(&rest, "from", &h->from) ||
	    !labelled_day(&rest, "until", &h->until) || !labelled(&rest, "days", &v) ||
	    !str_i64(v, &h->days) || !labelled(&rest, "count", &count) ||
	    !labelled(&rest, "medium", &v) || !labelled(&rest, "names", &v) ||
	    !labelled(&rest, "hash", &v) || !labelled(&rest, "columns", &v) || !columns_of(v, out) ||
	    !labelled(&rest, "lines", &v) || !str_i64(v, &lines) || lines < 0 ||
	    lines > NOTICE_LINES_MOST)
		return false;
	h->result = str_eqz(kind, "result");
	h->working = str_eqz(count, "working");
	out->lines = (int)lines;
	if (rest.n == 0 || rest.p[0] != '\n')
		return false;
	out->rows = str_sub(rest, 1, rest.n);
	return true;
}

bool notice_list_row(const struct notice_text *t, struct str *rest,
                     struct str cell[NOTICE__COLUMNS])
{
	struct str row;

	if (!str_next(rest, '\n', &row))
		return false;
	for (int i = 0; i < NOTICE__COLUMNS; i++)
		cell[i] = STR("");
	for (int i = 0; i < t->ncolumn; i++)
		if (!str_next(&row, '\t', &cell[t->column[i]]))
			return false;
	return true;
}
