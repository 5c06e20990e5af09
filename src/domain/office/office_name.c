/* office_name - actors of the journal as people know them. */
#include "domain/office/office_int.h"

#include "base/msg.h"

struct str office_actor_name(struct ctx *cx, struct office *o, struct str actor)
{
	const struct account_row *a;
	struct str name = actor;
	int64_t id;

	if (str_starts(actor, STR("cli:")))
		return str_of(msg_text(cx->lang, "office-actor-cli"));
	if (str_eqz(actor, "web"))
		return str_of(msg_text(cx->lang, "office-actor-web"));
	if (str_eqz(actor, "server"))
		return str_of(msg_text(cx->lang, "office-actor-server"));
	if (!str_starts(actor, STR("account:")) || !str_i64(str_sub(actor, 8, actor.n), &id))
		return actor;
	lock_read(o->lock);
	a = people_account(o->people, id);
	if (a)
		name = str_dup(&cx->arena, a->name);
	lock_end(o->lock);
	return name;
}

struct str office_login_name(struct ctx *cx, struct office *o, struct str login)
{
	const struct account_row *a;
	struct str name = login;

	lock_read(o->lock);
	a = people_login(o->people, login);
	if (a && a->name.n)
		name = str_dup(&cx->arena, a->name);
	lock_end(o->lock);
	return name;
}

bool office_account_nth(struct ctx *cx, struct office *o, int i, struct str *login,
                        struct str *name)
{
	bool there;

	lock_read(o->lock);
	there = i < o->people->naccount;
	if (there) {
		*login = str_dup(&cx->arena, o->people->account[i].login);
		*name = str_dup(&cx->arena, o->people->account[i].name);
	}
	lock_end(o->lock);
	return there;
}
