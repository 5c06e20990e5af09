/* make_book OUT.xlsx < TEXT: a workbook from plain text, cells and marks as wanted. Lines:
 *   @sheet NAME [hidden]   a sheet begins
 *   @row N                 the next row is number N
 *   @merge A1:C1           joins cells of this sheet
 *   a|b|c                  a row; an empty piece is no cell. A piece may begin with
 *     n: a number          d: a number shown as a date     f: a formula and its value
 *     e: an error          b: 0 or 1                       i: an inline string
 * Everything else is a shared string. Not an escape in sight: no & < > in cells. */
#include <stdio.h>

#include "zip_box.h"

#define SHEETS 40

struct text { char *p; size_t n, cap; };

static struct text sheet[SHEETS], strings, merges[SHEETS];
static char name[SHEETS][128];
static int hidden[SHEETS], nsheet, nstring;

static void put(struct text *t, const char *s)
{
	size_t n = strlen(s);

	if (t->n + n + 1 > t->cap) {
		t->cap = (t->n + n) * 2 + 4096;
		t->p = realloc(t->p, t->cap);
		if (!t->p)
			abort();
	}
	memcpy(t->p + t->n, s, n + 1);
	t->n += n;
}

static void cell(struct text *t, int row, int col, const char *s)
{
	char at[16], part[128];
	int n = 0;

	if (!*s)
		return;
	if (col >= 26)
		at[n++] = (char)('A' + col / 26 - 1);
	snprintf(at + n, sizeof at - (size_t)n, "%c%d", 'A' + col % 26, row);
	snprintf(part, sizeof part, "<c r=\"%s\"", at);
	put(t, part);
	if (!strncmp(s, "n:", 2))
		snprintf(part, sizeof part, "><v>%s</v></c>", s + 2);
	else if (!strncmp(s, "d:", 2))
		snprintf(part, sizeof part, " s=\"1\"><v>%s</v></c>", s + 2);
	else if (!strncmp(s, "f:", 2))
		snprintf(part, sizeof part, "><f>A1</f><v>%s</v></c>", s + 2);
	else if (!strncmp(s, "e:", 2))
		snprintf(part, sizeof part, " t=\"e\"><v>%s</v></c>", s + 2);
	else if (!strncmp(s, "b:", 2))
		snprintf(part, sizeof part, " t=\"b\"><v>%s</v></c>", s + 2);
	else if (!strncmp(s, "i:", 2)) {
		put(t, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
		put(t, s + 2);
		snprintf(part, sizeof part, "</t></is></c>");
	} else {
		put(&strings, "<si><t xml:space=\"preserve\">");
		put(&strings, s);
		put(&strings, "</t></si>");
		snprintf(part, sizeof part, " t=\"s\"><v>%d</v></c>", nstring++);
	}
	put(t, part);
}

static void line(char *s, int *row)
{
	struct text *t = &sheet[nsheet - 1];
	char part[32];

	(*row)++;
	snprintf(part, sizeof part, "<row r=\"%d\">", *row);
	put(t, part);
	for (int col = 0; s; col++) {
		char *bar = strchr(s, '|');

		if (bar)
			*bar++ = 0;
		cell(t, *row, col, s);
		s = bar;
	}
	put(t, "</row>");
}

static void order(char *s, int *row)
{
	char *space = strchr(s, ' ');

	if (!space)
		return;
	*space++ = 0;
	if (!strcmp(s, "@sheet") && nsheet < SHEETS) {
		char *flag = strstr(space, " hidden");

		if (flag)
			*flag = 0;
		hidden[nsheet] = flag != NULL;
		snprintf(name[nsheet++], sizeof name[0], "%s", space);
		*row = 0;
	} else if (!strcmp(s, "@row")) {
		*row = (int)strtol(space, NULL, 10) - 1;
	} else if (!strcmp(s, "@merge")) {
		put(&merges[nsheet - 1], "<mergeCell ref=\"");
		put(&merges[nsheet - 1], space);
		put(&merges[nsheet - 1], "\"/>");
	}
}

static void package(struct zip_box *z)
{
	struct text book = { 0 }, rels = { 0 }, part = { 0 };
	char piece[512];

	for (int i = 0; i < nsheet; i++) {
		snprintf(piece, sizeof piece, "<sheet name=\"%s\" sheetId=\"%d\"%s r:id=\"rId%d\"/>",
		         name[i], i + 1, hidden[i] ? " state=\"hidden\"" : "", i + 1);
		put(&book, piece);
		snprintf(piece, sizeof piece, ZIP_REL("rId%d", "worksheet", "worksheets/sheet%d.xml"),
		         i + 1, i + 1);
		put(&rels, piece);
	}
	put(&rels, ZIP_REL("rIdA", "styles", "styles.xml") ZIP_REL("rIdB", "sharedStrings",
	                                                           "sharedStrings.xml"));
	zip_text(z, "[Content_Types].xml", "<Types/>");
	zip_text(z, "_rels/.rels", ZIP_ROOT_RELS);
	put(&part, ZIP_WORKBOOK_HEAD);
	put(&part, book.p);
	put(&part, "</sheets></workbook>");
	zip_text(z, "xl/workbook.xml", part.p);
	part.n = 0;
	put(&part, "<Relationships>");
	put(&part, rels.p);
	put(&part, "</Relationships>");
	zip_text(z, "xl/_rels/workbook.xml.rels", part.p);
	zip_text(z, "xl/styles.xml",
	         ZIP_STYLES("<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"));
	part.n = 0;
	put(&part, "<sst>");
	put(&part, strings.p ? strings.p : "");
	put(&part, "</sst>");
	zip_text(z, "xl/sharedStrings.xml", part.p);
	for (int i = 0; i < nsheet; i++) {
		part.n = 0;
		put(&part, "<worksheet xmlns=\"" ZIP_MAIN "\"><sheetData>");
		put(&part, sheet[i].p ? sheet[i].p : "");
		put(&part, "</sheetData>");
		if (merges[i].n) {
			put(&part, "<mergeCells>");
			put(&part, merges[i].p);
			put(&part, "</mergeCells>");
		}
		put(&part, "</worksheet>");
		snprintf(piece, sizeof piece, "xl/worksheets/sheet%d.xml", i + 1);
		zip_text(z, piece, part.p);
	}
}

int main(int argc, char **argv)
{
	static struct zip_box z;
	char *s = NULL;
	size_t cap = 0;
	ssize_t n;
	int row = 0;
	FILE *out;

	while ((n = getline(&s, &cap, stdin)) > 0) {
		if (s[n - 1] == '\n')
			s[n - 1] = 0;
		if (*s == '@')
			order(s, &row);
		else if (nsheet)
			line(s, &row);
	}
	if (argc != 2 || !nsheet || !(out = fopen(argv[1], "wb"))) {
		fprintf(stderr, "usage: make_book OUT.xlsx < TEXT\n");
		return 2;
	}
	package(&z);
	zip_end(&z);
	return fwrite(z.p, 1, z.n, out) == z.n && fclose(out) == 0 ? 0 : 1;
}
