/* spool and rows: what is laid aside comes back as it was, from memory and from the file, and the
 * file gives nothing away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "crypto/stream.h"
#include "fmt/rows.h"

#define KIB 1024
#define MIB (1024 * 1024)

/* ---- the stream ---- */

static void any_piece_decrypts_by_its_place(void **state)
{
	struct stream_key k;
	char plain[1000], all[1000], part[1000];

	(void)state;
	for (size_t i = 0; i < sizeof plain; i++)
		plain[i] = (char)(i * 7);
	stream_key_new(&k);
	memcpy(all, plain, sizeof all);
	stream_xor(&k, 300, all, sizeof all);
	assert_memory_not_equal(all, plain, sizeof all);
	for (size_t from = 0; from < sizeof all; from += 37)
		for (size_t n = 0; from + n <= sizeof all; n += 61) {
			memcpy(part, all + from, n);
			stream_xor(&k, 300 + (int64_t)from, part, n);
			assert_memory_equal(part, plain + from, n);
		}
	stream_key_wipe(&k);
}

/* ---- the spool ---- */

static char byte_at(int64_t off)
{
	return (char)(off * 31 + off / 251 + off / 65521);
}

static void fill(struct ctx *cx, struct spool *s, int64_t total)
{
	static char piece[70001];

	while (spool_size(s) < total) {
		int64_t off = spool_size(s);
		size_t n = 1 + (size_t)(off * 2654435761 % 70000);

		if (off + (int64_t)n > total)
			n = (size_t)(total - off);
		for (size_t i = 0; i < n; i++)
			piece[i] = byte_at(off + (int64_t)i);
		assert_int_equal(spool_add(cx, s, piece, n), OK);
	}
}

static void look(struct ctx *cx, struct spool *s, struct spool_window *w, int64_t off, size_t n)
{
	const char *p;

	assert_int_equal(spool_read(cx, s, w, off, n, &p), OK);
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte_at(off + (int64_t)i))
			fail_msg("byte %lld of a read of %zu at %lld", (long long)off + (long long)i, n,
			         (long long)off);
}

static void bytes_come_back_from_memory_and_file(void **state)
{
	const int64_t total = SPOOL_MEMORY + 3 * MIB + 12345;
	struct spool_window w = { 0 }, other = { 0 };
	int fd = memfd_create("spool", 0);
	struct spool *s = spool_new(fd);
	const char *p;
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 0);
	fill(&cx, s, 1 * MIB);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);            /* a small one leaves no trace */
	fill(&cx, s, SPOOL_MEMORY + 256 * KIB);                 /* a page full, not yet written */
	look(&cx, s, &w, SPOOL_MEMORY + 255 * KIB, KIB);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	fill(&cx, s, total);
	assert_true(lseek(fd, 0, SEEK_END) >= 3 * MIB);
	for (int64_t off = 0; off < total; off += 33333)        /* in order */
		look(&cx, s, &w, off, off + 33333 < total ? 33333 : (size_t)(total - off));
	for (int64_t i = 0; i < 3000; i++) {                    /* here and there, two readers */
		int64_t off = i * 7919 * 104729 % (total - 5000);

		look(&cx, s, i & 1 ? &w : &other, off, (size_t)(i * 13 % 5000));
	}
	look(&cx, s, &w, SPOOL_MEMORY - 2 * MIB, SPOOL_ONCE);
	assert_int_equal(spool_read(&cx, s, &w, total - 10, 11, &p), ERR_BUG);
	spool_window_free(&w);
	spool_window_free(&other);
	spool_free(s);
	close(fd);
	ctx_free(&cx);
}

static void the_file_shows_nothing(void **state)
{
	static char name[KIB];
	const char word[] = "3701021990";
	int fd = memfd_create("spool", 0);
	struct spool *s = spool_new(fd);
	struct ctx cx;
	char *all = mem_new(2 * MIB, 1);
	ssize_t n;

	(void)state;
	ctx_init(&cx, 0);
	for (size_t i = 0; i + sizeof word <= sizeof name; i += sizeof word - 1)
		memcpy(name + i, word, sizeof word - 1);
	while (spool_size(s) < SPOOL_MEMORY + 2 * MIB)
		assert_int_equal(spool_add(&cx, s, name, sizeof name), OK);
	n = pread(fd, all, 2 * MIB, 0);
	assert_true(n > MIB);
	assert_null(memmem(all, (size_t)n, word, 6));
	mem_free(all);
	spool_free(s);
	close(fd);
	ctx_free(&cx);
}

static void without_a_file_there_is_an_end(void **state)
{
	static char piece[MIB];
	struct spool *s = spool_new(-1);
	struct ctx cx;
	enum err e = OK;

	(void)state;
	ctx_init(&cx, 0);
	for (int i = 0; e == OK && i < 200; i++)
		e = spool_add(&cx, s, piece, sizeof piece);
	assert_int_equal(e, ERR_LIMIT);
	assert_string_equal(cx.err.key, "spool-memory");
	assert_int_equal(spool_size(s), SPOOL_ALONE);
	spool_free(s);
	ctx_free(&cx);
}

static void a_full_disk_is_told(void **state)
{
	static char piece[MIB];
	int fd = memfd_create("spool", MFD_ALLOW_SEALING);
	struct spool *s = spool_new(fd);
	struct ctx cx;
	enum err e = OK;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), 0);
	for (int i = 0; e == OK && i < 100; i++)
		e = spool_add(&cx, s, piece, sizeof piece);
	assert_int_equal(e, ERR_IO);
	assert_string_equal(cx.err.key, "spool-write");
	spool_free(s);
	close(fd);
	ctx_free(&cx);
}

/* ---- rows ---- */

static void put(struct ctx *cx, struct rows *r, int col, const char *text, uint8_t marks)
{
	assert_int_equal(rows_cell(cx, r, col, str_of(text), marks), OK);
}

static void row_is(struct ctx *cx, struct rows *r, int64_t row, const char *expected)
{
	char got[4096] = "";
	const uint8_t *mark;
	struct str *cell, one;
	size_t at = 0;
	int n;

	assert_int_equal(rows_record(cx, r, row, &cell, &mark, &n), OK);
	for (int i = 0; i < n; i++) {
		at += (size_t)snprintf(got + at, sizeof got - at, "%s%.*s", i ? "|" : "",
			STR_FMT(cell[i]));
		if (mark && mark[i])
			at += (size_t)snprintf(got + at, sizeof got - at, "~%d", mark[i]);
	}
	assert_string_equal(got, expected);
	for (int i = 0; i < n; i++) {
		char *copy = str_z(&cx->arena, cell[i]);

		assert_int_equal(rows_one(cx, r, row, i, &one), OK);
		assert_true(str_eqz(one, copy));
		assert_int_equal(rows_record(cx, r, row, &cell, &mark, &n), OK);
	}
	assert_int_equal(rows_one(cx, r, row, n, &one), OK);
	assert_int_equal(one.n, 0);
}

static void rows_keep_gaps_and_marks(void **state)
{
	struct spool *s = spool_new(-1);
	struct rows r;
	struct ctx cx;
	struct str *cell;
	int n;

	(void)state;
	ctx_init(&cx, 0);
	rows_init(&r, s);
	put(&cx, &r, 0, "户编号", 0);
	put(&cx, &r, 1, "", 0);
	put(&cx, &r, 3, "姓名", 0);
	assert_int_equal(rows_end(&cx, &r, 3), OK);
	assert_int_equal(rows_end(&cx, &r, 4), OK);             /* blank */
	put(&cx, &r, 1, "12.5", TABLE_NUMBER | TABLE_FORMULA);
	assert_int_equal(rows_end(&cx, &r, 5), OK);
	assert_int_equal(rows_end(&cx, &r, 900), OK);           /* blank ones at the end are no rows */
	assert_int_equal(r.n, 5);
	row_is(&cx, &r, 1, "");
	row_is(&cx, &r, 2, "");
	row_is(&cx, &r, 3, "户编号|||姓名");
	row_is(&cx, &r, 4, "");
	row_is(&cx, &r, 5, "|12.5~17");
	assert_int_equal(rows_record(&cx, &r, 6, &cell, NULL, &n), ERR_BUG);
	rows_free(&r);
	spool_free(s);
	ctx_free(&cx);
}

static void rows_have_limits(void **state)
{
	static char text[ROWS_CELL_MAX + 1];
	struct str most = { text, ROWS_CELL_MAX }, more = { text, ROWS_CELL_MAX + 1 };
	struct spool *s = spool_new(-1);
	struct rows r;
	struct ctx cx;
	enum err e = OK;

	(void)state;
	ctx_init(&cx, 0);
	memset(text, 'x', sizeof text);
	rows_init(&r, s);
	assert_int_equal(rows_cell(&cx, &r, 0, more, 0), ERR_INPUT);
	assert_string_equal(cx.err.key, "rows-cell");
	err_clear(&cx);
	assert_int_equal(rows_cell(&cx, &r, 0, most, 0), OK);
	assert_int_equal(rows_cell(&cx, &r, ROWS_COLUMNS, most, 0), ERR_INPUT);
	assert_string_equal(cx.err.key, "rows-columns");
	err_clear(&cx);
	assert_int_equal(rows_cell(&cx, &r, 0, most, 0), ERR_INPUT);
	assert_string_equal(cx.err.key, "rows-order");
	err_clear(&cx);
	for (int i = 1; e == OK && i < 100; i++)
		e = rows_cell(&cx, &r, i, most, 0);
	assert_string_equal(cx.err.key, "rows-record");
	err_clear(&cx);
	buf_reset(&r.rec);
	r.col = 0;
	put(&cx, &r, 0, "a", 0);
	assert_int_equal(rows_end(&cx, &r, ROWS_MAX + 1), ERR_INPUT);
	err_clear(&cx);
	assert_int_equal(rows_end(&cx, &r, ROWS_MAX), OK);
	put(&cx, &r, 0, "a", 0);
	assert_int_equal(rows_end(&cx, &r, ROWS_MAX), ERR_INPUT);
	assert_string_equal(cx.err.key, "rows-order");
	rows_free(&r);
	spool_free(s);
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_piece_decrypts_by_its_place),
		cmocka_unit_test(bytes_come_back_from_memory_and_file),
		cmocka_unit_test(the_file_shows_nothing),
		cmocka_unit_test(without_a_file_there_is_an_end),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(rows_keep_gaps_and_marks),
		cmocka_unit_test(rows_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
