/* office_kin - relatives that the holder of an account declared. */
#include "domain/office/office_int.h"

static enum err declare(struct ctx *cx, struct office *o, const struct who *by,
                        const struct kin_new *k, int64_t *id)
{
	struct rec *old = NULL, *r = rec_new(&cx->arena, register_entity(o->view, TAG_kin));
	struct office_rows w = { .o = o, .act = ACT_KIN, .actor = by ? by->actor : NULL,
		.extra = STR("what=declare\n"), .object = TAG_account, .object_id = k->account,
		.old = &old, .now = &r, .n = 1 };
	struct rec *account;

	TRY(office_row(cx, o, TAG_account, k->account, &account));
	r->id = store_new_id(o->main->st, r->e);
	rec_int(r, KIN_account, k->account);
	TRY(text_read(cx, "name", k->name, 60, true, r, KIN_name));
	TRY(office_idno_read(cx, o, k->idno, r, KIN_idno));
	TRY(text_read(cx, "relation", k->relation, 40, false, r, KIN_relation));
	rec_int(r, KIN_declared, cx->now_ms);
	rec_text(r, KIN_declared_by, str_of(by ? by->actor : cx->actor));
	TRY(office_rows_write(cx, &w));
	*id = r->id;
	return office_reload(cx, o);
}

enum err office_kin_declare(struct ctx *cx, struct office *o, const struct who *by,
                            const struct kin_new *k, int64_t *id)
{
	enum err e;

	if (by && by->account != k->account)        /* one's own, or as an administrator of accounts */
		TRY(by_may(cx, o, by, PERM_users));
	lock_write(o->desk);
	e = declare(cx, o, by, k, id);
	lock_end(o->desk);
	return e;
}

static enum err end_row(struct ctx *cx, struct office *o, const struct who *by, int64_t id,
                        const char *reason)
{
	struct rec *old, *now;
	struct office_rows w = { .o = o, .act = ACT_KIN, .actor = by ? by->actor : NULL,
		.reason = reason, .extra = STR("what=end\n"), .object = TAG_kin, .object_id = id,
		.old = &old, .now = &now, .n = 1 };

	TRY(office_row(cx, o, TAG_kin, id, &old));
	if (rec_has(old, KIN_ended))
		return err_set(cx, ERR_CONFLICT, "kin", "office-kin-ended", NULL);
	if (by && old->v[KIN_account].i == by->account)
		return err_set(cx, ERR_DENIED, "", "office-kin-own", NULL);
	now = rec_copy(&cx->arena, old);
	rec_int(now, KIN_ended, cx->now_ms);
	TRY(text_read(cx, "reason", str_of(reason), 200, true, now, KIN_end_reason));
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, o);
}

/* Nobody withdraws an own declaration: that would open the door it closes. */
enum err office_kin_end(struct ctx *cx, struct office *o, const struct who *by, int64_t kin,
                        const char *reason)
{
	enum err e;

	TRY(by_may(cx, o, by, PERM_users));
	TRY(reason_needed(cx, reason));
	lock_write(o->desk);
	e = end_row(cx, o, by, kin, reason);
	lock_end(o->desk);
	return e;
}

enum err office_kin_list(struct ctx *cx, struct office *o, int64_t account, struct kin_view **out,
                         int *n)
{
	const struct people *p;
	bool known;

	*n = 0;
	lock_read(o->lock);
	p = o->people;
	known = people_account(p, account) != NULL;
	*out = arena_array(&cx->arena, (size_t)p->nkin + 1, sizeof **out);
	for (int i = 0; known && i < p->nkin; i++) {
		const struct kin_row *k = &p->kin[i];

		if (k->account == account)
			(*out)[(*n)++] = (struct kin_view){ .id = k->id, .declared = k->declared,
				.name = str_dup(&cx->arena, k->name), .has_idno = k->has_id,
				.relation = str_dup(&cx->arena, k->relation),
				.declared_by = str_dup(&cx->arena, k->declared_by) };
	}
	lock_end(o->lock);
	return known ? OK : err_set(cx, ERR_NOTFOUND, "account", "office-account-none", NULL);
}
