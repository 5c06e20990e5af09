/* serve_files - see the header. */
#include "cmd/serve_files.h"

#include "cmd/enter_sheet.h"
#include "entity/sheet_form.h"
#include "job/export.h"

static enum err publish(struct ctx *cx, struct xw *w, enum err e)
{
	if (e == OK)
		e = xw_publish(cx, w, 0600);
	xw_close(w);
	return e;
}

static enum err make_list(struct ctx *cx, struct reg *r, const struct web_make *o, const char *path)
{
	struct export_ask ask = { .q = *o->q, .lang = cx->lang };
	int64_t rows;
	struct xw *w;

	ask.q.all_columns = !ask.q.columns;
	TRY(export_book(cx, r, &ask, path, &w, &rows));
	return publish(cx, w, OK);
}

static enum err make_template(struct ctx *cx, struct reg *r, const struct web_make *o,
                              const char *path)
{
	struct sheet_form f = { .m = r->model, .e = o->e, .lang = cx->lang };
	struct area_tree *t;
	struct str *place;
	struct xw *w;

	TRY(area_load(cx, &cx->arena, r, &t));
	place = arena_array(&cx->arena, (size_t)area_count(t) + 1, sizeof *place);
	for (int i = 0; i < area_count(t); i++)
		if (area_nth(t, i)->level == 5 && !area_nth(t, i)->to &&
		    scope_area(r->scope, area_nth(t, i)->id))
			place[f.nplace++] = area_named(&cx->arena, t, i);
	f.place = place;
	TRY(xw_begin(cx, path, &w));
	sheet_form_put(w, &f);
	return publish(cx, w, xw_end(cx, w));
}

/* Only what the scope holds. */
static enum err keep_seen(struct ctx *cx, struct reg *r, struct to_enter *t)
{
	int kept = 0;

	for (int i = 0; i < t->n; i++) {
		bool seen;

		TRY(register_sees(cx, r, t->item[i].row, &seen));
		if (seen)
			t->item[kept++] = t->item[i];
	}
	t->n = kept;
	return OK;
}

static enum err make_to_enter(struct ctx *cx, struct reg *r, const struct web_make *o,
                              const char *path)
{
	struct cmd c = { .cx = cx, .reg = r, .quiet = true };
	struct entering x = { .c = &c, .mask = MASK_STAFF, .lang = cx->lang };
	enum err e;
	int words;

	c.def = command_find((const char *const[]){ "to-enter" }, 1, &words);
	TRY(to_enter_make(cx, r, o->source, STR(""), &x.list, &x.n));
	for (int i = 0; i < x.n; i++)
		TRY(keep_seen(cx, r, &x.list[i]));
	arena_init(&x.tree, (size_t)512 << 20);
	e = area_load(cx, &x.tree, r, &x.areas);
	if (e == OK)
		e = enter_file(&x, path);
	arena_free(&x.tree);
	return e;
}

const struct web_maker serve_files[] = {
	{ "list", make_list },
	{ "template", make_template },
	{ "to-enter", make_to_enter },
	{ 0 },
};
