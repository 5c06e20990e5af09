#include "fmt/xlsx_pour.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"

#define PIECE      ((size_t)256 << 10)   /* packed at once */
#define KEPT       ((size_t)64 << 10)    /* of a sheet that others follow, in memory at most */
#define WAITING    4                     /* pieces between the threads */
#define STEP       65536
#define LEVEL      5                     /* two thirds of the time of 6, 2 % larger */
#define FRAME_MOST ((size_t)64 << 20)    /* of a sheet without its rows */
#define EMPTY      "<sheetData></sheetData>"

/* Where a packed piece lies in the scratch file. */
struct extent { int64_t at; uint32_t packed, size; };

struct sheet {
	struct pour *p;
	FILE *f;                     /* NULL: closed */
	struct buf kept;             /* not yet handed over */
	size_t at;                   /* read so far */
	bool poured;
	/* the thread's, until it has ended */
	struct extent *ext;
	int next, cap;
	int64_t size;
	uLong crc;
};

struct piece { struct sheet *s; struct buf b; };

struct pour {
	int scratch;
	struct sheet **sheet;
	int nsheet, cap;
	bool used;
	struct queue *full, *empty;
	struct thread *packer;
	struct piece piece[WAITING];
	/* the thread's, until it has ended */
	z_stream z;
	int64_t end;                 /* of the scratch file */
	unsigned char *out;
	size_t room;
	int failed;                  /* errno */
};

/* ---- packing ---- */

static bool pack(z_stream *z, struct str in, unsigned char *out, size_t room, int how, size_t *n)
{
	int rc;

	if (deflateReset(z) != Z_OK)
		return false;
	z->next_in = (unsigned char *)in.p;
	z->avail_in = (uInt)in.n;
	z->next_out = out;
	z->avail_out = (uInt)room;
	rc = deflate(z, how);
	*n = room - z->avail_out;
	return rc == (how == Z_FINISH ? Z_STREAM_END : Z_OK) && !z->avail_in && z->avail_out;
}

static bool pack_begin(z_stream *z)
{
	memset(z, 0, sizeof *z);
	return deflateInit2(z, LEVEL, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK;
}

static int put_at(int fd, const unsigned char *p, size_t n, int64_t at)
{
	while (n) {
		ssize_t done = pwrite(fd, p, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done < 0 ? errno : ENOSPC;
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

static void one_piece(struct pour *p, const struct piece *piece)
{
	struct sheet *s = piece->s;
	struct str in = buf_str(&piece->b);
	size_t n;

	if (p->failed)
		return;
	if (!pack(&p->z, in, p->out, p->room, Z_SYNC_FLUSH, &n))
		p->failed = EIO;
	else
		p->failed = put_at(p->scratch, p->out, n, p->end);
	if (p->failed)
		return;
	if (s->next == s->cap) {
		s->cap = s->cap * 2 + 16;
		s->ext = mem_grow(s->ext, (size_t)s->cap, sizeof *s->ext);
	}
	s->ext[s->next++] = (struct extent){ p->end, (uint32_t)n, (uint32_t)in.n };
	s->crc = crc32(s->crc, (const unsigned char *)in.p, (uInt)in.n);
	s->size += (int64_t)in.n;
	p->end += (int64_t)n;
}

static void packer(void *arg)
{
	struct pour *p = arg;
	void *item;

	while (queue_get(p->full, &item)) {
		struct piece *piece = item;

		one_piece(p, piece);
		buf_reset(&piece->b);
		queue_put(p->empty, piece);
	}
}

static void start(struct pour *p)
{
	if (p->packer)
		return;
	if (!pack_begin(&p->z))
		p->failed = ENOMEM;
	/* what SYNC_FLUSH adds is not in the bound */
	p->room = compressBound(PIECE) + STEP;
	p->out = mem_grow(NULL, p->room, 1);
	p->full = queue_new(WAITING);
	p->empty = queue_new(WAITING);
	for (int i = 0; i < WAITING; i++) {
		buf_init(&p->piece[i].b, PIECE);
		queue_put(p->empty, &p->piece[i]);
	}
	p->packer = thread_start(packer, p);
}

static void stop(struct pour *p)
{
	if (!p->packer)
		return;
	queue_close(p->full);
	thread_join(p->packer);
	p->packer = NULL;
	queue_free(p->full);
	queue_free(p->empty);
	for (int i = 0; i < WAITING; i++)
		buf_free(&p->piece[i].b);
	deflateEnd(&p->z);
	mem_free(p->out);
	p->out = NULL;
}

/* What is kept becomes a piece; the sheet takes the piece's empty memory for it. */
static void hand_over(struct sheet *s)
{
	struct pour *p = s->p;
	struct piece *piece;
	struct buf b;
	void *item = NULL;

	if (!s->kept.n)
		return;
	start(p);
	p->used = s->poured = true;
	queue_get(p->empty, &item);
	piece = item;
	b = piece->b;
	piece->b = s->kept;
	piece->s = s;
	s->kept = b;
	queue_put(p->full, piece);
}

/* ---- the stream ---- */

static ssize_t on_write(void *cookie, const char *text, size_t n)
{
	struct sheet *s = cookie;

	for (size_t at = 0; at < n;) {
		size_t room = PIECE - s->kept.n, take = n - at < room ? n - at : room;

		buf_add(&s->kept, text + at, take);
		at += take;
		if (s->kept.n == PIECE)
			hand_over(s);
	}
	return (ssize_t)n;
}

static ssize_t on_read(void *cookie, char *text, size_t n)
{
	struct sheet *s = cookie;
	size_t left = s->kept.n - s->at;

	if (s->poured) {
		hand_over(s);
		return 0;
	}
	n = n < left ? n : left;
	if (n)
		memcpy(text, s->kept.p + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

/* The library goes back to the beginning, once. */
static int on_seek(void *cookie, off64_t *at, int whence)
{
	struct sheet *s = cookie;

	if (whence != SEEK_SET || *at)
		return -1;
	s->at = 0;
	return 0;
}

static int on_close(void *cookie)
{
	struct sheet *s = cookie;

	buf_free(&s->kept);
	s->f = NULL;
	return 0;
}

struct pour *pour_new(int scratch)
{
	struct pour *p = mem_new(1, sizeof *p);

	p->scratch = scratch;
	return p;
}

FILE *pour_sheet(struct pour *p)
{
	static const cookie_io_functions_t io = { on_read, on_write, on_seek, on_close };
	struct sheet *s = mem_new(1, sizeof *s), *last = p->nsheet ? p->sheet[p->nsheet - 1] : NULL;

	if (last && last->f && last->kept.n > KEPT)
		hand_over(last);
	if (p->nsheet == p->cap) {
		p->cap = p->cap * 2 + 8;
		p->sheet = mem_grow(p->sheet, (size_t)p->cap, sizeof(struct sheet *));
	}
	p->sheet[p->nsheet++] = s;
	s->p = p;
	s->crc = crc32(0, NULL, 0);
	buf_init(&s->kept, PIECE);
	s->f = fopencookie(s, "w+", io);
	if (s->f)
		setvbuf(s->f, NULL, _IOFBF, STEP);
	return s->f;
}

bool pour_used(const struct pour *p)
{
	return p->used;
}

void pour_free(struct pour *p)
{
	if (!p)
		return;
	for (int i = 0; i < p->nsheet; i++)
		if (p->sheet[i]->f)
			fclose(p->sheet[i]->f);
	stop(p);
	for (int i = 0; i < p->nsheet; i++) {
		buf_free(&p->sheet[i]->kept);
		mem_free(p->sheet[i]->ext);
		mem_free(p->sheet[i]);
	}
	mem_free(p->sheet);
	close(p->scratch);
	mem_free(p);
}

/* ---- rows into the workbook ---- */

struct join {
	struct pour *p;
	unzFile from;
	zipFile to;
	z_stream z;
	struct buf frame;
	unsigned char *out;
	size_t room;
	unsigned char step[STEP];
};

/* The sheet that a part of the workbook is, if its rows were poured. */
static const struct sheet *sheet_of(const struct pour *p, const char *name)
{
	for (int i = 0; i < p->nsheet; i++) {
		char own[48];

		snprintf(own, sizeof own, "xl/worksheets/sheet%d.xml", i + 1);
		if (!strcmp(own, name))
			return p->sheet[i]->poured ? p->sheet[i] : NULL;
	}
	return NULL;
}

static bool copy_part(struct join *j)
{
	int n;

	while ((n = unzReadCurrentFile(j->from, j->step, STEP)) > 0)
		if (zipWriteInFileInZip(j->to, j->step, (unsigned)n) != ZIP_OK)
			return false;
	return n == 0;
}

static bool read_frame(struct join *j)
{
	int n;

	buf_reset(&j->frame);
	while ((n = unzReadCurrentFile(j->from, j->step, STEP)) > 0)
		buf_add(&j->frame, j->step, (size_t)n);
	return n == 0 && !j->frame.full;
}

static bool put_packed(struct join *j, struct str text, int how)
{
	size_t n, room = compressBound((uLong)text.n) + STEP;

	if (room > j->room) {
		j->out = mem_grow(j->out, room, 1);
		j->room = room;
	}
	return pack(&j->z, text, j->out, j->room, how, &n) &&
	       zipWriteInFileInZip(j->to, j->out, (unsigned)n) == ZIP_OK;
}

static bool put_rows(struct join *j, const struct sheet *s)
{
	for (int i = 0; i < s->next; i++)
		for (int64_t at = 0; at < s->ext[i].packed;) {
			int64_t left = s->ext[i].packed - at;
			size_t n = left < STEP ? (size_t)left : STEP;

			if (os_pread_full(j->p->scratch, j->step, n, s->ext[i].at + at) != (ssize_t)n ||
			    zipWriteInFileInZip(j->to, j->step, (unsigned)n) != ZIP_OK)
				return false;
			at += (int64_t)n;
		}
	return true;
}

/* Three packed streams behind each other are one: all but the last end at a byte and go on. */
static bool put_sheet(struct join *j, const struct sheet *s, int64_t *size, uLong *crc)
{
	struct str head, tail;
	const char *at;

	if (!read_frame(j))
		return false;
	at = memmem(j->frame.p, j->frame.n, EMPTY, sizeof EMPTY - 1);
	if (!at)
		return false;
	at += strlen("<sheetData>");
	head = (struct str){ j->frame.p, (size_t)(at - j->frame.p) };
	tail = (struct str){ at, j->frame.n - head.n };
	*size = (int64_t)(head.n + tail.n) + s->size;
	*crc = crc32(crc32(0, NULL, 0), (const unsigned char *)head.p, (uInt)head.n);
	*crc = crc32_combine(*crc, s->crc, (z_off_t)s->size);
	*crc = crc32_combine(*crc, crc32(crc32(0, NULL, 0), (const unsigned char *)tail.p,
	                                 (uInt)tail.n), (z_off_t)tail.n);
	return *size <= UINT32_MAX && put_packed(j, head, Z_SYNC_FLUSH) && put_rows(j, s) &&
	       put_packed(j, tail, Z_FINISH);
}

static bool put_part(struct join *j)
{
	unz_file_info64 info;
	char name[256];
	const struct sheet *s;
	int method, level;
	int64_t size;
	uLong crc;
	bool good;

	if (unzGetCurrentFileInfo64(j->from, &info, name, sizeof name - 1, NULL, 0, NULL, 0) !=
	    UNZ_OK || info.size_filename >= sizeof name)
		return false;
	name[info.size_filename] = 0;
	s = sheet_of(j->p, name);
	if (unzOpenCurrentFile2(j->from, &method, &level, !s) != UNZ_OK)
		return false;
	good = zipOpenNewFileInZip2_64(j->to, name, &(zip_fileinfo){ .dosDate = info.dosDate }, NULL, 0,
	                               NULL, 0, NULL, method, Z_DEFAULT_COMPRESSION, 1, 0) == ZIP_OK;
	size = (int64_t)info.uncompressed_size;
	crc = info.crc;
	good = good && (s ? put_sheet(j, s, &size, &crc) : copy_part(j));
	unzCloseCurrentFile(j->from);
	return good && zipCloseFileInZipRaw64(j->to, (ZPOS64_T)size, crc) == ZIP_OK;
}

static bool put_all(struct join *j)
{
	int rc = unzGoToFirstFile(j->from);

	for (; rc == UNZ_OK; rc = unzGoToNextFile(j->from))
		if (!put_part(j))
			return false;
	return rc == UNZ_END_OF_LIST_OF_FILE;
}

/* The library's workbook, aside: it is small. */
static bool copy_file(struct join *j, int from, int to)
{
	for (int64_t at = 0;;) {
		ssize_t n = os_pread_full(from, j->step, STEP, at);

		if (n <= 0)
			return n == 0;
		if ((errno = put_at(to, j->step, (size_t)n, at)))
			return false;
		at += n;
	}
}

enum err pour_join(struct ctx *cx, struct pour *p, int fd, int other, const char *path)
{
	struct join *j;
	char name[32];
	bool good;

	stop(p);
	if (p->failed) {
		errno = p->failed;
		return os_fail(cx, path);
	}
	j = mem_new(1, sizeof *j);
	j->p = p;
	buf_init(&j->frame, FRAME_MOST);
	errno = 0;
	good = copy_file(j, fd, other) && ftruncate(fd, 0) == 0;
	snprintf(name, sizeof name, "/proc/self/fd/%d", other);
	j->from = good ? unzOpen64(name) : NULL;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	j->to = j->from ? zipOpen64(name, APPEND_STATUS_CREATE) : NULL;
	good = j->to && pack_begin(&j->z);
	if (good) {
		good = put_all(j);
		deflateEnd(&j->z);
	}
	if (j->to)
		good = zipClose(j->to, NULL) == ZIP_OK && good;
	if (j->from)
		unzClose(j->from);
	buf_free(&j->frame);
	mem_free(j->out);
	mem_free(j);
	if (good)
		return OK;
	if (errno == ENOSPC || errno == EDQUOT)
		return os_fail(cx, path);
	return err_set(cx, ERR_IO, path, "xw-library", "rows", NULL);
}
