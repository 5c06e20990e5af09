/* import_preview - what whoever tries a list out is shown of it: how each column was understood,
 * and the beginning of the sheet beside the first rows that something is wrong with, each cell as
 * it stands there. Cells come from the child that read the file. A sealed value stays hidden: the
 * list may come from somebody who knows it, but a screen is seen by many. */
#include <string.h>

#include "base/codes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "entity/cell.h"
#include "job/import_int.h"

#define FIRST_ROWS  100          /* of the sheet */
#define FAULTY_ROWS 100          /* the first ones that are refused or doubted, further down */
#define CELL_BYTES  240          /* of one cell that are shown */
#define NUMBER_LONG 15           /* digits in a row that may be an ID number or an account */

struct seen { int32_t at, asked; uint8_t outcome; };
enum { SEEN_FRESH, SEEN_CHANGED, SEEN_UNCHANGED, SEEN_REFUSED };

struct preview {
	struct seen first[FIRST_ROWS], faulty[FAULTY_ROWS];
	int nfirst, nfaulty;
};

/* ---- rows, as they are judged: in the order of households ---- */

/* Keeps the lowest numbers, in order. */
static void keep(struct seen *v, int *n, int most, const struct seen *one)
{
	int at = *n;

	if (*n == most && one->at >= v[*n - 1].at)
		return;
	if (*n < most)
		(*n)++;
	else
		at = *n - 1;
	while (at > 0 && v[at - 1].at > one->at) {
		v[at] = v[at - 1];
		at--;
	}
	v[at] = *one;
}

void preview_row(struct imp *im, const struct reader_row *row)
{
	struct seen one = { row->at, im->amend ? row->origin : row->at, SEEN_UNCHANGED };
	bool faulty = row->refused;

	if (!im->im->face.preview || row->at < 1)
		return;
	if (!im->preview)
		im->preview = ARENA_NEW(&im->cache, struct preview);
	if (row->refused)
		one.outcome = SEEN_REFUSED;
	else if (row->outcome == ROW_FRESH)
		one.outcome = SEEN_FRESH;
	else if (row->outcome == ROW_CHANGED)
		one.outcome = SEEN_CHANGED;
	for (int i = 0; i < row->nf; i++)
		faulty |= !strcmp(row->f[i].kind->severity, "doubt");
	keep(im->preview->first, &im->preview->nfirst, FIRST_ROWS, &one);
	if (faulty)
		keep(im->preview->faulty, &im->preview->nfaulty, FAULTY_ROWS, &one);
}

/* ---- columns ---- */

static const struct field *field_of(const struct imp *im, int col)
{
	const struct sheet_map *m = &im->rd->map;
	const struct sheet_col *c = &m->col[col];

	return c->kind == COL_FIELD || c->kind == COL_AGAIN ? &m->part[c->part]->fields[c->field] :
	       NULL;
}

bool preview_secret(const struct imp *im, int col)
{
	const struct field *f = col >= 0 && col < im->rd->map.ncol ? field_of(im, col) : NULL;

	return f && field_sealed(f);
}

/* Whether a header is what the field is called, by templates or by the program itself. */
static bool called(struct imp *im, struct str header, const struct field *f)
{
	struct arena *a = &im->work;
	struct str plain = sheet_plain(a, header);
	ptrdiff_t bracket = str_find(plain, STR("("));
	struct str bare = bracket > 0 ? str_sub(plain, 0, (size_t)bracket) : plain;
	const char *const name[] = { f->zh, f->en, f->name };

	for (int i = 0; i < 3; i++) {
		struct str one = sheet_plain(a, str_of(name[i] ? name[i] : ""));

		if (one.n && (str_eq(plain, one) || str_eq(bare, one)))
			return true;
	}
	return false;
}

static const char *how_of(struct imp *im, int col, const struct field *f)
{
	const struct sheet_col *c = &im->rd->map.col[col];

	if (im->rd->said[col])
		return im->rd->said[col] == 2 ? "given" : "remembered";
	switch (c->kind) {
	case COL_FIELD:
		return called(im, c->header, f) ? "exact" : "synonym";
	case COL_COUNTY: case COL_TOWNSHIP: case COL_GROUP_PATH:
		return "exact";
	case COL_AGAIN:
		return "again";
	case COL_NOTHING:
		return "nothing";
	default:
		return "ignored";
	}
}

static struct import_column column_of(struct imp *im, int col)
{
	const struct sheet_col *c = &im->rd->map.col[col];
	const struct field *f = field_of(im, col);
	struct import_column out = { .header = c->header, .how = how_of(im, col, f) };
	struct arena *a = &im->cache;
	bool zh = im->cx->lang == LANG_ZH;

	if (f) {
		const struct entity *e = im->rd->map.part[c->part];

		out.target = str_join(a, str_join(a, str_of(e->name), STR(".")), str_of(f->name));
		out.label = str_of(zh ? f->zh : f->en);
		if (im->rd->map.npart > 1)
			out.label = str_join(a, str_join(a, str_of(zh ? e->zh : e->en),
			                     zh ? STR("·") : STR(" · ")), out.label);
	} else if (c->kind == COL_COUNTY || c->kind == COL_TOWNSHIP) {
		out.target = c->kind == COL_COUNTY ? STR("county") : STR("township");
		out.label = c->kind == COL_COUNTY ? zh ? STR("县") : STR("County") :
		            zh ? STR("乡镇") : STR("Township");
	}
	return out;
}

void preview_columns(struct imp *im)
{
	const struct import_face *face = &im->im->face;
	const struct sheet_map *m = &im->rd->map;
	struct import_column *v;
	int n = 0;

	if (!face->columns)
		return;
	v = arena_array(&im->cache, (size_t)m->ncol + 1, sizeof *v);
	for (int i = 0; i < m->ncol; i++)
		if (m->col[i].kind != COL_ERRORS)
			v[n++] = column_of(im, i);
	face->columns(face->arg, im->name, v, n);
}

/* ---- cells ---- */

static bool digit(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* The number that a text begins with: its end, how many digits it has, and where the sixth ends.
 * Digits of a number may stand apart by blanks and strokes. */
static size_t number_end(struct str s, int *digits, size_t *sixth)
{
	struct str rest = s;
	size_t end = 0;

	*digits = 0;
	while (rest.n) {
		int32_t c = utf8_next(&rest);

		if (c == ' ' || c == '-' || c == 0xA0 || c == 0x3000)
			continue;
		if (*digits >= NUMBER_LONG && (c == 'x' || c == 'X'))
			return s.n - rest.n;
		if (!digit(c))
			return end;
		end = s.n - rest.n;
		if (++*digits == 6)
			*sixth = end;
	}
	return end;
}

/* Long numbers keep their first six digits, wherever they stand. A number that a household or
 * another row is known by is shown, unless it is somebody's ID number. */
static struct str plain_text(struct imp *im, struct str s, bool number)
{
	struct buf b BUF_AUTO = { 0 };
	struct str rest = s;
	struct idno id;

	buf_init(&b, CELL_BYTES * 8);
	while (rest.n) {
		size_t sixth = 0, end;
		enum idno_bad bad;
		int digits;

		end = number_end(rest, &digits, &sixth);
		if (!end) {
			struct str one = rest;

			utf8_next(&rest);
			buf_add(&b, one.p, one.n - rest.n);
			continue;
		}
		bad = idno_read(str_sub(rest, 0, end), 0, &id);
		if (digits < NUMBER_LONG || (number && bad != IDNO_GOOD && bad != IDNO_CHECK)) {
			buf_add(&b, rest.p, end);
		} else {
			buf_add(&b, rest.p, sixth);
			buf_addz(&b, "************");
		}
		rest = str_sub(rest, end, rest.n);
	}
	return str_dup(&im->work, buf_str(&b));
}

/* The first character and stars: what a column that nobody has named holds. */
static struct str outline(struct imp *im, struct str s)
{
	struct str rest = s;
	struct buf b BUF_AUTO = { 0 };
	int stars = 0;

	buf_init(&b, CELL_BYTES * 2);
	utf8_next(&rest);
	buf_add(&b, s.p, s.n - rest.n);
	while (stars++ < 8 && rest.n && utf8_next(&rest) >= 0)
		buf_addc(&b, '*');
	return str_dup(&im->work, buf_str(&b));
}

static struct str sealed(struct imp *im, const struct field *f, struct str s)
{
	struct val v = { .kind = VAL_TEXT, .s = s };
	struct buf b BUF_AUTO = { 0 };

	for (size_t i = 0; i < s.n && i < 6; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return STR("***");
	buf_init(&b, CELL_BYTES * 2);
	cell_write(&b, im->r->model, f, &v, MASK_STAFF, im->cx->lang);
	return str_dup(&im->work, buf_str(&b));
}

static struct str shown(struct imp *im, int col, struct str cell)
{
	const struct field *f = field_of(im, col);
	struct str s = str_trim(cell);

	if (s.n > CELL_BYTES) {
		size_t n = CELL_BYTES;

		while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
		s.n = n;
	}
	if (!s.n)
		return s;
	if (f && field_sealed(f))
		return sealed(im, f, s);
	if (im->rd->map.col[col].kind == COL_IGNORED || (!f && im->rd->said[col]))
		return outline(im, s);
	return plain_text(im, s, f && (f->flags & E_KEY ||
	                               (f->type == FT_REF && strcmp(f->ref, "person") != 0)));
}

static void tell_row(struct imp *im, const struct seen *one, const struct reader_cells *c)
{
	static const char *const what[] = { "new", "changed", "unchanged", "refused" };
	const struct sheet_map *m = &im->rd->map;
	struct import_preview out = { .row = one->at, .what = what[one->outcome] };

	out.cell = arena_array(&im->work, (size_t)m->ncol + 1, sizeof *out.cell);
	for (int i = 0; i < m->ncol && out.n < c->n; i++) {
		if (m->col[i].kind == COL_ERRORS)
			continue;
		out.cell[out.n] = shown(im, i, c->cell[out.n]);
		out.n++;
	}
	im->im->face.preview(im->im->face.arg, im->name, &out);
}

/* Both kinds of rows in the order of the sheet, each once. */
static int in_order(const struct preview *p, struct seen *out)
{
	int n = 0, i = 0, k = 0;

	while (i < p->nfirst || k < p->nfaulty) {
		bool first = k == p->nfaulty || (i < p->nfirst && p->first[i].at <= p->faulty[k].at);
		const struct seen *one = first ? &p->first[i++] : &p->faulty[k++];

		if (!n || out[n - 1].at != one->at)
			out[n++] = *one;
	}
	return n;
}

enum err preview_rows(struct imp *im)
{
	struct seen seen[FIRST_ROWS + FAULTY_ROWS];
	int32_t row[FIRST_ROWS + FAULTY_ROWS] = { 0 };
	int n = im->preview ? in_order(im->preview, seen) : 0;

	if (!n)
		return OK;
	for (int i = 0; i < n; i++)
		row[i] = seen[i].asked;
	TRY(reader_ask_cells(im->cx, im->rd, row, n));
	for (int i = 0; i < n; i++) {
		struct reader_cells c;

		arena_reset(&im->work);
		TRY(reader_cells(im->cx, im->rd, &im->work, &c));
		if (c.there && c.row == row[i])
			tell_row(im, &seen[i], &c);
	}
	return OK;
}
