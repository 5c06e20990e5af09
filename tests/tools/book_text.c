/* book_text FILE.xlsx [PART]: a workbook that jingzhun wrote, as lines to grep in. "= NAME" begins
 * a sheet (hidden ones as "- NAME"), then a line for each row: cells joined by "|", numbers with a
 * "#" in front. With PART, that part of it as it stands. Knows nothing of jingzhun and takes the
 * XML to be as plain as libxlsxwriter writes it; it ends with 1 when anything looks like a formula,
 * or like no workbook at all. */
#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *part(unzFile z, const char *name)
{
	unz_file_info64 info;
	char *text;

	if (unzLocateFile(z, name, 1) != UNZ_OK || unzOpenCurrentFile(z) != UNZ_OK)
		return NULL;
	unzGetCurrentFileInfo64(z, &info, NULL, 0, NULL, 0, NULL, 0);
	text = calloc(1, info.uncompressed_size + 1);
	if (!text || unzReadCurrentFile(z, text, (unsigned)info.uncompressed_size) < 0)
		exit(2);
	unzCloseCurrentFile(z);
	return text;
}

/* Up to `end`, with the five entities of XML put back. */
static void put(const char *p, const char *end)
{
	static const struct { const char *from; char to; } names[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
	};

	while (p < end) {
		size_t i = 0;

		while (i < 5 && strncmp(p, names[i].from, strlen(names[i].from)) != 0)
			i++;
		if (i < 5) {
			putchar(names[i].to);
			p += strlen(names[i].from);
		} else {
			putchar(*p++);
		}
	}
}

static int column(const char *ref)
{
	int col = 0;

	for (; *ref >= 'A' && *ref <= 'Z'; ref++)
		col = col * 26 + *ref - 'A' + 1;
	return col - 1;
}

/* What stands in the cell that begins at p; returns its end. */
static const char *cell(const char *p)
{
	const char *tag = strchr(p, '>'), *end, *text;

	if (tag[-1] == '/')
		return tag + 1;
	end = strstr(tag, "</c>");
	if ((text = strstr(tag, "<t")) && text < end) {
		text = strchr(text, '>') + 1;
		put(text, strstr(text, "</t>"));
	} else if ((text = strstr(tag, "<v>")) && text < end) {
		putchar('#');
		put(text + 3, strstr(text, "</v>"));
	}
	return end + 4;
}

static void sheet(const char *xml)
{
	const char *p = strstr(xml, "<sheetData"), *row;

	while (p && (row = strstr(p, "<row ")) != NULL) {
		const char *end = strstr(row, "</row>"), *empty = strchr(row, '>');
		int col = 0;

		p = row + 4;
		if (empty[-1] == '/')
			continue;
		while ((p = strstr(p, "<c ")) != NULL && p < end) {
			for (int at = column(strstr(p, "r=\"") + 3); col < at; col++)
				putchar('|');
			p = cell(p);
		}
		putchar('\n');
		p = end;
	}
}

int main(int argc, char **argv)
{
	unzFile z = argc == 2 || argc == 3 ? unzOpen64(argv[1]) : NULL;
	char *book = z ? part(z, "xl/workbook.xml") : NULL;
	int bad = !book, n = 0;

	if (argc == 3) {
		char *raw = z ? part(z, argv[2]) : NULL;

		if (!raw || puts(raw) < 0)
			return 1;
		return 0;
	}
	for (char *p = book; p && (p = strstr(p, "<sheet ")) != NULL; p++) {
		char name[64], *end = strchr(p, '>'), *title = strstr(p, "name=\"") + 6, *xml;
		char *hidden = strstr(p, "state=\"hidden\"");

		printf(hidden && hidden < end ? "- " : "= ");
		put(title, strchr(title, '"'));
		putchar('\n');
		snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", ++n);
		xml = part(z, name);
		if (!xml || strstr(xml, "<f>") || strstr(xml, "<f "))
			bad = 1;
		if (xml)
			sheet(xml);
		free(xml);
	}
	if (z)
		unzClose(z);
	free(book);
	return bad;
}
