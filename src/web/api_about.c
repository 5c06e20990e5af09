/* api_about - who I am, what the nouns are, where I am: what the app asks before anything else. */
#include "web/api.h"
#include "web/few.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>

#include "domain/register/area.h"
#include "domain/register/change.h"
#include "domain/register/summary.h"

/* ---- me ---- */

static void put_code(struct web_req *q, const char *key, int64_t code)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)code);
	json_key(&q->j, key);
	json_z(&q->j, text);
}

static enum err put_tops(struct web_req *q)
{
	struct area_tree *t;
	int64_t *top;
	bool all;
	int n;

	TRY(office_tops(q->cx, q->office, &q->who, PERM_read, &top, &n, &all));
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	json_key(&q->j, "everywhere");
	json_bool(&q->j, all);
	json_key(&q->j, "areas");
	json_arr(&q->j);
	for (int i = 0; i < (all ? area_count(t) : n); i++) {
		int at = all ? i : area_by_id(t, top[i]);
		const struct area_node *node = at < 0 ? NULL : area_nth(t, at);

		if (!node || (all && (node->parent >= 0 || node->to)))
			continue;
		json_obj(&q->j);
		put_code(q, "code", node->code);
		web_put(q, "name", node->name);
		json_key(&q->j, "level");
		json_int(&q->j, node->level);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

static void put_account(struct web_req *q)
{
	json_key(&q->j, "account");
	json_obj(&q->j);
	put_code(q, "id", q->who.account);
	web_put(q, "login", str_of(q->who.login));
	web_put(q, "name", str_of(q->who.name));
	json_key(&q->j, "roles");
	json_arr(&q->j);
	for (int i = 0; i < ROLE__COUNT; i++)
		if (q->who.roles >> i & 1)
			json_z(&q->j, office_roles[i].id);
	json_arr_end(&q->j);
	json_key(&q->j, "approver");
	json_bool(&q->j, q->who.perms & PERM_BIT(PERM_approve));
	json_key(&q->j, "second");
	json_bool(&q->j, q->who.second);
	json_key(&q->j, "totp");
	json_bool(&q->j, q->who.has_totp);
	json_key(&q->j, "must_change");
	json_bool(&q->j, q->who.must_change);
	web_put(q, "lang", q->who.lang == LANG_EN ? STR("en") : STR("zh"));
	json_obj_end(&q->j);
}

enum err api_me(struct web_req *q)
{
	struct str note;
	uint64_t size;

	q->r->scope = NULL;                     /* places and the head: no rows of anybody */
	web_json(q, 200);
	json_obj(&q->j);
	put_account(q);
	json_key(&q->j, "perms");
	json_arr(&q->j);
	for (int i = 0; i < PERM__COUNT; i++)
		if (q->who.perms & PERM_BIT(i))
			json_z(&q->j, office_perms[i].id);
	json_arr_end(&q->j);
	TRY(self_left(q));
	TRY(put_tops(q));
	if (q->web->set.banner && q->who.perms & PERM_BIT(PERM_backup))
		web_put(q, "banner", str_of(q->web->set.banner(q->cx, q->web->set.host)));
	json_key(&q->j, "demo");
	json_bool(&q->j, q->web->demo);
	json_key(&q->j, "outlines");
	json_bool(&q->j, __atomic_load_n(&q->web->outlines, __ATOMIC_RELAXED));
	web_put(q, "pack", q->r->pack->name);
	web_put(q, "place", q->cx->lang == LANG_EN ? q->r->pack->en : q->r->pack->zh);
	TRY(journal_head(q->cx, q->r->db, &note, &size));
	json_key(&q->j, "head");
	json_obj(&q->j);
	json_key(&q->j, "size");
	json_int(&q->j, (int64_t)size);
	json_obj_end(&q->j);
	json_key(&q->j, "version");
	json_z(&q->j, JZ_VERSION);
	json_obj_end(&q->j);
	return OK;
}

/* ---- meta ---- */

static const char *const type_name[FT__COUNT] = {
	[FT_TEXT] = "text", [FT_CODE] = "code", [FT_INT] = "int", [FT_MONEY] = "money",
	[FT_DEC] = "dec", [FT_BOOL] = "bool", [FT_DATE] = "date", [FT_MONTH] = "month",
	[FT_YEAR] = "year", [FT_LIST] = "list", [FT_SET] = "set", [FT_REF] = "ref",
	[FT_AREA] = "area", [FT_IDNO] = "idno", [FT_DCARD] = "dcard", [FT_PHONE] = "phone",
	[FT_CARD] = "card", [FT_USCC] = "uscc", [FT_TIME] = "time", [FT_HASH] = "hash",
};

static const struct { unsigned flag; const char *name; } flag_name[] = {
	{ E_REQ, "required" }, { E_KEY, "key" }, { E_RO, "readonly" }, { E_PERSONAL, "personal" },
	{ E_NAME, "name" }, { E_PARENT, "parent" }, { E_PARTIAL, "partial" }, { E_SUM, "sum" },
	{ E_LATER, "later" }, { E_DECIDED, "decided" },
};

/* "亩|mu" as ["亩","mu"]. */
static void put_both(struct web_req *q, const char *key, const char *both)
{
	struct str rest = str_of(both), one;

	if (!both)
		return;
	json_key(&q->j, key);
	json_arr(&q->j);
	while (str_next(&rest, '|', &one))
		json_str(&q->j, one);
	json_arr_end(&q->j);
}

static void put_field(struct web_req *q, const struct field *f)
{
	json_obj(&q->j);
	web_put(q, "name", str_of(f->name));
	web_put(q, "type", str_of(type_name[f->type]));
	web_put(q, "zh", str_of(f->zh));
	web_put(q, "en", str_of(f->en));
	web_put(q, "list", str_of(f->list));
	web_put(q, "ref", str_of(f->ref));
	put_both(q, "unit", f->unit);
	put_both(q, "help", f->help);
	json_key(&q->j, "flags");
	json_arr(&q->j);
	for (size_t i = 0; i < sizeof flag_name / sizeof flag_name[0]; i++)
		if (f->flags & flag_name[i].flag)
			json_z(&q->j, flag_name[i].name);
	if (field_sealed(f))
		json_z(&q->j, "sealed");
	if (f->pack)
		json_z(&q->j, "pack");
	json_arr_end(&q->j);
	if (f->min || f->max) {
		json_key(&q->j, "min");
		json_int(&q->j, f->min);
		json_key(&q->j, "max");
		json_int(&q->j, f->max);
	}
	if (f->scale) {
		json_key(&q->j, "scale");
		json_int(&q->j, f->scale);
	}
	json_obj_end(&q->j);
}

static void put_noun(struct web_req *q, const struct entity *e)
{
	json_obj(&q->j);
	web_put(q, "name", str_of(e->name));
	web_put(q, "zh", str_of(e->zh));
	web_put(q, "en", str_of(e->en));
	if (e->key >= 0)
		web_put(q, "key", str_of(e->fields[e->key].name));
	if (e->parent >= 0)
		web_put(q, "parent", str_of(e->fields[e->parent].ref));
	json_key(&q->j, "coded");
	json_bool(&q->j, e->flags & ENT_CODED);
	json_key(&q->j, "fields");
	json_arr(&q->j);
	for (int i = 0; i < e->nfield; i++)
		put_field(q, &e->fields[i]);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
}

static void put_lists(struct web_req *q)
{
	const struct pack *p = q->r->pack;

	json_key(&q->j, "lists");
	json_obj(&q->j);
	for (int i = 0; i < p->nlist; i++) {
		json_keys(&q->j, p->lists[i].name);
		json_arr(&q->j);
		for (int k = 0; k < p->lists[i].n; k++) {
			const struct list_value *v = &p->lists[i].v[k];

			json_obj(&q->j);
			json_key(&q->j, "code");
			json_int(&q->j, v->code);
			web_put(q, "zh", v->zh);
			web_put(q, "en", v->en);
			web_put(q, "sem", str_trim(v->sem));
			json_obj_end(&q->j);
		}
		json_arr_end(&q->j);
	}
	json_obj_end(&q->j);
}

static void put_named(struct web_req *q, const char *id, const char *zh, const char *en)
{
	web_put(q, "name", str_of(id));
	web_put(q, "zh", str_of(zh));
	web_put(q, "en", str_of(en));
}

static void put_tables(struct web_req *q)
{
	json_key(&q->j, "perms");
	json_arr(&q->j);
	for (int i = 0; i < PERM__COUNT; i++) {
		json_obj(&q->j);
		put_named(q, office_perms[i].id, office_perms[i].zh, office_perms[i].en);
		json_key(&q->j, "token");
		json_bool(&q->j, (office_token_perms() & PERM_BIT(i)) != 0);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_key(&q->j, "roles");
	json_arr(&q->j);
	for (int i = 0; i < ROLE__COUNT; i++) {
		json_obj(&q->j);
		put_named(q, office_roles[i].id, office_roles[i].zh, office_roles[i].en);
		json_key(&q->j, "levels");
		json_int(&q->j, office_roles[i].levels);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_key(&q->j, "kinds");
	json_obj(&q->j);
	for (int i = 0; kind_nth(i); i++) {
		json_key(&q->j, kind_nth(i)->id);
		json_obj(&q->j);
		web_put(q, "severity", str_of(kind_nth(i)->severity));
		web_put(q, "zh", str_of(kind_nth(i)->zh));
		web_put(q, "en", str_of(kind_nth(i)->en));
		json_obj_end(&q->j);
	}
	json_obj_end(&q->j);
	json_key(&q->j, "sources");
	json_arr(&q->j);
	for (int i = 0; i < q->r->pack->nsource; i++) {
		json_obj(&q->j);
		web_put(q, "name", q->r->pack->source[i].name);
		web_put(q, "zh", q->r->pack->source[i].zh);
		web_put(q, "en", q->r->pack->source[i].en);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

enum err api_meta(struct web_req *q)
{
	char tag[40];
	struct str v;
	const unsigned char *h = q->r->pack->hash;

	snprintf(tag, sizeof tag, "\"%02x%02x%02x%02x%02x%02x-%s\"", h[0], h[1], h[2], h[3], h[4], h[5],
	         JZ_VERSION);
	http_answer_field(&q->x->a, "ETag", str_of(tag));
	if (http_request_field(&q->x->q, "if-none-match", &v) && str_eqz(v, tag)) {
		q->x->a.status = 304;
		return OK;
	}
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "nouns");
	json_arr(&q->j);
	for (int i = 0; i < q->r->model->n; i++)
		if (row_is_listed(q->r->model->ent[i]))
			put_noun(q, q->r->model->ent[i]);
	json_arr_end(&q->j);
	put_lists(q);
	put_tables(q);
	json_obj_end(&q->j);
	return OK;
}

/* ---- areas ---- */

static enum err counted(struct web_req *q, const struct area_tree *t, int64_t few,
                        struct summary_count *own)
{
	const struct scope *was = q->r->scope;
	enum err e;

	if (few > 0)                         /* a part of the tree would hide less than the whole */
		q->r->scope = &q->scope;
	e = summary_by_area(q->cx, q->r, t, own);
	q->r->scope = was;
	return e;
}

/* Households and persons of each node and all below it, within the scope, less what few.h leaves
 * out. */
enum err areas_counted(struct web_req *q, const struct area_tree *t, struct summary_count **out)
{
	struct summary_count *own = arena_array(&q->cx->arena, (size_t)area_count(t) + 1, sizeof *own);
	int64_t few;

	TRY(web_few(q, &few));
	TRY(counted(q, t, few, own));
	for (int i = area_count(t) - 1; i >= 0; i--) {
		const struct area_node *n = area_nth(t, i);

		if (n->parent < 0)
			continue;
		own[n->parent].households += own[i].households;
		own[n->parent].persons += own[i].persons;
		own[n->parent].monitored += own[i].monitored;
	}
	few_areas(&q->cx->arena, t, own, few);
	*out = own;
	return OK;
}

enum err few_here(struct web_req *q, struct few_page *out)
{
	struct summary_count *c;
	struct area_tree *t;
	struct str area;
	int64_t code;
	int at;

	*out = (struct few_page){ 0 };
	TRY(web_few(q, &out->few));
	if (out->few <= 0 || !web_query(q, "area", &area) || !str_i64(area, &code))
		return OK;
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	at = area_by_code(t, code);
	if (at < 0)
		return OK;
	TRY(areas_counted(q, t, &c));
	if (c[at].households == FEW_HIDDEN)
		out->few = INT64_MAX;
	out->monitored = c[at].monitored == FEW_HIDDEN;
	out->persons = c[at].persons == FEW_HIDDEN;
	return OK;
}

static void put_area(struct web_req *q, const struct area_tree *t, int i,
                     const struct summary_count *c)
{
	const struct area_node *n = area_nth(t, i);
	int children = 0;

	for (int k = n->lo; k < n->hi; k++)
		children += area_nth(t, k)->parent == i && !area_nth(t, k)->to;
	json_obj(&q->j);
	put_code(q, "code", n->code);
	web_put(q, "name", n->name);
	json_key(&q->j, "level");
	json_int(&q->j, n->level);
	few_put(&q->j, "households", c[i].households);
	few_put(&q->j, "persons", c[i].persons);
	few_put(&q->j, "monitored", c[i].monitored);
	json_key(&q->j, "children");
	json_int(&q->j, children);
	json_obj_end(&q->j);
}

/* Does the scope hold it, and nothing above it? Those are the tops of what somebody sees. */
static bool is_top(const struct web_req *q, const struct area_tree *t, int i)
{
	const struct area_node *n = area_nth(t, i);

	return !n->to && scope_area(q->r->scope, n->id) &&
	       (n->parent < 0 || !scope_area(q->r->scope, area_nth(t, n->parent)->id));
}

static void put_path(struct web_req *q, const struct area_tree *t, int at)
{
	int way[12], n = 0;

	for (; at >= 0 && n < 12; at = area_nth(t, at)->parent)
		if (scope_area(q->r->scope, area_nth(t, at)->id))
			way[n++] = at;
	json_key(&q->j, "path");
	json_arr(&q->j);
	while (n--) {
		json_obj(&q->j);
		put_code(q, "code", area_nth(t, way[n])->code);
		web_put(q, "name", area_nth(t, way[n])->name);
		json_key(&q->j, "level");
		json_int(&q->j, area_nth(t, way[n])->level);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

enum err api_areas(struct web_req *q)
{
	struct area_tree *t;
	struct summary_count *c;
	struct str under;
	int64_t code = 0;
	int at = -1, end;

	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	if (web_query(q, "under", &under) && under.n) {
		at = str_i64(under, &code) ? area_by_code(t, code) : -1;
		if (at < 0 || !scope_area(q->r->scope, area_nth(t, at)->id))
			return err_set(q->cx, ERR_NOTFOUND, "under", "row-not-found", "行政区划", "Area", NULL);
	}
	TRY(areas_counted(q, t, &c));
	end = at < 0 ? area_count(t) : area_nth(t, at)->hi;
	web_json(q, 200);
	json_obj(&q->j);
	put_path(q, t, at);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = at < 0 ? 0 : area_nth(t, at)->lo; i < end; i++)
		if (at < 0 ? is_top(q, t, i) : area_nth(t, i)->parent == at && !area_nth(t, i)->to)
			put_area(q, t, i, c);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}
