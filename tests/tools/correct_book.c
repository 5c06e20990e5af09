/* correct_book TRUTH LISTS ERRORS.xlsx OUT.xlsx - an error list that is a workbook, with the cells
 * mended that TRUTH says were planted; all else of it (notes, drop-downs, colours, widths) stays as
 * it stands. LISTS: a line for each batch, its number, file and sheet with tabs between. Prints how
 * many cells were mended. Takes the XML to be as plain as jingzhun writes it: a cell's text in the
 * cell. */
#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "truth.h"

struct text { char *p; size_t n, cap; };

static void add(struct text *t, const char *p, size_t n)
{
	if (t->n + n + 1 > t->cap) {
		t->cap = (t->n + n) * 2 + 4096;
		t->p = need(realloc(t->p, t->cap));
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = 0;
}

static const struct { const char *name; char is; } entity[] = {
	{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
};

static char *plain(const char *p, const char *end)
{
	struct text t = { 0 };

	add(&t, "", 0);
	while (p < end) {
		size_t i = 0;

		while (i < 5 && strncmp(p, entity[i].name, strlen(entity[i].name)))
			i++;
		add(&t, i < 5 ? &entity[i].is : p, 1);
		p += i < 5 ? strlen(entity[i].name) : 1;
	}
	return t.p;
}

static void add_escaped(struct text *t, const char *s)
{
	for (; *s; s++) {
		size_t i = 0;

		while (i < 3 && entity[i].is != *s)
			i++;
		add(t, i < 3 ? entity[i].name : s, i < 3 ? strlen(entity[i].name) : 1);
	}
}

/* The text of a cell from `p` on, within its <t>; NULL if it has none before `end`. */
static char *cell_text(char *p, const char *end, char **stop)
{
	char *t = strstr(p, "<t");

	if (!t || t > end || (t[2] != '>' && t[2] != ' '))
		return NULL;
	t = strchr(t, '>') + 1;
	*stop = strstr(t, "</t>");
	return *stop && *stop < end ? t : NULL;
}

static int mended;

/* One sheet: the batch and the row of the list stand in the first two cells of each row. */
static void sheet(struct text *out, char *xml, const struct table *truth, const struct table *lists)
{
	char *from = xml;

	for (char *row = xml; (row = strstr(row, "<row "));) {
		char *row_end = strstr(row, "</row>"), *no = NULL;
		int nth = 0, list = -1, at = 0;

		if (!row_end)
			break;
		for (char *c = row; (c = strstr(c, "<c ")) && c < row_end; nth++) {
			char *end = strstr(c, "</c>"), *stop, *t, *cell, *empty = strstr(c, "/>");
			const char *was;

			if (empty && (!end || empty < end)) {        /* <c r="D5" s="3"/> */
				c = empty;
				continue;
			}
			t = end ? cell_text(c, end, &stop) : NULL;
			c += 3;
			if (!t)
				continue;
			cell = plain(t, stop);
			if (nth == 0) {
				no = cell;
				no[strcspn(no, "-")] = 0;
				for (int i = 0; i < lists->n; i++)
					list = strcmp(table_at(lists, i, 0), no) ? list : i;
			} else if (nth == 1) {
				at = atoi(cell);
			}
			was = nth < 2 || list < 0 || at < 1 ? NULL : truth_before(truth,
			    table_at(lists, list, 1), table_at(lists, list, 2), at, cell);
			if (!was)
				continue;
			add(out, from, (size_t)(t - from));
			add_escaped(out, was);
			from = stop;
			mended++;
		}
		row = row_end;
	}
	add(out, from, strlen(from));
}

int main(int argc, char **argv)
{
	struct table *truth, *lists;
	unzFile in;
	zipFile to;

	if (argc != 5)
		return 2;
	truth = table_read(argv[1], ',');
	lists = table_read(argv[2], '\t');
	in = need(unzOpen64(argv[3]));
	to = need(zipOpen64(argv[4], APPEND_STATUS_CREATE));
	for (int e = unzGoToFirstFile(in); e == UNZ_OK; e = unzGoToNextFile(in)) {
		unz_file_info64 info;
		struct text out = { 0 };
		char name[256], *xml;

		unzGetCurrentFileInfo64(in, &info, name, sizeof name, NULL, 0, NULL, 0);
		xml = need(calloc(1, info.uncompressed_size + 1));
		if (unzOpenCurrentFile(in) != UNZ_OK ||
		    unzReadCurrentFile(in, xml, (unsigned)info.uncompressed_size) < 0)
			return 2;
		unzCloseCurrentFile(in);
		if (!strncmp(name, "xl/worksheets/sheet", 19))
			sheet(&out, xml, truth, lists);
		else
			add(&out, xml, info.uncompressed_size);
		if (zipOpenNewFileInZip64(to, name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6, 0) ||
		    zipWriteInFileInZip(to, out.p, (unsigned)out.n) || zipCloseFileInZip(to))
			return 2;
	}
	unzClose(in);
	if (zipClose(to, NULL))
		return 2;
	printf("%d\n", mended);
	return 0;
}
