/* spoil_xls SEED COUNT BOOK.xls DIR - broken copies of a workbook made by make_xls, DIR/N.xls, and
 * on standard output a line each: N TAB class TAB what was done. COUNT 0: small files that ask for
 * much work or memory (class bomb); BOOK.xls is not read.
 *   must  no reading of it can be trusted: to be refused
 *   same  what was changed says nothing of the cells: to be read as the original
 *   any   bits turned anywhere: refused, or read, but nothing else may happen */
#include <sys/stat.h>

#include "ole_box.h"
#include "table.h"

static uint64_t state;

static uint32_t roll(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 16) % n);
}

struct copy { struct bytes b; size_t ss, fat, dir, book_start, book_size; };

static uint32_t at32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static size_t sector(const struct copy *c, uint32_t n) { return ((size_t)n + 1) * c->ss; }

/* Where the parts are; make_xls puts the stream first and the directory behind it. */
static void look(struct copy *c)
{
	c->ss = (size_t)1 << c->b.p[30];
	c->fat = sector(c, at32(c->b.p + 76));
	c->dir = sector(c, at32(c->b.p + 48));
	c->book_start = sector(c, at32(c->b.p + c->dir + 128 + 116));
	c->book_size = at32(c->b.p + c->dir + 128 + 120);
}

/* A record of the stream, chosen by chance among those of a kind; 0: there is none. */
static size_t some_record(const struct copy *c, unsigned type)
{
	size_t found = 0, n = 0;

	for (size_t at = c->book_start; at + 4 <= c->book_start + c->book_size;) {
		unsigned t = c->b.p[at] | (unsigned)c->b.p[at + 1] << 8;

		if (t == type && roll((uint32_t)++n) == 0)
			found = at;
		at += 4 + (c->b.p[at + 2] | (size_t)c->b.p[at + 3] << 8);
	}
	return found;
}

static const char *must(struct copy *c)
{
	unsigned char *p = c->b.p;
	uint32_t sectors = (uint32_t)(c->book_size / c->ss), k = roll(sectors - 1);
	size_t r = some_record(c, 0x00FD);

	switch (roll(r ? 9 : 7)) {               /* Excel 5 shares no texts */
	case 0:
		c->b.n = 8 + roll((uint32_t)c->fat - 8);
		return "cut off";
	case 1:
		set32(p + c->fat + 4 * (size_t)k, roll(k + 1));
		return "a chain that turns back";
	case 2:
		set32(p + c->fat + 4 * (size_t)k, 0xFFFFFFFE);
		return "a chain that ends early";
	case 3:
		set32(p + c->fat + 4 * (size_t)k, (uint32_t)(c->b.n / c->ss) + 1 + roll(1u << 30));
		return "a chain out of the file";
	case 4:
		set32(p + c->dir + 128 + 120, (uint32_t)c->b.n + 1 + roll(1u << 31));
		return "a stream longer than the file";
	case 5:
		set32(p + c->dir + 128 + 116, 0x7FFFFFFF - roll(1000));
		return "a stream that begins nowhere";
	case 6:
		set32(p + 48, (uint32_t)(c->b.n / c->ss) + roll(1u << 30));
		return "a directory out of the file";
	case 7:
		set32(p + r + 10, 0x00100000 + roll(1u << 30));
		return "a shared text that is not there";
	default:
		r = some_record(c, 0x00FC);
		set32(p + r + 8, 0x01000000 + roll(1u << 30));
		return "millions of shared texts";
	}
}

static const char *same(struct copy *c)
{
	unsigned char *p = c->b.p;

	switch (roll(5)) {
	case 0:
		for (int i = 8; i < 24; i++)
			p[i] = (unsigned char)roll(256);
		return "another class of file";
	case 1:
		for (size_t e = c->dir; e < c->dir + 256; e += 128)
			for (int i = 80; i < 116; i++)
				p[e + (size_t)i] = (unsigned char)roll(256);
		return "other times in the directory";
	case 2:
		put_zero(&c->b, 1 + roll(5000));
		return "zeros behind the end";
	case 3:
		set32(p + 44, roll(1u << 30));
		return "a wrong number of tables";
	default:
		for (int i = 0; i < 64; i++)
			put8(&c->b, roll(256));
		return "noise behind the end";
	}
}

static const char *any(struct copy *c)
{
	uint32_t n = 1 + roll(6);

	for (uint32_t i = 0; i < n; i++) {
		size_t at = roll(3) ? roll((uint32_t)c->b.n) : roll(1200);

		if (roll(3))
			c->b.p[at] ^= (unsigned char)(1u << roll(8));
		else
			c->b.p[at] = (unsigned char)roll(256);
	}
	return "bits turned";
}

/* ---- much for little ---- */

static void save(const char *dir, int n, const struct bytes *b)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%d.xls", dir, n);
	f = fopen(path, "wb");
	if (!f || fwrite(b->p, 1, b->n, f) != b->n || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static void save_stream(const char *dir, int n, const struct bytes *stream, const char *what)
{
	struct box x = { 0 };
	struct bytes file;

	box_add(&x, "Workbook", stream);
	file = box_write(&x);
	save(dir, n, &file);
	printf("%d\tbomb\t%s, %zu bytes\n", n, what, file.n);
	free(file.p);
}

/* One text of 32 KB in `cells` cells. */
static void one_long_text(const char *dir, int n, unsigned cells)
{
	struct book b = { 0 };
	int sheet = book_sheet(&b, "S", 0);
	char *text = need(calloc(32001, 1));
	struct bytes stream;
	uint32_t shared;

	memset(text, 'x', 32000);
	shared = book_shared(&b, text, 0, 0);
	for (unsigned i = 0; i < cells; i++)
		cell_shared(&b, sheet, i / 30, i % 30, shared);
	stream = book_stream(&b);
	save_stream(dir, n, &stream, "a text shared by thousands of cells");
	free(stream.p);
	free(text);
	book_free(&b);
}

/* Records of the globals, repeated. */
static void many_records(const char *dir, int n, unsigned type, unsigned size, unsigned count,
                         const char *what)
{
	struct book b = { 0 };
	unsigned char r[64] = { 0 };
	struct bytes stream;

	cell_text(&b, book_sheet(&b, "S", 0), 0, 0, "x");
	for (unsigned i = 0; i < count; i++) {
		set16(r, i);
		set16(r + 2, type == 0x00E0 ? i : 1);
		book_extra(&b, type, r, size);
	}
	stream = book_stream(&b);
	save_stream(dir, n, &stream, what);
	free(stream.p);
	book_free(&b);
}

/* A chain through all of a large file, which is a directory of a million names. */
static void large_directory(const char *dir, int n)
{
	struct bytes none = { 0 }, file;
	struct box x = { 0 };
	size_t sectors = 40000, at;

	box_add(&x, "Workbook", &none);
	none.n = sectors * 512;
	none.p = need(calloc(none.n, 1));
	file = box_write(&x);
	at = x.fat_at;
	set32(file.p + 48, 0);
	for (size_t i = 0; i < sectors; i++)
		set32(file.p + at + 4 * i, (uint32_t)i + 1);
	file.p[512 + 66] = 5;
	save(dir, n, &file);
	printf("%d\tbomb\ta directory of a million names, %zu bytes\n", n, file.n);
	free(file.p);
	free(none.p);
}

static void bombs(const char *dir)
{
	one_long_text(dir, 0, 2000);
	one_long_text(dir, 1, 60000);
	many_records(dir, 2, 0x00E0, 20, 65000, "formats of cells by the ten thousand");
	many_records(dir, 3, 0x041E, 8, 65000, "formats of numbers by the ten thousand");
	many_records(dir, 4, 0x003C, 0, 6000000, "records of nothing by the million");
	many_records(dir, 5, 0x0085, 10, 60000, "sheets by the ten thousand");
	large_directory(dir, 6);
}

int main(int argc, char **argv)
{
	size_t size;
	char *good;

	if (argc != 5)
		return 2;
	state = (uint64_t)atoll(argv[1]) * 0x9E3779B97F4A7C15u + 1;
	mkdir(argv[4], 0700);
	if (atoi(argv[2]) == 0) {
		bombs(argv[4]);
		return 0;
	}
	good = slurp(argv[3], &size);
	for (int i = 0; i < atoi(argv[2]); i++) {
		struct copy c = { 0 };
		uint32_t kind = roll(10);
		const char *what;

		put(&c.b, good, size);
		look(&c);
		what = kind < 3 ? must(&c) : kind < 4 ? same(&c) : any(&c);
		save(argv[4], i, &c.b);
		printf("%d\t%s\t%s\n", i, kind < 3 ? "must" : kind < 4 ? "same" : "any", what);
		free(c.b.p);
	}
	return 0;
}
