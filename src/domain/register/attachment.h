/* attachment - photographs and documents of a household, or of a meeting. The row says what they
 * are; the bytes stand beside the database, in D/attachments/xx/HASH, sealed under the key of that
 * household or meeting: whoever destroys its seed destroys them. HASH is that of the sealed bytes,
 * and the row commits to it, so a file that is missing or was changed is noticed without any key.
 * Files never change. */
#ifndef DOMAIN_REGISTER_ATTACHMENT_H
#define DOMAIN_REGISTER_ATTACHMENT_H

#include "domain/register/register.h"

struct attachment_new {
	const struct rec *of;        /* the household or the meeting that it belongs to, opened */
	struct str extra;            /* what its leaf says besides; may be empty */
	struct str kind, title;      /* as a person types them; title may be empty */
	struct str file;             /* what its sender called it */
	struct str bytes;            /* what is kept */
	const char *media_type;
	bool placed;                 /* where it was taken, millionths of a degree */
	int64_t lat, lon;
	date_t taken;                /* 0: unknown */
	const char *taken_by;        /* NULL: unknown */
};
/* First the file, synced, then the row: a crash between leaves sealed bytes that nothing names. A
 * photograph must have been made anew (fmt/picture.h): one as the camera wrote it is ERR_INPUT. */
enum err attachment_add(struct ctx *cx, struct reg *r, const struct attachment_new *n, int64_t *id);
/* The bytes of a row that was loaded; ERR_NOTFOUND: a row without a file, or the file is gone;
 * ERR_TAMPER: it is another one. */
enum err attachment_open(struct ctx *cx, struct reg *r, const struct rec *row, struct buf *out);
/* Looks at every file without a key, of attachments and of notices: says which are gone or altered.
 * Text: the row's id, or the number of the notice. */
typedef void attachment_report(void *arg, bool gone, const char *key, const char *object);
enum err attachment_verify(struct ctx *cx, struct db *db, const char *dir, enum hash_alg alg,
                           attachment_report *report, void *arg);

/* Copies files that are not there yet from one data folder's attachments into to/attachments. They
 * are sealed already. *n: how many. */
enum err attachment_copy(struct ctx *cx, const char *dir, const char *to, int64_t *n);

/* A file of no household, as it is (not sealed), beside the others: copied and restored with them,
 * known by its hash, which a row keeps. ERR_NOTFOUND, ERR_TAMPER. */
enum err attachment_keep(struct ctx *cx, struct reg *r, struct str bytes, struct str *hash);
enum err attachment_kept(struct ctx *cx, struct reg *r, struct str hash, struct str *bytes);
/* The same, sealed under the own key of a row of no household, which keeps the hash: whoever
 * destroys the row's seed destroys the file. */
enum err attachment_seal(struct ctx *cx, struct reg *r, const struct rec *row, struct str bytes,
                         struct str *hash);
enum err attachment_unseal(struct ctx *cx, struct reg *r, const struct rec *row, struct str hash,
                           struct buf *out);

#endif
