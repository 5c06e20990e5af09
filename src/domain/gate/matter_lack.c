/* matter_lack - what an act still wants, in words. */
#include "domain/gate/matter.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/gate/chart.h"

static struct str kind_label(struct ctx *cx, const struct matter *m, struct str tag)
{
	const struct code_list *kinds = pack_list(m->round.law->p, STR("attachment_kind"));
	const struct list_value *v = list_meant(kinds, tag);

	return v ? gate_words(cx, v->zh, v->en) : tag;
}

/* "签到表 / 会议照片": any one of them. */
static struct str any_of(struct ctx *cx, const struct matter *m, uint32_t kinds)
{
	struct str all = { 0 };

	for (int i = 0; i < m->p->npaper; i++)
		if (kinds >> i & 1) {
			if (all.n)
				all = str_join(&cx->arena, all, STR(" / "));
			all = str_join(&cx->arena, all, kind_label(cx, m, m->p->paper[i]));
		}
	return all;
}

static struct str number(struct ctx *cx, int n)
{
	char text[16];

	snprintf(text, sizeof text, "%d", n);
	return str_dup(&cx->arena, str_of(text));
}

static struct str day_of(struct ctx *cx, date_t d)
{
	char text[11];

	date_put(text, d);
	return str_dup(&cx->arena, str_of(text));
}

/* Of which standard the verdict is; its clauses are told to those who may see them. */
static struct str standard_name(struct ctx *cx, const struct matter *m, const struct matter_look *l)
{
	const struct standard *s = pack_standard(m->round.law->p, act_standard(m->p, l->act));

	return s ? gate_words(cx, s->zh, s->en) : STR("");
}

struct str lack_word(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                     const struct lack *x)
{
	const struct procedure *p = m->p;
	const struct checklist *c;

	switch (x->kind) {
	case LACK_ROLE: case LACK_EACH: return act_who(cx, l->act);
	case LACK_KIN: return l->kin;
	case LACK_PEOPLE: return number(cx, x->which);
	case LACK_OTHER: return gate_words(cx, p->gate[x->which].zh, p->gate[x->which].en);
	case LACK_POSTED: return gate_words(cx, p->gate[m->gate].zh, p->gate[m->gate].en);
	case LACK_PAPER: case LACK_PAPER_USED: case LACK_PAPER_LATER: case LACK_PAPER_STALE:
	case LACK_PAPER_BEFORE:
		return kind_label(cx, m, p->paper[x->which]);
	case LACK_PROOF: return any_of(cx, m, procedure_proof(p, m->gate, l->act));
	case LACK_CHECKS:
		c = pack_checklist(m->round.law->p, p->check[x->which]);
		return c ? gate_words(cx, c->zh, c->en) : p->check[x->which];
	case LACK_GUARD: case LACK_GUARD_UNKNOWN:
		return gate_words(cx, l->act->guard_zh, l->act->guard_en);
	case LACK_EARLY: return day_of(cx, l->from);
	case LACK_LAPSED: return day_of(cx, l->to);
	case LACK_AGAINST: return standard_name(cx, m, l);
	case LACK_WITNESS: case LACK_UNSEEN: return number(cx, p->witnesses);
	case LACK_PROXIES: return number(cx, p->proxies);
	default: return STR("");
	}
}

/* What states a result is put up and hangs no time. */
static const char *announced_key(enum posted as)
{
	switch (as) {
	case POSTED_NOT: return "gate-no-announced";
	case POSTED_MADE: return "gate-announced-made";
	case POSTED_DOWN: return "gate-announced-down";
	case POSTED_STOPPED: return "gate-announced-stopped";
	case POSTED_CHANGED: return "gate-announced-changed";
	default: return NULL;
	}
}

static const char *posted_key(const struct publication *pub, enum posted as)
{
	static const char *const key[] = { [POSTED_NOT] = "gate-no-posted",
		[POSTED_MADE] = "gate-posted-made", [POSTED_DOWN] = "gate-posted-down",
		[POSTED_HANGS] = "gate-posted-hangs", [POSTED_UNPROVEN] = "gate-posted-unproven",
		[POSTED_STOPPED] = "gate-posted-stopped", [POSTED_CHANGED] = "gate-posted-changed" };

	return !pub->objections && announced_key(as) ? announced_key(as) : key[as];
}

/* What is known beside the kind makes it another sentence. */
static const char *sentence_key(const struct matter *m, const struct lack *x)
{
	switch (x->kind) {
	case LACK_POSTED: return posted_key(&m->p->gate[m->gate].publish, (enum posted)x->which);
	case LACK_OPPOSED: return x->which == OPPOSED_UPHELD ? "gate-is-upheld" : lack_key(x->kind);
	case LACK_AGAINST: return x->which ? "gate-no-verdict" : lack_key(x->kind);
	case LACK_PASSED: case LACK_FAILED: return x->which ? "gate-vote-later" : lack_key(x->kind);
	case LACK_LATE: return x->which ? "gate-no-late-letter" : lack_key(x->kind);
	default: return lack_key(x->kind);
	}
}

static void words_of(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                     const struct lack *x, struct str word[3])
{
	word[0] = lack_word(cx, m, l, x);
	word[1] = x->kind == LACK_PAPER_BEFORE ? day_of(cx, l->papers_from) : l->posting.no;
	word[2] = l->posting.day ? day_of(cx, l->posting.day) : STR("");
	if (x->kind == LACK_PAPER_LATER) {
		word[1] = day_of(cx, l->later[x->which]);
		word[2] = day_of(cx, l->on);
	} else if (x->kind == LACK_PASSED || x->kind == LACK_FAILED) {
		word[1] = l->met ? day_of(cx, l->met) : STR("");
		word[2] = day_of(cx, l->on);
	}
}

struct str lack_says(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                     const struct lack *x)
{
	struct buf b BUF_AUTO = { 0 };
	struct str word[3];

	words_of(cx, m, l, x, word);
	buf_init(&b, 8192);
	msg_add(&b, cx->lang, sentence_key(m, x), word, 3);
	return str_dup(&cx->arena, buf_str(&b));
}

enum err lack_refuses(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                      const struct lack *x)
{
	struct str word[3];

	words_of(cx, m, l, x, word);
	return err_set(cx, ERR_DENIED, str_z(&cx->arena, m->row->v[MATTER_no].s), sentence_key(m, x),
	               str_z(&cx->arena, word[0]), str_z(&cx->arena, word[1]),
	               str_z(&cx->arena, word[2]), NULL);
}
