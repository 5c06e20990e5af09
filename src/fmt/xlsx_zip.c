/* xlsx_zip - the ZIP package. minizip walks the directory; every entry is judged before any is
 * unpacked. Unpacking is ours, so that a part that grows beyond what it promised, or faster than
 * any real one, ends at once. */
#include "fmt/xlsx_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <minizip/unzip.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/utf8.h"

#define WINDOW   (64 << 10)
#define NAME_MAX_ 200
#define HEADER   30                      /* bytes of a local header before the name */
#define METHOD_STORED  0
#define METHOD_DEFLATE 8
#define FLAG_SECRET (1 << 0 | 1 << 6 | 1 << 13)

static enum err refuse(struct ctx *cx, const char *key, struct str part, const char *arg)
{
	char *name = utf8_valid(part) ? str_z(&cx->arena, part) : str_z(&cx->arena, STR("?"));

	return err_set(cx, ERR_INPUT, name, key, name, arg, NULL);
}

/* ---- the file, as minizip asks for it: mostly single bytes ---- */

struct source {
	int fd;
	int64_t size, pos, win_off;
	size_t win_n;
	bool failed;
	char win[4096];
};

static voidpf source_open(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong source_read(voidpf opaque, voidpf stream, void *to, uLong n)
{
	struct source *s = stream;
	uLong done = 0;

	(void)opaque;
	while (done < n && s->pos < s->size) {
		int64_t at = s->pos - s->win_off;
		size_t take;

		if (at < 0 || at >= (int64_t)s->win_n) {
			ssize_t got = os_pread_full(s->fd, s->win, sizeof s->win, s->pos);

			s->failed |= got < 0;
			if (got <= 0)
				break;
			s->win_off = s->pos;
			s->win_n = (size_t)got;
			at = 0;
		}
		take = s->win_n - (size_t)at < n - done ? s->win_n - (size_t)at : n - done;
		memcpy((char *)to + done, s->win + at, take);
		done += take;
		s->pos += (int64_t)take;
	}
	return done;
}

static uLong source_write(voidpf opaque, voidpf stream, const void *p, uLong n)
{
	(void)opaque;
	(void)stream;
	(void)p;
	(void)n;
	return 0;
}

static ZPOS64_T source_tell(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return (ZPOS64_T)((struct source *)stream)->pos;
}

static long source_seek(voidpf opaque, voidpf stream, ZPOS64_T off, int origin)
{
	struct source *s = stream;
	int64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? s->pos :
	               origin == ZLIB_FILEFUNC_SEEK_END ? s->size : 0;

	(void)opaque;
	if (off > (ZPOS64_T)s->size || from + (int64_t)off > s->size)
		return -1;
	s->pos = from + (int64_t)off;
	return 0;
}

static int source_none(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

/* ---- names ---- */

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static int name_cmp(struct str a, struct str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return (unsigned char)lower(a.p[i]) < (unsigned char)lower(b.p[i]) ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

/* A plain path downward. Old writers part folders with "\": made "/" before. */
static bool name_good(struct str name)
{
	struct str rest = name, piece;

	if (!name.n || name.p[0] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == ':' || name.p[i] == 127)
			return false;
	while (str_next(&rest, '/', &piece))
		if (str_eqz(piece, "..") || str_eqz(piece, "."))
			return false;
	return true;
}

static int by_name(const void *x, const void *y)
{
	return name_cmp(((const struct xlsx_part *)x)->name, ((const struct xlsx_part *)y)->name);
}

static int by_start(const void *x, const void *y)
{
	const struct xlsx_part *a = x, *b = y;

	return a->start < b->start ? -1 : a->start > b->start;
}

const struct xlsx_part *xlsx_zip_find(const struct xlsx_zip *z, struct str name)
{
	struct xlsx_part key = { .name = name };

	return z->n ? bsearch(&key, z->part, (size_t)z->n, sizeof *z->part, by_name) : NULL;
}

/* ---- the directory ---- */

/* The local header must say the same name; where its data begin was computed from its lengths. */
static bool header_agrees(const struct source *s, const struct xlsx_part *p, struct str raw)
{
	char head[HEADER + NAME_MAX_];
	size_t n = HEADER + raw.n;

	return p->start >= 0 && os_pread_full(s->fd, head, n, p->start) == (ssize_t)n &&
	       !memcmp(head, "PK\3\4", 4) && !memcmp(head + HEADER, raw.p, raw.n);
}

static enum err one_entry(struct ctx *cx, struct arena *a, unzFile zip, struct source *s,
                          struct xlsx_part *p)
{
	char name[NAME_MAX_ + 1], limit[16];
	unz_file_info64 info;
	struct str raw;
	int method, level, extra;

	if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK)
		return refuse(cx, "xlsx-zip-broken", STR("ZIP"), NULL);
	raw = (struct str){ name, info.size_filename };
	if (raw.n > NAME_MAX_)
		return refuse(cx, "xlsx-zip-name", (struct str){ name, 40 }, NULL);
	p->name = str_dup(a, raw);
	for (size_t i = 0; i < raw.n; i++)
		if (name[i] == '\\')
			((char *)p->name.p)[i] = '/';
	if (!name_good(p->name))
		return refuse(cx, "xlsx-zip-name", p->name, NULL);
	if (info.flag & FLAG_SECRET)
		return refuse(cx, "xlsx-zip-encrypted", p->name, NULL);
	if (info.compression_method != METHOD_STORED && info.compression_method != METHOD_DEFLATE)
		return refuse(cx, "xlsx-zip-method", p->name, NULL);
	if (info.disk_num_start)
		return refuse(cx, "xlsx-zip-volumes", p->name, NULL);
	p->stored = info.compression_method == METHOD_STORED;
	p->crc = (uint32_t)info.crc;
	p->packed = (int64_t)info.compressed_size;
	p->size = (int64_t)info.uncompressed_size;
	snprintf(limit, sizeof limit, "%d", (int)(XLSX_BYTES >> 20));
	if (p->size < 0 || p->size > XLSX_BYTES)
		return refuse(cx, "xlsx-zip-sum", p->name, limit);
	snprintf(limit, sizeof limit, "%d", XLSX_RATIO);
	if (p->packed < 0 || p->packed > s->size || (p->stored && p->packed != p->size))
		return refuse(cx, "xlsx-zip-lies", p->name, NULL);
	if (p->size > XLSX_RATIO_OF && p->size / XLSX_RATIO > p->packed)
		return refuse(cx, "xlsx-zip-ratio", p->name, limit);
	/* Reads the local header, and compares. */
	if (unzOpenCurrentFile2(zip, &method, &level, 1) != UNZ_OK)
		return refuse(cx, "xlsx-zip-broken", p->name, NULL);
	p->pos = (int64_t)unzGetCurrentFileZStreamPos64(zip);
	extra = unzGetLocalExtrafield(zip, NULL, 0);
	unzCloseCurrentFile(zip);
	p->start = p->pos - extra - (int64_t)raw.n - HEADER;
	return extra >= 0 && header_agrees(s, p, raw) ? OK
	                                              : refuse(cx, "xlsx-zip-broken", p->name, NULL);
}

/* Parts follow one another, from the file's first byte to the directory, and none twice. */
static enum err judge(struct ctx *cx, struct xlsx_zip *z, int64_t directory)
{
	int64_t sum = 0, end = 0;
	char limit[16];

	qsort(z->part, (size_t)z->n, sizeof *z->part, by_start);
	if (z->part[0].start != 0)
		return refuse(cx, "xlsx-zip-broken", z->part[0].name, NULL);
	for (int i = 0; i < z->n; i++) {
		struct xlsx_part *p = &z->part[i];

		if (p->start < end)
			return refuse(cx, "xlsx-zip-overlap", p->name, NULL);
		end = p->pos + p->packed;
		if (end > directory)
			return refuse(cx, "xlsx-zip-overlap", p->name, NULL);
		sum += p->size;
	}
	snprintf(limit, sizeof limit, "%d", (int)(XLSX_BYTES >> 20));
	if (sum > XLSX_BYTES)
		return refuse(cx, "xlsx-zip-sum", STR("ZIP"), limit);
	qsort(z->part, (size_t)z->n, sizeof *z->part, by_name);
	for (int i = 1; i < z->n; i++)
		if (name_cmp(z->part[i - 1].name, z->part[i].name) == 0)
			return refuse(cx, "xlsx-zip-twice", z->part[i].name, NULL);
	return OK;
}

static enum err walk(struct ctx *cx, struct arena *a, unzFile zip, struct source *s,
                     struct xlsx_zip *z)
{
	unz_global_info64 all;
	int64_t directory;
	char limit[16];
	int rc;

	snprintf(limit, sizeof limit, "%d", XLSX_PARTS);
	if (unzGetGlobalInfo64(zip, &all) != UNZ_OK || !all.number_entry)
		return refuse(cx, "xlsx-zip-broken", STR("ZIP"), NULL);
	if (all.number_entry > XLSX_PARTS)
		return refuse(cx, "xlsx-zip-entries", STR("ZIP"), limit);
	z->part = arena_array(a, (size_t)all.number_entry, sizeof *z->part);
	rc = unzGoToFirstFile(zip);
	directory = (int64_t)unzGetOffset64(zip);
	for (; rc == UNZ_OK && z->n < (int)all.number_entry; rc = unzGoToNextFile(zip)) {
		TRY(one_entry(cx, a, zip, s, &z->part[z->n]));
		z->n++;
	}
	if (rc != UNZ_END_OF_LIST_OF_FILE || z->n != (int)all.number_entry)
		return refuse(cx, "xlsx-zip-broken", STR("ZIP"), NULL);
	return judge(cx, z, directory);
}

/* The end record counts volumes; minizip calls those simply bad. */
static bool several_volumes(const struct source *s)
{
	unsigned char end[22], head[4];

	return (os_pread_full(s->fd, head, 4, 0) == 4 && !memcmp(head, "PK\7\10", 4)) ||
	       (s->size >= 22 && os_pread_full(s->fd, end, 22, s->size - 22) == 22 &&
	        !memcmp(end, "PK\5\6", 4) && (end[4] | end[5] | end[6] | end[7]) &&
	        (end[4] & end[5] & end[6] & end[7]) != 0xFF);
}

enum err xlsx_zip_open(struct ctx *cx, struct arena *a, int fd, struct xlsx_zip *out)
{
	struct source *s = mem_new(1, sizeof *s);
	zlib_filefunc64_def doors = { source_open, source_read, source_write, source_tell, source_seek,
		source_none, source_none, s };
	unzFile zip;
	enum err e;

	*out = (struct xlsx_zip){ .fd = fd };
	s->fd = fd;
	s->size = lseek(fd, 0, SEEK_END);
	zip = s->size < 0 ? NULL : unzOpen2_64("", &doors);
	if (zip)
		e = walk(cx, a, zip, s, out);
	else
		e = refuse(cx, several_volumes(s) ? "xlsx-zip-volumes" : "xlsx-zip-broken", STR("ZIP"),
		           NULL);
	if (s->failed) {
		err_clear(cx);
		e = err_set(cx, ERR_IO, "", "csv-read", NULL);
	}
	if (zip)
		unzClose(zip);
	mem_free(s);
	return e;
}

/* ---- unpacking ---- */

struct xlsx_unpack {
	const struct xlsx_part *part;
	int fd;
	int64_t in, out;             /* bytes taken from the file, bytes given */
	uint32_t crc;
	bool ended;
	z_stream z;
	unsigned char window[WINDOW];
};

enum err xlsx_unpack_open(struct ctx *cx, const struct xlsx_zip *z, const struct xlsx_part *p,
                          struct xlsx_unpack **out)
{
	struct xlsx_unpack *u = mem_new(1, sizeof *u);

	u->part = p;
	u->fd = z->fd;
	*out = NULL;
	if (!p->stored && inflateInit2(&u->z, -MAX_WBITS) != Z_OK) {
		mem_free(u);
		return err_set(cx, ERR_LIMIT, "", "csv-memory", NULL);
	}
	*out = u;
	return OK;
}

void xlsx_unpack_close(struct xlsx_unpack *u)
{
	if (!u)
		return;
	if (!u->part->stored)
		inflateEnd(&u->z);
	mem_free(u);
}

/* Fills the window from the file; not beyond the part. */
static enum err refill(struct ctx *cx, struct xlsx_unpack *u)
{
	int64_t left = u->part->packed - u->in;
	size_t n = left < WINDOW ? (size_t)left : WINDOW;

	if (os_pread_full(u->fd, u->window, n, u->part->pos + u->in) != (ssize_t)n)
		return err_set(cx, ERR_IO, "", "csv-read", NULL);
	u->z.next_in = u->window;
	u->z.avail_in = (uInt)n;
	u->in += (int64_t)n;
	return OK;
}

static enum err inflate_some(struct ctx *cx, struct xlsx_unpack *u, void *to, size_t room,
                             size_t *n)
{
	u->z.next_out = to;
	u->z.avail_out = (uInt)room;
	while (u->z.avail_out && !u->ended) {
		int rc;

		if (!u->z.avail_in && u->in < u->part->packed)
			TRY(refill(cx, u));
		rc = inflate(&u->z, Z_NO_FLUSH);
		u->ended = rc == Z_STREAM_END;
		if (rc == Z_BUF_ERROR && !u->z.avail_in && u->in == u->part->packed)
			return refuse(cx, "xlsx-zip-lies", u->part->name, NULL);
		if (rc != Z_OK && rc != Z_STREAM_END)
			return refuse(cx, "xlsx-zip-broken", u->part->name, NULL);
	}
	*n = room - u->z.avail_out;
	return OK;
}

static enum err copy_some(struct ctx *cx, struct xlsx_unpack *u, void *to, size_t room, size_t *n)
{
	if (!u->z.avail_in && u->in < u->part->packed)
		TRY(refill(cx, u));
	*n = u->z.avail_in < room ? u->z.avail_in : room;
	if (*n) {
		memcpy(to, u->z.next_in, *n);
		u->z.next_in += *n;
		u->z.avail_in -= (uInt)*n;
	}
	u->ended = !u->z.avail_in && u->in == u->part->packed;
	return OK;
}

enum err xlsx_unpack_read(struct ctx *cx, struct xlsx_unpack *u, void *to, size_t room, size_t *n)
{
	const struct xlsx_part *p = u->part;

	*n = 0;
	if (u->ended)
		return OK;
	TRY(p->stored ? copy_some(cx, u, to, room, n) : inflate_some(cx, u, to, room, n));
	u->crc = (uint32_t)crc32(u->crc, to, (uInt)*n);
	u->out += (int64_t)*n;
	if (u->out > p->size)
		return refuse(cx, "xlsx-zip-lies", p->name, NULL);
	if (!p->stored && u->out > XLSX_RATIO_OF &&
	    u->out / XLSX_RATIO > u->in - (int64_t)u->z.avail_in)
		return refuse(cx, "xlsx-zip-ratio", p->name, "200");
	if (u->ended && (u->out != p->size || u->z.avail_in || u->in != p->packed))
		return refuse(cx, "xlsx-zip-lies", p->name, NULL);
	if (u->ended && u->crc != p->crc)
		return refuse(cx, "xlsx-zip-broken", p->name, NULL);
	return OK;
}
