/* api_list - lists of rows: conditions as in the page's address, pages by cursor, counts. */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#define LIMIT      50
#define LIMIT_MOST 500
#define COUNT_MOST 1000000
#define NEAR       2000          /* rows behind the one looked at that are still counted */
#define NAME       64

/* The ends of "f.FIELD.OP=VALUE" and how a condition writes them. */
static const struct { const char *name, *op; } ops[] = {
	{ "ne", "!=" }, { "lt", "<" }, { "le", "<=" }, { "gt", ">" }, { "ge", ">=" }, { "has", "~" },
	{ "not", " is not " },
};

static void quoted(struct buf *b, struct str v)
{
	buf_addc(b, '"');
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] != '"')
			buf_addc(b, v.p[i]);
	buf_addc(b, '"');
}

/* "f.members.gt=3" as " and members>"3"". */
static void condition(struct buf *b, struct str name, struct str value)
{
	struct str rest = str_sub(name, 2, name.n), field, op;

	str_next(&rest, '.', &field);
	op = rest;
	if (!field.n)
		return;
	buf_addz(b, b->n ? " and " : "");
	buf_adds(b, field);
	if (str_eqz(op, "unknown") || str_eqz(op, "known")) {
		buf_addf(b, " is %.*s", (int)op.n, op.p);
		return;
	}
	for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
		if (str_eqz(op, ops[i].name)) {
			buf_addz(b, ops[i].op);
			quoted(b, value);
			return;
		}
	buf_addc(b, '=');
	quoted(b, value);
}

/* All conditions of the address as one text; empty: none. */
char *list_where(struct web_req *q)
{
	struct buf b BUF_AUTO = { 0 };
	struct str name, value;

	buf_init(&b, 65536);
	if (web_query(q, "area", &value) && value.n) {
		buf_addz(&b, "area=");
		quoted(&b, value);
	}
	for (int i = 0; web_query_nth(q, i, &name, &value); i++)
		if (str_starts(name, STR("f.")))
			condition(&b, name, value);
	if (web_query(q, "where", &value) && str_trim(value).n) {
		buf_addz(&b, b.n ? " and " : "");
		buf_adds(&b, value);
	}
	return b.n ? str_z(&q->cx->arena, buf_str(&b)) : NULL;
}

enum err cursor_of(struct web_req *q, int64_t *after)
{
	struct str v;

	*after = 0;
	if (!web_query(q, "cursor", &v) || !v.n)
		return OK;
	if (!str_i64(v, after) || *after < 0)
		return err_set(q->cx, ERR_USAGE, "cursor", "web-cursor", NULL);
	return OK;
}

static enum err items(struct web_req *q, struct browse *b, int64_t limit, int64_t *last, bool *more)
{
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	const int *field;
	int n = browse_columns(b, &field);
	struct rec *row;

	*more = false;
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int64_t given = 0;; given++) {
		TRY(browse_next(q->cx, b, &row));
		if (!row)
			break;
		if (given == limit) {
			*more = true;
			break;
		}
		*last = row->id;
		TRY(row_short(q, cells, row, field, n));
	}
	json_arr_end(&q->j);
	return OK;
}

static enum err count(struct web_req *q, struct query *ask, int64_t *n)
{
	struct browse *b;
	struct rec *row;
	enum err e;

	*n = 0;
	ask->closed = true;
	ask->after = 0;
	ask->limit = COUNT_MOST;
	TRY(browse_open(q->cx, q->r, ask, &b));
	while ((e = browse_next(q->cx, b, &row)) == OK && row)
		++*n;
	browse_close(b);
	return e;
}

enum err list_counted(struct web_req *q, const struct browse *b)
{
	int left;

	return browse_asks_sealed(b) ? office_tail_take(q->cx, q->office, &q->who, &left) : OK;
}

enum err list_put(struct web_req *q, struct query *ask)
{
	int64_t limit = web_query_int(q, "limit", LIMIT, LIMIT_MOST), last = 0, n;
	struct browse *b;
	struct str v;
	bool more;
	enum err e;

	TRY(cursor_of(q, &ask->after));
	ask->mask = MASK_STAFF;
	ask->narrow = true;
	if (!limit)
		limit = 1;
	TRY(browse_open(q->cx, q->r, ask, &b));
	e = list_counted(q, b);
	web_json(q, 200);
	json_obj(&q->j);
	if (e == OK)
		e = items(q, b, limit, &last, &more);
	browse_close(b);
	TRY(e);
	json_key(&q->j, "next");
	if (more) {
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)last);
		json_z(&q->j, id);
	} else {
		json_none(&q->j);
	}
	if (web_query(q, "count", &v) && !str_eqz(v, "0")) {
		TRY(count(q, ask, &n));
		json_key(&q->j, "total");
		json_int(&q->j, n);
	}
	json_obj_end(&q->j);
	return OK;
}

enum err api_list(struct web_req *q)
{
	struct query ask = { 0 };
	struct str v;

	TRY(row_noun(q, q->param[0], &ask.e));
	ask.where = list_where(q);
	if (web_query(q, "fields", &v) && v.n)
		ask.columns = str_z(&q->cx->arena, v);
	return list_put(q, &ask);
}

/* ---- the way through a list ---- */

struct beside {
	char before[NAME], after[NAME];
	int64_t at, of;              /* 0: not in the list; not known */
};

static void name_of(struct web_req *q, const struct rec *row, char out[NAME])
{
	struct str no = row_no(q, row);

	if (no.n && no.n < NAME)
		snprintf(out, NAME, "%.*s", STR_FMT(no));
	else
		snprintf(out, NAME, "%lld", (long long)row->id);
}

/* Walks the list to the row, one further, and on to its end if that is near. */
static enum err walk(struct web_req *q, struct browse *b, int64_t id, struct beside *x)
{
	struct rec *row;
	int64_t n = 0;
	char name[NAME];

	for (;;) {
		TRY(browse_next(q->cx, b, &row));
		if (!row || (x->at && n - x->at > NEAR))
			break;
		n++;
		name_of(q, row, name);
		if (row->id == id)
			x->at = n;
		else if (!x->at)
			memcpy(x->before, name, sizeof name);
		else if (n == x->at + 1)
			memcpy(x->after, name, sizeof name);
	}
	if (!row)
		x->of = n;
	return OK;
}

/* A household may have left the list that somebody walks through: nothing is beside it then. A list
 * of what is sealed was a search, and counted: it is not made again for each step. */
enum err api_beside(struct web_req *q)
{
	struct query ask = { .e = register_entity(q->r, TAG_household), .mask = MASK_STAFF,
		.narrow = true, .closed = true, .limit = COUNT_MOST };
	struct beside x = { .at = 0 };
	struct browse *b;
	struct rec *house;
	int64_t id;
	enum err e = OK;

	TRY(row_id(q, ask.e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, ask.e, id, &house));
	ask.where = list_where(q);
	TRY(browse_open(q->cx, q->r, &ask, &b));
	if (!browse_asks_sealed(b))
		e = walk(q, b, id, &x);
	browse_close(b);
	TRY(e);
	web_json(q, 200);
	json_obj(&q->j);
	if (x.at) {
		web_put(q, "prev", str_of(x.before));
		web_put(q, "next", str_of(x.after));
		json_key(&q->j, "at");
		json_int(&q->j, x.at);
	}
	if (x.at && x.of) {
		json_key(&q->j, "of");
		json_int(&q->j, x.of);
	}
	json_obj_end(&q->j);
	return OK;
}
