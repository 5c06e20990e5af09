#include "domain/register/difference.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sql sql_live = { "difference.live",
	"SELECT id, about_entity, about, field, source, state FROM difference WHERE state=$1"
	" ORDER BY id", 0 };

static const struct sql sql_back = { "difference.back",
	"SELECT about FROM difference WHERE state=$1 AND settled_batch=$2 AND about_entity=$3", 0 };

const struct sql *const difference_sqls[] = { &sql_live, &sql_back, NULL };

/* ---- the rule ---- */

static enum verdict by_way(enum way w)
{
	return w == WAY_ASK ? VERDICT_ASK : w == WAY_OURS ? VERDICT_YIELD : VERDICT_OVERRULE;
}

enum verdict difference_verdict(const struct val *base, const struct val *ours,
                                const struct val *theirs, const struct source_rule *rule)
{
	bool said = theirs->kind != VAL_NULL, here = ours->kind != VAL_NULL;

	if (said && rule->stamp)
		return val_eq(ours, theirs) ? VERDICT_AGREE : VERDICT_TAKE;
	if (!said && rule->stamp)
		return VERDICT_NOTHING;
	if (!said)                       /* its last word, if it ever gave one, stands */
		return (base ? val_eq(base, ours) : !here) ? VERDICT_NOTHING : VERDICT_KEEP;
	if (val_eq(ours, theirs))
		return VERDICT_AGREE;
	if (!base)
		return here ? by_way(rule->first) : VERDICT_TAKE;
	if (val_eq(base, theirs))
		return VERDICT_KEEP;
	if (val_eq(base, ours))
		return VERDICT_TAKE;
	return by_way(rule->conflict);
}

/* ---- codes ---- */

enum err difference_codes(struct ctx *cx, const struct reg *r, struct difference_codes *k)
{
	const struct { const char *list, *sem; int64_t *to; } all[] = {
		{ "difference_kind", "value", &k->value },
		{ "difference_kind", "unentered", &k->unentered },
		{ "difference_kind", "gone", &k->gone },
		{ "difference_state", "open", &k->open },
		{ "difference_state", "kept", &k->kept },
		{ "difference_state", "theirs_taken", &k->theirs_taken },
		{ "difference_state", "settled_ours", &k->settled_ours },
		{ "difference_state", "settled_theirs", &k->settled_theirs },
		{ "difference_state", "entered", &k->entered },
		{ "difference_state", "answered", &k->answered },
		{ "difference_state", "back", &k->back },
		{ "difference_state", "repeated", &k->repeated },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (!list_tagged(r->model, all[i].list, all[i].sem, all[i].to))
			return err_set(cx, ERR_INPUT, all[i].list, "difference-no-code", all[i].list,
			               all[i].sem, NULL);
	return OK;
}

/* ---- values as text ---- */

struct val difference_text(struct arena *a, const struct val *v)
{
	char text[24];
	int n;

	if (v->kind != VAL_INT)
		return *v;
	n = snprintf(text, sizeof text, "%lld", (long long)v->i);
	return (struct val){ VAL_TEXT, 0, str_dup(a, (struct str){ text, (size_t)n }) };
}

struct val difference_value(struct arena *a, const struct field *f, const struct val *text)
{
	struct val v = { VAL_NULL, 0, { 0 } };

	if (text->kind != VAL_TEXT)
		return v;
	if (field_is_text(f))
		return (struct val){ VAL_TEXT, 0, str_dup(a, text->s) };
	if (str_i64(text->s, &v.i))
		v.kind = VAL_INT;
	return v;
}

/* ---- live differences ---- */

static int ref_cmp(const void *x, const void *y)
{
	const struct difference_ref *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->about != b->about)
		return a->about < b->about ? -1 : 1;
	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static enum err refs_in(struct ctx *cx, struct reg *r, int64_t state, struct str source,
                        struct difference_ref **v, int *n, int *cap)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_live, &s));
	stmt_int(s, 1, state);
	for (;;) {
		struct difference_ref d = { .state = state };
		const struct entity *e;

		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		e = entity_find(r->model, stmt_col_text(s, 1));
		if (!e || (source.n && !str_eq(stmt_col_text(s, 4), source)))
			continue;
		d.id = stmt_col_int(s, 0);
		d.tag = e->tag;
		d.about = stmt_col_int(s, 2);
		d.field = stmt_col_is_null(s, 3) ? -1 : entity_field(e, stmt_col_text(s, 3));
		if (d.field < 0 && !stmt_col_is_null(s, 3))     /* a field the pack lost */
			continue;
		if (*n == *cap) {
			struct difference_ref *more =
				arena_array(&cx->arena, (size_t)*cap * 2 + 256, sizeof *more);

			if (*n)
				memcpy(more, *v, (size_t)*n * sizeof *more);
			*v = more;
			*cap = *cap * 2 + 256;
		}
		(*v)[(*n)++] = d;
	}
	stmt_done(s);
	return OK;
}

enum err difference_refs(struct ctx *cx, struct reg *r, const struct difference_codes *k,
                         struct str source, struct difference_ref **out, int *n)
{
	const int64_t state[] = { k->open, k->kept, k->settled_ours, k->settled_theirs,
		k->repeated };
	int cap = 0;

	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < sizeof state / sizeof state[0]; i++)
		TRY(refs_in(cx, r, state[i], source, out, n, &cap));
	if (*n)
		qsort(*out, (size_t)*n, sizeof **out, ref_cmp);
	return OK;
}

int difference_of_row(const struct difference_ref *ref, int n, uint8_t tag, int64_t about,
                      int *count)
{
	int lo = 0, hi = n;

	*count = 0;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (ref[mid].tag < tag || (ref[mid].tag == tag && ref[mid].about < about))
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + *count < n && ref[lo + *count].tag == tag && ref[lo + *count].about == about)
		++*count;
	return lo;
}

enum err difference_back(struct ctx *cx, struct reg *r, const struct difference_codes *k,
                         int64_t batch, const struct entity *e, struct idset *out)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_back, &s));
	stmt_int(s, 1, k->back);
	stmt_int(s, 2, batch);
	stmt_text(s, 3, str_of(e->name));
	for (;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		idset_add(out, stmt_col_int(s, 0));
	}
	stmt_done(s);
	return OK;
}

/* ---- rows ---- */

struct rec *difference_new(struct arena *a, struct reg *r, const struct difference_codes *k,
                           struct str source, const struct rec *about, int64_t household,
                           int field)
{
	const struct entity *e = about->e;
	struct rec *d = rec_new(a, register_entity(r, TAG_difference));
	char no[32];
	int n;

	d->id = store_new_id(r->st, d->e);
	d->area = about->area;
	d->shard = about->shard;
	n = snprintf(no, sizeof no, "D%lld", (long long)d->id);
	rec_text(d, DIFFERENCE_no, str_dup(a, (struct str){ no, (size_t)n }));
	if (household)
		rec_int(d, DIFFERENCE_household, household);
	rec_text(d, DIFFERENCE_source, source);
	rec_int(d, DIFFERENCE_kind, field < 0 ? k->gone : k->value);
	rec_text(d, DIFFERENCE_about_entity, str_of(e->name));
	rec_int(d, DIFFERENCE_about, about->id);
	if (e->key >= 0 && rec_has(about, e->key))
		rec_text(d, DIFFERENCE_about_no, str_dup(a, about->v[e->key].s));
	if (field >= 0)
		rec_text(d, DIFFERENCE_field, str_of(e->fields[field].name));
	rec_int(d, DIFFERENCE_state, k->open);
	return d;
}

bool register_alive(const struct reg *r, const struct rec *row)
{
	const struct list_face *l = &r->model->lists;

	if (row->e->tag == TAG_person && rec_has(row, PERSON_state))
		return !l->has_tag(l->state, "person_state", row->v[PERSON_state].i, "gone");
	if (row->e->tag == TAG_household && rec_has(row, HOUSEHOLD_state))
		return !l->has_tag(l->state, "household_state", row->v[HOUSEHOLD_state].i, "gone");
	return true;
}
