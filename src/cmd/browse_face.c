/* browse_face - see the header. */
#include "cmd/browse_face.h"

#include "cmd/talk.h"
#include "entity/dictionary.h"

#define CELL_MAX (1 << 20)

/* "list KIND NO": a condition on the noun's own number, before those of --where. */
static enum err where_no(struct cmd *c, struct viewed *v)
{
	const char *more = cmd_text(c, "where");
	struct buf b BUF_AUTO = { 0 };

	v->q.where = more;
	if (c->narg < 2)
		return OK;
	if (v->e->key < 0)
		return err_set(c->cx, ERR_USAGE, v->e->name, "cmd-where-no",
		               in_lang(c, v->e->zh, v->e->en), NULL);
	buf_init(&b, 65536);
	buf_addf(&b, "%s=%s", v->e->fields[v->e->key].name, c->arg[1]);
	if (more)
		buf_addf(&b, " and %s", more);
	v->q.where = str_z(&c->cx->arena, buf_str(&b));
	return OK;
}

enum err view_open(struct cmd *c, struct viewed *v)
{
	*v = (struct viewed){ 0 };
	TRY(cmd_mask(c, &v->q.mask));
	TRY(cmd_reason(c, v->q.mask, &v->reason));
	TRY(cmd_open(c, v->reason ? REG_WRITE : REG_READ));
	TRY(cmd_noun(c, c->reg->model, c->arg[0], &v->e));
	v->q.e = v->e;
	if (command_option(c->def, "where")) {
		TRY(where_no(c, v));
		v->q.columns = cmd_text(c, "columns");
	}
	return OK;
}

/* Before the first byte is shown, the journal knows who asked for what, and why. */
enum err view_told(struct cmd *c, const struct viewed *v, enum action act, int64_t id,
                   struct str extra)
{
	if (!v->reason)
		return OK;
	return cmd_journal(c, act, v->e, id, v->reason, extra);
}

enum err view_row(struct cmd *c, const struct viewed *v, const char *no, int64_t *id)
{
	enum err e = register_by_key(c->cx, c->reg, v->e, str_trim(str_of(no)), id);

	if (e != ERR_NOTFOUND)
		return e;
	err_clear(c->cx);
	if (v->q.mask != MASK_PUBLIC && register_gone(c->cx, c->reg, v->e, str_of(no), id) == OK)
		return err_set(c->cx, e, no, "cmd-row-left", in_lang(c, v->e->zh, v->e->en), no,
		               v->e->name, NULL);
	err_clear(c->cx);
	return err_set(c->cx, e, no, "cmd-not-found", in_lang(c, v->e->zh, v->e->en), no,
	               v->e->name, NULL);
}

enum err view_area(struct cmd *c, const char *no, int64_t *id)
{
	const struct entity *area = register_entity(c->reg, TAG_area);
	enum err e = register_by_key(c->cx, c->reg, area, str_of(no), id);

	if (e != ERR_NOTFOUND)
		return e;
	err_clear(c->cx);
	return err_set(c->cx, e, no, "cmd-not-found", in_lang(c, area->zh, area->en), no, area->name,
	               NULL);
}

enum err view_place_row(struct cmd *c, const struct viewed *v, const char *no, date_t on,
                        int64_t *id)
{
	struct ctx *cx = c->cx;
	struct rec *row;
	int64_t area;

	if (v->e->key >= 0)
		return view_row(c, v, no, id);
	if (v->e->tag != TAG_village && v->e->tag != TAG_county)
		return err_set(cx, ERR_USAGE, no, "cmd-expr-key", in_lang(c, v->e->zh, v->e->en), NULL);
	TRY(view_area(c, no, &area));
	TRY(register_file(cx, c->reg, v->e, area, date_year(on), &row));
	if (!row || row->area != area)
		return err_set(cx, ERR_NOTFOUND, no, "cmd-not-found", in_lang(c, v->e->zh, v->e->en), no,
		               v->e->name, NULL);
	*id = row->id;
	return OK;
}

enum err view_row_ever(struct cmd *c, const struct viewed *v, const char *no, int64_t *id,
                       bool *gone)
{
	enum err e = view_row(c, v, no, id);
	struct err_info why;

	*gone = false;
	if (e != ERR_NOTFOUND || v->q.mask == MASK_PUBLIC)
		return e;
	why = c->cx->err;
	err_clear(c->cx);
	e = register_gone(c->cx, c->reg, v->e, str_of(no), id);
	*gone = e == OK;
	if (e == ERR_NOTFOUND)
		c->cx->err = why;
	return e;
}

enum err view_begin(struct cmd *c, struct viewed *v)
{
	TRY(browse_open(c->cx, c->reg, &v->q, &v->b));
	v->ncol = browse_columns(v->b, &v->col);
	return OK;
}

/* ---- cells ---- */

enum err cell_shown(struct cmd *c, const struct viewed *v, const struct rec *r, int field,
                    struct str *out)
{
	const struct field *f = &v->e->fields[field];
	struct buf b BUF_AUTO = { 0 };

	*out = (struct str){ "", 0 };
	if (!rec_has(r, field))
		return OK;
	if (f->type == FT_REF || f->type == FT_AREA) {
		*out = STR("***");
		if (v->q.mask == MASK_PUBLIC && f->flags & E_PERSONAL)
			return OK;
		return register_ref_text(c->cx, c->reg, f, r->v[field].i, out);
	}
	buf_init(&b, CELL_MAX);
	cell_write(&b, c->reg->model, f, &r->v[field], v->q.mask, c->cx->lang);
	*out = str_dup(&c->cx->arena, buf_str(&b));
	return OK;
}

/* As the dictionary describes the noun's JSON; what is unknown is null. text: the cell as lists
 * print it. */
static void field_json(struct cmd *c, const struct viewed *v, struct json *j, int field,
                       const struct rec *row, struct str text)
{
	const struct field *f = &v->e->fields[field];
	const struct val *x = &row->v[field];

	json_key(j, f->name);
	if (x->kind == VAL_NULL && text.n == 0)
		json_none(j);
	else if (x->kind != VAL_INT || f->type == FT_REF || f->type == FT_AREA)
		json_str(j, text);
	else
		val_json(j, c->reg->model, f, x, v->q.mask, LANG_ZH);
}

enum err row_json(struct cmd *c, const struct viewed *v, const struct rec *row)
{
	struct buf text BUF_AUTO = { 0 };
	struct json j;

	buf_init(&text, CELL_MAX);
	json_begin(&j, &c->out);
	json_obj(&j);
	for (int i = -1; i < v->ncol; i++) {
		int field = i < 0 ? v->e->key : v->col[i];

		if (field < 0 || (i >= 0 && field == v->e->key))
			continue;
		buf_reset(&text);
		TRY(browse_cell(c->cx, v->b, row, field, true, c->cx->lang, &text));
		field_json(c, v, &j, field, row, buf_str(&text));
	}
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

enum err row_json_of(struct cmd *c, const struct viewed *v, int64_t id)
{
	struct rec *r;
	struct str text;
	struct json j;

	TRY(register_load(c->cx, c->reg, v->e, id, &r));
	json_begin(&j, &c->out);
	json_obj(&j);
	for (int i = -1; i < v->e->nfield; i++) {
		int field = i < 0 ? v->e->key : i;

		if (field < 0 || (i >= 0 && field == v->e->key))
			continue;
		TRY(cell_shown(c, v, r, field, &text));
		field_json(c, v, &j, field, r, text);
	}
	json_key(&j, "version");
	json_int(&j, r->version);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}
