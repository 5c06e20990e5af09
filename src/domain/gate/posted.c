/* posted - how the list of a gate hangs on which the matter stands, and what was said against
 * it. */
#include "domain/gate/matter.h"
#include "domain/gate/notice.h"

static const struct sql sql_notice = { "posted.notice",
	"SELECT n.id FROM notice_line l JOIN notice n ON n.id=l.notice"
	" WHERE l.gate_case=$1 AND n.gate=$2" SINCE_IT_CAME
	" ORDER BY n.down IS NOT NULL, n.id DESC", 0 };
/* Who was on it and has left the gate since, while it hung, by which act. By the days of both: a
 * list that has hung its time did so, in whatever order things are entered after it. */
static const struct sql sql_left = { "posted.left",
	"SELECT d.act FROM notice_line l JOIN decision d ON d.matter=l.gate_case"
	" WHERE l.notice=$1 AND d.gate=$2 AND d.entered>=$3 AND d.on_date<=$4", 0 };
/* What was said against a matter on any list of this gate, or against the whole of it. */
static const struct sql sql_against = { "posted.against",
	"SELECT o.state, o.outcome, n.made, o.position IS NULL AND o.household IS NULL"
	" FROM notice_line l JOIN notice n ON n.id=l.notice JOIN objection o ON o.notice=n.id"
	" WHERE l.gate_case=$1 AND n.gate=$2"
	" AND (o.household=l.household OR o.position=l.position"
	" OR (o.position IS NULL AND o.household IS NULL))", 0 };
/* Has anything been decided since? */
static const struct sql sql_newest = { "posted.newest", "SELECT max(id) FROM decision", 0 };
const struct sql *const posted_sqls[] = { &sql_notice, &sql_left, &sql_against, &sql_newest, NULL };

#define DATE_LAST ((date_t)99991231)

struct hanging {
	struct ctx *cx;
	const struct matter *m;
	struct rec *notice;
};

/* Those of this time, the newest first; behind them those that were taken down or replaced. */
static enum err find(struct hanging *h, int64_t **id, int *n)
{
	struct stmt *q;

	TRY(db_stmt(h->cx, h->m->g->r->db, &sql_notice, &q));
	stmt_int(q, 1, h->m->row->id);
	stmt_text(q, 2, h->m->p->gate[h->m->gate].id);
	return stmt_ids(h->cx, q, id, n);
}

static enum err load(struct hanging *h, int64_t id)
{
	const struct reg *r = h->m->g->r;

	return store_get(h->cx, r->db, &h->cx->arena, register_entity(r, TAG_notice), id, &h->notice);
}

/* The last of its days; of one whose days have not begun, or stand still: none yet. */
static date_t last_day(const struct rec *n)
{
	date_t day = notice_last_day(n);

	return day ? day : DATE_LAST;
}

/* Has somebody left the list while it hung, otherwise than by its having hung? */
static enum err left(struct hanging *h, bool *yes)
{
	struct stmt *q;
	bool row;

	*yes = false;
	TRY(db_stmt(h->cx, h->m->g->r->db, &sql_left, &q));
	stmt_int(q, 1, h->notice->id);
	stmt_text(q, 2, h->m->p->gate[h->m->gate].id);
	stmt_int(q, 3, h->notice->v[NOTICE_made].i);
	stmt_int(q, 4, last_day(h->notice));
	for (;;) {
		const struct procedure_act *a;

		TRY(stmt_step(h->cx, q, &row));
		if (!row)
			break;
		a = procedure_act_at(h->m->p, h->m->gate, stmt_col_text(q, 0));
		*yes |= !a || !(a->when & WHEN_PUBLISHED);
	}
	stmt_done(q);
	return OK;
}

/* The same for all who stand on one list: it is read through for the first of them, and again only
 * when somebody has decided something since. */
static enum err changed(struct hanging *h, bool *yes)
{
	struct list_left *seen = &h->m->g->left;
	struct list_left now = { .notice = h->notice->id, .last = last_day(h->notice) };
	struct stmt *q;
	bool row;

	TRY(db_stmt(h->cx, h->m->g->r->db, &sql_newest, &q));
	TRY(stmt_step(h->cx, q, &row));
	now.newest = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	if (seen->notice != now.notice || seen->newest != now.newest || seen->last != now.last) {
		TRY(left(h, &now.yes));
		*seen = now;
	}
	*yes = seen->yes;
	return OK;
}

/* When it came to the gate where it is now. */
static int64_t arrived(const struct matter *m)
{
	return m->ndecision ? m->decision[m->ndecision - 1]->v[DECISION_entered].i : 0;
}

/* An objection that nobody has answered holds the matter up, on whichever list it was made: a list
 * made anew does not do away with it. One that was upheld counts while the matter stands at the
 * gate; one against the whole list takes nobody off it. */
static enum err against(struct hanging *h, enum opposed *out)
{
	const struct list_face *l = &h->m->g->r->model->lists;
	struct stmt *q;
	bool row;

	TRY(db_stmt(h->cx, h->m->g->r->db, &sql_against, &q));
	stmt_int(q, 1, h->m->row->id);
	stmt_text(q, 2, h->m->p->gate[h->m->gate].id);
	for (;;) {
		TRY(stmt_step(h->cx, q, &row));
		if (!row)
			break;
		if (l->has_tag(l->state, "objection_state", stmt_col_int(q, 0), "live"))
			*out = *out == OPPOSED_UPHELD ? *out : OPPOSED_OPEN;
		else if (!stmt_col_is_null(q, 1) && !stmt_col_int(q, 3) &&
		         stmt_col_int(q, 2) >= arrived(h->m) &&
		         l->has_tag(l->state, "objection_outcome", stmt_col_int(q, 1), "upheld"))
			*out = OPPOSED_UPHELD;
	}
	stmt_done(q);
	return OK;
}

/* Proven by as many photographs as the pack wants: the first day, the last day. */
static bool proven(const struct rec *n, int photos)
{
	return (photos < 1 || rec_has(n, NOTICE_first_photo)) &&
	       (photos < 2 || rec_has(n, NOTICE_last_photo));
}

static enum posted posted_of(const struct hanging *h, date_t on)
{
	const struct publication *b = &h->m->p->gate[h->m->gate].publish;
	const char *is = notice_is(h->m->g->r, h->notice, on);

	if (!strcmp(is, "superseded") || !strcmp(is, "down"))
		return POSTED_DOWN;              /* taken down it proves nothing */
	if (!strcmp(is, "made"))
		return POSTED_MADE;
	if (!strcmp(is, "stopped"))
		return POSTED_STOPPED;
	if (!period_is(&b->length))              /* it states a result: that it hangs is enough */
		return proven(h->notice, b->photos) ? POSTED_DONE : POSTED_UNPROVEN;
	if (!rec_has(h->notice, NOTICE_hangs_until) || on < h->notice->v[NOTICE_hangs_until].i)
		return POSTED_HANGS;
	if (!proven(h->notice, b->photos))
		return POSTED_UNPROVEN;
	return !strcmp(is, "done") || proven(h->notice, 2) ? POSTED_DONE : POSTED_HANGS;
}

static date_t day_of(const struct rec *n, int field)
{
	return rec_has(n, field) ? (date_t)n->v[field].i : 0;
}

/* Which day a refusal is to name. */
static date_t day_for(const struct rec *n, enum posted as)
{
	return day_of(n, as == POSTED_STOPPED ? NOTICE_missing_since :
	              as == POSTED_DOWN ? NOTICE_down : NOTICE_hangs_until);
}

/* How it hangs on the list that was loaded; `newer`: the first day of those made after it. Where a
 * change hangs all anew, one that was made while it hung took its place. */
static enum err one_list(struct hanging *h, date_t on, date_t newer, struct posting *out)
{
	bool all_anew = h->m->p->gate[h->m->gate].publish.on_change == CHANGE_RESTART_ALL, yes = false;

	out->posted = posted_of(h, on);
	out->no = h->notice->v[NOTICE_no].s;
	out->day = day_for(h->notice, out->posted);
	if (!all_anew || out->posted == POSTED_DOWN)
		return OK;
	TRY(changed(h, &yes));
	if (yes || (newer && newer <= day_of(h->notice, NOTICE_hangs_until)))
		out->posted = POSTED_CHANGED;
	return OK;
}

/* The newest list, or an older one that had hung its whole time before a newer one was made. */
static enum err best(struct hanging *h, date_t on, struct posting *out)
{
	date_t newer = 0;
	int64_t *id;
	int n;

	TRY(find(h, &id, &n));
	for (int i = 0; i < n && out->posted != POSTED_DONE; i++) {
		struct posting one = { .opposed = out->opposed };
		date_t from;

		TRY(load(h, id[i]));
		TRY(one_list(h, on, newer, &one));
		if (!i || one.posted == POSTED_DONE)
			*out = one;
		from = day_of(h->notice, rec_has(h->notice, NOTICE_posted) ? NOTICE_posted :
		              NOTICE_hangs_from);
		if (!newer || from < newer)      /* those that were taken down come last */
			newer = from;
	}
	return OK;
}

enum err matter_posted(struct ctx *cx, const struct matter *m, date_t on, struct posting *out)
{
	struct hanging h = { .cx = cx, .m = m };

	*out = (struct posting){ .posted = POSTED_NOT, .opposed = OPPOSED_NOT };
	if (!m->p->gate[m->gate].publish.kind.n)
		return OK;
	TRY(best(&h, on, out));
	return against(&h, &out->opposed);
}

enum err matter_hangs(struct ctx *cx, const struct matter *m, date_t on, date_t *last, bool *left)
{
	struct hanging h = { .cx = cx, .m = m };
	enum posted as;
	int64_t *id;
	int n;

	*last = 0;
	*left = false;
	TRY(find(&h, &id, &n));
	if (!n)
		return OK;
	TRY(load(&h, id[0]));
	as = posted_of(&h, on);
	if ((as != POSTED_HANGS && as != POSTED_UNPROVEN) || on > day_of(h.notice, NOTICE_hangs_until))
		return OK;
	*last = day_of(h.notice, NOTICE_hangs_until);
	return changed(&h, left);
}
