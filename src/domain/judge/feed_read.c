/* feed_read - one statement for each noun, and what becomes of its rows. */
#include "domain/judge/feed_read.h"

#include <stdio.h>

#include "base/mem.h"
#include "entity/fields.h"

/* ---- statements ---- */

/* Does the statement bring what opening a row takes? */
static bool opened(const struct source *src)
{
	return src->birth >= 0 || src->nsealed || src->opens;
}

static void add_columns(struct buf *b, struct source *src, const struct facts_noun *n, char as)
{
	const struct entity *e = n->e;

	if (src->whole) {
		for (int i = 0; i < e->sql->ncol; i++)
			buf_addf(b, ", %c.%s", as, e->sql->col[i]);
		return;
	}
	for (int i = 0; i < n->ncol; i++) {
		const struct facts_column *c = &n->col[i];

		src->n++;
		if (c->sealed || c->how == FACTS_ANSWER) {
			buf_addz(b, ", NULL");
			if (c->how != FACTS_ANSWER)
				src->sealed[src->nsealed++] = i;
			continue;
		}
		if (c->how == FACTS_KNOWN)
			buf_addf(b, ", CASE WHEN %c.%s IS NULL THEN NULL ELSE 0 END", as,
			         e->sql->col[c->f->column]);
		else
			buf_addf(b, ", %c.%s", as, e->sql->col[c->f->column]);
		if (c->how != FACTS_VALUE)
			src->coded[src->ncoded++] = i;
	}
	if (opened(src))                         /* a birth only if it is not stated */
		buf_addf(b, ", %c.version, %c.sealed", as, as);
	for (int i = 0; i < src->nextra; i++)
		buf_addf(b, ", %c.%s", as, e->sql->col[e->fields[src->extra[i]].column]);
}

/* Who died or left is no member, and a household that is gone is not there: as in a case. */
static void add_alive(struct buf *b, const struct feed_sources *q, const struct entity *e, char as)
{
	const struct list_face *l = &q->main->model->lists;
	bool person = e->tag == TAG_person;
	const char *list = person ? "person_state" : "household_state";
	int field = person ? PERSON_state : HOUSEHOLD_state, n = 0;

	if (!person && e->tag != TAG_household)
		return;
	for (int code = 0; code < 256; code++)
		if (l->has_tag(l->state, list, code, "gone")) {
			if (!n++)
				buf_addf(b, " AND coalesce(%c.%s,-1) NOT IN (", as,
				         e->sql->col[e->fields[field].column]);
			buf_addf(b, n > 1 ? ",%d" : "%d", code);
		}
	if (n)
		buf_addc(b, ')');
}

/* Rows of a noun below a household, in the order of households; c.id and whose they are first. Only
 * the household's own statement asks whether it is still here: of the others the index is enough,
 * and rows of one that is gone are passed over. */
static void statement(struct feed_sources *q, struct source *src, bool one)
{
	const struct facts_noun *n = q->s->noun[src->noun];
	const char *parent = n->e->parent >= 0 ? n->e->fields[n->e->parent].name : "";
	struct buf b BUF_AUTO = { 0 };
	char *name = arena_alloc(q->a, 64);
	struct sql *to = one ? &src->of_one : &src->of_area;

	buf_init(&b, 65536);
	src->n = src->ncoded = src->nsealed = 0;
	buf_addf(&b, "SELECT h.id, %s, c.id", n->up > 0 ? "p.id" : "h.id");
	if (src->noun == 0) {
		buf_reset(&b);
		buf_addz(&b, "SELECT h.id, h.area, h.id");
	}
	add_columns(&b, src, n, src->noun ? 'c' : 'h');
	buf_addz(&b, " FROM household h");
	if (n->up > 0)
		buf_addf(&b, " CROSS JOIN %s p CROSS JOIN %s c WHERE p.%s=h.id AND c.%s=p.id AND ",
		         q->s->noun[n->up]->e->name, n->e->name,
		         q->s->noun[n->up]->e->fields[q->s->noun[n->up]->e->parent].name, parent);
	else if (src->noun)
		buf_addf(&b, " CROSS JOIN %s c WHERE c.%s=h.id AND ", n->e->name, parent);
	else
		buf_addz(&b, " WHERE ");
	buf_addz(&b, one ? "h.id=$1" : "h.area=$1");
	add_alive(&b, q, n->e, src->noun ? 'c' : 'h');
	if (n->up > 0)
		add_alive(&b, q, q->s->noun[n->up]->e, 'p');
	buf_addf(&b, " ORDER BY h.id%s%s", n->up > 0 ? ", p.id" : "", src->noun ? ", c.id" : "");
	snprintf(name, 64, "feed.%.40s.%s", n->e->name, one ? "one" : "area");
	*to = (struct sql){ name, str_z(q->a, buf_str(&b)), 0 };
}

void feed_sources_make(struct feed_sources *q, struct arena *a, const struct reg *main,
                  const struct facts_schema *s)
{
	*q = (struct feed_sources){ .s = s, .main = main, .a = a,
		.dated = facts_column_of(s, 0, HOUSEHOLD_data_date, FACTS_VALUE, NULL) };
	for (int i = 0; i < s->nnoun; i++) {
		const struct facts_noun *n = s->noun[i];
		struct source *src = &q->of[i];

		*src = (struct source){ .noun = i, .birth = -1 };
		src->coded = arena_array(a, (size_t)n->ncol + 1, sizeof *src->coded);
		src->sealed = arena_array(a, (size_t)n->ncol + 1, sizeof *src->sealed);
		src->answer = arena_array(a, (size_t)n->ncol + 1, sizeof *src->answer);
		src->extra = arena_array(a, (size_t)n->e->nfield + 1, sizeof *src->extra);
		for (int c = 0; c < n->ncol; c++) {
			const struct facts_column *col = &n->col[c];

			src->whole |= col->f && !col->sealed && col->f->column < 0;
			if (n->e->tag == TAG_person && col->field == PERSON_birth)
				src->birth = c;
		}
	}
	feed_answer_sources(q);
	for (int i = 0; i < s->nnoun; i++) {
		statement(q, &q->of[i], false);
		statement(q, &q->of[i], true);
	}
}

/* ---- one household's rows ---- */

void feed_read_open(struct feed_read *k, struct ctx *cx, const struct feed_sources *q,
                    struct reg *r)
{
	*k = (struct feed_read){ .cx = cx, .q = q, .r = r };
	arena_init(&k->a, (size_t)64 << 20);
	facts_family_init(&k->one, q->s);
}

void feed_read_close(struct feed_read *k)
{
	for (int i = 0; i < FACTS_NOUNS; i++)
		mem_free(k->kept[i].row);
	facts_family_free(&k->one);
	arena_free(&k->a);
	explicit_bzero(&k->fam, sizeof k->fam);
}

/* Fills the sealed values of a row of the household at hand. */
static enum err open_row(struct feed_read *k, struct rec *row)
{
	const struct entity *e = k->q->s->noun[0]->e;

	if (row->opened || !k->r->have_keys)
		return OK;
	if (k->fam.id != k->one.id)
		TRY(family_load(k->cx, k->r->db, k->r->st, e, k->one.id, &k->fam));
	return store_open(k->cx, &k->a, k->r->st, &k->fam, row);
}

/* Rows are kept in the order of facts_family's. */
static void keep(struct feed_read *k, int noun, const struct rec *row)
{
	struct kept *to = &k->kept[noun];

	if (to->n == to->room) {
		to->room = to->room ? to->room * 2 : 16;
		to->row = mem_grow(to->row, (size_t)to->room, sizeof *to->row);
	}
	to->row[to->n++] = row;
}

/* Classes of sealed values; and a date of birth that is not stated is that of the ID number. */
static void take_sealed(struct feed_read *k, const struct source *src, const struct rec *rec,
                        int row)
{
	const struct facts_noun *n = k->q->s->noun[src->noun];

	for (int i = 0; i < src->nsealed; i++) {
		const struct facts_column *c = &n->col[src->sealed[i]];

		if (rec_has(rec, c->field))
			facts_family_set(&k->one, src->noun, row, src->sealed[i],
			                 facts_column_value(c, rec->v[c->field].i));
	}
}

static void take_birth(struct feed_read *k, const struct source *src, struct rec *rec, int row)
{
	register_birth(rec);
	if (rec_has(rec, PERSON_birth))
		facts_family_set(&k->one, src->noun, row, src->birth, rec->v[PERSON_birth].i);
}

/* What a row says besides its clear columns; birth: its date of birth is not stated. */
static enum err take_more(struct feed_read *k, const struct source *src, struct stmt *s, int row,
                          bool birth)
{
	const struct entity *e = k->q->s->noun[src->noun]->e;
	bool sealed = opened(src) && !stmt_col_is_null(s, 4 + src->n);
	int at = 3 + src->n + 2 * opened(src);
	struct rec *rec;

	if (!src->kept && !sealed)
		return OK;
	rec = rec_new(&k->a, e);
	rec->id = stmt_col_int(s, 2);
	if (sealed) {
		rec->version = (int32_t)stmt_col_int(s, 3 + src->n);
		rec->sealed = stmt_col_blob(s, 4 + src->n);
	}
	for (int i = 0; i < src->nextra; i++)
		rec->v[src->extra[i]] = store_cell(&k->a, s, at + i);
	if (sealed && rec->sealed.n) {
		TRY(open_row(k, rec));
		take_sealed(k, src, rec, row);
		if (birth)
			take_birth(k, src, rec, row);
	}
	if (src->kept)
		keep(k, src->noun, rec);
	return OK;
}

static enum err take_row(struct feed_read *k, const struct source *src, struct stmt *s, int owner)
{
	const struct facts_noun *n = k->q->s->noun[src->noun];
	int64_t v, id = stmt_col_int(s, 2);
	int row = src->noun ? facts_family_row(&k->one, src->noun, id, owner) : 0;
	int64_t *value = k->one.kin[src->noun].v + (size_t)row * (size_t)n->ncol;
	bool birth;

	k->rows++;
	stmt_ints(s, 3, src->n, value, k->one.kin[src->noun].known + (size_t)row * FACTS_WORDS);
	for (int i = 0; i < src->ncoded; i++)
		if (facts_family_get(&k->one, src->noun, row, src->coded[i], &v))
			value[src->coded[i]] = facts_column_value(&n->col[src->coded[i]], v);
	birth = src->birth >= 0 && !facts_family_get(&k->one, src->noun, row, src->birth, &v);
	return birth || src->nsealed || src->kept ? take_more(k, src, s, row, birth) : OK;
}

/* The same of a row with all its columns. */
static enum err take_whole(struct feed_read *k, const struct source *src, struct stmt *s)
{
	const struct entity *e = k->q->s->noun[src->noun]->e;
	struct rec *row = store_row_at(&k->a, e, s, 3);
	int before = src->noun ? k->one.kin[src->noun].n : 0;

	k->rows++;
	TRY(open_row(k, row));
	if (e->tag == TAG_person)
		register_birth(row);
	facts_family_rec(&k->one, row);
	if (src->kept && k->one.kin[src->noun].n > before)
		keep(k, src->noun, row);
	return OK;
}

static int owner_of(const struct feed_read *k, int noun, int64_t id)
{
	const struct facts_kin *kin = &k->one.kin[k->q->s->noun[noun]->up];

	for (int i = 0; i < kin->n; i++)
		if (kin->id[i] == id)
			return i;
	return 0;
}

/* Told with the number that people know, if it can be had. */
static enum err too_many(struct feed_read *k)
{
	struct rec *house = NULL;
	enum err err = facts_family_many(k->cx, &k->one);

	if (store_get(k->cx, k->r->db, &k->cx->arena, register_entity(k->r, TAG_household), k->one.id,
	              &house) == OK && rec_has(house, HOUSEHOLD_no))
		k->cx->err.arg[0] = house->v[HOUSEHOLD_no].s;
	return err;
}

enum err feed_read_take(struct feed_read *k)
{
	for (int i = 0; i < k->q->s->nnoun; i++)
		k->kept[i].n = 0;
	for (int i = 0; i < k->q->s->nnoun; i++) {
		const struct source *src = &k->q->of[i];
		struct stmt *s = k->s[i];

		while (k->there[i] && stmt_col_int(s, 0) < k->one.id)    /* of one that is gone */
			TRY(stmt_step(k->cx, s, &k->there[i]));
		while (k->there[i] && stmt_col_int(s, 0) == k->one.id) {
			if (src->whole)
				TRY(take_whole(k, src, s));
			else
				TRY(take_row(k, src, s, k->q->s->noun[i]->up > 0 ?
				             owner_of(k, i, stmt_col_int(s, 1)) : 0));
			TRY(stmt_step(k->cx, s, &k->there[i]));
		}
	}
	if (k->one.full)
		return too_many(k);
	feed_answer_family(k);
	return OK;
}

enum err feed_read_begin(struct feed_read *k, bool one, int64_t id)
{
	for (int i = 0; i < k->q->s->nnoun; i++) {
		const struct source *src = &k->q->of[i];

		TRY(db_stmt(k->cx, k->r->db, one ? &src->of_one : &src->of_area, &k->s[i]));
		stmt_int(k->s[i], 1, id);
		TRY(stmt_step(k->cx, k->s[i], &k->there[i]));
	}
	return OK;
}

void feed_read_end(struct feed_read *k)
{
	for (int i = 0; i < k->q->s->nnoun; i++)
		if (k->s[i])
			stmt_done(k->s[i]);
}
