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
	struct web_body b;

	TRY(web_body(q, &b));
	TRY(office_totp_confirm(q->cx, q->office, q->who.account, web_text(&b, "secret"),
	                        web_text(&b, "code")));
	done(q);
	return OK;
}

enum err api_kin_declare(struct web_req *q)
{
	struct kin_new k = { .account = q->who.account };
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

enum err api_glass(struct web_req *q)
{
	struct web_body b;
	struct str reason;
	int64_t hours;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	if (!str_i64(web_text(&b, "hours"), &hours) || hours < 1 || hours > 4)
		hours = 1;
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
