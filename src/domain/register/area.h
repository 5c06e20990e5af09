/* area - the tree of administrative areas in memory, for matching and for scopes.
 * Rows elsewhere hold an area's surrogate id, so that a changed code or name changes no other row;
 * former codes and names are found through the area's history. Missing levels are allowed (a town
 * right under a prefecture-level city). */
#ifndef DOMAIN_REGISTER_AREA_H
#define DOMAIN_REGISTER_AREA_H

#include "domain/register/register.h"

struct area_tree;                /* in the arena given */

/* Depth-first order: children follow their parent, by code. */
enum err area_load(struct ctx *cx, struct arena *a, struct reg *r, struct area_tree **out);
int area_count(const struct area_tree *t);
const struct area_node *area_nth(const struct area_tree *t, int i);
/* Index of a node, or -1. Former codes lead to their successor. Codes of 2, 4, 6 and 9 digits are
 * filled up to 12; groups may have more than 12. */
int area_by_id(const struct area_tree *t, int64_t id);
int area_by_code(const struct area_tree *t, int64_t code);
/* What became of an area that is no longer valid: its one successor, else the area itself. */
int area_now(const struct area_tree *t, int i);
/* The next thing that this place was before, or false: *at is 0 at first. Looks through all that
 * ever changed: for one place, not for all of them. */
struct area_past {
	int64_t code;                /* 0: only the name is another */
	struct str name;             /* empty: only the code is another */
	bool merged;                 /* an area that ended and became it, or a part of it */
};
bool area_past(const struct area_tree *t, int i, int *at, struct area_past *out);
/* k-th of what an ended area became, or -1. */
int area_successor(const struct area_tree *t, int i, int k);
/* By code, by name, or by path "county/township/village" (also with spaces or 　 between, or
 * without anything: 示例县青山镇向阳村). Committees are known by their village: 向阳村委会 is 向阳村.
 * Former and other names lead there too, valid ones first. county and township may be empty.
 * -1: unknown; -2: several. */
int area_by_name(const struct area_tree *t, struct str county, struct str township,
                 struct str village);
/* The level that a word of the pack's list area_level names (乡镇, 镇, township): 1 province to 6
 * group, 0: none. */
int area_level_read(const struct reg *r, struct str word);
int area_up(const struct area_tree *t, int i, int level);      /* ancestor of that level or -1 */
/* "示例县青山镇向阳村" from `from_level` down. */
void area_path(struct buf *out, const struct area_tree *t, int i, int from_level);
/* The path by which people call it and which area_by_name leads back to it: from the township down,
 * else from higher up; its code where names cannot tell. In the arena. */
struct str area_named(struct arena *a, const struct area_tree *t, int i);
static inline bool area_within(const struct area_node *n, int i) { return i >= n->lo && i < n->hi; }

extern const struct sql *const area_sqls[];

#endif
