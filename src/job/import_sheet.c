/* import_sheet - what is told of a sheet as a whole: what it was recognised as, what was turned
 * from one unit into another, what is not known, and which rows were no data. Nothing of a sheet
 * goes by without a word. */
#include <stdio.h>

#include "domain/register/browse.h"
#include "domain/register/mapping.h"
#include "entity/sheet.h"
#include "job/import_int.h"

#define ROWS_TEXT 400            /* bytes of row numbers that are told of one kind */

/* Row numbers of one kind, runs drawn together: "5, 9-12". */
struct skipped {
	int64_t n;
	int32_t first, from, to;
	struct buf text;
};
struct skips { struct skipped kind[KIND_MAX]; };

/* Told of the file, and not kept: nothing in the register hangs on it. */
static void tell_file(struct imp *im, const char *kind, int32_t row, struct str column,
                      struct str detail, struct str hint)
{
	struct import_finding f = { im->name, im->sheet, row, column, kind_find(kind), detail, hint,
		false };

	im->n.found[kind_index(kind)]++;
	if (im->im->face.found)
		im->im->face.found(im->im->face.arg, &f);
}

static struct str field_name(struct imp *im, const struct entity *e, int field)
{
	struct arena *a = &im->cache;

	return str_join(a, str_join(a, str_of(e->name), STR(".")), str_of(e->fields[field].name));
}

static struct str meaning(struct imp *im, const struct sheet_col *c)
{
	switch (c->kind) {
	case COL_FIELD: case COL_AGAIN:
		return field_name(im, im->rd->map.part[c->part], c->field);
	case COL_COUNTY:
		return STR("county");
	case COL_TOWNSHIP:
		return STR("township");
	default:
		return STR("-");
	}
}

/* "person.name, person.remark": what an unknown column may be. */
static struct str suggestions(struct imp *im, int col)
{
	struct str all = { "", 0 };

	for (int i = 0; i < im->rd->nask; i++) {
		const struct reader_question *q = &im->rd->ask[i];

		for (int k = 0; q->col == col && k < q->nnear; k++) {
			if (k)
				all = str_join(&im->cache, all, STR(", "));
			all = str_join(&im->cache, all, field_name(im, q->near[k].e, q->near[k].field));
		}
	}
	return all;
}

void sheet_ask(struct imp *im)
{
	const struct import_face *face = &im->im->face;

	for (int i = 0; face->asked && i < im->rd->nask; i++) {
		const struct reader_question *q = &im->rd->ask[i];
		struct import_question out = { .sheet = im->sheet, .header = im->rd->map.col[q->col].header,
			.example = { q->example[0], q->example[1] } };

		for (int k = 0; k < q->nnear; k++) {
			out.near[out.nnear].target = field_name(im, q->near[k].e, q->near[k].field);
			out.near[out.nnear++].label = str_of(im->cx->lang == LANG_ZH ?
			                                     q->near[k].e->fields[q->near[k].field].zh :
			                                     q->near[k].e->fields[q->near[k].field].en);
		}
		face->asked(face->arg, im->name, &out);
	}
}

/* A column without a header is called as people called it: @5 is the fifth. */
static struct str header_said(struct imp *im, int col)
{
	struct str header = im->rd->map.col[col].header;
	char at[16];

	if (str_trim(header).n)
		return header;
	snprintf(at, sizeof at, "@%d", col + 1);
	return str_dup(&im->cache, str_of(at));
}

enum err sheet_tell(struct imp *im)
{
	const struct sheet_map *m = &im->rd->map;
	int32_t row = im->rd->header_row;

	if (m->shape)
		tell_file(im, "shape_known", row, (struct str){ 0 }, m->shape->zh, (struct str){ 0 });
	for (int i = 0; i < m->ncol; i++) {
		const struct sheet_col *c = &m->col[i];
		struct str none = { 0 };

		if (im->rd->said[i])
			tell_file(im, im->rd->said[i] == 2 ? "map_given" : "map_remembered", row,
			          header_said(im, i), meaning(im, c), none);
		if (c->unit.n)
			tell_file(im, "column_unit", row, c->header, c->unit, none);
		if (c->kind == COL_AGAIN)
			tell_file(im, "column_again", row, c->header, none, none);
		if ((c->kind == COL_IGNORED || c->kind == COL_GROUP_PATH) && str_trim(c->header).n)
			tell_file(im, "column_ignored", row, c->header, c->header, suggestions(im, i));
	}
	sheet_ask(im);
	return OK;
}

/* ---- what was said of headers ---- */

static void put_said(struct buf *b, struct str hash, struct str header, struct str target)
{
	buf_adds(b, hash);
	buf_addc(b, '\t');
	for (size_t i = 0; i < header.n; i++)
		buf_addc(b, header.p[i] == '\t' || header.p[i] == '\n' ? ' ' : header.p[i]);
	buf_addc(b, '\t');
	buf_adds(b, target);
	buf_addc(b, '\n');
}

enum err sheet_said(struct ctx *cx, struct reg *r, const struct import *im, struct str *out)
{
	struct mapping *v;
	struct buf b BUF_AUTO = { 0 };
	int n;

	buf_init(&b, READER_SAID_MAX);
	for (int i = 0; im && i < im->nsaid; i++)
		put_said(&b, (struct str){ 0 }, im->said[i].header, im->said[i].target);
	TRY(mapping_list(cx, r, &v, &n));
	for (int i = 0; i < n; i++)
		put_said(&b, v[i].shape, v[i].header, v[i].target);
	if (b.full)
		return err_set(cx, ERR_LIMIT, "", "mapping-too-many", NULL);
	*out = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

/* Does what was said speak of this column? plain: all headers as they are compared. */
static bool speaks_of(struct str said, const struct str *plain, int col, struct buf *b)
{
	struct str header = plain[col], last = header;
	int nth = 1;

	if (sheet_at_place(said, col) || str_eq(said, header))
		return true;
	for (size_t i = header.n; i > 0 && last.n == header.n; i--)
		if (header.p[i - 1] == '/')
			last = str_sub(header, i, header.n);
	if (str_eq(said, last))
		return true;
	if (!header.n || said.n <= header.n || !str_starts(said, header))
		return false;
	for (int j = 0; j < col; j++)
		nth += str_eq(plain[j], header);
	buf_reset(b);
	buf_addf(b, "%.*s#%d", STR_FMT(header), nth);
	return str_eq(said, buf_str(b));
}

/* What was said of columns of this sheet. */
static int said_here(struct imp *im, struct mapping **out)
{
	const struct sheet_map *m = &im->rd->map;
	struct mapping *v = arena_array(&im->cache, (size_t)im->im->nsaid + 1, sizeof *v);
	struct str *plain = arena_array(&im->cache, (size_t)m->ncol + 1, sizeof *plain);
	struct buf b BUF_AUTO = { 0 };
	int n = 0;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < m->ncol && im->im->nsaid; i++)
		plain[i] = sheet_plain(&im->cache, m->col[i].header);
	for (int k = 0; k < im->im->nsaid; k++) {
		struct import_said *s = &im->im->said[k];
		struct str said = sheet_plain(&im->cache, s->header);
		bool here = false;

		for (int i = 0; i < m->ncol && !here; i++)
			here = im->rd->said[i] == 2 && speaks_of(said, plain, i, &b);
		if (!here)
			continue;
		s->used = true;
		v[n++] = (struct mapping){ str_of(im->rd->shape), str_of(im->part[0]->name), s->header,
			s->target };
	}
	*out = v;
	return n;
}

enum err sheet_may_remember(struct imp *im)
{
	struct mapping *v;
	int n = said_here(im, &v);

	return n ? mapping_room(im->cx, im->r, n) : OK;
}

enum err sheet_remember(struct imp *im)
{
	struct mapping *v;
	int n = said_here(im, &v);

	return mapping_put(im->cx, im->r, v, n);
}

/* ---- what was said on the command line ---- */

static const struct entity *noun_of(const struct model *m, struct str name)
{
	for (int i = 0; i < m->n; i++)
		if (str_eqz(name, m->ent[i]->name) || str_eqz(name, m->ent[i]->zh) ||
		    str_eqz(name, m->ent[i]->en))
			return m->ent[i];
	return NULL;
}

/* A field of a list by its name or label; loose: by what else it is called, too. -1 */
static int target_field(const struct entity *e, struct str name, bool loose)
{
	int f = -1;

	for (int i = 0; i < e->nfield && f < 0; i++)
		if (str_eqz(name, e->fields[i].name) || str_eqz(name, e->fields[i].zh) ||
		    str_eqz(name, e->fields[i].en))
			f = i;
	f = f < 0 && loose ? browse_field(e, name) : f;
	return f < 0 || e->flags & ENT_CODED || e->fields[f].flags & E_RO ? -1 : f;
}

static struct str dotted(struct arena *a, const struct entity *e, int f)
{
	return str_join(a, str_join(a, str_of(e->name), STR(".")), str_of(e->fields[f].name));
}

/* "household.head_name", "户.户主姓名"; a field alone if the kind is given or only one has it. out:
 * as it is kept; with several, all of them. How many. */
static int targets(struct arena *a, const struct model *m, const char *kind, struct str text,
                   struct str *out)
{
	ptrdiff_t dot = str_find(text, STR("."));
	struct str field = dot < 0 ? text : str_sub(text, (size_t)dot + 1, text.n);
	const struct entity *one = dot >= 0 ? noun_of(m, str_sub(text, 0, (size_t)dot)) :
	                           kind ? entity_find(m, str_of(kind)) : NULL;
	int n = 0;

	*out = text;
	if (str_eqz(text, "-") || str_eqz(text, "county") || str_eqz(text, "township"))
		return 1;
	for (int loose = 0; loose < 2 && !n; loose++)
		for (int i = 0; i < m->n; i++) {
			const struct entity *e = m->ent[i];
			int f = one == e || (!one && dot < 0) ? target_field(e, field, loose) : -1;

			if (f < 0)
				continue;
			*out = !n++ ? dotted(a, e, f) :
			       str_join(a, str_join(a, *out, STR(", ")), dotted(a, e, f));
		}
	return n;
}

enum err import_check_said(struct ctx *cx, const struct reg *r, const char *kind,
                           struct import_said *said, int n)
{
	struct arena *a = &cx->arena;

	for (int i = 0; i < n; i++) {
		struct str found;
		int k = targets(a, r->model, kind, said[i].target, &found);

		if (k > 1)
			return err_set(cx, ERR_USAGE, "map", "import-map-several",
			               str_z(a, said[i].header), str_z(a, said[i].target),
			               str_z(a, found), NULL);
		if (!k || !sheet_plain(a, said[i].header).n)
			return err_set(cx, ERR_USAGE, "map", "import-map-target",
			               str_z(a, said[i].header), str_z(a, said[i].target), NULL);
		said[i].target = found;
	}
	return OK;
}

void sheet_tell_left(struct imp *im, const struct entity *e, const struct field *f)
{
	tell_file(im, "noun_left", im->rd->header_row, str_of(f->zh), str_of(e->zh),
	          (struct str){ 0 });
}

/* ---- rows that are no data ---- */

static void put_run(struct skipped *s)
{
	if (!s->from)
		return;
	if (s->text.n > ROWS_TEXT) {
		if (!str_ends(buf_str(&s->text), STR("…")))
			buf_addz(&s->text, " …");
		return;
	}
	buf_addz(&s->text, s->text.n ? ", " : "");
	buf_addi(&s->text, s->from);
	if (s->to > s->from) {
		buf_addc(&s->text, '-');
		buf_addi(&s->text, s->to);
	}
}

enum err sheet_skipped(struct imp *im, struct reader_row *row)
{
	struct skipped *s;

	if (!im->skips)
		im->skips = ARENA_NEW(&im->cache, struct skips);
	s = &im->skips->kind[kind_index(row->skipped->id)];
	if (!s->n++) {
		s->first = row->row;
		buf_init(&s->text, 4096);
	}
	if (row->row < s->first)
		s->first = row->row;
	if (s->from && row->row == s->to + 1) {
		s->to = row->row;
	} else {
		put_run(s);
		s->from = s->to = row->row;
	}
	for (int i = 0; i < row->nf; i++)
		TRY(imp_tell(im, row, &row->f[i]));
	return OK;
}

enum err sheet_tell_skips(struct imp *im)
{
	for (int i = 0; im->skips && kind_nth(i); i++) {
		struct skipped *s = &im->skips->kind[i];

		if (!s->n)
			continue;
		put_run(s);
		tell_file(im, kind_nth(i)->id, s->first, (struct str){ 0 },
		          str_dup(&im->cache, buf_str(&s->text)), (struct str){ 0 });
		buf_free(&s->text);
	}
	im->skips = NULL;
	return OK;
}
