/* csv: the lists offices really send, and those that must be refused with the place named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/csv_part.h"

#define MIB (1024 * 1024)

/* ---- help ---- */

static int file_of(const void *p, size_t n)
{
	int fd = memfd_create("list.csv", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), n);
	return fd;
}

struct opened {
	struct ctx cx;
	struct csv c;
	int fd;
	enum err e;
};

static struct opened open_bytes(const void *p, size_t n)
{
	struct opened o;

	ctx_init(&o.cx, 0);
	o.fd = file_of(p, n);
	o.e = csv_open(&o.cx, o.fd, &o.c);
	return o;
}

static struct opened open_text(const char *z)
{
	struct opened o = open_bytes(z, strlen(z));

	if (o.e != OK)
		fail_msg("refused with %s at %.*s", o.cx.err.key, STR_FMT(o.cx.err.where));
	return o;
}

static void done(struct opened *o)
{
	csv_close(&o->c);
	close(o->fd);
	ctx_free(&o->cx);
}

/* The cells of a row with "|" between them, in order. */
static void row_is(struct opened *o, int64_t row, const char *expected)
{
	char got[4096] = "";
	struct str *cell;
	size_t at = 0;
	int n;

	assert_int_equal(csv_record(&o->cx, &o->c, row, &cell, &n), OK);
	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(got + at, sizeof got - at, "%s%.*s", i ? "|" : "",
			STR_FMT(cell[i]));
	assert_string_equal(got, expected);
	if (!n)
		assert_string_equal(expected, "");
	for (int i = 0; i < n; i++) {           /* csv_cell says the same */
		char *copy = str_z(&o->cx.arena, cell[i]);
		struct str one;

		assert_int_equal(csv_cell(&o->cx, &o->c, row, i, &one), OK);
		assert_true(str_eqz(one, copy));
		assert_int_equal(csv_record(&o->cx, &o->c, row, &cell, &n), OK);
	}
}

static void refused(const void *p, size_t n, const char *key, const char *where)
{
	struct opened o = open_bytes(p, n);

	assert_int_equal(o.e, ERR_INPUT);
	assert_string_equal(o.cx.err.key, key);
	if (!str_eqz(o.cx.err.where, where))
		fail_msg("%s: at \"%.*s\", not \"%s\"", key, STR_FMT(o.cx.err.where), where);
	assert_string_not_equal(msg_text(LANG_ZH, key), key);
	assert_string_not_equal(msg_text(LANG_EN, key), key);
	assert_null(o.c.at);
	done(&o);
}

#define REFUSED(lit, key, where) refused("" lit, sizeof(lit) - 1, key, where)

/* ---- reading ---- */

static void a_plain_list(void **state)
{
	struct opened o = open_text("户编号,姓名,人数\r\n98001,张三,4\r\n98002,李四,2");

	(void)state;
	assert_int_equal(o.c.nrecord, 3);
	assert_int_equal(o.c.enc, CSV_UTF8);
	assert_int_equal(o.c.sep, ',');
	assert_false(o.c.bom);
	row_is(&o, 1, "户编号|姓名|人数");
	row_is(&o, 3, "98002|李四|2");
	row_is(&o, 2, "98001|张三|4");
	done(&o);
}

static void quotes_hold_separators_lines_and_quotes(void **state)
{
	struct opened o = open_text(
		"no,note\n1,\"a,b\"\n2,\"first\nsecond\r\nthird\"\n3,\"he said \"\"yes\"\"\"\n"
		"4,\"\"\n5,\"\"\"\"\n6,5\" pipe \"x\"\n");

	(void)state;
	assert_int_equal(o.c.nrecord, 7);       /* a cell of three lines is one row */
	row_is(&o, 2, "1|a,b");
	row_is(&o, 3, "2|first\nsecond\r\nthird");
	row_is(&o, 4, "3|he said \"yes\"");
	row_is(&o, 5, "4|");
	row_is(&o, 6, "5|\"");
	row_is(&o, 7, "6|5\" pipe \"x\"");      /* not first in the cell: text */
	row_is(&o, 4, "3|he said \"yes\"");     /* reading twice changes nothing */
	done(&o);
}

static void rows_may_be_blank_short_or_long(void **state)
{
	struct opened o = open_text("a,b,c\n\n1\n,,\n1,2,3,4\n\n");
	struct str cell;

	(void)state;
	assert_int_equal(o.c.nrecord, 6);       /* no row after the last line end */
	row_is(&o, 2, "");
	row_is(&o, 3, "1");
	row_is(&o, 4, "||");
	row_is(&o, 5, "1|2|3|4");
	row_is(&o, 6, "");
	assert_int_equal(csv_cell(&o.cx, &o.c, 3, 2, &cell), OK);
	assert_int_equal(cell.n, 0);
	done(&o);
}

static void a_byte_order_mark_is_no_part_of_the_header(void **state)
{
	struct opened o = open_text("\xEF\xBB\xBF\"姓名\",备注\n张三,无\n");

	(void)state;
	assert_true(o.c.bom);
	row_is(&o, 1, "姓名|备注");
	done(&o);
	o = open_text("\x84\x31\x95\x33\xD0\xD5\xC3\xFB,a\n1,2\n");
	assert_int_equal(o.c.enc, CSV_GB18030);
	row_is(&o, 1, "姓名|a");
	done(&o);
}

/* What a spreadsheet program in China saves as "CSV". Second bytes may look like ASCII letters,
 * and rare characters of names have four bytes. */
static void lists_in_gb18030(void **state)
{
	struct opened o = open_text(
		"\xD0\xD5\xC3\xFB,no\n"                         /* 姓名 */
		"\x95\x34\xCC\x38,1\n"                          /* U+200B7 */
		"\"\x81\x5C\x81\x7C,\xA2\xE3\"\"\",2\n"         /* 乗亅 trail bytes \ and |, euro */
		"plain,3\n");

	(void)state;
	assert_int_equal(o.c.enc, CSV_GB18030);
	row_is(&o, 1, "姓名|no");
	row_is(&o, 4, "plain|3");
	done(&o);
}

static void gb18030_is_read_as_iconv_reads_it(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	struct csv_gb *gb = csv_gb_new();
	int good = 0, four = 0;

	(void)state;
	assert_non_null(gb);
	for (uint32_t i = 0; i < 0x10000 + 4 * 12600 + 1000; i++) {
		uint32_t k = i < 0x10000 ? 0 : i - 0x10000, m = k < 50400 ? k : 189000 + k - 50400;
		unsigned char code[4] = { (unsigned char)(i >> 8), (unsigned char)i };
		char *in = (char *)code, ours[16], theirs[16], *out = theirs;
		size_t n = i < 0x10000 ? 2 : 4, in_n, out_n = sizeof theirs, ours_n;
		bool ok;

		if (n == 4) {
			code[0] = (unsigned char)(0x81 + m / 12600);
			code[1] = (unsigned char)(0x30 + m / 1260 % 10);
			code[2] = (unsigned char)(0x81 + m / 10 % 126);
			code[3] = (unsigned char)(0x30 + m % 10);
		} else if (code[0] < 0x80 || code[1] < 0x40) {
			continue;
		}
		in_n = n;
		ok = iconv(cd, &in, &in_n, &out, &out_n) != (size_t)-1 && !in_n;
		iconv(cd, NULL, NULL, NULL, NULL);
		assert_int_equal(csv_gb_good(gb, (char *)code, n) == n, ok);
		ours_n = csv_gb_to_utf8(gb, (char *)code, n, ours);
		assert_int_equal(ours_n != SIZE_MAX, ok);
		if (!ok)
			continue;
		assert_int_equal(ours_n, sizeof theirs - out_n);
		assert_memory_equal(ours, theirs, ours_n);
		good++;
		four += n == 4;
	}
	assert_true(good > 60000 && four > 39000);
	iconv_close(cd);
	csv_gb_free(gb);
}

/* The quick check of UTF-8 and the plain one of base agree on text with faults at any place. */
static void utf8_is_judged_as_base_judges_it(void **state)
{
	static const char *const part[] = { "a", "é", "汉", "字", "𠮷", ",", "\n", "퟿", "࿿", "ࠀ",
		"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xB1",
		"\xF0\x80\x80\x80", "\xFF", "\xC1\xBF", "\xF5\x80\x80\x80" };
	char text[400 + CSV_SLACK];
	uint32_t seed = 7;
	int valid = 0, faulty = 0;

	(void)state;
	for (int round = 0; round < 30000; round++) {
		size_t n = 0, good, len = 1 + (unsigned)round % 200;

		while (n < len) {
			const char *z;

			seed = seed * 1664525 + 1013904223;
			z = part[(seed >> 16) % (seed >> 8 & 0x3F ? 10 : 20)];
			memcpy(text + n, z, strlen(z));
			n += strlen(z);
		}
		good = csv_utf8_good(text, n);
		assert_int_equal(good == n, utf8_valid((struct str){ text, n }));
		assert_true(utf8_valid((struct str){ text, good }));
		valid += good == n;
		faulty += good < n;
	}
	assert_true(valid > 1000 && faulty > 1000);
}

static void the_separator_is_found(void **state)
{
	static const struct { const char *text; char sep; int cells; } list[] = {
		{ "a\tb\tc\n1,5\t2\t3\n1,5\t2\t3\n", '\t', 3 },
		{ "收入;支出\n1,5;2,5\n3,5;4,5\n", ';', 2 },
		{ "a,b\n\"x;y;z\",1\n\"x;y\",2\n", ',', 2 },
		{ "姓名,备注;说明\n张三,无\n李四,无\n", ',', 2 },
		{ "名单\n姓名\t人数\n张三\t2\n李四\t3\n", '\t', 2 },
		{ "\n\n姓名;人数\n张三;2\n", ';', 2 },
		{ "姓名\n张三\n", ',', 1 },
		{ "姓名,住址\n张三,一组;二号;东\n李四,一组;二号;西\n", ',', 2 },
		{ "only;a;header", ';', 3 },
		{ "a,b\n1,2\n3\n4,5\n", ',', 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		struct opened o = open_text(list[i].text);
		struct str *cell;
		int n;

		assert_int_equal(o.c.sep, list[i].sep);
		assert_int_equal(csv_record(&o.cx, &o.c, o.c.nrecord, &cell, &n), OK);
		assert_int_equal(n, list[i].cells);
		done(&o);
	}
}

static void line_ends_of_old_and_new_systems(void **state)
{
	struct opened o = open_text("a,b\r1,\"x\ry\"\r\r3,4\r");

	(void)state;
	assert_int_equal(o.c.nrecord, 4);
	row_is(&o, 2, "1|x\ry");
	row_is(&o, 3, "");
	row_is(&o, 4, "3|4");
	done(&o);
	o = open_text("a,b\r\n1,\"2\"\r\n\r\n\"3\",\"4\"\r");   /* the last line was cut off */
	assert_int_equal(o.c.nrecord, 4);
	row_is(&o, 2, "1|2");
	row_is(&o, 4, "3|4");
	done(&o);
}

/* ---- windows: nothing may depend on where a read happens to end ---- */

static void a_window_may_end_anywhere(void **state)
{
	static const char tail[] = "\"汉\"\"字\",𠮷\r\n\"x\ny\",\"\"\r\n一,二";
	char *text = malloc(MIB + 4096);

	(void)state;
	for (size_t lead = 0; lead < 60; lead++) {
		size_t n = MIB - lead;
		struct opened o;

		for (size_t i = 0; i < n; i++)
			text[i] = i % 64 == 63 || i + 1 == n ? '\n' : i % 64 == 5 ? ',' : 'a';
		memcpy(text + n, tail, sizeof tail - 1);
		o = open_bytes(text, n + sizeof tail - 1);
		assert_int_equal(o.e, OK);
		row_is(&o, o.c.nrecord - 2, "汉\"字|𠮷");
		row_is(&o, o.c.nrecord - 1, "x\ny|");
		row_is(&o, o.c.nrecord, "一|二");
		done(&o);
	}
	free(text);
}

static void any_order_gives_the_same_rows(void **state)
{
	struct buf b;
	struct opened o;
	char expected[64];
	uint32_t seed = 1;

	(void)state;
	buf_init(&b, 64 * MIB);
	for (int i = 1; i <= 90000; i++)
		buf_addf(&b, "%d,\"姓名,%d\",%0*d\n", i, i * 7, i % 30 + 1, i);
	o = open_bytes(b.p, b.n);
	assert_int_equal(o.c.nrecord, 90000);
	assert_true(o.c.size > 2 * MIB);
	for (int i = 0; i < 20000; i++) {
		int row;

		seed = seed * 1664525 + 1013904223;
		row = i < 5000 ? i + 1 : i < 10000 ? 90000 - i : (int)(seed >> 8) % 90000 + 1;
		snprintf(expected, sizeof expected, "%d|姓名,%d|%0*d", row, row * 7, row % 30 + 1, row);
		row_is(&o, row, expected);
		if (i % 500 == 0)
			arena_reset(&o.cx.arena);
	}
	buf_free(&b);
	done(&o);
}

static void a_file_changed_after_the_scan_is_noticed(void **state)
{
	struct opened o = open_text("a,b\n1,2\n3,4\n");
	struct str *cell;
	int n;

	(void)state;
	assert_int_equal(ftruncate(o.fd, 9), 0);
	assert_int_equal(csv_record(&o.cx, &o.c, 3, &cell, &n), ERR_IO);
	assert_string_equal(o.cx.err.key, "csv-changed");
	assert_true(str_eqz(o.cx.err.where, "row 3"));
	err_clear(&o.cx);
	assert_int_equal(csv_record(&o.cx, &o.c, 4, &cell, &n), ERR_BUG);
	err_clear(&o.cx);
	assert_int_equal(csv_record(&o.cx, &o.c, 0, &cell, &n), ERR_BUG);
	done(&o);
}

/* ---- refusals ---- */

static void broken_shapes_name_row_and_column(void **state)
{
	(void)state;
	REFUSED("", "csv-empty", "");
	REFUSED("\xEF\xBB\xBF", "csv-empty", "");
	REFUSED("\r\n\r\n\n", "csv-empty", "");
	REFUSED("a,b\n1,\"2\n3,4\n", "csv-unclosed-quote", "row 2, column 2");
	REFUSED("a,b\n1,\"2\"x\n", "csv-quote", "row 2, column 2");
	REFUSED("a,b\n\"1\" ,2\n", "csv-quote", "row 2, column 1");
	REFUSED("a,b,c\n1,\"2\",\"3\"\rx\n", "csv-quote", "row 2, column 3");
	REFUSED("a,b\n1,2\n,\0\n", "csv-nul", "row 3, column 2");
	REFUSED("a,b\n\"x\n\0\",2\n", "csv-nul", "row 2, column 1");
}

static void wrong_encodings_name_the_place_or_the_kind(void **state)
{
	(void)state;
	REFUSED("a,b\n1,\xFF\n", "csv-encoding", "row 2, column 2");
	REFUSED("\xEF\xBB\xBF" "a,b\n\xD5\xC5\xC8\xFD,1\n", "csv-encoding", "row 2, column 1");
	REFUSED("\xD0\xD5\xC3\xFB,\xD5\xC5\n1,2\n3,\xC8\n", "csv-encoding", "row 3, column 2");
	REFUSED("\xFF\xFE" "a\0,\0", "csv-utf16", "");
	REFUSED("\xFE\xFF\0a\0,", "csv-utf16", "");
	REFUSED("a\0,\0b\0\n\0" "1\0,\0" "2\0", "csv-utf16", "");
	/* Cut off in the middle of a character: never taken for GB18030, though it would pass. */
	REFUSED("户主姓名,人员关系,致贫原因,帮扶措施\n张三,本人,缺技术,产业\n\xE6\xB1,",
		"csv-encoding", "row 3, column 1");
}

/* Names of two characters have six bytes, which are three characters of GB18030. One damaged byte
 * must not turn a whole list of them into other people. */
static void damaged_utf8_is_not_read_as_gb18030(void **state)
{
	char text[4096];
	size_t n = 0;
	struct csv_gb *gb = csv_gb_new();

	(void)state;
	for (int i = 0; i < 100; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "张三,李四\n");
	memcpy(text + n, "\xD5\xC5,1\n", 5);
	assert_int_equal(csv_gb_good(gb, text, n + 5), n + 5);
	csv_gb_free(gb);
	refused(text, n + 5, "csv-encoding", "row 101, column 1");
}

static void other_files_are_named(void **state)
{
	(void)state;
	REFUSED("PK\x03\x04\x14\0\6\0", "csv-zip", "");
	REFUSED("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "csv-xls", "");
	REFUSED("%PDF-1.7\n", "csv-pdf", "");
	REFUSED("\x1F\x8B\x08\0", "csv-gzip", "");
	REFUSED("\xEF\xBB\xBF\n <HTML><table>", "csv-html", "");
	REFUSED("<?xml version=\"1.0\"?>", "csv-html", "");
}

static void limits_are_kept(void **state)
{
	struct buf b;
	struct opened o;

	(void)state;
	buf_init(&b, 64 * MIB);
	buf_addz(&b, "a,b\n");
	for (int i = 0; i < 1000000; i++)
		buf_addz(&b, "1,");
	refused(b.p, b.n, "csv-too-many-columns", "row 2");
	b.n = 4 + 2 * CSV_MAX_COLUMNS;          /* one more cell than allowed: the last is empty */
	refused(b.p, b.n, "csv-too-many-columns", "row 2");
	b.n--;
	o = open_bytes(b.p, b.n);
	assert_int_equal(o.e, OK);
	done(&o);

	buf_reset(&b);
	buf_addz(&b, "a,b\n1,");
	for (int i = 0; i < CSV_MAX_FIELD; i++)
		buf_addc(&b, 'x');
	o = open_bytes(b.p, b.n);
	assert_int_equal(o.e, OK);
	done(&o);
	buf_addz(&b, "x\n");
	refused(b.p, b.n, "csv-field-too-long", "row 2, column 2");

	buf_reset(&b);
	buf_addz(&b, "a,b\n");
	for (int i = 0; i <= CSV_MAX_RECORD; i++)
		buf_addc(&b, i % 1000 == 999 ? ',' : 'x');
	refused(b.p, b.n, "csv-record-too-long", "row 2");
	buf_free(&b);
}

/* A stray quote early in a big list swallows all that follows: the quote is the fault, not the
 * length. */
static void a_stray_quote_is_found_where_it_opens(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 64 * MIB);
	buf_addz(&b, "no,name\n1,x\n2,\"y\n");
	for (int i = 0; i < 600000; i++)
		buf_addz(&b, "12,zzz\n");
	refused(b.p, b.n, "csv-unclosed-quote", "row 3, column 2");
	buf_addz(&b, "7,\"q\"\n");              /* a later quote far away does not change that */
	refused(b.p, b.n, "csv-unclosed-quote", "row 3, column 2");
	buf_free(&b);
}

static void a_pipe_is_no_file(void **state)
{
	struct ctx cx;
	struct csv c;
	int p[2];

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(pipe(p), 0);
	assert_int_equal(csv_open(&cx, p[0], &c), ERR_IO);
	assert_string_equal(cx.err.key, "csv-not-a-file");
	close(p[0]);
	close(p[1]);
	ctx_free(&cx);
}

/* ---- writing ---- */

static void formulas_are_made_harmless(void **state)
{
	static const struct { const char *cell, *written; } list[] = {
		{ "张三", "张三" }, { "", "" }, { "-5", "-5" }, { "+3.50", "+3.50" },
		{ "=1+1", "\"'=1+1\"" }, { "-1+1", "\"'-1+1\"" }, { "@x", "\"'@x\"" },
		{ "\tx", "\"'\tx\"" }, { "＝1", "\"'＝1\"" }, { "－5", "\"'－5\"" },
		{ "'=1", "\"''=1\"" }, { "'x", "'x" }, { "-", "\"'-\"" }, { "-5.", "\"'-5.\"" },
		{ "a\"b", "\"a\"\"b\"" }, { "a;b", "\"a;b\"" }, { " a", "\" a\"" }, { "a=b", "a=b" },
	};
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		buf_reset(&b);
		csv_put(&b, str_of(list[i].cell), ',', true);
		assert_true(str_eqz(buf_str(&b), list[i].written));
	}
	buf_reset(&b);
	csv_put(&b, STR("=1"), ',', false);
	assert_true(str_eqz(buf_str(&b), "=1"));
	assert_true(str_eqz(csv_unguard(STR("'98010119300101001X")), "'98010119300101001X"));
	buf_free(&b);
}

/* Whatever is written is read back, byte for byte, with and without guard. */
static void what_is_written_is_read_back(void **state)
{
	static const char *const part[] = { "=", "'", "\"", ",", "\t", ";", "\n", "\r", "-", "1", ".",
		"＝", "＠", " ", "汉", "x", "\xEF\xBB\xBF" };
	uint32_t seed = 99;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct str *cell, want[6];
		char text[6][64];
		struct buf b;
		struct opened o;
		int n;

		buf_init(&b, 4096);
		for (int i = 0; i < 6; i++) {
			int len;

			seed = seed * 1664525 + 1013904223;
			len = i == 5 ? 0 : (int)(seed >> 16) % 6;
			text[i][0] = 0;
			while (len--) {
				seed = seed * 1664525 + 1013904223;
				strncat(text[i], part[(seed >> 16) % 17], 8);
			}
			want[i] = str_of(text[i]);
		}
		buf_addz(&b, "a,b,c,d,e,f\n");  /* the header leaves no doubt about the separator */
		for (int i = 0; i < 6; i++) {
			csv_put(&b, want[i], ',', round & 1);
			buf_addz(&b, i < 5 ? "," : "\r\n");
		}
		o = open_bytes(b.p, b.n);
		assert_int_equal(o.e, OK);
		assert_int_equal(o.c.nrecord, 2);
		assert_int_equal(csv_record(&o.cx, &o.c, 2, &cell, &n), OK);
		assert_int_equal(n, 6);
		for (int i = 0; i < 6; i++)
			assert_true(str_eq(round & 1 ? csv_unguard(cell[i]) : cell[i], want[i]));
		done(&o);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_list),
		cmocka_unit_test(quotes_hold_separators_lines_and_quotes),
		cmocka_unit_test(rows_may_be_blank_short_or_long),
		cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_header),
		cmocka_unit_test(lists_in_gb18030),
		cmocka_unit_test(gb18030_is_read_as_iconv_reads_it),
		cmocka_unit_test(utf8_is_judged_as_base_judges_it),
		cmocka_unit_test(the_separator_is_found),
		cmocka_unit_test(line_ends_of_old_and_new_systems),
		cmocka_unit_test(a_window_may_end_anywhere),
		cmocka_unit_test(any_order_gives_the_same_rows),
		cmocka_unit_test(a_file_changed_after_the_scan_is_noticed),
		cmocka_unit_test(broken_shapes_name_row_and_column),
		cmocka_unit_test(wrong_encodings_name_the_place_or_the_kind),
		cmocka_unit_test(damaged_utf8_is_not_read_as_gb18030),
		cmocka_unit_test(other_files_are_named),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(a_stray_quote_is_found_where_it_opens),
		cmocka_unit_test(a_pipe_is_no_file),
		cmocka_unit_test(formulas_are_made_harmless),
		cmocka_unit_test(what_is_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
