/* office_demo - an account a role in a demo register. All people in it are invented. */
#include "domain/office/office_int.h"

#include <stdio.h>

#include "base/codes.h"
#include "base/os.h"

#define HELPED 12                /* households of the helper */

const struct demo_account office_demo_accounts[] = {
	{ "county", ROLE_county_office, "林晓", "Lin Xiao" },
	{ "county2", ROLE_county_approver, "周明远", "Zhou Mingyuan" },
	{ "township", ROLE_township_clerk, "何静", "He Jing" },
	{ "township2", ROLE_township_approver, "唐建国", "Tang Jianguo" },
	{ "village", ROLE_village_clerk, "谢小芳", "Xie Xiaofang" },
	{ "helper", ROLE_helper, "罗志强", "Luo Zhiqiang" },
	{ "upper", ROLE_upper_office, "冯雅琴", "Feng Yaqin" },
	{ "upper2", ROLE_upper_approver, "蒋伟民", "Jiang Weimin" },
	{ "department", ROLE_department, "曾丽", "Zeng Li" },
	{ "finance", ROLE_finance, "彭伟", "Peng Wei" },
	{ "inspector", ROLE_inspector, "邓青", "Deng Qing" },
	{ "leader", ROLE_leader, "沈国栋", "Shen Guodong" },
	{ "audit", ROLE_auditor, "韩雪", "Han Xue" },
	{ "sysadmin", ROLE_system_admin, "吕涛", "Lü Tao" },
	{ "security", ROLE_security_admin, "袁敏", "Yuan Min" },
	{ NULL, ROLE_helper, NULL, NULL },
};

struct demo {
	struct office *o;
	int64_t above, county, township, village;    /* above: the prefecture, or the province */
	int64_t house[HELPED];
	int nhouse;
	const char *hash;
	struct office_rows w;
};

/* ---- where ---- */

static enum err houses_in(struct ctx *cx, struct demo *d, int64_t village, int64_t *id, int *n)
{
	const struct entity *e = register_entity(d->o->view, TAG_household);
	struct stmt *s;
	bool row = true;

	*n = 0;
	TRY(db_stmt(cx, d->o->view->db, &e->sql->by_area, &s));
	stmt_int(s, 1, village);
	while (*n < HELPED) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		id[(*n)++] = stmt_col_int(s, SYS_ID);
	}
	stmt_done(s);
	return OK;
}

/* The first village with enough households for the helper, else that with the most, and what it
 * lies in; in a register without households the first places. */
static enum err places(struct ctx *cx, struct demo *d)
{
	const struct place_list *l = d->o->place;
	int64_t above = 0, county = 0, township = 0, id[HELPED] = { 0 };
	int n;

	for (int i = 0; i < l->n && d->nhouse < HELPED; i++) {
		const struct area_node *x = &l->node[i];

		if (x->to)
			continue;
		if (x->level == 1 || x->level == 2)
			above = x->id;
		if (x->level == 3)
			county = x->id;
		if (x->level == 4)
			township = x->id;
		if (x->level != 5)
			continue;
		TRY(houses_in(cx, d, x->id, id, &n));
		if (d->village && n <= d->nhouse)
			continue;
		d->above = above;
		d->county = county;
		d->township = township;
		d->village = x->id;
		d->nhouse = n;
		memcpy(d->house, id, sizeof id);
	}
	return OK;
}

static int64_t place_for(const struct demo *d, enum role role)
{
	unsigned levels = office_roles[role].levels;

	if (levels & 1u << LEVEL_EVERYWHERE)
		return 0;
	return levels & 1u << 3 ? d->county : levels & 1u << 4 ? d->township :
	       levels & 1u << 5 ? d->village : d->above;
}

/* ---- who ---- */

/* A number of nobody: the invented province, one day, one after the other. */
static const char *idno_of(struct ctx *cx, const struct demo *d, int i)
{
	int province = d->o->main->pack->made_up ? (int)d->o->main->pack->made_up : 98;
	char no[24];

	snprintf(no, sizeof no, "%02d010119800229%03d", province % 100, 301 + i * 2);
	no[17] = idno_check_char(no);
	no[18] = 0;
	return str_z(&cx->arena, str_of(no));
}

static enum err add_one(struct ctx *cx, struct demo *d, int i)
{
	const struct demo_account *x = &office_demo_accounts[i];
	struct rec *r = rec_new(&cx->arena, register_entity(d->o->view, TAG_account));
	struct grant_new g = { .role = x->role, .area = place_for(d, x->role), .purpose = STR("demo") };

	if (office_account(d->o, str_of(x->login)))
		return OK;
	r->id = store_new_id(d->o->main->st, r->e);
	rec_text(r, ACCOUNT_login, str_of(x->login));
	rec_text(r, ACCOUNT_name, str_of(x->zh));
	rec_text(r, ACCOUNT_state, STR("active"));
	rec_text(r, ACCOUNT_lang, STR("zh"));
	rec_text(r, ACCOUNT_idno, str_of(idno_of(cx, d, i)));
	rec_text(r, ACCOUNT_password, str_of(d->hash));
	rec_int(r, ACCOUNT_password_set, cx->now_ms);
	rec_int(r, ACCOUNT_must_change, 0);
	rec_int(r, ACCOUNT_made, cx->now_ms);
	rec_text(r, ACCOUNT_made_by, STR("demo"));
	rec_int(r, ACCOUNT_changed, cx->now_ms);
	d->w.now[d->w.n++] = r;
	g.account = r->id;
	g.from = office_day(d->o, cx->now_ms);
	g.to = date_from_days(date_days(date_add_months(g.from, GRANT_MAX_MONTHS)) - 1);
	if (x->role == ROLE_helper) {
		g.area = 0;
		g.household = d->house;
		g.nhousehold = d->nhouse;
	} else if (!g.area && !(office_roles[x->role].levels & 1u << LEVEL_EVERYWHERE)) {
		return OK;                              /* no such place yet: the account without a grant */
	}
	return g.nhousehold || x->role != ROLE_helper ? grant_rows(cx, d->o, NULL, &g, &d->w) : OK;
}

static void password_by_chance(char out[32])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	unsigned char r[8];
	size_t n = 5;

	memcpy(out, "demo-", n);
	os_random(r, sizeof r);
	for (size_t i = 0; i < sizeof r; i++) {
		if (i == 4)
			out[n++] = '-';
		out[n++] = letters[r[i] % (sizeof letters - 1)];
	}
	out[n] = 0;
}

static enum err make_all(struct ctx *cx, struct demo *d)
{
	size_t room = sizeof office_demo_accounts / sizeof *office_demo_accounts * 2 + HELPED;

	d->w = (struct office_rows){ .o = d->o, .act = ACT_ACCOUNT, .extra = STR("what=demo\n"),
		.object = TAG_account, .old = arena_array(&cx->arena, room, sizeof(struct rec *)),
		.now = arena_array(&cx->arena, room, sizeof(struct rec *)) };
	TRY(places(cx, d));
	for (int i = 0; office_demo_accounts[i].login; i++)
		TRY(add_one(cx, d, i));
	return d->w.n ? office_rows_write(cx, &d->w) : OK;
}

static enum err demo(struct ctx *cx, struct office *o, char password[32])
{
	char hash[PASSWORD_HASH_MAX];
	struct demo d = { .o = o, .hash = hash };
	struct str kept;

	TRY(register_setting(cx, o->view, "office.demo_password", &kept));
	if (kept.n && kept.n < 32) {
		memcpy(password, kept.p, kept.n);
		password[kept.n] = 0;
		if (office_account(o, str_of(office_demo_accounts[0].login)))
			return OK;
	} else {
		password_by_chance(password);
		TRY(office_setting_put(cx, o, NULL, "office.demo_password", str_of(password)));
	}
	TRY(password_hash(cx, str_of(password), &o->cost, hash));
	TRY(make_all(cx, &d));
	return office_reload(cx, o);
}

enum err office_demo(struct ctx *cx, struct office *o, char password[32])
{
	enum err e;

	if (!office_demo_register(o))
		return err_set(cx, ERR_DENIED, o->main->path.dir, "office-not-demo", NULL);
	lock_write(o->desk);
	e = demo(cx, o, password);
	lock_end(o->desk);
	return e;
}
