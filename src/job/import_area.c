/* import_area - the list of areas. A code's parent is what the row says, or follows from the
 * digits, with levels left out where a place has none (a town right under a prefecture-level
 * city). */
#include "job/import_int.h"

#include <stdio.h>

#include "base/codes.h"

static bool known_code(struct imp *im, int64_t code, int64_t *id)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)code), at;

	if (hmap_get(im->codes, (struct str){ text, (size_t)n }, id))
		return true;
	at = area_by_code(im->areas, code);
	if (at < 0)
		return false;
	*id = area_nth(im->areas, at)->id;
	return true;
}

static void remember_code(struct imp *im, int64_t code, int64_t id)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)code);

	hmap_put(im->codes, str_dup(&im->cache, (struct str){ text, (size_t)n }), id);
}

/* The nearest level above that exists. */
static int64_t parent_by_digits(struct imp *im, int64_t code)
{
	int64_t id;

	for (int64_t up = area_code_parent(code); up; up = area_code_parent(up))
		if (known_code(im, up, &id))
			return id;
	return 0;
}

static enum err stated_parent(struct imp *im, struct reader_row *row, int64_t *id)
{
	struct val *v = &row->part[0]->v[AREA_parent_area];
	int64_t code;
	int at;

	*id = 0;
	if (v->kind != VAL_TEXT)
		return OK;
	if (area_code_read(v->s, &code) == CODE_GOOD && known_code(im, code, id))
		return OK;
	at = area_by_name(im->areas, (struct str){ 0 }, (struct str){ 0 }, v->s);
	if (at >= 0)
		*id = area_nth(im->areas, at)->id;
	else
		imp_found(im, row, at == -2 ? "area_ambiguous" : "area_unknown", 0, AREA_parent_area,
		          (struct str){ 0 });
	return OK;
}

static void level_of(struct imp *im, struct rec *r, int64_t code)
{
	static const char *const sem[] = { NULL,     "province", "prefecture",
									   "county", "township", "village" };
	int level = area_code_level(code);
	int64_t value;

	if (!rec_has(r, AREA_level) && level > 0 && level <= 5 &&
	    list_tagged(im->r->model, "area_level", sem[level], &value))
		rec_int(r, AREA_level, value);
}

static enum err write_area(struct imp *im, struct reader_row *row, int64_t code)
{
	struct rec *stated = row->part[0], *old = NULL, *now = stated;
	bool changed = true;
	int64_t id, parent;

	TRY(stated_parent(im, row, &parent));
	if (row->refused)
		return OK;
	if (!parent)
		parent = parent_by_digits(im, code);
	if (parent)
		rec_int(stated, AREA_parent_area, parent);
	level_of(im, stated, code);
	if (known_code(im, code, &id)) {
		int at = area_by_code(im->areas, code);

		if (at < 0) {                    /* twice in this file */
			imp_found_col(im, row, "row_duplicate", -1, (struct str){ 0 });
			return OK;
		}
		TRY(store_get(im->cx, im->r->db, &im->chunk->a, im->part[0], id, &old));
		now = imp_merge(&im->chunk->a, old, stated, &changed);
	} else {
		now->id = store_new_id(&im->r->st, im->part[0]);
		remember_code(im, code, now->id);
	}
	now->area = now->id;
	if (!changed)
		return OK;
	now->batch = im->batch;
	now->row = row->row;
	row->outcome = old ? ROW_CHANGED : ROW_FRESH;
	return imp_write(im, now, old, NULL);
}

enum err group_areas(struct imp *im, struct reader_row **row, int n)
{
	for (int i = 0; i < n; i++) {
		struct val *v = &row[i]->part[0]->v[AREA_code];
		int64_t code = 0;

		imp_check_row(im, row[i], 0, true);
		if (v->kind == VAL_TEXT) {
			if (area_code_read(v->s, &code) == CODE_GOOD) {
				char text[24];
				int k = snprintf(text, sizeof text, "%012lld", (long long)code);

				rec_text(row[i]->part[0], AREA_code,
				         str_dup(&im->chunk->a, (struct str){ text, (size_t)k }));
			} else {
				str_i64(v->s, &code);
				if (v->s.n < 13 || code <= 0)    /* groups have longer codes */
					imp_found(im, row[i], "code_invalid", 0, AREA_code, (struct str){ 0 });
			}
		}
		if (!row[i]->refused)
			TRY(write_area(im, row[i], code));
		TRY(imp_settle(im, row[i]));
	}
	return OK;
}
