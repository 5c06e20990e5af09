/* What everything stands on: text, memory, buffers, UTF-8, errors and their sentences, threads,
 * tables. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/str.h"
#include "base/thread.h"
#include "base/utf8.h"

static void assert_str(struct str s, const char *want)
{
	if (!str_eqz(s, want))
		fail_msg("\"%.*s\", not \"%s\"", STR_FMT(s), want);
}

/* ---- str ---- */

static void text_is_compared_found_and_cut(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
	assert_true(str_cmp(STR("b"), STR("abc")) > 0);
	assert_true(str_cmp(STR("\xE4"), STR("z")) > 0);
	assert_int_equal(str_cmp(STR(""), (struct str){ NULL, 0 }), 0);
	assert_true(str_eq(STR(""), (struct str){ NULL, 0 }));
	assert_false(str_eqz(STR("a\0b"), "a"));
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("c"), STR("bc")));
	assert_int_equal(str_find(STR("精准扶贫"), STR("扶")), 6);
	assert_int_equal(str_find(STR("abc"), STR("d")), -1);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_int_equal(str_find(STR(""), STR("a")), -1);
	assert_str(str_sub(STR("abc"), 1, 1), "b");
	assert_str(str_sub(STR("abc"), 1, SIZE_MAX), "bc");
	assert_str(str_sub(STR("abc"), 9, 1), "");
}

static void white_space_of_both_worlds_is_trimmed(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t\r\n张三\xE3\x80\x80\xC2\xA0\v")), "张三");
	assert_str(str_trim(STR("\xE3\x80\x80" "张 三")), "张 三");
	assert_str(str_trim(STR(" \xE3\x80\x80 ")), "");
	assert_str(str_trim(STR("")), "");
	assert_str(str_trim(STR("\x80\x80")), "\x80\x80");
}

static void pieces(const char *text, const char *want)
{
	struct str rest = str_of(text), piece;
	char got[64] = "";

	while (str_next(&rest, ',', &piece))
		snprintf(got + strlen(got), sizeof got - strlen(got), "[%.*s]", STR_FMT(piece));
	assert_string_equal(got, want);
}

static void text_is_split(void **state)
{
	(void)state;
	pieces("a,,b", "[a][][b]");
	pieces("a", "[a]");
	pieces(",a", "[][a]");
	pieces("a,", "[a]");            /* nothing is left after the last separator */
	pieces("", "");
}

static void integers_are_read_to_their_ends(void **state)
{
	static const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "1x", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999", "--1", "1.0" };
	int64_t v = 7;

	(void)state;
	assert_true(str_i64(STR("9223372036854775807"), &v));
	assert_true(v == INT64_MAX);
	assert_true(str_i64(STR("-9223372036854775808"), &v));
	assert_true(v == INT64_MIN);
	assert_true(str_i64(STR("-0"), &v));
	assert_true(v == 0);
	v = 7;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (str_i64(str_of(wrong[i]), &v) || v != 7)
			fail_msg("\"%s\" was read", wrong[i]);
}

/* ---- arena ---- */

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 64 << 20);
	for (int round = 0; round < 3; round++) {
		for (size_t n = 0; n < 3000; n += 7) {
			unsigned char *p = arena_alloc(&a, n);

			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < n; i++)
				if (p[i])
					fail_msg("not zero after %d resets", round);
			memset(p, 0xAA, n);
		}
		memset(arena_alloc(&a, 3 << 20), 0xAA, 3 << 20);
		memset(arena_alloc(&a, 100000), 0xAA, 100000);
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_free(&a);
	arena_free(&a);
}

static void a_ceiling_is_told_before_it_hurts(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 1000);
	memset(arena_alloc(&a, 900), 1, 900);
	assert_false(arena_full(&a));
	memset(arena_alloc(&a, 900), 1, 900);
	assert_true(arena_full(&a));
	arena_reset(&a);
	assert_false(arena_full(&a));
	arena_free(&a);
}

static void twice_the_ceiling(void)
{
	struct arena a;

	arena_init(&a, 1000);
	for (int i = 0; i < 30; i++)
		arena_alloc(&a, 100);
}

static void an_overflowing_array(void)
{
	struct arena a;

	arena_init(&a, SIZE_MAX);
	arena_array(&a, SIZE_MAX / 2, 3);
}

static void an_impossible_size(void)
{
	struct arena a;

	arena_init(&a, SIZE_MAX);
	arena_alloc(&a, SIZE_MAX - 3);
}

static int signal_of(void (*deed)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)!freopen("/dev/null", "w", stderr);
		deed();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void what_cannot_go_on_aborts(void **state)
{
	(void)state;
	assert_int_equal(signal_of(twice_the_ceiling), SIGABRT);
	assert_int_equal(signal_of(an_overflowing_array), SIGABRT);
	assert_int_equal(signal_of(an_impossible_size), SIGABRT);
}

static void copies_end_with_nul(void **state)
{
	struct arena a;
	struct str s;

	(void)state;
	arena_init(&a, 1000);
	s = str_dup(&a, str_sub(STR("abcdef"), 1, 2));
	assert_string_equal(s.p, "bc");
	assert_string_equal(str_z(&a, (struct str){ NULL, 0 }), "");
	s = str_join(&a, STR("精"), STR("准"));
	assert_string_equal(s.p, "精准");
	assert_int_equal(s.n, 6);
	arena_free(&a);
}

/* ---- buf ---- */

static void a_buffer_grows_to_its_maximum_and_no_further(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10);
	assert_str(buf_str(&b), "");
	buf_addz(&b, "12345");
	buf_addi(&b, -42);
	assert_str(buf_str(&b), "12345-42");
	buf_addc(&b, '!');
	buf_addc(&b, '!');
	assert_false(b.full);
	assert_int_equal(b.n, 10);
	assert_int_equal(b.p[10], 0);
	buf_addc(&b, '!');
	assert_true(b.full);
	buf_add(&b, "", 0);
	assert_null(buf_room(&b, 0));
	assert_str(buf_str(&b), "12345-42!!");
	buf_reset(&b);
	assert_false(b.full);
	buf_add(&b, "0123456789x", 11);         /* all or nothing */
	assert_true(b.full);
	assert_int_equal(b.n, 0);
	buf_free(&b);
	buf_free(&b);
}

static void numbers_are_written(void **state)
{
	struct buf b BUF_AUTO;
	char big[400];

	(void)state;
	buf_init(&b, 2000);
	buf_addi(&b, INT64_MIN);
	buf_addc(&b, ' ');
	buf_addi(&b, INT64_MAX);
	buf_addc(&b, ' ');
	buf_addi(&b, 0);
	assert_str(buf_str(&b), "-9223372036854775808 9223372036854775807 0");
	buf_reset(&b);
	memset(big, 'a', sizeof big - 1);
	big[sizeof big - 1] = 0;
	buf_addf(&b, "%s%d", big, 5);
	assert_int_equal(b.n, 400);
	assert_int_equal(b.p[399], '5');
	buf_reset(&b);
	buf_be32(&b, 0x01020304);
	buf_be64(&b, UINT64_C(0x05060708090A0B0C));
	assert_memory_equal(b.p, "\1\2\3\4\5\6\7\x8\x9\xA\xB\xC", 12);
	buf_reset(&b);
	buf_varint(&b, 0);
	buf_varint(&b, 127);
	buf_varint(&b, 128);
	buf_varint(&b, 300);
	buf_varint(&b, UINT64_MAX);
	assert_int_equal(b.n, 1 + 1 + 2 + 2 + 10);
	assert_memory_equal(b.p, "\0\x7F\x80\1\xAC\2\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1", 16);
}

/* ---- utf8 ---- */

static void only_wellformed_text_is_valid(void **state)
{
	static const char *const right[] = { "", "a", "12345678", "1234567精", "精准扶贫12345678",
		"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
		"\xEF\xBF\xBF",
		"\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xF0\xA0\x80\x80" };
	static const char *const wrong[] = { "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80",
		"\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",         /* overlong */
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xED\xA0\xBD\xED\xB8\x80",     /* surrogates */
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",         /* too high */
		"\xC2", "\xE4\xBA", "\xF0\xA0\x80", "\xE4\xBA\x41", "\xC2\x41", /* cut off */
		"12345678\xFF", "1234567\xE4\xBA", "\xC4\xE3\xBA\xC3" };        /* GB 18030 */

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
		if (!utf8_valid(str_of(right[i])))
			fail_msg("right %zu", i);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (utf8_valid(str_of(wrong[i])))
			fail_msg("wrong %zu", i);
	assert_true(utf8_valid(STR("a\0b")));
}

static void every_code_point_goes_there_and_back(void **state)
{
	(void)state;
	for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
		char text[4];
		struct str s = { text, (size_t)utf8_put(text, cp) };
		bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;

		if (!utf8_valid(s))
			fail_msg("U+%X is not valid", cp);
		if (utf8_next(&s) != (surrogate ? 0xFFFD : cp) || s.n)
			fail_msg("U+%X came back as another", cp);
	}
}

static void bad_bytes_are_stepped_over_one_by_one(void **state)
{
	struct str s = STR("a\xE4\xBA" "b\xED\xA0\x80");
	static const int32_t want[] = { 'a', 0xFFFD, 0xFFFD, 'b', 0xFFFD, 0xFFFD, 0xFFFD, -1, -1 };

	(void)state;
	assert_int_equal(utf8_len(s), 7);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_int_equal(utf8_next(&s), want[i]);
}

/* Who types "АОНА" for "AOHA", or a compatibility ideograph, is told; names that people bear are
 * not touched. */
static void signs_that_are_taken_for_others(void **state)
{
	static const struct { const char *name; int32_t sign; } t[] = {
		{ "王建英", 0 }, { "张三A", 0 }, { "Li四", 0 }, { "阿依古丽·买买提", 0 }, { "阿依・买买提", 0 },
		{ "〇一", 0 }, { "Müller", 0 }, { "Иванов", 0 }, { "ئايگۈل", 0 }, { "བསོད་ནམས", 0 },
		{ "张三丰１", 0 }, { "\uF92C平", 0 }, { "𠮷野", 0 }, { "\uFA0E", 0 },
		{ "\uF9E1四", 0xF9E1 }, { "⽊子", 0x2F4A }, { "Ivаn", 0x430 }, { "ロ天", 0x5929 },
		{ "天ロ", 0x30ED }, { "㇐平", 0x31D0 }, { "王ㄚ", 0x311A }, { "𝐀da", 0x1D400 },
		{ "王Aа", 0x430 }, { "㈠", 0x3220 }, { "丽\U0002F800", 0x2F800 }, { "ｶ藤", 0xFF76 },
		{ "〡平", 0x3021 }, { "王〩", 0x3029 }, { "〸平", 0x3038 }, { "王〺", 0x303A },
		{ "王\u1100", 0x1100 }, { "\u11FF", 0x11FF }, { "\uA960", 0xA960 }, { "\uD7B0", 0xD7B0 },
		{ "天ㇿ", 0x31FF }, { "ㇰ天", 0x5929 }, { "ᴀnna", 0x1D00 }, { "Ann\u1DBF", 0x1DBF },
		{ "Ⅰ平", 0x2160 }, { "王ↈ", 0x2188 }, { "王\uE000", 0xE000 }, { "\uF8FF", 0xF8FF },
		{ "王\U000F0000", 0xF0000 }, { "王\U0010FFFD", 0x10FFFD }, { "한글", 0 }, { "カナㇰ", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (utf8_alike(str_of(t[i].name)) != t[i].sign)
			fail_msg("%s: U+%04X", t[i].name, (unsigned)utf8_alike(str_of(t[i].name)));
}

static void columns_on_a_terminal(void **state)
{
	static const int32_t unseen[] = { 0xA0, 0xAD, 0x200B, 0x200C, 0x2003, 0x2009, 0x2060, 0x3164,
		0xFE0F, 0xFEFF, 0xE0101 };
	static const int32_t no_part[] = { '1', 0xFF11, 0x661, '(', 0xFF08, '[', 0x3010, '/', '_',
		0x2460, 0xB2, '*', '\n' };
	static const int32_t beside[] = { ' ', '.', '-', '\'', 0x3000, 0xB7, 0x2022, 0x30FB, 0xFF0E,
		0x2019, 0xFF0D };

	(void)state;
	assert_int_equal(utf8_width(STR("abc")), 3);
	assert_int_equal(utf8_width(STR("精准")), 4);
	assert_int_equal(utf8_width(STR("张·三")), 5);
	assert_int_equal(utf8_width(STR("Ａ１。「」")), 10);
	assert_int_equal(utf8_width(STR("e\xCC\x81")), 1);
	assert_int_equal(utf8_width(STR("𠮷")), 2);
	assert_int_equal(utf8_width(STR("\xE2\x80\x8B\xEF\xBB\xBF")), 0);
	assert_int_equal(utf8_width(STR("한글")), 4);
	assert_true(utf8_is_han(0x7CBE));
	assert_true(utf8_is_han(0x20BB7));
	assert_true(utf8_is_han(0x3007));
	assert_false(utf8_is_han('a'));
	assert_false(utf8_is_han(0x3002));
	assert_false(utf8_is_han(0x3041));
	assert_false(utf8_is_han(-1));
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
		assert_true(utf8_unseen(unseen[i]));
		assert_false(utf8_names(unseen[i]));
	}
	assert_false(utf8_unseen(' ') || utf8_unseen(0x3000) || utf8_unseen(0x738B));
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		assert_false(utf8_names(beside[i]));
	assert_int_equal(utf8_fold(0xFF21), 'a');
	assert_int_equal(utf8_fold(0x738B), 0x738B);
	assert_int_equal(utf8_fold(0xF92C), 0x90CE);     /* of GBK: 郎 */
	assert_true(utf8_is_letter(0x738B) && utf8_is_letter(0xFF21) && utf8_names(0xFF11));
	assert_false(utf8_is_letter(0xFF11) || utf8_is_letter('.'));
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		assert_true(utf8_in_name(beside[i]));
	assert_true(utf8_in_name(0x738B) && utf8_in_name(0xFF21) && utf8_in_name(0x301));
	for (size_t i = 0; i < sizeof no_part / sizeof *no_part; i++)
		assert_false(utf8_in_name(no_part[i]));
}

/* ---- errors and sentences ---- */

static enum err third(struct ctx *cx)
{
	char gone[] = "a.csv";
	enum err e = err_set(cx, ERR_NOTFOUND, gone, "os-not-found", gone, NULL);

	memset(gone, 'x', sizeof gone - 1);     /* the error keeps its own copy */
	return e;
}

static enum err second(struct ctx *cx)
{
	TRY(third(cx));
	return ERR_BUG;
}

static void the_first_failure_is_kept(void **state)
{
	struct buf b BUF_AUTO;
	struct ctx cx;

	(void)state;
	buf_init(&b, 1000);
	os_test_clock(1234567);
	ctx_init(&cx, 0);
	os_test_clock(0);
	assert_true(cx.now_ms == 1234567);
	assert_true(strncmp(cx.actor, "cli:", 4) == 0);
	assert_int_equal(second(&cx), ERR_NOTFOUND);
	assert_int_equal(err_set(&cx, ERR_IO, "b", "os-io", "b", "c", NULL), ERR_IO);
	assert_int_equal(cx.err.kind, ERR_NOTFOUND);
	assert_str(cx.err.where, "a.csv");
	assert_int_equal(cx.err.narg, 1);
	msg_add(&b, LANG_EN, cx.err.key, cx.err.arg, cx.err.narg);
	assert_str(buf_str(&b), "\"a.csv\" was not found; check the path.");
	buf_reset(&b);
	msg_add(&b, LANG_ZH, cx.err.key, cx.err.arg, cx.err.narg);
	assert_str(buf_str(&b), "找不到“a.csv”，请检查路径。");
	err_clear(&cx);
	assert_int_equal(cx.err.kind, OK);
	err_set(&cx, ERR_INPUT, NULL, "k", "1", "2", "3", "4", "5", NULL);
	assert_int_equal(cx.err.narg, ERR_ARGS);
	assert_int_equal(cx.err.where.n, 0);
	ctx_free(&cx);
}

static void a_turn_gives_its_memory_back_and_tells_its_failure(void **state)
{
	struct ctx cx, turn;
	size_t used;

	(void)state;
	ctx_init(&cx, 64 << 10);
	cx.lang = LANG_EN;
	used = cx.arena.used;
	for (int i = 0; i < 50; i++) {
		turn_begin(&cx, &turn);
		arena_alloc(&turn.arena, 32 << 10);
		assert_int_equal(turn.lang, LANG_EN);
		assert_true(turn.now_ms == cx.now_ms && turn.actor == cx.actor);
		assert_int_equal(turn_end(&cx, &turn, OK), OK);
	}
	assert_true(cx.arena.used == used && !cx.arena.full && cx.err.kind == OK);
	turn_begin(&cx, &turn);
	assert_int_equal(turn_end(&cx, &turn, third(&turn)), ERR_NOTFOUND);
	assert_str(cx.err.where, "a.csv");
	assert_int_equal(cx.err.narg, 1);
	assert_str(cx.err.arg[0], "a.csv");
	ctx_free(&cx);
}

/* {N} places of a text, as bits. */
static unsigned places(const char *text)
{
	unsigned bits = 0;

	for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
		if (p[1] < '0' || p[1] >= '0' + ERR_ARGS || p[2] != '}')
			fail_msg("a brace that is no place: %s", text);
		bits |= 1u << (p[1] - '0');
	}
	return bits;
}

/* A noun is named in the reader's language: {0} is its Chinese name, {1} its English one. */
static bool same_places(const char *zh, const char *en)
{
	return places(zh) == places(en) || (places(zh) == 1 && places(en) == 2);
}

static void every_sentence_is_whole_in_both_languages(void **state)
{
	const char *const *keys = msg_keys();

	(void)state;
	assert_non_null(keys[0]);
	for (size_t i = 0; keys[i]; i++) {
		const char *zh = msg_text(LANG_ZH, keys[i]), *en = msg_text(LANG_EN, keys[i]);

		assert_true(*zh && *en);
		if (zh == keys[i] || (strcmp(zh, en) == 0 && !strstr(zh, "demo data")))
			fail_msg("%s is not translated", keys[i]);
		if (!same_places(zh, en))
			fail_msg("%s: other places in zh than in en", keys[i]);
		if (!utf8_valid(str_of(zh)) || !utf8_valid(str_of(en)))
			fail_msg("%s: not UTF-8", keys[i]);
		if (strspn(keys[i], "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(keys[i]))
			fail_msg("%s: not kebab-case", keys[i]);
		if (msg_typed(keys[i]) && (strstr(en, "jingzhun ") || strstr(en, "--") ||
		                           strstr(zh, "jingzhun ") || strstr(zh, "--")))
			fail_msg("%s: the browser says it, and it names a command", keys[i]);
		for (size_t k = 0; k < i; k++)
			if (strcmp(keys[i], keys[k]) == 0)
				fail_msg("%s twice", keys[i]);
	}
}

static void an_unknown_key_says_itself(void **state)
{
	struct buf b BUF_AUTO;

	(void)state;
	buf_init(&b, 100);
	assert_string_equal(msg_text(LANG_EN, "no-such-key"), "no-such-key");
	assert_string_equal(msg_text(LANG_EN, NULL), "");
	msg_add(&b, LANG_EN, "a {0} {1} {9} {", (struct str[]){ STR("{1}") }, 1);
	assert_str(buf_str(&b), "a {1}  {9} {");        /* arguments are not expanded again */
}

/* ---- hash ---- */

static void a_table_finds_what_was_put(void **state)
{
	struct arena a;
	struct hmap *m;
	int64_t v = -1;

	(void)state;
	arena_init(&a, 256 << 20);
	m = hmap_new(&a, 10);
	assert_false(hmap_get(m, STR("0"), &v));
	for (int i = 0; i < 100000; i++) {
		char text[16];
		int n = snprintf(text, sizeof text, "%d", i);

		hmap_put(m, str_dup(&a, (struct str){ text, (size_t)n }), i);
	}
	assert_int_equal(hmap_count(m), 100000);
	hmap_put(m, STR("777"), -777);
	hmap_put(m, STR(""), 5);
	assert_int_equal(hmap_count(m), 100001);
	for (int i = 0; i < 100000; i++) {
		char text[16];
		int n = snprintf(text, sizeof text, "%d", i);

		if (!hmap_get(m, (struct str){ text, (size_t)n }, &v) || v != (i == 777 ? -777 : i))
			fail_msg("%d", i);
	}
	assert_true(hmap_get(m, STR(""), &v));
	assert_int_equal(v, 5);
	assert_false(hmap_get(m, STR("100000"), &v));
	assert_false(hmap_get(m, STR("0\0"), &v));
	arena_free(&a);
}

/* ---- threads ---- */

#define ITEMS 20000

struct line {
	struct queue *in, *out;
};

static void doubles(void *arg)
{
	struct line *l = arg;
	void *item;

	while (queue_get(l->in, &item))
		queue_put(l->out, (void *)((uintptr_t)item * 2));
}

static void feeds(void *arg)
{
	struct line *l = arg;

	for (uintptr_t i = 1; i <= ITEMS; i++)
		queue_put(l->in, (void *)i);
	queue_close(l->in);
}

static void work_goes_through_queues(void **state)
{
	struct line l = { queue_new(3), queue_new(2) };
	struct thread *feeder = thread_start(feeds, &l);
	struct thread *worker[2] = { thread_start(doubles, &l), thread_start(doubles, &l) };
	uintptr_t sum = 0;
	void *item;

	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		assert_true(queue_get(l.out, &item));
		sum += (uintptr_t)item;
	}
	assert_true(sum == (uintptr_t)ITEMS * (ITEMS + 1));
	thread_join(feeder);
	thread_join(worker[0]);
	thread_join(worker[1]);
	queue_free(l.in);
	queue_free(l.out);
}

static void a_closed_queue_gives_what_it_has(void **state)
{
	struct queue *q = queue_new(4);
	int a, b;
	void *item;

	(void)state;
	assert_true(queue_put(q, &a));
	assert_true(queue_put(q, &b));
	queue_close(q);
	assert_false(queue_put(q, &a));
	assert_true(queue_get(q, &item));
	assert_ptr_equal(item, &a);
	assert_true(queue_get(q, &item));
	assert_ptr_equal(item, &b);
	assert_false(queue_get(q, &item));
	queue_free(q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_compared_found_and_cut),
		cmocka_unit_test(white_space_of_both_worlds_is_trimmed),
		cmocka_unit_test(text_is_split),
		cmocka_unit_test(integers_are_read_to_their_ends),
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(a_ceiling_is_told_before_it_hurts),
		cmocka_unit_test(what_cannot_go_on_aborts),
		cmocka_unit_test(copies_end_with_nul),
		cmocka_unit_test(a_buffer_grows_to_its_maximum_and_no_further),
		cmocka_unit_test(numbers_are_written),
		cmocka_unit_test(only_wellformed_text_is_valid),
		cmocka_unit_test(every_code_point_goes_there_and_back),
		cmocka_unit_test(bad_bytes_are_stepped_over_one_by_one),
		cmocka_unit_test(columns_on_a_terminal),
		cmocka_unit_test(signs_that_are_taken_for_others),
		cmocka_unit_test(the_first_failure_is_kept),
		cmocka_unit_test(a_turn_gives_its_memory_back_and_tells_its_failure),
		cmocka_unit_test(every_sentence_is_whole_in_both_languages),
		cmocka_unit_test(an_unknown_key_says_itself),
		cmocka_unit_test(a_table_finds_what_was_put),
		cmocka_unit_test(work_goes_through_queues),
		cmocka_unit_test(a_closed_queue_gives_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
