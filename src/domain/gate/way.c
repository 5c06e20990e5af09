/* way - see the header. */
#include "domain/gate/way.h"

/* What a step costs beside the main act: a side gate, an end against the household, being taken
 * back, being sent back. Each outweighs any number of the ones before. */
#define SIDE   INT64_C(100)
#define AGAINST (SIDE * 100)
#define TAKEN  (AGAINST * 100)
#define AGAIN  (TAKEN * 100)
#define NEVER  (AGAIN * 10000)

static bool against(const struct procedure *p, const struct procedure_act *a)
{
	enum gate_end end = p->gate[a->to].end;

	return end == GATE_REFUSED || end == GATE_WITHDRAWN;
}

const struct procedure_act *way_main(const struct procedure *p, int gate)
{
	const struct procedure_act *a, *ends = NULL;

	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++) {
		if (a->gate < 0 || a->back)
			continue;
		if (!against(p, a))
			return a;
		if (!ends)
			ends = a;
	}
	return ends;
}

/* ---- the way on ---- */

/* What is known of the matter beside the procedure. */
struct trip {
	const struct procedure *p;
	int review;                  /* here, if it came here from an end: no answer is the main one;
	                              * else -1 */
};

static int64_t cost(const struct trip *t, const struct procedure_act *a, int gate)
{
	int64_t c = gate == t->review || (a == way_main(t->p, gate) && !against(t->p, a)) ? 1 : SIDE;

	if (a->gate < 0)
		c += TAKEN;
	else if (against(t->p, a) && gate != t->review)
		c += AGAINST;
	if (a->back)
		c += AGAIN;
	return c;
}

/* How far each gate is from an end: shorter as long as something gets shorter. */
static void measure(const struct trip *t, int64_t *far)
{
	const struct procedure *p = t->p;
	bool changed = true;

	for (int g = 0; g < p->ngate; g++)
		far[g] = p->gate[g].end ? 0 : NEVER;
	while (changed) {
		changed = false;
		for (int g = 0; g < p->ngate; g++) {
			const struct procedure_act *a;

			for (int i = 0; !p->gate[g].end && (a = procedure_act_nth(p, g, i)); i++) {
				int64_t c = far[a->to] + cost(t, a, g);

				if (c < far[g]) {
					far[g] = c;
					changed = true;
				}
			}
		}
	}
}

static int next_of(const struct trip *t, int gate, const int64_t *far)
{
	const struct procedure_act *a;

	for (int i = 0; (a = procedure_act_nth(t->p, gate, i)); i++)
		if (far[a->to] + cost(t, a, gate) == far[gate])
			return a->to;
	return -1;
}

/* Two acts that go by one verdict, the one if it is met, the other if not. */
static bool by_verdict(const struct procedure *p, const struct procedure_act *a,
                       const struct procedure_act *b)
{
	return a->verdict && b->verdict && a->verdict != b->verdict &&
	       str_eq(act_standard(p, a), act_standard(p, b));
}

/* Whether nothing says yet by which of its acts a matter goes on from this gate: the answers of a
 * review are equal; of the ends that a gate's acts lead to, one is the one to expect only if the
 * gate's first act leads there and no verdict decides between it and another. */
static bool open_from(const struct trip *t, int gate, int next)
{
	const struct procedure_act *a, *first = NULL;

	for (int i = 0; (a = procedure_act_nth(t->p, gate, i)); i++) {
		if (a->gate < 0 || a->back)
			continue;
		first = first ? first : a;
		if (a->to == next)
			continue;
		if (gate == t->review || (t->p->gate[next].end && t->p->gate[a->to].end &&
		    (a == first || by_verdict(t->p, first, a))))
			return true;
	}
	return false;
}

/* The gates still to come, in order; how many. drawn: bits of gates that are on the way by now. */
static int on_from(const struct trip *t, int here, uint64_t *drawn, int *out)
{
	int64_t far[PROCEDURE_GATES];
	int n = 0;

	measure(t, far);
	for (int g = here, next; !t->p->gate[g].end && (next = next_of(t, g, far)) >= 0 &&
	     !(*drawn >> next & 1) && !open_from(t, g, next); g = next) {
		*drawn |= UINT64_C(1) << next;
		out[n++] = next;
	}
	return n;
}

/* ---- what lies behind ---- */

static bool left_later(const struct way_step *step, int n, int i)
{
	for (int k = i + 1; k < n; k++)
		if (step[k].from == step[i].from)
			return true;
	return false;
}

static enum way_state left_as(const struct procedure *p, const struct way_step *s)
{
	enum gate_end end = s->to < 0 ? GATE_OPEN : p->gate[s->to].end;

	return end == GATE_REFUSED || end == GATE_WITHDRAWN ? WAY_STOPPED : WAY_PAST;
}

int way_of(const struct procedure *p, int here, const struct way_step *step, int n,
           struct way_stop *out)
{
	struct trip t = { p,
		n && step[n - 1].from >= 0 && p->gate[step[n - 1].from].end ? here : -1 };
	uint64_t drawn = UINT64_C(1) << here;
	int ahead[PROCEDURE_GATES], nahead = on_from(&t, here, &drawn, ahead), nout = 0;

	for (int i = 0; i < n; i++)
		if (step[i].from >= 0 && !step[i].back && !(drawn >> step[i].from & 1) &&
		    !left_later(step, n, i))
			out[nout++] = (struct way_stop){ step[i].from, left_as(p, &step[i]) };
	out[nout++] = (struct way_stop){ here, WAY_HERE };
	for (int i = 0; i < nahead; i++)
		out[nout++] = (struct way_stop){ ahead[i], WAY_AHEAD };
	return nout;
}
