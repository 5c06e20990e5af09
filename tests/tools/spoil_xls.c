/* spoil_xls SEED COUNT BOOK.xls DIR - broken copies of a workbook made by make_xls, DIR/N.xls, and
 * on standard output a line each: N TAB class TAB what was done.
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
	size_t r;

	switch (roll(9)) {
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
		r = some_record(c, 0x00FD);
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

int main(int argc, char **argv)
{
	size_t size;
	char *good, path[4096];

	if (argc != 5)
		return 2;
	state = (uint64_t)atoll(argv[1]) * 0x9E3779B97F4A7C15u + 1;
	good = slurp(argv[3], &size);
	mkdir(argv[4], 0700);
	for (int i = 0; i < atoi(argv[2]); i++) {
		struct copy c = { 0 };
		uint32_t kind = roll(10);
		const char *what;
		FILE *f;

		put(&c.b, good, size);
		look(&c);
		what = kind < 3 ? must(&c) : kind < 4 ? same(&c) : any(&c);
		snprintf(path, sizeof path, "%s/%d.xls", argv[4], i);
		f = fopen(path, "wb");
		if (!f || fwrite(c.b.p, 1, c.b.n, f) != c.b.n || fclose(f) != 0) {
			perror(path);
			return 1;
		}
		printf("%d\t%s\t%s\n", i, kind < 3 ? "must" : kind < 4 ? "same" : "any", what);
		free(c.b.p);
	}
	return 0;
}
