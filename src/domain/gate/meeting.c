#include "domain/gate/meeting.h"

#include <stdio.h>

#define NAMES_MOST 5000
#define IDS_MOST 2000

static const struct sql sql_of_round = { "meeting.of_round",
	"SELECT id FROM meeting WHERE round=$1 ORDER BY id DESC LIMIT 2000", 0 };
static const struct sql sql_votes = { "meeting.votes",
	"SELECT id FROM vote WHERE meeting=$1 ORDER BY id LIMIT 2000", 0 };
const struct sql *const meeting_sqls[] = { &sql_of_round, &sql_votes, NULL };

struct attendee { struct str name; struct str for_whom; int proxies; };
struct holding {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct meeting_new *n;
	const struct procedure_gate *gate;
	struct attendee *at;
	int nat;
	struct meeting_made *out;
	struct edits e;
	struct rec *row;
	date_t on;
};

/* ---- the rule ---- */

bool meeting_quorate(const struct assembly *a, int64_t there, int64_t all)
{
	return all > 0 && there * a->quorum.den >= all * a->quorum.num;
}

/* Just the threshold is enough, except just a half: then the rule about ties decides. */
const char *meeting_result(const struct assembly *a, bool quorate, int64_t in_favour, int64_t base,
                           int64_t all)
{
	int64_t of = a->of_all ? all : base, have = in_favour * a->pass.den, want = of * a->pass.num;
	bool half = a->pass.num * 2 == a->pass.den;

	if (!quorate)
		return "no_quorum";
	return of > 0 && (have > want || (have == want && (!half || a->tie_passes))) ? "passed" :
	       "failed";
}

/* ---- who came ---- */

static enum err name_bad(struct holding *k, const char *key, struct str name)
{
	return err_set(k->cx, ERR_INPUT, "attendance", key, str_z(&k->cx->arena, name), NULL);
}

static enum err attendee_read(struct holding *k, struct str line)
{
	struct attendee *a = &k->at[k->nat];
	struct str rest, one, sign = STR(" 代 ");
	ptrdiff_t at = str_find(line, sign);

	if (at < 0) {
		sign = STR(" for ");
		at = str_find(line, sign);
	}
	a->name = str_trim(at < 0 ? line : str_sub(line, 0, (size_t)at));
	a->for_whom = at < 0 ? STR("") : str_sub(line, (size_t)at + sign.n, line.n);
	for (rest = a->for_whom; gate_name_next(&rest, &one);)
		a->proxies++;
	if (!a->name.n)
		return name_bad(k, "gate-meeting-name", line);
	for (int i = 0; i < k->nat; i++)
		if (str_eq(k->at[i].name, a->name))
			return name_bad(k, "gate-meeting-twice", a->name);
	if (a->proxies > k->gate->meeting.proxies)
		return name_bad(k, "gate-meeting-proxies", a->name);
	k->out->present++;
	k->out->proxies += a->proxies;
	k->nat++;
	return OK;
}

static enum err attendance_read(struct holding *k)
{
	struct str rest = k->n->attendance, line;

	k->at = arena_array(&k->cx->arena, NAMES_MOST, sizeof *k->at);
	while (rest.n) {
		if (!str_next(&rest, '\n', &line)) {
			line = rest;
			rest = (struct str){ 0 };
		}
		line = str_trim(line);
		if (k->nat == NAMES_MOST)
			return err_set(k->cx, ERR_LIMIT, "attendance", "gate-meeting-many", NULL);
		if (line.n)
			TRY(attendee_read(k, line));
	}
	if (k->out->present + k->out->proxies > k->n->representatives)
		return err_set(k->cx, ERR_INPUT, "representatives", "gate-meeting-more", NULL);
	k->out->quorate = meeting_quorate(&k->gate->meeting, k->out->present + k->out->proxies,
	                                  k->n->representatives);
	return OK;
}

/* ---- kin ---- */

static bool said_kin(struct str kin, struct str name)
{
	struct str one;

	while (gate_name_next(&kin, &one))
		if (str_eq(one, name))
			return true;
	return false;
}

/* Votes that are not there for this household: relatives' own, and those they carry. */
static enum err kin_votes(struct holding *k, const struct matter *m, const struct meeting_vote *v,
                          int64_t *out, struct str *who)
{
	struct rec **member = NULL;
	struct buf names BUF_AUTO = { 0 };
	int n = 0;

	*out = 0;
	buf_init(&names, 1 << 20);
	if (m->about && rec_has(m->row, MATTER_household))
		TRY(register_children(k->cx, k->g->r, register_entity(k->g->r, TAG_person), m->about->id,
		                      &member, &n));
	for (int i = 0; i < k->nat; i++) {
		struct str name = k->at[i].name;
		bool kin = said_kin(v->kin, name) || (m->about && rec_has(m->row, MATTER_household) &&
		           rec_has(m->about, HOUSEHOLD_head_name) &&
		           str_eq(m->about->v[HOUSEHOLD_head_name].s, name));

		for (int p = 0; p < n && !kin; p++)
			kin = rec_has(member[p], PERSON_name) && str_eq(member[p]->v[PERSON_name].s, name);
		*out += kin ? 1 + k->at[i].proxies : 0;
		if (kin)
			buf_addf(&names, "%s%.*s", names.n ? "\n" : "", STR_FMT(name));
	}
	*who = str_dup(&k->cx->arena, buf_str(&names));
	return OK;
}

/* ---- votes ---- */

static enum err vote_bad(struct holding *k, const char *key, struct str no)
{
	return err_set(k->cx, ERR_INPUT, "vote", key, str_z(&k->cx->arena, no), NULL);
}

static enum err put_vote(struct holding *k, int i)
{
	const struct meeting_vote *v = &k->n->vote[i];
	int64_t all = k->n->representatives, base;
	struct matter m;
	struct rec *row;

	TRY(matter_load(k->cx, k->g, v->matter, &m));
	if (m.round.row->id != k->n->round->row->id || !str_eq(m.p->gate[m.gate].id, k->gate->id))
		return err_set(k->cx, ERR_CONFLICT, "vote", "gate-meeting-gate",
		               str_z(&k->cx->arena, v->matter), NULL);
	for (int j = 0; j < i; j++)
		if (str_eq(str_trim(k->n->vote[j].matter), str_trim(v->matter)))
			return vote_bad(k, "gate-meeting-voted", v->matter);
	TRY(kin_votes(k, &m, v, &k->out->excluded[i], &k->out->kin[i]));
	base = k->out->present + k->out->proxies - k->out->excluded[i];
	if (v->in_favour < 0 || v->against < 0 || v->abstain < 0 || v->in_favour > base ||
	    v->against > base || v->abstain > base || v->in_favour + v->against + v->abstain > base)
		return vote_bad(k, "gate-meeting-count", v->matter);
	k->out->result[i] = meeting_result(&k->gate->meeting, k->out->quorate, v->in_favour, base, all);
	TRY(edits_new(k->cx, &k->e, register_entity(k->g->r, TAG_vote),
	              rec_has(m.row, MATTER_household) ? m.about : NULL, &row));
	row->area = m.row->area;
	gate_number(k->cx, row, VOTE_no, 'V');
	rec_int(row, VOTE_meeting, k->row->id);
	rec_int(row, VOTE_matter, m.row->id);
	rec_int(row, VOTE_in_favour, v->in_favour);
	rec_int(row, VOTE_against, v->against);
	rec_int(row, VOTE_abstain, v->abstain);
	rec_int(row, VOTE_excluded, k->out->excluded[i]);
	if (str_trim(v->note).n)
		rec_text(row, VOTE_note, str_trim(v->note));
	return gate_tag(k->cx, k->g, row, VOTE_result, "vote_result", k->out->result[i]);
}

static void text_if(struct rec *row, int field, struct str s)
{
	s = str_trim(s);
	if (s.n)
		rec_text(row, field, s);
}

static enum err put_meeting(struct holding *k)
{
	const struct meeting_new *n = k->n;
	struct rec *row;

	TRY(edits_new(k->cx, &k->e, register_entity(k->g->r, TAG_meeting), NULL, &row));
	k->row = row;
	row->area = n->area;
	gate_number(k->cx, row, MEETING_no, 'M');
	k->out->no = row->v[MEETING_no].s;
	rec_int(row, MEETING_round, n->round->row->id);
	rec_int(row, MEETING_area, n->area);
	rec_text(row, MEETING_gate, k->gate->id);
	rec_int(row, MEETING_on_date, k->on);
	text_if(row, MEETING_place, n->place);
	text_if(row, MEETING_chair, n->chair);
	text_if(row, MEETING_minutes, n->minutes);
	text_if(row, MEETING_attendance, n->attendance);
	rec_int(row, MEETING_representatives, n->representatives);
	rec_int(row, MEETING_present, k->out->present);
	rec_int(row, MEETING_proxies, k->out->proxies);
	rec_int(row, MEETING_quorate, k->out->quorate);
	rec_text(row, MEETING_maker, str_of(k->who->actor));
	rec_int(row, MEETING_made, k->cx->now_ms);
	TRY(gate_tag(k->cx, k->g, row, MEETING_manner, "vote_manner",
	             n->manner.n ? str_z(&k->cx->arena, n->manner) : "hands"));
	return gate_tag(k->cx, k->g, row, MEETING_state, "meeting_state", "held");
}

static enum err sensible(struct holding *k)
{
	const struct procedure *p = k->n->round->rule->p;
	int at = procedure_gate_at(p, k->n->gate);
	date_t today = register_today(k->cx, k->g->r);
	char day[11];

	if (at < 0 || !p->gate[at].meeting.quorum.den)
		return err_set(k->cx, ERR_INPUT, "gate", "gate-meeting-none",
		               str_z(&k->cx->arena, k->n->gate), NULL);
	k->gate = &p->gate[at];
	k->on = k->n->on ? k->n->on : today;
	date_put(day, k->on);
	if (k->on > today)
		return err_set(k->cx, ERR_INPUT, "--on", "gate-day-future", day, NULL);
	if (k->n->representatives < 1 || k->n->representatives > 100000)
		return err_set(k->cx, ERR_INPUT, "representatives", "gate-meeting-more", NULL);
	return OK;
}

enum err meeting_hold(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct meeting_new *n, struct meeting_made *out)
{
	struct office_object object = { .area = n->area, .placed = true };
	struct holding k = { .cx = cx, .g = g, .who = who, .n = n, .out = out };

	*out = (struct meeting_made){ 0 };
	out->result = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->result);
	out->excluded = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->excluded);
	out->kin = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->kin);
	TRY(sensible(&k));
	TRY(office_need(cx, g->o, who, PERM_procedure, &object));
	TRY(gate_role(cx, g, who, &object, n->round->rule->p,
	              procedure_gate_at(n->round->rule->p, n->gate), WHEN_PASSED | WHEN_FAILED));
	TRY(attendance_read(&k));
	edits_begin(&k.e, g->r, "");
	TRY(put_meeting(&k));
	for (int i = 0; i < n->nvote; i++)
		TRY(put_vote(&k, i));
	k.e.object = TAG_meeting;
	k.e.object_id = k.row->id;
	if (n->dry)
		return OK;
	return edits_write(cx, &k.e, NULL);
}

/* ---- those that were held ---- */

static enum err ids_of(struct ctx *cx, struct gate *g, const struct sql *sql, int64_t of,
                       int64_t **id, int *n)
{
	struct stmt *q;

	*id = arena_array(&cx->arena, IDS_MOST, sizeof **id);
	TRY(db_stmt(cx, g->r->db, sql, &q));
	stmt_int(q, 1, of);
	return stmt_ids(cx, q, *id, IDS_MOST, n);
}

enum err meeting_of_round(struct ctx *cx, struct gate *g, int64_t round, int64_t **id, int *n)
{
	return ids_of(cx, g, &sql_of_round, round, id, n);
}

enum err meeting_votes(struct ctx *cx, struct gate *g, int64_t meeting, int64_t **id, int *n)
{
	return ids_of(cx, g, &sql_votes, meeting, id, n);
}
