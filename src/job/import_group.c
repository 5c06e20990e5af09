/* import_group - rows that state households: the exchange list (a household and a person a row)
 * and the household list. A household's facts stand on each of its rows; where they differ, the
 * majority is taken and the others are named. */
#include "job/import_month.h"

struct group {
	struct imp *im;
	struct reader_row **row;
	int n;
	bool persons;                /* the exchange list */
	struct rec *stated;          /* the household as most rows state it */
	struct rec *old, *now;
	struct family fam;
	struct rec **member;         /* members in the register before */
	int nmember;
	struct rec **who;            /* which person of the register each row means, or NULL */
	bool *again;                 /* a row that says what another has said */
};

static bool same_part(const struct group *g, int part, int a, int b)
{
	for (int i = 0; i < g->im->nstated[part]; i++) {
		int f = g->im->stated[part][i];

		if (!val_eq(&g->row[a]->part[part]->v[f], &g->row[b]->part[part]->v[f]))
			return false;
	}
	return true;
}

static struct str row_number(struct imp *im, int32_t row)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 32);
	buf_addi(&b, row);
	return str_dup(&im->chunk->a, buf_str(&b));
}

/* The same row twice: both are named; the later one adds nothing. */
static void find_repeats(struct group *g)
{
	for (int i = 1; i < g->n; i++)
		for (int k = 0; k < i; k++) {
			if (g->again[k] || (g->persons && !same_part(g, 1, i, k)) || !same_part(g, 0, i, k))
				continue;
			g->again[i] = true;
			imp_found_col(g->im, g->row[i], "row_duplicate", -1, row_number(g->im, g->row[k]->row));
			imp_found_col(g->im, g->row[k], "row_duplicate", -1, row_number(g->im, g->row[i]->row));
			break;
		}
}

/* ---- the household's facts ---- */

static int votes(const struct group *g, int f, const struct val *v)
{
	int n = 0;

	for (int i = 0; i < g->n; i++)
		n += !g->again[i] && val_eq(&g->row[i]->part[0]->v[f], v);
	return n;
}

/* The value most rows state; the first of equals. *tie: another has as many. */
static const struct val *majority(const struct group *g, int f, bool *differ, bool *tie)
{
	const struct val *best = NULL;
	int most = 0;

	*differ = *tie = false;
	for (int i = 0; i < g->n; i++) {
		const struct val *v = &g->row[i]->part[0]->v[f];
		int n;

		if (v->kind == VAL_NULL || g->again[i])
			continue;
		if (!best) {
			best = v;
			most = -1;
			continue;
		}
		if (val_eq(v, best))
			continue;
		*differ = true;
		if (most < 0)
			most = votes(g, f, best);
		n = votes(g, f, v);
		*tie = n == most || (*tie && n <= most);
		if (n > most) {
			best = v;
			most = n;
		}
	}
	return best;
}

static void take_facts(struct group *g)
{
	const struct entity *e = g->im->household;

	g->stated = rec_new(&g->im->work, e);
	for (int k = 0; k < g->im->nstated[0]; k++) {
		int f = g->im->stated[0][k];
		bool differ, tie;
		const struct val *v = majority(g, f, &differ, &tie);

		if (!v)
			continue;
		g->stated->v[f] = *v;
		for (int i = 0; differ && i < g->n; i++) {
			const struct val *w = &g->row[i]->part[0]->v[f];

			if (w->kind != VAL_NULL && !g->again[i] && (tie || !val_eq(w, v)))
				imp_found(g->im, g->row[i], "household_differs", 0, f, (struct str){ 0 });
		}
	}
}

static bool any_usable(const struct group *g)
{
	for (int i = 0; i < g->n; i++)
		if (!g->row[i]->refused)
			return true;
	return false;
}

/* Facts that only refused rows state are not taken: their row is refused. */
static void drop_refused_facts(struct group *g)
{
	for (int k = 0; k < g->im->nstated[0]; k++) {
		int f = g->im->stated[0][k];
		bool stated = false;

		for (int i = 0; i < g->n && !stated; i++)
			stated = !g->row[i]->refused && val_eq(&g->row[i]->part[0]->v[f], &g->stated->v[f]);
		if (!stated)
			g->stated->v[f] = (struct val){ VAL_NULL, 0, { 0 } };
	}
}

static struct reader_row *first_usable(const struct group *g)
{
	for (int i = 0; i < g->n; i++)
		if (!g->row[i]->refused)
			return g->row[i];
	return g->row[0];
}

static int32_t first_row(const struct group *g)
{
	return first_usable(g)->refused ? 0 : first_usable(g)->row;
}

static enum err write_household(struct group *g)
{
	struct imp *im = g->im;
	bool changed = true;

	if (g->old) {
		TRY(late_cells(im, first_usable(g), 0, g->old, g->stated, &g->fam));
		imp_check_jump(im, g->row[0], 0, g->stated, g->old);
		TRY(month_merge(im, 0, g->old, g->stated, &g->fam, &g->now, &changed));
		TRY(imp_check_decided(im, first_usable(g), 0, g->old, g->now));
		TRY(month_commit(im, 0, g->old, first_row(g), g->old->id, &g->fam));
	} else {
		g->now = g->stated;
		g->now->id = store_new_id(im->r->st, im->household);
		family_new(im->r->st, g->now->id, &g->fam);
		month_fresh(im, 0, g->now->id);
	}
	if (rec_has(g->now, HOUSEHOLD_area)) {
		g->now->area = g->now->v[HOUSEHOLD_area].i;
		if (!g->old) {
			int at = area_by_id(im->areas, g->now->area), county = area_up(im->areas, at, 3);

			g->now->shard = county >= 0 ? area_nth(im->areas, county)->id : g->now->area;
		}
	}
	if (!changed)
		return OK;
	im->added++;
	g->now->batch = im->batch;
	for (int i = 0; i < g->n; i++)
		if (!g->row[i]->refused) {
			g->now->row = g->row[i]->row;
			g->row[i]->outcome = g->old ? ROW_CHANGED : ROW_FRESH;
			break;
		}
	return imp_write(im, g->now, g->old, &g->fam);
}

/* ---- the members ---- */

/* Which person a row means. A row whose person belongs to another household, or that the user wants
 * only new or only known ones of, is refused: before anything is written, since a refused row
 * changes nothing. */
static enum err find_member(struct group *g, int i)
{
	struct imp *im = g->im;
	struct reader_row *row = g->row[i];
	struct rec *old;
	struct str no;

	TRY(match_person(im, row->part[1], g->member, g->nmember, &old));
	if (old && old->taken)                  /* two rows with one number: two persons, named later */
		old = NULL;
	if (old && (!g->old || old->v[PERSON_household].i != g->old->id)) {
		TRY(register_ref_text(im->cx, im->r, &im->person->fields[PERSON_household],
		                      old->v[PERSON_household].i, &no));
		imp_found(im, row, "person_elsewhere", 1, PERSON_no, no);
	} else if (old && im->im->mode == IMPORT_INSERT) {
		imp_found(im, row, "exists_already", 1, PERSON_no, (struct str){ 0 });
	} else if (!old && im->im->mode == IMPORT_UPDATE) {
		imp_found(im, row, "not_there", 1, PERSON_no, (struct str){ 0 });
	} else if (old) {
		old->taken = true;
		g->who[i] = old;
	}
	return OK;
}

static enum err find_members(struct group *g)
{
	struct imp *im = g->im;

	if (!g->persons)
		return OK;
	if (g->old)
		TRY(match_children(im, im->person, g->old->id, &g->fam, &g->member, &g->nmember));
	for (int i = 0; i < g->n; i++)
		if (!g->row[i]->refused && !g->again[i])
			TRY(find_member(g, i));
	return OK;
}

static enum err write_person(struct group *g, int i)
{
	struct imp *im = g->im;
	struct reader_row *row = g->row[i];
	struct rec *stated = row->part[1], *old = g->who[i], *now = stated;
	bool changed = true;

	rec_int(stated, PERSON_household, g->now->id);
	if (old) {
		TRY(late_cells(im, row, 1, old, stated, &g->fam));
		TRY(month_merge(im, 1, old, stated, &g->fam, &now, &changed));
		TRY(amend_emptied(im, 1, row, old, &g->fam, now, &changed));
		TRY(imp_check_decided(im, row, 1, old, now));
		TRY(month_commit(im, 1, old, row->row, g->now->id, &g->fam));
	} else {
		if (!rec_has(stated, PERSON_no)) {
			rec_text(stated, PERSON_no, imp_provisional(im, row, 'P'));
			rec_int(stated, PERSON_provisional, 1);
			im->n.mended[kind_index("person_no_added")]++;
		}
		now->id = store_new_id(im->r->st, im->person);
		month_fresh(im, 1, now->id);
	}
	now->area = g->now->area;
	if (!old)
		now->shard = g->now->shard;
	if (!changed && now->area == old->area)
		return OK;
	now->batch = im->batch;
	now->row = row->row;
	row->outcome = old ? ROW_CHANGED : ROW_FRESH;
	im->added++;
	return imp_write(im, now, old, &g->fam);
}

/* ---- doubts of the whole household ---- */

static int sex_of(const struct rec *p)
{
	struct str id = p->v[PERSON_idno].s;

	return rec_has(p, PERSON_idno) && id.n >= 18 ? (id.p[16] - '0') & 1 : -1;
}

static void check_heads(struct group *g)
{
	struct imp *im = g->im;
	const struct rec *head = NULL;
	int heads = 0, lowest = 0, col = imp_col(im, 1, PERSON_relation);
	bool unknown = col < 0;

	for (int i = 0; i < g->n; i++) {
		const struct rec *p = g->row[i]->part[1];

		if (g->row[i]->row < g->row[lowest]->row)
			lowest = i;
		if (g->again[i])
			continue;
		unknown |= !rec_has(p, PERSON_relation);
		if (rec_has(p, PERSON_relation) &&
			imp_relation(im, p->v[PERSON_relation].i) & RELATION_HEAD) {
			head = p;
			heads++;
		}
	}
	if (!heads && !unknown && !g->nmember && !im->amend)   /* which has some rows only */
		imp_found(im, g->row[lowest], "head_missing", 1, PERSON_relation, (struct str){ 0 });
	for (int i = 0; i < g->n; i++) {
		const struct rec *p = g->row[i]->part[1];

		if (g->again[i] || !rec_has(p, PERSON_relation))
			continue;
		if (heads > 1 && imp_relation(im, p->v[PERSON_relation].i) & RELATION_HEAD)
			imp_found(im, g->row[i], "head_double", 1, PERSON_relation, (struct str){ 0 });
		if (heads == 1 && imp_relation(im, p->v[PERSON_relation].i) & RELATION_SPOUSE &&
		    sex_of(p) >= 0 &&
		    sex_of(p) == sex_of(head))
			imp_found(im, g->row[i], "spouse_same_sex", 1, PERSON_relation, (struct str){ 0 });
	}
}

/* By number, by ID number, or, for a row that has neither, by name. */
static bool same_person(const struct rec *member, const struct rec *row)
{
	if (rec_has(row, PERSON_no) && val_eq(&member->v[PERSON_no], &row->v[PERSON_no]))
		return true;
	if (rec_has(row, PERSON_idno))
		return val_eq(&member->v[PERSON_idno], &row->v[PERSON_idno]);
	return !rec_has(row, PERSON_no) && val_eq(&member->v[PERSON_name], &row->v[PERSON_name]);
}

static void check_members(struct group *g)
{
	struct imp *im = g->im;
	int n = 0;
	struct buf b BUF_AUTO = { 0 };

	for (int i = 0; i < g->n; i++)
		n += !g->again[i];
	for (int k = 0; k < g->nmember; k++) {          /* members the list leaves out still count */
		bool listed = false;

		for (int i = 0; i < g->n && !listed; i++)
			listed = same_person(g->member[k], g->row[i]->part[1]);
		n += !listed;
	}
	buf_init(&b, 32);
	buf_addi(&b, n);
	for (int i = 0; i < g->n; i++) {
		const struct val *v = &g->row[i]->part[0]->v[HOUSEHOLD_members];

		if (!g->again[i] && v->kind == VAL_INT && v->i != n)
			imp_found(im, g->row[i], "members_mismatch", 0, HOUSEHOLD_members,
			          str_dup(&im->chunk->a, buf_str(&b)));
	}
}

/* ---- one household ---- */

static void check_rows(struct group *g)
{
	struct imp *im = g->im;

	for (int i = 0; i < g->n; i++) {
		if (rec_has(g->row[i]->part[0], HOUSEHOLD_area) || g->row[i]->township.n)
			imp_area(im, g->row[i], 0, HOUSEHOLD_area);
		if (g->persons) {
			rec_int(g->row[i]->part[1], PERSON_household, 1);    /* it has one: see below */
			imp_check_row(im, g->row[i], 1, true);
			g->row[i]->part[1]->v[PERSON_household].kind = VAL_NULL;
		}
		imp_check_row(im, g->row[i], 0, false);
	}
	find_repeats(g);
}

static enum err settle_all(struct group *g)
{
	for (int i = 0; i < g->n; i++)
		TRY(imp_settle(g->im, g->row[i]));
	return OK;
}

static bool mode_refuses(struct group *g)
{
	const char *kind = g->old && g->im->im->mode == IMPORT_INSERT && !g->persons ? "exists_already"
					   : !g->old && g->im->im->mode == IMPORT_UPDATE             ? "not_there"
																				 : NULL;

	for (int i = 0; kind && i < g->n; i++)
		imp_found(g->im, g->row[i], kind, 0, HOUSEHOLD_no, (struct str){ 0 });
	return kind != NULL;
}

/* Where the household lives and where it would live are both within what the import may touch. */
static bool elsewhere(struct group *g)
{
	bool in = imp_may(g->im, rec_has(g->stated, HOUSEHOLD_area) ? g->stated->v[HOUSEHOLD_area].i :
	                  g->old ? g->old->area : 0) && (!g->old || imp_may(g->im, g->old->area));

	for (int i = 0; !in && i < g->n; i++)
		imp_found(g->im, g->row[i], "not_your_area", 0, HOUSEHOLD_area, (struct str){ 0 });
	return !in;
}

static bool number_missing(struct group *g)
{
	struct imp *im = g->im;

	if (rec_has(g->stated, HOUSEHOLD_no))
		return false;
	if (g->persons) {
		for (int i = 0; i < g->n; i++)
			if (!g->row[i]->refused)
				imp_found(im, g->row[i], "key_missing", 0, HOUSEHOLD_no, (struct str){ 0 });
		return true;
	}
	rec_text(g->stated, HOUSEHOLD_no, imp_provisional(im, g->row[0], 'H'));
	rec_int(g->stated, HOUSEHOLD_provisional, 1);
	im->n.mended[kind_index("household_no_added")]++;
	return false;
}

/* A new household must say what E_REQ asks, on at least one row. */
static void check_required(struct group *g)
{
	const struct entity *e = g->im->household;

	for (int f = 0; f < e->nfield; f++)
		if (e->fields[f].flags & E_REQ && !rec_has(g->stated, f))
			for (int i = 0; i < g->n; i++)
				if (!g->row[i]->refused)
					imp_found(g->im, g->row[i], "required_missing", 0, f, (struct str){ 0 });
}

/* Rows that are refused are on the list all the same: nobody is missing because of them. */
static enum err refused_are_listed(struct group *g)
{
	struct imp *im = g->im;
	const struct val *no = &g->row[0]->part[0]->v[HOUSEHOLD_no];
	struct rec *old = g->old;
	struct family fam;

	if (!im->month)
		return OK;
	if (!old && !g->now && no->kind == VAL_TEXT)
		TRY(match_household(im, no->s, &old));
	if (old && !g->now)
		TRY(month_listed(im, 0, old));
	if (old && g->persons && !g->member) {
		TRY(family_load(im->cx, im->r->db, im->r->st, im->household, old->id, &fam));
		TRY(match_children(im, im->person, old->id, &fam, &g->member, &g->nmember));
	}
	for (int i = 0; g->persons && i < g->n; i++) {
		struct rec *person;

		if (!g->row[i]->refused)
			continue;
		TRY(match_person(im, g->row[i]->part[1], g->member, g->nmember, &person));
		if (person)
			TRY(month_listed(im, 1, person));
	}
	return OK;
}

static enum err write_all(struct group *g)
{
	struct imp *im = g->im;
	struct beside b = { .house = NULL };

	drop_refused_facts(g);
	TRY(write_household(g));
	if (g->persons && !im->fresh_part)
		check_members(g);
	for (int i = 0; g->persons && i < g->n; i++)
		if (!g->row[i]->refused && !g->again[i])
			TRY(write_person(g, i));
	b = (struct beside){ .house = g->now, .stated = g->stated, .fam = &g->fam, .fresh = !g->old,
		.noun = arena_array(&im->work, (size_t)im->r->model->n, sizeof *b.noun) };
	if (g->persons)
		b.noun[b.nnoun++] = (struct beside_noun){ im->person, g->member, g->nmember };
	if (im->rd->map.npart > 2)
		TRY(beside_write(im, g->row, g->n, &b));
	if (g->old && g->old->area != g->now->area)
		TRY(move_household(im, &b, g->old->area, first_row(g)));
	return OK;
}

static enum err closed_years(struct group *g)
{
	struct beside b = { .house = g->old, .stated = g->stated, .fam = &g->fam, .fresh = !g->old,
		.noun = arena_array(&g->im->work, (size_t)g->im->r->model->n, sizeof *b.noun) };

	return g->im->rd->map.npart <= 2 ? OK :
	       closed_beside(g->im, g->row, g->n, &b, rec_has(g->stated, HOUSEHOLD_area) ?
	                     g->stated->v[HOUSEHOLD_area].i : g->old ? g->old->area : 0);
}

static enum err one_household(struct imp *im, struct reader_row **row, int n)
{
	struct group g = { .im = im, .row = row, .n = n, .persons = im->rd->map.npart >= 2 };

	g.again = arena_array(&im->work, (size_t)n, 1);
	g.who = arena_array(&im->work, (size_t)n, sizeof *g.who);
	check_rows(&g);
	take_facts(&g);
	if (g.persons) {
		check_heads(&g);
		if (im->fresh_part)
			check_members(&g);
	}
	if (!any_usable(&g) || number_missing(&g)) {
		TRY(refused_are_listed(&g));
		return settle_all(&g);
	}
	TRY(match_household(im, g.stated->v[HOUSEHOLD_no].s, &g.old));
	if (!g.old)
		check_required(&g);
	if (elsewhere(&g) || mode_refuses(&g) || !any_usable(&g)) {
		TRY(refused_are_listed(&g));
		return settle_all(&g);
	}
	if (g.old)
		TRY(family_load(im->cx, im->r->db, im->r->st, im->household, g.old->id, &g.fam));
	TRY(late_list(im, row, n, g.old, g.stated, &g.fam));
	TRY(closed_years(&g));
	if (any_usable(&g))
		TRY(find_members(&g));
	if (any_usable(&g))
		TRY(write_all(&g));
	TRY(refused_are_listed(&g));
	return settle_all(&g);
}

/* Rows come grouped by a hash of the number; numbers that differ are parted here. */
enum err group_households(struct imp *im, struct reader_row **row, int n)
{
	struct reader_row **part = arena_array(&im->work, (size_t)n, sizeof *part);
	bool *taken = arena_array(&im->work, (size_t)n, 1);

	for (int i = 0; i < n; i++) {
		int k = 0;

		if (taken[i])
			continue;
		for (int j = i; j < n; j++)
			if (!taken[j] &&
				val_eq(&row[i]->part[0]->v[HOUSEHOLD_no], &row[j]->part[0]->v[HOUSEHOLD_no])) {
				taken[j] = true;
				part[k++] = row[j];
			}
		TRY(one_household(im, part, k));
	}
	return OK;
}
