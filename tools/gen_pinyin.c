/* gen_pinyin OUTPUT - writes the table of pinyin initials that src/crypto/gram.c includes.
 * Runs at build time on the building machine; the program itself does not need ICU. ICU knows one
 * reading of a character, the usual one; further ones are in src/crypto/readings.def. */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define FIRST 0x3400
#define LAST  0x9FFF
#define WIDTH 32                         /* numbers in a line */

static void die(const char *what, const char *why)
{
	fprintf(stderr, "gen_pinyin: %s: %s\n", what, why);
	exit(1);
}

static UTransliterator *open_reader(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[64];
	UTransliterator *reader;

	u_uastrcpy(id, "Han-Latin; Latin-ASCII");
	reader = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_FAILURE(status))
		die("Han-Latin", u_errorName(status));
	return reader;
}

/* 1 for a .. 26 for z; 0 when ICU has no reading and leaves the character as it is. */
static int initial_of(const UTransliterator *reader, UChar c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar text[64] = { c };
	int32_t length = 1, limit = 1;

	utrans_transUChars(reader, text, &length, 64, 0, &limit, &status);
	if (U_FAILURE(status))
		die("transliteration", u_errorName(status));
	return length > 0 && text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 1 : 0;
}

int main(int argc, char **argv)
{
	UTransliterator *reader;
	FILE *out;
	int known = 0;

	if (argc != 2)
		die("usage", "gen_pinyin OUTPUT");
	reader = open_reader();
	out = fopen(argv[1], "w");
	if (!out)
		die(argv[1], "cannot be written");
	fprintf(out, "/* Made by tools/gen_pinyin from ICU " U_ICU_VERSION "; do not edit. */\n");
	fprintf(out, "#define PINYIN_FIRST 0x%04X\n#define PINYIN_LAST 0x%04X\n", FIRST, LAST);
	fprintf(out, "/* Initial of the usual reading: 1 a .. 26 z, 0 none known. */\n");
	fprintf(out, "static const unsigned char pinyin_initial[%d] = {\n", LAST - FIRST + 1);
	for (int c = FIRST; c <= LAST; c++) {
		int initial = initial_of(reader, (UChar)c);
		known += initial != 0;
		fprintf(out, (c - FIRST) % WIDTH == WIDTH - 1 ? "%d,\n" : "%d,", initial);
	}
	fprintf(out, "};\n");
	utrans_close(reader);
	if (known < 20000)
		die("Han-Latin", "has too few readings; is the ICU data package complete?");
	if (fclose(out) != 0)
		die(argv[1], "cannot be written");
	return 0;
}
