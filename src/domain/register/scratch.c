/* scratch - copies of a register to try things on. A copy holds what the register holds: one that a
 * killed process left behind is removed by the next that writes or tries. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "domain/register/adopt.h"
#include "domain/register/pack_then.h"
#include "domain/register/register_int.h"

#define SCRATCH_TAIL ".dry-"

/* All that a copy's folder holds is the copy's, also what SQLite keeps beside a database that was
 * just being written. The lock goes last: a copy without one would never be swept. */
void scratch_remove(const struct register_paths *p)
{
	struct ctx quiet;
	struct str *name;
	size_t n;

	ctx_init(&quiet, 1 << 20);
	if (os_list_dir(&quiet, p->dir, &name, &n) != OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		const char *path = str_z(&quiet.arena, str_join(&quiet.arena, str_of(p->dir),
		                         str_join(&quiet.arena, STR("/"), name[i])));

		if (strcmp(path, p->lock) != 0)
			os_remove(&quiet, path);
	}
	os_remove(&quiet, p->lock);
	os_remove(&quiet, p->dir);
	ctx_free(&quiet);
}

/* Nobody holds the lock of a copy whose process is gone. */
static void sweep_one(struct ctx *cx, const char *dir)
{
	struct register_paths p;
	int lock;

	register_paths(&cx->arena, dir, NULL, &p);
	if (!os_is_file(p.lock) || os_lock(cx, p.lock, &lock) != OK)
		return;
	scratch_remove(&p);
	close(lock);
}

void scratch_sweep(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	struct ctx quiet;
	struct str *name, start;
	const char *parent;
	size_t n;

	ctx_init(&quiet, 16 << 20);
	parent = slash == dir ? "/" : slash ? str_z(&quiet.arena, (struct str){ dir,
	                                            (size_t)(slash - dir) }) : ".";
	start = str_join(&quiet.arena, str_of(slash ? slash + 1 : dir), STR(SCRATCH_TAIL));
	if (os_list_dir(&quiet, parent, &name, &n) != OK)
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (str_starts(name[i], start) && name[i].n == start.n + 8)
			sweep_one(&quiet, str_z(&quiet.arena, str_join(&quiet.arena, str_of(parent),
			          str_join(&quiet.arena, STR("/"), name[i]))));
	ctx_free(&quiet);
}

static enum err scratch_open(struct ctx *cx, struct reg *from, struct reg *r)
{
	bool old;

	if (!from->have_keys)
		return err_set(cx, ERR_DENIED, from->path.dir, "keys-needed", NULL);
	r->keys = from->keys;
	r->have_keys = true;
	r->st->keys = &r->keys;
	TRY(os_mkdir(cx, r->path.dir, 0700));
	TRY(os_lock(cx, r->path.lock, &r->lock_fd));
	TRY(db_backup(cx, from->db, r->path.db, NULL, NULL));
	TRY(db_open(cx, r->path.db, DB_WRITE, &r->db));
	TRY(adopt_load(cx, r, &old));
	TRY(register_load_journal(cx, r));
	TRY(store_load(cx, r->db, r->st));
	return register_open_writer(cx, r);
}

enum err register_scratch(struct ctx *cx, struct reg *from, struct reg **out)
{
	struct arena a;
	struct reg *r;
	char name[24];
	unsigned char salt[4];
	enum err e;

	scratch_sweep(from->path.dir);
	os_random(salt, sizeof salt);
	snprintf(name, sizeof name, SCRATCH_TAIL "%02x%02x%02x%02x", salt[0], salt[1], salt[2],
	         salt[3]);
	arena_init(&a, 512 << 20);
	r = ARENA_NEW(&a, struct reg);
	r->arena = a;
	register_begin(r);
	r->packs = packs_then_new();
	r->scratch = true;
	register_paths(&r->arena, str_z(&r->arena, str_join(&r->arena, str_of(from->path.dir),
	               str_of(name))), NULL, &r->path);
	e = scratch_open(cx, from, r);
	if (e != OK) {
		register_close(cx, r);
		return e;
	}
	*out = r;
	return OK;
}
