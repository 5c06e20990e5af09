/* xlsx_book - from the package to its sheets: which part is the workbook, which sheets it names,
 * which of their formats are dates, and the strings that cells share. */
#include "fmt/xlsx_part.h"

#include "base/mem.h"
#include "base/utf8.h"

#define RELATIONS_MAX 2000
#define STYLES_MAX    65536
#define GROUP         8                  /* shared strings found together */
#define SHEET_NAME    255                /* bytes */

struct relation {
	struct str id, type, target;
	bool external;
};

struct relations {
	struct xlsx_book *b;
	struct relation *r;
	int n, cap;
};

static enum err refuse(struct ctx *cx, const char *key, struct str what)
{
	char *z = utf8_valid(what) ? str_z(&cx->arena, what) : str_z(&cx->arena, STR("?"));

	return err_set(cx, ERR_INPUT, z, key, z, NULL);
}

/* ---- relations between parts ---- */

static enum err relation_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                               const char **att)
{
	struct relations *rs = x->arg;
	const char *id = xlsx_att(att, "Id"), *type = xlsx_att(att, "Type");
	const char *target = xlsx_att(att, "Target"), *mode = xlsx_att(att, "TargetMode");

	if (depth != 2 || strcmp(name, "Relationship") || !id || !type || !target)
		return OK;
	if (rs->n == RELATIONS_MAX)
		return refuse(cx, "xlsx-sheets", STR("rels"));
	if (rs->n == rs->cap) {
		rs->cap = rs->cap * 2 + 16;
		rs->r = mem_grow(rs->r, (size_t)rs->cap, sizeof *rs->r);
	}
	rs->r[rs->n++] = (struct relation){
		str_dup(&rs->b->a, str_of(id)), str_dup(&rs->b->a, str_of(type)),
		str_dup(&rs->b->a, str_of(target)), mode && !strcmp(mode, "External"),
	};
	return arena_full(&rs->b->a) ? refuse(cx, "xlsx-sheets", STR("rels")) : OK;
}

static enum err nothing_end(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name)
{
	(void)cx;
	(void)x;
	(void)depth;
	(void)name;
	return OK;
}

/* "xl/workbook.xml" has its relations in "xl/_rels/workbook.xml.rels", "" in "_rels/.rels". */
static enum err relations_of(struct ctx *cx, struct xlsx_book *b, struct str part,
                             struct relations *out)
{
	struct xlsx_xml x = { .arg = out, .begin = relation_begin, .end = nothing_end };
	struct buf name BUF_AUTO = { 0 };
	const struct xlsx_part *p;
	size_t dir = part.n;

	*out = (struct relations){ .b = b };
	while (dir && part.p[dir - 1] != '/')
		dir--;
	buf_init(&name, 1000);
	buf_addf(&name, "%.*s_rels/%.*s.rels", (int)dir, part.p, (int)(part.n - dir), part.p + dir);
	p = xlsx_zip_find(&b->zip, buf_str(&name));
	return p ? xlsx_xml_read(cx, &b->zip, p, &x) : OK;
}

/* Types differ between transitional and strict in all but their last word. */
static bool is_type(const struct relation *r, const char *word)
{
	size_t n = strlen(word);

	return r->type.n > n && r->type.p[r->type.n - n - 1] == '/' && str_ends(r->type, str_of(word));
}

/* The part that `target` means when it stands in `from`; NULL. */
static const struct xlsx_part *resolve(struct xlsx_book *b, struct str from, struct str target)
{
	struct buf path BUF_AUTO = { 0 };
	struct str rest, piece;
	size_t dir = from.n;

	buf_init(&path, 1000);
	while (dir && from.p[dir - 1] != '/')
		dir--;
	if (target.n && (target.p[0] == '/' || target.p[0] == '\\'))
		dir = 0;
	buf_add(&path, from.p, dir);
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] == '\\')
			((char *)target.p)[i] = '/';
	for (rest = target; str_next(&rest, '/', &piece);) {
		if (!piece.n || str_eqz(piece, "."))
			continue;
		if (!str_eqz(piece, "..")) {
			buf_adds(&path, piece);
			buf_addc(&path, '/');
			continue;
		}
		for (path.n -= path.n > 0; path.n && path.p[path.n - 1] != '/';)
			path.n--;
	}
	path.n -= path.n > 0;
	return path.full ? NULL : xlsx_zip_find(&b->zip, buf_str(&path));
}

/* ---- the workbook ---- */

struct workbook {
	struct xlsx_book *b;
	struct relations rel;
	bool in_sheets;
};

/* What fits into n bytes, whole characters only. */
static struct str cut(struct str s, size_t n)
{
	struct str rest = s;

	if (s.n <= n)
		return s;
	while (rest.n > s.n - n)
		utf8_next(&rest);
	while ((size_t)(rest.p - s.p) > n)
		rest.p--;
	return str_sub(s, 0, (size_t)(rest.p - s.p));
}

static enum err add_sheet(struct ctx *cx, struct workbook *w, const char **att)
{
	struct xlsx_book *b = w->b;
	const char *name = xlsx_att(att, "name"), *state = xlsx_att(att, "state");
	const struct relation *r = NULL;
	struct xlsx_sheet *s;
	const char *id = NULL;

	/* r:id, not sheetId: the only one that has a prefix. */
	for (const char **a = att; *a && !id; a += 2)
		if (strchr(*a, ':') && !strcmp(strchr(*a, ':'), ":id"))
			id = a[1];
	for (int i = 0; id && i < w->rel.n && !r; i++)
		if (str_eqz(w->rel.r[i].id, id))
			r = &w->rel.r[i];
	if (r && !is_type(r, "worksheet"))       /* a chart, a dialog, old macros */
		return OK;
	if (b->nsheet == XLSX_SHEETS)
		return refuse(cx, "xlsx-sheets", b->workbook->name);
	if (b->nsheet == b->sheet_cap) {
		b->sheet_cap = b->sheet_cap * 2 + 8;
		b->sheet = mem_grow(b->sheet, (size_t)b->sheet_cap, sizeof *b->sheet);
	}
	s = &b->sheet[b->nsheet++];
	*s = (struct xlsx_sheet){ .name = str_dup(&b->a, cut(str_of(name ? name : "?"), SHEET_NAME)) };
	s->hidden = state && strcmp(state, "visible") != 0;
	s->external = r && r->external;
	s->part = r && !r->external ? resolve(b, b->workbook->name, r->target) : NULL;
	return OK;
}

static enum err workbook_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                               const char **att)
{
	struct workbook *w = x->arg;

	if (depth == 1 && strcmp(name, "workbook") != 0)
		return refuse(cx, "xlsx-not", w->b->workbook->name);
	if (depth == 2 && !strcmp(name, "workbookPr"))
		w->b->from_1904 = xlsx_true(xlsx_att(att, "date1904"));
	if (depth == 2)
		w->in_sheets = !strcmp(name, "sheets");
	return depth == 3 && w->in_sheets && !strcmp(name, "sheet") ? add_sheet(cx, w, att) : OK;
}

static void find_parts(struct xlsx_book *b, const struct relations *rs)
{
	for (int i = 0; i < rs->n; i++) {
		const struct relation *r = &rs->r[i];

		if (r->external)
			continue;
		if (is_type(r, "sharedStrings"))
			b->strings = resolve(b, b->workbook->name, r->target);
		else if (is_type(r, "styles"))
			b->styles = resolve(b, b->workbook->name, r->target);
	}
}

static enum err find_workbook(struct ctx *cx, struct xlsx_book *b)
{
	struct relations rs;
	enum err e = relations_of(cx, b, (struct str){ "", 0 }, &rs);

	for (int i = 0; e == OK && i < rs.n && !b->workbook; i++)
		if (is_type(&rs.r[i], "officeDocument") && !rs.r[i].external)
			b->workbook = resolve(b, (struct str){ "", 0 }, rs.r[i].target);
	mem_free(rs.r);
	TRY(e);
	if (!b->workbook)
		b->workbook = xlsx_zip_find(&b->zip, STR("xl/workbook.xml"));
	return b->workbook ? OK : refuse(cx, "xlsx-not", STR("ZIP"));
}

enum err xlsx_book_open(struct ctx *cx, struct xlsx_book *b, int fd)
{
	struct workbook w = { .b = b };
	struct xlsx_xml x = { .arg = &w, .begin = workbook_begin, .end = nothing_end };
	enum err e;

	TRY(xlsx_zip_open(cx, &b->a, fd, &b->zip));
	TRY(find_workbook(cx, b));
	e = relations_of(cx, b, b->workbook->name, &w.rel);
	if (e == OK) {
		find_parts(b, &w.rel);
		e = xlsx_xml_read(cx, &b->zip, b->workbook, &x);
	}
	mem_free(w.rel.r);
	TRY(e);
	return b->nsheet ? OK : refuse(cx, "xlsx-none", b->workbook->name);
}

/* ---- styles ---- */

struct styles {
	struct xlsx_book *b;
	struct numeral_format *by_id;         /* STYLES_MAX of them */
	int cap;
	bool in_formats, in_cells;
};

static enum err styles_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                             const char **att)
{
	struct styles *s = x->arg;
	const char *id = xlsx_att(att, "numFmtId");
	int64_t n = 0;

	if (depth == 2) {
		s->in_formats = !strcmp(name, "numFmts");
		s->in_cells = !strcmp(name, "cellXfs");
	}
	if (depth != 3)
		return OK;
	if (!id || !str_i64(str_of(id), &n) || n < 0 || n >= STYLES_MAX)
		n = 0;
	if (s->in_formats && !strcmp(name, "numFmt") && n) {
		const char *code = xlsx_att(att, "formatCode");

		s->by_id[n] = numeral_format(str_of(code ? code : ""));
	} else if (s->in_cells && !strcmp(name, "xf")) {
		struct xlsx_book *b = s->b;

		if (b->nstyle == STYLES_MAX)
			return refuse(cx, "xlsx-styles", b->styles->name);
		if (b->nstyle == s->cap) {
			s->cap = s->cap * 2 + 64;
			b->style = mem_grow(b->style, (size_t)s->cap, sizeof *b->style);
		}
		b->style[b->nstyle++] = s->by_id[n];
	}
	return OK;
}

static enum err load_styles(struct ctx *cx, struct xlsx_book *b)
{
	struct styles s = { .b = b };
	struct xlsx_xml x = { .arg = &s, .begin = styles_begin, .end = nothing_end };
	enum err e;

	if (!b->styles)
		return OK;
	s.by_id = mem_new(STYLES_MAX, sizeof *s.by_id);
	for (int i = 0; i < 60; i++)
		s.by_id[i] = numeral_builtin(i);
	e = xlsx_xml_read(cx, &b->zip, b->styles, &x);
	mem_free(s.by_id);
	return e;
}

/* ---- shared strings: a varint and the text, one after the other in the spool ---- */

struct strings {
	struct xlsx_book *b;
	struct xlsx_text text;
	struct buf head;
	int64_t cap;
	bool in_item;
};

static enum err strings_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                              const char **att)
{
	struct strings *s = x->arg;

	(void)cx;
	(void)att;
	if (depth == 2) {
		s->in_item = !strcmp(name, "si");
		xlsx_text_start(&s->text, depth);
	} else if (s->in_item) {
		xlsx_text_begin(&s->text, depth, name);
	}
	return OK;
}

static enum err strings_end(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name)
{
	struct strings *s = x->arg;
	struct xlsx_book *b = s->b;
	struct str text;

	if (!s->in_item || depth < 2)
		return OK;
	if (depth > 2) {
		xlsx_text_end(&s->text, depth, name);
		return OK;
	}
	s->in_item = false;
	text = xlsx_text_plain(&s->text.b);
	if (text.n > ROWS_CELL_MAX + 1)          /* the cell that uses it is refused */
		text.n = ROWS_CELL_MAX + 1;
	if (b->nstring % GROUP == 0) {
		int64_t group = b->nstring / GROUP;

		if (group + 1 >= s->cap) {
			s->cap = s->cap * 2 + 64;
			b->string_at = mem_grow(b->string_at, (size_t)s->cap, sizeof *b->string_at);
		}
		b->string_at[group] = spool_size(b->spool);
	}
	buf_reset(&s->head);
	buf_varint(&s->head, text.n);
	TRY(spool_add(cx, b->spool, s->head.p, s->head.n));
	TRY(spool_add(cx, b->spool, text.p, text.n));
	b->string_at[b->nstring++ / GROUP + 1] = spool_size(b->spool);
	return OK;
}

static void strings_text(struct xlsx_xml *x, const char *p, size_t n)
{
	struct strings *s = x->arg;

	if (s->in_item)
		xlsx_text_add(&s->text, p, n);
}

static enum err load_strings(struct ctx *cx, struct xlsx_book *b)
{
	struct strings s = { .b = b };
	struct xlsx_xml x = { .arg = &s, .begin = strings_begin, .end = strings_end,
		.text = strings_text };
	enum err e;

	if (!b->strings)
		return OK;
	xlsx_text_init(&s.text);
	buf_init(&s.head, 16);
	e = xlsx_xml_read(cx, &b->zip, b->strings, &x);
	buf_free(&s.text.b);
	buf_free(&s.head);
	return e;
}

enum err xlsx_book_load(struct ctx *cx, struct xlsx_book *b)
{
	if (b->loaded)
		return OK;
	TRY(load_styles(cx, b));
	TRY(load_strings(cx, b));
	b->loaded = true;
	return OK;
}

enum err xlsx_book_string(struct ctx *cx, struct xlsx_book *b, int64_t i, struct str *out,
                          bool *any)
{
	int64_t group = i / GROUP, from, n;
	const char *p;

	*any = i >= 0 && i < b->nstring;
	if (!*any)
		return OK;
	from = b->string_at[group];
	n = b->string_at[group + 1] - from;
	TRY(spool_read(cx, b->spool, &b->window, from, (size_t)n, &p));
	for (int64_t k = i % GROUP;; k--) {
		size_t len = (unsigned char)*p++;

		if (len > 127) {
			unsigned shift = 7;

			len &= 127;
			do
				len |= (size_t)(*p & 127) << shift, shift += 7;
			while ((unsigned char)*p++ > 127);
		}
		if (k == 0) {
			*out = (struct str){ p, len };
			return OK;
		}
		p += len;
	}
}
