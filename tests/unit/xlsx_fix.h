/* xlsx_fix - workbooks made byte by byte, opened in memory, and what is read of them. */
#ifndef UNIT_XLSX_FIX_H
#define UNIT_XLSX_FIX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <sys/mman.h>
#include <uchar.h>
#include <unistd.h>

#include "base/msg.h"
#include "fmt/rows.h"
#include "fmt/table.h"
#include "fmt/xlsx.h"

#include "../tools/zip_box.h"

/* ---- help ---- */

struct opened {
	struct ctx cx;
	struct table *t;
	int fd, spool;
	enum err e;
};

static inline struct opened open_bytes(const void *p, size_t n)
{
	struct opened o = { .spool = -1 };

	ctx_init(&o.cx, 0);
	o.fd = memfd_create("book.xlsx", 0);
	assert_true(o.fd >= 0);
	assert_int_equal(write(o.fd, p, n), n);
	o.e = table_open(&o.cx, o.fd, -1, &o.t);
	return o;
}

static inline struct opened open_box(struct zip_box *z)
{
	struct opened o;

	zip_end(z);
	o = open_bytes(z->p, z->n);
	zip_free(z);
	return o;
}

static inline void good(const struct opened *o)
{
	if (o->e != OK)
		fail_msg("refused with %s at %.*s", o->cx.err.key, STR_FMT(o->cx.err.where));
}

/* The whole line: opened, and its first sheet read. */
static inline struct opened read_box(struct zip_box *z)
{
	struct opened o = open_box(z);

	if (o.e == OK)
		o.e = table_choose(&o.cx, o.t, 0);
	return o;
}

static inline struct opened read_parts(const char *sheet, const char *styles, const char *strings)
{
	static struct zip_box z;
	struct opened o;

	zip_frame(&z, styles, strings);
	zip_text(&z, "xl/worksheets/sheet1.xml", sheet);
	o = read_box(&z);
	good(&o);
	return o;
}

#define READ(rows) read_parts(ZIP_SHEET(rows), NULL, NULL)

static inline void done(struct opened *o)
{
	table_close(o->t);
	close(o->fd);
	ctx_free(&o->cx);
}

static inline void row_is(struct opened *o, int64_t row, const char *expected)
{
	char got[8192] = "";
	const uint8_t *mark;
	struct str *cell;
	size_t at = 0;
	int n;

	assert_int_equal(table_record(&o->cx, o->t, row, &cell, &mark, &n), OK);
	for (int i = 0; i < n; i++) {
		at += (size_t)snprintf(got + at, sizeof got - at, "%s%.*s", i ? "|" : "",
			STR_FMT(cell[i]));
		if (mark && mark[i])
			at += (size_t)snprintf(got + at, sizeof got - at, "~%d", mark[i]);
	}
	assert_string_equal(got, expected);
}

static inline void refused_box(struct zip_box *z, const char *key, const char *where)
{
	struct opened o = read_box(z);
	const char *zh, *en;

	if (o.e != ERR_INPUT && o.e != ERR_LIMIT)
		fail_msg("not refused: %s was expected", key);
	assert_string_equal(o.cx.err.key, key);
	if (!str_eqz(o.cx.err.where, where))
		fail_msg("%s: at \"%.*s\", not \"%s\"", key, STR_FMT(o.cx.err.where), where);
	zh = msg_text(LANG_ZH, key);
	en = msg_text(LANG_EN, key);
	assert_string_not_equal(zh, key);
	assert_string_not_equal(en, key);
	done(&o);
}

static inline void refused_sheet(const char *sheet, const char *key, const char *where)
{
	static struct zip_box z;

	struct zip_part as = zip_describe("xl/worksheets/sheet1.xml", sheet, strlen(sheet));

	zip_frame(&z, NULL, NULL);
	as.method = 0;                                  /* stored: no long one is a bomb */
	as.packed = as.size;
	zip_raw(&z, &as, sheet, as.size);
	refused_box(&z, key, where);
}

#endif
