/* api_assignee - to whom doubts or cases may be given: the accounts whose rights hold all of them,
 * by name and office, so that nobody has to know a log-in name by heart. */
#include "web/api.h"
#include "web/api_gate.h"
#include "web/web_int.h"

#include "domain/judge/doubt_deal.h"

#define THINGS_MOST 500          /* as many as are given at once */
#define LISTED_MOST 300

struct assigning {
	struct office_object thing[THINGS_MOST];
	int n;
	enum perm perm, or_perm;     /* either will do */
};

static void add(struct assigning *x, const struct rec *row, int household)
{
	struct office_object o = { .state = STATE_LIVE, .placed = true, .area = row->area,
		.household = rec_has(row, household) ? row->v[household].i : 0 };

	for (int i = 0; i < x->n; i++)           /* many of one village: asked once */
		if (x->thing[i].area == o.area && x->thing[i].household == o.household)
			return;
	x->thing[x->n++] = o;
}

static bool may_all(struct web_req *q, const struct assigning *x, const struct who *who)
{
	for (int i = 0; i < x->n; i++)
		if (!office_may(q->cx, q->office, who, x->perm, &x->thing[i]).may &&
		    (x->or_perm == x->perm ||
		     !office_may(q->cx, q->office, who, x->or_perm, &x->thing[i]).may))
			return false;
	return true;
}

static void put_one(struct web_req *q, const struct account_view *a)
{
	json_obj(&q->j);
	web_put(q, "login", a->login);
	web_put(q, "name", a->name);
	if (a->unit_name.n)
		web_put(q, "unit", a->unit_name);
	json_key(&q->j, "roles");
	json_arr(&q->j);
	for (int r = 0; r < ROLE__COUNT; r++)
		if (a->roles & UINT64_C(1) << r)
			json_z(&q->j, q->cx->lang == LANG_EN ? office_roles[r].en : office_roles[r].zh);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
}

static enum err put(struct web_req *q, const struct assigning *x)
{
	struct account_view *a;
	struct who who;
	int n, given = 0;

	TRY(office_account_list(q->cx, q->office, &a, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n && given < LISTED_MOST; i++) {
		if (!a[i].active || office_as(q->cx, q->office, a[i].login, &who) != OK) {
			err_clear(q->cx);
			continue;
		}
		if (!may_all(q, x, &who))
			continue;
		put_one(q, &a[i]);
		given++;
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* The next of "Q1,Q2". */
static bool next_no(struct str *rest, int n, struct str *no)
{
	while (n < THINGS_MOST && rest->n) {
		str_next(rest, ',', no);
		*no = str_trim(*no);
		if (no->n)
			return true;
	}
	return false;
}

static struct str asked(struct web_req *q)
{
	struct str nos = STR("");

	web_query(q, "nos", &nos);
	return nos;
}

static enum err one_seen(struct web_req *q, enum err e, bool *seen)
{
	*seen = e == OK;
	if (e == ERR_NOTFOUND)
		err_clear(q->cx);
	return e == ERR_NOTFOUND ? OK : e;
}

enum err api_doubt_assignees(struct web_req *q)
{
	struct assigning *x = ARENA_NEW(&q->cx->arena, struct assigning);
	struct str rest = asked(q), no;
	struct rec *f;
	int64_t id;
	bool seen;

	x->perm = x->or_perm = PERM_propose;
	while (next_no(&rest, x->n, &no)) {
		if (!doubt_no_read(no, &id))
			continue;
		TRY(one_seen(q, register_load(q->cx, q->r, register_entity(q->r, TAG_doubt), id, &f),
		             &seen));
		if (seen)
			add(x, f, DOUBT_household);
	}
	return put(q, x);
}

enum err api_case_assignees(struct web_req *q)
{
	struct assigning *x = ARENA_NEW(&q->cx->arena, struct assigning);
	struct gate *g = gate_of(q);
	struct str rest = asked(q), no;
	struct matter m;
	bool seen;

	x->perm = PERM_procedure;
	x->or_perm = PERM_decide;
	while (next_no(&rest, x->n, &no)) {
		TRY(one_seen(q, matter_load(q->cx, g, no, &m), &seen));
		if (seen)
			add(x, m.row, MATTER_household);
	}
	return put(q, x);
}

/* ---- who may take a step ---- */

#define HANDS_MOST 50            /* of one role, by name */

struct hands { const struct account_view *one[HANDS_MOST]; int n; };

static enum err hands_of(struct web_req *q, const struct matter *m, const struct procedure_act *a,
                         struct hands *by)
{
	struct account_view *all;
	struct who who;
	uint32_t as;
	int n;

	TRY(office_account_list(q->cx, q->office, &all, &n));
	for (int i = 0; i < n; i++) {
		if (!all[i].active || office_as(q->cx, q->office, all[i].login, &who) != OK) {
			err_clear(q->cx);
			continue;
		}
		TRY(matter_hand(q->cx, m, &who, a, &as));
		for (int r = 0; r < a->nwho; r++)
			if (as >> r & 1 && by[r].n++ < HANDS_MOST)
				by[r].one[by[r].n - 1] = &all[i];
	}
	return OK;
}

static void put_hands(struct web_req *q, const struct hands *by, bool logins)
{
	json_key(&q->j, "people");
	json_arr(&q->j);
	for (int i = 0; i < by->n && i < HANDS_MOST; i++) {
		json_obj(&q->j);
		if (logins)
			web_put(q, "login", by->one[i]->login);
		web_put(q, "name", by->one[i]->name);
		web_put(q, "unit", by->one[i]->unit_name);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	put_number(q, "n", by->n);
}

enum err case_hands_put(struct web_req *q, const struct matter *m, struct str act, bool logins)
{
	const struct procedure_act *a = procedure_act_at(m->p, m->gate, act);
	struct hands *by;

	if (!a)
		return err_set(q->cx, ERR_INPUT, "hands", "gate-no-act", NULL);
	json_key(&q->j, "hands");
	json_arr(&q->j);
	by = arena_array(&q->cx->arena, (size_t)a->nwho + 1, sizeof *by);
	TRY(hands_of(q, m, a, by));
	for (int r = 0; r < a->nwho; r++) {
		int role = office_role(a->who[r]);

		json_obj(&q->j);
		web_put(q, "role", role < 0 ? a->who[r] : gate_says(q, str_of(office_roles[role].zh),
		                                                   str_of(office_roles[role].en)));
		put_hands(q, &by[r], logins);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}
