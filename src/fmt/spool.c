/* spool - pages of one size: the first ones in memory, then pages in the file, then the one that
 * is being filled. */
#include "fmt/spool.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "crypto/stream.h"

#define PAGE   ((size_t)256 << 10)
#define AHEAD  ((size_t)64 << 10)        /* read at once by who reads in order */

struct spool {
	int fd;
	int64_t size, page_max;              /* bytes; pages that may stay in memory */
	char **page;                         /* of them */
	int64_t npage, page_cap;
	char *tail;                          /* a page that will go to the file when it is full */
	char *sealed;                        /* its ciphertext on the way there */
	struct stream_key key;
};

struct spool *spool_new(int fd)
{
	struct spool *s = mem_new(1, sizeof *s);

	s->fd = fd;
	s->page_max = (fd < 0 ? SPOOL_ALONE : SPOOL_MEMORY) / (int64_t)PAGE;
	stream_key_new(&s->key);
	return s;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	for (int64_t i = 0; i < s->npage; i++)
		mem_free(s->page[i]);
	mem_free(s->page);
	mem_free(s->tail);
	mem_free(s->sealed);
	stream_key_wipe(&s->key);
	mem_free(s);
}

int64_t spool_size(const struct spool *s)
{
	return s->size;
}

/* ---- writing ---- */

static enum err write_tail(struct ctx *cx, struct spool *s, int64_t page)
{
	int64_t off = (page - s->page_max) * (int64_t)PAGE;
	size_t done = 0;

	memcpy(s->sealed, s->tail, PAGE);
	stream_xor(&s->key, off, s->sealed, PAGE);
	while (done < PAGE) {
		ssize_t n = pwrite(s->fd, s->sealed + done, PAGE - done, off + (int64_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(cx, ERR_IO, "", "spool-write", strerrordesc_np(n < 0 ? errno : ENOSPC),
			               NULL);
		done += (size_t)n;
	}
	return OK;
}

/* The page that the next byte goes to. */
static enum err next_page(struct ctx *cx, struct spool *s, char **out)
{
	int64_t page = s->size / (int64_t)PAGE;
	bool fresh = s->size % (int64_t)PAGE == 0;

	if (page < s->page_max) {
		if (page == s->npage) {
			if (s->npage == s->page_cap) {
				s->page_cap = s->page_cap * 2 + 8;
				s->page = mem_grow(s->page, (size_t)s->page_cap, sizeof *s->page);
			}
			s->page[s->npage++] = mem_grow(NULL, PAGE, 1);
		}
		*out = s->page[page];
		return OK;
	}
	if (s->fd < 0)
		return err_set(cx, ERR_LIMIT, "", "spool-memory", NULL);
	if (s->size >= SPOOL_FILE)
		return err_set(cx, ERR_LIMIT, "", "spool-full", NULL);
	if (!s->tail) {
		s->tail = mem_grow(NULL, PAGE, 1);
		s->sealed = mem_grow(NULL, PAGE, 1);
	} else if (fresh) {
		TRY(write_tail(cx, s, page - 1));
	}
	*out = s->tail;
	return OK;
}

enum err spool_add(struct ctx *cx, struct spool *s, const void *p, size_t n)
{
	const char *from = p;

	while (n) {
		size_t at = (size_t)(s->size % (int64_t)PAGE), take = n < PAGE - at ? n : PAGE - at;
		char *page;

		TRY(next_page(cx, s, &page));
		memcpy(page + at, from, take);
		from += take;
		n -= take;
		s->size += (int64_t)take;
	}
	return OK;
}

/* ---- reading ---- */

/* The page in memory that holds the byte at off, or NULL when it is in the file. */
static const char *in_memory(const struct spool *s, int64_t off)
{
	int64_t page = off / (int64_t)PAGE;

	if (page < s->npage)
		return s->page[page];
	/* A full tail is written only when the next byte comes. */
	return s->tail && page == (s->size - 1) / (int64_t)PAGE ? s->tail : NULL;
}

static enum err fetch(struct ctx *cx, struct spool *s, int64_t off, size_t n, char *to)
{
	while (n) {
		const char *page = in_memory(s, off);
		size_t at = (size_t)(off % (int64_t)PAGE), take = n < PAGE - at ? n : PAGE - at;

		if (page) {
			memcpy(to, page + at, take);
		} else {
			int64_t place = off - s->page_max * (int64_t)PAGE;

			if (os_pread_full(s->fd, to, take, place) != (ssize_t)take)
				return err_set(cx, ERR_IO, "", "spool-read", NULL);
			stream_xor(&s->key, place, to, take);
		}
		off += (int64_t)take;
		to += take;
		n -= take;
	}
	return OK;
}

enum err spool_read(struct ctx *cx, struct spool *s, struct spool_window *w, int64_t off, size_t n,
                    const char **out)
{
	size_t at = (size_t)(off % (int64_t)PAGE), want = n;
	const char *page;

	if (off < 0 || n > SPOOL_ONCE || off + (int64_t)n > s->size)
		return err_set(cx, ERR_BUG, "", "spool-read", NULL);
	*out = "";
	if (!n)
		return OK;
	page = in_memory(s, off);
	if (page && at + n <= PAGE) {
		*out = page + at;
		return OK;
	}
	if (off < w->off || off + (int64_t)n > w->off + (int64_t)w->n) {
		if (off == w->next && want < AHEAD)
			want = AHEAD;
		if (off + (int64_t)want > s->size)
			want = (size_t)(s->size - off);
		if (want > w->cap) {
			w->cap = want + want / 2;
			w->p = mem_grow(w->p, w->cap, 1);
		}
		w->n = 0;
		TRY(fetch(cx, s, off, want, w->p));
		w->off = off;
		w->n = want;
	}
	w->next = off + (int64_t)n;
	*out = w->p + (off - w->off);
	return OK;
}

void spool_window_free(struct spool_window *w)
{
	mem_free(w->p);
	*w = (struct spool_window){ 0 };
}
