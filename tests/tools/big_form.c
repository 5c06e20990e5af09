/* big_form FILE.xlsx - a form with more merged cells and comments than fit into one message of the
 * process that reads it: 300,000 merged areas and 6,000 comments of 900 bytes. A1 is bound. */
#include <stdio.h>
#include <stdlib.h>

#include "zip_box.h"

#define MERGES 300000
#define NOTES  6000

static size_t put_merges(char *to)
{
	size_t n = (size_t)sprintf(to, "<worksheet xmlns=\"x\"><sheetData><row r=\"1\">"
	                           "<c r=\"A1\"/></row></sheetData><mergeCells>");

	for (int i = 0; i < MERGES; i++)
		n += (size_t)sprintf(to + n, "<mergeCell ref=\"C%d:D%d\"/>", i + 2, i + 2);
	return n + (size_t)sprintf(to + n, "</mergeCells></worksheet>");
}

/* Texts that differ, so that the part is not refused for packing too well. */
static size_t put_notes(char *to)
{
	uint64_t random = 7;
	size_t n = (size_t)sprintf(to, "<comments xmlns=\"x\"><commentList><comment ref=\"A1\">"
	                           "<text><t>jz: count household</t></text></comment>");

	for (int i = 0; i < NOTES; i++) {
		n += (size_t)sprintf(to + n, "<comment ref=\"B%d\"><text><t>", i + 2);
		for (int k = 0; k < 50; k++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			n += (size_t)sprintf(to + n, "%018llu", (unsigned long long)(random >> 8));
		}
		n += (size_t)sprintf(to + n, "</t></text></comment>");
	}
	return n + (size_t)sprintf(to + n, "</commentList></comments>");
}

int main(int argc, char **argv)
{
	static struct zip_box z;
	char *text = malloc(24 << 20);
	FILE *f = argc == 2 && text ? fopen(argv[1], "wb") : NULL;

	if (!f)
		return 2;
	zip_frame(&z, NULL, NULL);
	zip_add(&z, "xl/worksheets/sheet1.xml", text, put_merges(text));
	zip_text(&z, "xl/worksheets/_rels/sheet1.xml.rels",
	         ZIP_RELS(ZIP_REL("rId1", "comments", "../comments1.xml")));
	zip_add(&z, "xl/comments1.xml", text, put_notes(text));
	zip_end(&z);
	if (fwrite(z.p, 1, z.n, f) != z.n || fclose(f))
		return 1;
	zip_free(&z);
	free(text);
	return 0;
}
