/* cmd_serve - the register in a browser: opens it for writing, listens, and looks after it until a
 * signal comes. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "base/os_net.h"
#include "cmd/serve_files.h"
#include "cmd/serve_jobs.h"
#include "cmd/talk.h"
#include "crypto/ca.h"
#include "crypto/tls.h"
#include "domain/judge/snapshot.h"
#include "job/picture_child.h"
#include "web/web.h"

#define LISTEN   "127.0.0.1:8080"
#define GRACE_MS 5000
#define DAY_MS   ((int64_t)24 * 60 * 60 * 1000)

struct serving {
	struct cmd *c;
	struct office *office;
	struct web *web, *open_web, *figures;        /* the office's, the public's, Prometheus' */
	struct tls_server *tls;
	const char *chain, *key;     /* its files; */
	bool local;                  /* of the office's own authority, renewed by the day; */
	int64_t chain_ms, day;       /* when they were written, when that was looked after */
	struct web_settings set;
	struct serve_host host;
	int hour;                    /* of the daily backup */
	date_t looked;               /* the day on which tasks were looked at */
	int64_t told;                /* the last failure that was said */
	struct parcel_public pub[PARCEL_TO_MAX];
	char password[32];
};

/* "127.0.0.1:8080", "[::1]:0", "localhost:80": nobody else reaches it. */
static bool own_address(const char *listen)
{
	return !strncmp(listen, "127.", 4) || !strncmp(listen, "[::1]", 5) ||
	       !strncmp(listen, "localhost:", 10);
}

/* Encryption as asked for. What other machines can reach is encrypted, or said not to be in words.
 * */
static enum err begin_tls(struct serving *s, const char *listen)
{
	struct cmd *c = s->c;
	const char *mode = cmd_text(c, "tls"), *chain = cmd_text(c, "chain"), *key = cmd_text(c, "key");
	const char *dir = ca_folder(c->cx, cmd_data(c));
	enum ca_did did;

	if (!mode)
		mode = "auto";
	if (!strcmp(mode, "off") || (!strcmp(mode, "auto") && own_address(listen))) {
		if (!own_address(listen) && !cmd_flag(c, "in-the-clear"))
			return err_set(c->cx, ERR_USAGE, listen, "serve-clear", NULL);
		return OK;
	}
	if (!strcmp(mode, "auto")) {
		TRY(ca_server_files(c->cx, dir, &chain, &key, &did));
		TRY(ca_pem(c->cx, dir, &(struct str){ 0 }));
	}
	if (!chain || !key)
		return err_set(c->cx, ERR_USAGE, "--tls", "serve-files", NULL);
	s->set.tls = true;
	s->chain = chain;
	s->key = key;
	s->local = !strcmp(mode, "auto");
	s->day = c->cx->now_ms / DAY_MS;
	if (!os_changed_ms(chain, &s->chain_ms))
		s->chain_ms = 0;
	return tls_server_new(c->cx, chain, key, &s->tls);
}

#define KEEP 30                  /* backups that stay */
#define HOUR 2                   /* of the night, by the office's clock */

/* Without --backup a copy that somebody asks for lies beside the data folder. */
static enum err begin_backups(struct serving *s)
{
	struct cmd *c = s->c;
	struct backup_plan *p = &s->host.plan;
	const char *to = cmd_text(c, "backup-to");
	int64_t n;

	s->host.r = c->reg;
	s->host.daily = to != NULL;
	p->dir = to ? to : str_z(&c->cx->arena, str_join(&c->cx->arena, str_of(c->reg->path.dir),
	                                                 STR(".backups")));
	TRY(cmd_int(c, "backup-keep", KEEP, 0, 10000, &n));
	p->keep = (int)n;
	TRY(cmd_int(c, "backup-hour", HOUR, 0, 23, &n));
	s->hour = (int)n;
	p->pub = s->pub;
	TRY(backup_keys_given(c, "backup-key", s->pub, &p->n));
	s->set.backups = serve_backups;
	s->set.banner = serve_banner;
	s->set.host = &s->host;
	return OK;
}

/* Is it time? And what failed is said where the server was started, too. */
static void backup_if_due(struct ctx *cx, struct serving *s)
{
	struct backup_state st;

	if (!s->host.daily || backup_state(cx, s->c->reg->path.dir, &st) != OK)
		return;
	if (st.failed_ms > s->told && st.failed_ms > cx->now_ms - 3600000) {
		s->told = st.failed_ms;
		warn(s->c, "serve-backup-failed", str_z(&cx->arena, st.reason), NULL);
	}
	if (backup_due(&st, cx->now_ms, s->hour, (int)s->c->reg->pack->zone_minutes))
		web_begin(cx, s->web, "backup");
}

/* The office's own certificate is renewed when its time comes, once a day looked at; whoever writes
 * another one (by hand, or a program that fetches real ones) sees it served a moment later. What
 * cannot be read yet is tried again. */
static void certificate(struct ctx *cx, struct serving *s)
{
	const char *chain = s->chain, *key = s->key;
	enum ca_did did;
	int64_t changed;

	if (!s->tls)
		return;
	if (s->local && cx->now_ms / DAY_MS != s->day) {
		s->day = cx->now_ms / DAY_MS;
		if (ca_server_files(cx, ca_folder(cx, cmd_data(s->c)), &chain, &key, &did) != OK) {
			report(s->c, &cx->err);
			err_clear(cx);
		}
	}
	if (!os_changed_ms(s->chain, &changed) || changed == s->chain_ms)
		return;
	if (tls_server_renew(cx, s->tls, s->chain, s->key) == OK) {
		s->chain_ms = changed;
		put(s->c, "serve-renewed", NULL);
		out_flush(s->c);
	}
	err_clear(cx);
}

static enum err begin_office(struct serving *s)
{
	struct cmd *c = s->c;
	const struct snapshot_how how = { .behind = true };
	struct str pem;

	os_give_memory();
	TRY(cmd_open(c, REG_WRITE));
	TRY(office_open(c->cx, c->reg, NULL, &s->office));
	if (cmd_flag(c, "demo")) {
		TRY(office_demo(c->cx, s->office, s->password));
		s->set.demo_password = str_of(s->password);
	}
	if (s->set.tls && ca_pem(c->cx, ca_folder(c->cx, cmd_data(c)), &pem) == OK)
		s->set.trust = str_z(&c->cx->arena, pem);
	err_clear(c->cx);
	s->set.r = c->reg;
	s->set.office = s->office;
	s->set.kinds = serve_jobs;
	s->set.makers = serve_files;
	s->set.doubts_back = serve_doubts_back;
	TRY(snapshot_open(c->cx, c->reg, &how, &s->set.snapshot));
	s->host.snapshot = s->set.snapshot;
	TRY(begin_backups(s));
	s->set.clean = picture_clean;
	s->set.print = serve_paper;
	s->set.site = cmd_text(c, "site");
	TRY(cmd_fonts(c, &s->host.fonts));
	s->set.uploads = str_z(&c->cx->arena, str_join(&c->cx->arena, str_of(c->reg->path.dir),
	                                               STR("/uploads")));
	s->set.http.spool = c->reg->path.dir;
	s->set.http.tls = s->tls;
	return OK;
}

static void tell(struct serving *s)
{
	struct cmd *c = s->c;
	struct buf url BUF_AUTO = { 0 };
	const char *listen = s->set.http.address, *port = strrchr(listen, ':');

	buf_init(&url, 256);
	buf_addf(&url, "%s://%.*s:%d/", s->set.tls ? "https" : "http", (int)(port - listen), listen,
	         web_port(s->web));
	put(c, "serve-at", url.p, NULL);
	if (s->password[0]) {
		put(c, "serve-demo", s->password, NULL);
		for (const struct demo_account *a = office_demo_accounts; a->login; a++)
			put(c, "serve-demo-account", a->login,
			    in_lang(c, office_roles[a->role].zh, office_roles[a->role].en), NULL);
	} else if (!office_accounts(s->office)) {
		buf_addz(&url, "setup");
		put(c, "serve-first", url.p, NULL);
	}
	put(c, "serve-stop", NULL);
	out_flush(c);
}

/* What is to be done is looked at once on each day of the office's clock. */
static void tasks_if_due(struct ctx *cx, struct serving *s)
{
	date_t today = register_today(cx, s->c->reg);

	if (today != s->looked && web_begin(cx, s->web, "tasks") == OK)
		s->looked = today;
	err_clear(cx);
}

/* The office's thread: once a second until a signal comes. An error of one turn is told, not fatal:
 * the next turn tries again. */
static void look_after(struct serving *s)
{
	struct cmd *c = s->c;

	for (int second = 0; !*c->cx->stop; second++) {
		struct ctx turn;

		ctx_init(&turn, (size_t)64 << 20);
		turn.actor = "server";
		turn.lang = c->cx->lang;
		if (second % 5 == 1)
			backup_if_due(&turn, s);
		if (second % 5 == 2)
			certificate(&turn, s);
		if (second % 60 == 10)
			tasks_if_due(&turn, s);
		if (web_tick(&turn, s->web) != OK)
			report(c, &turn.err);
		ctx_free(&turn);
		os_notify("WATCHDOG=1");
		for (int i = 0; i < 10 && !*c->cx->stop; i++)
			usleep(100000);
	}
}

/* A small listener that shows less: the public pages, or figures for who runs the machine. */
static enum err beside(struct serving *s, const char *option, struct web **out)
{
	const char *address = cmd_text(s->c, option);
	struct web_settings set = s->set;

	if (!address)
		return OK;
	set.http.address = address;
	set.http.threads = set.http.workers[0] = 1;
	if (strcmp(option, "metrics")) {
		set.public_only = true;
	} else {
		if (!own_address(address))
			return err_set(s->c->cx, ERR_USAGE, "--metrics", "serve-metrics", NULL);
		set.http.tls = NULL;
		set.figures_of = s->web;
	}
	return web_start(s->c->cx, &set, out);
}

static enum err serve(struct serving *s)
{
	struct cmd *c = s->c;
	TRY(web_start(c->cx, &s->set, &s->web));
	TRY(beside(s, "public", &s->open_web));
	TRY(beside(s, "metrics", &s->figures));
	tell(s);
	os_notify("READY=1");
	look_after(s);
	os_notify("STOPPING=1");
	return OK;
}

enum err cmd_serve(struct cmd *c)
{
	const char *listen = cmd_text(c, "listen");
	struct serving s = { .c = c };
	struct ctx last;
	enum err e;

	s.set.http.address = listen ? listen : LISTEN;
	TRY(cmd_int(c, "public-rate", 20, 0, 100000, &s.set.public_rate));
	TRY(begin_tls(&s, s.set.http.address));
	e = begin_office(&s);
	if (e == OK)
		e = serve(&s);
	ctx_init(&last, (size_t)64 << 20);
	last.actor = "server";
	if (s.figures)
		web_stop(&last, s.figures, 100);
	if (s.open_web)
		web_stop(&last, s.open_web, 1000);
	if (s.web)
		web_stop(&last, s.web, GRACE_MS);
	if (s.office)
		office_close(&last, s.office);
	snapshot_close(&last, s.set.snapshot);
	ctx_free(&last);
	if (s.tls)
		tls_server_free(s.tls);
	return e;
}
