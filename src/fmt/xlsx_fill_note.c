/* xlsx_fill_note - comments on cells: the plain kind and threads. */
#include "fmt/xlsx_fill_part.h"

#define NOTES_MAX 20000

struct notes {
	struct fill_book *b;
	struct fill_sheet *s;
	struct buf text;
	int32_t row, col;
	bool open, in_text;
	int cap;
};

static void note_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct notes *n = w->arg;
	const char *ref = xml_att(atts, "ref");

	if (str_eqz(name, "comment") || str_eqz(name, "threadedComment")) {
		n->open = ref && fill_place(str_of(ref), &n->row, &n->col);
		buf_reset(&n->text);
	}
	n->in_text = n->open && (str_eqz(name, "t") || (str_eqz(name, "text") && w->depth == 3));
}

static void add_note(struct xml_walk *w)
{
	struct notes *n = w->arg;
	struct fill_sheet *s = n->s;
	struct fill_note *more;

	if (s->nnote >= NOTES_MAX) {
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-too-many-cells", w->part, NULL);
		return;
	}
	if (s->nnote == n->cap) {
		n->cap = n->cap ? n->cap * 2 : 16;
		more = arena_array(n->b->a, (size_t)n->cap, sizeof *more);
		if (s->nnote)
			memcpy(more, s->note, (size_t)s->nnote * sizeof *more);
		s->note = more;
	}
	s->note[s->nnote++] = (struct fill_note){ n->row, n->col,
		str_dup(n->b->a, buf_str(&n->text)) };
}

static void note_end(struct xml_walk *w, struct str name)
{
	struct notes *n = w->arg;

	n->in_text = false;
	if (!n->open || !(str_eqz(name, "comment") || str_eqz(name, "threadedComment")))
		return;
	n->open = false;
	add_note(w);
}

static void note_text(struct xml_walk *w, struct str s)
{
	struct notes *n = w->arg;

	if (n->in_text)
		buf_adds(&n->text, s);
	if (n->text.full && w->e == OK)
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-text-long", w->part, "", NULL);
}

enum err notes_read(struct ctx *cx, struct fill_book *b, struct fill_sheet *s)
{
	struct notes n = { .b = b, .s = s };
	int part[2] = { s->notes_part, s->threads_part };
	enum err e = OK;

	buf_init(&n.text, 1 << 18);
	for (int i = 0; i < 2 && e == OK; i++) {
		struct xml_walk w = { .cx = cx, .arg = &n, .start = note_start, .end = note_end,
			.text = note_text };

		if (part[i] < 0)
			continue;
		w.part = b->pack->part[part[i]].name.p;
		e = package_read(cx, b->pack, part[i], &w.raw);
		if (e == OK)
			e = xml_walk(&w);
	}
	buf_free(&n.text);
	return e;
}

bool note_binds(struct str note)
{
	struct str rest = note, line;

	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (str_starts(line, STR("jz:")) || str_starts(line, STR("jz：")))
			return true;
	}
	return false;
}

/* ---- taking comments out, moving them down ---- */

struct changing {
	struct fill_book *b;
	struct fill_sheet *s;
	const struct row_change *c;  /* NULL: taking out */
	struct patches l;
	struct buf text;
	size_t at;                   /* of the comment or shape that is open, 0: none */
	size_t from;                 /* of the text that is gathered */
	int32_t row, col;            /* of it */
	size_t anchor_at, anchor_end;
	struct str anchor;
};

static bool is_note(struct str name)
{
	return str_eqz(name, "comment") || str_eqz(name, "threadedComment");
}

/* A cell's comments go when one of them binds it. */
static bool goes(const struct changing *k, int32_t row, int32_t col)
{
	for (int i = 0; i < k->s->nnote; i++)
		if (k->s->note[i].row == row && k->s->note[i].col == col &&
		    note_binds(k->s->note[i].text))
			return true;
	return false;
}

static void change_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct changing *k = w->arg;
	const char *ref = xml_att(atts, "ref");
	struct str tag = { w->raw.p + w->at, w->after - w->at };
	struct span all, v;
	struct buf out BUF_AUTO = { 0 };

	if (!is_note(name) || !ref || !fill_place(str_of(ref), &k->row, &k->col))
		return;
	k->at = w->at;
	if (!k->c || k->row <= k->c->row || !att_span(tag, "ref", &all, &v))
		return;
	buf_init(&out, 32);
	fill_put_place(&out, k->row + k->c->times - 1, k->col);
	patch_add(&k->l, w->at + v.at, w->at + v.end, str_dup(k->b->a, buf_str(&out)));
}

static void change_end(struct xml_walk *w, struct str name)
{
	struct changing *k = w->arg;

	if (!is_note(name) || !k->at)
		return;
	if (!k->c && goes(k, k->row, k->col))
		patch_add(&k->l, k->at, w->after, STR(""));
	k->at = 0;
}

/* The boxes that comments are shown in. */
static void box_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct changing *k = w->arg;

	(void)atts;
	k->from = w->after;
	buf_reset(&k->text);
	if (w->depth == 2 && str_eqz(name, "shape")) {
		k->at = w->at;
		k->row = k->col = -1;
		k->anchor_at = 0;
	}
}

static void box_text(struct xml_walk *w, struct str s)
{
	struct changing *k = w->arg;

	if (k->at)
		buf_adds(&k->text, s);
}

/* Left, its offset, top, offset, right, offset, bottom, offset. */
static struct str anchor_down(struct changing *k)
{
	struct buf out BUF_AUTO = { 0 };
	struct str rest = k->anchor, piece;
	int64_t v;

	buf_init(&out, 4096);
	for (int i = 0; str_next(&rest, ',', &piece); i++) {
		if (i)
			buf_addz(&out, ", ");
		piece = str_trim(piece);
		if ((i == 2 || i == 6) && str_i64(piece, &v))
			buf_addi(&out, v + k->c->times - 1);
		else
			buf_adds(&out, piece);
	}
	return str_dup(k->b->a, buf_str(&out));
}

static void box_end(struct xml_walk *w, struct str name)
{
	struct changing *k = w->arg;
	struct str text = str_trim(buf_str(&k->text));
	struct buf out BUF_AUTO = { 0 };
	int64_t v;

	if (!k->at)
		return;
	if (str_eqz(name, "Anchor")) {
		k->anchor = str_dup(k->b->a, text);
		k->anchor_at = k->from;
		k->anchor_end = w->at;
	} else if (str_eqz(name, "Column") && str_i64(text, &v)) {
		k->col = (int32_t)v;
	} else if (str_eqz(name, "Row") && str_i64(text, &v) && v >= 0 && v < FILL_ROWS) {
		k->row = (int32_t)v + 1;
		if (k->c && k->row > k->c->row) {
			if (k->anchor_at)
				patch_add(&k->l, k->anchor_at, k->anchor_end, anchor_down(k));
			buf_init(&out, 32);
			buf_addi(&out, v + k->c->times - 1);
			patch_add(&k->l, k->from, w->at, str_dup(k->b->a, buf_str(&out)));
		}
	} else if (w->depth == 2) {
		if (!k->c && goes(k, k->row, k->col))
			patch_add(&k->l, k->at, w->after, STR(""));
		k->at = 0;
	}
	buf_reset(&k->text);
}

static enum err change(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                       const struct row_change *c)
{
	int part[3] = { s->notes_part, s->threads_part, s->vml_part };

	for (int i = 0; i < 3; i++) {
		struct changing k = { .b = b, .s = s, .c = c, .l = { .a = b->a } };
		struct xml_walk w = { .cx = cx, .arg = &k, .start = change_start,
			.end = change_end };
		enum err e;

		if (part[i] < 0)
			continue;
		if (i == 2) {
			w.start = box_start;
			w.end = box_end;
			w.text = box_text;
		}
		w.part = b->pack->part[part[i]].name.p;
		TRY(package_read(cx, b->pack, part[i], &w.raw));
		buf_init(&k.text, 1 << 20);
		e = xml_walk(&w);
		buf_free(&k.text);
		TRY(e);
		if (k.l.n)
			package_replace(b->pack, part[i], patch_apply(&k.l, w.raw));
	}
	return OK;
}

enum err notes_strip(struct ctx *cx, struct fill_book *b, struct fill_sheet *s)
{
	for (int i = 0; i < s->nnote; i++)
		if (note_binds(s->note[i].text))
			return change(cx, b, s, NULL);
	return OK;
}

enum err notes_repeat(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                      const struct row_change *c)
{
	TRY(change(cx, b, s, c));
	for (int i = 0; i < s->nnote; i++)
		s->note[i].row += s->note[i].row > c->row ? c->times - 1 : 0;
	return OK;
}
