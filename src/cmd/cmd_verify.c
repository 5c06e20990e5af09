/* cmd_verify - is the register what its journal says? Needs no keys, and goes on when policy or
 * descriptors cannot be loaded. Exits: 0 all is well, 1 tampered, 2 unreadable, 3 rolled back. */

#include "base/os.h"
#include "base/msg.h"
#include "cmd/talk.h"
#include "crypto/sign.h"
#include "domain/register/adopt.h"
#include "domain/register/attachment.h"
#include "entity/verify_rows.h"
#include "fmt/json.h"

#define HEADS 16
#define HEAD_MAX 65536

struct verdict {
	struct cmd *c;
	struct progress bar;
	int64_t by_class[4];
	int64_t rows;
	struct verify *of;
	struct reg *r;               /* half open: only policy and descriptors */
};

static const char *class_name(enum verify_class cls)
{
	return cls == VERIFY_TAMPERED ? "tampered" : cls == VERIFY_UNREADABLE ? "unreadable" :
	       "rolled_back";
}

static void on_found(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct verdict *v = arg;
	struct cmd *c = v->c;
	struct buf text BUF_AUTO = { 0 };

	v->by_class[cls]++;
	progress_end(&v->bar);
	buf_init(&text, 65536);
	msg_add(&text, c->cx->lang, key, (struct str[]){ str_of(object) }, 1);
	if (c->json) {
		struct json j;

		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "class");
		json_z(&j, class_name(cls));
		json_key(&j, "kind");
		json_z(&j, key);
		json_key(&j, "object");
		json_z(&j, object);
		json_key(&j, "reason");
		json_str(&j, buf_str(&text));
		json_obj_end(&j);
	} else {
		buf_addz(&c->out, in_lang(c, "发现：", "found: "));
		buf_adds(&c->out, buf_str(&text));
	}
	buf_addc(&c->out, '\n');
	out_room(c);
}

static void on_rows(void *arg, int64_t rows)
{
	struct verdict *v = arg;

	v->rows = rows;
	progress_show(&v->bar, rows, 0);
}

/* A file beside the database. */
static void on_file(void *arg, bool gone, const char *key, const char *object)
{
	struct verdict *v = arg;

	v->of->found++;
	on_found(v, gone ? VERIFY_UNREADABLE : VERIFY_TAMPERED, key, object);
}

/* Everything in one snapshot: the log, the file's own structure, then the rows. */
static enum err check_all(struct cmd *c, struct db *db, const struct register_paths *path,
                          struct verify *v, const char *const *head, int n)
{
	struct verdict *told = v->arg;
	struct buf faults BUF_AUTO = { 0 };

	TRY(verify_log(c->cx, db, head, n, v));
	if (!cmd_flag(c, "deep"))
		return OK;
	buf_init(&faults, 1 << 20);
	TRY(db_check(c->cx, db, &faults));
	if (faults.n) {
		v->found++;
		on_found(told, VERIFY_UNREADABLE, "cmd-verify-file", faults.p);
	}
	told->r = adopt_peek(c->cx, db, path);
	progress_begin(&told->bar, c, in_lang(c, "核对数据行", "checking rows"));
	TRY(verify_rows(c->cx, db, told->r->model, v, on_rows, told));
	progress_end(&told->bar);
	told->of = v;
	TRY(attachment_verify(c->cx, db, path->dir, v->alg, on_file, told));
	return OK;
}

static void head_add(struct buf *out, struct str note)
{
	struct str line;

	while (str_next(&note, '\n', &line)) {
		buf_addz(out, line.n ? "  " : "");
		buf_adds(out, line);
		buf_addc(out, '\n');
	}
}

static void result_json(struct cmd *c, const struct verdict *told, const struct verify *v)
{
	struct json j;
	struct buf hex BUF_AUTO = { 0 };

	buf_init(&hex, 128);
	hex_put(&hex, v->root.b, HASH_LEN);
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "ok");
	json_bool(&j, c->status == 0);
	json_key(&j, "leaves");
	json_int(&j, (int64_t)v->leaves);
	json_key(&j, "rows");
	json_int(&j, told->rows);
	json_key(&j, "deep");
	json_bool(&j, cmd_flag(c, "deep"));
	json_key(&j, "anchored");
	json_bool(&j, v->anchored);
	json_key(&j, "found");
	json_int(&j, v->found);
	json_key(&j, "hash");
	json_z(&j, hash_alg_name(v->alg));
	json_key(&j, "root");
	json_str(&j, buf_str(&hex));
	json_key(&j, "head");
	json_str(&j, v->last_head);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void result_people(struct cmd *c, const struct verdict *told, const struct verify *v)
{
	static const char *const bad[] = { NULL, "cmd-verify-tampered", "cmd-verify-unreadable",
		"cmd-verify-rolled-back" };

	put(c, "cmd-verify-log", grouped(c, (int64_t)v->leaves), hash_alg_name(v->alg), NULL);
	if (cmd_flag(c, "deep"))
		put(c, "cmd-verify-rows", grouped(c, told->rows), NULL);
	else
		put(c, "cmd-verify-shallow", NULL);
	if (!v->anchored)
		put(c, "cmd-verify-unanchored", NULL);
	if (v->last_head.n) {
		put(c, "cmd-verify-head", NULL);
		head_add(&c->out, v->last_head);
	}
	if (c->status == 0)
		put(c, "cmd-verify-ok", NULL);
	else
		put(c, bad[c->status], grouped(c, v->found), NULL);
}

/* A failure to read is a result, too: unreadable. */
static enum err unreadable(struct cmd *c, enum err e)
{
	if (e == OK || e == ERR_USAGE || c->out_failed)
		return e;
	report(c, &c->cx->err);
	err_clear(c->cx);
	c->status = VERIFY_UNREADABLE;
	return OK;
}

/* A wrong file behind --head is a slip of the hand, no tampering: told before any verdict. */
static enum err looks_like_head(struct cmd *c, const char *path)
{
	struct str text;
	enum err e = os_read_file(c->cx, path, HEAD_MAX, &text);

	if (e == OK && str_find(text, STR("jingzhun/")) >= 0)
		return OK;
	err_clear(c->cx);
	return err_set(c->cx, ERR_USAGE, path, "cmd-verify-no-head", path, NULL);
}

enum err cmd_verify(struct cmd *c)
{
	struct verdict told = { .c = c };
	struct verify v = { .report = on_found, .arg = &told };
	struct register_paths path;
	const char *head[HEADS], *more;
	struct db *db;
	int n = 0;
	enum err e;

	register_paths(&c->cx->arena, cmd_data(c), NULL, &path);
	head[n++] = os_exists(path.head) ? path.head : NULL;
	for (int i = 0; (more = cmd_text_nth(c, "head", i)) != NULL && n < HEADS; i++) {
		if (!os_exists(more))
			return err_set(c->cx, ERR_USAGE, more, "os-not-found", more, NULL);
		TRY(looks_like_head(c, more));
		head[n++] = more;
	}
	if (!os_exists(path.db))
		return unreadable(c, err_set(c->cx, ERR_NOTFOUND, path.dir, "register-none",
		                             path.dir, NULL));
	e = db_open(c->cx, path.db, DB_READ, &db);
	if (e != OK)
		return unreadable(c, e);
	e = db_begin_read(c->cx, db);
	if (e == OK) {
		e = check_all(c, db, &path, &v, head, n);
		db_end_read(db);
	}
	progress_end(&told.bar);
	c->status = told.by_class[VERIFY_TAMPERED] ? 1 : told.by_class[VERIFY_UNREADABLE] ? 2 :
	            told.by_class[VERIFY_ROLLED_BACK] ? 3 : 0;
	if (e == OK && c->json)
		result_json(c, &told, &v);
	else if (e == OK)
		result_people(c, &told, &v);
	else if (told.by_class[VERIFY_TAMPERED]) {      /* found before the reading failed */
		report(c, &c->cx->err);
		err_clear(c->cx);
		e = OK;
	}
	e = unreadable(c, e);
	db_close(db);
	if (told.r)
		arena_free(&told.r->arena);
	return e;
}
