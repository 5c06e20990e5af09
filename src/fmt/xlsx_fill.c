#include "fmt/xlsx_fill_part.h"

#include "base/utf8.h"

#define SHARED_MAX 1000000
#define STYLES_MAX 65536
#define NAMES_MAX  4096

/* ---- paths and relationships inside the ZIP ---- */

/* A target as a relationship names it, seen from the part that has the relationship. */
static struct str resolve(struct arena *a, struct str from, struct str target)
{
	struct buf b BUF_AUTO = { 0 };
	struct str dir = from;

	if (target.n && target.p[0] == '/')
		return str_sub(target, 1, target.n);
	while (dir.n && dir.p[dir.n - 1] != '/')
		dir.n--;
	while (str_starts(target, STR("../"))) {
		target = str_sub(target, 3, target.n);
		if (dir.n)
			dir.n--;
		while (dir.n && dir.p[dir.n - 1] != '/')
			dir.n--;
	}
	buf_init(&b, 4096);
	buf_adds(&b, dir);
	buf_adds(&b, target);
	return str_dup(a, buf_str(&b));
}

struct rels {
	struct fill_book *b;
	struct str from;
	struct rel { struct str id, type; int part; bool outside; } rel[FILL_SHEETS + 64];
	int n;
};

static void rels_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct rels *r = w->arg;
	const char *id = xml_att(atts, "Id"), *type = xml_att(atts, "Type");
	const char *target = xml_att(atts, "Target"), *mode = xml_att(atts, "TargetMode");
	struct rel *x;

	if (w->depth != 2 || !str_eqz(name, "Relationship") || !id || !type || !target)
		return;
	if (r->n == (int)(sizeof r->rel / sizeof r->rel[0])) {
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-too-many-parts", w->part, NULL);
		return;
	}
	x = &r->rel[r->n++];
	x->id = str_dup(r->b->a, str_of(id));
	x->type = str_dup(r->b->a, str_of(type));
	x->outside = mode && strcmp(mode, "External") == 0;
	x->part = x->outside ? -1 :
	          package_find(r->b->pack, resolve(r->b->a, r->from, str_of(target)));
}

/* Relationships of a part; none if it has no such file. */
static enum err rels_read(struct ctx *cx, struct fill_book *b, struct str from, struct rels *out)
{
	struct buf name BUF_AUTO = { 0 };
	struct xml_walk w = { .cx = cx, .arg = out, .start = rels_start };
	struct str dir = from;
	int i;

	*out = (struct rels){ .b = b, .from = from };
	while (dir.n && dir.p[dir.n - 1] != '/')
		dir.n--;
	buf_init(&name, 4096);
	buf_adds(&name, dir);
	buf_addz(&name, "_rels/");
	buf_adds(&name, str_sub(from, dir.n, from.n));
	buf_addz(&name, ".rels");
	i = package_find(b->pack, buf_str(&name));
	if (i < 0)
		return OK;
	w.part = b->pack->part[i].name.p;
	TRY(package_read(cx, b->pack, i, &w.raw));
	return xml_walk(&w);
}

static int rel_of_type(const struct rels *r, const char *end)
{
	for (int i = 0; i < r->n; i++)
		if (str_ends(r->rel[i].type, str_of(end)) && r->rel[i].part >= 0)
			return r->rel[i].part;
	return -1;
}

/* ---- workbook, shared strings, number formats ---- */

struct book_reading {
	struct fill_book *b;
	struct rels rels;
	struct buf text;
	bool in_text, in_phonetic, in_xfs;
	bool *shows_percent;         /* by number format */
	int shared_cap;
};

static void workbook_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct book_reading *r = w->arg;
	struct fill_book *b = r->b;
	const char *id = xml_att(atts, "id"), *title = xml_att(atts, "name");
	const char *state = xml_att(atts, "state");
	struct fill_sheet *s;

	if (w->depth == 3 && str_eqz(name, "definedName") && title && b->nname < NAMES_MAX &&
	    !str_starts(str_of(title), STR("_xlnm.")))
		b->name[b->nname++] = str_dup(b->a, str_of(title));
	if (w->depth != 3 || !str_eqz(name, "sheet") || !id || !title)
		return;
	for (int i = 0; i < r->rels.n; i++) {
		if (!str_eqz(r->rels.rel[i].id, id) || r->rels.rel[i].part < 0 ||
		    !str_ends(r->rels.rel[i].type, STR("/worksheet")))
			continue;
		if (b->nsheet == FILL_SHEETS) {
			w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-too-many-parts", w->part,
			               NULL);
			return;
		}
		s = &b->sheet[b->nsheet++];
		*s = (struct fill_sheet){ .name = str_dup(b->a, str_of(title)),
			.hidden = state && strcmp(state, "visible") != 0,
			.part = r->rels.rel[i].part,
			.notes_part = -1, .threads_part = -1, .vml_part = -1 };
		return;
	}
}

static void shared_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct book_reading *r = w->arg;

	(void)atts;
	if (w->depth == 2 && str_eqz(name, "si"))
		buf_reset(&r->text);
	r->in_phonetic |= str_eqz(name, "rPh");
	r->in_text = w->depth >= 3 && str_eqz(name, "t") && !r->in_phonetic;
}

static void shared_end(struct xml_walk *w, struct str name)
{
	struct book_reading *r = w->arg;
	struct fill_book *b = r->b;
	struct str *more;

	r->in_text = false;
	if (str_eqz(name, "rPh"))
		r->in_phonetic = false;
	if (w->depth != 2 || !str_eqz(name, "si"))
		return;
	if (b->nshared >= SHARED_MAX) {
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-too-many-cells", w->part, NULL);
		return;
	}
	if (b->nshared == r->shared_cap) {
		r->shared_cap = r->shared_cap ? r->shared_cap * 2 : 256;
		more = arena_array(b->a, (size_t)r->shared_cap, sizeof *more);
		if (b->nshared)
			memcpy(more, b->shared, (size_t)b->nshared * sizeof *more);
		b->shared = more;
	}
	b->shared[b->nshared++] = str_dup(b->a, buf_str(&r->text));
}

static void shared_text(struct xml_walk *w, struct str s)
{
	struct book_reading *r = w->arg;

	if (r->in_text)
		buf_adds(&r->text, s);
	if (r->text.full && w->e == OK)
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-text-long", w->part, "", NULL);
}

static int style_number(const char **atts, const char *name)
{
	const char *z = xml_att(atts, name);
	int64_t v;

	return z && str_i64(str_of(z), &v) && v >= 0 && v < STYLES_MAX ? (int)v : -1;
}

static void styles_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct book_reading *r = w->arg;
	struct fill_book *b = r->b;
	const char *code = xml_att(atts, "formatCode");
	int id = style_number(atts, "numFmtId");

	if (str_eqz(name, "numFmt") && id >= 0 && code)
		r->shows_percent[id] = strchr(code, '%') != NULL;
	if (w->depth == 2)
		r->in_xfs = str_eqz(name, "cellXfs");
	if (w->depth == 3 && r->in_xfs && str_eqz(name, "xf") && b->nstyle < STYLES_MAX)
		b->percent[b->nstyle++] = id >= 0 && r->shows_percent[id];
}

static enum err walk_part(struct ctx *cx, struct book_reading *r, int part, struct xml_walk *w)
{
	if (part < 0)
		return OK;
	w->cx = cx;
	w->arg = r;
	w->part = r->b->pack->part[part].name.p;
	TRY(package_read(cx, r->b->pack, part, &w->raw));
	return xml_walk(w);
}

/* ---- what is refused ----
 *
 * Macros run; links to other files and embedded programs fetch and start things. None of that is
 * handed on by this program in an office's name. What a part is follows from the relationships that
 * lead to it and from its content type; its name is only custom, and judged besides. */

/* Ends of relationship types (behind the last "/"). */
static const struct { const char *type, *key; } bad_types[] = {
	{ "vbaProject", "fill-macros" }, { "vbaProjectSignature", "fill-macros" },
	{ "vbaProjectSignatureAgile", "fill-macros" }, { "vbaProjectSignatureV3", "fill-macros" },
	{ "xlMacrosheet", "fill-macros" }, { "xlIntlMacrosheet", "fill-macros" },
	{ "dialogsheet", "fill-macros" }, { "attachedToolbars", "fill-macros" },
	{ "externalLink", "fill-links" }, { "externalLinkPath", "fill-links" },
	{ "connections", "fill-links" }, { "queryTable", "fill-links" },
	{ "oleObject", "fill-embedded" }, { "package", "fill-embedded" },
	{ "control", "fill-embedded" }, { "activeXControlBinary", "fill-embedded" },
};
/* Pieces of content types and of names. */
static const struct { const char *in, *key; } bad_contents[] = {
	{ "vbaProject", "fill-macros" }, { "macroEnabled", "fill-macros" },
	{ "macrosheet", "fill-macros" }, { "dialogsheet", "fill-macros" },
	{ "externalLink", "fill-links" }, { "connections+xml", "fill-links" },
	{ "queryTable", "fill-links" }, { "oleObject", "fill-embedded" },
	{ "activeX", "fill-embedded" },
}, bad_names[] = {
	{ "vbaProject", "fill-macros" }, { "xl/macrosheets/", "fill-macros" },
	{ "xl/dialogsheets/", "fill-macros" }, { "xl/externalLinks/", "fill-links" },
	{ "xl/embeddings/", "fill-embedded" }, { "xl/activeX/", "fill-embedded" },
	{ "xl/connections.xml", "fill-links" }, { "xl/queryTables/", "fill-links" },
};

static bool holds(struct str s, struct str piece)
{
	for (size_t i = 0; i + piece.n <= s.n; i++)
		if (package_same_name(str_sub(s, i, piece.n), piece))
			return true;
	return false;
}

static enum err refuse_part(struct ctx *cx, const char *key, struct str name)
{
	const char *z = utf8_valid(name) ? str_z(&cx->arena, name) : "?";

	return err_set(cx, ERR_INPUT, z, key, z, NULL);
}

static void judge_relation(struct xml_walk *w, struct str name, const char **atts)
{
	const char *type = xml_att(atts, "Type"), *mode = xml_att(atts, "TargetMode");
	const char *target = xml_att(atts, "Target");
	struct str end = str_of(type ? type : ""), to = str_of(target ? target : "?");

	if (w->e != OK || !str_eqz(name, "Relationship"))
		return;
	for (size_t i = end.n; i > 0; i--)
		if (end.p[i - 1] == '/') {
			end = str_sub(end, i, end.n);
			break;
		}
	for (size_t i = 0; i < sizeof bad_types / sizeof bad_types[0]; i++)
		if (package_same_name(end, str_of(bad_types[i].type))) {
			w->e = refuse_part(w->cx, bad_types[i].key, to);
			return;
		}
	/* A hyperlink waits for somebody to click on it; all else is fetched unasked. */
	if (mode && package_same_name(str_of(mode), STR("External")) &&
	    !package_same_name(end, STR("hyperlink")))
		w->e = refuse_part(w->cx, "fill-links", to);
}

static void judge_content(struct xml_walk *w, struct str name, const char **atts)
{
	const char *type = xml_att(atts, "ContentType"), *part = xml_att(atts, "PartName");

	if (w->e != OK || !type || !(str_eqz(name, "Default") || str_eqz(name, "Override")))
		return;
	for (size_t i = 0; i < sizeof bad_contents / sizeof bad_contents[0]; i++)
		if (holds(str_of(type), str_of(bad_contents[i].in))) {
			w->e = refuse_part(w->cx, bad_contents[i].key, str_of(part ? part : type));
			return;
		}
}

static enum err refuse_active(struct ctx *cx, const struct package *p)
{
	for (int i = 0; i < p->n; i++) {
		struct str name = p->part[i].name;
		bool rels = name.n > 5 && package_same_name(str_sub(name, name.n - 5, name.n),
		                                            STR(".rels"));
		struct xml_walk w = { .cx = cx, .part = name.p,
			.start = rels ? judge_relation : judge_content };

		for (size_t k = 0; k < sizeof bad_names / sizeof bad_names[0]; k++)
			if (holds(name, str_of(bad_names[k].in)))
				return refuse_part(cx, bad_names[k].key, name);
		if (!rels && !package_same_name(name, STR("[Content_Types].xml")))
			continue;
		TRY(package_read(cx, p, i, &w.raw));
		TRY(xml_walk(&w));
	}
	return OK;
}

static enum err find_workbook(struct ctx *cx, struct fill_book *b, struct book_reading *r)
{
	TRY(rels_read(cx, b, STR(""), &r->rels));
	b->workbook_part = rel_of_type(&r->rels, "/officeDocument");
	if (b->workbook_part < 0)       /* some writers forget to say so */
		b->workbook_part = package_find(b->pack, STR("xl/workbook.xml"));
	if (b->workbook_part < 0)
		return err_set(cx, ERR_INPUT, "", "fill-not-xlsx", NULL);
	return rels_read(cx, b, b->pack->part[b->workbook_part].name, &r->rels);
}

static enum err read_book(struct ctx *cx, struct fill_book *b, struct book_reading *r)
{
	struct xml_walk book = { .start = workbook_start };
	struct xml_walk shared = { .start = shared_start, .end = shared_end, .text = shared_text };
	struct xml_walk styles = { .start = styles_start };

	TRY(find_workbook(cx, b, r));
	TRY(walk_part(cx, r, b->workbook_part, &book));
	if (!b->nsheet)
		return err_set(cx, ERR_INPUT, "", "fill-no-sheet", NULL);
	TRY(walk_part(cx, r, rel_of_type(&r->rels, "/sharedStrings"), &shared));
	r->shows_percent[9] = r->shows_percent[10] = true;      /* 0% and 0.00% by standard */
	return walk_part(cx, r, rel_of_type(&r->rels, "/styles"), &styles);
}

static enum err read_sheet(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                           struct rels *rels)
{
	struct str raw, name = b->pack->part[s->part].name;

	TRY(package_read(cx, b->pack, s->part, &raw));
	s->scan = ARENA_NEW(b->a, struct sheet_scan);
	TRY(sheet_scan(cx, b, name.p, raw, s, s->scan));
	TRY(rels_read(cx, b, name, rels));
	s->notes_part = rel_of_type(rels, "/comments");
	s->threads_part = rel_of_type(rels, "/threadedComment");
	s->vml_part = rel_of_type(rels, "/vmlDrawing");
	return notes_read(cx, b, s);
}

enum err fill_open(struct ctx *cx, struct arena *a, int fd, struct fill_book *out)
{
	struct book_reading *r = ARENA_NEW(a, struct book_reading);
	enum err e;

	*out = (struct fill_book){ .a = a };
	out->pack = ARENA_NEW(a, struct package);
	out->sheet = arena_array(a, FILL_SHEETS, sizeof *out->sheet);
	out->percent = arena_array(a, STYLES_MAX, sizeof *out->percent);
	out->name = arena_array(a, NAMES_MAX, sizeof *out->name);
	r->shows_percent = arena_array(a, STYLES_MAX, sizeof *r->shows_percent);
	r->b = out;
	TRY(package_open(cx, a, fd, out->pack));
	TRY(refuse_active(cx, out->pack));
	buf_init(&r->text, 1 << 20);
	e = read_book(cx, out, r);
	buf_free(&r->text);
	TRY(e);
	for (int i = 0; i < out->nsheet; i++) {
		TRY(read_sheet(cx, out, &out->sheet[i], &r->rels));
		if (arena_full(a))
			return err_set(cx, ERR_LIMIT, "", "fill-memory", NULL);
	}
	return OK;
}

/* ---- the workbook asks to be worked out when it is opened ---- */

struct calc {
	size_t after;                /* where calcPr belongs if there is none */
	struct span tag;             /* of <calcPr> */
	struct str prefix;
	struct buf *out;             /* names shifted, when rows were put in */
};

static void calc_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct calc *c = w->arg;

	(void)atts;
	if (w->depth != 2)
		return;
	if (str_eqz(name, "calcPr"))
		c->tag = (struct span){ w->at, w->after };
	if (str_eqz(name, "sheets")) {
		struct str tag = { w->raw.p + w->at + 1, w->after - w->at - 1 };
		ptrdiff_t colon = str_find(tag, STR(":sheets"));

		if (colon > 0)
			c->prefix = str_sub(tag, 0, (size_t)colon + 1);
	}
}

/* calcPr stands behind these, in this order of the schema. */
static void calc_end(struct xml_walk *w, struct str name)
{
	struct calc *c = w->arg;

	if (w->depth == 2 && (str_eqz(name, "sheets") || str_eqz(name, "functionGroups") ||
	                      str_eqz(name, "externalReferences") || str_eqz(name, "definedNames")))
		c->after = w->after;
}

static enum err ask_to_calculate(struct ctx *cx, struct fill_book *b)
{
	struct calc c = { 0 };
	struct xml_walk w = { .cx = cx, .arg = &c, .start = calc_start, .end = calc_end,
		.part = b->pack->part[b->workbook_part].name.p };
	struct span all, v;
	struct buf out BUF_AUTO = { 0 };
	struct str tag;

	TRY(package_read(cx, b->pack, b->workbook_part, &w.raw));
	TRY(xml_walk(&w));
	buf_init(&out, w.raw.n + 256);
	if (c.tag.end) {
		tag = (struct str){ w.raw.p + c.tag.at, c.tag.end - c.tag.at };
		if (att_span(tag, "fullCalcOnLoad", &all, &v)) {
			raw_add(&out, w.raw, 0, c.tag.at + all.at);
			raw_add(&out, w.raw, c.tag.at + all.end, w.raw.n);
			package_replace(b->pack, b->workbook_part, str_dup(b->a, buf_str(&out)));
			return ask_to_calculate(cx, b);
		}
		all.at = c.tag.end - (tag.p[tag.n - 2] == '/' ? 2 : 1);
		raw_add(&out, w.raw, 0, all.at);
		buf_addz(&out, " fullCalcOnLoad=\"1\"");
		raw_add(&out, w.raw, all.at, w.raw.n);
	} else {
		raw_add(&out, w.raw, 0, c.after);
		buf_addf(&out, "<%.*scalcPr fullCalcOnLoad=\"1\"/>", STR_FMT(c.prefix));
		raw_add(&out, w.raw, c.after, w.raw.n);
	}
	package_replace(b->pack, b->workbook_part, str_dup(b->a, buf_str(&out)));
	return OK;
}

/* ---- which formulas may have changed ---- */

static bool mentions(struct str formula, struct str sheet)
{
	return str_find(formula, sheet) >= 0 || str_find(formula, STR("INDIRECT")) >= 0 ||
	       str_find(formula, STR("indirect")) >= 0;
}

/* A name stands for places on any sheet. Better work out too much than show an old number. */
static bool may_depend(const struct fill_book *b, const struct fill_sheet *s, const bool *touched)
{
	for (int i = 0; i < s->ncell; i++) {
		if (s->cell[i].kind != FILL_FORMULA)
			continue;
		for (int k = 0; k < b->nsheet; k++)
			if (touched[k] && mentions(s->cell[i].text, b->sheet[k].name))
				return true;
		for (int k = 0; k < b->nname; k++)
			if (str_find(s->cell[i].text, b->name[k]) >= 0)
				return true;
	}
	return false;
}

static bool spread(const struct fill_book *b, bool *touched)
{
	bool more = true, formulas = false;

	while (more) {
		more = false;
		for (int i = 0; i < b->nsheet; i++)
			if (!touched[i] && may_depend(b, &b->sheet[i], touched))
				more = touched[i] = true;
	}
	for (int i = 0; i < b->nsheet; i++)
		formulas |= touched[i] && b->sheet[i].scan->formulas;
	return formulas;
}

/* ---- writing ---- */

static enum err write_sheet(struct ctx *cx, struct fill_book *b, int i, const struct fill_edit *e,
                            int n)
{
	struct fill_sheet *s = &b->sheet[i];
	struct buf out BUF_AUTO = { 0 };
	size_t room = 2 * (size_t)PACKAGE_PART_MAX;

	buf_init(&out, room);
	TRY(sheet_apply(cx, s->scan, b->pack->part[s->part].name.p, e, n, true, &out));
	package_replace(b->pack, s->part, str_dup(b->a, buf_str(&out)));
	if (arena_full(b->a))
		return err_set(cx, ERR_LIMIT, "", "fill-memory", NULL);
	return OK;
}

enum err fill_write(struct ctx *cx, struct fill_book *b, const struct fill_job *job,
                    struct buf *out)
{
	bool touched[FILL_SHEETS] = { 0 }, formulas;
	int at = 0;

	for (int i = 0; i < job->nrepeat; i++)
		TRY(book_repeat(cx, b, &job->repeat[i]));
	for (int i = 0; i < job->nedit; i++)
		touched[job->edit[i].sheet] = true;
	for (int i = 0; i < job->nrepeat; i++)
		touched[job->repeat[i].sheet] = true;
	formulas = spread(b, touched);
	for (int i = 0; i < b->nsheet; i++) {
		int from = at;

		while (at < job->nedit && job->edit[at].sheet == i)
			at++;
		if (touched[i])
			TRY(write_sheet(cx, b, i, job->edit + from, at - from));
		if (job->strip)
			TRY(notes_strip(cx, b, &b->sheet[i]));
	}
	if (formulas)
		TRY(ask_to_calculate(cx, b));
	return package_write(cx, b->pack, out);
}
