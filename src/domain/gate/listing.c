#include "domain/gate/listing.h"

#include <stdlib.h>

#define SURVEYORS_MOST 20000     /* bytes of their names on one list */

static const struct sql sql_waiting = { "listing.waiting",
	"SELECT id, coalesce(household, area), area, since FROM matter WHERE round=$1 AND gate=$2", 0 };
static const struct sql sql_worked = { "listing.worked",
	"SELECT DISTINCT actor, gate, act, with_whom FROM decision WHERE matter=$1", 0 };
/* Lists of a place that were never hung up. */
static const struct sql sql_older = { "listing.older",
	"SELECT id FROM notice WHERE of_round=$1 AND gate=$2 AND area=$3 AND posted IS NULL"
	" AND down IS NULL", 0 };
/* The list of a place that was made last. */
static const struct sql sql_newest = { "listing.newest",
	"SELECT id, no FROM notice WHERE of_round=$1 AND gate=$2 AND area=$3 ORDER BY id DESC LIMIT 1",
	0 };
/* Lists of a place that hang or hung, and have not given way yet. */
static const struct sql sql_standing = { "listing.standing",
	"SELECT id FROM notice WHERE of_round=$1 AND gate=$2 AND area=$3 AND posted IS NOT NULL"
	" AND down IS NULL", 0 };
static const struct sql sql_on_it = { "listing.on_it",
	"SELECT gate_case FROM notice_line WHERE notice=$1", 0 };
const struct sql *const listing_sqls[] = { &sql_waiting, &sql_worked, &sql_older,
	&sql_newest, &sql_standing, &sql_on_it, NULL };

struct waiting {
	int64_t matter, about;       /* a household, or where the matter lies */
	int64_t place;               /* of the list */
	date_t since;
};
struct making {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct round_view *round;
	const struct procedure_gate *gate;
	int at;
	struct area_tree *tree;
	date_t from;
	struct waiting *w;
	int n, cap;
};

static int by_place(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) :
	       (x->matter > y->matter) - (x->matter < y->matter);
}

/* Everybody who waits at the gate, by the place of the list. */
static enum err gather(struct making *k, int64_t within)
{
	int top = within ? area_by_id(k->tree, within) : -1;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_waiting, &q));
	stmt_int(q, 1, k->round->row->id);
	stmt_text(q, 2, k->gate->id);
	for (;;) {
		int at;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		at = area_by_id(k->tree, stmt_col_int(q, 2));
		if (at < 0 || (top >= 0 && !area_within(area_nth(k->tree, top), at)) ||
		    !scope_area(k->g->r->scope, area_nth(k->tree, at)->id))
			continue;
		if (area_nth(k->tree, at)->level > k->gate->publish.level)
			at = area_up(k->tree, at, k->gate->publish.level);
		if (at < 0)
			continue;
		k->w = arena_grown(&k->cx->arena, k->w, k->n, &k->cap, sizeof *k->w);
		k->w[k->n++] = (struct waiting){ stmt_col_int(q, 0), stmt_col_int(q, 1),
			area_nth(k->tree, at)->id, (date_t)stmt_col_int(q, 3) };
	}
	stmt_done(q);
	if (k->n)
		qsort(k->w, (size_t)k->n, sizeof *k->w, by_place);
	return OK;
}

static bool has_word(struct str text, struct str word)
{
	struct str one;

	while (str_next(&text, ' ', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

/* Who took a step and who took it with him, each once. */
static void add_actors(struct buf *b, struct str actor, struct str with)
{
	struct str one = actor;

	do {
		if (!one.n || has_word(buf_str(b), one))
			continue;
		buf_addz(b, b->n ? " " : "");
		buf_adds(b, one);
	} while (str_next(&with, ' ', &one));
}

/* Who filled in the survey of these: others than they verify what is said against it. */
static enum err surveyors(struct making *k, const struct waiting *w, int n, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SURVEYORS_MOST);
	for (int i = 0; i < n; i++) {
		struct stmt *q;
		bool row;

		TRY(db_stmt(k->cx, k->g->r->db, &sql_worked, &q));
		stmt_int(q, 1, w[i].matter);
		for (;;) {
			const struct procedure_act *a;
			struct str actor;
			int gate;

			TRY(stmt_step(k->cx, q, &row));
			if (!row)
				break;
			actor = stmt_col_text(q, 0);
			gate = procedure_gate_at(k->round->rule->p, stmt_col_text(q, 1));
			a = gate < 0 ? NULL :
				procedure_act_at(k->round->rule->p, gate, stmt_col_text(q, 2));
			if (a && a->checks)
				add_actors(&b, actor, stmt_col_text(q, 3));
		}
		stmt_done(q);
	}
	*out = str_dup(&k->cx->arena, buf_str(&b));
	return b.full ? err_set(k->cx, ERR_LIMIT, "gate", "gate-list-surveyors", NULL) : OK;
}

static void swap(struct waiting *a, struct waiting *b)
{
	struct waiting x = *a;

	*a = *b;
	*b = x;
}

/* Of a list that is amended those who hang go on the new one, for what is left of their time:
 * *until. They come behind the first `fresh`; how many there are in all. */
static enum err to_amend(struct making *k, struct waiting *w, int n, int fresh, date_t *until,
                         int *all)
{
	bool gone = false;

	*all = fresh;
	*until = 0;
	for (int i = fresh; i < n; i++) {
		struct matter m;
		date_t last;
		bool left;

		TRY(matter_bare(k->cx, k->g, k->round, w[i].matter, &m));
		TRY(matter_hangs(k->cx, &m, k->from, &last, &left));
		if (!last)
			continue;
		gone |= left;
		*until = last > *until ? last : *until;
		swap(&w[(*all)++], &w[i]);
	}
	if (!fresh && !gone)
		*all = 0;                        /* it hangs as it is */
	return OK;
}

/* Those of a place that a new list is to hold; *until: its last day, 0: its whole time. */
static enum err to_list(struct making *k, struct waiting *w, int n, int *left, date_t *until)
{
	enum on_change how = k->gate->publish.on_change;
	int fresh = 0, over = 0;

	*until = 0;
	for (int i = 0; i < n - over;) {
		struct posting now;
		struct matter m;

		TRY(matter_bare(k->cx, k->g, k->round, w[i].matter, &m));
		TRY(matter_posted(k->cx, &m, k->from, &now));
		if (now.posted == POSTED_DONE) {     /* hung their time: they wait for nobody */
			swap(&w[i], &w[n - ++over]);
			continue;
		}
		if (now.posted == POSTED_NOT || now.posted == POSTED_DOWN || now.posted == POSTED_CHANGED)
			swap(&w[fresh++], &w[i]);
		i++;
	}
	*left = fresh && how == CHANGE_RESTART_ALL ? n - over : fresh;
	return how == CHANGE_AMEND ? to_amend(k, w, n, fresh, until, left) : OK;
}

static enum err newest(struct ctx *cx, struct db *db, const struct making *k, int64_t place,
                       int64_t *id, struct str *no)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, db, &sql_newest, &q));
	stmt_int(q, 1, k->round->row->id);
	stmt_text(q, 2, k->gate->id);
	stmt_int(q, 3, place);
	TRY(stmt_step(cx, q, &row));
	*id = row ? stmt_col_int(q, 0) : 0;
	*no = row ? str_dup(&cx->arena, stmt_col_text(q, 1)) : STR("");
	stmt_done(q);
	return OK;
}

/* A list with everybody takes the place of those that were made before and not hung up: in the
 * transaction that makes it. */
static enum err supersede(struct making *k, struct edits *e, const struct listed *now)
{
	struct stmt *q;
	int64_t *id;
	int n;

	if (k->gate->publish.on_change != CHANGE_RESTART_ALL)
		return OK;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_older, &q));
	stmt_int(q, 1, k->round->row->id);
	stmt_text(q, 2, k->gate->id);
	stmt_int(q, 3, now->area);
	TRY(stmt_ids(k->cx, q, &id, &n));
	for (int i = 0; i < n; i++)
		TRY(notice_supersede(k->cx, e, id[i], now->made.no));
	return OK;
}

/* Does one of those who are to be listed stand on that list, too? */
static enum err shares(struct making *k, int64_t list, const struct notice_order *o, bool *yes)
{
	struct stmt *q;
	bool row = true;

	*yes = false;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_on_it, &q));
	stmt_int(q, 1, list);
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		for (int i = 0; i < o->n; i++)
			*yes |= o->of_case[i] == stmt_col_int(q, 0);
	}
	stmt_done(q);
	return OK;
}

/* A list that hangs gives way to the new one as soon as that hangs, too: notice_post. */
static enum err gives_way(struct making *k, struct edits *e, const struct notice_order *o,
                          struct str by)
{
	struct stmt *q;
	int64_t *id;
	int n;

	if (k->gate->publish.on_change == CHANGE_RESTART_CHANGED)
		return OK;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_standing, &q));
	stmt_int(q, 1, k->round->row->id);
	stmt_text(q, 2, k->gate->id);
	stmt_int(q, 3, o->area);
	TRY(stmt_ids(k->cx, q, &id, &n));
	for (int i = 0; i < n; i++) {
		bool yes;

		TRY(shares(k, id[i], o, &yes));
		if (yes)
			TRY(notice_give_way(k->cx, e, id[i], by));
	}
	return OK;
}

/* What the order was made of. */
struct basis_of { const struct making *k; int64_t place, newest; };

/* Asked by the writer: did somebody else make a list of this place since ours was thought out? */
static enum err still_newest(struct ctx *cx, struct db *db, struct edits *e)
{
	const struct basis_of *b = e->still_of;
	struct str no;
	int64_t id;

	TRY(newest(cx, db, b->k, b->place, &id, &no));
	return id == b->newest ? OK : err_set(cx, ERR_CONFLICT, "notice", "notice-listed-meanwhile",
	                                      str_z(&cx->arena, no), NULL);
}

/* As the pack says, else the procedure and its gate. */
static void titles(const struct making *k, struct notice_order *o)
{
	const struct publication *b = &k->gate->publish;
	const struct procedure *p = k->round->rule->p;
	struct arena *a = &k->cx->arena;

	o->zh = b->title.n ? b->title : str_join(a, p->zh, str_join(a, STR("："), k->gate->zh));
	o->en = b->title_en.n ? b->title_en :
	        str_join(a, p->en, str_join(a, STR(": "), k->gate->en));
}

/* A list of those who were not there yet cannot have hung. */
static enum err were_there(const struct making *k, const struct waiting *w, int n)
{
	char day[11], first[11];

	for (int i = 0; i < n; i++) {
		if (w[i].since <= k->from)
			continue;
		date_put(day, k->from);
		date_put(first, w[i].since);
		return err_set(k->cx, ERR_INPUT, "from", "notice-before-gate", day, first, NULL);
	}
	return OK;
}

/* The list and what it takes the place of, in one leaf: there is no half of it. */
static enum err put_list(struct making *k, const struct notice_desk *d,
                         const struct notice_order *o, int64_t newest, struct listed *out)
{
	struct basis_of basis = { k, o->area, newest };
	struct edits e;

	edits_begin(&e, k->g->r, "");
	TRY(notice_add(k->cx, d, &e, o, &out->made));
	out->area = o->area;
	TRY(supersede(k, &e, out));
	TRY(gives_way(k, &e, o, out->made.no));
	e.object = TAG_notice;
	e.object_id = out->made.id;
	e.still = still_newest;
	e.still_of = &basis;
	return edits_write(k->cx, &e, NULL);
}

static enum err written(struct making *k, const struct notice_order *o, int64_t newest,
                        struct listed *out)
{
	struct numbers numbers;
	struct notice_desk d;

	TRY(notice_desk_open(k->cx, k->g->r, &d));
	store_numbers(k->g->r->st, TAG_notice, 0, &numbers);
	return store_numbers_end(&numbers, put_list(k, &d, o, newest, out), false);
}

enum err listing_lets(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct procedure *p, int gate, int64_t area)
{
	struct office_object object = { .area = area, .placed = true };

	TRY(office_need(cx, g->o, who, PERM_procedure, &object));
	return gate_role(cx, g, who, &object, p, gate, WHEN_PUBLISHED);
}

static enum err make_one(struct making *k, struct waiting *w, int n, date_t until, int64_t newest,
                         struct listed *out)
{
	const struct publication *b = &k->gate->publish;
	struct notice_order o = { .gate = k->gate->id, .round = k->round->row->id, .area = w->place,
		.result = !b->objections, .level = b->level, .from = k->from, .n = n };
	int64_t *about = arena_array(&k->cx->arena, (size_t)n, sizeof *about);
	int64_t *matter = arena_array(&k->cx->arena, (size_t)n, sizeof *matter);

	TRY(listing_lets(k->cx, k->g, k->who, k->round->rule->p, k->at, w->place));
	TRY(were_there(k, w, n));
	for (int i = 0; i < n; i++) {
		about[i] = w[i].about;
		matter[i] = w[i].matter;
	}
	o.about = about;
	o.places = !str_eqz(k->round->rule->p->noun, "household");
	o.of_case = matter;
	titles(k, &o);
	o.days = b->length.days ? b->length.days : 1;
	o.working = b->length.working;
	if (until) {
		o.days = date_days(until) - date_days(k->from) + 1;
		o.working = false;
	}
	o.maker = str_of(k->who->actor);
	TRY(surveyors(k, w, n, &o.surveyors));
	return written(k, &o, newest, out);
}

/* Those of one place, in a turn of their own; area 0: no list is to be made. */
static enum err at_place(struct making *k, struct waiting *w, int n, struct listed *out)
{
	struct ctx *all = k->cx, turn;
	struct listed made = { 0 };
	int64_t last = 0;
	struct str no;
	date_t until;
	int many = 0;
	enum err e;

	turn_begin(all, &turn);
	k->cx = &turn;
	e = newest(&turn, k->g->r->db, k, w->place, &last, &no);     /* before anybody is looked at */
	if (e == OK)
		e = to_list(k, w, n, &many, &until);
	if (e == OK && many)
		e = make_one(k, w, many, until, last, &made);
	k->cx = all;
	*out = made;
	out->made.no = str_dup(&all->arena, made.made.no);
	return turn_end(all, &turn, e);
}

enum err listing_make(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct round_view *round, struct str gate, int64_t area, date_t from,
                      struct listed **out, int *n)
{
	struct making k = { .cx = cx, .g = g, .who = who, .round = round, .from = from };
	int last;

	*n = 0;
	if (!round->open)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-over",
		               str_z(&cx->arena, round->row->v[ROUND_no].s), NULL);
	if (!k.from)
		k.from = register_today(cx, g->r);
	k.at = procedure_gate_at(round->rule->p, gate);
	if (k.at < 0 || !round->rule->p->gate[k.at].publish.kind.n)
		return err_set(cx, ERR_INPUT, "gate", "gate-no-list", str_z(&cx->arena, gate), NULL);
	k.gate = &round->rule->p->gate[k.at];
	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	TRY(gather(&k, area));
	*out = arena_array(&cx->arena, (size_t)k.n + 1, sizeof **out);
	for (int i = 0; i < k.n; i = last) {
		for (last = i; last < k.n && k.w[last].place == k.w[i].place; last++)
			;
		TRY(at_place(&k, &k.w[i], last - i, &(*out)[*n]));
		*n += (*out)[*n].area != 0;
	}
	return OK;
}
