/* trees - the areas as each view of the snapshot counts them: a view's area indexes are places in
 * the tree that held when it was made, which stays as long as somebody holds such a view. */
#ifndef DOMAIN_JUDGE_TREES_H
#define DOMAIN_JUDGE_TREES_H

#include "domain/register/register.h"

struct tree {
	struct arena a;
	const struct area_node *area;
	int n;
	int32_t *by_id;                  /* indexes in the order of ids */
	uint64_t from;                   /* serial of the first view that counts so */
	int held;
	struct tree *older;
};

struct trees;
struct trees *trees_new(void);
void trees_free(struct trees *t);
/* The areas as r has them now. No view counts so before trees_from; one thread at a time. */
enum err trees_load(struct ctx *cx, struct trees *t, struct reg *r);
/* Views of this serial and later ones count as loaded last. */
void trees_from(struct trees *t, uint64_t serial);
/* The tree that was loaded last: for who makes views. */
const struct tree *trees_newest(const struct trees *t);
/* The tree of a view; any thread. Between hold and release of that view it stays. */
const struct tree *trees_of(struct trees *t, uint64_t serial);
void trees_hold(struct trees *t, uint64_t serial);
void trees_release(struct trees *t, uint64_t serial);
/* Index of an area, or -1. */
int32_t tree_index(const struct tree *t, int64_t id);

#endif
