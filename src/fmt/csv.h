/* csv - comma, semicolon or tab separated text, RFC 4180 quoting, UTF-8 with or without BOM or
 * GB18030. Two passes over an open file: csv_open scans the whole file once, checks its shape and
 * notes where each record begins; csv_record then reads any record by number. Memory: 8 bytes a
 * record plus fixed windows, whatever the size of the file.
 *
 * Rows are numbered as a spreadsheet shows them: the first record is 1. A quoted field with line
 * breaks is one row. Empty lines are rows (blank). */
#ifndef FMT_CSV_H
#define FMT_CSV_H

#include "base/buf.h"
#include "base/err.h"

#define CSV_MAX_COLUMNS 2048
#define CSV_MAX_FIELD   (64 * 1024)
#define CSV_MAX_RECORD  (1024 * 1024)
#define CSV_MAX_RECORDS 200000000

enum csv_encoding { CSV_UTF8, CSV_GB18030 };

struct csv {
	int fd;
	int64_t size;
	enum csv_encoding enc;
	bool bom;
	char sep;
	int64_t nrecord;             /* records, header lines included */
	/* private */
	uint64_t *at;                /* start offsets, nrecord + 1 */
	size_t at_cap;
	char *win;
	size_t win_cap, win_n, ahead;        /* ahead: how much to read when rows come in order */
	int64_t win_off;
	char *text;                  /* unquoted, converted record */
	size_t text_cap;
	struct str *cell;
	int cell_cap;
	struct csv_gb *gb;           /* GB18030 table, made by csv_open: before any lock-down */
};

/* Scans the file. Refusals (ERR_INPUT, place "row N" / "row N, column M"): csv-unclosed-quote,
 * csv-nul, csv-too-many-columns, csv-field-too-long, csv-record-too-long, csv-encoding (neither
 * UTF-8 nor GB18030), csv-utf16, csv-empty, csv-quote (text after a closing quote), csv-line-ends;
 * other files are named for what they are: csv-zip (XLSX), csv-xls, csv-pdf, csv-gzip, csv-html.
 * The separator is the one of , TAB ; that cuts the first rows most evenly. Lines end with LF or
 * CR LF, or with CR when the file has no LF. Everything that loads late is loaded here, so that
 * csv_record and csv_cell only pread. The descriptor stays the caller's. */
enum err csv_open(struct ctx *cx, int fd, struct csv *out);
/* Loads what conversion needs, before a process locks itself down (csv_open may come after). */
enum err csv_preload(struct ctx *cx);
void csv_close(struct csv *c);
/* Record number row (1-based). Cells are valid until the next call. Blank line: *n = 0. ERR_IO
 * csv-changed when the file is no longer what was scanned. */
enum err csv_record(struct ctx *cx, struct csv *c, int64_t row, struct str **cells, int *n);
/* The same for many: raw access used for sorting: value of one column (0-based, as in cells[]) of
 * record `row` without converting the rest. Empty where the record is shorter. */
enum err csv_cell(struct ctx *cx, struct csv *c, int64_t row, int column, struct str *cell);

/* Writing: appends one cell, quoted when needed; separators and line ends are the caller's. guard:
 * a cell that a spreadsheet would run (= + - @ TAB CR, full-width forms; plain numbers excepted)
 * gets quotes and an apostrophe in front, which csv_unguard takes away again on reading: for every
 * text t, csv_unguard(read(csv_put(t, guard))) is t. */
void csv_put(struct buf *out, struct str cell, char sep, bool guard);
struct str csv_unguard(struct str cell);

#endif
