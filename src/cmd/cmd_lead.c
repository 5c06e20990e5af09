/* cmd_lead - departments' lists as leads: taken in, found, checked, explained, counted. */
#include "cmd/cmd_lead.h"

#include "base/money.h"
#include "base/msg.h"
#include "cmd/browse_face.h"
#include "cmd/import_face.h"
#include "cmd/talk.h"
#include "domain/register/area.h"
#include "domain/register/lead.h"
#include "domain/register/page.h"
#include "domain/register/show.h"
#include "fmt/json.h"

#define TOPICS 256

/* ---- taking in ---- */

enum err lead_options(struct cmd *c, struct import *im)
{
	const char *month = cmd_text(c, "month"), *department = cmd_text(c, "department");
	enum date_form form;
	date_t d;

	if (department && str_trim(str_of(department)).n)
		im->lead_department = str_z(&c->cx->arena, str_trim(str_of(department)));
	if (!month)
		return OK;
	if (!date_parse(str_of(month), &d, &form) || !date_month(d) || date_day(d))
		return err_set(c->cx, ERR_USAGE, "--month", "cmd-lead-month", month, NULL);
	im->lead_month = d;
	return OK;
}

static enum err find_topic(struct cmd *c, const char *name, const struct lead_topic **out)
{
	const struct pack *p = c->reg->pack;
	const char *known[TOPICS], *near;
	struct buf all BUF_AUTO = { 0 };
	int n = 0;

	*out = pack_topic(p, str_of(name));
	for (int i = 0; !*out && i < p->ntopic; i++)
		if (str_eqz(p->topic[i].zh, name) || str_eqz(p->topic[i].en, name))
			*out = &p->topic[i];
	if (*out)
		return OK;
	buf_init(&all, 16384);
	for (int i = 0; i < p->ntopic && n < TOPICS; i++) {
		known[n++] = p->topic[i].id.p;
		buf_addf(&all, "%s%s", i ? msg_between(c->cx->lang) : "", p->topic[i].id.p);
	}
	near = command_nearest(name, known, n);
	if (near)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-lead-topic-near", name, near, NULL);
	return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-lead-topic-unknown", name,
	               str_z(&c->cx->arena, buf_str(&all)), NULL);
}

enum err lead_topic_option(struct cmd *c, const char *name, struct import *im)
{
	const struct lead_topic *t;

	if (im->kind && strcmp(im->kind, "lead") != 0)
		return err_set(c->cx, ERR_USAGE, "--lead", "cmd-lead-kind", im->kind, name, NULL);
	TRY(find_topic(c, name, &t));
	im->topic = t->id.p;
	return OK;
}

enum err cmd_lead_import(struct cmd *c)
{
	struct import im = { .file = c->arg + 1, .nfile = c->narg - 1,
		.dry_run = cmd_flag(c, "dry-run"), .again = cmd_flag(c, "again") };

	TRY(lead_options(c, &im));
	TRY(cmd_open(c, im.dry_run ? REG_READ : REG_WRITE));
	TRY(lead_topic_option(c, c->arg[0], &im));
	return import_files(c, &im);
}

/* ---- the pack's topics ---- */

static void topic_json(struct cmd *c, const struct lead_topic *t)
{
	struct json j;
	char above[24];

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "topic");
	json_str(&j, t->id);
	json_key(&j, "zh");
	json_str(&j, t->zh);
	json_key(&j, "en");
	json_str(&j, t->en);
	json_key(&j, "department");
	json_str(&j, t->dept_zh);
	json_key(&j, "above");
	above[money_put(above, t->above)] = 0;
	if (t->has_above)
		json_raw(&j, str_of(above));
	else
		json_none(&j);
	json_key(&j, "due_days");
	json_int(&j, t->due_days);
	json_key(&j, "check");
	json_str(&j, t->check_zh);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_lead_topics(struct cmd *c)
{
	bool zh = c->cx->lang == LANG_ZH;
	struct page p;
	struct page_table t;
	struct str *cell;

	TRY(cmd_open(c, REG_READ));
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(&t, &p, 5);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "主题", "Topic"));
	cell[1] = str_of(in_lang(c, "清单", "List"));
	cell[2] = str_of(in_lang(c, "部门", "Department"));
	cell[3] = str_of(in_lang(c, "超过(元)", "Above (yuan)"));
	cell[4] = str_of(in_lang(c, "期限(天)", "Due (days)"));
	t.right[3] = t.right[4] = true;
	for (int i = 0; i < c->reg->pack->ntopic; i++) {
		const struct lead_topic *x = &c->reg->pack->topic[i];

		if (c->json) {
			topic_json(c, x);
			continue;
		}
		cell = page_table_row(&t);
		cell[0] = x->id;
		cell[1] = zh ? x->zh : x->en;
		cell[2] = zh ? x->dept_zh : x->dept_en;
		cell[3] = str_of(x->has_above ? grouped(c, x->above / 100) : "");
		cell[4] = str_of(grouped(c, x->due_days));
	}
	if (!c->json)
		page_table_end(&t);
	return OK;
}

/* ---- list ---- */

struct wanted {
	const struct reg *r;
	struct str list_topic;       /* of the pack, or empty */
	int64_t topic;               /* a value of lead_topic, or -1 */
	const char *state;           /* tag, or NULL */
	int64_t exact;               /* a value of lead_state, or -1 */
	bool unmatched, overdue;
	date_t today;
};

static bool tagged(const struct reg *r, const char *list, const struct val *v, const char *tag)
{
	const struct list_face *l = &r->model->lists;

	return v->kind == VAL_INT && l->has_tag(l->state, list, v->i, tag);
}

/* The program's four states of a lead: a value of the list may carry several tags. `named` marks
 * the value whose word the state goes by, in lists and sums alike. */
static const struct { const char *tag, *named; } states[] = {
	{ "explained", "explained" }, { "checked", "checked" }, { "closed", "settled" },
	{ "open", "open" },
};
#define STATES (sizeof states / sizeof states[0])

static const char *state_of(const struct reg *r, const struct val *v)
{
	for (size_t i = 0; i + 1 < STATES; i++)
		if (tagged(r, "lead_state", v, states[i].tag))
			return states[i].tag;
	return "open";
}

static struct str state_word(struct cmd *c, const char *tag)
{
	const struct list_face *l = &c->reg->model->lists;
	int64_t code;

	for (size_t i = 0; i < STATES; i++)
		if (strcmp(states[i].tag, tag) == 0 &&
		    list_tagged(c->reg->model, "lead_state", states[i].named, &code))
			return l->label(l->state, "lead_state", code, c->cx->lang);
	return str_of(tag);
}

/* open, or a word as lists and sums show it. The word of a whole state means all of it. */
static enum err wanted_state(struct cmd *c, struct wanted *w)
{
	const char *said = cmd_text(c, "state");
	const struct list_face *l = &c->reg->model->lists;
	struct buf all BUF_AUTO = { 0 };
	int64_t code;
	bool exact;

	w->exact = -1;
	if (!said)
		return OK;
	for (size_t i = 0; i < STATES; i++)
		if (strcmp(said, states[i].tag) == 0)
			w->state = states[i].tag;
	if (w->state)
		return OK;
	if (l->code(l->state, "lead_state", str_of(said), &w->exact, &exact)) {
		for (size_t i = 0; i < STATES; i++)
			if (list_tagged(c->reg->model, "lead_state", states[i].named, &code) &&
			    code == w->exact)
				w->state = states[i].tag;
		if (w->state)
			w->exact = -1;
		return OK;
	}
	buf_init(&all, 4096);
	for (size_t i = 0; i < STATES; i++) {
		buf_addf(&all, "%s%s ", i ? msg_between(c->cx->lang) : "", states[i].tag);
		buf_adds(&all, state_word(c, states[i].tag));
	}
	return err_set(c->cx, ERR_USAGE, "--state", "cmd-lead-state", said,
	               str_z(&c->cx->arena, buf_str(&all)), NULL);
}

static bool keep(const void *arg, const struct rec *lead)
{
	const struct wanted *w = arg;
	const char *state = state_of(w->r, &lead->v[LEAD_state]);

	if (w->list_topic.n && !str_eq(lead->v[LEAD_list_topic].s, w->list_topic))
		return false;
	if (w->topic >= 0 && (!rec_has(lead, LEAD_topic) || lead->v[LEAD_topic].i != w->topic))
		return false;
	if (w->state && strcmp(state, w->state) != 0)
		return false;
	if (w->exact >= 0 && (!rec_has(lead, LEAD_state) || lead->v[LEAD_state].i != w->exact))
		return false;
	if (w->unmatched && rec_has(lead, LEAD_household))
		return false;
	return !w->overdue || (strcmp(state, "open") == 0 && rec_has(lead, LEAD_due) &&
	                       (date_t)lead->v[LEAD_due].i < w->today);
}

static enum err wanted_topic(struct cmd *c, struct wanted *w)
{
	const char *name = cmd_text(c, "topic");
	const struct list_face *l = &c->reg->model->lists;
	const struct lead_topic *t;
	bool exact;

	w->topic = -1;
	if (!name)
		return OK;
	if (!pack_topic(c->reg->pack, str_of(name)) &&
	    l->code(l->state, "lead_topic", str_of(name), &w->topic, &exact))
		return OK;
	TRY(find_topic(c, name, &t));
	w->list_topic = t->id;
	return OK;
}

static enum err lead_view(struct cmd *c, struct viewed *v)
{
	*v = (struct viewed){ 0 };
	TRY(cmd_mask(c, &v->q.mask));
	TRY(cmd_reason(c, v->q.mask, &v->reason));
	TRY(cmd_open(c, v->reason ? REG_WRITE : REG_READ));
	v->e = v->q.e = register_entity(c->reg, TAG_lead);
	return OK;
}

enum err cmd_lead_list(struct cmd *c)
{
	const char *area = cmd_text(c, "area"), *columns = cmd_text(c, "columns");
	struct viewed v;
	struct wanted w;

	TRY(lead_view(c, &v));
	w = (struct wanted){ .r = c->reg, .unmatched = cmd_flag(c, "unmatched"),
		.overdue = cmd_flag(c, "overdue"), .today = register_today(c->cx, c->reg) };
	TRY(wanted_topic(c, &w));
	TRY(wanted_state(c, &w));
	if (area)
		v.q.where = str_z(&c->cx->arena, str_join(&c->cx->arena, STR("area="), str_of(area)));
	v.q.columns = columns ? columns : "no,topic,name,household,area,due,state,matched,times";
	v.q.keep = keep;
	v.q.keep_arg = &w;
	return view_list(c, &v);
}

/* ---- show ---- */

/* Whose number it is, where the list had another name: masked as the page is. */
static enum err number_owner(struct cmd *c, const struct viewed *v, const struct rec *lead,
                             struct str *name)
{
	const struct entity *person = register_entity(c->reg, TAG_person);
	struct buf b BUF_AUTO = { 0 };
	struct rec *p;
	int64_t id;
	enum err e;

	*name = (struct str){ 0 };
	if (!tagged(c->reg, "lead_match", &lead->v[LEAD_matched], "name_differs") ||
	    !rec_has(lead, LEAD_idno))
		return OK;
	e = register_by_key(c->cx, c->reg, person, lead->v[LEAD_idno].s, &id);
	if (e == ERR_NOTFOUND || e == ERR_CONFLICT) {
		err_clear(c->cx);
		return OK;
	}
	TRY(e);
	TRY(register_load(c->cx, c->reg, person, id, &p));
	buf_init(&b, 4096);
	cell_write(&b, c->reg->model, &person->fields[PERSON_name], &p->v[PERSON_name],
	           v->q.mask == MASK_NONE ? MASK_NONE : MASK_PUBLIC, c->cx->lang);
	*name = str_dup(&c->cx->arena, buf_str(&b));
	return OK;
}

static enum err sources(struct cmd *c, const struct viewed *v, int64_t id, struct page *p)
{
	struct page_table t;
	struct version *x;
	struct str *cell;
	int n;

	TRY(browse_history(c->cx, c->reg, v->e, id, &x, &n));
	page_section(p, str_of(in_lang(c, "哪些名单报过", "Which lists told it")));
	page_table(&t, p, 3);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "文件", "File"));
	cell[1] = str_of(in_lang(c, "行", "Row"));
	cell[2] = str_of(in_lang(c, "导入时间", "Taken in"));
	t.right[1] = true;
	for (int i = 0; i < n; i++) {
		if (!x[i].file.n)
			continue;
		cell = page_table_row(&t);
		cell[0] = x[i].file;
		cell[1] = str_of(grouped(c, x[i].row));
		cell[2] = str_of(clock_text(c, x[i].leaf.time_ms));
	}
	page_table_end(&t);
	return OK;
}

static enum err show_more(struct cmd *c, const struct viewed *v, int64_t id)
{
	const struct lead_topic *t;
	struct rec *lead;
	struct page p;
	struct str owner;

	TRY(register_load(c->cx, c->reg, v->e, id, &lead));
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	TRY(number_owner(c, v, lead, &owner));
	if (owner.n) {
		page_section(&p, str_of(in_lang(c, "号码登记在谁名下", "Whose number it is")));
		page_line(&p, owner);
	}
	t = pack_topic(c->reg->pack, lead->v[LEAD_list_topic].s);
	if (t) {
		page_section(&p, str_of(in_lang(c, "要核查什么", "What to check")));
		page_line(&p, c->cx->lang == LANG_ZH ? t->check_zh : t->check_en);
	}
	return sources(c, v, id, &p);
}

enum err cmd_lead_show(struct cmd *c)
{
	struct show o = { .lang = c->cx->lang, .colour = colour_wanted(1), .columns = out_columns() };
	struct viewed v;
	int64_t id;

	TRY(lead_view(c, &v));
	TRY(view_row(c, &v, c->arg[0], &id));
	TRY(browse_may_show(c->cx, c->reg, v.e, id, v.q.mask));
	TRY(view_told(c, &v, ACT_READ, id, STR("")));
	o.mask = v.q.mask;
	if (c->json)
		return row_json_of(c, &v, id);
	TRY(show_row(c->cx, c->reg, v.e, id, &o, &c->out));
	return show_more(c, &v, id);
}

/* ---- what is done with one ---- */

static enum err do_edit(struct cmd *c, struct lead_edit *edit, const char *text, bool need)
{
	const struct entity *e;
	const char *given = text ? cmd_text(c, text) : NULL, *handler = NULL;
	struct viewed v = { .q.mask = MASK_STAFF };
	struct rec *lead;
	struct str state, by, due;
	int64_t id;

	if (text && !given && command_option(c->def, "reason"))
		given = cmd_text(c, "reason");
	if (command_option(c->def, "handler"))
		handler = cmd_text(c, "handler");
	if (given)
		edit->text = str_trim(str_of(given));
	if (handler)
		edit->handler = str_trim(str_of(handler));
	if (need && !edit->text.n)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-lead-text-needed", text, NULL);
	TRY(cmd_open(c, REG_WRITE));
	v.e = e = register_entity(c->reg, TAG_lead);
	TRY(view_row(c, &v, c->arg[0], &id));
	TRY(lead_do(c->cx, c->reg, id, edit));
	TRY(register_publish(c->cx, c->reg));
	TRY(register_load(c->cx, c->reg, e, id, &lead));
	TRY(cell_shown(c, &v, lead, LEAD_state, &state));
	if (edit->act != LEAD_ASSIGN) {
		say(c, "cmd-lead-done", c->arg[0], str_z(&c->cx->arena, state), NULL);
		return OK;
	}
	TRY(cell_shown(c, &v, lead, LEAD_handler, &by));
	TRY(cell_shown(c, &v, lead, LEAD_due, &due));
	say(c, "cmd-lead-assigned", c->arg[0], str_z(&c->cx->arena, state),
	    by.n ? str_z(&c->cx->arena, by) : "—", due.n ? str_z(&c->cx->arena, due) : "—", NULL);
	return OK;
}

enum err cmd_lead_check(struct cmd *c)
{
	return do_edit(c, &(struct lead_edit){ .act = LEAD_CHECK }, "outcome", true);
}

enum err cmd_lead_explain(struct cmd *c)
{
	return do_edit(c, &(struct lead_edit){ .act = LEAD_EXPLAIN }, "reason", true);
}

enum err cmd_lead_close(struct cmd *c)
{
	return do_edit(c, &(struct lead_edit){ .act = LEAD_CLOSE }, "outcome", false);
}

enum err cmd_lead_reopen(struct cmd *c)
{
	return do_edit(c, &(struct lead_edit){ .act = LEAD_REOPEN }, "reason", true);
}

enum err cmd_lead_assign(struct cmd *c)
{
	struct lead_edit edit = { .act = LEAD_ASSIGN };
	const char *due = cmd_text(c, "due");
	enum date_form form;

	if (!due && !cmd_text(c, "handler"))
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-lead-nothing", NULL);
	if (due && (!date_parse(str_of(due), &edit.due, &form) || !date_day(edit.due)))
		return err_set(c->cx, ERR_USAGE, "--due", "cmd-lead-due", due, NULL);
	return do_edit(c, &edit, NULL, false);
}

/* ---- counted ---- */

enum { N_OPEN, N_CHECKED, N_EXPLAINED, N_CLOSED, N_MATCHED, N_UNMATCHED, N_ALL, N__COUNT };

static void count_in(const struct reg *r, const struct lead_count *x, int64_t n[N__COUNT])
{
	const struct val state = { x->state < 0 ? VAL_NULL : VAL_INT, x->state, { 0 } };
	const struct val match = { x->match < 0 ? VAL_NULL : VAL_INT, x->match, { 0 } };
	const char *s = state_of(r, &state);

	n[*s == 'o' ? N_OPEN : *s == 'e' ? N_EXPLAINED : strcmp(s, "closed") ? N_CHECKED :
	  N_CLOSED] += x->n;
	if (tagged(r, "lead_match", &match, "matched"))
		n[N_MATCHED] += x->n;
	else if (tagged(r, "lead_match", &match, "unmatched"))
		n[N_UNMATCHED] += x->n;
	n[N_ALL] += x->n;
}

static struct str label(struct cmd *c, const char *list, int64_t code)
{
	const struct list_face *l = &c->reg->model->lists;
	struct str s = code < 0 ? (struct str){ 0 } : l->label(l->state, list, code, c->cx->lang);

	return s.n ? s : str_of(in_lang(c, "未填", "not stated"));
}

static struct str place(struct cmd *c, const struct area_tree *t, int64_t area)
{
	int at = area ? area_by_id(t, area) : -1;

	return at >= 0 ? area_nth(t, at)->name : str_of(in_lang(c, "不知在哪里", "unknown place"));
}

struct table_of {
	struct cmd *c;
	const struct lead_counts *n;
	const struct area_tree *areas;
	struct page *page;
};

enum by { BY_TOPIC, BY_TOWNSHIP, BY_MATCH };

static int64_t key_of(const struct lead_count *x, enum by by)
{
	return by == BY_TOPIC ? x->topic : by == BY_TOWNSHIP ? x->township : x->match;
}

static void put_row(struct table_of *t, struct page_table *table, struct str name,
                    const int64_t n[N__COUNT])
{
	struct str *cell = page_table_row(table);

	cell[0] = name;
	for (int i = 0; i < N__COUNT; i++)
		cell[i + 1] = str_of(n[i] ? grouped(t->c, n[i]) : "0");
}

/* One row a topic (or township, or way of matching), in the order of their numbers. */
static void put_table(struct table_of *t, enum by by, const char *title)
{
	static const char *const head[N__COUNT][2] = { [N_OPEN] = { "open" },
		[N_CHECKED] = { "checked" }, [N_EXPLAINED] = { "explained" }, [N_CLOSED] = { "closed" },
		[N_MATCHED] = { "已匹配", "Matched" }, [N_UNMATCHED] = { "未匹配", "Unmatched" },
		[N_ALL] = { "合计", "All" } };
	struct cmd *c = t->c;
	int64_t last = INT64_MIN;
	struct page_table table;
	struct str *cell;

	page_section(t->page, str_of(title));
	page_table(&table, t->page, N__COUNT + 1);
	table.keep = true;
	cell = page_table_row(&table);
	cell[0] = str_of(by == BY_TOPIC ? in_lang(c, "主题", "Topic") :
	                 by == BY_TOWNSHIP ? in_lang(c, "乡镇", "Township") :
	                 in_lang(c, "匹配情况", "Match"));
	for (int i = 0; i < N__COUNT; i++) {
		cell[i + 1] = head[i][1] ? str_of(in_lang(c, head[i][0], head[i][1])) :
		              state_word(c, head[i][0]);
		table.right[i + 1] = true;
	}
	for (;;) {
		int64_t next = INT64_MAX, n[N__COUNT] = { 0 };

		for (int i = 0; i < t->n->n; i++)
			if (key_of(&t->n->v[i], by) > last && key_of(&t->n->v[i], by) < next)
				next = key_of(&t->n->v[i], by);
		if (next == INT64_MAX)
			break;
		for (int i = 0; i < t->n->n; i++)
			if (key_of(&t->n->v[i], by) == next)
				count_in(c->reg, &t->n->v[i], n);
		put_row(t, &table, by == BY_TOPIC ? label(c, "lead_topic", next) :
		        by == BY_TOWNSHIP ? place(c, t->areas, next) : label(c, "lead_match", next), n);
		last = next;
	}
	page_table_end(&table);
}

static void summary_json_out(struct cmd *c, const struct lead_counts *n,
                             const struct area_tree *areas)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "leads");
	json_int(&j, n->leads);
	json_key(&j, "households");
	json_int(&j, n->households);
	json_key(&j, "households_several_departments");
	json_int(&j, n->shared);
	json_key(&j, "counts");
	json_arr(&j);
	for (int i = 0; i < n->n; i++) {
		const struct lead_count *x = &n->v[i];
		const struct val state = { x->state < 0 ? VAL_NULL : VAL_INT, x->state, { 0 } };

		json_obj(&j);
		json_key(&j, "topic");
		json_str(&j, label(c, "lead_topic", x->topic));
		json_key(&j, "township");
		json_str(&j, place(c, areas, x->township));
		json_key(&j, "state");
		json_z(&j, state_of(c->reg, &state));
		json_key(&j, "match");
		json_str(&j, label(c, "lead_match", x->match));
		json_key(&j, "n");
		json_int(&j, x->n);
		json_obj_end(&j);
	}
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_lead_summary(struct cmd *c)
{
	struct area_tree *areas;
	struct lead_counts n;
	struct page p;

	TRY(cmd_open(c, REG_READ));
	TRY(area_load(c->cx, &c->reg->arena, c->reg, &areas));
	TRY(lead_summary(c->cx, c->reg, &c->reg->arena, &n));
	if (c->json) {
		summary_json_out(c, &n, areas);
		return OK;
	}
	if (!n.leads) {
		say(c, "cmd-lead-none", NULL);
		return OK;
	}
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&p, str_of(in_lang(c, "线索统计", "Leads")), (struct str){ 0 });
	if (cmd_is_demo(c))
		page_notice(&p, str_of(in_lang(c, "演示数据 demo data", "演示数据 demo data")));
	page_pair(&p, str_of(in_lang(c, "线索", "Leads")), str_of(grouped(c, n.leads)));
	page_pair(&p, str_of(in_lang(c, "涉及户", "Households")), str_of(grouped(c, n.households)));
	page_pair(&p, str_of(in_lang(c, "多部门报送的户", "Told by several departments")),
	          str_of(grouped(c, n.shared)));
	page_pairs_end(&p);
	put_table(&(struct table_of){ c, &n, areas, &p }, BY_TOPIC, in_lang(c, "按主题", "By topic"));
	put_table(&(struct table_of){ c, &n, areas, &p }, BY_TOWNSHIP,
	          in_lang(c, "按乡镇", "By township"));
	put_table(&(struct table_of){ c, &n, areas, &p }, BY_MATCH,
	          in_lang(c, "按匹配情况", "By match"));
	return OK;
}
