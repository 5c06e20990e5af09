/* xlsx_part - what the files of xlsx share: the package, the XML in it, the workbook. For xlsx_*
 * only. */
#ifndef FMT_XLSX_PART_H
#define FMT_XLSX_PART_H

#include "fmt/numeral.h"
#include "fmt/xlsx.h"

/* ---- xlsx_zip.c: the package ---- */

struct xlsx_part {
	struct str name;             /* without "/" in front */
	int64_t start, pos;          /* of its header, of its data */
	int64_t packed, size;
	uint32_t crc;
	bool stored;
};

struct xlsx_zip {
	int fd;
	struct xlsx_part *part;
	int n;
};

/* Reads the directory and judges all of it before anything is unpacked. Memory from a. */
enum err xlsx_zip_open(struct ctx *cx, struct arena *a, int fd, struct xlsx_zip *out);
/* By name, in any case; NULL. */
const struct xlsx_part *xlsx_zip_find(const struct xlsx_zip *z, struct str name);

/* One part being unpacked; at its end, size and checksum are what the directory promised. */
struct xlsx_unpack;
enum err xlsx_unpack_open(struct ctx *cx, const struct xlsx_zip *z, const struct xlsx_part *p,
                          struct xlsx_unpack **out);
/* Up to `room` bytes; *n = 0 at the end. */
enum err xlsx_unpack_read(struct ctx *cx, struct xlsx_unpack *u, void *to, size_t room, size_t *n);
void xlsx_unpack_close(struct xlsx_unpack *u);

/* ---- xlsx_xml.c: elements by their names without prefixes ---- */

struct xlsx_xml {
	void *arg;
	/* depth: 1 for the root; wrappers for other programs (mc:AlternateContent) are not seen, their
	 * choices are left out, their fallbacks taken. att: name, value, ..., NULL. */
	enum err (*begin)(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
	                  const char **att);
	enum err (*end)(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name);
	/* Text inside of any element; may be NULL. */
	void (*text)(struct xlsx_xml *x, const char *p, size_t n);
	bool stop;                   /* set by end: the rest of the part is not wanted */
};
enum err xlsx_xml_read(struct ctx *cx, const struct xlsx_zip *z, const struct xlsx_part *p,
                       struct xlsx_xml *x);
/* Value of an attribute by its name without prefix, or NULL. */
const char *xlsx_att(const char **att, const char *name);
bool xlsx_true(const char *value);       /* "1", "true", "on" */

/* ---- xlsx_book.c: the workbook, its styles and strings ---- */

struct xlsx_sheet {
	struct str name;
	const struct xlsx_part *part;        /* NULL: the package lacks it, or it lies outside */
	bool hidden, external;
};

struct xlsx_book {
	struct arena a;
	struct spool *spool;
	struct xlsx_zip zip;
	const struct xlsx_part *workbook, *strings, *styles;
	struct xlsx_sheet *sheet;
	int nsheet, sheet_cap;
	bool from_1904, loaded;              /* styles and strings are read */
	struct numeral_format *style;         /* by cellXfs index */
	int nstyle;
	int64_t *string_at;                  /* where each 8 shared strings lie in the spool */
	int64_t nstring;
	struct spool_window window;
};

enum err xlsx_book_open(struct ctx *cx, struct xlsx_book *b, int fd);
/* Styles and shared strings, once. */
enum err xlsx_book_load(struct ctx *cx, struct xlsx_book *b);
/* Shared string i, valid until the next call. False: there is none. */
enum err xlsx_book_string(struct ctx *cx, struct xlsx_book *b, int64_t i, struct str *out,
                          bool *any);

/* ---- xlsx_text.c: the text of a string item, from one or several runs ---- */

struct xlsx_text {
	struct buf b;
	int depth;                           /* of the element that holds it: si, is */
	bool in_t, phonetic;
};
void xlsx_text_init(struct xlsx_text *t);
void xlsx_text_start(struct xlsx_text *t, int depth);
/* To be called for what is inside the item: keeps what t, r/t hold, not rPh. */
void xlsx_text_begin(struct xlsx_text *t, int depth, const char *name);
void xlsx_text_end(struct xlsx_text *t, int depth, const char *name);
void xlsx_text_add(struct xlsx_text *t, const char *p, size_t n);
/* _x000D_ and the like become the characters they stand for, in place. */
struct str xlsx_text_plain(struct buf *b);

/* ---- xlsx_sheet.c ---- */

enum err xlsx_sheet_read(struct ctx *cx, struct xlsx_book *b, int sheet, int64_t enough,
                         struct rows *to);

#endif
