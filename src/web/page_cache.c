/* page_cache - see the header. The file is a ring: a page is written where the last one ended, and
 * what it overwrites no longer opens under its place. The index is a table of sets of WAYS entries.
 * A page is true while neither its household nor anything that all pages show changed after the
 * commit that it was read behind. */
#include "web/page_cache.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"

#define RING   (INT64_C(256) << 20)
#define WAYS   4
#define SETS   (1u << 14)
#define FLAGS  (1u << 15)        /* commits are remembered by hash of the household */
#define PAGE_MOST (256u << 10)

/* Rows of no household that pages show: places, labels, who did something. */
#define SHOWN_EVERYWHERE (UINT64_C(1) << TAG_area | UINT64_C(1) << TAG_list_value | \
	UINT64_C(1) << TAG_account | UINT64_C(1) << TAG_pack_version | UINT64_C(1) << TAG_setting)

struct entry {
	uint64_t key;                /* of number and language; 0: free */
	int64_t pos;                 /* in the ring, counted on without end */
	uint32_t len;
	uint64_t then;
};

struct page_cache {
	int fd;
	struct seal_key seal;
	struct lock *lock;           /* guards entry and end */
	int64_t end;
	struct entry entry[SETS][WAYS];
	struct reg *r;
	struct reg_watch watch;
	_Atomic uint64_t commits, world;             /* told of; the last that touched all pages */
	_Atomic uint64_t touched[FLAGS];             /* the last that touched such a household */
};

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	return h ^ h >> 33;
}

static uint64_t key_of(struct str no, enum lang lang)
{
	uint64_t h = 0xcbf29ce484222325u + (uint64_t)lang;

	for (size_t i = 0; i < no.n; i++)
		h = (h ^ (unsigned char)no.p[i]) * 0x100000001b3u;
	h = mix(h);
	return h ? h : 1;
}

static _Atomic uint64_t *flag_of(struct page_cache *c, int64_t household)
{
	return &c->touched[mix((uint64_t)household) % FLAGS];
}

/* On the writer's thread: first what changed, then that something did. */
static void told(void *state, const struct touched *t)
{
	struct page_cache *c = state;
	uint64_t now = atomic_load(&c->commits) + 1;

	for (uint32_t i = 0; i < t->n; i++)
		atomic_store(flag_of(c, t->id[i]), now);
	if (t->all || t->nouns & SHOWN_EVERYWHERE)
		atomic_store(&c->world, now);
	atomic_store(&c->commits, now);
}

enum err page_cache_new(struct ctx *cx, struct reg *r, struct page_cache **out)
{
	struct page_cache *c = mem_new(1, sizeof *c);
	unsigned char seed[SEED_LEN];
	enum err e;

	c->fd = -1;
	c->r = r;
	c->lock = lock_new();
	if (os_spool(cx, r->path.dir, &c->fd) != OK)
		err_clear(cx);               /* nowhere to keep them: every page is written anew */
	os_random(seed, sizeof seed);
	seal_key_derive(&r->keys, seed, &c->seal);
	c->watch = (struct reg_watch){ .told = told, .state = c };
	e = register_watch(cx, r, &c->watch);
	if (e != OK)
		page_cache_free(cx, c);
	else
		*out = c;
	return e;
}

void page_cache_free(struct ctx *cx, struct page_cache *c)
{
	if (!c)
		return;
	if (register_unwatch(cx, c->r, &c->watch) != OK)
		err_clear(cx);               /* the writer has ended, and tells nobody */
	if (c->fd >= 0)
		close(c->fd);
	lock_free(c->lock);
	mem_free(c);
}

uint64_t page_cache_now(const struct page_cache *c)
{
	return atomic_load(&c->commits);
}

static bool find(struct page_cache *c, uint64_t key, struct entry *out)
{
	const struct entry *set = c->entry[key % SETS];
	bool there = false;

	lock_read(c->lock);
	for (int i = 0; i < WAYS && !there; i++) {
		there = set[i].key == key && c->end - set[i].pos <= RING;
		if (there)
			*out = set[i];
	}
	lock_end(c->lock);
	return there;
}

/* What is sealed: about, then the length of the number, the number, the page. */
static bool unpack(struct str plain, struct str no, struct page_about *about, struct buf *page)
{
	uint8_t n;

	if (plain.n < sizeof *about + 1)
		return false;
	memcpy(about, plain.p, sizeof *about);
	n = (uint8_t)plain.p[sizeof *about];
	plain = str_sub(plain, sizeof *about + 1, plain.n);
	if (!str_eq(str_sub(plain, 0, n), no))
		return false;
	buf_adds(page, str_sub(plain, n, plain.n));
	return !page->full;
}

bool page_cache_get(struct page_cache *c, struct arena *a, struct str no, enum lang lang,
                    struct page_about *about, struct buf *page)
{
	struct buf plain BUF_AUTO = { 0 };
	struct entry e;
	char *to;

	if (c->fd < 0 || !find(c, key_of(no, lang), &e) || atomic_load(&c->world) > e.then)
		return false;
	buf_init(&plain, PAGE_MOST);
	to = arena_alloc(a, e.len);
	if (os_pread_full(c->fd, to, e.len, e.pos % RING) != (ssize_t)e.len)
		return false;
	if (!seal_open(&c->seal, (struct seal_place){ .id = e.pos }, (struct str){ to, e.len },
	               &plain) ||
	    !unpack(buf_str(&plain), no, about, page))
		return false;
	return atomic_load(flag_of(c, about->household)) <= e.then;
}

/* A place in the ring for n bytes in one piece. */
static int64_t place(struct page_cache *c, size_t n)
{
	int64_t at;

	lock_write(c->lock);
	if (c->end % RING + (int64_t)n > RING)
		c->end += RING - c->end % RING;
	at = c->end;
	c->end += (int64_t)n;
	lock_end(c->lock);
	return at;
}

static void enter(struct page_cache *c, const struct entry *e)
{
	struct entry *set = c->entry[e->key % SETS], *to = &set[0];

	lock_write(c->lock);
	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == e->key) {
			to = &set[i];
			break;
		}
		if (set[i].pos < to->pos || !set[i].key)
			to = &set[i];
	}
	*to = *e;
	lock_end(c->lock);
}

void page_cache_put(struct page_cache *c, struct str no, enum lang lang, uint64_t then,
                    const struct page_about *about, struct str page)
{
	struct buf plain BUF_AUTO = { 0 }, blob BUF_AUTO = { 0 };
	struct entry e = { .key = key_of(no, lang), .then = then };

	if (c->fd < 0 || no.n > 255)
		return;
	buf_init(&plain, PAGE_MOST);
	buf_init(&blob, PAGE_MOST);
	buf_add(&plain, about, sizeof *about);
	buf_addc(&plain, (char)no.n);
	buf_adds(&plain, no);
	buf_adds(&plain, page);
	if (plain.full || plain.n + SEAL_OVERHEAD > PAGE_MOST)
		return;
	e.len = (uint32_t)(plain.n + SEAL_OVERHEAD);
	e.pos = place(c, e.len);
	seal_row(&c->seal, (struct seal_place){ .id = e.pos }, buf_str(&plain), &blob);
	/* a disk that is full keeps no page; half a page does not open */
	if (blob.n == e.len && pwrite(c->fd, blob.p, blob.n, e.pos % RING) == (ssize_t)blob.n)
		enter(c, &e);
}
