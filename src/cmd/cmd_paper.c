/* cmd_paper - papers of the pack, blank or filled in. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "fmt/json.h"
#include "job/paper_facts.h"
#include "job/raw_rows.h"

#define ROWS_MOST 100000

static const char *about(struct cmd *c, const struct paper_template *t)
{
	return t->about == PAPER_OF_HOUSEHOLD ? in_lang(c, "农户", "household") :
	       in_lang(c, "地方", "place");
}

enum err cmd_paper_list(struct cmd *c)
{
	const struct pack *p;

	TRY(cmd_open(c, REG_READ));
	p = c->reg->pack;
	for (int i = 0; i < p->npaper; i++) {
		const struct paper_template *t = &p->paper[i];
		struct json j;

		if (!c->json) {
			buf_addf(&c->out, "%-16.*s %s  %.*s\n", STR_FMT(t->id), about(c, t),
			         STR_FMT(c->cx->lang == LANG_EN ? t->en : t->zh));
			continue;
		}
		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "paper");
		json_str(&j, t->id);
		json_key(&j, "zh");
		json_str(&j, t->zh);
		json_key(&j, "en");
		json_str(&j, t->en);
		json_key(&j, "about");
		json_z(&j, t->about == PAPER_OF_HOUSEHOLD ? "household" : "area");
		json_key(&j, "values");
		json_arr(&j);
		for (int k = 0; k < t->nvalue; k++)
			json_str(&j, t->value[k].name);
		json_arr_end(&j);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
	}
	return OK;
}

static enum err read_values(struct cmd *c, struct paper_order *o)
{
	struct paper_value *v = arena_array(&c->cx->arena, (size_t)c->ngiven + 1, sizeof *v);
	const char *said;

	o->value = v;
	for (int i = 0; (said = cmd_text_nth(c, "value", i)); i++) {
		struct str rest = str_of(said), name;

		if (!str_next(&rest, '=', &name) || rest.p == NULL || name.n == strlen(said))
			return err_set(c->cx, ERR_USAGE, "--value", "paper-value-form", said, NULL);
		v[o->nvalue++] = (struct paper_value){ name, rest };
	}
	return OK;
}

/* ---- rows of a list ---- */

struct listed {
	struct cmd *c;
	struct paper_rows *to;
	struct str *cell;
	bool header;                 /* was seen */
};

static enum err take_row(void *arg, struct str sheet, int64_t row, const struct str *cell, int n)
{
	struct listed *x = arg;
	struct paper_rows *to = x->to;

	(void)sheet;
	(void)row;
	if (!x->header) {
		x->header = true;
		to->ncol = n;
		return OK;
	}
	if (to->n == ROWS_MOST)
		return err_set(x->c->cx, ERR_LIMIT, "--rows", "paper-large", NULL);
	x->cell = mem_grow(x->cell, (size_t)(to->n + 1) * (size_t)to->ncol, sizeof *x->cell);
	for (int i = 0; i < to->ncol; i++)
		x->cell[to->n * to->ncol + i] = i < n ? str_dup(&x->c->cx->arena, cell[i]) : STR("");
	to->n++;
	return OK;
}

static enum err read_rows(struct cmd *c, struct listed *x)
{
	const struct raw_rows to = { take_row, x };
	const char *path = cmd_text(c, "rows");
	int64_t size;
	enum err e;
	int fd;

	TRY(os_open_read(c->cx, path, &fd, &size));
	e = raw_rows_read(c->cx, fd, &to);
	close(fd);
	return e;
}

/* From a notice, a meeting or a case. */
static enum err read_subject(struct cmd *c, struct paper_order *o)
{
	const char *notice = cmd_text(c, "notice"), *meeting = cmd_text(c, "meeting");
	const char *matter = cmd_text(c, "case"), *letter = cmd_text(c, "letter");
	const char *url = cmd_text(c, "url");
	struct paper_subject s = { str_of(notice ? notice : ""), str_of(meeting ? meeting : ""),
		str_of(matter ? matter : ""), str_of(letter ? letter : ""), str_of(url ? url : ""), true };
	struct gate g;

	if ((notice != NULL) + (meeting != NULL) + (matter != NULL) > 1)
		return err_set(c->cx, ERR_USAGE, "--notice --meeting --case", "paper-one", NULL);
	if (cmd_flag(c, "blank"))
		return OK;
	gate_open(&c->cx->arena, c->reg, NULL, &g);
	return paper_facts(c->cx, &g, &s, o);
}

/* Whose paper it is. */
static enum err read_about(struct cmd *c, struct paper_order *o)
{
	const char *no = cmd_text(c, "household"), *area = cmd_text(c, "area");
	struct reg *r = c->reg;
	bool household = o->t->about == PAPER_OF_HOUSEHOLD;

	if (household && !no && !cmd_flag(c, "blank") && !cmd_text(c, "case"))
		return err_set(c->cx, ERR_USAGE, "--household", "paper-whose", o->t->id.p, NULL);
	if (!household && no)
		return err_set(c->cx, ERR_USAGE, "--household", "paper-not-household", o->t->id.p,
		               NULL);
	if (no && !cmd_flag(c, "blank"))
		TRY(register_by_key(c->cx, r, register_entity(r, TAG_household), str_of(no),
		                    &o->household));
	if (area)
		TRY(register_by_key(c->cx, r, register_entity(r, TAG_area), str_of(area), &o->area));
	return OK;
}

static void tell_missing(struct cmd *c, const struct paper_told *t)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1024);
	for (int i = 0; i < t->nmissing; i++)
		buf_addf(&b, "%sU+%04X", i ? " " : "", (unsigned)t->missing[i]);
	if (t->nmissing)
		warn(c, "paper-missing", b.p, NULL);
}

enum err cmd_fonts(struct cmd *c, const char *const **out)
{
	const char **font = arena_array(&c->cx->arena, PDF_FONTS, sizeof *font), *one;

	*out = font;
	for (int i = 0; (one = cmd_text_nth(c, "font", i)); i++) {
		if (i == PDF_FONTS - 1)
			return err_set(c->cx, ERR_USAGE, "--font", "paper-fonts", NULL);
		font[i] = one;
	}
	return OK;
}

static enum err make(struct cmd *c, struct paper_order *o, const char *const *font, struct buf *pdf,
                     struct paper_told *told)
{
	struct paper_rows rows = { 0 };
	struct listed x = { .c = c, .to = &rows };
	enum err e = OK;

	if (cmd_text(c, "rows")) {
		e = read_rows(c, &x);
		rows.cell = x.cell;
		o->rows = &rows;
		o->nrows = 1;
	}
	if (e == OK)
		e = paper_make(c->cx, c->reg, o, font, pdf, told);
	mem_free(x.cell);
	return e;
}

enum err cmd_paper(struct cmd *c)
{
	const char *out = cmd_text(c, "out"), *const *font;
	struct paper_order o = { .lang = c->cx->lang };
	struct buf pdf BUF_AUTO = { 0 };
	struct paper_told told;

	TRY(cmd_fonts(c, &font));
	TRY(cmd_may_write(c, out));
	TRY(cmd_open(c, REG_READ));
	TRY(paper_find(c->cx, c->reg, str_of(c->arg[0]), &o.t));
	if (!out)
		out = str_z(&c->cx->arena, str_join(&c->cx->arena, o.t->id, STR(".pdf")));
	TRY(cmd_may_write(c, out));
	o.demo = cmd_is_demo(c);
	TRY(read_values(c, &o));
	TRY(read_about(c, &o));
	TRY(read_subject(c, &o));
	buf_init(&pdf, PDF_BYTES);
	TRY(make(c, &o, font, &pdf, &told));
	if (o.demo)
		say(c, "cmd-demo-data", NULL);
	tell_missing(c, &told);
	if (!strcmp(out, "-")) {
		buf_adds(&c->out, buf_str(&pdf));
		return OK;
	}
	TRY(os_write_file(c->cx, out, buf_str(&pdf), 0600));
	say(c, "paper-done", out, grouped(c, told.pages), NULL);
	return OK;
}
