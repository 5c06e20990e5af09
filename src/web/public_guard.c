/* public_guard - see public.h: how often who may ask, pages as they were last written, and the sum
 * that a form asks for. Nothing here outlives the process; addresses are kept as keyed hashes. */
#include "web/public.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/os_net.h"
#include "base/thread.h"
#include "domain/register/register.h"
#include "web/web_int.h"

#define PLACES     8192          /* senders that are counted at once */
#define PAGES      512
#define PAGE_MOST  (64u << 10)
#define SUMS       4096
#define SUM_LIVES  ((int64_t)60 * 60 * 1000)
#define LANES      16            /* forms taken at once; one that is sent twice has one lane */
#define SECOND_NS  ((int64_t)1000000000)
/* A village, or all who use one mobile line, may share an address: so many forms of a kind at once,
 * then one each so often. */
static const struct { int64_t burst, every; } sends[SEND__COUNT] = {
	[SEND_OBJECTION] = { 20, 30 * SECOND_NS },
	[SEND_DECLARATION] = { 20, 30 * SECOND_NS },
	[SEND_QUESTION] = { 40, 10 * SECOND_NS },
	[SEND_PROOF] = { 8, 15 * SECOND_NS },        /* reads the whole journal */
};
#define WRONG_COSTS 4            /* so many that were not filled in right cost as one */
#define ALL_BURST  400           /* of a kind, of all addresses together */
#define ALL_EVERY  (SECOND_NS / 2)

struct bucket { uint64_t who; int64_t paid_ns; };        /* until when what was asked is paid for */
#define TARGET_MOST 200
struct kept {
	char target[TARGET_MOST];
	uint16_t ntarget;
	enum lang lang;
	uint64_t epoch;
	date_t day;
	uint32_t n, cap;
	char *p;
};
struct summed { uint64_t nonce; int64_t at_ms; char receipt[24]; };

struct public_site {
	struct lock *lock;
	struct reg *r;
	struct reg_watch watch;
	int64_t rate;                /* pages a second of one address; 0: any number */
	struct hmac_key key;         /* of this process */
	_Atomic uint64_t epoch;      /* rises when something public changes */
	struct bucket page[PLACES], send[SEND__COUNT][PLACES], all[SEND__COUNT];
	struct kept kept[PAGES];
	struct summed sum[SUMS];
	struct lock *lane[LANES];
};

#define SHOWN (UINT64_C(1) << TAG_notice | UINT64_C(1) << TAG_objection | \
	UINT64_C(1) << TAG_area | UINT64_C(1) << TAG_round | \
	UINT64_C(1) << TAG_list_value | UINT64_C(1) << TAG_pack_version | UINT64_C(1) << TAG_setting)

static void told(void *state, const struct touched *t)
{
	struct public_site *s = state;

	if (t->all || t->nouns & SHOWN)
		atomic_fetch_add(&s->epoch, 1);
}

enum err public_new(struct ctx *cx, struct reg *r, int64_t rate, struct public_site **out)
{
	struct public_site *s = mem_new(1, sizeof *s);
	unsigned char key[32];

	os_random(key, sizeof key);
	hmac_key_init(&s->key, HASH_SHA256, key, sizeof key);
	s->lock = lock_new();
	for (int i = 0; i < LANES; i++)
		s->lane[i] = lock_new();
	s->r = r;
	s->rate = rate;
	s->watch = (struct reg_watch){ .told = told, .state = s };
	*out = s;
	return register_watch(cx, r, &s->watch);
}

void public_free(struct ctx *cx, struct public_site *s)
{
	if (!s)
		return;
	if (register_unwatch(cx, s->r, &s->watch) != OK)
		err_clear(cx);
	for (int i = 0; i < PAGES; i++)
		mem_free(s->kept[i].p);
	for (int i = 0; i < LANES; i++)
		lock_free(s->lane[i]);
	lock_free(s->lock);
	mem_free(s);
}

static uint64_t hashed(const struct public_site *s, struct str text)
{
	unsigned char h[HASH_LEN];
	uint64_t v;

	hmac_of(&s->key, text.p, text.n, h);
	memcpy(&v, h, sizeof v);
	return v ? v : 1;
}

/* ---- how often ---- */

/* What stands for an address however it is written: the bytes of IPv4; of IPv6 the first half,
 * since a line has all that begin so. Some proxies add a port. What is no address stands for
 * itself. */
static struct str same_line(struct web_req *q, struct str peer)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	char *a = arena_alloc(&q->cx->arena, 16);
	size_t first = 0, end = 0;
	int n;

	while (first < peer.n && peer.p[first] != ':')
		first++;
	if (peer.n && peer.p[0] == '[') {
		while (end < peer.n && peer.p[end] != ']')
			end++;
		peer = str_sub(peer, 1, end - 1);
	} else if (first < peer.n && !memchr(peer.p + first + 1, ':', peer.n - first - 1)) {
		peer.n = first;
	}
	n = os_address_bytes(peer, (unsigned char *)a);
	if (n == 16 && !memcmp(a, mapped, sizeof mapped))
		return (struct str){ a + sizeof mapped, 4 };
	return n ? (struct str){ a, n == 16 ? 8 : 4 } : peer;
}

/* Behind a proxy on this machine, who the proxy says. */
static struct str who_asks(struct web_req *q)
{
	struct str peer = str_of(q->x->q.peer), v;

	if ((str_starts(peer, STR("127.")) || str_eqz(peer, "::1")) &&
	    http_request_last(&q->x->q, "x-forwarded-for", &v)) {
		while (v.n && str_next(&v, ',', &peer))
			;
		peer = str_trim(peer);
	}
	return same_line(q, peer);
}

/* One each `every`, and `burst` at once after a rest. 0: may be taken now; else how long to
 * wait. */
static int64_t wait_for(struct bucket *b, uint64_t who, int64_t burst, int64_t every)
{
	int64_t now = os_mono_ns(), wait;

	if (b->who != who || b->paid_ns < now)
		*b = (struct bucket){ who, now };
	wait = b->paid_ns - now - (burst - 1) * every;
	return wait > 0 ? wait : 0;
}

static int64_t take(struct bucket *b, uint64_t who, int64_t burst, int64_t every)
{
	int64_t wait = wait_for(b, who, burst, every);

	if (!wait)
		b->paid_ns += every;
	return wait;
}

/* In whole seconds, one at least: whoever waits as long may. */
static void too_often(struct web_req *q, int64_t wait_ns)
{
	char seconds[24];

	snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ns / SECOND_NS + 1));
	http_answer_field(&q->x->a, "Retry-After", str_of(seconds));
	public_start(q, 429, str_of(msg_text(q->cx->lang, "public-name")));
	html_raw(q, "<p>");
	html_say_with(q, q->x->q.method == HTTP_POST ? "public-sent-often" : "public-too-often",
	              seconds, NULL);
	html_raw(q, "</p>");
	public_finish(q);
}

bool public_may_send(struct web_req *q, enum public_send kind)
{
	struct public_site *s = q->web->public;
	uint64_t who = hashed(s, who_asks(q));
	struct bucket *mine;
	int64_t wait;

	if (!s->rate)
		return true;
	mine = &s->send[kind][who % PLACES];
	lock_write(s->lock);
	/* Who is refused for himself takes nothing of what is left for all: one who floods keeps nobody
	 * else from sending. */
	wait = wait_for(mine, who, sends[kind].burst, sends[kind].every);
	if (!wait)
		wait = take(&s->all[kind], 1, ALL_BURST, ALL_EVERY);
	if (!wait)
		mine->paid_ns += sends[kind].every;
	lock_end(s->lock);
	if (wait)
		too_often(q, wait);
	return !wait;
}

void public_sent_wrong(struct web_req *q, enum public_send kind)
{
	struct public_site *s = q->web->public;
	uint64_t who = hashed(s, who_asks(q));
	struct bucket *b = &s->send[kind][who % PLACES];

	lock_write(s->lock);
	if (b->who == who)
		b->paid_ns -= sends[kind].every / WRONG_COSTS * (WRONG_COSTS - 1);
	s->all[kind].paid_ns -= ALL_EVERY / WRONG_COSTS * (WRONG_COSTS - 1);
	lock_end(s->lock);
}

/* ---- pages ---- */

/* The place of a page; NULL: one with an address too long to be kept. */
static struct kept *place_of(struct public_site *s, struct web_req *q)
{
	uint64_t h = str_hash(q->x->q.target) + (q->cx->lang == LANG_EN);

	return q->x->q.target.n > TARGET_MOST ? NULL : &s->kept[h % PAGES];
}

static bool is_it(const struct public_site *s, const struct kept *k, struct web_req *q)
{
	return k->n && k->lang == q->cx->lang &&
	       str_eq((struct str){ k->target, k->ntarget }, q->x->q.target) &&
	       k->epoch == atomic_load(&s->epoch) && k->day == register_today(q->cx, q->r);
}

static void fields_of_page(struct web_req *q)
{
	http_answer_field(&q->x->a, "Content-Type", STR("text/html; charset=utf-8"));
}

bool public_answered(struct web_req *q)
{
	struct public_site *s = q->web->public;
	struct kept *k;
	int64_t wait = 0;
	uint64_t who;
	bool have;

	if (q->x->q.method != HTTP_GET && q->x->q.method != HTTP_HEAD)
		return false;
	who = s->rate ? hashed(s, who_asks(q)) : 0;
	k = place_of(s, q);
	lock_write(s->lock);
	if (s->rate)
		wait = take(&s->page[who % PLACES], who, s->rate * 4, SECOND_NS / s->rate);
	have = !wait && k && is_it(s, k, q);
	if (have)
		buf_add(&q->x->a.body, k->p, k->n);
	lock_end(s->lock);
	if (wait)
		too_often(q, wait);
	else if (have)
		fields_of_page(q);
	return wait || have;
}

void public_keep(struct web_req *q)
{
	struct public_site *s = q->web->public;
	const struct buf *b = &q->x->a.body;
	struct kept *k = place_of(s, q);

	if (!k || b->full || b->n > PAGE_MOST || q->x->a.status != 200)
		return;
	lock_write(s->lock);
	if (k->cap < b->n) {
		mem_free(k->p);
		k->p = mem_new(1, b->n);
		k->cap = (uint32_t)b->n;
	}
	memcpy(k->p, b->p, b->n);
	k->n = (uint32_t)b->n;
	memcpy(k->target, q->x->q.target.p, q->x->q.target.n);
	k->ntarget = (uint16_t)q->x->q.target.n;
	k->lang = q->cx->lang;
	k->epoch = q->epoch;
	k->day = register_today(q->cx, q->r);
	lock_end(s->lock);
}

uint64_t public_epoch(const struct public_site *s)
{
	return atomic_load(&s->epoch);
}

/* ---- the sum ---- */

/* What is signed of a question: its number, when it was asked, its terms. */
static uint64_t signed_sum(const struct public_site *s, uint64_t nonce, int64_t at, int a, int b)
{
	char text[80];
	int n = snprintf(text, sizeof text, "%llu %lld %d %d", (unsigned long long)nonce,
	                 (long long)at, a, b);

	return hashed(s, (struct str){ text, (size_t)n });
}

void public_sum_put(struct web_req *q)
{
	struct public_site *s = q->web->public;
	unsigned char r[10];
	uint64_t nonce;
	char text[160];
	int a, b;

	os_random(r, sizeof r);
	memcpy(&nonce, r, sizeof nonce);
	nonce = nonce ? nonce : 1;
	a = 2 + r[8] % 8;
	b = 2 + r[9] % 8;
	html_raw(q, "<p><label for=\"sum\">");
	html_say(q, "public-sum");
	snprintf(text, sizeof text, " %d + %d = ?</label><input id=\"sum\" name=\"sum\""
	         " inputmode=\"numeric\" maxlength=\"3\" required autocomplete=\"off\">", a, b);
	html_raw(q, text);
	snprintf(text, sizeof text, "<input type=\"hidden\" name=\"check\""
	         " value=\"%llx.%lld.%d.%d.%llx\"></p>", (unsigned long long)nonce,
	         (long long)q->cx->now_ms, a, b,
	         (unsigned long long)signed_sum(s, nonce, q->cx->now_ms, a, b));
	html_raw(q, text);
}

static bool read_sum(struct web_req *q, uint64_t *nonce)
{
	struct str check, sum, one[5];
	unsigned long long id = 0, sign = 0;
	int64_t at, a, b, said;

	web_form(q, "check", &check);
	web_form(q, "sum", &sum);
	for (int i = 0; i < 5; i++)
		if (!str_next(&check, '.', &one[i]))
			return false;
	if (sscanf(str_z(&q->cx->arena, one[0]), "%llx", &id) != 1 ||
	    sscanf(str_z(&q->cx->arena, one[4]), "%llx", &sign) != 1 || !str_i64(one[1], &at) ||
	    !str_i64(one[2], &a) || !str_i64(one[3], &b) || !str_i64(str_trim(sum), &said) ||
	    a < 0 || a > 99 || b < 0 || b > 99)
		return false;
	*nonce = id;
	return sign == signed_sum(q->web->public, id, at, (int)a, (int)b) && said == a + b &&
	       at <= q->cx->now_ms && q->cx->now_ms - at < SUM_LIVES;
}

bool public_sum_right(struct web_req *q, struct str *again)
{
	struct public_site *s = q->web->public;
	struct summed *m;
	uint64_t nonce = 0;

	*again = STR("");
	if (!read_sum(q, &nonce))
		return false;
	m = &s->sum[nonce % SUMS];
	lock_write(s->lock);
	if (m->nonce == nonce)
		*again = str_dup(&q->cx->arena, str_of(m->receipt));
	lock_end(s->lock);
	return true;
}

void public_sum_done(struct web_req *q, const char *receipt)
{
	struct public_site *s = q->web->public;
	struct summed *m;
	uint64_t nonce = 0;

	if (!read_sum(q, &nonce))
		return;
	m = &s->sum[nonce % SUMS];
	lock_write(s->lock);
	*m = (struct summed){ .nonce = nonce, .at_ms = q->cx->now_ms };
	snprintf(m->receipt, sizeof m->receipt, "%s", receipt);
	lock_end(s->lock);
}

enum err public_once(struct web_req *q, enum err (*form)(struct web_req *q))
{
	struct public_site *s = q->web->public;
	uint64_t nonce = 0;
	enum err e;

	if (!read_sum(q, &nonce))
		return form(q);
	lock_write(s->lane[nonce % LANES]);
	e = form(q);
	lock_end(s->lane[nonce % LANES]);
	return e;
}
