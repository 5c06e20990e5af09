/* cmd_template - empty sheets to fill in: a header as CSV, or a workbook with lists and help. */
#include "base/os.h"
#include "cmd/talk.h"
#include "domain/register/area.h"
#include "entity/sheet.h"
#include "entity/sheet_form.h"
#include "fmt/csv.h"

static void template32(struct buf *out)
{
	buf_addz(out, "\xEF\xBB\xBF");
	for (int i = 0; i < list32_n; i++) {
		if (i)
			buf_addc(out, ',');
		csv_put(out, str_of(list32[i].header), ',', false);
	}
	buf_addz(out, "\r\n");
}

/* The villages of the register, if one is open. */
static enum err places(struct cmd *c, struct sheet_form *o)
{
	struct area_tree *t;
	struct str *place;

	if (!c->reg)
		return OK;
	TRY(area_load(c->cx, &c->cx->arena, c->reg, &t));
	place = arena_array(&c->cx->arena, (size_t)area_count(t) + 1, sizeof *place);
	o->place = place;
	for (int i = 0; i < area_count(t); i++)
		if (area_nth(t, i)->level == 5 && !area_nth(t, i)->to)
			place[o->nplace++] = area_named(&c->cx->arena, t, i);
	return OK;
}

static enum err book(struct cmd *c, const struct model *m, const struct entity *e, const char *path)
{
	struct sheet_form o = { .m = m, .e = e, .lang = c->cx->lang,
		.full = cmd_flag(c, "full") };
	const char *scratch = os_env("TMPDIR");
	struct xw *w;
	enum err r;

	if (!scratch || !*scratch)
		scratch = "/tmp";
	scratch = str_join(&c->cx->arena, str_of(scratch), STR("/template.xlsx")).p;
	if (!path && os_is_tty(1))
		return err_set(c->cx, ERR_USAGE, "-o", "export-needs-file", NULL);
	TRY(places(c, &o));
	TRY(xw_begin(c->cx, path ? path : scratch, &w));
	sheet_form_put(w, &o);
	r = xw_end(c->cx, w);
	if (r == OK)
		r = path ? xw_publish(c->cx, w, 0644) : xw_copy(c->cx, w, 1);
	xw_close(w);
	return r;
}

static enum err list(struct cmd *c, const struct model *m, const struct entity *e, const char *path)
{
	enum err r = OK;

	if (e)
		sheet_template(&c->out, m, e, c->cx->lang, cmd_flag(c, "full"));
	else
		template32(&c->out);
	if (path) {
		r = os_write_file(c->cx, path, buf_str(&c->out), 0644);
		buf_reset(&c->out);
	}
	return r;
}

enum err cmd_template(struct cmd *c)
{
	const char *path = cmd_text(c, "output"), *format;
	const struct entity *e = NULL;
	struct model *m;

	if (path && strcmp(path, "-") == 0)
		path = NULL;
	TRY(cmd_format(c, path, &format));
	TRY(cmd_model(c, &m));
	if (strcmp(c->arg[0], "list32") != 0) {
		TRY(cmd_noun(c, m, c->arg[0], &e));
		if (e->flags & ENT_CODED)
			return err_set(c->cx, ERR_USAGE, e->name, "cmd-import-coded", e->name,
			               NULL);
	}
	if (format ? strcmp(format, "xlsx") == 0 : path && str_ends(str_of(path), STR(".xlsx")))
		TRY(book(c, m, e, path));
	else
		TRY(list(c, m, e, path));
	if (path)
		say(c, "cmd-template-done", path, NULL);
	return OK;
}
