/* ole_box.h - writes compound files for tests, with sectors of 512 or 4096 bytes and streams in
 * small sectors or not; and tells where its parts are, so that tests can break them. */
#ifndef TESTS_TOOLS_OLE_BOX_H
#define TESTS_TOOLS_OLE_BOX_H

#include "xls_book.h"

#define BOX_STREAMS 8
#define BOX_END     0xFFFFFFFEu
#define BOX_FREE    0xFFFFFFFFu

struct box {
	unsigned shift;              /* 9 or 12; 0: 9 */
	bool small;                  /* streams below 4096 bytes in small sectors; else filled up */
	struct { const char *name; const struct bytes *data; int inside; } stream[BOX_STREAMS];
	int nstream;                 /* inside: 1: in a folder, below the top one */
	/* filled by box_write: offsets in the file */
	size_t fat_at, dir_at, data_at;
};

static inline void box_add(struct box *x, const char *name, const struct bytes *data)
{
	x->stream[x->nstream].name = name;
	x->stream[x->nstream++].data = data;
}

struct box_out {
	struct box *x;
	struct bytes body;           /* sectors behind the header */
	struct bytes fat, small, small_fat;
	size_t ss;
};

static inline uint32_t box_sector(const struct box_out *o)
{
	return (uint32_t)(o->body.n / o->ss);
}

/* Appends bytes as sectors in a chain; where it begins. */
static inline uint32_t box_chain(struct box_out *o, const void *p, size_t n)
{
	uint32_t first = box_sector(o);

	if (!n)
		return BOX_END;
	put(&o->body, p, n);
	put_zero(&o->body, (o->ss - n % o->ss) % o->ss);
	while (o->fat.n / 4 + 1 < box_sector(o))
		put32(&o->fat, (uint32_t)(o->fat.n / 4) + 1);
	put32(&o->fat, BOX_END);
	return first;
}

static inline uint32_t box_small(struct box_out *o, const struct bytes *data)
{
	uint32_t first = (uint32_t)(o->small.n / 64), end;

	put(&o->small, data->p, data->n);
	put_zero(&o->small, (64 - data->n % 64) % 64);
	end = (uint32_t)(o->small.n / 64);
	while (o->small_fat.n / 4 + 1 < end)
		put32(&o->small_fat, (uint32_t)(o->small_fat.n / 4) + 1);
	put32(&o->small_fat, BOX_END);
	return first;
}

static inline void box_entry(struct bytes *dir, const char *name, int type, uint32_t start,
                             uint32_t size)
{
	unsigned char e[128] = { 0 };
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++)
		e[2 * i] = (unsigned char)name[i];
	set16(e + 64, (unsigned)(2 * n + 2));
	e[66] = (unsigned char)type;
	e[67] = 1;
	set32(e + 68, BOX_FREE);
	set32(e + 72, BOX_FREE);
	set32(e + 76, BOX_FREE);
	set32(e + 116, start);
	set32(e + 120, size);
	put(dir, e, sizeof e);
}

/* The streams, then their directory: entry 0 the top folder, 1 a folder if one is needed. */
static inline void box_dir(struct box_out *o, struct bytes *dir)
{
	struct box *x = o->x;
	uint32_t start[BOX_STREAMS], size[BOX_STREAMS], last[2] = { 0, 0 };
	bool folder = false;

	for (int i = 0; i < x->nstream; i++) {
		const struct bytes *d = x->stream[i].data;
		struct bytes full = { 0 };

		folder |= x->stream[i].inside != 0;
		size[i] = (uint32_t)d->n;
		if (x->small && d->n < 4096) {
			start[i] = box_small(o, d);
			continue;
		}
		put(&full, d->p, d->n);
		if (full.n < 4096)
			put_zero(&full, 4096 - full.n);
		size[i] = (uint32_t)full.n;
		start[i] = box_chain(o, full.p, full.n);
		free(full.p);
	}
	box_entry(dir, "Root Entry", 5, box_chain(o, o->small.p, o->small.n), (uint32_t)o->small.n);
	if (folder) {
		box_entry(dir, "MBD0001", 1, 0, 0);
		set32(dir->p + 76, 1);
	}
	for (int i = 0; i < x->nstream; i++) {
		int in = x->stream[i].inside;
		uint32_t me = (uint32_t)(dir->n / 128), up = in ? 1 : last[0] ? last[0] : folder ? 1 : 0;

		box_entry(dir, x->stream[i].name, 2, start[i], size[i]);
		/* A list to the right is a tree, too. */
		if (in && last[1])
			set32(dir->p + 128 * (size_t)last[1] + 72, me);
		else
			set32(dir->p + 128 * (size_t)up + (in || !up ? 76 : 72), me);
		last[in ? 1 : 0] = me;
	}
}

/* The table of sectors: it has to count its own sectors, and those that list them. */
static inline void box_tables(struct box_out *o, unsigned char *header)
{
	size_t each = o->ss / 4, used = o->fat.n / 4, nfat = 0, nlist = 0, more;

	for (size_t again = 0; again < 8; again++) {
		nfat = (used + nfat + nlist + each - 1) / each;
		nlist = nfat > 109 ? (nfat - 109 + each - 2) / (each - 1) : 0;
	}
	for (size_t i = 0; i < nfat; i++)
		put32(&o->fat, 0xFFFFFFFDu);
	for (size_t i = 0; i < nlist; i++)
		put32(&o->fat, 0xFFFFFFFCu);
	while (o->fat.n < nfat * o->ss)
		put32(&o->fat, BOX_FREE);
	o->x->fat_at = o->ss + o->body.n;
	put(&o->body, o->fat.p, o->fat.n);
	for (size_t i = 0; i < 109; i++)
		set32(header + 76 + 4 * i, i < nfat ? (uint32_t)(used + i) : BOX_FREE);
	set32(header + 44, (uint32_t)nfat);
	set32(header + 68, nlist ? (uint32_t)(used + nfat) : BOX_END);
	set32(header + 72, (uint32_t)nlist);
	more = 109;
	for (size_t k = 0; k < nlist; k++) {
		for (size_t i = 0; i + 1 < each; i++, more++)
			put32(&o->body, more < nfat ? (uint32_t)(used + more) : BOX_FREE);
		put32(&o->body, k + 1 < nlist ? (uint32_t)(used + nfat + k + 1) : BOX_END);
	}
}

static inline struct bytes box_write(struct box *x)
{
	static const unsigned char magic[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
	struct box_out o = { .x = x };
	struct bytes dir = { 0 }, file = { 0 };
	unsigned char header[4096] = { 0 };
	uint32_t at;

	if (!x->shift)
		x->shift = 9;
	o.ss = (size_t)1 << x->shift;
	memcpy(header, magic, sizeof magic);
	set16(header + 24, 0x3E);
	set16(header + 26, x->shift == 9 ? 3 : 4);
	set16(header + 28, 0xFFFE);
	set16(header + 30, x->shift);
	set16(header + 32, 6);
	set32(header + 56, 4096);
	box_dir(&o, &dir);
	set32(header + 60, box_chain(&o, o.small_fat.p, o.small_fat.n));
	set32(header + 64, (uint32_t)((o.small_fat.n + o.ss - 1) / o.ss));
	at = box_chain(&o, dir.p, dir.n);
	set32(header + 48, at);
	x->dir_at = o.ss * (at + 1);
	x->data_at = o.ss;
	box_tables(&o, header);
	put(&file, header, o.ss);
	put(&file, o.body.p, o.body.n);
	free(o.body.p);
	free(o.fat.p);
	free(o.small.p);
	free(o.small_fat.p);
	free(dir.p);
	return file;
}

/* A workbook in its box. */
static inline struct bytes book_file(struct book *b, struct box *x)
{
	struct bytes stream = book_stream(b), file;

	box_add(x, b->biff5 ? "Book" : "Workbook", &stream);
	file = box_write(x);
	x->stream[x->nstream - 1].data = NULL;
	free(stream.p);
	return file;
}

#endif
