/* pdf_font - fonts for a page: from files that are named, never from what a machine happens to
 * have, so that nothing is looked for once the child is locked. */
#include "base/os.h"
#include "base/utf8.h"
#include "fmt/pdf_part.h"

#define CUT STR("…")
#define GETA 0x3013              /* 〓 stands for what no font has */

static const double letters[LETTER__COUNT] = {
	[LETTER_TITLE] = 18,
	[LETTER_HEADING] = 12,
	[LETTER_TEXT] = 11,
	[LETTER_CELL] = 9.5,
	[LETTER_SMALL] = 8,
};

double pdf_letter_size(enum letter letter)
{
	return letters[letter];
}

/* Of a file with several faces, one that is for simplified Chinese by its name; else its first. */
static int better(struct pdf *p, FcFontSet *set, int from)
{
	const struct paint_lib *l = &p->l;

	for (int i = from; i < set->nfont; i++) {
		FcChar8 *name;

		if (l->FcPatternGetString(set->fonts[i], FC_FAMILY, 0, &name) == FcResultMatch &&
		    (str_ends(str_of((const char *)name), STR(" SC")) ||
		     str_ends(str_of((const char *)name), STR(" CN"))))
			return i;
	}
	return from;
}

/* TrueType outlines only: of others cairo 1.16 loses some characters when it puts the part of a
 * font that is used into a PDF (their subroutines, where hints are implied), without a word. */
static bool whole(struct pdf *p, FcPattern *font)
{
	FcChar8 *format;

	return p->l.FcPatternGetString(font, FC_FONTFORMAT, 0, &format) == FcResultMatch &&
	       !strcmp((const char *)format, "TrueType");
}

/* Adds one face of a file to what can be drawn with. The set is the configuration's own, made here:
 * the other faces of the file leave it, else one of them might be taken, and opened too late. */
static bool add_face(struct pdf *p, const char *file)
{
	const struct paint_lib *l = &p->l;
	struct pdf_face *f = &p->face[p->nface];
	FcFontSet *set = l->FcConfigGetFonts(p->config, FcSetApplication);
	int from = set ? set->nfont : 0, keep;
	FcChar8 *family;

	if (p->nface == PDF_FACES ||
	    !l->FcConfigAppFontAddFile(p->config, (const FcChar8 *)file))
		return false;
	set = l->FcConfigGetFonts(p->config, FcSetApplication);
	if (!set || set->nfont <= from)
		return false;
	keep = better(p, set, from);
	for (int i = from; i < set->nfont; i++)
		if (i != keep)
			l->FcPatternDestroy(set->fonts[i]);
	set->fonts[from] = set->fonts[keep];
	set->nfont = from + 1;
	if (!whole(p, set->fonts[from])) {
		l->FcPatternDestroy(set->fonts[from]);
		set->nfont = from;
		return false;
	}
	if (l->FcPatternGetString(set->fonts[from], FC_FAMILY, 0, &family) != FcResultMatch ||
	    l->FcPatternGetCharSet(set->fonts[from], FC_CHARSET, 0, &f->has) != FcResultMatch ||
	    strlen((const char *)family) >= sizeof f->family)
		return false;
	memcpy(f->family, family, strlen((const char *)family) + 1);
	p->nface++;
	return true;
}

static bool face_has(const struct pdf *p, const struct pdf_face *f, int32_t cp)
{
	return p->l.FcCharSetHasChar(f->has, (FcChar32)cp);
}

static bool common(const struct pdf *p, const struct pdf_face *f)
{
	return face_has(p, f, 0x7684) && face_has(p, f, 0x6237) && face_has(p, f, 'a');  /* 的 户 */
}

/* ---- what is loaded late, loaded now ---- */

/* One character of every script that a face has: each makes the layout engine choose fonts anew. */
static void scripts_of(const struct pdf *p, const struct pdf_face *f, struct buf *out)
{
	const struct paint_lib *l = &p->l;
	FcChar32 map[FC_CHARSET_MAP_SIZE], next;
	unsigned char seen[256] = { 0 };

	for (FcChar32 page = l->FcCharSetFirstPage(f->has, map, &next); page != FC_CHARSET_DONE;
	     page = l->FcCharSetNextPage(f->has, map, &next)) {
		for (unsigned i = 0; i < FC_CHARSET_MAP_SIZE * 32; i++) {
			int32_t cp = (int32_t)(page + i);
			char bytes[4];
			int script;

			if (!(map[i / 32] >> (i % 32) & 1) || cp < ' ')
				continue;
			script = (int)l->g_unichar_get_script((gunichar)cp);
			if (script < 0 || script > 255 || seen[script])
				continue;
			seen[script] = 1;
			buf_add(out, bytes, (size_t)utf8_put(bytes, cp));
			buf_addc(out, ' ');
		}
	}
	if (face_has(p, f, 0x231A))
		buf_addz(out, "\u231A ");
}

static void draw_once(struct pdf *p, cairo_t *cr, struct str text)
{
	const struct paint_lib *l = &p->l;
	PangoLayout *layout = p->layout[0];

	l->pango_layout_set_text(layout, text.p, (int)text.n);
	l->pango_cairo_show_layout(cr, layout);
}

static void load_all(struct pdf *p)
{
	const struct paint_lib *l = &p->l;
	cairo_rectangle_t all = { 0, 0, 600, 900 };
	cairo_surface_t *s = l->cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &all);
	cairo_t *cr = l->cairo_create(s);
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, 1 << 16);
	for (int i = 0; i < p->nface; i++)
		scripts_of(p, &p->face[i], &text);
	buf_addz(&text, "\n1234567890\n,.\n\u3013\n\u3002");
	for (int k = 0; k < LETTER__COUNT; k++)
		for (int i = p->nface - 1; i >= 0; i--) {       /* the first last: its name stays */
			l->pango_font_description_set_family(p->letter[k], p->face[i].family);
			l->pango_layout_set_font_description(p->layout[0], p->letter[k]);
			draw_once(p, cr, buf_str(&text));
		}
	l->cairo_destroy(cr);
	l->cairo_surface_destroy(s);
}

static void make_letters(struct pdf *p)
{
	const struct paint_lib *l = &p->l;

	p->map = l->pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	l->pango_fc_font_map_set_config((PangoFcFontMap *)p->map, p->config);
	p->context = l->pango_font_map_create_context(p->map);
	l->pango_context_set_language(p->context, l->pango_language_from_string("zh-cn"));
	for (int i = 0; i <= FRAME; i++)
		p->layout[i] = l->pango_layout_new(p->context);
	for (int k = 0; k < LETTER__COUNT; k++) {
		PangoFontDescription *d = p->letter[k] = l->pango_font_description_new();

		l->pango_font_description_set_absolute_size(d, letters[k] * PANGO_SCALE);
	}
}

enum err pdf_fonts_open(struct ctx *cx, struct pdf *p, const char *const *font, int own)
{
	int first = -1;

	p->config = p->l.FcConfigCreate();
	for (int i = 0; font[i] && p->nface < PDF_FACES - 1; i++) {
		int at = p->nface;

		if (i >= own && (first >= 0 || !os_is_file(font[i])))
			continue;
		if (!add_face(p, font[i])) {
			if (i < own)
				return err_set(cx, ERR_NOTFOUND, font[i], "paper-font", font[i], NULL);
			continue;
		}
		if (first < 0 && common(p, &p->face[at]))
			first = at;
	}
	if (first < 0)
		return err_set(cx, ERR_NOTFOUND, "", "paper-no-font", NULL);
	if (first > 0) {
		struct pdf_face f = p->face[0];

		p->face[0] = p->face[first];
		p->face[first] = f;
	}
	make_letters(p);
	load_all(p);
	return OK;
}

void pdf_fonts_close(struct pdf *p)
{
	const struct paint_lib *l = &p->l;

	if (p->map) {
		for (int i = 0; i <= FRAME; i++)
			l->g_object_unref(p->layout[i]);
		for (int k = 0; k < LETTER__COUNT; k++)
			l->pango_font_description_free(p->letter[k]);
		l->g_object_unref(p->context);
		l->g_object_unref(p->map);
	}
	if (p->config)
		l->FcConfigDestroy(p->config);
}

/* ---- texts ---- */

static bool any_has(const struct pdf *p, int32_t cp)
{
	for (int i = 0; i < p->nface; i++)
		if (face_has(p, &p->face[i], cp))
			return true;
	return false;
}

static void note_missing(struct pdf *p, int32_t cp)
{
	for (int i = 0; i < p->nmissing; i++)
		if (p->missing[i] == cp)
			return;
	if (p->nmissing < PDF_MISSING)
		p->missing[p->nmissing++] = cp;
}

/* Choosing between forms of one character is left to the font. */
static bool selector(int32_t cp)
{
	return (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

/* Boxes to tick that few fonts have, as those that all have. */
static int32_t plainer(const struct pdf *p, int32_t cp)
{
	if ((cp != 0x2610 && cp != 0x2611) || any_has(p, cp))
		return cp;
	return cp == 0x2610 ? 0x25A1 : 0x25A0;
}

struct str pdf_clean(struct pdf *p, struct str s)
{
	int left = PDF_CELL;
	int32_t cp;

	buf_reset(&p->text);
	while ((cp = utf8_next(&s)) >= 0) {
		char bytes[4];

		if (selector(cp))
			continue;
		if (!left--) {
			buf_adds(&p->text, CUT);
			break;
		}
		if (cp == '\t')
			cp = ' ';
		if (cp != '\n' && utf8_unruly(cp))
			cp = 0xFFFD;
		cp = plainer(p, cp);
		if (cp != '\n' && !any_has(p, cp)) {
			if (cp != 0xFFFD)
				note_missing(p, cp);
			cp = any_has(p, GETA) ? GETA : '?';
		}
		buf_add(&p->text, bytes, (size_t)utf8_put(bytes, cp));
	}
	return buf_str(&p->text);
}
