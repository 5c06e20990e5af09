/* xlsx_pack - the parts of a workbook's ZIP, all in memory: read one, and write the ZIP anew with
 * some parts replaced or left out. Parts that are not replaced keep their compressed bytes, dates
 * and order. Serves xlsx_fill, in a child that is locked down. */
#ifndef FMT_XLSX_PACK_H
#define FMT_XLSX_PACK_H

#include "base/buf.h"
#include "fmt/xlsx_part.h"

#define PACKAGE_MAX      ((size_t)32 << 20)      /* the file */
#define PACKAGE_PART_MAX ((int64_t)24 << 20)     /* a part that is read, unpacked */

struct package_part {
	struct str name;
	const struct xlsx_part *judged;              /* where its bytes lie */
	uint32_t dos_date, external;
	uint16_t internal;
	bool dropped, replaced;
	struct str text;                             /* when replaced: what it holds now */
};

struct package {
	struct str bytes;
	struct xlsx_zip zip;
	struct package_part *part;                   /* in the order of the directory */
	int n;
	struct arena *a;
};

/* Reads the file behind fd; both stay as long as out is used. What is wrong with the ZIP is refused
 * as xlsx.h says; ERR_INPUT fill-not-xlsx, fill-file-large. */
enum err package_open(struct ctx *cx, struct arena *a, int fd, struct package *out);
/* The same name, whatever the case of A to Z: parts and types are compared so. */
bool package_same_name(struct str a, struct str b);
/* Part of a name, whatever its case; -1: none. */
int package_find(const struct package *p, struct str name);
/* The unpacked bytes of a part, in the arena. ERR_INPUT: damaged, more than it said, too large. */
enum err package_read(struct ctx *cx, const struct package *p, int i, struct str *out);
void package_replace(struct package *p, int i, struct str text);
void package_drop(struct package *p, int i);
/* The ZIP with what was replaced and without what was dropped. */
enum err package_write(struct ctx *cx, const struct package *p, struct buf *out);

#endif
