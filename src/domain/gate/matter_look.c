/* matter_look - what is known when somebody wants to act: gathered here, judged by
 * procedure_may. */
#include "domain/gate/letter.h"

#include <stdio.h>

#include "base/utf8.h"
#include "domain/gate/chart.h"
#include "domain/gate/matter_paper.h"
#include "domain/judge/judge.h"

#define HELD_MOST 64

static const struct sql sql_vote = { "matter.vote",
	"SELECT v.id, v.result, m.on_date FROM vote v JOIN meeting m ON m.id=v.meeting"
	" WHERE v.matter=$1 AND m.gate=$2 AND m.on_date>=$3 ORDER BY v.id DESC LIMIT 1", 0 };
static const struct sql sql_proxy = { "matter.proxy",
	"SELECT count(DISTINCT household) FROM decision WHERE proxy_key=$1 AND household<>$2", 0 };
const struct sql *const matter_look_sqls[] = { &sql_vote, &sql_proxy, NULL };

struct looking {
	struct ctx *cx;
	const struct matter *m;
	const struct who *who;
	const struct matter_order *o;
	struct matter_look *l;
};

/* ---- who ---- */

static struct office_object object_of(const struct matter *m)
{
	return (struct office_object){ .area = m->row->area, .placed = true,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
}

/* Did the same natural person take this step, alone or with others? */
static bool took_part(const struct matter *m, const struct who *who, const struct rec *d)
{
	struct str rest = rec_has(d, DECISION_with_whom) ? d->v[DECISION_with_whom].s : STR(""), one;

	if (office_same(m->g->o, who, d->v[DECISION_actor].s))
		return true;
	while (str_next(&rest, ' ', &one))
		if (office_same(m->g->o, who, one))
			return true;
	return false;
}

/* The roles that somebody holds where the matter lies. */
static void roles_of(struct ctx *cx, const struct matter *m, const struct who *who,
                     struct procedure_facts *f)
{
	struct office_object x = object_of(m);
	struct office_held held[HELD_MOST];
	int n = office_held(m->g->o, who, &x, cx->now_ms, held, HELD_MOST);
	struct held_role *role = arena_array(&cx->arena, (size_t)n + 1, sizeof *role);

	for (int i = 0; i < n; i++)
		role[i] = (struct held_role){ str_of(office_roles[held[i].role].id), held[i].level };
	f->role = role;
	f->nrole = n;
}

/* Of somebody: the roles held here, kinship, what he did on the matter before. */
static enum err look_one(struct looking *k, const struct who *who, struct procedure_facts *f)
{
	struct office_object x = object_of(k->m);

	roles_of(k->cx, k->m, who, f);
	for (int i = 0; i < k->m->ndecision; i++) {
		const struct rec *d = k->m->decision[i];
		int gate = procedure_gate_at(k->m->p, d->v[DECISION_gate].s);
		const struct procedure_act *a = gate < 0 ? NULL :
			procedure_act_at(k->m->p, gate, d->v[DECISION_act].s);

		if (gate < 0 || !took_part(k->m, who, d))
			continue;
		f->acted |= UINT64_C(1) << gate;
		f->worked |= a && !a->decide;
	}
	if (x.household && k->m->about)
		TRY(office_kin_of(k->cx, k->m->g->o, who, x.household, &f->kin,
		                  f == &k->l->facts ? &k->l->kin : NULL));
	return OK;
}

/* Could this one do it, as far as it depends on who he is? */
static bool one_may(struct looking *k, const struct procedure_facts *f)
{
	struct lack *out = arena_array(&k->cx->arena, LACKS_MAX, sizeof *out);
	int n = procedure_lacks(k->m->p, k->m->gate, k->l->act, f, out);

	for (int i = 0; i < n; i++)
		if (out[i].kind == LACK_ROLE || out[i].kind == LACK_KIN || out[i].kind == LACK_WORKED ||
		    out[i].kind == LACK_OTHER)
			return false;
	return true;
}

enum err matter_hand(struct ctx *cx, const struct matter *m, const struct who *who,
                     const struct procedure_act *act, uint32_t *as)
{
	struct matter_look l = { .act = act };
	struct looking k = { .cx = cx, .m = m, .who = who, .l = &l };
	struct procedure_facts f = { 0 };

	*as = 0;
	roles_of(cx, m, who, &f);
	if (!procedure_roles(act, f.role, f.nrole))
		return OK;                              /* nobody's relatives are read for nothing */
	TRY(look_one(&k, who, &f));
	if (one_may(&k, &f))
		*as = procedure_roles(act, f.role, f.nrole);
	return OK;
}

/* Those who do it, too: other natural persons, each of whom could do it himself. If the act takes
 * more people than are left, that is what is told; else who cannot is named: nobody who was said to
 * have taken part is dropped. */
static enum err look_with(struct looking *k)
{
	struct str rest = k->o->with, login;
	struct who with[WITH_MOST];
	struct buf kept BUF_AUTO = { 0 };
	struct str left = { 0 };
	int n = 0;

	buf_init(&kept, 1000);
	while (gate_name_next(&rest, &login)) {
		struct procedure_facts f = { 0 };
		bool again;

		if (n == WITH_MOST)
			return err_set(k->cx, ERR_LIMIT, "with", "gate-with-many", NULL);
		if (office_as(k->cx, k->m->g->o, login, &with[n]) != OK) {
			err_clear(k->cx);               /* it told the option of who types */
			return err_set(k->cx, ERR_NOTFOUND, "with", "office-as-nobody",
			               str_z(&k->cx->arena, login), NULL);
		}
		again = office_same(k->m->g->o, k->who, str_of(with[n].actor));
		for (int i = 0; i < n; i++)
			again |= office_same(k->m->g->o, &with[i], str_of(with[n].actor));
		/* one whose ID number nobody entered may be the same under another name */
		again |= !k->who->has_person || !with[n].has_person;
		TRY(look_one(k, &with[n], &f));
		if (again || !one_may(k, &f)) {
			left = login;
			continue;
		}
		buf_addf(&kept, "%s%s", n ? " " : "", with[n].actor);
		k->l->facts.with_as[n++] = procedure_roles(k->l->act, f.role, f.nrole);
	}
	if (left.n && n + 1 >= k->l->act->people)
		return err_set(k->cx, ERR_DENIED, "with", "gate-with-not", str_z(&k->cx->arena, left),
		               NULL);
	k->l->facts.with = n;
	k->l->with = str_dup(&k->cx->arena, buf_str(&kept));
	return OK;
}

static enum err look_who(struct looking *k)
{
	TRY(look_one(k, k->who, &k->l->facts));
	return k->o->with.n ? look_with(k) : OK;
}

/* ---- papers and checklists ---- */

/* A paper of a later day was not there when the act was done. The day of a photograph is that on
 * which somebody photographed the paper. */
static bool comes_later(const struct looking *k, const struct rec *paper)
{
	return rec_has(paper, ATTACHMENT_taken) &&
	       (date_t)paper->v[ATTACHMENT_taken].i > k->l->on &&
	       !str_starts(rec_has(paper, ATTACHMENT_media_type) ?
	                   paper->v[ATTACHMENT_media_type].s : STR(""), STR("image/"));
}

/* Of a kind, on the day of the act: the newest that counts and that no other matter rests on, else
 * the newest that counts; -1: there is none, and why is among the facts. *later: the first day of
 * those that nothing rests on and that are dated after it, or 0. */
static int best_paper(struct looking *k, uint32_t bit, date_t *later)
{
	const struct matter *m = k->m;
	int best = -1;

	*later = 0;
	for (int i = 0; i < m->npaper; i++) {
		enum paper_age age;

		if (!(m->kinds[i] & bit))
			continue;
		age = matter_paper_age(m, k->l->act, i, bit, k->l->papers_from);
		if (age == PAPER_STALE) {
			k->l->facts.stale |= bit;
		} else if (age == PAPER_BEFORE) {
			k->l->facts.before |= bit;
		} else if (!comes_later(k, m->paper[i])) {
			best = best < 0 || m->used[i] <= m->used[best] ? i : best;
		} else if (!m->used[i]) {
			date_t day = (date_t)m->paper[i]->v[ATTACHMENT_taken].i;

			*later = !*later || day < *later ? day : *later;
		}
	}
	return best;
}

static void look_papers(struct looking *k)
{
	const struct matter *m = k->m;
	uint32_t rests = k->l->act->needs | procedure_proof(m->p, m->gate, k->l->act);
	struct buf ids BUF_AUTO = { 0 }, own BUF_AUTO = { 0 };

	buf_init(&ids, 4096);
	buf_init(&own, 4096);
	k->l->later = arena_array(&k->cx->arena, (size_t)m->p->npaper + 1, sizeof *k->l->later);
	k->l->papers_from = matter_papers_from(m, k->l->act);
	for (int kind = 0; kind < m->p->npaper; kind++) {
		uint32_t bit = UINT32_C(1) << kind;
		int best = best_paper(k, bit, &k->l->later[kind]);

		if (k->l->later[kind] && (best < 0 || (m->used[best] && !(k->l->act->shared & bit)))) {
			k->l->facts.later |= bit;
			continue;
		}
		if (best < 0)
			continue;
		k->l->facts.papers |= bit;
		if (m->used[best])
			k->l->facts.used |= bit;
		if (!(rests & bit))
			continue;
		buf_addf(&ids, "%s%lld", ids.n ? "," : "", (long long)m->paper[best]->id);
		if (!(k->l->act->shared & bit) && rec_has(m->paper[best], ATTACHMENT_household))
			buf_addf(&own, "%s%lld", own.n ? "," : "", (long long)m->paper[best]->id);
	}
	k->l->own = str_dup(&k->cx->arena, buf_str(&own));
	k->l->papers = str_dup(&k->cx->arena, buf_str(&ids));
}

static bool answered(const struct matter_order *o, struct str item)
{
	for (int i = 0; i < o->ncheck; i++) {
		struct str rest = o->check[i], name;

		if (str_next(&rest, '=', &name) && str_eq(str_trim(name), item) && str_trim(rest).n)
			return true;
	}
	return false;
}

static enum err item_known(struct looking *k, const struct pack *p, struct str line)
{
	struct str rest = line, name;

	if (!str_next(&rest, '=', &name))
		return err_set(k->cx, ERR_INPUT, "--check", "gate-check-line", str_z(&k->cx->arena, line),
		               NULL);
	name = str_trim(name);
	for (int c = 0; c < k->m->p->ncheck; c++) {
		const struct checklist *list = pack_checklist(p, k->m->p->check[c]);

		for (int i = 0; list && k->l->act->checks >> c & 1 && i < list->nitem; i++)
			if (str_eq(list->item[i].id, name))
				return OK;
	}
	return err_set(k->cx, ERR_INPUT, "--check", "gate-check-item", str_z(&k->cx->arena, name),
	               NULL);
}

static enum err look_checks(struct looking *k, const struct pack *p)
{
	struct buf kept BUF_AUTO = { 0 };
	char most[12];

	buf_init(&kept, 4 * TYPED_CHECKS);
	for (int i = 0; i < k->o->ncheck; i++) {
		TRY(item_known(k, p, k->o->check[i]));
		buf_adds(&kept, k->o->check[i]);
		buf_addc(&kept, '\n');
	}
	snprintf(most, sizeof most, "%d", TYPED_CHECKS);
	if (kept.full || utf8_len(buf_str(&kept)) > TYPED_CHECKS)
		return err_set(k->cx, ERR_INPUT, "checks", "gate-typed-long", most, NULL);
	k->l->checklist = str_dup(&k->cx->arena, buf_str(&kept));
	for (int c = 0; c < k->m->p->ncheck; c++) {
		const struct checklist *list = pack_checklist(p, k->m->p->check[c]);
		bool all = list != NULL;

		for (int i = 0; list && i < list->nitem; i++)
			all = all && answered(k->o, list->item[i].id);
		if (all)
			k->l->facts.checks |= UINT32_C(1) << c;
	}
	return OK;
}

/* ---- guard and verdict ---- */

static struct judge_law law_of(const struct round_view *round)
{
	const struct procedure *p = round->rule->p;
	const struct standard *s = p->standard.n ? pack_standard(round->law->p, p->standard) : NULL;

	return (struct judge_law){ .p = round->law->p, .param = s ? s->param : NULL,
		.nparam = s ? s->nparam : 0 };
}

enum err matter_guard(struct ctx *cx, struct gate *g, const struct round_view *round,
                      const struct procedure_act *act, int64_t about, date_t on, enum truth *out)
{
	const struct expr *e = round->rule->guard[act - round->rule->p->act];
	struct judge_law law = law_of(round);
	const struct case_law face = { &law, judge_line, judge_param };
	struct expr_run run = { .a = &cx->arena };
	struct expr_value v;
	struct judge_case *c;

	*out = TRUTH_UNKNOWN;
	if (!e || !about)
		return OK;
	TRY(case_open(cx, g->r, round->rule->noun, about, on, &face, &c));
	TRY(case_eval(c, e, NULL, &run, &v));
	if (v.state == EXPR_KNOWN)
		*out = v.b ? TRUTH_TRUE : TRUTH_FALSE;
	return OK;
}

static enum err look_guard(struct looking *k)
{
	return matter_guard(k->cx, k->m->g, &k->m->round, k->l->act, k->m->about ? k->m->about->id : 0,
	                    k->l->on, &k->l->facts.guard);
}

static enum err look_verdict(struct looking *k, const struct gate_law *law)
{
	struct str standard = act_standard(k->m->p, k->l->act);
	struct judge judge = { k->m->g->r, law->rules };
	struct buf told BUF_AUTO = { 0 }, brief BUF_AUTO = { 0 };
	struct judged *j;
	int n;

	k->l->facts.verdict = TRUTH_UNKNOWN;
	if (!standard.n || !k->m->about)
		return OK;
	TRY(judge_row(k->cx, &judge, k->m->rule->noun, k->m->about->id, standard, k->l->on, &j, &n));
	k->l->facts.verdict = j->state;
	buf_init(&told, 90000);
	buf_init(&brief, 200);
	TRY(judge_told(k->cx, k->m->g->r, law->p, j, &told));
	buf_adds(&brief, standard);
	buf_addf(&brief, " %s ", truth_word(j->state));
	for (int i = 0; i < j->n; i++)
		buf_addc(&brief, (char[]){ '0', '1', '?', '-' }[j->clause[i].state]);
	k->l->told = told.full ? STR("") : str_dup(&k->cx->arena, buf_str(&told));
	k->l->verdict = str_dup(&k->cx->arena, buf_str(&brief));
	return OK;
}

/* ---- meeting, clock, signature ---- */

static enum err look_vote(struct looking *k)
{
	static const struct { const char *tag; enum voted v; } as[] = { { "passed", VOTED_PASSED },
		{ "failed", VOTED_FAILED }, { "no_quorum", VOTED_NO_QUORUM } };
	const struct list_face *l = &k->m->g->r->model->lists;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->m->g->r->db, &sql_vote, &q));
	stmt_int(q, 1, k->m->row->id);
	stmt_text(q, 2, k->m->p->gate[k->m->gate].id);
	stmt_int(q, 3, k->m->row->v[MATTER_since].i);
	TRY(stmt_step(k->cx, q, &row));
	for (size_t i = 0; row && i < 3; i++)
		if (l->has_tag(l->state, "vote_result", stmt_col_int(q, 1), as[i].tag))
			k->l->facts.voted = as[i].v;
	k->l->vote = row ? stmt_col_int(q, 0) : 0;
	k->l->met = row ? (date_t)stmt_col_int(q, 2) : 0;
	if (k->l->met > k->l->on)
		k->l->facts.voted = VOTED_LATER;
	stmt_done(q);
	return OK;
}

static enum err look_clock(struct looking *k)
{
	const struct calendar *cal = k->m->p->calendar;
	date_t since = (date_t)k->m->row->v[MATTER_since].i;
	const struct procedure_act *a = k->l->act;

	k->l->until = rec_has(k->m->row, MATTER_due) ? (date_t)k->m->row->v[MATTER_due].i : 0;
	k->l->facts.overdue = k->l->until && k->l->on > k->l->until;
	if (period_is(&a->wait)) {
		TRY(period_due(k->cx, cal, since, &a->wait, &k->l->from));
		k->l->facts.early = k->l->on < k->l->from;
	}
	if (period_is(&a->within)) {
		TRY(letter_since(k->cx, k->m, &since));
		if (since)
			TRY(period_due(k->cx, cal, since, &a->within, &k->l->to));
		k->l->facts.lapsed = k->l->to && k->l->on > k->l->to;
	}
	return OK;
}

/* A name of ideographs is its own plain text, so that keys kept by earlier versions count on; one
 * with a dot or large letters that was kept before the fold counts anew. */
struct str matter_proxy_key(struct ctx *cx, const struct gate *g, struct str name)
{
	unsigned char b[BLIND_LEN];
	char hex[2 * BLIND_LEN + 1];
	struct buf plain BUF_AUTO = { 0 };

	if (!office_account(g->o, str_trim(name)))
		name = gate_name_plain(cx, name);        /* 李 四 is 李四 */
	name = gate_name_plain(cx, office_login_name(cx, g->o, str_trim(name)));
	buf_init(&plain, name.n + 16);
	buf_addz(&plain, "proxy ");
	buf_adds(&plain, name);
	keyring_blind(&g->r->keys, BLIND_ID, buf_str(&plain), b);
	for (int i = 0; i < BLIND_LEN; i++)
		snprintf(hex + 2 * i, 3, "%02x", b[i]);
	return str_dup(&cx->arena, str_of(hex));
}

/* Those who have a key among the first n of `key`. */
static bool keyed(const struct str *key, int n, struct str one)
{
	for (int i = 0; i < n; i++)
		if (str_eq(key[i], one))
			return true;
	return false;
}

int matter_people(struct ctx *cx, const struct gate *g, struct str names, const struct str *but,
                  int nbut)
{
	struct str key[PEOPLE_MOST], rest = names, one;
	int n = 0;

	while (n < PEOPLE_MOST && gate_name_next(&rest, &one)) {
		struct str k = matter_proxy_key(cx, g, one);

		if (gate_name_is(one) && !keyed(but, nbut, k) && !keyed(key, n, k))
			key[n++] = k;
	}
	return n;
}

enum err matter_family(struct ctx *cx, const struct matter *m, struct matter_family *out)
{
	*out = (struct matter_family){ 0 };
	if (!m->about || !rec_has(m->row, MATTER_household))
		return OK;
	out->head = m->about;
	return register_children(cx, m->g->r, register_entity(m->g->r, TAG_person), m->about->id,
	                         &out->member, &out->n);
}

bool matter_of_family(const struct matter_family *f, struct str name)
{
	if (f->head && rec_has(f->head, HOUSEHOLD_head_name) &&
	    gate_name_same(f->head->v[HOUSEHOLD_head_name].s, name))
		return true;
	for (int i = 0; i < f->n; i++)
		if (rec_has(f->member[i], PERSON_name) &&
		    gate_name_same(f->member[i]->v[PERSON_name].s, name))
			return true;
	return false;
}

/* Of the family, or called as an account is, by either name, that declared kin in it. */
static enum err is_kin(struct ctx *cx, const struct matter *m, const struct matter_family *f,
                       struct str said, bool *is)
{
	struct office *o = m->g->o;
	struct str login, name;
	struct who who;

	*is = matter_of_family(f, said);
	for (int i = 0; !*is && f->head && office_account_nth(cx, o, i, &login, &name); i++) {
		if (!str_eq(str_trim(said), login) && !gate_name_same(said, name))
			continue;
		*is = matter_of_family(f, name);
		if (office_as(cx, o, login, &who) != OK)
			err_clear(cx);                  /* disabled: nothing more is known of it */
		else if (!*is)
			TRY(office_kin_of(cx, o, &who, f->head->id, is, NULL));
	}
	return OK;
}

enum err matter_witnesses(struct ctx *cx, const struct matter *m, struct str names,
                          const struct str *but, int nbut, int *n)
{
	struct buf left BUF_AUTO = { 0 };
	struct str rest = names, one;
	struct matter_family f;
	bool kin;

	TRY(matter_family(cx, m, &f));
	buf_init(&left, names.n * 4 + 16);
	while (gate_name_next(&rest, &one)) {
		TRY(is_kin(cx, m, &f, one, &kin));
		if (!kin)
			buf_addf(&left, "%.*s,", STR_FMT(one));
	}
	*n = matter_people(cx, m->g, buf_str(&left), but, nbut);
	return OK;
}

const struct check_item *matter_check_item(const struct matter *m, struct str id)
{
	for (int c = 0; c < m->p->ncheck; c++) {
		const struct checklist *l = pack_checklist(m->round.law->p, m->p->check[c]);

		for (int i = 0; l && i < l->nitem; i++)
			if (str_eq(l->item[i].id, id))
				return &l->item[i];
	}
	return NULL;
}

struct matter_signed matter_signed(const struct rec *decision)
{
	struct matter_signed s = { 0 };
	struct str rest = rec_has(decision, DECISION_signed_for) ?
		decision->v[DECISION_signed_for].s : STR("");

	if (str_next(&rest, '\n', &s.proxy) && str_next(&rest, '\n', &s.relation))
		str_next(&rest, '\n', &s.witness);
	return s;
}

enum err matter_proxied(struct ctx *cx, struct db *db, struct str key, int64_t household,
                        int64_t *n)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, db, &sql_proxy, &q));
	stmt_text(q, 1, key);
	stmt_int(q, 2, household);
	TRY(stmt_step(cx, q, &row));
	*n = stmt_col_int(q, 0);
	stmt_done(q);
	return OK;
}

/* Keys of those who take the step, fewer than PEOPLE_MOST: none of them sees it as a witness, and
 * none signs for the household. */
static int who_act(struct looking *k, struct str out[PEOPLE_MOST])
{
	struct str rest = k->l->with, one;
	int n = 0;

	out[n++] = matter_proxy_key(k->cx, k->m->g, str_of(k->who->name));
	while (n < PEOPLE_MOST - 1 && str_next(&rest, ' ', &one))
		out[n++] = matter_proxy_key(k->cx, k->m->g, office_actor_name(k->cx, k->m->g->o, one));
	return n;
}

/* The newest authority to sign that no other matter rests on; -1: there is none. */
static int authority_of(const struct looking *k)
{
	const struct list_face *l = &k->m->g->r->model->lists;
	int best = -1;

	for (int i = 0; i < k->m->npaper; i++) {
		const struct rec *a = k->m->paper[i];

		if (rec_has(a, ATTACHMENT_kind) && !k->m->used[i] && !comes_later(k, a) &&
		    l->has_tag(l->state, "attachment_kind", a->v[ATTACHMENT_kind].i, "authority"))
			best = i;
	}
	return best;
}

static struct str with_paper(const struct looking *k, struct str ids, int paper)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_addf(&b, "%.*s%s%lld", STR_FMT(ids), ids.n ? "," : "",
	         (long long)k->m->paper[paper]->id);
	return str_dup(&k->cx->arena, buf_str(&b));
}

/* The step rests on it: no other matter can be signed for with it. */
static void rest_on(struct looking *k, int paper)
{
	k->l->papers = with_paper(k, k->l->papers, paper);
	k->l->own = with_paper(k, k->l->own, paper);
}

static enum err proxy_of(struct looking *k, enum signed_by *out)
{
	struct str key = matter_proxy_key(k->cx, k->m->g, k->o->proxy), not[PEOPLE_MOST];
	int authority = authority_of(k), n = who_act(k, not);
	bool clerk = keyed(not, n, key);
	int64_t had;
	int seen;

	not[n++] = key;
	TRY(matter_witnesses(k->cx, k->m, k->o->witness, not, n, &seen));
	TRY(matter_proxied(k->cx, k->m->g->r->db, key, k->m->about ? k->m->about->id : 0, &had));
	*out = !gate_name_is(k->o->proxy) ? SIGNED_NOT :
		clerk ? SIGNED_BY_CLERK :
		authority < 0 || !str_trim(k->o->relation).n ? SIGNED_NO_AUTHORITY :
		seen < k->m->p->witnesses ? SIGNED_NO_WITNESS :
		had >= k->m->p->proxies ? SIGNED_TOO_MANY : SIGNED_PROXY;
	if (*out == SIGNED_PROXY)
		rest_on(k, authority);
	return OK;
}

/* The household refuses to sign: whoever saw it says so, but those who take the step. */
static enum err refused_before(struct looking *k, enum signed_by *out)
{
	struct str not[PEOPLE_MOST];
	int n = who_act(k, not), seen;

	TRY(matter_witnesses(k->cx, k->m, k->o->witness, not, n, &seen));
	*out = seen < k->m->p->witnesses ? SIGNED_UNSEEN : SIGNED_REFUSED;
	return OK;
}

static enum err look_signer(struct looking *k)
{
	const struct list_face *l = &k->m->g->r->model->lists;
	struct str said = str_trim(k->o->signer);
	int64_t code;
	bool exact;

	if (!said.n)
		return OK;
	if (!list_tagged(k->m->g->r->model, "signer", str_z(&k->cx->arena, said), &code) &&
	    !l->code(l->state, "signer", said, &code, &exact))
		return err_set(k->cx, ERR_INPUT, "signer", "gate-signer", str_z(&k->cx->arena, said), NULL);
	if (l->has_tag(l->state, "signer", code, "unsigned"))
		return err_set(k->cx, ERR_INPUT, "signer", "gate-signer-letter",
		               str_z(&k->cx->arena, said), NULL);
	k->l->facts.signer = SIGNED_SELF;
	k->l->signer = code;
	if (l->has_tag(l->state, "signer", code, "refused"))
		return refused_before(k, &k->l->facts.signer);
	return l->has_tag(l->state, "signer", code, "proxy") ? proxy_of(k, &k->l->facts.signer) : OK;
}

static enum err look_list(struct looking *k)
{
	TRY(matter_posted(k->cx, k->m, k->l->on, &k->l->posting));
	k->l->facts.posted = k->l->posting.posted;
	k->l->facts.opposed = k->l->posting.opposed;
	return OK;
}

/* ---- all ---- */

static enum err look_day(struct looking *k)
{
	date_t since = (date_t)k->m->row->v[MATTER_since].i, today = register_today(k->cx, k->m->g->r);
	char day[11], first[11];

	k->l->on = k->o->on ? k->o->on : today;
	date_put(day, k->l->on);
	date_put(first, since);
	if (k->l->on > today)
		return err_set(k->cx, ERR_INPUT, "--on", "gate-day-future", day, NULL);
	if (k->l->on < since)
		return err_set(k->cx, ERR_INPUT, "--on", "gate-day-before", day, first, NULL);
	return OK;
}

/* What is said in acting, by the rules of the fields that keep it. */
static enum err said_well(struct ctx *cx, const struct gate *g, const struct matter_order *o)
{
	TRY(gate_typed(cx, "reason", o->reason, TYPED_REASON, true));
	TRY(gate_typed(cx, "excuse", o->excuse, TYPED_REASON, true));
	TRY(gate_typed_names(cx, g->o, "proxy", o->proxy, TYPED_NAME));
	TRY(gate_typed(cx, "relation", o->relation, TYPED_NAME, false));
	TRY(gate_typed_names(cx, g->o, "witness", o->witness, TYPED_NAMES));
	for (int i = 0; i < o->ncheck; i++)
		TRY(gate_typed(cx, "checks", o->check[i], TYPED_REASON, false));
	return OK;
}

enum err matter_look(struct ctx *cx, const struct matter *m, const struct who *who,
                     const struct matter_order *o, struct matter_look *out)
{
	struct looking k = { cx, m, who, o, out };

	*out = (struct matter_look){ .act = procedure_act_at(m->p, m->gate, o->act) };
	out->lack = arena_array(&cx->arena, LACKS_MAX, sizeof *out->lack);
	TRY(said_well(cx, m->g, o));
	TRY(look_day(&k));
	if (out->act) {
		out->facts.reason = str_trim(o->reason).n > 0;
		out->facts.excuse = str_trim(o->excuse).n > 0;
		out->facts.closed = !m->round.open;
		out->facts.gone = !m->about || !register_alive(m->g->r, m->about);
		TRY(look_who(&k));
		look_papers(&k);
		TRY(look_checks(&k, m->round.law->p));
		TRY(look_guard(&k));
		TRY(look_verdict(&k, m->round.law));
		TRY(look_vote(&k));
		TRY(look_clock(&k));
		TRY(look_signer(&k));
		TRY(look_list(&k));
		out->against = procedure_against(out->act, &out->facts);
	}
	out->nlack = procedure_lacks(m->p, m->gate, out->act, &out->facts, out->lack);
	return OK;
}

enum err matter_wants(struct ctx *cx, const struct matter *m, const struct who *who,
                      const struct procedure_act *act, struct matter_look *out)
{
	static const struct matter_order nothing = { 0 };
	struct looking k = { cx, m, who, &nothing, out };
	struct procedure_facts *f = &out->facts;

	*out = (struct matter_look){ .act = act, .on = register_today(cx, m->g->r) };
	out->lack = arena_array(&cx->arena, LACKS_MAX, sizeof *out->lack);
	f->reason = f->excuse = true;
	f->checks = UINT32_MAX;
	if (act->guard.text.n)
		TRY(look_guard(&k));
	f->signer = SIGNED_SELF;
	f->verdict = act->verdict == 1 ? TRUTH_TRUE : TRUTH_FALSE;
	f->closed = !m->round.open;
	f->gone = !m->about || !register_alive(m->g->r, m->about);
	TRY(look_who(&k));
	look_papers(&k);
	TRY(look_vote(&k));
	TRY(look_clock(&k));
	TRY(look_list(&k));
	out->nlack = procedure_lacks(m->p, m->gate, act, f, out->lack);
	return OK;
}
