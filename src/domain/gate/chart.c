#include "domain/gate/chart.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/gate/gate.h"
#include "domain/gate/matter.h"
#include "domain/gate/meeting.h"
#include "fmt/svg.h"
#include "policy/roles_say.h"

#define BOX_X    150             /* pixels */
#define BOX_W    560
#define LINE_H   18
#define GAP      26
#define LANE     12
#define LANES    9

/* ---- in words ---- */

static bool zh_of(const struct ctx *cx) { return cx->lang == LANG_ZH; }

struct str period_says(struct ctx *cx, const struct period *p)
{
	static const char *const zh[] = { "%d 天", "%d 个工作日", "%d 个月" };
	static const char *const en[] = { "%d days", "%d working days", "%d months" };
	int kind = p->months ? 2 : p->working;
	struct buf b BUF_AUTO = { 0 };
	struct str text, rest, before;
	char n[16];

	if (!period_is(p))
		return STR("");
	snprintf(n, sizeof n, "%d", p->months ? p->months : p->days);
	text = str_of((zh_of(cx) ? zh : en)[kind]);
	rest = text;
	buf_init(&b, 100);
	if (str_next(&rest, '%', &before)) {
		buf_adds(&b, before);
		buf_addz(&b, n);
		buf_adds(&b, str_sub(rest, 1, rest.n));
	}
	return str_dup(&cx->arena, buf_str(&b));
}

struct str act_own(struct str id, enum lang lang)
{
	if (str_eqz(id, ACT_WITHDRAWN))
		return str_of(msg_text(lang, "gate-withdrawn"));
	return str_eqz(id, ACT_CARRIED) ? str_of(msg_text(lang, "gate-carried")) : id;
}

struct str act_who(struct ctx *cx, const struct procedure_act *a)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	roles_say(&b, a->who, a->nwho, cx->lang);
	return str_dup(&cx->arena, buf_str(&b));
}

static void part(const struct ctx *cx, struct buf *b, const char *zh, const char *en,
                 struct str word)
{
	buf_addz(b, b->n ? (zh_of(cx) ? "；" : "; ") : "");
	buf_addz(b, zh_of(cx) ? zh : en);
	buf_adds(b, word);
}

static void part_bits(struct ctx *cx, const struct pack *k, const struct procedure *p,
                      const struct procedure_act *a, struct buf *b)
{
	for (int i = 0; i < p->npaper; i++) {
		const struct list_value *v =
			list_meant(pack_list(k, STR("attachment_kind")), p->paper[i]);

		if (a->needs >> i & 1)
			part(cx, b, "", "", v ? gate_words(cx, v->zh, v->en) : p->paper[i]);
	}
	for (int i = 0; i < p->ncheck; i++) {
		const struct checklist *c = pack_checklist(k, p->check[i]);

		if (a->checks >> i & 1)
			part(cx, b, "填写", "filled in: ", c ? gate_words(cx, c->zh, c->en) : p->check[i]);
	}
	for (int g = 0; g < p->ngate; g++)
		if (a->other_than >> g & 1)
			part(cx, b, "未办理过", "not who acted at: ",
			     gate_words(cx, p->gate[g].zh, p->gate[g].en));
}

static void part_number(struct ctx *cx, struct buf *b, int people)
{
	buf_addf(b, zh_of(cx) ? "%s%d人一起" : "%s%d people together", b->n ? zh_of(cx) ? "；" : "; " : "",
	         people);
}

struct str act_takes(struct ctx *cx, const struct pack *k, const struct procedure *p,
                     const struct procedure_act *a)
{
	static const char *const when_zh[] = { "张贴满期", "无异议", "异议成立", "表决通过", "表决未通过" };
	static const char *const when_en[] = { "hung its time", "unopposed", "objection upheld",
		"vote passed", "vote failed" };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	for (int i = 0; i < 5; i++)
		if (a->when >> i & 1)
			part(cx, &b, when_zh[i], when_en[i], STR(""));
	part_bits(cx, k, p, a, &b);
	if (a->guard.text.n)
		part(cx, &b, "", "", gate_words(cx, a->guard_zh, a->guard_en));
	if (a->people > 1)
		part_number(cx, &b, a->people);
	if (a->each)
		part(cx, &b, "每一方各出一人", "one of each body", STR(""));
	if (a->decide)
		part(cx, &b, "经办人不得审核", "nobody who worked on it", STR(""));
	if (a->sign)
		part(cx, &b, a->refusal ? "农户签字，拒绝签字的由见证人说明" : "农户签字", a->refusal ?
		     "the household signs, or witnesses say that it refuses to" :
		     "the household signs", STR(""));
	if (a->reason)
		part(cx, &b, "写明理由", "with a reason", STR(""));
	if (a->verdict)
		part(cx, &b, a->verdict == 1 ? "判定不符合须说明" : "判定符合须说明",
		     a->verdict == 1 ? "explained if the standard is not met" :
		     "explained if the standard is met", STR(""));
	if (period_is(&a->wait))
		part(cx, &b, "满 ", "after ", period_says(cx, &a->wait));
	if (period_is(&a->within))
		part(cx, &b, "限期 ", "within ", period_says(cx, &a->within));
	if (a->letter && period_is(&a->review))
		part(cx, &b, "出具告知书，复核期 ", "letter; review within ", period_says(cx, &a->review));
	else if (a->letter)
		part(cx, &b, "书面答复", "answered in writing", STR(""));
	for (int i = 0; i < a->nwithdraws; i++) {
		const struct procedure *other = pack_procedure(k, a->withdraws[i]);

		if (other)
			part(cx, &b, "同时终止该户在办的：", "ends the household's open case of: ",
			     gate_words(cx, other->zh, other->en));
	}
	return str_dup(&cx->arena, buf_str(&b));
}

/* ---- the picture ---- */

struct drawing {
	struct ctx *cx;
	struct buf *out;
	const struct pack *k;
	const struct procedure *p;
	int y[PROCEDURE_GATES], h[PROCEDURE_GATES];
	int left, right;             /* lanes used */
};

static int acts_at(const struct procedure *p, int g)
{
	int n = 0;

	for (const struct procedure_act *a; (a = procedure_act_nth(p, g, n));)
		n++;
	return n;
}

/* Common acts are told once, below: not at every gate. */
static bool drawn(const struct procedure_act *a) { return a->gate >= 0; }

static int own_acts(const struct procedure *p, int g)
{
	int n = 0;

	for (int i = 0; i < acts_at(p, g); i++)
		n += drawn(procedure_act_nth(p, g, i));
	return n;
}

static void text(struct drawing *d, int x, int y, const char *more, struct str s)
{
	buf_addf(d->out, "<text x=\"%d\" y=\"%d\" %s>", x, y, more);
	svg_text(d->out, s);
	buf_addz(d->out, "</text>\n");
}

static struct str under_title(struct drawing *d, const struct procedure_gate *g)
{
	const struct publication *b = &g->publish;
	struct buf s BUF_AUTO = { 0 };

	buf_init(&s, 4096);
	if (period_is(&g->clock))
		part(d->cx, &s, "时限 ", "within ", period_says(d->cx, &g->clock));
	if (b->kind.n) {
		part(d->cx, &s, "", "", gate_words(d->cx, b->kind,
		     b->objections ? STR("notice, objections") : STR("announcement")));
		part(d->cx, &s, "", "", gate_words(d->cx, b->zh, b->en));
		if (period_is(&b->length))
			part(d->cx, &s, "", "", period_says(d->cx, &b->length));
	}
	if (g->meeting.quorum.den)
		buf_addf(&s, zh_of(d->cx) ? "%s到会 %d/%d，%.*s同意" : "%squorum %d/%d, pass: %.*s",
		         s.n ? "; " : "", g->meeting.quorum.num, g->meeting.quorum.den,
		         STR_FMT(meeting_pass_says(&d->cx->arena, &g->meeting, !zh_of(d->cx))));
	return str_dup(&d->cx->arena, buf_str(&s));
}

static void box(struct drawing *d, int i)
{
	const struct procedure_gate *g = &d->p->gate[i];
	struct buf line BUF_AUTO = { 0 };
	int y = d->y[i] + LINE_H, k = 0;

	buf_init(&line, 16384);
	buf_addf(d->out, "<rect class=\"jz-gate%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
	         "rx=\"%d\" fill=\"%s\" stroke=\"#333\"/>\n", g->end ? " jz-end" : "", BOX_X,
	         d->y[i], BOX_W, d->h[i], g->end ? 16 : 4, g->end ? "#eef3ee" : "#fff");
	text(d, BOX_X + 10, y, "font-weight=\"bold\" font-size=\"14\"",
	     gate_words(d->cx, g->zh, g->en));
	text(d, BOX_X + BOX_W - 10, y, "text-anchor=\"end\" font-size=\"12\" fill=\"#555\"",
	     under_title(d, g));
	for (int n = 0; n < acts_at(d->p, i); n++) {
		const struct procedure_act *a = procedure_act_nth(d->p, i, n);

		if (!drawn(a))
			continue;
		line.n = 0;
		buf_adds(&line, gate_words(d->cx, a->zh, a->en));
		buf_addz(&line, " → ");
		buf_adds(&line, gate_words(d->cx, d->p->gate[a->to].zh, d->p->gate[a->to].en));
		buf_addz(&line, zh_of(d->cx) ? "（" : " (");
		buf_adds(&line, act_who(d->cx, a));
		buf_addz(&line, zh_of(d->cx) ? "）" : ")");
		text(d, BOX_X + 22, y + ++k * LINE_H, "font-size=\"12\"", buf_str(&line));
	}
}

/* To the next gate straight down; elsewhere along a lane: back on the left, ahead on the right. */
static void arrow(struct drawing *d, int from, const struct procedure_act *a, int line)
{
	int to = a->to, y = d->y[from] + LINE_H / 2 + (line + 1) * LINE_H + 4, up = to <= from, x, side;

	if (to == from + 1) {
		buf_addf(d->out, "<path class=\"jz-on\" d=\"M%d %dV%d\" fill=\"none\" stroke=\"#333\" "
		         "stroke-width=\"2\" marker-end=\"url(#jz-tip)\"/>\n", BOX_X + BOX_W / 2,
		         d->y[from] + d->h[from], d->y[to] - 2);
		return;
	}
	x = up ? BOX_X - 14 - LANE * (d->left++ % LANES) :
	         BOX_X + BOX_W + 14 + LANE * (d->right++ % LANES);
	side = up ? BOX_X : BOX_X + BOX_W;
	buf_addf(d->out, "<path class=\"%s\" d=\"M%d %dH%dV%dH%d\" fill=\"none\" stroke=\"%s\" "
	         "stroke-dasharray=\"%s\" marker-end=\"url(#jz-tip)\"/>\n",
	         up ? "jz-back" : "jz-skip", side, y - 4, x, d->y[to] + LINE_H - 5,
	         side + (up ? -2 : 2), up ? "#a33" : "#557", up ? "4 3" : "none");
}

static int place(struct drawing *d)
{
	int y = 50;

	for (int g = 0; g < d->p->ngate; g++) {
		d->y[g] = y;
		d->h[g] = LINE_H * (1 + own_acts(d->p, g)) + 10;
		y += d->h[g] + GAP;
	}
	return y;
}

static void common(struct drawing *d, int y)
{
	int n = 0;

	for (int i = 0; i < d->p->nact; i++) {
		const struct procedure_act *a = &d->p->act[i];
		struct buf line BUF_AUTO = { 0 };

		if (drawn(a))
			continue;
		buf_init(&line, 8192);
		buf_addz(&line, zh_of(d->cx) ? "各关口：" : "At every gate: ");
		buf_adds(&line, gate_words(d->cx, a->zh, a->en));
		buf_addz(&line, " → ");
		buf_adds(&line, gate_words(d->cx, d->p->gate[a->to].zh, d->p->gate[a->to].en));
		text(d, BOX_X + 10, y + n++ * LINE_H, "font-size=\"12\"", buf_str(&line));
	}
}

void chart_put(struct ctx *cx, struct buf *out, const struct pack *k, const struct procedure *p)
{
	struct drawing d = { .cx = cx, .out = out, .k = k, .p = p };
	int end = place(&d), all = end + LINE_H * 3;

	buf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
	         "font-family=\"sans-serif\">\n<title>", BOX_X * 2 + BOX_W, all);
	svg_text(out, gate_words(cx, p->zh, p->en));
	buf_addz(out, "</title>\n<defs><marker id=\"jz-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
	         "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" "
	         "fill=\"#333\"/></marker></defs>\n");
	buf_addf(out, "<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
	         BOX_X * 2 + BOX_W, all);
	text(&d, BOX_X, 30, "font-size=\"18\" font-weight=\"bold\"", gate_words(cx, p->zh, p->en));
	for (int g = 0; g < p->ngate; g++) {
		int line = 0;

		for (int i = 0; i < acts_at(p, g); i++)
			if (drawn(procedure_act_nth(p, g, i)))
				arrow(&d, g, procedure_act_nth(p, g, i), line++);
	}
	for (int g = 0; g < p->ngate; g++)
		box(&d, g);
	common(&d, end);
	buf_addz(out, "</svg>\n");
}
