/* Broken XLS workbooks are refused, with their place, before a row of them is used. */
#include "xls_fix.h"

static struct bytes ordinary(struct box *x, unsigned rows)
{
	struct book b = { 0 };
	struct bytes file;

	fill_sheet(&b, rows);
	file = book_file(&b, x);
	book_free(&b);
	return file;
}

/* Cut anywhere, a workbook is refused: no row of it is taken. (Behind the beginning of the table of
 * sectors there is padding, which nobody misses.) */
static void cut_anywhere(void **state)
{
	struct box x = { 0 };
	struct bytes file = ordinary(&x, 40);
	struct open_file o;

	(void)state;
	for (size_t n = 8; n <= x.fat_at; n += n < 600 ? 13 : 97) {
		open_bytes(&o, file.p, n);
		if (o.e != ERR_INPUT)
			fail_msg("%zu of %zu bytes were taken", n, file.n);
		assert_true(!strcmp(o.cx.err.key, "ole-cut-off") ||
		            !strcmp(o.cx.err.key, "ole-damaged"));
		done(&o);
	}
	free(file.p);
}

static void spoiled(const struct bytes *file, size_t at, uint32_t value, const char *key,
                    const char *what)
{
	struct bytes copy = { 0 };
	struct open_file o;

	put(&copy, file->p, file->n);
	set32(copy.p + at, value);
	open_bytes(&o, copy.p, copy.n);
	if (o.e != ERR_INPUT)
		fail_msg("%s (%zu): taken", what, at);
	if (strcmp(o.cx.err.key, key))
		fail_msg("%s: %s, not %s", what, o.cx.err.key, key);
	done(&o);
	free(copy.p);
}

static void lies_of_the_box(void **state)
{
	struct box x = { 0 };
	struct bytes file = ordinary(&x, 200);
	size_t entry = x.dir_at + 128;

	(void)state;
	spoiled(&file, x.fat_at, 0, "ole-damaged", "a chain of one sector that is its own next");
	spoiled(&file, x.fat_at + 4 * 5, 2, "ole-damaged", "a chain that turns back");
	spoiled(&file, x.fat_at + 4 * 3, BOX_END, "ole-damaged", "a chain too short");
	spoiled(&file, x.fat_at + 4 * 3, BOX_FREE, "ole-damaged", "a chain into nothing");
	spoiled(&file, x.fat_at + 4 * 3, 70000, "ole-cut-off", "a chain out of the file");
	spoiled(&file, entry + 120, 0x7FFFFFFF, "ole-cut-off", "a stream of two gigabytes");
	spoiled(&file, entry + 120, 0xFFFFFFFF, "ole-cut-off", "a stream of four gigabytes");
	spoiled(&file, entry + 120, (uint32_t)file.n - 100, "ole-damaged", "a stream a bit too long");
	spoiled(&file, entry + 120, 100, "ole-cut-off", "a stream said to be small");
	spoiled(&file, entry + 116, 0xFFFFFFF0, "ole-cut-off", "a stream that begins nowhere");
	spoiled(&file, 48, 5000, "ole-cut-off", "a directory out of the file");
	spoiled(&file, 48, 0, "ole-damaged", "a directory that is none");
	spoiled(&file, 48, BOX_END, "ole-damaged", "no directory");
	spoiled(&file, 76, 123456, "ole-cut-off", "a table out of the file");
	spoiled(&file, 30, 0x0006001F, "ole-damaged", "sectors of two gigabytes");
	spoiled(&file, 30, 0x00060000, "ole-damaged", "sectors of one byte");
	spoiled(&file, x.dir_at + 64, 0x01010016, "ole-damaged", "a top folder that is none");
	spoiled(&file, entry + 64, 0x00020000, "xls-no-book", "a stream without a name");
	free(file.p);
}

/* A workbook whose stream is what the test says. */
static void open_stream(struct open_file *o, const struct bytes *stream)
{
	struct box x = { 0 };
	struct bytes file;

	box_add(&x, "Workbook", stream);
	file = box_write(&x);
	open_bytes(o, file.p, file.n);
	free(file.p);
}

static size_t find_record(const struct bytes *s, unsigned type, int nth)
{
	for (size_t at = 0; at + 4 <= s->n; at += 4 + (size_t)(s->p[at + 2] | s->p[at + 3] << 8))
		if ((s->p[at] | s->p[at + 1] << 8) == (int)type && !nth--)
			return at;
	fail_msg("no record %x", type);
	return 0;
}

static void lie(unsigned type, int nth, size_t at, uint32_t value, const char *key,
                const char *place)
{
	struct book b = { 0 };
	struct bytes s;
	struct open_file o;
	int sheet;

	fill_sheet(&b, 300);
	sheet = 0;
	cell_label(&b, sheet, 300, 5, "标");
	cell_many(&b, sheet, 301, 250, 0, (uint32_t[]){ 6, 6, 6 }, 3);
	cell_formula_other(&b, sheet, 302, 0, 0, 0, "x");
	sheet_merge(&b, sheet, 5, 6, 0, 1);
	s = book_stream(&b);
	set32(s.p + find_record(&s, type, nth) + at, value);
	open_stream(&o, &s);
	if (o.e == OK)
		fail_msg("record %x+%zu = %x was taken", type, at, value);
	if (strcmp(o.cx.err.key, key))
		fail_msg("record %x+%zu = %x: %s", type, at, value, o.cx.err.key);
	REFUSED(&o, key, place);
	done(&o);
	free(s.p);
	book_free(&b);
}

static void lies_of_the_records(void **state)
{
	(void)state;
	lie(0x0809, 0, 4, 0x00050200, "xls-too-old", "");
	lie(0x0809, 0, 4, 0x00100600, "xls-damaged", "");
	lie(0x00FC, 0, 8, 0x7FFFFFFF, "xls-damaged", "");            /* two thousand million texts */
	lie(0x00FC, 0, 8, 301, "xls-damaged", "");
	lie(0x00FC, 0, 12, 0x0001FFFF, "xls-damaged", "");           /* a text of 65535 letters */
	lie(0x00FC, 0, 12, 0xFFFD0001, "xls-damaged", "");           /* ... with two gigabytes more */
	lie(0x0085, 0, 4, 0x00FFFFFF, "xls-cut-off", "名单");
	lie(0x0085, 0, 4, 8, "xls-damaged", "名单");
	lie(0x00FD, 9, 10, 300, "xls-damaged", "名单, row 10, column 1");
	lie(0x00FD, 9, 10, 0xFFFFFFFF, "xls-damaged", "名单, row 10, column 1");
	lie(0x00FD, 9, 6, 0x00000100, "xls-damaged", "名单, row 10, column 257");
	lie(0x00FD, 9, 0, 0x000500FD, "xls-damaged", "名单, row 10");
	lie(0x0204, 0, 10, 0x000000FF, "xls-damaged", "名单, row 301, column 6");
	lie(0x00BD, 0, 4, 0x00FE012D, "xls-damaged", "名单, row 302, column 255");
	lie(0x0207, 0, 0, 0x00040208, "xls-damaged", "名单, row 303, column 1");
	lie(0x00E5, 0, 4, 0xFFFFFFFF, "xls-damaged", "名单");
	lie(0x00E5, 0, 6, 0x00000009, "xls-damaged", "名单");
	lie(0x000A, 1, 0, 0, "xls-cut-off", "名单");
}

static void what_is_no_table(void **state)
{
	static const struct { const char *stream, *key; } kind[] = {
		{ "EncryptedPackage", "xls-encrypted" }, { "WordDocument", "xls-word" },
		{ "PowerPoint Document", "xls-slides" }, { "__properties_version1.0", "xls-mail" },
		{ "Contents", "xls-no-book" },
	};
	struct book b = { 0 };
	struct bytes s, text = { 0 };
	struct open_file o;

	(void)state;
	put(&text, "something", 9);
	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		struct box x = { .small = true };
		struct bytes file;

		box_add(&x, kind[i].stream, &text);
		file = box_write(&x);
		open_bytes(&o, file.p, file.n);
		REFUSED(&o, kind[i].key, "");
		done(&o);
		free(file.p);
	}
	free(text.p);
	fill_sheet(&b, 3);
	book_extra(&b, 0x002F, "\1\0\1\0\1\0", 6);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-password", "");
	done(&o);
	free(s.p);
	b.sheet[0].type = 2;
	b.extra.n = 0;
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-no-sheet", "");
	done(&o);
	free(s.p);
	book_free(&b);
}

static void cells_and_rows_have_limits(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	struct bytes s;
	int sheet = book_sheet(&b, "S", 0);
	char *text = malloc(33000);
	uint32_t most, more;

	(void)state;
	memset(text, 'x', 32769);
	text[32768] = 0;
	most = book_shared(&b, text, 0, 0);
	cell_shared(&b, sheet, 0, 0, most);
	open_book(&o, &b);
	cell_is(&o, 1, 0, text, 0);
	done(&o);
	sheet = book_sheet(&b, "S", 0);
	most = book_shared(&b, text, 0, 0);
	text[32768] = 'x';
	text[32769] = 0;
	more = book_shared(&b, text, 0, 0);
	cell_shared(&b, sheet, 3, 1, more);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-cell-long", "S, row 4, column 2");
	done(&o);
	free(s.p);
	b.sheet[0].cells.n = 0;
	for (unsigned i = 0; i < 33; i++)
		cell_shared(&b, sheet, 8, i, most);
	s = book_stream(&b);
	open_stream(&o, &s);
	REFUSED(&o, "xls-row-long", "S, row 9");
	done(&o);
	free(s.p);
	book_free(&b);
	free(text);
}

/* ---- whatever comes ---- */

static uint64_t roll(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static struct bytes rich_file(bool biff5, bool small)
{
	struct book b = { .biff5 = biff5, .codepage = 936 };
	struct box x = { .small = small };
	struct bytes file;
	int s;
	unsigned day;

	fill_sheet(&b, 12);
	day = book_format(&b, 14, NULL);
	book_format(&b, 180, "yyyy-m-d");
	cell_label(&b, 0, 20, 3, "标签");
	cell_number(&b, 0, 21, 3, day, 42588);
	cell_many(&b, 0, 22, 2, day, (uint32_t[]){ 6, 1000, 40000u << 2 | 2 }, 3);
	cell_boolerr(&b, 0, 23, 0, 1, false);
	cell_formula_other(&b, 0, 24, 0, 0, 0, "果");
	sheet_merge(&b, 0, 0, 0, 0, 3);
	if (!biff5)
		cell_shared(&b, 0, 25, 0, book_shared(&b, "rich 文", 3, 9));
	s = book_sheet(&b, "二", 1);
	cell_text(&b, s, 0, 0, "第二");
	file = book_file(&b, &x);
	book_free(&b);
	return file;
}

/* Every refusal has a sentence; every row that is given is sound. */
static void sound_or_refused(struct open_file *o, int *taken)
{
	if (o->e != OK) {
		assert_true(o->e == ERR_INPUT || o->e == ERR_LIMIT);
		assert_true(msg_text(LANG_ZH, o->cx.err.key) != o->cx.err.key);
		assert_true(utf8_valid(o->cx.err.where));
		return;
	}
	(*taken)++;
	for (int64_t row = 1; row <= table_rows(o->t); row++) {
		struct str *cells;
		const uint8_t *marks;
		int n;

		assert_int_equal(table_record(&o->cx, o->t, row, &cells, &marks, &n), OK);
		assert_true(n <= 256);
		for (int i = 0; i < n; i++)
			assert_true(utf8_valid(cells[i]) && cells[i].n <= 32768);
	}
}

static void thousands_of_damages(void **state)
{
	uint64_t s = 0x9E3779B97F4A7C15u;
	int taken = 0, refused = 0;

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct bytes good = rich_file(kind & 1, kind & 2);

		for (int i = 0; i < 1500; i++) {
			struct bytes bad = { 0 };
			struct open_file o;
			int before = taken;

			put(&bad, good.p, good.n);
			for (uint64_t flips = 1 + roll(&s) % 4; flips; flips--) {
				size_t at = roll(&s) % bad.n;

				if (roll(&s) % 4 == 0)
					bad.p[at] = roll(&s) % 2 ? 0xFF : 0;
				else
					bad.p[at] ^= (unsigned char)(1u << roll(&s) % 8);
			}
			if (roll(&s) % 8 == 0)
				bad.n = roll(&s) % bad.n;
			/* Not all in the padding: the first records and tables more often. */
			if (roll(&s) % 3 == 0 && bad.n > 1200)
				bad.p[512 + roll(&s) % 600] = (unsigned char)roll(&s);
			open_bytes(&o, bad.p, bad.n);
			sound_or_refused(&o, &taken);
			refused += taken == before;
			done(&o);
			free(bad.p);
		}
		free(good.p);
	}
	if (taken < 500 || refused < 500)
		fail_msg("taken %d, refused %d", taken, refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(lies_of_the_box),
		cmocka_unit_test(lies_of_the_records),
		cmocka_unit_test(what_is_no_table),
		cmocka_unit_test(cells_and_rows_have_limits),
		cmocka_unit_test(thousands_of_damages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
