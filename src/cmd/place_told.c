/* place_told - see the header. */
#include "cmd/place_told.h"

#include "base/msg.h"
#include "cmd/talk.h"
#include "domain/judge/judged_json.h"
#include "domain/judge/verdict.h"
#include "domain/register/area.h"
#include "domain/register/page.h"

struct telling {
	struct cmd *c;
	struct area_tree *t;
	struct page page;
	date_t day;
};

static struct str in(const struct telling *s, struct str zh, struct str en)
{
	return s->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static struct str word(const struct telling *s, const char *key)
{
	return str_of(msg_text(s->c->cx->lang, key));
}

static struct str number(struct telling *s, int64_t n)
{
	return str_of(grouped(s->c, n));
}

/* Without a comma: a year is no quantity. */
static struct str year_text(struct telling *s, int64_t year)
{
	struct buf b BUF_AUTO = { 0 };

	if (!year)
		return STR("");
	buf_init(&b, 32);
	buf_addi(&b, year);
	return str_dup(&s->c->cx->arena, buf_str(&b));
}

static struct str place(const struct telling *s, const struct place_line *l)
{
	int at = area_by_id(s->t, l->area);

	return at < 0 ? STR("") : area_named(&s->c->cx->arena, s->t, at);
}

/* "3  Paved road  210 of 298" */
static void legend(struct telling *s, const struct place_table *t)
{
	const struct standard *st = t->rule->s;

	for (int i = 0; i < st->nslot; i++) {
		const struct clause *cl = standard_clause(st, i, s->day);
		struct buf b BUF_AUTO = { 0 };

		if (!cl)
			continue;
		buf_init(&b, 65536);
		buf_addi(&b, i + 1);
		buf_addz(&b, "  ");
		buf_adds(&b, in(s, cl->zh, cl->en));
		buf_addz(&b, "  ");
		msg_add(&b, s->c->cx->lang, "judge-met-of", (struct str[]){
			number(s, t->slot[i][TRUTH_TRUE]), number(s, t->n) }, 2);
		page_line(&s->page, str_dup(&s->c->cx->arena, buf_str(&b)));
	}
}

static void lines(struct telling *s, const struct place_table *t)
{
	static const char *const state[] = { [TRUTH_FALSE] = "judge-not-met",
		[TRUTH_TRUE] = "judge-met", [TRUTH_UNKNOWN] = "judge-unknown",
		[TRUTH_ABSENT] = "judge-absent" };
	static const char *const sign[] = { [TRUTH_FALSE] = "✗", [TRUTH_TRUE] = "✓",
		[TRUTH_UNKNOWN] = "?", [TRUTH_ABSENT] = "-" };
	int nslot = t->rule->s->nslot < PAGE_COLS - 3 ? t->rule->s->nslot : PAGE_COLS - 3;
	struct page_table tab;
	struct str *cell;

	page_table(&tab, &s->page, 3 + nslot);
	tab.keep = true;
	cell = page_table_row(&tab);
	cell[0] = word(s, "judge-place");
	cell[1] = word(s, "judge-year");
	for (int i = 0; i < nslot; i++)
		cell[3 + i] = number(s, i + 1);
	for (int k = 0; k < t->n; k++) {
		const struct place_line *l = &t->line[k];

		cell = page_table_row(&tab);
		cell[0] = place(s, l);
		cell[1] = year_text(s, l->year);
		cell[2] = word(s, state[l->state]);
		for (int i = 0; i < nslot; i++)
			cell[3 + i] = str_of(sign[l->slot[i]]);
	}
	page_table_end(&tab);
}

static void told(struct telling *s, const struct place_table *t)
{
	const struct standard *st = t->rule->s;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	msg_add(&b, s->c->cx->lang, "judge-met-of", (struct str[]){ number(s, t->count[TRUTH_TRUE]),
		number(s, t->n) }, 2);
	page_gap(&s->page);
	page_title(&s->page, in(s, st->zh, st->en), str_dup(&s->c->cx->arena, buf_str(&b)));
	legend(s, t);
	lines(s, t);
}

/* ---- as JSON: a line each place ---- */

static void json_lines(struct telling *s, const struct place_table *t)
{
	const struct standard *st = t->rule->s;
	char day[11];

	date_put(day, s->day);
	for (int k = 0; k < t->n; k++) {
		const struct place_line *l = &t->line[k];
		const struct area_node *node = area_nth(s->t, area_by_id(s->t, l->area));
		struct json j;

		json_begin(&j, &s->c->out);
		json_obj(&j);
		json_key(&j, "code");
		json_int(&j, node ? node->code : 0);
		json_key(&j, "name");
		json_str(&j, node ? node->name : STR(""));
		json_key(&j, "standard");
		json_str(&j, st->id);
		json_key(&j, "on");
		json_z(&j, day);
		json_key(&j, "year");
		json_int(&j, l->year);
		json_key(&j, "state");
		json_z(&j, truth_word(l->state));
		json_key(&j, "clauses");
		json_obj(&j);
		for (int i = 0; i < st->nslot; i++) {
			json_key(&j, str_z(&s->c->cx->arena, st->slot_id[i]));
			json_z(&j, truth_word(l->slot[i]));
		}
		json_obj_end(&j);
		json_obj_end(&j);
		buf_addc(&s->c->out, '\n');
	}
}

enum err places_told(struct cmd *c, const struct judge *j, const struct entity *noun,
                     const struct rec *area, date_t on)
{
	struct telling s = { .c = c };
	struct place_table *t;
	char day[11];
	int n;

	TRY(area_load(c->cx, &c->cx->arena, c->reg, &s.t));
	TRY(place_tables(c->cx, j, noun, area, on, &t, &n, &s.day));
	if (!s.day)
		return err_set(c->cx, ERR_NOTFOUND, c->arg[0], "cmd-not-found",
		               in_lang(c, noun->zh, noun->en), c->arg[0], noun->name, NULL);
	if (!c->json) {
		struct buf b BUF_AUTO = { 0 };

		date_put(day, s.day);
		buf_init(&b, 4096);
		msg_add(&b, c->cx->lang, "judge-whom", (struct str[]){ area_named(&c->cx->arena, s.t,
			area_by_id(s.t, area->id)), str_of(day) }, 2);
		page_begin(&s.page, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
		page_line(&s.page, str_dup(&c->cx->arena, buf_str(&b)));
		if (!n)
			page_line(&s.page, word(&s, "judge-none"));
	}
	for (int i = 0; i < n; i++) {
		if (c->json)
			json_lines(&s, &t[i]);
		else
			told(&s, &t[i]);
	}
	return OK;
}
