/* xlsx_pack - the parts of a workbook's ZIP, all in memory: read one, and write the ZIP anew with
 * some parts replaced or left out. Parts that are not replaced keep their compressed bytes, dates
 * and order. Serves xlsx_fill, in a child that is locked down. */
#ifndef FMT_XLSX_PACK_H
#define FMT_XLSX_PACK_H

#include "base/buf.h"
#include "base/err.h"

#define PACKAGE_MAX       ((size_t)32 << 20)     /* the file */
#define PACKAGE_PARTS     1000
#define PACKAGE_PART_MAX  ((uint64_t)64 << 20)   /* one part, unpacked */
#define PACKAGE_ALL_MAX   ((uint64_t)256 << 20)  /* all parts, as they say themselves */
#define PACKAGE_RATIO     200

struct package_part {
	struct str name;
	uint64_t csize, usize, begin, end;           /* where its bytes lie in the file */
	uint64_t dir, no;                            /* its entry in the directory */
	uint32_t crc, dos_date, external;
	uint16_t method, internal;
	bool dropped, replaced;
	struct str text;                             /* when replaced: what it holds now */
};

struct package {
	struct str bytes;
	struct package_part *part;
	int n;
	struct arena *a;
};

/* Looks at the directory of the ZIP that `bytes` is; they and the arena stay as long as out is
 * used. ERR_INPUT fill-zip-*: no ZIP, damaged, too many parts, too large, unpacks to far more than
 * it is, overlapping or repeated parts, names that leave the folder, encrypted. */
enum err package_open(struct ctx *cx, struct arena *a, struct str bytes, struct package *out);
/* Part of a name, whatever its case; -1: none. */
int package_find(const struct package *p, struct str name);
/* The unpacked bytes of a part, in the arena. ERR_INPUT: damaged, or more than it said. */
enum err package_read(struct ctx *cx, const struct package *p, int i, struct str *out);
void package_replace(struct package *p, int i, struct str text);
void package_drop(struct package *p, int i);
/* The ZIP with what was replaced and without what was dropped. */
enum err package_write(struct ctx *cx, const struct package *p, struct buf *out);

#endif
