/* XLS workbooks: what offices have in them is read as it was meant. */
#include "xls_fix.h"

static void a_list_of_persons(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "名单", 0);

	(void)state;
	book_format(&b, 0, NULL);
	cell_text(&b, s, 0, 0, "姓名");
	cell_text(&b, s, 0, 1, "证件号码");
	cell_text(&b, s, 1, 0, "王·小 明");
	cell_text(&b, s, 1, 1, "110101199003071234");
	cell_label(&b, s, 1, 3, "Ünïcode 𠀀");
	cell_text(&b, s, 4, 2, "后面");
	open_book(&o, &b);
	assert_int_equal(table_kind(o.t), TABLE_XLS);
	assert_true(str_eqz(table_encoding(o.t), "XLS"));
	assert_int_equal(table_rows(o.t), 5);
	cell_is(&o, 1, 0, "姓名", 0);
	cell_is(&o, 2, 0, "王·小 明", 0);
	cell_is(&o, 2, 1, "110101199003071234", 0);
	cell_is(&o, 2, 2, "", 0);
	cell_is(&o, 2, 3, "Ünïcode 𠀀", 0);
	cell_is(&o, 3, 0, "", 0);
	cell_is(&o, 5, 2, "后面", 0);
	done(&o);
}

static void numbers_days_yes_and_errors(void **state)
{
	static const uint32_t many[] = { 3u << 2 | 2, 280050u << 2 | 3, 42588u << 2 | 2 };
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned plain = book_format(&b, 0, NULL), day = book_format(&b, 14, NULL);
	unsigned zh = book_format(&b, 31, NULL), own = book_format(&b, 176, "yyyy\\.m\\.d");
	unsigned money = book_format(&b, 177, "#,##0.00\"元\""), hour = book_format(&b, 20, NULL);
	unsigned both = book_format(&b, 22, NULL), code = book_format(&b, 178, "000000");

	(void)state;
	cell_number(&b, s, 0, 0, plain, 2800.5);
	cell_number(&b, s, 0, 1, day, 42588);
	cell_number(&b, s, 0, 2, zh, 42588.5);
	cell_rk(&b, s, 0, 3, own, rk_int(42588, false));
	cell_number(&b, s, 0, 4, money, 1234.5);
	cell_number(&b, s, 0, 5, plain, 110101199003071234.0);
	cell_number(&b, s, 0, 6, hour, 0.5);
	cell_number(&b, s, 0, 7, day, -3);
	cell_many(&b, s, 1, 2, plain, many, 3);
	cell_boolerr(&b, s, 2, 0, 1, false);
	cell_boolerr(&b, s, 2, 1, 0, false);
	cell_boolerr(&b, s, 2, 2, 0x2A, true);
	cell_boolerr(&b, s, 2, 3, 0x17, true);
	cell_number(&b, s, 2, 4, 999, 7);       /* an XF that is not there */
	cell_rk(&b, s, 2, 5, day, rk_real(42588, false));
	cell_number(&b, s, 2, 6, plain, 1e200);
	cell_number(&b, s, 2, 7, both, 42588.5);
	cell_number(&b, s, 2, 8, code, 421);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "2800.5", TABLE_NUMBER);
	cell_is(&o, 1, 1, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 2, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 3, "2016-08-06", TABLE_DATE);
	cell_is(&o, 1, 4, "1234.5", TABLE_NUMBER);
	cell_is(&o, 1, 5, "110101199003071230", TABLE_NUMBER | TABLE_LOST);
	cell_is(&o, 1, 6, "12:00:00", TABLE_DATE);
	cell_is(&o, 1, 7, "-3", TABLE_NUMBER);
	cell_is(&o, 2, 1, "", 0);
	cell_is(&o, 2, 2, "3", TABLE_NUMBER);
	cell_is(&o, 2, 3, "2800.5", TABLE_NUMBER);
	cell_is(&o, 2, 4, "42588", TABLE_NUMBER);
	cell_is(&o, 3, 0, "TRUE", TABLE_BOOL);
	cell_is(&o, 3, 1, "FALSE", TABLE_BOOL);
	cell_is(&o, 3, 2, "#N/A", TABLE_ERROR);
	cell_is(&o, 3, 3, "#REF!", TABLE_ERROR);
	cell_is(&o, 3, 4, "7", TABLE_NUMBER);
	cell_is(&o, 3, 5, "2016-08-06", TABLE_DATE);
	cell_is(&o, 3, 6, "#NUM!", TABLE_ERROR);
	cell_is(&o, 3, 7, "2016-08-06 12:00:00", TABLE_DATE);
	cell_is(&o, 3, 8, "000421", TABLE_NUMBER);
	done(&o);
}

static void days_since_1904(void **state)
{
	struct book b = { .since1904 = true };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned day = book_format(&b, 14, NULL);

	(void)state;
	cell_number(&b, s, 0, 0, day, 41126);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "2016-08-06", TABLE_DATE);
	done(&o);
}

static void formulas_give_their_last_result(void **state)
{
	static const unsigned char shared_formula[10] = { 0 };
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	unsigned plain = book_format(&b, 0, NULL), day = book_format(&b, 14, NULL);
	unsigned char text_result[8] = { 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
	struct bytes r = { 0 };

	(void)state;
	cell_formula_number(&b, s, 0, 0, plain, 46.5);
	cell_formula_number(&b, s, 0, 1, day, 42588);
	cell_formula_other(&b, s, 0, 2, 0, 0, "贫困户");
	cell_formula_other(&b, s, 0, 3, 1, 1, NULL);
	cell_formula_other(&b, s, 0, 4, 2, 0x07, NULL);
	cell_formula_other(&b, s, 0, 5, 3, 0, NULL);
	/* What a range of formulas shares stands between the formula and its text. */
	cell_formula(&b, s, 1, 0, 0, text_result);
	record(&b.sheet[s].cells, 0x04BC, shared_formula, sizeof shared_formula);
	put_chars(&r, "甲", 2);
	record(&b.sheet[s].cells, 0x0207, r.p, r.n);
	free(r.p);
	open_book(&o, &b);
	cell_is(&o, 1, 0, "46.5", TABLE_NUMBER | TABLE_FORMULA);
	cell_is(&o, 1, 1, "2016-08-06", TABLE_DATE | TABLE_FORMULA);
	cell_is(&o, 1, 2, "贫困户", TABLE_FORMULA);
	cell_is(&o, 1, 3, "TRUE", TABLE_BOOL | TABLE_FORMULA);
	cell_is(&o, 1, 4, "#DIV/0!", TABLE_ERROR | TABLE_FORMULA);
	cell_is(&o, 1, 5, "", 0);
	cell_is(&o, 2, 0, "甲", TABLE_FORMULA);
	done(&o);
}

/* Texts that fill many records: every place where one can be cut comes up. */
static void texts_cut_by_records(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);
	char text[800];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "%u%.*s%s", i, (int)(i % 97) * 3,
		         "云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇"
		         "丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县"
		         "青山镇丰坝村云溪县青山镇丰坝村",
		         i % 5 ? "" : "😀");
		cell_shared(&b, s, i, i % 7, book_shared(&b, text, i % 3 ? 0 : i % 11, i % 13));
	}
	for (unsigned i = 0; i < 300; i++) {
		snprintf(text, sizeof text, "%0*u", 400 + (int)i, i);
		cell_shared(&b, s, 3000 + i, 0, book_shared(&b, text, 0, 0));
	}
	open_book(&o, &b);
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "%u%.*s%s", i, (int)(i % 97) * 3,
		         "云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇"
		         "丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县青山镇丰坝村云溪县"
		         "青山镇丰坝村云溪县青山镇丰坝村",
		         i % 5 ? "" : "😀");
		cell_is(&o, i + 1, (int)(i % 7), text, 0);
	}
	for (unsigned i = 0; i < 300; i++) {
		snprintf(text, sizeof text, "%0*u", 400 + (int)i, i);
		cell_is(&o, 3001 + i, 0, text, 0);
	}
	done(&o);
}

static void sheets_have_names_and_may_hide(void **state)
{
	struct book b = { 0 };
	struct open_file o;
	int s, chart, n;
	static const unsigned char bof[16] = { 0, 6, 0x20, 0 };

	(void)state;
	s = book_sheet(&b, "说明", 0);
	cell_text(&b, s, 0, 0, "填表说明");
	chart = book_sheet(&b, "图表", 0);
	b.sheet[chart].type = 2;
	s = book_sheet(&b, "Sheet 2", 1);
	/* A chart inside a sheet has cells of its own, which are not the sheet's. */
	record(&b.sheet[s].cells, 0x0809, bof, sizeof bof);
	cell_text(&b, s, 7, 7, "图中");
	record(&b.sheet[s].cells, 0x000A, NULL, 0);
	cell_text(&b, s, 0, 0, "藏");
	s = book_sheet(&b, "更深", 2);
	cell_text(&b, s, 0, 0, "更");
	sheet_merge(&b, s, 0, 1, 2, 5);
	sheet_merge(&b, s, 3, 3, 0, 255);
	open_book(&o, &b);
	assert_int_equal(table_sheets(o.t), 3);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "说明"));
	assert_true(str_eqz(table_sheet_name(o.t, 1), "Sheet 2"));
	assert_false(table_sheet_hidden(o.t, 0));
	assert_true(table_sheet_hidden(o.t, 1) && table_sheet_hidden(o.t, 2));
	cell_is(&o, 1, 0, "填表说明", 0);
	assert_int_equal(table_choose(&o.cx, o.t, 1), OK);
	assert_int_equal(table_rows(o.t), 1);
	cell_is(&o, 1, 0, "藏", 0);
	table_merges(o.t, &n);
	assert_int_equal(n, 0);
	assert_int_equal(table_choose(&o.cx, o.t, 2), OK);
	cell_is(&o, 1, 0, "更", 0);
	{
		const struct table_merge *m = table_merges(o.t, &n);

		assert_int_equal(n, 2);
		assert_true(m[0].row == 1 && m[0].row_end == 2 && m[0].col == 2 && m[0].col_end == 5);
		assert_true(m[1].row == 4 && m[1].row_end == 4 && m[1].col == 0 && m[1].col_end == 255);
	}
	assert_int_equal(table_choose(&o.cx, o.t, 0), OK);      /* and back */
	cell_is(&o, 1, 0, "填表说明", 0);
	assert_int_equal(table_choose(&o.cx, o.t, 3), ERR_NOTFOUND);
	done(&o);
}

static void excel_5_in_gbk(void **state)
{
	struct book b = { .biff5 = true, .codepage = 936 };
	struct open_file o;
	int s = book_sheet(&b, "贫困户名单", 0);
	unsigned day;

	(void)state;
	book_format(&b, 0, NULL);
	day = book_format(&b, 200, "yyyy\"年\"m\"月\"");
	cell_text(&b, s, 0, 0, "户主姓名");
	cell_text(&b, s, 1, 0, "王大山");
	cell_number(&b, s, 1, 1, day, 42588);
	cell_formula_other(&b, s, 1, 2, 0, 0, "脱贫");
	open_book(&o, &b);
	assert_true(str_eqz(table_sheet_name(o.t, 0), "贫困户名单"));
	cell_is(&o, 1, 0, "户主姓名", 0);
	cell_is(&o, 2, 0, "王大山", 0);
	cell_is(&o, 2, 1, "2016-08-06", TABLE_DATE);
	cell_is(&o, 2, 2, "脱贫", TABLE_FORMULA);
	done(&o);
}

static void other_code_pages_are_not_guessed(void **state)
{
	struct book b = { .biff5 = true, .codepage = 950 };
	struct open_file o;
	struct box x = { 0 };
	struct bytes file;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	cell_text(&b, s, 0, 0, "plain");
	cell_text(&b, s, 2, 3, "姓名");
	file = book_file(&b, &x);
	open_bytes(&o, file.p, file.n);
	REFUSED(&o, "xls-codepage", "S, row 3, column 4");
	assert_true(str_eqz(o.cx.err.arg[0], "950"));
	done(&o);
	free(file.p);
	book_free(&b);
}

/* A stream of one sheet and nothing around it: old web programs write these as .xls. */
static void a_bare_stream(void **state)
{
	struct book b = { .biff5 = true, .codepage = 936 };
	struct bytes all = { 0 };
	static const unsigned char bof[8] = { 0, 0, 0x10, 0 };
	struct open_file o;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	cell_label(&b, s, 0, 0, "姓名");
	cell_number(&b, s, 0, 1, 0, 5);
	record(&all, 0x0809, bof, sizeof bof);
	put(&all, b.sheet[s].cells.p, b.sheet[s].cells.n);
	record(&all, 0x000A, NULL, 0);
	open_bytes(&o, all.p, all.n);
	assert_int_equal(o.e, OK);
	assert_int_equal(table_sheets(o.t), 1);
	cell_is(&o, 1, 0, "姓名", 0);
	cell_is(&o, 1, 1, "5", TABLE_NUMBER);
	done(&o);
	open_bytes(&o, all.p, all.n - 4);
	REFUSED(&o, "xls-cut-off", "");
	done(&o);
	free(all.p);
	book_free(&b);
}

/* ---- the box around it ---- */

static void any_kind_of_box(void **state)
{
	static const struct { unsigned shift, rows; bool small; } kind[] = {
		{ 9, 3, true }, { 9, 3, false }, { 12, 3, true }, { 12, 200, false }, { 9, 200, false },
		{ 9, 60000, false },
	};

	(void)state;
	for (size_t k = 0; k < sizeof kind / sizeof *kind; k++) {
		struct book b = { 0 };
		struct box x = { .shift = kind[k].shift, .small = kind[k].small };
		struct bytes file, note = { 0 };
		struct open_file o;
		char text[64];

		put(&note, "decoy", 5);
		/* More entries before it than one sector of the directory has. */
		for (int i = 0; i < 5; i++)
			box_add(&x, "\005SummaryInformation", &note);
		/* A document inside has a stream of the same name. */
		box_add(&x, "Workbook", &note);
		x.stream[x.nstream - 1].inside = 1;
		fill_sheet(&b, kind[k].rows);
		file = book_file(&b, &x);
		open_bytes(&o, file.p, file.n);
		if (o.e != OK)
			fail_msg("box %d: %s %.*s", (int)k, o.cx.err.key, STR_FMT(o.cx.err.arg[0]));
		assert_int_equal(table_rows(o.t), kind[k].rows);
		snprintf(text, sizeof text, "第%u户", kind[k].rows - 1);
		cell_is(&o, kind[k].rows, 0, text, 0);
		done(&o);
		free(file.p);
		free(note.p);
		book_free(&b);
	}
}

static void a_table_of_tables(void **state)
{
	struct book b = { 0 };
	struct box x = { 0 };
	struct bytes file;
	struct open_file o;
	int s = book_sheet(&b, "S", 0);

	(void)state;
	for (unsigned row = 0; row < 2000; row++)
		for (unsigned col = 0; col < 256; col++)
			cell_number(&b, s, row, col, 0, row + col * 0.25);
	file = book_file(&b, &x);
	assert_true(file.n > (size_t)8 << 20);          /* more tables than the header can name */
	open_bytes(&o, file.p, file.n);
	assert_int_equal(o.e, OK);
	cell_is(&o, 2000, 255, "2062.75", TABLE_NUMBER);
	done(&o);
	free(file.p);
	book_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_persons),
		cmocka_unit_test(numbers_days_yes_and_errors),
		cmocka_unit_test(days_since_1904),
		cmocka_unit_test(formulas_give_their_last_result),
		cmocka_unit_test(texts_cut_by_records),
		cmocka_unit_test(sheets_have_names_and_may_hide),
		cmocka_unit_test(excel_5_in_gbk),
		cmocka_unit_test(other_code_pages_are_not_guessed),
		cmocka_unit_test(a_bare_stream),
		cmocka_unit_test(any_kind_of_box),
		cmocka_unit_test(a_table_of_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
