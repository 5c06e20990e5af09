/* api_batch - what was taken in, what was found in it, and where a source says otherwise. */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#include "domain/register/batch.h"
#include "domain/register/difference.h"

#define BATCHES  200
#define FINDINGS 500

/* ---- batches ---- */

static enum err put_batch(struct web_req *q, struct cells *cells, const struct rec *b)
{
	json_obj(&q->j);
	web_put(q, "no", b->v[BATCH_no].s);
	web_put(q, "by", row_who(q, b->v[BATCH_actor].s));
	json_key(&q->j, "v");
	json_int(&q->j, b->version);
	json_key(&q->j, "c");
	json_obj(&q->j);
	for (int i = 0; i < b->e->nfield; i++) {
		const struct field *f = &b->e->fields[i];
		struct str text;

		if (!rec_has(b, i) || i == BATCH_mapping)
			continue;
		json_key(&q->j, f->name);
		if (f->type == FT_INT) {
			json_int(&q->j, b->v[i].i);
			continue;
		}
		TRY(row_cell(q, cells, b, i, &text));
		if (i == BATCH_actor || i == BATCH_undone_by)
			text = row_who(q, b->v[i].s);
		json_str(&q->j, text);
	}
	json_obj_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_batches(struct web_req *q)
{
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	struct rec **b;
	int n;

	TRY(batch_newest(q->cx, q->r, BATCHES, &b, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(put_batch(q, cells, b[i]));
	json_arr_end(&q->j);
	json_key(&q->j, "next");
	json_none(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static enum err batch_of(struct web_req *q, struct rec **b)
{
	return batch_by_name(q->cx, q->r, str_z(&q->cx->arena, q->param[0]), b);
}

enum err api_batch(struct web_req *q)
{
	struct rec *b;

	TRY(batch_of(q, &b));
	web_json(q, 200);
	return put_batch(q, browse_cells(&q->cx->arena, q->r), b);
}

struct found { struct web_req *q; int n; };

static enum err put_found(void *arg, const struct batch_open *f)
{
	struct found *x = arg;
	struct web_req *q = x->q;
	struct buf text BUF_AUTO = { 0 };

	if (x->n++ >= FINDINGS)
		return OK;
	buf_init(&text, 65536);
	kind_sentence(&text, q->cx->lang, f->kind, f->col, f->detail);
	json_obj(&q->j);
	json_key(&q->j, "row");
	json_int(&q->j, f->row);
	web_put(q, "col", f->col);
	web_put(q, "kind", str_of(f->kind->id));
	web_put(q, "severity", str_of(f->kind->severity));
	web_put(q, "text", buf_str(&text));
	json_obj_end(&q->j);
	return OK;
}

enum err api_batch_findings(struct web_req *q)
{
	struct found x = { .q = q };
	struct rec *b;

	TRY(batch_of(q, &b));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	TRY(batch_each_open(q->cx, q->r, b->id, put_found, &x));
	json_arr_end(&q->j);
	json_key(&q->j, "total");
	json_int(&q->j, x.n);
	json_obj_end(&q->j);
	return OK;
}

/* ---- differences ---- */

/* "state=..." of all states that are open, or of all that are not. */
static const char *states(struct web_req *q, bool open)
{
	const struct list_face *l = &q->r->model->lists;
	struct buf b BUF_AUTO = { 0 };
	int64_t code;

	buf_init(&b, 4096);
	if (!list_tagged(q->r->model, "difference_state", "open", &code))
		return NULL;
	buf_addz(&b, open ? "state=\"" : "state!=\"");
	buf_adds(&b, l->label(l->state, "difference_state", code, LANG_ZH));
	buf_addz(&b, "\"");
	return str_z(&q->cx->arena, buf_str(&b));
}

enum err api_differences(struct web_req *q)
{
	struct query ask = { .e = register_entity(q->r, TAG_difference) };
	struct str state;
	const char *more = list_where(q), *which;
	struct buf where BUF_AUTO = { 0 };

	web_query(q, "state", &state);
	which = states(q, !str_eqz(state, "settled"));
	buf_init(&where, 65536);
	buf_addf(&where, "%s%s%s", which ? which : "", which && more ? " and " : "", more ? more : "");
	ask.where = where.n ? where.p : NULL;
	ask.columns = "no,household,source,kind,about_entity,about_no,field,base,ours,theirs,state,"
		"found,settled,settled_by,reason";
	return list_put(q, &ask);
}

/* ---- roles ---- */

enum err api_roles(struct web_req *q)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < ROLE__COUNT; i++) {
		const struct role_row *r = &office_roles[i];

		if (r->levels == 1u << LEVEL_EMERGENCY)
			continue;
		json_obj(&q->j);
		web_put(q, "name", str_of(r->id));
		web_put(q, "zh", str_of(r->zh));
		web_put(q, "en", str_of(r->en));
		json_key(&q->j, "levels");
		json_int(&q->j, r->levels);
		json_key(&q->j, "perms");
		json_arr(&q->j);
		for (int k = 0; k < PERM__COUNT; k++)
			if (r->perms >> k & 1)
				json_z(&q->j, office_perms[k].id);
		json_arr_end(&q->j);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}
