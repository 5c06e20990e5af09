/* readings - see the header. */
#include "web/readings.h"

#include "base/mem.h"
#include "base/thread.h"
#include "domain/register/edit.h"

#define READS_MOST 20000         /* between two writings */
#define SLOTS      32768

struct read { int64_t account, id; uint8_t noun; };

struct readings {
	struct lock *lock;
	int64_t began;
	int64_t n, asked;            /* entries; readings, repeated ones too */
	struct read v[READS_MOST];
	uint16_t slot[SLOTS];        /* 1 + index, by hash */
};

struct readings *readings_new(void)
{
	struct readings *r = mem_new(1, sizeof *r);

	r->lock = lock_new();
	return r;
}

void readings_free(struct readings *r)
{
	lock_free(r->lock);
	mem_free(r);
}

void readings_note(struct readings *r, int64_t account, uint8_t noun, int64_t id)
{
	uint64_t h = ((uint64_t)id * 0x9E3779B97F4A7C15u) ^ ((uint64_t)account * 0xC2B2AE3D27D4EB4Fu) ^
	             noun;
	size_t i = (h >> 20) % SLOTS;

	lock_write(r->lock);
	r->asked++;
	for (; r->slot[i]; i = (i + 1) % SLOTS) {
		const struct read *have = &r->v[r->slot[i] - 1];

		if (have->account == account && have->id == id && have->noun == noun)
			break;
	}
	if (!r->slot[i] && r->n < READS_MOST) {
		r->v[r->n] = (struct read){ account, id, noun };
		r->slot[i] = (uint16_t)++r->n;
	}
	lock_end(r->lock);
}

/* Takes what was noted out of the way of those who note on. */
static struct read *take(struct readings *r, int64_t *n, int64_t *asked, int64_t *began,
                         int64_t now)
{
	struct read *v = NULL;

	lock_write(r->lock);
	*n = r->n;
	*asked = r->asked;
	*began = r->began ? r->began : now;
	if (r->n) {
		v = mem_new((size_t)r->n, sizeof *v);
		memcpy(v, r->v, (size_t)r->n * sizeof *v);
		memset(r->slot, 0, sizeof r->slot);
		r->n = r->asked = 0;
	}
	r->began = now;
	lock_end(r->lock);
	return v;
}

static enum err write_them(struct ctx *cx, struct reg *reg, const struct read *v, int64_t n,
                           int64_t asked, int64_t began)
{
	struct buf text BUF_AUTO = { 0 };
	struct edits e;
	struct rec *now;

	buf_init(&text, 1000000);
	for (int64_t i = 0; i < n; i++)
		buf_addf(&text, "%lld %d %lld\n", (long long)v[i].account, v[i].noun, (long long)v[i].id);
	edits_begin(&e, reg, "");
	TRY(edits_new(cx, &e, register_entity(reg, TAG_reading), NULL, &now));
	rec_int(now, READING_began, began);
	rec_int(now, READING_ended, cx->now_ms);
	rec_int(now, READING_reads, asked);
	rec_text(now, READING_entries, buf_str(&text));
	return edits_write(cx, &e, NULL);
}

enum err readings_flush(struct ctx *cx, struct readings *r, struct reg *reg)
{
	int64_t n, asked, began;
	struct read *v = take(r, &n, &asked, &began, cx->now_ms);
	enum err e = OK;

	if (n)
		e = write_them(cx, reg, v, n, asked, began);
	for (int64_t i = 0; e != OK && i < n; i++)
		readings_note(r, v[i].account, v[i].noun, v[i].id);
	mem_free(v);
	return e;
}
