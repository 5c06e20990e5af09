/* doubts_cross - checks that compare rows with each other: one value on two rows, one on two
 * households, a village's figure below the sum of its households'. A pass reads one column of a
 * whole table and sorts it; sealed numbers are compared by their keyed hashes. Only rows that share
 * a value are loaded. */
#include "domain/judge/doubts_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/digest.h"

/* ---- one value on several rows ---- */

struct shared {
	unsigned char value[16];     /* the keyed hash of a sealed number, a hash of any other text */
	int64_t id, household, area;
};

static int by_value(const void *pa, const void *pb)
{
	const struct shared *a = pa, *b = pb;
	int way = memcmp(a->value, b->value, sizeof a->value);

	return way ? way : (a->id > b->id) - (a->id < b->id);
}

/* Column that names the row's household; -1: none does. */
static int household_column(const struct entity *e)
{
	if (e->tag == TAG_household)
		return SYS_ID;
	return e->parent >= 0 && !strcmp(e->fields[e->parent].ref, "household") ?
	       e->fields[e->parent].column : -1;
}

static int64_t whole(struct stmt *s, int col)
{
	return col < 0 || stmt_col_is_null(s, col) ? 0 : stmt_col_int(s, col);
}

static void value_of(struct stmt *s, int col, bool blind, unsigned char out[16])
{
	struct str v = blind ? stmt_col_blob(s, col) : stmt_col_text(s, col);
	unsigned char h[HASH_LEN];

	memset(out, 0, 16);
	if (blind) {
		memcpy(out, v.p, v.n < 16 ? v.n : 16);
		return;
	}
	digest_of(HASH_SHA256, v.p, v.n, h);
	memcpy(out, h, 16);
}

/* Every stated value of a column, with its row. */
static enum err column(struct doubts *d, const struct entity *e, int field, struct shared **out,
                       int64_t *n)
{
	bool blind = e->sql->blind[field] >= 0;
	int col = blind ? e->sql->blind[field] : e->fields[field].column;
	int home = household_column(e);
	int64_t cap = 0;
	struct stmt *s;
	enum err err;
	bool row;

	*out = NULL;
	*n = 0;
	if (!blind && (col < 0 || !field_is_text(&e->fields[field])))
		return err_set(d->cx, ERR_INPUT, e->fields[field].name, "doubt-cross-field",
		               e->fields[field].name, NULL);
	TRY(db_stmt(d->cx, d->j->r->db, &e->sql->scan, &s));
	while ((err = stmt_step(d->cx, s, &row)) == OK && row) {
		if (stmt_col_is_null(s, col))
			continue;
		if (*n == cap) {
			cap = cap ? cap * 2 : 1024;
			*out = mem_grow(*out, (size_t)cap, sizeof **out);
		}
		(*out)[*n] = (struct shared){ .id = stmt_col_int(s, SYS_ID),
			.household = whole(s, home), .area = whole(s, SYS_AREA) };
		value_of(s, col, blind, (*out)[(*n)++].value);
	}
	stmt_done(s);
	return err;
}

static enum err lives(struct doubts *d, const struct entity *e, int64_t id, bool *yes)
{
	struct rec *row;

	TRY(register_load(d->cx, d->j->r, e, id, &row));
	*yes = register_alive(d->j->r, row);
	return OK;
}

/* Keeps of a group the rows that live here. */
static enum err living(struct doubts *d, const struct entity *e, struct shared *v, int64_t n,
                       int64_t *left)
{
	*left = 0;
	for (int64_t i = 0; i < n; i++) {
		struct arena kept = doubts_apart(d);
		bool yes = false;

		TRY(doubts_together(d, kept, lives(d, e, v[i].id, &yes)));
		if (yes)
			v[(*left)++] = v[i];
	}
	return OK;
}

static enum err household_of(struct doubts *d, const struct shared *v, struct rec **out)
{
	*out = NULL;
	if (!v->household)
		return OK;
	return register_load(d->cx, d->j->r, register_entity(d->j->r, TAG_household), v->household,
	                     out);
}

/* One row of a group: is it one the check is about, and is its household still here? */
static enum err one_shared(struct doubts *d, int check, const struct entity *e,
                           const struct shared *v, int64_t other)
{
	struct judge_case *c;
	struct rec *household;
	date_t on = d->o->on;
	bool yes;

	TRY(household_of(d, v, &household));
	if (household && !register_alive(d->j->r, household))
		return OK;
	if (!on && household && rec_has(household, HOUSEHOLD_data_date))
		on = (date_t)household->v[HOUSEHOLD_data_date].i;
	if (!on || !date_day(on))
		on = d->newest;
	if (!doubts_asks(d, check, on))
		return OK;
	TRY(case_open(d->cx, d->j->r, e, v->id, on, &d->face, &c));
	TRY(doubts_among(d, c, check, case_row(c), &yes));
	return yes ? doubts_fired(d, check, case_row(c), household, other, on) : OK;
}

static enum err shared_apart(struct doubts *d, int check, const struct entity *e,
                             const struct shared *v, int64_t other)
{
	struct arena kept = doubts_apart(d);

	return doubts_together(d, kept, one_shared(d, check, e, v, other));
}

static int by_id(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

/* Rows that an earlier field of the same check was asked of: a check has one doubt about a row. */
struct asked_of {
	int64_t *id;
	int64_t n, sorted, cap;
};

static bool asked_before(const struct asked_of *k, int64_t id)
{
	return k->sorted && bsearch(&id, k->id, (size_t)k->sorted, sizeof id, by_id);
}

static void asked_add(struct asked_of *k, int64_t id)
{
	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 256;
		k->id = mem_grow(k->id, (size_t)k->cap, sizeof *k->id);
	}
	k->id[k->n++] = id;
}

static enum err one_group(struct doubts *d, int check, const struct entity *e, struct shared *v,
                          int64_t n, struct asked_of *asked)
{
	bool apart = d->j->rules->p->check[check].cross == CROSS_SHARED;

	TRY(living(d, e, v, n, &n));
	for (int64_t i = 0; i < n; i++)
		for (int64_t k = 0; k < n; k++) {
			if (k == i || (apart && v[k].household == v[i].household))
				continue;
			if (doubts_inside(d, v[i].area) && !asked_before(asked, v[i].id)) {
				asked_add(asked, v[i].id);
				TRY(shared_apart(d, check, e, &v[i], v[k].id));
			}
			break;
		}
	return OK;
}

static enum err values(struct doubts *d, int check)
{
	const struct rule_check *k = &d->j->rules->check[check];
	struct asked_of asked = { 0 };
	enum err err = OK;

	for (int f = 0; f < k->c->ncross_field && err == OK; f++) {
		struct shared *v;
		int64_t n, to;

		err = column(d, k->noun, k->cross_field[f], &v, &n);
		if (n && err == OK)
			qsort(v, (size_t)n, sizeof *v, by_value);
		for (int64_t from = 0; from < n && err == OK; from = to) {
			for (to = from + 1; to < n && !memcmp(v[to].value, v[from].value, 16); to++)
				;
			if (to - from > 1)
				err = one_group(d, check, k->noun, &v[from], to - from, &asked);
		}
		mem_free(v);
		if (asked.n)
			qsort(asked.id, (size_t)asked.n, sizeof *asked.id, by_id);
		asked.sorted = asked.n;
	}
	mem_free(asked.id);
	return err;
}

/* ---- a village and its households ---- */

struct sum {
	int64_t of[16];
};
#define SUMS (int)(sizeof ((struct sum *)0)->of / sizeof(int64_t))

struct tree {
	const struct area_node *node;
	int n;
	struct { int64_t id; int at; } *by_id;       /* sorted */
	struct sum *own;             /* of the households right in each */
};

static enum err tree_open(struct doubts *d, struct tree *t)
{
	*t = (struct tree){ 0 };
	TRY(register_areas(d->cx, &d->cx->arena, d->j->r, &t->node, &t->n));
	t->by_id = mem_new((size_t)t->n + 1, sizeof *t->by_id);
	t->own = mem_new((size_t)t->n + 1, sizeof *t->own);
	for (int i = 0; i < t->n; i++) {
		t->by_id[i].id = t->node[i].id;
		t->by_id[i].at = i;
	}
	if (t->n)
		qsort(t->by_id, (size_t)t->n, sizeof *t->by_id, by_id);
	return OK;
}

static void tree_close(struct tree *t)
{
	mem_free(t->by_id);
	mem_free(t->own);
}

static int node_of(const struct tree *t, int64_t area)
{
	int lo = 0, hi = t->n;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (t->by_id[mid].id < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->by_id[lo].id == area ? t->by_id[lo].at : -1;
}

/* The household's columns that a check adds up. */
static enum err sum_columns(struct doubts *d, const struct rule_check *k, int col[])
{
	const struct entity *h = register_entity(d->j->r, TAG_household);

	for (int i = 0; i < k->c->ncross_field; i++) {
		int f = i < SUMS ? entity_field(h, k->c->cross_field[i]) : -1;

		if (f < 0 || h->fields[f].column < 0 || field_is_text(&h->fields[f]))
			return err_set(d->cx, ERR_INPUT, str_z(&d->cx->arena, k->c->id), "doubt-cross-field",
			               str_z(&d->cx->arena, k->c->cross_field[i]), NULL);
		col[i] = h->fields[f].column;
	}
	return OK;
}

static enum err read_sums(struct doubts *d, const struct rule_check *k, struct tree *t)
{
	const struct entity *h = register_entity(d->j->r, TAG_household);
	const struct list_face *l = &d->j->r->model->lists;
	int col[SUMS], state = h->fields[HOUSEHOLD_state].column;
	struct stmt *s;
	enum err e;
	bool row;

	TRY(sum_columns(d, k, col));
	TRY(db_stmt(d->cx, d->j->r->db, &h->sql->scan, &s));
	while ((e = stmt_step(d->cx, s, &row)) == OK && row) {
		int at = node_of(t, whole(s, SYS_AREA));

		if (at < 0 || (!stmt_col_is_null(s, state) &&
		               l->has_tag(l->state, "household_state", whole(s, state), "gone")))
			continue;
		for (int i = 0; i < k->c->ncross_field; i++)
			t->own[at].of[i] += whole(s, col[i]);
	}
	stmt_done(s);
	return e;
}

static int64_t scaled(int64_t v, int from, int to)
{
	for (; from < to; from++)
		v *= 10;
	return v;
}

/* Is one of the village's figures below the sum over its households? */
static bool below_sum(const struct doubts *d, const struct rule_check *k, const struct rec *row,
                      const struct sum *all)
{
	const struct entity *h = register_entity(d->j->r, TAG_household);

	for (int i = 0; i < k->c->ncross_field; i++) {
		const struct field *mine = &row->e->fields[k->cross_field[i]];
		const struct field *theirs = &h->fields[entity_field(h, k->c->cross_field[i])];
		int most = mine->scale > theirs->scale ? mine->scale : theirs->scale;

		if (rec_has(row, k->cross_field[i]) &&
		    scaled(row->v[k->cross_field[i]].i, mine->scale, most) <
		    scaled(all->of[i], theirs->scale, most))
			return true;
	}
	return false;
}

static struct sum add_up(const struct tree *t, int64_t area)
{
	struct sum all = { 0 };
	int at = node_of(t, area);

	for (int k = at; at >= 0 && k < t->node[at].hi; k++)
		for (int i = 0; i < SUMS; i++)
			all.of[i] += t->own[k].of[i];
	return all;
}

static enum err one_village(struct doubts *d, int check, const struct doubts_place *at,
                            const struct tree *t)
{
	const struct rule_check *k = &d->j->rules->check[check];
	date_t on = d->o->on ? d->o->on : d->newest;
	struct sum all = add_up(t, at->area);
	struct judge_case *c;
	struct rec *file;
	bool yes;

	TRY(register_file(d->cx, d->j->r, k->noun, at->area, date_year(on), &file));
	if (!file || file->id != at->id)
		return OK;                       /* there is a newer one */
	TRY(case_open(d->cx, d->j->r, k->noun, at->id, on, &d->face, &c));
	TRY(doubts_among(d, c, check, case_row(c), &yes));
	if (yes && below_sum(d, k, case_row(c), &all))
		TRY(doubts_fired(d, check, case_row(c), NULL, 0, on));
	return OK;
}

static enum err village_apart(struct doubts *d, int check, const struct doubts_place *at,
                              const struct tree *t)
{
	struct arena kept = doubts_apart(d);

	return doubts_together(d, kept, one_village(d, check, at, t));
}

static enum err village_sum(struct doubts *d, int check)
{
	const struct rule_check *k = &d->j->rules->check[check];
	struct doubts_place *at = NULL;
	struct tree t;
	int64_t n = 0;
	enum err e;

	TRY(tree_open(d, &t));
	e = read_sums(d, k, &t);
	if (e == OK)
		e = doubts_places(d, k->noun, &at, &n);
	for (int64_t i = 0; i < n && e == OK; i++)
		if (doubts_inside(d, at[i].area))
			e = village_apart(d, check, &at[i], &t);
	mem_free(at);
	tree_close(&t);
	return e;
}

enum err doubts_cross(struct doubts *d)
{
	const struct rules *rules = d->j->rules;

	for (int i = 0; i < rules->p->ncheck; i++) {
		enum check_cross kind = rules->p->check[i].cross;

		if (kind == CROSS_NONE || !doubts_asks(d, i, d->o->on ? d->o->on : d->newest))
			continue;
		TRY(kind == CROSS_VILLAGE_SUM ? village_sum(d, i) : values(d, i));
	}
	return OK;
}
