/* receipt - what became of a request that its sender may send again: the key that it made, a hash
 * of what it sent, and what it was answered, written in the very transaction of the effect. So a
 * sender that heard nothing asks again and gets the same answer, and nothing happens twice. */
#ifndef DOMAIN_REGISTER_RECEIPT_H
#define DOMAIN_REGISTER_RECEIPT_H

#include "domain/register/register.h"

#define RECEIPT_KEY_MAX 128

struct receipt {
	struct str key;              /* the sender's; at most RECEIPT_KEY_MAX bytes */
	int64_t account;
	unsigned char hash[32];      /* of route and body */
	int status;                  /* of the answer */
	/* Makes the answer, once the effect is there, before the commit. */
	void (*answer)(void *arg, struct buf *out);
	void *arg;
	/* filled in */
	bool known;                  /* the effect was there already: status and text are as answered */
	struct str text;             /* in the context's arena */
};

/* Before anything is done: has this been answered? known tells. ERR_INPUT receipt-other: the key
 * came with something else. */
enum err receipt_find(struct ctx *cx, struct db *db, struct receipt *p);
/* In the transaction of the effect, after it. */
enum err receipt_write(struct ctx *cx, struct db *db, struct receipt *p);

#endif
