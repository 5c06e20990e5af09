/* reader_layout - finding the header. Every row of the first twenty is tried as a header of one,
 * two and three rows; the one by which most columns are understood is taken. */
#include "job/reader_layout.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/digest.h"
#include "crypto/sign.h"
#include "job/reader_sort.h"
#include "job/reader_title.h"

#define LINES (LAYOUT_WITHIN + LAYOUT_LEVELS)
#define CELL_MOST   2000         /* bytes of a cell of header or title that are looked at */
#define NAME_MOST   600          /* no name that a field is known by is longer */
/* No list has its header below so much: bytes of the first rows, columns that were tried. */
#define LINES_MOST  (4u << 20)
#define TRIED_MOST  6000

/* The first rows of the sheet, kept while the header is looked for. */
struct line { struct str *cell, *plain; int n, filled; bool read; };

struct search {
	struct ctx *cx;
	struct layout *l;
	struct line line[LINES + 1]; /* by row */
	int64_t nrow;
	struct table_merge *merge;   /* those that touch the first rows, by first column */
	int nmerge;
	size_t bytes;                /* of the rows looked at */
	int tried;                   /* columns */
	struct arena kept;           /* what the best so far is made of; tries that lost are freed */
	/* the best so far */
	struct sheet_map best;
	struct reader_lead lead;
	int error_col[ERROR_COLS];
	int row, levels, again;
	bool found, complete;
	char hash[17];
	const struct sheet_head *head;
};

/* A cell's beginning: what is longer is no header, and no title that says a unit or a date. */
static struct str cut(struct str s)
{
	if (s.n > CELL_MOST) {
		s.n = CELL_MOST;
		while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)
			s.n--;
	}
	return s;
}

static enum err line_at(struct search *s, int64_t row, struct line **out)
{
	struct line *x = &s->line[row];
	size_t before = s->l->a->used;
	struct str *cells;

	*out = x;
	if (x->read)
		return OK;
	TRY(table_record(s->cx, s->l->t, row, &cells, NULL, &x->n));
	x->read = true;
	x->cell = arena_array(s->l->a, (size_t)x->n + 1, sizeof *x->cell);
	x->plain = arena_array(s->l->a, (size_t)x->n + 1, sizeof *x->plain);
	for (int i = 0; i < x->n; i++) {
		x->cell[i] = str_dup(s->l->a, cut(cells[i]));
		x->plain[i] = sheet_plain(s->l->a, x->cell[i]);
		x->filled += x->plain[i].n > 0;
	}
	s->bytes += s->l->a->used - before;
	return OK;
}

static struct str cell_of(const struct line *x, int i)
{
	return i < x->n ? x->plain[i] : (struct str){ "", 0 };
}

/* ---- titles ---- */

static void read_titles(struct search *s, int before)
{
	for (int row = 1; row < before; row++)
		for (int i = 0; i < s->line[row].n; i++) {
			struct str text = s->line[row].plain[i];

			title_units(text, s->l->title);
			if (!s->l->date)
				s->l->date = title_date(text);
		}
}

/* ---- a header of several rows ---- */

static void keep_merges(struct search *s)
{
	const struct table_merge *m;
	struct order_item *order;
	int n;

	m = table_merges(s->l->t, &n);
	order = mem_new((size_t)n + 1, sizeof *order);
	for (int i = 0; i < n; i++)
		if (m[i].row <= LINES)
			order[s->nmerge++] = (struct order_item){
				.key = (uint64_t)m[i].row << 32 | (uint32_t)m[i].col, .row = (uint32_t)i };
	order_sort(order, s->nmerge);
	s->merge = arena_array(s->l->a, (size_t)s->nmerge + 1, sizeof *s->merge);
	for (int i = 0; i < s->nmerge; i++)
		s->merge[i] = m[order[i].row];
	mem_free(order);
}

/* The merged cell that begins in a row, at this column or the nearest to the left, if it goes as
 * far as the place. Merged cells do not overlap in what a spreadsheet writes. */
static const struct table_merge *merge_from(const struct search *s, int first, int row, int col)
{
	const struct table_merge *m;
	int lo = 0, hi = s->nmerge;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		m = &s->merge[mid];
		if (m->row < first || (m->row == first && m->col <= col))
			lo = mid + 1;
		else
			hi = mid;
	}
	m = lo ? &s->merge[lo - 1] : NULL;
	return m && m->row == first && m->row_end >= row && m->col_end >= col ? m : NULL;
}

/* What stands at a place of the header, and as people see it. */
struct piece { struct str plain, written; };

static struct piece piece_of(const struct line *x, int i)
{
	return i < x->n ? (struct piece){ x->plain[i], x->cell[i] } :
	       (struct piece){ { "", 0 }, { "", 0 } };
}

/* The text that a merged cell shows at a place, or nothing. *wide: it goes over several columns. */
static struct piece merged_text(const struct search *s, int row, int col, bool *wide)
{
	for (int first = row; first > 0; first--) {
		const struct table_merge *m = merge_from(s, first, row, col);

		if (!m)
			continue;
		*wide = m->col_end > m->col;
		if (s->line[first].read)
			return piece_of(&s->line[first], m->col);
		break;
	}
	return (struct piece){ { "", 0 }, { "", 0 } };
}

/* Does some row below `k` of the header have text in this column? */
static bool below(const struct search *s, int row, int k, int levels, int col)
{
	for (int j = k + 1; j < levels; j++)
		if (cell_of(&s->line[row + j], col).n)
			return true;
	return false;
}

/* The text of level k in a column: its own cell; that of a merged one; or the group's to the left,
 * as long as every column from there on has something below. *group: that of the column before,
 * then of this one. */
static struct piece level_text(const struct search *s, int row, int k, int levels, int col,
                               struct piece *group)
{
	struct piece t = piece_of(&s->line[row + k], col), none = { { "", 0 }, { "", 0 } };
	bool wide = false;

	if (!below(s, row, k, levels, col))
		*group = none;
	else if (t.plain.n)
		*group = t;
	if (t.plain.n || k == levels - 1)
		return t;
	t = merged_text(s, row + k, col, &wide);
	if (t.plain.n)
		return wide ? t : none;
	return *group;
}

static void add_name(struct sheet_head *h, struct str name)
{
	for (int i = 0; i < h->n; i++)
		if (str_eq(h->name[i], name))
			return;
	if (name.n && h->n < SHEET_NAMES && (!h->n || name.n <= NAME_MOST))
		h->name[h->n++] = name;
}

static struct str join3(struct arena *a, struct str x, struct str sep, struct str y)
{
	return str_join(a, str_join(a, x, sep), y);
}

/* A row of units only, in brackets or not. */
static bool unit_line(const struct line *x)
{
	int units = 0;

	for (int i = 0; i < x->n; i++) {
		struct str t = x->plain[i];

		if (t.n > 2 && t.p[0] == '(' && t.p[t.n - 1] == ')')
			t = str_sub(t, 1, t.n - 2);
		if (t.n && !unit_find(t))
			return false;
		units += t.n > 0;
	}
	return units > 0;
}

struct path { struct str part[LAYOUT_LEVELS], shown; int n; const struct unit *group; };

/* 家庭收入(万元) over 工资性: the unit is no part of the group's name. */
static void cut_group_units(struct path *p)
{
	for (int k = 0; k < p->n - 1; k++) {
		struct str t = p->part[k];
		size_t open = t.n;
		const struct unit *u;

		while (open > 0 && t.p[open - 1] != '(')
			open--;
		if (open < 2 || t.p[t.n - 1] != ')')
			continue;
		u = unit_find(str_sub(t, open, t.n - 1 - open));
		if (!u)
			continue;
		p->group = u;
		p->part[k].n = open - 1;
	}
}

static struct path path_of(struct search *s, int row, int levels, int col, struct piece *group)
{
	struct path p = { .shown = { "", 0 }, .n = 0, .group = NULL };
	struct arena *a = &s->cx->arena;
	struct str last, bare;
	bool units;

	for (int k = 0; k < levels; k++) {
		struct piece t = level_text(s, row, k, levels, col, &group[k]);
		struct str written = str_trim(t.written);

		if (!t.plain.n || (p.n && str_eq(p.part[p.n - 1], t.plain)))
			continue;
		p.shown = p.n ? join3(a, p.shown, STR("/"), written) : written;
		p.part[p.n++] = t.plain;
	}
	/* a last row of units belongs to what stands above; among names, 人数 is one, not a unit */
	if (p.n > 1) {
		last = p.part[p.n - 1];
		bare = last;
		units = last.n > 2 && last.p[0] == '(' && last.p[last.n - 1] == ')';
		if (units)
			bare = str_sub(last, 1, last.n - 2);
		if (unit_find(bare) && (units || unit_line(&s->line[row + levels - 1]))) {
			p.n--;
			p.part[p.n - 1] = str_join(a, join3(a, p.part[p.n - 1], STR("("), bare), STR(")"));
		}
	}
	cut_group_units(&p);
	return p;
}

static bool path_eq(const struct path *x, const struct path *y)
{
	if (x->n != y->n)
		return false;
	for (int k = 0; k < x->n; k++)
		if (!str_eq(x->part[k], y->part[k]))
			return false;
	return true;
}

/* Last parts of paths: the first path with each, or -1 once another path has it, too. */
static struct hmap *subs_of(struct search *s, const struct path *v, int n)
{
	struct hmap *sub = hmap_new(&s->cx->arena, (size_t)n + 1);

	for (int i = 0; i < n; i++) {
		struct str last;
		int64_t at;

		if (!v[i].n)
			continue;
		last = v[i].part[v[i].n - 1];
		if (!hmap_get(sub, last, &at))
			hmap_put(sub, last, i);
		else if (at >= 0 && !path_eq(&v[at], &v[i]))
			hmap_put(sub, last, -1);
	}
	return sub;
}

/* 组/列, 组列, 列组, 列: the sub-column's name alone only where no other group has it, too. */
static void names_of(struct search *s, const struct path *p, const struct hmap *subs,
                     struct sheet_head *h)
{
	struct arena *a = &s->cx->arena;
	struct str sub, group, all;
	int64_t at = -1;

	*h = (struct sheet_head){ .shown = p->shown, .group = p->group };
	if (!p->n)
		return;
	sub = p->part[p->n - 1];
	all = p->part[0];
	for (int k = 1; k < p->n; k++)
		all = join3(a, all, STR("/"), p->part[k]);
	add_name(h, all);
	if (p->n == 1)
		return;
	for (int k = p->n - 2; k >= 0; k--) {
		group = p->part[k];
		if (group.n + sub.n > NAME_MOST)
			continue;
		add_name(h, join3(a, group, STR("/"), sub));
		add_name(h, str_join(a, group, sub));
		add_name(h, str_join(a, sub, group));
	}
	if (hmap_get(subs, sub, &at) && at >= 0)
		add_name(h, sub);
}

/* ---- is it a header? ---- */

/* What no cell of a header's lower rows is: a number (but 2023年), a date, an ID. */
static bool like_data(struct str s)
{
	size_t digits = 0, most = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else
			digits = 0;
		if (digits == 4 && str_starts(str_sub(s, i + 1, s.n), STR("年")))
			digits = 0;
		most = digits > most ? digits : most;
	}
	return most >= 4 || (most && most == s.n);
}

/* May this row and the levels-1 below it be one header? The first has several cells, a lower one
 * has something under a gap or under a merged cell, and none looks like data. */
static enum err may_be(struct search *s, int row, int levels, bool *yes)
{
	struct line *top, *low;
	bool gap = false;

	*yes = false;
	if (row + levels - 1 > s->nrow || row + levels - 1 > LINES)
		return OK;
	TRY(line_at(s, row, &top));
	TRY(line_at(s, row + levels - 1, &low));
	if (top->filled < 2 || low->filled < 1)
		return OK;
	for (int i = 0; i < low->n; i++) {
		if (like_data(low->plain[i]))
			return OK;
		gap |= low->plain[i].n && !cell_of(&s->line[row + levels - 2], i).n;
	}
	*yes = gap || unit_line(low);
	return OK;
}

static void hash_of(const struct sheet_head *h, int n, char out[17])
{
	unsigned char sum[32];
	struct digest d;

	digest_init(&d, HASH_SHA256);
	for (int i = 0; i < n; i++)
		if (h[i].n) {
			digest_add(&d, h[i].name[0].p, h[i].name[0].n);
			digest_add(&d, "\n", 1);
		}
	digest_end(&d, sum);
	for (int i = 0; i < 8; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

/* ---- what was said of headers ---- */

static bool target_of(const struct model *m, struct str target, struct sheet_choice *c)
{
	struct str noun = target, field = { 0 };
	ptrdiff_t dot = str_find(target, STR("."));
	int f;

	*c = (struct sheet_choice){ .kind = COL_NOTHING };
	if (str_eqz(target, "-"))
		return true;
	if (str_eqz(target, "county") || str_eqz(target, "township")) {
		c->kind = str_eqz(target, "county") ? COL_COUNTY : COL_TOWNSHIP;
		return true;
	}
	if (dot < 0)
		return false;
	noun.n = (size_t)dot;
	field = str_sub(target, (size_t)dot + 1, target.n);
	for (int i = 0; i < m->n; i++)
		if (str_eqz(noun, m->ent[i]->name) && (f = entity_field(m->ent[i], field)) >= 0) {
			c->kind = COL_FIELD;
			c->noun = i;
			c->field = f;
			return !(m->ent[i]->fields[f].flags & E_RO);
		}
	return false;
}

/* "风险是否已消除#2": the second column of that name. */
static struct str cut_nth(struct str header, int *nth)
{
	size_t at = header.n;
	int64_t v;

	*nth = 0;
	while (at > 0 && header.p[at - 1] != '#')
		at--;
	if (at > 1 && str_i64(str_sub(header, at, header.n), &v) && v >= 1 && v <= 2048) {
		*nth = (int)v;
		header.n = at - 1;
	}
	return header;
}

/* What holds for a header of this hash: what was given now, then what is remembered. */
static int choices_for(struct search *s, const char *hash, struct sheet_choice *out)
{
	const struct layout *l = s->l;
	int n = 0;

	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < l->nsaid; i++) {
			int nth;

			if (turn ? !str_eqz(l->said[i].hash, hash) : l->said[i].hash.n > 0)
				continue;
			if (!target_of(l->m, l->said[i].target, &out[n]))
				continue;
			out[n].header = sheet_plain(l->a, cut_nth(l->said[i].header, &nth));
			out[n++].nth = nth;
		}
	return n;
}

/* Which columns mean what they mean because somebody said so. */
static void mark_said(struct search *s)
{
	struct layout *l = s->l;

	l->by_user = arena_array(l->a, (size_t)l->map.ncol + 1, sizeof *l->by_user);
	l->by_memory = arena_array(l->a, (size_t)l->map.ncol + 1, sizeof *l->by_memory);
	for (int i = 0; i < l->nsaid; i++) {
		struct str plain;
		bool now = l->said[i].hash.n == 0;
		int nth, seen = 0;

		if (!now && !str_eqz(l->said[i].hash, l->hash))
			continue;
		plain = sheet_plain(l->a, cut_nth(l->said[i].header, &nth));
		for (int c = 0; c < l->map.ncol; c++) {
			if (sheet_at_place(plain, c))
				(now ? l->by_user : l->by_memory)[c] = true;
			for (int k = 0; k < s->head[c].n; k++)
				if (str_eq(s->head[c].name[k], plain)) {
					seen++;
					if (!nth || nth == seen)
						(now ? l->by_user : l->by_memory)[c] = true;
					break;
				}
		}
	}
}

/* ---- trying ---- */

static int repeated(const struct sheet_map *m)
{
	int n = 0;

	for (int i = 0; i < m->ncol; i++)
		n += m->col[i].kind == COL_AGAIN;
	return n;
}

static bool wins(const struct search *s, const struct sheet_map *m, int row, int levels)
{
	bool complete = !m->missing.n && m->known > 1;
	int again = repeated(m);

	if (!s->found)
		return true;
	/* groups over columns that mean something are no header of one row because a column lacks */
	if (s->complete && !complete && row == s->row && levels > s->levels &&
	    m->known > s->best.known)
		return true;
	if (complete != s->complete)
		return complete;
	/* groups that were found are not taken back for a row of theirs that is less clear */
	if (s->complete && s->levels > 1 && row > s->row && row < s->row + s->levels)
		return m->known >= s->best.known && again <= s->again && again == 0;
	if (m->known != s->best.known)
		return m->known > s->best.known;
	return levels < s->levels && row <= s->row;
}

/* The columns of an error list: what they are called must not be taken for a field. */
static void set_apart(struct search *s, int row, int levels, struct sheet_head *head,
                      int error_col[ERROR_COLS])
{
	const struct line *x = &s->line[row + levels - 1];

	if (!sheet_error_cols(x->cell, x->n, error_col)) {
		for (int k = 0; k < ERROR_COLS; k++)
			error_col[k] = -1;
		return;
	}
	for (int k = 0; k < ERROR_COLS; k++)
		if (error_col[k] >= 0)
			head[error_col[k]] = (struct sheet_head){ .shown = { "", 0 } };
}

static enum err try_in_arena(struct search *s, int row, int levels, bool *won)
{
	struct layout *l = s->l;
	struct sheet_request q = { .kind = l->kind, .title[0] = NULL };
	struct sheet_choice *choice;
	struct sheet_head *head;
	struct sheet_map map;
	struct reader_lead lead;
	struct path *path;
	struct piece group[LAYOUT_LEVELS] = { 0 };
	struct hmap *subs;
	int error_col[ERROR_COLS];
	char hash[17];
	enum err e;
	int n = 0;

	for (int k = 0; k < levels; k++)
		n = s->line[row + k].n > n ? s->line[row + k].n : n;
	head = arena_array(&s->cx->arena, (size_t)n + 1, sizeof *head);
	path = arena_array(&s->cx->arena, (size_t)n + 1, sizeof *path);
	for (int i = 0; i < n; i++)
		path[i] = path_of(s, row, levels, i, group);
	subs = subs_of(s, path, n);
	for (int i = 0; i < n; i++)
		names_of(s, &path[i], subs, &head[i]);
	set_apart(s, row, levels, head, error_col);
	hash_of(head, n, hash);
	choice = arena_array(&s->cx->arena, (size_t)l->nsaid * 2 + 1, sizeof *choice);
	memset(l->title, 0, sizeof l->title);
	l->date = 0;
	read_titles(s, row);
	memcpy(q.title, l->title, sizeof q.title);
	q.head = head;
	q.n = n;
	q.choice = choice;
	q.nchoice = choices_for(s, hash, choice);
	e = reader_recognise(s->cx, l->ix, l->m, l->pack, l->topic, &q, &map, &lead);
	if (e != OK)
		return e;
	for (int k = 0; k < ERROR_COLS; k++)
		if (error_col[k] >= 0) {
			map.col[error_col[k]].kind = COL_ERRORS;
			map.col[error_col[k]].header = s->line[row + levels - 1].cell[error_col[k]];
		}
	*won = wins(s, &map, row, levels);
	if (*won) {
		s->found = true;
		s->complete = !map.missing.n && map.known > 1;
		s->best = map;
		s->lead = lead;
		memcpy(s->error_col, error_col, sizeof error_col);
		s->row = row;
		s->levels = levels;
		s->again = repeated(&map);
		s->head = head;
		memcpy(s->hash, hash, sizeof hash);
	}
	return OK;
}

/* Each try in memory of its own: sixty tries of two thousand columns are much, one is not. */
static enum err try_header(struct search *s, int row, int levels)
{
	struct ctx *cx = s->cx;
	struct arena outer = cx->arena, mine;
	bool won = false;
	const char *why;
	enum err e;

	err_clear(cx);
	s->tried += s->line[row].n;
	arena_init(&cx->arena, outer.ceiling);
	e = try_in_arena(s, row, levels, &won);
	mine = cx->arena;
	cx->arena = outer;
	if (e != OK && (e != ERR_INPUT || reader_asks(cx))) {
		arena_join(&cx->arena, &mine);
		return e;
	}
	if (won) {
		arena_free(&s->kept);
		s->kept = mine;
		return OK;
	}
	why = cx->err.key;
	arena_free(&mine);
	err_clear(cx);
	return e == OK ? OK : err_set(cx, e, "", why, NULL);
}

static void remember_line(struct search *s, int row, bool title)
{
	struct layout *l = s->l;
	const struct line *x = &s->line[row];

	if (!x->read || !x->filled || l->nline == (int)(sizeof l->line / sizeof *l->line))
		return;
	l->line[l->nline++] = (struct layout_line){ x->plain, x->n, x->filled, title };
}

/* The column by which rows belong together: the household's number, an area's own code. */
static int find_key_col(const struct sheet_map *map)
{
	int best = -1;

	for (int i = 0; i < map->ncol; i++) {
		const struct sheet_col *c = &map->col[i];
		const struct field *f;

		if (c->kind != COL_FIELD || c->part > 1)
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

/* Blank rows, help and column numbers right under the header are stepped over. */
static enum err step_over(struct search *s)
{
	struct layout *l = s->l;
	struct arena scratch;
	struct str *cells;
	enum err e = OK;
	int n;

	arena_init(&scratch, 16 << 20);
	for (int k = 0; k < 6 && l->first <= s->nrow; k++, l->first++) {
		enum row_class c;

		e = table_record(s->cx, l->t, l->first, &cells, NULL, &n);
		if (e != OK)
			break;
		c = layout_class(l, &scratch, cells, n);
		if (c != ROW_BLANK)
			c = layout_under_header(l, &scratch, cells, n);
		if (c == ROW_DATA)
			break;
		l->skipped[l->nskipped].row = l->first;
		l->skipped[l->nskipped++].class = c;
	}
	while (l->nskipped && l->skipped[l->nskipped - 1].class == ROW_BLANK) {
		l->nskipped--;           /* counted with all other blank rows */
		l->first--;
	}
	arena_free(&scratch);
	return e;
}

static enum err take_best(struct search *s)
{
	struct layout *l = s->l;

	l->map = s->best;
	l->lead = s->lead;
	memcpy(l->error_col, s->error_col, sizeof l->error_col);
	l->header_row = s->row;
	l->levels = s->levels;
	l->first = s->row + s->levels;
	l->key_col = find_key_col(&l->map);
	memcpy(l->hash, s->hash, sizeof l->hash);
	memset(l->title, 0, sizeof l->title);
	l->date = 0;
	read_titles(s, s->row);
	mark_said(s);
	for (int k = 0; k < s->levels; k++)
		remember_line(s, s->row + k, false);
	for (int row = 1; row < s->row; row++)
		remember_line(s, row, true);
	return step_over(s);
}

static bool enough(const struct search *s)
{
	return s->bytes > LINES_MOST || s->tried > TRIED_MOST;
}

/* This row, alone and with those below it. */
static enum err search_row(struct search *s, int row)
{
	enum err e = OK;

	for (int levels = 1; levels <= LAYOUT_LEVELS && !enough(s); levels++) {
		bool yes = levels == 1;

		if (levels > 1)
			TRY(may_be(s, row, levels, &yes));
		if (!yes)
			break;
		e = try_header(s, row, levels);
		if (e != OK && (e != ERR_INPUT || reader_asks(s->cx)))
			return e;
	}
	return OK;
}

static enum err search_rows(struct search *s)
{
	for (int row = 1; row <= s->nrow && row <= LAYOUT_WITHIN && !enough(s); row++) {
		struct line *x;

		if (s->complete && row >= s->row + s->levels)
			break;
		TRY(line_at(s, row, &x));
		if (x->filled)
			TRY(search_row(s, row));
	}
	if (s->found)
		return OK;
	if (enough(s)) {
		err_clear(s->cx);
		return err_set(s->cx, ERR_INPUT, "", "header-too-much", NULL);
	}
	/* the last row that was tried has said why, if any was */
	return err_set(s->cx, ERR_INPUT, "", "csv-empty", NULL);
}

enum err layout_find(struct ctx *cx, struct layout *l)
{
	struct search *s = ARENA_NEW(l->a, struct search);
	enum err e;

	s->cx = cx;
	s->l = l;
	s->nrow = table_rows(l->t);
	arena_init(&s->kept, cx->arena.ceiling);
	keep_merges(s);
	e = search_rows(s);
	arena_join(&cx->arena, &s->kept);
	if (e != OK)
		return e;
	err_clear(cx);
	return take_best(s);
}
