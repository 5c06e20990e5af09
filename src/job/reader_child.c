/* reader_child - the child's side: file in, typed rows out. */
#include <unistd.h>

#include "base/mem.h"
#include "fmt/spool.h"
#include "job/reader_child.h"
#include "job/reader_sheets.h"

#define CHILD_MEMORY ((size_t)1 << 30)      /* address space, not use */
#define CHILD_CPU_S  7200
#define PACK_TEXT_MAX (8 << 20)

/* ---- the order: rows of one household together, households by their number ---- */

/* Digits up to 18 sort as a number, anything else by its hash behind them; an empty cell by row.
 * What is not plain digits is first understood as it will be when the row is read, so that
 * "ab 12" and "AB12", "１２" and "12" come together. */
static uint64_t group_key(struct child *c, struct str s, int64_t row)
{
	struct cell_result res;
	const struct sheet_col *sc;
	uint64_t v;

	s = str_trim(s);
	if (order_number(s, &v))
		return v;
	if (s.n) {
		sc = &c->l.map.col[c->l.key_col];
		arena_reset(&c->row);
		cell_read(&c->cell, &c->l.map.part[sc->part]->fields[sc->field], csv_unguard(s), &res);
		if (res.v.kind == VAL_TEXT && (res.state == CELL_GOOD || res.state == CELL_MENDED))
			s = res.v.s;
		if (res.state == CELL_EMPTY)
			s.n = 0;
	}
	if (!s.n)
		return ORDER_NO_NUMBER | (uint64_t)row;
	return order_number(s, &v) ? v : UINT64_C(1) << 63 | str_hash(s) >> 2;
}

/* May the number of a row be that of the row above? Not a household's own in a list of households:
 * there each row has one. */
static bool key_may_fill(const struct layout *l)
{
	const struct sheet_col *c;

	if (l->key_col < 0)
		return false;
	c = &l->map.col[l->key_col];
	return l->map.npart > 1 || l->map.part[c->part]->fields[c->field].flags & E_PARENT;
}

/* The key of a row whose own cell says nothing: of the merged cell that covers it, now; of the row
 * above, perhaps, when all rows are known. */
static enum err no_key(struct child *c, struct order_item *it, int64_t above)
{
	int64_t from = above_source(&c->above, it->row, c->l.key_col);
	struct str cell;

	it->key = ORDER_NO_NUMBER | it->row;
	if (from) {
		TRY(table_cell(&c->cx, c->table, from, c->l.key_col, &cell));
		it->key = group_key(c, cell, it->row);
		return OK;
	}
	return above ? above_key(&c->above, it->row, above) : OK;
}

/* The batch that an error list names; its rows must agree on it. */
static enum err take_mark(struct child *c, int64_t row)
{
	struct str cell = { 0 };

	TRY(table_cell(&c->cx, c->table, row, c->l.error_col[ERROR_BATCH], &cell));
	cell = str_trim(cell);
	if (cell.n < sizeof c->mark)
		memcpy(c->mark, cell.p ? cell.p : "", cell.n);
	return OK;
}

/* The place of a row while the order is still that of the file. */
static struct order_item *item_of(struct child *c, uint32_t row)
{
	int64_t lo = 0, hi = c->n - 1;

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (c->order[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &c->order[lo];
}

/* Every row under the header that is there: a gap of a million rows is nothing to be sent. */
static void list_rows(struct child *c, int64_t first)
{
	int64_t last = table_rows(c->table);

	for (int64_t row = first; row <= last; row++)
		c->n += !table_gap(c->table, row);
	c->order = mem_new((size_t)c->n + 1, sizeof *c->order);
	c->n = 0;
	for (int64_t row = first; row <= last; row++)
		if (!table_gap(c->table, row))
			c->order[c->n++] = (struct order_item){
				.row = (uint32_t)row, .key = ORDER_NO_NUMBER | (uint64_t)row };
}

static enum err make_order(struct child *c)
{
	int64_t first = c->l.header_row + c->l.levels, above = 0, keyed = 0, equal = 0;
	/* rows of an error list did not stand under each other */
	bool may_fill = key_may_fill(&c->l) && c->l.error_col[ERROR_ROW] < 0;
	uint64_t last = 0;

	list_rows(c, first);
	for (int64_t i = 0; i < c->n; i++) {
		struct order_item *it = &c->order[i];
		struct str cell;

		if (c->l.error_col[ERROR_BATCH] >= 0 && !c->mark[0])
			TRY(take_mark(c, it->row));
		if (c->l.key_col < 0)
			continue;
		TRY(table_cell(&c->cx, c->table, it->row, c->l.key_col, &cell));
		if (may_fill && it->row >= (uint32_t)c->l.first &&
		    (!str_trim(cell).n || above_is_ditto(cell))) {
			TRY(no_key(c, it, above));
			continue;
		}
		it->key = group_key(c, cell, it->row);
		equal += it->key == last;
		keyed++;
		above = it->row;
		last = it->key;
	}
	TRY(above_settle(&c->above, keyed, equal));
	for (int64_t i = 0; i < c->above.nkey; i++)
		item_of(c, c->above.key[i].row)->key = item_of(c, c->above.key[i].from)->key;
	if (c->l.key_col >= 0)
		order_sort(c->order, c->n);
	return OK;
}

/* ---- orders, start ---- */

/* closed (may be NULL): the parent wants nothing any more. */
static enum err read_orders(struct child *c, bool *closed)
{
	char text[1024];
	size_t n = 0;
	struct str all, line;
	int64_t v;

	c->asked = ASKED_ROWS;
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
		else if (str_eqz(key, "said") && str_i64(val, &v) && v >= 0 && v <= READER_SAID_MAX)
			c->said_bytes = v;
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
		else if (str_eqz(key, "head"))
			c->asked = ASKED_HEAD;
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

/* "hash TAB header TAB target" a line. */
static void read_said(struct child *c, struct str text)
{
	struct layout_said *v;
	struct str rest = text, line;
	int n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	v = arena_array(&c->keep, (size_t)n + 1, sizeof *v);
	for (n = 0; str_next(&rest, '\n', &line);) {
		struct layout_said one;

		if (str_next(&line, '\t', &one.hash) && str_next(&line, '\t', &one.header) && line.n) {
			one.target = line;
			v[n++] = one;
		}
	}
	c->l.said = v;
	c->l.nsaid = n;
}

/* The pack and what was said of headers, before anything of the file is looked at. */
static enum err read_texts(struct child *c)
{
	char *text = arena_alloc(&c->keep, (size_t)c->pack_bytes + 1);
	char *said = arena_alloc(&c->keep, (size_t)c->said_bytes + 1);

	if (os_read_full(PROC_FD_CTL, text, (size_t)c->pack_bytes) != c->pack_bytes ||
	    os_read_full(PROC_FD_CTL, said, (size_t)c->said_bytes) != c->said_bytes)
		return err_set(&c->cx, ERR_IO, "reader", "reader-orders", NULL);
	TRY(pack_from_text(&c->cx, &c->keep, (struct str){ text, (size_t)c->pack_bytes },
	                   &c->pack));
	TRY(pack_model(&c->cx, &c->keep, c->pack, &c->m));
	read_said(c, (struct str){ said, (size_t)c->said_bytes });
	c->cell.m = c->m;
	c->cell.a = &c->row;
	return OK;
}

static enum err find_columns(struct child *c)
{
	c->l.t = c->table;
	c->l.m = c->m;
	c->l.a = &c->keep;
	c->l.kind = c->kind[0] ? c->kind : NULL;
	c->l.topic = c->topic[0] ? c->topic : NULL;
	c->l.pack = c->pack;
	TRY(layout_find(&c->cx, &c->l));
	send_prepare(c);
	return above_open(&c->above, &c->cx, &c->l);
}

static enum err child_run(struct child *c)
{
	TRY(read_orders(c, NULL));
	TRY(read_texts(c));
	c->l.ix = sheet_index_new(&c->keep, c->m);
	TRY(table_preload(&c->cx));
	TRY(proc_lock_down(&c->cx, &(struct proc_limits){ CHILD_MEMORY, CHILD_CPU_S,
	                                                  c->spool ? SPOOL_FILE : 0 }));
	TRY(table_open(&c->cx, PROC_FD_IN, c->spool ? PROC_FD_SPOOL : -1, &c->table));
	table_enough(c->table, c->enough);
	if (c->sheet < 0)
		c->sheet = sheet_first(c->table);
	send_sheets(c);
	TRY(send_flush(c));
	TRY(table_choose(&c->cx, c->table, c->sheet));
	TRY(find_columns(c));
	TRY(ask_columns(&c->cx, &c->l, &c->cell, &c->ask));
	TRY(make_order(c));
	send_header(c);
	TRY(send_flush(c));
	while (c->wait) {
		bool closed = false;

		TRY(read_orders(c, &closed));
		if (closed)
			return OK;
		TRY(c->asked == ASKED_ROWS ? send_rows(c) : c->asked == ASKED_HEAD ? send_head(c) :
		    send_asked(c));
	}
	return send_rows(c);
}

static void send_failure(struct child *c)
{
	buf_reset(&c->out);
	wire_put_failure(&c->out, &c->cx.err);
	(void)send_flush(c);
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
