/* cmd_trust - heads, the journal's last entries, proofs. */

#include "base/os.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "crypto/sign.h"
#include "domain/register/adopt.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define HEAD_MAX  65536
#define PROOF_MAX (16 << 20)

/* The journal alone, without keys, policy or descriptors. */
static enum err journal_only(struct cmd *c, struct register_paths *path, struct db **db)
{
	register_paths(&c->cx->arena, cmd_data(c), NULL, path);
	if (!os_exists(path->db))
		return err_set(c->cx, ERR_NOTFOUND, path->dir, "register-none", path->dir, NULL);
	return db_open(c->cx, path->db, DB_READ, db);
}

/* ---- head ---- */

/* First line of D.head; without that file, of the keyring. */
static enum err verifier_key(struct cmd *c, const struct register_paths *path, struct str note,
                             struct str *vkey)
{
	struct str text, origin;
	struct buf b BUF_AUTO = { 0 };

	if (os_exists(path->head)) {
		TRY(os_read_file(c->cx, path->head, HEAD_MAX, &text));
		if (str_next(&text, '\n', vkey))
			return OK;
	}
	TRY(cmd_open(c, REG_READ));
	if (!c->reg->have_keys || !str_next(&note, '\n', &origin))
		return err_set(c->cx, ERR_NOTFOUND, path->head, "os-not-found", path->head, NULL);
	buf_init(&b, 4096);
	sign_vkey_put(&b, origin, c->reg->keys.sign_public);
	*vkey = str_dup(&c->cx->arena, buf_str(&b));
	return OK;
}

enum err cmd_head(struct cmd *c)
{
	struct register_paths path;
	struct str note, vkey;
	struct db *db;
	uint64_t size;
	enum err e;

	TRY(journal_only(c, &path, &db));
	e = journal_head(c->cx, db, &note, &size);
	db_close(db);
	TRY(e);
	TRY(verifier_key(c, &path, note, &vkey));
	buf_adds(&c->out, vkey);
	buf_addz(&c->out, "\n\n");
	buf_adds(&c->out, note);
	return OK;
}

/* ---- log ---- */

static void leaf_json(struct cmd *c, const struct leaf *l)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "leaf");
	json_int(&j, (int64_t)l->seq);
	json_key(&j, "time_ms");
	json_int(&j, l->time_ms);
	json_key(&j, "actor");
	json_str(&j, l->actor);
	json_key(&j, "action");
	json_z(&j, action_name(l->action));
	json_key(&j, "object");
	json_int(&j, l->object);
	json_key(&j, "object_id");
	json_int(&j, l->object_id);
	json_key(&j, "batch");
	json_int(&j, l->batch);
	json_key(&j, "rows");
	json_int(&j, l->rows);
	json_key(&j, "reason");
	json_str(&j, l->note);
	json_key(&j, "extra");
	json_str(&j, l->extra);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void log_header(struct cmd *c, struct page_table *t, struct page *p)
{
	struct str *cell;

	page_begin(p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(t, p, 6);
	t->right[0] = t->right[4] = true;
	cell = page_table_row(t);
	cell[0] = str_of(in_lang(c, "序号", "Entry"));
	cell[1] = str_of(in_lang(c, "时间", "Time"));
	cell[2] = str_of(in_lang(c, "何人", "Who"));
	cell[3] = str_of(in_lang(c, "何事", "What"));
	cell[4] = str_of(in_lang(c, "行数", "Rows"));
	cell[5] = str_of(in_lang(c, "事由", "Reason"));
}

static void log_line(struct cmd *c, const struct reg *r, struct page_table *t,
                     const struct leaf *l)
{
	char when[24];
	struct str *cell = page_table_row(t);
	struct arena *a = &c->cx->arena;

	cell[0] = str_of(grouped(c, (int64_t)l->seq));
	register_clock(r, l->time_ms, when);
	cell[1] = str_dup(a, str_of(when));
	cell[2] = str_dup(a, l->actor);
	cell[3] = str_of(action_text(c, l->action));
	cell[4] = str_of(l->rows ? grouped(c, l->rows) : "");
	cell[5] = str_dup(a, l->note);
}

static enum err log_entries(struct cmd *c, struct db *db, const struct reg *r, int64_t last)
{
	struct page p;
	struct page_table t;
	struct leaf l;
	struct str note;
	uint64_t size, from;

	TRY(journal_head(c->cx, db, &note, &size));
	from = last && (uint64_t)last < size ? size - (uint64_t)last : 0;
	log_header(c, &t, &p);
	for (uint64_t seq = from; seq < size && !*c->cx->stop; seq++) {
		TRY(journal_leaf(c->cx, db, seq, &l));
		if (c->json)
			leaf_json(c, &l);
		else
			log_line(c, r, &t, &l);
		TRY(out_room(c));
	}
	if (!c->json)
		page_table_end(&t);
	return OK;
}

enum err cmd_log(struct cmd *c)
{
	struct register_paths path;
	struct reg *r;
	struct db *db;
	int64_t last;
	enum err e;

	TRY(cmd_int(c, "last", 20, 0, INT64_MAX, &last));
	TRY(journal_only(c, &path, &db));
	r = adopt_peek(c->cx, db, &path);        /* for the office's clock */
	e = log_entries(c, db, r, last);
	db_close(db);
	arena_free(&r->arena);
	return e;
}

/* ---- proofs ---- */

enum err cmd_proof(struct cmd *c)
{
	struct viewed v = { .q.mask = MASK_STAFF };
	const struct entity *e;
	struct version *x;
	struct rec *r;
	int64_t id;
	bool gone;
	int n;

	TRY(cmd_open(c, REG_READ));
	TRY(cmd_noun(c, c->reg->model, c->arg[0], &e));
	v.e = e;
	TRY(view_row_ever(c, &v, c->arg[1], &id, &gone));
	if (gone) {                             /* that it has left */
		TRY(browse_history(c->cx, c->reg, e, id, &x, &n));
		r = x[n - 1].rec;
	} else {
		TRY(register_load(c->cx, c->reg, e, id, &r));
	}
	return journal_proof(c->cx, c->reg->db, &c->reg->st->j, (uint64_t)r->leaf, (uint32_t)r->ix,
	                     &c->out);
}

/* The head that was kept, the log up to now: needs neither keys nor policy. */
enum err cmd_proof_since(struct cmd *c)
{
	struct register_paths path;
	struct journal j;
	struct str head;
	struct db *db;
	enum err e;

	TRY(os_read_file(c->cx, c->arg[0], HEAD_MAX, &head));
	TRY(journal_only(c, &path, &db));
	e = journal_open(c->cx, db, NULL, &j);
	if (e == OK)
		e = journal_growth(c->cx, db, &j, head, &c->out);
	db_close(db);
	return e;
}

static enum err check_growth(struct cmd *c, struct str proof, struct str vkey)
{
	const char *kept = cmd_text(c, "head");
	struct str head;

	if (!kept)
		return err_set(c->cx, ERR_USAGE, "--head", "cmd-option-needed", "head",
		               c->def->name, NULL);
	TRY(os_read_file(c->cx, kept, HEAD_MAX, &head));
	TRY(journal_growth_check(c->cx, proof, head, vkey));
	put(c, "cmd-growth-good", NULL);
	return OK;
}

enum err cmd_proof_check(struct cmd *c)
{
	const char *key = cmd_text(c, "key");
	struct str proof, text, vkey;

	if (!key)
		return err_set(c->cx, ERR_USAGE, "--key", "cmd-option-needed", "key", c->def->name,
		               NULL);
	vkey = str_of(key);
	if (os_exists(key)) {
		TRY(os_read_file(c->cx, key, HEAD_MAX, &text));
		if (!str_next(&text, '\n', &vkey))
			vkey = text;
	}
	TRY(os_read_file(c->cx, c->arg[0], PROOF_MAX, &proof));
	if (journal_is_growth(proof))
		return check_growth(c, proof, str_trim(vkey));
	TRY(journal_proof_check(c->cx, proof, str_trim(vkey)));
	put(c, "cmd-proof-good", NULL);
	return OK;
}
