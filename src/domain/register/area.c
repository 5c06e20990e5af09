#include "domain/register/area.h"

#include <stdlib.h>

#include "base/codes.h"
#include "domain/register/area_int.h"

#define NAMES_CHUNK ((size_t)64 << 10)

static const struct sql sql_tree = { "area.tree",
	"SELECT id, code, name, level, parent_area, valid_to, alias FROM area ORDER BY id",
	    SQL_SCAN_OK };
static const struct sql sql_former = { "area.former",
	"SELECT id, code, name FROM area_h h WHERE NOT EXISTS(SELECT 1 FROM area a WHERE a.id=h.id"
	" AND a.undo=h.batch) AND NOT EXISTS(SELECT 1 FROM area_h x WHERE x.id=h.id AND"
	" x.version>h.version AND x.undo=h.batch) ORDER BY id, version", SQL_SCAN_OK };
static const struct sql sql_events = { "area.events",
	"SELECT area, successor, old_code, old_name FROM area_event ORDER BY id", SQL_SCAN_OK };

const struct sql *const area_sqls[] = { &sql_tree, &sql_former, &sql_events, NULL };

/* ---- reading rows ---- */

/* A row as read, before the order is known. Links are places in the order of ids. */
struct raw {
	struct area_node n;
	int64_t parent_id;
	int32_t parent, child, next, at;
};

struct loading {
	struct area_tree *t;
	struct arena *a;             /* of the tree */
	struct arena tmp;
	struct raw *raw;
	int n, cap;
	char *names;                 /* rest of the chunk that names are packed into */
	size_t room;
	struct alias *alias;         /* index is a place in raw, until the order is known */
	int nalias, alias_cap;
	struct turn { int64_t from, to; } *turn;
	int nturn, turn_cap;
};

/* Names are packed side by side: a nation's villages have hundreds of thousands. */
static struct str keep_name(struct loading *l, struct str s)
{
	char *at;

	if (s.n > NAMES_CHUNK / 8)
		return str_dup(l->a, s);
	if (s.n > l->room) {
		l->names = arena_alloc(l->a, NAMES_CHUNK);
		l->room = NAMES_CHUNK;
	}
	at = l->names;
	if (s.n)
		memcpy(at, s.p, s.n);
	l->names += s.n;
	l->room -= s.n;
	return (struct str){ at, s.n };
}

static void add_alias(struct loading *l, int raw, int64_t code, struct str name)
{
	l->alias = arena_grown(&l->tmp, l->alias, l->nalias, &l->alias_cap, sizeof *l->alias);
	l->alias[l->nalias++] = (struct alias){ code, name.n ? keep_name(l, name) : name, raw };
}

int64_t area_code_number(struct str s)
{
	int64_t code;

	if (s.n > 18 || !str_i64(s, &code) || code <= 0)
		return 0;
	return area_code_full(code);
}

int64_t area_code_full(int64_t code)
{
	static const int64_t upto[] = { 99, 9999, 999999, 999999999 };
	static const int64_t times[] = { 10000000000, 100000000, 1000000, 1000 };

	if (code <= 0)
		return 0;
	for (int i = 0; i < 4; i++)
		if (code <= upto[i])
			return code * times[i];
	return code;
}

static void take_row(struct loading *l, struct stmt *s)
{
	struct str code = stmt_col_text(s, 1), more = stmt_col_text(s, 6), one;
	struct raw *r;

	l->raw = arena_grown(&l->tmp, l->raw, l->n, &l->cap, sizeof *l->raw);
	r = &l->raw[l->n++];
	*r = (struct raw){ .parent_id = stmt_col_int(s, 4), .parent = -1, .child = -1, .next = -1,
		.at = -1 };
	r->n.id = stmt_col_int(s, 0);
	r->n.code = area_code_number(code);
	r->n.name = keep_name(l, stmt_col_text(s, 2));
	r->n.level = (int)stmt_col_int(s, 3);
	r->n.to = (date_t)stmt_col_int(s, 5);
	if (!r->n.code && code.n)
		add_alias(l, l->n - 1, 0, code);        /* a zone's own code, with letters */
	while (more.n) {
		ptrdiff_t cut = str_find(more, STR("、"));

		one = str_trim(cut < 0 ? more : str_sub(more, 0, (size_t)cut));
		more = cut < 0 ? (struct str){ 0 } : str_sub(more, (size_t)cut + 3, more.n);
		if (one.n)
			add_alias(l, l->n - 1, 0, one);
	}
}

static int raw_by_id(const struct loading *l, int64_t id)
{
	int lo = 0, hi = l->n;
	int64_t guess;

	if (!l->n || id < l->raw[0].n.id)
		return -1;
	guess = id - l->raw[0].n.id;            /* ids mostly follow each other */
	if (guess < l->n && l->raw[guess].n.id == id)
		return (int)guess;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (l->raw[mid].n.id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->n && l->raw[lo].n.id == id ? lo : -1;
}

static void take_former(struct loading *l, struct stmt *s)
{
	int i = raw_by_id(l, stmt_col_int(s, 0));
	int64_t code = area_code_number(stmt_col_text(s, 1));
	struct str name = stmt_col_text(s, 2);

	if (i < 0)
		return;
	if (code == l->raw[i].n.code)
		code = 0;
	if (str_eq(name, l->raw[i].n.name))
		name = (struct str){ 0 };
	if (code || name.n)
		add_alias(l, i, code, name);
}

static void take_event(struct loading *l, struct stmt *s)
{
	int i = raw_by_id(l, stmt_col_int(s, 0));
	int64_t code = area_code_number(stmt_col_text(s, 2));
	struct str name = stmt_col_text(s, 3);

	if (i < 0)
		return;
	if (!stmt_col_is_null(s, 1) && stmt_col_int(s, 1) != stmt_col_int(s, 0)) {
		l->turn = arena_grown(&l->tmp, l->turn, l->nturn, &l->turn_cap, sizeof *l->turn);
		l->turn[l->nturn++] = (struct turn){ stmt_col_int(s, 0), stmt_col_int(s, 1) };
	}
	if (code == l->raw[i].n.code)
		code = 0;
	if (str_eq(name, l->raw[i].n.name))
		name = (struct str){ 0 };
	if (code || name.n)
		add_alias(l, i, code, name);
}

static enum err each(struct ctx *cx, struct db *db, const struct sql *q, struct loading *l,
                     void (*take)(struct loading *, struct stmt *))
{
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(cx, db, q, &s));
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		take(l, s);
		if (arena_full(l->a) || arena_full(&l->tmp)) {
			e = err_set(cx, ERR_LIMIT, "area", "browse-too-many-areas", NULL);
			break;
		}
	}
	stmt_done(s);
	return e;
}

/* ---- order ---- */

struct by_code { int64_t code; int32_t expired, raw; };

static int code_cmp(const void *x, const void *y)
{
	const struct by_code *a = x, *b = y;

	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	if (a->expired != b->expired)
		return a->expired - b->expired;
	return a->raw - b->raw;
}

static struct by_code *sorted_codes(struct loading *l)
{
	struct by_code *c = arena_array(&l->tmp, (size_t)l->n + 1, sizeof *c);
	bool sorted = true;

	for (int i = 0; i < l->n; i++) {
		c[i] = (struct by_code){ l->raw[i].n.code, l->raw[i].n.to != 0, i };
		sorted = sorted && (i == 0 || code_cmp(&c[i - 1], &c[i]) < 0);
	}
	if (!sorted)
		qsort(c, (size_t)l->n, sizeof *c, code_cmp);
	return c;
}

static int find_code(const struct by_code *c, int n, int64_t code)
{
	int lo = 0, hi = n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (c[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && c[lo].code == code ? c[lo].raw : -1;
}

/* The nearest ancestor that exists: as stated, else by the digits. Neighbours in the order of codes
 * mostly share it, so the last answer is kept. */
static void find_parents(struct loading *l, const struct by_code *c)
{
	int64_t last_code = -1;
	int last = -1;

	for (int k = 0; k < l->n; k++) {
		struct raw *r = &l->raw[c[k].raw];
		int64_t up = r->n.code;
		int found = -1;

		if (r->parent_id)
			found = raw_by_id(l, r->parent_id);
		if (found < 0 && up) {
			up = area_code_parent(up);
			if (up != last_code) {
				last_code = up;
				for (last = -1; up > 0 && last < 0; up = area_code_parent(up))
					last = find_code(c, l->n, up);
			}
			found = last;
		}
		r->parent = found == c[k].raw ? -1 : found;
	}
	for (int k = l->n - 1; k >= 0; k--) {
		struct raw *r = &l->raw[c[k].raw];

		if (r->parent < 0)
			continue;
		r->next = l->raw[r->parent].child;
		l->raw[r->parent].child = c[k].raw;
	}
}

static int level_of(const struct loading *l, const struct raw *r, int parent_level)
{
	if (r->n.level >= 1 && r->n.level <= 6)
		return r->n.level;
	if (parent_level == 5)
		return 6;
	if (r->n.code)
		return area_code_level(r->n.code);
	return l->n && parent_level ? parent_level + 1 : 1;
}

static int fresh(const struct loading *l, int i)
{
	while (i >= 0 && l->raw[i].at >= 0)     /* only in a circle of stated parents */
		i = l->raw[i].next;
	return i;
}

/* Gives the tree below `root` its places, from *k on. */
static void place(struct loading *l, int root, int *k)
{
	int at = root;

	l->raw[root].parent = -1;
	for (;;) {
		struct raw *r = &l->raw[at];
		struct area_node *n = &l->t->node[*k];
		int down;

		*n = r->n;
		n->parent = r->parent < 0 ? -1 : l->raw[r->parent].at;
		n->level = level_of(l, r, n->parent < 0 ? 0 : l->t->node[n->parent].level);
		n->lo = r->at = (*k)++;
		down = fresh(l, r->child);
		while (down < 0) {
			l->t->node[l->raw[at].at].hi = *k;
			if (at == root)
				return;
			down = fresh(l, l->raw[at].next);
			at = l->raw[at].parent;
		}
		at = down;
	}
}

static void put_order(struct loading *l, const struct by_code *c)
{
	struct area_tree *t = l->t;
	int k = 0;

	t->n = l->n;
	t->node = arena_array(l->a, (size_t)l->n + 1, sizeof *t->node);
	t->by_code = arena_array(l->a, (size_t)l->n + 1, sizeof *t->by_code);
	t->by_id = arena_array(l->a, (size_t)l->n + 1, sizeof *t->by_id);
	for (int i = 0; i < l->n; i++)
		if (l->raw[c[i].raw].parent < 0)
			place(l, c[i].raw, &k);
	for (int i = 0; i < l->n; i++)          /* what stated parents have closed into a circle */
		if (l->raw[c[i].raw].at < 0)
			place(l, c[i].raw, &k);
	for (int i = 0; i < l->n; i++) {
		t->by_code[i] = l->raw[c[i].raw].at;
		t->by_id[i] = l->raw[i].at;
	}
}

static int turn_cmp(const void *x, const void *y)
{
	const struct successor *a = x, *b = y;

	return a->from != b->from ? a->from - b->from : a->to - b->to;
}

static void put_successors(struct loading *l)
{
	struct area_tree *t = l->t;

	t->turn = arena_array(l->a, (size_t)l->nturn + 1, sizeof *t->turn);
	for (int i = 0; i < l->nturn; i++) {
		int from = raw_by_id(l, l->turn[i].from), to = raw_by_id(l, l->turn[i].to);

		if (from >= 0 && to >= 0)
			t->turn[t->nturn++] = (struct successor){ l->raw[from].at, l->raw[to].at };
	}
	qsort(t->turn, (size_t)t->nturn, sizeof *t->turn, turn_cmp);
}

static int alias_cmp(const void *x, const void *y)
{
	const struct alias *a = x, *b = y;

	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	return a->node != b->node ? a->node - b->node : str_cmp(a->name, b->name);
}

static void put_aliases(struct loading *l)
{
	struct area_tree *t = l->t;
	int kept = 0;

	t->alias = arena_array(l->a, (size_t)l->nalias + 1, sizeof *t->alias);
	for (int i = 0; i < l->nalias; i++) {
		t->alias[i] = l->alias[i];
		t->alias[i].node = l->raw[l->alias[i].node].at;
	}
	qsort(t->alias, (size_t)l->nalias, sizeof *t->alias, alias_cmp);
	for (int i = 0; i < l->nalias; i++)     /* history and events say the same once more */
		if (!kept || alias_cmp(&t->alias[kept - 1], &t->alias[i]) != 0)
			t->alias[kept++] = t->alias[i];
	t->nalias = kept;
}

enum err area_load(struct ctx *cx, struct arena *a, struct reg *r, struct area_tree **out)
{
	struct loading l = { .a = a, .t = ARENA_NEW(a, struct area_tree) };
	const struct by_code *codes;
	enum err e;

	arena_init(&l.tmp, (size_t)1 << 30);
	e = each(cx, r->db, &sql_tree, &l, take_row);
	if (e == OK)
		e = each(cx, r->db, &sql_former, &l, take_former);
	if (e == OK)
		e = each(cx, r->db, &sql_events, &l, take_event);
	if (e == OK) {
		codes = sorted_codes(&l);
		find_parents(&l, codes);
		put_order(&l, codes);
		put_successors(&l);
		put_aliases(&l);
		area_names_make(a, l.t);
		*out = l.t;
	}
	arena_free(&l.tmp);
	return e;
}

enum err register_areas(struct ctx *cx, struct arena *a, struct reg *r,
                        const struct area_node **out, int *n)
{
	struct area_tree *t;

	TRY(area_load(cx, a, r, &t));
	*n = area_count(t);
	*out = *n ? area_nth(t, 0) : NULL;
	return OK;
}
