/* procedures - does what was merged fit together? Gates that are named exist, can be reached, and
 * lead to an end; what an act waits for can come; words are words of the lists. */
#include "policy/pack_int.h"

/* ---- names ---- */

/* Each act in turn, so that what is told is the line where the word stands. */
static enum err papers_known(struct loading *ld, const struct procedure *p,
                             const struct procedure_act *a)
{
	for (int i = 0; i < p->npaper; i++)
		if (a->needs >> i & 1)
			TRY(word_tag(ld->cx, ld->p, a->at, "needs", "attachment_kind", p->paper[i]));
	for (int i = 0; i < p->ncheck; i++) {
		struct sought s = { .key = "checks", .word = p->check[i] };

		for (int k = 0; a->checks >> i & 1 && k < ld->p->nchecklist; k++)
			word_try(&s, ld->p->checklist[k].id);
		if (a->checks >> i & 1)
			TRY(word_known(ld->cx, &s, a->at));
	}
	return OK;
}

static enum err standard_known(struct loading *ld, struct str id, struct pack_place at)
{
	struct sought s = { .key = "standard", .word = id };

	for (int i = 0; id.n && i < ld->p->nstandard; i++)
		word_try(&s, ld->p->standard[i].id);
	return id.n ? word_known(ld->cx, &s, at) : OK;
}

static enum err bind_others(struct loading *ld, const struct procedure *p, struct procedure_act *a)
{
	a->other_than = 0;
	for (int i = 0; i < a->nother; i++) {
		TRY(gate_word(ld, p, "other_than", a->other[i], a->at));
		a->other_than |= UINT64_C(1) << procedure_gate_at(p, a->other[i]);
	}
	return OK;
}

static enum err bind_act(struct loading *ld, const struct procedure *p, struct procedure_act *a)
{
	a->gate = a->gate_id.n ? procedure_gate_at(p, a->gate_id) : -1;
	a->to = procedure_gate_at(p, a->to_id);
	TRY(gate_word(ld, p, "to", a->to_id, a->at));
	if (!a->nwho)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", "who");
	if (a->refusal && !a->sign)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", "sign");
	if (a->refusal && !p->witnesses)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", "witnesses");
	if (a->refusal && (!p->gate[a->to].end || p->gate[a->to].end == GATE_CONFIRMED))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-refusal", a->id.p, a->to_id.p);
	if (a->each && a->nwho < 2)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-each", a->id.p);
	if (a->nwithdraws && !str_eqz(p->noun, "household"))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-withdraws", a->id.p);
	if (a->shared & ~a->needs)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-shared", a->id.p);
	if (period_is(&a->older) && (!a->needs || a->older.working))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-older", a->id.p);
	if ((a->served || a->further_zh.n) && !a->letter)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", "letter");
	if (a->served && !period_is(&a->review))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", "review");
	if (a->further_zh.n && period_is(&a->review))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-letter-further", a->id.p);
	for (int i = 0; i < a->nstatus; i++) {
		const struct act_status *s = &a->status[i];

		TRY(word_tag(ld->cx, ld->p, s->at, s->ends ? "end_status" : "begin", "scheme", s->scheme));
		TRY(word_tag(ld->cx, ld->p, s->at, s->ends ? "end_status" : "begin",
		             s->ends ? "status_end" : "status_basis", s->why));
	}
	return bind_others(ld, p, a);
}

/* ---- what an act waits for ---- */

static bool counts_working(const struct period *x) { return x->working; }

static enum err act_waits(struct loading *ld, const struct procedure *p,
                          const struct procedure_act *a)
{
	const struct procedure_gate *g = a->gate >= 0 ? &p->gate[a->gate] : NULL;
	unsigned notice = WHEN_PUBLISHED | WHEN_UNOPPOSED | WHEN_UPHELD;

	if (a->when & notice && !(g && g->publish.kind.n))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-no-notice", a->id.p);
	if (a->when & (WHEN_UNOPPOSED | WHEN_UPHELD) && !g->publish.objections)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-no-notice", a->id.p);
	if (a->when & (WHEN_PASSED | WHEN_FAILED) && !(g && g->meeting.quorum.den))
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-no-meeting", a->id.p);
	TRY(standard_known(ld, act_standard(p, a), a->at));
	if (a->verdict && !act_standard(p, a).n)
		return PACK_BAD(ld->cx, mark_at(a->at), "pack-act-no-standard", a->id.p);
	return OK;
}

/* A notice must be waited for, a meeting decides both ways. */
static enum err gate_used(struct loading *ld, const struct procedure *p, int gate)
{
	const struct procedure_gate *g = &p->gate[gate];
	const struct procedure_act *a;
	unsigned seen = 0;

	for (int i = 0; i < p->npaper; i++)
		if (g->meeting.proof >> i & 1)
			TRY(word_tag(ld->cx, ld->p, g->at, "proof", "attachment_kind", p->paper[i]));
	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++)
		seen |= a->when;
	if (g->publish.kind.n && !(seen & WHEN_PUBLISHED))
		return PACK_BAD(ld->cx, mark_at(g->at), "pack-gate-unused", g->id.p, "published");
	if (g->publish.objections && !(seen & WHEN_UNOPPOSED))
		return PACK_BAD(ld->cx, mark_at(g->at), "pack-gate-unused", g->id.p, "unopposed");
	if (g->meeting.quorum.den && !(seen & WHEN_PASSED && seen & WHEN_FAILED))
		return PACK_BAD(ld->cx, mark_at(g->at), "pack-gate-unused", g->id.p, "passed, failed");
	if (g->end && period_is(&g->clock))
		return PACK_BAD(ld->cx, mark_at(g->at), "pack-gate-end", g->id.p);
	return OK;
}

/* What a letter promises holds: where the act leads, a review can be asked for, that long; or none
 * can, and the letter says what else. */
static enum err letter_kept(struct loading *ld, const struct procedure *p,
                            const struct procedure_act *a)
{
	if (!a->letter || !period_is(&a->review) || procedure_review(p, a))
		return OK;
	return PACK_BAD(ld->cx, mark_at(a->at), "pack-letter-review", a->id.p, a->to_id.p);
}

static enum err calendar_there(struct loading *ld, struct procedure *p)
{
	struct sought s = { .key = "calendar", .word = p->calendar_id };
	bool working = false;

	p->calendar = p->calendar_id.n ? pack_calendar(ld->p, p->calendar_id) : NULL;
	for (int i = 0; i < ld->p->ncalendar; i++)
		word_try(&s, ld->p->calendar[i].id);
	if (p->calendar_id.n)
		TRY(word_known(ld->cx, &s, p->at));
	for (int i = 0; i < p->ngate; i++)
		working |= counts_working(&p->gate[i].clock) ||
			counts_working(&p->gate[i].publish.length);
	for (int i = 0; i < p->ngate; i++)       /* what hangs counts by notices.yaml */
		if (counts_working(&p->gate[i].publish.length) &&
		    !str_eq(p->calendar_id, ld->p->notices.calendar_id))
			return PACK_BAD(ld->cx, mark_at(p->gate[i].at), "pack-notice-days", p->id.p);
	for (int i = 0; i < p->nact; i++)
		working |= counts_working(&p->act[i].wait) || counts_working(&p->act[i].within) ||
			counts_working(&p->act[i].review);
	if (working && !p->calendar)
		return PACK_BAD(ld->cx, mark_at(p->at), "pack-missing-key", "calendar");
	return OK;
}

/* ---- settled: the register says so already ---- */

/* Gates that stand after an act with effects, up to an end: an announcement of what was decided.
 * Acts of the gates themselves lead on; common ones are not offered there any more. */
static uint64_t settled_gates(const struct procedure *p)
{
	uint64_t set = 0, before;

	do {
		before = set;
		for (int i = 0; i < p->nact; i++) {
			const struct procedure_act *a = &p->act[i];
			bool after = a->gate >= 0 && !a->back && set >> a->gate & 1;

			if (!p->gate[a->to].end && (a->nset || a->nstatus || after))
				set |= UINT64_C(1) << a->to;
		}
	} while (set != before);
	return set;
}

/* ---- reachable, and out again ---- */

static uint64_t grown(const struct procedure *p, uint64_t set, bool backwards)
{
	for (int g = 0; g < p->ngate; g++) {
		const struct procedure_act *a;

		for (int i = 0; (a = procedure_act_nth(p, g, i)); i++) {
			int from = backwards ? a->to : g, to = backwards ? g : a->to;

			if (set >> from & 1)
				set |= UINT64_C(1) << to;
		}
	}
	return set;
}

static uint64_t closure(const struct procedure *p, uint64_t set, bool backwards)
{
	uint64_t before;

	do {
		before = set;
		set = grown(p, set, backwards);
	} while (set != before);
	return set;
}

static enum err reaches(struct loading *ld, const struct procedure *p)
{
	uint64_t seen = closure(p, UINT64_C(1) << p->start, false), ends = 0, out;

	for (int g = 0; g < p->ngate; g++)
		if (p->gate[g].end == GATE_CONFIRMED)
			ends |= UINT64_C(1) << g;
	if (!ends)
		return PACK_BAD(ld->cx, mark_at(p->at), "pack-no-end", p->id.p);
	out = closure(p, ends, true);
	for (int g = 0; g < p->ngate; g++) {
		const struct procedure_gate *x = &p->gate[g];

		if (!(seen >> g & 1))
			return PACK_BAD(ld->cx, mark_at(x->at), "pack-gate-unreached", x->id.p, p->id.p);
		if (!x->end && !(out >> g & 1))
			return PACK_BAD(ld->cx, mark_at(x->at), "pack-gate-dead", x->id.p, p->id.p);
	}
	return OK;
}

/* ---- all ---- */

static enum err check_one(struct loading *ld, struct procedure *p)
{
	TRY(basis_holds(ld, &p->basis, p->from, p->to, p->at));
	TRY(standard_known(ld, p->standard, p->at));
	TRY(gate_word(ld, p, "start", p->start_id, p->at));
	p->start = procedure_gate_at(p, p->start_id);
	TRY(calendar_there(ld, p));
	for (int i = 0; i < p->nact; i++) {
		TRY(papers_known(ld, p, &p->act[i]));
		TRY(bind_act(ld, p, &p->act[i]));
		TRY(act_waits(ld, p, &p->act[i]));
	}
	p->settled = settled_gates(p);
	for (int g = 0; g < p->ngate; g++)
		TRY(gate_used(ld, p, g));
	for (int i = 0; i < p->nact; i++)
		TRY(letter_kept(ld, p, &p->act[i]));
	TRY(phases_check(ld, p));
	return reaches(ld, p);
}

enum err procedures_check(struct loading *ld)
{
	int kept = 0;

	ld->p->off = arena_array(ld->a, (size_t)ld->p->nprocedure + 1, sizeof *ld->p->off);
	for (int i = 0; i < ld->p->nprocedure; i++)
		if (ld->p->procedure[i].off)
			ld->p->off[ld->p->noff++] = ld->p->procedure[i].id;
		else
			ld->p->procedure[kept++] = ld->p->procedure[i];
	ld->p->nprocedure = kept;
	for (int i = 0; i < kept; i++)
		TRY(check_one(ld, &ld->p->procedure[i]));
	return OK;
}
