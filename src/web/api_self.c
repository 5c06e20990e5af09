/* api_self - about oneself: the second factor, relatives declared, looks that are left, the glass.
 * */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#include "fmt/qr.h"

static void done(struct web_req *q)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "done");
	json_bool(&q->j, true);
	json_obj_end(&q->j);
}

/* A new secret, shown once: nothing holds until a code of it comes back. */
enum err api_totp_new(struct web_req *q)
{
	struct buf picture BUF_AUTO = { 0 };
	struct str text, uri;
	struct qr *code = ARENA_NEW(&q->cx->arena, struct qr);

	TRY(office_totp_new(q->cx, q->office, q->who.account, &text, &uri));
	buf_init(&picture, 1 << 20);
	TRY(qr_make(q->cx, uri, code));
	qr_svg(&picture, code, STR("TOTP"));
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "secret", text);
	web_put(q, "uri", uri);
	web_put(q, "svg", buf_str(&picture));
	json_obj_end(&q->j);
	return OK;
}

enum err api_totp_confirm(struct web_req *q)
{
	struct totp_proof p;
	struct web_body b;

	TRY(web_body(q, &b));
	p = (struct totp_proof){ web_text(&b, "secret"), web_text(&b, "code"),
		web_text(&b, "former") };
	TRY(office_totp_confirm(q->cx, q->office, &q->who, q->who.account, &p));
	done(q);
	return OK;
}

/* ---- relatives ---- */

static enum err declare(struct web_req *q, int64_t account)
{
	struct kin_new k = { .account = account };
	struct web_body b;
	int64_t id;

	TRY(web_body(q, &b));
	k.name = web_text(&b, "name");
	k.idno = web_text(&b, "idno");
	k.relation = web_text(&b, "relation");
	TRY(office_kin_declare(q->cx, q->office, &q->who, &k, &id));
	done(q);
	return OK;
}

enum err api_kin_declare(struct web_req *q)
{
	return declare(q, q->who.account);
}

static int64_t number(struct web_req *q)
{
	int64_t id;

	return str_i64(q->param[0], &id) ? id : 0;
}

enum err api_kin_add(struct web_req *q)
{
	return declare(q, number(q));
}

/* Whether there is a number is told, not the number. */
static enum err put_kin(struct web_req *q, int64_t account)
{
	struct kin_view *k;
	int n;

	TRY(office_kin_list(q->cx, q->office, account, &k, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)k[i].id);
		json_obj(&q->j);
		json_key(&q->j, "id");
		json_z(&q->j, id);
		web_put(q, "name", k[i].name);
		web_put(q, "relation", k[i].relation);
		json_key(&q->j, "idno");
		json_bool(&q->j, k[i].has_idno);
		web_put_time(q, "declared", k[i].declared);
		web_put(q, "by", row_who(q, k[i].declared_by));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_kin_own(struct web_req *q)
{
	return put_kin(q, q->who.account);
}

enum err api_kin_of(struct web_req *q)
{
	return put_kin(q, number(q));
}

enum err api_kin_end(struct web_req *q)
{
	struct web_body b;
	struct str reason;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(office_kin_end(q->cx, q->office, &q->who, number(q), str_z(&q->cx->arena, reason)));
	done(q);
	return OK;
}

enum err api_glass(struct web_req *q)
{
	struct web_body b;
	struct str reason, sent;
	int64_t hours = 1;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	sent = web_text(&b, "hours");
	if (sent.n && (!str_i64(sent, &hours) || hours < 1 || hours > 24))
		hours = 0;                      /* how many it may be, the office says */
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(office_glass_break(q->cx, q->office, &q->who, str_z(&q->cx->arena, reason), (int)hours));
	done(q);
	return OK;
}

enum err self_left(struct web_req *q)
{
	int reveals, tails;
	char t[24];

	TRY(office_left(q->cx, q->office, &q->who, &reveals, &tails));
	json_key(&q->j, "left");
	json_obj(&q->j);
	json_key(&q->j, "reveals");
	json_int(&q->j, reveals);
	json_key(&q->j, "tails");
	json_int(&q->j, tails);
	json_obj_end(&q->j);
	if (!q->who.emergency_until)
		return OK;
	register_clock(q->r, q->who.emergency_until, t);
	json_key(&q->j, "emergency_until");
	json_z(&q->j, t);
	return OK;
}
