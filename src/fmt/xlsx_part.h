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
	bool stop;                   /* set by end or raw: the rest of the part is not wanted */
	/* Offered the bytes behind the first `raw_tag` ("<a>", in UTF-8) once its begin was called, if
	 * it is among the part's first: takes whole elements off their front (*taken). *more: offer
	 * the rest again with more behind it; else all that follows is for the calls above. */
	const char *raw_tag;         /* NULL: none */
	enum err (*raw)(struct ctx *cx, struct xlsx_xml *x, const char *p, size_t n, size_t *taken,
	                bool *more);
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

/* ---- xlsx_cell.c: what a cell says ---- */

enum xlsx_type {
	XLSX_NUMBER, XLSX_SHARED, XLSX_BOOL, XLSX_ERROR, XLSX_COMPUTED, XLSX_INLINE, XLSX_ISO,
	XLSX_OTHER
};

/* A sheet's rows on their way into rows. */
struct xlsx_cells {
	struct xlsx_book *b;
	struct rows *rows;
	struct str name;
	int64_t row;                         /* the last, or the one being read; 0: none yet */
	int64_t enough;
	int col, style;                      /* of the cell being read */
	enum xlsx_type type;
	bool in_cell, formula;
	struct buf plain;                    /* a text whose escapes were taken out */
};

/* Refuses with the place of the cell being read, "Sheet!C5": {0}; arg: {1}. */
enum err xlsx_cell_refuse(struct ctx *cx, const struct xlsx_cells *c, const char *key,
                          const char *arg);
/* An error of rows.h gets the place that its finder did not know. */
enum err xlsx_cell_placed(struct ctx *cx, const struct xlsx_cells *c, enum err e);
char *xlsx_cell_place(struct ctx *cx, const struct xlsx_cells *c);
enum xlsx_type xlsx_cell_type(struct str t);
/* The next row begins; its number is above all before. */
enum err xlsx_cell_row(struct ctx *cx, struct xlsx_cells *c, int64_t row);
/* A cell begins: a number without format, until its attributes say otherwise. */
void xlsx_cell_begin(struct xlsx_cells *c);
/* It names its column. */
enum err xlsx_cell_at(struct ctx *cx, struct xlsx_cells *c, int col);
/* It ends: its text is laid aside. */
enum err xlsx_cell_end(struct ctx *cx, struct xlsx_cells *c, struct str text);
/* "C5", and what follows it; false when it is none. */
bool xlsx_ref(const char **p, int *col, int64_t *row);

/* ---- xlsx_row.c: rows as most programs write them, without expat ---- */

/* Takes whole rows off the front of p (p[n] is 0): *taken bytes of them. *more: a row is cut off by
 * the end; else what follows is for expat, which finds whatever is wrong with it. */
enum err xlsx_row_take(struct ctx *cx, struct xlsx_cells *c, const char *p, size_t n, size_t *taken,
                       bool *more);

/* ---- xlsx_sheet.c ---- */

enum err xlsx_sheet_read(struct ctx *cx, struct xlsx_book *b, int sheet, int64_t enough,
                         struct rows *to);

#endif
