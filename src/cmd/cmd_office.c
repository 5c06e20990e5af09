/* cmd_office - accounts, roles and grants on the command line: for who holds the keys. */
#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "domain/office/office.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define HOUSES_MOST 5000

/* Opens register and office, runs one command's work, closes the office. */
static enum err at_office(struct cmd *c, enum reg_mode mode,
                          enum err (*work)(struct cmd *c, struct office *o))
{
	struct office *o;
	enum err e;

	TRY(cmd_open(c, mode));
	TRY(office_open(c->cx, c->reg, NULL, &o));
	e = work(c, o);
	office_close(c->cx, o);
	if (e == OK && mode == REG_WRITE)
		e = register_publish(c->cx, c->reg);
	return e;
}

static enum err account_named(struct cmd *c, struct office *o, const char *login, int64_t *id)
{
	*id = office_account(o, str_trim(str_of(login)));
	return *id ? OK : err_set(c->cx, ERR_NOTFOUND, login, "cmd-user-none", login, NULL);
}

static const char *role_name(const struct cmd *c, int role)
{
	return in_lang(c, office_roles[role].zh, office_roles[role].en);
}

static enum err role_named(struct cmd *c, const char *text, enum role *out)
{
	const char *known[ROLE__COUNT], *near;
	int r = office_role(str_of(text));

	for (int i = 0; i < ROLE__COUNT; i++) {
		known[i] = office_roles[i].id;
		if (r < 0 && (!strcmp(text, office_roles[i].zh) || !strcmp(text, office_roles[i].en)))
			r = i;
	}
	near = command_nearest(text, known, ROLE__COUNT);
	if (r < 0)
		return err_set(c->cx, ERR_USAGE, text, near ? "cmd-role-near" : "cmd-role-none", text, near,
		               NULL);
	*out = (enum role)r;
	return OK;
}

/* ---- passwords ---- */

static enum err first_line(struct cmd *c, const char *file, struct str *out)
{
	char text[2048];
	struct str all;

	if (!strcmp(file, "-")) {
		ssize_t n = os_read_full(0, text, sizeof text);

		all = str_dup(&c->cx->arena, (struct str){ text, n > 0 ? (size_t)n : 0 });
		explicit_bzero(text, sizeof text);
	} else {
		TRY(os_read_file(c->cx, file, sizeof text, &all));
	}
	if (!str_next(&all, '\n', out) || !out->n)
		return err_set(c->cx, ERR_INPUT, file, "cmd-passphrase-empty", file, NULL);
	if (out->p[out->n - 1] == '\r')
		out->n--;
	return OK;
}

static enum err password_given(struct cmd *c, struct str *out)
{
	const char *file = cmd_text(c, "password-file"), *once, *again;

	if (file)
		return first_line(c, file, out);
	TRY(ask(c, "cmd-ask-password", true, &once));
	if (!once)
		return err_set(c->cx, ERR_USAGE, "--password-file", "cmd-password-no-terminal", NULL);
	TRY(ask(c, "cmd-ask-passphrase-again", true, &again));
	if (!again || strcmp(once, again) != 0)
		return err_set(c->cx, ERR_INPUT, "--password-file", "cmd-password-differs", NULL);
	*out = str_of(once);
	return OK;
}

/* ---- grants ---- */

static enum err day_given(struct cmd *c, const char *option, date_t *out)
{
	const char *text = cmd_text(c, option);
	enum date_form form;

	*out = 0;
	if (text && (!date_parse(str_of(text), out, &form) || !date_day(*out)))
		return err_set(c->cx, ERR_USAGE, option, "cmd-grant-day", text, NULL);
	return OK;
}

/* What --area, --households and the rest say. */
static enum err grant_given(struct cmd *c, struct grant_new *g)
{
	const struct entity *area = register_entity(c->reg, TAG_area);
	const struct entity *household = register_entity(c->reg, TAG_household);
	int64_t *id = arena_array(&c->cx->arena, (size_t)c->ngiven + 1, sizeof *id);
	const char *text = cmd_text(c, "area"), *no;

	if (text)
		TRY(register_by_key(c->cx, c->reg, area, str_of(text), &g->area));
	for (; (no = cmd_text_nth(c, "households", g->nhousehold)) != NULL; g->nhousehold++)
		TRY(register_by_key(c->cx, c->reg, household, str_of(no), &id[g->nhousehold]));
	g->household = id;
	TRY(day_given(c, "to", &g->to));
	if (cmd_text(c, "purpose"))
		g->purpose = str_of(cmd_text(c, "purpose"));
	return OK;
}

static void grant_said(struct cmd *c, int64_t id, const struct grant_new *g)
{
	char no[24];

	snprintf(no, sizeof no, "G%lld", (long long)id);
	say(c, "cmd-grant-given", no, role_name(c, (int)g->role), NULL);
	if (office_role_second(g->role))
		say(c, "cmd-grant-second", c->arg[0], NULL);
}

static enum err give(struct cmd *c, struct office *o)
{
	struct grant_new g = { 0 };
	int64_t id;

	TRY(role_named(c, c->arg[1], &g.role));
	TRY(account_named(c, o, c->arg[0], &g.account));
	TRY(grant_given(c, &g));
	TRY(day_given(c, "from", &g.from));
	TRY(office_grant_give(c->cx, o, NULL, &g, &id));
	grant_said(c, id, &g);
	return OK;
}

enum err cmd_grant_give(struct cmd *c)
{
	return at_office(c, REG_WRITE, give);
}

static enum err end(struct cmd *c, struct office *o)
{
	const char *no = c->arg[0], *reason;
	int64_t id;

	if ((*no != 'G' && *no != 'g') || !str_i64(str_of(no + 1), &id))
		return err_set(c->cx, ERR_USAGE, no, "cmd-grant-no", no, NULL);
	TRY(cmd_reason_given(c, &reason));
	TRY(office_grant_end(c->cx, o, NULL, id, reason));
	say(c, "cmd-grant-ended", no, NULL);
	return OK;
}

enum err cmd_grant_end(struct cmd *c)
{
	return at_office(c, REG_WRITE, end);
}

static void grant_json(struct cmd *c, const struct grant_view *g)
{
	char day[11], no[24];
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	snprintf(no, sizeof no, "G%lld", (long long)g->id);
	json_key(&j, "no");
	json_z(&j, no);
	json_key(&j, "login");
	json_str(&j, g->login);
	json_key(&j, "role");
	json_z(&j, office_roles[g->role].id);
	if (g->area_code) {
		json_key(&j, "area");
		json_int(&j, g->area_code);
	}
	json_key(&j, "households");
	json_int(&j, g->nhousehold);
	json_key(&j, "from");
	json_str(&j, (struct str){ day, date_put(day, g->from) });
	json_key(&j, "to");
	json_str(&j, (struct str){ day, date_put(day, g->to) });
	json_key(&j, "in_force");
	json_bool(&j, g->in_force);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static struct str place_text(struct cmd *c, const struct grant_view *g)
{
	struct buf b BUF_AUTO = { 0 };

	if (!g->only_assigned)
		return g->area ? g->area_name : str_of(in_lang(c, "全部", "everywhere"));
	buf_init(&b, 64);
	buf_addf(&b, in_lang(c, "%d 户", "%d households"), g->nhousehold);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static void grant_row(struct cmd *c, struct page_table *t, const struct grant_view *g)
{
	struct str *cell = page_table_row(t);
	char text[24], day[11];

	snprintf(text, sizeof text, "G%lld", (long long)g->id);
	cell[0] = str_dup(&c->cx->arena, str_of(text));
	cell[1] = g->login;
	cell[2] = str_of(role_name(c, (int)g->role));
	cell[3] = place_text(c, g);
	cell[4] = str_dup(&c->cx->arena, (struct str){ day, date_put(day, g->to) });
	cell[5] = str_of(g->in_force ? in_lang(c, "生效中", "in force") :
	                 g->ended ? in_lang(c, "已收回", "ended") : in_lang(c, "未生效", "not in force"));
	cell[6] = g->purpose;
}

static void header(struct cmd *c, struct page_table *t, const char *const zh[],
                   const char *const en[], int n)
{
	struct str *cell = page_table_row(t);

	for (int i = 0; i < n; i++)
		cell[i] = str_of(in_lang(c, zh[i], en[i]));
}

static enum err grants(struct cmd *c, struct office *o)
{
	static const char *const zh[] = { "编号", "登录名", "角色", "范围", "到期", "状态", "事由" };
	static const char *const en[] = { "No.", "Log-in", "Role", "Where", "Until", "State",
		"Purpose" };
	struct grant_view *v;
	struct page_table t;
	struct page p;
	int64_t id = 0;
	int n;

	if (c->narg)
		TRY(account_named(c, o, c->arg[0], &id));
	TRY(office_grant_list(c->cx, o, id, &v, &n));
	for (int i = 0; i < n && c->json; i++) {
		grant_json(c, &v[i]);
		TRY(out_room(c));
	}
	if (c->json)
		return OK;
	if (!n)
		say(c, "cmd-grant-nothing", NULL);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(&t, &p, 7);
	header(c, &t, zh, en, 7);
	for (int i = 0; i < n; i++)
		grant_row(c, &t, &v[i]);
	if (n)
		page_table_end(&t);
	return OK;
}

enum err cmd_grant_list(struct cmd *c)
{
	return at_office(c, REG_READ, grants);
}

/* ---- accounts ---- */

static struct str option_text(struct cmd *c, const char *name)
{
	return str_of(cmd_text(c, name) ? cmd_text(c, name) : "");
}

static enum err make(struct cmd *c, struct office *o)
{
	struct account_new a = { .login = str_of(c->arg[0]), .name = option_text(c, "name"),
		.idno = option_text(c, "idno"), .unit_name = option_text(c, "unit"),
		.phone = option_text(c, "phone"), .lang = c->cx->lang, .must_change = true };
	struct grant_new g = { 0 };
	int64_t id;

	if (!a.name.n)
		return err_set(c->cx, ERR_USAGE, "--name", "cmd-user-name", NULL);
	if (cmd_text(c, "role"))
		TRY(role_named(c, cmd_text(c, "role"), &g.role));
	TRY(grant_given(c, &g));
	TRY(password_given(c, &a.password));
	TRY(office_account_make(c->cx, o, NULL, &a, &g.account));
	say(c, "cmd-user-made", c->arg[0], NULL);
	if (!cmd_text(c, "role")) {
		say(c, "cmd-user-no-role", c->arg[0], NULL);
		return OK;
	}
	TRY(office_grant_give(c->cx, o, NULL, &g, &id));
	grant_said(c, id, &g);
	return OK;
}

enum err cmd_user_add(struct cmd *c)
{
	return at_office(c, REG_WRITE, make);
}

static struct str roles_text(struct cmd *c, uint64_t roles, bool ids)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	for (int r = 0; r < ROLE__COUNT; r++)
		if (roles >> r & 1)
			buf_addf(&b, "%s%s", b.n ? msg_between(c->cx->lang) : "",
			         ids ? office_roles[r].id : role_name(c, r));
	return str_dup(&c->cx->arena, buf_str(&b));
}

static void user_json(struct cmd *c, const struct account_view *v)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "login");
	json_str(&j, v->login);
	json_key(&j, "name");
	json_str(&j, v->name);
	json_key(&j, "active");
	json_bool(&j, v->active);
	json_key(&j, "second_factor");
	json_bool(&j, v->has_totp);
	json_key(&j, "person_known");
	json_bool(&j, v->has_person);
	json_key(&j, "roles");
	json_arr(&j);
	for (int r = 0; r < ROLE__COUNT; r++)
		if (v->roles >> r & 1)
			json_z(&j, office_roles[r].id);
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void user_row(struct cmd *c, struct page_table *t, const struct account_view *v)
{
	struct str *cell = page_table_row(t);

	cell[0] = v->login;
	cell[1] = v->name;
	cell[2] = v->unit_name;
	cell[3] = roles_text(c, v->roles, false);
	cell[4] = str_of(v->active ? in_lang(c, "在用", "active") : in_lang(c, "停用", "disabled"));
	cell[5] = str_of(v->has_totp ? in_lang(c, "有", "yes") : in_lang(c, "无", "no"));
	cell[6] = v->last_seen ? str_of(clock_text(c, v->last_seen)) : STR("");
}

static enum err users(struct cmd *c, struct office *o)
{
	static const char *const zh[] = { "登录名", "姓名", "单位", "角色", "状态", "动态口令", "最近使用" };
	static const char *const en[] = { "Log-in", "Name", "Unit", "Roles", "State", "Code",
		"Last seen" };
	struct account_view *v;
	struct page_table t;
	struct page p;
	int n;

	TRY(office_account_list(c->cx, o, &v, &n));
	for (int i = 0; i < n && c->json; i++) {
		user_json(c, &v[i]);
		TRY(out_room(c));
	}
	if (c->json)
		return OK;
	if (!n)
		say(c, "cmd-user-nobody", NULL);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(&t, &p, 7);
	header(c, &t, zh, en, 7);
	for (int i = 0; i < n; i++)
		user_row(c, &t, &v[i]);
	if (n)
		page_table_end(&t);
	return OK;
}

enum err cmd_user_list(struct cmd *c)
{
	return at_office(c, REG_READ, users);
}

static enum err passwd(struct cmd *c, struct office *o)
{
	struct str password;
	int64_t id;

	TRY(account_named(c, o, c->arg[0], &id));
	TRY(password_given(c, &password));
	TRY(office_password_reset(c->cx, o, NULL, id, password));
	say(c, "cmd-user-passwd", c->arg[0], NULL);
	return OK;
}

enum err cmd_user_passwd(struct cmd *c)
{
	return at_office(c, REG_WRITE, passwd);
}

static enum err disable(struct cmd *c, struct office *o)
{
	const char *reason;
	int64_t id;

	TRY(account_named(c, o, c->arg[0], &id));
	TRY(cmd_reason_given(c, &reason));
	TRY(office_account_disable(c->cx, o, NULL, id, reason));
	say(c, "cmd-user-disabled", c->arg[0], NULL);
	return OK;
}

enum err cmd_user_disable(struct cmd *c)
{
	return at_office(c, REG_WRITE, disable);
}

static enum err enable(struct cmd *c, struct office *o)
{
	const char *reason;
	int64_t id;

	TRY(account_named(c, o, c->arg[0], &id));
	TRY(cmd_reason_given(c, &reason));
	TRY(office_account_enable(c->cx, o, NULL, id, reason));
	say(c, "cmd-user-enabled", c->arg[0], NULL);
	return OK;
}

enum err cmd_user_enable(struct cmd *c)
{
	return at_office(c, REG_WRITE, enable);
}

static enum err totp(struct cmd *c, struct office *o)
{
	struct str text, uri, code;
	const char *typed, *reason;
	int64_t id;

	TRY(account_named(c, o, c->arg[0], &id));
	if (cmd_flag(c, "remove")) {
		TRY(cmd_reason_given(c, &reason));
		TRY(office_totp_remove(c->cx, o, NULL, id, reason));
		say(c, "cmd-totp-removed", c->arg[0], NULL);
		return OK;
	}
	TRY(office_totp_new(c->cx, o, id, &text, &uri));
	put(c, "cmd-totp-secret", str_z(&c->cx->arena, text), str_z(&c->cx->arena, uri), NULL);
	TRY(out_flush(c));
	TRY(ask(c, "cmd-ask-code", false, &typed));
	if (typed)
		code = str_of(typed);
	else
		TRY(first_line(c, "-", &code));
	c->cx->now_ms = os_now_ms();                /* typing took a while */
	TRY(office_totp_confirm(c->cx, o, NULL, id,
	                        &(struct totp_proof){ .secret = text, .code = code }));
	say(c, "cmd-totp-set", c->arg[0], NULL);
	return OK;
}

enum err cmd_user_totp(struct cmd *c)
{
	return at_office(c, REG_WRITE, totp);
}

static enum err kin(struct cmd *c, struct office *o)
{
	struct kin_new k = { .name = str_of(c->arg[1]), .idno = option_text(c, "idno"),
		.relation = option_text(c, "relation") };
	int64_t id;

	TRY(account_named(c, o, c->arg[0], &k.account));
	TRY(office_kin_declare(c->cx, o, NULL, &k, &id));
	say(c, "cmd-kin-declared", c->arg[0], NULL);
	return OK;
}

enum err cmd_user_kin(struct cmd *c)
{
	return at_office(c, REG_WRITE, kin);
}

static enum err rules(struct cmd *c, struct office *o)
{
	const char *passwords;
	char line[120];
	int reveals, tails;

	for (int i = 0; i < c->narg; i++) {
		const char *eq = strchr(c->arg[i], '=');

		if (!eq)
			return err_set(c->cx, ERR_USAGE, c->arg[i], "office-rule", c->arg[i], NULL);
		TRY(office_rule_set(c->cx, o, NULL,
		                    (struct str){ c->arg[i], (size_t)(eq - c->arg[i]) }, str_of(eq + 1)));
	}
	office_rule_get(o, &passwords, &reveals, &tails);
	snprintf(line, sizeof line, "passwords=%s\nreveals=%d\ntails=%d\n", passwords, reveals, tails);
	buf_addz(&c->out, line);
	return OK;
}

enum err cmd_user_rules(struct cmd *c)
{
	return at_office(c, c->narg ? REG_WRITE : REG_READ, rules);
}

static enum err demo(struct cmd *c, struct office *o)
{
	char password[32];
	struct json j;

	TRY(office_demo(c->cx, o, password));
	if (c->json) {
		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "password");
		json_z(&j, password);
		json_key(&j, "logins");
		json_arr(&j);
		for (const struct demo_account *a = office_demo_accounts; a->login; a++)
			json_z(&j, a->login);
		json_arr_end(&j);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
		return OK;
	}
	for (const struct demo_account *a = office_demo_accounts; a->login; a++) {
		buf_addz(&c->out, "  ");
		page_fit(&c->out, str_of(a->login), 12, false);
		buf_addf(&c->out, "%s\n", role_name(c, (int)a->role));
	}
	put(c, "cmd-user-demo", password, NULL);
	return OK;
}

enum err cmd_user_demo(struct cmd *c)
{
	return at_office(c, REG_WRITE, demo);
}

/* ---- roles ---- */

static struct str perms_text(struct cmd *c, const struct role_row *r)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4000);
	for (int p = 0; p < PERM__COUNT; p++)
		if (r->perms & PERM_BIT(p))
			buf_addf(&b, "%s%s%s", b.n ? in_lang(c, "、", "; ") : "",
			         in_lang(c, office_perms[p].zh, office_perms[p].en),
			         office_perms[p].second ? "*" : "");
	return str_dup(&c->cx->arena, buf_str(&b));
}

static void role_json(struct cmd *c, const struct role_row *r)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "id");
	json_z(&j, r->id);
	json_key(&j, "zh");
	json_z(&j, r->zh);
	json_key(&j, "en");
	json_z(&j, r->en);
	json_key(&j, "perms");
	json_arr(&j);
	for (int p = 0; p < PERM__COUNT; p++)
		if (r->perms & PERM_BIT(p))
			json_z(&j, office_perms[p].id);
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_role_list(struct cmd *c)
{
	struct page p;

	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	for (int r = 0; r < ROLE__COUNT; r++) {
		const struct role_row *x = &office_roles[r];

		if (c->json) {
			role_json(c, x);
			continue;
		}
		page_fit(&c->out, str_of(x->id), 18, false);
		buf_addf(&c->out, "%s\n    ", role_name(c, r));
		page_hang(&p, perms_text(c, x), 4);
	}
	if (!c->json)
		put(c, "cmd-role-second", NULL);
	return OK;
}
