#include "entity/model_check.h"

static bool good_name(const char *n)
{
	if (!(*n >= 'a' && *n <= 'z'))
		return false;
	for (; *n; n++)
		if (!((*n >= 'a' && *n <= 'z') || (*n >= '0' && *n <= '9') || *n == '_'))
			return false;
	return true;
}

static enum err bad(struct ctx *cx, const struct entity *e, const struct field *f, const char *why)
{
	return err_set(cx, f->pack ? ERR_INPUT : ERR_BUG, f->name, "entity-bad-field", e->name,
	               f->name, why, NULL);
}

static enum err check_field(struct ctx *cx, const struct model *m, const struct entity *e, int i)
{
	const struct field *f = &e->fields[i];
	int64_t code;
	struct str label;

	if (!good_name(f->name))
		return bad(cx, e, f, "name");
	for (int s = 0; s < SYS__COUNT; s++)
		if (!strcmp(f->name, entity_sys_cols[s]) && s != SYS_AREA)
			return bad(cx, e, f, "reserved");
	if (!f->zh || !f->en || !*f->zh || !*f->en)
		return bad(cx, e, f, "label");
	for (int k = 0; k < i; k++)
		if (e->fields[k].number == f->number || !strcmp(e->fields[k].name, f->name) ||
		    !strcmp(e->fields[k].zh, f->zh))
			return bad(cx, e, f, e->fields[k].name);
	if ((f->type == FT_LIST || f->type == FT_SET) &&
	    (!f->list || (m->lists.nth && !m->lists.nth(m->lists.state, f->list, 0, &code, &label))))
		return bad(cx, e, f, f->list ? f->list : "list");
	if (f->type == FT_REF && (!f->ref || !entity_find(m, str_of(f->ref))))
		return bad(cx, e, f, "ref");
	if (f->flags & E_PARENT && (f->type != FT_REF || (strcmp(f->ref, "household") &&
	    strcmp(f->ref, "person"))))
		return bad(cx, e, f, "parent");
	if (f->pack && f->flags & (E_KEY | E_PARENT | E_INDEX))
		return bad(cx, e, f, "pack");
	return OK;
}

enum err model_check(struct ctx *cx, const struct model *m)
{
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];

		for (int k = 0; k < i; k++)
			if (m->ent[k]->tag == e->tag || !strcmp(m->ent[k]->name, e->name))
				return err_set(cx, ERR_BUG, e->name, "entity-bad-field", e->name, "",
				               "tag", NULL);
		if (e->tag == 0 || e->tag >= ENT_MOST)
			return err_set(cx, ERR_BUG, e->name, "entity-bad-field", e->name, "", "tag", NULL);
		for (int f = 0; f < e->nfield; f++)
			TRY(check_field(cx, m, e, f));
	}
	return OK;
}
