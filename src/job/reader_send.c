/* reader_send - the child's answers: sheets, header, rows, rows that are no data, rows as they
 * stand. */
#include "base/mem.h"
#include "job/reader_child.h"
#include "job/reader_marks.h"
#include "job/reader_sheets.h"

enum err send_flush(struct child *c)
{
	TRY(os_write_all(&c->cx, PROC_FD_OUT, c->out.p, c->out.n));
	buf_reset(&c->out);
	return OK;
}

/* Which sheets there are, before anything in them can be wrong. */
void send_sheets(struct child *c)
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

void send_header(struct child *c)
{
	const struct sheet_map *m = &c->l.map;
	size_t at = wire_begin(&c->out, 'H');

	wire_u32(&c->out, (uint32_t)c->l.header_row);
	wire_u64(&c->out, (uint64_t)c->n);
	wire_str(&c->out, table_encoding(c->table));
	wire_u32(&c->out, (uint32_t)m->npart);
	for (int i = 0; i < m->npart; i++)
		wire_u32(&c->out, m->part[i]->tag);
	wire_str(&c->out, m->twice);
	wire_str(&c->out, m->missing);
	wire_str(&c->out, str_of(c->mark));
	wire_str(&c->out, str_of(c->l.hash));
	wire_str(&c->out, m->shape ? m->shape->id : (struct str){ 0 });
	wire_u32(&c->out, (uint32_t)c->l.date);
	wire_u32(&c->out, (uint32_t)m->ncol);
	for (int i = 0; i < m->ncol; i++) {
		wire_u32(&c->out, (uint32_t)m->col[i].kind);
		wire_u32(&c->out, m->col[i].part);
		wire_u32(&c->out, (uint32_t)m->col[i].field);
		wire_u8(&c->out, c->l.by_user[i] ? 2 : c->l.by_memory[i] ? 1 : 0);
		wire_str(&c->out, m->col[i].unit);
		wire_str(&c->out, m->col[i].header);
	}
	wire_str(&c->out, c->l.lead.topic ? c->l.lead.topic->id : (struct str){ 0 });
	ask_put(&c->out, &c->l, &c->ask);
	wire_end(&c->out, at);
}

/* Which columns state a field once more, and what a shape's own texts mean. */
void send_prepare(struct child *c)
{
	const struct sheet_map *m = &c->l.map;
	const struct sheet_shape *shape = m->shape;

	c->again = arena_array(&c->keep, (size_t)m->ncol + 1, sizeof *c->again);
	c->label = arena_array(&c->keep, (size_t)m->ncol + 1, sizeof *c->label);
	for (int i = 0; i < m->ncol; i++) {
		int at = i;

		if (m->col[i].kind != COL_AGAIN)
			continue;
		at = m->col[i].same;
		while (c->again[at])
			at = c->again[at];
		c->again[at] = i;
	}
	for (int i = 0; i < m->ncol && shape; i++)
		for (int k = 0; k < shape->nvalue; k++) {
			const struct sheet_value *v = &shape->value[k];

			if ((m->col[i].kind != COL_FIELD && m->col[i].kind != COL_AGAIN) ||
			    c->m->ent[v->noun] != m->part[m->col[i].part] || m->col[i].field != v->field)
				continue;
			if (!c->label[i])
				c->label[i] = hmap_new(&c->keep, 16);
			hmap_put(c->label[i], v->from, k);
		}
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

static const struct field *field_of(const struct child *c, int col)
{
	const struct sheet_col *sc = &c->l.map.col[col];

	return reader_lead_field(&c->l.lead, col, &c->l.map.part[sc->part]->fields[sc->field]);
}

/* One column's cell: its text, what the workbook says beside it, and where findings say it is. */
struct place { struct str *cells; const uint8_t *marks; int n, at; };

/* What the workbook says beside the text; false: the cell cannot be read. */
static bool heed_marks(struct child *c, struct row_out *o, int col, const struct place *p,
                       struct str *cell)
{
	const struct field *f = field_of(c, col);
	uint8_t mark = p->marks[col];
	const char *fault = marks_fault(f, mark);

	if (fault) {
		add_finding(o, fault, p->at, (struct str){ 0 });
		return false;
	}
	if (mark & TABLE_FORMULA)
		add_mended(o, "formula_value");
	if (marks_serial(&c->row, f, mark, cell, table_from_1904(c->table)))
		add_mended(o, "date_serial");
	return true;
}

static void read_one(struct child *c, int col, struct str cell, struct cell_result *res)
{
	const struct sheet_col *sc = &c->l.map.col[col];
	int64_t at;

	if (marks_error_text(cell))
		*res = (struct cell_result){ .state = CELL_BAD, .kind = "cell_error" };
	else if (c->label[col] && hmap_get(c->label[col], str_trim(cell), &at)) {
		cell_read(&c->cell, field_of(c, col), c->l.map.shape->value[at].to, res);
		if (res->state == CELL_GOOD) {
			res->state = CELL_MENDED;
			res->kind = "list_synonym";
		}
	} else if (sc->factor.num) {
		cell_read_in(&c->cell, field_of(c, col), sc->factor, csv_unguard(cell), res);
	} else {
		cell_read(&c->cell, field_of(c, col), csv_unguard(cell), res);
	}
}

static void put_value(struct row_out *o, int col, const struct cell_result *res, int at)
{
	if (res->state == CELL_BAD || res->state == CELL_WARN)
		add_finding(o, res->kind, at, res->hint);
	if (res->state == CELL_MENDED)
		add_mended(o, res->kind);
	if (res->state == CELL_BAD || res->state == CELL_EMPTY || res->v.kind == VAL_NULL)
		return;
	wire_u32(&o->values, (uint32_t)col);
	wire_u8(&o->values, res->v.kind);
	if (res->v.kind == VAL_INT)
		wire_u64(&o->values, (uint64_t)res->v.i);
	else
		wire_str(&o->values, res->v.s);
	o->nvalues++;
}

/* A field that several columns state: what they agree on, or nothing. */
static void agreed(struct child *c, struct row_out *o, int col, const struct place *p,
                   struct cell_result *res)
{
	const struct field *f = field_of(c, col);

	for (int k = c->again[col]; k; k = c->again[k]) {
		struct cell_result other;
		struct str cell = k < p->n ? p->cells[k] : (struct str){ 0 };

		if (k >= p->n || (p->marks && p->marks[k] && !heed_marks(c, o, k, p, &cell)))
			continue;
		read_one(c, k, cell, &other);
		if (other.state == CELL_EMPTY)
			continue;
		if (res->state == CELL_EMPTY || other.state == CELL_BAD) {
			*res = other;
		} else if (res->state != CELL_BAD && !val_eq(&res->v, &other.v)) {
			add_finding(o, f->flags & (E_REQ | E_KEY | E_PARENT | E_ROWKEY) ? "columns_clash" :
			            "columns_differ", p->at, (struct str){ 0 });
			res->state = CELL_EMPTY;
			return;
		}
	}
}

static inline void one_cell(struct child *c, struct row_out *o, int col, const struct place *p)
{
	const struct sheet_col *sc = &c->l.map.col[col];
	struct str cell = p->cells[col];
	struct cell_result res;

	if (sc->kind == COL_FIELD) {
		if (p->marks && p->marks[col] && !heed_marks(c, o, col, p, &cell))
			return;
		read_one(c, col, cell, &res);
		if (c->again[col])
			agreed(c, o, col, p, &res);
		reader_lead_cell(&c->l.lead, col, &c->row, &res);
		put_value(o, col, &res, p->at);
	} else if (sc->kind == COL_COUNTY) {
		o->county = str_trim(cell);
	} else if (sc->kind == COL_TOWNSHIP) {
		o->township = str_trim(cell);
	}
}

static enum err cell_with_mark(struct child *c, int64_t row, int col, struct str *text,
                               uint8_t *mark)
{
	const uint8_t *marks;
	struct str *cells;
	int n;

	TRY(table_record(&c->cx, c->table, row, &cells, &marks, &n));
	*text = col < n ? str_dup(&c->row, cells[col]) : (struct str){ 0 };
	*mark = marks && col < n ? marks[col] : 0;
	return OK;
}

/* The row with what it takes from the rows above put into its cells; a copy, since reading another
 * row takes the cells away. */
static enum err take_from_above(struct child *c, struct row_out *o, int64_t row,
                                struct place *p)
{
	const struct layout *l = &c->l;
	int width = p->n > l->map.ncol ? p->n : l->map.ncol;
	struct str *to = arena_array(&c->row, (size_t)width + 1, sizeof *to);
	uint8_t *marks = arena_alloc(&c->row, (size_t)width + 1);

	for (int i = 0; i < p->n; i++)
		to[i] = str_dup(&c->row, p->cells[i]);
	if (p->marks)
		memcpy(marks, p->marks, (size_t)p->n);
	for (int i = 0; i < l->map.ncol; i++) {
		bool mark = above_is_ditto(to[i]) && above_may_repeat(l, i), key = i == l->key_col;
		int64_t from = 0;
		struct str text;

		if (mark && !key)
			TRY(above_ditto(&c->above, row, i, &from));
		else if (mark || !str_trim(to[i]).n)
			from = above_source(&c->above, row, i);
		if (from) {
			TRY(cell_with_mark(c, from, i, &text, &marks[i]));
			to[i] = text;
			add_mended(o, mark ? "ditto" : "filled_down");
		} else if (mark && l->map.col[i].kind != COL_NOTHING &&
		           l->map.col[i].kind != COL_IGNORED) {
			add_finding(o, "ditto_empty", i, (struct str){ 0 });
			to[i].n = 0;
		}
	}
	*p = (struct place){ to, marks, width, p->at };
	return OK;
}

static enum row_class class_of(struct child *c, const struct str *cells, int n, int64_t row)
{
	for (int i = 0; i < c->l.nskipped && row < c->l.first; i++)
		if (c->l.skipped[i].row == row)
			return c->l.skipped[i].class;
	return layout_plainly(&c->l, cells, n) ? ROW_DATA : layout_class(&c->l, &c->row, cells, n);
}

static enum err send_skipped(struct child *c, const struct order_item *it, enum row_class class)
{
	size_t at, count;
	uint32_t n = 0;

	if (class == ROW_TOTAL)
		TRY(sums_make(&c->sums, &c->cx, &c->keep, &c->above, &c->cell));
	at = wire_begin(&c->out, 'K');
	wire_u32(&c->out, it->row);
	wire_u64(&c->out, it->key);
	wire_u32(&c->out, (uint32_t)kind_index(layout_kind(class)));
	count = c->out.n;
	wire_u32(&c->out, 0);
	for (int i = 0; i < c->sums.noff; i++)
		if ((uint32_t)c->sums.off[i].row == it->row) {
			wire_u32(&c->out, (uint32_t)kind_index("total_mismatch"));
			wire_u32(&c->out, (uint32_t)c->sums.off[i].col);
			wire_str(&c->out, c->sums.off[i].sum);
			n++;
		}
	if (!c->out.full)
		memcpy(c->out.p + count, &n, sizeof n);
	wire_end(&c->out, at);
	return OK;
}

/* Does the row take anything from above? */
static bool takes(const struct child *c, const struct str *cells, int n)
{
	if (c->l.error_col[ERROR_ROW] >= 0)     /* an error list: they stood elsewhere */
		return false;
	for (int i = 0; i < n; i++)
		if (above_is_ditto(cells[i]))
			return true;
	if (c->above.nspan)
		return true;
	return c->above.nkey && (c->l.key_col >= n || !str_trim(cells[c->l.key_col]).n);
}

/* The row that this one was in the list it corrects; 0: it does not say, or is another list's. */
static uint32_t origin_of_row(const struct child *c, const struct str *cells, int n)
{
	int batch = c->l.error_col[ERROR_BATCH], row = c->l.error_col[ERROR_ROW];
	int64_t v;

	if (row < 0 || row >= n || batch >= n || !str_eqz(str_trim(cells[batch]), c->mark) ||
	    !str_i64(str_trim(cells[row]), &v) || v < 1 || v > INT32_MAX)
		return 0;
	return (uint32_t)v;
}

static void row_begin(struct child *c, struct row_out *o)
{
	arena_reset(&c->row);
	buf_reset(&o->values);
	buf_reset(&o->findings);
	o->nvalues = o->nfindings = o->nmended = 0;
	o->county = o->township = (struct str){ 0 };
}

static enum err send_row(struct child *c, const struct order_item *it, struct row_out *o)
{
	struct place p = { .at = 0 };
	enum row_class class;
	uint32_t origin;
	size_t at;

	row_begin(c, o);
	TRY(table_record(&c->cx, c->table, it->row, &p.cells, &p.marks, &p.n));
	class = class_of(c, p.cells, p.n, it->row);
	if (class != ROW_DATA)
		return send_skipped(c, it, class);
	origin = origin_of_row(c, p.cells, p.n);
	if (takes(c, p.cells, p.n))
		TRY(take_from_above(c, o, it->row, &p));
	for (p.at = 0; p.at < p.n && p.at < c->l.map.ncol; p.at++)
		one_cell(c, o, p.at, &p);
	for (int i = c->l.map.ncol; i < p.n; i++)
		if (str_trim(p.cells[i]).n) {
			add_finding(o, "cells_extra", -1, (struct str){ 0 });
			break;
		}
	at = wire_begin(&c->out, 'R');
	wire_u32(&c->out, it->row);
	wire_u64(&c->out, it->key);
	wire_u32(&c->out, origin);
	wire_str(&c->out, o->county);
	wire_str(&c->out, o->township);
	wire_u32(&c->out, (uint32_t)o->nfindings);
	buf_adds(&c->out, buf_str(&o->findings));
	wire_u8(&c->out, (uint8_t)o->nmended);
	buf_add(&c->out, o->mended, (size_t)o->nmended);
	wire_u32(&c->out, (uint32_t)o->nvalues);
	buf_adds(&c->out, buf_str(&o->values));
	wire_end(&c->out, at);
	return c->out.n >= OUT_FLUSH ? send_flush(c) : OK;
}

enum err send_rows(struct child *c)
{
	struct row_out o = { 0 };
	size_t at;

	buf_init(&o.values, 8 << 20);
	buf_init(&o.findings, 1 << 20);
	for (int64_t i = c->skip; i < c->n; i++)
		TRY(send_row(c, &c->order[i], &o));
	/* the parent goes on to its last work, which needs memory, and may still ask for cells */
	mem_free(c->order);
	c->order = NULL;
	c->skip = c->n;
	at = wire_begin(&c->out, 'E');
	wire_end(&c->out, at);
	buf_free(&o.values);
	buf_free(&o.findings);
	return send_flush(c);
}

/* ---- rows as they stand ---- */

/* Of an error list: its rows by the numbers they had. */
static enum err find_origins(struct child *c)
{
	int64_t row = c->l.header_row + c->l.levels, i = 0;
	struct str *cells;
	int n;

	if (c->l.error_col[ERROR_ROW] < 0 || c->origin)
		return OK;
	c->origin = mem_new((size_t)c->n + 1, sizeof *c->origin);
	for (; row <= table_rows(c->table) && i < c->n; row++) {
		if (table_gap(c->table, row))
			continue;
		TRY(table_record(&c->cx, c->table, row, &cells, NULL, &n));
		c->origin[i].row = (uint32_t)row;
		c->origin[i++].key = origin_of_row(c, cells, n);
	}
	order_sort(c->origin, c->n);
	return OK;
}

static bool place_of(const struct child *c, uint32_t wanted, uint32_t *row)
{
	int64_t lo = 0, hi = c->n;

	*row = wanted;
	if (!c->origin)
		return wanted <= table_rows(c->table);
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
	return col >= c->l.map.ncol || c->l.map.col[col].kind != COL_ERRORS;
}

/* An error list holds texts: a counted day must be a date there to be one when it comes back. */
static void as_text(struct child *c, int col, uint8_t mark, struct str *cell)
{
	const struct field *f = field_of(c, col);

	if (!marks_fault(f, mark))
		marks_serial(&c->row, f, mark, cell, table_from_1904(c->table));
}

/* A row taken out of its sheet has with it what it took from the rows above. */
static enum err send_cells(struct child *c, uint32_t wanted, struct row_out *o)
{
	struct place p = { .at = 0 };
	uint32_t row;
	bool there = place_of(c, wanted, &row);
	int own = 0;
	size_t at;

	row_begin(c, o);
	if (there)
		TRY(table_record(&c->cx, c->table, row, &p.cells, &p.marks, &p.n));
	if (there && takes(c, p.cells, p.n))
		TRY(take_from_above(c, o, row, &p));
	at = wire_begin(&c->out, 'C');
	wire_u32(&c->out, wanted);
	wire_u8(&c->out, there);
	for (int i = 0; i < p.n; i++)
		own += own_column(c, i);
	wire_u32(&c->out, (uint32_t)own);
	for (int i = 0; i < p.n; i++) {
		struct str cell = p.cells[i];

		if (!own_column(c, i))
			continue;
		if (i < c->l.map.ncol && c->l.map.col[i].kind == COL_FIELD)
			as_text(c, i, p.marks ? p.marks[i] : 0, &cell);
		wire_str(&c->out, csv_unguard(cell));
		if (i < c->l.map.ncol)
			one_cell(c, o, i, &p);
		p.at++;
	}
	wire_u32(&c->out, (uint32_t)o->nfindings);
	buf_adds(&c->out, buf_str(&o->findings));
	wire_end(&c->out, at);
	return OK;
}

/* Titles and header rows, down to the row before the first one of data; a last message of row 0. */
enum err send_head(struct child *c)
{
	int32_t last = c->l.header_row + c->l.levels - 1;

	for (int32_t row = 1; row <= last + 1; row++) {
		bool there = row <= last;
		struct str *cells = NULL;
		int n = 0, own = 0;
		size_t at;

		if (there)
			TRY(table_record(&c->cx, c->table, row, &cells, NULL, &n));
		at = wire_begin(&c->out, 'C');
		wire_u32(&c->out, there ? (uint32_t)row : 0);
		wire_u8(&c->out, there);
		for (int i = 0; i < n; i++)
			own += own_column(c, i);
		wire_u32(&c->out, (uint32_t)own);
		for (int i = 0; i < n; i++)
			if (own_column(c, i))
				wire_str(&c->out, csv_unguard(cells[i]));
		wire_u32(&c->out, 0);
		wire_end(&c->out, at);
	}
	return send_flush(c);
}

enum err send_asked(struct child *c)
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
			TRY(send_flush(c));
	}
	buf_free(&o.values);
	buf_free(&o.findings);
	return send_flush(c);
}

