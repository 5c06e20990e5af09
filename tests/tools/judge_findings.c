/* judge_findings TRUTH FINDINGS [TOUCHED LISTS...] - holds what an import found (import --json)
 * against what was planted. Prints, as name=value:
 *   planted     faults an import can find, mendings left out
 *   named       of them, named at their file, sheet, row and column with their kind; of a header of
 *               two rows the lower cell counts
 *   refused     rows refused; total: the same by the import's own count
 *   clean       refused rows with no planted error in them
 *   unplanted   doubts and errors at rows where nothing was planted
 *   mended_off  kinds of mendings counted otherwise than planted
 * Misses go to stderr. With TOUCHED, the numbers of all households with a planting go there. */
#include "table.h"

static const char *const notes[] = { "spaces", "full_width", "apostrophe", "id_lower_x",
	"id_from_15", "date_form", "number_form", "yes_no_form", "list_synonym", "phone_form",
	"code_form", "name_form", NULL };
/* Doubts leave the row in; what is neither a doubt nor a mending refuses it. */
static const char *const doubts[] = { "card_check_digit", "uscc_check_digit", "row_duplicate",
	"id_birth_mismatch", "id_sex_mismatch", "relation_sex", "date_order", "birth_after",
	"id_duplicate", "person_no_duplicate", "head_missing", "head_double", "spouse_same_sex",
	"members_mismatch", "household_differs", "phone_shared", "columns_differ", "unit_jump",
	"total_mismatch", "sheet_hidden", NULL };

static bool among(const char *const *list, const char *s)
{
	for (; *list; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

/* The value of a key in a line of flat JSON; empty if it is not there. */
static void json_get(const char *line, const char *key, char *out, size_t max)
{
	char want[64];
	size_t n = 0;
	const char *p;

	snprintf(want, sizeof want, "\"%s\":", key);
	p = strstr(line, want);
	if (p) {
		p += strlen(want);
		if (*p == '"') {
			for (p++; *p && *p != '"' && n + 1 < max; p++) {
				bool escape = *p == '\\' && p[1];

				p += escape;
				out[n++] = escape && *p == 'n' ? '\n' : *p;
			}
		} else {
			while (*p && !strchr(",}]", *p) && n + 1 < max)
				out[n++] = *p++;
		}
	}
	out[n] = 0;
}

struct judge {
	struct hash place;           /* file|row|column|kind found */
	struct hash row;             /* file|row: 1 planted, 2 planted as an error, 4 refused */
	struct hash mended;          /* planted mendings by kind */
	long planted, named, refused, clean, unplanted, total;
	struct hash miss, shown, wrong;       /* so many lines were printed of each kind */
};

static const char *key_of(const char *a, const char *b, const char *c, const char *d)
{
	static char text[2048];

	snprintf(text, sizeof text, "%s|%s|%s|%s", a, b, c, d);
	return text;
}

/* file, or file and sheet */
static void place(char *out, size_t max, const char *file, const char *sheet)
{
	snprintf(out, max, "%s%s%s", file, *sheet ? "#" : "", sheet);
}

/* The lowest cell of a header, without the blanks and line breaks that made it fit. */
static const char *lower(const char *header)
{
	static char text[512];
	const char *slash = strrchr(header, '/');
	size_t n = 0;

	for (header = slash ? slash + 1 : header; *header && n + 1 < sizeof text; header++) {
		if (strncmp(header, "　", 3) == 0)
			header += 2;
		else if (!strchr(" \r\n", *header))
			text[n++] = *header;
	}
	text[n] = 0;
	return text;
}

static void read_findings(struct judge *j, const char *path)
{
	size_t size;
	char *text = slurp(path, &size), *line, *save = NULL;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[256], sheet[128], file[400], row[32], col[512], kind[64], severity[32];

		json_get(line, "file", name, sizeof name);
		json_get(line, "sheet", sheet, sizeof sheet);
		place(file, sizeof file, name, sheet);
		json_get(line, "row", row, sizeof row);
		json_get(line, "column", col, sizeof col);
		json_get(line, "kind", kind, sizeof kind);
		json_get(line, "severity", severity, sizeof severity);
		if (!kind[0]) {
			if (strstr(line, "\"refused\":"))
				json_get(line, "refused", row, sizeof row), j->total = atol(row);
			continue;
		}
		*hash_at(&j->place, key_of(file, row, lower(col), kind)) = 1;
		if (strcmp(severity, "note") == 0)
			continue;
		if (!(hash_get(&j->row, key_of(file, row, "", "")) & 1)) {
			j->unplanted++;
			if ((*hash_at(&j->shown, kind))++ < 5)
				fprintf(stderr, "unplanted: %s:%s [%s] %s\n", file, row, col, kind);
		}
		if (strcmp(severity, "error") == 0) {
			int *r = hash_at(&j->row, key_of(file, row, "", ""));

			j->refused += !(*r & 4);
			if (!(*r & 4) && !(*r & 2)) {
				j->clean++;
				if ((*hash_at(&j->wrong, kind))++ < 5)
					fprintf(stderr, "clean row refused: %s:%s [%s] %s\n", file, row, col,
					        kind);
			}
			*r |= 4;
		}
	}
}

static void mark_planted(struct judge *j, const struct table *truth)
{
	for (int i = 1; i < truth->n; i++) {
		const char *kind = table_at(truth, i, 4);
		char file[400];
		int *r;

		if (truth->line[i].n < 8)
			continue;
		place(file, sizeof file, table_at(truth, i, 0), table_at(truth, i, 1));
		r = hash_at(&j->row, key_of(file, table_at(truth, i, 2), "", ""));
		*r |= 1;
		if (among(notes, kind))
			(*hash_at(&j->mended, kind))++;
		else if (table_at(truth, i, 7)[0] == '1' && !among(doubts, kind))
			*r |= 2;
	}
}

static void hold(struct judge *j, const struct table *truth)
{
	for (int i = 1; i < truth->n; i++) {
		const char *kind = table_at(truth, i, 4);
		char file[400];

		if (table_at(truth, i, 7)[0] != '1' || among(notes, kind))
			continue;
		place(file, sizeof file, table_at(truth, i, 0), table_at(truth, i, 1));
		j->planted++;
		if (hash_get(&j->place, key_of(file, table_at(truth, i, 2),
		                               lower(table_at(truth, i, 3)), kind)))
			j->named++;
		else if ((*hash_at(&j->miss, kind))++ < 5)
			fprintf(stderr, "missed: %s:%s [%s] %s \"%s\" -> \"%s\"\n", table_at(truth, i, 0),
			        table_at(truth, i, 2), table_at(truth, i, 3), kind, table_at(truth, i, 5),
			        table_at(truth, i, 6));
	}
}

static int mended_off(const struct judge *j, const char *path)
{
	size_t size;
	char *text = slurp(path, &size), *last = strstr(text, "\"normalised\":");
	int off = 0;

	for (int i = 0; notes[i]; i++) {
		char n[32] = "";

		if (last)
			json_get(last, notes[i], n, sizeof n);
		if (atoi(n) == hash_get(&j->mended, notes[i]))
			continue;
		fprintf(stderr, "mended: %s counted %d times, planted %d\n", notes[i], atoi(n),
		        hash_get(&j->mended, notes[i]));
		off++;
	}
	return off;
}

/* Households of the rows with a planting, and of what stood in a planted household number. */
static void touched(const struct table *truth, const char *path, char **list, int n)
{
	struct hash done = { 0 };
	FILE *out = need(fopen(path, "w"));

	for (int f = 0; f < n; f++) {
		struct table *t = table_read(list[f], ',');
		int hh = table_col(t, "户编号"), person = table_col(t, "人编号");

		for (int i = 1; i < truth->n; i++) {
			int row = atoi(table_at(truth, i, 2)) - 1;
			const char *cell[3] = { "", "", "" };

			if (strcmp(table_at(truth, i, 0), t->name) != 0 || row < 1 || row >= t->n)
				continue;
			cell[0] = table_at(t, row, hh);
			cell[1] = table_at(t, row, person);
			cell[2] = table_at(truth, i, 5);
			for (int k = 0; k < 3; k++)
				if (cell[k][0] && !(*hash_at(&done, cell[k]))++)
					fprintf(out, "%s\n", cell[k]);
		}
	}
	fclose(out);
}

int main(int argc, char **argv)
{
	struct judge j = { 0 };
	struct table *truth;

	if (argc < 3) {
		fputs("usage: judge_findings TRUTH FINDINGS [TOUCHED LISTS...]\n", stderr);
		return 2;
	}
	truth = table_read(argv[1], ',');
	mark_planted(&j, truth);
	read_findings(&j, argv[2]);
	hold(&j, truth);
	printf("planted=%ld\nnamed=%ld\n", j.planted, j.named);
	printf("refused=%ld\ntotal=%ld\n", j.refused, j.total);
	printf("clean=%ld\nunplanted=%ld\nmended_off=%d\n", j.clean, j.unplanted,
	       mended_off(&j, argv[2]));
	if (argc > 3)
		touched(truth, argv[3], argv + 4, argc - 4);
	return 0;
}
