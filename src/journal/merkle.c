/* merkle - the tree of RFC 9162, section 2.1. A proof is a list of subtree roots; which subtrees is
 * arithmetic on sizes alone (the spans), so the same few lines serve arrays and streams. */
#include "journal/merkle.h"

void merkle_leaf(enum hash_alg alg, const void *data, size_t n, struct hash *out)
{
	struct digest d;

	digest_init(&d, alg);
	digest_add(&d, "\x00", 1);
	digest_add(&d, data, n);
	digest_end(&d, out->b);
}

void merkle_node(enum hash_alg alg, const struct hash *l, const struct hash *r, struct hash *out)
{
	unsigned char both[1 + 2 * HASH_LEN];

	both[0] = 1;
	memcpy(both + 1, l->b, HASH_LEN);
	memcpy(both + 1 + HASH_LEN, r->b, HASH_LEN);
	digest_of(alg, both, sizeof(both), out->b);
}

/* ---- frontier ---- */

void frontier_init(struct frontier *f, enum hash_alg alg)
{
	memset(f, 0, sizeof(*f));
	f->alg = alg;
}

/* Each 1 at the end of size is a perfect subtree as large as what has just been completed. */
void frontier_add(struct frontier *f, const struct hash *leaf)
{
	struct hash h = *leaf;

	for (uint64_t s = f->size; s & 1; s >>= 1)
		merkle_node(f->alg, &f->h[--f->n], &h, &h);
	f->h[f->n++] = h;
	f->size++;
}

void frontier_root(const struct frontier *f, struct hash *out)
{
	struct hash h;

	if (f->n == 0) {
		digest_of(f->alg, "", 0, out->b);
		return;
	}
	h = f->h[f->n - 1];
	for (int i = f->n - 2; i >= 0; i--)
		merkle_node(f->alg, &f->h[i], &h, &h);
	*out = h;
}

void merkle_root(enum hash_alg alg, const struct hash *leaf, uint64_t n, struct hash *out)
{
	struct frontier f;

	frontier_init(&f, alg);
	for (uint64_t i = 0; i < n; i++)
		frontier_add(&f, &leaf[i]);
	frontier_root(&f, out);
}

/* ---- proofs ---- */

/* Largest power of two below n; n >= 2. */
static uint64_t split_of(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* The proofs of the RFC go from the leaf up; we walk from the root down and turn the list round. */
static int turn_round(struct merkle_span *span, int n)
{
	for (int i = 0; i < n / 2; i++) {
		struct merkle_span t = span[i];
		span[i] = span[n - 1 - i];
		span[n - 1 - i] = t;
	}
	return n;
}

int merkle_inclusion_spans(uint64_t n, uint64_t index, struct merkle_span span[64])
{
	uint64_t from = 0, to = n;
	int k = 0;

	if (index >= n)
		return 0;
	while (to - from > 1) {
		uint64_t mid = from + split_of(to - from);
		if (index < mid) {
			span[k++] = (struct merkle_span){ mid, to };
			to = mid;
		} else {
			span[k++] = (struct merkle_span){ from, mid };
			from = mid;
		}
	}
	return turn_round(span, k);
}

int merkle_consistency_spans(uint64_t old_n, uint64_t n, struct merkle_span span[64])
{
	uint64_t from = 0, to = n;
	int k = 0;

	if (old_n == 0 || old_n >= n)
		return 0;
	/* until [from, to) is the last subtree of the old tree */
	while (to != old_n) {
		uint64_t mid = from + split_of(to - from);
		if (old_n <= mid) {
			span[k++] = (struct merkle_span){ mid, to };
			to = mid;
		} else {
			span[k++] = (struct merkle_span){ from, mid };
			from = mid;
		}
	}
	/* else it is the old root, which the checker has */
	if (from > 0)
		span[k++] = (struct merkle_span){ from, to };
	return turn_round(span, k);
}

static int roots_of(enum hash_alg alg, const struct hash *leaf, const struct merkle_span *span,
                    int n, struct hash *path)
{
	for (int i = 0; i < n; i++)
		merkle_root(alg, leaf + span[i].from, span[i].to - span[i].from, &path[i]);
	return n;
}

int merkle_inclusion(enum hash_alg alg, const struct hash *leaf, uint64_t n, uint64_t index,
                     struct hash path[64])
{
	struct merkle_span span[64];

	return roots_of(alg, leaf, span, merkle_inclusion_spans(n, index, span), path);
}

int merkle_consistency(enum hash_alg alg, const struct hash *leaf, uint64_t old_n, uint64_t n,
                       struct hash path[64])
{
	struct merkle_span span[64];

	return roots_of(alg, leaf, span, merkle_consistency_spans(old_n, n, span), path);
}

static bool hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_LEN) == 0;
}

/* RFC 9162, 2.1.3.2. */
bool merkle_check_inclusion(enum hash_alg alg, uint64_t index, uint64_t n, const struct hash *leaf,
                            const struct hash *path, int path_n, const struct hash *root)
{
	struct hash r = *leaf;
	uint64_t fn = index, sn = n - 1;

	if (index >= n)
		return false;
	for (int i = 0; i < path_n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(alg, &path[i], &r, &r);
			while (!(fn & 1) && fn != 0)
				fn >>= 1, sn >>= 1;
		} else {
			merkle_node(alg, &r, &path[i], &r);
		}
		fn >>= 1, sn >>= 1;
	}
	return sn == 0 && hash_eq(&r, root);
}

/* RFC 9162, 2.1.4.2, steps 4 to 7. */
static bool consistent_walk(enum hash_alg alg, uint64_t fn, uint64_t sn, struct hash fr,
                            const struct hash *path, int path_n, const struct hash *old_root,
                            const struct hash *root)
{
	struct hash sr = fr;

	for (int i = 0; i < path_n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(alg, &path[i], &fr, &fr);
			merkle_node(alg, &path[i], &sr, &sr);
			while (!(fn & 1) && fn != 0)
				fn >>= 1, sn >>= 1;
		} else {
			merkle_node(alg, &sr, &path[i], &sr);
		}
		fn >>= 1, sn >>= 1;
	}
	return sn == 0 && hash_eq(&fr, old_root) && hash_eq(&sr, root);
}

bool merkle_check_consistency(enum hash_alg alg, uint64_t old_n, uint64_t n,
                              const struct hash *old_root, const struct hash *root,
                              const struct hash *path, int path_n)
{
	uint64_t fn = old_n - 1, sn = n - 1;
	struct hash empty;

	if (old_n > n)
		return false;
	if (old_n == n)
		return path_n == 0 && hash_eq(old_root, root);
	if (old_n == 0) {                        /* every tree continues the empty one */
		digest_of(alg, "", 0, empty.b);
		return path_n == 0 && hash_eq(old_root, &empty);
	}
	while (fn & 1)
		fn >>= 1, sn >>= 1;
	if ((old_n & (old_n - 1)) == 0)
		return consistent_walk(alg, fn, sn, *old_root, path, path_n, old_root, root);
	return path_n > 0
	       && consistent_walk(alg, fn, sn, path[0], path + 1, path_n - 1, old_root, root);
}
