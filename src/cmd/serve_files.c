/* serve_files - see the header. */
#include "cmd/serve_files.h"

#include <stdio.h>

#include "base/msg.h"
#include "cmd/enter_sheet.h"
#include "cmd/serve_jobs.h"
#include "entity/sheet_form.h"
#include "job/doubt_sheet.h"
#include "job/export.h"
#include "job/paper_facts.h"

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

static enum err make_doubts(struct ctx *cx, struct reg *r, const struct web_make *o,
                            const char *path)
{
	struct doubt_filter w = { .area = -1, .check = o->check, .state = o->state };
	struct doubt_line *l;
	struct area_tree *t;
	struct arena a;
	enum err e;
	int n;

	TRY(area_load(cx, &cx->arena, r, &t));
	if (o->area) {
		w.area = area_by_code(t, o->area);
		if (w.area < 0)
			return err_set(cx, ERR_NOTFOUND, "area", "browse-area-unknown", "", NULL);
	}
	arena_init(&a, (size_t)512 << 20);
	e = doubt_lines(cx, r, t, &a, &w, &l, &n);
	if (e == OK)
		e = doubt_workbook(cx, r, t, l, n, path);
	arena_free(&a);
	return e;
}

/* ---- a sheet that comes back ---- */

struct returning { struct ctx *cx; struct json *j; };

static void on_fate(void *arg, struct str sheet, int64_t row, struct str no, enum doubt_fate fate)
{
	const struct returning *x = arg;
	struct buf text BUF_AUTO = { 0 };
	char number[24];

	if (fate == RETURN_DONE || fate == RETURN_EMPTY)
		return;
	buf_init(&text, 65536);
	snprintf(number, sizeof number, "%lld", (long long)row);
	msg_add(&text, x->cx->lang, doubt_fate_says(fate), (struct str[]){ str_of(number), no }, 2);
	json_obj(x->j);
	if (sheet.n) {
		json_key(x->j, "sheet");
		json_str(x->j, sheet);
	}
	json_key(x->j, "row");
	json_int(x->j, row);
	if (no.n) {
		json_key(x->j, "no");
		json_str(x->j, no);
	}
	json_key(x->j, "text");
	json_str(x->j, buf_str(&text));
	json_obj_end(x->j);
}

enum err serve_doubts_back(struct ctx *cx, struct reg *r, const char *path, bool dry,
                           struct json *j)
{
	struct returning x = { cx, j };
	struct doubt_face face = { &x, on_fate, true };
	struct doubt_counts n;

	json_obj(j);
	json_key(j, "refused");
	json_arr(j);
	TRY(doubt_import(cx, r, path, dry, &face, &n));
	json_arr_end(j);
	json_key(j, "dry");
	json_bool(j, dry);
	json_key(j, "rows");
	json_int(j, n.rows);
	json_key(j, "done");
	json_int(j, n.fate[RETURN_DONE]);
	json_key(j, "empty");
	json_int(j, n.fate[RETURN_EMPTY]);
	json_obj_end(j);
	return OK;
}

enum err serve_paper(struct ctx *cx, void *host, struct reg *r, const struct web_paper *o,
                     struct buf *out)
{
	const struct serve_host *h = host;
	struct paper_order order = { .t = o->t, .lang = cx->lang, .household = o->household,
		.area = o->area, .maker = o->maker, .demo = o->demo };
	const struct paper_subject about = { o->notice, o->meeting, o->matter, o->letter, o->site,
		o->clear };
	struct paper_told told;
	struct gate g;

	if (o->household || o->t->leads || about.notice.n || about.meeting.n || about.matter.n) {
		gate_open(&cx->arena, r, NULL, &g);
		TRY(paper_facts(cx, &g, &about, &order));
	}
	return paper_make(cx, r, &order, h->fonts, out, &told);
}

const struct web_maker serve_files[] = {
	{ "doubts", make_doubts },
	{ "list", make_list },
	{ "template", make_template },
	{ "to-enter", make_to_enter },
	{ 0 },
};
