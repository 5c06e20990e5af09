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

bool note_binds(struct str note, struct str *binding)
{
	struct str rest = note, line;

	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!str_starts(line, STR("jz:")) && !str_starts(line, STR("jz：")))
			continue;
		line = str_sub(line, str_starts(line, STR("jz:")) ? 3 : 5, line.n);
		binding->p = line.p;
		binding->n = (size_t)(note.p + note.n - line.p);
		*binding = str_trim(*binding);
		return true;
	}
	return false;
}

enum err notes_strip(struct ctx *cx, struct fill_book *b, struct fill_sheet *s)
{
	(void)cx;
	(void)b;
	(void)s;
	return OK;
}
