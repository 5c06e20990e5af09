/* called - how people call a row that has no number they know. Two proposals about one household
 * look alike unless each says which year, which measure, which member it is about. */
#include "domain/register/browse_int.h"

static bool begins(date_t d)
{
	return date_month(d) <= 1 && date_day(d) <= 1;
}

static bool ends(date_t d)
{
	return !date_month(d) || (date_month(d) == 12 && (!date_day(d) || date_day(d) == 31));
}

/* A calendar year by its number, else from when to when. */
static void period(const struct rec *row, struct buf *out)
{
	date_t from = (date_t)row->v[INCOME_period_from].i, to = (date_t)row->v[INCOME_period_to].i;
	char text[11];

	if (!rec_has(row, INCOME_period_from) || !rec_has(row, INCOME_period_to))
		return;
	if (date_year(from) == date_year(to) && begins(from) && ends(to)) {
		buf_addi(out, date_year(from));
		return;
	}
	date_put(text, from);
	buf_addz(out, text);
	buf_addz(out, " ~ ");
	date_put(text, to);
	buf_addz(out, text);
}

/* A member by name: his number says nothing. */
static enum err part(struct ctx *cx, struct reg *r, struct cells *c, const struct rec *row, int f,
                     enum mask mask, struct buf *out)
{
	const struct field *d = &row->e->fields[f];
	struct rec *person;
	enum err e;

	if (d->type != FT_REF || strcmp(d->ref, "person") != 0)
		return register_cell(cx, c, row, f, mask, out);
	e = register_load(cx, r, register_entity(r, TAG_person), row->v[f].i, &person);
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return OK;
	}
	return e == OK ? register_cell(cx, c, person, PERSON_name, mask, out) : e;
}

enum err register_called(struct ctx *cx, struct reg *r, struct cells *c, const struct rec *row,
                         enum mask mask, struct buf *out)
{
	struct buf one BUF_AUTO = { 0 };

	if (row->e->tag == TAG_household)
		return register_head_name(cx, r, c, row, mask, out);
	if (row->e->tag == TAG_person)
		return rec_has(row, PERSON_name) ? register_cell(cx, c, row, PERSON_name, mask, out) : OK;
	if (row->e->tag == TAG_income) {
		period(row, out);
		return OK;
	}
	buf_init(&one, 4096);
	for (int f = 0; f < row->e->nfield; f++) {
		if (!(row->e->fields[f].flags & E_ROWKEY) || row->e->fields[f].type == FT_HASH ||
		    !rec_has(row, f))
			continue;
		buf_reset(&one);
		TRY(part(cx, r, c, row, f, mask, &one));
		if (one.n && out->n)
			buf_addz(out, " · ");
		buf_adds(out, buf_str(&one));
	}
	return OK;
}
