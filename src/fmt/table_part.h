/* table_part - what a kind of workbook gives to table.c, which keeps its rows. For fmt only. */
#ifndef FMT_TABLE_PART_H
#define FMT_TABLE_PART_H

#include "fmt/rows.h"

struct table_source {
	enum table_kind kind;
	const char *encoding;        /* as table_encoding says it */
	/* Whether a file that begins so is one; n is 8, less only in a shorter file. */
	bool (*is)(const unsigned char *head, size_t n);
	/* Before the lock-down; may be NULL. */
	enum err (*preload)(struct ctx *cx);
	/* Looks at the outside; what it must keep of the content goes to the spool. */
	enum err (*open)(struct ctx *cx, int fd, struct spool *s, void **out);
	void (*close)(void *src);
	int (*sheets)(const void *src);
	struct str (*sheet_name)(const void *src, int sheet);
	bool (*sheet_hidden)(const void *src, int sheet);
	bool (*from_1904)(const void *src);  /* NULL: never */
	/* The rows and merges of one sheet into `to`; may end early once `enough` rows are there
	 * (0: all). Errors name sheet and cell. */
	enum err (*read)(struct ctx *cx, void *src, int sheet, int64_t enough, struct rows *to);
};

#endif
