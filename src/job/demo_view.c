#include "job/demo_view.h"

#include <stdio.h>

/* ---- keeping a family's rows ---- */

static struct kept *place_for(struct demo_rows *rows, int sheet, int member, int record)
{
	bool one = member >= 0 && member < DEMO_MEMBERS;

	switch (sheet) {
	case PERSONS:
		return one ? &rows->person[member] : NULL;
	case WORK:
		return one ? &rows->work[member] : NULL;
	case HOUSEHOLD:
		return &rows->household;
	case INCOME:
		return record == 0 ? &rows->income : NULL;
	case RISK:
		return &rows->risk;
	case VILLAGE:
		return &rows->village;
	case MEASURE:
		return rows->nmeasure < KEPT_MEASURES ? &rows->measure[rows->nmeasure++] : NULL;
	default:
		return NULL;
	}
}

struct demo_rows *demo_rows_new(struct arena *a)
{
	return ARENA_NEW(a, struct demo_rows);
}

void demo_keep(struct gen *g, int sheet, int member, int record, int kind,
               const struct demo_truth *t, bool twice)
{
	struct kept *k = place_for(g->rows, sheet, member, record);

	if (!k)
		return;
	k->there = true;
	k->twice = twice;
	k->kind = kind;
	k->col = kind < 0 ? -1 : t->col;
	snprintf(k->was, sizeof(k->was), "%.*s", kind < 0 ? 0 : (int)t->original.n,
	         kind < 0 ? "" : t->original.p);
	row_copy(&k->row, &g->row);
}

void demo_forget(struct gen *g)
{
	struct demo_rows *r = g->rows;

	for (int i = 0; i < DEMO_MEMBERS; i++)
		r->person[i].there = r->work[i].there = false;
	r->household.there = r->income.there = r->risk.there = r->village.there = false;
	r->nmeasure = 0;
}

/* ---- cells ---- */

static const struct kept *kept_of(const struct demo_rows *rows, int sheet, int member)
{
	const struct kept *k = sheet == PERSONS ? &rows->person[member] :
	                       sheet == WORK ? &rows->work[member] :
	                       sheet == HOUSEHOLD ? &rows->household :
	                       sheet == INCOME ? &rows->income :
	                       sheet == RISK ? &rows->risk : &rows->village;

	return k->there ? k : NULL;
}

static int column_of(const struct gen *g, const struct vcol *c)
{
	return c->sheet == PERSONS ? c->col : c->col - g->file[c->sheet].first;
}

static struct str place(const struct gen *g, const struct demo_family *f, int which)
{
	const struct demo_village *v = &g->here->village[f->village];

	switch (which) {
	case 0: case 1:
		return g->here->above[which].code ? g->here->above[which].name : STR("");
	case 2:
		return g->here->name;
	case 3:
		return g->here->town[v->town].name;
	default:
		return v->name;
	}
}

static struct str measure(struct gen *g, const struct demo_rows *rows, int kind)
{
	int by = MEASURE_kind - g->file[MEASURE].first, what = MEASURE_content - g->file[MEASURE].first;

	for (int i = 0; i < rows->nmeasure; i++)
		if (str_eq(rows->measure[i].row.cell[by], g->label[kind]))
			return rows->measure[i].row.cell[what];
	return STR("");
}

struct str view_cell(struct gen *g, const struct vcol *c, const struct demo_rows *rows,
                     const struct demo_family *f, int member, int64_t seq,
                     const struct kept **from)
{
	*from = NULL;
	switch (c->sheet) {
	case X_FIXED:
		return str_of(c->text);
	case X_PLACE:
		return place(g, f, c->col);
	case X_SEQ:
		snprintf(g->seq, sizeof(g->seq), "%lld", (long long)seq);
		return str_of(g->seq);
	case X_MEASURE:
		return measure(g, rows, c->col);
	case X_CLEARED:
		return str_of(f->cleared ? c->text : "");
	case X_HEAD:
		return str_of(f->p[0].name);
	default:
		*from = kept_of(rows, c->sheet, member);
		return *from ? (*from)->row.cell[column_of(g, c)] : STR("");
	}
}

/* ---- truth ---- */

bool view_has(const struct view *v, int sheet, int col)
{
	for (int i = 0; i < v->n; i++)
		if (v->col[i].sheet == sheet && v->col[i].col == col)
			return true;
	return false;
}

static const struct vcol *shows(const struct gen *g, const struct view *v, int sheet, int col)
{
	for (int i = 0; i < v->n; i++)
		if (v->col[i].sheet == sheet && column_of(g, &v->col[i]) == col)
			return &v->col[i];
	return NULL;
}

enum err view_truth(struct gen *g, const struct view *v, const struct demo_file *file,
                    const struct demo_rows *rows, int member)
{
	static const int sheets[] = { PERSONS, HOUSEHOLD, INCOME, RISK, WORK };

	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		const struct kept *k = kept_of(rows, sheets[i], member);
		const struct vcol *c;

		if (!k || k->kind < 0 || (v->only >= 0 && v->only != sheets[i]))
			continue;
		if (k->col < 0) {
			if (sheets[i] == PERSONS && view_has(v, PERSONS, P_NAME))
				TRY(demo_truth_put(g, file, k->kind, STR(""), STR(""), STR("")));
			continue;
		}
		c = shows(g, v, sheets[i], k->col);
		if (c)
			TRY(demo_truth_put(g, file, k->kind, str_of(c->head), str_of(k->was),
			                   k->row.cell[k->col]));
	}
	return OK;
}
