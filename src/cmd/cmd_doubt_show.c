/* cmd_doubt_show - one doubt: what is wrong, whose it is, the values that made it, and what people
 * have said and decided. */
#include "base/msg.h"
#include "cmd/talk.h"
#include "domain/judge/doubt_deal.h"
#include "domain/judge/doubts.h"
#include "domain/judge/judged_json.h"
#include "domain/register/browse.h"
#include "domain/register/page.h"
#include "policy/checks.h"

#define TEXT_MAX (1 << 20)

struct shown {
	struct cmd *c;
	struct rec *f;
	struct reasons say;
	struct page p;
};

static struct str in(const struct shown *x, struct str zh, struct str en)
{
	return x->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static enum err cell(struct shown *x, const struct rec *row, int field, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	*out = STR("");
	if (!rec_has(row, field))
		return OK;
	buf_init(&b, TEXT_MAX);
	TRY(browse_cell_of(x->c->cx, x->say.cells, row, field, MASK_STAFF, false, x->c->cx->lang, &b));
	*out = str_dup(&x->c->cx->arena, buf_str(&b));
	if (field == DOUBT_assigned_by || field == DOUBT_said_by || field == DOUBT_decided_by)
		return cmd_actor(x->c, *out, out);
	return field == DOUBT_assigned_to ? cmd_login(x->c, *out, out) : OK;
}

/* The household's number, head and place. */
static enum err whose(struct shown *x)
{
	struct buf b BUF_AUTO = { 0 };
	struct str no;
	struct rec *h;
	enum err e;

	buf_init(&b, TEXT_MAX);
	TRY(cell(x, x->f, DOUBT_household, &no));
	buf_adds(&b, no);
	if (no.n) {
		e = register_load(x->c->cx, x->c->reg, register_entity(x->c->reg, TAG_household),
		                  x->f->v[DOUBT_household].i, &h);
		if (e == OK) {
			buf_addz(&b, "  ");
			TRY(register_head_name(x->c->cx, x->c->reg, x->say.cells, h, MASK_STAFF, &b));
		} else if (e == ERR_NOTFOUND) {
			err_clear(x->c->cx);
		} else {
			return e;
		}
	}
	if (x->f->area) {
		buf_addz(&b, b.n ? "  " : "");
		TRY(browse_place(x->c->cx, x->c->reg, x->f->area, &b));
	}
	page_pair(&x->p, str_of(in_lang(x->c, "户", "Household")), str_dup(&x->c->cx->arena,
	                                                                  buf_str(&b)));
	return OK;
}

static enum err facts(struct shown *x, const int *field, int n)
{
	const struct entity *e = x->f->e;
	struct str text;

	for (int i = 0; i < n; i++) {
		TRY(cell(x, x->f, field[i], &text));
		if (text.n)
			page_pair(&x->p, in(x, str_of(e->fields[field[i]].zh),
			                    str_of(e->fields[field[i]].en)), text);
	}
	page_pairs_end(&x->p);
	return OK;
}

static void told_value(struct shown *x, const struct reason *v)
{
	struct arena *a = &x->c->cx->arena;
	struct str label = reason_label(x->c->reg->pack, NULL, x->c->cx->lang, v);

	if (v->row.n && (!v->noun || v->noun->tag != TAG_household))
		label = str_join(a, str_join(a, v->row, STR("  ")), label);
	page_pair(&x->p, label, v->value);
}

/* The row it is about, when that is not the household itself. */
static void row_about(struct shown *x)
{
	const struct entity *e = rec_has(x->f, DOUBT_about_entity) ?
		entity_find(x->c->reg->model, x->f->v[DOUBT_about_entity].s) : NULL;

	if (e && e->tag != TAG_household && rec_has(x->f, DOUBT_about_no))
		page_pair(&x->p, in(x, str_of(e->zh), str_of(e->en)), x->f->v[DOUBT_about_no].s);
}

/* The values as they are now, and whether it would be found again. */
static enum err grounds(struct shown *x)
{
	struct judge j;
	struct expr_run run;
	struct reason *v;
	bool still;
	int n;

	TRY(judge_open(x->c->cx, &x->c->cx->arena, x->c->reg, &j));
	TRY(doubts_why(x->c->cx, &j, x->f, &run, &still));
	TRY(reasons_used(&x->say, &run, &v, &n));
	if (!n)
		return OK;
	page_section(&x->p, str_of(in_lang(x->c, "现在的数", "Values now")));
	for (int i = 0; i < n; i++)
		told_value(x, &v[i]);
	page_pairs_end(&x->p);
	if (!still && doubt_is(x->c->reg, x->f, "live"))
		page_notice(&x->p, str_of(msg_text(x->c->cx->lang, "cmd-doubt-not-now")));
	return OK;
}

static enum err told(struct shown *x)
{
	static const int about[] = { DOUBT_state, DOUBT_severity, DOUBT_on_date, DOUBT_found,
		DOUBT_closed };
	static const int done[] = { DOUBT_assigned_to, DOUBT_assigned_by, DOUBT_due, DOUBT_said,
		DOUBT_evidence, DOUBT_said_by, DOUBT_said_at, DOUBT_decided_by, DOUBT_decided_at,
		DOUBT_reason, DOUBT_exempt_until };
	const struct check *k = pack_check(x->c->reg->pack, x->f->v[DOUBT_check_id].s);
	struct str says = doubt_says(x->c->reg, x->f, x->c->cx->lang);

	page_begin(&x->p, &x->c->out, &x->c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&x->p, says.n ? says : x->f->v[DOUBT_check_id].s, x->f->v[DOUBT_no].s);
	TRY(whose(x));
	row_about(x);
	TRY(facts(x, about, (int)(sizeof about / sizeof *about)));
	if (k && in(x, k->todo_zh, k->todo_en).n) {
		page_pair(&x->p, str_of(in_lang(x->c, "怎样办", "What to do")),
		          in(x, k->todo_zh, k->todo_en));
		page_pairs_end(&x->p);
	}
	TRY(grounds(x));
	if (!rec_has(x->f, DOUBT_assigned_to) && !rec_has(x->f, DOUBT_said))
		return OK;
	page_section(&x->p, str_of(in_lang(x->c, "办理", "Dealt with")));
	return facts(x, done, (int)(sizeof done / sizeof *done));
}

enum err cmd_doubt_show(struct cmd *c)
{
	struct shown x = { .c = c };
	int64_t id;

	if (!doubt_no_read(str_of(c->arg[0]), &id))
		return err_set(c->cx, ERR_USAGE, c->arg[0], "cmd-doubt-no", c->arg[0], NULL);
	TRY(cmd_open(c, REG_READ));
	TRY(register_load(c->cx, c->reg, register_entity(c->reg, TAG_doubt), id, &x.f));
	x.say = (struct reasons){ .cx = c->cx, .r = c->reg, .mask = MASK_STAFF,
		.cells = browse_cells(&c->cx->arena, c->reg) };
	return told(&x);
}
