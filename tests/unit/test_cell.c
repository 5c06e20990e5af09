/* Cells as clerks, spreadsheets and other systems hand them over: what is taken as it stands, what
 * is mended and counted, what is refused and with which suggestion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/codes.h"
#include "base/money.h"
#include "base/utf8.h"
#include "entity/cell.h"

#define TODAY 20260315

/* ---- a small model: three lists, no pack ---- */

struct value { const char *list; int64_t code; const char *zh, *en, *syn; };
static const struct value values[] = {
	{ "cause", 1, "因病", "Illness", "疾病" },
	{ "cause", 2, "因残", "Disability", "残疾致贫" },
	{ "cause", 3, "因学", "Schooling", NULL },
	{ "cause", 8, "缺劳力(动力)", "No labour", "缺劳动力" },
	{ "cause", 11, "自身发展动力不足", "No drive", NULL },
	{ "health", 0, "健康", "Healthy", "良好" },
	{ "health", 1, "长期慢性病", "Chronic", "慢性病" },
	{ "health", 2, "患有大病", "Severe", "大病" },
	{ "health", 5, "视力/听力残疾", "Sight or hearing", NULL },
	{ "health", 62, "残疾", "Disabled", NULL },
	{ "house", 1, "砖瓦砖木、砖石窑洞", "Brick", NULL },
};
#define N_VALUES ((int)(sizeof values / sizeof values[0]))

static bool list_code(void *state, const char *list, struct str label, int64_t *code, bool *exact)
{
	(void)state;
	for (int i = 0; i < N_VALUES; i++) {
		bool zh = str_eqz(label, values[i].zh);

		if (strcmp(values[i].list, list) != 0)
			continue;
		if (zh || (values[i].syn && str_eqz(label, values[i].syn))) {
			*code = values[i].code;
			*exact = zh;
			return true;
		}
	}
	return false;
}

static struct str list_label(void *state, const char *list, int64_t code, enum lang lang)
{
	(void)state;
	for (int i = 0; i < N_VALUES; i++)
		if (strcmp(values[i].list, list) == 0 && values[i].code == code)
			return str_of(lang == LANG_ZH ? values[i].zh : values[i].en);
	return (struct str){ "", 0 };
}

static bool list_nth(void *state, const char *list, int n, int64_t *code, struct str *label)
{
	(void)state;
	for (int i = 0; i < N_VALUES; i++)
		if (strcmp(values[i].list, list) == 0 && n-- == 0) {
			*code = values[i].code;
			*label = str_of(values[i].zh);
			return true;
		}
	return false;
}

struct fix {
	struct arena a;
	struct model m;
	struct cell_cx c;
	struct cell_result out;
};

static int setup(void **state)
{
	static struct fix f;

	f = (struct fix){ .m = { .lists = { .code = list_code, .label = list_label,
	                                    .nth = list_nth } } };
	arena_init(&f.a, 64u << 20);
	f.c = (struct cell_cx){ &f.m, &f.a, TODAY };
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	arena_free(&((struct fix *)*state)->a);
	return 0;
}

static const struct cell_result *put(void **state, const struct field *f, const char *cell)
{
	struct fix *x = *state;

	cell_read(&x->c, f, str_of(cell), &x->out);
	if (x->out.kind)
		assert_non_null(kind_find(x->out.kind));
	return &x->out;
}

static void takes_int(void **state, const struct field *f, const char *cell, const char *kind,
                      int64_t v)
{
	const struct cell_result *r = put(state, f, cell);

	if (r->state != (kind ? CELL_MENDED : CELL_GOOD) || r->v.kind != VAL_INT || r->v.i != v)
		fail_msg("'%s': state %d kind %s value %lld", cell, r->state, r->kind ? r->kind : "-",
		         (long long)r->v.i);
	if (kind)
		assert_string_equal(r->kind, kind);
	else
		assert_null(r->kind);
}

static void takes_text(void **state, const struct field *f, const char *cell, const char *kind,
                       const char *text)
{
	const struct cell_result *r = put(state, f, cell);

	if (r->state != (kind ? CELL_MENDED : CELL_GOOD) || r->v.kind != VAL_TEXT ||
	    !str_eqz(r->v.s, text))
		fail_msg("'%s': state %d kind %s text '%.*s'", cell, r->state, r->kind ? r->kind : "-",
		         STR_FMT(r->v.s));
	if (kind)
		assert_string_equal(r->kind, kind);
	else
		assert_null(r->kind);
}

static void refuses(void **state, const struct field *f, const char *cell, const char *kind,
                    const char *hint)
{
	const struct cell_result *r = put(state, f, cell);

	if (r->state != CELL_BAD)
		fail_msg("'%s' was taken (state %d)", cell, r->state);
	assert_string_equal(r->kind, kind);
	if (hint && !str_eqz(r->hint, hint))
		fail_msg("'%s': hint '%.*s', not '%s'", cell, STR_FMT(r->hint), hint);
	assert_int_equal(r->v.kind, VAL_NULL);
}

/* ---- numbers ---- */

static const struct field members = { .name = "members", .type = FT_INT, .min = 1, .max = 30 };
static const struct field free_int = { .name = "n", .type = FT_INT };
static const struct field income = { .name = "income", .type = FT_MONEY, .max = 100000000 };
static const struct field net = { .name = "net", .type = FT_MONEY };
static const struct field land = { .name = "land", .type = FT_DEC, .scale = 2, .max = 10000 };

static void whole_numbers(void **state)
{
	takes_int(state, &members, "4", NULL, 4);
	takes_int(state, &members, " 4 ", "spaces", 4);
	takes_int(state, &members, "\xE3\x80\x80" "4", "spaces", 4);
	takes_int(state, &members, "４", "full_width", 4);
	takes_int(state, &members, "'4", "apostrophe", 4);
	takes_int(state, &members, " '４", "spaces", 4);
	takes_int(state, &members, "4.0", "number_form", 4);
	takes_int(state, &free_int, "1,234", "number_form", 1234);
	takes_int(state, &free_int, "-17", NULL, -17);
	refuses(state, &members, "0", "value_range", "1～30");
	refuses(state, &members, "31", "value_range", "1～30");
	refuses(state, &members, "-4", "value_range", NULL);
	refuses(state, &members, "4人", "number_invalid", "4");
	refuses(state, &members, "四", "number_invalid", "");
	refuses(state, &members, "3或4", "number_invalid", "");
	refuses(state, &members, "4.5", "number_decimals", NULL);
	refuses(state, &free_int, "99999999999999999999", "value_range", NULL);
	refuses(state, &free_int, "1.2E+05", "number_invalid", NULL);
}

static void amounts(void **state)
{
	takes_int(state, &income, "1234.5", NULL, 123450);
	takes_int(state, &income, "1234", NULL, 123400);
	takes_int(state, &income, "12,345.60", "number_form", 1234560);
	takes_int(state, &income, "１２．５", "full_width", 1250);
	takes_int(state, &net, "-300.05", NULL, -30005);
	takes_int(state, &net, "−300", "full_width", -30000);
	takes_int(state, &net, "\t-300", "spaces", -30000);
	refuses(state, &income, "-1", "money_negative", NULL);
	refuses(state, &income, "1234.567", "number_decimals", NULL);
	refuses(state, &income, "1000000.01", "value_range", "0～1000000");
	refuses(state, &income, "约1200元", "number_invalid", "1200");
	refuses(state, &income, "12,34", "number_invalid", NULL);
	refuses(state, &income, "1.2.3", "number_invalid", NULL);
	refuses(state, &income, "-", "number_invalid", NULL);
	takes_int(state, &land, "3.25", NULL, 325);
	takes_int(state, &land, "3", NULL, 300);
	refuses(state, &land, "3.255", "number_decimals", NULL);
	refuses(state, &land, "-3", "value_range", "0～100");
}

static void nothing_stated(void **state)
{
	static const char *const empty[] = { "", " ", "\t", "\xE3\x80\x80", "\xC2\xA0", "\xEF\xBB\xBF",
		"\xE2\x80\x8B " };

	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
		assert_int_equal(put(state, &income, empty[i])->state, CELL_EMPTY);
	assert_int_equal(put(state, &income, "'")->state, CELL_EMPTY);
}

/* ---- yes and no, dates ---- */

static void yes_and_no(void **state)
{
	static const struct field f = { .name = "safe_water", .type = FT_BOOL };

	takes_int(state, &f, "是", NULL, 1);
	takes_int(state, &f, "否", NULL, 0);
	takes_int(state, &f, "是 ", "spaces", 1);
	takes_int(state, &f, "有", "yes_no_form", 1);
	takes_int(state, &f, "×", "yes_no_form", 0);
	takes_int(state, &f, "√", "yes_no_form", 1);
	takes_int(state, &f, "Yes", "yes_no_form", 1);
	takes_int(state, &f, "FALSE", "yes_no_form", 0);
	takes_int(state, &f, "0", "yes_no_form", 0);
	takes_int(state, &f, "Ｙ", "full_width", 1);
	refuses(state, &f, "未知", "yes_no_invalid", NULL);
	refuses(state, &f, "是否", "yes_no_invalid", NULL);
	refuses(state, &f, "2", "yes_no_invalid", NULL);
}

static void dates(void **state)
{
	static const struct field day = { .name = "d", .type = FT_DATE };
	static const struct field part = { .name = "d", .type = FT_DATE, .flags = E_PARTIAL };
	static const struct field plan = { .name = "d", .type = FT_DATE, .max = 21991231 };
	static const struct field month = { .name = "m", .type = FT_MONTH };
	static const struct field year = { .name = "y", .type = FT_YEAR, .min = 1949, .max = 0 };

	takes_int(state, &day, "2016-08-06", NULL, 20160806);
	takes_int(state, &day, "2016.8.6", "date_form", 20160806);
	takes_int(state, &day, "2016年8月6日", "date_form", 20160806);
	takes_int(state, &day, "20160806", "date_form", 20160806);
	takes_int(state, &day, "２０１６-０８-０６", "full_width", 20160806);
	takes_int(state, &day, "'2016-08-06", "apostrophe", 20160806);
	takes_int(state, &day, "2026-03-15", NULL, TODAY);
	refuses(state, &day, "2026-03-16", "date_future", NULL);
	refuses(state, &day, "2015-02-30", "date_impossible", NULL);
	refuses(state, &day, "去年", "date_invalid", NULL);
	takes_int(state, &day, "42588", "date_serial", 20160806);
	takes_int(state, &day, "42588.5", "date_serial", 20160806);
	takes_int(state, &day, "２５５６９", "full_width", 19700101);
	refuses(state, &day, "19999", "date_invalid", NULL);
	refuses(state, &day, "80001", "date_invalid", NULL);
	refuses(state, &day, "42588.x", "date_invalid", NULL);
	refuses(state, &day, "60000", "date_future", NULL);
	takes_int(state, &day, "2016/8/6", "date_form", 20160806);
	takes_int(state, &part, "2016/8", "date_form", 20160800);
	refuses(state, &year, "42588", "date_invalid", NULL);
	refuses(state, &day, "2016-08", "date_invalid", NULL);
	takes_int(state, &part, "2016-08", NULL, 20160800);
	takes_int(state, &part, "2016", NULL, 20160000);
	takes_int(state, &part, "2016年", "date_form", 20160000);
	refuses(state, &part, "2027", "date_future", NULL);
	takes_int(state, &plan, "2027-01-01", NULL, 20270101);
	takes_int(state, &month, "2020-05", NULL, 20200500);
	takes_int(state, &month, "2020年5月", "date_form", 20200500);
	takes_int(state, &month, "2020-05-01", "date_form", 20200500);
	refuses(state, &month, "2020-05-17", "date_invalid", NULL);
	refuses(state, &month, "2020", "date_invalid", NULL);
	refuses(state, &month, "2026-04", "date_future", NULL);
	takes_int(state, &year, "2020", NULL, 2020);
	takes_int(state, &year, "2020年", "date_form", 2020);
	refuses(state, &year, "2027", "date_future", NULL);
	refuses(state, &year, "1900", "value_range", "≥ 1949");
	refuses(state, &year, "20", "date_invalid", NULL);
}

/* ---- text and names ---- */

static const struct field remark = { .name = "remark", .type = FT_TEXT, .max = 20 };
static const struct field name = { .name = "name", .type = FT_TEXT, .flags = E_NAME, .max = 30 };

static void free_text(void **state)
{
	takes_text(state, &remark, "住在 村口，第２排", NULL, "住在 村口，第２排");
	takes_text(state, &remark, "  住在村口\n", "spaces", "住在村口");
	takes_text(state, &remark, "一楼\n二楼", NULL, "一楼\n二楼");
	takes_text(state, &remark, "'0123", "apostrophe", "0123");
	takes_text(state, &remark, "'98年搬来", NULL, "'98年搬来");
	takes_text(state, &remark, "××村××××组", NULL, "××村××××组");
	takes_text(state, &remark, "café José", NULL, "café José");
	takes_text(state, &remark, "=SUM(A1)", NULL, "=SUM(A1)");
	takes_text(state, &remark, "what?", NULL, "what?");
	refuses(state, &remark, "一二三四五六七八九十一二三四五六七八九十一", "text_too_long", "20");
	takes_text(state, &remark, "一二三四五六七八九十一二三四五六七八九十", NULL,
	           "一二三四五六七八九十一二三四五六七八九十");
}

static void garbled_text(void **state)
{
	static const char *const bad[] = {
		"王\xEF\xBF\xBD强", "锟斤拷锟斤拷", "村锟斤拷", "ï»¿王强", "Ã¼ber", "ÃÃÃÃ", "ÍõÇ¿", "ÕÅÈý",
		"çŽ‹å¼º", "å¼ ä¸‰", "鐜嬪己", "寮犱笁", "娆ч槼寤哄浗", "a\x01" "b", "x\x7F", "a\xC2\x85", "???",
		"\xFF\xFE", "\xE7\x8E",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		refuses(state, &remark, bad[i], "text_garbled", NULL);
		refuses(state, &name, bad[i], "text_garbled", NULL);
	}
}

static void names(void **state)
{
	takes_text(state, &name, "王强", NULL, "王强");
	takes_text(state, &name, "王 强", "name_form", "王强");
	takes_text(state, &name, "王\xE3\x80\x80强", "full_width", "王强");
	takes_text(state, &name, " 王强", "spaces", "王强");
	takes_text(state, &name, "买买提·艾力", NULL, "买买提·艾力");
	takes_text(state, &name, "买买提•艾力", "name_form", "买买提·艾力");
	takes_text(state, &name, "买买提.艾力", "name_form", "买买提·艾力");
	takes_text(state, &name, "买买提 ·艾力", "name_form", "买买提·艾力");
	takes_text(state, &name, "买买提·· 艾力", "name_form", "买买提·艾力");
	takes_text(state, &name, "Wang Qiang", NULL, "Wang Qiang");
	takes_text(state, &name, "Wang  Qiang", "name_form", "Wang Qiang");
	takes_text(state, &name, "㐂〇𠮷", NULL, "㐂〇𠮷");
	refuses(state, &name, "王强1", "name_invalid", NULL);
	refuses(state, &name, "王强（已故）", "name_invalid", NULL);
	refuses(state, &name, "王**", "name_invalid", NULL);
	refuses(state, &name, "***", "name_invalid", NULL);
	refuses(state, &name, "·王强", "name_invalid", NULL);
	refuses(state, &name, "王", "text_too_short", "2");
}

/* ---- lists ---- */

static void list_values(void **state)
{
	static const struct field cause = { .name = "cause", .type = FT_LIST, .list = "cause" };
	static const struct field house = { .name = "house", .type = FT_LIST, .list = "house" };

	takes_int(state, &cause, "因病", NULL, 1);
	takes_int(state, &cause, "因病 ", "spaces", 1);
	takes_int(state, &cause, "疾病", "list_synonym", 1);
	takes_int(state, &cause, "缺劳力（动力）", "list_synonym", 8);
	takes_int(state, &cause, "因 学", "list_synonym", 3);
	takes_int(state, &cause, "3.因学", "list_synonym", 3);
	takes_int(state, &cause, "03因学", "list_synonym", 3);
	takes_int(state, &cause, "'因学", "apostrophe", 3);
	takes_int(state, &house, "砖瓦砖木、砖石窑洞", NULL, 1);
	refuses(state, &cause, "自身发展力不足", "list_unknown", "自身发展动力不足");
	refuses(state, &cause, "因病致贫", "list_unknown", "因病");
	refuses(state, &cause, "xyz", "list_unknown", "");
	refuses(state, &cause, "99", "list_unknown", "");
}

static void sets(void **state)
{
	static const struct field health = { .name = "health", .type = FT_SET, .list = "health" };
	const int64_t ill = INT64_C(1) << 1, hand = INT64_C(1) << 62, sight = INT64_C(1) << 5;

	takes_int(state, &health, "健康", NULL, 1);
	takes_int(state, &health, "长期慢性病、残疾", NULL, ill | hand);
	takes_int(state, &health, "残疾，长期慢性病", "list_synonym", ill | hand);
	takes_int(state, &health, "慢性病", "list_synonym", ill);
	takes_int(state, &health, "残疾+慢性病", "list_synonym", ill | hand);
	takes_int(state, &health, "残疾;残疾;", "list_synonym", hand);
	takes_int(state, &health, "视力/听力残疾", NULL, sight);
	takes_int(state, &health, "长期慢性病、视力/听力残疾", NULL, ill | sight);
	refuses(state, &health, "长期慢性病、残废", "list_unknown", "残疾");
	refuses(state, &health, "、", "list_unknown", NULL);
}

/* ---- numbers of people and things ---- */

static void register_numbers(void **state)
{
	static const struct field no = { .name = "no", .type = FT_CODE, .flags = E_KEY, .max = 20 };

	takes_text(state, &no, "H980101-07", NULL, "H980101-07");
	takes_text(state, &no, "h980101", "code_form", "H980101");
	takes_text(state, &no, "98 01 01", "code_form", "980101");
	takes_text(state, &no, "９８０１", "full_width", "9801");
	takes_text(state, &no, "'9801", "apostrophe", "9801");
	refuses(state, &no, "9.80101E+11", "id_scientific", NULL);
	refuses(state, &no, "户98", "code_invalid", NULL);
	refuses(state, &no, "123456789012345678901", "text_too_long", "20");
}

static const struct field idno = { .name = "idno", .type = FT_IDNO };

static void citizen_numbers(void **state)
{
	struct idno id;

	takes_text(state, &idno, "11010519491231002X", NULL, "11010519491231002X");
	takes_text(state, &idno, "11010519491231002x", "id_lower_x", "11010519491231002X");
	takes_text(state, &idno, "'110101200001011232", "apostrophe", "110101200001011232");
	takes_text(state, &idno, "110101200001011232 ", "spaces", "110101200001011232");
	takes_text(state, &idno, "110101 20000101 1232", "spaces", "110101200001011232");
	takes_text(state, &idno, "１１０１０１200001011232", "full_width", "110101200001011232");
	assert_int_equal(idno_read(STR("440524800101001"), TODAY, &id), IDNO_GOOD);
	takes_text(state, &idno, "440524800101001", "id_from_15", id.no);
	refuses(state, &idno, "1.10101E+17", "id_scientific", "");
	refuses(state, &idno, "110101200001011000", "id_truncated", "");
	refuses(state, &idno, "11010120000101123", "id_length", "");
	refuses(state, &idno, "11010120000101123A", "id_chars", "");
	refuses(state, &idno, "110101200013011232", "id_birth", NULL);
	refuses(state, &idno, "110101203001011232", "id_birth", NULL);
	refuses(state, &idno, "110101200001011233", "id_check_digit", NULL);
	refuses(state, &idno, "999999999999999999", "id_placeholder", NULL);
	refuses(state, &idno, "110101************", "id_chars", NULL);
	/* The national lists put a disability card here: the whole number is kept. */
	takes_text(state, &idno, "11010120000101123243", NULL, "11010120000101123243");
	takes_text(state, &idno, "11010120000101123243B1", NULL, "11010120000101123243B1");
	takes_text(state, &idno, "11010519491231002x43", "id_lower_x", "11010519491231002X43");
	refuses(state, &idno, "11010120000101123343", "id_check_digit", NULL);
	refuses(state, &idno, "11010120000101123299", "id_length", NULL);
}

/* A wrong digit whose repair is unique is suggested, never taken. */
static void one_wrong_digit_is_suggested(void **state)
{
	static const char good[] = "11010519491231002X";
	const struct cell_result *r;
	int hinted = 0;

	for (int i = 0; i < 17; i++) {
		char typed[19], repaired[19];
		bool unique;

		memcpy(typed, good, sizeof typed);
		typed[i] = (char)(typed[i] == '9' ? '1' : typed[i] + 1);
		r = put(state, &idno, typed);
		assert_int_equal(r->state, CELL_BAD);
		unique = idno_repair(typed, 0, -1, TODAY, repaired);
		assert_true(unique == (r->hint.n == 18));
		if (unique)
			assert_true(str_eqz(r->hint, repaired));
		hinted += unique;
	}
	assert_true(hinted > 0);
}

static void cards_phones_organisations(void **state)
{
	static const struct field dcard = { .name = "dcard", .type = FT_DCARD };
	static const struct field phone = { .name = "phone", .type = FT_PHONE };
	static const struct field card = { .name = "card", .type = FT_CARD };
	static const struct field uscc = { .name = "uscc", .type = FT_USCC };
	static const struct field hash = { .name = "hash", .type = FT_HASH };
	const char *h = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

	takes_text(state, &dcard, "11010120000101123243", NULL, "11010120000101123243");
	refuses(state, &dcard, "11010120000101123343", "id_check_digit", NULL);
	refuses(state, &dcard, "110101200001011232", "dcard_invalid", NULL);
	refuses(state, &dcard, "无", "dcard_invalid", NULL);

	takes_text(state, &phone, "13812345678", NULL, "13812345678");
	takes_text(state, &phone, "138-1234-5678", "phone_form", "13812345678");
	takes_text(state, &phone, "+8613812345678", "phone_form", "13812345678");
	takes_text(state, &phone, "１３８12345678", "full_width", "13812345678");
	refuses(state, &phone, "1381234567", "phone_invalid", NULL);
	refuses(state, &phone, "11812345678", "phone_invalid", NULL);
	refuses(state, &phone, "138********", "phone_invalid", NULL);

	takes_text(state, &card, "6228480402564890018", NULL, "6228480402564890018");
	takes_text(state, &card, "6228 4804 0256 4890 018", "code_form", "6228480402564890018");
	assert_int_equal(put(state, &card, "6228480402564890019")->state, CELL_WARN);
	assert_string_equal(put(state, &card, "6228480402564890019")->kind, "card_check_digit");
	assert_true(str_eqz(put(state, &card, "6228480402564890019")->v.s, "6228480402564890019"));
	refuses(state, &card, "6228480402564880000", "id_truncated", NULL);
	refuses(state, &card, "6.22848E+18", "id_scientific", NULL);
	refuses(state, &card, "6228", "card_invalid", NULL);

	takes_text(state, &uscc, "91350100M000100Y43", NULL, "91350100M000100Y43");
	takes_text(state, &uscc, "91350100m000100y43", "code_form", "91350100M000100Y43");
	assert_string_equal(put(state, &uscc, "91350100M000100Y44")->kind, "uscc_check_digit");
	refuses(state, &uscc, "91350100", "uscc_invalid", NULL);

	takes_text(state, &hash, h, NULL, h);
	refuses(state, &hash, "abc", "hash_invalid", NULL);
}

static void references(void **state)
{
	static const struct field ref = { .name = "household", .type = FT_REF, .ref = "household" };
	static const struct field area = { .name = "area", .type = FT_AREA };

	takes_text(state, &ref, "H98-1", NULL, "H98-1");
	takes_text(state, &ref, " h98-1", "spaces", "H98-1");
	takes_text(state, &ref, "h98-1", "code_form", "H98-1");
	refuses(state, &ref, "9.8E+15", "id_scientific", NULL);
	takes_text(state, &area, "980101100201", NULL, "980101100201");
	takes_text(state, &area, "示范县/东乡/河边村", NULL, "示范县/东乡/河边村");
	takes_text(state, &area, "河边村 ", "spaces", "河边村");
	takes_text(state, &area, "９８0101", "full_width", "980101");
	refuses(state, &area, "锟斤拷村", "text_garbled", NULL);
}

/* ---- writing ---- */

static void writes(void **state, const struct field *f, struct val v, enum mask mask,
                   const char *want)
{
	struct fix *x = *state;
	struct buf b BUF_AUTO;

	buf_init(&b, 4096);
	cell_write(&b, &x->m, f, &v, mask, LANG_ZH);
	assert_string_equal(b.p ? b.p : "", want);
}

#define T(z) ((struct val){ VAL_TEXT, 0, STR(z) })
#define I(n) ((struct val){ VAL_INT, (n), { 0 } })

static void masks(void **state)
{
	static const struct field phone = { .name = "phone", .type = FT_PHONE };
	static const struct field card = { .name = "card", .type = FT_CARD };
	static const struct field dcard = { .name = "dcard", .type = FT_DCARD };
	static const struct field ill = { .name = "h", .type = FT_SET, .flags = E_SEAL,
		.list = "health" };
	static const struct field pay = { .name = "p", .type = FT_MONEY, .flags = E_PERSONAL };
	static const struct field type = { .name = "t", .type = FT_LIST, .list = "cause" };
	struct val none = { 0 };

	writes(state, &name, T("张建国"), MASK_PUBLIC, "张**");
	writes(state, &name, T("张强"), MASK_PUBLIC, "张**");
	writes(state, &name, T("欧阳建国"), MASK_PUBLIC, "欧阳**");
	writes(state, &name, T("长孙"), MASK_PUBLIC, "长**");
	writes(state, &name, T("买买提·艾力"), MASK_PUBLIC, "买**");
	writes(state, &name, T("张建国"), MASK_STAFF, "张建国");
	writes(state, &idno, T("110101200001011232"), MASK_PUBLIC, "***");
	writes(state, &idno, T("110101200001011232"), MASK_STAFF, "110101************");
	writes(state, &idno, T("110101200001011232"), MASK_NONE, "110101200001011232");
	writes(state, &idno, T("11010120000101123243"), MASK_STAFF, "110101************");
	writes(state, &phone, T("13812345678"), MASK_STAFF, "138********");
	writes(state, &phone, T("13812345678"), MASK_PUBLIC, "***");
	writes(state, &card, T("6228480402564890018"), MASK_STAFF, "6228************");
	writes(state, &dcard, T("11010120000101123243"), MASK_STAFF, "***");
	writes(state, &ill, I(3), MASK_STAFF, "***");
	writes(state, &ill, I(3), MASK_NONE, "健康、长期慢性病");
	writes(state, &pay, I(1250), MASK_PUBLIC, "***");
	writes(state, &pay, I(1250), MASK_STAFF, "12.50");
	writes(state, &type, I(1), MASK_PUBLIC, "因病");
	writes(state, &type, I(77), MASK_NONE, "77");
	writes(state, &idno, none, MASK_PUBLIC, "");
}

/* ---- what is written is read again, for every type ---- */

static uint64_t dice;

static int64_t roll(int64_t n)
{
	dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((dice >> 33) % (uint64_t)n);
}

static date_t random_day(void)
{
	return date_from_days(-20000 + (int32_t)roll(40000));
}

static struct str random_idno(struct arena *a)
{
	char *t = arena_alloc(a, 32);

	snprintf(t, 32, "%06d%08d%03d", 980000 + (int)roll(999), (int)random_day(), (int)roll(1000));
	t[17] = idno_check_char(t);
	t[18] = 0;
	return (struct str){ t, 18 };
}

static struct str random_text(struct arena *a, bool only_names)
{
	static const int32_t other[] = {
		' ', 'a', '7', '=', '-', '\'', ',', '"', '\n', 0xFF0C, 0x1F600
	};
	int n = 2 + (int)roll(12);
	char *t = arena_alloc(a, 80);
	size_t k = 0;

	for (int i = 0; i < n; i++) {
		bool edge = i == 0 || i == n - 1;
		int32_t cp = only_names || edge || roll(3) ? 0x4E00 + (int32_t)roll(2000)
		                                           : other[roll(11)];

		k += (size_t)utf8_put(t + k, cp);
	}
	return (struct str){ t, k };
}

static struct str random_digits(struct arena *a, const char *head, int n)
{
	char *t = arena_alloc(a, 40);
	int k = (int)strlen(head);

	memcpy(t, head, strlen(head));
	for (int i = 0; i < n; i++)
		t[k++] = (char)('0' + roll(10));
	return (struct str){ t, (size_t)k };
}

static struct val random_value(struct arena *a, const struct field *f)
{
	static const int64_t cause[] = { 1, 2, 3, 8, 11 };
	static const int bit[] = { 0, 1, 2, 5, 62 };
	int64_t v = 0;
	char t[64];

	switch (f->type) {
	case FT_TEXT:
		return (struct val){ VAL_TEXT, 0, random_text(a, f->flags & E_NAME) };
	case FT_IDNO:
		return (struct val){ VAL_TEXT, 0, random_idno(a) };
	case FT_DCARD:
		snprintf(t, sizeof t, "%.18s%d%d", random_idno(a).p, 1 + (int)roll(7), 1 + (int)roll(4));
		return (struct val){ VAL_TEXT, 0, str_dup(a, str_of(t)) };
	case FT_CODE:
	case FT_REF:
	case FT_AREA:
		return (struct val){ VAL_TEXT, 0, random_digits(a, "9", 1 + (int)roll(17)) };
	case FT_PHONE:
		return (struct val){ VAL_TEXT, 0, random_digits(a, roll(2) ? "13" : "19", 9) };
	case FT_CARD: {
		struct str s = random_digits(a, "62", 16);

		snprintf(t, sizeof t, "%.*s%c", STR_FMT(s), luhn_check_char(s));
		return (struct val){ VAL_TEXT, 0, str_dup(a, str_of(t)) };
	}
	case FT_USCC: {
		struct str s = random_digits(a, "9198010", 10);

		snprintf(t, sizeof t, "%.*s%c", STR_FMT(s), uscc_check_char(s.p));
		return (struct val){ VAL_TEXT, 0, str_dup(a, str_of(t)) };
	}
	case FT_HASH:
		for (int i = 0; i < 64; i++)
			t[i] = "0123456789abcdef"[roll(16)];
		return (struct val){ VAL_TEXT, 0, str_dup(a, (struct str){ t, 64 }) };
	case FT_BOOL:
		v = roll(2);
		break;
	case FT_DATE:
		v = random_day();
		if (f->flags & E_PARTIAL && roll(2))
			v = roll(2) ? v / 100 * 100 : v / 10000 * 10000;
		break;
	case FT_MONTH:
		v = random_day() / 100 * 100;
		break;
	case FT_YEAR:
		v = 1900 + roll(120);
		break;
	case FT_LIST:
		v = cause[roll(5)];
		break;
	case FT_SET:
		while (v == 0)
			for (int i = 0; i < 5; i++)
				v |= roll(2) << bit[i];
		break;
	case FT_TIME:
		v = roll(INT64_C(2000000000)) * 1000 + roll(1000);
		break;
	default:
		v = roll(2) ? roll(1000) - 500 : (roll(INT64_C(1) << 31) << 22) - (INT64_C(1) << 51);
		break;
	}
	return (struct val){ VAL_INT, v, { 0 } };
}

static void what_is_written_is_read_again(void **state)
{
	struct fix *x = *state;
	struct buf b BUF_AUTO;

	buf_init(&b, 4096);
	dice = 20260315;
	for (int round = 0; round < 60000; round++) {
		struct field f = { .name = "f", .type = (enum field_type)(round % FT__COUNT),
			.scale = (int)roll(5) };
		struct cell_result r;
		struct val v;

		f.list = f.type == FT_SET ? "health" : "cause";
		f.flags = roll(2) ? E_PARTIAL : 0;
		if (f.type == FT_TEXT && roll(2))
			f.flags |= E_NAME;
		v = random_value(&x->a, &f);
		buf_reset(&b);
		cell_write(&b, &x->m, &f, &v, MASK_NONE, LANG_ZH);
		cell_read(&x->c, &f, buf_str(&b), &r);
		if (r.state != CELL_GOOD || !r.v.kind || r.v.kind != v.kind || r.v.i != v.i ||
		    !str_eq(r.v.s, v.s))
			fail_msg("type %d, '%s': state %d, kind %s", f.type, b.p, r.state,
			         r.kind ? r.kind : "-");
		if (round % 1000 == 0)
			arena_reset(&x->a);
	}
}

/* Whatever bytes come: no crash, a known kind, and what is taken is stable: written and read
 * again, it is the same without any mending. */
static void any_bytes_come_to_rest(void **state)
{
	static const char *const piece[] = { "'",    " ",        "１",           "7",    "-",  "年",
										 "x",    "X",        "E+",           ".",    ",",  "、",
										 "·",    "\xC2\xA0", "\xEF\xBB\xBF", "\xFF", "王", "Ａ",
										 "是",   "因病",     "残疾",         "\t",   "=",  "(",
										 "\xE3", "20",       "19",           "Ã",    "?" };
	struct fix *x = *state;
	struct buf b BUF_AUTO;
	int taken = 0;

	buf_init(&b, 4096);
	dice = 7;
	for (int round = 0; round < 200000; round++) {
		struct field f = { .name = "f", .type = (enum field_type)(round % FT__COUNT), .scale = 2,
			.flags = roll(3) ? 0 : E_PARTIAL | E_NAME };
		struct cell_result r, again;
		char t[64] = "";
		size_t n = 0;

		f.list = f.type == FT_SET ? "health" : "cause";
		for (int k = (int)roll(7); k >= 0; k--) {
			const char *p = piece[roll(sizeof piece / sizeof piece[0])];

			memcpy(t + n, p, strlen(p));
			n += strlen(p);
		}
		cell_read(&x->c, &f, (struct str){ t, n }, &r);
		assert_true(!r.kind || kind_find(r.kind));
		if (r.state == CELL_GOOD || r.state == CELL_MENDED) {
			taken++;
			buf_reset(&b);
			cell_write(&b, &x->m, &f, &r.v, MASK_NONE, LANG_ZH);
			cell_read(&x->c, &f, buf_str(&b), &again);
			if (again.state != CELL_GOOD || again.v.i != r.v.i || !str_eq(again.v.s, r.v.s))
				fail_msg("type %d, '%.*s' -> '%s': state %d, kind %s", f.type, (int)n, t, b.p,
				         again.state, again.kind ? again.kind : "-");
		}
		if (round % 1000 == 0)
			arena_reset(&x->a);
	}
	assert_true(taken > 5000);
}

static void kinds_are_told_in_both_languages(void **state)
{
	const struct kind *k;
	int n = 0;

	(void)state;
	for (; (k = kind_nth(n)) != NULL; n++) {
		assert_ptr_equal(kind_find(k->id), k);
		assert_true(k->zh[0] && k->en[0]);
		assert_true(strcmp(k->severity, "error") == 0 || strcmp(k->severity, "doubt") == 0 ||
		            strcmp(k->severity, "note") == 0 || strcmp(k->severity, "file") == 0);
	}
	assert_true(n > 60);
	assert_null(kind_find("no_such_kind"));
	assert_null(kind_nth(-1));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_numbers), TEST(amounts), TEST(nothing_stated), TEST(yes_and_no), TEST(dates),
		TEST(free_text), TEST(garbled_text), TEST(names), TEST(list_values), TEST(sets),
		TEST(register_numbers), TEST(citizen_numbers), TEST(one_wrong_digit_is_suggested),
		TEST(cards_phones_organisations), TEST(references), TEST(masks),
		TEST(what_is_written_is_read_again), TEST(any_bytes_come_to_rest),
		TEST(kinds_are_told_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
