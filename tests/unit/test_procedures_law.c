/* What holds of every procedure, whoever writes the pack: nobody is confirmed without having been
 * through what the articles ask for, nobody decides alone, whoever is refused is told why and is
 * heard again by others. Stated over ways through the gates, so it holds for gates added, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/office/office.h"
#include "policy/procedures.h"

#include "packs_fix.h"

#define BIT(k) (UINT64_C(1) << (k))

struct desk { struct ctx cx; struct arena a; const struct pack *p[16]; int n; };

static int setup(void **state)
{
	static const char *const all[] = { "cn", "cn-2021", "cn-2026", "cn-daan", "cn-tonghua",
		"demo-province", "demo-county", NULL };
	const char *only = getenv("JZ_PACK");
	struct desk *d = calloc(1, sizeof *d);

	packs_open(&d->cx, &d->a);
	for (int i = 0; only ? i < 1 : all[i] != NULL; i++) {
		struct pack *p;

		if (pack_load(&d->cx, &d->a, only ? only : all[i], &p) != OK)
			fail_msg("%s: %.*s %s", only ? only : all[i], STR_FMT(d->cx.err.where),
			         d->cx.err.key);
		d->p[d->n++] = p;
	}
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	packs_close(&d->cx, &d->a);
	free(d);
	return 0;
}

/* ---- what an act takes, as a few words ---- */

static bool needs(const struct procedure *p, uint32_t bits, const char *paper)
{
	for (int i = 0; i < p->npaper; i++)
		if (str_eqz(p->paper[i], paper))
			return bits >> i & 1;
	return false;
}

static bool who(const struct procedure_act *a, const char *role)
{
	for (int i = 0; i < a->nwho; i++)
		if (str_eqz(a->who[i], role))
			return true;
	return false;
}

static const struct procedure_gate *gate_of(const struct procedure *p,
                                            const struct procedure_act *a)
{
	return a->gate < 0 ? NULL : &p->gate[a->gate];
}

/* Only this role may do it, at this level, and not who worked on it. */
static bool decided(const struct procedure_act *a, const char *role, int level)
{
	return a->decide && a->nwho == 1 && who(a, role) && (!level || a->level == level);
}

/* Where lists hang: of households in their village, of villages in their township, and what became
 * of them in the county; of counties in the province. */
static int board_of(const struct procedure *p, bool objections)
{
	return str_eqz(p->noun, "household") ? 5 : str_eqz(p->noun, "county") ? 1 : objections ? 4 : 3;
}

/* It waits for a list that hung so long, proven by photographs of both days, without objection. */
static bool hung(const struct procedure *p, const struct procedure_act *a, int days)
{
	const struct procedure_gate *g = gate_of(p, a);

	return g && g->publish.objections && g->publish.photos == 2 &&
	       g->publish.level == board_of(p, true) &&
	       str_eqz(g->publish.medium, "board") && g->publish.length.days >= days &&
	       (a->when & (WHEN_PUBLISHED | WHEN_UNOPPOSED)) == (WHEN_PUBLISHED | WHEN_UNOPPOSED);
}

static bool share_is(const struct fraction *f, int num, int den)
{
	return f->num == num && f->den == den;
}

static bool voted(const struct procedure *p, const struct procedure_act *a, int quorum)
{
	const struct procedure_gate *g = gate_of(p, a);

	return g && a->when & WHEN_PASSED && !g->meeting.of_all && g->meeting.level == 5 &&
	       (quorum == 23 ? share_is(&g->meeting.quorum, 2, 3) && share_is(&g->meeting.pass, 1, 2) &&
	                       !g->meeting.proxies && !g->meeting.tie_passes :
	                       share_is(&g->meeting.quorum, 1, 2) && share_is(&g->meeting.pass, 2, 3) &&
	                       g->meeting.proxies == 1 && g->meeting.tie_passes);
}

static bool status(const struct procedure_act *a, const char *scheme, bool ends)
{
	for (int i = 0; i < a->nstatus; i++)
		if (a->status[i].ends == ends && str_starts(a->status[i].scheme, str_of(scheme)))
			return true;
	return false;
}

static bool sets(const struct procedure_act *a, const char *field)
{
	for (int i = 0; i < a->nset; i++)
		if (str_eqz(a->set[i].field, field))
			return true;
	return false;
}

static bool checks(const struct procedure *p, const struct procedure_act *a, const char *list)
{
	for (int i = 0; i < p->ncheck; i++)
		if (str_eqz(p->check[i], list))
			return a->checks >> i & 1;
	return false;
}

/* Is this said of the act? "needs survey", "decides county_approver 3", "hung 7" .. */
static bool said(const struct procedure *p, const struct procedure_act *a, const char *what)
{
	char verb[20] = "", word[60] = "", rest[40] = "";
	const struct procedure_gate *g = gate_of(p, a);

	sscanf(what, "%19s %59s %39s", verb, word, rest);
	if (!strcmp(verb, "needs"))
		return needs(p, a->needs, word);
	if (!strcmp(verb, "own"))                    /* a paper of this matter, no other's */
		return needs(p, a->needs, word) && !needs(p, a->shared, word);
	if (!strcmp(verb, "decides"))
		return decided(a, word, atoi(rest));
	if (!strcmp(verb, "level"))
		return a->level == atoi(word);
	if (!strcmp(verb, "hung"))
		return hung(p, a, atoi(word)) && (!*rest || str_eqz(g->id, rest));
	if (!strcmp(verb, "shown"))                  /* an announcement hangs, with a photograph */
		return g && g->publish.kind.n && !g->publish.objections && g->publish.photos == 1 &&
		       g->publish.level == board_of(p, false) && a->when & WHEN_PUBLISHED;
	if (!strcmp(verb, "voted"))
		return voted(p, a, atoi(word));
	if (!strcmp(verb, "grouped"))                /* by the villagers of the group, first */
		return g && a->when & WHEN_PASSED && g->meeting.level == 6 && !g->meeting.of_all &&
		       share_is(&g->meeting.quorum, 1, 2) && share_is(&g->meeting.pass, 1, 2) &&
		       !g->meeting.proxies && !g->meeting.tie_passes;
	if (!strcmp(verb, "checks"))
		return checks(p, a, word);
	if (!strcmp(verb, "met"))
		return a->verdict == 1 &&            /* this standard; without a name: some */
		       (*word ? str_eqz(act_standard(p, a), word) : act_standard(p, a).n > 0);
	if (!strcmp(verb, "signed"))
		return a->sign && p->proxies == 3 && p->witnesses == 2;
	if (!strcmp(verb, "each"))                   /* both bodies take part */
		return a->each && a->nwho == 2 && a->people == 2 && who(a, word) && who(a, rest);
	if (!strcmp(verb, "guard"))
		return a->guard_zh.n && a->guard_en.n && str_find(a->guard.text, str_of(word)) >= 0;
	if (!strcmp(verb, "begins"))
		return status(a, word, false);
	if (!strcmp(verb, "ends"))
		return status(a, word, true);
	if (!strcmp(verb, "sets"))
		return sets(a, word);
	fail_msg("no such word: %s", what);
	return false;
}

/* ---- ways ---- */

/* Gates that can be reached without an act of which it is said. */
static uint64_t reached(const struct procedure *p, const char *without)
{
	uint64_t seen = BIT(p->start), before;
	const struct procedure_act *a;

	do {
		before = seen;
		for (int g = 0; g < p->ngate; g++)
			for (int i = 0; (seen >> g & 1) && (a = procedure_act_nth(p, g, i)); i++)
				if (!said(p, a, without))
					seen |= BIT(a->to);
	} while (before != seen);
	return seen;
}

/* Nobody comes to this end but through each of these. Of a pack: that pack alone; NULL: of each
 * that has the procedure. */
struct passage { const char *pack, *procedure, *end, *what[26]; };
static const struct passage ways[] = {
	{ NULL, "identify", "registered", { "own application", "own survey", "own authorisation",
		"own comparison", "own minutes", "checks appraisal", "voted 23", "hung 7 notice-1",
		"hung 7 notice-2", "decides township_approver", "decides county_approver 3",
		"met", "shown", "begins registered", "sets exit_mark", "sets type",
		"sets first_identified" } },
	{ "cn", "identify", "registered", { "checks home-visit", "met household-poor" } },
	{ "demo-county", "identify", "registered", { "met demo-risk" } },
	{ "cn-daan", "identify", "registered", { "checks eight-looks", "checks four-checks",
		"checks one-judgement" } },
	{ NULL, "household-exit", "exited", { "guard poor", "own minutes", "voted 23",
		"own verification",
		"each village_clerk helper", "met", "own acceptance", "signed", "hung 7", "shown",
		"decides county_approver 3", "begins exited", "ends registered", "sets exit_mark",
		"sets exited_on", "sets type" } },
	{ "cn", "household-exit", "exited", { "met household-exit" } },
	{ "demo-county", "household-exit", "exited", { "met demo-exit" } },
	{ NULL, "village-exit", "exited", { "met village-exit", "hung 7",
		"decides county_approver 3", "shown", "sets exit_year" } },
	{ NULL, "county-exit", "exited", { "level 3", "level 2", "level 1", "met county-exit",
		"hung 7", "decides upper_approver 1", "shown" } },
	{ "cn", "monitor", "monitored", { "own survey", "own authorisation", "own comparison",
		"checks home-visit", "own minutes", "voted 23", "hung 5", "decides township_approver",
		"decides county_approver 3", "shown", "begins monitored", "sets monitor_type",
		"sets risk_found", "sets risk_cleared", "sets risk_cleared_on",
		"sets risk_clear_mode" } },
	{ "cn", "monitor-quick", "monitored", { "own survey", "own authorisation", "own comparison",
		"checks home-visit", "own minutes", "voted 23", "hung 5", "decides township_approver",
		"decides county_approver 3", "sets monitor_type", "sets risk_found",
		"sets risk_cleared", "sets risk_cleared_on", "sets risk_clear_mode" } },
	{ "cn-2026", "monitor", "monitored", { "needs survey", "needs authorisation",
		"needs comparison", "voted 23", "hung 5", "decides township_approver",
		"decides county_approver 3", "met regular-help", "begins monitored" } },
	{ "demo-province", "monitor", "monitored", { "grouped", "voted 12",
		"hung 3 group", "hung 5 notice",
		"hung 5 notice-2", "shown", "signed", "guard demo_card",
		"decides county_approver 3" } },
	{ "demo-county", "monitor", "monitored", { "own survey", "own authorisation",
		"own comparison", "own minutes", "hung 5", "decides township_approver",
		"decides county_approver 3", "met demo-risk", "shown", "begins monitored" } },
	{ NULL, "risk-removal", "removed", { "own survey", "checks home-visit", "guard risk_cleared",
		"own minutes", "voted 23", "hung 5", "decides county_approver 3",
		"guard no_labour", "guard p.labour", "guard months_between", "shown", "ends monitored",
		"sets risk_cleared", "sets risk_cleared_on", "sets risk_clear_mode" } },
	{ NULL, "re-entry", "relapsed", { "own survey", "own authorisation", "own comparison",
		"checks home-visit", "guard exited", "own minutes", "voted 23", "hung 7",
		"decides township_approver", "decides county_approver 3", "met",
		"begins registered", "ends exited", "sets exit_mark", "sets exited_on", "sets type" } },
	{ "cn", "re-entry", "relapsed", { "met household-poor" } },
	{ "demo-county", "re-entry", "relapsed", { "met demo-risk" } },
	{ NULL, "adjustment", "removed", { "guard poor", "own survey", "checks home-visit",
		"own minutes", "voted 23", "hung 7", "decides township_approver",
		"decides county_approver 3", "ends registered", "sets exit_mark" } },
	{ NULL, "exited-assessment", "keeps", { "needs survey", "checks home-visit", "hung 5",
		"decides township_approver", "met keeps-help" } },
	{ NULL, "look-back", "right", { "own survey", "checks home-visit", "met",
		"decides township_approver" } },
	{ "cn-tonghua", "look-back", "right", { "met household-poor" } },
	{ "demo-county", "look-back", "right", { "met demo-risk" } },
};

static int way_holds(const struct pack *k, const struct passage *w)
{
	const struct procedure *p = pack_procedure(k, str_of(w->procedure));
	int end, n = 0;

	if (!p || (w->pack && !str_eqz(k->name, w->pack)))
		return 0;
	end = procedure_gate_at(p, str_of(w->end));
	assert_true(end >= 0);
	for (; n < 26 && w->what[n]; n++)
		if (reached(p, w->what[n]) >> end & 1)
			fail_msg("%.*s: %s ends at %s without: %s", STR_FMT(k->name), w->procedure, w->end,
			         w->what[n]);
	return n;
}

static void nobody_is_confirmed_without(void **state)
{
	struct desk *d = *state;
	int n = 0;

	for (int i = 0; i < d->n; i++)
		for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
			n += way_holds(d->p[i], &ways[w]);
	print_message("%d conditions that no way goes around\n", n);
	assert_true(getenv("JZ_PACK") || n > 300);
}

/* What the register says already is not undone by taking the case off. */
static void nobody_withdraws_from_what_was_decided(void **state)
{
	struct desk *d = *state;
	int n = 0;

	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < d->p[i]->nprocedure; k++) {
			const struct procedure *p = &d->p[i]->procedure[k];
			const struct procedure_act *a;

			for (int x = 0; x < p->nact; x++) {
				int to = p->act[x].to;

				if (!p->act[x].nset && !p->act[x].nstatus)
					continue;
				for (int y = 0; (a = procedure_act_nth(p, to, y)); y++, n++)
					assert_int_not_equal(p->gate[a->to].end, GATE_WITHDRAWN);
			}
		}
	assert_true(getenv("JZ_PACK") || n > 20);
}

/* Signed before anything is asked, compared before anybody appraises. */
static void first_the_signature_then_the_comparison_then_the_meeting(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < d->p[i]->nprocedure; k++) {
			const struct procedure *p = &d->p[i]->procedure[k];
			int compare = procedure_gate_at(p, STR("compare"));
			int meets = procedure_gate_at(p, STR("appraisal"));

			if (compare < 0)
				continue;
			assert_false(reached(p, "needs authorisation") >> compare & 1);
			assert_false(reached(p, "needs comparison") >> meets & 1);
			assert_false(reached(p, "needs survey") >> compare & 1);
		}
}

/* ---- each act ---- */

static int acts_asking_review(const struct procedure *p, int gate)
{
	const struct procedure_act *a;

	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++)
		if (needs(p, a->needs, "review_request"))
			return i + 1;
	return 0;
}

static bool approver(const struct procedure_act *a)
{
	return a->nwho == 1 && (who(a, "township_approver") || who(a, "county_approver"));
}

/* Gates where an act of this kind is done; letters: one of which a review can be asked for. */
static uint64_t gates_where(const struct procedure *p, bool letters, const char *role)
{
	uint64_t set = 0;

	for (int i = 0; i < p->nact; i++)
		if (p->act[i].gate >= 0 && p->act[i].decide && (!letters || period_is(&p->act[i].review)) &&
		    (!role || who(&p->act[i], role)))
			set |= BIT(p->act[i].gate);
	return set;
}

static void said_no(const struct procedure *p, const struct procedure_act *a)
{
	enum gate_end end = p->gate[a->to].end;

	if (end == GATE_REFUSED || end == GATE_WITHDRAWN || a->back)
		assert_true(a->reason);                      /* whoever says no says why */
	if (acts_asking_review(p, a->to)) {
		assert_true(a->letter);                      /* told in writing, and how to object */
		assert_true(period_is(&a->review));
	}
}

static void kin_may_ask(const struct procedure *p, const struct procedure_act *a)
{
	bool asks = needs(p, a->needs, "application") || needs(p, a->needs, "review_request") ||
		needs(p, a->needs, "withdrawal");

	if (asks)
		assert_true(a->kin);
	if (a->kin)
		assert_true(asks || (a->gate == p->start && !a->decide && !a->when));
	if (needs(p, a->needs, "withdrawal"))
		assert_true(a->sign && p->witnesses == 2 && p->proxies == 3);
}

/* A household leaves a procedure by its own word, written and signed: no clerk takes it off. */
static void only_the_household_withdraws(const struct procedure *p, const struct procedure_act *a)
{
	if (str_eqz(p->noun, "household") && p->gate[a->to].end == GATE_WITHDRAWN)
		assert_true(needs(p, a->needs, "withdrawal") && a->sign && a->reason);
}

static void heard_again(const struct procedure *p, const struct procedure_act *a)
{
	int i = a->gate >= 0 ? acts_asking_review(p, a->gate) : 0;
	const struct procedure_act *x;
	uint64_t said_no_there = gates_where(p, true, NULL);

	if (!i || !needs(p, a->needs, "review_request"))
		return;
	for (i = 0; (x = procedure_act_nth(p, a->to, i)); i++) {
		if (x->gate < 0)
			continue;
		assert_true(x->decide && x->reason && decided(x, "county_approver", 0));
		assert_true(needs(p, x->needs, "verification"));
		assert_true((x->other_than & said_no_there) == said_no_there);
		if (p->gate[x->to].end == GATE_REFUSED)      /* the answer of the review, in writing */
			assert_true(x->letter && !period_is(&x->review) && x->further_zh.n && x->further_en.n);
	}
}

/* Where a household signs its own no, it may refuse to sign; its yes it always signs. */
static void refuses_to_sign(const struct procedure *p, const struct procedure_act *a)
{
	bool own_no = a->sign && a->reason && p->gate[a->to].end == GATE_REFUSED;

	assert_int_equal(a->refusal, own_no);
	if (a->refusal)
		assert_true(p->witnesses == 2 && !a->decide && !needs(p, a->needs, "acceptance"));
}

static void at_lists_and_meetings(const struct procedure *p, const struct procedure_act *a)
{
	if (a->when & (WHEN_PASSED | WHEN_FAILED))
		assert_true(needs(p, a->needs, "minutes") && !needs(p, a->shared, "minutes"));
	if (a->when & WHEN_UPHELD)           /* a place has no papers */
		assert_true(a->decide && a->reason && (needs(p, a->needs, "verification") ||
		                                       !str_eqz(p->noun, "household")));
	if (a->when & WHEN_UNOPPOSED)
		assert_true(a->when & WHEN_PUBLISHED);
}

static void nobody_alone(const struct procedure *p, const struct procedure_act *a)
{
	uint64_t before = gates_where(p, false, "township_approver");

	if (approver(a))
		assert_true(a->decide);
	if (a->decide && who(a, "county_approver") && !a->back && a->gate >= 0 &&
	    !p->gate[a->gate].publish.kind.n && a->level == 3)
		assert_true((a->other_than & before) == before);
	if (needs(p, a->needs, "comparison"))
		assert_true(needs(p, a->needs, "authorisation") && !who(a, "village_clerk"));
	/* A no is decided, voted, the household's own, or said by two. */
	if (p->gate[a->to].end == GATE_REFUSED)
		assert_true(a->decide || a->when & WHEN_FAILED || a->refusal || a->people >= 2);
}

/* Each role that an act names can do it: it has the right, and is given at the level asked for. */
static void who_may_do_it_can(const struct procedure *p, const struct procedure_act *a)
{
	uint64_t right = PERM_BIT(a->decide ? PERM_decide : PERM_procedure);

	for (int i = 0; i < a->nwho; i++) {
		int r = office_role(a->who[i]);

		if (r < 0 || !(office_roles[r].perms & right) ||
		    (a->level && !(office_roles[r].levels & (1u << a->level | 1u << LEVEL_EVERYWHERE))))
			fail_msg("%s: %s: %s cannot do it", p->id.p, a->id.p, a->who[i].p);
	}
}

static void each_act_is_as_the_articles_say(void **state)
{
	struct desk *d = *state;
	int n = 0;

	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < d->p[i]->nprocedure; k++) {
			const struct procedure *p = &d->p[i]->procedure[k];

			for (int x = 0; x < p->nact; x++, n++) {
				said_no(p, &p->act[x]);
				kin_may_ask(p, &p->act[x]);
				only_the_household_withdraws(p, &p->act[x]);
				heard_again(p, &p->act[x]);
				at_lists_and_meetings(p, &p->act[x]);
				nobody_alone(p, &p->act[x]);
				refuses_to_sign(p, &p->act[x]);
				who_may_do_it_can(p, &p->act[x]);
			}
		}
	print_message("%d acts\n", n);
}

/* Whoever is taken in has a helper and a measure within a month; whoever is monitored, his risk on
 * record, too. Who leaves keeps both: policies go on after the exit. */
static void what_follows_has_a_term(void **state)
{
	static const char *const of[] = { "identify", "monitor", "monitor-quick",
		"re-entry", "household-exit" };
	struct desk *d = *state;

	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < 5; k++) {
			const struct procedure *p = pack_procedure(d->p[i], str_of(of[k]));

			if (!p)
				continue;
			assert_int_equal(p->nafter, str_starts(p->id, STR("monitor")) ? 3 : 2);
			assert_string_equal(p->after[p->nafter - 2].id.p,
			                    str_eqz(p->id, "household-exit") ? "buffer" : "helper");
			assert_string_equal(p->after[p->nafter - 1].id.p, "measure");
			for (int x = 0; x < p->nafter; x++) {
				assert_int_equal(p->after[x].within.months, 1);
				assert_true(p->after[x].nwho > 0 && p->after[x].tell.n > 0);
			}
		}
}

/* Does a case that ends there ask for one of this procedure, of somebody, within a term? */
static bool opens(const struct procedure *p, int gate, const char *procedure)
{
	for (int i = 0; i < p->nafter; i++)
		if (str_eqz(p->after[i].opens, procedure) &&
		    str_eq(p->after[i].of, p->gate[gate].id) &&
		    period_is(&p->after[i].within) && p->after[i].nwho && p->after[i].tell.n)
			return true;
	return false;
}

/* The yearly adjustment lets in, too: who was missed goes to the identification, who wrongly exited
 * to the re-entry, found by two at home; nobody enters by the adjustment itself. */
static void who_was_missed_is_taken_in(void **state)
{
	static const char *const to[] = { "identify", "re-entry" };
	struct desk *d = *state;

	for (int i = 0; i < d->n; i++) {
		const struct procedure *p = pack_procedure(d->p[i], STR("adjustment"));

		for (int k = 0; p && k < 2; k++) {
			int found = 0;

			for (int x = 0; x < p->nact; x++) {
				const struct procedure_act *a = &p->act[x];

				if (!opens(p, a->to, to[k]))
					continue;
				assert_true(a->gate == p->start && a->people == 2 && a->reason &&
				            needs(p, a->needs, "survey") && said(p, a, "guard exited"));
				assert_true(said(p, a, "checks home-visit") && !a->nset && !a->nstatus);
				assert_int_equal(str_find(a->guard.text, STR("!")) == 0, k == 0);
				found++;
			}
			assert_int_equal(found, 1);
		}
	}
}

/* The quick timing: three days, five, five, and a list that hangs on the day of the vote: the gate
 * takes no longer than the list. Somebody hears of it when they have run out. */
static void the_quick_timing_is_quick(void **state)
{
	static const struct { const char *gate; int days; const char *hears; } term[] = {
		{ "check", 3, "township_clerk" }, { "compare", 5, "county_office" },
		{ "appraisal", 5, "township_clerk" }, { "notice", 5, "township_clerk" } };
	struct desk *d = *state;

	for (int i = 0; i < d->n; i++) {
		const struct procedure *p = pack_procedure(d->p[i], STR("monitor-quick"));

		for (int k = 0; p && k < 4; k++) {
			const struct procedure_gate *g = &p->gate[procedure_gate_at(p, str_of(term[k].gate))];

			assert_int_equal(g->clock.days, term[k].days);
			assert_true(!g->publish.kind.n || g->publish.length.days == g->clock.days);
			assert_true(g->tell.n == 1 && str_eqz(g->tell.to[0].role, term[k].hears));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_confirmed_without),
		cmocka_unit_test(nobody_withdraws_from_what_was_decided),
		cmocka_unit_test(first_the_signature_then_the_comparison_then_the_meeting),
		cmocka_unit_test(each_act_is_as_the_articles_say),
		cmocka_unit_test(what_follows_has_a_term),
		cmocka_unit_test(who_was_missed_is_taken_in),
		cmocka_unit_test(the_quick_timing_is_quick),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
