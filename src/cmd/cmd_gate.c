/* cmd_gate - procedures and rounds on the command line: what there is, opening, closing. */
#include "cmd/cmd_gate.h"

#include "base/os.h"
#include "domain/gate/board.h"
#include "domain/gate/chart.h"
#include "domain/register/area.h"
#include "domain/register/browse.h"
#include "fmt/json.h"

/* ---- shared ---- */

enum err gate_run(struct cmd *c, enum reg_mode mode, bool as,
                  enum err (*work)(struct gate_run *x))
{
	bool may = command_option(c->def, "as") != NULL;
	const char *asked = may && cmd_text(c, "as") ? cmd_text(c, "as") : "";
	struct gate_run x = { .c = c };
	enum err e = OK;

	if (as && !*asked)
		return err_set(c->cx, ERR_USAGE, "--as", "cmd-as-needed", NULL);
	TRY(cmd_open(c, mode));
	/* Looking takes no lock and goes on beside a server; names of people are told with the keys. */
	if (mode == REG_WRITE || c->reg->have_keys || *asked)
		TRY(office_open(c->cx, c->reg, NULL, &x.o));
	gate_open(&c->cx->arena, c->reg, x.o, &x.g);
	if (as)
		e = office_as(c->cx, x.o, str_of(asked), &x.who);
	if (e == OK)
		e = work(&x);
	if (x.o)
		office_close(c->cx, x.o);
	return e == OK && mode == REG_WRITE ? register_publish(c->cx, c->reg) : e;
}

struct str given_text(const struct cmd *c, const char *option)
{
	const char *v = cmd_text(c, option);

	return str_of(v ? v : "");
}

void gate_table(struct gate_run *x, struct page_table *t, int n, const char *const *zh,
                const char *const *en)
{
	struct str *cell;

	page_begin(&x->page, &x->c->out, &x->c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(t, &x->page, n);
	cell = page_table_row(t);
	for (int i = 0; i < n; i++)
		cell[i] = str_of(in_lang(x->c, zh[i], en[i]));
}

struct str gate_day(struct gate_run *x, const struct rec *row, int field)
{
	char text[11];

	if (!rec_has(row, field))
		return STR("");
	date_put(text, (date_t)row->v[field].i);
	return str_dup(&x->c->cx->arena, str_of(text));
}

struct str gate_person(struct gate_run *x, const struct rec *row, int field)
{
	if (!rec_has(row, field))
		return STR("");
	return x->o ? office_actor_name(x->c->cx, x->o, row->v[field].s) : row->v[field].s;
}

enum err gate_area(struct gate_run *x, const char *text, int64_t *area)
{
	struct str none = { 0 };
	struct area_tree *t;
	int at = 0;

	TRY(area_load(x->c->cx, &x->c->cx->arena, x->g.r, &t));
	if (text)
		at = area_by_name(t, none, none, str_of(text));
	if (at < 0 || at >= area_count(t))
		return err_set(x->c->cx, ERR_INPUT, "--area", at == -2 ? "browse-area-several" :
		               "browse-area-unknown", text ? text : "", NULL);
	*area = area_nth(t, at)->id;
	return OK;
}

struct str gate_list_label(struct gate_run *x, const struct rec *row, int field, const char *list)
{
	const struct list_face *l = &x->g.r->model->lists;

	return rec_has(row, field) ? l->label(l->state, list, row->v[field].i, x->c->cx->lang) :
	                             STR("");
}

/* ---- procedure ---- */

static enum err procedures(struct gate_run *x)
{
	static const char *const zh[] = { "程序", "名称", "对象", "依据", "有效期", "状态" };
	static const char *const en[] = { "Procedure", "Name", "About", "Document", "In force",
		"State" };
	static const char *const state_zh[] = { "", "已审查", "草案" };
	static const char *const state_en[] = { "", "reviewed", "draft" };
	const struct gate_law *law;
	struct page_table t;

	TRY(gate_law(x->c->cx, &x->g, 0, &law));
	gate_table(x, &t, 6, zh, en);
	for (int i = 0; i < law->p->nprocedure; i++) {
		const struct procedure *p = &law->p->procedure[i];
		const struct pack_document *d = pack_document(law->p, p->basis.document);
		const struct entity *noun = entity_find(x->g.r->model, p->noun);
		struct str *cell = page_table_row(&t);
		char from[11] = "", to[11] = "";

		if (p->from)
			date_put(from, p->from);
		if (p->to)
			date_put(to, p->to);
		cell[0] = p->id;
		cell[1] = gate_words(x->c->cx, p->zh, p->en);
		cell[2] = noun ? str_of(in_lang(x->c, noun->zh, noun->en)) : p->noun;
		cell[3] = d ? gate_words(x->c->cx, d->zh, d->en) : STR("");
		cell[4] = str_join(&x->c->cx->arena, str_join(&x->c->cx->arena, str_of(from), STR(" … ")),
		                   str_of(to));
		cell[5] = str_of(in_lang(x->c, state_zh[p->gov.state], state_en[p->gov.state]));
	}
	page_table_end(&t);
	return OK;
}

enum err cmd_procedure_list(struct cmd *c)
{
	return gate_run(c, REG_READ, false, procedures);
}

static enum err chart(struct gate_run *x)
{
	const char *out = cmd_text(x->c, "output");
	const struct rule_procedure *rule;
	const struct gate_law *law;
	struct buf b BUF_AUTO = { 0 };

	TRY(gate_law(x->c->cx, &x->g, 0, &law));
	TRY(gate_procedure(x->c->cx, law, str_of(x->c->arg[0]), &rule));
	buf_init(&b, 4 << 20);
	chart_put(x->c->cx, &b, law->p, rule->p);
	if (out && strcmp(out, "-") != 0)
		return os_write_file(x->c->cx, out, buf_str(&b), 0644);
	buf_adds(&x->c->out, buf_str(&b));
	return OK;
}

enum err cmd_procedure_chart(struct cmd *c)
{
	TRY(cmd_may_write(c, cmd_text(c, "output")));
	return gate_run(c, REG_READ, false, chart);
}

/* All that an act takes, in words, one after the other. */
static enum err shown(struct gate_run *x)
{
	static const char *const zh[] = { "关口", "办理", "转入", "由谁", "条件" };
	static const char *const en[] = { "Gate", "Act", "To", "By", "Takes" };
	struct ctx *cx = x->c->cx;
	const struct rule_procedure *rule;
	const struct procedure_act *a;
	const struct gate_law *law;
	struct page_table t;

	TRY(gate_law(cx, &x->g, 0, &law));
	TRY(gate_procedure(cx, law, str_of(x->c->arg[0]), &rule));
	gate_table(x, &t, 5, zh, en);
	t.whole = 5;
	for (int g = 0; g < rule->p->ngate; g++) {
		const struct procedure_gate *gate = &rule->p->gate[g];

		for (int i = 0; (a = procedure_act_nth(rule->p, g, i)); i++) {
			struct str *cell = page_table_row(&t);

			cell[0] = i ? STR("") : gate_words(cx, gate->zh, gate->en);
			cell[1] = gate_words(cx, a->zh, a->en);
			cell[2] = gate_words(cx, rule->p->gate[a->to].zh, rule->p->gate[a->to].en);
			cell[3] = act_who(cx, a);
			cell[4] = act_takes(cx, law->p, rule->p, a);
		}
	}
	page_table_end(&t);
	return OK;
}

enum err cmd_procedure_show(struct cmd *c)
{
	return gate_run(c, REG_READ, false, shown);
}

/* ---- round ---- */

static enum err opened(struct gate_run *x)
{
	struct round_new n = { .name = given_text(x->c, "name"), .procedure = str_of(x->c->arg[0]) };
	struct round_view v;
	struct str no;

	TRY(cmd_day(x->c, "on", &n.on));
	TRY(gate_area(x, cmd_text(x->c, "area"), &n.area));
	TRY(round_open(x->c->cx, &x->g, &x->who, &n, &no));
	put(x->c, "cmd-round-opened", str_z(&x->c->cx->arena, no), NULL);
	if (!cmd_text(x->c, "from"))
		return OK;
	TRY(round_load(x->c->cx, &x->g, no, &v));
	return round_filled_cmd(x, &v);
}

enum err cmd_round_open(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, opened);
}

static enum err closed(struct gate_run *x)
{
	TRY(round_close(x->c->cx, &x->g, &x->who, str_of(x->c->arg[0]), cmd_text(x->c, "reason")));
	say(x->c, "cmd-round-closed", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_round_close(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, closed);
}

static struct str place(struct gate_run *x, int64_t area)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (area && browse_place(x->c->cx, x->g.r, area, &b) != OK)
		err_clear(x->c->cx);
	return str_dup(&x->c->cx->arena, buf_str(&b));
}

static enum err rounds(struct gate_run *x)
{
	static const char *const zh[] = { "轮次", "名称", "程序", "范围", "开始", "状态", "在办", "超期" };
	static const char *const en[] = { "Round", "Name", "Procedure", "Area", "Began", "State",
		"Open", "Late" };
	struct round_view *v;
	struct page_table t;
	int n;

	TRY(round_list(x->c->cx, &x->g, cmd_flag(x->c, "all"), &v, &n));
	gate_table(x, &t, 8, zh, en);
	t.right[6] = t.right[7] = true;
	for (int i = 0; i < n; i++) {
		const struct procedure *p = v[i].rule->p;
		struct str *cell = page_table_row(&t);
		int64_t live = 0, late = 0;
		struct board_count c;

		TRY(board_counts(x->c->cx, &x->g, &v[i], NULL, &c));
		for (int k = 0; k < p->ngate; k++) {
			live += p->gate[k].end ? 0 : c.gate[k].n;
			late += c.gate[k].late;
		}
		cell[0] = v[i].row->v[ROUND_no].s;
		cell[1] = v[i].row->v[ROUND_name].s;
		cell[2] = gate_words(x->c->cx, p->zh, p->en);
		cell[3] = place(x, v[i].row->area);
		cell[4] = gate_day(x, v[i].row, ROUND_began);
		cell[5] = gate_list_label(x, v[i].row, ROUND_state, "round_state");
		cell[6] = str_of(grouped(x->c, live));
		cell[7] = str_of(grouped(x->c, late));
	}
	if (n)
		page_table_end(&t);
	else
		say(x->c, "cmd-list-none", NULL);
	return OK;
}

enum err cmd_round_list(struct cmd *c)
{
	return gate_run(c, REG_READ, false, rounds);
}

static enum err board(struct gate_run *x)
{
	static const char *const zh[] = { "关口", "件数", "超期" }, *const en[] = { "Gate", "Cases", "Late" };
	struct board_count c;
	struct round_view v;
	struct page_table t;

	TRY(round_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &v));
	TRY(board_counts(x->c->cx, &x->g, &v, NULL, &c));
	gate_table(x, &t, 3, zh, en);
	t.right[1] = t.right[2] = true;
	for (int i = 0; i < v.rule->p->ngate; i++) {
		struct str *cell = page_table_row(&t);

		cell[0] = gate_words(x->c->cx, v.rule->p->gate[i].zh, v.rule->p->gate[i].en);
		cell[1] = str_of(grouped(x->c, c.gate[i].n));
		cell[2] = str_of(grouped(x->c, c.gate[i].late));
	}
	page_table_end(&t);
	return OK;
}

enum err cmd_round_show(struct cmd *c)
{
	return gate_run(c, REG_READ, false, board);
}
