/* store_insert - which INSERT a new row goes in by. A list states some twenty of a noun's hundred
 * columns; naming only those that its rows fill spares the database most of the work for each row.
 * The columns named only grow, so a list needs a handful of statements. */
#include <stdio.h>
#include <string.h>

#include "entity/store_private.h"

/* Fewer rows are not worth a statement of their own. */
#define ROWS_WORTH 32

static bool has(const struct few *f, int col)
{
	return f->col[col / 64] >> (col % 64) & 1;
}

static void add(struct few *f, int col)
{
	f->col[col / 64] |= UINT64_C(1) << (col % 64);
}

static bool fits(const struct few *f, const struct prow *p)
{
	for (int i = 0; i < p->nval; i++)
		if (!has(f, p->val[i].col))
			return false;
	return true;
}

/* The statement for the columns of f; parameters keep the numbers that the columns have. False: no
 * room for so long a text. The text before stays as it was: a statement made of it may be open. */
static bool write_text(struct few *f)
{
	const struct entity_sql *q = f->e->sql;
	char *to = f->text[f->at ^= 1], *end = to + sizeof f->text[0], *w = to;

	w += snprintf(w, (size_t)(end - w), "INSERT INTO %s(", f->e->name);
	for (int part = 0; part < 2; part++) {
		bool more = false;

		for (int c = 0; c < q->ncol; c++) {
			if (!has(f, c))
				continue;
			if (end - w < 80)
				return false;
			w += part ? snprintf(w, (size_t)(end - w), "%s$%d", more ? "," : "", c + 1)
			          : snprintf(w, (size_t)(end - w), "%s%s", more ? "," : "", q->col[c]);
			more = true;
		}
		w += snprintf(w, (size_t)(end - w), part ? ")" : ") VALUES(");
	}
	f->sql = (struct sql){ "store.insert_few", to, SQL_WRITE };
	return true;
}

const struct sql *store_insert_sql(struct txn *t, const struct prow *p)
{
	struct few *f = &t->st->few[p->e->tag % FEW_STATEMENTS];

	if (t->n < ROWS_WORTH || p->e->sql->ncol > FEW_COLUMNS)
		return &p->e->sql->insert;
	if (f->e == p->e && fits(f, p))
		return &f->sql;
	if (f->e != p->e) {
		f->e = p->e;
		memset(f->col, 0, sizeof f->col);
		add(f, SYS_LEAF);
		add(f, SYS_IX);
	}
	for (int i = 0; i < p->nval; i++)
		add(f, p->val[i].col);
	if (write_text(f))
		return &f->sql;
	f->e = NULL;
	return &p->e->sql->insert;
}
