/* serve_jobs - see the header. */
#include "cmd/serve_judge.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/gate/task.h"
#include "domain/judge/doubts.h"
#include "domain/judge/snapshot.h"
#include "domain/register/adopt.h"
#include "domain/register/area.h"
#include "domain/register/attachment.h"
#include "domain/register/batch.h"
#include "entity/verify_rows.h"
#include "job/check_after.h"
#include "job/errors.h"
#include "job/import.h"
#include "job/undo.h"
#include "web/uploads.h"

#define FINDINGS_MOST 300        /* of one run that are written out; all are counted */
#define FILES_MOST    64
#define ERRORS_MOST   ((size_t)64 << 20)
#define PREVIEW_MOST  ((size_t)6 << 20)

/* ---- the order ---- */

struct order { struct json_pair *pair; int n; };

static struct str text_of(const struct order *o, const char *name)
{
	for (int i = 0; i < o->n; i++)
		if (str_eqz(o->pair[i].key, name) && o->pair[i].type != JSON_NULL)
			return o->pair[i].text;
	return STR("");
}

static bool true_of(const struct order *o, const char *name)
{
	return str_eqz(text_of(o, name), "true");
}

static void put(struct json *j, const char *key, struct str text)
{
	if (!text.n)
		return;
	json_key(j, key);
	json_str(j, text);
}

static void put_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

/* ---- import ---- */

struct importing {
	struct ctx *cx;
	struct job *job;
	struct import *im;
	struct json j;               /* writes into the result */
	struct buf findings, asked, columns, rows;   /* of the file at hand */
	struct json f, a, c, p;
	int nfinding;
	int64_t saved;               /* rows of the file at hand that are durable */
	const char *noun;
	int64_t batch[FILES_MOST];   /* of which rows were refused */
	int nbatch;
	struct check_after after;
	struct doubts_count checked; /* what the checks found in what was written */
	bool check;                  /* they were asked for */
	bool leads;                  /* some of what was taken in is to be looked at by somebody */
};

static const char *called(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void on_begin(void *arg, const char *file, const struct entity *e, bool wide, int64_t rows)
{
	struct importing *m = arg;

	(void)file;
	m->noun = wide ? "list32" : e->name;
	m->leads |= e->tag == TAG_lead;
	m->saved = 0;
	job_at(m->job, m->im->dry_run ? "job-checking" : "job-importing", 0, rows);
}

static void on_found(void *arg, const struct import_finding *x)
{
	struct importing *m = arg;
	struct buf text BUF_AUTO = { 0 };

	if (!strcmp(x->kind->severity, "note") || m->nfinding >= FINDINGS_MOST)
		return;
	m->nfinding++;
	buf_init(&text, 65536);
	kind_sentence(&text, m->cx->lang, x->kind, x->column, x->secret ? STR("") : x->detail);
	json_obj(&m->f);
	put(&m->f, "sheet", x->sheet);
	put_int(&m->f, "row", x->row);
	put(&m->f, "col", x->column);
	put(&m->f, "kind", str_of(x->kind->id));
	put(&m->f, "severity", str_of(x->kind->severity));
	put(&m->f, "text", buf_str(&text));
	if (!x->secret)
		put(&m->f, "hint", x->hint);
	json_obj_end(&m->f);
}

static void on_asked(void *arg, const char *file, const struct import_question *q)
{
	struct importing *m = arg;

	(void)file;
	json_obj(&m->a);
	put(&m->a, "sheet", q->sheet);
	put(&m->a, "header", q->header);
	json_key(&m->a, "example");
	json_arr(&m->a);
	for (int i = 0; i < 2 && q->example[i].n; i++)
		json_str(&m->a, q->example[i]);
	json_arr_end(&m->a);
	json_key(&m->a, "near");
	json_arr(&m->a);
	for (int i = 0; i < q->nnear; i++) {
		json_obj(&m->a);
		put(&m->a, "target", q->near[i].target);
		put(&m->a, "label", q->near[i].label);
		json_obj_end(&m->a);
	}
	json_arr_end(&m->a);
	json_obj_end(&m->a);
}

static void on_columns(void *arg, const char *file, const struct import_column *c, int n)
{
	struct importing *m = arg;

	(void)file;
	for (int i = 0; i < n; i++) {
		json_obj(&m->c);
		json_key(&m->c, "header");
		json_str(&m->c, c[i].header);
		put(&m->c, "field", c[i].target);
		put(&m->c, "label", c[i].label);
		put(&m->c, "how", str_of(c[i].how));
		json_obj_end(&m->c);
	}
}

static void on_preview(void *arg, const char *file, const struct import_preview *p)
{
	struct importing *m = arg;

	(void)file;
	/* of very many files the later ones show nothing */
	if (m->rows.n + job_ordered(m->job)->result->n > PREVIEW_MOST)
		return;
	json_obj(&m->p);
	put_int(&m->p, "row", p->row);
	put(&m->p, "what", str_of(p->what));
	json_key(&m->p, "cells");
	json_arr(&m->p);
	for (int i = 0; i < p->n; i++)
		json_str(&m->p, p->cell[i]);
	json_arr_end(&m->p);
	json_obj_end(&m->p);
}

static void part_begin(struct json *j, struct buf *b)
{
	buf_reset(b);
	json_begin(j, b);
	json_arr(j);
}

static void part_end(struct importing *m, struct json *j, const char *key, const struct buf *b)
{
	json_arr_end(j);
	json_key(&m->j, key);
	json_raw(&m->j, buf_str(b));
}

/* What was found and asked of one file goes out with it. */
static void file_begin(struct importing *m)
{
	part_begin(&m->f, &m->findings);
	part_begin(&m->a, &m->asked);
	part_begin(&m->c, &m->columns);
	part_begin(&m->p, &m->rows);
	m->noun = "";
}

static void file_end(struct importing *m)
{
	put(&m->j, "noun", str_of(m->noun));
	part_end(m, &m->f, "findings", &m->findings);
	part_end(m, &m->a, "asked", &m->asked);
	part_end(m, &m->c, "columns", &m->columns);
	if (m->im->dry_run)
		part_end(m, &m->p, "preview", &m->rows);
	file_begin(m);
}

static void on_progress(void *arg, int64_t done, int64_t rows)
{
	struct importing *m = arg;

	job_at(m->job, m->im->dry_run ? "job-checking" : "job-importing", done, rows);
}

static void on_saved(void *arg, int64_t rows)
{
	struct importing *m = arg;

	m->saved = rows;
}

/* Somebody has stopped it: what is in stays in, and people are told how to go on. */
static void put_stopped(struct importing *m)
{
	struct buf text BUF_AUTO = { 0 };
	char rows[24];

	snprintf(rows, sizeof rows, "%lld", (long long)m->saved);
	buf_init(&text, 65536);
	msg_add(&text, m->cx->lang, m->im->dry_run ? "job-check-stopped" : "job-import-stopped",
	        (struct str[]){ str_of(rows) }, 1);
	put(&m->j, "stopped", buf_str(&text));
}

static void put_counts(struct json *j, const struct import_counts *n)
{
	put_int(j, "rows", n->rows);
	put_int(j, "new", n->fresh);
	put_int(j, "changed", n->changed);
	put_int(j, "unchanged", n->unchanged);
	put_int(j, "refused", n->refused);
	put_int(j, "left_out", n->left_out);
	if (n->source) {
		put_int(j, "took", n->took);
		put_int(j, "kept", n->kept);
		put_int(j, "to_settle", n->asked);
		put_int(j, "entered", n->entered);
		put_int(j, "gone", n->gone);
	}
}

static void on_end(void *arg, const char *file, const struct import_counts *n)
{
	struct importing *m = arg;
	int64_t mended = 0;
	char no[24];

	m->saved = 0;
	if (n->batch && n->refused && m->nbatch < FILES_MOST)
		m->batch[m->nbatch++] = n->batch;
	json_obj(&m->j);
	put(&m->j, "name", str_of(called(file)));
	if (n->batch && !m->im->dry_run) {
		snprintf(no, sizeof no, "B%lld", (long long)n->batch);
		put(&m->j, "batch", str_of(no));
	}
	json_key(&m->j, "again");
	json_bool(&m->j, n->again);
	put_counts(&m->j, n);
	for (int i = 0; n->mended && kind_nth(i); i++)
		mended += n->mended[i];
	put_int(&m->j, "normalised", mended);
	file_end(m);
	json_obj_end(&m->j);
}

static void sentence(struct buf *out, enum lang lang, const struct err_info *e)
{
	const struct kind *k = e->key ? kind_find(e->key) : NULL;

	if (k)
		kind_sentence(out, lang, k, e->narg > 0 ? e->arg[0] : STR(""),
		              e->narg > 1 ? e->arg[1] : STR(""));
	else if (e->key)
		msg_add(out, lang, e->key, e->arg, e->narg);
}

static void on_refused(void *arg, const char *file, const char *sheet, const struct err_info *why)
{
	struct importing *m = arg;
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, 65536);
	sentence(&text, m->cx->lang, why);
	json_obj(&m->j);
	put(&m->j, "name", str_of(called(file)));
	put(&m->j, "sheet", str_of(sheet));
	put(&m->j, "error", buf_str(&text));
	file_end(m);
	json_obj_end(&m->j);
}

/* {"header":"noun.field"} as the import takes it. */
static enum err said_of(struct ctx *cx, const struct order *o, struct import *im)
{
	struct str map = text_of(o, "map");
	struct json_pair *pair;

	if (!map.n)
		return OK;
	TRY(json_flat(cx, map, &pair, &im->nsaid));
	im->said = arena_array(&cx->arena, (size_t)im->nsaid + 1, sizeof *im->said);
	for (int i = 0; i < im->nsaid; i++)
		im->said[i] = (struct import_said){ pair[i].key, pair[i].text, false };
	return OK;
}

static char *text_z(struct ctx *cx, const struct order *o, const char *name)
{
	struct str s = str_trim(text_of(o, name));

	return s.n ? str_z(&cx->arena, s) : NULL;
}

static enum err order_of(struct ctx *cx, struct job *j, struct import *im)
{
	const struct job_order *jo = job_ordered(j);
	struct order o;

	TRY(json_flat(cx, jo->order, &o.pair, &o.n));
	im->file = jo->file;
	im->nfile = jo->nfile;
	im->dry_run = true_of(&o, "dry");
	im->again = true_of(&o, "again");
	im->complete = true_of(&o, "complete");
	im->part = true_of(&o, "part");
	im->source = text_z(cx, &o, "source");
	im->kind = text_z(cx, &o, "kind");
	im->topic = text_z(cx, &o, "topic");
	im->reason = text_z(cx, &o, "reason");
	im->beside_others = true;
	im->may = jo->may->all ? NULL : jo->may;
	TRY(said_of(cx, &o, im));
	return import_check_said(cx, jo->r, im->kind, im->said, im->nsaid);
}

static enum err errors_file_of(struct ctx *cx, struct job *j, struct import *im)
{
	struct errors_ask ask = { .doubts = false, .force = true, .log = job_ordered(j)->r };
	unsigned char salt[8];
	struct buf path BUF_AUTO = { 0 };

	if (im->dry_run)
		return OK;
	os_random(salt, sizeof salt);
	buf_init(&path, 8192);
	buf_addf(&path, "%s/errors-", job_folder(j));
	for (size_t i = 0; i < sizeof salt; i++)
		buf_addf(&path, "%02x", salt[i]);
	buf_addz(&path, ".xlsx");
	ask.path = str_z(&cx->arena, buf_str(&path));
	return errors_begin(cx, &ask, &im->errors);
}

/* The list is found by the number of each batch that it is about, by who imported it. */
static enum err errors_kept(struct ctx *cx, struct importing *m, const char *file)
{
	struct str bytes;

	TRY(os_read_file(cx, file, ERRORS_MOST, &bytes));
	for (int i = 0; i < m->nbatch; i++) {
		struct buf path BUF_AUTO = { 0 };

		buf_init(&path, 8192);
		buf_addf(&path, "%s/errors-B%lld.xlsx", job_folder(m->job), (long long)m->batch[i]);
		TRY(os_write_file(cx, path.p, bytes, 0600));
	}
	return OK;
}

static enum err errors_done(struct ctx *cx, struct job *j, struct import *im, struct importing *m)
{
	int64_t rows;

	if (!im->errors)
		return OK;
	TRY(errors_end(cx, im->errors));
	if (!errors_rows(im->errors))
		return OK;
	job_made(j, errors_file(im->errors, 0, &rows),
	         cx->lang == LANG_ZH ? "差错表.xlsx" : "errors.xlsx");
	return errors_kept(cx, m, errors_file(im->errors, 0, &rows));
}

/* "check": the checks, over what was written. */
static enum err check_asked(struct ctx *cx, struct importing *m)
{
	const struct job_order *o = job_ordered(m->job);
	struct order w;

	TRY(json_flat(cx, o->order, &w.pair, &w.n));
	m->check = !m->im->dry_run && true_of(&w, "check");
	return m->check ? check_after_begin(cx, o->r, &m->after) : OK;
}

static enum err check_done(struct ctx *cx, struct importing *m, enum err e)
{
	const struct job_order *o = job_ordered(m->job);
	const struct serve_host *h = o->host;

	if (!m->check)
		return e;
	if (e == OK && !*cx->stop)
		return check_after_end(cx, o->r, &m->after, m->im->may, h->snapshot, &m->checked);
	m->check = false;
	check_after_drop(cx, &m->after);
	return e;
}

/* What is said of the run as a whole; files that were taken in are of no use any more. */
static void import_over(struct importing *m, enum err e)
{
	const struct import *im = m->im;

	json_arr_end(&m->j);
	if (e != OK && *m->cx->stop)
		put_stopped(m);
	if (e == OK && m->check) {
		json_key(&m->j, "checked");
		json_obj(&m->j);
		serve_counted(&m->j, &m->checked);
		json_obj_end(&m->j);
	}
	json_key(&m->j, "total");
	json_obj(&m->j);
	put_counts(&m->j, &im->total);
	put_int(&m->j, "files_refused", im->files_refused);
	json_obj_end(&m->j);
	json_obj_end(&m->j);
	for (int i = 0; e == OK && !im->dry_run && !im->files_refused && i < im->nfile; i++)
		uploads_drop(m->cx, im->file[i]);
}

/* What came in, or was taken back, asks for something or is what was asked for: whose desk it is on
 * hears of it now, not tomorrow. */
static enum err tasks_told(struct ctx *cx, struct reg *r)
{
	struct task_ran ran;
	struct gate g;

	gate_open(&cx->arena, r, NULL, &g);
	return task_run(cx, &g, 0, &ran);
}

static enum err run_import(struct ctx *cx, struct job *j)
{
	struct import im = { 0 };
	struct importing m = { .cx = cx, .job = j, .im = &im };
	struct buf *out = job_ordered(j)->result;
	enum err e;

	im.face = (struct import_face){ .arg = &m, .begin = on_begin, .found = on_found,
		.asked = on_asked, .progress = on_progress, .end = on_end, .refused = on_refused };
	im.face.columns = on_columns;
	im.face.saved = on_saved;
	TRY(order_of(cx, j, &im));
	TRY(check_asked(cx, &m));
	if (im.dry_run)
		im.face.preview = on_preview;
	buf_init(&m.findings, 1 << 20);
	buf_init(&m.asked, 1 << 20);
	buf_init(&m.columns, 1 << 20);
	buf_init(&m.rows, 8 << 20);
	file_begin(&m);
	json_begin(&m.j, out);
	json_obj(&m.j);
	json_key(&m.j, "dry");
	json_bool(&m.j, im.dry_run);
	json_key(&m.j, "files");
	json_arr(&m.j);
	e = errors_file_of(cx, j, &im);
	if (e == OK)
		e = import_run(cx, job_ordered(j)->r, &im);
	e = check_done(cx, &m, e);
	if (e == OK)
		e = errors_done(cx, j, &im, &m);
	if (e == OK && !im.dry_run)             /* areas may have come or gone */
		e = office_refresh(cx, job_ordered(j)->office);
	if (e == OK && !im.dry_run && (m.leads || im.total.fresh || im.total.changed))
		e = tasks_told(cx, job_ordered(j)->r);
	if (im.errors)
		errors_free(im.errors);
	import_over(&m, e);
	buf_free(&m.findings);
	buf_free(&m.asked);
	buf_free(&m.columns);
	buf_free(&m.rows);
	return e;
}

/* ---- undo ---- */

static void undo_progress(void *arg, int64_t done, int64_t rows)
{
	job_at(arg, "job-undoing", done, rows);
}

static enum err run_undo(struct ctx *cx, struct job *j)
{
	struct undo u = { .batch = job_ordered(j)->subject, .arg = j, .progress = undo_progress };
	struct order o;
	struct json out;

	TRY(json_flat(cx, job_ordered(j)->order, &o.pair, &o.n));
	u.reason = text_z(cx, &o, "reason");
	u.dry_run = true_of(&o, "dry");
	TRY(undo_run(cx, job_ordered(j)->r, &u));
	if (!u.dry_run)
		TRY(tasks_told(cx, job_ordered(j)->r));
	json_begin(&out, job_ordered(j)->result);
	json_obj(&out);
	put(&out, "batch", u.no);
	put(&out, "name", u.file);
	put_int(&out, "removed", u.removed);
	put_int(&out, "restored", u.restored);
	put_int(&out, "kept", u.kept_rows);
	json_obj_end(&out);
	return OK;
}

/* ---- verify ---- */

struct verifying {
	struct verify *of;
	struct ctx *cx;
	struct job *job;
	struct json j;
	int64_t rows, n;
	int worst;
};

static void on_fault(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct verifying *v = arg;
	struct buf text BUF_AUTO = { 0 };

	if (!v->worst || (int)cls < v->worst)
		v->worst = (int)cls;
	if (v->n++ >= FINDINGS_MOST)
		return;
	buf_init(&text, 65536);
	msg_add(&text, v->cx->lang, key, (struct str[]){ str_of(object) }, 1);
	json_str(&v->j, buf_str(&text));
}

static void on_rows(void *arg, int64_t rows)
{
	struct verifying *v = arg;

	v->rows = rows;
	job_at(v->job, "job-verifying", rows, 0);
}

static void on_file(void *arg, bool gone, const char *key, const char *object)
{
	struct verifying *v = arg;

	v->of->found++;
	on_fault(v, gone ? VERIFY_UNREADABLE : VERIFY_TAMPERED, key, object);
}

static enum err run_verify(struct ctx *cx, struct job *j)
{
	const struct job_order *o = job_ordered(j);
	struct verifying told = { .cx = cx, .job = j };
	struct verify v = { .report = on_fault, .arg = &told };
	const char *head[1] = { os_exists(o->r->path.head) ? o->r->path.head : NULL };
	struct db *db;
	enum err e;

	job_at(j, "job-verifying", 0, 0);
	TRY(db_open(cx, o->r->path.db, DB_READ, &db));
	json_begin(&told.j, o->result);
	json_obj(&told.j);
	json_key(&told.j, "found");
	json_arr(&told.j);
	e = db_begin_read(cx, db);
	if (e == OK)
		e = verify_log(cx, db, head, 1, &v);
	if (e == OK)
		e = verify_rows(cx, db, o->r->model, &v, on_rows, &told);
	told.of = &v;
	if (e == OK)
		e = attachment_verify(cx, db, o->r->path.dir, v.alg, on_file, &told);
	json_arr_end(&told.j);
	put_int(&told.j, "code", told.worst);
	put_int(&told.j, "faults", v.found);
	put_int(&told.j, "leaves", (int64_t)v.leaves);
	put_int(&told.j, "rows", told.rows);
	json_key(&told.j, "anchored");
	json_bool(&told.j, v.anchored);
	put(&told.j, "head", v.last_head);
	json_obj_end(&told.j);
	db_close(db);
	return e;
}

/* ---- backup ---- */

static void backup_progress(void *arg, int done, int total)
{
	job_at(arg, "job-copying", done, total);
}

static enum err run_backup(struct ctx *cx, struct job *j)
{
	const struct job_order *o = job_ordered(j);
	const struct serve_host *h = o->host;
	struct backup_face f = { j, backup_progress };
	struct str head, made;
	struct json out;
	enum err e;

	e = backup_daily(cx, o->r, &h->plan, &f, &head, &made);
	TRY(e);
	json_begin(&out, o->result);
	json_obj(&out);
	put(&out, "file", made);
	put(&out, "head", head);
	json_obj_end(&out);
	return OK;
}

static void put_time(struct json *j, const struct serve_host *h, const char *key, int64_t ms,
                     bool ok, struct str text)
{
	char t[24];

	if (!ms)
		return;
	register_clock(h->r, ms, t);
	json_key(j, key);
	json_obj(j);
	put(j, "when", str_of(t));
	json_key(j, "ok");
	json_bool(j, ok);
	put(j, "text", text);
	json_obj_end(j);
}

enum err serve_backups(struct ctx *cx, void *host, struct json *j)
{
	const struct serve_host *h = host;
	struct backup_state s;
	bool failed;

	TRY(backup_state(cx, h->r->path.dir, &s));
	failed = s.failed_ms > s.made_ms && !s.trial_failed;
	json_obj(j);
	put(j, "path", str_of(h->plan.dir));
	if (failed)
		put_time(j, h, "last", s.failed_ms, false, s.reason);
	else
		put_time(j, h, "last", s.made_ms, true, s.made);
	if (s.trial_failed && s.failed_ms > s.tried_ms)
		put_time(j, h, "tested", s.failed_ms, false, s.reason);
	else
		put_time(j, h, "tested", s.tried_ms, true, STR(""));
	json_obj_end(j);
	return OK;
}

const char *serve_banner(struct ctx *cx, void *host)
{
	const struct serve_host *h = host;
	struct backup_state s;

	if (!h->daily || backup_state(cx, h->r->path.dir, &s) != OK) {
		err_clear(cx);
		return NULL;
	}
	return backup_banner(cx, &s);
}

/* ---- tasks, once a day ---- */

static enum err run_tasks(struct ctx *cx, struct job *j)
{
	const struct job_order *o = job_ordered(j);
	struct task_ran ran;
	struct json out;
	struct gate g;

	gate_open(&cx->arena, o->r, NULL, &g);
	TRY(task_run(cx, &g, 0, &ran));
	json_begin(&out, o->result);
	json_obj(&out);
	put_int(&out, "open", ran.open);
	put_int(&out, "made", ran.made);
	put_int(&out, "done", ran.done);
	json_obj_end(&out);
	return OK;
}

const struct job_kind serve_jobs[] = {
	{ "import", "导入", "Import", PERM_import, run_import },
	{ "undo", "撤销导入", "Undo of an import", PERM_undo, run_undo },
	{ "verify", "核验", "Verification", PERM_verify, run_verify },
	{ "backup", "备份", "Backup", PERM_backup, run_backup },
	{ "checks", "核查", "Checks", PERM_finding, serve_checks },
	{ "verdicts", "全部判断", "Judging of all", PERM_finding, serve_verdicts },
	{ "tasks", "核对待办", "Tasks", PERM_procedure, run_tasks },
	{ 0 },
};
