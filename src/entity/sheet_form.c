#include "entity/sheet_form.h"

#include "base/msg.h"
#include "entity/sheet.h"

#define COLUMNS_MOST 512
#define VALUES_MOST  4096
#define PLACES_MOST  5000        /* more villages than anybody looks through */

struct column {
	const struct field *f;       /* NULL: no field of ours (the list's 序号, 县, 乡) */
	struct str header;
	bool must;
};

struct form {
	const struct sheet_form *o;
	struct arena a;
	struct column col[COLUMNS_MOST];
	int n;
	struct buf b;
};

static struct str words(const struct form *f, const char *key)
{
	return str_of(msg_text(f->o->lang, key));
}

/* The half of "what to fill|what to fill" that is in the form's language. */
static struct str half(const struct form *f, const char *pair)
{
	struct str rest = str_of(pair ? pair : ""), zh = { "", 0 };

	if (!str_next(&rest, '|', &zh) || rest.n == 0)
		return zh;
	return f->o->lang == LANG_ZH ? zh : rest;
}

/* ---- columns ---- */

static void add(struct form *f, const struct field *d, struct str header, bool must)
{
	if (f->n < COLUMNS_MOST)
		f->col[f->n++] = (struct column){ d, header, must };
}

static void columns_of_noun(struct form *f)
{
	const struct entity *e = f->o->e;

	for (int i = 0; i < e->nfield; i++) {
		const struct field *d = &e->fields[i];

		if (d->flags & E_RO || (d->flags & E_LATER && !f->o->full))
			continue;
		buf_reset(&f->b);
		sheet_label(&f->b, d, f->o->lang);
		add(f, d, str_dup(&f->a, buf_str(&f->b)), d->flags & E_REQ);
	}
}

/* The exchange list has its own headers, in Chinese only. */
static void columns_of_list32(struct form *f)
{
	const struct entity *part[2] = { entity_find(f->o->m, STR("household")),
		entity_find(f->o->m, STR("person")) };

	for (int i = 0; i < list32_n; i++) {
		const struct list32_col *c = &list32[i];
		int at = c->part < 0 ? -1 : entity_field(part[c->part], str_of(c->field));
		const struct field *d = at < 0 ? NULL : &part[c->part]->fields[at];

		add(f, d, str_of(c->header), d && d->flags & (E_REQ | E_PARENT));
	}
}

/* ---- what belongs in a column ---- */

static const char *type_key(const struct field *d)
{
	switch (d->type) {
	case FT_INT: case FT_YEAR:
		return "form-int";
	case FT_MONEY:
		return "form-money";
	case FT_DEC:
		return "form-decimal";
	case FT_BOOL:
		return "form-bool";
	case FT_DATE:
		return d->flags & E_PARTIAL ? "form-date-partial" : "form-date";
	case FT_MONTH:
		return "form-month";
	case FT_LIST:
		return "form-list";
	case FT_SET:
		return "form-set";
	case FT_AREA:
		return "form-area";
	case FT_IDNO:
		return "form-idno";
	case FT_DCARD:
		return "form-dcard";
	case FT_PHONE:
		return "form-phone";
	case FT_CARD:
		return "form-card";
	case FT_USCC:
		return "form-uscc";
	case FT_REF:
		return "form-ref";
	default:
		return NULL;
	}
}

static void also(struct form *f, struct str text)
{
	if (!text.n)
		return;
	if (f->b.n)
		buf_addz(&f->b, f->o->lang == LANG_ZH ? "；" : "; ");
	buf_adds(&f->b, text);
}

/* Help of a column, without whether it must be filled. */
static struct str help_of(struct form *f, const struct column *c)
{
	const char *key = c->f ? type_key(c->f) : NULL;

	buf_reset(&f->b);
	if (c->f)
		also(f, half(f, c->f->help));
	/* several of a list, or a number of something, is often said already */
	if (key && (c->f->type != FT_SET || !f->b.n))
		also(f, words(f, key));
	return str_dup(&f->a, buf_str(&f->b));
}

static struct str help_cell(struct form *f, const struct column *c, bool first)
{
	struct str must = words(f, c->must ? "form-required" : "form-optional");
	struct str help = help_of(f, c);

	buf_reset(&f->b);
	if (first)
		buf_addf(&f->b, "%s%.*s", f->o->lang == LANG_ZH ? FORM_HELP_ZH "：" : FORM_HELP_EN ": ",
		         STR_FMT(must));
	else if (c->must)
		also(f, must);
	if (!first)
		also(f, help);
	return str_dup(&f->a, buf_str(&f->b));
}

/* Labels of a list in the form's language. */
static int labels_of(struct form *f, const char *list, struct str *label)
{
	const struct list_face *l = &f->o->m->lists;
	struct str zh, own;
	int64_t code;
	int n = 0;

	for (int i = 0; n < VALUES_MOST && l->nth(l->state, list, i, &code, &zh); i++) {
		own = l->label(l->state, list, code, f->o->lang);
		label[n++] = own.n ? own : zh;
	}
	return n;
}

/* ---- the sheet to be filled ---- */

static void drop_down(struct form *f, struct xw_sheet *s, int col)
{
	struct str *label = arena_array(&f->a, VALUES_MOST, sizeof *label);
	const struct column *c = &f->col[col];
	struct xw_pick p = { .row = 2, .row_end = 1 + FORM_ROWS, .col = col, .label = label,
		.strict = true, .title = STR(""), .help = STR("") };

	if (!c->f)
		return;
	switch (c->f->type) {
	case FT_LIST:
		p.n = labels_of(f, c->f->list, label);
		break;
	case FT_BOOL:
		label[0] = words(f, "form-yes");
		label[1] = words(f, "form-no");
		p.n = 2;
		break;
	case FT_AREA:
		if (f->o->nplace > PLACES_MOST)
			return;
		p.label = f->o->place;
		p.n = f->o->nplace;
		p.strict = false;        /* a code is as good */
		break;
	default:
		return;
	}
	xw_drop_down(s, &p);
}

static bool typed_as_text(const struct field *d)
{
	switch (d->type) {
	case FT_CODE: case FT_IDNO: case FT_DCARD: case FT_PHONE: case FT_CARD: case FT_USCC:
	case FT_REF: case FT_AREA: case FT_TEXT: case FT_DATE: case FT_MONTH:
		return true;
	default:
		return false;
	}
}

static int width_of(const struct column *c)
{
	if (!c->f)
		return 10;
	switch (c->f->type) {
	case FT_IDNO: case FT_CARD: case FT_USCC: case FT_DCARD: case FT_AREA:
		return 22;
	case FT_REF: case FT_CODE:
		return 18;
	case FT_TEXT:
		return c->f->max > 40 ? 24 : 14;
	default:
		return 14;
	}
}

static void put_sheet(struct form *f, struct xw *w, struct str name)
{
	struct xw_sheet *s = xw_add_sheet(w, name);

	for (int i = 0; i < f->n; i++) {
		const struct column *c = &f->col[i];
		struct str header = c->must ? str_join(&f->a, STR("*"), c->header) : c->header;

		xw_width(s, i, width_of(c));
		xw_text(s, i, header, c->must ? XW_MUST : XW_HEAD);
		if (c->f && typed_as_text(c->f))
			xw_text_column(s, i);
		drop_down(f, s, i);
	}
	xw_next(s);
	xw_height(s, 5);
	for (int i = 0; i < f->n; i++)
		xw_text(s, i, help_cell(f, &f->col[i], i == 0), XW_HELP);
	xw_next(s);
	xw_freeze(s, 2, 0);
}

/* ---- the sheet that explains ---- */

static void put_list(struct form *f, struct xw_sheet *s, int col, const struct field *d)
{
	struct str *label = arena_array(&f->a, VALUES_MOST, sizeof *label);
	int n = labels_of(f, d->list, label);

	buf_reset(&f->b);
	for (int i = 0; i < n; i++) {
		if (i)
			buf_addz(&f->b, f->o->lang == LANG_ZH ? "、" : "; ");
		buf_adds(&f->b, label[i]);
	}
	xw_text(s, col, buf_str(&f->b), XW_NOTE);
}

static void put_help(struct form *f, struct xw *w)
{
	static const char *const head[] = { "form-column", "form-must", "form-what", "form-unit",
		"form-values" };
	static const int width[] = { 26, 8, 44, 10, 90 };
	struct xw_sheet *s = xw_add_sheet(w, f->o->lang == LANG_ZH ? STR(FORM_SHEET_ZH)
	                                                           : STR(FORM_SHEET_EN));

	for (int i = 0; i < 3; i++) {
		static const char *const line[] = { "form-line-1", "form-line-2", "form-line-3" };

		xw_text(s, 0, words(f, line[i]), XW_PLAIN);
		xw_next(s);
	}
	for (int i = 0; i < 5; i++) {
		xw_width(s, i, width[i]);
		xw_text(s, i, words(f, head[i]), XW_HEAD);
	}
	xw_next(s);
	xw_freeze(s, 4, 0);
	for (int i = 0; i < f->n; i++) {
		const struct column *c = &f->col[i];

		xw_text(s, 0, c->header, XW_PLAIN);
		if (c->must)
			xw_text(s, 1, words(f, "form-required"), XW_PLAIN);
		xw_text(s, 2, help_of(f, c), XW_NOTE);
		if (c->f && c->f->unit)
			xw_text(s, 3, half(f, c->f->unit), XW_PLAIN);
		if (c->f && c->f->list)
			put_list(f, s, 4, c->f);
		xw_next(s);
	}
}

void sheet_form_put(struct xw *w, const struct sheet_form *o)
{
	struct arena life;
	struct form *f;

	arena_init(&life, (size_t)64 << 20);
	f = ARENA_NEW(&life, struct form);
	f->o = o;
	arena_init(&f->a, (size_t)64 << 20);
	buf_init(&f->b, (size_t)1 << 20);
	if (o->e)
		columns_of_noun(f);
	else
		columns_of_list32(f);
	put_sheet(f, w, o->e ? str_of(o->lang == LANG_ZH ? o->e->zh : o->e->en)
	                     : words(f, "form-list32"));
	put_help(f, w);
	buf_free(&f->b);
	arena_free(&f->a);
	arena_free(&life);
}
