/* bare_book FILE.xlsx: unpacks its sheet and strings with minizip and walks them with expat, doing
 * nothing with what it finds. What reading a workbook costs at least, with these libraries. */
#include <expat.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <string.h>

static long elements;

static void begin(void *arg, const char *name, const char **att)
{
	(void)arg;
	(void)name;
	(void)att;
	elements++;
}

static void end(void *arg, const char *name)
{
	(void)arg;
	(void)name;
}

static void text(void *arg, const char *p, int n)
{
	(void)arg;
	(void)p;
	(void)n;
}

int main(int argc, char **argv)
{
	static char window[65536];
	unzFile zip = argc == 2 ? unzOpen64(argv[1]) : NULL;
	char name[256];
	int n;

	if (!zip)
		return 2;
	for (int rc = unzGoToFirstFile(zip); rc == UNZ_OK; rc = unzGoToNextFile(zip)) {
		XML_Parser p;

		unzGetCurrentFileInfo64(zip, NULL, name, sizeof name, NULL, 0, NULL, 0);
		if (!strstr(name, "sheet1.xml") && !strstr(name, "sharedStrings"))
			continue;
		p = XML_ParserCreate(NULL);
		XML_SetElementHandler(p, begin, end);
		XML_SetCharacterDataHandler(p, text);
		unzOpenCurrentFile(zip);
		while ((n = unzReadCurrentFile(zip, window, sizeof window)) > 0)
			if (XML_Parse(p, window, n, 0) != XML_STATUS_OK)
				return 1;
		if (unzCloseCurrentFile(zip) != UNZ_OK || n < 0)
			return 1;
		XML_ParserFree(p);
	}
	unzClose(zip);
	return elements > 0 ? 0 : 1;
}
