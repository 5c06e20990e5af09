/* row - see the header. */
#include "web/row.h"

#include "domain/judge/doubt_deal.h"
#include "domain/register/batch.h"
#include "domain/register/difference.h"

#define CELL_MAX (1 << 20)

/* What the program keeps for itself; differences, batches and findings are people's work. */
static const uint8_t listed_coded[] = { TAG_batch, TAG_finding, TAG_difference, TAG_doubt };

bool row_is_listed(const struct entity *e)
{
	if (!(e->flags & ENT_CODED))
		return true;
	for (size_t i = 0; i < sizeof listed_coded; i++)
		if (e->tag == listed_coded[i])
			return true;
	return false;
}

bool row_under_household(const struct entity *e)
{
	const char *up = e->parent < 0 ? "" : e->fields[e->parent].ref;

	return !(e->flags & ENT_CODED) && e->tag != TAG_person &&
	       (!strcmp(up, "household") || !strcmp(up, "person"));
}

enum err row_noun(struct web_req *q, struct str name, const struct entity **e)
{
	*e = entity_find(q->r->model, name);
	if (*e && row_is_listed(*e))
		return OK;
	return err_set(q->cx, ERR_NOTFOUND, "", "web-noun", str_z(&q->cx->arena, name), NULL);
}

enum err row_id(struct web_req *q, const struct entity *e, struct str key, int64_t *id)
{
	/* a citizen number is no address: it would stand in logs and histories of browsers */
	if (e->tag == TAG_person && key.n == 18)
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	return register_by_key(q->cx, q->r, e, key, id);
}

/* Who did something with a doubt, or is to, is told by name, not as the program counts accounts and
 * not as he signs in. */
static bool names_actor(struct web_req *q, const struct rec *r, int field, struct str *out)
{
	if (r->e->tag != TAG_doubt || !rec_has(r, field))
		return false;
	switch (field) {
	case DOUBT_assigned_by: case DOUBT_said_by: case DOUBT_decided_by:
		*out = row_who(q, r->v[field].s);
		return true;
	case DOUBT_assigned_to:
		*out = office_login_name(q->cx, q->office, r->v[field].s);
		return true;
	default:
		return false;
	}
}

enum err row_cell(struct web_req *q, struct cells *cells, const struct rec *r, int field,
                  struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	*out = STR("");
	if (names_actor(q, r, field, out))
		return OK;
	if (!rec_has(r, field) && !(field_sealed(&r->e->fields[field]) && !r->opened))
		return OK;
	buf_init(&b, CELL_MAX);
	TRY(browse_cell_of(q->cx, cells, r, field, MASK_STAFF, false, q->cx->lang, &b));
	*out = str_dup(&q->cx->arena, buf_str(&b));
	return OK;
}

enum err row_head(struct web_req *q, struct cells *cells, const struct rec *household,
                  struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, CELL_MAX);
	TRY(register_head_name(q->cx, q->r, cells, household, MASK_STAFF, &b));
	*out = str_dup(&q->cx->arena, buf_str(&b));
	return OK;
}

enum err row_called(struct web_req *q, struct cells *cells, const struct rec *r, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, CELL_MAX);
	TRY(register_called(q->cx, q->r, cells, r, MASK_STAFF, &b));
	*out = str_dup(&q->cx->arena, buf_str(&b));
	return OK;
}

/* What a difference says of a field, as that field is shown: masked by its own rules, not by those
 * of the row that may hold any. */
static enum err side_cell(struct web_req *q, struct cells *cells, const struct rec *d, int side,
                          struct str *out)
{
	const struct entity *e = rec_has(d, DIFFERENCE_about_entity) ?
		entity_find(q->r->model, d->v[DIFFERENCE_about_entity].s) : NULL;
	int f = e && rec_has(d, DIFFERENCE_field) ? entity_field(e, d->v[DIFFERENCE_field].s) : -1;
	struct rec *r;

	if (f < 0 || !d->opened || !rec_has(d, side))
		return row_cell(q, cells, d, side, out);
	r = rec_new(&q->cx->arena, e);
	r->opened = true;
	r->v[f] = difference_value(&q->cx->arena, &e->fields[f], &d->v[side]);
	return row_cell(q, cells, r, f, out);
}

static enum err put_cell(struct web_req *q, struct cells *cells, const struct rec *r, int field)
{
	const struct field *f = &r->e->fields[field];
	struct str text;

	if (r->e->tag == TAG_difference &&
	    (field == DIFFERENCE_base || field == DIFFERENCE_ours || field == DIFFERENCE_theirs))
		TRY(side_cell(q, cells, r, field, &text));
	else if (r->e->tag == TAG_household && field == HOUSEHOLD_head_name)
		TRY(row_head(q, cells, r, &text));
	else
		TRY(row_cell(q, cells, r, field, &text));
	if (!text.n)
		return OK;
	json_key(&q->j, f->name);
	if ((f->type == FT_INT || f->type == FT_YEAR) && rec_has(r, field))
		json_int(&q->j, r->v[field].i);
	else
		json_str(&q->j, text);
	return OK;
}

struct str row_no(struct web_req *q, const struct rec *r)
{
	struct buf b BUF_AUTO = { 0 };

	if (r->e->key < 0 || !rec_has(r, r->e->key) || field_sealed(&r->e->fields[r->e->key]))
		return STR("");
	if (r->v[r->e->key].kind == VAL_TEXT)
		return r->v[r->e->key].s;
	buf_init(&b, 32);
	buf_addi(&b, r->v[r->e->key].i);
	return str_dup(&q->cx->arena, buf_str(&b));
}

static void put_id(struct web_req *q, const struct rec *r)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 32);
	buf_addi(&b, r->id);
	json_key(&q->j, "id");
	json_str(&q->j, buf_str(&b));
	if (row_no(q, r).n)
		web_put(q, "no", row_no(q, r));
	json_key(&q->j, "v");
	json_int(&q->j, r->version);
}

static enum err put_cells(struct web_req *q, struct cells *cells, const struct rec *r,
                          const int *field, int nfield)
{
	json_key(&q->j, "c");
	json_obj(&q->j);
	for (int i = 0; i < (field ? nfield : r->e->nfield); i++)
		TRY(put_cell(q, cells, r, field ? field[i] : i));
	json_obj_end(&q->j);
	return OK;
}

enum err row_seen(struct web_req *q, const struct entity *e, int64_t id, struct rec **out)
{
	enum err err = register_load(q->cx, q->r, e, id, out);

	if (err != ERR_NOTFOUND)
		return err;
	*out = NULL;
	err_clear(q->cx);
	return OK;
}

/* What people call what a cell names by an id: the check of a doubt; whose it is, and where. */
static enum err put_labels(struct web_req *q, struct cells *cells, const struct rec *r)
{
	struct buf place BUF_AUTO = { 0 };
	struct str head = STR("");
	struct rec *h = NULL;

	if (r->e->tag != TAG_doubt)
		return OK;
	if (rec_has(r, DOUBT_household))
		TRY(row_seen(q, register_entity(q->r, TAG_household), r->v[DOUBT_household].i, &h));
	if (h)
		TRY(row_head(q, cells, h, &head));
	buf_init(&place, CELL_MAX);
	if (r->area)
		TRY(browse_place(q->cx, q->r, r->area, &place));
	json_key(&q->j, "labels");
	json_obj(&q->j);
	web_put(q, "check_id", doubt_says(q->r, r, q->cx->lang));
	if (head.n)
		web_put(q, "head", head);
	if (place.n)
		web_put(q, "place", buf_str(&place));
	json_obj_end(&q->j);
	return OK;
}

/* What heads a page of its own: a row of a household has no number that people know. */
static enum err put_called(struct web_req *q, struct cells *cells, const struct rec *r)
{
	struct str head = STR(""), called;
	struct rec *h = NULL;
	int64_t house;

	if (!row_under_household(r->e))
		return put_labels(q, cells, r);
	TRY(store_household(q->cx, q->r->db, q->r->model, r, &house));
	if (house)
		TRY(row_seen(q, register_entity(q->r, TAG_household), house, &h));
	if (h)
		TRY(row_head(q, cells, h, &head));
	TRY(row_called(q, cells, r, &called));
	json_key(&q->j, "labels");
	json_obj(&q->j);
	web_put(q, "called", called);
	web_put(q, "head", head);
	json_obj_end(&q->j);
	return OK;
}

enum err row_short(struct web_req *q, struct cells *cells, const struct rec *r, const int *field,
                   int nfield)
{
	json_obj(&q->j);
	put_id(q, r);
	TRY(put_cells(q, cells, r, field, nfield));
	TRY(put_labels(q, cells, r));
	json_obj_end(&q->j);
	return OK;
}

struct str row_who(struct web_req *q, struct str actor)
{
	return office_actor_name(q->cx, q->office, actor);
}

static enum err put_from(struct web_req *q, const struct rec *r)
{
	struct leaf leaf;
	struct rec *batch = NULL;

	json_key(&q->j, "from");
	json_obj(&q->j);
	TRY(journal_leaf(q->cx, q->r->db, (uint64_t)r->leaf, &leaf));
	web_put_time(q, "when", leaf.time_ms);
	web_put(q, "who", row_who(q, leaf.actor));
	if (r->batch)
		TRY(row_seen(q, register_entity(q->r, TAG_batch), r->batch, &batch));
	if (batch) {
		web_put(q, "file", batch->v[BATCH_file].s);
		web_put(q, "batch", batch->v[BATCH_no].s);
		json_key(&q->j, "row");
		json_int(&q->j, r->row);
	}
	json_obj_end(&q->j);
	return OK;
}

enum err row_full(struct web_req *q, struct cells *cells, const struct rec *r)
{
	struct buf path BUF_AUTO = { 0 };

	json_obj(&q->j);
	put_id(q, r);
	json_key(&q->j, "noun");
	json_z(&q->j, r->e->name);
	if (r->area) {
		struct buf code BUF_AUTO = { 0 };
		struct str text;
		static const struct field area = { .type = FT_AREA };

		buf_init(&path, 4096);
		buf_init(&code, 64);
		TRY(browse_place(q->cx, q->r, r->area, &path));
		TRY(register_ref_text(q->cx, q->r, &area, r->area, &text));
		json_key(&q->j, "area");
		json_obj(&q->j);
		web_put(q, "code", text);
		web_put(q, "path", buf_str(&path));
		json_obj_end(&q->j);
	}
	TRY(put_cells(q, cells, r, NULL, 0));
	TRY(put_called(q, cells, r));
	TRY(put_from(q, r));
	TRY(row_closed_put(q, r));
	json_obj_end(&q->j);
	return OK;
}

enum err row_changed(struct web_req *q, struct cells *cells, const struct rec *now,
                     const struct rec *before)
{
	json_arr(&q->j);
	for (int i = 0; i < now->e->nfield && !now->removed; i++) {
		struct str is, was = STR("");

		if (before ? val_eq(&now->v[i], &before->v[i]) : !rec_has(now, i))
			continue;
		TRY(row_cell(q, cells, now, i, &is));
		if (before)
			TRY(row_cell(q, cells, before, i, &was));
		json_arr(&q->j);
		json_z(&q->j, now->e->fields[i].name);
		json_str(&q->j, was);
		json_str(&q->j, is);
		json_arr_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}
