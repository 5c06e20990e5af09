/* backup - a consistent copy of a register while it is in use, and the way back.
 * A backup is one file: the database as of one commit, verified before it gets its name (structure,
 * heads and rows, without keys). Keys are not in it: keep D.keys apart, in a safe. Restoring is a
 * leaf: the restored log goes on from the backup's head and records the heads it replaced. */
#ifndef JOB_BACKUP_H
#define JOB_BACKUP_H

#include "crypto/parcel.h"
#include "domain/register/register.h"

struct backup_face { void *arg; void (*progress)(void *arg, int done, int total); };

/* Copies D to file `to` (must not exist), fsyncs, verifies the copy; journals ACT_BACKUP with the
 * copy's hash in the register when keys are there and nobody else writes (the copy itself does
 * not hold that leaf). *head: the copy's newest head. ERR_TAMPER, and no file, if it does not
 * verify. */
enum err backup_make(struct ctx *cx, struct reg *r, const char *to, const struct backup_face *f,
                     struct str *head);
/* Where a copy goes, who can open it, and whether it is restored once before it counts. */
struct backup_way {
	const char *to;
	const struct parcel_public *pub;         /* n of them; n 0: a plain database */
	int n;
	bool trial;                              /* needs the keys */
};
/* The same as backup_make; a sealed copy is first made beside the database, so that nothing lies
 * open where it goes, and read back after sealing. The leaf names the keys and the plain copy's
 * hash. */
enum err backup_send(struct ctx *cx, struct reg *r, const struct backup_way *w,
                     const struct backup_face *f, struct str *head);
/* Makes data folder `dir` from a backup (dir must hold no register, or `replace`: the old database
 * is kept beside as jingzhun.db.replaced-N). Needs the keys of the backup's register. Verifies
 * before anything is replaced; a kill at any moment leaves the old register or the new one.
 * ERR_TAMPER if the copy is not what its journal says; ERR_DENIED if the keys are another
 * register's; ERR_CONFLICT if somebody has the register open for writing. */
enum err backup_restore(struct ctx *cx, const char *from, const char *dir, const char *keys_path,
                        const char *passphrase, bool replace, struct str reason);
/* Opens a sealed backup as file dir.opened, for restoring into dir; the caller removes it. */
enum err backup_open(struct ctx *cx, const char *from, const struct parcel_identity *id,
                     const char *dir, const char **plain);
/* Restores a plain backup into folder dir.trial, verifies it there as a restore does, and removes
 * it: nothing of dir is touched. Errors as of backup_restore. */
enum err backup_trial(struct ctx *cx, const char *from, const char *dir,
                      const struct keyring *keys);

#endif
