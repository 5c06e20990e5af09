/* ole - compound files. Sector numbers are counted from behind the header, which takes the place of
 * one sector. Three kinds of chains: of sectors (next), of small sectors (small_next), and the list
 * of the sectors that hold `next` itself, which starts in the header. */
#include "fmt/ole.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "base/os.h"

#define HEADER       512
#define IN_HEADER    109             /* sectors of `next` that the header names */
#define ENTRY        128
#define SMALL_SHIFT  6
#define END_OF_CHAIN UINT32_C(0xFFFFFFFE)
#define NO_SECTOR    UINT32_C(0xFFFFFFFF)

enum { IS_STREAM = 2, IS_ROOT = 5 };

static uint16_t get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static enum err damaged(struct ctx *cx, const char *what)
{
	return err_set(cx, ERR_INPUT, "", "ole-damaged", what, NULL);
}

static enum err cut_off(struct ctx *cx)
{
	return err_set(cx, ERR_INPUT, "", "ole-cut-off", NULL);
}

/* ---- sectors ---- */

/* One sector; the last of the file may be short, and is filled up with zeros. */
static enum err read_sector(struct ctx *cx, const struct ole *o, uint32_t sector, void *to)
{
	size_t size = (size_t)1 << o->shift;
	ssize_t got;

	if (sector >= o->nsector)
		return cut_off(cx);
	got = os_pread_full(o->fd, to, size, ((int64_t)sector + 1) << o->shift);
	if (got < 0)
		return err_set(cx, ERR_IO, "", "csv-read", NULL);
	memset((char *)to + got, 0, size - (size_t)got);
	return OK;
}

/* A chain of exactly n links from `start`; no sector twice. at: room for n. */
static enum err follow(struct ctx *cx, const uint32_t *next, uint32_t nnext, uint32_t start,
                       uint32_t n, uint32_t *at)
{
	unsigned char *seen = mem_new(nnext / 8 + 1, 1);
	uint32_t sector = start;
	enum err e = OK;

	for (uint32_t i = 0; i < n && e == OK; i++) {
		if (sector >= nnext)
			e = sector == END_OF_CHAIN || sector == NO_SECTOR ? damaged(cx, "chain ends early") :
			    cut_off(cx);
		else if (seen[sector >> 3] & 1u << (sector & 7))
			e = damaged(cx, "chain in a circle");
		if (e != OK)
			break;
		seen[sector >> 3] |= (unsigned char)(1u << (sector & 7));
		at[i] = sector;
		sector = next[sector];
	}
	mem_free(seen);
	return e;
}

/* Sectors of a chain whose length nobody states; most: as many as may be. */
static enum err chain_length(struct ctx *cx, const struct ole *o, uint32_t start, uint32_t most,
                             uint32_t *n)
{
	uint32_t sector = start;

	for (*n = 0; sector != END_OF_CHAIN; (*n)++) {
		if (*n == most)
			return damaged(cx, "chain without end");
		if (sector >= o->nsector)
			return cut_off(cx);
		sector = o->next[sector];
	}
	return OK;
}

/* A chain's sectors, one behind the other. to: room for n sectors. */
static enum err read_chain(struct ctx *cx, const struct ole *o, uint32_t start, uint32_t n,
                           unsigned char *to)
{
	uint32_t *at = mem_new((size_t)n + 1, sizeof *at);
	enum err e = follow(cx, o->next, o->nsector, start, n, at);

	for (uint32_t i = 0; i < n && e == OK; i++)
		e = read_sector(cx, o, at[i], to + ((size_t)i << o->shift));
	mem_free(at);
	return e;
}

/* ---- opening ---- */

/* The part of `next` that one sector holds, for the sectors from `from` on. */
static enum err take_table(struct ctx *cx, struct ole *o, uint32_t sector, uint32_t *from)
{
	unsigned char s[4096];
	uint32_t each = UINT32_C(1) << (o->shift - 2);

	TRY(read_sector(cx, o, sector, s));
	for (uint32_t i = 0; i < each && *from < o->nsector; i++)
		o->next[(*from)++] = get32(s + 4 * i);
	return OK;
}

/* `next`: the header names its first sectors, a chain of its own the others. Tables beyond the end
 * of the file tell nothing and are not read. */
static enum err take_tables(struct ctx *cx, struct ole *o, const unsigned char *header)
{
	unsigned char s[4096];
	uint32_t from = 0, list = get32(header + 68), each = (UINT32_C(1) << (o->shift - 2)) - 1;

	for (uint32_t i = 0; i < o->nsector; i++)
		o->next[i] = NO_SECTOR;
	for (uint32_t i = 0; i < IN_HEADER && from < o->nsector; i++) {
		uint32_t sector = get32(header + 76 + 4 * i);

		if (sector == NO_SECTOR)
			return OK;
		TRY(take_table(cx, o, sector, &from));
	}
	while (from < o->nsector && list != END_OF_CHAIN && list != NO_SECTOR) {
		uint32_t before = from;

		TRY(read_sector(cx, o, list, s));
		for (uint32_t i = 0; i < each && from < o->nsector; i++) {
			if (get32(s + 4 * i) == NO_SECTOR)
				return OK;
			TRY(take_table(cx, o, get32(s + 4 * i), &from));
		}
		if (from == before)
			return damaged(cx, "empty sector list");
		list = get32(s + 4 * each);
	}
	return OK;
}

static enum err take_dir(struct ctx *cx, struct ole *o, uint32_t start)
{
	uint32_t n, most = (uint32_t)((OLE_ENTRIES * ENTRY) >> o->shift);

	TRY(chain_length(cx, o, start, most, &n));
	if (!n)
		return damaged(cx, "no directory");
	o->dir = mem_new((size_t)n << o->shift, 1);
	o->nentry = (n << o->shift) / ENTRY;
	TRY(read_chain(cx, o, start, n, o->dir));
	return o->dir[66] == IS_ROOT ? OK : damaged(cx, "no top folder");
}

/* What the directory says of a stream; sizes of old files have 32 bits, the rest is noise. */
static void entry_at(const struct ole *o, uint32_t i, struct ole_entry *out)
{
	const unsigned char *p = o->dir + (size_t)i * ENTRY;

	out->start = get32(p + 116);
	out->size = get32(p + 120);
}

/* Small sectors lie in a stream of their own, which the top folder names. */
static enum err take_small(struct ctx *cx, struct ole *o, const unsigned char *header)
{
	uint32_t start = get32(header + 60), n;
	struct ole_entry box;

	entry_at(o, 0, &box);
	o->small_start = box.start;
	o->cutoff = get32(header + 56);
	if (start == END_OF_CHAIN || start == NO_SECTOR || !box.size)
		return OK;
	if (box.size > o->size)
		return cut_off(cx);
	TRY(chain_length(cx, o, start, o->nsector, &n));
	o->nsmall = (uint32_t)(box.size >> SMALL_SHIFT);
	if (((int64_t)n << (o->shift - 2)) < o->nsmall)
		o->nsmall = n << (o->shift - 2);
	o->small_next = mem_new(((size_t)n << o->shift) + 4, 1);
	TRY(read_chain(cx, o, start, n, (unsigned char *)o->small_next));
	for (uint32_t i = 0; i < o->nsmall; i++)
		o->small_next[i] = get32((const unsigned char *)&o->small_next[i]);
	return OK;
}

static enum err open_box(struct ctx *cx, struct ole *o)
{
	static const unsigned char magic[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
	unsigned char header[HEADER] = { 0 };
	struct stat st;

	if (fstat(o->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(cx, ERR_IO, "", "csv-not-a-file", NULL);
	o->size = st.st_size;
	if (o->size > OLE_FILE_MAX)
		return err_set(cx, ERR_INPUT, "", "ole-large", "64", NULL);
	if (os_pread_full(o->fd, header, HEADER, 0) != HEADER)
		return cut_off(cx);
	o->shift = get16(header + 30);
	if (memcmp(header, magic, sizeof magic) != 0 || (o->shift != 9 && o->shift != 12) ||
	    get16(header + 32) != SMALL_SHIFT)
		return damaged(cx, "header");
	if (o->size <= (int64_t)1 << o->shift)
		return cut_off(cx);
	o->nsector = (uint32_t)((o->size - 1) >> o->shift);
	o->next = mem_new(o->nsector, sizeof *o->next);
	TRY(take_tables(cx, o, header));
	TRY(take_dir(cx, o, get32(header + 48)));
	return take_small(cx, o, header);
}

enum err ole_open(struct ctx *cx, int fd, struct ole *out)
{
	enum err e;

	*out = (struct ole){ .fd = fd };
	e = open_box(cx, out);
	if (e != OK)
		ole_close(out);
	return e;
}

void ole_close(struct ole *o)
{
	mem_free(o->next);
	mem_free(o->small_next);
	mem_free(o->dir);
	*o = (struct ole){ .fd = -1 };
}

/* ---- the directory ---- */

static bool named(const unsigned char *p, const char *name)
{
	size_t n = strlen(name);

	if (get16(p + 64) != 2 * n + 2)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned a = get16(p + 2 * i), b = (unsigned char)name[i];

		if ((a >= 'A' && a <= 'Z' ? a + 32 : a) != (b >= 'A' && b <= 'Z' ? b + 32 : b))
			return false;
	}
	return true;
}

/* The entries of a folder form a tree, ordered by name; some writers order it wrongly, so all of it
 * is walked. Below other folders there may be streams of the same name: documents inside. */
bool ole_find(const struct ole *o, const char *name, struct ole_entry *out)
{
	unsigned char *seen = mem_new(o->nentry, 1);
	uint32_t *todo = mem_new((size_t)o->nentry + 1, sizeof *todo), n = 0;
	bool found = false;

	todo[n++] = get32(o->dir + 76);
	while (n && !found) {
		uint32_t i = todo[--n];
		const unsigned char *p;

		if (i >= o->nentry || seen[i])
			continue;
		seen[i] = 1;
		p = o->dir + (size_t)i * ENTRY;
		found = p[66] == IS_STREAM && named(p, name);
		if (found)
			entry_at(o, i, out);
		/* Each entry adds at most one more than it takes. */
		for (int side = 0; side < 2; side++) {
			uint32_t k = get32(p + 68 + 4 * side);

			if (k < o->nentry && !seen[k] && n < o->nentry)
				todo[n++] = k;
		}
	}
	mem_free(seen);
	mem_free(todo);
	return found;
}

/* ---- streams ---- */

static enum err read_large(struct ctx *cx, const struct ole *o, const struct ole_entry *e,
                           unsigned char **out)
{
	uint32_t n = (uint32_t)((e->size + ((int64_t)1 << o->shift) - 1) >> o->shift);

	*out = mem_new(((size_t)n << o->shift) + 1, 1);
	return read_chain(cx, o, e->start, n, *out);
}

static enum err read_small(struct ctx *cx, const struct ole *o, const struct ole_entry *e,
                           unsigned char **out)
{
	uint32_t n = (uint32_t)((e->size + (1 << SMALL_SHIFT) - 1) >> SMALL_SHIFT);
	uint32_t *at = mem_new((size_t)n + 1, sizeof *at);
	struct ole_entry box = { o->small_start, (int64_t)o->nsmall << SMALL_SHIFT };
	unsigned char *all = NULL;
	enum err err = follow(cx, o->small_next, o->nsmall, e->start, n, at);

	if (err == OK)
		err = read_large(cx, o, &box, &all);
	*out = mem_new(((size_t)n << SMALL_SHIFT) + 1, 1);
	for (uint32_t i = 0; i < n && err == OK; i++)
		memcpy(*out + ((size_t)i << SMALL_SHIFT), all + ((size_t)at[i] << SMALL_SHIFT),
		       (size_t)1 << SMALL_SHIFT);
	mem_free(all);
	mem_free(at);
	return err;
}

enum err ole_read(struct ctx *cx, const struct ole *o, const struct ole_entry *e,
                  unsigned char **out)
{
	enum err err;

	*out = NULL;
	if (e->size > o->size)
		return cut_off(cx);
	err = e->size < o->cutoff ? read_small(cx, o, e, out) : read_large(cx, o, e, out);
	if (err != OK) {
		mem_free(*out);
		*out = NULL;
	}
	return err;
}
