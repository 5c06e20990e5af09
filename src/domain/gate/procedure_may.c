#include "domain/gate/procedure_may.h"

struct lacking {
	struct lack *out;
	int n;
};

static void lacks(struct lacking *l, bool it, enum lack_kind kind, int which)
{
	if (it)
		l->out[l->n++] = (struct lack){ kind, which };
}

const char *lack_key(enum lack_kind kind)
{
	static const char *const key[LACK__COUNT] = {
		[LACK_HERE] = "gate-no-act", [LACK_CLOSED] = "gate-no-round", [LACK_GONE] = "gate-no-gone",
		[LACK_ROLE] = "gate-no-role", [LACK_KIN] = "gate-no-kin", [LACK_WORKED] = "gate-no-worked",
		[LACK_OTHER] = "gate-no-other",
		[LACK_PEOPLE] = "gate-no-people", [LACK_EACH] = "gate-no-each",
		[LACK_POSTED] = "gate-no-posted",
		[LACK_OPPOSED] = "gate-no-opposed", [LACK_UPHELD] = "gate-no-upheld",
		[LACK_PASSED] = "gate-no-passed", [LACK_FAILED] = "gate-no-failed",
		[LACK_QUORUM] = "gate-no-quorum", [LACK_PAPER] = "gate-no-paper",
		[LACK_PAPER_USED] = "gate-no-used", [LACK_PROOF] = "gate-no-proof",
		[LACK_PAPER_LATER] = "gate-no-paper-yet", [LACK_PAPER_STALE] = "gate-no-stale",
		[LACK_PAPER_BEFORE] = "gate-no-before", [LACK_CHECKS] = "gate-no-checks",
		[LACK_GUARD] = "gate-no-guard", [LACK_GUARD_UNKNOWN] = "gate-no-known",
		[LACK_EARLY] = "gate-no-early", [LACK_LAPSED] = "gate-no-lapsed",
		[LACK_REASON] = "gate-no-reason", [LACK_LATE] = "gate-no-late",
		[LACK_AGAINST] = "gate-no-against", [LACK_SIGNER] = "gate-no-signer",
		[LACK_AUTHORITY] = "gate-no-authority", [LACK_WITNESS] = "gate-no-witness",
		[LACK_PROXIES] = "gate-no-proxies",
		[LACK_PROXY_ACTS] = "gate-no-proxy-acts",
		[LACK_REFUSED] = "gate-no-refused", [LACK_UNSEEN] = "gate-no-unseen",
	};

	return key[kind];
}

uint32_t procedure_roles(const struct procedure_act *a, const struct held_role *role, int n)
{
	uint32_t as = 0;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < a->nwho; k++)
			if (str_eq(role[i].role, a->who[k]) && (!a->level || role[i].level == a->level))
				as |= UINT32_C(1) << k;
	return as;
}

/* Can everybody be given one role, so that from this one on none is left without? Whoever holds two
 * stands for one of them only. `left`: bits of the people who have none yet. */
static bool shared_out(const struct procedure_act *a, const uint32_t *as, int n, int role,
                       uint32_t left)
{
	if (role == a->nwho)
		return true;
	for (int i = 0; i < n; i++)
		if (left >> i & 1 && as[i] >> role & 1 &&
		    shared_out(a, as, n, role + 1, left & ~(UINT32_C(1) << i)))
			return true;
	return false;
}

static bool of_each(const struct procedure_act *a, const struct procedure_facts *f)
{
	uint32_t as[1 + WITH_MOST] = { procedure_roles(a, f->role, f->nrole) };

	for (int i = 0; i < f->with; i++)
		as[1 + i] = f->with_as[i];
	return shared_out(a, as, 1 + f->with, 0, UINT32_MAX);
}

static void who(const struct procedure *p, const struct procedure_act *a,
                const struct procedure_facts *f, struct lacking *l)
{
	lacks(l, !procedure_roles(a, f->role, f->nrole), LACK_ROLE, 0);
	lacks(l, f->kin && !a->kin, LACK_KIN, 0);
	lacks(l, a->decide && f->worked, LACK_WORKED, 0);
	lacks(l, f->with + 1 < a->people && !a->each, LACK_PEOPLE, a->people);
	lacks(l, a->each && !of_each(a, f), LACK_EACH, 0);
	for (int g = 0; g < p->ngate; g++)
		lacks(l, a->other_than & f->acted & UINT64_C(1) << g, LACK_OTHER, g);
}

static void when(const struct procedure_act *a, const struct procedure_facts *f,
                 struct lacking *l)
{
	bool votes = a->when & (WHEN_PASSED | WHEN_FAILED), quorum = f->voted == VOTED_NO_QUORUM;
	bool later = f->voted == VOTED_LATER;

	lacks(l, a->when & WHEN_PUBLISHED && f->posted != POSTED_DONE, LACK_POSTED, (int)f->posted);
	lacks(l, a->when & WHEN_UNOPPOSED && f->opposed != OPPOSED_NOT, LACK_OPPOSED,
	      (int)f->opposed);
	lacks(l, a->when & WHEN_UPHELD && f->opposed != OPPOSED_UPHELD, LACK_UPHELD, 0);
	lacks(l, votes && quorum, LACK_QUORUM, 0);
	lacks(l, a->when & WHEN_PASSED && !quorum && f->voted != VOTED_PASSED, LACK_PASSED, later);
	lacks(l, a->when & WHEN_FAILED && !quorum && f->voted != VOTED_FAILED, LACK_FAILED, later);
}

static void papers(const struct procedure *p, const struct procedure_act *a,
                   const struct procedure_facts *f, struct lacking *l)
{
	for (int i = 0; i < p->npaper; i++) {
		uint32_t bit = UINT32_C(1) << i;

		if (!(a->needs & bit))
			continue;
		lacks(l, !((f->papers | f->later | f->stale | f->before) & bit), LACK_PAPER, i);
		lacks(l, ~f->papers & f->later & bit, LACK_PAPER_LATER, i);
		lacks(l, ~(f->papers | f->later) & f->stale & bit, LACK_PAPER_STALE, i);
		lacks(l, ~(f->papers | f->later | f->stale) & f->before & bit, LACK_PAPER_BEFORE, i);
		lacks(l, f->papers & f->used & bit && !(a->shared & bit), LACK_PAPER_USED, i);
	}
	for (int i = 0; i < p->ncheck; i++)
		lacks(l, a->checks & ~f->checks & UINT32_C(1) << i, LACK_CHECKS, i);
}

bool procedure_against(const struct procedure_act *a, const struct procedure_facts *f)
{
	return a->verdict && f->verdict != (a->verdict == 1 ? TRUTH_TRUE : TRUTH_FALSE);
}

static void reasons(const struct procedure_act *a, const struct procedure_facts *f,
                    struct lacking *l)
{
	lacks(l, a->reason && !f->reason, LACK_REASON, 0);
	/* The household reads the reason in its letter: what the office has to say of itself does not
	 * belong there. */
	lacks(l, f->overdue && !f->excuse && (a->letter || !f->reason), LACK_LATE, a->letter);
	lacks(l, procedure_against(a, f) && !f->reason, LACK_AGAINST,
	      f->verdict >= TRUTH_UNKNOWN);
}

static void signature(const struct procedure_act *a, const struct procedure_facts *f,
                      struct lacking *l)
{
	/* Also where nobody has to sign: it would be told as if it decided something. */
	lacks(l, (f->signer == SIGNED_REFUSED || f->signer == SIGNED_UNSEEN) && !a->refusal,
	      LACK_REFUSED, 0);
	lacks(l, f->signer == SIGNED_UNSEEN && a->refusal, LACK_UNSEEN, 0);
	if (!a->sign)
		return;
	lacks(l, f->signer == SIGNED_NOT, LACK_SIGNER, 0);
	lacks(l, f->signer == SIGNED_NO_AUTHORITY, LACK_AUTHORITY, 0);
	lacks(l, f->signer == SIGNED_NO_WITNESS, LACK_WITNESS, 0);
	lacks(l, f->signer == SIGNED_TOO_MANY, LACK_PROXIES, 0);
	lacks(l, f->signer == SIGNED_BY_CLERK, LACK_PROXY_ACTS, 0);
}

uint32_t procedure_proof(const struct procedure *p, int gate, const struct procedure_act *a)
{
	return a->when & (WHEN_PASSED | WHEN_FAILED) ? p->gate[gate].meeting.proof : 0;
}

int procedure_lacks(const struct procedure *p, int gate, const struct procedure_act *a,
                    const struct procedure_facts *f, struct lack *out)
{
	struct lacking l = { .out = out };
	uint32_t proof;

	if (!a || gate < 0 || gate >= p->ngate || procedure_act_at(p, gate, a->id) != a) {
		lacks(&l, true, LACK_HERE, 0);
		return l.n;
	}
	lacks(&l, f->closed, LACK_CLOSED, 0);
	lacks(&l, f->gone && p->gate[a->to].end != GATE_WITHDRAWN, LACK_GONE, 0);
	who(p, a, f, &l);
	when(a, f, &l);
	papers(p, a, f, &l);
	proof = procedure_proof(p, gate, a);
	lacks(&l, proof && p->gate[gate].meeting.proof_needed && !(f->papers & proof), LACK_PROOF, 0);
	if (a->guard.text.n) {
		lacks(&l, f->guard == TRUTH_FALSE, LACK_GUARD, 0);
		lacks(&l, f->guard != TRUTH_FALSE && f->guard != TRUTH_TRUE, LACK_GUARD_UNKNOWN, 0);
	}
	lacks(&l, period_is(&a->wait) && f->early, LACK_EARLY, 0);
	lacks(&l, period_is(&a->within) && f->lapsed, LACK_LAPSED, 0);
	reasons(a, f, &l);
	signature(a, f, &l);
	return l.n;
}
