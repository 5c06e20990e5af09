/* What offices send under the names of tables is recognised by its bytes, and a list is never
 * taken for something else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "../tools/xls_book.h"
#include "base/msg.h"
#include "fmt/sniff.h"
#include "fmt/table.h"

static const char *of(const void *p, size_t n)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	const char *key;

	assert_true(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	key = sniff_foreign(fd);
	close(fd);
	return key;
}
#define IS(lit, want) assert_string_equal(of("" lit, sizeof(lit) - 1), want)
#define LIST(lit) assert_null(of("" lit, sizeof(lit) - 1))

static void pictures_archives_and_programs(void **state)
{
	(void)state;
	IS("\xFF\xD8\xFF\xE0\0\x10JFIF", "sniff-picture");
	IS("\x89PNG\r\n\x1A\n\0\0", "sniff-picture");
	IS("GIF89a\1\0", "sniff-picture");
	IS("RIFF\x24\0\0\0WEBPVP8 ", "sniff-picture");
	IS("BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "sniff-picture");
	IS("II*\0\x08\0\0\0", "sniff-picture");
	IS("Rar!\x1A\x07\1\0", "sniff-rar");
	IS("7z\xBC\xAF\x27\x1C\0\4", "sniff-7z");
	IS("\x1F\x8B\x08\0", "sniff-gzip");
	IS("%PDF-1.4\n", "sniff-pdf");
	IS("{\\rtf1\\ansi", "sniff-word");
	IS("SQLite format 3\0\x10", "sniff-database");
	IS("\0\1\0\0Standard Jet DB\0", "sniff-database");
	IS("\x7F" "ELF\2\1\1", "sniff-program");
	IS("MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF\0\0\xB8\0\0\0\0\0\0\0@\0\0\0\0\0\0\0"
	   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x80\0\0\0\x0E\x1F",
	   "sniff-program");
	IS("\x03\x10\x08\x06\x02\0\0\0\x41\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	   "NAME\0\0\0\0\0\0\0C\0\0\0\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r", "sniff-dbf");
}

static void pages_that_are_called_xls(void **state)
{
	(void)state;
	IS("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", "sniff-html");
	IS("\xEF\xBB\xBF\n <TABLE border=1><tr><td>", "sniff-html");
	IS("<!-- made by a system --><!DOCTYPE HTML PUBLIC>", "sniff-html");
	IS("<meta http-equiv=\"Content-Type\" content=\"text/html\"><table>", "sniff-html");
	IS("MIME-Version: 1.0\r\nContent-Type: multipart/related", "sniff-html");
	IS("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n"
	   "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "sniff-xml-sheet");
	IS("<?xml version=\"1.0\"?><office:document "
	   "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">", "sniff-ods");
	IS("<?xml version=\"1.0\" encoding=\"GBK\"?><data>", "sniff-xml");
}

/* A ZIP with one name in its directory; what comes first says of OpenDocument what it is. */
static const char *zip_with(const char *first, const char *name)
{
	struct bytes z = { 0 };
	const char *key;

	put(&z, "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", 14);
	put_zero(&z, 12);
	put16(&z, 8);
	put16(&z, 0);
	put(&z, first, strlen(first));
	put_zero(&z, 9000);
	put(&z, "PK\x01\x02", 4);
	put_zero(&z, 24);
	put16(&z, (unsigned)strlen(name));
	put_zero(&z, 16);
	put(&z, name, strlen(name));
	put(&z, "PK\x05\x06", 4);
	put_zero(&z, 18);
	key = of(z.p, z.n);
	free(z.p);
	return key;
}

static void zips(void **state)
{
	(void)state;
	assert_null(zip_with("[Content", "xl/workbook.xml"));
	assert_null(zip_with("[Content", "anything"));
	assert_string_equal(zip_with("[Content", "xl/workbook.bin"), "sniff-xlsb");
	assert_string_equal(zip_with("[Content", "word/document.xml"), "sniff-word");
	assert_string_equal(zip_with("[Content", "ppt/presentation.xml"), "sniff-slides");
	assert_string_equal(zip_with("OFD.xml ", "OFD.xml"), "sniff-pdf");
	assert_string_equal(zip_with("x", "Index/Document.iwa"), "sniff-numbers");
	assert_string_equal(
		zip_with("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "content.xml"),
		"sniff-ods");
	assert_string_equal(zip_with("mimetypeapplication/vnd.oasis.opendocument.text", "content.xml"),
	                    "sniff-word");
}

static void lists_stay_lists(void **state)
{
	(void)state;
	LIST("");
	LIST("户编号,户主姓名\nH1,王小明\n");
	LIST("BM,MZ,PK\n1,2,3\n");
	LIST("MZ\n");
	LIST("<户主>,人数\n<王>,3\n");
	LIST("<5,>5\n1,2\n");
	LIST("PK,Rar\n");
	LIST("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");       /* for its reader to judge */
	LIST("mime,version\n");
	LIST("\xBB\xA7\xB1\xE0\xBA\xC5,a\n");
}

static void every_answer_has_words(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1A\n", html[] = "<html>";
	static const struct { const char *p; size_t n; } file[] = {
		{ png, sizeof png - 1 }, { html, sizeof html - 1 },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		int fd = memfd_create("file", MFD_CLOEXEC);
		struct table *t;
		struct ctx cx;

		ctx_init(&cx, 0);
		assert_true(write(fd, file[i].p, file[i].n) > 0);
		assert_int_equal(table_open(&cx, fd, -1, &t), ERR_INPUT);
		assert_true(msg_text(LANG_ZH, cx.err.key) != cx.err.key);
		assert_true(strncmp(cx.err.key, "sniff-", 6) == 0);
		ctx_free(&cx);
		close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_archives_and_programs),
		cmocka_unit_test(pages_that_are_called_xls),
		cmocka_unit_test(zips),
		cmocka_unit_test(lists_stay_lists),
		cmocka_unit_test(every_answer_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
