#include "fmt/xlsx_pack.h"

#include <unistd.h>

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "base/os.h"

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

bool package_same_name(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

/* What writing it again needs besides; the entry itself has been judged. */
static enum err read_entry(struct ctx *cx, unzFile z, struct package *p)
{
	struct package_part *e = &p->part[p->n];
	unz_file_info64 info;
	char name[NAME_MAX_BYTES + 1];
	struct str s;

	if (unzGetCurrentFileInfo64(z, &info, name, sizeof name - 1, NULL, 0, NULL, 0) != UNZ_OK ||
	    info.size_filename > NAME_MAX_BYTES)
		return refuse(cx, STR("ZIP"), "xlsx-zip-broken");
	s = (struct str){ name, info.size_filename };
	for (size_t i = 0; i < s.n; i++)
		if (name[i] == '\\')          /* as xlsx_zip has it */
			name[i] = '/';
	e->judged = xlsx_zip_find(&p->zip, s);
	if (!e->judged)
		return refuse(cx, STR("ZIP"), "xlsx-zip-broken");
	e->name = e->judged->name;
	e->dos_date = (uint32_t)info.dosDate;
	e->external = (uint32_t)info.external_fa;
	e->internal = (uint16_t)info.internal_fa;
	p->n++;
	return OK;
}

static enum err directory(struct ctx *cx, unzFile z, struct package *p)
{
	int rc;

	p->part = arena_array(p->a, (size_t)p->zip.n + 1, sizeof *p->part);
	for (rc = unzGoToFirstFile(z); rc == UNZ_OK && p->n < p->zip.n; rc = unzGoToNextFile(z))
		TRY(read_entry(cx, z, p));
	return p->n == p->zip.n ? OK : refuse(cx, STR("ZIP"), "xlsx-zip-broken");
}

static enum err whole_file(struct ctx *cx, struct arena *a, int fd, struct str *out)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *p;

	if (size < 0 || (uint64_t)size > PACKAGE_MAX)
		return err_set(cx, ERR_INPUT, "", "fill-file-large", NULL);
	p = arena_alloc(a, (size_t)size + 4);
	if (os_pread_full(fd, p, (size_t)size, 0) != size)
		return err_set(cx, ERR_IO, "", "csv-read", NULL);
	*out = (struct str){ p, (size_t)size };
	return OK;
}

enum err package_open(struct ctx *cx, struct arena *a, int fd, struct package *out)
{
	struct memory_file m = { 0 };
	zlib_filefunc64_def f = functions(&m);
	unzFile z;
	enum err e;

	*out = (struct package){ .a = a };
	TRY(whole_file(cx, a, fd, &out->bytes));
	if (!str_starts(out->bytes, STR("PK")))
		return err_set(cx, ERR_INPUT, "", "fill-not-xlsx", NULL);
	TRY(xlsx_zip_open(cx, a, fd, &out->zip));
	m.in = out->bytes;
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
		if (!p->part[i].dropped && package_same_name(p->part[i].name, name))
			return i;
	return -1;
}

/* ---- reading ---- */

enum err package_read(struct ctx *cx, const struct package *p, int i, struct str *out)
{
	const struct xlsx_part *e = p->part[i].judged;
	struct xlsx_unpack *u;
	size_t at = 0, n;
	enum err err;
	char *text;

	if (p->part[i].replaced) {
		*out = p->part[i].text;
		return OK;
	}
	if (e->size > PACKAGE_PART_MAX)
		return refuse(cx, e->name, "fill-part-large");
	text = arena_alloc(p->a, (size_t)e->size + 2);
	TRY(xlsx_unpack_open(cx, &p->zip, e, &u));
	do {
		err = xlsx_unpack_read(cx, u, text + at, (size_t)e->size + 1 - at, &n);
		at += n;
	} while (err == OK && n && at <= (size_t)e->size);
	xlsx_unpack_close(u);
	*out = (struct str){ text, at };
	return err;
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
	                  (struct str){ p->bytes.p + e->judged->pos, (size_t)e->judged->packed };
	int rc = zipOpenNewFileInZip2_64(z, e->name.p, &info, NULL, 0, NULL, 0, NULL,
	                                 !e->replaced && e->judged->stored ? 0 : Z_DEFLATED,
	                                 Z_DEFAULT_COMPRESSION, !e->replaced, 0);

	for (size_t at = 0; rc == ZIP_OK && at < data.n; at += COPY_STEP) {
		size_t n = data.n - at < COPY_STEP ? data.n - at : COPY_STEP;

		rc = zipWriteInFileInZip(z, data.p + at, (unsigned)n);
	}
	if (rc == ZIP_OK)
		rc = e->replaced ? zipCloseFileInZip(z) :
		                   zipCloseFileInZipRaw64(z, (uint64_t)e->judged->size,
		                                          e->judged->crc);
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
