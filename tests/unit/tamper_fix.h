/* tamper_fix - a small register with a past, and what verify says of a copy of it that somebody had
 * in his hands. For test_verify_rows.c, test_backup.c and test_tamper.c. People are invented. */
#ifndef UNIT_TAMPER_FIX_H
#define UNIT_TAMPER_FIX_H

#include "register_fix.h"

#include <sqlite3.h>

#include "entity/verify_rows.h"

/* ---- a register with a past ---- */

/* A cell's text that lives until the row is written. */
static inline const char *worded(struct desk *d, const char *fmt, int n)
{
	char text[64];

	snprintf(text, sizeof text, fmt, n);
	return str_z(&d->cx.arena, str_of(text));
}

static inline void household_of(struct desk *d, int i, const struct rec *area)
{
	static const char *const family[] = { "张", "王", "李", "赵", "欧阳" };
	static const char *const given[] = { "小明", "大山", "秀英", "建国", "芳" };
	const char *no = worded(d, "98000%03d", i);
	struct rec *h, *p;
	char name[40];

	snprintf(name, sizeof name, "%s%s", family[i % 5], given[i / 5 % 5]);
	h = add(d, "household", "no", no, "area", ref(d, area), "head_name",
	        str_z(&d->cx.arena, str_of(name)), "phone", worded(d, "139%08d", 10000000 + i),
	        "members", "2", NULL);
	for (int k = 0; k < 2; k++) {
		snprintf(name, sizeof name, "%s%s", family[i % 5], given[(i + k) % 5]);
		p = add(d, "person", "household", ref(d, h), "no", worded(d, "98000%04d", 10 * i + k + 1),
		        "name", str_z(&d->cx.arena, str_of(name)), "phone",
		        worded(d, "138%08d", 20000000 + 2 * i + k), NULL);
		if (k)
			continue;
		add(d, "work", "person", ref(d, p), "started", worded(d, "%d-03-01", 2014 + i % 9),
		    "remark", "在镇上做零工", NULL);
	}
	add(d, "income", "household", ref(d, h), "period_from", "2020-01-01", "period_to",
	    "2020-12-31", "wage", "1200.50", NULL);
}

/* 40 households in 10 leaves, then 20 leaves of edits: up to five versions of a row, and search
 * segments of two levels. */
static inline void fill_past(struct desk *d, int households)
{
	struct rec *area = NULL;

	for (int i = 0; i < 4; i++)
		area = add(d, "area", "code", worded(d, "98010120%d000", i), "name", "示例村", NULL);
	save(d);
	for (int i = 0; i < households; i++) {
		household_of(d, i, area);
		if (i % 4 == 3)
			save(d);
	}
	if (d->n)
		save(d);
	for (int i = 0; i < 20; i++) {
		if (i % 2)
			change(d, "household", 1 + i % 7, "phone", worded(d, "139%08d", 30000000 + i));
		else
			change(d, "household", 1 + i % 7, "group_name", i % 4 ? "一组" : "三组");
		change(d, "person", 1 + i % 5, "name", i % 2 ? "改名甲" : "改名乙");
		save(d);
	}
}

/* ---- what verify says ---- */

struct heard {
	int n;
	int worst;                           /* highest class */
	char all[200000];                    /* "key object\n" of each */
	size_t len;
};

static inline void hear(void *arg, enum verify_class cls, const char *key, const char *object)
{
	struct heard *h = arg;

	h->n++;
	if ((int)cls > h->worst)
		h->worst = (int)cls;
	if (h->len < sizeof h->all - 1000)
		h->len += (size_t)snprintf(h->all + h->len, 1000, "%s %s\n", key, object);
}

/* As `verify --deep` does it: no policy, no keys, D.head from outside. */
static inline void listen(const char *db_path, const char *head, struct heard *h)
{
	const char *const heads[] = { head };
	struct verify v = { .report = hear, .arg = h };
	struct ctx cx;
	struct db *db;

	memset(h, 0, sizeof *h);
	ctx_init(&cx, (size_t)256 << 20);
	if (db_open(&cx, db_path, DB_READ, &db) != OK) {
		hear(h, VERIFY_UNREADABLE, "cannot-open", db_path);
	} else {
		enum err e = db_begin_read(&cx, db);

		if (e == OK)
			e = verify_log(&cx, db, heads, 1, &v);
		if (e == OK)
			e = verify_rows(&cx, db, NULL, &v, NULL, NULL);
		if (e != OK)
			hear(h, VERIFY_UNREADABLE, "verify-failed", cx.err.key ? cx.err.key : "?");
		db_end_read(db);
		db_close(db);
	}
	ctx_free(&cx);
}

static inline void copy_file(const char *from, const char *to)
{
	char block[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		assert_int_equal(fwrite(block, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

/* One statement of somebody with the file and without the keys. */
static inline bool tamper_sql(sqlite3 *h, const char *text)
{
	return sqlite3_exec(h, text, NULL, NULL, NULL) == SQLITE_OK;
}

static inline int64_t tamper_int(sqlite3 *h, const char *text)
{
	sqlite3_stmt *s;
	int64_t v = -1;

	if (sqlite3_prepare_v2(h, text, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(h));
	if (sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

#endif
