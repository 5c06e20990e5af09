/* xls_part - what the files of xls share: records, texts, the open workbook. For fmt only. */
#ifndef FMT_XLS_PART_H
#define FMT_XLS_PART_H

#include "base/arena.h"
#include "base/mem.h"
#include "fmt/csv_part.h"
#include "fmt/numeral.h"
#include "fmt/xls.h"

/* Records, by their numbers in BIFF5 and BIFF8. */
enum {
	XLS_FORMULA = 0x0006, XLS_EOF = 0x000A, XLS_1904 = 0x0022, XLS_FILEPASS = 0x002F,
	XLS_CONTINUE = 0x003C, XLS_CODEPAGE = 0x0042, XLS_BOUNDSHEET = 0x0085, XLS_MULRK = 0x00BD,
	XLS_RSTRING = 0x00D6, XLS_XF = 0x00E0, XLS_MERGECELLS = 0x00E5, XLS_SST = 0x00FC,
	XLS_LABELSST = 0x00FD, XLS_NUMBER = 0x0203, XLS_LABEL = 0x0204, XLS_BOOLERR = 0x0205,
	XLS_STRING = 0x0207, XLS_RK = 0x027E, XLS_FORMAT = 0x041E, XLS_BOF = 0x0809,
};

struct xls_sheet {
	struct str name;
	uint32_t at;                 /* its BOF in the stream */
	bool hidden;
};

struct xls {
	unsigned char *p;            /* the workbook's stream */
	size_t n;
	bool biff8, since1904, bare; /* bare: no box around, one sheet without a list of sheets */
	int codepage;                /* 0: none stated */
	struct csv_gb *gb;           /* code page 936, made when first needed */
	struct arena keep;           /* names */
	struct xls_sheet *sheet;
	int nsheet;
	struct numeral_format *xf;    /* by number of XF: how it shows numbers */
	int nxf, xf_cap;
	struct xls_format { struct numeral_format f; bool there; } *format;   /* by its number */
	/* texts that cells share, as UTF-8; text i is shared[at[i]] to before shared[at[i + 1]] */
	char *shared;
	uint32_t *shared_at;
	uint32_t nshared;
	uint64_t walked;             /* bytes of records gone over since it was opened */
};

/* The rows and joined cells of a sheet, as table_source.read. */
enum err xls_read(struct ctx *cx, struct xls *x, int sheet, int64_t enough, struct rows *to);

/* A record of the stream: `at` is where it begins, p and n are what it holds. */
struct xls_rec {
	size_t at, next;
	int type;
	const unsigned char *p;
	size_t n;
};

static inline uint16_t xls_get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t xls_get32(const unsigned char *p)
{
	return (uint32_t)xls_get16(p) | (uint32_t)xls_get16(p + 2) << 16;
}

static inline uint64_t xls_get64(const unsigned char *p)
{
	return (uint64_t)xls_get32(p) | (uint64_t)xls_get32(p + 4) << 32;
}

/* The record at an offset; false when the stream ends before it does. */
bool xls_rec_at(const struct xls *x, size_t at, struct xls_rec *r);

/* Characters of a text, which may go on in CONTINUE records behind the one it begins in. */
struct xls_run {
	const struct xls *x;
	struct xls_rec r;
	size_t i;                    /* next byte of r */
};

/* BIFF8: 16-bit (or, `wide_count` false, 8-bit) count, flags, characters, and what belongs to rich
 * text, which is skipped. BIFF5: count and bytes in the code page. Adds UTF-8 to out. */
enum xls_text { XLS_TEXT_GOOD, XLS_TEXT_CUT, XLS_TEXT_CODEPAGE, XLS_TEXT_LONG };
enum xls_text xls_run_text(struct xls *x, struct xls_run *run, bool wide_count, struct buf *out);

/* The error of a text that could not be read, at a place. */
enum err xls_text_err(struct ctx *cx, const struct xls *x, enum xls_text t, const char *where);
enum err xls_damaged(struct ctx *cx, const char *where, const char *what);

#endif
