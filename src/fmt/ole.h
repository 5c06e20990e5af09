/* ole - compound files (OLE2), the boxes that old Office programs put their documents into: a small
 * file system of sectors, chains and a directory. Everything in it is checked against the size of
 * the file before it is used: a chain that turns back on itself, runs out or points outside, and
 * sizes that cannot be, are a refusal, whatever the rest looks like.
 *
 * Memory: 4 bytes a sector (512 KiB for the largest file) and the directory (at most 2 MiB). Only
 * pread is called. */
#ifndef FMT_OLE_H
#define FMT_OLE_H

#include "base/err.h"

#define OLE_FILE_MAX ((int64_t)64 << 20)     /* as large as a full XLS sheet of text gets */
#define OLE_ENTRIES  16384                   /* streams and folders */

struct ole_entry {
	uint32_t start;              /* first sector, or small sector */
	int64_t size;                /* bytes; at most the file's */
};

struct ole {
	int fd;
	int64_t size;
	/* private */
	unsigned shift;              /* a sector has 1 << shift bytes */
	uint32_t nsector;
	uint32_t *next;              /* for each sector the one that follows */
	uint32_t *small_next;        /* the same for the small sectors (64 bytes) */
	uint32_t nsmall;
	int64_t cutoff;              /* streams below it live in small sectors */
	uint32_t small_start;
	unsigned char *dir;
	uint32_t nentry;
};

/* Looks at the outside of the file: header, sector tables, directory. ERR_INPUT ole-large,
 * ole-cut-off (it is longer than what is there), ole-damaged; ERR_IO csv-read. The descriptor stays
 * the caller's. */
enum err ole_open(struct ctx *cx, int fd, struct ole *out);
void ole_close(struct ole *o);
/* A stream of the top folder, by its name (ASCII, letters in any case). False: there is none. */
bool ole_find(const struct ole *o, const char *name, struct ole_entry *out);
/* The whole stream in memory of its own (mem_free). ERR_INPUT ole-cut-off, ole-damaged. */
enum err ole_read(struct ctx *cx, const struct ole *o, const struct ole_entry *e,
                  unsigned char **out);

#endif
