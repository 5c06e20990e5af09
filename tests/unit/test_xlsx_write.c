/* xlsx_write: what stands in the workbook, that nothing in it is a formula, and that nothing of it
 * is left where others could find it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <minizip/unzip.h>

#include "base/msg.h"
#include "base/os.h"
#include "fmt/xlsx_write.h"

/* ---- help ---- */

struct made {
	struct ctx cx;
	struct xw *w;
	struct xw_sheet *s;
	char dir[64], path[96];
};

static void begin(struct made *m)
{
	ctx_init(&m->cx, 0);
	snprintf(m->dir, sizeof m->dir, "/tmp/xw.XXXXXX");
	assert_non_null(mkdtemp(m->dir));
	snprintf(m->path, sizeof m->path, "%s/out.xlsx", m->dir);
	assert_int_equal(xw_begin(&m->cx, m->path, &m->w), OK);
	m->s = xw_add_sheet(m->w, STR("人员"));
}

static void finish(struct made *m)
{
	if (xw_end(&m->cx, m->w) != OK)
		fail_msg("%s %.*s", m->cx.err.key, STR_FMT(m->cx.err.where));
	assert_int_equal(xw_publish(&m->cx, m->w, 0600), OK);
	xw_close(m->w);
}

static int files_in(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void done(struct made *m)
{
	unlink(m->path);
	assert_int_equal(files_in(m->dir), 0);
	rmdir(m->dir);
	ctx_free(&m->cx);
}

/* A part of the workbook as text; the caller frees. */
static char *part(const char *path, const char *name)
{
	unzFile z = unzOpen64(path);
	char *text = calloc(1, 4 << 20);
	int n;

	assert_non_null(z);
	if (unzLocateFile(z, name, 1) != UNZ_OK) {
		unzClose(z);
		free(text);
		return NULL;
	}
	assert_int_equal(unzOpenCurrentFile(z), UNZ_OK);
	n = unzReadCurrentFile(z, text, (4 << 20) - 1);
	assert_true(n > 0);
	unzCloseCurrentFile(z);
	unzClose(z);
	return text;
}

static void has(const struct made *m, const char *name, const char *what)
{
	char *text = part(m->path, name);

	assert_non_null(text);
	if (!strstr(text, what))
		fail_msg("%s does not hold %s:\n%.3000s", name, what, text);
	free(text);
}

static void lacks(const struct made *m, const char *name, const char *what)
{
	char *text = part(m->path, name);

	assert_non_null(text);
	if (strstr(text, what))
		fail_msg("%s holds %s:\n%.3000s", name, what, text);
	free(text);
}

#define SHEET1 "xl/worksheets/sheet1.xml"
#define SHEET2 "xl/worksheets/sheet2.xml"

/* ---- stories ---- */

static void values_are_what_they_are(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_text(m.s, 0, STR("=HYPERLINK(\"http://x\")"), XW_PLAIN);
	xw_code(m.s, 1, STR("110105199001011234"), XW_PLAIN);
	xw_money(m.s, 2, 895, XW_PLAIN);
	xw_number(m.s, 3, 7, 0, false, XW_PLAIN);
	xw_date(m.s, 4, 20160806, XW_PLAIN);
	xw_date(m.s, 5, 20160800, XW_PLAIN);
	xw_date(m.s, 6, 18991231, XW_PLAIN);
	xw_number(m.s, 7, INT64_C(1234567890123456), 0, false, XW_PLAIN);
	xw_text(m.s, 8, STR(" 两边 "), XW_PLAIN);
	xw_text(m.s, 9, STR("_x0041_"), XW_PLAIN);
	xw_text(m.s, 10, STR("a<b>&\"c\""), XW_PLAIN);
	xw_date(m.s, 11, 19000301, XW_PLAIN);
	xw_next(m.s);
	finish(&m);
	lacks(&m, SHEET1, "<f>");
	has(&m, SHEET1, "r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>=HYPERLINK(");
	has(&m, SHEET1, "<is><t>110105199001011234</t></is>");
	has(&m, SHEET1, "<v>8.949999999999999</v>");     /* the same number, to the last bit */
	has(&m, SHEET1, "r=\"D1\" s=\"1\"><v>7</v>");
	has(&m, SHEET1, "<v>42588</v>");
	has(&m, SHEET1, "<t>2016-08</t>");
	has(&m, SHEET1, "<t>1899-12-31</t>");
	has(&m, SHEET1, "<t>1234567890123456</t>");
	has(&m, SHEET1, "<t xml:space=\"preserve\"> 两边 </t>");
	has(&m, SHEET1, "<t>_x005F_x0041_</t>");
	has(&m, SHEET1, "a&lt;b&gt;&amp;");
	has(&m, SHEET1, "<v>61</v>");
	done(&m);
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_text(m.s, 0, (struct str){ "a\0b", 3 }, XW_PLAIN);
	xw_text(m.s, 1, STR("c\xEF\xBF\xBF" "d"), XW_PLAIN);
	xw_text(m.s, 2, STR("e\x01" "f"), XW_PLAIN);
	xw_next(m.s);
	finish(&m);
	has(&m, SHEET1, "<t>a\xEF\xBF\xBD" "b</t>");
	has(&m, SHEET1, "<t>c\xEF\xBF\xBD" "d</t>");
	has(&m, SHEET1, "<t>e_x0001_f</t>");
	done(&m);
}

static void merges_of_two_rows(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_merge(m.s, 0, 3, 1, XW_TITLE);
	xw_text(m.s, 0, STR("全县名单"), XW_TITLE);
	xw_next(m.s);
	xw_merge(m.s, 0, 0, 2, XW_HEAD);
	xw_merge(m.s, 1, 2, 1, XW_HEAD);
	xw_text(m.s, 0, STR("姓名"), XW_HEAD);
	xw_text(m.s, 1, STR("收入"), XW_HEAD);
	xw_next(m.s);
	xw_text(m.s, 1, STR("工资"), XW_HEAD);
	xw_text(m.s, 2, STR("补贴"), XW_HEAD);
	xw_next(m.s);
	xw_text(m.s, 0, STR("张一"), XW_PLAIN);
	xw_next(m.s);
	finish(&m);
	has(&m, SHEET1, "<mergeCells count=\"3\">");
	has(&m, SHEET1, "<mergeCell ref=\"A1:D1\"/>");
	has(&m, SHEET1, "<mergeCell ref=\"A2:A3\"/>");
	has(&m, SHEET1, "<mergeCell ref=\"B2:C2\"/>");
	has(&m, SHEET1, "<t>姓名</t>");
	has(&m, SHEET1, "<t>工资</t>");
	has(&m, SHEET1, "<t>张一</t>");
	done(&m);
}

/* Cells of a family beside each other, over as many rows as it has members. */
static void merges_over_families(void **state)
{
	static const int size[] = { 3, 1, 4, 2 };
	struct made m;

	(void)state;
	begin(&m);
	for (size_t f = 0; f < 4; f++) {
		for (int i = 0; i < size[f]; i++) {
			for (int col = 0; i == 0 && col < 3; col += 2)
				xw_merge(m.s, col, col, size[f], XW_PLAIN);
			if (i == 0) {
				xw_text(m.s, 0, STR("户"), XW_PLAIN);
				xw_text(m.s, 2, STR("村"), XW_PLAIN);
			}
			xw_number(m.s, 1, i, 0, false, XW_PLAIN);
			xw_next(m.s);
		}
	}
	finish(&m);
	has(&m, SHEET1, "<mergeCells count=\"6\">");
	has(&m, SHEET1, "<mergeCell ref=\"A1:A3\"/>");
	has(&m, SHEET1, "<mergeCell ref=\"C1:C3\"/>");
	has(&m, SHEET1, "<mergeCell ref=\"A5:A8\"/>");
	has(&m, SHEET1, "<mergeCell ref=\"C9:C10\"/>");
	has(&m, SHEET1, "r=\"B10\" s=\"1\"><v>1</v>");
	has(&m, SHEET1, "<c r=\"A9\" s=\"1\" t=\"inlineStr\"><is><t>户</t>");
	done(&m);
}

/* A merge that was announced and whose rows never came still ends. */
static void a_merge_at_the_end(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_merge(m.s, 0, 1, 3, XW_PLAIN);
	xw_text(m.s, 0, STR("说明"), XW_PLAIN);
	finish(&m);
	has(&m, SHEET1, "<mergeCell ref=\"A1:B3\"/>");
	has(&m, SHEET1, "<t>说明</t>");
	done(&m);
}

static void lists_short_and_long(void **state)
{
	struct str few[] = { STR("是"), STR("否") }, comma[] = { STR("甲,乙"), STR("丙") };
	struct str many[60];
	char text[60][32];
	struct made m;

	(void)state;
	for (int i = 0; i < 60; i++) {
		snprintf(text[i], sizeof text[i], "选择%02d号", i);
		many[i] = str_of(text[i]);
	}
	begin(&m);
	xw_text(m.s, 0, STR("头"), XW_HEAD);
	xw_next(m.s);
	xw_drop_down(m.s, &(struct xw_pick){ 1, 1000, 0, few, 2, true, STR("是否"), STR("选一个") });
	xw_drop_down(m.s, &(struct xw_pick){ 1, 1000, 1, many, 60, true, STR(""), STR("") });
	xw_drop_down(m.s, &(struct xw_pick){ 1, 1000, 2, many, 60, false, STR(""), STR("") });
	xw_drop_down(m.s, &(struct xw_pick){ 1, 1000, 3, comma, 2, false, STR(""), STR("") });
	/* 150 characters fit the library's rule, their 430 bytes not its room */
	xw_drop_down(m.s, &(struct xw_pick){ 1, 1000, 4, many, 25, false, STR(""), STR("") });
	finish(&m);
	has(&m, SHEET1, "<formula1>\"是,否\"</formula1>");
	has(&m, SHEET1, "sqref=\"A2:A1001\"");
	has(&m, SHEET1, "<formula1>'选项'!$A$1:$A$60</formula1>");
	has(&m, SHEET1, "<formula1>'选项'!$B$1:$B$2</formula1>");
	has(&m, SHEET1, "<formula1>'选项'!$C$1:$C$25</formula1>");
	lacks(&m, SHEET1, "$D$1");           /* the same list stands once */
	has(&m, SHEET2, "<t>选择59号</t>");
	has(&m, SHEET2, "<t>甲,乙</t>");
	has(&m, "xl/workbook.xml", "name=\"选项\" sheetId=\"2\" state=\"hidden\"");
	done(&m);
}

static void a_sheet_as_a_whole(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_text(m.s, 0, STR("证件号码"), XW_MUST);
	xw_comment(m.s, 0, STR("18 位"));
	xw_text(m.s, 1, STR("姓名"), XW_HEAD);
	xw_next(m.s);
	xw_freeze(m.s, 1, 0);
	xw_filter(m.s, 0, 0, 1);
	xw_text_column(m.s, 0);
	xw_width(m.s, 1, 30);
	for (int i = 0; i < 5; i++) {
		xw_code(m.s, 0, STR("110105199001011234"), i == 2 ? XW_WRONG : XW_PLAIN);
		xw_next(m.s);
	}
	finish(&m);
	has(&m, SHEET1, "ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"");
	has(&m, SHEET1, "<autoFilter ref=\"A1:B6\"/>");
	has(&m, SHEET1, "<col min=\"1\" max=\"1\" width=\"19.7109375\" style=\"");
	has(&m, SHEET1, "<col min=\"2\" max=\"2\" width=\"30.7109375\" customWidth=\"1\"/>");
	has(&m, "xl/comments1.xml", "18 位");
	has(&m, "xl/styles.xml", "FFC7CE");
	/* printed: all columns on one page, the header on each, pages numbered */
	has(&m, SHEET1, "paperSize=\"9\"");
	has(&m, SHEET1, "fitToHeight=\"0\" orientation=\"landscape\"");
	has(&m, SHEET1, "<oddFooter>&amp;C&amp;P / &amp;N</oddFooter>");
	has(&m, "xl/workbook.xml", "_xlnm.Print_Titles\" localSheetId=\"0\">'人员'!$1:$1");
	done(&m);
}

/* LibreOffice draws wrapped lines over the next row unless the row says how high it is. */
static void wrapped_texts_have_room(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_width(m.s, 0, 20);
	xw_text(m.s, 0, STR("差错原因"), XW_HEAD);
	xw_next(m.s);
	xw_text(m.s, 0, STR("位数不对"), XW_NOTE);
	xw_next(m.s);
	xw_text(m.s, 0, STR("证件号码位数不对（应为十八位）"), XW_NOTE);
	xw_next(m.s);
	xw_text(m.s, 0, STR("one line\nand another, which is wrapped"), XW_NOTE);
	xw_next(m.s);
	xw_text(m.s, 0, STR("AVeryLongWordThatHasNoBlankInItAnywhereAtAll"), XW_NOTE);
	xw_next(m.s);
	xw_text(m.s, 0, STR("证件号码位数不对（应为十八位）"), XW_PLAIN);     /* not wrapped */
	xw_next(m.s);
	finish(&m);
	has(&m, SHEET1, "<row r=\"1\"><c");
	has(&m, SHEET1, "<row r=\"2\"><c");
	has(&m, SHEET1, "<row r=\"3\" ht=\"30\" customHeight=\"1\">");
	has(&m, SHEET1, "<row r=\"4\" ht=\"45\" customHeight=\"1\">");
	has(&m, SHEET1, "<row r=\"5\" ht=\"30\" customHeight=\"1\">");
	has(&m, SHEET1, "<row r=\"6\"><c");
	done(&m);
}

/* Names come from townships and villages; spreadsheets are particular about them. */
static void names_of_sheets(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_add_sheet(m.w, STR("人员"));
	xw_add_sheet(m.w, STR("a/b:c*d?e[f]g\\h"));
	xw_add_sheet(m.w, STR(""));
	xw_add_sheet(m.w, STR("history"));
	xw_add_sheet(m.w, STR("'quoted'"));
	xw_add_sheet(m.w, STR("一个非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的名字甲"));
	xw_add_sheet(m.w, STR("一个非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的名字乙"));
	finish(&m);
	has(&m, "xl/workbook.xml", "name=\"人员 (2)\"");
	has(&m, "xl/workbook.xml", "name=\"a_b_c_d_e_f_g_h\"");
	has(&m, "xl/workbook.xml", "name=\"Sheet\"");
	has(&m, "xl/workbook.xml", "name=\"history (2)\"");
	has(&m, "xl/workbook.xml", "name=\"_quoted_\"");
	has(&m, "xl/workbook.xml",
	    "name=\"一个非常非常非常非常非常非常非常非常非常非常非常非常非常非常长\"");
	has(&m, "xl/workbook.xml", "非 (2)\"");
	done(&m);
}

static void limits_are_told_with_the_cell(void **state)
{
	static char longer[XW_MAX_TEXT + 2];
	struct made m;

	(void)state;
	memset(longer, 'a', sizeof longer - 1);
	begin(&m);
	xw_next(m.s);
	xw_text(m.s, 2, str_of(longer), XW_PLAIN);
	assert_true(xw_failed(m.w));
	xw_text(m.s, 3, STR("more"), XW_PLAIN);
	assert_int_equal(xw_end(&m.cx, m.w), ERR_LIMIT);
	assert_string_equal(m.cx.err.key, "xw-text");
	assert_string_equal(m.cx.err.where.p, "人员!C2");
	xw_close(m.w);
	done(&m);

	begin(&m);
	xw_text(m.s, XW_MAX_COLUMNS, STR("x"), XW_PLAIN);
	assert_int_equal(xw_end(&m.cx, m.w), ERR_LIMIT);
	assert_string_equal(m.cx.err.key, "xw-columns");
	xw_close(m.w);
	done(&m);
}

static void a_row_too_many(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	for (int i = 0; i < XW_MAX_ROWS; i++)
		xw_next(m.s);
	xw_text(m.s, 0, STR("x"), XW_PLAIN);
	assert_int_equal(xw_end(&m.cx, m.w), ERR_LIMIT);
	assert_string_equal(m.cx.err.key, "xw-rows");
	xw_close(m.w);
	done(&m);
}

/* ---- sheets whose rows are packed while they are written ---- */

/* Some 1 MB of rows: text that packs badly, numbers, what XML escapes. */
static void large_row(struct xw_sheet *s, int i)
{
	char text[64];
	int n = snprintf(text, sizeof text, "%d<户>&%u", i, (unsigned)i * 2654435761u);

	xw_text(s, 0, (struct str){ text, (size_t)n }, XW_PLAIN);
	xw_money(s, 1, i * 7919, XW_PLAIN);
	xw_code(s, 2, STR("向阳村"), XW_PLAIN);
	xw_next(s);
}

static void is_large_row(const char **at, int i)
{
	char want[160];

	snprintf(want, sizeof want,
	         "<c r=\"A%d\" s=\"1\" t=\"inlineStr\"><is><t>%d&lt;户&gt;&amp;%u</t>", i + 1, i,
	         (unsigned)i * 2654435761u);
	*at = strstr(*at, want);
	if (!*at)
		fail_msg("row %d is not there, or not in its place", i + 1);
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

#define LARGE 6000

/* Of three sheets written side by side two are large, and one of these has a filter behind its
 * rows; the last is large when it is left for another. */
static void large_and_small_sheets(void **state)
{
	static const char *const name[] = { SHEET1, SHEET2, "xl/worksheets/sheet3.xml" };
	struct made m;
	struct xw_sheet *other, *last;

	(void)state;
	begin(&m);
	other = xw_add_sheet(m.w, STR("小"));
	xw_filter(m.s, 0, 0, 2);
	for (int i = 0; i < LARGE; i++) {
		large_row(m.s, i);
		if (i < 3)
			large_row(other, i);
	}
	last = xw_add_sheet(m.w, STR("后"));
	for (int i = 0; i < LARGE; i++)
		large_row(last, i);
	xw_add_sheet(m.w, STR("空"));
	finish(&m);
	for (int k = 0; k < 3; k++) {
		char *text = part(m.path, name[k]);
		const char *at = text;
		int rows = k == 1 ? 3 : LARGE;

		assert_non_null(text);
		for (int i = 0; i < rows; i++)
			is_large_row(&at, i);
		assert_int_equal(count(text, "<row "), rows);
		assert_int_equal(count(text, "<sheetData>"), 1);
		assert_non_null(strstr(at, "</sheetData>"));
		assert_string_equal(text + strlen(text) - 12, "</worksheet>");
		free(text);
	}
	has(&m, SHEET1, "</sheetData><autoFilter ref=\"A1:C6000\"/>");
	has(&m, "xl/worksheets/sheet4.xml", "<sheetData/>");
	done(&m);
}

static void a_large_sheet_given_up(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	for (int i = 0; i < LARGE; i++)
		large_row(m.s, i);
	xw_close(m.w);
	done(&m);
}

/* No file of this process may grow past 300 kB: the rows do not fit, and that is said. */
static void a_full_disk_while_rows_are_packed(void **state)
{
	struct rlimit before, small;
	struct made m;
	enum err e;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	begin(&m);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ 300000, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (int i = 0; i < 4 * LARGE; i++)
		large_row(m.s, i);
	e = xw_end(&m.cx, m.w);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(e, ERR_IO);
	xw_close(m.w);
	assert_int_equal(access(m.path, F_OK), -1);
	done(&m);
}

/* ---- nothing is left, nothing is seen ---- */

static void nothing_until_published(void **state)
{
	struct made m;
	struct stat st;

	(void)state;
	umask(0);
	begin(&m);
	xw_text(m.s, 0, STR("x"), XW_PLAIN);
	assert_int_equal(xw_end(&m.cx, m.w), OK);
	assert_int_equal(access(m.path, F_OK), -1);
	assert_int_equal(xw_publish(&m.cx, m.w, 0600), OK);
	xw_close(m.w);
	assert_int_equal(stat(m.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(files_in(m.dir), 1);
	umask(022);
	done(&m);
}

static void an_older_file_is_replaced_or_stays(void **state)
{
	struct made m;
	struct str old;

	(void)state;
	begin(&m);
	assert_int_equal(os_write_file(&m.cx, m.path, STR("old"), 0644), OK);
	xw_close(m.w);
	assert_int_equal(os_read_file(&m.cx, m.path, 100, &old), OK);
	assert_true(str_eqz(old, "old"));
	assert_int_equal(xw_begin(&m.cx, m.path, &m.w), OK);
	m.s = xw_add_sheet(m.w, STR("新"));
	finish(&m);
	has(&m, "xl/workbook.xml", "name=\"新\"");
	done(&m);
}

static void killed_at_any_time_leaves_nothing_readable(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	xw_close(m.w);
	for (int rows = 1; rows < 30000; rows *= 12) {
		pid_t child = fork();
		int status;

		if (child == 0) {
			if (xw_begin(&m.cx, m.path, &m.w) != OK)
				_exit(1);
			m.s = xw_add_sheet(m.w, STR("人员"));
			for (int i = 0; i < rows; i++) {
				xw_code(m.s, 0, STR("110105199001011234"), XW_PLAIN);
				xw_next(m.s);
			}
			if (rows == 12 && xw_end(&m.cx, m.w) != OK)
				_exit(1);
			raise(SIGKILL);
		}
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(files_in(m.dir), 0);
	}
	done(&m);
}

static void no_folder_no_workbook(void **state)
{
	struct ctx cx;
	struct xw *w;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(xw_begin(&cx, "/nowhere-at-all/out.xlsx", &w), ERR_NOTFOUND);
	err_clear(&cx);
	assert_int_equal(xw_begin(&cx, "/tmp", &w), ERR_USAGE);
	assert_string_equal(cx.err.key, "os-no-file");
	ctx_free(&cx);
}

static struct str bytes_of(struct made *m, int64_t *size)
{
	struct str s;

	assert_int_equal(os_read_file(&m->cx, m->path, 1 << 20, &s), OK);
	*size = (int64_t)s.n;
	return s;
}

static void the_same_calls_give_the_same_bytes(void **state)
{
	struct made m[2];
	struct str s[2];
	int64_t n[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin(&m[i]);
		xw_text(m[i].s, 0, STR("x"), XW_HEAD);
		xw_next(m[i].s);
		xw_money(m[i].s, 0, 12345, XW_PLAIN);
		xw_next(m[i].s);
		for (int k = 0; k < LARGE; k++)
			large_row(m[i].s, k);
		finish(&m[i]);
		s[i] = bytes_of(&m[i], &n[i]);
	}
	assert_true(str_eq(s[0], s[1]));
	has(&m[0], "docProps/core.xml", ">2000-01-01T00:00:00Z</dcterms:created>");
	assert_int_equal(s[0].p[10], 0);         /* the time of the first part, DOS form */
	assert_int_equal(s[0].p[11], 0);
	done(&m[0]);
	done(&m[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_what_they_are),
		cmocka_unit_test(what_xml_cannot_hold_is_replaced),
		cmocka_unit_test(merges_of_two_rows),
		cmocka_unit_test(merges_over_families),
		cmocka_unit_test(a_merge_at_the_end),
		cmocka_unit_test(lists_short_and_long),
		cmocka_unit_test(a_sheet_as_a_whole),
		cmocka_unit_test(wrapped_texts_have_room),
		cmocka_unit_test(names_of_sheets),
		cmocka_unit_test(limits_are_told_with_the_cell),
		cmocka_unit_test(a_row_too_many),
		cmocka_unit_test(large_and_small_sheets),
		cmocka_unit_test(a_large_sheet_given_up),
		cmocka_unit_test(a_full_disk_while_rows_are_packed),
		cmocka_unit_test(nothing_until_published),
		cmocka_unit_test(an_older_file_is_replaced_or_stays),
		cmocka_unit_test(killed_at_any_time_leaves_nothing_readable),
		cmocka_unit_test(no_folder_no_workbook),
		cmocka_unit_test(the_same_calls_give_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
