/* notice_mask - what of a household may hang where everybody reads it. All that a notice can say
 * comes out of here, and what goes in is this much: a name, a group, a number of members. Whatever
 * else was typed into those fields (numbers, illnesses) does not come out: texts are let through by
 * what they are made of, not searched for what they must not hold. */
#ifndef DOMAIN_GATE_NOTICE_MASK_H
#define DOMAIN_GATE_NOTICE_MASK_H

#include "base/buf.h"
#include "policy/pack.h"

/* The name as it may stand: 王**, 王*英 or 王建英. A name that is no plain name (digits, signs, words
 * of `never`, more than four characters without a dot between) leaves its first character, or
 * nothing of it. Empty: "**". */
void notice_name(struct buf *out, const struct notice_policy *p, enum name_left left,
                 struct str name);
/* The group as it is, if it is made of Han characters and at most three digits, of either kind, at
 * most ten characters in all, and holds neither a number of a house (17号, 8栋) nor a word of
 * `never`; else a dash. */
void notice_group(struct buf *out, const struct notice_policy *p, struct str group);
/* Is it a number and a word for group, such as 3组 or 第十二村民小组, and nothing else? */
bool notice_group_plain(struct str group);
/* A mark for the n-th (from 1) of several that look the same: ①, ②, ... (21) */
void notice_mark(struct buf *out, int n);

#endif
