/* cmd_task - what is to be done, on the command line. */
#include "cmd/cmd_gate.h"

#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "domain/gate/task.h"
#include "policy/roles_say.h"

#define WAIT_TENTHS 100         /* for who has the register */

static struct str words(struct gate_run *x, const struct task_view *v)
{
	return gate_words(x->c->cx, v->zh, v->en);
}

/* On whose desk it is: the roles of the pack, and who was told since. */
static struct str desk(struct gate_run *x, const struct task_view *v)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	roles_say(&b, v->who, v->nwho, x->c->cx->lang);
	for (int i = 0; i < v->told; i++)
		roles_say(&b, &v->tell->to[i].role, 1, x->c->cx->lang);
	return str_dup(&x->c->cx->arena, buf_str(&b));
}

static struct str ref(struct gate_run *x, const struct rec *row, int field)
{
	struct str s = { 0 };

	if (rec_has(row, field) &&
	    register_ref_text(x->c->cx, x->g.r, &row->e->fields[field], row->v[field].i, &s) != OK)
		err_clear(x->c->cx);
	return s;
}

/* What was ended by hand without the row that it asked for is not done like others. */
static struct str state(struct gate_run *x, const struct task_view *v)
{
	return v->bare ? str_of(in_lang(x->c, "未登记而办结", "Done without a record")) :
	       gate_list_label(x, v->row, TASK_state, "task_state");
}

static enum err listed(struct gate_run *x)
{
	static const char *const zh[] = { "待办", "内容", "事项", "户编号", "有关", "期限", "状态", "由谁" };
	static const char *const en[] = { "Task", "What", "Case", "Household", "About", "Due", "State",
		"Whose" };
	struct task_ask ask = { .late = cmd_flag(x->c, "late"), .all = cmd_flag(x->c, "all") };
	struct task_view *v;
	struct page_table t;
	bool more;
	int n;

	TRY(cmd_day(x->c, "on", &ask.on));
	if (cmd_text(x->c, "as")) {
		TRY(office_as(x->c->cx, x->o, given_text(x->c, "as"), &x->who));
		ask.who = &x->who;
	}
	TRY(task_list(x->c->cx, &x->g, &ask, &v, &n, &more));
	gate_table(x, &t, 8, zh, en);
	for (int i = 0; i < n; i++) {
		const struct rec *r = v[i].row;
		struct str *cell = page_table_row(&t);

		cell[0] = r->v[TASK_no].s;
		cell[1] = words(x, &v[i]);
		cell[2] = ref(x, r, TASK_matter);
		cell[3] = ref(x, r, TASK_household);
		cell[4] = rec_has(r, TASK_about) ? r->v[TASK_about].s : STR("");
		cell[5] = gate_day(x, r, TASK_due);
		cell[6] = state(x, &v[i]);
		cell[7] = desk(x, &v[i]);
	}
	if (n)
		page_table_end(&t);
	say(x->c, n == 1 ? "cmd-list-one" : n ? "cmd-list-count" : "cmd-list-none", grouped(x->c, n),
	    NULL);
	return OK;
}

enum err cmd_task_list(struct cmd *c)
{
	return gate_run(c, REG_READ, false, listed);
}

static enum err shown(struct gate_run *x)
{
	struct str label = str_of(in_lang(x->c, "期限", "Due"));
	struct task_view v;
	char day[11];
	date_t on;

	TRY(cmd_day(x->c, "on", &on));
	TRY(task_load(x->c->cx, &x->g, str_of(x->c->arg[0]), on, &v));
	page_begin(&x->page, &x->c->out, &x->c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&x->page, words(x, &v), v.row->v[TASK_no].s);
	page_pair(&x->page, str_of(in_lang(x->c, "类别", "Kind")),
	          gate_list_label(x, v.row, TASK_kind, "task_kind"));
	if (v.why.n)
		page_pair(&x->page, str_of(in_lang(x->c, "依据", "Why")), v.why);
	if (rec_has(v.row, TASK_about))
		page_pair(&x->page, str_of(in_lang(x->c, "有关", "About")), v.row->v[TASK_about].s);
	page_pair(&x->page, str_of(in_lang(x->c, "事项", "Case")), ref(x, v.row, TASK_matter));
	page_pair(&x->page, str_of(in_lang(x->c, "户编号", "Household")), ref(x, v.row, TASK_household));
	page_pair(&x->page, str_of(in_lang(x->c, "状态", "State")),
	          state(x, &v));
	page_pair(&x->page, str_of(in_lang(x->c, "产生", "Since")), gate_day(x, v.row, TASK_since));
	page_pair(&x->page, label, gate_day(x, v.row, TASK_due));
	page_pair(&x->page, str_of(in_lang(x->c, "由谁办理", "Whose")), desk(x, &v));
	if (v.open && v.next) {
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 1000);
		date_put(day, v.next);
		roles_say(&b, &v.tell->to[v.told].role, 1, x->c->cx->lang);
		buf_addf(&b, "  %s", day);
		page_pair(&x->page, str_of(in_lang(x->c, "还没办的，下一步告知", "Who hears of it next")),
		          str_dup(&x->c->cx->arena, buf_str(&b)));
	}
	if (!v.open) {
		page_pair(&x->page, str_of(in_lang(x->c, "完成日期", "Done on")),
		          gate_day(x, v.row, TASK_done_on));
		page_pair(&x->page, str_of(in_lang(x->c, "完成人", "Done by")),
		          rec_has(v.row, TASK_done_by) ? gate_person(x, v.row, TASK_done_by) :
		          str_of(in_lang(x->c, "程序核对", "found done")));
		if (rec_has(v.row, TASK_reason))
			page_pair(&x->page, str_of(in_lang(x->c, "说明", "What was said")),
			          v.row->v[TASK_reason].s);
	}
	page_pairs_end(&x->page);
	return OK;
}

enum err cmd_task_show(struct cmd *c)
{
	return gate_run(c, REG_READ, false, shown);
}

static enum err done(struct gate_run *x)
{
	date_t on;

	TRY(cmd_day(x->c, "on", &on));
	TRY(task_done(x->c->cx, &x->g, &x->who, str_of(x->c->arg[0]), given_text(x->c, "reason"), on));
	put(x->c, "cmd-task-done", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_task_done(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, done);
}

static enum err ran(struct gate_run *x)
{
	struct task_ran r;
	date_t on;

	TRY(cmd_day(x->c, "on", &on));
	TRY(task_run(x->c->cx, &x->g, on, &r));
	put(x->c, "cmd-task-ran", grouped(x->c, r.open), grouped(x->c, r.made), grouped(x->c, r.done),
	    NULL);
	return OK;
}

static bool locked(const struct cmd *c, enum err e)
{
	return e == ERR_CONFLICT && c->cx->err.key && !strcmp(c->cx->err.key, "os-locked");
}

/* Run by a clock beside a server, or twice at once: the second waits for the first; what a server
 * does daily anyhow is no fault. */
enum err cmd_task_run(struct cmd *c)
{
	enum err e = gate_run(c, REG_WRITE, false, ran);

	for (int i = 0; locked(c, e) && i < WAIT_TENTHS; i++) {
		err_clear(c->cx);
		usleep(100000);
		e = gate_run(c, REG_WRITE, false, ran);
	}
	if (!locked(c, e))
		return e;
	err_clear(c->cx);
	put(c, "task-run-busy", NULL);
	return OK;
}
