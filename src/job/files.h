/* files - files with clear values that the program has written: error lists and unmasked exports.
 * They are 0600 where they were made, and the journal knows each by path and hash; after use they
 * should go. What is on the disk is asked each time: nothing else keeps account of it. */
#ifndef JOB_FILES_H
#define JOB_FILES_H

#include "base/buf.h"
#include "crypto/digest.h"
#include "domain/register/register.h"

enum file_state {
	FILE_SAME,                   /* there, as it was written */
	FILE_CHANGED,                /* there, and somebody has changed it: a corrected list, perhaps */
	FILE_GONE,
};
struct clear_file {
	struct str path, what;       /* what: "errors" or "rows" */
	int64_t rows, written;       /* Unix ms */
	struct str actor;
	enum file_state state;
};
/* One entry a path, the newest, in the order they were written. In cx's arena. */
enum err files_list(struct ctx *cx, struct reg *r, struct clear_file **out, int *n);

struct purge {
	int64_t older_ms;            /* only what was written before this moment */
	bool changed;                /* what was changed since, too */
	bool dry_run;
	/* filled in: those removed, or that would be */
	struct clear_file *file;
	int n, left;                 /* left: there still because they were changed */
};
/* Removes files and journals it, file by file. */
enum err files_purge(struct ctx *cx, struct reg *r, struct purge *p);

/* ---- writing one ---- */

/* What the journal says of clear values before they are shown. */
struct clear_note {
	const char *path;            /* NULL: no file, such as standard output */
	const char *format;          /* csv, xlsx, form ... */
	int64_t rows;
	const unsigned char *hash;   /* HASH_LEN bytes: of all of it, by the journal's algorithm */
	const char *more;            /* further lines "key=value", or NULL */
};
/* Appends it to out as a leaf's extra, from which files_list finds the file again. The path's
 * folder must be there. ERR_USAGE files-path: too long, or with line breaks. */
enum err files_note(struct ctx *cx, const struct clear_note *n, struct buf *out);
/* Hash of an open file's bytes. */
enum err files_hash(struct ctx *cx, const struct reg *r, int fd, unsigned char hash[HASH_LEN]);

#endif
