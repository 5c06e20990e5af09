/* reason - see the header. */
#include "domain/judge/reason.h"

#include "base/money.h"
#include "base/msg.h"
#include "policy/lines.h"

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

/* ---- what was used ---- */

/* "8,100.00 yuan": a number of a row is told with its field's unit. */
static enum err with_unit(const struct reasons *s, const struct rec *row, int field,
                          struct str *out)
{
	const struct field *f = &row->e->fields[field];
	struct str en, zh;
	char text[32];

	TRY(cell(s, row, field, out));
	if (f->type == FT_MONEY && rec_has(row, field) && out->n && out->p[0] != '*')
		*out = str_dup(&s->cx->arena, (struct str){ text, money_show(text, row->v[field].i) });
	if (!f->unit || !out->n || !((out->p[0] >= '0' && out->p[0] <= '9') || out->p[0] == '-'))
		return OK;
	en = str_of(f->unit);
	str_next(&en, '|', &zh);
	if (s->cx->lang == LANG_EN)
		*out = str_join(&s->cx->arena, *out, str_join(&s->cx->arena, STR(" "), en));
	else
		*out = str_join(&s->cx->arena, *out, zh);
	return OK;
}

static struct str sentence(const struct reasons *s, const char *key, struct str x, struct str y)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SHOWN);
	msg_add(&b, s->cx->lang, key, (struct str[]){ x, y }, 2);
	return str_dup(&s->cx->arena, buf_str(&b));
}

static const struct line_series *series(const struct reasons *s, struct str id)
{
	return pack_line(s->pack ? s->pack : s->r->pack, id);
}

static struct str fen_text(const struct reasons *s, struct ratio fen)
{
	char text[32];

	return str_dup(&s->cx->arena, (struct str){ text, money_show(text, ratio_nearest(fen)) });
}

static struct str line_value(const struct reasons *s, const struct expr_seen *at)
{
	static const char *const key[] = { "judge-person-year", "judge-person-month",
		"judge-household-year" };
	const struct line_series *l = series(s, at->name);

	if (!l || at->v.state != EXPR_KNOWN)
		return str_of(msg_text(s->cx->lang, "expr-value-unknown"));
	return sentence(s, key[l->per], fen_text(s, at->v.r), STR(""));
}

struct of_line {
	struct str id;
	int lines;
	bool year;                   /* twelve months are reckoned with, so it may be of any period */
};

static void met_line(void *state, const struct expr_node *n)
{
	struct of_line *x = state;

	if (n->op == EXPR_LINE) {
		x->lines += !str_eq(x->id, n->name);
		x->id = n->name;
	}
	x->year |= n->op == EXPR_CONST && n->val.kind == EXPR_INT && n->val.i == 12;
}

/* Both sides of a comparison as they were held against each other, in the period of the line that
 * one of them is made of. */
static struct str weighed(const struct reasons *s, const struct expr_weighed *w)
{
	static const char *const key[] = { "judge-weighed-person-year", "judge-weighed-person-month",
		"judge-weighed-household-year" };
	const struct line_series *l = NULL;
	struct of_line of;

	for (int i = 0; i < 2 && !l; i++) {
		of = (struct of_line){ .id = STR("") };
		expr_each(w->at->kid[i], met_line, &of);
		if (of.lines == 1 && !of.year)
			l = series(s, of.id);
	}
	return sentence(s, l ? key[l->per] : "judge-weighed-plain", fen_text(s, w->x),
	                fen_text(s, w->y));
}

static enum err one_seen(const struct reasons *s, const struct expr_seen *at, struct reason *out)
{
	struct expr_type type = { .kind = (enum expr_kind)at->v.kind };

	TRY(place(s, at->row, at->noun, at->field, at->name, out));
	out->line = at->kind == SEEN_LINE;
	out->blank = at->kind == SEEN_FIELD ? !rec_has(at->row, at->field) :
	             at->v.state == EXPR_UNKNOWN;
	if (out->blank)
		out->value = str_of(msg_text(s->cx->lang, "expr-value-unknown"));
	else if (at->kind == SEEN_FIELD)
		TRY(with_unit(s, at->row, at->field, &out->value));
	else
		out->value = out->line ? line_value(s, at) : reason_value(s, &type, &at->v);
	return OK;
}

enum err reasons_used(const struct reasons *s, const struct expr_run *run, struct reason **out,
                      int *n)
{
	*n = 0;
	*out = arena_array(&s->cx->arena, (size_t)(run->nseen + run->nweighed) + 1, sizeof **out);
	for (int i = 0; i < run->nseen; i++)
		TRY(one_seen(s, &run->seen[i], &(*out)[(*n)++]));
	for (int i = 0; i < run->nweighed; i++)
		(*out)[(*n)++] = (struct reason){ .field = -1,
			.item = str_of(msg_text(s->cx->lang, "judge-weighed")),
			.value = weighed(s, &run->weighed[i]) };
	return OK;
}

/* ---- what is missing ---- */

enum err reasons_missing(const struct reasons *s, const struct expr_run *run,
                         const struct expr_value *v, struct reason **out, int *n)
{
	*n = 0;
	*out = arena_array(&s->cx->arena, (size_t)(run->ngap + run->nseen) + 1, sizeof **out);
	for (int i = 0; i < run->ngap && v->state == EXPR_UNKNOWN; i++) {
		const struct expr_gap *g = &run->gap[i];

		if (!expr_gap_in(v, i))
			continue;
		TRY(place(s, g->row, g->noun, g->field, g->name, &(*out)[*n]));
		(*out)[*n].line = g->kind == GAP_LINE;
		(*out)[*n].blank = true;
		(*out)[(*n)++].value = str_of(msg_text(s->cx->lang, expr_gap_key(g->kind)));
	}
	return OK;
}

static bool named(const struct reason *v, int n, const struct reason *one)
{
	for (int i = 0; i < n; i++)
		if (v[i].noun == one->noun && v[i].field == one->field && v[i].id == one->id &&
		    str_eq(v[i].item, one->item))
			return true;
	return false;
}

enum err reasons_tell(const struct reasons *s, const struct expr_run *run,
                      const struct expr_value *v, struct reasons_told *out)
{
	struct reason *all;
	int n, kept = 0;

	TRY(reasons_used(s, run, &all, &n));
	TRY(reasons_missing(s, run, v, &out->missing, &out->nmissing));
	for (int i = 0; i < n; i++) {
		if (!all[i].blank) {
			all[kept++] = all[i];
		} else if (!named(out->missing, out->nmissing, &all[i])) {
			all[i].value = str_of(msg_text(s->cx->lang, expr_gap_key(all[i].line ?
				GAP_LINE : all[i].noun ? GAP_FIELD : GAP_PARAM)));
			out->missing[out->nmissing++] = all[i];
		}
	}
	out->used = all;
	out->nused = kept;
	return OK;
}
