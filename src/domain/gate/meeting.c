#include "domain/gate/meeting.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/typed.h"

#define NAMES_MOST 5000

static const struct sql sql_of_round = { "meeting.of_round",
	"SELECT id FROM meeting WHERE round=$1 ORDER BY id DESC", 0 };
static const struct sql sql_votes = { "meeting.votes",
	"SELECT id FROM vote WHERE meeting=$1 ORDER BY id", 0 };
/* The newest vote on a matter since it came to the gate. */
static const struct sql sql_before = { "meeting.before",
	"SELECT v.id, m.on_date, m.quorate FROM vote v JOIN meeting m ON m.id=v.meeting"
	" WHERE v.matter=$1 AND m.gate=$2 AND m.on_date>=$3 ORDER BY v.id DESC LIMIT 1", 0 };
const struct sql *const meeting_sqls[] = { &sql_of_round, &sql_votes, &sql_before, NULL };

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
	struct area_tree *tree;
	int64_t *before;             /* of each vote: the newest before it, or 0 */
	bool reached;                /* the writer came to it: else it was only tried, or the same
	                              * request was faster, and all is well without it */
};

/* ---- the rule ---- */

bool meeting_quorate(const struct assembly *a, int64_t there, int64_t all)
{
	return all > 0 && there * a->quorum.den >= all * a->quorum.num;
}

bool meeting_tied(const struct assembly *a, int64_t in_favour, int64_t base, int64_t all)
{
	int64_t of = a->of_all ? all : base;

	return of > 0 && a->pass.num * 2 == a->pass.den && in_favour * 2 == of;
}

bool meeting_vote_tied(const struct assembly *a, const struct rec *meeting, const struct rec *vote)
{
	int64_t base = meeting->v[MEETING_present].i + meeting->v[MEETING_proxies].i -
	               vote->v[VOTE_excluded].i;

	return meeting->v[MEETING_quorate].i && meeting_tied(a, vote->v[VOTE_in_favour].i, base,
	                                                     meeting->v[MEETING_representatives].i);
}

int64_t meeting_uncast(const struct rec *meeting, const struct rec *vote)
{
	return meeting->v[MEETING_present].i + meeting->v[MEETING_proxies].i -
	       vote->v[VOTE_excluded].i - vote->v[VOTE_in_favour].i - vote->v[VOTE_against].i -
	       vote->v[VOTE_abstain].i;
}

struct str meeting_pass_says(struct arena *arena, const struct assembly *a, bool en)
{
	char text[30];

	if (a->pass.num * 2 == a->pass.den)
		return a->tie_passes ? str_of(en ? "half" : "半数") : str_of(en ? "more than half" : "过半数");
	snprintf(text, sizeof text, "%d/%d", (int)a->pass.num, (int)a->pass.den);
	return str_dup(arena, str_of(text));
}

/* Just the threshold is enough, except just a half: then the rule about ties decides. */
const char *meeting_result(const struct assembly *a, bool quorate, int64_t in_favour, int64_t base,
                           int64_t all)
{
	int64_t of = a->of_all ? all : base, have = in_favour * a->pass.den, want = of * a->pass.num;
	bool half = meeting_tied(a, in_favour, base, all);

	if (!quorate)
		return "no_quorum";
	return of > 0 && (have > want || (have == want && (!half || a->tie_passes))) ? "passed" :
	       "failed";
}

/* ---- who came ---- */

static const char *number(struct holding *k, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)n);
	return str_z(&k->cx->arena, str_of(text));
}

static enum err name_bad(struct holding *k, const char *key, struct str name)
{
	return err_set(k->cx, ERR_INPUT, "attendance", key, str_z(&k->cx->arena, name), NULL);
}

static bool said(struct str names, struct str name)
{
	struct str one;

	while (gate_name_next(&names, &one))
		if (gate_name_same(one, name))
			return true;
	return false;
}

/* Everybody counts once: there himself, or carried by one other. */
static enum err counted_once(struct holding *k, const struct attendee *a)
{
	struct str rest = a->for_whom, one;

	for (int i = 0; i < k->nat; i++)
		if (gate_name_same(k->at[i].name, a->name) || said(k->at[i].for_whom, a->name))
			return name_bad(k, "gate-meeting-twice", a->name);
	while (gate_name_next(&rest, &one)) {
		bool twice = gate_name_same(one, a->name) || said(rest, one);

		for (int i = 0; i < k->nat; i++)
			twice |= gate_name_same(k->at[i].name, one) || said(k->at[i].for_whom, one);
		if (twice)
			return name_bad(k, "gate-meeting-twice", one);
	}
	return OK;
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
	TRY(gate_typed_names(k->cx, k->g->o, "attendance", a->name, TYPED_NAMES));
	TRY(gate_typed_names(k->cx, k->g->o, "attendance", a->for_whom, TYPED_REASON));
	TRY(counted_once(k, a));
	if (a->proxies > k->gate->meeting.proxies)
		return err_set(k->cx, ERR_INPUT, "attendance", "gate-meeting-proxies",
		               str_z(&k->cx->arena, a->name), number(k, a->proxies),
		               number(k, k->gate->meeting.proxies), NULL);
	k->out->present++;
	k->out->proxies += a->proxies;
	k->nat++;
	return OK;
}

static enum err attendance_read(struct holding *k)
{
	struct str rest = k->n->attendance, line;

	k->at = arena_array(&k->cx->arena, NAMES_MOST, sizeof *k->at);
	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (k->nat == NAMES_MOST)
			return err_set(k->cx, ERR_LIMIT, "attendance", "gate-meeting-many", NULL);
		if (line.n)
			TRY(attendee_read(k, line));
	}
	if (k->out->present + k->out->proxies > k->n->representatives)
		return err_set(k->cx, ERR_INPUT, "representatives", "gate-meeting-more",
		               number(k, k->out->present + k->out->proxies),
		               number(k, k->n->representatives), NULL);
	k->out->quorate = meeting_quorate(&k->gate->meeting, k->out->present + k->out->proxies,
	                                  k->n->representatives);
	return OK;
}

/* ---- kin ---- */

/* Who has no vote on this household: it itself, and whom the meeting says. */
struct kin { struct str said; struct matter_family own; };

static bool is_kin(const struct kin *k, struct str name)
{
	return said(k->said, name) || matter_of_family(&k->own, name);
}

/* Votes that are not there: how many, how many of them of the household itself, and whose. */
struct back { int64_t n, own; struct str who; };

static void stands_back(struct back *b, const struct kin *k, struct buf *names, struct str name)
{
	buf_addf(names, "%s%.*s", names->n ? "\n" : "", STR_FMT(name));
	b->n++;
	b->own += matter_of_family(&k->own, name);
}

/* Votes that are not there for this household: of relatives, who carries them or not, and those
 * that relatives carry. */
static enum err kin_votes(struct holding *k, const struct matter *m, const struct meeting_vote *v,
                          struct back *out)
{
	struct kin kin = { .said = v->kin };
	struct buf names BUF_AUTO = { 0 };

	*out = (struct back){ 0 };
	buf_init(&names, 1 << 20);
	TRY(gate_typed_names(k->cx, k->g->o, "kin", v->kin, TYPED_REASON));
	TRY(matter_family(k->cx, m, &kin.own));
	for (int i = 0; i < k->nat; i++) {
		struct str rest = k->at[i].for_whom, one;
		bool all = is_kin(&kin, k->at[i].name);

		if (all)
			stands_back(out, &kin, &names, k->at[i].name);
		while (gate_name_next(&rest, &one))
			if (all)
				out->n++;
			else if (is_kin(&kin, one))
				stands_back(out, &kin, &names, one);
	}
	out->who = str_dup(&k->cx->arena, buf_str(&names));
	return OK;
}

/* ---- votes ---- */

/* "P12（王建英）": a number alone says nothing to who sits in the meeting. */
static enum err called(struct holding *k, const struct matter *m, const char **out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	buf_adds(&b, m->row->v[MATTER_no].s);
	if (m->about && rec_has(m->row, MATTER_household)) {
		buf_addz(&b, k->cx->lang == LANG_ZH ? "（" : " (");
		TRY(register_head_name(k->cx, k->g->r, register_cells(&k->cx->arena, k->g->r), m->about,
		                       MASK_STAFF, &b));
		buf_addz(&b, k->cx->lang == LANG_ZH ? "）" : ")");
	}
	*out = str_z(&k->cx->arena, buf_str(&b));
	return OK;
}

/* Where: the number of the matter, so that who typed it finds the place. */
static enum err vote_bad(struct holding *k, enum err e, const char *key, const struct matter *m)
{
	const char *who;

	TRY(called(k, m, &who));
	return err_set(k->cx, e, str_z(&k->cx->arena, m->row->v[MATTER_no].s), key, who, NULL);
}

static enum err newest(struct holding *k, struct db *db, const struct rec *matter, int64_t *id,
                       date_t *on, bool *stands)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, db, &sql_before, &q));
	stmt_int(q, 1, matter->id);
	stmt_text(q, 2, k->gate->id);
	stmt_int(q, 3, matter->v[MATTER_since].i);
	TRY(stmt_step(k->cx, q, &row));
	*id = row ? stmt_col_int(q, 0) : 0;
	*on = row ? (date_t)stmt_col_int(q, 1) : 0;
	*stands = row && stmt_col_int(q, 2);
	stmt_done(q);
	return OK;
}

/* What was voted with a quorum stands. It is voted on again only by a meeting that says why and is
 * not dated before the other. */
static enum err voted_before(struct holding *k, int i, const struct matter *m)
{
	const struct meeting_vote *v = &k->n->vote[i];
	bool stands;
	date_t on;

	TRY(newest(k, k->g->r->db, m->row, &k->before[i], &on, &stands));
	return stands && (k->on < on || !str_trim(v->note).n) ?
	       vote_bad(k, ERR_INPUT, "gate-meeting-stands", m) : OK;
}

/* The matter is here: of this round and gate, of this place, and came before the meeting. */
static enum err votable(struct holding *k, int i, const struct matter *m)
{
	const struct meeting_vote *v = &k->n->vote[i];
	int top = area_by_id(k->tree, k->n->area), at = area_by_id(k->tree, m->row->area);

	if (m->round.row->id != k->n->round->row->id || !str_eq(m->p->gate[m->gate].id, k->gate->id))
		return vote_bad(k, ERR_CONFLICT, "gate-meeting-gate", m);
	if (top < 0 || at < 0 || !area_within(area_nth(k->tree, top), at))
		return vote_bad(k, ERR_INPUT, "gate-meeting-away", m);
	if (k->on < (date_t)m->row->v[MATTER_since].i)
		return vote_bad(k, ERR_INPUT, "gate-meeting-early", m);
	for (int j = 0; j < i; j++)
		if (str_eq(str_trim(k->n->vote[j].matter), str_trim(v->matter)))
			return vote_bad(k, ERR_INPUT, "gate-meeting-voted", m);
	return voted_before(k, i, m);
}

/* More votes than there are: which, how many there are, and who stands back by name. */
static enum err too_many(struct holding *k, int i, const struct matter *m, int64_t base)
{
	const struct meeting_vote *v = &k->n->vote[i];
	struct buf back BUF_AUTO = { 0 };
	struct str rest = k->out->kin[i], one;
	const char *who;
	char votes[80], may[24];

	TRY(called(k, m, &who));
	buf_init(&back, 1 << 20);
	while (str_next(&rest, '\n', &one))
		buf_addf(&back, "%s%.*s", back.n ? "、" : "", STR_FMT(one));
	snprintf(votes, sizeof votes, "%lld+%lld+%lld", (long long)v->in_favour,
	         (long long)v->against, (long long)v->abstain);
	snprintf(may, sizeof may, "%lld", (long long)base);
	return err_set(k->cx, ERR_INPUT, str_z(&k->cx->arena, m->row->v[MATTER_no].s),
	               back.n ? "gate-meeting-count-kin" : "gate-meeting-count", who, votes, may,
	               back.n ? str_z(&k->cx->arena, buf_str(&back)) : NULL, NULL);
}

static enum err put_vote(struct holding *k, int i)
{
	const struct meeting_vote *v = &k->n->vote[i];
	int64_t all = k->n->representatives, base;
	struct matter m;
	struct back back;
	struct rec *row;

	TRY(matter_load(k->cx, k->g, v->matter, &m));
	TRY(votable(k, i, &m));
	TRY(kin_votes(k, &m, v, &back));
	k->out->excluded[i] = back.n;
	k->out->kin[i] = back.who;
	base = k->out->present + k->out->proxies - k->out->excluded[i];
	if (v->in_favour < 0 || v->against < 0 || v->abstain < 0 || v->in_favour > base ||
	    v->against > base || v->abstain > base || v->in_favour + v->against + v->abstain > base)
		return too_many(k, i, &m, base);
	k->out->result[i] = meeting_result(&k->gate->meeting, k->out->quorate, v->in_favour, base, all);
	k->out->uncast[i] = base - v->in_favour - v->against - v->abstain;
	k->out->tied[i] = meeting_tied(&k->gate->meeting, v->in_favour, base, all);
	TRY(edits_new(k->cx, &k->e, register_entity(k->g->r, TAG_vote),
	              rec_has(m.row, MATTER_household) ? m.about : NULL, &row));
	row->area = m.row->area;
	gate_number(k->cx, row, VOTE_no, 'V');
	rec_int(row, VOTE_meeting, k->row->id);
	rec_int(row, VOTE_matter, m.row->id);
	rec_int(row, VOTE_in_favour, v->in_favour);
	rec_int(row, VOTE_against, v->against);
	rec_int(row, VOTE_abstain, v->abstain);
	rec_int(row, VOTE_excluded, back.n);
	rec_int(row, VOTE_own, back.own);
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

/* By its tag, or as the list calls it: what the refusal names can be written. */
static enum err put_manner(struct holding *k, struct rec *row)
{
	const struct list_face *l = &k->g->r->model->lists;
	struct str manner = str_trim(k->n->manner), label;
	struct buf all BUF_AUTO = { 0 };
	bool exact = true;
	int64_t code;

	if (list_tagged(k->g->r->model, "vote_manner", str_z(&k->cx->arena, manner), &code) ||
	    (l->code(l->state, "vote_manner", manner, &code, &exact) && exact)) {
		rec_int(row, MEETING_manner, code);
		return OK;
	}
	buf_init(&all, 4096);
	for (int i = 0; l->nth(l->state, "vote_manner", i, &code, &label); i++) {
		label = l->label(l->state, "vote_manner", code, k->cx->lang);
		buf_addf(&all, "%s%.*s", all.n ? msg_between(k->cx->lang) : "", STR_FMT(label));
	}
	return err_set(k->cx, ERR_INPUT, "manner", "gate-meeting-manner",
	               str_z(&k->cx->arena, manner), str_z(&k->cx->arena, buf_str(&all)), NULL);
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
	text_if(row, MEETING_proof, n->proof);
	text_if(row, MEETING_attendance, n->attendance);
	rec_int(row, MEETING_representatives, n->representatives);
	rec_int(row, MEETING_present, k->out->present);
	rec_int(row, MEETING_proxies, k->out->proxies);
	rec_int(row, MEETING_quorate, k->out->quorate);
	rec_text(row, MEETING_maker, str_of(k->who->actor));
	rec_int(row, MEETING_made, k->cx->now_ms);
	if (n->manner.n)                        /* nobody said how: that stays unknown */
		TRY(put_manner(k, row));
	return gate_tag(k->cx, k->g, row, MEETING_state, "meeting_state", "held");
}

/* A place of the level that meets, in a round that is open, on a day of no closed year. */
static enum err placed(struct holding *k)
{
	const struct round_view *v = k->n->round;
	int at;

	if (!v->open)
		return err_set(k->cx, ERR_CONFLICT, "round", "gate-round-over",
		               str_z(&k->cx->arena, v->row->v[ROUND_no].s), NULL);
	TRY(area_load(k->cx, &k->cx->arena, k->g->r, &k->tree));
	at = area_by_id(k->tree, k->n->area);
	if (at < 0 ||
	    (k->gate->meeting.level && area_nth(k->tree, at)->level != k->gate->meeting.level))
		return err_set(k->cx, ERR_INPUT, "area", "gate-meeting-level", NULL);
	return edits_in_year(k->cx, &k->e, k->n->area, k->on);
}

/* What was typed or came as a file: how long it may be, the row's own fields say. */
static enum err readable(struct holding *k)
{
	struct { const char *where; struct str s; bool lines; } text[] = {
		{ "place", k->n->place, false }, { "chair", k->n->chair, false },
		{ "minutes", k->n->minutes, true }, { "attendance", k->n->attendance, true } };

	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		TRY(typed_text(k->cx, text[i].where, text[i].lines, &text[i].s));
	for (int i = 0; i < k->n->nvote; i++)
		TRY(typed_text(k->cx, "note", true, &(struct str){ k->n->vote[i].note.p,
		                                                  k->n->vote[i].note.n }));
	return OK;
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
		return err_set(k->cx, ERR_INPUT, "representatives", "gate-meeting-reps", NULL);
	return placed(k);
}

/* Is it still at the gate that meets, and not since a later day? */
static bool stands_here(const struct holding *k, const struct rec *matter)
{
	return str_eq(matter->v[MATTER_gate].s, k->gate->id) &&
	       k->on >= (date_t)matter->v[MATTER_since].i;
}

/* On the writer's thread, before it is written: the round is open, what was voted on stands where
 * it stood, and nobody recorded a vote on one of them meanwhile. */
static enum err still(struct ctx *cx, struct db *db, struct edits *e)
{
	struct holding *k = e->still_of;
	int vote = 0;

	k->reached = true;
	TRY(round_still_open(cx, db, k->n->round->row->id));
	for (int i = 0; i < e->n; i++) {
		const struct rec *v = e->row[i].now;
		struct rec *matter;
		int64_t id;
		date_t on;
		bool stands;

		if (!v || v->e->tag != TAG_vote)
			continue;
		TRY(store_get(cx, db, &cx->arena, register_entity(k->g->r, TAG_matter),
		              v->v[VOTE_matter].i, &matter));
		if (!stands_here(k, matter))
			return err_set(cx, ERR_CONFLICT, "vote", "gate-meeting-left",
			               str_z(&cx->arena, matter->v[MATTER_no].s), NULL);
		TRY(newest(k, db, matter, &id, &on, &stands));
		if (id != k->before[vote++])
			return err_set(cx, ERR_CONFLICT, "vote", "gate-moved", NULL);
	}
	return OK;
}

static enum err written(struct holding *k)
{
	k->e.still = still;
	k->e.still_of = k;
	TRY(put_meeting(k));
	for (int i = 0; i < k->n->nvote; i++)
		TRY(put_vote(k, i));
	k->e.object = TAG_meeting;
	k->e.object_id = k->row->id;
	return k->n->dry ? OK : edits_write(k->cx, &k->e, NULL);
}

enum err meeting_hold(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct meeting_new *n, struct meeting_made *out)
{
	struct office_object object = { .area = n->area, .placed = true };
	struct holding k = { .cx = cx, .g = g, .who = who, .n = n, .out = out };
	struct numbers numbers;
	enum err e;

	*out = (struct meeting_made){ 0 };
	out->result = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->result);
	out->tied = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->tied);
	out->excluded = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->excluded);
	out->uncast = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->uncast);
	out->kin = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *out->kin);
	k.before = arena_array(&cx->arena, (size_t)n->nvote + 1, sizeof *k.before);
	TRY(office_need(cx, g->o, who, PERM_procedure, &object));
	edits_begin(&k.e, g->r, "");
	TRY(gate_typed(cx, "proof", n->proof, TYPED_REASON, false));
	TRY(sensible(&k));
	TRY(readable(&k));
	TRY(gate_role(cx, g, who, &object, n->round->rule->p,
	              procedure_gate_at(n->round->rule->p, n->gate), WHEN_PASSED | WHEN_FAILED));
	TRY(attendance_read(&k));
	store_numbers(g->r->st, TAG_meeting, TAG_vote, &numbers);
	e = written(&k);
	return store_numbers_end(&numbers, e, !k.reached);
}

/* ---- those that were held ---- */

static enum err ids_of(struct ctx *cx, struct gate *g, const struct sql *sql, int64_t of,
                       int64_t **id, int *n)
{
	struct stmt *q;

	TRY(db_stmt(cx, g->r->db, sql, &q));
	stmt_int(q, 1, of);
	return stmt_ids(cx, q, id, n);
}

enum err meeting_of_round(struct ctx *cx, struct gate *g, int64_t round, int64_t **id, int *n)
{
	return ids_of(cx, g, &sql_of_round, round, id, n);
}

enum err meeting_votes(struct ctx *cx, struct gate *g, int64_t meeting, int64_t **id, int *n)
{
	return ids_of(cx, g, &sql_votes, meeting, id, n);
}
