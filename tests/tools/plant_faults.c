/* plant_faults OUT SEED faults|notes|none LIST... - plants faults into clean lists (demo --faults
 * none) by hands that know nothing of the program but docs/faults.md, and writes the lists anew
 * the way other offices would: the seed chooses encoding, separator, line ends, quotes, title
 * lines, the order of the columns and the names of the headers. A household gets one fault at
 * most; a row to be refused is always one that no other list speaks of. Writes OUT/truth.csv (rows
 * and headers of the new lists) and OUT/touched (numbers of the households with a planting). */
#include <iconv.h>

#include "plant.h"

/* ---- other offices' ways ---- */
struct style {
	const char *encoding, *eol;
	char sep;
	bool bom, quote_all, english;
	int titles;
};

static struct style style_of(uint64_t seed)
{
	struct style s = { "UTF-8", "\r\n", ',', false, false, false, 0 };

	s.encoding = seed % 3 == 2 ? "GB18030" : "UTF-8";
	s.bom = seed % 3 == 1;
	s.sep = ",;\t"[seed / 3 % 3];
	s.eol = seed / 2 % 2 ? "\n" : "\r\n";
	s.quote_all = seed % 5 == 3;
	s.english = seed % 4 == 1;
	s.titles = seed % 7 == 4 ? 2 : 0;
	return s;
}

static const char *header_in(const struct style *s, const char *header)
{
	for (const struct alias *a = alias; a->zh; a++) {
		int n = 0;

		if (strcmp(a->zh, header) != 0)
			continue;
		while (n < 3 && a->other[n])
			n++;
		return s->english ? a->en : a->other[below(n)];
	}
	return header;
}

/* Text in the list's encoding; what that cannot write would end the run. */
static void say(FILE *out, iconv_t to, const char *s)
{
	char buf[65536], *in = (char *)(uintptr_t)s, *p = buf;
	size_t n = strlen(s), room = sizeof buf;

	if (to == (iconv_t)-1) {
		fputs(s, out);
		return;
	}
	if (iconv(to, &in, &n, &p, &room) == (size_t)-1) {
		perror(s);
		exit(2);
	}
	fwrite(buf, 1, (size_t)(p - buf), out);
}

static void say_cell(FILE *out, iconv_t to, const char *s, const struct style *st, bool always)
{
	char text[16384];
	size_t n = 0;

	if (!always && !strchr(s, st->sep) && !strpbrk(s, "\"\r\n") && s[0] != ' ') {
		say(out, to, s);
		return;
	}
	text[n++] = '"';
	for (; *s && n + 4 < sizeof text; s++) {
		if (*s == '"')
			text[n++] = '"';
		text[n++] = *s;
	}
	text[n++] = '"';
	text[n] = 0;
	say(out, to, text);
}

/* Writes a list in a style; leaves its new headers and columns' order behind for the truth. */
static void write_list(struct table *t, const char *dir, const struct style *s, char **header)
{
	int n = t->line[0].n, order[256];
	char path[4096];
	iconv_t to = strcmp(s->encoding, "UTF-8") ? iconv_open(s->encoding, "UTF-8") : (iconv_t)-1;
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", dir, t->name);
	out = need(fopen(path, "wb"));
	for (int i = 0; i < n; i++)
		order[i] = i;
	for (int i = n - 1; i > 0; i--) {
		int k = below(i + 1), was = order[i];

		order[i] = order[k];
		order[k] = was;
	}
	if (s->bom)
		fputs("\xEF\xBB\xBF", out);
	for (int i = 0; i < s->titles; i++) {
		say(out, to, i ? "填报单位：某某镇" : "某某县脱贫人口和监测对象花名册");
		say(out, to, s->eol);
	}
	for (int c = 0; c < n; c++)
		header[c] = copy(is_persons(t) ? header_in(s, t->line[0].cell[c]) : t->line[0].cell[c]);
	for (int r = 0; r < t->n; r++) {
		char sep[2] = { s->sep, 0 };

		for (int i = 0; i < n; i++) {
			if (i)
				say(out, to, sep);
			say_cell(out, to, r ? table_at(t, r, order[i]) : header[order[i]], s, s->quote_all);
		}
		for (int i = n; i < t->line[r].n; i++) {
			say(out, to, sep);
			say(out, to, t->line[r].cell[i]);
		}
		say(out, to, s->eol);
	}
	fclose(out);
}

static void write_truth(FILE *out, const struct table *t, char **header, int titles)
{
	struct style plain = { .sep = ',' };

	for (int i = 0; i < ntruth; i++) {
		const struct planted *p = &truth[i];

		if (p->t != t)
			continue;
		fprintf(out, "%s,,%d,", t->name, p->row + 1 + titles);
		say_cell(out, (iconv_t)-1, p->col >= 0 ? header[p->col] : "", &plain, true);
		fprintf(out, ",%s,", p->kind);
		say_cell(out, (iconv_t)-1, p->was, &plain, true);
		fputc(',', out);
		say_cell(out, (iconv_t)-1, p->is, &plain, true);
		fputs(",1\n", out);
	}
}

static FILE *into(const char *dir, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return need(fopen(path, "wb"));
}

int main(int argc, char **argv)
{
	uint64_t seed;
	FILE *out, *names;

	if (argc < 5) {
		fputs("usage: plant_faults OUT SEED faults|notes|none LIST...\n", stderr);
		return 2;
	}
	seed = strtoull(argv[2], NULL, 10);
	state = seed * 77 + 5;
	read_lists(argc - 4, argv + 4);
	for (int k = 0; k < 4; k++) {
		if (strcmp(argv[3], "faults") == 0)
			plant_all();
		for (int i = 0; strcmp(argv[3], "notes") == 0 && note[i].kind; i++)
			for (int m = 0; m < 3 && !plant(&note[i]); m++)
				;
	}
	out = into(argv[1], "truth.csv");
	fputs("file,sheet,row,column,kind,original,planted,import_checkable\n", out);
	for (int i = 0; i < nfile; i++) {
		struct style s = style_of(seed + (uint64_t)i * 5);
		char *header[256];

		write_list(file[i], argv[1], &s, header);
		write_truth(out, file[i], header, s.titles);
	}
	fclose(out);
	names = into(argv[1], "touched");
	for (size_t i = 0; i < used.room; i++)
		if (used.slot[i].key)
			fprintf(names, "%s\n", used.slot[i].key);
	fclose(names);
	return 0;
}
