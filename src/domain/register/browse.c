#include "domain/register/browse_int.h"

#include "base/codes.h"
#include "domain/register/finding.h"

#ifdef JZ_TEST_HOOKS
#define CHUNK      4             /* so that small registers have many */
#else
#define CHUNK      256           /* rows read at once while scanning */
#endif
#define USEFUL     9             /* columns of a list when none are named */

struct browse {
	struct reg *r;
	const struct entity *e;
	enum mask mask;
	int64_t limit, given, past;
	date_t today;
	int *field;
	int nfield;
	struct where where;
	bool (*keep)(const void *arg, const struct rec *row);
	const void *keep_arg;
	struct ids ids;              /* candidates, unless scan */
	int at;
	bool scan, end, snapshot, closed;
	struct stmt *ordered;        /* the walk by numbers, begun with the first chunk */
	bool by_number, walked;
	int64_t after;
	struct rec *chunk[CHUNK];
	int nchunk;
	struct arena life, rows;
	struct opener open;
	struct cells cells;
};

/* ---- columns ---- */

static bool useful(const struct field *f)
{
	if (f->flags & (E_RO | E_LATER) || field_sealed(f))
		return false;
	return strcmp(f->name, "data_date") != 0;
}

static bool chosen(const struct browse *b, const struct query *q, const struct field *f)
{
	bool coded = b->e->flags & ENT_CODED;

	/* what the program sets itself is not taken back from a sheet, so it is not on an export */
	if (q->all_columns)
		return coded || !(f->flags & E_RO);
	if (f->flags & E_KEY)
		return true;
	if (coded)
		return f->type != FT_HASH && b->nfield < USEFUL;
	return b->nfield < USEFUL && useful(f);
}

static enum err named_columns(struct ctx *cx, struct browse *b, const char *columns)
{
	struct str rest = str_of(columns), one;
	int cap = 0;

	for (const char *c = columns; *c; c++)
		cap += *c == ',';
	b->field = arena_array(&b->life, (size_t)cap + 2, sizeof *b->field);
	while (str_next(&rest, ',', &one)) {
		int f;

		one = str_trim(one);
		if (!one.n)
			continue;
		f = where_field(b->e, one);
		if (f < 0)
			return err_set(cx, ERR_INPUT, "--columns", "browse-field-unknown",
			               str_z(&cx->arena, one), b->e->name, NULL);
		b->field[b->nfield++] = f;
	}
	if (!b->nfield)
		return err_set(cx, ERR_INPUT, "--columns", "browse-columns-none", NULL);
	return OK;
}

static enum err columns(struct ctx *cx, struct browse *b, const struct query *q)
{
	if (q->columns && !q->all_columns)
		return named_columns(cx, b, q->columns);
	b->field = arena_array(&b->life, (size_t)b->e->nfield + 1, sizeof *b->field);
	for (int i = 0; i < b->e->nfield; i++)
		if (chosen(b, q, &b->e->fields[i]))
			b->field[b->nfield++] = i;
	return OK;
}

int browse_columns(const struct browse *b, const int **field)
{
	*field = b->field;
	return b->nfield;
}

/* ---- opening and closing ---- */

/* Conditions on what the public mask hides: who is on the list would be told by the list. */
static bool where_tells(const struct where *w)
{
	bool tells = w->sealed;

	for (int i = 0; i < w->n; i++)
		tells |= w->c[i].field >= 0 &&
		         w->e->fields[w->c[i].field].flags & (E_PERSONAL | E_NAME);
	return tells;
}

static bool compares_sealed(const struct cond *c, const struct entity *e)
{
	return c->field >= 0 && field_sealed(&e->fields[c->field]) && c->op != OP_KNOWN &&
	       c->op != OP_UNKNOWN;
}

bool browse_asks_sealed(const struct browse *b)
{
	for (int i = 0; i < b->where.n; i++)
		if (compares_sealed(&b->where.c[i], b->e))
			return true;
	return false;
}

/* A part of a number finds the number out, ten questions a digit; so does a part of what the
 * program keeps sealed for itself, in which numbers stand. */
static enum err only_whole(struct ctx *cx, const struct browse *b)
{
	for (int i = 0; i < b->where.n; i++) {
		const struct cond *c = &b->where.c[i];
		const struct field *f = c->field < 0 ? NULL : &b->e->fields[c->field];

		if (f && compares_sealed(c, b->e) && c->op != OP_EQ && (b->e->flags & ENT_CODED ||
		    f->type == FT_IDNO || f->type == FT_PHONE || f->type == FT_CARD ||
		    f->type == FT_DCARD))
			return err_set(cx, ERR_DENIED, f->name, "browse-where-narrow", f->zh, f->en, NULL);
	}
	return OK;
}

static enum err begin(struct ctx *cx, struct browse *b, const struct query *q)
{
	if (q->mask == MASK_NONE && !b->r->st->keys)
		return err_set(cx, ERR_DENIED, b->e->name, "browse-mask-keys", NULL);
	TRY(columns(cx, b, q));
	if (!db_in_transaction(b->r->db)) {
		TRY(db_begin_read(cx, b->r->db));
		b->snapshot = true;
	}
	TRY(where_parse(cx, b->r, &b->life, b->e, q->where, &b->where));
	if (q->narrow)
		TRY(only_whole(cx, b));
	if (q->mask == MASK_PUBLIC && where_tells(&b->where))
		return err_set(cx, ERR_DENIED, "--where", "browse-where-public", NULL);
	b->scan = b->past > 0;           /* indexes know what is now */
	if (!b->scan)
		TRY(where_source(cx, b->r, &b->where, &b->ids, &b->scan));
	if (b->scan && !b->past && b->r->scope)
		TRY(where_scoped(cx, b->r, b->e, &b->ids, &b->scan));
	while (!b->scan && q->after && b->at < b->ids.n && b->ids.id[b->at] <= q->after)
		b->at++;
	return OK;
}

enum err browse_open(struct ctx *cx, struct reg *r, const struct query *q, struct browse **out)
{
	struct browse *b = ARENA_NEW(&cx->arena, struct browse);
	enum err e;

	b->r = b->cells.r = r;
	b->e = q->e;
	b->mask = q->mask;
	b->limit = q->limit;
	b->past = q->past;
	b->closed = q->closed && q->mask != MASK_PUBLIC;
	b->keep = q->keep;
	b->keep_arg = q->keep_arg;
	b->today = register_today(cx, r);
	b->after = q->after ? q->after : INT64_MIN;
	b->by_number = q->by_number && !(b->e->flags & ENT_CODED);
	arena_init(&b->life, (size_t)512 << 20);
	arena_init(&b->rows, (size_t)256 << 20);
	b->ids.a = &b->life;
	opener_begin(&b->open, r);
	e = begin(cx, b, q);
	if (e != OK)
		browse_close(b);
	else
		*out = b;
	return e;
}

void browse_close(struct browse *b)
{
	opener_end(&b->open);
	if (b->ordered)
		stmt_done(b->ordered);
	if (b->snapshot)
		db_end_read(b->r->db);
	b->snapshot = false;
	arena_free(&b->life);
	arena_free(&b->rows);
}

/* ---- rows ---- */

/* One statement stands through the whole walk: the order cannot be taken up again by an id. */
static enum err next_ordered(struct ctx *cx, struct browse *b)
{
	enum err e = OK;
	bool row = true;

	if (!b->ordered && !b->walked)
		TRY(db_stmt(cx, b->r->db, &b->e->sql->ordered, &b->ordered));
	b->walked = true;
	while (b->ordered && b->nchunk < CHUNK && (e = stmt_step(cx, b->ordered, &row)) == OK && row)
		b->chunk[b->nchunk++] = store_row(&b->rows, b->e, b->ordered);
	if (b->ordered && (e != OK || !row)) {
		stmt_done(b->ordered);
		b->ordered = NULL;
	}
	return e;
}

static const struct sql sql_next_in = { "browse.next_in",
	"SELECT min(id) FROM household WHERE area=$1 AND id>$2", 0 };

/* The first household behind `after` that the scope reaches; INT64_MAX: none. */
static enum err next_seen(struct ctx *cx, struct browse *b, int64_t *id)
{
	const struct scope *sc = b->r->scope;

	*id = INT64_MAX;
	for (int i = 0; i < sc->nhousehold; i++)
		if (sc->household[i] > b->after && sc->household[i] < *id)
			*id = sc->household[i];
	for (int i = 0; i < sc->narea; i++) {
		struct stmt *s;
		bool row;

		TRY(db_stmt(cx, b->r->db, &sql_next_in, &s));
		stmt_int(s, 1, sc->area[i]);
		stmt_int(s, 2, b->after);
		TRY(stmt_step(cx, s, &row));
		if (row && !stmt_col_is_null(s, 0) && stmt_col_int(s, 0) < *id)
			*id = stmt_col_int(s, 0);
		stmt_done(s);
	}
	return OK;
}

/* Other people's households may lie by the ten thousand between two of one's own, and behind the
 * last: where a whole chunk is theirs, the walk goes on at the next that is seen. */
static enum err leap(struct ctx *cx, struct browse *b)
{
	const struct scope *sc = b->r->scope;
	int64_t id;

	if (!sc || sc->all || b->past || b->e->tag != TAG_household || b->nchunk < CHUNK)
		return OK;
	for (int i = 0; i < b->nchunk; i++)
		if (scope_row(sc, b->chunk[i]))
			return OK;
	TRY(next_seen(cx, b, &id));
	b->after = id == INT64_MAX ? id : id - 1;
	b->nchunk = 0;
	return OK;
}

static enum err next_chunk(struct ctx *cx, struct browse *b)
{
	struct stmt *s;
	enum err e;
	bool row;

	arena_reset(&b->rows);
	b->nchunk = b->at = 0;
	if (b->by_number && !b->past)
		return next_ordered(cx, b);
	TRY(db_stmt(cx, b->r->db, b->past ? &b->e->sql->scan_past : &b->e->sql->scan_after, &s));
	stmt_int(s, 1, b->after);
	stmt_int(s, 2, CHUNK);
	if (b->past)
		stmt_int(s, 3, b->past - 1);
	while ((e = stmt_step(cx, s, &row)) == OK && row && b->nchunk < CHUNK)
		b->chunk[b->nchunk++] = store_row(&b->rows, b->e, s);
	stmt_done(s);
	if (e == OK && b->nchunk)
		b->after = b->chunk[b->nchunk - 1]->id;
	return e;
}

static enum err next_scanned(struct ctx *cx, struct browse *b, struct rec **row)
{
	*row = NULL;
	if (b->at == b->nchunk) {
		TRY(next_chunk(cx, b));
		TRY(leap(cx, b));
		if (!b->nchunk && b->after < INT64_MAX)
			TRY(next_chunk(cx, b));
	}
	if (b->at < b->nchunk)
		*row = b->chunk[b->at++];
	return OK;
}

static enum err next_candidate(struct ctx *cx, struct browse *b, struct rec **row)
{
	*row = NULL;
	while (!*row && b->at < b->ids.n) {
		arena_reset(&b->rows);
		TRY(find_row(cx, b->r, &b->rows, b->e, b->ids.id[b->at++], row));
	}
	return OK;
}

/* Minors are published in no form; neither is somebody whose age nobody knows, nor a row that tells
 * of one of them: a birth among the events is a child's birth date. The row is opened. */
static enum err publishable(struct ctx *cx, struct reg *r, struct opener *o, struct arena *a,
                            const struct rec *row, date_t today, bool *yes)
{
	struct rec *person;

	*yes = row->e->tag != TAG_person || person_of_age(row, today);
	if (row->e->tag == TAG_lead && !rec_has(row, LEAD_person))
		*yes = false;                   /* nobody knows whom it is about, nor of what age */
	for (int i = 0; *yes && i < row->e->nfield; i++) {
		const struct field *f = &row->e->fields[i];

		if (f->type != FT_REF || strcmp(f->ref, "person") != 0 || row->v[i].kind != VAL_INT)
			continue;
		TRY(find_row(cx, r, a, register_entity(r, TAG_person), row->v[i].i, &person));
		if (!person)
			continue;
		TRY(opener_row(cx, o, a, person));
		*yes = person_of_age(person, today);
	}
	return OK;
}

enum err browse_may_show(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                         enum mask mask)
{
	struct opener o;
	struct rec *row;
	bool yes = true;
	enum err err;

	if (mask != MASK_PUBLIC)
		return OK;
	TRY(find_row(cx, r, &cx->arena, e, id, &row));
	if (!row)
		return OK;
	opener_begin(&o, r);
	err = opener_row(cx, &o, &cx->arena, row);
	if (err == OK)
		err = publishable(cx, r, &o, &cx->arena, row, register_today(cx, r), &yes);
	opener_end(&o);
	if (err == OK && !yes)
		return err_set(cx, ERR_DENIED, "--mask", "show-minor", NULL);
	return err;
}

/* Do the conditions on clear values hold? What was found in a household lies where that is now. */
static enum err holds_clear(struct ctx *cx, struct browse *b, struct rec *row, bool *yes)
{
	int64_t own = row->area;

	for (int i = 0; row->e->tag == TAG_finding && i < b->where.n; i++)
		if (b->where.c[i].field == FIELD_AREA)
			TRY(finding_area(cx, b->r, row, &row->area));
	*yes = where_holds(&b->where, row, false);
	row->area = own;
	return OK;
}

static enum err wanted(struct ctx *cx, struct browse *b, struct rec *row, bool *yes)
{
	TRY(holds_clear(cx, b, row, yes));
	*yes = *yes && (!b->keep || b->keep(b->keep_arg, row));
	if (*yes && b->scan && b->r->scope)     /* candidates were asked when they were read */
		TRY(register_sees(cx, b->r, row, yes));
	if (!*yes)
		return OK;
	if (b->closed ? b->where.sealed : b->mask != MASK_PUBLIC || b->e->tag == TAG_person)
		TRY(opener_row(cx, &b->open, &b->rows, row));
	*yes = !b->where.sealed || where_holds(&b->where, row, true);
	if (*yes && b->mask == MASK_PUBLIC)
		TRY(publishable(cx, b->r, &b->open, &b->rows, row, b->today, yes));
	return OK;
}

enum err browse_next(struct ctx *cx, struct browse *b, struct rec **row)
{
	bool yes = false;

	*row = NULL;
	if (b->limit && b->given >= b->limit)
		return OK;
	do {
		TRY(b->scan ? next_scanned(cx, b, row) : next_candidate(cx, b, row));
		if (!*row)
			return OK;
		TRY(wanted(cx, b, *row, &yes));
	} while (!yes && !(cx->stop && *cx->stop));
	if (yes)
		b->given++;
	else
		*row = NULL;                    /* interrupted */
	return OK;
}

void browse_again(struct browse *b, const int64_t *id, int n)
{
	/* the candidates are only read from here on */
	b->ids.id = (int64_t *)(uintptr_t)id;
	b->ids.n = b->ids.cap = n;
	b->scan = false;
	b->given = 0;
	b->at = 0;
}

int browse_field(const struct entity *e, struct str name)
{
	return where_field(e, name);
}

enum err browse_cell(struct ctx *cx, struct browse *b, const struct rec *r, int field, bool sheet,
                     enum lang lang, struct buf *out)
{
	return cells_put(cx, &b->cells, r, field, b->mask, sheet, lang, out);
}

struct cells *browse_cells(struct arena *a, struct reg *r)
{
	struct cells *c = ARENA_NEW(a, struct cells);

	c->r = r;
	return c;
}

enum err browse_cell_of(struct ctx *cx, struct cells *c, const struct rec *r, int field,
                        enum mask mask, bool sheet, enum lang lang, struct buf *out)
{
	return cells_put(cx, c, r, field, mask, sheet, lang, out);
}

enum err browse_place(struct ctx *cx, struct reg *r, int64_t area, struct buf *out)
{
	return area_row_path(cx, r, area, 4, out);
}

enum err browse_place_from(struct ctx *cx, struct reg *r, int64_t area, int level,
                           struct buf *out)
{
	return area_row_path(cx, r, area, level, out);
}

int browse_male(const struct reg *r, const struct rec *person)
{
	const struct model *m = r->model;
	struct idno id;

	if (rec_has(person, PERSON_sex)) {
		int64_t code = person->v[PERSON_sex].i;

		if (m->lists.has_tag(m->lists.state, "sex", code, "male"))
			return 1;
		if (m->lists.has_tag(m->lists.state, "sex", code, "female"))
			return 0;
	}
	if (rec_has(person, PERSON_idno) &&
	    idno_read(person->v[PERSON_idno].s, 0, &id) == IDNO_GOOD)
		return id.male;
	return -1;
}

date_t browse_birth(const struct rec *person)
{
	return person_birth(person);
}

struct cells *register_cells(struct arena *a, struct reg *r)
{
	return browse_cells(a, r);
}

enum err register_cell(struct ctx *cx, struct cells *c, const struct rec *row, int field,
                       enum mask mask, struct buf *out)
{
	return browse_cell_of(cx, c, row, field, mask, false, cx->lang, out);
}
