/* The numbers of public administration: the standards' own examples, and what spreadsheets, input
 * methods and tired people make of them. No number here is a real person's: the citizen numbers
 * are the standard's examples or were made up in a province that does not exist (98). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/codes.h"

#define TODAY 20240101

/* ---- citizen number ---- */

static void id_good(const char *text, const char *no, date_t birth, bool male, bool normalised)
{
	struct idno id;
	enum idno_bad rc = idno_read(str_of(text), TODAY, &id);

	if (rc != IDNO_GOOD)
		fail_msg("\"%s\" gave %d", text, rc);
	assert_string_equal(id.no, no);
	assert_int_equal(id.birth, birth);
	assert_int_equal(id.male, male);
	if (id.normalised != normalised)
		fail_msg("\"%s\" normalised %d", text, id.normalised);
}

static void id_bad(const char *text, enum idno_bad want)
{
	struct idno id;
	enum idno_bad rc = idno_read(str_of(text), TODAY, &id);

	if (rc != want)
		fail_msg("\"%s\" gave %d, not %d", text, rc, want);
}

static void the_worked_examples(void **state)
{
	(void)state;
	assert_int_equal(idno_check_char("11010519491231002"), 'X');
	assert_int_equal(idno_check_char("44052418800101001"), '4');
	assert_int_equal(idno_check_char("52010019900307451"), '4');
	assert_int_equal(idno_check_char("11010120000101123"), '2');
	id_good("11010519491231002X", "11010519491231002X", 19491231, false, false);
	id_good("440524188001010014", "440524188001010014", 18800101, true, false);
	id_good("520100199003074514", "520100199003074514", 19900307, true, false);
	id_good("110101200001011232", "110101200001011232", 20000101, true, false);
}

static void as_people_and_spreadsheets_write_it(void **state)
{
	static const char *const texts[] = {
		"11010519491231002x", "'11010519491231002X", "’11010519491231002X",
		"＇11010519491231002X",
		" 11010519491231002X", "11010519491231002X ", "110105 19491231 002X",
		"\t11010519491231002X", "110105\xC2\xA0" "19491231\xE3\x80\x80" "002X",
		"１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２ｘ",
		"\xEF\xBB\xBF" "11010519491231002X", "11010519491231002X\xE2\x80\x8B",
		"11010519491231002X\r\n",
		" '\xE3\x80\x80" "11010519491231002x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		id_good(texts[i], "11010519491231002X", 19491231, false, true);
}

static void fifteen_digits_become_eighteen(void **state)
{
	struct idno id;
	char no[19];

	(void)state;
	idno_from_15("110105491231002", no);
	assert_string_equal(no, "11010519491231002X");
	assert_int_equal(idno_read(STR("110105491231002"), TODAY, &id), IDNO_GOOD);
	assert_string_equal(id.no, "11010519491231002X");
	assert_true(id.from15);
	assert_false(id.normalised);
	assert_int_equal(id.birth, 19491231);
	assert_false(id.male);
	id_bad("110105490231002", IDNO_BIRTH);
	id_bad("11010549123100X", IDNO_CHARS);
}

static void digits_lost_are_never_guessed(void **state)
{
	(void)state;
	id_bad("5.1022E+17", IDNO_SCIENTIFIC);
	id_bad("5.20100199003075E+17", IDNO_SCIENTIFIC);
	id_bad("5.1E17", IDNO_SCIENTIFIC);
	id_bad("5E+17", IDNO_SCIENTIFIC);
	id_bad("5.1022e+17", IDNO_SCIENTIFIC);
	id_bad("'５.１０２２Ｅ＋１７", IDNO_SCIENTIFIC);
	id_bad("520100199003074560.0", IDNO_SCIENTIFIC);
	id_bad("520100199003074000", IDNO_TRUNCATED);
	id_bad("980101199003071000", IDNO_TRUNCATED);
	/* a birth date that is impossible as well does not make it less lost */
	id_bad("980101199013071000", IDNO_TRUNCATED);
}

static void put_digits(char *p, int n, int v)
{
	while (n--) {
		p[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

static void make(char no[19], int area, date_t birth, int seq)
{
	put_digits(no, 6, area);
	put_digits(no + 6, 8, birth);
	put_digits(no + 14, 3, seq);
	no[17] = idno_check_char(no);
	no[18] = 0;
}

/* 000 can be the true end of a number: then the check digit fits, and nothing was lost. */
static void a_true_triple_zero_is_good(void **state)
{
	char no[19];
	int found = 0;

	(void)state;
	for (int day = 1; day <= 28; day++) {
		struct idno id;

		make(no, 980101, 19900300 + day, 100);
		if (no[17] != '0')
			continue;
		assert_int_equal(idno_read(str_of(no), TODAY, &id), IDNO_GOOD);
		found++;
	}
	assert_true(found > 0);
}

static void what_is_wrong_is_named(void **state)
{
	struct idno id;

	(void)state;
	id_bad("", IDNO_EMPTY);
	id_bad(" \t\xE3\x80\x80'", IDNO_EMPTY);
	id_bad("无", IDNO_CHARS);
	id_bad("身份证遗失", IDNO_CHARS);
	id_bad("1101051949123100-X", IDNO_CHARS);
	id_bad("1101051949123100XX", IDNO_CHARS);
	id_bad("11010519491231002A", IDNO_CHARS);
	id_bad("11010519491231002*", IDNO_CHARS);
	id_bad("X11010519491231002", IDNO_CHARS);
	id_bad("11010519491231O02X", IDNO_CHARS);
	id_bad("1101051949123100\xFF\xFE", IDNO_CHARS);
	id_bad("1101051949123100", IDNO_LENGTH);
	id_bad("1101051949123100X", IDNO_LENGTH);
	id_bad("11010519491231002", IDNO_LENGTH);
	id_bad("1101051949123100234", IDNO_LENGTH);
	id_bad("110105194912310023456", IDNO_LENGTH);
	id_bad("12345678901234567890123456789012345678901234567890", IDNO_LENGTH);
	id_bad("980101199002300011", IDNO_BIRTH);
	id_bad("980101199013010011", IDNO_BIRTH);
	id_bad("980101199000000011", IDNO_BIRTH);
	id_bad("980101202401020011", IDNO_BIRTH);       /* tomorrow */
	id_bad("980101179901010011", IDNO_BIRTH);
	id_bad("110105194912310021", IDNO_CHECK);
	id_bad("000000000000000000", IDNO_PLACEHOLDER);
	id_bad("111111111111111111", IDNO_PLACEHOLDER);
	id_bad("111111111111111", IDNO_PLACEHOLDER);
	id_bad("999999199001011234", IDNO_PLACEHOLDER);
	id_bad("999999", IDNO_PLACEHOLDER);
	assert_int_equal(idno_read((struct str){ "11010519491231\00002X", 18 }, 0, &id), IDNO_CHARS);
}

static void the_number_is_kept_for_the_suggestion(void **state)
{
	struct idno id;

	(void)state;
	assert_int_equal(idno_read(STR("11010519491231 0021"), TODAY, &id), IDNO_CHECK);
	assert_string_equal(id.no, "110105194912310021");
	assert_int_equal(idno_read(STR("980101199002300011"), TODAY, &id), IDNO_BIRTH);
	assert_string_equal(id.no, "980101199002300011");
	/* no bound: a birth in the future is somebody else's question */
	id_bad("980101202401020011", IDNO_BIRTH);
	assert_int_not_equal(idno_read(STR("980101202401020011"), 0, &id), IDNO_BIRTH);
}

/* Any one wrong digit and any swap of unlike neighbours is seen, in 3,000 numbers. */
static void one_slip_never_passes(void **state)
{
	(void)state;
	for (int k = 0; k < 3000; k++) {
		struct idno id;
		char no[19];

		make(no, 980101 + k % 20, 19500101 + k % 50 * 10000 + k % 12 * 100 + k % 28,
		     1 + k % 900);
		for (int i = 0; i < 17; i++) {
			char c = no[i];

			no[i] = (char)('0' + (c - '0' + 1 + k % 9) % 10);
			if (idno_read(str_of(no), 0, &id) == IDNO_GOOD)
				fail_msg("%s passes", no);
			no[i] = c;
			if (no[i] == no[i + 1] || no[i + 1] == 'X')
				continue;
			no[i] = no[i + 1];
			no[i + 1] = c;
			if (idno_read(str_of(no), 0, &id) == IDNO_GOOD)
				fail_msg("%s passes", no);
			no[i + 1] = no[i];
			no[i] = c;
		}
		assert_int_equal(idno_read(str_of(no), 0, &id), IDNO_GOOD);
	}
}

static void a_slip_in_the_birth_date_is_mended_by_the_known_one(void **state)
{
	char no[19], wrong[19], out[19] = "";

	(void)state;
	make(no, 980101, 19900307, 451);
	memcpy(wrong, no, 19);
	wrong[11] = '8';                                /* 03 read as 08 */
	assert_true(idno_repair(wrong, 19900307, 1, TODAY, out));
	assert_string_equal(out, no);
	memcpy(wrong, no, 19);
	wrong[12] = no[13], wrong[13] = no[12];         /* 07 typed 70 */
	assert_true(idno_repair(wrong, 19900307, 1, TODAY, out));
	assert_string_equal(out, no);
}

static void a_suggestion_is_unique_or_none(void **state)
{
	char no[19], wrong[19], out[19] = "untouched";
	int male, unique = 0;

	(void)state;
	make(no, 980101, 19900307, 451);
	assert_false(idno_repair(no, 0, -1, TODAY, out));               /* nothing is wrong */
	memcpy(wrong, no, 19);
	wrong[5] = '7';
	assert_false(idno_repair(wrong, 0, -1, TODAY, out));            /* too many ways */
	assert_false(idno_repair(wrong, 19510101, -1, TODAY, out));     /* no way fits */
	assert_false(idno_repair("abcdefghijklmnopqr", 0, -1, TODAY, out));
	assert_false(idno_repair("98010119900307451?", 0, -1, TODAY, out));
	assert_string_equal(out, "untouched");
	/* Whatever is suggested is valid, agrees with what is known and is one edit away. */
	for (int i = 0; i < 18; i++) {
		for (char d = '0'; d <= '9'; d++) {
			struct idno id;
			int edits = 0;

			memcpy(wrong, no, 19);
			if (wrong[i] == d)
				continue;
			wrong[i] = d;
			male = i % 2 ? 1 : -1;
			if (!idno_repair(wrong, 19900307, male, TODAY, out))
				continue;
			unique++;
			assert_int_equal(idno_read(str_of(out), TODAY, &id), IDNO_GOOD);
			assert_int_equal(id.birth, 19900307);
			for (int k = 0; k < 18; k++)
				edits += out[k] != wrong[k];
			assert_in_range(edits, 1, 2);
		}
	}
	assert_true(unique >= 60);      /* every slip in the eight birth digits, at least */
}

/* ---- areas ---- */

static void area_good(const char *text, int64_t want, int level, int64_t parent)
{
	int64_t code = -1;

	if (area_code_read(str_of(text), &code) != CODE_GOOD || code != want)
		fail_msg("\"%s\" gave %lld", text, (long long)code);
	assert_int_equal(area_code_level(code), level);
	assert_int_equal(area_code_parent(code), parent);
}

static void area_bad(const char *text, enum code_bad want)
{
	int64_t code = -1;

	if (area_code_read(str_of(text), &code) != want || code != -1)
		fail_msg("\"%s\" should give %d", text, want);
}

static void areas_know_their_level_and_parent(void **state)
{
	(void)state;
	area_good("98", INT64_C(980000000000), 1, 0);
	area_good("9801", INT64_C(980100000000), 2, INT64_C(980000000000));
	area_good("980102", INT64_C(980102000000), 3, INT64_C(980100000000));
	area_good("980102103", INT64_C(980102103000), 4, INT64_C(980102000000));
	area_good("980102103204", INT64_C(980102103204), 5, INT64_C(980102103000));
	area_good("980102000000", INT64_C(980102000000), 3, INT64_C(980100000000));
	area_good(" '９８０１０２", INT64_C(980102000000), 3, INT64_C(980100000000));
	/* townships right below a prefecture, without any county */
	area_good("441900003", INT64_C(441900003000), 4, INT64_C(441900000000));
	area_good("441900003005", INT64_C(441900003005), 5, INT64_C(441900003000));
	area_bad("", CODE_EMPTY);
	area_bad("980", CODE_LENGTH);
	area_bad("98010", CODE_LENGTH);
	area_bad("9801021032041", CODE_LENGTH);
	area_bad("98010A", CODE_CHARS);
	area_bad("9.8E+11", CODE_CHARS);
	area_bad("-98", CODE_CHARS);
	area_bad("00", CODE_CHECK);
	area_bad("012345", CODE_CHECK);
	assert_int_equal(area_code_level(0), 0);
	assert_int_equal(area_code_parent(0), 0);
	/* a group of villagers: more digits behind its village's twelve */
	assert_int_equal(area_code_level(INT64_C(98010110020101)), 6);
	assert_int_equal(area_code_parent(INT64_C(98010110020101)), INT64_C(980101100201));
}

/* ---- organisations ---- */

static void uscc(const char *text, enum code_bad want, const char *want_no)
{
	char no[19] = "";
	enum code_bad rc = uscc_read(str_of(text), no);

	if (rc != want)
		fail_msg("\"%s\" gave %d, not %d", text, rc, want);
	assert_string_equal(no, want_no);
}

static void organisations(void **state)
{
	(void)state;
	assert_int_equal(uscc_check_char("91350100M000100Y4"), '3');
	assert_int_equal(uscc_check_char("91512081MA62K0260"), 'E');
	assert_int_equal(uscc_check_char("91512081MA62K026O"), 0);
	assert_int_equal(org_check_char("M000100Y"), '4');
	assert_int_equal(org_check_char("MA62K026"), '0');
	assert_int_equal(org_check_char("MA62K02?"), 0);
	uscc("91350100M000100Y43", CODE_GOOD, "91350100M000100Y43");
	uscc("91512081MA62K0260E", CODE_GOOD, "91512081MA62K0260E");
	uscc(" 91512081ma62k0260e", CODE_GOOD, "91512081MA62K0260E");
	uscc("９１５１２０８１ＭＡ６２Ｋ０２６０Ｅ", CODE_GOOD, "91512081MA62K0260E");
	/* early codes fail their check in real life: kept, and warned about */
	uscc("91350100M000100Y44", CODE_CHECK, "91350100M000100Y44");
	uscc("", CODE_EMPTY, "");
	uscc("91350100M000100Y4", CODE_LENGTH, "");
	uscc("91350100M000100Y433", CODE_LENGTH, "");
	uscc("91350100M000100I43", CODE_CHARS, "");
	uscc("91A50100M000100Y43", CODE_CHARS, "");
	uscc("某合作社", CODE_CHARS, "");
}

/* ---- disability card ---- */

static void disability_cards(void **state)
{
	struct dcard d;
	struct idno id;

	(void)state;
	assert_int_equal(dcard_read(STR("11010519491231002x41"), TODAY, &d), CODE_GOOD);
	assert_string_equal(d.no, "11010519491231002X41");
	assert_string_equal(d.id.no, "11010519491231002X");
	assert_int_equal(d.category, 4);
	assert_int_equal(d.grade, 1);
	assert_true(d.severe);
	assert_true(d.id.normalised);
	assert_int_equal(dcard_read(STR("52010019900307451473B1"), TODAY, &d), CODE_GOOD);
	assert_string_equal(d.no, "52010019900307451473B1");
	assert_int_equal(d.category, 7);
	assert_int_equal(d.grade, 3);
	assert_false(d.severe);
	assert_false(d.id.normalised);
	assert_int_equal(dcard_read(STR("52010019900307451473E1"), TODAY, &d), CODE_GOOD);
	assert_int_equal(dcard_read(STR(""), TODAY, &d), CODE_EMPTY);
	assert_int_equal(dcard_read(STR("520100199003074514"), TODAY, &d), CODE_LENGTH);
	assert_int_equal(dcard_read(STR("520100199003074514731"), TODAY, &d), CODE_LENGTH);
	assert_int_equal(dcard_read(STR("52010019900307451481"), TODAY, &d), CODE_CHARS);
	assert_int_equal(dcard_read(STR("52010019900307451475"), TODAY, &d), CODE_CHARS);
	assert_int_equal(dcard_read(STR("52010019900307451405"), TODAY, &d), CODE_CHARS);
	assert_int_equal(dcard_read(STR("52010019900307451573"), TODAY, &d), CODE_CHECK);
	assert_int_equal(dcard_read(STR("5.2010019900307E+19"), TODAY, &d), CODE_CHARS);
	/* in a column of citizen numbers the card is good for its first 18 */
	assert_int_equal(idno_read(STR("52010019900307451473"), TODAY, &id), IDNO_GOOD);
	assert_string_equal(id.no, "520100199003074514");
	assert_true(id.normalised);
	assert_int_equal(idno_read(STR("52010019900307451473E1"), TODAY, &id), IDNO_GOOD);
	assert_int_equal(idno_read(STR("52010019900307451499"), TODAY, &id), IDNO_LENGTH);
}

/* ---- bank card ---- */

static void bank_cards(void **state)
{
	char no[24];

	(void)state;
	assert_int_equal(luhn_check_char(STR("622848040256489001")), '8');
	assert_int_equal(luhn_check_char(STR("7992739871")), '3');
	assert_int_equal(luhn_check_char(STR("")), '0');
	assert_int_equal(luhn_check_char(STR("12a")), 0);
	assert_int_equal(card_read(STR("6228480402564890018"), no), CODE_GOOD);
	assert_string_equal(no, "6228480402564890018");
	assert_int_equal(card_read(STR("6228 4804 0256 4890 018"), no), CODE_GOOD);
	assert_string_equal(no, "6228480402564890018");
	assert_int_equal(card_read(STR("'６２２８480402564890018"), no), CODE_GOOD);
	/* a village bank's passbook: no Luhn, kept, warned about */
	assert_int_equal(card_read(STR("6228480402564890019"), no), CODE_CHECK);
	assert_string_equal(no, "6228480402564890019");
	assert_int_equal(card_read(STR(""), no), CODE_EMPTY);
	assert_int_equal(card_read(STR("62284804025"), no), CODE_LENGTH);
	assert_int_equal(card_read(STR("62284804025648900181"), no), CODE_LENGTH);
	assert_int_equal(card_read(STR("6.22848E+18"), no), CODE_CHARS);
	assert_int_equal(card_read(STR("农行6228480402564890018"), no), CODE_CHARS);
}

/* ---- telephone ---- */

static void phone(const char *text, const char *want, bool want_normalised)
{
	char no[16] = "";
	bool normalised = !want_normalised;
	enum code_bad rc = phone_read(str_of(text), no, &normalised);

	if (rc != CODE_GOOD || normalised != want_normalised)
		fail_msg("\"%s\" gave %d, normalised %d", text, rc, normalised);
	assert_string_equal(no, want);
}

static void phone_bad(const char *text, enum code_bad want)
{
	char no[16] = "untouched";
	bool normalised;
	enum code_bad rc = phone_read(str_of(text), no, &normalised);

	if (rc != want)
		fail_msg("\"%s\" gave %d, not %d", text, rc, want);
	assert_string_equal(no, "untouched");
}

static void telephones(void **state)
{
	(void)state;
	phone("13800000000", "13800000000", false);
	phone("19900000000", "19900000000", false);
	phone("+8613800000000", "13800000000", true);
	phone("+86 138-0000-0000", "13800000000", true);
	phone("008613800000000", "13800000000", true);
	phone("8613800000000", "13800000000", true);
	phone("138 0000 0000", "13800000000", true);
	phone("'13800000000", "13800000000", true);
	phone("１３８００００００００", "13800000000", true);
	phone("0832-2000000", "08322000000", true);
	phone("(0832)2000000", "08322000000", true);
	phone("（0832）2000000", "08322000000", true);
	phone("08322000000", "08322000000", false);
	phone("010-62000000", "01062000000", true);
	phone("0755－22000000", "075522000000", true);
	phone_bad("", CODE_EMPTY);
	phone_bad("-", CODE_EMPTY);
	phone_bad("12800000000", CODE_CHARS);
	phone_bad("1380000000", CODE_LENGTH);
	phone_bad("138000000000", CODE_LENGTH);
	phone_bad("2000000", CODE_LENGTH);
	phone_bad("1380000000X", CODE_CHARS);
	phone_bad("1.38E+10", CODE_CHARS);
	phone_bad("13800000000/13900000000", CODE_CHARS);
	phone_bad("13800000000 13900000000", CODE_LENGTH);
	phone_bad("00000000000", CODE_CHARS);
	phone_bad("无", CODE_CHARS);
	phone_bad("+86", CODE_LENGTH);
	phone_bad("1234567890123456789012345678901234567890123456789", CODE_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worked_examples),
		cmocka_unit_test(as_people_and_spreadsheets_write_it),
		cmocka_unit_test(fifteen_digits_become_eighteen),
		cmocka_unit_test(digits_lost_are_never_guessed),
		cmocka_unit_test(a_true_triple_zero_is_good),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(the_number_is_kept_for_the_suggestion),
		cmocka_unit_test(one_slip_never_passes),
		cmocka_unit_test(a_slip_in_the_birth_date_is_mended_by_the_known_one),
		cmocka_unit_test(a_suggestion_is_unique_or_none),
		cmocka_unit_test(areas_know_their_level_and_parent),
		cmocka_unit_test(organisations),
		cmocka_unit_test(disability_cards),
		cmocka_unit_test(bank_cards),
		cmocka_unit_test(telephones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
