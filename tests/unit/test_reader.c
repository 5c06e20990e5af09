/* A reading child that has been taken over: whatever it sends, the parent ends with an error or
 * with rows that are well formed. The child is this program again; LANG, which children keep, tells
 * it that it is hostile, and its seed. */
#include "import_fix.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "job/reader_wire.h"

/* ---- random messages ---- */

static uint64_t roll(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static bool one_in(uint64_t *s, unsigned n)
{
	return roll(s) % n == 0;
}

/* Mostly what is right, sometimes what is at an edge or far outside. */
static uint64_t odd(uint64_t *s, uint64_t right)
{
	static const uint64_t edge[] = { 0,          1,          2,
									 3,          127,        255,
									 256,        4096,       4097,
									 65535,      0x7FFFFFFF, 0x80000000,
									 0xFFFFFFFF, UINT64_MAX, (uint64_t)INT64_MAX };

	return one_in(s, 100) ? edge[roll(s) % (sizeof edge / sizeof *edge)] : right;
}

static void odd_text(struct buf *b, uint64_t *s, const char *right)
{
	struct str t = str_of(right);

	if (one_in(s, 150))
		t = STR("\xFF\xFE\x80");
	wire_u32(b, (uint32_t)odd(s, t.n));
	buf_adds(b, t);
}

static void odd_header(struct buf *b, uint64_t *s, const struct entity *e0, const struct entity *e1)
{
	size_t at = wire_begin(b, one_in(s, 60) ? (char)roll(s) : 'H');
	int n = 12;

	wire_u32(b, (uint32_t)odd(s, 1));
	wire_u64(b, odd(s, 10));
	odd_text(b, s, "UTF-8");
	wire_u32(b, (uint32_t)odd(s, 2));
	wire_u32(b, (uint32_t)odd(s, e0->tag));
	wire_u32(b, (uint32_t)odd(s, e1->tag));
	odd_text(b, s, "");
	odd_text(b, s, "");
	odd_text(b, s, "B1-0123ABCD");
	odd_text(b, s, "0123456789abcdef");
	odd_text(b, s, "");
	wire_u32(b, (uint32_t)odd(s, 20231231));
	wire_u32(b, (uint32_t)odd(s, (uint64_t)n));
	for (int i = 0; i < n; i++) {
		const struct entity *e = i < 6 ? e0 : e1;

		wire_u32(b, (uint32_t)odd(s, COL_FIELD));
		wire_u32(b, (uint32_t)odd(s, i >= 6));
		wire_u32(b, (uint32_t)odd(s, roll(s) % (uint64_t)e->nfield));
		wire_u8(b, (uint8_t)odd(s, 1));
		odd_text(b, s, "");
		odd_text(b, s, "列");
	}
	odd_text(b, s, "");
	wire_u32(b, (uint32_t)odd(s, 1));
	wire_u32(b, (uint32_t)odd(s, 2));
	wire_u32(b, (uint32_t)odd(s, 1));
	wire_u32(b, (uint32_t)odd(s, e1->tag));
	wire_u32(b, (uint32_t)odd(s, 1));
	odd_text(b, s, "1***");
	odd_text(b, s, "");
	wire_end(b, at);
}

static void odd_row(struct buf *b, uint64_t *s, const struct sheet_map *m, int row)
{
	size_t at = wire_begin(b, one_in(s, 60) ? (char)roll(s) : 'R');
	int nf = (int)(roll(s) % 3), nv = (int)(roll(s) % 6);

	wire_u32(b, (uint32_t)odd(s, (uint64_t)row));
	wire_u64(b, odd(s, 7));
	wire_u32(b, (uint32_t)odd(s, 12));
	odd_text(b, s, "示例县");
	odd_text(b, s, "");
	wire_u32(b, (uint32_t)odd(s, (uint64_t)nf));
	for (int i = 0; i < nf; i++) {
		wire_u32(b, (uint32_t)odd(s, roll(s) % 40));
		wire_u32(b, (uint32_t)odd(s, 1));
		odd_text(b, s, "hint");
	}
	wire_u8(b, (uint8_t)odd(s, 0));
	wire_u32(b, (uint32_t)odd(s, (uint64_t)nv));
	for (int i = 0; i < nv; i++) {
		int col = (int)(roll(s) % (unsigned)m->ncol);
		const struct field *f = &m->part[m->col[col].part]->fields[m->col[col].field];
		bool text = field_is_text(f) || f->type == FT_REF || f->type == FT_AREA;

		wire_u32(b, (uint32_t)odd(s, (uint64_t)col));
		wire_u8(b, (uint8_t)odd(s, text ? VAL_TEXT : VAL_INT));
		if (text)
			odd_text(b, s, "王小明");
		else
			wire_u64(b, roll(s) >> roll(s) % 64);
	}
	wire_end(b, at);
}

static void odd_cells(struct buf *b, uint64_t *s, int row)
{
	size_t at = wire_begin(b, one_in(s, 60) ? (char)roll(s) : 'C');
	int n = (int)(roll(s) % 6), nf = (int)(roll(s) % 3);

	wire_u32(b, (uint32_t)odd(s, (uint64_t)row));
	wire_u8(b, (uint8_t)odd(s, 1));
	wire_u32(b, (uint32_t)odd(s, (uint64_t)n));
	for (int i = 0; i < n; i++)
		odd_text(b, s, "王小明");
	wire_u32(b, (uint32_t)odd(s, (uint64_t)nf));
	for (int i = 0; i < nf; i++) {
		wire_u32(b, (uint32_t)odd(s, roll(s) % 40));
		wire_u32(b, (uint32_t)odd(s, 1));
		odd_text(b, s, "hint");
	}
	wire_end(b, at);
}

static void end_message(struct buf *b)
{
	size_t at = wire_begin(b, 'E');

	wire_end(b, at);
}

/* ---- straight into the parent's end ---- */

static struct sheet_map fixed_map(struct desk *d)
{
	struct sheet_map m = { .part = { noun(d, "household"), noun(d, "person") },
						   .npart = 2,
						   .ncol = 40 };

	m.col = arena_array(&d->cx.arena, 40, sizeof *m.col);
	for (int i = 0; i < m.ncol; i++)
		m.col[i] = (struct sheet_col){ .kind = COL_FIELD, .part = (uint8_t)(i & 1),
			.field = (int16_t)(1 + i), .header = STR("列") };
	return m;
}

static void well_formed(const struct reader *r, const struct reader_row *row)
{
	for (int i = 0; i < row->nf; i++)
		assert_true(row->f[i].kind && row->f[i].col >= -1 && row->f[i].col < r->map.ncol);
	for (int p = 0; p < r->map.npart; p++)
		for (int f = 0; f < row->part[p]->e->nfield; f++) {
			const struct val *v = &row->part[p]->v[f];
			enum field_type t = row->part[p]->e->fields[f].type;
			bool text = field_is_text(&row->part[p]->e->fields[f]) || t == FT_REF || t == FT_AREA;

			assert_true(v->kind == VAL_NULL || v->kind == (text ? VAL_TEXT : VAL_INT));
		}
}

static enum err read_all(struct desk *d, struct reader *r, int *rows)
{
	struct reader_row *row;
	struct arena a;
	enum err e;
	bool more;
	uint64_t group;

	arena_init(&a, (size_t)64 << 20);
	while ((e = reader_peek(&d->cx, r, &more, &group)) == OK && more &&
	       (e = reader_next(&d->cx, r, &a, &a, &row)) == OK && row) {
		well_formed(r, row);
		(*rows)++;
	}
	arena_free(&a);
	return e;
}

static void no_message_harms_the_parent(void **state)
{
	struct desk *d = desk_open();
	struct sheet_map map = fixed_map(d);
	int good = 0, bad = 0, rows = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct reader r = { .m = d->r->model, .map = map };
		uint64_t s = seed * UINT64_C(0x9E3779B97F4A7C15);
		struct buf b BUF_AUTO;

		buf_init(&b, 1 << 20);
		for (int i = 0; i < 4; i++)
			odd_row(&b, &s, &map, 2 + i);
		end_message(&b);
		if (one_in(&s, 3))
			b.n -= roll(&s) % b.n;          /* cut off */
		if (one_in(&s, 3))
			b.p[roll(&s) % b.n] ^= (char)(1u << roll(&s) % 8);
		r.proc.out = memfd_create("messages", MFD_CLOEXEC);
		assert_true(write(r.proc.out, b.p, b.n) == (ssize_t)b.n &&
					lseek(r.proc.out, 0, SEEK_SET) == 0);
		buf_init(&r.in, WIRE_MAX + ((size_t)2 << 20));
		arena_init(&r.arena, 1 << 20);
		if (read_all(d, &r, &rows) == OK)
			good++;
		else
			bad++;
		err_clear(&d->cx);
		close(r.proc.out);
		buf_free(&r.in);
		arena_free(&r.arena);
	}
	if (good < 100 || bad < 1000 || rows < 1000)
		fail_msg("good %d bad %d rows %d", good, bad, rows);
	desk_close(d);
}

static void no_cells_harm_the_parent(void **state)
{
	struct desk *d = desk_open();
	struct sheet_map map = fixed_map(d);
	int good = 0, bad = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct reader r = { .m = d->r->model, .map = map };
		uint64_t s = seed * UINT64_C(0x9E3779B97F4A7C15);
		struct buf b BUF_AUTO = { 0 };
		struct arena a;
		enum err e = OK;

		buf_init(&b, 1 << 20);
		if (one_in(&s, 2))
			end_message(&b);        /* of the rows before */
		for (int i = 0; i < 4; i++)
			odd_cells(&b, &s, 2 + i);
		if (one_in(&s, 3))
			b.n -= roll(&s) % b.n;
		r.proc.out = memfd_create("messages", MFD_CLOEXEC);
		assert_true(write(r.proc.out, b.p, b.n) == (ssize_t)b.n &&
		            lseek(r.proc.out, 0, SEEK_SET) == 0);
		buf_init(&r.in, WIRE_MAX + ((size_t)2 << 20));
		arena_init(&r.arena, 1 << 20);
		arena_init(&a, 1 << 20);
		for (int i = 0; i < 4 && e == OK; i++) {
			struct reader_cells c;

			e = reader_cells(&d->cx, &r, &a, &c);
			for (int k = 0; e == OK && k < c.nf; k++)
				assert_true(c.f[k].kind && c.f[k].col < map.ncol);
		}
		if (e == OK)
			good++;
		else
			bad++;
		err_clear(&d->cx);
		close(r.proc.out);
		buf_free(&r.in);
		arena_free(&r.arena);
		arena_free(&a);
	}
	if (good < 100 || bad < 500)
		fail_msg("good %d bad %d", good, bad);
	desk_close(d);
}

/* ---- through a child ---- */

static int hostile_child(uint64_t seed)
{
	struct list_face none = { 0 };
	struct sheet_map map;
	struct model *m;
	struct ctx cx;
	struct buf b;
	char line[64];
	size_t n = 0;
	int64_t bytes = 0;
	uint64_t s = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;

	ctx_init(&cx, 64 << 20);
	for (char last = 0, c; os_read_full(PROC_FD_CTL, &c, 1) == 1 && !(c == '\n' && last == '\n');
		 last = c) {
		if (c != '\n' && n < sizeof line - 1)
			line[n++] = c;
		line[n] = 0;
		if (c == '\n' && !strncmp(line, "pack ", 5))
			bytes = strtoll(line + 5, NULL, 10);
		if (c == '\n')
			n = 0;
	}
	for (char c; bytes > 0 && os_read_full(PROC_FD_CTL, &c, 1) == 1; bytes--)
		;
	if (entity_model(&cx, &cx.arena, &none, &m) != OK)
		return 1;
	map = (struct sheet_map){ .part = { entity_find(m, STR("household")),
										entity_find(m, STR("person")) },
							  .npart = 2,
							  .ncol = 12 };
	map.col = arena_array(&cx.arena, 12, sizeof *map.col);
	for (int i = 0; i < 12; i++)
		map.col[i] = (struct sheet_col){ .kind = COL_FIELD, .part = i >= 6,
			.field = (int16_t)(2 + i), .header = STR("列") };
	buf_init(&b, 1 << 20);
	odd_header(&b, &s, map.part[0],
			   one_in(&s, 4) ? m->ent[roll(&s) % (uint64_t)m->n] : map.part[1]);
	for (int i = 0; i < 30; i++)
		odd_row(&b, &s, &map, 2 + i);
	end_message(&b);
	(void)os_write_all(&cx, PROC_FD_OUT, b.p, b.n);
	_exit(0);
}

static void a_hostile_child_spoils_its_own_file_only(void **state)
{
	struct desk *d = county_desk();
	struct heard h;
	int refused = 0;

	(void)state;
	for (int seed = 1; seed <= 60; seed++) {
		char lang[32], text[32];

		snprintf(lang, sizeof lang, "hostile-%d", seed);
		snprintf(text, sizeof text, "%d\n", seed);
		setenv("LANG", lang, 1);
		heard_begin(&h);
		take_bytes(d, &h, text, strlen(text));
		refused += h.e != OK;
		err_clear(&d->cx);
	}
	unsetenv("LANG");
	assert_true(refused > 10);
	assert_int_equal(rows_of(d, "setting"), 1);      /* what the program keeps for itself */
	assert_int_equal(rows_of(d, "pack_version"), 1);
	take(d, &h, "户编号,户主姓名,行政村\nH1,王小明,980101100201\n");
	COUNTS(&h, 1, 0, 0, 0);
	desk_close(d);
}

/* ---- a child that does not survive its file ---- */

/* Before its first word, in the middle of one, in good order but without a word, or as one that
 * broke the rules. */
static int dying_child(int how)
{
	static const char half[] = { 'H', 100, 0, 0, 0, 1, 0 };

	for (char last = 0, c; os_read_full(PROC_FD_CTL, &c, 1) == 1 && !(c == '\n' && last == '\n');
		 last = c)
		;
	if (how == 1 && write(PROC_FD_OUT, half, sizeof half) < 0)
		return 1;
	if (how == 2)
		_exit(0);
	raise(how == 3 ? SIGSYS : SIGKILL);
	return 0;
}

static void a_child_that_dies_is_told_in_words(void **state)
{
	struct desk *d = county_desk();
	struct heard h;

	(void)state;
	for (int how = 0; how < 4; how++) {
		char lang[32];

		snprintf(lang, sizeof lang, "dying-%d", how);
		setenv("LANG", lang, 1);
		heard_begin(&h);
		take_bytes(d, &h, lang, strlen(lang));
		assert_string_equal(h.refused, "list.csv reader-died");
		err_clear(&d->cx);
	}
	unsetenv("LANG");
	take(d, &h, "户编号,户主姓名,行政村\nH1,王小明,980101100201\n");
	COUNTS(&h, 1, 0, 0, 0);
	desk_close(d);
}

int main(int argc, char **argv)
{
	const char *lang = getenv("LANG");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_message_harms_the_parent),
		cmocka_unit_test(no_cells_harm_the_parent),
		cmocka_unit_test(a_hostile_child_spoils_its_own_file_only),
		cmocka_unit_test(a_child_that_dies_is_told_in_words),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return lang && !strncmp(lang, "dying-", 6) ? dying_child(atoi(lang + 6)) :
		       lang && !strncmp(lang, "hostile-", 8) ? hostile_child((uint64_t)atoll(lang + 8)) :
		       reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
