/* provisions - what documents name and number (provisions.yaml): methods, paths, staffing lists,
 * targets, notice days. They are told as they stand, and are the place where a pack answers for
 * the words people use (五关, 六个一批, 八看四查一研判).
 *
 *   provisions:
 *     five_gates:
 *       zh: 五关
 *       en: Five gates
 *       document: tonghua-2016
 *       items:
 *         - {zh: 群众申请关, en: Application}
 *     eight_looks:
 *       zh: 八看
 *       en: Eight looks
 *       slots:                   # items the source leaves open: empty until somebody states them
 *         - {zh: 八看, en: Looks, count: 8}
 *       note: 原文注释缺失 */
#ifndef POLICY_PROVISIONS_H
#define POLICY_PROVISIONS_H

#include "policy/valid.h"

struct provision_item {
	struct str zh, en, figure;   /* figure: a number with its unit, as the document has it */
	struct str area;
	date_t from, to;
};

/* So many items of this name are spoken of and not told. */
struct provision_slot {
	struct str zh, en;
	int count;
};

struct provision {
	struct str id, zh, en, note;
	struct basis basis;
	struct provision_item *item;
	int nitem;
	struct provision_slot *slot;
	int nslot;
	bool unconfirmed;
	struct pack_place at;
};

const struct provision *pack_provision(const struct pack *p, struct str id);

#endif
