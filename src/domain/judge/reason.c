/* reason - see the header. */
#include "domain/judge/reason.h"

#include "base/msg.h"

#define SHOWN 4096

static const char *word_of(const struct reasons *s, const char *zh, const char *en)
{
	return s->cx->lang == LANG_ZH ? zh : en;
}

static enum err cell(const struct reasons *s, const struct rec *row, int field, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SHOWN * 4);
	TRY(register_cell(s->cx, s->cells, row, field, s->mask, &b));
	*out = str_dup(&s->cx->arena, buf_str(&b));
	return OK;
}

/* What people call the row by: its name, else what tells it from others of its kind. */
static bool calls(const struct entity *e, int field)
{
	if (e->tag == TAG_person)
		return field == PERSON_name;
	if (e->tag == TAG_household)
		return field == HOUSEHOLD_head_name;
	return e->key >= 0 ? field == e->key : field != e->parent &&
	       (e->fields[field].flags & E_ROWKEY) != 0;
}

static enum err row_name(const struct reasons *s, const struct rec *row, const struct entity *noun,
                         struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct str text;

	*out = STR("");
	if (!noun)
		return OK;
	buf_init(&b, SHOWN);
	buf_addz(&b, word_of(s, noun->zh, noun->en));
	for (int i = 0; i < noun->nfield && row; i++) {
		if (!calls(noun, i) || !rec_has(row, i))
			continue;
		TRY(cell(s, row, i, &text));
		buf_addc(&b, ' ');
		buf_adds(&b, text);
	}
	*out = str_dup(&s->cx->arena, buf_str(&b));
	return OK;
}

static enum err place(const struct reasons *s, const struct rec *row, const struct entity *noun,
                      int field, struct str name, struct reason *out)
{
	*out = (struct reason){ .noun = noun, .field = noun ? field : -1, .item = name,
		.id = row ? row->id : 0 };
	if (noun && field >= 0)
		out->item = str_of(word_of(s, noun->fields[field].zh, noun->fields[field].en));
	return row_name(s, row, noun, &out->row);
}

struct str reason_value(const struct reasons *s, const struct expr_type *t,
                        const struct expr_value *v)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SHOWN * 4);
	expr_value_text(&b, s->r->model, t, v, s->cx->lang);
	return str_dup(&s->cx->arena, buf_str(&b));
}

enum err reasons_used(const struct reasons *s, const struct expr_run *run, struct reason **out,
                      int *n)
{
	*n = 0;
	*out = arena_array(&s->cx->arena, (size_t)run->nseen + 1, sizeof **out);
	for (int i = 0; i < run->nseen; i++) {
		const struct expr_seen *at = &run->seen[i];
		struct expr_type type = { .kind = (enum expr_kind)at->v.kind };
		struct reason *one = &(*out)[(*n)++];

		TRY(place(s, at->row, at->noun, at->field, at->name, one));
		one->line = at->kind == SEEN_LINE;
		if (at->kind != SEEN_FIELD)
			one->value = reason_value(s, &type, &at->v);
		else if (rec_has(at->row, at->field))
			TRY(cell(s, at->row, at->field, &one->value));
		else
			one->value = str_of(msg_text(s->cx->lang, "expr-value-unknown"));
	}
	return OK;
}

enum err reasons_missing(const struct reasons *s, const struct expr_run *run,
                         const struct expr_value *v, struct reason **out, int *n)
{
	*n = 0;
	*out = arena_array(&s->cx->arena, (size_t)run->ngap + 1, sizeof **out);
	for (int i = 0; i < run->ngap && v->state == EXPR_UNKNOWN; i++) {
		const struct expr_gap *g = &run->gap[i];

		if (!expr_gap_in(v, i))
			continue;
		TRY(place(s, g->row, g->noun, g->field, g->name, &(*out)[*n]));
		(*out)[*n].line = g->kind == GAP_LINE;
		(*out)[(*n)++].value = str_of(msg_text(s->cx->lang, expr_gap_key(g->kind)));
	}
	return OK;
}
