/* cmd_objection - what people say to the office: objections and declarations, entered, looked at,
 * verified, answered. */
#include <stdio.h>

#include "base/os.h"
#include "cmd/talk.h"
#include "domain/gate/objection.h"
#include "domain/register/browse.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define TEXT_MAX (1 << 16)

static struct str option(struct cmd *c, const char *name, const char *otherwise)
{
	const char *v = cmd_text(c, name);

	return str_of(v ? v : otherwise);
}

static enum err place(struct cmd *c, int64_t *area)
{
	const char *v = cmd_text(c, "area");

	*area = 0;
	return v ? register_by_key(c->cx, c->reg, register_entity(c->reg, TAG_area), str_of(v), area) :
	       OK;
}

static enum err taken(struct cmd *c, const char *no)
{
	struct receipt_status s;
	struct json j;
	char day[11];

	TRY(receipt_status(c->cx, c->reg, no, &s));
	date_put(day, s.due);
	if (!c->json) {
		put(c, "cmd-objection-taken", no, s.due ? day : "--", NULL);
		return OK;
	}
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "no");
	json_z(&j, no);
	json_key(&j, "due");
	json_z(&j, s.due ? day : "");
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

enum err cmd_objection_add(struct cmd *c)
{
	struct objection_new n = { .notice = option(c, "notice", ""),
		.topic = option(c, "topic", "other"), .channel = option(c, "channel", "paper"),
		.name = option(c, "name", ""), .phone = option(c, "phone", ""),
		.content = option(c, "text", "") };
	char no[RECEIPT_TEXT];

	TRY(cmd_int(c, "line", 0, 1, 1000000, &n.position));
	TRY(cmd_day(c, "received", &n.received));
	TRY(cmd_open(c, REG_WRITE));
	TRY(place(c, &n.area));
	TRY(objection_add(c->cx, c->reg, &n, no));
	return taken(c, no);
}

enum err cmd_declaration_add(struct cmd *c)
{
	struct declaration_new n = { .topic = option(c, "topic", "other"),
		.channel = option(c, "channel", "paper"), .name = option(c, "name", ""),
		.phone = option(c, "phone", ""), .group = option(c, "group", ""),
		.content = option(c, "text", "") };
	char no[RECEIPT_TEXT];

	TRY(cmd_day(c, "received", &n.received));
	TRY(cmd_open(c, REG_WRITE));
	TRY(place(c, &n.area));
	TRY(declaration_add(c->cx, c->reg, &n, no));
	return taken(c, no);
}

/* ---- lists ---- */

struct listing {
	struct cmd *c;
	const struct entity *e;
	int state;
	const int *field;
	int n;
	struct cells *cells;
	struct page page;
	struct page_table t;
};

static bool live(const void *arg, const struct rec *row)
{
	const struct listing *l = arg;
	const struct list_face *f = &l->c->reg->model->lists;

	return cmd_flag(l->c, "all") ||
	       f->has_tag(f->state, l->e->fields[l->state].list, row->v[l->state].i, "live");
}

static enum err cell_text(struct listing *l, const struct rec *row, int field, enum mask mask,
                          struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, TEXT_MAX);
	TRY(browse_cell_of(l->c->cx, l->cells, row, field, mask, false, l->c->cx->lang, &b));
	*out = str_dup(&l->c->cx->arena, buf_str(&b));
	return OK;
}

static enum err row_json(struct listing *l, const struct rec *row, enum mask mask)
{
	struct json j;
	struct str s;

	json_begin(&j, &l->c->out);
	json_obj(&j);
	for (int i = 0; i < l->n; i++) {
		TRY(cell_text(l, row, l->field[i], mask, &s));
		json_key(&j, l->e->fields[l->field[i]].name);
		if (s.n)
			json_str(&j, s);
		else
			json_none(&j);
	}
	json_obj_end(&j);
	buf_addc(&l->c->out, '\n');
	return out_room(l->c);
}

static enum err row_line(struct listing *l, const struct rec *row)
{
	struct str *cell = page_table_row(&l->t);

	for (int i = 0; i < l->n; i++)
		TRY(cell_text(l, row, l->field[i], MASK_STAFF, &cell[i]));
	return OK;
}

static void head(struct listing *l)
{
	struct cmd *c = l->c;
	struct str *cell;

	page_begin(&l->page, &c->out, &c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(&l->t, &l->page, l->n);
	cell = page_table_row(&l->t);
	for (int i = 0; i < l->n; i++)
		cell[i] = str_of(in_lang(c, l->e->fields[l->field[i]].zh, l->e->fields[l->field[i]].en));
}

static enum err listed(struct listing *l)
{
	const char *area = cmd_text(l->c, "area");
	struct query q = { .e = l->e, .mask = MASK_STAFF, .keep = live, .keep_arg = l };
	struct buf where BUF_AUTO = { 0 };
	struct browse *b;
	struct rec *row;
	int64_t n = 0;
	enum err e = OK;

	buf_init(&where, 4096);
	buf_addf(&where, "area=\"%s\"", area ? area : "");
	q.where = area ? where.p : NULL;
	l->cells = browse_cells(&l->c->cx->arena, l->c->reg);
	TRY(browse_open(l->c->cx, l->c->reg, &q, &b));
	if (!l->c->json)
		head(l);
	for (; e == OK && (e = browse_next(l->c->cx, b, &row)) == OK && row; n++)
		e = l->c->json ? row_json(l, row, MASK_STAFF) : row_line(l, row);
	browse_close(b);
	if (e == OK && !l->c->json && n)
		page_table_end(&l->t);
	if (e == OK)
		say(l->c, n == 1 ? "cmd-list-one" : n ? "cmd-list-count" : "cmd-list-none",
		    grouped(l->c, n), NULL);
	return e;
}

enum err cmd_objection_list(struct cmd *c)
{
	static const int field[] = { OBJECTION_no, OBJECTION_area, OBJECTION_notice, OBJECTION_position,
		OBJECTION_topic, OBJECTION_channel, OBJECTION_received, OBJECTION_due, OBJECTION_state };
	struct listing l = { .c = c, .state = OBJECTION_state, .field = field, .n = 9 };

	TRY(cmd_open(c, REG_READ));
	l.e = register_entity(c->reg, TAG_objection);
	return listed(&l);
}

enum err cmd_declaration_list(struct cmd *c)
{
	static const int field[] = { DECLARATION_no, DECLARATION_area, DECLARATION_channel,
		DECLARATION_received, DECLARATION_due, DECLARATION_state };
	struct listing l = { .c = c, .state = DECLARATION_state, .field = field, .n = 6 };

	TRY(cmd_open(c, REG_READ));
	l.e = register_entity(c->reg, TAG_declaration);
	return listed(&l);
}

/* ---- one ---- */

/* All of it, clear: whoever deals with it must read it, and the journal says who did. */
static enum err shown(struct cmd *c, const struct rec *row, const int *field, int n)
{
	struct listing l = { .c = c, .e = row->e, .field = field, .n = n };
	struct str s;

	TRY(cmd_journal(c, ACT_READ, row->e, row->id, NULL, STR("what=shown\n")));
	l.cells = browse_cells(&c->cx->arena, c->reg);
	if (c->json)
		return row_json(&l, row, MASK_NONE);
	page_begin(&l.page, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	for (int i = 0; i < n; i++) {
		TRY(cell_text(&l, row, field[i], MASK_NONE, &s));
		if (s.n)
			page_pair(&l.page, str_of(in_lang(c, row->e->fields[field[i]].zh,
			                                  row->e->fields[field[i]].en)), s);
	}
	page_pairs_end(&l.page);
	return OK;
}

enum err cmd_objection_show(struct cmd *c)
{
	static const int field[] = { OBJECTION_no, OBJECTION_state, OBJECTION_area, OBJECTION_notice,
		OBJECTION_position, OBJECTION_household, OBJECTION_topic, OBJECTION_channel,
		OBJECTION_received, OBJECTION_due, OBJECTION_name, OBJECTION_phone, OBJECTION_content,
		OBJECTION_verified_by, OBJECTION_verified_on, OBJECTION_found, OBJECTION_outcome,
		OBJECTION_answer, OBJECTION_answered_by, OBJECTION_answered };
	struct rec *row;

	TRY(cmd_open(c, REG_WRITE));
	TRY(objection_row(c->cx, c->reg, str_of(c->arg[0]), &row));
	return shown(c, row, field, sizeof field / sizeof *field);
}

enum err cmd_declaration_show(struct cmd *c)
{
	static const int field[] = { DECLARATION_no, DECLARATION_state, DECLARATION_area,
		DECLARATION_topic, DECLARATION_channel, DECLARATION_received, DECLARATION_due,
		DECLARATION_group_name, DECLARATION_name, DECLARATION_phone, DECLARATION_content,
		DECLARATION_lead, DECLARATION_answer, DECLARATION_answered_by, DECLARATION_answered };
	struct rec *row;

	TRY(cmd_open(c, REG_WRITE));
	TRY(declaration_row(c->cx, c->reg, str_of(c->arg[0]), &row));
	return shown(c, row, field, sizeof field / sizeof *field);
}

/* ---- dealt with ---- */

static enum err dealt(struct cmd *c, const struct objection_act *a, const char *told,
                      enum err (*act)(struct ctx *, struct reg *, struct str,
                                      const struct objection_act *))
{
	TRY(cmd_open(c, REG_WRITE));
	TRY(act(c->cx, c->reg, str_of(c->arg[0]), a));
	say(c, told, c->arg[0], NULL);
	return OK;
}

/* The same, with the people behind log-in names asked. */
static enum err by_people(struct cmd *c, struct objection_act *a, bool answer, const char *told)
{
	struct office *o;
	struct rec *row;
	enum err e;

	TRY(cmd_open(c, REG_WRITE));
	TRY(office_open(c->cx, c->reg, NULL, &o));
	e = objection_row(c->cx, c->reg, str_of(c->arg[0]), &row);
	if (e == OK)
		e = objection_people(c->cx, o, c->reg, row, "by", a->by, answer, &a->by);
	if (e == OK)
		e = objection_people(c->cx, o, c->reg, row, "with", a->with, answer, &a->with);
	office_close(c->cx, o);
	TRY(e);
	TRY((answer ? objection_answer : objection_verify)(c->cx, c->reg, str_of(c->arg[0]), a));
	say(c, told, c->arg[0], NULL);
	return OK;
}

enum err cmd_objection_verify(struct cmd *c)
{
	struct objection_act a = { .by = option(c, "by", ""), .with = option(c, "with", ""),
		.text = option(c, "text", "") };

	return by_people(c, &a, false, "cmd-objection-verified");
}

enum err cmd_objection_answer(struct cmd *c)
{
	struct objection_act a = { .by = option(c, "by", ""), .text = option(c, "text", ""),
		.outcome = option(c, "outcome", "") };

	return by_people(c, &a, true, "cmd-objection-answered");
}

enum err cmd_declaration_take(struct cmd *c)
{
	struct objection_act a = { .by = option(c, "by", ""), .taken = option(c, "lead", "") };

	return dealt(c, &a, "cmd-declaration-taken", declaration_take);
}

enum err cmd_declaration_answer(struct cmd *c)
{
	struct objection_act a = { .by = option(c, "by", ""), .text = option(c, "text", "") };

	return dealt(c, &a, "cmd-objection-answered", declaration_answer);
}
