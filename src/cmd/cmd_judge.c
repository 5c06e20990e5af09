/* cmd_judge - one household under the standards of the pack, with reasons. */
#include "base/money.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "cmd/browse_face.h"
#include "cmd/judge_run.h"
#include "cmd/place_told.h"
#include "cmd/talk.h"
#include "domain/judge/judged_json.h"
#include "domain/register/page.h"

#include <stdio.h>

struct session {
	struct cmd *c;
	struct viewed v;
	struct judge judge;
	struct reasons reasons;
	int64_t id;
	date_t on;
	struct judged *judged;
	int n;
	struct page page;
};

static struct str word(const struct session *s, const char *key)
{
	return str_of(msg_text(s->c->cx->lang, key));
}

static struct str in(const struct session *s, struct str zh, struct str en)
{
	return s->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static struct str sentence(const struct session *s, const char *key, struct str a, struct str b)
{
	struct buf out BUF_AUTO = { 0 };

	buf_init(&out, 65536);
	msg_add(&out, s->c->cx->lang, key, (struct str[]){ a, b }, 2);
	return str_dup(&s->c->cx->arena, buf_str(&out));
}

static const char *state_key(enum truth t)
{
	static const char *const key[] = { [TRUTH_FALSE] = "judge-not-met", [TRUTH_TRUE] = "judge-met",
		[TRUTH_UNKNOWN] = "judge-unknown", [TRUTH_ABSENT] = "judge-absent" };

	return key[t];
}

/* ---- told ---- */

static struct str source(const struct session *s, const struct basis *b,
                         const struct basis *otherwise)
{
	struct str id = b->document.n ? b->document : otherwise->document;
	struct str clause = b->document.n || b->clause.n ? b->clause : otherwise->clause;
	const struct pack_document *d = id.n ? pack_document(s->reasons.pack, id) : NULL;

	if (!d)
		return STR("");
	return clause.n ? sentence(s, "judge-by-clause", in(s, d->zh, d->en), clause) :
	       in(s, d->zh, d->en);
}

/* Where what is said of a clause begins. */
#define WITHIN "        "

/* A sign or blanks, then text that goes on below itself. */
static void hang(struct session *s, const char *sign, struct str text)
{
	buf_addz(s->page.out, sign);
	page_hang(&s->page, text, (int)utf8_width(str_of(sign)));
}

static void told_reasons(struct session *s, const struct judged *d, const char *key,
                         const struct reason *v, int n)
{
	static const struct basis none;
	const struct basis *by;
	struct str label;
	struct buf b BUF_AUTO = { 0 };

	if (!n)
		return;
	buf_init(&b, 1 << 20);
	buf_adds(&b, word(s, key));
	for (int i = 0; i < n; i++) {
		bool again = i > 0 && v[i].noun && v[i].noun == v[i - 1].noun && v[i].id == v[i - 1].id;

		if (i == 0)
			buf_addz(&b, in_lang(s->c, "", " "));
		else
			buf_addz(&b, again ? in_lang(s->c, "，", ", ") : in_lang(s->c, "；", "; "));
		if (!again && v[i].row.n && v[i].noun->tag != s->v.e->tag) {
			buf_adds(&b, v[i].row);
			buf_addz(&b, in_lang(s->c, "：", ": "));
		}
		label = reason_label(s->reasons.pack, d, s->c->cx->lang, &v[i]);
		buf_adds(&b, label);
		buf_addz(&b, label.n ? " " : "");
		buf_adds(&b, v[i].value);
		if (v[i].line && (by = line_basis(s->reasons.pack, d, v[i].item)) &&
		    source(s, by, &none).n) {
			buf_addz(&b, " [");
			buf_adds(&b, source(s, by, &none));
			buf_addc(&b, ']');
		}
	}
	hang(s, WITHIN, buf_str(&b));
}

static enum err told_clause(struct session *s, const struct judged *d,
                            const struct judged_clause *c, int number, struct str above)
{
	static const char *const sign[] = { [TRUTH_FALSE] = "✗", [TRUTH_TRUE] = "✓",
		[TRUTH_UNKNOWN] = "?", [TRUTH_ABSENT] = "-" };
	struct reasons_told told;
	struct str by;
	char head[24];

	if (!c->clause)
		return OK;
	by = source(s, &c->clause->basis, &d->rule->s->basis);
	snprintf(head, sizeof head, "  %s %2d  ", sign[c->state], number);
	hang(s, head, in(s, c->clause->zh, c->clause->en));
	if (by.n && !str_eq(by, above))
		hang(s, WITHIN, by);
	if (c->v.state == EXPR_ERROR)
		page_notice(&s->page, word(s, c->v.error));
	TRY(reasons_tell(&s->reasons, &c->run, &c->v, &told));
	told_reasons(s, d, "judge-used", told.used, told.nused);
	told_reasons(s, d, "judge-missing", told.missing, told.nmissing);
	return OK;
}

/* Below the line by how much, and reckoned from what: not always what the clauses look at. */
static enum err told_topup(struct session *s, const struct judged *d)
{
	char text[32];
	struct reason *v;
	int n;

	if (!d->has_topup || !d->topup)
		return OK;
	page_line(&s->page, sentence(s, "judge-topup",
	                             (struct str){ text, money_show(text, d->topup) }, STR("")));
	TRY(reasons_used(&s->reasons, &d->topup_run, &v, &n));
	told_reasons(s, d, "judge-topup-from", v, n);
	return OK;
}

static enum err told_standard(struct session *s, const struct judged *d)
{
	const struct standard *t = d->rule->s;
	const struct basis none = { 0 };
	struct str by = source(s, &t->basis, &none), combined;
	int number = 0;

	page_gap(&s->page);
	page_title(&s->page, in(s, t->zh, t->en), word(s, state_key(d->state)));
	if (by.n)
		page_line(&s->page, by);
	if (!d->holds)
		page_notice(&s->page, word(s, "judge-not-in-force"));
	combined = judged_combined(&s->c->cx->arena, s->c->cx->lang, d);
	if (combined.n)
		page_line(&s->page, combined);
	for (int i = 0; i < d->n; i++)
		TRY(told_clause(s, d, &d->clause[i], number += d->clause[i].clause != NULL, by));
	return told_topup(s, d);
}

static enum err told(struct session *s)
{
	char day[11];

	date_put(day, s->n ? s->judged[0].on : s->on);
	page_begin(&s->page, &s->c->out, &s->c->cx->arena, out_columns(), colour_wanted(1));
	page_line(&s->page, sentence(s, "judge-whom", str_of(s->c->arg[0]), str_of(day)));
	if (!s->n)
		page_line(&s->page, word(s, "judge-none"));
	for (int i = 0; i < s->n; i++)
		TRY(told_standard(s, &s->judged[i]));
	if (s->n) {
		page_gap(&s->page);
		page_line(&s->page, word(s, "judge-signs"));
	}
	return OK;
}

static enum err told_json(struct session *s)
{
	struct json j;

	json_begin(&j, &s->c->out);
	json_obj(&j);
	json_key(&j, "no");
	json_z(&j, s->c->arg[0]);
	json_key(&j, "standards");
	json_arr(&j);
	for (int i = 0; i < s->n; i++)
		TRY(judged_json(&j, &s->reasons, &s->judged[i]));
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&s->c->out, '\n');
	return OK;
}

/* ---- the command ---- */

enum err cmd_day(struct cmd *c, const char *name, date_t *day)
{
	const char *on = cmd_text(c, name);
	enum date_form form;

	*day = 0;
	if (on && (!date_parse(str_of(on), day, &form) || !date_day(*day)))
		return err_set(c->cx, ERR_USAGE, "--on", "cmd-expr-date", on, NULL);
	return OK;
}

enum err cmd_pack(struct cmd *c, const char *name, const struct pack **out)
{
	struct pack *p;

	*out = c->reg->pack;
	if (!name)
		return OK;
	TRY(pack_load(c->cx, &c->cx->arena, name, &p));
	*out = p;
	return OK;
}

/* The area of NO, when what is judged are the places in it: it has no file of its own. */
static enum err places_of(struct session *s, struct rec **area)
{
	struct cmd *c = s->c;
	struct rec *file;
	int64_t id;

	*area = NULL;
	if (s->v.e->tag != TAG_village && s->v.e->tag != TAG_county)
		return OK;
	TRY(view_area(c, c->arg[0], &id));
	TRY(place_file(c->cx, c->reg, s->v.e, id, 0, &file));
	return file ? OK : register_load(c->cx, c->reg, register_entity(c->reg, TAG_area), id, area);
}

enum err cmd_judge(struct cmd *c)
{
	struct session s = { .c = c };
	const char *noun = cmd_text(c, "for"), *standard = cmd_text(c, "standard");
	const struct pack *pack;
	struct rec *area;

	TRY(cmd_day(c, "on", &s.on));
	if (c->narg == 0)
		return cmd_judge_run(c, s.on);
	TRY(cmd_mask(c, &s.v.q.mask));
	TRY(cmd_reason(c, s.v.q.mask, &s.v.reason));
	TRY(cmd_open(c, s.v.reason ? REG_WRITE : REG_READ));
	TRY(cmd_noun(c, c->reg->model, noun ? noun : "household", &s.v.e));
	s.v.q.e = s.v.e;
	TRY(places_of(&s, &area));
	TRY(cmd_pack(c, cmd_text(c, "pack"), &pack));
	TRY(judge_open_by(c->cx, &c->cx->arena, c->reg, pack, &s.judge));
	if (area)
		return places_told(c, &s.judge, s.v.e, area, s.on);
	TRY(view_place_row(c, &s.v, c->arg[0], s.on, &s.id));
	TRY(browse_may_show(c->cx, c->reg, s.v.e, s.id, s.v.q.mask));
	TRY(view_told(c, &s.v, ACT_READ, s.id, STR("judge")));
	TRY(judge_row(c->cx, &s.judge, s.v.e, s.id, str_of(standard ? standard : ""), s.on, &s.judged,
	              &s.n));
	s.reasons = (struct reasons){ c->cx, c->reg, register_cells(&c->cx->arena, c->reg),
		s.v.q.mask, pack };
	return c->json ? told_json(&s) : told(&s);
}
