/* duplicate - see the header. Here: which pairs there are; merging is duplicate_merge.c. */
#include "domain/register/duplicate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/msg.h"
#include "domain/register/browse_int.h"
#include "domain/register/edit.h"
#include "domain/register/lead.h"
#include "entity/seek.h"

#define PAIRS_MAX  100000
#define GROUP_MAX  50            /* rows of one number that are paired each with each */
#define KIND       "duplicate_distinct"

static const struct sql sql_born = { "duplicate.born",
	"SELECT group_concat(id) FROM person WHERE name IS NOT NULL AND birth%100>0"
	" GROUP BY birth,name HAVING count(*)>1", SQL_SCAN_OK };
/* Where only the ID number tells the day, it is opened: a few of one name in one village. */
static const struct sql sql_named = { "duplicate.named",
	"SELECT group_concat(id) FROM person WHERE name IS NOT NULL"
	" GROUP BY area,name HAVING count(*)>1 AND count(birth)<count(*)", SQL_SCAN_OK };
static const struct sql sql_said = { "duplicate.said",
	"SELECT about_entity, detail FROM finding WHERE kind=$1 AND closed IS NOT NULL", 0 };

static const char *const reasons[DUPLICATE_REASONS] = { "duplicate-why-id", "duplicate-why-born",
	"duplicate-why-village", "duplicate-why-head", "duplicate-why-other-id",
	"duplicate-why-other-name" };

const char *duplicate_why(int i)
{
	return reasons[i];
}

struct str duplicate_label(struct ctx *cx, const struct rec *row)
{
	char t[32];

	if (rec_has(row, row->e->key))
		return row->v[row->e->key].s;
	snprintf(t, sizeof t, "#%lld", (long long)row->id);
	return str_dup(&cx->arena, str_of(t));
}

/* ---- one row, as far as it is needed: nothing is opened ---- */

struct one {
	int64_t id, area, household;
	struct str label, idno, name;        /* number; blind index; name, of the head */
	date_t birth;
	bool about;                          /* it lies where is asked */
};

struct finder {
	struct ctx *cx;
	struct reg *r;
	const struct duplicate_query *q;
	const struct entity *e;      /* the noun whose twins are walked */
	struct arena a;              /* of one group */
	struct opener open;
	bool opening;                /* for the day in the ID number */
	struct duplicate *v;         /* in cx's arena */
	int n, cap;
	struct hmap *said;           /* pairs that are none */
};

static bool is_gone(const struct reg *r, const struct entity *e, int64_t state)
{
	const struct list_face *l = &r->model->lists;

	if (e->tag == TAG_household)
		return l->has_tag(l->state, "household_state", state, "gone");
	return l->has_tag(l->state, "person_state", state, "left") ||
	       l->has_tag(l->state, "person_state", state, "void");
}

/* *there false: no such row any more, outside the scope, or in two households by right. */
static enum err load_one(struct finder *f, const struct entity *e, int64_t id, struct one *out,
                         bool *there)
{
	bool house = e->tag == TAG_household;
	int idno = house ? HOUSEHOLD_head_id : PERSON_idno;
	struct stmt *s;
	struct rec *row;

	TRY(db_stmt(f->cx, f->r->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(f->cx, s, there));
	if (!*there) {
		stmt_done(s);
		return OK;
	}
	row = store_row(&f->a, e, s);
	*out = (struct one){ .id = id, .area = row->area, .label = row->v[e->key].s,
		.idno = str_dup(&f->a, stmt_col_blob(s, e->sql->blind[idno])) };
	stmt_done(s);
	out->household = house ? id : row->v[PERSON_household].i;
	out->name = row->v[house ? HOUSEHOLD_head_name : PERSON_name].s;
	out->about = scope_row(f->q->about, row);
	*there = scope_row(f->r->scope, row) &&
	         !is_gone(f->r, e, row->v[house ? HOUSEHOLD_state : PERSON_state].i);
	if (*there && f->opening && !house && !rec_has(row, PERSON_birth))
		TRY(opener_row(f->cx, &f->open, &f->a, row));
	out->birth = house ? 0 : person_birth(row);
	return OK;
}

/* ---- pairs that are none ---- */

static struct str said_key(struct arena *a, struct str noun, struct str detail)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 400);
	buf_adds(&b, noun);
	buf_addc(&b, '\n');
	buf_adds(&b, detail);
	return str_dup(a, buf_str(&b));
}

/* The two by their numbers, as the finding names them. */
static struct str pair_text(struct arena *a, const struct one *x, const struct one *y)
{
	const struct one *two[2] = { x->id < y->id ? x : y, x->id < y->id ? y : x };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 200);
	for (int i = 0; i < 2; i++) {
		buf_addz(&b, i ? " / " : "");
		if (two[i]->label.n)
			buf_adds(&b, two[i]->label);
		else
			buf_addf(&b, "#%lld", (long long)two[i]->id);
	}
	return str_dup(a, buf_str(&b));
}

static enum err load_said(struct finder *f)
{
	struct stmt *s;
	enum err e;
	bool row;

	f->said = hmap_new(&f->cx->arena, 64);
	TRY(db_stmt(f->cx, f->r->db, &sql_said, &s));
	stmt_text(s, 1, STR(KIND));
	while ((e = stmt_step(f->cx, s, &row)) == OK && row)
		hmap_put(f->said, said_key(&f->cx->arena, stmt_col_text(s, 0), stmt_col_text(s, 1)), 1);
	stmt_done(s);
	return e;
}

/* ---- gathering ---- */

static enum err add(struct finder *f, const struct one *x, const struct one *y, unsigned why)
{
	int64_t yes;

	if (!x->about && !y->about)
		return OK;
	if (hmap_count(f->said) && hmap_get(f->said, said_key(&f->a, str_of(f->e->name),
	                                                      pair_text(&f->a, x, y)), &yes))
		return OK;
	if (f->n == PAIRS_MAX)
		return err_set(f->cx, ERR_LIMIT, f->e->name, "duplicate-many", NULL);
	if (f->n == f->cap) {
		struct duplicate *more = arena_array(&f->cx->arena, (size_t)f->cap * 2 + 64, sizeof *more);

		if (f->n)
			memcpy(more, f->v, (size_t)f->n * sizeof *more);
		f->v = more;
		f->cap = f->cap * 2 + 64;
	}
	f->v[f->n++] = x->id < y->id ? (struct duplicate){ f->e, x->id, y->id, why }
	                             : (struct duplicate){ f->e, y->id, x->id, why };
	return OK;
}

static enum err load_group(struct finder *f, const int64_t *id, int n, struct one **out, int *kept)
{
	struct one *v;
	bool there;

	arena_reset(&f->a);
	*out = v = arena_array(&f->a, (size_t)n, sizeof *v);
	*kept = 0;
	for (int i = 0; i < n; i++) {
		TRY(load_one(f, f->e, id[i], &v[*kept], &there));
		*kept += there;
	}
	return OK;
}

/* Rows under one search key: entries may be stale, so the numbers are compared. */
static enum err numbered(void *arg, uint64_t key, const int64_t *id, int n)
{
	struct finder *f = arg;
	unsigned why = f->e->tag == TAG_household ? DUPLICATE_HEAD : DUPLICATE_ID;
	struct one *v;

	(void)key;
	TRY(load_group(f, id, n, &v, &n));
	for (int i = 0; i < n && i < GROUP_MAX; i++)
		for (int j = i + 1; j < n; j++)
			if (v[i].idno.n && str_eq(v[i].idno, v[j].idno))
				TRY(add(f, &v[i], &v[j], why | (v[i].name.n && v[j].name.n &&
				        !lead_same_name(v[i].name, v[j].name) ? DUPLICATE_OTHER_NAME : 0)));
	return OK;
}

static enum err same_head(struct finder *f, const struct one *x, const struct one *y, bool *same)
{
	const struct entity *e = register_entity(f->r, TAG_household);
	struct one h[2];
	bool there[2];

	*same = x->household == y->household;
	if (*same)
		return OK;
	TRY(load_one(f, e, x->household, &h[0], &there[0]));
	TRY(load_one(f, e, y->household, &h[1], &there[1]));
	*same = there[0] && there[1] && (h[0].idno.n && h[1].idno.n ? str_eq(h[0].idno, h[1].idno)
	        : h[0].name.n && str_eq(h[0].name, h[1].name));
	return OK;
}

static enum err born(struct finder *f, const int64_t *id, int n)
{
	struct one *v;

	TRY(load_group(f, id, n, &v, &n));
	for (int i = 0; i < n && i < GROUP_MAX; i++)
		for (int j = i + 1; j < n; j++) {
			bool both = v[i].idno.n && v[j].idno.n, head;
			unsigned why = DUPLICATE_BORN;

			if (!date_day(v[i].birth) || v[i].birth != v[j].birth)
				continue;
			if (both && str_eq(v[i].idno, v[j].idno)) {
				why |= DUPLICATE_ID;        /* found by it, too */
			} else {
				why |= both ? DUPLICATE_OTHER_ID : 0;
				why |= v[i].area && v[i].area == v[j].area ? DUPLICATE_VILLAGE : 0;
				TRY(same_head(f, &v[i], &v[j], &head));
				why |= head ? DUPLICATE_HEAD : 0;
			}
			if (why & (DUPLICATE_ID | DUPLICATE_VILLAGE | DUPLICATE_HEAD))
				TRY(add(f, &v[i], &v[j], why));
		}
	return OK;
}

/* "12,15,90" */
static int ids_of(struct arena *a, struct str text, int64_t **out)
{
	struct str one;
	int n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == ',';
	*out = arena_array(a, (size_t)n, sizeof **out);
	n = 0;
	while (str_next(&text, ',', &one))
		n += str_i64(one, &(*out)[n]);
	return n;
}

static enum err find_born(struct finder *f, const struct sql *q)
{
	struct arena names;
	struct stmt *s;
	int64_t *id;
	enum err e;
	bool row;

	arena_init(&names, 16 << 20);
	e = db_stmt(f->cx, f->r->db, q, &s);
	while (e == OK && (e = stmt_step(f->cx, s, &row)) == OK && row) {
		int n = ids_of(&names, stmt_col_text(s, 0), &id);

		e = born(f, id, n);
		arena_reset(&names);
	}
	stmt_done(s);
	arena_free(&names);
	return e;
}

static enum err find_numbered(struct finder *f)
{
	return seek_twins(f->cx, f->r->db, seek_key(f->e->tag, SEEK_ID, 0),
	                  seek_key(f->e->tag, SEEK_ID, ~UINT64_C(0)), numbered, f);
}

/* ---- in order ---- */

static int order(const struct duplicate *x, const struct duplicate *y)
{
	if (x->e != y->e)
		return x->e->tag < y->e->tag ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static int order_q(const void *x, const void *y)
{
	return order(x, y);
}

static void each_once(struct finder *f)
{
	int kept = 0;

	if (f->n)
		qsort(f->v, (size_t)f->n, sizeof *f->v, order_q);
	for (int i = 0; i < f->n; i++)
		if (kept && !order(&f->v[kept - 1], &f->v[i]))
			f->v[kept - 1].why |= f->v[i].why;
		else
			f->v[kept++] = f->v[i];
	f->n = kept;
}

static enum err find_all(struct finder *f)
{
	TRY(load_said(f));
	f->e = register_entity(f->r, TAG_household);
	TRY(find_numbered(f));
	f->e = register_entity(f->r, TAG_person);
	TRY(find_numbered(f));
	TRY(find_born(f, &sql_born));
	f->opening = f->r->st->keys != NULL;
	return f->opening ? find_born(f, &sql_named) : OK;
}

enum err duplicate_list(struct ctx *cx, struct reg *r, const struct duplicate_query *q,
                        struct duplicates *out)
{
	struct finder f = { .cx = cx, .r = r, .q = q };
	int from = 0, limit = q->limit > 0 && q->limit < DUPLICATES_MOST ? q->limit : DUPLICATES_MOST;
	enum err e;

	arena_init(&f.a, 64 << 20);
	opener_begin(&f.open, r);
	e = find_all(&f);
	opener_end(&f.open);
	arena_free(&f.a);
	TRY(e);
	each_once(&f);
	while (q->after.e && from < f.n && order(&f.v[from], &q->after) <= 0)
		from++;
	*out = (struct duplicates){ .v = f.v + from, .total = f.n };
	out->n = f.n - from < limit ? f.n - from : limit;
	out->more = from + out->n < f.n;
	return OK;
}

/* ---- told apart ---- */

static enum err may_pair(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                         struct one *out, struct rec **row)
{
	if (e->tag != TAG_household && e->tag != TAG_person)
		return err_set(cx, ERR_INPUT, e->name, "duplicate-noun", NULL);
	TRY(register_load(cx, r, e, id, row));
	*out = (struct one){ .id = id,
		.label = rec_has(*row, e->key) ? (*row)->v[e->key].s : STR("") };
	return OK;
}

static enum err put_finding(struct ctx *cx, struct reg *r, const struct rec *a, const struct rec *b,
                            struct str pair, const char *reason)
{
	const struct entity *fe = register_entity(r, TAG_finding);
	struct edits e;
	struct rec *f;
	int64_t code;

	edits_begin(&e, r, reason);
	TRY(edits_new(cx, &e, fe, NULL, &f));
	rec_text(f, FINDING_kind, STR(KIND));
	rec_text(f, FINDING_about_entity, str_of(a->e->name));
	f->v[FINDING_about_no] = a->v[a->e->key];
	rec_text(f, FINDING_detail, pair);
	if (list_tagged(r->model, "severity", kind_find(KIND)->severity, &code))
		rec_int(f, FINDING_severity, code);
	if (!list_tagged(r->model, "finding_state", "exempt", &code))
		return err_set(cx, ERR_INPUT, "finding_state", "finding-no-state", "exempt", NULL);
	rec_int(f, FINDING_state, code);
	rec_int(f, FINDING_found, cx->now_ms);
	rec_int(f, FINDING_closed, cx->now_ms);
	rec_text(f, FINDING_closed_by, str_of(cx->actor));
	if (a->area == b->area)                 /* else it is for those who see both */
		f->area = a->area;
	return edits_write(cx, &e, NULL);
}

enum err duplicate_distinct(struct ctx *cx, struct reg *r, const struct entity *e, int64_t a,
                            int64_t b, const char *reason)
{
	struct finder f = { .cx = cx, .r = r };
	struct one x, y;
	struct rec *ra, *rb;
	struct str pair;
	int64_t yes;

	TRY(may_pair(cx, r, e, a < b ? a : b, &x, &ra));
	TRY(may_pair(cx, r, e, a < b ? b : a, &y, &rb));
	if (a == b)
		return err_set(cx, ERR_INPUT, e->name, "duplicate-itself",
		               str_z(&cx->arena, duplicate_label(cx, ra)), NULL);
	pair = pair_text(&cx->arena, &x, &y);
	TRY(load_said(&f));
	if (hmap_get(f.said, said_key(&cx->arena, str_of(e->name), pair), &yes))
		return err_set(cx, ERR_CONFLICT, e->name, "duplicate-said",
		               str_z(&cx->arena, duplicate_label(cx, ra)),
		               str_z(&cx->arena, duplicate_label(cx, rb)), NULL);
	return put_finding(cx, r, ra, rb, pair, reason);
}
