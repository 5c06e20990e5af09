/* again - requests that their sender may send again: an Idempotency-Key, what was asked with it,
 * and the answer, which is kept in the transaction of the effect. */
#include "web/api.h"

#include "base/os.h"
#include "crypto/digest.h"

/* A body that was too large for memory lies in a file: what it says counts, not where it lies. */
static void add_file(struct digest *d, int fd, int64_t size)
{
	char piece[65536];
	int64_t at = 0;

	while (at < size) {
		ssize_t n = os_pread_full(fd, piece, sizeof piece, at);

		if (n <= 0)
			return;
		digest_add(d, piece, (size_t)n);
		at += n;
	}
}

bool again_key(struct web_req *q, struct str *key, unsigned char hash[32])
{
	struct digest d;

	if (!http_request_field(&q->x->q, "idempotency-key", key) || !key->n)
		return false;
	digest_init(&d, HASH_SHA256);
	digest_add(&d, q->x->q.target.p, q->x->q.target.n);
	digest_add(&d, "\n", 1);
	digest_add(&d, q->x->q.body.p, q->x->q.body.n);
	if (q->x->q.body_fd >= 0)
		add_file(&d, q->x->q.body_fd, q->x->q.body_size);
	digest_end(&d, hash);
	return true;
}

enum err again_of(struct web_req *q, struct receipt *p)
{
	if (!again_key(q, &p->key, p->hash)) {
		p->key = STR("");
		return OK;
	}
	if (p->key.n > RECEIPT_KEY_MAX)
		return err_set(q->cx, ERR_USAGE, "Idempotency-Key", "receipt-other", NULL);
	p->account = q->who.account;
	return receipt_find(q->cx, q->r->db, p);
}

void again_put(struct web_req *q, const struct receipt *p)
{
	http_answer_reset(&q->x->a);
	web_security(q, false);
	http_answer_field(&q->x->a, "Cache-Control", STR("no-store"));
	web_json(q, p->status);
	buf_adds(&q->x->a.body, p->text);
}

void again_text(void *arg, struct buf *out)
{
	buf_addz(out, arg);
}

enum err again_once(struct web_req *q, struct receipt *p,
                    enum err (*act)(struct web_req *q, void *arg), void *arg)
{
	enum err e;

	TRY(again_of(q, p));
	if (p->known) {
		again_put(q, p);
		return OK;
	}
	q->r->receipt = p->key.n ? p : NULL;
	e = act(q, arg);
	q->r->receipt = NULL;
	return again_end(q, p, e);
}

enum err again_end(struct web_req *q, struct receipt *p, enum err e)
{
	if (e == OK && !p->key.n) {
		web_json(q, p->status);
		p->answer(p->arg, &q->x->a.body);
	} else if (e == OK) {
		again_put(q, p);
	} else if (e == ERR_CONFLICT && p->key.n) {     /* the twin of this request was faster */
		struct err_info said = q->cx->err;

		err_clear(q->cx);
		TRY(receipt_find(q->cx, q->r->db, p));
		if (!p->known) {
			q->cx->err = said;
			return e;
		}
		again_put(q, p);
	} else {
		return e;
	}
	return OK;
}
