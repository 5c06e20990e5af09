/* measure_file - columns of CSV as numbers. */
#include "job/measure_file.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/os.h"
#include "fmt/csv.h"

#define NAMES_MAX  ((size_t)1 << 30)     /* bytes of all names of a kind */
#define SHOWN_MAX  60                    /* columns named in a refusal */

/* ---- names ---- */

struct str measure_name(const struct measure_names *x, int64_t i)
{
	return (struct str){ x->text.p + x->at[i], x->at[i + 1] - x->at[i] };
}

static void rehash(struct measure_names *x)
{
	mem_free(x->slot);
	x->nslot = x->nslot ? x->nslot * 2 : 1024;
	x->slot = mem_new(x->nslot, sizeof *x->slot);
	for (int64_t i = 0; i < x->n; i++) {
		size_t at = str_hash(measure_name(x, i)) & (x->nslot - 1);

		while (x->slot[at])
			at = (at + 1) & (x->nslot - 1);
		x->slot[at] = i + 1;
	}
}

int64_t measure_name_of(struct measure_names *x, struct str text)
{
	size_t at;

	if (!x->at) {
		buf_init(&x->text, NAMES_MAX);
		x->at = mem_new(2, sizeof *x->at);
		x->cap = 1;
	}
	if ((size_t)x->n * 2 >= x->nslot)
		rehash(x);
	for (at = str_hash(text) & (x->nslot - 1); x->slot[at]; at = (at + 1) & (x->nslot - 1))
		if (str_eq(measure_name(x, x->slot[at] - 1), text))
			return x->slot[at] - 1;
	if (x->n == x->cap) {
		x->cap *= 2;
		x->at = mem_grow(x->at, (size_t)x->cap + 1, sizeof *x->at);
	}
	buf_adds(&x->text, text);
	x->at[++x->n] = x->text.n;
	x->slot[at] = x->n;
	return x->n - 1;
}

static void names_free(struct measure_names *x)
{
	buf_free(&x->text);
	mem_free(x->at);
	mem_free(x->slot);
	*x = (struct measure_names){ 0 };
}

/* ---- columns ---- */

enum { INCOME, WEIGHT, SIZE, GROUP, STRATA, PSU, TRANSFERS, LINE, KEY, FIRST_INDICATOR,
	COLUMNS = FIRST_INDICATOR + MEASURE_INDICATORS };

struct reading {
	struct ctx *cx;
	const char *name;
	const struct measure_columns *c;
	struct measure_data *d;
	const char *want[COLUMNS];
	int at[COLUMNS];             /* of the wanted columns; -1: not asked for */
	int ncell;                   /* of the header */
	int64_t line;
};

/* A text from a file, short enough for a sentence. */
static const char *shown(struct ctx *cx, struct str s)
{
	struct str t = str_trim(s);
	size_t n = t.n < SHOWN_MAX ? t.n : SHOWN_MAX;

	while (n < t.n && n > 0 && (t.p[n] & 0xC0) == 0x80)
		n--;
	return str_z(&cx->arena, n < t.n ? str_join(&cx->arena, str_sub(t, 0, n), STR("…")) : t);
}

static enum err column_unknown(struct reading *r, const char *want, const struct str *cell)
{
	struct buf all BUF_AUTO = { 0 };

	buf_init(&all, 8192);
	for (int i = 0; i < r->ncell && i < SHOWN_MAX; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", shown(r->cx, cell[i]));
	if (r->ncell > SHOWN_MAX)
		buf_addz(&all, " …");
	return err_set(r->cx, ERR_INPUT, r->name, "measure-column-unknown", want,
	               str_z(&r->cx->arena, buf_str(&all)), NULL);
}

static enum err find_columns(struct reading *r, const struct str *cell)
{
	for (int k = 0; k < COLUMNS; k++) {
		r->at[k] = -1;
		for (int i = 0; r->want[k] && i < r->ncell; i++) {
			if (!str_eq(str_trim(cell[i]), str_trim(str_of(r->want[k]))))
				continue;
			if (r->at[k] >= 0)
				return err_set(r->cx, ERR_INPUT, r->name, "measure-column-twice",
				               r->want[k], NULL);
			r->at[k] = i;
		}
		if (r->want[k] && r->at[k] < 0)
			return column_unknown(r, r->want[k], cell);
	}
	return OK;
}

static void wanted(struct reading *r)
{
	const struct measure_columns *c = r->c;
	const char *first[FIRST_INDICATOR] = { c->income, c->weight, c->size, c->group, c->strata,
		c->psu, c->transfers, c->line, c->lines ? c->lines->key : NULL };

	for (int k = 0; k < COLUMNS; k++)
		r->want[k] = k < FIRST_INDICATOR ? first[k] :
		             k - FIRST_INDICATOR < c->nindicator ?
		             c->indicator[k - FIRST_INDICATOR] : NULL;
}

/* ---- rows ---- */

static enum err bad_cell(struct reading *r, int k, struct str text, const char *key)
{
	char line[24];

	snprintf(line, sizeof line, "%lld", (long long)r->line);
	return err_set(r->cx, ERR_INPUT, r->name, key, line, r->want[k], shown(r->cx, text), NULL);
}

static struct str cell_of(const struct reading *r, const struct str *cell, int n, int k)
{
	return r->at[k] >= 0 && r->at[k] < n ? str_trim(cell[r->at[k]]) : STR("");
}

/* A number into *to and its flag; a column that was not asked for is known as it is. */
static enum err take_number(struct reading *r, const struct str *cell, int n, int k, double most,
                            double *to, unsigned *known, unsigned flag)
{
	struct str text = cell_of(r, cell, n, k);

	if (r->at[k] < 0) {
		*known |= flag;
		return OK;
	}
	switch (measure_number(text, to)) {
	case MEASURE_BAD:
		return bad_cell(r, k, text, "measure-number");
	case MEASURE_GOOD:
		if (fabs(*to) > most)
			return bad_cell(r, k, text, "measure-large");
		*known |= flag;
		return OK;
	case MEASURE_MISSING:
		break;
	}
	return OK;
}

static void take_design(struct reading *r, const struct str *cell, int n, struct measure_in *x)
{
	struct str stratum = cell_of(r, cell, n, STRATA), psu = cell_of(r, cell, n, PSU);

	x->psu = -1;
	x->known |= MEASURE_DESIGN;
	if ((r->at[STRATA] >= 0 && measure_is_missing(stratum)) ||
	    (r->at[PSU] >= 0 && measure_is_missing(psu)))
		x->known &= ~(unsigned)MEASURE_DESIGN;
	if (r->at[STRATA] >= 0)
		x->stratum = (int32_t)measure_name_of(&r->d->strata, stratum);
	if (r->at[PSU] >= 0)
		x->psu = (int32_t)measure_name_of(&r->d->psu, psu);
}

static enum err take_group(struct reading *r, const struct str *cell, int n, struct measure_in *x)
{
	if (r->at[GROUP] < 0)
		return OK;
	x->group = (int32_t)measure_name_of(&r->d->group, cell_of(r, cell, n, GROUP));
	if (r->d->group.n > MEASURE_GROUPS_MAX)
		return err_set(r->cx, ERR_LIMIT, r->name, "measure-groups", r->want[GROUP], NULL);
	return OK;
}

static enum err take_states(struct reading *r, const struct str *cell, int n, uint8_t *to)
{
	for (int j = 0; j < r->c->nindicator; j++) {
		struct str text = cell_of(r, cell, n, FIRST_INDICATOR + j);

		if (measure_cut_of(&r->c->cut[j], text, &to[j]) == MEASURE_BAD)
			return bad_cell(r, FIRST_INDICATOR + j, text, r->c->cut[j].op == MEASURE_YES ?
			                "measure-yes-no" : "measure-number");
	}
	return OK;
}

/* A row's own line, 0 where it is not known: from its column, else from the file of lines. */
static enum err take_line(struct reading *r, const struct str *cell, int n, double *own)
{
	const struct measure_lines *l = r->c->lines;
	unsigned known = 0;
	int64_t at;

	*own = 0;
	if (r->c->line)
		return take_number(r, cell, n, LINE, MEASURE_VALUE_MAX, own, &known, 1);
	if (hmap_get(l->at, cell_of(r, cell, n, KEY), &at))
		*own = l->line[at];
	return OK;
}

static enum err make_room(struct reading *r)
{
	struct measure_data *d = r->d;

	if (d->n == MEASURE_ROWS_MAX)
		return err_set(r->cx, ERR_LIMIT, r->name, "measure-many", NULL);
	if (d->n < d->cap)
		return OK;
	d->cap = d->cap ? d->cap * 2 : 1024;
	d->row = mem_grow(d->row, (size_t)d->cap, sizeof *d->row);
	if (r->c->nindicator)
		d->state = mem_grow(d->state, (size_t)d->cap, (size_t)r->c->nindicator);
	if (r->c->line || r->c->lines)
		d->own = mem_grow(d->own, (size_t)d->cap, sizeof *d->own);
	return OK;
}

static enum err one_row(struct reading *r, const struct str *cell, int n)
{
	struct measure_in x = { .weight = 1, .size = 1 };
	char line[24];

	if (n == 0) {
		r->d->blank++;
		return OK;
	}
	if (n > r->ncell) {
		snprintf(line, sizeof line, "%lld", (long long)r->line);
		return err_set(r->cx, ERR_INPUT, r->name, "measure-row-long", line, NULL);
	}
	TRY(make_room(r));
	TRY(take_number(r, cell, n, INCOME, MEASURE_VALUE_MAX, &x.value, &x.known, MEASURE_VALUE));
	TRY(take_number(r, cell, n, WEIGHT, MEASURE_WEIGHT_MAX, &x.weight, &x.known, MEASURE_WEIGHT));
	TRY(take_number(r, cell, n, SIZE, MEASURE_WEIGHT_MAX, &x.size, &x.known, MEASURE_SIZE));
	if (r->at[TRANSFERS] >= 0)
		TRY(take_number(r, cell, n, TRANSFERS, MEASURE_VALUE_MAX, &x.extra, &x.known,
		                MEASURE_EXTRA));
	take_design(r, cell, n, &x);
	TRY(take_group(r, cell, n, &x));
	TRY(take_states(r, cell, n, r->d->state + r->d->n * r->c->nindicator));
	if (r->d->own)
		TRY(take_line(r, cell, n, &r->d->own[r->d->n]));
	r->d->row[r->d->n++] = x;
	return OK;
}

static enum err all_rows(struct reading *r, struct csv *csv)
{
	struct str *cell;
	int n = 0;

	for (r->line = 1; r->line <= csv->nrecord && n == 0; r->line++)
		TRY(csv_record(r->cx, csv, r->line, &cell, &n));
	r->ncell = n;
	wanted(r);
	TRY(find_columns(r, cell));
	for (; r->line <= csv->nrecord && !(r->cx->stop && *r->cx->stop); r->line++) {
		TRY(csv_record(r->cx, csv, r->line, &cell, &n));
		TRY(one_row(r, cell, n));
	}
	return OK;
}

enum err measure_file_take(struct ctx *cx, int fd, const char *name,
                           const struct measure_columns *c, struct measure_data *d)
{
	struct reading r = { .cx = cx, .name = name, .c = c, .d = d };
	struct csv csv;
	enum err e;

	assert(c->nindicator <= MEASURE_INDICATORS);
	e = csv_open(cx, fd, &csv);
	if (e == OK) {
		e = all_rows(&r, &csv);
		csv_close(&csv);
	} else {                        /* which of several files it was */
		struct str at = str_join(&cx->arena, str_of(name), STR(" "));

		cx->err.where = str_join(&cx->arena, at, cx->err.where);
	}
	return e;
}

enum err measure_file_read(struct ctx *cx, const char *const *path, int npath,
                           const struct measure_columns *c, struct measure_data *d)
{
	for (int i = 0; i < npath; i++) {
		int64_t size;
		enum err e;
		int fd;

		TRY(os_open_read(cx, path[i], &fd, &size));
		e = measure_file_take(cx, fd, path[i], c, d);
		close(fd);
		TRY(e);
	}
	measure_file_settle(d);
	return OK;
}

/* ---- files of lines ---- */

static enum err one_line(struct ctx *cx, const char *path, int64_t row, const struct str *cell,
                         int n, struct measure_lines *out)
{
	char no[24];
	int64_t seen;
	double v = 0;
	struct str name, text;

	if (n == 0)
		return OK;
	snprintf(no, sizeof no, "%lld", (long long)row);
	name = str_trim(cell[0]);
	text = n > 1 ? str_trim(cell[1]) : STR("");
	if (measure_number(text, &v) != MEASURE_GOOD || !(v > 0) || v > MEASURE_VALUE_MAX)
		return err_set(cx, ERR_INPUT, path, "measure-lines-form", no, shown(cx, text), NULL);
	if (hmap_get(out->at, name, &seen))
		return err_set(cx, ERR_INPUT, path, "measure-line-twice", no, shown(cx, name), NULL);
	name = str_dup(&cx->arena, name);
	hmap_put(out->at, name, out->n);
	out->name[out->n] = name;
	out->line[out->n++] = v;
	return OK;
}

static enum err lines_of(struct ctx *cx, const char *path, struct csv *csv,
                         struct measure_lines *out)
{
	struct str *cell;
	int64_t at = 1;
	int n = 0;

	if (csv->nrecord > MEASURE_LINES_MAX)
		return err_set(cx, ERR_LIMIT, path, "measure-many", NULL);
	for (; at <= csv->nrecord && n == 0; at++)
		TRY(csv_record(cx, csv, at, &cell, &n));
	if (n < 2)
		return err_set(cx, ERR_INPUT, path, "measure-lines-head", NULL);
	*out = (struct measure_lines){ .key = str_z(&cx->arena, str_trim(cell[0])),
		.at = hmap_new(&cx->arena, (size_t)csv->nrecord),
		.name = arena_array(&cx->arena, (size_t)csv->nrecord, sizeof *out->name),
		.line = arena_array(&cx->arena, (size_t)csv->nrecord, sizeof *out->line) };
	for (; at <= csv->nrecord; at++) {
		TRY(csv_record(cx, csv, at, &cell, &n));
		TRY(one_line(cx, path, at, cell, n, out));
	}
	return OK;
}

enum err measure_lines_read(struct ctx *cx, const char *path, struct measure_lines *out)
{
	struct csv csv;
	int64_t size;
	enum err e;
	int fd;

	TRY(os_open_read(cx, path, &fd, &size));
	e = csv_open(cx, fd, &csv);
	if (e == OK) {
		e = lines_of(cx, path, &csv, out);
		csv_close(&csv);
	}
	close(fd);
	return e;
}

/* ---- groups by name ---- */

struct ranked { struct str name; int64_t old; };

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct ranked *)a)->name, ((const struct ranked *)b)->name);
}

void measure_file_settle(struct measure_data *d)
{
	struct measure_names sorted = { 0 };
	struct ranked *x = mem_new((size_t)d->group.n + 1, sizeof *x);
	int32_t *now = mem_new((size_t)d->group.n + 1, sizeof *now);

	for (int64_t i = 0; i < d->group.n; i++)
		x[i] = (struct ranked){ measure_name(&d->group, i), i };
	qsort(x, (size_t)d->group.n, sizeof *x, by_name);
	for (int64_t i = 0; i < d->group.n; i++)
		now[x[i].old] = (int32_t)measure_name_of(&sorted, x[i].name);
	for (int64_t i = 0; i < d->n && d->group.n; i++)
		d->row[i].group = now[d->row[i].group];
	mem_free(now);
	mem_free(x);
	names_free(&d->group);
	d->group = sorted;
}

void measure_data_free(struct measure_data *d)
{
	mem_free(d->row);
	mem_free(d->state);
	mem_free(d->own);
	names_free(&d->group);
	names_free(&d->strata);
	names_free(&d->psu);
	*d = (struct measure_data){ 0 };
}
