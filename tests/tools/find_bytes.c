/* find_bytes COUNT PATH... -- LIST... - looks for secrets of lists in every byte of files. Takes
 * COUNT ID numbers, phones, bank and disability cards of the lists and all words for illnesses,
 * and looks for each as UTF-8, UTF-16 of both orders, GB18030, and for numbers also as the integer
 * a database would store, as a machine's integer and as packed decimals. Prints secrets=, forms=,
 * bytes=, found= and on stderr where the first were. */
#include <dirent.h>
#include <iconv.h>
#include <sys/stat.h>

#include "table.h"

struct form { unsigned char *p; size_t n; const char *what; struct form *next; };

#define BUCKETS (1 << 20)
static struct form *bucket[BUCKETS];
static long secrets, forms, bytes, found;

static uint32_t bucket_of(const unsigned char *p)
{
	uint32_t x = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return (x * 2654435761u) >> 12;
}

static void add_form(const void *p, size_t n, const char *what)
{
	struct form *f = need(calloc(1, sizeof *f));

	if (n < 6)
		return;
	f->p = need(malloc(n));
	memcpy(f->p, p, n);
	f->n = n;
	f->what = what;
	f->next = bucket[bucket_of(f->p)];
	bucket[bucket_of(f->p)] = f;
	forms++;
}

static void add_encoded(const char *s, const char *encoding)
{
	char out[1024], *in = (char *)(uintptr_t)s, *p = out;
	size_t n = strlen(s), room = sizeof out;
	iconv_t to = iconv_open(encoding, "UTF-8");

	if (to == (iconv_t)-1 || iconv(to, &in, &n, &p, &room) == (size_t)-1) {
		perror(encoding);
		exit(2);
	}
	iconv_close(to);
	add_form(out, (size_t)(p - out), encoding);
}

static void add_number(const char *s)
{
	unsigned char be[8], bcd[16] = { 0 };
	size_t n = strlen(s);
	uint64_t v;

	if (strspn(s, "0123456789") != n || n > 19 || n < 8)
		return;
	v = strtoull(s, NULL, 10);
	if (n == 19 && v > INT64_MAX)
		return;
	for (int i = 0; i < 8; i++)
		be[i] = (unsigned char)(v >> (56 - 8 * i));
	add_form(v >> 47 ? be : be + 2, v >> 47 ? 8 : 6, "integer");
	add_form(&v, 8, "machine integer");
	for (size_t i = 0; i < n; i++)
		bcd[i / 2] |= (unsigned char)((s[i] - '0') << (i % 2 ? 0 : 4));
	add_form(bcd, n / 2, "packed decimal");
}

static void add_secret(const char *s)
{
	static const char *const encodings[] = { "UTF-16LE", "UTF-16BE" };
	bool ascii = true;

	secrets++;
	add_form(s, strlen(s), "UTF-8");
	for (const char *p = s; *p; p++)
		ascii = ascii && (unsigned char)*p < 128;
	if (!ascii)
		add_encoded(s, "GB18030");
	for (int i = 0; i < 2; i++)
		add_encoded(s, encodings[i]);
	add_number(s);
}

static void scan(const char *path)
{
	size_t n = 0, room = 1 << 20;
	unsigned char *p = need(malloc(room));
	FILE *f = fopen(path, "rb");

	while (f && !feof(f)) {
		if (n == room)
			p = need(realloc(p, room *= 2));
		n += fread(p + n, 1, room - n, f);
		if (ferror(f))
			break;
	}
	if (f)
		fclose(f);
	bytes += (long)n;
	for (size_t i = 0; i + 6 <= n; i++)
		for (struct form *x = bucket[bucket_of(p + i)]; x; x = x->next)
			if (x->n <= n - i && memcmp(x->p, p + i, x->n) == 0) {
				if (found++ < 20)
					fprintf(stderr, "%s at %zu: a secret as %s, %.4s...\n", path, i, x->what,
					        x->what[0] == 'U' && x->what[3] == '-' ? (char *)x->p : "");
				break;
			}
	free(p);
}

static void walk(const char *path)
{
	struct stat st;
	DIR *dir;

	if (stat(path, &st) != 0)
		return;
	if (S_ISREG(st.st_mode)) {
		scan(path);
		return;
	}
	dir = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
	for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		char sub[4096];

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
		walk(sub);
	}
	if (dir)
		closedir(dir);
}

static void learn(const char *path, int count, const char *header, struct hash *seen)
{
	static struct hash taken;
	struct table *t = table_read(path, ',');
	int col = table_col(t, header);

	for (int i = 1; col >= 0 && i < t->n; i++) {
		const char *s = table_at(t, i, col);

		if (strlen(s) < 6 || hash_get(seen, s) || *hash_at(&taken, header) >= count)
			continue;
		*hash_at(seen, s) = 1;
		(*hash_at(&taken, header))++;
		add_secret(s);
	}
}

int main(int argc, char **argv)
{
	static const char *const headers[] = { "证件号码", "户联系电话", "人联系电话", "银行账号", "残疾证号",
		"所患疾病", NULL };
	struct hash seen = { 0 };
	int lists = 2;

	while (lists < argc && strcmp(argv[lists], "--") != 0)
		lists++;
	if (argc < 4 || lists + 1 >= argc) {
		fputs("usage: find_bytes COUNT PATH... -- LIST...\n", stderr);
		return 2;
	}
	for (int i = lists + 1; i < argc; i++)
		for (int h = 0; headers[h]; h++)
			learn(argv[i], atoi(argv[1]), headers[h], &seen);
	for (int i = 2; i < lists; i++)
		walk(argv[i]);
	printf("secrets=%ld\nforms=%ld\nbytes=%ld\nfound=%ld\n", secrets, forms, bytes, found);
	return 0;
}
