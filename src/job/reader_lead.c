#include "job/reader_lead.h"

#include "entity/fields.h"

static bool stated(const struct sheet_map *m, int part, int field)
{
	for (int i = 0; i < m->ncol; i++)
		if (m->col[i].kind == COL_FIELD && m->col[i].part == part && m->col[i].field == field)
			return true;
	return false;
}

/* Does the sheet name its rows as this noun's own lists do? A list of leads says what each is
 * about; a household or person without its number might as well be on a department's list. */
static bool own_list(const struct sheet_map *m)
{
	const struct entity *e = m->part[0];

	if (m->missing.n)
		return false;
	if (m->npart > 1 || m->shape)
		return true;
	if (e->tag == TAG_lead)
		return stated(m, 0, LEAD_topic);
	return e->key < 0 || stated(m, 0, e->key);
}

static enum err both(struct ctx *cx, const struct sheet_map *noun, const struct lead_fit *fit)
{
	return err_set(cx, ERR_INPUT, "", "lead-or-noun", noun->part[0]->name,
	               str_z(&cx->arena, fit->topic->id), NULL);
}

/* The header as one row of cells, for topics. */
static const struct str *as_cells(struct arena *a, const struct sheet_request *q)
{
	struct str *cells = arena_array(a, (size_t)q->n + 1, sizeof *cells);

	for (int i = 0; i < q->n; i++)
		cells[i] = q->head[i].n ? q->head[i].name[q->head[i].n - 1] : (struct str){ "", 0 };
	return cells;
}

enum err reader_recognise(struct ctx *cx, const struct sheet_index *ix, const struct model *m,
                          const struct pack *p, const char *topic, const struct sheet_request *q,
                          struct sheet_map *out, struct reader_lead *lead)
{
	struct lead_fit fit;
	const char *kind = q->kind;
	enum err e = topic ? ERR_INPUT : sheet_recognise_heads(cx, ix, q, out);
	struct err_info why = cx->err;
	int known;

	*lead = (struct reader_lead){ .amount_col = -1 };
	if (e != OK && e != ERR_INPUT)
		return e;
	if (e == OK && (own_list(out) || (kind && strcmp(kind, "lead") != 0)))
		return OK;
	if (kind && strcmp(kind, "lead") != 0)
		return e;
	err_clear(cx);
	TRY(lead_sheet_recognise(cx, m, p, as_cells(&cx->arena, q), q->n, topic, &fit));
	if (!fit.topic && topic)
		return err_set(cx, ERR_INPUT, NULL, "sheet-header-unknown", NULL);
	if (!fit.topic) {
		cx->err = why;
		return e;
	}
	known = -1;
	if (e == OK && !out->missing.n && out->part[0]->tag != TAG_lead)
		known = lead_sheet_known(out);
	if (known == fit.known)
		return both(cx, out, &fit);
	if (known > fit.known)
		return OK;
	*out = fit.map;
	for (int i = 0; i < q->n; i++)          /* as they were written */
		out->col[i].header = q->head[i].shown;
	*lead = (struct reader_lead){ .topic = fit.topic, .amount_col = fit.amount_col,
		.wan = fit.amount_times != 1, .label = fit.label };
	lead->wan_field = fit.map.part[0]->fields[LEAD_amount];
	lead->wan_field.type = FT_DEC;
	lead->wan_field.scale = 6;              /* 1.234567 of 10,000 yuan are 1234567 fen */
	return OK;
}

bool reader_asks(const struct ctx *cx)
{
	static const char *const keys[] = { "lead-or-noun", "lead-topic-several",
		"lead-topic-unknown" };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (cx->err.key && strcmp(cx->err.key, keys[i]) == 0)
			return true;
	return false;
}

const struct field *reader_lead_field(const struct reader_lead *lead, int col,
                                      const struct field *f)
{
	return lead->topic && lead->wan && col == lead->amount_col ? &lead->wan_field : f;
}

void reader_lead_cell(const struct reader_lead *lead, int col, struct arena *a,
                      struct cell_result *res)
{
	if (lead->topic && lead->label[col] && res->v.kind == VAL_TEXT)
		res->v.s = str_join(a, str_join(a, str_of(lead->label[col]), STR("：")), res->v.s);
}
