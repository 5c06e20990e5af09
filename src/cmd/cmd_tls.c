/* cmd_tls - the office's certificate authority: made, shown, and brought to phones. */

#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "base/os_net.h"
#include "cmd/talk.h"
#include "crypto/ca.h"
#include "domain/register/page.h"
#include "fmt/json.h"
#include "fmt/qr.h"

/* ---- tls init ---- */

/* --name a,b,c */
static enum err names_given(struct cmd *c, const char *name[CA_NAMES_MAX], int *n)
{
	const char *text = cmd_text(c, "name");
	struct str rest = str_of(text ? text : ""), one;

	*n = 0;
	while (str_next(&rest, ',', &one)) {
		if (*n == CA_NAMES_MAX)
			return err_set(c->cx, ERR_LIMIT, "--name", "tls-names-many", NULL);
		name[(*n)++] = str_z(&c->cx->arena, str_trim(one));
	}
	return OK;
}

enum err cmd_tls_init(struct cmd *c)
{
	static const char *const said[] = { "tls-kept", "tls-renewed", "tls-made" };
	const char *dir = ca_folder(c->cx, cmd_data(c)), *name[CA_NAMES_MAX];
	struct ca_wish w = { .office = cmd_text(c, "office"), .name = name,
		.renew = cmd_flag(c, "renew") };
	char *key = str_z(&c->cx->arena, str_join(&c->cx->arena, str_of(dir), STR("/ca.key")));
	struct ca_about a;
	enum ca_did did;

	TRY(names_given(c, name, &w.n));
	TRY(ca_init(c->cx, dir, &w, &did));
	TRY(ca_about(c->cx, dir, &a));
	buf_adds(&c->out, a.fingerprint);
	buf_addc(&c->out, '\n');
	say(c, said[did], dir, key, NULL);
	return OK;
}

/* ---- tls show ---- */

/* Where another device finds this server: what people named first, then an address of the network,
 * then the machine's name. */
static struct str reached_by(struct cmd *c, const struct ca_about *a)
{
	struct str host = os_hostname(&c->cx->arena), best = host;
	unsigned char ip[16];

	for (int i = 0; i < a->n; i++) {
		struct str s = a->name[i];

		if (str_eq(s, host) || str_eqz(s, "localhost") || str_starts(s, STR("127.")) ||
		    str_eqz(s, "::1") || str_starts(s, STR("*.")))
			continue;
		best = s;
		break;
	}
	if (os_address_bytes(best, ip) == 16)
		best = str_join(&c->cx->arena, STR("["), str_join(&c->cx->arena, best, STR("]")));
	return best;
}

static const char *trust_url(struct cmd *c, const struct ca_about *a, int64_t port)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1024);
	buf_addz(&b, "https://");
	buf_adds(&b, reached_by(c, a));
	if (port != 443) {
		buf_addc(&b, ':');
		buf_addi(&b, port);
	}
	buf_addz(&b, "/p/trust");
	return str_z(&c->cx->arena, buf_str(&b));
}

static struct str days_left(struct cmd *c, int64_t until_ms)
{
	int64_t days = (until_ms - c->cx->now_ms) / 86400000;
	char *out = arena_alloc(&c->cx->arena, 64);
	char when[16];

	date_put(when, date_of_ms(until_ms, 0));
	snprintf(out, 64, in_lang(c, "%s（还有 %s 天）", "%s (%s days left)"), when,
	         grouped(c, days));
	return str_of(out);
}

static void show_json(struct cmd *c, const struct ca_about *a)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "authority");
	json_str(&j, a->authority);
	json_key(&j, "sha256");
	json_str(&j, a->fingerprint);
	json_key(&j, "names");
	json_arr(&j);
	for (int i = 0; i < a->n; i++)
		json_str(&j, a->name[i]);
	json_arr_end(&j);
	json_key(&j, "until_ms");
	json_int(&j, a->until_ms);
	json_key(&j, "authority_until_ms");
	json_int(&j, a->ca_until_ms);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void show_text(struct cmd *c, const struct ca_about *a)
{
	static const char *const how[] = { "tls-trust-windows", "tls-trust-android",
		"tls-trust-ios", "tls-trust-linux" };
	struct buf b BUF_AUTO = { 0 };
	struct str url = str_of(trust_url(c, a, 8080));
	struct page p;

	buf_init(&b, 65536);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&p, a->authority, STR(""));
	page_line(&p, STR("SHA-256"));
	page_line(&p, str_sub(a->fingerprint, 0, 39));
	page_line(&p, str_sub(a->fingerprint, 40, 39));
	page_pair(&p, str_of(in_lang(c, "服务器证书到期", "Server certificate until")),
	          days_left(c, a->until_ms));
	page_pairs_end(&p);
	page_pair(&p, str_of(in_lang(c, "签发机构到期", "Authority until")),
	          days_left(c, a->ca_until_ms));
	page_pairs_end(&p);
	for (int i = 0; i < a->n; i++) {
		if (i)
			buf_addz(&b, msg_between(c->cx->lang));
		buf_adds(&b, a->name[i]);
	}
	page_section(&p, str_of(in_lang(c, "可用的名称和地址", "Good for")));
	page_line(&p, buf_str(&b));
	page_section(&p, str_of(in_lang(c, "信任", "Trust")));
	buf_reset(&b);
	msg_add(&b, c->cx->lang, "tls-trust-head", &url, 1);
	page_line(&p, buf_str(&b));
	for (size_t i = 0; i < sizeof how / sizeof how[0]; i++)
		page_line(&p, str_of(msg_text(c->cx->lang, how[i])));
}

enum err cmd_tls_show(struct cmd *c)
{
	struct ca_about a;

	TRY(ca_about(c->cx, ca_folder(c->cx, cmd_data(c)), &a));
	if (c->json)
		show_json(c, &a);
	else
		show_text(c, &a);
	return OK;
}

/* ---- tls qr ---- */

enum err cmd_tls_qr(struct cmd *c)
{
	const char *url = cmd_text(c, "url"), *file = cmd_text(c, "svg");
	struct qr *q = ARENA_NEW(&c->cx->arena, struct qr);
	struct buf svg BUF_AUTO = { 0 };
	struct ca_about a;
	int64_t port;

	TRY(cmd_int(c, "port", 8080, 1, 65535, &port));
	if (!url) {
		TRY(ca_about(c->cx, ca_folder(c->cx, cmd_data(c)), &a));
		url = trust_url(c, &a, port);
	}
	TRY(qr_make(c->cx, str_of(url), q));
	qr_terminal(&c->out, q, colour_wanted(1));
	buf_addz(&c->out, url);
	buf_addc(&c->out, '\n');
	if (!file)
		return OK;
	buf_init(&svg, 4 << 20);
	qr_svg(&svg, q, str_of(url));
	return os_write_file(c->cx, file, buf_str(&svg), 0644);
}
