/* cmd_browse - list, show, history, summary. */

#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "fmt/json.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "domain/register/show.h"
#include "domain/register/summary.h"

#define WIDE_ROWS 2000           /* columns are as wide as these rows want */

/* ---- list ---- */

static enum err list_json(struct cmd *c, const struct viewed *v, int64_t *n)
{
	struct rec *row;

	for (;;) {
		TRY(browse_next(c->cx, v->b, &row));
		if (!row || *c->cx->stop)
			return OK;
		TRY(row_json(c, v, row));
		TRY(out_room(c));
		++*n;
	}
}

/* A block of rows as one table; the next block has its own widths and header. */
static enum err list_block(struct cmd *c, const struct viewed *v, struct arena *a, int64_t *n,
                           bool *more, int *left_out)
{
	struct page p;
	struct page_table t;
	struct str *cell;
	struct rec *row;
	struct buf text BUF_AUTO = { 0 };
	int ncol = v->ncol < PAGE_COLS ? v->ncol : PAGE_COLS, k = 0;

	buf_init(&text, 1 << 20);
	page_begin(&p, &c->out, a, os_is_tty(1) ? os_tty_columns(1) : 10000, colour_wanted(1));
	page_table(&t, &p, ncol);
	t.keep = v->q.columns != NULL;           /* what was asked for is shown, empty or not */
	t.least = t.keep ? 4 : 8;
	cell = page_table_row(&t);
	for (int i = 0; i < ncol; i++) {
		const struct field *f = &v->e->fields[v->col[i]];

		cell[i] = str_of(in_lang(c, f->zh, f->en));
		t.right[i] = f->type == FT_INT || f->type == FT_MONEY || f->type == FT_DEC;
	}
	for (*more = false; k < WIDE_ROWS; k++) {
		TRY(browse_next(c->cx, v->b, &row));
		if (!row || *c->cx->stop)
			break;
		cell = page_table_row(&t);
		for (int i = 0; i < ncol; i++) {
			buf_reset(&text);
			TRY(browse_cell(c->cx, v->b, row, v->col[i], false, c->cx->lang, &text));
			cell[i] = str_dup(a, buf_str(&text));
		}
	}
	*n += k;
	*more = k == WIDE_ROWS;
	if (k)
		page_table_end(&t);
	*left_out = k && t.left_out > *left_out ? t.left_out : *left_out;
	return out_flush(c);
}

static enum err list_people(struct cmd *c, const struct viewed *v, int64_t *n)
{
	bool more = true;
	int left_out = 0;
	enum err e = OK;

	if (cmd_is_demo(c))
		put(c, "cmd-demo-data", NULL);
	while (e == OK && more) {
		struct arena a;

		arena_init(&a, (size_t)64 << 20);
		e = list_block(c, v, &a, n, &more, &left_out);
		arena_free(&a);
	}
	if (e == OK)
		say(c, *n == 1 ? "cmd-list-one" : *n ? "cmd-list-count" : "cmd-list-none",
		    grouped(c, *n), NULL);
	if (e == OK && left_out)
		say(c, "cmd-list-narrow", grouped(c, left_out), NULL);
	return e;
}

enum err view_list(struct cmd *c, struct viewed *v)
{
	int64_t n = 0;
	enum err e;

	TRY(cmd_int(c, "limit", 0, 0, INT64_MAX, &v->q.limit));
	TRY(view_told(c, v, ACT_READ, 0, STR("")));
	TRY(view_begin(c, v));
	e = c->json ? list_json(c, v, &n) : list_people(c, v, &n);
	browse_close(v->b);
	return e;
}

enum err cmd_list(struct cmd *c)
{
	struct viewed v;
	int64_t n;

	TRY(cmd_int(c, "limit", 0, 0, INT64_MAX, &n));     /* said before a register is looked for */
	TRY(view_open(c, &v));
	return view_list(c, &v);
}

/* ---- show ---- */

enum err cmd_show(struct cmd *c)
{
	struct viewed v;
	struct show o = { .lang = c->cx->lang, .colour = colour_wanted(1),
		.columns = out_columns() };
	int64_t id;

	TRY(view_open(c, &v));
	TRY(view_row(c, &v, c->arg[1], &id));
	TRY(browse_may_show(c->cx, c->reg, v.e, id, v.q.mask));
	TRY(view_told(c, &v, ACT_READ, id, STR("")));
	o.mask = v.q.mask;
	if (c->json)
		return row_json_of(c, &v, id);
	return show_row(c->cx, c->reg, v.e, id, &o, &c->out);
}

/* ---- history ---- */

static void source_add(struct buf *out, const struct version *x)
{
	if (!x->file.n)
		return;
	buf_adds(out, x->file);
	if (x->row)
		buf_addf(out, ":%d", x->row);
}

struct change {
	int field;
	struct str was, now;
};

/* Fields that differ from the version before; texts in the arena. */
static enum err changes(struct cmd *c, const struct viewed *v, const struct version *x,
                        const struct version *before, struct change **out, int *n)
{
	struct arena *a = &c->cx->arena;

	*out = arena_array(a, (size_t)v->e->nfield + 1, sizeof(**out));
	*n = 0;
	for (int i = 0; i < v->e->nfield && !x->rec->removed; i++) {
		struct change *ch = &(*out)[*n];

		if (before ? val_eq(&x->rec->v[i], &before->rec->v[i]) : !rec_has(x->rec, i))
			continue;
		ch->field = i;
		TRY(cell_shown(c, v, x->rec, i, &ch->now));
		ch->was = STR("");
		if (before)
			TRY(cell_shown(c, v, before->rec, i, &ch->was));
		++*n;
	}
	return OK;
}

static void version_json(struct cmd *c, const struct viewed *v, const struct version *x,
                         const struct change *ch, int n)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "version");
	json_int(&j, x->rec->version);
	json_key(&j, "time_ms");
	json_int(&j, x->leaf.time_ms);
	json_key(&j, "actor");
	json_str(&j, x->leaf.actor);
	json_key(&j, "action");
	json_z(&j, action_name(x->leaf.action));
	json_key(&j, "reason");
	json_str(&j, x->leaf.note);
	json_key(&j, "file");
	json_str(&j, x->file);
	json_key(&j, "row");
	json_int(&j, x->row);
	json_key(&j, "leaf");
	json_int(&j, (int64_t)x->leaf.seq);
	if (x->rec->undo) {
		char no[32];

		snprintf(no, sizeof no, "B%lld", (long long)x->rec->undo);
		json_key(&j, "undo");
		json_z(&j, no);
	}
	if (x->rec->removed) {
		json_key(&j, "removed");
		json_bool(&j, true);
	}
	json_key(&j, "changed");
	json_obj(&j);
	for (int i = 0; i < n; i++) {
		json_key(&j, v->e->fields[ch[i].field].name);
		json_arr(&j);
		json_str(&j, ch[i].was);
		json_str(&j, ch[i].now);
		json_arr_end(&j);
	}
	json_obj_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void version_people(struct cmd *c, const struct viewed *v, struct page *p,
                           const struct version *x, const struct change *ch, int n)
{
	struct page_table t;
	struct buf head BUF_AUTO = { 0 };
	struct str *cell;

	buf_init(&head, 65536);
	buf_addf(&head, "%d  %s  ", x->rec->version, clock_text(c, x->leaf.time_ms));
	buf_adds(&head, x->leaf.actor);
	buf_addf(&head, "  %s  ", action_text(c, x->leaf.action));
	source_add(&head, x);
	page_section(p, str_dup(p->a, buf_str(&head)));
	if (x->rec->undo) {
		struct buf what BUF_AUTO = { 0 };
		char no[32];
		struct str arg = { no, (size_t)snprintf(no, sizeof no, "B%lld", (long long)x->rec->undo) };

		buf_init(&what, 4096);
		msg_add(&what, c->cx->lang,
		        x->rec->removed ? "cmd-history-left" : "cmd-history-back", &arg, 1);
		page_line(p, str_dup(p->a, buf_str(&what)));
	}
	if (x->leaf.note.n)
		page_line(p, x->leaf.note);
	if (!n)
		return;
	page_table(&t, p, 3);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "字段", "Field"));
	cell[1] = str_of(in_lang(c, "原值", "Old"));
	cell[2] = str_of(in_lang(c, "新值", "New"));
	for (int i = 0; i < n; i++) {
		const struct field *f = &v->e->fields[ch[i].field];

		cell = page_table_row(&t);
		cell[0] = str_of(in_lang(c, f->zh, f->en));
		cell[1] = ch[i].was;
		cell[2] = ch[i].now;
	}
	page_table_end(&t);
}

enum err cmd_history(struct cmd *c)
{
	struct viewed v;
	struct version *x;
	struct change *ch;
	struct page p;
	int64_t id;
	int n, nch;
	bool gone;

	TRY(view_open(c, &v));
	TRY(view_row_ever(c, &v, c->arg[1], &id, &gone));
	TRY(browse_may_show(c->cx, c->reg, v.e, id, v.q.mask));
	TRY(view_told(c, &v, ACT_READ, id, STR("")));
	TRY(browse_history(c->cx, c->reg, v.e, id, &x, &n));
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	if (!c->json) {
		if (cmd_is_demo(c))
			page_notice(&p, str_of(msg_text(c->cx->lang, "cmd-demo-data")));
		put(c, "cmd-history-title", in_lang(c, v.e->zh, v.e->en), c->arg[1], NULL);
	}
	for (int i = 0; i < n; i++) {
		TRY(changes(c, &v, &x[i], i ? &x[i - 1] : NULL, &ch, &nch));
		if (c->json)
			version_json(c, &v, &x[i], ch, nch);
		else
			version_people(c, &v, &p, &x[i], ch, nch);
		TRY(out_room(c));
	}
	return OK;
}

/* ---- summary ---- */

enum err cmd_summary(struct cmd *c)
{
	struct summary s;

	TRY(cmd_open(c, REG_READ));
	TRY(summary_make(c->cx, c->reg, c->cx->lang, &s));
	s.demo = s.demo || cmd_is_demo(c);
	if (c->json) {
		struct json j;

		json_begin(&j, &c->out);
		summary_json(&j, &s);
		buf_addc(&c->out, '\n');
		return OK;
	}
	summary_text(&c->out, &c->cx->arena, &s, c->cx->lang, colour_wanted(1), out_columns());
	return OK;
}
