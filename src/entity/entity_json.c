/* entity_json - one row as a flat JSON object, and back. Values take the way of sheet cells, so
 * that both are checked, mended and masked by the same code. */
#include "entity/dictionary.h"

/* ---- out ---- */

static void put_text(struct json *j, const struct model *m, const struct field *f,
                     const struct val *v, enum mask mask, enum lang lang)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	cell_write(&b, m, f, v, mask, lang);
	json_str(j, buf_str(&b));
}

static void put_set(struct json *j, const struct model *m, const struct field *f, int64_t set,
                    enum lang lang)
{
	json_arr(j);
	for (int code = 0; code <= 62; code++) {
		struct str label;

		if (!(set >> code & 1))
			continue;
		label = m->lists.label(m->lists.state, f->list, code, lang);
		if (label.n)
			json_str(j, label);
		else
			json_int(j, code);
	}
	json_arr_end(j);
}

static bool masked(const struct field *f, enum mask mask)
{
	if (f->flags & E_NEVER)
		return true;
	if (mask == MASK_NONE)
		return false;
	return field_sealed(f) ||
	       (mask == MASK_PUBLIC && f->flags & (E_PERSONAL | E_NAME));
}

void val_json(struct json *j, const struct model *m, const struct field *f, const struct val *v,
              enum mask mask, enum lang lang)
{
	struct buf b BUF_AUTO = { 0 };

	if (masked(f, mask) || v->kind == VAL_TEXT) {
		put_text(j, m, f, v, mask, lang);
		return;
	}
	switch (f->type) {
	case FT_BOOL:
		json_bool(j, v->i != 0);
		break;
	case FT_SET:
		put_set(j, m, f, v->i, lang);
		break;
	case FT_DEC:
		buf_init(&b, 64);
		cell_write(&b, m, f, v, MASK_NONE, lang);
		json_raw(j, buf_str(&b));
		break;
	case FT_INT:
	case FT_YEAR:
	case FT_REF:            /* not resolved by the caller: the number */
	case FT_AREA:
		json_int(j, v->i);
		break;
	default:
		put_text(j, m, f, v, mask, lang);
		break;
	}
}

void rec_json(struct json *j, const struct model *m, const struct rec *r, enum mask mask,
              enum lang lang)
{
	json_obj(j);
	for (int i = 0; i < r->e->nfield; i++) {
		if (r->v[i].kind == VAL_NULL)
			continue;
		json_key(j, r->e->fields[i].name);
		val_json(j, m, &r->e->fields[i], &r->v[i], mask, lang);
	}
	json_obj_end(j);
}

/* ---- in ---- */

/* A JSON array of texts as the cell "A、B". Each text is read by the JSON reader itself. */
static enum err array_cell(struct ctx *cx, struct str raw, struct str *cell)
{
	struct arena *a = &cx->arena;
	size_t i = 1;

	*cell = (struct str){ "", 0 };
	while (i < raw.n && raw.p[i] != ']') {
		struct json_pair *pair;
		struct str one;
		size_t from;
		int n;

		if (raw.p[i] != '"') {
			i++;
			continue;
		}
		for (from = i++; i < raw.n && raw.p[i] != '"'; i++)
			i += raw.p[i] == '\\';
		i++;
		one = str_join(a, STR("{\"v\":"), str_sub(raw, from, i - from));
		TRY(json_flat(cx, str_join(a, one, STR("}")), &pair, &n));
		if (cell->n)
			*cell = str_join(a, *cell, STR("、"));
		*cell = str_join(a, *cell, n == 1 ? pair[0].text : (struct str){ "", 0 });
	}
	return OK;
}

static enum err as_cell(struct ctx *cx, const struct field *f, const struct json_pair *p,
                        struct str *cell)
{
	struct buf b BUF_AUTO = { 0 };

	switch (p->type) {
	case JSON_NULL:
		*cell = (struct str){ "", 0 };
		return OK;
	case JSON_BOOL:
		if (f->type == FT_BOOL)
			*cell = p->i ? STR("是") : STR("否");
		else
			*cell = p->i ? STR("true") : STR("false");
		return OK;
	case JSON_INT:
		buf_init(&b, 64);
		buf_addi(&b, p->i);
		*cell = str_dup(&cx->arena, buf_str(&b));
		return OK;
	case JSON_TEXT:
		*cell = p->text;
		return OK;
	default:
		if (p->text.n && p->text.p[0] == '[')
			return array_cell(cx, p->text, cell);
		*cell = p->text;        /* 12.5 */
		return OK;
	}
}

/* The kind's sentence with the field in it; never what was typed, which may be personal. */
static enum err refuse(struct ctx *cx, const struct field *f, const struct cell_result *r)
{
	const struct kind *k = kind_find(r->kind);
	bool zh = cx->lang == LANG_ZH;
	struct str rest = str_of(k ? (zh ? k->zh : k->en) : r->kind);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	while (rest.n) {
		if (str_starts(rest, STR("{0}")))
			buf_addz(&b, zh ? f->zh : f->en);
		else if (str_starts(rest, STR("{1}")))
			buf_adds(&b, field_sealed(f) ? STR("…") : r->hint);
		else {
			buf_addc(&b, rest.p[0]);
			rest = str_sub(rest, 1, rest.n);
			continue;
		}
		rest = str_sub(rest, 3, rest.n);
	}
	return err_set(cx, ERR_INPUT, f->name, "json-value-refused", str_z(&cx->arena, buf_str(&b)),
	               r->kind, NULL);
}

enum err rec_from_json(struct ctx *cx, const struct cell_cx *c, const struct entity *e,
                       struct str text, struct rec **out)
{
	struct json_pair *pairs;
	struct rec *r;
	int n;

	TRY(json_flat(cx, text, &pairs, &n));
	r = rec_new(&cx->arena, e);
	r->opened = true;
	for (int i = 0; i < n; i++) {
		int at = entity_field(e, pairs[i].key);
		const char *key = str_z(&cx->arena, pairs[i].key);
		const struct field *f;
		struct cell_result cell;
		struct str s;

		if (at < 0)
			return err_set(cx, ERR_INPUT, key, "json-field-unknown", e->name, NULL);
		f = &e->fields[at];
		if (f->flags & E_RO)
			return err_set(cx, ERR_INPUT, key, "json-field-read-only", NULL);
		TRY(as_cell(cx, f, &pairs[i], &s));
		cell_read(c, f, s, &cell);
		if (cell.state == CELL_BAD)
			return refuse(cx, f, &cell);
		r->v[at] = cell.v;
	}
	*out = r;
	return OK;
}
