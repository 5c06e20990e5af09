/* api_job - uploads, and jobs: started, watched, ended. */
#include "web/api.h"
#include "web/jobs.h"
#include "web/row.h"
#include "web/uploads.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "crypto/sign.h"
#include "policy/checks.h"

#define NAME_MOST  200
#define UPLOADS_MOST 100         /* of one account that wait */

/* ---- uploads ---- */

/* A file that waits lies in a folder of its own, under the account's number and a name made by
 * chance, and is called what its sender calls it. */
static char *upload_folder(struct web_req *q, struct str id)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "%s/%lld-%.*s", q->web->set.uploads, (long long)q->who.account, (int)id.n, id.p);
	return str_z(&q->cx->arena, buf_str(&b));
}

static bool id_good(struct str id)
{
	bool good = id.n == 32;

	for (size_t i = 0; good && i < id.n; i++)
		good = (id.p[i] >= '0' && id.p[i] <= '9') || (id.p[i] >= 'a' && id.p[i] <= 'f');
	return good;
}

/* What people call the file: its last part, short, without what a folder or a terminal would obey.
 * */
static struct str plain_name(struct web_req *q, struct str name)
{
	struct buf b BUF_AUTO = { 0 };

	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
			name = str_sub(name, i, name.n);
			break;
		}
	name = str_trim(name);
	while (name.n && name.p[0] == '.')
		name = str_sub(name, 1, name.n);
	if (name.n > NAME_MOST)
		return STR("");
	buf_init(&b, 4 * NAME_MOST);
	msg_shown(&b, name);
	return str_dup(&q->cx->arena, buf_str(&b));
}

static enum err keep(struct web_req *q, const char *path)
{
	const struct http_request *h = &q->x->q;
	char piece[65536];
	int64_t at = 0;
	enum err e = OK;

	if (h->body_fd < 0)
		return os_write_file(q->cx, path, h->body, 0600);
	TRY(os_write_file(q->cx, path, STR(""), 0600));
	while (e == OK && at < h->body_size) {
		ssize_t n = os_pread_full(h->body_fd, piece, sizeof piece, at);

		if (n <= 0)
			return os_fail(q->cx, path);
		e = os_append_file(q->cx, path, (struct str){ piece, (size_t)n }, 0600);
		at += n;
	}
	return e;
}

/* How many files of the account wait: none of them is there for ever, and none fills the disk. */
static enum err upload_room(struct web_req *q)
{
	struct str *name;
	char mine[32];
	size_t n;
	int have = 0;

	snprintf(mine, sizeof mine, "%lld-", (long long)q->who.account);
	TRY(os_list_dir(q->cx, q->web->set.uploads, &name, &n));
	for (size_t i = 0; i < n; i++)
		have += str_starts(name[i], str_of(mine));
	return have < UPLOADS_MOST ? OK : err_set(q->cx, ERR_LIMIT, "", "web-uploads-many", NULL);
}

enum err api_upload(struct web_req *q)
{
	unsigned char salt[16];
	struct buf id BUF_AUTO = { 0 };
	struct str name;
	char *folder, *file;
	enum err e;

	if (!web_query(q, "name", &name) || !(name = plain_name(q, name)).n)
		return err_set(q->cx, ERR_USAGE, "name", "web-upload-name", NULL);
	TRY(upload_room(q));
	os_random(salt, sizeof salt);
	buf_init(&id, 64);
	hex_put(&id, salt, sizeof salt);
	folder = upload_folder(q, buf_str(&id));
	file = str_z(&q->cx->arena, str_join(&q->cx->arena, str_of(folder),
	             str_join(&q->cx->arena, STR("/"), name)));
	TRY(os_mkdir(q->cx, folder, 0700));
	e = keep(q, file);
	if (e != OK) {
		struct err_info why = q->cx->err;

		err_clear(q->cx);
		uploads_drop(q->cx, file);      /* half a file is of use to nobody */
		q->cx->err = why;
		return e;
	}
	web_json(q, 201);
	json_obj(&q->j);
	json_key(&q->j, "id");
	json_str(&q->j, buf_str(&id));
	json_key(&q->j, "name");
	json_str(&q->j, name);
	json_key(&q->j, "size");
	json_int(&q->j, q->x->q.body_fd < 0 ? (int64_t)q->x->q.body.n : q->x->q.body_size);
	json_obj_end(&q->j);
	return OK;
}

/* ---- starting ---- */

static void put_started(void *arg, struct buf *out)
{
	buf_addf(out, "{\"job\":\"%lld\"}", (long long)*(int64_t *)arg);
}

static enum err nothing(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx;
	(void)db;
	(void)arg;
	return OK;
}

/* The receipt has no effect beside it: the job is in memory, and so is its key. It is for who asks
 * again when the server was started anew in between, and must not start the work a second time. */
static enum err started(struct web_req *q, struct job *j, struct receipt *p)
{
	int64_t job = 0;
	enum err e;

	p->status = 202;
	p->answer = put_started;
	p->arg = &job;
	TRY(job_send(q->cx, j, &job));
	if (!p->key.n)
		return again_end(q, p, OK);
	q->r->receipt = p;
	e = register_write(q->cx, q->r, nothing, NULL);
	q->r->receipt = NULL;
	return again_end(q, p, e);
}

/* Was this very request answered before? It is then, once more. */
static bool known(struct web_req *q, struct receipt *p, enum err *e)
{
	*p = (struct receipt){ .status = 202 };
	*e = again_of(q, p);
	if (*e == OK && p->known)
		again_put(q, p);
	return *e != OK || p->known;
}

static enum err begin(struct web_req *q, const char *name, struct job **out)
{
	const struct job_kind *k = job_kind_of(q->web, name);
	struct str key;

	if (!k)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-job-none", NULL);
	*out = job_new(q->web->jobs, k, &q->who, q->cx->lang);
	if (again_key(q, &key, (*out)->asked))
		(*out)->key = str_dup(&(*out)->arena, key);
	job_scope(*out, &q->scope);
	(*out)->order.order = str_dup(&(*out)->arena, q->x->q.body.n ? q->x->q.body : STR("{}"));
	return OK;
}

static enum err take_upload(struct web_req *q, struct job *j, struct str id)
{
	const char *folder;
	struct str *name;
	size_t n = 0;

	folder = id_good(id) ? upload_folder(q, id) : "";
	if (!*folder || !os_is_dir(folder) || os_list_dir(q->cx, folder, &name, &n) != OK || n != 1)
		return err_set(q->cx, ERR_NOTFOUND, "uploads", "web-upload-none", NULL);
	return job_file(q->cx, j, folder, name[0]);
}

/* "a.xlsx", or "a.xlsx +2": names as their senders call the files. */
static struct str files_named(struct job *j)
{
	struct buf b BUF_AUTO = { 0 };
	const char *slash = strrchr(j->path[0], '/');

	buf_init(&b, 4 * NAME_MOST + 32);
	msg_shown(&b, str_of(slash ? slash + 1 : j->path[0]));
	if (j->order.nfile > 1)
		buf_addf(&b, " +%d", j->order.nfile - 1);
	return str_dup(&j->arena, buf_str(&b));
}

enum err api_import(struct web_req *q)
{
	struct web_body b;
	struct str rest, id;
	struct receipt p;
	struct job *j;
	enum err e;

	if (known(q, &p, &e))
		return e;
	TRY(web_body(q, &b));
	TRY(begin(q, "import", &j));
	rest = web_text(&b, "uploads");         /* ["id","id"]: only hex digits matter */
	while (e == OK && str_next(&rest, '"', &id)) {
		if (id.n >= 32)
			e = take_upload(q, j, id);
	}
	if (e == OK && !j->order.nfile)
		e = err_set(q->cx, ERR_INPUT, "uploads", "web-upload-none", NULL);
	if (e != OK) {
		job_drop(j);
		return e;
	}
	j->dry = web_true(&b, "dry");
	j->about = files_named(j);
	return started(q, j, &p);
}

enum err api_undo(struct web_req *q)
{
	struct office_object o = { .state = STATE_DONE, .made_by = PERM_import };
	struct web_body b;
	struct rec *batch;
	struct receipt p;
	struct job *j;
	int64_t id;
	enum err e;

	if (known(q, &p, &e))
		return e;
	TRY(web_body(q, &b));
	TRY(row_id(q, register_entity(q->r, TAG_batch), q->param[0], &id));
	TRY(register_load(q->cx, q->r, register_entity(q->r, TAG_batch), id, &batch));
	o.maker = str_z(&q->cx->arena, batch->v[BATCH_actor].s);
	TRY(office_need(q->cx, q->office, &q->who, PERM_undo, &o));
	TRY(begin(q, "undo", &j));
	j->order.subject = str_z(&j->arena, batch->v[BATCH_no].s);
	j->about = str_of(j->order.subject);
	return started(q, j, &p);
}

static enum err simple(struct web_req *q, const char *kind)
{
	struct receipt p;
	struct job *j;
	enum err e;

	if (known(q, &p, &e))
		return e;
	TRY(begin(q, kind, &j));
	return started(q, j, &p);
}

/* A day that a run can only fail on is refused at once. */
static enum err day_sensible(struct web_req *q, struct str on)
{
	enum date_form form;
	date_t day = 0;

	if (on.n && (!date_parse(on, &day, &form) || !date_day(day)))
		return err_set(q->cx, ERR_INPUT, "on", "cmd-expr-date", str_z(&q->cx->arena, on), NULL);
	return day <= register_today(q->cx, q->r) ? OK :
	       err_set(q->cx, ERR_INPUT, "on", "doubt-on-future", NULL);
}

enum err api_checks_run(struct web_req *q)
{
	struct web_body b;
	struct receipt p;
	struct job *j;
	struct str check;
	enum err e;

	if (known(q, &p, &e))
		return e;
	TRY(web_body(q, &b));
	check = web_text(&b, "check");
	if (check.n && !pack_check(q->r->pack, check))
		return err_set(q->cx, ERR_NOTFOUND, "check", "doubt-no-check",
		               str_z(&q->cx->arena, check), NULL);
	TRY(day_sensible(q, web_text(&b, "on")));
	TRY(begin(q, "checks", &j));
	j->about = str_dup(&j->arena, check);
	return started(q, j, &p);
}

/* Verdicts are of everybody: who sees a part of it does not start that. */
enum err api_verdicts_run(struct web_req *q)
{
	if (!q->scope.all)
		return err_set(q->cx, ERR_DENIED, "area", "web-whole-only", NULL);
	return simple(q, "verdicts");
}

enum err api_verify(struct web_req *q)
{
	return simple(q, "verify");
}

enum err api_backup(struct web_req *q)
{
	return simple(q, "backup");
}

enum err api_backups(struct web_req *q)
{
	if (!q->web->set.backups)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	web_json(q, 200);
	return q->web->set.backups(q->cx, q->web->set.host, &q->j);
}

/* ---- watching ---- */

static const char *const state_name[] = { "queued", "running", "done", "failed", "cancelled" };

static void put_job(struct job *j, void *arg)
{
	struct web_req *q = arg;
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)j->id);
	json_obj(&q->j);
	json_key(&q->j, "id");
	json_z(&q->j, id);
	web_put(q, "kind", str_of(j->kind->name));
	web_put(q, "title", str_of(j->dry ? msg_text(q->cx->lang, "job-dry") :
	                           q->cx->lang == LANG_EN ? j->kind->en : j->kind->zh));
	web_put(q, "about", j->about);
	web_put(q, "state", str_of(state_name[j->state]));
	if (j->what)
		web_put(q, "stage", str_of(msg_text(q->cx->lang, j->what)));
	json_key(&q->j, "done");
	json_int(&q->j, j->done);
	json_key(&q->j, "of");
	json_int(&q->j, j->of);
	web_put_time(q, "made", j->made);
	web_put_time(q, "started", j->started);
	web_put_time(q, "ended", j->ended);
	json_key(&q->j, "file");
	json_bool(&q->j, j->file != NULL);
	if ((j->state == JOB_DONE || j->state == JOB_CANCELLED) && j->result.n && !j->result.full) {
		json_key(&q->j, "result");
		json_raw(&q->j, buf_str(&j->result));
	}
	if (j->state == JOB_FAILED && j->cx.err.key) {
		struct buf text BUF_AUTO = { 0 };

		buf_init(&text, 65536);
		web_sentence(&text, q->cx->lang, &j->cx.err);
		json_key(&q->j, "error");
		json_obj(&q->j);
		web_put(q, "code", str_of(j->cx.err.key));
		web_put(q, "detail", buf_str(&text));
		web_put(q, "where", j->cx.err.where);
		json_obj_end(&q->j);
	}
	json_obj_end(&q->j);
}

enum err api_jobs(struct web_req *q)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	job_seen(q->web->jobs, 0, &q->who, put_job, q);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static int64_t job_no(struct web_req *q)
{
	int64_t id;

	return str_i64(q->param[0], &id) && id > 0 ? id : -1;
}

enum err api_job(struct web_req *q)
{
	web_json(q, 200);
	if (job_seen(q->web->jobs, job_no(q), &q->who, put_job, q))
		return OK;
	return err_set(q->cx, ERR_NOTFOUND, "", "web-job-none", NULL);
}

static void cancel(struct job *j, void *arg)
{
	(void)arg;
	j->stop = 1;
}

enum err api_job_cancel(struct web_req *q)
{
	if (!job_seen(q->web->jobs, job_no(q), &q->who, cancel, NULL))
		return err_set(q->cx, ERR_NOTFOUND, "", "web-job-none", NULL);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "state");
	json_z(&q->j, "cancelled");
	json_obj_end(&q->j);
	return OK;
}

/* ---- as it goes: server-sent events ---- */

struct watch {
	struct web_req q;
	struct ctx cx;
	int64_t id, done, of, sent_ms;
	int state;
	bool over;
};

struct seen { int64_t done, of; int state; };

static void look(struct job *j, void *arg)
{
	*(struct seen *)arg = (struct seen){ j->done, j->of, (int)j->state };
}

static enum http_more more(void *stream, struct buf *out)
{
	struct watch *w = stream;
	struct seen s;

	if (w->over || !office_lives(w->q.office, &w->q.who, os_now_ms()))
		return HTTP_MORE_END;
	if (!job_seen(w->q.web->jobs, w->id, &w->q.who, look, &s))
		return HTTP_MORE_END;
	if (s.state == w->state && s.done == w->done && s.of == w->of &&
	    os_now_ms() - w->sent_ms < 15000)
		return HTTP_MORE_LATER;
	w->state = s.state;
	w->done = s.done;
	w->of = s.of;
	w->sent_ms = os_now_ms();
	w->over = s.state > JOB_RUNNING;
	buf_addz(out, "data: ");
	json_begin(&w->q.j, out);
	job_seen(w->q.web->jobs, w->id, &w->q.who, put_job, &w->q);
	buf_addz(out, "\n\n");
	return HTTP_MORE_NOW;
}

static void gone(void *stream)
{
	struct watch *w = stream;

	ctx_free(&w->cx);
	mem_free(w);
}

enum err api_job_events(struct web_req *q)
{
	struct seen s;
	struct watch *w;

	if (!job_seen(q->web->jobs, job_no(q), &q->who, look, &s))
		return err_set(q->cx, ERR_NOTFOUND, "", "web-job-none", NULL);
	w = mem_new(1, sizeof *w);
	ctx_init(&w->cx, (size_t)4 << 20);
	w->q = *q;
	w->q.cx = &w->cx;
	w->q.x = NULL;
	w->q.r = q->web->set.r;          /* for the office's clock only */
	w->cx.lang = q->cx->lang;
	w->id = job_no(q);
	w->state = -1;
	http_answer_field(&q->x->a, "Content-Type", STR("text/event-stream"));
	q->x->a.more = more;
	q->x->a.gone = gone;
	q->x->a.stream = w;
	return OK;
}

/* ---- what it made ---- */

struct made { const char *file, *name; struct arena *a; };

static void file_of(struct job *j, void *arg)
{
	struct made *m = arg;

	if (!j->file)
		return;
	m->file = str_z(m->a, str_of(j->file));
	m->name = str_z(m->a, str_of(j->file_name));
}

enum err api_job_file(struct web_req *q)
{
	struct made m = { .a = &q->cx->arena };
	struct buf field BUF_AUTO = { 0 };
	struct http_answer *a = &q->x->a;

	job_seen(q->web->jobs, job_no(q), &q->who, file_of, &m);
	if (!m.file)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-job-none", NULL);
	TRY(file_reason(q, 0));
	TRY(os_open_read(q->cx, m.file, &a->fd, &a->size));
	buf_init(&field, 4096);
	buf_addz(&field, "attachment; filename*=UTF-8''");
	for (const char *c = m.name; *c; c++)
		buf_addf(&field, "%%%02X", (unsigned char)*c);
	http_answer_field(a, "Content-Disposition", buf_str(&field));
	http_answer_field(a, "Content-Type", STR("application/octet-stream"));
	return OK;
}
