/* facts_int - what the files of facts share: chunks of memory that views hold on to, and how a
 * segment is put together. */
#ifndef RULE_FACTS_INT_H
#define RULE_FACTS_INT_H

#include "base/thread.h"
#include "rule/facts.h"

#define BITS_WORDS(n) (((size_t)(n) + 63) / 64)
#define DAYS_FIRST    (-25567)           /* 1900-01-01 as days since 1970 */

/* Memory of one column, or of one segment's frame: freed when no view can see it. */
struct facts_chunk {
	struct facts_chunk *next;            /* in a list of what is to be freed */
	size_t bytes;
	void *at;                            /* 64-byte aligned, zeroed */
};

/* Segment as made: the face of it, and what to free. mapped: chunks belong to a file. */
struct seg {
	struct facts_segment face;
	uint32_t n;                          /* households */
	struct facts_col *col;               /* of all nouns, one after another */
	struct facts_chunk **chunk;          /* of each column, id and owner, in order, and at last the
	                                      * frame: runs, ends, blocks. NULL: none, or in the file */
	int nchunk;
};

/* What no newer view sees. */
struct facts_dead {
	struct facts_chunk *chunk;
	struct seg **seg;
	int nseg, room;
};
void facts_dead_chunk(struct facts_dead *d, struct facts_chunk *c);      /* NULL is fine */
void facts_dead_seg(struct facts_dead *d, struct seg *g);
void facts_dead_all(struct facts_dead *d, struct seg *g);                /* with its chunks */

struct view {
	struct facts_view face;
	struct view *next;                   /* newer */
	long refs;
	struct facts_dead dead;              /* seen by this view and older ones only */
};

static inline struct seg *facts_view_seg(const struct facts_view *v, int i)
{
	return (struct seg *)(uintptr_t)v->seg[i];
}

struct facts {
	const struct facts_schema *s;
	struct lock *lock;                   /* held for a few instructions: the list of views */
	struct lock *writer;
	struct view *oldest, *newest;
	uint64_t serial;                     /* of segments and views */
	struct str map;                      /* the file that some columns lie in */
	struct facts_chunk *opened;          /* what was opened of its sealed columns */
};

struct facts_chunk *facts_chunk_new(size_t bytes);
void facts_chunk_free(struct facts_chunk *c);
struct seg *facts_seg_new(const struct facts_schema *s);
void facts_seg_free(struct seg *g);                  /* without its chunks */
int facts_seg_columns(const struct facts_schema *s); /* chunks of a segment */
/* Which chunk holds a column: col may be ncol for the id, ncol + 1 for the owner. */
int facts_seg_slot(const struct facts_schema *s, int noun, int col);
/* Copies id and owner from the list of columns to the rows' faces. */
void facts_seg_face(struct seg *g, const struct facts_schema *s);

/* Publishes the segments as the newest view; the array becomes the view's. dead: what only the view
 * before sees; emptied. */
void facts_publish(struct facts *f, struct seg **seg, int n, struct facts_dead *dead);
/* The same columns under other area indexes. */
struct seg *facts_seg_renumbered(struct facts *f, struct seg *g, const int32_t *map,
                                 struct facts_dead *dead);

/* ---- a column that is being written ---- */

struct colw {
	enum facts_width width;
	bool nulls;
	int64_t base;
	uint32_t n, room;                    /* rows written, rows in all */
	struct facts_chunk *chunk;           /* NULL: FW_VOID, or FW_HERE without nulls */
	uint64_t *known;
	unsigned char *data;
};

/* What values need. */
struct span {
	int64_t min, max;                    /* of the known ones; min > max: none */
	bool odd_date;                       /* one that FW_DAYS cannot hold */
	bool nulls;
	uint32_t n;
};
void span_start(struct span *s);
void span_add(struct span *s, int64_t v, bool known, bool date);
/* n of them, known where the bit is set (NULL: all); unknown ones are 0. */
void span_rows(struct span *s, const int64_t *v, const uint64_t *known, uint32_t n, bool date);
enum facts_width span_width(const struct span *s, bool date);
enum facts_width facts_width_join(enum facts_width a, enum facts_width b);
size_t facts_width_bytes(enum facts_width w, uint32_t rows);    /* of the data, padded */

void colw_start(struct colw *w, enum facts_width width, bool nulls, int64_t base, uint32_t rows);
void colw_value(struct colw *w, int64_t v, bool known);
/* All n values of an empty column, as span_rows takes them. */
void colw_rows(struct colw *w, const int64_t *v, const uint64_t *known, uint32_t n);
/* Another value in a row that was written: of what the width holds. */
void colw_set(struct colw *w, uint32_t row, int64_t v, bool known);
/* A column of ids: what is stored is the distance from the smallest. */
void id_start(struct colw *w, const struct span *s, uint32_t rows);
void colw_copy(struct colw *w, const struct facts_col *from, uint32_t at, uint32_t n);
void colw_end(struct colw *w, struct facts_col *out, struct facts_chunk **chunk);

/* Bit `bit` of every stride-th word, as bits of n rows. */
void bits_gather(uint64_t *to, const uint64_t *from, size_t stride, int bit, uint32_t n);
void bits_copy(uint64_t *to, uint32_t at, const uint64_t *from, uint32_t from_at, uint32_t n);
/* Bits set from bit `from` up to `to`. */
uint32_t facts_bits_count(const uint64_t *w, uint32_t from, uint32_t to);
void bits_fill(uint64_t *to, uint32_t at, uint32_t n);
/* A date as days since 1900, or -1 where FW_DAYS cannot hold it. */
int32_t facts_days(int64_t date);
int64_t facts_days_date(uint32_t days);

/* ---- the frame of a segment, made from the counts of each household ---- */

struct frame {
	struct facts_run *run;
	int nrun, run_room;
	uint32_t n;                          /* households */
	uint32_t *count[FACTS_NOUNS];        /* rows of each noun for each household */
	uint32_t room;
};
void frame_start(struct frame *f);
void frame_free(struct frame *f);
void frame_add(struct frame *f, const struct facts_schema *s, int32_t area,
               const uint32_t count[FACTS_NOUNS]);
/* Rows, ends, blocks and runs of the segment; columns come after. */
void frame_end(struct frame *f, const struct facts_schema *s, struct seg *g);
/* Adds n households of a segment as they are. */
void frame_add_old(struct frame *f, const struct facts_schema *s, const struct facts_segment *g,
                   uint32_t from, uint32_t n);
/* Bytes of a frame whose counts stand in g; points g's ends, blocks and runs there unless NULL. */
size_t frame_layout(const struct facts_schema *s, struct seg *g, void *at);
const void *facts_frame_at(const struct facts_schema *s, const struct seg *g);
/* The frame of another segment with the same rows. */
void facts_seg_share(struct seg *g, const struct seg *from, const struct facts_schema *s);
/* The end of the n-th set bit (from 0) from bit `from` on. */
uint32_t facts_nth_end(const uint64_t *end, uint32_t from, uint32_t n);

static inline bool bit_at(const uint64_t *w, uint32_t i) { return w[i >> 6] >> (i & 63) & 1; }
static inline void bit_set(uint64_t *w, uint32_t i) { w[i >> 6] |= (uint64_t)1 << (i & 63); }

#endif
