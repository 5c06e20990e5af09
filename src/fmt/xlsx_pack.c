#include "fmt/xlsx_pack.h"

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "base/utf8.h"

#define NAME_MAX_BYTES 400
#define COPY_STEP 65536

/* ---- a ZIP in memory, as minizip sees files ---- */

struct memory_file {
	struct str in;               /* reading */
	struct buf *out;             /* or writing */
	size_t at;
	bool failed;
};

static size_t length_of(const struct memory_file *m)
{
	return m->out ? m->out->n : m->in.n;
}

static voidpf mem_open(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong mem_read(voidpf opaque, voidpf stream, void *p, uLong n)
{
	struct memory_file *m = stream;
	size_t left = length_of(m) - m->at;

	(void)opaque;
	if (n > left)
		n = left;
	if (n)
		memcpy(p, (m->out ? m->out->p : m->in.p) + m->at, n);
	m->at += n;
	return n;
}

/* minizip goes back to put sizes into a header it has written. */
static uLong mem_write(voidpf opaque, voidpf stream, const void *p, uLong n)
{
	struct memory_file *m = stream;
	size_t over = m->at < m->out->n ? m->out->n - m->at : 0;

	(void)opaque;
	if (over > n)
		over = n;
	if (over)
		memcpy(m->out->p + m->at, p, over);
	buf_add(m->out, (const char *)p + over, n - over);
	m->failed |= m->out->full;
	m->at += n;
	return m->failed ? 0 : n;
}

static ZPOS64_T mem_tell(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return ((struct memory_file *)stream)->at;
}

static long mem_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct memory_file *m = stream;
	size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR ? m->at :
	              origin == ZLIB_FILEFUNC_SEEK_END ? length_of(m) : 0;

	(void)opaque;
	if (offset > length_of(m) || base > length_of(m) - offset)
		return -1;
	m->at = base + (size_t)offset;
	return 0;
}

static int mem_close(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

static int mem_error(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return ((struct memory_file *)stream)->failed;
}

static zlib_filefunc64_def functions(struct memory_file *m)
{
	return (zlib_filefunc64_def){ mem_open, mem_read, mem_write, mem_tell, mem_seek, mem_close,
		mem_error, m };
}

/* ---- the directory ---- */

static enum err refuse(struct ctx *cx, struct str name, const char *key)
{
	return err_set(cx, ERR_INPUT, str_z(&cx->arena, name), key, str_z(&cx->arena, name), NULL);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_name(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

/* Folders as such, and names that would lead elsewhere. Nothing is ever unpacked to a disk; a
 * workbook that holds such a name was made by somebody who hoped it would be. */
static bool good_name(struct str s)
{
	struct str rest = s, piece;

	if (!s.n || s.p[0] == '/' || !utf8_valid(s) || memchr(s.p, '\\', s.n) ||
	    memchr(s.p, ':', s.n) || memchr(s.p, 0, s.n))
		return false;
	while (str_next(&rest, '/', &piece))
		if (str_eqz(piece, "..") || str_eqz(piece, "."))
			return false;
	return true;
}

static enum err read_entry(struct ctx *cx, unzFile z, struct package *p, struct package_part *e)
{
	char name[NAME_MAX_BYTES + 1];
	unz_file_info64 info;
	unz64_file_pos pos;

	if (unzGetCurrentFileInfo64(z, &info, name, sizeof name - 1, NULL, 0, NULL, 0) != UNZ_OK ||
	    unzGetFilePos64(z, &pos) != UNZ_OK)
		return refuse(cx, STR(""), "fill-zip-damaged");
	if (info.size_filename > NAME_MAX_BYTES)
		return refuse(cx, STR(""), "fill-zip-name");
	name[info.size_filename] = 0;
	e->name = str_dup(p->a, (struct str){ name, info.size_filename });
	if (!good_name(e->name))
		return refuse(cx, utf8_valid(e->name) ? e->name : STR("?"), "fill-zip-name");
	if (info.flag & 1)
		return refuse(cx, e->name, "fill-zip-encrypted");
	if (info.compression_method != 0 && info.compression_method != Z_DEFLATED)
		return refuse(cx, e->name, "fill-zip-method");
	e->csize = info.compressed_size;
	e->usize = info.uncompressed_size;
	e->crc = (uint32_t)info.crc;
	e->dos_date = (uint32_t)info.dosDate;
	e->external = (uint32_t)info.external_fa;
	e->internal = (uint16_t)info.internal_fa;
	e->method = (uint16_t)info.compression_method;
	e->dir = pos.pos_in_zip_directory;
	e->no = pos.num_of_file;
	if (e->usize > PACKAGE_PART_MAX || e->csize > p->bytes.n)
		return refuse(cx, e->name, "fill-zip-large");
	if (e->usize > e->csize * PACKAGE_RATIO + 65536)
		return refuse(cx, e->name, "fill-zip-bomb");
	for (int i = 0; i < p->n; i++)
		if (same_name(p->part[i].name, e->name))
			return refuse(cx, e->name, "fill-zip-twice");
	if (unzOpenCurrentFile2(z, NULL, NULL, 1) != UNZ_OK)
		return refuse(cx, e->name, "fill-zip-damaged");
	e->begin = unzGetCurrentFileZStreamPos64(z);
	e->end = e->begin + e->csize;
	unzCloseCurrentFile(z);
	return OK;
}

static enum err overlaps(struct ctx *cx, const struct package *p)
{
	for (int i = 0; i < p->n; i++) {
		if (p->part[i].end > p->bytes.n)
			return refuse(cx, p->part[i].name, "fill-zip-damaged");
		for (int k = 0; k < i; k++)
			if (p->part[i].begin < p->part[k].end && p->part[k].begin < p->part[i].end)
				return refuse(cx, p->part[i].name, "fill-zip-overlap");
	}
	return OK;
}

static enum err directory(struct ctx *cx, unzFile z, struct package *p)
{
	uint64_t all = 0;
	unz_global_info64 g;
	int rc;

	if (unzGetGlobalInfo64(z, &g) != UNZ_OK)
		return refuse(cx, STR(""), "fill-zip-damaged");
	if (g.number_entry > PACKAGE_PARTS)
		return err_set(cx, ERR_INPUT, "", "fill-zip-parts", NULL);
	p->part = arena_array(p->a, (size_t)g.number_entry + 1, sizeof *p->part);
	for (rc = unzGoToFirstFile(z); rc == UNZ_OK && p->n < (int)g.number_entry;
	     rc = unzGoToNextFile(z)) {
		struct package_part *e = &p->part[p->n];

		TRY(read_entry(cx, z, p, e));
		p->n++;
		all += e->usize;
		if (all > PACKAGE_ALL_MAX)
			return refuse(cx, e->name, "fill-zip-large");
	}
	if (p->n != (int)g.number_entry || (rc != UNZ_OK && rc != UNZ_END_OF_LIST_OF_FILE))
		return refuse(cx, STR(""), "fill-zip-damaged");
	return overlaps(cx, p);
}

enum err package_open(struct ctx *cx, struct arena *a, struct str bytes, struct package *out)
{
	struct memory_file m = { .in = bytes };
	zlib_filefunc64_def f = functions(&m);
	unzFile z;
	enum err e;

	*out = (struct package){ .bytes = bytes, .a = a };
	z = unzOpen2_64("", &f);
	if (!z)
		return err_set(cx, ERR_INPUT, "", "fill-not-xlsx", NULL);
	e = directory(cx, z, out);
	unzClose(z);
	return e;
}

int package_find(const struct package *p, struct str name)
{
	for (int i = 0; i < p->n; i++)
		if (!p->part[i].dropped && same_name(p->part[i].name, name))
			return i;
	return -1;
}

/* ---- reading ---- */

/* One byte more than it said is asked for, so that a part that lies is seen. */
static enum err unpack(struct ctx *cx, unzFile z, const struct package_part *e, struct arena *a,
                       struct str *out)
{
	unz64_file_pos pos = { e->dir, e->no };
	char *p = arena_alloc(a, (size_t)e->usize + 2);
	size_t n = 0;
	int got;

	if (unzGoToFilePos64(z, &pos) != UNZ_OK || unzOpenCurrentFile(z) != UNZ_OK)
		return refuse(cx, e->name, "fill-zip-damaged");
	while (n <= e->usize) {
		size_t want = (size_t)e->usize + 1 - n;

		got = unzReadCurrentFile(z, p + n, (unsigned)(want < COPY_STEP ? want : COPY_STEP));
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	if (unzCloseCurrentFile(z) != UNZ_OK || got < 0 || n != e->usize)
		return refuse(cx, e->name, "fill-zip-damaged");
	*out = (struct str){ p, n };
	return OK;
}

enum err package_read(struct ctx *cx, const struct package *p, int i, struct str *out)
{
	struct memory_file m = { .in = p->bytes };
	zlib_filefunc64_def f = functions(&m);
	unzFile z;
	enum err e;

	if (p->part[i].replaced) {
		*out = p->part[i].text;
		return OK;
	}
	z = unzOpen2_64("", &f);
	if (!z)
		return err_set(cx, ERR_INPUT, "", "fill-not-xlsx", NULL);
	e = unpack(cx, z, &p->part[i], p->a, out);
	unzClose(z);
	return e;
}

void package_replace(struct package *p, int i, struct str text)
{
	p->part[i].replaced = true;
	p->part[i].text = text;
}

void package_drop(struct package *p, int i)
{
	p->part[i].dropped = true;
}

/* ---- writing ---- */

static bool put_part(zipFile z, const struct package *p, const struct package_part *e)
{
	zip_fileinfo info = { .dosDate = e->dos_date, .internal_fa = e->internal,
		.external_fa = e->external };
	struct str data = e->replaced ? e->text :
	                  (struct str){ p->bytes.p + e->begin, (size_t)e->csize };
	int rc = zipOpenNewFileInZip2_64(z, e->name.p, &info, NULL, 0, NULL, 0, NULL,
	                                 e->replaced ? Z_DEFLATED : e->method,
	                                 Z_DEFAULT_COMPRESSION, !e->replaced, 0);

	for (size_t at = 0; rc == ZIP_OK && at < data.n; at += COPY_STEP) {
		size_t n = data.n - at < COPY_STEP ? data.n - at : COPY_STEP;

		rc = zipWriteInFileInZip(z, data.p + at, (unsigned)n);
	}
	if (rc == ZIP_OK)
		rc = e->replaced ? zipCloseFileInZip(z) :
		                   zipCloseFileInZipRaw64(z, e->usize, e->crc);
	return rc == ZIP_OK;
}

enum err package_write(struct ctx *cx, const struct package *p, struct buf *out)
{
	struct memory_file m = { .out = out };
	zlib_filefunc64_def f = functions(&m);
	zipFile z = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &f);
	bool good = z != NULL;

	for (int i = 0; good && i < p->n; i++)
		if (!p->part[i].dropped)
			good = put_part(z, p, &p->part[i]);
	if (z && zipClose(z, NULL) != ZIP_OK)
		good = false;
	if (!good || m.failed)
		return err_set(cx, ERR_LIMIT, "", "fill-zip-write", NULL);
	return OK;
}
