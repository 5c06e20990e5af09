/* matter_paper - see the header. */
#include "domain/gate/matter_paper.h"

static const struct sql sql_attached = { "matter.attached",
	"SELECT id FROM attachment WHERE household=$1 ORDER BY id", 0 };
static const struct sql sql_rests = { "matter.rests",
	"SELECT matter, papers FROM decision WHERE household=$1 AND papers IS NOT NULL", 0 };
/* Of the meetings that voted on it, and whether the vote is the one that stands at this gate. */
static const struct sql sql_met = { "matter.met",
	"SELECT a.id, v.meeting=(SELECT w.meeting FROM vote w JOIN meeting n ON n.id=w.meeting"
	" WHERE w.matter=$1 AND n.gate=$2 AND n.on_date>=$3 ORDER BY w.id DESC LIMIT 1)"
	" FROM vote v JOIN attachment a ON a.meeting=v.meeting WHERE v.matter=$1 ORDER BY a.id", 0 };
static const struct sql sql_of_meeting = { "matter.of_meeting",
	"SELECT id FROM attachment WHERE meeting=$1 ORDER BY id", 0 };
const struct sql *const matter_paper_sqls[] = { &sql_attached, &sql_rests, &sql_met,
	&sql_of_meeting, NULL };

/* ---- loading ---- */

static bool named_in(struct str ids, int64_t id)
{
	struct str one;
	int64_t v;

	while (str_next(&ids, ',', &one))
		if (str_i64(one, &v) && v == id)
			return true;
	return false;
}

/* Those that another matter rests on. */
static enum err load_used(struct ctx *cx, struct matter *m, int houses)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, m->g->r->db, &sql_rests, &q));
	stmt_int(q, 1, m->about->id);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		for (int i = 0; i < houses && stmt_col_int(q, 0) != m->row->id; i++)
			m->used[i] |= named_in(stmt_col_text(q, 1), m->paper[i]->id);
	}
	stmt_done(q);
	return OK;
}

enum err matter_papers_used(struct ctx *cx, struct db *db, const struct matter *m, struct str ids,
                            bool *yes)
{
	struct stmt *q;
	bool row;

	*yes = false;
	if (!ids.n || !m->about)
		return OK;
	TRY(db_stmt(cx, db, &sql_rests, &q));
	stmt_int(q, 1, m->about->id);
	for (;;) {
		struct str rest = ids, one;
		int64_t id;

		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		while (stmt_col_int(q, 0) != m->row->id && str_next(&rest, ',', &one))
			*yes |= str_i64(one, &id) && named_in(stmt_col_text(q, 1), id);
	}
	stmt_done(q);
	return OK;
}

static uint32_t bits_of(const struct gate *g, const struct procedure *p, int64_t code)
{
	const struct list_face *l = &g->r->model->lists;
	uint32_t bits = 0;

	for (int k = 0; k < p->npaper; k++)
		if (l->has_tag(l->state, "attachment_kind", code, p->paper[k].p))
			bits |= UINT32_C(1) << k;
	return bits;
}

uint32_t paper_kinds(const struct gate *g, const struct procedure *p, const struct rec *attachment)
{
	return rec_has(attachment, ATTACHMENT_kind) ?
		bits_of(g, p, attachment->v[ATTACHMENT_kind].i) : 0;
}

struct met { int64_t id; bool stands; };

static enum err met_of(struct ctx *cx, const struct matter *m, struct met **out, int *n)
{
	struct stmt *q;
	int cap = 0;
	bool row;

	*n = 0;
	*out = NULL;
	TRY(db_stmt(cx, m->g->r->db, &sql_met, &q));
	stmt_int(q, 1, m->row->id);
	stmt_text(q, 2, m->p->gate[m->gate].id);
	stmt_int(q, 3, m->row->v[MATTER_since].i);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (*n == cap) {
			struct met *more;

			cap = cap ? 2 * cap : 8;
			more = arena_array(&cx->arena, (size_t)cap, sizeof *more);
			for (int i = 0; i < *n; i++)
				more[i] = (*out)[i];
			*out = more;
		}
		(*out)[(*n)++] = (struct met){ stmt_col_int(q, 0),
			!stmt_col_is_null(q, 1) && stmt_col_int(q, 1) };
	}
	stmt_done(q);
	return OK;
}

static enum err houses_of(struct ctx *cx, const struct matter *m, int64_t **id, int *n)
{
	struct stmt *q;

	*n = 0;
	if (!rec_has(m->row, MATTER_household) || !m->about)
		return OK;
	TRY(db_stmt(cx, m->g->r->db, &sql_attached, &q));
	stmt_int(q, 1, m->about->id);
	return stmt_ids(cx, q, id, n);
}

enum err matter_papers(struct ctx *cx, struct matter *m)
{
	const struct entity *e = register_entity(m->g->r, TAG_attachment);
	struct reg *r = m->g->r;
	struct met *met;
	int64_t *id = NULL;
	int houses, nmet;

	TRY(houses_of(cx, m, &id, &houses));
	TRY(met_of(cx, m, &met, &nmet));
	m->npaper = houses + nmet;
	m->paper = arena_array(&cx->arena, (size_t)m->npaper + 1, sizeof *m->paper);
	m->kinds = arena_array(&cx->arena, (size_t)m->npaper + 1, sizeof *m->kinds);
	m->used = arena_array(&cx->arena, (size_t)m->npaper + 1, sizeof *m->used);
	for (int i = 0; i < m->npaper; i++) {
		if (i >= houses || m->brief)
			TRY(store_get(cx, r->db, &cx->arena, e, i < houses ? id[i] : met[i - houses].id,
			              &m->paper[i]));
		else
			TRY(register_load(cx, r, e, id[i], &m->paper[i]));
		if (i < houses || met[i - houses].stands)
			m->kinds[i] = paper_kinds(m->g, m->p, m->paper[i]);
		if (i < houses)              /* who came is shown for the meeting, not for one household */
			m->kinds[i] &= ~m->p->gate[m->gate].meeting.proof;
	}
	return houses ? load_used(cx, m, houses) : OK;
}

/* ---- how old ---- */

/* The last step that led back to a gate on the way so far; -1: none. From there on the way is gone
 * anew, so that coming to the gates behind it once more leads back no further. */
static int came_back(const struct matter *m)
{
	struct str way[PROCEDURE_GATES + 1];
	int n = 0, last = -1;

	for (int i = 0; i < m->ndecision; i++) {
		struct str to = m->decision[i]->v[DECISION_to_gate].s;
		int at = 0;

		if (!n)
			way[n++] = m->decision[i]->v[DECISION_gate].s;
		while (at < n && !str_eq(way[at], to))
			at++;
		if (at < n)
			last = i;
		else if (n <= PROCEDURE_GATES)
			way[at] = to;
		n = at < n || n <= PROCEDURE_GATES ? at + 1 : n;
	}
	return last;
}

/* Does one of the steps first..last rest on it? */
static bool rested(const struct matter *m, int first, int last, int64_t id)
{
	for (int i = first; i <= last; i++)
		if (rec_has(m->decision[i], DECISION_papers) &&
		    named_in(m->decision[i]->v[DECISION_papers].s, id))
			return true;
	return false;
}

/* The last day that a date may mean. */
static date_t last_day(date_t d)
{
	return d % 100 ? d : d / 100 % 100 ? d + 31 : d + 1231;
}

static date_t taken(const struct rec *paper)
{
	return rec_has(paper, ATTACHMENT_taken) ? (date_t)paper->v[ATTACHMENT_taken].i : 0;
}

enum paper_age matter_paper_age(const struct matter *m, const struct procedure_act *a, int i,
                                uint32_t bit, date_t from)
{
	const struct rec *p = m->paper[i];
	int back = came_back(m), last = a->when & (WHEN_PASSED | WHEN_FAILED) ? m->ndecision - 1 : back;

	for (int k = 0; k < m->npaper; k++)
		if (m->kinds[k] & bit && m->paper[k]->id >= p->id && rested(m, 0, last, m->paper[k]->id))
			return PAPER_STALE;
	if (a->shared & bit || !rec_has(p, ATTACHMENT_household) || !taken(p) ||
	    rested(m, back + 1, m->ndecision - 1, p->id))
		return PAPER_COUNTS;
	return last_day(taken(p)) < from ? PAPER_BEFORE : PAPER_COUNTS;
}

date_t matter_papers_from(const struct matter *m, const struct procedure_act *a)
{
	const struct rec *round = m->round.row;
	date_t from = (date_t)(m->ndecision ? round->v[ROUND_began].i : m->row->v[MATTER_since].i);
	int back = came_back(m);

	if (from && a->older.months)
		from = date_add_months(from, -a->older.months);
	else if (from)
		from = date_from_days(date_days(from) - a->older.days);
	if (back >= 0 && (date_t)m->decision[back]->v[DECISION_on_date].i > from)
		from = (date_t)m->decision[back]->v[DECISION_on_date].i;
	for (int k = back + 1; k < m->ndecision; k++)
		for (int i = 0; i < m->npaper; i++) {
			date_t day = taken(m->paper[i]), on = (date_t)m->decision[k]->v[DECISION_on_date].i;

			if (!rested(m, k, k, m->paper[i]->id))
				continue;
			day = day > on ? on : day;   /* a picture of it may have been taken later */
			from = day > from ? day : from;
		}
	return from;
}

/* ---- who may ---- */

/* Is it he who may do this, whatever is missing yet? */
static bool by_him(const struct matter_look *l)
{
	for (int i = 0; i < l->nlack; i++)
		switch (l->lack[i].kind) {
		case LACK_HERE: case LACK_CLOSED: case LACK_GONE: case LACK_ROLE: case LACK_KIN:
		case LACK_WORKED: case LACK_OTHER:
			return false;
		default:
			break;
		}
	return true;
}

static struct office_object object_of(const struct matter *m)
{
	return (struct office_object){ .area = m->row->area, .placed = true, .state = STATE_LIVE,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
}

enum err matter_paper_kinds(struct ctx *cx, const struct matter *m, const struct who *who,
                            uint32_t *kinds)
{
	struct office_object x = object_of(m);
	const struct procedure_act *a;

	*kinds = 0;
	for (int i = 0; m->about && x.household && (a = procedure_act_nth(m->p, m->gate, i)); i++) {
		struct matter_look l;

		if (!a->needs || !office_may(cx, m->g->o, who, a->decide ? PERM_decide : PERM_procedure,
		                             &x).may)
			continue;
		TRY(matter_wants(cx, m, who, a, &l));
		if (by_him(&l))
			*kinds |= a->needs;
	}
	return OK;
}

/* A value of the list, by its tag or as people call it; its bits among the procedure's papers. */
static enum err kind_said(struct ctx *cx, struct gate *g, const struct procedure *p,
                          struct str said, int64_t *code, uint32_t *bits)
{
	const struct list_face *l = &g->r->model->lists;
	bool exact;

	said = str_trim(said);
	if (!said.n)
		return err_set(cx, ERR_INPUT, "kind", "attachment-kind", NULL);
	if (!l->code(l->state, "attachment_kind", said, code, &exact) &&
	    !list_tagged(g->r->model, "attachment_kind", str_z(&cx->arena, said), code))
		return err_set(cx, ERR_INPUT, "kind", "gate-paper-kind", str_z(&cx->arena, said), NULL);
	*bits = bits_of(g, p, *code);
	return OK;
}

/* As it is written in the row, whatever way it was said. */
static struct str label_of(struct gate *g, int64_t code)
{
	const struct list_face *l = &g->r->model->lists;

	return l->label(l->state, "attachment_kind", code, LANG_ZH);
}

static enum err denied(struct ctx *cx, struct gate *g, struct str no, int64_t code)
{
	const struct list_face *l = &g->r->model->lists;

	return err_set(cx, ERR_DENIED, "kind", "gate-paper-denied", str_z(&cx->arena, no),
	               str_z(&cx->arena, l->label(l->state, "attachment_kind", code, cx->lang)), NULL);
}

/* ---- handing in ---- */

enum err matter_paper_let(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct matter *m, struct attachment_new *n)
{
	struct office_object x = object_of(m);
	uint32_t may, bits;
	int64_t code;

	if (!m->about || !x.household)
		return err_set(cx, ERR_INPUT, "case", "gate-paper-no-house",
		               str_z(&cx->arena, m->row->v[MATTER_no].s), NULL);
	TRY(kind_said(cx, g, m->p, n->kind, &code, &bits));
	TRY(matter_paper_kinds(cx, m, who, &may));
	if (!(may & bits) && !office_may(cx, g->o, who, PERM_attach, &x).may)
		return denied(cx, g, m->row->v[MATTER_no].s, code);
	n->kind = label_of(g, code);
	n->of = m->about;
	n->extra = m->row->v[MATTER_no].s;
	return OK;
}

/* ---- a meeting ---- */

uint32_t meeting_paper_kinds(const struct filed_meeting *m)
{
	const struct procedure *p = m->round.rule->p;
	const struct procedure_act *a;
	uint32_t kinds = m->gate ? m->gate->meeting.proof : 0;

	for (int i = 0; m->gate && (a = procedure_act_nth(p, (int)(m->gate - p->gate), i)); i++)
		if (a->when & (WHEN_PASSED | WHEN_FAILED))
			kinds |= a->needs;
	return kinds;
}

enum err meeting_paper_may(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct filed_meeting *m)
{
	const struct procedure *p = m->round.rule->p;
	struct office_object x = { .area = m->row->area, .placed = true, .state = STATE_LIVE };

	if (!m->round.open)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-over",
		               str_z(&cx->arena, m->round.row->v[ROUND_no].s), NULL);
	TRY(office_need(cx, g->o, who, PERM_procedure, &x));
	return !m->gate ? OK : gate_role(cx, g, who, &x, p, (int)(m->gate - p->gate),
	                                 WHEN_PASSED | WHEN_FAILED);
}

enum err meeting_paper_let(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct filed_meeting *m, struct attachment_new *n)
{
	uint32_t bits;
	int64_t code;

	TRY(meeting_paper_may(cx, g, who, m));
	TRY(kind_said(cx, g, m->round.rule->p, n->kind, &code, &bits));
	if (!(bits & meeting_paper_kinds(m)))
		return denied(cx, g, m->row->v[MEETING_no].s, code);
	n->kind = label_of(g, code);
	n->of = m->row;
	n->extra = m->row->v[MEETING_no].s;
	return OK;
}

enum err meeting_papers(struct ctx *cx, struct gate *g, const struct filed_meeting *m,
                        struct rec ***out, int *n)
{
	struct stmt *q;
	int64_t *id;
	int all;

	*n = 0;
	TRY(db_stmt(cx, g->r->db, &sql_of_meeting, &q));
	stmt_int(q, 1, m->row->id);
	TRY(stmt_ids(cx, q, &id, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	for (int i = 0; i < all; i++)
		TRY(register_load(cx, g->r, register_entity(g->r, TAG_attachment), id[i], &(*out)[(*n)++]));
	return OK;
}
