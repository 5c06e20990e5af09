/* reader_wire - the bytes between a locked-down child and its parent. Only children of this program
 * and those who start them include it. */
#ifndef JOB_READER_WIRE_H
#define JOB_READER_WIRE_H

#include "base/buf.h"
#include "base/err.h"

#define WIRE_MAX (16 << 20)      /* the longest message a parent takes */

static inline void wire_u8(struct buf *b, uint8_t v) { buf_addc(b, (char)v); }
static inline void wire_u32(struct buf *b, uint32_t v) { buf_add(b, &v, 4); }
static inline void wire_u64(struct buf *b, uint64_t v) { buf_add(b, &v, 8); }
static inline void wire_str(struct buf *b, struct str s)
{
	wire_u32(b, (uint32_t)s.n);
	buf_adds(b, s);
}
/* Starts a message; wire_end puts its length in. */
static inline size_t wire_begin(struct buf *b, char type)
{
	buf_addc(b, type);
	wire_u32(b, 0);
	return b->n;
}
static inline void wire_end(struct buf *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at);

	if (!b->full)
		memcpy(b->p + at - 4, &n, 4);
}

/* Reading: every taker checks what is left; `bad` sticks. */
struct wire { const char *p; size_t n; bool bad; };
static inline const char *wire_take(struct wire *w, size_t n)
{
	const char *p = w->p;

	if (n > w->n) {
		w->bad = true;
		return NULL;
	}
	w->p += n;
	w->n -= n;
	return p;
}
static inline uint64_t wire_num(struct wire *w, size_t n)
{
	uint64_t v = 0;
	const char *p = wire_take(w, n);

	if (p)
		memcpy(&v, p, n);
	return v;
}
static inline struct str wire_text(struct wire *w)
{
	size_t n = (size_t)wire_num(w, 4);
	const char *p = wire_take(w, n);

	return p ? (struct str){ p, n } : (struct str){ 0 };
}

/* Reads one whole message of at most `most` bytes; its body lives in b. Anything else is what
 * broken says. */
enum err wire_next(struct ctx *cx, int fd, size_t most, struct buf *b, char *type,
                   struct wire *body, enum err (*broken)(struct ctx *cx));
/* Appends a file in messages 'Z' of at most WIRE_PIECE bytes, then 'E'. */
#define WIRE_PIECE (1 << 20)
void wire_put_file(struct buf *b, struct str bytes);
/* The life of a child that sends all it has at its end: run with so much memory; what it failed
 * with goes to the parent. Does not return. */
int wire_child(size_t memory, enum err (*run)(struct ctx *cx));

/* What the child failed with: message 'X', appended. */
void wire_put_failure(struct buf *out, const struct err_info *e);
/* The parent's side: the child's error becomes ours, if its key is one of our messages; else what
 * broken says. */
enum err wire_failure(struct ctx *cx, struct wire *w, enum err (*broken)(struct ctx *cx));

#endif
