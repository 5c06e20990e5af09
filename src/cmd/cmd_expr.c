/* cmd_expr - an expression tried: does it compile, what does it read, and what does it come to for
 * one household, by which values. */
#include "base/msg.h"
#include "base/utf8.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/judge/case.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define LINES_MOST 16
#define SHOWN_WIDTH 200                  /* a longer line of a text is not repeated */
#define RUN_MEMORY ((size_t)64 << 20)

struct tried {
	struct cmd *c;
	struct viewed v;
	struct str text;
	date_t on;
	const struct pack *pack;
	struct { struct str name; struct ratio fen; } line[LINES_MOST];
	int nline;
	struct expr *e;
	struct judge_case *one;
	struct expr_run run;
	struct expr_value value;
};

/* ---- what is given: lines on the command line go before the pack's ---- */

static enum err read_lines(struct tried *t)
{
	const char *given = cmd_text(t->c, "line");
	struct str rest = str_of(given ? given : ""), one, name;

	while (str_next(&rest, ',', &one)) {
		struct ratio *fen = &t->line[t->nline].fen;

		if (!str_next(&one, '=', &name) || t->nline == LINES_MOST ||
		    !ratio_read(str_trim(one), 2, fen) || !ratio_mul(*fen, ratio_of(100), fen))
			return err_set(t->c->cx, ERR_USAGE, "--line", "cmd-expr-line", NULL);
		t->line[t->nline++].name = str_trim(name);
	}
	return OK;
}

static enum err read_date(struct tried *t)
{
	const char *on = cmd_text(t->c, "on");
	enum date_form form;

	if (on && (!date_parse(str_of(on), &t->on, &form) || !date_day(t->on)))
		return err_set(t->c->cx, ERR_USAGE, "--on", "cmd-expr-date", on, NULL);
	return OK;
}

static bool line_name(void *state, int i, struct str *name)
{
	const struct tried *t = state;

	if (i < t->nline)
		*name = t->line[i].name;
	else if (i - t->nline < t->pack->nline)
		*name = t->pack->line[i - t->nline].id;
	else
		return false;
	return true;
}

static bool line_amount(void *state, struct str series, struct str area, date_t on,
                        struct ratio *fen)
{
	const struct tried *t = state;
	const struct dated *d;

	for (int i = 0; i < t->nline; i++) {
		if (str_eq(t->line[i].name, series)) {
			*fen = t->line[i].fen;
			return true;
		}
	}
	d = lines_at(t->pack, series, area, on);
	if (d)
		*fen = ratio_of(d->v);
	return d != NULL;
}

/* ---- compiling ---- */

/* The line of the text with a mark under the place. */
static void point_at(struct tried *t, const struct expr_place *at)
{
	struct str rest = t->text, line = { 0 };
	struct buf b BUF_AUTO = { 0 };
	const char *shown;

	for (int i = 0; i < at->line; i++)
		if (!str_next(&rest, '\n', &line))
			line = STR("");
	if (utf8_width(line) > SHOWN_WIDTH)
		return;
	shown = str_z(&t->c->cx->arena, line);
	buf_init(&b, 4096);
	for (int i = 1; i < at->column; i++) {
		struct str before = line, one;

		if (utf8_next(&line) < 0)
			break;
		one = str_sub(before, 0, before.n - line.n);
		buf_addz(&b, utf8_width(one) == 2 ? "  " : utf8_width(one) ? " " : "");
	}
	buf_addc(&b, '^');
	warn(t->c, "cmd-expr-at", shown, b.p, NULL);
}

static enum err compile(struct tried *t, const struct model *m)
{
	const char *noun = cmd_text(t->c, "for");
	struct expr_env env = { .m = m, .state = t, .line = line_name };
	struct expr_place at;
	enum err e;

	TRY(cmd_noun(t->c, m, noun ? noun : "household", &env.root));
	t->v.e = t->v.q.e = env.root;
	e = expr_compile(t->c->cx, &t->c->cx->arena, &env, t->text, &t->e, &at);
	if (e != OK)
		point_at(t, &at);
	return e;
}

static struct str canonical(const struct tried *t)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4 * EXPR_MAX_TEXT);
	expr_text(&b, t->e, t->e->top);
	return str_dup(&t->c->cx->arena, buf_str(&b));
}

static const char *type_name(const struct tried *t)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	expr_type_text(&b, &t->e->top->type, t->c->cx->lang);
	return str_z(&t->c->cx->arena, buf_str(&b));
}

static void use_name(struct buf *b, const struct expr_use *u)
{
	buf_addz(b, u->noun->name);
	if (u->field >= 0)
		buf_addf(b, ".%s", u->noun->fields[u->field].name);
}

static void told_check(struct tried *t)
{
	struct buf b BUF_AUTO = { 0 };

	put(t->c, "cmd-expr-is", canonical(t).p, NULL);
	put(t->c, "cmd-expr-gives", type_name(t), NULL);
	buf_init(&b, 1 << 20);
	for (int i = 0; i < t->e->nuse; i++) {
		if (i)
			buf_addz(&b, ", ");
		use_name(&b, &t->e->use[i]);
	}
	if (b.n)
		put(t->c, "cmd-expr-reads", b.p, NULL);
}

static void json_check(struct tried *t, struct json *j)
{
	struct buf b BUF_AUTO = { 0 };

	json_key(j, "text");
	json_str(j, canonical(t));
	json_key(j, "gives");
	json_z(j, type_name(t));
	json_key(j, "reads");
	json_arr(j);
	buf_init(&b, 4096);
	for (int i = 0; i < t->e->nuse; i++) {
		buf_reset(&b);
		use_name(&b, &t->e->use[i]);
		json_str(j, buf_str(&b));
	}
	json_arr_end(j);
}

/* ---- one case ---- */

/* An answer tells of what it was made from: nothing that the mask hides may be asked for. */
static enum err may_read(struct tried *t)
{
	for (int i = 0; i < t->e->nuse; i++) {
		const struct expr_use *u = &t->e->use[i];
		const struct field *f = u->field < 0 ? NULL : &u->noun->fields[u->field];

		if (f && !cell_clear(f, t->v.q.mask))
			return err_set(t->c->cx, ERR_DENIED, "--mask", "cmd-expr-masked",
			               in_lang(t->c, u->noun->zh, u->noun->en),
			               in_lang(t->c, f->zh, f->en), NULL);
	}
	return OK;
}

static enum err evaluate(struct tried *t, struct arena *a)
{
	static const struct case_law none;
	struct case_law *law = ARENA_NEW(&t->c->cx->arena, struct case_law);
	int64_t id;

	*law = none;
	law->state = t;
	law->line = line_amount;
	TRY(may_read(t));
	TRY(view_place_row(t->c, &t->v, t->c->arg[1], t->on, &id));
	TRY(browse_may_show(t->c->cx, t->c->reg, t->v.e, id, t->v.q.mask));
	TRY(view_told(t->c, &t->v, ACT_READ, id, canonical(t)));
	TRY(case_open(t->c->cx, t->c->reg, t->v.e, id, t->on, law, &t->one));
	t->run = (struct expr_run){ .a = a, .explain = true };
	return case_eval(t->one, t->e, NULL, &t->run, &t->value);
}

static struct str value_text(const struct tried *t, const struct expr_type *type,
                             const struct expr_value *v)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	expr_value_text(&b, t->c->reg->model, type, v, t->c->cx->lang);
	return str_dup(&t->c->cx->arena, buf_str(&b));
}

/* A row as a person knows it: its noun with its number, else with what tells it from others. */
static enum err row_name(struct tried *t, const struct rec *row, const struct entity *noun,
                         struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct viewed v = t->v;
	struct str cell;

	*out = (struct str){ 0 };
	if (!noun)
		return OK;
	v.e = noun;
	buf_init(&b, 4096);
	buf_addz(&b, in_lang(t->c, noun->zh, noun->en));
	for (int i = 0; i < noun->nfield && row; i++) {
		bool key = noun->key >= 0 ? i == noun->key : (noun->fields[i].flags & E_ROWKEY) != 0;

		if (!key || !rec_has(row, i))
			continue;
		TRY(cell_shown(t->c, &v, row, i, &cell));
		buf_addc(&b, ' ');
		buf_adds(&b, cell);
	}
	*out = str_dup(&t->c->cx->arena, buf_str(&b));
	return OK;
}

static struct str item_name(const struct tried *t, const struct entity *noun, int field,
                            struct str name)
{
	const struct field *f = noun && field >= 0 ? &noun->fields[field] : NULL;
	const struct line_series *line = f ? NULL : pack_line(t->pack, name);

	if (line)
		return t->c->cx->lang == LANG_ZH ? line->zh : line->en;
	return f ? str_of(in_lang(t->c, f->zh, f->en)) : name;
}

static enum err seen_value(struct tried *t, const struct expr_seen *s, struct str *out)
{
	static const struct expr_type money = { .kind = EXPR_MONEY };
	struct expr_type type = { .kind = (enum expr_kind)s->v.kind };
	struct viewed v = t->v;

	if (s->kind == SEEN_FIELD) {
		v.e = s->noun;
		TRY(cell_shown(t->c, &v, s->row, s->field, out));
		if (!rec_has(s->row, s->field))
			*out = str_of(msg_text(t->c->cx->lang, "expr-value-unknown"));
		return OK;
	}
	*out = value_text(t, s->kind == SEEN_LINE ? &money : &type, &s->v);
	return OK;
}

/* ---- told ---- */

static struct str word(const struct tried *t, const char *key)
{
	return str_of(msg_text(t->c->cx->lang, key));
}

static struct str *heading(struct tried *t, struct page_table *pt, struct page *p,
                           const char *title, const char *last)
{
	struct str *cell;

	page_section(p, word(t, title));
	page_table(pt, p, 3);
	cell = page_table_row(pt);
	cell[0] = word(t, "cmd-expr-row");
	cell[1] = word(t, "cmd-expr-field");
	cell[2] = word(t, last);
	return cell;
}

static enum err told_used(struct tried *t, struct page *p)
{
	struct page_table pt;

	if (!t->run.nseen)
		return OK;
	heading(t, &pt, p, "cmd-expr-used", "cmd-expr-value");
	for (int i = 0; i < t->run.nseen; i++) {
		const struct expr_seen *s = &t->run.seen[i];
		struct str *cell = page_table_row(&pt);

		TRY(row_name(t, s->row, s->noun, &cell[0]));
		cell[1] = item_name(t, s->noun, s->field, s->name);
		TRY(seen_value(t, s, &cell[2]));
	}
	page_table_end(&pt);
	if (t->run.more_seen)
		page_line(p, word(t, "cmd-expr-more"));
	return OK;
}

static enum err told_missing(struct tried *t, struct page *p)
{
	struct page_table pt;

	if (t->value.state != EXPR_UNKNOWN)
		return OK;
	heading(t, &pt, p, "cmd-expr-missing", "cmd-expr-why");
	for (int i = 0; i < t->run.ngap; i++) {
		const struct expr_gap *g = &t->run.gap[i];
		struct str *cell;

		if (!expr_gap_in(&t->value, i))
			continue;
		cell = page_table_row(&pt);
		TRY(row_name(t, g->row, g->noun, &cell[0]));
		cell[1] = item_name(t, g->noun, g->field, g->name);
		cell[2] = word(t, expr_gap_key(g->kind));
	}
	page_table_end(&pt);
	if (t->run.more_gaps)
		page_line(p, word(t, "cmd-expr-more"));
	return OK;
}

static enum err told_value(struct tried *t)
{
	struct page p;
	char day[11];

	date_put(day, case_on(t->one));
	put(t->c, "cmd-expr-is", canonical(t).p, NULL);
	put(t->c, "cmd-expr-result", value_text(t, &t->e->top->type, &t->value).p, day, NULL);
	page_begin(&p, &t->c->out, &t->c->cx->arena, out_columns(), colour_wanted(1));
	TRY(told_used(t, &p));
	return told_missing(t, &p);
}

static enum err json_place(struct tried *t, struct json *j, const struct rec *row,
                           const struct entity *noun, int field, struct str name)
{
	struct str text;

	TRY(row_name(t, row, noun, &text));
	json_key(j, "noun");
	json_z(j, noun ? noun->name : "");
	json_key(j, "row");
	json_str(j, text);
	json_key(j, "item");
	json_str(j, noun && field >= 0 ? str_of(noun->fields[field].name) : name);
	return OK;
}

static enum err json_value(struct tried *t, struct json *j)
{
	static const char *const states[] = { "known", "unknown", "error" };
	struct str text;
	char day[11];

	date_put(day, case_on(t->one));
	json_key(j, "on");
	json_z(j, day);
	json_key(j, "state");
	json_z(j, states[t->value.state]);
	json_key(j, "value");
	if (t->value.state == EXPR_KNOWN && t->value.kind == EXPR_BOOL)
		json_bool(j, t->value.b);
	else if (t->value.state == EXPR_UNKNOWN)
		json_none(j);
	else
		json_str(j, value_text(t, &t->e->top->type, &t->value));
	json_key(j, "used");
	json_arr(j);
	for (int i = 0; i < t->run.nseen; i++) {
		const struct expr_seen *s = &t->run.seen[i];

		json_obj(j);
		TRY(json_place(t, j, s->row, s->noun, s->field, s->name));
		TRY(seen_value(t, s, &text));
		json_key(j, "value");
		json_str(j, text);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, "missing");
	json_arr(j);
	for (int i = 0; i < t->run.ngap; i++) {
		const struct expr_gap *g = &t->run.gap[i];

		if (!expr_gap_in(&t->value, i))
			continue;
		json_obj(j);
		TRY(json_place(t, j, g->row, g->noun, g->field, g->name));
		json_key(j, "why");
		json_str(j, word(t, expr_gap_key(g->kind)));
		json_obj_end(j);
	}
	json_arr_end(j);
	return OK;
}

static enum err told(struct tried *t)
{
	struct json j;

	if (!t->c->json && t->one)
		return told_value(t);
	if (!t->c->json) {
		told_check(t);
		return OK;
	}
	json_begin(&j, &t->c->out);
	json_obj(&j);
	json_check(t, &j);
	if (t->one)
		TRY(json_value(t, &j));
	json_obj_end(&j);
	buf_addc(&t->c->out, '\n');
	return OK;
}

/* Only looked at: by the register's pack, or the national one. */
static enum err check_only(struct tried *t)
{
	struct cmd *c = t->c;
	struct model *m;
	struct pack *p;

	TRY(cmd_model(c, &m));
	if (c->reg) {
		t->pack = c->reg->pack;
	} else {
		TRY(pack_load(c->cx, &c->cx->arena, "cn", &p));
		t->pack = p;
	}
	TRY(compile(t, m));
	return told(t);
}

enum err cmd_expr(struct cmd *c)
{
	struct tried t = { .c = c, .text = str_of(c->arg[0]) };
	struct arena a;
	enum err e = OK;

	TRY(read_lines(&t));
	TRY(read_date(&t));
	TRY(cmd_mask(c, &t.v.q.mask));
	if (c->narg == 1)
		return check_only(&t);
	TRY(cmd_reason(c, t.v.q.mask, &t.v.reason));
	TRY(cmd_open(c, t.v.reason ? REG_WRITE : REG_READ));
	t.pack = c->reg->pack;
	TRY(compile(&t, c->reg->model));
	arena_init(&a, RUN_MEMORY);
	e = evaluate(&t, &a);
	if (e == OK)
		e = told(&t);
	arena_free(&a);
	return e;
}
