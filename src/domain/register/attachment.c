/* attachment - see the header. */
#include "domain/register/attachment.h"

#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"
#include "domain/register/edit.h"
#include "domain/register/receipt.h"
#include "fmt/picture.h"

#define FILE_MOST ((size_t)24 << 20)
#define PLACE     INT32_MAX      /* instead of a version: no row's blob has it */

static const struct sql sql_files = { "attachment.files",
	"SELECT CAST(id AS TEXT), file_hash FROM attachment WHERE file_hash IS NOT NULL ORDER BY id",
	SQL_SCAN_OK };
/* Lists of notices and photographs of boards lie beside them. */
static const struct sql sql_noticed = { "attachment.noticed",
	"SELECT no, h FROM (SELECT no, list_hash AS h FROM notice"
	" UNION SELECT no, board_hash FROM notice"
	" UNION SELECT no, first_photo FROM notice UNION SELECT no, last_photo FROM notice"
	" UNION SELECT no, first_photo FROM notice_h UNION SELECT no, last_photo FROM notice_h)"
	" WHERE h IS NOT NULL ORDER BY no", SQL_SCAN_OK };
static const struct sql sql_notices = { "attachment.notices",
	"SELECT 1 FROM sqlite_master WHERE name='notice_h'", SQL_SCAN_OK };
static bool hash_good(struct str h)
{
	unsigned char bytes[HASH_LEN];

	return h.n == 2 * HASH_LEN && hex_read(bytes, sizeof bytes, h);
}

/* D/attachments/xx/HASH; folder: without the name. */
static char *path_of(struct ctx *cx, const char *dir, struct str hash, bool folder)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "%s/attachments/%.*s", dir, 2, hash.p);
	if (!folder)
		buf_addf(&b, "/%.*s", STR_FMT(hash));
	return str_z(&cx->arena, buf_str(&b));
}

static struct seal_place place_of(const struct rec *row)
{
	return (struct seal_place){ row->e->tag, row->id, PLACE };
}

static struct str hash_text(struct ctx *cx, enum hash_alg alg, struct str sealed)
{
	unsigned char bytes[HASH_LEN];
	struct buf b BUF_AUTO = { 0 };

	digest_of(alg, sealed.p, sealed.n, bytes);
	buf_init(&b, 128);
	hex_put(&b, bytes, sizeof bytes);
	return str_dup(&cx->arena, buf_str(&b));
}

/* Whatever way it came: a photograph is kept only without what its camera wrote into it. */
static enum err bare(struct ctx *cx, struct str bytes)
{
	return picture_bare(bytes) ? OK : err_set(cx, ERR_INPUT, "file", "picture-tells", NULL);
}

/* ---- adding ---- */

static enum err say(struct ctx *cx, struct reg *r, struct rec *now, const char *field,
                    struct str cell)
{
	const struct kind *kind;
	int at;

	return cell.n ? edit_assign(cx, r, now, str_of(field), cell, &at, &kind) : OK;
}

static enum err fill(struct ctx *cx, struct reg *r, struct rec *now, const struct attachment_new *n)
{
	if (!n->kind.n)
		return err_set(cx, ERR_INPUT, "kind", "attachment-kind", NULL);
	TRY(say(cx, r, now, "kind", n->kind));
	TRY(say(cx, r, now, "title", n->title));
	rec_text(now, ATTACHMENT_file, n->file);
	rec_text(now, ATTACHMENT_media_type, str_of(n->media_type));
	rec_int(now, ATTACHMENT_bytes, (int64_t)n->bytes.n);
	if (n->placed) {
		rec_int(now, ATTACHMENT_lat, n->lat);
		rec_int(now, ATTACHMENT_lon, n->lon);
	}
	if (n->taken)
		rec_int(now, ATTACHMENT_taken, n->taken);
	if (n->taken_by)
		rec_text(now, ATTACHMENT_taken_by, str_of(n->taken_by));
	return OK;
}

/* Under its household, or on its own where its meeting was held. */
static enum err new_row(struct ctx *cx, struct edits *edits, const struct rec *of,
                        struct rec **now)
{
	const struct entity *e = register_entity(edits->r, TAG_attachment);
	bool house = of->e->tag == TAG_household;

	TRY(edits_new(cx, edits, e, house ? of : NULL, now));
	if (house)
		return OK;
	(*now)->area = of->area;
	(*now)->shard = of->shard;
	rec_int(*now, ATTACHMENT_meeting, of->id);
	return OK;
}

enum err attachment_add(struct ctx *cx, struct reg *r, const struct attachment_new *n, int64_t *id)
{
	const struct receipt *sent = r->receipt;
	struct buf sealed BUF_AUTO = { 0 };
	struct family fam = { 0 };
	struct edits edits;
	struct rec *now;
	char *path;
	enum err e;

	TRY(bare(cx, n->bytes));
	edits_begin(&edits, r, NULL);
	edits.extra = n->extra;
	TRY(new_row(cx, &edits, n->of, &now));
	TRY(fill(cx, r, now, n));
	TRY(family_load(cx, r->db, r->st, n->of->e, n->of->id, &fam));
	if (!fam.known)
		return err_set(cx, ERR_DENIED, "", "attachment-none", NULL);
	buf_init(&sealed, FILE_MOST);
	seal_row(&fam.key, place_of(now), n->bytes, &sealed);
	if (sealed.full)
		return err_set(cx, ERR_LIMIT, "file", "picture-large", NULL);
	rec_text(now, ATTACHMENT_file_hash, hash_text(cx, r->st->j.alg, buf_str(&sealed)));
	path = path_of(cx, r->path.dir, now->v[ATTACHMENT_file_hash].s, false);
	TRY(os_mkdir(cx, path_of(cx, r->path.dir, now->v[ATTACHMENT_file_hash].s, true), 0700));
	TRY(os_write_file(cx, path, buf_str(&sealed), 0600));
	*id = now->id;               /* before: a receipt tells it */
	e = edits_write(cx, &edits, NULL);
	if ((e != OK && e != ERR_UNKNOWN) || (sent && sent->known))
		(void)os_remove(cx, path);   /* the first error stands; what was sent again is there */
	return e;
}

/* ---- reading ---- */

enum err attachment_open(struct ctx *cx, struct reg *r, const struct rec *row, struct buf *out)
{
	bool house = rec_has(row, ATTACHMENT_household);
	struct rec *of;
	struct family fam = { 0 };
	struct str sealed, hash = row->v[ATTACHMENT_file_hash].s;
	enum err e;

	if (!rec_has(row, ATTACHMENT_file_hash) || !hash_good(hash))
		return err_set(cx, ERR_NOTFOUND, "", "attachment-none", NULL);
	e = os_read_file(cx, path_of(cx, r->path.dir, hash, false), FILE_MOST, &sealed);
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return err_set(cx, ERR_NOTFOUND, "", "attachment-gone", NULL);
	}
	TRY(e);
	TRY(register_load(cx, r, register_entity(r, house ? TAG_household : TAG_meeting),
	                  row->v[house ? ATTACHMENT_household : ATTACHMENT_meeting].i, &of));
	TRY(family_load(cx, r->db, r->st, of->e, of->id, &fam));
	if (!str_eq(hash_text(cx, r->st->j.alg, sealed), hash) ||
	    !seal_open(&fam.key, place_of(row), sealed, out))
		return err_set(cx, ERR_TAMPER, "", "attachment-altered", NULL);
	return OK;
}

/* ---- files of no household ---- */

enum err attachment_keep(struct ctx *cx, struct reg *r, struct str bytes, struct str *hash)
{
	char *path;

	*hash = hash_text(cx, r->st->j.alg, bytes);
	path = path_of(cx, r->path.dir, *hash, false);
	if (os_exists(path))
		return OK;
	TRY(os_mkdir(cx, path_of(cx, r->path.dir, *hash, true), 0700));
	return os_write_file(cx, path, bytes, 0600);
}

enum err attachment_kept(struct ctx *cx, struct reg *r, struct str hash, struct str *bytes)
{
	enum err e;

	if (!hash_good(hash))
		return err_set(cx, ERR_NOTFOUND, "", "attachment-none", NULL);
	e = os_read_file(cx, path_of(cx, r->path.dir, hash, false), FILE_MOST, bytes);
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return err_set(cx, ERR_NOTFOUND, "", "attachment-gone", NULL);
	}
	TRY(e);
	if (!str_eq(hash_text(cx, r->st->j.alg, *bytes), hash))
		return err_set(cx, ERR_TAMPER, "", "attachment-altered", NULL);
	return OK;
}

enum err attachment_seal(struct ctx *cx, struct reg *r, const struct rec *row, struct str bytes,
                         struct str *hash)
{
	struct buf sealed BUF_AUTO = { 0 };
	struct family fam = { 0 };

	TRY(bare(cx, bytes));
	TRY(family_load(cx, r->db, r->st, row->e, row->id, &fam));
	if (!fam.known || !r->st->keys)
		return err_set(cx, ERR_DENIED, "", "attachment-none", NULL);
	buf_init(&sealed, FILE_MOST);
	seal_row(&fam.key, place_of(row), bytes, &sealed);
	if (sealed.full)
		return err_set(cx, ERR_LIMIT, "file", "picture-large", NULL);
	return attachment_keep(cx, r, buf_str(&sealed), hash);
}

enum err attachment_unseal(struct ctx *cx, struct reg *r, const struct rec *row, struct str hash,
                           struct buf *out)
{
	struct family fam = { 0 };
	struct str sealed;

	TRY(attachment_kept(cx, r, hash, &sealed));
	TRY(family_load(cx, r->db, r->st, row->e, row->id, &fam));
	return fam.known && r->st->keys && seal_open(&fam.key, place_of(row), sealed, out) ? OK :
	       err_set(cx, ERR_TAMPER, "", "attachment-altered", NULL);
}

/* ---- verifying ---- */

enum file_state { FILE_GOOD, FILE_GONE, FILE_ALTERED };

static enum err check(struct ctx *cx, const char *path, enum hash_alg alg, struct str hash,
                      enum file_state *is)
{
	struct str sealed;
	enum err e;

	*is = FILE_GOOD;
	e = os_read_file(cx, path, FILE_MOST, &sealed);
	if (e == ERR_NOTFOUND || e == ERR_LIMIT) {
		err_clear(cx);
		*is = e == ERR_LIMIT ? FILE_ALTERED : FILE_GONE;
		return OK;
	}
	TRY(e);
	if (!str_eq(hash_text(cx, alg, sealed), hash))
		*is = FILE_ALTERED;
	return OK;
}

struct checking {
	struct db *db;
	const char *dir;
	enum hash_alg alg;
	attachment_report *report;
	void *arg;
};

/* key: of what is told, by file_state. */
static enum err check_all(struct ctx *cx, const struct checking *k, const struct sql *sql,
                          const char *const key[])
{
	struct stmt *s;
	enum err e = OK;
	bool row;

	TRY(db_stmt(cx, k->db, sql, &s));
	while (e == OK && (e = stmt_step(cx, s, &row)) == OK && row) {
		struct str name = stmt_col_text(s, 0), hash = stmt_col_text(s, 1);
		enum file_state is = FILE_ALTERED;
		struct ctx one;

		ctx_init(&one, FILE_MOST * 2);
		if (hash_good(hash))
			e = check(&one, path_of(&one, k->dir, hash, false), k->alg, hash, &is);
		if (e != OK)
			e = err_set(cx, e, "attachments", "attachment-gone", NULL);
		else if (is != FILE_GOOD)
			k->report(k->arg, is == FILE_GONE, key[is], str_z(&one.arena, name));
		ctx_free(&one);
	}
	stmt_done(s);
	return e;
}

enum err attachment_verify(struct ctx *cx, struct db *db, const char *dir, enum hash_alg alg,
                           attachment_report *report, void *arg)
{
	static const char *const own[] = { NULL, "attachment-file-gone", "attachment-file-altered" };
	static const char *const notice[] = { NULL, "notice-file-gone", "notice-file-altered" };
	struct checking k = { db, dir, alg, report, arg };
	struct stmt *s;
	bool there;

	TRY(check_all(cx, &k, &sql_files, own));
	TRY(db_stmt(cx, db, &sql_notices, &s));      /* older registers have none */
	TRY(stmt_step(cx, s, &there));
	stmt_done(s);
	return there ? check_all(cx, &k, &sql_noticed, notice) : OK;
}

/* ---- copying ---- */

static enum err copy_one(struct ctx *cx, const char *dir, const char *to, struct str name,
                         int64_t *n)
{
	struct str sealed;

	if (!hash_good(name) || os_exists(path_of(cx, to, name, false)))
		return OK;
	TRY(os_read_file(cx, path_of(cx, dir, name, false), FILE_MOST, &sealed));
	TRY(os_mkdir(cx, path_of(cx, to, name, true), 0700));
	TRY(os_write_file(cx, path_of(cx, to, name, false), sealed, 0600));
	++*n;
	return OK;
}

/* Files of one folder, the memory of each given back before the next. */
static enum err copy_folder(struct ctx *cx, const char *dir, const char *to, const char *folder,
                            int64_t *n)
{
	struct str *name;
	size_t count = 0;

	TRY(os_list_dir(cx, folder, &name, &count));
	for (size_t i = 0; i < count; i++) {
		struct ctx one;
		enum err e;

		ctx_init(&one, FILE_MOST * 2);
		e = copy_one(&one, dir, to, name[i], n);
		if (e != OK)
			e = err_set(cx, e, "attachments", one.err.key, str_z(&cx->arena, one.err.arg[0]),
			            str_z(&cx->arena, one.err.arg[1]), NULL);
		ctx_free(&one);
		TRY(e);
	}
	return OK;
}

enum err attachment_copy(struct ctx *cx, const char *dir, const char *to, int64_t *n)
{
	char *top = str_z(&cx->arena, str_join(&cx->arena, str_of(dir), STR("/attachments")));
	struct str *name;
	size_t count = 0;

	*n = 0;
	if (!os_is_dir(top))
		return OK;
	TRY(os_list_dir(cx, top, &name, &count));
	for (size_t i = 0; i < count; i++) {
		struct str path = str_join(&cx->arena, str_of(top), STR("/"));

		path = str_join(&cx->arena, path, name[i]);
		if (name[i].n == 2 && os_is_dir(str_z(&cx->arena, path)))
			TRY(copy_folder(cx, dir, to, str_z(&cx->arena, path), n));
	}
	return OK;
}
