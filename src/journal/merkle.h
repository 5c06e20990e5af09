/* merkle - the tree of RFC 9162: leaf = H(0x00 || data), node = H(0x01 || left || right),
 * empty tree = H(""). Nothing clever on top. */
#ifndef JOURNAL_MERKLE_H
#define JOURNAL_MERKLE_H

#include "crypto/digest.h"

struct hash { unsigned char b[HASH_LEN]; };

void merkle_leaf(enum hash_alg alg, const void *data, size_t n, struct hash *out);
void merkle_node(enum hash_alg alg, const struct hash *l, const struct hash *r, struct hash *out);

/* Frontier: roots of the perfect subtrees of a growing tree, largest first. Copy by value. */
struct frontier {
	enum hash_alg alg;
	uint64_t size;
	int n;
	struct hash h[64];
};
void frontier_init(struct frontier *f, enum hash_alg alg);
void frontier_add(struct frontier *f, const struct hash *leaf);
void frontier_root(const struct frontier *f, struct hash *out);

/* Over an array of leaf hashes. Proofs as in RFC 9162 2.1.3 and 2.1.4; at most 64 hashes. */
void merkle_root(enum hash_alg alg, const struct hash *leaf, uint64_t n, struct hash *out);
int merkle_inclusion(enum hash_alg alg, const struct hash *leaf, uint64_t n, uint64_t index,
                     struct hash path[64]);
int merkle_consistency(enum hash_alg alg, const struct hash *leaf, uint64_t old_n, uint64_t n,
                       struct hash path[64]);
/* Which leaves [from, to) each hash of such a proof covers, in the order of the proof; the ranges
 * do not overlap, so one pass over the leaves can make any proof without keeping them. */
struct merkle_span { uint64_t from, to; };
int merkle_inclusion_spans(uint64_t n, uint64_t index, struct merkle_span span[64]);
int merkle_consistency_spans(uint64_t old_n, uint64_t n, struct merkle_span span[64]);

bool merkle_check_inclusion(enum hash_alg alg, uint64_t index, uint64_t n, const struct hash *leaf,
                            const struct hash *path, int path_n, const struct hash *root);
bool merkle_check_consistency(enum hash_alg alg, uint64_t old_n, uint64_t n,
                              const struct hash *old_root, const struct hash *root,
                              const struct hash *path, int path_n);

#endif
