/* export_split - rows put together by a value or by area: the first walk over a query counts the
 * parts and remembers where each row belongs, the second gives them part by part. */
#include "job/export_int.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/msg.h"

#define PARTS_MOST 200000
#define ROWS_MOST  20000000

/* ---- what was asked for ---- */

static enum err understand(struct splitter *s, const char *option, const char *text,
                           struct split *out)
{
	const struct entity *e = s->ask->q.e;

	*out = (struct split){ .field = -1 };
	if (!text)
		return OK;
	out->on = true;
	out->seen = hmap_new(&s->a, 64);
	out->level = area_level_read(s->r, str_trim(str_of(text)));
	if (out->level)
		return OK;
	out->field = browse_field(e, str_trim(str_of(text)));
	if (out->field < 0)
		return err_set(s->cx, ERR_INPUT, option, "export-split-unknown", text, NULL);
	if (!cell_clear(&e->fields[out->field], s->ask->q.mask))
		return err_set(s->cx, ERR_DENIED, option, "export-split-hidden", text, NULL);
	return OK;
}

enum err split_begin(struct splitter *s)
{
	arena_init(&s->a, (size_t)128 << 20);
	TRY(understand(s, "--sheets", s->ask->sheets, &s->sheet));
	return understand(s, "--group-by", s->ask->group_by, &s->block);
}

void split_end(struct splitter *s)
{
	mem_free(s->sheet.part);
	mem_free(s->block.part);
	mem_free(s->row);
	mem_free(s->id);
	arena_free(&s->a);
}

/* ---- parts ---- */

/* Values of a list stand in the list's order. */
static int64_t list_order(const struct model *m, const char *list, int64_t code)
{
	struct str label;
	int64_t c;

	for (int i = 0; m->lists.nth(m->lists.state, list, i, &c, &label); i++)
		if (c == code)
			return i;
	return INT64_MAX - 1;
}

static struct part *new_part(struct splitter *s, struct split *p, struct str key)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->part = mem_grow(p->part, (size_t)p->cap, sizeof *p->part);
	}
	hmap_put(p->seen, str_dup(&s->a, key), p->n);
	p->part[p->n] = (struct part){ .order = INT64_MAX };
	return &p->part[p->n++];
}

static void name_nothing(struct splitter *s, struct part *new)
{
	new->label = str_of(msg_text(s->ask->lang, "export-not-stated"));
}

/* By area: a sheet has the plain name, a block the path below the sheet's. */
static enum err by_area(struct splitter *s, struct split *p, const struct rec *row, int *out)
{
	int at = area_by_id(s->areas, row->area);
	struct buf b BUF_AUTO = { 0 };
	struct part *new;
	char key[24];
	int64_t known;
	struct str k;

	at = at >= 0 ? area_up(s->areas, at, p->level) : -1;
	buf_init(&b, 4096);
	buf_addi(&b, at);
	k = (struct str){ key, b.n };
	memcpy(key, b.p, b.n);
	if (hmap_get(p->seen, k, &known)) {
		*out = (int)known;
		return OK;
	}
	*out = p->n;
	new = new_part(s, p, k);
	if (at < 0) {
		name_nothing(s, new);
		return OK;
	}
	new->order = at;
	buf_reset(&b);
	if (p == &s->sheet)
		buf_adds(&b, area_nth(s->areas, at)->name);
	else
		area_path(&b, s->areas, at, p->level < 4 ? p->level : 4);
	new->label = str_dup(&s->a, buf_str(&b));
	return OK;
}

static enum err by_field(struct splitter *s, struct split *p, const struct rec *row, int *out)
{
	const struct field *f = &row->e->fields[p->field];
	const struct val *v = &row->v[p->field];
	struct buf b BUF_AUTO = { 0 };
	struct part *new;
	struct str key;
	int64_t known;

	buf_init(&b, (size_t)1 << 20);
	if (v->kind == VAL_TEXT)
		buf_addf(&b, "=%.*s", STR_FMT(v->s));
	else if (v->kind == VAL_INT)
		buf_addi(&b, v->i);
	key = buf_str(&b);
	if (hmap_get(p->seen, key, &known)) {
		*out = (int)known;
		return OK;
	}
	*out = p->n;
	new = new_part(s, p, key);
	if (v->kind == VAL_NULL) {
		name_nothing(s, new);
		return OK;
	}
	new->order = v->kind == VAL_TEXT ? 0 :
	             f->type == FT_LIST ? list_order(s->r->model, f->list, v->i) : v->i;
	buf_reset(&b);
	TRY(browse_cell(s->cx, s->b, row, p->field, false, s->ask->lang, &b));
	new->label = str_dup(&s->a, buf_str(&b));
	return OK;
}

static enum err part_of_row(struct splitter *s, struct split *p, const struct rec *row, int *out)
{
	*out = 0;
	if (!p->on)
		return OK;
	if (p->n >= PARTS_MOST || arena_full(&s->a))
		return err_set(s->cx, ERR_LIMIT, "--group-by", "export-split-many", NULL);
	TRY(p->field < 0 ? by_area(s, p, row, out) : by_field(s, p, row, out));
	return OK;
}

/* ---- order ---- */

static int by_order(const void *x, const void *y)
{
	const struct part *a = *(const struct part *const *)x, *b = *(const struct part *const *)y;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return str_cmp(a->label, b->label);
}

static void rank(struct split *p)
{
	struct part **sorted = mem_new((size_t)p->n + 1, sizeof(struct part *));

	for (int i = 0; i < p->n; i++)
		sorted[i] = &p->part[i];
	qsort(sorted, (size_t)p->n, sizeof(struct part *), by_order);
	for (int i = 0; i < p->n; i++)
		sorted[i]->rank = i;
	mem_free(sorted);
}

static int by_rank(const void *x, const void *y)
{
	const struct part *a = x, *b = y;

	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static int by_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->sheet != b->sheet)
		return a->sheet < b->sheet ? -1 : 1;
	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* Parts and rows in the order in which they will be shown; rows then point to parts by rank. */
static void put_in_order(struct splitter *s)
{
	rank(&s->sheet);
	rank(&s->block);
	for (int i = 0; i < s->n; i++) {
		struct placed *p = &s->row[i];

		p->sheet = s->sheet.on ? s->sheet.part[p->sheet].rank : 0;
		p->block = s->block.on ? s->block.part[p->block].rank : 0;
	}
	if (s->sheet.n)
		qsort(s->sheet.part, (size_t)s->sheet.n, sizeof *s->sheet.part, by_rank);
	if (s->block.n)
		qsort(s->block.part, (size_t)s->block.n, sizeof *s->block.part, by_rank);
	if (s->n)
		qsort(s->row, (size_t)s->n, sizeof *s->row, by_place);
}

static enum err place_row(struct splitter *s, const struct rec *row)
{
	struct placed *p;
	int sheet, block;

	if (s->n == ROWS_MOST)
		return err_set(s->cx, ERR_LIMIT, "--group-by", "export-split-many", NULL);
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 4096;
		s->row = mem_grow(s->row, (size_t)s->cap, sizeof *s->row);
	}
	TRY(part_of_row(s, &s->sheet, row, &sheet));
	TRY(part_of_row(s, &s->block, row, &block));
	p = &s->row[s->n++];
	*p = (struct placed){ sheet, block, row->id };
	return OK;
}

enum err split_rows(struct splitter *s)
{
	struct rec *row;

	for (;;) {
		TRY(browse_next(s->cx, s->b, &row));
		if (!row)
			break;
		TRY(place_row(s, row));
	}
	put_in_order(s);
	s->id = mem_new((size_t)s->n + 1, sizeof *s->id);
	for (int i = 0; i < s->n; i++)
		s->id[i] = s->row[i].id;
	browse_again(s->b, s->id, s->n);
	return OK;
}
