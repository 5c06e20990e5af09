/* import_fix - lists as somebody would hand them in, taken by the real import with its real child
 * process (this very program, started again), and what it said of them. All people are invented. */
#ifndef UNIT_IMPORT_FIX_H
#define UNIT_IMPORT_FIX_H

#include "register_fix.h"

#include "job/import.h"
#include "job/reader.h"

/* What was heard: one line a finding, "row kind column" (row 0: the file). */
struct heard {
	struct import im;
	enum err e;
	char found[16384], refused[256];
	int nfound;
	int64_t saved;
};

static inline void hear_found(void *arg, const struct import_finding *f)
{
	struct heard *h = arg;
	size_t n = strlen(h->found);

	h->nfound++;
	snprintf(h->found + n, sizeof h->found - n, "%d %s %.*s\n", (int)f->row, f->kind->id,
	         STR_FMT(f->column));
}

static inline void hear_saved(void *arg, int64_t rows)
{
	((struct heard *)arg)->saved = rows;
}

static inline void hear_refused(void *arg, const char *file, const char *sheet,
                                const struct err_info *why)
{
	struct heard *h = arg;

	snprintf(h->refused, sizeof h->refused, "%s%s%s %s", file, *sheet ? "/" : "", sheet, why->key);
}

/* Writes the file NAME into the desk's folder. */
static inline char *put_file(struct desk *d, const char *name, const void *p, size_t n)
{
	char path[160];

	snprintf(path, sizeof path, "%s/%s", d->top, name);
	GOOD(d, os_write_file(&d->cx, path, (struct str){ p, n }, 0600));
	return str_z(&d->cx.arena, str_of(path));
}

static inline void heard_begin(struct heard *h)
{
	memset(h, 0, sizeof *h);
	h->im.face = (struct import_face){ .arg = h, .found = hear_found, .saved = hear_saved,
		.refused = hear_refused };
}

static inline void take_bytes(struct desk *d, struct heard *h, const void *p, size_t n)
{
	const char *file[1] = { put_file(d, "list.csv", p, n) };

	h->im.file = file;
	h->im.nfile = 1;
	h->e = import_run(&d->cx, d->r, &h->im);
	h->im.file = NULL;
	remove(file[0]);
}

/* Takes a list that must be taken (not each of its rows). */
static inline void take(struct desk *d, struct heard *h, const char *text)
{
	heard_begin(h);
	take_bytes(d, h, text, strlen(text));
	if (h->e != OK)
		fail_msg("import: %s, %s", d->cx.err.key, h->refused);
}

#define COUNTS(h, new, chg, same, bad) do { \
	const struct import_counts *c_ = &(h)->im.total; \
	if (c_->fresh != (new) || c_->changed != (chg) || c_->unchanged != (same) || \
	    c_->refused != (bad)) \
		fail_msg("new %d changed %d unchanged %d refused %d\n%s", (int)c_->fresh, \
		         (int)c_->changed, (int)c_->unchanged, (int)c_->refused, (h)->found); \
} while (0)
#define FOUND(h, what) assert_string_equal((h)->found, (what))

/* A citizen number from its first 17 digits; the check character after GB 11643. */
static inline const char *idno(const char *digits)
{
	static char ring[64][24];
	static int turn;
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	char *to = ring[turn++ % 64];
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (digits[i] - '0') * weight[i];
	snprintf(to, 24, "%.17s%c", digits, "10X98765432"[sum % 11]);
	return to;
}

#define AREAS "代码,名称\n98,示例省\n9801,示例市\n980101,示例县\n980101100,青山镇\n980101101,白水乡\n" \
	"980101100201,向阳村委会\n980101100202,新村\n980101101201,新村\n980101101202,河口村\n"

static inline struct desk *county_desk(void)
{
	struct desk *d = desk_open();
	struct heard h;

	take(d, &h, AREAS);
	COUNTS(&h, 9, 0, 0, 0);
	return d;
}

/* The text of one field of the row called `key`, as a sheet shows it; "-" if there is no such row.
 */
static inline const char *value(struct desk *d, const char *name, const char *key,
								const char *field)
{
	const struct entity *e = noun(d, name);
	int f = entity_field(e, str_of(field));
	struct rec *r;
	struct buf b BUF_AUTO = { 0 };
	int64_t id;

	assert_true(f >= 0);
	if (register_by_key(&d->cx, d->r, e, str_of(key), &id) != OK) {
		const char *why = d->cx.err.key;

		err_clear(&d->cx);
		return strcmp(why, "row-not-found") ? why : "-";
	}
	GOOD(d, register_load(&d->cx, d->r, e, id, &r));
	buf_init(&b, 4096);
	if ((e->fields[f].type == FT_REF || e->fields[f].type == FT_AREA) && rec_has(r, f)) {
		struct str t;

		GOOD(d, register_ref_text(&d->cx, d->r, &e->fields[f], r->v[f].i, &t));
		return str_z(&d->cx.arena, t);
	}
	cell_write(&b, d->r->model, &e->fields[f], &r->v[f], MASK_NONE, LANG_ZH);
	return str_z(&d->cx.arena, buf_str(&b));
}
#define VALUE(d, name, key, field, want) assert_string_equal(value(d, name, key, field), want)

/* Rows of a noun, or of its history (name "person_h"). */
static inline int64_t rows_of(struct desk *d, const char *table)
{
	char *text = arena_alloc(&d->cx.arena, 96);
	struct sql *q = ARENA_NEW(&d->cx.arena, struct sql);
	struct db *db;
	struct stmt *s;
	bool row;
	int64_t n;

	snprintf(text, 96, "SELECT count(*) FROM %s", table);
	*q = (struct sql){ "test.count", text, SQL_SCAN_OK };
	GOOD(d, db_open(&d->cx, d->r->path.db, DB_READ, &db));
	GOOD(d, db_stmt(&d->cx, db, q, &s));
	GOOD(d, stmt_step(&d->cx, s, &row));
	n = stmt_col_int(s, 0);
	stmt_done(s);
	db_close(db);
	return n;
}

#endif
