/* cmd_simulate - what would come of another line or clause: beside today, in all and by area, type,
 * cause and ethnic group; and the households behind a number. */
#include <stdio.h>

#include "base/money.h"
#include "base/msg.h"
#include "cmd/talk.h"
#include "domain/judge/judged_json.h"
#include "domain/judge/snapshot.h"
#include "domain/judge/whatif_desk.h"
#include "domain/judge/whatif_json.h"
#include "domain/register/browse.h"
#include "domain/register/page.h"

struct simulating {
	struct cmd *c;
	struct judge judge;
	struct whatif_desk *desk;
	struct scenario scenario;
	struct whatif_order order;
	enum whatif_list list;
	bool listing;
	struct page page;
};

static struct str word(const struct simulating *s, const char *key)
{
	return str_of(msg_text(s->c->cx->lang, key));
}

static struct str in(const struct simulating *s, struct str zh, struct str en)
{
	return s->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

/* ---- what is asked ---- */

static enum err place(struct simulating *s)
{
	const char *code = cmd_text(s->c, "area");

	if (!code)
		return OK;
	return register_by_key(s->c->cx, s->c->reg, register_entity(s->c->reg, TAG_area), str_of(code),
	                       &s->order.area);
}

static enum err asked(struct simulating *s)
{
	struct cmd *c = s->c;
	const char *on = cmd_text(c, "on"), *list = cmd_text(c, "list");
	const char *lines = cmd_text(c, "line"), *one;
	enum date_form form;

	s->order.standard = str_of(cmd_text(c, "standard") ? cmd_text(c, "standard") : "");
	if (!s->order.standard.n)
		return err_set(c->cx, ERR_USAGE, "--standard", "whatif-which-standard", NULL);
	if (on && (!date_parse(str_of(on), &s->order.on, &form) || !date_day(s->order.on)))
		return err_set(c->cx, ERR_USAGE, "--on", "cmd-expr-date", on, NULL);
	s->listing = list != NULL;
	if (list && !whatif_list_of(str_of(list), &s->list))
		return err_set(c->cx, ERR_USAGE, "--list", "whatif-no-list", list, NULL);
	TRY(scenario_lines(c->cx, &s->scenario, c->reg->pack, str_of(lines ? lines : "")));
	for (int i = 0; (one = cmd_text_nth(c, "clause", i)) != NULL; i++)
		TRY(scenario_clause(c->cx, &s->scenario, str_of(one)));
	if (cmd_flag(c, "drafts"))
		TRY(scenario_drafts(c->cx, &s->scenario, c->reg->pack, s->order.standard));
	s->order.scenario = &s->scenario;
	return place(s);
}

/* ---- told ---- */

static struct str count_text(struct simulating *s, int64_t n)
{
	return str_of(grouped(s->c, n));
}

/* +12, -3, 0. */
static struct str change_text(struct simulating *s, int64_t n)
{
	return n > 0 ? str_join(&s->c->cx->arena, STR("+"), count_text(s, n)) : count_text(s, n);
}

/* Whole yuan, as sums are shown. */
static int64_t yuan(int64_t fen)
{
	return (fen + (fen < 0 ? -50 : 50)) / 100;
}

static struct str yuan_text(struct simulating *s, int64_t fen)
{
	return count_text(s, yuan(fen));
}

/* Between the figures as they are shown, so that who subtracts them finds the same. */
static struct str yuan_change(struct simulating *s, int64_t now, int64_t then)
{
	return change_text(s, yuan(then) - yuan(now));
}

static struct str fen_text(struct simulating *s, int64_t fen)
{
	char text[32];

	if (fen < 0)
		return STR("--");
	money_show(text, fen);
	return str_dup(&s->c->cx->arena, str_of(text));
}

static void told_head(struct simulating *s, const struct whatif *w)
{
	const struct standard *st = w->rule.s;
	struct arena *a = &s->c->cx->arena;
	struct str where = STR(""), series;
	int64_t now, then;
	char on[11];

	date_put(on, w->then->on);
	if (w->now->area >= 0)
		where = str_join(a, w->now->run->area[w->now->area].name, STR("  "));
	page_title(&s->page, in(s, st->zh, st->en), str_join(a, where, str_of(on)));
	if (!standard_holds(st, w->then->on))
		page_notice(&s->page, word(s, "judge-not-in-force"));
	for (int i = 0; whatif_line(w, i, &series, &now, &then); i++) {
		struct str v = fen_text(s, now);

		if (then != now) {
			v = str_join(a, v, STR(" -> "));
			v = str_join(a, v, fen_text(s, then));
		}
		page_pair(&s->page, line_label(s->c->reg->pack, s->c->cx->lang, series), v);
	}
	for (int i = 0; i < w->scenario.nclause; i++)
		page_pair(&s->page, w->scenario.clause[i].id, w->scenario.clause[i].text.n ?
		          w->scenario.clause[i].text : word(s, "whatif-left-out"));
	page_pairs_end(&s->page);
}

static void told_row(struct simulating *s, struct page_table *t, const char *key, struct str now,
                     struct str then, struct str change)
{
	struct str *cell = page_table_row(t);

	cell[0] = word(s, key);
	cell[1] = now;
	cell[2] = then;
	cell[3] = change;
}

static void told_all(struct simulating *s, const struct whatif *w)
{
	static const char *const key[] = { "whatif-covered", "whatif-not-covered",
		"whatif-unknown" };
	static const enum truth of[] = { TRUTH_TRUE, TRUTH_FALSE, TRUTH_UNKNOWN };
	const struct whatif_figures *f = whatif_at(w, WHATIF_ALL, 0);
	struct page_table t;

	page_gap(&s->page);
	page_table(&t, &s->page, 4);
	for (int i = 1; i < 4; i++)
		t.right[i] = true;
	told_row(s, &t, "whatif-households", word(s, "whatif-now"), word(s, "whatif-then"),
	         word(s, "whatif-change"));
	for (int i = 0; i < 3; i++)
		told_row(s, &t, key[i], count_text(s, f->now.state[of[i]]),
		         count_text(s, f->then.state[of[i]]),
		         change_text(s, f->then.state[of[i]] - f->now.state[of[i]]));
	told_row(s, &t, "whatif-in", STR(""), STR(""), change_text(s, f->in));
	told_row(s, &t, "whatif-out", STR(""), STR(""), change_text(s, -f->out));
	told_row(s, &t, "whatif-people", count_text(s, f->now.people), count_text(s, f->then.people),
	         change_text(s, f->then.people - f->now.people));
	if (w->rule.topup) {
		int64_t now = f->now.priced ? f->now.cost / f->now.priced : 0;
		int64_t then = f->then.priced ? f->then.cost / f->then.priced : 0;

		told_row(s, &t, "whatif-cost", yuan_text(s, f->now.cost), yuan_text(s, f->then.cost),
		         yuan_change(s, f->now.cost, f->then.cost));
		told_row(s, &t, "whatif-gap", yuan_text(s, now), yuan_text(s, then),
		         yuan_change(s, now, then));
	}
	page_table_end(&t);
}

static bool worth_telling(const struct whatif_figures *f)
{
	return f->now.state[TRUTH_TRUE] || f->then.state[TRUTH_TRUE] ||
		f->now.state[TRUTH_UNKNOWN] || f->then.state[TRUTH_UNKNOWN] || f->in || f->out;
}

static void told_by(struct simulating *s, const struct whatif *w, enum whatif_by by)
{
	static const char *const title[] = { NULL, "whatif-by-area", "whatif-by-type",
		"whatif-by-cause", "whatif-by-nation" };
	static const char *const head[] = { "whatif-now", "whatif-then", "whatif-in", "whatif-out",
		"whatif-unknown", "whatif-cost" };
	int ncol = w->rule.topup ? 7 : 6;
	struct page_table t;
	struct str *cell;
	int64_t code;

	page_section(&s->page, word(s, title[by]));
	page_table(&t, &s->page, ncol);
	t.keep = true;
	cell = page_table_row(&t);
	cell[0] = STR("");
	for (int i = 1; i < ncol; i++) {
		cell[i] = word(s, head[i - 1]);
		t.right[i] = true;
	}
	for (int i = 0; i < w->now->n[by]; i++) {
		const struct whatif_figures *f = whatif_at(w, by, i);

		if (!worth_telling(f))
			continue;
		cell = page_table_row(&t);
		cell[0] = whatif_group(s->c->cx, w, by, i, &code);
		cell[1] = count_text(s, f->now.state[TRUTH_TRUE]);
		cell[2] = count_text(s, f->then.state[TRUTH_TRUE]);
		cell[3] = change_text(s, f->in);
		cell[4] = change_text(s, -f->out);
		cell[5] = count_text(s, f->then.state[TRUTH_UNKNOWN]);
		if (ncol == 7)
			cell[6] = yuan_text(s, f->then.cost);
	}
	page_table_end(&t);
}

/* ---- the list behind a number ---- */

/* Township and village; a village alone has many of its name. */
static enum err where_is(struct simulating *s, const struct whatif *w, const struct rec *house,
                         const struct whatif_row *row, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (house->area)
		TRY(browse_place(s->c->cx, s->c->reg, house->area, &b));
	*out = b.n ? str_dup(&s->c->cx->arena, buf_str(&b)) : w->now->run->area[row->area].name;
	return OK;
}

static enum err household(struct simulating *s, const struct whatif *w, struct cells *cells,
                          const struct whatif_row *row, struct str cell[3])
{
	struct cmd *c = s->c;
	struct rec *house;

	TRY(register_load(c->cx, c->reg, register_entity(c->reg, TAG_household), row->id, &house));
	for (int i = 0; i < 2; i++) {
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 4096);
		TRY(i ? register_head_name(c->cx, c->reg, cells, house, MASK_STAFF, &b) :
		        register_cell(c->cx, cells, house, HOUSEHOLD_no, MASK_STAFF, &b));
		cell[i] = str_dup(&c->cx->arena, buf_str(&b));
	}
	return where_is(s, w, house, row, &cell[2]);
}

static enum err told_list(struct simulating *s, const struct whatif *w)
{
	int64_t n = whatif_rows(w, s->list, WHATIF_ALL, 0, 0, NULL, 0);
	struct whatif_row *row = arena_array(&s->c->cx->arena, (size_t)n + 1, sizeof *row);
	struct cells *cells = register_cells(&s->c->cx->arena, s->c->reg);
	struct page_table t;
	struct str one[3], *cell;

	whatif_rows(w, s->list, WHATIF_ALL, 0, 0, row, n);
	page_table(&t, &s->page, 3);
	cell = page_table_row(&t);
	cell[0] = word(s, "whatif-no");
	cell[1] = word(s, "whatif-head");
	cell[2] = word(s, "whatif-place");
	for (int64_t i = 0; i < n; i++) {
		struct json j;

		TRY(household(s, w, cells, &row[i], one));
		if (!s->c->json) {
			memcpy(page_table_row(&t), one, sizeof one);
			continue;
		}
		json_begin(&j, &s->c->out);
		json_obj(&j);
		json_key(&j, "no");
		json_str(&j, one[0]);
		json_key(&j, "head");
		json_str(&j, one[1]);
		json_key(&j, "place");
		json_str(&j, one[2]);
		json_obj_end(&j);
		buf_addc(&s->c->out, '\n');
		TRY(out_room(s->c));
	}
	if (!s->c->json)
		page_table_end(&t);
	return OK;
}

static enum err told(void *state, const struct whatif *w)
{
	struct simulating *s = state;
	struct json j;

	page_begin(&s->page, &s->c->out, &s->c->cx->arena, out_columns(), colour_wanted(1));
	if (s->listing)
		return told_list(s, w);
	if (s->c->json) {
		json_begin(&j, &s->c->out);
		whatif_json(s->c->cx, &j, w, 0);
		buf_addc(&s->c->out, '\n');
		return OK;
	}
	told_head(s, w);
	told_all(s, w);
	for (int by = WHATIF_AREA; by < WHATIF__BY; by++)
		told_by(s, w, (enum whatif_by)by);
	page_gap(&s->page);
	page_line(&s->page, word(s, "whatif-only"));
	return OK;
}

enum err cmd_simulate(struct cmd *c)
{
	const struct snapshot_how how = { 0 };
	struct simulating s = { .c = c };
	struct snapshot *snapshot;
	enum err err;

	TRY(cmd_open(c, REG_READ));
	TRY(asked(&s));
	TRY(snapshot_open(c->cx, c->reg, &how, &snapshot));
	s.judge = *snapshot_judge(snapshot);
	err = whatif_desk_open(c->cx, snapshot, 0, &s.desk);
	if (err == OK)
		err = whatif_desk_ask(c->cx, s.desk, &s.order, told, &s);
	whatif_desk_close(c->cx, s.desk);
	snapshot_close(c->cx, snapshot);
	return err;
}
