/* reader - the parent's side: believes no length, no number and no text of the child. */
#include "job/reader.h"
#include "base/mem.h"

#include <errno.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "base/utf8.h"
#include "entity/fields.h"
#include "job/reader_wire.h"

#define READ_STEP (1 << 20)

static enum err broken(struct ctx *cx)
{
	return err_set(cx, ERR_IO, "reader", "reader-broken", NULL);
}

/* It crashed over the file, or passed a ceiling. */
static enum err died(struct ctx *cx)
{
	return err_set(cx, ERR_INPUT, "reader", "reader-died", NULL);
}

/* One whole message at the front of the buffer; *type 0 at the end of the pipe. Not yet taken. */
static enum err peek_message(struct ctx *cx, struct reader *r, char *type, struct wire *body)
{
	for (;;) {
		size_t have = r->in.n - r->in_pos;
		uint32_t n = 0;
		ssize_t got;
		char *room;

		if (have >= 5) {
			memcpy(&n, r->in.p + r->in_pos + 1, 4);
			if (n > WIRE_MAX)
				return broken(cx);
		}
		if (have >= 5 && have - 5 >= n) {
			*type = r->in.p[r->in_pos];
			*body = (struct wire){ r->in.p + r->in_pos + 5, n, false };
			return OK;
		}
		if (r->in_pos) {
			memmove(r->in.p, r->in.p + r->in_pos, have);
			r->in.n = have;
			r->in_pos = 0;
		}
		room = buf_room(&r->in, READ_STEP);
		if (!room)
			return broken(cx);
		do
			got = read(r->proc.out, room, READ_STEP);
		while (got < 0 && errno == EINTR && !(cx->stop && *cx->stop));
		if (got < 0)
			return broken(cx);
		if (got == 0 && have)
			return died(cx);
		if (got == 0) {
			*type = 0;
			return OK;
		}
		r->in.n += (size_t)got;
	}
}

static enum err next_message(struct ctx *cx, struct reader *r, char *type, struct wire *body)
{
	TRY(peek_message(cx, r, type, body));
	if (*type)
		r->in_pos += 5 + body->n;
	return OK;
}

static bool is_a_field(const struct reader *r, const struct sheet_col *c)
{
	return c->part < r->map.npart && c->field >= 0 &&
	       c->field < r->map.part[c->part]->nfield &&
	       !(r->map.part[c->part]->fields[c->field].flags & E_RO);
}

static bool read_column(struct reader *r, struct wire *w, int i)
{
	struct sheet_col *c = &r->map.col[i];

	c->kind = (enum col_kind)wire_num(w, 4);
	c->part = (uint8_t)wire_num(w, 4);
	c->field = (int16_t)wire_num(w, 4);
	r->said[i] = (uint8_t)wire_num(w, 1);
	c->unit = str_dup(&r->arena, wire_text(w));
	c->header = str_dup(&r->arena, wire_text(w));
	if (w->bad || c->kind >= COL_KINDS || !utf8_valid(c->header) || !utf8_valid(c->unit))
		return false;
	return (c->kind != COL_FIELD && c->kind != COL_AGAIN) || is_a_field(r, c);
}

/* One noun that people keep lists of, the exchange list, or the nouns of a shape of the pack:
 * nothing that the program writes itself. */
static bool read_parts(struct reader *r, struct wire *w)
{
	const struct entity **e = r->map.part;

	r->map.npart = (int)wire_num(w, 4);
	if (w->bad || r->map.npart < 1 || r->map.npart > SHEET_PARTS)
		return false;
	for (int i = 0; i < r->map.npart; i++) {
		uint64_t tag = wire_num(w, 4);

		e[i] = tag < 256 ? entity_by_tag(r->m, (uint8_t)tag) : NULL;
		if (!e[i] || e[i]->flags & ENT_CODED)
			return false;
	}
	return r->map.npart == 1 || (e[0]->tag == TAG_household && e[1]->tag == TAG_person);
}

static enum err read_sheets(struct ctx *cx, struct reader *r, struct wire *w)
{
	uint32_t n = (uint32_t)wire_num(w, 4), at = (uint32_t)wire_num(w, 4);

	if (w->bad || n < 1 || n > 4096 || at >= n)
		return broken(cx);
	r->sheet = arena_array(&r->arena, n, sizeof *r->sheet);
	for (uint32_t i = 0; i < n; i++) {
		uint8_t role = (uint8_t)wire_num(w, 1);

		r->sheet[i].name = str_dup(&r->arena, wire_text(w));
		r->sheet[i].role = (enum sheet_role)role;
		if (w->bad || role > SHEET_HELP || r->sheet[i].name.n > 400 ||
		    !utf8_valid(r->sheet[i].name))
			return broken(cx);
	}
	r->nsheet = (int)n;
	r->at_sheet = (int)at;
	return OK;
}

/* The shape must be one of the pack, and its nouns those that were sent. */
static bool read_shape(struct reader *r, struct wire *w)
{
	struct str hash = wire_text(w), id = wire_text(w);
	const struct sheet_book *b = r->m->book;

	if (w->bad || hash.n >= sizeof r->shape || !utf8_valid(hash))
		return false;
	memcpy(r->shape, hash.p ? hash.p : "", hash.n);
	for (int i = 0; b && i < b->nshape && id.n; i++)
		if (str_eq(b->shape[i].id, id))
			r->map.shape = &b->shape[i];
	if (id.n && !r->map.shape)
		return false;
	if (!r->map.shape)
		return r->map.npart <= 2;
	if (r->map.shape->npart != r->map.npart)
		return false;
	for (int i = 0; i < r->map.npart; i++)
		if (r->m->ent[r->map.shape->noun[i]] != r->map.part[i])
			return false;
	return true;
}

static bool read_question(struct reader *r, struct wire *w, struct reader_question *q)
{
	q->col = (int)wire_num(w, 4);
	q->nnear = (int)wire_num(w, 4);
	if (w->bad || q->col < 0 || q->col >= r->map.ncol || q->nnear < 0 || q->nnear > READER_ASKED)
		return false;
	for (int i = 0; i < q->nnear; i++) {
		uint64_t tag = wire_num(w, 4);
		uint64_t field = wire_num(w, 4);

		q->near[i].e = tag < 256 ? entity_by_tag(r->m, (uint8_t)tag) : NULL;
		if (!q->near[i].e || field >= (uint64_t)q->near[i].e->nfield)
			return false;
		q->near[i].field = (int)field;
	}
	for (int i = 0; i < 2; i++) {
		q->example[i] = str_dup(&r->arena, wire_text(w));
		if (!utf8_valid(q->example[i]))
			return false;
	}
	return !w->bad;
}

static bool read_questions(struct reader *r, struct wire *w)
{
	r->nask = (int)wire_num(w, 4);
	if (w->bad || r->nask < 0 || r->nask > 4096)
		return false;
	r->ask = arena_array(&r->arena, (size_t)r->nask + 1, sizeof *r->ask);
	for (int i = 0; i < r->nask; i++)
		if (!read_question(r, w, &r->ask[i]))
			return false;
	return true;
}

static bool read_columns(struct reader *r, struct wire *w)
{
	r->map.ncol = (int)wire_num(w, 4);
	if (w->bad || r->map.ncol < 0 || r->map.ncol > 4096)
		return false;
	r->map.col = arena_array(&r->arena, (size_t)r->map.ncol + 1, sizeof *r->map.col);
	r->said = arena_array(&r->arena, (size_t)r->map.ncol + 1, sizeof *r->said);
	for (int i = 0; i < r->map.ncol; i++) {
		if (!read_column(r, w, i))
			return false;
		r->map.ignored += r->map.col[i].kind == COL_IGNORED;
	}
	return true;
}

static enum err read_header(struct ctx *cx, struct reader *r, struct wire *w)
{
	struct str enc;

	r->header_row = (int32_t)wire_num(w, 4);
	r->rows = (int64_t)wire_num(w, 8);
	enc = wire_text(w);
	if (w->bad || enc.n >= sizeof r->encoding || !utf8_valid(enc) || r->rows < 0 ||
		r->header_row < 1)
		return broken(cx);
	memcpy(r->encoding, enc.p, enc.n);
	if (!read_parts(r, w))
		return broken(cx);
	r->map.twice = str_dup(&r->arena, wire_text(w));
	r->map.missing = str_dup(&r->arena, wire_text(w));
	r->mark = str_dup(&r->arena, wire_text(w));
	if (!utf8_valid(r->map.twice) || !utf8_valid(r->map.missing) || !utf8_valid(r->mark) ||
	    r->mark.n > 64 || !read_shape(r, w))
		return broken(cx);
	r->date = (date_t)wire_num(w, 4);
	if ((r->date && !date_valid(r->date)) || !read_columns(r, w))
		return broken(cx);
	r->topic = str_dup(&r->arena, wire_text(w));
	if (w->bad || r->topic.n > 40 || !utf8_valid(r->topic) ||
	    (r->topic.n && r->map.part[0]->tag != TAG_lead))
		return broken(cx);
	return read_questions(r, w) ? OK : broken(cx);
}

/* Nothing but a child that is gone makes this fail. */
static enum err tell(struct ctx *cx, struct reader *r, const struct buf *orders)
{
	if (os_write_all(cx, r->proc.ctl, orders->p, orders->n) == OK)
		return OK;
	err_clear(cx);
	return died(cx);
}

enum err reader_spawn(struct ctx *cx, const struct model *m, int fd, const struct reader_order *o,
                      struct reader **out)
{
	struct reader *r = mem_new(1, sizeof *r);
	struct buf orders BUF_AUTO = { 0 };
	enum err e;

	*out = NULL;
	r->m = m;
	arena_init(&r->arena, 16 << 20);
	buf_init(&r->in, WIRE_MAX + 2 * READ_STEP);
	buf_init(&orders, (8 << 20) + READER_SAID_MAX + 4096);
	buf_addf(&orders, "pack %zu\nsaid %zu\nkind %s\nlead %s\ntoday %d\nskip %lld\nwait %d\n"
	         "spool %d\nsheet %d\nrows %lld\n\n",
	         o->pack.n, o->said.n, o->kind ? o->kind : "-", o->topic ? o->topic : "-",
	         (int)o->today, (long long)o->skip, o->wait, o->spool > 0, o->sheet,
	         (long long)o->rows);
	buf_adds(&orders, o->pack);
	buf_adds(&orders, o->said);
	e = proc_start(cx, "reader", fd, o->spool > 0 ? o->spool : -1, &r->proc);
	if (e != OK) {
		mem_free(r);
		return e;
	}
	e = tell(cx, r, &orders);
	if (e != OK) {
		reader_end(r);
		return e;
	}
	*out = r;
	return OK;
}

enum err reader_header(struct ctx *cx, struct reader *r)
{
	struct wire body;
	char type;

	TRY(next_message(cx, r, &type, &body));
	if (type == 'S') {
		TRY(read_sheets(cx, r, &body));
		TRY(next_message(cx, r, &type, &body));
	}
	switch (type) {
	case 'H':
		return read_header(cx, r, &body);
	case 'X':
		return wire_failure(cx, &body, broken);
	default:
		return type ? broken(cx) : died(cx);
	}
}

enum err reader_go(struct ctx *cx, struct reader *r, int64_t skip)
{
	struct buf order BUF_AUTO = { 0 };

	buf_init(&order, 64);
	buf_addf(&order, "skip %lld\n\n", (long long)skip);
	return tell(cx, r, &order);
}

enum err reader_start(struct ctx *cx, const struct model *m, int fd, const struct reader_order *o,
                      struct reader **out)
{
	enum err e;

	TRY(reader_spawn(cx, m, fd, o, out));
	e = reader_header(cx, *out);
	if (e != OK) {
		reader_end(*out);
		*out = NULL;
	}
	return e;
}

/* Several columns of a department's list tell one thing: "label：cell；label：cell". */
static struct str told(struct arena *texts, struct str before, struct str one)
{
	return before.n ? str_join(texts, str_join(texts, before, STR("；")), one) : one;
}

/* Parts beside a household and a person are made when a row states something of them. */
static bool row_values(const struct reader *r, struct arena *a, struct arena *texts,
                       struct wire *w, struct reader_row *row)
{
	uint32_t n = (uint32_t)wire_num(w, 4);

	for (uint32_t i = 0; i < n && !w->bad; i++) {
		uint32_t col = (uint32_t)wire_num(w, 4);
		uint8_t kind = (uint8_t)wire_num(w, 1);
		const struct sheet_col *c;
		struct val v = { kind, 0, { 0 } };
		const struct field *f;
		bool text;

		if (kind == VAL_INT)
			v.i = (int64_t)wire_num(w, 8);
		else
			v.s = wire_text(w);
		if (w->bad || col >= (uint32_t)r->map.ncol || r->map.col[col].kind != COL_FIELD)
			return false;
		c = &r->map.col[col];
		f = &r->map.part[c->part]->fields[c->field];
		text = field_is_text(f) || f->type == FT_REF || f->type == FT_AREA;
		if (kind != (text ? VAL_TEXT : VAL_INT) || (text && !utf8_valid(v.s)))
			return false;
		if (text)
			v.s = str_dup(texts, v.s);
		if (!row->part[c->part])
			row->part[c->part] = rec_new(a, r->map.part[c->part]);
		if (r->topic.n && c->field == LEAD_content)
			v.s = told(texts, row->part[c->part]->v[c->field].s, v.s);
		row->part[c->part]->v[c->field] = v;
	}
	return !w->bad;
}

static bool row_findings(const struct reader *r, struct arena *a, struct wire *w,
                         struct reader_row *row)
{
	uint32_t nf = (uint32_t)wire_num(w, 4);

	if (w->bad || nf > 4096)
		return false;
	row->fcap = (int)nf + 8;                             /* room for the parent's own */
	row->f = arena_array(a, (size_t)row->fcap, sizeof *row->f);
	for (uint32_t i = 0; i < nf; i++) {
		struct reader_finding *f = &row->f[row->nf++];

		f->kind = kind_nth((int)(wire_num(w, 4) & 1023));
		f->col = (int)(int32_t)wire_num(w, 4);
		f->hint = str_dup(a, wire_text(w));
		if (w->bad || !f->kind || f->col < -1 || f->col >= r->map.ncol || !utf8_valid(f->hint))
			return false;
		row->refused |= !strcmp(f->kind->severity, "error");
	}
	return true;
}

static enum err read_row(struct ctx *cx, const struct reader *r, struct arena *a,
                         struct arena *texts, struct wire *w, struct reader_row *row)
{
	row->row = row->at = (int32_t)wire_num(w, 4);
	row->group = wire_num(w, 8);
	row->origin = (int32_t)(wire_num(w, 4) & INT32_MAX);
	row->county = str_dup(a, wire_text(w));
	row->township = str_dup(a, wire_text(w));
	if (w->bad || !utf8_valid(row->county) || !utf8_valid(row->township) ||
	    !row_findings(r, a, w, row))
		return broken(cx);
	row->nmended = (int)wire_num(w, 1);
	row->mended = arena_alloc(a, (size_t)row->nmended);
	for (int i = 0; i < row->nmended; i++) {
		row->mended[i] = (uint8_t)wire_num(w, 1);
		if (!kind_nth(row->mended[i]))
			return broken(cx);
	}
	for (int i = 0; i < r->map.npart && i < 2; i++)
		row->part[i] = rec_new(a, r->map.part[i]);
	return row_values(r, a, texts, w, row) ? OK : broken(cx);
}

/* A row that is no data: a note says why; what is found in it is doubted, nothing is refused. */
static enum err read_skipped(struct ctx *cx, const struct reader *r, struct arena *a,
                             struct wire *w, struct reader_row *row)
{
	row->row = row->at = (int32_t)wire_num(w, 4);
	row->group = wire_num(w, 8);
	row->skipped = kind_nth((int)(wire_num(w, 4) & 1023));
	if (w->bad || !row->skipped || strncmp(row->skipped->id, "rows_", 5) ||
	    !row_findings(r, a, w, row) || row->refused)
		return broken(cx);
	return OK;
}

enum err reader_peek(struct ctx *cx, struct reader *r, bool *more, uint64_t *group)
{
	struct wire body;
	char type;

	*more = false;
	if (r->ended)
		return OK;
	TRY(peek_message(cx, r, &type, &body));
	*more = type != 'E';
	if (type == 'R' || type == 'K') {
		wire_num(&body, 4);
		*group = wire_num(&body, 8);
	}
	return OK;
}

enum err reader_next(struct ctx *cx, struct reader *r, struct arena *a, struct arena *texts,
                     struct reader_row **out)
{
	struct wire body;
	char type;

	*out = NULL;
	if (r->ended)
		return OK;
	TRY(next_message(cx, r, &type, &body));
	switch (type) {
	case 'R':
	case 'K':
		*out = ARENA_NEW(a, struct reader_row);
		if (arena_full(a) || arena_full(&r->arena))      /* no list is like that */
			return err_set(cx, ERR_LIMIT, "reader", "reader-broken", NULL);
		return type == 'R' ? read_row(cx, r, a, texts, &body, *out) :
		       read_skipped(cx, r, a, &body, *out);
	case 'E':
		r->ended = true;
		return OK;
	case 'X':
		return wire_failure(cx, &body, broken);
	default:
		return type ? broken(cx) : died(cx);
	}
}

enum err reader_ask_cells(struct ctx *cx, struct reader *r, const int32_t *row, int n)
{
	struct buf order BUF_AUTO = { 0 };

	buf_init(&order, 64 + (size_t)READER_CELLS_MOST * 4);
	buf_addf(&order, "cells %d\n\n", n);
	buf_add(&order, row, (size_t)n * 4);
	return os_write_all(cx, r->proc.ctl, order.p, order.n);
}

enum err reader_ask_head(struct ctx *cx, struct reader *r)
{
	static const char order[] = "head 1\n\n";

	return os_write_all(cx, r->proc.ctl, order, sizeof order - 1);
}

static bool cells_of(const struct reader *r, struct arena *a, struct wire *w,
                     struct reader_cells *out)
{
	uint32_t n, nf;

	*out = (struct reader_cells){ .row = (int32_t)(wire_num(w, 4) & INT32_MAX) };
	out->there = wire_num(w, 1) != 0;
	n = (uint32_t)wire_num(w, 4);
	if (w->bad || n > 4096)
		return false;
	out->cell = arena_array(a, (size_t)n + 1, sizeof *out->cell);
	for (uint32_t i = 0; i < n; i++) {
		out->cell[out->n] = str_dup(a, wire_text(w));
		if (w->bad || !utf8_valid(out->cell[out->n++]))
			return false;
	}
	nf = (uint32_t)wire_num(w, 4);
	if (w->bad || nf > 4096)
		return false;
	out->f = arena_array(a, (size_t)nf + 1, sizeof *out->f);
	for (uint32_t i = 0; i < nf; i++) {
		struct reader_finding *f = &out->f[out->nf++];

		f->kind = kind_nth((int)(wire_num(w, 4) & 1023));
		f->col = (int)(int32_t)wire_num(w, 4);
		f->hint = str_dup(a, wire_text(w));
		if (w->bad || !f->kind || f->col < -1 || f->col >= r->map.ncol || !utf8_valid(f->hint))
			return false;
	}
	return true;
}

enum err reader_cells(struct ctx *cx, struct reader *r, struct arena *a, struct reader_cells *out)
{
	struct wire body;
	char type;

	TRY(next_message(cx, r, &type, &body));
	if (type == 'E' && !r->ended) {         /* the end of the rows before, seen but not taken */
		r->ended = true;
		TRY(next_message(cx, r, &type, &body));
	}
	if (type == 'X')
		return wire_failure(cx, &body, broken);
	return type == 'C' && cells_of(r, a, &body, out) && !arena_full(a) ? OK : broken(cx);
}

void reader_end(struct reader *r)
{
	if (!r)
		return;
	proc_end(&r->proc, 5000);
	buf_free(&r->in);
	arena_free(&r->arena);
	mem_free(r);
}
