/* reader_child - the child's side: file in, typed rows out. */
#include <unistd.h>

#include "base/os.h"
#include "base/mem.h"
#include "fmt/csv.h"
#include "fmt/spool.h"
#include "entity/sheet_errors.h"
#include "fmt/table.h"
#include "job/reader.h"
#include "job/reader_lead.h"
#include "job/reader_marks.h"
#include "job/reader_sheets.h"
#include "job/reader_wire.h"

#define CHILD_MEMORY ((size_t)1 << 30)      /* address space, not use */
#define CHILD_CPU_S  7200
#define OUT_FLUSH    (256 << 10)
#define PACK_TEXT_MAX (8 << 20)
#define HEADER_WITHIN 20             /* rows */

struct child {
	struct ctx cx;
	struct arena keep, row;      /* model; one row's texts */
	struct model *m;
	struct table *table;
	int64_t nrow;                /* rows of the sheet, header included */
	struct sheet_map map;
	struct cell_cx cell;
	struct buf out;
	int32_t header_row;
	int key_col;                 /* column that holds the household's number, or -1 */
	struct order_item { uint64_t key; uint32_t row; } __attribute__((packed, aligned(4))) *order;
	int64_t n;
	char kind[64];
	char topic[64];              /* of a department's list, as the user named it, or empty */
	struct pack *pack;
	struct reader_lead lead;     /* what the header turned out to be */
	int64_t pack_bytes;
	int64_t skip;
	int error_col[ERROR_COLS];   /* of an error list; -1 */
	char mark[64];
	int64_t asked;               /* rows whose cells are wanted, -1: all rows, as values */
	struct order_item *origin;   /* of an error list: rows by the numbers they had */
	bool wait, spool;
	int sheet;                   /* of the workbook; -1: the first list in it */
	int64_t enough;              /* rows that are wanted, 0: all */
};

static enum err flush(struct child *c)
{
	TRY(os_write_all(&c->cx, PROC_FD_OUT, c->out.p, c->out.n));
	buf_reset(&c->out);
	return OK;
}

/* ---- the order: rows of one household together, households by their number ---- */

static bool small_number(struct str s, uint64_t *v)
{
	*v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*v = *v * 10 + (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0 && s.n <= 18;
}

/* Digits up to 18 sort as a number, anything else by its hash behind them; an empty cell by row.
 * What is not plain digits is first understood as it will be when the row is read, so that
 * "ab 12" and "AB12", "１２" and "12" come together. */
static uint64_t group_key(struct child *c, struct str s, int64_t row)
{
	struct cell_result res;
	const struct sheet_col *sc;
	uint64_t v;

	s = str_trim(s);
	if (small_number(s, &v))
		return v;
	if (s.n) {
		sc = &c->map.col[c->key_col];
		arena_reset(&c->row);
		cell_read(&c->cell, &c->map.part[sc->part]->fields[sc->field], csv_unguard(s), &res);
		if (res.v.kind == VAL_TEXT && (res.state == CELL_GOOD || res.state == CELL_MENDED))
			s = res.v.s;
		if (res.state == CELL_EMPTY)
			s.n = 0;
	}
	if (!s.n)
		return UINT64_C(3) << 62 | (uint64_t)row;
	return small_number(s, &v) ? v : UINT64_C(1) << 63 | str_hash(s) >> 2;
}

/* Few items, or many that are nearly in order. */
static void sort_few(struct order_item *v, int64_t n)
{
	for (int64_t i = 1; i < n; i++) {
		struct order_item t = v[i];
		int64_t k = i;

		for (; k > 0 && (v[k - 1].key > t.key || (v[k - 1].key == t.key && v[k - 1].row > t.row));
		     k--)
			v[k] = v[k - 1];
		v[k] = t;
	}
}

static uint64_t sort_word(const struct order_item *it, bool by_row)
{
	return by_row ? it->row : it->key;
}

/* Every item to the part of its digit, by swaps: at[] are the parts' begins, end[] their ends. */
static void to_parts(struct order_item *v, int64_t at[256], const int64_t end[256], int shift,
                     bool by_row)
{
	for (int d = 0; d < 256; d++)
		while (at[d] < end[d]) {
			struct order_item *it = &v[at[d]], t = *it;
			int to = (int)(sort_word(it, by_row) >> shift & 255);

			if (to != d) {
				*it = v[at[to]];
				v[at[to]] = t;
			}
			at[to]++;
		}
}

/* Radix sort from the highest digit that differs, in place, since the array is the child's largest
 * piece of memory; lists that are in order already, as most are, cost one pass. Equal keys are
 * sorted by row. (McIlroy, Bostic, McIlroy: Engineering Radix Sort, 1993: American flag sort.) */
static void sort_items(struct order_item *v, int64_t n, bool by_row)
{
	int64_t at[256] = { 0 }, end[256], sum = 0;
	uint64_t differ = 0;
	bool sorted = true;
	int shift;

	if (n <= 16) {
		sort_few(v, n);
		return;
	}
	for (int64_t i = 1; i < n; i++) {
		differ |= sort_word(&v[i], by_row) ^ sort_word(&v[0], by_row);
		sorted &= v[i - 1].key < v[i].key || (v[i - 1].key == v[i].key && v[i - 1].row < v[i].row);
	}
	if (sorted)
		return;
	if (!differ) {
		sort_items(v, n, true);
		return;
	}
	shift = 56 - __builtin_clzll(differ);
	shift = shift > 0 ? shift : 0;
	for (int64_t i = 0; i < n; i++)
		at[sort_word(&v[i], by_row) >> shift & 255]++;
	for (int d = 0; d < 256; d++) {
		int64_t count = at[d];

		at[d] = sum;
		end[d] = sum += count;
	}
	to_parts(v, at, end, shift, by_row);
	for (int d = 0; d < 256; d++) {
		int64_t begin = d ? end[d - 1] : 0;

		if (end[d] - begin > 1)
			sort_items(v + begin, end[d] - begin, by_row);
	}
}

/* The column by which rows belong together: the household's number, an area's own code. */
static int find_key_col(const struct sheet_map *map)
{
	int best = -1;

	for (int i = 0; i < map->ncol; i++) {
		const struct sheet_col *c = &map->col[i];
		const struct field *f;

		if (c->kind != COL_FIELD)
			continue;
		f = &map->part[c->part]->fields[c->field];
		if (f->flags & E_PARENT && !strcmp(f->ref, "household"))
			return i;
		if (f->flags & E_KEY && map->part[c->part]->parent < 0 && best < 0)
			best = i;
		else if (f->flags & E_PARENT && best < 0)
			best = i;
		else if (f->type == FT_AREA && f->flags & E_ROWKEY && best < 0 &&
		         map->part[c->part]->key < 0 && map->part[c->part]->parent < 0)
			best = i;
	}
	return best;
}

/* The batch that an error list names; its rows must agree on it. */
static enum err take_mark(struct child *c, int64_t row)
{
	struct str cell = { 0 };

	TRY(table_cell(&c->cx, c->table, row, c->error_col[ERROR_BATCH], &cell));
	cell = str_trim(cell);
	if (cell.n < sizeof c->mark)
		memcpy(c->mark, cell.p ? cell.p : "", cell.n);
	return OK;
}

static enum err make_order(struct child *c)
{
	int64_t first = c->header_row + 1;

	c->n = c->nrow - c->header_row;
	if (c->n < 0)
		c->n = 0;
	c->order = mem_new((size_t)c->n + 1, sizeof *c->order);
	c->key_col = find_key_col(&c->map);
	for (int64_t i = 0; i < c->n; i++) {
		struct str cell = { 0 };

		if (c->key_col >= 0)
			TRY(table_cell(&c->cx, c->table, first + i, c->key_col, &cell));
		c->order[i].row = (uint32_t)(first + i);
		c->order[i].key = group_key(c, cell, first + i);
		if (c->error_col[ERROR_BATCH] >= 0 && !c->mark[0])
			TRY(take_mark(c, first + i));
	}
	if (c->key_col >= 0)
		sort_items(c->order, c->n, false);
	return OK;
}

/* ---- header ---- */

static int known_columns(const struct sheet_map *m)
{
	int n = 0;

	for (int i = 0; i < m->ncol; i++)
		n += m->col[i].kind != COL_IGNORED && m->col[i].kind != COL_NOTHING;
	return n;
}

/* The columns of an error list are set apart: what they are called must not be taken for a field. */
static enum err recognise(struct child *c, const struct str *cells, int n,
                          int error_col[ERROR_COLS], struct sheet_map *map,
                          struct reader_lead *lead)
{
	const char *kind = c->kind[0] ? c->kind : NULL, *topic = c->topic[0] ? c->topic : NULL;
	struct str *own = arena_array(&c->cx.arena, (size_t)n + 1, sizeof *own);

	if (!sheet_error_cols(cells, n, error_col)) {
		for (int k = 0; k < ERROR_COLS; k++)
			error_col[k] = -1;
		return reader_recognise(&c->cx, c->m, c->pack, kind, topic, cells, n, map, lead);
	}
	memcpy(own, cells, (size_t)n * sizeof *own);
	for (int k = 0; k < ERROR_COLS; k++)
		if (error_col[k] >= 0)
			own[error_col[k]] = (struct str){ "", 0 };
	TRY(reader_recognise(&c->cx, c->m, c->pack, kind, topic, own, n, map, lead));
	for (int k = 0; k < ERROR_COLS; k++)
		if (error_col[k] >= 0) {
			map->col[error_col[k]].kind = COL_ERRORS;
			map->col[error_col[k]].header = str_dup(&c->cx.arena, cells[error_col[k]]);
		}
	return OK;
}

/* The header is the first row that fits a noun; titles and blank rows may stand above it. When none
 * fits fully, the row with most known columns says what is missing. */
static enum err find_header(struct child *c)
{
	struct sheet_map best = { .ncol = 0 }, map;
	struct reader_lead lead;
	struct str *cells;
	int n, most = -1;
	enum err e = OK;

	for (int64_t row = 1; row <= c->nrow && row <= HEADER_WITHIN; row++) {
		bool any = false;
		int error_col[ERROR_COLS];

		TRY(table_record(&c->cx, c->table, row, &cells, NULL, &n));
		for (int i = 0; i < n; i++)
			any |= str_trim(cells[i]).n > 0;
		if (!any)
			continue;
		e = recognise(c, cells, n, error_col, &map, &lead);
		if (e != OK && (e != ERR_INPUT || reader_asks(&c->cx)))
			return e;
		if (e == OK && known_columns(&map) > most) {
			best = map;
			c->lead = lead;
			most = known_columns(&map);
			c->header_row = (int32_t)row;
			memcpy(c->error_col, error_col, sizeof error_col);
		}
		if (e == OK && most > 1 && !map.missing.n && !map.twice.n)
			break;
	}
	if (most < 0)
		return e != OK ? e : err_set(&c->cx, ERR_INPUT, "", "csv-empty", NULL);
	err_clear(&c->cx);
	c->map = best;
	return OK;
}

/* Which sheets there are, before anything in them can be wrong. */
static void send_sheets(struct child *c)
{
	size_t at = wire_begin(&c->out, 'S');

	wire_u32(&c->out, (uint32_t)table_sheets(c->table));
	wire_u32(&c->out, (uint32_t)c->sheet);
	for (int i = 0; i < table_sheets(c->table); i++) {
		wire_u8(&c->out, (uint8_t)sheet_role(c->table, i));
		wire_str(&c->out, table_sheet_name(c->table, i));
	}
	wire_end(&c->out, at);
}

static void send_header(struct child *c)
{
	size_t at = wire_begin(&c->out, 'H');

	wire_u32(&c->out, (uint32_t)c->header_row);
	wire_u64(&c->out, (uint64_t)c->n);
	wire_str(&c->out, table_encoding(c->table));
	wire_u32(&c->out, (uint32_t)c->map.npart);
	for (int i = 0; i < c->map.npart; i++)
		wire_u32(&c->out, c->map.part[i]->tag);
	wire_str(&c->out, c->map.twice);
	wire_str(&c->out, c->map.missing);
	wire_str(&c->out, str_of(c->mark));
	wire_u32(&c->out, (uint32_t)c->map.ncol);
	for (int i = 0; i < c->map.ncol; i++) {
		wire_u32(&c->out, (uint32_t)c->map.col[i].kind);
		wire_u32(&c->out, c->map.col[i].part);
		wire_u32(&c->out, (uint32_t)c->map.col[i].field);
		wire_str(&c->out, c->map.col[i].header);
	}
	wire_str(&c->out, c->lead.topic ? c->lead.topic->id : (struct str){ 0 });
	wire_end(&c->out, at);
}

/* ---- rows ---- */

struct row_out {
	struct buf values, findings;
	int nvalues, nfindings, nmended;
	uint8_t mended[255];         /* as many as one byte counts */
	struct str county, township;
};

static void add_finding(struct row_out *o, const char *kind, int col, struct str hint)
{
	wire_u32(&o->findings, (uint32_t)kind_index(kind));
	wire_u32(&o->findings, (uint32_t)col);
	wire_str(&o->findings, hint);
	o->nfindings++;
}

static void add_mended(struct row_out *o, const char *kind)
{
	if (o->nmended < (int)sizeof o->mended)
		o->mended[o->nmended++] = (uint8_t)kind_index(kind);
}

/* What the workbook says beside the text; false: the cell cannot be read. */
static bool heed_marks(struct child *c, struct row_out *o, int col, uint8_t mark, struct str *cell,
                       int place)
{
	const struct sheet_col *sc = &c->map.col[col];
	const struct field *f = &c->map.part[sc->part]->fields[sc->field];
	const char *fault = marks_fault(f, mark);

	if (fault) {
		add_finding(o, fault, place, (struct str){ 0 });
		return false;
	}
	if (mark & TABLE_FORMULA)
		add_mended(o, "formula_value");
	if (!table_from_1904(c->table) && marks_serial(&c->row, f, mark, cell))
		add_mended(o, "date_serial");
	return true;
}

/* place: where a finding says it is. */
static void one_cell(struct child *c, struct row_out *o, int col, struct str cell, uint8_t mark,
                     int place)
{
	const struct sheet_col *sc = &c->map.col[col];
	struct cell_result res;

	if (sc->kind == COL_COUNTY || sc->kind == COL_TOWNSHIP) {
		*(sc->kind == COL_COUNTY ? &o->county : &o->township) = str_trim(cell);
		return;
	}
	if (sc->kind != COL_FIELD || (mark && !heed_marks(c, o, col, mark, &cell, place)))
		return;
	cell_read(&c->cell, reader_lead_field(&c->lead, col,
	          &c->map.part[sc->part]->fields[sc->field]), csv_unguard(cell), &res);
	reader_lead_cell(&c->lead, col, &c->row, &res);
	if (res.state == CELL_BAD || res.state == CELL_WARN)
		add_finding(o, res.kind, place, res.hint);
	if (res.state == CELL_MENDED)
		add_mended(o, res.kind);
	if (res.state == CELL_BAD || res.state == CELL_EMPTY || res.v.kind == VAL_NULL)
		return;
	wire_u32(&o->values, (uint32_t)col);
	wire_u8(&o->values, res.v.kind);
	if (res.v.kind == VAL_INT)
		wire_u64(&o->values, (uint64_t)res.v.i);
	else
		wire_str(&o->values, res.v.s);
	o->nvalues++;
}

/* The row that this one was in the list it corrects; 0: it does not say, or is another list's. */
static uint32_t origin_of_row(const struct child *c, const struct str *cells, int n)
{
	int batch = c->error_col[ERROR_BATCH], row = c->error_col[ERROR_ROW];
	int64_t v;

	if (row < 0 || row >= n || batch >= n || !str_eqz(str_trim(cells[batch]), c->mark) ||
	    !str_i64(str_trim(cells[row]), &v) || v < 1 || v > INT32_MAX)
		return 0;
	return (uint32_t)v;
}

static enum err send_row(struct child *c, const struct order_item *it, struct row_out *o)
{
	struct str *cells;
	const uint8_t *marks;
	bool any = false;
	size_t at;
	int n;

	arena_reset(&c->row);
	buf_reset(&o->values);
	buf_reset(&o->findings);
	o->nvalues = o->nfindings = o->nmended = 0;
	o->county = o->township = (struct str){ 0 };
	TRY(table_record(&c->cx, c->table, it->row, &cells, &marks, &n));
	for (int i = 0; i < n; i++)
		any |= cells[i].n > 0 && str_trim(cells[i]).n > 0;
	for (int i = 0; any && i < n && i < c->map.ncol; i++)
		one_cell(c, o, i, cells[i], marks ? marks[i] : 0, i);
	for (int i = c->map.ncol; i < n; i++)
		if (str_trim(cells[i]).n) {
			add_finding(o, "cells_extra", -1, (struct str){ 0 });
			break;
		}
	at = wire_begin(&c->out, 'R');
	wire_u32(&c->out, it->row);
	wire_u64(&c->out, it->key);
	wire_u32(&c->out, origin_of_row(c, cells, n));
	wire_str(&c->out, o->county);
	wire_str(&c->out, o->township);
	wire_u32(&c->out, (uint32_t)o->nfindings);
	buf_adds(&c->out, buf_str(&o->findings));
	wire_u8(&c->out, (uint8_t)o->nmended);
	buf_add(&c->out, o->mended, (size_t)o->nmended);
	wire_u32(&c->out, (uint32_t)o->nvalues);
	buf_adds(&c->out, buf_str(&o->values));
	wire_end(&c->out, at);
	if (c->out.n >= OUT_FLUSH)
		TRY(flush(c));
	return OK;
}

static enum err send_rows(struct child *c)
{
	struct row_out o = { 0 };
	size_t at;

	buf_init(&o.values, 8 << 20);
	buf_init(&o.findings, 1 << 20);
	for (int64_t i = c->skip; i < c->n; i++)
		TRY(send_row(c, &c->order[i], &o));
	at = wire_begin(&c->out, 'E');
	wire_end(&c->out, at);
	buf_free(&o.values);
	buf_free(&o.findings);
	return flush(c);
}

/* ---- rows as they stand ---- */

/* Of an error list: its rows by the numbers they had. */
static enum err find_origins(struct child *c)
{
	struct str *cells;
	int n;

	if (c->error_col[ERROR_ROW] < 0 || c->origin)
		return OK;
	c->origin = mem_new((size_t)c->n + 1, sizeof *c->origin);
	for (int64_t i = 0; i < c->n; i++) {
		c->origin[i].row = (uint32_t)(c->header_row + 1 + i);
		TRY(table_record(&c->cx, c->table, c->origin[i].row, &cells, NULL, &n));
		c->origin[i].key = origin_of_row(c, cells, n);
	}
	sort_items(c->origin, c->n, false);
	return OK;
}

static bool place_of(const struct child *c, uint32_t wanted, uint32_t *row)
{
	int64_t lo = 0, hi = c->n;

	*row = wanted;
	if (!c->origin)
		return wanted <= c->nrow;
	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (c->origin[mid].key < wanted)
			lo = mid + 1;
		else
			hi = mid;
	}
	*row = lo < c->n ? c->origin[lo].row : 0;
	return lo < c->n && c->origin[lo].key == wanted;
}

static bool own_column(const struct child *c, int col)
{
	return col >= c->map.ncol || c->map.col[col].kind != COL_ERRORS;
}

/* An error list holds texts: a counted day must be a date there to be one when it comes back. */
static void as_text(struct child *c, int col, uint8_t mark, struct str *cell)
{
	const struct sheet_col *sc = &c->map.col[col];
	const struct field *f = &c->map.part[sc->part]->fields[sc->field];

	if (!marks_fault(f, mark) && !table_from_1904(c->table))
		marks_serial(&c->row, f, mark, cell);
}

static enum err send_cells(struct child *c, uint32_t wanted, struct row_out *o)
{
	struct str *cells = NULL;
	uint32_t row;
	bool there = place_of(c, wanted, &row);
	const uint8_t *marks = NULL;
	int n = 0, own = 0;
	size_t at;

	arena_reset(&c->row);
	buf_reset(&o->values);
	buf_reset(&o->findings);
	o->nvalues = o->nfindings = o->nmended = 0;
	if (there)
		TRY(table_record(&c->cx, c->table, row, &cells, &marks, &n));
	at = wire_begin(&c->out, 'C');
	wire_u32(&c->out, wanted);
	wire_u8(&c->out, there);
	for (int i = 0; i < n; i++)
		own += own_column(c, i);
	wire_u32(&c->out, (uint32_t)own);
	for (int i = 0, k = 0; i < n; i++) {
		struct str cell = cells[i];

		if (!own_column(c, i))
			continue;
		if (i < c->map.ncol && c->map.col[i].kind == COL_FIELD)
			as_text(c, i, marks ? marks[i] : 0, &cell);
		wire_str(&c->out, csv_unguard(cell));
		if (i < c->map.ncol)
			one_cell(c, o, i, cells[i], marks ? marks[i] : 0, k);
		k++;
	}
	wire_u32(&c->out, (uint32_t)o->nfindings);
	buf_adds(&c->out, buf_str(&o->findings));
	wire_end(&c->out, at);
	return OK;
}

static enum err send_asked(struct child *c)
{
	uint32_t wanted[READER_CELLS_MOST];
	ssize_t bytes = (ssize_t)c->asked * 4;
	struct row_out o = { 0 };

	if (c->asked > READER_CELLS_MOST || os_read_full(PROC_FD_CTL, wanted, (size_t)bytes) != bytes)
		return err_set(&c->cx, ERR_IO, "reader", "reader-orders", NULL);
	buf_init(&o.values, 8 << 20);
	buf_init(&o.findings, 1 << 20);
	TRY(find_origins(c));
	for (int64_t i = 0; i < c->asked; i++) {
		TRY(send_cells(c, wanted[i], &o));
		if (c->out.n >= OUT_FLUSH)
			TRY(flush(c));
	}
	buf_free(&o.values);
	buf_free(&o.findings);
	return flush(c);
}

/* ---- orders, start ---- */

/* closed (may be NULL): the parent wants nothing any more. */
static enum err read_orders(struct child *c, bool *closed)
{
	char text[1024];
	size_t n = 0;
	struct str all, line;
	int64_t v;

	c->asked = -1;
	while (n < sizeof text && !(n >= 2 && text[n - 1] == '\n' && text[n - 2] == '\n'))
		if (os_read_full(PROC_FD_CTL, text + n, 1) == 1)
			n++;
		else if (n == 0 && closed)
			return *closed = true, OK;
		else
			return err_set(&c->cx, ERR_IO, "reader", "reader-orders", NULL);
	for (all = (struct str){ text, n }; str_next(&all, '\n', &line);) {
		struct str key = line, val = { 0 };
		ptrdiff_t sp = str_find(line, STR(" "));

		if (sp < 0)
			continue;
		key.n = (size_t)sp;
		val = str_sub(line, (size_t)sp + 1, line.n);
		if (str_eqz(key, "pack") && str_i64(val, &v) && v >= 0 && v <= PACK_TEXT_MAX)
			c->pack_bytes = v;
		else if (str_eqz(key, "kind") && val.n < sizeof c->kind && !str_eqz(val, "-"))
			memcpy(c->kind, val.p, val.n);
		else if (str_eqz(key, "lead") && val.n < sizeof c->topic && !str_eqz(val, "-"))
			memcpy(c->topic, val.p, val.n);
		else if (str_eqz(key, "today") && str_i64(val, &v))
			c->cell.today = (date_t)v;
		else if (str_eqz(key, "skip") && str_i64(val, &v) && v >= 0)
			c->skip = v;
		else if (str_eqz(key, "cells") && str_i64(val, &v) && v >= 0)
			c->asked = v;
		else if (str_eqz(key, "wait"))
			c->wait = str_eqz(val, "1");
		else if (str_eqz(key, "spool"))
			c->spool = str_eqz(val, "1");
		else if (str_eqz(key, "sheet") && str_i64(val, &v) && v >= -1 && v < INT32_MAX)
			c->sheet = (int)v;
		else if (str_eqz(key, "rows") && str_i64(val, &v) && v >= 0)
			c->enough = v;
	}
	return OK;
}

static enum err child_run(struct child *c)
{
	char *text;

	TRY(read_orders(c, NULL));
	text = arena_alloc(&c->keep, (size_t)c->pack_bytes + 1);
	if (os_read_full(PROC_FD_CTL, text, (size_t)c->pack_bytes) != c->pack_bytes)
		return err_set(&c->cx, ERR_IO, "reader", "reader-orders", NULL);
	TRY(pack_from_text(&c->cx, &c->keep, (struct str){ text, (size_t)c->pack_bytes }, &c->pack));
	TRY(pack_model(&c->cx, &c->keep, c->pack, &c->m));
	c->cell.m = c->m;
	c->cell.a = &c->row;
	TRY(table_preload(&c->cx));
	TRY(proc_lock_down(&c->cx, &(struct proc_limits){ CHILD_MEMORY, CHILD_CPU_S,
	                                                  c->spool ? SPOOL_FILE : 0 }));
	TRY(table_open(&c->cx, PROC_FD_IN, c->spool ? PROC_FD_SPOOL : -1, &c->table));
	table_enough(c->table, c->enough);
	if (c->sheet < 0)
		c->sheet = sheet_first(c->table);
	send_sheets(c);
	TRY(flush(c));
	TRY(table_choose(&c->cx, c->table, c->sheet));
	c->nrow = table_rows(c->table);
	TRY(find_header(c));
	TRY(make_order(c));
	send_header(c);
	TRY(flush(c));
	while (c->wait) {
		bool closed = false;

		TRY(read_orders(c, &closed));
		if (closed)
			return OK;
		TRY(c->asked < 0 ? send_rows(c) : send_asked(c));
	}
	return send_rows(c);
}

static void send_failure(struct child *c)
{
	size_t at;

	buf_reset(&c->out);
	at = wire_begin(&c->out, 'X');
	wire_u32(&c->out, (uint32_t)c->cx.err.kind);
	wire_str(&c->out, str_of(c->cx.err.key ? c->cx.err.key : "bug"));
	wire_str(&c->out, c->cx.err.where);
	wire_u32(&c->out, (uint32_t)c->cx.err.narg);
	for (int i = 0; i < c->cx.err.narg; i++)
		wire_str(&c->out, c->cx.err.arg[i]);
	wire_end(&c->out, at);
	(void)flush(c);
}

int reader_main(void)
{
	struct child *c = mem_new(1, sizeof *c);
	enum err e;

	if (!c)
		return 70;
	ctx_init(&c->cx, 64 << 20);
	arena_init(&c->keep, 256 << 20);
	arena_init(&c->row, 16 << 20);
	buf_init(&c->out, 64 << 20);
	e = child_run(c);
	if (e != OK)
		send_failure(c);
	_exit(e == OK ? 0 : 1);
}
