/* same_cells EXPORTS TOUCHED LIST... - compares every cell of the lists a county sent with what the
 * register exports under --mask none (EXPORTS/NOUN.csv). Rows that name a number in the file
 * TOUCHED (one a line, "-" for none) are left out. A row that is not in the export is lost. Prints
 * cells=, changed=, lost= and the first differences on stderr. */
#include "table.h"

static long cells, changed, lost;

static void differ(const struct table *t, int row, const char *header, const char *was,
                   const char *is)
{
	if (changed + lost < 40)
		fprintf(stderr, "%s:%d [%s] \"%s\" became \"%s\"\n", t->name, row + 1, header, was, is);
}

static struct table *exported(const char *dir, const char *noun)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s.csv", dir, noun);
	return table_read(path, ',');
}

static struct hash rows_by(const struct table *t, const char *header)
{
	struct hash h = { 0 };
	int col = table_col(t, header);

	for (int i = 1; i < t->n; i++)
		*hash_at(&h, table_at(t, i, col)) = i;
	return h;
}

static struct hash spared;

static bool is_spared(const struct table *t, int row)
{
	int hh = table_col(t, "户编号"), person = table_col(t, "人编号");
	const char *no = table_at(t, row, person);
	char family[64];

	if (hash_get(&spared, table_at(t, row, hh)) || hash_get(&spared, no))
		return true;
	/* the demo numbers a person by the family's number and two digits */
	snprintf(family, sizeof family, "%.*s", no[0] ? (int)strlen(no) - 2 : 0, no);
	return family[0] && hash_get(&spared, family);
}

/* The code of a village by the names on its way down. */
static struct hash codes;
static struct table *areas;

static void know_areas(const char *dir)
{
	struct hash by_code;
	int code, name, up;

	areas = exported(dir, "area");
	by_code = rows_by(areas, "区划代码");
	code = table_col(areas, "区划代码");
	name = table_col(areas, "名称");
	up = table_col(areas, "上级");
	for (int i = 1; i < areas->n; i++) {
		int town = hash_get(&by_code, table_at(areas, i, up));
		int county = town ? hash_get(&by_code, table_at(areas, town, up)) : 0;
		char path[1024];

		(void)code;
		snprintf(path, sizeof path, "%s/%s/%s", table_at(areas, county, name),
		         table_at(areas, town, name), table_at(areas, i, name));
		*hash_at(&codes, path) = i;
	}
}

static const char *village_code(const struct table *t, int row)
{
	char path[1024];
	int at;

	snprintf(path, sizeof path, "%s/%s/%s", table_at(t, row, table_col(t, "县")),
	         table_at(t, row, table_col(t, "乡")), table_at(t, row, table_col(t, "行政村")));
	at = hash_get(&codes, path);
	return at ? table_at(areas, at, table_col(areas, "区划代码")) : "";
}

/* Rows with a number of their own: by it. */
static void compare_keyed(const struct table *t, const struct table *out, const struct hash *at,
                          const char *key, const struct table *not_in)
{
	int key_col = table_col(t, key);
	bool list32 = table_col(t, "行政村") >= 0 && table_col(t, "乡") >= 0;

	for (int i = 1; i < t->n; i++) {
		int row = hash_get(at, table_at(t, i, key_col));

		if (is_spared(t, i))
			continue;
		if (!row) {
			differ(t, i, key, table_at(t, i, key_col), "");
			lost++;
			continue;
		}
		for (int c = 0; c < t->line[0].n; c++) {
			const char *header = t->line[0].cell[c], *was = table_at(t, i, c), *is;
			int col = table_col(out, header);

			if (col < 0 || (not_in && table_col(not_in, header) >= 0))
				continue;
			if (list32 && strcmp(header, "行政村") == 0)
				was = village_code(t, i);
			is = table_at(out, row, col);
			cells++;
			if (was[0] && strcmp(was, is) != 0) {
				differ(t, i, header, was, is);
				changed++;
			}
		}
	}
}

static int text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Rows without a number: as a heap of texts of the list's own columns. */
static char **heap_of(const struct table *t, const struct table *by, int *n)
{
	char **heap = need(calloc((size_t)t->n + 1, sizeof *heap));
	static char text[1 << 16];

	*n = 0;
	for (int i = 1; i < t->n; i++) {
		size_t at = 0;

		if (is_spared(t, i))
			continue;
		for (int c = 0; c < by->line[0].n; c++)
			at += (size_t)snprintf(text + at, sizeof text - at, "%s|",
			                       table_at(t, i, table_col(t, by->line[0].cell[c])));
		heap[(*n)++] = copy(text);
	}
	qsort(heap, (size_t)*n, sizeof *heap, text_cmp);
	return heap;
}

static void compare_heap(const struct table *t, const struct table *out)
{
	int n, m, i = 0, k = 0;
	char **was = heap_of(t, t, &n), **is = heap_of(out, t, &m);

	cells += (long)n * t->line[0].n;
	while (i < n || k < m) {
		int c = i == n ? 1 : k == m ? -1 : strcmp(was[i], is[k]);

		if (c < 0) {
			differ(t, 0, "row", was[i], "");
			lost++;
		} else if (c > 0) {
			differ(t, 0, "row", "", is[k]);
			changed++;
		}
		i += c <= 0;
		k += c >= 0;
	}
}

static void compare(const char *dir, const char *path)
{
	struct table *t = table_read(path, ','), *out, *hh;
	struct hash at;
	char noun[256];

	snprintf(noun, sizeof noun, "%s", t->name);
	*strchr(noun, '.') = 0;
	if (strncmp(noun, "persons", 7) == 0) {
		out = exported(dir, "person");
		hh = exported(dir, "household");
		at = rows_by(out, "人编号");
		compare_keyed(t, out, &at, "人编号", NULL);
		at = rows_by(hh, "户编号");
		compare_keyed(t, hh, &at, "户编号", out);
	} else {
		out = exported(dir, strcmp(noun, "areas") == 0 ? "area" : noun);
		if (strcmp(noun, "household") == 0 || strcmp(noun, "person") == 0) {
			const char *key = noun[0] == 'h' ? "户编号" : "人编号";

			at = rows_by(out, key);
			compare_keyed(t, out, &at, key, NULL);
		} else {
			compare_heap(t, out);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fputs("usage: same_cells EXPORTS TOUCHED LIST...\n", stderr);
		return 2;
	}
	if (strcmp(argv[2], "-") != 0) {
		struct table *t = table_read(argv[2], '\1');

		for (int i = 0; i < t->n; i++)
			*hash_at(&spared, table_at(t, i, 0)) = 1;
	}
	know_areas(argv[1]);
	for (int i = 3; i < argc; i++)
		compare(argv[1], argv[i]);
	printf("cells=%ld\nchanged=%ld\nlost=%ld\n", cells, changed, lost);
	return 0;
}
