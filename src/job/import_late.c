/* import_late - what a list says late: a corrected error list whose rows were stated anew since,
 * and an older month of a source after a newer one. What stands now is newer, and stays. */
#include "job/import_month.h"

/* The leaf that closed the corrected batch for the first time: its own rows stand at it. */
static enum err closing_leaf(struct imp *im, int64_t *leaf)
{
	struct stmt *s;
	struct rec *b;
	enum err e;
	bool row;

	TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, amend_of(im), &b));
	*leaf = b->leaf;
	if (b->version <= 2)            /* opened, closed */
		return OK;
	TRY(db_stmt(im->cx, im->r->db, &im->batch_e->sql->history, &s));
	stmt_int(s, 1, b->id);
	while ((e = stmt_step(im->cx, s, &row)) == OK && row) {
		const struct rec *then = store_row(&im->cache, im->batch_e, s);

		if (then->version == 2)
			*leaf = then->leaf;
	}
	stmt_done(s);
	return e;
}

enum err late_cells(struct imp *im, struct reader_row *row, int part, struct rec *old,
                    struct rec *stated, const struct family *fam)
{
	struct versions seen = { .n = 0 };
	const struct entity *e = old->e;
	struct rec *then;

	if (!im->amend || im->month || old->batch == im->batch)
		return OK;
	if (!im->closed_at)
		TRY(closing_leaf(im, &im->closed_at));
	TRY(said_version(im->cx, im->r, &im->work, old, fam, im->closed_at, &seen, &then));
	if (then == old)
		return OK;
	for (int f = 0; f < e->nfield; f++) {
		bool hidden = then && !then->opened && (e->fields[f].flags & E_SEAL);

		if (f == e->parent || hidden || stated->v[f].kind == VAL_NULL ||
		    val_eq(&stated->v[f], &old->v[f]))
			continue;
		if (then ? val_eq(&then->v[f], &old->v[f]) : !rec_has(old, f))
			continue;
		imp_found(im, row, "newer_here", part, f, (struct str){ 0 });
		stated->v[f] = (struct val){ VAL_NULL, 0, { 0 } };
	}
	return OK;
}

/* The newest day that this kind of list gave the row, if what is stated is of an older one. */
static enum err older_than(struct imp *im, const struct noun *n, struct rec *old,
                           const struct rec *stated, const struct family *fam, int f, date_t *day)
{
	int64_t leaf = said_when_own(n->said, old->id, f);
	struct rec *then;

	*day = 0;
	if (!leaf || stated->v[f].kind != VAL_INT)
		return OK;
	TRY(said_version(im->cx, im->r, &im->work, old, fam, leaf, month_versions(im, old), &then));
	if (then && then->v[f].kind == VAL_INT && then->v[f].i > stated->v[f].i)
		*day = (date_t)then->v[f].i;
	return OK;
}

enum err late_list(struct imp *im, struct reader_row **row, int n, struct rec *old,
                   const struct rec *stated, const struct family *fam)
{
	const struct noun *noun;
	char text[11];
	date_t day = 0;

	if (!im->month || im->amend || im->n.resumed || !old)
		return OK;
	noun = &im->month->noun[im->month->at[0]];
	for (int f = 0; f < noun->e->nfield && !day; f++) {
		if (!noun->rule[f].stamp || noun->e->fields[f].type != FT_DATE)
			continue;
		TRY(older_than(im, noun, old, stated, fam, f, &day));
		for (int i = 0; day && i < n; i++) {
			struct str shown = { text, date_put(text, day) };

			if (!row[i]->refused)
				imp_found(im, row[i], "list_older", 0, f, str_dup(&im->chunk->a, shown));
		}
	}
	return OK;
}
