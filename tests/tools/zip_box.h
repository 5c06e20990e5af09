/* zip_box - ZIP packages written byte by byte, good ones and every kind of bad one. Included by one
 * program each. */
#ifndef TOOLS_ZIP_BOX_H
#define TOOLS_ZIP_BOX_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define ZIP_PARTS 2000

struct zip_part {
	char name[256];
	size_t name_n;
	uint32_t crc, packed, size, offset;
	uint16_t flags, method, disk;
	uint64_t promise;            /* size in the directory, when 32 bits cannot say it */
};

struct zip_box {
	unsigned char *p;
	size_t n, cap;
	struct zip_part part[ZIP_PARTS];
	int nparts;
	uint16_t claimed;            /* entries in the end record; 0: as many as there are */
};

static inline void zip_bytes(struct zip_box *z, const void *p, size_t n)
{
	if (z->n + n > z->cap) {
		z->cap = (z->n + n) * 2 + 4096;
		z->p = realloc(z->p, z->cap);
		if (!z->p)
			abort();
	}
	memcpy(z->p + z->n, p, n);
	z->n += n;
}

static inline void zip_u16(struct zip_box *z, uint32_t v)
{
	zip_bytes(z, (unsigned char[2]){ (unsigned char)v, (unsigned char)(v >> 8) }, 2);
}

static inline void zip_u32(struct zip_box *z, uint32_t v)
{
	zip_u16(z, v & 0xFFFF);
	zip_u16(z, v >> 16);
}

/* The local header and the data as given; the directory will say what the part says. */
static inline struct zip_part *zip_raw(struct zip_box *z, const struct zip_part *as,
                                       const void *data, size_t n)
{
	struct zip_part *p = &z->part[z->nparts++];

	*p = *as;
	p->offset = (uint32_t)z->n;
	zip_u32(z, 0x04034b50);
	zip_u16(z, 20);
	zip_u16(z, p->flags);
	zip_u16(z, p->method);
	zip_u32(z, 0x00210000);
	zip_u32(z, p->flags & 8 ? 0 : p->crc);
	zip_u32(z, p->flags & 8 ? 0 : p->packed);
	zip_u32(z, p->flags & 8 ? 0 : p->size);
	zip_u16(z, (uint32_t)p->name_n);
	zip_u16(z, 0);
	zip_bytes(z, p->name, p->name_n);
	zip_bytes(z, data, n);
	if (p->flags & 8) {
		zip_u32(z, 0x08074b50);
		zip_u32(z, p->crc);
		zip_u32(z, p->packed);
		zip_u32(z, p->size);
	}
	return p;
}

static inline unsigned char *zip_deflate(const void *data, size_t n, size_t *packed)
{
	z_stream s = { 0 };
	size_t cap = n + n / 1000 + 64;
	unsigned char *out = malloc(cap);

	if (!out || deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	s.next_in = (unsigned char *)(uintptr_t)data;
	s.avail_in = (uInt)n;
	s.next_out = out;
	s.avail_out = (uInt)cap;
	if (deflate(&s, Z_FINISH) != Z_STREAM_END)
		abort();
	*packed = s.total_out;
	deflateEnd(&s);
	return out;
}

static inline struct zip_part zip_describe(const char *name, const void *data, size_t n)
{
	struct zip_part p = { .name_n = strlen(name), .size = (uint32_t)n, .method = 8 };

	memcpy(p.name, name, p.name_n < sizeof p.name ? p.name_n : sizeof p.name - 1);
	p.crc = (uint32_t)crc32(0, data, (uInt)n);
	return p;
}

/* An honest part, deflated. */
static inline struct zip_part *zip_add(struct zip_box *z, const char *name, const void *data,
                                       size_t n)
{
	struct zip_part as = zip_describe(name, data, n), *p;
	size_t packed;
	unsigned char *bytes = zip_deflate(data, n, &packed);

	as.packed = (uint32_t)packed;
	p = zip_raw(z, &as, bytes, packed);
	free(bytes);
	return p;
}

static inline struct zip_part *zip_text(struct zip_box *z, const char *name, const char *text)
{
	return zip_add(z, name, text, strlen(text));
}

/* Directory and end record. */
static inline void zip_end(struct zip_box *z)
{
	uint32_t at = (uint32_t)z->n, size;

	for (int i = 0; i < z->nparts; i++) {
		const struct zip_part *p = &z->part[i];

		zip_u32(z, 0x02014b50);
		zip_u16(z, 20);
		zip_u16(z, 20);
		zip_u16(z, p->flags);
		zip_u16(z, p->method);
		zip_u32(z, 0x00210000);
		zip_u32(z, p->crc);
		zip_u32(z, p->packed);
		zip_u32(z, p->promise ? UINT32_MAX : p->size);
		zip_u16(z, (uint32_t)p->name_n);
		zip_u16(z, p->promise ? 12 : 0);
		zip_u16(z, 0);
		zip_u16(z, p->disk);
		zip_u16(z, 0);
		zip_u32(z, 0);
		zip_u32(z, p->offset);
		zip_bytes(z, p->name, p->name_n);
		if (p->promise) {
			zip_u16(z, 1);
			zip_u16(z, 8);
			zip_u32(z, (uint32_t)p->promise);
			zip_u32(z, (uint32_t)(p->promise >> 32));
		}
	}
	size = (uint32_t)z->n - at;
	zip_u32(z, 0x06054b50);
	zip_u16(z, 0);
	zip_u16(z, 0);
	zip_u16(z, z->claimed ? z->claimed : (uint32_t)z->nparts);
	zip_u16(z, z->claimed ? z->claimed : (uint32_t)z->nparts);
	zip_u32(z, size);
	zip_u32(z, at);
	zip_u16(z, 0);
}

static inline void zip_free(struct zip_box *z)
{
	free(z->p);
	memset(z, 0, sizeof *z);
}

/* ---- the parts every workbook has ---- */

#define ZIP_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define ZIP_DOCREL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define ZIP_PKGREL "http://schemas.openxmlformats.org/package/2006/relationships"

#define ZIP_ROOT_RELS \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"" ZIP_PKGREL "\">" \
	"<Relationship Id=\"rId1\" Type=\"" ZIP_DOCREL "/officeDocument\" " \
	"Target=\"xl/workbook.xml\"/>" \
	"</Relationships>"
#define ZIP_RELS(more) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"" ZIP_PKGREL "\">" more \
	"</Relationships>"
#define ZIP_REL(id, type, target) \
	"<Relationship Id=\"" id "\" Type=\"" ZIP_DOCREL "/" type "\" Target=\"" target "\"/>"
#define ZIP_WORKBOOK_HEAD \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns=\"" ZIP_MAIN "\" xmlns:r=\"" \
	ZIP_DOCREL "\"><sheets>"
#define ZIP_WORKBOOK(sheets) ZIP_WORKBOOK_HEAD sheets "</sheets></workbook>"
#define ZIP_SHEET(rows) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"" ZIP_MAIN "\"><sheetData>" rows \
	"</sheetData></worksheet>"
#define ZIP_STYLES(inner) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><styleSheet xmlns=\"" ZIP_MAIN "\">" inner \
	"</styleSheet>"
#define ZIP_STRINGS(items) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst xmlns=\"" ZIP_MAIN "\">" items "</sst>"

/* Everything but the sheet: one sheet named 名册, with styles and strings when given. */
static inline void zip_frame(struct zip_box *z, const char *styles, const char *strings)
{
	zip_text(z, "[Content_Types].xml", "<Types/>");
	zip_text(z, "_rels/.rels", ZIP_ROOT_RELS);
	zip_text(z, "xl/workbook.xml",
	         ZIP_WORKBOOK("<sheet name=\"名册\" sheetId=\"1\" r:id=\"rId1\"/>"));
	zip_text(z, "xl/_rels/workbook.xml.rels",
	         ZIP_RELS(ZIP_REL("rId1", "worksheet", "worksheets/sheet1.xml")
	                  ZIP_REL("rId2", "styles", "styles.xml")
	                  ZIP_REL("rId3", "sharedStrings", "sharedStrings.xml")));
	if (styles)
		zip_text(z, "xl/styles.xml", styles);
	if (strings)
		zip_text(z, "xl/sharedStrings.xml", strings);
}

#endif
