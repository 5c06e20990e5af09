/* files - see the header. */
#include "job/files.h"

#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/os.h"
#include "crypto/sign.h"

#define STEP ((size_t)1 << 20)

enum err files_hash(struct ctx *cx, const struct reg *r, int fd, unsigned char hash[HASH_LEN])
{
	char *step = mem_grow(NULL, STEP, 1);
	struct digest d;
	int64_t off = 0;
	ssize_t n;

	digest_init(&d, r->st->j.alg);
	while ((n = os_pread_full(fd, step, STEP, off)) > 0) {
		digest_add(&d, step, (size_t)n);
		off += n;
	}
	digest_end(&d, hash);
	mem_free(step);
	return n < 0 ? err_set(cx, ERR_IO, "", "import-read", NULL) : OK;
}

enum err files_note(struct ctx *cx, const struct clear_note *n, struct buf *out)
{
	struct str full;

	buf_addf(out, "%srows=%lld\nhash=", n->more ? n->more : "", (long long)n->rows);
	hex_put(out, n->hash, HASH_LEN);
	buf_addf(out, "\nformat=%s\n", n->format);
	if (n->path) {
		TRY(os_full_path(cx, n->path, &full));
		if (memchr(full.p, '\n', full.n))
			return err_set(cx, ERR_USAGE, n->path, "files-path", NULL);
		buf_addz(out, "clear=rows\nfile=");
		buf_adds(out, full);
		buf_addc(out, '\n');
	}
	return out->full ? err_set(cx, ERR_USAGE, n->path ? n->path : "", "files-path", NULL) : OK;
}

/* Reads what the journal says of a file, if it says so. */
static bool file_of(struct arena *a, const struct leaf *l, struct clear_file *f, struct str *hash)
{
	struct str v;

	*f = (struct clear_file){ .written = l->time_ms };
	if (l->action != ACT_EXPORT || !leaf_extra(l->extra, "clear", &v))
		return false;
	f->what = str_dup(a, v);
	if (!leaf_extra(l->extra, "file", &v) || !leaf_extra(l->extra, "hash", hash))
		return false;
	f->path = str_dup(a, v);
	*hash = str_dup(a, *hash);
	if (leaf_extra(l->extra, "rows", &v))
		str_i64(v, &f->rows);
	f->actor = str_dup(a, l->actor);
	return true;
}

static enum err state_of(struct ctx *cx, struct reg *r, struct clear_file *f, struct str hash)
{
	struct buf hex BUF_AUTO = { 0 };
	unsigned char h[HASH_LEN];
	int64_t size;
	enum err e;
	int fd;

	f->state = FILE_GONE;
	if (!os_is_file(str_z(&cx->arena, f->path)))
		return OK;
	TRY(os_open_read(cx, str_z(&cx->arena, f->path), &fd, &size));
	e = files_hash(cx, r, fd, h);
	close(fd);
	buf_init(&hex, 100);
	hex_put(&hex, h, sizeof h);
	f->state = e == OK && str_eq(buf_str(&hex), hash) ? FILE_SAME : FILE_CHANGED;
	if (e != OK)                             /* there, but not to be read: told as changed */
		err_clear(cx);
	return OK;
}

enum err files_list(struct ctx *cx, struct reg *r, struct clear_file **out, int *n)
{
	struct arena *a = &cx->arena, tmp;
	struct hmap *seen = hmap_new(a, 64);
	struct clear_file *f = NULL;
	struct str *hash = NULL;
	struct rowkey *keys;
	enum err e = OK;
	int cap = 0;

	*n = 0;
	arena_init(&tmp, 64 << 20);
	for (uint64_t seq = 0; seq < journal_next(&r->st->j) && e == OK; seq++) {
		struct clear_file one;
		struct str h;
		struct leaf l;
		int64_t at;

		arena_reset(&tmp);
		e = journal_keys(cx, r->db, &tmp, seq, &l, &keys);
		if (e != OK || !file_of(a, &l, &one, &h))
			continue;
		if (!hmap_get(seen, one.path, &at)) {
			if (*n == cap) {
				struct clear_file *more = arena_array(a, (size_t)cap * 2 + 16, sizeof *more);
				struct str *hashes = arena_array(a, (size_t)cap * 2 + 16, sizeof *hashes);

				if (*n) {
					memcpy(more, f, (size_t)*n * sizeof *more);
					memcpy(hashes, hash, (size_t)*n * sizeof *hashes);
				}
				f = more;
				hash = hashes;
				cap = cap * 2 + 16;
			}
			at = (*n)++;
			hmap_put(seen, one.path, at);
		}
		f[at] = one;
		hash[at] = h;
	}
	arena_free(&tmp);
	for (int i = 0; i < *n && e == OK; i++)
		e = state_of(cx, r, &f[i], hash[i]);
	*out = f;
	return e;
}

struct told { struct reg *r; struct str extra; };

static enum err journal_it(struct ctx *cx, struct db *db, void *arg)
{
	struct told *t = arg;
	struct txn txn;

	txn_begin(&txn, t->r->st, ACT_ERASE);
	txn.leaf.actor = str_of(cx->actor);
	txn.leaf.extra = t->extra;
	return txn_end(cx, db, &txn);
}

static enum err purge_one(struct ctx *cx, struct reg *r, const struct clear_file *f)
{
	struct buf extra BUF_AUTO = { 0 };
	struct told t = { .r = r };

	TRY(os_remove(cx, str_z(&cx->arena, f->path)));
	buf_init(&extra, 4096);
	buf_addz(&extra, "file=");
	buf_adds(&extra, f->path);
	buf_addc(&extra, '\n');
	t.extra = buf_str(&extra);
	return register_write(cx, r, journal_it, &t);
}

enum err files_purge(struct ctx *cx, struct reg *r, struct purge *p)
{
	struct clear_file *f;
	int n;

	TRY(files_list(cx, r, &f, &n));
	p->file = f;
	p->n = p->left = 0;
	for (int i = 0; i < n; i++) {
		struct clear_file one = f[i];

		if (one.state == FILE_GONE || one.written >= p->older_ms)
			continue;
		if (one.state == FILE_CHANGED && !p->changed) {
			p->left++;
			continue;
		}
		if (!p->dry_run)
			TRY(purge_one(cx, r, &one));
		p->file[p->n++] = one;
	}
	return OK;
}
