/* report - counts and sums for many places in one walk over the rows. */
#include "domain/register/report.h"

#include "base/mem.h"
#include "base/money.h"
#include "domain/register/browse_int.h"

#define LIST_COLUMNS 24

enum err report_begin(struct ctx *cx, struct reg *r)
{
	return db_begin_read(cx, r->db);
}

void report_end(struct reg *r)
{
	db_end_read(r->db);
}

/* Leaves follow each other in time. */
enum err report_leaves(struct ctx *cx, struct reg *r, date_t day, int64_t *out)
{
	int64_t end = (int64_t)(date_days(day) + 1) * 86400000 - r->pack->zone_minutes * 60000;
	int64_t lo = 0, hi = (int64_t)journal_next(&r->st->j);

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;
		struct leaf leaf;

		TRY(journal_leaf(cx, r->db, (uint64_t)mid, &leaf));
		if (leaf.time_ms < end)
			lo = mid + 1;
		else
			hi = mid;
	}
	*out = lo;
	return OK;
}

/* ---- which places a row counts for ---- */

struct places {
	const struct area_tree *t;
	int *first;                  /* by node: a place that is it, or -1 */
	int *next;                   /* by place: another of the same node, or -1 */
	int whole;                   /* first place that is the whole register, or -1 */
};

static void places_make(struct places *p, struct arena *a, const struct area_tree *t,
                        const int *place, int n)
{
	*p = (struct places){ .t = t, .whole = -1 };
	p->first = arena_array(a, (size_t)area_count(t) + 1, sizeof *p->first);
	p->next = arena_array(a, (size_t)n + 1, sizeof *p->next);
	for (int i = 0; i < area_count(t); i++)
		p->first[i] = -1;
	for (int i = n - 1; i >= 0; i--) {
		int *head = place[i] < 0 ? &p->whole : &p->first[place[i]];

		p->next[i] = *head;
		*head = i;
	}
}

/* Calls for every place that the area lies in. An area that became another counts there. */
static enum err each_place(const struct places *p, int64_t area, void *arg,
                           enum err (*fn)(void *arg, int place))
{
	int node = area ? area_by_id(p->t, area) : -1;

	for (int i = p->whole; i >= 0; i = p->next[i])
		TRY(fn(arg, i));
	if (node >= 0 && area_nth(p->t, node)->to && area_now(p->t, node) >= 0)
		node = area_now(p->t, node);
	for (; node >= 0; node = area_nth(p->t, node)->parent)
		for (int i = p->first[node]; i >= 0; i = p->next[i])
			TRY(fn(arg, i));
	return OK;
}

/* ---- whose household a row is of, and where that lives now ---- */

struct pair { int64_t id, to; };
struct pairs { struct pair *p; size_t n, cap; };

/* A row keeps the area that its household had when it was written; a form counts it where the
 * household is. */
struct homes {
	struct pairs area;           /* of households */
	struct pairs household;      /* of persons */
};

static void pair_add(struct pairs *l, int64_t id, int64_t to)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 4096;
		l->p = mem_grow(l->p, l->cap, sizeof *l->p);
	}
	l->p[l->n++] = (struct pair){ id, to };
}

/* Rows came by id. */
static int64_t pair_get(const struct pairs *l, int64_t id)
{
	size_t lo = 0, hi = l->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->p[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->n && l->p[lo].id == id ? l->p[lo].to : 0;
}

static bool refers(const struct entity *e, const char *to)
{
	return e->parent >= 0 && strcmp(e->fields[e->parent].ref, to) == 0;
}

static int64_t household_of(const struct homes *h, const struct rec *row)
{
	const struct entity *e = row->e;

	if (e->tag == TAG_household)
		return row->id;
	if (e->parent < 0 || !rec_has(row, e->parent))
		return 0;
	if (refers(e, "household"))
		return row->v[e->parent].i;
	return refers(e, "person") ? pair_get(&h->household, row->v[e->parent].i) : 0;
}

static int64_t lives_in(const struct homes *h, const struct rec *row)
{
	int64_t household = row->e->tag == TAG_household ? 0 : household_of(h, row);
	int64_t area = household ? pair_get(&h->area, household) : 0;

	return area ? area : row->area;
}

static enum err read_pairs(struct ctx *cx, struct reg *r, uint8_t tag, int field, int64_t past,
                           struct pairs *out)
{
	struct query q = { .e = register_entity(r, tag), .mask = MASK_STAFF, .closed = true,
		.past = past };
	struct browse *b;
	struct rec *row;
	enum err e;

	if (out->n)
		return OK;
	TRY(browse_open(cx, r, &q, &b));
	while ((e = browse_next(cx, b, &row)) == OK && row)
		pair_add(out, row->id, field < 0 ? row->area : rec_has(row, field) ? row->v[field].i : 0);
	browse_close(b);
	return e;
}

/* What the rows of these nouns need. */
static enum err homes_read(struct ctx *cx, struct reg *r, const struct entity *e,
                           const struct entity *with, int64_t past, struct homes *h)
{
	bool far = with && !refers(e, with->name) && !refers(with, e->name);

	if (refers(e, "household") || refers(e, "person"))
		TRY(read_pairs(cx, r, TAG_household, -1, past, &h->area));
	if (refers(e, "person") || (far && refers(with, "person")))
		TRY(read_pairs(cx, r, TAG_person, PERSON_household, past, &h->household));
	return OK;
}

static void homes_free(struct homes *h)
{
	mem_free(h->area.p);
	mem_free(h->household.p);
}

/* ---- rows that belong to a row of another noun ---- */

enum link { LINK_NONE, LINK_UP, LINK_DOWN, LINK_HOUSEHOLD };

struct related {
	enum link how;
	struct ids ids;
};

static int64_t link_of(const struct homes *h, enum link how, const struct rec *row, bool far_end)
{
	bool up = (how == LINK_UP) != far_end;

	if (how == LINK_HOUSEHOLD)
		return household_of(h, row);
	if (!up)
		return row->id;
	return rec_has(row, row->e->parent) ? row->v[row->e->parent].i : 0;
}

static enum err gather(struct ctx *cx, struct reg *r, const struct report_expr *x,
                       const struct query *main, const struct homes *h, struct related *out)
{
	struct query q = { .e = x->with, .where = x->with_where, .mask = main->mask,
		.past = main->past, .closed = true };
	struct browse *b;
	struct rec *row;
	int64_t id;
	enum err e;

	out->how = refers(x->e, x->with->name) ? LINK_UP : refers(x->with, x->e->name) ? LINK_DOWN :
	           LINK_HOUSEHOLD;
	TRY(browse_open(cx, r, &q, &b));
	while ((e = browse_next(cx, b, &row)) == OK && row) {
		id = link_of(h, out->how, row, true);
		if (id)
			ids_add(&out->ids, id);
	}
	browse_close(b);
	ids_sort(&out->ids);
	return e;
}

/* ---- columns of a list: who it is, where, and what the number was made of ---- */

static void add_column(int *field, int *n, int f)
{
	for (int i = 0; i < *n; i++)
		if (field[i] == f)
			return;
	if (f >= 0 && *n < LIST_COLUMNS)
		field[(*n)++] = f;
}

static enum err list_columns(struct ctx *cx, struct reg *r, struct arena *a,
                             const struct report_expr *x, struct report_list *l)
{
	int *field = arena_array(&cx->arena, LIST_COLUMNS, sizeof *field), n = 0;
	const struct entity *e = x->e;
	struct where w;

	TRY(where_parse(cx, r, a, e, x->where, &w));
	add_column(field, &n, e->key);
	add_column(field, &n, e->parent);
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].flags & (E_NAME | E_ROWKEY) ||
		    (e->fields[i].type == FT_AREA && e->fields[i].column == SYS_AREA))
			add_column(field, &n, i);
	for (int i = 0; i < w.n; i++)
		add_column(field, &n, w.c[i].field);
	add_column(field, &n, x->field);
	if (!n)
		add_column(field, &n, 0);
	l->field = field;
	l->nfield = n;
	l->value_col = -1;
	for (int i = 0; i < n; i++)
		if (field[i] == x->field)
			l->value_col = i;
	return OK;
}

/* ---- the walk ---- */

struct walk {
	struct ctx *cx;
	struct reg *r;
	const struct report_expr *x;
	struct report_sum *sum;
	struct report_list *list;
	const struct homes *homes;
	const struct rec *row;
	bool known;
	struct str cell[LIST_COLUMNS];
};

static enum err count_row(void *arg, int place)
{
	struct walk *w = arg;
	struct report_sum *s = &w->sum[place];

	if (!w->known) {
		s->unknown++;
		return OK;
	}
	s->rows++;
	if (w->x->what == REPORT_SUM && !money_add(s->value, w->row->v[w->x->field].i, &s->value))
		return err_set(w->cx, ERR_LIMIT, "", "report-too-large",
		               str_z(&w->cx->arena, w->x->text), NULL);
	if (!w->list)
		return OK;
	return w->list->row(w->list->arg, place, w->cell, w->list->nfield, w->list->value_col);
}

static enum err row_cells(struct walk *w, struct browse *b, struct arena *a)
{
	struct buf text BUF_AUTO = { 0 };

	arena_reset(a);
	buf_init(&text, 1 << 20);
	for (int i = 0; i < w->list->nfield; i++) {
		bool area = w->x->e->fields[w->list->field[i]].type == FT_AREA;

		buf_reset(&text);
		TRY(browse_cell(w->cx, b, w->row, w->list->field[i], !area, LANG_ZH, &text));
		w->cell[i] = str_dup(a, buf_str(&text));
	}
	return OK;
}

static enum err walk_rows(struct walk *w, struct browse *b, const struct places *p,
                          const struct related *rel, struct arena *a)
{
	struct rec *row;

	for (;;) {
		TRY(browse_next(w->cx, b, &row));
		if (!row)
			return OK;
		if (rel->how != LINK_NONE && !ids_have(&rel->ids, link_of(w->homes, rel->how, row, false)))
			continue;
		w->row = row;
		w->known = w->x->field < 0 || rec_has(row, w->x->field);
		if (w->list) {
			w->list->id = row->id;
			TRY(row_cells(w, b, a));
		}
		TRY(each_place(p, lives_in(w->homes, row), w, count_row));
	}
}

enum err report_calc(struct ctx *cx, struct reg *r, const struct area_tree *t, int64_t past,
                     const struct report_expr *x, const int *place, int n,
                     struct report_sum *sum, struct report_list *list)
{
	struct query q = { .e = x->e, .where = x->where, .past = past, .closed = !list,
		.mask = list ? list->mask : MASK_STAFF };
	struct homes homes = { 0 };
	struct walk w = { .cx = cx, .r = r, .x = x, .sum = sum, .list = list, .homes = &homes };
	struct related rel = { 0 };
	struct arena life, cells;
	struct browse *b = NULL;
	struct places p;
	enum err e = OK;

	arena_init(&life, (size_t)512 << 20);
	arena_init(&cells, 16 << 20);
	rel.ids.a = &life;
	places_make(&p, &life, t, place, n);
	memset(sum, 0, (size_t)n * sizeof *sum);
	if (list)
		e = list_columns(cx, r, &life, x, list);
	if (e == OK)
		e = homes_read(cx, r, x->e, x->with, past, &homes);
	if (e == OK && x->with)
		e = gather(cx, r, x, &q, &homes, &rel);
	if (e == OK)
		e = browse_open(cx, r, &q, &b);
	if (e == OK) {
		e = walk_rows(&w, b, &p, &rel, &cells);
		browse_close(b);
	}
	if (e == OK && cx->stop && *cx->stop)
		e = err_set(cx, ERR_INPUT, "", "cmd-export-stopped", NULL);
	homes_free(&homes);
	arena_free(&cells);
	arena_free(&life);
	return e;
}

/* ---- numbers as text ---- */

int report_scale(const struct report_expr *x)
{
	const struct field *f = x->what == REPORT_SUM ? &x->e->fields[x->field] : NULL;

	return !f ? 0 : f->type == FT_MONEY ? 2 : f->type == FT_DEC ? f->scale : 0;
}

/* v / 10^down, rounded half away from zero. */
static int64_t scaled_down(int64_t v, int down)
{
	int64_t ten = 1, q, rem;

	if (down <= 0)
		return v;
	if (down > 18)
		return 0;
	while (down-- > 0)
		ten *= 10;
	q = v / ten;
	rem = v % ten < 0 ? -(v % ten) : v % ten;
	if (rem >= ten - rem)
		q += v < 0 ? -1 : 1;
	return q;
}

static void put_decimal(struct buf *out, int64_t v, int scale)
{
	char digits[32];
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	int n = 0;

	do {
		digits[n++] = (char)('0' + u % 10);
		u /= 10;
	} while (u || n <= scale);
	if (v < 0)
		buf_addc(out, '-');
	while (n) {
		if (n == scale)
			buf_addc(out, '.');
		buf_addc(out, digits[--n]);
	}
}

void report_sum_put(struct buf *out, const struct report_expr *x, int64_t value)
{
	int have = report_scale(x) + x->unit, want = x->decimals;

	if (want < 0) {                 /* as many as it takes, and no more */
		while (have > 0 && value % 10 == 0) {
			value /= 10;
			have--;
		}
		want = have;
	}
	value = scaled_down(value, have - want);
	put_decimal(out, value, have < want ? have : want);
}

/* Long division, digit by digit: exact, with the last digit rounded half up. */
bool report_ratio_put(struct buf *out, int64_t a, int a_scale, int64_t b, int b_scale, int shift,
                      int decimals)
{
	bool minus = (a < 0) != (b < 0);
	uint64_t x = a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
	uint64_t y = b < 0 ? 0 - (uint64_t)b : (uint64_t)b, rem, q;
	int more = decimals + shift + b_scale - a_scale;

	if (!y)
		return false;
	for (; more < 0; more++)
		if (__builtin_mul_overflow(y, UINT64_C(10), &y))
			return false;
	if (y > UINT64_MAX / 10)
		return false;
	q = x / y;
	rem = x % y;
	while (more-- > 0) {
		uint64_t digit;

		digit = rem * 10 / y;
		rem = rem * 10 % y;
		if (__builtin_mul_overflow(q, UINT64_C(10), &q) ||
		    __builtin_add_overflow(q, digit, &q))
			return false;
	}
	if (rem >= y - rem)
		q++;
	if (q > INT64_MAX)
		return false;
	put_decimal(out, minus ? -(int64_t)q : (int64_t)q, decimals);
	return true;
}
