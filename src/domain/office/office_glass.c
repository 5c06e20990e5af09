/* office_glass - emergencies: the whole register may be looked at for at most four hours. Opening
 * is a grant of the role `emergency`, a row like any other; it ends by itself. */
#include "domain/office/office_int.h"

#define HOURS_MAX 4

static enum err open_glass(struct ctx *cx, struct office *o, const struct who *who,
                           const char *reason, int hours)
{
	struct rec *old = NULL, *r = rec_new(&cx->arena, register_entity(o->view, TAG_role_grant));
	int64_t until = cx->now_ms + hours * INT64_C(3600000);
	struct office_rows w = { .o = o, .act = ACT_EMERGENCY, .actor = who->actor, .reason = reason,
		.object = TAG_role_grant, .old = &old, .now = &r, .n = 1 };
	struct buf extra BUF_AUTO = { 0 };

	r->id = w.object_id = store_new_id(o->main->st, r->e);
	rec_int(r, ROLE_GRANT_account, who->account);
	rec_text(r, ROLE_GRANT_role, str_of(office_roles[ROLE_emergency].id));
	rec_int(r, ROLE_GRANT_only_assigned, 0);
	rec_int(r, ROLE_GRANT_valid_from, office_day(o, cx->now_ms));
	rec_int(r, ROLE_GRANT_valid_to, office_day(o, until));
	rec_int(r, ROLE_GRANT_expires, until);
	TRY(text_read(cx, "reason", str_of(reason), 200, true, r, ROLE_GRANT_purpose));
	rec_int(r, ROLE_GRANT_granted, cx->now_ms);
	rec_text(r, ROLE_GRANT_granted_by, str_of(who->actor));
	buf_init(&extra, 100);
	buf_addf(&extra, "what=open\nhours=%d\n", hours);
	w.extra = buf_str(&extra);
	TRY(office_rows_write(cx, &w));
	return office_reload(cx, o);
}

/* Asked of the accounts as they are now: the caller's `who` may be older. */
static bool is_open(struct office *o, const struct who *who, int64_t now_ms)
{
	const struct account_row *a;
	struct who now = { 0 };

	lock_read(o->lock);
	a = people_account(o->people, who->account);
	if (a)
		who_fill(o, o->people, a, who->second, now_ms, &now);
	lock_end(o->lock);
	return now.emergency_until > now_ms;
}

enum err office_glass_break(struct ctx *cx, struct office *o, const struct who *who,
                            const char *reason, int hours)
{
	enum err e;

	TRY(office_need(cx, o, who, PERM_break_glass, NULL));
	TRY(reason_needed(cx, reason));
	if (hours < 1 || hours > HOURS_MAX)
		return err_set(cx, ERR_INPUT, "hours", "office-glass-hours", NULL);
	lock_write(o->desk);
	e = is_open(o, who, cx->now_ms) ?
	    err_set(cx, ERR_CONFLICT, "emergency", "office-glass-open", NULL) :
	    open_glass(cx, o, who, reason, hours);
	lock_end(o->desk);
	return e;
}

enum err office_glass_used(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                           uint8_t noun, int64_t id)
{
	struct buf extra BUF_AUTO = { 0 };

	buf_init(&extra, 100);
	buf_addf(&extra, "what=use\nperm=%s\n", office_perms[perm].id);
	return office_leaf(cx, o, ACT_EMERGENCY, who->actor, noun, id, NULL, buf_str(&extra));
}
